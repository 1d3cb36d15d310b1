//  demo_stage.h - the demo's stage: nodes as child processes, and what they say
//
//  Each node is a program of its own, talked to through pipes: a command goes in
//  as a line, answers come out as lines. Whoever waits, waits for a line, with a
//  time limit (ZC_TIME multiplies it). All happens in a folder of this run, which
//  is home and working directory of every node. Read next: demo_node.h.

#ifndef DEMO_STAGE_H_INCLUDED
#define DEMO_STAGE_H_INCLUDED

#include <stdbool.h>

enum { DEMO_OUTPUT, DEMO_LOG };     //  the two things a node writes

//  The folder, environment and port of this run; the path of `zcluster`.
void demo_begin (const char *zcluster);

//  End all that still runs and remove the folder.
void demo_clear (void);

//  Ctrl-C, or the like? Nobody waits any more then.
bool demo_interrupted (void);

//  ---- nodes ---------------------------------------------------------------

//  Start a node and wait until it is up. false (and the step fails): it is not.
bool demo_start (const char *name, const char *cookie);

//  Give a node a command, printf-style.
void demo_tell (const char *name, const char *format, ...)
    __attribute__ ((format (printf, 2, 3)));

//  Wait for a line that contains `text`; the lines up to it are shown.
//  false (and the step fails): it did not come in time
bool demo_expect (const char *name, int what, const char *text);

//  One exchange of a session: show it as the reader would type it, give the node
//  the command that stands for it, and wait for the answer (text NULL: for none).
bool demo_ask (const char *name, const char *session, const char *command, const char *text);

//  Wait for what appears at a node's terminal without its being asked.
bool demo_hear (const char *name, const char *text);

//  Wait for so many lines of output: these, in any order.
bool demo_expect_each (const char *name, int count, const char *const *texts);

//  Give a node a moment to say something. true: it is silent
bool demo_silent (const char *name);

//  kill -9, and wait until the process is gone.
void demo_kill (const char *name);

//  Wait until a node's program ended by itself. true: with status 0
bool demo_ended (const char *name);

//  Show what the nodes wrote to their logs and nobody looked at.
void demo_show_logs (void);

//  ---- other programs ------------------------------------------------------

//  Run `zcluster` with these arguments and show what it prints.
//  text     what its output must contain; NULL: it must print nothing
bool demo_zcluster (const char *text, const char *arg1, const char *arg2, const char *arg3);

//  Have the system's shell run a command, and show what it prints.
bool demo_shell (const char *text, const char *command);

#endif
