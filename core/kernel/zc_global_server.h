//  zc_global_server.h - the process behind zc_global.h
//
//  Each node has a process `global_name_server`. It keeps the node's copy of all
//  names, and the locks that were set on this node.
//
//  A name has a home: the node of its process (where that is no visible node:
//  the node that registered it). Only the home speaks for its names, over one
//  connection, in order: so a dead name cannot come back by way of a third node, and tables
//  are equal as soon as all have heard all homes. To give a name out, the home
//
//      claims it: asks all nodes. Who is home of that name, or claims it too and
//          has the smaller name, refuses; the others enter it, and when all have,
//          it enters it itself. Where one refuses, it takes the claim back
//
//  one round trip, without a lock on anything else. What a third node shows while two
//  claim one name may so be the one that does not get it. When nodes meet they tell each other
//  the names they are home of; where both have a name, the one with the smaller
//  node name has it resolved (zc_global_clash.c).
//
//  Messages between servers, and of clients, are {Request, From, Id, Args}; From: the
//  sender; the answer is {answer, Server, Id, Verdict}, none where Id is 0.
//
//      request     args                            verdict
//      hello       {}                              forget my names, here they come
//      synced      {}                              that was all of them
//      claim       {Name, Pid, Stamp, Replaces, Enters}   ok, taken, busy (try again);
//                                                  Enters: it is told with it
//      name        {Name, Pid, Stamp, Replaces}    ok
//      unname      {Name, Pid}                     ok
//      release     {Name, Stamp}                   ok: unname it, if it is yours and
//                                                  not newer (Stamp 0: in any case)
//      lost        {Name, Pid}                     -   unname it, if it is still this pid
//      barrier     {}                              ok, when no clash is being resolved
//      register    {Name, Pid, Resolve, Replaces}  yes, no   Resolve: a function, as a value
//      unregister  {Name}                          ok
//      sync        {}                              ok
//      set_lock    {Resource, Requester, Waits}    true, false
//      del_lock    {Resource, Requester}           true
//
//  Read next: zc_global_register.c. Erlang  global.erl

#ifndef ZC_GLOBAL_SERVER_H_INCLUDED
#define ZC_GLOBAL_SERVER_H_INCLUDED

#include "zc_global.h"
#include "zc_node.h"
#include "process/zc_hooks.h"

#define ZC_GLOBAL_SERVER "global_name_server"
#define ZC_GLOBAL_RESOLVE "&global.random_exit_name/3"

typedef struct zc_global_t zc_global_t;
typedef struct zc_global_peer_t zc_global_peer_t;
typedef struct zc_global_op_t zc_global_op_t;
typedef struct zc_global_clash_t zc_global_clash_t;
typedef struct zc_global_lock_t zc_global_lock_t;
typedef struct zc_global_table_t zc_global_table_t;

//  Another visible node, from its nodeup to its nodedown.
struct zc_global_peer_t {
    zc_global_peer_t *next;
    zc_pid_t pid;                   //  its server; {0}: not heard of yet
    bool synced;                    //  has told all its names
    char name [];
};

//  Memory of the process, all of it.
enum { ZC_GLOBAL_BUCKETS = 64 };
struct zc_global_t {
    zc_pid_t pid;
    const char *node;
    zc_global_peer_t *peers;
    uint64_t met;                   //  how many have come so far
    zc_global_op_t *ops;
    uint64_t last_op;
    zc_global_table_t *table;
    uint64_t clock;                 //  greatest stamp given or seen
    zc_global_clash_t *clashes;
    zc_global_lock_t *locks [ZC_GLOBAL_BUCKETS];
};

//  A request that came in.
typedef struct {
    zc_global_peer_t *peer;         //  of the sender's node; NULL: own, or no peer
    zc_pid_t from;
    zc_term_t *id, *args;
} zc_global_call_t;

//  Start the process on a node. The core does not run yet.
void zc_global_start (zc_core_t *core);

//  ---- zc_global_server.c: the loop, and who is there ----------------------

//  Answer a request; peers that are gone do not get it.
void zc_global_answer (zc_pid_t from, const zc_term_t *id, const char *verdict);

//  {Request, Self, Op, Args} to one peer, or (NULL) to all.
void zc_global_tell (zc_global_t *self, const zc_global_peer_t *peer, const char *request,
                     uint64_t op, zc_format_t args);

//  The peer of the node a process lives on; NULL: own node, or no peer.
zc_global_peer_t *zc_global_peer_of (zc_global_t *self, zc_pid_t pid);

//  ---- zc_global_table.c: the copy of all names ----------------------------
//
//  A name has an entry of each home (pid of its server) that says it has it: more than
//  one only while a clash lasts. The first is valid: the one with the greatest
//  stamp, of two equal ones the smaller node name. Its pid is what everybody reads, in
//  the node-local table global_names.

typedef struct {
    zc_pid_t pid, home;
    uint64_t stamp;
    zc_ref_t monitor;
} zc_global_entry_t;

//  Goes with the process that made it.
zc_global_table_t *zc_global_table_new (void);

//  Put in, monitor the pid; what the home said before is replaced, in one step.
void zc_global_table_put (zc_global_table_t *self, const zc_term_t *name, zc_pid_t home,
                          zc_pid_t pid, uint64_t stamp);
//  Take out what a home said, if it is still this pid; all it ever said.
void zc_global_table_drop (zc_global_table_t *self, const zc_term_t *name, zc_pid_t home,
                           zc_pid_t pid);
void zc_global_table_drop_home (zc_global_table_t *self, zc_pid_t home);

//  What the home says of a name (home {0}: the valid entry); whose monitor it is, and
//  then *name is a new term.
bool zc_global_table_get (const zc_global_table_t *self, const zc_term_t *name, zc_pid_t home,
                          zc_global_entry_t *found);
bool zc_global_table_has (const zc_global_table_t *self, const zc_term_t *name);
bool zc_global_table_get_down (const zc_global_table_t *self, zc_ref_t monitor, zc_term_t **name,
                               zc_global_entry_t *found);

//  A name of a process, as long as it has it; NULL: none.
const zc_term_t *zc_global_table_name_of (const zc_global_table_t *self, zc_pid_t pid);

//  The resolve function of a name we are home of, a new term; NULL in set: the default.
void zc_global_table_set_resolve (zc_global_table_t *self, const zc_term_t *name,
                                  const zc_term_t *resolve);
zc_term_t *zc_global_table_resolve (const zc_global_table_t *self, const zc_term_t *name);

//  Call for each name of a home. `visit` changes nothing here.
typedef void (zc_global_visit_t) (void *arg, const zc_term_t *name,
                                  const zc_global_entry_t *entry);
void zc_global_table_each (const zc_global_table_t *self, zc_pid_t home, zc_global_visit_t *visit,
                           void *arg);

//  ---- zc_global_op.c: what waits for answers of peers ---------------------

typedef void (zc_global_step_t) (zc_global_t *self, zc_global_op_t *op, const char *verdict);

//  Under way for somebody who waits.
struct zc_global_op_t {
    zc_global_op_t *next;
    uint64_t number;                //  of the answers it waits for
    zc_pid_t from;                  //  who asked
    zc_term_t *id;
    zc_term_t *name;
    zc_pid_t pid;
    zc_term_t *resolve;
    uint64_t stamp;
    bool replaces, claims;          //  claims: asking whether it may have the name
    bool enters;                    //  … and having it entered at once
    uint64_t met;                   //  as the server's, when it asked
    int tries;                      //  how often it has
    zc_global_step_t *step;         //  what to do next
    zc_global_peer_t **waits;       //  whose answers are missing; NULL: nobody's
    size_t missing;
    enum { ZC_OP_ASKS, ZC_OP_PAUSES, ZC_OP_CALMS, ZC_OP_SYNCS } state;
};

zc_global_op_t *zc_global_op_new (zc_global_t *self, const zc_global_call_t *call);

//  Ask one peer or (NULL) all; when the last has answered ok, or is gone, or one has
//  said something else, go on with `step` and the verdict. Maybe at once.
void zc_global_op_ask (zc_global_t *self, zc_global_op_t *op, const zc_global_peer_t *peer,
                       const char *request, zc_format_t args, zc_global_step_t *step);

//  Go on after a pause; when no clash is being resolved; when, besides, all peers have
//  told their names.
void zc_global_op_pause (zc_global_t *self, zc_global_op_t *op, zc_global_step_t *step);
void zc_global_op_calm (zc_global_t *self, zc_global_op_t *op, bool sync, zc_global_step_t *step);

//  Tell who asked, and forget it.
void zc_global_op_end (zc_global_t *self, zc_global_op_t *op, const char *verdict);

//  What may let operations go on.
void zc_global_op_answered (zc_global_t *self, const zc_global_call_t *call);
void zc_global_op_again (zc_global_t *self, uint64_t number);
void zc_global_op_gone (zc_global_t *self, const zc_global_peer_t *peer);
void zc_global_op_settle (zc_global_t *self);

//  ---- zc_global_register.c: names are given and taken ---------------------

void zc_global_register (zc_global_t *self, const zc_global_call_t *call);
void zc_global_claim (zc_global_t *self, const zc_global_call_t *call);
void zc_global_name (zc_global_t *self, const zc_global_call_t *call);
void zc_global_unregister (zc_global_t *self, const zc_global_call_t *call);
void zc_global_release (zc_global_t *self, const zc_global_call_t *call);
void zc_global_unname (zc_global_t *self, const zc_global_call_t *call);
void zc_global_lost (zc_global_t *self, const zc_global_call_t *call);
void zc_global_sync_call (zc_global_t *self, const zc_global_call_t *call);
void zc_global_barrier (zc_global_t *self, const zc_global_call_t *call);

//  Take a name of ours away, if it is this pid's.
void zc_global_withdraw (zc_global_t *self, const zc_term_t *name, zc_pid_t pid);

//  ---- zc_global_clash.c: two homes, one name ------------------------------

//  We are home of the name, and another home says it has it too.
void zc_global_clash (zc_global_t *self, const zc_term_t *name, const zc_global_peer_t *peer,
                      zc_pid_t own, zc_pid_t other);
void zc_global_clash_gone (zc_global_t *self, const zc_global_peer_t *peer);
//  A process ended: was it one that resolves? Then the name is settled.
bool zc_global_clash_down (zc_global_t *self, zc_ref_t monitor, const zc_term_t *reason);

//  ---- zc_global_lock.c: locks set on this node ----------------------------

void zc_global_lock_set (zc_global_t *self, const zc_global_call_t *call);
void zc_global_lock_del (zc_global_t *self, const zc_global_call_t *call);
//  A process, a connection has ended. true: the process held or waited.
bool zc_global_lock_down (zc_global_t *self, zc_ref_t monitor);
void zc_global_lock_nodedown (zc_global_t *self, const char *node);

//  ---- zc_global.c: the clients' half --------------------------------------

//  What somebody gives as a resolve function, as a value that can be called: a function of
//  3 arguments, "Module:function" or {Module, Function}. NULL: something else.
zc_term_t *zc_global_function (const zc_term_t *given);

//  register_name, or (replaces) re_register_name, with such a value.
bool zc_global_register_with (zc_pid_t pid, const zc_term_t *resolve, zc_format_t name,
                              bool replaces);

//  Ask the server of a node; then wait for what it says. NULL: it is gone. If the
//  connection was made anew between monitor and request, it has the request.
zc_ref_t zc_global_ask (const char *node, const char *request, zc_format_t args);
const char *zc_global_wait (zc_ref_t ref);

#endif
