//  zc_code_object.h - a module's object: what Module.zco holds, and what travels
//
//      offset  bytes
//         0      8   "zcobject"
//         8      8   length of the whole, big-endian
//        16     32   digest (BLAKE2b) of all that follows
//        48      …   a term in external form:
//                    {1, Arch, Abi, [Module], File, Source, Code}
//
//      Arch        machine and C library the code is made for: "x86_64-linux-gnu"; or the
//                  language of the source, "elixir", where that is all there is
//      Abi         interface between module and library (ZC_MODULE_ABI)
//      File        name of the C file, Source its text: for another machine
//      Code        the shared object
//
//  The digest finds damage. It proves nothing about who made the object: whoever
//  has the cookie may send code, and nobody else can.

#ifndef ZC_CODE_OBJECT_H_INCLUDED
#define ZC_CODE_OBJECT_H_INCLUDED

#include "zc_term.h"

typedef struct {
    const char *arch;
    unsigned abi;
    const zc_term_t *modules;       //  names as atoms
    const char *file;
    const void *source;
    size_t source_size;
    const void *code;
    size_t code_size;
    zc_term_t *term;                //  read: whom the texts belong to
} zc_code_object_t;

//  What this program is: objects of another kind cannot be loaded.
extern const char zc_code_arch [];

//  Returns  the object's bytes, the caller's (zc_free)
uint8_t *zc_code_object_write (const zc_code_object_t *self, size_t *size);

//  Take an object apart; clear it when done with it, whatever came of it.
//  Returns  NULL, or why it is not one (static text)
const char *zc_code_object_read (zc_code_object_t *self, const void *data, size_t size);
void zc_code_object_clear (zc_code_object_t *self);

#endif
