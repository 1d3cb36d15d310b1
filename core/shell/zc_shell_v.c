//  zc_shell_v.c - v (n), the result of an earlier text
//
//  Whoever runs under a shell's terminal can ask for it: the terminal knows the shell.

#include "zc_shell.h"
#include "kernel/zc_io_user.h"

#include <stdio.h>

enum { ANSWER_MS = 5000 };

static _Noreturn void
s_fail (int64_t n, const char *why)
{
    char text [100];
    snprintf (text, sizeof text, "v(%lld) %s", (long long) n, why);
    zc_error ("{%{__struct__: RuntimeError, __exception__: true, message: ~s}, []}", text);
}

//  v () is v (-1).                                 Elixir  IEx.Helpers.v/0, v/1
zc_term_t *
zc_shell_v (const zc_term_t *args)
{
    int64_t n = -1;
    zc_pid_t shell;
    if (zc_term_length (args) && !zc_term_match (args, "[~i]", &n))
        zc_error ("{function_clause, [{IEx.Helpers, v, ~t, []}]}", args);
    zc_term_t *request = zc_term_new ("shell");
    zc_term_t *answer = zc_io_ask (zc_group_leader (), request), *value = NULL;
    if (!answer || !zc_term_match (answer, "~p", &shell))
        s_fail (n, "needs a shell");
    zc_ref_t ref = zc_make_ref ();
    zc_send (shell, "{result, ~p, ~r, ~i}", zc_self (), ref, n);
    zc_receive_any (ANSWER_MS, ZC_CASE ("{result, ~r, {ok, ~t}}", ref, &value),
                    ZC_CASE ("{result, ~r, error}", ref));
    if (!value)
        s_fail (n, "is out of bounds");
    zc_term_destroy (&answer);
    zc_term_destroy (&request);
    return value;
}
