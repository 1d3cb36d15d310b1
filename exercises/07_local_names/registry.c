//  registry.c - exercise 7.1: what each function has to do stands in registry.h
//
//  Plain C, nothing of zcluster.

#include "registry.h"

#include <stdlib.h>
#include <string.h>

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
