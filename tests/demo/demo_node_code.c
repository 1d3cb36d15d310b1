//  demo_node_code.c - commands: runs on other nodes, modules that travel

#include "demo_node.h"

#include <stdlib.h>

enum { QUACK_MS = 500 };

//  ---- runs ----------------------------------------------------------------

//  Demo.Runs.answer (task, module, function, args): what runs over there.
static zc_term_t *
s_answer (const zc_term_t *args)
{
    zc_pid_t task;
    const char *module, *function;
    zc_term_t *function_args;
    if (zc_term_match (args, "[~p, ~a, ~a, ~t]", &task, &module, &function, &function_args))
        zc_send (task, "{ok, ~t}", zc_apply (module, function, function_args));
    return NULL;
}

ZC_MODULE_NAMED (runs, "Demo.Runs", {"answer", 4, s_answer});

static zc_term_t *
s_take_response (void *arg)
{
    (void) arg;
    zc_term_t *response = NULL;
    zc_receive (-1, "{ok, ~t}", &response);
    return response;
}

//  As the course notes have it: a task waits for the answer of a process that was
//  started on the node. It hopes that there is one.
static zc_term_t *
s_run_sync (const char *node, const char *module, const char *function, zc_term_t *args)
{
    zc_task_t task = zc_task_async (s_take_response, NULL);
    zc_node_spawn (node, "Demo.Runs", "answer", "[~p, ~a, ~a, ~t]", task.pid, module, function, args);
    zc_term_destroy (&args);
    return zc_task_await (task, demo_limit_ms);
}

static void
s_run_sum (const char *node)
{
    demo_show (s_run_sync (node, "Demo", "sum", zc_term_new ("[~i]", 1000)));
}

//  Run so often, on one node after the other.
static void
s_balance (const char *runs)
{
    zc_term_t *nodes = zc_node_list (ZC_NODES_THIS | ZC_NODES_VISIBLE);
    for (unsigned long run = 1; run <= strtoul (runs, NULL, 10); run++) {
        zc_term_t *node = zc_term_element (nodes, run % zc_term_length (nodes));
        const char *name;
        if (zc_term_match (node, "~a", &name))
            s_run_sum (name);
        zc_term_destroy (&node);
    }
    zc_term_destroy (&nodes);
}

//  ---- modules -------------------------------------------------------------

static void
s_compile (const char *path)
{
    zc_term_t *modules;
    const char *messages = "";
    zc_term_t *result = zc_code_compile (path, "./");
    if (zc_term_match (result, "{ok, ~t, ~s}", &modules, &messages)) {
        zc_io_format ("%s", messages);
        demo_show (modules);
    }
    else
    if (zc_term_match (result, "{error, ~s}", &messages))
        zc_io_format ("%s", messages);
    zc_term_destroy (&result);
}

static void
s_spread (const char *module)
{
    demo_show (zc_code_spread (module, NULL));
}

//  QuackingDuck.start (QUACK_MS)
static void
s_start_duck (void *arg)
{
    (void) arg;
    demo_show (zc_apply ("QuackingDuck", "start", zc_term_new ("[~i]", QUACK_MS)));
}

static void
s_duck (const char *unused)
{
    (void) unused;
    zc_term_t *reason = NULL;
    zc_class_t class = zc_try (s_start_duck, NULL, &reason);
    if (class == ZC_ERROR && zc_term_match (reason, "{undef, _}"))
        zc_io_format ("** (UndefinedFunctionError) %s\n",
                      zc_module_undefined ("QuackingDuck", "start", 1));
    else
    if (class != ZC_VALUE)
        demo_show (reason);
}

static void
s_duck_on (const char *node)
{
    zc_node_spawn (node, "QuackingDuck", "start", "[~i]", QUACK_MS);
}

const demo_command_t demo_code_commands [] = {
    {"run_sync", s_run_sum}, {"balance", s_balance}, {"compile", s_compile},
    {"spread", s_spread}, {"duck", s_duck}, {"duck_on", s_duck_on}, {NULL, NULL}
};
