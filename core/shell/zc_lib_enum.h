//  zc_lib_enum.h - the functions of `Enum` that are not in zc_lib_enum.c

#ifndef ZC_LIB_ENUM_H_INCLUDED
#define ZC_LIB_ENUM_H_INCLUDED

#include "zc_lib.h"

//  zc_lib_enum_reduce.c
zc_function_t zc_enum_reduce, zc_enum_reduce_while;

//  zc_lib_enum_sum.c
zc_function_t zc_enum_count, zc_enum_sum, zc_enum_product;

//  zc_lib_enum_order.c
zc_function_t zc_enum_sort, zc_enum_sort_by, zc_enum_max, zc_enum_min, zc_enum_max_by,
    zc_enum_min_by, zc_enum_uniq, zc_enum_reverse, zc_enum_random, zc_enum_shuffle,
    zc_enum_group_by, zc_enum_frequencies;

//  zc_lib_enum_part.c
zc_function_t zc_enum_member, zc_enum_empty, zc_enum_at, zc_enum_take, zc_enum_drop,
    zc_enum_take_while, zc_enum_drop_while, zc_enum_split, zc_enum_chunk_every, zc_enum_zip,
    zc_enum_zip_all, zc_enum_concat, zc_enum_concat_all;

//  What nearly all begin with: the elements of the first argument, and the function that
//  the last one is, a new term.
zc_term_t *zc_enum_open (zc_each_t *each, const zc_term_t *args);

//  Put all pairs that come into a map, which is taken; `function` (may be NULL) makes them.
zc_term_t *zc_enum_into_map (zc_each_t *each, zc_term_t *map, const zc_term_t *function);

#endif
