//  grade.h - the grader: what the exercises' graders are written with
//
//  An exercise's grader is a table of tests. Each test runs the student's program, in processes
//  of their own, and decides: the student's side only tells what it sees, the verdict is ours.
//
//      static void
//      s_counts (gr_t *test)
//      {
//          gr_node_t *node = gr_start (test, "counts", NULL);
//          gr_did (test, TEXT ("sent add 40, add 2, get", "se envió add 40, add 2, get"));
//          gr_expect (node, "count 42");
//          gr_ends (node);
//      }
//      GR_EXERCISE (2_1, "2.1", "02_processes", "counter", BOTH ("A counter …", "Un contador …"),
//          BOTH ("chapters/02_processes/README.md, 2.2", "…"),
//          {"2.1.1", 4, BOTH ("counts what it is told to", "cuenta lo que se le dice"),
//           .run = s_counts, .why = BOTH ("…", "…")});
//
//  The program is the student's file and a driver of ours (drive_counter.c), built under the
//  address and undefined-behaviour sanitizers. The driver is told what to do as its first
//  argument, and reports with dr_say (driver.h) over a descriptor that only it has, with a word
//  in front that is another one in each run: nothing that is printed can be taken for a report.
//
//  A test ends with its first failure: gr_expect and the like do not return then.

#ifndef GRADE_H_INCLUDED
#define GRADE_H_INCLUDED

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

//  ---- two languages -------------------------------------------------------

//  A text in English or Spanish, as LC_ALL, LC_MESSAGES or LANG say. May be a format: the
//  compiler checks both.
#define TEXT(en, es) (gr_spanish ()? es: en)
bool gr_spanish (void);

//  Both of them, in a table.
typedef struct {
    const char *en, *es;
} gr_text_t;

#define BOTH(en, es) {en, es}
const char *gr_text (gr_text_t text);

//  ---- the table of an exercise --------------------------------------------

typedef struct gr_t gr_t;
typedef struct gr_node_t gr_node_t;

typedef struct {
    const char *id;                 //  "2.1.3"
    int points;
    gr_text_t name;                 //  what holds
    void (*run) (gr_t *test);       //  NULL: the clean-memory test, graded from the others' reports
    gr_text_t why;                  //  what a failure usually means
    const char *needs;              //  the id of a test that must have passed; may be NULL
    int limit_s;                    //  0: 10 seconds, from the moment the program is ready
} gr_test_t;

typedef struct {
    const char *id;                 //  "2.1"
    const char *folder;             //  "02_processes"
    const char *file;               //  "counter": the student's counter.c, our drive_counter.c
    gr_text_t name;
    gr_text_t read;                 //  where the lesson speaks of it
    const gr_test_t *tests;
    size_t count;
} gr_exercise_t;

#define GR_EXERCISE(number, id_, folder_, file_, name_, read_, ...) \
    static const gr_test_t gr_tests_##number [] = {__VA_ARGS__}; \
    static const gr_exercise_t gr_exercise_##number = { \
        id_, folder_, file_, name_, read_, gr_tests_##number, \
        sizeof gr_tests_##number / sizeof (gr_test_t)}; \
    __attribute__ ((section ("gr_exercises"), used)) \
    static const gr_exercise_t *const gr_entry_##number = &gr_exercise_##number

//  ---- what a test does ----------------------------------------------------

//  Start the student's program: its first argument is what to do, then words, up to NULL.
//  Returns when its driver is ready (dr_ready); the time limit of the test begins anew then.
gr_node_t *gr_start (gr_t *self, const char *what, ...) __attribute__ ((sentinel));

//  What was done, for the explanation of a failure. Kept until the next one.
void gr_did (gr_t *self, const char *format, ...) __attribute__ ((format (printf, 2, 3)));

//  The next report has to be this text.
void gr_expect (gr_node_t *node, const char *expected);

//  Reports until this one comes; those before it are passed over.
void gr_await (gr_node_t *node, const char *expected);

//  The next report, whatever it is: good until the node's next one. The caller judges.
const char *gr_next (gr_node_t *node);

//  Judge: expected and got are what the explanation shows.
void gr_check (gr_t *self, bool good, const char *expected, const char *got);

//  No report comes within so many milliseconds (scaled by GRADE_TIME_SCALE).
void gr_quiet (gr_node_t *node, int ms);

//  So many milliseconds, scaled by GRADE_TIME_SCALE: for the times that a program is given.
int gr_ms (int ms);

//  Tell the driver something: a line, which dr_told returns.
void gr_tell (gr_node_t *node, const char *format, ...) __attribute__ ((format (printf, 2, 3)));

//  The program ends by itself, with status 0, its memory clean.
void gr_ends (gr_node_t *node);

//  Wait until something holds, at most so many milliseconds (scaled). Does it, in the end?
bool gr_until (gr_t *self, int ms, bool (*holds) (void *arg), void *arg);

//  Faults: kill -9, STOP, CONT. Each is proved: the process is gone, or stopped.
void gr_kill (gr_node_t *node);
void gr_pause (gr_node_t *node);
void gr_resume (gr_node_t *node);

//  A proxy before a port of 127.0.0.1: who connects to the proxy's own port talks to that
//  one. It ends with the test.
typedef struct gr_proxy_t gr_proxy_t;
gr_proxy_t *gr_proxy (gr_t *test, int port);
int gr_proxy_port (const gr_proxy_t *self);

//  Faults on the way. hold: connections can be made, but no byte passes, and no end either, until
//  go_on. cut: all connections end, what is held is lost; reset: by an error (RST), else by an
//  ordinary end (FIN); returns how many there were. New ones can be made at once.
void gr_hold (gr_proxy_t *self);
void gr_go_on (gr_proxy_t *self);
size_t gr_cut (gr_proxy_t *self, bool reset);

//  The proof that a fault has hit.
typedef struct {
    size_t dials;                   //  connections made to it since its start
    size_t open;                    //  of these, those that neither side has ended
    size_t held, passed;            //  bytes that wait in it; that went through
    size_t ends;                    //  ends of one side that the other one was told of
    size_t cut;                     //  connections that gr_cut has ended
} gr_proxy_counts_t;
gr_proxy_counts_t gr_proxy_counts (const gr_proxy_t *self);

//  A number from 0 to below - 1, another one in each run (GRADE_SEED repeats a run).
unsigned gr_random (gr_t *self, unsigned below);

#endif
