//  zc_main_shell.c - a node with a shell, a shell on another node, and eval
//
//  Who starts a node at a terminal wants to talk to it; who starts one in the background
//  or from a service does not, and may have no standard input at all. So there is a
//  shell where standard input and output are a terminal of which we are the foreground,
//  or where standard input is a file or pipe: a script. Read next: zc_main_terminal.h.

#include "zc_main.h"
#include "zc_eval.h"
#include "zc_help.h"
#include "zc_main_terminal.h"
#include "cluster/zc_ending.h"
#include "base/zc_limits.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static bool
s_is_prompt (void)
{
    return isatty (STDIN_FILENO) && isatty (STDOUT_FILENO)
        && tcgetpgrp (STDIN_FILENO) == getpgrp ();
}

bool
zc_main_wants_shell (const zc_main_t *self)
{
    struct stat input;
    if (self->no_shell || fstat (STDIN_FILENO, &input) != 0)
        return false;
    return s_is_prompt () || S_ISREG (input.st_mode) || S_ISFIFO (input.st_mode)
        || S_ISSOCK (input.st_mode);
}

//  Somebody has killed the terminal's process, and with it this thread: nothing is left that
//  would hear a key or a signal.
static void
s_on_killed (void *arg)
{
    zc_terminal_close (arg);
    zc_main_say ("%s: :killed", zc_help_text ("lost"));
    _exit (ZC_EXIT_FAILED);
}

static zc_exit_t
s_talk (zc_terminal_t *terminal, const char *target)
{
    zc_exit_t status;
    pthread_cleanup_push (s_on_killed, terminal);
    status = zc_terminal_run (terminal, target);
    pthread_cleanup_pop (false);
    return status;
}

static zc_exit_t
s_run_shell (zc_main_t *self, const char *target)
{
    zc_terminal_t terminal;
    bool interactive = s_is_prompt ();
    zc_terminal_open (&terminal, interactive);
    if (interactive) {
        self->node.log = zc_terminal_log;
        self->node.log_arg = &terminal;
    }
    zc_exit_t status = ZC_EXIT_NO_START;
    zc_node_t *node = zc_main_start (self);
    if (node && target && !zc_main_reach (self))
        status = ZC_EXIT_FAILED;
    else
    if (node) {
        if (interactive)
            printf ("zcluster " ZCLUSTER_VERSION_TEXT " - %s\n", zc_help_text ("banner"));
        status = s_talk (&terminal, target);
    }
    if (node)
        zc_main_stop (&node);
    zc_terminal_close (&terminal);
    return status;
}

zc_exit_t
zc_main_shell (zc_main_t *self)
{
    return s_run_shell (self, NULL);
}

zc_exit_t
zc_main_remsh (zc_main_t *self)
{
    char name [ZC_NODE_NAME_MAX + 1];
    zc_main_be_nobody (self, name);
    return s_run_shell (self, self->target);
}

//  ---- eval ----------------------------------------------------------------

//  An exit that is no failure, as for `elixir -e`: normal, shutdown, {shutdown, _}.
static bool
s_is_wished (const zc_term_t *reason)
{
    return zc_term_match (reason, "normal") || zc_term_match (reason, "shutdown")
        || zc_term_match (reason, "{shutdown, _}");
}

//  exit ({:shutdown, 3}) is the exit status 3.
static zc_exit_t
s_status (const zc_term_t *reason)
{
    int status = ZC_EXIT_FINE;
    if (!reason)
        return ZC_EXIT_FINE;
    if (zc_term_match (reason, "told"))           //  what is wrong
        return ZC_EXIT_FAILED;
    if (s_is_wished (reason)) {
        zc_term_match (reason, "{shutdown, ~i}", &status);
        return (zc_exit_t) (status & 0xff);
    }
    fprintf (stderr, "** (EXIT) %s\n", zc_term_str (reason));
    return ZC_EXIT_FAILED;
}

//  A process: evaluate the text. Its end is the end of the program.
static void
s_evaluate (void *arg)
{
    zc_eval_options_t options = {.file = "nofile", .line = 1};
    zc_term_t *binding = zc_term_new ("%{}"), *value;
    zc_class_t end = zc_eval (arg, &options, &binding, &value);
    if (end == ZC_VALUE)
        return;
    if (end == ZC_EXIT && s_is_wished (value))
        zc_exit ("~t", value);
    char *banner = zc_error_banner (end, value);
    fprintf (stderr, "%s\n", banner);
    zc_exit ("told");
}

zc_exit_t
zc_main_eval (zc_main_t *self)
{
    zc_ending_t ending;
    zc_ending_begin (&ending);
    zc_node_t *node = zc_main_start (self);
    if (!node)
        return ZC_EXIT_NO_START;
    zc_ref_t watch;
    zc_spawn_monitor (s_evaluate, (void *) (uintptr_t) self->target, &watch);
    zc_term_t *reason = zc_ending_wait (&ending);
    zc_exit_t status = s_status (reason);
    zc_term_destroy (&reason);
    fflush (stdout);
    zc_ending_over (&ending);
    zc_main_stop (&node);
    return status;
}
