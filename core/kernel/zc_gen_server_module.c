//  zc_gen_server_module.c - the modules `GenServer` and `sys`: servers asked by name
//
//  So that other nodes and scripts can use servers without C:
//      zc_rpc_call ("node2@localhost", "GenServer", "call", "[counter, {add, 1}]")

#include "zc_given.h"
#include "zc_gen_server_loop.h"
#include "zc_module.h"

static zc_term_t *
s_call (const zc_term_t *args)
{
    zc_term_t *request = zc_given (args, 1);
    int ms = zc_given_time (args, 2, 5000);
    zc_term_t *answer = zc_gen_server_call (zc_given_server (args, 0), ms, "~t", request);
    zc_term_destroy (&request);
    return answer;
}

static zc_term_t *
s_cast (const zc_term_t *args)
{
    zc_term_t *request = zc_given (args, 1);
    zc_gen_server_cast (zc_given_server (args, 0), "~t", request);
    zc_term_destroy (&request);
    return zc_term_new ("ok");
}

static zc_term_t *
s_reply (const zc_term_t *args)
{
    zc_term_t *who = zc_given (args, 0);
    zc_from_t from;
    if (!zc_from_from_term (who, &from))
        zc_exit ("{badarg, ~t}", who);
    zc_reply (from, "~t", zc_given (args, 1));
    return zc_term_new ("ok");
}

//  [Name, Request] or [Nodes, Name, Request, …]
static zc_term_t *
s_abcast (const zc_term_t *args)
{
    bool all = zc_term_length (args) == 2;
    zc_gen_server_abcast (all? NULL: zc_given (args, 0), zc_given_atom (args, all? 0: 1), "~t",
                          zc_given (args, all? 1: 2));
    return zc_term_new ("abcast");
}

static zc_term_t *
s_multi_call (const zc_term_t *args)
{
    bool all = zc_term_length (args) == 2;
    return zc_gen_server_multi_call (all? NULL: zc_given (args, 0),
                                     zc_given_atom (args, all? 0: 1),
                                     zc_given_time (args, 3, ZC_INFINITY), "~t",
                                     zc_given (args, all? 1: 2));
}

static zc_term_t *
s_whereis (const zc_term_t *args)
{
    zc_server_t server = zc_given_server (args, 0);
    zc_pid_t pid = zc_gen_server_whereis (server);
    if (!zc_pid_is_null (pid))
        return zc_term_new ("~p", pid);
    return server.node? zc_server_to_term (server): zc_term_new ("nil");
}

static zc_term_t *
s_stop (const zc_term_t *args)
{
    if (zc_term_length (args) == 1)
        zc_gen_server_stop (zc_given_server (args, 0), ZC_INFINITY, "normal");
    else
        zc_gen_server_stop (zc_given_server (args, 0), zc_given_time (args, 2, ZC_INFINITY), "~t",
                            zc_given (args, 1));
    return zc_term_new ("ok");
}

//  The option `timeout`: how long init may take.
static int
s_start_time (const zc_term_t *options)
{
    zc_term_t *time = zc_given_option (options, "timeout");
    return time? zc_given_time (zc_term_list (&time, 1), 0, ZC_INFINITY): ZC_INFINITY;
}

//  [Module, Arg] or [Module, Arg, [{name, …}, {timeout, …}]]
static zc_term_t *
s_start_as (const zc_term_t *args, bool link)
{
    zc_term_t *options = zc_term_length (args) > 2? zc_given (args, 2): zc_term_new ("[]");
    zc_term_t *arg = zc_given (args, 1);
    return zc_start_to_term (zc_gen_server_start_module_in (
        zc_given_atom (args, 0), zc_given_name (options), link, s_start_time (options),
        ZC_FORMAT ("~t", arg)));
}

static zc_term_t *
s_start (const zc_term_t *args)
{
    return s_start_as (args, false);
}

static zc_term_t *
s_start_link (const zc_term_t *args)
{
    return s_start_as (args, true);
}

//  change_code (Server, Module, OldVersion, Extra), and a time.
static zc_term_t *
s_change_code (const zc_term_t *args)
{
    return zc_gen_server_change_code (zc_given_server (args, 0), zc_given_time (args, 4, 5000),
                                      zc_given_atom (args, 1), zc_given (args, 2), "~t",
                                      zc_given (args, 3));
}

ZC_MODULE_NAMED (gen_server, "GenServer",
    {"start", 2, s_start}, {"start", 3, s_start}, {"start_link", 2, s_start_link},
    {"start_link", 3, s_start_link}, {"call", 2, s_call}, {"call", 3, s_call}, {"cast", 2, s_cast},
    {"reply", 2, s_reply}, {"abcast", 2, s_abcast}, {"abcast", 3, s_abcast},
    {"multi_call", 2, s_multi_call}, {"multi_call", 3, s_multi_call},
    {"multi_call", 4, s_multi_call}, {"whereis", 1, s_whereis}, {"stop", 1, s_stop},
    {"stop", 2, s_stop}, {"stop", 3, s_stop});

ZC_MODULE_NAMED (sys, "sys", {"change_code", 4, s_change_code}, {"change_code", 5, s_change_code});
