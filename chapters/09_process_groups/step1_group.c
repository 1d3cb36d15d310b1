//  step1_group.c - join and leave a group, and send to all its members

#include <zcluster.h>

//> list
//  A copy of bob's todo list: tells bob what it has noted.
static void
s_list (void *arg)
{
    (void) arg;
    const char *what;
    while (zc_receive (-1, "{add, ~s}", &what))
        zc_send_name ("bob", NULL, "{noted, ~p, ~s}", zc_self (), what);
}
//< list

//> tell
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
//< tell

static void
s_main (void *arg)
{
    (void) arg;
    //> join
    zc_pg_start (NULL);
    zc_pid_t lists [3];
    for (int i = 0; i < 3; i++) {
        lists [i] = zc_spawn (s_list, NULL);
        zc_pg_join (NULL, lists [i], "{todo_list, ~s}", "bob");
    }
    //< join

    //> bread
    zc_register ("bob", zc_self ());
    int told = s_tell ("bread");
    for (int i = 0; i < told; i++)
        zc_receive (-1, "{noted, _, _}");
    zc_io_format ("bread: %d have noted it\n", told);
    //< bread

    //> leave
    bool left = zc_pg_leave (NULL, lists [0], "{todo_list, ~s}", "bob");
    bool again = zc_pg_leave (NULL, lists [0], "{todo_list, ~s}", "bob");
    zc_io_format ("left: %s, left again: %s\n", left? "yes": "no", again? "yes": "no");
    zc_io_format ("milk: sent %d times\n", s_tell ("milk"));
    //< leave

    //> twice
    zc_pg_join (NULL, lists [1], "{todo_list, ~s}", "bob");     //  once more, to be sure
    zc_io_format ("eggs: sent %d times\n", s_tell ("eggs"));
    zc_receive (-1, "{noted, ~p, \"eggs\"}", lists [1]);
    zc_receive (-1, "{noted, ~p, \"eggs\"}", lists [1]);
    zc_io_puts ("one list has noted eggs twice");
    //< twice

    //> once
    zc_pg_leave (NULL, lists [1], "{todo_list, ~s}", "bob");
    zc_io_format ("tea: sent %d times\n", s_tell ("tea"));
    //< once
}

int
main (void)
{
    zc_node_t *node = zc_node_new (NULL, NULL);
    int rc = zc_run (node, s_main, NULL);
    zc_node_destroy (&node);
    return rc;
}
