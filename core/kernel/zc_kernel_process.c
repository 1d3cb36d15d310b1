//  zc_kernel_process.c - one process by name: messages, timers, what is known of it
//                                                                   Elixir  Process

#include "zc_args.h"
#include "zc_kernel_functions.h"
#include "zc_list.h"
#include "term/zc_walk.h"

#include <string.h>

zc_term_t *
zc_kernel_self (const zc_term_t *args)
{
    (void) args;
    return zc_term_new ("~p", zc_self ());
}

zc_term_t *
zc_kernel_make_ref (const zc_term_t *args)
{
    (void) args;
    return zc_term_new ("~r", zc_make_ref ());
}

//  ---- messages ------------------------------------------------------------

//  To a pid, an alias, a name, {Name, Node}. false: nobody has that name, or it is
//  none of these.
static bool
s_send (const zc_term_t *to, const zc_term_t *message, int options, zc_sent_t *sent)
{
    zc_pid_t pid;
    zc_ref_t alias;
    const char *name, *node = NULL;
    *sent = ZC_SENT;
    if (zc_term_match (to, "~p", &pid))
        *sent = zc_send_options (pid, options, ZC_FORMAT ("~t", message));
    else
    if (zc_term_match (to, "~r", &alias))
        *sent = zc_send_alias_options (alias, options, ZC_FORMAT ("~t", message));
    else
    if (zc_term_match (to, "{~a, ~a}", &name, &node))
        *sent = zc_send_name_options (name, node, options, ZC_FORMAT ("~t", message));
    else
        return zc_term_match (to, "~a", &name) && zc_send_name (name, NULL, "~t", message);
    return true;
}

//  send (Dest, Message)
zc_term_t *
zc_kernel_send (const zc_term_t *args)
{
    zc_sent_t sent;
    zc_term_t *to = zc_args_term (args, 0), *message = zc_args_term (args, 1);
    if (!s_send (to, message, 0, &sent))
        zc_fail_badarg ("erlang:send", args, 1, "invalid destination");
    zc_term_destroy (&to);
    return message;
}

static int
s_send_options (const zc_term_t *args)
{
    int options = 0;
    zc_term_t *list = zc_args_term (args, 2);
    size_t at = 0;
    for (zc_term_t *item; (item = zc_term_next (list, &at)); zc_term_destroy (&item))
        if (zc_term_match (item, "noconnect"))
            options |= ZC_SEND_NOCONNECT;
        else
        if (zc_term_match (item, "nosuspend"))
            options |= ZC_SEND_NOSUSPEND;
        else
            zc_fail_badarg ("erlang:send", args, 3, "invalid option in list");
    if (zc_list_length (list) < 0)
        zc_fail_badarg ("erlang:send", args, 3, "not a list");
    zc_term_destroy (&list);
    return options;
}

//  Process.send (Dest, Message, Options): ok, noconnect or nosuspend
zc_term_t *
zc_process_send (const zc_term_t *args)
{
    static const char *const words [] = {[ZC_SENT] = "ok", [ZC_NOCONNECT] = "noconnect",
                                         [ZC_NOSUSPEND] = "nosuspend"};
    zc_sent_t sent;
    int options = s_send_options (args);
    zc_term_t *to = zc_args_term (args, 0), *message = zc_args_term (args, 1);
    if (!s_send (to, message, options, &sent))
        zc_fail_badarg ("erlang:send", args, 1, "invalid destination");
    zc_term_destroy (&to);
    zc_term_destroy (&message);
    return zc_term_new ("~a", words [sent]);
}

//  exit (Pid, Reason)
zc_term_t *
zc_kernel_exit_process (const zc_term_t *args)
{
    zc_pid_t pid;
    zc_term_t *reason;
    if (!zc_term_match (args, "[~p, ~t]", &pid, &reason))
        zc_fail_badarg ("erlang:exit", args, 1, "not a pid");
    zc_exit_process (pid, "~t", reason);
    zc_term_destroy (&reason);
    return zc_result_bool (true);
}

//  ---- time ----------------------------------------------------------------

//  [Time, Dest, Message] as erlang has it.
static zc_term_t *
s_send_after (const zc_term_t *args)
{
    zc_pid_t pid = ZC_PID_NONE;
    const char *name = NULL;
    int64_t ms;
    if (!zc_args_integer (args, 0, &ms))
        zc_fail_badarg ("erlang:send_after", args, 1, "not an integer");
    if (ms < 0 || ms > INT32_MAX)
        zc_fail_badarg ("erlang:send_after", args, 1, "out of range");
    if ((!zc_term_match (args, "[_, ~p, _]", &pid) && !zc_term_match (args, "[_, ~a, _]", &name))
    ||  pid.node)
        zc_fail_badarg ("erlang:send_after", args, 2, "not a pid or an atom");
    zc_term_t *message = zc_args_term (args, 2);
    zc_ref_t timer = zc_send_after_format ((int) ms, pid, name, ZC_FORMAT ("~t", message));
    zc_term_destroy (&message);
    return zc_term_new ("~r", timer);
}

zc_term_t *
zc_erlang_send_after (const zc_term_t *args)
{
    return s_send_after (args);
}

//  Process.send_after (Dest, Message, Time[, Options])
zc_term_t *
zc_process_send_after (const zc_term_t *args)
{
    zc_term_t *to = zc_args_term (args, 0), *message = zc_args_term (args, 1);
    zc_term_t *ms = zc_args_term (args, 2), *other = zc_term_new ("[~t, ~t, ~t]", ms, to, message);
    zc_term_t *timer = s_send_after (other);
    zc_term_destroy (&other);
    zc_term_destroy (&ms);
    zc_term_destroy (&message);
    zc_term_destroy (&to);
    return timer;
}

//  The milliseconds that were left; false: it had fired.
zc_term_t *
zc_process_cancel_timer (const zc_term_t *args)
{
    zc_ref_t timer;
    if (!zc_term_match (args, "[~r]", &timer))
        zc_fail_badarg ("erlang:cancel_timer", args, 1, "not a reference");
    int left = zc_cancel_timer (timer);
    return left < 0? zc_result_bool (false): zc_term_new ("~i", left);
}

//  Process.sleep, :timer.sleep: milliseconds or infinity
zc_term_t *
zc_process_sleep (const zc_term_t *args)
{
    int64_t ms = -1;
    if (!zc_atom_is (zc_args_at (args, 0), "infinity")
    &&  (!zc_args_integer (args, 0, &ms) || ms < 0 || ms > INT32_MAX))
        zc_fail ("function_clause", "Process:sleep", args);
    zc_sleep ((int) ms);
    return NULL;
}

//  ---- what is known -------------------------------------------------------

//  The one local process that is asked about.
static zc_pid_t
s_local (const zc_term_t *args, const char *call)
{
    zc_pid_t pid;
    zc_term_t *term = zc_args_term (args, 0);
    if (!zc_term_match (term, "~p", &pid))
        zc_fail_badarg (call, args, 1, "not a pid");
    if (pid.node)
        zc_fail_badarg (call, args, 1, "not a local pid");
    zc_term_destroy (&term);
    return pid;
}

zc_term_t *
zc_erlang_is_alive_pid (const zc_term_t *args)
{
    return zc_result_bool (zc_process_alive (s_local (args, "erlang:is_process_alive")));
}

zc_term_t *
zc_process_list (const zc_term_t *args)
{
    (void) args;
    return zc_processes ();
}

//  One item of what zc_process_info tells, as {Item, Value}; `status` is what is called
//  `current` there. The caller fails where there is no such item.
static zc_term_t *
s_item (const zc_term_t *info, const char *item)
{
    zc_term_t *found = NULL, *value;
    size_t at = 0;
    const char *name = strcmp (item, "status") == 0? "current": item;
    for (zc_term_t *pair; !found && (pair = zc_term_next (info, &at)); zc_term_destroy (&pair))
        if (zc_term_match (pair, "{~a, ~t}", name, &value)) {
            found = zc_term_new ("{~a, ~t}", item, value);
            zc_term_destroy (&value);
        }
    return found;
}

static zc_term_t *
s_info (const zc_term_t *args, const char *dead)
{
    zc_term_t *info = zc_process_info (s_local (args, "erlang:process_info"));
    zc_term_t *what = zc_args_term (args, 1), *result = info, *item;
    const char *name;
    size_t at = 0;
    if (!info)
        return zc_term_new ("~a", dead);
    if (!what)
        return info;
    if (zc_term_match (what, "~a", &name))
        result = s_item (info, name);
    else {
        zc_terms_t items = {0};
        for (; result && (item = zc_term_next (what, &at)); zc_term_destroy (&item)) {
            result = zc_term_match (item, "~a", &name)? s_item (info, name): NULL;
            if (result)
                zc_terms_add (&items, result);
        }
        if (result)
            result = zc_terms_list (&items);
    }
    if (!result)
        zc_fail_badarg ("erlang:process_info", args, 2, "invalid item or item list");
    zc_term_destroy (&what);
    zc_term_destroy (&info);
    return result;
}

zc_term_t *
zc_process_info_of (const zc_term_t *args)
{
    return s_info (args, "nil");
}

zc_term_t *
zc_erlang_process_info (const zc_term_t *args)
{
    return s_info (args, "undefined");
}

//  ---- what can be set -----------------------------------------------------

zc_term_t *
zc_process_flag (const zc_term_t *args)
{
    bool trap;
    if (!zc_term_match (args, "[trap_exit, _]"))
        zc_fail_badarg ("erlang:process_flag", args, 1, "invalid process flag");
    if (!zc_term_match (args, "[_, ~o]", &trap))
        zc_fail_badarg ("erlang:process_flag", args, 2, "invalid value for this process flag");
    return zc_result_bool (zc_trap_exit (trap));
}

zc_term_t *
zc_process_group_leader (const zc_term_t *args)
{
    (void) args;
    return zc_term_new ("~p", zc_group_leader ());
}

//  group_leader (Leader, Pid)
zc_term_t *
zc_erlang_group_leader (const zc_term_t *args)
{
    zc_pid_t leader, pid;
    if (!zc_term_match (args, "[~p, _]", &leader))
        zc_fail_badarg ("erlang:group_leader", args, 1, "not a pid");
    if (!zc_term_match (args, "[_, ~p]", &pid))
        zc_fail_badarg ("erlang:group_leader", args, 2, "not a pid");
    zc_set_group_leader (leader, pid);
    return zc_result_bool (true);
}

//  Process.group_leader (Pid, Leader)
zc_term_t *
zc_process_set_group_leader (const zc_term_t *args)
{
    zc_term_t *pid = zc_args_term (args, 0), *leader = zc_args_term (args, 1);
    zc_term_t *other = zc_term_new ("[~t, ~t]", leader, pid), *result;
    result = zc_erlang_group_leader (other);
    zc_term_destroy (&other);
    zc_term_destroy (&leader);
    zc_term_destroy (&pid);
    return result;
}

zc_term_t *
zc_process_alias (const zc_term_t *args)
{
    (void) args;
    return zc_term_new ("~r", zc_alias (false));
}

zc_term_t *
zc_process_unalias (const zc_term_t *args)
{
    zc_ref_t alias;
    if (!zc_term_match (args, "[~r]", &alias))
        zc_fail_badarg ("erlang:unalias", args, 1, "not a reference");
    return zc_result_bool (zc_unalias (alias));
}
