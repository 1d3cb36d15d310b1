//  zc_arena.h - memory that is freed all at once
//
//      chunk -> chunk -> chunk        the newest first; each twice the one before
//
//  For structures of many small parts that live and die together, as a tree does.

#ifndef ZC_ARENA_H_INCLUDED
#define ZC_ARENA_H_INCLUDED

#include <stddef.h>

typedef struct zc_arena_t zc_arena_t;

zc_arena_t *zc_arena_new (void);
void zc_arena_destroy (zc_arena_t **self_p);

//  Zeroed memory, aligned for anything; valid until the arena is destroyed.
void *zc_arena_add (zc_arena_t *self, size_t size);

//  A copy of some text, with a NUL at its end.
char *zc_arena_text (zc_arena_t *self, const char *text, size_t size);

#endif
