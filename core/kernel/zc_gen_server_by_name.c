//  zc_gen_server_by_name.c - servers whose call-backs are found by name
//
//  The other half of zc_gen_server.h: a server whose call-backs call Module's
//  functions and take their results apart, {reply, Reply, State} and the like.
//  Each call goes through the module table, so it runs the current version.

#include "zc_gen_server_loop.h"
#include "zc_module.h"

typedef struct {
    char *module;
    zc_term_t *state;
} s_module_t;

//  ---- results -------------------------------------------------------------

//  A call of Module:function.
typedef struct {
    const char *module, *function;
    zc_term_t *args, *result;
} s_call_t;

//  The result is the caller's.
static zc_term_t *
s_apply (s_module_t *module, const char *function, zc_format_t args)
{
    zc_term_t *list = zc_term_build (args);
    zc_term_t *result = zc_apply (module->module, function, list);
    zc_term_destroy (&list);
    return result;
}

static void
s_run (void *arg)
{
    s_call_t *call = arg;
    call->result = zc_apply (call->module, call->function, call->args);
}

static void
s_terminate (zc_gen_server_t *self, const zc_term_t *reason)
{
    s_module_t *module = self->state;
    if (zc_function_exported (module->module, "terminate", 2))
        s_apply (module, "terminate", ZC_FORMAT ("[~t, ~t]", reason, module->state));
}

//  The same for call-backs that a server can end in: a throw is its result, an exit or an
//  error is told to terminate first, both as in Erlang.
static zc_term_t *
s_call_back (zc_gen_server_t *self, const char *function, zc_format_t args)
{
    s_module_t *module = self->state;
    s_call_t call = {module->module, function, zc_term_build (args), NULL};
    zc_term_t *reason;
    zc_class_t how = zc_try (s_run, &call, &reason);
    zc_term_destroy (&call.args);
    if (how == ZC_EXIT || how == ZC_ERROR) {
        s_terminate (self, reason);
        zc_raise (how, &reason);
    }
    return how == ZC_THROW? reason: call.result;
}

static _Noreturn void
s_bad_return (zc_gen_server_t *self, const zc_term_t *result)
{
    zc_term_t *reason = zc_term_new ("{bad_return_value, ~t}", result);
    s_terminate (self, reason);
    zc_exit ("~t", reason);
}

//  The new state takes the place of the old one.
static void
s_set_state (s_module_t *module, zc_term_t *state)
{
    zc_term_destroy (&module->state);
    module->state = state;
}

//  What may come after the state: a time-out, hibernate, or {continue, What}.
static void
s_extra (zc_gen_server_t *self, zc_term_t *extra)
{
    int ms;
    zc_term_t *what;
    if (zc_term_match (extra, "~i", &ms))
        zc_gen_server_timeout (self, ms);
    else
    if (zc_term_match (extra, "{continue, ~t}", &what)) {
        zc_gen_server_continue (self, "~t", what);
        zc_term_destroy (&what);
    }
    zc_term_destroy (&extra);
}

static void
s_finish (zc_gen_server_t *self, zc_term_t *reason)
{
    zc_gen_server_finish (self, "~t", reason);
    zc_term_destroy (&reason);
}

//  {noreply, State [, Extra]} or {stop, Reason, State}: what all but init have in
//  common. Takes the result over.
static void
s_noreply (zc_gen_server_t *self, zc_term_t *result)
{
    zc_term_t *state, *other;
    if (zc_term_match (result, "{noreply, ~t}", &state))
        s_set_state (self->state, state);
    else
    if (zc_term_match (result, "{noreply, ~t, ~t}", &state, &other)) {
        s_set_state (self->state, state);
        s_extra (self, other);
    }
    else
    if (zc_term_match (result, "{stop, ~t, ~t}", &other, &state)) {
        s_set_state (self->state, state);
        s_finish (self, other);
    }
    else
        s_bad_return (self, result);
    zc_term_destroy (&result);
}

//  ---- call-backs ----------------------------------------------------------

//  arg: {Module, Arg}
static void
s_init (zc_gen_server_t *self, void *arg)
{
    s_module_t *module = self->state = zc_alloc (sizeof *module);
    const char *name;
    zc_term_t *inner, *other;
    zc_term_match (arg, "{~a, ~t}", &name, &inner);
    module->module = zc_strdup (name);
    zc_term_t *result = s_apply (module, "init", ZC_FORMAT ("[~t]", inner));
    if (zc_term_match (result, "ignore"))
        zc_gen_server_ignore (self);
    if (zc_term_match (result, "{stop, ~t}", &other))
        zc_exit ("~t", other);
    if (zc_term_match (result, "{ok, ~t, ~t}", &module->state, &other))
        s_extra (self, other);
    else
    if (!zc_term_match (result, "{ok, ~t}", &module->state))
        zc_exit ("{bad_return_value, ~t}", result);
    zc_term_destroy (&result);
    zc_term_destroy (&inner);
}

static zc_term_t *
s_handle_call (zc_gen_server_t *self, const zc_term_t *request, zc_from_t from)
{
    s_module_t *module = self->state;
    zc_term_t *who = zc_from_to_term (from), *reply, *state, *other;
    zc_term_t *result = s_call_back (self, "handle_call",
                                     ZC_FORMAT ("[~t, ~t, ~t]", request, who, module->state));
    zc_term_destroy (&who);
    if (zc_term_match (result, "{reply, ~t, ~t, ~t}", &reply, &state, &other))
        s_extra (self, other);
    else
    if (zc_term_match (result, "{stop, ~t, ~t, ~t}", &other, &reply, &state))
        s_finish (self, other);
    else
    if (!zc_term_match (result, "{reply, ~t, ~t}", &reply, &state)) {
        s_noreply (self, result);
        return NULL;
    }
    s_set_state (module, state);
    zc_term_destroy (&result);
    return reply;
}

#define NOREPLY(name) \
    static void \
    s_##name (zc_gen_server_t *self, const zc_term_t *what) \
    { \
        s_module_t *module = self->state; \
        s_noreply (self, s_call_back (self, #name, \
                                      ZC_FORMAT ("[~t, ~t]", what, module->state))); \
    }

NOREPLY (handle_cast)
NOREPLY (handle_info)
NOREPLY (handle_continue)

static zc_term_t *
s_code_change (zc_gen_server_t *self, const zc_term_t *old_version, const zc_term_t *extra)
{
    s_module_t *module = self->state;
    if (!zc_function_exported (module->module, "code_change", 3))
        return NULL;
    zc_term_t *result = s_apply (module, "code_change", ZC_FORMAT ("[~t, ~t, ~t]", old_version,
                                                                   module->state, extra));
    zc_term_t *state, *error = NULL;
    if (zc_term_match (result, "{ok, ~t}", &state))
        s_set_state (module, state);
    else
    if (!zc_term_match (result, "{error, ~t}", &error))
        error = zc_term_new ("{bad_return_value, ~t}", result);
    zc_term_destroy (&result);
    return error;
}

static const zc_gen_server_callbacks_t s_callbacks = {
    .init = s_init, .handle_call = s_handle_call, .handle_cast = s_handle_cast,
    .handle_info = s_handle_info, .handle_continue = s_handle_continue,
    .terminate = s_terminate, .code_change = s_code_change};

zc_start_t
zc_gen_server_start_module (const char *module, zc_server_t name, bool link, zc_format_t arg)
{
    return zc_gen_server_start_module_in (module, name, link, ZC_INFINITY, arg);
}

zc_start_t
zc_gen_server_start_module_in (const char *module, zc_server_t name, bool link, int timeout_ms,
                               zc_format_t arg)
{
    zc_term_t *inner = zc_term_build (arg), *what = zc_term_new ("{~a, ~t}", module, inner);
    zc_term_destroy (&inner);
    zc_start_t start = zc_gen_server_start_term (&s_callbacks, what, name, link, timeout_ms);
    zc_term_destroy (&what);
    return start;
}
