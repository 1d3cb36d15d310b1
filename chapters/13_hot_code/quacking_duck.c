//  quacking_duck.c - a duck that quacks, and can be changed while it does
//
//      zcluster call node1@localhost IEx.Helpers c '["quacking_duck.c", "./"]'
//      zcluster call node1@localhost QuackingDuck start
//      zcluster call node1@localhost IEx.Helpers nl '[QuackingDuck]'

#include "zcluster.h"

//  QuackingDuck.start (): the pid of a new duck, which quacks once a second.
//  QuackingDuck.start (ms): … as often as that.
static zc_term_t *
s_start (const zc_term_t *args)
{
    int ms = 1000;
    zc_term_match (args, "[~i]", &ms);
    return zc_term_new ("~p", zc_node_spawn (NULL, "QuackingDuck", "loop", "[~i]", ms));
}

//  One quack, and on to the next, in whatever is the current version by then.
static zc_term_t *
s_loop (const zc_term_t *args)
{
    int ms = 1000;
    zc_term_match (args, "[~i]", &ms);
    zc_io_puts ("Quack!");
    if (zc_receive (ms, "stop"))
        return NULL;
    zc_become ("QuackingDuck", "loop", "[~i]", ms);
}

ZC_MODULE (QuackingDuck, {"start", 0, s_start}, {"start", 1, s_start}, {"loop", 1, s_loop});
