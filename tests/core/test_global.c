//  test_global.c - global names and locks on a node by itself, and their module
//
//  Read next: test_global_names.c, test_global_locks.c (nodes that come and go).

#include "zc_test.h"

//  ---- names ---------------------------------------------------------------

ZT_TEST (a_name_is_registered_looked_up_and_sent_to)
{
    zt_check (zc_global_register_name (zc_self (), "{todo_list, ~s}", "bob"));
    zt_check (zc_pid_equal (zc_global_whereis_name ("{todo_list, ~s}", "bob"), zc_self ()));
    zc_global_send (ZC_FORMAT ("{todo_list, ~s}", "bob"), "{add, ~i}", 1);
    zt_check (zc_receive (ZT_LONG, "{add, 1}"));
    zc_global_unregister_name ("{todo_list, ~s}", "bob");
    zt_check (zc_pid_is_null (zc_global_whereis_name ("{todo_list, ~s}", "bob")));
}

static void
s_wait (void *arg)
{
    (void) arg;
    zc_receive (-1, "stop");
}

//  A process that waits; ends it and waits for that.
static zc_pid_t
s_start (zc_ref_t *ref)
{
    return zc_spawn_monitor (s_wait, NULL, ref);
}

static void
s_end (zc_pid_t pid, zc_ref_t ref)
{
    zc_exit_process (pid, "kill");
    zt_check_down (ref, "killed");
}

ZT_TEST (a_name_is_given_once_and_a_process_has_one)
{
    zc_ref_t ref;
    zc_pid_t other = s_start (&ref);
    zt_check (zc_global_register_name (zc_self (), "a"));
    zt_check (!zc_global_register_name (zc_self (), "a"));
    zt_check (!zc_global_register_name (other, "a"));
    zt_check (!zc_global_register_name (zc_self (), "b"));
    zt_check (zt_logged ("a process has one name"));
    zt_check (zc_pid_is_null (zc_global_whereis_name ("b")));
    zt_check (zc_global_register_name (other, "b"));
    zc_global_unregister_name ("a");
    zt_check (zc_global_register_name (zc_self (), "c"));
    zc_global_unregister_name ("c");
    zc_global_unregister_name ("never_there");
    s_end (other, ref);
}

ZT_TEST (names_are_any_terms)
{
    static const char *const names [] = {"a", "\"a\"", "1", "1.0", "{1, [2, \"x\"]}", "%{k: v}",
                                         "[]", "nil"};
    enum { COUNT = sizeof names / sizeof *names };
    zc_pid_t pids [COUNT];
    zc_ref_t refs [COUNT];
    for (int i = 0; i < COUNT; i++) {
        zc_term_t *name = zc_term_new (names [i]);
        pids [i] = s_start (&refs [i]);
        zt_check (zc_global_register_name (pids [i], "~t", name));
        zc_term_destroy (&name);
    }
    zc_term_t *all = zc_global_registered_names ();
    zt_check_int (zc_term_length (all), COUNT);
    zc_term_destroy (&all);
    for (int i = 0; i < COUNT; i++) {
        zc_term_t *name = zc_term_new (names [i]);
        zt_check (zc_pid_equal (zc_global_whereis_name ("~t", name), pids [i]));
        zc_term_destroy (&name);
        s_end (pids [i], refs [i]);
    }
    zt_until (zc_table_size ("global_names") == 0);
}

ZT_TEST (small_numbers_are_listed_like_all_names)
{
    zc_global_register_name (zc_self (), "7");
    zt_check_term (zc_global_registered_names (), "[7]");
    zc_global_unregister_name ("7");
    zt_check_term (zc_global_registered_names (), "[]");
}

ZT_TEST (a_name_goes_with_its_process)
{
    zc_ref_t ref;
    zc_pid_t pid = s_start (&ref);
    zt_require (zc_global_register_name (pid, "short_lived"));
    s_end (pid, ref);
    //  who has seen the process end may have its name at once
    zt_check (zc_global_register_name (zc_self (), "short_lived"));
    zt_check (zc_pid_equal (zc_global_whereis_name ("short_lived"), zc_self ()));
    zc_global_unregister_name ("short_lived");
}

ZT_TEST (a_dead_process_gets_the_name_and_it_vanishes)
{
    zc_ref_t ref;
    zc_pid_t pid = s_start (&ref);
    s_end (pid, ref);
    zt_check (zc_global_register_name (pid, "ghost"));
    zt_until (zc_pid_is_null (zc_global_whereis_name ("ghost")));
}

ZT_TEST (re_register_hands_the_name_over)
{
    zc_ref_t ref;
    zc_pid_t other = s_start (&ref);
    zc_global_re_register_name (other, NULL, "leader");
    zt_check (zc_pid_equal (zc_global_whereis_name ("leader"), other));
    zc_global_re_register_name (zc_self (), NULL, "leader");
    zt_check (zc_pid_equal (zc_global_whereis_name ("leader"), zc_self ()));
    zt_check (zc_process_alive (other));
    s_end (other, ref);
    zt_check (zc_pid_equal (zc_global_whereis_name ("leader"), zc_self ()));
    zc_global_unregister_name ("leader");
}

static void
s_send_to_nobody (void *arg)
{
    (void) arg;
    zc_global_send (ZC_FORMAT ("nobody"), "{hi, ~i}", 1);
}

static void
s_resolve_badly (void *arg)
{
    zc_global_register_name_with (zc_self (), arg, "badly");
}

//  It is left by an error, and not by an exit of the same reason.
#define s_check_error(body, arg, ...) \
    do { \
        zc_term_t *reason; \
        zt_check_int (zc_try (body, arg, &reason), ZC_ERROR); \
        zt_check_term (reason, __VA_ARGS__); \
    } while (0)

ZT_TEST (mistakes_end_the_caller)
{
    s_check_error (s_resolve_badly, "m:", "{badarg, _}");
    zt_check_end (s_send_to_nobody, NULL, "{badarg, {nobody, {hi, 1}}}");
    zt_check_end (s_resolve_badly, "no_module", "{badarg, _}");
    zt_check_end (s_resolve_badly, ":f", "{badarg, _}");
    zt_check_end (s_resolve_badly, "m:", "{badarg, _}");
    zt_check_int (zc_table_size ("global_names"), 0);
}

ZT_TEST (sync_returns_without_other_nodes)
{
    zc_global_sync ();
}

//  ---- locks ---------------------------------------------------------------

ZT_TEST (a_lock_is_set_and_deleted)
{
    zt_check (zc_global_set_lock (NULL, 0, "{printer, ~p}", zc_self ()));
    zt_check (zc_global_set_lock (NULL, 0, "{printer, ~p}", zc_self ()));   //  not counted
    zt_check (!zc_global_set_lock (NULL, 0, "{printer, somebody_else}"));
    zc_global_del_lock (NULL, "{printer, ~p}", zc_self ());
    zt_check (zc_global_set_lock (NULL, 0, "{printer, somebody_else}"));
    zc_global_del_lock (NULL, "{printer, somebody_else}");
    zc_global_del_lock (NULL, "{printer, somebody_else}");                  //  does no harm
}

static void
s_bad_id (void *arg)
{
    zc_global_set_lock (NULL, 0, arg);
}

static void
s_bad_retries (void *arg)
{
    (void) arg;
    zc_global_set_lock (NULL, -2, "{printer, me}");
}

static void
s_bad_trans (void *arg)
{
    zc_global_wait_trans (zt_nothing, NULL, NULL, -1, arg);
}

static void
s_bad_nodes (void *arg)
{
    zc_global_set_lock (zc_term_parse (arg, NULL), 0, "{printer, 1}");
}

ZT_TEST (a_lock_id_is_a_pair_and_retries_are_not_negative)
{
    zt_check_end (s_bad_id, "printer", "{function_clause, [{global, set_lock, [printer], []}]}");
    zt_check_end (s_bad_id, "{a, b, c}", "{function_clause, _}");
    zt_check_end (s_bad_retries, NULL, "{function_clause, _}");
    zt_check_end (s_bad_nodes, "here", "{function_clause, _}");
    zt_check_end (s_bad_nodes, "[a | b]", "{function_clause, _}");
    zt_check_end (s_bad_nodes, "[1]", "{function_clause, _}");
    s_check_error (s_bad_id, "printer", "{function_clause, [{global, set_lock, [printer], []}]}");
    s_check_error (s_bad_retries, NULL, "{function_clause, _}");
    s_check_error (s_bad_nodes, "[1]", "{function_clause, _}");
    s_check_error (s_bad_trans, "x", "{function_clause, [{global, wait_trans, [x], []}]}");
}

typedef struct {
    zc_pid_t test;
    bool waits;
    int ms;
} s_locker_t;

//  Get the lock, tell, hold it until told to stop.
static void
s_locker (void *arg)
{
    const s_locker_t *self = arg;
    bool done = self->waits? zc_global_wait_lock (NULL, self->ms, "{printer, ~p}", zc_self ())
                           : zc_global_set_lock (NULL, self->ms, "{printer, ~p}", zc_self ());
    zc_send (self->test, "{~p, ~o}", zc_self (), done);
    if (done)
        zc_receive (-1, "stop");
    zt_check_int (zc_flush (false), 0);
    zc_global_del_lock (NULL, "{printer, ~p}", zc_self ());
}

ZT_TEST (who_waits_gets_the_lock_in_order)
{
    enum { COUNT = 20 };
    s_locker_t line = {zc_self (), true, -1};
    zc_pid_t pids [COUNT];
    zt_require (zc_global_set_lock (NULL, 0, "{printer, ~p}", zc_self ()));
    for (int i = 0; i < COUNT; i++) {
        pids [i] = zc_spawn (s_locker, &line);
        zc_yield ();
    }
    zc_exit_process (pids [7], "kill");                 //  one that waits gives up its place
    zt_check (!zc_global_wait_lock (NULL, 20, "{printer, me_too}"));    //  as does one in a hurry
    zc_global_del_lock (NULL, "{printer, ~p}", zc_self ());
    for (int i = 0; i < COUNT; i++) {
        if (i == 7)
            continue;
        zt_require (zc_receive (ZT_LONG, "{~p, true}", pids [i]));
        zt_check (!zc_receive (0, "{_, _}"));           //  just one has it
        zt_check (!zc_global_set_lock (NULL, 0, "{printer, ~p}", zc_self ()));
        zc_send (pids [i], "stop");
    }
    zt_check (zc_global_wait_lock (NULL, -1, "{printer, ~p}", zc_self ()));
    zc_global_del_lock (NULL, "{printer, ~p}", zc_self ());
}

ZT_TEST (a_holder_that_dies_hands_the_lock_on)
{
    s_locker_t line = {zc_self (), true, -1};
    zc_pid_t first = zc_spawn (s_locker, &line);
    zt_require (zc_receive (ZT_LONG, "{~p, true}", first));
    zc_pid_t second = zc_spawn (s_locker, &line);
    zc_exit_process (first, "kill");
    zt_check (zc_receive (ZT_LONG, "{~p, true}", second));
    zc_send (second, "stop");
    zt_check (zc_global_set_lock (NULL, ZC_GLOBAL_INFINITY, "{printer, ~p}", zc_self ()));
    zc_global_del_lock (NULL, "{printer, ~p}", zc_self ());
}

//  Two processes with one requester: each has a hold of its own.
static void
s_shares (void *arg)
{
    zt_check (zc_global_wait_lock (NULL, ZT_LONG, "{printer, team}"));
    zc_send (*(zc_pid_t *) arg, "shared");
    zc_receive (-1, "stop");
    zc_global_del_lock (NULL, "{printer, team}");
    zc_send (*(zc_pid_t *) arg, "given_up");
}

//  Has no hold: gives back nothing.
static void
s_meddles (void *arg)
{
    (void) arg;
    zc_global_del_lock (NULL, "{printer, team}");
}

ZT_TEST (one_requester_is_granted_to_several_processes)
{
    zc_pid_t self = zc_self ();
    zt_require (zc_global_set_lock (NULL, 0, "{printer, team}"));
    zt_check_end (s_meddles, NULL, "normal");
    zt_check (!zc_global_set_lock (NULL, 0, "{printer, ~p}", self));
    zc_pid_t other = zc_spawn (s_shares, &self);
    zt_require (zc_receive (ZT_LONG, "shared"));
    zc_global_del_lock (NULL, "{printer, team}");
    zt_check (!zc_global_set_lock (NULL, 0, "{printer, ~p}", self));
    zc_send (other, "stop");
    zt_require (zc_receive (ZT_LONG, "given_up"));
    zt_check (zc_global_set_lock (NULL, 0, "{printer, ~p}", self));
    zc_global_del_lock (NULL, "{printer, ~p}", self);
}

static void
s_count (void *arg)
{
    int before = *(int *) arg;
    zc_sleep (1);                                       //  others run meanwhile
    *(int *) arg = before + 1;
}

typedef struct {
    zc_pid_t test;
    int *number;
    bool waits;
} s_counter_t;

static void
s_counter (void *arg)
{
    const s_counter_t *self = arg;
    bool done = self->waits? zc_global_wait_trans (s_count, self->number, NULL, -1, "{n, ~p}",
                                                   zc_self ())
                           : zc_global_trans (s_count, self->number, NULL, ZC_GLOBAL_INFINITY,
                                              "{n, ~p}", zc_self ());
    zc_send (self->test, "{counted, ~o}", done);
}

ZT_TEST (trans_lets_one_at_a_time_in)
{
    int number = 0;
    s_counter_t counters [2] = {{zc_self (), &number, true}, {zc_self (), &number, false}};
    for (int i = 0; i < 12; i++)
        zc_spawn (s_counter, &counters [i % 4 == 3]);
    for (int i = 0; i < 12; i++)
        zt_require (zc_receive (3 * ZT_LONG, "{counted, true}"));
    zt_check_int (number, 12);
}

ZT_TEST (trans_gives_up_when_the_lock_is_held)
{
    int number = 0;
    s_locker_t first = {zc_self (), false, 0};
    zc_pid_t holder = zc_spawn (s_locker, &first);
    zt_require (zc_receive (ZT_LONG, "{~p, true}", holder));
    zt_check (!zc_global_trans (s_count, &number, NULL, 0, "{printer, ~p}", zc_self ()));
    zt_check (!zc_global_trans (s_count, &number, NULL, 1, "{printer, ~p}", zc_self ()));
    zt_check (!zc_global_wait_trans (s_count, &number, NULL, 10, "{printer, ~p}", zc_self ()));
    zt_check_int (number, 0);
    zc_send (holder, "stop");
    zt_check (zc_global_wait_trans (s_count, &number, NULL, -1, "{printer, ~p}", zc_self ()));
    zt_check_int (number, 1);
}

//  Inside, the lock is held; after the inner one of the same id it is not.
static void
s_nothing (void *arg)
{
    (void) arg;
}

static void
s_nest (void *arg)
{
    zt_check (!zc_global_set_lock (NULL, 0, "{printer, somebody_else}"));
    zt_check (zc_global_trans (s_nothing, NULL, NULL, 0, "{printer, ~p}", *(zc_pid_t *) arg));
    zt_check (zc_global_set_lock (NULL, 0, "{printer, somebody_else}"));
    zc_global_del_lock (NULL, "{printer, somebody_else}");
}

ZT_TEST (the_end_of_an_inner_trans_frees_the_lock)
{
    zc_pid_t self = zc_self ();
    zt_check (zc_global_trans (s_nest, &self, NULL, 0, "{printer, ~p}", self));
}

static void
s_fail (void *arg)
{
    (void) arg;
    zc_exit ("{failed, here}");
}

static void
s_fail_in_trans (void *arg)
{
    zc_global_trans (s_fail, arg, NULL, 0, "{printer, ~p}", zc_self ());
}

ZT_TEST (a_function_that_ends_the_process_frees_the_lock)
{
    int number = 0;
    zt_check_end (s_fail_in_trans, NULL, "{failed, here}");
    zt_check (zc_global_wait_trans (s_count, &number, NULL, ZT_LONG, "{printer, ~p}",
                                    zc_self ()));
    zt_check_int (number, 1);
}

//  Ways out of a function that somebody further out catches: the process lives on.
typedef struct {
    zc_class_t how;
    bool waits;
    zc_pid_t requester;
} s_way_out_t;

static void
s_leave (void *arg)
{
    const s_way_out_t *self = arg;
    zt_check (!zc_global_set_lock (NULL, 0, "{printer, somebody_else}"));
    switch (self->how) {
        case ZC_EXIT: zc_exit ("{failed, here}");
        case ZC_ERROR: zc_error ("{badarith, [{m, f, [1], []}]}");
        case ZC_THROW: zc_throw ("ball");
        case ZC_VALUE: break;
    }
}

static void
s_leave_trans (void *arg)
{
    s_way_out_t *self = arg;
    bool got = self->waits? zc_global_wait_trans (s_leave, arg, NULL, -1, "{printer, ~p}",
                                                  self->requester)
                          : zc_global_trans (s_leave, arg, NULL, 0, "{printer, ~p}",
                                             self->requester);
    zt_check (got && self->how == ZC_VALUE);
}

//  Another process gets it at its first try.
static void
s_take_at_once (void *arg)
{
    zc_exit ("~o", zc_global_set_lock (NULL, 0, "{printer, ~p}", *(zc_pid_t *) arg));
}

ZT_TEST (a_function_that_is_left_frees_the_lock_and_its_reason_goes_on)
{
    static const char *const reasons [] = {
        [ZC_THROW] = "ball", [ZC_EXIT] = "{failed, here}",
        [ZC_ERROR] = "{badarith, [{m, f, [1], []}]}"};
    zc_pid_t other = zc_spawn (zt_nothing, NULL);   //  a pid to lock for
    for (int i = 0; i < 8; i++) {
        s_way_out_t way = {(zc_class_t) (i / 2), i % 2, zc_self ()};
        zc_term_t *reason;
        zt_check_int (zc_try (s_leave_trans, &way, &reason), (int) way.how);
        if (way.how != ZC_VALUE)
            zt_check_term (reason, reasons [way.how]);
        zc_term_destroy (&reason);
        zt_check_end (s_take_at_once, &other, "true");
    }
}

//  Where nobody catches it, it is said as if it had not been caught in between.
ZT_TEST (a_throw_out_of_trans_ends_the_process_as_a_throw)
{
    s_way_out_t way = {ZC_THROW, false, zc_self ()};
    zt_check_end (s_leave_trans, &way, "{{nocatch, ball}, []}");
}

//  ---- by name -------------------------------------------------------------

static zc_term_t *
s_apply (const char *function, zc_term_t *args)
{
    return zc_apply ("global", function, args);
}

static void
s_bad_call (void *arg)
{
    s_apply ("set_lock", zc_term_new (arg));
}

ZT_TEST (the_module_global_can_be_called_by_name)
{
    zc_pid_t self = zc_self ();
    zt_check_term (s_apply ("register_name", zc_term_new ("[bob, ~p]", self)), "yes");
    zt_check_term (s_apply ("register_name", zc_term_new ("[bob, ~p]", self)), "no");
    zt_check_term (s_apply ("whereis_name", zc_term_new ("[bob]")), "~p", self);
    zt_check_term (s_apply ("registered_names", zc_term_new ("[]")), "[bob]");
    zt_check_term (s_apply ("send", zc_term_new ("[bob, hello]")), "~p", self);
    zt_check (zc_receive (0, "hello"));
    zt_check_term (s_apply ("re_register_name", zc_term_new ("[bob, ~p]", self)), "yes");
    zt_check_term (s_apply ("unregister_name", zc_term_new ("[bob]")), "ok");
    zt_check_term (s_apply ("unregister_name", zc_term_new ("[bob]")), "ok");
    zt_check_term (s_apply ("whereis_name", zc_term_new ("[bob]")), "undefined");
    zt_check_term (s_apply ("sync", zc_term_new ("[]")), "ok");
    zt_check_term (s_apply ("set_lock", zc_term_new ("[{r, ~p}]", self)), "true");
    zt_check_term (s_apply ("set_lock", zc_term_new ("[{r, you}, [nonode@nohost], 0]")), "false");
    zt_check_term (s_apply ("del_lock", zc_term_new ("[{r, ~p}]", self)), "true");
    zt_check_term (s_apply ("del_lock", zc_term_new ("[{r, you}]")), "true");
    zt_check_end (s_bad_call, "[{r, you}, [], -1]",
                  "{function_clause, [{global, set_lock, [{r, you}, [], -1], []}]}");
    zt_check_end (s_bad_call, "[{r, you}, [], soon]", "{function_clause, _}");
    zt_check_end (s_bad_call, "[{r, you}, here, 0]", "{function_clause, _}");
    zt_check_end (s_bad_call, "[r]", "{function_clause, [{global, set_lock, [r], []}]}");
}

ZT_MAIN ("global",
    a_name_is_registered_looked_up_and_sent_to,
    a_name_is_given_once_and_a_process_has_one,
    names_are_any_terms,
    small_numbers_are_listed_like_all_names,
    a_name_goes_with_its_process,
    a_dead_process_gets_the_name_and_it_vanishes,
    re_register_hands_the_name_over,
    mistakes_end_the_caller,
    sync_returns_without_other_nodes,
    a_lock_is_set_and_deleted,
    a_lock_id_is_a_pair_and_retries_are_not_negative,
    who_waits_gets_the_lock_in_order,
    a_holder_that_dies_hands_the_lock_on,
    one_requester_is_granted_to_several_processes,
    trans_lets_one_at_a_time_in,
    trans_gives_up_when_the_lock_is_held,
    the_end_of_an_inner_trans_frees_the_lock,
    a_function_that_ends_the_process_frees_the_lock,
    a_function_that_is_left_frees_the_lock_and_its_reason_goes_on,
    a_throw_out_of_trans_ends_the_process_as_a_throw,
    the_module_global_can_be_called_by_name)
