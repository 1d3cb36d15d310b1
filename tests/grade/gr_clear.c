//  gr_clear.c - the processes of a test: how many there are, and that none is left behind
//
//  The grader adopts the orphans of its children (it is a child subreaper), so also a process
//  that has forked twice and left its session is a descendant of ours.

#include "gr_inner.h"

#include <dirent.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ALL_MAX = 8192 };

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

//  ---- our descendants -----------------------------------------------------

typedef struct {
    pid_t pid, parent;
    char state;
    bool ours;
} s_process_t;

static s_process_t s_all [ALL_MAX];

//  All processes of the machine.
static size_t
s_look (void)
{
    size_t count = 0;
    DIR *folder = opendir ("/proc");
    struct dirent *entry;
    while (folder && count < ALL_MAX && (entry = readdir (folder))) {
        char state;
        pid_t pid = atoi (entry->d_name), parent;
        if (pid > 0 && gr_process (pid, &state, &parent))
            s_all [count++] = (s_process_t) {.pid = pid, .parent = parent, .state = state};
    }
    if (folder)
        closedir (folder);
    return count;
}

static bool
s_is_ours (pid_t pid, size_t count)
{
    if (pid == getpid ())
        return true;
    for (size_t i = 0; i < count; i++)
        if (s_all [i].pid == pid)
            return s_all [i].ours;
    return false;
}

//  The descendants of the grader come first in the table then; how many there are.
static size_t
s_find_ours (void)
{
    size_t count = s_look (), ours = 0, before;
    do {
        before = ours;
        for (size_t i = ours; i < count; i++)
            if (s_is_ours (s_all [i].parent, count)) {
                s_process_t found = s_all [i];
                found.ours = true;
                s_all [i] = s_all [ours];
                s_all [ours++] = found;
            }
    } while (ours > before);
    return ours;
}

//  Bytes of memory in use.
static size_t
s_resident (pid_t pid)
{
    char path [64];
    snprintf (path, sizeof path, "/proc/%d/statm", (int) pid);
    FILE *file = fopen (path, "re");
    unsigned long whole = 0, resident = 0;
    if (file) {
        if (fscanf (file, "%lu %lu", &whole, &resident) != 2)
            resident = 0;
        fclose (file);
    }
    return (size_t) resident * (size_t) sysconf (_SC_PAGESIZE);
}

static bool
s_is_node (const gr_t *test, pid_t pid)
{
    for (size_t i = 0; i < test->count; i++)
        if (test->nodes [i].pid == pid)
            return true;
    return false;
}

gr_family_t
gr_family (const gr_t *test)
{
    gr_family_t family = {.count = 0};
    size_t ours = s_find_ours ();
    for (size_t i = 0; i < ours; i++) {
        const s_process_t *process = &s_all [i];
        if (process->state == 'Z') {            //  an orphan that has ended: nobody else takes it in
            if (process->parent == getpid () && !s_is_node (test, process->pid))
                waitpid (process->pid, NULL, WNOHANG);
            continue;
        }
        size_t resident = s_resident (process->pid);
        family.largest = resident > family.largest? resident: family.largest;
        family.count++;
    }
    return family;
}

//  ---- their end -----------------------------------------------------------

//  Stopped first, they start no others while they are being killed. How many there were.
static size_t
s_sweep (void)
{
    size_t count = s_find_ours (), before = 0;
    for (int i = 0; count > before && i < 20; i++) {
        for (size_t j = 0; j < count; j++)
            kill (s_all [j].pid, SIGSTOP);
        before = count;
        count = s_find_ours ();
    }
    for (size_t i = 0; i < count; i++)
        kill (s_all [i].pid, SIGKILL);
    return count;
}

//  Take in those that have ended; how many of them were ended by us.
static size_t
s_reap (void)
{
    size_t killed = 0;
    int status;
    while (waitpid (-1, &status, WNOHANG) > 0)
        killed += WIFSIGNALED (status) && WTERMSIG (status) == SIGKILL;
    return killed;
}

//  Some end by themselves a moment after their parent, as what the sanitizers of clang start to
//  look names up. How many did not end so, but were killed.
static size_t
s_wait_a_moment (void)
{
    size_t killed = 0;
    double limit = gr_now () + gr_scale ();
    while (s_find_ours () > 0 && gr_now () < limit) {
        killed += s_reap ();
        usleep (5000);
    }
    return killed;
}

//  An orphan becomes ours when its parent has ended: look again until there is none.
size_t
gr_clear (void)
{
    size_t killed = s_wait_a_moment ();
    for (int quiet = 0; quiet < 2;) {
        quiet = s_sweep () > 0? 0: quiet + 1;
        killed += s_reap ();
        usleep (quiet? 20000: 2000);
    }
    return killed;
}
