//  demo_code.c - where code runs, and how it gets there: balanced runs, and a duck
//  in C that is compiled, spread, and changed while it quacks
//
//  Read next: demo_node_code.c for what the commands do; chapters/13_hot_code/quacking_duck.c.

#include "demo.h"
#include "demo_place.h"
#include "demo_stage.h"
#include "demo_story.h"

#include <stddef.h>

void
demo_balanced_runs (void)
{
    demo_chapter ("Balanced runs");
    demo_check (demo_ask (NODE1, "run_sync_auto_detect(\n"
                                 "  :" NODE3 ", Demo, :sum, [1000]\n"
                                 ")", "run_sync " NODE3, "{:" NODE3 ", 500500}"),
                "it ran on the node that was named, node1 waited for the result");
    demo_ask (NODE1, "for _ <- 1..6 do\n"
                     "  run_sync_auto_detect(Demo, :sum, [1000]) |> IO.inspect()\n"
                     "end", "balance 6", NULL);
    static const char *const results [] = {
        "{:" NODE1 ", 500500}", "{:" NODE2 ", 500500}", "{:" NODE3 ", 500500}",
        "{:" NODE1 ", 500500}", "{:" NODE2 ", 500500}", "{:" NODE3 ", 500500}"
    };
    demo_check (demo_expect_each (NODE1, 6, results), "six more: the load balancer had two on each node, in turn");
}

static void
s_the_duck_is_spread (void)
{
    demo_check (demo_ask (NODE1, "c(\"quacking_duck.c\", \"./\")", "compile quacking_duck.c", "[QuackingDuck]"),
                "a module, compiled and loaded while node1 runs");
    demo_check (demo_ask (NODE2, "pid = QuackingDuck.start(500)", "duck",
                          "function QuackingDuck.start/1 is undefined"),
                "only node1 knows it yet");
    demo_check (demo_ask (NODE1, "nl QuackingDuck", "spread QuackingDuck", ":" NODE2 ", :loaded, QuackingDuck"),
                "node1 sends it to all nodes it is connected with");
    demo_check (demo_ask (NODE2, "pid = QuackingDuck.start(500)", "duck", "#PID<")
                && demo_expect (NODE2, DEMO_OUTPUT, "Quack!"), "now node2 has a duck of its own");
    demo_check (demo_ask (NODE1, "Node.spawn(:" NODE3 ", QuackingDuck, :start, [500])",
                          "duck_on " NODE3, "Quack!"), "one swims on node3, and is heard on node1");
    demo_check (demo_ask (NODE1, "pid = QuackingDuck.start(500)", "duck", "#PID<"),
                "and there is one on node1, the third");
}

static void
s_the_duck_is_changed (void)
{
    demo_check (demo_shell (NULL, "sed -i 's/Quack!/Moo!/' quacking_duck.c")
                && demo_ask (NODE1, "c(\"quacking_duck.c\", \"./\")", "compile quacking_duck.c", "[QuackingDuck]"),
                "changed and compiled again, while they quack");
    demo_check (demo_expect (NODE1, DEMO_OUTPUT, "Moo!"),
                "the duck of node1 goes on in the new version");
    demo_check (demo_expect (NODE1, DEMO_OUTPUT, "Quack!"),
                "the one on node3, still heard on node1, does not know it");
    demo_check (demo_ask (NODE1, "nl QuackingDuck", "spread QuackingDuck", ":" NODE2 ", :loaded, QuackingDuck"),
                "spread again …");
    demo_check (demo_hear (NODE2, "Moo!"), "… and the duck of node2 has it, too");
}

void
demo_quacking_duck (const char *duck)
{
    demo_chapter ("A quacking duck, changed while it quacks");
    demo_check (demo_place_copy (duck, "quacking_duck.c")
                && demo_shell ("zc_become", "sed -n '/^s_loop/,/^}/p' quacking_duck.c"),
                "a duck in C: each round begins anew, in the version of that moment");
    s_the_duck_is_spread ();
    s_the_duck_is_changed ();
}
