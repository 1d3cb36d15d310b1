//  zc_task_module.c - the module `Task`: tasks by module and function

#include "zc_given_stream.h"
#include "zc_args.h"
#include "zc_function.h"
#include "zc_list.h"
#include "zc_module.h"
#include "zc_node.h"

static zc_term_t *
s_async_function (const zc_term_t *args)
{
    zc_term_t *function = zc_given (args, 0);
    if (zc_function_arity (function) != 0)
        zc_error ("{function_clause, [{Task, async, ~t, []}]}", args);
    return zc_task_to_term (zc_task_async_apply ("erlang", "apply", "[~t, []]", function));
}

static zc_term_t *
s_async (const zc_term_t *args)
{
    return zc_task_to_term (zc_task_async_args (zc_given_atom (args, 0), zc_given_atom (args, 1),
                                                ZC_FORMAT ("~t", zc_given (args, 2))));
}

//  [Function] or [Module, Function, Args], which nobody waits for, as {Module, …}.
static zc_term_t *
s_lone (const zc_term_t *args)
{
    zc_term_t *first = zc_given (args, 0);
    if (zc_term_length (args) == 3)
        return zc_term_new ("{~t, ~t, ~t}", first, zc_given (args, 1), zc_given (args, 2));
    if (zc_function_arity (first) != 0)
        zc_error ("{function_clause, [{Task, start, ~t, []}]}", args);
    return zc_term_new ("{erlang, apply, [~t, []]}", first);
}

static zc_term_t *
s_start (const zc_term_t *args)
{
    const char *module, *function;
    zc_term_t *list;
    if (!zc_term_match (s_lone (args), "{~a, ~a, ~t}", &module, &function, &list))
        zc_error ("{badarg, [{Task, start, ~t, []}]}", args);
    return zc_term_new ("{ok, ~p}", zc_node_spawn (NULL, module, function, "~t", list));
}

static zc_term_t *
s_start_link (const zc_term_t *args)
{
    return zc_apply ("Task.Supervised", "start_link", zc_term_new ("[~t]", s_lone (args)));
}

static zc_term_t *
s_child_spec (const zc_term_t *args)
{
    return zc_term_new ("%{id: Task, start: {Task, start_link, [~t]}, restart: temporary}",
                        zc_given (args, 0));
}

//  The first argument of a function.
static zc_task_t
s_task (const char *function, const zc_term_t *args)
{
    zc_task_t task;
    if (!zc_task_from_term (zc_given (args, 0), &task))
        zc_fail ("function_clause", function, args);
    return task;
}

static zc_term_t *
s_await (const zc_term_t *args)
{
    return zc_task_await (s_task ("Task:await", args), zc_given_time (args, 1, 5000));
}

//  await_many (Tasks, Time)
static zc_term_t *
s_await_many (const zc_term_t *args)
{
    size_t count, i = 0;
    zc_term_t *list = zc_given (args, 0);
    if (zc_list_length (list) < 0)
        zc_fail ("function_clause", "Task:await_many", args);
    zc_term_t **items = zc_term_elements (list, &count);
    zc_task_t *tasks = zc_alloc ((count + 1) * sizeof *tasks);
    while (i < count && zc_task_from_term (items [i], &tasks [i]))
        i++;
    if (i < count)
        zc_fail ("function_clause", "Task:await_many", args);
    return zc_task_await_many (tasks, count, zc_given_time (args, 1, 5000));
}

//  {ok, Result}, {exit, Reason} or nil.
static zc_term_t *
s_outcome (zc_task_outcome_t outcome, const zc_term_t *result)
{
    return outcome == ZC_TASK_NONE? zc_term_new ("nil"):
           zc_term_new ("{~a, ~t}", outcome == ZC_TASK_OK? "ok": "exit", result);
}

static zc_term_t *
s_yield (const zc_term_t *args)
{
    zc_term_t *result = NULL;
    int ms = zc_given_time (args, 1, 5000);
    zc_task_outcome_t outcome = zc_task_yield (s_task ("Task:yield", args), ms, &result);
    return s_outcome (outcome, result);
}

static zc_term_t *
s_shutdown (const zc_term_t *args)
{
    zc_term_t *result = NULL, *way = zc_term_element (args, 1);
    int ms = way && zc_term_match (way, "brutal_kill")? ZC_BRUTAL: zc_given_time (args, 1, 5000);
    zc_task_outcome_t outcome = zc_task_shutdown (s_task ("Task:shutdown", args), ms, &result);
    return s_outcome (outcome, result);
}

static zc_term_t *
s_ignore (const zc_term_t *args)
{
    zc_term_t *result = NULL;
    zc_task_outcome_t outcome = zc_task_ignore (s_task ("Task:ignore", args), &result);
    return s_outcome (outcome, result);
}

//  The results as a list: there are no lazy streams.
static zc_term_t *
s_async_stream (const zc_term_t *args)
{
    return zc_given_stream ("Task:async_stream", zc_server_none (NULL), args, 0,
                            (zc_task_stream_t) {.shutdown_ms = 0});
}

ZC_MODULE_NAMED (task, "Task",
    {"start", 1, s_start}, {"start", 3, s_start}, {"start_link", 1, s_start_link},
    {"start_link", 3, s_start_link}, {"child_spec", 1, s_child_spec}, {"async", 1, s_async_function}, {"async", 3, s_async},
    {"await", 1, s_await}, {"await", 2, s_await}, {"await_many", 1, s_await_many},
    {"await_many", 2, s_await_many}, {"yield", 1, s_yield},
    {"yield", 2, s_yield}, {"shutdown", 1, s_shutdown}, {"shutdown", 2, s_shutdown},
    {"ignore", 1, s_ignore}, {"async_stream", 2, s_async_stream},
    {"async_stream", 3, s_async_stream}, {"async_stream", 4, s_async_stream},
    {"async_stream", 5, s_async_stream});
