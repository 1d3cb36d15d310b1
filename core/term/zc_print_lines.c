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

//  On the same line if it fits there with what follows it, else on a new one.
static void
s_fill_in (zc_print_t *self, const s_items_t *items)
{
    size_t before = self->out->size;
    zc_print_put (self, " ");
    self->flat = true;
    s_item (self, items);
    self->flat = false;
    if (zc_print_column (self) + self->after <= self->options->width)
        return;
    self->out->size = before;
    s_new_line (self);
    s_item (self, items);
}

//  What follows an element on its line: a comma or bar; the bracket and what follows that.
static size_t
s_after (const s_items_t *items, size_t after)
{
    if (items->dots || items->at + 1 == items->count)
        return items->fill? strlen (items->right) + after: 0;
    return items->cursor.left == 1 && items->count > items->at + 1? 2: 1;
}

static void
s_each (zc_print_t *self, s_items_t *items)
{
    size_t after = self->after;
    for (items->at = 0; items->at < items->count && !items->dots; items->at++) {
        bool first = items->at == 0, tail = items->cursor.at && !items->cursor.left;
        items->dots = self->limit == 0;
        self->limit -= !items->dots;
        self->after = s_after (items, after);
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
    self->after = after;
}

//  ---- containers ----------------------------------------------------------

//  Is it printed without brackets, or with nothing between them? A list of bytes may be a
//  text, and a map a range, so what is printed tells.
static bool
s_is_leaf (zc_print_t *self, const uint8_t *data)
{
    size_t before = self->out->size;
    self->flat = true;
    zc_print_term (self, data);
    self->flat = false;
    const uint8_t *text = self->out->data + before;
    size_t size = self->out->size - before;
    bool leaf = !strchr ("{[%<", text [0]) || size == 2 || memcmp (text + size - 2, "{}", 2) == 0;
    self->out->size = before;
    return leaf;
}

//  A list is filled where all that is shown of it are leaves.
static void
s_open_list (zc_print_t *self, s_items_t *items, const uint8_t *data)
{
    zc_cursor_open (&items->cursor, data);
    items->keywords = zc_print_is_keyword_list (items->cursor);
    items->fill = !items->keywords;
    items->count = items->cursor.left;
    items->right = "]";
    zc_cursor_t end = items->cursor;
    for (size_t shown = 0; end.left; zc_cursor_next (&end))
        items->fill = items->fill
                   && (shown++ >= self->limit || s_is_leaf (self, zc_cursor_item (&end)));
    const uint8_t *tail = zc_cursor_tail (&end);
    items->fill = items->fill && s_is_leaf (self, tail);
    items->count += *tail != ZC_TAG_NIL;
}

//  false: no container, or an empty one.
static bool
s_open (zc_print_t *self, s_items_t *items, const uint8_t *data)
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
            s_open_list (self, items, data);
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
    size_t indent = self->indent, limit = self->limit;
    if (indent + 2 >= self->options->width || !s_open (self, &items, data))
        return false;
    zc_print_left (self, data);
    self->indent = indent + (items.fill && !items.bytes? 1: 2);
    s_each (self, &items);
    self->indent = indent;
    self->limit = limit;
    if (!items.fill)
        s_new_line (self);
    zc_print_put (self, items.right);
    zc_release (items.map.keys);
    return true;
}
