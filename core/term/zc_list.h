//  zc_list.h - lists as a whole: made from elements, joined, subtracted
//
//  Lists given to these are proper ones (zc_list_length tells); others are a
//  mistake of the caller. Element by element: zc_cursor_t in zc_walk.h.
//  Erlang  the module lists

#ifndef ZC_LIST_H_INCLUDED
#define ZC_LIST_H_INCLUDED

#include "zc_codec.h"

//  Elements of a proper list; -1: an improper one, or no list.
int64_t zc_list_length (const zc_term_t *list);

//  Terms that are collected (taken over) and become a list; memory of the process.
typedef struct {
    zc_term_t **items;
    size_t count;
} zc_terms_t;
void zc_terms_add (zc_terms_t *self, zc_term_t *term);
zc_term_t *zc_terms_list (zc_terms_t *self);

//  a ++ b; and a -- b: a without the first equal to each element of b.
zc_term_t *zc_list_append (const zc_term_t *a, const zc_term_t *b);
zc_term_t *zc_list_subtract (const zc_term_t *a, const zc_term_t *b);

//  The map of a list of pairs {Key, Value}, no key twice.  Erlang  maps:from_list/1
zc_term_t *zc_list_map (const zc_term_t *pairs);

#endif
