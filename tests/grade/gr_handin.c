//  gr_handin.c - pack what a student has written into one archive, and nothing else
//
//      handin.tar.gz: 02_processes/counter.c, 02_processes/mailbox.c, …
//
//  With GRADE_STUDENT the archive has that name: in a class nobody's is taken for another's.

#include "gr_inner.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BEFORE = 6 };

//  The archive's path. What cannot be in a file's name becomes "_".
static void
s_archive (const gr_options_t *options, char *path)
{
    char name [100];
    gr_copy (name, sizeof name, options->student && *options->student? options->student: "handin");
    for (char *at = name; *at; at++)
        if (*at == '/' || (at == name && *at == '.'))
            *at = '_';
    snprintf (path, PATH_MAX, "%s/%s.tar.gz", options->build, name);
}

int
gr_handin (const gr_options_t *options)
{
    static char files [GR_EXERCISES_MAX] [PATH_MAX];
    char archive [PATH_MAX], work [PATH_MAX], shipped [PATH_MAX];
    char *words [BEFORE + GR_EXERCISES_MAX + 1] = {"tar", "-czf", archive, "-C", (char *) (uintptr_t) options->work,
                                                   "--"};
    const gr_exercise_t *list [GR_EXERCISES_MAX];
    size_t all = gr_exercises (options, list), count = 0;
    s_archive (options, archive);
    for (size_t i = 0; i < all; i++) {
        gr_path_work (work, options, list [i]);
        gr_path_rendered (shipped, options, "skeleton", list [i]);
        if (access (work, R_OK) || gr_same_file (work, shipped))
            continue;
        snprintf (files [count], PATH_MAX, "%s/%s.c", list [i]->folder, list [i]->file);
        words [BEFORE + count] = files [count];
        printf ("%s\n", work);
        count++;
    }
    if (count == 0) {
        fputs (TEXT ("there is nothing to hand in yet\n", "todavía no hay nada que entregar\n"), stderr);
        return 1;
    }
    if (gr_command (words, NULL, NULL) != 0)
        return 3;
    printf (TEXT ("packed into %s\n", "empaquetado en %s\n"), archive);
    return 0;
}
