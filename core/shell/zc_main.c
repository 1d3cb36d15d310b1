//  zc_main.c - the program `zcluster`
//
//  Without a command it is a node that runs until a signal or `zcluster stop`
//  ends it. The main thread is a process of that node, registered as `init`: it
//  sleeps in poll on two descriptors, one for its mailbox, one for signals of
//  the operating system. Read next: zc_main_options.c, then zc_main_commands.c.

#include "zc_main.h"
#include "base/zc_check.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

//  What every node of this program has beyond Kernel: a static library leaves
//  out what nobody names.
extern const zc_module_t zc_module_node, zc_module_helpers;
__attribute__ ((used)) static const zc_module_t *const s_modules [] = {
    &zc_module_node, &zc_module_helpers};

//  Take the signals that end a program from a descriptor instead. To be called
//  before the node's threads start: they inherit what is blocked.
static int
s_catch_signals (sigset_t *ending)
{
    sigemptyset (ending);
    sigaddset (ending, SIGTERM);
    sigaddset (ending, SIGINT);
    sigaddset (ending, SIGHUP);
    pthread_sigmask (SIG_BLOCK, ending, NULL);
    return signalfd (-1, ending, SFD_CLOEXEC | SFD_NONBLOCK);
}

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

//  Sleep until somebody sends `stop` or a signal comes.
static void
s_wait_for_end (int signal_fd)
{
    struct pollfd ready [2] = {{.fd = signal_fd, .events = POLLIN},
                               {.fd = zc_attach_fd (), .events = POLLIN}};
    int message = -1;
    while (message != 0 && !(ready [0].revents & POLLIN)) {
        poll (ready, 2, -1);
        do                          //  what is none of our business must not pile up
            message = zc_receive_any (0, ZC_CASE ("stop"), ZC_CASE ("_"));
        while (message == 1);
    }
}

static zc_exit_t
s_run_node (zc_main_t *self)
{
    char *cookie = NULL;
    if (!zc_main_check_cookie (&self->node, &cookie))
        return ZC_EXIT_NO_START;
    sigset_t ending;
    int signal_fd = s_catch_signals (&ending);
    char *error;
    zc_node_t *node = zc_node_new (&self->node, &error);
    zc_release (cookie);
    if (!node) {
        zc_main_say ("%s", error);
        free (error);
        return ZC_EXIT_NO_START;
    }
    zc_register ("init", zc_attach (node));
    if (self->connect)
        zc_spawn (s_join, (void *) (uintptr_t) self->connect);
    printf ("%s is up\n", zc_node_self ());
    fflush (stdout);
    s_wait_for_end (signal_fd);

    //  Take what came off the list before it is let through: then a second one
    //  ends the program at once.
    struct signalfd_siginfo taken;
    while (read (signal_fd, &taken, sizeof taken) > 0)
        continue;
    pthread_sigmask (SIG_UNBLOCK, &ending, NULL);
    zc_detach ();
    zc_node_destroy (&node);
    close (signal_fd);
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
            return (int) zc_main_names ();
        case ZC_COMMAND_PING:
        case ZC_COMMAND_STOP:
        case ZC_COMMAND_CALL: {
            zc_exit_t status = zc_main_ask (&self);
            zc_term_destroy (&self.args);
            return (int) status;
        }
        case ZC_COMMAND_NODE:
        default:
            return (int) s_run_node (&self);
    }
}
