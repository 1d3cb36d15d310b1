//  zc_main_terminal.c - see zc_main_terminal.h
//
//  One turn sleeps in poll on four descriptors, mailbox, signals, log and keyboard, and
//  sees to what came. While a line is being typed, turns are made from inside the
//  editor, so nothing here may start reading another one; that is the outer loop's.

#include "zc_main_terminal.h"
#include "zc_shell.h"
#include "zc_help.h"
#include "base/zc_check.h"
#include "term/zc_chardata.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

enum {
    AT_ONCE = 100,                  //  messages until the keyboard is looked at again
    LOG_MAX = 1 << 20,              //  bytes of log that may wait
    COMPLETE_MS = 1000,             //  a completion that takes longer is none
    GIVE_UP_MS = 1000               //  an interrupt that had no effect by then never has one
};

#define RED "\033[31m"
#define PLAIN "\033[0m"

//  ---- the screen ----------------------------------------------------------

static void
s_write_raw (int fd, const char *data, size_t size)
{
    fflush (stdout);
    while (size) {
        ssize_t written = write (fd, data, size);
        struct pollfd ready = {.fd = fd, .events = POLLOUT};
        if (written > 0) {
            data += written;
            size -= (size_t) written;
        }
        else
        if (written < 0 && errno == EAGAIN)
            poll (&ready, 1, -1);
        else
        if (written == 0 || errno != EINTR)
            return;                 //  nobody is there to see it
    }
}

//  The cursor to the start of a line.
static void
s_end_line (zc_terminal_t *self)
{
    if (self->midline)
        s_write_raw (STDOUT_FILENO, "\n", 1);
    self->midline = false;
}

//  Take what is being typed off the screen, before others print.
static void
s_hide (zc_terminal_t *self)
{
    self->hidden = true;
    if (self->line)
        zc_line_hide (self->line);
    else
    if (self->interactive)
        s_write_raw (STDOUT_FILENO, "\n", 1);
}

//  Put it back.
static void
s_show (zc_terminal_t *self)
{
    self->hidden = false;
    s_end_line (self);
    if (self->line)
        zc_line_show (self->line);
    else
    if (self->interactive)
        s_write_raw (STDOUT_FILENO, self->asks [0].prompt, strlen (self->asks [0].prompt));
}

static void
s_write (zc_terminal_t *self, int fd, const char *data, size_t size)
{
    if (!size)
        return;
    if (self->is_reading && !self->hidden)
        s_hide (self);
    s_write_raw (fd, data, size);
    if (fd == STDOUT_FILENO)
        self->midline = data [size - 1] != '\n';
}

//  ---- what others ask for -------------------------------------------------

static void
s_put_result (zc_terminal_t *self, const char *text, size_t size)
{
    zc_chars_t all = {0};
    if (self->color)
        zc_color_term (&all, text, size);
    else
        zc_chars_put (&all, text, size);
    zc_chars_put (&all, "\n", 1);
    if (self->interactive)
        s_write (self, STDOUT_FILENO, all.data, all.size);
    zc_free (all.data);
}

static void
s_put_error (zc_terminal_t *self, const char *text, size_t size)
{
    zc_chars_t all = {0};
    if (self->color)
        zc_chars_put (&all, RED, sizeof RED - 1);
    zc_chars_put (&all, text, size);
    if (self->color)
        zc_chars_put (&all, PLAIN, sizeof PLAIN - 1);
    zc_chars_put (&all, "\n", 1);
    s_write (self, self->interactive? STDOUT_FILENO: STDERR_FILENO, all.data, all.size);
    zc_free (all.data);
}

static void
s_put_chars (zc_terminal_t *self, const char *text, size_t size)
{
    s_write (self, STDOUT_FILENO, text, size);
}

//  The requests that print. NULL: done; else the error.
static const char *
s_print (zc_terminal_t *self, const zc_term_t *request)
{
    static const struct {
        const char *pattern;
        void (*put) (zc_terminal_t *self, const char *text, size_t size);
    } kinds [] = {{"{put_chars, unicode, ~t}", s_put_chars},
                  {"{put_result, unicode, ~t}", s_put_result},
                  {"{put_error, unicode, ~t}", s_put_error}};
    zc_term_t *chars, *text;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (zc_term_match (request, kinds [i].pattern, &chars)) {
            text = zc_chardata_binary (zc_term_data (chars), false);
            zc_term_destroy (&chars);
            if (!text)
                return "put_chars";
            kinds [i].put (self, (const char *) zc_term_data (text) + 5, zc_term_length (text));
            zc_term_destroy (&text);
            return NULL;
        }
    return "request";
}

//  Queue a request for a line.
static void
s_enqueue (zc_terminal_t *self, zc_pid_t client, const zc_term_t *reply_as, const zc_term_t *prompt)
{
    zc_term_t *text = zc_chardata_binary (zc_term_data (prompt), false);
    zc_chars_t copy = {0};
    if (text)
        zc_chars_put (&copy, zc_term_data (text) + 5, zc_term_length (text));
    zc_chars_put (&copy, "", 1);
    zc_term_destroy (&text);
    self->asks = zc_realloc (self->asks, (self->ask_count + 1) * sizeof *self->asks);
    self->asks [self->ask_count++] = (zc_ask_t) {client, zc_term_dup (reply_as), copy.data,
                                                 zc_monitor (client)};
}

static void
s_take_request (zc_terminal_t *self, zc_pid_t client, const zc_term_t *reply_as,
                const zc_term_t *request)
{
    zc_term_t *prompt = NULL;
    const char *error;
    if (zc_term_match (request, "{get_line, unicode, ~t}", &prompt))
        s_enqueue (self, client, reply_as, prompt);
    else
    if (zc_term_match (request, "shell"))
        zc_send (client, "{io_reply, ~t, ~p}", reply_as, self->shell);
    else
    if ((error = s_print (self, request)) != NULL)
        zc_send (client, "{io_reply, ~t, {error, ~a}}", reply_as, error);
    else
        zc_send (client, "{io_reply, ~t, ok}", reply_as);
    zc_term_destroy (&prompt);
}

//  ---- what else happens ---------------------------------------------------

//  A process that waited for a line has ended: the line goes to nobody.
static void
s_drop_client (zc_terminal_t *self, zc_ref_t watch)
{
    for (size_t i = 0; i < self->ask_count; i++)
        if (zc_ref_equal (self->asks [i].watch, watch)) {
            if (i == 0 && self->is_reading)
                self->reading = ZC_READ_ABANDONED;
            self->asks [i].client = ZC_PID_NONE;
        }
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
        s_drop_client (self, watch);
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
        s_hide (self);
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

//  ---- the log -------------------------------------------------------------

void
zc_terminal_log (void *arg, zc_log_level_t level, const char *line)
{
    zc_terminal_t *self = arg;
    bool red = self->color && level >= ZC_LOG_ERROR;
    size_t size = strlen (line) + sizeof RED PLAIN "\n";
    pthread_mutex_lock (&self->log_lock);
    if (self->log_size + size < LOG_MAX) {
        self->log = zc_regrow (self->log, self->log_size + size);
        self->log_size += (size_t) snprintf (self->log + self->log_size, size, "%s%s%s\n",
                                             red? RED: "", line, red? PLAIN: "");
        eventfd_write (self->log_fd, 1);
    }
    pthread_mutex_unlock (&self->log_lock);
}

static void
s_take_log (zc_terminal_t *self)
{
    eventfd_t count;
    eventfd_read (self->log_fd, &count);
    pthread_mutex_lock (&self->log_lock);
    char *log = self->log;
    size_t size = self->log_size;
    self->log = NULL;
    self->log_size = 0;
    pthread_mutex_unlock (&self->log_lock);
    s_write (self, STDOUT_FILENO, log, size);
    zc_release (log);
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
        s_take_log (self);
    for (int i = 0; ready [0].revents && i < AT_ONCE && s_take_message (self); i++)
        ;
    if (ready [1].revents)
        s_take_signals (self);
    if (self->hidden)
        s_show (self);
    if (ready [3].revents)
        s_take_input (self);
}

//  A line that comes whole.
static const char *
s_read_plain (zc_terminal_t *self, size_t *size)
{
    for (;;) {
        char *start = self->input.data;
        char *feed = self->input.size > self->searched
                         ? memchr (start + self->searched, '\n', self->input.size - self->searched)
                         : NULL;
        self->searched = self->input.size;
        *size = feed? (size_t) (feed - start) + 1: self->input_ended? self->input.size: 0;
        if (*size || self->input_ended)
            return *size? start: NULL;
        if (self->reading != ZC_READING || self->leaving)
            return NULL;
        zc_terminal_turn (self);
    }
}

//  Forget the line that was used.
static void
s_used (zc_terminal_t *self, size_t size)
{
    self->input.size -= size;
    if (self->input.size)
        memmove (self->input.data, self->input.data + size, self->input.size);
    self->searched = 0;
}

static void
s_answer (zc_terminal_t *self, const char *line, size_t size)
{
    const zc_ask_t *ask = &self->asks [0];
    if (line)
        zc_send (ask->client, "{io_reply, ~t, ~b}", ask->reply_as, line, size);
    else
    if (self->reading == ZC_READ_INTERRUPTED)
        zc_send (ask->client, "{io_reply, ~t, {error, interrupted}}", ask->reply_as);
    else
    if (self->reading == ZC_READ_CANCELLED)
        zc_send (ask->client, "{io_reply, ~t, {error, cancelled}}", ask->reply_as);
    else
        zc_send (ask->client, "{io_reply, ~t, eof}", ask->reply_as);
}

static void
s_forget_first (zc_terminal_t *self)
{
    zc_ask_t *ask = &self->asks [0];
    zc_demonitor (ask->watch, ZC_DEMONITOR_FLUSH);
    zc_term_destroy (&ask->reply_as);
    zc_free (ask->prompt);
    memmove (ask, ask + 1, --self->ask_count * sizeof *ask);
}

//  All of a prompt but its last line is output like any other.
static const char *
s_begin (zc_terminal_t *self)
{
    const char *prompt = self->asks [0].prompt, *last = strrchr (prompt, '\n');
    last = last? last + 1: prompt;
    s_end_line (self);
    s_write (self, STDOUT_FILENO, prompt, (size_t) (last - prompt));
    if (!self->line)
        s_write (self, STDOUT_FILENO, last, strlen (last));
    self->midline = false;
    self->interrupted_ms = 0;
    self->is_reading = true;
    self->reading = ZC_READING;
    return last;
}

//  Read the line that the first one wants.
static void
s_serve_first (zc_terminal_t *self)
{
    size_t size = 0;
    const char *prompt = s_begin (self);
    bool shell = zc_pid_equal (self->asks [0].client, self->shell);
    const char *line = self->line? zc_line_read (self->line, prompt, shell, &size)
                                 : s_read_plain (self, &size);
    self->is_reading = false;
    if (!line && self->line)
        zc_line_abandon (self->line, self->reading == ZC_READ_INTERRUPTED
                                     || self->reading == ZC_READ_CANCELLED? "^C": "");
    if (!line && self->interactive && !self->line)
        self->midline = true;       //  after the ^C that the terminal shows
    if (!zc_pid_is_null (self->asks [0].client))
        s_answer (self, line, size);
    if (!self->line)
        s_used (self, size);
    s_forget_first (self);
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
    s_take_log (self);
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
            s_forget_first (self);
        else
            s_serve_first (self);
    if (self->interactive)
        s_end_line (self);
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
