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
//  The client's half comes first. The other half is the process `user`: it
//  writes each request as a whole; a second process, made when it is needed,
//  waits for input, so that a reader at the prompt holds up no writer.

#include "zc_io.h"
#include "zc_io_user.h"
#include "process/zc_hooks.h"

#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

//  ---- the client's half ---------------------------------------------------

//  Ask a leader and wait. The reference of the monitor names the request, so an
//  answer to an earlier one is never taken for this one's. NULL: it is gone.
static zc_term_t *
s_ask (zc_pid_t leader, const zc_term_t *request)
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

//  Have the group leader write; takes the request.
static bool
s_put (zc_term_t **request_p)
{
    zc_term_t *answer = s_ask (zc_group_leader (), *request_p);
    bool done = answer && zc_term_match (answer, "ok");
    zc_term_destroy (&answer);
    zc_term_destroy (request_p);
    return done;
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
    zc_term_t *request = zc_term_new ("{put_chars, unicode, ~b}", chars, (size_t) size);
    zc_free (chars);
    return s_put (&request);
}

bool
zc_io_inspect (const zc_term_t *term)
{
    char *text = zc_term_str (term);
    bool done = zc_io_puts (text);
    zc_free (text);
    return done;
}

char *
zc_io_gets (const char *prompt)
{
    zc_term_t *request = zc_term_new ("{get_line, unicode, ~s}", prompt? prompt: "");
    zc_term_t *answer = s_ask (zc_group_leader (), request);
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
    zc_term_destroy (&request);
    return line;
}

//  ---- characters ----------------------------------------------------------

//  Text under way to the terminal; memory of the process.
typedef struct {
    char *data;
    size_t size, capacity;
} s_text_t;

static void
s_text_put (s_text_t *self, const void *data, size_t size)
{
    if (self->capacity - self->size < size) {
        self->capacity = 2 * self->capacity + size;
        self->data = zc_realloc (self->data, self->capacity);
    }
    if (size)                       //  an empty text has no data yet
        memcpy (self->data + self->size, data, size);
    self->size += size;
}

//  A character in UTF-8. false: there is no such character.
static bool
s_text_put_char (s_text_t *self, uint32_t c)
{
    if (c > 0x10ffff || (c >= 0xd800 && c < 0xe000))
        return false;
    size_t more = c < 0x80? 0: c < 0x800? 1: c < 0x10000? 2: 3;     //  bytes after the first
    static const uint8_t first [4] = {0, 0xc0, 0xe0, 0xf0};
    uint8_t bytes [4];
    for (size_t at = more; at > 0; at--, c >>= 6)
        bytes [at] = (uint8_t) (0x80 | (c & 0x3f));
    bytes [0] = (uint8_t) (first [more] | c);
    s_text_put (self, bytes, more + 1);
    return true;
}

static const uint8_t *s_text_add (s_text_t *self, const uint8_t *at);

//  The elements and the tail of a list.
static const uint8_t *
s_text_add_list (s_text_t *self, const uint8_t *at)
{
    size_t count = zc_get_u32 (at + 1);
    at += 5;
    for (size_t index = 0; index <= count && at; index++)
        at = s_text_add (self, at);
    return at;
}

//  Add Erlang's chardata: a binary, a character, or a list of such, nested.
//  Returns where the term ends; NULL: it is something else.
static const uint8_t *
s_text_add (s_text_t *self, const uint8_t *at)
{
    switch (*at) {
        case ZC_TAG_SMALL_INT:
            return s_text_put_char (self, at [1])? at + 2: NULL;
        case ZC_TAG_INT:
            return s_text_put_char (self, zc_get_u32 (at + 1))? at + 5: NULL;
        case ZC_TAG_NIL:
            return at + 1;
        case ZC_TAG_STRING:
            for (size_t index = 0; index < zc_get_u16 (at + 1); index++)
                s_text_put_char (self, at [3 + index]);
            return at + 3 + zc_get_u16 (at + 1);
        case ZC_TAG_LIST:
            return s_text_add_list (self, at);
        case ZC_TAG_BINARY:
            s_text_put (self, at + 5, zc_get_u32 (at + 1));
            return at + 5 + zc_get_u32 (at + 1);
        default:
            return NULL;
    }
}

//  ---- the process `user`: output ------------------------------------------

//  Write all of it. A slow pipe may block here: the node goes on without us.
static bool
s_write_all (const char *data, size_t size)
{
    while (size) {
        ssize_t written = write (STDOUT_FILENO, data, size);
        if (written > 0) {
            data += written;
            size -= (size_t) written;
        }
        else
        if (written < 0 && errno == EAGAIN)     //  somebody made it non-blocking
            zc_wait_fd (STDOUT_FILENO, true, -1);
        else
        if (written < 0 && errno != EINTR)
            return false;
    }
    return true;
}

static const char *
s_put_chars (const zc_term_t *chars)
{
    s_text_t text = {0};
    const char *error = NULL;
    if (!s_text_add (&text, zc_term_data (chars)))
        error = "put_chars";
    else
    if (!s_write_all (text.data, text.size))
        error = "terminated";
    zc_free (text.data);
    return error;
}

//  ---- the process `user`: input -------------------------------------------

//  Take a line out of what was read, or what is left at the end of the input.
static zc_term_t *
s_take_line (s_text_t *input, bool ended)
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
s_read_more (s_text_t *input)
{
    //  A file is always ready, and epoll does not take one.
    struct pollfd standard = {.fd = STDIN_FILENO, .events = POLLIN};
    if (poll (&standard, 1, 0) == 0)
        zc_wait_fd (STDIN_FILENO, false, -1);
    char bytes [4096];
    ssize_t size = read (STDIN_FILENO, bytes, sizeof bytes);
    if (size > 0)
        s_text_put (input, bytes, (size_t) size);
    return size > 0 || (size < 0 && (errno == EINTR || errno == EAGAIN));
}

//  Serves one get_line request after the other; the mailbox is the queue.
static void
s_reader (void *arg)
{
    (void) arg;
    zc_pid_t user = zc_group_leader ();
    s_text_t input = {0};
    for (;;) {
        zc_pid_t client;
        zc_term_t *reply_as, *prompt, *line;
        zc_receive (-1, "{~p, ~t, ~t}", &client, &reply_as, &prompt);
        zc_term_t *request = zc_term_new ("{put_chars, unicode, ~t}", prompt);
        zc_term_t *answer = s_ask (user, request);
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

static void
s_serve (zc_pid_t *reader, zc_pid_t client, const zc_term_t *reply_as, const zc_term_t *request)
{
    zc_term_t *chars = NULL;
    if (zc_term_match (request, "{get_line, unicode, ~t}", &chars)) {
        if (zc_pid_is_null (*reader))
            *reader = s_start_reader ();
        zc_send (*reader, "{~p, ~t, ~t}", client, reply_as, chars);
    }
    else {
        const char *error = "request";
        if (zc_term_match (request, "{put_chars, unicode, ~t}", &chars))
            error = s_put_chars (chars);
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
    zc_pid_t reader = {0};
    zc_register ("user", zc_self ());
    zc_trap_exit (true);                //  a stranger's link does not take the terminal away
    zc_set_group_leader (zc_self (), zc_self ());
    for (;;) {
        zc_pid_t from;
        zc_term_t *reply_as, *request;
        switch (zc_receive_any (-1,
                    ZC_CASE ("{io_request, ~p, ~t, ~t}", &from, &reply_as, &request),
                    ZC_CASE ("{:EXIT, ~p, ~t}", &from, &request),
                    ZC_CASE ("_"))) {
            case 0:
                s_serve (&reader, from, reply_as, request);
                zc_term_destroy (&reply_as);
                zc_term_destroy (&request);
                break;
            case 1:                     //  without its reader, clients would wait for ever
                if (zc_pid_equal (from, reader))
                    zc_exit ("~t", request);
                zc_term_destroy (&request);
                break;
            default:                    //  nothing else may fill the mailbox
                break;
        }
    }
}
