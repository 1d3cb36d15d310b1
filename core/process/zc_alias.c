//  zc_alias.c - references, and references as addresses

#include "zc_core.h"
#include "zc_process.h"

struct zc_alias_t {
    zc_hash_item_t hash;            //  in core->aliases
    zc_alias_t *next;               //  of the same process
    zc_process_t *process;
    zc_ref_t ref;
    bool once;
    bool monitor;                   //  the reference is a monitor's, too
};

//  A new reference: a counter of the node, and what makes it this node's.
zc_ref_t
zc_core_ref (zc_core_t *self)
{
    uint64_t count = ++self->ref_count;
    return (zc_ref_t) {.word = {(uint32_t) count, (uint32_t) (count >> 32) ^
                                (uint32_t) (self->unique >> 32), (uint32_t) self->unique}};
}

zc_ref_t
zc_make_ref (void)
{
    zc_process_t *self = zc_baton_enter ();
    zc_ref_t ref = zc_core_ref (self->core);
    zc_baton_leave (self);
    return ref;
}

static void
s_drop (zc_core_t *self, zc_alias_t *alias)
{
    zc_alias_t **at = &alias->process->aliases;
    while (*at != alias)
        at = &(*at)->next;
    *at = alias->next;
    zc_hash_remove (&self->aliases, &alias->hash);
    zc_release (alias);
}

static zc_alias_t *
s_find (zc_core_t *self, zc_ref_t ref)
{
    zc_hash_item_t *item = zc_hash_find (&self->aliases, zc_ref_key (ref));
    for (; item; item = zc_hash_next (item)) {
        zc_alias_t *alias = zc_container_of (item, zc_alias_t, hash);
        if (zc_ref_equal (alias->ref, ref))
            return alias;
    }
    return NULL;
}

//  The process an alias stands for, or NULL. use: a message goes through it.
zc_process_t *
zc_alias_find (zc_core_t *self, zc_ref_t ref, bool use)
{
    zc_alias_t *alias = s_find (self, ref);
    if (!alias)
        return NULL;
    zc_process_t *process = alias->process;
    if (use && alias->once) {
        zc_bond_t *bond = alias->monitor? zc_bond_monitor_of (self, ref): NULL;
        s_drop (self, alias);
        if (bond)
            zc_monitor_drop (self, bond);
    }
    return process;
}

void
zc_alias_add (zc_core_t *self, zc_process_t *process, zc_ref_t ref, bool once, bool monitor)
{
    zc_alias_t *alias = zc_calloc (sizeof *alias);
    alias->ref = ref;
    alias->process = process;
    alias->once = once;
    alias->monitor = monitor;
    alias->next = process->aliases;
    process->aliases = alias;
    zc_hash_add (&self->aliases, &alias->hash, zc_ref_key (ref));
}

void
zc_alias_drop (zc_core_t *self, zc_ref_t ref)
{
    zc_alias_t *alias = s_find (self, ref);
    if (alias)
        s_drop (self, alias);
}

void
zc_alias_drop_all (zc_core_t *self, zc_process_t *process)
{
    while (process->aliases)
        s_drop (self, process->aliases);
}

zc_ref_t
zc_alias (bool once)
{
    zc_process_t *self = zc_baton_enter ();
    zc_ref_t ref = zc_core_ref (self->core);
    zc_alias_add (self->core, self, ref, once, false);
    zc_baton_leave (self);
    return ref;
}

bool
zc_unalias (zc_ref_t ref)
{
    zc_process_t *self = zc_baton_enter ();
    zc_alias_t *alias = s_find (self->core, ref);
    bool mine = alias && alias->process == self;
    if (mine)
        s_drop (self->core, alias);
    zc_baton_leave (self);
    return mine;
}
