//  zc_print.c - terms as Elixir's inspect prints them
//
//  Interface: zc_print in zc_codec.h. Nothing is cut short: what is printed can
//  be read again, except pids, references, ports and closures.

#include "zc_encode.h"
#include "zc_walk.h"
#include "zc_text.h"
#include "zc_bignum.h"

typedef struct {
    zc_buffer_t *out;
    zc_names_t *names;
} s_print_t;

static void s_term (s_print_t *self, const uint8_t *data);

static void
s_put (s_print_t *self, const char *text)
{
    zc_buffer_put (self->out, text, strlen (text));
}

static void
s_atom (s_print_t *self, const uint8_t *data, zc_atom_place_t place)
{
    size_t size;
    const char *text = zc_atom_text (data, &size);
    zc_text_atom (self->out, text, size, place);
}

static void
s_integer (s_print_t *self, const uint8_t *data)
{
    zc_integer_t integer;
    zc_read_integer (data, &integer);
    if (integer.negative)
        s_put (self, "-");
    if (integer.size <= 8)
        zc_buffer_printf (self->out, "%llu", (unsigned long long) integer.small);
    else
        zc_bignum_print (self->out, integer.bytes, integer.size);
}

//  ---- pids and their kin --------------------------------------------------

//  0 for the own node, the index of another; its name where there is no table.
//  Returns what follows the node's atom.
static const uint8_t *
s_node (s_print_t *self, const uint8_t *atom)
{
    size_t size;
    const char *text = zc_atom_text (atom, &size);
    const zc_node_name_t *name = self->names? zc_names_intern (self->names, text, size): NULL;
    if (size == 0)
        s_put (self, "0");
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

static void
s_pid (s_print_t *self, const uint8_t *data)
{
    s_put (self, "#PID<");
    const uint8_t *at = s_node (self, data + 1);
    zc_buffer_printf (self->out, ".%u.%u>", (unsigned) zc_get_u32 (at),
                      (unsigned) zc_get_u32 (at + 4));
}

static void
s_port (s_print_t *self, const uint8_t *data)
{
    s_put (self, "#Port<");
    const uint8_t *at = s_node (self, data + 1);
    zc_buffer_printf (self->out, ".%llu>", (unsigned long long) zc_get_u64 (at));
}

//  The words from the last one on.
static void
s_ref (s_print_t *self, const uint8_t *data)
{
    s_put (self, "#Reference<");
    const uint8_t *at = s_node (self, data + 3) + 4;
    for (uint16_t left = zc_get_u16 (data + 1); left; left--)
        zc_buffer_printf (self->out, ".%u", (unsigned) zc_get_u32 (at + 4 * (left - 1)));
    s_put (self, ">");
}

static void
s_export (s_print_t *self, const uint8_t *data)
{
    const uint8_t *module = data + 1, *function = module + zc_skip (module);
    s_put (self, "&");
    s_atom (self, module, ZC_ATOM_TERM);
    s_put (self, ".");
    s_atom (self, function, ZC_ATOM_FUNCTION);
    s_put (self, "/");
    s_term (self, function + zc_skip (function));
}

//  tag, size (4), arity, unique (16), index (4), free (4), module, old index,
//  old unique, …
static void
s_closure (s_print_t *self, const uint8_t *data)
{
    const uint8_t *module = data + 30, *index = module + zc_skip (module);
    zc_buffer_printf (self->out, "#Function<%u.", (unsigned) zc_get_u32 (data + 22));
    s_term (self, index + zc_skip (index));
    zc_buffer_printf (self->out, "/%u in ", (unsigned) data [5]);
    s_atom (self, module, ZC_ATOM_TERM);
    s_put (self, ">");
}

//  ---- binaries ------------------------------------------------------------

static void
s_bytes (s_print_t *self, const uint8_t *data, size_t size, unsigned bits)
{
    s_put (self, "<<");
    for (size_t i = 0; i < size; i++) {
        bool part = i + 1 == size && bits != 8;
        zc_buffer_printf (self->out, "%s%u", i? ", ": "",
                          (unsigned) data [i] >> (part? 8 - bits: 0));
        if (part)
            zc_buffer_printf (self->out, "::size(%u)", bits);
    }
    s_put (self, ">>");
}

static void
s_binary (s_print_t *self, const uint8_t *data)
{
    size_t size = zc_get_u32 (data + 1);
    if (zc_text_is_string (data + 5, size))
        zc_text_quote (self->out, data + 5, size, '"');
    else
        s_bytes (self, data + 5, size, 8);
}

//  ---- containers ----------------------------------------------------------

static void
s_tuple (s_print_t *self, const uint8_t *data)
{
    const uint8_t *at;
    int64_t arity = zc_tuple_arity (data, &at);
    s_put (self, "{");
    for (int64_t i = 0; i < arity; i++, at += zc_skip (at)) {
        if (i)
            s_put (self, ", ");
        s_term (self, at);
    }
    s_put (self, "}");
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

static bool
s_is_keyword_list (zc_cursor_t cursor)
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
static void
s_pair (s_print_t *self, const uint8_t *key, bool keyword)
{
    if (keyword)
        s_atom (self, key, ZC_ATOM_KEY);
    else
        s_term (self, key);
    s_put (self, keyword? " ": " => ");
    s_term (self, key + zc_skip (key));
}

static void
s_list (s_print_t *self, const uint8_t *data)
{
    zc_cursor_t cursor;
    zc_cursor_open (&cursor, data);
    if (cursor.bytes && zc_text_is_charlist (cursor.at, cursor.left)) {
        zc_text_quote (self->out, cursor.at, cursor.left, '\'');
        return;
    }
    bool keywords = s_is_keyword_list (cursor);
    s_put (self, "[");
    for (bool first = true; cursor.left; zc_cursor_next (&cursor), first = false) {
        if (!first)
            s_put (self, ", ");
        if (keywords)
            s_pair (self, cursor.at + 2, true);
        else
            s_term (self, zc_cursor_item (&cursor));
    }
    const uint8_t *tail = zc_cursor_tail (&cursor);
    if (tail [0] != ZC_TAG_NIL) {
        s_put (self, " | ");
        s_term (self, tail);
    }
    s_put (self, "]");
}

static void
s_map (s_print_t *self, const uint8_t *data)
{
    uint32_t count = zc_get_u32 (data + 1);
    const uint8_t **keys = zc_map_keys (data);
    bool keywords = true;
    for (uint32_t i = 0; keywords && i < count; i++)
        keywords = s_is_key (keys [i]);
    s_put (self, "%{");
    for (uint32_t i = 0; i < count; i++) {
        if (i)
            s_put (self, ", ");
        s_pair (self, keys [i], keywords);
    }
    s_put (self, "}");
    zc_release (keys);
}

static void
s_term (s_print_t *self, const uint8_t *data)
{
    switch (data [0]) {
        case ZC_TAG_SMALL_ATOM_UTF8:
        case ZC_TAG_ATOM_UTF8:   s_atom (self, data, ZC_ATOM_TERM); break;
        case ZC_TAG_NEW_FLOAT:   zc_float_print (self->out, zc_read_float (data)); break;
        case ZC_TAG_BINARY:      s_binary (self, data); break;
        case ZC_TAG_BIT_BINARY:  s_bytes (self, data + 6, zc_get_u32 (data + 1), data [5]); break;
        case ZC_TAG_SMALL_TUPLE:
        case ZC_TAG_LARGE_TUPLE: s_tuple (self, data); break;
        case ZC_TAG_NIL:
        case ZC_TAG_STRING:
        case ZC_TAG_LIST:        s_list (self, data); break;
        case ZC_TAG_MAP:         s_map (self, data); break;
        case ZC_TAG_NEW_PID:     s_pid (self, data); break;
        case ZC_TAG_NEWER_REF:   s_ref (self, data); break;
        case ZC_TAG_V4_PORT:     s_port (self, data); break;
        case ZC_TAG_EXPORT:      s_export (self, data); break;
        case ZC_TAG_NEW_FUN:     s_closure (self, data); break;
        default:                 s_integer (self, data);
    }
}

void
zc_print (zc_buffer_t *out, const uint8_t *data, size_t size, zc_names_t *names)
{
    s_print_t self = {out, names};
    if (size)
        s_term (&self, data);
}
