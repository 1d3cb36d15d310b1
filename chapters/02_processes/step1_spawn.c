//  step1_spawn.c - a process, and a message to it

#include <zcluster.h>

//> duck
//  A process: waits for a message, quacks, and is gone.
static void
s_duck (void *arg)
{
    (void) arg;
    int times;
    zc_receive (-1, "{quack, ~i}", &times);
    while (times-- > 0)
        zc_io_puts ("Quack!");
}
//< duck

static void
s_main (void *arg)
{
    (void) arg;
    //> spawn
    zc_pid_t duck = zc_spawn (s_duck, NULL);
    zc_send (duck, "{quack, 2}");
    //< spawn

    //> ends
    zc_ref_t ref = zc_monitor (duck);
    zc_receive (-1, "{:DOWN, ~r, _, _, _}", ref);
    zc_io_puts (zc_process_alive (duck)? "the duck is there": "the duck is gone");
    //< ends
}

//> main
int
main (void)
{
    zc_node_t *node = zc_node_new (NULL, NULL);     //  a node without a name
    int rc = zc_run (node, s_main, NULL);
    zc_node_destroy (&node);
    return rc;
}
//< main
