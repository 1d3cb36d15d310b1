//  zc_compiler.h - what the files of the compiler share
//
//      zc_compile_script.c       texts, closures, modules: where programs begin and end
//      zc_compile_value.c        literals, variables, tuples, lists, maps, strings, blocks
//      zc_compile_call.c         calls, operators, what a name refers to
//      zc_compile_form.c         the special forms: their table; =, |>, .., defmodule …
//      zc_compile_choice.c       if, unless, and, or, case, cond, receive
//      zc_compile_fn.c           fn, clauses of functions
//      zc_compile_capture.c      &, and h
//      zc_compile_match.c        patterns and guards
//
//  Nothing here asks the core: a process that is killed while it compiles ends before or
//  after, and leaves nothing.
//
//  A function of the compiler appends instructions that leave one value on the stack.
//  After the first mistake (zc_compile_fail) they go on, for nothing.

#ifndef ZC_COMPILER_H_INCLUDED
#define ZC_COMPILER_H_INCLUDED

#include "zc_compile_script.h"
#include "zc_scope.h"

//  Patterns, a guard or NULL, a body: of a fn, of a def, of a case (one pattern).
typedef struct {
    zc_ast_t **patterns;
    uint32_t count;
    zc_ast_t *guard, *body;         //  body NULL: it only declares defaults
    uint32_t attributes;            //  of a def: those set so far
} zc_clause_t;

//  A function of a module.
typedef struct {
    const char *name;
    uint32_t arity;
    bool public;
    uint32_t function;              //  in the program
    zc_clause_t *clauses;
    uint32_t count;
    zc_ast_t *head;                 //  else it fills in the defaults of this head
} zc_definition_t;

typedef struct {
    const char *name;
    zc_bytes_t *value;
} zc_attribute_t;

struct zc_compiler_t {
    const char *text;               //  that the spans of nodes are in
    zc_place_t place;
    zc_program_t *program;
    zc_scope_t *scope;              //  of the function that is being compiled
    bool guard;                     //  inside a guard
    bool failed;
    zc_compile_error_t error;       //  the first one
    zc_arena_t *made;               //  nodes and names that are in no source text
    zc_definition_t *definitions;
    uint32_t definition_count;
    zc_attribute_t *attributes;
    uint32_t attribute_count;
    uint32_t visible;               //  attributes that this definition sees
};

//  A pc that is not known yet.
enum { ZC_OPEN = INT32_MAX };

//  ---- zc_compile_script.c -------------------------------------------------

void zc_compile_fail (zc_compiler_t *self, const zc_ast_t *at, const char *format, ...)
    __attribute__ ((format (printf, 3, 4)));

//  Append an instruction, return its pc; where the next one will stand.
uint32_t zc_emit (zc_compiler_t *self, zc_operation_t operation, uint32_t a, uint32_t b, uint32_t c);
uint32_t zc_here (const zc_compiler_t *self);
void zc_emit_constant (zc_compiler_t *self, const uint8_t *data, size_t size);
void zc_emit_atom (zc_compiler_t *self, const char *text);
uint32_t zc_atom_constant (zc_compiler_t *self, const char *text);

//  Jumps whose `a` is open go to the next instruction: the one at pc, or all
//  instructions of that kind from pc on.
void zc_land (zc_compiler_t *self, uint32_t pc);
void zc_land_all (zc_compiler_t *self, uint32_t from, zc_operation_t operation);

//  The end: the program, or NULL and what is wrong.
zc_program_t *zc_compiler_take (zc_compiler_t *self, zc_compile_error_t *error);

//  A node that is in no source text; of a source's line and span. Freed with the compiler.
zc_ast_t *zc_make_node (zc_compiler_t *self, const zc_ast_t *like, zc_ast_kind_t kind,
                        const char *name, uint32_t count);

//  A name put together.
const char *zc_make_text (zc_compiler_t *self, const char *prefix, const char *name);

zc_definition_t *zc_find_definition (const zc_compiler_t *self, const char *name, uint32_t arity);
const zc_bytes_t *zc_find_attribute (const zc_compiler_t *self, const char *name);

//  ---- one node ------------------------------------------------------------

//  tail: it is the last of its function, and returns.
void zc_compile_expression (zc_compiler_t *self, zc_ast_t *node, bool tail);
void zc_compile_value (zc_compiler_t *self, zc_ast_t *node, bool tail);
void zc_compile_variable (zc_compiler_t *self, const zc_ast_t *node, const char *name);
void zc_compile_items (zc_compiler_t *self, zc_ast_t *node, uint32_t from);
void zc_compile_call (zc_compiler_t *self, zc_ast_t *node, bool tail);
void zc_compile_remote (zc_compiler_t *self, zc_ast_t *node, bool tail);
void zc_compile_apply (zc_compiler_t *self, zc_ast_t *node, bool tail);
void zc_compile_local (zc_compiler_t *self, zc_ast_t *node, const char *name, bool tail);

//  Call a function of a module of the library with `count` values on the stack beneath
//  which zc_emit_atom has put the module's name.
void zc_emit_remote (zc_compiler_t *self, const char *function, uint32_t count, bool tail);

//  true: the node is a special form, and compiled.
bool zc_compile_form (zc_compiler_t *self, zc_ast_t *node, bool tail);
typedef void (zc_form_t) (zc_compiler_t *self, zc_ast_t *node, bool tail);
zc_form_t zc_form_if, zc_form_unless, zc_form_and, zc_form_or, zc_form_bang, zc_form_case,
    zc_form_cond, zc_form_receive;

//  The node at a key of the keyword list that is a call's last item; NULL.
zc_ast_t *zc_block_of (const zc_ast_t *call, const char *key);

//  The name of the variable that stands for an attribute; NULL: there is no such one.
const char *zc_see_attribute (zc_compiler_t *self, const zc_ast_t *node);

//  An integer's text made negative: of a literal number.
bool zc_negative (const zc_ast_t *node, zc_buffer_t *out);

//  ---- functions -----------------------------------------------------------

void zc_compile_closure_node (zc_compiler_t *self, zc_ast_t *node);
void zc_compile_capture (zc_compiler_t *self, zc_ast_t *node);
void zc_compile_help (zc_compiler_t *self, zc_ast_t *node, bool tail);
//  The clauses of a fn, or what & makes of an expression, as the code of `scope`.
void zc_compile_closure_body (zc_compiler_t *self, zc_ast_t *node);
uint32_t zc_closure_arity (const zc_ast_t *node);
void zc_compile_capture_body (zc_compiler_t *self, zc_ast_t *node);
uint32_t zc_capture_arity (const zc_ast_t *node);
//  Try the clauses on the first slots; each returns.
void zc_compile_clauses (zc_compiler_t *self, const zc_clause_t *clauses, uint32_t count);

//  ---- patterns ------------------------------------------------------------

//  Match the value in `slot`; else the open jump. A variable alone just names the slot.
void zc_compile_match (zc_compiler_t *self, zc_ast_t *node, uint32_t slot, uint32_t since);
//  The pattern as it is. since: names bound from there on are this pattern's own.
zc_pattern_t *zc_compile_pattern (zc_compiler_t *self, zc_ast_t *node, uint32_t since);
void zc_compile_guard (zc_compiler_t *self, zc_ast_t *guard);

#endif
