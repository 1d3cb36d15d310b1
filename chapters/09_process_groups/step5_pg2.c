//  step5_pg2.c - the same with pg2, as older notes have it

#include <zcluster.h>

//> shell
static void
s_shell (void *arg)
{
    (void) arg;
    zc_receive (-1, "never");
}

//  On each node: start pg2, and a shell.
static void
s_start (void *arg)
{
    (void) arg;
    zc_pg2_start ();
    zc_register ("shell", zc_spawn (s_shell, NULL));
}
//< shell

//  Print the nodes of the members, once this node knows of so many.
static void
s_members (size_t count)
{
    zc_term_t *pids = zc_pg2_members ("{todo_list, ~s}", "bob");
    while (zc_term_length (pids) != count) {
        zc_sleep (10);
        pids = zc_pg2_members ("{todo_list, ~s}", "bob");
    }
    zc_io_format ("%s:", zc_node_self ());
    zc_pid_t pid;
    size_t at = 0;
    for (zc_term_t *item; (item = zc_term_next (pids, &at)); zc_term_destroy (&item))
        if (zc_term_match (item, "~p", &pid))
            zc_io_format (" %s", zc_node_of (pid));
    zc_io_puts ("");
}

//> create
//  node1
static void
s_create (void *arg)
{
    (void) arg;
    zc_node_connect ("node2@localhost");
    //> early
    bool joined = zc_pg2_join (zc_whereis ("shell"), "{todo_list, ~s}", "bob");
    zc_io_puts (joined? "joined": "no such group");
    zc_pg2_create ("{todo_list, ~s}", "bob");
    //< early
}
//< create

//> join
//  node2
static void
s_join (void *arg)
{
    (void) arg;
    zc_io_format ("%s\n", zc_term_str (zc_pg2_which_groups ()));
    zc_pg2_join (zc_whereis ("shell"), "{todo_list, ~s}", "bob");
}
//< join

//> members
//  node1
static void
s_both (void *arg)
{
    (void) arg;
    s_members (1);
    zc_pg2_join (zc_whereis ("shell"), "{todo_list, ~s}", "bob");
    s_members (2);
}
//< members

//> closest
//  node2
static void
s_closest (void *arg)
{
    (void) arg;
    s_members (2);
    zc_pid_t near = zc_pg2_closest_pid ("{todo_list, ~s}", "bob");
    zc_io_format ("closest: %s\n", zc_node_of (near));
    zc_pg2_leave (near, "{todo_list, ~s}", "bob");
    near = zc_pg2_closest_pid ("{todo_list, ~s}", "bob");
    zc_io_format ("closest: %s\n", zc_node_of (near));
    zc_pg2_leave (near, "{todo_list, ~s}", "bob");      //  from another node
    zc_io_format ("empty: %s\n", zc_term_str (zc_pg2_which_groups ()));
    zc_pg2_delete ("{todo_list, ~s}", "bob");
    zc_io_format ("deleted: %s\n", zc_term_str (zc_pg2_which_groups ()));
}
//< closest

int
main (void)
{
    zc_node_t *node1 = zc_node_new (&(zc_node_options_t) {
        .name = "node1@localhost", .cookie = "duck"}, NULL);
    zc_node_t *node2 = zc_node_new (&(zc_node_options_t) {
        .name = "node2@localhost", .cookie = "duck"}, NULL);
    if (!node1 || !node2)
        return 1;
    zc_run (node1, s_start, NULL);
    zc_run (node2, s_start, NULL);
    zc_run (node1, s_create, NULL);
    zc_run (node2, s_join, NULL);
    zc_run (node1, s_both, NULL);
    zc_run (node2, s_closest, NULL);
    zc_node_destroy (&node2);
    zc_node_destroy (&node1);
    return 0;
}
