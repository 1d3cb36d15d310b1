//  zc_test.h - the harness of the core's tests: a node, a body, and the books
//
//      ZT_TEST (a_process_answers)
//      {
//          zc_send (zc_spawn (s_echo, NULL), "{hi, ~p}", zc_self ());
//          zt_check (zc_receive (zt_ms (1000), "hello"));
//      }
//      ZT_MAIN ("process", a_process_answers)
//
//  The body of a ZT_TEST is an ordinary process of a fresh node that is not
//  alive. When it has ended and the node is gone, blocks, descriptors, threads
//  and children have to be what they were before; while the node lives, the
//  mailbox has to be empty and every other process gone.
//
//  A failed zt_check inside a process cannot leave through Check's longjmp: it
//  is written down here, and fails the test when the node is gone. zt_require
//  ends the process that failed.
//
//      CK_RUN_CASE=name     only the test of that name
//      CK_FORK=no           all in one program (for gdb)
//      ZC_TIME=5            all times five times as long
//      ZT_LOG=1             show the node's log

#ifndef ZC_TEST_H_INCLUDED
#define ZC_TEST_H_INCLUDED

#ifndef _GNU_SOURCE
#   define _GNU_SOURCE
#endif

#include "zcluster.h"
#include "base/zc_check.h"

#include <check.h>
#include <dirent.h>
#include <errno.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#if defined (__SANITIZE_ADDRESS__)
#   define ZT_ASAN 1
#elif defined (__has_feature)
#   if __has_feature (address_sanitizer)
#       define ZT_ASAN 1
#   endif
#endif
#if defined (__SANITIZE_THREAD__)
#   define ZT_TSAN 1
#elif defined (__has_feature)
#   if __has_feature (thread_sanitizer)
#       define ZT_TSAN 1
#   endif
#endif
#ifndef ZT_ASAN
#   define ZT_ASAN 0
#endif
#ifndef ZT_TSAN
#   define ZT_TSAN 0
#endif
//  The sanitizers make everything slower, and threads much slower.
#define ZT_SLOW (ZT_TSAN? 5: ZT_ASAN? 3: 1)

//  ---- time ----------------------------------------------------------------

static inline int
zt_scale (void)
{
    const char *text = getenv ("ZC_TIME");
    int scale = text? atoi (text): 1;
    return (scale > 0? scale: 1) * ZT_SLOW;
}

//  Milliseconds, scaled.
static inline int
zt_ms (int ms)
{
    return ms * zt_scale ();
}

//  How long a test waits for what has to come.
#define ZT_LONG zt_ms (10000)

static inline int64_t
zt_now_ms (void)
{
    struct timespec now;
    clock_gettime (CLOCK_MONOTONIC, &now);
    return (int64_t) now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

//  Sleep in C, as a process does that does not know the core.
static inline void
zt_sleep_in_c (int ms)
{
    struct timespec left = {ms / 1000, (long) (ms % 1000) * 1000000};
    while (nanosleep (&left, &left) == -1 && errno == EINTR)
        ;
}

//  Crash: store through a bad pointer. The sanitizer for undefined behaviour is
//  not to report that it does.
__attribute__ ((no_sanitize ("undefined"))) static inline void
zt_crash (void)
{
    volatile uintptr_t nowhere = 16;
    *(int *) nowhere = 1;
}

//  ---- failures ------------------------------------------------------------

static pthread_mutex_t zt_lock = PTHREAD_MUTEX_INITIALIZER;
static char zt_failures [4000];
static char zt_log_text [1 << 20];
static size_t zt_log_size;

__attribute__ ((format (printf, 3, 4))) static inline void
zt_fail_at (const char *file, int line, const char *format, ...)
{
    char text [600];
    va_list args;
    va_start (args, format);
    vsnprintf (text, sizeof text, format, args);
    va_end (args);
    pthread_mutex_lock (&zt_lock);
    if (getenv ("ZT_LOG"))
        fprintf (stderr, "%s:%d: %s\n", file, line, text);
    size_t size = strlen (zt_failures);
    snprintf (zt_failures + size, sizeof zt_failures - size, "\n  %s:%d: %s", file, line, text);
    pthread_mutex_unlock (&zt_lock);
}

#define zt_fail(...) zt_fail_at (__FILE__, __LINE__, __VA_ARGS__)

//  Write a failure down and go on. Value: whether the condition holds.
#define zt_check(condition) zt_check_at (condition, #condition, __FILE__, __LINE__)
static inline bool
zt_check_at (bool holds, const char *condition, const char *file, int line)
{
    if (!holds)
        zt_fail_at (file, line, "failed: %s", condition);
    return holds;
}

//  The same, and end the process.
#define zt_require(condition) (zt_check (condition)? (void) 0: zc_exit ("test_failed"))

#define zt_check_int(a, b) \
    zt_check_int_at ((int64_t) (a), (int64_t) (b), #a " == " #b, __FILE__, __LINE__)
static inline bool
zt_check_int_at (int64_t a, int64_t b, const char *condition, const char *file, int line)
{
    if (a != b)
        zt_fail_at (file, line, "failed: %s, with %lld and %lld", condition, (long long) a,
                    (long long) b);
    return a == b;
}

//  Does the term (taken) match?
#define zt_check_term(term, ...) \
    zt_check_term_at (term, ZC_FORMAT (__VA_ARGS__), __FILE__, __LINE__)
static inline bool
zt_check_term_at (zc_term_t *term, zc_format_t pattern, const char *file, int line)
{
    bool matched = term && zc_term_take (term, pattern);
    if (!matched) {
        char *text = term? zc_term_str (term): NULL;
        zt_fail_at (file, line, "%s is not %s", text? text: "NULL", pattern.text);
        zc_free (text);
    }
    //  not destroyed: what the pattern handed out belongs to the term
    return matched;
}

//  Wait until a condition holds that nothing announces.
#define zt_until(condition) \
    do { \
        int64_t zt_end = zt_now_ms () + ZT_LONG; \
        while (!(condition) && zt_now_ms () < zt_end) \
            zc_sleep (1); \
        zt_check (condition); \
    } while (0)

//  ---- messages ------------------------------------------------------------

//  Wait for the DOWN of a monitor. The reason, or NULL.
static inline zc_term_t *
zt_down (zc_ref_t ref)
{
    zc_term_t *reason = NULL;
    zc_receive (ZT_LONG, "{:DOWN, ~r, process, _, ~t}", ref, &reason);
    return reason;
}

#define zt_check_down(ref, ...) zt_check_term (zt_down (ref), __VA_ARGS__)

//  Does a process end as it should? Spawns and monitors it.
#define zt_check_end(body, arg, ...) \
    do { \
        zc_ref_t zt_ref; \
        zc_spawn_monitor (body, arg, &zt_ref); \
        zt_check_down (zt_ref, __VA_ARGS__); \
    } while (0)

//  The value at a key of a keyword list, a new term; NULL.
static inline zc_term_t *
zt_get (const zc_term_t *list, const char *key)
{
    size_t length = list? zc_term_length (list): 0;
    for (size_t index = 0; index < length; index++) {
        const char *name;
        zc_term_t *value, *pair = zc_term_element (list, index);
        bool found = zc_term_match (pair, "{~a, ~t}", &name, &value);
        if (found && strcmp (name, key) == 0) {
            zc_term_destroy (&pair);
            return value;
        }
        if (found)
            zc_term_destroy (&value);
        zc_term_destroy (&pair);
    }
    return NULL;
}

//  A number out of a keyword list (taken); -1.
static inline int64_t
zt_number (zc_term_t *list, const char *key)
{
    int64_t number = -1;
    zc_term_t *value = zt_get (list, key);
    if (value)
        zc_term_match (value, "~i", &number);
    zc_term_destroy (&value);
    zc_term_destroy (&list);
    return number;
}

static inline int64_t
zt_info (const char *key)
{
    return zt_number (zc_node_info (), key);
}

//  ---- the log -------------------------------------------------------------

static inline void
zt_log (void *arg, zc_log_level_t level, const char *line)
{
    (void) arg;
    pthread_mutex_lock (&zt_lock);
    if (getenv ("ZT_LOG"))
        fprintf (stderr, "[%d] %s\n", (int) level, line);
    size_t room = sizeof zt_log_text - zt_log_size;
    int size = snprintf (zt_log_text + zt_log_size, room, "%s\n", line);
    if (size > 0 && (size_t) size < room)
        zt_log_size += (size_t) size;
    pthread_mutex_unlock (&zt_lock);
}

//  Has the node logged a line with this text?
static inline bool
zt_logged (const char *text)
{
    pthread_mutex_lock (&zt_lock);
    bool found = strstr (zt_log_text, text) != NULL;
    pthread_mutex_unlock (&zt_lock);
    return found;
}

static inline void
zt_forget_log (void)
{
    pthread_mutex_lock (&zt_lock);
    zt_log_size = 0;
    zt_log_text [0] = 0;
    pthread_mutex_unlock (&zt_lock);
}

//  ---- the books -----------------------------------------------------------

typedef struct {
    long blocks;
    int descriptors, threads, children;
} zt_books_t;

//  How much is in a folder. -1: it cannot be read, which is a failure.
static inline int
zt_entries (const char *path)
{
    DIR *folder = opendir (path);
    if (!folder) {
        zt_fail ("%s cannot be read: %s", path, strerror (errno));
        return -1;
    }
    int count = 0;
    while (readdir (folder))
        count++;
    closedir (folder);
    return count;
}

static inline zt_books_t
zt_books (void)
{
    zt_books_t books = {
        .blocks = zc_blocks_in_use (),
        .descriptors = zt_entries ("/proc/self/fd"),
        .threads = zt_entries ("/proc/self/task"),
        .children = waitpid (-1, NULL, WNOHANG) == -1 && errno == ECHILD? 0: 1};
    return books;
}

//  A joined thread leaves /proc a moment after pthread_join: that is waited for.
static inline void
zt_check_books (zt_books_t before)
{
    int64_t end = zt_now_ms () + ZT_LONG;
    while (zt_books ().threads > before.threads && zt_now_ms () < end)
        zt_sleep_in_c (1);
    zt_books_t after = zt_books ();
    zt_check_int (after.blocks, before.blocks);
    zt_check_int (after.descriptors, before.descriptors);
    zt_check (after.threads <= before.threads);
    zt_check_int (after.children, before.children);
}

//  ---- running -------------------------------------------------------------

typedef struct {
    zc_body_t *body;
    void *arg;
} zt_main_t;

static inline void
zt_main_process (void *arg)
{
    zt_main_t *self = arg;
    int64_t processes = zt_info ("processes");
    self->body (self->arg);
    size_t left = zc_flush (false);
    zt_check_int (left, 0);                 //  messages left in the mailbox
    zt_until (zt_info ("processes") == processes);
    zt_until (zt_info ("remains") == 0);
}

//  Options of a node for a test: quiet, with its log in zt_logged.
static inline zc_node_options_t
zt_options (void)
{
    return (zc_node_options_t) {.log = zt_log};
}

//  Start a node, run the body in it, end the node.
static inline void
zt_node_run (const zc_node_options_t *options, zc_body_t *body, void *arg)
{
    char *error = NULL;
    zc_node_t *node = zc_node_new (options, &error);
    if (!node) {
        zt_fail ("no node: %s", error);
        free (error);
        return;
    }
    zt_main_t start = {body, arg};
    int code = zc_run (node, zt_main_process, &start);
    zt_check_int (code, 0);
    zc_node_destroy (&node);
    zt_check (node == NULL);
}

static inline void
zt_nothing (void *arg)
{
    (void) arg;
}

//  What a first node makes once and for all must not count as a leak.
static inline void
zt_warm_up (void)
{
    static bool warm;
    if (!warm) {
        zc_node_options_t options = zt_options ();
        zt_node_run (&options, zt_nothing, NULL);
        warm = true;
    }
}

//  To be called at the end of a test, on its thread, when all nodes are gone.
static inline void
zt_report (void)
{
    static char text [sizeof zt_failures];
    memcpy (text, zt_failures, sizeof text);
    zt_failures [0] = 0;
    if (text [0] && getenv ("ZT_LOG") == NULL && zt_log_size)
        fprintf (stderr, "---- log of the failed test\n%s----\n", zt_log_text);
    zt_forget_log ();
    ck_assert_msg (text [0] == 0, "%s", text);
}

static inline void
zt_run (const zc_node_options_t *options, zc_body_t *body, void *arg)
{
    zt_forget_log ();
    zt_warm_up ();
    zt_books_t before = zt_books ();
    zt_node_run (options, body, arg);
    zt_check_books (before);
    zt_report ();
}

#define ZT_TEST(name) \
    static void name##_body (void *zt_arg); \
    START_TEST (name) \
    { \
        zc_node_options_t zt_default = zt_options (); \
        zt_run (&zt_default, name##_body, NULL); \
    } \
    END_TEST \
    static void \
    name##_body (void *zt_arg __attribute__ ((unused)))

//  Seconds that a test may take.
#ifndef ZT_LIMIT_S
#   define ZT_LIMIT_S 60
#endif

//  set_up, tear_down: around each test, or NULL.
static inline int
zt_main (const char *name, void (*set_up) (void), void (*tear_down) (void),
         const TTest *const *tests, size_t count)
{
    char folder [] = "/tmp/zc_test_XXXXXX";
    if (!mkdtemp (folder))
        return EXIT_FAILURE;
    setenv ("ZCLUSTER_RUNTIME_DIR", folder, 1);
    Suite *suite = suite_create (name);
    for (size_t index = 0; index < count; index++) {
        TCase *tcase = tcase_create (tests [index]->name);
        tcase_add_checked_fixture (tcase, set_up, tear_down);
        tcase_set_timeout (tcase, ZT_LIMIT_S * zt_scale ());
        tcase_add_test (tcase, tests [index]);
        suite_add_tcase (suite, tcase);
    }
    SRunner *runner = srunner_create (suite);
    srunner_run_all (runner, CK_ENV);
    int failed = srunner_ntests_failed (runner);
    srunner_free (runner);
    rmdir (folder);
    return failed? EXIT_FAILURE: EXIT_SUCCESS;
}

#define ZT_MAIN(name, ...) ZT_MAIN_WITH (name, NULL, NULL, __VA_ARGS__)
#define ZT_MAIN_WITH(name, set_up, tear_down, ...) \
    int \
    main (void) \
    { \
        const TTest *const tests [] = {__VA_ARGS__}; \
        return zt_main (name, set_up, tear_down, tests, sizeof tests / sizeof tests [0]); \
    }

#endif
