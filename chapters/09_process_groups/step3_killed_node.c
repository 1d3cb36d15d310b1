//  step3_killed_node.c - a node is killed, and its members are gone everywhere

#include "../child.h"

//> module
static void
s_list (void *arg)
{
    (void) arg;
    zc_receive (-1, "never");
}

//  On each node: start the scope, and so many lists that are members.
static zc_term_t *
s_start (const zc_term_t *args)
{
    int count;
    zc_term_match (args, "[~i]", &count);
    zc_pg_start (NULL);
    for (int i = 0; i < count; i++)
        zc_pg_join (NULL, zc_spawn (s_list, NULL), "{todo_list, ~s}", "bob");
    return NULL;
}
ZC_MODULE (TodoList, {"start", 1, s_start});
//< module

//> count
//  How many members does that node know of?
static size_t
s_count (const char *node)
{
    zc_term_t *pids = zc_rpc_call (node, "pg", "get_members", -1, "[{todo_list, ~s}]", "bob");
    size_t count = zc_term_length (pids);
    zc_term_destroy (&pids);
    return count;
}

static void
s_expect (const char *node, size_t count)
{
    while (s_count (node) != count)
        zc_sleep (10);
    zc_io_format ("%s: %zu members\n", node, count);
}
//< count

static void
s_main (void *arg)
{
    pid_t *node2 = arg;
    //> start
    zc_rpc_call ("node1@localhost", "TodoList", "start", -1, "[~i]", 1);
    zc_rpc_call ("node2@localhost", "TodoList", "start", -1, "[~i]", 2);
    zc_rpc_call ("node3@localhost", "TodoList", "start", -1, "[~i]", 1);
    s_expect ("node1@localhost", 4);
    s_expect ("node3@localhost", 4);
    //< start

    //> kill
    zc_node_monitor ("node2@localhost", true);
    kill (*node2, SIGKILL);
    zc_receive (-1, "{nodedown, :node2@localhost}");
    zc_io_puts ("node2 is down");
    s_expect ("node1@localhost", 2);
    s_expect ("node3@localhost", 2);
    //< kill
}

int
main (void)
{
    pid_t node2 = child_start ("node2@localhost", NULL);
    pid_t node3 = child_start ("node3@localhost", NULL);
    zc_node_t *node1 = zc_node_new (&(zc_node_options_t) {
        .name = "node1@localhost", .cookie = "duck", .log_level = ZC_LOG_NONE}, NULL);
    if (!node1)
        return 1;
    zc_run (node1, s_main, &node2);
    zc_node_destroy (&node1);
    waitpid (node2, NULL, 0);
    kill (node3, SIGKILL);
    waitpid (node3, NULL, 0);
    return 0;
}
