//  zc_main_read.c - who wants a line from the terminal, and gets it
//
//  Requests wait in a queue; the first one's prompt is on the screen. A line is read by the
//  editor (zc_main_line.c), or taken from the input as it comes.

#include "zc_main_terminal.h"
#include "base/zc_check.h"
#include "term/zc_chardata.h"

#include <string.h>
#include <unistd.h>

//  ---- the queue -----------------------------------------------------------

//  Queue a request for a line.
void
zc_terminal_want_line (zc_terminal_t *self, zc_pid_t client, const zc_term_t *reply_as, const zc_term_t *prompt)
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

//  A process that waited for a line has ended: the line goes to nobody.
void
zc_terminal_drop_client (zc_terminal_t *self, zc_ref_t watch)
{
    for (size_t i = 0; i < self->ask_count; i++)
        if (zc_ref_equal (self->asks [i].watch, watch)) {
            if (i == 0 && self->is_reading)
                self->reading = ZC_READ_ABANDONED;
            self->asks [i].client = ZC_PID_NONE;
        }
}

//  ---- the first one -------------------------------------------------------

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

void
zc_terminal_forget_first (zc_terminal_t *self)
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
    zc_terminal_end_line (self);
    zc_terminal_write (self, STDOUT_FILENO, prompt, (size_t) (last - prompt));
    if (!self->line)
        zc_terminal_write (self, STDOUT_FILENO, last, strlen (last));
    self->midline = false;
    self->interrupted_ms = 0;
    self->is_reading = true;
    self->reading = ZC_READING;
    return last;
}

//  Read the line that the first one wants.
void
zc_terminal_serve_first (zc_terminal_t *self)
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
    zc_terminal_forget_first (self);
}
