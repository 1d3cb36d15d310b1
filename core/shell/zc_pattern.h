//  zc_pattern.h - patterns of scripts: compiled, matched against terms
//
//      pattern              tree
//      _                    ANY
//      x                    BIND slot; where x came before in the pattern: SAME slot
//      ^x                   SAME slot
//      :ok  1  "a"          VALUE
//      {a, b}               TUPLE [a, b]
//      [a, b]  [a | b]      LIST [a, b, VALUE []]   LIST [a, b]: the last is the tail
//      %{k => a}            MAP [k, a]: keys are VALUE or SAME
//      %Name{k: a}          MAP, with the key __struct__
//      "text" <> a          PREFIX "text" [a]
//      x = a                BOTH [x, a]

#ifndef ZC_PATTERN_H_INCLUDED
#define ZC_PATTERN_H_INCLUDED

#include "term/zc_codec.h"

typedef enum {
    ZC_PATTERN_ANY, ZC_PATTERN_BIND, ZC_PATTERN_SAME, ZC_PATTERN_VALUE, ZC_PATTERN_TUPLE,
    ZC_PATTERN_LIST, ZC_PATTERN_MAP, ZC_PATTERN_PREFIX, ZC_PATTERN_BOTH
} zc_pattern_kind_t;

typedef struct zc_pattern_t zc_pattern_t;
struct zc_pattern_t {
    zc_pattern_kind_t kind;
    uint32_t slot;                  //  BIND, SAME
    zc_bytes_t *value;              //  VALUE, PREFIX (a binary)
    uint32_t count;
    zc_pattern_t *items [];
};

zc_pattern_t *zc_pattern_new (zc_pattern_kind_t kind, uint32_t count);
void zc_pattern_destroy (zc_pattern_t **self_p);

//  Does the term at `data` match? Fills the slots that it binds, also of a part that
//  matched where the whole did not: those are nobody else's.
bool zc_pattern_match (const zc_pattern_t *self, const uint8_t *data, zc_bytes_t **slots);

//  The same of a value of a machine's stack, in a slot that the pattern does not bind. It may
//  be a part of a list (zc_part.h), and become one or a term in its place.
bool zc_pattern_match_value (const zc_pattern_t *self, zc_bytes_t **value_p, zc_bytes_t **slots);

#endif
