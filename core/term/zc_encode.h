//  zc_encode.h - the pieces a canonical term is put together from
//
//  Each zc_encode_… appends one leaf. Lists and maps are written in two steps,
//  since their form depends on what is in them:
//
//      size_t start = zc_list_open (out);      reserves the header
//      …append the elements…
//      zc_list_close (out, start, count, bytes);
//
//  Read next: zc_build.c (from formats) and zc_decode.c (from the wire).

#ifndef ZC_ENCODE_H_INCLUDED
#define ZC_ENCODE_H_INCLUDED

#include "zc_codec.h"

void zc_encode_magnitude (zc_buffer_t *out, bool negative, uint64_t magnitude);    //  no INT
static inline void
zc_encode_int (zc_buffer_t *out, int64_t value)
{
    if (value >= 0 && value <= 255) {
        uint8_t *at = zc_buffer_add (out, 2);
        at [0] = ZC_TAG_SMALL_INT;
        at [1] = (uint8_t) value;
    }
    else
    if (value >= INT32_MIN && value <= INT32_MAX) {
        uint8_t *at = zc_buffer_add (out, 5);
        at [0] = ZC_TAG_INT;
        zc_put_u32 (at + 1, (uint32_t) value);
    }
    else
        zc_encode_magnitude (out, value < 0, value < 0? -(uint64_t) value: (uint64_t) value);
}

static inline void
zc_encode_uint (zc_buffer_t *out, uint64_t value)
{
    if (value <= INT64_MAX)
        zc_encode_int (out, (int64_t) value);
    else
        zc_encode_magnitude (out, false, value);
}

void zc_encode_float (zc_buffer_t *out, double value);                 //  finite
void zc_encode_binary (zc_buffer_t *out, const void *data, size_t size);
void zc_encode_atom_bytes (zc_buffer_t *out, const char *text, size_t size);    //  valid

//  An integer of any size from its magnitude, least byte first; top zeros may
//  be there, the smallest form is chosen.
void zc_encode_big (zc_buffer_t *out, bool negative, const uint8_t *bytes, size_t size);

//  A list of `count` elements that were appended since zc_list_open, its tail
//  the empty list. bytes: all elements have the tag SMALL_INT.
size_t zc_list_open (zc_buffer_t *out);
void zc_list_close (zc_buffer_t *out, size_t start, uint32_t count, bool bytes);

//  The same where the term at offset `tail` was appended after the elements to
//  be the tail: [a | [b]] is [a, b].
void zc_list_close_tail (zc_buffer_t *out, size_t start, uint32_t count, bool bytes, size_t tail);

//  Append the bytes of a STRING as elements of a list.
void zc_list_expand (zc_buffer_t *out, const uint8_t *bytes, size_t count);

//  A map of `count` pairs that were appended since zc_map_open: puts them in
//  order. false: a key is there twice.
size_t zc_map_open (zc_buffer_t *out);
bool zc_map_close (zc_buffer_t *out, size_t start, uint32_t count);

#endif
