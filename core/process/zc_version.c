//  zc_version.c - versions of modules: current, old, purged, and who is in them
//
//      load ──> current ──load, delete──> old ──load, purge──> purged ──> freed
//                                          kills who is in it     when all bodies
//                                                                 have ended
//
//  Who is in a version: a process keeps a stack of the versions it has entered by
//  name (zc_visits_t). No stacks of bodies are scanned. All but zc_version_leave
//  runs in the core.
//
//  The table itself: zc_module.c. The calls of zc_code.h: zc_version_calls.c.

#define _GNU_SOURCE             //  _dl_find_object
#include "zc_core.h"
#include "zc_process.h"

#include <dlfcn.h>

//  ---- visits --------------------------------------------------------------

size_t
zc_version_depth (const zc_process_t *process)
{
    return atomic_load_explicit (&process->visits.count, memory_order_relaxed);
}

//  Returns the depth to go back to.
size_t
zc_version_enter (zc_process_t *process, zc_version_t *version)
{
    zc_visits_t *visits = &process->visits;
    size_t depth = zc_version_depth (process);
    if (depth == visits->room) {
        visits->room = depth? 2 * depth: 4;
        visits->at = zc_regrow (visits->at, visits->room * sizeof *visits->at);
    }
    visits->at [depth] = version;
    version->entered = true;
    atomic_store_explicit (&visits->count, depth + 1, memory_order_relaxed);
    return depth;
}

//  By the process itself, outside the core: a return costs no baton. Who looks
//  just then (zc_version_is_in) sees it in the version or not, and both are true:
//  nothing to order.
void
zc_version_leave (zc_process_t *process, size_t depth)
{
    atomic_store_explicit (&process->visits.count, depth, memory_order_relaxed);
}

void
zc_version_clear (zc_process_t *process)
{
    zc_release (process->visits.at);
    process->visits.at = NULL;
    process->visits.room = 0;
    zc_version_leave (process, 0);
}

bool
zc_version_is_in (const zc_process_t *process, const zc_version_t *version)
{
    size_t depth = zc_version_depth (process);
    while (depth > 0)
        if (process->visits.at [--depth] == version)
            return true;
    return false;
}

static bool
s_contains (const zc_version_t *version, const void *code)
{
    return (const char *) code >= version->start && (const char *) code < version->end
        && !zc_crash_in_library (code);
}

//  Enter the versions of the object that this is a part of: a file may hold several
//  modules.
static void
s_enter (zc_process_t *process, const void *code)
{
    zc_hash_item_t *item = NULL;
    while ((item = zc_hash_walk (&process->core->modules, item))) {
        zc_loaded_t *loaded = zc_container_of (item, zc_loaded_t, hash);
        zc_version_t *versions [2] = {loaded->current, loaded->old};
        for (int i = 0; i < 2; i++)
            if (versions [i] && versions [i]->file && s_contains (versions [i], code)
            &&  !zc_version_is_in (process, versions [i]))
                zc_version_enter (process, versions [i]);
    }
}

//  A process spawned with a function of a module is in it from the start: mostly in
//  the version its parent is in, else (a supervisor's child) look for it.
void
zc_version_begin (zc_process_t *process, const zc_process_t *parent)
{
    size_t depth = zc_version_depth (parent);
    const void *body = (const void *) (uintptr_t) process->body;
    while (depth > 0) {
        zc_version_t *version = parent->visits.at [--depth];
        if (s_contains (version, body)) {
            zc_version_enter (process, version);
            return;
        }
    }
    if (process->core->has_objects)
        s_enter (process, body);
}

void
zc_module_enter (const void *code)
{
    zc_process_t *self = zc_baton_enter ();
    if (self->core->has_objects)
        s_enter (self, code);
    zc_baton_leave (self);
}

//  ---- life of a version ---------------------------------------------------

static zc_version_t *
s_version_new (const zc_part_t *part)
{
    zc_version_t *self = zc_calloc (sizeof *self);
    self->kind = part->kind;
    self->code = part->code;
    self->file = part->file? zc_copy_text (part->file): NULL;
    struct dl_find_object object;
    if (part->kind == &zc_module_c && _dl_find_object (part->code, &object) == 0) {
        self->start = object.dlfo_map_start;
        self->end = object.dlfo_map_end;
    }
    return self;
}

void
zc_version_free (zc_version_t **self_p)
{
    zc_version_t *self = *self_p;
    if (!self)
        return;
    *self_p = NULL;
    if (self->kind->release)
        self->kind->release (self->code);
    zc_release (self->file);
    zc_release (self);
}

zc_process_t *
zc_version_next_in (zc_core_t *self, const zc_version_t *version, uint32_t *id, bool dead)
{
    while (version->entered && *id <= self->slot_count) {
        zc_process_t *process = self->chunks [*id / ZC_CHUNK] [*id % ZC_CHUNK];
        ++*id;
        if ((dead || process->state != ZC_ENDED) && zc_version_is_in (process, version))
            return process;
    }
    return NULL;
}

//  Free the purged versions that nobody is in any more.
static void
s_sweep (zc_core_t *self)
{
    zc_version_t **at = &self->purged;
    while (*at) {
        uint32_t id = 1;
        zc_version_t *version = *at;
        if (zc_version_next_in (self, version, &id, true))
            at = &version->next;
        else {
            *at = version->next;
            zc_version_free (&version);
        }
    }
}

bool
zc_version_purge (zc_core_t *self, zc_loaded_t *loaded)
{
    zc_version_t *version = loaded->old;
    s_sweep (self);
    if (!version)
        return false;
    bool killed = false;
    uint32_t id = 1;
    zc_process_t *process;
    while ((process = zc_version_next_in (self, version, &id, false))) {
        zc_process_end (self, process, ZC_ATOM_BYTES (killed));
        killed = true;
    }
    loaded->old = NULL;
    version->next = self->purged;
    self->purged = version;
    s_sweep (self);
    return killed;
}

static zc_loaded_t *
s_loaded_new (zc_core_t *self, const zc_part_t *part)
{
    zc_loaded_t *loaded = zc_calloc (sizeof *loaded);
    loaded->name = zc_copy_text (part->name);
    if (part->kind == &zc_module_c) {
        const zc_module_t *module = part->code;
        const void *first = module->count? (const void *) (uintptr_t) module->exports [0].function
                                         : NULL;
        loaded->sticky = zc_crash_in_library (first);
    }
    zc_hash_add (&self->modules, &loaded->hash, zc_hash_bytes (part->name, strlen (part->name)));
    return loaded;
}

const char *
zc_module_load (zc_core_t *core, const zc_part_t *parts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const zc_loaded_t *loaded = zc_module_find (core, parts [i].name);
        if (loaded && loaded->sticky)
            return loaded->name;
    }
    for (size_t i = 0; i < count; i++) {
        zc_loaded_t *loaded = zc_module_find (core, parts [i].name);
        if (!loaded)
            loaded = s_loaded_new (core, &parts [i]);
        zc_version_purge (core, loaded);
        loaded->old = loaded->current;
        loaded->current = s_version_new (&parts [i]);
        core->has_objects |= parts [i].file != NULL;
    }
    return NULL;
}
