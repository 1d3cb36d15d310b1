//  zc_encode.h - the pieces a canonical term is put together from
//
//  Each zc_put_… writes a leaf where there is room for it, and returns where it
//  ends; each zc_encode_… appends one to a buffer. Lists and maps are written in two
//  steps, since their form depends on what is in them:
//
//      size_t start = zc_list_open (out);      reserves the header
//      …append the elements…
//      zc_list_close (out, start, count, bytes);
//
//  Read next: zc_build.c (from formats) and zc_decode.c (from the wire).

#ifndef ZC_ENCODE_H_INCLUDED
#define ZC_ENCODE_H_INCLUDED

#include "zc_codec.h"

//  Room that is enough for an integer, a float, a bool, the head of a text, a pid or
//  reference without the name of its node.
enum { ZC_LEAF_MAX = 22 };

uint8_t *zc_put_magnitude (uint8_t *at, bool negative, uint64_t magnitude);    //  no INT
static inline uint8_t *
zc_put_int (uint8_t *at, int64_t value)
{
    if (value >= 0 && value <= 255) {
        at [0] = ZC_TAG_SMALL_INT;
        at [1] = (uint8_t) value;
        return at + 2;
    }
    if (value < INT32_MIN || value > INT32_MAX)
        return zc_put_magnitude (at, value < 0, value < 0? -(uint64_t) value: (uint64_t) value);
    at [0] = ZC_TAG_INT;
    zc_put_u32 (at + 1, (uint32_t) value);
    return at + 5;
}

static inline uint8_t *
zc_put_uint (uint8_t *at, uint64_t value)
{
    return value <= INT64_MAX? zc_put_int (at, (int64_t) value)
                             : zc_put_magnitude (at, false, value);
}

static inline uint8_t *
zc_put_float (uint8_t *at, double value)        //  finite
{
    uint64_t bits;
    memcpy (&bits, &value, 8);
    at [0] = ZC_TAG_NEW_FLOAT;
    zc_put_u64 (at + 1, bits);
    return at + 9;
}

static inline uint8_t *
zc_put_binary (uint8_t *at, const void *data, size_t size)
{
    at [0] = ZC_TAG_BINARY;
    zc_put_u32 (at + 1, (uint32_t) size);
    if (size >= 8 && size <= 16) {              //  most are short: two words, which may overlap
        memcpy (at + 5, data, 8);
        memcpy (at + 5 + size - 8, (const uint8_t *) data + size - 8, 8);
    }
    else
    if (size)
        memcpy (at + 5, data, size);
    return at + 5 + size;
}

uint8_t *zc_put_atom (uint8_t *at, const char *text, size_t size);             //  valid
uint8_t *zc_put_far_pid (uint8_t *at, zc_pid_t pid);
uint8_t *zc_put_ref (uint8_t *at, zc_ref_t ref);
static inline uint8_t *
zc_put_pid (uint8_t *at, zc_pid_t pid)
{
    if (pid.node)
        return zc_put_far_pid (at, pid);
    at [0] = ZC_TAG_NEW_PID;
    at [1] = ZC_TAG_SMALL_ATOM_UTF8;
    at [2] = 0;
    zc_put_u32 (at + 3, pid.id);
    zc_put_u32 (at + 7, pid.serial);
    zc_put_u32 (at + 11, 0);
    return at + 15;
}

static inline size_t
zc_name_size (const zc_node_name_t *node)
{
    return node? node->size: 0;
}

static inline void
zc_encode_int (zc_buffer_t *out, int64_t value)
{
    bool small = value >= 0 && value <= 255, word = value == (int32_t) value;
    uint8_t *at = zc_buffer_room (out, small? 2: word? 5: ZC_LEAF_MAX);
    out->size += (size_t) (zc_put_int (at, value) - at);
}

void zc_encode_float (zc_buffer_t *out, double value);                 //  finite
void zc_encode_binary (zc_buffer_t *out, const void *data, size_t size);
void zc_encode_atom_bytes (zc_buffer_t *out, const char *text, size_t size);    //  valid

//  The list of the characters of a text. false: it is not UTF-8, something was appended.
bool zc_encode_charlist (zc_buffer_t *out, const void *text, size_t size);

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
