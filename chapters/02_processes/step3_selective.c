//  step3_selective.c - a mailbox is not a queue: receive takes what it wants

#include <zcluster.h>

static void
s_main (void *arg)
{
    (void) arg;
    //> send
    zc_send (zc_self (), "{letter, alex}");
    zc_send (zc_self (), "{letter, kate}");
    zc_send (zc_self (), "urgent");
    zc_send (zc_self (), "{letter, moebi}");
    //< send

    //> take
    zc_receive (-1, "urgent");
    zc_io_puts ("first what is urgent");

    const char *name;
    while (zc_receive (0, "{letter, ~a}", &name))
        zc_io_format ("then the letter of %s\n", name);
    //< take

    //> timeout
    if (!zc_receive (100, "{letter, _}"))
        zc_io_puts ("a tenth of a second, and nobody has written");
    //< timeout

    //> flush
    zc_send (zc_self (), "{what, is, this}");
    zc_flush (true);
    //< flush
}

int
main (void)
{
    zc_node_t *node = zc_node_new (NULL, NULL);
    int rc = zc_run (node, s_main, NULL);
    zc_node_destroy (&node);
    return rc;
}
