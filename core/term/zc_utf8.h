//  zc_utf8.h - characters to bytes and back
//
//  Strict: no surrogates, no overlong forms, nothing above 10FFFF.

#ifndef ZC_UTF8_H_INCLUDED
#define ZC_UTF8_H_INCLUDED

#include <stddef.h>
#include <stdint.h>

//  Read one character; returns its bytes, 0 where it is not valid UTF-8.
static inline size_t
zc_utf8_get (const uint8_t *at, size_t left, uint32_t *point)
{
    if (left == 0)
        return 0;
    if (at [0] < 0x80) {
        *point = at [0];
        return 1;
    }
    size_t size = at [0] >= 0xf0? 4: at [0] >= 0xe0? 3: 2;
    if (at [0] < 0xc2 || at [0] > 0xf4 || left < size)
        return 0;
    uint32_t value = at [0] & (0xffu >> (size + 1));
    for (size_t i = 1; i < size; i++) {
        if ((at [i] & 0xc0) != 0x80)
            return 0;
        value = value << 6 | (at [i] & 0x3fu);
    }
    static const uint32_t least [] = {0, 0, 0x80, 0x800, 0x10000};
    if (value < least [size] || value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff))
        return 0;
    *point = value;
    return size;
}

//  Write one character (up to 4 bytes); 0 where there is no such character.
static inline size_t
zc_utf8_put (uint8_t *at, uint32_t point)
{
    if (point < 0x80) {
        at [0] = (uint8_t) point;
        return 1;
    }
    if (point < 0x800) {
        at [0] = (uint8_t) (0xc0 | point >> 6);
        at [1] = (uint8_t) (0x80 | (point & 0x3f));
        return 2;
    }
    if (point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff))
        return 0;
    size_t size = point < 0x10000? 3: 4;
    for (size_t i = size - 1; i > 0; i--, point >>= 6)
        at [i] = (uint8_t) (0x80 | (point & 0x3f));
    at [0] = (uint8_t) ((size == 3? 0xe0: 0xf0) | point);
    return size;
}

#endif
