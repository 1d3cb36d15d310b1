//  gr_report.c - what a person reads: a table, and the first failure explained
//
//      2.1 A counter, and a game of ping-pong             build ok (asan, ubsan)
//        2.1.1 counts what it is told to                  ok        3/3    0.1s
//        2.1.2 each counter has its own count             FAIL      0/2    0.1s
//
//      2.1.2 each counter has its own count
//        did       sent add 7 to one counter and add 35 to another; asked both
//        expected  count 7
//        got       count 42
//        why       …
//
//  80 columns; at most 12 lines a failure, unless all are explained (V=1); colours only at a
//  terminal. The last line is for scripts, the same in both languages.

#include "gr_inner.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { NAME_COLUMN = 50, FIELD_COLUMN = 12, EXPLAINED_LINES = 12, WARNING_LINES = 6, FIELDS = 6 };

//  ---- colours -------------------------------------------------------------

static const char *
s_colour (const char *code)
{
    const char *terminal = getenv ("TERM");
    bool coloured = isatty (1) && !getenv ("NO_COLOR") && terminal && strcmp (terminal, "dumb") != 0;
    return coloured? code: "";
}

static const char *
s_plain (void)
{
    return s_colour ("\033[0m");
}

static const char *
s_colour_of (gr_state_t state)
{
    if (state == GR_PASS)
        return s_colour ("\033[32m");
    return s_colour (state == GR_SKIPPED || state == GR_NOT_STARTED? "\033[33m": "\033[31m");
}

//  ---- the table -----------------------------------------------------------

const char *
gr_verdict (gr_state_t state)
{
    switch (state) {
        case GR_PASS: return TEXT ("ok", "bien");
        case GR_TIMEOUT: return TEXT ("TIMEOUT", "TIEMPO");
        case GR_CRASH: return TEXT ("CRASH", "FALLO");
        case GR_SKIPPED: return TEXT ("skipped", "omitida");
        case GR_ERROR: return "ERROR";
        case GR_NOT_STARTED:
        case GR_FAIL:
        default: return TEXT ("FAIL", "MAL");
    }
}

static const char *
s_build (const gr_graded_t *graded)
{
    if (!graded->started)
        return TEXT ("not started", "sin empezar");
    if (!graded->built)
        return TEXT ("DOES NOT COMPILE", "NO COMPILA");
    return graded->warned? TEXT ("builds, with warnings", "compila, con avisos")
                         : TEXT ("build ok (sanitized)", "compila (con detectores)");
}

//  Number and name in the first column; a long name goes on below.
static void
s_name (const char *indent, const char *id, const char *name)
{
    size_t at = strlen (indent) + strlen (id) + 1, room = NAME_COLUMN - at;
    printf ("%s%s ", indent, id);
    while (gr_width (name) > room) {
        size_t size = gr_line (name, room);
        gr_write (stdout, name, size, GR_PLAIN);
        printf ("\n%*s", (int) at, "");
        name += size;
        name += strspn (name, " ");
    }
    printf ("%s%*s ", name, (int) (room - gr_width (name)), "");
}

static void
s_row (const gr_result_t *result)
{
    const char *verdict = gr_verdict (result->state);
    s_name ("  ", result->test->id, gr_text (result->test->name));
    printf ("%s%s%s%*s %2d/%-2d %6.1fs\n", s_colour_of (result->state), verdict, s_plain (),
            (int) (8 - gr_width (verdict)), "", gr_points (result), result->test->points, result->seconds);
}

//  Printed as soon as an exercise has been graded. What is untouched or broken is one line.
void
gr_report_title (const gr_graded_t *graded)
{
    gr_state_t state = !graded->started? GR_NOT_STARTED: graded->built? GR_PASS: GR_FAIL;
    s_name ("", graded->exercise->id, gr_text (graded->exercise->name));
    printf ("%s%s%s", s_colour_of (state), s_build (graded), s_plain ());
    if (!graded->built)
        printf ("  0/%d", gr_max (graded->exercise));
    putchar ('\n');
    for (size_t i = 0; graded->built && i < graded->count; i++)
        s_row (&graded->results [i]);
    fflush (stdout);
}

//  ---- a failure -----------------------------------------------------------

//  A path as it is seen from where make was called.
static const char *
s_shown (const char *path)
{
    char here [PATH_MAX];
    size_t size = getcwd (here, sizeof here)? strlen (here): 0;
    return size && strncmp (path, here, size) == 0 && path [size] == '/'? path + size + 1: path;
}

typedef struct {
    const char *name, *text;
    size_t lines;                   //  that are shown
} s_field_t;

//  The longest fields are cut until all of them have room.
static void
s_fit (s_field_t *fields, size_t room)
{
    while (true) {
        size_t sum = 0;
        s_field_t *longest = fields;
        for (size_t i = 0; i < FIELDS; i++) {
            sum += fields [i].lines;
            longest = fields [i].lines > longest->lines? &fields [i]: longest;
        }
        if (sum <= room)
            return;
        longest->lines--;
    }
}

static void
s_print_fields (s_field_t *fields, bool whole)
{
    for (size_t i = 0; i < FIELDS; i++)
        fields [i].lines = fields [i].text? gr_wrap (NULL, fields [i].text, FIELD_COLUMN, 0): 0;
    if (!whole)
        s_fit (fields, EXPLAINED_LINES - 2);    //  the title, the log
    for (size_t i = 0; i < FIELDS; i++) {
        if (fields [i].lines == 0)
            continue;
        printf ("  %s%*s", fields [i].name, (int) (FIELD_COLUMN - 2 - gr_width (fields [i].name)), "");
        gr_wrap (stdout, fields [i].text, FIELD_COLUMN, fields [i].lines);
        putchar ('\n');
    }
}

//  Not wrapped: it is there to be copied.
static void
s_print_log (const char *path)
{
    const char *name = TEXT ("log", "registro");
    if (*path)
        printf ("  %s%*s%s\n", name, (int) (FIELD_COLUMN - 2 - gr_width (name)), "", s_shown (path));
}

static void
s_explain (const gr_options_t *options, const gr_graded_t *graded, const gr_result_t *result)
{
    const gr_exercise_t *exercise = graded->exercise;
    s_field_t fields [FIELDS] = {
        {TEXT ("did", "se hizo"), result->did, 0},
        {TEXT ("expected", "esperado"), result->expected, 0},
        {TEXT ("got", "obtenido"), result->got, 0},
        {"", result->note, 0},
        {TEXT ("why", "por qué"), result->state == GR_SKIPPED? NULL: gr_text (result->test->why), 0},
        {TEXT ("read", "leer"), gr_text (exercise->read), 0}};
    printf ("\n%s %s\n", result->test->id, gr_text (result->test->name));
    s_print_fields (fields, options->verbose);
    s_print_log (result->log);
}

//  The first lines of what the compiler said: errors, or warnings, which often tell what is wrong.
static void
s_explain_build (const gr_graded_t *graded, size_t room)
{
    char line [300];
    FILE *file = fopen (graded->build_log, "re");
    printf ("\n%s %s\n", graded->exercise->id, s_build (graded));
    for (size_t lines = 0; file && lines < room && fgets (line, sizeof line, file);) {
        line [strcspn (line, "\n")] = 0;
        printf ("  ");
        lines += gr_wrap (stdout, line, 2, room - lines);
        putchar ('\n');
    }
    if (file)
        fclose (file);
    s_print_log (graded->build_log);
}

static void
s_explain_failures (const gr_options_t *options, const gr_graded_t *graded)
{
    if (!graded->built)
        s_explain_build (graded, EXPLAINED_LINES - 2);
    else
    if (!options->verbose)
        s_explain (options, graded, gr_first_failure (graded));
    else
        for (size_t i = 0; i < graded->count; i++)
            if (graded->results [i].state != GR_PASS)
                s_explain (options, graded, &graded->results [i]);
}

//  ---- the end -------------------------------------------------------------

typedef struct {
    int score, max;
    size_t done, partial, untouched, broken;
} s_sum_t;

static s_sum_t
s_add_up (const gr_graded_t *graded, size_t count)
{
    s_sum_t sum = {0, 0, 0, 0, 0, 0};
    for (size_t i = 0; i < count; i++) {
        sum.score += gr_score (&graded [i]);
        sum.max += gr_possible (&graded [i]);
        if (!graded [i].started)
            sum.untouched++;
        else
        if (!graded [i].built)
            sum.broken++;
        else
        if (gr_all_pass (&graded [i]))
            sum.done++;
        else
            sum.partial++;
    }
    return sum;
}

//  What to do next, as commands.
static void
s_next (const gr_options_t *options, const gr_graded_t *worst)
{
    const char *work = strcmp (options->work, "exercises") == 0? "": " WORK=", *folder = *work? options->work: "";
    const char *next = TEXT ("Next:", "Ahora:");
    const char *id = worst->exercise->id;
    if (!worst->started)
        printf (TEXT ("%s read %s/%s/TASK%s.md, edit %s.c,\n      make check EX=%s%s%s\n",
                "%s lee %s/%s/TASK%s.md, edita %s.c,\n       make check EX=%s%s%s\n"), next, options->work,
                worst->exercise->folder, gr_spanish ()? ".es": "", worst->exercise->file, id, work, folder);
    else
    if (!worst->built)
        printf ("%s make check EX=%s%s%s\n", next, id, work, folder);
    else
        printf ("%s make hint EX=%s%s%s   %s make check TEST=%s%s%s\n", next, id, work, folder,
                TEXT ("One test:", "Una prueba:"), gr_first_failure (worst)->test->id, work, folder);
}

//  What the student is at comes before what nobody has begun. NULL: all is done.
static const gr_graded_t *
s_worst (const gr_graded_t *graded, size_t count)
{
    const gr_graded_t *worst = NULL;
    for (size_t i = 0; i < count; i++)
        if (!gr_all_pass (&graded [i]) && (!worst || (!worst->started && graded [i].started)))
            worst = &graded [i];
    return worst;
}

void
gr_report (const gr_options_t *options, const gr_graded_t *graded, size_t count)
{
    const gr_graded_t *worst = s_worst (graded, count);
    for (size_t i = 0; i < count; i++) {
        if (!graded [i].started || (!options->verbose && count > 1 && &graded [i] != worst))
            continue;
        if (graded [i].built && graded [i].warned)
            s_explain_build (&graded [i], WARNING_LINES);
        if (!gr_all_pass (&graded [i]))
            s_explain_failures (options, &graded [i]);
    }

    s_sum_t sum = s_add_up (graded, count);
    printf (TEXT ("\n%d of %d points.\n", "\n%d de %d puntos.\n"), sum.score, sum.max);
    if (worst)
        s_next (options, worst);
    printf ("GRADE: %d/%d points, %zu done, %zu partial, %zu not started, %zu broken\n", sum.score, sum.max,
            sum.done, sum.partial, sum.untouched, sum.broken);
    fflush (stdout);
}
