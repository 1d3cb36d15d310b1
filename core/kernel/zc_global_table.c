//  zc_global_table.c - the node's copy of all names
//
//  Nothing but node-local tables (zc_table.h), so that any process can look a name
//  up without a message. See zc_global_server.h for what is in them.

#include "zc_global_server.h"
#include "zc_table.h"

#include <stdlib.h>
#include <string.h>

static const char s_names [] = "global_names", s_entries [] = "global_entries",
                  s_pids [] = "global_pids", s_monitors [] = "global_monitors",
                  s_resolves [] = "global_resolves";

void
zc_global_table_new (void)
{
    zc_table_new (s_names);
    zc_table_new (s_entries);
    zc_table_new (s_pids);
    zc_table_new (s_monitors);
    zc_table_new (s_resolves);
}

//  ---- the entries of a name -----------------------------------------------

typedef struct {
    size_t count;
    zc_global_entry_t *list;        //  with room for one more
} s_entries_t;

static bool
s_read (const zc_term_t *item, zc_global_entry_t *entry)
{
    return zc_term_match (item, "{~p, ~p, ~i, ~r}", &entry->pid, &entry->home, &entry->stamp,
                          &entry->monitor);
}

//  Release it with zc_free (entries.list).
static s_entries_t
s_read_all (const zc_term_t *list)
{
    s_entries_t self = {0, zc_alloc (((list? zc_term_length (list): 0) + 1) * sizeof *self.list)};
    size_t at = 0;
    for (zc_term_t *item; list && (item = zc_term_next (list, &at)); zc_term_destroy (&item))
        if (s_read (item, &self.list [self.count]))
            self.count++;
    return self;
}

static s_entries_t
s_load (const zc_term_t *name)
{
    zc_term_t *list = zc_table_lookup (s_entries, name);
    s_entries_t self = s_read_all (list);
    zc_term_destroy (&list);
    return self;
}

//  The valid one first.
static int
s_by_rank (const void *a, const void *b)
{
    const zc_global_entry_t *one = a, *other = b;
    if (one->stamp != other->stamp)
        return one->stamp > other->stamp? -1: 1;
    return strcmp (zc_node_of (one->home), zc_node_of (other->home));
}

//  Readers see the old pid or the new one.
static void
s_store (const zc_term_t *name, s_entries_t *self)
{
    if (self->count == 0) {
        zc_table_remove (s_names, name);
        zc_table_remove (s_entries, name);
        return;
    }
    qsort (self->list, self->count, sizeof *self->list, s_by_rank);
    zc_term_t *list = zc_term_new ("[]");
    for (size_t i = self->count; i-- > 0;) {
        const zc_global_entry_t *entry = &self->list [i];
        zc_term_t *longer = zc_term_new ("[{~p, ~p, ~i, ~r} | ~t]", entry->pid, entry->home,
                                         entry->stamp, entry->monitor, list);
        zc_term_destroy (&list);
        list = longer;
    }
    zc_table_insert (s_entries, name, list);
    zc_term_destroy (&list);
    zc_term_t *pid = zc_term_new ("~p", self->list->pid);
    zc_table_insert (s_names, name, pid);
    zc_term_destroy (&pid);
}

static zc_global_entry_t *
s_of_home (const s_entries_t *self, zc_pid_t home)
{
    for (size_t i = 0; i < self->count; i++)
        if (zc_pid_equal (self->list [i].home, home))
            return &self->list [i];
    return NULL;
}

//  ---- what goes with an entry ---------------------------------------------

//  The key of a pid or a monitor, once.
static zc_term_t *
s_key (zc_format_t format)
{
    return zc_term_build (format);
}

//  A name of ours may be of any process. That of a peer is watched by the connection
//  the peer told it over, and never dials: the peer may be lost since. Where its process
//  is on a third node, only the home can know, and the home is watched.
static zc_ref_t
s_monitor (zc_pid_t home, zc_pid_t pid)
{
    if (!home.node)
        return zc_monitor (pid);
    return zc_monitor_connected (pid.node == home.node? pid: home);
}

static zc_ref_t
s_watch (const zc_term_t *name, zc_pid_t home, zc_pid_t pid)
{
    zc_ref_t monitor = s_monitor (home, pid);
    zc_term_t *key = s_key (ZC_FORMAT ("~r", monitor));
    zc_term_t *value = zc_term_new ("{~t, ~p}", name, home);
    zc_table_insert (s_monitors, key, value);
    zc_term_destroy (&value);
    zc_term_destroy (&key);
    key = s_key (ZC_FORMAT ("~p", pid));
    zc_table_insert (s_pids, key, name);
    zc_term_destroy (&key);
    return monitor;
}

static void
s_unwatch (const zc_term_t *name, const zc_global_entry_t *entry)
{
    zc_demonitor (entry->monitor, 0);
    zc_term_t *key = s_key (ZC_FORMAT ("~r", entry->monitor));
    zc_table_remove (s_monitors, key);
    zc_term_destroy (&key);
    key = s_key (ZC_FORMAT ("~p", entry->pid));
    zc_term_t *last = zc_table_lookup (s_pids, key);
    if (last && zc_term_equal (last, name))
        zc_table_remove (s_pids, key);
    zc_term_destroy (&last);
    zc_term_destroy (&key);
}

//  ---- writing -------------------------------------------------------------

void
zc_global_table_put (const zc_term_t *name, zc_pid_t home, zc_pid_t pid, uint64_t stamp)
{
    s_entries_t entries = s_load (name);
    zc_global_entry_t *entry = s_of_home (&entries, home), old = {.stamp = 0};
    if (entry)
        old = *entry;
    else
        entry = &entries.list [entries.count++];
    *entry = (zc_global_entry_t) {pid, home, stamp, s_watch (name, home, pid)};
    s_store (name, &entries);
    if (old.stamp)
        s_unwatch (name, &old);
    zc_free (entries.list);
}

void
zc_global_table_drop (const zc_term_t *name, zc_pid_t home, zc_pid_t pid)
{
    s_entries_t entries = s_load (name);
    zc_global_entry_t *entry = s_of_home (&entries, home);
    if (entry && zc_pid_equal (entry->pid, pid)) {
        s_unwatch (name, entry);
        *entry = entries.list [--entries.count];
        s_store (name, &entries);
    }
    zc_free (entries.list);
}

static void
s_drop (void *arg, const zc_term_t *name, const zc_global_entry_t *entry)
{
    (void) arg;
    zc_global_table_drop (name, entry->home, entry->pid);
}

void
zc_global_table_drop_home (zc_pid_t home)
{
    zc_global_table_each (home, s_drop, NULL);
}

void
zc_global_table_set_resolve (const zc_term_t *name, const char *resolve)
{
    zc_table_remove (s_resolves, name);
    if (!resolve || strcmp (resolve, ZC_GLOBAL_RESOLVE) == 0)
        return;
    zc_term_t *text = zc_term_new ("~s", resolve);
    zc_table_insert (s_resolves, name, text);
    zc_term_destroy (&text);
}

//  ---- reading -------------------------------------------------------------

bool
zc_global_table_get (const zc_term_t *name, zc_pid_t home, zc_global_entry_t *found)
{
    s_entries_t entries = s_load (name);
    zc_global_entry_t *entry = NULL;
    if (!zc_pid_is_null (home))
        entry = s_of_home (&entries, home);
    else
    if (entries.count)
        entry = entries.list;
    if (entry)
        *found = *entry;
    zc_free (entries.list);
    return entry != NULL;
}

bool
zc_global_table_has (const zc_term_t *name)
{
    zc_global_entry_t entry;
    return zc_global_table_get (name, (zc_pid_t) {0}, &entry);
}

bool
zc_global_table_get_down (zc_ref_t monitor, zc_term_t **name, zc_global_entry_t *entry)
{
    zc_pid_t home;
    zc_term_t *key = s_key (ZC_FORMAT ("~r", monitor));
    zc_term_t *value = zc_table_lookup (s_monitors, key);
    bool found = value && zc_term_match (value, "{~t, ~p}", name, &home);
    if (found && !zc_global_table_get (*name, home, entry)) {
        zc_term_destroy (name);
        found = false;
    }
    zc_term_destroy (&value);
    zc_term_destroy (&key);
    return found;
}

zc_term_t *
zc_global_table_resolve (const zc_term_t *name)
{
    zc_term_t *text = zc_table_lookup (s_resolves, name);
    return text? text: zc_term_new ("~s", ZC_GLOBAL_RESOLVE);
}

zc_term_t *
zc_global_table_name_of (zc_pid_t pid)
{
    zc_term_t *key = s_key (ZC_FORMAT ("~p", pid));
    zc_term_t *name = zc_table_lookup (s_pids, key);
    zc_term_destroy (&key);
    return name;
}

void
zc_global_table_each (zc_pid_t home, zc_global_visit_t *visit, void *arg)
{
    zc_term_t *all = zc_table_to_list (s_entries), *name, *list;
    size_t at = 0;
    for (zc_term_t *item; (item = zc_term_next (all, &at)); zc_term_destroy (&item))
        if (zc_term_match (item, "{~t, ~t}", &name, &list)) {
            s_entries_t entries = s_read_all (list);
            zc_global_entry_t *entry = s_of_home (&entries, home);
            if (entry)
                visit (arg, name, entry);
            zc_free (entries.list);
            zc_term_destroy (&list);
            zc_term_destroy (&name);
        }
    zc_term_destroy (&all);
}
