//  zc_part.c - see zc_part.h
//
//  Rows and parts belong to one process, as its machines do: nobody else counts or writes.

#include "zc_part.h"
#include "term/zc_encode.h"
#include "base/zc_limits.h"

#include <stdatomic.h>

typedef struct {
    uint32_t refs;                  //  parts
    uint32_t first;                 //  where its first element is
    uint32_t size;
    uint8_t data [];
} zc_row_t;

//  The data of a part.
typedef struct {
    uint8_t tag;
    uint32_t at;                    //  where its first element is in the row
    uint32_t count;                 //  of its elements, 1 and more
    zc_row_t *row;
} s_part_t;

static s_part_t
s_read (const zc_bytes_t *value)
{
    s_part_t part;
    memcpy (&part, value->data, sizeof part);
    return part;
}

static zc_bytes_t *
s_new (zc_row_t *row, uint32_t at, uint32_t count)
{
    s_part_t part;
    memset (&part, 0, sizeof part);
    part.tag = ZC_PART_TAG;
    part.at = at;
    part.count = count;
    part.row = row;
    row->refs++;
    return zc_bytes_new (&part, sizeof part);
}

void
zc_part_release (zc_bytes_t **value_p)
{
    zc_bytes_t *value = *value_p;
    if (value && zc_is_part (value)
    &&  atomic_load_explicit (&value->refs, memory_order_relaxed) == 1) {
        zc_row_t *row = s_read (value).row;
        if (--row->refs == 0)
            zc_release (row);
    }
    zc_bytes_destroy (value_p);
}

//  ---- rows ----------------------------------------------------------------

//  A row of `used` bytes behind some room, no part of it yet.
static zc_row_t *
s_new_row (size_t room, size_t used)
{
    zc_row_t *row = zc_malloc (sizeof *row + room + used);
    row->refs = 0;
    row->first = (uint32_t) room;
    row->size = (uint32_t) (room + used);
    return row;
}

//  The elements of a list with its tail, as they are in a row.
static zc_row_t *
s_row_of (const uint8_t *list, size_t size, uint32_t *count)
{
    zc_row_t *row;
    if (list [0] == ZC_TAG_LIST) {
        *count = zc_get_u32 (list + 1);
        row = s_new_row (0, size - 5);
        memcpy (row->data, list + 5, size - 5);
        return row;
    }
    *count = zc_get_u16 (list + 1);
    row = s_new_row (0, 2 * (size_t) *count + 1);
    for (uint32_t i = 0; i < *count; i++) {
        row->data [2 * i] = ZC_TAG_SMALL_INT;
        row->data [2 * i + 1] = list [3 + i];
    }
    row->data [2 * *count] = ZC_TAG_NIL;
    return row;
}

void
zc_part_open (zc_bytes_t **value_p)
{
    zc_bytes_t *value = *value_p;
    uint32_t count;
    if ((value->data [0] != ZC_TAG_LIST && value->data [0] != ZC_TAG_STRING)
    ||  value->size < ZC_PART_MIN)
        return;
    zc_row_t *row = s_row_of (value->data, value->size, &count);
    zc_bytes_destroy (value_p);
    *value_p = s_new (row, 0, count);
}

//  ---- reading -------------------------------------------------------------

zc_cursor_t
zc_part_cursor (const zc_bytes_t *value)
{
    s_part_t part = s_read (value);
    return (zc_cursor_t) {.at = part.row->data + part.at, .left = part.count};
}

//  Are all elements bytes, which a term has in another form?
static bool
s_are_bytes (const zc_cursor_t *cursor)
{
    uint32_t i = 0;
    while (i < cursor->left && cursor->at [2 * i] == ZC_TAG_SMALL_INT)
        i++;
    return i == cursor->left;
}

//  What is left of a row's elements as a term.
static zc_bytes_t *
s_term (const zc_row_t *row, const zc_cursor_t *cursor)
{
    zc_buffer_t out = {0};
    zc_bytes_begin (&out);
    if (s_are_bytes (cursor))
        zc_cursor_rest (cursor, &out);
    else {
        zc_buffer_u8 (&out, ZC_TAG_LIST);
        zc_buffer_u32 (&out, cursor->left);
        zc_buffer_put (&out, cursor->at, row->size - (size_t) (cursor->at - row->data));
    }
    return zc_bytes_end (&out);
}

void
zc_part_flatten_it (zc_bytes_t **value_p)
{
    zc_cursor_t cursor = zc_part_cursor (*value_p);
    zc_bytes_t *term = s_term (s_read (*value_p).row, &cursor);
    zc_part_release (value_p);
    *value_p = term;
}

//  The end of a row that has become much longer than it does not keep all of it.
zc_bytes_t *
zc_part_rest (const zc_bytes_t *value, const zc_cursor_t *cursor)
{
    zc_row_t *row = s_read (value).row;
    uint32_t at = (uint32_t) (cursor->at - row->data), left = row->size - at;
    if (cursor->left == 0 || left < ZC_PART_MIN)
        return s_term (row, cursor);
    if (left >= row->size / 4)
        return s_new (row, at, cursor->left);
    zc_row_t *shorter = s_new_row (0, left);
    memcpy (shorter->data, cursor->at, left);
    return s_new (shorter, 0, cursor->left);
}

//  ---- writing -------------------------------------------------------------

//  How many bytes they take; 0: too many, or too deep.
static size_t
s_size (size_t size, zc_bytes_t *const *elements, uint32_t count)
{
    size_t more = 0;
    for (uint32_t i = 0; i < count; i++) {
        more += elements [i]->size;
        if (size + more + 16 > ZC_TERM_SIZE_MAX
        ||  zc_is_deeper (elements [i]->data, elements [i]->size, ZC_TERM_DEPTH_MAX - 2))
            return 0;
    }
    return more;
}

zc_bytes_t *
zc_part_put (const zc_bytes_t *value, zc_bytes_t *const *elements, uint32_t count)
{
    s_part_t part = s_read (value);
    zc_row_t *row = part.row;
    size_t used = row->size - part.at, more = s_size (used, elements, count);
    if (more == 0)
        return NULL;
    if (part.at != row->first || row->first < more) {
        row = s_new_row (used + 2 * more, used);
        memcpy (row->data + row->first, part.row->data + part.at, used);
    }
    row->first -= (uint32_t) more;
    uint8_t *to = row->data + row->first;
    for (uint32_t i = 0; i < count; to += elements [i++]->size)
        memcpy (to, elements [i]->data, elements [i]->size);
    return s_new (row, row->first, part.count + count);
}
