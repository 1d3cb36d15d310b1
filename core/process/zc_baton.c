//  zc_baton.c - who may touch the core: entering, leaving, and the watchdog
//
//  No user code can stall a node. The scheduler's thread lends itself to a
//  process between calls into the core; a process that keeps it for more than 5
//  to 10 ms is expelled: the watchdog takes the baton and gives it to the reserve
//  thread, which goes on as the scheduler. The process stays where it is, on its thread, in parallel, at a
//  lower priority. Its next call into the core finds the lease gone: it leaves
//  the thread, is queued (`inbound`) and resumed by the scheduler.
//
//  Once expelled it is sticky: after each call it is handed to a thread of its
//  own again, until it has behaved for ZC_BEHAVED_CALLS calls. So only the
//  scheduler's thread ever runs core code, and a crowd of busy processes cannot
//  make everybody else wait for 5 ms each.
//
//  Next: zc_scheduler.c, zc_process.c.

#include "zc_core.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/membarrier.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { s_thread_stack = 512 * 1024, s_lowered_nice = 10, s_idle_threads = 2,
       s_quick_ns = 1000000, s_quiet_ticks = 20 };

//  ---- enter and leave -----------------------------------------------------

void
zc_baton_outside (void)
{
    fputs ("zcluster: called outside of a process (see zc_run and zc_attach)\n", stderr);
    abort ();
}

//  What an expelled process took between two calls: is it quick again?
static void
s_judge (zc_process_t *self, int64_t took)
{
    if (took > s_quick_ns)
        self->good = 0;
    else
    if (++self->good >= ZC_BEHAVED_CALLS)
        self->sticky = false;
}

//  Was the process sent away after all? The watchdog decides under lock.
static bool
s_is_away (zc_process_t *self)
{
    if (atomic_load (&self->away) == ZC_ASKED) {
        pthread_mutex_lock (&self->core->lock);
        pthread_mutex_unlock (&self->core->lock);
    }
    return atomic_load (&self->away) == ZC_AWAY;
}

//  Come back from a thread of one's own: queue up, be resumed.
void
zc_baton_come_back (zc_process_t *self)
{
    if (!s_is_away (self))
        return;
    if (self->attached) {
        zc_baton_post (self->core, self);
        while (sem_wait (&self->go) != 0)
            ;
        if (self->state == ZC_ENDED)
            zc_process_vanish (self);
    }
    else {
        int64_t left = zc_core_now (self->core);
        zc_scheduler_switch_out (self, ZC_OUT_LOST);
        atomic_store_explicit (&self->away, ZC_HERE, memory_order_relaxed);
        s_judge (self, left - self->since);
    }
    atomic_store_explicit (&self->lease, ZC_LEASE_CORE, memory_order_relaxed);
}

//  It called often enough, or for long enough: others first.
void
zc_baton_give_way (zc_process_t *self)
{
    zc_baton_be_patient (self);
    zc_scheduler_switch_out (self, ZC_OUT_YIELD);
}

zc_process_t *
zc_baton_enter (void)
{
    zc_process_t *self = zc_baton_self ();
    zc_baton_enter_as (self);
    return self;
}

//  Leave the core where the thread does not go on as the scheduler's.
void
zc_baton_part (zc_process_t *self)
{
    if (self->state == ZC_ENDED)
        zc_process_vanish (self);
    if (self->attached)
        atomic_store_explicit (&self->lease, ZC_LEASE_DETACHED, memory_order_release);
    if (self->sticky)
        zc_scheduler_switch_out (self, ZC_OUT_DETACH);
    else
        atomic_store_explicit (&self->lease, ZC_LEASE_USER, memory_order_release);
}

zc_core_t *
zc_core_enter (void)
{
    return zc_baton_enter ()->core;
}

void
zc_core_leave (void)
{
    zc_baton_leave (zc_baton_self ());
}

//  ---- the queue of those who want the baton -------------------------------

void
zc_baton_post (zc_core_t *self, zc_process_t *process)
{
    zc_process_t *head = atomic_load (&self->inbound);
    do
        atomic_store_explicit (&process->inbound_next, head, memory_order_relaxed);
    while (!atomic_compare_exchange_weak (&self->inbound, &head, process));
    //  Either the scheduler sees the process before it sleeps, or we see it sleep
    if (atomic_load (&self->sleeping))
        zc_scheduler_wake_poll (self);
}

//  All of them, oldest first, linked by inbound_next.
zc_process_t *
zc_baton_take_posted (zc_core_t *self)
{
    zc_process_t *process = atomic_exchange (&self->inbound, NULL);
    zc_process_t *oldest = NULL;
    while (process) {
        zc_process_t *next = atomic_load_explicit (&process->inbound_next, memory_order_relaxed);
        atomic_store_explicit (&process->inbound_next, oldest, memory_order_relaxed);
        oldest = process;
        process = next;
    }
    return oldest;
}

//  ---- threads -------------------------------------------------------------

static void *s_thread (void *arg);

static zc_thread_t *
s_thread_new (zc_core_t *core)
{
    zc_thread_t *self = zc_calloc (sizeof *self);
    self->core = core;
    sem_init (&self->start, 0, 0);
    pthread_attr_t attributes;
    pthread_attr_init (&attributes);
    pthread_attr_setstacksize (&attributes, s_thread_stack);
    int rc = pthread_create (&self->id, &attributes, s_thread, self);
    pthread_attr_destroy (&attributes);
    if (rc != 0) {
        sem_destroy (&self->start);
        zc_release (self);
        return NULL;
    }
    return self;
}

//  Hand a process to a thread of its own. Called by the scheduler.
void
zc_baton_detach (zc_core_t *self, zc_process_t *process)
{
    process->since = zc_core_now (self);
    process->next = NULL;
    pthread_mutex_lock (&self->lock);
    *self->work_tail = process;
    self->work_tail = &process->next;
    self->detached++;
    pthread_cond_signal (&self->work);
    pthread_mutex_unlock (&self->lock);
}

//  Wait for a detached process to run. NULL: this thread may end. Under lock.
static zc_process_t *
s_next_work (zc_core_t *core, zc_thread_t *thread)
{
    while (!core->work_head) {
        if (atomic_load (&core->stopping) == 2 || core->idle_threads >= s_idle_threads)
            return NULL;
        core->idle_threads++;
        pthread_cond_wait (&core->work, &core->lock);
        core->idle_threads--;
    }
    zc_process_t *process = core->work_head;
    core->work_head = process->next;
    if (!core->work_head)
        core->work_tail = &core->work_head;
    thread->process = process;
    return process;
}

static void
s_run_detached (zc_thread_t *thread, zc_process_t *process)
{
    process->host = thread;
    atomic_store_explicit (&process->away, ZC_AWAY, memory_order_relaxed);
    atomic_store_explicit (&process->lease, ZC_LEASE_DETACHED, memory_order_release);
    zc_caller_set (&process->caller);
    zc_context_switch (&thread->context, &process->context, false);
    zc_caller_set (NULL);
}

//  A process left this thread: queue it for the scheduler.
static void
s_let_go (zc_core_t *core, zc_thread_t *thread)
{
    pthread_mutex_lock (&core->lock);
    zc_process_t *process = thread->process;
    thread->process = NULL;
    core->detached--;
    pthread_mutex_unlock (&core->lock);
    zc_baton_post (core, process);
}

//  Run detached processes until there are threads enough.
static void
s_work (zc_core_t *core, zc_thread_t *thread)
{
    for (;;) {
        pthread_mutex_lock (&core->lock);
        zc_process_t *process = s_next_work (core, thread);
        if (!process) {
            zc_thread_t **at = &core->threads;
            while (*at != thread)
                at = &(*at)->next;
            *at = thread->next;
            thread->next = core->finished;
            core->finished = thread;
            core->thread_count--;
        }
        pthread_mutex_unlock (&core->lock);
        if (!process)
            return;
        if (!atomic_load (&process->killed))
            s_run_detached (thread, process);
        s_let_go (core, thread);
    }
}

static void *
s_thread (void *arg)
{
    zc_thread_t *self = arg;
    zc_core_t *core = self->core;
    self->tid = (int) syscall (SYS_gettid);
    self->signal_stack = zc_crash_signal_stack ();
    zc_context_init_thread (&self->context);
    while (sem_wait (&self->start) != 0)
        ;
    if (!self->scheduler)
        setpriority (PRIO_PROCESS, (id_t) self->tid, s_lowered_nice);
    else
    if (zc_scheduler_run (core, self))
        sem_post (&core->stopped);
    else
        s_let_go (core, self);
    s_work (core, self);
    zc_crash_signal_stack_free (self->signal_stack);
    return NULL;
}

static void
s_join_finished (zc_core_t *core)
{
    pthread_mutex_lock (&core->lock);
    zc_thread_t *thread = core->finished;
    core->finished = NULL;
    pthread_mutex_unlock (&core->lock);
    while (thread) {
        zc_thread_t *next = thread->next;
        pthread_join (thread->id, NULL);
        sem_destroy (&thread->start);
        zc_release (thread);
        thread = next;
    }
}

//  ---- the watchdog --------------------------------------------------------

//  More processes wait for a thread than threads are idle: start some.
static void
s_staff (zc_core_t *core)
{
    size_t waiting = 0;
    for (zc_process_t *process = core->work_head; process; process = process->next)
        waiting++;
    while (waiting > core->idle_threads && core->thread_count < ZC_DETACHED_MAX) {
        zc_thread_t *thread = s_thread_new (core);
        if (!thread)
            break;
        thread->next = core->threads;
        core->threads = thread;
        core->thread_count++;
        waiting--;
        sem_post (&thread->start);
    }
}

//  Make each thread of the program pass a memory barrier.
static bool
s_barrier (int command)
{
    return syscall (SYS_membarrier, command, 0, 0) == 0;
}

//  Take the baton from a process that runs user code, or see it enter the core
//  (the other side is zc_baton_enter_as). Under lock.
static bool
s_send_away (zc_core_t *core, zc_process_t *process)
{
    atomic_store (&process->away, ZC_ASKED);
    bool barrier = !core->barrier || s_barrier (MEMBARRIER_CMD_PRIVATE_EXPEDITED);
    bool away = barrier && atomic_load (&process->lease) == ZC_LEASE_USER;
    if (away)
        atomic_store (&process->lease, ZC_LEASE_DETACHED);
    atomic_store (&process->away, away? ZC_AWAY: ZC_HERE);
    return away;
}

//  Take the baton from a process that keeps it too long. Holding the lock.
static void
s_expel (zc_core_t *core, zc_process_t *process)
{
    if (!core->reserve || core->thread_count >= ZC_DETACHED_MAX) {
        if (!core->crowded)
            zc_core_log (core, ZC_LOG_WARNING, "limit of %d threads reached: processes that "
                         "compute or block now hold up the others", ZC_DETACHED_MAX);
        core->crowded = true;
        return;
    }
    if (!s_send_away (core, process))
        return;
    process->state = ZC_DETACHED;
    process->sticky = true;
    process->since = 0;             //  long ago: not a quick call
    core->expelled++;
    atomic_store (&core->current, NULL);
    zc_thread_t *old = process->host;
    old->scheduler = false;
    old->process = process;
    core->detached++;
    setpriority (PRIO_PROCESS, (id_t) old->tid, s_lowered_nice);
    zc_thread_t *next = core->reserve;
    core->reserve = NULL;
    next->scheduler = true;
    next->next = core->threads;
    core->threads = next;
    core->thread_count++;
    sem_post (&next->start);
}

//  Does the thread wait for a processor? R: it runs, or would like to.
static bool
s_wants_to_run (const zc_thread_t *thread)
{
    char text [400], state = 0;
    snprintf (text, sizeof text, "/proc/self/task/%d/stat", thread->tid);
    int fd = open (text, O_RDONLY | O_CLOEXEC);
    ssize_t size = fd < 0? -1: read (fd, text, sizeof text - 1);
    if (fd >= 0)
        close (fd);
    text [size > 0? size: 0] = 0;
    const char *name_end = strrchr (text, ')');
    if (name_end)
        sscanf (name_end, ") %c", &state);
    return state == 'R';
}

//  suspect: the process on the scheduler's thread has not called the core since the
//  last look. Because it computes, or is blocked? Else the system ran others
//  instead, and it is not to blame. Under lock.
static bool
s_has_stalled (zc_core_t *core, bool suspect)
{
    zc_thread_t *thread = core->threads;
    while (thread && !thread->scheduler)
        thread = thread->next;
    clockid_t clock;
    struct timespec used;
    if (!thread || pthread_getcpuclockid (thread->id, &clock) != 0
    ||  clock_gettime (clock, &used) != 0)
        return suspect;
    int64_t now = used.tv_sec * 1000000000 + used.tv_nsec;
    if (!suspect)
        thread->cpu = now;
    return suspect
        && (now - thread->cpu > ZC_WATCH_MS * 1000000 / 2 || !s_wants_to_run (thread));
}

//  Interrupt the bodies of killed processes that do not call the core. Without containment
//  nobody handles the signal, which would end the program: they run on, as remains.
static void
s_poke_killed (zc_core_t *core)
{
    if (core->options.containment != ZC_CONTAIN)
        return;
    for (zc_thread_t *thread = core->threads; thread; thread = thread->next)
        if (thread->process && atomic_load (&thread->process->killed))
            pthread_kill (thread->id, zc_crash_kill_signal ());
}

static void
s_wait_tick (zc_core_t *core, int quiet)
{
    if (quiet > s_quiet_ticks) {
        atomic_store (&core->watchdog_idle, true);
        //  Pairs with s_sleep: either we see it awake, or it sees us idle
        if (atomic_load (&core->sleeping) && !atomic_load (&core->stopping))
            pthread_cond_wait (&core->watch, &core->lock);
        atomic_store (&core->watchdog_idle, false);
        return;
    }
    struct timespec until;
    clock_gettime (CLOCK_MONOTONIC, &until);
    until.tv_nsec += ZC_WATCH_MS * 1000000;
    if (until.tv_nsec >= 1000000000) {
        until.tv_nsec -= 1000000000;
        until.tv_sec++;
    }
    pthread_cond_timedwait (&core->watch, &core->lock, &until);
}

static void *
s_watchdog (void *arg)
{
    zc_core_t *core = arg;
    uint64_t seen = 0, seen_calls = 0;
    int quiet = 0;
    pthread_mutex_lock (&core->lock);
    while (atomic_load (&core->stopping) < 2) {
        s_wait_tick (core, quiet);
        atomic_fetch_add_explicit (&core->ticks, 1, memory_order_relaxed);
        uint64_t beats = atomic_load_explicit (&core->beats, memory_order_relaxed);
        zc_process_t *process = atomic_load_explicit (&core->current, memory_order_acquire);
        uint64_t calls = process? atomic_load_explicit (&process->calls, memory_order_relaxed): 0;
        //  Who calls the core all the time gives way at its next call
        if (process)
            atomic_store_explicit (&process->patience, 0, memory_order_relaxed);
        bool suspect = process && beats == seen && calls == seen_calls;
        if (s_has_stalled (core, suspect) && process && atomic_load (&process->lease) == ZC_LEASE_USER)
            s_expel (core, process);
        quiet = beats == seen && atomic_load (&core->sleeping) && !core->detached? quiet + 1: 0;
        seen = beats;
        seen_calls = calls;
        s_staff (core);
        s_poke_killed (core);
        if (!core->reserve && core->thread_count < ZC_DETACHED_MAX)
            core->reserve = s_thread_new (core);
        if (core->finished) {
            pthread_mutex_unlock (&core->lock);
            s_join_finished (core);
            pthread_mutex_lock (&core->lock);
        }
    }
    pthread_mutex_unlock (&core->lock);
    return NULL;
}

//  ---- start and stop ------------------------------------------------------

void
zc_baton_start (zc_core_t *self)
{
    self->barrier = s_barrier (MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED);
    pthread_mutex_lock (&self->lock);
    zc_thread_t *thread = s_thread_new (self);
    self->reserve = s_thread_new (self);
    zc_check (thread && self->reserve, "cannot start the node's threads");
    thread->scheduler = true;
    self->threads = thread;
    self->thread_count = 1;
    sem_post (&thread->start);
    int rc = pthread_create (&self->watchdog, NULL, s_watchdog, self);
    zc_check (rc == 0, "cannot start the node's watchdog");
    pthread_mutex_unlock (&self->lock);
}

//  Threads that still run the body of a killed process. Under lock.
static size_t
s_stuck (const zc_core_t *core)
{
    size_t count = 0;
    for (zc_thread_t *thread = core->threads; thread; thread = thread->next)
        count += thread->process != NULL;
    return count;
}

//  End all threads; the scheduler has stopped. false: some are stuck in a body
//  that does not end.
bool
zc_baton_stop (zc_core_t *self)
{
    pthread_mutex_lock (&self->lock);
    atomic_store (&self->stopping, 2);
    pthread_cond_signal (&self->watch);
    pthread_mutex_unlock (&self->lock);
    pthread_join (self->watchdog, NULL);
    pthread_mutex_lock (&self->lock);
    zc_thread_t *reserve = self->reserve;
    if (reserve) {
        reserve->next = self->threads;
        self->threads = reserve;
        self->thread_count++;
        sem_post (&reserve->start);
    }
    bool stuck = false;
    while (!stuck && self->threads) {
        pthread_cond_broadcast (&self->work);
        pthread_mutex_unlock (&self->lock);
        s_join_finished (self);
        sched_yield ();
        pthread_mutex_lock (&self->lock);
        stuck = self->threads && s_stuck (self) == self->thread_count;
    }
    pthread_mutex_unlock (&self->lock);
    s_join_finished (self);
    return !stuck;
}
