//  zc_process.h - processes: spawn, send, receive, link, monitor, exit
//
//  A process is a function with a stack and a mailbox of its own, run by a
//  node's scheduler. Everything below is called from inside a process (a
//  function given to zc_spawn, zc_run, a module function, or a thread that
//  joined with zc_attach); anywhere else it is a bug of the caller and aborts.
//  A call that "blocks" blocks that process only.
//
//  A mistake in a call's arguments ends the calling process with the reason
//  {badarg, Text}; the node and the other processes go on.

#ifndef ZC_PROCESS_H_INCLUDED
#define ZC_PROCESS_H_INCLUDED

#include "zc_term.h"

#ifdef __cplusplus
extern "C" {
#endif

//  The body of a process. It ends with the reason `normal` when it returns.
typedef void (zc_body_t) (void *arg);

//  Options of the spawns, or-ed. The last two are for zc_spawn_request.
enum { ZC_SPAWN_LINK = 1, ZC_SPAWN_MONITOR = 2, ZC_SPAWN_REPLY_ERROR = 4,
       ZC_SPAWN_REPLY_NONE = 8 };

//  ---- spawn on this node --------------------------------------------------

//  Start a process. `arg` is handed over as it is: what it points to must
//  live as long as the process needs it.
//  Erlang  spawn/1, spawn_link/1, spawn_monitor/1
zc_pid_t zc_spawn (zc_body_t *body, void *arg);
zc_pid_t zc_spawn_link (zc_body_t *body, void *arg);
zc_pid_t zc_spawn_monitor (zc_body_t *body, void *arg, zc_ref_t *ref);

//  ---- spawn by module and function, here or on another node ---------------
//  `node` NULL or the own name: here. The arguments are a format of a list:
//      zc_node_spawn ("node2@localhost", "Duck", "quack", "[~i]", 3);
//  The new process inherits the caller's group leader, so its output appears
//  at the caller's terminal. A module or function that does not exist ends
//  the new process with {undef, …}. A node that cannot be reached: a pid of
//  this node that is already dead (the link or monitor fires with
//  `noconnection`) and a line in the log.
//  Blocks  until the other node answered (it dials first if it must)
//  Elixir  Node.spawn/4, Node.spawn_link/4, Node.spawn_monitor/4
#define zc_node_spawn(node, module, function, ...) \
    zc_node_spawn_args (node, module, function, 0, NULL, ZC_FORMAT (__VA_ARGS__))
#define zc_node_spawn_link(node, module, function, ...) \
    zc_node_spawn_args (node, module, function, ZC_SPAWN_LINK, NULL, ZC_FORMAT (__VA_ARGS__))
#define zc_node_spawn_monitor(node, module, function, ref, ...) \
    zc_node_spawn_args (node, module, function, ZC_SPAWN_MONITOR, ref, ZC_FORMAT (__VA_ARGS__))
zc_pid_t zc_node_spawn_args (const char *node, const char *module, const char *function,
                             int options, zc_ref_t *ref, zc_format_t args);

//  The same without waiting. The answer is a message, {spawn_reply, Ref, ok,
//  Pid} or {spawn_reply, Ref, error, Reason} with Reason noconnection or
//  system_limit; Ref is also the monitor's where one was asked for. Options more:
//  the answer only where it is an error, or none at all.
//  Erlang  spawn_request/5
#define zc_spawn_request(node, module, function, options, ...) \
    zc_spawn_request_args (node, module, function, options, ZC_FORMAT (__VA_ARGS__))
zc_ref_t zc_spawn_request_args (const char *node, const char *module, const char *function,
                                int options, zc_format_t args);

//  Give a request up: no reply will come, a monitor made by it is removed, a
//  process made with a link is ended. true if the reply had not come yet.
//  Erlang  spawn_request_abandon/1
bool zc_spawn_request_abandon (zc_ref_t request);

//  ---- who am I ------------------------------------------------------------

zc_pid_t zc_self (void);
zc_ref_t zc_make_ref (void);

//  ---- send ----------------------------------------------------------------
//  Sending never fails: a message to a process that is dead, unknown or on a
//  node that cannot be reached is dropped. Signals from one process to another
//  arrive in the order sent. The only blocking: while more than the limit is
//  queued for a slow node, its senders are suspended.

//  Send to a pid.                                  zc_send (pid, "{hi, ~p}", zc_self ());
//  Erlang  Pid ! Message
#define zc_send(pid, ...) zc_send_format (pid, ZC_FORMAT (__VA_ARGS__))
void zc_send_format (zc_pid_t to, zc_format_t message);

//  Send to a registered name of this node (node NULL) or another.
//  Returns  false for a name that nobody on this node has; else true
//  Erlang   {Name, Node} ! Message
#define zc_send_name(name, node, ...) zc_send_name_format (name, node, ZC_FORMAT (__VA_ARGS__))
bool zc_send_name_format (const char *name, const char *node, zc_format_t message);

//  Send through an alias (see zc_alias).           Erlang  Alias ! Message
#define zc_send_alias(alias, ...) zc_send_alias_format (alias, ZC_FORMAT (__VA_ARGS__))
void zc_send_alias_format (zc_ref_t alias, zc_format_t message);

//  Send with a say in it.                          Erlang  erlang:send/3
//  Returns  ZC_SENT (also: waits for a dial under way); ZC_NOCONNECT (option
//           ZC_SEND_NOCONNECT: a dial would be needed); ZC_NOSUSPEND (option
//           ZC_SEND_NOSUSPEND: it would block)
typedef enum { ZC_SENT, ZC_NOCONNECT, ZC_NOSUSPEND } zc_sent_t;
enum { ZC_SEND_NOCONNECT = 1, ZC_SEND_NOSUSPEND = 2 };
zc_sent_t zc_send_options (zc_pid_t to, int options, zc_format_t message);
zc_sent_t zc_send_name_options (const char *name, const char *node, int options,
                                zc_format_t message);
zc_sent_t zc_send_alias_options (zc_ref_t alias, int options, zc_format_t message);

//  Send a message to a local pid or name (name NULL: pid) after so many
//  milliseconds. The timer dies with the pid, not with the caller.
//  Erlang  erlang:send_after/3
#define zc_send_after(ms, pid, ...) zc_send_after_format (ms, pid, NULL, ZC_FORMAT (__VA_ARGS__))
#define zc_send_name_after(ms, name, ...) \
    zc_send_after_format (ms, ZC_PID_NONE, name, ZC_FORMAT (__VA_ARGS__))
zc_ref_t zc_send_after_format (int ms, zc_pid_t to, const char *name, zc_format_t message);

//  Stop a timer of this node. Milliseconds that were left, -1 if it had fired
//  or is unknown.                                  Erlang  erlang:cancel_timer/1
int zc_cancel_timer (zc_ref_t timer);

//  The machine's time of day, in milliseconds since 1970. It may be wrong, and be set
//  back; to measure how long something takes is not its use.
//  Caller  any process                             Erlang  erlang:system_time (millisecond)
int64_t zc_system_time (void);

//  ---- receive -------------------------------------------------------------

//  Take the oldest message that matches the pattern; the others keep their
//  place.
//  timeout_ms  0 = look once, -1 = for ever
//  Returns     true and fills the variables; false on time-out, nothing taken
//  Strings     handed out are good until the process's next receive
//  Erlang      receive Pattern -> … after Timeout -> … end
#define zc_receive(timeout_ms, ...) zc_receive_format (timeout_ms, ZC_FORMAT (__VA_ARGS__))
static inline bool zc_receive_format (int timeout_ms, zc_format_t pattern);

//  The same with several patterns, tried in order on each message:
//      switch (zc_receive_any (1000, ZC_CASE ("{add, ~i}", &n), ZC_CASE ("stop"))) {
//          case 0: … case 1: … case -1: time-out
//  Returns     index of the pattern that matched, or -1
#define ZC_CASE(...) ZC_FORMAT (__VA_ARGS__)
#ifndef __cplusplus
#define zc_receive_any(timeout_ms, ...) \
    zc_receive_cases (timeout_ms, \
        sizeof ((const zc_format_t []) {__VA_ARGS__}) / sizeof (zc_format_t), \
        (const zc_format_t []) {__VA_ARGS__})
#endif
int zc_receive_cases (int timeout_ms, size_t count, const zc_format_t *cases);

static inline bool
zc_receive_format (int timeout_ms, zc_format_t pattern)
{
    return zc_receive_cases (timeout_ms, 1, &pattern) == 0;
}

//  The message last received, as it came; NULL before the first one. Belongs
//  to the process, good until its next receive.
const zc_term_t *zc_message (void);

//  Take all messages out of the mailbox. print: write each through the group
//  leader, one a line. Returns how many.          Elixir  IEx flush/0
size_t zc_flush (bool print);

//  Wait so many milliseconds; -1 = for ever.      Elixir  Process.sleep/1
void zc_sleep (int ms);

//  Milliseconds of a clock that never goes back, to measure with.
//  Erlang  erlang:monotonic_time (millisecond)
int64_t zc_monotonic_ms (void);

//  A number drawn from 0 to below - 1, each as likely (0 where below is 0).
//  Erlang  rand:uniform/1, which counts from 1
uint32_t zc_random (uint32_t below);

//  Let others run.                                Erlang  erlang:yield/0
void zc_yield (void);

//  ---- aliases -------------------------------------------------------------

//  A reference that stands for the caller as an address. once: the first
//  message through it ends it. Late answers to an ended alias are dropped.
//  Erlang  alias/1, unalias/1
zc_ref_t zc_alias (bool once);
bool zc_unalias (zc_ref_t alias);

//  ---- ending --------------------------------------------------------------

//  End the calling process with a reason.         zc_exit ("{shutdown, ~i}", n);
//  Does not return. Erlang  exit/1
#define zc_exit(...) zc_exit_format (ZC_FORMAT (__VA_ARGS__))
void zc_exit_format (zc_format_t reason) __attribute__ ((noreturn));

//  The two other ways out: a failure, a pair {Error, Stack}, where Stack is a
//  list of {Module, Function, Args, Location}; and a term thrown to whoever
//  catches it. Uncaught, the process ends with that pair, or {{nocatch, Term}, []}.
//      zc_error ("{badarg, [{Kernel, abs, ~t, []}]}", args);
//  Erlang  error/1, throw/1
#define zc_error(...) zc_error_format (ZC_FORMAT (__VA_ARGS__))
#define zc_throw(...) zc_throw_format (ZC_FORMAT (__VA_ARGS__))
void zc_error_format (zc_format_t reason) __attribute__ ((noreturn));
void zc_throw_format (zc_format_t term) __attribute__ ((noreturn));

//  Call a function and catch zc_exit, zc_error and zc_throw below it, and mistakes
//  in arguments (errors {badarg, Text}). Not caught are exit signals and crashes:
//  they end the process. What the frames in between had from malloc, opened or
//  locked stays so.
//  Returns  ZC_VALUE: it returned, *reason is NULL; else how it was left, and
//           *reason is a new term
//  Erlang   try … catch Class:Reason -> … end
typedef enum { ZC_VALUE, ZC_THROW, ZC_EXIT, ZC_ERROR } zc_class_t;
zc_class_t zc_try (zc_body_t *body, void *arg, zc_term_t **reason);

//  Let what zc_try has caught go on, unchanged, after what had to be tidied up; takes the
//  reason. Does not return.
//      zc_class_t how = zc_try (body, arg, &reason);
//      …                               // on each way
//      if (how != ZC_VALUE)
//          zc_raise (how, &reason);
//  Erlang   erlang:raise/3, and try … after … end
void zc_raise (zc_class_t how, zc_term_t **reason_p) __attribute__ ((noreturn));

//  Send an exit signal. `kill` cannot be trapped and arrives as `killed`;
//  `normal` is ignored by those who do not trap; others end a process that
//  does not trap and become {:EXIT, From, Reason} at one that does.
//  Erlang  exit/2
#define zc_exit_process(pid, ...) zc_exit_process_format (pid, ZC_FORMAT (__VA_ARGS__))
void zc_exit_process_format (zc_pid_t pid, zc_format_t reason);

//  ---- links ---------------------------------------------------------------

//  Tie two processes together: when one ends, the other gets its reason as an
//  exit signal. Single and two-way. Dead: `noproc`; unreachable:
//  `noconnection`, both asynchronously.           Erlang  link/1, unlink/1
void zc_link (zc_pid_t pid);
void zc_unlink (zc_pid_t pid);

//  Turn exit signals into messages {:EXIT, From, Reason}. Returns the old
//  setting.                                       Erlang  process_flag (trap_exit, …)
bool zc_trap_exit (bool trap);

//  ---- monitors ------------------------------------------------------------

//  Watch a process: one message {:DOWN, Ref, process, Pid, Reason} when it
//  ends (at once with `noproc` if it is dead, `noconnection` if its node
//  cannot be reached). Monitors stack up.         Erlang  monitor/2
zc_ref_t zc_monitor (zc_pid_t pid);

//  Watch the process that has this name now; DOWN carries {Name, Node}.
zc_ref_t zc_monitor_name (const char *name, const char *node);

//  The same, through a reference that is also an alias of the caller, for one
//  answer. What comes first ends both: a message through the alias, DOWN, or
//  zc_demonitor. So who asks gets the answer or the DOWN, never both, and
//  nothing late.        Erlang  monitor (process, Pid, [{alias, reply_demonitor}])
zc_ref_t zc_monitor_alias (zc_pid_t pid);
zc_ref_t zc_monitor_alias_name (const char *name, const char *node);

//  Stop watching. ZC_DEMONITOR_FLUSH also takes a DOWN out of the mailbox.
//  Returns  true; with ZC_DEMONITOR_INFO: whether the monitor was still there
//  Erlang   demonitor/2
enum { ZC_DEMONITOR_FLUSH = 1, ZC_DEMONITOR_INFO = 2 };
bool zc_demonitor (zc_ref_t monitor, int options);

//  ---- names of this node --------------------------------------------------

//  Give a local process a name. One name a process, one process a name. The names nil,
//  true, false and undefined are a mistake of the caller (badarg).
//  Returns  true; false: no such process, it has a name, or the name is taken
//  Erlang   register/2, unregister/1, whereis/1, registered/0
bool zc_register (const char *name, zc_pid_t pid);
bool zc_unregister (const char *name);
zc_pid_t zc_whereis (const char *name);
zc_term_t *zc_registered (void);

//  ---- the process itself --------------------------------------------------

//  Memory that is released when the process ends, whichever way. Aligned as
//  malloc's, zeroed; never NULL. zc_free takes NULL.
void *zc_alloc (size_t size);
void *zc_realloc (void *memory, size_t size);
void zc_free (void *memory);
char *zc_strdup (const char *text);

//  Alive on this node?                            Elixir  Process.alive?/1
bool zc_process_alive (zc_pid_t pid);

//  What is known of a local process, as a keyword list: registered_name,
//  current (running, waiting, runnable, suspended, detached), message_queue_len,
//  links, monitors, monitored_by, trap_exit, group_leader, initial_call,
//  memory, calls. NULL if it is dead.             Erlang  process_info/1
zc_term_t *zc_process_info (zc_pid_t pid);

//  The pids of this node, as a list.              Erlang  processes/0
zc_term_t *zc_processes (void);

//  Where io of this process goes; spawned processes inherit it.
//  Erlang  group_leader/0, group_leader/2
zc_pid_t zc_group_leader (void);
void zc_set_group_leader (zc_pid_t leader, zc_pid_t pid);

#ifdef __cplusplus
}

template <typename... T>
inline int
zc_receive_any (int timeout_ms, const T &...cases)
{
    const zc_format_t list [] = {cases...};
    return zc_receive_cases (timeout_ms, sizeof...(cases), list);
}
#endif
#endif
