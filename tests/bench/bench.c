//  bench.c - zcluster, Erlang/OTP, bare libzmq and bare TCP side by side
//
//      bench [-q] [-r RUNS] [-s SIDES] [-o FOLDER] PROGRAMS [ROW…]    (make bench)
//      bench -l
//
//  A ROW may be a heading of several (-l shows them).
//
//  Every run goes through all rows, every row through all its sides, one after
//  the other: A B C, A B C, … so that a noisy neighbour hits all of them. Read
//  next: bench_rows.c, README.md.

#include "bench.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct {
    bool quick;
    int runs;
    int sides;
    const char *folder;             //  for the results
    const char *programs;
    char **rows;                    //  NULL: all
} options_t;

static samples_t s_samples;
static volatile sig_atomic_t s_interrupted;

//  Whoever waits for a line stops waiting; then all is cleaned up as at the end.
static void
s_interrupt (int signal)
{
    (void) signal;
    s_interrupted = 1;
}

static void
s_list (void)
{
    for (size_t row = 0; row < bench_row_count; row++)
        if (bench_rows [row].kind != KIND_BY_PRODUCT)
            printf ("%s%-14s %s\n", bench_row_heading (row) == row? "\n": "  ", bench_rows [row].name,
                    bench_rows [row].text);
}

//  "zcluster,OTP": parts of names count, so `-s zc` is both of ours.
static int
s_parse_sides (const char *names)
{
    int sides = 0;
    for (int side = 0; side < SIDES; side++) {
        char copy [128], *rest = copy;
        snprintf (copy, sizeof copy, "%s", names);
        for (char *name; (name = strsep (&rest, ","));)
            if (strncmp (name, bench_side_names [side], strlen (name)) == 0)
                sides |= 1 << side;
    }
    return sides;
}

static bool
s_parse (options_t *self, int argc, char **argv)
{
    *self = (options_t) {.runs = 5, .sides = (1 << SIDES) - 1, .folder = "."};
    for (int option; (option = getopt (argc, argv, "qlr:s:o:")) != -1;)
        switch (option) {
            case 'q': self->quick = true, self->runs = 1; break;
            case 'l': s_list (); exit (0);
            case 'r': self->runs = atoi (optarg); break;
            case 's': self->sides = s_parse_sides (optarg); break;
            case 'o': self->folder = optarg; break;
            default: return false;
        }
    if (optind >= argc || self->runs < 1 || self->runs > BENCH_RUNS_MAX || !self->sides)
        return false;
    self->programs = argv [optind];
    self->rows = optind + 1 < argc? argv + optind + 1: NULL;
    for (char **name = self->rows; name && *name; name++)
        if (bench_row_find (*name) == bench_row_count) {
            fprintf (stderr, "bench: no row %s (-l lists them)\n", *name);
            return false;
        }
    return true;
}

static bool
s_is_wanted (const options_t *options, size_t row)
{
    if (bench_rows [row].kind == KIND_BY_PRODUCT || bench_rows [row].kind == KIND_HEADING)
        return false;
    if (!options->rows)
        return true;
    const char *heading = bench_rows [bench_row_heading (row)].name;
    for (char **name = options->rows; *name; name++)
        if (strcmp (*name, bench_rows [row].name) == 0 || strcmp (*name, heading) == 0)
            return true;
    return false;
}

static void
s_clear (samples_t *samples, const options_t *options)
{
    samples->runs = options->runs;
    samples->sides = options->sides;
    for (size_t row = 0; row < bench_row_count; row++)
        samples->wanted [row] = s_is_wanted (options, bench_row_source (row));
    for (int run = 0; run < options->runs; run++)
        for (size_t row = 0; row < bench_row_count; row++)
            for (int side = 0; side < SIDES; side++)
                samples->value [run] [row] [side] = NAN;
}

static void
s_run_row (const options_t *options, size_t index, int run)
{
    const row_t *row = &bench_rows [index];
    fprintf (stderr, "run %d of %d: %-14s", run + 1, options->runs, row->name);
    for (int side = 0; side < SIDES && !s_interrupted; side++) {
        if (!bench_is_wanted (&s_samples, index, (side_t) side))
            continue;
        bench_side_run ((side_t) side, row, options->quick? row->quick: row->count, &s_samples, run);
        fprintf (stderr, " %s %.3g", bench_side_names [side], s_samples.value [run] [index] [side]);
    }
    fprintf (stderr, " %s\n", row->unit);
}

static void
s_write_files (const options_t *options)
{
    char path [512];
    snprintf (path, sizeof path, "%s/results.csv", options->folder);
    bench_report_csv (&s_samples, path);
    printf ("\n%s ", path);
    snprintf (path, sizeof path, "%s/results.svg", options->folder);
    bench_plot (&s_samples, path);
    puts (path);
}

//  Did ours, encrypted and plain, do all they were asked for? Numbers are not
//  judged, only their absence; what others lack is a notice of the report.
static bool
s_is_complete (void)
{
    for (size_t row = 0; row < bench_row_count; row++)
        for (int side = SIDE_ZC; side <= SIDE_ZC_PLAIN; side++)
            if (bench_is_wanted (&s_samples, row, (side_t) side)
                && isnan (bench_median (&s_samples, row, (side_t) side)))
                return false;
    return true;
}

int
main (int argc, char **argv)
{
    options_t options;
    if (!s_parse (&options, argc, argv)) {
        fputs ("usage: bench [-q] [-r RUNS] [-s SIDES] [-o FOLDER] PROGRAMS [ROW…]\n", stderr);
        return 2;
    }
    s_clear (&s_samples, &options);
    struct sigaction action = {.sa_handler = s_interrupt};
    sigaction (SIGINT, &action, NULL);
    sigaction (SIGTERM, &action, NULL);
    char log [512];
    snprintf (log, sizeof log, "%s/bench.log", options.folder);
    bench_sides_begin (options.programs, log);
    for (int run = 0; run < options.runs; run++)
        for (size_t row = 0; row < bench_row_count; row++)
            if (!s_interrupted && s_is_wanted (&options, row))
                s_run_row (&options, row, run);
    bench_sides_end ();
    bench_report_table (&s_samples);
    s_write_files (&options);
    return s_is_complete ()? 0: 1;
}
