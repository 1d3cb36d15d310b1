//  zc_kernel_terms.c - lists, tuples, maps, binaries by name          Elixir  Kernel

#include "zc_args.h"
#include "zc_kernel_functions.h"
#include "zc_list.h"
#include "base/zc_limits.h"
#include "term/zc_encode.h"
#include "term/zc_walk.h"

//  ---- lists ---------------------------------------------------------------

//  The proper list that argument number `index` is; NULL: it is none.
static zc_term_t *
s_list (const zc_term_t *args, size_t index)
{
    zc_term_t *list = zc_args_term (args, index);
    if (zc_list_length (list) < 0)
        zc_term_destroy (&list);
    return list;
}

//  a ++ b, where b may be anything: it becomes the tail.
zc_term_t *
zc_kernel_append (const zc_term_t *args)
{
    zc_term_t *a = s_list (args, 0), *b = s_list (args, 1), *result;
    if (!a)
        zc_fail_badarg ("erlang:++", args, 0, NULL);
    if (b)
        result = zc_list_append (a, b);
    else
    if (zc_term_length (a) == 0)
        result = zc_args_term (args, 1);
    else {
        zc_buffer_t out = {0};
        zc_cursor_t cursor;
        size_t start = zc_list_open (&out);
        for (zc_cursor_open (&cursor, zc_term_data (a)); cursor.left; zc_cursor_next (&cursor)) {
            const uint8_t *item = zc_cursor_item (&cursor);
            zc_buffer_put (&out, item, zc_skip (item));
        }
        size_t tail = out.size;
        zc_buffer_put (&out, zc_args_at (args, 1), zc_skip (zc_args_at (args, 1)));
        zc_list_close_tail (&out, start, (uint32_t) zc_term_length (a), false, tail);
        result = zc_term_of (&out);
    }
    zc_term_destroy (&a);
    zc_term_destroy (&b);
    return result;
}

//  a -- b
zc_term_t *
zc_kernel_subtract_list (const zc_term_t *args)
{
    zc_term_t *a = s_list (args, 0), *b = s_list (args, 1);
    if (!a || !b)
        zc_fail_badarg ("erlang:--", args, 0, NULL);
    zc_term_t *result = zc_list_subtract (a, b);
    zc_term_destroy (&a);
    zc_term_destroy (&b);
    return result;
}

zc_term_t *
zc_kernel_hd (const zc_term_t *args)
{
    zc_cursor_t cursor;
    if (!zc_cursor_open (&cursor, zc_args_at (args, 0)) || !cursor.left)
        zc_fail_badarg ("erlang:hd", args, 1, "not a nonempty list");
    return zc_result (zc_cursor_item (&cursor));
}

zc_term_t *
zc_kernel_tl (const zc_term_t *args)
{
    zc_cursor_t cursor;
    if (!zc_cursor_open (&cursor, zc_args_at (args, 0)) || !cursor.left)
        zc_fail_badarg ("erlang:tl", args, 1, "not a nonempty list");
    zc_buffer_t out = {0};
    zc_cursor_next (&cursor);
    zc_cursor_rest (&cursor, &out);
    return zc_term_of (&out);
}

zc_term_t *
zc_kernel_length (const zc_term_t *args)
{
    zc_term_t *list = zc_args_term (args, 0);
    int64_t length = zc_list_length (list);
    if (length < 0)
        zc_fail_badarg ("erlang:length", args, 1, "not a list");
    zc_term_destroy (&list);
    return zc_term_new ("~i", length);
}

//  ---- tuples --------------------------------------------------------------

//  Fails as erlang:element does, which counts from 1 and has the tuple second. Returns
//  the arity.
static int64_t
s_check_element (const zc_term_t *tuple, const zc_term_t *index, const char *call,
                 const zc_term_t *args)
{
    const uint8_t *first;
    int64_t number, arity = zc_tuple_arity (zc_term_data (tuple), &first);
    if (!zc_term_match (index, "~i", &number))
        zc_fail_badarg (call, args, 1, "not an integer");
    if (arity < 0)
        zc_fail_badarg (call, args, 2, "not a tuple");
    if (number < 1 || number > arity)
        zc_fail_badarg (call, args, 1, "out of range");
    return number;
}

//  element (N, Tuple); setelement (N, Tuple, Value)
zc_term_t *
zc_erlang_element (const zc_term_t *args)
{
    zc_term_t *index = zc_args_term (args, 0), *tuple = zc_args_term (args, 1);
    int64_t number = s_check_element (tuple, index, "erlang:element", args);
    zc_term_t *result = zc_term_element (tuple, (size_t) number - 1);
    zc_term_destroy (&tuple);
    zc_term_destroy (&index);
    return result;
}

zc_term_t *
zc_erlang_setelement (const zc_term_t *args)
{
    zc_term_t *index = zc_args_term (args, 0), *tuple = zc_args_term (args, 1);
    int64_t number = s_check_element (tuple, index, "erlang:setelement", args);
    const uint8_t *at, *data = zc_term_data (tuple), *value = zc_args_at (args, 2);
    zc_tuple_arity (data, &at);
    while (--number)
        at += zc_skip (at);
    zc_buffer_t out = {0};
    zc_buffer_put (&out, data, (size_t) (at - data));
    zc_buffer_put (&out, value, zc_skip (value));
    at += zc_skip (at);
    zc_buffer_put (&out, at, zc_term_size (tuple) - (size_t) (at - data));
    zc_term_destroy (&tuple);
    zc_term_destroy (&index);
    return zc_result_nested (&out);
}

//  [Tuple, Index, …] as erlang has it: [Index + 1, Tuple, …]
static zc_term_t *
s_erlang_args (const zc_term_t *args)
{
    int64_t index;
    zc_term_t *tuple = zc_args_term (args, 0), *number = zc_args_term (args, 1), *result;
    zc_term_t *value = zc_args_term (args, 2);
    if (zc_args_integer (args, 1, &index) && index < INT64_MAX) {
        zc_term_destroy (&number);
        number = zc_term_new ("~i", index + 1);
    }
    result = value? zc_term_new ("[~t, ~t, ~t]", number, tuple, value):
                    zc_term_new ("[~t, ~t]", number, tuple);
    zc_term_destroy (&tuple);
    zc_term_destroy (&number);
    zc_term_destroy (&value);
    return result;
}

//  elem (Tuple, N), put_elem (Tuple, N, Value): from 0
zc_term_t *
zc_kernel_elem (const zc_term_t *args)
{
    zc_term_t *other = s_erlang_args (args), *result = zc_erlang_element (other);
    zc_term_destroy (&other);
    return result;
}

zc_term_t *
zc_kernel_put_elem (const zc_term_t *args)
{
    zc_term_t *other = s_erlang_args (args), *result = zc_erlang_setelement (other);
    zc_term_destroy (&other);
    return result;
}

zc_term_t *
zc_kernel_tuple_to_list (const zc_term_t *args)
{
    const uint8_t *at;
    int64_t arity = zc_tuple_arity (zc_args_at (args, 0), &at);
    if (arity < 0)
        zc_fail_badarg ("erlang:tuple_to_list", args, 1, "not a tuple");
    zc_buffer_t out = {0};
    size_t start = zc_list_open (&out);
    bool bytes = true;
    for (int64_t i = 0; i < arity; i++, at += zc_skip (at)) {
        bytes = bytes && *at == ZC_TAG_SMALL_INT;
        zc_buffer_put (&out, at, zc_skip (at));
    }
    zc_list_close (&out, start, (uint32_t) arity, bytes);
    return zc_term_of (&out);
}

zc_term_t *
zc_kernel_list_to_tuple (const zc_term_t *args)
{
    zc_term_t *list = s_list (args, 0);
    if (!list)
        zc_fail_badarg ("erlang:list_to_tuple", args, 1, "not a list");
    uint32_t arity = (uint32_t) zc_term_length (list);
    zc_term_destroy (&list);
    zc_buffer_t out = {0};
    if (arity <= 255) {
        zc_buffer_u8 (&out, ZC_TAG_SMALL_TUPLE);
        zc_buffer_u8 (&out, (uint8_t) arity);
    }
    else {
        zc_buffer_u8 (&out, ZC_TAG_LARGE_TUPLE);
        zc_buffer_u32 (&out, arity);
    }
    zc_cursor_t cursor;
    for (zc_cursor_open (&cursor, zc_args_at (args, 0)); cursor.left; zc_cursor_next (&cursor)) {
        const uint8_t *item = zc_cursor_item (&cursor);
        zc_buffer_put (&out, item, zc_skip (item));
    }
    return zc_term_of (&out);
}

//  ---- sizes ---------------------------------------------------------------

zc_term_t *
zc_kernel_tuple_size (const zc_term_t *args)
{
    const uint8_t *first;
    int64_t arity = zc_tuple_arity (zc_args_at (args, 0), &first);
    if (arity < 0)
        zc_fail_badarg ("erlang:tuple_size", args, 1, "not a tuple");
    return zc_term_new ("~i", arity);
}

zc_term_t *
zc_kernel_map_size (const zc_term_t *args)
{
    const uint8_t *map = zc_args_at (args, 0);
    if (*map != ZC_TAG_MAP)
        zc_fail_value ("badmap", map, "erlang:map_size", args);
    return zc_term_new ("~i", zc_get_u32 (map + 1));
}

//  Bytes of a binary, and bits of its last one.
static uint32_t
s_bytes (const zc_term_t *args, const char *call, unsigned *last_bits)
{
    const uint8_t *data = zc_args_at (args, 0);
    if (*data != ZC_TAG_BINARY && *data != ZC_TAG_BIT_BINARY)
        zc_fail_badarg (call, args, 1, "not a bitstring");
    *last_bits = *data == ZC_TAG_BINARY? 8: data [5];
    return zc_get_u32 (data + 1);
}

zc_term_t *
zc_kernel_byte_size (const zc_term_t *args)
{
    unsigned bits;
    return zc_term_new ("~i", s_bytes (args, "erlang:byte_size", &bits));
}

zc_term_t *
zc_kernel_bit_size (const zc_term_t *args)
{
    unsigned bits;
    uint64_t size = s_bytes (args, "erlang:bit_size", &bits);
    return zc_term_new ("~i", size * 8 - (8 - bits));
}

//  ---- binaries ------------------------------------------------------------

//  binary_part (Binary, Start, Length): a negative length goes back from there.
zc_term_t *
zc_kernel_binary_part (const zc_term_t *args)
{
    const char *text, *call = "erlang:binary_part";
    size_t size;
    int64_t start, length;
    if (!zc_args_text (args, 0, &text, &size))
        zc_fail_badarg (call, args, 1, "not a binary");
    for (unsigned i = 1; i <= 2; i++)
        if (!zc_args_integer (args, i, i == 1? &start: &length))
            zc_fail_badarg (call, args, i + 1, "not an integer");
    if (start < 0 || start > (int64_t) size)
        zc_fail_badarg (call, args, 2, "out of range");
    if (length > (int64_t) size - start || length < -start)
        zc_fail_badarg (call, args, 3, "out of range");
    return zc_result_text (text + start + (length < 0? length: 0),
                           (size_t) (length < 0? -length: length));
}

//  a <> b
zc_term_t *
zc_kernel_concat (const zc_term_t *args)
{
    const char *a, *b;
    size_t a_size, b_size;
    for (unsigned i = 0; i < 2; i++)
        if (!zc_args_text (args, i, i? &b: &a, i? &b_size: &a_size)) {
            zc_term_t *wrong = zc_args_term (args, i);
            zc_fail_message ("ArgumentError", "expected binary argument in <> operator but got: %s",
                             zc_term_str (wrong));
        }
    if (a_size + b_size > ZC_TERM_SIZE_MAX - 5)
        zc_fail ("system_limit", "erlang:<>", args);
    zc_buffer_t out = {0};
    zc_buffer_u8 (&out, ZC_TAG_BINARY);
    zc_buffer_u32 (&out, (uint32_t) (a_size + b_size));
    zc_buffer_put (&out, a, a_size);
    zc_buffer_put (&out, b, b_size);
    return zc_term_of (&out);
}

//  ---- ranges --------------------------------------------------------------

static zc_term_t *
s_range (const zc_term_t *args, int64_t step)
{
    zc_integer_t integer;
    const uint8_t *first = zc_args_at (args, 0), *last = zc_args_at (args, 1);
    if (!zc_read_integer (first, &integer) || !zc_read_integer (last, &integer)) {
        zc_term_t *a = zc_args_term (args, 0), *b = zc_args_term (args, 1);
        zc_fail_message ("ArgumentError", "ranges (first..last) expect both sides to be integers, "
                         "got: %s..%s", zc_term_str (a), zc_term_str (b));
    }
    if (step == 0)
        step = zc_order (first, last) <= 0? 1: -1;
    zc_term_t *a = zc_result (first), *b = zc_result (last);
    zc_term_t *range = zc_term_new ("%{__struct__: Range, first: ~t, last: ~t, step: ~i}", a, b,
                                    step);
    zc_term_destroy (&a);
    zc_term_destroy (&b);
    return range;
}

//  first..last, first..last//step
zc_term_t *
zc_kernel_range (const zc_term_t *args)
{
    return s_range (args, 0);
}

zc_term_t *
zc_kernel_range_step (const zc_term_t *args)
{
    int64_t step;
    if (!zc_args_integer (args, 2, &step) || step == 0) {
        zc_term_t *a = zc_args_term (args, 0), *b = zc_args_term (args, 1);
        zc_term_t *c = zc_args_term (args, 2);
        zc_fail_message ("ArgumentError", "ranges (first..last//step) expect both sides to be "
                         "integers and the step to be a non-zero integer, got: %s..%s//%s",
                         zc_term_str (a), zc_term_str (b), zc_term_str (c));
    }
    return s_range (args, step);
}

//  ---- in ------------------------------------------------------------------

//  a in b is Enum.member? (b, a)
zc_term_t *
zc_kernel_in (const zc_term_t *args)
{
    zc_term_t *a = zc_args_term (args, 0), *b = zc_args_term (args, 1);
    zc_term_t *turned = zc_term_new ("[~t, ~t]", b, a);
    zc_term_t *result = zc_apply ("Enum", "member?", turned);
    zc_term_destroy (&turned);
    zc_term_destroy (&b);
    zc_term_destroy (&a);
    return result;
}
