//  zs_plan.c - the schedule: what a seed wants to happen at each step
//
//  Each step draws from a stream of its own, so a run with fewer steps is the
//  beginning of the run with more, and leaving a kind of trouble out leaves the
//  other steps as they were.

#include "zs_global.h"
#include "zs_group.h"
#include "zs_server.h"
#include "zs_variable.h"

const char *const zs_trouble_names [ZS_TROUBLES] = {
    [ZS_TALK] = "talk", [ZS_LINK] = "link", [ZS_SPAWN] = "spawn", [ZS_EXIT] = "exit",
    [ZS_ALARM] = "alarm", [ZS_CONNECT] = "connect", [ZS_BIG] = "big",
    [ZS_DISCONNECT] = "disconnect", [ZS_CUT] = "cut", [ZS_DELAY] = "delay",
    [ZS_PARTITION] = "partition", [ZS_PAUSE] = "pause", [ZS_CRASH] = "crash",
    [ZS_POWER] = "power", [ZS_STOP] = "stop", [ZS_REFUSE] = "refuse",
    [ZS_STRANGER] = "stranger", [ZS_HIDDEN] = "hidden", [ZS_GROUP] = "group",
    [ZS_CALL] = "call", [ZS_GLOBAL] = "global", [ZS_SERVER] = "server",
    [ZS_VARIABLE] = "variable", [ZS_CLOCK] = "clock"};

//  How often each kind is drawn; strangers and hidden nodes are drawn at the
//  beginning (zs_host.c), big messages while talking.
static const struct { zs_trouble_t trouble; int weight; } s_weights [] = {
    {ZS_TALK, 70}, {ZS_LINK, 40}, {ZS_SPAWN, 30}, {ZS_EXIT, 10}, {ZS_ALARM, 4}, {ZS_CONNECT, 24},
    {ZS_DISCONNECT, 6}, {ZS_CUT, 12}, {ZS_DELAY, 4}, {ZS_PARTITION, 3}, {ZS_PAUSE, 3},
    {ZS_CRASH, 3}, {ZS_POWER, 2}, {ZS_STOP, 2}, {ZS_REFUSE, 2}, {ZS_GROUP, 40},
    {ZS_CALL, 30}};

static int
s_host (zs_random_t *random)
{
    return (int) zs_random_below (random, zs_sim.options.nodes);
}

//  Some worker of a host that is up; NULL: bad luck.
static zs_being_t *
s_worker (zs_random_t *random, int host)
{
    return zs_host_worker (&zs_sim.hosts [host], (int) zs_random_below (random, ZS_WORKERS));
}

//  Whom to deal with: mostly a worker of now, sometimes one of the past.
static zs_being_t *
s_target (zs_random_t *random)
{
    int host = s_host (random);
    zs_being_t *being = s_worker (random, host);
    if (!being || zs_random_one_in (random, 8)) {
        being = zs_sim.hosts [host].beings;
        for (int64_t back = zs_random_below (random, 6); back > 0 && being && being->next; back--)
            being = being->next;
    }
    return being;
}

//  ---- orders --------------------------------------------------------------

static void
s_talk (zs_random_t *random)
{
    zs_being_t *being = s_worker (random, s_host (random));
    zs_order_t order = {.kind = ZS_ORDER_TALK, .target = s_target (random),
                        .count = (int) zs_random_from (random, 1, 40),
                        .size = (int) zs_random_below (random, 200)};
    if (zs_random_one_in (random, 6) && zs_with (ZS_BIG)) {
        order.size = (int) zs_random_below (random, 200000);
        order.count = (int) zs_random_from (random, 1, 12);
    }
    if (being && order.target && order.target != being)
        zs_worker_order (being, &order);
}

//  Of two, the older one links and unlinks; the other only hears of it.
static void
s_link (zs_random_t *random)
{
    zs_being_t *being = s_worker (random, s_host (random)), *target = s_target (random);
    if (being && target && target->id < being->id) {
        zs_being_t *older = target;
        target = being;
        being = older;
    }
    if (!being || !target || being == target || !zs_being_alive (being))
        return;
    zs_order_t order = {.kind = ZS_ORDER_LINK, .target = target};
    static const zs_order_kind_t shapes [4] [3] = {
        {ZS_ORDER_LINK, ZS_ORDER_LINK, ZS_ORDER_LINK},
        {ZS_ORDER_UNLINK, ZS_ORDER_UNLINK, ZS_ORDER_LINK},
        {ZS_ORDER_LINK, ZS_ORDER_UNLINK, ZS_ORDER_LINK},
        {ZS_ORDER_LINK, ZS_ORDER_UNLINK, ZS_ORDER_UNLINK}};
    int64_t shape = zs_random_below (random, 4);
    for (int i = 0; i < 3; i++) {
        order.kind = shapes [shape] [i];
        zs_worker_order (being, &order);
    }
}

static void
s_spawn (zs_random_t *random)
{
    zs_being_t *being = s_worker (random, s_host (random));
    zs_order_t order = {.kind = ZS_ORDER_SPAWN, .host = s_host (random),
                        .options = (int) zs_random_below (random, 4),
                        .count = (int) zs_random_below (random, 2000)};
    for (int64_t times = zs_random_from (random, 1, 4); being && times > 0; times--)
        zs_worker_order (being, &order);
}

//  A remote call; it takes longer than its time-out, or not.
static void
s_call (zs_random_t *random)
{
    zs_being_t *being = s_worker (random, s_host (random));
    zs_order_t order = {.kind = ZS_ORDER_CALL, .host = s_host (random),
                        .count = (int) zs_random_below (random, 1000),
                        .options = (int) zs_random_below (random, 1500)};
    if (being)
        zs_worker_order (being, &order);
}

static void
s_exit (zs_random_t *random)
{
    zs_being_t *being = s_worker (random, s_host (random)), *target = s_target (random);
    bool kill = zs_random_one_in (random, 2);
    zs_order_t order = {.kind = kill? ZS_ORDER_KILL: ZS_ORDER_EXIT, .target = target};
    if (being && target && target != being)
        zs_worker_order (being, &order);
}

static void
s_alarm (zs_random_t *random)
{
    zs_being_t *being = s_worker (random, s_host (random));
    zs_order_t order = {.kind = ZS_ORDER_ALARM, .count = (int) zs_random_below (random, 3000),
                        .options = zs_random_one_in (random, 3)};
    if (being)
        zs_worker_order (being, &order);
}

//  Connect, ping or watch; often both ways at once.
static void
s_connect (zs_random_t *random)
{
    static const zs_order_kind_t kinds [] = {ZS_ORDER_CONNECT, ZS_ORDER_CONNECT, ZS_ORDER_PING,
                                             ZS_ORDER_WATCH};
    int a = s_host (random), b = s_host (random);
    zs_being_t *being = s_worker (random, a), *other = s_worker (random, b);
    zs_order_t order = {.kind = kinds [zs_random_below (random, 4)], .host = b};
    bool both = zs_random_one_in (random, 2);
    if (being && a != b)
        zs_worker_order (being, &order);
    order.host = a;
    if (other && a != b && both)
        zs_worker_order (other, &order);
}

static void
s_disconnect (zs_random_t *random)
{
    zs_being_t *being = s_worker (random, s_host (random));
    zs_order_t order = {.kind = ZS_ORDER_DISCONNECT, .host = s_host (random)};
    if (being)
        zs_worker_order (being, &order);
}

//  ---- faults --------------------------------------------------------------

static void
s_cut (zs_random_t *random)
{
    int a = s_host (random), b = s_host (random);
    if (a == b)
        return;
    zs_trace ("the connections of n%d and n%d are cut", a, b);
    zs_net_cut (a, b);
}

static void
s_delay (zs_random_t *random)
{
    zs_link_t *link = zs_link (s_host (random), s_host (random));
    link->delay = zs_random_below (random, 2 * ZS_SECOND);
    link->slow_until = zs_sim.now + zs_random_below (random, 10 * ZS_SECOND);
}

static void
s_refuse (zs_random_t *random)
{
    zs_link_t *link = zs_link (s_host (random), s_host (random));
    link->refused_until = zs_sim.now + zs_random_below (random, 5 * ZS_SECOND);
}

//  The nodes fall in two parts; one way or both ways nothing gets through.
static void
s_partition (zs_random_t *random)
{
    int nodes = zs_sim.options.nodes;
    int64_t time = zs_random_one_in (random, 2)? zs_random_below (random, 2 * ZS_SECOND)
                                               : zs_random_below (random, 20 * ZS_SECOND);
    bool one_way = zs_random_one_in (random, 4);
    uint64_t side = zs_random_next (random);
    zs_trace ("a partition of %.3f s", (double) time / 1e9);
    for (int a = 0; a < nodes; a++)
        for (int b = 0; b < nodes; b++)
            if ((side >> a % 64 & 1) && !(side >> b % 64 & 1)) {
                int64_t until = zs_sim.now + time;
                zs_link_t *there = zs_link (a, b), *back = zs_link (b, a);
                if (there->blocked_until < until)
                    there->blocked_until = until;
                if (!one_way && back->blocked_until < until)
                    back->blocked_until = until;
            }
}

static void
s_pause (zs_random_t *random)
{
    int64_t time = zs_random_one_in (random, 2)? zs_random_below (random, ZS_SECOND)
                                               : zs_random_below (random, 15 * ZS_SECOND);
    zs_host_pause (&zs_sim.hosts [s_host (random)], time);
}

//  It ends one way or another, and is soon back.
static void
s_end (zs_random_t *random, zs_trouble_t trouble)
{
    zs_host_t *host = &zs_sim.hosts [s_host (random)];
    int64_t time = zs_random_below (random, 4 * ZS_SECOND);
    if (host->life != ZS_UP || host->paused)
        return;
    if (trouble == ZS_STOP)
        zs_host_stop (host);
    else
        zs_host_crash (host, trouble == ZS_POWER);
    zs_host_come_back (host, time);
}

//  ---- the step ------------------------------------------------------------

static zs_trouble_t
s_draw (zs_random_t *random)
{
    enum { COUNT = sizeof s_weights / sizeof *s_weights };
    int64_t sum = 0;
    for (size_t i = 0; i < COUNT; i++)
        sum += s_weights [i].weight;
    int64_t at = zs_random_below (random, sum);
    size_t i = 0;
    while (at >= s_weights [i].weight)
        at -= s_weights [i++].weight;
    return s_weights [i].trouble;
}

static void
s_do (zs_random_t *random, zs_trouble_t trouble)
{
    switch (trouble) {
        case ZS_TALK: s_talk (random); break;
        case ZS_LINK: s_link (random); break;
        case ZS_SPAWN: s_spawn (random); break;
        case ZS_EXIT: s_exit (random); break;
        case ZS_ALARM: s_alarm (random); break;
        case ZS_CONNECT: s_connect (random); break;
        case ZS_DISCONNECT: s_disconnect (random); break;
        case ZS_CUT: s_cut (random); break;
        case ZS_DELAY: s_delay (random); break;
        case ZS_PARTITION: s_partition (random); break;
        case ZS_PAUSE: s_pause (random); break;
        case ZS_CRASH:
        case ZS_POWER:
        case ZS_STOP: s_end (random, trouble); break;
        case ZS_REFUSE: s_refuse (random); break;
        case ZS_GROUP: zs_group_step (random); break;
        case ZS_CALL: s_call (random); break;
        case ZS_BIG:
        case ZS_STRANGER:
        case ZS_HIDDEN:
        case ZS_GLOBAL:
        case ZS_SERVER:
        case ZS_VARIABLE:
        case ZS_CLOCK:
        case ZS_TROUBLES: break;
    }
}

void
zs_plan_step (int number)
{
    zs_random_t random = zs_random_of (zs_sim.options.seed, (uint64_t) number + 1000000);
    int64_t gap = zs_random_below (&random, 400 * ZS_MS);
    if (zs_random_one_in (&random, 2))
        gap /= 400;                 //  while the step before is still under way
    if (zs_random_one_in (&random, 4))
        gap = 0;
    zs_trouble_t trouble = s_draw (&random);
    zs_advance (gap);
    zs_net_heal ();
    zs_trace ("step %d: %s", number, zs_trouble_names [trouble]);
    if (zs_with (trouble))
        s_do (&random, trouble);
    zs_global_step (number);
    zs_server_step (number);
    zs_variable_step (number);
}
