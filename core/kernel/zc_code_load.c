//  zc_code_load.c - see zc_code_load.h

#include "zc_code_load.h"
#include "zc_code.h"
#include "zc_code_place.h"
#include "zc_node.h"
#include "zc_process.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

//  ---- shared objects ------------------------------------------------------

//  {unloadable, Text}
static zc_term_t *
s_unloadable (const char *text)
{
    return zc_term_new ("{unloadable, ~s}", text);
}

bool
zc_code_is_name (const char *name)
{
    size_t size = strlen (name);
    return size > 0 && size <= 200 && name [0] != '.'
        && strspn (name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.") == size;
}

static int
s_by_name (const void *a, const void *b)
{
    return strcmp (((const zc_part_t *) a)->name, ((const zc_part_t *) b)->name);
}

//  Compilers put the tables in any order: ours is that of the names.
void
zc_code_name_parts (zc_code_opened_t *self)
{
    qsort (self->parts, self->count, sizeof *self->parts, s_by_name);
    self->names = zc_term_new ("[]");
    for (size_t i = self->count; i-- > 0;) {
        zc_term_t *rest = self->names, *atom = zc_module_atom (self->parts [i].name);
        self->names = zc_term_new ("[~t | ~t]", atom, rest);
        zc_term_destroy (&rest);
        zc_term_destroy (&atom);
    }
}

//  Take the tables in. NULL, or what is wrong.
static zc_term_t *
s_take_tables (zc_code_opened_t *self, const zc_object_t *object)
{
    if (object->abi != ZC_MODULE_ABI)
        return s_unloadable ("it was compiled with headers of another version of zcluster");
    self->parts = zc_alloc ((size_t) (object->stop - object->start) * sizeof *self->parts);
    for (const zc_module_t *const *at = object->start; at < object->stop; at++) {
        if (!*at)                   //  a sanitizer's padding
            continue;
        if (!zc_code_is_name ((*at)->name))
            return s_unloadable ("a module's name is made of letters, digits, _ and dots");
        self->parts [self->count++] = (zc_part_t) {(*at)->name, &zc_module_c,
                                                   (void *) (uintptr_t) *at, NULL};
    }
    zc_code_name_parts (self);
    return self->count? NULL: s_unloadable ("there is no ZC_MODULE in it");
}

//  What the system's linker says, with what helps where it misses something of ours.
static zc_term_t *
s_refused (const char *error)
{
    bool ours = strstr (error, "undefined symbol: zc_") != NULL;
    char *text = zc_code_text ("%s%s", error, ours? " (the program must be linked with -rdynamic, "
                               "and with the whole library where that is static)": "");
    zc_term_t *reason = s_unloadable (text);
    zc_free (text);
    return reason;
}

zc_term_t *
zc_code_open (zc_code_opened_t *self, const char *path)
{
    *self = (zc_code_opened_t) {.count = 0};
    void *handle = dlopen (path, RTLD_NOW | RTLD_LOCAL);
    if (!handle)
        return s_refused (dlerror ());
    const zc_object_t *object = dlsym (handle, "zc_object");
    return object? s_take_tables (self, object): s_unloadable ("it does not export zc_object");
}

void
zc_code_close (zc_code_opened_t *self)
{
    for (size_t i = 0; i < self->count; i++)
        zc_free ((void *) (uintptr_t) self->parts [i].file);
    zc_free (self->parts);
    zc_term_destroy (&self->names);
}

//  ---- their objects -------------------------------------------------------

char *
zc_code_redefines (const char *module)
{
    const char *file = "the program itself";
    zc_term_t *which = zc_code_which (module);
    bool there = zc_term_match (which, "~s", &file) || zc_term_match (which, "preloaded");
    bool memory = strstr (file, "/" ZC_MODULE_PLACE) != NULL;
    char *line = there? zc_code_text ("warning: redefining module %s (current version %s%s)\n", module,
                                      memory? "defined in memory": "loaded from ",
                                      memory? "": file): NULL;
    zc_term_destroy (&which);
    return line;
}

char *
zc_code_keep (const zc_code_opened_t *self, const char *folder, const void *object, size_t size)
{
    char *error = NULL;
    for (size_t i = 0; i < self->count && !error; i++) {
        zc_part_t *part = &self->parts [i];
        char *path = folder? zc_code_text ("%s/%s.zco", folder, part->name)
                           : zc_code_place_path (part->name, ".zco", &error);
        if (path)
            error = zc_code_place_write (path, object, size);
        part->file = path;
    }
    return error;
}

//  ---- on_load -------------------------------------------------------------

static void
s_run_on_load (void *arg)
{
    const zc_export_t *hook = arg;
    zc_term_t *result = hook->function (zc_term_new ("[]"));
    if (result && !zc_term_match (result, "ok"))
        zc_exit ("~t", result);
}

//  Have a part's hook run by a process of its own, if it has one. NULL, or the
//  reason.
static zc_term_t *
s_on_load (const zc_part_t *part)
{
    const void *hook = part->kind == &zc_module_c? part->kind->find (part->code, "on_load", 0): NULL;
    if (!hook)
        return NULL;
    zc_ref_t ref;
    zc_term_t *reason = NULL, *message = NULL;
    zc_spawn_monitor (s_run_on_load, (void *) (uintptr_t) hook, &ref);
    zc_receive_quietly (-1, 1, (const zc_format_t [1]) {
                        ZC_FORMAT ("{:DOWN, ~r, process, _, ~t}", ref, &reason)}, &message);
    zc_term_destroy (&message);
    bool good = zc_term_match (reason, "normal");
    zc_term_t *failure = good? NULL: zc_term_new ("{on_load_failure, ~t}", reason);
    zc_term_destroy (&reason);
    return failure;
}

//  ---- the last step -------------------------------------------------------

zc_term_t *
zc_code_load (const zc_code_opened_t *self)
{
    for (size_t i = 0; i < self->count; i++) {
        zc_term_t *failure = s_on_load (&self->parts [i]);
        if (failure)
            return failure;
    }
    zc_core_t *core = zc_core_enter ();
    const char *sticky = zc_module_load (core, self->parts, self->count);
    for (size_t i = 0; i < self->count && !sticky; i++)
        self->parts [i].code = NULL;    //  it is the table's now
    zc_core_leave ();
    if (sticky)
        zc_log (ZC_LOG_ERROR, "module %s is the library's own and cannot be replaced", sticky);
    return sticky? zc_term_new ("sticky_directory"): NULL;
}
