//  zc_arena.c - see zc_arena.h

#include "zc_arena.h"
#include "zc_check.h"

#include <stdalign.h>
#include <string.h>

enum { CHUNK_MIN = 1024, CHUNK_MAX = 256 * 1024 };

typedef struct s_chunk_t s_chunk_t;
struct s_chunk_t {
    s_chunk_t *older;
    alignas (max_align_t) char data [];
};

struct zc_arena_t {
    s_chunk_t *newest;
    size_t used, size;              //  bytes of the newest chunk
};

zc_arena_t *
zc_arena_new (void)
{
    return zc_calloc (sizeof (zc_arena_t));
}

void
zc_arena_destroy (zc_arena_t **self_p)
{
    if (!*self_p)
        return;
    while ((*self_p)->newest) {
        s_chunk_t *chunk = (*self_p)->newest;
        (*self_p)->newest = chunk->older;
        zc_release (chunk);
    }
    zc_release (*self_p);
    *self_p = NULL;
}

//  What is left of the old chunk is lost: less than the new part's size.
static void
s_add_chunk (zc_arena_t *self, size_t size)
{
    size_t next = self->size < CHUNK_MIN? CHUNK_MIN: self->size < CHUNK_MAX? self->size * 2: CHUNK_MAX;
    self->size = size > next? size: next;
    self->used = 0;
    s_chunk_t *chunk = zc_malloc (sizeof (s_chunk_t) + self->size);
    chunk->older = self->newest;
    self->newest = chunk;
}

void *
zc_arena_add (zc_arena_t *self, size_t size)
{
    size = (size + alignof (max_align_t) - 1) & ~(alignof (max_align_t) - 1);
    if (self->size - self->used < size)
        s_add_chunk (self, size);
    void *memory = self->newest->data + self->used;
    self->used += size;
    return memset (memory, 0, size);
}

char *
zc_arena_text (zc_arena_t *self, const char *text, size_t size)
{
    char *copy = zc_arena_add (self, size + 1);
    memcpy (copy, text, size);
    return copy;
}
