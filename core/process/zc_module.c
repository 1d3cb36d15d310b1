//  zc_module.c - the module table: functions found by name
//
//  Tables made with ZC_MODULE stand in a section of the program, and in one of
//  the library where that is shared; each node takes them in at its start. Names are kept as in C ("QuackingDuck"); in terms
//  such a module is the atom 'Elixir.QuackingDuck', as in Elixir.

#include "zc_core.h"
#include "zc_process.h"

#include <stdio.h>

typedef struct {
    zc_hash_item_t hash;
    const zc_module_t *module;
} zc_loaded_t;

static void
s_load (zc_core_t *self, const zc_module_t *module)
{
    zc_loaded_t *loaded = zc_calloc (sizeof *loaded);
    loaded->module = module;
    zc_hash_add (&self->modules, &loaded->hash,
                 zc_hash_bytes (module->name, strlen (module->name)));
}

static void
s_load_all (zc_core_t *self, const zc_module_t *const *from, const zc_module_t *const *to)
{
    for (; from && from < to; from++)
        if (*from)                  //  AddressSanitizer pads the section
            s_load (self, *from);
}

//  Those beside this code. Where the library is linked in, and not shared, that
//  is the program's section.
void
zc_module_register_all (zc_core_t *self)
{
    s_load_all (self, __start_zc_modules, __stop_zc_modules);
}

//  Those of the program that makes a node.
void
zc_core_add_modules (zc_core_t *self, const zc_module_t *const *from, const zc_module_t *const *to)
{
    if (from != __start_zc_modules)
        s_load_all (self, from, to);
}

void
zc_module_free_all (zc_core_t *self)
{
    zc_hash_item_t *item;
    while ((item = zc_hash_walk (&self->modules, NULL))) {
        zc_hash_remove (&self->modules, item);
        zc_release (zc_container_of (item, zc_loaded_t, hash));
    }
    zc_hash_clear (&self->modules);
}

static const zc_module_t *
s_module (zc_core_t *self, const char *name)
{
    if (strncmp (name, "Elixir.", 7) == 0)
        name += 7;
    zc_hash_item_t *item = zc_hash_find (&self->modules, zc_hash_bytes (name, strlen (name)));
    for (; item; item = zc_hash_next (item)) {
        const zc_module_t *module = zc_container_of (item, zc_loaded_t, hash)->module;
        if (strcmp (module->name, name) == 0)
            return module;
    }
    return NULL;
}

static zc_function_t *
s_function (zc_core_t *self, const char *module, const char *function, size_t arity)
{
    const zc_module_t *found = s_module (self, module);
    for (size_t i = 0; found && i < found->count; i++)
        if (found->exports [i].arity == arity
            && strcmp (found->exports [i].name, function) == 0)
            return found->exports [i].function;
    return NULL;
}

//  {undef, [{Module, Function, Args, []}]}
static _Noreturn void
s_undefined (const char *module, const char *function, const zc_term_t *args)
{
    zc_log (ZC_LOG_ERROR, "function %s.%s/%zu is undefined%s", module, function,
            zc_term_length (args),
            zc_module_exists (module)? " or private": " (module is not available)");
    zc_error ("{undef, [{~t, ~a, ~t, []}]}", zc_module_atom (module), function, args);
}

bool
zc_module_exists (const char *module)
{
    zc_process_t *self = zc_baton_enter ();
    bool exists = s_module (self->core, module) != NULL;
    zc_baton_leave (self);
    return exists;
}

//  The module's name as a term: Duck is 'Elixir.Duck', erlang's are as they are.
zc_term_t *
zc_module_atom (const char *module)
{
    char atom [ZC_ATOM_BYTES_MAX + 8];
    bool alias = module [0] >= 'A' && module [0] <= 'Z' && strncmp (module, "Elixir.", 7) != 0;
    snprintf (atom, sizeof atom, "%s%s", alias? "Elixir.": "", module);
    return zc_term_new ("~a", atom);
}

zc_term_t *
zc_apply (const char *module, const char *function, const zc_term_t *args)
{
    zc_text_touched (module);
    zc_text_touched (function);
    if (zc_term_type (args) != ZC_LIST)
        zc_caller_bug ("zc_apply: the arguments are not a list");
    size_t arity = zc_term_length (args);
    zc_process_t *self = zc_baton_enter ();
    zc_function_t *found = s_function (self->core, module, function, arity);
    zc_baton_leave (self);
    if (!found)
        s_undefined (module, function, args);
    zc_term_t *result = found (args);
    return result? result: zc_term_new ("ok");
}

bool
zc_function_exported (const char *module, const char *function, unsigned arity)
{
    zc_text_touched (module);
    zc_text_touched (function);
    zc_process_t *self = zc_baton_enter ();
    bool exported = s_function (self->core, module, function, arity) != NULL;
    zc_baton_leave (self);
    return exported;
}
