//  zc_compile_script.h - from trees to programs
//
//  Three things are compiled: a text with the variables of a prompt; the text of a
//  closure with those it has captured; the functions of a module.
//
//  Only inside a process: what Kernel has is looked up in the node's module table.

#ifndef ZC_COMPILE_SCRIPT_H_INCLUDED
#define ZC_COMPILE_SCRIPT_H_INCLUDED

#include "zc_ast.h"
#include "zc_program.h"

//  Where a text stands.
typedef struct {
    const char *file;
    const char *module;             //  that it is in; NULL: at a prompt
    bool prompt;                    //  the functions of IEx.Helpers can be called, too
} zc_place_t;

typedef struct {
    uint32_t line;
    char message [256];             //  "undefined function foo/0 (there is no such import)"
} zc_compile_error_t;


//  variables: their names, a list of atoms in canonical form. Each becomes an argument of
//  the program's only function, in this order, after those of a fn.

//  A function without a name that returns {Value, Binding}: the last expression's value,
//  and a map of all variables there are in the end.
//  NULL and *error: it cannot be compiled.
zc_program_t *zc_compile_text (const zc_source_text_t *text, const zc_place_t *place,
                               const uint8_t *variables, zc_compile_error_t *error);

//  The function that a closure's text, one fn or &, stands for: its arguments, then the
//  captured variables.
zc_program_t *zc_compile_closure (const zc_source_text_t *text, const zc_place_t *place,
                                  const uint8_t *variables, zc_compile_error_t *error);

//  ---- modules -------------------------------------------------------------

//  A module in the making: give it its attributes and definitions, then take the program.
//  The texts they are from must live until then.
typedef struct zc_compiler_t zc_compiler_t;
zc_compiler_t *zc_compiler_new (const char *text, const zc_place_t *place);
void zc_compiler_destroy (zc_compiler_t **self_p);

//  Set @name, for the definitions that come after it.
void zc_compiler_set (zc_compiler_t *self, const char *name, const uint8_t *value, size_t size);

//  Add a clause: a call of def or defp.
void zc_compiler_define (zc_compiler_t *self, zc_ast_t *definition);

//  Is there a definition of this function?
bool zc_compiler_defines (const zc_compiler_t *self, const char *name, size_t arity);

//  Compile all. NULL and *error: it cannot be done.
zc_program_t *zc_compiler_finish (zc_compiler_t *self, zc_compile_error_t *error);

#endif
