//  zc_pg_group.c - a group's lists, in the tables that all may read; watchers
//
//  A change of a group is one new list in each table it concerns, put there in
//  one go: readers see the group before it or after it.

#include "zc_pg_scope.h"

typedef struct {
    zc_hash_item_t hash;
    zc_term_t *name;
    zc_term_t *all, *local;         //  as in the tables; NULL: not in it
} s_group_t;

//  Who wants to be told of a group's changes; group NULL: of all.
typedef struct {
    zc_hash_item_t hash;
    zc_pid_t pid;
    zc_ref_t ref;                   //  names it, and the monitor of its process
    zc_term_t *group;
} s_watcher_t;

enum { ANY_GROUP = 0 };             //  key of those who want to know all

//  ---- groups --------------------------------------------------------------

static s_group_t *
s_find (zc_pg_t *self, const zc_term_t *name)
{
    zc_hash_item_t *item = zc_hash_find (&self->groups, zc_term_key (name));
    for (; item; item = zc_hash_next (item)) {
        s_group_t *group = zc_container_of (item, s_group_t, hash);
        if (zc_term_equal (group->name, name))
            return group;
    }
    return NULL;
}

static s_group_t *
s_get (zc_pg_t *self, const zc_term_t *name)
{
    s_group_t *group = s_find (self, name);
    if (!group) {
        group = zc_alloc (sizeof *group);
        group->name = zc_term_dup (name);
        zc_hash_add (&self->groups, &group->hash, zc_term_key (name));
    }
    return group;
}

//  A group without members is none.
static void
s_drop_if_empty (zc_pg_t *self, s_group_t *group)
{
    if (group->all)
        return;
    zc_hash_remove (&self->groups, &group->hash);
    zc_term_destroy (&group->name);
    zc_free (group);
}

//  A list of a group, and its table, get a new value (taken); NULL, []: none.
static void
s_put (const s_group_t *group, const char *table, zc_term_t **list, zc_term_t *value)
{
    zc_term_destroy (list);
    if (value && zc_term_length (value) == 0)
        zc_term_destroy (&value);
    *list = value;
    if (value)
        zc_table_insert (table, group->name, value);
    else
        zc_table_remove (table, group->name);
}

//  The youngest come first, as in Erlang.
static void
s_add (const s_group_t *group, const char *table, zc_term_t **list, const zc_term_t *pids)
{
    s_put (group, table, list, *list? zc_list_append (pids, *list): zc_term_dup (pids));
}

static void
s_take (const s_group_t *group, const char *table, zc_term_t **list, const zc_term_t *pids)
{
    if (!*list)
        return;
    bool all = zc_term_equal (*list, pids);
    s_put (group, table, list, all? NULL: zc_list_subtract (*list, pids));
}

//  ---- watchers ------------------------------------------------------------

static void
s_tell_one (const s_watcher_t *watcher, const char *what, const zc_term_t *group,
            const zc_term_t *pids)
{
    zc_send (watcher->pid, "{~r, ~a, ~t, ~t}", watcher->ref, what, group, pids);
}

static void
s_tell (zc_pg_t *self, const char *what, const zc_term_t *group, const zc_term_t *pids)
{
    if (self->watchers.count == 0)
        return;
    zc_hash_item_t *item = zc_hash_find (&self->watchers, ANY_GROUP);
    for (; item; item = zc_hash_next (item))
        s_tell_one (zc_container_of (item, s_watcher_t, hash), what, group, pids);
    item = zc_hash_find (&self->watchers, zc_term_key (group));
    for (; item; item = zc_hash_next (item)) {
        s_watcher_t *watcher = zc_container_of (item, s_watcher_t, hash);
        if (watcher->group && zc_term_equal (watcher->group, group))
            s_tell_one (watcher, what, group, pids);
    }
}

//  All of a table.
static zc_term_t *
s_map (const char *table)
{
    zc_term_t *list = zc_table_to_list (table), *map = zc_list_map (list);
    zc_term_destroy (&list);
    return map;
}

void
zc_pg_watch (zc_pg_t *self, zc_pid_t pid, zc_ref_t call, const zc_term_t *group)
{
    s_watcher_t *watcher = zc_alloc (sizeof *watcher);
    watcher->pid = pid;
    watcher->ref = zc_monitor (pid);
    watcher->group = group? zc_term_dup (group): NULL;
    zc_hash_add (&self->watchers, &watcher->hash, group? zc_term_key (group): ANY_GROUP);
    zc_term_t *now = group? zc_table_lookup (self->all, group): s_map (self->all);
    if (!now)
        now = zc_term_new ("[]");
    zc_send_alias (call, "{~r, {~r, ~t}}", call, watcher->ref, now);
    zc_term_destroy (&now);
}

bool
zc_pg_unwatch (zc_pg_t *self, zc_ref_t ref)
{
    zc_hash_item_t *item = NULL;
    while ((item = zc_hash_walk (&self->watchers, item))) {
        s_watcher_t *watcher = zc_container_of (item, s_watcher_t, hash);
        if (zc_ref_equal (watcher->ref, ref)) {
            zc_demonitor (ref, ZC_DEMONITOR_FLUSH);
            zc_hash_remove (&self->watchers, item);
            zc_term_destroy (&watcher->group);
            zc_free (watcher);
            return true;
        }
    }
    return false;
}

//  ---- changes -------------------------------------------------------------

void
zc_pg_group_join (zc_pg_t *self, const zc_term_t *name, const zc_term_t *pids, bool local)
{
    s_group_t *group = s_get (self, name);
    s_add (group, self->all, &group->all, pids);
    if (local)
        s_add (group, self->local, &group->local, pids);
    s_tell (self, "join", name, pids);
    s_drop_if_empty (self, group);
}

void
zc_pg_group_leave (zc_pg_t *self, const zc_term_t *name, const zc_term_t *pids, bool local)
{
    s_group_t *group = s_find (self, name);
    if (!group)
        return;
    s_take (group, self->all, &group->all, pids);
    if (local)
        s_take (group, self->local, &group->local, pids);
    s_tell (self, "leave", name, pids);
    s_drop_if_empty (self, group);
}
