//  test_gen_server.c - servers on one node: start, call, cast, stop, names

#include "zc_test.h"

//  ---- a counter -----------------------------------------------------------

typedef struct {
    int count;
    zc_pid_t watcher;               //  hears what happens
    zc_from_t later;                //  who waits for a slow answer
} counter_t;

static void
s_init (zc_gen_server_t *self, void *arg)
{
    counter_t *counter = self->state = zc_alloc (sizeof *counter);
    counter->watcher = *(zc_pid_t *) arg;
}

//  Runs later, in a process of its own.
static void
s_answer_later (void *arg)
{
    zc_from_t from = *(zc_from_t *) arg;
    zc_reply (from, "{late, ~p}", zc_self ());
}

static zc_term_t *
s_handle_call (zc_gen_server_t *self, const zc_term_t *request, zc_from_t from)
{
    counter_t *counter = self->state;
    int number;
    zc_term_t *reason;
    if (zc_term_match (request, "{add, ~i}", &number))
        return zc_term_new ("~i", counter->count += number);
    if (zc_term_match (request, "add_from_another")) {
        counter->later = from;
        zc_spawn (s_answer_later, &counter->later);
        return NULL;
    }
    if (zc_term_match (request, "silence"))
        return NULL;
    if (zc_term_match (request, "{wait, ~i}", &number)) {
        zc_sleep (number);
        return zc_term_new ("done");
    }
    if (zc_term_match (request, "crash"))
        zt_crash ();
    if (zc_term_match (request, "{exit, ~t}", &reason))
        zc_exit ("~t", reason);
    if (zc_term_match (request, "{stop, ~t}", &reason)) {
        zc_gen_server_finish (self, "~t", reason);
        return zc_term_new ("stopping");
    }
    if (zc_term_match (request, "me"))
        return zc_term_new ("~p", from.pid);
    if (zc_term_match (request, "yourself"))
        return zc_gen_server_call (zc_self (), 1000, "me");
    zc_exit ("{bad_call, ~t}", request);
}

static void
s_handle_cast (zc_gen_server_t *self, const zc_term_t *request)
{
    counter_t *counter = self->state;
    int number;
    if (zc_term_match (request, "{add, ~i}", &number))
        counter->count += number;
    else
    if (zc_term_match (request, "go_on"))
        zc_gen_server_continue (self, "{more, 1}");
    else
    if (zc_term_match (request, "{idle, ~i}", &number))
        zc_gen_server_timeout (self, number);
}

static void
s_handle_info (zc_gen_server_t *self, const zc_term_t *message)
{
    counter_t *counter = self->state;
    zc_send (counter->watcher, "{info, ~t}", message);
}

static void
s_handle_continue (zc_gen_server_t *self, const zc_term_t *what)
{
    counter_t *counter = self->state;
    zc_send (counter->watcher, "{continue, ~t}", what);
    if (zc_term_match (what, "{more, 1}"))
        zc_gen_server_continue (self, "{more, 2}");
}

static void
s_terminate (zc_gen_server_t *self, const zc_term_t *reason)
{
    counter_t *counter = self->state;
    zc_send (counter->watcher, "{terminate, ~t}", reason);
}

static const zc_gen_server_callbacks_t s_counter = {
    .init = s_init, .handle_call = s_handle_call, .handle_cast = s_handle_cast,
    .handle_info = s_handle_info, .handle_continue = s_handle_continue,
    .terminate = s_terminate};

static zc_pid_t
s_start (const char *name)
{
    zc_pid_t me = zc_self ();
    zc_start_t start;
    if (name)
        start = zc_gen_server_start (&s_counter, &me, name);
    else
        start = zc_gen_server_start (&s_counter, &me, NULL);
    zt_require (!zc_pid_is_null (start.pid));
    return start.pid;
}

static void
s_stop (zc_pid_t pid)
{
    zc_gen_server_stop (pid, ZT_LONG, "normal");
    zt_check (zc_receive (ZT_LONG, "{terminate, normal}"));
}

ZT_TEST (a_server_keeps_a_state_and_answers)
{
    zc_pid_t pid = s_start ("counter");
    zt_check_term (zc_gen_server_call (pid, 5000, "{add, ~i}", 3), "3");
    zt_check_term (zc_gen_server_call ("counter", 5000, "{add, ~i}", 4), "7");
    zc_gen_server_cast ("counter", "{add, 10}");
    zt_check_term (zc_gen_server_call ("counter", ZC_INFINITY, "{add, 0}"), "17");
    zt_check_term (zc_gen_server_call (pid, 5000, "me"), "~p", zc_self ());
    zc_send (pid, "{hello, \"you\"}");
    zt_check (zc_receive (ZT_LONG, "{info, {hello, \"you\"}}"));
    s_stop (pid);
    zt_check (zc_pid_is_null (zc_gen_server_whereis ("counter")));
}

//  ---- start ---------------------------------------------------------------

static void
s_init_as_told (zc_gen_server_t *self, void *arg)
{
    const char *what = arg;
    if (strcmp (what, "ignore") == 0)
        zc_gen_server_ignore (self);
    if (strcmp (what, "stop") == 0)
        zc_exit ("{no, luck}");
    if (strcmp (what, "crash") == 0)
        zt_crash ();
    if (strcmp (what, "hang") == 0)
        zc_sleep (-1);
    if (strcmp (what, "continue") == 0)
        zc_gen_server_continue (self, "warm_up");
    if (strcmp (what, "trap") == 0)
        zc_trap_exit (true);
}

static void
s_tell_continue (zc_gen_server_t *self, const zc_term_t *what)
{
    (void) self;
    zc_send_name ("main", NULL, "{continue, ~t}", what);
}

static void
s_tell_terminate (zc_gen_server_t *self, const zc_term_t *reason)
{
    (void) self;
    zc_send_name ("main", NULL, "{terminate, ~t}", reason);
}

static const zc_gen_server_callbacks_t s_told = {
    .init = s_init_as_told, .handle_continue = s_tell_continue, .terminate = s_tell_terminate};

ZT_TEST (a_start_returns_when_init_has_decided)
{
    zc_start_t start = zc_gen_server_start (&s_told, "ignore", NULL);
    zt_check (zc_pid_is_null (start.pid) && !start.error);
    zt_check_term (zc_gen_server_start (&s_told, "stop", NULL).error, "{no, luck}");
    zt_check_term (zc_gen_server_start (&s_told, "crash", NULL).error, "{signal, segv, _}");
    zc_server_t nameless = {.name = NULL};
    start = zc_gen_server_start_as (&s_told, "hang", nameless, true, zt_ms (20));
    zt_check_term (start.error, "timeout");
    zt_check_int (zc_flush (false), 0);
}

//  A keeper of names that gives none out.
static zc_term_t *
s_say_no (const zc_term_t *args)
{
    (void) args;
    return zc_term_new ("no");
}

ZC_MODULE (miser, {"register_name", 2, s_say_no}, {"whereis_name", 1, s_say_no});

ZT_TEST (a_name_is_taken_once)
{
    zc_pid_t pid = s_start ("counter"), me = zc_self (), holder;
    zc_start_t again = zc_gen_server_start (&s_counter, &me, "counter");
    zt_check_term (again.error, "{already_started, ~p}", &holder);
    zt_check (zc_pid_equal (holder, pid));
    zt_check_term (zc_gen_server_start (&s_counter, &me, pid).error, "{badarg, _}");
    zc_term_t *key = zc_term_new ("7");
    zt_check_term (zc_gen_server_start (&s_counter, &me, zc_server_via ("miser", key)).error,
                   "{already_started, undefined}");
    zc_term_destroy (&key);
    s_stop (pid);
}

ZT_TEST (a_failed_start_with_a_link_leaves_no_exit_behind_a_trapper)
{
    zc_trap_exit (true);
    zt_check_term (zc_gen_server_start_link (&s_told, "stop", NULL).error, "{no, luck}");
    zt_check (!zc_gen_server_start_link (&s_told, "ignore", NULL).error);
    zt_check_int (zc_flush (false), 0);
}

static void
s_start_linked (void *arg)
{
    zc_gen_server_start_link (&s_told, arg, NULL);
    zc_send_name ("main", NULL, "started");
    zc_receive (-1, "end");
}

ZT_TEST (a_failed_start_with_a_link_ends_who_does_not_trap)
{
    zt_check_end (s_start_linked, "stop", "{no, luck}");
}

ZT_TEST (continue_comes_before_any_other_message)
{
    zc_register ("main", zc_self ());
    zc_start_t start = zc_gen_server_start (&s_told, "continue", NULL);
    zt_check (zc_receive (ZT_LONG, "{continue, warm_up}"));
    zc_gen_server_stop (start.pid, ZT_LONG, "normal");
    zt_check (zc_receive (ZT_LONG, "{terminate, normal}"));

    zc_pid_t pid = s_start (NULL);
    zc_gen_server_cast (pid, "go_on");
    zc_send (pid, "after");
    zt_check (zc_receive (ZT_LONG, "_") && zc_term_match (zc_message (), "{continue, {more, 1}}"));
    zt_check (zc_receive (ZT_LONG, "_") && zc_term_match (zc_message (), "{continue, {more, 2}}"));
    zt_check (zc_receive (ZT_LONG, "_") && zc_term_match (zc_message (), "{info, after}"));
    s_stop (pid);
}

ZT_TEST (a_server_that_traps_exits_stops_in_order_with_its_parent)
{
    zc_register ("main", zc_self ());
    zc_ref_t ref;
    zc_pid_t parent = zc_spawn_monitor (s_start_linked, "trap", &ref);
    zt_check (zc_receive (ZT_LONG, "started"));
    zc_exit_process (parent, "enough");
    zt_check (zc_receive (ZT_LONG, "{terminate, enough}"));
    zt_check_down (ref, "enough");
}

ZT_TEST (a_quiet_time_becomes_an_info)
{
    zc_pid_t pid = s_start (NULL);
    zc_gen_server_cast (pid, "{idle, 1}");
    zt_check (zc_receive (ZT_LONG, "{info, timeout}"));
    zc_gen_server_cast (pid, "{idle, ~i}", zt_ms (60000));
    zt_check_term (zc_gen_server_call (pid, 5000, "{add, 1}"), "1");    //  a message ends it
    s_stop (pid);
}

//  ---- calls that fail -----------------------------------------------------

typedef struct {
    zc_server_t server;
    const char *request;
    int timeout_ms;
} call_t;

static void
s_calls (void *arg)
{
    call_t *call = arg;
    zc_term_t *request = zc_term_parse (call->request, NULL);
    zc_gen_server_call (call->server, call->timeout_ms, "~t", request);
    zc_exit ("answered");
}

#define CALL(server, request, ms) (&(call_t) {ZC_SERVER (server), request, ms})

ZT_TEST (a_call_without_a_server_exits_with_noproc)
{
    zc_pid_t pid = s_start (NULL);
    s_stop (pid);
    zt_check_end (s_calls, CALL (pid, "{:add, 1}", 5000),
                  "{noproc, {GenServer, call, [~p, {add, 1}, 5000]}}", pid);
    zt_check_end (s_calls, CALL ("nobody", ":x", -1),
                  "{noproc, {GenServer, call, [nobody, x, infinity]}}");
}

ZT_TEST (a_call_on_a_node_that_cannot_be_reached_exits_with_nodedown)
{
    zt_check_end (s_calls, CALL (zc_server_on ("counter", "far@localhost"), ":x", 100),
                  "{{nodedown, :\"far@localhost\"},"
                  " {GenServer, call, [{counter, :\"far@localhost\"}, x, 100]}}");
}

ZT_TEST (a_server_that_ends_while_it_serves_gives_its_reason)
{
    s_start ("counter");
    zt_check_end (s_calls, CALL ("counter", ":crash", 5000),
                  "{{signal, segv, _}, {GenServer, call, [counter, crash, 5000]}}");
    zc_pid_t pid = s_start ("counter");
    zt_check_end (s_calls, CALL (pid, "{:exit, {:a, 1}}", 5000),
                  "{{a, 1}, {GenServer, call, [_, {exit, {a, 1}}, 5000]}}");
    pid = s_start (NULL);
    zt_check_end (s_calls, CALL (pid, ":what?", 5000), "{{bad_call, :what?}, {GenServer, call, _}}");
}

ZT_TEST (a_call_ends_with_its_time_and_nothing_late_arrives)
{
    zc_pid_t pid = s_start (NULL);
    zt_check_end (s_calls, CALL (pid, ":silence", 1),
                  "{timeout, {GenServer, call, [~p, silence, 1]}}", pid);
    zc_term_t *answer;
    zt_check (!zc_gen_server_try_call (pid, 1, &answer, "{wait, ~i}", zt_ms (20)));
    zt_check_term (answer, "{timeout, {GenServer, call, [_, {wait, _}, 1]}}");
    zt_check_term (zc_gen_server_call (pid, ZT_LONG, "{add, 1}"), "1"); //  the late one is over
    zt_check_int (zc_flush (false), 0);
    s_stop (pid);
}

ZT_TEST (a_call_to_oneself_exits_with_calling_self)
{
    zc_pid_t pid = s_start (NULL);
    zc_term_t *reason;
    zt_check (!zc_gen_server_try_call (pid, 5000, &reason, "yourself"));
    zt_check_term (reason, "{{calling_self, {GenServer, call, [_, me, 1000]}},"
                           " {GenServer, call, [_, yourself, 5000]}}");
}

ZT_TEST (a_call_disturbs_nothing_in_the_mailbox)
{
    zc_pid_t pid = s_start (NULL);
    zc_send (zc_self (), "{first, \"text\"}");
    zc_send (zc_self (), "{:DOWN, ~r, process, ~p, other}", zc_make_ref (), pid);
    const char *text;
    zt_check (zc_receive (0, "{first, ~s}", &text));
    zt_check_term (zc_gen_server_call (pid, 5000, "{add, 1}"), "1");
    zt_check (strcmp (text, "text") == 0);      //  still the message received last
    zt_check (zc_receive (0, "{:DOWN, _, _, _, other}"));
    s_stop (pid);
}

//  Milliseconds for so many calls; the shortest of some tries.
static int64_t
s_time_calls (zc_pid_t pid)
{
    int64_t best = INT64_MAX;
    for (int try = 0; try < 5; try++) {
        int64_t start = zt_now_ms ();
        for (int i = 0; i < 2000; i++) {
            zc_term_t *sum = zc_gen_server_call (pid, ZT_LONG, "{add, 1}");
            zc_term_destroy (&sum);
        }
        int64_t took = zt_now_ms () - start;
        best = took < best? took: best;
    }
    return best;
}

ZT_TEST (a_full_mailbox_makes_no_call_slower)
{
    enum { COUNT = 50000 };
    zc_pid_t pid = s_start (NULL);
    int64_t empty = s_time_calls (pid);
    for (int i = 0; i < COUNT; i++)
        zc_send (zc_self (), "{unread, ~i}", i);
    int64_t full = s_time_calls (pid);
    zt_check (full < 10 * (empty + 1));
    for (int i = 0; i < COUNT; i++)             //  none is lost, and in their order
        if (!zc_receive (0, "{unread, ~i}", i))
            zt_fail ("message %d is missing", i);
    zt_check_int (zc_flush (false), 0);
    s_stop (pid);
}

//  ---- answers, casts ------------------------------------------------------

ZT_TEST (another_process_may_answer)
{
    zc_pid_t pid = s_start (NULL), who;
    zt_check_term (zc_gen_server_call (pid, 5000, "add_from_another"), "{late, ~p}", &who);
    zt_check (!zc_pid_equal (who, pid));
    s_stop (pid);
}

ZT_TEST (a_request_of_the_older_shape_is_answered_to_its_pid)
{
    zc_pid_t pid = s_start (NULL);
    zc_ref_t ref = zc_make_ref ();
    zc_send (pid, "{:\"$gen_call\", {~p, ~r}, {add, 5}}", zc_self (), ref);
    zt_check (zc_receive (ZT_LONG, "{~r, 5}", ref));
    s_stop (pid);
}

ZT_TEST (a_cast_never_fails)
{
    zc_gen_server_cast ("nobody", "x");
    zc_gen_server_cast (zc_server_on ("nobody", "far@localhost"), "x");
    zc_gen_server_cast ((zc_pid_t) {0}, "x");
    zt_check_int (zc_flush (false), 0);
}

ZT_TEST (what_has_no_call_back_is_refused_or_logged)
{
    zc_register ("main", zc_self ());
    zc_start_t start = zc_gen_server_start (&s_told, "", NULL);
    zc_send (start.pid, "{stray, 1}");
    zt_until (zt_logged ("dropped {:stray, 1}"));
    zc_ref_t ref = zc_monitor (start.pid);
    zc_gen_server_cast (start.pid, "{x, 1}");
    zt_check_down (ref, "{bad_cast, {x, 1}}");
    start = zc_gen_server_start (&s_told, "", NULL);
    ref = zc_monitor (start.pid);
    zc_term_t *reason;
    zt_check (!zc_gen_server_try_call (start.pid, 5000, &reason, "y"));
    zt_check_down (ref, "{bad_call, y}");
}

//  ---- stop ----------------------------------------------------------------

ZT_TEST (a_server_stops_after_its_answer)
{
    zc_pid_t pid = s_start (NULL);
    zc_ref_t ref = zc_monitor (pid);
    zt_check_term (zc_gen_server_call (pid, 5000, "{stop, {shutdown, 1}}"), "stopping");
    zt_check (zc_receive (ZT_LONG, "{terminate, {shutdown, 1}}"));
    zt_check_down (ref, "{shutdown, 1}");
}

static void
s_stops (void *arg)
{
    call_t *call = arg;
    zc_gen_server_stop (call->server, call->timeout_ms, ":\"shutdown\"");
    zc_exit ("stopped");
}

ZT_TEST (stop_waits_for_the_end_and_tells_when_it_is_another)
{
    zt_check_end (s_stops, CALL ("nobody", "", 5000),
                  "{noproc, {GenServer, stop, [nobody, shutdown, 5000]}}");
    zc_pid_t pid = s_start (NULL);
    zt_check_end (s_stops, CALL (pid, "", ZT_LONG), "stopped");
    zt_check (zc_receive (ZT_LONG, "{terminate, shutdown}"));
    zt_check (!zc_process_alive (pid));

    pid = s_start (NULL);
    zc_send (pid, "{:\"$gen_call\", {~p, ~r}, {wait, ~i}}", zc_self (), zc_make_ref (), zt_ms (50));
    zt_check_end (s_stops, CALL (pid, "", 1), "{timeout, {GenServer, stop, [_, shutdown, 1]}}");
    zt_check (zc_receive (ZT_LONG, "{terminate, shutdown}"));
    zt_check (zc_receive (ZT_LONG, "{_, done}"));
}

//  ---- references ----------------------------------------------------------

ZT_TEST (a_server_reference_is_a_term_and_back)
{
    const char *texts [] = {":counter", "{:counter, :far@localhost}", "{:global, {:duck, 1}}",
                            "{:via, Registry, {Ponds, \"big\"}}"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        zc_term_t *term = zc_term_parse (texts [i], NULL);
        zc_server_t server;
        zt_require (zc_server_from_term (term, &server));
        zt_check (zc_term_equal (zc_server_to_term (server), term));
    }
    zc_server_t server = {.pid = zc_self ()};
    zt_check_term (zc_server_to_term (server), "~p", zc_self ());
    zc_term_t *wrong = zc_term_new ("{a, b, c}");
    zt_check (!zc_server_from_term (wrong, &server));
}

ZT_TEST (a_global_name_is_a_name_like_others)
{
    zc_term_t *key = zc_term_new ("{duck, 1}");
    zc_server_t name = zc_server_global (key);
    zc_pid_t me = zc_self ();
    zt_check (zc_pid_is_null (zc_gen_server_whereis (name)));
    zc_gen_server_cast (name, "x");
    zt_check_end (s_calls, CALL (name, ":x", 5000),
                  "{noproc, {GenServer, call, [{global, {duck, 1}}, x, 5000]}}");
    zc_pid_t pid = zc_gen_server_start (&s_counter, &me, name).pid;
    zt_require (!zc_pid_is_null (pid));
    zt_check_term (zc_gen_server_start (&s_counter, &me, name).error, "{already_started, ~p}", pid);
    zt_check (zc_pid_equal (zc_gen_server_whereis (name), pid));
    zc_gen_server_cast (name, "{add, 2}");
    zt_check_term (zc_gen_server_call (name, 5000, "{add, 3}"), "5");
    zt_check_int (zc_flush (false), 0);
    s_stop (pid);
    zt_until (zc_pid_is_null (zc_gen_server_whereis (name)));
    zc_term_destroy (&key);
}

ZT_TEST (the_own_node_s_name_is_this_node)
{
    zc_pid_t pid = s_start ("counter");
    zc_server_t server = zc_server_on ("counter", zc_node_self ());
    zt_check (zc_pid_equal (zc_gen_server_whereis (server), pid));
    zt_check_term (zc_gen_server_call (server, 5000, "{add, 1}"), "1");
    zt_check (zc_pid_is_null (zc_gen_server_whereis (zc_server_on ("counter", "far@localhost"))));
    s_stop (pid);
}

//  ---- call-backs by name --------------------------------------------------

static zc_term_t *
s_m_init (const zc_term_t *args)
{
    zc_term_t *state;
    zc_term_match (args, "[~t]", &state);
    if (zc_term_match (state, "no"))
        return zc_term_new ("{stop, not_today}");
    if (zc_term_match (state, "never"))
        return zc_term_new ("ignore");
    if (zc_term_match (state, "nonsense"))
        return state;
    return zc_term_new ("{ok, ~t, {continue, started}}", state);
}

static zc_term_t *
s_m_call (const zc_term_t *args)
{
    int by, sum;
    zc_term_t *from, *state;
    if (zc_term_match (args, "[{add, ~i}, _, ~i]", &by, &sum))
        return zc_term_new ("{reply, ~i, ~i}", sum + by, sum + by);
    if (zc_term_match (args, "[later, ~t, ~t]", &from, &state)) {
        zc_from_t who;
        zt_check (zc_from_from_term (from, &who));
        zc_reply (who, "by_hand");
        return zc_term_new ("{noreply, ~t}", state);
    }
    if (zc_term_match (args, "[stop, _, ~t]", &state))
        return zc_term_new ("{stop, normal, bye, ~t}", state);
    if (zc_term_match (args, "[throw, _, ~t]", &state))
        zc_throw ("{reply, thrown, ~t}", state);
    if (zc_term_match (args, "[:exit, _, _]"))
        zc_exit ("enough");
    if (zc_term_match (args, "[error, _, _]"))
        zc_error ("{oops, []}");
    if (zc_term_match (args, "[crash, _, _]"))
        zt_crash ();
    zc_term_match (args, "[_, _, ~t]", &state);
    return zc_term_new ("{reply, ~t, ~t}", state, state);
}

static zc_term_t *
s_m_cast (const zc_term_t *args)
{
    int by, sum;
    if (zc_term_match (args, "[{add, ~i}, ~i]", &by, &sum))
        return zc_term_new ("{noreply, ~i}", sum + by);
    return zc_term_new ("rubbish");
}

//  handle_info and handle_continue
static zc_term_t *
s_m_tell (const zc_term_t *args)
{
    zc_term_t *what, *state;
    zc_term_match (args, "[~t, ~t]", &what, &state);
    zc_send_name ("main", NULL, "{told, ~t}", what);
    if (zc_term_match (what, "idle"))
        return zc_term_new ("{noreply, ~t, 1}", state);
    return zc_term_new ("{noreply, ~t}", state);
}

static zc_term_t *
s_m_terminate (const zc_term_t *args)
{
    zc_send_name ("main", NULL, "{terminate, ~t}", args);
    return NULL;
}

static zc_term_t *
s_m_code_change (const zc_term_t *args)
{
    zc_term_t *old, *state, *extra;
    zc_term_match (args, "[~t, ~t, ~t]", &old, &state, &extra);
    if (zc_term_match (extra, "no"))
        return zc_term_new ("{error, too_old}");
    return zc_term_new ("{ok, {changed, ~t, ~t}}", old, state);
}

ZC_MODULE (Summer, {"init", 1, s_m_init}, {"handle_call", 3, s_m_call},
           {"handle_cast", 2, s_m_cast}, {"handle_info", 2, s_m_tell},
           {"handle_continue", 2, s_m_tell}, {"terminate", 2, s_m_terminate},
           {"code_change", 3, s_m_code_change});

ZT_TEST (call_backs_can_be_functions_of_a_module)
{
    zc_register ("main", zc_self ());
    zc_pid_t pid = zc_gen_server_start_link_module ("Summer", "summer", "~i", 7).pid;
    zt_check (zc_receive (ZT_LONG, "{told, started}"));
    zt_check_term (zc_gen_server_call ("summer", 5000, "{add, 3}"), "10");
    zc_gen_server_cast ("summer", "{add, 5}");
    zt_check_term (zc_gen_server_call ("summer", 5000, "get"), "15");
    zt_check_term (zc_gen_server_call ("summer", 5000, "later"), "by_hand");
    zc_send (pid, "idle");
    zt_check (zc_receive (ZT_LONG, "{told, idle}") && zc_receive (ZT_LONG, "{told, timeout}"));
    zt_check_term (zc_gen_server_call ("summer", 5000, "stop"), "bye");
    zt_check (zc_receive (ZT_LONG, "{terminate, [normal, 15]}"));

    zc_trap_exit (true);
    zt_check_term (zc_gen_server_start_link_module ("Summer", NULL, "no").error, "not_today");
    zt_check (!zc_gen_server_start_link_module ("Summer", NULL, "never").error);
    zt_check_term (zc_gen_server_start_link_module ("Summer", NULL, "nonsense").error,
                   "{bad_return_value, nonsense}");
    zt_check_term (zc_gen_server_start_link_module ("Nowhere", NULL, "1").error, "{undef, _}");
    zc_receive (0, "{:EXIT, ~p, normal}", pid);
}

ZT_TEST (a_wrong_result_of_a_call_back_ends_the_server)
{
    zc_register ("main", zc_self ());
    zc_trap_exit (true);
    zc_pid_t pid = zc_gen_server_start_link_module ("Summer", NULL, "7").pid;
    zc_gen_server_cast (pid, "what");
    zt_check (zc_receive (ZT_LONG, "{:EXIT, ~p, {bad_return_value, rubbish}}", pid));
    zt_check (zc_receive (ZT_LONG, "{told, started}"));
    zt_check (zc_receive (0, "{terminate, [{bad_return_value, rubbish}, 7]}"));
}

//  However it leaves a call-back, short of a crash.
ZT_TEST (terminate_hears_why_a_server_by_name_ends)
{
    static const struct { const char *request, *reason, *heard; } ends [] = {
        {"exit", "enough", "{terminate, [enough, 7]}"},
        {"error", "{oops, []}", "{terminate, [{oops, []}, 7]}"},
        {"crash", "{signal, segv, _}", NULL}};
    zc_register ("main", zc_self ());
    zc_trap_exit (true);
    for (int i = 0; i < 3; i++) {
        zc_pid_t pid = zc_gen_server_start_link_module ("Summer", NULL, "7").pid;
        zt_check_term (zc_gen_server_call (pid, 5000, "throw"), "thrown");
        zt_check (zc_receive (ZT_LONG, "{told, started}"));
        zc_term_t *failure = NULL;
        zt_check (!zc_gen_server_try_call (pid, 5000, &failure, "~a", ends [i].request));
        zc_term_t *reason = zc_term_element (failure, 0);
        zt_check_term (reason, ends [i].reason);
        zt_check (ends [i].heard? zc_receive (0, ends [i].heard): !zc_receive (0, "{terminate, _}"));
        zt_check (zc_receive (ZT_LONG, "{:EXIT, ~p, _}", pid));
    }
}

ZT_TEST (the_state_changes_with_the_code)
{
    zc_register ("main", zc_self ());
    zc_pid_t pid = zc_gen_server_start_link_module ("Summer", NULL, "7").pid;
    zt_check (zc_receive (ZT_LONG, "{told, started}"));
    zc_term_t *version = zc_term_new ("1");
    zt_check_term (zc_gen_server_change_code (pid, 5000, "Summer", version, "[]"), "ok");
    zt_check_term (zc_gen_server_call (pid, 5000, "get"), "{changed, 1, 7}");
    zt_check_term (zc_gen_server_change_code (pid, 5000, "Summer", version, "no"),
                   "{error, too_old}");
    zt_check_term (zc_gen_server_call (pid, 5000, "get"), "{changed, 1, 7}");
    zc_gen_server_stop (pid, ZT_LONG, "normal");
    zt_check (zc_receive (0, "{terminate, [normal, {changed, 1, 7}]}"));
}

ZT_MAIN ("gen_server",
    a_server_keeps_a_state_and_answers,
    a_start_returns_when_init_has_decided,
    a_name_is_taken_once,
    a_failed_start_with_a_link_leaves_no_exit_behind_a_trapper,
    a_failed_start_with_a_link_ends_who_does_not_trap,
    continue_comes_before_any_other_message,
    a_server_that_traps_exits_stops_in_order_with_its_parent,
    a_quiet_time_becomes_an_info,
    a_call_without_a_server_exits_with_noproc,
    a_call_on_a_node_that_cannot_be_reached_exits_with_nodedown,
    a_server_that_ends_while_it_serves_gives_its_reason,
    a_call_ends_with_its_time_and_nothing_late_arrives,
    a_call_to_oneself_exits_with_calling_self,
    a_call_disturbs_nothing_in_the_mailbox,
    a_full_mailbox_makes_no_call_slower,
    another_process_may_answer,
    a_request_of_the_older_shape_is_answered_to_its_pid,
    a_cast_never_fails,
    what_has_no_call_back_is_refused_or_logged,
    a_server_stops_after_its_answer,
    stop_waits_for_the_end_and_tells_when_it_is_another,
    a_server_reference_is_a_term_and_back,
    a_global_name_is_a_name_like_others,
    the_own_node_s_name_is_this_node,
    call_backs_can_be_functions_of_a_module,
    a_wrong_result_of_a_call_back_ends_the_server,
    terminate_hears_why_a_server_by_name_ends,
    the_state_changes_with_the_code)
