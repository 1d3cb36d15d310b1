//  zc_task.h - work in a process of its own, and its result
//
//      static zc_term_t *
//      s_add (void *arg)
//      {
//          return zc_term_new ("~i", …);
//      }
//
//      zc_task_t task = zc_task_async (s_add, &numbers);
//      …
//      zc_term_t *sum = zc_task_await (task, 5000);
//
//  The result is a message {Ref, Result} with the task's reference, or a DOWN
//  with the same. Who handles messages himself (handle_info of a server that
//  uses async_nolink) receives them as they are:
//      {~r, ~t}                             the result; nothing else will come
//      {:DOWN, ~r, process, _, ~t}          it ended without one
//  Results that nobody waits for any more never arrive.
//
//  A task supervisor runs tasks as its children, here or on another node, where
//  their output then appears:
//      zc_task_supervisor_async_apply (zc_server_on ("Chat.TaskSupervisor", "kate@localhost"),
//                                      "Chat", "receive_message", "[~s]", "hi");
//
//  Elixir  Task, Task.Supervisor

#ifndef ZC_TASK_H_INCLUDED
#define ZC_TASK_H_INCLUDED

#include "zc_supervisor.h"

#ifdef __cplusplus
extern "C" {
#endif

//  What a task runs. Returns its result, a new term; NULL stands for `ok`.
typedef zc_term_t *(zc_task_fn) (void *arg);

//  A task, by value. Only its owner may ask for its result; for anybody else
//  that is a mistake (badarg).
typedef struct {
    zc_pid_t pid;
    zc_ref_t ref;                   //  its monitor, and the alias of its owner
    zc_pid_t owner;
} zc_task_t;

//  As Elixir's %Task{owner: …, pid: …, ref: …}, a new term; and back.
zc_term_t *zc_task_to_term (zc_task_t task);
bool zc_task_from_term (const zc_term_t *term, zc_task_t *task);

//  ---- start ---------------------------------------------------------------

//  Start a task of this node, linked to the caller: each ends with the other.
//  arg      as with zc_spawn
//  Elixir   Task.async/1, Task.async/3
zc_task_t zc_task_async (zc_task_fn *function, void *arg);
#define zc_task_async_apply(module, function, ...) \
    zc_task_async_args (module, function, ZC_FORMAT (__VA_ARGS__))
zc_task_t zc_task_async_args (const char *module, const char *function, zc_format_t args);

//  ---- results -------------------------------------------------------------

//  Wait for the result, a new term. Without one the caller ends with {Reason,
//  {Task, await, [Task, Timeout]}}: timeout, {nodedown, Node}, or what the task
//  ended with.                                     Elixir  Task.await/2
zc_term_t *zc_task_await (zc_task_t task, int timeout_ms);

//  The results of all of them as a list, in this time together. The first that ends
//  without one ends the caller, {Reason, {Task, await_many, [Tasks, Timeout]}}; then
//  the others' results never arrive.               Elixir  Task.await_many/2
zc_term_t *zc_task_await_many (const zc_task_t *tasks, size_t count, int timeout_ms);

//  Look for the result without giving up. ZC_TASK_OK and ZC_TASK_EXIT hand out
//  the result, or what the task ended with ({nodedown, Node} for a lost node),
//  a new term; after them the task is done with. ZC_TASK_NONE: not yet.
//  Elixir  Task.yield/2: {:ok, result}, {:exit, reason}, nil
typedef enum { ZC_TASK_NONE, ZC_TASK_OK, ZC_TASK_EXIT } zc_task_outcome_t;
zc_task_outcome_t zc_task_yield (zc_task_t task, int timeout_ms, zc_term_t **result);

//  End a task: unlink it, send `shutdown`, after that time (ZC_BRUTAL: at once)
//  kill it. Waits until it has ended. NONE: it has, as asked; OK: its result had
//  come; EXIT: it ended in another way (`killed` when it took too long).
//  Elixir  Task.shutdown/2
zc_task_outcome_t zc_task_shutdown (zc_task_t task, int timeout_ms, zc_term_t **result);

//  Let it run and want nothing of it any more: unlink it, drop its result. As
//  yield says what there was.                      Elixir  Task.ignore/1
zc_task_outcome_t zc_task_ignore (zc_task_t task, zc_term_t **result);

//  ---- task supervisors ----------------------------------------------------

//  A dynamic supervisor (zc_supervisor.h: count_children, terminate_child …).
//  Elixir  Task.Supervisor.start_link/1
#define zc_task_supervisor_start_link(name) zc_task_supervisor_start_as (ZC_SERVER (name), 0)
zc_start_t zc_task_supervisor_start_as (zc_server_t name, size_t max_children);

//  Start a task under a supervisor. C functions: of this node only. With
//  options: or-ed;
//      ZC_TASK_NOLINK  it is not linked to the caller
//  shutdown_ms: as of a child, how the supervisor stops it; 0: 5,000.
//  The caller ends like a call does when the supervisor is not there, and with
//  {max_children, Supervisor} when it takes no more.
//  Elixir  Task.Supervisor.async/2,4,5, async_nolink/2,4,5
enum { ZC_TASK_LINK = 0, ZC_TASK_NOLINK = 1 };
#define zc_task_supervisor_async(supervisor, function, arg) \
    zc_task_supervisor_async_of (ZC_SERVER (supervisor), ZC_TASK_LINK, 0, function, arg)
#define zc_task_supervisor_async_nolink(supervisor, function, arg) \
    zc_task_supervisor_async_of (ZC_SERVER (supervisor), ZC_TASK_NOLINK, 0, function, arg)
#define zc_task_supervisor_async_apply(supervisor, module, function, ...) \
    zc_task_supervisor_async_args (ZC_SERVER (supervisor), ZC_TASK_LINK, 0, module, function, \
                                   ZC_FORMAT (__VA_ARGS__))
#define zc_task_supervisor_async_nolink_apply(supervisor, module, function, ...) \
    zc_task_supervisor_async_args (ZC_SERVER (supervisor), ZC_TASK_NOLINK, 0, module, function, \
                                   ZC_FORMAT (__VA_ARGS__))
zc_task_t zc_task_supervisor_async_of (zc_server_t supervisor, int options, int shutdown_ms,
                                       zc_task_fn *function, void *arg);
zc_task_t zc_task_supervisor_async_args (zc_server_t supervisor, int options, int shutdown_ms,
                                         const char *module, const char *function,
                                         zc_format_t args);

//  Start a task whose result nobody wants. error: max_children.
//  restart  ZC_TEMPORARY, or what is to be done when it ends
//  Elixir   Task.Supervisor.start_child/2,4
#define zc_task_supervisor_start_child(supervisor, function, arg) \
    zc_task_supervisor_start_child_of (ZC_SERVER (supervisor), ZC_TEMPORARY, 0, function, arg)
#define zc_task_supervisor_start_child_apply(supervisor, module, function, ...) \
    zc_task_supervisor_start_child_args (ZC_SERVER (supervisor), ZC_TEMPORARY, 0, module, \
                                         function, ZC_FORMAT (__VA_ARGS__))
zc_start_t zc_task_supervisor_start_child_of (zc_server_t supervisor, zc_restart_t restart,
                                              int shutdown_ms, zc_task_fn *function, void *arg);
zc_start_t zc_task_supervisor_start_child_args (zc_server_t supervisor, zc_restart_t restart,
                                                int shutdown_ms, const char *module,
                                                const char *function, zc_format_t args);

//  ---- streams -------------------------------------------------------------

//  All zero is a good default for each field.
typedef struct {
    size_t max_concurrency;         //  tasks at a time; 0: as many as processors
    bool unordered;                 //  results as they come, not as the inputs stand
    int timeout_ms;                 //  of each task; 0: 5,000; -1: none
    bool kill_on_timeout;           //  a late one becomes {exit, timeout}; else the
                                    //  caller ends
    int options;                    //  ZC_TASK_NOLINK: one that ends badly becomes {exit,
                                    //  Reason}; else the caller ends with that reason
    int shutdown_ms;                //  under a supervisor, as above
} zc_task_stream_t;

//  What a stream runs for each input.
typedef zc_term_t *(zc_task_each_fn) (const zc_term_t *input);

//  Run a function for each element of a list, some at a time. By name it gets
//  the element before the arguments given.
//  supervisor  NULL: none
//  options     NULL: all defaults
//  Returns     [{ok, Result} | {exit, Reason}, …], a new term
//  Elixir      Task.async_stream/3,5, Task.Supervisor.async_stream/4,6, …_nolink
#define zc_task_async_stream(supervisor, inputs, options, function) \
    zc_task_async_stream_of (ZC_SERVER (supervisor), inputs, options, function)
#define zc_task_async_stream_apply(supervisor, inputs, options, module, function, ...) \
    zc_task_async_stream_args (ZC_SERVER (supervisor), inputs, options, module, function, \
                               ZC_FORMAT (__VA_ARGS__))
zc_term_t *zc_task_async_stream_of (zc_server_t supervisor, const zc_term_t *inputs,
                                    const zc_task_stream_t *options, zc_task_each_fn *function);
zc_term_t *zc_task_async_stream_args (zc_server_t supervisor, const zc_term_t *inputs,
                                      const zc_task_stream_t *options, const char *module,
                                      const char *function, zc_format_t args);

#ifdef __cplusplus
}
#endif
#endif
