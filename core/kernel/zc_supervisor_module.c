//  zc_supervisor_module.c - the modules Supervisor, DynamicSupervisor, Task.Supervisor
//
//  By name, so that a tree can be written as data, as in the course notes:
//      Supervisor.start_link ([{Task.Supervisor, name: Chat.TaskSupervisor}],
//                             strategy: one_for_one, name: Chat.Supervisor)

#include "zc_children.h"
#include "zc_given_spec.h"
#include "zc_given_stream.h"
#include "zc_function.h"
#include "zc_list.h"
#include "zc_module.h"
#include "process/zc_hooks.h"

#include <string.h>

//  ---- start ---------------------------------------------------------------

static int
s_number (const zc_term_t *options, const char *key, int least, int otherwise)
{
    int number = otherwise;
    zc_term_t *term = zc_given_option (options, key);
    if (term && (!zc_term_match (term, "~i", &number) || number < least))
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
    int number = s_number (options, "max_restarts", 0, 3);
    return number == 0? -1: number;
}

static zc_term_t *
s_start_children (const zc_term_t *list, const zc_term_t *options)
{
    zc_supervisor_options_t ours = {
        .strategy = s_strategy (options), .max_restarts = s_max_restarts (options),
        .max_seconds = s_number (options, "max_seconds", 1, 5)};
    zc_terms_t specs = {0};
    size_t at = 0;
    for (zc_term_t *item; (item = zc_term_next (list, &at)); zc_term_destroy (&item))
        zc_terms_add (&specs, zc_given_spec (item));
    return zc_start_to_term (zc_supervisor_start_terms (&ours, zc_terms_list (&specs),
                                                        zc_given_name (options)));
}

static zc_term_t *
s_start_empty (const zc_term_t *options)
{
    zc_term_t *most = zc_given_option (options, "max_children");
    bool limited = most && !zc_term_match (most, "infinity");
    int max_children = limited? s_number (options, "max_children", 0, 0): 0;
    zc_supervisor_options_t ours = {
        .strategy = ZC_DYNAMIC, .max_restarts = s_max_restarts (options),
        .max_seconds = s_number (options, "max_seconds", 1, 5),
        .max_children = (size_t) max_children};
    return zc_start_to_term (zc_supervisor_start_as (&ours, NULL, 0, zc_given_name (options)));
}

//  ---- by what a module's init/1 says ---------------------------------------

//  init (Children, Options): {ok, {Flags, Specs}}
static zc_term_t *
s_init (const zc_term_t *args)
{
    zc_term_t *children = zc_given (args, 0), *options = zc_given (args, 1), *item;
    static const char *const names [] = {"one_for_one", "one_for_all", "rest_for_one"};
    zc_terms_t specs = {0};
    size_t at = 0;
    for (; (item = zc_term_next (children, &at)); zc_term_destroy (&item))
        zc_terms_add (&specs, zc_given_child (item));
    return zc_term_new ("{ok, {%{strategy: ~a, intensity: ~i, period: ~i}, ~t}}",
                        names [s_strategy (options)], s_number (options, "max_restarts", 0, 3),
                        s_number (options, "max_seconds", 1, 5), zc_terms_list (&specs));
}

//  DynamicSupervisor.init (Options): {ok, Flags}
static zc_term_t *
s_init_dynamic (const zc_term_t *args)
{
    zc_term_t *options = zc_given (args, 0), *most = zc_given_option (options, "max_children");
    return zc_term_new ("{ok, %{strategy: one_for_one, intensity: ~i, period: ~i, max_children: ~t,"
                        " extra_arguments: []}}", s_number (options, "max_restarts", 0, 3),
                        s_number (options, "max_seconds", 1, 5), most? most: zc_term_new ("infinity"));
}

//  The flags as options, in front of those given to start_link.
static zc_term_t *
s_options (const zc_term_t *flags, const zc_term_t *options)
{
    zc_term_t *strategy, *intensity, *period, *most = NULL;
    if (!zc_term_match (flags, "%{strategy: ~t, intensity: ~t, period: ~t}", &strategy, &intensity,
                        &period))
        zc_exit ("{supervisor_data, {invalid_flags, ~t}}", flags);
    if (!zc_term_match (flags, "%{max_children: ~t}", &most))
        most = zc_term_new ("infinity");
    return zc_term_new ("[{strategy, ~t}, {max_restarts, ~t}, {max_seconds, ~t}, {max_children, ~t}"
                        " | ~t]", strategy, intensity, period, most, options);
}

//  [Module, Arg] or [Module, Arg, Options]: what its init/1 returns. It is called by who
//  starts the supervisor, before there is one.
static zc_term_t *
s_ask_init (const zc_term_t *args)
{
    zc_term_t *list = zc_term_new ("[~t]", zc_given (args, 1));
    return zc_apply (zc_given_atom (args, 0), "init", list);
}

static _Noreturn void
s_bad_return (const zc_term_t *args, const zc_term_t *result)
{
    zc_exit ("{bad_return, {~t, init, ~t}}", zc_given (args, 0), result);
}

static zc_term_t *
s_more (const zc_term_t *args)
{
    return zc_term_length (args) > 2? zc_given (args, 2): zc_term_new ("[]");
}

static zc_term_t *
s_start_link (const zc_term_t *args)
{
    zc_term_t *first = zc_given (args, 0), *flags, *specs;
    if (zc_term_type (first) == ZC_LIST)
        return s_start_children (first, zc_given (args, 1));
    zc_term_t *result = s_ask_init (args);
    if (zc_term_match (result, "ignore"))
        return result;
    if (!zc_term_match (result, "{ok, {~t, ~t}}", &flags, &specs))
        s_bad_return (args, result);
    return s_start_children (specs, s_options (flags, s_more (args)));
}

static zc_term_t *
s_start_dynamic (const zc_term_t *args)
{
    zc_term_t *flags;
    if (zc_term_length (args) <= 1)
        return s_start_empty (zc_term_length (args) == 1? zc_given (args, 0): zc_term_new ("[]"));
    zc_term_t *result = s_ask_init (args);
    if (zc_term_match (result, "ignore"))
        return result;
    if (!zc_term_match (result, "{ok, ~t}", &flags))
        s_bad_return (args, result);
    return s_start_empty (s_options (flags, s_more (args)));
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
    return zc_supervisor_ask (zc_given_server (args, 0), "start_child",
                              ZC_FORMAT ("~t", zc_given_spec (zc_given (args, 1))));
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

//  [Supervisor], and perhaps Reason, and a time.
static zc_term_t *
s_stop (const zc_term_t *args)
{
    zc_term_t *reason = zc_term_length (args) > 1? zc_given (args, 1): zc_term_new ("normal");
    zc_gen_server_stop (zc_given_server (args, 0), zc_given_time (args, 2, ZC_INFINITY), "~t",
                        reason);
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

//  [Supervisor, Inputs, …]: an even number of arguments ends with options.
static zc_term_t *
s_stream_as (const char *call, const zc_term_t *args, int options)
{
    size_t count = zc_term_length (args);
    zc_child_spec_t how = s_task_options (count % 2? NULL: zc_given (args, count - 1));
    return zc_given_stream (call, zc_given_server (args, 0), args, 1,
                            (zc_task_stream_t) {.options = options,
                                                .shutdown_ms = how.shutdown_ms});
}

static zc_term_t *
s_async_stream (const zc_term_t *args)
{
    return s_stream_as ("Task.Supervisor:async_stream", args, ZC_TASK_LINK);
}

static zc_term_t *
s_async_stream_nolink (const zc_term_t *args)
{
    return s_stream_as ("Task.Supervisor:async_stream_nolink", args, ZC_TASK_NOLINK);
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
    {"start_link", 2, s_start_link}, {"start_link", 3, s_start_link}, {"init", 2, s_init},
    {"child_spec", 2, zc_given_override}, {"start_child", 2, s_start_child},
    {"terminate_child", 2, s_terminate_child}, {"restart_child", 2, s_restart_child},
    {"delete_child", 2, s_delete_child}, {"which_children", 1, s_which_children},
    {"count_children", 1, s_count_children}, {"stop", 1, s_stop}, {"stop", 2, s_stop},
    {"stop", 3, s_stop});

ZC_MODULE_NAMED (dynamic_supervisor, "DynamicSupervisor",
    {"start_link", 1, s_start_dynamic}, {"start_link", 2, s_start_dynamic},
    {"start_link", 3, s_start_dynamic}, {"init", 1, s_init_dynamic}, {"child_spec", 1, s_dynamic_spec},
    {"start_child", 2, s_start_child}, {"terminate_child", 2, s_terminate_child},
    {"which_children", 1, s_which_children}, {"count_children", 1, s_count_children},
    {"stop", 1, s_stop}, {"stop", 2, s_stop}, {"stop", 3, s_stop});

ZC_MODULE_NAMED (task_supervisor, "Task.Supervisor",
    {"start_link", 0, s_start_dynamic}, {"start_link", 1, s_start_dynamic}, {"child_spec", 1, s_tasks_spec},
    {"async", 2, s_async}, {"async", 3, s_async}, {"async", 4, s_async}, {"async", 5, s_async},
    {"async_nolink", 2, s_async_nolink}, {"async_nolink", 3, s_async_nolink},
    {"async_nolink", 4, s_async_nolink}, {"async_nolink", 5, s_async_nolink},
    {"start_child", 2, s_start_task}, {"start_child", 3, s_start_task},
    {"start_child", 4, s_start_task}, {"start_child", 5, s_start_task}, {"terminate_child", 2, s_terminate_child},
    {"children", 1, s_children}, {"async_stream", 3, s_async_stream},
    {"async_stream", 4, s_async_stream}, {"async_stream", 5, s_async_stream},
    {"async_stream", 6, s_async_stream}, {"async_stream_nolink", 3, s_async_stream_nolink},
    {"async_stream_nolink", 4, s_async_stream_nolink},
    {"async_stream_nolink", 5, s_async_stream_nolink},
    {"async_stream_nolink", 6, s_async_stream_nolink});
