//  step2_monitors.c - a message when a process ends

#include <zcluster.h>

static void
s_duck (void *arg)
{
    (void) arg;
    zc_receive (-1, "stop");
}

static void
s_main (void *arg)
{
    (void) arg;
    //> monitor
    zc_pid_t duck = zc_spawn (s_duck, NULL);
    zc_ref_t ref = zc_monitor (duck);
    zc_send (duck, "stop");
    zc_receive (-1, "{:DOWN, ~r, process, ~p, normal}", ref, duck);
    zc_io_puts ("the duck has stopped");
    //< monitor

    //> dead
    zc_term_t *reason;
    ref = zc_monitor (duck);
    zc_receive (-1, "{:DOWN, ~r, process, _, ~t}", ref, &reason);
    zc_io_format ("a monitor of a dead one: %s\n", zc_term_str (reason));
    //< dead

    //> name
    ref = zc_monitor_name ("pond", NULL);
    zc_receive (-1, "{:DOWN, ~r, process, _, ~t}", ref, &reason);
    zc_io_format ("of a name nobody has: %s\n", zc_term_str (reason));
    //< name

    //> no_more
    duck = zc_spawn (s_duck, NULL);
    ref = zc_monitor (duck);
    zc_demonitor (ref, ZC_DEMONITOR_FLUSH);
    zc_send (duck, "stop");
    zc_io_puts (zc_receive (50, "{:DOWN, ~r, _, _, _}", ref)? "heard of it": "did not hear of it");
    //< no_more
}

int
main (void)
{
    zc_node_t *node = zc_node_new (NULL, NULL);
    int rc = zc_run (node, s_main, NULL);
    zc_node_destroy (&node);
    return rc;
}
