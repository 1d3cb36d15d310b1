//  zc_lib_enum.c - the module `Enum`: each element in its turn          Elixir  Enum
//
//  Here is what calls a function for one element after the other, and the table. Next:
//  zc_lib_enum_reduce.c, zc_lib_enum_sum.c, zc_lib_enum_order.c, zc_lib_enum_part.c.

#include "zc_lib_enum.h"
#include "term/zc_chardata.h"

zc_term_t *
zc_enum_open (zc_each_t *each, const zc_term_t *args)
{
    zc_term_t *enumerable = zc_args_term (args, 0);
    zc_each_open (each, enumerable);
    zc_term_destroy (&enumerable);
    return zc_args_term (args, zc_term_length (args) - 1);
}

static zc_term_t *
s_each (const zc_term_t *args)
{
    zc_each_t each;
    zc_term_t *function = zc_enum_open (&each, args);
    for (zc_term_t *item; (item = zc_each_next (&each)); zc_term_destroy (&item)) {
        zc_term_t *result = zc_lib_call (function, item, NULL);
        zc_term_destroy (&result);
    }
    zc_term_destroy (&function);
    return NULL;
}

static zc_term_t *
s_map (const zc_term_t *args)
{
    zc_each_t each;
    zc_terms_t results = {0};
    zc_term_t *function = zc_enum_open (&each, args);
    for (zc_term_t *item; (item = zc_each_next (&each)); zc_term_destroy (&item))
        zc_terms_add (&results, zc_lib_call (function, item, NULL));
    zc_term_destroy (&function);
    return zc_terms_list (&results);
}

//  Those of which the function says `wanted`.
static zc_term_t *
s_choose (const zc_term_t *args, bool wanted)
{
    zc_each_t each;
    zc_terms_t results = {0};
    zc_term_t *function = zc_enum_open (&each, args);
    for (zc_term_t *item; (item = zc_each_next (&each));)
        if (zc_lib_ask (function, item) == wanted)
            zc_terms_add (&results, item);
        else
            zc_term_destroy (&item);
    zc_term_destroy (&function);
    return zc_terms_list (&results);
}

static zc_term_t *
s_filter (const zc_term_t *args)
{
    return s_choose (args, true);
}

static zc_term_t *
s_reject (const zc_term_t *args)
{
    return s_choose (args, false);
}

//  The lists or maps that the function returns, one after the other.
static zc_term_t *
s_flat_map (const zc_term_t *args)
{
    zc_each_t each, inner;
    zc_terms_t results = {0};
    zc_term_t *function = zc_enum_open (&each, args);
    for (zc_term_t *item; (item = zc_each_next (&each)); zc_term_destroy (&item)) {
        zc_term_t *some = zc_lib_call (function, item, NULL);
        zc_each_open (&inner, some);
        zc_term_destroy (&some);
        while ((some = zc_each_next (&inner)))
            zc_terms_add (&results, some);
    }
    zc_term_destroy (&function);
    return zc_terms_list (&results);
}

//  ---- questions -----------------------------------------------------------

//  The first of which the function (none: the element itself) is true or, with `wanted`
//  false, is not; NULL: there is none. It closes.
static zc_term_t *
s_first (const zc_term_t *args, bool wanted, int64_t *index)
{
    zc_each_t each;
    zc_term_t *function = zc_enum_open (&each, args), *item;
    bool found = false, own = zc_term_length (args) == 1;
    for (*index = -1; !found && (item = zc_each_next (&each)); ++*index)
        if ((own? zc_lib_true (zc_term_dup (item)): zc_lib_ask (function, item)) == wanted)
            found = true;
        else
            zc_term_destroy (&item);
    zc_each_close (&each);
    zc_term_destroy (&function);
    return found? item: NULL;
}

static zc_term_t *
s_is_any (const zc_term_t *args)
{
    int64_t index;
    zc_term_t *item = s_first (args, true, &index);
    bool any = item != NULL;
    zc_term_destroy (&item);
    return zc_result_bool (any);
}

static zc_term_t *
s_is_all (const zc_term_t *args)
{
    int64_t index;
    zc_term_t *item = s_first (args, false, &index);
    bool all = item == NULL;
    zc_term_destroy (&item);
    return zc_result_bool (all);
}

//  find (enumerable, fun), find (enumerable, otherwise, fun)
static zc_term_t *
s_find (const zc_term_t *args)
{
    int64_t index;
    zc_term_t *item = s_first (args, true, &index);
    return item? item: zc_term_length (args) == 3? zc_args_term (args, 1): zc_term_new ("nil");
}

static zc_term_t *
s_find_index (const zc_term_t *args)
{
    int64_t index;
    zc_term_t *item = s_first (args, true, &index);
    zc_term_t *result = item? zc_term_new ("~i", index): zc_term_new ("nil");
    zc_term_destroy (&item);
    return result;
}

//  ---- made into something else --------------------------------------------

static zc_term_t *
s_to_list (const zc_term_t *args)
{
    zc_term_t *enumerable = zc_args_term (args, 0), *list = zc_lib_list (enumerable);
    zc_term_destroy (&enumerable);
    return list;
}

//  join (enumerable, joiner), map_join (enumerable, joiner, fun)
static zc_term_t *
s_joined (const zc_term_t *args, bool map, zc_term_t *joiner)
{
    zc_each_t each;
    zc_terms_t texts = {0};
    zc_term_t *function = zc_enum_open (&each, args);
    if (joiner && zc_term_type (joiner) != ZC_BINARY)
        zc_fail ("function_clause", map? "Enum:map_join": "Enum:join", args);
    for (zc_term_t *item; (item = zc_each_next (&each)); zc_term_destroy (&item)) {
        zc_term_t *value = map? zc_lib_call (function, item, NULL): zc_term_dup (item);
        if (texts.count && joiner)
            zc_terms_add (&texts, zc_term_dup (joiner));
        zc_terms_add (&texts, zc_kernel_text_of (zc_term_data (value)));
        zc_term_destroy (&value);
    }
    zc_term_t *list = zc_terms_list (&texts);
    zc_term_t *text = zc_chardata_binary (zc_term_data (list), false);
    zc_term_destroy (&list);
    zc_term_destroy (&joiner);
    zc_term_destroy (&function);
    return text;
}

static zc_term_t *
s_join (const zc_term_t *args)
{
    return s_joined (args, false, zc_term_length (args) == 2? zc_args_term (args, 1): NULL);
}

static zc_term_t *
s_map_join (const zc_term_t *args)
{
    return s_joined (args, true, zc_term_length (args) == 3? zc_args_term (args, 1): NULL);
}

//  Put a pair {Key, Value} into a map that is taken.
static zc_term_t *
s_put_pair (zc_term_t *map, const zc_term_t *pair)
{
    const uint8_t *key;
    if (zc_tuple_arity (zc_term_data (pair), &key) != 2)
        zc_fail_message ("ArgumentError", "collecting into a map requires {key, value} tuples, "
                         "got: %s", zc_term_str (pair));
    zc_term_t *more = zc_lib_map_put (map, key, key + zc_skip (key));
    zc_term_destroy (&map);
    return more;
}

zc_term_t *
zc_enum_into_map (zc_each_t *each, zc_term_t *map, const zc_term_t *function)
{
    for (zc_term_t *item; (item = zc_each_next (each)); zc_term_destroy (&item)) {
        zc_term_t *pair = function? zc_lib_call (function, item, NULL): zc_term_dup (item);
        map = s_put_pair (map, pair);
        zc_term_destroy (&pair);
    }
    return map;
}

//  into (enumerable, into), into (enumerable, into, fun)
static zc_term_t *
s_into (const zc_term_t *args)
{
    zc_each_t each;
    zc_terms_t all = {0};
    zc_term_t *function = zc_enum_open (&each, args), *into = zc_args_term (args, 1);
    bool map = zc_term_length (args) == 3;
    if (zc_term_type (into) == ZC_MAP && !zc_term_match (into, "%{__struct__: _}"))
        return zc_enum_into_map (&each, into, map? function: NULL);
    if (zc_list_length (into) < 0)
        zc_fail_protocol ("Collectable", zc_term_data (into));
    for (zc_term_t *item; (item = zc_each_next (&each)); zc_term_destroy (&item))
        zc_terms_add (&all, map? zc_lib_call (function, item, NULL): zc_term_dup (item));
    zc_term_t *list = zc_terms_list (&all), *joined = zc_list_append (into, list);
    zc_term_destroy (&list);
    zc_term_destroy (&into);
    zc_term_destroy (&function);
    return joined;
}

//  with_index (enumerable), with_index (enumerable, offset), with_index (enumerable, fun)
static zc_term_t *
s_with_index (const zc_term_t *args)
{
    zc_each_t each;
    zc_terms_t pairs = {0};
    int64_t index = 0;
    zc_term_t *function = zc_enum_open (&each, args);
    bool map = zc_function_arity (function) >= 0;
    if (!map && zc_term_length (args) == 2)
        index = zc_lib_integer (args, 1, "Enum:with_index");
    for (zc_term_t *item; (item = zc_each_next (&each)); zc_term_destroy (&item)) {
        zc_term_t *number = zc_term_new ("~i", index++);
        zc_terms_add (&pairs, map? zc_lib_call (function, item, number):
                                   zc_term_new ("{~t, ~t}", item, number));
        zc_term_destroy (&number);
    }
    zc_term_destroy (&function);
    return zc_terms_list (&pairs);
}

//  ---- the table -----------------------------------------------------------

ZC_MODULE_NAMED (enum, "Enum",
    {"each", 2, s_each}, {"map", 2, s_map}, {"filter", 2, s_filter}, {"reject", 2, s_reject},
    {"reduce", 2, zc_enum_reduce}, {"reduce", 3, zc_enum_reduce}, {"reduce_while", 3, zc_enum_reduce_while},
    {"flat_map", 2, s_flat_map}, {"any?", 1, s_is_any}, {"any?", 2, s_is_any},
    {"all?", 1, s_is_all}, {"all?", 2, s_is_all}, {"find", 2, s_find}, {"find", 3, s_find},
    {"find_index", 2, s_find_index}, {"count", 1, zc_enum_count}, {"count", 2, zc_enum_count},
    {"sum", 1, zc_enum_sum}, {"product", 1, zc_enum_product}, {"to_list", 1, s_to_list},
    {"join", 1, s_join}, {"join", 2, s_join}, {"map_join", 2, s_map_join},
    {"map_join", 3, s_map_join}, {"into", 2, s_into}, {"into", 3, s_into},
    {"with_index", 1, s_with_index}, {"with_index", 2, s_with_index},
    {"sort", 1, zc_enum_sort}, {"sort", 2, zc_enum_sort}, {"sort_by", 2, zc_enum_sort_by},
    {"sort_by", 3, zc_enum_sort_by}, {"max", 1, zc_enum_max}, {"min", 1, zc_enum_min},
    {"max_by", 2, zc_enum_max_by}, {"min_by", 2, zc_enum_min_by}, {"uniq", 1, zc_enum_uniq},
    {"reverse", 1, zc_enum_reverse}, {"random", 1, zc_enum_random},
    {"shuffle", 1, zc_enum_shuffle}, {"group_by", 2, zc_enum_group_by},
    {"frequencies", 1, zc_enum_frequencies},
    {"member?", 2, zc_enum_member}, {"empty?", 1, zc_enum_empty}, {"at", 2, zc_enum_at},
    {"at", 3, zc_enum_at}, {"take", 2, zc_enum_take}, {"drop", 2, zc_enum_drop},
    {"take_while", 2, zc_enum_take_while}, {"drop_while", 2, zc_enum_drop_while},
    {"split", 2, zc_enum_split}, {"chunk_every", 2, zc_enum_chunk_every},
    {"zip", 1, zc_enum_zip_all}, {"zip", 2, zc_enum_zip}, {"concat", 1, zc_enum_concat_all},
    {"concat", 2, zc_enum_concat});
