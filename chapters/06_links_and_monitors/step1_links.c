//  step1_links.c - two that end together, and one that does not

#include <zcluster.h>

//> pair
static void
s_partner (void *arg)
{
    (void) arg;
    zc_receive (-1, "never");
}

//  Starts a partner, tells who it is, and fails.
static void
s_first (void *arg)
{
    //> first
    zc_pid_t *boss = arg;
    zc_pid_t partner = zc_spawn_link (s_partner, NULL);
    zc_send (*boss, "{partner, ~p}", partner);
    zc_receive (-1, "go");
    zc_exit ("out_of_bread");
    //< first
}
//< pair

static void
s_main (void *arg)
{
    (void) arg;
    //> watch
    zc_pid_t self = zc_self (), partner;
    zc_pid_t first = zc_spawn (s_first, &self);
    zc_receive (-1, "{partner, ~p}", &partner);
    zc_ref_t ref = zc_monitor (partner);
    zc_send (first, "go");

    zc_term_t *reason;
    zc_receive (-1, "{:DOWN, ~r, process, _, ~t}", ref, &reason);
    zc_io_format ("its partner ended as well: %s\n", zc_term_str (reason));
    //< watch

    //> trap
    zc_trap_exit (true);
    first = zc_spawn_link (s_first, &self);
    zc_receive (-1, "{partner, _}");
    zc_send (first, "go");
    zc_receive (-1, "{:EXIT, ~p, ~t}", first, &reason);
    zc_io_format ("I was told, and live: %s\n", zc_term_str (reason));
    //< trap
}

int
main (void)
{
    zc_node_t *node = zc_node_new (&(zc_node_options_t) {.log_level = ZC_LOG_NONE}, NULL);
    int rc = zc_run (node, s_main, NULL);
    zc_node_destroy (&node);
    return rc;
}
