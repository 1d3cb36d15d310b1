//  step2_two_nodes.c - the same name on two nodes

#include <zcluster.h>

//> shell
//  The shell of node2: tells what it gets, and answers the shell of node1.
static void
s_shell (void *arg)
{
    zc_pid_t *parent = arg;
    zc_register ("shell", zc_self ());
    zc_send (*parent, "registered");
    //> answer
    const char *text;
    zc_receive (-1, "~s", &text);
    zc_io_format ("%s got: %s\n", zc_node_self (), text);
    zc_send_name ("shell", "node1@localhost", "~s", "Hello from node2!");
    //< answer
}
//< shell

//  Returns when the name is there.
static void
s_start_shell (void *arg)
{
    (void) arg;
    zc_pid_t self = zc_self ();
    zc_spawn (s_shell, &self);
    zc_receive (-1, "registered");
}

static void
s_main (void *arg)
{
    (void) arg;
    //> hello
    zc_register ("shell", zc_self ());
    zc_send_name ("shell", "node2@localhost", "~s", "Hello from node1!");

    const char *text;
    zc_receive (-1, "~s", &text);
    zc_io_format ("%s got: %s\n", zc_node_self (), text);
    //< hello

    //> nobody
    bool here = zc_send_name ("nobody", NULL, "hello");
    bool there = zc_send_name ("nobody", "node2@localhost", "hello");
    zc_io_format ("nobody here: %s\n", here? "sent": "refused");
    zc_io_format ("nobody there: %s\n", there? "sent": "refused");
    //< nobody
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
    zc_run (node2, s_start_shell, NULL);
    zc_run (node1, s_main, NULL);
    zc_node_destroy (&node2);
    zc_node_destroy (&node1);
    return 0;
}
