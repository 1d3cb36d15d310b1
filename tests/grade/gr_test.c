//  gr_test.c - one test: its limits and its verdict

#include "gr_inner.h"

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

double
gr_now (void)
{
    struct timespec now;
    clock_gettime (CLOCK_MONOTONIC, &now);
    return (double) now.tv_sec + (double) now.tv_nsec / 1e9;
}

//  ---- verdicts ------------------------------------------------------------

void
gr_copy (char *to, size_t size, const char *text)
{
    if (text == to)                 //  it is there already
        return;
    snprintf (to, size, "%s", text? text: "");
}

void
gr_fail (gr_t *self, gr_state_t state, const char *expected, const char *got, const char *note)
{
    self->result->state = state;
    gr_copy (self->result->expected, sizeof self->result->expected, expected);
    gr_copy (self->result->got, sizeof self->result->got, got);
    gr_copy (self->result->note, sizeof self->result->note, note);
    longjmp (self->failed, 1);
}

void
gr_did (gr_t *self, const char *format, ...)
{
    va_list args;
    va_start (args, format);
    vsnprintf (self->result->did, sizeof self->result->did, format, args);
    va_end (args);
}

void
gr_check (gr_t *self, bool good, const char *expected, const char *got)
{
    if (!good)
        gr_fail (self, GR_FAIL, expected, got, "");
}

unsigned
gr_random (gr_t *self, unsigned below)
{
    self->seed = self->seed * 6364136223846793005u + 1442695040888963407u;
    return below? (unsigned) (self->seed >> 33) % below: 0;
}

//  The first line of the log that holds this word; false: none.
static bool
s_find_in_log (gr_t *self, const char *word, char *line, size_t size)
{
    char text [1000];
    bool found = false;
    fflush (self->log);
    FILE *file = fopen (self->result->log, "re");
    while (file && !found && fgets (text, sizeof text, file))
        found = strstr (text, word) != NULL;
    if (file)
        fclose (file);
    if (found) {
        text [strcspn (text, "\n")] = 0;
        gr_copy (line, size, strstr (text, word));
    }
    return found;
}

//  What a sanitizer's report says of the student's file: its first line there.
static bool
s_find_place (gr_t *self, char *line, size_t size)
{
    char name [100];
    snprintf (name, sizeof name, "/%s.c:", self->file);
    bool found = s_find_in_log (self, name, line, size);
    if (found)
        memmove (line, line + 1, strlen (line));
    return found;
}

//  Without what stands in brackets, and after it.
static void
s_cut (char *line)
{
    size_t size = strcspn (line, "(");
    while (size > 0 && line [size - 1] == ' ')
        size--;
    line [size] = 0;
}

//  What a sanitizer found, and where: "heap-use-after-free on address … counter.c:12".
static void
s_find_error (gr_t *self, char *line, size_t size)
{
    char place [200] = "";
    bool known = s_find_place (self, place, sizeof place);
    if (s_find_in_log (self, "AddressSanitizer: ", line, size) || s_find_in_log (self, "ThreadSanitizer: ", line, size)) {
        s_cut (line);                           //  not the registers
        s_cut (place);                          //  nor the program
        snprintf (line + strlen (line), size - strlen (line), " %s", place);
    }
    else
    if (known)
        gr_copy (line, size, place);            //  "counter.c:12:5: runtime error: …"
    else
        s_find_in_log (self, "runtime error: ", line, size);
}

//  What assert has printed: "counter.run: FILE:12: FUNCTION: Assertion `…' failed."
static bool
s_find_assertion (gr_t *self, char *line, size_t size)
{
    char place [200] = "";
    if (!s_find_in_log (self, "Assertion `", line, size) || !s_find_in_log (self, ".run: ", line, size))
        return false;
    const char *text = line + strlen (".run: ");
    memmove (line, text, strlen (text) + 1);
    s_find_place (self, place, sizeof place);
    snprintf (line + strlen (line), size - strlen (line), " %s", place);
    return true;
}

//  A process has ended when it should not have: why, in plain words.
void
gr_tell_end (gr_t *self, gr_node_t *node)
{
    char text [200], line [300] = "";
    gr_turn (self, 20);                         //  its last words
    if (WIFSIGNALED (node->status)) {
        int sig = WTERMSIG (node->status);
        snprintf (text, sizeof text, TEXT ("it crashed: signal %d, SIG%s", "falló: señal %d, SIG%s"), sig,
                  sigabbrev_np (sig)? sigabbrev_np (sig): "?");
        gr_fail (self, GR_CRASH, "", text, "");
    }
    int status = WEXITSTATUS (node->status);
    if (status == GR_STATUS_CUT)
        gr_fail (self, GR_FAIL, "", TEXT ("it has closed a descriptor that is not its own",
                 "cerró un descriptor que no era suyo"), "");
    if (status == GR_STATUS_SANITIZER && s_find_assertion (self, line, sizeof line))
        gr_fail (self, GR_CRASH, "", TEXT ("an assertion did not hold", "no se cumplió una aserción"), line);
    if (status == GR_STATUS_SANITIZER) {
        s_find_error (self, line, sizeof line);
        gr_fail (self, GR_CRASH, "", gr_plainly (line), line);
    }
    snprintf (text, sizeof text, TEXT ("it ended early, with status %d",
              "acabó antes de tiempo, con estado %d"), status);
    gr_fail (self, GR_FAIL, "", text, TEXT ("nobody has asked it to end",
             "nadie le había pedido que acabara"));
}

//  ---- waiting for reports -------------------------------------------------

//  The time is up. Its last report may help.
_Noreturn static void
s_fail_late (gr_node_t *node)
{
    char last [GR_LINE + 40] = "";
    if (*node->shown && strcmp (node->shown, "ready") != 0)
        snprintf (last, sizeof last, TEXT ("its last report was: %s", "lo último que dijo: %s"), node->shown);
    gr_fail (node->test, GR_TIMEOUT, node->test->result->expected,
             TEXT ("nothing; the time was up", "nada; se acabó el tiempo"), last);
}

//  Another one has crashed meanwhile: then that is the news.
static void
s_look_at_others (gr_t *self)
{
    for (size_t i = 0; i < self->count; i++) {
        gr_node_t *node = &self->nodes [i];
        if (node->gone && !node->killed && !node->judged && node->status != 0)
            gr_tell_end (self, node);
    }
}

//  Wait for a report and take it. false: the process has ended, and said no more.
static bool
s_wait_report (gr_node_t *node)
{
    gr_t *self = node->test;
    while (!node->has_report) {
        if (gr_now () > self->deadline)
            s_fail_late (node);
        bool gone = node->gone;
        gr_turn (self, gone? 0: 100);
        if (!node->has_report && gone)          //  nothing was left
            return false;
        if (!node->has_report)
            s_look_at_others (self);
    }
    node->has_report = false;
    gr_copy (node->shown, sizeof node->shown, node->report);
    return true;
}

const char *
gr_next (gr_node_t *node)
{
    if (!s_wait_report (node))
        gr_tell_end (node->test, node);
    return node->shown;
}

void
gr_expect (gr_node_t *node, const char *expected)
{
    gr_copy (node->test->result->expected, sizeof node->test->result->expected, expected);
    const char *got = gr_next (node);
    gr_check (node->test, strcmp (got, expected) == 0, expected, got);
    node->test->result->expected [0] = 0;
}

int
gr_ms (int ms)
{
    return (int) (ms * gr_scale ());
}

void
gr_await (gr_node_t *node, const char *expected)
{
    gr_copy (node->test->result->expected, sizeof node->test->result->expected, expected);
    while (strcmp (gr_next (node), expected) != 0)
        ;
    node->test->result->expected [0] = 0;
}

bool
gr_until (gr_t *self, int ms, bool (*holds) (void *arg), void *arg)
{
    double limit = gr_now () + ms / 1000.0 * gr_scale ();
    while (!holds (arg) && gr_now () < limit)
        gr_turn (self, 10);
    return holds (arg);
}

void
gr_quiet (gr_node_t *node, int ms)
{
    double limit = gr_now () + ms / 1000.0 * gr_scale ();
    while (gr_now () < limit && !node->has_report)
        gr_turn (node->test, 10);
    if (node->has_report)
        gr_check (node->test, false, TEXT ("nothing", "nada"), node->report);
}

void
gr_ends (gr_node_t *node)
{
    gr_t *self = node->test;
    gr_expect (node, "end");
    close (node->in);
    node->in = -1;
    while (!node->gone) {
        if (gr_now () > self->deadline)
            gr_fail (self, GR_TIMEOUT, "", TEXT ("it does not end", "no acaba"), "");
        gr_turn (self, 20);
    }
    gr_turn (self, 0);
    node->judged = true;
    char line [300];
    bool sanitizer = WIFEXITED (node->status) && WEXITSTATUS (node->status) == GR_STATUS_SANITIZER;
    if (sanitizer && s_find_in_log (self, "LeakSanitizer has encountered a fatal error", line, sizeof line))
        self->result->leaks_unknown = true;     //  ptrace is barred here
    else
    if (sanitizer && s_find_in_log (self, "ERROR: LeakSanitizer: ", line, sizeof line)) {
        self->result->leaked = true;
        if (!s_find_place (self, self->result->leak, sizeof self->result->leak))
            s_find_in_log (self, "SUMMARY: ", self->result->leak, sizeof self->result->leak);
    }
    else
    if (node->status != 0)
        gr_tell_end (self, node);
}

//  ---- a test from its beginning to its end --------------------------------

static void
s_close_nodes (gr_t *self)
{
    gr_nodes_end (self);
    for (size_t i = 0; i < self->count; i++) {
        gr_node_t *node = &self->nodes [i];
        int *fds [] = {&node->in, &node->out, &node->reports};
        for (size_t j = 0; j < 3; j++)
            if (*fds [j] >= 0)
                close (*fds [j]);
    }
}

//  What nobody can guess; and the seed of the test's random numbers, which the log tells.
static void
s_make_word (gr_t *self)
{
    struct {
        uint8_t word [16];
        uint64_t seed;
    } random;
    FILE *file = fopen ("/dev/urandom", "r");
    if (!file || fread (&random, sizeof random, 1, file) != 1)
        gr_fail (self, GR_ERROR, "", "no random bytes", "");
    fclose (file);
    for (size_t i = 0; i < sizeof random.word; i++)
        snprintf (self->word + 2 * i, 3, "%02x", random.word [i]);
    const char *seed = getenv ("GRADE_SEED");
    self->seed = seed? strtoull (seed, NULL, 10): random.seed % 1000000;
    fprintf (self->log, "GRADE_SEED=%llu make check TEST=%s\n", (unsigned long long) self->seed,
             self->result->test->id);
}

//  Each test runs a link of its own: a program may remove itself, but not the next test's.
static bool
s_own (const char *program, char *own)
{
    snprintf (own, PATH_MAX, "%s.run", program);
    unlink (own);
    return link (program, own) == 0;
}

void
gr_run (const gr_options_t *options, const gr_graded_t *graded, const gr_test_t *test,
        const char *program, gr_result_t *result)
{
    const gr_exercise_t *exercise = graded->exercise;
    static gr_t self;
    char folder [] = "/tmp/grade.XXXXXX", asan [200], tsan [PATH_MAX + 60], supp [PATH_MAX], own [PATH_MAX];
    double started = gr_now ();
    memset (result, 0, sizeof *result);
    result->test = test;
    snprintf (result->log, sizeof result->log, "%s/%s/%s.log", options->build, exercise->folder, test->id);
    self = (gr_t) {.program = own, .file = exercise->file, .asan = asan, .tsan = tsan, .result = result, .until = graded->until,
                   .ready_limit = (test->limit_s? test->limit_s: GR_LIMIT_S) * gr_scale ()};
    //  Slow unwinding: the fast one stops in a library, before it has come to the student's line.
    snprintf (asan, sizeof asan, "exitcode=%d:detect_leaks=1:detect_stack_use_after_return=0:"
              "handle_segv=1:handle_abort=1:fast_unwind_on_malloc=0", GR_STATUS_SANITIZER);
    snprintf (tsan, sizeof tsan, "exitcode=%d:suppressions=%s:print_suppressions=0", GR_STATUS_SANITIZER,
              realpath ("tests/tsan.supp", supp)? supp: "");
    self.folder = mkdtemp (folder);
    self.log = fopen (result->log, "we");
    if (!self.folder || !self.log || !s_own (program, own)) {
        result->state = GR_ERROR;
        gr_copy (result->got, sizeof result->got, strerror (errno));
        return;
    }
    if (setjmp (self.failed) == 0) {
        s_make_word (&self);
        test->run (&self);
    }
    s_close_nodes (&self);
    gr_proxies_end (&self);
    size_t left = gr_clear ();
    if (left > 0 && result->state == GR_PASS) {
        result->state = GR_FAIL;
        result->expected [0] = 0;
        snprintf (result->got, sizeof result->got, TEXT ("processes left running: %zu",
                  "procesos que dejó en marcha: %zu"), left);
    }
    fclose (self.log);
    gr_remove (folder);
    result->seconds = gr_now () - started;
    gr_obey ();
}
