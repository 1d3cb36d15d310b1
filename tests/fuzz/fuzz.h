//  fuzz.h - what the fuzz targets share
//
//  A target is a file fuzz_NAME.c with one LLVMFuzzerTestOneInput: it takes any
//  bytes, does with them what the core does with a stranger's, and checks what
//  has to hold whatever they are. Two ways to run it:
//
//      make test       fuzz_main.c: the kept inputs of corpus/NAME, and a fixed
//                      number of mutations of them; any compiler
//      make fuzz       libFuzzer, which looks for new inputs; clang
//
//  A target keeps nothing from one input to the next, and leaves no memory.

#ifndef FUZZ_H_INCLUDED
#define FUZZ_H_INCLUDED

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

//  What has to hold. abort is what both runners catch and report.
#define fuzz_check(condition) \
    ((condition)? (void) 0: fuzz_failed (__FILE__, __LINE__, #condition))

_Noreturn static inline void
fuzz_failed (const char *file, int line, const char *condition)
{
    fprintf (stderr, "%s:%d: does not hold: %s\n", file, line, condition);
    abort ();
}

//  ---- an input, taken byte by byte ----------------------------------------

typedef struct {
    const uint8_t *at;
    size_t left;
} fuzz_input_t;

//  Up to `size` bytes; *size is what there was.
static inline const uint8_t *
fuzz_take (fuzz_input_t *self, size_t *size)
{
    if (*size > self->left)
        *size = self->left;
    const uint8_t *at = self->at;
    self->at += *size;
    self->left -= *size;
    return at;
}

//  Zeros after the end.
static inline uint8_t
fuzz_u8 (fuzz_input_t *self)
{
    size_t size = 1;
    const uint8_t *at = fuzz_take (self, &size);
    return size? *at: 0;
}

static inline uint64_t
fuzz_u64 (fuzz_input_t *self)
{
    uint8_t bytes [8] = {0};
    size_t size = sizeof bytes;
    const uint8_t *at = fuzz_take (self, &size);
    uint64_t value;
    memcpy (bytes, at, size);
    memcpy (&value, bytes, sizeof value);
    return value;
}

//  A copy of its own size, so that a sanitizer sees each byte read beyond it;
//  for free.
static inline uint8_t *
fuzz_copy (const uint8_t *data, size_t size)
{
    uint8_t *copy = malloc (size? size: 1);
    if (!copy)
        abort ();
    if (size)
        memcpy (copy, data, size);      //  no bytes may be at no place
    return copy;
}

//  The bytes up to the next NUL or line feed (or all that are left), as a text;
//  for free.
static inline char *
fuzz_text (fuzz_input_t *self)
{
    size_t size = 0;
    while (size < self->left && self->at [size] && self->at [size] != '\n')
        size++;
    const uint8_t *at = fuzz_take (self, &size);
    fuzz_u8 (self);
    char *text = malloc (size + 1);
    if (!text)
        abort ();
    memcpy (text, at, size);
    text [size] = 0;
    return text;
}

#endif
