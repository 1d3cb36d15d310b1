//  zc_given.h - arguments of functions that are called by name
//
//  What is not as it should be is the error {badarg, Text}.

#ifndef ZC_GIVEN_H_INCLUDED
#define ZC_GIVEN_H_INCLUDED

#include "zc_gen_server.h"

//  Argument number `index` of a list that has it: a new term.
zc_term_t *zc_given (const zc_term_t *args, size_t index);

//  The same as a server reference, which the terms of the caller keep.
zc_server_t zc_given_server (const zc_term_t *args, size_t index);

//  As a time: milliseconds or infinity; `otherwise` where there are fewer.
int zc_given_time (const zc_term_t *args, size_t index, int otherwise);

//  As text of an atom.
const char *zc_given_atom (const zc_term_t *args, size_t index);

//  The value at a key of a keyword list, a new term; NULL: it has none.
zc_term_t *zc_given_option (const zc_term_t *options, const char *key);

//  The option `name`: a server reference to start under; none where it is missing.
zc_server_t zc_given_name (const zc_term_t *options);

#endif
