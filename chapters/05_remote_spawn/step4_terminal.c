//  step4_terminal.c - whose terminal?

#include "../child.h"

#include <stdio.h>

//> say
static zc_term_t *
s_say_name (const zc_term_t *args)
{
    (void) args;
    zc_io_puts ("Hi, my name is Kate");             //  to the group leader
    printf ("(printf: this stays at kate's)\n");    //  to the program's own output
    fflush (stdout);
    return NULL;
}
ZC_MODULE (Kate, {"say_name", 0, s_say_name});
//< say

static void
s_main (void *arg)
{
    (void) arg;
    //> spawn
    zc_ref_t ref;
    zc_node_spawn_monitor ("kate@localhost", "Kate", "say_name", &ref, "[]");
    zc_receive (-1, "{:DOWN, ~r, _, _, _}", ref);
    //< spawn
}

int
main (void)
{
    char terminal [] = "/tmp/kate.XXXXXX";
    int file = mkstemp (terminal);
    if (file == -1)
        return 1;
    close (file);
    //> two
    pid_t kate = child_start ("kate@localhost", terminal);
    zc_node_t *alex = zc_node_new (&(zc_node_options_t) {
        .name = "alex@localhost", .cookie = "duck"}, NULL);
    puts ("alex's terminal:");
    fflush (stdout);
    zc_run (alex, s_main, NULL);
    //< two
    zc_node_destroy (&alex);
    kill (kate, SIGKILL);
    waitpid (kate, NULL, 0);
    puts ("kate's terminal:");
    char line [128];
    FILE *shown = fopen (terminal, "r");
    while (shown && fgets (line, sizeof line, shown))
        fputs (line, stdout);
    if (shown)
        fclose (shown);
    unlink (terminal);
    return 0;
}
