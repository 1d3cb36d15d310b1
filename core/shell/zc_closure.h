//  zc_closure.h - fn … end as a value: made, and found again as a program
//
//  The layout of the term: zc_function.h. All of it but its variables and who made it
//  is known where the fn is written, a constant of the program (zc_closure_describe).
//  When it is called, the node's table has the compiled code for that very text, or
//  gets it (zc_closure_find).

#ifndef ZC_CLOSURE_H_INCLUDED
#define ZC_CLOSURE_H_INCLUDED

#include "zc_compile_script.h"

typedef struct {
    const char *text;
    size_t size;
    zc_place_t place;
    uint32_t line;
    const char **names;
    uint32_t count, arity;
} zc_closure_source_t;

//  Append what a closure of this text begins with, up to its values.
void zc_closure_describe (zc_buffer_t *out, const zc_closure_source_t *source);

//  The closure itself, in the calling process: with the values of its variables.
zc_bytes_t *zc_closure_new (const zc_bytes_t *description, zc_bytes_t *const *values,
                            uint32_t count);

//  A closure taken apart; all in its bytes.
typedef struct {
    uint32_t arity;
    const uint8_t *code;            //  Text, Names, Module, File, Line
    size_t code_size;
    const uint8_t *text, *names, *module, *file, *line;
    const uint8_t *values;          //  as many as names
} zc_closure_t;

//  false: it is no closure of ours. The bytes may be from anywhere.
bool zc_closure_open (zc_closure_t *self, const uint8_t *function);

//  Its compiled code, a new reference in *program_p, which is in a block of the calling
//  process: so it is released where that is killed in here. What cannot be compiled here is
//  the error CompileError, in the calling process.
void zc_closure_find (const zc_closure_t *self, zc_program_t **program_p);

#endif
