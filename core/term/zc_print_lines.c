//  zc_print_lines.c - containers that are too long for a line
//
//  As Elixir breaks them: a list of leaves, a tuple and <<…>> are filled line by line, the
//  others get a line for each element.
//
//      [1, 2, 3,             %{
//       4, 5]                  name: "alex",
//                              nodes: [:"kate@localhost"]
//                            }
//
//  Whether an element fits is found out by printing it, so what is nested is printed once
//  for each level it is in. Where the indent reaches the width, nothing is broken any more.

#include "zc_print.h"
#include "zc_text.h"

//  What stands between two brackets.
typedef struct {
    bool fill;                      //  as many on a line as fit; else one
    bool keywords;                  //  a list of `key: value`
    bool dots;                      //  the limit is reached: this stands for all that come
    size_t count, at;               //  of elements; which comes next
    zc_cursor_t cursor;             //  tuple and list: the next one
    zc_print_map_t map;
    const uint8_t *bytes;           //  of a binary
    unsigned last_bits;
    const char *right;
} s_items_t;

//  ---- elements ------------------------------------------------------------

//  The next one.
static void
s_item (zc_print_t *self, const s_items_t *items)
{
    if (items->dots)
        zc_print_put (self, "...");
    else
    if (items->map.keys)
        zc_print_pair (self, items->map.keys [items->at], items->map.as_keys);
    else
    if (items->bytes)
        zc_print_byte (self, items->bytes [items->at],
                       items->at + 1 == items->count? items->last_bits: 8);
    else
    if (items->keywords)
        zc_print_pair (self, items->cursor.at + 2, true);
    else
    if (items->cursor.left)
        zc_print_term (self, zc_cursor_item (&items->cursor));
    else
        zc_print_term (self, zc_cursor_tail (&items->cursor));
}

static void
s_new_line (zc_print_t *self)
{
    zc_print_put (self, "\n");
    self->line = self->out->size;
    for (size_t i = 0; i < self->indent; i++)
        zc_print_put (self, " ");
}

//  On the same line if it fits there with the comma after it, else on a new one.
static void
s_fill_in (zc_print_t *self, const s_items_t *items)
{
    size_t before = self->out->size;
    zc_print_put (self, " ");
    self->flat = true;
    s_item (self, items);
    self->flat = false;
    if (zc_print_column (self) + 1 <= self->options->width)
        return;
    self->out->size = before;
    s_new_line (self);
    s_item (self, items);
}

static void
s_each (zc_print_t *self, s_items_t *items)
{
    for (items->at = 0; items->at < items->count && !items->dots; items->at++) {
        bool first = items->at == 0, tail = items->cursor.at && !items->cursor.left;
        items->dots = self->limit == 0;
        self->limit -= !items->dots;
        zc_print_put (self, first? "": tail? " |": ",");
        if (!items->fill)
            s_new_line (self);
        if (items->fill && !first)
            s_fill_in (self, items);
        else
            s_item (self, items);
        if (items->cursor.left)
            zc_cursor_next (&items->cursor);
    }
}

//  ---- containers ----------------------------------------------------------

static bool
s_is_container (const uint8_t *data)
{
    const uint8_t *first;
    return data [0] == ZC_TAG_LIST || zc_tuple_arity (data, &first) > 0
        || (data [0] == ZC_TAG_MAP && zc_get_u32 (data + 1));
}

static void
s_open_list (s_items_t *items, const uint8_t *data)
{
    zc_cursor_open (&items->cursor, data);
    items->keywords = zc_print_is_keyword_list (items->cursor);
    items->fill = !items->keywords;
    items->count = items->cursor.left;
    items->right = "]";
    zc_cursor_t end = items->cursor;
    for (; end.left; zc_cursor_next (&end))
        items->fill = items->fill && !s_is_container (zc_cursor_item (&end));
    items->count += *zc_cursor_tail (&end) != ZC_TAG_NIL;
}

//  false: no container, or an empty one.
static bool
s_open (s_items_t *items, const uint8_t *data)
{
    *items = (s_items_t) {.fill = true, .right = ">>", .last_bits = 8};
    int64_t arity = zc_tuple_arity (data, &items->cursor.at);
    if (arity >= 0) {
        items->count = items->cursor.left = (uint32_t) arity;
        items->right = "}";
        return arity > 0;
    }
    items->cursor.at = NULL;
    switch (*data) {
        case ZC_TAG_LIST:
        case ZC_TAG_STRING:
            s_open_list (items, data);
            return true;
        case ZC_TAG_MAP:
            items->fill = false;
            items->right = "}";
            zc_print_open_map (&items->map, data);
            items->count = items->map.count;
            return true;
        case ZC_TAG_BINARY:
        case ZC_TAG_BIT_BINARY:
            items->bytes = data + (*data == ZC_TAG_BINARY? 5: 6);
            items->last_bits = *data == ZC_TAG_BINARY? 8: data [5];
            items->count = zc_get_u32 (data + 1);
            return items->count > 0;
        default:
            return false;
    }
}

bool
zc_print_lines (zc_print_t *self, const uint8_t *data)
{
    s_items_t items;
    size_t indent = self->indent, limit = self->limit, column = zc_print_column (self);
    if (indent + 2 >= self->options->width || !s_open (&items, data))
        return false;
    zc_print_left (self, data);
    self->indent = items.fill? column + (items.bytes? 2: 1): indent + 2;
    s_each (self, &items);
    self->indent = indent;
    self->limit = limit;
    if (!items.fill)
        s_new_line (self);
    zc_print_put (self, items.right);
    zc_release (items.map.keys);
    return true;
}
