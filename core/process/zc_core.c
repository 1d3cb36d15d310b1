//  zc_core.c - the node object of the process layer: made, stopped, destroyed

#include "zc_core.h"
#include "zc_process.h"
#include "term/zc_plan.h"

#include <stdarg.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

//  ---- the system's time and randomness ------------------------------------

static int64_t
s_monotonic (void *unused)
{
    (void) unused;
    struct timespec now;
    clock_gettime (CLOCK_MONOTONIC, &now);
    return (int64_t) now.tv_sec * 1000000000 + now.tv_nsec;
}

static int64_t
s_wall (void *unused)
{
    (void) unused;
    struct timespec now;
    clock_gettime (CLOCK_REALTIME, &now);
    return (int64_t) now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void
s_random (void *unused, void *data, size_t size)
{
    (void) unused;
    char *at = data;
    while (size > 0) {
        ssize_t got = getrandom (at, size, 0);
        if (got > 0) {
            at += got;
            size -= (size_t) got;
        }
    }
}

static const zc_source_t s_system = {NULL, s_monotonic, s_wall, s_random};

//  ---- life and death ------------------------------------------------------

static void
s_init_lock (zc_core_t *self)
{
    pthread_mutex_init (&self->lock, NULL);
    pthread_cond_init (&self->work, NULL);
    pthread_condattr_t monotonic;
    pthread_condattr_init (&monotonic);
    pthread_condattr_setclock (&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init (&self->watch, &monotonic);
    pthread_condattr_destroy (&monotonic);
    sem_init (&self->back, 0, 0);
    sem_init (&self->stopped, 0, 0);
}

zc_core_t *
zc_core_new (zc_node_t *node, const zc_node_options_t *options, const zc_source_t *source)
{
    zc_core_t *self = zc_calloc (sizeof *self);
    self->node = node;
    self->options = *options;
    if (!self->options.log_level)
        self->options.log_level = ZC_LOG_NOTICE;
    int busy_us = options->busy_wait_us? options->busy_wait_us: ZC_BUSY_WAIT_US;
    self->busy_wait = busy_us < 0? -1: busy_us * INT64_C (1000);
    self->names = zc_names_new ();
    self->plans = zc_plans_new ();
    self->outside = (zc_caller_t) {.names = self->names, .plans = self->plans};
    self->source = source? *source: s_system;
    self->run_tail = &self->run_head;
    self->work_tail = &self->work_head;
    self->doomed_tail = &self->doomed_head;
    s_init_lock (self);
    zc_core_random (self, &self->unique, sizeof self->unique);
    self->epoll_fd = epoll_create1 (EPOLL_CLOEXEC);
    self->wake_fd = eventfd (0, EFD_NONBLOCK | EFD_CLOEXEC);
    zc_check (self->epoll_fd >= 0 && self->wake_fd >= 0, "no descriptors for a node");
    //  Edge-triggered: each write wakes the poll once, nobody has to read it
    struct epoll_event event = {.events = EPOLLIN | EPOLLET, .data = {.ptr = NULL}};
    epoll_ctl (self->epoll_fd, EPOLL_CTL_ADD, self->wake_fd, &event);
    zc_module_register_all (self);
    if (options->containment == ZC_CONTAIN)
        zc_crash_install ();
    return self;
}

void
zc_core_start (zc_core_t *self)
{
    zc_baton_start (self);
}

void
zc_core_ask_stop (zc_core_t *self, bool (*step) (zc_core_t *self))
{
    self->stop_step = step;
    atomic_store (&self->stopping, 1);
    zc_scheduler_wake_poll (self);
}

bool
zc_core_stop (zc_core_t *self, bool (*step) (zc_core_t *self))
{
    zc_core_ask_stop (self, step);
    while (sem_wait (&self->stopped) != 0)
        ;
    return zc_baton_stop (self);
}

//  End all processes, or all but the node's own. In the core.
void
zc_core_end_processes (zc_core_t *self, bool system)
{
    for (uint32_t id = 1; id <= self->slot_count; id++) {
        zc_process_t *process = self->chunks [id / ZC_CHUNK] [id % ZC_CHUNK];
        if (process->state != ZC_ENDED && process->system == system)
            zc_process_end (self, process, ZC_ATOM_BYTES (killed));
    }
}

size_t
zc_core_processes (zc_core_t *self, bool system)
{
    return system? self->system_alive: self->alive - self->system_alive + self->remains;
}

void
zc_core_destroy (zc_core_t **self_p)
{
    zc_core_t *self = *self_p;
    *self_p = NULL;
    zc_alarm_drop_all (self, &self->name_alarms);
    zc_spawn_free_all (self);
    zc_module_free_all (self);
    if (self->annex)
        self->annex_release (self->annex);
    zc_crash_free_places (self);
    zc_far_free_all (self);
    for (uint32_t id = 1; id <= self->slot_count; id++)
        zc_release (self->chunks [id / ZC_CHUNK] [id % ZC_CHUNK]);
    for (uint32_t i = 0; i < ZC_PROCESSES_MAX / ZC_CHUNK; i++)
        zc_release (self->chunks [i]);
    while (self->free_messages) {
        zc_message_t *message = self->free_messages;
        self->free_messages = message->next;
        zc_release (message);
    }
    zc_stacks_clear (&self->stacks);
    zc_timers_clear (&self->timers);
    zc_hash_clear (&self->registered);
    zc_hash_clear (&self->bonds);
    zc_hash_clear (&self->aliases);
    zc_hash_clear (&self->alarms);
    zc_hash_clear (&self->tables);
    zc_names_destroy (&self->names);
    zc_plans_destroy (&self->plans);
    close (self->epoll_fd);
    close (self->wake_fd);
    pthread_mutex_destroy (&self->lock);
    pthread_cond_destroy (&self->work);
    pthread_cond_destroy (&self->watch);
    sem_destroy (&self->back);
    sem_destroy (&self->stopped);
    zc_release (self);
}

//  ---- small things for the layers above -----------------------------------

zc_names_t *
zc_core_names (zc_core_t *core)
{
    return core->names;
}

const zc_node_options_t *
zc_core_options (const zc_core_t *core)
{
    return &core->options;
}

void **
zc_core_annex (zc_core_t *core, void (*release) (void *annex))
{
    core->annex_release = release;
    return &core->annex;
}

void *
zc_machine_self (void)
{
    return zc_baton_self ()->machine;
}

void
zc_machine_set_self (void *machine)
{
    zc_baton_self ()->machine = machine;
}

size_t
zc_stack_left (void)
{
    const zc_process_t *self = zc_baton_self ();
    const char *here = __builtin_frame_address (0);
    return self->stack? (size_t) (here - (const char *) self->stack): SIZE_MAX;
}

void
zc_core_random (zc_core_t *core, void *data, size_t size)
{
    core->source.random (core->source.self, data, size);
}

void
zc_core_plug_route (zc_core_t *core, const zc_route_t *route)
{
    core->route = *route;
}

void *
zc_core_route_self (zc_core_t *core)
{
    return core->route.self;
}

zc_node_t *
zc_core_node (zc_core_t *core)
{
    return core->node;
}

zc_core_t *
zc_core_self (void)
{
    return zc_baton_self ()->core;
}

int64_t
zc_system_time (void)
{
    const zc_source_t *source = &zc_core_self ()->source;
    return source->wall (source->self);
}

zc_node_t *
zc_node (void)
{
    return zc_baton_self ()->core->node;
}

const char *
zc_core_name (const zc_core_t *core)
{
    const char *name = core->route.name? core->route.name (core->route.self): "";
    return *name? name: "nonode@nohost";
}

void
zc_core_set_default_leader (zc_core_t *core, zc_pid_t leader)
{
    core->default_leader = leader;
}

//  ---- the log -------------------------------------------------------------

static void __attribute__ ((format (printf, 3, 0)))
s_log (zc_core_t *core, zc_log_level_t level, const char *format, va_list args)
{
    if (level < core->options.log_level)
        return;
    static const char *const levels [] = {"", "debug", "info", "notice", "warning", "error", ""};
    char text [2048], line [2200];
    vsnprintf (text, sizeof text, format, args);
    snprintf (line, sizeof line, "[%s] %s", levels [level], text);
    if (core->options.log)
        core->options.log (core->options.log_arg, level, line);
    else
        fprintf (stderr, "%s\n", line);
}

void
zc_core_log (zc_core_t *core, zc_log_level_t level, const char *format, ...)
{
    va_list args;
    va_start (args, format);
    s_log (core, level, format, args);
    va_end (args);
}

void
zc_log (zc_log_level_t level, const char *format, ...)
{
    va_list args;
    va_start (args, format);
    s_log (zc_baton_self ()->core, level, format, args);
    va_end (args);
}
