//  zc_hooks.h - the inner hooks: what dist and kernel need beyond the public API
//
//  Services are written with the public API. These few things they cannot do
//  without; nobody else uses them.

#ifndef ZC_HOOKS_H_INCLUDED
#define ZC_HOOKS_H_INCLUDED

#include "zc_signal.h"
#include "zc_module.h"
#include "zc_node.h"
#include "base/zc_timers.h"

//  ---- descriptors ---------------------------------------------------------

//  Watch a descriptor in the scheduler's poll; `ready` is called by the baton
//  holder, between processes, with EPOLLIN, EPOLLOUT … bits. Must not block.
//  false: it cannot be watched (a regular file, a closed descriptor).
typedef struct zc_watch_t zc_watch_t;
struct zc_watch_t {
    int fd;
    void (*ready) (zc_watch_t *self, uint32_t events);
};
bool zc_core_watch (zc_core_t *core, zc_watch_t *watch, int fd, uint32_t events,
                    void (*ready) (zc_watch_t *self, uint32_t events));
void zc_core_unwatch (zc_core_t *core, zc_watch_t *watch);

//  Many bytes go in or out: I/O threads need the processors. The scheduler sleeps
//  when it next has nothing to do, where it would look on for a while.
void zc_core_io_busy (zc_core_t *core);

//  Block the calling process until the descriptor is readable (writable).
//  Returns  true (also where it cannot be watched: a read will tell); false on
//           time-out (-1: none)
bool zc_wait_fd (int fd, bool writable, int timeout_ms);

//  ---- clock and timers ----------------------------------------------------

//  Where a node's time and randomness come from: the system, or a simulator.
typedef struct {
    void *self;
    int64_t (*now) (void *self);    //  nanoseconds, never backwards
    int64_t (*wall) (void *self);   //  time of day, as zc_system_time has it
    void (*random) (void *self, void *data, size_t size);
} zc_source_t;

//  Nanoseconds of the node's clock (monotonic; virtual in the simulator).
int64_t zc_core_now (const zc_core_t *core);

//  Timers that call back the baton holder, between processes.
void zc_core_timer (zc_core_t *core, zc_timer_t *timer, int64_t delay_ns,
                    void (*fire) (zc_timer_t *timer));
void zc_core_timer_cancel (zc_core_t *core, zc_timer_t *timer);

//  ---- modules -------------------------------------------------------------

//  What a module is made of, for the table a few functions: C is one kind
//  (zc_module_c), the shell's scripts are another.
typedef struct {
    //  A handle of the function; NULL: none. Baton holder: must not call the core
    const void *(*find) (const void *code, const char *function, size_t arity);
    //  Call it, in a process and outside the core, which has entered the version just
    //  before. NULL stands for `ok`
    zc_term_t *(*call) (const void *code, const void *function, const zc_term_t *args);
    //  The code is in no process any more; may be NULL. Baton holder
    void (*release) (void *code);
    //  Its functions, one after the other; false past the last. May be NULL. Baton holder
    bool (*function_at) (const void *code, size_t index, const char **name, size_t *arity);
} zc_kind_t;

//  A new version of a module. The code of a C one is its zc_module_t.
typedef struct {
    const char *name;
    const zc_kind_t *kind;
    void *code;
    const char *file;               //  where it came from
} zc_part_t;
extern const zc_kind_t zc_module_c;

//  Make versions current, all or none: what was current becomes old, what was old
//  is purged. Names, files and the array stay the caller's. Inside enter/leave.
//  Returns  NULL, or the name that is the library's own and cannot be replaced
const char *zc_module_load (zc_core_t *core, const zc_part_t *parts, size_t count);

//  A module's name as a term: Duck is 'Elixir.Duck', Erlang's are as they are; and
//  back.
zc_term_t *zc_module_atom (const char *module);
const char *zc_module_name (const char *atom);

//  Go into the current version of a module, as a call does before it looks for the
//  function there; kind NULL: there is no such module. Leave goes back to the depth.
typedef struct {
    const zc_kind_t *kind;
    const void *code;
    size_t depth;
} zc_visit_t;
zc_visit_t zc_module_visit (const char *module);
void zc_module_leave (size_t depth);

//  Has a module that comes with the library, as Kernel, this function? Asks the core nothing: a
//  process that was killed does not end in here.
bool zc_module_own_has (const char *module, const char *function, size_t arity);

//  How many versions the calling process is in.
size_t zc_module_depth (void);

//  The error of a call of what is not there; a line in the log, where a process ends of it.
void zc_module_undef (const char *module, const char *function, const zc_term_t *args)
    __attribute__ ((noreturn));

//  Folders whose shared objects are modules are called so: their code is the
//  user's, for reports and for the end of killed processes (zc_crash.c).
#define ZC_MODULE_PLACE "zcluster-code-"

//  ---- interrupts ----------------------------------------------------------

//  Ask a process of this node to stop what it evaluates: a flag is set, and that is all.
//  The flag of the calling process, lowered; it is there as long as the process's body.
void zc_interrupt (zc_pid_t pid);
const _Atomic (bool) *zc_interrupt_flag (void);

//  ---- arguments -----------------------------------------------------------

//  Read a text argument to its end, outside the core: a bad pointer then ends
//  the caller and not the node.
void zc_text_touched (const char *text);
//  The same for a name that becomes an atom, here or on another node: one that is none ends
//  the caller, and not the node or the connection.
void zc_atom_touched (const char *text);

//  ---- the baton -----------------------------------------------------------

//  Enter and leave the core from a process: between the two the caller holds
//  the baton and may touch the core's state. Enter before, leave after; no user
//  code, no blocking call in between. zc_core_enter returns the caller's core.
zc_core_t *zc_core_enter (void);
void zc_core_leave (void);

//  Inside enter/leave: sleep until zc_core_wake (pid), a message or the
//  deadline. Spurious wake-ups happen: test the condition again.
//  false: the deadline passed (INT64_MAX: none).
bool zc_core_wait (int64_t deadline);
void zc_core_wake (zc_core_t *core, zc_pid_t pid);

//  The node object's core; the core of the calling process; parts of a core.
zc_core_t *zc_node_core (zc_node_t *node);
zc_node_t *zc_core_node (zc_core_t *core);
zc_core_t *zc_core_self (void);
zc_names_t *zc_core_names (zc_core_t *core);
const zc_node_options_t *zc_core_options (const zc_core_t *core);
void *zc_core_route_self (zc_core_t *core);

//  Random bytes for nonces, keys and jitter (seeded in the simulator).
void zc_core_random (zc_core_t *core, void *data, size_t size);

//  What zc_node_info tells of the process layer. Inside enter/leave.
typedef struct {
    size_t processes, system_processes, remains, stacks, run_queue, detached, threads;
    uint64_t spawned, crashes, expelled;
    uint64_t crowds;                //  how often a look on ended because others compute
} zc_counts_t;
void zc_core_count (zc_core_t *core, zc_counts_t *counts);

//  ---- the life of a core (zc_boot.c) --------------------------------------

//  source: NULL for the system's.
zc_core_t *zc_core_new (zc_node_t *node, const zc_node_options_t *options,
                        const zc_source_t *source);

//  Take in the modules of the program; the library's own are there.
void zc_core_add_modules (zc_core_t *self, const zc_module_t *const *from,
                          const zc_module_t *const *to);
void zc_core_start (zc_core_t *self);

//  The scheduler calls `step` once a round until it returns true, then all its
//  threads end. Blocks the calling thread until they have. false: some thread
//  runs a killed body that does not end; the core must then not be destroyed.
bool zc_core_stop (zc_core_t *self, bool (*step) (zc_core_t *core));
void zc_core_destroy (zc_core_t **self_p);

//  A core without threads, for a simulator: never started, but stepped. A step
//  is one scheduler round on the calling thread; it does not wait and looks at no
//  descriptors. IDLE: nothing to do until zc_core_deadline (INT64_MAX: never), or
//  until the network has something. zc_core_ask_stop takes the place of
//  zc_core_stop; step on until STOPPED.
typedef enum { ZC_STEP_IDLE, ZC_STEP_BUSY, ZC_STEP_STOPPED } zc_step_t;
zc_step_t zc_core_step (zc_core_t *core);
int64_t zc_core_deadline (const zc_core_t *core);
void zc_core_ask_stop (zc_core_t *self, bool (*step) (zc_core_t *core));

//  End all processes: the users', or the node's own. Inside `step`.
void zc_core_end_processes (zc_core_t *self, bool system);
//  How many there still are, bodies that run on after their end included.
size_t zc_core_processes (zc_core_t *self, bool system);

//  Write a line to the node's log; any thread.
void zc_core_log (zc_core_t *core, zc_log_level_t level, const char *format, ...)
    __attribute__ ((format (printf, 3, 4)));

//  Start a system process from outside a process (by the baton holder).
zc_pid_t zc_core_spawn (zc_core_t *core, zc_body_t *body, void *arg, const char *what);

//  Group leader of processes that have no parent.
void zc_core_set_default_leader (zc_core_t *core, zc_pid_t leader);

//  An option of zc_send_options and its like: send at once, though much is queued to
//  that node. For questions, whose sender waits for the answer anyway, and with a
//  time-out; what is queued by this is as much as there are callers.
enum { ZC_SEND_ALWAYS = 4 };

//  Take the oldest message for which `match` says true, without touching what the
//  process's last receive handed out; the others keep their place. For the shell's
//  receive, whose patterns are no formats. `match` runs in the calling process, outside
//  the core, and must not receive.
//  Returns  false on time-out
typedef bool (zc_match_t) (void *arg, const uint8_t *data, size_t size);
bool zc_receive_where (int timeout_ms, zc_match_t *match, void *arg);

//  ---- scripts -------------------------------------------------------------

//  The innermost script that the calling process runs (zc_machine.c). A zc_try puts back
//  what was there when it began.
void *zc_machine_self (void);
void zc_machine_set_self (void *machine);

//  Bytes left on the calling process's stack. Of an attached thread's nothing is known:
//  SIZE_MAX.
size_t zc_stack_left (void);

//  A place on the node for what the shell keeps, NULL at first; release is called with
//  what stands there when the node is destroyed. Inside enter/leave.
void **zc_core_annex (zc_core_t *core, void (*release) (void *annex));

//  ---- waiting for answers -------------------------------------------------

//  zc_monitor by a connection that is there: where none is, none is made, and DOWN
//  (noconnection) comes at once. For a pid that another node has just told of, which
//  may be lost since: to dial it would undo a disconnect.
zc_ref_t zc_monitor_connected (zc_pid_t pid);

//  Give way until what was sent to other nodes has left: before a long computation.
void zc_core_give_way (void);

//  Request a process on a node whose monitor, `ref` (from zc_make_ref), is also an alias
//  of the caller for one answer, as that of zc_monitor_alias. The arguments can have
//  `ref` in them, so the process can answer before the caller knows of it. Where there
//  is no process to be: {spawn_reply, Ref, error, Reason}.
//  Erlang  spawn_request/5 with {monitor, [{alias, reply_demonitor}]}
#define zc_spawn_alias(ref, node, module, function, ...) \
    zc_spawn_alias_args (ref, node, module, function, ZC_FORMAT (__VA_ARGS__))
void zc_spawn_alias_args (zc_ref_t ref, const char *node, const char *module,
                          const char *function, zc_format_t args);

//  The one wait that is not disturbed by other messages: take the first message
//  that matches without touching what the process's last receive handed out.
//  For calls that wait for an answer inside (io, spawn). As zc_receive_cases;
//  the caller destroys *message.
int zc_receive_quietly (int timeout_ms, size_t count, const zc_format_t *cases,
                        zc_term_t **message);

//  The same for answers that all have the reference `ref` in them: where it was
//  the process's last zc_monitor_alias, older messages are not looked at. So a
//  call costs the same whatever waits in the mailbox. Nothing is handed out but
//  what the cases take.
int zc_receive_after (zc_ref_t ref, int timeout_ms, size_t count, const zc_format_t *cases);

#endif
