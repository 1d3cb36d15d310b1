//  zc_error_text.h - inside zc_error_banner: errors in zc_error_banner.c, exceptions in
//  zc_error_exception.c, exits in zc_error_exit.c

#ifndef ZC_ERROR_TEXT_H_INCLUDED
#define ZC_ERROR_TEXT_H_INCLUDED

#include "zc_term.h"
#include "base/zc_buffer.h"

void zc_error_put (zc_buffer_t *out, const char *text);
void zc_error_inspect (zc_buffer_t *out, const zc_term_t *term);

//  Chat.join("bob", 1), Chat.join/2; `args` is a list or a number.
void zc_error_call (zc_buffer_t *out, const zc_term_t *module, const char *function,
                    const zc_term_t *args);

//  ** (Exception) text
void zc_error_say (zc_buffer_t *out, const char *exception, const char *text);

//  The word of Erlang's reason {Word, Value} for an exception with a `term`: badmatch for
//  MatchError; NULL: it is none such.
const char *zc_error_word (const char *exception);

//  false: it is no exception, and nothing was said.
bool zc_error_exception (zc_buffer_t *out, const zc_term_t *error);

//  ** (MatchError) no match of right hand side value: 2
void zc_error_error (zc_buffer_t *out, const zc_term_t *error, const zc_term_t *stack);

//  What an exit is for, after `** (exit) `. Lines that follow begin with `joiner`: a line
//  feed and spaces.
void zc_error_exit (zc_buffer_t *out, const zc_term_t *reason, const char *joiner);

#endif
