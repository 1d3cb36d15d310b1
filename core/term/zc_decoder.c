//  zc_decoder.c - a term that arrives in pieces
//
//  Interface: zc_decoder_t in zc_codec.h. Each piece is decoded when it comes,
//  to where the term will stay: so no big term is ever copied or looked through
//  at once, and one that is not valid is found out early. What a piece leaves
//  over, a leaf of which only a part has come, is kept for the next one.

#include "zc_decode.h"

enum { ROOM_AHEAD = 128};           //  reserved at most, times what has come

struct zc_decoder_t {
    zc_decode_t run;
    zc_buffer_t out;                //  becomes the zc_bytes_t
    zc_buffer_t rest;               //  input not used yet
    size_t total, come;             //  bytes of the term; of the pieces so far
};

zc_decoder_t *
zc_decoder_new (size_t size, const zc_origin_t *origin)
{
    zc_decoder_t *self = zc_malloc (sizeof *self);
    zc_decode_init (&self->run, &self->out, origin);
    self->out = self->rest = (zc_buffer_t) {0};
    self->total = size;
    self->come = 0;
    zc_bytes_begin (&self->out);
    return self;
}

//  Room for all of it, if what has come is enough to believe in it. In few steps:
//  to grow is to copy, or at least to map anew.
static void
s_reserve (zc_decoder_t *self, size_t more)
{
    if (self->out.capacity - self->out.size >= more)
        return;
    size_t room = self->total < ROOM_AHEAD * self->come? self->total: ROOM_AHEAD * self->come;
    room += sizeof (zc_bytes_t);
    if (self->out.size + more < room)
        zc_buffer_reserve (&self->out, room - self->out.size);
    else
        zc_buffer_grow (&self->out, more);
}

//  Keep what was not used of `data`, which may be the rest of before.
static void
s_keep (zc_decoder_t *self, const uint8_t *data)
{
    size_t size = (size_t) (self->run.in.end - self->run.in.at);
    if (data == self->rest.data) {
        memmove (self->rest.data, self->run.in.at, size);
        self->rest.size = size;
    }
    else
        zc_buffer_put (&self->rest, self->run.in.at, size);
}

zc_decoded_t
zc_decoder_take (zc_decoder_t *self, const uint8_t *piece, size_t size)
{
    self->come += size;
    s_reserve (self, size);
    if (self->rest.size) {
        zc_buffer_put (&self->rest, piece, size);
        piece = self->rest.data;
        size = self->rest.size;
    }
    zc_decode_give (&self->run, piece, size);
    zc_decoded_t decoded = zc_decode_run (&self->run);
    if (self->out.size > sizeof (zc_bytes_t) + ZC_TERM_SIZE_MAX)
        return ZC_DECODED_BAD;
    bool last = self->come == self->total;
    if (decoded == ZC_DECODED_WHOLE)
        return last && self->run.in.at == self->run.in.end? ZC_DECODED_WHOLE: ZC_DECODED_BAD;
    if (last || decoded == ZC_DECODED_BAD)
        return ZC_DECODED_BAD;
    s_keep (self, piece);
    return ZC_DECODED_MORE;
}

zc_bytes_t *
zc_decoder_bytes (zc_decoder_t *self)
{
    return zc_bytes_end (&self->out);
}

void
zc_decoder_destroy (zc_decoder_t **self_p)
{
    zc_decoder_t *self = *self_p;
    if (!self)
        return;
    zc_decode_end (&self->run);
    zc_buffer_clear (&self->out);
    zc_buffer_clear (&self->rest);
    zc_release (self);
    *self_p = NULL;
}
