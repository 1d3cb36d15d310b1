//  step2_mesh.c - who joins one node knows them all

#include <zcluster.h>

//> join
//  Connect to node2, and wait until so many nodes are there.
static void
s_join (void *arg)
{
    int *count = arg;
    //> nodeup
    zc_net_kernel_monitor_nodes (true, "[]");
    zc_node_connect ("node2@localhost");
    for (int i = 0; i < *count; i++) {
        const char *node;
        zc_receive (-1, "{nodeup, ~a}", &node);
        zc_io_format ("%s: nodeup %s\n", zc_node_self (), node);
    }
    //< nodeup
}
//< join

static zc_node_t *
s_node (const char *name)
{
    return zc_node_new (&(zc_node_options_t) {.name = name, .cookie = "duck"}, NULL);
}

int
main (void)
{
    //> three
    zc_node_t *node1 = s_node ("node1@localhost");
    zc_node_t *node2 = s_node ("node2@localhost");
    zc_node_t *node3 = s_node ("node3@localhost");
    if (!node1 || !node2 || !node3)
        return 1;
    zc_run (node1, s_join, &(int) {1});
    zc_run (node3, s_join, &(int) {2});
    //< three
    zc_node_destroy (&node3);
    zc_node_destroy (&node2);
    zc_node_destroy (&node1);
    return 0;
}
