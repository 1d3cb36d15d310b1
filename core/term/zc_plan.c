//  zc_plan.c - the plans of a node, see zc_plan.h

#include "zc_plan.h"

zc_plans_t *
zc_plans_new (void)
{
    zc_plans_t *self = zc_calloc (sizeof *self);
    pthread_mutex_init (&self->lock, NULL);
    return self;
}

static void
s_free (const zc_plan_t *plan)
{
    while (plan) {
        const zc_plan_t *next = plan->next;
        zc_release ((void *) (uintptr_t) plan);
        plan = next;
    }
}

void
zc_plans_destroy (zc_plans_t **self_p)
{
    zc_plans_t *self = *self_p;
    if (!self)
        return;
    for (int kind = 0; kind < 2; kind++)
        for (size_t i = 0; i < ZC_PLAN_BUCKETS; i++)
            s_free (atomic_load (&self->buckets [kind] [i]));
    pthread_mutex_destroy (&self->lock);
    zc_release (self);
    *self_p = NULL;
}

static const zc_plan_t *
s_find (const zc_plan_t *plan, const char *text)
{
    while (plan && plan->text != text)
        plan = plan->next;
    return plan;
}

//  ---- reading -------------------------------------------------------------

static zc_plan_t *
s_read (zc_format_t format, int kind, bool keep)
{
    zc_buffer_t steps = {0};
    zc_plan_t plan = {.text = keep? format.text: NULL};
    const char *error = format.text? zc_compile (format.text, kind, &steps, &plan)
                                   : "the format is NULL";
    if (!error && kind == ZC_PLAN_MATCH && plan.args > ZC_PLAN_MATCH_MAX)
        error = "too many directives";
    size_t size = sizeof (zc_plan_t) + steps.size + ZC_PLAN_BLOCK;
    zc_plan_t *self = keep? zc_malloc (size): zc_block_new (size, NULL);
    plan.error = error;
    plan.args = error? SIZE_MAX: plan.args;
    plan.room += ZC_PLAN_BLOCK;
    *self = plan;
    if (steps.size)
        memcpy (self->steps, steps.data, steps.size);
    zc_buffer_clear (&steps);
    return self;
}

//  Two threads may read the same text at the same time: the first one's plan stays.
static const zc_plan_t *
s_keep (zc_plans_t *plans, zc_format_t format, int kind)
{
    _Atomic (const zc_plan_t *) *bucket = &plans->buckets [kind] [zc_plan_bucket (format.text)];
    zc_plan_t *plan = s_read (format, kind, true);
    pthread_mutex_lock (&plans->lock);
    const zc_plan_t *there = s_find (atomic_load (bucket), format.text);
    if (there)
        zc_release (plan);
    else {
        plan->next = atomic_load (bucket);
        atomic_store_explicit (bucket, plan, memory_order_release);
    }
    pthread_mutex_unlock (&plans->lock);
    return there? there: plan;
}

const zc_plan_t *
zc_plan_read (zc_plans_t *plans, zc_format_t format, int kind)
{
    if (!plans || !format.args->head.literal || !format.text)
        return s_read (format, kind, false);
    _Atomic (const zc_plan_t *) *bucket = &plans->buckets [kind] [zc_plan_bucket (format.text)];
    const zc_plan_t *plan = s_find (atomic_load_explicit (bucket, memory_order_acquire), format.text);
    return plan? plan: s_keep (plans, format, kind);
}

void
zc_plan_free (const zc_plan_t *self)
{
    zc_block_free ((void *) (uintptr_t) self);
}
