//  zc_stack.c - see zc_stack.h

#include "zc_stack.h"
#include "zc_check.h"
#include "zc_context.h"

#include <stdint.h>
#include <sys/mman.h>

#if ZC_ASAN
#include <sanitizer/lsan_interface.h>
#endif
#if defined (__has_include)
#   if __has_include (<valgrind/valgrind.h>)
#       include <valgrind/valgrind.h>
#   endif
#endif
#ifndef VALGRIND_STACK_REGISTER
#   define VALGRIND_STACK_REGISTER(low, high) 0
#   define VALGRIND_STACK_DEREGISTER(id) (void) (id)
#endif
#ifndef MADV_GUARD_INSTALL
#   define MADV_GUARD_INSTALL 102
#   define MADV_GUARD_REMOVE 103
#endif

enum { s_lent = 16 * 1024 };

struct zc_slab_t {
    zc_slab_t *next;
    char *memory;
    unsigned valgrind_id [ZC_STACK_SLAB];
};

static const size_t s_slab_size = (size_t) ZC_STACK_SLAB * ZC_STACK_SIZE;

static bool
s_guard (void *memory)
{
    //  LeakSanitizer reads whole stacks and goes by the mapping's rights: under
    //  it the guard must be one that the mapping shows
    if (!ZC_ASAN && madvise (memory, ZC_STACK_GUARD, MADV_GUARD_INSTALL) == 0)
        return true;
    return mprotect (memory, ZC_STACK_GUARD, PROT_NONE) == 0;
}

//  Both kinds of guard are lifted; the same kind is put back, as s_guard does.
void
zc_stack_lend_guard (void *stack, bool lend)
{
    char *memory = (char *) stack - s_lent;
    if (lend) {
        madvise (memory, s_lent, MADV_GUARD_REMOVE);
        mprotect (memory, s_lent, PROT_READ | PROT_WRITE);
    }
    else
    if (ZC_ASAN || madvise (memory, s_lent, MADV_GUARD_INSTALL) != 0)
        mprotect (memory, s_lent, PROT_NONE);
}

static void
s_put (zc_stacks_t *self, void *stack)
{
    if (self->free_count == self->free_capacity) {
        self->free_capacity = self->free_capacity? self->free_capacity * 2: 64;
        self->free = zc_regrow (self->free, self->free_capacity * sizeof *self->free);
    }
    self->free [self->free_count++] = stack;
}

//  Map one more slab. false: the system gives no more.
static bool
s_map (zc_stacks_t *self)
{
    char *memory = mmap (NULL, s_slab_size, PROT_READ | PROT_WRITE,
                         MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED)
        return false;
    madvise (memory, s_slab_size, MADV_NOHUGEPAGE);
    for (size_t i = 0; i < ZC_STACK_SLAB; i++)
        if (!s_guard (memory + i * ZC_STACK_SIZE)) {
            munmap (memory, s_slab_size);
            return false;
        }
    zc_slab_t *slab = zc_calloc (sizeof *slab);
    slab->memory = memory;
    slab->next = self->slabs;
    self->slabs = slab;
    for (size_t i = ZC_STACK_SLAB; i-- > 0;) {
        char *stack = memory + i * ZC_STACK_SIZE + ZC_STACK_GUARD;
        slab->valgrind_id [i] = VALGRIND_STACK_REGISTER (stack, stack + zc_stack_usable ());
#if ZC_ASAN
        __lsan_register_root_region (stack, zc_stack_usable ());
#endif
        s_put (self, stack);
    }
    self->total += ZC_STACK_SLAB;
    return true;
}

void *
zc_stacks_take (zc_stacks_t *self)
{
    if (self->free_count == 0 && !s_map (self))
        return NULL;
    return self->free [--self->free_count];
}

void
zc_stacks_give (zc_stacks_t *self, void *stack)
{
    zc_context_clean_stack (stack, zc_stack_usable ());
    if (self->free_count >= ZC_STACK_CACHE)
        madvise (stack, zc_stack_usable (), MADV_DONTNEED);
    s_put (self, stack);
}

void
zc_stacks_clear (zc_stacks_t *self)
{
    while (self->slabs) {
        zc_slab_t *slab = self->slabs;
        self->slabs = slab->next;
        for (size_t i = 0; i < ZC_STACK_SLAB; i++) {
            VALGRIND_STACK_DEREGISTER (slab->valgrind_id [i]);
#if ZC_ASAN
            __lsan_unregister_root_region (slab->memory + i * ZC_STACK_SIZE + ZC_STACK_GUARD,
                                           zc_stack_usable ());
#endif
        }
        munmap (slab->memory, s_slab_size);
        zc_release (slab);
    }
    zc_release (self->free);
    *self = (zc_stacks_t) {0};
}
