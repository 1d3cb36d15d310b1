//  zc_inbox.c - see zc_inbox.h

#include "zc_inbox.h"

//  A record of which not all has come yet.
typedef struct {
    zc_hash_item_t hash;            //  by stream number
    size_t total, received;         //  bytes of the record
    zc_signal_t signal;             //  what stood before the data
    char *name;                     //  the signal's, or NULL
    zc_decoder_t *data;             //  decoded as it comes
} zc_stream_t;

enum {
    KEEP_MAX = 64 * 1024,           //  scratch memory kept between signals
    RECORD_MAX = ZC_TERM_SIZE_MAX + 4096    //  a term and what stands before it
};

//  ---- streams -------------------------------------------------------------

static void
s_stream_free (zc_inbox_t *self, zc_stream_t *stream)
{
    zc_hash_remove (&self->streams, &stream->hash);
    self->total -= stream->total;
    zc_decoder_destroy (&stream->data);
    zc_release (stream->name);
    zc_release (stream);
}

//  May this be the first fragment of a record, as the sender's rules have it?
static bool
s_may_begin (const zc_inbox_t *self, const zc_fragment_t *fragment)
{
    return !fragment->offset && fragment->stream > self->last && fragment->total <= RECORD_MAX
        && fragment->size <= fragment->total && self->streams.count < ZC_STREAMS_MAX
        && (!self->streams.count || self->total + fragment->total <= ZC_RECORDS_MAX);
}

//  The first fragment has all that stands before the data, which fills the rest
//  of the record. NULL: not so.
static zc_stream_t *
s_stream_new (zc_inbox_t *self, const zc_fragment_t *fragment, const zc_wire_origin_t *origin,
              zc_reader_t *piece)
{
    zc_signal_t signal;
    zc_wire_head_t head;
    if (!s_may_begin (self, fragment) || zc_wire_is_fragment (piece)
    ||  !zc_wire_get_head (piece, origin, &signal, &head) || !head.data_size
    ||  (size_t) (piece->at - fragment->piece) + head.data_size != fragment->total)
        return NULL;
    zc_stream_t *stream = zc_calloc (sizeof *stream);
    stream->total = (size_t) fragment->total;
    stream->signal = signal;
    stream->data = zc_decoder_new (head.data_size, &origin->terms);
    if (head.name) {
        stream->name = zc_calloc (head.name_size + 1);
        memcpy (stream->name, head.name, head.name_size);
        stream->signal.name = stream->name;
    }
    self->total += stream->total;
    self->last = fragment->stream;
    zc_hash_add (&self->streams, &stream->hash, fragment->stream);
    return stream;
}

//  A record is whole. Mailboxes share its data as it is.
static void
s_stream_done (zc_inbox_t *self, zc_stream_t *stream, zc_inbox_apply_t *apply, void *arg)
{
    zc_bytes_t *bytes = zc_decoder_bytes (stream->data);
    stream->signal.bytes = bytes;
    stream->signal.data = bytes->data;
    stream->signal.size = bytes->size;
    apply (arg, &stream->signal);
    zc_bytes_destroy (&bytes);
    s_stream_free (self, stream);
}

static bool
s_take_fragment (zc_inbox_t *self, const zc_wire_origin_t *origin, zc_reader_t *reader,
                 zc_inbox_apply_t *apply, void *arg)
{
    zc_fragment_t fragment;
    if (!zc_wire_get_fragment (reader, &fragment) || !fragment.size)
        return false;
    zc_reader_t piece = {fragment.piece, fragment.piece + fragment.size};
    zc_hash_item_t *found = zc_hash_find (&self->streams, fragment.stream);
    zc_stream_t *stream = found? zc_container_of (found, zc_stream_t, hash)
                               : s_stream_new (self, &fragment, origin, &piece);
    if (!stream || fragment.total != stream->total || fragment.offset != stream->received
    ||  fragment.size > stream->total - stream->received)
        return false;
    stream->received += fragment.size;
    zc_decoded_t decoded = ZC_DECODED_MORE;
    if (piece.at < piece.end)
        decoded = zc_decoder_take (stream->data, piece.at, (size_t) (piece.end - piece.at));
    if (decoded == ZC_DECODED_WHOLE)
        s_stream_done (self, stream, apply, arg);
    return decoded != ZC_DECODED_BAD;
}

//  ---- frames --------------------------------------------------------------

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
