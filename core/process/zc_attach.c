//  zc_attach.c - threads of a larger program as processes
//
//  An attached thread keeps its own stack. A call into the core queues it like
//  an expelled process; when its turn comes the scheduler lends it the baton and
//  waits until it is back. So the rule stands: one thread at a time.

#include "zc_core.h"

#include <errno.h>
#include <sys/eventfd.h>

zc_pid_t
zc_attach (zc_node_t *node)
{
    zc_core_t *core = zc_node_core (node);
    zc_check (!zc_caller ()->bug, "zc_attach: this thread is a process already");
    //  To get a process one must hold the baton: a visitor asks for it
    zc_process_t *visitor = zc_calloc (sizeof *visitor);
    visitor->core = core;
    visitor->attached = visitor->visitor = true;
    visitor->state = ZC_DETACHED;
    sem_init (&visitor->go, 0, 0);
    zc_baton_post (core, visitor);
    while (sem_wait (&visitor->go) != 0)
        ;
    zc_process_t *process = zc_process_new_attached (core);
    zc_check (process, "zc_attach: no more processes");
    process->attached_thread = pthread_self ();
    zc_pid_t pid = process->pid;
    visitor->out = ZC_OUT_DETACH;
    sem_post (&core->back);         //  the scheduler frees the visitor
    zc_caller_set (&process->caller);
    return pid;
}

int
zc_attach_fd (void)
{
    zc_process_t *self = zc_baton_enter ();
    if (self->attached && self->event_fd < 0) {
        self->event_fd = eventfd (self->outer.head || self->inner.head, EFD_NONBLOCK | EFD_CLOEXEC);
        zc_check (self->event_fd >= 0, "no descriptor for zc_attach_fd");
    }
    int fd = self->event_fd;
    zc_baton_leave (self);
    return fd;
}

void
zc_detach (void)
{
    zc_process_t *self = zc_baton_enter ();
    zc_process_end (self->core, self, ZC_ATOM_BYTES (normal));
    zc_scheduler_switch_out (self, ZC_OUT_END);
    zc_caller_set (NULL);
}
