//  zc_program.h - what the compiler makes and the machine runs
//
//  A program is a set of functions: those of a module, or one, the text of a prompt or
//  a closure. It does not change once it is made, so any process on any thread may run
//  it; who does holds a reference.
//
//  The machine has one stack of values. A function's frame on it:
//
//      base                                                          top
//      | arguments | captured | variables … |  operands, as they come |
//      `------------- slots, by number -----'
//
//  Instructions take operands from the top and leave their result there. t means: in
//  tail position, the frame of the callee takes the place of this one.
//
//  instruction   a          b         c      what it does
//  CONSTANT      constant                    push it
//  LOAD          slot                        push its value
//  STORE         slot                        pop into it
//  DUP, POP                                  of the top
//  TUPLE, LIST   n                           n values become one
//  LIST_TAIL     n                           n values and a tail
//  MAP           n                           n pairs; of a key that comes twice the last
//  UPDATE        n                           a map and n pairs whose keys it has
//  RANGE         n                           first, last (n = 2), step (n = 3)
//  TO_STRING                                 the top, as an interpolation shows it
//  CONCAT        n                           n binaries
//  OPERATOR      which      constant         two operands (zc_arithmetic_t); b is its name
//  JUMP          pc
//  JUMP_IF       pc                          pop; go there if it is not nil or false
//  JUMP_UNLESS   pc                          pop; go there if it is
//  BOOLEAN       constant                    the top must be a boolean, left of `and`, `or`
//  MATCH         pattern    slot      pc     bind its variables, or go there
//  GUARD         pc                          from here on an error means: go there
//  GUARD_END                                 pop; if it is not true, as with an error
//  FIELD         constant   parens    t      map.key, or Module.function
//  CALL          function   n         t      of this program
//  OWN           constant   n         t      of the module a closure was written in, by name
//  REMOTE        constant   n         t      module, n arguments; the function's name is a
//  APPLY                    n         t      a function value, n arguments
//  CLOSURE       constant   n                a fn with the n variables it captures (zc_closure.h)
//  RETURN                                    the top
//  RECEIVE       slot       pc        after  for each message: put it into the slot, run what
//                                            follows up to ACCEPT or REJECT; b: where to go in
//                                            the end. after: pop the time first
//  ACCEPT        pc                          take the message, go on there
//  REJECT                                    leave it
//  FAIL          which      slot             zc_failure_t; slot: the value that nothing matched
//
//  Read next: zc_compile_script.h, which makes these, and zc_machine.c, which runs them.

#ifndef ZC_PROGRAM_H_INCLUDED
#define ZC_PROGRAM_H_INCLUDED

#include "zc_pattern.h"

#define ZC_OPERATIONS(X) \
    X (CONSTANT) X (LOAD) X (STORE) X (DUP) X (POP) X (TUPLE) X (LIST) X (LIST_TAIL) X (MAP) \
    X (UPDATE) X (RANGE) X (TO_STRING) X (CONCAT) X (OPERATOR) X (JUMP) X (JUMP_IF) \
    X (JUMP_UNLESS) X (BOOLEAN) X (MATCH) X (GUARD) X (GUARD_END) X (FIELD) X (CALL) X (OWN) \
    X (REMOTE) X (APPLY) X (CLOSURE) X (RETURN) X (RECEIVE) X (ACCEPT) X (REJECT) X (FAIL)

typedef enum {
#define ZC_OPERATION(name) ZC_OP_##name,
    ZC_OPERATIONS (ZC_OPERATION)
#undef ZC_OPERATION
    ZC_OP_COUNT
} zc_operation_t;

//  What the machine does itself for integers that fit in 64 bits, and for comparisons;
//  for all else it calls Kernel's function of that name.
typedef enum {
    ZC_ADD, ZC_SUBTRACT, ZC_MULTIPLY, ZC_EQUAL, ZC_NOT_EQUAL, ZC_SAME, ZC_NOT_SAME,
    ZC_LESS, ZC_GREATER, ZC_AT_MOST, ZC_AT_LEAST
} zc_arithmetic_t;

typedef enum { ZC_BADMATCH, ZC_CASE_CLAUSE, ZC_COND_CLAUSE, ZC_FUNCTION_CLAUSE } zc_failure_t;

typedef struct {
    zc_operation_t operation;
    uint32_t a, b, c;
} zc_instruction_t;

//  A function. A closure's text is one with as many slots filled beforehand as it has
//  captured variables.
typedef struct {
    char *name;
    uint32_t arity;                 //  arguments
    bool public;
    uint32_t slots;                 //  all of them
    zc_instruction_t *instructions;
    uint32_t count;
} zc_code_t;

typedef struct zc_program_t zc_program_t;
struct zc_program_t {
    _Atomic (uint32_t) refs;        //  any thread

    //  set once
    char *module;                   //  that it is, or that a closure was written in; NULL
    zc_code_t **functions;
    zc_bytes_t **constants;
    zc_pattern_t **patterns;
    uint32_t function_count, constant_count, pattern_count;
};

zc_program_t *zc_program_new (const char *module);
zc_program_t *zc_program_dup (const zc_program_t *program);
void zc_program_destroy (zc_program_t **self_p);

//  NULL: it has none such. all: the private ones, too.
const zc_code_t *zc_program_find (const zc_program_t *self, const char *name, size_t arity,
                                  bool all);

//  ---- while it is being made ----------------------------------------------

//  Each returns the number of what was added.
uint32_t zc_program_add_function (zc_program_t *self, const char *name, size_t size, uint32_t arity);
uint32_t zc_program_add_constant (zc_program_t *self, const uint8_t *data, size_t size);
uint32_t zc_program_add_pattern (zc_program_t *self, zc_pattern_t **pattern_p);
uint32_t zc_code_add (zc_code_t *self, zc_operation_t operation, uint32_t a, uint32_t b,
                      uint32_t c);

#endif
