//  zc_check.c - see zc_check.h

#include "zc_check.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

//  A statistic, the one counter that is shared by all nodes of a program.
static atomic_long s_blocks;

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
    atomic_fetch_add_explicit (&s_blocks, 1, memory_order_relaxed);
    return memory;
}

void *
zc_malloc (size_t size)
{
    return s_counted (malloc (size? size: 1));
}

void *
zc_calloc (size_t size)
{
    return s_counted (calloc (1, size? size: 1));
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

void
zc_release (void *memory)
{
    if (memory) {
        atomic_fetch_sub_explicit (&s_blocks, 1, memory_order_relaxed);
        free (memory);
    }
}

long
zc_blocks_in_use (void)
{
    return atomic_load_explicit (&s_blocks, memory_order_relaxed);
}
