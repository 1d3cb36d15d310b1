//  zc_kernel_compare.c - is it so: comparisons, truth, types          Elixir  Kernel

#include "zc_args.h"
#include "zc_function.h"
#include "zc_kernel_functions.h"
#include "process/zc_hooks.h"
#include "term/zc_walk.h"

//  A question of which the answer is true or false.
#define ASK(function, condition) \
    zc_term_t * \
    function (const zc_term_t *args) \
    { \
        return zc_result_bool (condition); \
    }

//  ---- comparisons ---------------------------------------------------------

static int
s_compare (const zc_term_t *args)
{
    return zc_compare (zc_args_at (args, 0), zc_args_at (args, 1));
}

static int
s_order (const zc_term_t *args)
{
    return zc_order (zc_args_at (args, 0), zc_args_at (args, 1));
}

ASK (zc_kernel_equal, s_compare (args) == 0)
ASK (zc_kernel_not_equal, s_compare (args) != 0)
ASK (zc_kernel_same, s_order (args) == 0)
ASK (zc_kernel_not_same, s_order (args) != 0)
ASK (zc_kernel_less, s_compare (args) < 0)
ASK (zc_kernel_greater, s_compare (args) > 0)
ASK (zc_kernel_less_equal, s_compare (args) <= 0)
ASK (zc_kernel_greater_equal, s_compare (args) >= 0)

//  ---- truth ---------------------------------------------------------------

static bool
s_is (const zc_term_t *args, size_t index, const char *word)
{
    return zc_atom_is (zc_args_at (args, index), word);
}

static bool
s_is_boolean (const zc_term_t *args, size_t index)
{
    return s_is (args, index, "true") || s_is (args, index, "false");
}

//  nil and false are false, everything else is true.
ASK (zc_kernel_bang, s_is (args, 0, "nil") || s_is (args, 0, "false"))

zc_term_t *
zc_kernel_not (const zc_term_t *args)
{
    if (!s_is_boolean (args, 0))
        zc_fail_badarg ("erlang:not", args, 0, NULL);
    return zc_result_bool (s_is (args, 0, "false"));
}

//  The left side has to be a boolean; the right one, where it is asked for, is the result.
static zc_term_t *
s_both (const zc_term_t *args, const char *op, const char *decides)
{
    if (!s_is_boolean (args, 0))
        zc_error ("{{badbool, ~a, ~t}, []}", op, zc_args_term (args, 0));
    return zc_args_term (args, s_is (args, 0, decides)? 0: 1);
}

zc_term_t *
zc_kernel_and (const zc_term_t *args)
{
    return s_both (args, "and", "false");
}

zc_term_t *
zc_kernel_or (const zc_term_t *args)
{
    return s_both (args, "or", "true");
}

//  ---- types ---------------------------------------------------------------

static bool
s_is_a (const zc_term_t *args, zc_type_t type)
{
    zc_term_t *term = zc_args_term (args, 0);
    bool is = zc_term_type (term) == type;
    zc_term_destroy (&term);
    return is;
}

ASK (zc_kernel_is_atom, s_is_a (args, ZC_ATOM))
ASK (zc_kernel_is_binary, s_is_a (args, ZC_BINARY))
ASK (zc_kernel_is_bitstring, s_is_a (args, ZC_BINARY) || s_is_a (args, ZC_BITSTRING))
ASK (zc_kernel_is_boolean, s_is_boolean (args, 0))
ASK (zc_kernel_is_float, s_is_a (args, ZC_FLOAT))
ASK (zc_kernel_is_integer, s_is_a (args, ZC_INTEGER))
ASK (zc_kernel_is_list, s_is_a (args, ZC_LIST))
ASK (zc_kernel_is_map, s_is_a (args, ZC_MAP))
ASK (zc_kernel_is_nil, s_is (args, 0, "nil"))
ASK (zc_kernel_is_number, s_is_a (args, ZC_INTEGER) || s_is_a (args, ZC_FLOAT))
ASK (zc_kernel_is_pid, s_is_a (args, ZC_PID))
ASK (zc_kernel_is_port, s_is_a (args, ZC_PORT))
ASK (zc_kernel_is_reference, s_is_a (args, ZC_REF))
ASK (zc_kernel_is_tuple, s_is_a (args, ZC_TUPLE))

//  is_function (f), is_function (f, arity)
zc_term_t *
zc_kernel_is_function (const zc_term_t *args)
{
    int64_t arity;
    zc_term_t *function = zc_args_term (args, 0);
    int own = zc_function_arity (function);
    zc_term_destroy (&function);
    if (!zc_args_at (args, 1))
        return zc_result_bool (own >= 0);
    if (!zc_args_integer (args, 1, &arity))
        zc_fail_badarg ("erlang:is_function", args, 2, "not an integer");
    if (arity < 0)
        zc_fail_badarg ("erlang:is_function", args, 2, "out of range");
    return zc_result_bool (own >= 0 && own == arity);
}

//  is_map_key (map, key)
zc_term_t *
zc_kernel_is_map_key (const zc_term_t *args)
{
    const uint8_t *map = zc_args_at (args, 0), *key = zc_args_at (args, 1);
    if (*map != ZC_TAG_MAP)
        zc_fail_value ("badmap", map, "erlang:is_map_key", args);
    return zc_result_bool (zc_map_find (map, key, zc_skip (key)) != NULL);
}

//  The atom at a field of a map; NULL: there is none.
static const uint8_t *
s_atom_at (const uint8_t *map, const char *field)
{
    zc_buffer_t key = {0};
    zc_encode_atom (&key, field);
    const uint8_t *value = *map == ZC_TAG_MAP? zc_map_find (map, key.data, key.size): NULL;
    zc_buffer_clear (&key);
    return value && zc_is_atom (value)? value: NULL;
}

//  is_struct (term), is_struct (term, Name)
static bool
s_is_struct (const zc_term_t *args)
{
    const uint8_t *name = s_atom_at (zc_args_at (args, 0), "__struct__"), *wanted = zc_args_at (args, 1);
    return name && (!wanted || zc_order (name, wanted) == 0);
}

ASK (zc_kernel_is_struct, s_is_struct (args))

//  is_exception (term), is_exception (term, Name)
static bool
s_is_exception (const zc_term_t *args)
{
    const uint8_t *mark = s_atom_at (zc_args_at (args, 0), "__exception__");
    return mark && zc_atom_is (mark, "true") && s_is_struct (args);
}

ASK (zc_kernel_is_exception, s_is_exception (args))
