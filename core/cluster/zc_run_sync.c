//  zc_run_sync.c - run a function on some node: with every failure told, and naively
//
//  The difference in one look: s_try asks through a call that ends whatever happens
//  (zc_erpc.h: a spawn with a monitor); zc_run_sync_naive_args waits for a message that
//  may never be sent. Next: zc_subprocess.c.

#include "zc_run_sync.h"
#include "zc_erpc.h"
#include "zc_io.h"
#include "zc_node.h"
#include "zc_task.h"
#include "process/zc_hooks.h"

//  Named so that a static library has it wherever this is used.
extern const zc_module_t zc_module_cluster;
__attribute__ ((used)) static const zc_module_t *const s_module = &zc_module_cluster;

enum { DEFAULT_MS = 5000 };

//  ---- one try -------------------------------------------------------------

//  What is to be run, and until when. Node clock, ms; -1: for ever.
typedef struct {
    const char *module, *function;
    zc_format_t args;
    int64_t deadline;
} s_job_t;

static bool
s_try (const s_job_t *job, const char *node, zc_term_t **result)
{
    int64_t left = job->deadline < 0? -1: job->deadline - zc_monotonic_ms ();
    int timeout_ms = job->deadline < 0? -1: left > 0? (int) left: 0;
    zc_class_t how = zc_erpc_call_args (node, job->module, job->function, timeout_ms, result,
                                        job->args);
    if (how == ZC_THROW) {
        zc_term_t *thrown = *result;
        *result = zc_term_new ("{throw, ~t}", thrown);
        zc_term_destroy (&thrown);
    }
    return how == ZC_VALUE;
}

//  Could another node do better? Not where the function itself failed.
static bool
s_is_of_the_node (const s_job_t *job, const zc_term_t *reason)
{
    if (zc_term_match (reason, "{erpc, noconnection}")
    ||  zc_term_match (reason, "{erpc, system_limit}"))
        return true;
    zc_term_t *module = zc_module_atom (job->module), *missing = NULL;
    bool undefined = zc_term_match (reason, "{exception, undef, [{~t, ~a, _, _} | _]}", &missing,
                                    job->function);
    undefined = undefined && zc_term_equal (missing, module);
    zc_term_destroy (&missing);
    zc_term_destroy (&module);
    return undefined;
}

//  ---- until it is done ----------------------------------------------------

static zc_term_t *
s_with (zc_term_t *tried, const char *node)
{
    zc_term_t *longer = zc_term_new ("[~a | ~t]", node, tried);
    zc_term_destroy (&tried);
    return longer;
}

bool
zc_run_sync_args (const zc_run_sync_t *options, const char *module, const char *function,
                  zc_term_t **result, zc_format_t args)
{
    zc_run_sync_t how = options? *options: (zc_run_sync_t) {.node = NULL};
    int timeout_ms = how.timeout_ms? how.timeout_ms: DEFAULT_MS;
    s_job_t job = {module, function, args, timeout_ms < 0? -1: zc_monotonic_ms () + timeout_ms};
    zc_term_t *tried = zc_term_new ("[]");
    char *node = how.node? zc_strdup (how.node): zc_load_balancer_choose (how.balance, NULL);
    bool done = s_try (&job, node, result);
    for (int i = 0; i < how.retries && !done && s_is_of_the_node (&job, *result); i++) {
        tried = s_with (tried, node);
        char *other = zc_load_balancer_choose (how.balance, tried);
        if (!other)
            break;
        zc_free (node);
        node = other;
        zc_term_destroy (result);
        done = s_try (&job, node, result);
    }
    zc_free (node);
    zc_term_destroy (&tried);
    return done;
}

zc_term_t *
zc_run_sync_auto_detect_args (const char *node, const char *module, const char *function,
                              zc_format_t args)
{
    zc_run_sync_t how = {.node = node, .timeout_ms = ZC_INFINITY};
    zc_term_t *result;
    if (!zc_run_sync_args (&how, module, function, &result, args)) {
        zc_term_t *list = zc_term_build (args), *name = zc_module_atom (module);
        zc_exit ("{~t, {Cluster, run_sync_auto_detect, [~a, ~t, ~a, ~t]}}", result,
                 node? node: "nil", name, function, list);
    }
    return result;
}

//  ---- the naive version ---------------------------------------------------

//      task = Task.async (fn -> receive do {:ok, response} -> response
//                                          _ -> IO.inspect (…); {:error} end end)
static zc_term_t *
s_wait_for_result (void *arg)
{
    (void) arg;
    zc_term_t *response;
    if (zc_receive_any (-1, ZC_CASE ("{ok, ~t}", &response), ZC_CASE ("_")) == 0)
        return response;
    zc_term_t *text = zc_term_new ("\"Error, something when wrong\"");
    zc_io_inspect (text);
    zc_term_destroy (&text);
    return zc_term_new ("{error}");
}

//      Node.spawn (node, fn -> Kernel.send (task.pid, {:ok, Kernel.apply (…)}) end)
//
//  A function in C does not travel; Cluster:send_result, on every node, is its body.
zc_term_t *
zc_run_sync_naive_args (const char *node, const char *module, const char *function,
                        zc_format_t args)
{
    zc_task_t task = zc_task_async (s_wait_for_result, NULL);
    char *chosen = node? zc_strdup (node): zc_load_balancer_get_node ();
    zc_term_t *list = zc_term_build (args), *name = zc_module_atom (module);
    zc_node_spawn (chosen, "Cluster", "send_result", "[~p, ~t, ~a, ~t]", task.pid, name, function,
                   list);
    zc_term_destroy (&name);
    zc_term_destroy (&list);
    zc_free (chosen);
    return zc_task_await (task, ZC_INFINITY);
}
