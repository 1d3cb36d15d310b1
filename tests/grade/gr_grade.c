//  gr_grade.c - an exercise: its tests, one after the other, and its points

#include "gr_inner.h"

#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

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
                 "se mirará cuando pase otra prueba"));
    }
}

static void
s_run_one (const gr_options_t *options, gr_graded_t *graded, const gr_test_t *test, gr_state_t built,
           const char *program)
{
    gr_result_t *result = &graded->results [graded->count];
    memset (result, 0, sizeof *result);
    result->test = test;
    if (!graded->started)
        result->state = GR_NOT_STARTED;
    else
    if (!graded->built)
        result->state = built;
    else
    if (test->run && gr_now () >= graded->until) {
        result->state = GR_TIMEOUT;
        gr_copy (result->got, sizeof result->got, TEXT ("not run: the other tests have used up this exercise's time",
                 "no se ejecutó: las otras pruebas agotaron el tiempo de este ejercicio"));
    }
    else
    if (!s_may_run (graded, test)) {
        result->state = GR_SKIPPED;
        snprintf (result->got, sizeof result->got, TEXT ("needs %s", "necesita %s"), test->needs);
    }
    else
    if (test->run)
        gr_run (options, graded, test, program, result);
    else
        s_judge_memory (graded, result);
    graded->count++;
}

//  The clean-memory test alone would have nothing to look at: then all are run before it.
static bool
s_runs (const gr_options_t *options, const gr_exercise_t *exercise, const gr_test_t *test)
{
    if (options->threads && !test->run)         //  that sanitizer does not look for it
        return false;
    const gr_test_t *last = &exercise->tests [exercise->count - 1];
    return gr_selected (options, exercise, test->id)
        || (!last->run && gr_selected (options, exercise, last->id));
}

static void
s_build (const gr_options_t *options, gr_graded_t *graded, gr_state_t *built, char *program)
{
    struct stat info;
    *built = gr_build (options, graded->exercise, program, graded->build_log);
    gr_obey ();
    graded->built = *built == GR_PASS;
    graded->warned = stat (graded->build_log, &info) == 0 && info.st_size > 0;
}

//  Two graders with one build folder would write over each other's programs: one at a time.
static int
s_lock (const gr_options_t *options)
{
    char path [PATH_MAX];
    snprintf (path, sizeof path, "%s/lock", options->build);
    int lock = open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (lock >= 0)
        flock (lock, LOCK_EX);
    return lock;
}

//  Only the selected results stay.
static void
s_select (const gr_options_t *options, gr_graded_t *graded)
{
    size_t kept = 0;
    for (size_t i = 0; i < graded->count; i++)
        if (gr_selected (options, graded->exercise, graded->results [i].test->id))
            graded->results [kept++] = graded->results [i];
    graded->count = kept;
}

void
gr_grade (const gr_options_t *options, const gr_exercise_t *exercise, gr_graded_t *graded)
{
    char work [PATH_MAX], shipped [PATH_MAX], program [PATH_MAX];
    gr_state_t built = GR_FAIL;
    memset (graded, 0, sizeof *graded);
    graded->exercise = exercise;
    gr_path_work (work, options, exercise);
    gr_path_rendered (shipped, options, "skeleton", exercise);
    graded->started = options->untouched || !gr_same_file (work, shipped);
    int lock = graded->started? s_lock (options): -1;
    if (graded->started)
        s_build (options, graded, &built, program);
    graded->until = gr_now () + GR_EXERCISE_S * gr_scale ();
    for (size_t i = 0; i < exercise->count && graded->count < GR_TESTS_MAX; i++)
        if (s_runs (options, exercise, &exercise->tests [i]))
            s_run_one (options, graded, &exercise->tests [i], built, program);
    s_select (options, graded);
    if (!options->test && !options->threads)
        gr_keep_score (options, graded);
    if (lock >= 0)
        close (lock);
}

//  ---- sums ----------------------------------------------------------------

int
gr_points (const gr_result_t *result)
{
    return result->state == GR_PASS? result->test->points: 0;
}

int
gr_score (const gr_graded_t *graded)
{
    int sum = 0;
    for (size_t i = 0; i < graded->count; i++)
        sum += gr_points (&graded->results [i]);
    return sum;
}

int
gr_possible (const gr_graded_t *graded)
{
    int sum = 0;
    for (size_t i = 0; i < graded->count; i++)
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
