//  zs_plant.c - bugs on purpose: the test of the simulator itself
//
//  Each has to be found within so many seeds. The core knows nothing of them:
//  the linker (--wrap) puts these functions before the library's, so that a call
//  from one file of the core to another goes wrong now and then. The first three
//  are the network's (zc_net_sim.c).

#include "zs_sim.h"
#include "cluster/zc_stamp.h"
#include "cluster/zc_variable_peers.h"
#include "kernel/zc_global_server.h"
#include "kernel/zc_net_kernel.h"
#include "kernel/zc_pg_scope.h"
#include "kernel/zc_server.h"
#include "process/zc_core.h"

//  Rare, so where to look is chosen: many nodes that come and go and say little.
#define ESTRANGED_RUNS {.seed = 7300391, .nodes = 8, .steps = 400, \
                        .without = ~(1U << ZS_CONNECT | 1U << ZS_DISCONNECT | 1U << ZS_CUT \
                                     | 1U << ZS_DELAY | 1U << ZS_PARTITION | 1U << ZS_PAUSE \
                                     | 1U << ZS_CRASH | 1U << ZS_POWER | 1U << ZS_STOP)}

const zs_plant_info_t zs_plants [ZS_PLANTS] = {
    [ZS_PLANT_NONE] = {"none", "no bug", 0, {0}},
    [ZS_PLANT_LOSE] = {"lose", "the network loses a frame", 40, {0}},
    [ZS_PLANT_SWAP] = {"swap", "a frame overtakes another", 40, {0}},
    [ZS_PLANT_TWICE] = {"twice", "a frame comes twice", 40, {0}},
    [ZS_PLANT_SILENT] = {"silent", "a lost connection fires no monitors and links", 20, {0}},
    [ZS_PLANT_LEFTOVER] = {"leftover", "signals outlive their session", 20, {0}},
    [ZS_PLANT_UNSPAWNED] = {"unspawned", "spawns under way are forgotten with the connection", 20, {0}},
    [ZS_PLANT_NODEUP] = {"nodeup", "a nodeup is not told", 20, {0}},
    [ZS_PLANT_NODEDOWN] = {"nodedown", "a nodedown is not told", 20, {0}},
    [ZS_PLANT_COOKIE] = {"cookie", "every proof of a cookie is good", 40, {0}},
    [ZS_PLANT_MESH] = {"mesh", "a new neighbour is not told of the others", 64, {0}},
    [ZS_PLANT_NEWS] = {"news", "the loss of a node is no news to others", 64, {0}},
    [ZS_PLANT_DEAF] = {"deaf", "the end of a process is not heard", 20, {0}},
    [ZS_PLANT_ROOM] = {"room", "suspended senders are not resumed", 40, {0}},
    [ZS_PLANT_LEAK] = {"leak", "a session's memory is not released", 20, {0}},
    [ZS_PLANT_UNTOLD] = {"untold", "a change of a group is not told", 20, {0}},
    [ZS_PLANT_STAY] = {"stay", "members of a lost node stay in their groups", 20, {0}},
    [ZS_PLANT_UNSEEN] = {"unseen", "a scope that is discovered does not answer", 40, {0}},
    [ZS_PLANT_LATE] = {"late", "a call that is given up still gets its result", 20, {0}},
    [ZS_PLANT_BELATED] = {"belated", "a server's answer still comes after the time-out", 20, {0}},
    [ZS_PLANT_PATIENT] = {"patient", "a call of a server does not end with its time", 20, {0}},
    [ZS_PLANT_CLASH] = {"clash", "two homes of a global name leave it at that", 40, {0}},
    [ZS_PLANT_CLAIM] = {"claim", "who claims a global name grants it to others", 40, {0}},
    [ZS_PLANT_RIVAL] = {"rival", "a claim of a global name overlooks the one it meets", 20, {0}},
    [ZS_PLANT_BUSY] = {"busy", "who has entered another claim grants the name, too", 20, {0}},
    [ZS_PLANT_RECALL] = {"recall", "a claim that is taken back stays where it was entered", 40, {0}},
    [ZS_PLANT_STALE] = {"stale", "the end of a process is not heard by who has its name", 40, {0}},
    [ZS_PLANT_GRANT] = {"grant", "a global lock is granted without looking", 40, {0}},
    [ZS_PLANT_HELD] = {"held", "a dead process keeps its global lock", 40, {0}},
    [ZS_PLANT_EARLIER] = {"earlier", "the earlier of two writes of a variable stays", 40, {0}},
    [ZS_PLANT_UNCOUNTED] = {"uncounted", "a write's stamp is the time of day, whatever it replaces", 40, {0}},
    [ZS_PLANT_SINGLE] = {"single", "a node that comes is not sent the variables", 40, {0}},
    [ZS_PLANT_HEIRLESS] = {"heirless", "variables are not compared when a node is lost", 40, {0}},
    [ZS_PLANT_BEREFT] = {"bereft", "a lost connection fires no links that the other side made", 20, {0}},
    [ZS_PLANT_HASTY] = {"hasty", "a nodedown is told before what ends with the connection", 20, {0}},
    [ZS_PLANT_AHEAD] = {"ahead", "the end of a process overtakes its messages", 40, {0}},
    [ZS_PLANT_MUTE] = {"mute", "what the dead have sent does not come", 128, {0}},
    [ZS_PLANT_ESTRANGED] = {"estranged", "who parts from us on old news is not met again", 2000,
                            ESTRANGED_RUNS}};

bool
zs_planted (zs_plant_t plant, int every)
{
    static zs_random_t random;
    if (zs_sim.options.plant != (int) plant)
        return false;
    random.state ^= zs_sim.options.seed;
    return zs_random_one_in (&random, every);
}

//  ---- what is wrapped: the library's function, and ours before it ---------

void __real_zc_route_lost (zc_core_t *core, const zc_node_name_t *node);
void __wrap_zc_route_lost (zc_core_t *core, const zc_node_name_t *node);
void __real_zc_route_room (zc_core_t *core, const zc_node_name_t *node);
void __wrap_zc_route_room (zc_core_t *core, const zc_node_name_t *node);
void __real_zc_spawn_lost (zc_core_t *self, const zc_node_name_t *node);
void __wrap_zc_spawn_lost (zc_core_t *self, const zc_node_name_t *node);
void __real_zc_outbox_clear (zc_outbox_t *self);
void __wrap_zc_outbox_clear (zc_outbox_t *self);
void __real_zc_inbox_clear (zc_inbox_t *self);
void __wrap_zc_inbox_clear (zc_inbox_t *self);
void __real_zc_net_kernel_tell_up (zc_net_kernel_t *self, zc_peer_t *peer);
void __wrap_zc_net_kernel_tell_up (zc_net_kernel_t *self, zc_peer_t *peer);
void __real_zc_net_kernel_tell_down (zc_net_kernel_t *self, zc_peer_t *peer,
                                     const zc_session_t *session, const char *reason);
void __wrap_zc_net_kernel_tell_down (zc_net_kernel_t *self, zc_peer_t *peer,
                                     const zc_session_t *session, const char *reason);
void __real_zc_mesh_up (zc_net_kernel_t *self, zc_peer_t *peer);
void __wrap_zc_mesh_up (zc_net_kernel_t *self, zc_peer_t *peer);
void __real_zc_mesh_news (zc_net_kernel_t *self, const zc_news_t *news);
void __wrap_zc_mesh_news (zc_net_kernel_t *self, const zc_news_t *news);
void __real_zc_mesh_remove (zc_net_kernel_t *self, const char *name, const zc_news_t *news);
void __wrap_zc_mesh_remove (zc_net_kernel_t *self, const char *name, const zc_news_t *news);
void __real_zc_signal_apply (zc_core_t *core, const zc_signal_t *signal,
                             const zc_node_name_t *origin);
void __wrap_zc_signal_apply (zc_core_t *core, const zc_signal_t *signal,
                             const zc_node_name_t *origin);
void __real_zc_net_kernel_tell_gone (zc_net_kernel_t *self, zc_peer_t *peer);
void __wrap_zc_net_kernel_tell_gone (zc_net_kernel_t *self, zc_peer_t *peer);
bool __real_zc_secret_equal (const uint8_t *a, const uint8_t *b, size_t size);
bool __wrap_zc_secret_equal (const uint8_t *a, const uint8_t *b, size_t size);
void __real_zc_pg_peers_tell (zc_pg_t *self, zc_format_t change);
void __wrap_zc_pg_peers_tell (zc_pg_t *self, zc_format_t change);
void __real_zc_pg_peers_down (zc_pg_t *self, zc_pid_t pid);
void __wrap_zc_pg_peers_down (zc_pg_t *self, zc_pid_t pid);
void __real_zc_pg_peers_discovered (zc_pg_t *self, zc_pid_t pid);
void __wrap_zc_pg_peers_discovered (zc_pg_t *self, zc_pid_t pid);
bool __real_zc_spawn_request_abandon (zc_ref_t request);
bool __wrap_zc_spawn_request_abandon (zc_ref_t request);
bool __real_zc_server_answer (zc_server_t server, zc_ref_t ref, int timeout_ms,
                              zc_term_t **answer);
bool __wrap_zc_server_answer (zc_server_t server, zc_ref_t ref, int timeout_ms,
                              zc_term_t **answer);
void __real_zc_global_clash (zc_global_t *self, const zc_term_t *name,
                             const zc_global_peer_t *peer, zc_pid_t own, zc_pid_t other);
void __wrap_zc_global_clash (zc_global_t *self, const zc_term_t *name,
                             const zc_global_peer_t *peer, zc_pid_t own, zc_pid_t other);
void __real_zc_global_claim (zc_global_t *self, const zc_global_call_t *call);
void __wrap_zc_global_claim (zc_global_t *self, const zc_global_call_t *call);
void __real_zc_global_answer (zc_pid_t from, const zc_term_t *id, const char *verdict);
void __wrap_zc_global_answer (zc_pid_t from, const zc_term_t *id, const char *verdict);
void __real_zc_global_unname (zc_global_t *self, const zc_global_call_t *call);
void __wrap_zc_global_unname (zc_global_t *self, const zc_global_call_t *call);
bool __real_zc_global_table_get_down (const zc_global_table_t *self, zc_ref_t monitor, zc_term_t **name,
                                      zc_global_entry_t *entry);
bool __wrap_zc_global_table_get_down (const zc_global_table_t *self, zc_ref_t monitor, zc_term_t **name,
                                      zc_global_entry_t *entry);
void __real_zc_global_lock_set (zc_global_t *self, const zc_global_call_t *call);
void __wrap_zc_global_lock_set (zc_global_t *self, const zc_global_call_t *call);
bool __real_zc_global_lock_down (zc_global_t *self, zc_ref_t monitor);
bool __wrap_zc_global_lock_down (zc_global_t *self, zc_ref_t monitor);
bool __real_zc_stamp_wins (const zc_term_t *a, const zc_term_t *b);
bool __wrap_zc_stamp_wins (const zc_term_t *a, const zc_term_t *b);
zc_term_t *__real_zc_stamp_new (const zc_term_t *known);
zc_term_t *__wrap_zc_stamp_new (const zc_term_t *known);
void __real_zc_variable_peers_up (zc_variable_peers_t *self, const char *node);
void __wrap_zc_variable_peers_up (zc_variable_peers_t *self, const char *node);
void __real_zc_variable_peers_doubt (zc_variable_peers_t *self);
void __wrap_zc_variable_peers_doubt (zc_variable_peers_t *self);

//  What waits until the nodedown is told (hasty).
static struct { zc_core_t *core; const zc_node_name_t *node; } s_late;

static void
s_lose_late (void)
{
    if (s_late.core)
        __real_zc_route_lost (s_late.core, s_late.node);
    s_late.core = NULL;
}

//  As if their own processes had unlinked: the links that were made over there.
static void
s_part (zc_core_t *core, const zc_node_name_t *node)
{
    for (zc_end_t *end = zc_far (core, node)->ends; end; end = end->next)
        if (end == &end->bond->end [0])
            end->bond->unlink = UINT64_MAX;
}

void
__wrap_zc_route_lost (zc_core_t *core, const zc_node_name_t *node)
{
    if (zs_planted (ZS_PLANT_BEREFT, 3))
        s_part (core, node);
    if (zs_planted (ZS_PLANT_HASTY, 3)) {
        s_late.core = core;
        s_late.node = node;
    }
    else
    if (!zs_planted (ZS_PLANT_SILENT, 3))
        __real_zc_route_lost (core, node);
}

void
__wrap_zc_route_room (zc_core_t *core, const zc_node_name_t *node)
{
    if (!zs_planted (ZS_PLANT_ROOM, 2))
        __real_zc_route_room (core, node);
}

void
__wrap_zc_spawn_lost (zc_core_t *self, const zc_node_name_t *node)
{
    if (!zs_planted (ZS_PLANT_UNSPAWNED, 2))
        __real_zc_spawn_lost (self, node);
}

void
__wrap_zc_outbox_clear (zc_outbox_t *self)
{
    if (!zs_planted (ZS_PLANT_LEFTOVER, 2))
        __real_zc_outbox_clear (self);
}

void
__wrap_zc_inbox_clear (zc_inbox_t *self)
{
    if (!zs_planted (ZS_PLANT_LEAK, 5))
        __real_zc_inbox_clear (self);
}

void
__wrap_zc_net_kernel_tell_up (zc_net_kernel_t *self, zc_peer_t *peer)
{
    if (!zs_planted (ZS_PLANT_NODEUP, 5))
        __real_zc_net_kernel_tell_up (self, peer);
}

void
__wrap_zc_net_kernel_tell_down (zc_net_kernel_t *self, zc_peer_t *peer,
                                const zc_session_t *session, const char *reason)
{
    if (!zs_planted (ZS_PLANT_NODEDOWN, 5))
        __real_zc_net_kernel_tell_down (self, peer, session, reason);
    s_lose_late ();
}

void
__wrap_zc_net_kernel_tell_gone (zc_net_kernel_t *self, zc_peer_t *peer)
{
    __real_zc_net_kernel_tell_gone (self, peer);
    s_lose_late ();
}

void
__wrap_zc_mesh_up (zc_net_kernel_t *self, zc_peer_t *peer)
{
    if (!zs_planted (ZS_PLANT_MESH, 3))
        __real_zc_mesh_up (self, peer);
}

void
__wrap_zc_mesh_news (zc_net_kernel_t *self, const zc_news_t *news)
{
    if (!zs_planted (ZS_PLANT_NEWS, 1))
        __real_zc_mesh_news (self, news);
}

void
__wrap_zc_mesh_remove (zc_net_kernel_t *self, const char *name, const zc_news_t *news)
{
    zc_news_t now = *news;
    zc_peer_t *origin = zc_peer_get (self->dist, news->from);
    if (origin && zs_planted (ZS_PLANT_ESTRANGED, 1)) {
        origin->lost = 0;
        now.number = UINT64_MAX;
    }
    __real_zc_mesh_remove (self, name, &now);
}

//  {nodeup, …} and {spawn_reply, …}: what the judge finds at once if it is overtaken.
static bool
s_is_first (const zc_message_t *message)
{
    return message->size > 10 && (memcmp (message->data + 4, "nodeup", 6) == 0
                                  || memcmp (message->data + 4, "spawn_", 6) == 0);
}

//  The newest message in a mailbox passes the others. (But it stays where a call looks that
//  waits for an answer.)
static void
s_overtake (zc_process_t *process)
{
    zc_message_t **first = process->mark? process->mark: &process->inner.head, **at;
    for (at = first; *at && (*at)->next; at = &(*at)->next)
        if (s_is_first (*at))
            first = &(*at)->next;
    zc_message_t *newest = *at;
    if (!newest || at == first)
        return;
    *at = NULL;
    process->inner.tail = at;
    newest->next = *first;
    *first = newest;
}

//  DOWN and EXIT are messages, if it was not too late for them.
static void
s_apply_ahead (zc_core_t *core, const zc_signal_t *signal, const zc_node_name_t *origin)
{
    zc_process_t *process = zc_process_find (core, signal->to);
    size_t count = process? zc_queue_count (&process->inner): 0;
    __real_zc_signal_apply (core, signal, origin);
    if (process && zc_queue_count (&process->inner) > count)
        s_overtake (process);
}

//  A message of a process of another node that has ended over there.
static bool
s_is_of_the_dead (const zc_signal_t *signal, const zc_node_name_t *origin)
{
    if (signal->type != ZC_SIG_MESSAGE || !origin || !signal->from.id)
        return false;
    const zs_host_t *host = &zs_sim.hosts [zs_host_of (origin->text)];
    zc_pid_t from = {.id = signal->from.id, .serial = signal->from.serial};
    return host->life == ZS_UP && !zc_process_find (host->core, from);
}

void
__wrap_zc_signal_apply (zc_core_t *core, const zc_signal_t *signal, const zc_node_name_t *origin)
{
    bool end = signal->type == ZC_SIG_DOWN || signal->type == ZC_SIG_LINK_EXIT;
    if (s_is_of_the_dead (signal, origin) && zs_planted (ZS_PLANT_MUTE, 1))
        return;
    if (end && origin && zs_planted (ZS_PLANT_AHEAD, 1))
        s_apply_ahead (core, signal, origin);
    else
    if (!end || !zs_planted (ZS_PLANT_DEAF, 5))
        __real_zc_signal_apply (core, signal, origin);
}

bool
__wrap_zc_secret_equal (const uint8_t *a, const uint8_t *b, size_t size)
{
    return zs_planted (ZS_PLANT_COOKIE, 1) || __real_zc_secret_equal (a, b, size);
}

void
__wrap_zc_pg_peers_tell (zc_pg_t *self, zc_format_t change)
{
    if (!zs_planted (ZS_PLANT_UNTOLD, 5))
        __real_zc_pg_peers_tell (self, change);
}

void
__wrap_zc_pg_peers_down (zc_pg_t *self, zc_pid_t pid)
{
    if (!zs_planted (ZS_PLANT_STAY, 5))
        __real_zc_pg_peers_down (self, pid);
}

void
__wrap_zc_pg_peers_discovered (zc_pg_t *self, zc_pid_t pid)
{
    if (!zs_planted (ZS_PLANT_UNSEEN, 3))
        __real_zc_pg_peers_discovered (self, pid);
}

bool
__wrap_zc_spawn_request_abandon (zc_ref_t request)
{
    return zs_planted (ZS_PLANT_LATE, 1) || __real_zc_spawn_request_abandon (request);
}

bool
__wrap_zc_server_answer (zc_server_t server, zc_ref_t ref, int timeout_ms, zc_term_t **answer)
{
    const zc_format_t cases [1] = {ZC_CASE ("{[alias | ~r], ~t}", ref, answer)};
    if (zs_planted (ZS_PLANT_PATIENT, 3))
        timeout_ms = -1;
    if (!zs_planted (ZS_PLANT_BELATED, 3))
        return __real_zc_server_answer (server, ref, timeout_ms, answer);
    if (zc_receive_quietly (timeout_ms, 1, cases, NULL) == 0)
        return true;
    *answer = zc_term_new ("timeout");
    return false;
}

void
__wrap_zc_global_clash (zc_global_t *self, const zc_term_t *name, const zc_global_peer_t *peer,
                        zc_pid_t own, zc_pid_t other)
{
    if (!zs_planted (ZS_PLANT_CLASH, 1))
        __real_zc_global_clash (self, name, peer, own, other);
}

void
__wrap_zc_global_claim (zc_global_t *self, const zc_global_call_t *call)
{
    zc_global_op_t *ops = self->ops;
    bool rival = zs_planted (ZS_PLANT_RIVAL, 1);
    if (rival)
        self->ops = NULL;
    if (zs_planted (ZS_PLANT_CLAIM, 1))
        zc_global_answer (call->from, call->id, "ok");
    else
        __real_zc_global_claim (self, call);
    if (rival)
        self->ops = ops;
}

void
__wrap_zc_global_answer (zc_pid_t from, const zc_term_t *id, const char *verdict)
{
    bool busy = strcmp (verdict, "busy") == 0 && zs_planted (ZS_PLANT_BUSY, 1);
    __real_zc_global_answer (from, id, busy? "ok": verdict);
}

//  Nobody waits for the answer where a claim is taken back.
void
__wrap_zc_global_unname (zc_global_t *self, const zc_global_call_t *call)
{
    if (!zc_term_match (call->id, "0") || !zs_planted (ZS_PLANT_RECALL, 1))
        __real_zc_global_unname (self, call);
}

bool
__wrap_zc_global_table_get_down (const zc_global_table_t *self, zc_ref_t monitor, zc_term_t **name, zc_global_entry_t *entry)
{
    return !zs_planted (ZS_PLANT_STALE, 5)
        && __real_zc_global_table_get_down (self, monitor, name, entry);
}

void
__wrap_zc_global_lock_set (zc_global_t *self, const zc_global_call_t *call)
{
    if (zs_planted (ZS_PLANT_GRANT, 3))
        zc_global_answer (call->from, call->id, "true");
    else
        __real_zc_global_lock_set (self, call);
}

bool
__wrap_zc_global_lock_down (zc_global_t *self, zc_ref_t monitor)
{
    return !zs_planted (ZS_PLANT_HELD, 1) && __real_zc_global_lock_down (self, monitor);
}

bool
__wrap_zc_stamp_wins (const zc_term_t *a, const zc_term_t *b)
{
    return !zs_planted (ZS_PLANT_EARLIER, 3) && __real_zc_stamp_wins (a, b);
}

zc_term_t *
__wrap_zc_stamp_new (const zc_term_t *known)
{
    return __real_zc_stamp_new (zs_planted (ZS_PLANT_UNCOUNTED, 1)? NULL: known);
}

void
__wrap_zc_variable_peers_up (zc_variable_peers_t *self, const char *node)
{
    if (!zs_planted (ZS_PLANT_SINGLE, 3))
        __real_zc_variable_peers_up (self, node);
}

void
__wrap_zc_variable_peers_doubt (zc_variable_peers_t *self)
{
    if (!zs_planted (ZS_PLANT_HEIRLESS, 1))
        __real_zc_variable_peers_doubt (self);
}
