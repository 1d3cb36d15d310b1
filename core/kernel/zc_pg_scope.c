//  zc_pg_scope.c - the process of a scope: what it is asked and told
//
//  Asked by processes of this node (zc_pg.c), each with an alias of its own:
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
#include "base/zc_caller.h"

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
s_answer (zc_ref_t call, const char *answer)
{
    zc_send_alias (call, "{~r, ~a}", call, answer);
}

static bool
s_are_locals (const zc_term_t *pids)
{
    return zc_list_length (pids) >= 0 && !zc_pg_stranger (pids);
}

//  A process ended that watches, is a member, or is a peer.
static void
s_down (zc_pg_t *self, zc_ref_t ref, zc_pid_t pid)
{
    if (!zc_pg_unwatch (self, ref) && !zc_pg_members_down (self, pid))
        zc_pg_peers_down (self, pid);
}

static void
s_serve (zc_pg_t *self)
{
    zc_pid_t pid;
    zc_ref_t call, ref;
    zc_term_t *group = NULL, *pids = NULL;
    const char *node;
    switch (zc_receive_any (-1, ZC_CASE ("{join_local, ~p, ~r, ~t, ~t}", &pid, &call, &group, &pids),
                            ZC_CASE ("{leave_local, ~p, ~r, ~t, ~t}", &pid, &call, &group, &pids),
                            ZC_CASE ("{join, ~p, ~t, ~t}", &pid, &group, &pids),
                            ZC_CASE ("{leave, ~p, ~t, ~t}", &pid, &pids, &group),
                            ZC_CASE ("{:DOWN, ~r, process, ~p, _}", &ref, &pid),
                            ZC_CASE ("{monitor, ~p, ~r, ~t}", &pid, &call, &group),
                            ZC_CASE ("{monitor, ~p, ~r}", &pid, &call),
                            ZC_CASE ("{demonitor, ~p, ~r, ~r}", &pid, &call, &ref),
                            ZC_CASE ("{nodeup, ~a, _}", &node),
                            ZC_CASE ("{discover, ~p}", &pid),
                            ZC_CASE ("{sync, ~p, ~t}", &pid, &group),
                            ZC_CASE ("{catch_up, ~p}", &pid), ZC_CASE ("_"))) {
        case 0:
            if (s_are_locals (pids)) {
                zc_pg_members_join (self, group, pids);
                s_answer (call, "ok");
            }
            break;
        case 1:
            if (s_are_locals (pids))
                s_answer (call, zc_pg_members_leave (self, group, pids)? "ok": "not_joined");
            break;
        case 2: zc_pg_peers_join (self, pid, group, pids); break;
        case 3: zc_pg_peers_leave (self, pid, pids, group); break;
        case 4: s_down (self, ref, pid); break;
        case 5:
        case 6: zc_pg_watch (self, pid, call, group); break;
        case 7: s_answer (call, zc_pg_unwatch (self, ref)? "ok": "false"); break;
        case 8: zc_pg_peers_find_on (self, node); break;
        case 9: zc_pg_peers_discovered (self, pid); break;
        case 10: zc_pg_peers_sync (self, pid, group); break;
        case 11: zc_pg_peers_catch_up (self, pid); break;
        default: break;
    }
    zc_term_destroy (&group);
    zc_term_destroy (&pids);
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
    zc_send (starter, "{~r, ~a}", ref, first? "started": "already_started");
    if (!first)
        return NULL;
    zc_term_t *ok = zc_net_kernel_monitor_nodes (true, "[{node_type, all}]");
    zc_term_destroy (&ok);
    zc_pg_peers_find (self);
    for (;;)
        s_serve (self);
}
