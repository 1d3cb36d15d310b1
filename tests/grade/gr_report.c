//  gr_report.c - what a person reads: a table, and the first failure explained
//
//      2.1 A counter and a ping-pong pair              build ok (asan, ubsan)
//        2.1.1 counts what it is told to               ok        3/3   0.1s
//        2.1.2 each counter has a count of its own     FAIL      0/2   0.1s
//
//      2.1.2 each counter has a count of its own
//        did       sent add 7 to one counter, add 35 to another; asked both
//        expected  count 7
//        got       count 42
//        why       …
//
//  80 columns, no colours. The last line is for scripts, the same in both languages.

#include "gr_inner.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { COLUMNS = 80, NAME_COLUMN = 50, FIELD_COLUMN = 12 };

//  ---- text in columns -----------------------------------------------------

//  How many characters: bytes that go on an UTF-8 character do not count.
static size_t
s_width (const char *text)
{
    size_t width = 0;
    for (; *text; text++)
        width += (*text & 0xC0) != 0x80;
    return width;
}

static void
s_pad (const char *text, size_t width)
{
    fputs (text, stdout);
    for (size_t i = s_width (text); i < width; i++)
        putchar (' ');
}

//  "  name      text", wrapped at spaces.
static void
s_field (const char *name, const char *text)
{
    if (!text || !*text)
        return;
    char copy [1000], *rest = copy, *word;
    gr_copy (copy, sizeof copy, text);
    printf ("  ");
    s_pad (name, FIELD_COLUMN - 2);
    size_t at = FIELD_COLUMN;
    while ((word = strsep (&rest, " "))) {
        if (at > FIELD_COLUMN && at + 1 + s_width (word) > COLUMNS) {
            printf ("\n%*s", FIELD_COLUMN, "");
            at = FIELD_COLUMN;
        }
        at += (size_t) printf ("%s", at > FIELD_COLUMN? " ": "");
        fputs (word, stdout);
        at += s_width (word);
    }
    putchar ('\n');
}

//  A path as it is seen from where make was called.
static const char *
s_shown (const char *path)
{
    char here [PATH_MAX];
    size_t size = getcwd (here, sizeof here)? strlen (here): 0;
    return size && strncmp (path, here, size) == 0 && path [size] == '/'? path + size + 1: path;
}

//  ---- the table -----------------------------------------------------------

static const char *
s_verdict (gr_state_t state)
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
    return graded->built? TEXT ("build ok (asan, ubsan)", "compila (asan, ubsan)")
                        : TEXT ("DOES NOT COMPILE", "NO COMPILA");
}

//  Printed as soon as an exercise has been graded. What is untouched or broken is one line.
void
gr_report_title (const gr_options_t *options, const gr_graded_t *graded)
{
    (void) options;
    char title [200];
    snprintf (title, sizeof title, "%s %s", graded->exercise->id, gr_text (graded->exercise->name));
    s_pad (title, NAME_COLUMN);
    printf (" %s", s_build (graded));
    if (!graded->built) {
        printf ("  0/%d\n", gr_max (graded->exercise));
        return;
    }
    putchar ('\n');
    for (size_t i = 0; i < graded->count; i++) {
        const gr_result_t *result = &graded->results [i];
        snprintf (title, sizeof title, "  %s %s", result->test->id, gr_text (result->test->name));
        s_pad (title, NAME_COLUMN);
        putchar (' ');
        s_pad (s_verdict (result->state), 9);
        printf (" %d/%d  %5.1fs\n", result->state == GR_PASS? result->test->points: 0, result->test->points,
                result->seconds);
    }
    fflush (stdout);
}

//  ---- a failure -----------------------------------------------------------

static void
s_explain (const gr_graded_t *graded, const gr_result_t *result)
{
    const gr_exercise_t *exercise = graded->exercise;
    printf ("\n%s %s\n", result->test->id, gr_text (result->test->name));
    s_field (TEXT ("did", "se hizo"), result->did);
    s_field (TEXT ("expected", "esperado"), result->expected);
    s_field (TEXT ("got", "obtenido"), result->got);
    s_field ("", result->note);
    if (result->state != GR_SKIPPED)
        s_field (TEXT ("why", "por qué"), gr_text (result->test->why));
    s_field (TEXT ("read", "leer"), gr_text (exercise->read));
    s_field (TEXT ("log", "registro"), s_shown (result->log));
}

//  The first lines of what the compiler said.
static void
s_explain_build (const gr_graded_t *graded)
{
    char line [300];
    FILE *file = fopen (graded->build_log, "re");
    printf ("\n%s %s\n", graded->exercise->id, s_build (graded));
    for (int lines = 0; file && lines < 8 && fgets (line, sizeof line, file); lines++)
        printf ("  %s%s", line, strchr (line, '\n')? "": "\n");
    if (file)
        fclose (file);
    s_field (TEXT ("log", "registro"), s_shown (graded->build_log));
}

static void
s_explain_failures (const gr_options_t *options, const gr_graded_t *graded)
{
    if (!graded->built)
        s_explain_build (graded);
    else
    if (!options->verbose)
        s_explain (graded, gr_first_failure (graded));
    else
        for (size_t i = 0; i < graded->count; i++)
            if (graded->results [i].state != GR_PASS)
                s_explain (graded, &graded->results [i]);
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
        for (size_t j = 0; j < graded [i].count; j++)
            sum.max += graded [i].results [j].test->points;
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
        printf (TEXT ("%s read %s/%s/TASK%s.md, edit %s.c, make check EX=%s%s%s\n",
                "%s lee %s/%s/TASK%s.md, edita %s.c, make check EX=%s%s%s\n"), next, options->work,
                worst->exercise->folder, gr_spanish ()? ".es": "", worst->exercise->file, id, work, folder);
    else
    if (!worst->built)
        printf ("%s make check EX=%s%s%s\n", next, id, work, folder);
    else
        printf ("%s make hint EX=%s%s%s   %s make check TEST=%s%s%s\n", next, id, work, folder,
                TEXT ("One test:", "Una prueba:"), gr_first_failure (worst)->test->id, work, folder);
}

void
gr_report (const gr_options_t *options, const gr_graded_t *graded, size_t count)
{
    //  What the student is at comes before what nobody has begun.
    const gr_graded_t *worst = NULL;
    for (size_t i = 0; i < count; i++)
        if (!gr_all_pass (&graded [i]) && (!worst || (!worst->started && graded [i].started)))
            worst = &graded [i];
    if (options->verbose)
        for (size_t i = 0; i < count; i++) {
            if (graded [i].started && !gr_all_pass (&graded [i]))
                s_explain_failures (options, &graded [i]);
        }
    else
    if (worst && worst->started)
        s_explain_failures (options, worst);

    s_sum_t sum = s_add_up (graded, count);
    printf (TEXT ("\n%d of %d points.\n", "\n%d de %d puntos.\n"), sum.score, sum.max);
    if (worst)
        s_next (options, worst);
    printf ("GRADE: %d/%d points, %zu done, %zu partial, %zu not started, %zu broken\n", sum.score, sum.max,
            sum.done, sum.partial, sum.untouched, sum.broken);
    fflush (stdout);
}
