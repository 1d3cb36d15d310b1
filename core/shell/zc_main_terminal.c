//  zc_main_terminal.c - see zc_main_terminal.h
//
//  One turn sleeps in poll on four descriptors, mailbox, signals, log and keyboard, and
//  sees to what came. While a line is being typed, turns are made from inside the
//  editor, so nothing here may start reading another one; that is the outer loop's.

#include "zc_main_terminal.h"
#include "zc_shell.h"
#include "zc_help.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

enum {
    AT_ONCE = 100,                  //  messages until the keyboard is looked at again
    COMPLETE_MS = 1000,             //  a completion that takes longer is none
    GIVE_UP_MS = 1000               //  an interrupt that had no effect by then never has one
};

//  ---- what happens --------------------------------------------------------

static void
s_take_request (zc_terminal_t *self, zc_pid_t client, const zc_term_t *reply_as,
                const zc_term_t *request)
{
    zc_term_t *prompt = NULL;
    const char *error;
    if (zc_term_match (request, "{get_line, unicode, ~t}", &prompt))
        zc_terminal_want_line (self, client, reply_as, prompt);
    else
    if (zc_term_match (request, "shell"))
        zc_send (client, "{io_reply, ~t, ~p}", reply_as, self->shell);
    else
    if ((error = zc_terminal_print (self, request)) != NULL)
        zc_send (client, "{io_reply, ~t, {error, ~a}}", reply_as, error);
    else
        zc_send (client, "{io_reply, ~t, ok}", reply_as);
    zc_term_destroy (&prompt);
}

static void
s_shell_ended (zc_terminal_t *self, const zc_term_t *reason)
{
    bool failed = !zc_term_match (reason, "normal");
    self->leaving = true;
    self->status = failed? ZC_EXIT_FAILED: ZC_EXIT_FINE;
    if (failed && !zc_term_match (reason, "{shutdown, failed}"))
        self->lost = zc_term_str (reason);
}

//  See to a message. false: there was none.
static bool
s_take_message (zc_terminal_t *self)
{
    zc_pid_t client;
    zc_ref_t watch;
    zc_term_t *reply_as = NULL, *request = NULL;
    int kind = zc_receive_any (0, ZC_CASE ("{io_request, ~p, ~t, ~t}", &client, &reply_as, &request),
                               ZC_CASE ("{:DOWN, ~r, process, _, ~t}", self->watch, &request),
                               ZC_CASE ("{:DOWN, ~r, process, _, _}", &watch),
                               ZC_CASE ("stop"),
                               ZC_CASE ("_"));
    if (kind == 0)
        s_take_request (self, client, reply_as, request);
    else
    if (kind == 1)
        s_shell_ended (self, request);
    else
    if (kind == 2)
        zc_terminal_drop_client (self, watch);
    else
    if (kind == 3)
        self->leaving = true;
    zc_term_destroy (&reply_as);
    zc_term_destroy (&request);
    return kind >= 0;
}

//  Ctrl-C stops reading a line, or what the shell is at. Where that does not end, the
//  shell is out of reach, and a second one leaves.
static void
s_interrupt (zc_terminal_t *self)
{
    int64_t now = zc_monotonic_ms ();
    bool prompt = self->is_reading && zc_pid_equal (self->asks [0].client, self->shell);
    if (!self->interactive
    ||  (self->interrupted_ms && now - self->interrupted_ms > GIVE_UP_MS)) {
        self->leaving = true;
        return;
    }
    if (self->is_reading)
        self->reading = !prompt || !self->line || zc_line_is_empty (self->line)
                            ? ZC_READ_INTERRUPTED
                            : ZC_READ_CANCELLED;
    if (!prompt) {
        zc_send (self->shell, "interrupt");
        if (!self->interrupted_ms)
            self->interrupted_ms = now;
    }
}

//  Another size, or in the foreground again.
static void
s_resize (zc_terminal_t *self)
{
    if (self->is_reading && !self->hidden)
        zc_terminal_hide (self);
    if (self->line)
        zc_line_resize (self->line);
}

static void
s_take_signals (zc_terminal_t *self)
{
    struct signalfd_siginfo taken;
    while (read (self->signal_fd, &taken, sizeof taken) == sizeof taken)
        if (taken.ssi_signo == SIGINT)
            s_interrupt (self);
        else
        if (taken.ssi_signo == SIGWINCH || taken.ssi_signo == SIGCONT)
            s_resize (self);
        else
            self->leaving = true;
}

static void
s_take_input (zc_terminal_t *self)
{
    char bytes [4096];
    ssize_t size = read (STDIN_FILENO, bytes, sizeof bytes);
    if (size > 0)
        zc_chars_put (&self->input, bytes, (size_t) size);
    else
    if (size == 0 || (errno != EAGAIN && errno != EINTR))
        self->input_ended = true;
}

//  ---- turns ---------------------------------------------------------------

void
zc_terminal_turn (zc_terminal_t *self)
{
    bool hungry = self->is_reading && !self->input_ended;
    struct pollfd ready [4] = {{.fd = zc_attach_fd (), .events = POLLIN},
                               {.fd = self->signal_fd, .events = POLLIN},
                               {.fd = self->log_fd, .events = POLLIN},
                               {.fd = hungry? STDIN_FILENO: -1, .events = POLLIN}};
    poll (ready, 4, -1);
    if (ready [2].revents)
        zc_terminal_take_log (self);
    for (int i = 0; ready [0].revents && i < AT_ONCE && s_take_message (self); i++)
        ;
    if (ready [1].revents)
        s_take_signals (self);
    if (self->hidden)
        zc_terminal_show (self);
    if (ready [3].revents)
        s_take_input (self);
}

//  ---- life ----------------------------------------------------------------

void
zc_terminal_open (zc_terminal_t *self, bool interactive)
{
    static const int signals [] = {SIGTERM, SIGINT, SIGHUP, SIGWINCH, SIGCONT};
    const char *no_color = getenv ("NO_COLOR");
    *self = (zc_terminal_t) {.interactive = interactive};
    pthread_mutex_init (&self->log_lock, NULL);
    sigemptyset (&self->signals);
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
        sigaddset (&self->signals, signals [i]);
    pthread_sigmask (SIG_BLOCK, &self->signals, NULL);
    self->signal_fd = signalfd (-1, &self->signals, SFD_CLOEXEC | SFD_NONBLOCK);
    self->log_fd = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);
    self->line = interactive? zc_line_new (self): NULL;
    self->color = self->line && !(no_color && *no_color);
}

void
zc_terminal_close (zc_terminal_t *self)
{
    zc_line_destroy (&self->line);
    zc_terminal_take_log (self);
    struct signalfd_siginfo taken;
    while (read (self->signal_fd, &taken, sizeof taken) > 0)
        continue;
    pthread_sigmask (SIG_UNBLOCK, &self->signals, NULL);
    close (self->signal_fd);
    close (self->log_fd);
    pthread_mutex_destroy (&self->log_lock);
}

zc_exit_t
zc_terminal_run (zc_terminal_t *self, const char *node)
{
    zc_set_group_leader (zc_self (), zc_self ());
    zc_send_name ("user", NULL, "{terminal, ~p}", zc_self ());
    self->shell = zc_node_spawn_monitor (node, "IEx.Server", "run", &self->watch, "[~o]",
                                         self->interactive);
    while (!self->leaving)
        if (!self->ask_count)
            zc_terminal_turn (self);
        else
        if (zc_pid_is_null (self->asks [0].client))
            zc_terminal_forget_first (self);
        else
            zc_terminal_serve_first (self);
    if (self->interactive)
        zc_terminal_end_line (self);
    if (self->lost)
        zc_main_say ("%s: %s", zc_help_text ("lost"), self->lost);
    return self->status;
}

zc_term_t *
zc_terminal_complete (zc_terminal_t *self, const char *text)
{
    zc_ref_t ref = zc_make_ref ();
    zc_term_t *answer = NULL;
    zc_send (self->shell, "{complete, ~p, ~r, ~s}", zc_self (), ref, text);
    zc_receive (COMPLETE_MS, "{completion, ~r, ~t}", ref, &answer);
    return answer;
}
