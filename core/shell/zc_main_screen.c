//  zc_main_screen.c - the screen of a terminal: output beside the line that is being typed
//
//  What is typed is taken off the screen before something else is printed, and put back
//  at the end of the turn (zc_main_terminal.c).

#include "zc_main_terminal.h"
#include "term/zc_chardata.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

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
void
zc_terminal_end_line (zc_terminal_t *self)
{
    if (self->midline)
        s_write_raw (STDOUT_FILENO, "\n", 1);
    self->midline = false;
}

//  Take what is being typed off the screen, before others print.
void
zc_terminal_hide (zc_terminal_t *self)
{
    self->hidden = true;
    if (self->line)
        zc_line_hide (self->line);
    else
    if (self->interactive)
        s_write_raw (STDOUT_FILENO, "\n", 1);
}

//  Put it back.
void
zc_terminal_show (zc_terminal_t *self)
{
    self->hidden = false;
    zc_terminal_end_line (self);
    if (self->line)
        zc_line_show (self->line);
    else
    if (self->interactive)
        s_write_raw (STDOUT_FILENO, self->asks [0].prompt, strlen (self->asks [0].prompt));
}

//  Standard error, where it is no terminal, has nothing to do with what is typed.
void
zc_terminal_write (zc_terminal_t *self, int fd, const char *data, size_t size)
{
    bool screen = fd == STDOUT_FILENO || (self->interactive && isatty (fd));
    if (!size)
        return;
    if (screen && self->is_reading && !self->hidden)
        zc_terminal_hide (self);
    s_write_raw (fd, data, size);
    if (screen)
        self->midline = data [size - 1] != '\n';
}

//  ---- what is printed -----------------------------------------------------

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
        zc_terminal_write (self, STDOUT_FILENO, all.data, all.size);
    zc_free (all.data);
}

static void
s_put_error (zc_terminal_t *self, const char *text, size_t size)
{
    zc_chars_t all = {0};
    if (self->color)
        zc_chars_put (&all, ZC_RED, sizeof ZC_RED - 1);
    zc_chars_put (&all, text, size);
    if (self->color)
        zc_chars_put (&all, ZC_PLAIN, sizeof ZC_PLAIN - 1);
    zc_chars_put (&all, "\n", 1);
    zc_terminal_write (self, self->interactive? STDOUT_FILENO: STDERR_FILENO, all.data, all.size);
    zc_free (all.data);
}

static void
s_put_chars (zc_terminal_t *self, const char *text, size_t size)
{
    zc_terminal_write (self, STDOUT_FILENO, text, size);
}

static void
s_put_standard_error (zc_terminal_t *self, const char *text, size_t size)
{
    zc_terminal_write (self, STDERR_FILENO, text, size);
}

//  The requests that print. NULL: done; else the error.
const char *
zc_terminal_print (zc_terminal_t *self, const zc_term_t *request)
{
    static const struct {
        const char *pattern;
        void (*put) (zc_terminal_t *self, const char *text, size_t size);
    } kinds [] = {{"{put_chars, unicode, ~t}", s_put_chars},
                  {"{put_result, unicode, ~t}", s_put_result},
                  {"{put_error, unicode, ~t}", s_put_error},
                  {"{put_standard_error, unicode, ~t}", s_put_standard_error}};
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
