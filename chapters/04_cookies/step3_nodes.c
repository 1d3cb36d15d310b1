//  step3_nodes.c - the same between nodes

#include <zcluster.h>
#include <stdio.h>

//> try
static void
s_try (void *arg)
{
    const char *name = arg;
    zc_io_format ("%s -> %s: %s\n", zc_node_self (), name,
                  zc_node_connect (name) == ZC_CONNECTED? "connected": "refused");
}
//< try

static void
s_cookie (void *arg)
{
    (void) arg;
    //> cookie
    zc_io_format ("my cookie is %s\n", zc_term_str (zc_node_cookie ()));
    zc_node_set_cookie ("some_cookie");
    zc_io_format ("my cookie is %s\n", zc_term_str (zc_node_cookie ()));
    //< cookie
}

int
main (void)
{
    //> nodes
    zc_node_options_t options = {.log_level = ZC_LOG_NONE, .cookie = "duck"};
    options.name = "node1@localhost";
    zc_node_t *node1 = zc_node_new (&options, NULL);
    options.name = "node2@localhost";
    zc_node_t *node2 = zc_node_new (&options, NULL);
    options.name = "node4@localhost";
    options.cookie = "another_cookie";
    zc_node_t *node4 = zc_node_new (&options, NULL);
    if (!node1 || !node2 || !node4) {
        puts ("a node did not start: zcluster names shows which names are taken");
        return 1;
    }
    zc_run (node1, s_try, "node2@localhost");
    zc_run (node1, s_try, "node4@localhost");
    zc_run (node4, s_try, "node1@localhost");
    zc_run (node1, s_cookie, NULL);
    //< nodes
    zc_node_destroy (&node4);
    zc_node_destroy (&node2);
    zc_node_destroy (&node1);
    return 0;
}
