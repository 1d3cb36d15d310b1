//  zc_version_calls.c - the calls of zc_code.h about versions and what is loaded

#include "zc_core.h"
#include "zc_code.h"
#include "term/zc_encode.h"
#include "zc_process.h"

//  ---- versions ------------------------------------------------------------

//  Enter the core for a module; leave afterwards. NULL: there is none.
static zc_loaded_t *
s_enter (const char *module, zc_process_t **self)
{
    zc_text_touched (module);
    *self = zc_baton_enter ();
    return zc_module_find ((*self)->core, module);
}

bool
zc_code_purge (const char *module)
{
    zc_process_t *self;
    zc_loaded_t *loaded = s_enter (module, &self);
    bool killed = loaded && zc_version_purge (self->core, loaded);
    zc_baton_leave (self);
    return killed;
}

bool
zc_code_soft_purge (const char *module)
{
    zc_process_t *self;
    zc_loaded_t *loaded = s_enter (module, &self);
    uint32_t id = 1;
    bool used = loaded && loaded->old && zc_version_next_in (self->core, loaded->old, &id, false);
    if (loaded && !used)
        zc_version_purge (self->core, loaded);
    zc_baton_leave (self);
    return !used;
}

bool
zc_code_delete (const char *module)
{
    zc_process_t *self;
    zc_loaded_t *loaded = s_enter (module, &self);
    bool there = loaded && loaded->current && !loaded->sticky;
    bool purged = there && !loaded->old;
    if (purged) {
        loaded->old = loaded->current;
        loaded->current = NULL;
    }
    zc_baton_leave (self);
    if (there && !purged)
        zc_log (ZC_LOG_ERROR, "module %s must be purged before it is deleted",
                zc_module_name (module));
    return purged;
}

bool
zc_code_check_old (const char *module)
{
    zc_process_t *self;
    zc_loaded_t *loaded = s_enter (module, &self);
    bool old = loaded && loaded->old;
    zc_baton_leave (self);
    return old;
}

bool
zc_code_check_process (zc_pid_t pid, const char *module)
{
    if (pid.node)
        zc_caller_bug ("zc_code_check_process: a process of another node");
    zc_process_t *self;
    zc_loaded_t *loaded = s_enter (module, &self);
    zc_process_t *process = zc_process_find (self->core, pid);
    bool in = process && loaded && loaded->old && zc_version_is_in (process, loaded->old);
    zc_baton_leave (self);
    return in;
}

//  ---- what is loaded ------------------------------------------------------

//  File or the atom preloaded.
static void
s_put_file (zc_buffer_t *out, const zc_version_t *version)
{
    if (version->file) {
        zc_buffer_u8 (out, ZC_TAG_BINARY);
        zc_buffer_u32 (out, (uint32_t) strlen (version->file));
        zc_buffer_put (out, version->file, strlen (version->file));
    }
    else
        zc_encode_atom (out, "preloaded");
}

//  Append where the current version came from. false: there is none.
static bool
s_find_file (const char *module, zc_buffer_t *out)
{
    zc_process_t *self;
    zc_loaded_t *loaded = s_enter (module, &self);
    bool there = loaded && loaded->current;
    if (there)
        s_put_file (out, loaded->current);
    zc_baton_leave (self);
    return there;
}

zc_term_t *
zc_code_which (const char *module)
{
    zc_buffer_t file = {0};
    return s_find_file (module, &file)? zc_term_of (&file): zc_term_new ("non_existing");
}

zc_term_t *
zc_code_is_loaded (const char *module)
{
    zc_buffer_t file = {0};
    zc_buffer_put (&file, "\x68\x02\x77\x04" "file", 8);      //  {file, …
    if (s_find_file (module, &file))
        return zc_term_of (&file);
    zc_buffer_clear (&file);
    return zc_term_new ("false");
}

zc_term_t *
zc_code_all_loaded (void)
{
    zc_process_t *self = zc_baton_enter ();
    zc_buffer_t list = {0};
    zc_buffer_u8 (&list, ZC_TAG_LIST);
    zc_buffer_u32 (&list, 0);
    uint32_t count = 0;
    zc_hash_item_t *item = NULL;
    while ((item = zc_hash_walk (&self->core->modules, item))) {
        zc_loaded_t *loaded = zc_container_of (item, zc_loaded_t, hash);
        if (!loaded->current)
            continue;
        zc_buffer_put (&list, "\x68\x02", 2);
        zc_module_put_atom (&list, loaded->name);
        s_put_file (&list, loaded->current);
        count++;
    }
    zc_baton_leave (self);
    zc_put_u32 (list.data + 1, count);          //  at least the library's own
    zc_buffer_u8 (&list, ZC_TAG_NIL);
    return zc_term_of (&list);
}

//  Append {Name, Arity} for each function. How many.
static uint32_t
s_put_functions (zc_buffer_t *out, const zc_version_t *version)
{
    const char *name;
    size_t arity, count = 0;
    while (version->kind->function_at
       &&  version->kind->function_at (version->code, count, &name, &arity)) {
        zc_buffer_put (out, "\x68\x02", 2);
        zc_encode_atom (out, name);
        zc_encode_int (out, (int64_t) arity);
        count++;
    }
    return (uint32_t) count;
}

zc_term_t *
zc_module_exports (const char *module)
{
    zc_process_t *self;
    zc_loaded_t *loaded = s_enter (module, &self);
    bool there = loaded && loaded->current;
    zc_buffer_t list = {0};
    zc_buffer_u8 (&list, ZC_TAG_LIST);
    zc_buffer_u32 (&list, 0);
    uint32_t count = there? s_put_functions (&list, loaded->current): 0;
    zc_baton_leave (self);
    if (count) {
        zc_put_u32 (list.data + 1, count);
        zc_buffer_u8 (&list, ZC_TAG_NIL);
        return zc_term_of (&list);
    }
    zc_buffer_clear (&list);
    return there? zc_term_new ("[]"): NULL;
}
