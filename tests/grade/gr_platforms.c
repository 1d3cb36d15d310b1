//  gr_platforms.c - results as Gradescope, GitHub Classroom and Autolab take them
//
//  gradescope.json  {"score": 12, "execution_time": 3, "tests": [{"number": "2.1.1", "name": "…",
//                    "status": "passed", "output": "…", "visibility": "visible", "score": 3,
//                    "max_score": 3}, …]}: copy it to /autograder/results/results.json
//  classroom.b64    {"version": 1, "status": "fail", "max_score": 40, "tests": [{"name": "…",
//                    "status": "pass", "message": "…", "test_code": "", "line_no": 0,
//                    "score": 3}, …]} in base 64: an output of a step for the reporter
//  --autolab        the last line that is printed: {"scores": {"2.1": 18, "2.2": 0}}

#include "gr_inner.h"

#include <stdlib.h>
#include <string.h>

static void
s_name (const gr_result_t *result, char *name, size_t size)
{
    snprintf (name, size, "%s %s", result->test->id, gr_text (result->test->name));
}

//  Write each test, with commas between them.
static void
s_each (FILE *file, const gr_graded_t *graded, size_t count,
        void write_it (FILE *file, const gr_graded_t *graded, const gr_result_t *result))
{
    const char *comma = "";
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < graded [i].count; j++) {
            fputs (comma, file);
            write_it (file, &graded [i], &graded [i].results [j]);
            comma = ",\n";
        }
}

//  ---- Gradescope ----------------------------------------------------------

static void
s_gradescope_test (FILE *file, const gr_graded_t *graded, const gr_result_t *result)
{
    char message [1600];
    gr_message (graded, result, message, sizeof message);
    fputs ("    {", file);
    gr_member (file, "number", result->test->id);
    gr_member (file, "name", gr_text (result->test->name));
    gr_member (file, "status", result->state == GR_PASS? "passed": "failed");
    gr_member (file, "output", graded->started? message: TEXT ("not started", "sin empezar"));
    gr_member (file, "visibility", "visible");
    fprintf (file, "\"score\": %d, \"max_score\": %d}", gr_points (result), result->test->points);
}

void
gr_gradescope (FILE *file, const gr_options_t *options, const gr_graded_t *graded, size_t count)
{
    (void) options;
    int score = 0;
    double seconds = 0;
    for (size_t i = 0; i < count; i++) {
        score += gr_score (&graded [i]);
        for (size_t j = 0; j < graded [i].count; j++)
            seconds += graded [i].results [j].seconds;
    }
    fprintf (file, "{\"score\": %d, \"execution_time\": %.0f, \"tests\": [\n", score, seconds);
    s_each (file, graded, count, s_gradescope_test);
    fputs ("\n]}\n", file);
}

//  ---- GitHub Classroom ----------------------------------------------------

static void
s_classroom_test (FILE *file, const gr_graded_t *graded, const gr_result_t *result)
{
    char message [1600], name [300];
    gr_message (graded, result, message, sizeof message);
    s_name (result, name, sizeof name);
    fputs ("{", file);
    gr_member (file, "name", name);
    gr_member (file, "status", result->state == GR_PASS? "pass": "fail");
    gr_member (file, "message", message);
    gr_member (file, "test_code", "");
    fprintf (file, "\"line_no\": 0, \"score\": %d}", gr_points (result));
}

static void
s_base64 (FILE *file, const unsigned char *data, size_t size)
{
    static const char digits [] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < size; i += 3) {
        unsigned left = (unsigned) (size - i), bits = (unsigned) data [i] << 16;
        bits |= (left > 1? (unsigned) data [i + 1] << 8: 0) | (left > 2? data [i + 2]: 0u);
        fputc (digits [bits >> 18], file);
        fputc (digits [bits >> 12 & 63], file);
        fputc (left > 1? digits [bits >> 6 & 63]: '=', file);
        fputc (left > 2? digits [bits & 63]: '=', file);
    }
}

void
gr_classroom (FILE *file, const gr_options_t *options, const gr_graded_t *graded, size_t count)
{
    (void) options;
    char *text = NULL;
    size_t size = 0;
    bool passed = true;
    int max = 0;
    for (size_t i = 0; i < count; i++) {
        passed = passed && gr_all_pass (&graded [i]);
        max += gr_possible (&graded [i]);
    }
    FILE *json = open_memstream (&text, &size);
    if (!json)
        return;
    fprintf (json, "{\"version\": 1, \"status\": \"%s\", \"max_score\": %d, \"tests\": [", passed? "pass": "fail", max);
    s_each (json, graded, count, s_classroom_test);
    fputs ("]}\n", json);
    if (fclose (json) == 0)
        s_base64 (file, (const unsigned char *) text, size);
    free (text);
}

//  ---- Autolab -------------------------------------------------------------

void
gr_autolab (FILE *file, const gr_options_t *options, const gr_graded_t *graded, size_t count)
{
    (void) options;
    fputs ("{\"scores\": {", file);
    for (size_t i = 0; i < count; i++)
        fprintf (file, "%s\"%s\": %d", i? ", ": "", graded [i].exercise->id, gr_score (&graded [i]));
    fputs ("}}\n", file);
}
