//  gr_watch.c - grade an exercise anew whenever its file changes, until it is done
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

int
gr_watch (const gr_options_t *options)
{
    static gr_graded_t graded;
    char work [PATH_MAX];
    const gr_exercise_t *exercise = gr_the_exercise (options);
    if (!exercise)
        return 2;
    gr_path_work (work, options, exercise);
    while (true) {
        s_mark_t mark = s_look (work);          //  before: what is saved meanwhile is not missed
        gr_grade (options, exercise, &graded);
        gr_report_title (options, &graded);
        gr_report (options, &graded, 1);
        if (gr_all_pass (&graded))
            return 0;
        printf (TEXT ("\nWaiting for %s to change; Ctrl-C ends this.\n\n",
                      "\nEsperando a que cambie %s; Ctrl-C para acabar.\n\n"), work);
        fflush (stdout);
        while (s_same (s_look (work), mark))
            usleep (LOOK_MS * 1000);
    }
}
