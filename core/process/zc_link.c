//  zc_link.c - the calls that tie processes together: links and monitors
//
//  The bond is made here first, the signal tells the other node. Next:
//  zc_bond.c (what a bond is), zc_signal.c (the other side).

#include "zc_core.h"
#include "zc_process.h"

//  ---- links ---------------------------------------------------------------

//  A link to a process that is not there, or on a node that is not.
static void
s_link_failed (zc_process_t *self, zc_pid_t pid, const uint8_t *reason, size_t size)
{
    zc_signal_exit_local (self->core, self, pid, reason, size, true);
}

//  The two processes are linked already, or were and are being parted: then they are linked
//  again, as over there when both signals have arrived.
static bool
s_relink (zc_core_t *core, zc_pid_t a, zc_pid_t b)
{
    zc_bond_t *bond = zc_bond_link_between (core, a, b);
    if (!bond)
        return false;
    if (bond->unlink) {
        bond->unlink = 0;
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
        if (zc_signal_route_from (self, &signal, pid.node, 0) == ZC_ROUTE_LOST) {
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
    if (bond && !bond->unlink) {
        bond->unlink = ++core->unlinks;
        zc_signal_t signal = {.type = ZC_SIG_UNLINK, .from = self->pid, .to = pid,
                              .id = bond->unlink};
        if (zc_signal_route_from (self, &signal, pid.node, ZC_SEND_NOCONNECT) != ZC_ROUTED) {
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

//  Where nobody is to be watched, the bond hangs on the caller's own list only
//  long enough to fire.
static void
s_watch_here (zc_process_t *self, zc_pid_t pid, const char *name, zc_ref_t ref, bool alias)
{
    zc_core_t *core = self->core;
    zc_process_t *process = name? zc_name_find (core, name): zc_process_find (core, pid);
    zc_bond_t *bond = zc_bond_new (core, false, self->pid, self, process? process->pid: pid,
                                   process? process: self, ref, name);
    bond->alias = alias;
    if (!process)
        zc_signal_down (core, bond, ZC_ATOM_BYTES (noproc));
}

static void
s_watch_far (zc_process_t *self, zc_pid_t pid, const char *name, zc_ref_t ref, bool alias,
             int options)
{
    zc_core_t *core = self->core;
    zc_bond_new (core, false, self->pid, self, pid, NULL, ref, name)->alias = alias;
    zc_signal_t signal = {.type = ZC_SIG_MONITOR, .from = self->pid, .to = pid, .name = name,
                          .ref = ref};
    if (zc_signal_route_from (self, &signal, pid.node, options) != ZC_ROUTED) {
        zc_bond_t *bond = zc_bond_monitor_of (core, ref);
        if (bond)
            zc_signal_down (core, bond, ZC_ATOM_BYTES (noconnection));
    }
}

//  An alias is watched for an answer: who waits for that is not suspended before
//  (ZC_SEND_ALWAYS).
static zc_ref_t
s_watch (zc_pid_t pid, const char *name, bool alias, int options)
{
    zc_process_t *self = zc_baton_enter ();
    zc_ref_t ref = zc_core_ref (self->core);
    if (alias)
        zc_mailbox_mark (self, ref);
    if (pid.node)
        s_watch_far (self, pid, name, ref, alias, options);
    else
        s_watch_here (self, pid, name, ref, alias);
    zc_baton_leave (self);
    return ref;
}

static zc_ref_t
s_watch_name (const char *name, const char *node, bool alias)
{
    zc_atom_touched (name);
    zc_process_t *self = zc_baton_self ();
    return s_watch ((zc_pid_t) {.node = zc_core_node_name (self->core, node)}, name, alias,
                    alias? ZC_SEND_ALWAYS: 0);
}

zc_ref_t
zc_monitor (zc_pid_t pid)
{
    return s_watch (pid, NULL, false, 0);
}

zc_ref_t
zc_monitor_connected (zc_pid_t pid)
{
    return s_watch (pid, NULL, false, ZC_SEND_NOCONNECT);
}

zc_ref_t
zc_monitor_name (const char *name, const char *node)
{
    return s_watch_name (name, node, false);
}

zc_ref_t
zc_monitor_alias (zc_pid_t pid)
{
    return s_watch (pid, NULL, true, ZC_SEND_ALWAYS);
}

zc_ref_t
zc_monitor_alias_name (const char *name, const char *node)
{
    return s_watch_name (name, node, true);
}

//  Stop watching: the bond is gone, and the other node is told.
void
zc_monitor_drop (zc_core_t *core, zc_bond_t *bond)
{
    zc_pid_t pid = bond->end [1].pid;
    zc_signal_t signal = {.type = ZC_SIG_DEMONITOR, .from = bond->end [0].pid, .to = pid,
                          .ref = bond->ref};
    char *name = bond->name;
    bond->name = NULL;
    zc_bond_free (core, bond);
    signal.name = name;
    if (pid.node)
        zc_signal_route (core, &signal, pid.node, ZC_SEND_NOCONNECT);
    zc_release (name);
}

bool
zc_demonitor (zc_ref_t monitor, int options)
{
    zc_process_t *self = zc_baton_enter ();
    zc_bond_t *bond = zc_bond_monitor_of (self->core, monitor);
    bool active = bond && bond->end [0].process == self;
    if (active)
        zc_monitor_drop (self->core, bond);
    zc_baton_leave (self);
    if (!active && (options & ZC_DEMONITOR_FLUSH))
        zc_receive_quietly (0, 1, (const zc_format_t [1]) {
                            ZC_FORMAT ("{:DOWN, ~r, _, _, _}", monitor)}, NULL);
    return (options & ZC_DEMONITOR_INFO)? active: true;
}
