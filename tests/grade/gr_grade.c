//  gr_grade.c - an exercise: its tests, one after the other, and its points

#include "gr_inner.h"

#include <string.h>

//  Has the test that this one needs passed? One that was not selected is taken to have.
static bool
s_may_run (const gr_graded_t *graded, const gr_test_t *test)
{
    for (size_t i = 0; test->needs && i < graded->count; i++)
        if (strcmp (graded->results [i].test->id, test->needs) == 0)
            return graded->results [i].state == GR_PASS;
    return true;
}

//  Clean memory: told from what the sanitizer said at the end of the others. Where none of
//  them has passed there is nothing to be clean.
static void
s_judge_memory (const gr_graded_t *graded, gr_result_t *result)
{
    size_t passed = 0;
    result->state = GR_PASS;
    for (size_t i = 0; i < graded->count; i++) {
        const gr_result_t *other = &graded->results [i];
        passed += other->state == GR_PASS && !other->leaks_unknown;
        if (!other->leaked || result->state == GR_FAIL)
            continue;
        result->state = GR_FAIL;
        snprintf (result->did, sizeof result->did, TEXT ("all that %s does, then everything was given back",
                  "todo lo de %s, y al final se devolvió todo"), other->test->id);
        gr_copy (result->expected, sizeof result->expected,
                 TEXT ("no memory is lost", "no se pierde memoria"));
        gr_copy (result->got, sizeof result->got, TEXT ("memory is lost", "se pierde memoria"));
        gr_copy (result->note, sizeof result->note, other->leak);
        gr_copy (result->log, sizeof result->log, other->log);
    }
    if (passed == 0 && result->state == GR_PASS) {
        result->state = GR_SKIPPED;
        gr_copy (result->got, sizeof result->got, TEXT ("looked at when another test passes",
                 "se mira cuando pase otra prueba"));
    }
}

static void
s_run_one (const gr_options_t *options, gr_graded_t *graded, const gr_test_t *test, const char *program)
{
    gr_result_t *result = &graded->results [graded->count];
    memset (result, 0, sizeof *result);
    result->test = test;
    if (!graded->started)
        result->state = GR_NOT_STARTED;
    else
    if (!graded->built)
        result->state = GR_FAIL;
    else
    if (!s_may_run (graded, test)) {
        result->state = GR_SKIPPED;
        snprintf (result->got, sizeof result->got, TEXT ("needs %s", "necesita %s"), test->needs);
    }
    else
    if (test->run)
        gr_run (options, graded->exercise, test, program, result);
    else
        s_judge_memory (graded, result);
    graded->count++;
}

//  The clean-memory test alone would have nothing to look at: then all are run before it.
static bool
s_runs (const gr_options_t *options, const gr_exercise_t *exercise, const gr_test_t *test)
{
    const gr_test_t *last = &exercise->tests [exercise->count - 1];
    return gr_selected (options, exercise, test->id)
        || (!last->run && gr_selected (options, exercise, last->id));
}

void
gr_grade (const gr_options_t *options, const gr_exercise_t *exercise, gr_graded_t *graded)
{
    char work [PATH_MAX], shipped [PATH_MAX], program [PATH_MAX];
    memset (graded, 0, sizeof *graded);
    graded->exercise = exercise;
    gr_path_work (work, options, exercise);
    gr_path_rendered (shipped, options, "skeleton", exercise);
    graded->started = options->untouched || !gr_same_file (work, shipped);
    graded->built = graded->started && gr_build (options, exercise, program, graded->build_log);
    for (size_t i = 0; i < exercise->count && graded->count < GR_TESTS_MAX; i++)
        if (s_runs (options, exercise, &exercise->tests [i]))
            s_run_one (options, graded, &exercise->tests [i], program);

    size_t kept = 0;
    for (size_t i = 0; i < graded->count; i++)
        if (gr_selected (options, exercise, graded->results [i].test->id))
            graded->results [kept++] = graded->results [i];
    graded->count = kept;
    if (!options->test)
        gr_keep_score (options, graded);
}

//  ---- sums ----------------------------------------------------------------

int
gr_score (const gr_graded_t *graded)
{
    int sum = 0;
    for (size_t i = 0; i < graded->count; i++)
        if (graded->results [i].state == GR_PASS)
            sum += graded->results [i].test->points;
    return sum;
}

int
gr_max (const gr_exercise_t *exercise)
{
    int sum = 0;
    for (size_t i = 0; i < exercise->count; i++)
        sum += exercise->tests [i].points;
    return sum;
}

const gr_result_t *
gr_first_failure (const gr_graded_t *graded)
{
    const gr_result_t *skipped = NULL;
    for (size_t i = 0; i < graded->count; i++)
        if (graded->results [i].state == GR_SKIPPED)
            skipped = skipped? skipped: &graded->results [i];
        else
        if (graded->results [i].state != GR_PASS)
            return &graded->results [i];
    return skipped;
}

bool
gr_all_pass (const gr_graded_t *graded)
{
    return gr_first_failure (graded) == NULL;
}
