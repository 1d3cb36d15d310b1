//  zc_eval.h - evaluate a text
//
//      zc_term_t *binding = zc_term_new ("%{n: 20}"), *value;
//      zc_class_t end = zc_eval ("m = n + 1", NULL, &binding, &value);
//      end == ZC_VALUE, value 21, binding %{m: 21, n: 20}
//
//  The way of a text: zc_parse (zc_ast.h) makes a tree, the compiler a program of a small
//  machine (zc_program.h), the machine runs it in the calling process (zc_machine.c).
//  Values are terms all along; functions of the library and of loaded modules are called
//  by name, as zc_apply does.

#ifndef ZC_EVAL_H_INCLUDED
#define ZC_EVAL_H_INCLUDED

#include "zc_process.h"

#include <stdatomic.h>

//  Where a text is from, for messages; zeroed: "iex", 1, the prompt's helpers not imported.
typedef struct {
    const char *file;
    uint32_t line;
    const char *module;             //  the text stands in the body of this one; NULL: of none
    bool prompt;                    //  h, c, nl, flush … can be called by their bare names
    const atomic_bool *interrupt;   //  who sets it ends the evaluation, with the exit
                                    //  `interrupted`, at the next call in a script; NULL: nobody
} zc_eval_options_t;

//  Evaluate a text with a binding, a map of variables, in the calling process. What the
//  text's functions have allocated and not returned is released.
//  Returns  ZC_VALUE: *result the value, *binding with what the text has bound;
//           ZC_ERROR, ZC_EXIT, ZC_THROW: *result the reason as zc_try gives it, *binding as
//           it was. A text that does not parse or compile is the error
//           {%{__struct__: SyntaxError | TokenMissingError | CompileError,
//           __exception__: true, file: File, line: Line, column: Column,
//           description: Text}, []}
//  Blocks   as long as the evaluation takes
//  Elixir   Code.eval_string/3
zc_class_t zc_eval (const char *text, const zc_eval_options_t *options, zc_term_t **binding,
                    zc_term_t **result);

//  The line that tells of an error, exit or throw, as iex prints it: without colours and
//  stack, without line feed at the end. Yours (zc_free).
//      ** (MatchError) no match of right hand side value: 2
//  Elixir   Exception.format_banner/3
char *zc_error_banner (zc_class_t class, const zc_term_t *reason);

#endif
