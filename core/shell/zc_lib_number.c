//  zc_lib_number.c - the modules `Integer`, `Float` and `Atom`
//                                                       Elixir  Integer, Float, Atom

#include "zc_lib.h"
#include "kernel/zc_kernel_functions.h"
#include "term/zc_bignum.h"
#include "term/zc_calc.h"

#include <math.h>
#include <stdio.h>

//  ---- Integer -------------------------------------------------------------

//  parse ("12 ducks") is {12, " ducks"}; error where it begins with none.
static zc_term_t *
s_parse (const zc_term_t *args)
{
    size_t size, end;
    const char *text = zc_lib_text (args, 0, "Integer:parse", &size);
    end = size && (*text == '-' || *text == '+');
    while (end < size && text [end] >= '0' && text [end] <= '9')
        end++;
    zc_term_t *integer = zc_kernel_integer_of (text, end);
    if (!integer)
        return zc_term_new ("error");
    zc_term_t *both = zc_term_new ("{~t, ~b}", integer, text + end, size - end);
    zc_term_destroy (&integer);
    return both;
}

//  The rest with the sign of the divisor.
static zc_term_t *
s_mod (const zc_term_t *args)
{
    static const uint8_t zero [] = {ZC_TAG_SMALL_INT, 0};
    zc_term_t *rest = zc_kernel_rem (args);
    int sign = zc_compare (zc_term_data (rest), zero);
    if (sign == 0 || (sign < 0) == (zc_compare (zc_args_at (args, 1), zero) < 0))
        return rest;
    zc_buffer_t out = {0};
    zc_calc (&out, ZC_CALC_ADD, zc_term_data (rest), zc_args_at (args, 1));
    zc_term_destroy (&rest);
    return zc_term_of (&out);
}

//  Of integers, so not below 0 as ** may be.
static zc_term_t *
s_pow (const zc_term_t *args)
{
    int64_t exponent;
    if (zc_args_integer (args, 1, &exponent) && exponent < 0)
        zc_error ("{badarith, []}");
    return zc_kernel_power (args);
}

ZC_MODULE_NAMED (integer, "Integer", {"to_string", 1, zc_erlang_integer_to_binary},
    {"to_charlist", 1, zc_erlang_integer_to_list}, {"parse", 1, s_parse}, {"mod", 2, s_mod},
    {"pow", 2, s_pow});

//  ---- Float ---------------------------------------------------------------

//  All digits of a float, rounded half away from zero behind so many of its places: the
//  value that it has counts, not the digits it is printed with.
static double
s_rounded (double value, int places)
{
    char text [1500] = "0";         //  room for a carry
    snprintf (text + 1, sizeof text - 1, "%.1080f", fabs (value));
    char *point = text + strcspn (text, ".,"), *cut = point + 1 + places;
    bool up = *cut >= '5';
    *point = '.';
    memset (cut, '0', strlen (cut));
    for (char *digit = cut - 1; up; digit--)
        if (*digit != '.') {
            up = *digit == '9';
            *digit = up? '0': (char) (*digit + 1);
        }
    double result = value;
    zc_float_parse (text, strlen (text), &result);
    return copysign (result, value);
}

//  round (float), round (float, places)
static zc_term_t *
s_round (const zc_term_t *args)
{
    double value;
    int64_t places = 0;
    const uint8_t *data = zc_args_at (args, 0);
    if (*data != ZC_TAG_NEW_FLOAT || (zc_args_at (args, 1)
        && (!zc_args_integer (args, 1, &places) || places < 0 || places > 15)))
        zc_fail ("function_clause", "Float:round", args);
    value = zc_read_float (data);
    return zc_term_new ("~f", s_rounded (value, (int) places));
}

//  to_string (1.5)
static zc_term_t *
s_float_text (const zc_term_t *args)
{
    if (*zc_args_at (args, 0) != ZC_TAG_NEW_FLOAT)
        zc_fail_badarg ("erlang:float_to_binary", args, 1, "not a float");
    return zc_kernel_to_string (args);
}

ZC_MODULE_NAMED (float, "Float", {"round", 1, s_round}, {"round", 2, s_round},
    {"to_string", 1, s_float_text});

ZC_MODULE_NAMED (atom_text, "Atom", {"to_string", 1, zc_erlang_atom_to_binary},
    {"to_charlist", 1, zc_erlang_atom_to_list});
