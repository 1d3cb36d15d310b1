//  demo_node.h - one node of the demo, and the commands it takes

#ifndef DEMO_NODE_H_INCLUDED
#define DEMO_NODE_H_INCLUDED

#include "zcluster.h"

//  Be the node `name` until the input ends or somebody stops it. Returns the
//  exit status.
int demo_node (const char *name, const char *cookie);

//  ---- commands ------------------------------------------------------------
//  Called in the node's shell, with what follows the name in the line.

typedef struct {
    const char *name;
    void (*run) (const char *argument);
} demo_command_t;

extern const demo_command_t demo_basic_commands [], demo_service_commands [],
                            demo_chat_commands [], demo_code_commands [];

//  What they share: the process that the session calls `pid`; the limit of waits;
//  and to show a result (which is taken over), as a shell does.
extern zc_pid_t demo_pid;
extern int demo_limit_ms;
void demo_show (zc_term_t *term);

//  Start the supervisor of the application Chat, linked to the caller.
void demo_start_chat (void);

#endif
