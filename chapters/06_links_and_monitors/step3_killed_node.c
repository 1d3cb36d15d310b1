//  step3_killed_node.c - a node is killed: what its friends hear

#include "../child.h"

//> idle
static zc_term_t *
s_idle (const zc_term_t *args)
{
    (void) args;
    zc_receive (-1, "never");
    return NULL;
}
ZC_MODULE (Idle, {"idle", 0, s_idle});
//< idle

static void
s_main (void *arg)
{
    pid_t *node2 = arg;
    //> watch
    zc_ref_t ref;
    zc_pid_t pid = zc_node_spawn_monitor ("node2@localhost", "Idle", "idle", &ref, "[]");
    zc_node_monitor ("node2@localhost", true);
    kill (*node2, SIGKILL);
    //< watch

    //> hear
    zc_receive (-1, "{:DOWN, ~r, process, ~p, noconnection}", ref, pid);
    zc_io_puts ("DOWN, noconnection");
    zc_receive (-1, "{nodedown, :node2@localhost}");
    zc_io_puts ("nodedown");
    //< hear
}

int
main (void)
{
    pid_t node2 = child_start ("node2@localhost", NULL);
    zc_node_t *node1 = zc_node_new (&(zc_node_options_t) {
        .name = "node1@localhost", .cookie = "duck", .log_level = ZC_LOG_NONE}, NULL);
    if (!node1)
        return 1;
    zc_run (node1, s_main, &node2);
    zc_node_destroy (&node1);
    waitpid (node2, NULL, 0);
    return 0;
}
