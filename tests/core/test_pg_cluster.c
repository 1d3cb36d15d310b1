//  test_pg_cluster.c - process groups over nodes that come, go and part

#include "zt_cluster.h"

//  ---- commands of the nodes -----------------------------------------------

//  Processes of this node that join, by number.
static zc_pid_t s_members [8];

static void
s_wait (void *arg)
{
    (void) arg;
    zc_sleep (-1);
}

static zc_pid_t
s_member (int number)
{
    if (zc_pid_is_null (s_members [number]))
        s_members [number] = zc_spawn (s_wait, NULL);
    return s_members [number];
}

//  start: a scope `pg` on this node; restart: it dies first.
static void
s_do_start (char *args, char *answer)
{
    (void) args;
    zt_answer_bool (answer, !zc_pid_is_null (zc_pg_start (NULL)));
}

static void
s_end (zc_pid_t pid)
{
    zc_ref_t ref = zc_monitor (pid);
    zc_exit_process (pid, "kill");
    zc_receive (ZT_LONG, "{:DOWN, ~r, _, _, _}", ref);
}

static void
s_do_restart (char *args, char *answer)
{
    s_end (zc_whereis ("pg"));
    s_do_start (args, answer);
}

//  join GROUP NUMBER, leave GROUP NUMBER, die NUMBER
static void
s_do_join (char *args, char *answer)
{
    char *group = zt_word (&args);
    zc_pg_join (NULL, s_member (atoi (args)), "~s", group);
    strcpy (answer, "ok");
}

static void
s_do_leave_group (char *args, char *answer)
{
    char *group = zt_word (&args);
    strcpy (answer, zc_pg_leave (NULL, s_member (atoi (args)), "~s", group)? "ok": "not_joined");
}

static void
s_do_die (char *args, char *answer)
{
    int number = atoi (args);
    s_end (s_members [number]);
    s_members [number] = (zc_pid_t) {0};
    strcpy (answer, "ok");
}

//  The nodes of pids, in order: "a a b"; "-": none.
static void
s_answer_pids (char *answer, zc_term_t *pids)
{
    size_t count = zc_term_length (pids);
    zc_terms_t list = {0};
    for (size_t i = 0; i < count; i++) {
        zc_pid_t pid;
        zc_term_t *item = zc_term_element (pids, i);
        zc_term_match (item, "~p", &pid);
        zc_terms_add (&list, zc_term_new ("~a", zc_node_of (pid)));
        zc_term_destroy (&item);
    }
    zc_term_destroy (&pids);
    zt_answer_nodes (answer, zc_terms_list (&list));
    if (!*answer)
        strcpy (answer, "-");
}

static void
s_do_members (char *args, char *answer)
{
    s_answer_pids (answer, zc_pg_members (NULL, "~s", args));
}

static void
s_do_local (char *args, char *answer)
{
    s_answer_pids (answer, zc_pg_local_members (NULL, "~s", args));
}

static void
s_do_groups (char *args, char *answer)
{
    (void) args;
    sprintf (answer, "%zu", zc_term_length (zc_pg_which_groups (NULL)));
}

//  watch GROUP, unwatch; changes come as messages (next).
static zc_ref_t s_watch;

static void
s_do_watch (char *args, char *answer)
{
    s_answer_pids (answer, zc_pg_monitor (NULL, &s_watch, "~s", args));
}

static void
s_do_unwatch (char *args, char *answer)
{
    (void) args;
    zt_answer_bool (answer, zc_pg_demonitor (NULL, s_watch));
}

//  The next change: "join a a".
static void
s_do_change (char *args, char *answer)
{
    (void) args;
    const char *what;
    zc_term_t *pids;
    strcpy (answer, "nothing");
    if (!zc_receive (ZT_LONG, "{~r, ~a, _, ~t}", s_watch, &what, &pids))
        return;
    int size = sprintf (answer, "%s ", what);
    s_answer_pids (answer + size, pids);
}

//  crowd COUNT: so many groups with a member each, whose names are long.
static void
s_do_crowd (char *args, char *answer)
{
    static char name [2000];
    memset (name, 'x', sizeof name - 1);
    for (int i = 0; i < atoi (args); i++)
        zc_pg_join (NULL, s_member (7), "{~s, ~i}", (const char *) name, i);
    strcpy (answer, "ok");
}

static const zt_command_t zt_own [ZT_OWN] = {
    {"start", s_do_start}, {"restart", s_do_restart}, {"join", s_do_join},
    {"leave_group", s_do_leave_group}, {"die", s_do_die}, {"members", s_do_members},
    {"local", s_do_local}, {"groups", s_do_groups}, {"watch", s_do_watch},
    {"unwatch", s_do_unwatch}, {"change", s_do_change}, {"crowd", s_do_crowd}};

//  ---- tests ---------------------------------------------------------------

static void
s_start_node (zt_node_t *node, const char *name, const char *options)
{
    zt_start (node, name, options);
    zt_is (node, "start", "true");
}

static void
s_start_two (zt_node_t *a, zt_node_t *b)
{
    s_start_node (a, "a@localhost", "faults");
    s_start_node (b, "b@localhost", "faults");
    zt_is (a, "connect b@localhost", "true");
}

START_TEST (members_of_another_node_are_seen)
{
    zt_node_t a, b;
    s_start_node (&a, "a@localhost", "");
    zt_is (&a, "join early 1", "ok");
    s_start_node (&b, "b@localhost", "");
    zt_is (&a, "connect b@localhost", "true");
    zt_until_is (&b, "members early", "a");
    zt_is (&b, "local early", "-");
    zt_is (&a, "join late 1", "ok");
    zt_is (&a, "join late 1", "ok");
    zt_is (&b, "join late 1", "ok");
    zt_until_is (&b, "members late", "a a b");
    zt_until_is (&a, "members late", "a a b");
    zt_is (&a, "leave_group early 1", "ok");
    zt_until_is (&b, "groups", "1");                //  no empty group stays
    zt_is (&a, "die 1", "ok");
    zt_until_is (&b, "members late", "b");
    zt_stop (&b);
    zt_until_is (&a, "groups", "0");
    zt_stop (&a);
}
END_TEST

START_TEST (a_scope_that_starts_after_the_connection_finds_the_others)
{
    zt_node_t a, b;
    s_start_node (&a, "a@localhost", "");
    zt_start (&b, "b@localhost", "");
    zt_is (&a, "join g 1", "ok");
    zt_is (&a, "connect b@localhost", "true");
    zt_is (&b, "members g", "-");
    zt_is (&b, "start", "true");
    zt_until_is (&b, "members g", "a");
    zt_is (&b, "join g 1", "ok");
    zt_until_is (&a, "members g", "a b");
    zt_stop (&b);
    zt_stop (&a);
}
END_TEST

START_TEST (hidden_nodes_take_part)
{
    zt_node_t a, b;
    s_start_node (&a, "a@localhost", "");
    s_start_node (&b, "b@localhost", "hidden");
    zt_is (&a, "join g 1", "ok");
    zt_is (&b, "join g 1", "ok");
    zt_is (&b, "connect a@localhost", "true");
    zt_until_is (&a, "members g", "a b");
    zt_until_is (&b, "members g", "a b");
    zt_stop (&b);
    zt_stop (&a);
}
END_TEST

START_TEST (only_the_groups_of_neighbours_are_seen)
{
    zt_node_t a, b, c;
    s_start_node (&a, "a@localhost", "no_mesh overlap");
    s_start_node (&b, "b@localhost", "no_mesh overlap");
    s_start_node (&c, "c@localhost", "no_mesh overlap");
    zt_is (&a, "connect b@localhost", "true");
    zt_is (&b, "connect c@localhost", "true");
    zt_is (&a, "join g 1", "ok");
    zt_is (&b, "join g 1", "ok");
    zt_is (&c, "join g 1", "ok");
    zt_until_is (&b, "members g", "a b c");
    zt_until_is (&a, "members g", "a b");
    zt_until_is (&c, "members g", "b c");
    zt_stop (&c);
    zt_stop (&b);
    zt_stop (&a);
}
END_TEST

START_TEST (the_members_of_a_killed_node_are_gone)
{
    zt_node_t a, b;
    s_start_two (&a, &b);
    zt_is (&a, "join g 1", "ok");
    zt_is (&b, "join g 1", "ok");
    zt_is (&b, "join g 2", "ok");
    zt_until_is (&a, "members g", "a b b");
    zt_kill (&b);
    zt_until_is (&a, "members g", "a");
    s_start_node (&b, "b@localhost", "");           //  another incarnation
    zt_is (&b, "join g 1", "ok");
    zt_is (&b, "connect a@localhost", "true");
    zt_until_is (&a, "members g", "a b");
    zt_until_is (&b, "members g", "a b");
    zt_stop (&b);
    zt_stop (&a);
}
END_TEST

START_TEST (what_changed_during_a_cut_is_seen_after_it)
{
    zt_node_t a, b;
    s_start_two (&a, &b);
    zt_is (&a, "join g 1", "ok");
    zt_is (&b, "join g 1", "ok");
    zt_is (&b, "join old 1", "ok");
    zt_until_is (&a, "groups", "2");
    zt_is (&a, "fault b@localhost cut", "true");
    zt_until_is (&a, "members g", "a");
    zt_until_is (&b, "members g", "b");
    zt_is (&a, "join g 1", "ok");
    zt_is (&b, "leave_group old 1", "ok");
    zt_is (&b, "join new 2", "ok");
    zt_is (&a, "fault b@localhost heal", "true");
    zt_until_is (&a, "ping b@localhost", "pong");
    zt_until_is (&a, "members g", "a a b");
    zt_until_is (&b, "members g", "a a b");
    zt_until_is (&a, "members new", "b");
    zt_is (&a, "members old", "-");
    zt_stop (&b);
    zt_stop (&a);
}
END_TEST

START_TEST (a_scope_that_restarts_loses_its_own_and_learns_the_others)
{
    zt_node_t a, b;
    s_start_two (&a, &b);
    zt_is (&a, "join g 1", "ok");
    zt_is (&b, "join g 1", "ok");
    zt_until_is (&a, "members g", "a b");
    zt_until_is (&b, "members g", "a b");
    zt_is (&b, "restart", "true");
    zt_until_is (&b, "members g", "a");
    zt_until_is (&a, "members g", "a");
    zt_is (&b, "local g", "-");
    zt_is (&b, "join g 1", "ok");
    zt_until_is (&a, "members g", "a b");
    zt_stop (&b);
    zt_stop (&a);
}
END_TEST

START_TEST (a_monitor_tells_what_happens_on_other_nodes)
{
    zt_node_t a, b;
    s_start_two (&a, &b);
    zt_is (&a, "watch g", "-");
    zt_is (&b, "join g 1", "ok");
    zt_is (&a, "change", "join b");
    zt_is (&b, "join g 1", "ok");
    zt_is (&a, "change", "join b");
    zt_is (&b, "leave_group g 1", "ok");
    zt_is (&a, "change", "leave b");
    zt_stop (&b);
    zt_is (&a, "change", "leave b");
    zt_is (&a, "unwatch", "true");
    zt_is (&a, "left", "0");
    zt_stop (&a);
}
END_TEST

START_TEST (a_frozen_node_holds_up_nobody_and_catches_up)
{
    zt_node_t a, b;
    s_start_node (&a, "a@localhost", "plain busy=65536");
    s_start_node (&b, "b@localhost", "plain busy=65536");
    zt_is (&a, "connect b@localhost", "true");
    zt_is (&a, "join g 1", "ok");
    zt_until_is (&b, "members g", "a");
    zt_freeze (&b);
    zt_is (&a, "crowd 3000", "ok");                 //  6 MB: more than it takes
    zt_is (&a, "join g 1", "ok");
    zt_is (&a, "groups", "3001");
    zt_thaw (&b);
    zt_until_is (&b, "groups", "3001");
    zt_is (&b, "members g", "a a");
    zt_is (&b, "join g 1", "ok");
    zt_until_is (&a, "members g", "a a b");
    zt_is (&a, "die 7", "ok");
    zt_until_is (&b, "groups", "1");
    zt_stop (&b);
    zt_stop (&a);
}
END_TEST

ZT_CLUSTER_MAIN ("pg_cluster",
    members_of_another_node_are_seen,
    a_scope_that_starts_after_the_connection_finds_the_others,
    hidden_nodes_take_part,
    only_the_groups_of_neighbours_are_seen,
    the_members_of_a_killed_node_are_gone,
    what_changed_during_a_cut_is_seen_after_it,
    a_scope_that_restarts_loses_its_own_and_learns_the_others,
    a_monitor_tells_what_happens_on_other_nodes,
    a_frozen_node_holds_up_nobody_and_catches_up)
