//  zs_variable.c - see zs_variable.h

#include "zs_variable.h"
#include "zs_global.h"
#include "cluster/zc_servers.h"

#include <string.h>

//  ---- what is in a table --------------------------------------------------

//  A record of a variable; number 0: deleted.
typedef struct {
    bool there;
    int64_t ms, count;
    int host, number;
} s_record_t;

static s_record_t
s_look_up (int variable)
{
    s_record_t record = {.there = false};
    const char *node;
    zc_term_t *key = zc_term_new ("{v, ~i}", variable), *term = zc_table_lookup (ZC_VARIABLE, key);
    record.there = term
        && (zc_term_match (term, "{{~i, ~i, ~a}, {value, ~i}}", &record.ms, &record.count, &node,
                           &record.number)
            || zc_term_match (term, "{{~i, ~i, ~a}, deleted}", &record.ms, &record.count, &node));
    if (term && !record.there)
        zs_fail ("variable %d is %s", variable, zc_term_str (term));
    if (record.there)
        record.host = zs_host_of (node);
    zc_term_destroy (&term);
    zc_term_destroy (&key);
    return record;
}

//  As the clock is documented; nothing comes before all.
static bool
s_is_later (s_record_t a, s_record_t b)
{
    if (!a.there || !b.there)
        return a.there;
    if (a.ms != b.ms || a.count != b.count)
        return a.ms != b.ms? a.ms > b.ms: a.count > b.count;
    return strcmp (zs_sim.hosts [a.host].name, zs_sim.hosts [b.host].name) > 0;
}

//  For who reads it: what was deleted is not there.
static bool
s_is_same (s_record_t a, s_record_t b)
{
    return a.number == b.number
        && (!a.number || (a.ms == b.ms && a.count == b.count && a.host == b.host));
}

//  ---- what was seen -------------------------------------------------------

//  The latest that was seen in the table of a server, as long as that lives.
static struct {
    int incarnation;
    zc_pid_t server;
    s_record_t latest [ZS_VARIABLES];
} s_seen [ZS_NODES_MAX];

//  Who wrote a number, and what.
enum { NUMBERS_MAX = 1 << 16 };
typedef struct { int variable, host; } s_number_t;
static s_number_t s_numbers [NUMBERS_MAX];
static int s_number;

static s_record_t
s_see (int host, int variable)
{
    zc_pid_t server = zc_whereis (ZC_VARIABLE);
    int incarnation = zs_sim.hosts [host].incarnation;
    if (s_seen [host].incarnation != incarnation
    ||  !zc_pid_equal (s_seen [host].server, server)) {
        memset (&s_seen [host], 0, sizeof s_seen [host]);
        s_seen [host].incarnation = incarnation;
        s_seen [host].server = server;
    }
    s_record_t now = s_look_up (variable), *latest = &s_seen [host].latest [variable];
    if (zc_pid_is_null (server))
        return now;
    if (s_is_later (*latest, now))
        zs_fail ("n%d: variable %d went back, from number %d to %d", host, variable,
                 latest->number, now.number);
    return *latest = now;
}

//  ---- in the nodes --------------------------------------------------------

enum { LIFE_MS = 2000000000 };          //  of tombstones: longer than clocks differ

void
zs_variable_start (void)
{
    if (!zs_with (ZS_VARIABLE))
        return;
    zc_start_t start = zc_variable_start_link (LIFE_MS);
    zc_term_destroy (&start.error);                 //  there is one already
    zc_unlink (start.pid);
    zc_receive (0, "{:EXIT, ~p, _}", start.pid);    //  somebody was quick to kill it
}

void
zs_variable_restart (void)
{
    zc_pid_t pid = zc_whereis (ZC_VARIABLE);
    if (!zc_pid_is_null (pid)) {
        zc_ref_t ref = zc_monitor (pid);
        zc_exit_process (pid, "kill");
        zc_receive (-1, "{:DOWN, ~r, process, _, _}", ref);
    }
    zs_variable_start ();
}

typedef struct {
    int variable, number;               //  number 0: delete it
} s_write_t;

static void
s_write (void *arg)
{
    s_write_t *write = arg;
    zc_term_t *key = zc_term_new ("{v, ~i}", write->variable);
    if (write->number)
        zc_variable_put (key, "~i", write->number);
    else
        zc_variable_delete (key);
    zc_term_destroy (&key);
}

static void
s_write_one (int host, int variable, bool value)
{
    s_write_t write = {variable, value? ++s_number: 0};
    if (write.number >= NUMBERS_MAX)
        zs_fail ("too many writes");
    if (value)
        s_numbers [write.number] = (s_number_t) {variable, host};
    zc_yield ();                        //  a new budget: no involuntary pause below
    s_record_t before = s_see (host, variable);
    zc_pid_t server = zc_whereis (ZC_VARIABLE);
    zc_term_t *reason;
    zc_class_t class = zc_try (s_write, &write, &reason);
    zc_term_destroy (&reason);
    s_record_t after = s_see (host, variable);
    if (class == ZC_VALUE && zc_pid_equal (server, zc_whereis (ZC_VARIABLE))
    && !s_is_later (after, before))
        zs_fail ("n%d: a write of variable %d is lost to number %d, which it had seen", host,
                 variable, before.number);
}

void
zs_variable_write (const zs_being_t *self, const zs_order_t *order)
{
    for (int i = 0; i < order->size; i++)
        s_write_one (self->host, (order->count + i) % ZS_VARIABLES, order->options);
}

//  ---- the plan ------------------------------------------------------------

static zs_being_t *
s_worker (zs_random_t *random)
{
    zs_host_t *host = &zs_sim.hosts [zs_random_below (random, zs_sim.options.nodes)];
    return zs_host_worker (host, (int) zs_random_below (random, ZS_WORKERS));
}

static zs_order_t
s_order (zs_random_t *random)
{
    return (zs_order_t) {
        .kind = zs_random_one_in (random, 30)? ZS_ORDER_RESTART_VARIABLES: ZS_ORDER_WRITE,
        .count = (int) zs_random_below (random, ZS_VARIABLES),
        .size = (int) zs_random_from (random, 1, 4), .options = !zs_random_one_in (random, 4)};
}

//  A stream of its own, as zs_global_step has.
void
zs_variable_step (int number)
{
    if (!zs_with (ZS_VARIABLE))
        return;
    zs_random_t random = zs_random_of (zs_sim.options.seed, (uint64_t) number + 7000000);
    for (int64_t times = zs_random_below (&random, 4); times > 0; times--) {
        zs_being_t *being = s_worker (&random);
        zs_order_t order = s_order (&random);
        if (being)
            zs_worker_order (being, &order);
        if (being && zs_random_one_in (&random, 20) && zs_with (ZS_CLOCK))
            zs_sim.hosts [being->host].skew_ms = zs_clock_skew (&random);
    }
}

//  ---- when all is quiet ---------------------------------------------------

static s_record_t (*s_views) [ZS_VARIABLES];

static void
s_look (void *arg)
{
    const zs_host_t *host = arg;
    for (int i = 0; i < ZS_VARIABLES; i++)
        s_views [host->index] [i] = s_see (host->index, i);
}

static void
s_on_all (zc_body_t *body)
{
    for (int i = 0; i < zs_sim.options.nodes; i++)
        if (zs_sim.hosts [i].life == ZS_UP) {
            zc_core_spawn (zs_sim.hosts [i].core, body, &zs_sim.hosts [i], "variables");
            zs_host_nudge (&zs_sim.hosts [i], zs_sim.now);
        }
    zs_advance (ZS_SECOND);
}

static void
s_judge (int host, int variable)
{
    s_record_t one = s_views [zs_class (host)] [variable], record = s_views [host] [variable];
    if (!s_is_same (record, one))
        zs_fail ("variable %d has number %d of %lld ms on n%d, and %d of %lld ms on n%d", variable,
                 record.number, (long long) record.ms, host, one.number, (long long) one.ms,
                 zs_class (host));
    if (record.there && record.number
    && (record.number > s_number || s_numbers [record.number].variable != variable
        || s_numbers [record.number].host != record.host))
        zs_fail ("n%d: variable %d has number %d of n%d, which was not written so", host, variable,
                 record.number, record.host);
}

void
zs_check_variables (void)
{
    if (!zs_with (ZS_VARIABLE))
        return;
    s_views = zc_calloc ((size_t) zs_sim.options.nodes * sizeof *s_views);
    s_on_all (s_look);
    for (int i = 0; i < zs_sim.options.nodes; i++)
        for (int variable = 0; variable < ZS_VARIABLES && zs_sim.hosts [i].life == ZS_UP; variable++)
            s_judge (i, variable);
    zc_release (s_views);
}

//  ---- a death among the quiet ---------------------------------------------

//  One that others see, and that is not the one they are compared with.
static zs_host_t *
s_testator (void)
{
    for (int i = zs_sim.options.nodes - 1; i > 0; i--)
        if (zs_class (i) != i)
            return &zs_sim.hosts [i];
    return NULL;
}

bool
zs_variable_bequeath (void)
{
    zs_host_t *host = zs_with (ZS_VARIABLE)? s_testator (): NULL;
    zs_being_t *being = host? zs_host_worker (host, 0): NULL;
    zs_order_t order = {.kind = ZS_ORDER_WRITE, .size = 20, .options = true};
    if (!being)
        return false;
    zs_worker_order (being, &order);
    zs_advance (zs_random_below (&zs_sim.random, ZS_MS / 2));
    zs_host_crash (host, false);
    zs_advance (2 * ZS_SECOND);
    zs_check_variables ();
    zs_host_come_back (host, ZS_SECOND);
    zs_advance (2 * ZS_SECOND);
    return true;
}

//  ---- the end -------------------------------------------------------------

static void
s_stop (void *arg)
{
    (void) arg;
    zc_pid_t pid = zc_whereis (ZC_VARIABLE);
    if (!zc_pid_is_null (pid))
        zc_exit_process (pid, "kill");
}

void
zs_variable_end (void)
{
    s_on_all (s_stop);
}
