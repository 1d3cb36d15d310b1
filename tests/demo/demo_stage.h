//  demo_stage.h - the demo's stage: nodes as child processes, what they say, and
//  the story told on the terminal
//
//  Each node is a program of its own, talked to through pipes: a command goes in
//  as a line, answers come out as lines. Whoever waits, waits for a line, with a
//  time limit (ZC_TIME multiplies it). Read next: demo.c.

#ifndef DEMO_STAGE_H_INCLUDED
#define DEMO_STAGE_H_INCLUDED

#include <stdbool.h>

enum { DEMO_OUTPUT, DEMO_LOG };     //  the two things a node writes

//  The folder, environment and port of this run; the path of `zcluster`.
void demo_begin (const char *zcluster);

//  End all that still runs and remove the folder; then say how it went. (A step
//  that does not hold does that, too, and ends the program.)
//  Returns  the exit status of the demo: 0 only if every step held
int demo_end (void);

//  ---- nodes ---------------------------------------------------------------

//  Start a node and wait until it is up. false (and the step fails): it is not.
bool demo_start (const char *name, const char *cookie);

//  Give a node a command, printf-style.
void demo_tell (const char *name, const char *format, ...)
    __attribute__ ((format (printf, 2, 3)));

//  Wait for a line that contains `text`; the lines up to it are shown.
//  false (and the step fails): it did not come in time
bool demo_expect (const char *name, int what, const char *text);

//  Wait for so many lines of output: these, in any order.
bool demo_expect_each (const char *name, int count, const char *const *texts);

//  kill -9, and wait until the process is gone.
void demo_kill (const char *name);

//  Wait until a node's program ended by itself. true: with status 0
bool demo_ended (const char *name);

//  Run `zcluster` with these arguments and show what it prints.
//  text     what its output must contain; NULL: it must print nothing
bool demo_zcluster (const char *text, const char *arg1, const char *arg2, const char *arg3);

//  ---- the story -----------------------------------------------------------

void demo_chapter (const char *title);

//  A line of a session, as the reader would type it.
void demo_prompt (const char *node, const char *text);

//  Did the step hold? `claim` is what it showed. If not, the demo ends here.
void demo_check (bool held, const char *claim);

#endif
