//  zc_buffer.h - bytes that grow
//
//  zc_buffer_t buffer = {0}; is an empty one. Data moves when it grows. It may begin in
//  memory that it is lent, which it leaves when it needs more.

#ifndef ZC_BUFFER_H_INCLUDED
#define ZC_BUFFER_H_INCLUDED

#include "zc_check.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

typedef struct {
    uint8_t *data;
    size_t size;                    //  bytes in use
    size_t capacity;
    bool lent;                      //  `data` is not its own
} zc_buffer_t;

void zc_buffer_grow (zc_buffer_t *self, size_t more);
void zc_buffer_reserve (zc_buffer_t *self, size_t more);   //  room for just that much more
void zc_buffer_printf (zc_buffer_t *self, const char *format, ...)
    __attribute__ ((format (printf, 2, 3)));
void zc_buffer_clear (zc_buffer_t *self);          //  frees the memory

//  Begin, empty, in memory that somebody else releases.
static inline void
zc_buffer_lend (zc_buffer_t *self, void *memory, size_t capacity)
{
    *self = (zc_buffer_t) {.data = memory, .capacity = capacity, .lent = true};
}

//  Room for `more` bytes at the end; returns where it starts, …
static inline uint8_t *
zc_buffer_room (zc_buffer_t *self, size_t more)
{
    if (self->capacity - self->size < more)
        zc_buffer_grow (self, more);
    return self->data + self->size;
}

//  … and counts it as used.
static inline uint8_t *
zc_buffer_add (zc_buffer_t *self, size_t more)
{
    uint8_t *at = zc_buffer_room (self, more);
    self->size += more;
    return at;
}

static inline void
zc_buffer_put (zc_buffer_t *self, const void *data, size_t size)
{
    if (size)
        memcpy (zc_buffer_add (self, size), data, size);
}

static inline void
zc_buffer_u8 (zc_buffer_t *self, uint8_t value)
{
    *zc_buffer_add (self, 1) = value;
}

//  Big-endian numbers, as the external term format and the wire have them.
static inline void
zc_put_u16 (uint8_t *at, uint16_t value)
{
    at [0] = (uint8_t) (value >> 8);
    at [1] = (uint8_t) value;
}

static inline void
zc_put_u32 (uint8_t *at, uint32_t value)
{
    value = __builtin_bswap32 (value);
    memcpy (at, &value, 4);
}

static inline void
zc_put_u64 (uint8_t *at, uint64_t value)
{
    value = __builtin_bswap64 (value);
    memcpy (at, &value, 8);
}

static inline uint16_t
zc_get_u16 (const uint8_t *at)
{
    return (uint16_t) (at [0] << 8 | at [1]);
}

static inline uint32_t
zc_get_u32 (const uint8_t *at)
{
    uint32_t value;
    memcpy (&value, at, 4);
    return __builtin_bswap32 (value);
}

static inline uint64_t
zc_get_u64 (const uint8_t *at)
{
    uint64_t value;
    memcpy (&value, at, 8);
    return __builtin_bswap64 (value);
}

static inline void
zc_buffer_u32 (zc_buffer_t *self, uint32_t value)
{
    zc_put_u32 (zc_buffer_add (self, 4), value);
}

static inline void
zc_buffer_u64 (zc_buffer_t *self, uint64_t value)
{
    zc_put_u64 (zc_buffer_add (self, 8), value);
}

#endif
