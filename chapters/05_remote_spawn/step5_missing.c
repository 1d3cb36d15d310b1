//  step5_missing.c - a module that is not there

#include "../child.h"

static zc_term_t *
s_here (const zc_term_t *args)
{
    (void) args;
    return zc_term_new ("~a", zc_node_self ());
}
ZC_MODULE (Only, {"here", 0, s_here});

//> try
static void
s_try (const char *node)
{
    zc_ref_t ref;
    zc_term_t *reason;
    zc_node_spawn_monitor (node, "Only", "here", &ref, "[]");
    zc_receive (-1, "{:DOWN, ~r, process, _, ~t}", ref, &reason);
    zc_io_format ("%s: %s\n", node, zc_term_str (reason));
}
//< try

static void
s_main (void *arg)
{
    (void) arg;
    //> tries
    s_try ("node1@localhost");
    s_try ("node2@localhost");
    s_try ("nobody@localhost");
    //< tries
}

int
main (void)
{
    //> nodes
    pid_t node2 = child_zcluster ("node2@localhost");   //  without this program's modules
    zc_node_t *node1 = zc_node_new (&(zc_node_options_t) {
        .name = "node1@localhost", .cookie = "duck", .log_level = ZC_LOG_NONE}, NULL);
    //< nodes
    if (!node1)
        return 1;
    zc_run (node1, s_main, NULL);
    zc_node_destroy (&node1);
    kill (node2, SIGKILL);
    waitpid (node2, NULL, 0);
    return 0;
}
