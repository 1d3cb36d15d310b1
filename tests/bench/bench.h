//  bench.h - the driver of the benchmarks: its tables and its parts
//
//  bench.c         options, and the order of the runs
//  bench_rows.c    what is measured: rows, and the bars they have to reach
//  bench_side.c    how each side does a row: bench_program.c, bench_place.c
//  bench_report.c  medians, ratios, the table, the CSV file
//  bench_plot.c    the SVG picture
//
//  A side is one way to do the work; a row is one thing that is measured; a
//  sample is what one side took for one row in one run.

#ifndef BENCH_H_INCLUDED
#define BENCH_H_INCLUDED

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

enum { BENCH_RUNS_MAX = 99, BENCH_ROWS_MAX = 64, BENCH_WHY_MAX = 96 };

typedef enum {
    SIDE_ZC, SIDE_ZC_PLAIN, SIDE_OTP, SIDE_OTP_TLS, SIDE_NULL, SIDE_CURVE, SIDE_TCP, SIDES,
    SIDE_NONE = SIDES
} side_t;

//  Sets of sides, or-ed of 1 << side.
enum {
    NODES_ALONE = 1 << SIDE_ZC | 1 << SIDE_OTP,
    NODES = NODES_ALONE | 1 << SIDE_ZC_PLAIN | 1 << SIDE_OTP_TLS,
    FLOORS = 1 << SIDE_NULL | 1 << SIDE_CURVE | 1 << SIDE_TCP
};

//  What the driver does to get a row's samples.
typedef enum {
    KIND_LOCAL,                     //  one program that prints them
    KIND_PAIR,                      //  a server and a client that prints them
    KIND_CLUSTER,                   //  the same with `size` nodes, the client is one
    KIND_FRESH,                     //  a server, looked at from outside
    KIND_MESH,                      //  `count` nodes until all know all
    KIND_NODEDOWN,                  //  a server that is killed under its watcher
    KIND_BY_PRODUCT,                //  printed by another row: "other.suffix"
    KIND_HEADING                    //  nothing: what the rows after it are about
} kind_t;

typedef struct {
    const char *name;
    const char *text;
    const char *unit;
    double scale;                   //  what is printed, times this, is in the unit
    kind_t kind;
    int sides;
    const char *job;                //  what the program is told to do
    long count, quick;              //  how often; how often in quick mode
    size_t size;                    //  bytes of payload; nodes of a cluster; messages left
    bool is_rate;                   //  more is better
} row_t;

//  A bar: the left side's time divided by the right side's, or, without a right
//  side, the left side's value.
typedef struct {
    const char *row;
    side_t left, right;
    bool at_least;
    double limit;
} bar_t;

extern const row_t bench_rows [];
extern const size_t bench_row_count;
extern const bar_t bench_bars [];
extern const size_t bench_bar_count;
extern const char *const bench_side_names [SIDES];

//  All samples; NAN where there is none.
typedef struct {
    int runs;
    int sides;                      //  the ones wanted
    bool wanted [BENCH_ROWS_MAX];   //  the rows, with their by-products
    double value [BENCH_RUNS_MAX] [BENCH_ROWS_MAX] [SIDES];
    char why [BENCH_ROWS_MAX] [SIDES] [BENCH_WHY_MAX];      //  a run has none; the last reason
} samples_t;

//  Begin, end: the place where nodes of this run live, and what they need.
//  What they write to standard error goes to the file `log`.
void bench_sides_begin (const char *programs, const char *log);
void bench_sides_end (void);

//  Have `side` do `row` once; fills the row and its by-products, or says why not.
void bench_side_run (side_t side, const row_t *row, long count, samples_t *samples, int run);

//  Medians; NAN without a sample.
double bench_median (const samples_t *samples, size_t row, side_t side);
//  The median of what `left` took, divided by what `right` took in the same run.
double bench_ratio (const samples_t *samples, size_t row, side_t left, side_t right);

//  How much better ours is than OTP: the ratio, turned around for rates.
double bench_gain (const samples_t *samples, size_t row);

//  Index of a row; bench_row_count if there is none.
size_t bench_row_find (const char *name);

//  The heading over a row.
size_t bench_row_heading (size_t row);

//  The row that prints a by-product; of others the row itself.
size_t bench_row_source (size_t row);

//  Was a side to do a row? One that can, and both were asked for.
bool bench_is_wanted (const samples_t *samples, size_t row, side_t side);

void bench_report_table (const samples_t *samples);
void bench_report_csv (const samples_t *samples, const char *path);
void bench_plot (const samples_t *samples, const char *path);

#endif
