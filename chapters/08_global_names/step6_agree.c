//  step6_agree.c - nobody keeps the name, and both lists agree what becomes of them

#include <string.h>
#include <zcluster.h>

//> agree
//  Both are told, and both decide alike: the one on the smaller node registers again, and
//  takes over what the other one has. Who waits for the other watches it.
static zc_term_t *
s_agree (zc_term_t *items, zc_pid_t other)
{
    //> decide
    zc_term_t *more;
    zc_ref_t ref = zc_monitor (other);
    zc_global_sync ();
    if (strcmp (zc_node_self (), zc_node_of (other)) > 0) {
        zc_send (other, "{hand_over, ~t}", items);
        zc_receive_any (-1, ZC_CASE ("taken"), ZC_CASE ("{:DOWN, ~r, _, _, _}", ref));
        zc_exit ("normal");
    }
    zc_global_register_name_with (zc_self (), "global:notify_all_name",
                                  "{todo_list, ~s}", "bob");
    if (zc_receive_any (-1, ZC_CASE ("{hand_over, ~t}", &more),
                        ZC_CASE ("{:DOWN, ~r, _, _, _}", ref)) == 0) {
        items = zc_list_append (more, items);
        zc_send (other, "taken");
    }
    zc_demonitor (ref, ZC_DEMONITOR_FLUSH);
    return items;
    //< decide
}
//< agree

//> list
static void
s_todo_list (void *arg)
{
    zc_pid_t *parent = arg;
    zc_register ("todo_list", zc_self ());
    //> register
    bool yes = zc_global_register_name_with (zc_self (), "global:notify_all_name",
                                             "{todo_list, ~s}", "bob");
    //< register
    zc_send (*parent, "{registered, ~o}", yes);

    zc_term_t *items = zc_term_new ("[]"), *item;
    zc_pid_t from, other;
    //> cases
    while (true)
        switch (zc_receive_any (-1, ZC_CASE ("{add, ~t}", &item),
                                ZC_CASE ("{show, ~p}", &from),
                                ZC_CASE ("{global_name_conflict, _, ~p}", &other))) {
            case 0: items = zc_term_new ("[~t | ~t]", item, items); break;
            case 1: zc_send (from, "{items, ~t}", items); break;
            default: items = s_agree (items, other);
        }
    //< cases
}
//< list

static void
s_part (void *node)
{
    //> part
    zc_node_connect (node);
    zc_node_fault (node, ZC_FAULT_CUT, 0);
    //< part
}

//  Returns when this node has lost the other one.
static void
s_await_alone (void *node)
{
    //> alone
    zc_node_monitor (node, true);
    zc_receive (-1, "{nodedown, ~a}", (const char *) node);
    //< alone
}

//  Start a list here, and put something on it.
static void
s_start (void *item)
{
    //> start
    zc_pid_t self = zc_self ();
    bool yes;
    zc_spawn (s_todo_list, &self);
    zc_receive (-1, "{registered, ~o}", &yes);
    zc_io_format ("%s: %s\n", zc_node_self (), yes? "yes": "no");
    zc_global_send (ZC_FORMAT ("{todo_list, ~s}", "bob"), "{add, ~s}",
                    (const char *) item);
    //< start
}

static void
s_meet (void *node)
{
    //> meet
    zc_ref_t ref = zc_monitor_name ("todo_list", NULL);
    zc_node_fault (node, ZC_FAULT_HEAL, 0);
    zc_node_connect (node);
    zc_term_t *reason;
    zc_receive (-1, "{:DOWN, ~r, process, _, ~t}", ref, &reason);
    zc_io_format ("%s: my list has ended: %s\n", zc_node_self (), zc_term_str (reason));
    //< meet
}

static void
s_show (void *arg)
{
    (void) arg;
    //> show
    zc_global_sync ();
    zc_pid_t bob = zc_global_send (ZC_FORMAT ("{todo_list, ~s}", "bob"), "{show, ~p}",
                                   zc_self ());
    zc_term_t *items;
    zc_receive (-1, "{items, ~t}", &items);
    zc_io_format ("%s: it is on %s, %s\n", zc_node_self (), zc_node_of (bob),
                  zc_term_str (items));
    //< show
}

int
main (void)
{
    //> nodes
    zc_node_options_t options = {.name = "node1@localhost", .cookie = "duck",
                                 .log_level = ZC_LOG_NONE, .fault_hook = true};
    zc_node_t *node1 = zc_node_new (&options, NULL);
    options.name = "node2@localhost";
    zc_node_t *node2 = zc_node_new (&options, NULL);
    if (!node1 || !node2)
        return 1;
    //< nodes
    //> story
    zc_run (node2, s_part, "node1@localhost");
    zc_run (node1, s_await_alone, "node2@localhost");
    zc_run (node2, s_await_alone, "node1@localhost");
    zc_run (node1, s_start, "buy bread");
    zc_run (node2, s_start, "buy milk");
    zc_run (node2, s_meet, "node1@localhost");
    zc_run (node1, s_show, NULL);
    zc_run (node2, s_show, NULL);
    //< story
    zc_node_destroy (&node2);
    zc_node_destroy (&node1);
    return 0;
}
