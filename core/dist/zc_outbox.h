//  zc_outbox.h - what waits to be sent to one node, and how it is cut in frames
//
//      signal ── small ──────────────────────────> [chunk] [chunk] ──> frames
//           └─── big, or behind a big one of ──> lane of its sender
//                the same sender                [big] [small] [big] ──> fragments ──> frames
//
//  Small signals of all senders are collected in chunks; a chunk is a frame in
//  the making. A record longer than ZC_BULK opens a lane for its sender, and as
//  long as the lane is there all that this sender sends queues up in it: that
//  keeps the order between any two processes. A lane begins a record only when
//  the chunks have left that its sender's earlier signals may be in. Lanes take
//  turns, a fragment each, and share frames; signals of other senders pass. Big data is shared, not copied.
//
//  Invariant: at most ZC_STREAMS_MAX lanes have begun a stream, whose records
//  together have at most ZC_RECORDS_MAX bytes, unless it is only one: this is
//  what the receiver has to hold (zc_inbox.h). Knows neither sockets nor
//  sessions; zc_session.c asks for frames as its credit allows.

#ifndef ZC_OUTBOX_H_INCLUDED
#define ZC_OUTBOX_H_INCLUDED

#include "zc_wire.h"

enum {
    ZC_BULK = 16 * 1024,            //  longer records travel in fragments
    ZC_FRAGMENT_MIN = 16 * 1024,    //  frames with less room than that carry none
    ZC_STREAMS_MAX = 16,
    ZC_RECORDS_MAX = ZC_TERM_SIZE_MAX / 4
};

typedef struct zc_chunk_t zc_chunk_t;
typedef struct zc_lane_t zc_lane_t;

typedef struct {
    zc_lane_t *head, **tail;
} zc_lane_list_t;

typedef struct {
    zc_chunk_t *head, *last;        //  frames in the making
    uint64_t chunks, left;          //  made so far; taken so far
    zc_hash_t lanes;                //  by sender
    zc_lane_list_t waiting;         //  lanes that have not begun their stream
    zc_lane_list_t active;          //  lanes that have, in turn
    size_t active_count;
    size_t active_bytes;            //  of all their records
    uint64_t stream;                //  number of the last one
    size_t queued;                  //  bytes in chunks and lanes
    size_t small;                   //  … of them in chunks
} zc_outbox_t;

void zc_outbox_init (zc_outbox_t *self);
void zc_outbox_clear (zc_outbox_t *self);

//  Queue a signal; its data is copied (counted bytes are shared). `creation`:
//  the receiver's, 0 while it is not known.
void zc_outbox_put (zc_outbox_t *self, const zc_signal_t *signal, uint32_t creation);

//  The next frame of small signals: its size (0: none), and the frame itself,
//  with room for the head. `frame` must be empty.
size_t zc_outbox_small_size (const zc_outbox_t *self);
void zc_outbox_take_small (zc_outbox_t *self, zc_buffer_t *frame);

//  The next frame with fragments, of at most `limit` bytes. false: none, or the
//  limit is less than ZC_FRAGMENT_MIN.
bool zc_outbox_take_bulk (zc_outbox_t *self, size_t limit, zc_buffer_t *frame);

//  What a sender waits behind: everything if it has a lane, else the small ones.
size_t zc_outbox_before (const zc_outbox_t *self, zc_pid_t sender, bool *bulk);

static inline bool
zc_outbox_empty (const zc_outbox_t *self)
{
    return self->queued == 0;
}

#endif
