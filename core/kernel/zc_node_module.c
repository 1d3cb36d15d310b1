//  zc_node_module.c - the module `Node`: what a node knows of the others, by name
//
//      zcluster call node1@localhost Node list
//
//  What erlang has too is in zc_kernel_nodes.c.     Elixir  Node

#include "zc_args.h"
#include "zc_function.h"
#include "zc_kernel_functions.h"
#include "zc_list.h"
#include "zc_node.h"
#include "zc_module.h"

//  The one name that the other functions take.
static const char *
s_name (const zc_term_t *args, const char *function)
{
    const char *name;
    if (!zc_term_match (args, "[~a]", &name))
        zc_error ("{badarg, [{Node, ~a, ~t, []}]}", function, args);
    return name;
}

static zc_term_t *
s_answer (zc_connect_t outcome)
{
    return zc_term_new ("~a", outcome == ZC_IGNORED? "ignored":
                              outcome == ZC_CONNECTED? "true": "false");
}

static zc_term_t *
s_connect (const zc_term_t *args)
{
    return s_answer (zc_node_connect (s_name (args, "connect")));
}

static zc_term_t *
s_disconnect (const zc_term_t *args)
{
    return s_answer (zc_node_disconnect (s_name (args, "disconnect")));
}

static zc_term_t *
s_ping (const zc_term_t *args)
{
    return zc_term_new ("~a", zc_node_ping (s_name (args, "ping"))? "pong": "pang");
}

//  ---- spawn ---------------------------------------------------------------

//  The options of a spawn, a list of :link and :monitor; other ones have no meaning here.
static int
s_options (const zc_term_t *args, const zc_term_t *list)
{
    if (!list)
        return 0;
    if (zc_list_length (list) < 0)
        zc_fail_badarg ("Node:spawn", args, 0, NULL);
    int options = 0;
    size_t at = 0;
    for (zc_term_t *item; (item = zc_term_next (list, &at)); zc_term_destroy (&item)) {
        options |= zc_term_match (item, "link")? ZC_SPAWN_LINK: 0;
        options |= zc_term_match (item, "monitor")? ZC_SPAWN_MONITOR: 0;
    }
    return options;
}

//  [Node, Function] or [Node, Module, Function, Args], and perhaps a list of options: a
//  pid, or a pid and the reference of its monitor.
static zc_term_t *
s_spawn_as (const zc_term_t *args, const char *call, int options)
{
    const char *node, *module = "erlang", *function = "apply";
    zc_term_t *fun = NULL, *list = NULL, *more = NULL;
    bool by_name = zc_term_match (args, "[~a, ~a, ~a, ~t]", &node, &module, &function, &list)
        || zc_term_match (args, "[~a, ~a, ~a, ~t, ~t]", &node, &module, &function, &list, &more);
    bool good = by_name || zc_term_match (args, "[~a, ~t]", &node, &fun)
        || zc_term_match (args, "[~a, ~t, ~t]", &node, &fun, &more);
    if (!good || (by_name && zc_list_length (list) < 0)
    ||  (!by_name && zc_function_arity (fun) < 0))
        zc_fail_badarg (call, args, 0, NULL);
    if (!by_name)
        list = zc_term_new ("[~t, []]", fun);
    zc_ref_t ref;
    options |= s_options (args, more);
    zc_pid_t pid = zc_node_spawn_args (node, module, function, options, &ref,
                                       ZC_FORMAT ("~t", list));
    return options & ZC_SPAWN_MONITOR? zc_term_new ("{~p, ~r}", pid, ref): zc_term_new ("~p", pid);
}

static zc_term_t *
s_spawn (const zc_term_t *args)
{
    return s_spawn_as (args, "Node:spawn", 0);
}

static zc_term_t *
s_spawn_link (const zc_term_t *args)
{
    return s_spawn_as (args, "Node:spawn_link", ZC_SPAWN_LINK);
}

static zc_term_t *
s_spawn_monitor (const zc_term_t *args)
{
    return s_spawn_as (args, "Node:spawn_monitor", ZC_SPAWN_MONITOR);
}

ZC_MODULE_NAMED (node, "Node", {"self", 0, zc_kernel_node},
                 {"list", 0, zc_erlang_nodes}, {"list", 1, zc_erlang_nodes},
                 {"alive?", 0, zc_erlang_is_alive}, {"get_cookie", 0, zc_erlang_get_cookie},
                 {"set_cookie", 1, zc_erlang_set_cookie}, {"set_cookie", 2, zc_erlang_set_cookie},
                 {"monitor", 2, zc_erlang_monitor_node},
                 {"connect", 1, s_connect}, {"disconnect", 1, s_disconnect}, {"ping", 1, s_ping},
                 {"spawn", 2, s_spawn}, {"spawn", 3, s_spawn}, {"spawn", 4, s_spawn},
                 {"spawn", 5, s_spawn}, {"spawn_link", 2, s_spawn_link},
                 {"spawn_link", 4, s_spawn_link}, {"spawn_monitor", 2, s_spawn_monitor},
                 {"spawn_monitor", 4, s_spawn_monitor});
