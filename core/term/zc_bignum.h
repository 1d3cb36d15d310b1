//  zc_bignum.h - numbers in text, of any size
//
//  Integers that fit 64 bits take the short way; the others are arrays of
//  32-bit limbs, least first. Cost grows with the square of the length.

#ifndef ZC_BIGNUM_H_INCLUDED
#define ZC_BIGNUM_H_INCLUDED

#include "base/zc_buffer.h"

#include <stdbool.h>

//  Append the integer that `digits` are in this base ('_' between them is
//  skipped), in canonical form.
void zc_bignum_encode (zc_buffer_t *out, bool negative, const char *digits, size_t count,
                       unsigned base);

//  Append the decimal digits of a magnitude, least byte first.
void zc_bignum_print (zc_buffer_t *out, const uint8_t *bytes, size_t size);

//  Read digits.digits[e[+-]digits] with an optional sign, all of `text`;
//  whatever the locale is. false: not of that shape, or too large for a double.
bool zc_float_parse (const char *text, size_t size, double *value);

//  Append the shortest digits that read back as `value`, as Elixir writes them.
void zc_float_print (zc_buffer_t *out, double value);

#endif
