//  zc_signal.h - what processes do to each other, and the way to other nodes
//
//  Everything between processes is a signal. On one node a signal takes effect
//  at once, in the call that sends it (the caller holds the baton). For another
//  node it is handed to the route that dist plugs in; over there dist reads it
//  from the wire and calls zc_signal_apply.
//
//      zc_send ──> same node?  zc_signal_apply
//              └─> else        zc_signal_route ──> route->send ──> wire ──> …
//                       … wire ──> dist ──> zc_signal_apply (other node)
//
//  Called by the baton holder only.

#ifndef ZC_SIGNAL_H_INCLUDED
#define ZC_SIGNAL_H_INCLUDED

#include "zc_process.h"
#include "term/zc_codec.h"

typedef struct zc_core_t zc_core_t;

//  type                from       to / name   ref        data (canonical terms)
typedef enum {
    ZC_SIG_MESSAGE = 1, //  sender  pid / name  -          the message
    ZC_SIG_ALIAS,       //  sender  -           alias      the message
    ZC_SIG_LINK,        //  linker  pid         -          -
    ZC_SIG_UNLINK,      //  linker  pid         -          - ; id: to be acknowledged
    ZC_SIG_UNLINK_ACK,  //  linked  pid         -          - ; id
    ZC_SIG_LINK_EXIT,   //  ended   linked pid  -          reason
    ZC_SIG_EXIT,        //  sender  pid         -          reason (exit/2)
    ZC_SIG_MONITOR,     //  watcher pid / name  monitor    -
    ZC_SIG_DEMONITOR,   //  watcher pid / name  monitor    -
    ZC_SIG_DOWN,        //  ended pid/{0}  watcher  monitor  reason
    ZC_SIG_SPAWN,       //  caller  -           request    {Module, Function, Args, Leader};
                        //                                  options: ZC_SPAWN_*
    ZC_SIG_SPAWN_REPLY, //  new pid or {0}  caller  request  ok, or the error's reason
    ZC_SIG_GROUP_LEADER //  sender  pid         -          the leader's pid
} zc_signal_type_t;

typedef struct {
    zc_signal_type_t type;
    uint32_t options;
    zc_pid_t from;
    zc_pid_t to;                    //  {0}: by name, or not addressed to a pid
    const char *name;               //  NUL-terminated, or NULL
    zc_ref_t ref;
    uint64_t id;
    const uint8_t *data;            //  borrowed, or …
    size_t size;
    zc_bytes_t *bytes;              //  … the same bytes counted (big ones); or NULL
} zc_signal_t;

//  How the process layer reaches other nodes; all NULL: no distribution.
typedef enum { ZC_ROUTED, ZC_ROUTE_NOCONNECT, ZC_ROUTE_LOST } zc_routed_t;

typedef struct {
    void *self;
    //  Queue a signal to a node; dials if it is not connected and may be. Copies
    //  what it keeps.
    //  ZC_ROUTE_NOCONNECT  options has ZC_SEND_NOCONNECT and a dial is needed
    //  ZC_ROUTE_LOST       cannot be reached at all (not alive, never dialled):
    //                      the caller acts as after zc_route_lost
    zc_routed_t (*send) (void *self, const zc_node_name_t *node, const zc_signal_t *signal,
                         int options);
    //  Is more than the limit queued to this node before what this process sends
    //  next? Then the process layer suspends it, until zc_route_room.
    bool (*busy) (void *self, const zc_node_name_t *node, zc_pid_t sender);
    //  One turn of the network: send what was collected, take in what is there.
    //  true: something was done. Called once a round and before sleeping.
    bool (*turn) (void *self);
    //  Own name and creation; name "" while not alive.
    const char *(*name) (void *self);
    uint32_t (*creation) (void *self);
} zc_route_t;

void zc_core_plug_route (zc_core_t *core, const zc_route_t *route);

//  Let a signal that arrived from `origin` (or from this node: NULL) take
//  effect. signal.data is canonical for this node. Never blocks, never fails:
//  what has no receiver is dropped, or answered (noproc) where the type says so.
void zc_signal_apply (zc_core_t *core, const zc_signal_t *signal, const zc_node_name_t *origin);

//  The connection to a node ended, or a dial failed: every link, monitor and
//  spawn request over there fires with noconnection; suspended senders go on.
void zc_route_lost (zc_core_t *core, const zc_node_name_t *node);

//  There is room again for senders to this node.
void zc_route_room (zc_core_t *core, const zc_node_name_t *node);

//  Send a message from the core itself to a local pid (nodeup, nodedown …).
void zc_core_tell (zc_core_t *core, zc_pid_t to, zc_format_t message);

#endif
