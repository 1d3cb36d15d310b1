//  step3_node.c - a named node, and a process on it

#include <stdio.h>
#include <stdlib.h>
#include <zcluster.h>

//  A process of the node.
static void
s_hello (void *arg)
{
    (void) arg;
    zc_io_format ("I am %s on %s\n", zc_term_str (zc_term_new ("~p", zc_self ())),
                  zc_node_self ());
}

int
main (void)
{
    //> node
    zc_node_options_t options = {.name = "alex@localhost", .cookie = "secret_token"};
    char *error;
    zc_node_t *alex = zc_node_new (&options, &error);
    if (!alex) {
        printf ("no node: %s\n", error);
        free (error);
        return 1;
    }
    zc_run (alex, s_hello, NULL);
    zc_node_destroy (&alex);
    //< node
    return 0;
}
