//  zc_chars.h - text that grows, in the memory of the process
//
//  zc_chars_t chars = {0}; is an empty one; zc_free (chars.data) releases it, or the end
//  of the process, however it comes: else it is a zc_buffer_t.

#ifndef ZC_CHARS_H_INCLUDED
#define ZC_CHARS_H_INCLUDED

#include "zc_process.h"

typedef struct {
    char *data;                     //  no zero byte at its end
    size_t size, capacity;
} zc_chars_t;

void zc_chars_put (zc_chars_t *self, const void *data, size_t size);

#endif
