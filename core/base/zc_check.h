//  zc_check.h - always-on checks of the core's own invariants
//
//  A failed zc_check is a bug in the core: it prints file, line and reason and
//  aborts, which ends the node. A caller's bug is another thing: zc_caller_bug.
//  A check has no side effects.

#ifndef ZC_CHECK_H_INCLUDED
#define ZC_CHECK_H_INCLUDED

#include <stddef.h>

#define zc_check(condition, reason) \
    ((condition)? (void) 0: zc_check_failed (__FILE__, __LINE__, #condition, reason))

_Noreturn void zc_check_failed (const char *file, int line, const char *condition,
                                const char *reason);

//  A function on the way of each message, small or used once: what the compiler counts
//  as too long to inline is worth it there (tests/bench).
#define ZC_INLINE static inline __attribute__ ((always_inline))

//  malloc, calloc, realloc, strdup that end the program when memory is out:
//  the one place where that is decided.
void *zc_malloc (size_t size);
void *zc_calloc (size_t size);
void *zc_regrow (void *memory, size_t size);
char *zc_copy_text (const char *text);
void zc_release (void *memory);
void zc_release_sized (void *memory, size_t size);      //  about that many bytes, not NULL

//  Blocks that zc_malloc and its kin have handed out since the first of these calls, less
//  those that zc_release took back: the leak count of the tests. Any thread.
long zc_blocks_in_use (void);

#endif
