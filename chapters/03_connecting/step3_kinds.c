//  step3_kinds.c - a hidden node, and the lists

#include <zcluster.h>

//> lists
static void
s_lists (void *arg)
{
    zc_node_connect (arg);
    static const struct {
        const char *name;
        int kinds;
    } lists [] = {{"visible", ZC_NODES_VISIBLE}, {"hidden", ZC_NODES_HIDDEN},
                  {"connected", ZC_NODES_CONNECTED},
                  {"this, visible", ZC_NODES_THIS | ZC_NODES_VISIBLE}};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        zc_io_format ("%-14s %s\n", lists [i].name, zc_term_str (zc_node_list (lists [i].kinds)));
}
//< lists

int
main (void)
{
    //> nodes
    zc_node_t *node1 = zc_node_new (&(zc_node_options_t) {
        .name = "node1@localhost", .cookie = "duck"}, NULL);
    zc_node_t *spy = zc_node_new (&(zc_node_options_t) {
        .name = "spy@localhost", .cookie = "duck", .hidden = true}, NULL);
    if (!node1 || !spy)
        return 1;
    zc_run (node1, s_lists, "spy@localhost");
    //< nodes
    zc_node_destroy (&spy);
    zc_node_destroy (&node1);
    return 0;
}
