//  step4_monitor.c - who joins, who leaves: a group is watched

#include <zcluster.h>

static void
s_list (void *arg)
{
    (void) arg;
    zc_receive (-1, "never");
}

//  On each node: start the scope, and so many lists that are members.
static void
s_start (void *arg)
{
    int *count = arg;
    zc_pg_start (NULL);
    for (int i = 0; i < *count; i++)
        zc_pg_join (NULL, zc_spawn (s_list, NULL), "{todo_list, ~s}", "bob");
}

//> hear
//  Wait for the next change, and print it.
static void
s_hear (zc_ref_t ref, const char *why)
{
    //> change
    const char *what;
    zc_term_t *pids;
    zc_receive (-1, "{~r, ~a, _, ~t}", ref, &what, &pids);
    zc_io_format ("%s: %s, %zu\n", why, what, zc_term_length (pids));
    //< change
}
//< hear

static void
s_main (void *arg)
{
    (void) arg;
    //> watch
    zc_ref_t ref;
    zc_term_t *now = zc_pg_monitor (NULL, &ref, "{todo_list, ~s}", "bob");
    zc_io_format ("now: %zu\n", zc_term_length (now));

    zc_pid_t list = zc_spawn (s_list, NULL);
    zc_pg_join (NULL, list, "{todo_list, ~s}", "bob");
    s_hear (ref, "a new list");
    zc_exit_process (list, "kill");
    s_hear (ref, "killed");
    //< watch

    //> split
    zc_node_connect ("node2@localhost");
    s_hear (ref, "node2 is there");
    zc_node_disconnect ("node2@localhost");
    s_hear (ref, "cut off");
    zc_node_connect ("node2@localhost");
    s_hear (ref, "together again");
    zc_pg_demonitor (NULL, ref);
    //< split

    //> gap
    zc_term_t *known = zc_pg_members (NULL, "{todo_list, ~s}", "alice");  //  nobody …
    list = zc_spawn (s_list, NULL);
    zc_pg_join (NULL, list, "{todo_list, ~s}", "alice");                  //  … somebody joins …
    zc_pg_monitor (NULL, &ref, "{todo_list, ~s}", "alice");               //  … and this is too late
    bool told = zc_receive (0, "{~r, join, _, _}", ref);
    zc_io_format ("members, then monitor: %zu known, %d told\n", zc_term_length (known), told);
    //< gap

    //> mend
    known = zc_pg_monitor (NULL, &ref, "{todo_list, ~s}", "alice");
    zc_io_format ("monitor: %zu known\n", zc_term_length (known));
    //< mend
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
