//  zc_lib_map.c - the module `Map`                                    Elixir  Map

#include "zc_lib_enum.h"

//  The value at the key that argument number 1 is; NULL: there is none.
static const uint8_t *
s_value (const zc_term_t *args, const char *call)
{
    const uint8_t *map = zc_args_at (args, 0), *key = zc_args_at (args, 1);
    if (*map != ZC_TAG_MAP)
        zc_fail_value ("badmap", map, call, args);
    return zc_map_find (map, key, zc_skip (key));
}

//  get (map, key), get (map, key, otherwise)
static zc_term_t *
s_get (const zc_term_t *args)
{
    const uint8_t *value = s_value (args, "Map:get");
    return value? zc_result (value): zc_args_at (args, 2)? zc_args_term (args, 2): zc_term_new ("nil");
}

static zc_term_t *
s_fetch (const zc_term_t *args)
{
    const uint8_t *value = s_value (args, "Map:fetch");
    return zc_lib_fetched (value? zc_result (value): NULL);
}

static zc_term_t *
s_must_fetch (const zc_term_t *args)
{
    const uint8_t *value = s_value (args, "Map:fetch!");
    if (!value)
        zc_lib_no_key (args);
    return zc_result (value);
}

static zc_term_t *
s_has_key (const zc_term_t *args)
{
    return zc_result_bool (s_value (args, "Map:has_key?") != NULL);
}

static zc_term_t *
s_put (const zc_term_t *args)
{
    zc_term_t *map = zc_lib_map (args, 0, "maps:put");
    zc_term_t *more = zc_lib_map_put (map, zc_args_at (args, 1), zc_args_at (args, 2));
    zc_term_destroy (&map);
    return more;
}

static zc_term_t *
s_put_new (const zc_term_t *args)
{
    return s_value (args, "Map:put_new")? zc_args_term (args, 0): s_put (args);
}

static zc_term_t *
s_delete (const zc_term_t *args)
{
    zc_term_t *map = zc_lib_map (args, 0, "maps:remove");
    zc_term_t *less = zc_lib_map_delete (map, zc_args_at (args, 1));
    zc_term_destroy (&map);
    return less;
}

//  pop (map, key), pop (map, key, otherwise): {value, map}
static zc_term_t *
s_pop (const zc_term_t *args)
{
    zc_term_t *value = s_get (args), *less = s_delete (args);
    zc_term_t *both = zc_term_new ("{~t, ~t}", value, less);
    zc_term_destroy (&less);
    zc_term_destroy (&value);
    return both;
}

//  Put what the function makes of the value that is there.
static zc_term_t *
s_put_call (const zc_term_t *args, const uint8_t *value, size_t function_at)
{
    zc_term_t *map = zc_args_term (args, 0), *old = zc_result (value);
    zc_term_t *function = zc_args_term (args, function_at);
    zc_term_t *new = zc_lib_call (function, old, NULL);
    zc_term_t *result = zc_lib_map_put (map, zc_args_at (args, 1), zc_term_data (new));
    zc_term_destroy (&new);
    zc_term_destroy (&function);
    zc_term_destroy (&old);
    zc_term_destroy (&map);
    return result;
}

//  update (map, key, start, fun)
static zc_term_t *
s_update (const zc_term_t *args)
{
    const uint8_t *value = s_value (args, "Map:update");
    return value? s_put_call (args, value, 3): s_put (args);
}

//  update! (map, key, fun)
static zc_term_t *
s_must_update (const zc_term_t *args)
{
    const uint8_t *value = s_value (args, "Map:update!");
    if (!value)
        zc_lib_no_key (args);
    return s_put_call (args, value, 2);
}

//  The keys or the values, in the order of the keys.
static zc_term_t *
s_column (const zc_term_t *args, bool values, const char *call)
{
    zc_each_t each;
    zc_terms_t column = {0};
    zc_term_t *map = zc_lib_map (args, 0, call);
    zc_each_open_map (&each, map);
    for (zc_term_t *pair; (pair = zc_each_next (&each)); zc_term_destroy (&pair))
        zc_terms_add (&column, zc_term_element (pair, values));
    zc_term_destroy (&map);
    return zc_terms_list (&column);
}

static zc_term_t *
s_keys (const zc_term_t *args)
{
    return s_column (args, false, "maps:keys");
}

static zc_term_t *
s_values (const zc_term_t *args)
{
    return s_column (args, true, "maps:values");
}

static zc_term_t *
s_to_list (const zc_term_t *args)
{
    zc_each_t each;
    zc_term_t *map = zc_lib_map (args, 0, "maps:to_list");
    zc_each_open_map (&each, map);
    zc_term_destroy (&map);
    return each.list;
}

//  new (), new (enumerable), new (enumerable, fun)
static zc_term_t *
s_new (const zc_term_t *args)
{
    zc_each_t each;
    zc_term_t *enumerable = zc_args_term (args, 0), *function = zc_args_term (args, 1);
    zc_term_t *map = zc_term_new ("%{}");
    if (enumerable) {
        zc_each_open (&each, enumerable);
        map = zc_enum_into_map (&each, map, function);
    }
    zc_term_destroy (&function);
    zc_term_destroy (&enumerable);
    return map;
}

//  merge (a, b): b's values count; merge (a, b, fun): fun.(key, a's, b's)
static zc_term_t *
s_merge (const zc_term_t *args)
{
    zc_each_t each;
    zc_term_t *map = zc_lib_map (args, 0, "maps:merge"), *other = zc_lib_map (args, 1, "maps:merge");
    zc_term_t *function = zc_args_term (args, 2);
    zc_each_open_map (&each, other);
    for (zc_term_t *pair; (pair = zc_each_next (&each)); zc_term_destroy (&pair)) {
        zc_term_t *key = zc_term_element (pair, 0), *value = zc_term_element (pair, 1);
        zc_term_t *old = function? zc_term_get (map, key): NULL;
        if (old) {
            zc_term_t *both = zc_call_with (function, "[~t, ~t, ~t]", key, old, value);
            zc_term_destroy (&value);
            value = both;
        }
        zc_term_t *more = zc_lib_map_put (map, zc_term_data (key), zc_term_data (value));
        zc_term_destroy (&map);
        map = more;
        zc_term_destroy (&old);
        zc_term_destroy (&value);
        zc_term_destroy (&key);
    }
    zc_term_destroy (&function);
    zc_term_destroy (&other);
    return map;
}

//  The part of a map that has the keys of a list, or the part that has not.
static zc_term_t *
s_part (const zc_term_t *args, bool wanted)
{
    zc_each_t each;
    zc_term_t *map = zc_lib_map (args, 0, "maps:with"), *keys = zc_args_term (args, 1);
    zc_term_t *part = wanted? zc_term_new ("%{}"): zc_term_dup (map), *next;
    zc_each_open (&each, keys);
    for (zc_term_t *key; (key = zc_each_next (&each)); zc_term_destroy (&key)) {
        zc_term_t *value = zc_term_get (map, key);
        if (!value)
            continue;
        next = wanted? zc_lib_map_put (part, zc_term_data (key), zc_term_data (value)):
                       zc_lib_map_delete (part, zc_term_data (key));
        zc_term_destroy (&part);
        part = next;
        zc_term_destroy (&value);
    }
    zc_term_destroy (&keys);
    zc_term_destroy (&map);
    return part;
}

static zc_term_t *
s_take (const zc_term_t *args)
{
    return s_part (args, true);
}

static zc_term_t *
s_drop (const zc_term_t *args)
{
    return s_part (args, false);
}

ZC_MODULE_NAMED (map, "Map", {"get", 2, s_get}, {"get", 3, s_get}, {"fetch", 2, s_fetch},
    {"fetch!", 2, s_must_fetch}, {"has_key?", 2, s_has_key}, {"put", 3, s_put},
    {"put_new", 3, s_put_new}, {"delete", 2, s_delete}, {"pop", 2, s_pop}, {"pop", 3, s_pop},
    {"update", 4, s_update}, {"update!", 3, s_must_update}, {"keys", 1, s_keys},
    {"values", 1, s_values}, {"to_list", 1, s_to_list}, {"new", 0, s_new}, {"new", 1, s_new},
    {"new", 2, s_new}, {"merge", 2, s_merge}, {"merge", 3, s_merge}, {"take", 2, s_take},
    {"drop", 2, s_drop});
