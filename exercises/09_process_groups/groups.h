//  groups.h - exercise 9.1: process groups, known on every node
//
//  Each node has a keeper: a process, registered under the name `groups`, that knows who is in
//  which group, on all connected nodes. It tells the keepers of the others what has changed
//  here, and hears from them what has changed there. Nobody is asked first; there are no locks.
//
//      what happens              what each keeper knows, at once here, elsewhere a little later
//      a process joins           it is a member once more
//      a process leaves          it is a member once less
//      a process ends            it is in no group any more
//      a node is lost            its members are gone; those of all other nodes stay
//      two nodes meet            each knows the members of the other, as they are now

#ifndef GROUPS_H_INCLUDED
#define GROUPS_H_INCLUDED

#include <zcluster.h>

//  Start the keeper of this node, which runs as long as the node does. It takes messages that
//  mean nothing to it out of its mailbox and throws them away. The node may be connected with
//  others already, or later; on those a keeper may run already, or later.
//  Caller   any process, before the other functions and only once on a node; returns when the
//           keeper can be asked
//  Erlang   pg:start/1
void groups_start (void);

//  A process of this node joins a group. Who joins k times is a member k times. The text is
//  copied.
//  Returns  when this node's keeper knows it
//  Erlang   pg:join/2
void groups_join (zc_pid_t pid, const char *group);

//  A process of this node is a member once less.
//  Returns  false: it was no member
//  Erlang   pg:leave/2
bool groups_leave (zc_pid_t pid, const char *group);

//  The members of a group, of all nodes, as far as this node's keeper knows.
//  Returns  a list of pids in any order, a new term; [] where nobody is in it
//  Erlang   pg:get_members/1
zc_term_t *groups_members (const char *group);

#endif
