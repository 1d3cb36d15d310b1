//  test_crash.c - let it crash: a fault in user code ends one process, with a reason

#include "zc_test.h"

#include <assert.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>

//  ---- the ways to crash ---------------------------------------------------
//  Real faults: the sanitizers must not find them first. Not static, so that
//  the report can name them without debug information too.

#define CRASHES \
    __attribute__ ((noinline, no_sanitize ("address"), no_sanitize ("undefined"), \
                    no_sanitize ("thread")))

void crash_null (void *arg);
void crash_divide (void *arg);
void crash_overflow (void *arg);
void crash_large_array (void *arg);
void crash_assert (void *arg);
void crash_abort (void *arg);
void crash_printf (void *arg);
void crash_bus (void *arg);

static int *volatile s_nowhere;
static volatile int s_zero;
static volatile int s_result;
static volatile int s_depth_limit = INT_MAX;
static const char *volatile s_bad_text = (const char *) 16;

CRASHES void
crash_null (void *arg)
{
    (void) arg;
    *s_nowhere = 1;
}

CRASHES void
crash_divide (void *arg)
{
    (void) arg;
    s_result = s_result / s_zero;
}

CRASHES static int
s_descend (int depth)
{
    volatile char frame [500];
    frame [0] = (char) depth;
    return depth < s_depth_limit? s_descend (depth + 1) + frame [0]: 0;
}

CRASHES void
crash_overflow (void *arg)
{
    (void) arg;
    s_result = s_descend (0);
}

CRASHES void
crash_large_array (void *arg)
{
    (void) arg;
    volatile uint8_t array [4 << 20];         //  many times the stack and its guard
    array [s_zero] = 1;
    s_result = array [s_zero];
}

CRASHES void
crash_assert (void *arg)
{
    (void) arg;
    assert (s_zero == 1);
}

CRASHES void
crash_abort (void *arg)
{
    (void) arg;
    abort ();
}

CRASHES void
crash_printf (void *arg)
{
    (void) arg;
    s_result = printf ("%s", s_bad_text);
}

//  arg: memory of a file that has ended
CRASHES void
crash_bus (void *arg)
{
    *(volatile char *) arg = 1;
}

static const struct {
    zc_body_t *body;
    const char *kind, *where;
} s_crashes [] = {
    {crash_null, "segv", "crash_null"},
    {crash_divide, "fpe", "crash_divide"},
    {crash_overflow, "stack_overflow", "s_descend"},
    {crash_large_array, "stack_overflow", "crash_large_array"},
    {crash_assert, "abrt", "crash_assert"},
    {crash_abort, "abrt", "crash_abort"},
    {crash_printf, "segv", "crash_printf"},
};
enum { s_kinds = sizeof s_crashes / sizeof s_crashes [0] };

//  A failed assert writes to standard error: not thousands of lines, please.
static int
s_hush (void)
{
    fflush (stderr);
    int kept = dup (STDERR_FILENO), nowhere = open ("/dev/null", O_WRONLY);
    dup2 (nowhere, STDERR_FILENO);
    close (nowhere);
    return kept;
}

static void
s_speak (int kept)
{
    dup2 (kept, STDERR_FILENO);
    close (kept);
}

//  ---- one crash each ------------------------------------------------------

static void
s_check_crash (int index)
{
    zc_ref_t ref;
    const char *where = "";
    zc_spawn_monitor (s_crashes [index].body, NULL, &ref);
    zc_term_t *reason = zt_down (ref);
    if (zt_check_term (reason, "{signal, ~a, ~s}", s_crashes [index].kind, &where)
        && !strstr (where, s_crashes [index].where))
        zt_fail ("%s crashed in %s", s_crashes [index].where, where);
    zt_check (zt_logged ("crashed"));
    zt_check (zt_logged (s_crashes [index].where));
    zt_forget_log ();
}

ZT_TEST (a_null_dereference_ends_one_process)
{
    s_check_crash (0);
}

ZT_TEST (a_division_by_zero_ends_one_process)
{
    s_check_crash (1);
}

ZT_TEST (a_stack_overflow_ends_one_process)
{
    s_check_crash (2);
}

ZT_TEST (a_large_local_array_ends_one_process)
{
    s_check_crash (3);
}

ZT_TEST (a_failed_assert_ends_one_process)
{
    int kept = s_hush ();
    s_check_crash (4);
    s_speak (kept);
}

ZT_TEST (an_abort_ends_one_process)
{
    s_check_crash (5);
}

static void *
s_try_stdout (void *arg)
{
    bool *is_free = arg;
    *is_free = ftrylockfile (stdout) == 0;
    if (*is_free)
        funlockfile (stdout);
    return NULL;
}

//  Another thread finds the lock of stdout free, and printf works again.
ZT_TEST (a_crash_inside_printf_gives_stdout_back)
{
    for (int i = 0; i < 3; i++) {
        s_check_crash (6);
        bool is_free = false;
        pthread_t thread;
        zt_require (pthread_create (&thread, NULL, s_try_stdout, &is_free) == 0);
        pthread_join (thread, NULL);
        zt_check (is_free);
        zt_check (printf ("%s", "") == 0);
    }
}

ZT_TEST (a_bus_error_ends_one_process)
{
    int fd = memfd_create ("ended", MFD_CLOEXEC);
    void *memory = mmap (NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    zt_require (memory != MAP_FAILED);
    zt_check_end (crash_bus, memory, "{signal, bus, _}");
    munmap (memory, 4096);
    close (fd);
}

//  ---- what a crash takes along, and what not ------------------------------

CRASHES static void
s_crash_when_told (void *arg)
{
    (void) arg;
    zc_alloc (1000);
    zc_term_new ("[1, 2, 3]");
    zc_alias (false);
    zc_receive (-1, "go");
    *s_nowhere = 1;
}

static void
s_wait (void *arg)
{
    (void) arg;
    zc_receive (-1, "stop");
}

static void
s_link_to (void *arg)
{
    zc_link (*(zc_pid_t *) arg);
    zc_send (*(zc_pid_t *) arg, "go");
    zc_receive (-1, "stop");
}

ZT_TEST (a_crash_fires_links_and_monitors_and_frees_the_name)
{
    zc_ref_t ref, linked;
    zc_pid_t pid = zc_spawn_monitor (s_crash_when_told, NULL, &ref);
    zt_check (zc_register ("crasher", pid));
    zc_spawn_monitor (s_link_to, &pid, &linked);
    zt_check_down (ref, "{signal, segv, _}");
    zt_check_down (linked, "{signal, segv, _}");
    zt_check (zc_pid_is_null (zc_whereis ("crasher")));
}

//  What a supervisor does: start again, each time from the start.
ZT_TEST (a_crashed_process_can_be_started_again_and_again)
{
    zc_trap_exit (true);
    zc_pid_t bystander = zc_spawn (s_wait, NULL);
    for (int i = 0; i < 200; i++) {
        zc_pid_t pid = zc_spawn_link (s_crash_when_told, NULL);
        zc_send (pid, "go");
        zt_require (zc_receive (ZT_LONG, "{:EXIT, ~p, {signal, segv, _}}", pid));
    }
    zt_check (zc_process_alive (bystander));
    zc_send (bystander, "stop");
}

CRASHES static void
s_compute_then_crash (void *arg)
{
    (void) arg;
    zt_sleep_in_c (zt_ms (40));             //  long enough to be put on another thread
    *s_nowhere = 1;
}

ZT_TEST (a_crash_on_a_thread_of_its_own_is_contained_too)
{
    int64_t expelled = zt_info ("expelled");
    zc_ref_t refs [4];
    for (int i = 0; i < 4; i++)
        zc_spawn_monitor (s_compute_then_crash, NULL, &refs [i]);
    for (int i = 0; i < 4; i++)
        zt_check_down (refs [i], "{signal, segv, _}");
    zt_check (zt_info ("expelled") > expelled);
}

//  ---- thousands, under load -----------------------------------------------

static void
s_ping_pong (void *arg)
{
    zc_pid_t partner;
    (void) arg;
    zc_receive (-1, "{partner, ~p}", &partner);
    for (;;) {
        if (zc_receive_any (-1, ZC_CASE ("ball"), ZC_CASE ("stop")) == 1)
            return;
        zc_send (partner, "ball");
    }
}

static void
s_compute (void *arg)
{
    (void) arg;
    while (!zc_receive (0, "stop"))
        for (volatile int i = 0; i < 200 * 1000;)
            i = i + 1;
}

enum { s_load_pairs = 2, s_load_computing = 2, s_load = 2 * s_load_pairs + s_load_computing };

static void
s_start_load (zc_pid_t load [s_load])
{
    for (int i = 0; i < s_load; i++)
        load [i] = zc_spawn (i < 2 * s_load_pairs? s_ping_pong: s_compute, NULL);
    for (int i = 0; i < 2 * s_load_pairs; i++)
        zc_send (load [i], "{partner, ~p}", load [i ^ 1]);
    for (int i = 0; i < 2 * s_load_pairs; i += 2)
        zc_send (load [i], "ball");
}

//  Every kind in turn, some at a time.
static void
s_crash_many (int count)
{
    enum { AT_ONCE = 14 };
    for (int done = 0; done < count; done += AT_ONCE) {
        zc_ref_t refs [AT_ONCE];
        for (int i = 0; i < AT_ONCE; i++)
            zc_spawn_monitor (s_crashes [(done + i) % s_kinds].body, NULL, &refs [i]);
        for (int i = 0; i < AT_ONCE; i++) {
            zc_term_t *reason = zt_down (refs [i]);
            if (!zt_check_term (reason, "{signal, ~a, _}", s_crashes [(done + i) % s_kinds].kind))
                return;
            zc_term_destroy (&reason);
        }
    }
}

ZT_TEST (thousands_of_crashes_under_load_leave_nothing_behind)
{
    int count = ZT_ASAN || ZT_TSAN? 700: 4200;
    zc_pid_t load [s_load];
    int kept = s_hush ();
    s_start_load (load);
    s_crash_many (700);                     //  pools and caches reach their size
    zt_books_t before = zt_books ();
    int64_t crashes = zt_info ("crashes"), stacks = zt_info ("stacks");
    s_crash_many (count);
    zt_until (zt_info ("stacks") <= stacks + 2);
    zt_check_int (zt_info ("crashes") - crashes, count);
    zt_books_t after = zt_books ();
    //  messages and threads under way come and go; one in ten crashes would show
    zt_check (after.blocks - before.blocks < count / 10);
    zt_check (after.threads - before.threads <= 8);
    zt_check_int (after.descriptors, before.descriptors);
    for (int i = 0; i < s_load; i++)
        zc_send (load [i], "stop");
    s_speak (kept);
}

//  ---- what cannot be contained ends the node, with a report ---------------

static void
s_free_twice (void *arg)
{
    (void) arg;
    char *memory = malloc (100);
    uintptr_t again = (uintptr_t) memory + (uintptr_t) s_zero;      //  the same; no tool can tell
    free (memory);
    free ((void *) again);
}

typedef struct {
    zc_body_t *body;
    zc_contain_t containment;
} s_fatal_t;

//  Run a body in a node of a child process. What it wrote to standard error
//  goes to `text`, how it ended is returned as wait tells it.
static int
s_run_in_child (const s_fatal_t *fatal, char *text, size_t size)
{
    int ends [2];
    ck_assert_int_eq (pipe (ends), 0);
    pid_t child = fork ();
    ck_assert_int_ge (child, 0);
    if (child == 0) {
        setrlimit (RLIMIT_CORE, &(struct rlimit) {0, 0});
        alarm ((unsigned) zt_ms (20000) / 1000);
        dup2 (ends [1], STDERR_FILENO);
        zc_node_options_t options = {.containment = fatal->containment};
        zc_node_t *node = zc_node_new (&options, NULL);
        _exit (node && zc_run (node, fatal->body, NULL) == 0? 0: 1);
    }
    close (ends [1]);
    size_t got = 0;
    ssize_t more;
    while ((more = read (ends [0], text + got, size - 1 - got)) > 0)
        got += (size_t) more;
    text [got] = 0;
    close (ends [0]);
    int status = 0;
    waitpid (child, &status, 0);
    return status;
}

START_TEST (a_damaged_heap_ends_the_node_with_a_report)
{
    if (ZT_ASAN || ZT_TSAN) {
        puts ("skipped under sanitizers: their own allocator ends the program first");
        return;
    }
    char text [8000];
    s_fatal_t fatal = {s_free_twice, ZC_CONTAIN};
    int status = s_run_in_child (&fatal, text, sizeof text);
    ck_assert_msg (WIFSIGNALED (status) && WTERMSIG (status) == SIGABRT, "status %x: %s",
                   (unsigned) status, text);
    ck_assert_msg (strstr (text, "heap is damaged") != NULL, "%s", text);
}
END_TEST

START_TEST (with_fatal_containment_a_crash_ends_the_program)
{
    char text [8000];
    s_fatal_t fatal = {crash_null, ZC_CONTAIN_FATAL};
    int status = s_run_in_child (&fatal, text, sizeof text);
    bool by_signal = WIFSIGNALED (status) && WTERMSIG (status) == SIGSEGV;
    bool by_sanitizer = (ZT_ASAN || ZT_TSAN) && strstr (text, "SEGV") != NULL;
    ck_assert_msg (by_signal || by_sanitizer, "status %x: %s", (unsigned) status, text);
}
END_TEST

//  The same crash, contained: only zc_run says no.
START_TEST (a_crash_of_the_main_process_makes_run_say_no)
{
    char text [8000];
    s_fatal_t contained = {crash_null, ZC_CONTAIN};
    int status = s_run_in_child (&contained, text, sizeof text);
    ck_assert_msg (WIFEXITED (status) && WEXITSTATUS (status) == 1, "status %x: %s",
                   (unsigned) status, text);
    ck_assert_msg (strstr (text, "crash_null") != NULL, "%s", text);
}
END_TEST

ZT_MAIN ("crash",
    a_null_dereference_ends_one_process,
    a_division_by_zero_ends_one_process,
    a_stack_overflow_ends_one_process,
    a_large_local_array_ends_one_process,
    a_failed_assert_ends_one_process,
    an_abort_ends_one_process,
    a_crash_inside_printf_gives_stdout_back,
    a_bus_error_ends_one_process,
    a_crash_fires_links_and_monitors_and_frees_the_name,
    a_crashed_process_can_be_started_again_and_again,
    a_crash_on_a_thread_of_its_own_is_contained_too,
    thousands_of_crashes_under_load_leave_nothing_behind,
    a_damaged_heap_ends_the_node_with_a_report,
    with_fatal_containment_a_crash_ends_the_program,
    a_crash_of_the_main_process_makes_run_say_no)
