//  gr_results.c - results for machines: results.json, and results.xml in JUnit's format
//
//  {"version": 1, "student": "…", "score": 12, "max": 40, "tests": [
//    {"id": "2.1.1", "exercise": "2.1", "name_en": "…", "name_es": "…", "status": "pass",
//     "message": "…", "log": "…", "score": 3, "max": 3, "seconds": 0.12}, …]}
//
//  status: pass, fail, timeout, crash, skipped, not_started. The student's name is
//  GRADE_STUDENT. What is for the platforms of others: gr_platforms.c.

#include "gr_inner.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

//  ---- what all of them tell -----------------------------------------------

const char *
gr_state_name (gr_state_t state)
{
    static const char *const names [] = {"pass", "fail", "timeout", "crash", "skipped", "not_started", "error"};
    return names [state];
}

void
gr_message (const gr_graded_t *graded, const gr_result_t *result, char *text, size_t size)
{
    text [0] = 0;
    if (graded->started && !graded->built)
        gr_copy (text, size, TEXT ("does not compile", "no compila"));
    else
    if (result->expected [0])
        snprintf (text, size, "%s: %s; %s: %s", TEXT ("expected", "esperado"), result->expected,
                  TEXT ("got", "obtenido"), result->got);
    else
        gr_copy (text, size, result->got);
    if (result->note [0] && strlen (text) + strlen (result->note) + 4 < size)
        sprintf (text + strlen (text), " (%s)", result->note);
}

void
gr_member (FILE *file, const char *name, const char *text)
{
    fprintf (file, "\"%s\": \"", name);
    gr_write (file, text, strlen (text), GR_JSON);
    fputs ("\", ", file);
}

FILE *
gr_open_new (const gr_options_t *options, const char *name)
{
    char fresh [PATH_MAX];
    snprintf (fresh, sizeof fresh, "%s/%s.new", options->build, name);
    return fopen (fresh, "we");
}

bool
gr_close_new (const gr_options_t *options, const char *name, FILE *file)
{
    char path [PATH_MAX], fresh [PATH_MAX];
    snprintf (path, sizeof path, "%s/%s", options->build, name);
    snprintf (fresh, sizeof fresh, "%s/%s.new", options->build, name);
    bool good = file && fclose (file) == 0 && rename (fresh, path) == 0;
    if (!good)
        perror (path);
    return good;
}

//  ---- JSON ----------------------------------------------------------------

static void
s_json_test (FILE *file, const gr_graded_t *graded, const gr_result_t *result)
{
    char message [1600];
    gr_message (graded, result, message, sizeof message);
    fputs ("    {", file);
    gr_member (file, "id", result->test->id);
    gr_member (file, "exercise", graded->exercise->id);
    gr_member (file, "name_en", result->test->name.en);
    gr_member (file, "name_es", result->test->name.es);
    gr_member (file, "status", gr_state_name (result->state));
    gr_member (file, "message", message);
    gr_member (file, "log", result->log);
    fprintf (file, "\"score\": %d, \"max\": %d, \"seconds\": %.2f}", gr_points (result), result->test->points,
             result->seconds);
}

static void
s_json (FILE *file, const gr_options_t *options, const gr_graded_t *graded, size_t count)
{
    const char *comma = "";
    int score = 0, max = 0;
    for (size_t i = 0; i < count; i++) {
        score += gr_score (&graded [i]);
        max += gr_possible (&graded [i]);
    }
    fputs ("{\"version\": 1, ", file);
    gr_member (file, "student", options->student? options->student: "");
    fprintf (file, "\"score\": %d, \"max\": %d, \"tests\": [\n", score, max);
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < graded [i].count; j++) {
            fputs (comma, file);
            s_json_test (file, &graded [i], &graded [i].results [j]);
            comma = ",\n";
        }
    fputs ("\n]}\n", file);
}

//  ---- JUnit ---------------------------------------------------------------

static void
s_xml_attribute (FILE *file, const char *name, const char *text)
{
    fprintf (file, " %s=\"", name);
    gr_write (file, text, strlen (text), GR_XML);
    fputc ('"', file);
}

static void
s_xml_test (FILE *file, const gr_graded_t *graded, const gr_result_t *result)
{
    char message [1600], name [300];
    snprintf (name, sizeof name, "%s %s", result->test->id, gr_text (result->test->name));
    gr_message (graded, result, message, sizeof message);
    fputs ("    <testcase", file);
    s_xml_attribute (file, "classname", graded->exercise->id);
    s_xml_attribute (file, "name", name);
    fprintf (file, " time=\"%.2f\">", result->seconds);
    if (result->state == GR_SKIPPED)
        fputs ("<skipped/>", file);
    else
    if (result->state != GR_PASS) {
        fputs ("<failure", file);
        s_xml_attribute (file, "type", gr_state_name (result->state));
        s_xml_attribute (file, "message", message);
        fputs ("/>", file);
    }
    fputs ("</testcase>\n", file);
}

static void
s_xml_suite (FILE *file, const gr_graded_t *graded)
{
    size_t failed = 0, skipped = 0;
    for (size_t i = 0; i < graded->count; i++) {
        skipped += graded->results [i].state == GR_SKIPPED;
        failed += graded->results [i].state != GR_PASS && graded->results [i].state != GR_SKIPPED;
    }
    fputs ("  <testsuite", file);
    s_xml_attribute (file, "name", graded->exercise->id);
    fprintf (file, " tests=\"%zu\" failures=\"%zu\" skipped=\"%zu\">\n", graded->count, failed, skipped);
    for (size_t i = 0; i < graded->count; i++)
        s_xml_test (file, graded, &graded->results [i]);
    fputs ("  </testsuite>\n", file);
}

static void
s_xml (FILE *file, const gr_options_t *options, const gr_graded_t *graded, size_t count)
{
    (void) options;
    fputs ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n", file);
    for (size_t i = 0; i < count; i++)
        s_xml_suite (file, &graded [i]);
    fputs ("</testsuites>\n", file);
}

static void
s_save (const gr_options_t *options, const char *name, const gr_graded_t *graded, size_t count, gr_writer_t *write_it)
{
    FILE *file = gr_open_new (options, name);
    if (file)
        write_it (file, options, graded, count);
    gr_close_new (options, name, file);
}

void
gr_results (const gr_options_t *options, const gr_graded_t *graded, size_t count)
{
    s_save (options, "results.json", graded, count, s_json);
    s_save (options, "results.xml", graded, count, s_xml);
    s_save (options, "gradescope.json", graded, count, gr_gradescope);
    s_save (options, "classroom.b64", graded, count, gr_classroom);
}
