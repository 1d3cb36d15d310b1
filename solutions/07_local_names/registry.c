//  registry.c - exercise 7.1: what each function has to do stands in registry.h
//
//  Plain C, nothing of zcluster.

#include "registry.h"

#include <stdlib.h>
#include <string.h>

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
    for (monitor_t *monitor = self->monitors, *next; monitor; monitor = next) {
        next = monitor->next;
        s_monitor_destroy (monitor);
    }
    for (int i = 0; i < self->count; i++)
        free (self->processes [i].name);
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
    static const char *const refused [] = {"nil", "true", "false", "undefined"};
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        if (strcmp (refused [i], name) == 0)
            return true;
    return false;
}

bool
registry_register (registry_t *self, const char *name, int pid)
{
    process_t *process = s_living (self, pid);
    if (!process || s_is_refused (name))
        return false;
    if (process->name)
        return false;
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
    if (!s_living (self, watcher))
        return;
    if (watched == 0) {
        self->down (self->arg, watcher, name, "noproc");
        return;
    }
    monitor_t *monitor = calloc (1, sizeof *monitor), **last = &self->monitors;
    monitor->watcher = watcher;
    monitor->watched = watched;
    monitor->name = strdup (name);
    while (*last)
        last = &(*last)->next;
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
    for (monitor_t *monitor; (monitor = s_take_monitor (self, pid));) {
        if (s_living (self, monitor->watcher))
            self->down (self->arg, monitor->watcher, monitor->name, reason);
        s_monitor_destroy (monitor);
    }
}

void
registry_exit (registry_t *self, int pid, const char *reason)
{
    process_t *process = s_living (self, pid);
    if (!process)
        return;
    process->alive = false;
    s_drop_name (process);
    s_tell (self, pid, reason);
}
