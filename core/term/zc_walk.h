//  zc_walk.h - moving about in canonical terms
//
//  Nothing here checks: the bytes were checked when they were made.

#ifndef ZC_WALK_H_INCLUDED
#define ZC_WALK_H_INCLUDED

#include "zc_codec.h"

//  How deep containers nest: 0 for a leaf, 1 for {} and {a}, 2 for {[a]} …
unsigned zc_depth (const uint8_t *data);

//  The text of an atom.
static inline const char *
zc_atom_text (const uint8_t *atom, size_t *size)
{
    if (atom [0] == ZC_TAG_SMALL_ATOM_UTF8) {
        *size = atom [1];
        return (const char *) atom + 2;
    }
    *size = zc_get_u16 (atom + 1);
    return (const char *) atom + 3;
}

static inline bool
zc_is_atom (const uint8_t *data)
{
    return data [0] == ZC_TAG_SMALL_ATOM_UTF8 || data [0] == ZC_TAG_ATOM_UTF8;
}

bool zc_atom_is (const uint8_t *data, const char *text);

//  The elements of a tuple: how many, where the first one is; -1: no tuple.
static inline int64_t
zc_tuple_arity (const uint8_t *data, const uint8_t **first)
{
    if (data [0] == ZC_TAG_SMALL_TUPLE) {
        *first = data + 2;
        return data [1];
    }
    *first = data + 5;
    return data [0] == ZC_TAG_LARGE_TUPLE? (int64_t) zc_get_u32 (data + 1): -1;
}

//  The elements of a list one by one, whichever form it has.
typedef struct {
    const uint8_t *at;              //  next element, or the byte it is in a STRING;
                                    //  after the last one: the tail
    uint32_t left;                  //  elements to come
    bool bytes;                     //  a STRING
} zc_cursor_t;

bool zc_cursor_open (zc_cursor_t *self, const uint8_t *data);          //  false: no list
const uint8_t *zc_cursor_item (const zc_cursor_t *self);               //  as a term
void zc_cursor_next (zc_cursor_t *self);
const uint8_t *zc_cursor_tail (const zc_cursor_t *self);               //  when left == 0

//  Append what is left as a list of its own.
void zc_cursor_rest (const zc_cursor_t *self, zc_buffer_t *out);

//  The value at a key of a map, NULL where it has no such key.
const uint8_t *zc_map_find (const uint8_t *map, const uint8_t *key, size_t key_size);

//  The keys of a map in zc_order, each followed by its value; the caller's to
//  zc_release.
const uint8_t **zc_map_keys (const uint8_t *map);

//  Read the pid, reference at `data`; what follows it, or NULL where it is another
//  kind of term, or of another node while `names` is NULL or full.
const uint8_t *zc_read_far_pid (const uint8_t *data, zc_names_t *names, zc_pid_t *pid);
const uint8_t *zc_read_ref (const uint8_t *data, zc_names_t *names, zc_ref_t *ref);

static inline const uint8_t *
zc_read_pid (const uint8_t *data, zc_names_t *names, zc_pid_t *pid)
{
    bool own = data [0] == ZC_TAG_NEW_PID && data [1] == ZC_TAG_SMALL_ATOM_UTF8 && data [2] == 0;
    if (!own)
        return zc_read_far_pid (data, names, pid);
    *pid = (zc_pid_t) {.id = zc_get_u32 (data + 3), .serial = zc_get_u32 (data + 7)};
    return data + 15;
}

//  An integer as sign and magnitude.
typedef struct {
    bool negative;
    const uint8_t *bytes;           //  least first, top one not 0; NULL: in `small`
    size_t size;
    uint64_t small;                 //  the magnitude if size <= 8
} zc_integer_t;

bool zc_read_big (const uint8_t *data, zc_integer_t *integer);
static inline bool
zc_read_integer (const uint8_t *data, zc_integer_t *integer)
{
    if (data [0] == ZC_TAG_SMALL_INT)
        *integer = (zc_integer_t) {.size = 1, .small = data [1]};
    else
    if (data [0] == ZC_TAG_INT) {
        int64_t value = (int32_t) zc_get_u32 (data + 1);
        *integer = (zc_integer_t) {.negative = value < 0, .size = 4,
                                   .small = (uint64_t) (value < 0? -value: value)};
    }
    else
        return zc_read_big (data, integer);
    return true;
}

double zc_integer_double (const zc_integer_t *integer);                //  may be infinite
double zc_read_float (const uint8_t *data);                            //  of a NEW_FLOAT

#endif
