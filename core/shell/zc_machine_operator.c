//  zc_machine_operator.c - arithmetic and comparison
//
//  Integers of 64 bits are reckoned here, and so is equality where a look at the bytes
//  tells; Kernel's functions, which know all numbers, do the rest.

#include "zc_machine.h"
#include "term/zc_encode.h"
#include "term/zc_walk.h"

static bool
s_read (const zc_bytes_t *value, int64_t *number)
{
    zc_integer_t integer;
    const uint8_t *data = value->data;
    if (data [0] != ZC_TAG_SMALL_INT && data [0] != ZC_TAG_INT && data [0] != ZC_TAG_SMALL_BIG)
        return false;
    if (!zc_read_integer (data, &integer) || integer.size > 8 || integer.small > INT64_MAX)
        return false;
    *number = integer.negative? -(int64_t) integer.small: (int64_t) integer.small;
    return true;
}

static zc_bytes_t *
s_integer (int64_t number)
{
    zc_buffer_t out = {0};
    zc_bytes_begin (&out);
    zc_encode_int (&out, number);
    return zc_bytes_end (&out);
}

static zc_bytes_t *
s_boolean (bool value)
{
    return value? zc_bytes_new ("\x77\x04true", 6): zc_bytes_new ("\x77\x05" "false", 7);
}

//  NULL: it does not fit.
static zc_bytes_t *
s_reckon (zc_arithmetic_t which, int64_t a, int64_t b)
{
    int64_t sum;
    switch (which) {
        case ZC_ADD:       return __builtin_add_overflow (a, b, &sum)? NULL: s_integer (sum);
        case ZC_SUBTRACT:  return __builtin_sub_overflow (a, b, &sum)? NULL: s_integer (sum);
        case ZC_MULTIPLY:  return __builtin_mul_overflow (a, b, &sum)? NULL: s_integer (sum);
        case ZC_EQUAL: case ZC_SAME:         return s_boolean (a == b);
        case ZC_NOT_EQUAL: case ZC_NOT_SAME: return s_boolean (a != b);
        case ZC_LESS:      return s_boolean (a < b);
        case ZC_GREATER:   return s_boolean (a > b);
        case ZC_AT_MOST:   return s_boolean (a <= b);
        case ZC_AT_LEAST:  return s_boolean (a >= b);
        default:           return NULL;
    }
}

//  Where no number can be inside, equal is what has the same bytes.
static bool
s_is_plain (const zc_bytes_t *value)
{
    const uint8_t *data = value->data;
    return zc_is_atom (data) || data [0] == ZC_TAG_BINARY || data [0] == ZC_TAG_NEW_PID
        || data [0] == ZC_TAG_NEWER_REF || data [0] == ZC_TAG_NIL;
}

//  NULL: Kernel knows.
static zc_bytes_t *
s_compare (zc_arithmetic_t which, const zc_bytes_t *a, const zc_bytes_t *b)
{
    bool equality = which == ZC_EQUAL || which == ZC_NOT_EQUAL;
    if (which != ZC_SAME && which != ZC_NOT_SAME && !equality)
        return NULL;
    bool same = a->size == b->size && memcmp (a->data, b->data, a->size) == 0;
    if (equality && !same && !s_is_plain (a) && !s_is_plain (b))
        return NULL;
    return s_boolean (same == (which == ZC_SAME || which == ZC_EQUAL));
}

void
zc_do_OPERATOR (zc_machine_t *self, const zc_instruction_t *at)
{
    int64_t a, b;
    zc_arithmetic_t which = (zc_arithmetic_t) at->a;
    zc_bytes_t **operands = zc_machine_last (self, 2);
    const zc_bytes_t *left = operands [0], *right = operands [1];
    bool small = s_read (left, &a) && s_read (right, &b);
    zc_bytes_t *result = small? s_reckon (which, a, b): s_compare (which, left, right);
    char name [ZC_ATOM_BYTES_MAX + 1];
    if (result) {
        zc_machine_drop (self, 2);
        zc_machine_push (self, result);
    }
    else
        zc_machine_call_kernel (self, zc_machine_text (zc_machine_constant (self, at->b)->data, name), 2);
}
