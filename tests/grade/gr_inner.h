//  gr_inner.h - what the grader's files share; exercises see grade.h only
//
//  gr_main.c       the command line: what is to be graded, and in which way
//  gr_grade.c      an exercise: its tests, one after the other
//  gr_build.c      the student's program
//  gr_test.c       one test: its nodes, its limits, its verdict
//  gr_plainly.c    what the sanitizers find, in plain words
//  gr_node.c       one process of the student's: reports, output, its end
//  gr_proxy.c      something between two processes that can hold or cut what they say
//  gr_limits.c     what such a process may take, and where it may write
//  gr_clear.c      the processes of a test: how many, and that none is left
//  gr_text.c       two languages; what may be shown; lines and quoting
//  gr_report.c     the table, and the first failure explained
//  gr_results.c    files for machines: JSON and JUnit
//  gr_platforms.c  the same for Gradescope, GitHub Classroom, Autolab
//  gr_hint.c       hints, and the answer
//  gr_work.c       progress, reset
//  gr_watch.c      grade anew whenever the file changes
//  gr_handin.c     what the student has written, in one archive
//  gr_handed.c     the same the other way: take the exercises' files out of a hand-in
//  gr_class.c      grade a folder of hand-ins
//  gr_page.c       what a teacher reads: class.csv, class.html

#ifndef GR_INNER_H_INCLUDED
#define GR_INNER_H_INCLUDED

#include "grade.h"

#include <limits.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>

enum {
    GR_NODES_MAX = 8,
    GR_PROXIES_MAX = 8,
    GR_POLLED_MAX = 600,            //  descriptors
    GR_TESTS_MAX = 32,              //  of an exercise
    GR_OUTPUT_MAX = 30000,          //  bytes a program may print in a test
    GR_MEMORY_MAX = 512 << 20,      //  bytes resident
    GR_FAMILY_MAX = 64,             //  processes of a test
    GR_LIMIT_S = 10,                //  of a test, from READY
    GR_START_S = 20,                //  until READY
    GR_EXERCISE_S = 60,             //  all tests of an exercise
    GR_END_S = 1,                   //  from TERM to KILL
    GR_COMPILE_S = 60,
    GR_LINE = 1200,
    GR_COLUMNS = 80,
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
    bool warned;                    //  the compiler has said something
    double until;                   //  when its time is over
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
    const char *asan, *tsan;        //  options of the sanitizers
    char word [40];                 //  before each report of this run
    uint64_t seed;
    double deadline, until;         //  of what is waited for; of the exercise
    double ready_limit;             //  seconds of the test itself
    double looked;                  //  when it was last seen what its processes take
    bool ending;                    //  the verdict stands: its processes are asked to end
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
    const char *build;              //  build/grade: what is made
    const char *shipped;            //  where skeleton and answer were rendered to
    const char *masters;            //  tests/exercises
    const char *library;            //  the sanitized libzcluster.a
    const char *cc;
    const char *exercise, *test;    //  "05", "5.2"; "5.2.3"; NULL: all
    const char *student;            //  name; may be NULL
    const char *hand_ins;           //  the folder with a class's
    bool threads;                   //  look for data races, instead of wrong uses of memory
    bool verbose;                   //  explain every failure
    bool untouched;                 //  run also what is as it was shipped
    bool all;                       //  all hints; the answer without the hints
    bool exit_zero, autolab;        //  for platforms: status 0 if it could be graded; a last line
} gr_options_t;

double gr_now (void);
double gr_scale (void);             //  GRADE_TIME_SCALE

//  Set when the grader has been asked to end (Ctrl-C): the signal.
extern volatile sig_atomic_t gr_stopped;
//  End if so: for moments in which nothing would be left behind.
void gr_obey (void);

//  Is this exercise, or this test of it (test_id), selected by the options?
bool gr_selected (const gr_options_t *options, const gr_exercise_t *exercise, const char *test_id);

//  The selected exercises, in the order of their numbers; how many.
enum { GR_EXERCISES_MAX = 64 };
size_t gr_exercises (const gr_options_t *options, const gr_exercise_t *list [GR_EXERCISES_MAX]);

//  ---- gr_text.c -----------------------------------------------------------

typedef enum { GR_PLAIN, GR_JSON, GR_XML, GR_CSV } gr_quoting_t;

//  How many characters it has.
size_t gr_width (const char *text);

//  Write it, at most so many bytes: what is no text becomes "?".
void gr_write (FILE *file, const char *text, size_t size, gr_quoting_t quoting);

//  How many bytes of a text fit into a line of this width; cut at a space if there is one.
size_t gr_line (const char *text, size_t width);

//  Write a text in lines of 80 columns, at most so many; all but the first are indented.
//  Returns how many it has. file NULL: only count.
size_t gr_wrap (FILE *file, const char *text, size_t indent, size_t max);

//  ---- gr_build.c ----------------------------------------------------------

//  Paths of an exercise: the student's file; what is rendered from the master, by kind:
//  skeleton or answer.
void gr_path_work (char *path, const gr_options_t *options, const gr_exercise_t *exercise);
void gr_path_rendered (char *path, const gr_options_t *options, const char *kind,
                       const gr_exercise_t *exercise);
bool gr_same_file (const char *a, const char *b);

//  Build the student's program. Returns
//      GR_PASS   it is built
//      GR_FAIL   the file named by log tells what the compiler said
//      GR_ERROR  there is no compiler, or no library
gr_state_t gr_build (const gr_options_t *options, const gr_exercise_t *exercise, char *program, char *log);

//  Make a folder, and those above it.
void gr_make_folder (const char *path);
//  Remove what stands there, with all in it.
void gr_remove (const char *path);
bool gr_copy_file (const char *from, const char *to);

//  Run a command, its output into a file (NULL: ours), with these limits (may be NULL). Its
//  exit status, or -1.
int gr_command (char *const *words, const char *output, void limit (void));

//  ---- gr_test.c, gr_node.c, gr_limits.c, gr_clear.c -----------------------

//  Run one test of an exercise whose program is built.
void gr_run (const gr_options_t *options, const gr_graded_t *graded, const gr_test_t *test,
             const char *program, gr_result_t *result);

void gr_copy (char *to, size_t size, const char *text);

//  What a sanitizer has found (a line of its report), in plain words.
const char *gr_plainly (const char *found);

//  End a test with a verdict: does not return.
void gr_fail (gr_t *self, gr_state_t state, const char *expected, const char *got, const char *note)
    __attribute__ ((noreturn));
void gr_tell_end (gr_t *self, gr_node_t *node) __attribute__ ((noreturn));

void gr_turn (gr_t *self, int ms);
void gr_node_end (gr_node_t *node, int sig);

//  End the test's processes: TERM, and a second later KILL.
void gr_nodes_end (gr_t *self);

//  In the child: limits. gr_fence: nothing outside of the folder can be written; false: the
//  kernel cannot do it.
void gr_limit_program (void);
void gr_limit_compiler (void);
bool gr_fence (const char *folder);

//  Become the parent of what is left behind; end it, and say how many had to be killed.
void gr_adopt (void);
size_t gr_clear (void);
bool gr_process (pid_t pid, char *state, pid_t *parent);

//  The processes of a test: how many, and how much memory the largest one uses.
typedef struct {
    size_t count, largest;
} gr_family_t;
gr_family_t gr_family (const gr_t *test);

//  ---- gr_proxy.c ----------------------------------------------------------

//  What the proxies of a test wait for, at most max; let them work; end them.
size_t gr_proxies_poll (const gr_t *test, struct pollfd *polled, size_t max);
void gr_proxies_work (gr_t *test);
void gr_proxies_end (gr_t *test);

//  ---- gr_grade.c ----------------------------------------------------------

//  Grade an exercise: all of its tests, or those that are selected.
void gr_grade (const gr_options_t *options, const gr_exercise_t *exercise, gr_graded_t *graded);
bool gr_all_pass (const gr_graded_t *graded);

//  The result that a student should look at first; NULL: nothing has failed.
const gr_result_t *gr_first_failure (const gr_graded_t *graded);

//  Points: of a test, of what was graded, of what could be had there.
int gr_points (const gr_result_t *result);
int gr_score (const gr_graded_t *graded);
int gr_possible (const gr_graded_t *graded);
int gr_max (const gr_exercise_t *exercise);

//  ---- the other files -----------------------------------------------------

//  "ok", "FAIL" …, as a person reads it.
const char *gr_verdict (gr_state_t state);
void gr_report_title (const gr_graded_t *graded);
void gr_report (const gr_options_t *options, const gr_graded_t *graded, size_t count);

void gr_results (const gr_options_t *options, const gr_graded_t *graded, size_t count);
const char *gr_state_name (gr_state_t state);

//  A file in the build folder that is written whole or not at all. gr_close_new: false: said
//  why not.
FILE *gr_open_new (const gr_options_t *options, const char *name);
bool gr_close_new (const gr_options_t *options, const char *name, FILE *file);
//  "name": "text", with a comma.
void gr_member (FILE *file, const char *name, const char *text);
//  What happened, in a line.
void gr_message (const gr_graded_t *graded, const gr_result_t *result, char *text, size_t size);

typedef void gr_writer_t (FILE *file, const gr_options_t *options, const gr_graded_t *graded, size_t count);
gr_writer_t gr_gradescope, gr_classroom, gr_autolab;

//  Take the files of the exercises out of a hand-in into a folder of exercises.
typedef struct {
    size_t taken;                   //  files
    char notes [1000];              //  what was odd: for the teacher
} gr_handed_t;
void gr_take_in (const gr_options_t *options, const char *hand_in, const char *target, gr_handed_t *handed);

//  class.csv and class.html, student by student.
typedef struct gr_page_t gr_page_t;
gr_page_t *gr_page_new (const gr_options_t *options);
void gr_page_add (gr_page_t *self, const char *student, const gr_handed_t *handed,
                  const gr_graded_t *graded, size_t count);
//  Write the files; false: said why not.
bool gr_page_close (gr_page_t **self_p);

//  Commands; each returns an exit status.
int gr_hint (const gr_options_t *options);
int gr_reset (const gr_options_t *options);
int gr_solution (const gr_options_t *options);
int gr_progress (const gr_options_t *options);
int gr_watch (const gr_options_t *options);
int gr_handin (const gr_options_t *options);
int gr_class (const gr_options_t *options);

//  What gr_progress knows: kept when a whole exercise was graded.
void gr_keep_score (const gr_options_t *options, const gr_graded_t *graded);

#endif
