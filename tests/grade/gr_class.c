//  gr_class.c - grade a folder of hand-ins: make grade-class DIR=submissions/
//
//      submissions/Ana Núñez.tar.gz         an archive: what make handin packs
//      submissions/bob/02_processes/…       a folder
//
//  Each is graded in a tree of its own, made anew from the skeletons, with nothing in it but
//  the files that a student edits. Whatever one hand-in does, the next one is graded:
//
//      build/grade/class/Ana Núñez.tar.gz/  results.json and the logs
//      build/grade/class.csv, class.html    one row for each student

#include "gr_inner.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

//  The student: the name without what says that it is an archive.
static void
s_student (const char *entry, char *name, size_t size)
{
    static const char *const ends [] = {".gz", ".xz", ".bz2", ".tgz", ".tar", ".zip"};
    gr_copy (name, size, entry);
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        size_t length = strlen (name), end = strlen (ends [i]);
        if (length > end && strcmp (name + length - end, ends [i]) == 0)
            name [length - end] = 0;
    }
}

//  A tree with the exercises as they were shipped.
static void
s_make_tree (const gr_options_t *options, const gr_options_t *own)
{
    const gr_exercise_t *list [GR_EXERCISES_MAX];
    char path [PATH_MAX], shipped [PATH_MAX];
    size_t count = gr_exercises (options, list);
    gr_remove (own->build);
    for (size_t i = 0; i < count; i++) {
        snprintf (path, sizeof path, "%s/%s", own->work, list [i]->folder);
        gr_make_folder (path);
        gr_path_rendered (shipped, own, "skeleton", list [i]);
        gr_path_work (path, own, list [i]);
        gr_copy_file (shipped, path);
    }
}

//  A line on the screen as each is done.
static void
s_tell (const char *student, const gr_handed_t *handed, const gr_graded_t *graded, size_t count)
{
    int score = 0, max = 0;
    for (size_t i = 0; i < count; i++) {
        score += gr_score (&graded [i]);
        max += gr_possible (&graded [i]);
    }
    printf ("%4d/%-4d ", score, max);
    gr_write (stdout, student, strlen (student), GR_PLAIN);
    if (handed->notes [0]) {
        printf ("\n          ");
        gr_wrap (stdout, handed->notes, 10, 4);
    }
    putchar ('\n');
    fflush (stdout);
}

//  Programs are large, and a class is many.
static void
s_remove_program (const gr_options_t *own, const gr_exercise_t *exercise)
{
    char path [PATH_MAX];
    snprintf (path, sizeof path, "%s/%s/%s", own->build, exercise->folder, exercise->file);
    unlink (path);
    strcat (path, ".run");
    unlink (path);
}

//  Grade one; false: the grader could not work.
static bool
s_grade_one (const gr_options_t *options, gr_page_t *page, const char *entry)
{
    static gr_graded_t graded [GR_EXERCISES_MAX];
    const gr_exercise_t *list [GR_EXERCISES_MAX];
    char student [300], hand_in [PATH_MAX], build [PATH_MAX], work [PATH_MAX];
    size_t count = gr_exercises (options, list);
    bool good = true;
    s_student (entry, student, sizeof student);
    snprintf (hand_in, sizeof hand_in, "%s/%s", options->hand_ins, entry);
    snprintf (build, sizeof build, "%s/class/%s", options->build, entry);
    snprintf (work, sizeof work, "%s/class/%s/exercises", options->build, entry);
    gr_options_t own = *options;
    own.build = build;
    own.work = work;
    own.student = student;
    gr_handed_t handed;
    s_make_tree (options, &own);
    gr_take_in (options, hand_in, work, &handed);
    for (size_t i = 0; i < count; i++) {
        gr_grade (&own, list [i], &graded [i]);
        s_remove_program (&own, list [i]);
        for (size_t j = 0; j < graded [i].count; j++)
            good = good && graded [i].results [j].state != GR_ERROR;
    }
    if (!good)
        return false;
    gr_results (&own, graded, count);
    gr_page_add (page, student, &handed, graded, count);
    s_tell (student, &handed, graded, count);
    return true;
}

static int
s_visible (const struct dirent *entry)
{
    return entry->d_name [0] != '.';
}

static int
s_by_name (const struct dirent **a, const struct dirent **b)
{
    return strcmp ((*a)->d_name, (*b)->d_name);
}

int
gr_class (const gr_options_t *options)
{
    struct dirent **entries;
    char folder [PATH_MAX];
    if (!options->hand_ins || !*options->hand_ins) {
        fputs (TEXT ("say where the hand-ins are: make grade-class DIR=submissions\n",
                     "di dónde están las entregas: make grade-class DIR=entregas\n"), stderr);
        return 2;
    }
    int count = realpath (options->hand_ins, folder)? scandir (folder, &entries, s_visible, s_by_name): -1;
    if (count < 0) {
        perror (options->hand_ins);
        return 2;
    }
    gr_options_t own = *options;
    own.hand_ins = folder;
    gr_page_t *page = gr_page_new (&own);
    bool good = true;
    for (int i = 0; i < count; i++) {
        good = good && s_grade_one (&own, page, entries [i]->d_name);
        free (entries [i]);
    }
    free (entries);
    return gr_page_close (&page) && good? 0: 3;
}
