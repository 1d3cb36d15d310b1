//  demo_node_code.c - commands: runs on other nodes, modules that travel

#include "demo_node.h"

#include <stdlib.h>

enum { QUACK_MS = 500 };

//  ---- runs ----------------------------------------------------------------

//  On the node that is named, or that the load balancer names.
static void
s_run_sum (const char *node)
{
    demo_show (zc_run_sync_auto_detect (*node? node: NULL, "Demo", "sum", "[~i]", 1000));
}

static void
s_balance (const char *runs)
{
    for (unsigned long left = strtoul (runs, NULL, 10); left; left--)
        s_run_sum ("");
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
