//  zc_pg.h - process groups: who is in it, known on every node
//
//      zc_pg_start (NULL);
//      zc_pg_join (NULL, zc_self (), "{todo_list, ~s}", "bob");
//      zc_term_t *pids = zc_pg_members (NULL, "{todo_list, ~s}", "bob");
//
//  A group is any term, given as a format; it is there while it has members. A
//  scope is a name (NULL: pg) and a process of that name on each node that has
//  started it: scopes of one name on connected nodes, hidden ones too, tell each
//  other of their members. A process joins at its own node, as often as it likes,
//  and leaves with its death.
//
//  What is promised, and what not: a change is seen at its own node when the call
//  returns, on the others a little later; changes of one node in their order,
//  those of several nodes in any. No locks, no majority: each node knows what the
//  nodes it is connected to have told it. A lost node's members are gone at once,
//  and are back when it is. Reading asks nobody: it looks at a table of this node.
//
//  Without the scope's process here, changes end the caller with
//  {noproc, {pg, Scope}}, and reads find nothing.          Erlang  pg

#ifndef ZC_PG_H_INCLUDED
#define ZC_PG_H_INCLUDED

#include "zc_process.h"

#ifdef __cplusplus
extern "C" {
#endif

//  Start a scope on this node. Returns  its process; {0}: there is one already
//  Erlang  pg:start/1, start_link/1
zc_pid_t zc_pg_start (const char *scope);
zc_pid_t zc_pg_start_link (const char *scope);

//  ---- joining and leaving -------------------------------------------------
//  Processes of this node only. Another's, or what is no pid in a list, is a
//  mistake of the caller, an error {nolocal, It}, and nobody has joined or left.

//  Erlang  pg:join/3
#define zc_pg_join(scope, pid, ...) zc_pg_join_format (scope, pid, ZC_FORMAT (__VA_ARGS__))
void zc_pg_join_format (const char *scope, zc_pid_t pid, zc_format_t group);
#define zc_pg_join_list(scope, pids, ...) \
    zc_pg_join_list_format (scope, pids, ZC_FORMAT (__VA_ARGS__))
void zc_pg_join_list_format (const char *scope, const zc_term_t *pids, zc_format_t group);

//  Each mention takes one membership. Returns  false: nobody of them was a member
//  Erlang  pg:leave/3
#define zc_pg_leave(scope, pid, ...) zc_pg_leave_format (scope, pid, ZC_FORMAT (__VA_ARGS__))
bool zc_pg_leave_format (const char *scope, zc_pid_t pid, zc_format_t group);
#define zc_pg_leave_list(scope, pids, ...) \
    zc_pg_leave_list_format (scope, pids, ZC_FORMAT (__VA_ARGS__))
bool zc_pg_leave_list_format (const char *scope, const zc_term_t *pids, zc_format_t group);

//  ---- reading -------------------------------------------------------------
//  Lists, new terms; [] where there is nothing. Members: who joined last, as this node
//  has heard of it, comes first.

//  The members of a group: of all nodes, of this one. Who joined k times is in it
//  k times.                     Erlang  pg:get_members/2, get_local_members/2
#define zc_pg_members(scope, ...) zc_pg_members_format (scope, ZC_FORMAT (__VA_ARGS__))
zc_term_t *zc_pg_members_format (const char *scope, zc_format_t group);
#define zc_pg_local_members(scope, ...) \
    zc_pg_local_members_format (scope, ZC_FORMAT (__VA_ARGS__))
zc_term_t *zc_pg_local_members_format (const char *scope, zc_format_t group);

//  Erlang  pg:which_groups/1, which_local_groups/1
zc_term_t *zc_pg_which_groups (const char *scope);
zc_term_t *zc_pg_which_local_groups (const char *scope);

//  ---- watching ------------------------------------------------------------

//  The members (of the scope: a map of them, %{Group => Members}), and from then on
//  each change as a message {Ref, join, Group, Pids} or {Ref, leave, Group, Pids}.
//  Erlang  pg:monitor/2, monitor_scope/1
#define zc_pg_monitor(scope, ref, ...) zc_pg_monitor_format (scope, ref, ZC_FORMAT (__VA_ARGS__))
zc_term_t *zc_pg_monitor_format (const char *scope, zc_ref_t *ref, zc_format_t group);
zc_term_t *zc_pg_monitor_scope (const char *scope, zc_ref_t *ref);

//  No more messages; those in the mailbox are taken out. false: there is no such
//  monitor.                                                Erlang  pg:demonitor/2
bool zc_pg_demonitor (const char *scope, zc_ref_t ref);

#ifdef __cplusplus
}
#endif
#endif
