//  zs_sim.h - the simulator: hundreds of nodes in one program, one seed
//
//  Whole nodes (terms, processes, dist, kernel: the code that is shipped) run
//  on one thread, in virtual time, on a network that is a queue of events. A
//  run draws everything it needs from a seed, so it can be repeated:
//
//      zs_plan.c ── what happens when ──> zs_host.c    nodes start, stop, crash, pause
//                └─ orders to workers ──> zs_worker.c  processes that talk, link, spawn
//                                              │ everything they see
//      zc_net_sim.c <── frames ── nodes        v
//      zs_world.c   <── names  ──┘        zs_judge.c   may it be so?
//      zs_group.c   workers in process groups, and who sees them
//      zs_server.c  servers that workers call
//      zs_variable.c  variables that workers write
//      zs_global.c  actors with global names and locks, and their judge
//      zs_run.c     the phases of a run   zs_quiet.c   is anything missing, or left?
//
//  A run that breaks an invariant says so and ends the program (zs_fail): each
//  seed has a child process of its own (zs_main.c), which also catches crashes.
//
//  Next: zs_run.c.

#ifndef ZS_SIM_H_INCLUDED
#define ZS_SIM_H_INCLUDED

#include "zs_random.h"
#include "zcluster.h"
#include "base/zc_timers.h"
#include "dist/zc_world.h"
#include "process/zc_hooks.h"

typedef struct zs_sim_t zs_sim_t;
typedef struct zs_host_t zs_host_t;
typedef struct zs_net_t zs_net_t;
typedef struct zs_being_t zs_being_t;
typedef struct zs_order_t zs_order_t;
typedef struct zs_stream_t zs_stream_t;
typedef struct zs_monitor_t zs_monitor_t;
typedef struct zs_pair_t zs_pair_t;
typedef struct zs_child_t zs_child_t;

enum {
    ZS_NODES_MAX = 512,
    ZS_WORKERS = 2,                 //  of each node
    ZS_TICK_MS = 4000,
    ZS_SETUP_MS = 1000,
    ZS_COOKIES = 2,
    ZS_VERDICT = 128                //  exit statuses of zs_fail: from here on
};

#define ZS_MS INT64_C (1000000)
#define ZS_SECOND INT64_C (1000000000)

//  ---- kinds of trouble, each can be left out ------------------------------

typedef enum {
    ZS_TALK, ZS_LINK, ZS_SPAWN, ZS_EXIT, ZS_ALARM, ZS_CONNECT, ZS_BIG, ZS_DISCONNECT,
    ZS_CUT, ZS_DELAY, ZS_PARTITION, ZS_PAUSE, ZS_CRASH, ZS_POWER, ZS_STOP, ZS_REFUSE,
    ZS_STRANGER, ZS_HIDDEN, ZS_GROUP, ZS_CALL, ZS_GLOBAL, ZS_SERVER,
    ZS_VARIABLE, ZS_CLOCK,
    ZS_TROUBLES
} zs_trouble_t;
extern const char *const zs_trouble_names [ZS_TROUBLES];

typedef struct {
    uint64_t seed;
    int nodes, steps;
    unsigned without;               //  bits of zs_trouble_t
    int plant;                      //  a bug on purpose: zs_plant.c; 0: none
    bool trace;                     //  print all that happens
} zs_options_t;

//  ---- the whole -----------------------------------------------------------

//  The way from one node to another.
typedef struct {
    int64_t blocked_until;          //  nothing gets through before
    int64_t refused_until;          //  dials are refused
    int64_t slow_until, delay;      //  so much slower
} zs_link_t;

struct zs_sim_t {
    zs_options_t options;
    int64_t now;                    //  nanoseconds since the beginning
    zc_timers_t agenda;             //  what comes next: nodes to be stepped, ends of faults
    zs_random_t random;             //  the network's
    uint64_t hash;                  //  of all that happened
    uint64_t frames, rounds;
    bool plain;                     //  security of this run
    bool over;                      //  the chaos is: no more replacements
    zs_host_t *hosts;
    zs_link_t *links;               //  [from * nodes + to]
    zs_net_t *nets;
    zs_monitor_t *monitors;
    zs_stream_t *streams;
    zs_pair_t *pairs;
    zs_child_t *children;
    int beings, stream_count, child_count;
};

//  The one run of this program.
extern zs_sim_t zs_sim;

//  ---- zs_run.c ------------------------------------------------------------

//  Run a seed. Returns if all invariants held.
void zs_run (const zs_options_t *options);
void zs_advance (int64_t time);     //  let so much time pass
void zs_draw_keys (void);           //  once a program: cookies are slow to stretch
const zc_secret_t *zs_key (const char *cookie);

//  An invariant is broken: say so, end the program.
_Noreturn void zs_fail (const char *format, ...) __attribute__ ((format (printf, 1, 2)));

//  Something happened: into the hash, and printed if asked for.
void zs_trace (const char *format, ...) __attribute__ ((format (printf, 1, 2)));
void zs_hash (const void *data, size_t size);

static inline bool
zs_with (zs_trouble_t trouble)
{
    return !(zs_sim.options.without >> trouble & 1);
}

//  ---- zc_net_sim.c: the network -------------------------------------------

//  A network for the node of a host. zs_net_next: when its next event is due.
zc_net_t *zs_net_new (zs_host_t *host);
int64_t zs_net_next (const zs_net_t *self);

zs_link_t *zs_link (int from, int to);
//  Something is no longer blocked: let it through.
void zs_net_heal (void);
//  End all channels between two nodes: both hear of it.
void zs_net_cut (int a, int b);
//  The node is no more. power: nobody tells the others for a while.
void zs_net_crash (zs_net_t *self, bool power);
//  Channels open at both ends between two nodes.
int zs_net_channels (int a, int b);

//  ---- zs_world.c: the book of names ---------------------------------------

void zs_world_init (zc_world_t *world, zs_host_t *host);

//  ---- zs_host.c: nodes ----------------------------------------------------

typedef enum { ZS_DOWN, ZS_UP, ZS_STOPPING } zs_life_t;

struct zs_host_t {
    //  set once
    int index;
    char name [32];                 //  n7@sim
    const char *cookie;
    bool hidden;
    zc_node_options_t options;
    //  moves
    zs_life_t life;
    int incarnation;                //  1, 2, …
    uint32_t creation;              //  as the book gave it
    bool listed;                    //  in the book
    int port;
    int64_t skew_ms;                //  of its time of day
    zs_random_t random;
    zc_node_t *node;
    zc_core_t *core;
    zs_net_t *net;
    zc_timer_t wake;                //  its next round
    zc_timer_t later;               //  end of a pause, or of being down
    bool paused;
    int pauses;                     //  how often it was
    zs_being_t *beings;             //  all it ever had, newest first
    zs_being_t *workers [ZS_WORKERS];
};

void zs_hosts_init (void);
void zs_hosts_free (void);
void zs_host_start (zs_host_t *self);
void zs_host_stop (zs_host_t *self);
void zs_host_crash (zs_host_t *self, bool power);
void zs_host_pause (zs_host_t *self, int64_t time);
void zs_host_come_back (zs_host_t *self, int64_t time);     //  after so much time
//  It may have something to do earlier than it thinks.
void zs_host_nudge (zs_host_t *self, int64_t when);
//  A live worker, or NULL: then one is on the way.
zs_being_t *zs_host_worker (zs_host_t *self, int slot);
//  How much a clock is wrong: seconds, or days.
int64_t zs_clock_skew (zs_random_t *random);
//  May the two be connected at all?
bool zs_may_meet (int a, int b);
//  The number of the connection that what is sent now goes by: the one there is, or
//  at least the next one. To its own node: 0.
int64_t zs_host_connection (const zs_host_t *self, int other);

//  ---- zs_worker.c: processes ----------------------------------------------

typedef enum {
    ZS_ORDER_TALK, ZS_ORDER_LINK, ZS_ORDER_UNLINK, ZS_ORDER_SPAWN, ZS_ORDER_CONNECT,
    ZS_ORDER_PING, ZS_ORDER_DISCONNECT, ZS_ORDER_WATCH, ZS_ORDER_ALARM, ZS_ORDER_KILL,
    ZS_ORDER_EXIT, ZS_ORDER_JOIN, ZS_ORDER_LEAVE, ZS_ORDER_RESTART,
    ZS_ORDER_CALL, ZS_ORDER_ASK, ZS_ORDER_ASK_ALL, ZS_ORDER_RESTART_SERVER,
    ZS_ORDER_WRITE, ZS_ORDER_RESTART_VARIABLES
} zs_order_kind_t;

struct zs_order_t {
    zs_order_t *next;
    zs_order_kind_t kind;
    zs_being_t *target;
    int host;                       //  … or a node
    int count, size;                //  messages, bytes of each; milliseconds
    int options;
    bool must;                      //  it has to work
};

enum { ZS_GROUPS = 3 };

//  What a worker was told of its memberships, by a scope that may have ended since.
typedef struct {
    zc_pid_t scope;
    int joined [ZS_GROUPS];
} zs_membership_t;

//  A worker process, of one incarnation of a node; the record outlives it.
struct zs_being_t {
    zs_being_t *next;
    int id, host, incarnation, slot;
    uint32_t creation;              //  of that incarnation
    zc_pid_t pid;                   //  as its own node writes it
    bool doomed;                    //  somebody may have killed it
    bool asked;                     //  to end
    zs_order_t *orders, **orders_tail;
    int64_t busy_since;             //  with an order; 0: not
    const char *busy_with;
    int64_t *view;                  //  connection to each node: 0 none, -1 unknown number
    int64_t *latest;                //  the greatest number seen
    int64_t *lost;                  //  view, once a noconnection was seen: the end of it
    int *watches;                   //  node monitors to fire
    int alarms;                     //  to come
    zs_membership_t membership;
};

//  Body of the process that starts the missing workers of a host (arg).
void zs_worker_starter (void *arg);
void zs_worker_order (zs_being_t *being, const zs_order_t *order);
void zs_being_free (zs_being_t *self);
bool zs_being_alive (const zs_being_t *self);
//  Its pid, as a process of another host writes it.
zc_pid_t zs_being_pid (const zs_being_t *self, int seen_from);

//  ---- zs_judge.c: what workers saw ----------------------------------------

struct zs_monitor_t {
    zs_monitor_t *next;
    zs_being_t *watcher, *watched;
    zc_ref_t ref;
    int64_t first;                  //  it ends with this connection, or a later one
    bool fired;
};

//  Numbered messages from one being to another. The sender watches the receiver, and
//  from the first message on the receiver watches the sender.
struct zs_stream_t {
    zs_stream_t *next;
    int id;
    zs_being_t *from, *to;
    zs_monitor_t *monitor, *back;   //  NULL: not yet
    int64_t connection;             //  by which the receiver got the first
    bool over;                      //  the receiver knows that the sender has ended
    int sent, received;
};

//  A link: `owner` links and unlinks, `other` only hears of it. After each link the owner
//  sends its number: so we know that the other is linked, and not only may be.
struct zs_pair_t {
    zs_pair_t *next;
    zs_being_t *owner, *other;
    bool linked;                    //  as the owner sees it
    int64_t first;                  //  … and by which connection: see zs_monitor_t
    int made, undone;               //  links, and how many of them were before an unlink
    bool held;                      //  the other is linked for sure
    bool over;                      //  the other knows that the owner has ended
    int fired_other;
};

//  A process that a worker has asked for on some node.
struct zs_child_t {
    zs_child_t *next;
    int id, host, options;
    zs_being_t *parent;
    zc_ref_t ref;
    int64_t first;                  //  connection of the request: see zs_monitor_t
    int started, replies;
    bool made;
    zc_pid_t pid;                   //  as the parent writes it
    int downs, exits;
};

zs_stream_t *zs_stream_open (zs_being_t *from, zs_being_t *to);
//  The record comes before the monitor: its reference is filled in.
zs_monitor_t *zs_monitor_new (zs_being_t *watcher, zs_being_t *watched);
zs_pair_t *zs_pair_of (zs_being_t *owner, zs_being_t *other);
zs_child_t *zs_child_new (zs_being_t *parent, int host, int options);
//  id       of a stream
//  Returns  the stream
zs_stream_t *zs_judge_message (zs_being_t *self, int id, int number);
//  The owner of this number has linked for the number-th time.
void zs_judge_linked (zs_being_t *self, int owner, int number);
void zs_judge_unlink (zs_pair_t *pair);     //  before it happens
//  early: it was picked from the mailbox, in which earlier messages are left.
void zs_judge_down (zs_being_t *self, zc_ref_t ref, const char *reason, bool early);
void zs_judge_exit (zs_being_t *self, zc_pid_t from, const char *reason);
void zs_judge_up (zs_being_t *self, const char *node, int64_t connection);
void zs_judge_gone (zs_being_t *self, const char *node, int64_t connection);
void zs_judge_watch (zs_being_t *self, const char *node);
void zs_judge_reply (zs_being_t *self, zc_ref_t ref, const zc_pid_t *pid);
void zs_judge_started (int id);     //  of a child
void zs_judge_free (void);
int zs_host_of (const char *node);

//  ---- zs_quiet.c: when all is quiet ---------------------------------------

void zs_check_settled (void);       //  nothing under way, nothing missing
void zs_check_partitions (void);    //  within each part, all with all
void zs_check_mesh (void);          //  who may be connected, is
void zs_check_bereaved (void);      //  after many ended: all who cared know
void zs_check_leftovers (void);     //  after all ended: nothing remains

//  ---- zs_plan.c -----------------------------------------------------------

void zs_plan_step (int number);     //  what the seed wants at this step

//  ---- zs_plant.c: bugs on purpose -----------------------------------------

typedef enum {
    ZS_PLANT_NONE, ZS_PLANT_LOSE, ZS_PLANT_SWAP, ZS_PLANT_TWICE, ZS_PLANT_SILENT,
    ZS_PLANT_LEFTOVER, ZS_PLANT_UNSPAWNED, ZS_PLANT_NODEUP, ZS_PLANT_NODEDOWN, ZS_PLANT_COOKIE,
    ZS_PLANT_MESH, ZS_PLANT_NEWS, ZS_PLANT_DEAF, ZS_PLANT_ROOM, ZS_PLANT_LEAK, ZS_PLANT_UNTOLD, ZS_PLANT_STAY,
    ZS_PLANT_UNSEEN, ZS_PLANT_LATE, ZS_PLANT_BELATED, ZS_PLANT_PATIENT, ZS_PLANT_CLASH,
    ZS_PLANT_CLAIM, ZS_PLANT_RIVAL, ZS_PLANT_BUSY, ZS_PLANT_RECALL, ZS_PLANT_STALE,
    ZS_PLANT_GRANT, ZS_PLANT_HELD, ZS_PLANT_EARLIER, ZS_PLANT_UNCOUNTED, ZS_PLANT_SINGLE,
    ZS_PLANT_HEIRLESS, ZS_PLANT_BEREFT, ZS_PLANT_HASTY, ZS_PLANT_AHEAD, ZS_PLANT_MUTE, ZS_PLANT_ESTRANGED,
    ZS_PLANTS
} zs_plant_t;

typedef struct {
    const char *name, *what;
    int within;                     //  seeds within which it is to be found …
    zs_options_t runs;              //  … from this one (0: 1) on, and how they are run
} zs_plant_info_t;
extern const zs_plant_info_t zs_plants [ZS_PLANTS];

//  Is this bug planted, and is it its turn (about once in `every` times)?
bool zs_planted (zs_plant_t plant, int every);

#endif
