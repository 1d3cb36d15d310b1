//  zc_plan.c - the plans of a node, see zc_plan.h
//
//  A table from the address of a literal to its plan, filled once and never
//  emptied. It grows by a bigger copy.

#include "zc_plan.h"

enum { s_first_slots = 64 };

static zc_plan_table_t *
s_table_new (size_t slots, zc_plan_table_t *older)
{
    zc_plan_table_t *self = zc_calloc (sizeof *self + slots * sizeof self->slots [0]);
    self->mask = slots - 1;
    self->older = older;
    return self;
}

zc_plans_t *
zc_plans_new (void)
{
    zc_plans_t *self = zc_calloc (sizeof *self);
    pthread_mutex_init (&self->lock, NULL);
    for (int kind = 0; kind < 2; kind++)
        atomic_init (&self->table [kind], s_table_new (s_first_slots, NULL));
    return self;
}

//  Each plan is in the newest table; the older ones only repeat it.
static void
s_free (zc_plan_table_t *table)
{
    for (size_t i = 0; i <= table->mask; i++)
        if (atomic_load_explicit (&table->slots [i].text, memory_order_relaxed))
            zc_release ((void *) (uintptr_t) table->slots [i].plan);
    while (table) {
        zc_plan_table_t *older = table->older;
        zc_release (table);
        table = older;
    }
}

void
zc_plans_destroy (zc_plans_t **self_p)
{
    zc_plans_t *self = *self_p;
    if (!self)
        return;
    for (int kind = 0; kind < 2; kind++)
        s_free (atomic_load (&self->table [kind]));
    pthread_mutex_destroy (&self->lock);
    zc_release (self);
    *self_p = NULL;
}

//  The slot of a text, or the free one where it belongs.
static size_t
s_slot (zc_plan_table_t *table, const char *text, const char **there)
{
    size_t at = zc_plan_slot (table, text);
    while ((*there = atomic_load_explicit (&table->slots [at].text, memory_order_acquire))
           && *there != text)
        at = (at + 1) & table->mask;
    return at;
}

static void
s_put (zc_plan_table_t *table, const char *text, const zc_plan_t *plan)
{
    const char *there;
    size_t at = s_slot (table, text, &there);
    table->slots [at].plan = plan;
    table->count++;
    atomic_store_explicit (&table->slots [at].text, text, memory_order_release);
}

//  Half full is full: searches stay short. Under lock.
static zc_plan_table_t *
s_room (zc_plans_t *self, int kind)
{
    zc_plan_table_t *table = atomic_load (&self->table [kind]);
    if (table->count * 2 <= table->mask)
        return table;
    zc_plan_table_t *bigger = s_table_new ((table->mask + 1) * 2, table);
    for (size_t i = 0; i <= table->mask; i++) {
        const char *text = atomic_load_explicit (&table->slots [i].text, memory_order_relaxed);
        if (text)
            s_put (bigger, text, table->slots [i].plan);
    }
    atomic_store (&self->table [kind], bigger);
    return bigger;
}

//  ---- reading -------------------------------------------------------------

//  memory: zc_calloc or, for a plan of the calling process, zc_block_new.
static zc_plan_t *
s_read (zc_format_t format, int kind, bool kept)
{
    zc_buffer_t steps = {0};
    size_t args = 0;
    const char *error = format.text? zc_compile (format.text, kind, &steps, &args)
                                   : "the format is NULL";
    size_t size = sizeof (zc_plan_t) + steps.size;
    zc_plan_t *self = kept? zc_malloc (size): zc_block_new (size, NULL);
    *self = (zc_plan_t) {.error = error, .args = error? SIZE_MAX: args, .kept = kept};
    if (steps.size)
        memcpy (self->steps, steps.data, steps.size);
    zc_buffer_clear (&steps);
    return self;
}

//  Two threads may have read the same text: the first one's plan stays.
static const zc_plan_t *
s_keep (zc_plans_t *plans, zc_format_t format, int kind)
{
    zc_plan_t *plan = s_read (format, kind, true);
    const char *there;
    pthread_mutex_lock (&plans->lock);
    zc_plan_table_t *table = s_room (plans, kind);
    size_t at = s_slot (table, format.text, &there);
    if (there)
        zc_release (plan);
    else
        s_put (table, format.text, plan);
    const zc_plan_t *kept = there? table->slots [at].plan: plan;
    pthread_mutex_unlock (&plans->lock);
    return kept;
}

const zc_plan_t *
zc_plan_read (zc_plans_t *plans, zc_format_t format, int kind)
{
    if (!plans || !format.literal)
        return s_read (format, kind, false);
    zc_plan_table_t *table = atomic_load_explicit (&plans->table [kind], memory_order_acquire);
    const char *there;
    size_t at = s_slot (table, format.text, &there);
    return there? table->slots [at].plan: s_keep (plans, format, kind);
}

void
zc_plan_free (const zc_plan_t *self)
{
    zc_block_free ((void *) (uintptr_t) self);
}
