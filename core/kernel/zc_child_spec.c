//  zc_child_spec.c - child specs as terms, in Elixir's shape and back
//
//      %{id: counter, start: {Counter, start_link, [1]}, restart: permanent,
//        shutdown: 5000, type: worker}
//
//  Functions in C travel as addresses, {c_start, Function, Arg}: within one
//  program that is all there is to say of them.

#include "zc_supervisor.h"
#include "base/zc_caller.h"
#include "process/zc_hooks.h"

static zc_term_t *
s_start_to_term (const zc_child_spec_t *spec)
{
    if (spec->start)
        return zc_term_new ("{c_start, ~i, ~i}", (uintptr_t) spec->start, (uintptr_t) spec->arg);
    if (spec->body)
        return zc_term_new ("{c_body, ~i, ~i}", (uintptr_t) spec->body, (uintptr_t) spec->arg);
    if (!spec->module || !spec->function)
        zc_caller_bug ("a child spec needs a start, a body, or a module and a function");
    zc_term_t *module = zc_module_atom (spec->module);
    zc_term_t *term = spec->args? zc_term_new ("{~t, ~a, ~t}", module, spec->function, spec->args)
                                : zc_term_new ("{~t, ~a, []}", module, spec->function);
    zc_term_destroy (&module);
    return term;
}

zc_term_t *
zc_child_spec_to_term (const zc_child_spec_t *spec)
{
    static const char *const restarts [] = {"permanent", "transient", "temporary"};
    int ms = spec->shutdown_ms? spec->shutdown_ms: spec->supervisor? ZC_INFINITY: 5000;
    zc_term_t *start = s_start_to_term (spec);
    zc_term_t *shutdown = ms == ZC_BRUTAL? zc_term_new ("brutal_kill"):
                          ms < 0? zc_term_new ("infinity"): zc_term_new ("~i", ms);
    zc_term_t *term = zc_term_new ("%{id: ~a, start: ~t, restart: ~a, shutdown: ~t, type: ~a}",
                                   spec->id? spec->id: "undefined", start,
                                   restarts [spec->restart], shutdown,
                                   spec->supervisor? "supervisor": "worker");
    zc_term_destroy (&start);
    zc_term_destroy (&shutdown);
    return term;
}

//  ---- back ----------------------------------------------------------------

static bool
s_start_from_term (const zc_term_t *term, zc_child_spec_t *spec)
{
    uintptr_t function, arg;
    zc_term_t *args;
    if (zc_term_match (term, "%{start: {c_start, ~i, ~i}}", &function, &arg))
        spec->start = (zc_start_fn *) function;
    else
    if (zc_term_match (term, "%{start: {c_body, ~i, ~i}}", &function, &arg))
        spec->body = (zc_body_t *) function;
    else {
        if (!zc_term_match (term, "%{start: {~a, ~a, ~t}}", &spec->module, &spec->function, &args))
            return false;
        spec->args = args;
        return zc_term_type (args) == ZC_LIST;
    }
    spec->arg = (void *) arg;
    return function != 0;
}

//  What a spec does not say is as Elixir has it: permanent, a worker.
static bool
s_restart_from_term (const zc_term_t *term, zc_child_spec_t *spec)
{
    spec->restart = zc_term_match (term, "%{restart: transient}")? ZC_TRANSIENT:
                    zc_term_match (term, "%{restart: temporary}")? ZC_TEMPORARY: ZC_PERMANENT;
    spec->supervisor = zc_term_match (term, "%{type: supervisor}");
    return spec->restart != ZC_PERMANENT || zc_term_match (term, "%{restart: permanent}")
        || !zc_term_match (term, "%{restart: _}");
}

static bool
s_shutdown_from_term (const zc_term_t *term, zc_child_spec_t *spec)
{
    spec->shutdown_ms = spec->supervisor? ZC_INFINITY: 5000;
    if (zc_term_match (term, "%{shutdown: brutal_kill}"))
        spec->shutdown_ms = ZC_BRUTAL;
    else
    if (zc_term_match (term, "%{shutdown: infinity}"))
        spec->shutdown_ms = ZC_INFINITY;
    else
    if (zc_term_match (term, "%{shutdown: _}"))
        return zc_term_match (term, "%{shutdown: ~i}", &spec->shutdown_ms)
            && spec->shutdown_ms >= 0;
    return true;
}

bool
zc_child_spec_from_term (const zc_term_t *term, zc_child_spec_t *spec)
{
    *spec = (zc_child_spec_t) {.id = NULL};
    zc_term_match (term, "%{id: ~a}", &spec->id);
    return s_start_from_term (term, spec) && s_restart_from_term (term, spec)
        && s_shutdown_from_term (term, spec);
}
