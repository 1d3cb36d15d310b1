//  zc_script.h - defmodule: modules made of a text
//
//      zc_script_t *script = zc_script_new (text, size, &(zc_eval_options_t) {.file = "duck.ex"});
//      for each module      zc_script_module (script, node, NULL);
//      script->opened       is what zc_code_load takes
//      zc_script_destroy (&script);
//
//  The body of a module is evaluated from top to bottom, as Elixir does it: definitions are
//  collected, attributes are set to the values of expressions, `use` is noted; then all is
//  compiled. A mistake is an error of the calling process (SyntaxError, CompileError, or
//  whatever an expression fails with), and nothing is left of what was made.
//
//      zc_script.c             modules and what is in them
//      zc_script_use.c         use GenServer, Supervisor …
//      zc_script_language.c    files, and the module that `defmodule` at a prompt calls

#ifndef ZC_SCRIPT_H_INCLUDED
#define ZC_SCRIPT_H_INCLUDED

#include "zc_compile_script.h"
#include "zc_eval.h"
#include "kernel/zc_code_language.h"
#include "kernel/zc_code_place.h"

enum { ZC_USES_MAX = 8 };

//  A `use` in a module's body: which, with what options.
typedef struct {
    const char *name;
    const char *text;               //  definitions in Elixir, for what the module leaves out
    zc_source_text_t *source;       //  the same as a tree
    zc_term_t *options;
    uint32_t line;
} zc_use_t;

//  A block of the process: its end releases what it holds.
typedef struct {
    const zc_eval_options_t *options;
    zc_source_text_t *source;
    zc_code_opened_t opened;        //  the modules that are done
    const char *outermost;          //  the name of the last of them, and what its body came
    zc_term_t *last;                //  to
    zc_buffer_t warnings;           //  lines

    //  the module that is being made
    const char *name;
    zc_compiler_t *compiler;
    zc_term_t *binding;             //  variables of its body, and attributes: "@name"
    zc_use_t uses [ZC_USES_MAX];
    size_t use_count;
} zc_script_t;

//  Parse a text. options: where it is from.
zc_script_t *zc_script_new (const char *text, size_t size, const zc_eval_options_t *options);
void zc_script_destroy (zc_script_t **self_p);

//  Make all modules of the text, which consists of nothing else; and their list of names.
void zc_script_modules (zc_script_t *self);

//  ---- shared by its files -------------------------------------------------

_Noreturn void zc_script_fail (const zc_script_t *self, uint32_t line, const char *format, ...)
    __attribute__ ((format (printf, 3, 4)));

//  Evaluate an expression of a body, with its binding: the value, a new term.
zc_term_t *zc_script_evaluate (zc_script_t *self, const zc_ast_t *node);

//  A line of warning and where it is about.
void zc_script_warn (zc_script_t *self, uint32_t line, const char *text);

//  Note a `use`; define what the noted ones bring and the module lacks.
void zc_script_use (zc_script_t *self, const zc_ast_t *node);
void zc_script_define_uses (zc_script_t *self);

#endif
