//  zc_lib_enum_order.c - Enum: sorted, chosen, grouped                  Elixir  Enum

#include "zc_lib_enum.h"

//  The elements of the first argument in an array, which is yours (zc_free).
static zc_term_t **
s_items (const zc_term_t *args, size_t *count)
{
    zc_term_t *enumerable = zc_args_term (args, 0), *list = zc_lib_list (enumerable);
    zc_term_t **items = zc_term_elements (list, count);
    zc_term_destroy (&list);
    zc_term_destroy (&enumerable);
    return items;
}

static zc_term_t *
s_list (zc_term_t **items, size_t count)
{
    zc_term_t *list = zc_term_list (items, count);
    zc_free (items);
    return list;
}

//  ---- sorting -------------------------------------------------------------

static bool
s_ascending (const zc_term_t *a, const zc_term_t *b, const void *arg)
{
    (void) arg;
    return zc_compare (zc_term_data (a), zc_term_data (b)) <= 0;
}

static bool
s_descending (const zc_term_t *a, const zc_term_t *b, const void *arg)
{
    (void) arg;
    return zc_compare (zc_term_data (a), zc_term_data (b)) >= 0;
}

static bool
s_by_function (const zc_term_t *a, const zc_term_t *b, const void *function)
{
    return zc_lib_true (zc_lib_call (function, a, b));
}

//  The order that an argument asks for: asc, desc, or a function of two.
static zc_lib_before_t *
s_order (const zc_term_t *order)
{
    return !order || zc_term_match (order, "asc")? s_ascending:
           zc_term_match (order, "desc")? s_descending: s_by_function;
}

//  sort (enumerable), sort (enumerable, asc | desc | fun)
zc_term_t *
zc_enum_sort (const zc_term_t *args)
{
    size_t count;
    zc_term_t **items = s_items (args, &count), *order = zc_args_term (args, 1);
    zc_lib_sort (items, count, s_order (order), order);
    zc_term_destroy (&order);
    return s_list (items, count);
}

//  Pairs {key, element} are sorted by their keys.
typedef struct {
    zc_lib_before_t *before;
    const zc_term_t *order;
} s_keys_t;

static bool
s_by_key (const zc_term_t *a, const zc_term_t *b, const void *arg)
{
    const s_keys_t *keys = arg;
    zc_term_t *x = zc_term_element (a, 0), *y = zc_term_element (b, 0);
    bool before = keys->before (x, y, keys->order);
    zc_term_destroy (&x);
    zc_term_destroy (&y);
    return before;
}

//  sort_by (enumerable, fun), sort_by (enumerable, fun, asc | desc | fun)
zc_term_t *
zc_enum_sort_by (const zc_term_t *args)
{
    size_t count;
    zc_term_t **items = s_items (args, &count), *function = zc_args_term (args, 1);
    zc_term_t *order = zc_args_term (args, 2);
    for (size_t i = 0; i < count; i++) {
        zc_term_t *item = items [i], *key = zc_lib_call (function, item, NULL);
        items [i] = zc_term_new ("{~t, ~t}", key, item);
        zc_term_destroy (&key);
        zc_term_destroy (&item);
    }
    s_keys_t keys = {s_order (order), order};
    zc_lib_sort (items, count, s_by_key, &keys);
    for (size_t i = 0; i < count; i++) {
        zc_term_t *pair = items [i];
        items [i] = zc_term_element (pair, 1);
        zc_term_destroy (&pair);
    }
    zc_term_destroy (&order);
    zc_term_destroy (&function);
    return s_list (items, count);
}

//  ---- the greatest, the smallest ------------------------------------------

//  The first that is not before any other: by itself, or by what a function makes of it.
static zc_term_t *
s_best (const zc_term_t *args, zc_lib_before_t *before)
{
    zc_each_t each;
    zc_term_t *enumerable = zc_args_term (args, 0), *function = zc_args_term (args, 1);
    zc_term_t *best = NULL, *best_key = NULL, *item;
    zc_each_open (&each, enumerable);
    while ((item = zc_each_next (&each))) {
        zc_term_t *key = function? zc_lib_call (function, item, NULL): zc_term_dup (item);
        bool better = !best || !before (best_key, key, NULL);
        zc_term_t **rest = better? &best: &item, **rest_key = better? &best_key: &key;
        zc_term_destroy (rest);
        zc_term_destroy (rest_key);
        if (better) {
            best = item;
            best_key = key;
        }
    }
    if (!best)
        zc_fail_message ("Enum.EmptyError", "empty error");
    zc_term_destroy (&best_key);
    zc_term_destroy (&function);
    zc_term_destroy (&enumerable);
    return best;
}

zc_term_t *
zc_enum_max (const zc_term_t *args)
{
    return s_best (args, s_descending);
}

zc_term_t *
zc_enum_min (const zc_term_t *args)
{
    return s_best (args, s_ascending);
}

zc_term_t *
zc_enum_max_by (const zc_term_t *args)
{
    return s_best (args, s_descending);
}

zc_term_t *
zc_enum_min_by (const zc_term_t *args)
{
    return s_best (args, s_ascending);
}

//  ---- chance --------------------------------------------------------------

zc_term_t *
zc_enum_random (const zc_term_t *args)
{
    zc_each_t each;
    zc_term_t *enumerable = zc_args_term (args, 0), *item;
    zc_each_open (&each, enumerable);
    int64_t count = each.range? zc_lib_range_count (each.next, each.last, each.step):
                                (int64_t) zc_term_length (each.list);
    if (count == 0)
        zc_fail_message ("Enum.EmptyError", "empty error");
    int64_t index = zc_random (count > UINT32_MAX? UINT32_MAX: (uint32_t) count);
    item = each.range? zc_term_new ("~i", each.next + index * each.step):
                       zc_term_element (each.list, (size_t) index);
    zc_each_close (&each);
    zc_term_destroy (&enumerable);
    return item;
}

//  Each order is as likely as any other (Fisher and Yates).
zc_term_t *
zc_enum_shuffle (const zc_term_t *args)
{
    size_t count;
    zc_term_t **items = s_items (args, &count);
    for (size_t i = count; i > 1; i--) {
        size_t other = zc_random ((uint32_t) i);
        zc_term_t *item = items [i - 1];
        items [i - 1] = items [other];
        items [other] = item;
    }
    return s_list (items, count);
}

//  ---- other orders --------------------------------------------------------

//  reverse (enumerable), reverse (enumerable, tail)
zc_term_t *
zc_enum_reverse (const zc_term_t *args)
{
    size_t count;
    zc_term_t **items = s_items (args, &count);
    for (size_t i = 0; i < count / 2; i++) {
        zc_term_t *item = items [i];
        items [i] = items [count - 1 - i];
        items [count - 1 - i] = item;
    }
    return s_list (items, count);
}

//  Each element once, where it came first: `seen` has them as keys.
zc_term_t *
zc_enum_uniq (const zc_term_t *args)
{
    size_t count, kept = 0;
    zc_term_t **items = s_items (args, &count);
    zc_hash_t seen = {0};
    typedef struct { zc_hash_item_t hash; const zc_term_t *term; } entry_t;
    entry_t *entries = zc_alloc ((count + 1) * sizeof *entries);
    for (size_t i = 0; i < count; i++) {
        uint64_t key = zc_term_key (items [i]);
        zc_hash_item_t *found = zc_hash_find (&seen, key);
        while (found && !zc_term_equal (((entry_t *) (void *) found)->term, items [i]))
            found = zc_hash_next (found);
        if (found) {
            zc_term_destroy (&items [i]);
            continue;
        }
        entries [kept].term = items [i];
        zc_hash_add (&seen, &entries [kept].hash, key);
        items [kept++] = items [i];
    }
    zc_hash_clear (&seen);
    zc_free (entries);
    return s_list (items, kept);
}

//  ---- groups --------------------------------------------------------------

//  group_by (enumerable, fun): sorted by key, neighbours of the same key are one group.
zc_term_t *
zc_enum_group_by (const zc_term_t *args)
{
    zc_each_t each;
    zc_term_t *enumerable = zc_args_term (args, 0), *function = zc_args_term (args, 1);
    zc_term_t *groups = zc_term_new ("%{}");
    zc_each_open (&each, enumerable);
    for (zc_term_t *item; (item = zc_each_next (&each)); zc_term_destroy (&item)) {
        zc_term_t *key = zc_lib_call (function, item, NULL), *group = zc_term_get (groups, key);
        zc_term_t *one = zc_term_new ("[~t]", item), *grown = group? zc_list_append (group, one):
                                                                    zc_term_dup (one);
        zc_term_t *more = zc_lib_map_put (groups, zc_term_data (key), zc_term_data (grown));
        zc_term_destroy (&groups);
        groups = more;
        zc_term_destroy (&grown);
        zc_term_destroy (&one);
        zc_term_destroy (&group);
        zc_term_destroy (&key);
    }
    zc_term_destroy (&function);
    zc_term_destroy (&enumerable);
    return groups;
}

//  How often each element is there.
zc_term_t *
zc_enum_frequencies (const zc_term_t *args)
{
    zc_each_t each;
    zc_term_t *enumerable = zc_args_term (args, 0), *counts = zc_term_new ("%{}");
    zc_each_open (&each, enumerable);
    for (zc_term_t *item; (item = zc_each_next (&each)); zc_term_destroy (&item)) {
        int64_t count = 0;
        zc_term_t *old = zc_term_get (counts, item);
        if (old)
            zc_term_match (old, "~i", &count);
        zc_term_t *new = zc_term_new ("~i", count + 1);
        zc_term_t *more = zc_lib_map_put (counts, zc_term_data (item), zc_term_data (new));
        zc_term_destroy (&counts);
        counts = more;
        zc_term_destroy (&new);
        zc_term_destroy (&old);
    }
    zc_term_destroy (&enumerable);
    return counts;
}
