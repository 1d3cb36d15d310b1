//  zc_order.c - which of two terms comes first
//
//  Interface: zc_order, zc_compare in zc_codec.h. Erlang's order; zc_order tells numbers
//  of equal value apart (the integer first), so that 0 means the same term.
//
//  Comparing maps sorts their keys, which compares what may be maps again. That
//  is paid for in stack, so maps inside of more than MAPS_MAX maps are ordered
//  by their bytes; `maps` counts them, and has the bit BY_VALUE for zc_compare.

#define _GNU_SOURCE                         //  qsort_r
#include "zc_walk.h"
#include "zc_encode.h"

#include <math.h>
#include <stdlib.h>

enum { MAPS_MAX = 16, BY_VALUE = 256 };
enum { S_NUMBER, S_ATOM, S_REF, S_FUN, S_PORT, S_PID, S_TUPLE, S_MAP, S_NIL, S_LIST, S_BITS };

static int s_order (const uint8_t *a, const uint8_t *b, unsigned maps);

static int
s_class (const uint8_t *data)
{
    switch (data [0]) {
        case ZC_TAG_SMALL_ATOM_UTF8: case ZC_TAG_ATOM_UTF8: return S_ATOM;
        case ZC_TAG_NEWER_REF:                              return S_REF;
        case ZC_TAG_NEW_FUN: case ZC_TAG_EXPORT:            return S_FUN;
        case ZC_TAG_V4_PORT:                                return S_PORT;
        case ZC_TAG_NEW_PID:                                return S_PID;
        case ZC_TAG_SMALL_TUPLE: case ZC_TAG_LARGE_TUPLE:   return S_TUPLE;
        case ZC_TAG_MAP:                                    return S_MAP;
        case ZC_TAG_NIL:                                    return S_NIL;
        case ZC_TAG_STRING: case ZC_TAG_LIST:               return S_LIST;
        case ZC_TAG_BINARY: case ZC_TAG_BIT_BINARY:         return S_BITS;
        default:                                            return S_NUMBER;
    }
}

static int
s_sign (int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static int
s_bytes (const void *a, size_t a_size, const void *b, size_t b_size)
{
    int order = memcmp (a, b, a_size < b_size? a_size: b_size);
    return order? order: s_sign ((int64_t) a_size, (int64_t) b_size);
}

//  ---- numbers -------------------------------------------------------------

static int
s_magnitudes (const zc_integer_t *a, const zc_integer_t *b)
{
    if (a->size <= 8 && b->size <= 8)
        return (a->small > b->small) - (a->small < b->small);
    if (a->size != b->size)
        return a->size > b->size? 1: -1;
    for (size_t i = a->size; i > 0; i--)
        if (a->bytes [i - 1] != b->bytes [i - 1])
            return a->bytes [i - 1] > b->bytes [i - 1]? 1: -1;
    return 0;
}

static int
s_integers (const zc_integer_t *a, const zc_integer_t *b)
{
    if (a->negative != b->negative)
        return a->negative? -1: 1;
    return a->negative? -s_magnitudes (a, b): s_magnitudes (a, b);
}

//  An integer beside a float: the float's whole part is an integer too, and of
//  two equal ones the fraction decides.
__attribute__ ((noinline)) static int      //  keeps its array off the frames of the recursion
s_mixed (const zc_integer_t *integer, double number)
{
    double whole = trunc (number);
    int exponent;
    double fraction = frexp (fabs (whole), &exponent);
    uint8_t bytes [136] = {0};
    size_t low = exponent > 64? (size_t) (exponent - 57) / 8: 0;
    uint64_t top = (uint64_t) ldexp (fraction, exponent - (int) low * 8);
    for (size_t i = 0; i < 8; i++)
        bytes [low + i] = (uint8_t) (top >> 8 * i);
    zc_integer_t other = {.negative = whole < 0, .bytes = bytes, .size = low + 8, .small = top};
    while (low && bytes [other.size - 1] == 0)
        other.size--;
    int order = s_integers (integer, &other);
    return order? order: whole < number? -1: whole > number? 1: 0;
}

static int
s_numbers (const uint8_t *a, const uint8_t *b, bool by_value)
{
    zc_integer_t x, y;
    bool x_integer = zc_read_integer (a, &x), y_integer = zc_read_integer (b, &y);
    if (x_integer && y_integer)
        return s_integers (&x, &y);
    if (x_integer) {
        int order = s_mixed (&x, zc_read_float (b));
        return order || by_value? order: -1;
    }
    if (y_integer) {
        int order = s_mixed (&y, zc_read_float (a));
        return order || by_value? -order: 1;
    }
    double p = zc_read_float (a), q = zc_read_float (b);
    return p < q? -1: p > q? 1: by_value? 0: (signbit (q) != 0) - (signbit (p) != 0);
}

//  ---- containers ----------------------------------------------------------

static int
s_tuples (const uint8_t *a, const uint8_t *b, unsigned maps)
{
    const uint8_t *at, *bt;
    int64_t left = zc_tuple_arity (a, &at);
    int order = s_sign (left, zc_tuple_arity (b, &bt));
    for (; order == 0 && left > 0; left--) {
        order = s_order (at, bt, maps);
        at += zc_skip (at);
        bt += zc_skip (bt);
    }
    return order;
}

static int
s_lists (const uint8_t *a, const uint8_t *b, unsigned maps)
{
    zc_cursor_t x, y;
    zc_cursor_open (&x, a);
    zc_cursor_open (&y, b);
    while (x.left && y.left) {
        int order = s_order (zc_cursor_item (&x), zc_cursor_item (&y), maps);
        if (order)
            return order;
        zc_cursor_next (&x);
        zc_cursor_next (&y);
    }
    //  A rest that has elements is a list, whatever comes in them.
    if (x.left)
        return s_class (zc_cursor_tail (&y)) > S_LIST? -1: 1;
    if (y.left)
        return s_class (zc_cursor_tail (&x)) > S_LIST? 1: -1;
    return s_order (zc_cursor_tail (&x), zc_cursor_tail (&y), maps);
}

static int
s_by_key (const void *a, const void *b, void *maps)
{
    return s_order (*(const uint8_t *const *) a, *(const uint8_t *const *) b, *(unsigned *) maps);
}

static const uint8_t **
s_keys (const uint8_t *map, unsigned maps)
{
    uint32_t count = zc_get_u32 (map + 1);
    const uint8_t **keys = zc_malloc (count * sizeof *keys);
    const uint8_t *at = map + 5;
    for (uint32_t i = 0; i < count; i++) {
        keys [i] = at;
        at += zc_skip (at);
        at += zc_skip (at);
    }
    qsort_r (keys, count, sizeof *keys, s_by_key, &maps);
    return keys;
}

const uint8_t **
zc_map_keys (const uint8_t *map)
{
    return s_keys (map, 1);
}

//  By size, then by the keys, then by their values.
static int
s_maps (const uint8_t *a, const uint8_t *b, unsigned maps)
{
    uint32_t count = zc_get_u32 (a + 1);
    int order = s_sign (count, zc_get_u32 (b + 1));
    if (order)
        return order;
    if ((maps & ~(unsigned) BY_VALUE) == MAPS_MAX)
        return s_bytes (a, zc_skip (a), b, zc_skip (b));
    unsigned exact = (maps & ~(unsigned) BY_VALUE) + 1;     //  1 and 1.0 are two keys
    const uint8_t **x = s_keys (a, exact), **y = s_keys (b, exact);
    for (uint32_t i = 0; order == 0 && i < count; i++)
        order = s_order (x [i], y [i], exact);
    for (uint32_t i = 0; order == 0 && i < count; i++)
        order = s_order (x [i] + zc_skip (x [i]), y [i] + zc_skip (y [i]), maps + 1);
    zc_release (x);
    zc_release (y);
    return order;
}

static int
s_bits (const uint8_t *a, const uint8_t *b)
{
    size_t x = a [0] == ZC_TAG_BINARY? 5: 6, y = b [0] == ZC_TAG_BINARY? 5: 6;
    size_t x_size = zc_get_u32 (a + 1), y_size = zc_get_u32 (b + 1);
    int order = s_bytes (a + x, x_size, b + y, y_size);
    int x_bits = x == 5? 8: a [5], y_bits = y == 5? 8: b [5];
    return order? order: x_bits - y_bits;
}

static int
s_order (const uint8_t *a, const uint8_t *b, unsigned maps)
{
    int class = s_class (a);
    int order = class - s_class (b);
    if (order)
        return order;
    size_t a_size, b_size;
    switch (class) {
        case S_NUMBER: return s_numbers (a, b, maps & BY_VALUE);
        case S_TUPLE:  return s_tuples (a, b, maps);
        case S_LIST:   return s_lists (a, b, maps);
        case S_MAP:    return s_maps (a, b, maps);
        case S_BITS:   return s_bits (a, b);
        case S_ATOM: {
            const char *text = zc_atom_text (a, &a_size), *other = zc_atom_text (b, &b_size);
            return s_bytes (text, a_size, other, b_size);
        }
        default:
            return s_bytes (a, zc_skip (a), b, zc_skip (b));
    }
}

int
zc_order (const uint8_t *a, const uint8_t *b)
{
    return s_order (a, b, 0);
}

int
zc_compare (const uint8_t *a, const uint8_t *b)
{
    return s_order (a, b, BY_VALUE);
}
