//  scribe.c - exercise 5.2: what each function has to do stands in scribe.h

#define _GNU_SOURCE
#include "scribe.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

//  Two processes: the scribe takes requests and never waits for the descriptor; the pen waits
//  for it, and its mailbox holds what is to be written.
//
//      writers ──requests──> scribe ──{write, Lines}──> pen ──> fd
//              <──answers───

//  ---- the pen -------------------------------------------------------------

//  A pipe takes what it has room for, and then makes us wait.
static void
s_write_all (int fd, const char *data, size_t size)
{
    while (size > 0) {
        ssize_t written = write (fd, data, size);
        if (written < 0 && errno != EINTR)
            return;                 //  nobody reads there any more
        if (written > 0) {
            data += written;
            size -= (size_t) written;
        }
    }
}

static void
s_pen (void *arg)
{
    int fd = (int) (intptr_t) arg;
    const void *lines;
    size_t size;
    while (zc_receive_any (-1, ZC_CASE ("{write, ~b}", &lines, &size), ZC_CASE ("stop")) == 0)
        s_write_all (fd, lines, size);
}

//  ---- the scribe ----------------------------------------------------------

typedef struct writer {
    struct writer *next;
    zc_pid_t pid;
    zc_ref_t monitor;
    char *line;                     //  what it has begun
    size_t size;
} writer_t;

typedef struct {
    zc_pid_t pen;
    zc_ref_t pen_monitor;
    writer_t *writers;
} scribe_t;

static writer_t *
s_writer (scribe_t *self, zc_pid_t pid)
{
    for (writer_t *writer = self->writers; writer; writer = writer->next)
        if (zc_pid_equal (writer->pid, pid))
            return writer;
    writer_t *writer = zc_alloc (sizeof *writer);
    writer->pid = pid;
    writer->monitor = zc_monitor (pid);
    writer->next = self->writers;
    self->writers = writer;
    return writer;
}

//  All lines that are complete go to the pen, as one message; the rest stays.
static void
s_put_chars (scribe_t *self, writer_t *writer, const void *chars, size_t size)
{
    writer->line = zc_realloc (writer->line, writer->size + size);
    memcpy (writer->line + writer->size, chars, size);
    writer->size += size;
    char *feed = memrchr (writer->line, '\n', writer->size);
    if (!feed)
        return;
    size_t complete = (size_t) (feed + 1 - writer->line);
    zc_send (self->pen, "{write, ~b}", writer->line, complete);
    writer->size -= complete;
    memmove (writer->line, feed + 1, writer->size);
}

//  It writes no more: end the line that it has begun.
static void
s_forget (scribe_t *self, writer_t **at)
{
    writer_t *writer = *at;
    if (writer->size > 0)
        s_put_chars (self, writer, "\n", 1);
    zc_demonitor (writer->monitor, ZC_DEMONITOR_FLUSH);
    *at = writer->next;
    zc_free (writer->line);
    zc_free (writer);
}

static void
s_ended (scribe_t *self, zc_ref_t monitor)
{
    for (writer_t **at = &self->writers; *at; at = &(*at)->next)
        if (zc_ref_equal ((*at)->monitor, monitor)) {
            s_forget (self, at);
            return;
        }
}

//  Serve one message. false: it was stop.
static bool
s_serve (scribe_t *self)
{
    zc_pid_t from;
    zc_ref_t monitor;
    zc_term_t *reply_as = NULL;
    const void *chars;
    size_t size;
    switch (zc_receive_any (-1,
                ZC_CASE ("{io_request, ~p, ~t, {put_chars, unicode, ~b}}", &from, &reply_as, &chars, &size),
                ZC_CASE ("{io_request, ~p, ~t, _}", &from, &reply_as),
                ZC_CASE ("{:DOWN, ~r, process, _, _}", &monitor),
                ZC_CASE ("stop"),
                ZC_CASE ("_"))) {
        case 0:
            s_put_chars (self, s_writer (self, from), chars, size);
            zc_send (from, "{io_reply, ~t, ok}", reply_as);
            break;
        case 1:
            zc_send (from, "{io_reply, ~t, {error, request}}", reply_as);
            break;
        case 2:
            s_ended (self, monitor);
            break;
        case 3:
            return false;
        default:                    //  not for a scribe
            break;
    }
    zc_term_destroy (&reply_as);
    return true;
}

static void
s_scribe (void *arg)
{
    scribe_t self = {.writers = NULL};
    self.pen = zc_spawn_monitor (s_pen, arg, &self.pen_monitor);
    while (s_serve (&self))
        ;
    while (self.writers)
        s_forget (&self, &self.writers);
    zc_send (self.pen, "stop");     //  it comes to this when all is written
    zc_receive (-1, "{:DOWN, ~r, process, _, _}", self.pen_monitor);
}

zc_pid_t
scribe_start (int fd)
{
    return zc_spawn (s_scribe, (void *) (intptr_t) fd);
}

void
scribe_stop (zc_pid_t scribe)
{
    zc_ref_t monitor = zc_monitor (scribe);
    zc_send (scribe, "stop");
    zc_receive (-1, "{:DOWN, ~r, process, _, _}", monitor);
}
