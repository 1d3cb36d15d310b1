//  zc_eval_error.h - mistakes in texts, as errors of the calling process
//
//      {%{__struct__: SyntaxError, __exception__: true, file: "iex", line: 1, column: 5,
//         description: "syntax error before: ')'"}, []}

#ifndef ZC_EVAL_ERROR_H_INCLUDED
#define ZC_EVAL_ERROR_H_INCLUDED

#include "zc_compile_script.h"

_Noreturn void zc_raise_parse_error (const zc_parse_error_t *error, const char *file);
_Noreturn void zc_raise_compile_error (const zc_compile_error_t *error, const char *file);

//  Parse and compile.
typedef zc_program_t *(zc_compile_t) (const zc_source_text_t *text, const zc_place_t *place,
                                      const uint8_t *variables, zc_compile_error_t *error);
zc_program_t *zc_compile_or_raise (const char *text, size_t size, uint32_t line,
                                   const zc_place_t *place, const uint8_t *variables,
                                   zc_compile_t *compile);

#endif
