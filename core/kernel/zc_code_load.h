//  zc_code_load.h - shared objects in memory, and their modules made current
//
//      zc_term_t *reason = zc_code_open (&opened, path);
//      if (!reason) …                  // look at what is in it, set parts [].file
//          reason = zc_code_load (&opened);
//      zc_code_close (&opened);

#ifndef ZC_CODE_LOAD_H_INCLUDED
#define ZC_CODE_LOAD_H_INCLUDED

#include "process/zc_hooks.h"

//  A shared object in memory, where it stays for good, whatever becomes of it; or the
//  modules of a text in another language (zc_code_language.h), which go when they are not
//  loaded.
typedef struct {
    zc_part_t *parts;               //  its modules
    size_t count;
    zc_term_t *names;               //  the same as a list of atoms
} zc_code_opened_t;

//  Take a shared object into memory and find its tables.
//  Returns  NULL, or the reason why it cannot be loaded, {unloadable, Text}
zc_term_t *zc_code_open (zc_code_opened_t *self, const char *path);

//  Can this be a module's name? Names become atoms, and parts of paths.
bool zc_code_is_name (const char *name);

//  Put the modules in the order of their names, and make the list of these.
void zc_code_name_parts (zc_code_opened_t *self);

//  The line that warns of a module that is there already (yours); NULL: it is not.
char *zc_code_redefines (const char *module);

//  Write an object for each module into a folder (NULL: the node's own), and note where
//  in parts [].file.
//  Returns  NULL, or why not (yours)
char *zc_code_keep (const zc_code_opened_t *self, const char *folder, const void *object,
                    size_t size);

//  Run the on_load functions of C, then make all its modules current at once.
//  Returns  NULL, or the reason why nothing has changed: {on_load_failure, Reason},
//           sticky_directory
zc_term_t *zc_code_load (const zc_code_opened_t *self);

//  Release the list (and the texts in parts [].file); what is in memory stays.
void zc_code_close (zc_code_opened_t *self);

#endif
