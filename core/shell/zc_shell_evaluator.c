//  zc_shell_evaluator.c - the process in which a prompt's texts are evaluated
//
//  It is self () at the prompt, the same from text to text: what is sent to it waits in
//  its mailbox until a text receives or flushes it. So it takes out its own messages
//  only, and never by their order.                        Elixir  IEx.Evaluator

#include "zc_shell.h"
#include "zc_eval.h"
#include "base/zc_caller.h"
#include "kernel/zc_io_user.h"
#include "process/zc_hooks.h"
#include "term/zc_codec.h"

#include <string.h>

//  Have the terminal show something.
static void
s_show (const char *what, const void *text, size_t size)
{
    zc_term_t *request = zc_term_new ("{~a, unicode, ~b}", what, text, size);
    zc_term_t *answer = zc_io_ask (zc_group_leader (), request);
    zc_term_destroy (&answer);
    zc_term_destroy (&request);
}

//  As inspect writes it, the first elements only.
static void
s_show_result (const zc_term_t *value)
{
    if (zc_term_match (value, "~a", ZC_SHELL_DONT_DISPLAY))
        return;
    zc_print_options_t options = {.names = zc_caller ()->names, .limit = 50, .characters = 4096,
                                  .width = 80};
    zc_buffer_t out = {0};
    zc_print_with (&out, zc_term_data (value), &options);
    zc_term_t *text = zc_term_new ("~b", out.data, out.size);
    zc_buffer_clear (&out);
    s_show ("put_result", zc_term_data (text) + 5, zc_term_length (text));
    zc_term_destroy (&text);
}

static void
s_show_error (zc_class_t end, const zc_term_t *reason)
{
    char *banner = zc_error_banner (end, reason);
    s_show ("put_error", banner, strlen (banner));
    zc_free (banner);
}

//  Evaluate a text. Where it fails, say how; an interrupted one the server speaks of.
static void
s_evaluate (zc_pid_t server, zc_ref_t ref, const char *text, uint32_t line, zc_term_t **binding)
{
    zc_eval_options_t options = {.file = "iex", .line = line, .prompt = true,
                                 .interrupt = zc_interrupt_flag ()};
    zc_term_t *value;
    zc_class_t end = zc_eval (text, &options, binding, &value);
    if (end == ZC_VALUE) {
        s_show_result (value);
        zc_send (server, "{evaluated, ~r, {ok, ~t, ~t}}", ref, value, *binding);
    }
    else
    if (end == ZC_EXIT && zc_term_match (value, "interrupted"))
        zc_send (server, "{evaluated, ~r, interrupted}", ref);
    else {
        s_show_error (end, value);
        zc_send (server, "{evaluated, ~r, failed}", ref);
    }
    zc_term_destroy (&value);
}

//  start (Server, Binding): a loop, until the server is gone.
static zc_term_t *
s_start (const zc_term_t *args)
{
    zc_pid_t server;
    zc_term_t *binding;
    zc_term_match (args, "[~p, ~t]", &server, &binding);
    zc_ref_t watch = zc_monitor (server), ref;
    const char *text;
    uint32_t line;
    while (zc_receive_any (-1, ZC_CASE ("{evaluate, ~r, ~s, ~i}", &ref, &text, &line),
                           ZC_CASE ("{:DOWN, ~r, process, _, _}", watch)) == 0) {
        char *copy = zc_strdup (text);      //  the text's own receives take the message away
        s_evaluate (server, ref, copy, line, &binding);
        zc_free (copy);
    }
    return NULL;
}

ZC_MODULE_NAMED (iex_evaluator, "IEx.Evaluator", {"start", 2, s_start});

zc_pid_t
zc_shell_start_evaluator (const zc_term_t *binding, zc_ref_t *monitor)
{
    return zc_node_spawn_monitor (NULL, "IEx.Evaluator", "start", monitor, "[~p, ~t]", zc_self (),
                                  binding);
}
