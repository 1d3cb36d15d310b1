//  bench_program.c - start programs, read what they print line by line, end them

#define _GNU_SOURCE
#include "bench_program.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
    LIMIT_S = 120,
    CANNOT_RUN = 127                //  the status, as shells have it
};

static int s_log = STDERR_FILENO;

void
bench_program_set_log (const char *path)
{
    int fd = open (path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (fd >= 0)
        s_log = fd;
}

double
bench_now (void)
{
    struct timespec now;
    clock_gettime (CLOCK_MONOTONIC, &now);
    return (double) now.tv_sec * 1e9 + (double) now.tv_nsec;
}

static void
s_become (char *const *args, int output)
{
    prctl (PR_SET_PDEATHSIG, SIGKILL);
    dup2 (output, STDOUT_FILENO);
    dup2 (s_log, STDERR_FILENO);
    int nothing = open ("/dev/null", O_RDONLY);
    dup2 (nothing, STDIN_FILENO);
    execvp (args [0], args);
    fprintf (stderr, "bench: cannot run %s\n", args [0]);
    _exit (CANNOT_RUN);
}

bench_program_t
bench_program_start (char *const *args)
{
    int ends [2];
    bench_program_t program = {.pid = -1, .output = -1};
    const char *slash = strrchr (args [0], '/');
    snprintf (program.name, sizeof program.name, "%s", slash? slash + 1: args [0]);
    if (pipe2 (ends, O_CLOEXEC) != 0)
        return program;
    program.pid = fork ();
    if (program.pid == 0)
        s_become (args, ends [1]);
    close (ends [1]);
    program.output = ends [0];
    return program;
}

void
bench_program_end (bench_program_t *self)
{
    if (self->pid > 0) {
        kill (self->pid, SIGKILL);
        waitpid (self->pid, NULL, 0);
    }
    if (self->output >= 0)
        close (self->output);
    *self = (bench_program_t) {.pid = -1, .output = -1};
}

static bool
s_cut_line (bench_program_t *self)
{
    char *end = memchr (self->buffer, '\n', self->used);
    if (!end)
        return false;
    size_t size = (size_t) (end - self->buffer);
    snprintf (self->line, sizeof self->line, "%.*s", (int) size, self->buffer);
    self->used -= size + 1;
    memmove (self->buffer, end + 1, self->used);
    self->line_at = bench_now ();
    return true;
}

static bool
s_fail (bench_program_t *self, const char *trouble)
{
    snprintf (self->trouble, sizeof self->trouble, "%s", trouble);
    return false;
}

static bool
s_await_bytes (bench_program_t *self)
{
    struct pollfd wanted = {.fd = self->output, .events = POLLIN};
    if (self->output < 0)
        return false;
    if (self->used == sizeof self->buffer)
        return s_fail (self, "printed a line without end");
    int ready = poll (&wanted, 1, LIMIT_S * 1000);
    if (ready < 0)
        return s_fail (self, "was interrupted");
    return ready > 0 || s_fail (self, "printed nothing for too long");
}

//  The next line; false at the end, or when it takes too long.
bool
bench_program_next_line (bench_program_t *self)
{
    while (!s_cut_line (self)) {
        if (!s_await_bytes (self))
            return false;
        ssize_t got = read (self->output, self->buffer + self->used, sizeof self->buffer - self->used);
        if (got <= 0)
            return false;
        self->used += (size_t) got;
    }
    return true;
}

bool
bench_program_await (bench_program_t *self, const char *word)
{
    if (!bench_program_next_line (self))
        return false;
    char other [80];
    snprintf (other, sizeof other, "printed %.60s", self->line);
    return strncmp (self->line, word, strlen (word)) == 0 || s_fail (self, other);
}

void
bench_program_why (const bench_program_t *self, char *text, size_t size)
{
    siginfo_t end;
    if (self->pid <= 0)
        snprintf (text, size, "%s was not started", self->name);
    else if (*self->trouble)
        snprintf (text, size, "%s %s", self->name, self->trouble);
    else if (waitid (P_PID, (id_t) self->pid, &end, WEXITED | WNOWAIT) != 0)
        snprintf (text, size, "%s was interrupted", self->name);
    else if (end.si_code != CLD_EXITED)
        snprintf (text, size, "%s was ended by signal %d", self->name, end.si_status);
    else if (end.si_status == CANNOT_RUN)
        snprintf (text, size, "%s cannot be run", self->name);
    else
        snprintf (text, size, "%s ended with status %d, without a result", self->name, end.si_status);
}
