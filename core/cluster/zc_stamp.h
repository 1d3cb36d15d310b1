//  zc_stamp.h - the time of a write, and which of two writes is the later
//
//      record          {Stamp, What}
//      Stamp           {Milliseconds, Count, Node}
//      What            {value, Value} | deleted
//
//  A hybrid logical clock, of each key its own: the time of day of the node that writes, or,
//  where that is not later than the stamp it replaces, that stamp's time and a count more.
//  So a write is always later than what it replaces, however wrong the clocks are, and
//  a wrong clock shows only in the keys it wrote.

#ifndef ZC_STAMP_H_INCLUDED
#define ZC_STAMP_H_INCLUDED

#include "zc_term.h"

//  The stamp of a write of this node that replaces `known`, a record or NULL; a new term.
zc_term_t *zc_stamp_new (const zc_term_t *known);

//  Is this a record? What comes from elsewhere may be anything.
bool zc_stamp_is_record (const zc_term_t *term);

//  Is record a to replace record b? All nodes answer alike.
bool zc_stamp_wins (const zc_term_t *a, const zc_term_t *b);

//  Is the record's stamp of a clock that is more than ZC_CLOCK_AHEAD_MS ahead of this
//  node's? Whose, and by how many milliseconds; the name is good until the next receive.
bool zc_stamp_is_ahead (const zc_term_t *record, const char **node, int64_t *by_ms);

#endif
