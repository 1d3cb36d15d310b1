//  zc_calc_big.c - the arithmetic one learns at school, with digits of 32 bits
//
//  A magnitude is an array of limbs, least first, the top one not 0; no limbs are 0.
//  Signs are looked at in one place, zc_calc_big. Division is the one of Knuth (The Art
//  of Computer Programming, volume 2, 4.3.1, algorithm D).

#include "zc_calc_big.h"

typedef struct {
    size_t count;
    uint32_t *limbs;
} s_big_t;

static s_big_t
s_new (size_t count)
{
    return (s_big_t) {count, zc_calloc ((count + 1) * sizeof (uint32_t))};
}

static void
s_trim (s_big_t *self)
{
    while (self->count && self->limbs [self->count - 1] == 0)
        self->count--;
}

static s_big_t
s_read (const zc_integer_t *integer)
{
    s_big_t self = s_new ((integer->size + 3) / 4);
    for (size_t i = 0; i < integer->size; i++) {
        uint64_t byte = integer->bytes? integer->bytes [i]: integer->small >> 8 * i & 0xff;
        self.limbs [i / 4] |= (uint32_t) (byte << 8 * (i % 4));
    }
    s_trim (&self);
    return self;
}

static int
s_compare (const s_big_t *a, const s_big_t *b)
{
    if (a->count != b->count)
        return a->count > b->count? 1: -1;
    for (size_t i = a->count; i > 0; i--)
        if (a->limbs [i - 1] != b->limbs [i - 1])
            return a->limbs [i - 1] > b->limbs [i - 1]? 1: -1;
    return 0;
}

static s_big_t
s_add (const s_big_t *a, const s_big_t *b)
{
    s_big_t sum = s_new ((a->count > b->count? a->count: b->count) + 1);
    uint64_t carry = 0;
    for (size_t i = 0; i < sum.count; i++) {
        carry += (i < a->count? a->limbs [i]: 0ull) + (i < b->count? b->limbs [i]: 0ull);
        sum.limbs [i] = (uint32_t) carry;
        carry >>= 32;
    }
    s_trim (&sum);
    return sum;
}

//  a is not less than b.
static s_big_t
s_subtract (const s_big_t *a, const s_big_t *b)
{
    s_big_t rest = s_new (a->count);
    int64_t borrow = 0;
    for (size_t i = 0; i < a->count; i++) {
        borrow += (int64_t) a->limbs [i] - (i < b->count? (int64_t) b->limbs [i]: 0);
        rest.limbs [i] = (uint32_t) borrow;
        borrow >>= 32;
    }
    s_trim (&rest);
    return rest;
}

static s_big_t
s_multiply (const s_big_t *a, const s_big_t *b)
{
    s_big_t product = s_new (a->count + b->count);
    for (size_t i = 0; i < a->count; i++) {
        uint64_t carry = 0;
        for (size_t j = 0; j < b->count || carry; j++) {
            carry += product.limbs [i + j]
                   + (j < b->count? (uint64_t) a->limbs [i] * b->limbs [j]: 0);
            product.limbs [i + j] = (uint32_t) carry;
            carry >>= 32;
        }
    }
    s_trim (&product);
    return product;
}

//  ---- division ------------------------------------------------------------

//  a moved up by less than 32 bits, with one limb more.
static s_big_t
s_shifted (const s_big_t *a, unsigned bits)
{
    s_big_t self = s_new (a->count + 1);
    for (size_t i = 0; i < a->count; i++) {
        uint64_t moved = (uint64_t) a->limbs [i] << bits;
        self.limbs [i] |= (uint32_t) moved;
        self.limbs [i + 1] = (uint32_t) (moved >> 32);
    }
    return self;
}

//  One digit of the quotient: how often the divisor goes into the upper limbs of the
//  rest, of which `top` is the highest. A guess from two limbs is at most 2 too great.
static uint32_t
s_guess (const uint32_t *rest, size_t top, const s_big_t *by)
{
    uint64_t upper = (uint64_t) rest [top] << 32 | rest [top - 1];
    uint64_t first = by->limbs [by->count - 1];
    uint64_t digit = upper / first, left = upper % first;
    while (digit > UINT32_MAX
           || (by->count > 1 && left <= UINT32_MAX
               && digit * by->limbs [by->count - 2] > (left << 32 | rest [top - 2]))) {
        digit--;
        left += first;
        if (left > UINT32_MAX)
            break;
    }
    return (uint32_t) digit;
}

//  rest -= digit * by, at limb `at`. The guess may have been 1 too great: then the
//  divisor is added back. Returns the right digit.
static uint32_t
s_take (uint32_t *rest, uint32_t digit, const s_big_t *by)
{
    int64_t borrow = 0;
    uint64_t carry = 0;
    for (size_t i = 0; i <= by->count; i++) {
        carry += i < by->count? (uint64_t) digit * by->limbs [i]: 0;
        borrow += (int64_t) rest [i] - (int64_t) (uint32_t) carry;
        rest [i] = (uint32_t) borrow;
        borrow >>= 32;
        carry >>= 32;
    }
    if (borrow == 0)
        return digit;
    carry = 0;
    for (size_t i = 0; i <= by->count; i++) {
        carry += (uint64_t) rest [i] + (i < by->count? by->limbs [i]: 0);
        rest [i] = (uint32_t) carry;
        carry >>= 32;
    }
    return digit - 1;
}

//  The quotient; *rest is what is left.
static s_big_t
s_divide (const s_big_t *a, const s_big_t *b, s_big_t *rest)
{
    unsigned bits = (unsigned) __builtin_clz (b->limbs [b->count - 1]);
    s_big_t by = s_shifted (b, bits);           //  so that its top bit is 1
    s_trim (&by);
    *rest = s_shifted (a, bits);
    s_big_t quotient = s_new (a->count >= by.count? a->count - by.count + 1: 0);
    for (size_t at = quotient.count; at > 0; at--) {
        uint32_t digit = s_guess (rest->limbs, at - 1 + by.count, &by);
        quotient.limbs [at - 1] = s_take (rest->limbs + at - 1, digit, &by);
    }
    for (size_t i = 0; i < rest->count; i++) {  //  and back down
        uint64_t two = (uint64_t) rest->limbs [i + 1] << 32 | rest->limbs [i];
        rest->limbs [i] = (uint32_t) (two >> bits);
    }
    s_trim (rest);
    s_trim (&quotient);
    zc_release (by.limbs);
    return quotient;
}

//  ---- with signs ----------------------------------------------------------

static void
s_write (zc_buffer_t *out, bool negative, s_big_t *self)
{
    for (size_t i = 0; i < self->count; i++) {      //  limbs in place become bytes
        uint32_t limb = self->limbs [i];
        for (size_t byte = 0; byte < 4; byte++)
            ((uint8_t *) self->limbs) [4 * i + byte] = (uint8_t) (limb >> 8 * byte);
    }
    zc_encode_big (out, negative, (uint8_t *) self->limbs, 4 * self->count);
    zc_release (self->limbs);
}

//  a + b with the signs that they have.
static void
s_write_sum (zc_buffer_t *out, const s_big_t *a, bool a_negative, const s_big_t *b,
             bool b_negative)
{
    bool a_greater = s_compare (a, b) >= 0;
    s_big_t sum = a_negative == b_negative? s_add (a, b):
                  a_greater? s_subtract (a, b): s_subtract (b, a);
    s_write (out, a_greater? a_negative: b_negative, &sum);
}

//  A quotient is cut towards 0, and a rest has the sign of `a`, as in C.
static void
s_write_quotient (zc_buffer_t *out, zc_calc_op_t op, const s_big_t *a, bool a_negative,
                  const s_big_t *b, bool b_negative)
{
    s_big_t rest, quotient = s_divide (a, b, &rest);
    s_big_t unwanted = op == ZC_CALC_DIV? rest: quotient;
    if (op == ZC_CALC_DIV)
        s_write (out, a_negative != b_negative, &quotient);
    else
        s_write (out, a_negative, &rest);
    zc_release (unwanted.limbs);
}

void
zc_calc_big (zc_buffer_t *out, zc_calc_op_t op, const zc_integer_t *a, const zc_integer_t *b)
{
    s_big_t x = s_read (a), y = s_read (b);
    if (op == ZC_CALC_ADD || op == ZC_CALC_SUBTRACT)
        s_write_sum (out, &x, a->negative, &y, b->negative != (op == ZC_CALC_SUBTRACT));
    else
    if (op == ZC_CALC_MULTIPLY) {
        s_big_t product = s_multiply (&x, &y);
        s_write (out, a->negative != b->negative, &product);
    }
    else
        s_write_quotient (out, op, &x, a->negative, &y, b->negative);
    zc_release (x.limbs);
    zc_release (y.limbs);
}
