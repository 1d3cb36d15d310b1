//  zs_global.c - actors: they register names, take locks, and compete; see zs_global.h

#include "zs_global.h"
#include "process/zc_core.h"

#include <stdlib.h>

static zs_actor_t *s_actors;
static int s_count;
static zs_actor_t *s_slots [ZS_NODES_MAX] [ZS_ACTORS];

//  ---- what an actor does --------------------------------------------------

static void
s_register (zs_actor_t *self, int name)
{
    zs_links_t *links = zs_links_new (self->host);
    int takes = zs_global_takes (name);
    if (zc_global_register_name (zc_self (), "{n, ~i}", name))
        zs_global_named (self, name, links, takes);
    zs_links_free (&links);
}

static void
s_rename (int name)
{
    zs_global_taking (name);
    zc_global_re_register_name (zc_self (), NULL, "{n, ~i}", name);
    zs_global_taken (name);
}

static void
s_unname (int name)
{
    zs_global_taking (name);
    zc_global_unregister_name ("{n, ~i}", name);
    zs_global_taken (name);
}

//  way: 0 tries twice, 1 waits for ever, more: waits so many milliseconds.
static void
s_lock (zs_actor_t *self, int lock, int way, int ms)
{
    zs_links_t *links = zs_links_new (self->host);
    bool done = way == 0? zc_global_set_lock (NULL, 1, "{~i, ~p}", lock, zc_self ())
                        : zc_global_wait_lock (NULL, way == 1? -1: way, "{~i, ~p}", lock,
                                               zc_self ());
    if (done) {
        zs_global_locked (self, lock, links);
        zc_sleep (ms);
        zs_global_unlocked (self, lock);
        zc_global_del_lock (NULL, "{~i, ~p}", lock, zc_self ());
    }
    zs_links_free (&links);
}

static void
s_obey (zs_actor_t *self, const char *what, int number, int way, int ms)
{
    static const char *const words [] = {"register", "rename", "unname", "lock"};
    for (int i = 0; i < 4; i++)
        if (strcmp (words [i], what) == 0)
            self->busy_with = words [i];
    self->busy_since = zs_sim.now;
    zs_trace ("actor %d on n%d: %s %d", self->id, self->host, what, number);
    switch (*what) {
        case 'l': s_lock (self, number, way, ms); break;
        case 'u': s_unname (number); break;
        default:
            if (what [2] == 'g')
                s_register (self, number);
            else
                s_rename (number);
    }
    self->busy_with = NULL;
}

static void
s_actor (void *arg)
{
    const char *what;
    int number, way, ms;
    int got;
    while ((got = zc_receive_any (-1, ZC_CASE ("{~a, ~i, ~i, ~i}", &what, &number, &way, &ms),
                                  ZC_CASE ("stop"), ZC_CASE ("_"))) == 0)
        s_obey (arg, what, number, way, ms);
    if (got == 2)
        zs_fail ("an actor got a message nobody sent: %s", zc_term_str (zc_message ()));
}

//  ---- actors --------------------------------------------------------------

bool
zs_actor_alive (const zs_actor_t *self)
{
    const zs_host_t *host = &zs_sim.hosts [self->host];
    return host->life == ZS_UP && host->incarnation == self->incarnation
        && zc_process_find (host->core, self->pid);
}

//  A process that makes the host's missing actors.
static void
s_starter (void *arg)
{
    zs_host_t *host = arg;
    for (int i = 0; i < ZS_ACTORS; i++) {
        zs_actor_t **slot = &s_slots [host->index] [i];
        if (host->life != ZS_UP || (*slot && zs_actor_alive (*slot)))
            continue;
        zs_actor_t *actor = zc_calloc (sizeof *actor);
        *actor = (zs_actor_t) {s_actors, ++s_count, host->index, host->incarnation, i, {0}, NULL,
                               0};
        s_actors = *slot = actor;
        actor->pid = zc_spawn (s_actor, actor);
    }
}

//  A live actor; NULL: the host has none now, they are on the way.
static zs_actor_t *
s_actor_of (int index, int slot)
{
    zs_host_t *host = &zs_sim.hosts [index];
    zs_actor_t *actor = s_slots [index] [slot];
    if (host->life != ZS_UP || host->paused)
        return NULL;
    if (actor && zs_actor_alive (actor))
        return actor;
    if (!zs_sim.over) {
        zc_core_spawn (host->core, s_starter, host, "starter of actors");
        zs_host_nudge (host, zs_sim.now);
    }
    return NULL;
}

//  ---- the plan ------------------------------------------------------------

//  A stream of its own: the other troubles stay as they are without this one.
void
zs_global_step (int number)
{
    static const char *const words [] = {"register", "register", "register", "rename", "unname",
                                         "lock", "lock", "lock"};
    if (!zs_with (ZS_GLOBAL))
        return;
    zs_random_t random = zs_random_of (zs_sim.options.seed, (uint64_t) number + 3000000);
    for (int64_t times = zs_random_below (&random, 4); times > 0; times--) {
        zs_actor_t *actor = s_actor_of ((int) zs_random_below (&random, zs_sim.options.nodes),
                                        (int) zs_random_below (&random, ZS_ACTORS));
        const char *word = words [zs_random_below (&random, 8)];
        int count = *word == 'l'? ZS_GLOBAL_LOCKS: ZS_GLOBAL_NAMES;
        int what = (int) zs_random_below (&random, count);
        int way = (int) zs_random_below (&random, 3);
        int ms = (int) zs_random_below (&random, 300);
        if (zs_random_one_in (&random, 10) && actor)
            zc_core_tell (zs_sim.hosts [actor->host].core, actor->pid, ZC_FORMAT ("stop"));
        if (!actor)
            continue;
        zc_core_tell (zs_sim.hosts [actor->host].core, actor->pid,
                      ZC_FORMAT ("{~a, ~i, ~i, ~i}", word, what, way == 2? ms: way, ms));
        zs_host_nudge (&zs_sim.hosts [actor->host], zs_sim.now);
    }
}

//  ---- looking into the tables ---------------------------------------------

static zs_table_t *s_tables;

static void
s_look_up (zs_table_t *table, int name)
{
    zc_pid_t pid = name < ZS_GLOBAL_NAMES? zc_global_whereis_name ("{n, ~i}", name)
                                         : zc_global_whereis_name ("contest");
    table->names [name].host = zc_pid_is_null (pid)? -1: zs_host_of (zc_node_of (pid));
    table->names [name].id = pid.id;
    table->names [name].serial = pid.serial;
}

static void
s_look (void *arg)
{
    zs_table_t *table = &s_tables [((zs_host_t *) arg)->index];
    for (int i = 0; i <= ZS_GLOBAL_NAMES; i++)
        s_look_up (table, i);
    table->size = (int64_t) zc_table_size ("global_names");
}

//  A process on each node that runs `body`; and time for it.
static void
s_on_all (zc_body_t *body, int count, int64_t time)
{
    for (int i = 0; i < count; i++) {
        zc_core_spawn (zs_sim.hosts [i].core, body, &zs_sim.hosts [i], "global");
        zs_host_nudge (&zs_sim.hosts [i], zs_sim.now);
    }
    zs_advance (time);
}

static void
s_look_at_all (void)
{
    s_tables = zc_calloc ((size_t) zs_sim.options.nodes * sizeof *s_tables);
    s_on_all (s_look, zs_sim.options.nodes, ZS_SECOND);
}

//  ---- the contest ---------------------------------------------------------

static int s_won [ZS_NODES_MAX], s_inside [ZS_NODES_MAX], s_turns [ZS_NODES_MAX];

static void
s_alone (void *arg)
{
    zs_host_t *host = arg;
    int *inside = &s_inside [zs_class (host->index)];
    if ((*inside)++)
        zs_fail ("n%d got a lock that another holds, in a mesh at rest", host->index);
    zc_sleep (3);
    (*inside)--;
    s_turns [host->index]++;
}

//  A third takes the lock as Erlang does, the others wait in line.
static void
s_contestant (void *arg)
{
    zs_host_t *host = arg;
    s_won [zs_class (host->index)] += zc_global_register_name (zc_self (), "contest");
    if (host->index % 3 == 0)
        zc_global_trans (s_alone, host, NULL, ZC_GLOBAL_INFINITY, "{contest, ~p}", zc_self ());
    else
        for (int i = 0; i < 2; i++)
            zc_global_wait_trans (s_alone, host, NULL, -1, "{contest, ~p}", zc_self ());
    zc_receive (20000, "never");
}

static void
s_check_contest (int count)
{
    for (int i = 0; i < count; i++) {
        int won = s_won [zs_class (i)];
        if (won != 1)
            zs_fail ("%d of the class of n%d got one name, in a mesh at rest", won, i);
        if (s_turns [i] != (i % 3? 2: 1))
            zs_fail ("n%d got a lock %d times, in a mesh at rest", i, s_turns [i]);
    }
}

void
zs_global_contest (void)
{
    if (!zs_with (ZS_GLOBAL))
        return;
    for (zs_actor_t *actor = s_actors; actor; actor = actor->next)
        if (zs_actor_alive (actor) && actor->busy_with)
            zs_fail ("actor %d on n%d is busy with %s since %.3f s", actor->id, actor->host,
                     actor->busy_with, (double) actor->busy_since / 1e9);
    int count = zs_sim.options.nodes < ZS_CONTESTANTS? zs_sim.options.nodes: ZS_CONTESTANTS;
    s_on_all (s_contestant, count, 15 * ZS_SECOND);
    s_check_contest (count);
    s_look_at_all ();
    zs_global_judge_tables (s_tables);
    zc_release (s_tables);
    zs_advance (20 * ZS_SECOND);
}

//  ---- the end -------------------------------------------------------------

void
zs_global_end (void)
{
    for (zs_actor_t *actor = s_actors; actor; actor = actor->next)
        if (zs_actor_alive (actor)) {
            zc_core_tell (zs_sim.hosts [actor->host].core, actor->pid, ZC_FORMAT ("stop"));
            zs_host_nudge (&zs_sim.hosts [actor->host], zs_sim.now);
        }
    zs_advance (ZS_SECOND);
    s_look_at_all ();
    for (int i = 0; i < zs_sim.options.nodes; i++)
        if (s_tables [i].size)
            zs_fail ("left over on n%d: %d global names", i, (int) s_tables [i].size);
    zc_release (s_tables);
    while (s_actors) {
        zs_actor_t *actor = s_actors;
        s_actors = actor->next;
        zc_release (actor);
    }
    zs_global_judge_free ();
}
