//  gr_work.c - how far a student is, and back to the beginning
//
//  The points of an exercise are kept under the build folder, as FOLDER/FILE.score.

#include "gr_inner.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

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
    const gr_exercise_t *list [GR_EXERCISES_MAX];
    size_t count = gr_exercises (options, list);
    for (size_t i = 0; i < count; i++)
        s_show_progress (options, list [i]);
    return 0;
}

//  ---- back to the beginning -----------------------------------------------

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
    if ((there && rename (work, kept) != 0) || !gr_copy_file (shipped, work)) {
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
    const gr_exercise_t *list [GR_EXERCISES_MAX];
    size_t count = gr_exercises (options, list);
    bool good = true;
    if (!options->exercise && !options->test && !options->all) {
        fputs (TEXT ("say which: make reset EX=2.1, or a chapter, EX=02, or all of them, ALL=1\n",
                     "di cuál: make reset EX=2.1, o un capítulo, EX=02, o todos, ALL=1\n"), stderr);
        return 2;
    }
    for (size_t i = 0; i < count; i++)
        if (!s_reset_one (options, list [i]))
            good = false;
    return good? 0: 3;
}
