//  zc_encode.c - see zc_encode.h

#include "zc_encode.h"
#include "zc_utf8.h"
#include "base/zc_limits.h"

#include <stdlib.h>

//  ---- numbers -------------------------------------------------------------

void
zc_encode_magnitude (zc_buffer_t *out, bool negative, uint64_t magnitude)
{
    uint8_t n = (uint8_t) (8 - __builtin_clzll (magnitude | 1) / 8);
    uint8_t *at = zc_buffer_add (out, 3u + n);
    at [0] = ZC_TAG_SMALL_BIG;
    at [1] = n;
    at [2] = negative;
    for (uint8_t i = 0; i < n; i++, magnitude >>= 8)
        at [3 + i] = (uint8_t) magnitude;
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
        if (!negative)
            zc_encode_uint (out, value);
        else
        if (value <= (uint64_t) INT32_MAX + 1)
            zc_encode_int (out, -(int64_t) value);
        else
            zc_encode_magnitude (out, true, value);
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
    uint64_t bits;
    memcpy (&bits, &value, 8);
    uint8_t *at = zc_buffer_add (out, 9);
    at [0] = ZC_TAG_NEW_FLOAT;
    zc_put_u64 (at + 1, bits);
}

//  ---- text ----------------------------------------------------------------

void
zc_encode_binary (zc_buffer_t *out, const void *data, size_t size)
{
    zc_check (size <= UINT32_MAX, "a binary's size has four bytes");
    uint8_t *at = zc_buffer_add (out, 5 + size);
    at [0] = ZC_TAG_BINARY;
    zc_put_u32 (at + 1, (uint32_t) size);
    if (size)
        memcpy (at + 5, data, size);
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

void
zc_encode_atom_bytes (zc_buffer_t *out, const char *text, size_t size)
{
    zc_check (size <= ZC_ATOM_BYTES_MAX, "atoms are checked before they are encoded");
    if (size <= 255) {
        uint8_t *at = zc_buffer_add (out, 2 + size);
        at [0] = ZC_TAG_SMALL_ATOM_UTF8;
        at [1] = (uint8_t) size;
        memcpy (at + 2, text, size);
    }
    else {
        uint8_t *at = zc_buffer_add (out, 3 + size);
        at [0] = ZC_TAG_ATOM_UTF8;
        zc_put_u16 (at + 1, (uint16_t) size);
        memcpy (at + 3, text, size);
    }
}

void
zc_encode_atom (zc_buffer_t *out, const char *text)
{
    zc_encode_atom_bytes (out, text, strlen (text));
}

//  ---- pids and references -------------------------------------------------

static void
s_encode_node (zc_buffer_t *out, const zc_node_name_t *node)
{
    zc_encode_atom_bytes (out, zc_node_name_text (node), node? node->size: 0);
}

void
zc_encode_pid (zc_buffer_t *out, zc_pid_t pid)
{
    static const uint8_t own [] = {ZC_TAG_NEW_PID, ZC_TAG_SMALL_ATOM_UTF8, 0};
    if (pid.node) {
        zc_buffer_u8 (out, ZC_TAG_NEW_PID);
        s_encode_node (out, pid.node);
    }
    else
        zc_buffer_put (out, own, sizeof own);
    uint8_t *at = zc_buffer_add (out, 12);
    zc_put_u32 (at, pid.id);
    zc_put_u32 (at + 4, pid.serial);
    zc_put_u32 (at + 8, pid.node? pid.creation: 0);
}

void
zc_encode_ref (zc_buffer_t *out, zc_ref_t ref)
{
    uint8_t *head = zc_buffer_add (out, 3);
    head [0] = ZC_TAG_NEWER_REF;
    zc_put_u16 (head + 1, 3);
    s_encode_node (out, ref.node);
    uint8_t *at = zc_buffer_add (out, 16);
    zc_put_u32 (at, ref.node? ref.creation: 0);
    for (int i = 0; i < 3; i++)
        zc_put_u32 (at + 4 + 4 * i, ref.word [i]);
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
