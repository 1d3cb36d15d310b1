//  zc_node.h - nodes: start one, join others, watch them
//
//      zc_node_options_t options = {.name = "node1@localhost", .cookie = "duck"};
//      char *error;
//      zc_node_t *node = zc_node_new (&options, &error);
//      if (!node) …
//      zc_run (node, my_main, NULL);          // my_main is an ordinary process
//      zc_node_destroy (&node);
//
//  A node is an object: one program can run many.

#ifndef ZC_NODE_H_INCLUDED
#define ZC_NODE_H_INCLUDED

#include "zc_module.h"
#include "zc_process.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct zc_node_t zc_node_t;

typedef enum { ZC_SECURITY_CURVE, ZC_SECURITY_PLAIN } zc_security_t;
typedef enum { ZC_LOG_DEBUG = 1, ZC_LOG_INFO, ZC_LOG_NOTICE, ZC_LOG_WARNING, ZC_LOG_ERROR,
               ZC_LOG_NONE } zc_log_level_t;
typedef enum { ZC_DIAL_AUTO, ZC_DIAL_ONCE, ZC_DIAL_NEVER } zc_dial_t;
typedef enum { ZC_CONTAIN, ZC_CONTAIN_FATAL } zc_contain_t;

//  A log call-back: one whole line, without line feed; any thread.
typedef void (zc_log_fn) (void *arg, zc_log_level_t level, const char *line);

//  All zero is a good default for each field.
typedef struct {
    const char *name;           //  "node1@host" or "node1"; NULL: not alive
    bool long_names;            //  the host part is fully qualified
    const char *cookie;         //  NULL: from the cookie file
    bool hidden;
    zc_security_t security;
    const char *bind;           //  address to listen on; NULL: loopback
    int port_min, port_max;     //  0: any
    int tick_ms;                //  net tick time; 0: 60,000
    int tick_intensity;         //  4..1000; 0: 4
    int setup_ms;               //  limit of a dial; 0: 7,000
    zc_dial_t auto_connect;     //  connect on use: always, once, never
    bool connect_all_off;       //  no transitive mesh
    bool overlapping_partitions;    //  do not prevent them
    size_t busy_limit;          //  bytes queued to a node before its senders are
                                //  suspended; 0: 1 MiB
    int busy_wait_us;           //  in a conversation, look for more so long before
                                //  the scheduler sleeps; 0: 200; -1: never
    const char *runtime_dir;    //  NULL: $ZCLUSTER_RUNTIME_DIR, else the default
    const char *port_map;       //  "address:port"; NULL: $ZCLUSTER_PORT_MAP, else the default
    zc_contain_t containment;   //  fatal: a crash of a process ends the program
    zc_log_level_t log_level;   //  0: notice
    zc_log_fn *log;             //  NULL: standard error
    void *log_arg;
    bool fault_hook;            //  allow zc_node_fault
} zc_node_options_t;

//  Start a node: its scheduler, its io, and with a name its distribution.
//  Returns  NULL and *error (the caller's to free): a bad name, a name in use,
//           a cookie file others can read, no port, …
//  Blocks   the calling thread, some milliseconds
zc_node_t *zc_node_new_with (const zc_node_options_t *options, char **error,
                             const zc_module_t *const *modules_from,
                             const zc_module_t *const *modules_to);
static inline zc_node_t *
zc_node_new (const zc_node_options_t *options, char **error)
{
    return zc_node_new_with (options, error, __start_zc_modules, __stop_zc_modules);
}

//  Stop: processes end, what was sent is drained (up to a second), connections
//  close. Idempotent. Not from inside a process of the node.
void zc_node_destroy (zc_node_t **self_p);

//  Run `body` as a process of the node and wait until it ends.
//  Returns  0 when it ended with reason normal or shutdown, else 1
int zc_run (zc_node_t *node, zc_body_t *body, void *arg);

//  Make the calling thread a process of the node, until zc_detach. The thread
//  may then use the whole API; a blocking call blocks the thread.
//  zc_attach_fd: a descriptor that polls readable while the mailbox of the
//  attached thread has messages (for an event loop); close it never.
//  Returns  the new process's pid
zc_pid_t zc_attach (zc_node_t *node);
int zc_attach_fd (void);
void zc_detach (void);

//  The node of the calling process.
zc_node_t *zc_node (void);

//  ---- from here on: called by processes -----------------------------------

//  "name@host", "nonode@nohost" when not alive. Good as long as the node.
//  Elixir  node/0, node/1, Node.alive?/0
const char *zc_node_self (void);
const char *zc_node_of (zc_pid_t pid);
bool zc_node_alive (void);

//  Connect. Blocks until it is done, at most the dial limit.
//  Returns  ZC_CONNECTED (also: already, or the own name); ZC_FAILED: not
//           reachable, wrong cookie, other kind of name; ZC_IGNORED: not alive
//  Elixir   Node.connect/1, Node.disconnect/1
typedef enum { ZC_FAILED, ZC_CONNECTED, ZC_IGNORED } zc_connect_t;
zc_connect_t zc_node_connect (const char *name);
zc_connect_t zc_node_disconnect (const char *name);

//  true (pong) / false (pang); connects on the way.   Elixir  Node.ping/1
bool zc_node_ping (const char *name);

//  Names as a list of atoms. kinds: or-ed.             Elixir  Node.list/1
enum { ZC_NODES_VISIBLE = 1, ZC_NODES_HIDDEN = 2, ZC_NODES_THIS = 4, ZC_NODES_KNOWN = 8,
       ZC_NODES_CONNECTED = ZC_NODES_VISIBLE | ZC_NODES_HIDDEN };
zc_term_t *zc_node_list (int kinds);

//  Cookies. set_cookie_for: of one peer, both directions; neither cuts a live
//  connection. false: not alive.    Elixir  Node.get_cookie/0, set_cookie/1,2
zc_term_t *zc_node_cookie (void);
bool zc_node_set_cookie (const char *cookie);
bool zc_node_set_cookie_for (const char *name, const char *cookie);

//  From the first call on only the allowed nodes may connect, either way.
//  Erlang  net_kernel:allow/1
void zc_net_kernel_allow (const char *name);

//  One-shot {nodedown, Node} when a node goes down; counted; dials if it must.
//  false: not alive.                                   Elixir  Node.monitor/2
bool zc_node_monitor (const char *name, bool on);

//  Messages {nodeup, Node} and {nodedown, Node}, or with options (a list as
//  Erlang takes it) {nodeup, Node, Info}. Returns `ok`, `error` or
//  {error, Reason} as a new term.     Erlang  net_kernel:monitor_nodes/1,2
#define zc_net_kernel_monitor_nodes(on, ...) \
    zc_net_kernel_monitor_nodes_format (on, ZC_FORMAT (__VA_ARGS__))
zc_term_t *zc_net_kernel_monitor_nodes_format (bool on, zc_format_t options);

//  Ticks: seconds without a sign of life before a peer counts as dead. Nodes tell each
//  other how often they want one, so they need not have the same.
//  set: ZC_TICK_UNCHANGED, _INITIATED (over `transition_s` seconds), or
//  _ONGOING.              Erlang  net_kernel:get_net_ticktime/0, set_net_ticktime/2
typedef enum { ZC_TICK_UNCHANGED, ZC_TICK_INITIATED, ZC_TICK_ONGOING } zc_tick_t;
int zc_net_kernel_ticktime (void);
zc_tick_t zc_net_kernel_set_ticktime (int seconds, int transition_s);

//  Leave the mesh: disconnects from all visible nodes without making the
//  others part. The list of nodes left.       Erlang  global:disconnect/0
zc_term_t *zc_node_leave (void);

//  Faults on purpose, on the real transport, where the option fault_hook is on
//  (tests, graders, labs): cut the link to a peer, and dials fail until healed;
//  heal; hold back what is sent by so many milliseconds; end the session once.
//  false: not allowed, or no such peer.
typedef enum { ZC_FAULT_CUT, ZC_FAULT_HEAL, ZC_FAULT_DELAY, ZC_FAULT_DROP } zc_fault_t;
bool zc_node_fault (const char *name, zc_fault_t fault, int ms);

//  Numbers of the node as a keyword list: processes and system_processes that
//  live, spawned, crashes, expelled, remains (killed bodies that have not ended),
//  detached (on threads of their own), threads, stacks in use, memory (blocks that the
//  library took since the first question), run_queue, and queued: bytes for each node.
zc_term_t *zc_node_info (void);

//  Write a line to the node's log; printf-style. Any process.
void zc_log (zc_log_level_t level, const char *format, ...)
    __attribute__ ((format (printf, 2, 3)));

#ifdef __cplusplus
}
#endif
#endif
