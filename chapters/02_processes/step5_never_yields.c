//  step5_never_yields.c - a process that never gives way, and a node that does not stall

#include <stdbool.h>
#include <zcluster.h>

//> loop
//  Computes for ever, and never calls the library.
static void
s_loop (void *arg)
{
    (void) arg;
    volatile unsigned number = 0;
    while (true)
        number++;
}
//< loop

static void
s_main (void *arg)
{
    (void) arg;
    //> tick
    zc_pid_t loop = zc_spawn (s_loop, NULL);
    for (int i = 1; i <= 3; i++) {
        zc_sleep (100);
        zc_io_format ("tick %d\n", i);
    }
    //< tick

    //> kill
    zc_ref_t ref = zc_monitor (loop);
    zc_term_t *reason;
    zc_exit_process (loop, "kill");
    zc_receive (-1, "{:DOWN, ~r, process, _, ~t}", ref, &reason);
    zc_io_format ("the loop was ended: %s\n", zc_term_str (reason));
    //< kill
}

int
main (void)
{
    zc_node_t *node = zc_node_new (NULL, NULL);
    int rc = zc_run (node, s_main, NULL);
    zc_node_destroy (&node);
    return rc;
}
