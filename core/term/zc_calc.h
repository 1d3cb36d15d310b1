//  zc_calc.h - arithmetic on integers of any size and floats, with Erlang's results
//
//  Numbers are canonical terms (zc_codec.h). Where one operand is a float the result is
//  one; `/` always gives a float, div and rem take integers. Integers of 63 bits and less
//  take the short way; greater ones are limbs of 32 bits, least first, and cost the product
//  of their lengths.
//
//  Erlang  the operators, floor/1 …      Read next: zc_bignum.h, numbers in text

#ifndef ZC_CALC_H_INCLUDED
#define ZC_CALC_H_INCLUDED

#include "base/zc_buffer.h"

#include <stdbool.h>

typedef enum {
    ZC_CALC_ADD, ZC_CALC_SUBTRACT, ZC_CALC_MULTIPLY, ZC_CALC_DIVIDE, ZC_CALC_DIV, ZC_CALC_REM,
    ZC_CALC_POWER                   //  Elixir's **: 2 ** 3 is 8, 2 ** -1 is 0.5
} zc_calc_op_t;

//  FINE     the result was appended
//  BAD      no number, division by zero, a float that is too large: badarith
//  TOO_BIG  an integer of more than ZC_INTEGER_MAX bytes: system_limit
typedef enum { ZC_CALC_FINE, ZC_CALC_BAD, ZC_CALC_TOO_BIG } zc_calc_t;
zc_calc_t zc_calc (zc_buffer_t *out, zc_calc_op_t op, const uint8_t *a, const uint8_t *b);

//  Append a whole number that a float holds, as an integer.
void zc_calc_whole (zc_buffer_t *out, double value);

//  The value of a number as a float; false: no number, or too large for a float.
bool zc_calc_double (const uint8_t *data, double *value);

#endif
