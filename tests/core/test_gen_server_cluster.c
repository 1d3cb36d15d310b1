//  test_gen_server_cluster.c - servers on other nodes: call, cast, many at once

#include "zt_cluster.h"

//  ---- a server of the nodes -----------------------------------------------

//  Answers {echo, X} with {Node, X}, {slow, Ms} after that time, and never
//  answers hang; a cast goes to the driver.
static zc_term_t *
s_handle_call (zc_gen_server_t *self, const zc_term_t *request, zc_from_t from)
{
    (void) self, (void) from;
    zc_term_t *what;
    int ms;
    if (zc_term_match (request, "{echo, ~t}", &what))
        return zc_term_new ("{~a, ~t}", zc_node_self (), what);
    if (zc_term_match (request, "pid"))
        return zc_term_new ("~p", zc_self ());
    if (zc_term_match (request, "{slow, ~i}", &ms)) {
        zc_sleep (ms);
        return zc_term_new ("late");
    }
    return NULL;
}

static void
s_handle_cast (zc_gen_server_t *self, const zc_term_t *request)
{
    (void) self;
    zc_send_name ("driver", NULL, "{cast, ~t}", request);
}

static const zc_gen_server_callbacks_t s_echo = {
    .handle_call = s_handle_call, .handle_cast = s_handle_cast};

//  ---- commands of the nodes -----------------------------------------------

static void
s_do_serve (char *args, char *answer)
{
    if (zc_pid_is_null (zc_whereis ("driver")))
        zc_register ("driver", zc_self ());
    zt_answer_bool (answer, !zc_pid_is_null (zc_gen_server_start (&s_echo, NULL, args).pid));
}

//  What a call returned, or the reason it ended its caller with.
static void
s_tell_outcome (char *answer, bool answered, const zc_term_t *got)
{
    strcpy (answer, answered? "": "exit ");
    zt_answer_term (answer + strlen (answer), got);
}

//  call NAME NODE MS REQUEST: the answer, or `exit` and the reason.
static void
s_do_call (char *args, char *answer)
{
    char *name = zt_word (&args), *node = zt_word (&args);
    int ms = atoi (zt_word (&args));
    zc_term_t *request = zc_term_parse (args, NULL), *got;
    bool answered = zc_gen_server_try_call (zc_server_on (name, node), ms, &got, "~t", request);
    s_tell_outcome (answer, answered, got);
    zc_term_destroy (&got);
    zc_term_destroy (&request);
}

//  A process that calls, and tells the driver how it went.
static void
s_caller (void *arg)
{
    char *args = arg;
    char *answer = zc_alloc (ZT_LINE);
    s_do_call (args, answer);
    zc_send_name ("driver", NULL, "{called, ~s}", (const char *) answer);
}

static void
s_do_call_aside (char *args, char *answer)
{
    zc_spawn (s_caller, zc_strdup (args));
    strcpy (answer, "ok");
}

//  A pid of another node, remembered, and called by it.
static zc_pid_t s_remembered;

static void
s_do_remember (char *args, char *answer)
{
    char *name = zt_word (&args);
    zc_term_t *got = zc_gen_server_call (zc_server_on (name, args), ZT_LONG, "pid");
    zt_answer_bool (answer, zc_term_match (got, "~p", &s_remembered));
    zc_term_destroy (&got);
}

static void
s_do_call_pid (char *args, char *answer)
{
    zc_term_t *request = zc_term_parse (args, NULL), *got, *reason;
    bool answered = zc_gen_server_try_call (s_remembered, ZT_LONG, &got, "~t", request);
    if (!answered && zc_term_match (got, "{~t, {GenServer, call, [~p, _, _]}}", &reason, s_remembered)) {
        zc_term_destroy (&got);
        got = reason;
    }
    s_tell_outcome (answer, answered, got);
    zc_term_destroy (&got);
    zc_term_destroy (&request);
}

static void
s_do_stop (char *args, char *answer)
{
    char *name = zt_word (&args);
    zc_gen_server_stop (zc_server_on (name, args), ZT_LONG, "normal");
    strcpy (answer, "ok");
}

static void
s_do_cast (char *args, char *answer)
{
    char *name = zt_word (&args), *node = zt_word (&args);
    zc_gen_server_cast (zc_server_on (name, node), args);
    strcpy (answer, "ok");
}

static void
s_do_abcast (char *args, char *answer)
{
    char *name = zt_word (&args);
    zc_gen_server_abcast (NULL, name, args);
    strcpy (answer, "abcast");
}

//  multi_call NAME MS NODES REQUEST; NODES is a list without blanks, or - for all.
static void
s_do_multi_call (char *args, char *answer)
{
    char *name = zt_word (&args);
    int ms = atoi (zt_word (&args));
    char *list = zt_word (&args);
    zc_term_t *nodes = strcmp (list, "-") == 0? NULL: zc_term_parse (list, NULL);
    zc_term_t *request = zc_term_parse (args, NULL);
    zc_term_t *result = zc_gen_server_multi_call (nodes, name, ms, "~t", request);
    zt_answer_term (answer, result);
    zc_term_destroy (&result);
    zc_term_destroy (&request);
    zc_term_destroy (&nodes);
}

//  flood NODE: a process sends until it is suspended; answers when it is. It may go
//  on after the driver and its memory have ended.
static char s_flooded [64];

static void
s_flooder (void *arg)
{
    (void) arg;
    static const uint8_t bytes [1000];          //  what is small does not wait for what is big
    for (;;)
        zc_send_name ("nobody", s_flooded, "~b", bytes, sizeof bytes);
}

static void
s_do_flood (char *args, char *answer)
{
    snprintf (s_flooded, sizeof s_flooded, "%s", args);
    zc_spawn (s_flooder, NULL);
    zt_until (zc_send_name_options ("nobody", args, ZC_SEND_NOSUSPEND, ZC_FORMAT ("x"))
              == ZC_NOSUSPEND);
    strcpy (answer, "full");
}

static const zt_command_t zt_own [ZT_OWN] = {
    {"flood", s_do_flood},
    {"serve", s_do_serve}, {"call", s_do_call}, {"call_aside", s_do_call_aside},
    {"remember", s_do_remember}, {"call_pid", s_do_call_pid}, {"stop", s_do_stop},
    {"cast", s_do_cast}, {"abcast", s_do_abcast}, {"multi_call", s_do_multi_call}};

//  ---- the table -----------------------------------------------------------

START_TEST (a_call_reaches_the_server_of_that_name_on_the_node)
{
    zt_node_t a, b;
    zt_start (&a, "a@localhost", "");
    zt_start (&b, "b@localhost", "");
    zt_is (&b, "serve echo", "true");
    zt_is (&a, "call echo b@localhost 5000 {:echo, 1}", "{:b@localhost, 1}");
    zt_is (&a, "call nobody b@localhost 5000 :x",
           "exit {:noproc, {GenServer, :call, [{:nobody, :b@localhost}, :x, 5000]}}");
    zt_is (&a, "call echo nowhere@localhost 5000 :x",
           "exit {{:nodedown, :nowhere@localhost}, "
           "{GenServer, :call, [{:echo, :nowhere@localhost}, :x, 5000]}}");
    zt_is (&a, "call echo b@localhost 50 :hang",
           "exit {:timeout, {GenServer, :call, [{:echo, :b@localhost}, :hang, 50]}}");
    zt_is (&a, "left", "0");
    zt_stop (&a);
    zt_stop (&b);
}
END_TEST

START_TEST (a_pid_of_another_node_is_called_and_missed_as_a_name_is)
{
    zt_node_t a, b;
    zt_start (&a, "a@localhost", "");
    zt_start (&b, "b@localhost", "");
    zt_is (&b, "serve echo", "true");
    zt_is (&a, "remember echo b@localhost", "true");
    zt_is (&a, "call_pid {:echo, 1}", "{:b@localhost, 1}");
    zt_is (&a, "stop echo b@localhost", "ok");
    zt_is (&a, "call_pid {:echo, 1}", "exit :noproc");
    zt_is (&b, "serve echo", "true");
    zt_is (&a, "remember echo b@localhost", "true");
    zt_kill (&b);
    zt_is (&a, "call_pid {:echo, 1}", "exit {:nodedown, :b@localhost}");
    zt_start (&b, "b@localhost", "");           //  of the same name, another node
    zt_is (&b, "serve echo", "true");
    zt_is (&a, "call_pid {:echo, 1}", "exit :noproc");
    zt_is (&a, "left", "0");
    zt_stop (&a);
    zt_stop (&b);
}
END_TEST

START_TEST (a_late_answer_of_another_node_never_arrives)
{
    zt_node_t a, b;
    zt_start (&a, "a@localhost", "");
    zt_start (&b, "b@localhost", "");
    zt_is (&b, "serve echo", "true");
    ck_assert (strncmp (zt_do (&a, "call echo b@localhost 1 {:slow, %d}", zt_ms (50)),
                        "exit {:timeout, ", 16) == 0);
    zt_is (&a, "call echo b@localhost 60000 {:echo, :next}", "{:b@localhost, :next}");
    zt_is (&a, "left", "0");
    zt_stop (&a);
    zt_stop (&b);
}
END_TEST

START_TEST (a_call_ends_with_nodedown_when_the_node_is_killed)
{
    zt_node_t a, b;
    zt_start (&a, "a@localhost", "");
    zt_is (&a, "serve echo", "true");
    for (int round = 0; round < 3; round++) {
        zt_start (&b, "b@localhost", "");
        zt_is (&b, "serve echo", "true");
        for (int i = 0; i < 10; i++)
            zt_is (&a, "call_aside echo b@localhost -1 :hang", "ok");
        zt_is (&a, "call echo b@localhost 60000 {:echo, 1}", "{:b@localhost, 1}");
        zt_kill (&b);
        for (int i = 0; i < 10; i++)
            zt_is (&a, "next 10000 {called, _}",
                   "{:called, \"exit {{:nodedown, :b@localhost}, "
                   "{GenServer, :call, [{:echo, :b@localhost}, :hang, :infinity]}}\"}");
    }
    zt_is (&a, "left", "0");
    zt_stop (&a);
}
END_TEST

START_TEST (a_call_ends_with_nodedown_when_the_connection_is_cut)
{
    zt_node_t a, b;
    zt_start (&a, "a@localhost", "faults");
    zt_start (&b, "b@localhost", "");
    zt_is (&a, "serve echo", "true");
    zt_is (&b, "serve echo", "true");
    zt_is (&a, "call_aside echo b@localhost -1 :hang", "ok");
    zt_is (&a, "call echo b@localhost 60000 {:echo, 1}", "{:b@localhost, 1}");
    zt_is (&a, "fault b@localhost cut", "true");
    ck_assert (strstr (zt_do (&a, "next 10000 {called, _}"), "{{:nodedown, :b@localhost}, "));
    zt_is (&a, "fault b@localhost heal", "true");
    zt_until_is (&a, "call echo b@localhost 60000 {:echo, 2}", "{:b@localhost, 2}");
    zt_is (&a, "left", "0");
    zt_stop (&a);
    zt_stop (&b);
}
END_TEST

START_TEST (casts_reach_one_or_all_and_never_fail)
{
    zt_node_t a, b;
    zt_start (&a, "a@localhost", "");
    zt_start (&b, "b@localhost", "");
    zt_is (&a, "serve echo", "true");
    zt_is (&b, "serve echo", "true");
    zt_is (&a, "connect b@localhost", "true");
    zt_is (&a, "cast echo b@localhost {one, 1}", "ok");
    zt_is (&b, "next 10000", "{:cast, {:one, 1}}");
    zt_is (&a, "cast nobody b@localhost x", "ok");
    zt_is (&a, "cast echo nowhere@localhost x", "ok");
    zt_is (&a, "abcast echo all", "abcast");
    zt_is (&a, "next 10000", "{:cast, :all}");
    zt_is (&b, "next 10000", "{:cast, :all}");
    zt_stop (&a);
    zt_stop (&b);
}
END_TEST

START_TEST (a_multi_call_tells_answers_and_bad_nodes)
{
    zt_node_t a, b, c;
    zt_start (&a, "a@localhost", "");
    zt_start (&b, "b@localhost", "");
    zt_start (&c, "c@localhost", "");
    zt_is (&a, "serve echo", "true");
    zt_is (&b, "serve echo", "true");
    zt_is (&a, "connect b@localhost", "true");
    zt_is (&a, "connect c@localhost", "true");
    zt_is (&a, "multi_call echo 60000 [:c@localhost,:b@localhost,:x@localhost,:a@localhost] {:echo, 1}",
           "{[b@localhost: {:b@localhost, 1}, a@localhost: {:a@localhost, 1}], "
           "[:c@localhost, :x@localhost]}");
    zt_is (&c, "serve echo", "true");
    zt_is (&a, "multi_call echo 60000 - {:echo, 1}",
           "{[a@localhost: {:a@localhost, 1}, b@localhost: {:b@localhost, 1}, "
           "c@localhost: {:c@localhost, 1}], []}");
    zt_is (&a, "multi_call echo 20 - :hang",
           "{[], [:a@localhost, :b@localhost, :c@localhost]}");
    ck_assert_str_eq (zt_do (&a, "multi_call echo 1 [:b@localhost] {:slow, %d}", zt_ms (50)),
                      "{[], [:b@localhost]}");
    zt_is (&a, "call echo b@localhost 60000 {:echo, 2}", "{:b@localhost, 2}");
    zt_is (&a, "left", "0");                    //  the late answer is nowhere
    zt_stop (&a);
    zt_stop (&b);
    zt_stop (&c);
}
END_TEST

START_TEST (a_node_that_dies_in_a_multi_call_is_a_bad_one)
{
    zt_node_t a, b, c;
    zt_start (&a, "a@localhost", "");
    zt_start (&b, "b@localhost", "");
    zt_start (&c, "c@localhost", "");
    zt_is (&b, "serve echo", "true");
    zt_is (&c, "serve echo", "true");
    zt_is (&a, "connect b@localhost", "true");
    zt_is (&a, "connect c@localhost", "true");
    zt_tell (&a, "multi_call echo 600000 [:b@localhost,:c@localhost] {:slow, %d}", zt_ms (300));
    zt_kill (&b);
    ck_assert_str_eq (zt_hear (&a), "{[c@localhost: :late], [:b@localhost]}");
    zt_is (&a, "left", "0");
    zt_stop (&a);
    zt_stop (&c);
}
END_TEST

//  Senders wait while much is queued to a node; who asks has a time-out to keep.
START_TEST (a_full_queue_delays_no_call_past_its_time)
{
    zt_node_t a, b;
    zt_start (&a, "a@localhost", "tick=600000 busy=100000");
    zt_start (&b, "b@localhost", "tick=600000 busy=100000");
    zt_is (&b, "serve echo", "true");
    zt_is (&a, "remember echo b@localhost", "true");
    zt_freeze (&b);
    zt_is (&a, "flood b@localhost", "full");
    ck_assert (strncmp (zt_do (&a, "call echo b@localhost 50 {:echo, 1}"), "exit {:timeout, ", 16)
               == 0);
    ck_assert_str_eq (zt_do (&a, "multi_call echo 50 [:b@localhost] {:echo, 1}"),
                      "{[], [:b@localhost]}");
    ck_assert_str_eq (zt_do (&a, "run rpc block_call [:b@localhost, Kernel, :abs, [-1], 50]"),
                      "{:badrpc, :timeout}");
    ck_assert_str_eq (zt_do (&a, "run rpc call [:b@localhost, Kernel, :abs, [-1], 50]"),
                      "{:badrpc, :timeout}");
    zt_kill (&b);
    zt_is (&a, "left", "0");
    zt_stop (&a);
}
END_TEST

ZT_CLUSTER_MAIN ("gen_server_cluster",
    a_full_queue_delays_no_call_past_its_time,
    a_call_reaches_the_server_of_that_name_on_the_node,
    a_pid_of_another_node_is_called_and_missed_as_a_name_is,
    a_late_answer_of_another_node_never_arrives,
    a_call_ends_with_nodedown_when_the_node_is_killed,
    a_call_ends_with_nodedown_when_the_connection_is_cut,
    casts_reach_one_or_all_and_never_fail,
    a_multi_call_tells_answers_and_bad_nodes,
    a_node_that_dies_in_a_multi_call_is_a_bad_one)
