//  test_signals.c - links, exit signals, monitors: the table of semantics 7 on one node

#include "zc_test.h"

static void
s_wait (void *arg)
{
    (void) arg;
    zc_receive (-1, "stop");
}

static void
s_return (void *arg)
{
    (void) arg;
}

//  Traps exits and passes what it gets on.
static void
s_trapper (void *arg)
{
    zc_pid_t to = *(zc_pid_t *) arg, from;
    zc_term_t *reason;
    zc_trap_exit (true);
    zc_send (to, "trapping");
    while (zc_receive_any (-1, ZC_CASE ("stop"),
                           ZC_CASE ("{:EXIT, ~p, ~t}", &from, &reason)) == 1)
        zc_send (to, "{trapped, ~p, ~t}", from, reason);
}

static zc_pid_t
s_spawn_trapper (zc_ref_t *ref)
{
    zc_pid_t self = zc_self ();
    zc_pid_t pid = zc_spawn_monitor (s_trapper, &self, ref);
    zt_require (zc_receive (ZT_LONG, "trapping"));
    return pid;
}

//  ---- exit signals --------------------------------------------------------

ZT_TEST (an_exit_signal_ends_a_process_with_its_reason)
{
    zc_ref_t ref;
    zc_pid_t pid = zc_spawn_monitor (s_wait, NULL, &ref);
    zc_exit_process (pid, "{because, 1}");
    zt_check (!zc_process_alive (pid));
    zt_check_down (ref, "{because, 1}");
}

ZT_TEST (an_exit_signal_normal_from_another_is_ignored)
{
    zc_ref_t ref;
    zc_pid_t pid = zc_spawn_monitor (s_wait, NULL, &ref);
    zc_exit_process (pid, "normal");
    zt_check (zc_process_alive (pid));
    zc_send (pid, "stop");
    zt_check_down (ref, "normal");
}

static void
s_exit_oneself_normally (void *arg)
{
    zc_exit_process (zc_self (), "normal");
    *(int *) arg = 1;
}

ZT_TEST (an_exit_signal_normal_to_oneself_is_not_ignored)
{
    int reached = 0;
    zt_check_end (s_exit_oneself_normally, &reached, "normal");
    zt_check_int (reached, 0);
}

ZT_TEST (a_trapper_gets_exit_signals_as_messages)
{
    zc_ref_t ref;
    zc_pid_t pid = s_spawn_trapper (&ref), from;
    zc_exit_process (pid, "whatever");
    zt_check (zc_receive (ZT_LONG, "{trapped, ~p, whatever}", &from));
    zt_check (zc_pid_equal (from, zc_self ()));
    zc_exit_process (pid, "normal");
    zt_check (zc_receive (ZT_LONG, "{trapped, _, normal}"));
    zc_send (pid, "stop");
    zt_check_down (ref, "normal");
}

ZT_TEST (kill_cannot_be_trapped_and_arrives_as_killed)
{
    zc_ref_t ref;
    zc_pid_t pid = s_spawn_trapper (&ref);
    zc_exit_process (pid, "kill");
    zt_check_down (ref, "killed");
    zc_exit_process (zc_spawn_monitor (s_wait, NULL, &ref), "kill");
    zt_check_down (ref, "killed");
}

static void
s_kill_oneself (void *arg)
{
    zc_trap_exit (true);
    zc_exit_process (zc_self (), "kill");
    *(int *) arg = 1;
}

ZT_TEST (a_process_can_kill_itself)
{
    int reached = 0;
    zt_check_end (s_kill_oneself, &reached, "killed");
    zt_check_int (reached, 0);
}

ZT_TEST (an_exit_signal_to_a_dead_process_is_dropped)
{
    zc_ref_t ref;
    zc_pid_t pid = zc_spawn_monitor (s_return, NULL, &ref);
    zt_check_down (ref, "normal");
    zc_exit_process (pid, "late");
    zc_exit_process (pid, "kill");
}

ZT_TEST (trap_exit_tells_the_old_setting)
{
    zt_check (!zc_trap_exit (true));
    zt_check (zc_trap_exit (true));
    zt_check (zc_trap_exit (false));
    zt_check (!zc_trap_exit (false));
}

//  ---- links ---------------------------------------------------------------

typedef struct {
    zc_pid_t parent, target;
} s_pair_t;

//  Links to the target, says so, waits.
static void
s_link_and_wait (void *arg)
{
    s_pair_t *self = arg;
    zc_link (self->target);
    zc_send (self->parent, "linked");
    zc_receive (-1, "stop");
}

static zc_pid_t
s_spawn_linked_to (zc_pid_t target, zc_ref_t *ref)
{
    s_pair_t pair = {zc_self (), target};
    zc_pid_t pid = zc_spawn_monitor (s_link_and_wait, &pair, ref);
    zt_require (zc_receive (ZT_LONG, "linked"));
    return pid;
}

static void
s_end_when_told (void *arg)
{
    const char *reason;
    (void) arg;
    zc_receive (-1, "{finish, ~a}", &reason);
    zc_exit ("~a", reason);
}

//  The table of semantics 7: what a monitor, a trapping and a plain link see.
ZT_TEST (links_and_monitors_pass_reasons_on_as_the_table_says)
{
    static const struct {
        const char *reason;
        bool by_exit_signal;
        const char *seen;
        bool takes_along;
    } table [] = {
        {"normal", false, "normal", false},
        {"shutdown", false, "shutdown", true},
        {"odd", false, "odd", true},
        {"kill", false, "kill", true},              //  its own exit: not converted
        {"kill", true, "killed", true},
        {"odd", true, "odd", true},
    };
    zc_trap_exit (true);
    for (size_t i = 0; i < sizeof table / sizeof table [0]; i++) {
        zc_ref_t ended, linked;
        zc_pid_t pid = zc_spawn_monitor (s_end_when_told, NULL, &ended);
        zc_pid_t plain = s_spawn_linked_to (pid, &linked);
        zc_link (pid);
        if (table [i].by_exit_signal)
            zc_exit_process (pid, "~a", table [i].reason);
        else
            zc_send (pid, "{finish, ~a}", table [i].reason);
        zt_check_down (ended, "~a", table [i].seen);
        zt_check (zc_receive (ZT_LONG, "{:EXIT, ~p, ~a}", pid, table [i].seen));
        if (!table [i].takes_along) {
            zt_check (zc_process_alive (plain));
            zc_send (plain, "stop");
        }
        zt_check_down (linked, "~a", table [i].takes_along? table [i].seen: "normal");
    }
}

ZT_TEST (a_link_is_two_way)
{
    for (int side = 0; side < 2; side++) {
        zc_ref_t first, second;
        zc_pid_t pid = zc_spawn_monitor (s_wait, NULL, &first);
        zc_pid_t other = s_spawn_linked_to (pid, &second);
        zc_exit_process (side? pid: other, "one_side");
        zt_check_down (first, "one_side");
        zt_check_down (second, "one_side");
    }
}

ZT_TEST (a_chain_of_links_ends_as_a_whole)
{
    enum { LENGTH = 500 };
    zc_ref_t *refs = zc_alloc (LENGTH * sizeof (zc_ref_t));
    zc_pid_t pid = zc_spawn_monitor (s_wait, NULL, &refs [0]), first = pid;
    for (int i = 1; i < LENGTH; i++)
        pid = s_spawn_linked_to (pid, &refs [i]);
    zc_exit_process (first, "domino");
    for (int i = 0; i < LENGTH; i++)
        zt_check_down (refs [i], "domino");
}

ZT_TEST (links_are_single_and_one_unlink_ends_them)
{
    zc_ref_t ref;
    zc_trap_exit (true);
    zc_pid_t pid = zc_spawn_monitor (s_wait, NULL, &ref);
    zc_link (pid);
    zc_link (pid);
    zc_exit_process (pid, "once");
    zt_check_down (ref, "once");
    zt_check (zc_receive (ZT_LONG, "{:EXIT, ~p, once}", pid));
    zt_check (!zc_receive (zt_ms (10), "_"));

    pid = zc_spawn_monitor (s_wait, NULL, &ref);
    zc_link (pid);
    zc_link (pid);
    zc_unlink (pid);
    zc_unlink (pid);
    zc_exit_process (pid, "unlinked");
    zt_check_down (ref, "unlinked");
    zt_check (!zc_receive (zt_ms (10), "_"));
}

//  Scenario 40, the part of one node: link, unlink, link again from the other end.
ZT_TEST (links_can_be_made_again_from_either_end)
{
    zc_ref_t ref, linked;
    zc_pid_t pid = zc_spawn_monitor (s_wait, NULL, &ref);
    zc_link (pid);
    zc_unlink (pid);
    zc_pid_t other = s_spawn_linked_to (pid, &linked);
    zc_link (other);
    zc_unlink (other);
    zc_exit_process (pid, "again");
    zt_check_down (ref, "again");
    zt_check_down (linked, "again");
    zt_check_term (zt_get (zc_process_info (zc_self ()), "links"), "[]");
}

//  Scenario 38, on one node.
ZT_TEST (a_link_to_a_dead_process_gives_one_exit_noproc)
{
    zc_ref_t ref;
    zc_pid_t pid = zc_spawn_monitor (s_return, NULL, &ref);
    zt_check_down (ref, "normal");
    zc_trap_exit (true);
    zc_link (pid);
    zt_check (zc_receive (ZT_LONG, "{:EXIT, ~p, noproc}", pid));
    zt_check_term (zt_get (zc_process_info (zc_self ()), "links"), "[]");

    s_pair_t pair = {zc_self (), pid};
    zt_check_end (s_link_and_wait, &pair, "noproc");
    zc_receive (0, "linked");               //  said before, or never
}

static void
s_link_oneself (void *arg)
{
    (void) arg;
    zc_link (zc_self ());
    zc_unlink (zc_self ());
}

ZT_TEST (a_link_to_oneself_does_nothing)
{
    zt_check_end (s_link_oneself, NULL, "normal");
}

//  ---- monitors ------------------------------------------------------------

ZT_TEST (monitors_stack_up_and_each_fires_once)
{
    enum { COUNT = 50 };
    zc_ref_t refs [COUNT];
    zc_pid_t pid = zc_spawn (s_wait, NULL);
    for (int i = 0; i < COUNT; i++)
        refs [i] = zc_monitor (pid);
    zc_exit_process (pid, "all");
    for (int i = COUNT - 1; i >= 0; i--)
        zt_check_down (refs [i], "all");
    zt_check (!zc_receive (zt_ms (10), "_"));
}

ZT_TEST (a_monitor_of_a_dead_process_fires_with_noproc)
{
    zc_ref_t ref;
    zc_pid_t pid = zc_spawn_monitor (s_return, NULL, &ref);
    zt_check_down (ref, "normal");
    zc_ref_t late = zc_monitor (pid);
    zt_check (zc_receive (ZT_LONG, "{:DOWN, ~r, process, ~p, noproc}", late, pid));
    zt_check (!zc_receive (zt_ms (10), "_"));
}

ZT_TEST (a_monitor_by_name_binds_to_who_has_the_name_now)
{
    zc_ref_t ended, refs [2];
    zc_pid_t pid = zc_spawn_monitor (s_wait, NULL, &ended);
    zt_require (zc_register ("watched", pid));
    refs [0] = zc_monitor_name ("watched", NULL);
    refs [1] = zc_monitor_name ("watched", zc_node_self ());
    zc_unregister ("watched");
    zt_require (zc_register ("watched", zc_self ()));   //  another one has it: no matter
    zc_exit_process (pid, "named");
    zt_check_down (ended, "named");
    for (int i = 0; i < 2; i++)
        zt_check (zc_receive (ZT_LONG, "{:DOWN, ~r, process, {watched, ~a}, named}", refs [i],
                              zc_node_self ()));

    zc_ref_t nobody = zc_monitor_name ("unheard_of", NULL);
    zt_check (zc_receive (ZT_LONG, "{:DOWN, ~r, process, {unheard_of, ~a}, noproc}", nobody,
                          zc_node_self ()));
}

ZT_TEST (a_monitor_on_a_node_that_cannot_be_reached_fires_with_noconnection)
{
    zc_ref_t ref = zc_monitor_name ("server", "nobody@localhost");
    zt_check (zc_receive (ZT_LONG, "{:DOWN, ~r, process, {server, ~a}, noconnection}", ref,
                          "nobody@localhost"));
}

ZT_TEST (demonitor_stops_flushes_and_informs)
{
    zc_pid_t pid = zc_spawn (s_wait, NULL);
    zc_ref_t stopped = zc_monitor (pid), informed = zc_monitor (pid), flushed = zc_monitor (pid),
             left = zc_monitor (pid);
    zt_check (zc_demonitor (stopped, 0));
    zt_check (zc_demonitor (stopped, 0));               //  plain: always true
    zt_check (!zc_demonitor (stopped, ZC_DEMONITOR_INFO));
    zt_check (zc_demonitor (informed, ZC_DEMONITOR_FLUSH | ZC_DEMONITOR_INFO));
    zc_exit_process (pid, "over");
    zt_check (!zc_demonitor (flushed, ZC_DEMONITOR_FLUSH | ZC_DEMONITOR_INFO));
    zt_check_down (left, "over");
    zt_check (!zc_receive (zt_ms (10), "_"));
    zt_check (zc_demonitor (zc_make_ref (), 0));
}

//  A DOWN that a selective receive has passed over is flushed as well.
ZT_TEST (demonitor_flushes_a_down_that_was_passed_over)
{
    zc_pid_t pid = zc_spawn (s_wait, NULL);
    zc_ref_t ref = zc_monitor (pid);
    zc_exit_process (pid, "over");
    zt_check (!zc_receive (zt_ms (5), "nothing_like_it"));
    zt_check (!zc_demonitor (ref, ZC_DEMONITOR_FLUSH | ZC_DEMONITOR_INFO));
    zt_check (!zc_receive (0, "_"));
}

static void
s_watch (void *arg)
{
    s_pair_t *self = arg;
    zc_ref_t ref = zc_monitor (self->target);
    zc_send (self->parent, "{watching, ~r}", ref);
    zc_receive (-1, "{:DOWN, ~r, _, _, _}", ref);
    zc_send (self->parent, "saw_it");
}

static void
s_kill_and_leave (void *arg)
{
    zc_pid_t watcher;
    (void) arg;
    zc_receive (-1, "{slay, ~p}", &watcher);
    zc_exit_process (watcher, "kill");
}

//  Scenario 43: A watches B, B kills A and ends.
ZT_TEST (a_watched_process_may_kill_its_watcher_and_end)
{
    for (int i = 0; i < 50; i++) {
        zc_ref_t b_ref, a_ref;
        zc_pid_t b = zc_spawn_monitor (s_kill_and_leave, NULL, &b_ref);
        s_pair_t pair = {zc_self (), b};
        zc_pid_t a = zc_spawn_monitor (s_watch, &pair, &a_ref);
        zt_require (zc_receive (ZT_LONG, "{watching, _}"));
        zc_send (b, "{slay, ~p}", a);
        zt_check_down (b_ref, "normal");
        zt_check_down (a_ref, "killed");
    }
}

static void
s_demonitor_foreign (void *arg)
{
    zc_demonitor (*(zc_ref_t *) arg, ZC_DEMONITOR_FLUSH);
}

//  Scenario 43: others remove A's monitor of B: no effect, A's DOWN still comes.
ZT_TEST (a_foreign_demonitor_does_nothing)
{
    zc_ref_t b_ref, a_ref, watch;
    zc_pid_t b = zc_spawn_monitor (s_wait, NULL, &b_ref);
    s_pair_t pair = {zc_self (), b};
    zc_spawn_monitor (s_watch, &pair, &a_ref);
    zt_require (zc_receive (ZT_LONG, "{watching, ~r}", &watch));
    zt_check_end (s_demonitor_foreign, &watch, "normal");
    zc_demonitor (watch, ZC_DEMONITOR_FLUSH);
    zc_exit_process (b, "seen");
    zt_check (zc_receive (ZT_LONG, "saw_it"));
    zt_check_down (b_ref, "seen");
    zt_check_down (a_ref, "normal");
}

//  Scenario 45, on one node: demonitor with flush and info against processes
//  that end at the same time: true and no DOWN ever, or false and it is gone.
ZT_TEST (demonitor_and_down_never_both_happen)
{
    enum { GROUPS = 20, EACH = 100 };
    int removed = 0, fired = 0;
    for (int group = 0; group < GROUPS; group++) {
        zc_ref_t refs [EACH];
        for (int i = 0; i < EACH; i++)
            zc_spawn_monitor (s_return, NULL, &refs [i]);
        for (int i = 0; i < group % 4; i++)
            zc_yield ();
        for (int i = 0; i < EACH; i++)
            if (zc_demonitor (refs [i], ZC_DEMONITOR_FLUSH | ZC_DEMONITOR_INFO))
                removed++;
            else
                fired++;
        for (int i = 0; i < EACH; i++)
            zt_check (!zc_receive (0, "{:DOWN, ~r, _, _, _}", refs [i]));
    }
    zt_check_int (removed + fired, GROUPS * EACH);
    zt_check (removed > 0);
    zt_check (fired > 0);
    zt_check (!zc_receive (zt_ms (10), "_"));
}

ZT_TEST (links_and_monitors_leave_nothing_at_the_survivor)
{
    for (int i = 0; i < 200; i++) {
        zc_ref_t ref;
        zc_pid_t pid = zc_spawn_monitor (s_wait, NULL, &ref);
        zc_link (pid);
        zc_send (pid, "stop");
        zt_check_down (ref, "normal");
    }
    zc_term_t *info = zc_process_info (zc_self ());
    zt_check_term (zt_get (info, "links"), "[]");
    zt_check_term (zt_get (info, "monitors"), "[]");
}

static void
s_monitor_many (void *arg)
{
    zc_pid_t pid = *(zc_pid_t *) arg;
    for (int i = 0; i < 100; i++)
        zc_monitor (pid);
    zc_link (pid);
}

ZT_TEST (monitors_and_links_end_with_their_watcher)
{
    zc_ref_t ref;
    zc_pid_t pid = zc_spawn_monitor (s_wait, NULL, &ref);
    zt_check_end (s_monitor_many, &pid, "normal");
    zt_check_term (zt_get (zc_process_info (pid), "monitored_by"), "[~p]", zc_self ());
    zt_check_term (zt_get (zc_process_info (pid), "links"), "[]");
    zc_send (pid, "stop");
    zt_check_down (ref, "normal");
}

//  Answers {ask, Alias} twice, and ends with {ends, Reason}.
static void
s_answerer (void *arg)
{
    (void) arg;
    zc_ref_t alias;
    zc_term_t *reason;
    while (zc_receive_any (-1, ZC_CASE ("{ask, ~r}", &alias), ZC_CASE ("{ends, ~t}", &reason)) == 0)
        for (int i = 1; i <= 2; i++)
            zc_send_alias (alias, "{answer, ~r, ~i}", alias, i);
    zc_exit ("~t", reason);
}

ZT_TEST (a_monitor_with_an_alias_gives_one_answer_or_one_down)
{
    zc_pid_t pid = zc_spawn (s_answerer, NULL);
    zc_ref_t asked = zc_monitor_alias (pid);
    zc_send (pid, "{ask, ~r}", asked);
    zt_check (zc_receive (ZT_LONG, "{answer, ~r, 1}", asked));
    zt_check (!zc_demonitor (asked, ZC_DEMONITOR_INFO));    //  the answer ended both

    zc_ref_t watched = zc_monitor_alias (pid), given_up = zc_monitor_alias (pid);
    zt_check (zc_demonitor (given_up, ZC_DEMONITOR_INFO));
    zc_send (pid, "{ask, ~r}", given_up);
    zc_send (pid, "{ends, over}");
    zt_check_down (watched, "over");
    zc_send_alias (watched, "late");
    zc_send_alias (given_up, "late");
    zt_check_down (zc_monitor_alias (pid), "noproc");
    zt_check_down (zc_monitor_alias_name ("nobody", NULL), "noproc");
    zt_check_int (zc_flush (false), 0);
}

ZT_TEST (a_monitor_watches_on_without_its_alias)
{
    zc_pid_t pid = zc_spawn (s_answerer, NULL);
    zc_ref_t ref = zc_monitor_alias (pid);
    zt_check (zc_unalias (ref));
    zt_check (!zc_unalias (ref));
    zc_send_alias (ref, "late");
    zc_send (pid, "{ends, over}");
    zt_check_down (ref, "over");
    zt_check_int (zc_flush (false), 0);
}

typedef struct {
    zc_pid_t watched;
    zc_ref_t ref;
} s_watch_t;

static void
s_watches_and_ends (void *arg)
{
    s_watch_t *watch = arg;
    watch->ref = zc_monitor_alias (watch->watched);
}

ZT_TEST (the_alias_of_a_monitor_ends_with_its_process)
{
    s_watch_t watch = {.watched = zc_self ()};
    zt_check_end (s_watches_and_ends, &watch, "normal");
    zc_send_alias (watch.ref, "late");
    zt_check (!zc_unalias (watch.ref));
}

//  ---- signals and messages in one order -----------------------------------

static void
s_send_and_signal (void *arg)
{
    zc_pid_t to = *(zc_pid_t *) arg;
    for (int i = 0; i < 10; i++)
        zc_send (to, "{before, ~i}", i);
    zc_exit_process (to, "signal");
    zc_send (to, "afterwards");
}

ZT_TEST (signals_and_messages_of_one_sender_keep_their_order)
{
    zc_pid_t self = zc_self ();
    zc_trap_exit (true);
    zc_spawn (s_send_and_signal, &self);
    for (int i = 0; i < 10; i++) {
        zt_require (zc_receive (ZT_LONG, "_"));
        zt_check_term (zc_term_dup (zc_message ()), "{before, ~i}", i);
    }
    zt_require (zc_receive (ZT_LONG, "_"));
    zt_check_term (zc_term_dup (zc_message ()), "{:EXIT, _, signal}");
    zt_require (zc_receive (ZT_LONG, "_"));
    zt_check_term (zc_term_dup (zc_message ()), "afterwards");
}

//  ---- group leaders -------------------------------------------------------

static void
s_tell_leader (void *arg)
{
    zc_send (*(zc_pid_t *) arg, "{leader, ~p}", zc_group_leader ());
    zc_receive (-1, "again");
    zc_send (*(zc_pid_t *) arg, "{leader, ~p}", zc_group_leader ());
}

ZT_TEST (the_group_leader_is_inherited_and_can_be_changed)
{
    zc_pid_t self = zc_self (), old = zc_group_leader ();
    zc_set_group_leader (self, self);
    zt_check (zc_pid_equal (zc_group_leader (), self));
    zc_pid_t child = zc_spawn (s_tell_leader, &self);
    zt_check (zc_receive (ZT_LONG, "{leader, ~p}", self));
    zc_set_group_leader (old, child);
    zc_send (child, "again");
    zt_check (zc_receive (ZT_LONG, "{leader, ~p}", old));
    zc_set_group_leader (old, self);
}

ZT_MAIN ("signals",
    an_exit_signal_ends_a_process_with_its_reason,
    an_exit_signal_normal_from_another_is_ignored,
    an_exit_signal_normal_to_oneself_is_not_ignored,
    a_trapper_gets_exit_signals_as_messages,
    kill_cannot_be_trapped_and_arrives_as_killed,
    a_process_can_kill_itself,
    an_exit_signal_to_a_dead_process_is_dropped,
    trap_exit_tells_the_old_setting,
    links_and_monitors_pass_reasons_on_as_the_table_says,
    a_link_is_two_way,
    a_chain_of_links_ends_as_a_whole,
    links_are_single_and_one_unlink_ends_them,
    links_can_be_made_again_from_either_end,
    a_link_to_a_dead_process_gives_one_exit_noproc,
    a_link_to_oneself_does_nothing,
    monitors_stack_up_and_each_fires_once,
    a_monitor_of_a_dead_process_fires_with_noproc,
    a_monitor_by_name_binds_to_who_has_the_name_now,
    a_monitor_on_a_node_that_cannot_be_reached_fires_with_noconnection,
    demonitor_stops_flushes_and_informs,
    demonitor_flushes_a_down_that_was_passed_over,
    a_watched_process_may_kill_its_watcher_and_end,
    a_foreign_demonitor_does_nothing,
    demonitor_and_down_never_both_happen,
    a_monitor_with_an_alias_gives_one_answer_or_one_down,
    a_monitor_watches_on_without_its_alias,
    the_alias_of_a_monitor_ends_with_its_process,
    links_and_monitors_leave_nothing_at_the_survivor,
    monitors_and_links_end_with_their_watcher,
    signals_and_messages_of_one_sender_keep_their_order,
    the_group_leader_is_inherited_and_can_be_changed)
