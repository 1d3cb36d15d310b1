//  zc_hash.h - a hash table of items that carry their own links
//
//      [bucket] -> item -> item
//  The key is 64 bits that the caller chose; items with equal keys stand in one
//  chain and are told apart by the caller, who walks them with zc_hash_next.
//  Adding never allocates per item; the bucket array grows with the items.

#ifndef ZC_HASH_H_INCLUDED
#define ZC_HASH_H_INCLUDED

#include <stddef.h>
#include <stdint.h>

typedef struct zc_hash_item_t zc_hash_item_t;
struct zc_hash_item_t {
    zc_hash_item_t *next;
    uint64_t key;
};

typedef struct {
    zc_hash_item_t **buckets;
    size_t mask;                    //  number of buckets - 1
    size_t count;
} zc_hash_t;

void zc_hash_add (zc_hash_t *self, zc_hash_item_t *item, uint64_t key);
void zc_hash_remove (zc_hash_t *self, zc_hash_item_t *item);
zc_hash_item_t *zc_hash_find (const zc_hash_t *self, uint64_t key);
zc_hash_item_t *zc_hash_next (const zc_hash_item_t *item);     //  same key, or NULL
void zc_hash_clear (zc_hash_t *self);                           //  the array, not the items

//  Any item after `item` (NULL: the first) in table order, NULL at the end.
zc_hash_item_t *zc_hash_walk (const zc_hash_t *self, const zc_hash_item_t *item);

//  A key for bytes.
uint64_t zc_hash_bytes (const void *data, size_t size);

//  Spread the bits of a number.
static inline uint64_t
zc_hash_mix (uint64_t x)
{
    x ^= x >> 33;
    x *= 0xff51afd7ed558ccdULL;
    x ^= x >> 33;
    return x;
}

//  The struct that holds `member`.
#define zc_container_of(pointer, type, member) \
    ((type *) ((char *) (pointer) - offsetof (type, member)))

#endif
