//  test_process.c - spawn, send, receive, timers, aliases, names, memory

#include "zc_test.h"

//  ---- the usage example ---------------------------------------------------

static void
s_echo (void *arg)
{
    (void) arg;
    zc_pid_t from;
    zc_receive (-1, "{hi, ~p}", &from);
    zc_send (from, "{hello, ~p}", zc_self ());
}

ZT_TEST (a_process_answers_a_message)
{
    zc_pid_t echo = zc_spawn (s_echo, NULL), from;
    zc_send (echo, "{hi, ~p}", zc_self ());
    zt_require (zc_receive (ZT_LONG, "{hello, ~p}", &from));
    zt_check (zc_pid_equal (from, echo));
}

//  ---- spawn ---------------------------------------------------------------

static void
s_return (void *arg)
{
    (void) arg;
}

static void
s_wait (void *arg)
{
    (void) arg;
    zc_receive (-1, "stop");
}

//  Exits with the atom it is given.
static void
s_exit_with (void *arg)
{
    zc_exit ("~a", (const char *) arg);
}

ZT_TEST (a_process_that_returns_ends_with_normal)
{
    zt_check_end (s_return, NULL, "normal");
}

static void
s_add_one (void *arg)
{
    ++*(int *) arg;
}

ZT_TEST (the_argument_is_handed_over_as_it_is)
{
    int number = 41;
    zt_check_end (s_add_one, &number, "normal");
    zt_check_int (number, 42);
}

static void
s_parent_of_a_failing_child (void *arg)
{
    zc_spawn_link (s_exit_with, arg);
    zc_receive (-1, "never");
}

ZT_TEST (spawn_link_takes_the_parent_along)
{
    zt_check_end (s_parent_of_a_failing_child, "boom", "boom");
}

ZT_TEST (spawn_monitor_reports_the_reason)
{
    zc_ref_t ref;
    zc_pid_t pid = zc_spawn_monitor (s_exit_with, "enough", &ref), from;
    zc_ref_t got;
    zt_require (zc_receive (ZT_LONG, "{:DOWN, ~r, process, ~p, enough}", &got, &from));
    zt_check (zc_ref_equal (got, ref));
    zt_check (zc_pid_equal (from, pid));
}

static zc_term_t *
s_duck_quack (const zc_term_t *args)
{
    int times;
    zc_pid_t to;
    if (!zc_term_match (args, "[~i, ~p]", &times, &to))
        zc_exit ("bad_arguments");
    for (int i = 0; i < times; i++)
        zc_send (to, "{quack, ~i, ~p}", i, zc_self ());
    return NULL;
}

static zc_term_t *
s_duck_leave (const zc_term_t *args)
{
    zc_exit ("~t", zc_term_element (args, 0));
}

static zc_term_t *
s_duck_wait (const zc_term_t *args)
{
    (void) args;
    zc_receive (-1, "stop");
    return NULL;
}

static zc_term_t *
s_duck_double (const zc_term_t *args)
{
    int number;
    zt_check (zc_term_match (args, "[~i]", &number));
    return zc_term_new ("~i", 2 * number);
}

ZC_MODULE (TestDuck, {"quack", 2, s_duck_quack}, {"leave", 1, s_duck_leave},
           {"wait", 0, s_duck_wait}, {"double", 1, s_duck_double});

ZT_TEST (a_function_of_the_module_table_can_be_spawned)
{
    const char *nodes [2] = {NULL, zc_node_self ()};
    for (int n = 0; n < 2; n++) {
        zc_pid_t pid = zc_node_spawn (nodes [n], "TestDuck", "quack", "[2, ~p]", zc_self ());
        for (int i = 0; i < 2; i++) {
            int number;
            zc_pid_t from;
            zt_require (zc_receive (ZT_LONG, "{quack, ~i, ~p}", &number, &from));
            zt_check_int (number, i);
            zt_check (zc_pid_equal (from, pid));
        }
    }
}

ZT_TEST (a_function_can_be_spawned_monitored_and_linked)
{
    zc_ref_t ref;
    zc_node_spawn_monitor (NULL, "TestDuck", "leave", &ref, "[{went, 3}]");
    zt_check_down (ref, "{went, 3}");

    zc_trap_exit (true);
    zc_pid_t pid = zc_node_spawn_link (NULL, "TestDuck", "leave", "[away]"), from;
    zt_require (zc_receive (ZT_LONG, "{:EXIT, ~p, away}", &from));
    zt_check (zc_pid_equal (from, pid));
}

ZT_TEST (a_missing_function_or_module_ends_the_process_with_undef)
{
    zc_ref_t ref;
    zc_node_spawn_monitor (NULL, "TestDuck", "fly", &ref, "[1, two]");
    zt_check_down (ref, "{undef, [{TestDuck, fly, [1, two], []} | _]}");
    zc_node_spawn_monitor (NULL, "TestDuck", "quack", &ref, "[1, 2, 3]");
    zt_check_down (ref, "{undef, [{TestDuck, quack, [1, 2, 3], []} | _]}");
    zc_node_spawn_monitor (NULL, "No.Duck", "fly", &ref, "[]");
    zt_check_down (ref, "{undef, [{No.Duck, fly, [], []} | _]}");
}

static void
s_apply_missing (void *arg)
{
    (void) arg;
    zc_term_t *args = zc_term_new ("[7]");
    zc_apply ("TestDuck", "swim", args);
}

ZT_TEST (apply_calls_in_the_calling_process)
{
    zc_term_t *args = zc_term_new ("[21]");
    zt_check_term (zc_apply ("TestDuck", "double", args), "42");
    zt_check (zc_function_exported ("TestDuck", "double", 1));
    zt_check (!zc_function_exported ("TestDuck", "double", 2));
    zt_check (!zc_function_exported ("NoDuck", "double", 1));
    zt_check_end (s_apply_missing, NULL, "{undef, [{TestDuck, swim, [7], []} | _]}");
}

//  semantics 6: a spawn where nobody answers
ZT_TEST (a_spawn_on_an_unreachable_node_gives_a_dead_stand_in)
{
    zc_ref_t ref;
    zc_pid_t pid = zc_node_spawn_monitor ("nobody@localhost", "TestDuck", "wait", &ref, "[]");
    zt_check (!zc_process_alive (pid));
    zt_check (pid.node == NULL);
    zt_check_down (ref, "noconnection");
    zt_check (zt_logged ("nobody@localhost"));

    zc_trap_exit (true);
    zc_pid_t linked = zc_node_spawn_link ("nobody@localhost", "TestDuck", "wait", "[]"), from;
    zt_require (zc_receive (ZT_LONG, "{:EXIT, ~p, noconnection}", &from));
    zt_check (zc_pid_equal (from, linked));
}

//  ---- spawn_request -------------------------------------------------------

ZT_TEST (a_spawn_request_is_answered_with_the_pid)
{
    zc_ref_t request = zc_spawn_request (NULL, "TestDuck", "quack", 0, "[1, ~p]", zc_self ());
    zc_pid_t pid, from;
    zt_require (zc_receive (ZT_LONG, "{spawn_reply, ~r, ok, ~p}", request, &pid));
    zt_require (zc_receive (ZT_LONG, "{quack, 0, ~p}", &from));
    zt_check (zc_pid_equal (pid, from));
}

//  Scenario 34, on one node: first the reply, then the DOWN, in all forms.
ZT_TEST (the_reply_of_a_spawn_comes_before_its_down)
{
    for (int round = 0; round < 100; round++) {
        zc_ref_t ref = zc_spawn_request (NULL, "TestDuck", "leave", ZC_SPAWN_MONITOR, "[hej]");
        zc_pid_t pid, down;
        zt_require (zc_receive (ZT_LONG, "{spawn_reply, ~r, ok, ~p}", ref, &pid));
        zt_require (zc_receive (ZT_LONG, "{:DOWN, ~r, process, ~p, hej}", ref, &down));
        zt_check (zc_pid_equal (pid, down));

        zc_node_spawn_monitor (NULL, "TestDuck", "leave", &ref, "[hej]");
        zt_check_down (ref, "hej");
        zc_spawn_monitor (s_exit_with, "hej", &ref);
        zt_check_down (ref, "hej");
    }
}

//  The mailbox holds them in that order, whoever looks.
ZT_TEST (a_spawn_request_puts_reply_and_down_in_order)
{
    zc_spawn_request (NULL, "TestDuck", "leave", ZC_SPAWN_MONITOR, "[hej]");
    zt_check_int (zc_receive_any (ZT_LONG, ZC_CASE ("{:DOWN, _, _, _, _}"),
                                  ZC_CASE ("{spawn_reply, _, ok, _}")), 1);
    zt_check_int (zc_receive_any (ZT_LONG, ZC_CASE ("{:DOWN, _, _, _, hej}"),
                                  ZC_CASE ("{spawn_reply, _, ok, _}")), 0);
}

ZT_TEST (a_spawn_request_can_link)
{
    zc_trap_exit (true);
    zc_ref_t ref = zc_spawn_request (NULL, "TestDuck", "leave", ZC_SPAWN_LINK, "[gone]");
    zc_pid_t pid, from;
    zt_require (zc_receive (ZT_LONG, "{spawn_reply, ~r, ok, ~p}", ref, &pid));
    zt_require (zc_receive (ZT_LONG, "{:EXIT, ~p, gone}", &from));
    zt_check (zc_pid_equal (pid, from));
}

//  Scenario 36, on one node: the request's reference is the monitor's.
ZT_TEST (the_monitor_of_a_spawn_request_can_be_removed)
{
    zc_ref_t ref = zc_spawn_request (NULL, "TestDuck", "wait", ZC_SPAWN_MONITOR, "[]");
    zc_pid_t pid;
    zt_require (zc_receive (ZT_LONG, "{spawn_reply, ~r, ok, ~p}", ref, &pid));
    zt_check (zc_demonitor (ref, ZC_DEMONITOR_INFO));
    zc_ref_t other = zc_monitor (pid);
    zc_send (pid, "stop");
    zt_check_down (other, "normal");
    zt_check (!zc_receive (0, "{:DOWN, ~r, _, _, _}", ref));
}

ZT_TEST (a_spawn_request_to_an_unreachable_node_is_answered_with_an_error)
{
    zc_ref_t ref = zc_spawn_request ("nobody@localhost", "TestDuck", "wait", ZC_SPAWN_MONITOR,
                                     "[]");
    zt_check (zc_receive (ZT_LONG, "{spawn_reply, ~r, error, noconnection}", ref));
    zt_check (!zc_receive (zt_ms (20), "{:DOWN, _, _, _, _}"));
}

ZT_TEST (an_answered_spawn_request_cannot_be_abandoned)
{
    zc_ref_t ref = zc_spawn_request (NULL, "TestDuck", "quack", 0, "[0, ~p]", zc_self ());
    zt_check (zc_receive (ZT_LONG, "{spawn_reply, ~r, ok, _}", ref));
    zt_check (!zc_spawn_request_abandon (ref));
}

//  ---- who am I ------------------------------------------------------------

static void
s_tell_self (void *arg)
{
    *(zc_pid_t *) arg = zc_self ();
}

ZT_TEST (self_is_what_spawn_returned)
{
    zc_pid_t said = {0};
    zc_ref_t ref;
    zc_pid_t pid = zc_spawn_monitor (s_tell_self, &said, &ref);
    zt_check_down (ref, "normal");
    zt_check (zc_pid_equal (pid, said));
    zt_check (!zc_pid_equal (pid, zc_self ()));
    zt_check (!zc_pid_is_null (pid));
    zt_check (zc_pid_is_null ((zc_pid_t) {0}));
}

ZT_TEST (references_are_unique)
{
    enum { COUNT = 1000 };
    zc_ref_t *refs = zc_alloc (COUNT * sizeof (zc_ref_t));
    for (int i = 0; i < COUNT; i++) {
        refs [i] = zc_make_ref ();
        for (int j = 0; j < i; j++)
            if (zc_ref_equal (refs [i], refs [j]))
                zt_fail ("references %d and %d are equal", i, j);
    }
}

//  A slot is used again, a pid is not.
ZT_TEST (an_old_pid_never_reaches_a_new_process)
{
    zc_ref_t ref;
    zc_pid_t old = zc_spawn_monitor (s_return, NULL, &ref);
    zt_check_down (ref, "normal");
    zc_pid_t waiting [200];
    for (int i = 0; i < 200; i++) {
        waiting [i] = zc_spawn (s_wait, NULL);
        zt_check (!zc_pid_equal (old, waiting [i]));
    }
    zc_send (old, "stop");
    zc_exit_process (old, "kill");
    zt_check (!zc_process_alive (old));
    for (int i = 0; i < 200; i++) {
        zt_check (zc_process_alive (waiting [i]));
        zc_send (waiting [i], "stop");
    }
}

//  ---- send ----------------------------------------------------------------

static void
s_send_a_thousand (void *arg)
{
    zc_pid_t to = *(zc_pid_t *) arg;
    for (int i = 0; i < 1000; i++)
        zc_send (to, "{number, ~i}", i);
}

ZT_TEST (messages_keep_their_order)
{
    zc_pid_t self = zc_self ();
    zc_spawn (s_send_a_thousand, &self);
    for (int i = 0; i < 1000; i++) {
        int number = -1;
        zt_require (zc_receive (ZT_LONG, "{number, ~i}", &number));
        zt_require (zt_check_int (number, i));
    }
}

ZT_TEST (the_last_messages_of_a_process_come_before_its_down)
{
    zc_pid_t self = zc_self ();
    zc_ref_t ref;
    zc_spawn_monitor (s_send_a_thousand, &self, &ref);
    for (int i = 0; i < 1000; i++)
        zt_require (zc_receive_any (ZT_LONG, ZC_CASE ("{:DOWN, _, _, _, _}"),
                                    ZC_CASE ("{number, ~i}", i)) == 1);
    zt_check_down (ref, "normal");
}

//  Scenario 27: to the own node by name, in all forms; unknown ones are dropped.
ZT_TEST (an_elixir_name_is_the_same_with_and_without_its_prefix)
{
    zt_check (zc_register ("Elixir.Duck.Pond", zc_self ()));
    zt_check (zc_pid_equal (zc_whereis ("Duck.Pond"), zc_self ()));
    zt_check (zc_send_name ("Elixir.Duck.Pond", NULL, "quack"));
    zt_check (zc_receive (ZT_LONG, "quack"));
    zt_check (zc_unregister ("Duck.Pond"));
}

ZT_TEST (a_name_can_be_sent_to_with_and_without_its_node)
{
    enum { BIG = 1 << 20 };
    char *big = zc_alloc (BIG);
    zc_register ("me", zc_self ());
    zt_check (zc_send_name ("me", NULL, "plain"));
    zt_check (zc_send_name ("me", zc_node_self (), "with_node"));
    zt_check (zc_send_name ("me", NULL, "~b", big, (size_t) BIG));
    zt_check (zc_send_name ("me", zc_node_self (), "{~b}", big, (size_t) BIG));
    const void *data;
    size_t size;
    zt_check (zc_receive (ZT_LONG, "plain"));
    zt_check (zc_receive (ZT_LONG, "with_node"));
    zt_check (zc_receive (ZT_LONG, "~b", &data, &size) && size == BIG);
    zt_check (zc_receive (ZT_LONG, "{~b}", &data, &size) && size == BIG);

    zt_check (!zc_send_name ("nobody", NULL, "lost"));
    zc_send_name ("nobody", zc_node_self (), "lost");
    zc_send_name ("nobody", zc_node_self (), "~b", big, (size_t) BIG);
    zc_send_name ("me", "nobody@localhost", "lost");
    zt_check (!zc_receive (zt_ms (10), "_"));
}

ZT_TEST (a_message_to_a_dead_process_is_dropped)
{
    zc_ref_t ref;
    zc_pid_t pid = zc_spawn_monitor (s_return, NULL, &ref);
    zt_check_down (ref, "normal");
    zc_send (pid, "hello");
    zt_check_int (zc_send_options (pid, ZC_SEND_NOCONNECT, ZC_FORMAT ("hello")), ZC_SENT);
    zt_check_int (zc_send_options (zc_self (), ZC_SEND_NOSUSPEND, ZC_FORMAT ("me")), ZC_SENT);
    zt_check_int (zc_send_name_options ("nobody", NULL, ZC_SEND_NOCONNECT, ZC_FORMAT ("hello")),
                  ZC_SENT);
    zt_check (zc_receive (0, "me"));
}

//  ---- receive -------------------------------------------------------------

ZT_TEST (a_selective_receive_leaves_the_others_in_place)
{
    for (int i = 0; i < 10; i++)
        zc_send (zc_self (), "{~a, ~i}", i % 2? "odd": "even", i);
    int number;
    for (int i = 1; i < 10; i += 2)
        zt_check (zc_receive (0, "{odd, ~i}", &number) && number == i);
    zt_check (!zc_receive (0, "{odd, _}"));
    for (int i = 0; i < 10; i += 2)
        zt_check (zc_receive (0, "{even, ~i}", &number) && number == i);
    zt_check (!zc_receive (0, "_"));
}

//  Messages that came while others were skipped stay behind those.
ZT_TEST (skipped_messages_stay_before_later_ones)
{
    zc_send (zc_self (), "first");
    zc_send (zc_self (), "wanted");
    zt_check (zc_receive (0, "wanted"));
    zc_send (zc_self (), "second");
    zt_check (zc_receive_any (0, ZC_CASE ("second"), ZC_CASE ("first")) == 1);
    zt_check (zc_receive (0, "second"));
}

ZT_TEST (several_patterns_are_tried_in_order_on_each_message)
{
    zc_send (zc_self (), "{add, 4}");
    zc_send (zc_self (), "stop");
    zc_send (zc_self (), "other");
    int number = 0;
    //  the oldest message decides, not the first pattern
    zt_check_int (zc_receive_any (0, ZC_CASE ("stop"), ZC_CASE ("{add, ~i}", &number)), 1);
    zt_check_int (number, 4);
    zt_check_int (zc_receive_any (0, ZC_CASE ("_"), ZC_CASE ("stop")), 0);
    zt_check_int (zc_receive_any (0, ZC_CASE ("stop"), ZC_CASE ("{add, ~i}", &number)), -1);
    zt_check (zc_receive (0, "other"));
}

ZT_TEST (a_value_in_a_pattern_has_to_be_equal)
{
    zc_ref_t mine = zc_make_ref (), other = zc_make_ref ();
    zc_send (zc_self (), "{reply, ~r, 1}", other);
    zc_send (zc_self (), "{reply, ~r, 2}", mine);
    int number;
    zt_check (zc_receive (0, "{reply, ~r, ~i}", mine, &number) && number == 2);
    zt_check (zc_receive (0, "{reply, ~r, ~i}", other, &number) && number == 1);
}

ZT_TEST (a_receive_gives_up_after_its_time)
{
    zc_send (zc_self (), "unwanted");
    int number = 7;
    int64_t start = zt_now_ms ();
    zt_check (!zc_receive (50, "{wanted, ~i}", &number));
    int64_t took = zt_now_ms () - start;
    zt_check (took >= 49 && took < ZT_LONG);
    zt_check_int (number, 7);
    zt_check (zc_receive (0, "unwanted"));
}

static void
s_send_late (void *arg)
{
    zc_sleep (10);
    zc_send (*(zc_pid_t *) arg, "unwanted");
    zc_sleep (10);
    zc_send (*(zc_pid_t *) arg, "{wanted, 5}");
}

ZT_TEST (a_waiting_receive_wakes_up_for_its_message_only)
{
    zc_pid_t self = zc_self ();
    zc_spawn (s_send_late, &self);
    int number = 0;
    zt_check (zc_receive (-1, "{wanted, ~i}", &number));
    zt_check_int (number, 5);
    zt_check (zc_receive (0, "unwanted"));
}

ZT_TEST (a_message_can_be_looked_at_until_the_next_receive)
{
    zt_check (zc_message () == NULL);
    zc_send (zc_self (), "{text, \"one\", symbol}");
    zc_send (zc_self (), "{text, \"two\", symbol}");
    const char *text, *symbol;
    zt_require (zc_receive (0, "{text, ~s, ~a}", &text, &symbol));
    zt_check (strcmp (text, "one") == 0 && strcmp (symbol, "symbol") == 0);
    zc_send (zc_self (), "{text, \"three\", symbol}");
    zt_check_term (zc_term_dup (zc_message ()), "{text, \"one\", symbol}");
    zt_require (zc_receive (0, "{text, ~s, _}", &text));
    zt_check (strcmp (text, "two") == 0);
    zt_require (zc_receive (0, "{text, ~s, _}", &text));
    zt_check (strcmp (text, "three") == 0);
}

ZT_TEST (big_messages_arrive_whole_at_many)
{
    enum { BIG = 300 * 1000 };
    unsigned char *bytes = zc_alloc (BIG);
    for (int i = 0; i < BIG; i++)
        bytes [i] = (unsigned char) (i * 7);
    zc_term_t *term = zc_term_new ("{big, ~b}", (const void *) bytes, (size_t) BIG);
    for (int i = 0; i < 20; i++)
        zc_send (zc_self (), "~t", term);
    zc_term_destroy (&term);
    for (int i = 0; i < 20; i++) {
        const void *data;
        size_t size;
        zt_require (zc_receive (0, "{big, ~b}", &data, &size));
        zt_check (size == BIG && memcmp (data, bytes, BIG) == 0);
    }
}

//  Small ones are in one block, big ones are not. The tail is a STRING, which becomes
//  elements behind one that is no byte: what is built grows at its end.
ZT_TEST (messages_of_any_size_arrive_as_they_were_built)
{
    enum { MOST = 400 };
    unsigned char bytes [MOST];
    memset (bytes, 'x', MOST);
    for (size_t size = 0; size < MOST; size++) {
        const void *data;
        size_t got;
        int first, second;
        zc_term_t *tail;
        char list [MOST + 3];
        snprintf (list, sizeof list, "'%.*s'", (int) size, (const char *) bytes);
        zc_term_t *text = zc_term_parse (list, NULL);
        zc_send (zc_self (), "{~b, [~i, ~i | ~t], last}", (const void *) bytes, size, 1000, 7, text);
        bool received = zc_receive (0, "{~b, [~i, ~i | ~t], last}", &data, &got, &first, &second, &tail);
        zt_require (received);
        zt_check (got == size && memcmp (data, bytes, size) == 0);
        zt_check (first == 1000 && second == 7 && zc_term_equal (tail, text));
        zc_term_destroy (&tail);
        zc_term_destroy (&text);
    }
}

ZT_TEST (flush_empties_the_mailbox_and_counts)
{
    for (int i = 0; i < 5; i++)
        zc_send (zc_self (), "~i", i);
    zt_check (zc_receive (0, "3"));
    zt_check_int (zc_flush (false), 4);
    zt_check_int (zc_flush (false), 0);
    zt_check (!zc_receive (0, "_"));
}

//  ---- timers --------------------------------------------------------------

ZT_TEST (timers_send_in_the_order_of_their_times)
{
    int64_t start = zt_now_ms ();
    zc_send_after (60, zc_self (), "late");
    zc_send_after (20, zc_self (), "early");
    zc_send_after (0, zc_self (), "now");
    zt_check (zc_receive (ZT_LONG, "_"));
    zt_check_term (zc_term_dup (zc_message ()), "now");
    zt_check (zc_receive (ZT_LONG, "_"));
    zt_check_term (zc_term_dup (zc_message ()), "early");
    zt_check (zt_now_ms () - start >= 19);
    zt_check (zc_receive (ZT_LONG, "_"));
    zt_check_term (zc_term_dup (zc_message ()), "late");
    zt_check (zt_now_ms () - start >= 59);
}

ZT_TEST (a_cancelled_timer_sends_nothing)
{
    zc_ref_t timer = zc_send_after (zt_ms (60000), zc_self (), "never");
    int left = zc_cancel_timer (timer);
    zt_check (left > zt_ms (30000) && left <= zt_ms (60000));
    zt_check_int (zc_cancel_timer (timer), -1);
    timer = zc_send_after (1, zc_self (), "fired");
    zt_check (zc_receive (ZT_LONG, "fired"));
    zt_check_int (zc_cancel_timer (timer), -1);
    zt_check_int (zc_cancel_timer (zc_make_ref ()), -1);
}

ZT_TEST (a_timer_can_send_to_a_name)
{
    zc_send_name_after (20, "later", "{to_name, ~i}", 1);
    zc_send_name_after (20, "nobody", "lost");
    zc_register ("later", zc_self ());      //  looked up when it fires
    zt_check (zc_receive (ZT_LONG, "{to_name, 1}"));
}

static void
s_set_a_timer (void *arg)
{
    zc_send_after (20, *(zc_pid_t *) arg, "outlived");
}

ZT_TEST (a_timer_outlives_its_maker_but_not_its_receiver)
{
    zc_pid_t self = zc_self ();
    zt_check_end (s_set_a_timer, &self, "normal");
    zt_check (zc_receive (ZT_LONG, "outlived"));

    zc_ref_t ref;
    zc_pid_t pid = zc_spawn_monitor (s_wait, NULL, &ref);
    zc_ref_t timer = zc_send_after (zt_ms (60000), pid, "stop");
    zc_send (pid, "stop");
    zt_check_down (ref, "normal");
    zt_check_int (zc_cancel_timer (timer), -1);
}

//  How long it takes to make many, and then to end them, the oldest first.
static void
s_time_of_many (zc_ref_t (*make) (void), void (*end) (zc_ref_t ref), int64_t *making, int64_t *ending)
{
    enum { MANY = 40000 };
    zc_ref_t *refs = zc_alloc (MANY * sizeof *refs);
    int64_t start = zt_now_ms ();
    for (int i = 0; i < MANY; i++)
        refs [i] = make ();
    *making = zt_now_ms () - start;
    for (int i = 0; i < MANY; i++)
        end (refs [i]);
    *ending = zt_now_ms () - start - *making;
    zc_free (refs);
}

static zc_ref_t
s_make_timer (void)
{
    return zc_send_after (3600 * 1000, zc_self (), "never");
}

static void
s_end_timer (zc_ref_t ref)
{
    zt_check (zc_cancel_timer (ref) >= 0);
}

static zc_ref_t
s_make_alias (void)
{
    return zc_alias (false);
}

static void
s_end_alias (zc_ref_t ref)
{
    zt_check (zc_unalias (ref));
}

ZT_TEST (to_end_many_timers_or_aliases_takes_no_longer_than_to_make_them)
{
    int64_t making, ending;
    s_time_of_many (s_make_timer, s_end_timer, &making, &ending);
    zt_check (ending < 20 * (making + 5));
    s_time_of_many (s_make_alias, s_end_alias, &making, &ending);
    zt_check (ending < 20 * (making + 5));
}

ZT_TEST (a_thousand_timers_fire_once_each)
{
    int64_t sum = 0;
    for (int i = 0; i < 1000; i++)
        zc_send_after (i % 17, zc_self (), "{timer, ~i}", i);
    for (int i = 0; i < 1000; i++) {
        int number = 0;
        zt_require (zc_receive (ZT_LONG, "{timer, ~i}", &number));
        sum += number;
    }
    zt_check_int (sum, 1000 * 999 / 2);
    zt_check (!zc_receive (30, "_"));
}

ZT_TEST (a_sleep_lasts_as_long_as_asked)
{
    int64_t start = zt_now_ms ();
    zc_sleep (30);
    zt_check (zt_now_ms () - start >= 29);
    zc_sleep (0);
}

//  ---- aliases -------------------------------------------------------------

ZT_TEST (an_alias_stands_for_its_process_until_it_ends)
{
    zc_ref_t alias = zc_alias (false);
    zc_send_alias (alias, "one");
    zc_send_alias (alias, "two");
    zt_check (zc_receive (0, "one"));
    zt_check (zc_receive (0, "two"));
    zt_check (zc_unalias (alias));
    zt_check (!zc_unalias (alias));
    zc_send_alias (alias, "late");
    zc_send_alias (zc_make_ref (), "nobody");
    zt_check (!zc_receive (zt_ms (10), "_"));
}

ZT_TEST (an_alias_for_one_answer_ends_with_it)
{
    zc_ref_t alias = zc_alias (true);
    zc_send_alias (alias, "answer");
    zc_send_alias (alias, "again");
    zt_check (zc_receive (0, "answer"));
    zt_check (!zc_receive (zt_ms (10), "_"));
    zt_check (!zc_unalias (alias));
}

static void
s_make_aliases (void *arg)
{
    zc_ref_t *alias = arg;
    for (int i = 0; i < 100; i++)
        *alias = zc_alias (i % 2);
}

ZT_TEST (aliases_end_with_their_process)
{
    zc_ref_t alias;
    zt_check_end (s_make_aliases, &alias, "normal");
    zc_send_alias (alias, "late");
    zt_check (!zc_unalias (alias));
}

static void
s_unalias (void *arg)
{
    zt_check (!zc_unalias (*(zc_ref_t *) arg));
}

ZT_TEST (only_the_owner_ends_an_alias)
{
    zc_ref_t alias = zc_alias (false);
    zt_check_end (s_unalias, &alias, "normal");
    zc_send_alias (alias, "still");
    zt_check (zc_receive (0, "still"));
}

//  ---- ending --------------------------------------------------------------

static void
s_exit_deep (void *arg)
{
    int *depth = arg;
    if (--*depth == 0)
        zc_exit ("{deep, [~i, \"text\"]}", *depth);
    if (*depth > 0)
        s_exit_deep (arg);
}

ZT_TEST (exit_ends_the_process_from_any_depth_with_any_term)
{
    int depth = 50;
    zt_check_end (s_exit_deep, &depth, "{deep, [0, \"text\"]}");
    zt_check_end (s_exit_with, "normal", "normal");
    zt_check_end (s_exit_with, "kill", "kill");         //  its own: not turned to killed
    zt_check_end (s_exit_with, "shutdown", "shutdown");
}

static void
s_bad_format (void *arg)
{
    (void) arg;
    zc_send (zc_self (), "{not closed");
}

static void
s_bad_count (void *arg)
{
    (void) arg;
    zc_send (zc_self (), "{~i, ~i}", 1);
}

static void
s_bad_type (void *arg)
{
    int *number = arg;
    zc_receive (ZT_LONG, "~i", "text");
    *number = 1;
}

static void
s_bad_name (void *arg)
{
    (void) arg;
    zc_register (NULL, zc_self ());
}

ZT_TEST (a_mistake_in_the_arguments_ends_only_the_caller)
{
    int reached = 0;
    zt_check_end (s_bad_format, NULL, "{badarg, _}");
    zt_check_end (s_bad_count, NULL, "{badarg, _}");
    zt_check_end (s_bad_name, NULL, "{badarg, _}");
    zc_send (zc_self (), "still_here");
    zt_check (zc_receive (0, "still_here"));
    zc_ref_t ref;
    zc_pid_t pid = zc_spawn_monitor (s_bad_type, &reached, &ref);
    zc_send (pid, "5");
    zt_check_down (ref, "{badarg, _}");
    zt_check_int (reached, 0);
}

//  ---- names ---------------------------------------------------------------

ZT_TEST (a_name_belongs_to_one_process_and_a_process_has_one_name)
{
    zc_pid_t pid = zc_spawn (s_wait, NULL);
    zt_check (zc_register ("first", pid));
    zt_check (zc_pid_equal (zc_whereis ("first"), pid));
    zt_check (!zc_register ("first", zc_self ()));      //  taken
    zt_check (!zc_register ("first", pid));             //  even by itself
    zt_check (!zc_register ("second", pid));            //  has one
    zt_check (zc_pid_is_null (zc_whereis ("second")));
    zt_check (zc_register ("second", zc_self ()));
    zc_term_t *names = zc_registered ();
    bool first = false, second = false;
    for (size_t i = 0; i < zc_term_length (names); i++) {
        zc_term_t *name = zc_term_element (names, i);
        first |= zc_term_match (name, "first");
        second |= zc_term_match (name, "second");
    }
    zt_check (first && second);
    zt_check (zc_unregister ("first"));
    zt_check (!zc_unregister ("first"));
    zt_check (zc_pid_is_null (zc_whereis ("first")));
    zt_check (zc_register ("third", pid));
    zc_send (pid, "stop");
}

static void
s_register (void *arg)
{
    zc_register (arg, zc_self ());
}

ZT_TEST (some_names_and_dead_processes_are_refused)
{
    static const char *const refused [] = {"nil", "true", "false", "undefined"};
    for (int i = 0; i < 4; i++)
        zt_check_end (s_register, (void *) (uintptr_t) refused [i], "{badarg, _}");
    zc_ref_t ref;
    zc_pid_t dead = zc_spawn_monitor (s_return, NULL, &ref);
    zt_check_down (ref, "normal");
    zt_check (!zc_register ("dead", dead));
    zt_check (zc_pid_is_null (zc_whereis ("dead")));
}

//  semantics 5: who sees the DOWN finds the name free
ZT_TEST (a_name_is_free_before_the_down_goes_out)
{
    for (int i = 0; i < 100; i++) {
        zc_ref_t ref;
        zc_pid_t pid = zc_spawn_monitor (s_wait, NULL, &ref);
        zt_require (zc_register ("holder", pid));
        zc_exit_process (pid, "~a", i % 2? "kill": "bye");
        zt_check (zt_down (ref) != NULL);
        zt_check (zc_pid_is_null (zc_whereis ("holder")));
    }
}

//  ---- memory --------------------------------------------------------------

static void
s_use_memory (void *arg)
{
    const char *how = arg;
    for (int i = 0; i < 1000; i++) {
        memset (zc_alloc (100), 1, 100);
        zc_term_new ("[~i, 2, 3]", i);
        zc_strdup ("text");
    }
    if (strcmp (how, "return") == 0)
        return;
    if (strcmp (how, "exit") == 0)
        zc_exit ("done");
    zc_receive (-1, "never");
}

ZT_TEST (memory_and_terms_of_a_process_go_with_it)
{
    static const char *const how [] = {"return", "exit", "kill"};
    for (int i = 0; i < 3; i++) {
        zc_ref_t ref;
        long before = zc_blocks_in_use ();
        zc_pid_t pid = zc_spawn_monitor (s_use_memory, (void *) (uintptr_t) how [i], &ref);
        if (i == 2) {
            zc_yield ();
            zc_exit_process (pid, "kill");
        }
        zt_check (zt_down (ref) != NULL);
        zt_until (zc_blocks_in_use () < before + 500);
    }
}

ZT_TEST (memory_is_zeroed_and_aligned_and_can_be_resized)
{
    char *last = NULL;
    for (size_t size = 0; size < 200; size++) {
        char *memory = zc_alloc (size);
        zt_require (memory != NULL);
        zt_check ((uintptr_t) memory % 16 == 0);
        for (size_t i = 0; i < size; i++)
            zt_require (memory [i] == 0);
        memset (memory, 'x', size);
        memory = zc_realloc (memory, 3 * size);
        for (size_t i = 0; i < 3 * size; i++)
            zt_require (memory [i] == (i < size? 'x': 0));
        zc_free (last);
        last = memory;
    }
    zc_free (NULL);
    char *text = zc_strdup ("copied");
    zt_check (strcmp (text, "copied") == 0);
    zc_free (text);
}

//  ---- process info --------------------------------------------------------

ZT_TEST (process_info_tells_what_is_known)
{
    zc_ref_t ref;
    zc_pid_t pid = zc_spawn_monitor (s_wait, NULL, &ref);
    zc_register ("informant", pid);
    zc_link (pid);
    zc_send (pid, "one");
    zc_send (pid, "two");
    //  it looks at both, wants neither, and waits again
    zt_until (zc_term_match (zt_get (zc_process_info (pid), "current"), "waiting"));
    zc_term_t *info = zc_process_info (pid);
    zt_require (info != NULL);
    zt_check_term (zt_get (info, "message_queue_len"), "2");
    zt_check_term (zt_get (info, "registered_name"), "informant");
    zt_check_term (zt_get (info, "current"), "waiting");
    zt_check_term (zt_get (info, "trap_exit"), "false");
    zt_check_term (zt_get (info, "group_leader"), "~p", zc_group_leader ());
    zt_check_term (zt_get (info, "links"), "[~p]", zc_self ());
    zt_check_term (zt_get (info, "monitored_by"), "[~p]", zc_self ());
    zt_check_term (zt_get (info, "monitors"), "[]");
    static const char *const keys [] = {"initial_call", "memory", "calls"};
    for (int i = 0; i < 3; i++)
        zt_check_term (zt_get (info, keys [i]), "_");
    zc_unlink (pid);
    zc_term_t *own = zc_process_info (zc_self ());
    zt_check_term (zt_get (own, "current"), "running");
    zt_check_term (zt_get (own, "links"), "[]");

    zc_send (pid, "stop");
    zt_check_down (ref, "normal");
    zt_check (zc_process_info (pid) == NULL);
    zt_check (!zc_process_alive (pid));
    zt_check (zc_process_alive (zc_self ()));
}

static bool
s_is_in (const zc_term_t *list, zc_pid_t pid)
{
    for (size_t i = 0; i < zc_term_length (list); i++)
        if (zc_term_match (zc_term_element (list, i), "~p", pid))
            return true;
    return false;
}

ZT_TEST (processes_lists_those_that_are_alive)
{
    zc_ref_t ref;
    zc_pid_t pid = zc_spawn_monitor (s_wait, NULL, &ref);
    zt_check (s_is_in (zc_processes (), pid));
    zt_check (s_is_in (zc_processes (), zc_self ()));
    zc_send (pid, "stop");
    zt_check_down (ref, "normal");
    zt_check (!s_is_in (zc_processes (), pid));
}

//  ---- many ----------------------------------------------------------------

static void
s_ring_member (void *arg)
{
    zc_pid_t next;
    int left;
    (void) arg;
    zc_receive (-1, "{next, ~p}", &next);
    while (zc_receive (-1, "{token, ~i}", &left)) {
        zc_send (next, "{token, ~i}", left - 1);
        if (left <= 0)
            break;
    }
}

ZT_TEST (a_token_goes_round_a_ring_of_a_thousand)
{
    enum { MEMBERS = 1000, ROUNDS = 20 };
    zc_pid_t first = zc_spawn (s_ring_member, NULL), last = first;
    for (int i = 1; i < MEMBERS; i++) {
        zc_pid_t next = zc_spawn (s_ring_member, NULL);
        zc_send (last, "{next, ~p}", next);
        last = next;
    }
    zc_send (last, "{next, ~p}", zc_self ());
    for (int round = 0; round < ROUNDS; round++) {
        int left;
        zc_send (first, "{token, ~i}", round == ROUNDS - 1? 0: MEMBERS);
        zt_require (zc_receive (ZT_LONG, "{token, ~i}", &left));
        zt_check_int (left, round == ROUNDS - 1? -MEMBERS: 0);
        if (round < ROUNDS - 1 && left != 0)
            break;
    }
}

ZT_TEST (many_thousand_processes_live_at_once)
{
    enum { COUNT = ZT_TSAN? 2000: 20000 };     //  TSan has room for 8,000
    zc_pid_t *pids = zc_alloc (COUNT * sizeof (zc_pid_t));
    for (int i = 0; i < COUNT; i++)
        pids [i] = zc_spawn (s_echo, NULL);
    zt_check (zt_info ("processes") >= COUNT);
    for (int i = 0; i < COUNT; i++)
        zc_send (pids [i], "{hi, ~p}", zc_self ());
    for (int i = 0; i < COUNT; i++)
        zt_require (zc_receive (ZT_LONG, "{hello, _}"));
}

//  Each adds to the list in turn: only one that yields gives way.
static void
s_take_turns (void *arg)
{
    zc_pid_t to = *(zc_pid_t *) arg;
    for (int i = 0; i < 3; i++) {
        zc_send (to, "{turn, ~i}", i);
        zc_yield ();
    }
}

ZT_TEST (yield_lets_the_others_run)
{
    zc_pid_t self = zc_self ();
    zc_spawn (s_take_turns, &self);
    zc_spawn (s_take_turns, &self);
    for (int i = 0; i < 6; i++) {
        int turn = -1;
        zt_require (zc_receive (ZT_LONG, "{turn, ~i}", &turn));
        zt_check_int (turn, i / 2);
    }
}

static void
s_fail (void *arg)
{
    (void) arg;
    zc_exit ("failed");
}

//  zc_run tells how its process ended; a node can be made and ended many times.
START_TEST (run_returns_how_its_process_ended)
{
    zt_warm_up ();
    zt_books_t before = zt_books ();
    for (int i = 0; i < 20; i++) {
        zc_node_options_t options = zt_options ();
        zc_node_t *node = zc_node_new (&options, NULL);
        ck_assert_ptr_nonnull (node);
        ck_assert_int_eq (zc_run (node, s_return, NULL), 0);
        ck_assert_int_eq (zc_run (node, s_fail, NULL), 1);
        ck_assert_int_eq (zc_run (node, s_exit_with, "shutdown"), 0);
        zc_node_destroy (&node);
        zc_node_destroy (&node);
    }
    zt_check_books (before);
    zt_report ();
}
END_TEST

static void
s_leave_everything (void *arg)
{
    (void) arg;
    for (int i = 0; i < 300; i++) {
        zc_pid_t pid = zc_spawn (i % 3? s_wait: s_use_memory, "wait");
        zc_link (zc_spawn (s_wait, NULL));
        zc_monitor (pid);
        zc_send (pid, "{unread, ~i}", i);
        zc_send_after (60000, pid, "late");
        zc_alias (false);
    }
    zc_register ("forgetful", zc_self ());
}

//  A node that ends takes all that lives in it along.
START_TEST (a_node_that_ends_leaves_nothing_behind)
{
    zt_warm_up ();
    zt_books_t before = zt_books ();
    zc_node_options_t options = zt_options ();
    zc_node_t *node = zc_node_new (&options, NULL);
    ck_assert_ptr_nonnull (node);
    zc_run (node, s_leave_everything, NULL);
    zc_node_destroy (&node);
    zt_check_books (before);
    zt_report ();
}
END_TEST

ZT_MAIN ("process",
    a_process_answers_a_message,
    a_process_that_returns_ends_with_normal,
    the_argument_is_handed_over_as_it_is,
    spawn_link_takes_the_parent_along,
    spawn_monitor_reports_the_reason,
    a_function_of_the_module_table_can_be_spawned,
    a_function_can_be_spawned_monitored_and_linked,
    a_missing_function_or_module_ends_the_process_with_undef,
    apply_calls_in_the_calling_process,
    a_spawn_on_an_unreachable_node_gives_a_dead_stand_in,
    a_spawn_request_is_answered_with_the_pid,
    the_reply_of_a_spawn_comes_before_its_down,
    a_spawn_request_puts_reply_and_down_in_order,
    a_spawn_request_can_link,
    the_monitor_of_a_spawn_request_can_be_removed,
    a_spawn_request_to_an_unreachable_node_is_answered_with_an_error,
    an_answered_spawn_request_cannot_be_abandoned,
    self_is_what_spawn_returned,
    references_are_unique,
    an_old_pid_never_reaches_a_new_process,
    messages_keep_their_order,
    the_last_messages_of_a_process_come_before_its_down,
    an_elixir_name_is_the_same_with_and_without_its_prefix,
    a_name_can_be_sent_to_with_and_without_its_node,
    a_message_to_a_dead_process_is_dropped,
    a_selective_receive_leaves_the_others_in_place,
    skipped_messages_stay_before_later_ones,
    several_patterns_are_tried_in_order_on_each_message,
    a_value_in_a_pattern_has_to_be_equal,
    a_receive_gives_up_after_its_time,
    a_waiting_receive_wakes_up_for_its_message_only,
    a_message_can_be_looked_at_until_the_next_receive,
    big_messages_arrive_whole_at_many,
    messages_of_any_size_arrive_as_they_were_built,
    flush_empties_the_mailbox_and_counts,
    timers_send_in_the_order_of_their_times,
    a_cancelled_timer_sends_nothing,
    a_timer_can_send_to_a_name,
    a_timer_outlives_its_maker_but_not_its_receiver,
    to_end_many_timers_or_aliases_takes_no_longer_than_to_make_them,
    a_thousand_timers_fire_once_each,
    a_sleep_lasts_as_long_as_asked,
    an_alias_stands_for_its_process_until_it_ends,
    an_alias_for_one_answer_ends_with_it,
    aliases_end_with_their_process,
    only_the_owner_ends_an_alias,
    exit_ends_the_process_from_any_depth_with_any_term,
    a_mistake_in_the_arguments_ends_only_the_caller,
    a_name_belongs_to_one_process_and_a_process_has_one_name,
    some_names_and_dead_processes_are_refused,
    a_name_is_free_before_the_down_goes_out,
    memory_and_terms_of_a_process_go_with_it,
    memory_is_zeroed_and_aligned_and_can_be_resized,
    process_info_tells_what_is_known,
    processes_lists_those_that_are_alive,
    a_token_goes_round_a_ring_of_a_thousand,
    many_thousand_processes_live_at_once,
    yield_lets_the_others_run,
    run_returns_how_its_process_ended,
    a_node_that_ends_leaves_nothing_behind)
