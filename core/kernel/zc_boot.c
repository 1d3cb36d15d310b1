//  zc_boot.c - a node put together: process layer, io, distribution
//
//  The public face of a node's life: zc_node_new, zc_run, zc_node_destroy.
//
//  Stopping goes in steps, one look a scheduler round: users' processes end;
//  what they sent is drained and the connections close; the node's own
//  processes end; the threads end.

#include "zc_boot.h"
#include "zc_net_kernel.h"
#include "zc_io_user.h"
#include "zc_remote.h"
#include "zc_global_server.h"
#include "zcluster.h"
#include "base/zc_check.h"
#include "dist/zc_dist.h"
#include "process/zc_hooks.h"

#include <string.h>

typedef enum { ZC_STOP_USERS, ZC_STOP_DIST, ZC_STOP_SYSTEM, ZC_STOP_DONE } zc_stop_t;

struct zc_node_t {
    zc_core_t *core;
    zc_dist_t *dist;                //  NULL while not alive
    zc_code_place_t *code_place;    //  NULL while nothing was loaded
    zc_stop_t stop;
    int64_t stop_deadline;          //  for bodies that do not end
};

//  Modules of the library itself: named here so that the linker takes them in.
extern const zc_module_t zc_module_kernel, zc_module_erlang, zc_module_process, zc_module_system,
    zc_module_node, zc_module_helpers, zc_module_erpc, zc_module_rpc, zc_module_pg,
    zc_module_pg2, zc_module_net_adm, zc_module_task_supervised, zc_module_registry,
    zc_module_gen_server, zc_module_supervisor, zc_module_task, zc_module_code,
    zc_module_global,
    zc_module_erl_eval, zc_module_code_text,            //  of the shell: every node runs closures
    zc_module_iex_server;                               //  and serves a remsh
extern const zc_module_t *const zc_lib_modules [];      //  and what they call
static const zc_module_t *const *const s_library __attribute__ ((used)) = zc_lib_modules;
static const zc_module_t *const s_modules [] __attribute__ ((used)) = {
    &zc_module_kernel, &zc_module_erlang, &zc_module_process, &zc_module_system, &zc_module_node,
    &zc_module_helpers, &zc_module_erpc, &zc_module_rpc, &zc_module_pg, &zc_module_pg2,
    &zc_module_net_adm, &zc_module_task_supervised, &zc_module_registry, &zc_module_gen_server,
    &zc_module_supervisor, &zc_module_task, &zc_module_code, &zc_module_global,
    &zc_module_erl_eval, &zc_module_code_text, &zc_module_iex_server};

static const int64_t s_stop_limit = 2000000000;     //  ns

zc_core_t *
zc_node_core (zc_node_t *node)
{
    return node->core;
}

zc_code_place_t **
zc_boot_code_place (zc_node_t *self)
{
    return &self->code_place;
}

//  ---- start ---------------------------------------------------------------

static void
s_start_services (zc_core_t *core)
{
    zc_pid_t user = zc_core_spawn (core, zc_io_user, NULL, "user");
    zc_core_set_default_leader (core, user);
    zc_core_spawn (core, zc_rex, NULL, "rex");
    zc_global_start (core);
}

static void
s_free (zc_node_t *self)
{
    if (self->dist)
        zc_dist_destroy (&self->dist);
    zc_core_destroy (&self->core);
    zc_code_place_destroy (&self->code_place);
    zc_release (self);
}

//  The layers, up to net_kernel. NULL and *error (for free).
static zc_node_t *
s_new (const zc_node_options_t *options, const zc_world_t *world, const zc_source_t *source,
       char **error)
{
    char *reason = NULL;
    zc_node_t *self = zc_calloc (sizeof *self);
    self->core = zc_core_new (self, options, source);
    if (!options->name)
        return self;
    self->dist = world? zc_dist_new_in (self->core, options, world, &reason)
                      : zc_dist_new (self->core, options, &reason);
    if (!self->dist) {
        s_free (self);
        if (error)
            *error = strdup (reason);
        zc_release (reason);
        return NULL;
    }
    zc_net_kernel_start (self->dist);
    return self;
}

zc_node_t *
zc_node_new_with (const zc_node_options_t *options, char **error,
                  const zc_module_t *const *modules_from, const zc_module_t *const *modules_to)
{
    static const zc_node_options_t defaults = {.name = NULL};
    zc_node_t *self = s_new (options? options: &defaults, NULL, NULL, error);
    if (!self)
        return NULL;
    zc_core_add_modules (self->core, modules_from, modules_to);
    s_start_services (self->core);
    zc_core_start (self->core);
    return self;
}

zc_node_t *
zc_boot_new (const zc_node_options_t *options, const zc_world_t *world,
             const zc_source_t *source, char **error)
{
    zc_node_t *self = s_new (options, world, source, error);
    if (self)
        zc_global_start (self->core);
    return self;
}

//  ---- stop ----------------------------------------------------------------

//  Users' processes have ended, or do not.
static bool
s_users_gone (zc_node_t *self)
{
    zc_core_end_processes (self->core, false);
    return zc_core_processes (self->core, false) == 0
        || zc_core_now (self->core) > self->stop_deadline;
}

//  true when the step is over.
static bool
s_stop_step (zc_node_t *self)
{
    switch (self->stop) {
        case ZC_STOP_USERS:
            return s_users_gone (self);
        case ZC_STOP_DIST:
            return !self->dist || zc_dist_stopped (self->dist);
        case ZC_STOP_SYSTEM:
            //  Until the connections closed, others could start processes here
            zc_core_end_processes (self->core, true);
            return s_users_gone (self) && zc_core_processes (self->core, true) == 0;
        case ZC_STOP_DONE:
        default:
            return true;
    }
}

static bool
s_stop (zc_core_t *core)
{
    zc_node_t *self = zc_core_node (core);
    while (self->stop != ZC_STOP_DONE && s_stop_step (self)) {
        self->stop++;
        if (self->stop == ZC_STOP_DIST && self->dist)
            zc_dist_stop (self->dist);
    }
    return self->stop == ZC_STOP_DONE;
}

void
zc_node_destroy (zc_node_t **self_p)
{
    zc_node_t *self = *self_p;
    if (!self)
        return;
    *self_p = NULL;
    self->stop_deadline = zc_core_now (self->core) + s_stop_limit;
    if (zc_core_stop (self->core, s_stop))
        s_free (self);
    else
        zc_core_log (self->core, ZC_LOG_ERROR,
                     "a killed process still computes: its node's memory stays");
}

void
zc_boot_stop (zc_node_t *self)
{
    self->stop_deadline = zc_core_now (self->core) + s_stop_limit;
    zc_core_ask_stop (self->core, s_stop);
}

void
zc_boot_destroy (zc_node_t **self_p)
{
    if (*self_p)
        s_free (*self_p);
    *self_p = NULL;
}

//  ---- run -----------------------------------------------------------------

int
zc_run (zc_node_t *node, zc_body_t *body, void *arg)
{
    zc_attach (node);
    zc_trap_exit (true);
    zc_ref_t ref;
    zc_spawn_monitor (body, arg, &ref);
    zc_term_t *reason = NULL;
    zc_receive (-1, "{:DOWN, ~r, process, _, ~t}", ref, &reason);
    bool well = zc_term_match (reason, "normal") || zc_term_match (reason, "shutdown")
             || zc_term_match (reason, "{shutdown, _}");
    zc_term_destroy (&reason);
    zc_detach ();
    return well? 0: 1;
}
