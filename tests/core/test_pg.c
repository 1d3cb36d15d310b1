//  test_pg.c - process groups on one node; peers are played by the tests

#include "zc_test.h"

#include "zc_module.h"

//  ---- helpers -------------------------------------------------------------

static void
s_wait (void *arg)
{
    (void) arg;
    zc_sleep (-1);
}

//  A process that does nothing.
static zc_pid_t
s_idler (void)
{
    return zc_spawn (s_wait, NULL);
}

static void
s_end (zc_pid_t pid)
{
    zc_ref_t ref = zc_monitor (pid);
    zc_exit_process (pid, "kill");
    zt_check_down (ref, "killed");
}

//  The scope has worked off what it was sent so far, when it has answered.
static void
s_settle (const char *scope)
{
    zc_ref_t ref;
    zc_term_t *now = zc_pg_monitor (scope, &ref, "settle");
    zc_term_destroy (&now);
    zt_check (zc_pg_demonitor (scope, ref));
}

static void
s_stop (const char *scope)
{
    s_end (zc_whereis (scope? scope: "pg"));
}

static size_t
s_count (const char *scope, const char *group)
{
    zc_term_t *pids = zc_pg_members (scope, group);
    size_t count = zc_term_length (pids);
    zc_term_destroy (&pids);
    return count;
}

//  ---- joining and leaving -------------------------------------------------

ZT_TEST (members_of_a_group_are_found)
{
    zt_check (!zc_pid_is_null (zc_pg_start (NULL)));
    zc_pg_join (NULL, zc_self (), "{todo_list, ~s}", "bob");
    zt_check_term (zc_pg_members (NULL, "{todo_list, ~s}", "bob"), "[~p]", zc_self ());
    zt_check_term (zc_pg_local_members (NULL, "{todo_list, ~s}", "bob"), "[~p]", zc_self ());
    zt_check_term (zc_pg_which_groups (NULL), "[{todo_list, \"bob\"}]");
    zt_check (zc_pg_leave (NULL, zc_self (), "{todo_list, ~s}", "bob"));
    zt_check_term (zc_pg_which_groups (NULL), "[]");
    s_stop (NULL);
}

ZT_TEST (who_joins_several_times_is_a_member_several_times)
{
    zc_pg_start (NULL);
    zc_pid_t pid = s_idler ();
    zc_pg_join (NULL, pid, "g");
    zc_pg_join_list (NULL, zc_term_new ("[~p, ~p]", pid, pid), "g");
    zt_check_term (zc_pg_members (NULL, "g"), "[~p, ~p, ~p]", pid, pid, pid);
    zt_check (zc_pg_leave (NULL, pid, "g"));
    zt_check_term (zc_pg_members (NULL, "g"), "[~p, ~p]", pid, pid);
    zt_check (!zc_pg_leave (NULL, pid, "other"));
    zt_check (zc_pg_leave_list (NULL, zc_term_new ("[~p, ~p, ~p]", pid, pid, pid), "g"));
    zt_check (!zc_pg_leave_list (NULL, zc_term_new ("[~p]", pid), "g"));
    zt_check_term (zc_pg_which_groups (NULL), "[]");
    s_end (pid);
    s_stop (NULL);
}

ZT_TEST (a_member_that_dies_has_left)
{
    zc_pg_start (NULL);
    zc_pid_t pid = s_idler (), dead = s_idler ();
    zc_pg_join_list (NULL, zc_term_new ("[~p, ~p, ~p]", pid, zc_self (), pid), "{g, 1}");
    zc_pg_join (NULL, pid, "2");
    s_end (pid);
    s_settle (NULL);
    zt_check_term (zc_pg_members (NULL, "{g, 1}"), "[~p]", zc_self ());
    zt_check_term (zc_pg_which_groups (NULL), "[{g, 1}]");
    s_end (dead);
    zc_pg_join (NULL, dead, "2");               //  nobody told us, the scope finds out
    s_settle (NULL);
    zt_check_int (s_count (NULL, "2"), 0);
    zt_check (zc_pg_leave (NULL, zc_self (), "{g, 1}"));
    s_stop (NULL);
}

static zc_term_t *s_pids;

static void
s_join_pids (void *arg)
{
    (void) arg;
    zc_pg_join_list (NULL, s_pids, "g");
}

static void
s_leave_pids (void *arg)
{
    (void) arg;
    zc_pg_leave_list (NULL, s_pids, "g");
}

static void
s_join_far (void *arg)
{
    zc_pid_t far = *(zc_pid_t *) arg;
    zc_pg_join (NULL, far, "g");
}

static void
s_join_by_name (void *arg)
{
    zc_apply ("pg", "join", arg);
}

//  A pid of another node.
static zc_pid_t
s_far_pid (void)
{
    static const char bytes [] = "\x83X\x77\x06" "b@here" "\0\0\0\5\0\0\0\0\0\0\0\1";
    zc_pid_t far = {0};
    zt_require (zc_term_match (zc_term_decode (bytes, sizeof bytes - 1), "~p", &far));
    return far;
}

ZT_TEST (only_processes_of_this_node_join)
{
    zc_pg_start (NULL);
    zc_pid_t far = s_far_pid (), pid;
    zc_term_t *reason;
    zt_check_int (zc_try (s_join_far, &far, &reason), ZC_ERROR);
    zt_check_term (reason, "{{nolocal, ~p}, []}", far);
    zc_pid_t nobody = {0};
    zt_check_int (zc_try (s_join_far, &nobody, &reason), ZC_ERROR);
    zt_check_term (reason, "{{nolocal, _}, []}");
    s_pids = zc_term_new ("[~p, ~p]", zc_self (), far);
    zt_check_int (zc_try (s_join_pids, NULL, &reason), ZC_ERROR);
    zt_check_term (reason, "{{nolocal, ~p}, []}", far);
    s_pids = zc_term_new ("[~p, not_a_pid]", zc_self ());
    zt_check_int (zc_try (s_leave_pids, NULL, &reason), ZC_ERROR);
    zt_check_term (reason, "{{nolocal, not_a_pid}, []}");
    zc_term_t *args = zc_term_new ("[g, not_a_pid]");
    zt_check_int (zc_try (s_join_by_name, args, &reason), ZC_ERROR);
    zt_check_term (reason, "{function_clause, [{pg, join, [g, not_a_pid], []}]}");
    zc_send_name ("pg", NULL, "{join_local, ~p, ~r, g, [~p]}", zc_self (), zc_make_ref (), far);
    s_settle (NULL);
    zt_check_term (zc_pg_which_groups (NULL), "[]");
    zt_check (!zc_receive (0, "~p", &pid));
    s_stop (NULL);
}

ZT_TEST (without_a_scope_reads_are_empty_and_changes_exit)
{
    zc_term_t *reason;
    s_pids = zc_term_new ("[~p]", zc_self ());
    zt_check_int (zc_try (s_join_pids, NULL, &reason), ZC_EXIT);
    zt_check_term (reason, "{noproc, {pg, pg}}");
    zt_check_term (zc_pg_members (NULL, "g"), "[]");
    zt_check_term (zc_pg_which_groups ("nowhere"), "[]");
}

static void
s_start_named (void *arg)
{
    zc_pg_start (arg);
}

ZT_TEST (a_scope_starts_once)
{
    zt_check_end (s_start_named, "nil", "{badarg, _}");
    zt_check_end (s_start_named, "", "{badarg, _}");
    zc_pid_t scope = zc_pg_start ("mine");
    zt_check (zc_pid_equal (scope, zc_whereis ("mine")));
    zt_check (zc_pid_is_null (zc_pg_start ("mine")));
    zt_check_term (zc_apply ("pg", "start", zc_term_new ("[mine]")),
                   "{error, {already_started, ~p}}", scope);
    zc_pg_join ("mine", zc_self (), "g");
    zt_check_int (s_count (NULL, "g"), 0);      //  another scope
    zt_check_int (s_count ("mine", "g"), 1);
    s_end (scope);
    zt_check_int (s_count ("mine", "g"), 0);    //  its members were the scope's
}

static void
s_start_linked (void *arg)
{
    zc_pid_t scope = zc_pg_start_link (NULL);
    zc_send (*(zc_pid_t *) arg, "{scope, ~p}", scope);
    zc_exit ("enough");
}

ZT_TEST (a_linked_scope_ends_with_its_starter)
{
    zc_pid_t self = zc_self (), scope;
    zc_spawn (s_start_linked, &self);
    zt_require (zc_receive (ZT_LONG, "{scope, ~p}", &scope));
    zc_ref_t ref = zc_monitor (scope);
    zc_term_t *reason = zt_down (ref);          //  enough, or it was over before
    zt_check (zc_term_match (reason, "enough") || zc_term_match (reason, "noproc"));
}

//  ---- watching ------------------------------------------------------------

ZT_TEST (a_monitor_tells_each_change_of_its_group)
{
    zc_pg_start (NULL);
    zc_pid_t pid = s_idler ();
    zc_ref_t ref;
    zc_pg_join (NULL, pid, "g");
    zt_check_term (zc_pg_monitor (NULL, &ref, "g"), "[~p]", pid);
    zc_pg_join_list (NULL, zc_term_new ("[~p, ~p]", zc_self (), pid), "g");
    zc_pg_join (NULL, pid, "other");
    zt_check (zc_receive (ZT_LONG, "{~r, join, g, [~p, ~p]}", ref, zc_self (), pid));
    zc_pg_leave (NULL, zc_self (), "g");
    zt_check (zc_receive (ZT_LONG, "{~r, leave, g, [~p]}", ref, zc_self ()));
    s_end (pid);
    zt_check (zc_receive (ZT_LONG, "{~r, leave, g, [~p]}", ref, pid));
    zt_check (zc_receive (ZT_LONG, "{~r, leave, g, [~p]}", ref, pid));
    zc_pg_join (NULL, zc_self (), "g");         //  a message is there, and is flushed
    zt_check (zc_pg_demonitor (NULL, ref));
    zt_check (!zc_pg_demonitor (NULL, ref));
    zc_pg_leave (NULL, zc_self (), "g");
    s_settle (NULL);
    s_stop (NULL);
}

ZT_TEST (a_monitor_of_the_scope_tells_each_change)
{
    zc_pg_start (NULL);
    zc_ref_t ref;
    zc_pg_join (NULL, zc_self (), "g");
    zc_pg_join (NULL, zc_self (), "{h, 1}");
    zt_check_term (zc_pg_monitor_scope (NULL, &ref), "%{g => [~p], {h, 1} => [~p]}", zc_self (),
                   zc_self ());
    zc_pg_join (NULL, zc_self (), "new");
    zt_check (zc_receive (ZT_LONG, "{~r, join, new, [_]}", ref));
    zc_pg_leave (NULL, zc_self (), "{h, 1}");
    zt_check (zc_receive (ZT_LONG, "{~r, leave, {h, 1}, [_]}", ref));
    zt_check_term (zc_apply ("pg", "demonitor", zc_term_new ("[~r]", ref)), "ok");
    s_stop (NULL);
}

static void
s_monitor_and_end (void *arg)
{
    (void) arg;
    zc_ref_t ref;
    zc_pg_monitor (NULL, &ref, "g");
    zc_pg_monitor_scope (NULL, &ref);
}

ZT_TEST (a_monitor_ends_with_its_process)
{
    zc_pg_start (NULL);
    zt_check_end (s_monitor_and_end, NULL, "normal");
    s_settle (NULL);
    zc_pg_join (NULL, zc_self (), "g");
    s_settle (NULL);
    zc_term_t *info = zc_process_info (zc_whereis ("pg"));
    zt_check_term (zt_get (info, "monitors"), "[_]");   //  of us as a member, no more
    s_stop (NULL);
}

//  ---- by name -------------------------------------------------------------

static zc_term_t *
s_apply (const char *function, zc_term_t *args)
{
    return zc_apply ("pg", function, args);
}

ZT_TEST (the_module_pg_can_be_called_by_name)
{
    zc_pid_t self = zc_self (), scope;
    zc_ref_t ref;
    zt_check_term (s_apply ("start", zc_term_new ("[pg]")), "{ok, ~p}", &scope);
    zt_check_term (s_apply ("join", zc_term_new ("[g, ~p]", self)), "ok");
    zt_check_term (s_apply ("join", zc_term_new ("[pg, g, [~p, ~p]]", self, self)), "ok");
    zt_check_term (s_apply ("monitor", zc_term_new ("[g]")), "{~r, [~p, ~p, ~p]}", &ref, self, self,
                   self);
    zt_check_term (s_apply ("leave", zc_term_new ("[g, ~p]", self)), "ok");
    zt_check (zc_receive (ZT_LONG, "{~r, leave, g, [~p]}", ref, self));
    zt_check_term (s_apply ("get_members", zc_term_new ("[g]")), "[~p, ~p]", self, self);
    zt_check_term (s_apply ("get_members", zc_term_new ("[h]")), "[]");
    zt_check_term (s_apply ("demonitor", zc_term_new ("[~r]", ref)), "ok");
    zt_check_term (s_apply ("demonitor", zc_term_new ("[~r]", ref)), "false");
    zt_check_term (s_apply ("leave", zc_term_new ("[g, [~p, ~p]]", self, self)), "ok");
    zt_check_term (s_apply ("leave", zc_term_new ("[g, ~p]", self)), "not_joined");
    zt_check_term (s_apply ("monitor_scope", zc_term_new ("[]")), "{_, %{}}");
    s_stop (NULL);
}

//  ---- peers, played by a process of the test ------------------------------

static void
s_tell (const char *message)
{
    zc_term_t *term = zc_term_parse (message, NULL);
    zc_send_name ("pg", NULL, "~t", term);
    zc_term_destroy (&term);
}

//  Does the group have so many members that the peer told of?
static void
s_peer_has (const char *group, size_t count)
{
    s_settle (NULL);
    zt_check_int (s_count (NULL, group), count);
}

ZT_TEST (a_scope_that_is_discovered_answers_with_all_it_has)
{
    zc_pg_start (NULL);
    zc_pid_t scope = zc_whereis ("pg"), self = zc_self ();
    zc_pg_join (NULL, self, "g");
    zc_send (scope, "{discover, ~p}", self);
    zt_check (zc_receive (ZT_LONG, "{sync, ~p, [{g, [~p]}]}", scope, self));
    zt_check (zc_receive (ZT_LONG, "{discover, ~p}", scope));
    zc_pg_join (NULL, self, "{h, 1}");
    zt_check (zc_receive (ZT_LONG, "{join, ~p, {h, 1}, [~p]}", scope, self));
    zc_pg_leave (NULL, self, "g");
    zt_check (zc_receive (ZT_LONG, "{leave, ~p, [~p], [g]}", scope, self));
    zc_send (scope, "{discover, ~p}", self);        //  again: a known peer
    zt_check (zc_receive (ZT_LONG, "{sync, ~p, [{{h, 1}, [~p]}]}", scope, self));
    s_settle (NULL);
    s_stop (NULL);
}

ZT_TEST (the_latest_sync_of_a_peer_counts)
{
    zc_pg_start (NULL);
    zc_pid_t scope = zc_whereis ("pg"), self = zc_self (), one = s_idler (), two = s_idler ();
    zc_ref_t ref;
    zc_send (scope, "{sync, ~p, [{g, [~p, ~p]}, {h, [~p]}]}", self, one, one, two);
    s_peer_has ("g", 2);
    s_peer_has ("h", 1);
    zc_send (scope, "{sync, ~p, [{g, [~p, ~p]}, {h, [~p]}]}", self, one, one, two);
    s_peer_has ("g", 2);
    zt_check_term (zc_pg_monitor_scope (NULL, &ref), "_");
    zc_send (scope, "{sync, ~p, [{g, [~p, ~p]}, {i, [~p]}]}", self, one, two, two);
    zt_check (zc_receive (ZT_LONG, "{~r, join, g, [~p]}", ref, two));
    zt_check (zc_receive (ZT_LONG, "{~r, leave, g, [~p]}", ref, one));
    zt_check (zc_receive (ZT_LONG, "{~r, join, i, [~p]}", ref, two));
    zt_check (zc_receive (ZT_LONG, "{~r, leave, h, [~p]}", ref, two));
    zt_check_term (zc_pg_local_members (NULL, "g"), "[]");
    zc_send (scope, "{sync, ~p, []}", self);
    zt_check (zc_receive (ZT_LONG, "{~r, leave, _, _}", ref));
    zt_check (zc_receive (ZT_LONG, "{~r, leave, _, _}", ref));
    zt_check_term (zc_pg_which_groups (NULL), "[]");
    zt_check (zc_pg_demonitor (NULL, ref));
    s_end (one);
    s_end (two);
    s_stop (NULL);
}

ZT_TEST (changes_of_who_is_no_peer_are_ignored)
{
    zc_pg_start (NULL);
    zc_pid_t scope = zc_whereis ("pg"), peer = s_idler (), pid = s_idler ();
    zc_send (scope, "{join, ~p, g, [~p]}", peer, pid);
    s_peer_has ("g", 0);
    zc_send (scope, "{sync, ~p, []}", peer);
    zc_send (scope, "{join, ~p, g, [~p, ~p]}", peer, pid, pid);
    s_peer_has ("g", 2);
    zc_send (scope, "{leave, ~p, [~p], [g, h]}", zc_self (), pid);
    s_peer_has ("g", 2);
    zc_send (scope, "{leave, ~p, [~p], [g, h]}", peer, pid);
    s_peer_has ("g", 1);
    s_end (peer);
    s_peer_has ("g", 0);
    zc_send (scope, "{join, ~p, g, [~p]}", peer, pid);      //  late
    zc_send (scope, "{leave, ~p, [~p], [g]}", peer, pid);
    s_peer_has ("g", 0);
    zc_send (scope, "{sync, ~p, [{g, [~p]}]}", peer, pid);  //  and a late sync
    s_settle (NULL);
    zt_until (s_count (NULL, "g") == 0);
    s_end (pid);
    s_stop (NULL);
}

ZT_TEST (messages_without_sense_do_no_harm)
{
    zc_pg_start (NULL);
    zc_pid_t peer = s_idler ();
    zc_send_name ("pg", NULL, "{sync, ~p, [{g, [~p]}]}", peer, peer);
    s_tell ("hello");
    s_tell ("{join, 1, 2, 3}");
    s_tell ("[1, 2 | 3]");
    zc_send_name ("pg", NULL, "{join, ~p, g, nobody}", peer);
    zc_send_name ("pg", NULL, "{join, ~p, g, [1 | 2]}", peer);
    zc_send_name ("pg", NULL, "{join, ~p, g, []}", peer);
    zc_send_name ("pg", NULL, "{leave, ~p, [~p], [h | i]}", peer, peer);
    zc_send_name ("pg", NULL, "{leave, ~p, ~p, g}", peer, peer);
    zc_send_name ("pg", NULL, "{sync, ~p, nothing}", peer);
    zc_send_name ("pg", NULL, "{sync, ~p, [{g, [~p | x]}, y | z]}", zc_self (), peer);
    zc_send_name ("pg", NULL, "{discover, nobody}");
    zc_send_name ("pg", NULL, "{:DOWN, ~r, process, ~p, why}", zc_make_ref (), zc_self ());
    s_peer_has ("g", 1);
    s_end (peer);
    s_peer_has ("g", 0);
    s_stop (NULL);
}

//  ---- many ----------------------------------------------------------------

enum { GROUPS = 10000, SYNCS = 2000 };

ZT_TEST (a_join_is_in_time_with_many_groups_and_many_that_ask)
{
    zc_pg_start (NULL);
    zc_pid_t scope = zc_whereis ("pg"), peer = s_idler ();
    for (int i = 0; i < GROUPS / ZT_SLOW; i++)
        zc_pg_join (NULL, zc_self (), "{group, ~i}", i);
    for (int i = 0; i < SYNCS; i++)
        zc_send (scope, "{discover, ~p}", peer);
    int64_t start = zt_now_ms ();
    zc_pg_join (NULL, zc_self (), "one_more");
    zt_check (zt_now_ms () - start < zt_ms (5000));
    zt_check_int (zc_term_length (zc_pg_which_groups (NULL)), GROUPS / ZT_SLOW + 1);
    s_end (peer);
    s_stop (NULL);
}

ZT_MAIN ("pg", members_of_a_group_are_found, who_joins_several_times_is_a_member_several_times,
         a_member_that_dies_has_left, only_processes_of_this_node_join,
         without_a_scope_reads_are_empty_and_changes_exit, a_scope_starts_once,
         a_linked_scope_ends_with_its_starter, a_monitor_tells_each_change_of_its_group,
         a_monitor_of_the_scope_tells_each_change, a_monitor_ends_with_its_process,
         the_module_pg_can_be_called_by_name,
         a_scope_that_is_discovered_answers_with_all_it_has, the_latest_sync_of_a_peer_counts,
         changes_of_who_is_no_peer_are_ignored, messages_without_sense_do_no_harm,
         a_join_is_in_time_with_many_groups_and_many_that_ask)
