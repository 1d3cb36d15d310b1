//  zs_run.c - one run of the simulator, from the first node to the last leak
//
//      chaos     the steps of the plan
//      heal      faults end, who is down comes back, ticks find what is dead;
//                what remains are parts within which all are connected
//      settle    each node connects to the first one; the mesh has to close
//      bequeath  a node dies while it writes variables; settle again
//      contest   actors compete for global names and locks
//      mourn     half of the workers end: all who watch them have to know
//      empty     the others end: nothing may be left over
//      stop      the nodes stop in order: no memory may be left

#include "zs_global.h"
#include "zs_group.h"
#include "zs_server.h"
#include "zs_variable.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

zs_sim_t zs_sim;

//  After that long ticks have found all that is dead, and the mesh has dialled
//  its lost members a last time.
enum { HEAL_S = 70, SETTLE_S = 15, END_S = 5 };

//  ---- what happened -------------------------------------------------------

void
zs_hash (const void *data, size_t size)
{
    zs_sim.hash = zc_hash_mix (zs_sim.hash * 31 + zc_hash_bytes (data, size));
}

void
zs_trace (const char *format, ...)
{
    char text [400];
    int size = snprintf (text, sizeof text, "%14.6f  ", (double) zs_sim.now / 1e6);
    va_list args;
    va_start (args, format);
    vsnprintf (text + size, sizeof text - (size_t) size, format, args);
    va_end (args);
    zs_hash (text, strlen (text));
    if (zs_sim.options.trace)
        printf ("%s\n", text);
}

//  The exit status tells kinds of failures apart, and from all other ends: ZS_VERDICT.
void
zs_fail (const char *format, ...)
{
    char text [500];
    va_list args;
    va_start (args, format);
    vsnprintf (text, sizeof text, format, args);
    va_end (args);
    fflush (stdout);
    fprintf (stderr, "seed %llu, at %.6f s: %s\n", (unsigned long long) zs_sim.options.seed,
             (double) zs_sim.now / 1e9, text);
    _exit (ZS_VERDICT + (int) (zc_hash_bytes (format, strlen (format)) % 120));
}

//  ---- keys ----------------------------------------------------------------

static struct { const char *cookie; zc_secret_t secret; } s_keys [ZS_COOKIES] = {
    {.cookie = "duck"}, {.cookie = "goose"}};

void
zs_draw_keys (void)
{
    for (int i = 0; i < ZS_COOKIES; i++)
        if (!zc_secret_make (&s_keys [i].secret, s_keys [i].cookie))
            zs_fail ("no memory to stretch a cookie");
}

const zc_secret_t *
zs_key (const char *cookie)
{
    for (int i = 0; i < ZS_COOKIES; i++)
        if (strcmp (s_keys [i].cookie, cookie) == 0)
            return &s_keys [i].secret;
    zs_fail ("no cookie %s in this world", cookie);
}

//  ---- time ----------------------------------------------------------------

void
zs_advance (int64_t time)
{
    enum { ROUNDS_MAX = 50 * 1000 * 1000 };
    int64_t until = zs_sim.now + time, next;
    uint64_t rounds = zs_sim.rounds;
    while ((next = zc_timers_next (&zs_sim.agenda)) <= until) {
        if (next > zs_sim.now)
            zs_sim.now = next;
        zc_timers_run (&zs_sim.agenda, zs_sim.now);
        if (zs_sim.rounds - rounds > ROUNDS_MAX)
            zs_fail ("the nodes never come to rest");
    }
    zs_sim.now = until;
}

//  ---- phases --------------------------------------------------------------

static void
s_heal (void)
{
    int nodes = zs_sim.options.nodes;
    zs_trace ("all faults end");
    for (int i = 0; i < nodes * nodes; i++)
        zs_sim.links [i] = (zs_link_t) {0};
    zs_net_heal ();
    for (int i = 0; i < nodes; i++)
        if (zs_sim.hosts [i].life != ZS_UP || zs_sim.hosts [i].paused)
            zs_host_come_back (&zs_sim.hosts [i], zs_random_below (&zs_sim.random, ZS_SECOND));
    zs_advance (HEAL_S * ZS_SECOND);
    for (int i = 0; i < nodes; i++)
        for (int slot = 0; slot < ZS_WORKERS; slot++)
            zs_host_worker (&zs_sim.hosts [i], slot);
    zs_advance (ZS_SECOND);
    zs_check_partitions ();
    zs_sim.over = true;
}

//  The first visible node with the cookie of this one.
static int
s_first_like (int host)
{
    int first = 0;
    while (first < host && (!zs_may_meet (first, host) || zs_sim.hosts [first].hidden))
        first++;
    return first;
}

//  Each connects to the first of its kind, and tries one with another cookie.
static void
s_settle (void)
{
    for (int i = 0; i < zs_sim.options.nodes; i++) {
        zs_being_t *being = zs_host_worker (&zs_sim.hosts [i], 0);
        if (!being)
            zs_fail ("n%d has no worker, though all faults are over", i);
        zs_order_t order = {.kind = ZS_ORDER_CONNECT, .host = s_first_like (i), .must = true};
        zs_worker_order (being, &order);
        order = (zs_order_t) {.kind = ZS_ORDER_CONNECT};
        if (!zs_may_meet (0, i))
            zs_worker_order (being, &order);
    }
    zs_advance (SETTLE_S * ZS_SECOND);
    zs_check_settled ();
    zs_check_mesh ();
    zs_check_groups ();
    zs_check_variables ();
}

//  Order workers to end: all, or about one in two.
static void
s_end_workers (bool all)
{
    static const zs_order_t order = {.kind = ZS_ORDER_EXIT};
    for (int i = 0; i < zs_sim.options.nodes; i++)
        for (int slot = 0; slot < ZS_WORKERS; slot++) {
            zs_being_t *being = zs_host_worker (&zs_sim.hosts [i], slot);
            if (being && (all || zs_random_one_in (&zs_sim.random, 2)))
                zs_worker_order (being, &order);
        }
    zs_advance (END_S * ZS_SECOND);
}

static void
s_mourn (void)
{
    s_end_workers (false);
    zs_check_bereaved ();
    zs_check_groups ();
}

static void
s_stop (void)
{
    for (int i = 0; i < zs_sim.options.nodes; i++)
        zs_host_stop (&zs_sim.hosts [i]);
    zs_advance (END_S * ZS_SECOND);
    for (int i = 0; i < zs_sim.options.nodes; i++)
        if (zs_sim.hosts [i].life != ZS_DOWN)
            zs_fail ("n%d does not stop", i);
}

void
zs_run (const zs_options_t *options)
{
    long blocks = zc_blocks_in_use ();
    zs_sim = (zs_sim_t) {.options = *options, .random = zs_random_of (options->seed, 1),
                         .now = ZS_SECOND};
    zs_sim.plain = zs_random_one_in (&zs_sim.random, 3);
    zs_hosts_init ();
    for (int i = 0; i < options->nodes; i++)
        zs_host_come_back (&zs_sim.hosts [i], zs_random_below (&zs_sim.random, ZS_SECOND));
    zs_advance (ZS_SECOND);
    for (int i = 0; i < options->steps; i++)
        zs_plan_step (i);
    s_heal ();
    s_settle ();
    if (zs_variable_bequeath ())
        s_settle ();
    zs_global_contest ();
    s_mourn ();
    s_end_workers (true);
    zs_group_end ();
    zs_server_end ();
    zs_variable_end ();
    zs_global_end ();
    zs_check_leftovers ();
    s_stop ();
    zs_hosts_free ();
    zs_judge_free ();
    zc_timers_clear (&zs_sim.agenda);
    if (zc_blocks_in_use () != blocks)
        zs_fail ("%ld blocks of memory leaked", zc_blocks_in_use () - blocks);
}
