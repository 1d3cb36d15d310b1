//  zc_pg_module.c - the module `pg`: the calls of zc_pg.h by name
//
//      pg:join ({todo_list, <<"bob">>}, Pid)

#include "zc_pg_scope.h"

_Noreturn static void
s_badarg (const char *function, const zc_term_t *args)
{
    zc_error ("{badarg, [{pg, ~a, ~t, []}]}", function, args);
}

//  [Scope,] …: the scope where there is one argument more than `rest`, and the
//  arguments after it.
typedef struct {
    const char *scope;
    zc_term_t *first, *second;
} s_args_t;

static s_args_t
s_args (const zc_term_t *args, size_t rest, const char *function)
{
    s_args_t self = {0};
    size_t at = 0;
    if (zc_term_length (args) > rest) {
        zc_term_t *scope = zc_term_element (args, at++);
        if (!zc_term_match (scope, "~a", &self.scope))
            s_badarg (function, args);
    }
    self.first = zc_term_element (args, at);
    self.second = self.first? zc_term_element (args, at + 1): NULL;
    return self;
}

//  ---- start ---------------------------------------------------------------

static zc_term_t *
s_started (const char *scope, zc_pid_t pid)
{
    if (zc_pid_is_null (pid))
        return zc_term_new ("{error, {already_started, ~p}}", zc_whereis (scope? scope: "pg"));
    return zc_term_new ("{ok, ~p}", pid);
}

static zc_term_t *
s_start (const zc_term_t *args)
{
    s_args_t self = s_args (args, 0, "start");
    return s_started (self.scope, zc_pg_start (self.scope));
}

static zc_term_t *
s_start_link (const zc_term_t *args)
{
    s_args_t self = s_args (args, 0, "start_link");
    return s_started (self.scope, zc_pg_start_link (self.scope));
}

//  ---- changes -------------------------------------------------------------

//  One pid or a list of them.
static zc_term_t *
s_pids (const s_args_t *self, const char *function, const zc_term_t *args)
{
    zc_type_t type = zc_term_type (self->second);
    if (type != ZC_PID && type != ZC_LIST)
        zc_error ("{function_clause, [{pg, ~a, ~t, []}]}", function, args);
    return type == ZC_PID? zc_term_new ("[~t]", self->second): self->second;
}

static zc_term_t *
s_join (const zc_term_t *args)
{
    s_args_t self = s_args (args, 2, "join");
    zc_pg_join_list (self.scope, s_pids (&self, "join", args), "~t", self.first);
    return NULL;
}

static zc_term_t *
s_leave (const zc_term_t *args)
{
    s_args_t self = s_args (args, 2, "leave");
    bool left = zc_pg_leave_list (self.scope, s_pids (&self, "leave", args), "~t", self.first);
    return zc_term_new ("~a", left? "ok": "not_joined");
}

//  ---- reads ---------------------------------------------------------------

static zc_term_t *
s_get_members (const zc_term_t *args)
{
    s_args_t self = s_args (args, 1, "get_members");
    return zc_pg_members (self.scope, "~t", self.first);
}

static zc_term_t *
s_get_local_members (const zc_term_t *args)
{
    s_args_t self = s_args (args, 1, "get_local_members");
    return zc_pg_local_members (self.scope, "~t", self.first);
}

static zc_term_t *
s_which_groups (const zc_term_t *args)
{
    return zc_pg_which_groups (s_args (args, 0, "which_groups").scope);
}

static zc_term_t *
s_which_local_groups (const zc_term_t *args)
{
    return zc_pg_which_local_groups (s_args (args, 0, "which_local_groups").scope);
}

//  ---- watching ------------------------------------------------------------

static zc_term_t *
s_monitor (const zc_term_t *args)
{
    s_args_t self = s_args (args, 1, "monitor");
    zc_ref_t ref;
    zc_term_t *now = zc_pg_monitor (self.scope, &ref, "~t", self.first);
    return zc_term_new ("{~r, ~t}", ref, now);
}

static zc_term_t *
s_monitor_scope (const zc_term_t *args)
{
    zc_ref_t ref;
    zc_term_t *now = zc_pg_monitor_scope (s_args (args, 0, "monitor_scope").scope, &ref);
    return zc_term_new ("{~r, ~t}", ref, now);
}

static zc_term_t *
s_demonitor (const zc_term_t *args)
{
    s_args_t self = s_args (args, 1, "demonitor");
    zc_ref_t ref;
    bool there = zc_term_match (self.first, "~r", &ref) && zc_pg_demonitor (self.scope, ref);
    return zc_term_new ("~a", there? "ok": "false");
}

ZC_MODULE_NAMED (pg, "pg", {"scope", 3, zc_pg_scope},
    {"start", 1, s_start}, {"start_link", 0, s_start_link}, {"start_link", 1, s_start_link},
    {"join", 2, s_join}, {"join", 3, s_join}, {"leave", 2, s_leave}, {"leave", 3, s_leave},
    {"get_members", 1, s_get_members}, {"get_members", 2, s_get_members},
    {"get_local_members", 1, s_get_local_members}, {"get_local_members", 2, s_get_local_members},
    {"which_groups", 0, s_which_groups}, {"which_groups", 1, s_which_groups},
    {"which_local_groups", 0, s_which_local_groups},
    {"which_local_groups", 1, s_which_local_groups},
    {"monitor", 1, s_monitor}, {"monitor", 2, s_monitor}, {"monitor_scope", 0, s_monitor_scope},
    {"monitor_scope", 1, s_monitor_scope}, {"demonitor", 1, s_demonitor},
    {"demonitor", 2, s_demonitor});
