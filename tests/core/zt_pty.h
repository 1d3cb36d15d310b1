//  zt_pty.h - the program on a terminal of its own, driven as by a person
//
//      static zt_pty_t shell;
//      zt_pty_start (&shell, "TERM=xterm", zt_program (), "--sname", "a@localhost", NULL);
//      zt_pty_await (&shell, "1> ");
//      zt_pty_type (&shell, "1 + 2\r");
//      zt_pty_await (&shell, "3");
//      ck_assert_int_eq (zt_pty_end (&shell), 0);
//
//  All waiting is for a text, or for the end of the program. What was awaited is taken:
//  the next wait begins after it.

#ifndef ZT_PTY_H_INCLUDED
#define ZT_PTY_H_INCLUDED

#include "zc_test.h"

#include <poll.h>
#include <pty.h>
#include <signal.h>

enum { ZT_PTY_ROWS = 30, ZT_PTY_COLUMNS = 80 };

typedef struct {
    pid_t pid;
    int fd;
    char *text;                     //  what the terminal showed and nobody awaited yet
    size_t size;
} zt_pty_t;

static inline const char *
zt_program (void)
{
    const char *program = getenv ("ZCLUSTER");
    return program? program: "build/bin/zcluster";
}

//  setting: NAME=value for the program's environment, or NULL.
static inline void
zt_pty_start (zt_pty_t *self, const char *setting, const char *program, ...)
{
    const char *args [20] = {program};
    va_list more;
    va_start (more, program);
    for (size_t i = 1; i < 19 && (args [i] = va_arg (more, const char *)); i++)
        ;
    va_end (more);
    struct winsize size = {.ws_row = ZT_PTY_ROWS, .ws_col = ZT_PTY_COLUMNS};
    free (self->text);              //  of its last life; zeroed before its first one
    *self = (zt_pty_t) {.text = calloc (1, 1)};
    self->pid = forkpty (&self->fd, NULL, NULL, &size);
    if (self->pid == 0) {
        setenv ("TERM", "xterm", 1);
        if (setting)
            putenv (strdup (setting));
        execvp (program, (char **) (uintptr_t) args);
        _exit (127);
    }
}

//  Take in what the terminal shows. false: it has ended, or nothing came in time.
static inline bool
zt_pty_read (zt_pty_t *self, int ms)
{
    char data [4096];
    struct pollfd ready = {.fd = self->fd, .events = POLLIN};
    ssize_t size = poll (&ready, 1, ms) > 0? read (self->fd, data, sizeof data): 0;
    if (size <= 0)
        return false;
    self->text = realloc (self->text, self->size + (size_t) size + 1);
    memcpy (self->text + self->size, data, (size_t) size);
    self->size += (size_t) size;
    self->text [self->size] = 0;
    return true;
}

//  Press keys. What the terminal shows meanwhile is read, so both sides go on.
static inline void
zt_pty_type_bytes (zt_pty_t *self, const char *keys, size_t size)
{
    while (size) {
        struct pollfd ready = {.fd = self->fd, .events = POLLIN | POLLOUT};
        ck_assert (poll (&ready, 1, ZT_LONG) > 0);
        if (ready.revents & POLLIN)
            zt_pty_read (self, 0);
        ssize_t written = ready.revents & POLLOUT? write (self->fd, keys, size < 64? size: 64): 0;
        ck_assert (written >= 0);
        keys += written;
        size -= (size_t) written;
    }
}

static inline void
zt_pty_type (zt_pty_t *self, const char *keys)
{
    zt_pty_type_bytes (self, keys, strlen (keys));
}

//  Wait for a text, and take all up to its end: a copy of that, good until the next call.
static inline const char *
zt_pty_await (zt_pty_t *self, const char *text)
{
    static char *taken;
    int64_t end = zt_now_ms () + ZT_LONG;
    char *found;
    while (!(found = strstr (self->text, text)))
        if (!zt_pty_read (self, (int) (end - zt_now_ms ())) || zt_now_ms () > end)
            ck_abort_msg ("the terminal did not show \"%s\" but: %s", text, self->text);
    size_t size = (size_t) (found - self->text) + strlen (text);
    free (taken);
    taken = strndup (self->text, size);
    self->size -= size;
    memmove (self->text, self->text + size, self->size + 1);
    return taken;
}

//  Type a line, and wait for a text: what was shown in between.
static inline const char *
zt_pty_ask (zt_pty_t *self, const char *line, const char *text)
{
    zt_pty_type (self, line);
    zt_pty_type (self, "\r");
    return zt_pty_await (self, text);
}

//  Wait for the end of the program: its exit status. What it showed last is in `text`.
static inline int
zt_pty_end (zt_pty_t *self)
{
    int status = 0;
    int64_t end = zt_now_ms () + ZT_LONG;
    while (zt_pty_read (self, (int) (end - zt_now_ms ())))
        ;
    bool late = zt_now_ms () >= end;
    if (late)
        kill (self->pid, SIGKILL);
    waitpid (self->pid, &status, 0);
    close (self->fd);
    ck_assert_msg (!late, "the program did not end; it showed: %s", self->text);
    return WIFEXITED (status)? WEXITSTATUS (status): 128 + WTERMSIG (status);
}

#endif
