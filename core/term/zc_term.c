//  zc_term.c - terms as programs hold them
//
//  Interface: zc_term.h, the lower part of zc_codec.h. A handle is a block of
//  the calling process that points to counted bytes:
//
//      zc_term_t ──bytes──> [refs|size|…canonical form…] <── other handles, messages
//          └──strings──> texts that matches have handed out
//
//  A new term is one piece of memory, [block|zc_term_t|refs|size|…], which goes with
//  the last reference to its bytes; the handle may have gone before.
//
//  Read next: zc_build.c, zc_match.c.

#include "zc_encode.h"
#include "zc_plan.h"
#include "zc_walk.h"
#include "base/zc_limits.h"

#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>

enum { HANDLE_SIZE = sizeof (zc_block_t) + sizeof (zc_term_t), HEAD_SIZE = HANDLE_SIZE + sizeof (zc_bytes_t), SMALL = 256 };
_Static_assert (HANDLE_SIZE % 16 == 0, "the bytes behind a handle are aligned");

//  ---- counted bytes -------------------------------------------------------

static void
s_bytes_init (zc_bytes_t *self, size_t size, bool inside)
{
    zc_check (size <= ZC_TERM_SIZE_MAX, "a term has a largest size");
    atomic_init (&self->refs, 1);
    self->size = size & INT32_MAX;
    self->inside = inside;
}

zc_bytes_t *
zc_bytes_new (const void *data, size_t size)
{
    zc_bytes_t *self = zc_malloc (sizeof *self + size);
    s_bytes_init (self, size, false);
    if (size)
        memcpy (self->data, data, size);
    return self;
}

zc_bytes_t *
zc_bytes_dup (zc_bytes_t *self)
{
    //  Who copies a reference holds one: nothing to order.
    atomic_fetch_add_explicit (&self->refs, 1, memory_order_relaxed);
    return self;
}

void
zc_bytes_destroy (zc_bytes_t **self_p)
{
    zc_bytes_t *self = *self_p;
    if (!self)
        return;
    *self_p = NULL;
    //  Release: our reads are done before the count falls. Acquire: who takes
    //  the last reference sees all others' reads done (partner: this very line).
    //  Who sees 1 is alone: a reference is only copied by who holds one.
    if (atomic_load_explicit (&self->refs, memory_order_acquire) == 1
    ||  atomic_fetch_sub_explicit (&self->refs, 1, memory_order_acq_rel) == 1)
        zc_release_sized ((uint8_t *) self - (self->inside? HANDLE_SIZE: 0), self->size);
}

void
zc_bytes_begin (zc_buffer_t *buffer)
{
    buffer->size = 0;
    zc_buffer_add (buffer, sizeof (zc_bytes_t));
}

zc_bytes_t *
zc_bytes_end (zc_buffer_t *buffer)
{
    zc_bytes_t *self = (zc_bytes_t *) (void *) buffer->data;
    s_bytes_init (self, buffer->size - sizeof *self, false);
    *buffer = (zc_buffer_t) {0};
    return self;
}

//  ---- handles -------------------------------------------------------------

static void
s_on_free (void *memory)
{
    zc_term_t *self = memory;
    zc_strings_free (&self->strings);
    zc_bytes_destroy (&self->bytes);
}

zc_term_t *
zc_term_from_bytes (zc_bytes_t **bytes_p)
{
    zc_term_t *self = zc_block_new (sizeof *self, s_on_free);
    self->bytes = *bytes_p;
    *bytes_p = NULL;
    return self;
}

//  A handle, and its bytes behind it, in memory of this size; their data are the
//  caller's to write, or are there.
static zc_term_t *
s_in_one (uint8_t *memory, size_t size)
{
    zc_bytes_t *bytes = (zc_bytes_t *) (void *) (memory + HANDLE_SIZE);
    s_bytes_init (bytes, size - HANDLE_SIZE - sizeof *bytes, true);
    zc_term_t *self = zc_block_adopt (memory, sizeof *self, s_on_free);
    self->bytes = bytes;
    self->strings = NULL;
    return self;
}

zc_term_t *
zc_term_copy (const uint8_t *data, size_t size)
{
    size_t whole = HEAD_SIZE + size;
    zc_term_t *self = s_in_one (zc_malloc (whole), whole);
    memcpy (self->bytes->data, data, size);
    return self;
}

zc_term_t *
zc_term_of (zc_buffer_t *buffer)
{
    zc_term_t *self = buffer->size <= ZC_TERM_SIZE_MAX? zc_term_copy (buffer->data, buffer->size):
                                                        NULL;
    zc_buffer_clear (buffer);
    if (!self)
        zc_caller_bug ("the term is too large");
    return self;
}

zc_term_t *
zc_term_dup (const zc_term_t *term)
{
    zc_bytes_t *bytes = zc_bytes_dup (term->bytes);
    return zc_term_from_bytes (&bytes);
}

void
zc_term_destroy (zc_term_t **self_p)
{
    zc_block_free (*self_p);
    *self_p = NULL;
}

//  A term is written in place: the buffer's memory becomes it.
static void
s_begin (zc_buffer_t *buffer)
{
    zc_buffer_add (buffer, HEAD_SIZE);
}

static zc_term_t *
s_finish (zc_buffer_t *buffer)
{
    zc_caller_set_error ("");
    zc_term_t *self = s_in_one (buffer->data, buffer->size);
    *buffer = (zc_buffer_t) {0};
    return self;
}

//  Small ones are written on the stack, and get memory of just their size.
zc_term_t *
zc_term_build (zc_format_t format)
{
    uint8_t small [SMALL];
    zc_buffer_t buffer;
    zc_buffer_lend (&buffer, small, sizeof small);
    s_begin (&buffer);
    const char *error = zc_build (&buffer, format, zc_caller ());
    if (!error && buffer.lent) {
        zc_caller_set_error ("");
        return zc_term_copy (small + HEAD_SIZE, buffer.size - HEAD_SIZE);
    }
    if (!error)
        return s_finish (&buffer);
    zc_buffer_clear (&buffer);
    zc_caller_bug (error);
    return NULL;
}

zc_term_t *
zc_term_list (zc_term_t **items, size_t count)
{
    zc_buffer_t buffer = {0};
    s_begin (&buffer);
    size_t start = zc_list_open (&buffer);
    bool bytes = true, well = true;
    for (size_t i = 0; i < count; i++) {
        const zc_bytes_t *item = items [i]->bytes;
        well = well && buffer.size + item->size < ZC_TERM_SIZE_MAX
            && !zc_is_deeper (item->data, item->size, ZC_TERM_DEPTH_MAX - 1);
        if (well)
            zc_buffer_put (&buffer, item->data, item->size);
        bytes = bytes && item->data [0] == ZC_TAG_SMALL_INT;
        zc_term_destroy (&items [i]);
    }
    if (well) {
        zc_list_close (&buffer, start, (uint32_t) count, bytes);
        return s_finish (&buffer);
    }
    zc_buffer_clear (&buffer);
    zc_caller_bug ("zc_term_list: the list is too large, or nested too deep");
    return NULL;
}

bool
zc_term_take (const zc_term_t *term, zc_format_t pattern)
{
    //  The texts that are handed out belong to the handle; its value is const.
    zc_term_t *self = (zc_term_t *) (uintptr_t) term;
    const char *error;
    bool matched = zc_take (self->bytes->data, self->bytes->size, &pattern, zc_caller (),
                            &self->strings, &error);
    if (error)
        zc_caller_bug (error);
    else
        zc_caller_set_error (matched? "": "the term does not match");
    return matched;
}

const char *
zc_term_error (void)
{
    return zc_caller_error ();
}

//  ---- text and external form ----------------------------------------------

//  A copy that belongs to the calling process, as handles do.
static void *
s_hand_out (zc_buffer_t *buffer)
{
    void *memory = zc_block_new (buffer->size, NULL);
    memcpy (memory, buffer->data, buffer->size);
    zc_buffer_clear (buffer);
    return memory;
}

static size_t
s_characters (const char *text, const char *end)
{
    size_t count = 0;
    for (; text < end && *text; text++)
        count += ((unsigned char) *text & 0xc0) != 0x80;
    return count;
}

zc_term_t *
zc_term_parse (const char *text, char **error)
{
    const char *end;
    zc_buffer_t buffer = {0};
    s_begin (&buffer);
    const char *why = zc_compile_term (text, &buffer, &end);
    if (!why && buffer.size > ZC_TERM_SIZE_MAX)
        why = "the term is too large";
    if (!why)
        return s_finish (&buffer);
    zc_buffer_clear (&buffer);
    zc_caller_set_error (why);
    if (error) {
        zc_buffer_printf (&buffer, "character %zu: %s", s_characters (text, end) + 1, why);
        buffer.size++;                          //  with the NUL
        *error = s_hand_out (&buffer);
    }
    return NULL;
}

char *
zc_term_str (const zc_term_t *term)
{
    zc_buffer_t buffer = {0};
    zc_print (&buffer, term->bytes->data, term->bytes->size, zc_caller ()->names);
    zc_buffer_u8 (&buffer, 0);
    return s_hand_out (&buffer);
}

enum { VERSION = 131 };

zc_term_t *
zc_term_decode (const void *data, size_t size)
{
    const uint8_t *at = data;
    zc_buffer_t buffer = {0};
    s_begin (&buffer);
    if (size > 1 && at [0] == VERSION && zc_decode (&buffer, at + 1, size - 1, NULL) == size - 1)
        return s_finish (&buffer);
    zc_buffer_clear (&buffer);
    zc_caller_set_error ("not one term in external form");
    return NULL;
}

uint8_t *
zc_term_encode (const zc_term_t *term, size_t *size)
{
    *size = term->bytes->size + 1u;
    uint8_t *data = zc_block_new (*size, NULL);
    data [0] = VERSION;
    memcpy (data + 1, term->bytes->data, term->bytes->size);
    return data;
}

const uint8_t *
zc_term_data (const zc_term_t *term)
{
    return term->bytes->data;
}

size_t
zc_term_size (const zc_term_t *term)
{
    return term->bytes->size;
}

bool
zc_term_equal (const zc_term_t *a, const zc_term_t *b)
{
    return a->bytes == b->bytes
        || (a->bytes->size == b->bytes->size
            && memcmp (a->bytes->data, b->bytes->data, a->bytes->size) == 0);
}

//  ---- walking -------------------------------------------------------------

zc_type_t
zc_term_type (const zc_term_t *term)
{
    switch (term->bytes->data [0]) {
        case ZC_TAG_SMALL_ATOM_UTF8: case ZC_TAG_ATOM_UTF8:       return ZC_ATOM;
        case ZC_TAG_NEW_FLOAT:                                    return ZC_FLOAT;
        case ZC_TAG_BINARY:                                       return ZC_BINARY;
        case ZC_TAG_BIT_BINARY:                                   return ZC_BITSTRING;
        case ZC_TAG_NIL: case ZC_TAG_STRING: case ZC_TAG_LIST:    return ZC_LIST;
        case ZC_TAG_SMALL_TUPLE: case ZC_TAG_LARGE_TUPLE:         return ZC_TUPLE;
        case ZC_TAG_MAP:                                          return ZC_MAP;
        case ZC_TAG_NEW_PID:                                      return ZC_PID;
        case ZC_TAG_NEWER_REF:                                    return ZC_REF;
        case ZC_TAG_V4_PORT:                                      return ZC_PORT;
        case ZC_TAG_NEW_FUN: case ZC_TAG_EXPORT:                  return ZC_FUNCTION;
        default:                                                  return ZC_INTEGER;
    }
}

size_t
zc_term_length (const zc_term_t *term)
{
    const uint8_t *data = term->bytes->data, *first;
    zc_cursor_t cursor;
    if (zc_cursor_open (&cursor, data))
        return cursor.left;
    if (data [0] == ZC_TAG_BINARY || data [0] == ZC_TAG_BIT_BINARY || data [0] == ZC_TAG_MAP)
        return zc_get_u32 (data + 1);
    int64_t arity = zc_tuple_arity (data, &first);
    return arity > 0? (size_t) arity: 0;
}

//  The elements of a tuple or list; false: it is neither.
static bool
s_elements (const zc_term_t *term, zc_cursor_t *cursor)
{
    const uint8_t *at;
    int64_t arity = zc_tuple_arity (term->bytes->data, &at);
    if (arity < 0)
        return zc_cursor_open (cursor, term->bytes->data);
    *cursor = (zc_cursor_t) {at, (uint32_t) arity, false};
    return true;
}

zc_term_t **
zc_term_elements (const zc_term_t *term, size_t *count)
{
    zc_cursor_t cursor;
    *count = s_elements (term, &cursor)? cursor.left: 0;
    zc_term_t **items = zc_block_new ((*count + 1) * sizeof *items, NULL);
    for (size_t i = 0; i < *count; i++) {
        const uint8_t *item = zc_cursor_item (&cursor);
        items [i] = zc_term_copy (item, zc_skip (item));
        zc_cursor_next (&cursor);
    }
    return items;
}

zc_term_t *
zc_term_element (const zc_term_t *term, size_t index)
{
    zc_cursor_t cursor;
    if (!s_elements (term, &cursor) || index >= cursor.left)
        return NULL;
    while (index--)
        zc_cursor_next (&cursor);
    const uint8_t *item = zc_cursor_item (&cursor);
    return zc_term_copy (item, zc_skip (item));
}

//  Where the first element of a list or tuple is; `size`: it is neither.
static size_t
s_first (const uint8_t *data, size_t size)
{
    const uint8_t *first;
    if (*data == ZC_TAG_LIST || *data == ZC_TAG_STRING)
        return *data == ZC_TAG_LIST? 5: 3;
    return zc_tuple_arity (data, &first) >= 0? (size_t) (first - data): size;
}

//  The last term of a list is its tail, no element.
zc_term_t *
zc_term_next (const zc_term_t *term, size_t *at)
{
    const uint8_t *data = term->bytes->data;
    size_t size = term->bytes->size;
    if (*at == 0)
        *at = s_first (data, size);
    if (*at >= size)
        return NULL;
    zc_cursor_t cursor = {data + *at, 1, *data == ZC_TAG_STRING};
    const uint8_t *item = zc_cursor_item (&cursor);
    zc_cursor_next (&cursor);
    size_t next = (size_t) (cursor.at - data);
    if (*data == ZC_TAG_LIST && next == size)
        return NULL;
    *at = next;
    return zc_term_copy (item, zc_skip (item));
}

zc_term_t *
zc_term_get (const zc_term_t *map, const zc_term_t *key)
{
    const uint8_t *data = map->bytes->data;
    const uint8_t *value = data [0] != ZC_TAG_MAP? NULL:
                           zc_map_find (data, key->bytes->data, key->bytes->size);
    return value? zc_term_copy (value, zc_skip (value)): NULL;
}
