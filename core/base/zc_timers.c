//  zc_timers.c - see zc_timers.h

#include "zc_timers.h"
#include "zc_check.h"

static bool
s_before (const zc_timer_t *a, const zc_timer_t *b)
{
    return a->deadline < b->deadline || (a->deadline == b->deadline && a->order < b->order);
}

static void
s_place (zc_timers_t *self, zc_timer_t *timer, size_t at)
{
    self->heap [at] = timer;
    timer->at = at + 1;
}

//  Move a timer from place `at` towards the root while it is due earlier.
static void
s_rise (zc_timers_t *self, zc_timer_t *timer, size_t at)
{
    while (at > 0 && s_before (timer, self->heap [(at - 1) / 2])) {
        s_place (self, self->heap [(at - 1) / 2], at);
        at = (at - 1) / 2;
    }
    s_place (self, timer, at);
}

//  Move a timer from place `at` away from the root while others are due earlier.
static void
s_sink (zc_timers_t *self, zc_timer_t *timer, size_t at)
{
    for (;;) {
        size_t child = 2 * at + 1;
        if (child >= self->count)
            break;
        if (child + 1 < self->count && s_before (self->heap [child + 1], self->heap [child]))
            child++;
        if (s_before (timer, self->heap [child]))
            break;
        s_place (self, self->heap [child], at);
        at = child;
    }
    s_place (self, timer, at);
}

void
zc_timers_add (zc_timers_t *self, zc_timer_t *timer, int64_t deadline,
               void (*fire) (zc_timer_t *timer))
{
    zc_timers_remove (self, timer);
    timer->deadline = deadline;
    timer->order = self->order++;
    timer->fire = fire;
    if (self->count == self->capacity) {
        self->capacity = self->capacity? self->capacity * 2: 16;
        self->heap = zc_regrow (self->heap, self->capacity * sizeof *self->heap);
    }
    s_rise (self, timer, self->count++);
}

void
zc_timers_take_out (zc_timers_t *self, zc_timer_t *timer)
{
    size_t at = timer->at - 1;
    timer->at = 0;
    zc_timer_t *last = self->heap [--self->count];
    if (last == timer)
        return;
    s_sink (self, last, at);
    s_rise (self, last, last->at - 1);
}

int64_t
zc_timers_next (const zc_timers_t *self)
{
    return self->count? self->heap [0]->deadline: INT64_MAX;
}

bool
zc_timers_run (zc_timers_t *self, int64_t now)
{
    bool fired = false;
    while (self->count && self->heap [0]->deadline <= now) {
        zc_timer_t *timer = self->heap [0];
        zc_timers_remove (self, timer);
        timer->fire (timer);
        fired = true;
    }
    return fired;
}

void
zc_timers_clear (zc_timers_t *self)
{
    zc_release (self->heap);
    *self = (zc_timers_t) {0};
}
