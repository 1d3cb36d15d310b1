//  demo.c - a walk through what three nodes can do            (make demo)
//
//  The sessions are those of the course's sources; each is shown as it is typed
//  there, then what happened here, then whether it was what it should be. Nodes
//  are processes of the operating system: this program, run with --node.
//  Read next: demo_node.c (what the nodes do), demo_stage.c (how they are run).

#include "demo_node.h"
#include "demo_stage.h"

#include <stdio.h>
#include <string.h>

#define NODE1 "node1@localhost"
#define NODE2 "node2@localhost"
#define NODE3 "node3@localhost"

static void
s_start (const char *name, const char *cookie)
{
    char text [128];
    snprintf (text, sizeof text, "iex --sname %s --cookie %s", name, cookie);
    demo_prompt (NULL, text);
    demo_check (demo_start (name, cookie), "a node of its own, in a process of its own");
}

static void
s_starting_a_cluster (void)
{
    demo_chapter ("Starting a cluster");
    s_start (NODE1, "duck");
    s_start (NODE2, "duck");
    s_start (NODE3, "duck");
    demo_check (demo_zcluster ("name node2 at port", "names", NULL, NULL),
                "the host knows who is there");

    demo_prompt (NODE1, "Node.connect(:" NODE2 ")");
    demo_tell (NODE1, "connect " NODE2);
    demo_check (demo_expect (NODE1, DEMO_OUTPUT, "true"), "two nodes are connected");
    demo_prompt (NODE1, "Node.list()");
    demo_tell (NODE1, "list 1");
    demo_check (demo_expect (NODE1, DEMO_OUTPUT, "[:" NODE2 "]"), "each sees the other");

    demo_prompt (NODE3, "Node.connect(:" NODE2 ")");
    demo_tell (NODE3, "connect " NODE2);
    demo_check (demo_expect (NODE3, DEMO_OUTPUT, "true"), "a third one joins one of them …");
    demo_prompt (NODE3, "Node.list()");
    demo_tell (NODE3, "list 2");
    demo_check (demo_expect (NODE3, DEMO_OUTPUT, ":" NODE1), "… and is connected to all: a mesh");
    demo_prompt (NODE3, "Node.list([:this, :visible])");
    demo_tell (NODE3, "list_all");
    demo_check (demo_expect (NODE3, DEMO_OUTPUT, ":" NODE3), "itself included, on request");
    demo_tell (NODE1, "list 2");
    demo_expect (NODE1, DEMO_OUTPUT, ":" NODE3);
}

static void
s_communicating (void)
{
    demo_chapter ("Communicating between nodes");
    demo_prompt (NODE1, "Node.spawn(:" NODE2 ", fn -> IO.puts(\"Hello from #{node()}!\") end)");
    demo_tell (NODE1, "hello " NODE2);
    demo_check (demo_expect (NODE1, DEMO_OUTPUT, "Hello from " NODE2 "!"),
                "it ran on node2, its output came to the terminal of node1");

    demo_prompt (NODE1, "caller = self()");
    demo_prompt (NODE1, "Enum.each(1..10, fn number -> Node.spawn(:node2@localhost, "
                 "fn -> send(caller, {:response, 10 * number}) end) end)");
    demo_tell (NODE1, "ten " NODE2);
    demo_prompt (NODE1, "flush()");
    demo_tell (NODE1, "flush 10");
    static const char *const responses [] = {
        "{:response, 10}", "{:response, 20}", "{:response, 30}", "{:response, 40}",
        "{:response, 50}", "{:response, 60}", "{:response, 70}", "{:response, 80}",
        "{:response, 90}", "{:response, 100}"
    };
    demo_check (demo_expect_each (NODE1, 10, responses), "ten processes on node2 answered");
}

static void
s_local_names (void)
{
    demo_chapter ("Local processes between nodes");
    demo_prompt (NODE1, "Process.register(self(), :shell)");
    demo_tell (NODE1, "register shell");
    demo_check (demo_expect (NODE1, DEMO_OUTPUT, "true"), "a name on node1 …");
    demo_prompt (NODE2, "Process.register(self(), :shell)");
    demo_tell (NODE2, "register shell");
    demo_check (demo_expect (NODE2, DEMO_OUTPUT, "true"), "… and the same name on node2");
    demo_prompt (NODE1, "send({:shell, :" NODE2 "}, \"Hello from node1!\")");
    demo_tell (NODE1, "send " NODE2);
    demo_prompt (NODE2, "flush()");
    demo_tell (NODE2, "flush 1");
    demo_check (demo_expect (NODE2, DEMO_OUTPUT, "\"Hello from node1!\""),
                "{name, node} says which of them is meant");
}

static void
s_links_and_monitors (void)
{
    demo_chapter ("Links and monitors");
    demo_prompt (NODE1, "pid = Node.spawn_link(:" NODE3 ", Demo, :wait, [])   # trapping exits");
    demo_tell (NODE1, "spawn_link " NODE3);
    demo_expect (NODE1, DEMO_OUTPUT, "#PID<");
    demo_prompt (NODE1, "Process.monitor(pid)");
    demo_tell (NODE1, "monitor");
    demo_expect (NODE1, DEMO_OUTPUT, "#Reference<");
    demo_prompt (NODE1, "send(pid, {:stop, :boom}); flush()");
    demo_tell (NODE1, "stop boom");
    demo_tell (NODE1, "flush 2");
    demo_check (demo_expect (NODE1, DEMO_OUTPUT, ":boom}") && demo_expect (NODE1, DEMO_OUTPUT, ":boom}"),
                "its end was told twice: through the link and through the monitor");

    demo_prompt (NODE1, "Node.spawn_monitor(:" NODE2 ", Demo, :crash, []); flush()   # *NULL = 42");
    demo_tell (NODE1, "crash " NODE2);
    demo_tell (NODE1, "flush 1");
    bool down = demo_expect (NODE1, DEMO_OUTPUT, "{:signal, :segv");
    demo_check (down && demo_expect (NODE2, DEMO_LOG, "s_crash"),
                "a segmentation fault ends one process, and the log says where");
    demo_prompt (NODE1, "Node.ping(:" NODE2 ")");
    demo_tell (NODE1, "ping " NODE2);
    demo_check (demo_expect (NODE1, DEMO_OUTPUT, ":pong"), "node2 lives on");
}

static void
s_a_node_dies (void)
{
    demo_chapter ("A node dies");
    demo_prompt (NODE1, "pid = Node.spawn(:" NODE2 ", Demo, :wait, []); Process.monitor(pid)");
    demo_tell (NODE1, "spawn_wait " NODE2);
    demo_expect (NODE1, DEMO_OUTPUT, "#PID<");
    demo_tell (NODE1, "monitor");
    demo_expect (NODE1, DEMO_OUTPUT, "#Reference<");
    demo_prompt (NULL, "kill -9 node2");
    demo_kill (NODE2);
    demo_prompt (NODE1, "flush()");
    demo_tell (NODE1, "flush 1");
    demo_check (demo_expect (NODE1, DEMO_OUTPUT, ":noconnection}"), "a lost node is never silent");
    demo_prompt (NODE1, "Node.list()");
    demo_tell (NODE1, "list 1");
    demo_check (demo_expect (NODE1, DEMO_OUTPUT, "[:" NODE3 "]"), "the others go on");

    s_start (NODE2, "duck");
    demo_prompt (NODE1, "Node.connect(:" NODE2 ")");
    demo_tell (NODE1, "connect " NODE2);
    demo_check (demo_expect (NODE1, DEMO_OUTPUT, "true"), "it can come back under its name");
    demo_prompt (NODE1, "Process.monitor(pid); flush()");
    demo_tell (NODE1, "monitor");
    demo_expect (NODE1, DEMO_OUTPUT, "#Reference<");
    demo_tell (NODE1, "flush 1");
    demo_check (demo_expect (NODE1, DEMO_OUTPUT, ":noproc}"),
                "as another incarnation: the old pid reaches nobody");
}

static void
s_cookies (void)
{
    demo_chapter ("Cookies");
    s_start ("node4@localhost", "another_cookie");
    demo_prompt ("node4@localhost", "Node.connect(:" NODE1 ")");
    demo_tell ("node4@localhost", "connect " NODE1);
    demo_check (demo_expect ("node4@localhost", DEMO_OUTPUT, "false")
                && demo_expect (NODE1, DEMO_LOG, "cookie"),
                "a wrong cookie: nobody gets in, and one line in the log says so");
}

static void
s_the_end (void)
{
    demo_chapter ("The end");
    static const char *const nodes [] [2] = {
        {NODE1, "--cookie=duck"}, {NODE2, "--cookie=duck"}, {NODE3, "--cookie=duck"},
        {"node4@localhost", "--cookie=another_cookie"}
    };
    for (int i = 0; i < 4; i++) {
        demo_check (demo_zcluster (NULL, "stop", nodes [i] [0], nodes [i] [1]), "it is down …");
        demo_check (demo_ended (nodes [i] [0]), "… and its program ended in good order");
    }
    demo_check (demo_zcluster (NULL, "names", NULL, NULL), "nobody is left");
}

int
main (int argc, char **argv)
{
    if (argc == 4 && strcmp (argv [1], "--node") == 0)
        return demo_node (argv [2], argv [3]);
    if (argc != 2) {
        fputs ("usage: demo PATH_OF_ZCLUSTER\n", stderr);
        return 2;
    }
    demo_begin (argv [1]);
    s_starting_a_cluster ();
    s_communicating ();
    s_local_names ();
    s_links_and_monitors ();
    s_a_node_dies ();
    s_cookies ();
    s_the_end ();
    return demo_end ();
}
