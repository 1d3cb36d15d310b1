//  zc_function.h - functions as values: called, made, sent to other nodes
//
//  Two kinds: an exported function, &Mod.fun/2 (an EXPORT term), which is a name; and
//  a closure (a NEW_FUN term), fn … end with the variables it was made with. A closure
//  carries the text of its fn, is compiled where it is called, and kept compiled there:
//
//      NEW_FUN  module   erl_eval              who can call it: a closure is called by
//                                              zc_apply (its module, "expr", [Fun, Args])
//               arity
//               uniq     16 bytes of a digest of those; Erlang has one of the module here
//               free     Text, Names, Module, File, Line: what it is compiled from
//                        Values
//                        Names: atoms, the variables; Values: a list of the same length;
//                        Module: the module it was written in, or nil (a prompt)
//
//  So any node runs it, whoever made it, as iex does it by sending the fn's clauses; and the
//  layers below the shell can call it without knowing what it is made of.

#ifndef ZC_FUNCTION_H_INCLUDED
#define ZC_FUNCTION_H_INCLUDED

#include "zc_term.h"

#ifdef __cplusplus
extern "C" {
#endif

//  Call a function with a list of arguments, in the calling process.
//  Fails with {badfun, Fun}: it is no function; {badarity, {Fun, Args}}: takes another
//  number of arguments; undef, as zc_apply.
//  Returns  its result, a new term
//  Erlang   apply/2
zc_term_t *zc_call (const zc_term_t *function, const zc_term_t *args);

//  The same with a format of the arguments' list.    zc_call_with (fun, "[~i]", n)
#define zc_call_with(function, ...) zc_call_args (function, ZC_FORMAT (__VA_ARGS__))
zc_term_t *zc_call_args (const zc_term_t *function, zc_format_t args);

//  How many arguments it takes; -1: it is no function.
int zc_function_arity (const zc_term_t *function);

#ifdef __cplusplus
}
#endif

#endif
