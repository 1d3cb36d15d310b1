//  zc_node_cluster.c - a server that keeps its node in the cluster
//
//      nodeup N      ── it is here: forget it, unless it is a reference node
//      nodedown N    ── dial it, after a pause
//      {dial, N}     ── a pause is over: a process of its own dials, since that may take
//                       seconds, and tells {dialled, N}
//      status        [{N, connected | Tries}, …]
//
//  Erlang leaves this to the user: a node that is lost stays lost until somebody uses its
//  name. Joining one node of a cluster joins all, as the mesh is closed by net_kernel.

#include "zc_application.h"
#include "base/zc_limits.h"

#include <string.h>

static const char s_name [] = "NodeCluster";

//  A node that is to be connected.
typedef struct {
    char *node;
    bool reference;                 //  wanted for ever
    bool here;
    bool waiting;                   //  a pause or a dial is under way
    int tries;                      //  that failed, in a row
} s_wanted_t;

typedef struct {
    size_t count;
    s_wanted_t *nodes;
} s_cluster_t;

//  ---- who is wanted -------------------------------------------------------

static s_wanted_t *
s_find (s_cluster_t *self, const char *node)
{
    for (size_t i = 0; i < self->count; i++)
        if (strcmp (self->nodes [i].node, node) == 0)
            return &self->nodes [i];
    return NULL;
}

static s_wanted_t *
s_want (s_cluster_t *self, const char *node, bool reference)
{
    s_wanted_t *wanted = s_find (self, node);
    if (!wanted) {
        self->nodes = zc_realloc (self->nodes, (self->count + 1) * sizeof *self->nodes);
        wanted = &self->nodes [self->count++];
        *wanted = (s_wanted_t) {.node = zc_strdup (node), .reference = reference};
    }
    return wanted;
}

static void
s_forget (s_cluster_t *self, s_wanted_t *wanted)
{
    zc_free (wanted->node);
    *wanted = self->nodes [--self->count];
}

//  ---- dialling ------------------------------------------------------------

//  Twice as long after each try, times a random 0.5 to 1.
static int
s_pause_ms (int tries)
{
    int ms = ZC_JOIN_MIN_MS;
    for (int i = 0; i < tries && ms < ZC_JOIN_MAX_MS; i++)
        ms *= 2;
    if (ms > ZC_JOIN_MAX_MS)
        ms = ZC_JOIN_MAX_MS;
    return ms / 2 + (int) zc_random ((uint32_t) ms / 2);
}

//  NodeCluster:dial (Server, Node), a process.
static zc_term_t *
s_dial (const zc_term_t *args)
{
    zc_pid_t server;
    const char *node;
    if (!zc_term_match (args, "[~p, ~a]", &server, &node))
        zc_exit ("{badarg, ~t}", args);
    zc_node_connect (node);
    zc_send (server, "{dialled, ~a}", node);
    return NULL;
}

static void
s_dial_after (s_wanted_t *wanted, int ms)
{
    if (wanted->waiting)
        return;
    wanted->waiting = true;
    zc_send_after (ms, zc_self (), "{dial, ~a}", wanted->node);
}

static bool
s_is_connected (const char *node)
{
    zc_term_t *nodes = zc_node_list (ZC_NODES_CONNECTED);
    size_t count;
    zc_term_t **items = zc_term_elements (nodes, &count);
    bool found = false;
    for (size_t i = 0; i < count; i++) {
        found = found || zc_term_match (items [i], "~a", node);
        zc_term_destroy (&items [i]);
    }
    zc_free (items);
    zc_term_destroy (&nodes);
    return found;
}

//  A node that is here is wanted no more, unless it is a reference node; but as long as a
//  pause or a dial is under way it is remembered, or its next loss would begin another.
static void
s_is_here (s_cluster_t *self, s_wanted_t *wanted)
{
    wanted->here = true;
    wanted->tries = 0;
    if (!wanted->reference && !wanted->waiting)
        s_forget (self, wanted);
}

//  A pause is over.
static void
s_start_dial (s_cluster_t *self, s_wanted_t *wanted)
{
    if (!wanted->here) {
        zc_node_spawn_link (NULL, s_name, "dial", "[~p, ~a]", zc_self (), wanted->node);
        return;
    }
    wanted->waiting = false;
    s_is_here (self, wanted);
}

//  It may have been here before we looked (no nodeup comes), or be lost again (its
//  nodedown came while we dialled): so what counts is now.
static void
s_dialled (s_cluster_t *self, s_wanted_t *wanted)
{
    wanted->waiting = false;
    wanted->here = false;
    if (s_is_connected (wanted->node)) {
        s_is_here (self, wanted);
        return;
    }
    wanted->tries++;
    if (wanted->tries == 1)
        zc_log (ZC_LOG_NOTICE, "cannot connect to %s, trying again", wanted->node);
    if (wanted->reference || wanted->tries < ZC_JOIN_TRIES)
        s_dial_after (wanted, s_pause_ms (wanted->tries));
    else {
        zc_log (ZC_LOG_NOTICE, "%s is given up", wanted->node);
        s_forget (self, wanted);
    }
}

//  ---- nodes come and go ---------------------------------------------------

static void
s_up (s_cluster_t *self, const char *node)
{
    s_wanted_t *wanted = s_find (self, node);
    if (wanted)
        s_is_here (self, wanted);
}

static void
s_down (s_cluster_t *self, const char *node)
{
    s_wanted_t *wanted = s_want (self, node, false);
    wanted->here = false;
    s_dial_after (wanted, s_pause_ms (0));
}

static void
s_handle_info (zc_gen_server_t *server, const zc_term_t *message)
{
    s_cluster_t *self = server->state;
    const char *node;
    s_wanted_t *wanted;
    if (zc_term_match (message, "{nodeup, ~a}", &node))
        s_up (self, node);
    else
    if (zc_term_match (message, "{nodedown, ~a}", &node))
        s_down (self, node);
    else
    if (zc_term_match (message, "{dial, ~a}", &node)) {
        if ((wanted = s_find (self, node)) != NULL)
            s_start_dial (self, wanted);
    }
    else
    if (zc_term_match (message, "{dialled, ~a}", &node)
    && (wanted = s_find (self, node)) != NULL)
        s_dialled (self, wanted);
}

//  ---- the server ----------------------------------------------------------

static void
s_init (zc_gen_server_t *server, void *arg)
{
    s_cluster_t *self = server->state = zc_alloc (sizeof *self);
    zc_term_t *ok = zc_net_kernel_monitor_nodes (true, "[]");
    zc_term_destroy (&ok);
    for (const char *const *node = arg; node && *node; node++)
        if (strcmp (*node, zc_node_self ()) != 0)
            s_dial_after (s_want (self, *node, true), 0);
}

static zc_term_t *
s_handle_call (zc_gen_server_t *server, const zc_term_t *request, zc_from_t from)
{
    (void) from;
    const s_cluster_t *self = server->state;
    if (!zc_term_match (request, "status"))
        return zc_term_new ("{error, badarg}");
    zc_term_t **items = zc_alloc ((self->count + 1) * sizeof *items);
    for (size_t i = 0; i < self->count; i++)
        items [i] = self->nodes [i].here
                  ? zc_term_new ("{~a, connected}", self->nodes [i].node)
                  : zc_term_new ("{~a, ~i}", self->nodes [i].node, self->nodes [i].tries);
    zc_term_t *list = zc_term_list (items, self->count);
    zc_free (items);
    return list;
}

static const zc_gen_server_callbacks_t s_callbacks = {
    .init = s_init, .handle_call = s_handle_call, .handle_info = s_handle_info};

zc_start_t
zc_node_cluster_start_link (const char *const *nodes)
{
    return zc_gen_server_start_link (&s_callbacks, (void *) (uintptr_t) nodes, s_name);
}

zc_term_t *
zc_node_cluster_status (void)
{
    return zc_gen_server_call (s_name, ZC_INFINITY, "status");
}

//  ---- by name -------------------------------------------------------------

static zc_term_t *
s_status (const zc_term_t *args)
{
    (void) args;
    return zc_node_cluster_status ();
}

ZC_MODULE_NAMED (node_cluster, "NodeCluster", {"dial", 2, s_dial}, {"status", 0, s_status});
