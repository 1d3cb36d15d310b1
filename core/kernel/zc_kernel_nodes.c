//  zc_kernel_nodes.c - this node and the others, as `erlang` calls it     Elixir  Node

#include "zc_args.h"
#include "zc_kernel_functions.h"
#include "zc_list.h"
#include "zc_node.h"

#include <string.h>

zc_term_t *
zc_kernel_node (const zc_term_t *args)
{
    (void) args;
    return zc_term_new ("~a", zc_node_self ());
}

//  node (Pid), node (Ref)
zc_term_t *
zc_kernel_node_of (const zc_term_t *args)
{
    zc_pid_t pid;
    zc_ref_t ref;
    if (zc_term_match (args, "[~r]", &ref))
        pid = (zc_pid_t) {.node = ref.node};
    else
    if (!zc_term_match (args, "[~p]", &pid))
        zc_fail_badarg ("erlang:node", args, 1, "not a pid");
    return zc_term_new ("~a", zc_node_of (pid));
}

zc_term_t *
zc_erlang_is_alive (const zc_term_t *args)
{
    (void) args;
    return zc_result_bool (zc_node_alive ());
}

//  0: there is no such kind.
static int
s_kind (const zc_term_t *word)
{
    static const struct {
        const char *name;
        int kind;
    } rows [] = {
        {"visible", ZC_NODES_VISIBLE}, {"hidden", ZC_NODES_HIDDEN}, {"this", ZC_NODES_THIS},
        {"known", ZC_NODES_KNOWN}, {"connected", ZC_NODES_CONNECTED}
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (zc_term_match (word, "~a", rows [i].name))
            return rows [i].kind;
    return 0;
}

//  nodes (), nodes (Kind), nodes ([Kind])
zc_term_t *
zc_erlang_nodes (const zc_term_t *args)
{
    zc_term_t *wanted = zc_args_term (args, 0);
    if (!wanted)
        return zc_node_list (ZC_NODES_VISIBLE);
    bool list = zc_list_length (wanted) >= 0;
    int kinds = list? 0: s_kind (wanted);
    size_t at = 0;
    if (!list && !kinds)
        zc_fail_badarg ("erlang:nodes", args, 1, "not a valid node type");
    for (zc_term_t *item; list && (item = zc_term_next (wanted, &at)); zc_term_destroy (&item)) {
        if (!s_kind (item))
            zc_fail_badarg ("erlang:nodes", args, 1, "invalid node type in list");
        kinds |= s_kind (item);
    }
    zc_term_destroy (&wanted);
    return zc_node_list (kinds);
}

//  ---- cookies -------------------------------------------------------------

zc_term_t *
zc_erlang_get_cookie (const zc_term_t *args)
{
    (void) args;
    return zc_node_cookie ();
}

//  set_cookie (Cookie), set_cookie (Node, Cookie)
zc_term_t *
zc_erlang_set_cookie (const zc_term_t *args)
{
    const char *node = NULL, *cookie;
    unsigned count = (unsigned) zc_term_length (args);
    if (!zc_term_match (args, "[~a | _]", &cookie))
        zc_fail_badarg ("erlang:set_cookie", args, 1, "not an atom");
    if (count == 2 && !zc_term_match (args, "[~a, ~a]", &node, &cookie))
        zc_fail_badarg ("erlang:set_cookie", args, 2, "not an atom");
    bool own = !node || strcmp (node, zc_node_self ()) == 0;
    bool set = own? zc_node_set_cookie (cookie): zc_node_set_cookie_for (node, cookie);
    if (!set)
        zc_fail_badarg ("erlang:set_cookie", args, count, "the node is not alive");
    return zc_result_bool (true);
}

//  ---- connections ---------------------------------------------------------

zc_term_t *
zc_erlang_disconnect_node (const zc_term_t *args)
{
    const char *node;
    if (!zc_term_match (args, "[~a]", &node))
        zc_fail_badarg ("erlang:disconnect_node", args, 1, "not an atom");
    zc_connect_t outcome = zc_node_disconnect (node);
    return zc_term_new ("~a", outcome == ZC_IGNORED? "ignored":
                              outcome == ZC_CONNECTED? "true": "false");
}

//  monitor_node (Node, Flag)
zc_term_t *
zc_erlang_monitor_node (const zc_term_t *args)
{
    const char *node;
    bool on;
    if (!zc_term_match (args, "[~a, _]", &node))
        zc_fail_badarg ("erlang:monitor_node", args, 1, "not an atom");
    if (!zc_term_match (args, "[_, ~o]", &on))
        zc_fail_badarg ("erlang:monitor_node", args, 2, "not a boolean value");
    if (!zc_node_monitor (node, on))
        zc_error ("{notalive, [{erlang, monitor_node, ~t, []}]}", args);
    return zc_result_bool (true);
}
