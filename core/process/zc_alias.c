//  zc_alias.c - references, and references as addresses
//
//  An alias is a record of its own, or a monitor's reference: then the bond stands
//  for it (zc_bond.c), and the two end together.

#include "zc_core.h"
#include "zc_process.h"

struct zc_alias_t {
    zc_hash_item_t hash;            //  in core->aliases
    zc_alias_t *next, **at;         //  of the same process; what points here
    zc_process_t *process;
    zc_ref_t ref;
    bool once;
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
s_hang (zc_alias_t *alias, zc_alias_t **list)
{
    alias->at = list;
    alias->next = *list;
    if (alias->next)
        alias->next->at = &alias->next;
    *list = alias;
}

static void
s_drop (zc_core_t *self, zc_alias_t *alias)
{
    *alias->at = alias->next;
    if (alias->next)
        alias->next->at = alias->at;
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

//  The monitor that an alias is, or NULL.
static zc_bond_t *
s_find_monitor (zc_core_t *self, zc_ref_t ref)
{
    zc_bond_t *bond = zc_bond_monitor_of (self, ref);
    return bond && bond->alias? bond: NULL;
}

//  A message goes through a monitor's reference, once; the watcher may have ended
//  just now, and its monitors are to follow.
static zc_process_t *
s_use_monitor (zc_core_t *self, zc_bond_t *bond)
{
    zc_process_t *process = bond->end [0].process;
    zc_monitor_drop (self, bond);
    return process->state == ZC_ENDED? NULL: process;
}

//  The process that a message through this alias goes to, or NULL.
zc_process_t *
zc_alias_use (zc_core_t *self, zc_ref_t ref)
{
    zc_bond_t *bond = s_find_monitor (self, ref);
    if (bond)
        return s_use_monitor (self, bond);
    zc_alias_t *alias = s_find (self, ref);
    zc_process_t *process = alias? alias->process: NULL;
    if (alias && alias->once)
        s_drop (self, alias);
    return process;
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
    zc_alias_t *alias = zc_calloc (sizeof *alias);
    zc_ref_t ref = alias->ref = zc_core_ref (self->core);
    alias->process = self;
    alias->once = once;
    s_hang (alias, &self->aliases);
    zc_hash_add (&self->core->aliases, &alias->hash, zc_ref_key (ref));
    zc_baton_leave (self);
    return ref;
}

bool
zc_unalias (zc_ref_t ref)
{
    zc_process_t *self = zc_baton_enter ();
    zc_alias_t *alias = s_find (self->core, ref);
    zc_bond_t *bond = s_find_monitor (self->core, ref);
    bool mine = (alias && alias->process == self) || (bond && bond->end [0].process == self);
    if (mine && bond)
        bond->alias = false;        //  it still watches
    else
    if (mine)
        s_drop (self->core, alias);
    zc_baton_leave (self);
    return mine;
}
