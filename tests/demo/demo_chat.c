//  demo_chat.c - alex and kate: output of other nodes, tasks, a chat
//
//  The chat's nodes have a cookie of their own and never meet node1. They do not
//  connect either: who sends to a node dials it. Read next: demo_code.c;
//  demo_node_chat.c for the chat itself.

#include "demo.h"
#include "demo_stage.h"
#include "demo_story.h"

#include <stddef.h>

void
demo_io (void)
{
    demo_chapter ("Alex and Kate");
    demo_start_node (ALEX, "secret_token");
    demo_start_node (KATE, "secret_token");
    demo_check (demo_ask (ALEX, "Node.spawn_link(:" KATE ", fn -> Kate.say_name end)",
                          "say_name " KATE, "Hi, my name is Kate"),
                "it ran at kate's, but alex is the group leader: his terminal shows it");

    demo_ask (ALEX, "pid = Node.spawn_link :" KATE ", fn ->\n"
                    "  receive do\n"
                    "    {:hi, alex_node_pid} -> send alex_node_pid, :sup?\n"
                    "  end\n"
                    "end", "spawn_sup " KATE, "#PID<");
    demo_ask (ALEX, "send(pid, {:hi, self()})", "say_hi", NULL);
    demo_check (demo_ask (ALEX, "flush()", "flush 1", ":sup?"), "a message there, an answer back");
}

void
demo_chat (void)
{
    demo_chapter ("A chat, with supervised tasks");
    demo_start_node (MOEBI, "secret_token");
    demo_check (demo_ask (MOEBI, "Supervisor.which_children(Chat.Supervisor)", "children",
                          "[{:\"Chat.TaskSupervisor\", #PID<"),
                "the application Chat runs: a supervisor, with one for tasks below it");
    demo_check (demo_ask (ALEX, "task = Task.Supervisor.async(\n"
                                "  {Chat.TaskSupervisor, :" KATE "},\n"
                                "  Demo, :sum, [1000]\n"
                                ")\n"
                                "Task.await(task)", "task " KATE, "{:" KATE ", 500500}"),
                "the supervisor at kate's ran it, alex has the result");

    bool sent = demo_ask (KATE, "Chat.send_message(:" ALEX ", \"hi\")", "chat " ALEX " hi", ":ok");
    demo_check (sent && demo_hear (ALEX, "hi"), "a message on the terminal of alex");
    sent = demo_ask (ALEX, "Chat.send_message(:" KATE ", \"how are you?\")",
                     "chat " KATE " how are you?", ":ok");
    demo_check (sent && demo_hear (KATE, "how are you?"), "and one on that of kate");
    bool answer = demo_ask (ALEX, "Chat.send_message(:" MOEBI ", \"hi\")", "chat " MOEBI " hi",
                            "chicken?");
    sent = demo_expect (ALEX, DEMO_OUTPUT, ":ok");
    demo_check (answer && sent && demo_hear (MOEBI, "hi"), "moebi was asked, too, and is hungry");
}
