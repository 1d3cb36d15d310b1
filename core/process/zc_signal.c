//  zc_signal.c - signals: taking effect here, or on their way to another node
//
//  One table of effects, zc_signal_apply, whether a signal comes from a process
//  of this node or from the wire. Next: zc_bond.c (links and monitors),
//  zc_mailbox.c (messages).

#include "zc_core.h"
#include "zc_process.h"

//  ---- to another node -----------------------------------------------------

//  Suspend the calling process while too much is queued to the node.
static void
s_suspend (zc_process_t *process, const zc_node_name_t *node)
{
    zc_far_t *far = zc_far (process->core, node);
    zc_process_t **at = &far->suspended;
    while (*at)
        at = &(*at)->wait_next;
    *at = process;
    process->wait_next = NULL;
    process->wait_list = &far->suspended;
    process->state = ZC_SUSPENDED;
    zc_scheduler_switch_out (process, ZC_OUT_WAIT);
}

zc_routed_t
zc_signal_route (zc_core_t *self, zc_signal_t *signal, const zc_node_name_t *node, int options)
{
    if (!self->route.send)
        return ZC_ROUTE_LOST;
    return self->route.send (self->route.self, node, signal, options);
}

//  From a process: route, then suspend it while the peer's queue is full.
static zc_routed_t
s_route_from (zc_process_t *process, zc_signal_t *signal, const zc_node_name_t *node, int options)
{
    zc_core_t *core = process->core;
    zc_routed_t routed = zc_signal_route (core, signal, node, options);
    while (routed == ZC_ROUTED && !(options & ZC_SEND_NOSUSPEND)
           && core->route.busy (core->route.self, node, process->pid))
        s_suspend (process, node);
    return routed;
}

//  ---- effects on local processes ------------------------------------------

//  An exit signal arrives. Erlang  "Receiving Exit Signals"
void
zc_signal_exit_local (zc_core_t *self, zc_process_t *process, zc_pid_t from,
                      const uint8_t *reason, size_t size, bool from_link)
{
    if (!from_link && zc_is_atom (reason, size, "kill"))
        zc_process_end (self, process, ZC_ATOM_BYTES (killed));
    else
    if (process->trap_exit) {
        zc_buffer_t message = {0};
        zc_buffer_put (&message, "\x68\x03\x77\x04" "EXIT", 8);
        zc_encode_pid (&message, from);
        zc_buffer_put (&message, reason, size);
        zc_mailbox_put (self, process, message.data, message.size, NULL);
        zc_buffer_clear (&message);
    }
    else
    if (!zc_is_atom (reason, size, "normal") || zc_pid_equal (from, process->pid))
        zc_process_end (self, process, reason, size);
}

//  {:DOWN, Ref, process, Pid or {Name, Node}, Reason} to the watcher, which is
//  a local process. The monitor is gone.
void
zc_signal_down (zc_core_t *self, zc_bond_t *bond, const uint8_t *reason, size_t size)
{
    zc_process_t *watcher = bond->end [0].process;
    zc_buffer_t message = {0};
    zc_buffer_put (&message, "\x68\x05\x77\x04" "DOWN", 8);
    zc_encode_ref (&message, bond->ref);
    zc_buffer_put (&message, "\x77\x07" "process", 9);
    if (bond->name) {
        const zc_node_name_t *node = bond->end [1].pid.node;
        zc_buffer_put (&message, "\x68\x02", 2);
        zc_encode_atom (&message, bond->name);
        zc_encode_atom (&message, node? node->text: zc_core_name (self));
    }
    else
        zc_encode_pid (&message, bond->end [1].pid);
    zc_buffer_put (&message, reason, size);
    zc_bond_free (self, bond);
    zc_mailbox_put (self, watcher, message.data, message.size, NULL);
    zc_buffer_clear (&message);
}

//  ---- answers -------------------------------------------------------------

//  Send a signal from here to where another one came from.
static void
s_answer (zc_core_t *self, const zc_signal_t *signal, zc_signal_type_t type,
          const zc_node_name_t *origin, const uint8_t *data, size_t size)
{
    zc_signal_t answer = {.type = type, .from = signal->to, .to = signal->from,
                          .ref = signal->ref, .id = signal->id, .data = data, .size = size};
    if (origin)
        zc_signal_route (self, &answer, origin, ZC_SEND_NOCONNECT);
    else
        zc_signal_apply (self, &answer, NULL);
}

static zc_process_t *
s_receiver (zc_core_t *self, const zc_signal_t *signal)
{
    return signal->name? zc_name_find (self, signal->name): zc_process_find (self, signal->to);
}

//  ---- effects, one function a type ----------------------------------------

static void
s_link (zc_core_t *self, const zc_signal_t *signal, const zc_node_name_t *origin)
{
    zc_process_t *process = zc_process_find (self, signal->to);
    if (!process)
        s_answer (self, signal, ZC_SIG_LINK_EXIT, origin, ZC_ATOM_BYTES (noproc));
    else
    if (!zc_bond_link_between (self, signal->from, signal->to))
        zc_bond_new (self, true, signal->from, NULL, signal->to, process, (zc_ref_t) {0}, NULL);
}

//  The other side unlinked: always acknowledged, so that it can tell an old
//  link's exit from a new one's.
static void
s_unlink (zc_core_t *self, const zc_signal_t *signal, const zc_node_name_t *origin)
{
    zc_bond_t *bond = zc_bond_link_between (self, signal->from, signal->to);
    if (bond && !bond->dead_end && bond->acks == 0)
        zc_bond_free (self, bond);
    s_answer (self, signal, ZC_SIG_UNLINK_ACK, origin, NULL, 0);
}

static void
s_unlink_ack (zc_core_t *self, const zc_signal_t *signal)
{
    zc_bond_t *bond = zc_bond_link_between (self, signal->from, signal->to);
    if (bond && bond->acks > 0 && --bond->acks == 0 && bond->dead_end)
        zc_bond_free (self, bond);
}

static void
s_link_exit (zc_core_t *self, const zc_signal_t *signal)
{
    zc_bond_t *bond = zc_bond_link_between (self, signal->from, signal->to);
    if (!bond || bond->dead_end || bond->acks > 0)
        return;                     //  unlinked meanwhile
    zc_bond_free (self, bond);
    zc_process_t *process = zc_process_find (self, signal->to);
    if (process)
        zc_signal_exit_local (self, process, signal->from, signal->data, signal->size, true);
}

static void
s_monitor (zc_core_t *self, const zc_signal_t *signal, const zc_node_name_t *origin)
{
    zc_process_t *process = s_receiver (self, signal);
    if (process)
        zc_bond_new (self, false, signal->from, NULL, process->pid, process, signal->ref,
                     signal->name);
    else
        s_answer (self, signal, ZC_SIG_DOWN, origin, ZC_ATOM_BYTES (noproc));
}

static void
s_demonitor (zc_core_t *self, const zc_signal_t *signal)
{
    zc_bond_t *bond = zc_bond_monitor_of (self, signal->ref);
    if (bond && zc_pid_equal (bond->end [0].pid, signal->from))
        zc_bond_free (self, bond);
}

//  The watched process is far; only from its own node the news counts.
static void
s_down (zc_core_t *self, const zc_signal_t *signal, const zc_node_name_t *origin)
{
    zc_bond_t *bond = zc_bond_monitor_of (self, signal->ref);
    if (bond && bond->end [0].process && bond->end [1].pid.node == origin)
        zc_signal_down (self, bond, signal->data, signal->size);
}

static void
s_set_leader (zc_core_t *self, zc_process_t *process, const zc_signal_t *signal)
{
    const char *error;
    zc_take (signal->data, signal->size, ZC_FORMAT ("~p", &process->leader), self->names, NULL,
             &error);
}

void
zc_signal_apply (zc_core_t *core, const zc_signal_t *signal, const zc_node_name_t *origin)
{
    zc_process_t *process;
    switch (signal->type) {
        case ZC_SIG_MESSAGE:
            if ((process = s_receiver (core, signal)))
                zc_mailbox_put (core, process, signal->data, signal->size, signal->bytes);
            break;
        case ZC_SIG_ALIAS:
            if ((process = zc_alias_find (core, signal->ref, true)))
                zc_mailbox_put (core, process, signal->data, signal->size, signal->bytes);
            break;
        case ZC_SIG_LINK:
            s_link (core, signal, origin);
            break;
        case ZC_SIG_UNLINK:
            s_unlink (core, signal, origin);
            break;
        case ZC_SIG_UNLINK_ACK:
            s_unlink_ack (core, signal);
            break;
        case ZC_SIG_LINK_EXIT:
            s_link_exit (core, signal);
            break;
        case ZC_SIG_EXIT:
            if ((process = zc_process_find (core, signal->to)))
                zc_signal_exit_local (core, process, signal->from, signal->data, signal->size, false);
            break;
        case ZC_SIG_MONITOR:
            s_monitor (core, signal, origin);
            break;
        case ZC_SIG_DEMONITOR:
            s_demonitor (core, signal);
            break;
        case ZC_SIG_DOWN:
            s_down (core, signal, origin);
            break;
        case ZC_SIG_SPAWN:
            zc_spawn_apply_request (core, signal, origin);
            break;
        case ZC_SIG_SPAWN_REPLY:
            zc_spawn_apply_reply (core, signal, origin);
            break;
        case ZC_SIG_GROUP_LEADER:
            if ((process = zc_process_find (core, signal->to)))
                s_set_leader (core, process, signal);
            break;
        default:
            break;                      //  dist lets only known types through
    }
}

//  ---- the calls -----------------------------------------------------------

//  Build a message where the sender's own mistakes end only the sender.
static const zc_buffer_t *
s_build (zc_process_t *self, zc_format_t format)
{
    self->scratch.size = 0;
    const char *error = zc_build (&self->scratch, format);
    if (error)
        zc_caller_bug (error);
    return &self->scratch;
}

//  A message that is one big term goes by reference, not by copy.
static zc_bytes_t *
s_shared (zc_format_t format)
{
    if (format.count != 1 || format.args [0].type != ZC_ARG_TERM || !format.args [0].p
        || strcmp (format.text, "~t") != 0)
        return NULL;
    zc_bytes_t *bytes = ((const zc_term_t *) format.args [0].p)->bytes;
    return bytes->size > 4096? bytes: NULL;
}

static zc_sent_t
s_send (zc_signal_t *signal, const zc_node_name_t *node, int options, zc_format_t format)
{
    zc_process_t *self = zc_baton_self ();
    signal->bytes = s_shared (format);
    if (signal->bytes) {
        signal->data = signal->bytes->data;
        signal->size = signal->bytes->size;
    }
    else {
        const zc_buffer_t *message = s_build (self, format);
        signal->data = message->data;
        signal->size = message->size;
    }
    signal->from = self->pid;
    zc_core_t *core = zc_baton_enter ()->core;
    zc_sent_t sent = ZC_SENT;
    if (!node)
        zc_signal_apply (core, signal, NULL);
    else
    if ((options & ZC_SEND_NOSUSPEND) && core->route.busy
        && core->route.busy (core->route.self, node, self->pid))
        sent = ZC_NOSUSPEND;
    else
    if (s_route_from (self, signal, node, options) == ZC_ROUTE_NOCONNECT)
        sent = ZC_NOCONNECT;
    zc_baton_leave (self);
    return sent;
}

void
zc_send_format (zc_pid_t to, zc_format_t message)
{
    zc_signal_t signal = {.type = ZC_SIG_MESSAGE, .to = to};
    s_send (&signal, to.node, 0, message);
}

zc_sent_t
zc_send_options (zc_pid_t to, int options, zc_format_t message)
{
    zc_signal_t signal = {.type = ZC_SIG_MESSAGE, .to = to};
    return s_send (&signal, to.node, options, message);
}

void
zc_send_alias_format (zc_ref_t alias, zc_format_t message)
{
    zc_signal_t signal = {.type = ZC_SIG_ALIAS, .ref = alias};
    s_send (&signal, alias.node, 0, message);
}

//  The interned name of another node; NULL for this one.
const zc_node_name_t *
zc_core_node_name (zc_core_t *core, const char *node)
{
    if (!node || strcmp (node, zc_core_name (core)) == 0)
        return NULL;
    const zc_node_name_t *name = zc_names_intern (core->names, node, strlen (node));
    if (!name)
        zc_caller_bug ("not a node name, or too many of them");
    return name;
}

bool
zc_send_name_format (const char *name, const char *node, zc_format_t message)
{
    zc_text_touched (name);
    zc_process_t *self = zc_baton_self ();
    const zc_node_name_t *far = zc_core_node_name (self->core, node);
    zc_signal_t signal = {.type = ZC_SIG_MESSAGE, .name = name};
    if (!node) {
        bool known = !zc_pid_is_null (zc_whereis (name));
        if (!known)
            return false;
    }
    s_send (&signal, far, 0, message);
    return true;
}

void
zc_exit_process_format (zc_pid_t pid, zc_format_t reason)
{
    zc_signal_t signal = {.type = ZC_SIG_EXIT, .to = pid};
    s_send (&signal, pid.node, 0, reason);
}

void
zc_exit_format (zc_format_t reason)
{
    zc_process_t *self = zc_baton_self ();
    self->reason = zc_term_build (reason);
    zc_process_exit_now (self);
}

//  A link to a process that is not there, or on a node that is not.
static void
s_link_failed (zc_process_t *self, zc_pid_t pid, const uint8_t *reason, size_t size)
{
    zc_signal_exit_local (self->core, self, pid, reason, size, true);
}

//  The two processes are linked already, or were and are being parted: then a
//  new link counts from when the old one's end is acknowledged.
static bool
s_relink (zc_core_t *core, zc_pid_t a, zc_pid_t b)
{
    zc_bond_t *bond = zc_bond_link_between (core, a, b);
    if (!bond)
        return false;
    if (bond->dead_end) {
        bond->dead_end = false;
        zc_signal_t signal = {.type = ZC_SIG_LINK, .from = a, .to = b};
        zc_signal_route (core, &signal, b.node, 0);
    }
    return true;
}

void
zc_link (zc_pid_t pid)
{
    zc_process_t *self = zc_baton_enter ();
    zc_core_t *core = self->core;
    if (zc_pid_equal (pid, self->pid) || s_relink (core, self->pid, pid)) {
        zc_baton_leave (self);
        return;
    }
    if (pid.node) {
        zc_bond_new (core, true, self->pid, self, pid, NULL, (zc_ref_t) {0}, NULL);
        zc_signal_t signal = {.type = ZC_SIG_LINK, .from = self->pid, .to = pid};
        if (s_route_from (self, &signal, pid.node, 0) == ZC_ROUTE_LOST) {
            zc_bond_t *bond = zc_bond_link_between (core, self->pid, pid);
            if (bond) {
                zc_bond_free (core, bond);
                s_link_failed (self, pid, ZC_ATOM_BYTES (noconnection));
            }
        }
    }
    else {
        zc_process_t *process = zc_process_find (core, pid);
        if (process)
            zc_bond_new (core, true, self->pid, self, pid, process, (zc_ref_t) {0}, NULL);
        else
            s_link_failed (self, pid, ZC_ATOM_BYTES (noproc));
    }
    zc_baton_leave (self);
}

void
zc_unlink (zc_pid_t pid)
{
    zc_process_t *self = zc_baton_enter ();
    zc_core_t *core = self->core;
    zc_bond_t *bond = zc_bond_link_between (core, self->pid, pid);
    if (bond && !pid.node)
        zc_bond_free (core, bond);
    else
    if (bond && !bond->dead_end) {
        bond->dead_end = true;
        bond->acks++;
        zc_signal_t signal = {.type = ZC_SIG_UNLINK, .from = self->pid, .to = pid, .id = 1};
        if (s_route_from (self, &signal, pid.node, ZC_SEND_NOCONNECT) != ZC_ROUTED) {
            bond = zc_bond_link_between (core, self->pid, pid);
            if (bond)
                zc_bond_free (core, bond);
        }
    }
    zc_baton_leave (self);
}

bool
zc_trap_exit (bool trap)
{
    zc_process_t *self = zc_baton_enter ();
    bool old = self->trap_exit;
    self->trap_exit = trap;
    zc_baton_leave (self);
    return old;
}

//  ---- monitors ------------------------------------------------------------

static zc_ref_t
s_watch (zc_pid_t pid, const char *name)
{
    zc_process_t *self = zc_baton_enter ();
    zc_core_t *core = self->core;
    zc_ref_t ref = zc_core_ref (core);
    zc_process_t *process = pid.node? NULL: name? zc_name_find (core, name)
                                               : zc_process_find (core, pid);
    //  Without a process of ours the bond hangs on the caller's own list only
    //  long enough to fire
    zc_pid_t target = process? process->pid: pid;
    if (pid.node) {
        zc_bond_new (core, false, self->pid, self, pid, NULL, ref, name);
        zc_signal_t signal = {.type = ZC_SIG_MONITOR, .from = self->pid, .to = pid, .name = name,
                              .ref = ref};
        if (s_route_from (self, &signal, pid.node, 0) == ZC_ROUTE_LOST) {
            zc_bond_t *bond = zc_bond_monitor_of (core, ref);
            if (bond)
                zc_signal_down (core, bond, ZC_ATOM_BYTES (noconnection));
        }
    }
    else {
        zc_bond_t *bond = zc_bond_new (core, false, self->pid, self, target,
                                       process? process: self, ref, name);
        if (!process)
            zc_signal_down (core, bond, ZC_ATOM_BYTES (noproc));
    }
    zc_baton_leave (self);
    return ref;
}

zc_ref_t
zc_monitor (zc_pid_t pid)
{
    return s_watch (pid, NULL);
}

zc_ref_t
zc_monitor_name (const char *name, const char *node)
{
    zc_text_touched (name);
    zc_process_t *self = zc_baton_self ();
    return s_watch ((zc_pid_t) {.node = zc_core_node_name (self->core, node)}, name);
}

bool
zc_demonitor (zc_ref_t monitor, int options)
{
    zc_process_t *self = zc_baton_enter ();
    zc_core_t *core = self->core;
    zc_bond_t *bond = zc_bond_monitor_of (core, monitor);
    bool active = bond && bond->end [0].process == self;
    if (active) {
        zc_pid_t pid = bond->end [1].pid;
        zc_signal_t signal = {.type = ZC_SIG_DEMONITOR, .from = self->pid, .to = pid,
                              .ref = monitor};
        char *name = bond->name;
        bond->name = NULL;
        zc_bond_free (core, bond);
        signal.name = name;
        if (pid.node)
            zc_signal_route (core, &signal, pid.node, ZC_SEND_NOCONNECT);
        zc_release (name);
    }
    zc_baton_leave (self);
    if (!active && (options & ZC_DEMONITOR_FLUSH))
        zc_receive_quietly (0, 1, (const zc_format_t [1]) {
                            ZC_FORMAT ("{:DOWN, ~r, _, _, _}", monitor)}, NULL);
    return (options & ZC_DEMONITOR_INFO)? active: true;
}
