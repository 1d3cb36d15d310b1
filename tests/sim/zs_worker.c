//  zs_worker.c - the processes of a simulated node: they talk, link, spawn, end
//
//  A worker does what the plan orders and reports all it receives. It traps
//  exits and watches all nodes, so its mailbox is a record of what happened, in
//  the order it happened. Everything here is the public API.

#include "zs_group.h"
#include "zs_server.h"
#include "zs_variable.h"
#include "process/zc_core.h"

#include <stdlib.h>
#include <string.h>

//  ---- records -------------------------------------------------------------

static zs_being_t *
s_being_new (zs_host_t *host, int slot)
{
    size_t nodes = (size_t) zs_sim.options.nodes;
    zs_being_t *self = zc_calloc (sizeof *self);
    self->id = ++zs_sim.beings;
    self->host = host->index;
    self->incarnation = host->incarnation;
    self->creation = host->creation;
    self->slot = slot;
    self->orders_tail = &self->orders;
    self->view = zc_calloc (nodes * sizeof *self->view);
    self->latest = zc_calloc (nodes * sizeof *self->latest);
    self->lost = zc_calloc (nodes * sizeof *self->lost);
    self->watches = zc_calloc (nodes * sizeof *self->watches);
    self->next = host->beings;
    host->beings = self;
    return self;
}

static zs_order_t *
s_next_order (zs_being_t *self)
{
    zs_order_t *order = self->orders;
    if (order) {
        self->orders = order->next;
        if (!self->orders)
            self->orders_tail = &self->orders;
    }
    return order;
}

void
zs_being_free (zs_being_t *self)
{
    zs_order_t *order;
    while ((order = s_next_order (self)))
        zc_release (order);
    zc_release (self->view);
    zc_release (self->latest);
    zc_release (self->lost);
    zc_release (self->watches);
    zc_release (self);
}

bool
zs_being_alive (const zs_being_t *self)
{
    const zs_host_t *host = &zs_sim.hosts [self->host];
    return host->life == ZS_UP && host->incarnation == self->incarnation
        && zc_process_find (host->core, self->pid);
}

zc_pid_t
zs_being_pid (const zs_being_t *self, int seen_from)
{
    const zs_host_t *host = &zs_sim.hosts [self->host], *other = &zs_sim.hosts [seen_from];
    zc_pid_t pid = self->pid;
    if (host == other && host->incarnation == self->incarnation)
        return pid;
    pid.node = zc_names_intern (zc_core_names (other->core), host->name, strlen (host->name));
    pid.creation = self->creation;
    return pid;
}

void
zs_worker_order (zs_being_t *being, const zs_order_t *order)
{
    zs_host_t *host = &zs_sim.hosts [being->host];
    zs_order_t *copy = zc_calloc (sizeof *copy);
    *copy = *order;
    copy->next = NULL;
    *being->orders_tail = copy;
    being->orders_tail = &copy->next;
    zc_core_tell (host->core, being->pid, ZC_FORMAT ("order"));
    zs_host_nudge (host, zs_sim.now);
}

//  ---- children ------------------------------------------------------------

//  zs_child:live (Number, Milliseconds), run on any node.
static zc_term_t *
s_live (const zc_term_t *args)
{
    int number = 0, ms = 0;
    zc_term_match (args, "[~i, ~i]", &number, &ms);
    zs_judge_started (number);
    zc_sleep (ms);
    zc_exit ("done");
}

//  zs_child:nap (Milliseconds): a call that takes its time.
static zc_term_t *
s_nap (const zc_term_t *args)
{
    int ms = 0;
    zc_term_match (args, "[~i]", &ms);
    zc_sleep (ms);
    return zc_term_new ("{~i, ~a}", ms, zc_node_self ());
}

ZC_MODULE_NAMED (zs_child, "zs_child", {"live", 2, s_live}, {"nap", 1, s_nap});

//  ---- orders --------------------------------------------------------------

//  Between zs_host_connection and the call that it is about nothing may happen: before
//  both a worker takes a new budget of calls (zc_yield), and then it is not interrupted.
static void
s_monitor (zs_being_t *self, zs_being_t *watched, zs_monitor_t **monitor)
{
    zc_yield ();
    *monitor = zs_monitor_new (self, watched);
    (*monitor)->ref = zc_monitor (zs_being_pid (watched, self->host));
}

//  Has the monitor of this stream fired already? Then it is over.
static bool
s_stream_over (zs_being_t *self, const zs_stream_t *stream)
{
    zs_monitor_t *monitor = stream->monitor;
    zc_term_t *reason = NULL;
    if (!monitor->fired && zc_receive (0, "{:DOWN, ~r, process, _, ~t}", monitor->ref, &reason)) {
        char *text = zc_term_str (reason);
        zs_judge_down (self, monitor->ref, text, true);
        zc_free (text);
        zc_term_destroy (&reason);
    }
    return monitor->fired;
}

static void
s_talk (zs_being_t *self, const zs_order_t *order)
{
    zc_pid_t pid = zs_being_pid (order->target, self->host);
    zs_stream_t *stream = zs_stream_open (self, order->target);
    if (!stream->monitor)
        s_monitor (self, order->target, &stream->monitor);
    zc_yield ();                    //  a new budget: no involuntary pause below
    uint8_t *data = zc_alloc ((size_t) order->size + 1);
    for (int i = 0; i < order->count && !s_stream_over (self, stream); i++) {
        int number = stream->sent++;
        zc_send (pid, "{s, ~i, ~i, ~b}", stream->id, number, data, (size_t) order->size);
    }
    zc_free (data);
}

//  If the link is still there, it has not been lost, and the message goes the same way.
static void
s_link (zs_being_t *self, const zs_order_t *order)
{
    zs_host_t *host = &zs_sim.hosts [self->host];
    zs_pair_t *pair = zs_pair_of (self, order->target);
    if (pair->linked)
        return;
    zc_yield ();
    zc_pid_t pid = zs_being_pid (order->target, self->host);
    pair->linked = true;
    pair->first = zs_host_connection (host, order->target->host);
    int number = ++pair->made;
    zc_link (pid);
    if (zc_bond_link_between (host->core, self->pid, pid))
        zc_send (pid, "{linked, ~i, ~i}", self->id, number);
}

//  After unlink no exit can come any more; one may have come before.
static void
s_unlink (zs_being_t *self, const zs_order_t *order)
{
    zs_pair_t *pair = zs_pair_of (self, order->target);
    zc_pid_t pid = zs_being_pid (order->target, self->host);
    zs_judge_unlink (pair);
    zc_unlink (pid);
    zc_receive (0, "{:EXIT, ~p, _}", pid);
    pair->linked = false;
}

static void
s_spawn (zs_being_t *self, const zs_order_t *order)
{
    zc_yield ();
    zs_child_t *child = zs_child_new (self, order->host, order->options);
    child->ref = zc_spawn_request (zs_sim.hosts [order->host].name, "zs_child", "live",
                                   order->options, "[~i, ~i]", child->id, order->count);
}

static void
s_connect (zs_being_t *self, const zs_order_t *order)
{
    zc_connect_t result = zc_node_connect (zs_sim.hosts [order->host].name);
    if (result == ZC_CONNECTED && !zs_may_meet (self->host, order->host))
        zs_fail ("n%d connected to n%d with another cookie", self->host, order->host);
    if (result != ZC_CONNECTED && order->must)
        zs_fail ("n%d cannot connect to n%d, though nothing is in the way", self->host,
                 order->host);
}

static void
s_ping (zs_being_t *self, const zs_order_t *order)
{
    bool pong = zc_node_ping (zs_sim.hosts [order->host].name);
    if (pong && !zs_may_meet (self->host, order->host))
        zs_fail ("n%d pinged n%d with another cookie", self->host, order->host);
}

static void
s_watch (zs_being_t *self, const zs_order_t *order)
{
    if (self->host == order->host)
        return;
    self->watches [order->host]++;
    zc_node_monitor (zs_sim.hosts [order->host].name, true);
}

//  May the call have ended so?
static void
s_judge_call (const zs_order_t *order, zc_class_t class, const zc_term_t *result)
{
    const char *node = zs_sim.hosts [order->host].name;
    bool good = class == ZC_VALUE? zc_term_match (result, "{~i, ~a}", order->count, node)
              : class == ZC_EXIT? zc_term_match (result, "{signal, _}")
              : zc_term_match (result, "{erpc, timeout}")
                || zc_term_match (result, "{erpc, noconnection}");
    if (!good)
        zs_fail ("a call of n%d ended with class %d and %s", order->host, (int) class,
                 zc_term_str (result));
}

//  It ends in time, whatever happens to the other node. (A late result would be a
//  message nobody sent.)
static void
s_call (zs_being_t *self, const zs_order_t *order)
{
    zs_host_t *host = &zs_sim.hosts [self->host];
    int pauses = host->pauses;
    int64_t start = zs_sim.now;
    zc_term_t *result;
    zc_class_t class = zc_erpc_call (zs_sim.hosts [order->host].name, "zs_child", "nap",
                                     order->options, &result, "[~i]", order->count);
    int64_t late = zs_sim.now - start - order->options * ZS_MS;
    if (late > 10 * ZS_MS && pauses == host->pauses)
        zs_fail ("n%d: a call ended %.3f s after its time-out", self->host, (double) late / 1e9);
    s_judge_call (order, class, result);
    zc_term_destroy (&result);
}

static void
s_alarm (zs_being_t *self, const zs_order_t *order)
{
    zc_ref_t ref = zc_send_after (order->count, zc_self (), "alarm");
    if (!order->options || zc_cancel_timer (ref) < 0)
        self->alarms++;
}

static int
s_id (const zs_being_t *being)
{
    return being? being->id: 0;
}

static void
s_obey (zs_being_t *self, const zs_order_t *order)
{
    static const char *const names [] = {"talk", "link", "unlink", "spawn", "connect", "ping",
                                         "disconnect", "watch", "alarm", "kill", "exit", "join", "leave",
                                         "restart", "call", "ask", "ask all", "restart server", "write",
                                         "restart variables"};
    self->busy_with = names [order->kind];
    zs_trace ("being %d: %s, being %d or n%d", self->id, names [order->kind],
              s_id (order->target), order->host);
    switch (order->kind) {
        case ZS_ORDER_TALK: s_talk (self, order); break;
        case ZS_ORDER_LINK: s_link (self, order); break;
        case ZS_ORDER_UNLINK: s_unlink (self, order); break;
        case ZS_ORDER_SPAWN: s_spawn (self, order); break;
        case ZS_ORDER_CONNECT: s_connect (self, order); break;
        case ZS_ORDER_PING: s_ping (self, order); break;
        case ZS_ORDER_DISCONNECT: zc_node_disconnect (zs_sim.hosts [order->host].name); break;
        case ZS_ORDER_WATCH: s_watch (self, order); break;
        case ZS_ORDER_ALARM: s_alarm (self, order); break;
        case ZS_ORDER_KILL:
            order->target->doomed = true;
            zc_exit_process (zs_being_pid (order->target, self->host), "kill");
            break;
        case ZS_ORDER_EXIT:
            self->asked = true;
            zc_exit ("asked");
        case ZS_ORDER_JOIN: zs_group_join (self, order->count); break;
        case ZS_ORDER_LEAVE: zs_group_leave (self, order->count); break;
        case ZS_ORDER_RESTART: zs_group_restart (); break;
        case ZS_ORDER_CALL: s_call (self, order); break;
        case ZS_ORDER_ASK: zs_server_ask (self, order); break;
        case ZS_ORDER_ASK_ALL: zs_server_ask_all (self, order); break;
        case ZS_ORDER_RESTART_SERVER: zs_server_restart (); break;
        case ZS_ORDER_WRITE: zs_variable_write (self, order); break;
        case ZS_ORDER_RESTART_VARIABLES: zs_variable_restart (); break;
    }
}

//  The order goes first: a worker may end in the middle of it.
static void
s_take_order (zs_being_t *self)
{
    zs_order_t *next = s_next_order (self);
    zs_order_t order = *next;
    zc_release (next);
    self->busy_since = zs_sim.now;
    s_obey (self, &order);
    self->busy_since = 0;
}

//  ---- what comes in -------------------------------------------------------

static char *
s_text (zc_term_t *term)
{
    char *text = zc_term_str (term);
    zc_term_destroy (&term);
    return text;
}

//  Who gets a first message watches who sends.
static void
s_hear (zs_being_t *self, int id, int number)
{
    zs_stream_t *stream = zs_judge_message (self, id, number);
    if (!stream->back)
        s_monitor (self, stream->from, &stream->back);
}

static void
s_serve (zs_being_t *self)
{
    int id, number;
    int64_t connection;
    const char *node;
    zc_ref_t ref;
    zc_pid_t pid;
    zc_term_t *reason;
    char *text;
    switch (zc_receive_any (-1,
                            ZC_CASE ("order"),
                            ZC_CASE ("{s, ~i, ~i, _}", &id, &number),
                            ZC_CASE ("{nodeup, ~a, [{node_type, _}, {connection_id, ~i}]}",
                                     &node, &connection),
                            ZC_CASE ("{nodedown, ~a, [{node_type, _}, {connection_id, ~i}]}",
                                     &node, &connection),
                            ZC_CASE ("{nodedown, ~a}", &node),
                            ZC_CASE ("{:DOWN, ~r, process, ~p, ~t}", &ref, &pid, &reason),
                            ZC_CASE ("{:EXIT, ~p, ~t}", &pid, &reason),
                            ZC_CASE ("{spawn_reply, ~r, ok, ~p}", &ref, &pid),
                            ZC_CASE ("{spawn_reply, ~r, error, ~t}", &ref, &reason),
                            ZC_CASE ("alarm"),
                            ZC_CASE ("{linked, ~i, ~i}", &id, &number),
                            ZC_CASE ("_"))) {
        case 0: s_take_order (self); break;
        case 1: s_hear (self, id, number); break;
        case 2: zs_judge_up (self, node, connection); break;
        case 3: zs_judge_gone (self, node, connection); break;
        case 4: zs_judge_watch (self, node); break;
        case 5:
            zs_judge_down (self, ref, text = s_text (reason), false);
            zc_free (text);
            break;
        case 6:
            zs_judge_exit (self, pid, text = s_text (reason));
            zc_free (text);
            break;
        case 7: zs_judge_reply (self, ref, &pid); break;
        case 8:
            zs_judge_reply (self, ref, NULL);
            zc_term_destroy (&reason);
            break;
        case 9:
            if (self->alarms-- == 0)
                zs_fail ("an alarm fired that was cancelled, or fired before");
            break;
        case 10: zs_judge_linked (self, id, number); break;
        default:
            zs_fail ("a message nobody sent: %s", zc_term_str (zc_message ()));
    }
}

//  ---- bodies --------------------------------------------------------------

//  From here on every change is told; who is there already is listed.
static void
s_look_around (zs_being_t *self)
{
    zc_term_t *said = zc_net_kernel_monitor_nodes (true, "[{node_type, all}, connection_id]");
    if (!zc_term_match (said, "ok"))
        zs_fail ("monitor_nodes: %s", zc_term_str (said));
    zc_term_destroy (&said);
    zc_term_t *list = zc_node_list (ZC_NODES_CONNECTED);
    for (size_t i = 0; i < zc_term_length (list); i++) {
        zc_term_t *name = zc_term_element (list, i);
        const char *text;
        if (zc_term_match (name, "~a", &text))
            self->view [zs_host_of (text)] = -1;
        zc_term_destroy (&name);
    }
    zc_term_destroy (&list);
}

static void
s_work (void *arg)
{
    zs_being_t *self = arg;
    zc_trap_exit (true);
    s_look_around (self);
    char name [] = "worker0";
    name [6] = (char) ('0' + self->slot);
    if (!zc_register (name, zc_self ()))
        zs_fail ("the name %s is taken, its owner is dead", name);
    for (;;)
        s_serve (self);
}

void
zs_worker_starter (void *arg)
{
    zs_host_t *host = arg;
    zs_group_start ();
    zs_server_start ();
    zs_variable_start ();
    for (int i = 0; i < ZS_WORKERS && host->life == ZS_UP; i++) {
        zs_being_t *being = host->workers [i];
        if (being && zs_being_alive (being))
            continue;
        being = host->workers [i] = s_being_new (host, i);
        being->pid = zc_spawn (s_work, being);
    }
}
