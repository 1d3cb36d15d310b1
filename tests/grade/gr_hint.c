//  gr_hint.c - hints, one by one, and then the answer
//
//  How many of a test's hints have been shown is kept in hints/ under the build folder. Where
//  several exercises are selected, both are about the first one that is not done.

#include "gr_inner.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { LAYERS = 3 };

//  ---- what was seen -------------------------------------------------------

static void
s_seen_path (char *path, const gr_options_t *options, const gr_test_t *test)
{
    snprintf (path, PATH_MAX, "%s/hints", options->build);
    mkdir (path, 0755);
    snprintf (path, PATH_MAX, "%s/hints/%s", options->build, test->id);
}

static int
s_seen (const gr_options_t *options, const gr_test_t *test)
{
    char path [PATH_MAX];
    int seen = 0;
    s_seen_path (path, options, test);
    FILE *file = fopen (path, "re");
    if (file && fscanf (file, "%d", &seen) != 1)
        seen = 0;
    if (file)
        fclose (file);
    return seen < 0? 0: seen > LAYERS? LAYERS: seen;
}

static void
s_keep_seen (const gr_options_t *options, const gr_test_t *test, int seen)
{
    char path [PATH_MAX];
    s_seen_path (path, options, test);
    FILE *file = fopen (path, "we");
    if (file) {
        fprintf (file, "%d\n", seen);
        fclose (file);
    }
}

//  ---- hints ---------------------------------------------------------------

//  Print layers of a test's hints, from..to (counted from 1). The file of a chapter has, for
//  each test, a line "== 2.1.1" and the layers with "--" between them. How many were found.
static int
s_print_layers (const gr_options_t *options, const gr_exercise_t *exercise, const gr_test_t *test, int from, int to)
{
    char path [PATH_MAX], line [400], title [40];
    snprintf (path, sizeof path, "%s/%s/hints.%s", options->masters, exercise->folder, gr_spanish ()? "es": "en");
    snprintf (title, sizeof title, "== %s\n", test->id);
    FILE *file = fopen (path, "re");
    int layer = 0, found = 0;
    while (file && fgets (line, sizeof line, file))
        if (strncmp (line, "== ", 3) == 0)
            layer = strcmp (line, title) == 0;
        else
        if (strcmp (line, "--\n") == 0)
            layer += layer > 0;
        else
        if (layer >= from && layer <= to && layer > 0) {
            if (layer != found)
                printf (TEXT ("%s, hint %d of %d\n", "%s, pista %d de %d\n"), test->id, layer, LAYERS);
            found = layer;
            fputs (line, stdout);
        }
    if (file)
        fclose (file);
    return found;
}

//  What is hinted at: the first test that fails, of the first exercise where one does. What
//  nobody has begun is not run: that fails. NULL: all is done.
static const gr_test_t *
s_failing (const gr_options_t *options, const gr_exercise_t **exercise)
{
    static gr_graded_t graded;
    const gr_exercise_t *list [GR_EXERCISES_MAX];
    size_t count = gr_exercises (options, list);
    for (size_t i = 0; i < count; i++) {
        *exercise = list [i];
        gr_grade (options, list [i], &graded);
        const gr_result_t *result = gr_first_failure (&graded);
        if (!result)
            continue;
        if (graded.started && !graded.built)
            puts (TEXT ("It does not compile yet: make check shows what the compiler says.",
                        "Aún no compila: make check muestra lo que dice el compilador."));
        return result->test;
    }
    return NULL;
}

int
gr_hint (const gr_options_t *options)
{
    const gr_exercise_t *exercise;
    const gr_test_t *test = s_failing (options, &exercise);
    if (!test) {
        puts (TEXT ("All tests pass: there is nothing to hint at.", "Pasan todas las pruebas: no hacen falta pistas."));
        return 0;
    }
    int seen = s_seen (options, test), to = options->all? LAYERS: seen < LAYERS? seen + 1: LAYERS;
    s_print_layers (options, exercise, test, options->all || seen == LAYERS? 1: to, to);
    s_keep_seen (options, test, to);
    printf (to < LAYERS? TEXT ("More: make hint EX=%s\n", "Otra: make hint EX=%s\n")
                       : TEXT ("That was the last. The answer: make solution EX=%s\n",
                               "Era la última. La respuesta: make solution EX=%s\n"), exercise->id);
    return 0;
}

//  ---- the answer ----------------------------------------------------------

static bool
s_print_answer (const gr_options_t *options, const gr_exercise_t *exercise)
{
    char path [PATH_MAX], line [1000];
    gr_path_rendered (path, options, "answer", exercise);
    FILE *file = fopen (path, "re");
    if (!file) {
        perror (path);
        return false;
    }
    while (fgets (line, sizeof line, file))
        fputs (line, stdout);
    fclose (file);
    return true;
}

static int
s_print_answers (const gr_options_t *options)
{
    const gr_exercise_t *list [GR_EXERCISES_MAX];
    size_t count = gr_exercises (options, list);
    bool good = true;
    for (size_t i = 0; i < count; i++)
        if (!s_print_answer (options, list [i]))
            good = false;
    return good? 0: 3;
}

int
gr_solution (const gr_options_t *options)
{
    if (options->all)
        return s_print_answers (options);
    const gr_exercise_t *exercise;
    const gr_test_t *test = s_failing (options, &exercise);
    if (!test)
        return s_print_answers (options);
    if (s_seen (options, test) < LAYERS) {
        printf (TEXT ("First its hints: make hint EX=%s   At once: make solution EX=%s ALL=1\n",
                      "Antes, las pistas: make hint EX=%s   Ya: make solution EX=%s ALL=1\n"),
                exercise->id, exercise->id);
        return 1;
    }
    return s_print_answer (options, exercise)? 0: 3;
}
