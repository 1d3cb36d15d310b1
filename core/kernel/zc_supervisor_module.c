//  zc_supervisor_module.c - the modules Supervisor, DynamicSupervisor, Task.Supervisor
//
//  By name, so that a tree can be written as data, as in the course notes:
//      Supervisor.start_link ([{Task.Supervisor, name: Chat.TaskSupervisor}],
//                             strategy: one_for_one, name: Chat.Supervisor)

#include "zc_given.h"
#include "zc_function.h"
#include "zc_list.h"
#include "zc_module.h"
#include "zc_task.h"
#include "process/zc_hooks.h"

#include <string.h>

//  ---- child specs ---------------------------------------------------------

//  %{…} as it is; Module and {Module, Arg}: what Module.child_spec says, else a
//  start_link with the argument. A new term.
static zc_term_t *
s_child_spec (const zc_term_t *term)
{
    zc_term_t *arg = zc_term_new ("[]");
    const char *module;
    if (!zc_term_match (term, "~a", &module) && !zc_term_match (term, "{~a, ~t}", &module, &arg))
        return zc_term_dup (term);
    zc_term_t *args = zc_term_new ("[~t]", arg);
    if (zc_function_exported (module, "child_spec", 1))
        return zc_apply (module, "child_spec", args);
    zc_term_t *name = zc_module_atom (module);
    return zc_term_new ("%{id: ~t, start: {~t, start_link, ~t}}", name, name, args);
}

static zc_child_spec_t
s_given_spec (const zc_term_t *term)
{
    zc_child_spec_t spec;
    zc_term_t *full = s_child_spec (term);
    if (!zc_child_spec_from_term (full, &spec))
        zc_exit ("{badarg, {invalid_child_spec, ~t}}", full);
    return spec;
}

//  ---- start ---------------------------------------------------------------

static int
s_number (const zc_term_t *options, const char *key, int otherwise)
{
    int number = otherwise;
    zc_term_t *term = zc_given_option (options, key);
    if (term && !zc_term_match (term, "infinity") && !zc_term_match (term, "~i", &number))
        zc_exit ("{badarg, ~t}", options);
    return number;
}

static zc_strategy_t
s_strategy (const zc_term_t *options)
{
    zc_term_t *term = zc_given_option (options, "strategy");
    if (!term || zc_term_match (term, "one_for_one"))
        return ZC_ONE_FOR_ONE;
    if (zc_term_match (term, "one_for_all"))
        return ZC_ONE_FOR_ALL;
    if (!zc_term_match (term, "rest_for_one"))
        zc_exit ("{badarg, ~t}", options);
    return ZC_REST_FOR_ONE;
}

//  Elixir's option max_restarts: 0 is our -1.
static int
s_max_restarts (const zc_term_t *options)
{
    int number = s_number (options, "max_restarts", 3);
    return number == 0? -1: number;
}

static zc_term_t *
s_start_link (const zc_term_t *args)
{
    zc_term_t *list = zc_given (args, 0), *options = zc_given (args, 1);
    zc_supervisor_options_t ours = {
        .strategy = s_strategy (options), .max_restarts = s_max_restarts (options),
        .max_seconds = s_number (options, "max_seconds", 5)};
    size_t count;
    zc_term_t **items = zc_term_elements (list, &count);
    zc_child_spec_t *specs = zc_alloc ((count + 1) * sizeof *specs);
    for (size_t i = 0; i < count; i++)
        specs [i] = s_given_spec (items [i]);
    return zc_start_to_term (zc_supervisor_start_as (&ours, specs, count, zc_given_name (options)));
}

static zc_term_t *
s_start_dynamic (const zc_term_t *args)
{
    zc_term_t *options = zc_given (args, 0);
    int max_children = s_number (options, "max_children", 0);
    zc_supervisor_options_t ours = {
        .strategy = ZC_DYNAMIC, .max_restarts = s_max_restarts (options),
        .max_seconds = s_number (options, "max_seconds", 5),
        .max_children = max_children > 0? (size_t) max_children: 0};
    return zc_start_to_term (zc_supervisor_start_as (&ours, NULL, 0, zc_given_name (options)));
}

//  The spec of a supervisor among children: its name is its id, too.
static zc_term_t *
s_spec_of (const char *module, const zc_term_t *args)
{
    zc_term_t *options = zc_given (args, 0), *name = zc_module_atom (module);
    zc_term_t *id = zc_given_option (options, "name");
    return zc_term_new ("%{id: ~t, start: {~t, start_link, [~t]}, type: supervisor}",
                        id && zc_term_type (id) == ZC_ATOM? id: name, name, options);
}

static zc_term_t *
s_dynamic_spec (const zc_term_t *args)
{
    return s_spec_of ("DynamicSupervisor", args);
}

static zc_term_t *
s_tasks_spec (const zc_term_t *args)
{
    return s_spec_of ("Task.Supervisor", args);
}

//  ---- requests ------------------------------------------------------------

static zc_term_t *
s_start_child (const zc_term_t *args)
{
    zc_child_spec_t spec = s_given_spec (zc_given (args, 1));
    return zc_start_to_term (zc_supervisor_start_child (zc_given_server (args, 0), &spec));
}

#define ASK(name) \
    static zc_term_t * \
    s_##name (const zc_term_t *args) \
    { \
        return zc_supervisor_ask (zc_given_server (args, 0), #name, \
                                  ZC_FORMAT ("~t", zc_given (args, 1))); \
    }

ASK (terminate_child)
ASK (restart_child)
ASK (delete_child)

static zc_term_t *
s_which_children (const zc_term_t *args)
{
    return zc_supervisor_which_children (zc_given_server (args, 0));
}

static zc_term_t *
s_count_children (const zc_term_t *args)
{
    return zc_supervisor_count_children (zc_given_server (args, 0));
}

static zc_term_t *
s_stop (const zc_term_t *args)
{
    zc_supervisor_stop (zc_given_server (args, 0));
    return zc_term_new ("ok");
}

//  ---- tasks ---------------------------------------------------------------

//  [Supervisor, Module, Function, Args] or [Supervisor, Function], and options: shutdown,
//  restart.
typedef struct {
    zc_server_t supervisor;
    const char *module, *function;
    zc_term_t *args;
    zc_child_spec_t how;
} s_task_t;

//  Shutdown and restart, in the words of a child spec.
static zc_child_spec_t
s_task_options (const zc_term_t *options)
{
    zc_child_spec_t how = {.restart = ZC_TEMPORARY};
    if (!options)
        return how;
    zc_term_t *shutdown = zc_given_option (options, "shutdown");
    zc_term_t *restart = zc_given_option (options, "restart");
    zc_term_t *spec = zc_term_new ("%{start: {m, f, []}, shutdown: ~t, restart: ~t}",
                                   shutdown? shutdown: zc_term_new ("5000"),
                                   restart? restart: zc_term_new ("temporary"));
    if (!zc_child_spec_from_term (spec, &how))
        zc_exit ("{badarg, ~t}", options);
    return how;
}

static s_task_t
s_task (const zc_term_t *args)
{
    zc_term_t *function = zc_given (args, 1);
    if (zc_function_arity (function) == 0)
        return (s_task_t) {zc_given_server (args, 0), "erlang", "apply",
                           zc_term_new ("[~t, []]", function),
                           s_task_options (zc_term_element (args, 2))};
    return (s_task_t) {zc_given_server (args, 0), zc_given_atom (args, 1), zc_given_atom (args, 2),
                       zc_given (args, 3), s_task_options (zc_term_element (args, 4))};
}

static zc_term_t *
s_async_as (const zc_term_t *args, int options)
{
    s_task_t task = s_task (args);
    return zc_task_to_term (zc_task_supervisor_async_args (
        task.supervisor, options, task.how.shutdown_ms, task.module, task.function,
        ZC_FORMAT ("~t", task.args)));
}

static zc_term_t *
s_async (const zc_term_t *args)
{
    return s_async_as (args, ZC_TASK_LINK);
}

static zc_term_t *
s_async_nolink (const zc_term_t *args)
{
    return s_async_as (args, ZC_TASK_NOLINK);
}

static zc_term_t *
s_start_task (const zc_term_t *args)
{
    s_task_t task = s_task (args);
    return zc_start_to_term (zc_task_supervisor_start_child_args (
        task.supervisor, task.how.restart, task.how.shutdown_ms, task.module, task.function,
        ZC_FORMAT ("~t", task.args)));
}

//  The pids of the tasks.
static zc_term_t *
s_children (const zc_term_t *args)
{
    zc_term_t *children = s_which_children (args);
    zc_terms_t pids = {0};
    zc_pid_t pid;
    size_t at = 0;
    for (zc_term_t *child; (child = zc_term_next (children, &at)); zc_term_destroy (&child))
        if (zc_term_match (child, "{_, ~p, _, _}", &pid))
            zc_terms_add (&pids, zc_term_new ("~p", pid));
    zc_term_destroy (&children);
    return zc_terms_list (&pids);
}

ZC_MODULE_NAMED (supervisor, "Supervisor",
    {"start_link", 2, s_start_link}, {"start_child", 2, s_start_child},
    {"terminate_child", 2, s_terminate_child}, {"restart_child", 2, s_restart_child},
    {"delete_child", 2, s_delete_child}, {"which_children", 1, s_which_children},
    {"count_children", 1, s_count_children}, {"stop", 1, s_stop});

ZC_MODULE_NAMED (dynamic_supervisor, "DynamicSupervisor",
    {"start_link", 1, s_start_dynamic}, {"child_spec", 1, s_dynamic_spec},
    {"start_child", 2, s_start_child}, {"terminate_child", 2, s_terminate_child},
    {"which_children", 1, s_which_children}, {"count_children", 1, s_count_children},
    {"stop", 1, s_stop});

ZC_MODULE_NAMED (task_supervisor, "Task.Supervisor",
    {"start_link", 1, s_start_dynamic}, {"child_spec", 1, s_tasks_spec},
    {"async", 2, s_async}, {"async", 3, s_async}, {"async", 4, s_async}, {"async", 5, s_async},
    {"async_nolink", 2, s_async_nolink}, {"async_nolink", 3, s_async_nolink},
    {"async_nolink", 4, s_async_nolink}, {"async_nolink", 5, s_async_nolink},
    {"start_child", 2, s_start_task}, {"start_child", 3, s_start_task},
    {"start_child", 4, s_start_task}, {"start_child", 5, s_start_task}, {"terminate_child", 2, s_terminate_child},
    {"children", 1, s_children});
