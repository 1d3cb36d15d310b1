//  registry.h - exercise 7.1: the names of a node
//
//  A small kernel: it knows which processes live, which names they have, and who watches
//  whom. Its processes run nothing; a pid is a number above 0, and 0 is nobody.
//
//      one name, one process          a name that is taken is refused
//      one process, one name          a second name is refused
//      at the end of a process        first its name is free, then its DOWNs go out

#ifndef REGISTRY_H_INCLUDED
#define REGISTRY_H_INCLUDED

#include <stdbool.h>

typedef struct registry registry_t;

//  A DOWN for `watcher`: the process that it watched under this name has ended. Watchers that
//  have ended hear nothing. In here the program may call all the functions below, but
//  registry_destroy.
typedef void (registry_down_t) (void *arg, int watcher, const char *name, const char *reason);

registry_t *registry_new (registry_down_t *down, void *arg);

//  NULL in *self_p is no harm; it becomes NULL. No DOWN goes out.
void registry_destroy (registry_t **self_p);

//  A new process: a pid that none has had before.
int registry_spawn (registry_t *self);

//  Give a process a name, which is copied.
//  Returns  false: no such process, it has a name, the name is taken, or the name is nil, true,
//           false or undefined; then nothing has changed
//  Erlang   register/2
bool registry_register (registry_t *self, const char *name, int pid);

//  Take a name away. Returns false: nobody has it.
bool registry_unregister (registry_t *self, const char *name);

//  Who has this name? Returns 0: nobody.
int registry_whereis (registry_t *self, const char *name);

//  Watch the process that has this name now, whatever becomes of the name; monitors stack up.
//  Has nobody the name, the DOWN comes at once, with the reason noproc. The name is copied.
void registry_monitor (registry_t *self, int watcher, const char *name);

//  End a process: its name is free, and then one DOWN goes out for each monitor of it, in the
//  order in which they were made. A pid that has ended is no harm.
void registry_exit (registry_t *self, int pid, const char *reason);

#endif
