//  zs_main.h - seeds in child processes: try, shrink, and the test suite

#ifndef ZS_MAIN_H_INCLUDED
#define ZS_MAIN_H_INCLUDED

#include "zs_sim.h"

enum { ZS_BATCH = 64 };

extern const char *zs_program;      //  as it was called

//  Nodes and steps that were not given: as the seed has it.
void zs_fill_options (zs_options_t *options);

//  Seed, nodes, steps and troubles that were not given: where the plant's bug shows. Without a
//  plant, or if it shows anywhere, from seed 1 on.
void zs_fill_from_plant (zs_options_t *options);

//  ---- zs_try.c ------------------------------------------------------------

//  Run a seed in a child process, silently. Returns  its status, as of wait: 0 if
//  all invariants held; another for each kind of failure
int zs_try (const zs_options_t *options);

//  Did the run end with the judge's own words (zs_fail)? Else it has crashed, or takes too
//  long.
bool zs_is_verdict (int status);
//  Say what ended a run, if it did not say so itself.
void zs_print_end (int status);

//  Many, two at a time. Returns  the first in the list that failed, and its status;
//  -1: none
int zs_try_batch (const zs_options_t *options, int count, int *status);

//  A seed failed: find a smaller run that fails too, show it, and say how to
//  repeat it.
void zs_shrink (const zs_options_t *options);

//  ---- zs_suite.c ----------------------------------------------------------

//  The tests, reported in TAP.
int zs_suite (void);

#endif
