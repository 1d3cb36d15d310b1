//  zc_code_language.c - see zc_code_language.h

#include "zc_code_language.h"

#include <string.h>

//  The ends of the section, given by the linker; NULL where there is no language.
extern const zc_code_language_t *const __start_zc_languages [] __attribute__ ((weak, visibility ("hidden")));
extern const zc_code_language_t *const __stop_zc_languages [] __attribute__ ((weak, visibility ("hidden")));

const zc_code_language_t *
zc_code_language_named (const char *name)
{
    for (const zc_code_language_t *const *at = __start_zc_languages; at < __stop_zc_languages; at++)
        if (*at && strcmp ((*at)->name, name) == 0)     //  AddressSanitizer pads the section
            return *at;
    return NULL;
}

const zc_code_language_t *
zc_code_language_of (const char *path)
{
    const char *ending = strrchr (path, '.');
    for (const zc_code_language_t *const *at = __start_zc_languages; at < __stop_zc_languages; at++)
        if (*at && ending && strcmp ((*at)->ending, ending) == 0)
            return *at;
    return NULL;
}
