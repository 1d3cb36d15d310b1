//  bench_program.h - a program that was started, and the lines it prints; and
//  the place where all of a run live

#ifndef BENCH_PROGRAM_H_INCLUDED
#define BENCH_PROGRAM_H_INCLUDED

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

enum { BENCH_TEXT_MAX = 512 };

//  A program under way, and the last line it printed.
typedef struct {
    char name [32];
    pid_t pid;
    int output;
    char trouble [80];              //  why it is not waited for any longer; "": its output ended
    size_t used;
    char buffer [4096];
    char line [BENCH_TEXT_MAX];
    double line_at;                 //  when it came
} bench_program_t;

//  Start a program, its name first in `args`; it dies with this one at the
//  latest. End it; any number of times.
bench_program_t bench_program_start (char *const *args);
void bench_program_end (bench_program_t *self);

//  Wait for the next line. false: the program ended, it takes too long, or the
//  user interrupts. bench_program_await: and does it begin with `word`?
bool bench_program_next_line (bench_program_t *self);
bool bench_program_await (bench_program_t *self, const char *word);

//  After one of them returned false: why, in words, with the program's name.
//  Waits for a program whose output ended to end itself.
void bench_program_why (const bench_program_t *self, char *text, size_t size);

//  Where programs complain.
void bench_program_set_log (const char *path);

double bench_now (void);            //  nanoseconds

//  A folder of the run's own in /tmp, with a certificate and an epmd in it; the
//  programs learn of it from their environment.
const char *bench_place_begin (void);
void bench_place_end (void);

#endif
