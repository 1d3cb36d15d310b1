//  zc_print.c - terms as Elixir's inspect prints them
//
//  Interface: zc_print in zc_codec.h. What is printed without limits can be read again,
//  except pids, references, ports, closures and structs.
//
//  Here everything is on one line. A container that is too long for it is printed again
//  by zc_print_lines.c, where that is asked for: read it next.

#include "zc_print.h"
#include "zc_encode.h"
#include "zc_text.h"
#include "zc_bignum.h"

#include <math.h>

static void s_flat (zc_print_t *self, const uint8_t *data);

static void
s_atom (zc_print_t *self, const uint8_t *data, zc_atom_place_t place)
{
    size_t size;
    const char *text = zc_atom_text (data, &size);
    zc_text_atom (self->out, text, size, place);
}

static void
s_integer (zc_print_t *self, const uint8_t *data)
{
    zc_integer_t integer;
    zc_read_integer (data, &integer);
    if (integer.negative)
        zc_print_put (self, "-");
    if (integer.size <= 8)
        zc_buffer_printf (self->out, "%llu", (unsigned long long) integer.small);
    else
        zc_bignum_print (self->out, integer.bytes, integer.size);
}

//  ---- pids and their kin --------------------------------------------------

//  0 for the own node, the index of another; its name where there is no table.
//  Returns what follows the node's atom.
static const uint8_t *
s_node (zc_print_t *self, const uint8_t *atom)
{
    size_t size;
    const char *text = zc_atom_text (atom, &size);
    const zc_node_name_t *name = self->options->names? zc_names_intern (self->options->names, text, size): NULL;
    if (size == 0)
        zc_print_put (self, "0");
    else
    if (name)
        zc_buffer_printf (self->out, "%u", (unsigned) name->index);
    else
    if (zc_text_is_string ((const uint8_t *) text, size))
        zc_buffer_put (self->out, text, size);
    else                            //  no node's name: some stranger's joke
        zc_text_quote (self->out, (const uint8_t *) text, size, '"');
    return (const uint8_t *) text + size;
}

//  Whole numbers with all their digits, up to 1.0e16: 100000.0, where to_string has 1.0e5.
static void
s_float (zc_print_t *self, double value)
{
    if (fabs (value) >= 1.0 && fabs (value) < 1.0e16 && trunc (value) == value)
        zc_buffer_printf (self->out, "%lld.0", (long long) value);
    else
        zc_float_print (self->out, value);
}

static void
s_pid (zc_print_t *self, const uint8_t *data)
{
    zc_print_put (self, "#PID<");
    const uint8_t *at = s_node (self, data + 1);
    zc_buffer_printf (self->out, ".%u.%u>", (unsigned) zc_get_u32 (at),
                      (unsigned) zc_get_u32 (at + 4));
}

static void
s_port (zc_print_t *self, const uint8_t *data)
{
    zc_print_put (self, "#Port<");
    const uint8_t *at = s_node (self, data + 1);
    zc_buffer_printf (self->out, ".%llu>", (unsigned long long) zc_get_u64 (at));
}

//  The words from the last one on.
static void
s_ref (zc_print_t *self, const uint8_t *data)
{
    zc_print_put (self, "#Reference<");
    const uint8_t *at = s_node (self, data + 3) + 4;
    for (uint16_t left = zc_get_u16 (data + 1); left; left--)
        zc_buffer_printf (self->out, ".%u", (unsigned) zc_get_u32 (at + 4 * (left - 1)));
    zc_print_put (self, ">");
}

static void
s_export (zc_print_t *self, const uint8_t *data)
{
    const uint8_t *module = data + 1, *function = module + zc_skip (module);
    zc_print_put (self, "&");
    s_atom (self, module, ZC_ATOM_TERM);
    zc_print_put (self, ".");
    s_atom (self, function, ZC_ATOM_FUNCTION);
    zc_print_put (self, "/");
    s_flat (self, function + zc_skip (function));
}

//  tag, size (4), arity, unique (16), index (4), free (4), module, old index,
//  old unique, …
static void
s_closure (zc_print_t *self, const uint8_t *data)
{
    const uint8_t *module = data + 30, *index = module + zc_skip (module);
    zc_buffer_printf (self->out, "#Function<%u.", (unsigned) zc_get_u32 (data + 22));
    s_flat (self, index + zc_skip (index));
    zc_buffer_printf (self->out, "/%u in ", (unsigned) data [5]);
    s_atom (self, module, ZC_ATOM_TERM);
    zc_print_put (self, zc_atom_is (module, "erl_eval")? ".expr/6>": ">");
}

//  ---- texts ---------------------------------------------------------------

//  How many of these bytes are the first `limit` characters (0: all).
static size_t
s_cut (const uint8_t *data, size_t size, size_t limit)
{
    size_t at = 0;
    for (size_t count = 0; at < size && (!limit || count < limit); count++)
        do
            at++;
        while (at < size && (data [at] & 0xc0) == 0x80);
    return at;
}

static void
s_quoted (zc_print_t *self, const uint8_t *data, size_t size, size_t shown, char quote)
{
    zc_text_quote (self->out, data, shown, quote);
    if (shown < size)
        zc_print_put (self, quote == '"'? " <> ...": " ++ ...");
}

static void
s_bits (zc_print_t *self, const uint8_t *data, size_t size, unsigned last_bits)
{
    size_t limit = self->limit;
    zc_print_put (self, "<<");
    for (size_t i = 0; i < size && zc_print_more (self, i == 0, ", "); i++)
        zc_print_byte (self, data [i], i + 1 == size? last_bits: 8);
    zc_print_put (self, ">>");
    self->limit = limit;
}

void
zc_print_byte (zc_print_t *self, uint8_t byte, unsigned bits)
{
    zc_buffer_printf (self->out, "%u", (unsigned) byte >> (8 - bits));
    if (bits < 8)
        zc_buffer_printf (self->out, "::size(%u)", bits);
}

static void
s_binary (zc_print_t *self, const uint8_t *data)
{
    size_t size = zc_get_u32 (data + 1);
    size_t shown = s_cut (data + 5, size, self->options->characters);
    if (zc_text_is_string (data + 5, shown))
        s_quoted (self, data + 5, size, shown, '"');
    else
        s_bits (self, data + 5, size, 8);
}

//  A list of bytes may be meant as a text.
static bool
s_charlist (zc_print_t *self, const uint8_t *data)
{
    size_t size = zc_get_u16 (data + 1), limit = self->options->characters;
    size_t shown = limit && limit < size? limit: size;
    bool text = self->options->charlists == ZC_CHARLISTS_ALWAYS
             || (self->options->charlists == ZC_CHARLISTS_INFER
                 && zc_text_is_charlist (data + 3, shown));
    if (text)
        s_quoted (self, data + 3, size, shown, '\'');
    return text;
}

//  ---- containers ----------------------------------------------------------

bool
zc_print_more (zc_print_t *self, bool first, const char *separator)
{
    if (!first)
        zc_print_put (self, separator);
    if (self->limit == 0)
        zc_print_put (self, "...");
    return self->limit && self->limit--;
}

static void
s_tuple (zc_print_t *self, const uint8_t *data)
{
    const uint8_t *at;
    size_t limit = self->limit;
    int64_t arity = zc_tuple_arity (data, &at);
    zc_print_put (self, "{");
    for (int64_t i = 0; i < arity && zc_print_more (self, i == 0, ", "); i++, at += zc_skip (at))
        s_flat (self, at);
    zc_print_put (self, "}");
    self->limit = limit;
}

//  May this be written `key:`? Atoms whose name begins with Elixir. may not.
static bool
s_is_key (const uint8_t *data)
{
    size_t size;
    if (!zc_is_atom (data))
        return false;
    const char *text = zc_atom_text (data, &size);
    return size < 7 || memcmp (text, "Elixir.", 7) != 0;
}

bool
zc_print_is_keyword_list (zc_cursor_t cursor)
{
    if (cursor.left == 0 || cursor.bytes)
        return false;
    for (; cursor.left; zc_cursor_next (&cursor)) {
        const uint8_t *first;
        if (zc_tuple_arity (cursor.at, &first) != 2 || !s_is_key (first))
            return false;
    }
    return cursor.at [0] == ZC_TAG_NIL;
}

//  `key: value`, or `key => value`.
void
zc_print_pair (zc_print_t *self, const uint8_t *key, bool as_key)
{
    if (as_key)
        s_atom (self, key, ZC_ATOM_KEY);
    else
        zc_print_term (self, key);
    zc_print_put (self, as_key? " ": " => ");
    zc_print_term (self, key + zc_skip (key));
}

static void
s_list (zc_print_t *self, const uint8_t *data)
{
    zc_cursor_t cursor;
    size_t limit = self->limit;
    zc_cursor_open (&cursor, data);
    bool keywords = zc_print_is_keyword_list (cursor), first = true;
    zc_print_put (self, "[");
    for (; cursor.left && zc_print_more (self, first, ", "); zc_cursor_next (&cursor), first = false)
        if (keywords)
            zc_print_pair (self, cursor.at + 2, true);
        else
            s_flat (self, zc_cursor_item (&cursor));
    const uint8_t *tail = cursor.left? NULL: zc_cursor_tail (&cursor);
    if (tail && *tail != ZC_TAG_NIL && zc_print_more (self, false, " | "))
        s_flat (self, tail);
    zc_print_put (self, "]");
    self->limit = limit;
}

//  ---- maps and structs ----------------------------------------------------

static const uint8_t *
s_field (const uint8_t *map, const char *name)
{
    uint8_t key [32] = {ZC_TAG_SMALL_ATOM_UTF8, (uint8_t) strlen (name)};
    memcpy (key + 2, name, strlen (name));
    return zc_map_find (map, key, 2 + strlen (name));
}

//  The name of a struct; NULL: the map is none.
static const uint8_t *
s_struct (const uint8_t *map)
{
    size_t size;
    const uint8_t *name = s_field (map, "__struct__");
    if (!name || !zc_is_atom (name))
        return NULL;
    const char *text = zc_atom_text (name, &size);
    return zc_text_is_alias (text, size)? name: NULL;
}

//  A struct's name is none of its fields, nor is what marks an exception.
void
zc_print_open_map (zc_print_map_t *self, const uint8_t *data)
{
    *self = (zc_print_map_t) {.name = s_struct (data), .keys = zc_map_keys (data),
                              .as_keys = true};
    for (uint32_t i = 0; i < zc_get_u32 (data + 1); i++) {
        const uint8_t *key = self->keys [i];
        if (self->name && (zc_atom_is (key, "__struct__") || zc_atom_is (key, "__exception__")))
            continue;
        self->keys [self->count++] = key;
        self->as_keys = self->as_keys && s_is_key (key);
    }
}

//  Ranges are maps too. 1..10 and 10..1//-1
static bool
s_range (zc_print_t *self, const uint8_t *data)
{
    const uint8_t *name = s_struct (data), *first = s_field (data, "first");
    const uint8_t *last = s_field (data, "last"), *step = s_field (data, "step");
    zc_integer_t integer;
    bool range = name && zc_atom_is (name, "Elixir.Range") && first && last && step
              && zc_get_u32 (data + 1) == 4 && zc_read_integer (first, &integer)
              && zc_read_integer (last, &integer) && zc_read_integer (step, &integer);
    if (!range)
        return false;
    s_integer (self, first);
    zc_print_put (self, "..");
    s_integer (self, last);
    if (integer.small != 1 || integer.negative || zc_order (first, last) > 0) {
        zc_print_put (self, "//");
        s_integer (self, step);
    }
    return true;
}

static void
s_map (zc_print_t *self, const uint8_t *data)
{
    zc_print_map_t map;
    size_t limit = self->limit;
    zc_print_open_map (&map, data);
    zc_print_left (self, data);
    for (uint32_t i = 0; i < map.count && zc_print_more (self, i == 0, ", "); i++)
        zc_print_pair (self, map.keys [i], map.as_keys);
    zc_print_put (self, "}");
    zc_release (map.keys);
    self->limit = limit;
}

//  ---- all -----------------------------------------------------------------

void
zc_print_left (zc_print_t *self, const uint8_t *data)
{
    uint8_t tag = *data;
    if (tag != ZC_TAG_MAP)
        zc_print_put (self, tag == ZC_TAG_BINARY || tag == ZC_TAG_BIT_BINARY? "<<":
                            tag == ZC_TAG_LIST || tag == ZC_TAG_STRING? "[": "{");
    else {
        const uint8_t *name = s_struct (data);
        zc_print_put (self, "%");
        if (name)
            s_atom (self, name, ZC_ATOM_TERM);
        zc_print_put (self, "{");
    }
}

static void
s_flat (zc_print_t *self, const uint8_t *data)
{
    switch (data [0]) {
        case ZC_TAG_SMALL_ATOM_UTF8:
        case ZC_TAG_ATOM_UTF8:   s_atom (self, data, ZC_ATOM_TERM); break;
        case ZC_TAG_NEW_FLOAT:   s_float (self, zc_read_float (data)); break;
        case ZC_TAG_BINARY:      s_binary (self, data); break;
        case ZC_TAG_BIT_BINARY:  s_bits (self, data + 6, zc_get_u32 (data + 1), data [5]); break;
        case ZC_TAG_SMALL_TUPLE:
        case ZC_TAG_LARGE_TUPLE: s_tuple (self, data); break;
        case ZC_TAG_NIL:         zc_print_put (self, "[]"); break;
        case ZC_TAG_STRING:
            if (!s_charlist (self, data))
                s_list (self, data);
            break;
        case ZC_TAG_LIST:        s_list (self, data); break;
        case ZC_TAG_MAP:
            if (!s_range (self, data))
                s_map (self, data);
            break;
        case ZC_TAG_NEW_PID:     s_pid (self, data); break;
        case ZC_TAG_NEWER_REF:   s_ref (self, data); break;
        case ZC_TAG_V4_PORT:     s_port (self, data); break;
        case ZC_TAG_EXPORT:      s_export (self, data); break;
        case ZC_TAG_NEW_FUN:     s_closure (self, data); break;
        default:                 s_integer (self, data);
    }
}

size_t
zc_print_column (const zc_print_t *self)
{
    return self->out->size - self->line;
}

//  On this line if it fits there. What it begins with tells what can be broken.
void
zc_print_term (zc_print_t *self, const uint8_t *data)
{
    bool flat = self->flat;
    size_t before = self->out->size;
    self->flat = true;
    s_flat (self, data);
    self->flat = flat;
    if (flat || zc_print_column (self) <= self->options->width
    ||  !strchr ("{[%<", self->out->data [before]))
        return;
    size_t after = self->out->size;
    self->out->size = before;
    if (!zc_print_lines (self, data))
        self->out->size = after;
}

void
zc_print_with (zc_buffer_t *out, const uint8_t *data, const zc_print_options_t *options)
{
    zc_print_t self = {.out = out, .options = options, .line = out->size, .flat = !options->width,
                       .limit = options->limit? options->limit: SIZE_MAX};
    zc_print_term (&self, data);
}

void
zc_print (zc_buffer_t *out, const uint8_t *data, size_t size, zc_names_t *names)
{
    if (size)
        zc_print_with (out, data, &(zc_print_options_t) {.names = names});
}
