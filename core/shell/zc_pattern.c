//  zc_pattern.c - see zc_pattern.h
//
//  Patterns nest no deeper than texts (ZC_SCRIPT_DEPTH_MAX): so matching may recurse.

#include "zc_pattern.h"
#include "zc_part.h"
#include "term/zc_encode.h"

zc_pattern_t *
zc_pattern_new (zc_pattern_kind_t kind, uint32_t count)
{
    zc_pattern_t *self = zc_calloc (sizeof *self + count * sizeof *self->items);
    self->kind = kind;
    self->count = count;
    return self;
}

void
zc_pattern_destroy (zc_pattern_t **self_p)
{
    zc_pattern_t *self = *self_p;
    if (!self)
        return;
    *self_p = NULL;
    zc_bytes_destroy (&self->value);
    for (uint32_t i = 0; i < self->count; i++)
        zc_pattern_destroy (&self->items [i]);
    zc_release (self);
}

//  ---- leaves --------------------------------------------------------------

static bool
s_equal (const zc_bytes_t *value, const uint8_t *data)
{
    return value->data [0] == data [0] && zc_skip (data) == value->size
        && memcmp (value->data, data, value->size) == 0;
}

//  The value of a variable that was bound before.
static bool
s_same (zc_bytes_t **slot, const uint8_t *data)
{
    zc_part_flatten (slot);
    return s_equal (*slot, data);
}

static void
s_bind (zc_bytes_t **slot, zc_bytes_t *value)
{
    zc_part_release (slot);
    *slot = value;
}

//  ---- containers ----------------------------------------------------------

static bool
s_tuple (const zc_pattern_t *self, const uint8_t *data, zc_bytes_t **slots)
{
    const uint8_t *at;
    if (zc_tuple_arity (data, &at) != self->count)
        return false;
    for (uint32_t i = 0; i < self->count; i++, at += zc_skip (at))
        if (!zc_pattern_match (self->items [i], at, slots))
            return false;
    return true;
}

//  The elements of a list against the items of a pattern but its last.
static bool
s_elements (const zc_pattern_t *self, zc_cursor_t *cursor, zc_bytes_t **slots)
{
    for (uint32_t i = 0; i < self->count - 1; i++, zc_cursor_next (cursor))
        if (cursor->left == 0
        ||  !zc_pattern_match (self->items [i], zc_cursor_item (cursor), slots))
            return false;
    return true;
}

//  What is left of it against the last one, most often a variable or [].
static bool
s_tail (const zc_pattern_t *self, const zc_cursor_t *cursor, zc_bytes_t **slots)
{
    if (self->kind == ZC_PATTERN_ANY)
        return true;
    if (cursor->left == 0)
        return zc_pattern_match (self, zc_cursor_tail (cursor), slots);
    if (self->kind == ZC_PATTERN_VALUE && self->value->data [0] == ZC_TAG_NIL)
        return false;
    zc_buffer_t rest = {0};
    zc_cursor_rest (cursor, &rest);
    bool matched = zc_pattern_match (self, rest.data, slots);
    zc_buffer_clear (&rest);
    return matched;
}

static bool
s_list (const zc_pattern_t *self, const uint8_t *data, zc_bytes_t **slots)
{
    zc_cursor_t cursor;
    return zc_cursor_open (&cursor, data) && s_elements (self, &cursor, slots)
        && s_tail (self->items [self->count - 1], &cursor, slots);
}

static bool
s_map (const zc_pattern_t *self, const uint8_t *data, zc_bytes_t **slots)
{
    if (data [0] != ZC_TAG_MAP)
        return false;
    for (uint32_t i = 0; i < self->count; i += 2) {
        const zc_pattern_t *key = self->items [i];
        if (key->kind == ZC_PATTERN_SAME)
            zc_part_flatten (&slots [key->slot]);
        const zc_bytes_t *bytes = key->kind == ZC_PATTERN_SAME? slots [key->slot]: key->value;
        const uint8_t *value = zc_map_find (data, bytes->data, bytes->size);
        if (!value || !zc_pattern_match (self->items [i + 1], value, slots))
            return false;
    }
    return true;
}

static bool
s_prefix (const zc_pattern_t *self, const uint8_t *data, zc_bytes_t **slots)
{
    size_t size = self->value->size - 5;
    if (data [0] != ZC_TAG_BINARY || zc_get_u32 (data + 1) < size
    ||  memcmp (data + 5, self->value->data + 5, size) != 0)
        return false;
    zc_buffer_t rest = {0};
    zc_encode_binary (&rest, data + 5 + size, zc_get_u32 (data + 1) - size);
    bool matched = zc_pattern_match (self->items [0], rest.data, slots);
    zc_buffer_clear (&rest);
    return matched;
}

bool
zc_pattern_match (const zc_pattern_t *self, const uint8_t *data, zc_bytes_t **slots)
{
    switch (self->kind) {
        case ZC_PATTERN_ANY:    return true;
        case ZC_PATTERN_BIND:
            s_bind (&slots [self->slot], zc_bytes_new (data, zc_skip (data)));
            return true;
        case ZC_PATTERN_SAME:   return s_same (&slots [self->slot], data);
        case ZC_PATTERN_VALUE:  return s_equal (self->value, data);
        case ZC_PATTERN_TUPLE:  return s_tuple (self, data, slots);
        case ZC_PATTERN_LIST:   return s_list (self, data, slots);
        case ZC_PATTERN_MAP:    return s_map (self, data, slots);
        case ZC_PATTERN_PREFIX: return s_prefix (self, data, slots);
        case ZC_PATTERN_BOTH:   return zc_pattern_match (self->items [0], data, slots)
                                    && zc_pattern_match (self->items [1], data, slots);
        default:                return false;
    }
}

//  ---- values of a stack ---------------------------------------------------

//  A long list whose tail is wanted becomes a part: so does its tail.
static bool
s_list_value (const zc_pattern_t *self, zc_bytes_t **value_p, zc_bytes_t **slots)
{
    const zc_pattern_t *tail = self->items [self->count - 1];
    if (tail->kind == ZC_PATTERN_BIND)
        zc_part_open (value_p);
    if (!zc_is_part (*value_p))
        return s_list (self, (*value_p)->data, slots);
    zc_cursor_t cursor = zc_part_cursor (*value_p);
    if (!s_elements (self, &cursor, slots))
        return false;
    if (tail->kind != ZC_PATTERN_BIND)
        return s_tail (tail, &cursor, slots);
    s_bind (&slots [tail->slot], zc_part_rest (*value_p, &cursor));
    return true;
}

bool
zc_pattern_match_value (const zc_pattern_t *self, zc_bytes_t **value_p, zc_bytes_t **slots)
{
    if (self->kind == ZC_PATTERN_BIND)
        s_bind (&slots [self->slot], zc_bytes_dup (*value_p));
    else
    if (self->kind == ZC_PATTERN_LIST)
        return s_list_value (self, value_p, slots);
    else
    if (self->kind == ZC_PATTERN_BOTH)
        return zc_pattern_match_value (self->items [0], value_p, slots)
            && zc_pattern_match_value (self->items [1], value_p, slots);
    else
    if (self->kind != ZC_PATTERN_ANY) {
        zc_part_flatten (value_p);
        return zc_pattern_match (self, (*value_p)->data, slots);
    }
    return true;
}
