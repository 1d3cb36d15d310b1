//  driver_node.h - for drivers whose programs are nodes
//
//      int
//      main (int argc, char **argv)
//      {
//          return dr_node (argc, argv, "teacher@localhost", s_test);
//      }
//
//  The grader starts the program several times: as `node NAME` it is a node that others can use,
//  until it is told an empty line; as anything else it is the node that the test runs on.

#ifndef DRIVER_NODE_H_INCLUDED
#define DRIVER_NODE_H_INCLUDED

#include "driver.h"

#include <zcluster.h>

static zc_body_t *dr_test;

//  Run the test in a process of its own. A mistake in the arguments of a call of the library
//  ends that process: tell it.
static inline void
dr_run_test (void *what)
{
    zc_ref_t monitor;
    zc_term_t *reason;
    zc_spawn_monitor (dr_test, what, &monitor);
    zc_receive (-1, "{:DOWN, ~r, process, _, ~t}", monitor, &reason);
    if (!zc_term_match (reason, "normal"))
        dr_say ("the caller has ended: %s", zc_term_str (reason));
}

static inline void
dr_serve (void)
{
    char line [20];
    dr_say ("up");
    while (dr_told (line, sizeof line))
        ;
}

//  The whole of main. `test` gets what is to be done, the first argument.
static inline int
dr_node (int argc, char **argv, const char *name, zc_body_t *test)
{
    const char *what = dr_begin (argc, argv);
    bool serves = strcmp (what, "node") == 0;
    zc_node_options_t options = {.name = serves? argv [2]: name, .cookie = "duck",
                                 .containment = ZC_CONTAIN_FATAL, .log_level = ZC_LOG_ERROR};
    char *error = NULL;
    zc_node_t *node = zc_node_new (&options, &error);
    dr_test = test;
    if (!node)
        dr_say ("%s", error);
    else
    if (serves)
        dr_serve ();
    else
        zc_run (node, dr_run_test, (void *) (size_t) what);
    zc_node_destroy (&node);
    free (error);
    return dr_end ();
}

//  What is known of a process of this node under a name of zc_process_info: a number, or the
//  length of a list; -1 if it has ended.
static inline int
dr_known (zc_pid_t pid, const char *what)
{
    int number = -1;
    size_t at = 0;
    const char *name;
    zc_term_t *info = zc_process_info (pid), *item, *value;
    for (; info && (item = zc_term_next (info, &at)); zc_term_destroy (&item)) {
        zc_term_match (item, "{~a, ~t}", &name, &value);
        if (strcmp (name, what) == 0 && !zc_term_match (value, "~i", &number))
            number = (int) zc_term_length (value);
        zc_term_destroy (&value);
    }
    zc_term_destroy (&info);
    return number;
}

#endif
