//  step1_hello.c - a process on another node

#include <zcluster.h>

//> module
static zc_term_t *
s_hello (const zc_term_t *args)
{
    const char *name;
    zc_term_match (args, "[~s]", &name);
    zc_io_format ("Hello %s, from %s\n", name, zc_node_self ());
    return NULL;
}
ZC_MODULE (Greeter, {"hello", 1, s_hello});
//< module

static void
s_main (void *arg)
{
    (void) arg;
    //> spawn
    zc_ref_t ref;
    zc_pid_t pid = zc_node_spawn_monitor ("node2@localhost", "Greeter", "hello", &ref,
                                          "[~s]", "bob");
    zc_receive (-1, "{:DOWN, ~r, _, _, _}", ref);
    zc_io_format ("it ran on %s\n", zc_node_of (pid));
    //< spawn
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
