//  zc_node_module.c - the module `Node`: what a node knows of the others, by name
//
//      zcluster call node1@localhost Node list
//
//  A program linked with the static library has it when it refers to
//  zc_module_node; `zcluster` does.               Elixir  Node

#include "zc_node.h"
#include "zc_module.h"

static zc_term_t *
s_self (const zc_term_t *args)
{
    (void) args;
    return zc_term_new ("~a", zc_node_self ());
}

static zc_term_t *
s_list (const zc_term_t *args)
{
    (void) args;
    return zc_node_list (ZC_NODES_VISIBLE);
}

//  One kind or a list of them.
static zc_term_t *
s_list_of (const zc_term_t *args)
{
    static const struct {
        const char *name;
        int kind;
    } kinds [] = {
        {"visible", ZC_NODES_VISIBLE}, {"hidden", ZC_NODES_HIDDEN}, {"this", ZC_NODES_THIS},
        {"known", ZC_NODES_KNOWN}, {"connected", ZC_NODES_CONNECTED}
    };
    zc_term_t *wanted = zc_term_element (args, 0);
    if (zc_term_type (wanted) == ZC_ATOM)
        wanted = zc_term_new ("[~t]", wanted);
    int sum = 0;
    size_t known = 0;
    for (size_t i = 0; i < zc_term_length (wanted); i++)
        for (size_t kind = 0; kind < sizeof kinds / sizeof *kinds; kind++)
            if (zc_term_equal (zc_term_element (wanted, i), zc_term_new ("~a", kinds [kind].name))) {
                sum |= kinds [kind].kind;
                known++;
            }
    if (zc_term_type (wanted) != ZC_LIST || known != zc_term_length (wanted))
        zc_error ("{badarg, [{Node, list, ~t, []}]}", args);
    return zc_node_list (sum);
}

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

ZC_MODULE_NAMED (node, "Node", {"self", 0, s_self}, {"list", 0, s_list}, {"list", 1, s_list_of},
                 {"connect", 1, s_connect}, {"disconnect", 1, s_disconnect}, {"ping", 1, s_ping});
