//  zc_buffer.c - see zc_buffer.h

#include "zc_buffer.h"

#include <stdarg.h>
#include <stdio.h>

enum { DOUBLE_MAX = 64 * 1024, PAGE = 4096 };

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

static void
s_resize (zc_buffer_t *self, size_t capacity)
{
    uint8_t *data = zc_regrow (self->lent? NULL: self->data, capacity);
    if (self->lent)
        memcpy (data, self->data, self->size);
    *self = (zc_buffer_t) {data, self->size, capacity, false};
}

void
zc_buffer_grow (zc_buffer_t *self, size_t more)
{
    s_resize (self, s_capacity (self->lent? 0: self->capacity, self->size + more));
}

void
zc_buffer_reserve (zc_buffer_t *self, size_t more)
{
    if (self->capacity - self->size >= more)
        return;
    s_resize (self, self->size + more);
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
    if (!self->lent)
        zc_release (self->data);
    *self = (zc_buffer_t) {0};
}
