//  zc_stack.h - a pool of stacks
//
//      low                                              high
//      |  guard, ZC_STACK_GUARD  |  usable, grows down <── |
//
//  Mapped many at a time, without reserving memory: an untouched stack costs
//  address space only, a used one the pages it touched (usually one, 4 KiB).
//  Guards are made with MADV_GUARD_INSTALL where the kernel has it; with plain
//  mprotect each guard splits the mapping, and Linux ends at about 32,000
//  processes (vm.max_map_count).

#ifndef ZC_STACK_H_INCLUDED
#define ZC_STACK_H_INCLUDED

#include "zc_limits.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct zc_slab_t zc_slab_t;

typedef struct {
    zc_slab_t *slabs;               //  all mappings
    void **free;                    //  stacks ready for use, last in first out
    size_t free_count, free_capacity;
    size_t total;                   //  stacks mapped
} zc_stacks_t;

//  The lowest usable address of a stack of zc_stack_usable () bytes above its
//  guard; NULL where no more can be mapped.
void *zc_stacks_take (zc_stacks_t *self);
void zc_stacks_give (zc_stacks_t *self, void *stack);
void zc_stacks_clear (zc_stacks_t *self);

static inline size_t
zc_stack_usable (void)
{
    return ZC_STACK_SIZE - ZC_STACK_GUARD;
}

//  Give some of the guard to a stack that has overflowed, for the way out; and
//  take it back. Safe in a signal handler.
void zc_stack_lend_guard (void *stack, bool lend);

//  Is the address in the guard of this stack, or just around it?
static inline bool
zc_stack_overflowed (const void *stack, const void *address)
{
    const char *low = (const char *) stack - ZC_STACK_GUARD;
    return (const char *) address >= low && (const char *) address < (const char *) stack;
}

#endif
