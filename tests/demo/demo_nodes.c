//  demo_nodes.c - nodes meet; processes talk across them and watch each other
//
//  Read next: demo_services.c; demo_node_basics.c for what the commands do.

#include "demo.h"
#include "demo_stage.h"
#include "demo_story.h"

#include <stdio.h>

void
demo_start_node (const char *name, const char *cookie)
{
    char text [128];
    snprintf (text, sizeof text, "iex --sname %s --cookie %s", name, cookie);
    demo_prompt (NULL, text);
    demo_check (demo_start (name, cookie), "a node of its own, in a process of its own");
}

void
demo_starting_a_cluster (void)
{
    demo_chapter ("Starting a cluster");
    demo_start_node (NODE1, "duck");
    demo_start_node (NODE2, "duck");
    demo_start_node (NODE3, "duck");
    demo_check (demo_zcluster ("name node2 at port", "names", NULL, NULL),
                "the host knows who is there");

    demo_check (demo_ask (NODE1, "Node.connect(:" NODE2 ")", "connect " NODE2, "true"),
                "two nodes are connected");
    demo_check (demo_ask (NODE1, "Node.list()", "list 1", "[:" NODE2 "]"), "each sees the other");
    demo_check (demo_ask (NODE3, "Node.connect(:" NODE2 ")", "connect " NODE2, "true"),
                "a third one joins one of them …");
    demo_check (demo_ask (NODE3, "Node.list()", "list 2", ":" NODE1),
                "… and is connected to all: a mesh");
    demo_check (demo_ask (NODE3, "Node.list([:this, :visible])", "list_all", ":" NODE3),
                "itself included, on request");
    demo_ask (NODE1, "Node.list()", "list 2", ":" NODE3);
}

void
demo_communicating (void)
{
    demo_chapter ("Communicating between nodes");
    demo_check (demo_ask (NODE1, "Node.spawn(\n"
                                 "  :" NODE2 ",\n"
                                 "  fn -> IO.puts(\"Hello from #{node()}!\") end\n"
                                 ")", "hello " NODE2, "Hello from " NODE2 "!"),
                "it ran on node2, its output came to the terminal of node1");

    demo_prompt (NODE1, "caller = self()");
    demo_ask (NODE1, "Enum.each(1..10, fn number ->\n"
                     "  Node.spawn(\n"
                     "    :" NODE2 ",\n"
                     "    fn -> send(caller, {:response, 10 * number}) end\n"
                     "  )\n"
                     "end)", "ten " NODE2, NULL);
    demo_ask (NODE1, "flush()", "flush 10", NULL);
    static const char *const responses [] = {
        "{:response, 10}", "{:response, 20}", "{:response, 30}", "{:response, 40}",
        "{:response, 50}", "{:response, 60}", "{:response, 70}", "{:response, 80}",
        "{:response, 90}", "{:response, 100}"
    };
    demo_check (demo_expect_each (NODE1, 10, responses), "ten processes on node2 answered");
}

void
demo_local_names (void)
{
    demo_chapter ("Local processes between nodes");
    demo_check (demo_ask (NODE1, "Process.register(self(), :shell)", "register shell", "true"),
                "a name on node1 …");
    demo_check (demo_ask (NODE2, "Process.register(self(), :shell)", "register shell", "true"),
                "… and the same name on node2");
    demo_ask (NODE1, "send({:shell, :" NODE2 "}, \"Hello from node1!\")", "send " NODE2, NULL);
    demo_check (demo_ask (NODE2, "flush()", "flush 1", "\"Hello from node1!\""),
                "{name, node} says which of them is meant");
}

void
demo_links_and_monitors (void)
{
    demo_chapter ("Links and monitors");
    demo_prompt (NODE1, "Process.flag(:trap_exit, true)");
    demo_ask (NODE1, "pid = Node.spawn_link(:" NODE3 ", Demo, :wait, [])", "spawn_link " NODE3,
              "#PID<");
    demo_ask (NODE1, "Process.monitor(pid)", "monitor", "#Reference<");
    demo_ask (NODE1, "send(pid, {:stop, :boom})", "stop boom", NULL);
    demo_check (demo_ask (NODE1, "flush()", "flush 2", ":boom}")
                && demo_expect (NODE1, DEMO_OUTPUT, ":boom}"),
                "its end was told twice: through the link and through the monitor");

    demo_ask (NODE1, "Node.spawn_monitor(:" NODE2 ", Demo, :crash, [])",
              "crash " NODE2, NULL);
    demo_check (demo_ask (NODE1, "flush()", "flush 1", "{:signal, :segv")
                && demo_expect (NODE2, DEMO_LOG, "s_crash"),
                "*NULL = 42 ends one process, as an exit does, and the log says where");
    demo_check (demo_ask (NODE1, "Node.ping(:" NODE2 ")", "ping " NODE2, ":pong"),
                "node2 lives on");
}

void
demo_cookies (void)
{
    demo_chapter ("Cookies");
    demo_start_node (NODE4, "another_cookie");
    demo_check (demo_ask (NODE4, "Node.connect(:" NODE1 ")", "connect " NODE1, "false")
                && demo_expect (NODE1, DEMO_LOG, "cookie"),
                "a wrong cookie: nobody gets in, and one line in the log says so");
}
