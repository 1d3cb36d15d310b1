//  demo_node_basics.c - commands: connect, spawn, send, link, monitor
//
//  Each function is what one command does. The module Demo is what nodes run for
//  each other. Read next: demo_node_services.c.

#include "demo_node.h"

#include <stdlib.h>

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
    volatile uintptr_t nowhere = 16;        //  volatile: or the compiler would see it
    *(int *) nowhere = 42;
    return NULL;
}

//  Demo.sum (n): {Node, 1 + 2 + … + n}.
static zc_term_t *
s_sum (const zc_term_t *args)
{
    int64_t n = 0, sum = 0;
    zc_term_match (args, "[~i]", &n);
    for (int64_t i = 1; i <= n; i++)
        sum += i;
    return zc_term_new ("{~a, ~i}", zc_node_self (), sum);
}

ZC_MODULE (Demo, {"hello", 0, s_hello}, {"respond", 2, s_respond}, {"wait", 0, s_wait},
           {"crash", 0, s_crash}, {"sum", 1, s_sum});

//  ---- the commands --------------------------------------------------------

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
    } while (zc_term_length (list) != strtoul (count, NULL, 10) && s_change (demo_limit_ms));
    zc_net_kernel_monitor_nodes (false, "[]");
    while (s_change (0))
        continue;
    demo_show (list);
}

static void
s_list_all (const char *unused)
{
    (void) unused;
    demo_show (zc_node_list (ZC_NODES_THIS | ZC_NODES_VISIBLE));
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
        if (zc_receive (demo_limit_ms, "~t", &message))
            demo_show (message);
    zc_trap_exit (false);           //  or `zcluster stop` could not end us
}

static void
s_spawn_link (const char *node)
{
    zc_trap_exit (true);
    demo_pid = zc_node_spawn_link (node, "Demo", "wait", "[]");
    demo_show (zc_term_new ("~p", demo_pid));
}

static void
s_monitor (const char *unused)
{
    (void) unused;
    demo_show (zc_term_new ("~r", zc_monitor (demo_pid)));
}

static void
s_stop (const char *reason)
{
    zc_send (demo_pid, "{stop, ~a}", reason);
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

const demo_command_t demo_basic_commands [] = {
    {"connect", s_connect}, {"list", s_list}, {"list_all", s_list_all}, {"hello", s_spawn_hello},
    {"ten", s_spawn_ten}, {"register", s_register}, {"send", s_send}, {"flush", s_flush},
    {"spawn_link", s_spawn_link}, {"monitor", s_monitor},
    {"stop", s_stop}, {"crash", s_spawn_crash}, {"ping", s_ping}, {NULL, NULL}
};
