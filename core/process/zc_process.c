//  zc_process.c - the process table: birth, life's base frame, and death
//
//  A pid is a slot of the table and a serial number that counts the slot's uses.
//  The struct of a slot is never freed while the node lives, so that a stale
//  pointer is at worst a stale fact.
//
//  Death has two parts. zc_process_end is the core's decision: names, timers,
//  tables, links and monitors go at once. zc_process_bury releases stack and
//  memory, when the body is certain not to run any more: that may be much later
//  for a body that is in an endless loop on a thread of its own.

#include "zc_core.h"
#include "zc_process.h"

#include <unistd.h>

//  ---- the table -----------------------------------------------------------

static zc_process_t *
s_slot_new (zc_core_t *self)
{
    if (self->slot_count + 1 >= ZC_PROCESSES_MAX)
        return NULL;
    uint32_t id = ++self->slot_count;           //  0 is no process
    zc_process_t **chunk = self->chunks [id / ZC_CHUNK];
    if (!chunk)
        chunk = self->chunks [id / ZC_CHUNK] = zc_calloc (ZC_CHUNK * sizeof *chunk);
    zc_process_t *process = zc_calloc (sizeof *process);
    chunk [id % ZC_CHUNK] = process;
    process->pid.id = id;
    process->core = self;
    process->state = ZC_ENDED;
    process->event_fd = -1;
    return process;
}

static zc_process_t *
s_slot_take (zc_core_t *self)
{
    zc_process_t *process = self->free_slots;
    if (!process)
        return s_slot_new (self);
    self->free_slots = process->next;
    return process;
}

static void
s_slot_give (zc_core_t *self, zc_process_t *process)
{
    process->pid.serial++;
    process->next = self->free_slots;
    self->free_slots = process;
}

//  A pid of this node that is dead already: what a failed remote spawn returns.
zc_pid_t
zc_process_stand_in (zc_core_t *self)
{
    zc_process_t *process = s_slot_take (self);
    if (!process)
        return (zc_pid_t) {0};
    zc_pid_t pid = process->pid;
    s_slot_give (self, process);
    return pid;
}

//  ---- birth ---------------------------------------------------------------

static void
s_bug (zc_caller_t *caller, const char *text)
{
    zc_process_fail ((zc_process_t *) caller, "badarg", text);
}

//  After a crash, or a kill in the middle of the body: its frames are gone.
static void
s_crashed (zc_process_t *self)
{
    self->catching = NULL;
    self->machine = NULL;
    zc_context_clean_stack (self->stack, zc_stack_usable ());
    zc_version_leave (self, 0);
    if (self->crash.overflow)
        zc_stack_lend_guard (self->stack, false);
    if (!atomic_load (&self->killed))
        zc_crash_report (self);
}

//  zc_become: another body, with nothing of the one before but the call.
static void
s_begin_anew (zc_process_t *self)
{
    self->catching = NULL;
    self->machine = NULL;
    zc_context_clean_stack (self->stack, zc_stack_usable ());
    zc_version_leave (self, 0);
    zc_caller_release (&self->caller);
    self->body (self->arg);
}

//  The base frame of each process: user code runs above it, and every crash
//  comes down to it.
static void
s_live (void *arg)
{
    zc_process_t *self = arg;
    switch (sigsetjmp (self->base, 0)) {
        case ZC_LAND_START:
            zc_baton_leave (self);
            self->body (self->arg);
            break;
        case ZC_LAND_BECOME:
            s_begin_anew (self);
            break;
        default:
            s_crashed (self);
    }
    zc_process_exit_now (self);
}

//  Fill a slot for a new life. Its stack and body come on top for all but
//  attached threads.
static zc_process_t *
s_begin (zc_core_t *self, const char *what)
{
    zc_process_t *process = s_slot_take (self);
    if (!process)
        return NULL;
    process->caller.names = self->names;
    process->caller.plans = self->plans;
    process->caller.bug = s_bug;
    process->what = what;
    process->system = process->attached = process->sticky = process->trap_exit = false;
    process->crash.signal = 0;
    process->crash.overflow = false;
    process->crashing = 0;
    process->catching = NULL;
    process->machine = NULL;
    process->event_fd = -1;
    atomic_store_explicit (&process->killed, false, memory_order_relaxed);
    atomic_store_explicit (&process->lease, ZC_LEASE_CORE, memory_order_relaxed);
    atomic_store_explicit (&process->away, ZC_HERE, memory_order_relaxed);
    atomic_store_explicit (&process->calls, 0, memory_order_relaxed);
    zc_baton_be_patient (process);
    process->leader = self->default_leader;
    zc_queue_init (&process->outer);
    zc_queue_init (&process->inner);
    self->alive++;
    self->spawned++;
    return process;
}

zc_process_t *
zc_process_new (zc_core_t *self, zc_body_t *body, void *arg, const char *what)
{
    void *stack = zc_stacks_take (&self->stacks);
    if (!stack)
        return NULL;
    zc_process_t *process = s_begin (self, what);
    if (!process) {
        zc_stacks_give (&self->stacks, stack);
        return NULL;
    }
    process->stack = stack;
    process->floor = (char *) stack + ZC_STACK_RESERVE;
    process->body = body;
    process->arg = arg;
    zc_context_make (&process->context, stack, zc_stack_usable (), s_live, process);
    zc_scheduler_ready (self, process);
    return process;
}

//  A process whose body is a thread that exists already.
zc_process_t *
zc_process_new_attached (zc_core_t *self)
{
    zc_process_t *process = s_begin (self, "attached thread");
    if (!process)
        return NULL;
    sem_init (&process->go, 0, 0);
    process->attached = true;
    process->stack = NULL;
    process->floor = NULL;
    process->sticky = true;
    process->state = ZC_DETACHED;
    atomic_store (&process->lease, ZC_LEASE_DETACHED);
    atomic_store (&process->away, ZC_AWAY);
    return process;
}

zc_pid_t
zc_core_spawn (zc_core_t *core, zc_body_t *body, void *arg, const char *what)
{
    zc_process_t *process = zc_process_new (core, body, arg, what);
    if (!process)
        return (zc_pid_t) {0};
    process->system = true;
    core->system_alive++;
    return process->pid;
}

//  ---- death ---------------------------------------------------------------

static void
s_stop_waiting (zc_process_t *process)
{
    zc_far_t *far = process->waits_for;
    zc_process_t **at = &far->suspended;
    while (*at != process)
        at = &(*at)->wait_next;
    *at = process->wait_next;
    if (!*at)
        far->suspended_tail = at;
    process->waits_for = NULL;
}

//  Take back what the rest of the node knows of a process.
static void
s_withdraw (zc_core_t *self, zc_process_t *process)
{
    zc_name_drop (self, process);
    zc_alias_drop_all (self, process);
    zc_alarm_drop_all (self, &process->alarms);
    zc_table_drop_all (self, process);
    zc_core_unwatch (self, &process->watch);
    zc_timers_remove (&self->timers, &process->timer);
    if (process->waits_for)
        s_stop_waiting (process);
}

//  The state decides who will bury it.
static void
s_lay_out (zc_core_t *self, zc_process_t *process)
{
    zc_state_t state = process->state;
    process->state = ZC_ENDED;
    self->alive--;
    if (process->system)
        self->system_alive--;
    if (state == ZC_DETACHED && !process->attached) {
        self->remains++;
        atomic_store (&process->killed, true);
    }
    else
    if (process->attached) {
        if (state == ZC_WAITING || state == ZC_SUSPENDED)
            zc_scheduler_ready_ended (self, process);
    }
    else
    if (state == ZC_WAITING || state == ZC_SUSPENDED) {
        process->next = self->dead;
        self->dead = process;
    }
    //  else: it is running (and finds out when it leaves the core), or in the
    //  run queue (and is buried when its turn comes)
}

//  End a process. The links of one death may cause the next: they are worked
//  off in a queue, a ring of a million processes needs no stack.
void
zc_process_end (zc_core_t *self, zc_process_t *process, const uint8_t *reason, size_t size)
{
    if (process->state == ZC_ENDED)
        return;
    process->end_reason = zc_bytes_new (reason, size);
    s_lay_out (self, process);
    s_withdraw (self, process);
    process->doomed_next = NULL;
    *self->doomed_tail = process;
    self->doomed_tail = &process->doomed_next;
    if (self->ending)
        return;
    self->ending = true;
    while (self->doomed_head) {
        process = self->doomed_head;
        zc_bond_fire_all (self, process, process->end_reason->data, process->end_reason->size);
        zc_bytes_destroy (&process->end_reason);
        self->doomed_head = process->doomed_next;
        if (!self->doomed_head)
            self->doomed_tail = &self->doomed_head;
    }
    self->ending = false;
}

//  Release stack and memory of an ended process whose body does not run.
void
zc_process_bury (zc_core_t *self, zc_process_t *process)
{
    zc_mailbox_clear (self, process);
    zc_version_clear (process);
    zc_caller_release (&process->caller);
    process->reason = NULL;
    if (process->call)
        zc_bytes_destroy (&process->call);
    zc_buffer_clear (&process->scratch);
    if (process->attached) {
        sem_destroy (&process->go);
        if (process->event_fd >= 0)
            close (process->event_fd);
    }
    else {
        zc_context_free (&process->context);
        zc_stacks_give (&self->stacks, process->stack);
    }
    s_slot_give (self, process);
}

//  Leave for good. In the core, ended.
void
zc_process_vanish (zc_process_t *process)
{
    bool attached = process->attached;
    zc_scheduler_switch_out (process, ZC_OUT_END);
    zc_check (attached, "an ended process was resumed");
    zc_caller_set (NULL);           //  an attached thread that was ended
    pthread_exit (NULL);
}

//  The end of a body, however it came. Outside the core.
void
zc_process_exit_now (zc_process_t *process)
{
    zc_core_t *core = zc_baton_enter ()->core;
    if (process->reason) {
        zc_bytes_t *reason = zc_bytes_dup (process->reason->bytes);
        zc_process_end (core, process, reason->data, reason->size);
        zc_bytes_destroy (&reason);
    }
    else
        zc_process_end (core, process, ZC_ATOM_BYTES (normal));
    zc_process_vanish (process);
}

//  An error {kind, Text}: ends the calling process unless it catches that.
//  Outside the core.
void
zc_process_fail (zc_process_t *process, const char *kind, const char *text)
{
    zc_process_raise (process, ZC_ERROR, zc_term_new ("{~a, ~s}", kind, text));
}
