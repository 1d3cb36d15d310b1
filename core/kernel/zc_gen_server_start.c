//  zc_gen_server_start.c - how a server comes to life
//
//      starter                                      new process
//        │ spawn (with a link), monitor as an alias     │
//        │ {start, Parent, Alias, What}                 │
//        ├─────────────────────────────────────────────>│ takes its name, init
//        │      {Alias, ok | ignore | {error, Reason}}  │
//        │<─────────────────────────────────────────────┤ … and on to its loop
//
//  Or DOWN: init has ended. Everything the new process needs is in the message,
//  so it does not matter when its starter dies. Next: zc_gen_server.c.

#include "zc_gen_server_loop.h"
#include "zc_module.h"
#include "process/zc_hooks.h"

//  ---- any process that says when it is ready ------------------------------

void
zc_start_forget (zc_pid_t pid)
{
    zc_unlink (pid);
    zc_receive_quietly (0, 1, (const zc_format_t [1]) {ZC_CASE ("{:EXIT, ~p, _}", pid)}, NULL);
}

//  It took too long: kill it, and whatever it told meanwhile is forgotten.
static zc_term_t *
s_give_up (zc_pid_t pid, zc_ref_t ref)
{
    zc_unlink (pid);                //  it is not to take us along
    zc_exit_process (pid, "kill");
    if (!zc_demonitor (ref, ZC_DEMONITOR_INFO))
        zc_receive_quietly (0, 2, (const zc_format_t [2]) {
                            ZC_CASE ("{~r, _}", ref), ZC_CASE ("{:DOWN, ~r, _, _, _}", ref)}, NULL);
    return zc_term_new ("timeout");
}

zc_start_t
zc_start_process (zc_body_t *body, zc_term_t *what, bool link, int timeout_ms)
{
    zc_pid_t pid = link? zc_spawn_link (body, NULL): zc_spawn (body, NULL);
    zc_ref_t ref = zc_monitor_alias (pid);
    if (link)
        zc_send (pid, "{start, ~p, ~r, ~t}", zc_self (), ref, what);
    else
        zc_send (pid, "{start, nil, ~r, ~t}", ref, what);
    zc_term_destroy (&what);

    zc_term_t *error = NULL;
    int outcome = zc_receive_after (ref, timeout_ms, 4, (const zc_format_t [4]) {
                                    ZC_CASE ("{~r, ok}", ref), ZC_CASE ("{~r, ignore}", ref),
                                    ZC_CASE ("{~r, {error, ~t}}", ref, &error),
                                    ZC_CASE ("{:DOWN, ~r, process, _, ~t}", ref, &error)});
    if (outcome == 0)
        return (zc_start_t) {.pid = pid};
    if (outcome < 0)
        error = s_give_up (pid, ref);
    if (link)
        zc_start_forget (pid);
    return (zc_start_t) {.error = error};
}

zc_term_t *
zc_start_received (zc_pid_t *parent, zc_ref_t *starting)
{
    zc_term_t *what;
    *parent = (zc_pid_t) {0};
    zc_receive_any (-1, ZC_CASE ("{start, ~p, ~r, ~t}", parent, starting, &what),
                    ZC_CASE ("{start, nil, ~r, ~t}", starting, &what));
    return what;
}

void
zc_start_tell_format (zc_ref_t starting, zc_format_t outcome)
{
    zc_term_t *term = zc_term_build (outcome);
    zc_send_alias (starting, "{~r, ~t}", starting, term);
    zc_term_destroy (&term);
}

//  ---- the outcome as a term -----------------------------------------------

zc_term_t *
zc_start_to_term (zc_start_t start)
{
    if (!zc_pid_is_null (start.pid))
        return zc_term_new ("{ok, ~p}", start.pid);
    if (!start.error)
        return zc_term_new ("ignore");
    zc_term_t *term = zc_term_new ("{error, ~t}", start.error);
    zc_term_destroy (&start.error);
    return term;
}

zc_start_t
zc_start_from_term (const zc_term_t *term)
{
    zc_start_t start = {.error = NULL};
    if (!zc_term_match (term, "{ok, ~p}", &start.pid)
    &&  !zc_term_match (term, "{ok, ~p, _}", &start.pid)    //  and what nobody asks for here
    &&  !zc_term_match (term, "ignore") && !zc_term_match (term, "{ok, undefined}")
    &&  !zc_term_match (term, "{error, ~t}", &start.error))
        start.error = zc_term_new ("{bad_return, ~t}", term);
    return start;
}

//  ---- a server ------------------------------------------------------------

//  Take the name the server is to have. false: it has told why it cannot.
static bool
s_take_name (zc_ref_t starting, const zc_term_t *name)
{
    if (zc_term_match (name, "nil"))
        return true;
    zc_server_t server = {.name = NULL};
    zc_server_from_term (name, &server);
    zc_term_t *error = zc_server_register (server);
    if (error)
        zc_start_tell (starting, "{error, ~t}", error);
    return !error;
}

//  The body, started with {Callbacks, Arg, Name}: two addresses in this program,
//  or in place of the second a term for init.
static void
s_server (void *unused)
{
    (void) unused;
    zc_gen_server_loop_t loop = {.timeout_ms = ZC_INFINITY};
    zc_gen_server_t self = {.loop = &loop};
    zc_term_t *what = zc_start_received (&loop.parent, &loop.starting), *name, *arg;
    uintptr_t callbacks, pointer;
    zc_term_match (what, "{~i, ~t, ~t}", &callbacks, &arg, &name);
    loop.callbacks = (const zc_gen_server_callbacks_t *) callbacks;
    zc_module_enter (loop.callbacks);
    if (!s_take_name (loop.starting, name))
        return;
    if (loop.callbacks->init)
        loop.callbacks->init (&self, zc_term_match (arg, "~i", &pointer)? (void *) pointer: arg);
    zc_start_tell (loop.starting, "ok");
    zc_term_destroy (&what);
    zc_term_destroy (&name);
    zc_term_destroy (&arg);
    zc_gen_server_run (&self);
}

zc_start_t
zc_gen_server_start_term (const zc_gen_server_callbacks_t *callbacks, const zc_term_t *arg,
                          zc_server_t name, bool link, int timeout_ms)
{
    zc_term_t *as = zc_server_to_term (name);
    zc_term_t *what = zc_term_new ("{~i, ~t, ~t}", (uintptr_t) callbacks, arg, as);
    zc_term_destroy (&as);
    return zc_start_process (s_server, what, link, timeout_ms);
}

zc_start_t
zc_gen_server_start_as (const zc_gen_server_callbacks_t *callbacks, void *arg, zc_server_t name,
                        bool link, int timeout_ms)
{
    zc_term_t *pointer = zc_term_new ("~i", (uintptr_t) arg);
    zc_start_t start = zc_gen_server_start_term (callbacks, pointer, name, link, timeout_ms);
    zc_term_destroy (&pointer);
    return start;
}
