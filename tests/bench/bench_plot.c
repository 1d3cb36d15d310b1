//  bench_plot.c - one picture: how many times better than OTP, row by row
//
//  Bars on a logarithmic scale from a tenth to a hundred times, with a mark
//  where a row has a bar to reach.

#include "bench.h"

#include <stdio.h>
#include <string.h>

enum { LEFT = 230, RIGHT = 70, WIDTH = 640, TOP = 60, LINE = 22, DECADES = 3,
       PLOT = WIDTH - LEFT - RIGHT };

static double
s_x (double gain)
{
    double decades = log10 (fmin (fmax (gain, 0.1), 100)) + 1;
    return LEFT + decades / DECADES * PLOT;
}

//  The bar "OTP's time divided by ours", 0 for a row that has none.
static double
s_wanted (const char *name)
{
    for (size_t i = 0; i < bench_bar_count; i++)
        if (strcmp (bench_bars [i].row, name) == 0 && bench_bars [i].left == SIDE_OTP
            && bench_bars [i].right == SIDE_ZC)
            return bench_bars [i].limit;
    return 0;
}

static void
s_draw_scale (FILE *file, int height)
{
    static const double ticks [] = {0.1, 0.5, 1, 2, 5, 10, 20, 50, 100};
    for (size_t i = 0; i < sizeof ticks / sizeof *ticks; i++)
        fprintf (file, "<line x1='%.1f' x2='%.1f' y1='%d' y2='%d' stroke='%s'/>"
                 "<text x='%.1f' y='%d' text-anchor='middle'>%g</text>\n",
                 s_x (ticks [i]), s_x (ticks [i]), TOP - 8, height - 10,
                 ticks [i] < 1 || ticks [i] > 1? "#ddd": "#555",
                 s_x (ticks [i]), TOP - 14, ticks [i]);
}

static void
s_draw_row (FILE *file, int y, const row_t *row, double gain)
{
    double from = fmin (s_x (1), s_x (gain)), to = fmax (s_x (1), s_x (gain));
    fprintf (file, "<text x='%d' y='%d' text-anchor='end'>%s</text>"
             "<rect x='%.1f' y='%d' width='%.1f' height='14' fill='%s'/>"
             "<text x='%.1f' y='%d'>%.2f</text>\n",
             LEFT - 8, y + 12, row->text, from, y, to - from, gain < 1? "#c0392b": "#2e7d5b",
             to + 6, y + 12, gain);
    double wanted = s_wanted (row->name);
    if (wanted > 0)
        fprintf (file, "<line x1='%.1f' x2='%.1f' y1='%d' y2='%d' stroke='black' stroke-width='2'/>\n",
                 s_x (wanted), s_x (wanted), y - 2, y + 16);
}

static bool
s_is_drawn (const samples_t *samples, size_t row)
{
    return bench_rows [row].kind != KIND_BY_PRODUCT && isfinite (bench_gain (samples, row));
}

void
bench_plot (const samples_t *samples, const char *path)
{
    FILE *file = fopen (path, "w");
    if (!file) {
        perror (path);
        return;
    }
    int rows = 0;
    for (size_t row = 0; row < bench_row_count; row++)
        rows += s_is_drawn (samples, row);
    int height = TOP + rows * LINE + 20, y = TOP;
    fprintf (file, "<svg xmlns='http://www.w3.org/2000/svg' width='%d' height='%d' "
             "font-family='sans-serif' font-size='12'>\n<rect width='100%%' height='100%%' fill='white'/>\n"
             "<text x='%d' y='22' font-size='14'>zcluster (encrypted) beside Erlang/OTP (clear): "
             "times better</text>\n", WIDTH, height, 12);
    s_draw_scale (file, height);
    for (size_t row = 0; row < bench_row_count; row++)
        if (s_is_drawn (samples, row)) {
            s_draw_row (file, y, &bench_rows [row], bench_gain (samples, row));
            y += LINE;
        }
    fputs ("</svg>\n", file);
    fclose (file);
}
