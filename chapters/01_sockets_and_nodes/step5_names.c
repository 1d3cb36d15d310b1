//  step5_names.c - which names can be had, and why not

#include <stdio.h>
#include <stdlib.h>
#include <zcluster.h>

static void
s_try (const char *name, bool long_names)
{
    char *error = NULL;
    zc_node_options_t options = {.name = name, .long_names = long_names, .cookie = "duck"};
    zc_node_t *node = zc_node_new (&options, &error);
    printf ("%-7s %-18s %s\n", long_names? "--name": "--sname", name, node? "yes": error);
    free (error);
    zc_node_destroy (&node);
}

int
main (void)
{
    //> tries
    s_try ("alex@localhost", false);
    s_try ("alex@127.0.0.1", false);
    s_try ("alex@127.0.0.1", true);
    s_try ("alex@localhost", true);
    s_try ("a l e x@localhost", false);
    s_try ("alex@@localhost", false);
    s_try ("@localhost", false);
    //< tries

    //> taken
    zc_node_t *first = zc_node_new (&(zc_node_options_t) {
        .name = "alex@localhost", .cookie = "duck"}, NULL);
    s_try ("alex@localhost", false);
    zc_node_destroy (&first);
    //< taken
    return 0;
}
