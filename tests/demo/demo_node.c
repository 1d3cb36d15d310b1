//  demo_node.c - one node of the demo: a small shell and the module Demo
//
//  A line that comes in is a command; each function below is what one of them
//  does, written with the public API only. The module Demo is what nodes run
//  for each other. Read next: demo.c, which gives the commands.

#include "demo_node.h"
#include "zcluster.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

//  ---- what nodes run for each other ---------------------------------------

static zc_term_t *
s_hello (const zc_term_t *args)
{
    (void) args;
    zc_io_format ("Hello from %s!\n", zc_node_self ());
    return NULL;
}

static zc_term_t *
s_respond (const zc_term_t *args)
{
    zc_pid_t caller;
    int number;
    if (zc_term_match (args, "[~p, ~i]", &caller, &number))
        zc_send (caller, "{response, ~i}", 10 * number);
    return NULL;
}

//  Live until somebody says how to end.
static zc_term_t *
s_wait (const zc_term_t *args)
{
    (void) args;
    zc_term_t *reason;
    if (zc_receive (-1, "{stop, ~t}", &reason))
        zc_exit ("~t", reason);
    return NULL;
}

//  A real fault: not one that a sanitizer would find first.
__attribute__ ((no_sanitize ("address"), no_sanitize ("undefined"))) static zc_term_t *
s_crash (const zc_term_t *args)
{
    (void) args;
    static int *volatile nowhere;   //  volatile: or the compiler would see it
    *nowhere = 42;
    return NULL;
}

ZC_MODULE (Demo, {"hello", 0, s_hello}, {"respond", 2, s_respond}, {"wait", 0, s_wait},
           {"crash", 0, s_crash});

//  ---- the commands --------------------------------------------------------

static int s_limit_ms = 10000;
static zc_pid_t s_remote;           //  the process last started elsewhere

static void
s_show (zc_term_t *term)
{
    zc_io_puts (zc_term_str (term));
    zc_term_destroy (&term);
}

static void
s_connect (const char *node)
{
    static const char *const answers [] = {[ZC_FAILED] = "false", [ZC_CONNECTED] = "true",
                                           [ZC_IGNORED] = ":ignored"};
    zc_io_puts (answers [zc_node_connect (node)]);
}

//  Take a message that a node came or went.
static bool
s_change (int timeout_ms)
{
    return zc_receive_any (timeout_ms, ZC_CASE ("{nodeup, _}"), ZC_CASE ("{nodedown, _}")) != -1;
}

//  Show the list of nodes once it has so many: the mesh forms by itself, soon
//  after connect.
static void
s_list (const char *count)
{
    zc_term_t *list = NULL;
    zc_net_kernel_monitor_nodes (true, "[]");
    do {
        zc_term_destroy (&list);
        list = zc_node_list (ZC_NODES_VISIBLE);
    } while (zc_term_length (list) != strtoul (count, NULL, 10) && s_change (s_limit_ms));
    zc_net_kernel_monitor_nodes (false, "[]");
    while (s_change (0))
        continue;
    s_show (list);
}

static void
s_list_all (const char *unused)
{
    (void) unused;
    s_show (zc_node_list (ZC_NODES_THIS | ZC_NODES_VISIBLE));
}

static void
s_spawn_hello (const char *node)
{
    zc_node_spawn (node, "Demo", "hello", "[]");
}

static void
s_spawn_ten (const char *node)
{
    for (int number = 1; number <= 10; number++)
        zc_node_spawn (node, "Demo", "respond", "[~p, ~i]", zc_self (), number);
}

static void
s_register (const char *name)
{
    zc_io_puts (zc_register (name, zc_self ())? "true": "false");
}

static void
s_send (const char *node)
{
    zc_send_name ("shell", node, "\"Hello from node1!\"");
}

//  Show so many messages, as they come.
static void
s_flush (const char *count)
{
    zc_term_t *message;
    for (unsigned long left = strtoul (count, NULL, 10); left; left--)
        if (zc_receive (s_limit_ms, "~t", &message))
            s_show (message);
    zc_trap_exit (false);           //  or `zcluster stop` could not end us
}

static void
s_spawn_link (const char *node)
{
    zc_trap_exit (true);
    s_remote = zc_node_spawn_link (node, "Demo", "wait", "[]");
    s_show (zc_term_new ("~p", s_remote));
}

static void
s_spawn_wait (const char *node)
{
    s_remote = zc_node_spawn (node, "Demo", "wait", "[]");
    s_show (zc_term_new ("~p", s_remote));
}

static void
s_monitor (const char *unused)
{
    (void) unused;
    s_show (zc_term_new ("~r", zc_monitor (s_remote)));
}

static void
s_stop_remote (const char *reason)
{
    zc_send (s_remote, "{stop, ~a}", reason);
}

static void
s_spawn_crash (const char *node)
{
    zc_ref_t ref;
    zc_node_spawn_monitor (node, "Demo", "crash", &ref, "[]");
}

static void
s_ping (const char *node)
{
    zc_io_puts (zc_node_ping (node)? ":pong": ":pang");
}

static const struct {
    const char *name;
    void (*run) (const char *argument);
} s_commands [] = {
    {"connect", s_connect}, {"list", s_list}, {"list_all", s_list_all}, {"hello", s_spawn_hello},
    {"ten", s_spawn_ten}, {"register", s_register}, {"send", s_send}, {"flush", s_flush},
    {"spawn_link", s_spawn_link}, {"spawn_wait", s_spawn_wait}, {"monitor", s_monitor},
    {"stop", s_stop_remote}, {"crash", s_spawn_crash}, {"ping", s_ping}
};

//  ---- the shell -----------------------------------------------------------

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
    zc_spawn_link (s_init, &self);
    char *line;
    while ((line = zc_io_gets (""))) {
        char *argument = line + strcspn (line, " ");
        if (*argument)
            *argument++ = 0;
        for (size_t i = 0; i < sizeof s_commands / sizeof *s_commands; i++)
            if (strcmp (line, s_commands [i].name) == 0)
                s_commands [i].run (argument);
        zc_free (line);
    }
    zc_exit ("shutdown");
}

int
demo_node (const char *name, const char *cookie)
{
    const char *scale = getenv ("ZC_TIME");
    if (scale && strtod (scale, NULL) > 0)
        s_limit_ms = (int) (s_limit_ms * strtod (scale, NULL));
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
