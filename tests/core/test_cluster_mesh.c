//  test_cluster_mesh.c - the mesh closes, parts cleanly, and faults on purpose

#include "zt_cluster.h"

//  creation NODE: the number of its incarnation.
static void
s_do_creation (char *args, char *answer)
{
    sprintf (answer, "%u", zc_node_spawn (args, "Kernel", "node", "[]").creation);
}

//  listen: what other nodes' net_kernels tell this one comes to the driver.
static void
s_do_listen (char *args, char *answer)
{
    (void) args;
    zc_unregister ("net_kernel");
    zt_answer_bool (answer, zc_register ("net_kernel", zc_self ()));
}

static const zt_command_t zt_own [ZT_OWN] = {{"creation", s_do_creation}, {"listen", s_do_listen}};

static const char *const s_names [] = {"a", "b", "c", "d", "e"};

//  Start nodes a, b, c … and connect them one after the other to a.
static void
s_start_mesh (zt_node_t *nodes, int count, const char *options)
{
    char name [40], expected [40] = "";
    for (int i = 0; i < count; i++) {
        snprintf (name, sizeof name, "%s@localhost", s_names [i]);
        zt_start (&nodes [i], name, options);
        if (i)
            zt_is (&nodes [i], "connect a@localhost", "true");
    }
    for (int i = 0; i < count; i++) {
        *expected = 0;
        for (int j = 0; j < count; j++)
            if (j != i)
                sprintf (expected + strlen (expected), "%s%s", *expected? " ": "", s_names [j]);
        zt_until_is (&nodes [i], "nodes", expected);
    }
}

static void
s_stop_all (zt_node_t *nodes, int count)
{
    for (int i = 0; i < count; i++)
        zt_stop (&nodes [i]);
}

START_TEST (a_mesh_of_five_closes_by_itself)
{
    zt_node_t nodes [5];
    s_start_mesh (nodes, 5, "");
    zt_kill (&nodes [4]);
    zt_until_is (&nodes [0], "nodes", "b c d");
    zt_until_is (&nodes [1], "nodes", "a c d");
    zt_until_is (&nodes [2], "nodes", "a b d");
    zt_until_is (&nodes [3], "nodes", "a b c");
    zt_sleep_in_c (zt_ms (300));                //  the loss of the dead one parts nobody else
    zt_is (&nodes [0], "nodes", "b c d");
    zt_is (&nodes [3], "nodes", "a b c");
    s_stop_all (nodes, 4);
}
END_TEST

START_TEST (two_meshes_become_one)
{
    zt_node_t a, b, c, d;
    zt_start (&a, "a@localhost", "");
    zt_start (&b, "b@localhost", "");
    zt_start (&c, "c@localhost", "");
    zt_start (&d, "d@localhost", "");
    zt_is (&a, "connect b@localhost", "true");
    zt_is (&c, "connect d@localhost", "true");
    zt_is (&b, "connect c@localhost", "true");
    zt_until_is (&a, "nodes", "b c d");
    zt_until_is (&b, "nodes", "a c d");
    zt_until_is (&c, "nodes", "a b d");
    zt_until_is (&d, "nodes", "a b c");
    zt_stop (&a);
    zt_stop (&b);
    zt_stop (&c);
    zt_stop (&d);
}
END_TEST

START_TEST (without_the_mesh_no_edges_are_added)
{
    zt_node_t a, b, c;
    zt_start (&a, "a@localhost", "no_mesh");
    zt_start (&b, "b@localhost", "no_mesh");
    zt_start (&c, "c@localhost", "no_mesh");
    zt_is (&a, "connect b@localhost", "true");
    zt_is (&b, "connect c@localhost", "true");
    zt_is (&a, "ping b@localhost", "pong");
    zt_is (&c, "ping b@localhost", "pong");
    zt_sleep_in_c (zt_ms (200));                //  time enough for an edge to appear
    zt_is (&a, "nodes", "b");
    zt_is (&b, "nodes", "a c");
    zt_is (&c, "nodes", "b");
    zt_is (&a, "disconnect b@localhost", "true");
    zt_is (&c, "nodes", "b");                   //  and no parting
    zt_is (&c, "ping b@localhost", "pong");
    zt_stop (&a);
    zt_stop (&b);
    zt_stop (&c);
}
END_TEST

START_TEST (a_disconnect_in_a_mesh_of_three_isolates_all)
{
    zt_node_t nodes [3];
    s_start_mesh (nodes, 3, "");
    zt_is (&nodes [0], "disconnect b@localhost", "true");
    for (int i = 0; i < 3; i++)
        zt_until_is (&nodes [i], "nodes", "");
    zt_is (&nodes [2], "logged 'global' at node c@localhost disconnected node", "true");
    s_stop_all (nodes, 3);
}
END_TEST

START_TEST (a_cut_between_two_of_four_leaves_the_other_two_together)
{
    zt_node_t nodes [4];
    s_start_mesh (nodes, 4, "faults");
    zt_is (&nodes [0], "fault d@localhost cut", "true");
    zt_until_is (&nodes [0], "nodes", "");
    zt_until_is (&nodes [3], "nodes", "");
    zt_until_is (&nodes [1], "nodes", "c");
    zt_until_is (&nodes [2], "nodes", "b");
    zt_is (&nodes [1], "ping c@localhost", "pong");
    zt_is (&nodes [0], "connect d@localhost", "false");
    zt_is (&nodes [3], "connect a@localhost", "false");
    zt_is (&nodes [0], "fault d@localhost heal", "true");
    zt_is (&nodes [3], "connect a@localhost", "true");
    zt_is (&nodes [0], "connect b@localhost", "true");
    zt_until_is (&nodes [3], "nodes", "a b c");
    s_stop_all (nodes, 4);
}
END_TEST

//  ---- what net_kernels tell each other, told by the test ------------------

static unsigned
s_creation (zt_node_t *of, const char *node)
{
    return (unsigned) strtoul (zt_do (of, "creation %s", node), NULL, 10);
}

#define s_tell(node, text, ...) \
    ck_assert_str_eq (zt_do (node, "send net_kernel a@localhost " text, __VA_ARGS__), "true")

//  Numbers begin anew with each incarnation, and what earlier ones have told still goes
//  round: that it has come twice is seen, and that the next one's is new.
START_TEST (each_incarnation_counts_its_news)
{
    zt_node_t nodes [2];
    s_start_mesh (nodes, 2, "");
    zt_is (&nodes [1], "listen", "true");
    s_tell (&nodes [0], "{lost, :\"x@localhost\", 5, 2000, :\"k@localhost\", %u}", 1);
    s_tell (&nodes [0], "{lost, :\"x@localhost\", 4, 2000, :\"l@localhost\", %u}", 1);
    s_tell (&nodes [0], "{lost, :\"x@localhost\", 5, 2000, :\"m@localhost\", %u}", 1);
    s_tell (&nodes [0], "{lost, :\"x@localhost\", 4, 2000, :\"m@localhost\", %u}", 1);
    s_tell (&nodes [0], "{lost, :\"x@localhost\", 5, 976, :\"m@localhost\", %u}", 1);     //  too old
    s_tell (&nodes [0], "{lost, :\"x@localhost\", 5, 977, :\"n@localhost\", %u}", 1);
    s_tell (&nodes [0], "{lost, :\"x@localhost\", 5, 977, :\"m@localhost\", %u}", 1);
    s_tell (&nodes [0], "{lost, :\"x@localhost\", 5, 2001, :\"o@localhost\", %u}", 1);
    zt_is (&nodes [1], "next 5000", "{:lost, :x@localhost, 5, 2000, :k@localhost, 1}");
    zt_is (&nodes [1], "next 5000", "{:lost, :x@localhost, 4, 2000, :l@localhost, 1}");
    zt_is (&nodes [1], "next 5000", "{:lost, :x@localhost, 5, 977, :n@localhost, 1}");
    zt_is (&nodes [1], "next 5000", "{:lost, :x@localhost, 5, 2001, :o@localhost, 1}");
    s_stop_all (nodes, 2);
}
END_TEST

//  When a node ends, all others tell so at once: each passes on one of them.
START_TEST (a_loss_is_passed_on_once_whoever_tells_it)
{
    zt_node_t nodes [2];
    s_start_mesh (nodes, 2, "");
    zt_is (&nodes [1], "listen", "true");
    s_tell (&nodes [0], "{lost, :\"x@localhost\", 1, 1, :\"z@localhost\", %u}", 5);
    s_tell (&nodes [0], "{lost, :\"y@localhost\", 1, 1, :\"z@localhost\", %u}", 5);
    s_tell (&nodes [0], "{lost, :\"x@localhost\", 1, 2, :\"z@localhost\", %u}", 4);    //  another
    s_tell (&nodes [0], "{lost, :\"y@localhost\", 1, 2, :\"z@localhost\", %u}", 5);
    for (unsigned i = 3; i < 5; i++) {          //  one that is passed on at once, and a second later
        s_tell (&nodes [0], "{lost, :\"y@localhost\", 1, %u, :\"o@localhost\", 1}", i);
        s_tell (&nodes [0], "{mesh, :\"w@localhost\", 1, 0, [{:\"o@localhost\", %u}]}", 1);
    }
    zt_is (&nodes [1], "next 5000", "{:lost, :x@localhost, 1, 1, :z@localhost, 5}");
    zt_is (&nodes [1], "next 5000", "{:lost, :x@localhost, 1, 2, :z@localhost, 4}");
    zt_is (&nodes [1], "next 5000", "{:lost, :y@localhost, 1, 3, :o@localhost, 1}");
    zt_is (&nodes [1], "next 5000", "{:lost, :y@localhost, 1, 4, :o@localhost, 1}");
    s_stop_all (nodes, 2);
}
END_TEST

//  … and again when it was connected meanwhile, but the last of them, when a second is over.
START_TEST (losses_in_one_second_are_passed_on_as_the_last)
{
    zt_node_t nodes [2];
    s_start_mesh (nodes, 2, "");
    zt_is (&nodes [1], "listen", "true");
    s_tell (&nodes [0], "{lost, :\"x@localhost\", 1, 1, :\"z@localhost\", %u}", 6);
    s_tell (&nodes [0], "{mesh, :\"w@localhost\", 1, 0, [{:\"z@localhost\", %u}]}", 6);
    for (unsigned i = 2; i < 10; i++)
        s_tell (&nodes [0], "{lost, :\"x@localhost\", 1, %u, :\"z@localhost\", 6}", i);
    zt_is (&nodes [1], "next 5000", "{:lost, :x@localhost, 1, 1, :z@localhost, 6}");
    zt_is (&nodes [1], "next 5000", "{:lost, :x@localhost, 1, 9, :z@localhost, 6}");
    zt_is (&nodes [1], "left", "0");
    s_stop_all (nodes, 2);
}
END_TEST

START_TEST (who_is_asked_to_part_parts_from_the_one_that_lost_it_too)
{
    zt_node_t nodes [3];
    s_start_mesh (nodes, 3, "");
    unsigned c = s_creation (&nodes [0], "c@localhost");
    zt_is (&nodes [0], "monitor_nodes on", ":ok");
    s_tell (&nodes [0], "{remove, :\"b@localhost\", :\"c@localhost\", %u, 1}", c);
    zt_is (&nodes [0], "next 5000", "{:nodedown, :c@localhost}");      //  not when c notices
    zt_is (&nodes [0], "next 5000", "{:nodedown, :b@localhost}");
    zt_is (&nodes [0], "nodes", "");
    s_stop_all (nodes, 3);
}
END_TEST

//  c lost a, then they met again; b hears of the loss only now.
START_TEST (who_is_asked_to_part_by_news_of_the_past_meets_again)
{
    zt_node_t nodes [3];
    s_start_mesh (nodes, 3, "");
    unsigned a = s_creation (&nodes [1], "a@localhost"), c = s_creation (&nodes [0], "c@localhost");
    zt_is (&nodes [0], "ping c@localhost", "pong");     //  what it said at first has come
    s_tell (&nodes [0], "{mesh, :\"c@localhost\", %u, 7, []}", c);
    zt_is (&nodes [0], "monitor_nodes on", ":ok");
    ck_assert_str_eq (zt_do (&nodes [1], "send net_kernel b@localhost "
                             "{lost, :\"c@localhost\", %u, 7, :\"a@localhost\", %u}", c, a), "true");
    zt_is (&nodes [0], "next 5000", "{:nodedown, :b@localhost}");
    zt_is (&nodes [0], "next 5000", "{:nodeup, :b@localhost}");
    zt_is (&nodes [0], "nodes", "b c");
    s_stop_all (nodes, 3);
}
END_TEST

//  Creations do not tell which is later. Ours gives no sign of life, so we look for the other
//  when the connection is over.
START_TEST (a_silent_node_that_a_neighbour_knows_by_another_creation_is_met_again)
{
    zt_node_t nodes [2];
    s_start_mesh (nodes, 2, "tick=1000");
    unsigned b = s_creation (&nodes [0], "b@localhost");
    zt_is (&nodes [0], "monitor_nodes on", ":ok");
    zt_freeze (&nodes [1]);
    s_tell (&nodes [0], "{mesh, :\"w@localhost\", 1, 0, [{:\"b@localhost\", %u}]}", b ^ 1);
    zt_is (&nodes [0], "next 20000", "{:nodedown, :b@localhost}");
    zt_thaw (&nodes [1]);
    zt_is (&nodes [0], "next 20000", "{:nodeup, :b@localhost}");
    s_stop_all (nodes, 2);
}
END_TEST

//  Ours answers: the neighbour is behind, and when we part there is nobody to look for.
START_TEST (a_live_node_that_a_neighbour_knows_by_another_creation_is_not_met_again)
{
    zt_node_t nodes [3];
    s_start_mesh (nodes, 3, "faults");
    unsigned b = s_creation (&nodes [0], "b@localhost"), c = s_creation (&nodes [0], "c@localhost");
    s_tell (&nodes [0], "{mesh, :\"w@localhost\", 1, 0, [{:\"b@localhost\", %u}]}", b ^ 1);
    s_tell (&nodes [0], "{mesh, :\"w@localhost\", 1, 0, [{:\"c@localhost\", %u}]}", c ^ 1);
    zt_is (&nodes [0], "ping b@localhost", "pong");
    zt_is (&nodes [0], "ping c@localhost", "pong");
    zt_is (&nodes [1], "fault c@localhost cut", "true");
    for (int i = 0; i < 3; i++)
        zt_until_is (&nodes [i], "nodes", "");
    zt_sleep_in_c (1500);                       //  a dial would come after a second
    for (int i = 0; i < 3; i++)
        zt_is (&nodes [i], "nodes", "");
    s_stop_all (nodes, 3);
}
END_TEST

START_TEST (a_member_of_the_mesh_that_cannot_be_reached_is_dialled_again)
{
    zt_node_t a, late;
    zt_start (&a, "a@localhost", "");
    s_tell (&a, "{mesh, :\"w@localhost\", 1, 0, [{:\"late@localhost\", %u}]}", 1);
    zt_is (&a, "ping late@localhost", "pang");      //  that dial is over
    zt_start (&late, "late@localhost", "");
    zt_until_is (&a, "nodes", "late");
    zt_stop (&a);
    zt_stop (&late);
}
END_TEST

START_TEST (overlapping_partitions_can_be_allowed)
{
    zt_node_t nodes [3];
    s_start_mesh (nodes, 3, "overlap");
    zt_is (&nodes [0], "disconnect b@localhost", "true");
    zt_until_is (&nodes [1], "nodes", "c");
    zt_sleep_in_c (zt_ms (200));
    zt_is (&nodes [0], "nodes", "c");
    zt_is (&nodes [2], "nodes", "a b");
    s_stop_all (nodes, 3);
}
END_TEST

START_TEST (who_leaves_parts_nobody_else)
{
    zt_node_t nodes [4];
    s_start_mesh (nodes, 4, "");
    zt_is (&nodes [0], "leave", "b c d");
    zt_is (&nodes [0], "nodes", "");
    zt_until_is (&nodes [1], "nodes", "c d");
    zt_until_is (&nodes [2], "nodes", "b d");
    zt_until_is (&nodes [3], "nodes", "b c");
    zt_sleep_in_c (zt_ms (200));
    zt_is (&nodes [1], "nodes", "c d");
    s_stop_all (nodes, 4);
}
END_TEST

START_TEST (an_orderly_stop_parts_nobody_else)
{
    zt_node_t nodes [4];
    s_start_mesh (nodes, 4, "");
    zt_stop (&nodes [3]);
    zt_until_is (&nodes [0], "nodes", "b c");
    zt_sleep_in_c (zt_ms (200));
    zt_is (&nodes [0], "nodes", "b c");
    zt_is (&nodes [1], "nodes", "a c");
    s_stop_all (nodes, 3);
}
END_TEST

START_TEST (faults_need_the_option)
{
    zt_node_t a, b;
    zt_start (&a, "a@localhost", "");
    zt_start (&b, "b@localhost", "faults");
    zt_is (&a, "connect b@localhost", "true");
    zt_is (&a, "fault b@localhost drop", "false");
    zt_is (&a, "nodes", "b");
    zt_is (&b, "fault a@localhost drop", "true");
    zt_until_is (&a, "nodes", "");
    zt_is (&a, "connect b@localhost", "true");
    zt_stop (&a);
    zt_stop (&b);
}
END_TEST

START_TEST (a_delay_holds_messages_back_in_order)
{
    zt_node_t a, b;
    zt_start (&a, "a@localhost", "faults");
    zt_start (&b, "b@localhost", "");
    zt_is (&b, "register bob", "true");
    zt_is (&a, "connect b@localhost", "true");
    zt_is (&a, "fault b@localhost delay 200", "true");
    int64_t start = zt_now_ms ();
    zt_is (&a, "send bob b@localhost one", "true");
    zt_is (&a, "send bob b@localhost two", "true");
    zt_is (&b, "next 5000", ":one");
    ck_assert_int_ge (zt_now_ms () - start, 190);
    zt_is (&b, "next 5000", ":two");
    zt_is (&a, "send bob b@localhost three", "true");
    zt_is (&a, "fault b@localhost heal", "true");
    zt_is (&a, "send bob b@localhost four", "true");
    zt_is (&b, "next 5000", ":three");
    zt_is (&b, "next 5000", ":four");
    zt_stop (&a);
    zt_stop (&b);
}
END_TEST

ZT_CLUSTER_MAIN ("cluster_mesh",
    a_mesh_of_five_closes_by_itself,
    two_meshes_become_one,
    without_the_mesh_no_edges_are_added,
    a_disconnect_in_a_mesh_of_three_isolates_all,
    a_cut_between_two_of_four_leaves_the_other_two_together,
    each_incarnation_counts_its_news,
    a_loss_is_passed_on_once_whoever_tells_it,
    losses_in_one_second_are_passed_on_as_the_last,
    who_is_asked_to_part_parts_from_the_one_that_lost_it_too,
    who_is_asked_to_part_by_news_of_the_past_meets_again,
    a_silent_node_that_a_neighbour_knows_by_another_creation_is_met_again,
    a_live_node_that_a_neighbour_knows_by_another_creation_is_not_met_again,
    a_member_of_the_mesh_that_cannot_be_reached_is_dialled_again,
    overlapping_partitions_can_be_allowed,
    who_leaves_parts_nobody_else,
    an_orderly_stop_parts_nobody_else,
    faults_need_the_option,
    a_delay_holds_messages_back_in_order)
