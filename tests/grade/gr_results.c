//  gr_results.c - results for machines: results.json, and results.xml in JUnit's format
//
//  {"version": 1, "student": "…", "score": 12, "max": 40, "tests": [
//    {"id": "2.1.1", "exercise": "2.1", "name_en": "…", "name_es": "…", "status": "pass",
//     "score": 3, "max": 3, "seconds": 0.12, "message": "…", "log": "…"}, …]}
//
//  The student's name is GRADE_STUDENT. Each file is written whole or not at all.

#include "gr_inner.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char *
gr_state_name (gr_state_t state)
{
    static const char *const names [] = {"pass", "fail", "timeout", "crash", "skipped", "not_started", "error"};
    return names [state];
}

static void
s_message (const gr_graded_t *graded, const gr_result_t *result, char *text, size_t size)
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
}

//  How many bytes a character has, if it is a right one; else 0.
static size_t
s_character (const unsigned char *text)
{
    size_t size = 1;
    if (*text >= 0x80)
        size = *text < 0xC2? 0: *text < 0xE0? 2: *text < 0xF0? 3: *text < 0xF5? 4: 0;
    for (size_t i = 1; i < size; i++)
        if ((text [i] & 0xC0) != 0x80)
            return 0;
    return size;
}

//  A text from the student's program may be anything: what is not text becomes "?".
static void
s_write (FILE *file, const char *text, bool xml)
{
    for (const unsigned char *at = (const unsigned char *) text; *at;) {
        size_t size = s_character (at);
        if (size == 0 || *at < ' ' || *at == 127)
            fputc ('?', file);
        else
        if (xml && strchr ("<>&\"", *at))
            fprintf (file, "&#%d;", *at);
        else
        if (!xml && strchr ("\"\\", *at))
            fprintf (file, "\\%c", *at);
        else
            fwrite (at, 1, size, file);
        at += size? size: 1;
    }
}

static void
s_member (FILE *file, const char *name, const char *text)
{
    fprintf (file, "\"%s\": \"", name);
    s_write (file, text, false);
    fputs ("\", ", file);
}

static void
s_json_test (FILE *file, const gr_graded_t *graded, const gr_result_t *result)
{
    char message [1200];
    s_message (graded, result, message, sizeof message);
    fputs ("    {", file);
    s_member (file, "id", result->test->id);
    s_member (file, "exercise", graded->exercise->id);
    s_member (file, "name_en", result->test->name.en);
    s_member (file, "name_es", result->test->name.es);
    s_member (file, "status", gr_state_name (result->state));
    s_member (file, "message", message);
    s_member (file, "log", result->log);
    fprintf (file, "\"score\": %d, \"max\": %d, \"seconds\": %.2f}", result->state == GR_PASS? result->test->points: 0,
             result->test->points, result->seconds);
}

static void
s_json (FILE *file, const gr_graded_t *graded, size_t count)
{
    const char *student = getenv ("GRADE_STUDENT"), *comma = "";
    int score = 0, max = 0;
    for (size_t i = 0; i < count; i++) {
        score += gr_score (&graded [i]);
        for (size_t j = 0; j < graded [i].count; j++)
            max += graded [i].results [j].test->points;
    }
    fputs ("{\"version\": 1, ", file);
    s_member (file, "student", student? student: "");
    fprintf (file, "\"score\": %d, \"max\": %d, \"tests\": [\n", score, max);
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < graded [i].count; j++) {
            fputs (comma, file);
            s_json_test (file, &graded [i], &graded [i].results [j]);
            comma = ",\n";
        }
    fputs ("\n]}\n", file);
}

static void
s_xml_attribute (FILE *file, const char *name, const char *text)
{
    fprintf (file, " %s=\"", name);
    s_write (file, text, true);
    fputc ('"', file);
}

static void
s_xml_test (FILE *file, const gr_graded_t *graded, const gr_result_t *result)
{
    char message [1200], name [300];
    snprintf (name, sizeof name, "%s %s", result->test->id, gr_text (result->test->name));
    s_message (graded, result, message, sizeof message);
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
s_xml (FILE *file, const gr_graded_t *graded, size_t count)
{
    fputs ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n", file);
    for (size_t i = 0; i < count; i++) {
        size_t failed = 0, skipped = 0;
        for (size_t j = 0; j < graded [i].count; j++) {
            skipped += graded [i].results [j].state == GR_SKIPPED;
            failed += graded [i].results [j].state != GR_PASS && graded [i].results [j].state != GR_SKIPPED;
        }
        fputs ("  <testsuite", file);
        s_xml_attribute (file, "name", graded [i].exercise->id);
        fprintf (file, " tests=\"%zu\" failures=\"%zu\" skipped=\"%zu\">\n", graded [i].count, failed, skipped);
        for (size_t j = 0; j < graded [i].count; j++)
            s_xml_test (file, &graded [i], &graded [i].results [j]);
        fputs ("  </testsuite>\n", file);
    }
    fputs ("</testsuites>\n", file);
}

static void
s_save (const gr_options_t *options, const char *name, const gr_graded_t *graded, size_t count,
        void write_it (FILE *file, const gr_graded_t *graded, size_t count))
{
    char path [PATH_MAX], fresh [PATH_MAX];
    snprintf (path, sizeof path, "%s/%s", options->build, name);
    snprintf (fresh, sizeof fresh, "%s/%s.new", options->build, name);
    FILE *file = fopen (fresh, "we");
    if (file)
        write_it (file, graded, count);
    if (!file || fclose (file) != 0 || rename (fresh, path) != 0)
        perror (path);
}

void
gr_results (const gr_options_t *options, const gr_graded_t *graded, size_t count)
{
    s_save (options, "results.json", graded, count, s_json);
    s_save (options, "results.xml", graded, count, s_xml);
}
