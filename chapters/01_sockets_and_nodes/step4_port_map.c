//  step4_port_map.c - who finds alex, and how: the port map

#include <stdio.h>
#include <zcluster.h>

//> names
//  Print the nodes of this host, as every node can.
static void
s_names (void *when)
{
    zc_io_puts (when);
    const char *name;
    int port;
    size_t at = 0;
    zc_term_t *names = zc_net_adm_names (NULL);
    for (zc_term_t *item; (item = zc_term_next (names, &at)); zc_term_destroy (&item))
        if (zc_term_match (item, "{~s, ~i}", &name, &port))
            zc_io_format ("  name %s at port %d\n", name, port);
}
//< names

int
main (void)
{
    //> two
    zc_node_t *alex = zc_node_new (&(zc_node_options_t) {
        .name = "alex@localhost", .cookie = "secret_token"}, NULL);
    zc_node_t *kate = zc_node_new (&(zc_node_options_t) {
        .name = "kate@localhost", .cookie = "secret_token"}, NULL);
    if (!alex || !kate)
        return 1;
    zc_run (alex, s_names, "both are there:");
    zc_node_destroy (&kate);
    zc_run (alex, s_names, "kate has left:");
    zc_node_destroy (&alex);
    //< two
    return 0;
}
