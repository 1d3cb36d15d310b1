//  zc_decode.c - from bytes of another to a canonical term
//
//  Interface: zc_decode in zc_codec.h. The bytes may be anything: every size is
//  held against what is there before it is used, nesting has a limit, and the
//  output grows as the input is read, never ahead of it.

#include "zc_encode.h"
#include "zc_walk.h"
#include "zc_bignum.h"
#include "zc_utf8.h"
#include "base/zc_limits.h"

#include <math.h>

typedef struct {
    zc_buffer_t *out;
    const uint8_t *at, *end;
    const zc_origin_t *origin;
    unsigned depth;
} s_decode_t;

static bool s_term (s_decode_t *self);

//  Take `size` bytes; NULL where there are not that many.
static const uint8_t *
s_take (s_decode_t *self, size_t size)
{
    if ((size_t) (self->end - self->at) < size)
        return NULL;
    const uint8_t *at = self->at;
    self->at += size;
    return at;
}

static bool
s_take_u32 (s_decode_t *self, uint32_t *value)
{
    const uint8_t *at = s_take (self, 4);
    if (at)
        *value = zc_get_u32 (at);
    return at;
}

//  A number of 1 or 4 bytes, as the newer and older forms have it.
static bool
s_take_number (s_decode_t *self, size_t size, uint32_t *value)
{
    if (size == 4)
        return s_take_u32 (self, value);
    const uint8_t *at = s_take (self, 1);
    if (at)
        *value = *at;
    return at;
}

//  ---- numbers -------------------------------------------------------------

static bool
s_integer (s_decode_t *self, uint8_t tag)
{
    const uint8_t *at = s_take (self, tag == ZC_TAG_INT? 4: 1);
    if (!at)
        return false;
    zc_encode_int (self->out, tag == ZC_TAG_INT? (int32_t) zc_get_u32 (at): *at);
    return true;
}

static bool
s_big (s_decode_t *self, uint8_t tag)
{
    uint32_t size;
    if (!s_take_number (self, tag == ZC_TAG_LARGE_BIG? 4: 1, &size))
        return false;
    const uint8_t *sign = s_take (self, 1), *bytes = s_take (self, size);
    if (!sign || !bytes || *sign > 1)
        return false;
    zc_encode_big (self->out, *sign, bytes, size);
    return true;
}

static bool
s_new_float (s_decode_t *self)
{
    const uint8_t *at = s_take (self, 8);
    if (!at || !isfinite (zc_read_float (at - 1)))
        return false;
    zc_encode_float (self->out, zc_read_float (at - 1));
    return true;
}

//  31 bytes of text, filled up with zeros.
static bool
s_old_float (s_decode_t *self)
{
    const char *text = (const char *) s_take (self, 31);
    double value;
    if (!text || memchr (text, '_', 31) || !zc_float_parse (text, strnlen (text, 31), &value))
        return false;
    zc_encode_float (self->out, value);
    return true;
}

//  ---- atoms and what carries a node ---------------------------------------

static bool
s_latin1_atom (s_decode_t *self, const uint8_t *text, size_t size)
{
    uint8_t utf8 [2 * ZC_ATOM_MAX];
    size_t used = 0;
    if (size > ZC_ATOM_MAX)
        return false;
    for (size_t i = 0; i < size; i++)
        used += zc_utf8_put (utf8 + used, text [i]);
    zc_encode_atom_bytes (self->out, (const char *) utf8, used);
    return true;
}

//  Any of the four kinds of atom.
static bool
s_atom (s_decode_t *self)
{
    const uint8_t *tag = s_take (self, 1);
    if (!tag)
        return false;
    bool utf8 = *tag == ZC_TAG_SMALL_ATOM_UTF8 || *tag == ZC_TAG_ATOM_UTF8;
    bool small = *tag == ZC_TAG_SMALL_ATOM_UTF8 || *tag == ZC_TAG_SMALL_ATOM;
    if (!utf8 && !small && *tag != ZC_TAG_ATOM)
        return false;
    const uint8_t *length = s_take (self, small? 1: 2);
    if (!length)
        return false;
    size_t size = small? *length: zc_get_u16 (length);
    const uint8_t *text = s_take (self, size);
    if (!text)
        return false;
    if (!utf8)
        return s_latin1_atom (self, text, size);
    if (!zc_atom_valid ((const char *) text, size))
        return false;
    zc_encode_atom_bytes (self->out, (const char *) text, size);
    return true;
}

static void
s_rewrite_node (s_decode_t *self, size_t start, const char *name)
{
    self->out->size = start;
    zc_encode_atom (self->out, name);
}

//  The node's atom was appended at `start`. Empty stands for the sender, and
//  becomes its name; the own name, of this incarnation, becomes empty.
static bool
s_home (s_decode_t *self, size_t start, uint32_t *creation)
{
    const zc_origin_t *origin = self->origin;
    size_t size = self->out->data [start + 1];
    if (self->out->data [start] != ZC_TAG_SMALL_ATOM_UTF8 || (size == 0 && *creation != 0))
        return false;
    if (size == 0 && origin && origin->from && *origin->from) {
        s_rewrite_node (self, start, origin->from);
        *creation = origin->from_creation;
    }
    if (origin && origin->self && *creation == origin->self_creation
        && zc_atom_is (self->out->data + start, origin->self)) {
        s_rewrite_node (self, start, "");
        *creation = 0;
    }
    return true;
}

//  node, `body` bytes of number, creation of 1 or 4 bytes; the same is written
//  with `room` bytes for the number and a creation of 4.
static bool
s_pid_or_port (s_decode_t *self, uint8_t tag, size_t body, size_t room, size_t creation_size)
{
    uint32_t creation;
    zc_buffer_u8 (self->out, tag);
    size_t start = self->out->size;
    if (!s_atom (self))
        return false;
    const uint8_t *number = s_take (self, body);
    if (!number || !s_take_number (self, creation_size, &creation)
        || !s_home (self, start, &creation))
        return false;
    uint8_t *at = zc_buffer_add (self->out, room);
    memset (at, 0, room - body);
    memcpy (at + room - body, number, body);
    zc_buffer_u32 (self->out, creation);
    return true;
}

//  The words that older forms do not have are 0.
static bool
s_ref (s_decode_t *self, uint32_t words, size_t creation_size, bool creation_first)
{
    uint32_t creation = 0;
    if (words < 1 || words > 5)
        return false;
    uint8_t *head = zc_buffer_add (self->out, 3);
    head [0] = ZC_TAG_NEWER_REF;
    zc_put_u16 (head + 1, words < 3? 3: (uint16_t) words);
    size_t start = self->out->size;
    if (!s_atom (self) || (creation_first && !s_take_number (self, creation_size, &creation)))
        return false;
    const uint8_t *numbers = s_take (self, 4 * words);
    if (!numbers || (!creation_first && !s_take_number (self, creation_size, &creation))
        || !s_home (self, start, &creation))
        return false;
    zc_buffer_u32 (self->out, creation);
    zc_buffer_put (self->out, numbers, 4 * words);
    for (; words < 3; words++)
        zc_buffer_u32 (self->out, 0);
    return true;
}

static bool
s_new_ref (s_decode_t *self, bool newer)
{
    const uint8_t *words = s_take (self, 2);
    return words && s_ref (self, zc_get_u16 (words), newer? 4: 1, true);
}

//  ---- binaries ------------------------------------------------------------

static bool
s_binary (s_decode_t *self)
{
    uint32_t size;
    const uint8_t *data = s_take_u32 (self, &size)? s_take (self, size): NULL;
    if (!data)
        return false;
    zc_encode_binary (self->out, data, size);
    return true;
}

//  Bits of the last byte that do not count are 0 in canonical form.
static bool
s_bits (s_decode_t *self)
{
    uint32_t size;
    if (!s_take_u32 (self, &size))
        return false;
    const uint8_t *bits = s_take (self, 1), *data = s_take (self, size);
    if (!bits || !data || size == 0 || *bits < 1 || *bits > 8)
        return false;
    if (*bits == 8) {
        zc_encode_binary (self->out, data, size);
        return true;
    }
    zc_buffer_u8 (self->out, ZC_TAG_BIT_BINARY);
    zc_buffer_u32 (self->out, size);
    zc_buffer_u8 (self->out, *bits);
    zc_buffer_put (self->out, data, size);
    self->out->data [self->out->size - 1] &= (uint8_t) (0xff << (8 - *bits));
    return true;
}

//  ---- containers ----------------------------------------------------------

static bool
s_terms (s_decode_t *self, uint32_t count)
{
    for (; count; count--)
        if (!s_term (self))
            return false;
    return true;
}

static bool
s_tuple (s_decode_t *self, uint8_t tag)
{
    uint32_t arity;
    if (!s_take_number (self, tag == ZC_TAG_LARGE_TUPLE? 4: 1, &arity))
        return false;
    if (arity > 255) {
        zc_buffer_u8 (self->out, ZC_TAG_LARGE_TUPLE);
        zc_buffer_u32 (self->out, arity);
    }
    else {
        zc_buffer_u8 (self->out, ZC_TAG_SMALL_TUPLE);
        zc_buffer_u8 (self->out, (uint8_t) arity);
    }
    return s_terms (self, arity);
}

//  The elements behind the tag of a LIST or STRING.
typedef struct {
    uint64_t count;
    bool bytes;                     //  all of them SMALL_INT
} s_elements_t;

static bool
s_list_elements (s_decode_t *self, s_elements_t *elements)
{
    uint32_t count;
    if (!s_take_u32 (self, &count))
        return false;
    for (elements->count += count; count; count--) {
        size_t item = self->out->size;
        if (!s_term (self))
            return false;
        elements->bytes = elements->bytes && self->out->data [item] == ZC_TAG_SMALL_INT;
    }
    return elements->count <= UINT32_MAX;
}

static bool
s_string_elements (s_decode_t *self, s_elements_t *elements)
{
    const uint8_t *size = s_take (self, 2);
    const uint8_t *bytes = size? s_take (self, zc_get_u16 (size)): NULL;
    if (!bytes)
        return false;
    zc_list_expand (self->out, bytes, zc_get_u16 (size));
    elements->count += zc_get_u16 (size);
    return elements->count <= UINT32_MAX;
}

static bool
s_tail (s_decode_t *self, size_t start, const s_elements_t *elements)
{
    size_t tail = self->out->size;
    if (!s_term (self))
        return false;
    if (elements->count > 0) {
        zc_list_close_tail (self->out, start, (uint32_t) elements->count, elements->bytes, tail);
        return true;
    }
    size_t size = self->out->size - tail;       //  no elements: the tail it is
    memmove (self->out->data + start, self->out->data + tail, size);
    self->out->size = start + size;
    return true;
}

//  A tail may be a list that has a tail …: one list here, without recursion.
static bool
s_list (s_decode_t *self, uint8_t tag)
{
    size_t start = zc_list_open (self->out);
    s_elements_t elements = {0, true};
    while (tag == ZC_TAG_LIST) {
        if (!s_list_elements (self, &elements) || self->at == self->end)
            return false;
        if (*self->at != ZC_TAG_LIST && *self->at != ZC_TAG_STRING)
            return s_tail (self, start, &elements);
        tag = *self->at++;
    }
    if (!s_string_elements (self, &elements))
        return false;
    zc_list_close (self->out, start, (uint32_t) elements.count, elements.bytes);
    return true;
}

static bool
s_map (s_decode_t *self)
{
    uint32_t count;
    if (!s_take_u32 (self, &count))
        return false;
    size_t start = zc_map_open (self->out);
    return s_terms (self, count) && s_terms (self, count)
        && zc_map_close (self->out, start, count);
}

//  ---- functions -----------------------------------------------------------

static bool
s_export (s_decode_t *self)
{
    zc_buffer_u8 (self->out, ZC_TAG_EXPORT);
    if (!s_atom (self) || !s_atom (self))
        return false;
    size_t arity = self->out->size;
    return s_term (self) && self->out->data [arity] == ZC_TAG_SMALL_INT;
}

//  The term that comes next, which has to be of one of these tags.
static bool
s_term_of (s_decode_t *self, uint8_t tag, uint8_t or_tag)
{
    size_t start = self->out->size;
    if (!s_term (self))
        return false;
    uint8_t is = self->out->data [start];
    return is == tag || is == or_tag;
}

//  size (4), arity, unique (16), index (4), free (4): 29 bytes, then terms
static bool
s_fun (s_decode_t *self)
{
    const uint8_t *start = self->at, *head = s_take (self, 29);
    if (!head)
        return false;
    size_t at = self->out->size;
    zc_buffer_u8 (self->out, ZC_TAG_NEW_FUN);
    zc_buffer_put (self->out, head, 29);
    if (!s_atom (self)
        || !s_term_of (self, ZC_TAG_SMALL_INT, ZC_TAG_INT)
        || !s_term_of (self, ZC_TAG_SMALL_INT, ZC_TAG_INT)
        || !s_term_of (self, ZC_TAG_NEW_PID, ZC_TAG_NEW_PID)
        || !s_terms (self, zc_get_u32 (head + 25)))
        return false;
    zc_put_u32 (self->out->data + at + 1, (uint32_t) (self->out->size - at - 1));
    return (size_t) (self->at - start) == zc_get_u32 (head);
}

//  ---- the choice ----------------------------------------------------------

static bool
s_container (s_decode_t *self, uint8_t tag)
{
    if (self->depth == ZC_TERM_DEPTH_MAX)
        return false;
    self->depth++;
    bool good = tag == ZC_TAG_MAP? s_map (self):
                tag == ZC_TAG_NEW_FUN? s_fun (self):
                tag == ZC_TAG_LIST || tag == ZC_TAG_STRING? s_list (self, tag):
                s_tuple (self, tag);
    self->depth--;
    return good;
}

static bool
s_leaf (s_decode_t *self, uint8_t tag)
{
    switch (tag) {
        case ZC_TAG_SMALL_INT: case ZC_TAG_INT:       return s_integer (self, tag);
        case ZC_TAG_SMALL_BIG: case ZC_TAG_LARGE_BIG: return s_big (self, tag);
        case ZC_TAG_NEW_FLOAT:  return s_new_float (self);
        case ZC_TAG_FLOAT:      return s_old_float (self);
        case ZC_TAG_BINARY:     return s_binary (self);
        case ZC_TAG_BIT_BINARY: return s_bits (self);
        case ZC_TAG_NEW_PID:    return s_pid_or_port (self, ZC_TAG_NEW_PID, 8, 8, 4);
        case ZC_TAG_PID:        return s_pid_or_port (self, ZC_TAG_NEW_PID, 8, 8, 1);
        case ZC_TAG_V4_PORT:    return s_pid_or_port (self, ZC_TAG_V4_PORT, 8, 8, 4);
        case ZC_TAG_NEW_PORT:   return s_pid_or_port (self, ZC_TAG_V4_PORT, 4, 8, 4);
        case ZC_TAG_PORT:       return s_pid_or_port (self, ZC_TAG_V4_PORT, 4, 8, 1);
        case ZC_TAG_NEWER_REF:  return s_new_ref (self, true);
        case ZC_TAG_NEW_REF:    return s_new_ref (self, false);
        case ZC_TAG_REF:        return s_ref (self, 1, 1, false);
        case ZC_TAG_EXPORT:     return s_export (self);
        case ZC_TAG_NIL:        zc_buffer_u8 (self->out, ZC_TAG_NIL); return true;
        default:                return false;
    }
}

static bool
s_term (s_decode_t *self)
{
    const uint8_t *tag = s_take (self, 1);
    if (!tag)
        return false;
    switch (*tag) {
        case ZC_TAG_SMALL_ATOM_UTF8: case ZC_TAG_ATOM_UTF8: case ZC_TAG_ATOM: case ZC_TAG_SMALL_ATOM:
            self->at--;
            return s_atom (self);
        case ZC_TAG_SMALL_TUPLE: case ZC_TAG_LARGE_TUPLE: case ZC_TAG_MAP: case ZC_TAG_NEW_FUN:
        case ZC_TAG_LIST: case ZC_TAG_STRING:
            return s_container (self, *tag);
        default:
            return s_leaf (self, *tag);
    }
}

size_t
zc_decode (zc_buffer_t *out, const uint8_t *data, size_t size, const zc_origin_t *origin)
{
    size_t before = out->size;
    if (size > ZC_TERM_SIZE_MAX)
        size = ZC_TERM_SIZE_MAX;
    s_decode_t self = {.out = out, .at = data, .end = data + size, .origin = origin};
    if (s_term (&self) && out->size - before <= ZC_TERM_SIZE_MAX)
        return (size_t) (self.at - data);
    out->size = before;
    return 0;
}
