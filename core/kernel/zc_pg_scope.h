//  zc_pg_scope.h - the inside of a scope of process groups
//
//      zc_pg.c          the calls: ask the scope's process, read its tables
//      zc_pg_scope.c    the process: what it is asked and told
//      zc_pg_members.c  memberships of this node's processes
//      zc_pg_peers.c    the same scope on other nodes, and their members
//      zc_pg_group.c    a group's lists, in the tables that all may read; watchers
//
//  Between scopes, each change goes to every peer:
//
//      {discover, Scope}                      somebody is there: answer with a sync
//      {sync, Scope, [{Group, Pids}]}         all my members; replaces what was known
//      {join, Scope, Group, Pids}             one more change
//      {leave, Scope, Pids, Groups}
//
//  Signals of one scope to another arrive in order, so a sync and the changes after
//  it are the whole truth about a peer, from when it was discovered until its
//  connection is lost. Whatever comes from a scope that is no peer is ignored.

#ifndef ZC_PG_SCOPE_H_INCLUDED
#define ZC_PG_SCOPE_H_INCLUDED

#include "zcluster.h"
#include "base/zc_hash.h"
#include "term/zc_codec.h"

//  All its memory is the scope process's own.
typedef struct {
    char *name;
    char *all, *local;              //  tables: Group => Pids
    zc_hash_t groups;               //  by name
    zc_hash_t members;              //  processes of this node, by pid
    zc_hash_t peers;                //  other scopes, by pid
    zc_hash_t watchers;             //  by the name of their group, or of the scope
} zc_pg_t;

//  The process: pg:scope (Name, Starter, Ref).
zc_function_t zc_pg_scope;

//  The names of a scope's tables; the caller's to free.
char *zc_pg_table (const char *scope, bool local);

//  The first element that is no process of this node; NULL: all are. A proper list.
const uint8_t *zc_pg_stranger (const zc_term_t *pids);

//  zc_pg_group.c: the pids join or leave the group, in the tables and for watchers.
void zc_pg_group_join (zc_pg_t *self, const zc_term_t *name, const zc_term_t *pids, bool local);
void zc_pg_group_leave (zc_pg_t *self, const zc_term_t *name, const zc_term_t *pids, bool local);
void zc_pg_watch (zc_pg_t *self, zc_pid_t pid, zc_ref_t call, const zc_term_t *group);
bool zc_pg_unwatch (zc_pg_t *self, zc_ref_t ref);

//  zc_pg_members.c: pids is a list of pids of this node.
void zc_pg_members_join (zc_pg_t *self, const zc_term_t *group, const zc_term_t *pids);
bool zc_pg_members_leave (zc_pg_t *self, const zc_term_t *group, const zc_term_t *pids);
bool zc_pg_members_down (zc_pg_t *self, zc_pid_t pid);

//  zc_pg_peers.c
void zc_pg_peers_find (zc_pg_t *self);
void zc_pg_peers_find_on (zc_pg_t *self, const char *node);
void zc_pg_peers_discovered (zc_pg_t *self, zc_pid_t pid);
void zc_pg_peers_sync (zc_pg_t *self, zc_pid_t pid, const zc_term_t *pairs);
void zc_pg_peers_join (zc_pg_t *self, zc_pid_t pid, const zc_term_t *name, const zc_term_t *pids);
void zc_pg_peers_leave (zc_pg_t *self, zc_pid_t pid, const zc_term_t *pids,
                        const zc_term_t *groups);
void zc_pg_peers_down (zc_pg_t *self, zc_pid_t pid);
void zc_pg_peers_catch_up (zc_pg_t *self, zc_pid_t pid);
void zc_pg_peers_tell (zc_pg_t *self, zc_format_t change);

#endif
