//  gr_main.c - the grader's command line
//
//      grade [check|watch|progress|hint|reset|solution|handin] [-e EX] [-t TEST] [-w WORK] [-b BUILD] [-v] [-a] [-u]
//
//      -e 05, -e 5.2    a chapter, an exercise      -v  explain every failure
//      -t 5.2.3         one test                    -a  all hints, or the answer at once
//      -w solutions     grade another folder        -u  run also what nobody has touched
//      -b build/grade   where everything is put
//
//  Run from the top of the project; make check and its like call it. Exit status: 0 all
//  selected tests have passed, 1 not all, 2 bad arguments, 3 the grader could not work.

#include "gr_inner.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { EXERCISES_MAX = 64 };

extern const gr_exercise_t *const __start_gr_exercises [], *const __stop_gr_exercises [];

//  ---- settings of the run -------------------------------------------------

bool
gr_spanish (void)
{
    static const char *const names [] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < 3; i++) {
        const char *value = getenv (names [i]);
        if (value && *value)
            return strncmp (value, "es", 2) == 0;
    }
    return false;
}

const char *
gr_text (gr_text_t text)
{
    return gr_spanish ()? text.es: text.en;
}

double
gr_scale (void)
{
    const char *text = getenv ("GRADE_TIME_SCALE");
    text = text && *text? text: getenv ("ZC_TIME");
    double scale = text? atof (text): 1;
    return scale > 0? scale: 1;
}

//  ---- which exercises -----------------------------------------------------

static int
s_by_number (const void *a, const void *b)
{
    const gr_exercise_t *first = *(const gr_exercise_t *const *) a;
    const gr_exercise_t *second = *(const gr_exercise_t *const *) b;
    return strverscmp (first->id, second->id);
}

size_t
gr_exercises (const gr_exercise_t **list, size_t max)
{
    size_t count = 0;
    for (const gr_exercise_t *const *at = __start_gr_exercises; at < __stop_gr_exercises && count < max; at++)
        list [count++] = *at;
    qsort (list, count, sizeof *list, s_by_number);
    return count;
}

//  "05" or "5" is the chapter, "5.2" the exercise.
static bool
s_is_exercise (const char *wanted, const char *id)
{
    wanted += strspn (wanted, "0");
    size_t chapter = strcspn (id, ".");
    if (!strchr (wanted, '.'))
        return strlen (wanted) == chapter && strncmp (wanted, id, chapter) == 0;
    return strcmp (wanted, id) == 0;
}

bool
gr_selected (const gr_options_t *options, const gr_exercise_t *exercise, const char *test_id)
{
    if (options->exercise && !s_is_exercise (options->exercise, exercise->id))
        return false;
    if (!options->test)
        return true;
    for (size_t i = 0; i < exercise->count; i++)
        if (strcmp (exercise->tests [i].id, options->test) == 0)
            return !test_id || strcmp (test_id, options->test) == 0;
    return false;
}

//  ---- check ---------------------------------------------------------------

static int
s_check (const gr_options_t *options)
{
    static gr_graded_t graded [EXERCISES_MAX];
    const gr_exercise_t *list [EXERCISES_MAX];
    size_t all = gr_exercises (list, EXERCISES_MAX), count = 0;
    int status = 0;
    for (size_t i = 0; i < all; i++) {
        if (!gr_selected (options, list [i], NULL))
            continue;
        gr_grade (options, list [i], &graded [count]);
        gr_report_title (options, &graded [count]);
        for (size_t j = 0; j < graded [count].count; j++)
            if (graded [count].results [j].state == GR_ERROR)
                status = 3;
        if (status == 0 && !gr_all_pass (&graded [count]))
            status = 1;
        count++;
    }
    gr_report (options, graded, count);
    if (status != 3)
        gr_results (options, graded, count);
    return status;
}

static int
s_usage (const char *text, const char *what)
{
    fprintf (stderr, "%s: %s\n", text, what);
    return 2;
}

//  Is there anything to do?
static bool
s_selects (const gr_options_t *options)
{
    const gr_exercise_t *list [EXERCISES_MAX];
    size_t all = gr_exercises (list, EXERCISES_MAX);
    for (size_t i = 0; i < all; i++)
        if (gr_selected (options, list [i], NULL))
            return true;
    return false;
}

static int
s_command (const gr_options_t *options, const char *name)
{
    static const struct {
        const char *name;
        int (*run) (const gr_options_t *options);
    } all [] = {{"check", s_check}, {"watch", gr_watch}, {"progress", gr_progress}, {"hint", gr_hint},
                {"reset", gr_reset}, {"solution", gr_solution}, {"handin", gr_handin}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (strcmp (all [i].name, name) == 0)
            return all [i].run (options);
    return s_usage (TEXT ("no such command", "no existe la orden"), name);
}

int
main (int argc, char **argv)
{
    gr_options_t options = {.work = "exercises", .build = "build/grade", .masters = "tests/exercises",
                            .library = "build/asan/libzcluster.a", .cc = getenv ("CC")};
    char build [PATH_MAX];
    const char *command = argc > 1 && argv [1] [0] != '-'? argv [1]: "check";
    optind = command == argv [1]? 2: 1;
    for (int option; (option = getopt (argc, argv, "e:t:w:b:vau")) != -1;)
        switch (option) {
            case 'e': options.exercise = optarg; break;
            case 't': options.test = optarg; break;
            case 'w': options.work = optarg; break;
            case 'b': options.build = optarg; break;
            case 'v': options.verbose = true; break;
            case 'a': options.all = true; break;
            case 'u': options.untouched = true; break;
            default: return 2;
        }
    if (!options.cc || !*options.cc)
        options.cc = "gcc";
    if (optind < argc)
        return s_usage (TEXT ("not understood", "no se entiende"), argv [optind]);
    if (!s_selects (&options))
        return s_usage (TEXT ("no such exercise or test", "no existe el ejercicio o la prueba"),
                        options.test? options.test: options.exercise? options.exercise: "");
    signal (SIGPIPE, SIG_IGN);
    gr_adopt ();
    if (access (options.library, R_OK) || !realpath (options.build, build)) {
        s_usage (TEXT ("run make check; missing", "ejecuta make check; falta"), options.library);
        return 3;
    }
    options.build = build;
    return s_command (&options, command);
}
