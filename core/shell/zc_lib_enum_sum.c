//  zc_lib_enum_sum.c - Enum: counted, added up                          Elixir  Enum
//
//  A range is not walked through for its number of elements nor for their sum, which
//  may be of any size.

#include "zc_lib_enum.h"
#include "term/zc_calc.h"

//  ---- ranges --------------------------------------------------------------

static zc_term_t *
s_integer (int64_t value)
{
    return zc_term_new ("~i", value);
}

//  Whole numbers, which are taken.
static zc_term_t *
s_whole (zc_calc_op_t op, zc_term_t *a, zc_term_t *b)
{
    zc_buffer_t out = {0};
    zc_calc (&out, op, zc_term_data (a), zc_term_data (b));
    zc_term_destroy (&a);
    zc_term_destroy (&b);
    return zc_term_of (&out);
}

//  (last - first) / step + 1
static zc_term_t *
s_range_count (const zc_each_t *range)
{
    if (zc_lib_range_count (range->next, range->last, range->step) == 0)
        return s_integer (0);
    zc_term_t *way = s_whole (ZC_CALC_SUBTRACT, s_integer (range->last), s_integer (range->next));
    zc_term_t *steps = s_whole (ZC_CALC_DIV, way, s_integer (range->step));
    return s_whole (ZC_CALC_ADD, steps, s_integer (1));
}

//  count * first + step * (count - 1) * count / 2
static zc_term_t *
s_range_sum (const zc_each_t *range)
{
    zc_term_t *count = s_range_count (range);
    zc_term_t *base = s_whole (ZC_CALC_MULTIPLY, zc_term_dup (count), s_integer (range->next));
    zc_term_t *steps = s_whole (ZC_CALC_SUBTRACT, zc_term_dup (count), s_integer (1));
    zc_term_t *pairs = s_whole (ZC_CALC_DIV, s_whole (ZC_CALC_MULTIPLY, steps, count), s_integer (2));
    return s_whole (ZC_CALC_ADD, base, s_whole (ZC_CALC_MULTIPLY, pairs, s_integer (range->step)));
}

//  ---- one after the other -------------------------------------------------

//  count (enumerable), count (enumerable, fun)
zc_term_t *
zc_enum_count (const zc_term_t *args)
{
    zc_each_t each;
    int64_t count = 0;
    zc_term_t *enumerable = zc_args_term (args, 0), *function = zc_args_term (args, 1);
    zc_each_open (&each, enumerable);
    zc_term_destroy (&enumerable);
    if (!function && each.range)
        return s_range_count (&each);
    for (zc_term_t *item; (item = zc_each_next (&each)); zc_term_destroy (&item))
        count += !function || zc_lib_ask (function, item);
    zc_term_destroy (&function);
    return s_integer (count);
}

//  item op sum, for each.
static zc_term_t *
s_calc (zc_each_t *each, zc_calc_op_t op, int start, const char *call)
{
    zc_term_t *sum = s_integer (start);
    for (zc_term_t *item; (item = zc_each_next (each)); zc_term_destroy (&item)) {
        zc_buffer_t out = {0};
        zc_calc_t outcome = zc_calc (&out, op, zc_term_data (item), zc_term_data (sum));
        if (outcome != ZC_CALC_FINE) {
            zc_buffer_clear (&out);
            zc_fail (outcome == ZC_CALC_BAD? "badarith": "system_limit", call,
                     zc_term_new ("[~t, ~t]", item, sum));
        }
        zc_term_destroy (&sum);
        sum = zc_term_of (&out);
    }
    return sum;
}

zc_term_t *
zc_enum_sum (const zc_term_t *args)
{
    zc_each_t each;
    zc_term_t *enumerable = zc_args_term (args, 0);
    zc_each_open (&each, enumerable);
    zc_term_destroy (&enumerable);
    return each.range? s_range_sum (&each): s_calc (&each, ZC_CALC_ADD, 0, "erlang:+");
}

zc_term_t *
zc_enum_product (const zc_term_t *args)
{
    zc_each_t each;
    zc_term_t *enumerable = zc_args_term (args, 0);
    zc_each_open (&each, enumerable);
    zc_term_destroy (&enumerable);
    return s_calc (&each, ZC_CALC_MULTIPLY, 1, "erlang:*");
}
