//  zc_gen_server.c - a server's loop: receive, call back, answer
//
//  One message, one call-back. What a call-back asked for (continue, finish, a
//  time-out) is done when it has returned and its answer is sent. Next:
//  zc_gen_server_start.c (how it starts), zc_gen_server_call.c (who asks).

#include "zc_gen_server_loop.h"
#include "zc_node.h"

//  ---- what call-backs ask for ---------------------------------------------

void
zc_gen_server_ignore (zc_gen_server_t *self)
{
    zc_start_tell (self->loop->starting, "ignore");
    zc_exit ("normal");
}

void
zc_gen_server_continue_format (zc_gen_server_t *self, zc_format_t what)
{
    zc_term_destroy (&self->loop->next);
    self->loop->next = zc_term_build (what);
}

void
zc_gen_server_finish_format (zc_gen_server_t *self, zc_format_t reason)
{
    zc_term_destroy (&self->loop->reason);
    self->loop->reason = zc_term_build (reason);
}

void
zc_gen_server_timeout (zc_gen_server_t *self, int ms)
{
    self->loop->timeout_ms = ms;
}

static _Noreturn void
s_stop (zc_gen_server_t *self, const zc_term_t *reason)
{
    if (self->loop->callbacks->terminate)
        self->loop->callbacks->terminate (self, reason);
    zc_exit ("~t", reason);
}

//  ---- one message ---------------------------------------------------------

static void
s_call (zc_gen_server_t *self, zc_from_t from, const zc_term_t *request)
{
    if (!self->loop->callbacks->handle_call)
        zc_exit ("{bad_call, ~t}", request);
    zc_term_t *reply = self->loop->callbacks->handle_call (self, request, from);
    if (reply)
        zc_reply (from, "~t", reply);
    zc_term_destroy (&reply);
}

static void
s_cast (zc_gen_server_t *self, const zc_term_t *request)
{
    if (!self->loop->callbacks->handle_cast)
        zc_exit ("{bad_cast, ~t}", request);
    self->loop->callbacks->handle_cast (self, request);
}

static void
s_info (zc_gen_server_t *self, const zc_term_t *message)
{
    if (self->loop->callbacks->handle_info) {
        self->loop->callbacks->handle_info (self, message);
        return;
    }
    char *text = zc_term_str (message);
    zc_log (ZC_LOG_WARNING, "a server without handle_info dropped %s", text);
    zc_free (text);
}

static void
s_exit (zc_gen_server_t *self, zc_pid_t from, const zc_term_t *reason)
{
    if (zc_pid_equal (from, self->loop->parent))
        s_stop (self, reason);
    zc_term_t *message = zc_term_dup (zc_message ());
    s_info (self, message);
    zc_term_destroy (&message);
}

//  {terminate, Reason}, {change_code, Module, OldVersion, Extra}.
static void
s_system (zc_gen_server_t *self, zc_from_t from, const zc_term_t *what)
{
    zc_term_t *reason, *old, *extra;
    if (zc_term_match (what, "{terminate, ~t}", &reason))
        s_stop (self, reason);
    if (!zc_term_match (what, "{change_code, _, ~t, ~t}", &old, &extra)) {
        zc_reply (from, "{error, {unknown_system_msg, ~t}}", what);
        return;
    }
    zc_term_t *error = self->loop->callbacks->code_change
                     ? self->loop->callbacks->code_change (self, old, extra): NULL;
    if (error)
        zc_reply (from, "{error, ~t}", error);
    else
        zc_reply (from, "ok");
    zc_term_destroy (&error);
    zc_term_destroy (&old);
    zc_term_destroy (&extra);
}

static void
s_timeout (zc_gen_server_t *self)
{
    zc_term_t *message = zc_term_new ("timeout");
    s_info (self, message);
    zc_term_destroy (&message);
}

//  ---- the loop ------------------------------------------------------------

//  Wait for one message and have it handled.
static void
s_serve (zc_gen_server_t *self)
{
    int timeout_ms = self->loop->timeout_ms;
    self->loop->timeout_ms = ZC_INFINITY;
    zc_from_t from = {.alias = true};
    zc_term_t *what = NULL;
    zc_pid_t pid;
    switch (zc_receive_any (timeout_ms,
        ZC_CASE ("{:\"$gen_call\", {~p, [alias | ~r]}, ~t}", &from.pid, &from.ref, &what),
        ZC_CASE ("{:\"$gen_cast\", ~t}", &what),
        ZC_CASE ("{:EXIT, ~p, ~t}", &pid, &what),
        ZC_CASE ("{system, {~p, [alias | ~r]}, ~t}", &from.pid, &from.ref, &what),
        ZC_CASE ("{:\"$gen_call\", {~p, ~r}, ~t}", &from.pid, &from.ref, &what),
        ZC_CASE ("~t", &what))) {
        case 0:
            s_call (self, from, what);
            break;
        case 1:
            s_cast (self, what);
            break;
        case 2:
            s_exit (self, pid, what);
            break;
        case 3:
            s_system (self, from, what);
            break;
        case 4:
            from.alias = false;
            s_call (self, from, what);
            break;
        case 5:
            s_info (self, what);
            break;
        default:
            s_timeout (self);
            break;
    }
    zc_term_destroy (&what);
}

void
zc_gen_server_run (zc_gen_server_t *self)
{
    zc_gen_server_loop_t *loop = self->loop;
    for (;;) {
        while (loop->next && !loop->reason) {
            zc_term_t *next = loop->next;
            loop->next = NULL;
            if (loop->callbacks->handle_continue)
                loop->callbacks->handle_continue (self, next);
            zc_term_destroy (&next);
        }
        if (loop->reason)
            s_stop (self, loop->reason);
        s_serve (self);
    }
}
