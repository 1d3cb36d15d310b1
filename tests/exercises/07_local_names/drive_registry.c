//  drive_registry.c - calls what exercise 7.1 asks for, and tells what it sees
//
//      run         is told, until an empty line (WHO is a word of the test's for a process):
//          spawn WHO               a process; reports "WHO lives"
//          register NAME WHO       reports yes or no, as unregister NAME
//          whereis NAME            reports WHO, or nobody
//          monitor WHO NAME        WHO watches
//          exit WHO REASON         ends it
//          heir WHO                from now on, in each DOWN, WHO is registered under that name
//          done                    reports "done": what came before it has been reported
//
//  Each DOWN is reported as "DOWN WATCHER NAME REASON".

#define _GNU_SOURCE
#include "registry.h"
#include "driver.h"

enum { PROCESSES_MAX = 40 };

static registry_t *s_registry;
static char s_who [PROCESSES_MAX] [40];
static int s_pids [PROCESSES_MAX], s_count, s_heir;

static int
s_pid (const char *who)
{
    for (int i = 0; i < s_count; i++)
        if (strcmp (s_who [i], who) == 0)
            return s_pids [i];
    return 0;
}

static const char *
s_name_of (int pid)
{
    for (int i = 0; i < s_count; i++)
        if (s_pids [i] == pid)
            return s_who [i];
    return pid == 0? "nobody": "a stranger";
}

static void
s_down (void *arg, int watcher, const char *name, const char *reason)
{
    (void) arg;
    char copy [100];
    snprintf (copy, sizeof copy, "%s", name);
    dr_say ("DOWN %s %s %s", s_name_of (watcher), name, reason);
    if (s_heir == 0)
        return;
    dr_say ("%s", s_name_of (registry_whereis (s_registry, copy)));
    dr_say ("%s", registry_register (s_registry, copy, s_heir)? "yes": "no");
}

static void
s_spawn (const char *who)
{
    int pid = registry_spawn (s_registry);
    bool is_new = pid > 0;
    for (int i = 0; i < s_count; i++)
        is_new = is_new && s_pids [i] != pid;
    if (is_new && s_count < PROCESSES_MAX) {
        snprintf (s_who [s_count], sizeof s_who [s_count], "%s", who);
        s_pids [s_count++] = pid;
    }
    dr_say (is_new? "%s lives": "%s: not a new pid", who);
}

static void
s_obey (const char *what, char *first, char *second)
{
    if (strcmp (what, "spawn") == 0)
        s_spawn (first);
    else
    if (strcmp (what, "register") == 0)
        dr_say ("%s", registry_register (s_registry, first, s_pid (second))? "yes": "no");
    else
    if (strcmp (what, "unregister") == 0)
        dr_say ("%s", registry_unregister (s_registry, first)? "yes": "no");
    else
    if (strcmp (what, "whereis") == 0)
        dr_say ("%s", s_name_of (registry_whereis (s_registry, first)));
    else
    if (strcmp (what, "monitor") == 0)
        registry_monitor (s_registry, s_pid (first), second);
    else
    if (strcmp (what, "exit") == 0)
        registry_exit (s_registry, s_pid (first), second);
    else
    if (strcmp (what, "heir") == 0)
        s_heir = s_pid (first);
    else
        dr_say ("done");
}

int
main (int argc, char **argv)
{
    char line [200], what [40], first [60], second [60];
    dr_begin (argc, argv);
    s_registry = registry_new (s_down, NULL);
    if (!s_registry)
        dr_say ("registry_new returned NULL");
    while (s_registry && dr_told (line, sizeof line)) {
        *what = *first = *second = 0;
        sscanf (line, "%39s %59s %59s", what, first, second);
        s_obey (what, first, second);
    }
    registry_destroy (&s_registry);
    registry_destroy (&s_registry);
    return dr_end ();
}
