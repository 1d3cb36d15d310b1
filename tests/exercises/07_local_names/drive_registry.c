//  drive_registry.c - calls what exercise 7.1 asks for, and tells what it sees
//
//      run         is told, until an empty line (WHO is a word of the test's for a process):
//          spawn WHO               a process; reports "WHO lives"
//          crowd                   a thousand processes that nobody speaks of; reports "a crowd lives"
//          register NAME WHO       reports yes or no, as unregister NAME
//          whereis NAME            reports WHO, or nobody
//          monitor WHO NAME        WHO watches; reports "done" at the end
//          exit WHO REASON         ends it; reports "done" at the end
//          in-DOWN COMMAND         no report: done in the next DOWN, after those told before it
//          destroy                 reports whether the pointer is NULL then; and nothing comes after it
//
//  Each DOWN is reported as "DOWN WATCHER NAME REASON".

#define _GNU_SOURCE
#include "registry.h"
#include "driver.h"

enum { CROWD = 1000, PROCESSES_MAX = CROWD + 40, LATER_MAX = 5 };

static registry_t *s_registry;
static char s_who [PROCESSES_MAX] [40];
static int s_pids [PROCESSES_MAX], s_count;

//  What is to be done in the next DOWN.
static char s_later [LATER_MAX] [200];
static int s_later_count;

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

//  A new process, known under this word. false: its pid is none, or not a new one.
static bool
s_spawn (const char *who)
{
    int pid = registry_spawn (s_registry);
    bool is_new = pid > 0 && s_count < PROCESSES_MAX;
    for (int i = 0; i < s_count; i++)
        is_new = is_new && s_pids [i] != pid;
    if (is_new) {
        snprintf (s_who [s_count], sizeof s_who [s_count], "%s", who);
        s_pids [s_count++] = pid;
    }
    return is_new;
}

static void
s_spawn_crowd (void)
{
    bool good = true;
    for (int i = 0; i < CROWD && good; i++)
        good = s_spawn ("one of the crowd");
    dr_say (good? "a crowd lives": "one of the crowd: not a new pid");
}

static void
s_destroy (void)
{
    registry_destroy (&s_registry);
    dr_say (s_registry? "the pointer is not NULL": "the pointer is NULL");
    if (!s_registry)
        registry_destroy (&s_registry);
    s_registry = NULL;
}

static void
s_obey (const char *line)
{
    char what [40] = "", first [100] = "", second [100] = "";
    sscanf (line, "%39s %99s %99s", what, first, second);
    if (strcmp (what, "spawn") == 0)
        dr_say (s_spawn (first)? "%s lives": "%s: not a new pid", first);
    else
    if (strcmp (what, "crowd") == 0)
        s_spawn_crowd ();
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
    if (strcmp (what, "monitor") == 0) {
        registry_monitor (s_registry, s_pid (first), second);
        dr_say ("done");
    }
    else
    if (strcmp (what, "exit") == 0) {
        registry_exit (s_registry, s_pid (first), second);
        dr_say ("done");
    }
    else
    if (strcmp (what, "in-DOWN") == 0 && s_later_count < LATER_MAX)
        snprintf (s_later [s_later_count++], sizeof s_later [0], "%s", line + strlen ("in-DOWN "));
    else
    if (strcmp (what, "destroy") == 0)
        s_destroy ();
}

//  The names that the registry gives are its own: what is told to be done has copies.
static void
s_down (void *arg, int watcher, const char *name, const char *reason)
{
    (void) arg;
    int count = s_later_count;
    s_later_count = 0;
    dr_say ("DOWN %s %s %s", s_name_of (watcher), name, reason);
    for (int i = 0; i < count; i++)
        s_obey (s_later [i]);
}

int
main (int argc, char **argv)
{
    char line [200];
    dr_begin (argc, argv);
    s_registry = registry_new (s_down, NULL);
    if (!s_registry)
        dr_say ("registry_new returned NULL");
    while (s_registry && dr_told (line, sizeof line))
        s_obey (line);
    registry_destroy (&s_registry);
    return dr_end ();
}
