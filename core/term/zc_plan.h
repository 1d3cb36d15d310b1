//  zc_plan.h - a format or pattern that has been read: a term with holes
//
//  Reading a format letter by letter at each call would be half the price of a
//  message. So it is read once, and becomes the bytes of its term in canonical
//  form, cut where something goes in or comes out. A plan is a run of steps, each
//  begun by the character that it has in the notation:
//
//      .  size (4) bytes           these bytes as they are
//      i f a s b o p r             the directive of that letter
//      t  depth (2)                ~t, and how many brackets are open around it
//      _                           anything (patterns)
//      [  count (4) item; item;    a list with holes in it
//      |  count (4) item; tail;    the same with a tail
//      %  count (4) key; value;    a map
//      ;                           the end: of an item, of the plan
//
//  Tuples need no step: what stands in front of their elements is always the same
//  few bytes. "{hi, ~p, [1, ~i]}" is
//
//      . 6 "{3 hi"   p   [ 2   . 2 "1" ;   i ;   ;
//
//  Building follows a plan and appends, matching follows it beside a term
//  (zc_build.c, zc_match.c). The notation is read in zc_compile.c.

#ifndef ZC_PLAN_H_INCLUDED
#define ZC_PLAN_H_INCLUDED

#include "zc_encode.h"

#include <pthread.h>
#include <stdatomic.h>

typedef struct zc_plan_t zc_plan_t;
struct zc_plan_t {
    const zc_plan_t *next;          //  in its bucket
    const char *text;               //  what was read; NULL: it is not kept
    const char *error;              //  the notation is wrong: why; else NULL
    size_t args;                    //  arguments it takes; after an error SIZE_MAX
    size_t room;                    //  for what it makes (zc_plan_build)
    unsigned depth;                 //  of its brackets
    uint8_t steps [];               //  and ZC_PLAN_BLOCK bytes behind them
};

enum { ZC_PLAN_BUILD, ZC_PLAN_MATCH };
enum { ZC_PLAN_MATCH_MAX = 16 };    //  arguments of a pattern

//  ---- the plans of a node -------------------------------------------------
//  Plans of string literals are kept: their text stays, so its address tells them
//  apart. A hash table that is only added to: readers take no lock.

enum { ZC_PLAN_BUCKETS = 1024 };

struct zc_plans_t {
    pthread_mutex_t lock;           //  guards additions
    _Atomic (const zc_plan_t *) buckets [2] [ZC_PLAN_BUCKETS];      //  for each kind
};

zc_plans_t *zc_plans_new (void);
void zc_plans_destroy (zc_plans_t **self_p);

static inline size_t
zc_plan_bucket (const char *text)
{
    return ((uintptr_t) text ^ (uintptr_t) text >> 7) % ZC_PLAN_BUCKETS;
}

//  The plan of a format (kind: what for). What is not kept is read anew, and is
//  the calling process's until zc_plan_done. plans: NULL outside of nodes. Any
//  thread.
const zc_plan_t *zc_plan_read (zc_plans_t *plans, zc_format_t format, int kind);
static inline const zc_plan_t *
zc_plan_get (zc_plans_t *plans, zc_format_t format, int kind)
{
    if (plans && format.args->head.literal) {
        //  Acquire: who sees a plan sees what is in it (partner: s_keep)
        const zc_plan_t *plan = atomic_load_explicit (
            &plans->buckets [kind] [zc_plan_bucket (format.text)], memory_order_acquire);
        if (plan && plan->text == format.text)
            return plan;
    }
    return zc_plan_read (plans, format, kind);
}

void zc_plan_free (const zc_plan_t *self);
static inline void
zc_plan_done (const zc_plan_t *self)
{
    if (!self->text)
        zc_plan_free (self);
}

//  Why a plan cannot be followed with these arguments, before any is looked at:
//  the notation is wrong, or their number. NULL: it can.
static inline const char *
zc_plan_misfit (const zc_plan_t *self, zc_format_t format)
{
    return self->args == format.args->head.count? NULL:
           self->error? self->error:
           self->args > format.args->head.count? "more directives than arguments"
                                    : "more arguments than directives";
}

//  ---- reading and following -----------------------------------------------

//  Read a text without directives and append its term (zc_compile.c). NULL, or
//  what is wrong, at *end.
const char *zc_compile_term (const char *text, zc_buffer_t *out, const char **end);

//  Bytes in steps are copied in blocks of this size, the last one too: there is to
//  be as much behind the steps, and behind what they make.
enum { ZC_PLAN_BLOCK = 16 };

//  Read a format: append its steps, and tell of the plan `args`, `depth` and `room`: how
//  many bytes it makes at most, but for texts, terms and the names of nodes.
const char *zc_compile (const char *text, int kind, zc_buffer_t *steps, zc_plan_t *plan);

//  Follow steps from `steps` to the end of their item and append what they make
//  (zc_build.c). room: for that, and a block. Returns NULL, or what is wrong.
const char *zc_plan_build (const uint8_t *steps, size_t room, const zc_arg_t *args,
                           zc_buffer_t *out);

//  Numbers in steps: as the machine has them.
static inline uint32_t
zc_plan_number (const uint8_t *at)
{
    uint32_t value;
    memcpy (&value, at, 4);
    return value;
}

static inline unsigned
zc_plan_depth (const uint8_t *at)
{
    uint16_t value;
    memcpy (&value, at, 2);
    return value;
}

#endif
