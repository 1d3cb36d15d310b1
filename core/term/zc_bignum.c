//  zc_bignum.c - see zc_bignum.h

#include "zc_bignum.h"
#include "zc_encode.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static unsigned
s_digit (char c)
{
    return (unsigned) (c <= '9'? c - '0': (c | 0x20) - 'a' + 10);
}

//  ---- integers ------------------------------------------------------------

//  limbs = limbs * factor + add; returns how many limbs there are now.
static size_t
s_multiply_add (uint32_t *limbs, size_t count, uint32_t factor, uint32_t add)
{
    uint64_t carry = add;
    for (size_t i = 0; i < count; i++) {
        carry += (uint64_t) limbs [i] * factor;
        limbs [i] = (uint32_t) carry;
        carry >>= 32;
    }
    if (carry)
        limbs [count++] = (uint32_t) carry;
    return count;
}

static void
s_encode_limbs (zc_buffer_t *out, bool negative, const uint32_t *limbs, size_t count)
{
    uint8_t *bytes = zc_malloc (4 * count);
    for (size_t i = 0; i < count; i++)
        for (int j = 0; j < 4; j++)
            bytes [4 * i + (size_t) j] = (uint8_t) (limbs [i] >> 8 * j);
    zc_encode_big (out, negative, bytes, 4 * count);
    zc_release (bytes);
}

void
zc_bignum_encode (zc_buffer_t *out, bool negative, const char *digits, size_t count, unsigned base)
{
    //  A digit of base 16 or less is at most half a byte.
    uint32_t *limbs = zc_malloc ((count / 8 + 2) * sizeof *limbs);
    size_t used = 0;
    uint32_t chunk = 0, scale = 1;              //  digits not yet in limbs
    for (size_t i = 0; i < count; i++) {
        if (digits [i] == '_')
            continue;
        chunk = chunk * base + s_digit (digits [i]);
        scale *= base;
        if (scale >= 100000000) {
            used = s_multiply_add (limbs, used, scale, chunk);
            chunk = 0;
            scale = 1;
        }
    }
    used = s_multiply_add (limbs, used, scale, chunk);
    s_encode_limbs (out, negative, limbs, used);
    zc_release (limbs);
}

//  limbs = limbs / 10^9; returns the remainder.
static uint32_t
s_divide (uint32_t *limbs, size_t count)
{
    uint64_t rest = 0;
    for (size_t i = count; i > 0; i--) {
        rest = rest << 32 | limbs [i - 1];
        limbs [i - 1] = (uint32_t) (rest / 1000000000);
        rest %= 1000000000;
    }
    return (uint32_t) rest;
}

void
zc_bignum_print (zc_buffer_t *out, const uint8_t *bytes, size_t size)
{
    size_t count = (size + 3) / 4;
    uint32_t *limbs = zc_calloc (count * sizeof *limbs);
    for (size_t i = 0; i < size; i++)
        limbs [i / 4] |= (uint32_t) bytes [i] << 8 * (i % 4);

    //  Nine digits a division, the last ones first.
    uint32_t *chunks = zc_malloc ((count * 32 / 29 + 2) * sizeof *chunks);
    size_t done = 0;
    do {
        chunks [done++] = s_divide (limbs, count);
        while (count && limbs [count - 1] == 0)
            count--;
    } while (count);
    zc_buffer_printf (out, "%u", (unsigned) chunks [--done]);
    while (done)
        zc_buffer_printf (out, "%09u", (unsigned) chunks [--done]);
    zc_release (chunks);
    zc_release (limbs);
}

//  ---- floats --------------------------------------------------------------

static size_t
s_digits (const char *text, size_t size)
{
    size_t count = 0;
    while (count < size && ((text [count] >= '0' && text [count] <= '9') || text [count] == '_'))
        count++;
    return count;
}

//  strtod minds the locale's decimal point, so it is given none: 1.25e3 is
//  read as 125e1.
bool
zc_float_parse (const char *text, size_t size, double *value)
{
    const char *at = text, *end = text + size;
    bool negative = at < end && *at == '-';
    at += negative || (at < end && *at == '+');
    size_t whole = s_digits (at, (size_t) (end - at));
    const char *point = at + whole;
    if (whole == 0 || point == end || *point != '.')
        return false;
    size_t fraction = s_digits (point + 1, (size_t) (end - point - 1));
    const char *exponent = point + 1 + fraction;
    if (fraction == 0)
        return false;

    long shift = 0;
    if (exponent < end) {
        const char *digits = exponent + 1;
        if ((*exponent | 0x20) != 'e')
            return false;
        bool minus = digits < end && *digits == '-';
        digits += minus || (digits < end && *digits == '+');
        if (digits == end || digits + s_digits (digits, (size_t) (end - digits)) != end)
            return false;
        for (; digits < end; digits++)
            if (*digits != '_' && shift < 100000000)
                shift = shift * 10 + (*digits - '0');
        shift = minus? -shift: shift;
    }

    zc_buffer_t plain = {0};
    for (; at < exponent; at++)
        if (*at == '_')
            fraction -= at > point;
        else
        if (*at != '.')
            zc_buffer_u8 (&plain, (uint8_t) *at);
    zc_buffer_printf (&plain, "e%ld", shift - (long) fraction);
    double magnitude = strtod ((const char *) plain.data, NULL);
    zc_buffer_clear (&plain);
    *value = negative? -magnitude: magnitude;
    return isfinite (magnitude);
}

//  The fewest digits that read back as the same number. The nearest decimal of a
//  length is not always one of them where a neighbour is: next to a power of
//  two the doubles below lie closer. Returns the exponent of the last digit.
static int
s_shortest (double value, uint64_t *digits)
{
    for (int precision = 0;; precision++) {
        char text [40];
        snprintf (text, sizeof text, "%.*e", precision, value);
        uint64_t nearest = 0;
        const char *at = text;
        for (; *at != 'e'; at++)
            if (*at >= '0' && *at <= '9')       //  the point may be a comma
                nearest = nearest * 10 + (uint64_t) (*at - '0');
        int exponent = (int) strtol (at + 1, NULL, 10) - precision;
        for (unsigned i = 0; i < 3; i++) {
            static const int nearby [] = {0, 1, -1};
            *digits = nearest + (uint64_t) nearby [i];
            snprintf (text, sizeof text, "%llue%d", (unsigned long long) *digits, exponent);
            if (strtod (text, NULL) == value)
                return exponent;
        }
        zc_check (precision < 17, "17 digits tell all doubles apart");
    }
}

static void
s_zeros (zc_buffer_t *out, int count)
{
    while (count-- > 0)
        zc_buffer_u8 (out, '0');
}

static void
s_scientific (zc_buffer_t *out, const char *digits, int place)
{
    zc_buffer_printf (out, "%c.%se%d", digits [0], digits [1]? digits + 1: "0", place - 1);
}

//  Plain or scientific, whichever is shorter; above 2^53 always scientific.
void
zc_float_print (zc_buffer_t *out, double value)
{
    if (signbit (value))
        zc_buffer_u8 (out, '-');
    value = fabs (value);
    if (value == 0) {
        zc_buffer_put (out, "0.0", 3);
        return;
    }
    uint64_t number;
    int place = s_shortest (value, &number);
    for (; number % 10 == 0; place++)
        number /= 10;
    char digits [24];
    int count = snprintf (digits, sizeof digits, "%llu", (unsigned long long) number);
    place += count;                             //  value = 0.digits * 10^place
    char exponent [16];
    int cost = snprintf (exponent, sizeof exponent, "%d", place - 1) + 1 + (count == 1? 2: 1);

    if (place > 0 && place < count)
        zc_buffer_printf (out, "%.*s.%s", place, digits, digits + place);
    else
    if (value >= 9007199254740992.0 || (place >= count && place - count + 2 > cost)
        || (place < 0 && 2 - place > cost))
        s_scientific (out, digits, place);
    else
    if (place <= 0) {
        zc_buffer_put (out, "0.", 2);
        s_zeros (out, -place);
        zc_buffer_put (out, digits, (size_t) count);
    }
    else {
        zc_buffer_put (out, digits, (size_t) count);
        s_zeros (out, place - count);
        zc_buffer_put (out, ".0", 2);
    }
}
