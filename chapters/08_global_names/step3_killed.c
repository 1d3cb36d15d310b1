//  step3_killed.c - the node of the todo list is killed: the name is free on all others

#include "../child.h"

//> list
//  The todo list of bob, on whichever node it is started.
static zc_term_t *
s_todo_list (const zc_term_t *args)
{
    zc_pid_t parent;
    zc_term_match (args, "[~p]", &parent);
    bool yes = zc_global_register_name (zc_self (), "{todo_list, ~s}", "bob");
    zc_send (parent, "{registered, ~o}", yes);
    zc_receive (-1, "never");
    return NULL;
}
ZC_MODULE (Todo, {"list", 1, s_todo_list});
//< list

//> where
static void
s_say_where (void)
{
    zc_pid_t bob = zc_global_whereis_name ("{todo_list, ~s}", "bob");
    zc_io_format ("%s: the list of bob is on %s\n", zc_node_self (),
                  zc_pid_is_null (bob)? "no node": zc_node_of (bob));
}
//< where

static void
s_start (void *node)
{
    zc_node_spawn (node, "Todo", "list", "[~p]", zc_self ());
    zc_receive (-1, "{registered, true}");
    s_say_where ();
}

static void
s_join (void *node)
{
    zc_node_connect ("node1@localhost");
    zc_node_connect (node);
    zc_global_sync ();
    s_say_where ();
}

static void
s_kill (void *arg)
{
    pid_t *node3 = arg;
    //> kill
    zc_ref_t ref = zc_monitor (zc_global_whereis_name ("{todo_list, ~s}", "bob"));
    kill (*node3, SIGKILL);
    zc_receive (-1, "{:DOWN, ~r, process, _, noconnection}", ref);
    zc_io_puts ("DOWN, noconnection");
    //< kill
}

static void
s_after (void *node)
{
    //> after
    zc_node_monitor (node, true);
    zc_receive (-1, "{nodedown, ~a}", (const char *) node);
    zc_global_sync ();
    s_say_where ();
    //< after
}

int
main (void)
{
    pid_t child = child_start ("node3@localhost", NULL);
    zc_node_options_t options = {.name = "node1@localhost", .cookie = "duck", .log_level = ZC_LOG_NONE};
    zc_node_t *node1 = zc_node_new (&options, NULL);
    options.name = "node2@localhost";
    zc_node_t *node2 = zc_node_new (&options, NULL);
    if (!node1 || !node2)
        return 1;
    //> story
    zc_run (node1, s_start, "node3@localhost");
    zc_run (node2, s_join, "node3@localhost");
    zc_run (node1, s_kill, &child);
    zc_run (node1, s_after, "node3@localhost");
    zc_run (node2, s_after, "node3@localhost");
    zc_run (node1, s_start, "node1@localhost");
    //< story
    zc_node_destroy (&node2);
    zc_node_destroy (&node1);
    waitpid (child, NULL, 0);
    return 0;
}
