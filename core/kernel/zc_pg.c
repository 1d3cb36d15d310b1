//  zc_pg.c - process groups: the calls
//
//  Changes ask the scope's process and wait; reads look at its tables. Next:
//  zc_pg_scope.h.

#include "zc_pg_scope.h"
#include "process/zc_hooks.h"

static const char *
s_scope (const char *scope)
{
    return scope? scope: "pg";
}

//  ---- start ---------------------------------------------------------------

static zc_pid_t
s_start (const char *scope, int options)
{
    zc_ref_t ref = zc_make_ref (), monitor;
    zc_term_t *reason = NULL;
    zc_pid_t pid = zc_node_spawn_args (NULL, "pg", "scope", options | ZC_SPAWN_MONITOR, &monitor,
                                       ZC_FORMAT ("[~a, ~p, ~r]", s_scope (scope), zc_self (),
                                                  ref));
    const zc_format_t cases [3] = {ZC_CASE ("{~r, started}", ref),
                                   ZC_CASE ("{~r, already_started}", ref),
                                   ZC_CASE ("{:DOWN, ~r, process, _, ~t}", monitor, &reason)};
    int outcome = zc_receive_quietly (-1, 3, cases, NULL);
    if (reason)                     //  not a name for a scope
        zc_exit ("~t", reason);
    zc_demonitor (monitor, ZC_DEMONITOR_FLUSH);
    return outcome == 0? pid: (zc_pid_t) {0};
}

zc_pid_t
zc_pg_start (const char *scope)
{
    return s_start (scope, 0);
}

zc_pid_t
zc_pg_start_link (const char *scope)
{
    return s_start (scope, ZC_SPAWN_LINK);
}

//  ---- asking --------------------------------------------------------------

//  What a call carries beside the caller and its reference: a group or none, a list
//  of processes, one, or none.
typedef struct {
    const char *what;
    const zc_term_t *group, *pids;
    zc_pid_t pid;
} s_call_t;

static void
s_post (zc_pid_t scope, const s_call_t *call, zc_ref_t ref)
{
    if (call->pids)
        zc_send (scope, "{~a, ~p, ~r, ~t, ~t}", call->what, zc_self (), ref, call->group,
                 call->pids);
    else
    if (!zc_pid_is_null (call->pid))
        zc_send (scope, "{~a, ~p, ~r, ~t, [~p]}", call->what, zc_self (), ref, call->group,
                 call->pid);
    else
    if (call->group)
        zc_send (scope, "{~a, ~p, ~r, ~t}", call->what, zc_self (), ref, call->group);
    else
        zc_send (scope, "{~a, ~p, ~r}", call->what, zc_self (), ref);
}

//  The answer of a scope's process, through the monitor's alias; without one the
//  caller exits.
static zc_term_t *
s_ask (const char *scope, const s_call_t *call)
{
    zc_pid_t pid = zc_whereis (s_scope (scope));
    zc_term_t *answer = NULL, *reason = NULL;
    if (zc_pid_is_null (pid))
        zc_exit ("{noproc, {pg, ~a}}", s_scope (scope));
    zc_ref_t ref = zc_monitor_alias (pid);
    s_post (pid, call, ref);
    const zc_format_t cases [2] = {ZC_CASE ("{~r, ~t}", ref, &answer),
                                   ZC_CASE ("{:DOWN, ~r, process, _, ~t}", ref, &reason)};
    zc_receive_after (ref, -1, 2, cases);
    if (reason)
        zc_exit ("{~t, {pg, ~a}}", reason, s_scope (scope));
    return answer;
}

//  Ask for a change. true: the answer was `ok`.
static bool
s_change (const char *scope, s_call_t call, zc_format_t group)
{
    zc_term_t *name = zc_term_build (group);
    call.group = name;
    zc_term_t *answer = s_ask (scope, &call);
    bool good = zc_term_match (answer, "ok");
    zc_term_destroy (&answer);
    zc_term_destroy (&name);
    return good;
}

//  ---- joining and leaving -------------------------------------------------

//  Processes of this node, or an error of the caller.
static zc_pid_t
s_local (zc_pid_t pid)
{
    if (pid.node || zc_pid_is_null (pid))
        zc_error ("{{nolocal, ~p}, []}", pid);
    return pid;
}

static const zc_term_t *
s_locals (const zc_term_t *pids)
{
    if (zc_list_length (pids) < 0)
        zc_error ("{badarg, [{pg, join, [~t], []}]}", pids);
    const uint8_t *stranger = zc_pg_stranger (pids);
    if (stranger)
        zc_error ("{{nolocal, ~t}, []}", zc_term_copy (stranger, zc_skip (stranger)));
    return pids;
}

void
zc_pg_join_format (const char *scope, zc_pid_t pid, zc_format_t group)
{
    s_change (scope, (s_call_t) {.what = "join_local", .pid = s_local (pid)}, group);
}

void
zc_pg_join_list_format (const char *scope, const zc_term_t *pids, zc_format_t group)
{
    s_change (scope, (s_call_t) {.what = "join_local", .pids = s_locals (pids)}, group);
}

bool
zc_pg_leave_format (const char *scope, zc_pid_t pid, zc_format_t group)
{
    return s_change (scope, (s_call_t) {.what = "leave_local", .pid = s_local (pid)}, group);
}

bool
zc_pg_leave_list_format (const char *scope, const zc_term_t *pids, zc_format_t group)
{
    return s_change (scope, (s_call_t) {.what = "leave_local", .pids = s_locals (pids)}, group);
}

//  ---- reading -------------------------------------------------------------

static zc_term_t *
s_members (const char *scope, bool local, zc_format_t group)
{
    zc_term_t *name = zc_term_build (group);
    char *table = zc_pg_table (s_scope (scope), local);
    zc_term_t *pids = zc_table_lookup (table, name);
    zc_free (table);
    zc_term_destroy (&name);
    return pids? pids: zc_term_new ("[]");
}

zc_term_t *
zc_pg_members_format (const char *scope, zc_format_t group)
{
    return s_members (scope, false, group);
}

zc_term_t *
zc_pg_local_members_format (const char *scope, zc_format_t group)
{
    return s_members (scope, true, group);
}

static zc_term_t *
s_which (const char *scope, bool local)
{
    char *table = zc_pg_table (s_scope (scope), local);
    zc_term_t *names = zc_table_keys (table);
    zc_free (table);
    return names;
}

zc_term_t *
zc_pg_which_groups (const char *scope)
{
    return s_which (scope, false);
}

zc_term_t *
zc_pg_which_local_groups (const char *scope)
{
    return s_which (scope, true);
}

//  ---- watching ------------------------------------------------------------

static zc_term_t *
s_monitor (const char *scope, zc_ref_t *ref, const zc_term_t *group)
{
    zc_term_t *answer = s_ask (scope, &(s_call_t) {.what = "monitor", .group = group}), *now;
    zc_term_match (answer, "{~r, ~t}", ref, &now);
    zc_term_destroy (&answer);
    return now;
}

zc_term_t *
zc_pg_monitor_format (const char *scope, zc_ref_t *ref, zc_format_t group)
{
    zc_term_t *name = zc_term_build (group);
    zc_term_t *now = s_monitor (scope, ref, name);
    zc_term_destroy (&name);
    return now;
}

zc_term_t *
zc_pg_monitor_scope (const char *scope, zc_ref_t *ref)
{
    return s_monitor (scope, ref, NULL);
}

bool
zc_pg_demonitor (const char *scope, zc_ref_t ref)
{
    bool there = s_change (scope, (s_call_t) {.what = "demonitor"}, ZC_FORMAT ("~r", ref));
    const zc_format_t change = ZC_CASE ("{~r, _, _, _}", ref);
    while (zc_receive_quietly (0, 1, &change, NULL) == 0)
        ;
    return there;
}
