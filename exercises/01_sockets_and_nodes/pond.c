//  pond.c - exercise 1.2: what the pond has to do stands in pond.h
//
//  Below the core: czmq, nothing of zcluster.

#include "pond.h"

void
pond (zsock_t *pipe, void *arg)
{
    (void) arg;
    zsock_signal (pipe, 0);
    //  your code: a ROUTER; its port, sent on the pipe; then a loop that takes what comes from
    //  the ducks, until $TERM comes on the pipe
}
