//  zc_cluster.c - the services of a cluster under one supervisor, and the module Cluster
//
//      Cluster.Supervisor      one_for_one
//        LoadBalancer
//        Cluster.Variable
//        NodeCluster
//
//  Elixir  the Cluster application of the course notes

#include "zc_application.h"
#include "zc_run_sync.h"
#include "zc_servers.h"
#include "kernel/zc_given.h"

#include <string.h>

//  ---- the supervisor ------------------------------------------------------

static zc_start_t
s_start_balancer (void *arg)
{
    (void) arg;
    return zc_load_balancer_start_link ();
}

static zc_start_t
s_start_variables (void *arg)
{
    (void) arg;
    return zc_variable_start_link (0);
}

static zc_start_t
s_start_node_cluster (void *arg)
{
    return zc_node_cluster_start_link (arg);
}

zc_start_t
zc_cluster_start_link (const char *const *nodes)
{
    const zc_child_spec_t children [] = {
        {.id = ZC_LOAD_BALANCER, .start = s_start_balancer},
        {.id = ZC_VARIABLE, .start = s_start_variables},
        {.id = "NodeCluster", .start = s_start_node_cluster, .arg = (void *) (uintptr_t) nodes}};
    return zc_supervisor_start_link (NULL, children, 3, "Cluster.Supervisor");
}

//  [] or [[{nodes, [Node, …]}]]. The names live as long as the caller, to whom the
//  supervisor is linked.
static zc_term_t *
s_start_link (const zc_term_t *args)
{
    zc_term_t *options = zc_term_element (args, 0);
    zc_term_t *list = options? zc_given_option (options, "nodes"): NULL;
    size_t count = 0;
    zc_term_t **items = list? zc_term_elements (list, &count): NULL;
    const char **nodes = zc_alloc ((count + 1) * sizeof *nodes);
    for (size_t i = 0; i < count; i++)
        if (!zc_term_match (items [i], "~a", &nodes [i]))
            zc_exit ("{badarg, ~t}", options);
    return zc_start_to_term (zc_cluster_start_link (nodes));
}

//  ---- run_sync, by name ---------------------------------------------------

//  [Module, Function, Args] or [Node, Module, Function, Args], Node may be nil.
typedef struct {
    const char *node, *module, *function;
    zc_term_t *args;
} s_call_t;

static s_call_t
s_call (const zc_term_t *args)
{
    s_call_t call = {.node = NULL};
    if (!zc_term_match (args, "[~a, ~a, ~t]", &call.module, &call.function, &call.args)
    &&  !zc_term_match (args, "[~a, ~a, ~a, ~t]", &call.node, &call.module, &call.function,
                        &call.args))
        zc_exit ("{badarg, ~t}", args);
    if (call.node && strcmp (call.node, "nil") == 0)
        call.node = NULL;
    return call;
}

static zc_term_t *
s_auto_detect (const zc_term_t *args)
{
    s_call_t call = s_call (args);
    return zc_run_sync_auto_detect (call.node, call.module, call.function, "~t", call.args);
}

static zc_term_t *
s_naive (const zc_term_t *args)
{
    s_call_t call = s_call (args);
    return zc_run_sync_naive (call.node, call.module, call.function, "~t", call.args);
}

//  Cluster:send_result (To, Module, Function, Args): what the naive version spawns.
static zc_term_t *
s_send_result (const zc_term_t *args)
{
    zc_pid_t to;
    const char *module, *function;
    zc_term_t *list;
    if (!zc_term_match (args, "[~p, ~a, ~a, ~t]", &to, &module, &function, &list))
        zc_exit ("{badarg, ~t}", args);
    zc_send (to, "{ok, ~t}", zc_apply (module, function, list));
    return NULL;
}

//  Options: node, balance, timeout (milliseconds or infinity), retries.
static zc_run_sync_t
s_options (const zc_term_t *list)
{
    zc_run_sync_t options = {.node = NULL};
    zc_term_t *node = zc_given_option (list, "node"), *how = zc_given_option (list, "balance");
    zc_term_t *time = zc_given_option (list, "timeout");
    zc_term_t *retries = zc_given_option (list, "retries");
    const char *text;
    bool good = (!node || zc_term_match (node, "~a", &options.node))
             && (!how || (zc_term_match (how, "~a", &text)
                          && zc_balance_from_text (text, &options.balance)))
             && (!retries || zc_term_match (retries, "~i", &options.retries));
    if (time && zc_term_match (time, "infinity"))
        options.timeout_ms = ZC_INFINITY;
    else
        good = good && (!time || (zc_term_match (time, "~i", &options.timeout_ms)
                                  && options.timeout_ms > 0));
    if (!good)
        zc_exit ("{badarg, ~t}", list);
    return options;
}

//  [Module, Function, Args] or [Module, Function, Args, Options]: {ok, Result} or
//  {error, Reason}
static zc_term_t *
s_run_sync (const zc_term_t *args)
{
    const char *module, *function;
    zc_term_t *list, *given = NULL, *result;
    if (!zc_term_match (args, "[~a, ~a, ~t]", &module, &function, &list)
    &&  !zc_term_match (args, "[~a, ~a, ~t, ~t]", &module, &function, &list, &given))
        zc_exit ("{badarg, ~t}", args);
    zc_run_sync_t options = s_options (given? given: zc_term_new ("[]"));
    bool done = zc_run_sync (&options, module, function, &result, "~t", list);
    return zc_term_new ("{~a, ~t}", done? "ok": "error", result);
}

ZC_MODULE_NAMED (cluster, "Cluster", {"start_link", 0, s_start_link},
    {"start_link", 1, s_start_link}, {"run_sync", 3, s_run_sync}, {"run_sync", 4, s_run_sync},
    {"run_sync_auto_detect", 3, s_auto_detect}, {"run_sync_auto_detect", 4, s_auto_detect},
    {"run_sync_naive", 3, s_naive}, {"run_sync_naive", 4, s_naive},
    {"send_result", 4, s_send_result});
