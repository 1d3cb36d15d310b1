//  supervisor.c - exercise 6.2: what each function has to do stands in supervisor.h
//
//  On zc_process.h and zc_node.h: links, exit signals, monitors. Not on zc_supervisor.h, which
//  is what you build.

#include "supervisor.h"

//  your code: what a supervisor knows of each child, and the body of its process, which traps
//  exits, starts the children, and then takes one message after the other

zc_pid_t
sup_start_link (const sup_spec_t *spec)
{
    (void) spec;
    //  your code: spawn it with a link, and wait until it has started its children
    return ZC_PID_NONE;
}

zc_term_t *
sup_which_children (zc_pid_t supervisor)
{
    (void) supervisor;
    //  your code: ask, and wait for the answer or for the end of the supervisor
    return NULL;
}
