//  zs_server.c - see zs_server.h

#include "zs_server.h"

//  ---- in the nodes --------------------------------------------------------

//  {nap, Number, Milliseconds}: the answer comes then; others are served meanwhile.
static zc_term_t *
s_handle_call (zc_gen_server_t *self, const zc_term_t *request, zc_from_t from)
{
    (void) self;
    int number, ms;
    zc_term_match (request, "{nap, ~i, ~i}", &number, &ms);
    if (ms == 0)
        return zc_term_new ("{~i, ~a}", number, zc_node_self ());
    zc_term_t *who = zc_from_to_term (from);
    zc_send_after (ms, zc_self (), "{awake, ~i, ~t}", number, who);
    zc_term_destroy (&who);
    return NULL;
}

static void
s_handle_info (zc_gen_server_t *self, const zc_term_t *message)
{
    (void) self;
    int number;
    zc_term_t *who;
    zc_from_t from;
    if (!zc_term_match (message, "{awake, ~i, ~t}", &number, &who))
        return;
    if (zc_from_from_term (who, &from))
        zc_reply (from, "{~i, ~a}", number, zc_node_self ());
    zc_term_destroy (&who);
}

static const zc_gen_server_callbacks_t s_server = {
    .handle_call = s_handle_call, .handle_info = s_handle_info};

void
zs_server_start (void)
{
    if (!zs_with (ZS_SERVER))
        return;
    zc_start_t start = zc_gen_server_start (&s_server, NULL, "server");
    zc_term_destroy (&start.error);                 //  there is one already
}

void
zs_server_restart (void)
{
    zc_pid_t pid = zc_whereis ("server");
    if (!zc_pid_is_null (pid)) {
        zc_ref_t ref = zc_monitor (pid);
        zc_exit_process (pid, "kill");
        zc_receive (-1, "{:DOWN, ~r, process, _, _}", ref);
    }
    zs_server_start ();
}

//  ---- calls, and their judge ----------------------------------------------

//  The number of the next question, so that no answer is taken for another's.
static int s_number;

typedef struct {
    const zs_host_t *host;
    int pauses, ms;
    int64_t start;
} s_watch_t;

static s_watch_t
s_watch (const zs_being_t *self, int ms)
{
    const zs_host_t *host = &zs_sim.hosts [self->host];
    return (s_watch_t) {host, host->pauses, ms, zs_sim.now};
}

static void
s_check_time (const s_watch_t *self, const char *what)
{
    int64_t late = zs_sim.now - self->start - self->ms * ZS_MS;
    if (late > 10 * ZS_MS && self->pauses == self->host->pauses)
        zs_fail ("n%d: a %s ended %.3f s after its time-out", self->host->index, what,
                 (double) late / 1e9);
}

void
zs_server_ask (const zs_being_t *self, const zs_order_t *order)
{
    const char *node = zs_sim.hosts [order->host].name;
    int number = ++s_number;
    s_watch_t watch = s_watch (self, order->options);
    zc_term_t *answer;
    bool well = zc_gen_server_try_call (zc_server_on ("server", node), order->options, &answer,
                                        "{nap, ~i, ~i}", number, order->count);
    s_check_time (&watch, "call of a server");
    bool good = well? zc_term_match (answer, "{~i, ~a}", number, node)
              : zc_term_match (answer, "{timeout, _}") || zc_term_match (answer, "{noproc, _}")
                || zc_term_match (answer, "{killed, _}")
                || zc_term_match (answer, "{{nodedown, ~a}, _}", node);
    if (!good)
        zs_fail ("a call of the server of n%d ended with %s", order->host, zc_term_str (answer));
    zc_term_destroy (&answer);
}

//  How often a node is named in an answer to number: among the replies or the bad.
static int
s_named (const zc_term_t *list, const char *node, int number)
{
    int count = 0;
    size_t at = 0;
    for (zc_term_t *item; (item = zc_term_next (list, &at)); zc_term_destroy (&item))
        count += zc_term_match (item, "{~a, {~i, ~a}}", node, number, node)
              || zc_term_match (item, "~a", node);
    return count;
}

void
zs_server_ask_all (const zs_being_t *self, const zs_order_t *order)
{
    int number = ++s_number;
    size_t count = (size_t) zs_sim.options.nodes;
    zc_term_t **names = zc_alloc (count * sizeof *names), *replies, *bad;
    for (size_t i = 0; i < count; i++)
        names [i] = zc_term_new ("~a", (const char *) zs_sim.hosts [i].name);
    zc_term_t *nodes = zc_term_list (names, count);
    s_watch_t watch = s_watch (self, order->options);
    zc_term_t *result = zc_gen_server_multi_call (nodes, "server", order->options,
                                                  "{nap, ~i, ~i}", number, order->count);
    s_check_time (&watch, "multi_call");
    zc_term_match (result, "{~t, ~t}", &replies, &bad);
    for (size_t i = 0; i < count; i++)
        if (s_named (replies, zs_sim.hosts [i].name, number)
            + s_named (bad, zs_sim.hosts [i].name, number) != 1)
            zs_fail ("a multi_call does not tell once of n%d: %s", (int) i, zc_term_str (result));
    zc_free (names);
    zc_term_destroy (&nodes);
    zc_term_destroy (&replies);
    zc_term_destroy (&bad);
    zc_term_destroy (&result);
}

//  ---- the plan ------------------------------------------------------------

//  A stream of its own, as zs_global_step has.
void
zs_server_step (int number)
{
    if (!zs_with (ZS_SERVER))
        return;
    zs_random_t random = zs_random_of (zs_sim.options.seed, (uint64_t) number + 5000000);
    for (int64_t times = zs_random_below (&random, 3); times > 0; times--) {
        zs_order_t order = {
            .kind = zs_random_one_in (&random, 20)? ZS_ORDER_RESTART_SERVER:
                    zs_random_one_in (&random, 4)? ZS_ORDER_ASK_ALL: ZS_ORDER_ASK,
            .host = (int) zs_random_below (&random, zs_sim.options.nodes),
            .count = zs_random_one_in (&random, 2)? 0: (int) zs_random_below (&random, 1000),
            .options = (int) zs_random_below (&random, 1500)};
        int host = (int) zs_random_below (&random, zs_sim.options.nodes);
        zs_being_t *being = zs_host_worker (&zs_sim.hosts [host],
                                            (int) zs_random_below (&random, ZS_WORKERS));
        if (being)
            zs_worker_order (being, &order);
    }
}

//  ---- the end -------------------------------------------------------------

static void
s_stop (void *arg)
{
    (void) arg;
    zc_pid_t pid = zc_whereis ("server");
    if (!zc_pid_is_null (pid))
        zc_exit_process (pid, "kill");
}

void
zs_server_end (void)
{
    for (int i = 0; i < zs_sim.options.nodes; i++)
        if (zs_sim.hosts [i].life == ZS_UP) {
            zc_core_spawn (zs_sim.hosts [i].core, s_stop, NULL, "stops the server");
            zs_host_nudge (&zs_sim.hosts [i], zs_sim.now);
        }
    zs_advance (ZS_SECOND);
}
