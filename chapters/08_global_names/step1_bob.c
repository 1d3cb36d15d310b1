//  step1_bob.c - the todo list of bob: one process, found by its name from every node

#include <zcluster.h>

//> list
//  A todo list: takes {add, Item}, and answers {show, From}.
static void
s_todo_list (void *arg)
{
    zc_pid_t *parent = arg;
    bool yes = zc_global_register_name (zc_self (), "{todo_list, ~s}", "bob");
    zc_send (*parent, "{registered, ~o}", yes);

    zc_term_t *items = zc_term_new ("[]"), *item;
    zc_pid_t from;
    while (true)
        switch (zc_receive_any (-1, ZC_CASE ("{add, ~t}", &item),
                                ZC_CASE ("{show, ~p}", &from))) {
            case 0: items = zc_term_new ("[~t | ~t]", item, items); break;
            default: zc_send (from, "{items, ~t}", items);
        }
}
//< list

static void
s_node1 (void *arg)
{
    (void) arg;
    //> start
    zc_pid_t self = zc_self ();
    bool yes;
    zc_spawn (s_todo_list, &self);
    zc_receive (-1, "{registered, ~o}", &yes);
    zc_io_format ("%s: %s\n", zc_node_self (), yes? "yes": "no");
    //< start
}

static void
s_node2 (void *arg)
{
    (void) arg;
    //> connect
    zc_node_connect ("node1@localhost");
    zc_global_sync ();
    bool yes = zc_global_register_name (zc_self (), "{todo_list, ~s}", "bob");
    zc_io_format ("%s: %s\n", zc_node_self (), yes? "yes": "no");
    //< connect

    //> whereis
    zc_pid_t bob = zc_global_whereis_name ("{todo_list, ~s}", "bob");
    zc_pid_t kate = zc_global_whereis_name ("{todo_list, ~s}", "kate");
    zc_io_format ("the list of bob is on %s\n", zc_node_of (bob));
    zc_io_format ("kate has %s\n", zc_pid_is_null (kate)? "none": "one");
    //< whereis

    //> send
    zc_global_send (ZC_FORMAT ("{todo_list, ~s}", "bob"), "{add, ~s}", "buy bread");
    zc_global_send (ZC_FORMAT ("{todo_list, ~s}", "bob"), "{show, ~p}", zc_self ());
    zc_term_t *items;
    zc_receive (-1, "{items, ~t}", &items);
    zc_io_format ("%s\n", zc_term_str (items));
    //< send
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
    zc_run (node1, s_node1, NULL);
    zc_run (node2, s_node2, NULL);
    zc_node_destroy (&node2);
    zc_node_destroy (&node1);
    return 0;
}
