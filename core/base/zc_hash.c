//  zc_hash.c - see zc_hash.h

#include "zc_hash.h"
#include "zc_buffer.h"
#include "zc_check.h"

static zc_hash_item_t **
s_bucket (const zc_hash_t *self, uint64_t key)
{
    return &self->buckets [zc_hash_mix (key) & self->mask];
}

static void
s_resize (zc_hash_t *self, size_t buckets)
{
    zc_hash_t bigger = {zc_calloc (buckets * sizeof *bigger.buckets), buckets - 1, self->count};
    for (size_t i = 0; self->buckets && i <= self->mask; i++)
        while (self->buckets [i]) {
            zc_hash_item_t *item = self->buckets [i];
            self->buckets [i] = item->next;
            zc_hash_item_t **bucket = s_bucket (&bigger, item->key);
            item->next = *bucket;
            *bucket = item;
        }
    zc_release (self->buckets);
    *self = bigger;
}

void
zc_hash_add (zc_hash_t *self, zc_hash_item_t *item, uint64_t key)
{
    if (!self->buckets)
        s_resize (self, 8);
    else
    if (self->count > self->mask)
        s_resize (self, (self->mask + 1) * 2);
    item->key = key;
    zc_hash_item_t **bucket = s_bucket (self, key);
    item->next = *bucket;
    *bucket = item;
    self->count++;
}

void
zc_hash_remove (zc_hash_t *self, zc_hash_item_t *item)
{
    zc_hash_item_t **at = s_bucket (self, item->key);
    while (*at != item)
        at = &(*at)->next;
    *at = item->next;
    item->next = NULL;
    self->count--;
}

zc_hash_item_t *
zc_hash_find (const zc_hash_t *self, uint64_t key)
{
    if (!self->buckets)
        return NULL;
    zc_hash_item_t *item = *s_bucket (self, key);
    while (item && item->key != key)
        item = item->next;
    return item;
}

zc_hash_item_t *
zc_hash_next (const zc_hash_item_t *item)
{
    zc_hash_item_t *next = item->next;
    while (next && next->key != item->key)
        next = next->next;
    return next;
}

zc_hash_item_t *
zc_hash_walk (const zc_hash_t *self, const zc_hash_item_t *item)
{
    if (!self->buckets)
        return NULL;
    if (item && item->next)
        return item->next;
    size_t i = item? (size_t) (s_bucket (self, item->key) - self->buckets) + 1: 0;
    for (; i <= self->mask; i++)
        if (self->buckets [i])
            return self->buckets [i];
    return NULL;
}

void
zc_hash_clear (zc_hash_t *self)
{
    zc_release (self->buckets);
    *self = (zc_hash_t) {0};
}

//  Eight bytes at a time.
uint64_t
zc_hash_bytes (const void *data, size_t size)
{
    const uint8_t *at = data;
    uint64_t hash = size, word = 0;
    for (; size >= 8; at += 8, size -= 8)
        hash = zc_hash_mix (hash ^ zc_get_u64 (at)) * 0x100000001b3ULL;
    while (size > 0)
        word = word << 8 | at [--size];
    return zc_hash_mix (hash ^ word);
}
