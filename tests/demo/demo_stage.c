//  demo_stage.c - see demo_stage.h

#define _GNU_SOURCE
#include "demo_stage.h"
#include "demo_place.h"
#include "demo_story.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { NODES = 8, LIMIT_MS = 10000, SILENT_MS = 100, LINE = 4096 };

//  What came through a pipe and was not yet looked at.
typedef struct {
    int fd;
    size_t size;
    char text [LINE];
} reader_t;

typedef struct {
    char name [64];
    pid_t pid;                      //  0: free
    int input;
    reader_t readers [2];           //  DEMO_OUTPUT, DEMO_LOG
} node_t;

static node_t s_nodes [NODES];
static char s_zcluster [PATH_MAX];
static volatile sig_atomic_t s_interrupted;

static double
s_scale (void)
{
    const char *text = getenv ("ZC_TIME");
    double scale = text? strtod (text, NULL): 1;
    return scale > 0? scale: 1;
}

static long
s_now_ms (void)
{
    struct timespec now;
    clock_gettime (CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static long
s_deadline (void)
{
    return s_now_ms () + (long) (LIMIT_MS * s_scale ());
}

//  ---- begin and end -------------------------------------------------------

static void
s_interrupt (int number)
{
    s_interrupted = number;
}

void
demo_begin (const char *zcluster)
{
    if (!realpath (zcluster, s_zcluster))
        snprintf (s_zcluster, sizeof s_zcluster, "%s", zcluster);
    struct sigaction action = {.sa_handler = s_interrupt};      //  interrupts poll
    sigaction (SIGINT, &action, NULL);
    sigaction (SIGTERM, &action, NULL);
    signal (SIGPIPE, SIG_IGN);
    prctl (PR_SET_CHILD_SUBREAPER, 1);      //  a killed node's compiler becomes ours
    demo_place_make ();
}

static void
s_forget (node_t *node)
{
    close (node->input);
    close (node->readers [DEMO_OUTPUT].fd);
    close (node->readers [DEMO_LOG].fd);
    *node = (node_t) {.pid = 0};
}

void
demo_clear (void)
{
    for (int i = 0; i < NODES; i++)
        if (s_nodes [i].pid) {
            kill (s_nodes [i].pid, SIGKILL);
            s_forget (&s_nodes [i]);
        }
    while (wait (NULL) > 0 || errno == EINTR)
        continue;                   //  a compiler may still write there
    demo_place_remove ();
}

bool
demo_interrupted (void)
{
    return s_interrupted;
}

//  ---- what comes through a pipe -------------------------------------------

//  Take the next line out of a reader. false: end, or not in time.
static bool
s_read_line (reader_t *self, char line [LINE], long deadline)
{
    for (;;) {
        char *end = memchr (self->text, '\n', self->size);
        if (end || self->size == LINE) {
            size_t size = end? (size_t) (end - self->text): LINE - 1;
            memcpy (line, self->text, size);
            line [size] = 0;
            self->size -= size + 1;
            memmove (self->text, self->text + size + 1, self->size);
            return true;
        }
        struct pollfd ready = {.fd = self->fd, .events = POLLIN};
        long left = deadline - s_now_ms ();
        if (s_interrupted || poll (&ready, 1, left > 0? (int) left: 0) <= 0)
            return false;
        ssize_t size = read (self->fd, self->text + self->size, LINE - self->size);
        if (size <= 0)
            return false;
        self->size += (size_t) size;
    }
}

//  ---- nodes ---------------------------------------------------------------

static node_t *
s_find (const char *name)
{
    for (int i = 0; i < NODES; i++)
        if (s_nodes [i].pid && strcmp (s_nodes [i].name, name) == 0)
            return &s_nodes [i];
    return NULL;
}

//  In the child: the pipes become its standard files, and it goes when we go.
static _Noreturn void
s_become (int input, int output, int log, char *const argv [])
{
    prctl (PR_SET_PDEATHSIG, SIGKILL);
    dup2 (input, 0);
    dup2 (output, 1);
    dup2 (log, 2);
    signal (SIGINT, SIG_IGN);       //  Ctrl-C is for the demo, which ends us
    execvp (argv [0], argv);
    _exit (127);
}

static pid_t
s_run (char *const argv [], int *input, int *output, int *log)
{
    int pipes [3] [2];
    for (int i = 0; i < 3; i++)
        if (pipe2 (pipes [i], O_CLOEXEC) != 0) {
            perror ("pipe");
            exit (1);
        }
    fflush (stdout);
    pid_t pid = fork ();
    if (pid == 0)
        s_become (pipes [0] [0], pipes [1] [1], pipes [2] [1], argv);
    close (pipes [0] [0]);
    close (pipes [1] [1]);
    close (pipes [2] [1]);
    *input = pipes [0] [1];
    *output = pipes [1] [0];
    *log = pipes [2] [0];
    return pid;
}

bool
demo_start (const char *name, const char *cookie)
{
    node_t *node = s_nodes;
    while (node->pid)
        node++;
    snprintf (node->name, sizeof node->name, "%s", name);
    char *const argv [] = {"/proc/self/exe", "--node", node->name, (char *) (uintptr_t) cookie, NULL};
    node->pid = s_run (argv, &node->input, &node->readers [DEMO_OUTPUT].fd,
                       &node->readers [DEMO_LOG].fd);
    return demo_expect (name, DEMO_OUTPUT, "is up");
}

void
demo_tell (const char *name, const char *format, ...)
{
    node_t *node = s_find (name);
    if (!node)
        return;
    va_list args;
    va_start (args, format);
    vdprintf (node->input, format, args);
    va_end (args);
    if (write (node->input, "\n", 1) != 1)
        printf ("  %s does not listen\n", name);
}

bool
demo_expect_each (const char *name, int count, const char *const *texts)
{
    node_t *node = s_find (name);
    char line [LINE];
    long deadline = s_deadline ();
    unsigned seen = 0;
    for (int i = 0; i < count && node && s_read_line (&node->readers [0], line, deadline); i++) {
        demo_say ("", line);
        int j = 0;
        while (j < count && (seen & 1u << j || strcmp (line, texts [j]) != 0))
            j++;
        if (j < count)
            seen |= 1u << j;
    }
    return seen == (1u << count) - 1;
}

//  Show lines, each with something before it, up to one that contains `text`.
static bool
s_wait (const char *name, int what, const char *before, const char *text)
{
    node_t *node = s_find (name);
    char line [LINE];
    long deadline = s_deadline ();
    while (node && s_read_line (&node->readers [what], line, deadline)) {
        demo_say (before, line);
        if (strstr (line, text))
            return true;
    }
    if (!s_interrupted)
        printf ("  (%s never said: %s)\n", name, text);
    return false;
}

bool
demo_expect (const char *name, int what, const char *text)
{
    return s_wait (name, what, what == DEMO_LOG? "  (log) ": "", text);
}

bool
demo_hear (const char *name, const char *text)
{
    char before [96];
    snprintf (before, sizeof before, "  (at %s) ", name);
    return s_wait (name, DEMO_OUTPUT, before, text);
}

bool
demo_ask (const char *name, const char *session, const char *command, const char *text)
{
    demo_prompt (name, session);
    demo_tell (name, "%s", command);
    return !text || demo_expect (name, DEMO_OUTPUT, text);
}

void
demo_kill (const char *name)
{
    node_t *node = s_find (name);
    if (!node)
        return;
    kill (node->pid, SIGKILL);
    waitpid (node->pid, NULL, 0);
    s_forget (node);
}

bool
demo_silent (const char *name)
{
    node_t *node = s_find (name);
    char line [LINE];
    long deadline = s_now_ms () + (long) (SILENT_MS * s_scale ());
    bool silent = node && !s_read_line (&node->readers [DEMO_OUTPUT], line, deadline);
    if (!silent)
        demo_say ("", node? line: "  (it is not there)");
    return silent && !s_interrupted;
}

//  What a node wrote to its log and nobody looked at.
static void
s_show_log (node_t *node)
{
    char line [LINE], before [96];
    snprintf (before, sizeof before, "  (log of %s) ", node->name);
    while (node->pid && s_read_line (&node->readers [DEMO_LOG], line, s_now_ms ()))
        demo_say (before, line);
}

void
demo_show_logs (void)
{
    for (int i = 0; i < NODES; i++)
        s_show_log (&s_nodes [i]);
}

bool
demo_ended (const char *name)
{
    node_t *node = s_find (name);
    if (!node)
        return false;
    char line [LINE];
    long deadline = s_deadline ();
    while (s_read_line (&node->readers [DEMO_OUTPUT], line, deadline))
        continue;                   //  until its end
    bool closed = s_now_ms () < deadline;
    if (!closed)
        kill (node->pid, SIGKILL);
    int status = -1;
    waitpid (node->pid, &status, 0);
    if (status != 0) {
        s_show_log (node);
        printf ("  (%s ended with status %d, signal %d)\n", name, WEXITSTATUS (status),
                WTERMSIG (status));
    }
    s_forget (node);
    return closed && status == 0;
}

//  ---- other programs ------------------------------------------------------

//  Run a program and show what it prints: its errors last.
static bool
s_run_and_show (const char *text, const char *const argv [])
{
    int input;
    reader_t reader = {0}, errors = {0};
    pid_t pid = s_run ((char *const *) (uintptr_t) argv, &input, &reader.fd, &errors.fd);
    char line [LINE];
    bool found = !text;
    long deadline = s_deadline ();
    while (s_read_line (&reader, line, deadline)) {
        demo_say ("", line);
        found = text && (found || strstr (line, text));
    }
    while (s_read_line (&errors, line, deadline))
        demo_say ("", line);
    if (s_interrupted || s_now_ms () >= deadline)
        kill (pid, SIGKILL);
    int status = -1;
    waitpid (pid, &status, 0);
    close (input);
    close (errors.fd);
    close (reader.fd);
    return found && status == 0;
}

bool
demo_zcluster (const char *text, const char *arg1, const char *arg2, const char *arg3)
{
    char shown [256];
    snprintf (shown, sizeof shown, "zcluster %s%s%s%s%s", arg1, arg2? " ": "", arg2? arg2: "",
              arg3? " ": "", arg3? arg3: "");
    demo_prompt (NULL, shown);
    const char *const argv [] = {s_zcluster, arg1, arg2, arg3, NULL};
    return s_run_and_show (text, argv);
}

bool
demo_shell (const char *text, const char *command)
{
    demo_prompt (NULL, command);
    const char *const argv [] = {"/bin/sh", "-c", command, NULL};
    return s_run_and_show (text, argv);
}
