//  zc_main_commands.c - names, ping, stop, call
//
//  names reads the directory where the nodes of this host are entered, or asks
//  another host's port map. The others start a node of their own for a moment: hidden, so that nobody's mesh
//  notices, and named after this process. Read next: include/zc_erpc.h.

#include "zc_main.h"
#include "zc_eval.h"
#include "base/zc_check.h"
#include "dist/zc_cookie.h"
#include "dist/zc_nodename.h"
#include "dist/zc_portmap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { STOP_MS = 10000,             //  a node that stops has this long,
       NAMES_MS = 5000 };           //  and another host's port map this

//  NULL, or why not.
static const char *
s_find_names (zc_portmap_t *map, const char *host, zc_portmap_entry_t **entries, size_t *count)
{
    if (host)
        return zc_portmap_remote_names (map, host, NAMES_MS, entries, count);
    *count = zc_portmap_names (map, entries);
    return NULL;
}

zc_exit_t
zc_main_names (const char *host)
{
    char *error;
    zc_portmap_t *map = zc_portmap_new (NULL, NULL, &error);
    if (!map) {
        zc_main_say ("%s", error);
        zc_release (error);
        return ZC_EXIT_FAILED;
    }
    zc_portmap_entry_t *entries;
    size_t count;
    const char *why = s_find_names (map, host, &entries, &count);
    if (why)
        zc_main_say ("%s port %d: %s", host, zc_portmap_port (map), why);
    else {
        for (size_t i = 0; i < count; i++)
            printf ("name %s at port %d\n", entries [i].name, entries [i].port);
        zc_release (entries);
    }
    zc_portmap_destroy (&map);
    return why? ZC_EXIT_FAILED: ZC_EXIT_FINE;
}

static zc_exit_t
s_ping (const zc_main_t *self)
{
    bool pong = zc_node_ping (self->target);
    puts (pong? "pong": "pang");
    return pong? ZC_EXIT_FINE: ZC_EXIT_FAILED;
}

bool
zc_main_reach (const zc_main_t *self)
{
    bool pong = zc_node_ping (self->target);
    if (!pong)
        zc_main_say ("%s does not answer: it is not running, cannot be reached, or has another "
                     "cookie%s", self->target,
                     self->node.log_level == ZC_LOG_NONE? " (--log debug says which)": "");
    return pong;
}

//  Ask the process `init` over there to end the program; the node is down when
//  that is done. Other programs have nodes too: theirs may have no such process.
static zc_exit_t
s_stop (const zc_main_t *self)
{
    if (!zc_main_reach (self))
        return ZC_EXIT_FAILED;
    zc_node_monitor (self->target, true);
    zc_ref_t init = zc_monitor_name ("init", self->target);
    zc_send_name ("init", self->target, "stop");
    int end;
    do
        end = zc_receive_any (STOP_MS, ZC_CASE ("{nodedown, _}"),
                              ZC_CASE ("{:DOWN, ~r, process, _, noproc}", init),
                              ZC_CASE ("{:DOWN, ~r, process, _, _}", init));
    while (end == 2);
    if (end == 1)
        zc_main_say ("%s runs in a program that cannot be stopped from here", self->target);
    if (end == -1)
        zc_main_say ("%s did not stop within %d s", self->target, STOP_MS / 1000);
    return end == 0? ZC_EXIT_FINE: ZC_EXIT_FAILED;
}

//  What erpc tells is the error there, {exception, Error, Stack}, or that the call itself
//  failed; an exit there, {exception, Reason}, or {signal, Reason}.
static zc_term_t *
s_reason (zc_class_t class, const zc_term_t *outcome)
{
    zc_term_t *error, *stack;
    if (class == ZC_ERROR && zc_term_match (outcome, "{exception, ~t, ~t}", &error, &stack))
        return zc_term_new ("{~t, ~t}", error, stack);
    if (class == ZC_ERROR)
        return zc_term_new ("{~t, []}", outcome);
    return class == ZC_EXIT && zc_term_match (outcome, "{_, ~t}", &error)? error:
           zc_term_dup (outcome);
}

//  Say how a call ended: errors as Elixir words them.
static void
s_print_end (zc_class_t class, const zc_term_t *outcome)
{
    if (class == ZC_VALUE)
        puts (zc_term_str (outcome));
    else
        fprintf (stderr, "%s\n", zc_error_banner (class, s_reason (class, outcome)));
}

static zc_exit_t
s_call (const zc_main_t *self)
{
    if (!zc_main_reach (self))
        return ZC_EXIT_FAILED;
    zc_term_t *outcome;
    zc_class_t class = zc_erpc_call (self->target, self->module, self->function, -1, &outcome,
                                     "~t", self->args);
    zc_io_write (ZC_PID_NONE, "", 0);   //  what was sent to us before is printed before
    s_print_end (class, outcome);
    return class == ZC_VALUE? ZC_EXIT_FINE: ZC_EXIT_FAILED;
}

//  A name nobody else has. On this host the host part can be the target's own,
//  which spares us asking what the machine is called. Where that is not known it
//  does not matter either: nobody is to dial us.
static void
s_name_after_process (const zc_main_t *self, char *name, size_t size)
{
    const char *host = strchr (self->target, '@') + 1;
    if (strcmp (host, "localhost") == 0 || zc_nodename_is_local (host))
        snprintf (name, size, "zcluster-%d@%.200s", (int) getpid (), host);
    else {
        zc_nodename_t own;
        uint32_t number;
        zc_secret_random (&number, sizeof number);
        snprintf (name, size, "zcluster-%d", (int) getpid ());
        if (self->node.long_names && zc_nodename_own (&own, name, true) != NULL)
            snprintf (name, size, "zcluster-%d-%u@127.0.0.1", (int) getpid (), (unsigned) number);
    }
}

void
zc_main_be_nobody (zc_main_t *self, char *name)
{
    s_name_after_process (self, name, ZC_NODE_NAME_MAX + 1);
    self->node.name = name;
    self->node.hidden = true;
    if (!self->node.log_level)
        self->node.log_level = ZC_LOG_NONE;     //  our own lines say it
}

zc_exit_t
zc_main_ask (zc_main_t *self)
{
    char name [ZC_NODE_NAME_MAX + 1];
    char *error;
    zc_main_be_nobody (self, name);
    zc_node_t *node = zc_node_new (&self->node, &error);
    if (!node) {
        zc_main_say ("%s", error);
        free (error);
        return ZC_EXIT_NO_START;
    }
    zc_attach (node);
    zc_exit_t status = self->command == ZC_COMMAND_PING? s_ping (self):
                       self->command == ZC_COMMAND_STOP? s_stop (self): s_call (self);
    fflush (stdout);
    zc_detach ();
    zc_node_destroy (&node);
    return status;
}
