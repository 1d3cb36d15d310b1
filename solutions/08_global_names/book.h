//  book.h - exercise 8.1: names of the whole cluster
//
//  Every node has a book: a process, with a table of all names that processes of the cluster
//  have. So a name is looked up in one's own book, and who wants one has to have it written
//  into the books of all.
//      The cluster is all visible nodes that this one is connected with, and itself. On each of
//  them the book is started before the first name is given. A node may be killed at any time.

#ifndef BOOK_H_INCLUDED
#define BOOK_H_INCLUDED

#include <zcluster.h>

//  Start the book of this node. When it returns, the book can be used, from all nodes.
void book_start (void);

//  Give a process, of whichever node, a name, which is copied. Of those who want one name at
//  once, from whichever nodes, one gets it, and the others do not. A process may have several.
//      The name is free again when the process has ended, or its node was lost: soon, not at the
//  same moment, each book says so. Who asks in between may be refused.
//  Returns  true: it has the name, and all books know; false: the name was taken
//  Caller   any process; blocks it until all books have answered, or their nodes are lost
//  Erlang   global:register_name/2
bool book_register (const char *name, zc_pid_t pid);

//  Who has this name, as this node's book knows it? Waits for no other node.
//  Returns  ZC_PID_NONE: nobody
//  Erlang   global:whereis_name/1
zc_pid_t book_whereis (const char *name);

#endif
