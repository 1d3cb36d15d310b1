//  gr_watch.c - grade an exercise anew whenever its file changes, until all of them are done
//
//  Editors write in many ways (in place, or a new file that is renamed), so what is compared is
//  the file's time, size and number, looked at again and again.

#include "gr_inner.h"

#include <sys/stat.h>
#include <unistd.h>

enum { LOOK_MS = 300 };

//  What changes when a file does; all zero while there is none.
typedef struct {
    struct timespec time;
    off_t size;
    ino_t number;
} s_mark_t;

static s_mark_t
s_look (const char *path)
{
    struct stat info;
    if (stat (path, &info) != 0)
        return (s_mark_t) {.size = 0};
    return (s_mark_t) {.time = info.st_mtim, .size = info.st_size, .number = info.st_ino};
}

static bool
s_same (s_mark_t a, s_mark_t b)
{
    return a.time.tv_sec == b.time.tv_sec && a.time.tv_nsec == b.time.tv_nsec && a.size == b.size
        && a.number == b.number;
}

//  Grade what has changed; how many that were.
static size_t
s_grade_changed (const gr_options_t *options, const gr_exercise_t *const *list, size_t count, s_mark_t *marks,
                 gr_graded_t *graded, bool first)
{
    char work [PATH_MAX];
    size_t changed = 0;
    for (size_t i = 0; i < count; i++) {
        gr_path_work (work, options, list [i]);
        s_mark_t mark = s_look (work);          //  before: what is saved meanwhile is not missed
        if (!first && s_same (mark, marks [i]))
            continue;
        marks [i] = mark;
        changed++;
        gr_grade (options, list [i], &graded [i]);
        gr_report_title (&graded [i]);
    }
    return changed;
}

static bool
s_all_done (const gr_graded_t *graded, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!gr_all_pass (&graded [i]))
            return false;
    return true;
}

int
gr_watch (const gr_options_t *options)
{
    static gr_graded_t graded [GR_EXERCISES_MAX];
    s_mark_t marks [GR_EXERCISES_MAX];
    const gr_exercise_t *list [GR_EXERCISES_MAX];
    size_t count = gr_exercises (options, list);
    for (bool first = true;; first = false) {
        if (s_grade_changed (options, list, count, marks, graded, first) > 0) {
            gr_report (options, graded, count);
            if (s_all_done (graded, count))
                return 0;
            printf (TEXT ("\nWaiting for a file in %s to change; Ctrl-C ends this.\n\n",
                          "\nEsperando a que cambie un archivo de %s; Ctrl-C para acabar.\n\n"), options->work);
            fflush (stdout);
        }
        usleep (LOOK_MS * 1000);
        gr_obey ();
    }
}
