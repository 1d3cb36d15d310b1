//  zc_load_balancer.c - a server that chooses nodes
//
//      {get_node, How, Avoid}              NodeName | nil
//      loads                               [{Node, Load, SentSince}, …]
//
//  Balancers tell each other, as plain messages:
//
//      {load, Node, Load}                  thousandths of a process for each processor
//
//  A report replaces what this balancer has counted since the last one: by then the
//  work it sent there is part of that node's load. Next: zc_load_balancer_use.c.

#include "zc_servers.h"
#include "zc_node.h"
#include "base/zc_limits.h"

#include <string.h>
#include <unistd.h>

//  What is known of a node.
typedef struct {
    char *node;
    int64_t load;                   //  as it told
    int64_t sent;                   //  work sent there since then
    int64_t told_ms;                //  when
} s_record_t;

typedef struct {
    size_t position;                //  of the round robin
    size_t count;
    s_record_t *records;
} s_balancer_t;

//  ---- records -------------------------------------------------------------

static s_record_t *
s_find (s_balancer_t *self, const char *node)
{
    for (size_t i = 0; i < self->count; i++)
        if (strcmp (self->records [i].node, node) == 0)
            return &self->records [i];
    return NULL;
}

static s_record_t *
s_record (s_balancer_t *self, const char *node)
{
    s_record_t *record = s_find (self, node);
    if (record)
        return record;
    self->records = zc_realloc (self->records, (self->count + 1) * sizeof *self->records);
    record = &self->records [self->count++];
    *record = (s_record_t) {.node = zc_strdup (node), .told_ms = zc_monotonic_ms ()};
    return record;
}

//  A node that has told nothing for a while is gone, or has no balancer: it begins anew.
static void
s_forget_silent (s_balancer_t *self)
{
    int64_t limit = zc_monotonic_ms () - 10 * ZC_LOAD_REPORT_MS;
    for (size_t i = self->count; i-- > 0;)
        if (self->records [i].told_ms < limit) {
            zc_free (self->records [i].node);
            self->records [i] = self->records [--self->count];
        }
}

//  One more piece of work counts as one more process that wants a processor. Of how
//  many processors the others have, nothing is known but what their load says.
static int64_t
s_load (s_balancer_t *self, const char *node)
{
    const s_record_t *record = s_find (self, node);
    return record? record->load + record->sent * 1000: 0;
}

//  ---- reports -------------------------------------------------------------

static int64_t
s_own_load (void)
{
    int64_t ready = 0, detached = 0;
    zc_term_t *info = zc_node_info ();
    size_t count;
    zc_term_t **items = zc_term_elements (info, &count);
    for (size_t i = 0; i < count; i++) {
        if (!zc_term_match (items [i], "{run_queue, ~i}", &ready))
            zc_term_match (items [i], "{detached, ~i}", &detached);
        zc_term_destroy (&items [i]);
    }
    zc_free (items);
    zc_term_destroy (&info);
    long processors = sysconf (_SC_NPROCESSORS_ONLN);
    return (ready + detached) * 1000 / (processors > 0? processors: 1);
}

//  Tell all balancers, the own too. A slow node is not waited for: the next report
//  comes soon.
static void
s_report (void)
{
    int64_t load = s_own_load ();
    zc_term_t *nodes = zc_node_list (ZC_NODES_VISIBLE | ZC_NODES_THIS);
    size_t count;
    zc_term_t **items = zc_term_elements (nodes, &count);
    for (size_t i = 0; i < count; i++) {
        const char *node;
        if (zc_term_match (items [i], "~a", &node))
            zc_send_name_options (ZC_LOAD_BALANCER, node, ZC_SEND_NOCONNECT | ZC_SEND_NOSUSPEND,
                                  ZC_FORMAT ("{load, ~a, ~i}", zc_node_self (), load));
        zc_term_destroy (&items [i]);
    }
    zc_free (items);
    zc_term_destroy (&nodes);
    zc_send_after (ZC_LOAD_REPORT_MS, zc_self (), "report");
}

static void
s_handle_info (zc_gen_server_t *server, const zc_term_t *message)
{
    s_balancer_t *self = server->state;
    const char *node;
    int64_t load;
    if (zc_term_match (message, "report")) {
        s_forget_silent (self);
        s_report ();
    }
    else
    if (zc_term_match (message, "{load, ~a, ~i}", &node, &load)) {
        s_record_t *record = s_record (self, node);
        record->load = load;
        record->sent = 0;
        record->told_ms = zc_monotonic_ms ();
    }
}

//  ---- the choice ----------------------------------------------------------

//  Names to choose from, in order.
typedef struct {
    size_t count;
    const char **names;
} s_choice_t;

//  Node.list() ++ [node()]; the names belong to the terms in `items`.
static s_choice_t
s_candidates (zc_term_t **items, size_t count, const zc_term_t *avoid)
{
    size_t avoided;
    zc_term_t **others = zc_term_elements (avoid, &avoided);
    s_choice_t choice = {0, zc_alloc ((count + 1) * sizeof (char *))};
    for (size_t i = 0; i <= count; i++) {
        const char *name = zc_node_self ();
        if (i < count)
            zc_term_match (items [i], "~a", &name);
        bool wanted = true;
        for (size_t j = 0; j < avoided; j++)
            wanted = wanted && !zc_term_match (others [j], "~a", name);
        if (wanted)
            choice.names [choice.count++] = name;
    }
    for (size_t j = 0; j < avoided; j++)
        zc_term_destroy (&others [j]);
    zc_free (others);
    return choice;
}

//  The one that is next, and then those after it, until they are no better.
static size_t
s_least (s_balancer_t *self, const s_choice_t *from)
{
    size_t best = self->position;
    for (size_t i = 1; i < from->count; i++) {
        size_t at = (self->position + i) % from->count;
        if (s_load (self, from->names [at]) < s_load (self, from->names [best]))
            best = at;
    }
    return best;
}

static size_t
s_two (s_balancer_t *self, const s_choice_t *from)
{
    size_t one = zc_random ((uint32_t) from->count);
    size_t two = (one + 1 + zc_random ((uint32_t) from->count - 1)) % from->count;
    return s_load (self, from->names [two]) < s_load (self, from->names [one])? two: one;
}

static const char *
s_choose (s_balancer_t *self, const s_choice_t *from, const char *how)
{
    if (from->count == 0)
        return NULL;
    self->position = self->position + 1 < from->count? self->position + 1: 0;
    size_t at = strcmp (how, "least_loaded") == 0? s_least (self, from):
                strcmp (how, "random_two") == 0? s_two (self, from): self->position;
    s_record (self, from->names [at])->sent++;
    return from->names [at];
}

static zc_term_t *
s_get_node (s_balancer_t *self, const char *how, const zc_term_t *avoid)
{
    zc_term_t *nodes = zc_node_list (ZC_NODES_VISIBLE);
    size_t count;
    zc_term_t **items = zc_term_elements (nodes, &count);
    s_choice_t choice = s_candidates (items, count, avoid);
    const char *node = s_choose (self, &choice, how);
    zc_term_t *answer = node? zc_term_new ("~a", node): zc_term_new ("nil");
    for (size_t i = 0; i < count; i++)
        zc_term_destroy (&items [i]);
    zc_free (choice.names);
    zc_free (items);
    zc_term_destroy (&nodes);
    return answer;
}

//  ---- the server ----------------------------------------------------------

static void
s_init (zc_gen_server_t *server, void *arg)
{
    (void) arg;
    server->state = zc_alloc (sizeof (s_balancer_t));
    s_report ();
}

static zc_term_t *
s_loads (s_balancer_t *self)
{
    zc_term_t **items = zc_alloc ((self->count + 1) * sizeof *items);
    for (size_t i = 0; i < self->count; i++)
        items [i] = zc_term_new ("{~a, ~i, ~i}", self->records [i].node, self->records [i].load,
                                 self->records [i].sent);
    zc_term_t *list = zc_term_list (items, self->count);
    zc_free (items);
    return list;
}

static zc_term_t *
s_handle_call (zc_gen_server_t *server, const zc_term_t *request, zc_from_t from)
{
    (void) from;
    const char *how;
    zc_term_t *avoid;
    if (zc_term_match (request, "loads"))
        return s_loads (server->state);
    if (!zc_term_match (request, "{get_node, ~a, ~t}", &how, &avoid))
        return zc_term_new ("{error, badarg}");
    zc_term_t *node = s_get_node (server->state, how, avoid);
    zc_term_destroy (&avoid);
    return node;
}

const zc_gen_server_callbacks_t zc_load_balancer_server = {
    .init = s_init, .handle_call = s_handle_call, .handle_info = s_handle_info};
