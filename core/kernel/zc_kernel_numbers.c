//  zc_kernel_numbers.c - arithmetic by name                        Elixir  Kernel

#include "zc_args.h"
#include "zc_kernel_functions.h"
#include "term/zc_calc.h"
#include "term/zc_walk.h"

#include <math.h>

//  `name` is the function that a failure names: erlang's operator.
static zc_term_t *
s_calc (const zc_term_t *args, zc_calc_op_t op, const char *name)
{
    zc_buffer_t out = {0};
    zc_calc_t outcome = zc_calc (&out, op, zc_args_at (args, 0), zc_args_at (args, 1));
    if (outcome == ZC_CALC_FINE)
        return zc_term_of (&out);
    zc_buffer_clear (&out);
    zc_fail (outcome == ZC_CALC_BAD? "badarith": "system_limit", name, args);
}

#define CALC(function, op, name) \
    zc_term_t * \
    function (const zc_term_t *args) \
    { \
        return s_calc (args, op, "erlang:" name); \
    }

CALC (zc_kernel_add, ZC_CALC_ADD, "+")
CALC (zc_kernel_subtract, ZC_CALC_SUBTRACT, "-")
CALC (zc_kernel_multiply, ZC_CALC_MULTIPLY, "*")
CALC (zc_kernel_divide, ZC_CALC_DIVIDE, "/")
CALC (zc_kernel_div, ZC_CALC_DIV, "div")
CALC (zc_kernel_rem, ZC_CALC_REM, "rem")
CALC (zc_kernel_power, ZC_CALC_POWER, "**")

static bool
s_is_number (const uint8_t *data)
{
    double value;
    zc_integer_t integer;
    return zc_read_integer (data, &integer) || zc_calc_double (data, &value);
}

static bool
s_is_negative (const uint8_t *data)
{
    static const uint8_t zero [] = {ZC_TAG_SMALL_INT, 0};
    return zc_compare (data, zero) < 0;
}

//  0 - x; a float keeps its form, -0.0 from 0.0 too.
static zc_term_t *
s_negated (const uint8_t *data)
{
    static const uint8_t zero [] = {ZC_TAG_SMALL_INT, 0};
    if (*data == ZC_TAG_NEW_FLOAT)
        return zc_term_new ("~f", -zc_read_float (data));
    zc_buffer_t out = {0};
    zc_calc (&out, ZC_CALC_SUBTRACT, zero, data);
    return zc_term_of (&out);
}

zc_term_t *
zc_kernel_plus (const zc_term_t *args)
{
    if (!s_is_number (zc_args_at (args, 0)))
        zc_fail ("badarith", "erlang:+", args);
    return zc_args_term (args, 0);
}

zc_term_t *
zc_kernel_minus (const zc_term_t *args)
{
    if (!s_is_number (zc_args_at (args, 0)))
        zc_fail ("badarith", "erlang:-", args);
    return s_negated (zc_args_at (args, 0));
}

zc_term_t *
zc_kernel_abs (const zc_term_t *args)
{
    const uint8_t *data = zc_args_at (args, 0);
    if (!s_is_number (data))
        zc_fail_badarg ("erlang:abs", args, 1, "not a number");
    return s_is_negative (data) || (*data == ZC_TAG_NEW_FLOAT && signbit (zc_read_float (data)))?
           s_negated (data): zc_result (data);
}

//  ---- floats to integers --------------------------------------------------

static zc_term_t *
s_whole (const zc_term_t *args, double (*whole) (double), const char *name)
{
    const uint8_t *data = zc_args_at (args, 0);
    if (!s_is_number (data))
        zc_fail_badarg (name, args, 1, "not a number");
    if (*data != ZC_TAG_NEW_FLOAT)
        return zc_result (data);
    zc_buffer_t out = {0};
    zc_calc_whole (&out, whole (zc_read_float (data)));
    return zc_term_of (&out);
}

#define WHOLE(function, way, name) \
    zc_term_t * \
    function (const zc_term_t *args) \
    { \
        return s_whole (args, way, "erlang:" name); \
    }

WHOLE (zc_kernel_round, round, "round")
WHOLE (zc_kernel_trunc, trunc, "trunc")
WHOLE (zc_kernel_floor, floor, "floor")
WHOLE (zc_kernel_ceil, ceil, "ceil")

//  ---- the greater, the smaller: of any terms ------------------------------

zc_term_t *
zc_kernel_max (const zc_term_t *args)
{
    const uint8_t *a = zc_args_at (args, 0), *b = zc_args_at (args, 1);
    return zc_result (zc_compare (a, b) >= 0? a: b);
}

zc_term_t *
zc_kernel_min (const zc_term_t *args)
{
    const uint8_t *a = zc_args_at (args, 0), *b = zc_args_at (args, 1);
    return zc_result (zc_compare (a, b) <= 0? a: b);
}
