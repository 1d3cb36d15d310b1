//  mesh.h - exercise 3.1: a mesh of nodes, on czmq
//
//  A node listens with one ROUTER, and makes a DEALER for each dial. A message is some frames, each
//  a text without its final zero:
//
//      HELLO  to  from  address  [name  address] …
//      NO
//      TEXT   text
//
//  A dial begins with a HELLO: "I think you are `to`; I am `from`, to be found at `address`; and
//  I know these". Who is dialled answers with a HELLO of its own, and then both have a session;
//  or with NO: then there is none, and who has dialled closes its DEALER. A session is one
//  connection, used both ways, and two nodes have at most one.
//
//  NO is the answer when it is not `to`; when `from` is its own name; when it has a session with
//  `from`; and when it is dialling `from` itself at this moment, and its own name is the greater
//  one (strcmp). So of two dials that cross, that of the greater name stays.
//
//  HELLO tells all names that its sender has a session with or is dialling; `to` may be among
//  them. Who receives one dials those that are new to it. An answer from another name than the
//  one that was dialled counts as NO. Any other message is thrown away: without an answer, and
//  no session comes of it.

#ifndef MESH_H_INCLUDED
#define MESH_H_INCLUDED

#include <czmq.h>

typedef struct mesh mesh_t;

//  A node of this name, listening at a free port of 127.0.0.1.
mesh_t *mesh_new (const char *name);

//  Closes all its sockets. *self_p becomes NULL; NULL in it is no harm.
void mesh_destroy (mesh_t **self_p);

//  Where the others find it: "tcp://127.0.0.1:40747". Good until mesh_set_address.
const char *mesh_address (mesh_t *self);

//  From now on it tells the others this address: that of something in between.
void mesh_set_address (mesh_t *self, const char *address);

//  Dial a node, and return at once: the answer is taken in by mesh_turn. Nothing happens when
//  there is a session with that name or a dial to it, when the name is its own, or when nobody
//  can be dialled at such an address ("nonsense").
void mesh_connect (mesh_t *self, const char *name, const char *address);

//  The names that it has a session with, in any order: a new list (zlist_autofree), the caller's.
zlist_t *mesh_list (mesh_t *self);

//  Send a text to a node. false: there is no session with it.
bool mesh_send (mesh_t *self, const char *name, const char *text);

//  Wait for a message, at most so many milliseconds, and take it in.
//  Returns  "kate: quack" for a TEXT "quack" in a session with kate, the caller's to free; for
//           anything else, and when nothing comes, NULL
char *mesh_turn (mesh_t *self, int timeout_ms);

#endif
