//  zc_task_stream.c - a function for each element of a list, some at a time
//
//      caller ── runs ──> stream ── owns ──> task, task, task …
//             <─ list ──         <─ results ─
//
//  The stream is a process between: it owns the tasks, so that their messages
//  and the ends of the linked ones are its own and not the caller's.

#include "zc_task_call.h"
#include "zc_server.h"
#include "zc_node.h"
#include "base/zc_caller.h"
#include "process/zc_hooks.h"
#include "zc_list.h"

#include <unistd.h>

//  One task under way.
typedef struct {
    zc_task_t task;
    size_t index;                   //  of its input
    int64_t deadline;
    bool busy;
} s_slot_t;

typedef struct {
    zc_server_t supervisor;
    zc_term_t *inputs, *call;       //  {c_each, Function} or {Module, Function, Args}
    zc_task_stream_t options;
    zc_ref_t caller;                //  a monitor
    size_t count, next, done;       //  inputs; the first not yet begun; results
    size_t slot_count;
    s_slot_t *slots;
    zc_term_t **results;
} s_stream_t;

//  ---- tasks ---------------------------------------------------------------

static zc_term_t *
s_call_for (const s_stream_t *self, const zc_term_t *input)
{
    uintptr_t function;
    const char *module, *name;
    zc_term_t *args;
    if (zc_term_match (self->call, "{c_each, ~i}", &function))
        return zc_task_call_each ((zc_task_each_fn *) function, input);
    zc_term_match (self->call, "{~a, ~a, ~t}", &module, &name, &args);
    zc_term_t *all = zc_term_new ("[~t | ~t]", input, args);
    zc_term_t *call = zc_task_call_named (module, name, all);
    zc_term_destroy (&all);
    zc_term_destroy (&args);
    return call;
}

//  A task is over: keep {ok, Result} or {exit, Reason}; takes the term.
static void
s_done (s_stream_t *self, s_slot_t *slot, const char *how, zc_term_t *term)
{
    size_t at = self->options.unordered? self->done: slot->index;
    self->results [at] = zc_term_new ("{~a, ~t}", how, term);
    zc_term_destroy (&term);
    self->done++;
    slot->busy = false;
}

//  End what still runs, and the stream with that reason.
static _Noreturn void
s_stop (s_stream_t *self, const zc_term_t *reason)
{
    zc_term_t *result = NULL;
    for (size_t i = 0; i < self->slot_count; i++)
        if (self->slots [i].busy)
            zc_task_shutdown (self->slots [i].task, ZC_BRUTAL, &result);
    zc_exit ("~t", reason);
}

//  A task that is being started.
typedef struct {
    s_stream_t *stream;
    s_slot_t *slot;
    const zc_term_t *input;
} s_start_t;

static void
s_start (void *arg)
{
    const s_start_t *start = arg;
    const s_stream_t *self = start->stream;
    start->slot->task = zc_task_start (self->supervisor, self->options.options,
                                       self->options.shutdown_ms, s_call_for (self, start->input));
}

//  Give a free slot the next input. A supervisor that takes no task ends the others, too.
static void
s_begin (s_stream_t *self, s_slot_t *slot)
{
    int ms = self->options.timeout_ms? self->options.timeout_ms: 5000;
    zc_term_t *input = zc_term_element (self->inputs, self->next), *reason;
    if (zc_try (s_start, &(s_start_t) {self, slot, input}, &reason) != ZC_VALUE)
        s_stop (self, reason);
    zc_term_destroy (&input);
    slot->index = self->next++;
    slot->deadline = ms < 0? INT64_MAX: zc_monotonic_ms () + ms;
    slot->busy = true;
}

static s_slot_t *
s_slot_of (s_stream_t *self, zc_ref_t ref)
{
    for (size_t i = 0; i < self->slot_count; i++)
        if (self->slots [i].busy && zc_ref_equal (self->slots [i].task.ref, ref))
            return &self->slots [i];
    return NULL;
}

//  ---- time ----------------------------------------------------------------

//  Milliseconds until the next task is late; -1: none will be.
static int
s_wait_ms (const s_stream_t *self)
{
    int64_t first = INT64_MAX;
    for (size_t i = 0; i < self->slot_count; i++)
        if (self->slots [i].busy && self->slots [i].deadline < first)
            first = self->slots [i].deadline;
    int64_t left = first - zc_monotonic_ms ();
    return first == INT64_MAX? -1: left > 0? (int) left: 0;
}

static void
s_end_late (s_stream_t *self)
{
    int64_t now = zc_monotonic_ms ();
    for (size_t i = 0; i < self->slot_count; i++) {
        s_slot_t *slot = &self->slots [i];
        if (!slot->busy || slot->deadline > now)
            continue;
        if (!self->options.kill_on_timeout)
            s_stop (self, zc_term_new ("{timeout, {Task.Supervised, stream, [~i]}}",
                                       self->options.timeout_ms? self->options.timeout_ms: 5000));
        zc_term_t *result = NULL;
        if (zc_task_shutdown (slot->task, ZC_BRUTAL, &result) == ZC_TASK_OK)
            s_done (self, slot, "ok", result);      //  it came at the last moment
        else {
            zc_term_destroy (&result);
            s_done (self, slot, "exit", zc_term_new ("timeout"));
        }
    }
}

//  ---- the stream ----------------------------------------------------------

//  A task has a result, or has ended without one; takes the term.
static void
s_over (s_stream_t *self, s_slot_t *slot, bool well, zc_term_t *term)
{
    if (!well) {
        term = zc_server_reason (term, zc_node_of (slot->task.pid));
        slot->busy = false;
        if (!(self->options.options & ZC_TASK_NOLINK))
            s_stop (self, term);
    }
    s_done (self, slot, well? "ok": "exit", term);
}

//  One message. The ends of linked tasks come as EXIT, too: they mean nothing.
static void
s_serve (s_stream_t *self)
{
    zc_ref_t ref;
    zc_term_t *term = NULL;
    int got = zc_receive_any (s_wait_ms (self), ZC_CASE ("{~r, ~t}", &ref, &term),
                              ZC_CASE ("{:DOWN, ~r, process, _, ~t}", &ref, &term),
                              ZC_CASE ("_"));
    if (got < 0)
        s_end_late (self);
    if (got == 1 && zc_ref_equal (ref, self->caller))
        s_stop (self, term);
    s_slot_t *slot = got == 0 || got == 1? s_slot_of (self, ref): NULL;
    if (slot)
        s_over (self, slot, got == 0, term);
    else
        zc_term_destroy (&term);
}

//  Take in what the caller wants: {stream, Caller, Ref, Supervisor, Inputs, Call,
//  Options}.
static void
s_told (s_stream_t *self, zc_ref_t *ref)
{
    zc_task_stream_t *options = &self->options;
    zc_term_t *supervisor;
    zc_pid_t caller;
    zc_receive (-1, "{stream, ~p, ~r, ~t, ~t, ~t, {~i, ~o, ~i, ~o, ~i, ~i}}", &caller, ref,
                &supervisor, &self->inputs, &self->call, &options->max_concurrency,
                &options->unordered, &options->timeout_ms, &options->kill_on_timeout,
                &options->options, &options->shutdown_ms);
    self->caller = zc_monitor (caller);
    if (!zc_term_match (supervisor, "nil"))
        zc_server_from_term (supervisor, &self->supervisor);
    self->count = zc_term_length (self->inputs);
    long processors = sysconf (_SC_NPROCESSORS_ONLN);
    self->slot_count = options->max_concurrency? options->max_concurrency:
                       processors > 0? (size_t) processors: 1;
    if (self->slot_count > self->count)
        self->slot_count = self->count;
    self->slots = zc_alloc ((self->slot_count + 1) * sizeof *self->slots);
    self->results = zc_alloc ((self->count + 1) * sizeof *self->results);
}

//  The body: runs all, and answers with the list.
static void
s_stream (void *unused)
{
    (void) unused;
    s_stream_t self = {.done = 0};
    zc_ref_t ref;
    s_told (&self, &ref);
    zc_trap_exit (true);            //  tasks may be linked
    while (self.done < self.count) {
        for (size_t i = 0; i < self.slot_count && self.next < self.count; i++)
            if (!self.slots [i].busy)
                s_begin (&self, &self.slots [i]);
        s_serve (&self);
    }
    zc_term_t *list = zc_term_list (self.results, self.count);
    zc_send_alias (ref, "{~r, ~t}", ref, list);
}

//  ---- from outside --------------------------------------------------------

//  Have a stream do it and wait for its list; takes the call over.
static zc_term_t *
s_run (zc_server_t supervisor, const zc_term_t *inputs, const zc_task_stream_t *options,
       zc_term_t *call)
{
    static const zc_task_stream_t defaults = {.max_concurrency = 0};
    if (!options)
        options = &defaults;
    if (zc_list_length (inputs) < 0)
        zc_caller_bug ("a stream: the inputs are not a list");
    zc_term_t *who = zc_server_to_term (supervisor), *list;
    zc_pid_t pid = zc_spawn (s_stream, NULL);
    zc_ref_t ref = zc_monitor_alias (pid);
    zc_send (pid, "{stream, ~p, ~r, ~t, ~t, ~t, {~i, ~o, ~i, ~o, ~i, ~i}}", zc_self (), ref, who,
             inputs, call, options->max_concurrency, options->unordered, options->timeout_ms,
             options->kill_on_timeout, options->options, options->shutdown_ms);
    zc_term_destroy (&who);
    zc_term_destroy (&call);
    if (zc_receive_quietly (-1, 2, (const zc_format_t [2]) {
                            ZC_CASE ("{~r, ~t}", ref, &list),
                            ZC_CASE ("{:DOWN, ~r, process, _, ~t}", ref, &list)}, NULL) == 1)
        zc_exit ("~t", list);
    return list;
}

zc_term_t *
zc_task_async_stream_of (zc_server_t supervisor, const zc_term_t *inputs,
                         const zc_task_stream_t *options, zc_task_each_fn *function)
{
    zc_task_check_near (supervisor);
    return s_run (supervisor, inputs, options, zc_term_new ("{c_each, ~i}", (uintptr_t) function));
}

zc_term_t *
zc_task_async_stream_args (zc_server_t supervisor, const zc_term_t *inputs,
                           const zc_task_stream_t *options, const char *module,
                           const char *function, zc_format_t args)
{
    return s_run (supervisor, inputs, options, zc_task_call_build (module, function, args));
}
