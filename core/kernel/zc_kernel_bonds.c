//  zc_kernel_bonds.c - links, monitors and names by name              Elixir  Process

#include "zc_args.h"
#include "zc_kernel_functions.h"
#include "zc_list.h"

#include <string.h>

//  ---- links ---------------------------------------------------------------

zc_term_t *
zc_process_link (const zc_term_t *args)
{
    zc_pid_t pid;
    if (!zc_term_match (args, "[~p]", &pid))
        zc_fail_badarg ("erlang:link", args, 1, "not a pid");
    zc_link (pid);
    return zc_result_bool (true);
}

zc_term_t *
zc_process_unlink (const zc_term_t *args)
{
    zc_pid_t pid;
    if (!zc_term_match (args, "[~p]", &pid))
        zc_fail_badarg ("erlang:unlink", args, 1, "not a pid");
    zc_unlink (pid);
    return zc_result_bool (true);
}

//  ---- monitors ------------------------------------------------------------

//  Watch a pid, a name, {Name, Node}; false: it is none of these.
static bool
s_monitor (const zc_term_t *who, zc_ref_t *ref)
{
    zc_pid_t pid;
    const char *name, *node = NULL;
    if (zc_term_match (who, "~p", &pid))
        *ref = zc_monitor (pid);
    else
    if (zc_term_match (who, "{~a, ~a}", &name, &node) || zc_term_match (who, "~a", &name))
        *ref = zc_monitor_name (name, node);
    else
        return false;
    return true;
}

//  Process.monitor (Who)
zc_term_t *
zc_process_monitor (const zc_term_t *args)
{
    zc_ref_t ref;
    zc_term_t *who = zc_args_term (args, 0);
    if (!s_monitor (who, &ref))
        zc_fail_badarg ("erlang:monitor", zc_term_new ("[process, ~t]", who), 2, "not a pid");
    zc_term_destroy (&who);
    return zc_term_new ("~r", ref);
}

//  monitor (process, Who)
zc_term_t *
zc_erlang_monitor (const zc_term_t *args)
{
    zc_ref_t ref;
    zc_term_t *who = zc_args_term (args, 1);
    if (!zc_term_match (args, "[process, _]"))
        zc_fail_badarg ("erlang:monitor", args, 1, "invalid monitor type");
    if (!s_monitor (who, &ref))
        zc_fail_badarg ("erlang:monitor", args, 2, "not a pid");
    zc_term_destroy (&who);
    return zc_term_new ("~r", ref);
}

//  demonitor (Ref), demonitor (Ref, [flush, info])
zc_term_t *
zc_process_demonitor (const zc_term_t *args)
{
    zc_ref_t ref;
    int options = 0;
    if (!zc_term_match (args, "[~r | _]", &ref))
        zc_fail_badarg ("erlang:demonitor", args, 1, "not a reference");
    zc_term_t *list = zc_args_term (args, 1);
    if (list && zc_list_length (list) < 0)
        zc_fail_badarg ("erlang:demonitor", args, 2, "not a list");
    size_t at = 0;
    for (zc_term_t *item; list && (item = zc_term_next (list, &at)); zc_term_destroy (&item))
        if (zc_term_match (item, "flush"))
            options |= ZC_DEMONITOR_FLUSH;
        else
        if (zc_term_match (item, "info"))
            options |= ZC_DEMONITOR_INFO;
        else
            zc_fail_badarg ("erlang:demonitor", args, 2, "invalid option in list");
    zc_term_destroy (&list);
    return zc_result_bool (zc_demonitor (ref, options));
}

//  ---- names ---------------------------------------------------------------

static bool
s_may_be_a_name (const char *name)
{
    static const char *const words [] = {"nil", "true", "false", "undefined"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp (name, words [i]) == 0)
            return false;
    return true;
}

//  Process.register (Pid, Name)
zc_term_t *
zc_process_register (const zc_term_t *args)
{
    zc_pid_t pid;
    const char *name;
    if (!zc_term_match (args, "[_, ~a]", &name) || !s_may_be_a_name (name))
        zc_fail ("function_clause", "Process:register", args);
    if (!zc_term_match (args, "[~p, _]", &pid))
        zc_fail_badarg ("erlang:register", args, 2, "not a pid or port");
    if (pid.node)
        zc_fail_message ("ArgumentError", "could not register %s because it belongs to another "
                         "node", zc_term_str (zc_args_term (args, 0)));
    if (!zc_register (name, pid))
        zc_fail_message ("ArgumentError", "could not register %s with name %s because it is not "
                         "alive, the name is already taken, or it has already been given another "
                         "name", zc_term_str (zc_args_term (args, 0)),
                         zc_term_str (zc_args_term (args, 1)));
    return zc_result_bool (true);
}

//  register (Name, Pid)
zc_term_t *
zc_erlang_register (const zc_term_t *args)
{
    zc_pid_t pid;
    const char *name;
    if (!zc_term_match (args, "[~a, _]", &name))
        zc_fail_badarg ("erlang:register", args, 1, "not an atom");
    if (!s_may_be_a_name (name))
        zc_fail_badarg ("erlang:register", args, 1, "not a valid name");
    if (!zc_term_match (args, "[_, ~p]", &pid) || pid.node)
        zc_fail_badarg ("erlang:register", args, 2, "not a pid or port");
    if (!zc_process_alive (pid))
        zc_fail_badarg ("erlang:register", args, 2, "dead process");
    if (!zc_pid_is_null (zc_whereis (name)))
        zc_fail_badarg ("erlang:register", args, 1, "name is in use");
    if (!zc_register (name, pid))
        zc_fail_badarg ("erlang:register", args, 2, "this process already has a name");
    return zc_result_bool (true);
}

//  Process.unregister (Name)
zc_term_t *
zc_process_unregister (const zc_term_t *args)
{
    const char *name;
    if (!zc_term_match (args, "[~a]", &name))
        zc_fail ("function_clause", "Process:unregister", args);
    if (!zc_unregister (name))
        zc_fail_message ("ArgumentError", "could not unregister %s because it was not already "
                         "registered", zc_term_str (zc_args_term (args, 0)));
    return zc_result_bool (true);
}

zc_term_t *
zc_erlang_unregister (const zc_term_t *args)
{
    const char *name;
    if (!zc_term_match (args, "[~a]", &name))
        zc_fail_badarg ("erlang:unregister", args, 1, "not an atom");
    if (!zc_unregister (name))
        zc_fail_badarg ("erlang:unregister", args, 1, "not a registered name");
    return zc_result_bool (true);
}

static zc_term_t *
s_whereis (const zc_term_t *args, const char *nobody)
{
    const char *name;
    if (!zc_term_match (args, "[~a]", &name))
        zc_fail_badarg ("erlang:whereis", args, 1, "not an atom");
    zc_pid_t pid = zc_whereis (name);
    return zc_pid_is_null (pid)? zc_term_new ("~a", nobody): zc_term_new ("~p", pid);
}

zc_term_t *
zc_process_whereis (const zc_term_t *args)
{
    return s_whereis (args, "nil");
}

zc_term_t *
zc_erlang_whereis (const zc_term_t *args)
{
    return s_whereis (args, "undefined");
}

zc_term_t *
zc_process_registered (const zc_term_t *args)
{
    (void) args;
    return zc_registered ();
}
