//  zc_pg_peers.c - the same scope on other nodes, and their members
//
//      this scope                         the other
//        ── {discover, Self} ──────────────>   on nodeup, or when it starts
//        <── {sync, Other, Groups} ─────────   is a peer from now on
//        <── {discover, Other} ─────────────   unless it knew us
//        ── {sync, Self, Groups} ──────────>
//        <═══ {join, …}, {leave, …} ═══════>
//
//  A peer is monitored. When it is down (it ended, or its node is lost), its
//  members leave; if its node comes back, it is discovered anew.
//
//  The scope never waits for a slow node: else a frozen one would hold up joins on
//  all others. A peer that has not taken what it was sent (more than the node's
//  busy_limit) is told nothing for a while, and then everything at once: a sync.

#include "zc_pg_scope.h"
#include "process/zc_hooks.h"
#include "term/zc_walk.h"

typedef struct {
    zc_hash_item_t hash;
    zc_term_t *name, *pids;
} s_far_group_t;

typedef struct {
    zc_hash_item_t hash;
    zc_pid_t pid;
    zc_ref_t monitor;
    bool behind;                    //  it does not know all: a sync is due
    zc_hash_t groups;               //  its members, by name of the group
} s_peer_t;

enum { CATCH_UP_MS = 100 };

//  ---- records -------------------------------------------------------------

static s_peer_t *
s_find (zc_pg_t *self, zc_pid_t pid)
{
    zc_hash_item_t *item = zc_hash_find (&self->peers, zc_pid_key (pid));
    for (; item; item = zc_hash_next (item)) {
        s_peer_t *peer = zc_container_of (item, s_peer_t, hash);
        if (zc_pid_equal (peer->pid, pid))
            return peer;
    }
    return NULL;
}

static void
s_on_free (void *memory)
{
    zc_hash_clear (&((s_peer_t *) memory)->groups);
}

static s_peer_t *
s_add (zc_pg_t *self, zc_pid_t pid)
{
    s_peer_t *peer = zc_block_new (sizeof *peer, s_on_free);
    peer->pid = pid;
    peer->monitor = zc_monitor_connected (pid);
    zc_hash_add (&self->peers, &peer->hash, zc_pid_key (pid));
    return peer;
}

static s_far_group_t *
s_find_group (const zc_hash_t *groups, const zc_term_t *name)
{
    zc_hash_item_t *item = zc_hash_find (groups, zc_term_key (name));
    for (; item; item = zc_hash_next (item)) {
        s_far_group_t *group = zc_container_of (item, s_far_group_t, hash);
        if (zc_term_equal (group->name, name))
            return group;
    }
    return NULL;
}

//  Give a peer's group a new list (taken); an empty one is none.
static void
s_set_group (zc_hash_t *groups, const zc_term_t *name, zc_term_t *pids)
{
    s_far_group_t *group = s_find_group (groups, name);
    if (!group) {
        group = zc_alloc (sizeof *group);
        group->name = zc_term_dup (name);
        zc_hash_add (groups, &group->hash, zc_term_key (name));
    }
    zc_term_destroy (&group->pids);
    group->pids = pids;
    if (zc_term_length (pids) > 0)
        return;
    zc_hash_remove (groups, &group->hash);
    zc_term_destroy (&group->name);
    zc_term_destroy (&group->pids);
    zc_free (group);
}

//  ---- sending -------------------------------------------------------------

//  To one peer, if it takes it.
static void
s_post (s_peer_t *peer, zc_format_t message)
{
    if (peer->behind)
        return;
    zc_sent_t sent = zc_send_options (peer->pid, ZC_SEND_NOCONNECT | ZC_SEND_NOSUSPEND, message);
    if (sent == ZC_NOSUSPEND) {
        peer->behind = true;
        zc_send_after (CATCH_UP_MS, zc_self (), "{catch_up, ~p}", peer->pid);
    }
}

static void
s_post_sync (zc_pg_t *self, s_peer_t *peer)
{
    zc_term_t *groups = zc_table_to_list (self->local);
    s_post (peer, ZC_FORMAT ("{sync, ~p, ~t}", zc_self (), groups));
    zc_term_destroy (&groups);
}

void
zc_pg_peers_tell (zc_pg_t *self, zc_format_t change)
{
    zc_hash_item_t *item = NULL;
    while ((item = zc_hash_walk (&self->peers, item)))
        s_post (zc_container_of (item, s_peer_t, hash), change);
}

void
zc_pg_peers_catch_up (zc_pg_t *self, zc_pid_t pid)
{
    s_peer_t *peer = s_find (self, pid);
    if (!peer || !peer->behind)
        return;
    peer->behind = false;
    s_post_sync (self, peer);
}

//  ---- discovery -----------------------------------------------------------

void
zc_pg_peers_find_on (zc_pg_t *self, const char *node)
{
    zc_send_name_options (self->name, node, ZC_SEND_NOCONNECT,
                          ZC_FORMAT ("{discover, ~p}", zc_self ()));
}

//  On all nodes we are connected to.
void
zc_pg_peers_find (zc_pg_t *self)
{
    zc_term_t *nodes = zc_node_list (ZC_NODES_CONNECTED);
    const char *name;
    size_t at = 0;
    for (zc_term_t *node; (node = zc_term_next (nodes, &at)); zc_term_destroy (&node))
        if (zc_term_match (node, "~a", &name))
            zc_pg_peers_find_on (self, name);
    zc_term_destroy (&nodes);
}

//  It may have asked several times: one answer, of now, is for them all.
void
zc_pg_peers_discovered (zc_pg_t *self, zc_pid_t pid)
{
    while (zc_receive (0, "{discover, ~p}", pid))
        ;
    s_peer_t *peer = s_find (self, pid);
    bool known = peer != NULL;
    if (!known)
        peer = s_add (self, pid);
    s_post_sync (self, peer);
    if (!known)
        s_post (peer, ZC_FORMAT ("{discover, ~p}", zc_self ()));
}

//  ---- their members -------------------------------------------------------

//  Part of a list that another does not have; the group changes by it.
static void
s_change (zc_pg_t *self, const zc_term_t *group, const zc_term_t *list, const zc_term_t *without,
          void (*change) (zc_pg_t *self, const zc_term_t *group, const zc_term_t *pids, bool local))
{
    zc_term_t *part = without? zc_list_subtract (list, without): zc_term_dup (list);
    if (zc_term_length (part) > 0)
        change (self, group, part, false);
    zc_term_destroy (&part);
}

//  Take one pair of a sync over from what was known before.
static void
s_sync_group (zc_pg_t *self, zc_hash_t *before, zc_hash_t *now, const zc_term_t *name,
              zc_term_t *pids)
{
    s_far_group_t *known = s_find_group (before, name);
    if (!known || !zc_term_equal (known->pids, pids)) {
        s_change (self, name, pids, known? known->pids: NULL, zc_pg_group_join);
        if (known)
            s_change (self, name, known->pids, pids, zc_pg_group_leave);
    }
    if (known)
        s_set_group (before, name, zc_term_new ("[]"));
    s_set_group (now, name, pids);
}

//  All that is left of a peer's groups is gone.
static void
s_leave_all (zc_pg_t *self, zc_hash_t *groups)
{
    zc_hash_item_t *item;
    while ((item = zc_hash_walk (groups, NULL))) {
        s_far_group_t *group = zc_container_of (item, s_far_group_t, hash);
        zc_pg_group_leave (self, group->name, group->pids, false);
        s_set_group (groups, group->name, zc_term_new ("[]"));
    }
    zc_hash_clear (groups);
}

void
zc_pg_peers_sync (zc_pg_t *self, zc_pid_t pid, const zc_term_t *pairs)
{
    s_peer_t *peer = s_find (self, pid);
    if (!peer)
        peer = s_add (self, pid);
    zc_hash_t now = {0};
    zc_cursor_t cursor;
    if (!zc_cursor_open (&cursor, zc_term_data (pairs)))
        return;
    for (; cursor.left; zc_cursor_next (&cursor)) {
        const uint8_t *item = zc_cursor_item (&cursor);
        zc_term_t *pair = zc_term_copy (item, zc_skip (item)), *name, *pids;
        if (zc_term_match (pair, "{~t, ~t}", &name, &pids)) {
            if (zc_list_length (pids) >= 0)
                s_sync_group (self, &peer->groups, &now, name, zc_term_dup (pids));
            zc_term_destroy (&name);
            zc_term_destroy (&pids);
        }
        zc_term_destroy (&pair);
    }
    s_leave_all (self, &peer->groups);
    peer->groups = now;
}

void
zc_pg_peers_join (zc_pg_t *self, zc_pid_t pid, const zc_term_t *name, const zc_term_t *pids)
{
    s_peer_t *peer = s_find (self, pid);
    if (!peer || zc_list_length (pids) < 1)
        return;
    s_far_group_t *group = s_find_group (&peer->groups, name);
    s_set_group (&peer->groups, name, group? zc_list_append (group->pids, pids)
                                           : zc_term_dup (pids));
    zc_pg_group_join (self, name, pids, false);
}

static void
s_leave (zc_pg_t *self, s_peer_t *peer, const zc_term_t *name, const zc_term_t *pids)
{
    s_far_group_t *group = s_find_group (&peer->groups, name);
    if (!group)
        return;
    s_set_group (&peer->groups, name, zc_list_subtract (group->pids, pids));
    zc_pg_group_leave (self, name, pids, false);
}

void
zc_pg_peers_leave (zc_pg_t *self, zc_pid_t pid, const zc_term_t *pids, const zc_term_t *groups)
{
    s_peer_t *peer = s_find (self, pid);
    zc_cursor_t cursor;
    if (!peer || zc_list_length (pids) < 1 || !zc_cursor_open (&cursor, zc_term_data (groups)))
        return;
    for (; cursor.left; zc_cursor_next (&cursor)) {
        const uint8_t *item = zc_cursor_item (&cursor);
        zc_term_t *name = zc_term_copy (item, zc_skip (item));
        s_leave (self, peer, name, pids);
        zc_term_destroy (&name);
    }
}

void
zc_pg_peers_down (zc_pg_t *self, zc_pid_t pid)
{
    s_peer_t *peer = s_find (self, pid);
    if (!peer)
        return;
    s_leave_all (self, &peer->groups);
    zc_hash_remove (&self->peers, &peer->hash);
    zc_free (peer);
}
