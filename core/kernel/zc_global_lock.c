//  zc_global_lock.c - the locks that were set on this node
//
//  A resource is held for one requester, by one or more processes, each monitored;
//  who waits stands in line, monitored as well. What holds on other nodes is none of
//  this node's business: whoever sets a lock asks them itself.

#include "zc_global_server.h"

#include <string.h>

//  A process that holds, or waits.
typedef struct s_hold_t s_hold_t;
struct s_hold_t {
    s_hold_t *next;
    zc_pid_t pid;
    zc_ref_t monitor;
    zc_term_t *requester;
    zc_term_t *id;                  //  of the request, while it waits
};

struct zc_global_lock_t {
    zc_global_lock_t *next;
    zc_term_t *resource;
    s_hold_t *holders;              //  all for one requester
    s_hold_t *line;                 //  who waits, the longest first
};

//  ---- records -------------------------------------------------------------

static zc_global_lock_t **
s_find (zc_global_t *self, const zc_term_t *resource)
{
    uint64_t hash = zc_term_key (resource);
    zc_global_lock_t **at = &self->locks [zc_hash_mix (hash) % ZC_GLOBAL_BUCKETS];
    while (*at && !zc_term_equal ((*at)->resource, resource))
        at = &(*at)->next;
    return at;
}

static zc_global_lock_t *
s_get (zc_global_t *self, const zc_term_t *resource)
{
    zc_global_lock_t **at = s_find (self, resource);
    if (!*at) {
        *at = zc_alloc (sizeof **at);
        (*at)->resource = zc_term_dup (resource);
    }
    return *at;
}

//  Append to the holders or the line.
static void
s_add (s_hold_t **at, const zc_global_call_t *call, const zc_term_t *requester)
{
    while (*at)
        at = &(*at)->next;
    *at = zc_alloc (sizeof **at);
    **at = (s_hold_t) {.pid = call->from, .monitor = zc_monitor_connected (call->from),
                       .requester = zc_term_dup (requester), .id = zc_term_dup (call->id)};
}

static void
s_remove (s_hold_t **at)
{
    s_hold_t *hold = *at;
    *at = hold->next;
    zc_demonitor (hold->monitor, 0);
    zc_term_destroy (&hold->requester);
    zc_term_destroy (&hold->id);
    zc_free (hold);
}

//  A process's place in holders or line, for a requester.
static s_hold_t **
s_of (s_hold_t **at, zc_pid_t pid, const zc_term_t *requester)
{
    while (*at && !(zc_pid_equal ((*at)->pid, pid)
                    && zc_term_equal ((*at)->requester, requester)))
        at = &(*at)->next;
    return at;
}

//  ---- granting ------------------------------------------------------------

static bool
s_is_free_for (const zc_global_lock_t *lock, const zc_term_t *requester)
{
    return !lock->holders || zc_term_equal (lock->holders->requester, requester);
}

//  A lock without holders goes to the first in line, and to all that wait for the
//  same requester.
static void
s_hand_over (zc_global_lock_t *lock)
{
    s_hold_t **at = &lock->line, *hold;
    while ((hold = *at))
        if (s_is_free_for (lock, hold->requester)) {
            *at = hold->next;
            hold->next = lock->holders;
            lock->holders = hold;
            zc_global_answer (hold->pid, hold->id, "true");
        }
        else
            at = &hold->next;
}

//  Somebody holds or waits no longer.
static void
s_released (zc_global_lock_t **at)
{
    zc_global_lock_t *lock = *at;
    if (!lock->holders)
        s_hand_over (lock);
    if (lock->holders)
        return;
    *at = lock->next;
    zc_term_destroy (&lock->resource);
    zc_free (lock);
}

//  ---- requests ------------------------------------------------------------

void
zc_global_lock_set (zc_global_t *self, const zc_global_call_t *call)
{
    zc_term_t *resource, *requester;
    bool waits;
    if (!zc_term_match (call->args, "{~t, ~t, ~o}", &resource, &requester, &waits))
        return;
    zc_global_lock_t *lock = s_get (self, resource);
    bool granted = s_is_free_for (lock, requester);
    if (granted && !*s_of (&lock->holders, call->from, requester))
        s_add (&lock->holders, call, requester);
    if (!granted && waits)
        s_add (&lock->line, call, requester);
    else
        zc_global_answer (call->from, call->id, granted? "true": "false");
    zc_term_destroy (&requester);
    zc_term_destroy (&resource);
}

void
zc_global_lock_del (zc_global_t *self, const zc_global_call_t *call)
{
    zc_term_t *resource, *requester;
    if (!zc_term_match (call->args, "{~t, ~t}", &resource, &requester))
        return;
    zc_global_lock_t **at = s_find (self, resource);
    if (*at) {
        s_hold_t **hold = s_of (&(*at)->holders, call->from, requester);
        if (!*hold)
            hold = s_of (&(*at)->line, call->from, requester);
        if (*hold)
            s_remove (hold);
        s_released (at);
    }
    zc_global_answer (call->from, call->id, "true");
    zc_term_destroy (&requester);
    zc_term_destroy (&resource);
}

//  ---- ends ----------------------------------------------------------------

//  Who holds or waits and is to go: the process of a monitor, or (node) all of a node.
typedef struct {
    zc_ref_t monitor;
    const char *node;
} s_end_t;

static bool
s_is_meant (const s_hold_t *hold, const s_end_t *end)
{
    return end->node? strcmp (zc_node_of (hold->pid), end->node) == 0
                    : zc_ref_equal (hold->monitor, end->monitor);
}

static bool
s_end_in (s_hold_t **at, const s_end_t *end)
{
    bool found = false;
    while (*at)
        if (s_is_meant (*at, end)) {
            s_remove (at);
            found = true;
        }
        else
            at = &(*at)->next;
    return found;
}

static bool
s_end (zc_global_t *self, const s_end_t *end)
{
    bool found = false;
    for (int i = 0; i < ZC_GLOBAL_BUCKETS; i++)
        for (zc_global_lock_t **at = &self->locks [i], *lock; (lock = *at);) {
            bool held = s_end_in (&lock->holders, end), waited = s_end_in (&lock->line, end);
            if (held || waited)
                s_released (at);
            found |= held || waited;
            if (*at == lock)
                at = &lock->next;
        }
    return found;
}

bool
zc_global_lock_down (zc_global_t *self, zc_ref_t monitor)
{
    return s_end (self, &(s_end_t) {.monitor = monitor});
}

//  The monitors may be of a later connection: what was asked over the old one could
//  lie here until now. Who asked thinks we are gone.
void
zc_global_lock_nodedown (zc_global_t *self, const char *node)
{
    s_end (self, &(s_end_t) {.node = node});
}
