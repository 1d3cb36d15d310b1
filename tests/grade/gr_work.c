//  gr_work.c - a student's way through the exercises: progress, hints, reset, the answer
//
//  What was seen and reached is kept under the build folder: FOLDER/FILE.score, and in hints/
//  a number for each test, how many of its hints have been shown.

#include "gr_inner.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { EXERCISES_MAX = 64, LAYERS = 3 };

//  ---- progress ------------------------------------------------------------

static void
s_score_path (char *path, const gr_options_t *options, const gr_exercise_t *exercise)
{
    snprintf (path, PATH_MAX, "%s/%s/%s.score", options->build, exercise->folder, exercise->file);
}

//  Only the student's own work counts, not that of another folder.
void
gr_keep_score (const gr_options_t *options, const gr_graded_t *graded)
{
    char path [PATH_MAX];
    if (!graded->started || strcmp (options->work, "exercises") != 0)
        return;
    s_score_path (path, options, graded->exercise);
    FILE *file = fopen (path, "we");
    if (file) {
        fprintf (file, "%d\n", gr_score (graded));
        fclose (file);
    }
}

//  The student's file has changed since it was graded.
static bool
s_newer (const char *work, const char *score)
{
    struct stat a, b;
    return stat (work, &a) == 0 && stat (score, &b) == 0
        && (a.st_mtim.tv_sec > b.st_mtim.tv_sec
            || (a.st_mtim.tv_sec == b.st_mtim.tv_sec && a.st_mtim.tv_nsec > b.st_mtim.tv_nsec));
}

static void
s_show_progress (const gr_options_t *options, const gr_exercise_t *exercise)
{
    char work [PATH_MAX], shipped [PATH_MAX], score [PATH_MAX];
    gr_path_work (work, options, exercise);
    gr_path_rendered (shipped, options, "skeleton", exercise);
    s_score_path (score, options, exercise);
    int points = -1;
    FILE *file = fopen (score, "re");
    if (file && fscanf (file, "%d", &points) != 1)
        points = -1;
    if (file)
        fclose (file);
    printf ("%-4s ", exercise->id);
    if (access (work, R_OK))
        printf (TEXT ("   /%-3d missing: make reset EX=%s", "   /%-3d falta: make reset EX=%s"),
                gr_max (exercise), exercise->id);
    else
    if (gr_same_file (work, shipped))
        printf (TEXT ("   /%-3d not started", "   /%-3d sin empezar"), gr_max (exercise));
    else
    if (points < 0)
        printf (TEXT ("   /%-3d not checked yet", "   /%-3d aún sin comprobar"), gr_max (exercise));
    else
        printf ("%3d/%-3d %s", points, gr_max (exercise),
                s_newer (work, score)? TEXT ("changed since", "cambiado desde entonces"):
                points == gr_max (exercise)? TEXT ("done", "hecho"): "");
    printf ("  %s\n", gr_text (exercise->name));
}

int
gr_progress (const gr_options_t *options)
{
    const gr_exercise_t *list [EXERCISES_MAX];
    size_t count = gr_exercises (list, EXERCISES_MAX);
    for (size_t i = 0; i < count; i++)
        if (gr_selected (options, list [i], NULL))
            s_show_progress (options, list [i]);
    return 0;
}

//  ---- hints ---------------------------------------------------------------

const gr_exercise_t *
gr_the_exercise (const gr_options_t *options)
{
    const gr_exercise_t *list [EXERCISES_MAX], *found = NULL;
    size_t count = gr_exercises (list, EXERCISES_MAX), matches = 0;
    for (size_t i = 0; i < count; i++)
        if (gr_selected (options, list [i], NULL) && matches++ == 0)
            found = list [i];
    if (matches == 1)
        return found;
    fputs (TEXT ("say which exercise, for example EX=2.1\n", "di qué ejercicio, por ejemplo EX=2.1\n"),
           stderr);
    return NULL;
}

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

//  The test that hints are about: the first that fails, the first of what nobody has begun.
static const gr_test_t *
s_failing (const gr_options_t *options, const gr_exercise_t *exercise)
{
    static gr_graded_t graded;
    gr_grade (options, exercise, &graded);
    if (graded.started && !graded.built)
        puts (TEXT ("It does not compile yet: make check shows what the compiler says.",
                             "Aún no compila: make check muestra lo que dice el compilador."));
    const gr_result_t *result = gr_first_failure (&graded);
    return result? result->test: NULL;
}

int
gr_hint (const gr_options_t *options)
{
    const gr_exercise_t *exercise = gr_the_exercise (options);
    if (!exercise)
        return 2;
    const gr_test_t *test = s_failing (options, exercise);
    if (!test) {
        puts (TEXT ("All tests pass: there is nothing to hint at.",
                             "Pasan todas las pruebas: no hacen falta pistas."));
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

int
gr_solution (const gr_options_t *options)
{
    const gr_exercise_t *exercise = gr_the_exercise (options);
    if (!exercise)
        return 2;
    if (!options->all) {
        const gr_test_t *test = s_failing (options, exercise);
        if (test && s_seen (options, test) < LAYERS) {
            printf (TEXT ("First its hints: make hint EX=%s   At once: make solution EX=%s ALL=1\n",
                                   "Antes, las pistas: make hint EX=%s   Ya: make solution EX=%s ALL=1\n"),
                    exercise->id, exercise->id);
            return 1;
        }
    }
    char path [PATH_MAX], line [1000];
    gr_path_rendered (path, options, "answer", exercise);
    FILE *file = fopen (path, "re");
    if (!file) {
        perror (path);
        return 3;
    }
    while (fgets (line, sizeof line, file))
        fputs (line, stdout);
    fclose (file);
    return 0;
}

//  ---- back to the beginning -----------------------------------------------

static bool
s_copy_file (const char *from, const char *to)
{
    char data [4096];
    size_t size;
    FILE *source = fopen (from, "re"), *target = source? fopen (to, "we"): NULL;
    bool good = target != NULL;
    while (good && (size = fread (data, 1, sizeof data, source)) > 0)
        good = fwrite (data, 1, size, target) == size;
    if (source)
        fclose (source);
    if (target && fclose (target) != 0)
        good = false;
    return good;
}

//  Nothing is lost: the file is kept beside, with the time in its name.
static bool
s_reset_one (const gr_options_t *options, const gr_exercise_t *exercise)
{
    char work [PATH_MAX], shipped [PATH_MAX], kept [PATH_MAX + 60], stamp [32];
    time_t now = time (NULL);
    gr_path_work (work, options, exercise);
    gr_path_rendered (shipped, options, "skeleton", exercise);
    if (gr_same_file (work, shipped)) {
        printf (TEXT ("%s is as it was at the beginning\n", "%s está como al principio\n"), work);
        return true;
    }
    strftime (stamp, sizeof stamp, "%Y%m%d-%H%M%S", localtime (&now));
    snprintf (kept, sizeof kept, "%s.%s", work, stamp);
    for (int i = 2; access (kept, F_OK) == 0; i++)
        snprintf (kept, sizeof kept, "%s.%s-%d", work, stamp, i);
    bool there = access (work, F_OK) == 0;
    if ((there && rename (work, kept) != 0) || !s_copy_file (shipped, work)) {
        perror (work);
        return false;
    }
    printf (TEXT ("%s is new again", "%s vuelve a estar como al principio"), work);
    printf (there? TEXT ("; yours is kept as %s\n", "; lo tuyo queda en %s\n"): "\n", kept);
    return true;
}

int
gr_reset (const gr_options_t *options)
{
    const gr_exercise_t *list [EXERCISES_MAX];
    size_t count = gr_exercises (list, EXERCISES_MAX);
    bool good = true;
    if (!options->exercise) {
        gr_the_exercise (&(gr_options_t) {.exercise = NULL});
        return 2;
    }
    for (size_t i = 0; i < count; i++)
        if (gr_selected (options, list [i], NULL) && !s_reset_one (options, list [i]))
            good = false;
    return good? 0: 3;
}
