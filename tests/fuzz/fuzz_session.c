//  fuzz_session.c - connections, from handshake to end, with a peer that has the cookie
//
//  The node is a real one (fuzz_node.h), the peer and the network are not (fuzz_link.h). An
//  input is a sequence of steps, each a byte and what it takes:
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

#include "fuzz_node.h"

enum { CREATION = 7, BYTES_MAX = 3 << 19, TURNS_MAX = 1000, AMPLIFIED = 8 };

static zc_names_t *s_names;         //  the peer's
static zc_buffer_t s_last;          //  its last frame
static size_t s_bytes;              //  of messages that the node may still send

//  ---- what has to hold ----------------------------------------------------

static void
s_check_session (const zc_session_t *self)
{
    const zc_peer_t *peer = self->peer;
    fuzz_check (peer->state == ZC_PEER_UP && peer->line && fz_connection);
    fuzz_check (self->acked <= self->sent && self->sent - self->acked <= ZC_WINDOW);
    fuzz_check (self->acked == fz_connection->said && self->received == fz_connection->given);
    fuzz_check (self->received - self->reported < ZC_WINDOW / 4);
    fuzz_check (peer->held || self->sent == fz_connection->taken);
    fuzz_check (peer->held || self->reported == fz_connection->told);
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
    fuzz_check (peer->state == ZC_PEER_DOWN && !fz_connection);
    fuzz_check (!peer->line && !peer->held && !fz_dist->lines && !fz_dist->guests);
    fuzz_check (zc_outbox_empty (&peer->outbox) && !peer->choked && !peer->choked_bulk);
    fuzz_check (!fz_core->bonds.count && !fz_core->timers.count);
}

//  The node's turns until nothing is left to do.
static void
s_run (void)
{
    int turns = 0;
    zc_timers_run (&fz_core->timers, fz_now);
    while (fz_core->route.turn (fz_core->route.self))
        fuzz_check (++turns < TURNS_MAX);
    const zc_peer_t *peer = fz_dist->peers;
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
                                             .flags = ZC_FLAG_MESH, .secret = fz_secret};
    uint8_t nonce [ZC_NONCE_SIZE] = {2};
    zc_buffer_t hello = {0};
    fz_connection_t *self = zc_calloc (sizeof *self);
    self->origin = (zc_wire_origin_t) {zc_names_intern (s_names, "duck@localhost", 14),
                                       {"duck@localhost", 9, host.name, CREATION}};
    zc_handshake_dial (&self->machine, &host, "duck@localhost", fz_secret (NULL, NULL), false,
                       nonce, &hello);
    fz_connection = self;
    fz_put (&hello);
    s_run ();
    fuzz_check (self == fz_connection && self->up && fz_dist->peers->session);
}

//  The peer sends the frame that is in s_last, so many times before the node says anything.
static void
s_give (unsigned times)
{
    if (!fz_connection || !times)
        return;
    zc_buffer_t frame = {0};
    zc_buffer_put (&frame, s_last.data, s_last.size);
    fz_put (&frame);
    fz_times = times;
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
    const zc_session_t *session = fz_dist->peers->session;
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
    zc_buffer_u32 (&data, fz_connection->sent [from]++);
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
    if (again || !fz_connection)
        s_connect ();
    else
        fz_event = CUT;
}

static void
s_step (fuzz_input_t *input)
{
    zc_peer_t *peer = fz_dist->peers;
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
            fz_now += fz_dist->ticks.every / 3 * number;
            break;
        default:
            s_step_cut (number & 1);
    }
}

//  The peer takes all that comes, and says so. The node keeps nothing then.
static void
s_drain (void)
{
    zc_peer_t *peer = fz_dist->peers;
    int turns = 0;
    zc_session_delay (peer, 0);
    s_run ();
    while (peer->session && peer->session->acked < peer->session->sent) {
        s_put_head (ZC_FRAME_TICK, fz_connection->taken);
        zc_put_u32 (zc_buffer_add (&s_last, 4), 60000);
        s_give (1);
        fuzz_check (++turns < TURNS_MAX);
    }
    if (!peer->session)
        return;
    fuzz_check (fz_connection != NULL);
    fuzz_check (zc_outbox_empty (&peer->outbox) && !peer->session->bulk_count);
    fuzz_check (peer->session->asked == peer->session->answered);
    fuzz_check (memcmp (fz_connection->sent, fz_connection->next, sizeof fz_connection->sent) == 0);
    fuzz_check (!fz_connection->inbox.streams.count);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
    fuzz_input_t input = {data, size};
    fz_keep_stacks ();
    long blocks = zc_blocks_in_use ();
    s_bytes = BYTES_MAX;
    s_names = zc_names_new ();
    fz_start ();
    s_connect ();
    while (input.left) {
        s_step (&input);
        s_run ();
    }
    s_drain ();
    fz_stop ();
    zc_names_destroy (&s_names);
    zc_buffer_clear (&s_last);
    fz_keep_stacks ();
    fuzz_check (zc_blocks_in_use () == blocks);
    return 0;
}
