//  zc_dist.c - see zc_dist.h

#include "zc_dist.h"

#include <stdarg.h>
#include <stdio.h>

enum {
    DEFAULT_TICK_MS = 60000,
    DEFAULT_INTENSITY = 4,
    DEFAULT_SETUP_MS = 7000
};
static const int64_t s_drain_ns = INT64_C (1000000000);

//  ---- the log -------------------------------------------------------------

static void
s_tell_untold (zc_timer_t *timer)
{
    zc_dist_t *self = zc_container_of (timer, zc_dist_t, untold);
    int untold = zc_complaints_untold (&self->complaints, zc_core_now (self->core));
    if (untold)
        zc_core_log (self->core, self->untold_level, ZC_COMPLAINTS_UNTOLD, untold);
}

//  Nobody may complain any more, so a timer tells of those that were not written.
static void
s_leave_untold (zc_dist_t *self, zc_log_level_t level)
{
    self->untold_level = level;
    zc_core_timer_cancel (self->core, &self->untold);
    zc_core_timer (self->core, &self->untold,
                   zc_complaints_due (&self->complaints) - zc_core_now (self->core),
                   s_tell_untold);
}

void
zc_dist_complain (zc_dist_t *self, zc_log_level_t level, const char *format, ...)
{
    s_tell_untold (&self->untold);
    if (!zc_complaints_add (&self->complaints)) {
        s_leave_untold (self, level);
        return;
    }
    char text [1024];
    va_list args;
    va_start (args, format);
    vsnprintf (text, sizeof text, format, args);
    va_end (args);
    zc_core_log (self->core, level, "%s", text);
}

//  ---- ticks ---------------------------------------------------------------

//  While a change is under way the shorter interval counts for sending and the
//  longer time for hearing: so nodes that change at different moments live on.
static void
s_set_tick_pace (zc_dist_t *self)
{
    zc_ticks_t *ticks = &self->ticks;
    int other = ticks->next_ms? ticks->next_ms: ticks->ms;
    int64_t shorter = ticks->ms < other? ticks->ms: other;
    int64_t longer = ticks->ms < other? other: ticks->ms;
    ticks->every = shorter * 1000000 / ticks->intensity;
    ticks->misses = (int) ((longer * ticks->intensity + shorter - 1) / shorter);
    for (zc_peer_t *peer = self->peers; peer; peer = peer->next)
        if (peer->session)
            zc_session_set_tick (peer->session);
}

static void
s_ticks_changed (zc_timer_t *timer)
{
    zc_ticks_t *ticks = zc_container_of (timer, zc_ticks_t, change);
    ticks->ms = ticks->next_ms;
    ticks->next_ms = 0;
    s_set_tick_pace (zc_container_of (ticks, zc_dist_t, ticks));
}

void
zc_dist_set_ticks (zc_dist_t *self, int ms, int transition_ms)
{
    self->ticks.next_ms = ms;
    s_set_tick_pace (self);
    zc_core_timer (self->core, &self->ticks.change, transition_ms * INT64_C (1000000),
                   s_ticks_changed);
}

//  ---- the route -----------------------------------------------------------

//  Signals that are about something that ended with the connection anyway.
static bool
s_worth_a_dial (zc_signal_type_t type)
{
    return type != ZC_SIG_UNLINK && type != ZC_SIG_UNLINK_ACK && type != ZC_SIG_LINK_EXIT
        && type != ZC_SIG_DEMONITOR && type != ZC_SIG_DOWN && type != ZC_SIG_SPAWN_REPLY;
}

//  For a node of our own name: by name it is us; a pid is one of an earlier
//  incarnation, which nobody has any more: the answer is as from another node.
static zc_routed_t
s_send_to_self (zc_dist_t *self, const zc_node_name_t *node, const zc_signal_t *signal)
{
    zc_signal_t answer;
    if (signal->name && zc_pid_is_null (signal->to))
        zc_signal_apply (self->core, signal, NULL);
    else
    if (zc_wire_noproc (signal, &answer))
        zc_signal_apply (self->core, &answer, node);
    return ZC_ROUTED;
}

static zc_routed_t
s_send (void *arg, const zc_node_name_t *node, const zc_signal_t *signal, int options)
{
    zc_dist_t *self = arg;
    zc_peer_t *peer = zc_peer_of (self, node);
    if (peer->state != ZC_PEER_UP) {
        if (strcmp (node->text, self->own.full) == 0)
            return s_send_to_self (self, node, signal);
        if (peer->state == ZC_PEER_DOWN) {      //  else it waits for the dial, in order
            if (options & ZC_SEND_NOCONNECT)
                return ZC_ROUTE_NOCONNECT;
            if (!s_worth_a_dial (signal->type))
                return ZC_ROUTED;
            if (!zc_peer_dial (peer, false))
                return ZC_ROUTE_LOST;
        }
    }
    zc_peer_send (peer, signal);
    return ZC_ROUTED;
}

static bool
s_busy (void *arg, const zc_node_name_t *node, zc_pid_t sender)
{
    zc_dist_t *self = arg;
    zc_peer_t *peer = zc_peer_of (self, node);
    bool bulk;
    if (zc_outbox_before (&peer->outbox, sender, &bulk) <= self->busy_limit)
        return false;
    if (bulk)
        peer->choked_bulk = true;
    else
        peer->choked = true;
    zc_peer_touch (peer);
    return true;
}

static void
s_flush (zc_dist_t *self)
{
    zc_peer_t *peer = self->touched;
    self->touched = NULL;
    self->hurries = false;
    while (peer) {
        zc_peer_t *next = peer->touched_next;
        peer->touched = false;
        if (peer->session)
            zc_session_flush (peer->session);
        peer = next;
    }
}

//  What came in is answered at once where somebody may wait for it. The rest leaves with what
//  the woken processes say, in one frame: the next turn follows without a sleep.
static bool
s_turn (void *arg)
{
    zc_dist_t *self = arg;
    s_flush (self);
    bool some = self->net->turn (self->net) || self->touched;
    if (self->hurries)
        s_flush (self);
    return some;
}

static const char *
s_name (void *arg)
{
    zc_dist_t *self = arg;
    return self->own.full;
}

static uint32_t
s_creation (void *arg)
{
    zc_dist_t *self = arg;
    return self->host.creation;
}

static void
s_plug (zc_dist_t *self)
{
    zc_route_t route = {self, s_send, s_busy, s_turn, s_name, s_creation};
    zc_core_plug_route (self->core, &route);
}

//  ---- start ---------------------------------------------------------------

static int
s_or (int value, int other)
{
    return value > 0? value: other;
}

static void
s_set_options (zc_dist_t *self, const zc_node_options_t *options)
{
    self->peers_tail = &self->peers;
    self->curve = options->security == ZC_SECURITY_CURVE;
    self->hidden = options->hidden;
    self->fault_hook = options->fault_hook;
    self->auto_connect = options->auto_connect;
    self->setup_ms = s_or (options->setup_ms, DEFAULT_SETUP_MS);
    self->busy_limit = options->busy_limit? options->busy_limit: 1024 * 1024;
    self->host.long_names = options->long_names;
    bool mesh = !options->hidden && !options->connect_all_off;
    self->host.flags = (uint8_t) ((options->hidden? ZC_FLAG_HIDDEN: 0) | (mesh? ZC_FLAG_MESH: 0));
    self->ticks.ms = s_or (options->tick_ms, DEFAULT_TICK_MS);
    self->ticks.intensity = s_or (options->tick_intensity, DEFAULT_INTENSITY);
    s_set_tick_pace (self);
}

static void
s_fail (char **error, const char *text, const char *what)
{
    zc_buffer_t line = {0};
    zc_buffer_printf (&line, "%s%s%s", text, *what? ": ": "", what);
    *error = (char *) line.data;
}

static bool
s_set_name (zc_dist_t *self, const zc_node_options_t *options, char **error)
{
    const char *reason = zc_nodename_own (&self->own, options->name, options->long_names);
    if (reason)
        s_fail (error, reason, options->name);
    self->host.name = self->own.full;
    return !reason;
}

static bool
s_set_cookie (zc_dist_t *self, const zc_node_options_t *options, char **error)
{
    char *cookie = options->cookie? zc_copy_text (options->cookie): zc_cookie_read (NULL, error);
    if (!cookie)
        return false;
    zc_secret_t secret;
    bool good = false;
    if (!zc_cookie_valid (cookie))
        s_fail (error, "not a cookie", "1 to 255 printable characters without space");
    else
    if (!self->world.stretch (self->world.self, cookie, &secret))
        s_fail (error, "no memory to stretch the cookie", "");
    else {
        zc_keys_set (&self->keys, NULL, cookie, &secret);
        good = true;
    }
    zc_release (cookie);
    return good;
}

static bool
s_open (zc_dist_t *self, const zc_node_options_t *options, char **error)
{
    self->net = self->world.net_new (self->world.self);
    if (!self->net) {
        s_fail (error, "no descriptors left for a network", "");
        return false;
    }
    self->net->watch_in (self->net, self->core);
    zc_line_listen_to (self);
    zc_net_options_t net = {self->curve, options->bind? options->bind: "127.0.0.1",
                            options->port_min, options->port_max, self->setup_ms};
    int port = self->net->listen (self->net, &net, error);
    return port >= 0
        && self->world.enter (self->world.self, self->own.name, net.bind, port,
                              &self->host.creation, error) == 0;
}

zc_dist_t *
zc_dist_new_in (zc_core_t *core, const zc_node_options_t *options, const zc_world_t *world,
                char **error)
{
    zc_dist_t *self = zc_calloc (sizeof *self);
    self->core = core;
    self->world = *world;
    s_set_options (self, options);
    if (!s_set_name (self, options, error) || !s_set_cookie (self, options, error)
    || !s_open (self, options, error)) {
        zc_dist_destroy (&self);
        return NULL;
    }
    s_plug (self);
    self->world.serve (self->world.self, core);
    return self;
}

zc_dist_t *
zc_dist_new (zc_core_t *core, const zc_node_options_t *options, char **error)
{
    zc_world_t world;
    return zc_world_real (&world, options, error)? zc_dist_new_in (core, options, &world, error)
                                                 : NULL;
}

void
zc_dist_set_watcher (zc_dist_t *self, const zc_dist_watcher_t *watcher)
{
    self->watcher = *watcher;
}

void
zc_dist_each_queue (zc_dist_t *self, void (*each) (void *arg, const char *node, size_t queued),
                    void *arg)
{
    for (zc_peer_t *peer = self->peers; peer; peer = peer->next)
        if (peer->session)
            each (arg, peer->name->text, peer->outbox.queued);
}

//  ---- stop ----------------------------------------------------------------

void
zc_dist_stop (zc_dist_t *self)
{
    self->stopping = true;
    self->stop_deadline = zc_core_now (self->core) + s_drain_ns;
    self->world.leave (self->world.self);
    for (zc_peer_t *peer = self->peers; peer; peer = peer->next)
        zc_peer_fail (peer, NULL);
}

bool
zc_dist_stopped (zc_dist_t *self)
{
    bool late = zc_core_now (self->core) >= self->stop_deadline;
    bool all = true;
    for (zc_peer_t *peer = self->peers; peer; peer = peer->next) {
        if (peer->session && (late || zc_outbox_empty (&peer->outbox)))
            zc_peer_down (peer, "net_kernel_terminated", ZC_BYE_STOP);
        all &= !peer->session;
    }
    return all;
}

void
zc_dist_destroy (zc_dist_t **self_p)
{
    zc_dist_t *self = *self_p;
    if (!self)
        return;
    zc_core_timer_cancel (self->core, &self->ticks.change);
    zc_core_timer_cancel (self->core, &self->untold);
    if (self->watcher.destroy)
        self->watcher.destroy (self->watcher.self);
    zc_line_close_all (self);
    zc_search_free_all (self);
    while (self->peers) {
        zc_peer_t *peer = self->peers;
        self->peers = peer->next;
        zc_peer_destroy (&peer);
    }
    if (self->net)
        self->net->destroy (&self->net);
    self->world.destroy (self->world.self);
    zc_keys_clear (&self->keys);
    zc_release (self);
    *self_p = NULL;
}
