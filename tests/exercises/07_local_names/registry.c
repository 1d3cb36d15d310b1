//  registry.c - exercise 7.1: what each function has to do stands in registry.h
//
//  Plain C, nothing of zcluster.

#include "registry.h"

#include <stdlib.h>
#include <string.h>

#ifdef SOLUTION
typedef struct {
    bool alive;
    char *name;                     //  NULL: it has none
} process_t;

typedef struct monitor {
    struct monitor *next;
    int watcher, watched;
    char *name;                     //  what the watched one was called then
} monitor_t;

struct registry {
    registry_down_t *down;
    void *arg;
    process_t *processes;           //  [pid - 1]
    int count;
    monitor_t *monitors;            //  oldest first
};

static process_t *
s_living (registry_t *self, int pid)
{
    bool known = pid > 0 && pid <= self->count && self->processes [pid - 1].alive;
    return known? &self->processes [pid - 1]: NULL;
}

static void
s_drop_name (process_t *process)
{
    free (process->name);
    process->name = NULL;
}

registry_t *
registry_new (registry_down_t *down, void *arg)
{
    registry_t *self = calloc (1, sizeof *self);
    self->down = down;
    self->arg = arg;
    return self;
}

static void
s_monitor_destroy (monitor_t *monitor)
{
    free (monitor->name);
    free (monitor);
}

void
registry_destroy (registry_t **self_p)
{
    registry_t *self = *self_p;
    if (!self)
        return;
#ifdef MUTANT_12    //  loses 7.1.10
#else
    for (monitor_t *monitor = self->monitors, *next; monitor; monitor = next) {
        next = monitor->next;
        s_monitor_destroy (monitor);
    }
#endif
#ifdef MUTANT_7     //  loses 7.1.10
#else
    for (int i = 0; i < self->count; i++)
        free (self->processes [i].name);
#endif
    free (self->processes);
    free (self);
    *self_p = NULL;
}

int
registry_spawn (registry_t *self)
{
    size_t size = ((size_t) self->count + 1) * sizeof (process_t);
    self->processes = realloc (self->processes, size);
    self->processes [self->count] = (process_t) {.alive = true};
    return ++self->count;
}

static bool
s_is_refused (const char *name)
{
#ifdef MUTANT_5     //  loses 7.1.5
    static const char *const refused [] = {"nil"};
#else
    static const char *const refused [] = {"nil", "true", "false", "undefined"};
#endif
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
#ifdef MUTANT_13    //  loses 7.1.5
        if (strncmp (refused [i], name, strlen (refused [i])) == 0)
#else
        if (strcmp (refused [i], name) == 0)
#endif
            return true;
    return false;
}

bool
registry_register (registry_t *self, const char *name, int pid)
{
    process_t *process = s_living (self, pid);
    if (!process || s_is_refused (name))
        return false;
#ifdef MUTANT_3     //  loses 7.1.3
    s_drop_name (process);
#endif
    if (process->name)
        return false;
#ifdef MUTANT_2     //  loses 7.1.2
    registry_unregister (self, name);
#endif
    if (registry_whereis (self, name) != 0)
        return false;
    process->name = strdup (name);
    return true;
}

bool
registry_unregister (registry_t *self, const char *name)
{
    int pid = registry_whereis (self, name);
    if (pid != 0)
        s_drop_name (&self->processes [pid - 1]);
    return pid != 0;
}

int
registry_whereis (registry_t *self, const char *name)
{
    for (int i = 0; i < self->count; i++)
        if (self->processes [i].name && strcmp (self->processes [i].name, name) == 0)
            return i + 1;
    return 0;
}

void
registry_monitor (registry_t *self, int watcher, const char *name)
{
    int watched = registry_whereis (self, name);
#ifdef MUTANT_11    //  loses 7.1.9
#else
    if (!s_living (self, watcher))
        return;
#endif
    if (watched == 0) {
#ifdef MUTANT_6     //  loses 7.1.9
#else
        self->down (self->arg, watcher, name, "noproc");
#endif
        return;
    }
    monitor_t *monitor = calloc (1, sizeof *monitor), **last = &self->monitors;
    monitor->watcher = watcher;
    monitor->watched = watched;
    monitor->name = strdup (name);
#ifdef MUTANT_8     //  loses 7.1.8
    monitor->next = *last;
#else
    while (*last)
        last = &(*last)->next;
#endif
    *last = monitor;
}

//  Take out the oldest monitor of this process, or return NULL.
static monitor_t *
s_take_monitor (registry_t *self, int pid)
{
    for (monitor_t **at = &self->monitors; *at; at = &(*at)->next) {
        monitor_t *monitor = *at;
        if (monitor->watched == pid) {
            *at = monitor->next;
            return monitor;
        }
    }
    return NULL;
}

//  While a DOWN goes out the program may change everything: begin anew after each.
static void
s_tell (registry_t *self, int pid, const char *reason)
{
#ifdef MUTANT_9     //  loses 7.1.8
    for (monitor_t *monitor = self->monitors, *next; monitor; monitor = next) {
        next = monitor->next;
        if (monitor->watched != pid)
            continue;
        if (s_living (self, monitor->watcher))
            self->down (self->arg, monitor->watcher, monitor->name, reason);
        monitor->watched = 0;
    }
    for (monitor_t **at = &self->monitors, *monitor; (monitor = *at);)
        if (monitor->watched == 0) {
            *at = monitor->next;
            s_monitor_destroy (monitor);
        }
        else
            at = &monitor->next;
#else
    for (monitor_t *monitor; (monitor = s_take_monitor (self, pid));) {
        if (s_living (self, monitor->watcher))
            self->down (self->arg, monitor->watcher, monitor->name, reason);
        s_monitor_destroy (monitor);
    }
#endif
}

void
registry_exit (registry_t *self, int pid, const char *reason)
{
    process_t *process = s_living (self, pid);
    if (!process)
        return;
#ifdef MUTANT_10    //  loses 7.1.7 7.1.8
    s_drop_name (process);
    s_tell (self, pid, reason);
    process->alive = false;
    return;
#endif
    process->alive = false;
#ifdef MUTANT_4     //  loses 7.1.8
    for (monitor_t *monitor = self->monitors; monitor; monitor = monitor->next)
        if (process->name && strcmp (monitor->name, process->name) == 0)
            monitor->watched = pid;
#endif
#ifdef MUTANT_1     //  loses 7.1.7
    s_tell (self, pid, reason);
    s_drop_name (&self->processes [pid - 1]);
#else
    s_drop_name (process);
    s_tell (self, pid, reason);
#endif
}
#else
struct registry {
    registry_down_t *down;
    void *arg;
    //  your code: which processes live, their names, the monitors
};

registry_t *
registry_new (registry_down_t *down, void *arg)
{
    (void) down;
    (void) arg;
    //  your code
    return NULL;
}

void
registry_destroy (registry_t **self_p)
{
    (void) self_p;
    //  your code: give everything back
}

int
registry_spawn (registry_t *self)
{
    (void) self;
    //  your code: a pid that none has had before
    return 0;
}

bool
registry_register (registry_t *self, const char *name, int pid)
{
    (void) self;
    (void) name;
    (void) pid;
    //  your code: who has to be refused?
    return false;
}

bool
registry_unregister (registry_t *self, const char *name)
{
    (void) self;
    (void) name;
    //  your code
    return false;
}

int
registry_whereis (registry_t *self, const char *name)
{
    (void) self;
    (void) name;
    //  your code
    return 0;
}

void
registry_monitor (registry_t *self, int watcher, const char *name)
{
    (void) self;
    (void) watcher;
    (void) name;
    //  your code: the process that has the name now
}

void
registry_exit (registry_t *self, int pid, const char *reason)
{
    (void) self;
    (void) pid;
    (void) reason;
    //  your code: in which order?
}
#endif
