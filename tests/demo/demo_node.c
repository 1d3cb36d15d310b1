//  demo_node.c - one node of the demo: a small shell
//
//  A line that comes in is a command. What each of them does is written with the
//  public API only, in demo_node_basics.c, _services.c, _chat.c and _code.c.

#include "demo_node.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

zc_pid_t demo_pid;
int demo_limit_ms = 10000;

void
demo_show (zc_term_t *term)
{
    zc_io_puts (zc_term_str (term));
    zc_term_destroy (&term);
}

static const demo_command_t *
s_find (const char *name)
{
    static const demo_command_t *const tables [] = {
        demo_basic_commands, demo_service_commands, demo_chat_commands, demo_code_commands
    };
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        for (const demo_command_t *command = tables [i]; command->name; command++)
            if (strcmp (name, command->name) == 0)
                return command;
    return NULL;
}

//  `zcluster stop` sends `stop` to the process named init.
static void
s_init (void *arg)
{
    zc_pid_t shell = *(zc_pid_t *) arg;
    zc_register ("init", zc_self ());
    zc_io_format ("%s is up\n", zc_node_self ());
    zc_receive (-1, "stop");
    zc_exit_process (shell, "shutdown");
}

static void
s_shell (void *arg)
{
    (void) arg;
    zc_pid_t self = zc_self ();
    demo_start_chat ();
    zc_load_balancer_start_link ();
    zc_spawn_link (s_init, &self);
    char *line;
    while ((line = zc_io_gets (""))) {
        char *argument = line + strcspn (line, " ");
        if (*argument)
            *argument++ = 0;
        const demo_command_t *command = s_find (line);
        if (command)
            command->run (argument);
        else
            zc_io_format ("there is no command %s\n", line);
        zc_free (line);
    }
    zc_exit ("shutdown");
}

int
demo_node (const char *name, const char *cookie)
{
    const char *scale = getenv ("ZC_TIME");
    if (scale && strtod (scale, NULL) > 0)
        demo_limit_ms = (int) (demo_limit_ms * strtod (scale, NULL));
    signal (SIGPIPE, SIG_IGN);
    zc_node_options_t options = {.name = name, .cookie = cookie};
    char *error;
    zc_node_t *node = zc_node_new (&options, &error);
    if (!node) {
        fprintf (stderr, "%s\n", error);
        return 3;
    }
    int status = zc_run (node, s_shell, NULL);
    zc_node_destroy (&node);
    return status;
}
