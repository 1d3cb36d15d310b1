//  step5_world.c - join all nodes of some hosts

#include <zcluster.h>

//> world
static void
s_world (void *arg)
{
    (void) arg;
    zc_term_t *hosts = zc_term_new ("[localhost]");
    zc_term_t *nodes = zc_net_adm_world_list (hosts);
    zc_io_format ("%zu nodes answered, ", zc_term_length (nodes));
    zc_io_format ("%zu are connected\n", zc_term_length (zc_node_list (ZC_NODES_VISIBLE)));
}
//< world

int
main (void)
{
    //> nodes
    static const char *const names [] = {"alex@localhost", "kate@localhost", "moebi@localhost"};
    zc_node_t *nodes [3];
    for (int i = 0; i < 3; i++) {
        nodes [i] = zc_node_new (&(zc_node_options_t) {
            .name = names [i], .cookie = "secret_token"}, NULL);
        if (!nodes [i])
            return 1;
    }
    zc_run (nodes [0], s_world, NULL);
    //< nodes
    for (int i = 0; i < 3; i++)
        zc_node_destroy (&nodes [i]);
    return 0;
}
