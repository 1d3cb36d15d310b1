//  zc_code_spread.c - nl: send a module to other nodes, to all at the same time
//
//  A call of code:load_binary on each of them, with the object file as an argument;
//  what is left to do is to word the outcomes as the shell does.

#include "zcluster.h"

//  What nl says of a node. outcome: {ok, Value} or {Class, Term}, as of zc_erpc_call.
static zc_term_t *
s_item (const zc_term_t *node, const zc_term_t *module, const zc_term_t *outcome)
{
    zc_term_t *reason = NULL, *item;
    if (zc_term_match (outcome, "{ok, {module, _}}"))
        item = zc_term_new ("{~t, loaded, ~t}", node, module);
    else
    if (zc_term_match (outcome, "{error, {erpc, noconnection}}"))
        item = zc_term_new ("{~t, badrpc, nodedown}", node);
    else {
        if (!zc_term_match (outcome, "{ok, {error, ~t}}", &reason))
            zc_term_match (outcome, "{_, ~t}", &reason);
        item = zc_term_new ("{~t, error, ~t}", node, reason);
    }
    zc_term_destroy (&reason);
    return item;
}

//  The outcomes of all, in the order of the nodes.
static zc_term_t *
s_items (const zc_term_t *nodes, const zc_term_t *module, const zc_term_t *outcomes)
{
    zc_terms_t items = {0};
    size_t node_at = 0, outcome_at = 0;
    for (zc_term_t *node; (node = zc_term_next (nodes, &node_at)); zc_term_destroy (&node)) {
        zc_term_t *outcome = zc_term_next (outcomes, &outcome_at);
        zc_terms_add (&items, s_item (node, module, outcome));
        zc_term_destroy (&outcome);
    }
    return zc_terms_list (&items);
}

zc_term_t *
zc_code_spread (const char *module, const zc_term_t *nodes)
{
    zc_term_t *code = zc_code_object_code (module), *atom, *binary, *file;
    bool found = zc_term_match (code, "{~t, ~t, ~t}", &atom, &binary, &file);
    zc_term_destroy (&code);
    if (!found)
        return zc_term_new ("{error, nofile}");
    zc_term_t *to = nodes? zc_term_dup (nodes): zc_node_list (ZC_NODES_VISIBLE);
    zc_term_t *outcomes = zc_erpc_multicall (to, "code", "load_binary", -1, "[~t, ~t, ~t]", atom,
                                             file, binary);
    zc_term_t *items = s_items (to, atom, outcomes), *result = zc_term_new ("{ok, ~t}", items);
    zc_term_destroy (&items);
    zc_term_destroy (&outcomes);
    zc_term_destroy (&to);
    zc_term_destroy (&file);
    zc_term_destroy (&binary);
    zc_term_destroy (&atom);
    return result;
}
