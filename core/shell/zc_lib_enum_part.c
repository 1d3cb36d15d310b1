//  zc_lib_enum_part.c - Enum: parts of a whole, and wholes of parts     Elixir  Enum

#include "zc_lib_enum.h"

static void
s_open (zc_each_t *each, const zc_term_t *args)
{
    zc_term_t *enumerable = zc_args_term (args, 0);
    zc_each_open (each, enumerable);
    zc_term_destroy (&enumerable);
}

//  How many elements there are; each stays where it is.
static int64_t
s_length (const zc_each_t *each)
{
    return each->range? zc_lib_range_count (each->next, each->last, each->step):
                        (int64_t) zc_term_length (each->list);
}

//  ---- is it there ---------------------------------------------------------

//  A range is not walked through. Distances have 64 bits.
static bool
s_is_in_range (const zc_each_t *range, int64_t value)
{
    uint64_t way = (uint64_t) value - (uint64_t) range->next, stride = (uint64_t) range->step;
    if (range->step > 0)
        return value >= range->next && value <= range->last && way % stride == 0;
    return value <= range->next && value >= range->last && -way % -stride == 0;
}

zc_term_t *
zc_enum_member (const zc_term_t *args)
{
    zc_each_t each;
    int64_t value;
    bool found = false;
    s_open (&each, args);
    zc_term_t *wanted = zc_args_term (args, 1);
    if (each.range)
        found = zc_args_integer (args, 1, &value) && s_is_in_range (&each, value);
    else
        for (zc_term_t *item; !found && (item = zc_each_next (&each)); zc_term_destroy (&item))
            found = zc_term_equal (item, wanted);
    zc_each_close (&each);
    zc_term_destroy (&wanted);
    return zc_result_bool (found);
}

zc_term_t *
zc_enum_empty (const zc_term_t *args)
{
    zc_each_t each;
    s_open (&each, args);
    bool empty = s_length (&each) == 0;
    zc_each_close (&each);
    return zc_result_bool (empty);
}

//  at (enumerable, index), at (enumerable, index, otherwise): below 0 from the end
zc_term_t *
zc_enum_at (const zc_term_t *args)
{
    zc_each_t each;
    int64_t index = zc_lib_integer (args, 1, "Enum:at");
    s_open (&each, args);
    int64_t length = s_length (&each);
    index += index < 0? length: 0;
    zc_term_t *item = index < 0 || index >= length? NULL:
                      each.range? zc_term_new ("~i", each.next + index * each.step):
                      zc_term_element (each.list, (size_t) index);
    zc_each_close (&each);
    return item? item: zc_term_length (args) == 3? zc_args_term (args, 2): zc_term_new ("nil");
}

//  ---- a part --------------------------------------------------------------

//  The elements [from, to).
static zc_term_t *
s_slice (const zc_term_t *args, int64_t from, int64_t to)
{
    zc_each_t each;
    zc_terms_t kept = {0};
    s_open (&each, args);
    zc_term_t *item;
    for (int64_t at = 0; at < to && (item = zc_each_next (&each)); at++)
        if (at >= from)
            zc_terms_add (&kept, item);
        else
            zc_term_destroy (&item);
    zc_each_close (&each);
    return zc_terms_list (&kept);
}

//  Where [take, drop] (enumerable, count) cuts; a count below 0 is one from the end.
static int64_t
s_cut (const zc_term_t *args, const char *call, int64_t *length)
{
    zc_each_t each;
    int64_t count = zc_lib_integer (args, 1, call);
    s_open (&each, args);
    *length = s_length (&each);
    zc_each_close (&each);
    return count >= 0? (count < *length? count: *length): -count < *length? *length + count: 0;
}

zc_term_t *
zc_enum_take (const zc_term_t *args)
{
    int64_t length, cut = s_cut (args, "Enum:take", &length);
    return zc_lib_integer (args, 1, "Enum:take") < 0? s_slice (args, cut, length):
                                                      s_slice (args, 0, cut);
}

zc_term_t *
zc_enum_drop (const zc_term_t *args)
{
    int64_t length, cut = s_cut (args, "Enum:drop", &length);
    return zc_lib_integer (args, 1, "Enum:drop") < 0? s_slice (args, 0, cut):
                                                      s_slice (args, cut, length);
}

//  split (enumerable, count): {first, rest}
zc_term_t *
zc_enum_split (const zc_term_t *args)
{
    int64_t length, cut = s_cut (args, "Enum:split", &length);
    zc_term_t *first = s_slice (args, 0, cut), *rest = s_slice (args, cut, length);
    zc_term_t *both = zc_term_new ("{~t, ~t}", first, rest);
    zc_term_destroy (&rest);
    zc_term_destroy (&first);
    return both;
}

//  The first ones of which the function is true, or those after them.
static zc_term_t *
s_while (const zc_term_t *args, bool take)
{
    zc_each_t each;
    zc_terms_t kept = {0};
    zc_term_t *function = zc_args_term (args, 1), *item;
    bool first = true;
    s_open (&each, args);
    while ((first || !take) && (item = zc_each_next (&each))) {
        first = first && zc_lib_ask (function, item);
        if (first == take)
            zc_terms_add (&kept, item);
        else
            zc_term_destroy (&item);
    }
    zc_each_close (&each);
    zc_term_destroy (&function);
    return zc_terms_list (&kept);
}

zc_term_t *
zc_enum_take_while (const zc_term_t *args)
{
    return s_while (args, true);
}

zc_term_t *
zc_enum_drop_while (const zc_term_t *args)
{
    return s_while (args, false);
}

//  chunk_every (enumerable, count): lists of so many, the last one perhaps of fewer
zc_term_t *
zc_enum_chunk_every (const zc_term_t *args)
{
    zc_each_t each;
    zc_terms_t chunks = {0}, chunk = {0};
    int64_t count = zc_lib_integer (args, 1, "Enum:chunk_every");
    if (count <= 0)
        zc_fail ("function_clause", "Enum:chunk_every", args);
    s_open (&each, args);
    for (zc_term_t *item; (item = zc_each_next (&each));) {
        zc_terms_add (&chunk, item);
        if ((int64_t) chunk.count == count)
            zc_terms_add (&chunks, zc_terms_list (&chunk));
    }
    if (chunk.count)
        zc_terms_add (&chunks, zc_terms_list (&chunk));
    return zc_terms_list (&chunks);
}

//  ---- several together ----------------------------------------------------

//  Tuples of the first ones, the second ones … until one of the wholes has no more. As
//  many wholes as `list` has elements.
static zc_term_t *
s_zip (const zc_term_t *list)
{
    size_t count, got = 0;
    zc_term_t **wholes = zc_term_elements (list, &count);
    zc_each_t *each = zc_alloc ((count + 1) * sizeof *each);
    zc_terms_t tuples = {0};
    for (size_t i = 0; i < count; i++)
        zc_each_open (&each [i], wholes [i]);
    while (count && got == 0) {
        zc_terms_t row = {0};
        zc_term_t *item;
        for (; got < count && (item = zc_each_next (&each [got])); got++)
            zc_terms_add (&row, item);
        bool whole = got == count;
        zc_term_t *items = zc_terms_list (&row), *arg = zc_term_new ("[~t]", items);
        if (whole)
            zc_terms_add (&tuples, zc_apply ("erlang", "list_to_tuple", arg));
        zc_term_destroy (&arg);
        zc_term_destroy (&items);
        got = whole? 0: 1;
    }
    for (size_t i = 0; i < count; i++) {
        zc_each_close (&each [i]);
        zc_term_destroy (&wholes [i]);
    }
    zc_free (each);
    zc_free (wholes);
    return zc_terms_list (&tuples);
}

//  zip (a, b), zip ([a, b, c])
zc_term_t *
zc_enum_zip (const zc_term_t *args)
{
    return s_zip (args);
}

zc_term_t *
zc_enum_zip_all (const zc_term_t *args)
{
    zc_term_t *wholes = zc_args_term (args, 0), *list = zc_lib_list (wholes);
    zc_term_t *zipped = s_zip (list);
    zc_term_destroy (&list);
    zc_term_destroy (&wholes);
    return zipped;
}

static zc_term_t *
s_concat (const zc_term_t *wholes)
{
    zc_each_t outer, inner;
    zc_terms_t all = {0};
    zc_each_open (&outer, wholes);
    for (zc_term_t *whole, *item; (whole = zc_each_next (&outer)); zc_term_destroy (&whole)) {
        zc_each_open (&inner, whole);
        while ((item = zc_each_next (&inner)))
            zc_terms_add (&all, item);
    }
    return zc_terms_list (&all);
}

//  concat (a, b), concat ([a, b, c])
zc_term_t *
zc_enum_concat (const zc_term_t *args)
{
    return s_concat (args);
}

zc_term_t *
zc_enum_concat_all (const zc_term_t *args)
{
    zc_term_t *wholes = zc_args_term (args, 0), *all = s_concat (wholes);
    zc_term_destroy (&wholes);
    return all;
}
