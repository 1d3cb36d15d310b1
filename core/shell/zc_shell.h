//  zc_shell.h - the prompt: a server that reads, and an evaluator
//
//  Built as iex is, of three processes, which may live on two nodes: the terminal is
//  where the keyboard is (zc_main_terminal.c), server and evaluator are where the
//  evaluation is to happen. The terminal is the group leader of all, so what they and
//  their children print appears there.
//
//      terminal                         server                       evaluator, self ()
//         │  get_line, Prompt             │                               │
//         │<──────────────────────────────┤                               │
//         ├── Line ──────────────────────>│  {evaluate, Ref, Text, N}     │
//         │                               ├──────────────────────────────>│
//         │<────────── put_result or put_error, and what the code prints ─┤
//         │                               │<─ {evaluated, Ref, Outcome} ──┤
//
//  The server keeps counter, variables and the last results; so they outlive the
//  evaluator, which a link or Ctrl-C may end. It is found by name, module IEx.Server:
//
//      zc_node_spawn_monitor (node, "IEx.Server", "run", &ref, "[~o]", interactive)
//
//  and ends with `normal`; with {shutdown, failed} where it is not interactive and some
//  text failed. Requests to the terminal beyond Erlang's io protocol:
//
//      {put_result, unicode, Chars}     a value, shown at a prompt only
//      {put_error, unicode, Chars}      what went wrong: to standard error without a prompt
//      {put_standard_error, unicode, Chars}                    as to `user` (kernel/zc_io.c)
//      shell                            answered with the server's pid
//
//  From the terminal to the server, besides answers to get_line (a line, `eof`,
//  {error, interrupted} for Ctrl-C at an empty line, {error, cancelled} at another one):
//
//      interrupt                        Ctrl-C while something is evaluated
//      {complete, Pid, Ref, Text}       answered {completion, Ref, Size, [{Text, Label}]}:
//                                       what can stand for the last Size bytes of Text

#ifndef ZC_SHELL_H_INCLUDED
#define ZC_SHELL_H_INCLUDED

#include "zc_process.h"

//  How long an evaluation that is asked to stop has for it; then it is killed.
enum { ZC_SHELL_STOP_MS = 200 };

//  How many results v () can go back to.            Elixir  IEx.configure (history_size:)
enum { ZC_SHELL_RESULTS = 20 };

//  What a helper returns whose result is not to be shown.
//  Elixir  IEx.dont_display_result/0
#define ZC_SHELL_DONT_DISPLAY "do not show this result in output"

//  Start an evaluator with its variables, a map; monitored by the caller.
zc_pid_t zc_shell_start_evaluator (const zc_term_t *binding, zc_ref_t *monitor);

//  What the end of a text can become: variables of the binding, modules, functions,
//  nodes. {Size, [{Text, Label}]} in order; see above.
//  Elixir  IEx.Autocomplete
zc_term_t *zc_shell_complete (const char *text, const zc_term_t *binding);


//  Functions of IEx.Helpers: v/0, v/1, h/0, h/1.
zc_term_t *zc_shell_v (const zc_term_t *args);
zc_term_t *zc_shell_h (const zc_term_t *args);

#endif
