//  gr_handin.c - pack what a student has written into one archive, and nothing else
//
//      handin.tar.gz: 02_processes/counter.c, 02_processes/mailbox.c, …

#include "gr_inner.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { EXERCISES_MAX = 64, WORDS = 8 };

int
gr_handin (const gr_options_t *options)
{
    static char files [EXERCISES_MAX] [PATH_MAX];
    char archive [PATH_MAX], work [PATH_MAX], shipped [PATH_MAX];
    char *words [EXERCISES_MAX + WORDS] = {"tar", "-czf", archive, "-C", (char *) (uintptr_t) options->work, "--"};
    const gr_exercise_t *list [EXERCISES_MAX];
    size_t all = gr_exercises (list, EXERCISES_MAX), count = 0;
    snprintf (archive, sizeof archive, "%s/handin.tar.gz", options->build);
    for (size_t i = 0; i < all; i++) {
        gr_path_work (work, options, list [i]);
        gr_path_rendered (shipped, options, "skeleton", list [i]);
        if (!gr_selected (options, list [i], NULL) || access (work, R_OK) || gr_same_file (work, shipped))
            continue;
        snprintf (files [count], PATH_MAX, "%s/%s.c", list [i]->folder, list [i]->file);
        words [6 + count] = files [count];
        printf ("%s\n", work);
        count++;
    }
    if (count == 0) {
        fputs (TEXT ("there is nothing to hand in yet\n", "todavía no hay nada que entregar\n"), stderr);
        return 1;
    }
    if (gr_command (words, NULL) != 0)
        return 3;
    printf (TEXT ("packed into %s\n", "empaquetado en %s\n"), archive);
    return 0;
}
