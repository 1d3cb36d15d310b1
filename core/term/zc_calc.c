//  zc_calc.c - see zc_calc.h: floats and small integers; zc_calc_big.c has the others

#include "zc_calc.h"
#include "zc_calc_big.h"
#include "base/zc_limits.h"

#include <math.h>

bool
zc_calc_double (const uint8_t *data, double *value)
{
    zc_integer_t integer;
    if (data [0] == ZC_TAG_NEW_FLOAT)
        *value = zc_read_float (data);
    else
    if (zc_read_integer (data, &integer))
        *value = zc_integer_double (&integer);
    else
        return false;
    return isfinite (*value);
}

//  A float is a mantissa of 53 bits, moved up by an exponent of up to 971.
void
zc_calc_whole (zc_buffer_t *out, double value)
{
    if (fabs (value) < 9e18) {
        zc_encode_int (out, (int64_t) value);
        return;
    }
    int exponent;
    uint64_t mantissa = (uint64_t) ldexp (frexp (fabs (value), &exponent), 53);
    unsigned up = (unsigned) exponent - 53;
    uint8_t bytes [136] = {0};
    mantissa <<= up % 8;                        //  60 bits at most
    for (unsigned i = 0; i < 8; i++)
        bytes [up / 8 + i] = (uint8_t) (mantissa >> 8 * i);
    zc_encode_big (out, value < 0, bytes, sizeof bytes);
}

static zc_calc_t
s_float (zc_buffer_t *out, double value)
{
    if (!isfinite (value))
        return ZC_CALC_BAD;
    zc_encode_float (out, value);
    return ZC_CALC_FINE;
}

static zc_calc_t
s_floats (zc_buffer_t *out, zc_calc_op_t op, const uint8_t *a, const uint8_t *b)
{
    double x, y;
    if (!zc_calc_double (a, &x) || !zc_calc_double (b, &y))
        return ZC_CALC_BAD;
    switch (op) {
        case ZC_CALC_ADD:      return s_float (out, x + y);
        case ZC_CALC_SUBTRACT: return s_float (out, x - y);
        case ZC_CALC_MULTIPLY: return s_float (out, x * y);
        case ZC_CALC_DIVIDE:   return y == 0? ZC_CALC_BAD: s_float (out, x / y);
        case ZC_CALC_POWER:    return s_float (out, pow (x, y));
        case ZC_CALC_DIV:                       //  of integers only
        case ZC_CALC_REM:
        default:               return ZC_CALC_BAD;
    }
}

//  Both fit into 63 bits and a sign. false: the result does not.
static bool
s_small (zc_calc_op_t op, int64_t a, int64_t b, int64_t *result)
{
    switch (op) {
        case ZC_CALC_ADD:      return !__builtin_add_overflow (a, b, result);
        case ZC_CALC_SUBTRACT: return !__builtin_sub_overflow (a, b, result);
        case ZC_CALC_MULTIPLY: return !__builtin_mul_overflow (a, b, result);
        case ZC_CALC_DIV:      *result = a / b; return true;
        case ZC_CALC_REM:      *result = a % b; return true;
        case ZC_CALC_DIVIDE:
        case ZC_CALC_POWER:
        default:               return false;
    }
}

static int64_t
s_value (const zc_integer_t *integer)
{
    return integer->negative? -(int64_t) integer->small: (int64_t) integer->small;
}

static bool
s_is_small (const zc_integer_t *integer)
{
    return integer->size <= 8 && integer->small <= INT64_MAX;
}

//  a to the power of b by squaring: for each bit of b one square, and perhaps a product.
static zc_calc_t
s_power (zc_buffer_t *out, const uint8_t *a, uint64_t b)
{
    zc_calc_t outcome = ZC_CALC_FINE;
    zc_buffer_t result = {0}, next = {0};
    zc_encode_int (&result, 1);
    for (uint64_t bit = b? UINT64_C (1) << (63 - __builtin_clzll (b)): 0;
         bit && outcome == ZC_CALC_FINE; bit >>= 1)
        for (int step = 0; step < (b & bit? 2: 1) && outcome == ZC_CALC_FINE; step++) {
            next.size = 0;
            outcome = zc_calc (&next, ZC_CALC_MULTIPLY, result.data, step? a: result.data);
            zc_buffer_t old = result;
            result = next;
            next = old;
        }
    if (outcome == ZC_CALC_FINE)
        zc_buffer_put (out, result.data, result.size);
    zc_buffer_clear (&result);
    zc_buffer_clear (&next);
    return outcome;
}

static zc_calc_t
s_integers (zc_buffer_t *out, zc_calc_op_t op, const uint8_t *a, const zc_integer_t *x,
            const zc_integer_t *y)
{
    bool zero = y->size <= 8 && y->small == 0;
    if (zero && (op == ZC_CALC_DIV || op == ZC_CALC_REM))
        return ZC_CALC_BAD;
    if (op == ZC_CALC_POWER) {
        bool unit = x->size <= 8 && x->small <= 1;      //  1 and 0 may have any exponent
        if (!unit && y->size > 8)
            return ZC_CALC_TOO_BIG;
        return s_power (out, a, unit? (zero? 0: 2 - (y->size <= 8? y->small & 1: y->bytes [0] & 1)):
                                y->small);
    }
    int64_t result;
    if (s_is_small (x) && s_is_small (y) && s_small (op, s_value (x), s_value (y), &result)) {
        zc_encode_int (out, result);
        return ZC_CALC_FINE;
    }
    if (x->size + y->size > ZC_INTEGER_MAX)
        return ZC_CALC_TOO_BIG;
    zc_calc_big (out, op, x, y);
    return ZC_CALC_FINE;
}

zc_calc_t
zc_calc (zc_buffer_t *out, zc_calc_op_t op, const uint8_t *a, const uint8_t *b)
{
    zc_integer_t x, y;
    bool integers = zc_read_integer (a, &x) && zc_read_integer (b, &y);
    if (!integers || op == ZC_CALC_DIVIDE || (op == ZC_CALC_POWER && y.negative))
        return s_floats (out, op, a, b);
    return s_integers (out, op, a, &x, &y);
}
