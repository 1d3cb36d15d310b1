//  zc_code_spread.c - nl: send a module to other nodes, to all at the same time
//
//      caller                                 each node
//        ── spawn request, monitor: ──────────>  load_for_nl (Module, File, Binary)
//           code:load_for_nl                     loads, and ends with what came of it
//        <── DOWN, Reason ─────────────────────
//
//  One signal tells the result, the death and the loss of the node.

#include "zc_code_spread.h"
#include "zc_code.h"
#include "zc_node.h"
#include "process/zc_hooks.h"

zc_term_t *
zc_code_load_for_nl (const zc_term_t *args)
{
    const char *module, *file;
    const void *data;
    size_t size;
    zc_term_t *reason;
    if (!zc_term_match (args, "[~a, ~s, ~b]", &module, &file, &data, &size))
        zc_exit ("badarg");
    zc_term_t *result = zc_code_load_binary (module, file, data, size);
    if (zc_term_match (result, "{error, ~t}", &reason))
        zc_exit ("{error, ~t}", reason);
    zc_exit ("loaded");
}

//  Wait for a request's end. Its reason, noconnection where there was no process.
static zc_term_t *
s_outcome (zc_ref_t ref)
{
    zc_term_t *reason = NULL, *message = NULL;
    int answer = zc_receive_quietly (-1, 2, (const zc_format_t [2]) {
                                     ZC_FORMAT ("{spawn_reply, ~r, ok, _}", ref),
                                     ZC_FORMAT ("{spawn_reply, ~r, error, ~t}", ref, &reason)},
                                     NULL);
    if (answer == 0)
        zc_receive_quietly (-1, 1, (const zc_format_t [1]) {
                            ZC_FORMAT ("{:DOWN, ~r, process, _, ~t}", ref, &reason)}, &message);
    zc_term_destroy (&message);
    return reason;
}

//  What nl says of a node.
static zc_term_t *
s_item (const zc_term_t *node, const zc_term_t *module, zc_ref_t ref)
{
    zc_term_t *outcome = s_outcome (ref), *reason, *item;
    if (zc_term_match (outcome, "loaded"))
        item = zc_term_new ("{~t, loaded, ~t}", node, module);
    else
    if (zc_term_match (outcome, "noconnection"))
        item = zc_term_new ("{~t, badrpc, nodedown}", node);
    else
    if (zc_term_match (outcome, "{error, ~t}", &reason)) {
        item = zc_term_new ("{~t, error, ~t}", node, reason);
        zc_term_destroy (&reason);
    }
    else                            //  no such function over there, killed …
        item = zc_term_new ("{~t, error, ~t}", node, outcome);
    zc_term_destroy (&outcome);
    return item;
}

//  Send to each, then hear from each.
static zc_term_t *
s_spread (const zc_term_t *nodes, const zc_term_t *module, const zc_term_t *args)
{
    size_t count = zc_term_length (nodes);
    zc_ref_t *refs = zc_alloc ((count + 1) * sizeof *refs);
    for (size_t i = 0; i < count; i++) {
        const char *name;
        zc_term_t *node = zc_term_element (nodes, i);
        if (!zc_term_match (node, "~a", &name))
            zc_exit ("{badarg, [{code, nl, [~t], []}]}", nodes);
        refs [i] = zc_spawn_request (name, "code", "load_for_nl", ZC_SPAWN_MONITOR, "~t", args);
        zc_term_destroy (&node);
    }
    zc_term_t *items = zc_term_new ("[]");
    for (size_t i = count; i-- > 0;) {
        zc_term_t *node = zc_term_element (nodes, i), *rest = items;
        zc_term_t *item = s_item (node, module, refs [i]);
        items = zc_term_new ("[~t | ~t]", item, rest);
        zc_term_destroy (&item);
        zc_term_destroy (&rest);
        zc_term_destroy (&node);
    }
    zc_free (refs);
    return items;
}

zc_term_t *
zc_code_spread (const char *module, const zc_term_t *nodes)
{
    zc_term_t *code = zc_code_object_code (module), *atom, *binary, *file;
    bool found = zc_term_match (code, "{~t, ~t, ~t}", &atom, &binary, &file);
    zc_term_destroy (&code);
    if (!found)
        return zc_term_new ("{error, nofile}");
    zc_term_t *args = zc_term_new ("[~t, ~t, ~t]", atom, file, binary);
    zc_term_t *all = nodes? NULL: zc_node_list (ZC_NODES_VISIBLE);
    zc_term_t *items = s_spread (nodes? nodes: all, atom, args);
    zc_term_t *result = zc_term_new ("{ok, ~t}", items);
    zc_term_destroy (&items);
    zc_term_destroy (&all);
    zc_term_destroy (&args);
    zc_term_destroy (&file);
    zc_term_destroy (&binary);
    zc_term_destroy (&atom);
    return result;
}
