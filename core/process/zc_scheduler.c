//  zc_scheduler.c - the loop that runs processes, timers and the network
//
//  Runs on whichever thread has the baton. One round: processes that come back
//  from their own threads, timers, a batch of ready processes; then a look at
//  the network; with nothing to do, look on for a moment, then sleep in epoll.
//  Returns false when a process it ran was taken away from under it (zc_baton.c):
//  this thread then belongs to that process, and another one has become the
//  scheduler.

#include "zc_core.h"

#include <errno.h>
#include <sched.h>
#include <sys/epoll.h>
#include <unistd.h>

enum { s_stop_look_ms = 5 };

static zc_process_t *
s_next (zc_core_t *self)
{
    zc_process_t *process = self->run_head;
    if (process) {
        self->run_head = process->next;
        if (!self->run_head)
            self->run_tail = &self->run_head;
        self->run_count--;
    }
    return process;
}

//  What the watchdog sees that the scheduler goes on by. Only this thread writes it.
static inline void
s_beat (zc_core_t *self)
{
    uint64_t beats = atomic_load_explicit (&self->beats, memory_order_relaxed);
    atomic_store_explicit (&self->beats, beats + 1, memory_order_relaxed);
}

//  From now on the process runs on the thread.
static inline void
s_set_running (zc_core_t *self, zc_thread_t *thread, zc_process_t *process)
{
    process->state = ZC_RUNNING;
    process->host = thread;
    atomic_store_explicit (&self->current, process, memory_order_release);
    s_beat (self);
    zc_caller_set (&process->caller);
}

//  The scheduler's thread may run one more process before it looks around.
static inline bool
s_may_run (const zc_core_t *self)
{
    return self->batch > 0
        && self->seen_ticks == atomic_load_explicit (&self->ticks, memory_order_relaxed);
}

//  A process that waits makes room for the next one: where that is ready, straight
//  from stack to stack; the scheduler would do nothing in between.
ZC_INLINE bool
s_switch_to_next (zc_core_t *self, zc_process_t *process)
{
    zc_process_t *next = self->run_head;
    if (!next || next->state != ZC_READY || next->attached || !s_may_run (self))
        return false;
    self->batch--;
    s_next (self);
    s_set_running (self, process->host, next);
    zc_context_switch (&process->context, &next->context, false);
    return true;
}

//  Give control back to the scheduler; returns when it resumes the process,
//  which then holds the baton (except ZC_OUT_DETACH: it is on its own again).
ZC_INLINE void
s_switch_out (zc_process_t *process, zc_out_t out)
{
    process->out = out;
    if (process->attached) {
        sem_post (&process->core->back);
        if (out == ZC_OUT_DETACH || out == ZC_OUT_END)
            return;
        while (sem_wait (&process->go) != 0)
            ;
        if (process->state == ZC_ENDED)
            zc_process_vanish (process);
    }
    else
    if (out != ZC_OUT_WAIT || !s_switch_to_next (process->core, process))
        zc_context_switch (&process->context, &process->host->context, out == ZC_OUT_END);
}

void
zc_scheduler_switch_out (zc_process_t *process, zc_out_t out)
{
    s_switch_out (process, out);
}

//  Lend the baton to an attached thread for one call. The watchdog has no business
//  with it.
static void
s_lend (zc_core_t *self, zc_process_t *process)
{
    if (process->state != ZC_ENDED)
        process->state = ZC_RUNNING;
    s_beat (self);
    sem_post (&process->go);
    while (sem_wait (&self->back) != 0)
        ;
}

//  Run a process until one gives control back: this one, or another that it made
//  room for (s_switch_to_next). NULL: the baton was lost.
static zc_process_t *
s_resume (zc_core_t *self, zc_thread_t *thread, zc_process_t *process)
{
    s_set_running (self, thread, process);
    zc_context_switch (&thread->context, &process->context, false);
    process = zc_container_of (thread->context.from, zc_process_t, context);
    zc_caller_set (&self->outside);
    if (process->out == ZC_OUT_LOST)
        return NULL;
    atomic_store_explicit (&self->current, NULL, memory_order_relaxed);
    return process;
}

//  What becomes of a process that gave control back.
static void
s_put_back (zc_core_t *self, zc_process_t *process)
{
    if (process->state == ZC_ENDED) {
        if (process->out == ZC_OUT_END)
            zc_process_bury (self, process);
    }
    else
    if (process->out == ZC_OUT_YIELD)
        zc_scheduler_ready (self, process);
    else
    if (process->out == ZC_OUT_DETACH) {
        process->state = ZC_DETACHED;
        if (process->visitor) {
            sem_destroy (&process->go);
            zc_release (process);
        }
        else
        if (!process->attached)
            zc_baton_detach (self, process);
    }
}

//  Processes that come from threads of their own and want the baton.
static void
s_take_posted (zc_core_t *self)
{
    zc_process_t *process = zc_baton_take_posted (self);
    while (process) {
        zc_process_t *next = atomic_load_explicit (&process->inbound_next, memory_order_relaxed);
        if (process->state != ZC_ENDED)
            zc_scheduler_ready (self, process);
        else
        if (process->attached)
            zc_scheduler_ready_ended (self, process);
        else {
            self->remains--;
            zc_process_bury (self, process);
        }
        process = next;
    }
}

static void
s_bury_dead (zc_core_t *self)
{
    while (self->dead) {
        zc_process_t *process = self->dead;
        self->dead = process->next;
        zc_process_bury (self, process);
    }
}

//  At the very end: the dead, and those that were in the run queue.
static void
s_bury_all (zc_core_t *self)
{
    zc_process_t *process;
    while ((process = s_next (self)))
        if (!process->attached)
            zc_process_bury (self, process);
    s_bury_dead (self);
}

//  ---- waiting -------------------------------------------------------------

//  Says how many descriptors had something.
static int
s_poll (zc_core_t *self, int timeout_ms)
{
    struct epoll_event events [64];
    int count = epoll_wait (self->epoll_fd, events, 64, timeout_ms);
    for (int i = 0; i < count; i++) {
        zc_watch_t *watch = events [i].data.ptr;
        if (watch && watch->ready)  //  NULL: only to wake us
            watch->ready (watch, events [i].events);
    }
    return count;
}

static int
s_timeout (zc_core_t *self)
{
    bool stopping = atomic_load_explicit (&self->stopping, memory_order_relaxed);
    int64_t next = zc_timers_next (&self->timers);
    if (next == INT64_MAX || stopping)
        return stopping? s_stop_look_ms: -1;
    int64_t left = next - zc_core_now (self);
    if (left <= 0)
        return 0;
    left = (left + 999999) / 1000000;           //  never too early
    return left > 1000000? 1000000: (int) left;
}

static void
s_sleep (zc_core_t *self)
{
    int timeout_ms = s_timeout (self);
    atomic_store (&self->sleeping, true);
    if (!atomic_load (&self->inbound))          //  pairs with zc_baton_post
        s_poll (self, timeout_ms);
    atomic_store (&self->sleeping, false);
    if (atomic_load (&self->watchdog_idle)) {
        pthread_mutex_lock (&self->lock);
        pthread_cond_signal (&self->watch);
        pthread_mutex_unlock (&self->lock);
    }
}

//  Look on for a moment, instead of sleeping at once: an answer that comes now finds
//  a processor that is awake, and waking one takes longer than a look. Others go
//  first, by sched_yield. Only after a wait that was short: who has nothing to say
//  to anybody takes no time for it. true: something came.   Erlang  +sbwt
static bool
s_look_on (zc_core_t *self, int64_t since)
{
    int64_t limit = self->busy_wait, next = zc_timers_next (&self->timers);
    if (self->last_wait > limit || self->io_busy || since < self->crowded_until)
        return false;
    int64_t until = next < since + limit? next: since + limit;
    for (int64_t before = since, now = since; now < until; before = now) {
        if (atomic_load_explicit (&self->inbound, memory_order_relaxed) || s_poll (self, 0) > 0)
            return true;
        sched_yield ();
        now = zc_core_now (self);
        //  Somebody computes here: who sleeps is run before him, who looks on is not
        if (now - before > ZC_CROWDED_US * INT64_C (1000)) {
            self->crowds++;
            self->crowded_until = now + ZC_CROWDED_PAUSE_MS * INT64_C (1000000);
            return false;
        }
    }
    return false;
}

static void
s_wait (zc_core_t *self)
{
    int64_t since = zc_core_now (self);
    if (!s_look_on (self, since))
        s_sleep (self);
    self->last_wait = zc_core_now (self) - since;
    self->io_busy = false;
}

void
zc_scheduler_wake_poll (zc_core_t *self)
{
    uint64_t one = 1;
    while (write (self->wake_fd, &one, sizeof one) < 0 && errno == EINTR)
        ;
}

//  ---- the loop ------------------------------------------------------------

//  A look at everything that is not a ready process. true: something was done.
static bool
s_look_around (zc_core_t *self)
{
    self->seen_ticks = atomic_load_explicit (&self->ticks, memory_order_relaxed);
    bool done = self->timers.count && zc_timers_run (&self->timers, zc_core_now (self));
    if (self->route.turn && self->route.turn (self->route.self))
        done = true;
    return done;
}

static bool
s_stopping (zc_core_t *self)
{
    return atomic_load_explicit (&self->stopping, memory_order_acquire)
        && self->stop_step (self);
}

//  Run ready processes, at most a batch, fewer when a clock tick passed. false:
//  the baton was lost.
static bool
s_run_batch (zc_core_t *self, zc_thread_t *thread)
{
    self->batch = ZC_RUN_BATCH;
    zc_process_t *process;
    do {
        process = s_next (self);
        if (!process)
            break;
        self->batch--;
        if (process->attached)
            s_lend (self, process);
        else
        if (process->state == ZC_ENDED) {
            zc_process_bury (self, process);
            continue;
        }
        else
        if (!(process = s_resume (self, thread, process)))
            return false;
        s_put_back (self, process);
    } while (s_may_run (self));
    return true;
}

//  One round: what the loop does between two looks at the descriptors.
typedef enum { ROUND_IDLE, ROUND_BUSY, ROUND_LOST, ROUND_STOPPED } s_round_t;

static s_round_t
s_round (zc_core_t *self, zc_thread_t *thread)
{
    if (atomic_load_explicit (&self->inbound, memory_order_relaxed))
        s_take_posted (self);
    if (!s_run_batch (self, thread))
        return ROUND_LOST;
    s_bury_dead (self);
    bool busy = s_look_around (self);
    if (s_stopping (self)) {
        s_bury_all (self);
        return ROUND_STOPPED;
    }
    return busy || self->run_head? ROUND_BUSY: ROUND_IDLE;
}

bool
zc_scheduler_run (zc_core_t *self, zc_thread_t *thread)
{
    self->host = thread;
    zc_caller_set (&self->outside);
    //  Whom this thread relieves may have left many like it in the run queue: peers and
    //  timers do not wait until each of them was expelled
    s_look_around (self);
    s_poll (self, 0);
    s_round_t round;
    while ((round = s_round (self, thread)) == ROUND_IDLE || round == ROUND_BUSY) {
        if (self->run_head)
            s_poll (self, 0);
        else
        if (round == ROUND_IDLE)
            s_wait (self);
    }
    zc_caller_set (NULL);
    return round == ROUND_STOPPED;
}

//  ---- the loop, step by step ----------------------------------------------

//  The calling thread is the scheduler's as long as the call lasts: processes
//  come back to it before it returns, and nobody takes one away.
zc_step_t
zc_core_step (zc_core_t *core)
{
    zc_thread_t thread = {.core = core, .scheduler = true};
    zc_context_init_thread (&thread.context);
    core->host = &thread;
    zc_caller_set (&core->outside);
    s_round_t round = s_round (core, &thread);
    zc_caller_set (NULL);
    core->host = NULL;
    zc_check (round != ROUND_LOST, "a stepped core has no watchdog");
    return round == ROUND_STOPPED? ZC_STEP_STOPPED: round == ROUND_BUSY? ZC_STEP_BUSY
                                                                       : ZC_STEP_IDLE;
}

int64_t
zc_core_deadline (const zc_core_t *core)
{
    int64_t next = zc_timers_next (&core->timers);
    if (!atomic_load_explicit (&core->stopping, memory_order_relaxed))
        return next;
    int64_t look = zc_core_now (core) + s_stop_look_ms * 1000000;
    return next < look? next: look;
}

//  ---- hooks ---------------------------------------------------------------

int64_t
zc_core_now (const zc_core_t *core)
{
    return core->source.now (core->source.self);
}

void
zc_core_timer (zc_core_t *core, zc_timer_t *timer, int64_t delay_ns,
               void (*fire) (zc_timer_t *timer))
{
    zc_timers_add (&core->timers, timer, zc_core_now (core) + delay_ns, fire);
}

void
zc_core_timer_cancel (zc_core_t *core, zc_timer_t *timer)
{
    zc_timers_remove (&core->timers, timer);
}

bool
zc_core_watch (zc_core_t *core, zc_watch_t *watch, int fd, uint32_t events,
               void (*ready) (zc_watch_t *self, uint32_t events))
{
    struct epoll_event event = {.events = events, .data = {.ptr = watch}};
    if (epoll_ctl (core->epoll_fd, EPOLL_CTL_ADD, fd, &event) != 0
    && (errno != EEXIST || epoll_ctl (core->epoll_fd, EPOLL_CTL_MOD, fd, &event) != 0))
        return false;
    watch->fd = fd;
    watch->ready = ready;
    return true;
}

void
zc_core_io_busy (zc_core_t *core)
{
    core->io_busy = true;
}

void
zc_core_unwatch (zc_core_t *core, zc_watch_t *watch)
{
    if (watch->ready)
        epoll_ctl (core->epoll_fd, EPOLL_CTL_DEL, watch->fd, NULL);
    watch->ready = NULL;
}

static void
s_timed_out (zc_timer_t *timer)
{
    zc_process_t *process = zc_container_of (timer, zc_process_t, timer);
    process->timed_out = true;
    zc_scheduler_ready (process->core, process);
}

//  Wait until somebody makes the process ready. false: the deadline passed.
bool
zc_scheduler_wait (zc_process_t *process, int64_t deadline)
{
    process->timed_out = false;
    if (deadline != INT64_MAX)
        zc_timers_add (&process->core->timers, &process->timer, deadline, s_timed_out);
    process->state = ZC_WAITING;
    s_switch_out (process, ZC_OUT_WAIT);
    zc_timers_remove (&process->core->timers, &process->timer);
    return !process->timed_out;
}

bool
zc_core_wait (int64_t deadline)
{
    return zc_scheduler_wait (zc_baton_self (), deadline);
}

void
zc_core_wake (zc_core_t *core, zc_pid_t pid)
{
    zc_process_t *process = zc_process_find (core, pid);
    if (process && process->state == ZC_WAITING) {
        zc_timers_remove (&core->timers, &process->timer);
        zc_scheduler_ready (core, process);
    }
}

static void
s_descriptor_ready (zc_watch_t *watch, uint32_t events)
{
    (void) events;
    zc_process_t *process = zc_container_of (watch, zc_process_t, watch);
    zc_core_unwatch (process->core, watch);
    zc_core_wake (process->core, process->pid);
}

bool
zc_wait_fd (int fd, bool writable, int timeout_ms)
{
    zc_process_t *self = zc_baton_enter ();
    int64_t deadline = timeout_ms < 0? INT64_MAX
                                     : zc_core_now (self->core) + (int64_t) timeout_ms * 1000000;
    //  What cannot be watched (a file, a closed descriptor) does not block either
    zc_core_watch (self->core, &self->watch, fd, writable? EPOLLOUT: EPOLLIN, s_descriptor_ready);
    bool in_time = true;
    while (in_time && self->watch.ready)
        in_time = zc_core_wait (deadline);
    bool ready = self->watch.ready == NULL;
    zc_core_unwatch (self->core, &self->watch);
    zc_baton_leave (self);
    return ready;
}
