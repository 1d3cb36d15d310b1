//  zc_module.c - the module table: functions found by name
//
//  Tables made with ZC_MODULE stand in a section of the program, and in one of
//  the library where that is shared; each node takes them in at its start. Names
//  are kept as in C ("QuackingDuck"); in terms such a module is the atom
//  'Elixir.QuackingDuck', as in Elixir.
//
//      name ──> zc_loaded_t ──current──> zc_version_t ──kind──> find, call
//                           └──old─────> zc_version_t ──code──> its functions
//
//  Next: zc_version.c, what becomes of versions and the processes in them.

#include "zc_core.h"
#include "zc_process.h"
#include "term/zc_text.h"

#include <stdio.h>
#include <string.h>

enum { s_atom_size = ZC_ATOM_BYTES_MAX + 8 };

//  ---- modules in C --------------------------------------------------------

static const void *
s_find (const void *code, const char *function, size_t arity)
{
    const zc_module_t *module = code;
    for (size_t i = 0; i < module->count; i++)
        if (module->exports [i].arity == arity && strcmp (module->exports [i].name, function) == 0)
            return &module->exports [i];
    return NULL;
}

static zc_term_t *
s_call (const void *code, const void *function, const zc_term_t *args)
{
    (void) code;
    return ((const zc_export_t *) function)->function (args);
}

static bool
s_function_at (const void *code, size_t index, const char **name, size_t *arity)
{
    const zc_module_t *module = code;
    if (index >= module->count)
        return false;
    *name = module->exports [index].name;
    *arity = module->exports [index].arity;
    return true;
}

const zc_kind_t zc_module_c = {s_find, s_call, NULL, s_function_at};

//  ---- the table -----------------------------------------------------------

static void
s_load_all (zc_core_t *self, const zc_module_t *const *from, const zc_module_t *const *to)
{
    for (; from && from < to; from++)
        if (*from) {                //  AddressSanitizer pads the section
            zc_part_t part = {(*from)->name, &zc_module_c, (void *) (uintptr_t) *from, NULL};
            zc_module_load (self, &part, 1);
        }
}

//  Those beside this code. Where the library is linked in, and not shared, that
//  is the program's section.
void
zc_module_register_all (zc_core_t *self)
{
    s_load_all (self, __start_zc_modules, __stop_zc_modules);
}

bool
zc_module_own_has (const char *module, const char *function, size_t arity)
{
    for (const zc_module_t *const *at = __start_zc_modules; at && at < __stop_zc_modules; at++)
        if (*at && strcmp ((*at)->name, module) == 0)
            return s_find (*at, function, arity) != NULL;
    return false;
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
        zc_loaded_t *loaded = zc_container_of (item, zc_loaded_t, hash);
        zc_hash_remove (&self->modules, item);
        zc_version_free (&loaded->current);
        zc_version_free (&loaded->old);
        zc_release (loaded->name);
        zc_release (loaded);
    }
    while (self->purged) {
        zc_version_t *version = self->purged;
        self->purged = version->next;
        zc_version_free (&version);
    }
    zc_hash_clear (&self->modules);
}

const char *
zc_module_name (const char *atom)
{
    return strncmp (atom, "Elixir.", 7) == 0? atom + 7: atom;
}

zc_loaded_t *
zc_module_find (zc_core_t *self, const char *name)
{
    name = zc_module_name (name);
    zc_hash_item_t *item = zc_hash_find (&self->modules, zc_hash_bytes (name, strlen (name)));
    for (; item; item = zc_hash_next (item)) {
        zc_loaded_t *loaded = zc_container_of (item, zc_loaded_t, hash);
        if (strcmp (loaded->name, name) == 0)
            return loaded;
    }
    return NULL;
}

static zc_version_t *
s_current (zc_core_t *self, const char *name)
{
    zc_loaded_t *loaded = zc_module_find (self, name);
    return loaded? loaded->current: NULL;
}

//  ---- names ---------------------------------------------------------------

static bool
s_is_alias (const char *module)
{
    return module [0] >= 'A' && module [0] <= 'Z';
}

//  Duck is 'Elixir.Duck', erlang's are as they are.
static void
s_atom (const char *module, char atom [s_atom_size])
{
    module = zc_module_name (module);
    snprintf (atom, s_atom_size, "%s%s", s_is_alias (module)? "Elixir.": "", module);
}

zc_term_t *
zc_module_atom (const char *module)
{
    char atom [s_atom_size];
    s_atom (module, atom);
    return zc_term_new ("~a", atom);
}

void
zc_module_put_atom (zc_buffer_t *out, const char *module)
{
    char atom [s_atom_size];
    s_atom (module, atom);
    zc_encode_atom (out, atom);
}

static void
s_put_name (zc_buffer_t *out, const char *module)
{
    if (s_is_alias (module))
        zc_buffer_put (out, module, strlen (module));
    else
        zc_text_atom (out, module, strlen (module), ZC_ATOM_TERM);
}

char *
zc_module_undefined (const char *module, const char *function, size_t arity)
{
    zc_text_touched (module);
    zc_text_touched (function);
    zc_process_t *self = zc_baton_enter ();
    bool loaded = s_current (self->core, module) != NULL;
    zc_baton_leave (self);
    module = zc_module_name (module);
    zc_buffer_t text = {0};
    zc_buffer_printf (&text, "function ");
    s_put_name (&text, module);
    zc_buffer_printf (&text, ".");
    zc_text_atom (&text, function, strlen (function), ZC_ATOM_FUNCTION);
    zc_buffer_printf (&text, "/%zu is undefined", arity);
    if (loaded)
        zc_buffer_printf (&text, " or private");
    else {
        zc_buffer_printf (&text, " (module ");
        s_put_name (&text, module);
        zc_buffer_printf (&text, " is not available)");
    }
    char *own = zc_strdup ((const char *) text.data);
    zc_buffer_clear (&text);
    return own;
}

//  {undef, [{Module, Function, Args, []}]}
void
zc_module_undef (const char *module, const char *function, const zc_term_t *args)
{
    zc_term_t *name = zc_module_atom (module);
    zc_term_t *reason = zc_term_new ("{undef, [{~t, ~a, ~t, []}]}", name, function, args);
    zc_term_destroy (&name);        //  who catches it lives on
    zc_raise (ZC_ERROR, &reason);
}

//  The same, of an error's reason; NULL: it is another one.
char *
zc_module_undefined_in (const zc_term_t *reason)
{
    const char *module, *function;
    zc_term_t *args;
    if (!zc_term_match (reason, "{undef, [{~a, ~a, ~t, _} | _]}", &module, &function, &args))
        return NULL;
    size_t arity = zc_term_length (args);
    if (zc_term_type (args) != ZC_LIST)
        zc_term_match (args, "~i", &arity);
    zc_term_destroy (&args);
    return zc_module_undefined (module, function, arity);
}

//  ---- calls ---------------------------------------------------------------

zc_visit_t
zc_module_visit (const char *module)
{
    zc_text_touched (module);
    zc_process_t *self = zc_baton_enter ();
    zc_version_t *version = s_current (self->core, module);
    zc_visit_t visit = {.depth = zc_version_depth (self)};
    if (version) {
        visit.kind = version->kind;
        visit.code = version->code;
        zc_version_enter (self, version);
    }
    zc_baton_leave (self);
    return visit;
}

void
zc_module_leave (size_t depth)
{
    zc_version_leave (zc_baton_self (), depth);
}

size_t
zc_module_depth (void)
{
    return zc_version_depth (zc_baton_self ());
}

//  The version is entered before it is searched: so it stays while it is.
zc_term_t *
zc_apply (const char *module, const char *function, const zc_term_t *args)
{
    zc_text_touched (function);
    if (zc_term_type (args) != ZC_LIST)
        zc_caller_bug ("zc_apply: the arguments are not a list");
    zc_visit_t visit = zc_module_visit (module);
    const void *found = visit.kind?
        visit.kind->find (visit.code, function, zc_term_length (args)): NULL;
    if (!found) {
        zc_module_leave (visit.depth);
        zc_module_undef (module, function, args);
    }
    zc_term_t *result = visit.kind->call (visit.code, found, args);
    zc_module_leave (visit.depth);
    return result? result: zc_term_new ("ok");
}

void
zc_become_args (const char *module, const char *function, zc_format_t args)
{
    zc_process_t *self = zc_baton_self ();
    if (self->attached)
        zc_process_fail (self, "badarg", "zc_become: a thread has no base frame to go back to");
    zc_spawn_become (self, zc_spawn_call_term (module, function, args));
}

bool
zc_function_exported (const char *module, const char *function, unsigned arity)
{
    zc_text_touched (module);
    zc_text_touched (function);
    zc_process_t *self = zc_baton_enter ();
    zc_version_t *version = s_current (self->core, module);
    bool exported = version && version->kind->find (version->code, function, arity);
    zc_baton_leave (self);
    return exported;
}
