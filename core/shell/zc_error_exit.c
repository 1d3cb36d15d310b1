//  zc_error_exit.c - why a process ended, in Elixir's words
//
//      exited in: GenServer.call(:nobody, :ping, 5000)
//          ** (EXIT) no process: the process is not alive or …
//
//  Elixir  Exception.format_exit/1

#include "zc_error_text.h"
#include "zc_list.h"

#include <stdio.h>
#include <string.h>

//  ---- a reason of one line ------------------------------------------------

static const char s_noproc [] =
    "no process: the process is not alive or there's no process currently associated with the "
    "given name, possibly because its application isn't started";

//  Reasons that are a word, and reasons with one value.
typedef struct {
    const char *word, *text;
} s_row_t;

static const s_row_t s_words [] = {
    {"normal", "normal"}, {"shutdown", "shutdown"}, {"killed", "killed"},
    {"calling_self", "process attempted to call itself"}, {"timeout", "time out"},
    {"noconnection", "no connection"}, {"noproc", s_noproc}};

static const s_row_t s_pairs [] = {
    {"shutdown", "shutdown: "}, {"already_started", "already started: "},
    {"bad_return_value", "bad return value: "}, {"bad_call", "bad call: "},
    {"bad_cast", "bad cast: "},
    {"bad_start_spec", "bad child specification, invalid children: "}};

static const s_row_t s_specs [] = {
    {"invalid_child_spec", "invalid child specification: "}, {"invalid_mfa", "invalid mfa: "},
    {"invalid_child_type", "invalid child type: "},
    {"invalid_restart_type", "invalid restart type: "},
    {"invalid_shutdown", "invalid shutdown: "}, {"invalid_module", "invalid module: "},
    {"duplicate_child_name", "more than one child specification has the id: "}};

//  Crashes, which Erlang does not have: {signal, segv, Where}.
static bool
s_signal (zc_buffer_t *out, const zc_term_t *reason)
{
    const char *kind, *where;
    if (!zc_term_match (reason, "{signal, ~a, ~s}", &kind, &where))
        return false;
    zc_buffer_printf (out, "crashed: %s in %s", kind, where);
    return true;
}

static bool
s_start_spec (zc_buffer_t *out, const zc_term_t *reason)
{
    zc_term_t *spec, *value;
    if (!zc_term_match (reason, "{start_spec, ~t}", &spec))
        return false;
    zc_error_put (out, "bad child specification, ");
    const char *text = "got: ";
    value = zc_term_dup (spec);
    for (size_t i = 0; i < sizeof s_specs / sizeof *s_specs; i++)
        if (zc_term_match (spec, "{~a, _}", s_specs [i].word)) {
            zc_term_destroy (&value);
            zc_term_match (spec, "{_, ~t}", &value);
            text = s_specs [i].text;
        }
    zc_error_put (out, text);
    zc_error_inspect (out, value);
    zc_term_destroy (&value);
    zc_term_destroy (&spec);
    return true;
}

static void
s_reason (zc_buffer_t *out, const zc_term_t *reason)
{
    zc_term_t *value;
    const char *node;
    for (size_t i = 0; i < sizeof s_words / sizeof *s_words; i++)
        if (zc_term_match (reason, "~a", s_words [i].word)) {
            zc_error_put (out, s_words [i].text);
            return;
        }
    for (size_t i = 0; i < sizeof s_pairs / sizeof *s_pairs; i++)
        if (zc_term_match (reason, "{~a, ~t}", s_pairs [i].word, &value)) {
            zc_error_put (out, s_pairs [i].text);
            zc_error_inspect (out, value);
            zc_term_destroy (&value);
            return;
        }
    if (zc_term_match (reason, "{nodedown, ~a}", &node))
        zc_buffer_printf (out, "no connection to %s", node);
    else
    if (!s_signal (out, reason) && !s_start_spec (out, reason))
        zc_error_inspect (out, reason);
}

//  ---- reasons inside of reasons -------------------------------------------

//  A reason that is nested, indented once more.
static void
s_nested (zc_buffer_t *out, const zc_term_t *reason, const char *joiner)
{
    char deeper [200];
    bool room = strlen (joiner) + 5 < sizeof deeper;
    zc_buffer_printf (out, "%s** (EXIT) ", joiner);
    snprintf (deeper, sizeof deeper, "%s%s", joiner, room? "    ": "");
    if (room)
        zc_error_exit (out, reason, deeper);
    else
        zc_error_inspect (out, reason);
}

//  {shutdown, {failed_to_start_child, Child, Reason}}
static bool
s_start_child (zc_buffer_t *out, const zc_term_t *reason, const char *joiner)
{
    zc_term_t *child, *why, *inner;
    if (!zc_term_match (reason, "{shutdown, {failed_to_start_child, ~t, ~t}}", &child, &why))
        return false;
    if (zc_term_match (why, "{:EXIT, ~t}", &inner)) {
        zc_term_destroy (&why);
        why = inner;
    }
    zc_error_put (out, "shutdown: failed to start child: ");
    zc_error_inspect (out, child);
    s_nested (out, why, joiner);
    zc_term_destroy (&child);
    zc_term_destroy (&why);
    return true;
}

//  {Reason, {Module, Function, Args}}: a call that failed.
static bool
s_call (zc_buffer_t *out, const zc_term_t *reason, const char *joiner)
{
    zc_term_t *why, *module, *args;
    const char *function;
    if (!zc_term_match (reason, "{~t, {~t, ~a, ~t}}", &why, &module, &function, &args))
        return false;
    bool call = zc_term_type (module) == ZC_ATOM && zc_list_length (args) >= 0
             && zc_list_length (args) < 256;
    if (call) {
        zc_error_put (out, "exited in: ");
        zc_error_call (out, module, function, args);
        s_nested (out, why, joiner);
    }
    zc_term_destroy (&why);
    zc_term_destroy (&module);
    zc_term_destroy (&args);
    return call;
}

//  One frame of a stack, {Module, Function, Args or Arity, Location}, which may name file
//  and line. false: it is none.
static bool
s_frame (zc_buffer_t *out, const zc_term_t *frame, const char *joiner)
{
    zc_term_t *module, *args, *location;
    const char *function, *file;
    unsigned line = 0;
    if (!zc_term_match (frame, "{~t, ~a, ~t, ~t}", &module, &function, &args, &location))
        return false;
    zc_buffer_printf (out, "%s    ", joiner);
    bool placed = zc_term_match (location, "[{file, ~s}, {line, ~i} | _]", &file, &line);
    if (placed)
        zc_buffer_printf (out, "%s:%u: ", file, line);
    zc_error_call (out, module, function, args);
    zc_term_destroy (&module);
    zc_term_destroy (&args);
    zc_term_destroy (&location);
    return true;
}

//  {Error, Stack}: what an error ends a process with. Exceptions have no stack here.
static bool
s_raised (zc_buffer_t *out, const zc_term_t *reason, const char *joiner)
{
    zc_term_t *error, *stack, *frame;
    if (!zc_term_match (reason, "{~t, ~t}", &error, &stack))
        return false;
    size_t before = out->size, at = 0;
    int64_t count = zc_list_length (stack);
    bool frames = count > 0 || (count == 0 && zc_term_match (error, "%{__exception__: true}"));
    if (frames) {
        zc_buffer_printf (out, "an exception was raised:%s", joiner);
        zc_error_error (out, error, stack);
    }
    for (; frames && (frame = zc_term_next (stack, &at)); zc_term_destroy (&frame))
        frames = s_frame (out, frame, joiner);
    if (!frames)
        out->size = before;
    zc_term_destroy (&error);
    zc_term_destroy (&stack);
    return frames;
}

void
zc_error_exit (zc_buffer_t *out, const zc_term_t *reason, const char *joiner)
{
    if (!s_raised (out, reason, joiner) && !s_start_child (out, reason, joiner)
    &&  !s_call (out, reason, joiner))
        s_reason (out, reason);
}
