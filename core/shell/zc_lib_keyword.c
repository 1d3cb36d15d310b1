//  zc_lib_keyword.c - the modules `Keyword` and `Access`
//
//  A keyword list is a list of pairs {key, value} with atoms as keys, of which a key may be
//  there twice; the first one counts.         Elixir  Keyword, Access

#include "zc_lib.h"

//  The list of the first argument and, for `key`, the atom of the second.
static zc_term_t *
s_keywords (const zc_term_t *args, bool key, const char *call)
{
    zc_term_t *list = zc_args_term (args, 0);
    if (zc_list_length (list) < 0 || (key && !zc_is_atom (zc_args_at (args, 1))))
        zc_fail ("function_clause", call, args);
    return list;
}

//  The first value at a key, a new term; NULL: there is none.
static zc_term_t *
s_find (const zc_term_t *args, const char *call)
{
    zc_term_t *list = s_keywords (args, true, call), *key = zc_args_term (args, 1), *value = NULL;
    size_t at = 0;
    for (zc_term_t *pair; !value && (pair = zc_term_next (list, &at)); zc_term_destroy (&pair))
        zc_term_match (pair, "{~t, ~t}", (const zc_term_t *) key, &value);
    zc_term_destroy (&key);
    zc_term_destroy (&list);
    return value;
}

//  What the third argument says to take where there is no value.
static zc_term_t *
s_otherwise (const zc_term_t *args)
{
    return zc_args_at (args, 2)? zc_args_term (args, 2): zc_term_new ("nil");
}

static zc_term_t *
s_get (const zc_term_t *args)
{
    zc_term_t *value = s_find (args, "Keyword:get");
    return value? value: s_otherwise (args);
}

static zc_term_t *
s_fetch (const zc_term_t *args)
{
    return zc_lib_fetched (s_find (args, "Keyword:fetch"));
}

static zc_term_t *
s_must_fetch (const zc_term_t *args)
{
    zc_term_t *value = s_find (args, "Keyword:fetch!");
    if (!value)
        zc_lib_no_key (args);
    return value;
}

static zc_term_t *
s_has_key (const zc_term_t *args)
{
    zc_term_t *value = s_find (args, "Keyword:has_key?");
    bool has = value != NULL;
    zc_term_destroy (&value);
    return zc_result_bool (has);
}

//  All pairs but those of a key; `first`, which is taken, before them.
static zc_term_t *
s_without (const zc_term_t *args, zc_term_t *first, const char *call)
{
    zc_terms_t kept = {0};
    zc_term_t *list = s_keywords (args, true, call), *key = zc_args_term (args, 1);
    size_t at = 0;
    if (first)
        zc_terms_add (&kept, first);
    for (zc_term_t *pair; (pair = zc_term_next (list, &at));)
        if (zc_term_match (pair, "{~t, _}", (const zc_term_t *) key))
            zc_term_destroy (&pair);
        else
            zc_terms_add (&kept, pair);
    zc_term_destroy (&key);
    zc_term_destroy (&list);
    return zc_terms_list (&kept);
}

static zc_term_t *
s_put (const zc_term_t *args)
{
    zc_term_t *key = zc_args_term (args, 1), *value = zc_args_term (args, 2);
    zc_term_t *pair = zc_term_new ("{~t, ~t}", key, value);
    zc_term_destroy (&value);
    zc_term_destroy (&key);
    return s_without (args, pair, "Keyword:put");
}

static zc_term_t *
s_delete (const zc_term_t *args)
{
    return s_without (args, NULL, "Keyword:delete");
}

static zc_term_t *
s_column (const zc_term_t *args, size_t index, const char *call)
{
    zc_terms_t column = {0};
    zc_term_t *list = s_keywords (args, false, call);
    size_t at = 0;
    for (zc_term_t *pair; (pair = zc_term_next (list, &at)); zc_term_destroy (&pair)) {
        if (zc_term_type (pair) != ZC_TUPLE || zc_term_length (pair) != 2)
            zc_fail_message ("ArgumentError", "expected a keyword list, but an entry in the list is "
                             "not a two-element tuple with an atom as its first element, got: %s",
                             zc_term_str (pair));
        zc_terms_add (&column, zc_term_element (pair, index));
    }
    zc_term_destroy (&list);
    return zc_terms_list (&column);
}

static zc_term_t *
s_keys (const zc_term_t *args)
{
    return s_column (args, 0, "Keyword:keys");
}

static zc_term_t *
s_values (const zc_term_t *args)
{
    return s_column (args, 1, "Keyword:values");
}

//  A list has pairs with atoms as keys only; fails with `which` argument it is where not.
static void
s_check_pairs (const zc_term_t *list, const char *which)
{
    size_t at = 0;
    const char *key;
    for (zc_term_t *pair; (pair = zc_term_next (list, &at)); zc_term_destroy (&pair))
        if (!zc_term_match (pair, "{~a, _}", &key))
            zc_fail_message ("ArgumentError", "expected a keyword list as the %s argument, got: %s",
                             which, zc_term_str (list));
}

//  Those of `a` whose keys `b` does not have, then `b`.
static zc_term_t *
s_merge (const zc_term_t *args)
{
    zc_term_t *rest = s_keywords (args, false, "Keyword:merge"), *more = zc_args_term (args, 1);
    if (zc_list_length (more) < 0)
        zc_fail ("function_clause", "Keyword:merge", args);
    s_check_pairs (more, "second");
    s_check_pairs (rest, "first");
    size_t at = 0;
    for (zc_term_t *pair; (pair = zc_term_next (more, &at)); zc_term_destroy (&pair)) {
        zc_term_t *key = zc_term_element (pair, 0), *arg = zc_term_new ("[~t, ~t]", rest, key);
        zc_term_destroy (&rest);
        rest = s_delete (arg);
        zc_term_destroy (&arg);
        zc_term_destroy (&key);
    }
    zc_term_t *merged = zc_list_append (rest, more);
    zc_term_destroy (&more);
    zc_term_destroy (&rest);
    return merged;
}

ZC_MODULE_NAMED (keyword, "Keyword", {"get", 2, s_get}, {"get", 3, s_get},
    {"fetch", 2, s_fetch}, {"fetch!", 2, s_must_fetch},
    {"has_key?", 2, s_has_key}, {"put", 3, s_put},
    {"delete", 2, s_delete}, {"keys", 1, s_keys},
    {"values", 1, s_values}, {"merge", 2, s_merge});

//  ---- a[b] ----------------------------------------------------------------

static zc_term_t *
s_map_get (const zc_term_t *args)
{
    const uint8_t *key = zc_args_at (args, 1);
    const uint8_t *value = zc_map_find (zc_args_at (args, 0), key, zc_skip (key));
    return value? zc_result (value): s_otherwise (args);
}

//  get (container, key), get (container, key, otherwise): of a map, a keyword list or nil
static zc_term_t *
s_access_get (const zc_term_t *args)
{
    const uint8_t *container = zc_args_at (args, 0);
    zc_term_t *name;
    if (zc_term_match (args, "[%{__struct__: ~t} | _]", &name))
        zc_error ("{undef, [{~t, fetch, ~t, []}]}", name, args);
    if (*container == ZC_TAG_MAP)
        return s_map_get (args);
    if (zc_atom_is (container, "nil"))
        return s_otherwise (args);
    zc_cursor_t cursor;
    if (zc_cursor_open (&cursor, container) && !zc_is_atom (zc_args_at (args, 1)))
        zc_fail_message ("ArgumentError", "the Access calls for keywords expect the key to be an "
                         "atom, got: %s", zc_term_str (zc_args_term (args, 1)));
    if (!zc_cursor_open (&cursor, container))
        zc_fail ("function_clause", "Access:get", args);
    return s_get (args);
}

ZC_MODULE_NAMED (access, "Access", {"get", 2, s_access_get}, {"get", 3, s_access_get});
