//  zc_calc_big.h - sums, products and quotients of integers of any size

#ifndef ZC_CALC_BIG_H_INCLUDED
#define ZC_CALC_BIG_H_INCLUDED

#include "zc_calc.h"
#include "zc_encode.h"
#include "zc_walk.h"

//  Append a op b; op is ADD, SUBTRACT, MULTIPLY, or DIV, REM where b is not 0.
void zc_calc_big (zc_buffer_t *out, zc_calc_op_t op, const zc_integer_t *a,
                  const zc_integer_t *b);

#endif
