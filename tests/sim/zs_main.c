//  zs_main.c - the simulator's program
//
//      sim                         the test suite (TAP): a few minutes at most
//      sim --seed 7                one seed, and the hash of all that happened
//          --nodes 5 --steps 120   … with so many nodes and steps
//          --without cut,pause     … and some kinds of trouble left out
//          --trace                 … and print all that happens
//      sim --seeds 1000 --from 1   many seeds; the first that fails is shrunk
//      sim --minutes 60            seeds for an hour; with --seeds, at least so many
//      sim --plant lose            with a bug on purpose (--plant list); where it shows, if
//                                  nothing else is said

#include "zs_main.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

const char *zs_program;

void
zs_fill_options (zs_options_t *options)
{
    zs_random_t random = zs_random_of (options->seed, 2);
    int nodes = (int) zs_random_from (&random, 2, 8), steps = (int) zs_random_from (&random, 40, 400);
    if (zs_random_one_in (&random, 40))
        nodes = 30;
    if (zs_random_one_in (&random, 500)) {
        nodes = (int) zs_random_from (&random, 60, 80);
        steps = steps / 4 + 1;      //  they take longer than all others together
    }
    if (!options->nodes)
        options->nodes = nodes;
    if (!options->steps)
        options->steps = steps;
}

void
zs_fill_from_plant (zs_options_t *options)
{
    const zs_options_t *runs = &zs_plants [options->plant].runs;
    if (!options->seed)
        options->seed = runs->seed? runs->seed: 1;
    if (!options->nodes)
        options->nodes = runs->nodes;
    if (!options->steps)
        options->steps = runs->steps;
    if (!options->without)
        options->without = runs->without;
}

static uint64_t
s_seed (const char *text)
{
    char *end;
    uint64_t seed = strtoull (text, &end, 10);
    if (!seed || *end) {
        fprintf (stderr, "a seed is a number from 1 on, not %s\n", text);
        exit (2);
    }
    return seed;
}

static unsigned
s_troubles (char *text)
{
    unsigned bits = 0;
    for (char *name = strtok (text, ","); name; name = strtok (NULL, ",")) {
        int i = 0;
        while (i < ZS_TROUBLES && strcmp (zs_trouble_names [i], name) != 0)
            i++;
        if (i == ZS_TROUBLES) {
            fprintf (stderr, "no such kind of trouble: %s\n", name);
            exit (2);
        }
        bits |= 1U << i;
    }
    return bits;
}

static int
s_plant (const char *name)
{
    for (int i = 0; i < ZS_PLANTS; i++)
        if (strcmp (zs_plants [i].name, name) == 0)
            return i;
    for (int i = 0; i < ZS_PLANTS; i++)
        printf ("%-12s%s\n", zs_plants [i].name, zs_plants [i].what);
    exit (strcmp (name, "list") == 0? 0: 2);
}

static int
s_run_one (zs_options_t *options)
{
    zs_fill_options (options);
    zs_run (options);
    printf ("seed %llu: %d nodes, %d steps, %.0f s, %llu rounds, %llu frames, hash %016llx\n",
            (unsigned long long) options->seed, options->nodes, options->steps,
            (double) zs_sim.now / 1e9, (unsigned long long) zs_sim.rounds,
            (unsigned long long) zs_sim.frames, (unsigned long long) zs_sim.hash);
    return 0;
}

//  At least so many, and for so long.
static int
s_run_many (zs_options_t *options, long count, double minutes)
{
    time_t until = time (NULL) + (time_t) (minutes * 60);
    uint64_t from = options->seed;
    long done = 0;
    while (done < count || time (NULL) < until) {
        zs_options_t batch [ZS_BATCH];
        int size = 0;
        for (; size < ZS_BATCH && (done >= count || done + size < count); size++) {
            batch [size] = *options;
            batch [size].seed = from + (uint64_t) (done + size);
        }
        int status, failed = zs_try_batch (batch, size, &status);
        if (failed >= 0) {
            zs_shrink (&batch [failed]);
            return 1;
        }
        done += size;
    }
    printf ("%ld seeds from %llu: all invariants hold\n", done, (unsigned long long) from);
    return 0;
}

//  Each node has two descriptors: hundreds need more than the usual limit.
static void
s_raise_limit (void)
{
    struct rlimit limit;
    if (getrlimit (RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max;
        setrlimit (RLIMIT_NOFILE, &limit);
    }
}

int
main (int argc, char **argv)
{
    enum { SEED = 1, SEEDS, FROM, MINUTES, NODES, STEPS, WITHOUT, PLANT, TRACE };
    static const struct option names [] = {
        {"seed", 1, NULL, SEED}, {"seeds", 1, NULL, SEEDS}, {"from", 1, NULL, FROM},
        {"minutes", 1, NULL, MINUTES}, {"nodes", 1, NULL, NODES}, {"steps", 1, NULL, STEPS},
        {"without", 1, NULL, WITHOUT}, {"plant", 1, NULL, PLANT}, {"trace", 0, NULL, TRACE},
        {NULL, 0, NULL, 0}};
    zs_options_t options = {0};
    long seeds = 0;
    double minutes = 0;
    int option;
    while ((option = getopt_long (argc, argv, "", names, NULL)) > 0)
        switch (option) {
            case SEED:
            case FROM: options.seed = s_seed (optarg); break;
            case SEEDS: seeds = atol (optarg); break;
            case MINUTES: minutes = atof (optarg); break;
            case NODES: options.nodes = atoi (optarg); break;
            case STEPS: options.steps = atoi (optarg); break;
            case WITHOUT: options.without = s_troubles (optarg); break;
            case PLANT: options.plant = s_plant (optarg); break;
            case TRACE: options.trace = true; break;
            default: return 2;
        }
    if (options.nodes < 0 || options.nodes > ZS_NODES_MAX || optind < argc) {
        fprintf (stderr, "at most %d nodes; see the top of zs_main.c\n", ZS_NODES_MAX);
        return 2;
    }
    zs_fill_from_plant (&options);
    zs_program = argv [0];
    s_raise_limit ();
    zs_draw_keys ();
    if (argc == 1)
        return zs_suite ();
    if (seeds || minutes > 0)
        return s_run_many (&options, seeds, minutes);
    return s_run_one (&options);
}
