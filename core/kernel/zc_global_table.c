//  zc_global_table.c - the node's copy of all names
//
//      by name     record ── entry ── entry     what each home says, the valid one first
//      by monitor    │          │
//      by pid        │          └ also found by its monitor and by its pid
//                    └ table global_names: Name -> Pid
//
//  The records are memory of the server's process. Only what everybody reads, the valid
//  pid of each name, is in a table (zc_table.h): so it is looked up without a message.

#include "zc_global_server.h"
#include "zc_table.h"
#include "base/zc_hash.h"
#include "term/zc_codec.h"

#include <string.h>

static const char s_names [] = "global_names";

typedef struct s_record_t s_record_t;
typedef struct s_entry_t s_entry_t;

struct s_entry_t {
    s_entry_t *next;                //  of its record, by rank
    s_entry_t *doomed;              //  in zc_global_table_drop_home
    zc_hash_item_t by_monitor, by_pid;
    s_record_t *record;
    zc_global_entry_t said;
};

//  A name that somebody has: never without entries.
struct s_record_t {
    zc_hash_item_t by_name;
    zc_term_t *name;
    zc_pid_t published;             //  in the table; {0}: not yet
    zc_term_t *resolve;             //  a function; NULL: the default
    s_entry_t *entries;
};

struct zc_global_table_t {
    zc_hash_t names, monitors, pids;
};

static void
s_on_free (void *memory)
{
    zc_global_table_t *self = memory;
    zc_hash_clear (&self->names);
    zc_hash_clear (&self->monitors);
    zc_hash_clear (&self->pids);
}

zc_global_table_t *
zc_global_table_new (void)
{
    zc_table_new (s_names);
    return zc_block_new (sizeof (zc_global_table_t), s_on_free);
}

//  ---- finding -------------------------------------------------------------

static s_record_t *
s_find (const zc_global_table_t *self, const zc_term_t *name)
{
    zc_hash_item_t *item = zc_hash_find (&self->names, zc_term_key (name));
    for (; item; item = zc_hash_next (item)) {
        s_record_t *record = zc_container_of (item, s_record_t, by_name);
        if (zc_term_equal (record->name, name))
            return record;
    }
    return NULL;
}

static s_entry_t *
s_of_home (const s_record_t *record, zc_pid_t home)
{
    s_entry_t *entry = record? record->entries: NULL;
    while (entry && !zc_pid_equal (entry->said.home, home))
        entry = entry->next;
    return entry;
}

//  ---- records -------------------------------------------------------------

static s_record_t *
s_get (zc_global_table_t *self, const zc_term_t *name)
{
    s_record_t *record = s_find (self, name);
    if (!record) {
        record = zc_alloc (sizeof *record);
        record->name = zc_term_dup (name);
        zc_hash_add (&self->names, &record->by_name, zc_term_key (name));
    }
    return record;
}

//  What readers see becomes what the entries say: the old pid, then the new one.
static void
s_publish (zc_global_table_t *self, s_record_t *record)
{
    if (!record->entries) {
        zc_table_remove (s_names, record->name);
        zc_hash_remove (&self->names, &record->by_name);
        zc_term_destroy (&record->name);
        zc_term_destroy (&record->resolve);
        zc_free (record);
        return;
    }
    zc_pid_t pid = record->entries->said.pid;
    if (zc_pid_equal (record->published, pid))
        return;
    record->published = pid;
    zc_term_t *value = zc_term_new ("~p", pid);
    zc_table_insert (s_names, record->name, value);
    zc_term_destroy (&value);
}

//  ---- entries -------------------------------------------------------------

static bool
s_goes_before (const zc_global_entry_t *one, const zc_global_entry_t *other)
{
    return one->stamp != other->stamp? one->stamp > other->stamp
                                     : strcmp (zc_node_of (one->home), zc_node_of (other->home)) < 0;
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

static void
s_add (zc_global_table_t *self, s_record_t *record, zc_global_entry_t said)
{
    s_entry_t *entry = zc_alloc (sizeof *entry), **at = &record->entries;
    entry->record = record;
    entry->said = said;
    while (*at && s_goes_before (&(*at)->said, &said))
        at = &(*at)->next;
    entry->next = *at;
    *at = entry;
    zc_hash_add (&self->monitors, &entry->by_monitor, zc_ref_key (said.monitor));
    zc_hash_add (&self->pids, &entry->by_pid, zc_pid_key (said.pid));
}

static void
s_remove (zc_global_table_t *self, s_entry_t *entry)
{
    s_entry_t **at = &entry->record->entries;
    while (*at != entry)
        at = &(*at)->next;
    *at = entry->next;
    zc_demonitor (entry->said.monitor, 0);
    zc_hash_remove (&self->monitors, &entry->by_monitor);
    zc_hash_remove (&self->pids, &entry->by_pid);
    zc_free (entry);
}

//  ---- writing -------------------------------------------------------------

void
zc_global_table_put (zc_global_table_t *self, const zc_term_t *name, zc_pid_t home, zc_pid_t pid,
                     uint64_t stamp)
{
    s_record_t *record = s_get (self, name);
    s_entry_t *old = s_of_home (record, home);
    zc_ref_t monitor = s_monitor (home, pid);
    if (old)
        s_remove (self, old);
    s_add (self, record, (zc_global_entry_t) {pid, home, stamp, monitor});
    s_publish (self, record);
}

static void
s_drop (zc_global_table_t *self, s_entry_t *entry)
{
    s_record_t *record = entry->record;
    s_remove (self, entry);
    s_publish (self, record);
}

void
zc_global_table_drop (zc_global_table_t *self, const zc_term_t *name, zc_pid_t home, zc_pid_t pid)
{
    s_entry_t *entry = s_of_home (s_find (self, name), home);
    if (entry && zc_pid_equal (entry->said.pid, pid))
        s_drop (self, entry);
}

void
zc_global_table_drop_home (zc_global_table_t *self, zc_pid_t home)
{
    s_entry_t *doomed = NULL;
    zc_hash_item_t *item = NULL;
    while ((item = zc_hash_walk (&self->names, item))) {
        s_entry_t *entry = s_of_home (zc_container_of (item, s_record_t, by_name), home);
        if (entry) {
            entry->doomed = doomed;
            doomed = entry;
        }
    }
    while (doomed) {
        s_entry_t *entry = doomed;
        doomed = entry->doomed;
        s_drop (self, entry);
    }
}

void
zc_global_table_set_resolve (zc_global_table_t *self, const zc_term_t *name,
                             const zc_term_t *resolve)
{
    s_record_t *record = s_find (self, name);
    if (!record)
        return;
    zc_term_destroy (&record->resolve);
    bool own = resolve && !zc_term_match (resolve, ZC_GLOBAL_RESOLVE);
    record->resolve = own? zc_term_dup (resolve): NULL;
}

//  ---- reading -------------------------------------------------------------

bool
zc_global_table_get (const zc_global_table_t *self, const zc_term_t *name, zc_pid_t home,
                     zc_global_entry_t *found)
{
    const s_record_t *record = s_find (self, name);
    const s_entry_t *entry = !record? NULL: zc_pid_is_null (home)? record->entries
                                                                 : s_of_home (record, home);
    if (entry)
        *found = entry->said;
    return entry != NULL;
}

bool
zc_global_table_has (const zc_global_table_t *self, const zc_term_t *name)
{
    return s_find (self, name) != NULL;
}

bool
zc_global_table_get_down (const zc_global_table_t *self, zc_ref_t monitor, zc_term_t **name,
                          zc_global_entry_t *found)
{
    zc_hash_item_t *item = zc_hash_find (&self->monitors, zc_ref_key (monitor));
    for (; item; item = zc_hash_next (item)) {
        const s_entry_t *entry = zc_container_of (item, s_entry_t, by_monitor);
        if (zc_ref_equal (entry->said.monitor, monitor)) {
            *name = zc_term_dup (entry->record->name);
            *found = entry->said;
            return true;
        }
    }
    return false;
}

const zc_term_t *
zc_global_table_name_of (const zc_global_table_t *self, zc_pid_t pid)
{
    zc_hash_item_t *item = zc_hash_find (&self->pids, zc_pid_key (pid));
    for (; item; item = zc_hash_next (item)) {
        const s_entry_t *entry = zc_container_of (item, s_entry_t, by_pid);
        if (zc_pid_equal (entry->said.pid, pid))
            return entry->record->name;
    }
    return NULL;
}

zc_term_t *
zc_global_table_resolve (const zc_global_table_t *self, const zc_term_t *name)
{
    const s_record_t *record = s_find (self, name);
    bool own = record && record->resolve;
    return own? zc_term_dup (record->resolve): zc_term_new (ZC_GLOBAL_RESOLVE);
}

void
zc_global_table_each (const zc_global_table_t *self, zc_pid_t home, zc_global_visit_t *visit,
                      void *arg)
{
    zc_hash_item_t *item = NULL;
    while ((item = zc_hash_walk (&self->names, item))) {
        const s_record_t *record = zc_container_of (item, s_record_t, by_name);
        const s_entry_t *entry = s_of_home (record, home);
        if (entry)
            visit (arg, record->name, &entry->said);
    }
}
