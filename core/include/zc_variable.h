//  zc_variable.h - variables that all nodes read at once
//
//      zc_variable_start_link (0);
//
//      zc_term_t *key = zc_term_new ("{limit, speed}");
//      zc_variable_put (key, "~i", 120);
//      zc_term_t *speed = zc_variable_get (key);           //  on any node
//
//  A server of each node, `Cluster.Variable`, keeps all of them in a table of the
//  node: reading sends no message. A write takes effect here at once and travels to the
//  others; nobody is asked. So nodes that are parted go on, and may differ.
//
//  The last write wins, by a hybrid logical clock: a stamp {Milliseconds, Count, Node}.
//  Its time is that of the machine (zc_system_time), but never before the stamp of what
//  the write replaces: then it is that stamp's time, with a greater count. So who writes
//  after having seen a value wins over it, whatever the clocks say. Of writes that did
//  not know of each other the one with the greater time wins (and clocks that differ
//  by a second make that a guess within a second), then the greater count, then the
//  greater node name. When nodes meet, each gets what the other has; when a node is lost,
//  and once a minute, all compare what they have; and so they agree on the same values.
//
//  A clock that is far ahead does no harm to who has seen what was written by it, nor to
//  other variables: no other clock is moved. But until it is put right its node wins
//  whenever it writes at the same time as others, and who wrote while parted from it
//  loses. This cannot be undone by refusing its writes, for then nodes would not agree
//  (nor by trusting the others: a machine that starts in 1970 finds all others ahead).
//  So it is told: a node that takes a value whose time is more than a minute ahead of its
//  own clock (ZC_CLOCK_AHEAD_MS) logs a warning, once for each node that wrote one.
//
//  A delete is a write, of a tombstone. It is kept for a life (one day, unless told
//  otherwise) from its stamp's time on, and then forgotten. A node parted for longer may
//  bring back what was deleted meanwhile.
//
//  Values are lost when the last node that has them stops.

#ifndef ZC_VARIABLE_H_INCLUDED
#define ZC_VARIABLE_H_INCLUDED

#include "zc_gen_server.h"

#ifdef __cplusplus
extern "C" {
#endif

//  Start the server of this node, linked to the caller.
//  life_ms  of tombstones; 0: one day
zc_start_t zc_variable_start_link (int life_ms);

//  Give a variable a value. A key is any term.
//  Blocks  until the server of this node has written it; without one it ends the
//          caller, as a call does
#define zc_variable_put(key, ...) zc_variable_put_format (key, ZC_FORMAT (__VA_ARGS__))
void zc_variable_put_format (const zc_term_t *key, zc_format_t value);

//  Take a variable away; one that does not exist, too: a node may be about to tell of it.
void zc_variable_delete (const zc_term_t *key);

//  Its value, a new term; NULL: it has none, or there is no server.
zc_term_t *zc_variable_get (const zc_term_t *key);

//  All of them, [{Key, Value}, …] in no order; a new term.
zc_term_t *zc_variable_all (void);

#ifdef __cplusplus
}
#endif
#endif
