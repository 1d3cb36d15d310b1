//  step4_disconnect.c - a node leaves: who hears of it, and what it costs

#include <zcluster.h>

//> watch
static void
s_watch (void *arg)
{
    zc_node_connect (arg);
    //> nodedown
    zc_net_kernel_monitor_nodes (true, "[]");
    zc_node_monitor (arg, true);
    zc_node_disconnect (arg);
    for (int i = 0; i < 2; i++) {
        zc_receive (-1, "{nodedown, _}");
        zc_io_format ("%s\n", zc_term_str (zc_message ()));
    }
    //< nodedown
    zc_io_format ("left: %s\n", zc_term_str (zc_node_list (ZC_NODES_VISIBLE)));
}
//< watch

//> ping
static void
s_ping (void *arg)
{
    zc_io_format ("ping: %s\n", zc_node_ping (arg)? "pong": "pang");
    zc_io_format ("now: %s\n", zc_term_str (zc_node_list (ZC_NODES_VISIBLE)));
}
//< ping

int
main (void)
{
    zc_node_t *node1 = zc_node_new (&(zc_node_options_t) {
        .name = "node1@localhost", .cookie = "duck"}, NULL);
    zc_node_t *node2 = zc_node_new (&(zc_node_options_t) {
        .name = "node2@localhost", .cookie = "duck"}, NULL);
    if (!node1 || !node2)
        return 1;
    zc_run (node1, s_watch, "node2@localhost");
    zc_run (node1, s_ping, "node2@localhost");
    zc_node_destroy (&node2);
    zc_node_destroy (&node1);
    return 0;
}
