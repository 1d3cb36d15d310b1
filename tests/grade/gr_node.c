//  gr_node.c - a process of the student's: what it reports, prints, and how it ends

#include "gr_inner.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

//  ---- its start -----------------------------------------------------------

//  Of all descriptors above 2, also those that we were given, the program gets these two.
static void
s_keep_only (int first, int second)
{
    long max = sysconf (_SC_OPEN_MAX);
    for (int fd = 3; fd < (max > 0 && max < 4096? max: 4096); fd++)
        if (fd != first && fd != second)
            close (fd);
}

//  In the child: its own group, a clean environment, our three descriptors.
_Noreturn static void
s_become (gr_t *test, char *const *words, const int in [2], const int out [2], const int reports [2])
{
    char text [64];
    setpgid (0, 0);
    signal (SIGPIPE, SIG_DFL);
    prctl (PR_SET_PDEATHSIG, SIGKILL);
    gr_limit_program ();
    if (chdir (test->folder) != 0)
        _exit (126);
    const char *path = getenv ("PATH"), *locale = getenv ("LANG");
    char path_copy [2000], locale_copy [100];
    gr_copy (path_copy, sizeof path_copy, path? path: "/usr/bin:/bin");
    gr_copy (locale_copy, sizeof locale_copy, locale? locale: "C.UTF-8");
    const char *libraries = getenv ("LD_LIBRARY_PATH");     //  who has no sudo has them at home
    char *libraries_copy = strdup (libraries? libraries: "");
    clearenv ();
    setenv ("PATH", path_copy, 1);
    setenv ("LANG", locale_copy, 1);
    if (*libraries_copy)
        setenv ("LD_LIBRARY_PATH", libraries_copy, 1);
    setenv ("HOME", test->folder, 1);
    setenv ("TMPDIR", test->folder, 1);
    setenv ("ZCLUSTER_RUNTIME_DIR", test->folder, 1);
    snprintf (text, sizeof text, "127.0.0.1:%d", 40000 + (int) getppid () % 20000);
    setenv ("ZCLUSTER_PORT_MAP", text, 1);      //  of this grader; where it is taken, nobody minds
    setenv ("ASAN_OPTIONS", test->asan, 1);
    setenv ("TSAN_OPTIONS", test->tsan, 1);
    snprintf (text, sizeof text, "exitcode=%d:print_suppressions=0", GR_STATUS_SANITIZER);
    setenv ("LSAN_OPTIONS", text, 1);
    setenv ("UBSAN_OPTIONS", text, 1);
    setenv ("GRADE_WORD", test->word, 1);
    snprintf (text, sizeof text, "%d", reports [1]);
    setenv ("GRADE_OUT", text, 1);
    snprintf (text, sizeof text, "%d", in [0]);
    setenv ("GRADE_IN", text, 1);
    int nothing = open ("/dev/null", O_RDONLY);
    dup2 (nothing, 0);
    dup2 (out [1], 1);
    dup2 (out [1], 2);
    s_keep_only (in [0], reports [1]);
    gr_fence (test->folder);
    execv (test->program, words);
    _exit (127);
}

static void
s_close_on_exec (int fd)
{
    fcntl (fd, F_SETFD, FD_CLOEXEC);
    fcntl (fd, F_SETFL, fcntl (fd, F_GETFL) | O_NONBLOCK);
}

//  A test's time is over with that of its exercise.
static void
s_wait_until (gr_t *self, double seconds)
{
    double deadline = gr_now () + seconds;
    self->deadline = deadline < self->until? deadline: self->until;
}

gr_node_t *
gr_start (gr_t *self, const char *what, ...)
{
    char *words [16] = {(char *) (uintptr_t) self->program, (char *) (uintptr_t) what};
    va_list args;
    va_start (args, what);
    for (size_t i = 2; i < 15 && (words [i] = va_arg (args, char *)); i++)
        ;
    va_end (args);

    int in [2], out [2], reports [2];
    if (self->count == GR_NODES_MAX || pipe (in) || pipe (out) || pipe (reports))
        gr_fail (self, GR_ERROR, "", "no more processes or descriptors", "");
    gr_node_t *node = &self->nodes [self->count++];
    memset (node, 0, sizeof *node);
    node->test = self;
    fflush (NULL);
    node->pid = fork ();
    if (node->pid == -1)
        gr_fail (self, GR_ERROR, "", "fork failed", strerror (errno));
    if (node->pid == 0)
        s_become (self, words, in, out, reports);
    setpgid (node->pid, node->pid);
    close (in [0]);
    close (out [1]);
    close (reports [1]);
    node->in = in [1];
    node->out = out [0];
    node->reports = reports [0];
    fcntl (node->in, F_SETFD, FD_CLOEXEC);
    s_close_on_exec (node->out);
    s_close_on_exec (node->reports);

    s_wait_until (self, GR_START_S * gr_scale ());
    gr_expect (node, "ready");
    s_wait_until (self, self->ready_limit);
    return node;
}

//  ---- what it says --------------------------------------------------------

//  Its reports: a line counts when it begins with the word of this run.
static void
s_take_report (gr_node_t *node)
{
    size_t word = strlen (node->test->word);
    node->line [node->size] = 0;
    if (strncmp (node->line, node->test->word, word) == 0 && node->line [word] == ' ') {
        gr_copy (node->report, sizeof node->report, node->line + word + 1);
        node->has_report = true;
    }
    node->size = 0;
}

//  One line at a time: the next one is read when this one was asked for.
static void
s_read_report (gr_node_t *node)
{
    char byte;
    ssize_t got = 1;
    while (!node->has_report && (got = read (node->reports, &byte, 1)) == 1)
        if (byte == '\n')
            s_take_report (node);
        else
        if (node->size + 1 < sizeof node->line)
            node->line [node->size++] = byte;
    if (got == 0) {
        close (node->reports);
        node->reports = -1;
    }
}

static void
s_read_output (gr_node_t *node)
{
    char data [4096];
    ssize_t size;
    while ((size = read (node->out, data, sizeof data)) > 0) {
        size_t room = node->printed < GR_OUTPUT_MAX? GR_OUTPUT_MAX - node->printed: 0;
        fwrite (data, 1, (size_t) size < room? (size_t) size: room, node->test->log);
        node->printed += (size_t) size;
        if (node->printed > GR_OUTPUT_MAX)
            return;
    }
    if (size == 0) {
        close (node->out);
        node->out = -1;
    }
}

//  A program takes too much: that is its end, and the verdict if there is none yet.
static void
s_too_much (gr_t *self, const char *got, const char *note)
{
    for (size_t i = 0; i < self->count; i++)
        gr_node_end (&self->nodes [i], SIGKILL);
    if (!self->ending)
        gr_fail (self, GR_FAIL, "", got, note);
}

static void
s_look_after (gr_node_t *node)
{
    if (node->gone)
        return;
    if (node->printed > GR_OUTPUT_MAX)
        s_too_much (node->test, TEXT ("it printed more than 30,000 bytes", "escribió más de 30 000 bytes"),
                    TEXT ("output cut", "salida cortada"));
    if (!node->gone && waitpid (node->pid, &node->status, WNOHANG) == node->pid)
        node->gone = true;
}

//  Now and then: what do all the processes of the test take?
static void
s_look_at_family (gr_t *self)
{
    if (gr_now () < self->looked + 0.1)
        return;
    gr_family_t family = gr_family (self);
    if (family.largest > GR_MEMORY_MAX)
        s_too_much (self, TEXT ("it used more than 512 MB of memory", "usó más de 512 MB de memoria"), "");
    if (family.count > GR_FAMILY_MAX)
        s_too_much (self, TEXT ("it started more than 64 processes", "creó más de 64 procesos"), "");
    self->looked = gr_now ();
}

//  Take in what the processes report and print, for at most so many milliseconds.
void
gr_turn (gr_t *self, int ms)
{
    struct pollfd polled [GR_POLLED_MAX];
    size_t count = 2 * self->count;
    for (size_t i = 0; i < self->count; i++) {
        gr_node_t *node = &self->nodes [i];
        polled [2 * i] = (struct pollfd) {.fd = node->has_report? -1: node->reports, .events = POLLIN};
        polled [2 * i + 1] = (struct pollfd) {.fd = node->out, .events = POLLIN};
    }
    count += gr_proxies_poll (self, polled + count, GR_POLLED_MAX - count);
    poll (polled, count, ms);
    gr_proxies_work (self);
    for (size_t i = 0; i < self->count; i++) {
        gr_node_t *node = &self->nodes [i];
        if (node->out >= 0 && polled [2 * i + 1].revents)
            s_read_output (node);
        if (node->reports >= 0 && polled [2 * i].revents)
            s_read_report (node);
        s_look_after (node);
    }
    s_look_at_family (self);
    if (gr_stopped && !self->ending)
        gr_fail (self, GR_ERROR, "", "stopped", "");
}

//  ---- its end -------------------------------------------------------------

void
gr_node_end (gr_node_t *node, int sig)
{
    if (node->gone)
        return;
    kill (-node->pid, sig);
    kill (node->pid, sig);
    if (sig == SIGKILL) {
        waitpid (node->pid, &node->status, 0);
        node->gone = node->killed = true;
    }
}

static bool
s_some_run (const gr_t *self)
{
    for (size_t i = 0; i < self->count; i++)
        if (!self->nodes [i].gone)
            return true;
    return false;
}

//  TERM lets a program end in order. A stopped one hears it when it goes on.
void
gr_nodes_end (gr_t *self)
{
    self->ending = true;
    for (size_t i = 0; i < self->count; i++) {
        gr_node_end (&self->nodes [i], SIGTERM);
        gr_node_end (&self->nodes [i], SIGCONT);
    }
    double limit = gr_now () + GR_END_S * gr_scale ();
    while (s_some_run (self) && gr_now () < limit)
        gr_turn (self, 20);
    for (size_t i = 0; i < self->count; i++)
        gr_node_end (&self->nodes [i], SIGKILL);
}

void
gr_tell (gr_node_t *node, const char *format, ...)
{
    char line [GR_LINE];
    va_list args;
    va_start (args, format);
    vsnprintf (line, sizeof line - 1, format, args);
    va_end (args);
    strcat (line, "\n");
    if (write (node->in, line, strlen (line)) < 0 && errno != EPIPE)
        gr_fail (node->test, GR_ERROR, "", "cannot be told", strerror (errno));
}

void
gr_kill (gr_node_t *node)
{
    gr_node_end (node, SIGKILL);
    if (!WIFSIGNALED (node->status))
        gr_fail (node->test, GR_ERROR, "", "kill -9 did not hit", "");
}

static void
s_signal_until (gr_node_t *node, int sig, bool stopped)
{
    kill (node->pid, sig);
    double limit = gr_now () + 5 * gr_scale ();
    char state = '?';
    pid_t parent;
    while (!gr_process (node->pid, &state, &parent) || (state == 'T') != stopped) {
        if (gr_now () > limit)
            gr_fail (node->test, GR_ERROR, "", "the signal did not arrive", "");
        gr_turn (node->test, 5);
    }
}

void
gr_pause (gr_node_t *node)
{
    s_signal_until (node, SIGSTOP, true);
}

void
gr_resume (gr_node_t *node)
{
    s_signal_until (node, SIGCONT, false);
}
