//  test_pg2.c - named groups as the older course notes use them

#include "zt_cluster.h"

//  ---- commands of the nodes -----------------------------------------------

//  join, leave GROUP [NODE]: the driver of this node, or of another, which is to be
//  registered there.
static zc_pid_t
s_driver (const char *node)
{
    zc_pid_t pid = zc_self ();
    if (*node) {
        zc_term_t *found = zc_rpc_call (node, "Test", "driver", -1, "[]");
        zc_term_match (found, "~p", &pid);
        zc_term_destroy (&found);
    }
    return pid;
}

static zc_term_t *
s_whereis_driver (const zc_term_t *args)
{
    (void) args;
    return zc_term_new ("~p", zc_whereis ("driver"));
}

ZC_MODULE (Test, {"driver", 0, s_whereis_driver});

static void
s_do_join (char *args, char *answer)
{
    char *group = zt_word (&args);
    zt_answer_bool (answer, zc_pg2_join (s_driver (args), "~a", group));
}

static void
s_do_leave_group (char *args, char *answer)
{
    char *group = zt_word (&args);
    zt_answer_bool (answer, zc_pg2_leave (s_driver (args), "~a", group));
}

//  by_name FUNCTION GROUP: as it answers for the driver.
static void
s_do_by_name (char *args, char *answer)
{
    char *function = zt_word (&args);
    zc_term_t *result = zc_apply ("pg2", function, zc_term_new ("[~a, ~p]", args, zc_self ()));
    zt_answer_term (answer, result);
}

//  member GROUP, end_member: a process that joins, and ends.
static zc_pid_t s_member;

static void
s_wait (void *arg)
{
    (void) arg;
    zc_receive (-1, "stop");
}

static void
s_do_member (char *args, char *answer)
{
    s_member = zc_spawn (s_wait, NULL);
    zt_answer_bool (answer, zc_pg2_join (s_member, "~a", args));
}

static void
s_do_end_member (char *args, char *answer)
{
    (void) args;
    zc_exit_process (s_member, "kill");
    strcpy (answer, "ok");
}

static void
s_answer_pids (char *answer, zc_term_t *pids)
{
    zc_terms_t list = {0};
    strcpy (answer, pids? "": "no_such_group");
    for (size_t i = 0; pids && i < zc_term_length (pids); i++) {
        zc_pid_t pid;
        zc_term_match (zc_term_element (pids, i), "~p", &pid);
        zc_terms_add (&list, zc_term_new ("~a", zc_node_of (pid)));
    }
    if (pids)
        zt_answer_nodes (answer, zc_terms_list (&list));
}

static void
s_do_members (char *args, char *answer)
{
    s_answer_pids (answer, zc_pg2_members ("~a", args));
}

static void
s_do_local (char *args, char *answer)
{
    s_answer_pids (answer, zc_pg2_local_members ("~a", args));
}

static void
s_do_closest (char *args, char *answer)
{
    zc_pid_t pid = zc_pg2_closest_pid ("~a", args);
    strcpy (answer, zc_pid_is_null (pid)? "none": zc_node_of (pid));
}

//  Whom it sends messages is always about to run, so ahead of the scope's process.
static zc_pid_t s_pestered;

static void
s_pester (void *unused)
{
    (void) unused;
    while (!zc_receive (0, "stop")) {
        zc_send (s_pestered, "well?");
        zc_core_give_way ();
    }
}

//  Are there not so many members now? -1: no such group.
static int
s_differs (int count)
{
    zc_term_t *pids = zc_pg2_members ("g");
    int now = pids? (int) zc_term_length (pids): -1;
    zc_term_destroy (&pids);
    return now != count;
}

//  late NODE: how often a change that concerns another node is not yet seen when the
//  call for it returns.
static void
s_do_late (char *args, char *answer)
{
    int late = 0;
    zc_pid_t there = s_driver (args), pest = zc_spawn (s_pester, NULL);
    s_pestered = zc_self ();
    for (int i = 0; i < 20; i++) {
        zc_pg2_create ("g");
        zc_pg2_join (there, "g");
        late += s_differs (1);
        zc_pg2_leave (there, "g");
        late += s_differs (0);
        zc_pg2_delete ("g");
        late += s_differs (-1);
        while (zc_receive (0, "well?"))
            ;
    }
    zc_send (pest, "stop");
    sprintf (answer, "%d", late);
}

static const zt_command_t zt_own [ZT_OWN] = {
    {"join", s_do_join}, {"leave_group", s_do_leave_group}, {"members", s_do_members},
    {"local", s_do_local}, {"closest", s_do_closest}, {"late", s_do_late},
    {"by_name", s_do_by_name}, {"member", s_do_member}, {"end_member", s_do_end_member}};

//  ---- tests ---------------------------------------------------------------

static void
s_start_two (zt_node_t *a, zt_node_t *b)
{
    zt_start (a, "a@localhost", "faults");
    zt_start (b, "b@localhost", "faults");
    zt_is (a, "connect b@localhost", "true");
}

//  The session of the course notes, word for word.
START_TEST (a_group_is_created_here_and_joined_there)
{
    zt_node_t a, b;
    s_start_two (&a, &b);
    ck_assert_ptr_nonnull (strstr (zt_do (&a, "run pg2 start []"), "{:ok, #PID<0."));
    zt_is (&a, "run pg2 create [{:todo_list, \"bob\"}]", ":ok");
    ck_assert_ptr_nonnull (strstr (zt_do (&b, "run pg2 start []"), "{:ok, #PID<0."));
    zt_until_is (&b, "run pg2 which_groups []", "[todo_list: \"bob\"]");
    zt_is (&a, "run pg2 create [:g]", ":ok");
    zt_is (&b, "join g", "true");
    zt_until_is (&a, "members g", "b");
    zt_is (&a, "join g", "true");
    zt_until_is (&b, "members g", "a b");
    zt_is (&a, "local g", "a");
    zt_is (&b, "closest g", "b@localhost");
    zt_stop (&b);
    zt_until_is (&a, "members g", "a");
    zt_stop (&a);
}
END_TEST

START_TEST (an_empty_group_is_there_until_it_is_deleted)
{
    zt_node_t a, b;
    s_start_two (&a, &b);
    zt_is (&a, "run pg2 create [:g]", ":ok");
    zt_until_is (&b, "members g", "");
    zt_is (&b, "closest g", "none");
    zt_is (&b, "run pg2 get_closest_pid [:g]", "{:error, {:no_process, :g}}");
    zt_is (&b, "join g", "true");
    zt_is (&b, "join g", "true");
    zt_until_is (&a, "members g", "b b");
    zt_is (&b, "leave_group g", "true");
    zt_until_is (&a, "members g", "b");
    zt_kill (&a);                               //  who created it; it is here as well
    zt_until_is (&b, "nodes", "");
    zt_is (&b, "members g", "b");
    zt_is (&b, "run pg2 delete [:g]", ":ok");
    zt_is (&b, "members g", "no_such_group");
    zt_is (&b, "run pg2 create [:g]", ":ok");
    zt_is (&b, "members g", "");                //  nobody of the deleted one
    zt_stop (&b);
}
END_TEST

START_TEST (a_group_is_deleted_everywhere)
{
    zt_node_t a, b;
    s_start_two (&a, &b);
    zt_is (&a, "run pg2 create [:g]", ":ok");
    zt_is (&a, "join g", "true");
    zt_until_is (&b, "members g", "a");
    zt_is (&b, "run pg2 delete [:g]", ":ok");
    zt_until_is (&b, "members g", "no_such_group");
    zt_until_is (&a, "members g", "no_such_group");
    zt_is (&a, "run pg2 delete [:never]", ":ok");
    zt_stop (&b);
    zt_stop (&a);
}
END_TEST

START_TEST (a_group_that_is_not_there_is_an_error)
{
    zt_node_t a;
    zt_start (&a, "a@localhost", "");
    zt_is (&a, "join g", "false");
    zt_is (&a, "leave_group g", "false");
    zt_is (&a, "by_name join g", "{:error, {:no_such_group, :g}}");
    zt_is (&a, "by_name leave g", "{:error, {:no_such_group, :g}}");
    zt_is (&a, "run pg2 get_members [{:g, 1}]", "{:error, {:no_such_group, {:g, 1}}}");
    zt_is (&a, "run pg2 get_local_members [:g]", "{:error, {:no_such_group, :g}}");
    zt_is (&a, "run pg2 get_closest_pid [:g]", "{:error, {:no_such_group, :g}}");
    zt_is (&a, "run pg2 which_groups []", "[]");
    zt_is (&a, "run pg2 create [:g]", ":ok");
    zt_is (&a, "by_name leave g", ":ok");           //  who never joined, too
    zt_is (&a, "by_name join g", ":ok");
    zt_is (&a, "members g", "a");
    zt_stop (&a);
}
END_TEST

START_TEST (a_process_of_another_node_can_be_put_in)
{
    zt_node_t a, b;
    s_start_two (&a, &b);
    zt_is (&b, "register driver", "true");
    zt_is (&a, "run pg2 create [:g]", ":ok");
    zt_is (&a, "join g b@localhost", "true");
    zt_until_is (&a, "members g", "b");
    zt_until_is (&b, "members g", "b");
    zt_is (&a, "closest g", "b@localhost");
    zt_is (&a, "local g", "");
    zt_is (&a, "leave_group g b@localhost", "true");
    zt_until_is (&a, "members g", "");
    zt_is (&a, "join g b@localhost", "true");
    zt_until_is (&a, "members g", "b");
    zt_kill (&b);
    zt_until_is (&a, "members g", "");
    zt_stop (&a);
}
END_TEST

START_TEST (who_asked_for_a_change_sees_it_at_once)
{
    zt_node_t a, b;
    s_start_two (&a, &b);
    zt_is (&b, "register driver", "true");
    zt_is (&a, "late b@localhost", "0");
    zt_stop (&b);
    zt_stop (&a);
}
END_TEST

START_TEST (a_member_that_dies_has_left_everywhere)
{
    zt_node_t a, b;
    s_start_two (&a, &b);
    zt_is (&a, "run pg2 create [:g]", ":ok");
    zt_is (&a, "member g", "true");
    zt_until_is (&b, "members g", "a");
    zt_is (&a, "end_member", "ok");
    zt_until_is (&b, "members g", "");
    zt_until_is (&a, "members g", "");
    zt_stop (&b);
    zt_stop (&a);
}
END_TEST

START_TEST (after_a_cut_both_sides_have_all)
{
    zt_node_t a, b;
    s_start_two (&a, &b);
    zt_is (&a, "fault b@localhost cut", "true");
    zt_until_is (&b, "nodes", "");
    zt_is (&a, "run pg2 create [:g]", ":ok");
    zt_is (&b, "run pg2 create [:h]", ":ok");
    zt_is (&a, "join g", "true");
    zt_is (&b, "members g", "no_such_group");
    zt_is (&a, "fault b@localhost heal", "true");
    zt_until_is (&a, "ping b@localhost", "pong");
    zt_until_is (&b, "members g", "a");
    zt_until_is (&a, "members h", "");
    zt_stop (&b);
    zt_stop (&a);
}
END_TEST

ZT_CLUSTER_MAIN ("pg2",
    a_group_is_created_here_and_joined_there,
    an_empty_group_is_there_until_it_is_deleted,
    a_group_is_deleted_everywhere,
    a_group_that_is_not_there_is_an_error,
    a_process_of_another_node_can_be_put_in,
    who_asked_for_a_change_sees_it_at_once,
    a_member_that_dies_has_left_everywhere,
    after_a_cut_both_sides_have_all)
