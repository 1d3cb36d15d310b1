//  zc_kernel_calls.c - calling, starting, leaving, by name            Elixir  Kernel

#include "zc_args.h"
#include "zc_function.h"
#include "zc_kernel_functions.h"
#include "zc_list.h"
#include "process/zc_hooks.h"
#include "term/zc_walk.h"

#include <string.h>

//  ---- calls ---------------------------------------------------------------

//  [Function, Args] or [Module, Function, Args] as erlang:apply and spawn take them.
static void
s_check_call (const zc_term_t *args, const char *call)
{
    zc_term_t *list = zc_args_term (args, 2);
    for (unsigned i = 0; i < 2; i++)
        if (!zc_is_atom (zc_args_at (args, i)))
            zc_fail_badarg (call, args, i + 1, "not an atom");
    if (zc_list_length (list) < 0)
        zc_fail_badarg (call, args, 3, "not a list");
    zc_term_destroy (&list);
}

static zc_term_t *
s_apply_function (const zc_term_t *args)
{
    zc_term_t *function = zc_args_term (args, 0), *list = zc_args_term (args, 1);
    if (zc_list_length (list) < 0)
        zc_fail_badarg ("erlang:apply", args, 2, "not a list");
    zc_term_t *result = zc_call (function, list);
    zc_term_destroy (&function);
    zc_term_destroy (&list);
    return result;
}

//  apply (Fun, Args), apply (Module, Function, Args)
zc_term_t *
zc_kernel_apply (const zc_term_t *args)
{
    const char *module, *function;
    zc_term_t *list;
    if (!zc_args_at (args, 2))
        return s_apply_function (args);
    s_check_call (args, "erlang:apply");
    zc_term_match (args, "[~a, ~a, ~t]", &module, &function, &list);
    zc_term_t *result = zc_apply (module, function, list);
    zc_term_destroy (&list);
    return result;
}

//  value |> then (f) is f.(value); value |> tap (f) is value.
zc_term_t *
zc_kernel_then (const zc_term_t *args)
{
    zc_term_t *value, *function;
    zc_term_match (args, "[~t, ~t]", &value, &function);
    zc_term_t *result = zc_call_with (function, "[~t]", value);
    zc_term_destroy (&function);
    zc_term_destroy (&value);
    return result;
}

zc_term_t *
zc_kernel_tap (const zc_term_t *args)
{
    zc_term_t *result = zc_kernel_then (args);
    zc_term_destroy (&result);
    return zc_args_term (args, 0);
}

//  function_exported? (Module, Function, Arity)
zc_term_t *
zc_kernel_function_exported (const zc_term_t *args)
{
    const char *module, *function;
    int64_t arity;
    for (unsigned i = 0; i < 2; i++)
        if (!zc_is_atom (zc_args_at (args, i)))
            zc_fail_badarg ("erlang:function_exported", args, i + 1, "not an atom");
    if (!zc_args_integer (args, 2, &arity) || arity < 0 || arity > 255)
        zc_fail_badarg ("erlang:function_exported", args, 3, "not an integer");
    zc_term_match (args, "[~a, ~a, _]", &module, &function);
    return zc_result_bool (zc_function_exported (module, function, (unsigned) arity));
}

//  ---- processes that begin ------------------------------------------------

//  spawn (Fun), spawn (Module, Function, Args)
static zc_pid_t
s_spawn (const zc_term_t *args, const char *call, int options, zc_ref_t *ref)
{
    const char *module = "erlang", *function = "apply";
    zc_term_t *first = zc_args_term (args, 0), *list;
    if (zc_args_at (args, 2)) {
        s_check_call (args, call);
        zc_term_match (args, "[~a, ~a, ~t]", &module, &function, &list);
    }
    else {
        if (zc_function_arity (first) < 0)
            zc_fail_badarg (call, args, 1, "not a fun");
        list = zc_term_new ("[~t, []]", first);
    }
    zc_pid_t pid = zc_node_spawn_args (NULL, module, function, options, ref, ZC_FORMAT ("~t", list));
    zc_term_destroy (&first);
    zc_term_destroy (&list);
    return pid;
}

zc_term_t *
zc_kernel_spawn (const zc_term_t *args)
{
    return zc_term_new ("~p", s_spawn (args, "erlang:spawn", 0, NULL));
}

zc_term_t *
zc_kernel_spawn_link (const zc_term_t *args)
{
    return zc_term_new ("~p", s_spawn (args, "erlang:spawn_link", ZC_SPAWN_LINK, NULL));
}

zc_term_t *
zc_kernel_spawn_monitor (const zc_term_t *args)
{
    zc_ref_t ref;
    zc_pid_t pid = s_spawn (args, "erlang:spawn_monitor", ZC_SPAWN_MONITOR, &ref);
    return zc_term_new ("{~p, ~r}", pid, ref);
}

//  ---- ways out ------------------------------------------------------------

zc_term_t *
zc_kernel_exit (const zc_term_t *args)
{
    zc_exit ("~t", zc_args_term (args, 0));
}

zc_term_t *
zc_kernel_throw (const zc_term_t *args)
{
    zc_throw ("~t", zc_args_term (args, 0));
}

zc_term_t *
zc_erlang_error (const zc_term_t *args)
{
    zc_error ("{~t, []}", zc_args_term (args, 0));
}

//  What an exception says where nothing else is given; NULL: it has fields of its own, or
//  is none that is known here.
static const char *
s_message (const char *exception)
{
    static const char *const rows [] [2] = {
        {"RuntimeError", "runtime error"}, {"ArgumentError", "argument error"},
        {"ArithmeticError", "bad argument in arithmetic expression"},
        {"SystemLimitError", "a system limit has been reached"},
        {"Enum.EmptyError", "empty error"}, {"Enum.OutOfBoundsError", "out of bounds error"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (strcmp (exception, rows [i] [0]) == 0)
            return rows [i] [1];
    return NULL;
}

//  raise ("text"), raise (Name), raise (Name, "text"), raise (Name, message: "text"),
//  raise (%Name{…})
zc_term_t *
zc_kernel_raise (const zc_term_t *args)
{
    const char *name = "RuntimeError", *text = NULL;
    zc_term_t *other;
    if (!zc_term_match (args, "[~s]", &text) && !zc_term_match (args, "[~a]", &name)
    &&  !zc_term_match (args, "[~a, ~s]", &name, &text)
    &&  !zc_term_match (args, "[~a, [message: ~s]]", &name, &text)
    &&  !zc_term_match (args, "[~a, []]", &name)) {
        if (zc_term_match (args, "[%{__exception__: true}]"))
            zc_error ("{~t, []}", zc_args_term (args, 0));
        if (zc_term_match (args, "[%{__struct__: ~a}]", &name) && s_message (zc_module_name (name)))
            zc_fail_message (zc_module_name (name), "%s",
                             zc_term_match (args, "[%{message: ~s}]", &text)?
                                 text: s_message (zc_module_name (name)));
        if (!zc_term_match (args, "[~a, ~t]", &name, &other))
            zc_fail_message ("ArgumentError", "raise/1 and reraise/2 expect a module name, string or "
                             "exception as the first argument, got: %s",
                             zc_term_str (zc_args_term (args, 0)));
        zc_error ("{~t, []}", zc_apply (name, "exception", zc_term_new ("[~t]", other)));
    }
    name = zc_module_name (name);
    if (!s_message (name))
        zc_error ("{~t, []}", zc_apply (name, "exception", text? zc_term_new ("[~s]", text):
                                                                 zc_term_new ("[[]]")));
    zc_fail_message (name, "%s", text? text: s_message (name));
}
