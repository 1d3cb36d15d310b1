//  zc_names.c - the node names a node knows, each stored once
//
//  Interface: zc_codec.h. A name stays where it is until the table goes, so a
//  pid holds a plain pointer and equal names are equal pointers.

#include "zc_codec.h"
#include "base/zc_limits.h"

#include <pthread.h>

struct zc_names_t {
    pthread_mutex_t lock;
    zc_hash_t table;                //  lock
    uint32_t count;                 //  lock
};

zc_names_t *
zc_names_new (void)
{
    zc_names_t *self = zc_calloc (sizeof *self);
    pthread_mutex_init (&self->lock, NULL);
    return self;
}

void
zc_names_destroy (zc_names_t **self_p)
{
    zc_names_t *self = *self_p;
    if (!self)
        return;
    zc_hash_item_t *item;
    while ((item = zc_hash_walk (&self->table, NULL))) {
        zc_hash_remove (&self->table, item);
        zc_release (zc_container_of (item, zc_node_name_t, hash));
    }
    zc_hash_clear (&self->table);
    pthread_mutex_destroy (&self->lock);
    zc_release (self);
    *self_p = NULL;
}

static zc_node_name_t *
s_find (const zc_names_t *self, const char *text, size_t size, uint64_t key)
{
    for (zc_hash_item_t *item = zc_hash_find (&self->table, key); item; item = zc_hash_next (item)) {
        zc_node_name_t *name = zc_container_of (item, zc_node_name_t, hash);
        if (name->size == size && memcmp (name->text, text, size) == 0)
            return name;
    }
    return NULL;
}

static zc_node_name_t *
s_add (zc_names_t *self, const char *text, size_t size, uint64_t key)
{
    if (self->count == ZC_NODE_NAMES_MAX)
        return NULL;
    zc_node_name_t *name = zc_calloc (sizeof *name + size + 1);
    name->index = ++self->count;
    name->size = (uint32_t) size;
    memcpy (name->text, text, size);
    zc_hash_add (&self->table, &name->hash, key);
    return name;
}

const zc_node_name_t *
zc_names_intern (zc_names_t *self, const char *text, size_t size)
{
    if (size == 0 || size > ZC_NODE_NAME_MAX || memchr (text, 0, size))
        return NULL;
    uint64_t key = zc_hash_bytes (text, size);
    pthread_mutex_lock (&self->lock);
    zc_node_name_t *name = s_find (self, text, size, key);
    if (!name)
        name = s_add (self, text, size, key);
    pthread_mutex_unlock (&self->lock);
    return name;
}

const char *
zc_node_name_text (const zc_node_name_t *name)
{
    return name? name->text: "";
}

bool
zc_pid_equal (zc_pid_t a, zc_pid_t b)
{
    return a.node == b.node && a.creation == b.creation && a.id == b.id && a.serial == b.serial;
}

bool
zc_pid_is_null (zc_pid_t pid)
{
    return pid.id == 0;
}

bool
zc_ref_equal (zc_ref_t a, zc_ref_t b)
{
    return a.node == b.node && a.creation == b.creation
        && memcmp (a.word, b.word, sizeof a.word) == 0;
}
