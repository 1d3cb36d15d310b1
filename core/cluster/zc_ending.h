//  zc_ending.h - how a program waits for its end: a signal, or `zcluster stop`
//
//      zc_ending_t ending;
//      zc_ending_begin (&ending);                  //  before the node's threads start
//      … zc_register ("init", zc_attach (node)); …
//      zc_ending_wait (&ending);
//      zc_ending_over (&ending);

#ifndef ZC_ENDING_H_INCLUDED
#define ZC_ENDING_H_INCLUDED

#include "zcluster.h"

#include <signal.h>

typedef struct {
    sigset_t signals;               //  TERM, INT, HUP
    int fd;                         //  readable when one came
} zc_ending_t;

//  Take the signals that end a program from a descriptor instead. To be called before
//  the node's threads start: they inherit what is blocked.
void zc_ending_begin (zc_ending_t *self);

//  Sleep until a signal comes, somebody sends `stop`, or a process that the caller
//  monitors ends. The caller is an attached thread.
//  Returns  what that process ended with, a new term; NULL: one of the others
zc_term_t *zc_ending_wait (zc_ending_t *self);

//  From now on a signal ends the program at once, as usual.
void zc_ending_over (zc_ending_t *self);

#endif
