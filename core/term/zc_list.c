//  zc_list.c - see zc_list.h

#include "zc_list.h"
#include "zc_encode.h"
#include "zc_walk.h"

//  A list being written.
typedef struct {
    zc_buffer_t out;
    size_t start;
    uint32_t count;
    bool bytes;
} s_writer_t;

static void
s_begin (s_writer_t *self)
{
    *self = (s_writer_t) {.bytes = true};
    self->start = zc_list_open (&self->out);
}

static void
s_put (s_writer_t *self, const uint8_t *item)
{
    self->bytes = self->bytes && *item == ZC_TAG_SMALL_INT;
    zc_buffer_put (&self->out, item, zc_skip (item));
    self->count++;
}

static zc_term_t *
s_end (s_writer_t *self)
{
    zc_list_close (&self->out, self->start, self->count, self->bytes);
    return zc_term_of (&self->out);
}

static void
s_open (zc_cursor_t *cursor, const zc_term_t *list)
{
    if (!zc_cursor_open (cursor, zc_term_data (list)))
        zc_caller_bug ("not a list");
}

int64_t
zc_list_length (const zc_term_t *list)
{
    zc_cursor_t cursor;
    if (!zc_cursor_open (&cursor, zc_term_data (list)))
        return -1;
    int64_t length = cursor.left;
    if (cursor.bytes)
        return length;
    while (cursor.left)
        zc_cursor_next (&cursor);
    return *zc_cursor_tail (&cursor) == ZC_TAG_NIL? length: -1;
}

void
zc_terms_add (zc_terms_t *self, zc_term_t *term)
{
    if ((self->count & (self->count - 1)) == 0)         //  full at each power of two
        self->items = zc_block_resize (self->items, (2 * self->count + 1) * sizeof *self->items);
    self->items [self->count++] = term;
}

zc_term_t *
zc_terms_list (zc_terms_t *self)
{
    zc_term_t *list = zc_term_list (self->items, self->count);
    zc_block_free (self->items);
    *self = (zc_terms_t) {0};
    return list;
}

zc_term_t *
zc_list_append (const zc_term_t *a, const zc_term_t *b)
{
    zc_cursor_t cursor;
    s_writer_t writer;
    s_open (&cursor, b);
    s_open (&cursor, a);
    s_begin (&writer);
    for (; cursor.left; zc_cursor_next (&cursor))
        s_put (&writer, zc_cursor_item (&cursor));
    for (s_open (&cursor, b); cursor.left; zc_cursor_next (&cursor))
        s_put (&writer, zc_cursor_item (&cursor));
    return s_end (&writer);
}

//  ---- a -- b --------------------------------------------------------------

//  The elements of `a`, and which of them are crossed out.
typedef struct {
    const uint8_t **items;
    size_t count, next;             //  where the next search begins
} s_crossing_t;

//  Two lists that hold the same in the same order are crossed in one go: the
//  search goes on where the last one ended, and wraps once.
static void
s_cross (s_crossing_t *self, const uint8_t *item)
{
    size_t size = zc_skip (item);
    for (size_t step = 0; step < self->count; step++) {
        size_t at = (self->next + step) % self->count;
        const uint8_t *other = self->items [at];
        if (other && zc_skip (other) == size && memcmp (other, item, size) == 0) {
            self->items [at] = NULL;
            self->next = at + 1;
            return;
        }
    }
}

zc_term_t *
zc_list_subtract (const zc_term_t *a, const zc_term_t *b)
{
    zc_cursor_t cursor;
    s_open (&cursor, b);
    s_open (&cursor, a);
    s_crossing_t crossing = {zc_block_new (cursor.left * sizeof (uint8_t *), NULL), 0, 0};
    for (; cursor.left; zc_cursor_next (&cursor))
        crossing.items [crossing.count++] = zc_cursor_item (&cursor);
    for (s_open (&cursor, b); cursor.left; zc_cursor_next (&cursor))
        s_cross (&crossing, zc_cursor_item (&cursor));
    s_writer_t writer;
    s_begin (&writer);
    for (size_t i = 0; i < crossing.count; i++)
        if (crossing.items [i])
            s_put (&writer, crossing.items [i]);
    zc_block_free (crossing.items);
    return s_end (&writer);
}

//  ---- maps ----------------------------------------------------------------

zc_term_t *
zc_list_map (const zc_term_t *pairs)
{
    zc_cursor_t cursor;
    zc_buffer_t out = {0};
    s_open (&cursor, pairs);
    size_t start = zc_map_open (&out);
    uint32_t count = 0;
    for (; cursor.left; zc_cursor_next (&cursor)) {
        const uint8_t *first, *pair = zc_cursor_item (&cursor);
        if (zc_tuple_arity (pair, &first) != 2)
            continue;
        zc_buffer_put (&out, first, zc_skip (pair) - (size_t) (first - pair));
        count++;
    }
    bool unique = zc_map_close (&out, start, count);
    zc_term_t *map = zc_term_of (&out);
    if (!unique)
        zc_caller_bug ("a map has a key twice");
    return map;
}
