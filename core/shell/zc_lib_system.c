//  zc_lib_system.c - the modules `net_kernel` and `os`        Erlang  net_kernel, os

#define _GNU_SOURCE                 //  getpid
#include "zc_lib.h"
#include "zc_node.h"
#include "kernel/zc_kernel_functions.h"

#include <stdio.h>
#include <unistd.h>

//  ---- net_kernel ----------------------------------------------------------

//  monitor_nodes (on), monitor_nodes (on, options): ok, error or {error, Reason}
static zc_term_t *
s_monitor_nodes (const zc_term_t *args)
{
    bool on;
    zc_term_t *options = zc_term_length (args) == 2? zc_args_term (args, 1): zc_term_new ("[]");
    if (!zc_term_match (args, "[~o | _]", &on)) {
        zc_term_t *flag = zc_args_term (args, 0), *error;
        error = zc_term_new ("{error, {badmatch, ~t}}", flag);
        zc_term_destroy (&flag);
        return error;
    }
    zc_term_t *result = zc_net_kernel_monitor_nodes (on, "~t", options);
    zc_term_destroy (&options);
    return result;
}

static zc_term_t *
s_connect_node (const zc_term_t *args)
{
    const char *name;
    if (!zc_term_match (args, "[~a]", &name))
        zc_fail ("function_clause", "net_kernel:connect_node", args);
    zc_connect_t outcome = zc_node_connect (name);
    return zc_term_new ("~a", outcome == ZC_IGNORED? "ignored":
                              outcome == ZC_CONNECTED? "true": "false");
}

static zc_term_t *
s_get_net_ticktime (const zc_term_t *args)
{
    (void) args;
    return zc_term_new ("~i", zc_net_kernel_ticktime ());
}

//  set_net_ticktime (seconds), set_net_ticktime (seconds, transition)
static zc_term_t *
s_set_net_ticktime (const zc_term_t *args)
{
    static const char *const words [] = {[ZC_TICK_UNCHANGED] = "unchanged",
        [ZC_TICK_INITIATED] = "change_initiated", [ZC_TICK_ONGOING] = "ongoing_change_to"};
    int64_t seconds, transition = 60;
    if (!zc_args_integer (args, 0, &seconds) || seconds <= 0 || seconds > 1000000
    ||  (zc_args_at (args, 1) && (!zc_args_integer (args, 1, &transition) || transition < 0
                                  || transition > 1000000)))
        zc_fail ("function_clause", "net_kernel:set_net_ticktime", args);
    zc_tick_t outcome = zc_net_kernel_set_ticktime ((int) seconds, (int) transition);
    return outcome == ZC_TICK_ONGOING? zc_term_new ("{~a, ~i}", words [outcome],
                                                    zc_net_kernel_ticktime ()):
                                       zc_term_new ("~a", words [outcome]);
}

//  allow (nodes)
static zc_term_t *
s_allow (const zc_term_t *args)
{
    zc_term_t *nodes = zc_args_term (args, 0);
    const char *name;
    size_t at = 0;
    if (zc_list_length (nodes) < 0)
        return zc_term_new ("error");
    for (zc_term_t *node; (node = zc_term_next (nodes, &at)); zc_term_destroy (&node))
        if (zc_term_match (node, "~a", &name))
            zc_net_kernel_allow (name);
        else
            return zc_term_new ("error");
    zc_term_destroy (&nodes);
    return NULL;
}

ZC_MODULE_NAMED (net_kernel, "net_kernel", {"monitor_nodes", 1, s_monitor_nodes},
    {"monitor_nodes", 2, s_monitor_nodes}, {"connect_node", 1, s_connect_node},
    {"get_net_ticktime", 0, s_get_net_ticktime}, {"set_net_ticktime", 1, s_set_net_ticktime},
    {"set_net_ticktime", 2, s_set_net_ticktime}, {"allow", 1, s_allow});

//  ---- os ------------------------------------------------------------------

//  The process id of this program, as text.
static zc_term_t *
s_getpid (const zc_term_t *args)
{
    (void) args;
    char text [32];
    int size = snprintf (text, sizeof text, "%ld", (long) getpid ());
    zc_term_t *binary = zc_result_text (text, (size_t) size), *list;
    zc_term_t *arg = zc_term_new ("[~t]", binary);
    list = zc_kernel_to_charlist (arg);
    zc_term_destroy (&arg);
    zc_term_destroy (&binary);
    return list;
}

ZC_MODULE_NAMED (os, "os", {"getpid", 0, s_getpid}, {"system_time", 0, zc_erlang_system_time},
    {"system_time", 1, zc_erlang_system_time});

//  ---- all of the library --------------------------------------------------

extern const zc_module_t zc_module_enum, zc_module_map, zc_module_keyword, zc_module_access,
    zc_module_list, zc_module_tuple, zc_module_integer, zc_module_float, zc_module_atom_text,
    zc_module_string, zc_module_io, zc_module_timer;
const zc_module_t *const zc_lib_modules [] = {
    &zc_module_enum, &zc_module_map, &zc_module_keyword, &zc_module_access, &zc_module_list,
    &zc_module_tuple, &zc_module_integer, &zc_module_float, &zc_module_atom_text,
    &zc_module_string, &zc_module_io, &zc_module_timer, &zc_module_net_kernel, &zc_module_os};
