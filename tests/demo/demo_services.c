//  demo_services.c - what all nodes know together: names, groups, locks; and what
//  becomes of it when a node dies
//
//  Read next: demo_chat.c; demo_node_services.c for what the commands do.

#include "demo.h"
#include "demo_stage.h"
#include "demo_story.h"

#include <stddef.h>

void
demo_global_names (void)
{
    demo_chapter ("Global process registration");
    demo_check (demo_ask (NODE1, ":global.register_name({:todo_list, \"bob\"}, self())",
                          "global_register bob", ":yes"),
                "a process of node1 has a name that the whole cluster knows");
    demo_check (demo_ask (NODE2, ":global.register_name({:todo_list, \"bob\"}, self())",
                          "global_register bob", ":no"),
                "on node2 the same name is taken: there is one for all nodes");
    demo_check (demo_ask (NODE2, ":global.whereis_name({:todo_list, \"bob\"})",
                          "global_whereis bob", "#PID<"),
                "node2 knows who has it …");
    demo_ask (NODE2, "send(:global.whereis_name({:todo_list, \"bob\"}), :milk)", "tell milk", NULL);
    demo_check (demo_ask (NODE1, "flush()", "flush 1", ":milk"),
                "… and reaches it without knowing where it lives");

    demo_check (demo_ask (NODE1, "GenServer.start_link(\n"
                                 "  TodoServer,\n"
                                 "  :args,\n"
                                 "  name: {:global, :some_global_alias}\n"
                                 ")", "start_server", "{:ok, #PID<"),
                "a server can have such a name, too");
    demo_check (demo_ask (NODE3, "GenServer.call(\n"
                                 "  {:global, :some_global_alias},\n"
                                 "  {:request, :args}\n"
                                 ")", "call_server", "{:done, :args, :" NODE1 "}"),
                "asked from node3, it answered from node1");
}

//  The members that both nodes see: one of each.
static bool
s_both_see_both (const char *session, const char *command)
{
    return demo_ask (NODE1, session, command, "# " NODE1 ", " NODE2)
        && demo_ask (NODE2, session, command, "# " NODE1 ", " NODE2);
}

static void
s_old_groups (void)
{
    demo_ask (NODE1, ":pg2.start()", "pg2_start", "{:ok, #PID<");
    demo_ask (NODE2, ":pg2.start()", "pg2_start", "{:ok, #PID<");
    demo_check (demo_ask (NODE1, ":pg2.create({:todo_list, \"bob\"})", "pg2_create bob", ":ok"),
                "a group, with nobody in it …");
    demo_check (demo_ask (NODE2, ":pg2.which_groups()", "pg2_groups", "[todo_list: \"bob\"]"),
                "… which node2 knows at once");
    const char *join = ":pg2.join({:todo_list, \"bob\"}, self())";
    const char *members = ":pg2.get_members({:todo_list, \"bob\"})";
    bool joined = demo_ask (NODE2, join, "pg2_join bob", ":ok");
    demo_check (joined && demo_ask (NODE1, members, "pg2_members 1", "# " NODE2),
                "node2 joined it, node1 sees that");
    joined = demo_ask (NODE1, join, "pg2_join bob", ":ok");
    demo_check (joined && s_both_see_both (members, "pg2_members 2"),
                "both are in it, and both nodes see both");
}

void
demo_groups (void)
{
    demo_chapter ("Process groups");
    s_old_groups ();
    demo_ask (NODE1, ":pg.start_link()", "pg_start", "{:ok, #PID<");
    demo_ask (NODE2, ":pg.start_link()", "pg_start", "{:ok, #PID<");
    const char *join = ":pg.join({:todo_list, \"bob\"}, self())";
    bool joined = demo_ask (NODE1, join, "pg_join bob", ":ok");
    demo_check (joined && demo_ask (NODE2, join, "pg_join bob", ":ok"),
                "pg, which came after pg2: no create, a group is there once it has a member");
    demo_check (s_both_see_both (":pg.get_members({:todo_list, \"bob\"})", "pg_members 2"),
                "one member of each node, on both");
}

//  node1 watches a process of node2, which has a name and is in a group.
static void
s_node2_is_killed (void)
{
    demo_ask (NODE2, ":global.register_name({:todo_list, \"alice\"}, self())",
              "global_register alice", ":yes");
    bool found = demo_ask (NODE1, "pid = :global.whereis_name({:todo_list, \"alice\"})",
                           "global_whereis alice", "#PID<");
    demo_check (found && demo_ask (NODE1, "Process.monitor(pid)", "monitor", "#Reference<"),
                "node1 found a process of node2 by its name, and watches it");
    demo_prompt (NULL, "kill -9 node2");
    demo_kill (NODE2);
    demo_check (demo_ask (NODE1, "flush()", "flush 1", ":noconnection}"),
                "a lost node is never silent");
    demo_check (demo_ask (NODE1, "Node.list()", "list 1", "[:" NODE3 "]"), "the others go on");
    demo_check (demo_ask (NODE1, ":global.whereis_name({:todo_list, \"alice\"})",
                          "global_gone alice", ":undefined"),
                "the names of its processes are free again …");
    demo_check (demo_ask (NODE1, ":pg.get_members({:todo_list, \"bob\"})", "pg_members 1",
                          "# " NODE1),
                "… and they are in no group any more");
}

void
demo_a_node_dies (void)
{
    demo_chapter ("A node dies");
    s_node2_is_killed ();
    demo_start_node (NODE2, "duck");
    demo_check (demo_ask (NODE1, "Node.connect(:" NODE2 ")", "connect " NODE2, "true"),
                "it can come back under its name");
    demo_check (demo_ask (NODE1, "Process.monitor(pid)", "monitor", "#Reference<")
                && demo_ask (NODE1, "flush()", "flush 1", ":noproc}"),
                "as another incarnation: the old pid reaches nobody");
}

//  node2 wants what node1 has.
static void
s_a_lock (void)
{
    const char *set = ":global.set_lock({:some_resource, self()})";
    demo_check (demo_ask (NODE1, set, "set_lock", "true"), "node1 has a lock that all nodes respect");
    demo_ask (NODE2, set, "set_lock", NULL);
    demo_check (demo_silent (NODE2), "node2 hangs: it waits for the lock of node1 …");
    demo_check (demo_ask (NODE1, ":global.del_lock({:some_resource, self()})", "del_lock", "true")
                && demo_hear (NODE2, "true"), "… and has it, soon after node1 has released it");
}

//  Something is done while the lock is held, or not at all. node2 has it at first.
static void
s_transactions (void)
{
    demo_check (demo_ask (NODE1, ":global.trans(\n"
                                 "  {:some_resource, self()},\n"
                                 "  fn -> do_something_with(large_data) end,\n"
                                 "  Node.list([:this, :visible]),\n"
                                 "  0     # times to try again\n"
                                 ")", "try_trans", ":aborted"),
                "node1 would do something with the lock held, but does not get it");
    demo_ask (NODE2, ":global.del_lock({:some_resource, self()})", "del_lock", "true");
    demo_check (demo_ask (NODE1, ":global.trans(\n"
                                 "  {:some_resource, self()},\n"
                                 "  fn -> do_something_with(large_data) end\n"
                                 ")", "trans", "did something with large data"),
                "now it does …");
    bool done = demo_expect (NODE1, DEMO_OUTPUT, ":done");
    demo_check (done && demo_ask (NODE2, ":global.set_lock({:some_resource, self()})", "set_lock",
                                  "true"), "… and leaves the lock to who comes next");
}

void
demo_other_services (void)
{
    demo_chapter ("Other distribution services");
    demo_check (demo_ask (NODE1, ":rpc.call(:" NODE2 ", Kernel, :abs, [-1])", "abs " NODE2, "1"),
                "node2 calculated it");
    s_a_lock ();
    s_transactions ();
}
