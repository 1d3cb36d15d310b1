//  zc_buffer.c - see zc_buffer.h

#include "zc_buffer.h"

#include <stdarg.h>
#include <stdio.h>
#include <sys/mman.h>

enum { DOUBLE_MAX = 64 * 1024, BIG_PAGES_MIN = 4 * 1024 * 1024, PAGE = 4096 };

//  Big memory in big pages, where the system has them: to fetch 200 MB in small
//  ones takes longer than to fill them. All of its pages, with what malloc keeps
//  around it: a mapping of one kind can be made longer without a copy.
static void
s_prefer_big_pages (const zc_buffer_t *self)
{
#ifdef MADV_HUGEPAGE
    uintptr_t data = (uintptr_t) self->data, from = data / PAGE * PAGE;
    uintptr_t end = (data + self->capacity + PAGE - 1) / PAGE * PAGE;
    madvise ((void *) from, end - from, MADV_HUGEPAGE);
#endif
}

//  Small ones double; a big one gets a quarter more than it needs, since what is
//  sent and received keeps that for its life.
static size_t
s_capacity (size_t capacity, size_t needed)
{
    if (needed >= DOUBLE_MAX)
        return (needed + needed / 4 + PAGE - 1) / PAGE * PAGE;
    for (capacity = capacity? capacity: 64; capacity < needed;)
        capacity *= 2;
    return capacity;
}

void
zc_buffer_grow (zc_buffer_t *self, size_t more)
{
    self->capacity = s_capacity (self->capacity, self->size + more);
    self->data = zc_regrow (self->data, self->capacity);
    if (self->capacity >= BIG_PAGES_MIN)
        s_prefer_big_pages (self);
}

void
zc_buffer_printf (zc_buffer_t *self, const char *format, ...)
{
    va_list args;
    va_start (args, format);
    va_list again;
    va_copy (again, args);
    int size = vsnprintf (NULL, 0, format, args);
    va_end (args);
    uint8_t *at = zc_buffer_add (self, (size_t) size + 1);
    vsnprintf ((char *) at, (size_t) size + 1, format, again);
    va_end (again);
    self->size--;                   //  the NUL stays behind the end
}

void
zc_buffer_clear (zc_buffer_t *self)
{
    zc_release (self->data);
    *self = (zc_buffer_t) {0};
}
