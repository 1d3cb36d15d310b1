//  zc_timers.h - a heap of deadlines
//
//  Owned by one scheduler; the baton holder adds, removes and runs. A timer is
//  a member of what waits for it: nothing is allocated per timer.

#ifndef ZC_TIMERS_H_INCLUDED
#define ZC_TIMERS_H_INCLUDED

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct zc_timer_t zc_timer_t;
struct zc_timer_t {
    int64_t deadline;               //  nanoseconds of the node's clock
    uint64_t order;                 //  equal deadlines fire in the order set
    size_t at;                      //  1 + place in the heap; 0 = not set
    void (*fire) (zc_timer_t *self);
};

typedef struct {
    zc_timer_t **heap;
    size_t count, capacity;
    uint64_t order;
} zc_timers_t;

void zc_timers_add (zc_timers_t *self, zc_timer_t *timer, int64_t deadline,
                    void (*fire) (zc_timer_t *timer));
void zc_timers_take_out (zc_timers_t *self, zc_timer_t *timer);
static inline void
zc_timers_remove (zc_timers_t *self, zc_timer_t *timer)            //  fine if not set
{
    if (timer->at)
        zc_timers_take_out (self, timer);
}

int64_t zc_timers_next (const zc_timers_t *self);                  //  INT64_MAX: none
bool zc_timers_run (zc_timers_t *self, int64_t now);               //  true: some fired
void zc_timers_clear (zc_timers_t *self);

#endif
