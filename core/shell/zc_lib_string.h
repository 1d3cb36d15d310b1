//  zc_lib_string.h - pieces of text, for the two files of `String`

#ifndef ZC_LIB_STRING_H_INCLUDED
#define ZC_LIB_STRING_H_INCLUDED

#include "zc_lib.h"

typedef struct {
    const char *text;
    size_t size;
} zc_piece_t;

//  The text that argument number `index` is.
zc_piece_t zc_piece (const zc_term_t *args, size_t index, const char *call);

//  The character at `at`, and its bytes: what is none is a byte.
size_t zc_piece_character (zc_piece_t text, size_t at, uint32_t *point);

//  The bytes of the blank at `at`, as Unicode has them; 0: it is none. Those that keep words
//  together count where `all` do.
size_t zc_piece_blank (zc_piece_t text, size_t at, bool all);

//  What was built, and is taken.
zc_term_t *zc_piece_result (zc_buffer_t *text);

//  zc_lib_string_pattern.c
zc_function_t zc_string_contains, zc_string_starts_with, zc_string_ends_with, zc_string_split,
    zc_string_replace;

#endif
