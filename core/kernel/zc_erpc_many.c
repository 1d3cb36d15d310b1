//  zc_erpc_many.c - calls to many nodes, and waiting for any of many responses

#include "zc_remote.h"
#include "process/zc_hooks.h"

//  ---- time ----------------------------------------------------------------

int64_t
zc_deadline_after (int timeout_ms)
{
    if (timeout_ms < 0)
        return INT64_MAX;
    return zc_core_now (zc_core_self ()) + (int64_t) timeout_ms * 1000000;
}

int
zc_deadline_left (int64_t deadline)
{
    if (deadline == INT64_MAX)
        return -1;
    int64_t left = deadline - zc_core_now (zc_core_self ());
    return left < 0? 0: (int) ((left + 999999) / 1000000);
}

//  ---- lists of nodes ------------------------------------------------------

//  The name at an index, the caller's to free; NULL: that is no atom.
static char *
s_name (const zc_term_t *list, size_t index)
{
    zc_term_t *name = zc_term_element (list, index);
    const char *text;
    char *copy = zc_term_match (name, "~a", &text)? zc_strdup (text): NULL;
    zc_term_destroy (&name);
    return copy;
}

zc_remote_nodes_t
zc_remote_nodes (const char *module, const zc_term_t *list)
{
    zc_remote_nodes_t self = {0};
    zc_term_t *own = list? NULL: zc_node_list (ZC_NODES_THIS | ZC_NODES_VISIBLE);
    const zc_term_t *nodes = list? list: own;
    int64_t count = zc_list_length (nodes);
    if (count < 0)
        zc_remote_badarg (module, "multicall", nodes);
    self.names = zc_alloc (((size_t) count + 1) * sizeof *self.names);
    for (; self.count < (size_t) count; self.count++) {
        self.names [self.count] = s_name (nodes, self.count);
        if (!self.names [self.count])
            zc_remote_badarg (module, "multicall", nodes);
    }
    zc_term_destroy (&own);
    return self;
}

void
zc_remote_nodes_free (zc_remote_nodes_t *self)
{
    for (size_t i = 0; i < self->count; i++)
        zc_free (self->names [i]);
    zc_free (self->names);
}

//  ---- many calls ----------------------------------------------------------

void
zc_remote_each (const zc_term_t *nodes, const zc_remote_call_t *call, int timeout_ms,
                zc_remote_visit_t *visit, void *arg)
{
    int64_t deadline = zc_deadline_after (timeout_ms);
    zc_remote_nodes_t to = zc_remote_nodes (call->by, nodes);
    zc_erpc_request_t *requests = zc_alloc ((to.count + 1) * sizeof *requests);
    for (size_t i = 0; i < to.count; i++)
        requests [i] = zc_erpc_send_request_args (to.names [i], call->module, call->function,
                                                  call->args);
    for (size_t i = 0; i < to.count; i++) {
        zc_term_t *result;
        zc_class_t class = zc_erpc_receive_response (requests [i], zc_deadline_left (deadline),
                                                     &result);
        visit (arg, to.names [i], class, result);
    }
    zc_free (requests);
    zc_remote_nodes_free (&to);
}

static void
s_add_item (void *arg, const char *node, zc_class_t class, zc_term_t *result)
{
    static const char *const names [] = {
        [ZC_VALUE] = "ok", [ZC_THROW] = "throw", [ZC_EXIT] = "exit", [ZC_ERROR] = "error"};
    (void) node;
    zc_terms_add (arg, zc_term_new ("{~a, ~t}", names [class], result));
    zc_term_destroy (&result);
}

zc_term_t *
zc_erpc_multicall_args (const zc_term_t *nodes, const char *module, const char *function,
                        int timeout_ms, zc_format_t args)
{
    zc_terms_t items = {0};
    zc_remote_call_t call = {"erpc", module, function, args};
    zc_remote_each (nodes, &call, timeout_ms, s_add_item, &items);
    return zc_terms_list (&items);
}

void
zc_erpc_multicast_args (const zc_term_t *nodes, const char *module, const char *function,
                        zc_format_t args)
{
    zc_remote_nodes_t to = zc_remote_nodes ("erpc", nodes);
    for (size_t i = 0; i < to.count; i++)
        zc_erpc_cast_args (to.names [i], module, function, args);
    zc_remote_nodes_free (&to);
}

//  ---- any of many ---------------------------------------------------------

//  The cases of a receive that waits for some of these requests; label: which.
typedef struct {
    zc_format_t *cases;             //  two for each
    zc_arg_t *args;
    int *labels;
    size_t count;
} s_wait_t;

static void
s_wait_for (s_wait_t *self, int label, zc_ref_t spawn, zc_term_t **reason)
{
    static const char *const patterns [2] = {"{spawn_reply, ~r, error, ~t}",
                                             "{:DOWN, ~r, process, _, ~t}"};
    zc_arg_t *args = self->args + 3 * self->count;
    args [0] = zc_arg_head (2, true);
    args [1] = ZC_ARG (spawn);
    args [2] = ZC_ARG (reason);
    for (size_t kind = 0; kind < 2; kind++)
        self->cases [2 * self->count + kind] = (zc_format_t) {patterns [kind], args};
    self->labels [self->count++] = label;
}

int
zc_erpc_wait_any (zc_erpc_request_t *requests, size_t count, int timeout_ms, zc_class_t *how,
                  zc_term_t **result)
{
    zc_term_t *reason = NULL;
    s_wait_t wait = {zc_alloc ((2 * count + 1) * sizeof *wait.cases),
                     zc_alloc ((3 * count + 1) * sizeof *wait.args),
                     zc_alloc ((count + 1) * sizeof *wait.labels), 0};
    for (size_t i = 0; i < count; i++)
        if (!zc_ref_equal (requests [i].spawn, (zc_ref_t) {0}))
            s_wait_for (&wait, (int) i, requests [i].spawn, &reason);
    int label = -1, index = -1;
    if (wait.count)
        index = zc_receive_quietly (timeout_ms, 2 * wait.count, wait.cases, NULL);
    if (index >= 0) {
        label = wait.labels [index / 2];
        *how = zc_erpc_outcome (requests [label], index % 2, reason, result);
        requests [label] = (zc_erpc_request_t) {0};
    }
    zc_free (wait.cases);
    zc_free (wait.args);
    zc_free (wait.labels);
    return label;
}
