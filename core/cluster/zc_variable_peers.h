//  zc_variable_peers.h - the variables' server and the others of its name
//
//      {merge, [{Key, Stamp, What}]}       changes, or all that a server has
//      {hello, Node}                       a server starts: it wants all
//      {compare, Node, Digest}             have we the same?
//      {missing, Node}                     we have not: send all
//
//  Merging keeps the later record. It does not matter in which order, or how often, a
//  record comes: so "send all you have" mends whatever was lost while nodes were parted,
//  and needs no bookkeeping of who knows what. It is sent to who comes. A server that is
//  lost, with its node or before it starts again, may have told some of us what others
//  have not heard yet: so all compare; and once a minute, for what was missed some
//  other way.

#ifndef ZC_VARIABLE_PEERS_H_INCLUDED
#define ZC_VARIABLE_PEERS_H_INCLUDED

#include "zc_servers.h"

//  What a server knows of the others. All functions: the server only.
typedef struct {
    zc_term_t *behind;              //  nodes that did not take a change: all is due
    bool compares;                  //  soon, a timer is set
} zc_variable_peers_t;

//  Say hello to all.
void zc_variable_peers_init (zc_variable_peers_t *self);

//  Tell all of one change.
void zc_variable_peers_tell (zc_variable_peers_t *self, const zc_term_t *key,
                             const zc_term_t *stamp, const zc_term_t *what);

//  A node has come, or misses something: send it everything.
void zc_variable_peers_up (zc_variable_peers_t *self, const char *node);

//  Somebody may have missed something: compare soon.
void zc_variable_peers_doubt (zc_variable_peers_t *self);

//  Another server compares: if it has not what we have, exchange everything.
void zc_variable_peers_compare (zc_variable_peers_t *self, const char *node, int64_t digest);

//  Is the message one of the timers set by the functions above? Then it is done.
bool zc_variable_peers_tick (zc_variable_peers_t *self, const zc_term_t *message);

#endif
