//  zs_random.h - random numbers that are the same in every run of a seed
//
//  SplitMix64: eight bytes of state, so each node, each link and each step of
//  the schedule has a stream of its own. Leaving one out leaves the others as
//  they were, which is what makes shrinking work.

#ifndef ZS_RANDOM_H_INCLUDED
#define ZS_RANDOM_H_INCLUDED

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
    uint64_t state;
} zs_random_t;

static inline uint64_t
zs_random_next (zs_random_t *self)
{
    uint64_t x = self->state += 0x9e3779b97f4a7c15ULL;
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9ULL;
    x = (x ^ x >> 27) * 0x94d049bb133111ebULL;
    return x ^ x >> 31;
}

//  A stream that follows from two numbers.
static inline zs_random_t
zs_random_of (uint64_t seed, uint64_t number)
{
    zs_random_t self = {seed};
    self.state = zs_random_next (&self) ^ number * 0xd6e8feb86659fd93ULL;
    zs_random_next (&self);
    return self;
}

//  0 … limit - 1, and lowest … highest.
static inline int64_t
zs_random_below (zs_random_t *self, int64_t limit)
{
    return (int64_t) (zs_random_next (self) % (uint64_t) limit);
}

static inline int64_t
zs_random_from (zs_random_t *self, int64_t lowest, int64_t highest)
{
    return lowest + zs_random_below (self, highest - lowest + 1);
}

static inline bool
zs_random_one_in (zs_random_t *self, int64_t count)
{
    return zs_random_below (self, count) == 0;
}

#endif
