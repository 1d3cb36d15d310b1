//  test_alone.c - a node without a name: everything local works, the rest says no

#include "zc_test.h"

//  semantics 1, row "not alive"; scenario 17, the part of such a node
ZT_TEST (a_node_without_a_name_is_not_alive_and_connects_to_nobody)
{
    zt_check (!zc_node_alive ());
    zt_check (strcmp (zc_node_self (), "nonode@nohost") == 0);
    zt_check (strcmp (zc_node_of (zc_self ()), "nonode@nohost") == 0);
    zt_check_int (zc_node_connect ("somebody@localhost"), ZC_IGNORED);
    zt_check_int (zc_node_disconnect ("somebody@localhost"), ZC_IGNORED);
    zt_check (!zc_node_ping ("somebody@localhost"));
    zt_check_term (zc_node_list (ZC_NODES_VISIBLE), "[]");
    zt_check_term (zc_node_list (ZC_NODES_CONNECTED), "[]");
    zt_check (!zc_node_monitor ("somebody@localhost", true));
    zt_check (!zc_node_set_cookie ("duck"));
    zt_check (!zc_receive (zt_ms (10), "_"));
}

ZT_TEST (what_is_sent_to_other_nodes_is_dropped)
{
    zt_check (zc_send_name ("shell", "somebody@localhost", "hello"));
    zt_check (!zc_receive (zt_ms (10), "_"));
}

ZT_TEST (node_info_counts_processes)
{
    int64_t processes = zt_info ("processes"), spawned = zt_info ("spawned");
    zc_ref_t ref;
    zc_spawn_monitor (zt_nothing, NULL, &ref);
    zt_check_int (zt_info ("spawned"), spawned + 1);
    zt_check_down (ref, "normal");
    zt_until (zt_info ("processes") == processes);
    zt_check_int (zt_info ("crashes"), 0);
    zt_check_int (zt_info ("remains"), 0);
    zt_check (zt_info ("memory") > 0);
    static const char *const keys [] = {"detached", "threads", "stacks", "run_queue"};
    for (int i = 0; i < 4; i++)
        zt_check (zt_info (keys [i]) >= 0);
}

ZT_TEST (log_lines_reach_the_call_back_from_their_level_on)
{
    zc_log (ZC_LOG_ERROR, "a line with %d", 42);
    zc_log (ZC_LOG_DEBUG, "too small to be seen");
    zt_check (zt_logged ("a line with 42"));
    zt_check (!zt_logged ("too small"));
}

ZT_MAIN ("alone",
    a_node_without_a_name_is_not_alive_and_connects_to_nobody,
    what_is_sent_to_other_nodes_is_dropped,
    node_info_counts_processes,
    log_lines_reach_the_call_back_from_their_level_on)
