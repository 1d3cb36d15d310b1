//  bench_report.c - medians, ratios, the table, the CSV file
//
//  A ratio is taken between two sides within one run, where they had the same
//  neighbours, and the median of these ratios is shown: on a busy machine that
//  is steadier than the ratio of two medians.

#include "bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

//  Of the single runs; NAN without one.
typedef struct {
    double lowest, median, highest;
} range_t;

static int
s_compare (const void *a, const void *b)
{
    double x = *(const double *) a, y = *(const double *) b;
    return (x > y) - (x < y);
}

//  What the left side took in a run; divided by what the right side took, if
//  there is one. NAN where a sample is missing.
static double
s_sample (const samples_t *samples, int run, size_t row, side_t left, side_t right)
{
    const double *values = samples->value [run] [row];
    double sample = right == SIDE_NONE? values [left]: values [left] / values [right];
    return isfinite (sample)? sample: NAN;
}

static range_t
s_range (const samples_t *samples, size_t row, side_t left, side_t right)
{
    double values [BENCH_RUNS_MAX];
    size_t count = 0;
    for (int run = 0; run < samples->runs; run++) {
        double sample = s_sample (samples, run, row, left, right);
        if (!isnan (sample))
            values [count++] = sample;
    }
    if (!count)
        return (range_t) {NAN, NAN, NAN};
    qsort (values, count, sizeof *values, s_compare);
    return (range_t) {values [0], (values [(count - 1) / 2] + values [count / 2]) / 2, values [count - 1]};
}

double
bench_median (const samples_t *samples, size_t row, side_t side)
{
    return s_range (samples, row, side, SIDE_NONE).median;
}

double
bench_ratio (const samples_t *samples, size_t row, side_t left, side_t right)
{
    return s_range (samples, row, left, right).median;
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

//  Why a side did nothing at all; NULL: it did something, or there are more reasons
//  than one.
static const char *
s_absence (const samples_t *samples, side_t side)
{
    const char *why = NULL;
    for (size_t row = 0; row < bench_row_count; row++) {
        if (bench_row_source (row) != row || !bench_is_wanted (samples, row, side))
            continue;
        const char *of_row = samples->why [row] [side];
        if (!isnan (bench_median (samples, row, side)) || (why && strcmp (why, of_row) != 0))
            return NULL;
        why = of_row;
    }
    return why;
}

static void
s_print_absence (side_t side, const char *what, const char *why, bool *is_first)
{
    printf ("%snot measured: %s, %s: %s\n", *is_first? "\n": "", bench_side_names [side], what, why);
    *is_first = false;
}

static void
s_print_missing_rows (const samples_t *samples, side_t side, bool *is_first)
{
    for (size_t row = 0; row < bench_row_count; row++) {
        int missing = 0;
        for (int run = 0; run < samples->runs; run++)
            missing += isnan (samples->value [run] [row] [side]);
        char what [64];
        snprintf (what, sizeof what, "%s, %d of %d runs", bench_rows [row].name, missing, samples->runs);
        if (missing && *samples->why [row] [side])
            s_print_absence (side, what, samples->why [row] [side], is_first);
    }
}

//  One line for a side that does not run, else one for each row it lacks.
static void
s_print_missing (const samples_t *samples)
{
    bool is_first = true;
    for (int side = 0; side < SIDES; side++) {
        const char *why = s_absence (samples, (side_t) side);
        if (!why)
            s_print_missing_rows (samples, (side_t) side, &is_first);
        else if (*why)
            s_print_absence ((side_t) side, "all rows", why, &is_first);
    }
}

//  "row: left / right", or "row, unit" of a bar that is no ratio.
static const char *
s_bar_text (char text [96], const bar_t *bar, size_t row)
{
    if (bar->right == SIDE_NONE)
        snprintf (text, 96, "%s, %s", bench_rows [row].text, bench_rows [row].unit);
    else
        snprintf (text, 96, "%s: %s / %s", bench_rows [row].text, bench_side_names [bar->left],
                  bench_side_names [bar->right]);
    return text;
}

static void
s_print_bar (const bar_t *bar, size_t row, range_t range)
{
    char text [96], number [32], lowest [32], highest [32], limit [32];
    bool reached = bar->at_least? range.median >= bar->limit: range.median <= bar->limit;
    printf ("| %-50s | %8s | %8s | %8s | %s %8s | %-12s |\n", s_bar_text (text, bar, row),
            s_number (number, range.median), s_number (lowest, range.lowest),
            s_number (highest, range.highest), bar->at_least? ">=": "<=",
            s_number (limit, bar->limit), isnan (range.median)? "not measured": reached? "yes": "no");
}

static void
s_print_bars (const samples_t *samples)
{
    printf ("\n| %-50s | %8s | %8s | %8s | %11s | %-12s |\n"
            "|%.52s|---------:|---------:|---------:|------------:|--------------|\n",
            "bar", "measured", "lowest", "highest", "wanted", "reached",
            "----------------------------------------------------");
    for (size_t i = 0; i < bench_bar_count; i++) {
        const bar_t *bar = &bench_bars [i];
        size_t row = bench_row_find (bar->row);
        if (bench_is_wanted (samples, row, bar->left)
            && (bar->right == SIDE_NONE || bench_is_wanted (samples, row, bar->right)))
            s_print_bar (bar, row, s_range (samples, row, bar->left, bar->right));
    }
}

void
bench_report_table (const samples_t *samples)
{
    s_print_medians (samples);
    s_print_bars (samples);
    s_print_missing (samples);
}

static void
s_write_samples (const samples_t *samples, int run, FILE *file)
{
    for (size_t row = 0; row < bench_row_count; row++)
        for (int side = 0; side < SIDES; side++)
            if (!isnan (samples->value [run] [row] [side]))
                fprintf (file, "%d,%s,%s,%g,%s\n", run + 1, bench_rows [row].name,
                         bench_side_names [side], samples->value [run] [row] [side], bench_rows [row].unit);
}

//  Of the bars that are ratios.
static void
s_write_ratios (const samples_t *samples, int run, FILE *file)
{
    for (size_t i = 0; i < bench_bar_count; i++) {
        const bar_t *bar = &bench_bars [i];
        if (bar->right == SIDE_NONE)
            continue;
        double ratio = s_sample (samples, run, bench_row_find (bar->row), bar->left, bar->right);
        if (!isnan (ratio))
            fprintf (file, "%d,%s,%s / %s,%g,ratio\n", run + 1, bar->row, bench_side_names [bar->left],
                     bench_side_names [bar->right], ratio);
    }
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
    for (int run = 0; run < samples->runs; run++) {
        s_write_samples (samples, run, file);
        s_write_ratios (samples, run, file);
    }
    fclose (file);
}
