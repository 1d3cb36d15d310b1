//  fuzz_session.c - connections, from handshake to end, with a peer that has the cookie
//
//  The node is a real one up to dist, with a process that never runs; its network and the peer
//  are in this file. An input is a sequence of steps, each a byte and what it takes:
//
//      0 kind part n …     the peer sends a frame with n bytes (n has 2) after its head, which
//                          says that part/255 of what is on its way is consumed
//      1 n …               … n bytes as they are
//      2 times             … the last frame again, 4 times as often, in one go
//      3 from size         the node sends a message of some 4 size² bytes
//      4                   … a ping
//      5 ms                … what follows so much later; 0: at once
//      6 why               … BYE, or leaves without it
//      7 n                 time passes: n thirds of a tick
//      8 again             the network cuts the connection, or the peer comes once more
//
//  What has to hold: the node sends what zc_wire.h says and no more than its credit, each
//  sender's messages in order; it ends a session for every frame that it should not have got,
//  and nothing of the session stays; all it has to send leaves when the peer takes it.

#include "fuzz.h"
#include "dist/zc_dist.h"
#include "process/zc_core.h"

enum { CREATION = 7, SENDERS = 4, BYTES_MAX = 3 << 19, TURNS_MAX = 1000, AMPLIFIED = 8 };

//  A connection, as the peer sees it.
typedef struct {
    zc_channel_t base;              //  must be first
    zc_handshake_t machine;
    bool up, bye;                   //  the handshake is through; the node has said BYE
    zc_wire_origin_t origin;
    zc_inbox_t inbox;
    uint64_t given, told;           //  bytes that take credit: to the node, so many consumed
    uint64_t taken, said;           //  … and from it
    uint64_t asked, pinged;         //  number of the last PING: to the node, from it
    uint32_t sent [SENDERS], next [SENDERS];    //  messages of the node; numbers to come
} s_connection_t;

//  What the network does at the node's next turn.
typedef enum { NOTHING, FRAME, CUT } s_event_t;

static zc_core_t *s_core;
static zc_dist_t *s_dist;
static zc_net_events_t s_events;
static zc_names_t *s_names;         //  the peer's
static s_connection_t *s_connection;
static s_event_t s_event;
static zc_buffer_t s_frame, s_last;
static unsigned s_times;            //  how often s_frame arrives
static int64_t s_now;
static size_t s_bytes;              //  of messages that the node may still send
static zc_stacks_t s_stacks;        //  handed on: to map them takes longer than all the rest

//  ---- the peer ------------------------------------------------------------

static bool
s_takes_credit (uint8_t kind)
{
    return kind == ZC_FRAME_SIGNALS || kind == ZC_FRAME_PONG;
}

//  A message has the number of its sender's messages before it.
static void
s_hear (void *arg, const zc_signal_t *signal)
{
    s_connection_t *self = arg;
    fuzz_check (signal->from.node == self->origin.peer || zc_pid_is_null (signal->from));
    if (signal->type != ZC_SIG_MESSAGE)
        return;
    uint32_t from = signal->from.id - 1;
    fuzz_check (from < SENDERS && signal->to.id == 5 && signal->size >= 9);
    fuzz_check (zc_get_u32 (signal->data + 5) == self->next [from]);
    self->next [from]++;
}

static void
s_take_number (s_connection_t *self, uint8_t kind, const uint8_t *data, size_t size)
{
    fuzz_check (size == ZC_FRAME_HEAD + 8);
    uint64_t number = zc_get_u64 (data + ZC_FRAME_HEAD);
    if (kind == ZC_FRAME_PING)
        fuzz_check (number == ++self->pinged);
    else
    if (!s_dist->peers->held)
        fuzz_check (number == self->asked);
}

//  The node has sent a frame of a session.
static void
s_take (s_connection_t *self, const uint8_t *data, size_t size)
{
    fuzz_check (size >= ZC_FRAME_HEAD && !self->bye);
    uint64_t told = zc_get_u64 (data + 1);
    fuzz_check (told >= self->told && told <= self->given);
    self->told = told;
    if (s_takes_credit (data [0]))
        self->taken += size;
    fuzz_check (self->taken <= self->said + ZC_WINDOW);
    switch (data [0]) {
        case ZC_FRAME_SIGNALS:
            fuzz_check (size > ZC_FRAME_HEAD && size <= ZC_FRAGMENT_FRAME_MAX);
            fuzz_check (zc_inbox_take (&self->inbox, &self->origin, data + ZC_FRAME_HEAD,
                                       size - ZC_FRAME_HEAD, s_hear, self));
            break;
        case ZC_FRAME_TICK:
            fuzz_check (size == ZC_FRAME_HEAD + 4);
            break;
        case ZC_FRAME_PING:
        case ZC_FRAME_PONG:
            s_take_number (self, data [0], data, size);
            break;
        default:
            fuzz_check (data [0] == ZC_FRAME_BYE);
            fuzz_check (size == ZC_FRAME_HEAD + 1 && data [ZC_FRAME_HEAD] <= ZC_BYE_LEAVE);
            self->bye = true;
    }
}

//  ---- the network ---------------------------------------------------------

static void
s_connection_free (s_connection_t *self)
{
    if (s_connection == self)
        s_connection = NULL;
    zc_inbox_clear (&self->inbox);
    zc_release (self);
}

//  The peer's next frame; takes it over.
static void
s_put (zc_buffer_t *frame)
{
    fuzz_check (s_event == NOTHING);
    s_event = FRAME;
    s_times = 1;
    zc_buffer_clear (&s_frame);
    s_frame = *frame;
    *frame = (zc_buffer_t) {0};
}

static void
s_net_send (zc_net_t *net, zc_channel_t *channel, zc_buffer_t *frame)
{
    (void) net;
    s_connection_t *self = (s_connection_t *) channel;
    zc_buffer_t answer = {0};
    uint8_t *copy = fuzz_copy (frame->data, frame->size);
    if (self->up)
        s_take (self, copy, frame->size);
    else {
        zc_handshake_step_t step = zc_handshake_take (&self->machine, copy, frame->size, &answer);
        fuzz_check (step == ZC_HANDSHAKE_UP || step == ZC_HANDSHAKE_MORE);
        self->up = step == ZC_HANDSHAKE_UP;
    }
    free (copy);
    zc_buffer_clear (frame);
    if (answer.size)
        s_put (&answer);
}

static void
s_net_close (zc_net_t *net, zc_channel_t *channel, bool flush)
{
    (void) net, (void) flush;
    s_connection_free ((s_connection_t *) channel);
}

//  Must the node end the session for this frame? 1: yes, 0: no, -1: the records tell
static int
s_ends (const zc_session_t *session, const uint8_t *data, size_t size)
{
    if (size < ZC_FRAME_HEAD)
        return 1;
    uint64_t said = zc_get_u64 (data + 1);
    uint64_t credit = session->reported + ZC_WINDOW - session->received;
    if (said < session->acked || said > session->sent)
        return 1;
    switch (data [0]) {
        case ZC_FRAME_SIGNALS:
            return size > credit? 1: size == ZC_FRAME_HEAD? 0: -1;
        case ZC_FRAME_TICK:
            return size != ZC_FRAME_HEAD + 4;
        case ZC_FRAME_PING:
            return size != ZC_FRAME_HEAD + 8;
        case ZC_FRAME_PONG:
            return size != ZC_FRAME_HEAD + 8 || size > credit;
        default:
            return 1;
    }
}

//  A frame of a session arrives.
static void
s_deliver (const uint8_t *data, size_t size)
{
    const zc_peer_t *peer = s_dist->peers;
    int ends = s_ends (peer->session, data, size);
    if (ends <= 0) {
        s_connection->said = zc_get_u64 (data + 1);
        if (s_takes_credit (data [0]))
            s_connection->given += size;
        if (data [0] == ZC_FRAME_PING)
            s_connection->asked = zc_get_u64 (data + ZC_FRAME_HEAD);
    }
    s_events.frame (s_events.self, &s_connection->base, data, size);
    if (ends >= 0)
        fuzz_check (ends == !peer->session);
}

static bool
s_net_turn (zc_net_t *net)
{
    (void) net;
    s_event_t event = s_event;
    s_event = NOTHING;
    for (unsigned times = s_times; event == FRAME && times && s_connection; times--) {
        size_t size = s_frame.size;
        uint8_t *copy = fuzz_copy (s_frame.data, size);
        if (s_connection->up)
            s_deliver (copy, size);
        else
            s_events.frame (s_events.self, &s_connection->base, copy, size);
        free (copy);
    }
    if (event == CUT) {
        s_connection_t *gone = s_connection;
        s_events.closed (s_events.self, &gone->base, NULL);
        s_connection_free (gone);
    }
    return event != NOTHING;
}

static int
s_net_listen (zc_net_t *net, const zc_net_options_t *options, char **error)
{
    (void) net, (void) options, (void) error;
    return 1;
}

//  The node has no reason to dial.
static zc_channel_t *
s_net_dial (zc_net_t *net, const char *address, int port, const zc_secret_t *secret)
{
    (void) net, (void) address, (void) port, (void) secret;
    fuzz_check (false);
    return NULL;
}

static int
s_net_fd (zc_net_t *net)
{
    (void) net;
    return -1;
}

static void
s_net_watch_in (zc_net_t *net, zc_core_t *core)
{
    (void) net, (void) core;
}

static void
s_net_set_events (zc_net_t *net, const zc_net_events_t *events)
{
    (void) net;
    s_events = *events;
}

static void
s_net_destroy (zc_net_t **net_p)
{
    *net_p = NULL;
}

//  ---- the node ------------------------------------------------------------

static zc_net_t *
s_net_new (void *self)
{
    (void) self;
    static zc_net_t net = {s_net_listen, s_net_dial, s_net_send, s_net_close, s_net_turn,
                           s_net_fd, s_net_watch_in, s_net_set_events, s_net_destroy};
    return &net;
}

static int
s_enter (void *self, const char *name, const char *address, int port, uint32_t *creation,
         char **error)
{
    (void) self, (void) name, (void) address, (void) port, (void) error;
    *creation = 9;
    return 0;
}

static const zc_secret_t *
s_secret (void *self, const char *peer)
{
    (void) self, (void) peer;
    static zc_secret_t duck;
    if (!duck.public [0])
        zc_secret_make (&duck, "duck");
    return &duck;
}

static bool
s_stretch (void *self, const char *cookie, zc_secret_t *secret)
{
    *secret = *s_secret (self, cookie);
    return true;
}

static void
s_serve (void *self, zc_core_t *core)
{
    (void) self, (void) core;
}

static void
s_nothing (void *arg)
{
    (void) arg;
}

static int64_t
s_clock (void *self)
{
    (void) self;
    return s_now;
}

static void
s_random (void *self, void *data, size_t size)
{
    (void) self;
    memset (data, 1, size);
}

static void
s_log (void *arg, zc_log_level_t level, const char *line)
{
    (void) arg, (void) level;
    fuzz_check (*line);
}

static void
s_start (void)
{
    zc_source_t source = {NULL, s_clock, s_clock, s_random};
    zc_world_t world = {.net_new = s_net_new, .enter = s_enter, .stretch = s_stretch,
                        .serve = s_serve, .leave = s_nothing, .destroy = s_nothing};
    zc_node_options_t options = {.name = "duck@localhost", .cookie = "duck", .log = s_log,
                                 .security = ZC_SECURITY_PLAIN, .containment = ZC_CONTAIN_FATAL};
    char *error = NULL;
    s_now = 1;
    s_bytes = BYTES_MAX;
    s_names = zc_names_new ();
    s_core = zc_core_new (NULL, &options, &source);
    s_core->stacks = s_stacks;
    s_dist = zc_dist_new_in (s_core, &options, &world, &error);
    fuzz_check (s_dist);
    zc_core_spawn (s_core, s_nothing, NULL, "duck");
}

static bool
s_over (zc_core_t *core)
{
    (void) core;
    return true;
}

static void
s_stop (void)
{
    zc_core_end_processes (s_core, false);
    zc_core_end_processes (s_core, true);
    zc_dist_destroy (&s_dist);
    zc_core_plug_route (s_core, &(zc_route_t) {0});
    zc_core_ask_stop (s_core, s_over);
    while (zc_core_step (s_core) != ZC_STEP_STOPPED)
        ;
    s_stacks = s_core->stacks;
    s_core->stacks = (zc_stacks_t) {0};
    zc_core_destroy (&s_core);
    zc_names_destroy (&s_names);
    zc_buffer_clear (&s_frame);
    zc_buffer_clear (&s_last);
}

//  Between inputs there is one slab of them, however many an input needed.
static void
s_keep_stacks (void)
{
    if (s_stacks.total == ZC_STACK_SLAB)
        return;
    zc_stacks_clear (&s_stacks);
    s_start ();
    s_stop ();
}

//  ---- what has to hold ----------------------------------------------------

static void
s_check_session (const zc_session_t *self)
{
    const zc_peer_t *peer = self->peer;
    fuzz_check (peer->state == ZC_PEER_UP && peer->line && s_connection);
    fuzz_check (self->acked <= self->sent && self->sent - self->acked <= ZC_WINDOW);
    fuzz_check (self->acked == s_connection->said && self->received == s_connection->given);
    fuzz_check (self->received - self->reported < ZC_WINDOW / 4);
    fuzz_check (peer->held || self->sent == s_connection->taken);
    fuzz_check (peer->held || self->reported == s_connection->told);
    fuzz_check (self->pongs <= self->pings);
    size_t bulk = 0;
    uint64_t end = self->acked;
    for (size_t i = 0; i < self->bulk_count; i++) {
        size_t slot = (self->bulk_first + i) % ZC_BULK_FRAMES_MAX;
        fuzz_check (self->bulk [slot].end >= end + (i? self->bulk [slot].size: 1));
        end = self->bulk [slot].end;
        bulk += self->bulk [slot].size;
    }
    fuzz_check (end <= self->sent && self->bulk_count <= ZC_BULK_FRAMES_MAX);
    fuzz_check (bulk == self->bulk_bytes && bulk <= ZC_WINDOW_BULK_ALONE);
    fuzz_check (self->inbox.streams.count <= ZC_STREAMS_MAX);
    fuzz_check (self->inbox.total <= ZC_RECORDS_MAX || self->inbox.streams.count == 1);
    size_t local = BYTES_MAX - s_bytes;
    fuzz_check (peer->outbox.queued <= local + AMPLIFIED * self->received + ZC_FRAME_MAX);
}

static void
s_check_end (const zc_peer_t *peer)
{
    fuzz_check (peer->state == ZC_PEER_DOWN && !s_connection);
    fuzz_check (!peer->line && !peer->held && !s_dist->lines && !s_dist->guests);
    fuzz_check (zc_outbox_empty (&peer->outbox) && !peer->choked && !peer->choked_bulk);
    fuzz_check (!s_core->bonds.count && !s_core->timers.count);
}

//  The node's turns until nothing is left to do.
static void
s_run (void)
{
    int turns = 0;
    zc_timers_run (&s_core->timers, s_now);
    while (s_core->route.turn (s_core->route.self))
        fuzz_check (++turns < TURNS_MAX);
    const zc_peer_t *peer = s_dist->peers;
    if (peer->session)
        s_check_session (peer->session);
    else
        s_check_end (peer);
}

//  ---- the peer's steps ----------------------------------------------------

static void
s_connect (void)
{
    static const zc_handshake_host_t host = {.name = "goose@localhost", .creation = CREATION,
                                             .flags = ZC_FLAG_MESH, .secret = s_secret};
    uint8_t nonce [ZC_NONCE_SIZE] = {2};
    zc_buffer_t hello = {0};
    s_connection_t *self = zc_calloc (sizeof *self);
    self->origin = (zc_wire_origin_t) {
        zc_names_intern (s_names, "duck@localhost", 14), {"duck@localhost", 9, host.name, CREATION}};
    zc_handshake_dial (&self->machine, &host, "duck@localhost", s_secret (NULL, NULL), false,
                       nonce, &hello);
    s_connection = self;
    s_put (&hello);
    s_run ();
    fuzz_check (self == s_connection && self->up && s_dist->peers->session);
}

//  The peer sends the frame that is in s_last, so many times before the node says anything.
static void
s_give (unsigned times)
{
    if (!s_connection || !times)
        return;
    zc_buffer_t frame = {0};
    zc_buffer_put (&frame, s_last.data, s_last.size);
    s_put (&frame);
    s_times = times;
    s_run ();
}

static void
s_put_head (uint8_t kind, uint64_t said)
{
    s_last.size = 0;
    zc_buffer_u8 (&s_last, kind);
    zc_put_u64 (zc_buffer_add (&s_last, 8), said);
}

//  The bytes of a frame, or what follows its head.
static void
s_put_bytes (fuzz_input_t *input)
{
    size_t size = fuzz_u8 (input);
    size = size << 8 | fuzz_u8 (input);
    const uint8_t *at = fuzz_take (input, &size);
    zc_buffer_put (&s_last, at, size);
}

static void
s_step_frame (fuzz_input_t *input)
{
    uint8_t kind = fuzz_u8 (input), part = fuzz_u8 (input);
    const zc_session_t *session = s_dist->peers->session;
    s_put_head (kind, session? session->acked + (session->sent - session->acked) * part / 255: 0);
    s_put_bytes (input);
    s_give (1);
}

//  ---- the node's steps ----------------------------------------------------

static void
s_step_message (zc_peer_t *peer, uint32_t from, size_t size)
{
    size = 9 + 4 * size * size;
    if (!peer->session || size > s_bytes)
        return;
    s_bytes -= size;
    zc_buffer_t data = {0};
    zc_buffer_u8 (&data, 109);
    zc_buffer_u32 (&data, (uint32_t) (size - 5));
    zc_buffer_u32 (&data, s_connection->sent [from]++);
    memset (zc_buffer_add (&data, size - 9), 'x', size - 9);
    zc_signal_t signal = {.type = ZC_SIG_MESSAGE, .from = {NULL, 0, from + 1, 1},
                          .to = {peer->name, CREATION, 5, 1}, .data = data.data, .size = data.size};
    zc_peer_send (peer, &signal);
    zc_buffer_clear (&data);
}

//  As net_kernel does it.
static void
s_step_ping (zc_session_t *session)
{
    uint8_t number [8];
    if (!session)
        return;
    zc_put_u64 (number, ++session->pings);
    zc_session_flush (session);
    zc_session_say (session, ZC_FRAME_PING, number, sizeof number);
}

static void
s_step_cut (bool again)
{
    if (again || !s_connection)
        s_connect ();
    else
        s_event = CUT;
}

static void
s_step (fuzz_input_t *input)
{
    zc_peer_t *peer = s_dist->peers;
    uint8_t step = fuzz_u8 (input) % 9;
    uint8_t number = step > 1 && step != 4? fuzz_u8 (input): 0;
    switch (step) {
        case 0:
            s_step_frame (input);
            break;
        case 1:
            s_last.size = 0;
            s_put_bytes (input);
            s_give (1);
            break;
        case 2:
            s_give (number * 4);
            break;
        case 3:
            s_step_message (peer, number % SENDERS, fuzz_u8 (input));
            break;
        case 4:
            s_step_ping (peer->session);
            break;
        case 5:
            zc_session_delay (peer, number * INT64_C (1000000));
            break;
        case 6:
            zc_peer_down (peer, "disconnect", number % 4 - 1);
            break;
        case 7:
            s_now += s_dist->ticks.every / 3 * number;
            break;
        default:
            s_step_cut (number & 1);
    }
}

//  The peer takes all that comes, and says so. The node keeps nothing then.
static void
s_drain (void)
{
    zc_peer_t *peer = s_dist->peers;
    int turns = 0;
    zc_session_delay (peer, 0);
    s_run ();
    while (peer->session && peer->session->acked < peer->session->sent) {
        s_put_head (ZC_FRAME_TICK, s_connection->taken);
        zc_put_u32 (zc_buffer_add (&s_last, 4), 60000);
        s_give (1);
        fuzz_check (++turns < TURNS_MAX);
    }
    if (!peer->session)
        return;
    fuzz_check (zc_outbox_empty (&peer->outbox) && !peer->session->bulk_count);
    fuzz_check (peer->session->asked == peer->session->answered);
    fuzz_check (memcmp (s_connection->sent, s_connection->next, sizeof s_connection->sent) == 0);
    fuzz_check (!s_connection->inbox.streams.count);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
    fuzz_input_t input = {data, size};
    s_keep_stacks ();
    long blocks = zc_blocks_in_use ();
    s_start ();
    s_connect ();
    while (input.left) {
        s_step (&input);
        s_run ();
    }
    s_drain ();
    s_stop ();
    s_keep_stacks ();
    fuzz_check (zc_blocks_in_use () == blocks);
    return 0;
}
