//  step4_for_one.c - a cookie for one other node

#include <zcluster.h>
#include <stdio.h>

//> bridge
//  node1 belongs to the ducks, and knows somebody among the geese.
static void
s_bridge (void *arg)
{
    (void) arg;
    zc_node_set_cookie_for ("goose@localhost", "goose");
    zc_node_connect ("node2@localhost");
    zc_node_connect ("goose@localhost");
    zc_io_format ("%zu nodes are connected\n", zc_term_length (zc_node_list (ZC_NODES_VISIBLE)));
}
//< bridge

int
main (void)
{
    //> nodes
    zc_node_options_t options = {.log_level = ZC_LOG_NONE, .cookie = "duck"};
    options.name = "node1@localhost";
    zc_node_t *node1 = zc_node_new (&options, NULL);
    options.name = "node2@localhost";
    zc_node_t *node2 = zc_node_new (&options, NULL);
    options.name = "goose@localhost";
    options.cookie = "goose";
    zc_node_t *goose = zc_node_new (&options, NULL);
    //< nodes
    if (!node1 || !node2 || !goose) {
        puts ("a node did not start: zcluster names shows which names are taken");
        return 1;
    }
    zc_run (node1, s_bridge, NULL);
    zc_node_destroy (&goose);
    zc_node_destroy (&node2);
    zc_node_destroy (&node1);
    return 0;
}
