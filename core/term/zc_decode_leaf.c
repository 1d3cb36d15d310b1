//  zc_decode_leaf.c - what has no terms inside, from the bytes of another
//
//  Interface: zc_decode.h. The bytes may be anything: every size is held against
//  what is there before it is used. A leaf that reads beyond the end of the input
//  says so (`lacks`) and is tried again, from its beginning, when more is there.

#include "zc_decode.h"
#include "zc_bignum.h"
#include "zc_utf8.h"
#include "zc_walk.h"
#include "base/zc_limits.h"

#include <math.h>

//  ---- numbers -------------------------------------------------------------

//  A number of 1 or 4 bytes, as the newer and older forms have it.
static bool
s_take_number (zc_reading_t *self, size_t size, uint32_t *value)
{
    if (size == 4)
        return zc_reading_u32 (self, value);
    const uint8_t *at = zc_reading_take (self, 1);
    if (at)
        *value = *at;
    return at;
}

static bool
s_integer (zc_reading_t *self, uint8_t tag)
{
    const uint8_t *at = zc_reading_take (self, tag == ZC_TAG_INT? 4: 1);
    if (!at)
        return false;
    zc_encode_int (self->out, tag == ZC_TAG_INT? (int32_t) zc_get_u32 (at): *at);
    return true;
}

static bool
s_big (zc_reading_t *self, uint8_t tag)
{
    uint32_t size;
    if (!s_take_number (self, tag == ZC_TAG_LARGE_BIG? 4: 1, &size))
        return false;
    const uint8_t *sign = zc_reading_take (self, 1), *bytes = zc_reading_take (self, size);
    if (!sign || !bytes || *sign > 1)
        return false;
    zc_encode_big (self->out, *sign, bytes, size);
    return true;
}

static bool
s_new_float (zc_reading_t *self)
{
    const uint8_t *at = zc_reading_take (self, 8);
    if (!at || !isfinite (zc_read_float (at - 1)))
        return false;
    zc_encode_float (self->out, zc_read_float (at - 1));
    return true;
}

//  31 bytes of text, filled up with zeros.
static bool
s_old_float (zc_reading_t *self)
{
    const char *text = (const char *) zc_reading_take (self, 31);
    double value;
    if (!text || memchr (text, '_', 31) || !zc_float_parse (text, strnlen (text, 31), &value))
        return false;
    zc_encode_float (self->out, value);
    return true;
}

//  ---- atoms and what carries a node ---------------------------------------

static bool
s_latin1_atom (zc_reading_t *self, const uint8_t *text, size_t size)
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

//  Any of the four kinds of atom, behind its tag.
static bool
s_atom_of (zc_reading_t *self, uint8_t tag)
{
    bool utf8 = tag == ZC_TAG_SMALL_ATOM_UTF8 || tag == ZC_TAG_ATOM_UTF8;
    bool small = tag == ZC_TAG_SMALL_ATOM_UTF8 || tag == ZC_TAG_SMALL_ATOM;
    if (!utf8 && !small && tag != ZC_TAG_ATOM)
        return false;
    const uint8_t *length = zc_reading_take (self, small? 1: 2);
    if (!length)
        return false;
    size_t size = small? *length: zc_get_u16 (length);
    const uint8_t *text = zc_reading_take (self, size);
    if (!text)
        return false;
    if (!utf8)
        return s_latin1_atom (self, text, size);
    if (!zc_atom_valid ((const char *) text, size))
        return false;
    zc_encode_atom_bytes (self->out, (const char *) text, size);
    return true;
}

static bool
s_atom (zc_reading_t *self)
{
    const uint8_t *tag = zc_reading_take (self, 1);
    return tag && s_atom_of (self, *tag);
}

static void
s_rewrite_node (zc_reading_t *self, size_t start, const char *name)
{
    self->out->size = start;
    zc_encode_atom (self->out, name);
}

//  The node's atom was appended at `start`. Empty stands for the sender, and
//  becomes its name; the own name, of this incarnation, becomes empty.
static bool
s_home (zc_reading_t *self, size_t start, uint32_t *creation)
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
s_pid_or_port (zc_reading_t *self, uint8_t tag, size_t body, size_t room, size_t creation_size)
{
    uint32_t creation;
    zc_buffer_u8 (self->out, tag);
    size_t start = self->out->size;
    if (!s_atom (self))
        return false;
    const uint8_t *number = zc_reading_take (self, body);
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
s_ref (zc_reading_t *self, uint32_t words, size_t creation_size, bool creation_first)
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
    const uint8_t *numbers = zc_reading_take (self, 4 * words);
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
s_new_ref (zc_reading_t *self, bool newer)
{
    const uint8_t *words = zc_reading_take (self, 2);
    return words && s_ref (self, zc_get_u16 (words), newer? 4: 1, true);
}

//  ---- bits ----------------------------------------------------------------

//  Bits of the last byte that do not count are 0 in canonical form.
static bool
s_bits (zc_reading_t *self)
{
    uint32_t size;
    if (!zc_reading_u32 (self, &size))
        return false;
    const uint8_t *bits = zc_reading_take (self, 1), *data = zc_reading_take (self, size);
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

//  ---- lists of bytes ------------------------------------------------------

static bool
s_string (zc_reading_t *self)
{
    const uint8_t *size = zc_reading_take (self, 2);
    const uint8_t *bytes = size? zc_reading_take (self, zc_get_u16 (size)): NULL;
    if (!bytes)
        return false;
    zc_buffer_u8 (self->out, zc_get_u16 (size)? ZC_TAG_STRING: ZC_TAG_NIL);
    if (zc_get_u16 (size)) {
        zc_buffer_put (self->out, size, 2);
        zc_buffer_put (self->out, bytes, zc_get_u16 (size));
    }
    return true;
}

//  ---- functions -----------------------------------------------------------

//  A leaf that has to be of one of these tags.
static bool
s_leaf_of (zc_reading_t *self, uint8_t tag, uint8_t or_tag)
{
    size_t start = self->out->size;
    const uint8_t *first = zc_reading_take (self, 1);
    if (!first || !zc_decode_leaf (self, *first))
        return false;
    uint8_t is = self->out->data [start];
    return is == tag || is == or_tag;
}

static bool
s_export (zc_reading_t *self)
{
    zc_buffer_u8 (self->out, ZC_TAG_EXPORT);
    return s_atom (self) && s_atom (self) && s_leaf_of (self, ZC_TAG_SMALL_INT, ZC_TAG_SMALL_INT);
}

//  size (4), arity, unique (16), index (4), free (4): 29 bytes, then leaves
bool
zc_decode_fun (zc_reading_t *self, uint32_t *size, uint32_t *parts)
{
    const uint8_t *head = zc_reading_take (self, 29);
    if (!head)
        return false;
    *size = zc_get_u32 (head);
    *parts = zc_get_u32 (head + 25);
    zc_buffer_u8 (self->out, ZC_TAG_NEW_FUN);
    zc_buffer_put (self->out, head, 29);
    return s_atom (self)
        && s_leaf_of (self, ZC_TAG_SMALL_INT, ZC_TAG_INT)
        && s_leaf_of (self, ZC_TAG_SMALL_INT, ZC_TAG_INT)
        && s_leaf_of (self, ZC_TAG_NEW_PID, ZC_TAG_NEW_PID);
}

//  ---- the choice ----------------------------------------------------------

bool
zc_decode_leaf (zc_reading_t *self, uint8_t tag)
{
    switch (tag) {
        case ZC_TAG_SMALL_ATOM_UTF8: case ZC_TAG_ATOM_UTF8: case ZC_TAG_ATOM: case ZC_TAG_SMALL_ATOM:
            return s_atom_of (self, tag);
        case ZC_TAG_SMALL_INT: case ZC_TAG_INT:       return s_integer (self, tag);
        case ZC_TAG_SMALL_BIG: case ZC_TAG_LARGE_BIG: return s_big (self, tag);
        case ZC_TAG_NEW_FLOAT:  return s_new_float (self);
        case ZC_TAG_FLOAT:      return s_old_float (self);
        case ZC_TAG_BIT_BINARY: return s_bits (self);
        case ZC_TAG_STRING:     return s_string (self);
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
