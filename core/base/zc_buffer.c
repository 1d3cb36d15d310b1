//  zc_buffer.c - see zc_buffer.h

#include "zc_buffer.h"

#include <stdarg.h>
#include <stdio.h>

void
zc_buffer_grow (zc_buffer_t *self, size_t more)
{
    size_t needed = self->size + more;
    size_t capacity = self->capacity? self->capacity: 64;
    while (capacity < needed)
        capacity *= 2;
    self->data = zc_regrow (self->data, capacity);
    self->capacity = capacity;
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
