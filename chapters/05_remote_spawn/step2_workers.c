//  step2_workers.c - ten workers on another node, ten answers

#include <zcluster.h>

//> work
static zc_term_t *
s_work (const zc_term_t *args)
{
    zc_pid_t caller;
    int number;
    zc_term_match (args, "[~p, ~i]", &caller, &number);
    zc_send (caller, "{response, ~i}", 10 * number);
    return NULL;
}
ZC_MODULE (Worker, {"work", 2, s_work});
//< work

static void
s_main (void *arg)
{
    (void) arg;
    //> spawn
    for (int number = 1; number <= 10; number++)
        zc_node_spawn ("node2@localhost", "Worker", "work", "[~p, ~i]", zc_self (), number);
    //< spawn

    //> gather
    int sum = 0;
    for (int i = 0; i < 10; i++) {
        int number;
        zc_receive (-1, "{response, ~i}", &number);
        sum += number;
    }
    zc_io_format ("ten answers, their sum is %d\n", sum);
    //< gather
}

int
main (void)
{
    zc_node_t *node1 = zc_node_new (&(zc_node_options_t) {
        .name = "node1@localhost", .cookie = "duck"}, NULL);
    zc_node_t *node2 = zc_node_new (&(zc_node_options_t) {
        .name = "node2@localhost", .cookie = "duck"}, NULL);
    if (!node1 || !node2)
        return 1;
    zc_run (node1, s_main, NULL);
    zc_node_destroy (&node2);
    zc_node_destroy (&node1);
    return 0;
}
