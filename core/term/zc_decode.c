//  zc_decode.c - from bytes of another to a canonical term
//
//  Interface: zc_decode in zc_codec.h. The bytes may be anything: nesting has a
//  limit, and the output grows as the input is read, never ahead of it. Read
//  zc_decode.h first.

#include "zc_decode.h"

//  ---- whole terms ---------------------------------------------------------

static bool
s_is_tuple (const zc_open_t *open)
{
    return open->tag == ZC_TAG_SMALL_TUPLE || open->tag == ZC_TAG_LARGE_TUPLE;
}

//  The term at `item` of the output is whole: it counts where it belongs. With its
//  last part a tuple is whole as well; others have something to do then (s_end).
static void
s_count (zc_decode_t *self, size_t item)
{
    while (self->depth) {
        zc_open_t *open = &self->open [self->depth - 1];
        if (!open->tail)
            open->bytes = open->bytes && self->in.out->data [item] == ZC_TAG_SMALL_INT;
        if (--open->left || !s_is_tuple (open))
            return;
        item = open->start;
        self->depth--;
    }
    self->whole = true;
}

static bool
s_close (zc_decode_t *self, const zc_open_t *open)
{
    self->depth--;
    s_count (self, open->start);
    return true;
}

//  ---- containers: the beginning -------------------------------------------

static bool
s_open_tuple (zc_decode_t *self, zc_open_t *open)
{
    zc_buffer_t *out = self->in.out;
    uint32_t arity;
    if (open->tag == ZC_TAG_LARGE_TUPLE) {
        if (!zc_reading_u32 (&self->in, &arity))
            return false;
    }
    else {
        const uint8_t *small = zc_reading_take (&self->in, 1);
        if (!small)
            return false;
        arity = *small;
    }
    zc_buffer_u8 (out, arity > 255? ZC_TAG_LARGE_TUPLE: ZC_TAG_SMALL_TUPLE);
    if (arity > 255)
        zc_buffer_u32 (out, arity);
    else
        zc_buffer_u8 (out, (uint8_t) arity);
    open->left = arity;
    return true;
}

static bool
s_open_list (zc_decode_t *self, zc_open_t *open)
{
    uint32_t count;
    if (!zc_reading_u32 (&self->in, &count))
        return false;
    zc_list_open (self->in.out);
    open->left = open->count = count;
    return true;
}

static bool
s_open_map (zc_decode_t *self, zc_open_t *open)
{
    uint32_t count;
    if (!zc_reading_u32 (&self->in, &count))
        return false;
    zc_map_open (self->in.out);
    open->count = count;
    open->left = 2 * open->count;
    return true;
}

static size_t
s_position (const zc_decode_t *self)
{
    return self->before + (size_t) (self->in.at - self->begin);
}

static bool
s_open_fun (zc_decode_t *self, zc_open_t *open)
{
    uint32_t size, parts;
    size_t start = s_position (self);
    if (!zc_decode_fun (&self->in, &size, &parts))
        return false;
    open->mark = start + size;
    open->left = parts;
    return true;
}

static void
s_make_room (zc_decode_t *self)
{
    zc_open_t *open = zc_malloc (2 * self->room * sizeof *open);
    memcpy (open, self->open, self->room * sizeof *open);
    zc_decode_end (self);
    self->open = open;
    self->room *= 2;
}

static bool
s_open (zc_decode_t *self, uint8_t tag)
{
    if (self->depth == ZC_TERM_DEPTH_MAX)
        return false;
    if (self->depth == self->room)
        s_make_room (self);
    zc_open_t *open = &self->open [self->depth];
    *open = (zc_open_t) {.start = self->in.out->size, .tag = tag, .bytes = true};
    bool good = tag == ZC_TAG_LIST? s_open_list (self, open):
                tag == ZC_TAG_MAP? s_open_map (self, open):
                tag == ZC_TAG_NEW_FUN? s_open_fun (self, open):
                s_open_tuple (self, open);
    if (good)
        self->depth++;
    return good;
}

//  ---- containers: the end -------------------------------------------------

//  A tail may be a list that has a tail …: all of it is one list.
static bool
s_more_elements (zc_decode_t *self, zc_open_t *open)
{
    uint32_t count;
    self->in.at++;
    if (!zc_reading_u32 (&self->in, &count))
        return false;
    open->left = count;
    open->count += count;
    return open->count <= UINT32_MAX;
}

static bool
s_string_tail (zc_decode_t *self, zc_open_t *open)
{
    self->in.at++;
    const uint8_t *size = zc_reading_take (&self->in, 2);
    const uint8_t *bytes = size? zc_reading_take (&self->in, zc_get_u16 (size)): NULL;
    if (!bytes)
        return false;
    open->count += zc_get_u16 (size);
    if (open->count > UINT32_MAX)
        return false;
    zc_list_expand (self->in.out, bytes, zc_get_u16 (size));
    zc_list_close (self->in.out, open->start, (uint32_t) open->count, open->bytes);
    return s_close (self, open);
}

//  All elements are there: what follows is the tail, or more of the list.
static bool
s_begin_tail (zc_decode_t *self, zc_open_t *open)
{
    if (self->in.at == self->in.end) {
        self->in.lacks = true;
        return false;
    }
    if (*self->in.at == ZC_TAG_LIST)
        return s_more_elements (self, open);
    if (*self->in.at == ZC_TAG_STRING)
        return s_string_tail (self, open);
    open->tail = true;
    open->left = 1;
    open->mark = self->in.out->size;
    return true;
}

static void
s_close_list (zc_buffer_t *out, const zc_open_t *open)
{
    if (open->count > 0) {
        zc_list_close_tail (out, open->start, (uint32_t) open->count, open->bytes, open->mark);
        return;
    }
    size_t size = out->size - open->mark;       //  no elements: the tail it is
    memmove (out->data + open->start, out->data + open->mark, size);
    out->size = open->start + size;
}

static bool
s_close_fun (zc_decode_t *self, const zc_open_t *open)
{
    zc_buffer_t *out = self->in.out;
    zc_put_u32 (out->data + open->start + 1, (uint32_t) (out->size - open->start - 1));
    return s_position (self) == open->mark;
}

//  The innermost container has all its parts.
static bool
s_end (zc_decode_t *self, zc_open_t *open)
{
    zc_buffer_t *out = self->in.out;
    bool good = true;
    if (open->tag == ZC_TAG_LIST && !open->tail)
        return s_begin_tail (self, open);
    if (open->tag == ZC_TAG_LIST)
        s_close_list (out, open);
    else
    if (open->tag == ZC_TAG_MAP)
        good = zc_map_close (out, open->start, (uint32_t) open->count);
    else
    if (open->tag == ZC_TAG_NEW_FUN)
        good = s_close_fun (self, open);
    return good && s_close (self, open);
}

//  ---- binaries ------------------------------------------------------------

//  Copy what is there of it.
static void
s_copy (zc_decode_t *self)
{
    zc_reading_t *in = &self->in;
    size_t size = (size_t) (in->end - in->at);
    if (size > self->copying)
        size = self->copying;
    zc_buffer_put (in->out, in->at, size);
    in->at += size;
    self->copying -= (uint32_t) size;
    if (!self->copying)
        s_count (self, self->item);
}

static bool
s_binary (zc_decode_t *self)
{
    uint32_t size;
    if (!zc_reading_u32 (&self->in, &size))
        return false;
    const uint8_t *data = self->in.at;
    if (size <= (size_t) (self->in.end - data)) {
        zc_encode_binary (self->in.out, data, size);
        self->in.at += size;
        s_count (self, self->item);
        return true;
    }
    uint8_t *at = zc_buffer_add (self->in.out, 5);
    at [0] = ZC_TAG_BINARY;
    zc_put_u32 (at + 1, size);
    self->copying = size;
    s_copy (self);
    return true;
}

//  ---- step by step --------------------------------------------------------

static bool
s_leaf (zc_decode_t *self, uint8_t tag)
{
    if (!zc_decode_leaf (&self->in, tag))
        return false;
    s_count (self, self->item);
    return true;
}

static bool
s_begin (zc_decode_t *self)
{
    const uint8_t *tag = zc_reading_take (&self->in, 1);
    if (!tag)
        return false;
    self->item = self->in.out->size;
    switch (*tag) {
        case ZC_TAG_SMALL_TUPLE: case ZC_TAG_LARGE_TUPLE: case ZC_TAG_LIST: case ZC_TAG_MAP:
        case ZC_TAG_NEW_FUN:
            return s_open (self, *tag);
        case ZC_TAG_BINARY:
            return s_binary (self);
        case ZC_TAG_STRING:             //  a list as well: nesting counts
            return self->depth < ZC_TERM_DEPTH_MAX && s_leaf (self, *tag);
        default:
            return s_leaf (self, *tag);
    }
}

//  The end of a container, or one term more (of a container, its beginning).
static bool
s_step (zc_decode_t *self)
{
    if (self->depth == 0)
        return s_begin (self);
    zc_open_t *open = &self->open [self->depth - 1];
    return open->left == 0? s_end (self, open): s_begin (self);
}

zc_decoded_t
zc_decode_run (zc_decode_t *self)
{
    zc_reading_t *in = &self->in;
    while (!self->whole) {
        if (self->copying)
            s_copy (self);
        else {
            const uint8_t *at = in->at;
            size_t size = in->out->size;
            if (!s_step (self)) {
                in->at = at;            //  as if it had not been tried
                in->out->size = size;
                return in->lacks? ZC_DECODED_MORE: ZC_DECODED_BAD;
            }
        }
        if (self->copying)
            return ZC_DECODED_MORE;
    }
    return ZC_DECODED_WHOLE;
}

//  Field by field: to clear the open containers would take long.
void
zc_decode_init (zc_decode_t *self, zc_buffer_t *out, const zc_origin_t *origin)
{
    self->in = (zc_reading_t) {.out = out, .origin = origin};
    self->begin = NULL;
    self->before = 0;
    self->copying = 0;
    self->whole = false;
    self->depth = 0;
    self->room = sizeof self->few / sizeof *self->few;
    self->open = self->few;
}

void
zc_decode_end (zc_decode_t *self)
{
    if (self->open != self->few)
        zc_release (self->open);
}

void
zc_decode_give (zc_decode_t *self, const uint8_t *data, size_t size)
{
    self->before = self->begin? s_position (self): 0;
    self->begin = self->in.at = data;
    self->in.end = data + size;
    self->in.lacks = false;
}

size_t
zc_decode (zc_buffer_t *out, const uint8_t *data, size_t size, const zc_origin_t *origin)
{
    size_t before = out->size;
    zc_decode_t self;
    zc_decode_init (&self, out, origin);
    zc_decode_give (&self, data, size > ZC_TERM_SIZE_MAX? ZC_TERM_SIZE_MAX: size);
    zc_decoded_t decoded = zc_decode_run (&self);
    zc_decode_end (&self);
    if (decoded == ZC_DECODED_WHOLE && out->size - before <= ZC_TERM_SIZE_MAX)
        return (size_t) (self.in.at - data);
    out->size = before;
    return 0;
}
