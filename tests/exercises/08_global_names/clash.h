//  clash.h - exercise 8.2: names that meet again when a partition heals
//
//  The names of one node. Each node answers for its own processes, and tells all others which
//  names they have. While the cluster is split, each side can register the same name: then there
//  is a clash when the sides meet, link by link.
//
//      of two processes with one name the one on the node with the smaller name (strcmp) stays,
//      the other loses its name, and is told so by its own node
//
//  A process is a node and a number: the numbers of a node are all different. What nodes send each
//  other is a text, of your own making. From one node to another texts come in the order they were
//  sent in; those of different nodes come in any order; those on the way when a link goes are lost.

#ifndef CLASH_H_INCLUDED
#define CLASH_H_INCLUDED

#include <stdbool.h>

typedef struct clash clash_t;

//  What the program does for a node. In there none of the functions below is called.
typedef struct {
    void (*send) (void *arg, const char *node, const char *text);       //  to a node that is linked
    void (*lost) (void *arg, const char *name, int number);     //  to a process of this node, once
    void *arg;
} clash_calls_t;

//  The names of this node, which has no links yet. All texts given to these functions are copied,
//  as the calls are. Names of processes and of nodes have no spaces, and fit into CLASH_NAME_SIZE
//  bytes with the 0 at their end.
enum { CLASH_NAME_SIZE = 40 };
clash_t *clash_new (const char *node, const clash_calls_t *calls);

//  NULL in *self_p is no harm; it becomes NULL. Nobody is told anything.
void clash_destroy (clash_t **self_p);

//  Give a process of this node a name, and tell the others.
//  Returns  false: it is taken, as far as this node knows
bool clash_register (clash_t *self, const char *name, int number);

//  A process of this node has ended: its names are free, tell the others.
void clash_ended (clash_t *self, int number);

//  A link to another node is there; the other one is called, too, with this node. Or it has gone:
//  then the names of the other node's processes are free, as far as this node knows.
void clash_up (clash_t *self, const char *node);
void clash_down (clash_t *self, const char *node);

//  A text has come from a node that is linked.
void clash_arrives (clash_t *self, const char *node, const char *text);

//  Who has this name, as far as this node knows? The node's name is good until the next call.
//  Returns  false: nobody
typedef struct {
    const char *node;
    int number;
} clash_holder_t;
bool clash_whereis (clash_t *self, const char *name, clash_holder_t *holder);

#endif
