//  gr_inner.h - what the grader's files share; exercises see grade.h only
//
//  gr_main.c     the command line: what is to be graded, and in which way
//  gr_grade.c    an exercise: its tests, one after the other
//  gr_build.c    the student's program
//  gr_test.c     one test: its nodes, its limits, its verdict
//  gr_node.c     one process of the student's: reports, output, its end
//  gr_proxy.c    something between two processes that can hold or cut what they say
//  gr_clear.c    what a test leaves behind is found and ended
//  gr_report.c   the table, and the first failure explained
//  gr_results.c  files for machines: JSON and JUnit
//  gr_work.c     hint, reset, solution, progress
//  gr_watch.c    grade anew whenever the file changes
//  gr_handin.c   what the student has written, in one archive

#ifndef GR_INNER_H_INCLUDED
#define GR_INNER_H_INCLUDED

#include "grade.h"

#include <limits.h>
#include <poll.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>

enum {
    GR_NODES_MAX = 8,
    GR_PROXIES_MAX = 8,
    GR_POLLED_MAX = 600,            //  descriptors
    GR_TESTS_MAX = 32,              //  of an exercise
    GR_OUTPUT_MAX = 30000,          //  bytes a program may print in a test
    GR_MEMORY_MAX = 512 << 20,      //  bytes resident
    GR_LIMIT_S = 10,                //  of a test, from READY
    GR_START_S = 20,                //  until READY
    GR_LINE = 1200,
    GR_STATUS_SANITIZER = 99,       //  exit status after a sanitizer's report
    GR_STATUS_CUT = 97              //  the driver cannot report any more
};

typedef enum { GR_PASS, GR_FAIL, GR_TIMEOUT, GR_CRASH, GR_SKIPPED, GR_NOT_STARTED, GR_ERROR } gr_state_t;

//  How a test went.
typedef struct {
    const gr_test_t *test;
    gr_state_t state;
    double seconds;
    char did [400], expected [400], got [600], note [600];
    bool leaked, leaks_unknown;     //  the sanitizer found lost memory; it could not look
    char leak [300];
    char log [PATH_MAX];            //  what its programs have printed
} gr_result_t;

//  How an exercise went.
typedef struct {
    const gr_exercise_t *exercise;
    bool started, built;
    char build_log [PATH_MAX];
    gr_result_t results [GR_TESTS_MAX];
    size_t count;                   //  of the results: the selected tests
} gr_graded_t;

struct gr_node_t {
    gr_t *test;
    pid_t pid;
    int in, out, reports;           //  our ends: told, printed, reported
    char line [GR_LINE];            //  the report that is coming in
    size_t size;
    char report [GR_LINE];          //  the last one, without the word …
    char shown [GR_LINE];           //  … and the one that was taken
    bool has_report, gone, killed;  //  gone: it has ended; killed: by us
    bool judged;                    //  its end is no news
    int status;
    size_t printed;
};

struct gr_t {
    const char *program;            //  the student's, built
    const char *file;               //  its source is FILE.c
    const char *folder;             //  the test's own, for its files
    const char *asan;               //  options of the sanitizers
    char word [40];                 //  before each report of this run
    uint64_t seed;
    double deadline;
    double ready_limit;             //  seconds of the test itself
    FILE *log;
    gr_node_t nodes [GR_NODES_MAX];
    size_t count;
    gr_proxy_t *proxies [GR_PROXIES_MAX];
    size_t proxy_count;
    gr_result_t *result;
    jmp_buf failed;
};

//  ---- the run's settings --------------------------------------------------

typedef struct {
    const char *work;               //  the folder with the student's exercises
    const char *build;              //  build/grade
    const char *masters;            //  tests/exercises
    const char *library;            //  the sanitized libzcluster.a
    const char *cc;
    const char *exercise, *test;    //  "05", "5.2"; "5.2.3"; NULL: all
    bool verbose;                   //  explain every failure
    bool untouched;                 //  run also what is as it was shipped
    bool all;                       //  all hints; the answer without the hints
} gr_options_t;

double gr_now (void);
double gr_scale (void);             //  GRADE_TIME_SCALE
void gr_copy (char *to, size_t size, const char *text);

//  Is this exercise, or this test of it (test_id), selected by the options?
bool gr_selected (const gr_options_t *options, const gr_exercise_t *exercise, const char *test_id);

//  The exercises, in the order of their numbers.
size_t gr_exercises (const gr_exercise_t **list, size_t max);

//  ---- gr_build.c ----------------------------------------------------------

//  Paths of an exercise: the student's file; what is rendered from the master, by kind:
//  skeleton or answer.
void gr_path_work (char *path, const gr_options_t *options, const gr_exercise_t *exercise);
void gr_path_rendered (char *path, const gr_options_t *options, const char *kind,
                       const gr_exercise_t *exercise);
bool gr_same_file (const char *a, const char *b);

//  Build the student's program; false: the file named by log tells what the compiler said.
bool gr_build (const gr_options_t *options, const gr_exercise_t *exercise, char *program, char *log);

//  Run a command, its output into a file (NULL: ours). Its exit status, or -1.
int gr_command (char *const *words, const char *output);

//  ---- gr_test.c, gr_node.c, gr_clear.c ------------------------------------

//  Run one test.
void gr_run (const gr_options_t *options, const gr_exercise_t *exercise, const gr_test_t *test,
             const char *program, gr_result_t *result);

//  End a test with a verdict: does not return.
void gr_fail (gr_t *self, gr_state_t state, const char *expected, const char *got, const char *note)
    __attribute__ ((noreturn));
void gr_tell_end (gr_t *self, gr_node_t *node) __attribute__ ((noreturn));

void gr_turn (gr_t *self, int ms);
void gr_node_end (gr_node_t *node, int sig);

//  Become the parent of what is left behind; end it, and say how many there were.
void gr_adopt (void);
size_t gr_clear (void);
bool gr_process (pid_t pid, char *state, pid_t *parent);

//  ---- gr_proxy.c ----------------------------------------------------------

//  What the proxies of a test wait for, at most max; let them work; end them.
size_t gr_proxies_poll (const gr_t *test, struct pollfd *polled, size_t max);
void gr_proxies_work (gr_t *test);
void gr_proxies_end (gr_t *test);

//  ---- gr_grade.c ----------------------------------------------------------

//  Grade an exercise: all of its tests, or those that are selected.
void gr_grade (const gr_options_t *options, const gr_exercise_t *exercise, gr_graded_t *graded);
int gr_score (const gr_graded_t *graded);
int gr_max (const gr_exercise_t *exercise);
bool gr_all_pass (const gr_graded_t *graded);

//  The result that a student should look at first; NULL: nothing has failed.
const gr_result_t *gr_first_failure (const gr_graded_t *graded);

//  ---- the other files --------------------------------

void gr_report_title (const gr_options_t *options, const gr_graded_t *graded);
void gr_report (const gr_options_t *options, const gr_graded_t *graded, size_t count);
void gr_results (const gr_options_t *options, const gr_graded_t *graded, size_t count);
const char *gr_state_name (gr_state_t state);

//  Commands; each returns an exit status.
int gr_hint (const gr_options_t *options);
int gr_reset (const gr_options_t *options);
int gr_solution (const gr_options_t *options);
int gr_progress (const gr_options_t *options);
int gr_watch (const gr_options_t *options);
int gr_handin (const gr_options_t *options);

//  The exercise that the options name; there has to be just one. NULL: said why.
const gr_exercise_t *gr_the_exercise (const gr_options_t *options);

//  What gr_progress knows: kept when a whole exercise was graded.
void gr_keep_score (const gr_options_t *options, const gr_graded_t *graded);

#endif
