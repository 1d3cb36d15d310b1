//  zc_server.c - server references: pid, name, {name, node}, global, via
//
//  global and via are the same: a module that keeps names. It is asked through
//  the module table, so any module can be one. Next: zc_gen_server_call.c.

#include "zc_server.h"
#include "zc_module.h"
#include "zc_node.h"
#include "process/zc_hooks.h"

#include <string.h>

//  ---- references ----------------------------------------------------------

zc_server_t
zc_server_on (const char *name, const char *node)
{
    return (zc_server_t) {.name = name, .node = node};
}

zc_server_t
zc_server_via (const char *module, const zc_term_t *key)
{
    return (zc_server_t) {.module = module, .key = key};
}

zc_server_t
zc_server_global (const zc_term_t *name)
{
    return zc_server_via ("global", name);
}

zc_server_t
zc_server_pid (zc_pid_t pid)
{
    return (zc_server_t) {.pid = pid};
}

zc_server_t
zc_server_name (const char *name)
{
    return (zc_server_t) {.name = name};
}

zc_server_t
zc_server_none (const void *null)
{
    (void) null;
    return (zc_server_t) {.name = NULL};
}

zc_server_t
zc_server_same (zc_server_t server)
{
    return server;
}

//  ---- as terms ------------------------------------------------------------

bool
zc_server_from_term (const zc_term_t *term, zc_server_t *server)
{
    zc_server_t found = {.name = NULL};
    zc_term_t *key = NULL;
    bool well = zc_term_match (term, "~p", &found.pid) || zc_term_match (term, "~a", &found.name)
             || zc_term_match (term, "{via, ~a, ~t}", &found.module, &key);
    if (!well && zc_term_match (term, "{global, ~t}", &key))
        found.module = "global";
    else
    if (!well && !zc_term_match (term, "{~a, ~a}", &found.name, &found.node))
        return false;
    found.key = key;
    *server = found;
    return true;
}

zc_term_t *
zc_server_to_term (zc_server_t server)
{
    if (server.module && strcmp (server.module, "global") == 0)
        return zc_term_new ("{global, ~t}", server.key);
    if (server.module) {
        zc_term_t *module = zc_module_atom (server.module);
        zc_term_t *term = zc_term_new ("{via, ~t, ~t}", module, server.key);
        zc_term_destroy (&module);
        return term;
    }
    if (server.name && server.node)
        return zc_term_new ("{~a, ~a}", server.name, server.node);
    if (server.name)
        return zc_term_new ("~a", server.name);
    return zc_pid_is_null (server.pid)? zc_term_new ("nil"): zc_term_new ("~p", server.pid);
}

//  ---- keepers of names ----------------------------------------------------

//  Who Module:whereis_name (Key) says it is; {0}: nobody.
static zc_pid_t
s_whereis_via (const char *module, const zc_term_t *key)
{
    zc_pid_t pid = {0};
    zc_term_t *args = zc_term_new ("[~t]", key);
    zc_term_t *found = zc_apply (module, "whereis_name", args);
    zc_term_match (found, "~p", &pid);
    zc_term_destroy (&found);
    zc_term_destroy (&args);
    return pid;
}

static bool
s_register_via (const char *module, const zc_term_t *key)
{
    zc_term_t *args = zc_term_new ("[~t, ~p]", key, zc_self ());
    zc_term_t *answer = zc_apply (module, "register_name", args);
    bool done = zc_term_match (answer, "yes");
    zc_term_destroy (&answer);
    zc_term_destroy (&args);
    return done;
}

zc_pid_t
zc_server_whereis (zc_server_t server)
{
    if (server.module)
        return s_whereis_via (server.module, server.key);
    if (!server.name)
        return server.pid;
    if (server.node && strcmp (server.node, zc_node_self ()) != 0)
        return (zc_pid_t) {0};
    return zc_whereis (server.name);
}

zc_term_t *
zc_server_register (zc_server_t name)
{
    enum { TRIES = 10 };
    if (!name.module && (!name.name || name.node))
        return zc_term_new ("{badarg, \"not a name to start a server under\"}");
    for (int tries = 0; tries < TRIES; tries++) {
        if (name.module? s_register_via (name.module, name.key)
                       : zc_register (name.name, zc_self ()))
            return NULL;
        zc_pid_t holder = zc_server_whereis (name);
        if (!zc_pid_is_null (holder))
            return zc_term_new ("{already_started, ~p}", holder);
    }                               //  it has just gone: try again
    return zc_term_new ("{already_started, undefined}");    //  a keeper that always says no
}

//  ---- for who asks --------------------------------------------------------

bool
zc_server_find (zc_server_t *server)
{
    bool far = !server->module && server->name && server->node
            && strcmp (server->node, zc_node_self ()) != 0;
    if (far)
        return true;
    *server = zc_server_pid (zc_server_whereis (*server));
    return !zc_pid_is_null (server->pid);
}

zc_ref_t
zc_server_watch (zc_server_t server)
{
    return server.name? zc_monitor_alias_name (server.name, server.node)
                      : zc_monitor_alias (server.pid);
}

void
zc_server_send (zc_server_t server, zc_format_t message)
{
    if (server.name)
        zc_send_name_format (server.name, server.node, message);
    else
        zc_send_format (server.pid, message);
}

void
zc_server_request (zc_server_t server, zc_format_t message)
{
    if (server.name)
        zc_send_name_options (server.name, server.node, ZC_SEND_ALWAYS, message);
    else
        zc_send_options (server.pid, ZC_SEND_ALWAYS, message);
}

const char *
zc_server_node (zc_server_t server)
{
    return server.name? server.node: zc_node_of (server.pid);
}

zc_term_t *
zc_server_time (int timeout_ms)
{
    return timeout_ms < 0? zc_term_new ("infinity"): zc_term_new ("~i", timeout_ms);
}

zc_term_t *
zc_server_reason (zc_term_t *reason, const char *node)
{
    if (!zc_term_match (reason, "noconnection"))
        return reason;
    zc_term_destroy (&reason);
    return zc_term_new ("{nodedown, ~a}", node);
}

//  0: the answer, 1: DOWN, -1: neither in this time.
static int
s_receive (zc_ref_t ref, int timeout_ms, zc_term_t **answer)
{
    return zc_receive_after (ref, timeout_ms, 2, (const zc_format_t [2]) {
                             ZC_CASE ("{[alias | ~r], ~t}", ref, answer),
                             ZC_CASE ("{:DOWN, ~r, process, _, ~t}", ref, answer)});
}

bool
zc_server_answer (zc_server_t server, zc_ref_t ref, int timeout_ms, zc_term_t **answer)
{
    int got = s_receive (ref, timeout_ms, answer);
    if (got < 0 && !zc_demonitor (ref, ZC_DEMONITOR_INFO))
        got = s_receive (ref, 0, answer);       //  it came at the last moment
    if (got < 0)
        *answer = zc_term_new ("timeout");
    if (got == 1)
        *answer = zc_server_reason (*answer, zc_server_node (server));
    return got == 0;
}
