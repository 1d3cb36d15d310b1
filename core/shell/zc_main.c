//  zc_main.c - the program `zcluster`
//
//  Without a command it is a node: with a shell, where there is somebody to talk to
//  (zc_main_shell.c), or one that runs until a signal or `zcluster stop` ends it. The
//  main thread is a process of that node, registered as `init`, and waits for that
//  (zc_ending.c). Read next: zc_main_options.c, then zc_main_commands.c.

#include "zc_main.h"
#include "base/zc_check.h"
#include "cluster/zc_ending.h"
#include "dist/zc_cookie.h"
#include "dist/zc_portmap_text.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

//  A process: join the nodes of --connect, one after the other.
static void
s_join (void *arg)
{
    char *names = zc_strdup (arg);
    char *rest;
    for (char *name = strtok_r (names, ",", &rest); name; name = strtok_r (NULL, ",", &rest))
        if (zc_node_connect (name) != ZC_CONNECTED)
            zc_log (ZC_LOG_WARNING, "cannot connect to %s", name);
}

zc_node_t *
zc_main_start (zc_main_t *self)
{
    char *error;
    bool fit = zc_cookie_check (&self->node, &error);
    if (error)
        zc_main_say ("%s", error);
    zc_release (error);
    zc_node_t *node = fit? zc_node_new (&self->node, &error): NULL;
    if (fit && !node) {
        zc_main_say ("%s", error);
        free (error);
    }
    if (!node)
        return NULL;
    zc_register ("init", zc_attach (node));
    if (self->connect)
        zc_spawn (s_join, (void *) (uintptr_t) self->connect);
    return node;
}

void
zc_main_stop (zc_node_t **node_p)
{
    zc_detach ();
    zc_node_destroy (node_p);
}

//  Its name says where others find it, but it listens to nobody over there.
static void
s_warn_of_loopback (const zc_node_options_t *node)
{
    const char *at = node->name? strchr (node->name, '@'): NULL;
    if (at && !node->bind && strcmp (at, "@localhost") != 0
    &&  !zc_portmap_address_is_loopback (at + 1))
        zc_main_say ("warning: %s listens on 127.0.0.1, where no other machine reaches it: "
                     "--bind ADDRESS", node->name);
}

//  A node without a shell.
static zc_exit_t
s_run_node (zc_main_t *self)
{
    zc_ending_t ending;
    zc_ending_begin (&ending);
    zc_node_t *node = zc_main_start (self);
    if (!node)
        return ZC_EXIT_NO_START;
    printf ("%s is up\n", zc_node_self ());
    fflush (stdout);
    zc_ending_wait (&ending);
    zc_ending_over (&ending);
    zc_main_stop (&node);
    return ZC_EXIT_FINE;
}

int
main (int argc, char **argv)
{
    zc_main_t self;
    if (!zc_main_parse (&self, argc, argv))
        return ZC_EXIT_USAGE;
    signal (SIGPIPE, SIG_IGN);      //  a reader that left is an error of write
    switch (self.command) {
        case ZC_COMMAND_HELP:
            zc_main_print_help ();
            return ZC_EXIT_FINE;
        case ZC_COMMAND_VERSION:
            puts ("zcluster " ZCLUSTER_VERSION_TEXT);
            return ZC_EXIT_FINE;
        case ZC_COMMAND_NAMES:
            return (int) zc_main_names (self.target);
        case ZC_COMMAND_NEW:
            return (int) zc_main_new (&self);
        case ZC_COMMAND_PING:
        case ZC_COMMAND_STOP:
        case ZC_COMMAND_CALL: {
            zc_exit_t status = zc_main_ask (&self);
            zc_term_destroy (&self.args);
            return (int) status;
        }
        case ZC_COMMAND_EVAL:
            return (int) zc_main_eval (&self);
        case ZC_COMMAND_REMSH:
            return (int) zc_main_remsh (&self);
        case ZC_COMMAND_NODE:
        default:
            s_warn_of_loopback (&self.node);
            return (int) (zc_main_wants_shell (&self)? zc_main_shell (&self): s_run_node (&self));
    }
}
