//  gr_clear.c - what a test leaves behind is found and ended
//
//  The grader adopts the orphans of its children (it is a child subreaper), so also a process
//  that has forked twice and left its session is ours in the end.

#include "gr_inner.h"

#include <dirent.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

void
gr_adopt (void)
{
    prctl (PR_SET_CHILD_SUBREAPER, 1);
}

//  State and parent of a process. Its name, which it chooses itself, may hold brackets.
bool
gr_process (pid_t pid, char *state, pid_t *parent)
{
    char path [64], text [500] = "";
    snprintf (path, sizeof path, "/proc/%d/stat", (int) pid);
    FILE *file = fopen (path, "re");
    if (!file)
        return false;
    size_t size = fread (text, 1, sizeof text - 1, file);
    fclose (file);
    text [size] = 0;
    const char *after = strrchr (text, ')');
    return after && sscanf (after, ") %c %d", state, parent) == 2;
}

//  End our children; how many there were.
static size_t
s_sweep (void)
{
    size_t found = 0;
    DIR *all = opendir ("/proc");
    struct dirent *entry;
    while (all && (entry = readdir (all))) {
        char state;
        pid_t pid = atoi (entry->d_name), parent;
        if (pid > 0 && gr_process (pid, &state, &parent) && parent == getpid ()) {
            kill (pid, SIGKILL);
            found++;
        }
    }
    if (all)
        closedir (all);
    return found;
}

//  An orphan becomes ours when its parent has ended: look again until there is none.
size_t
gr_clear (void)
{
    size_t found = 0, more;
    for (int quiet = 0; quiet < 2;) {
        more = s_sweep ();
        bool found_now = more > 0;
        found += more;
        while (more > 0 && waitpid (-1, NULL, 0) > 0)
            more--;
        quiet = found_now? 0: quiet + 1;
        if (quiet)
            usleep (20000);
    }
    return found;
}
