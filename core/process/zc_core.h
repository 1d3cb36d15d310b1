//  zc_core.h - the state of a node's process layer, private to core/process
//
//  zc_core_t is the node as the process layer sees it; zc_process_t is a
//  process. Fields are grouped by who may touch them.
//
//  The baton. One thread at a time, the scheduler thread, runs the core and,
//  between calls into it, the processes. `lease` says who a process's thread is
//  working for:
//
//                      zc_core_leave                    watchdog: > 5 ms
//      CORE ───────────────────────────> USER ─────────────────────────> DETACHED
//       ^  zc_core_enter (store, look)    |                                 |
//       └─────────────────────────────────┘                                 |
//       ^        zc_core_enter: leave the thread, queue up, be resumed      |
//       └───────────────────────────── by the scheduler ────────────────────┘
//
//  A process that is DETACHED computes on a thread of its own while another
//  thread has become the scheduler; nothing it does then touches the core. Read
//  zc_baton.c next.

#ifndef ZC_CORE_H_INCLUDED
#define ZC_CORE_H_INCLUDED

#include "zc_hooks.h"
#include "zc_module.h"
#include "base/zc_context.h"
#include "base/zc_hash.h"
#include "base/zc_limits.h"
#include "base/zc_stack.h"

#include <pthread.h>
#include <semaphore.h>
#include <setjmp.h>
#include <signal.h>
#include <stdatomic.h>

typedef struct zc_process_t zc_process_t;
typedef struct zc_thread_t zc_thread_t;
typedef struct zc_message_t zc_message_t;
typedef struct zc_bond_t zc_bond_t;
typedef struct zc_end_t zc_end_t;
typedef struct zc_far_t zc_far_t;
typedef struct zc_alarm_t zc_alarm_t;
typedef struct zc_alias_t zc_alias_t;
typedef struct zc_catch_t zc_catch_t;

//  ---- mailbox -------------------------------------------------------------

//  A message: small ones inside, big ones counted bytes that several share.
struct zc_message_t {
    zc_message_t *next;
    const uint8_t *data;
    zc_bytes_t *bytes;              //  NULL: `data` points to `inside`
    uint32_t size;                  //  it and `gap` have the room of the head of a zc_bytes_t,
    uint32_t gap;                   //  for when what is built inside outgrows it
    uint8_t inside [96];
};

typedef struct {
    zc_message_t *head;
    zc_message_t **tail;            //  where the next one is hung
    _Atomic (size_t) count;
} zc_queue_t;

//  ---- links and monitors --------------------------------------------------

//  One side of a bond, a member of its owner's list: the process's, or for an
//  end on another node that node's.
struct zc_end_t {
    zc_end_t *next, *prev;
    zc_end_t **list;                //  head of the list it is in
    zc_pid_t pid;
    zc_process_t *process;          //  NULL: on another node
    zc_bond_t *bond;
};

//  A link or a monitor, held once, reachable from both ends.
struct zc_bond_t {
    zc_hash_item_t hash;            //  in core->bonds
    bool link;                      //  else a monitor: end [0] watches end [1]
    bool alias;                     //  monitor: its reference is an alias, too
    uint64_t unlink;                //  link: number of the unlink that the other node has still
                                    //  to acknowledge; 0: none, it holds
    zc_ref_t ref;                   //  of the monitor
    char *name;                     //  monitored by name, else NULL
    zc_end_t end [2];
};

//  What a node knows of another: hangs on zc_node_name_t.bonds.
struct zc_far_t {
    zc_far_t *next;
    zc_end_t *ends;                 //  of bonds whose other side is here
    zc_process_t *suspended;        //  senders waiting for room …
    zc_process_t **suspended_tail;
};

//  ---- modules -------------------------------------------------------------

//  One version of a module. It stays as long as a process is in it.
typedef struct zc_version_t zc_version_t;
struct zc_version_t {
    zc_version_t *next;             //  purged ones
    const zc_kind_t *kind;
    void *code;
    char *file;                     //  NULL: linked into the program
    const char *start, *end;        //  the object in memory that its code is part of
    bool entered;                   //  some process has been in it
};

//  A module: a name and what it stands for.
typedef struct {
    zc_hash_item_t hash;            //  in core->modules
    char *name;
    bool sticky;                    //  the library's own: not to be replaced
    zc_version_t *current, *old;    //  may be NULL
} zc_loaded_t;

//  The versions a process is in, outermost first. The owner only lowers the count
//  (a return); all else is written by the baton holder.
typedef struct {
    zc_version_t **at;
    size_t room;
    _Atomic (size_t) count;
} zc_visits_t;

//  ---- processes -----------------------------------------------------------

typedef enum {
    ZC_READY,                       //  in the run queue
    ZC_RUNNING,                     //  on the scheduler's thread
    ZC_WAITING,                     //  in a receive or another wait
    ZC_SUSPENDED,                   //  its peer's queue is full
    ZC_DETACHED,                    //  on a thread of its own, or on the way there or back
    ZC_ENDED                        //  its life is over; `remains`: its body is not
} zc_state_t;

enum { ZC_LEASE_CORE, ZC_LEASE_USER, ZC_LEASE_DETACHED };

//  Does the process have to come back before it may enter the core?
enum { ZC_HERE, ZC_ASKED, ZC_AWAY };    //  asked: the watchdog is at it; look under lock

//  How a process comes to its base frame (zc_process.c).
enum { ZC_LAND_START, ZC_LAND_CRASH, ZC_LAND_KILLED, ZC_LAND_BECOME };

//  Why a process gave control back to the scheduler.
typedef enum { ZC_OUT_WAIT, ZC_OUT_YIELD, ZC_OUT_DETACH, ZC_OUT_LOST, ZC_OUT_END } zc_out_t;

enum { ZC_TRACE_MAX = 32 };

//  What the crash handler noted, for the report and the reason.
typedef struct {
    int signal;                     //  0: no crash
    int code;
    const void *address;
    bool overflow;
    int count;
    void *trace [ZC_TRACE_MAX];
} zc_crash_t;

struct zc_process_t {
    zc_caller_t caller;             //  must be first: the thread-local points here

    //  set once per life
    zc_core_t *core;
    zc_pid_t pid;
    zc_body_t *body;                //  zc_become: another one, and its call
    void *arg;
    zc_bytes_t *call;               //  spawned by name: {Module, Function, Args, Leader}
    const char *what;               //  for reports: initial call, or NULL
    bool system;                    //  part of the node: not listed, ends with it
    bool attached;                  //  a thread of a larger program
    bool visitor;                   //  a thread on its way to be one (zc_attach.c)

    //  any thread: atomic
    _Atomic (int) lease;
    _Atomic (int) away;
    _Atomic (zc_process_t *) inbound_next;
    _Atomic (bool) killed;          //  ended from outside while its body was away
    _Atomic (bool) interrupted;     //  asked to stop what it evaluates (zc_interrupt)
    _Atomic (uint64_t) calls;       //  of the core
    _Atomic (uint64_t) patience;    //  after so many it gives way; the watchdog ends it

    //  baton holder only
    zc_state_t state;
    bool trap_exit;
    bool timed_out;
    bool sticky;                    //  kept off the scheduler's thread
    zc_out_t out;
    int good;                       //  quick calls since it was expelled
    int64_t since;                  //  when it was handed to its thread
    zc_pid_t leader;
    zc_queue_t outer;               //  messages that came while it was detached
    zc_process_t *next;             //  run queue, work queue
    zc_process_t *wait_next;        //  suspended senders of …
    zc_far_t *waits_for;            //  … this node; NULL: none
    zc_timer_t timer;               //  of the wait
    zc_watch_t watch;               //  zc_wait_fd
    zc_end_t *ends;                 //  links and monitors
    zc_alarm_t *alarms;             //  timers that will send to it
    zc_alias_t *aliases;
    char *name;                     //  registered name
    zc_hash_item_t name_hash;
    zc_thread_t *host;              //  thread it runs on
    void *stack;
    char *floor;                    //  lowest place on it where a call of the core may begin
    zc_context_t context;
    zc_process_t *doomed_next;
    zc_bytes_t *end_reason;         //  why it ended, until its links have fired
    size_t tables;                  //  tables it owns
    zc_visits_t visits;             //  versions of modules it is in

    //  owner only; the baton holder while the owner is not detached
    zc_queue_t inner;               //  messages

    //  owner only
    zc_message_t **mark;            //  … where those newer than `mark_ref` begin; NULL: none
    zc_ref_t mark_ref;
    zc_message_t *held;             //  the one it received last
    zc_message_t *spent;            //  used ones, for the pool
    uint32_t spent_count;
    zc_string_t *strings;           //  texts of `held`
    zc_term_t held_term;            //  `held`, as zc_message shows it
    zc_message_t *draft;            //  in which it builds the next one; may be NULL
    zc_buffer_t building;           //  lent the draft, or what outgrew it
    zc_buffer_t scratch;            //  an entry of a table while it is matched
    zc_term_t *reason;              //  it ends with this one (zc_exit)
    zc_catch_t *catching;           //  the innermost zc_try
    void *machine;                  //  the innermost script it runs (zc_machine_self)
    zc_crash_t crash;
    sigjmp_buf base;                //  the way out of a crash
    volatile sig_atomic_t crashing;

    //  attached threads only
    sem_t go;                       //  the scheduler lends the baton
    int event_fd;                   //  readable while there are messages; -1
    pthread_t attached_thread;
};

//  A thread of the node. The scheduler is one of them, the others run detached
//  processes.
struct zc_thread_t {
    zc_thread_t *next;              //  all threads of the node
    zc_core_t *core;
    pthread_t id;
    int tid;                        //  the system's number, for priorities
    int64_t cpu;                    //  time it had used when the watchdog last saw it call the core
    bool scheduler;                 //  (under core->lock)
    sem_t start;                    //  a reserve waits here
    zc_context_t context;           //  its own stack
    zc_process_t *process;          //  running on it (under core->lock)
    char *signal_stack;
};

//  ---- the node ------------------------------------------------------------

enum { ZC_CHUNK = 1024 };           //  processes per piece of the process table

struct zc_core_t {
    //  set once
    zc_node_t *node;
    zc_node_options_t options;
    zc_names_t *names;
    zc_plans_t *plans;
    zc_caller_t outside;            //  the scheduler, between processes
    int epoll_fd, wake_fd;
    bool barrier;                   //  the system has the watchdog's barrier (zc_baton.c)
    zc_source_t source;             //  time and randomness
    int64_t busy_wait;              //  nanoseconds of looking before the scheduler sleeps
    uint64_t unique;                //  makes references of this node its own

    //  any thread: atomic
    _Atomic (zc_process_t *) inbound;       //  processes that want the baton
    _Atomic (zc_process_t *) current;       //  has the baton and runs user code, perhaps
    _Atomic (uint64_t) beats;               //  moves with each switch
    _Atomic (uint64_t) ticks;               //  the watchdog's
    _Atomic (bool) sleeping;                //  the scheduler waits in its poll
    _Atomic (bool) watchdog_idle;           //  the watchdog waits for work
    _Atomic (int) stopping;                 //  1: asked to, 2: its threads end

    //  under lock
    pthread_mutex_t lock;
    pthread_cond_t work;            //  a detached process is ready, or stop
    pthread_cond_t watch;           //  the watchdog's
    zc_process_t *work_head, **work_tail;
    zc_thread_t *threads;           //  running
    zc_thread_t *finished;          //  to be joined
    zc_thread_t *reserve;           //  the next scheduler, waiting
    size_t thread_count, idle_threads, detached;
    bool crowded;                   //  the limit of threads was reported

    //  baton holder only
    zc_process_t *run_head, **run_tail;
    size_t run_count;
    int batch;                      //  processes that may still run before a look around
    uint32_t slot_count;            //  slots made
    zc_process_t **chunks [ZC_PROCESSES_MAX / ZC_CHUNK];
    zc_process_t *free_slots;
    zc_stacks_t stacks;
    zc_message_t *free_messages;
    size_t free_message_count;
    zc_timers_t timers;
    zc_hash_t registered;           //  names to processes
    zc_hash_t bonds;
    zc_far_t *fars;
    zc_hash_t aliases;
    zc_hash_t alarms;
    zc_hash_t requests;             //  remote spawns under way
    zc_hash_t modules;
    bool has_objects;               //  modules have been loaded, not only linked in
    zc_version_t *purged;           //  versions that processes may still be in
    zc_hash_t tables;
    void *annex;                    //  what the shell keeps (zc_core_annex)
    void (*annex_release) (void *annex);
    zc_alarm_t *name_alarms;
    zc_route_t route;
    zc_pid_t default_leader;
    uint64_t ref_count;
    uint64_t unlinks;               //  number of the last one that was sent
    size_t alive, system_alive;
    uint64_t spawned, crashes, expelled, crowds;
    size_t remains;
    zc_process_t *doomed_head, **doomed_tail;   //  ended, their links still to fire
    bool ending;                    //  somebody is at it
    bool io_busy;                   //  zc_core_io_busy was said since the last wait
    zc_process_t *dead;             //  to be buried by the scheduler
    bool (*stop_step) (zc_core_t *self);    //  asked until true once `stopping`
    uint64_t seen_ticks;
    int64_t last_wait;              //  nanoseconds until there was work again
    int64_t crowded_until;          //  others want the processors: no looking on before

    //  the scheduler thread at this moment
    zc_thread_t *host;
    sem_t back;                     //  an attached thread returns the baton
    pthread_t watchdog;
    sem_t stopped;                  //  the scheduler has ended

    //  crash reports: places already resolved (under lock)
    zc_hash_t places;
};

//  ---- who calls whom, file by file ----------------------------------------

//  zc_scheduler.c: the loop
bool zc_scheduler_run (zc_core_t *self, zc_thread_t *thread);  //  true: stopped; false: lost
void zc_scheduler_switch_out (zc_process_t *process, zc_out_t out);
bool zc_scheduler_wait (zc_process_t *process, int64_t deadline);
void zc_scheduler_wake_poll (zc_core_t *self);

//  zc_baton.c: enter, leave, threads, the watchdog
zc_process_t *zc_baton_enter (void);
_Noreturn void zc_baton_outside (void);
void zc_baton_come_back (zc_process_t *self);
void zc_baton_give_way (zc_process_t *self);
void zc_baton_part (zc_process_t *self);
void zc_baton_post (zc_core_t *self, zc_process_t *process);
zc_process_t *zc_baton_take_posted (zc_core_t *self);
void zc_baton_start (zc_core_t *self);
bool zc_baton_stop (zc_core_t *self);
void zc_baton_detach (zc_core_t *self, zc_process_t *process);
void zc_baton_poke (zc_core_t *self, zc_process_t *process);

//  zc_process.c: the table, birth and death
zc_process_t *zc_process_new (zc_core_t *self, zc_body_t *body, void *arg, const char *what);
zc_pid_t zc_process_stand_in (zc_core_t *self);
void zc_process_end (zc_core_t *self, zc_process_t *process, const uint8_t *reason, size_t size);
void zc_process_bury (zc_core_t *self, zc_process_t *process);
zc_process_t *zc_process_new_attached (zc_core_t *self);
_Noreturn void zc_process_vanish (zc_process_t *process);
_Noreturn void zc_process_exit_now (zc_process_t *process);
_Noreturn void zc_process_fail (zc_process_t *process, const char *kind, const char *text);

//  zc_mailbox.c: messages
void zc_message_free (zc_core_t *self, zc_message_t *message);
void zc_mailbox_signal (zc_process_t *process);
void zc_mailbox_put (zc_core_t *self, zc_process_t *process, const uint8_t *data, size_t size,
                     zc_bytes_t *bytes);
void zc_mailbox_clear (zc_core_t *self, zc_process_t *process);
void zc_mailbox_mark (zc_process_t *self, zc_ref_t ref);
void zc_mailbox_tell (zc_core_t *self, zc_process_t *process, zc_format_t message);
void zc_queue_init (zc_queue_t *self);

//  zc_bond.c: links and monitors
zc_bond_t *zc_bond_new (zc_core_t *self, bool link, zc_pid_t from, zc_process_t *from_process,
                        zc_pid_t to, zc_process_t *to_process, zc_ref_t ref, const char *name);
void zc_bond_free (zc_core_t *self, zc_bond_t *bond);
zc_bond_t *zc_bond_link_between (zc_core_t *self, zc_pid_t a, zc_pid_t b);
zc_bond_t *zc_bond_monitor_of (zc_core_t *self, zc_ref_t ref);
void zc_bond_fire_all (zc_core_t *self, zc_process_t *process, const uint8_t *reason, size_t size);
zc_far_t *zc_far (zc_core_t *self, const zc_node_name_t *node);
void zc_far_free_all (zc_core_t *self);

//  zc_link.c: the calls, and
void zc_monitor_drop (zc_core_t *core, zc_bond_t *bond);

//  zc_signal.c, zc_send.c
zc_routed_t zc_signal_route (zc_core_t *self, zc_signal_t *signal, const zc_node_name_t *node,
                             int options);
zc_routed_t zc_signal_route_from (zc_process_t *process, zc_signal_t *signal,
                                  const zc_node_name_t *node, int options);
void zc_signal_exit_local (zc_core_t *self, zc_process_t *process, zc_pid_t from,
                           const uint8_t *reason, size_t size, bool from_link);
void zc_signal_down (zc_core_t *self, zc_bond_t *bond, const uint8_t *reason, size_t size);

//  zc_name.c, zc_alias.c, zc_alarm.c, zc_table.c, zc_module.c, zc_spawn.c
zc_process_t *zc_name_find (zc_core_t *self, const char *name);
void zc_name_drop (zc_core_t *self, zc_process_t *process);
void zc_alias_drop_all (zc_core_t *self, zc_process_t *process);
zc_process_t *zc_alias_use (zc_core_t *self, zc_ref_t ref);
void zc_alarm_drop_all (zc_core_t *self, zc_alarm_t **list);
void zc_table_drop_all (zc_core_t *self, zc_process_t *owner);
void zc_table_free_all (zc_core_t *self);
void zc_module_register_all (zc_core_t *self);
void zc_module_free_all (zc_core_t *self);
zc_loaded_t *zc_module_find (zc_core_t *self, const char *name);
//  "function Duck.quack/1 is undefined …" of such a reason, {undef, …}; else NULL.
char *zc_module_undefined_in (const zc_term_t *reason);
void zc_module_put_atom (zc_buffer_t *out, const char *module);
void zc_version_free (zc_version_t **self_p);
size_t zc_version_enter (zc_process_t *process, zc_version_t *version);
void zc_version_leave (zc_process_t *process, size_t depth);
size_t zc_version_depth (const zc_process_t *process);
void zc_version_begin (zc_process_t *process, const zc_process_t *parent);
void zc_version_clear (zc_process_t *process);
bool zc_version_is_in (const zc_process_t *process, const zc_version_t *version);

//  A process in the version, from slot *id on; NULL. dead: also one whose body has
//  not ended after its death.
zc_process_t *zc_version_next_in (zc_core_t *self, const zc_version_t *version, uint32_t *id,
                                  bool dead);
bool zc_version_purge (zc_core_t *self, zc_loaded_t *loaded);   //  true: processes were killed
_Noreturn void zc_spawn_become (zc_process_t *self, const zc_term_t *call);
zc_term_t *zc_spawn_call_term (const char *module, const char *function, zc_format_t args);
void zc_spawn_apply_request (zc_core_t *self, const zc_signal_t *signal,
                             const zc_node_name_t *origin);
void zc_spawn_apply_reply (zc_core_t *self, const zc_signal_t *signal,
                           const zc_node_name_t *origin);
void zc_spawn_lost (zc_core_t *self, const zc_node_name_t *node);
void zc_spawn_free_all (zc_core_t *self);

//  zc_try.c
_Noreturn void zc_process_raise (zc_process_t *self, zc_class_t class, zc_term_t *reason);

//  zc_crash.c
void zc_crash_install (void);
char *zc_crash_signal_stack (void);
void zc_crash_signal_stack_free (char *memory);
void zc_crash_report (zc_process_t *process);   //  sets process->reason
int zc_crash_kill_signal (void);
bool zc_crash_in_library (const void *address);
bool zc_crash_in_module (const char *file);
void zc_crash_free_places (zc_core_t *self);

const zc_node_name_t *zc_core_node_name (zc_core_t *core, const char *node);
const char *zc_core_name (const zc_core_t *core);


//  Put into the run queue a process that has ended: an attached thread that
//  waits in the core, to learn of it.
static inline void
zc_scheduler_ready_ended (zc_core_t *self, zc_process_t *process)
{
    process->next = NULL;
    *self->run_tail = process;
    self->run_tail = &process->next;
    self->run_count++;
}

static inline void
zc_scheduler_ready (zc_core_t *self, zc_process_t *process)
{
    process->state = ZC_READY;
    zc_scheduler_ready_ended (self, process);
}

static inline size_t
zc_queue_count (const zc_queue_t *self)
{
    return atomic_load_explicit (&self->count, memory_order_relaxed);
}

//  Only one thread at a time changes it.
static inline void
zc_queue_count_add (zc_queue_t *self, size_t more)
{
    atomic_store_explicit (&self->count, zc_queue_count (self) + more, memory_order_relaxed);
}

//  ---- messages (baton holder) ---------------------------------------------

static inline zc_message_t *
zc_message_new (zc_core_t *self)
{
    zc_message_t *message = self->free_messages;
    if (message) {
        self->free_messages = message->next;
        self->free_message_count--;
    }
    else
        message = zc_malloc (sizeof *message);
    message->bytes = NULL;
    return message;
}

static inline void
zc_queue_append (zc_queue_t *self, zc_message_t *message)
{
    message->next = NULL;
    *self->tail = message;
    self->tail = &message->next;
    zc_queue_count_add (self, 1);
}

//  Hang a message into a mailbox. Is the owner perhaps reading `inner` at this moment?
//  What came then stays in front.
static inline void
zc_mailbox_hang (zc_core_t *self, zc_process_t *process, zc_message_t *message)
{
    bool apart = process->state == ZC_DETACHED || process->outer.head;
    zc_queue_append (apart? &process->outer: &process->inner, message);
    if (process->state == ZC_WAITING) {
        zc_timers_remove (&self->timers, &process->timer);
        zc_scheduler_ready (self, process);
    }
    if (process->event_fd >= 0)
        zc_mailbox_signal (process);
}

//  ---- what every call does ------------------------------------------------

static inline bool
zc_is_local (zc_pid_t pid)
{
    return pid.node == NULL;
}

//  The process of this node that a pid stands for; NULL: it has ended.
static inline zc_process_t *
zc_process_find (zc_core_t *self, zc_pid_t pid)
{
    if (pid.id == 0 || pid.id > self->slot_count || !zc_is_local (pid))
        return NULL;
    zc_process_t *process = self->chunks [pid.id / ZC_CHUNK] [pid.id % ZC_CHUNK];
    return process->pid.serial == pid.serial && process->state != ZC_ENDED? process: NULL;
}

//  The calling process.
static inline zc_process_t *
zc_baton_self (void)
{
    zc_caller_t *caller = zc_caller ();
    if (!caller->bug)
        zc_baton_outside ();
    return (zc_process_t *) caller;
}

//  The core needs some stack of the process that calls it, and a fault in the
//  core ends the node: a process that has too little left overflows here, as if
//  it had gone on by itself.
static inline void
zc_baton_check_stack (const zc_process_t *self)
{
    if ((char *) __builtin_frame_address (0) < self->floor)
        ((volatile char *) self->stack) [-64] = 0;
}

//  Enter the core; self: the calling process.
static inline void
zc_baton_enter_as (zc_process_t *self)
{
    zc_core_t *core = self->core;
    zc_baton_check_stack (self);
    //  First say that we are here, then look whether we were sent away. The watchdog
    //  (s_expel) does it the other way round, and one of the two sees the other: it
    //  makes all threads pass a barrier between its two steps, so that we need none
    if (core->barrier)
        atomic_store_explicit (&self->lease, ZC_LEASE_CORE, memory_order_relaxed);
    else
        atomic_exchange (&self->lease, ZC_LEASE_CORE);
    atomic_signal_fence (memory_order_seq_cst);
    if (atomic_load (&self->away))
        zc_baton_come_back (self);
    uint64_t calls = atomic_load_explicit (&self->calls, memory_order_relaxed) + 1;
    atomic_store_explicit (&self->calls, calls, memory_order_relaxed);
    if (calls >= atomic_load_explicit (&self->patience, memory_order_relaxed))
        zc_baton_give_way (self);
}

//  The process has just been at rest, or begins.
static inline void
zc_baton_be_patient (zc_process_t *self)
{
    uint64_t calls = atomic_load_explicit (&self->calls, memory_order_relaxed);
    atomic_store_explicit (&self->patience, calls + ZC_CALL_BUDGET, memory_order_relaxed);
}

//  Leave it.
static inline void
zc_baton_leave (zc_process_t *self)
{
    if (self->state == ZC_ENDED || self->attached || self->sticky)
        zc_baton_part (self);
    else
        atomic_store_explicit (&self->lease, ZC_LEASE_USER, memory_order_release);
}

//  references
zc_ref_t zc_core_ref (zc_core_t *self);


//  A fixed reason (an atom) in canonical form.
#define ZC_ATOM_BYTES(text) (const uint8_t *) "\x77" ZC_ATOM_LENGTH_##text #text, \
                            2 + sizeof (#text) - 1
#define ZC_ATOM_LENGTH_normal "\x06"
#define ZC_ATOM_LENGTH_kill "\x04"
#define ZC_ATOM_LENGTH_killed "\x06"
#define ZC_ATOM_LENGTH_noproc "\x06"
#define ZC_ATOM_LENGTH_noconnection "\x0c"
#define ZC_ATOM_LENGTH_ok "\x02"
#define ZC_ATOM_LENGTH_abandoned "\x09"
#define ZC_ATOM_LENGTH_system_limit "\x0c"

static inline bool
zc_is_atom (const uint8_t *data, size_t size, const char *text)
{
    size_t length = strlen (text);
    return size == length + 2 && data [0] == 119 && memcmp (data + 2, text, length) == 0;
}

#endif
