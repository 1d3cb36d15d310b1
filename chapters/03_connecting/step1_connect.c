//  step1_connect.c - two nodes become a cluster

#include <zcluster.h>

static void
s_show (const char *what)
{
    zc_io_format ("%s %s\n", what, zc_term_str (zc_node_list (ZC_NODES_VISIBLE)));
}

static void
s_connect (void *arg)
{
    (void) arg;
    //> connect
    s_show ("before:");
    if (zc_node_connect ("node2@localhost") == ZC_CONNECTED)
        s_show ("after:");
    if (zc_node_connect ("nobody@localhost") == ZC_FAILED)
        zc_io_puts ("nobody is not there");
    //< connect
}

//> main
int
main (void)
{
    zc_node_t *node1 = zc_node_new (&(zc_node_options_t) {
        .name = "node1@localhost", .cookie = "duck"}, NULL);
    zc_node_t *node2 = zc_node_new (&(zc_node_options_t) {
        .name = "node2@localhost", .cookie = "duck"}, NULL);
    if (!node1 || !node2)
        return 1;
    zc_run (node1, s_connect, NULL);
    zc_node_destroy (&node2);
    zc_node_destroy (&node1);
    return 0;
}
//< main
