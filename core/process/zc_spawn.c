//  zc_spawn.c - spawning: here, by name, on another node
//
//  On another node it is a request and its reply:
//
//      caller                         other node
//      SPAWN {M, F, Args, Leader} ──>  process made, link and monitor set there
//      reply: bonds set here      <──  SPAWN_REPLY pid      (or an error)
//
//  so link and monitor are there from the first moment on both sides, and no
//  exit can overtake the reply. Erlang  erlang:spawn_request/5

#include "zc_core.h"
#include "zc_process.h"

//  An option more: the monitor is an alias, too.
enum { ZC_SPAWN_ALIAS = 16 };

//  A remote spawn under way.
typedef struct {
    zc_hash_item_t hash;            //  in core->requests
    zc_ref_t ref;
    zc_pid_t caller;
    const zc_node_name_t *node;
    uint32_t options;
    bool abandoned;
} zc_request_t;

//  ---- on this node --------------------------------------------------------

static zc_pid_t
s_spawn (zc_body_t *body, void *arg, int options, zc_ref_t *ref)
{
    zc_process_t *self = zc_baton_enter ();
    zc_core_t *core = self->core;
    zc_process_t *process = zc_process_new (core, body, arg, self->what);
    if (!process) {
        zc_baton_leave (self);
        zc_process_fail (self, "system_limit", "no more processes or stacks");
    }
    zc_pid_t pid = process->pid;
    process->leader = self->leader;
    zc_version_begin (process, self);
    if (options & ZC_SPAWN_LINK)
        zc_bond_new (core, true, self->pid, self, pid, process, (zc_ref_t) {0}, NULL);
    if (options & ZC_SPAWN_MONITOR) {
        *ref = zc_core_ref (core);
        zc_bond_new (core, false, self->pid, self, pid, process, *ref, NULL);
    }
    zc_baton_leave (self);
    return pid;
}

zc_pid_t
zc_spawn (zc_body_t *body, void *arg)
{
    return s_spawn (body, arg, 0, NULL);
}

zc_pid_t
zc_spawn_link (zc_body_t *body, void *arg)
{
    return s_spawn (body, arg, ZC_SPAWN_LINK, NULL);
}

zc_pid_t
zc_spawn_monitor (zc_body_t *body, void *arg, zc_ref_t *ref)
{
    zc_ref_t made;
    zc_pid_t pid = s_spawn (body, arg, ZC_SPAWN_MONITOR, &made);
    *ref = made;
    return pid;
}

//  ---- by module and function ----------------------------------------------

//  Body of a process spawned by name.
static void
s_call (void *arg)
{
    zc_process_t *self = arg;
    zc_term_t *call = zc_term_from_bytes (&self->call);
    const char *module, *function;
    zc_term_t *args;
    if (!zc_term_match (call, "{~a, ~a, ~t, _}", &module, &function, &args))
        zc_exit ("{badarg, ~t}", call);
    zc_apply (module, function, args);
}

//  End this body and begin that one, on the same stack.
void
zc_spawn_become (zc_process_t *self, const zc_term_t *call)
{
    self->call = zc_bytes_dup (call->bytes);
    self->body = s_call;
    self->arg = self;
    siglongjmp (self->base, ZC_LAND_BECOME);
}

//  Make a process for a call {M, F, Args, Leader}, as the spawner asks.
static zc_process_t *
s_make (zc_core_t *self, zc_bytes_t *call, zc_pid_t parent, zc_process_t *parent_process,
        uint32_t options, zc_ref_t ref)
{
    zc_process_t *process = zc_process_new (self, s_call, NULL, "spawned by name");
    if (!process)
        return NULL;
    process->arg = process;
    process->call = zc_bytes_dup (call);
    const char *error;
    zc_format_t leader = ZC_FORMAT ("{_, _, _, ~p}", &process->leader);
    zc_take (call->data, call->size, &leader, &self->outside, NULL, &error);
    if (options & ZC_SPAWN_LINK)
        zc_bond_new (self, true, parent, parent_process, process->pid, process, (zc_ref_t) {0},
                     NULL);
    if (options & ZC_SPAWN_MONITOR) {
        zc_bond_t *bond = zc_bond_new (self, false, parent, parent_process, process->pid, process,
                                       ref, NULL);
        bond->alias = options & ZC_SPAWN_ALIAS;
    }
    return process;
}

//  The four terms of a call, built outside the core.
zc_term_t *
zc_spawn_call_term (const char *module, const char *function, zc_format_t args)
{
    zc_term_t *list = zc_term_build (args);
    if (zc_term_type (list) != ZC_LIST)
        zc_caller_bug ("spawn: the arguments are not a list");
    zc_term_t *name = zc_module_atom (module);
    zc_term_t *call = zc_term_new ("{~t, ~a, ~t, ~p}", name, function, list, zc_group_leader ());
    zc_term_destroy (&name);
    zc_term_destroy (&list);
    return call;
}

//  Tell the caller of a request how it went, if it wants to know.
static void
s_tell (zc_core_t *self, zc_process_t *caller, uint32_t options, zc_ref_t ref, zc_pid_t pid,
        const char *error)
{
    if (options & ZC_SPAWN_REPLY_NONE)
        return;
    if (error)
        zc_mailbox_tell (self, caller, ZC_FORMAT ("{spawn_reply, ~r, error, ~a}", ref, error));
    else
    if (!(options & ZC_SPAWN_REPLY_ERROR))
        zc_mailbox_tell (self, caller, ZC_FORMAT ("{spawn_reply, ~r, ok, ~p}", ref, pid));
}

static void
s_request_drop (zc_core_t *self, zc_request_t *request)
{
    zc_hash_remove (&self->requests, &request->hash);
    zc_release (request);
}

static zc_request_t *
s_request_find (zc_core_t *self, zc_ref_t ref)
{
    zc_hash_item_t *item = zc_hash_find (&self->requests, zc_ref_key (ref));
    for (; item; item = zc_hash_next (item)) {
        zc_request_t *request = zc_container_of (item, zc_request_t, hash);
        if (zc_ref_equal (request->ref, ref))
            return request;
    }
    return NULL;
}

//  In the core: start a request. `call` is counted, borrowed.
static void
s_request (zc_process_t *self, const zc_node_name_t *node, zc_bytes_t *call, uint32_t options,
           zc_ref_t ref)
{
    zc_core_t *core = self->core;
    if (!node) {
        zc_process_t *process = s_make (core, call, self->pid, self, options, ref);
        s_tell (core, self, options, ref, process? process->pid: self->pid,
                process? NULL: "system_limit");
        return;
    }
    zc_request_t *request = zc_calloc (sizeof *request);
    request->ref = ref;
    request->caller = self->pid;
    request->node = node;
    request->options = options;
    zc_hash_add (&core->requests, &request->hash, zc_ref_key (ref));
    zc_signal_t signal = {.type = ZC_SIG_SPAWN, .from = self->pid, .ref = ref,
                          .options = options & ~(uint32_t) ZC_SPAWN_ALIAS,
                          .data = call->data, .size = call->size};
    if (zc_signal_route (core, &signal, node, 0) == ZC_ROUTE_LOST) {
        s_request_drop (core, request);
        s_tell (core, self, options, ref, self->pid, "noconnection");
    }
}

//  An alias comes with its reference.
static zc_ref_t
s_ask (zc_ref_t ref, const char *node, const char *module, const char *function, uint32_t options,
       zc_format_t args)
{
    zc_process_t *self = zc_baton_self ();
    const zc_node_name_t *far = zc_core_node_name (self->core, node);
    zc_term_t *call = zc_spawn_call_term (module, function, args);
    zc_bytes_t *bytes = call->bytes;
    zc_core_t *core = zc_baton_enter ()->core;
    if (options & ZC_SPAWN_ALIAS)
        zc_mailbox_mark (self, ref);
    else
        ref = zc_core_ref (core);
    s_request (self, far, bytes, options, ref);
    zc_baton_leave (self);
    zc_term_destroy (&call);
    return ref;
}

zc_ref_t
zc_spawn_request_args (const char *node, const char *module, const char *function, int options,
                       zc_format_t args)
{
    return s_ask ((zc_ref_t) {0}, node, module, function,
                  (uint32_t) options & ~(uint32_t) ZC_SPAWN_ALIAS, args);
}

void
zc_spawn_alias_args (zc_ref_t ref, const char *node, const char *module, const char *function,
                     zc_format_t args)
{
    s_ask (ref, node, module, function, ZC_SPAWN_MONITOR | ZC_SPAWN_ALIAS | ZC_SPAWN_REPLY_ERROR,
           args);
}

//  The spawn failed: a dead stand-in, and what link and monitor would bring.
static zc_pid_t
s_failed (zc_process_t *self, const char *node, int options, zc_ref_t ref)
{
    zc_core_log (self->core, ZC_LOG_WARNING, "cannot start a process on %s", node);
    zc_core_t *core = zc_baton_enter ()->core;
    zc_pid_t pid = zc_process_stand_in (core);
    if (options & ZC_SPAWN_MONITOR)
        zc_mailbox_tell (core, self, ZC_FORMAT ("{:DOWN, ~r, process, ~p, noconnection}", ref,
                                                pid));
    if (options & ZC_SPAWN_LINK)
        zc_signal_exit_local (core, self, pid, ZC_ATOM_BYTES (noconnection), true);
    zc_baton_leave (self);
    return pid;
}

zc_pid_t
zc_node_spawn_args (const char *node, const char *module, const char *function, int options,
                    zc_ref_t *ref_p, zc_format_t args)
{
    zc_process_t *self = zc_baton_self ();
    zc_ref_t ref = zc_spawn_request_args (node, module, function, options, args);
    zc_pid_t pid;
    int answer = zc_receive_quietly (-1, 2, (const zc_format_t [2]) {
                                     ZC_FORMAT ("{spawn_reply, ~r, ok, ~p}", ref, &pid),
                                     ZC_FORMAT ("{spawn_reply, ~r, error, _}", ref)}, NULL);
    if (answer == 1)
        pid = s_failed (self, node? node: zc_core_name (self->core), options, ref);
    if (ref_p)
        *ref_p = ref;
    return pid;
}

bool
zc_spawn_request_abandon (zc_ref_t ref)
{
    zc_process_t *self = zc_baton_enter ();
    zc_request_t *request = s_request_find (self->core, ref);
    bool waiting = request && zc_pid_equal (request->caller, self->pid) && !request->abandoned;
    if (waiting)
        request->abandoned = true;
    zc_baton_leave (self);
    return waiting;
}

//  ---- signals -------------------------------------------------------------

//  Another node asks for a process here.
void
zc_spawn_apply_request (zc_core_t *self, const zc_signal_t *signal, const zc_node_name_t *origin)
{
    zc_bytes_t *call = zc_bytes_new (signal->data, signal->size);
    uint32_t bonds = signal->options & (ZC_SPAWN_LINK | ZC_SPAWN_MONITOR);
    zc_process_t *process = s_make (self, call, signal->from, NULL, bonds, signal->ref);
    zc_bytes_destroy (&call);
    const char *answer = process? "ok": "system_limit";
    zc_buffer_t data = {0};
    zc_encode_atom (&data, answer);
    zc_signal_t reply = {.type = ZC_SIG_SPAWN_REPLY, .options = signal->options,
                         .to = signal->from, .ref = signal->ref, .data = data.data,
                         .size = data.size};
    if (process)
        reply.from = process->pid;
    zc_signal_route (self, &reply, origin, ZC_SEND_NOCONNECT);
    zc_buffer_clear (&data);
}

//  The caller gave up or died: take the new process's bonds back.
static void
s_unwanted (zc_core_t *self, const zc_request_t *request, zc_pid_t pid)
{
    zc_signal_t signal = {.from = request->caller, .to = pid, .ref = request->ref,
                          .data = (const uint8_t *) "\x77\x09" "abandoned", .size = 11};
    if (request->options & ZC_SPAWN_MONITOR) {
        signal.type = ZC_SIG_DEMONITOR;
        zc_signal_route (self, &signal, pid.node, ZC_SEND_NOCONNECT);
    }
    if (request->options & ZC_SPAWN_LINK) {
        signal.type = ZC_SIG_LINK_EXIT;
        zc_signal_route (self, &signal, pid.node, ZC_SEND_NOCONNECT);
    }
}

void
zc_spawn_apply_reply (zc_core_t *self, const zc_signal_t *signal, const zc_node_name_t *origin)
{
    zc_request_t *request = s_request_find (self, signal->ref);
    if (!request || request->node != origin)
        return;
    zc_pid_t pid = signal->from;
    bool made = !zc_pid_is_null (pid) && pid.node == origin;
    zc_process_t *caller = request->abandoned? NULL: zc_process_find (self, request->caller);
    if (!caller && made)
        s_unwanted (self, request, pid);
    else
    if (caller && made) {
        if (request->options & ZC_SPAWN_LINK)
            zc_bond_new (self, true, caller->pid, caller, pid, NULL, (zc_ref_t) {0}, NULL);
        if (request->options & ZC_SPAWN_MONITOR) {
            zc_bond_t *bond = zc_bond_new (self, false, caller->pid, caller, pid, NULL, signal->ref,
                                           NULL);
            bond->alias = request->options & ZC_SPAWN_ALIAS;
        }
        s_tell (self, caller, request->options, signal->ref, pid, NULL);
    }
    else
    if (caller)
        s_tell (self, caller, request->options, signal->ref, pid, "system_limit");
    s_request_drop (self, request);
}

//  The node is lost: the requests under way have failed.
void
zc_spawn_lost (zc_core_t *self, const zc_node_name_t *node)
{
    zc_hash_item_t *item = NULL, *next;
    for (item = zc_hash_walk (&self->requests, NULL); item; item = next) {
        next = zc_hash_walk (&self->requests, item);
        zc_request_t *request = zc_container_of (item, zc_request_t, hash);
        if (request->node != node)
            continue;
        zc_process_t *caller = zc_process_find (self, request->caller);
        if (caller && !request->abandoned)
            s_tell (self, caller, request->options, request->ref, caller->pid, "noconnection");
        s_request_drop (self, request);
    }
}

void
zc_spawn_free_all (zc_core_t *self)
{
    zc_hash_item_t *item;
    while ((item = zc_hash_walk (&self->requests, NULL)))
        s_request_drop (self, zc_container_of (item, zc_request_t, hash));
    zc_hash_clear (&self->requests);
}
