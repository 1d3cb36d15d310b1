//  zs_suite.c - the simulator's part of the test suite, in TAP
//
//  Some seeds; many nodes in one program; the same seed in two processes; and
//  the test of the simulator itself: bugs planted on purpose have to be found.

#include "zs_main.h"
#include "base/zc_context.h"

#include <stdio.h>
#include <string.h>

//  MANY_NODES: ThreadSanitizer knows of 8,000 processes at most, and 200 nodes have more.
enum { SEEDS = 300, MANY_NODES = ZC_TSAN? 100: 200, TESTS = 3 + ZS_PLANTS - 1 };

static int s_number, s_failed;

static void
s_report (bool good, const char *what)
{
    printf ("%s %d - %s\n", good? "ok": "not ok", ++s_number, what);
    s_failed += !good;
    fflush (stdout);
}

//  Seeds from..., all as `options` has it. Shrinks and shows what fails.
static bool
s_seeds_hold (zs_options_t options, int count)
{
    for (int done = 0; done < count; done += ZS_BATCH) {
        zs_options_t batch [ZS_BATCH];
        int size = count - done < ZS_BATCH? count - done: ZS_BATCH;
        for (int i = 0; i < size; i++) {
            batch [i] = options;
            batch [i].seed = options.seed + (uint64_t) (done + i);
        }
        int status, failed = zs_try_batch (batch, size, &status);
        if (failed >= 0) {
            zs_shrink (&batch [failed]);
            return false;
        }
    }
    return true;
}

//  What a run of this program, in a process of its own, says of a seed.
static bool
s_output (int seed, char *line, int size)
{
    char command [600];
    snprintf (command, sizeof command, "'%s' --seed %d", zs_program, seed);
    FILE *output = popen (command, "r");
    bool good = output && fgets (line, size, output);
    return output && pclose (output) == 0 && good;
}

static bool
s_same_hash (void)
{
    for (int seed = 1; seed <= 4; seed++) {
        char first [200], second [200];
        if (!s_output (seed, first, sizeof first)
        || !s_output (seed, second, sizeof second) || strcmp (first, second) != 0
        || !strstr (first, "hash "))
            return false;
    }
    return true;
}

//  The first of a plant's runs, from the done-th on, that fails; -1: none of a batch.
static int
s_find_in_batch (int plant, int done, int *status)
{
    const zs_plant_info_t *info = &zs_plants [plant];
    zs_options_t batch [ZS_BATCH];
    int size = info->within - done < ZS_BATCH? info->within - done: ZS_BATCH;
    for (int i = 0; i < size; i++) {
        batch [i] = (zs_options_t) {.plant = plant};
        zs_fill_from_plant (&batch [i]);
        batch [i].seed += (uint64_t) (done + i);
    }
    int found = zs_try_batch (batch, size, status);
    return found < 0? -1: done + found;
}

//  By the judge: a crash, or a run without end, is not what we look for.
static void
s_find (int plant)
{
    const zs_plant_info_t *info = &zs_plants [plant];
    int status = 0, found = -1;
    for (int done = 0; found < 0 && done < info->within; done += ZS_BATCH)
        found = s_find_in_batch (plant, done, &status);
    char what [200];
    snprintf (what, sizeof what, "found within %d seeds: %s (run %d)", info->within, info->what,
              found + 1);
    s_report (found >= 0 && zs_is_verdict (status), what);
    if (found >= 0 && !zs_is_verdict (status)) {
        printf ("#   run %d: ", found + 1);
        zs_print_end (status);
    }
}

int
zs_suite (void)
{
    printf ("1..%d\n", TESTS);
    s_report (s_seeds_hold ((zs_options_t) {.seed = 1}, SEEDS), "the invariants hold in many runs");
    s_report (s_seeds_hold ((zs_options_t) {.seed = 1, .nodes = MANY_NODES, .steps = 30}, 1),
              "the invariants hold among many nodes");
    s_report (s_same_hash (), "a seed does the same in two processes");
    for (int plant = 1; plant < ZS_PLANTS; plant++)
        s_find (plant);
    return s_failed? 1: 0;
}
