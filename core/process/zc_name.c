//  zc_name.c - names of this node's processes
//
//  One name a process, one process a name; gone before the DOWN of the process
//  goes out, so that who sees the DOWN finds the name free. As with modules, the
//  name Duck is 'Elixir.Duck' in terms: both find it.

#include "zc_core.h"
#include "zc_process.h"

static uint64_t
s_key (const char *name)
{
    return zc_hash_bytes (name, strlen (name));
}

static const char *
s_plain (const char *name)
{
    return strncmp (name, "Elixir.", 7) == 0? name + 7: name;
}

zc_process_t *
zc_name_find (zc_core_t *self, const char *name)
{
    name = s_plain (name);
    zc_hash_item_t *item = zc_hash_find (&self->registered, s_key (name));
    for (; item; item = zc_hash_next (item)) {
        zc_process_t *process = zc_container_of (item, zc_process_t, name_hash);
        if (strcmp (process->name, name) == 0)
            return process;
    }
    return NULL;
}

void
zc_name_drop (zc_core_t *self, zc_process_t *process)
{
    if (!process->name)
        return;
    zc_hash_remove (&self->registered, &process->name_hash);
    zc_release (process->name);
    process->name = NULL;
}

static bool
s_reserved (const char *name)
{
    return !name || !*name || strlen (name) > ZC_ATOM_MAX || strcmp (name, "nil") == 0
        || strcmp (name, "true") == 0 || strcmp (name, "false") == 0
        || strcmp (name, "undefined") == 0;
}

bool
zc_register (const char *name, zc_pid_t pid)
{
    zc_process_t *self = zc_baton_self ();
    if (s_reserved (name))
        zc_caller_bug ("zc_register: not a name to register");
    name = s_plain (name);
    zc_core_t *core = zc_baton_enter ()->core;
    zc_process_t *process = zc_process_find (core, pid);
    bool free = process && !process->name && !zc_name_find (core, name);
    if (free) {
        process->name = zc_copy_text (name);
        zc_hash_add (&core->registered, &process->name_hash, s_key (name));
    }
    zc_baton_leave (self);
    return free;
}

bool
zc_unregister (const char *name)
{
    zc_text_touched (name);
    zc_process_t *self = zc_baton_enter ();
    zc_process_t *process = zc_name_find (self->core, name);
    if (process)
        zc_name_drop (self->core, process);
    zc_baton_leave (self);
    return process != NULL;
}

zc_pid_t
zc_whereis (const char *name)
{
    zc_text_touched (name);
    zc_process_t *self = zc_baton_enter ();
    zc_process_t *process = zc_name_find (self->core, name);
    zc_pid_t pid = process? process->pid: (zc_pid_t) {0};
    zc_baton_leave (self);
    return pid;
}

zc_term_t *
zc_registered (void)
{
    zc_process_t *self = zc_baton_enter ();
    zc_core_t *core = self->core;
    zc_buffer_t names = {0};
    if (core->registered.count) {
        zc_buffer_u8 (&names, 108);             //  LIST of so many …
        zc_buffer_u32 (&names, (uint32_t) core->registered.count);
    }
    zc_hash_item_t *item = NULL;
    while ((item = zc_hash_walk (&core->registered, item)))
        zc_encode_atom (&names, zc_container_of (item, zc_process_t, name_hash)->name);
    zc_buffer_u8 (&names, 106);                 //  … and its NIL
    zc_baton_leave (self);
    zc_term_t *list = zc_term_copy (names.data, names.size);
    zc_buffer_clear (&names);
    return list;
}
