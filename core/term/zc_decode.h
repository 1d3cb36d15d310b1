//  zc_decode.h - inside the decoder: leaves, open containers, the state between
//
//      zc_decode.c         containers, without recursion; zc_decode
//      zc_decode_leaf.c    everything else
//      zc_decoder.c        a term that arrives in pieces
//
//  What is not whole yet is a state and not a place on a stack, so decoding can
//  stop wherever the input ends and go on when more has come:
//
//      {a, [1, 2, <<…          open: tuple (1 left), list (1 left), binary (copying)
//
//  A leaf is read whole or not at all; a binary is copied as it comes.

#ifndef ZC_DECODE_H_INCLUDED
#define ZC_DECODE_H_INCLUDED

#include "zc_encode.h"
#include "base/zc_limits.h"

//  The input at hand, and where the canonical form goes.
typedef struct {
    zc_buffer_t *out;
    const uint8_t *at, *end;
    const zc_origin_t *origin;
    bool lacks;                     //  a read went beyond the end
} zc_reading_t;

//  Take `size` bytes; NULL where there are not that many.
static inline const uint8_t *
zc_reading_take (zc_reading_t *self, size_t size)
{
    if ((size_t) (self->end - self->at) < size) {
        self->lacks = true;
        return NULL;
    }
    const uint8_t *at = self->at;
    self->at += size;
    return at;
}

static inline bool
zc_reading_u32 (zc_reading_t *self, uint32_t *value)
{
    const uint8_t *at = zc_reading_take (self, 4);
    if (at)
        *value = zc_get_u32 (at);
    return at;
}

//  Read what follows the tag of a term that has no terms inside. false: it is none,
//  or it lacks input; what was read and written is then to be undone.
bool zc_decode_leaf (zc_reading_t *self, uint8_t tag);

//  Read a function up to its free variables: `parts` terms, with which it has
//  `size` bytes. As zc_decode_leaf.
bool zc_decode_fun (zc_reading_t *self, uint32_t *size, uint32_t *parts);

//  A container whose parts are being read.
typedef struct {
    size_t start;                   //  where it begins in the output
    uint64_t left;                  //  parts to come
    uint64_t count;                 //  list: elements; map: pairs
    size_t mark;                    //  list: where its tail begins; function: where it has to end
    uint8_t tag;
    bool bytes;                     //  list: all elements so far are SMALL_INT
    bool tail;                      //  list: the part to come is its tail
} zc_open_t;

typedef struct {
    zc_reading_t in;
    const uint8_t *begin;           //  of the input at hand
    size_t before;                  //  bytes of input before that
    size_t item;                    //  where the term being read begins in the output
    uint32_t copying;               //  bytes of a binary still to be copied
    bool whole;
    unsigned depth, room;           //  open containers, and how many there may be …
    zc_open_t *open;                //  … in here
    zc_open_t few [16];             //  which is this, as long as it is enough
} zc_decode_t;

//  Decode to `out`, from input that is given before each run.
void zc_decode_init (zc_decode_t *self, zc_buffer_t *out, const zc_origin_t *origin);
void zc_decode_end (zc_decode_t *self);
void zc_decode_give (zc_decode_t *self, const uint8_t *data, size_t size);

//  Read on. MORE: from in.at on, the input is not enough for the next step.
zc_decoded_t zc_decode_run (zc_decode_t *self);

#endif
