//  zc_table.c - node-local tables of terms
//
//  A key's bytes are canonical, so equal keys are equal bytes. Lookups copy the
//  value out: nobody holds pointers into a table.

#include "zc_core.h"
#include "zc_process.h"
#include "zc_table.h"
#include "term/zc_encode.h"

typedef struct {
    zc_hash_item_t hash;
    zc_bytes_t *key, *value;
} zc_entry_t;

typedef struct {
    zc_hash_item_t hash;            //  in core->tables
    char *name;
    zc_process_t *owner;
    zc_hash_t entries;
} zc_table_t;

static zc_table_t *
s_table (zc_core_t *self, const char *name)
{
    zc_hash_item_t *item = zc_hash_find (&self->tables, zc_hash_bytes (name, strlen (name)));
    for (; item; item = zc_hash_next (item)) {
        zc_table_t *table = zc_container_of (item, zc_table_t, hash);
        if (strcmp (table->name, name) == 0)
            return table;
    }
    return NULL;
}

//  hash: zc_hash_bytes of the key.
static zc_entry_t *
s_entry_of (const zc_table_t *table, uint64_t hash, const uint8_t *key, size_t size)
{
    zc_hash_item_t *item = zc_hash_find (&table->entries, hash);
    for (; item; item = zc_hash_next (item)) {
        zc_entry_t *entry = zc_container_of (item, zc_entry_t, hash);
        if (entry->key->size == size && memcmp (entry->key->data, key, size) == 0)
            return entry;
    }
    return NULL;
}

static zc_entry_t *
s_entry (const zc_table_t *table, const uint8_t *key, size_t size)
{
    return s_entry_of (table, zc_hash_bytes (key, size), key, size);
}

static void
s_entry_drop (zc_table_t *table, zc_entry_t *entry)
{
    zc_hash_remove (&table->entries, &entry->hash);
    zc_bytes_destroy (&entry->key);
    zc_bytes_destroy (&entry->value);
    zc_release (entry);
}

static void
s_table_drop (zc_core_t *self, zc_table_t *table)
{
    zc_hash_item_t *item;
    while ((item = zc_hash_walk (&table->entries, NULL)))
        s_entry_drop (table, zc_container_of (item, zc_entry_t, hash));
    zc_hash_clear (&table->entries);
    zc_hash_remove (&self->tables, &table->hash);
    table->owner->tables--;
    zc_release (table->name);
    zc_release (table);
}

void
zc_table_drop_all (zc_core_t *self, zc_process_t *owner)
{
    zc_hash_item_t *item = NULL;
    while (owner->tables && (item = zc_hash_walk (&self->tables, item))) {
        zc_table_t *table = zc_container_of (item, zc_table_t, hash);
        if (table->owner == owner) {
            s_table_drop (self, table);
            item = NULL;            //  the walk starts again
        }
    }
}

//  ---- the calls -----------------------------------------------------------

bool
zc_table_new (const char *name)
{
    zc_text_touched (name);
    zc_process_t *self = zc_baton_enter ();
    zc_core_t *core = self->core;
    bool free = !s_table (core, name);
    if (free) {
        zc_table_t *table = zc_calloc (sizeof *table);
        table->name = zc_copy_text (name);
        table->owner = self;
        self->tables++;
        zc_hash_add (&core->tables, &table->hash, zc_hash_bytes (name, strlen (name)));
    }
    zc_baton_leave (self);
    return free;
}

//  The caller's own table, in the core; else the core is left and the mistake
//  ends the caller.
static zc_table_t *
s_own (zc_process_t *self, const char *name)
{
    zc_table_t *table = s_table (self->core, name);
    if (table && table->owner == self)
        return table;
    zc_baton_leave (self);
    zc_caller_bug (table? "zc_table: only the owner of a table writes to it"
                        : "zc_table: no such table");
    return NULL;
}

bool
zc_table_delete (const char *name)
{
    zc_text_touched (name);
    zc_process_t *self = zc_baton_enter ();
    zc_table_t *table = s_table (self->core, name);
    bool own = table && table->owner == self;
    if (own)
        s_table_drop (self->core, table);
    zc_baton_leave (self);
    return own;
}

void
zc_table_insert (const char *name, const zc_term_t *key, const zc_term_t *value)
{
    zc_bytes_t *key_bytes = key->bytes, *value_bytes = value->bytes;
    zc_text_touched (name);
    zc_process_t *self = zc_baton_enter ();
    zc_table_t *table = s_own (self, name);
    uint64_t hash = zc_hash_bytes (key_bytes->data, key_bytes->size);
    zc_entry_t *entry = s_entry_of (table, hash, key_bytes->data, key_bytes->size);
    if (entry)
        zc_bytes_destroy (&entry->value);
    else {
        entry = zc_calloc (sizeof *entry);
        entry->key = zc_bytes_dup (key_bytes);
        zc_hash_add (&table->entries, &entry->hash, hash);
    }
    entry->value = zc_bytes_dup (value_bytes);
    zc_baton_leave (self);
}

bool
zc_table_remove (const char *name, const zc_term_t *key)
{
    const zc_bytes_t *key_bytes = key->bytes;
    zc_text_touched (name);
    zc_process_t *self = zc_baton_enter ();
    zc_table_t *table = s_own (self, name);
    zc_entry_t *entry = s_entry (table, key_bytes->data, key_bytes->size);
    if (entry)
        s_entry_drop (table, entry);
    zc_baton_leave (self);
    return entry != NULL;
}

static zc_entry_t *
s_find (zc_core_t *core, const char *name, const uint8_t *key, size_t size)
{
    zc_table_t *table = s_table (core, name);
    return table? s_entry (table, key, size): NULL;
}

zc_term_t *
zc_table_lookup (const char *name, const zc_term_t *key)
{
    const zc_bytes_t *key_bytes = key->bytes;
    zc_text_touched (name);
    zc_process_t *self = zc_baton_enter ();
    zc_entry_t *entry = s_find (self->core, name, key_bytes->data, key_bytes->size);
    zc_bytes_t *value = entry? zc_bytes_dup (entry->value): NULL;
    zc_baton_leave (self);
    return value? zc_term_from_bytes (&value): NULL;
}

//  Binaries handed out would point into memory that is soon used again.
static void
s_check_pattern (zc_format_t pattern)
{
    for (size_t i = 1; i <= pattern.args->head.count; i++)
        if (pattern.args [i].type == ZC_ARG_TO_DATA)
            zc_caller_bug ("zc_table_match: no ~b");
}

//  Key and value both in the process's own buffer: it goes with the process, should the
//  caller's variables be at a bad address.
bool
zc_table_match_format (const char *name, zc_format_t key, zc_format_t pattern)
{
    zc_process_t *self = zc_baton_self ();
    zc_buffer_t *buffer = &self->scratch;
    zc_text_touched (name);
    s_check_pattern (pattern);
    buffer->size = 0;
    const char *error = zc_build (buffer, key, &self->caller);
    if (error)
        zc_caller_bug (error);
    zc_baton_enter_as (self);
    zc_entry_t *entry = s_find (self->core, name, buffer->data, buffer->size);
    buffer->size = 0;
    if (entry)
        zc_buffer_put (buffer, entry->value->data, entry->value->size);
    zc_baton_leave (self);
    bool matched = entry && zc_take (buffer->data, buffer->size, &pattern, &self->caller,
                                     &self->strings, &error);
    if (!matched && error)
        zc_caller_bug (error);
    return matched;
}

size_t
zc_table_size (const char *name)
{
    zc_text_touched (name);
    zc_process_t *self = zc_baton_enter ();
    zc_table_t *table = s_table (self->core, name);
    size_t size = table? table->entries.count: 0;
    zc_baton_leave (self);
    return size;
}

//  All entries as a list: {Key, Value}, or the keys alone.
static zc_term_t *
s_list (const char *name, bool values)
{
    zc_text_touched (name);
    zc_process_t *self = zc_baton_enter ();
    zc_table_t *table = s_table (self->core, name);
    zc_buffer_t list = {0};
    size_t start = zc_list_open (&list);
    bool bytes = !values;
    zc_hash_item_t *item = NULL;
    while (table && (item = zc_hash_walk (&table->entries, item))) {
        zc_entry_t *entry = zc_container_of (item, zc_entry_t, hash);
        bytes = bytes && entry->key->data [0] == ZC_TAG_SMALL_INT;
        if (values)
            zc_buffer_put (&list, "\x68\x02", 2);       //  a tuple of two
        zc_buffer_put (&list, entry->key->data, entry->key->size);
        if (values)
            zc_buffer_put (&list, entry->value->data, entry->value->size);
    }
    zc_list_close (&list, start, table? (uint32_t) table->entries.count: 0, bytes);
    zc_baton_leave (self);
    return zc_term_of (&list);
}

zc_term_t *
zc_table_to_list (const char *name)
{
    return s_list (name, true);
}

zc_term_t *
zc_table_keys (const char *name)
{
    return s_list (name, false);
}
