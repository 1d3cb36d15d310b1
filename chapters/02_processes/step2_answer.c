//  step2_answer.c - a question carries the address for its answer

#include <zcluster.h>

//> counter
//  Its state is a variable of its own. Nobody else can touch it.
static void
s_counter (void *arg)
{
    (void) arg;
    zc_pid_t from;
    //> serve
    int count = 0, add;
    while (true)
        switch (zc_receive_any (-1, ZC_CASE ("{add, ~i}", &add), ZC_CASE ("{get, ~p}", &from),
                                ZC_CASE ("stop"))) {
            case 0:
                count += add;
                break;
            case 1:
                zc_send (from, "{count, ~i}", count);
                break;
            default:
                return;
        }
    //< serve
}
//< counter

static void
s_main (void *arg)
{
    (void) arg;
    //> ask
    zc_pid_t counter = zc_spawn (s_counter, NULL);
    zc_send (counter, "{add, 40}");
    zc_send (counter, "{add, 2}");
    zc_send (counter, "{get, ~p}", zc_self ());

    int count;
    zc_receive (-1, "{count, ~i}", &count);
    zc_io_format ("it has counted to %d\n", count);
    //< ask
    zc_send (counter, "stop");
}

int
main (void)
{
    zc_node_t *node = zc_node_new (NULL, NULL);
    int rc = zc_run (node, s_main, NULL);
    zc_node_destroy (&node);
    return rc;
}
