//  zc_walk.c - see zc_walk.h

#include "zc_walk.h"
#include "zc_encode.h"

#include <math.h>

//  ---- sizes ---------------------------------------------------------------

//  Bytes of the term at `at` without the terms in it, and how many of those
//  follow. For pids and the like the node's atom is such a term, and what comes
//  after the atom is counted here: no one looks in between.
static inline size_t
s_head (const uint8_t *at, uint64_t *inside)
{
    switch (at [0]) {
        case ZC_TAG_SMALL_INT:       return 2;
        case ZC_TAG_SMALL_ATOM_UTF8: return 2u + at [1];
        case ZC_TAG_SMALL_TUPLE:     *inside += at [1]; return 2;
        case ZC_TAG_NIL:             return 1;
        case ZC_TAG_INT:             return 5;
        case ZC_TAG_NEW_FLOAT:       return 9;
        case ZC_TAG_BINARY:          return 5 + (size_t) zc_get_u32 (at + 1);
        case ZC_TAG_STRING:          return 3u + zc_get_u16 (at + 1);
        case ZC_TAG_LIST:            *inside += (uint64_t) zc_get_u32 (at + 1) + 1; return 5;
        case ZC_TAG_MAP:             *inside += 2 * (uint64_t) zc_get_u32 (at + 1); return 5;
        case ZC_TAG_LARGE_TUPLE:     *inside += zc_get_u32 (at + 1); return 5;
        case ZC_TAG_ATOM_UTF8:       return 3u + zc_get_u16 (at + 1);
        case ZC_TAG_SMALL_BIG:       return 3u + at [1];
        case ZC_TAG_LARGE_BIG:       return 6 + (size_t) zc_get_u32 (at + 1);
        case ZC_TAG_BIT_BINARY:      return 6 + (size_t) zc_get_u32 (at + 1);
        case ZC_TAG_NEW_PID:         return 1 + zc_skip (at + 1) + 12;
        case ZC_TAG_NEWER_REF:       return 3 + zc_skip (at + 3) + 4 + 4u * zc_get_u16 (at + 1);
        case ZC_TAG_V4_PORT:         return 1 + zc_skip (at + 1) + 12;
        case ZC_TAG_NEW_FUN:         return 1 + (size_t) zc_get_u32 (at + 1);
        case ZC_TAG_EXPORT:          *inside += 3; return 1;
        default:
            zc_check (false, "a term in memory has a tag that is not canonical");
            return 0;
    }
}

size_t
zc_skip_any (const uint8_t *data)
{
    const uint8_t *at = data;
    uint64_t left = 1;
    do {
        left--;
        at += s_head (at, &left);
    } while (left);
    return (size_t) (at - data);
}

static bool
s_nests (uint8_t tag)
{
    return tag == ZC_TAG_SMALL_TUPLE || tag == ZC_TAG_LIST || tag == ZC_TAG_MAP
        || tag == ZC_TAG_STRING || tag == ZC_TAG_LARGE_TUPLE || tag == ZC_TAG_NEW_FUN;
}

//  Returns the end of the term.
static const uint8_t *
s_depth (const uint8_t *at, unsigned *depth)
{
    uint64_t inside = 0;
    const uint8_t tag = at [0], *head = at + s_head (at, &inside);
    const uint8_t *end = tag == ZC_TAG_NEW_FUN? head: NULL;
    unsigned deepest = 0;
    for (at = end? at + 30: head; end? at < end: inside-- > 0;) {
        unsigned inner;
        at = s_depth (at, &inner);
        deepest = inner > deepest? inner: deepest;
    }
    *depth = deepest + s_nests (tag);
    return at;
}

unsigned
zc_depth (const uint8_t *data)
{
    unsigned depth;
    s_depth (data, &depth);
    return depth;
}

//  A level takes two bytes at least: what is small needs no walk.
bool
zc_is_deeper (const uint8_t *data, size_t size, unsigned limit)
{
    return size / 2 > limit && zc_depth (data) > limit;
}

//  ---- atoms, lists, maps --------------------------------------------------

bool
zc_atom_is (const uint8_t *data, const char *text)
{
    if (!zc_is_atom (data))
        return false;
    size_t size;
    const char *own = zc_atom_text (data, &size);
    return size == strlen (text) && memcmp (own, text, size) == 0;
}

bool
zc_cursor_open (zc_cursor_t *self, const uint8_t *data)
{
    if (data [0] == ZC_TAG_LIST)
        *self = (zc_cursor_t) {data + 5, zc_get_u32 (data + 1), false};
    else
    if (data [0] == ZC_TAG_STRING)
        *self = (zc_cursor_t) {data + 3, zc_get_u16 (data + 1), true};
    else
    if (data [0] == ZC_TAG_NIL)
        *self = (zc_cursor_t) {data, 0, false};
    else
        return false;
    return true;
}

//  The 256 terms that the bytes of a STRING stand for.
#define S_4(n) {97, n}, {97, n + 1}, {97, n + 2}, {97, n + 3}
#define S_16(n) S_4 (n), S_4 (n + 4), S_4 (n + 8), S_4 (n + 12)
#define S_64(n) S_16 (n), S_16 (n + 16), S_16 (n + 32), S_16 (n + 48)
static const uint8_t s_small [256][2] = {S_64 (0), S_64 (64), S_64 (128), S_64 (192)};

const uint8_t *
zc_cursor_item (const zc_cursor_t *self)
{
    return self->bytes? s_small [*self->at]: self->at;
}

void
zc_cursor_next (zc_cursor_t *self)
{
    self->at += self->bytes? 1: zc_skip (self->at);
    self->left--;
}

const uint8_t *
zc_cursor_tail (const zc_cursor_t *self)
{
    static const uint8_t nil = ZC_TAG_NIL;
    return self->bytes? &nil: self->at;
}

void
zc_cursor_rest (const zc_cursor_t *self, zc_buffer_t *out)
{
    size_t start = zc_list_open (out);
    zc_cursor_t cursor = *self;
    bool bytes = true;
    for (; cursor.left; zc_cursor_next (&cursor)) {
        const uint8_t *item = zc_cursor_item (&cursor);
        bytes = bytes && *item == ZC_TAG_SMALL_INT;
        zc_buffer_put (out, item, zc_skip (item));
    }
    const uint8_t *tail = zc_cursor_tail (&cursor);
    size_t at = out->size;
    zc_buffer_put (out, tail, zc_skip (tail));
    if (self->left == 0) {                  //  nothing but the tail
        out->size = start;
        zc_buffer_put (out, tail, zc_skip (tail));
    }
    else
        zc_list_close_tail (out, start, self->left, bytes, at);
}

const uint8_t *
zc_map_find (const uint8_t *map, const uint8_t *key, size_t key_size)
{
    const uint8_t *at = map + 5;
    for (uint32_t pairs = zc_get_u32 (map + 1); pairs; pairs--) {
        size_t size = zc_skip (at);
        if (size == key_size && memcmp (at, key, size) == 0)
            return at + size;
        at += size;
        at += zc_skip (at);
    }
    return NULL;
}

//  ---- pids, references, numbers -------------------------------------------

//  The node whose atom is at `at`; moves on to what follows.
static bool
s_read_node (const uint8_t **at, zc_names_t *names, const zc_node_name_t **node)
{
    size_t size;
    const char *text = zc_atom_text (*at, &size);
    *at = (const uint8_t *) text + size;
    *node = size && names? zc_names_intern (names, text, size): NULL;
    return size == 0 || *node;
}

const uint8_t *
zc_read_far_pid (const uint8_t *data, zc_names_t *names, zc_pid_t *pid)
{
    const uint8_t *at = data + 1;
    if (data [0] != ZC_TAG_NEW_PID || !s_read_node (&at, names, &pid->node))
        return NULL;
    pid->id = zc_get_u32 (at);
    pid->serial = zc_get_u32 (at + 4);
    pid->creation = zc_get_u32 (at + 8);
    return at + 12;
}

const uint8_t *
zc_read_ref (const uint8_t *data, zc_names_t *names, zc_ref_t *ref)
{
    const uint8_t *at = data + 3;
    if (data [0] != ZC_TAG_NEWER_REF || zc_get_u16 (data + 1) != 3
        || !s_read_node (&at, names, &ref->node))
        return NULL;
    ref->creation = zc_get_u32 (at);
    for (int i = 0; i < 3; i++)
        ref->word [i] = zc_get_u32 (at + 4 + 4 * i);
    return at + 16;
}

static void
s_read_big (const uint8_t *bytes, size_t size, bool negative, zc_integer_t *integer)
{
    *integer = (zc_integer_t) {.negative = negative, .bytes = bytes, .size = size};
    for (size_t i = size <= 8? size: 0; i > 0; i--)
        integer->small = integer->small << 8 | bytes [i - 1];
}

bool
zc_read_big (const uint8_t *data, zc_integer_t *integer)
{
    if (data [0] == ZC_TAG_SMALL_BIG)
        s_read_big (data + 3, data [1], data [2], integer);
    else
    if (data [0] == ZC_TAG_LARGE_BIG)
        s_read_big (data + 6, zc_get_u32 (data + 1), data [5], integer);
    else
        return false;
    return true;
}

double
zc_integer_double (const zc_integer_t *integer)
{
    double value = (double) integer->small;
    if (integer->size > 8) {
        //  The upper 8 bytes, the lowest bit standing for all below: rounds right.
        uint64_t top = 0;
        size_t low = integer->size - 8;
        for (size_t i = integer->size; i > low; i--)
            top = top << 8 | integer->bytes [i - 1];
        bool more = false;
        for (size_t i = 0; i < low && !more; i++)
            more = integer->bytes [i] != 0;
        value = low > 1024? INFINITY: ldexp ((double) (top | more), (int) low * 8);
    }
    return integer->negative? -value: value;
}

double
zc_read_float (const uint8_t *data)
{
    uint64_t bits = zc_get_u64 (data + 1);
    double value;
    memcpy (&value, &bits, 8);
    return value;
}
