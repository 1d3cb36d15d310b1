//  zc_inbox.c - see zc_inbox.h

#include "zc_inbox.h"

#include <stdatomic.h>

typedef struct {
    zc_hash_item_t hash;            //  by stream number
    size_t total;
    zc_buffer_t record;             //  what has arrived of it
} zc_stream_t;

enum {
    KEEP_MAX = 64 * 1024,           //  scratch memory kept between signals
    RECORD_MAX = ZC_TERM_SIZE_MAX + 4096    //  a term and what stands before it
};

static void
s_stream_free (zc_inbox_t *self, zc_stream_t *stream)
{
    zc_hash_remove (&self->streams, &stream->hash);
    self->total -= stream->total;
    zc_buffer_clear (&stream->record);
    zc_release (stream);
}

//  The first fragment of a record. NULL: not as the sender's rules have it.
static zc_stream_t *
s_stream_new (zc_inbox_t *self, const zc_fragment_t *fragment)
{
    if (fragment->offset || fragment->stream <= self->last
    ||  fragment->total > RECORD_MAX || self->streams.count >= ZC_STREAMS_MAX
    || (self->streams.count && self->total + fragment->total > ZC_RECORDS_MAX))
        return NULL;
    zc_stream_t *stream = zc_calloc (sizeof *stream);
    stream->total = (size_t) fragment->total;
    self->total += stream->total;
    self->last = fragment->stream;
    zc_hash_add (&self->streams, &stream->hash, fragment->stream);
    return stream;
}

static bool
s_apply_one (zc_inbox_t *self, const zc_wire_origin_t *origin, zc_reader_t *reader,
             zc_inbox_apply_t *apply, void *arg)
{
    zc_signal_t signal;
    self->scratch.size = 0;
    if (!zc_wire_get_signal (reader, origin, &self->scratch, &signal))
        return false;
    apply (arg, &signal);
    if (self->scratch.capacity > KEEP_MAX)
        zc_buffer_clear (&self->scratch);
    return true;
}

//  A record is whole: it must be one signal and nothing else. Its data is decoded
//  behind the head of a zc_bytes_t, so that mailboxes can share it as it is.
static bool
s_stream_done (zc_inbox_t *self, zc_stream_t *stream, const zc_wire_origin_t *origin,
               zc_inbox_apply_t *apply, void *arg)
{
    zc_reader_t reader = {stream->record.data, stream->record.data + stream->record.size};
    size_t room = sizeof (zc_bytes_t) + stream->total;
    zc_buffer_t out = {zc_malloc (room), sizeof (zc_bytes_t), room};
    zc_signal_t signal;
    bool good = !zc_wire_is_fragment (&reader)
             && zc_wire_get_signal (&reader, origin, &out, &signal) && reader.at == reader.end;
    s_stream_free (self, stream);
    zc_bytes_t *bytes = (zc_bytes_t *) (void *) out.data;
    atomic_init (&bytes->refs, 1);
    if (good) {
        bytes->size = (uint32_t) signal.size;
        signal.bytes = signal.size? bytes: NULL;
        apply (arg, &signal);
    }
    zc_bytes_destroy (&bytes);
    return good;
}

static bool
s_take_fragment (zc_inbox_t *self, const zc_wire_origin_t *origin, zc_reader_t *reader,
                 zc_inbox_apply_t *apply, void *arg)
{
    zc_fragment_t fragment;
    if (!zc_wire_get_fragment (reader, &fragment) || !fragment.size)
        return false;
    zc_hash_item_t *found = zc_hash_find (&self->streams, fragment.stream);
    zc_stream_t *stream = found? zc_container_of (found, zc_stream_t, hash)
                               : s_stream_new (self, &fragment);
    if (!stream || fragment.total != stream->total || fragment.offset != stream->record.size
    ||  fragment.size > stream->total - stream->record.size)
        return false;
    zc_buffer_put (&stream->record, fragment.piece, fragment.size);
    if (stream->record.size < stream->total)
        return true;
    return s_stream_done (self, stream, origin, apply, arg);
}

bool
zc_inbox_take (zc_inbox_t *self, const zc_wire_origin_t *origin, const uint8_t *data, size_t size,
               zc_inbox_apply_t *apply, void *arg)
{
    zc_reader_t reader = {data, data + size};
    while (reader.at < reader.end) {
        bool good = zc_wire_is_fragment (&reader)
            ? s_take_fragment (self, origin, &reader, apply, arg)
            : s_apply_one (self, origin, &reader, apply, arg);
        if (!good)
            return false;
    }
    return true;
}

void
zc_inbox_clear (zc_inbox_t *self)
{
    zc_hash_item_t *item;
    while ((item = zc_hash_walk (&self->streams, NULL)))
        s_stream_free (self, zc_container_of (item, zc_stream_t, hash));
    zc_hash_clear (&self->streams);
    zc_buffer_clear (&self->scratch);
    *self = (zc_inbox_t) {0};
}
