//  demo.c - a walk through what a cluster can do               (make demo)
//
//  The sessions are those of the course's sources; each is shown as it is typed
//  there, then what happened here, then whether it was what it should be. Nodes
//  are processes of the operating system: this program, run with --node.
//  Read next: demo_nodes.c (the first chapters), demo_node.c (what the nodes do),
//  demo_stage.c (how they are run).

#include "demo.h"
#include "demo_node.h"
#include "demo_stage.h"
#include "demo_story.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void
s_the_end (void)
{
    demo_chapter ("The end");
    static const char *const nodes [] [2] = {
        {NODE1, "--cookie=duck"}, {NODE2, "--cookie=duck"}, {NODE3, "--cookie=duck"},
        {NODE4, "--cookie=another_cookie"}, {ALEX, "--cookie=secret_token"},
        {KATE, "--cookie=secret_token"}, {MOEBI, "--cookie=secret_token"}
    };
    for (size_t i = 0; i < sizeof nodes / sizeof *nodes; i++)
        demo_check (demo_zcluster (NULL, "stop", nodes [i] [0], nodes [i] [1])
                    && demo_ended (nodes [i] [0]), "it is down, and its program ended in good order");
    demo_check (demo_zcluster (NULL, "names", NULL, NULL), "nobody is left");
}

int
main (int argc, char **argv)
{
    if (argc == 4 && strcmp (argv [1], "--node") == 0)
        return demo_node (argv [2], argv [3]);
    char duck [PATH_MAX];
    if (argc != 3 || !realpath (argv [2], duck)) {
        fputs ("usage: demo PATH_OF_ZCLUSTER PATH_OF_QUACKING_DUCK_C\n", stderr);
        return 2;
    }
    demo_begin (argv [1]);
    demo_starting_a_cluster ();
    demo_communicating ();
    demo_local_names ();
    demo_global_names ();
    demo_groups ();
    demo_links_and_monitors ();
    demo_a_node_dies ();
    demo_other_services ();
    demo_cookies ();
    demo_io ();
    demo_chat ();
    demo_balanced_runs ();
    demo_quacking_duck (duck);
    s_the_end ();
    return demo_end ();
}
