//  demo_stage.c - see demo_stage.h

#define _GNU_SOURCE
#include "demo_stage.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { NODES = 8, LIMIT_MS = 10000, LINE = 4096 };

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
static const char *s_zcluster;
static char s_folder [256];
static bool s_color;
static unsigned s_steps;
static bool s_failed;
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

static int
s_free_port (void)
{
    int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_addr.s_addr = htonl (INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    bind (fd, (struct sockaddr *) &address, size);
    getsockname (fd, (struct sockaddr *) &address, &size);
    close (fd);
    return ntohs (address.sin_port);
}

void
demo_begin (const char *zcluster)
{
    const char *no_color = getenv ("NO_COLOR");
    s_color = isatty (STDOUT_FILENO) && !(no_color && *no_color);
    s_zcluster = zcluster;
    struct sigaction action = {.sa_handler = s_interrupt};      //  interrupts poll
    sigaction (SIGINT, &action, NULL);
    sigaction (SIGTERM, &action, NULL);
    signal (SIGPIPE, SIG_IGN);
    const char *tmp = getenv ("TMPDIR");
    snprintf (s_folder, sizeof s_folder, "%s/zcluster-demo.XXXXXX", tmp && *tmp? tmp: "/tmp");
    if (!mkdtemp (s_folder)) {
        perror (s_folder);
        exit (1);
    }
    char text [300];
    setenv ("HOME", s_folder, 1);
    snprintf (text, sizeof text, "%s/run", s_folder);
    setenv ("ZCLUSTER_RUNTIME_DIR", text, 1);
    snprintf (text, sizeof text, "127.0.0.1:%d", s_free_port ());
    setenv ("ZCLUSTER_PORT_MAP", text, 1);
}

static int
s_remove_one (const char *path, const struct stat *info, int type, struct FTW *walk)
{
    (void) info, (void) type, (void) walk;
    return remove (path);
}

static void
s_forget (node_t *node)
{
    close (node->input);
    close (node->readers [DEMO_OUTPUT].fd);
    close (node->readers [DEMO_LOG].fd);
    *node = (node_t) {.pid = 0};
}

int
demo_end (void)
{
    for (int i = 0; i < NODES; i++)
        if (s_nodes [i].pid) {
            kill (s_nodes [i].pid, SIGKILL);
            waitpid (s_nodes [i].pid, NULL, 0);
            s_forget (&s_nodes [i]);
        }
    nftw (s_folder, s_remove_one, 16, FTW_DEPTH | FTW_PHYS);
    if (s_interrupted)
        printf ("\ninterrupted\n");
    else
    if (s_failed)
        printf ("\nStep %u did not hold.\n", s_steps);
    else
        printf ("\nAll %u steps held.\n", s_steps);
    return s_failed || s_interrupted? 1: 0;
}

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

//  ---- the story -----------------------------------------------------------

//  A reader at a terminal gets a moment to follow; nobody else waits.
static void
s_pause (void)
{
    fflush (stdout);
    if (isatty (STDOUT_FILENO) && !s_interrupted)
        poll (NULL, 0, 450);
}

static void
s_print (const char *color, const char *before, const char *text)
{
    if (s_color)
        printf ("%s%s%s\033[0m\n", color, before, text);
    else
        printf ("%s%s\n", before, text);
}

void
demo_chapter (const char *title)
{
    puts ("");
    s_print ("\033[1m", "== ", title);
}

void
demo_prompt (const char *node, const char *text)
{
    char before [96] = "$ ";
    if (node)
        snprintf (before, sizeof before, "iex(%s)> ", node);
    s_print ("\033[36m", before, text);
    fflush (stdout);
}

//  What a node wrote to its log and nobody looked at.
static void
s_show_log (node_t *node)
{
    char line [LINE];
    while (node->pid && s_read_line (&node->readers [DEMO_LOG], line, s_now_ms ()))
        printf ("  (log of %s) %s\n", node->name, line);
}

void
demo_check (bool held, const char *claim)
{
    s_steps++;
    s_failed = !held;
    if (s_interrupted)
        exit (demo_end ());
    s_print (held? "\033[32m": "\033[31m", held? "  ✓ ": "  ✗ DID NOT HOLD: ", claim);
    s_pause ();
    if (!held) {
        for (int i = 0; i < NODES; i++)
            s_show_log (&s_nodes [i]);
        exit (demo_end ());
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
    execv (argv [0], argv);
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
        puts (line);
        for (int j = 0; j < count; j++)
            seen |= (strcmp (line, texts [j]) == 0? 1u: 0u) << j;
    }
    return seen == (1u << count) - 1;
}

bool
demo_expect (const char *name, int what, const char *text)
{
    node_t *node = s_find (name);
    char line [LINE];
    long deadline = s_deadline ();
    while (node && s_read_line (&node->readers [what], line, deadline)) {
        printf ("%s%s\n", what == DEMO_LOG? "  (log) ": "", line);
        if (strstr (line, text))
            return true;
    }
    if (!s_interrupted)
        printf ("  (%s never said: %s)\n", name, text);
    return false;
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

bool
demo_zcluster (const char *text, const char *arg1, const char *arg2, const char *arg3)
{
    char shown [256];
    snprintf (shown, sizeof shown, "zcluster %s%s%s%s%s", arg1, arg2? " ": "", arg2? arg2: "",
              arg3? " ": "", arg3? arg3: "");
    demo_prompt (NULL, shown);
    const char *const argv [] = {s_zcluster, arg1, arg2, arg3, NULL};
    int input;
    reader_t reader = {0}, errors = {0};
    pid_t pid = s_run ((char *const *) (uintptr_t) argv, &input, &reader.fd, &errors.fd);
    char line [LINE];
    bool found = !text;
    long deadline = s_deadline ();
    while (s_read_line (&reader, line, deadline)) {
        puts (line);
        found = text && (found || strstr (line, text));
    }
    while (s_read_line (&errors, line, deadline))
        puts (line);
    if (s_interrupted || s_now_ms () >= deadline)
        kill (pid, SIGKILL);
    int status = -1;
    waitpid (pid, &status, 0);
    close (input);
    close (errors.fd);
    close (reader.fd);
    return found && status == 0;
}
