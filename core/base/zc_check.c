//  zc_check.c - see zc_check.h

#include "zc_check.h"

#include <malloc.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

//  A statistic, the one counter that is shared by all nodes of a program. Nobody counts
//  before somebody has asked: two processors that count in turns wait for each other.
static atomic_bool s_counting;
static atomic_long s_blocks;

static inline void
s_count (long more)
{
    if (atomic_load_explicit (&s_counting, memory_order_relaxed))
        atomic_fetch_add_explicit (&s_blocks, more, memory_order_relaxed);
}

void
zc_check_failed (const char *file, int line, const char *condition, const char *reason)
{
    fprintf (stderr, "zcluster: bug in the core: %s:%d: %s (%s)\n", file, line, reason, condition);
    abort ();
}

static void *
s_counted (void *memory)
{
    if (!memory) {
        fputs ("zcluster: out of memory\n", stderr);
        abort ();
    }
    s_count (1);
    return memory;
}

void *
zc_malloc (size_t size)
{
    return s_counted (malloc (size? size: 1));
}

enum { s_small = 1024 };

//  glibc's calloc does not use the thread's own stock of small blocks, malloc does.
void *
zc_calloc (size_t size)
{
    return size <= s_small? memset (zc_malloc (size), 0, size): s_counted (calloc (1, size));
}

void *
zc_regrow (void *memory, size_t size)
{
    if (!memory)
        return zc_malloc (size);
    void *grown = realloc (memory, size? size: 1);
    if (!grown) {
        fputs ("zcluster: out of memory\n", stderr);
        abort ();
    }
    return grown;
}

char *
zc_copy_text (const char *text)
{
    size_t size = strlen (text) + 1;
    return memcpy (zc_malloc (size), text, size);
}

enum { BIG = 8 * 1024 * 1024, SLICE = 512 * 1024, PAGE = 4096, REST_US = 50 };

//  In slices with a rest after each: threads that want memory meanwhile, or the processor,
//  do not wait for all of it.
static void *
s_free_big (void *memory)
{
    uintptr_t at = ((uintptr_t) memory + PAGE - 1) / PAGE * PAGE;
    uintptr_t end = ((uintptr_t) memory + malloc_usable_size (memory)) / PAGE * PAGE;
    for (; at < end; at += SLICE) {
        madvise ((void *) at, end - at < SLICE? end - at: SLICE, MADV_DONTNEED);
        usleep (REST_US);
    }
    free (memory);
    return NULL;
}

//  To give 200 MB back to the system takes 20 ms: another thread does it, and
//  whoever holds a baton goes on.
static bool
s_free_aside (void *memory)
{
    pthread_t thread;
    bool started = pthread_create (&thread, NULL, s_free_big, memory) == 0;
    if (started)
        pthread_detach (thread);
    return started;
}

void
zc_release_sized (void *memory, size_t size)
{
    s_count (-1);
    if (size < BIG || !s_free_aside (memory))
        free (memory);
}

void
zc_release (void *memory)
{
    if (memory)
        zc_release_sized (memory, malloc_usable_size (memory));
}

long
zc_blocks_in_use (void)
{
    atomic_store_explicit (&s_counting, true, memory_order_relaxed);
    return atomic_load_explicit (&s_blocks, memory_order_relaxed);
}
