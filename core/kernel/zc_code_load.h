//  zc_code_load.h - shared objects in memory, and their modules made current
//
//      zc_term_t *reason = zc_code_open (&opened, path);
//      if (!reason) …                  // look at what is in it, set parts [].file
//          reason = zc_code_load (&opened);
//      zc_code_close (&opened);

#ifndef ZC_CODE_LOAD_H_INCLUDED
#define ZC_CODE_LOAD_H_INCLUDED

#include "process/zc_hooks.h"

//  A shared object in memory, where it stays for good, whatever becomes of it.
typedef struct {
    zc_part_t *parts;               //  its modules
    size_t count;
    zc_term_t *names;               //  the same as a list of atoms
} zc_code_opened_t;

//  Take a shared object into memory and find its tables.
//  Returns  NULL, or the reason why it cannot be loaded, {unloadable, Text}
zc_term_t *zc_code_open (zc_code_opened_t *self, const char *path);

//  Run the on_load functions, then make all its modules current at once.
//  Returns  NULL, or the reason why nothing has changed: {on_load_failure, Reason},
//           sticky_directory
zc_term_t *zc_code_load (const zc_code_opened_t *self);

//  Release the list (and the texts in parts [].file); what is in memory stays.
void zc_code_close (zc_code_opened_t *self);

#endif
