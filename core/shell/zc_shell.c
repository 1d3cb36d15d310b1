//  zc_shell.c - the server of a prompt: asks for lines, has them evaluated
//
//  It waits for one thing at a time, a line or the end of an evaluation, and answers
//  small questions meanwhile (completion, v). It never evaluates anything itself, so it
//  can always be interrupted.                             Elixir  IEx.Server
//
//  Read next: zc_shell_evaluator.c.

#include "zc_shell.h"
#include "zc_ast.h"
#include "zc_eval.h"
#include "zc_help.h"
#include "base/zc_limits.h"
#include "kernel/zc_chars.h"
#include "kernel/zc_io_user.h"
#include "process/zc_hooks.h"
#include "zc_io.h"
#include "zc_module.h"
#include "zc_node.h"

#include <stdio.h>
#include <string.h>

typedef struct {
    bool interactive;               //  with prompts, and results are shown
    bool ended;                     //  no more input
    bool failed;                    //  some text did
    bool leaving;                   //  the next Ctrl-C at an empty line leaves
    uint32_t counter;
    zc_chars_t text;                //  lines that are not yet a whole text
    zc_term_t *binding;
    zc_term_t *results [ZC_SHELL_RESULTS];  //  of text N at N % ZC_SHELL_RESULTS
    zc_pid_t evaluator;
    zc_ref_t watch;                 //  monitor of the evaluator
    zc_ref_t leader;                //  monitor of the terminal
    zc_ref_t asked;                 //  what is waited for: a line, or an evaluation
    bool evaluating;
} s_shell_t;

//  ---- lines ---------------------------------------------------------------

//  zcluster(alex@localhost)1> or ...(alex@localhost)1>; rem(…) from another node.
static void
s_prompt (const s_shell_t *self, char *prompt, size_t size)
{
    const char *prefix = self->text.size? "...": zc_group_leader ().node? "rem": "zcluster";
    if (!self->interactive)
        *prompt = 0;
    else
    if (zc_node_alive ())
        snprintf (prompt, size, "%s(%s)%u> ", prefix, zc_node_self (), (unsigned) self->counter);
    else
        snprintf (prompt, size, "%s(%u)> ", prefix, (unsigned) self->counter);
}

static void
s_ask_for_line (s_shell_t *self)
{
    char prompt [ZC_NODE_NAME_MAX + 64];
    s_prompt (self, prompt, sizeof prompt);
    self->evaluating = false;
    self->asked = zc_make_ref ();
    zc_send (zc_group_leader (), "{io_request, ~p, ~r, {get_line, unicode, ~s}}", zc_self (),
             self->asked, prompt);
}

static void
s_say_error (s_shell_t *self, const char *text)
{
    self->failed = true;
    zc_term_t *request = zc_term_new ("{put_error, unicode, ~s}", text);
    zc_term_t *answer = zc_io_ask (zc_group_leader (), request);
    zc_term_destroy (&answer);
    zc_term_destroy (&request);
}

//  ---- evaluation ----------------------------------------------------------

static void
s_new_evaluator (s_shell_t *self)
{
    self->evaluator = zc_shell_start_evaluator (self->binding, &self->watch);
}

static void
s_evaluate (s_shell_t *self)
{
    self->evaluating = true;
    self->asked = zc_make_ref ();
    zc_send (self->evaluator, "{evaluate, ~r, ~s, ~i}", self->asked, self->text.data,
             self->counter);
    self->text.size = 0;
}

//  A line that begins with an operator goes on with the last result, as in iex.
static void
s_put_line (s_shell_t *self, const char *line, size_t size)
{
    if (self->interactive && !self->text.size && size > 2 && memcmp (line, "|> ", 3) == 0)
        zc_chars_put (&self->text, "v(-1) ", 6);
    size_t start = self->text.size;
    zc_chars_put (&self->text, line, size);
    for (size_t at = start; at < self->text.size; at++)
        if (self->text.data [at] == 0)      //  no text in C: 0x01 is no Elixir either
            self->text.data [at] = 1;
}

//  Does the text end in the middle of something?
static bool
s_is_incomplete (const s_shell_t *self)
{
    zc_source_text_t *source;
    zc_parse_error_t error;
    zc_parsed_t parsed = zc_parse (self->text.data, self->text.size - 1, self->counter, &source,
                                   &error);
    if (parsed == ZC_PARSED)
        zc_source_text_destroy (&source);
    return parsed == ZC_PARSE_MORE;
}

//  Evaluate the text, or ask for the rest of it. A text without anything in it is
//  nothing to a script, and nil at a prompt.
static void
s_take_text (s_shell_t *self)
{
    zc_chars_put (&self->text, "", 1);
    if (self->ended || !s_is_incomplete (self))
        s_evaluate (self);
    else {
        self->text.size--;
        s_ask_for_line (self);
    }
}

static void
s_take_line (s_shell_t *self, const char *line, size_t size)
{
    self->leaving = false;
    if (size == 11 && memcmp (line, "#iex:break\n", 11) == 0) {
        char text [64];
        snprintf (text, sizeof text, "** (TokenMissingError) iex:%u: incomplete expression",
                  (unsigned) self->counter);
        self->text.size = 0;
        s_say_error (self, text);
        s_ask_for_line (self);
    }
    else {
        s_put_line (self, line, size);
        s_take_text (self);
    }
}

//  Ctrl-C at a prompt. A second one in a row, with nothing typed, leaves.
static void
s_take_interrupt (s_shell_t *self, bool empty)
{
    bool plain = empty && !self->text.size;
    self->text.size = 0;
    self->ended = plain && self->leaving;
    if (self->ended)
        return;
    self->leaving = plain;
    if (plain)
        zc_io_puts (zc_help_text ("leaving"));
    s_ask_for_line (self);
}

static void
s_take_answer (s_shell_t *self, const zc_term_t *answer)
{
    const void *line;
    size_t size;
    if (zc_term_match (answer, "~b", &line, &size))
        s_take_line (self, line, size);
    else
    if (zc_term_match (answer, "{error, interrupted}"))
        s_take_interrupt (self, true);
    else
    if (zc_term_match (answer, "{error, cancelled}"))
        s_take_interrupt (self, false);
    else {                          //  a script's last text may lack its end: that is an error
        self->ended = true;
        if (!self->interactive && self->text.size)
            s_take_text (self);
    }
}

//  ---- outcomes ------------------------------------------------------------

static void
s_keep_result (s_shell_t *self, zc_term_t **value_p)
{
    zc_term_t **place = &self->results [self->counter % ZC_SHELL_RESULTS];
    zc_term_destroy (place);
    *place = *value_p;
    *value_p = NULL;
    self->counter++;
}

static void
s_next (s_shell_t *self)
{
    self->evaluating = false;
    if (!self->ended)
        s_ask_for_line (self);
}

static void
s_take_outcome (s_shell_t *self, const zc_term_t *outcome)
{
    zc_term_t *value, *binding;
    if (zc_term_match (outcome, "{ok, ~t, ~t}", &value, &binding)) {
        zc_term_destroy (&self->binding);
        self->binding = binding;
        s_keep_result (self, &value);
    }
    else
    if (zc_term_match (outcome, "interrupted"))
        s_say_error (self, "** (EXIT) interrupted");
    else
        self->failed = true;
    s_next (self);
}

//  The evaluator has ended, by a link, a crash, or since Ctrl-C did not stop it otherwise.
static void
s_take_end (s_shell_t *self, const zc_term_t *reason, bool killed)
{
    if (killed)
        s_say_error (self, "** (EXIT) interrupted");
    else
    if (!zc_term_match (reason, "normal")) {
        char *banner = zc_error_banner (ZC_EXIT, reason);
        char *why = strncmp (banner, "** (exit) ", 10) == 0? banner + 10: banner;
        zc_term_t *pid = zc_term_new ("~p", self->evaluator);
        char *name = zc_term_str (pid);
        zc_chars_t text = {0};
        zc_chars_put (&text, "** (EXIT from ", 14);
        zc_chars_put (&text, name, strlen (name));
        zc_chars_put (&text, ") shell process exited with reason: ", 36);
        zc_chars_put (&text, why, strlen (why) + 1);
        s_say_error (self, text.data);
        zc_free (text.data);
        zc_free (name);
        zc_free (banner);
        zc_term_destroy (&pid);
    }
    s_new_evaluator (self);
    if (self->evaluating)
        s_next (self);
}

//  Ctrl-C: first politely. A wait inside the library does not hear that.
static void
s_interrupt (const s_shell_t *self)
{
    if (!self->evaluating)
        return;
    zc_interrupt (self->evaluator);
    zc_send_after (ZC_SHELL_STOP_MS, zc_self (), "{kill, ~r}", self->asked);
}

static void
s_kill (s_shell_t *self, zc_ref_t asked)
{
    if (!self->evaluating || !zc_ref_equal (asked, self->asked))
        return;                     //  it had stopped
    zc_demonitor (self->watch, ZC_DEMONITOR_FLUSH);
    zc_exit_process (self->evaluator, "kill");
    s_take_end (self, NULL, true);
}

//  ---- questions -----------------------------------------------------------

//  v (n): the result of text n; v (-1) of the last one.
static void
s_tell_result (const s_shell_t *self, zc_pid_t client, zc_ref_t ref, int64_t n)
{
    int64_t number = n < 0? (int64_t) self->counter + n: n;
    zc_term_t *value = number >= 1 && number < self->counter
                               && number + ZC_SHELL_RESULTS >= self->counter
                           ? self->results [number % ZC_SHELL_RESULTS]
                           : NULL;
    if (value)
        zc_send (client, "{result, ~r, {ok, ~t}}", ref, value);
    else
        zc_send (client, "{result, ~r, error}", ref);
}

static void
s_tell_completions (const s_shell_t *self, zc_pid_t client, zc_ref_t ref, const char *text)
{
    zc_term_t *found = zc_shell_complete (text, self->binding);
    zc_send (client, "{completion, ~r, ~t}", ref, found);
    zc_term_destroy (&found);
}

//  The terminal is gone.
static void
s_take_leave (s_shell_t *self)
{
    self->ended = true;
    self->evaluating = false;
}

//  ---- the loop ------------------------------------------------------------

static void
s_turn (s_shell_t *self)
{
    zc_term_t *answer = NULL;
    zc_pid_t client;
    zc_ref_t ref;
    const char *text;
    int64_t number;
    switch (zc_receive_any (-1,
                ZC_CASE ("{io_reply, ~r, ~t}", self->asked, &answer),
                ZC_CASE ("{evaluated, ~r, ~t}", self->asked, &answer),
                ZC_CASE ("{:DOWN, ~r, process, _, ~t}", self->watch, &answer),
                ZC_CASE ("{:DOWN, ~r, process, _, _}", self->leader),
                ZC_CASE ("interrupt"),
                ZC_CASE ("{kill, ~r}", &ref),
                ZC_CASE ("{complete, ~p, ~r, ~s}", &client, &ref, &text),
                ZC_CASE ("{result, ~p, ~r, ~i}", &client, &ref, &number),
                ZC_CASE ("_"))) {
        case 0: s_take_answer (self, answer); break;
        case 1: s_take_outcome (self, answer); break;
        case 2: s_take_end (self, answer, false); break;
        case 3: s_take_leave (self); break;
        case 4: s_interrupt (self); break;
        case 5: s_kill (self, ref); break;
        case 6: s_tell_completions (self, client, ref, text); break;
        case 7: s_tell_result (self, client, ref, number); break;
        default: break;
    }
    zc_term_destroy (&answer);
}

//  run (Interactive)
static zc_term_t *
s_run (const zc_term_t *args)
{
    s_shell_t self = {.counter = 1};
    zc_term_match (args, "[~o]", &self.interactive);
    self.binding = zc_term_new ("%{}");
    self.leader = zc_monitor (zc_group_leader ());
    s_new_evaluator (&self);
    s_ask_for_line (&self);
    while (!self.ended || self.evaluating)
        s_turn (&self);
    zc_exit_process (self.evaluator, "kill");
    if (self.failed && !self.interactive)
        zc_exit ("{shutdown, failed}");
    return NULL;
}

ZC_MODULE_NAMED (iex_server, "IEx.Server", {"run", 1, s_run});
