//  nodes.h - exercise 3.2: who is connected, and who hears of it
//
//  On TCP (tcp.h, which is given) and not on ZeroMQ, which mends a broken connection without a
//  word: here each end of a connection has to be told.
//
//  Both sides of a connection begin with one line, whoever has dialled:
//
//      hello NAME visible      or      hello NAME hidden
//
//  With it the other node is connected. Each later line is a text for whoever listens. When the
//  first line is anything else, or has the own name in it, the connection is closed and nobody
//  hears of it.
//
//  A connection is hidden, on both sides, when one of the two nodes is. A node has at most one
//  connection to a name: when a second one says hello with that name (the node over there was
//  started anew, and we have not noticed its end), the newer one stays, and the older is lost.
//
//  What is told, for each connection:
//
//      nodeup NAME             once; visible ones only
//      text NAME TEXT          each text, in order; also of hidden ones
//      nodedown NAME           once, when it is lost, after the last text; visible ones only
//
//  It is lost when it ends, when nodes_disconnect is called, or when a newer one takes its place.
//  When nodeup or nodedown is told, the lists have it already.

#ifndef NODES_H_INCLUDED
#define NODES_H_INCLUDED

#include "tcp.h"
#include <czmq.h>

typedef struct nodes nodes_t;

//  What is told: event is "nodeup", "text" or "nodedown"; text is NULL but for a text. It may
//  call nodes_list and nodes_send, and no other function of these.
typedef void (nodes_listener_t) (void *arg, const char *event, const char *name, const char *text);

//  A node of this name, listening at a free port of 127.0.0.1. What happens is told to the
//  listener.
nodes_t *nodes_new (const char *name, bool hidden, nodes_listener_t *listener, void *arg);

//  Closes all connections; the listener hears nothing of it. *self_p becomes NULL; NULL in it
//  is no harm.
void nodes_destroy (nodes_t **self_p);

int nodes_port (nodes_t *self);

//  Dial a node, and say hello; its hello comes in a later turn. false: nobody listens there.
bool nodes_connect (nodes_t *self, int port);

//  Close the connection to a node; nodedown is told before it returns. false: there is none.
bool nodes_disconnect (nodes_t *self, const char *name);

//  Send a text to a node. false: it is not connected, or the connection has just ended. (Its
//  nodedown comes in a turn: there may be texts to read before.)
bool nodes_send (nodes_t *self, const char *name, const char *text);

//  The names of one kind or several, or-ed: a new list (zlist_autofree), the caller's, in any
//  order. No name is in it twice. Known is who is connected, who ever was, and the node itself.
enum { NODES_VISIBLE = 1, NODES_HIDDEN = 2, NODES_THIS = 4, NODES_KNOWN = 8,
       NODES_CONNECTED = NODES_VISIBLE | NODES_HIDDEN };
zlist_t *nodes_list (nodes_t *self, int kinds);

//  Wait until something comes, at most so many milliseconds; take in all that is there.
void nodes_turn (nodes_t *self, int timeout_ms);

#endif
