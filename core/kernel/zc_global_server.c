//  zc_global_server.c - the process global_name_server: its peers, its loop
//
//  See zc_global_server.h.

#include "zc_global_server.h"

#include <string.h>

//  ---- telling -------------------------------------------------------------

void
zc_global_answer (zc_pid_t from, const zc_term_t *id, const char *verdict)
{
    zc_ref_t alias;
    if (zc_term_match (id, "~r", &alias))
        zc_send_alias_options (alias, ZC_SEND_NOCONNECT,
                               ZC_FORMAT ("{answer, ~p, ~t, ~a}", zc_self (), id, verdict));
    else
    if (!zc_term_match (id, "0"))
        zc_send_options (from, ZC_SEND_NOCONNECT,
                         ZC_FORMAT ("{answer, ~p, ~t, ~a}", zc_self (), id, verdict));
}

//  Never dials: a peer that is gone is told everything when it is back.
void
zc_global_tell (zc_global_t *self, const zc_global_peer_t *peer, const char *request,
                uint64_t op, zc_format_t args)
{
    zc_format_t message = ZC_FORMAT ("{~a, ~p, ~i, ~t}", request, self->pid, op, &args);
    for (const zc_global_peer_t *each = peer? peer: self->peers; each; each = each->next) {
        if (zc_pid_is_null (each->pid))
            zc_send_name_options (ZC_GLOBAL_SERVER, each->name, ZC_SEND_NOCONNECT, message);
        else
            zc_send_options (each->pid, ZC_SEND_NOCONNECT, message);
        if (peer)
            break;
    }
}

//  ---- peers ---------------------------------------------------------------

static zc_global_peer_t **
s_find (zc_global_t *self, const char *node)
{
    zc_global_peer_t **at = &self->peers;
    while (*at && strcmp ((*at)->name, node) != 0)
        at = &(*at)->next;
    return at;
}

zc_global_peer_t *
zc_global_peer_of (zc_global_t *self, zc_pid_t pid)
{
    return pid.node? *s_find (self, zc_node_of (pid)): NULL;
}

static void
s_tell_name (void *arg, const zc_term_t *name, const zc_global_entry_t *entry)
{
    zc_global_t *self = arg;
    zc_global_tell (self, self->peers, "name", 0,
                    ZC_FORMAT ("{~t, ~p, ~i, false}", name, entry->pid, entry->stamp));
}

//  A new peer gets our names before anything else.
static void
s_nodeup (zc_global_t *self, const char *node)
{
    if (*s_find (self, node))
        return;
    zc_global_peer_t *peer = zc_alloc (sizeof *peer + strlen (node) + 1);
    strcpy (peer->name, node);
    peer->next = self->peers;
    self->peers = peer;
    self->met++;
    zc_global_tell (self, peer, "hello", 0, ZC_FORMAT ("{}"));
    zc_global_table_each (self->table, self->pid, s_tell_name, self);
    zc_global_tell (self, peer, "synced", 0, ZC_FORMAT ("{}"));
}

static void
s_nodedown (zc_global_t *self, const char *node)
{
    zc_global_peer_t **at = s_find (self, node), *peer = *at;
    zc_global_lock_nodedown (self, node);
    if (!peer)                      //  a hidden one
        return;
    *at = peer->next;
    zc_global_table_drop_home (self->table, peer->pid);
    zc_global_clash_gone (self, peer);
    zc_global_op_gone (self, peer);
    zc_free (peer);
    zc_global_op_settle (self);
}

//  What comes before it is from a time before we met, as it saw it.
static void
s_hello (zc_global_t *self, const zc_global_call_t *call)
{
    call->peer->synced = false;
    zc_global_table_drop_home (self->table, call->from);
}

static void
s_synced (zc_global_t *self, const zc_global_call_t *call)
{
    call->peer->synced = true;
    zc_global_op_settle (self);
}

//  ---- requests ------------------------------------------------------------

static const struct {
    const char *name;
    bool peers;                     //  only peers' servers may ask this
    void (*handle) (zc_global_t *self, const zc_global_call_t *call);
} s_requests [] = {
    {"answer", true, zc_global_op_answered}, {"claim", true, zc_global_claim},
    {"name", true, zc_global_name}, {"unname", true, zc_global_unname},
    {"set_lock", false, zc_global_lock_set}, {"del_lock", false, zc_global_lock_del},
    {"register", false, zc_global_register}, {"unregister", false, zc_global_unregister},
    {"release", true, zc_global_release}, {"lost", true, zc_global_lost},
    {"hello", true, s_hello}, {"synced", true, s_synced},
    {"sync", false, zc_global_sync_call}, {"barrier", true, zc_global_barrier}};

//  Requests nobody knows are dropped, as are those of servers that are no peers.
static void
s_handle (zc_global_t *self, const char *request, zc_global_call_t *call)
{
    call->peer = zc_global_peer_of (self, call->from);
    for (size_t i = 0; i < sizeof s_requests / sizeof *s_requests; i++)
        if (strcmp (s_requests [i].name, request) == 0) {
            if (s_requests [i].peers && !call->peer)
                break;
            if (s_requests [i].peers)
                call->peer->pid = call->from;
            s_requests [i].handle (self, call);
            break;
        }
    zc_term_destroy (&call->id);
    zc_term_destroy (&call->args);
}

//  A process ended that resolved, held or waited for a lock, or had a name.
static void
s_down (zc_global_t *self, zc_ref_t monitor, zc_term_t *reason)
{
    zc_term_t *name;
    zc_global_entry_t entry;
    if (!zc_global_clash_down (self, monitor, reason) && !zc_global_lock_down (self, monitor)
    &&  zc_global_table_get_down (self->table, monitor, &name, &entry)) {
        if (zc_pid_equal (entry.home, self->pid))
            zc_global_withdraw (self, name, entry.pid);
        else
            zc_global_table_drop (self->table, name, entry.home, entry.pid);
        zc_term_destroy (&name);
    }
    zc_term_destroy (&reason);
}

static void
s_serve (zc_global_t *self)
{
    zc_global_call_t call;
    const char *text;
    zc_ref_t monitor;
    zc_term_t *reason;
    uint64_t number;
    switch (zc_receive_any (-1,
                            ZC_CASE ("{~a, ~p, ~t, ~t}", &text, &call.from, &call.id, &call.args),
                            ZC_CASE ("{:DOWN, ~r, process, _, ~t}", &monitor, &reason),
                            ZC_CASE ("{nodeup, ~a, [{node_type, visible}]}", &text),
                            ZC_CASE ("{nodedown, ~a, _}", &text),
                            ZC_CASE ("{again, ~i}", &number),
                            ZC_CASE ("_"))) {
        case 0: s_handle (self, text, &call); break;
        case 1: s_down (self, monitor, reason); break;
        case 2: s_nodeup (self, text); break;
        case 3: s_nodedown (self, text); break;
        case 4: zc_global_op_again (self, number); break;
        default: break;
    }
}

//  ---- the process ---------------------------------------------------------

//  Who is there already is not told again.
static void
s_meet_all (zc_global_t *self)
{
    zc_term_t *said = zc_net_kernel_monitor_nodes (true, "[{node_type, all}]");
    zc_term_t *nodes = zc_node_list (ZC_NODES_VISIBLE);
    size_t at = 0;
    for (zc_term_t *node; (node = zc_term_next (nodes, &at)); zc_term_destroy (&node)) {
        const char *name;
        if (zc_term_match (node, "~a", &name))
            s_nodeup (self, name);
    }
    zc_term_destroy (&nodes);
    zc_term_destroy (&said);
}

static void
s_global (void *arg)
{
    (void) arg;
    zc_global_t self = {.pid = zc_self (), .node = zc_node_self ()};
    zc_register (ZC_GLOBAL_SERVER, self.pid);
    self.table = zc_global_table_new ();
    s_meet_all (&self);
    for (;;)
        s_serve (&self);
}

void
zc_global_start (zc_core_t *core)
{
    zc_core_spawn (core, s_global, NULL, "global");
}
