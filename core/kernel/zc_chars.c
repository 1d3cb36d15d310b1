//  zc_chars.c - see zc_chars.h

#include "zc_chars.h"

#include <string.h>

void
zc_chars_put (zc_chars_t *self, const void *data, size_t size)
{
    if (self->capacity - self->size < size) {
        self->capacity = 2 * self->capacity + size;
        self->data = zc_realloc (self->data, self->capacity);
    }
    if (size)                       //  an empty text has no data yet
        memcpy (self->data + self->size, data, size);
    self->size += size;
}
