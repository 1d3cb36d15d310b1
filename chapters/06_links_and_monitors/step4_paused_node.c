//  step4_paused_node.c - a node that is paused: dead, or only slow?

#include "../child.h"

static zc_term_t *
s_idle (const zc_term_t *args)
{
    (void) args;
    zc_receive (-1, "never");
    return NULL;
}
ZC_MODULE (Idle, {"idle", 0, s_idle});

static void
s_main (void *arg)
{
    pid_t *node2 = arg;
    //> pause
    zc_ref_t ref;
    zc_node_spawn_monitor ("node2@localhost", "Idle", "idle", &ref, "[]");
    kill (*node2, SIGSTOP);
    zc_sleep (500);
    zc_io_puts (zc_receive (0, "{:DOWN, ~r, _, _, _}", ref)? "half a second: down":
                                                             "half a second: no news");
    //< pause

    //> long
    zc_term_t *reason;
    zc_receive (-1, "{:DOWN, ~r, process, _, ~t}", ref, &reason);
    zc_io_format ("some seconds: %s\n", zc_term_str (reason));
    //< long

    //> back
    kill (*node2, SIGCONT);
    while (!zc_node_ping ("node2@localhost"))
        zc_sleep (50);
    zc_io_puts ("it was never dead");
    //< back
}

int
main (void)
{
    pid_t node2 = child_start ("node2@localhost", NULL);
    //> ticks
    zc_node_t *node1 = zc_node_new (&(zc_node_options_t) {
        .name = "node1@localhost", .cookie = "duck", .log_level = ZC_LOG_NONE,
        .tick_ms = CHILD_TICK_MS}, NULL);
    //< ticks
    if (!node1)
        return 1;
    zc_run (node1, s_main, &node2);
    zc_node_destroy (&node1);
    kill (node2, SIGKILL);
    waitpid (node2, NULL, 0);
    return 0;
}
