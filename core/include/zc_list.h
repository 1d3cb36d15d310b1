//  zc_list.h - lists as a whole: collected, joined, subtracted
//
//      zc_terms_t found = {0};
//      zc_terms_add (&found, zc_term_new ("~i", 1));
//      zc_term_t *list = zc_terms_list (&found);               //  [1]
//
//  Lists given to these are proper ones (zc_list_length tells); another one is the
//  caller's bug. What they return is a new term. One element after the other, and
//  lists of an array: zc_term_next, zc_term_list and zc_term_elements in zc_term.h.
//  Erlang  the module lists

#ifndef ZC_LIST_H_INCLUDED
#define ZC_LIST_H_INCLUDED

#include "zc_term.h"

#ifdef __cplusplus
extern "C" {
#endif

//  Elements of a proper list; -1: an improper one, or no list.
//  Erlang  length/1
int64_t zc_list_length (const zc_term_t *list);

//  Terms that are being collected, {0} to begin with. Memory of the process, as the
//  terms themselves are.
typedef struct {
    zc_term_t **items;
    size_t count;
} zc_terms_t;

//  Take one more.
void zc_terms_add (zc_terms_t *self, zc_term_t *term);

//  Make them the list they are collected for; none are left.
zc_term_t *zc_terms_list (zc_terms_t *self);

//  Erlang  a ++ b
zc_term_t *zc_list_append (const zc_term_t *a, const zc_term_t *b);

//  `a` without the first that is equal to each element of `b`.
//  Erlang  a -- b
zc_term_t *zc_list_subtract (const zc_term_t *a, const zc_term_t *b);

//  The map of a list of pairs {Key, Value}, no key twice; other elements are passed
//  over.
//  Erlang  maps:from_list/1
zc_term_t *zc_list_map (const zc_term_t *pairs);

#ifdef __cplusplus
}
#endif
#endif
