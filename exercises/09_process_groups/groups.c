//  groups.c - exercise 9.1: what each function has to do stands in groups.h
//
//  On zc_process.h and zc_node.h: names, monitors, nodeup and nodedown. Not on zc_pg.h or
//  zc_pg2.h, which are what you build.

#include "groups.h"

#include <stdlib.h>
#include <string.h>

//  your code: what the keeper knows, and its body, which takes one message after the other: the
//  questions of this node, what other keepers tell, nodeup, nodedown, and the end of members

void
groups_start (void)
{
    //  your code: spawn it, and wait until it can be asked
}

void
groups_join (zc_pid_t pid, const char *group)
{
    (void) pid;
    (void) group;
    //  your code: ask the keeper, and wait for its answer
}

bool
groups_leave (zc_pid_t pid, const char *group)
{
    (void) pid;
    (void) group;
    //  your code
    return false;
}

zc_term_t *
groups_members (const char *group)
{
    (void) group;
    //  your code
    return NULL;
}
