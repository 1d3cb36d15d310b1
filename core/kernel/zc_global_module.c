//  zc_global_module.c - the module `global`: zc_global.h by name, and its resolve functions
//
//  So that {via, global, Name} works, and other nodes can call it. Bad arguments
//  are the error {badarg, [{global, Function, Args, []}]}, those of locks the error
//  function_clause.                                                Erlang  global

#include "zc_function.h"
#include "zc_global_server.h"
#include "zc_module.h"
#include "zc_node.h"

#include <string.h>

_Noreturn static void
s_badarg (const char *function, const zc_term_t *args)
{
    zc_error ("{badarg, [{global, ~a, ~t, []}]}", function, args);
}

//  ---- names ---------------------------------------------------------------

//  [Name, Pid] or [Name, Pid, Resolve]: the function that resolves.
static zc_term_t *
s_name_and_pid (const zc_term_t *args, const char *function, zc_term_t **name, zc_pid_t *pid)
{
    zc_term_t *given, *resolve;
    if (zc_term_match (args, "[~t, ~p]", name, pid))
        return zc_term_new (ZC_GLOBAL_RESOLVE);
    if (!zc_term_match (args, "[~t, ~p, ~t]", name, pid, &given))
        s_badarg (function, args);
    if (!(resolve = zc_global_function (given)))
        zc_error ("{badarg, [{global, ~a, ~t, [argument: {3, \"not a fun of arity 3\"}]}]}",
                  function, args);
    return resolve;
}

static zc_term_t *
s_register (const zc_term_t *args)
{
    zc_term_t *name;
    zc_pid_t pid;
    zc_term_t *resolve = s_name_and_pid (args, "register_name", &name, &pid);
    bool yes = zc_global_register_with (pid, resolve, ZC_FORMAT ("~t", name), false);
    return zc_term_new ("~a", yes? "yes": "no");
}

static zc_term_t *
s_re_register (const zc_term_t *args)
{
    zc_term_t *name;
    zc_pid_t pid;
    zc_term_t *resolve = s_name_and_pid (args, "re_register_name", &name, &pid);
    zc_global_register_with (pid, resolve, ZC_FORMAT ("~t", name), true);
    return zc_term_new ("yes");
}

static zc_term_t *
s_unregister (const zc_term_t *args)
{
    zc_global_unregister_name ("~t", zc_term_element (args, 0));
    return NULL;
}

static zc_term_t *
s_whereis (const zc_term_t *args)
{
    zc_pid_t pid = zc_global_whereis_name ("~t", zc_term_element (args, 0));
    return zc_pid_is_null (pid)? zc_term_new ("undefined"): zc_term_new ("~p", pid);
}

static zc_term_t *
s_send (const zc_term_t *args)
{
    zc_term_t *name = zc_term_element (args, 0), *message = zc_term_element (args, 1);
    return zc_term_new ("~p", zc_global_send (ZC_FORMAT ("~t", name), "~t", message));
}

static zc_term_t *
s_registered_names (const zc_term_t *args)
{
    (void) args;
    return zc_global_registered_names ();
}

static zc_term_t *
s_sync (const zc_term_t *args)
{
    (void) args;
    zc_global_sync ();
    return NULL;
}

static zc_term_t *
s_disconnect (const zc_term_t *args)
{
    (void) args;
    return zc_node_leave ();
}

//  ---- locks ---------------------------------------------------------------

//  The id; behind `before` arguments perhaps Nodes, and Retries, or a time to wait.
static zc_term_t *
s_lock_args (const zc_term_t *args, const char *function, size_t before, zc_term_t **nodes,
             int *retries)
{
    *nodes = zc_term_element (args, before);
    *retries = ZC_GLOBAL_INFINITY;
    zc_term_t *times = zc_term_element (args, before + 1);
    bool number = times && zc_term_match (times, "~i", retries) && *retries >= 0;
    zc_term_t *id = zc_term_element (args, 0);
    if (!zc_term_match (id, "{_, _}") || (*nodes && zc_term_type (*nodes) != ZC_LIST)
    ||  (times && !number && !zc_term_match (times, "infinity")))
        zc_error ("{function_clause, [{global, ~a, ~t, []}]}", function, args);
    return id;
}

typedef bool (s_lock_t) (const zc_term_t *nodes, int times, zc_format_t id);

static zc_term_t *
s_lock_by (s_lock_t *lock, const char *function, const zc_term_t *args)
{
    zc_term_t *nodes;
    int times;
    zc_term_t *id = s_lock_args (args, function, 1, &nodes, &times);
    return zc_term_new ("~o", lock (nodes, times, ZC_FORMAT ("~t", id)));
}

static zc_term_t *
s_set_lock (const zc_term_t *args)
{
    return s_lock_by (zc_global_set_lock_format, "set_lock", args);
}

static zc_term_t *
s_wait_lock (const zc_term_t *args)
{
    return s_lock_by (zc_global_wait_lock_format, "wait_lock", args);
}

static zc_term_t *
s_del_lock (const zc_term_t *args)
{
    zc_term_t *nodes;
    int retries;
    zc_term_t *id = s_lock_args (args, "del_lock", 1, &nodes, &retries);
    zc_global_del_lock (nodes, "~t", id);
    return zc_term_new ("true");
}

//  A function value, and what it returned.
typedef struct {
    zc_term_t *function, *result;
} s_work_t;

static void
s_work (void *arg)
{
    s_work_t *work = arg;
    work->result = zc_call_with (work->function, "[]");
}

typedef bool (s_trans_t) (zc_body_t *fun, void *arg, const zc_term_t *nodes, int times,
                          zc_format_t id);

//  [Id, Fun], and perhaps Nodes, and Retries or a time to wait in line: its result, or
//  aborted. Whether it is a function that can be called turns out at the call, as in Erlang.
static zc_term_t *
s_trans_by (s_trans_t *trans, const char *function, const zc_term_t *args)
{
    s_work_t work = {.function = zc_term_element (args, 1)};
    zc_term_t *nodes;
    int times;
    zc_term_t *id = s_lock_args (args, function, 2, &nodes, &times);
    bool got = trans (s_work, &work, nodes, times, ZC_FORMAT ("~t", id));
    return got? work.result: zc_term_new ("aborted");
}

static zc_term_t *
s_trans (const zc_term_t *args)
{
    return s_trans_by (zc_global_trans_format, "trans", args);
}

static zc_term_t *
s_wait_trans (const zc_term_t *args)
{
    return s_trans_by (zc_global_wait_trans_format, "wait_trans", args);
}

//  ---- resolve functions ---------------------------------------------------

//  [Name, Pid, Pid2], the pid on the node with the smaller name first.
static zc_term_t *
s_smaller_first (const zc_term_t *args, const char *function, zc_pid_t *smaller,
                 zc_pid_t *greater)
{
    zc_term_t *name;
    if (!zc_term_match (args, "[~t, ~p, ~p]", &name, smaller, greater))
        s_badarg (function, args);
    if (strcmp (zc_node_of (*smaller), zc_node_of (*greater)) > 0) {
        zc_pid_t pid = *smaller;
        *smaller = *greater;
        *greater = pid;
    }
    return name;
}

static zc_term_t *
s_random_exit_name (const zc_term_t *args)
{
    zc_pid_t kept, lost;
    char *name = zc_term_str (s_smaller_first (args, "random_exit_name", &kept, &lost));
    zc_log (ZC_LOG_NOTICE, "global: two processes have the name %s, the one on %s is killed",
            name, zc_node_of (lost));
    zc_exit_process (lost, "kill");
    return zc_term_new ("~p", kept);
}

static zc_term_t *
s_random_notify_name (const zc_term_t *args)
{
    zc_pid_t kept, lost;
    zc_term_t *name = s_smaller_first (args, "random_notify_name", &kept, &lost);
    zc_send (lost, "{global_name_conflict, ~t}", name);
    return zc_term_new ("~p", kept);
}

static zc_term_t *
s_notify_all_name (const zc_term_t *args)
{
    zc_pid_t one, other;
    zc_term_t *name = s_smaller_first (args, "notify_all_name", &one, &other);
    zc_send (one, "{global_name_conflict, ~t, ~p}", name, other);
    zc_send (other, "{global_name_conflict, ~t, ~p}", name, one);
    return zc_term_new ("none");
}

ZC_MODULE_NAMED (global, "global",
    {"register_name", 2, s_register}, {"register_name", 3, s_register},
    {"re_register_name", 2, s_re_register}, {"re_register_name", 3, s_re_register},
    {"unregister_name", 1, s_unregister}, {"whereis_name", 1, s_whereis}, {"send", 2, s_send},
    {"registered_names", 0, s_registered_names}, {"sync", 0, s_sync},
    {"disconnect", 0, s_disconnect},
    {"set_lock", 1, s_set_lock}, {"set_lock", 2, s_set_lock}, {"set_lock", 3, s_set_lock},
    {"trans", 2, s_trans}, {"trans", 3, s_trans}, {"trans", 4, s_trans},
    {"del_lock", 1, s_del_lock}, {"del_lock", 2, s_del_lock},
    {"wait_lock", 1, s_wait_lock}, {"wait_lock", 2, s_wait_lock}, {"wait_lock", 3, s_wait_lock},
    {"wait_trans", 2, s_wait_trans}, {"wait_trans", 3, s_wait_trans},
    {"wait_trans", 4, s_wait_trans},
    {"random_exit_name", 3, s_random_exit_name},
    {"random_notify_name", 3, s_random_notify_name},
    {"notify_all_name", 3, s_notify_all_name});
