//  zc_pg_members.c - memberships of this node's processes
//
//  A member is monitored once, however many groups it is in; its record lists
//  them, one entry a membership.

#include "zc_pg_scope.h"
#include "term/zc_walk.h"

typedef struct s_membership_t s_membership_t;
struct s_membership_t {
    s_membership_t *next;
    zc_term_t *group;
};

typedef struct {
    zc_hash_item_t hash;
    zc_pid_t pid;
    zc_ref_t monitor;
    s_membership_t *memberships;
} s_member_t;

//  ---- records -------------------------------------------------------------

static s_member_t *
s_find (zc_pg_t *self, zc_pid_t pid)
{
    zc_hash_item_t *item = zc_hash_find (&self->members, zc_pid_key (pid));
    for (; item; item = zc_hash_next (item)) {
        s_member_t *member = zc_container_of (item, s_member_t, hash);
        if (zc_pid_equal (member->pid, pid))
            return member;
    }
    return NULL;
}

static void
s_drop (zc_pg_t *self, s_member_t *member)
{
    zc_hash_remove (&self->members, &member->hash);
    zc_free (member);
}

static void
s_enter (zc_pg_t *self, zc_pid_t pid, const zc_term_t *group)
{
    s_member_t *member = s_find (self, pid);
    if (!member) {
        member = zc_alloc (sizeof *member);
        member->pid = pid;
        member->monitor = zc_monitor (pid);
        zc_hash_add (&self->members, &member->hash, zc_pid_key (pid));
    }
    s_membership_t *membership = zc_alloc (sizeof *membership);
    membership->group = zc_term_dup (group);
    membership->next = member->memberships;
    member->memberships = membership;
}

//  Take the first membership off a list of them.
static void
s_cancel (s_membership_t **at)
{
    s_membership_t *membership = *at;
    *at = membership->next;
    zc_term_destroy (&membership->group);
    zc_free (membership);
}

//  One membership of a process in this group; false: it has none.
static bool
s_leave (zc_pg_t *self, zc_pid_t pid, const zc_term_t *group)
{
    s_member_t *member = s_find (self, pid);
    s_membership_t **at = member? &member->memberships: NULL;
    while (at && *at && !zc_term_equal ((*at)->group, group))
        at = &(*at)->next;
    if (!at || !*at)
        return false;
    s_cancel (at);
    if (!member->memberships) {
        zc_demonitor (member->monitor, ZC_DEMONITOR_FLUSH);
        s_drop (self, member);
    }
    return true;
}

//  ---- lists of them -------------------------------------------------------

const uint8_t *
zc_pg_stranger (const zc_term_t *pids)
{
    zc_cursor_t cursor;
    zc_pid_t pid;
    zc_cursor_open (&cursor, zc_term_data (pids));
    for (; cursor.left; zc_cursor_next (&cursor)) {
        const uint8_t *item = zc_cursor_item (&cursor);
        if (!zc_read_pid (item, NULL, &pid) || pid.node)
            return item;
    }
    return NULL;
}

//  The next pid of a list without strangers.
static bool
s_next (zc_cursor_t *cursor, zc_pid_t *pid)
{
    if (cursor->left == 0)
        return false;
    zc_read_pid (zc_cursor_item (cursor), NULL, pid);
    zc_cursor_next (cursor);
    return true;
}

void
zc_pg_members_join (zc_pg_t *self, const zc_term_t *group, const zc_term_t *pids)
{
    zc_cursor_t cursor;
    zc_pid_t pid;
    zc_cursor_open (&cursor, zc_term_data (pids));
    while (s_next (&cursor, &pid))
        s_enter (self, pid, group);
    if (zc_term_length (pids) == 0)
        return;
    zc_pg_group_join (self, group, pids, true);
    zc_pg_peers_tell (self, ZC_FORMAT ("{join, ~p, ~t, ~t}", zc_self (), group, pids));
}

//  Part of the list that has left, as a new term.
static zc_term_t *
s_leave_all (zc_pg_t *self, const zc_term_t *group, const zc_term_t *pids)
{
    zc_terms_t stay = {0};
    zc_cursor_t cursor;
    zc_pid_t pid;
    zc_cursor_open (&cursor, zc_term_data (pids));
    while (s_next (&cursor, &pid))
        if (!s_leave (self, pid, group))
            zc_terms_add (&stay, zc_term_new ("~p", pid));
    if (stay.count == 0)
        return zc_term_dup (pids);
    zc_term_t *others = zc_terms_list (&stay), *left = zc_list_subtract (pids, others);
    zc_term_destroy (&others);
    return left;
}

bool
zc_pg_members_leave (zc_pg_t *self, const zc_term_t *group, const zc_term_t *pids)
{
    zc_term_t *left = s_leave_all (self, group, pids);
    bool some = zc_term_length (left) > 0;
    if (some) {
        zc_pg_group_leave (self, group, left, true);
        zc_pg_peers_tell (self, ZC_FORMAT ("{leave, ~p, ~t, [~t]}", zc_self (), left, group));
    }
    zc_term_destroy (&left);
    return some;
}

//  A process ended: it leaves all its groups. false: it is no member.
bool
zc_pg_members_down (zc_pg_t *self, zc_pid_t pid)
{
    s_member_t *member = s_find (self, pid);
    if (!member)
        return false;
    zc_terms_t left = {0};
    zc_term_t *pids = zc_term_new ("[~p]", pid);
    while (member->memberships) {
        zc_term_t *group = zc_term_dup (member->memberships->group);
        zc_pg_group_leave (self, group, pids, true);
        zc_terms_add (&left, group);
        s_cancel (&member->memberships);
    }
    s_drop (self, member);
    zc_term_t *groups = zc_terms_list (&left);
    zc_pg_peers_tell (self, ZC_FORMAT ("{leave, ~p, ~t, ~t}", zc_self (), pids, groups));
    zc_term_destroy (&groups);
    zc_term_destroy (&pids);
    return true;
}
