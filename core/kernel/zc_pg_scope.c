//  zc_pg_scope.c - the process of a scope: what it is asked and told
//
//  Asked by processes of this node (zc_pg.c), each with a reference of its own:
//
//      {join_local, From, Ref, Group, Pids}    {Ref, ok}
//      {leave_local, From, Ref, Group, Pids}   {Ref, ok | not_joined}
//      {monitor, From, Ref, Group}             {Ref, {MonitorRef, Pids}}
//      {monitor, From, Ref}                    {Ref, {MonitorRef, Map}}
//      {demonitor, From, Ref, MonitorRef}      {Ref, ok | false}
//
//  Told by other scopes: zc_pg_scope.h. A message that does not make sense is
//  dropped.

#include "zc_pg_scope.h"

#include <stdio.h>
#include <string.h>

char *
zc_pg_table (const char *scope, bool local)
{
    size_t size = strlen (scope) + sizeof "pg:local:";
    char *table = zc_alloc (size);
    snprintf (table, size, "pg:%s:%s", local? "local": "all", scope);
    return table;
}

//  ---- messages ------------------------------------------------------------

static void
s_answer (zc_pid_t to, zc_ref_t ref, const char *answer)
{
    zc_send (to, "{~r, ~a}", ref, answer);
}

static bool
s_are_locals (const zc_term_t *pids)
{
    return zc_list_length (pids) >= 0 && !zc_pg_stranger (pids);
}

//  Asked by a process of this node. false: it was something else.
static bool
s_serve_caller (zc_pg_t *self, const zc_term_t *message)
{
    zc_pid_t from;
    zc_ref_t call, ref;
    zc_term_t *group = NULL, *pids = NULL;
    bool asked = true;
    if (zc_term_match (message, "{join_local, ~p, ~r, ~t, ~t}", &from, &call, &group, &pids)
    &&  s_are_locals (pids)) {
        zc_pg_members_join (self, group, pids);
        s_answer (from, call, "ok");
    }
    else
    if (zc_term_match (message, "{leave_local, ~p, ~r, ~t, ~t}", &from, &call, &group, &pids)
    &&  s_are_locals (pids)) {
        bool left = zc_pg_members_leave (self, group, pids);
        s_answer (from, call, left? "ok": "not_joined");
    }
    else
    if (zc_term_match (message, "{monitor, ~p, ~r, ~t}", &from, &call, &group))
        zc_pg_watch (self, from, call, group);
    else
    if (zc_term_match (message, "{monitor, ~p, ~r}", &from, &call))
        zc_pg_watch (self, from, call, NULL);
    else
    if (zc_term_match (message, "{demonitor, ~p, ~r, ~r}", &from, &call, &ref))
        s_answer (from, call, zc_pg_unwatch (self, ref)? "ok": "false");
    else
        asked = false;
    zc_term_destroy (&group);
    zc_term_destroy (&pids);
    return asked;
}

//  Told by another scope.
static bool
s_serve_peer (zc_pg_t *self, const zc_term_t *message)
{
    zc_pid_t peer;
    zc_term_t *group = NULL, *pids = NULL;
    bool told = true;
    if (zc_term_match (message, "{join, ~p, ~t, ~t}", &peer, &group, &pids))
        zc_pg_peers_join (self, peer, group, pids);
    else
    if (zc_term_match (message, "{leave, ~p, ~t, ~t}", &peer, &pids, &group))
        zc_pg_peers_leave (self, peer, pids, group);
    else
    if (zc_term_match (message, "{sync, ~p, ~t}", &peer, &group))
        zc_pg_peers_sync (self, peer, group);
    else
    if (zc_term_match (message, "{discover, ~p}", &peer))
        zc_pg_peers_discovered (self, peer);
    else
    if (zc_term_match (message, "{catch_up, ~p}", &peer))
        zc_pg_peers_catch_up (self, peer);
    else
        told = false;
    zc_term_destroy (&group);
    zc_term_destroy (&pids);
    return told;
}

//  The node's: who is up, and who has ended.
static void
s_serve_node (zc_pg_t *self, const zc_term_t *message)
{
    const char *node;
    zc_pid_t pid;
    zc_ref_t ref;
    if (zc_term_match (message, "{nodeup, ~a, _}", &node))
        zc_pg_peers_find_on (self, node);
    else
    if (zc_term_match (message, "{:DOWN, ~r, process, ~p, _}", &ref, &pid)
    &&  !zc_pg_unwatch (self, ref) && !zc_pg_members_down (self, pid))
        zc_pg_peers_down (self, pid);
}

static void
s_serve (zc_pg_t *self)
{
    zc_term_t *message;
    zc_receive (-1, "~t", &message);
    if (!s_serve_caller (self, message) && !s_serve_peer (self, message))
        s_serve_node (self, message);
    zc_term_destroy (&message);
}

//  ---- the process ---------------------------------------------------------

static void
s_on_free (void *memory)
{
    zc_pg_t *self = memory;
    zc_hash_clear (&self->groups);
    zc_hash_clear (&self->members);
    zc_hash_clear (&self->peers);
    zc_hash_clear (&self->watchers);
}

static zc_pg_t *
s_new (const char *name)
{
    zc_pg_t *self = zc_block_new (sizeof *self, s_on_free);
    self->name = zc_strdup (name);
    self->all = zc_pg_table (name, false);
    self->local = zc_pg_table (name, true);
    return self;
}

//  pg:scope (Name, Starter, Ref): ends at once where there is one already.
zc_term_t *
zc_pg_scope (const zc_term_t *args)
{
    const char *name;
    zc_pid_t starter;
    zc_ref_t ref;
    if (!zc_term_match (args, "[~a, ~p, ~r]", &name, &starter, &ref))
        zc_error ("{badarg, [{pg, scope, ~t, []}]}", args);
    zc_pg_t *self = s_new (name);
    bool first = zc_register (name, zc_self ()) && zc_table_new (self->all)
              && zc_table_new (self->local);
    s_answer (starter, ref, first? "started": "already_started");
    if (!first)
        return NULL;
    zc_term_t *ok = zc_net_kernel_monitor_nodes (true, "[{node_type, all}]");
    zc_term_destroy (&ok);
    zc_pg_peers_find (self);
    for (;;)
        s_serve (self);
}
