//  zs_group.c - see zs_group.h

#include "zs_group.h"
#include "dist/zc_dist.h"
#include "process/zc_core.h"

#include <stdlib.h>
#include <string.h>

//  ---- in the nodes --------------------------------------------------------

void
zs_group_start (void)
{
    if (zs_with (ZS_GROUP))
        zc_pg_start (NULL);
}

typedef struct {
    zs_being_t *being;
    int group;
    bool done;
} s_change_t;

static void
s_join (void *arg)
{
    s_change_t *change = arg;
    zc_pg_join (NULL, zc_self (), "{g, ~i}", change->group);
    change->done = true;
}

static void
s_leave (void *arg)
{
    s_change_t *change = arg;
    change->done = zc_pg_leave (NULL, zc_self (), "{g, ~i}", change->group);
}

//  Change a membership. The worker's record is of the scope that was there before;
//  an earlier one's is worth nothing. false: there was no scope, or it ended meanwhile.
static bool
s_change (zs_being_t *self, zc_body_t *body, s_change_t *change)
{
    zc_yield ();                    //  a new budget: no involuntary pause below
    zc_pid_t scope = zc_whereis ("pg");
    zs_membership_t *membership = &self->membership;
    if (!zc_pid_equal (membership->scope, scope))
        *membership = (zs_membership_t) {.scope = scope};
    zc_term_t *reason;
    zc_class_t class = zc_try (body, change, &reason);
    zc_term_destroy (&reason);
    return class == ZC_VALUE;
}

void
zs_group_join (zs_being_t *self, int group)
{
    s_change_t change = {self, group, false};
    if (s_change (self, s_join, &change))
        self->membership.joined [group]++;
}

void
zs_group_leave (zs_being_t *self, int group)
{
    s_change_t change = {self, group, false};
    if (!s_change (self, s_leave, &change))
        return;
    int *joined = &self->membership.joined [group];
    if (change.done != (*joined > 0))
        zs_fail ("being %d leaves group %d, joined %d times: %s", self->id, group, *joined,
                 change.done? "ok": "not joined");
    *joined -= change.done;
}

void
zs_group_restart (void)
{
    zc_pid_t scope = zc_whereis ("pg");
    if (!zc_pid_is_null (scope)) {
        zc_ref_t ref = zc_monitor (scope);
        zc_exit_process (scope, "kill");
        zc_receive (-1, "{:DOWN, ~r, process, _, _}", ref);
    }
    zs_group_start ();
}

//  ---- the plan ------------------------------------------------------------

void
zs_group_step (zs_random_t *random)
{
    int host = (int) zs_random_below (random, zs_sim.options.nodes);
    zs_being_t *being = zs_host_worker (&zs_sim.hosts [host],
                                        (int) zs_random_below (random, ZS_WORKERS));
    zs_order_t order = {.kind = ZS_ORDER_RESTART};
    bool restart = zs_random_one_in (random, 12);
    for (int64_t times = restart? 1: zs_random_from (random, 1, 4); being && times > 0; times--) {
        if (!restart)
            order.kind = zs_random_one_in (random, 3)? ZS_ORDER_LEAVE: ZS_ORDER_JOIN;
        order.count = (int) zs_random_below (random, ZS_GROUPS);
        zs_worker_order (being, &order);
    }
}

//  ---- looking -------------------------------------------------------------

//  What the tables of a node say: the members of each group, one entry a membership.
typedef struct {
    zs_host_t *host;
    bool done;
    zc_pid_t scope;
    int count [ZS_GROUPS], local_count [ZS_GROUPS];
    zs_being_t **members [ZS_GROUPS];
} s_view_t;

//  Whose pid is that, as this host writes it?
static zs_being_t *
s_being_of (const zs_host_t *host, zc_pid_t pid)
{
    zs_host_t *home = pid.node? &zs_sim.hosts [zs_host_of (pid.node->text)]: &zs_sim.hosts [host->index];
    zs_being_t *being = home->beings;
    while (being && !zc_pid_equal (zs_being_pid (being, host->index), pid))
        being = being->next;
    if (!being)
        zs_fail ("n%d: a member nobody knows", host->index);
    return being;
}

static void
s_look_at (s_view_t *self, int group)
{
    zc_term_t *pids = zc_pg_members (NULL, "{g, ~i}", group);
    zc_term_t *local = zc_pg_local_members (NULL, "{g, ~i}", group);
    self->local_count [group] = (int) zc_term_length (local);
    self->count [group] = (int) zc_term_length (pids);
    self->members [group] = zc_calloc ((size_t) (self->count [group] + 1) * sizeof (zs_being_t *));
    for (int i = 0; i < self->count [group]; i++) {
        zc_pid_t pid;
        zc_term_t *item = zc_term_element (pids, (size_t) i);
        zc_term_match (item, "~p", &pid);
        self->members [group] [i] = s_being_of (self->host, pid);
        zc_term_destroy (&item);
    }
    zc_term_destroy (&local);
    zc_term_destroy (&pids);
}

static void
s_look (void *arg)
{
    s_view_t *self = arg;
    self->scope = zc_whereis ("pg");
    for (int group = 0; group < ZS_GROUPS; group++)
        s_look_at (self, group);
    self->done = true;
}

static s_view_t *
s_look_at_all (void)
{
    s_view_t *views = zc_calloc ((size_t) zs_sim.options.nodes * sizeof *views);
    for (int i = 0; i < zs_sim.options.nodes; i++) {
        views [i].host = &zs_sim.hosts [i];
        zc_core_spawn (zs_sim.hosts [i].core, s_look, &views [i], "looks at groups");
        zs_host_nudge (&zs_sim.hosts [i], zs_sim.now);
    }
    zs_advance (ZS_SECOND);
    return views;
}

//  ---- judging -------------------------------------------------------------

//  How often the being is to be in the group: as often as it was told, if the scope
//  that told it is still there.
static int
s_due (const s_view_t *home, const zs_being_t *being, int group)
{
    if (!zs_being_alive (being) || !zc_pid_equal (being->membership.scope, home->scope))
        return 0;
    return being->membership.joined [group];
}

static bool
s_connected (const zs_host_t *host, const zs_host_t *other)
{
    const zc_dist_t *dist = host->core->route.self;
    const zc_peer_t *peer = dist->peers;
    while (peer && strcmp (peer->name->text, other->name) != 0)
        peer = peer->next;
    return peer && peer->session;
}

//  What a node sees of another (or of itself), against what is so there.
static void
s_judge (const s_view_t *view, const s_view_t *home, bool seen)
{
    for (int group = 0; group < ZS_GROUPS; group++)
        for (zs_being_t *being = home->host->beings; being; being = being->next) {
            int there = 0, due = seen? s_due (home, being, group): 0;
            for (int i = 0; i < view->count [group]; i++)
                there += view->members [group] [i] == being;
            if (there != due)
                zs_fail ("n%d has being %d of n%d %d times in group %d, %d is right",
                         view->host->index, being->id, home->host->index, there, group, due);
        }
}

static void
s_judge_view (const s_view_t *views, const s_view_t *view)
{
    if (!view->done || zc_pid_is_null (view->scope))
        zs_fail ("n%d: its groups cannot be looked at", view->host->index);
    for (int i = 0; i < zs_sim.options.nodes; i++) {
        bool own = &views [i] == view;
        s_judge (view, &views [i], own || s_connected (view->host, views [i].host));
    }
    for (int group = 0; group < ZS_GROUPS; group++) {
        int local = 0;
        for (int i = 0; i < view->count [group]; i++)
            local += view->members [group] [i]->host == view->host->index;
        if (local != view->local_count [group])
            zs_fail ("n%d: %d local members of group %d, %d among all", view->host->index,
                     view->local_count [group], group, local);
    }
}

void
zs_check_groups (void)
{
    if (!zs_with (ZS_GROUP))
        return;
    s_view_t *views = s_look_at_all ();
    for (int i = 0; i < zs_sim.options.nodes; i++)
        s_judge_view (views, &views [i]);
    for (int i = 0; i < zs_sim.options.nodes; i++)
        for (int group = 0; group < ZS_GROUPS; group++)
            zc_release (views [i].members [group]);
    zc_release (views);
}

//  ---- the end -------------------------------------------------------------

static void
s_stop (void *arg)
{
    (void) arg;
    zc_pid_t scope = zc_whereis ("pg");
    if (!zc_pid_is_null (scope))
        zc_exit_process (scope, "kill");
}

void
zs_group_end (void)
{
    for (int i = 0; i < zs_sim.options.nodes; i++)
        if (zs_sim.hosts [i].life == ZS_UP) {
            zc_core_spawn (zs_sim.hosts [i].core, s_stop, NULL, "stops the scope");
            zs_host_nudge (&zs_sim.hosts [i], zs_sim.now);
        }
    zs_advance (ZS_SECOND);
}
