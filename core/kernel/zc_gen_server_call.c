//  zc_gen_server_call.c - asking a server: call, cast, multi_call, stop
//
//      caller                                      server
//        │ monitor, as an alias                       │
//        │ {'$gen_call', {Caller, [alias | Ref]}, Request}
//        ├───────────────────────────────────────────>│ handle_call
//        │            {[alias | Ref], Reply}          │
//        │<───────────────────────────────────────────┤ through the alias
//
//  Reply or DOWN, whichever comes first, ends monitor and alias; so does the
//  time-out. Next: zc_gen_server.c, the other side.

#include "zc_gen_server_loop.h"
#include "zc_node.h"
#include "base/zc_caller.h"
#include "process/zc_hooks.h"
#include "zc_list.h"

//  ---- call ----------------------------------------------------------------

//  {Reason, {GenServer, Function, [Server, Request, Timeout]}}; takes the reason.
static zc_term_t *
s_failure (zc_term_t *reason, const char *function, zc_server_t server, zc_format_t request,
           int timeout_ms)
{
    zc_term_t *who = zc_server_to_term (server), *time = zc_server_time (timeout_ms);
    zc_term_t *failure = zc_term_new ("{~t, {GenServer, ~a, [~t, ~t, ~t]}}", reason, function, who,
                                      &request, time);
    zc_term_destroy (&reason);
    zc_term_destroy (&who);
    zc_term_destroy (&time);
    return failure;
}

//  Ask; system: not the call-backs. false and the bare reason: no answer.
static bool
s_ask (zc_server_t server, bool system, int timeout_ms, zc_term_t **answer, zc_format_t request)
{
    if (!zc_server_find (&server)) {
        *answer = zc_term_new ("noproc");
        return false;
    }
    if (zc_pid_equal (server.pid, zc_self ())) {
        *answer = zc_term_new ("calling_self");
        return false;
    }
    zc_ref_t ref = zc_server_watch (server);
    if (system)
        zc_server_request (server, ZC_FORMAT ("{system, {~p, [alias | ~r]}, ~t}", zc_self (), ref,
                                              &request));
    else
        zc_server_request (server, ZC_FORMAT ("{:\"$gen_call\", {~p, [alias | ~r]}, ~t}", zc_self (),
                                              ref, &request));
    return zc_server_answer (server, ref, timeout_ms, answer);
}

static bool
s_call (zc_server_t server, bool system, int timeout_ms, zc_term_t **answer, zc_format_t request)
{
    zc_term_t *got;
    bool answered = s_ask (server, system, timeout_ms, &got, request);
    *answer = answered? got: s_failure (got, "call", server, request, timeout_ms);
    return answered;
}

bool
zc_gen_server_try_call_format (zc_server_t server, int timeout_ms, zc_term_t **answer,
                               zc_format_t request)
{
    return s_call (server, false, timeout_ms, answer, request);
}

zc_term_t *
zc_gen_server_call_format (zc_server_t server, int timeout_ms, zc_format_t request)
{
    zc_term_t *answer;
    if (!zc_gen_server_try_call_format (server, timeout_ms, &answer, request))
        zc_exit ("~t", answer);
    return answer;
}

zc_term_t *
zc_gen_server_change_code_format (zc_server_t server, int timeout_ms, const char *module,
                                  const zc_term_t *old_version, zc_format_t extra)
{
    zc_term_t *name = zc_module_atom (module), *answer;
    bool answered = s_call (server, true, timeout_ms, &answer,
                            ZC_FORMAT ("{change_code, ~t, ~t, ~t}", name, old_version, &extra));
    zc_term_destroy (&name);
    if (!answered)
        zc_exit ("~t", answer);
    return answer;
}

//  ---- answers -------------------------------------------------------------

zc_term_t *
zc_from_to_term (zc_from_t from)
{
    return from.alias? zc_term_new ("{~p, [alias | ~r]}", from.pid, from.ref)
                     : zc_term_new ("{~p, ~r}", from.pid, from.ref);
}

bool
zc_from_from_term (const zc_term_t *term, zc_from_t *from)
{
    zc_from_t found = {.alias = true};
    if (!zc_term_match (term, "{~p, [alias | ~r]}", &found.pid, &found.ref)) {
        found.alias = false;
        if (!zc_term_match (term, "{~p, ~r}", &found.pid, &found.ref))
            return false;
    }
    *from = found;
    return true;
}

void
zc_reply_format (zc_from_t from, zc_format_t reply)
{
    if (from.alias)
        zc_send_alias (from.ref, "{[alias | ~r], ~t}", from.ref, &reply);
    else
        zc_send (from.pid, "{~r, ~t}", from.ref, &reply);
}

//  ---- cast ----------------------------------------------------------------

void
zc_gen_server_cast_format (zc_server_t server, zc_format_t request)
{
    if (zc_server_find (&server))
        zc_server_send (server, ZC_FORMAT ("{:\"$gen_cast\", ~t}", &request));
}

//  ---- many nodes ----------------------------------------------------------

//  The nodes' names, as a list that is the caller's.
static zc_term_t *
s_nodes (const zc_term_t *nodes)
{
    if (nodes && zc_list_length (nodes) < 0)
        zc_caller_bug ("the nodes are not a list");
    return nodes? zc_term_dup (nodes): zc_node_list (ZC_NODES_THIS | ZC_NODES_VISIBLE);
}

//  The server of that name on a node, whose text it borrows.
static zc_server_t
s_on (const char *name, const zc_term_t *node)
{
    const char *text;
    if (!zc_term_match (node, "~a", &text))
        zc_caller_bug ("the name of a node is an atom");
    return zc_server_on (name, text);
}

void
zc_gen_server_abcast_format (const zc_term_t *nodes, const char *name, zc_format_t request)
{
    zc_term_t *list = s_nodes (nodes), *term = zc_term_build (request);
    size_t at = 0;
    for (zc_term_t *node; (node = zc_term_next (list, &at)); zc_term_destroy (&node))
        zc_gen_server_cast (s_on (name, node), "~t", term);
    zc_term_destroy (&term);
    zc_term_destroy (&list);
}

typedef struct {
    zc_term_t *node;                //  NULL: not the name of one, passed over as in Erlang
    zc_server_t server;
    bool there;                     //  else there is nobody to wait for
    zc_ref_t ref;
} s_asked_t;

//  Ask all of them, before the first answer is waited for.
static s_asked_t *
s_ask_all (const zc_term_t *nodes, const char *name, const zc_term_t *request)
{
    size_t count = zc_term_length (nodes);
    s_asked_t *asked = zc_alloc ((count + 1) * sizeof *asked);
    for (size_t i = 0; i < count; i++) {
        asked [i].node = zc_term_element (nodes, i);
        if (zc_term_type (asked [i].node) != ZC_ATOM) {
            zc_term_destroy (&asked [i].node);
            continue;
        }
        asked [i].server = s_on (name, asked [i].node);
        asked [i].there = zc_server_find (&asked [i].server);
        if (!asked [i].there)
            continue;
        asked [i].ref = zc_server_watch (asked [i].server);
        zc_server_request (asked [i].server,
                           ZC_FORMAT ("{:\"$gen_call\", {~p, [alias | ~r]}, ~t}", zc_self (),
                                      asked [i].ref, request));
    }
    return asked;
}

static int
s_left (int timeout_ms, int64_t deadline)
{
    int64_t left = deadline - zc_monotonic_ms ();
    return timeout_ms < 0? -1: left > 0? (int) left: 0;
}

//  {Replies, BadNodes}; takes all of it.
static zc_term_t *
s_two_lists (zc_term_t **replies, size_t good, zc_term_t **bad, size_t wrong)
{
    zc_term_t *first = zc_term_list (replies, good), *second = zc_term_list (bad, wrong);
    zc_term_t *result = zc_term_new ("{~t, ~t}", first, second);
    zc_term_destroy (&first);
    zc_term_destroy (&second);
    zc_free (replies);
    zc_free (bad);
    return result;
}

zc_term_t *
zc_gen_server_multi_call_format (const zc_term_t *nodes, const char *name, int timeout_ms,
                                 zc_format_t request)
{
    zc_term_t *list = s_nodes (nodes), *term = zc_term_build (request);
    int64_t deadline = zc_monotonic_ms () + timeout_ms;
    s_asked_t *asked = s_ask_all (list, name, term);
    size_t count = zc_term_length (list), good = 0, wrong = 0;
    zc_term_t **replies = zc_alloc ((count + 1) * sizeof *replies);
    zc_term_t **bad = zc_alloc ((count + 1) * sizeof *bad);
    for (size_t i = 0; i < count; i++) {
        zc_term_t *answer = NULL;
        if (asked [i].there && zc_server_answer (asked [i].server, asked [i].ref,
                                                 s_left (timeout_ms, deadline), &answer))
            replies [good++] = zc_term_new ("{~t, ~t}", asked [i].node, answer);
        else
        if (asked [i].node)
            bad [wrong++] = zc_term_dup (asked [i].node);
        zc_term_destroy (&answer);
    }
    for (size_t i = 0; i < count; i++)
        zc_term_destroy (&asked [i].node);
    zc_term_t *result = s_two_lists (replies, good, bad, wrong);
    zc_free (asked);
    zc_term_destroy (&term);
    zc_term_destroy (&list);
    return result;
}

//  ---- stop ----------------------------------------------------------------

void
zc_gen_server_stop_format (zc_server_t server, int timeout_ms, zc_format_t reason)
{
    zc_term_t *wanted = zc_term_build (reason), *got = NULL;
    zc_server_t found = server;
    if (!zc_server_find (&found))
        got = zc_term_new ("noproc");
    else
    if (zc_pid_equal (found.pid, zc_self ()))
        got = zc_term_new ("calling_self");
    else {
        zc_ref_t ref = zc_server_watch (found);
        zc_server_request (found, ZC_FORMAT ("{system, {~p, [alias | ~r]}, {terminate, ~t}}",
                                             zc_self (), ref, wanted));
        zc_server_answer (found, ref, timeout_ms, &got);
    }
    if (!zc_term_equal (got, wanted))
        zc_exit ("~t", s_failure (got, "stop", server, reason, timeout_ms));
    zc_term_destroy (&got);
    zc_term_destroy (&wanted);
}
