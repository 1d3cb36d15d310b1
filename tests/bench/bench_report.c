//  bench_report.c - medians, ratios, the table, the CSV file
//
//  A ratio is taken between two sides within one run, where they had the same
//  neighbours, and the median of these ratios is shown: on a busy machine that
//  is steadier than the ratio of two medians.

#include "bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int
s_compare (const void *a, const void *b)
{
    double x = *(const double *) a, y = *(const double *) b;
    return (x > y) - (x < y);
}

static double
s_median_of (double *values, size_t count)
{
    if (!count)
        return NAN;
    qsort (values, count, sizeof *values, s_compare);
    return count % 2? values [count / 2]: (values [count / 2 - 1] + values [count / 2]) / 2;
}

double
bench_median (const samples_t *samples, size_t row, side_t side)
{
    double values [BENCH_RUNS_MAX];
    size_t count = 0;
    for (int run = 0; run < samples->runs; run++)
        if (!isnan (samples->value [run] [row] [side]))
            values [count++] = samples->value [run] [row] [side];
    return s_median_of (values, count);
}

double
bench_ratio (const samples_t *samples, size_t row, side_t left, side_t right)
{
    double values [BENCH_RUNS_MAX];
    size_t count = 0;
    for (int run = 0; run < samples->runs; run++) {
        double ratio = samples->value [run] [row] [left] / samples->value [run] [row] [right];
        if (isfinite (ratio))
            values [count++] = ratio;
    }
    return s_median_of (values, count);
}

double
bench_gain (const samples_t *samples, size_t row)
{
    return bench_rows [row].is_rate? bench_ratio (samples, row, SIDE_ZC, SIDE_OTP)
                                   : bench_ratio (samples, row, SIDE_OTP, SIDE_ZC);
}

//  Three digits that count, as far as that goes without exponents.
static const char *
s_number (char text [32], double value)
{
    if (isnan (value))
        return strcpy (text, "-");
    snprintf (text, 32, "%.*f", value < 10? 2: value < 100? 1: 0, value);
    return text;
}

//  A heading has those of its rows.
static bool
s_has_samples (const samples_t *samples, size_t row)
{
    for (size_t under = row + 1; bench_rows [row].kind == KIND_HEADING && under < bench_row_count
                                 && bench_row_heading (under) == row; under++)
        if (s_has_samples (samples, under))
            return true;
    for (int side = 0; side < SIDES; side++)
        if (!isnan (bench_median (samples, row, (side_t) side)))
            return true;
    return false;
}

static void
s_print_row (const samples_t *samples, size_t row)
{
    char number [32];
    printf ("| %-30s | %-4s |", bench_rows [row].text, bench_rows [row].unit);
    for (int side = 0; side < SIDES; side++)
        printf (" %9s |", s_number (number, bench_median (samples, row, (side_t) side)));
    printf (" %9s |\n", s_number (number, bench_gain (samples, row)));
}

static void
s_print_heading (size_t row)
{
    char text [64];
    snprintf (text, sizeof text, "**%s**", bench_rows [row].text);
    printf ("| %-30s | %4s |", text, "");
    for (int side = 0; side <= SIDES; side++)
        printf (" %9s |", "");
    putchar ('\n');
}

static void
s_print_medians (const samples_t *samples)
{
    printf ("\n| %-30s | %-4s |", "medians", "unit");
    for (int side = 0; side < SIDES; side++)
        printf (" %9s |", bench_side_names [side]);
    printf (" %9s |\n|%.32s|%.6s|", "OTP/ours", "--------------------------------", "------");
    for (int side = 0; side <= SIDES; side++)
        fputs ("----------:|", stdout);
    putchar ('\n');
    for (size_t row = 0; row < bench_row_count; row++) {
        if (!s_has_samples (samples, row))
            continue;
        if (bench_rows [row].kind == KIND_HEADING)
            s_print_heading (row);
        else
            s_print_row (samples, row);
    }
}

static void
s_print_bar (const bar_t *bar, size_t row, double measured)
{
    char what [96], number [32], limit [32];
    if (bar->right == SIDE_NONE)
        snprintf (what, sizeof what, "%s, %s", bench_rows [row].text, bench_rows [row].unit);
    else
        snprintf (what, sizeof what, "%s: %s / %s", bench_rows [row].text, bench_side_names [bar->left],
                  bench_side_names [bar->right]);
    bool reached = bar->at_least? measured >= bar->limit: measured <= bar->limit;
    printf ("| %-50s | %8s | %s %8s | %-7s |\n", what, s_number (number, measured),
            bar->at_least? ">=": "<=", s_number (limit, bar->limit), reached? "yes": "no");
}

static void
s_print_bars (const samples_t *samples)
{
    printf ("\n| %-50s | %8s | %11s | reached |\n|%.52s|---------:|------------:|---------|\n",
            "bar", "measured", "wanted", "----------------------------------------------------");
    for (size_t i = 0; i < bench_bar_count; i++) {
        const bar_t *bar = &bench_bars [i];
        size_t row = bench_row_find (bar->row);
        double measured = bar->right == SIDE_NONE? bench_median (samples, row, bar->left)
                                                 : bench_ratio (samples, row, bar->left, bar->right);
        if (!isnan (measured))
            s_print_bar (bar, row, measured);
    }
}

void
bench_report_table (const samples_t *samples)
{
    s_print_medians (samples);
    s_print_bars (samples);
}

void
bench_report_csv (const samples_t *samples, const char *path)
{
    FILE *file = fopen (path, "w");
    if (!file) {
        perror (path);
        return;
    }
    fputs ("run,row,side,value,unit\n", file);
    for (int run = 0; run < samples->runs; run++)
        for (size_t row = 0; row < bench_row_count; row++)
            for (int side = 0; side < SIDES; side++)
                if (!isnan (samples->value [run] [row] [side]))
                    fprintf (file, "%d,%s,%s,%g,%s\n", run + 1, bench_rows [row].name,
                             bench_side_names [side], samples->value [run] [row] [side], bench_rows [row].unit);
    fclose (file);
}
