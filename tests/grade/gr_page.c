//  gr_page.c - what a teacher reads of a class: class.csv and class.html
//
//      student,2.1,2.2,points,of,percent,notes
//      "Ana Núñez",20,14,34,40,85,""
//
//  An empty cell: not started. The page needs nothing but itself, no scripts either: a table
//  with a row for each student, and below it what went wrong. All that comes from a hand-in is
//  quoted, in the table of numbers also against being taken for a formula.

#include "gr_inner.h"

#include <stdlib.h>
#include <string.h>

struct gr_page_t {
    const gr_options_t *options;
    FILE *csv, *rows, *parts;       //  written to memory
    char *csv_text, *rows_text, *parts_text;
    size_t csv_size, rows_size, parts_size, students;
};

static void
s_html (FILE *file, const char *text)
{
    gr_write (file, text, strlen (text), GR_XML);
}

static int
s_percent (int score, int max)
{
    return max? (200 * score + max) / (2 * max): 0;
}

//  ---- the table of numbers ------------------------------------------------

static void
s_csv_text (FILE *file, const char *text)
{
    fputs (*text && strchr ("=+-@", *text)? "\"'": "\"", file);
    gr_write (file, text, strlen (text), GR_CSV);
    fputc ('"', file);
}

static void
s_csv_row (FILE *file, const char *student, const char *notes, const gr_graded_t *graded, size_t count, int score,
           int max)
{
    s_csv_text (file, student);
    for (size_t i = 0; i < count; i++)
        if (graded [i].started)
            fprintf (file, ",%d", gr_score (&graded [i]));
        else
            fputc (',', file);
    fprintf (file, ",%d,%d,%d,", score, max, s_percent (score, max));
    s_csv_text (file, notes);
    fputs ("\r\n", file);
}

//  ---- the page ------------------------------------------------------------

static const char *
s_class_of (const gr_graded_t *graded)
{
    return !graded->started? "none": !graded->built? "broken": gr_all_pass (graded)? "done": "part";
}

//  Is there anything to be said below the table?
static bool
s_has_part (const gr_graded_t *graded, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (graded [i].started && !gr_all_pass (&graded [i]))
            return true;
    return false;
}

static void
s_html_row (gr_page_t *self, const char *student, const char *notes, const gr_graded_t *graded, size_t count,
            int score, int max)
{
    FILE *file = self->rows;
    bool linked = s_has_part (graded, count);
    fputs ("<tr><th>", file);
    if (linked)
        fprintf (file, "<a href=\"#s%zu\">", self->students);
    s_html (file, student);
    fprintf (file, "%s</th>", linked? "</a>": "");
    for (size_t i = 0; i < count; i++) {
        fprintf (file, "<td class=\"%s\">", s_class_of (&graded [i]));
        if (graded [i].started)
            fprintf (file, "%d</td>", gr_score (&graded [i]));
        else
            fputs ("–</td>", file);
    }
    fprintf (file, "<td><b>%d</b>/%d</td><td>%d %%</td><td class=\"notes\">", score, max, s_percent (score, max));
    s_html (file, notes);
    fputs ("</td></tr>\n", file);
}

static void
s_html_test (FILE *file, const gr_graded_t *graded, const gr_result_t *result)
{
    char message [1600];
    gr_message (graded, result, message, sizeof message);
    fprintf (file, "<tr><td>%s</td><td>", result->test->id);
    s_html (file, gr_text (result->test->name));
    fprintf (file, "</td><td>%s</td><td>%d/%d</td><td>", gr_verdict (result->state), gr_points (result),
             result->test->points);
    s_html (file, message);
    fputs ("</td></tr>\n", file);
}

//  An exercise that was begun: what failed in it.
static void
s_html_exercise (FILE *file, const gr_graded_t *graded)
{
    fprintf (file, "<h3>%s ", graded->exercise->id);
    s_html (file, gr_text (graded->exercise->name));
    fprintf (file, ": %d/%d</h3>\n", gr_score (graded), gr_possible (graded));
    if (!graded->built) {
        fprintf (file, "<p>%s</p>\n", TEXT ("does not compile", "no compila"));
        return;
    }
    fputs ("<table>\n", file);
    for (size_t i = 0; i < graded->count; i++)
        if (graded->results [i].state != GR_PASS)
            s_html_test (file, graded, &graded->results [i]);
    fputs ("</table>\n", file);
}

static void
s_html_part (gr_page_t *self, const char *student, const gr_graded_t *graded, size_t count)
{
    FILE *file = self->parts;
    if (!s_has_part (graded, count))
        return;
    fprintf (file, "<h2 id=\"s%zu\">", self->students);
    s_html (file, student);
    fputs ("</h2>\n", file);
    for (size_t i = 0; i < count; i++)
        if (graded [i].started && !gr_all_pass (&graded [i]))
            s_html_exercise (file, &graded [i]);
}

static void
s_html_head (const gr_page_t *self, FILE *file, const char *title)
{
    const gr_exercise_t *list [GR_EXERCISES_MAX];
    size_t count = gr_exercises (self->options, list);
    fprintf (file, "<!DOCTYPE html>\n<html lang=\"%s\"><head><meta charset=\"utf-8\"><title>%s</title>\n<style>\n"
             "body { font: 16px/1.4 sans-serif; margin: 2em; color: #222; background: #fff }\n"
             "table { border-collapse: collapse } th, td { border: 1px solid #bbb; padding: .2em .6em; text-align: left;\n"
             "vertical-align: top } .done { background: #c8ecc8 } .part { background: #fdf0b8 }\n"
             ".broken { background: #f8cccc } .none { color: #888 } .notes { color: #a03000 }\n"
             "</style></head><body>\n<h1>%s</h1>\n<table>\n<tr><th>%s</th>",
             gr_spanish ()? "es": "en", title, title, TEXT ("student", "estudiante"));
    for (size_t i = 0; i < count; i++) {
        fputs ("<th title=\"", file);
        s_html (file, gr_text (list [i]->name));
        fprintf (file, "\">%s</th>", list [i]->id);
    }
    fprintf (file, "<th>%s</th><th>%%</th><th>%s</th></tr>\n", TEXT ("points", "puntos"), TEXT ("notes", "notas"));
}

static void
s_write_page (const gr_page_t *self, FILE *file)
{
    s_html_head (self, file, TEXT ("The class", "La clase"));
    fwrite (self->rows_text, 1, self->rows_size, file);
    fprintf (file, "</table>\n<p><span class=\"done\">%s</span> <span class=\"part\">%s</span> "
             "<span class=\"broken\">%s</span> <span class=\"none\">– %s</span></p>\n",
             TEXT ("done", "hecho"), TEXT ("in part", "en parte"), TEXT ("does not compile", "no compila"),
             TEXT ("not started", "sin empezar"));
    fwrite (self->parts_text, 1, self->parts_size, file);
    fputs ("</body></html>\n", file);
}

//  ---- from its beginning to its end ---------------------------------------

gr_page_t *
gr_page_new (const gr_options_t *options)
{
    const gr_exercise_t *list [GR_EXERCISES_MAX];
    size_t count = gr_exercises (options, list);
    gr_page_t *self = calloc (1, sizeof *self);
    if (self) {
        self->options = options;
        self->csv = open_memstream (&self->csv_text, &self->csv_size);
        self->rows = open_memstream (&self->rows_text, &self->rows_size);
        self->parts = open_memstream (&self->parts_text, &self->parts_size);
    }
    if (!self || !self->csv || !self->rows || !self->parts) {
        perror ("class");
        exit (3);
    }
    fputs ("student", self->csv);
    for (size_t i = 0; i < count; i++)
        fprintf (self->csv, ",%s", list [i]->id);
    fputs (",points,of,percent,notes\r\n", self->csv);
    return self;
}

void
gr_page_add (gr_page_t *self, const char *student, const gr_handed_t *handed, const gr_graded_t *graded, size_t count)
{
    int score = 0, max = 0;
    for (size_t i = 0; i < count; i++) {
        score += gr_score (&graded [i]);
        max += gr_possible (&graded [i]);
    }
    self->students++;
    s_csv_row (self->csv, student, handed->notes, graded, count, score, max);
    s_html_row (self, student, handed->notes, graded, count, score, max);
    s_html_part (self, student, graded, count);
}

static bool
s_save (gr_page_t *self, const char *name, void write_it (const gr_page_t *self, FILE *file))
{
    FILE *file = gr_open_new (self->options, name);
    if (file)
        write_it (self, file);
    if (!gr_close_new (self->options, name, file))
        return false;
    printf ("%s/%s\n", self->options->build, name);
    return true;
}

static void
s_write_csv (const gr_page_t *self, FILE *file)
{
    fwrite (self->csv_text, 1, self->csv_size, file);
}

bool
gr_page_close (gr_page_t **self_p)
{
    gr_page_t *self = *self_p;
    *self_p = NULL;
    bool good = fclose (self->csv) == 0;
    good = fclose (self->rows) == 0 && good;
    good = fclose (self->parts) == 0 && good;
    good = good && s_save (self, "class.csv", s_write_csv) && s_save (self, "class.html", s_write_page);
    free (self->csv_text);
    free (self->rows_text);
    free (self->parts_text);
    free (self);
    return good;
}
