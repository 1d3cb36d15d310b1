//  step2_two_nodes.c - members on two nodes

#include <zcluster.h>

//> list
//  A copy of bob's todo list: tells bob, on node1, what it has noted.
static void
s_list (void *arg)
{
    (void) arg;
    const char *what;
    while (zc_receive (-1, "{add, ~s}", &what))
        zc_send_name ("bob", "node1@localhost", "{noted, ~a, ~s}", zc_node_self (), what);
}
//< list

//  Send to all members. Returns how many messages that were.
static int
s_tell (const char *what)
{
    int count = 0;
    size_t at = 0;
    zc_pid_t pid;
    zc_term_t *pids = zc_pg_members (NULL, "{todo_list, ~s}", "bob");
    for (zc_term_t *item; (item = zc_term_next (pids, &at)); zc_term_destroy (&item), count++)
        if (zc_term_match (item, "~p", &pid))
            zc_send (pid, "{add, ~s}", what);
    zc_term_destroy (&pids);
    return count;
}

//> start
//  On each node: start the scope, and so many lists that are members.
static void
s_start (void *arg)
{
    int *count = arg;
    zc_pg_start (NULL);
    for (int i = 0; i < *count; i++)
        zc_pg_join (NULL, zc_spawn (s_list, NULL), "{todo_list, ~s}", "bob");
}
//< start

//> count
//  How many members does this node know of?
static size_t
s_count (void)
{
    zc_term_t *pids = zc_pg_members (NULL, "{todo_list, ~s}", "bob");
    size_t count = zc_term_length (pids);
    zc_term_destroy (&pids);
    return count;
}
//< count

//> stranger
//  Have a process of node2 join alice's list, from here.
static void
s_join_for (void *arg)
{
    zc_pid_t *theirs = arg;
    zc_pg_join (NULL, *theirs, "{todo_list, ~s}", "alice");
    zc_io_puts ("never printed");
}
//< stranger

static void
s_main (void *arg)
{
    (void) arg;
    zc_register ("bob", zc_self ());
    //> members
    zc_io_format ("before: %zu\n", s_count ());
    zc_node_connect ("node2@localhost");
    while (s_count () != 3)                 //  a little later
        zc_sleep (10);

    zc_term_t *here = zc_pg_local_members (NULL, "{todo_list, ~s}", "bob");
    zc_io_format ("after: %zu, of them here: %zu\n", s_count (), zc_term_length (here));
    //< members

    //> bread
    const char *what;
    s_tell ("bread");
    zc_receive (-1, "{noted, :node1@localhost, ~s}", &what);
    zc_io_format ("node1 has noted %s\n", what);
    for (int i = 0; i < 2; i++) {
        zc_receive (-1, "{noted, :node2@localhost, ~s}", &what);
        zc_io_format ("node2 has noted %s\n", what);
    }
    //< bread

    //> nolocal
    zc_ref_t ref;
    zc_pid_t theirs;
    zc_term_t *members = zc_pg_members (NULL, "{todo_list, ~s}", "bob");
    zc_term_match (members, "[~p, _, _]", &theirs);     //  who came last is first
    zc_spawn_monitor (s_join_for, &theirs, &ref);
    if (zc_receive (-1, "{:DOWN, ~r, _, _, {{nolocal, ~p}, _}}", ref, theirs))
        zc_io_format ("not mine to join: it is of %s\n", zc_node_of (theirs));
    //< nolocal

    //> there
    zc_term_t *answer = zc_rpc_call (zc_node_of (theirs), "pg", "join", -1,
                                     "[{todo_list, ~s}, ~p]", "alice", theirs);
    zc_io_format ("joined over there: %s\n", zc_term_str (answer));
    //< there
}

int
main (void)
{
    zc_node_options_t options = {.name = "node1@localhost", .cookie = "duck",
                                 .log_level = ZC_LOG_NONE};
    zc_node_t *node1 = zc_node_new (&options, NULL);
    options.name = "node2@localhost";
    zc_node_t *node2 = zc_node_new (&options, NULL);
    if (!node1 || !node2)
        return 1;
    zc_run (node1, s_start, &(int) {1});
    zc_run (node2, s_start, &(int) {2});
    zc_run (node1, s_main, NULL);
    zc_node_destroy (&node2);
    zc_node_destroy (&node1);
    return 0;
}
