//  supervisor.h - exercise 6.2: a supervisor, one for one

#ifndef SUPERVISOR_H_INCLUDED
#define SUPERVISOR_H_INCLUDED

#include <zcluster.h>

//  Which ends are followed by a new start:
//      permanent   each one
//      transient   those that are not in order. In order are normal, shutdown, {shutdown, _}
//      temporary   none; the child is forgotten, and is listed no more
typedef enum { SUP_PERMANENT, SUP_TRANSIENT, SUP_TEMPORARY } sup_restart_t;

typedef struct {
    const char *id;                 //  its name, an atom
    const char *module, *function;  //  what it runs, with one argument: the id
    const char *const *nodes;       //  where: on the first of them that answers; the list ends
                                    //  with NULL. No list (NULL): on the supervisor's node
    sup_restart_t restart;
    int shutdown_ms;                //  how long it may take to end when it is told to
} sup_child_t;

//  All of this lives as long as the supervisor, and need not be copied.
typedef struct {
    const sup_child_t *children;
    size_t count;
    int max_restarts;               //  more new starts than these …
    int max_ms;                     //  … within so many milliseconds are too many
} sup_spec_t;

//  Start a supervisor: a process that is linked to the caller, and to each of its children.
//      It starts the children in order. One that ends is started again, as its `restart` says;
//  the others are left alone. When that happens too often, or none of a child's nodes answers
//  and trying again and again has become too often, it gives up: it stops all children and ends
//  with the reason `shutdown`. When its caller, the parent, sends it an exit signal or ends, it
//  stops all children and ends with the reason of that signal. Other messages and exit signals
//  mean nothing to it, and are thrown away.
//      To stop the children: one after the other, the last started first. Each is sent the exit
//  signal `shutdown`, and killed (`kill`) when it has not ended after its shutdown_ms.
//  Returns  its pid, when all children have been started
//  Caller   any process, which is the parent then; blocks
zc_pid_t sup_start_link (const sup_spec_t *spec);

//  Ask a supervisor for its children.
//  Returns  [{Id, Pid | undefined}, …] in the order of their start, a new term; undefined: it
//           has ended, and is not started again (temporary ones are listed no more, see above).
//           NULL: the supervisor has ended. Nothing is left in the caller's mailbox, nor comes
//           later
zc_term_t *sup_which_children (zc_pid_t supervisor);

#endif
