//  zc_encode.c - see zc_encode.h

#include "zc_encode.h"
#include "zc_utf8.h"
#include "base/zc_limits.h"

#include <stdlib.h>

//  ---- numbers -------------------------------------------------------------

uint8_t *
zc_put_magnitude (uint8_t *at, bool negative, uint64_t magnitude)
{
    uint8_t n = (uint8_t) (8 - __builtin_clzll (magnitude | 1) / 8);
    at [0] = ZC_TAG_SMALL_BIG;
    at [1] = n;
    at [2] = negative;
    for (uint8_t i = 0; i < n; i++, magnitude >>= 8)
        at [3 + i] = (uint8_t) magnitude;
    return at + 3 + n;
}

//  An integer that eight bytes hold.
static uint8_t *
s_put_signed (uint8_t *at, bool negative, uint64_t magnitude)
{
    if (!negative)
        return zc_put_uint (at, magnitude);
    if (magnitude <= (uint64_t) INT32_MAX + 1)
        return zc_put_int (at, -(int64_t) magnitude);
    return zc_put_magnitude (at, true, magnitude);
}

void
zc_encode_big (zc_buffer_t *out, bool negative, const uint8_t *bytes, size_t size)
{
    while (size && bytes [size - 1] == 0)
        size--;
    if (size <= 8) {
        uint64_t value = 0;
        for (size_t i = size; i > 0; i--)
            value = value << 8 | bytes [i - 1];
        uint8_t leaf [ZC_LEAF_MAX];
        zc_buffer_put (out, leaf, (size_t) (s_put_signed (leaf, negative, value) - leaf));
        return;
    }
    if (size <= 255) {
        zc_buffer_u8 (out, ZC_TAG_SMALL_BIG);
        zc_buffer_u8 (out, (uint8_t) size);
    }
    else {
        zc_buffer_u8 (out, ZC_TAG_LARGE_BIG);
        zc_buffer_u32 (out, (uint32_t) size);
    }
    zc_buffer_u8 (out, negative);
    zc_buffer_put (out, bytes, size);
}

void
zc_encode_float (zc_buffer_t *out, double value)
{
    zc_put_float (zc_buffer_add (out, 9), value);
}

//  ---- text ----------------------------------------------------------------

void
zc_encode_binary (zc_buffer_t *out, const void *data, size_t size)
{
    zc_check (size <= UINT32_MAX, "a binary's size has four bytes");
    zc_put_binary (zc_buffer_add (out, 5 + size), data, size);
}

static bool
s_is_ascii (const char *text, size_t size)
{
    uint64_t seen = 0, eight;
    for (; size >= 8; text += 8, size -= 8) {
        memcpy (&eight, text, 8);
        seen |= eight;
    }
    for (; size; size--)
        seen |= (unsigned char) *text++;
    return !(seen & 0x8080808080808080);
}

bool
zc_atom_valid (const char *text, size_t size)
{
    if (size <= ZC_ATOM_MAX && s_is_ascii (text, size))
        return true;
    size_t characters = 0;
    for (size_t at = 0; at < size; characters++) {
        uint32_t point;
        size_t step = zc_utf8_get ((const uint8_t *) text + at, size - at, &point);
        if (step == 0 || characters == ZC_ATOM_MAX)
            return false;
        at += step;
    }
    return true;
}

uint8_t *
zc_put_atom (uint8_t *at, const char *text, size_t size)
{
    bool small = size <= 255;
    at [0] = small? ZC_TAG_SMALL_ATOM_UTF8: ZC_TAG_ATOM_UTF8;
    if (small)
        at [1] = (uint8_t) size;
    else
        zc_put_u16 (at + 1, (uint16_t) size);
    at += small? 2: 3;
    memcpy (at, text, size);
    return at + size;
}

void
zc_encode_atom_bytes (zc_buffer_t *out, const char *text, size_t size)
{
    zc_check (size <= ZC_ATOM_BYTES_MAX, "atoms are checked before they are encoded");
    zc_put_atom (zc_buffer_add (out, (size <= 255? 2: 3) + size), text, size);
}

void
zc_encode_atom (zc_buffer_t *out, const char *text)
{
    zc_encode_atom_bytes (out, text, strlen (text));
}

//  ---- pids and references -------------------------------------------------

uint8_t *
zc_put_far_pid (uint8_t *at, zc_pid_t pid)
{
    *at++ = ZC_TAG_NEW_PID;
    at = zc_put_atom (at, pid.node->text, pid.node->size);
    zc_put_u32 (at, pid.id);
    zc_put_u32 (at + 4, pid.serial);
    zc_put_u32 (at + 8, pid.creation);
    return at + 12;
}

uint8_t *
zc_put_ref (uint8_t *at, zc_ref_t ref)
{
    at [0] = ZC_TAG_NEWER_REF;
    zc_put_u16 (at + 1, 3);
    at = zc_put_atom (at + 3, zc_node_name_text (ref.node), zc_name_size (ref.node));
    zc_put_u32 (at, ref.node? ref.creation: 0);
    for (int i = 0; i < 3; i++)
        zc_put_u32 (at + 4 + 4 * i, ref.word [i]);
    return at + 16;
}

void
zc_encode_pid (zc_buffer_t *out, zc_pid_t pid)
{
    zc_put_pid (zc_buffer_add (out, 15 + zc_name_size (pid.node)), pid);
}

void
zc_encode_ref (zc_buffer_t *out, zc_ref_t ref)
{
    zc_put_ref (zc_buffer_add (out, 21 + zc_name_size (ref.node)), ref);
}

//  ---- lists ---------------------------------------------------------------

enum { LIST_HEADER = 5, STRING_MAX = 65535 };

size_t
zc_list_open (zc_buffer_t *out)
{
    size_t start = out->size;
    zc_buffer_add (out, LIST_HEADER);
    return start;
}

//  Elements are [97, byte] each: pull the bytes together, in place.
static void
s_list_to_string (zc_buffer_t *out, size_t start, uint32_t count)
{
    uint8_t *at = out->data + start;
    for (uint32_t i = 0; i < count; i++)
        at [3 + i] = at [LIST_HEADER + 2 * i + 1];
    at [0] = ZC_TAG_STRING;
    zc_put_u16 (at + 1, (uint16_t) count);
    out->size = start + 3 + count;
}

static void
s_list_header (zc_buffer_t *out, size_t start, uint32_t count)
{
    out->data [start] = ZC_TAG_LIST;
    zc_put_u32 (out->data + start + 1, count);
}

void
zc_list_close (zc_buffer_t *out, size_t start, uint32_t count, bool bytes)
{
    if (count > 0 && bytes && count <= STRING_MAX) {
        s_list_to_string (out, start, count);
        return;
    }
    if (count == 0)
        out->size = start;
    else
        s_list_header (out, start, count);
    zc_buffer_u8 (out, ZC_TAG_NIL);
}

bool
zc_encode_charlist (zc_buffer_t *out, const void *text, size_t size)
{
    size_t start = zc_list_open (out);
    uint32_t count = 0;
    bool bytes = true;
    for (size_t at = 0, step; at < size; at += step, count++) {
        uint32_t point = 0;
        step = zc_utf8_get ((const uint8_t *) text + at, size - at, &point);
        if (step == 0)
            return false;
        bytes = bytes && point <= 255;
        zc_encode_int (out, point);
    }
    zc_list_close (out, start, count, bytes);
    return true;
}

void
zc_list_expand (zc_buffer_t *out, const uint8_t *bytes, size_t count)
{
    uint8_t *at = zc_buffer_add (out, 2 * count);
    for (size_t i = 0; i < count; i++) {
        at [2 * i] = ZC_TAG_SMALL_INT;
        at [2 * i + 1] = bytes [i];
    }
}

//  Turn a STRING at the end of the buffer into elements. Its bytes first make
//  way for them: elements take twice the room.
static uint32_t
s_string_to_elements (zc_buffer_t *out, size_t string)
{
    uint32_t count = zc_get_u16 (out->data + string + 1);
    out->size = string;
    uint8_t *at = zc_buffer_add (out, 3 + 2 * (size_t) count);
    memmove (at + 3 + count, at + 3, count);
    for (uint32_t i = 0; i < count; i++) {
        at [2 * i] = ZC_TAG_SMALL_INT;
        at [2 * i + 1] = at [3 + count + i];
    }
    out->size = string + 2 * (size_t) count;
    return count;
}

void
zc_list_close_tail (zc_buffer_t *out, size_t start, uint32_t count, bool bytes, size_t tail)
{
    uint8_t tag = out->data [tail];
    if (tag == ZC_TAG_NIL) {
        out->size = tail;
        zc_list_close (out, start, count, bytes);
    }
    else
    if (tag == ZC_TAG_STRING) {
        uint32_t more = s_string_to_elements (out, tail);
        zc_list_close (out, start, count + more, bytes);
    }
    else
    if (tag == ZC_TAG_LIST) {
        //  Either longer than any STRING or not of bytes: stays a LIST.
        uint32_t more = zc_get_u32 (out->data + tail + 1);
        memmove (out->data + tail, out->data + tail + LIST_HEADER, out->size - tail - LIST_HEADER);
        out->size -= LIST_HEADER;
        s_list_header (out, start, count + more);
    }
    else
        s_list_header (out, start, count);
}

//  ---- maps ----------------------------------------------------------------

typedef struct {
    const uint8_t *at;
    size_t key_size;
    size_t size;                    //  of key and value
} s_pair_t;

size_t
zc_map_open (zc_buffer_t *out)
{
    size_t start = out->size;
    zc_buffer_add (out, 5);
    return start;
}

static s_pair_t
s_pair (const uint8_t *at)
{
    s_pair_t pair = {at, zc_skip (at), 0};
    pair.size = pair.key_size + zc_skip (at + pair.key_size);
    return pair;
}

static int
s_compare (const void *a_, const void *b_)
{
    const s_pair_t *a = a_, *b = b_;
    size_t size = a->key_size < b->key_size? a->key_size: b->key_size;
    int order = memcmp (a->at, b->at, size);
    return order? order: (a->key_size > b->key_size) - (a->key_size < b->key_size);
}

static bool
s_ascending (const uint8_t *at, uint32_t count)
{
    s_pair_t before = s_pair (at);
    for (uint32_t i = 1; i < count; i++) {
        s_pair_t pair = s_pair (before.at + before.size);
        if (s_compare (&before, &pair) >= 0)
            return false;
        before = pair;
    }
    return true;
}

static bool
s_sort (uint8_t *data, size_t size, uint32_t count)
{
    s_pair_t *pairs = zc_malloc (count * sizeof *pairs);
    const uint8_t *at = data;
    for (uint32_t i = 0; i < count; at += pairs [i].size, i++)
        pairs [i] = s_pair (at);
    qsort (pairs, count, sizeof *pairs, s_compare);

    uint8_t *sorted = zc_malloc (size);
    size_t done = 0;
    bool unique = true;
    for (uint32_t i = 0; i < count; done += pairs [i].size, i++) {
        memcpy (sorted + done, pairs [i].at, pairs [i].size);
        if (i > 0 && s_compare (&pairs [i - 1], &pairs [i]) == 0)
            unique = false;
    }
    memcpy (data, sorted, size);
    zc_release (sorted);
    zc_release (pairs);
    return unique;
}

bool
zc_map_close (zc_buffer_t *out, size_t start, uint32_t count)
{
    uint8_t *at = out->data + start;
    at [0] = ZC_TAG_MAP;
    zc_put_u32 (at + 1, count);
    if (count < 2 || s_ascending (at + 5, count))
        return true;
    return s_sort (at + 5, out->size - start - 5, count);
}
