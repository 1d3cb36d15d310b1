//  zc_part.h - long lists on a machine's stack, which share their elements
//
//  A term is bytes in one piece. So who takes [h | t] apart or puts it together copies t,
//  and a walk over a thousand elements would copy a thousand lists. On the stack of a
//  machine, and nowhere else, a long list may instead be a *part*: what a row of elements
//  has from some place to its end.
//
//      row    |    room    | e3 | e2 | e1 | tail |         grows to the front
//                          ^    `--- part of 2 --´
//                          first
//
//  The tail of a part is a part of the same row. [h | part] writes h into the room, if the
//  part begins with the row's first element and h fits; else the part's elements are
//  copied to a row with as much room again. What a part can see never changes.
//
//  A part is counted bytes, too, with a tag that no term has. Who needs a term makes it one
//  where it lies (zc_part_flatten); who releases a value of the stack calls zc_part_release.

#ifndef ZC_PART_H_INCLUDED
#define ZC_PART_H_INCLUDED

#include "term/zc_walk.h"

enum {
    ZC_PART_TAG = 0,
    ZC_PART_MIN = 256               //  bytes of elements: fewer are copied as quickly
};

static inline bool
zc_is_part (const zc_bytes_t *value)
{
    return value->data [0] == ZC_PART_TAG;
}

//  Make a long list a part; leave other values as they are.
void zc_part_open (zc_bytes_t **value_p);

//  Make a part a term; leave other values as they are.
void zc_part_flatten_it (zc_bytes_t **value_p);
static inline void
zc_part_flatten (zc_bytes_t **value_p)
{
    if (zc_is_part (*value_p))
        zc_part_flatten_it (value_p);
}

//  Release a value, part or term or NULL.
void zc_part_release (zc_bytes_t **value_p);

//  A part's elements; and what is left of them, a value of its own.
zc_cursor_t zc_part_cursor (const zc_bytes_t *value);
zc_bytes_t *zc_part_rest (const zc_bytes_t *value, const zc_cursor_t *cursor);

//  A new part with the elements in front of a part's.
//  NULL: it would be too large for a term, or an element nests too deep
zc_bytes_t *zc_part_put (const zc_bytes_t *value, zc_bytes_t *const *elements, uint32_t count);

#endif
