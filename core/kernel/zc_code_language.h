//  zc_code_language.h - what modules can be written in, beside C
//
//  A language makes modules of a text in memory: no compiler is run, no shared object
//  written. An object of such a module (zc_code_object.h) has the language's name in the
//  place of a machine's, the source, and no code: any node takes it.
//
//  Who knows a language enters it with ZC_LANGUAGE anywhere in the library, as modules are
//  entered. There is one, the shell's Elixir (shell/zc_script_language.c).

#ifndef ZC_CODE_LANGUAGE_H_INCLUDED
#define ZC_CODE_LANGUAGE_H_INCLUDED

#include "zc_code_load.h"

typedef struct {
    const char *name;               //  "elixir"
    const char *ending;             //  of its files: ".ex"
    //  Make the modules of a text, all or none, for zc_code_load. *messages is what there is
    //  to say about them (the caller's, or NULL). false: there are none, the messages say why.
    //  In the calling process, which may be killed: what is made must go with it
    bool (*open) (zc_code_opened_t *opened, const char *file, const char *source, size_t size,
                  char **messages);
} zc_code_language_t;

#define ZC_LANGUAGE(symbol) \
    __attribute__ ((section ("zc_languages"), used)) \
    static const zc_code_language_t *const zc_language_entry_##symbol = &symbol

//  The language of that name; of a file of that path. NULL: none; it is C.
const zc_code_language_t *zc_code_language_named (const char *name);
const zc_code_language_t *zc_code_language_of (const char *path);

#endif
