//  gr_main.c - the grader's command line
//
//      grade [check|watch|progress|hint|reset|solution|handin|begun] [OPTION…]
//      grade class -d FOLDER [OPTION…]
//
//      -e 05, -e 5.2    a chapter, an exercise      -v  explain every failure
//      -t 5.2.3         one test                    -a  all hints, or the answer at once
//      -w solutions     grade another folder        -u  run also what nobody has touched
//      -b build/grade   where everything is put     -s thread  look for data races
//      --exit-zero      status 0 also where a test has failed
//      --autolab        a last line {"scores": …}
//
//  Run from the top of the project; make check and its like call it. Exit status: 0 all
//  selected tests have passed, 1 not all, 2 bad arguments, 3 the grader could not work.

#include "gr_inner.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

extern const gr_exercise_t *const __start_gr_exercises [], *const __stop_gr_exercises [];

double
gr_scale (void)
{
    const char *text = getenv ("GRADE_TIME_SCALE");
    text = text && *text? text: getenv ("ZC_TIME");
    double scale = text? atof (text): 1;
    return scale > 0? scale: 1;
}

//  ---- asked to end --------------------------------------------------------

volatile sig_atomic_t gr_stopped;

static void
s_stop (int sig)
{
    gr_stopped = sig;
}

void
gr_obey (void)
{
    if (gr_stopped)
        exit (128 + gr_stopped);
}

//  The test that is running cleans up first (gr_turn).
static void
s_listen (void)
{
    static const int signals [] = {SIGINT, SIGTERM, SIGHUP};
    struct sigaction action = {.sa_handler = s_stop};
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
        sigaction (signals [i], &action, NULL);
    signal (SIGPIPE, SIG_IGN);
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
gr_exercises (const gr_options_t *options, const gr_exercise_t *list [GR_EXERCISES_MAX])
{
    size_t count = 0;
    for (const gr_exercise_t *const *at = __start_gr_exercises; at < __stop_gr_exercises; at++)
        if (count < GR_EXERCISES_MAX && gr_selected (options, *at, NULL))
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

//  ---- commands ------------------------------------------------------------

static int
s_check (const gr_options_t *options)
{
    static gr_graded_t graded [GR_EXERCISES_MAX];
    const gr_exercise_t *list [GR_EXERCISES_MAX];
    size_t count = gr_exercises (options, list);
    int status = 0;
    for (size_t i = 0; i < count; i++) {
        gr_grade (options, list [i], &graded [i]);
        gr_report_title (&graded [i]);
        for (size_t j = 0; j < graded [i].count; j++)
            if (graded [i].results [j].state == GR_ERROR)
                status = 3;
        if (status == 0 && !gr_all_pass (&graded [i]))
            status = 1;
    }
    if (status == 3) {
        fputs (TEXT ("The grader itself could not work; nothing was graded.\n",
                     "El propio calificador no pudo trabajar; no se calificó nada.\n"), stderr);
        return 3;
    }
    gr_report (options, graded, count);
    gr_results (options, graded, count);
    if (options->autolab)
        gr_autolab (stdout, options, graded, count);
    return options->exit_zero? 0: status;
}

static bool
s_some_begun (const gr_options_t *options)
{
    const gr_exercise_t *list [GR_EXERCISES_MAX];
    char work [PATH_MAX], shipped [PATH_MAX];
    size_t count = gr_exercises (options, list);
    for (size_t i = 0; i < count; i++) {
        gr_path_work (work, options, list [i]);
        gr_path_rendered (shipped, options, "skeleton", list [i]);
        if (options->untouched || !gr_same_file (work, shipped))
            return true;
    }
    return false;
}

//  For the Makefile: 0 when the library is needed, since something has been begun.
static int
s_begun (const gr_options_t *options)
{
    if (!s_some_begun (options))
        return 1;
    if (access (options->library, R_OK) != 0)
        puts (TEXT ("Building the library with the sanitizers: a minute or two, only this once.",
                    "Compilando la biblioteca con los detectores: un minuto o dos, solo esta vez."));
    return 0;
}

static int
s_usage (const char *text, const char *what)
{
    fprintf (stderr, "%s: %s\n", text, what);
    return 2;
}

static int
s_command (const gr_options_t *options, const char *name)
{
    static const struct {
        const char *name;
        int (*run) (const gr_options_t *options);
    } all [] = {{"check", s_check}, {"watch", gr_watch}, {"progress", gr_progress}, {"hint", gr_hint},
                {"reset", gr_reset}, {"solution", gr_solution}, {"handin", gr_handin}, {"begun", s_begun},
                {"class", gr_class}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (strcmp (all [i].name, name) == 0)
            return all [i].run (options);
    return s_usage (TEXT ("no such command", "no existe la orden"), name);
}

//  ---- arguments -----------------------------------------------------------

static const struct option s_long [] = {
    {"exit-zero", no_argument, NULL, 'z'}, {"autolab", no_argument, NULL, 'l'}, {NULL, 0, NULL, 0}};

static bool
s_take_option (gr_options_t *options, int option)
{
    switch (option) {
        case 'e': options->exercise = optarg; return true;
        case 't': options->test = optarg; return true;
        case 'w': options->work = optarg; return true;
        case 'b': options->build = optarg; return true;
        case 'd': options->hand_ins = optarg; return true;
        case 's': options->threads = strcmp (optarg, "thread") == 0; return options->threads;
        case 'v': options->verbose = true; return true;
        case 'a': options->all = true; return true;
        case 'u': options->untouched = true; return true;
        case 'z': options->exit_zero = true; return true;
        case 'l': options->autolab = true; return true;
        default: return false;
    }
}

//  Does the environment make sense? A time scale that is none would go unnoticed.
static bool
s_scale_is_number (void)
{
    const char *text = getenv ("GRADE_TIME_SCALE");
    char *end;
    return !text || !*text || (strtod (text, &end) > 0 && *end == 0);
}

int
main (int argc, char **argv)
{
    gr_options_t options = {.work = "exercises", .build = "build/grade", .masters = "tests/exercises",
                            .cc = getenv ("CC"), .student = getenv ("GRADE_STUDENT")};
    const gr_exercise_t *list [GR_EXERCISES_MAX];
    static char build [PATH_MAX];
    const char *command = argc > 1 && argv [1] [0] != '-'? argv [1]: "check";
    optind = command == argv [1]? 2: 1;
    for (int option; (option = getopt_long (argc, argv, "e:t:w:b:d:s:vau", s_long, NULL)) != -1;)
        if (!s_take_option (&options, option))
            return option == '?'? 2: s_usage (TEXT ("not understood", "no se entiende"), optarg);
    if (!options.cc || !*options.cc)
        options.cc = "gcc";
    options.library = options.threads? "build/tsan/libzcluster.a": "build/asan/libzcluster.a";
    if (optind < argc)
        return s_usage (TEXT ("not understood", "no se entiende"), argv [optind]);
    if (!s_scale_is_number ())
        return s_usage (TEXT ("not a number above 0", "no es un número mayor que 0"), "GRADE_TIME_SCALE");
    if (gr_exercises (&options, list) == 0)
        return s_usage (TEXT ("no such exercise or test", "no existe el ejercicio o la prueba"),
                        options.test? options.test: options.exercise? options.exercise: "");
    if (!realpath (options.build, build)) {
        s_usage (TEXT ("run make check; missing", "ejecuta make check; falta"), options.build);
        return 3;
    }
    options.build = options.shipped = build;
    s_listen ();
    gr_adopt ();
    return s_command (&options, command);
}
