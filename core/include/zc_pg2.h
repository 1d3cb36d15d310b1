//  zc_pg2.h - named groups as older Erlang had them: created, joined, deleted
//
//      zc_pg2_create ("{todo_list, ~s}", "bob");
//      zc_pg2_join (zc_self (), "{todo_list, ~s}", "bob");
//      zc_pid_t pid = zc_pg2_closest_pid ("{todo_list, ~s}", "bob");
//
//  Unlike those of zc_pg.h, a group has to be created before anybody joins, is there
//  without members too, and any process can be put into it from any node. It is made
//  on all nodes that are connected at that time, and stays until it is deleted or
//  the last of them is gone. Where Erlang's took a global lock for each change, this
//  one is a scope of zc_pg.h (pg2_groups): a change is seen at once here, a little
//  later elsewhere; who creates and deletes the same group at the same time on two
//  nodes gets one or the other.
//
//  Started by its first use, on each node that is asked.      Erlang  pg2 (until OTP 23)

#ifndef ZC_PG2_H_INCLUDED
#define ZC_PG2_H_INCLUDED

#include "zc_process.h"

#ifdef __cplusplus
extern "C" {
#endif

//  Take part on this node. What other nodes have is seen a little later.
void zc_pg2_start (void);

//  Make a group; nothing happens where there is one. Remove it, and its members from
//  it. Both wait for all connected nodes.
#define zc_pg2_create(...) zc_pg2_create_format (ZC_FORMAT (__VA_ARGS__))
void zc_pg2_create_format (zc_format_t group);
#define zc_pg2_delete(...) zc_pg2_delete_format (ZC_FORMAT (__VA_ARGS__))
void zc_pg2_delete_format (zc_format_t group);

//  A process of any node becomes a member (once more), or is one no longer (once
//  less, if it was one). Waits for the process's node.
//  Returns  false: there is no such group
#define zc_pg2_join(pid, ...) zc_pg2_join_format (pid, ZC_FORMAT (__VA_ARGS__))
bool zc_pg2_join_format (zc_pid_t pid, zc_format_t group);
#define zc_pg2_leave(pid, ...) zc_pg2_leave_format (pid, ZC_FORMAT (__VA_ARGS__))
bool zc_pg2_leave_format (zc_pid_t pid, zc_format_t group);

//  The members of all nodes, of this one; all groups: new terms, read from tables of
//  this node. NULL: there is no such group.
//  Erlang  pg2:get_members/1, get_local_members/1, which_groups/0
#define zc_pg2_members(...) zc_pg2_members_format (ZC_FORMAT (__VA_ARGS__))
zc_term_t *zc_pg2_members_format (zc_format_t group);
#define zc_pg2_local_members(...) zc_pg2_local_members_format (ZC_FORMAT (__VA_ARGS__))
zc_term_t *zc_pg2_local_members_format (zc_format_t group);
zc_term_t *zc_pg2_which_groups (void);

//  A member of this node, drawn at random, else one of another. {0}: none.
//  Erlang  pg2:get_closest_pid/1
#define zc_pg2_closest_pid(...) zc_pg2_closest_pid_format (ZC_FORMAT (__VA_ARGS__))
zc_pid_t zc_pg2_closest_pid_format (zc_format_t group);

#ifdef __cplusplus
}
#endif
#endif
