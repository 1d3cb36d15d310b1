//  zc_outbox.c - see zc_outbox.h

#include "zc_outbox.h"

//  A piece has room for a fragment's fields and all that stands before the data.
enum { PIECE_MIN = 4096 };

struct zc_chunk_t {
    zc_chunk_t *next;
    zc_buffer_t frame;
};

//  A record in a lane: the part before the data, and the data.
typedef struct zc_item_t zc_item_t;
struct zc_item_t {
    zc_item_t *next;
    zc_buffer_t head;
    zc_bytes_t *data;               //  NULL: a small record, all in `head`
    size_t total, sent;
};

struct zc_lane_t {
    zc_hash_item_t hash;
    zc_lane_t *next;                //  in waiting or active
    zc_item_t *head, **tail;
    uint64_t stream;                //  number of the one under way
    uint64_t behind;                //  it begins when so many chunks have left
};

//  ---- chunks --------------------------------------------------------------

//  The chunk that takes `size` more bytes.
static zc_buffer_t *
s_room (zc_outbox_t *self, size_t size)
{
    if (!self->last || self->last->frame.size + size > ZC_FRAME_MAX) {
        zc_chunk_t *chunk = zc_calloc (sizeof *chunk);
        zc_buffer_add (&chunk->frame, ZC_FRAME_HEAD);
        self->queued += ZC_FRAME_HEAD;
        self->small += ZC_FRAME_HEAD;
        if (self->last)
            self->last->next = chunk;
        else
            self->head = chunk;
        self->last = chunk;
        self->chunks++;
    }
    return &self->last->frame;
}

static void
s_put_small (zc_outbox_t *self, const zc_signal_t *signal, uint32_t creation)
{
    size_t size = zc_wire_data_size (signal);
    zc_buffer_t *frame = s_room (self, zc_wire_head_bound (signal) + size);
    size_t before = frame->size;
    zc_wire_put_head (frame, signal, creation);
    zc_buffer_put (frame, signal->data, size);
    self->queued += frame->size - before;
    self->small += frame->size - before;
}

size_t
zc_outbox_small_size (const zc_outbox_t *self)
{
    return self->head? self->head->frame.size: 0;
}

void
zc_outbox_take_small (zc_outbox_t *self, zc_buffer_t *frame)
{
    zc_chunk_t *chunk = self->head;
    self->head = chunk->next;
    if (!self->head)
        self->last = NULL;
    self->queued -= chunk->frame.size;
    self->small -= chunk->frame.size;
    self->left++;
    *frame = chunk->frame;
    zc_release (chunk);
}

//  ---- lanes ---------------------------------------------------------------

static void
s_list_add (zc_lane_list_t *list, zc_lane_t *lane)
{
    lane->next = NULL;
    *list->tail = lane;
    list->tail = &lane->next;
}

static zc_lane_t *
s_list_take (zc_lane_list_t *list)
{
    zc_lane_t *lane = list->head;
    if (lane) {
        list->head = lane->next;
        if (!list->head)
            list->tail = &list->head;
    }
    return lane;
}

//  Senders are processes of this node: id and serial tell them apart.
static uint64_t
s_sender (zc_pid_t pid)
{
    return (uint64_t) pid.serial << 32 | pid.id;
}

size_t
zc_outbox_before (const zc_outbox_t *self, zc_pid_t sender, bool *bulk)
{
    *bulk = zc_hash_find (&self->lanes, s_sender (sender)) != NULL;
    return *bulk? self->queued: self->small;
}

//  What its sender sent before is in the chunks that are there now.
static void
s_lane_wait (zc_outbox_t *self, zc_lane_t *lane)
{
    lane->behind = self->chunks;
    s_list_add (&self->waiting, lane);
}

static zc_lane_t *
s_lane_new (zc_outbox_t *self, uint64_t sender)
{
    zc_lane_t *lane = zc_calloc (sizeof *lane);
    lane->tail = &lane->head;
    zc_hash_add (&self->lanes, &lane->hash, sender);
    s_lane_wait (self, lane);
    return lane;
}

static void
s_item_free (zc_item_t *item)
{
    zc_buffer_clear (&item->head);
    zc_bytes_destroy (&item->data);
    zc_release (item);
}

static void
s_put_in_lane (zc_outbox_t *self, zc_lane_t *lane, const zc_signal_t *signal, uint32_t creation,
               bool big)
{
    zc_item_t *item = zc_calloc (sizeof *item);
    zc_wire_put_head (&item->head, signal, creation);
    if (big)
        item->data = signal->bytes? zc_bytes_dup (signal->bytes)
                                  : zc_bytes_new (signal->data, signal->size);
    else
        zc_buffer_put (&item->head, signal->data, zc_wire_data_size (signal));
    item->total = item->head.size + (big? signal->size: 0);
    self->queued += item->total;
    *lane->tail = item;
    lane->tail = &item->next;
}

static zc_item_t *
s_lane_take (zc_lane_t *lane)
{
    zc_item_t *item = lane->head;
    lane->head = item->next;
    if (!lane->head)
        lane->tail = &lane->head;
    return item;
}

static void
s_lane_free (zc_lane_t *lane)
{
    while (lane->head)
        s_item_free (s_lane_take (lane));
    zc_release (lane);
}

//  The stream of a lane is through. Small records behind it are free to go;
//  the next big one waits for its turn.
static void
s_lane_advance (zc_outbox_t *self, zc_lane_t *lane)
{
    self->active_count--;
    self->active_bytes -= lane->head->total;
    s_item_free (s_lane_take (lane));
    while (lane->head && !lane->head->data) {
        zc_item_t *item = s_lane_take (lane);
        zc_buffer_put (s_room (self, item->total), item->head.data, item->head.size);
        self->small += item->head.size;         //  counted as queued already
        s_item_free (item);
    }
    if (lane->head)
        s_lane_wait (self, lane);
    else {
        zc_hash_remove (&self->lanes, &lane->hash);
        zc_release (lane);
    }
}

//  Let waiting lanes begin, as many as the receiver will hold. Who came first
//  has the fewest chunks to wait for.
static void
s_begin_streams (zc_outbox_t *self)
{
    while (self->waiting.head && self->waiting.head->behind <= self->left
           && self->active_count < ZC_STREAMS_MAX) {
        size_t total = self->waiting.head->head->total;
        if (self->active_count && self->active_bytes + total > ZC_RECORDS_MAX)
            return;
        zc_lane_t *lane = s_list_take (&self->waiting);
        lane->stream = ++self->stream;
        self->active_count++;
        self->active_bytes += total;
        s_list_add (&self->active, lane);
    }
}

//  Copy the next `size` bytes of a record.
static void
s_copy_piece (zc_item_t *item, size_t size, zc_buffer_t *frame)
{
    if (item->sent < item->head.size) {
        size_t from_head = item->head.size - item->sent;
        if (from_head > size)
            from_head = size;
        zc_buffer_put (frame, item->head.data + item->sent, from_head);
        item->sent += from_head;
        size -= from_head;
    }
    zc_buffer_put (frame, item->data->data + (item->sent - item->head.size), size);
    item->sent += size;
}

//  Put the next piece of the lane whose turn it is, of at most `room` bytes.
static void
s_put_piece (zc_outbox_t *self, size_t room, zc_buffer_t *frame)
{
    zc_lane_t *lane = s_list_take (&self->active);
    zc_item_t *item = lane->head;
    size_t size = item->total - item->sent;
    if (size > room - ZC_FRAGMENT_HEAD_MAX)
        size = room - ZC_FRAGMENT_HEAD_MAX;
    zc_wire_put_fragment (frame, lane->stream, item->total, item->sent, size);
    s_copy_piece (item, size, frame);
    self->queued -= size;
    if (item->sent == item->total)
        s_lane_advance (self, lane);
    else
        s_list_add (&self->active, lane);
}

bool
zc_outbox_take_bulk (zc_outbox_t *self, size_t limit, zc_buffer_t *frame)
{
    s_begin_streams (self);
    if (!self->active.head || limit < ZC_FRAGMENT_MIN)
        return false;
    size_t bulk = self->queued - self->small + ZC_FRAME_HEAD + PIECE_MIN;
    zc_buffer_reserve (frame, bulk < limit? bulk: limit);
    zc_buffer_add (frame, ZC_FRAME_HEAD);
    for (; self->active.head && limit - frame->size >= PIECE_MIN; s_begin_streams (self))
        s_put_piece (self, limit - frame->size, frame);
    return true;
}

//  ---- all -----------------------------------------------------------------

void
zc_outbox_init (zc_outbox_t *self)
{
    *self = (zc_outbox_t) {0};
    self->waiting.tail = &self->waiting.head;
    self->active.tail = &self->active.head;
}

void
zc_outbox_clear (zc_outbox_t *self)
{
    zc_lane_t *lane;
    while ((lane = s_list_take (&self->waiting)) || (lane = s_list_take (&self->active)))
        s_lane_free (lane);
    zc_hash_clear (&self->lanes);
    while (self->head) {
        zc_buffer_t frame;
        zc_outbox_take_small (self, &frame);
        zc_buffer_clear (&frame);
    }
    zc_outbox_init (self);
}

void
zc_outbox_put (zc_outbox_t *self, const zc_signal_t *signal, uint32_t creation)
{
    bool big = zc_wire_data_size (signal) > ZC_BULK;
    uint64_t sender = s_sender (signal->from);
    zc_hash_item_t *found = zc_hash_find (&self->lanes, sender);
    zc_lane_t *lane = found? zc_container_of (found, zc_lane_t, hash): NULL;
    if (!lane && big)
        lane = s_lane_new (self, sender);
    if (lane)
        s_put_in_lane (self, lane, signal, creation, big);
    else
        s_put_small (self, signal, creation);
}
