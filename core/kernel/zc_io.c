//  zc_io.c - output and input through the group leader
//
//  Erlang's io protocol, unchanged: so a group leader can be any process, here
//  or on another node, and anybody can write one.
//
//      client                                          group leader
//        │ {io_request, Client, Ref, {put_chars, unicode, Chars}}   │
//        │ {io_request, Client, Ref, {get_line, unicode, Prompt}}   │
//        ├─────────────────────────────────────────────────────────>│
//        │   {io_reply, Ref, ok | Line | eof | {error, Reason}}     │
//        │<─────────────────────────────────────────────────────────┤
//
//  To `user` only: {put_standard_error, unicode, Chars}, which Erlang has a process for.
//
//  The client's half comes first. The other half is the process `user`: it
//  writes each request as a whole; a second process, made when it is needed,
//  waits for input, so that a reader at the prompt holds up no writer. Where a shell
//  has the terminal, `user` hands the requests on to it (shell/zc_main_terminal.c).

#include "zc_io.h"
#include "zc_io_user.h"
#include "zc_chars.h"
#include "process/zc_hooks.h"
#include "term/zc_chardata.h"

#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

//  ---- the client's half ---------------------------------------------------

//  The reference of the monitor names the request, so an answer to an earlier one is
//  never taken for this one's.
zc_term_t *
zc_io_ask (zc_pid_t leader, const zc_term_t *request)
{
    zc_ref_t ref = zc_monitor (leader);
    zc_send (leader, "{io_request, ~p, ~r, ~t}", zc_self (), ref, request);

    zc_term_t *message = NULL, *answer = NULL;
    zc_receive_quietly (-1, 2, (const zc_format_t [2]) {
        ZC_CASE ("{io_reply, ~r, ~t}", ref, &answer),
        ZC_CASE ("{:DOWN, ~r, process, _, _}", ref)}, &message);
    zc_term_destroy (&message);
    zc_demonitor (ref, ZC_DEMONITOR_FLUSH);
    return answer;
}

static bool
s_put (zc_pid_t device, const char *how, const void *data, size_t size)
{
    zc_term_t *request = zc_term_new ("{~a, unicode, ~b}", how, data, size);
    zc_term_t *answer = zc_io_ask (device, request);
    bool done = answer && zc_term_match (answer, "ok");
    zc_term_destroy (&answer);
    zc_term_destroy (&request);
    return done;
}

bool
zc_io_write (zc_pid_t device, const void *data, size_t size)
{
    return s_put (zc_pid_is_null (device)? zc_group_leader (): device, "put_chars", data, size);
}

bool
zc_io_write_error (const void *data, size_t size)
{
    return s_put (zc_whereis ("user"), "put_standard_error", data, size);
}

bool
zc_io_puts (const char *text)
{
    return zc_io_format ("%s\n", text);
}

bool
zc_io_format (const char *format, ...)
{
    va_list args, again;
    va_start (args, format);
    va_copy (again, args);
    int size = vsnprintf (NULL, 0, format, args);
    va_end (args);
    if (size < 0)
        zc_caller_bug ("zc_io_format: this format cannot be printed");
    char *chars = zc_alloc ((size_t) size + 1);
    vsnprintf (chars, (size_t) size + 1, format, again);
    va_end (again);
    bool done = zc_io_write (ZC_PID_NONE, chars, (size_t) size);
    zc_free (chars);
    return done;
}

bool
zc_io_inspect (const zc_term_t *term)
{
    char *text = zc_term_str (term);
    bool done = zc_io_puts (text);
    zc_free (text);
    return done;
}

zc_term_t *
zc_io_read_line (zc_pid_t device, const zc_term_t *prompt)
{
    zc_term_t *request = zc_term_new ("{get_line, unicode, ~t}", prompt);
    zc_term_t *answer = zc_io_ask (zc_pid_is_null (device)? zc_group_leader (): device, request);
    zc_term_destroy (&request);
    return answer;
}

char *
zc_io_gets (const char *prompt)
{
    zc_term_t *text = zc_term_new ("~s", prompt? prompt: "");
    zc_term_t *answer = zc_io_read_line (ZC_PID_NONE, text);
    const void *data;
    size_t size;
    char *line = NULL;
    if (answer && zc_term_match (answer, "~b", &data, &size)) {
        line = zc_alloc (size + 1);
        memcpy (line, data, size);
        if (size && line [size - 1] == '\n')
            line [size - 1] = 0;
    }
    zc_term_destroy (&answer);
    zc_term_destroy (&text);
    return line;
}

//  ---- the process `user`: output ------------------------------------------

//  Write all of it. A slow pipe may block here: the node goes on without us.
static bool
s_write_all (int fd, const char *data, size_t size)
{
    while (size) {
        ssize_t written = write (fd, data, size);
        if (written > 0) {
            data += written;
            size -= (size_t) written;
        }
        else
        if (written < 0 && errno == EAGAIN)     //  somebody made it non-blocking
            zc_wait_fd (fd, true, -1);
        else
        if (written < 0 && errno != EINTR)
            return false;
    }
    return true;
}

static const char *
s_put_chars (int fd, const zc_term_t *chars)
{
    zc_term_t *text = zc_chardata_binary (zc_term_data (chars), false);
    if (!text)
        return "put_chars";
    bool written = s_write_all (fd, (const char *) zc_term_data (text) + 5, zc_term_length (text));
    zc_term_destroy (&text);
    return written? NULL: "terminated";
}

//  The requests that write. NULL: done; else the error.
static const char *
s_write (const zc_term_t *request)
{
    zc_term_t *chars = NULL;
    const char *error = "request";
    if (zc_term_match (request, "{put_chars, unicode, ~t}", &chars))
        error = s_put_chars (STDOUT_FILENO, chars);
    else
    if (zc_term_match (request, "{put_standard_error, unicode, ~t}", &chars))
        error = s_put_chars (STDERR_FILENO, chars);
    zc_term_destroy (&chars);
    return error;
}

//  ---- the process `user`: input -------------------------------------------

//  Take a line out of what was read, or what is left at the end of the input.
static zc_term_t *
s_take_line (zc_chars_t *input, bool ended)
{
    char *feed = input->size? memchr (input->data, '\n', input->size): NULL;
    size_t size = feed? (size_t) (feed - input->data) + 1: ended? input->size: 0;
    if (!size)
        return ended? zc_term_new ("eof"): NULL;
    zc_term_t *line = zc_term_new ("~b", input->data, size);
    input->size -= size;
    memmove (input->data, input->data + size, input->size);
    return line;
}

//  Read some more. false: the input has ended.
static bool
s_read_more (zc_chars_t *input)
{
    //  A file is always ready, and epoll does not take one.
    struct pollfd standard = {.fd = STDIN_FILENO, .events = POLLIN};
    if (poll (&standard, 1, 0) == 0)
        zc_wait_fd (STDIN_FILENO, false, -1);
    char bytes [4096];
    ssize_t size = read (STDIN_FILENO, bytes, sizeof bytes);
    if (size > 0)
        zc_chars_put (input, bytes, (size_t) size);
    return size > 0 || (size < 0 && (errno == EINTR || errno == EAGAIN));
}

//  Serves one get_line request after the other; the mailbox is the queue.
static void
s_reader (void *arg)
{
    (void) arg;
    zc_pid_t user = zc_group_leader ();
    zc_chars_t input = {0};
    for (;;) {
        zc_pid_t client;
        zc_term_t *reply_as, *prompt, *line;
        zc_receive (-1, "{~p, ~t, ~t}", &client, &reply_as, &prompt);
        zc_term_t *request = zc_term_new ("{put_chars, unicode, ~t}", prompt);
        zc_term_t *answer = zc_io_ask (user, request);
        bool more = true;
        while (!(line = s_take_line (&input, !more)))
            more = s_read_more (&input);
        zc_send (client, "{io_reply, ~t, ~t}", reply_as, line);
        zc_term_destroy (&line);
        zc_term_destroy (&answer);
        zc_term_destroy (&request);
        zc_term_destroy (&prompt);
        zc_term_destroy (&reply_as);
    }
}

//  A process of the node itself, as `user` is.
static zc_pid_t
s_start_reader (void)
{
    zc_core_t *core = zc_core_enter ();
    zc_pid_t reader = zc_core_spawn (core, s_reader, NULL, "user's reader");
    zc_core_leave ();
    zc_link (reader);
    return reader;
}

//  ---- the process `user` --------------------------------------------------

//  Who does the work: `reader` waits for input; a terminal, where there is one, does all.
typedef struct {
    zc_pid_t reader, terminal;
} s_user_t;

static void
s_read_line (s_user_t *self, zc_pid_t client, const zc_term_t *reply_as, const zc_term_t *prompt)
{
    if (zc_pid_is_null (self->reader))
        self->reader = s_start_reader ();
    zc_send (self->reader, "{~p, ~t, ~t}", client, reply_as, prompt);
}

static void
s_serve (s_user_t *self, zc_pid_t client, const zc_term_t *reply_as, const zc_term_t *request)
{
    zc_term_t *chars = NULL;
    if (!zc_pid_is_null (self->terminal))
        zc_send (self->terminal, "{io_request, ~p, ~t, ~t}", client, reply_as, request);
    else
    if (zc_term_match (request, "{get_line, unicode, ~t}", &chars))
        s_read_line (self, client, reply_as, chars);
    else {
        const char *error = s_write (request);
        if (error)
            zc_send (client, "{io_reply, ~t, {error, ~a}}", reply_as, error);
        else
            zc_send (client, "{io_reply, ~t, ok}", reply_as);
    }
    zc_term_destroy (&chars);
}

void
zc_io_user (void *arg)
{
    (void) arg;
    s_user_t self = {0};
    zc_register ("user", zc_self ());
    zc_trap_exit (true);                //  a stranger's link does not take the terminal away
    zc_set_group_leader (zc_self (), zc_self ());
    for (;;) {
        zc_pid_t from;
        zc_term_t *reply_as, *request;
        switch (zc_receive_any (-1,
                    ZC_CASE ("{io_request, ~p, ~t, ~t}", &from, &reply_as, &request),
                    ZC_CASE ("{:EXIT, ~p, ~t}", &from, &request),
                    ZC_CASE ("{terminal, ~p}", &from),
                    ZC_CASE ("{:DOWN, _, process, ~p, _}", self.terminal),
                    ZC_CASE ("_"))) {
            case 0:
                s_serve (&self, from, reply_as, request);
                zc_term_destroy (&reply_as);
                zc_term_destroy (&request);
                break;
            case 1:                     //  without its reader, clients would wait for ever
                if (zc_pid_equal (from, self.reader))
                    zc_exit ("~t", request);
                zc_term_destroy (&request);
                break;
            case 2:
                self.terminal = from;
                zc_monitor (from);
                break;
            case 3:
                self.terminal = ZC_PID_NONE;
                break;
            default:                    //  nothing else may fill the mailbox
                break;
        }
    }
}
