//  zc_supervisor.h - a process that starts others, and starts them again
//
//      static zc_start_t
//      s_start_counter (void *arg)
//      {
//          return zc_gen_server_start_link (&counter, arg, "counter");
//      }
//
//      const zc_child_spec_t children [] = {
//          {.id = "counter", .start = s_start_counter, .arg = &zero},
//          {.id = "ticker", .body = tick, .restart = ZC_TRANSIENT},
//          {.id = "duck", .module = "Duck", .function = "start_link", .args = args},
//      };
//      zc_start_t started = zc_supervisor_start_link (NULL, children, 3, "family");
//
//  Children start in order and stop in the reverse order. One that ends is
//  started again, as its `restart` says; a C child that crashes, too. When that
//  happens too often, the supervisor gives up: it stops all children and ends
//  with `shutdown`, and its own supervisor decides.
//
//  Erlang  supervisor; Elixir  Supervisor, DynamicSupervisor

#ifndef ZC_SUPERVISOR_H_INCLUDED
#define ZC_SUPERVISOR_H_INCLUDED

#include "zc_gen_server.h"

#ifdef __cplusplus
extern "C" {
#endif

//  ---- children ------------------------------------------------------------

//  Which ends are followed by a new start: all; those that are not in order (not
//  normal, shutdown or {shutdown, _}); none, and the child is forgotten.
typedef enum { ZC_PERMANENT, ZC_TRANSIENT, ZC_TEMPORARY } zc_restart_t;

//  How a child is stopped: with `shutdown`, and killed when it has not ended
//  after so many milliseconds; or (instead of milliseconds)
//      ZC_INFINITY  waited for, as long as it takes
//      ZC_BRUTAL    killed at once
enum { ZC_BRUTAL = -2 };

//  Starts a child with a link, and returns when it runs. Called in the supervisor:
//  zc_exit, zc_error and zc_throw in here are a start that failed, {error, {:EXIT,
//  Reason}}; a crash in here is the supervisor's.
typedef zc_start_t (zc_start_fn) (void *arg);

//  What to start, and how. One of start, body and module; all texts, terms and
//  this struct itself are copied by who takes it.
typedef struct {
    const char *id;                 //  its name for the supervisor; NULL for a dynamic one
    zc_start_fn *start;
    zc_body_t *body;                //  a plain process, which counts as started at once
    void *arg;                      //  of either
    const char *module, *function;  //  returns {ok, Pid}, {error, Reason} or ignore
    const zc_term_t *args;          //  its arguments, a list
    zc_restart_t restart;
    int shutdown_ms;                //  0: 5,000, for a supervisor infinity
    bool supervisor;                //  it is one itself
} zc_child_spec_t;

//  As Elixir's child spec, %{id: …, start: {Module, Function, Args}, …}, a new
//  term; and back (false: it is none; what the struct holds belongs to the term,
//  but for args, a new term, even then). Functions in C only mean something in the same
//  program: {c_start | c_body, Function, Arg}.
zc_term_t *zc_child_spec_to_term (const zc_child_spec_t *spec);
bool zc_child_spec_from_term (const zc_term_t *term, zc_child_spec_t *spec);

//  ---- supervisors ---------------------------------------------------------

//  Who is started again when one child is: itself; all; itself and those that
//  were started after it. ZC_DYNAMIC: itself, and children only come by
//  zc_supervisor_start_child: many, without ids, stopped all at once.
typedef enum { ZC_ONE_FOR_ONE, ZC_ONE_FOR_ALL, ZC_REST_FOR_ONE, ZC_DYNAMIC } zc_strategy_t;

//  All zero is a good default for each field.
typedef struct {
    zc_strategy_t strategy;
    int max_restarts;               //  more starts again than these (0: 3; -1: none) …
    int max_seconds;                //  … in so many seconds (0: 5) are too many
    size_t max_children;            //  ZC_DYNAMIC: refuse more; 0: no limit
} zc_supervisor_options_t;

//  Start a supervisor and its children, linked to the caller.
//  options   NULL: all defaults
//  Returns   when all children run. If one does not start, the others are
//            stopped; error {shutdown, {failed_to_start_child, Id, Reason}}
//  Elixir    Supervisor.start_link/2, DynamicSupervisor.start_link/1
#define zc_supervisor_start_link(options, children, count, name) \
    zc_supervisor_start_as (options, children, count, ZC_SERVER (name))
zc_start_t zc_supervisor_start_as (const zc_supervisor_options_t *options,
                                   const zc_child_spec_t *children, size_t count, zc_server_t name);

//  Stop it and its children; reason `normal`.       Elixir  Supervisor.stop/1
#define zc_supervisor_stop(supervisor) \
    zc_gen_server_stop (supervisor, ZC_INFINITY, "normal")

//  ---- what a supervisor is asked ------------------------------------------
//
//  These are calls without a time-out: the caller ends when the supervisor is
//  not there. Results are new terms.

//  Start one more child. On a supervisor of another node: by module only.
//  Returns  its pid, or the error: {already_started, Pid}, already_present,
//           max_children, or why it did not start
//  Elixir   Supervisor.start_child/2, DynamicSupervisor.start_child/2
#define zc_supervisor_start_child(supervisor, spec) \
    zc_supervisor_start_child_of (ZC_SERVER (supervisor), spec)
zc_start_t zc_supervisor_start_child_of (zc_server_t supervisor, const zc_child_spec_t *spec);

//  Stop a child by its id, or a dynamic one by its pid. It stays known, unless
//  it is temporary or dynamic. `ok` or {error, not_found}.
//  Elixir  Supervisor.terminate_child/2
#define zc_supervisor_terminate_child(supervisor, ...) \
    zc_supervisor_ask (ZC_SERVER (supervisor), "terminate_child", ZC_FORMAT (__VA_ARGS__))

//  Start a stopped child again: {ok, Pid}, {ok, undefined} where it ignores that, or
//  {error, running | restarting | not_found | Reason}. Forget it: `ok`, or {error, …} with the same first three.
//  Elixir  Supervisor.restart_child/2, delete_child/2
#define zc_supervisor_restart_child(supervisor, ...) \
    zc_supervisor_ask (ZC_SERVER (supervisor), "restart_child", ZC_FORMAT (__VA_ARGS__))
#define zc_supervisor_delete_child(supervisor, ...) \
    zc_supervisor_ask (ZC_SERVER (supervisor), "delete_child", ZC_FORMAT (__VA_ARGS__))

//  [{Id, Pid | undefined | restarting, worker | supervisor, Modules}, …] in the
//  order of their start, and %{specs: …, active: …, supervisors: …, workers: …}.
//  Elixir  Supervisor.which_children/1, count_children/1
#define zc_supervisor_which_children(supervisor) \
    zc_supervisor_ask (ZC_SERVER (supervisor), "which_children", ZC_FORMAT ("nil"))
#define zc_supervisor_count_children(supervisor) \
    zc_supervisor_ask (ZC_SERVER (supervisor), "count_children", ZC_FORMAT ("nil"))
zc_term_t *zc_supervisor_ask (zc_server_t supervisor, const char *what, zc_format_t which);

#ifdef __cplusplus
}
#endif
#endif
