//  zs_global_judge.c - may it be so? What actors got, against what may happen
//
//  Both promises are about those who stay connected. A connection has a number at
//  each end, so it is the same as before when both numbers are.

#include "zs_global.h"
#include "dist/zc_dist.h"
#include "process/zc_core.h"

struct zs_links_t {
    int host;
    struct { uint64_t out, in; } to [];
};

//  Somebody holds a name or a lock.
typedef struct s_hold_t s_hold_t;
struct s_hold_t {
    s_hold_t *next;
    zs_actor_t *actor;
    bool name;                      //  else a lock
    int number;
    zs_links_t *links;              //  from before the call
};

static s_hold_t *s_holds;
static int s_taking [ZS_GLOBAL_NAMES];      //  under way: unregister, re_register
static int s_takes [ZS_GLOBAL_NAMES];       //  of them so far

//  ---- connections ---------------------------------------------------------

static uint64_t
s_session (int from, int to)
{
    const zs_host_t *host = &zs_sim.hosts [from];
    if (host->life != ZS_UP)
        return 0;
    const zc_dist_t *dist = host->core->route.self;
    const zc_peer_t *peer = dist->peers;
    while (peer && strcmp (peer->name->text, zs_sim.hosts [to].name) != 0)
        peer = peer->next;
    return peer && peer->session && !peer->session->hidden? peer->session->number: 0;
}

zs_links_t *
zs_links_new (int host)
{
    size_t nodes = (size_t) zs_sim.options.nodes;
    zs_links_t *self = zc_alloc (sizeof *self + nodes * sizeof *self->to);
    self->host = host;
    for (int i = 0; i < zs_sim.options.nodes; i++)
        if (i != host) {
            self->to [i].out = s_session (host, i);
            self->to [i].in = s_session (i, host);
        }
    return self;
}

void
zs_links_free (zs_links_t **self_p)
{
    zc_free (*self_p);
    *self_p = NULL;
}

//  Still connected with a host as it was then; with itself it always is.
static bool
s_still (const zs_links_t *self, int host)
{
    return self->host == host
        || (self->to [host].out && self->to [host].in
            && self->to [host].out == s_session (self->host, host)
            && self->to [host].in == s_session (host, self->host));
}

//  ---- holds ---------------------------------------------------------------

//  The actor's memory goes with it: ours is kept outside.
static void
s_add (zs_actor_t *actor, bool name, int number, const zs_links_t *links)
{
    size_t size = sizeof *links + (size_t) zs_sim.options.nodes * sizeof *links->to;
    s_hold_t *hold = zc_calloc (sizeof *hold);
    *hold = (s_hold_t) {s_holds, actor, name, number, zc_malloc (size)};
    memcpy (hold->links, links, size);
    s_holds = hold;
}

static void
s_remove (s_hold_t **at)
{
    s_hold_t *hold = *at;
    *at = hold->next;
    zc_release (hold->links);
    zc_release (hold);
}

//  All holds of a name or a lock; of one actor, or (NULL) of all.
static void
s_forget (const zs_actor_t *actor, bool name, int number)
{
    for (s_hold_t **at = &s_holds; *at;)
        if ((*at)->name == name && (*at)->number == number && (!actor || (*at)->actor == actor))
            s_remove (at);
        else
            at = &(*at)->next;
}

void
zs_global_judge_free (void)
{
    while (s_holds)
        s_remove (&s_holds);
    memset (s_taking, 0, sizeof s_taking);
    memset (s_takes, 0, sizeof s_takes);
}

//  ---- names ---------------------------------------------------------------

int
zs_global_takes (int name)
{
    return s_taking [name]? -1: s_takes [name];
}

void
zs_global_named (zs_actor_t *actor, int name, const zs_links_t *links, int takes)
{
    zs_trace ("actor %d on n%d has name %d", actor->id, actor->host, name);
    if (takes < 0 || takes != zs_global_takes (name))
        return;                     //  got it, maybe, before it was taken away and given on
    for (const s_hold_t *hold = s_holds; hold; hold = hold->next)
        if (hold->name && hold->number == name && zs_actor_alive (hold->actor)
        &&  s_still (links, hold->actor->host) && s_still (hold->links, actor->host))
            zs_fail ("actors %d on n%d and %d on n%d, connected all the time, both got name %d",
                     hold->actor->id, hold->actor->host, actor->id, actor->host, name);
    s_add (actor, true, name, links);
}

void
zs_global_taking (int name)
{
    s_taking [name]++;
    s_takes [name]++;
    s_forget (NULL, true, name);
}

void
zs_global_taken (int name)
{
    s_taking [name]--;
}

//  ---- locks ---------------------------------------------------------------

//  A node both asked, and both are connected with as they were before they asked.
static bool
s_common (const zs_links_t *one, const zs_links_t *other, int *node)
{
    for (int i = 0; i < zs_sim.options.nodes; i++)
        if (zs_sim.hosts [i].life == ZS_UP && s_still (one, i) && s_still (other, i)) {
            *node = i;
            return true;
        }
    return false;
}

void
zs_global_locked (zs_actor_t *actor, int lock, const zs_links_t *links)
{
    int node;
    zs_trace ("actor %d on n%d has lock %d", actor->id, actor->host, lock);
    for (const s_hold_t *hold = s_holds; hold; hold = hold->next)
        if (!hold->name && hold->number == lock && zs_actor_alive (hold->actor)
        &&  s_common (hold->links, links, &node))
            zs_fail ("actors %d on n%d and %d on n%d, both connected with n%d, both hold lock %d",
                     hold->actor->id, hold->actor->host, actor->id, actor->host, node, lock);
    s_add (actor, false, lock, links);
}

void
zs_global_unlocked (zs_actor_t *actor, int lock)
{
    s_forget (actor, false, lock);
}

//  ---- tables at rest ------------------------------------------------------

int
zs_class (int host)
{
    if (zs_sim.hosts [host].hidden)
        return host;
    int first = 0;
    while (!zs_may_meet (first, host) || zs_sim.hosts [first].hidden)
        first++;
    return first;
}

static void
s_check_equal (const zs_table_t *tables, int host)
{
    const zs_table_t *one = &tables [zs_class (host)], *other = &tables [host];
    for (int i = 0; i <= ZS_GLOBAL_NAMES; i++)
        if (one->names [i].host != other->names [i].host
        ||  one->names [i].id != other->names [i].id
        ||  one->names [i].serial != other->names [i].serial)
            zs_fail ("name %d is on n%d (%u) for n%d, on n%d (%u) for n%d", i,
                     one->names [i].host, one->names [i].id, zs_class (host),
                     other->names [i].host, other->names [i].id, host);
    if (one->size != other->size)
        zs_fail ("n%d has %d names, n%d has %d", zs_class (host), (int) one->size, host,
                 (int) other->size);
}

//  Who got a name, lives, and nobody took it away, has it.
static void
s_check_hold (const zs_table_t *tables, const s_hold_t *hold)
{
    if (!zs_actor_alive (hold->actor))
        return;
    int host = hold->actor->host;
    const zs_table_t *table = &tables [host];
    if (!hold->name)
        zs_fail ("actor %d on n%d still holds lock %d", hold->actor->id, host, hold->number);
    if (table->names [hold->number].host != host
    ||  table->names [hold->number].id != hold->actor->pid.id)
        zs_fail ("actor %d on n%d has lost name %d, though it lives and nobody took it away",
                 hold->actor->id, host, hold->number);
}

void
zs_global_judge_tables (const zs_table_t *tables)
{
    for (int i = 0; i < zs_sim.options.nodes; i++)
        s_check_equal (tables, i);
    for (const s_hold_t *hold = s_holds; hold; hold = hold->next)
        s_check_hold (tables, hold);
}
