//  test_cluster_watch.c - nodeup, nodedown, ticks, node monitors

#include "zt_cluster.h"

//  ---- commands of the nodes -----------------------------------------------

//  subscribe COUNT: as often by this process.
static void
s_do_subscribe (char *args, char *answer)
{
    for (int i = atoi (args); i > 0; i--) {
        zc_term_t *result = zc_net_kernel_monitor_nodes (true, "[]");
        zc_term_destroy (&result);
    }
    strcpy (answer, "ok");
}

//  count WHAT NODE: messages {WHAT, NODE} in the mailbox, which must be there
//  in this number; "count nodeup b@localhost 5".
static void
s_do_count (char *args, char *answer)
{
    char *what = zt_word (&args), *node = zt_word (&args);
    int wanted = atoi (args), count = 0;
    while (count < wanted && zc_receive (ZT_LONG, "{~a, ~a}", (const char *) what,
                                         (const char *) node))
        count++;
    sprintf (answer, "%d", count);
}

static void
s_subscriber (void *arg)
{
    (void) arg;
    zc_term_t *result = zc_net_kernel_monitor_nodes (true, "[]");
    zc_term_destroy (&result);
    zc_pid_t parent;
    zc_receive (-1, "{report, ~p}", &parent);
    zc_send (parent, "ready");
    for (;;) {
        const char *what;
        if (zc_receive_any (-1, ZC_CASE ("stop"), ZC_CASE ("{~a, _}", &what)) == 0)
            return;
        zc_send (parent, "{heard, ~a}", what);
    }
}

enum { MANY = 1000 };
static zc_pid_t s_crowd [MANY];

//  crowd COUNT: so many subscribers; reports what they hear to us.
static void
s_do_crowd (char *args, char *answer)
{
    int count = atoi (args);
    for (int i = 0; i < count; i++) {
        s_crowd [i] = zc_spawn (s_subscriber, NULL);
        zc_send (s_crowd [i], "{report, ~p}", zc_self ());
    }
    for (int i = 0; i < count; i++)
        zc_receive (ZT_LONG, "ready");
    strcpy (answer, "ok");
}

//  uncrowd FROM TO HOW: end these, by `stop` or by `kill`; waits.
static void
s_do_uncrowd (char *args, char *answer)
{
    int from = atoi (zt_word (&args)), to = atoi (zt_word (&args));
    for (int i = from; i < to; i++) {
        zc_ref_t ref = zc_monitor (s_crowd [i]);
        if (strcmp (args, "kill") == 0)
            zc_exit_process (s_crowd [i], "kill");
        else
            zc_send (s_crowd [i], "stop");
        zc_receive (ZT_LONG, "{:DOWN, ~r, process, _, _}", ref);
    }
    strcpy (answer, "ok");
}

//  heard WHAT COUNT: wait for so many reports of the crowd.
static void
s_do_heard (char *args, char *answer)
{
    char *what = zt_word (&args);
    int wanted = atoi (args), count = 0;
    while (count < wanted && zc_receive (ZT_LONG, "{heard, ~a}", (const char *) what))
        count++;
    sprintf (answer, "%d", count);
}

static void
s_flooder (void *arg)
{
    char *node = arg;
    for (uint32_t i = 0;; i++)
        zc_send_name ("target", node, "{flood, ~i}", i);
}

static void
s_do_flood (char *args, char *answer)
{
    zc_spawn (s_flooder, strdup (args));        //  the program is killed: no leak counts
    strcpy (answer, "ok");
}

//  A process that is flooded: checks that nodeup comes before the first message
//  of the peer, nodedown after the last, and that none is missing in between.
static void
s_target (void *arg)
{
    zc_pid_t *parent = arg;
    zc_register ("target", zc_self ());
    zc_term_t *result = zc_net_kernel_monitor_nodes (true, "[]");
    zc_term_destroy (&result);
    zc_send (*parent, "ready");
    bool up = false, good = true;
    uint32_t next = 0, number;
    for (bool down = false; !down;)
        switch (zc_receive_any (ZT_LONG, ZC_CASE ("{flood, ~i}", &number),
                                ZC_CASE ("{nodeup, _}"), ZC_CASE ("{nodedown, _}"))) {
            case 0:
                good &= up && number == next++;
                break;
            case 1:
                good &= !up && next == 0;
                up = true;
                break;
            default:
                down = true;
        }
    zc_send (*parent, "counted");
    good &= up && !zc_receive (zt_ms (300), "_");       //  nothing after nodedown
    zc_send (*parent, "{result, ~o, ~i}", good, next);
}

static zc_pid_t s_parent;

static void
s_do_target (char *args, char *answer)
{
    (void) args;
    s_parent = zc_self ();
    zc_spawn (s_target, &s_parent);
    zt_answer_bool (answer, zc_receive (ZT_LONG, "ready"));
}

static void
s_do_target_result (char *args, char *answer)
{
    (void) args;
    bool good = false;
    uint32_t count = 0;
    zc_receive (ZT_LONG, "counted");
    zc_receive (ZT_LONG, "{result, ~o, ~i}", &good, &count);
    sprintf (answer, "%s %s", good? "good": "bad", count > 1000? "many": "few");
}

static void
s_do_ticktime (char *args, char *answer)
{
    (void) args;
    sprintf (answer, "%d", zc_net_kernel_ticktime ());
}

static void
s_do_set_ticktime (char *args, char *answer)
{
    static const char *const texts [] = {
        [ZC_TICK_UNCHANGED] = "unchanged", [ZC_TICK_INITIATED] = "initiated",
        [ZC_TICK_ONGOING] = "ongoing"};
    int seconds = atoi (zt_word (&args));
    strcpy (answer, texts [zc_net_kernel_set_ticktime (seconds, atoi (args))]);
}

static void
s_stall (void *arg)
{
    (void) arg;
    zc_send (s_parent, "ready");
    zc_receive (-1, "go");
    for (;;)
        pause ();                   //  until the program is killed
}

static void
s_finish (void *arg)
{
    zc_send (s_parent, "ready");
    zc_receive (-1, "go");
    zc_send_name ("asker", arg, "done");
}

//  stall COUNT NODE: so many processes that block, and one behind them in the run queue
//  that says `done` to the asker over there.
static void
s_do_stall (char *args, char *answer)
{
    int count = atoi (zt_word (&args));
    s_parent = zc_self ();
    for (int i = 0; i < count; i++)
        s_crowd [i] = zc_spawn (s_stall, NULL);
    s_crowd [count] = zc_spawn (s_finish, strdup (args));
    for (int i = 0; i <= count; i++)
        zc_receive (ZT_LONG, "ready");
    for (int i = 0; i <= count; i++)
        zc_send (s_crowd [i], "go");
    strcpy (answer, "ok");
}

//  ask COUNT NODE: about a process which is not there, so often. Was it answered
//  before the other node had done?
static void
s_do_ask (char *args, char *answer)
{
    for (int i = atoi (zt_word (&args)); i > 0; i--) {
        zc_ref_t ref = zc_monitor_name ("nobody", args);
        zc_receive (ZT_LONG, "{:DOWN, ~r, process, _, noproc}", ref);
    }
    bool late = zc_receive (0, "done");
    strcpy (answer, late? "late": "in time");
}

static const zt_command_t zt_own [ZT_OWN] = {
    {"subscribe", s_do_subscribe}, {"count", s_do_count}, {"crowd", s_do_crowd},
    {"uncrowd", s_do_uncrowd}, {"heard", s_do_heard}, {"flood", s_do_flood},
    {"target", s_do_target}, {"target_result", s_do_target_result},
    {"stall", s_do_stall}, {"ask", s_do_ask},
    {"ticktime", s_do_ticktime}, {"set_ticktime", s_do_set_ticktime}};

//  ---- reasons and kinds ---------------------------------------------------

START_TEST (nodedown_tells_why)
{
    zt_node_t a, b, c, d, h;
    zt_start (&a, "a@localhost", "no_mesh tick=2000");
    zt_start (&b, "b@localhost", "no_mesh tick=2000");
    zt_start (&c, "c@localhost", "no_mesh tick=2000");
    zt_start (&d, "d@localhost", "no_mesh tick=2000");
    zt_start (&h, "h@localhost", "hidden tick=2000");
    zt_is (&a, "monitor_nodes on [nodedown_reason]", ":ok");
    zt_is (&a, "connect b@localhost", "true");
    zt_is (&a, "connect c@localhost", "true");
    zt_is (&a, "connect d@localhost", "true");
    zt_is (&a, "connect h@localhost", "true");
    zt_is (&a, "next 5000", "{:nodeup, :b@localhost, []}");
    zt_is (&a, "next 5000", "{:nodeup, :c@localhost, []}");
    zt_is (&a, "next 5000", "{:nodeup, :d@localhost, []}");
    zt_stop (&b);
    zt_is (&a, "next 5000", "{:nodedown, :b@localhost, [nodedown_reason: :connection_closed]}");
    zt_is (&a, "disconnect c@localhost", "true");
    zt_is (&a, "next 5000", "{:nodedown, :c@localhost, [nodedown_reason: :disconnect]}");
    zt_stop (&h);
    zt_freeze (&d);
    zt_is (&a, "next 20000", "{:nodedown, :d@localhost, [nodedown_reason: :net_tick_timeout]}");
    zt_thaw (&d);
    zt_until_is (&d, "nodes", "");
    zt_stop (&a);
    zt_stop (&c);
    zt_stop (&d);
}
END_TEST

START_TEST (options_choose_which_nodes_and_what_is_told)
{
    zt_node_t a, b, h;
    zt_start (&a, "a@localhost", "");
    zt_start (&b, "b@localhost", "");
    zt_start (&h, "h@localhost", "hidden");
    zt_is (&a, "monitor_nodes on [{node_type, hidden}]", ":ok");
    zt_is (&a, "connect b@localhost", "true");
    zt_is (&a, "left", "0");
    zt_is (&a, "connect h@localhost", "true");
    zt_is (&a, "next 5000", "{:nodeup, :h@localhost, [node_type: :hidden]}");
    zt_is (&a, "monitor_nodes on %{node_type => all, connection_id => true}", ":ok");
    zt_is (&a, "disconnect b@localhost", "true");
    zt_is (&a, "next 5000",
           "{:nodedown, :b@localhost, %{connection_id: 1, node_type: :visible}}");
    zt_is (&a, "monitor_nodes off [{node_type, hidden}]", ":ok");
    zt_is (&a, "disconnect h@localhost", "true");
    zt_is (&a, "next 5000", "{:nodedown, :h@localhost, %{connection_id: 2, node_type: :hidden}}");
    zt_is (&a, "left", "0");
    zt_stop (&a);
    zt_stop (&b);
    zt_stop (&h);
}
END_TEST

START_TEST (wrong_options_are_refused_and_subscribe_nobody)
{
    zt_node_t a, b;
    zt_start (&a, "a@localhost", "");
    zt_start (&b, "b@localhost", "");
    zt_is (&a, "monitor_nodes on [gurka, nodedown_reason, {node_type, all}, tomat]",
           "{:error, {:unknown_options, [:gurka, :tomat]}}");
    zt_is (&a, "monitor_nodes on gurka", "{:error, {:invalid_options, :gurka}}");
    zt_is (&a, "monitor_nodes on [nodedown_reason | connection_id]",
           "{:error, {:invalid_options, [:nodedown_reason | :connection_id]}}");
    zt_is (&a, "monitor_nodes on [{node_type, gurka}]",
           "{:error, {:bad_option_value, {:node_type, :gurka}}}");
    ck_assert_ptr_nonnull (strstr (zt_do (&a, "monitor_nodes on [{node_type, all}, "
                                              "{node_type, visible}]"),
                                   "{:error, {:option_value_mismatch, ["));
    zt_is (&a, "monitor_nodes on %{gurka => 1}", "{:error, {:unknown_options, %{gurka: 1}}}");
    zt_is (&a, "connect b@localhost", "true");
    zt_is (&a, "disconnect b@localhost", "true");
    zt_is (&a, "left", "0");
    zt_stop (&a);
    zt_stop (&b);
}
END_TEST

//  ---- counting ------------------------------------------------------------

START_TEST (subscriptions_are_counted_and_one_false_removes_them_all)
{
    zt_node_t a, b;
    zt_start (&a, "a@localhost", "");
    zt_start (&b, "b@localhost", "");
    zt_is (&a, "subscribe 65553", "ok");
    zt_is (&a, "connect b@localhost", "true");
    zt_is (&a, "count nodeup b@localhost 65553", "65553");
    zt_is (&a, "disconnect b@localhost", "true");
    zt_is (&a, "count nodedown b@localhost 65553", "65553");
    zt_is (&a, "monitor_nodes off", ":ok");
    zt_is (&a, "connect b@localhost", "true");
    zt_is (&a, "left", "0");
    zt_stop (&a);
    zt_stop (&b);
}
END_TEST

START_TEST (subscriptions_end_with_their_process)
{
    zt_node_t a, b;
    zt_start (&a, "a@localhost", "");
    zt_start (&b, "b@localhost", "");
    zt_is (&a, "crowd 100", "ok");
    zt_is (&a, "uncrowd 0 30 stop", "ok");
    zt_is (&a, "uncrowd 30 60 kill", "ok");
    zt_is (&a, "connect b@localhost", "true");
    zt_is (&a, "heard nodeup 40", "40");
    zt_is (&a, "disconnect b@localhost", "true");
    zt_is (&a, "heard nodedown 40", "40");
    zt_is (&a, "uncrowd 60 100 stop", "ok");
    zt_is (&a, "left", "0");
    zt_stop (&a);
    zt_stop (&b);
}
END_TEST

START_TEST (nodeup_comes_first_and_nodedown_last)
{
    zt_node_t a, b;
    for (int round = 0; round < 5; round++) {
        zt_start (&a, "a@localhost", "");
        zt_start (&b, "b@localhost", "");
        zt_is (&a, "crowd 500", "ok");
        zt_is (&a, "target", "true");
        zt_is (&b, "flood a@localhost", "ok");
        zt_is (&a, "heard nodeup 500", "500");
        zt_sleep_in_c (zt_ms (50 + 20 * round));        //  at some moment of the flood
        zt_kill (&b);
        zt_is (&a, "target_result", "good many");
        zt_is (&a, "heard nodedown 500", "500");
        zt_is (&a, "uncrowd 0 500 stop", "ok");
        zt_is (&a, "left", "0");
        zt_stop (&a);
    }
}
END_TEST

START_TEST (node_monitors_are_counted_and_fire_once)
{
    zt_node_t a, b;
    zt_start (&a, "a@localhost", "");
    zt_start (&b, "b@localhost", "");
    for (int i = 0; i < 3; i++)
        zt_is (&a, "monitor b@localhost on", "true");   //  dials
    zt_until_is (&a, "nodes", "b");
    zt_is (&a, "monitor b@localhost off", "true");
    zt_kill (&b);
    zt_is (&a, "next 5000", "{:nodedown, :b@localhost}");
    zt_is (&a, "next 5000", "{:nodedown, :b@localhost}");
    zt_is (&a, "left", "0");
    zt_is (&a, "monitor b@localhost on", "true");       //  nobody there: at once
    zt_is (&a, "next 5000", "{:nodedown, :b@localhost}");
    zt_is (&a, "monitor nonsense on", "true");
    zt_is (&a, "next 5000", "{:nodedown, :nonsense}");
    zt_start (&b, "b@localhost", "hidden");
    zt_is (&a, "monitor b@localhost on", "true");
    zt_until_is (&a, "nodes hidden", "b");
    zt_stop (&b);
    zt_is (&a, "next 5000", "{:nodedown, :b@localhost}");
    zt_is (&a, "left", "0");
    zt_stop (&a);
}
END_TEST

//  ---- ticks ---------------------------------------------------------------

START_TEST (an_idle_pair_lives_on_and_a_silent_peer_is_dropped)
{
    zt_node_t a, b, silent;
    zt_start (&a, "a@localhost", "tick=1000 no_mesh");
    zt_start (&b, "b@localhost", "tick=1000 no_mesh");
    zt_start (&silent, "silent@localhost", "tick=1000 no_mesh");
    zt_is (&a, "monitor_nodes on [nodedown_reason]", ":ok");
    zt_is (&a, "connect b@localhost", "true");
    zt_is (&a, "next 5000", "{:nodeup, :b@localhost, []}");
    zt_is (&a, "next 2500", "-");
    int64_t start = zt_now_ms ();
    zt_is (&a, "connect silent@localhost", "true");
    zt_is (&a, "next 5000", "{:nodeup, :silent@localhost, []}");
    zt_freeze (&silent);
    zt_is (&a, "next 20000",
           "{:nodedown, :silent@localhost, [nodedown_reason: :net_tick_timeout]}");
    ck_assert_int_ge (zt_now_ms () - start, zt_ms (700));     //  not before T - T/I
    zt_is (&a, "nodes", "b");
    zt_thaw (&silent);
    zt_stop (&a);
    zt_stop (&b);
    zt_stop (&silent);
}
END_TEST

//  `slow` would tick every 25 seconds, were it not told that `a` and `b` cannot wait for
//  that, one by dialling it, one by being dialled.
START_TEST (nodes_of_different_tick_times_tick_as_the_hastier_one_wants)
{
    zt_node_t a, b, slow;
    zt_start (&a, "a@localhost", "tick=1000 no_mesh");
    zt_start (&b, "b@localhost", "tick=1000 no_mesh");
    zt_start (&slow, "slow@localhost", "tick=100000 no_mesh");
    zt_is (&slow, "monitor_nodes on", ":ok");
    zt_is (&a, "connect slow@localhost", "true");
    zt_is (&slow, "next 5000", "{:nodeup, :a@localhost}");
    zt_is (&slow, "connect b@localhost", "true");
    zt_is (&slow, "next 5000", "{:nodeup, :b@localhost}");
    zt_is (&slow, "next 2500", "-");
    zt_freeze (&a);                                     //  who ticks faster listens as long
    zt_is (&slow, "next 2500", "-");
    zt_thaw (&a);
    zt_stop (&a);
    zt_stop (&b);
    zt_stop (&slow);
}
END_TEST

START_TEST (a_peer_is_told_of_a_shorter_tick_time)
{
    zt_node_t a, b;
    zt_start (&a, "a@localhost", "tick=100000");
    zt_start (&b, "b@localhost", "tick=100000");
    zt_is (&a, "connect b@localhost", "true");
    zt_is (&a, "monitor_nodes on", ":ok");
    char shorter [64];
    snprintf (shorter, sizeof shorter, "set_ticktime %d 0", zt_scale ());
    zt_is (&a, shorter, "initiated");
    zt_until_is (&a, shorter, "unchanged");
    zt_is (&a, "next 2500", "-");
    zt_freeze (&b);
    zt_is (&a, "next 20000", "{:nodedown, :b@localhost}");
    zt_thaw (&b);
    zt_stop (&a);
    zt_stop (&b);
}
END_TEST

START_TEST (a_frozen_node_finds_itself_disconnected)
{
    zt_node_t a, b;
    zt_start (&a, "a@localhost", "tick=1000");
    zt_start (&b, "b@localhost", "tick=1000");
    zt_is (&b, "monitor_nodes on", ":ok");
    zt_is (&a, "monitor_nodes on", ":ok");
    zt_is (&a, "connect b@localhost", "true");
    zt_is (&b, "next 5000", "{:nodeup, :a@localhost}");
    zt_is (&a, "next 5000", "{:nodeup, :b@localhost}");
    zt_freeze (&b);
    zt_is (&a, "next 20000", "{:nodedown, :b@localhost}");
    zt_thaw (&b);
    zt_is (&b, "next 5000", "{:nodedown, :a@localhost}");
    zt_is (&b, "ping a@localhost", "pong");
    zt_stop (&a);
    zt_stop (&b);
}
END_TEST

//  The nodes change within one transition, whatever else the machine does; how long
//  it takes is asked and not counted.
START_TEST (a_change_of_the_tick_time_drops_nobody)
{
    int brief = 2 * zt_scale (), longer = 8 * zt_scale (), transition = 3 * zt_scale ();
    char settled [64], back [64];
    snprintf (settled, sizeof settled, "set_ticktime %d %d", longer, transition);
    snprintf (back, sizeof back, "set_ticktime %d %d", brief, transition);
    zt_node_t a, b;
    zt_start (&a, "a@localhost", "tick=2000");
    zt_start (&b, "b@localhost", "tick=2000");
    zt_is (&a, "connect b@localhost", "true");
    zt_is (&a, "monitor_nodes on", ":ok");
    ck_assert_int_eq (atoi (zt_do (&a, "ticktime")), brief);
    zt_is (&a, back, "unchanged");
    zt_is (&a, settled, "initiated");
    zt_is (&b, settled, "initiated");
    ck_assert_str_eq (zt_do (&a, "set_ticktime %d 2", longer + 1), "ongoing");
    ck_assert_int_eq (atoi (zt_do (&a, "ticktime")), longer);
    zt_until_is (&a, settled, "unchanged");
    zt_until_is (&b, settled, "unchanged");
    zt_is (&a, back, "initiated");
    zt_is (&b, back, "initiated");
    zt_until_is (&a, back, "unchanged");
    zt_until_is (&b, back, "unchanged");
    zt_is (&a, "next 2500", "-");                       //  longer than a tick time
    ck_assert_int_eq (atoi (zt_do (&a, "ticktime")), brief);
    zt_freeze (&b);                                     //  the new time counts
    zt_is (&a, "next 5000", "{:nodedown, :b@localhost}");
    zt_thaw (&b);
    zt_stop (&a);
    zt_stop (&b);
}
END_TEST

//  The scheduler needs 5 ms and more for each of them, one after the other.
START_TEST (a_crowd_that_blocks_does_not_keep_the_network_waiting)
{
    zt_node_t a, b;
    zt_start (&a, "a@localhost", "");
    zt_start (&b, "b@localhost", "");
    zt_is (&a, "connect b@localhost", "true");
    zt_is (&a, "register asker", "true");
    zt_is (&b, "stall 200 a@localhost", "ok");
    zt_is (&a, "ask 5 b@localhost", "in time");
    zt_is (&a, "next 60000", ":done");
    zt_kill (&b);
    zt_stop (&a);
}
END_TEST

ZT_CLUSTER_MAIN ("cluster_watch",
    nodedown_tells_why,
    options_choose_which_nodes_and_what_is_told,
    wrong_options_are_refused_and_subscribe_nobody,
    subscriptions_are_counted_and_one_false_removes_them_all,
    subscriptions_end_with_their_process,
    nodeup_comes_first_and_nodedown_last,
    node_monitors_are_counted_and_fire_once,
    an_idle_pair_lives_on_and_a_silent_peer_is_dropped,
    nodes_of_different_tick_times_tick_as_the_hastier_one_wants,
    a_peer_is_told_of_a_shorter_tick_time,
    a_frozen_node_finds_itself_disconnected,
    a_change_of_the_tick_time_drops_nobody,
    a_crowd_that_blocks_does_not_keep_the_network_waiting)
