//  zc_args.h - the arguments of functions that are called by name, where they stand
//
//  A function of a module table is given its arguments as one term, a list. It can take
//  them apart with zc_term_match; what is called often, or works on whole values, reads
//  them in place instead, as bytes in canonical form (term/zc_codec.h), and builds its
//  result in a buffer:
//
//      const uint8_t *a = zc_args_at (args, 0), *b = zc_args_at (args, 1);
//      return zc_result (zc_compare (a, b) >= 0? a: b);
//
//  No buffer is held where the process may be left: by a failure, or by calling a function
//  it was given. Terms are, since they go with the process.

#ifndef ZC_ARGS_H_INCLUDED
#define ZC_ARGS_H_INCLUDED

#include "zc_process.h"
#include "term/zc_codec.h"

//  Argument number `index`; NULL: there are fewer.
const uint8_t *zc_args_at (const zc_term_t *args, size_t index);

//  The same as a value of C. false, and nothing written: it is something else.
bool zc_args_integer (const zc_term_t *args, size_t index, int64_t *value);
bool zc_args_text (const zc_term_t *args, size_t index, const char **text, size_t *size);

//  The same as a term, which has to be destroyed, or goes with the process.
zc_term_t *zc_args_term (const zc_term_t *args, size_t index);

//  A result that stands somewhere; that was built of other terms, of which one may be
//  nested deep; a text; true or false.
zc_term_t *zc_result (const uint8_t *data);
zc_term_t *zc_result_nested (zc_buffer_t *buffer);
zc_term_t *zc_result_text (const void *text, size_t size);
zc_term_t *zc_result_bool (bool value);

//  ---- failures: errors with the call that failed, as Erlang's have it ------

//  {badarg, [{erlang, hd, Args, [argument: {1, "not a nonempty list"}]}]}
//  call     "erlang:hd", "Enum:sum"
//  which    the argument, from 1; 0: not told, and no `what`
_Noreturn void zc_fail_badarg (const char *call, const zc_term_t *args, unsigned which,
                               const char *what);

//  {Reason, [{Module, Function, Args, []}]} with a word as the reason: badarith,
//  function_clause, system_limit; or with {Word, Value}: badmap, badkey.
_Noreturn void zc_fail (const char *reason, const char *call, const zc_term_t *args);
_Noreturn void zc_fail_value (const char *reason, const uint8_t *value, const char *call,
                              const zc_term_t *args);

//  An exception of Elixir, with its message:
//  {%{__struct__: Enum.EmptyError, __exception__: true, message: "empty error"}, []}
_Noreturn void zc_fail_message (const char *exception, const char *format, ...)
    __attribute__ ((format (printf, 2, 3)));

#endif
