//  server.c - a module of servers, by call-backs and by name, a task and a family
//
//  The tests put "#define VERSION n" before it, compile and load it.

#include "zcluster.h"

#ifndef VERSION
#   define VERSION 0
#endif

static zc_term_t *
s_version (zc_gen_server_t *self, const zc_term_t *request, zc_from_t from)
{
    (void) self, (void) request, (void) from;
    return zc_term_new ("~i", VERSION);
}

static const zc_gen_server_callbacks_t s_callbacks = {.handle_call = s_version};

static zc_term_t *
s_start (const zc_term_t *args)
{
    (void) args;
    return zc_start_to_term (zc_gen_server_start (&s_callbacks, NULL, "by_pointer"));
}

static zc_term_t *
s_init (const zc_term_t *args)
{
    (void) args;
    return zc_term_new ("{ok, none}");
}

static zc_term_t *
s_handle_call (const zc_term_t *args)
{
    zc_term_t *state = zc_term_element (args, 2);
    return zc_term_new ("{reply, ~i, ~t}", VERSION, state);
}

static zc_term_t *
s_wait (void *arg)
{
    (void) arg;
    zc_receive (-1, "stop");
    return NULL;
}

static zc_term_t *
s_start_task (const zc_term_t *args)
{
    (void) args;
    return zc_term_new ("~p", zc_task_async (s_wait, NULL).pid);
}

static void
s_child (void *arg)
{
    (void) arg;
    zc_receive (-1, "stop");
}

static zc_term_t *
s_start_family (const zc_term_t *args)
{
    (void) args;
    const zc_child_spec_t child = {.id = "child", .body = s_child};
    return zc_term_new ("~p", zc_supervisor_start_link (NULL, &child, 1, NULL).pid);
}

ZC_MODULE (Served, {"start", 0, s_start}, {"init", 1, s_init}, {"handle_call", 3, s_handle_call},
           {"start_task", 0, s_start_task}, {"start_family", 0, s_start_family});
