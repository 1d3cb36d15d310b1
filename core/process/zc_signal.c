//  zc_signal.c - signals: taking effect here, or on their way to another node
//
//  One table of effects, zc_signal_apply, whether a signal comes from a process
//  of this node or from the wire. Where they come from: zc_send.c (messages,
//  exits), zc_link.c (links, monitors). Where they go: zc_bond.c, zc_mailbox.c.

#include "zc_core.h"
#include "zc_process.h"

//  ---- to another node -----------------------------------------------------

zc_routed_t
zc_signal_route (zc_core_t *self, zc_signal_t *signal, const zc_node_name_t *node, int options)
{
    if (!self->route.send)
        return ZC_ROUTE_LOST;
    return self->route.send (self->route.self, node, signal, options);
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

//  The other side unlinked. It takes no news of a link until this is acknowledged, and the
//  acknowledgement of no earlier unlink: so what it hears then is of what came after, and
//  both sides agree, whoever else unlinks or links meanwhile.
//  Erlang  erl_dist_protocol, "Link Protocol"
static void
s_unlink (zc_core_t *self, const zc_signal_t *signal, const zc_node_name_t *origin)
{
    zc_bond_t *bond = zc_bond_link_between (self, signal->from, signal->to);
    if (bond && !bond->unlink)
        zc_bond_free (self, bond);
    s_answer (self, signal, ZC_SIG_UNLINK_ACK, origin, NULL, 0);
}

static void
s_unlink_ack (zc_core_t *self, const zc_signal_t *signal)
{
    zc_bond_t *bond = zc_bond_link_between (self, signal->from, signal->to);
    if (bond && bond->unlink && bond->unlink == signal->id)
        zc_bond_free (self, bond);
}

static void
s_link_exit (zc_core_t *self, const zc_signal_t *signal)
{
    zc_bond_t *bond = zc_bond_link_between (self, signal->from, signal->to);
    if (!bond || bond->unlink)
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
    zc_format_t leader = ZC_FORMAT ("~p", &process->leader);
    zc_take (signal->data, signal->size, &leader, &self->outside, NULL, &error);
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
            if ((process = zc_alias_use (core, signal->ref)))
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
