//  zc_bond.c - links and monitors: one record for both ends
//
//      process A ── ends ──> [end 0 | bond | end 1] <── ends ── process B
//                                                   <── ends ── far node's list
//
//  A bond is found from either process, from its reference (a monitor) or from
//  the two pids (a link), and for a remote end from the node it is on: so a
//  lost node fires all its bonds without a search. It is freed once, and both
//  lists know at once.

#include "zc_core.h"

//  ---- far nodes -----------------------------------------------------------

zc_far_t *
zc_far (zc_core_t *self, const zc_node_name_t *node)
{
    //  Interned names are shared and constant for readers; this field is the
    //  baton holder's
    zc_node_name_t *name = (zc_node_name_t *) (uintptr_t) node;
    zc_far_t *far = name->bonds;
    if (!far) {
        name->bonds = far = zc_calloc (sizeof *far);
        far->suspended_tail = &far->suspended;
        far->next = self->fars;
        self->fars = far;
    }
    return far;
}

//  ---- one bond ------------------------------------------------------------

//  The same for both orders of the two.
static uint64_t
s_link_key (zc_pid_t a, zc_pid_t b)
{
    return zc_pid_key (a) + zc_pid_key (b);
}

static void
s_hang (zc_core_t *self, zc_end_t *end, zc_bond_t *bond, zc_pid_t pid, zc_process_t *process)
{
    end->bond = bond;
    end->pid = pid;
    end->process = process;
    end->list = process? &process->ends: &zc_far (self, pid.node)->ends;
    end->prev = NULL;
    end->next = *end->list;
    if (end->next)
        end->next->prev = end;
    *end->list = end;
}

static void
s_unhang (zc_end_t *end)
{
    if (end->prev)
        end->prev->next = end->next;
    else
        *end->list = end->next;
    if (end->next)
        end->next->prev = end->prev;
}

zc_bond_t *
zc_bond_new (zc_core_t *self, bool link, zc_pid_t from, zc_process_t *from_process, zc_pid_t to,
             zc_process_t *to_process, zc_ref_t ref, const char *name)
{
    zc_bond_t *bond = zc_calloc (sizeof *bond);
    bond->link = link;
    bond->ref = ref;
    bond->name = name? zc_copy_text (name): NULL;
    s_hang (self, &bond->end [0], bond, from, from_process);
    s_hang (self, &bond->end [1], bond, to, to_process);
    zc_hash_add (&self->bonds, &bond->hash, link? s_link_key (from, to): zc_ref_key (ref));
    return bond;
}

void
zc_bond_free (zc_core_t *self, zc_bond_t *bond)
{
    zc_hash_remove (&self->bonds, &bond->hash);
    s_unhang (&bond->end [0]);
    s_unhang (&bond->end [1]);
    zc_release (bond->name);
    zc_release (bond);
}

zc_bond_t *
zc_bond_link_between (zc_core_t *self, zc_pid_t a, zc_pid_t b)
{
    zc_hash_item_t *item = zc_hash_find (&self->bonds, s_link_key (a, b));
    for (; item; item = zc_hash_next (item)) {
        zc_bond_t *bond = zc_container_of (item, zc_bond_t, hash);
        zc_pid_t x = bond->end [0].pid, y = bond->end [1].pid;
        if (bond->link && ((zc_pid_equal (x, a) && zc_pid_equal (y, b))
                           || (zc_pid_equal (x, b) && zc_pid_equal (y, a))))
            return bond;
    }
    return NULL;
}

zc_bond_t *
zc_bond_monitor_of (zc_core_t *self, zc_ref_t ref)
{
    zc_hash_item_t *item = zc_hash_find (&self->bonds, zc_ref_key (ref));
    for (; item; item = zc_hash_next (item)) {
        zc_bond_t *bond = zc_container_of (item, zc_bond_t, hash);
        if (!bond->link && zc_ref_equal (bond->ref, ref))
            return bond;
    }
    return NULL;
}

//  ---- firing --------------------------------------------------------------

//  Tell the other node's end of a bond.
static void
s_tell_far (zc_core_t *self, zc_bond_t *bond, zc_signal_type_t type, zc_end_t *from, zc_end_t *to,
            const uint8_t *reason, size_t size)
{
    zc_signal_t signal = {.type = type, .from = from->pid, .to = to->pid, .ref = bond->ref,
                          .name = type == ZC_SIG_DEMONITOR? bond->name: NULL,
                          .data = reason, .size = size};
    zc_signal_route (self, &signal, to->pid.node, ZC_SEND_NOCONNECT);
}

//  A process at `end` has ended: the other end hears of it, the bond is gone.
static void
s_fire (zc_core_t *self, zc_end_t *end, const uint8_t *reason, size_t size)
{
    zc_bond_t *bond = end->bond;
    zc_end_t *other = end == &bond->end [0]? &bond->end [1]: &bond->end [0];
    zc_process_t *process = other->process;
    zc_pid_t pid = end->pid;
    if (bond->link) {
        if (!process)
            s_tell_far (self, bond, ZC_SIG_LINK_EXIT, end, other, reason, size);
        bool live = !bond->unlink;
        zc_bond_free (self, bond);
        if (process && live)
            zc_signal_exit_local (self, process, pid, reason, size, true);
    }
    else
    if (end == &bond->end [1] && process)       //  watched here, watcher here
        zc_signal_down (self, bond, reason, size);
    else {
        if (!process)                           //  the watcher, or the watched, is far
            s_tell_far (self, bond, end == &bond->end [1]? ZC_SIG_DOWN: ZC_SIG_DEMONITOR,
                        end, other, reason, size);
        zc_bond_free (self, bond);
    }
}

void
zc_bond_fire_all (zc_core_t *self, zc_process_t *process, const uint8_t *reason, size_t size)
{
    while (process->ends)
        s_fire (self, process->ends, reason, size);
}

//  The node is lost: fire what has an end over there.
static void
s_fire_lost (zc_core_t *self, zc_end_t *far_end)
{
    zc_bond_t *bond = far_end->bond;
    zc_end_t *near = far_end == &bond->end [0]? &bond->end [1]: &bond->end [0];
    zc_process_t *process = near->process;
    if (!bond->link && far_end == &bond->end [1] && process)
        zc_signal_down (self, bond, ZC_ATOM_BYTES (noconnection));
    else {
        zc_pid_t pid = far_end->pid;
        bool fires = bond->link && !bond->unlink && process;
        zc_bond_free (self, bond);
        if (fires)
            zc_signal_exit_local (self, process, pid, ZC_ATOM_BYTES (noconnection), true);
    }
}

void
zc_route_lost (zc_core_t *core, const zc_node_name_t *node)
{
    zc_far_t *far = zc_far (core, node);
    //  Only what is there now: a process that is told may make new ones
    zc_end_t *ends = far->ends;
    far->ends = NULL;
    for (zc_end_t *end = ends; end; end = end->next)
        end->list = &ends;
    while (ends)
        s_fire_lost (core, ends);
    zc_spawn_lost (core, node);
    zc_route_room (core, node);
}

void
zc_route_room (zc_core_t *core, const zc_node_name_t *node)
{
    zc_far_t *far = zc_far (core, node);
    zc_process_t *process = far->suspended;
    far->suspended = NULL;
    far->suspended_tail = &far->suspended;
    for (; process; process = process->wait_next) {
        process->waits_for = NULL;
        zc_scheduler_ready (core, process);
    }
}

void
zc_far_free_all (zc_core_t *self)
{
    while (self->fars) {
        zc_far_t *far = self->fars;
        self->fars = far->next;
        zc_release (far);
    }
}
