//  zc_global.h - names and locks of the whole cluster
//
//      if (!zc_global_register_name (zc_self (), "{todo_list, ~s}", "bob"))
//          zc_exit ("already_started");
//      …
//      zc_pid_t bob = zc_global_whereis_name ("{todo_list, ~s}", "bob");   // any node
//
//      zc_global_set_lock (NULL, ZC_GLOBAL_INFINITY, "{printer, ~p}", zc_self ());
//      …
//      zc_global_del_lock (NULL, "{printer, ~p}", zc_self ());
//
//  Names and lock ids are any terms, given as formats. "The cluster" is all
//  visible nodes this one is connected with. Of hidden nodes nobody knows, and a
//  hidden node, like one that is not alive, has names and locks of its own.
//
//  Erlang  global

#ifndef ZC_GLOBAL_H_INCLUDED
#define ZC_GLOBAL_H_INCLUDED

#include "zc_process.h"

#ifdef __cplusplus
extern "C" {
#endif

//  ---- names ---------------------------------------------------------------
//
//  Every node holds all names in a table of its own, so looking one up is local
//  and never waits. A name goes when its process ends, when the process's node
//  is lost, or when somebody unregisters it.
//
//  What is promised among nodes that are connected: two processes never get
//  `true` for one name, and when a call returns all of them know. What is not:
//  while several register one name at once, a third node may show one that will not
//  get it; and while the network is split each side may register the same name. When
//  the sides meet, the name's resolve function decides (below).

//  Give a process, of whichever node, a name. A process has one global name.
//  Returns  true; false: the name is taken, or the process has another one (a
//           line in the log then). A process that is dead already: true, and the
//           name is gone again
//  Blocks   until all nodes know (a node that hangs: until its ticks find it)
//  Erlang   global:register_name/2, yes and no
#define zc_global_register_name(pid, ...) \
    zc_global_register_name_format (pid, ZC_FORMAT (__VA_ARGS__))
bool zc_global_register_name_format (zc_pid_t pid, zc_format_t name);

//  The same with a resolve function, "Module:function", called once with [Name,
//  Pid, OwnPid] where two sides of a healed split had the name. It runs on the node of
//  OwnPid, the one of the two whose name is smaller, in a process of its own.
//  Which pid it returns keeps the name; `none`, anything else or a crash: nobody
//  does. Ready-made ones:
//      global:random_exit_name    the default: not random at all, keeps the pid on the
//                                 node with the smaller name, the other is killed
//      global:random_notify_name  as before, but the other gets a message
//                                 {global_name_conflict, Name}
//      global:notify_all_name     nobody keeps it, both get {global_name_conflict,
//                                 Name, OtherPid}
//  At a prompt, and where `global` is called by name, it may also be a function value of 3
//  arguments, which goes to the node of the process, or {Module, Function}, as in Erlang.
//  Erlang  global:register_name/3
#define zc_global_register_name_with(pid, resolve, ...) \
    zc_global_register_name_with_format (pid, resolve, ZC_FORMAT (__VA_ARGS__))
bool zc_global_register_name_with_format (zc_pid_t pid, const char *resolve, zc_format_t name);

//  Give a name to another process, or a free one to its first. Who looks it up
//  meanwhile finds the old process or the new one; the old one lives on.
//  resolve: as above, NULL the default.         Erlang  global:re_register_name/2,3
#define zc_global_re_register_name(pid, resolve, ...) \
    zc_global_re_register_name_format (pid, resolve, ZC_FORMAT (__VA_ARGS__))
void zc_global_re_register_name_format (zc_pid_t pid, const char *resolve, zc_format_t name);

//  Free a name; any process of any node may. Nothing happens where nobody has it.
//  Erlang  global:unregister_name/1
#define zc_global_unregister_name(...) zc_global_unregister_name_format (ZC_FORMAT (__VA_ARGS__))
void zc_global_unregister_name_format (zc_format_t name);

//  Who has the name; {0}: nobody. Does not wait.  Erlang  global:whereis_name/1
#define zc_global_whereis_name(...) zc_global_whereis_name_format (ZC_FORMAT (__VA_ARGS__))
zc_pid_t zc_global_whereis_name_format (zc_format_t name);

//  Send to a name:     zc_global_send (ZC_FORMAT ("{todo_list, ~s}", "bob"), "{add, ~i}", 1);
//  Ends the caller with {badarg, {Name, Message}} where nobody has it.
//  Returns  the pid it was sent to
//  Erlang   global:send/2
#define zc_global_send(name, ...) zc_global_send_format (name, ZC_FORMAT (__VA_ARGS__))
zc_pid_t zc_global_send_format (zc_format_t name, zc_format_t message);

//  All names, as a list.                         Erlang  global:registered_names/0
zc_term_t *zc_global_registered_names (void);

//  Wait until this node has the names of all nodes it is connected with, and they
//  its own, and clashes found on the way are resolved.   Erlang  global:sync/0
void zc_global_sync (void);

//  ---- locks ---------------------------------------------------------------
//
//  An id is {Resource, Requester}: what is locked, and for whom (mostly
//  zc_self ()). A lock is set on nodes: each of them grants it to one requester at
//  a time, and it is set when all that answer have granted it. The same
//  requester gets it again, and other processes with it, each with a hold of its
//  own; a process's hold does not count: one del_lock ends it. It also ends with
//  the process, whichever way, and with the connection to its node.
//
//  What is promised: as long as two processes stay connected to one node that
//  both asked, they never hold one resource for different requesters. What no
//  lock of this kind can promise: mutual exclusion over a split. Each side
//  grants what the other holds, and a process cut off still thinks it holds the
//  lock; nodes that join or come back later know nothing of locks set before.
//  Guard what must not be done twice with a number that grows (a fencing token)
//  where it is done. Deadlocks over two resources are not detected.
//
//  nodes    a list of atoms; NULL: this node and all it is connected with now
//  retries  how often to try again, after a pause that is random, longer each time,
//           up to 8 s: nobody waits in line and nobody is woken, as in Erlang
//  Returns  true; false: still held by another after the last try
//  Errors   an id or nodes of another shape, or retries below -1: the error (zc_error)
//           {function_clause, [{global, Function, [Id], []}]}
//  Erlang   global:set_lock/3, del_lock/2
enum { ZC_GLOBAL_INFINITY = -1 };
#define zc_global_set_lock(nodes, retries, ...) \
    zc_global_set_lock_format (nodes, retries, ZC_FORMAT (__VA_ARGS__))
bool zc_global_set_lock_format (const zc_term_t *nodes, int retries, zc_format_t id);

//  End the caller's own hold; other processes' are not touched. Returns when the
//  nodes know, and wakes who waits in line.
#define zc_global_del_lock(nodes, ...) zc_global_del_lock_format (nodes, ZC_FORMAT (__VA_ARGS__))
void zc_global_del_lock_format (const zc_term_t *nodes, zc_format_t id);

//  Wait in line. Each node hands the lock to the one who has waited longest, as
//  soon as it is free; the nodes are asked one after the other in one order for
//  all, so that two who wait for one resource never wait for each other. Works
//  beside set_lock with retries, whose tries just fail while others wait.
//  timeout_ms  -1: for ever
//  Returns     true; false: not in time, and nothing is held
#define zc_global_wait_lock(nodes, timeout_ms, ...) \
    zc_global_wait_lock_format (nodes, timeout_ms, ZC_FORMAT (__VA_ARGS__))
bool zc_global_wait_lock_format (const zc_term_t *nodes, int timeout_ms, zc_format_t id);

//  Call a function with the lock held. The lock is freed whichever way the function is
//  left: it returns, it ends the process, or zc_exit, zc_error or zc_throw goes to a
//  zc_try further out, which gets it unchanged. The nodes are told, and not waited for.
//  Do not nest two with one id: the inner one's end frees it.
//  Returns  false: not got (see set_lock and wait_lock), not called
//  Erlang   global:trans/4, `aborted`
#define zc_global_trans(fun, arg, nodes, retries, ...) \
    zc_global_trans_format (fun, arg, nodes, retries, ZC_FORMAT (__VA_ARGS__))
bool zc_global_trans_format (zc_body_t *fun, void *arg, const zc_term_t *nodes, int retries,
                             zc_format_t id);
#define zc_global_wait_trans(fun, arg, nodes, timeout_ms, ...) \
    zc_global_wait_trans_format (fun, arg, nodes, timeout_ms, ZC_FORMAT (__VA_ARGS__))
bool zc_global_wait_trans_format (zc_body_t *fun, void *arg, const zc_term_t *nodes,
                                  int timeout_ms, zc_format_t id);

#ifdef __cplusplus
}
#endif
#endif
