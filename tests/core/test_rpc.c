//  test_rpc.c - remote calls: what they answer, whatever becomes of the callee

#include "zt_cluster.h"

#include "zc_module.h"

//  ---- what is called ------------------------------------------------------

static zc_term_t *
s_first (const zc_term_t *args)
{
    return zc_term_element (args, 0);
}

static zc_term_t *
s_throw (const zc_term_t *args)
{
    zc_throw ("~t", s_first (args));
}

static zc_term_t *
s_exit (const zc_term_t *args)
{
    zc_exit ("~t", s_first (args));
}

static zc_term_t *
s_error (const zc_term_t *args)
{
    zc_error ("{~t, []}", s_first (args));
}

static zc_term_t *
s_mistake (const zc_term_t *args)
{
    (void) args;
    zc_send (zc_self (), "{~i}");
    return NULL;
}

static zc_term_t *
s_crash (const zc_term_t *args)
{
    (void) args;
    abort ();
}

static void
s_kill (void *arg)
{
    zc_exit_process (*(zc_pid_t *) arg, "kill");
}

static void
s_link_and_die (void *arg)
{
    zc_link (*(zc_pid_t *) arg);
    zc_exit ("helper");
}

//  Waits for somebody else to end it.
static zc_term_t *
s_by (zc_body_t *body)
{
    zc_pid_t self = zc_self ();
    zc_spawn (body, &self);
    zc_sleep (-1);
    return NULL;
}

static zc_term_t *
s_killed (const zc_term_t *args)
{
    (void) args;
    return s_by (s_kill);
}

static zc_term_t *
s_helper_dies (const zc_term_t *args)
{
    (void) args;
    return s_by (s_link_and_die);
}

static zc_term_t *
s_halt (const zc_term_t *args)
{
    (void) args;
    _exit (7);
}

//  Waits so many milliseconds, scaled (-1: for ever), and returns the number.
static zc_term_t *
s_wait (const zc_term_t *args)
{
    int ms = 0;
    zc_term_match (args, "[~i]", &ms);
    zc_sleep (ms < 0? -1: zt_ms (ms));
    return s_first (args);
}

//  Waits until the process `gate` of this node is gone.
static zc_term_t *
s_wait_at_gate (const zc_term_t *args)
{
    zc_ref_t ref = zc_monitor_name ("gate", NULL);
    zc_receive (-1, "{:DOWN, ~r, process, _, _}", ref);
    return s_first (args);
}

static zc_term_t *
s_leader (const zc_term_t *args)
{
    (void) args;
    return zc_term_new ("~a", zc_node_of (zc_group_leader ()));
}

//  Numbers in the order they were called in.
static zc_term_t *
s_count (const zc_term_t *args)
{
    static int count;
    (void) args;
    int mine = count;
    zc_sleep (2);                   //  others may come in between, if they can
    count = mine + 1;
    return zc_term_new ("~i", count);
}

ZC_MODULE (Victim, {"value", 1, s_first}, {"throw", 1, s_throw}, {"exit", 1, s_exit},
           {"error", 1, s_error}, {"mistake", 0, s_mistake}, {"crash", 0, s_crash},
           {"killed", 0, s_killed}, {"helper_dies", 0, s_helper_dies}, {"halt", 0, s_halt},
           {"wait", 1, s_wait}, {"gate", 1, s_wait_at_gate}, {"leader", 0, s_leader},
           {"count", 0, s_count});

//  ---- commands of the nodes -----------------------------------------------

//  A call from words: NODE MODULE FUNCTION TIMEOUT ARGS.
typedef struct {
    char *node, *module, *function;
    int ms;
    zc_term_t *args;
} s_words_t;

static s_words_t
s_words (char *text)
{
    s_words_t words = {zt_word (&text), zt_word (&text), zt_word (&text),
                       atoi (zt_word (&text)), NULL};
    if (words.ms > 0)
        words.ms = zt_ms (words.ms);
    words.args = zc_term_parse (text, NULL);
    return words;
}

static void
s_do_rpc (char *args, char *answer)
{
    s_words_t w = s_words (args);
    zt_answer_class (answer, ZC_VALUE, zc_rpc_call (w.node, w.module, w.function, w.ms, "~t",
                                                   w.args));
    zc_term_destroy (&w.args);
}

static void
s_do_block (char *args, char *answer)
{
    s_words_t w = s_words (args);
    zt_answer_class (answer, ZC_VALUE, zc_rpc_block_call (w.node, w.module, w.function, w.ms, "~t",
                                                         w.args));
    zc_term_destroy (&w.args);
}

static void
s_do_erpc (char *args, char *answer)
{
    s_words_t w = s_words (args);
    zc_term_t *result;
    zc_class_t class = zc_erpc_call (w.node, w.module, w.function, w.ms, &result, "~t", w.args);
    zt_answer_class (answer, class, result);
    zc_term_destroy (&w.args);
}

//  Keys of async calls, by number: async N NODE MODULE FUNCTION 0 ARGS
static zc_erpc_request_t s_keys [4];

static void
s_do_async (char *args, char *answer)
{
    int at = atoi (zt_word (&args));
    s_words_t w = s_words (args);
    s_keys [at] = zc_rpc_async_call (w.node, w.module, w.function, "~t", w.args);
    zc_term_destroy (&w.args);
    strcpy (answer, "ok");
}

//  nb_yield N MS; MS -1 is yield.
static void
s_do_nb_yield (char *args, char *answer)
{
    int at = atoi (zt_word (&args)), ms = atoi (args);
    zc_term_t *value = zc_rpc_nb_yield (s_keys [at], ms < 0? -1: zt_ms (ms));
    strcpy (answer, "timeout");
    if (value)
        zt_answer_class (answer, ZC_VALUE, value);
}

static void
s_yield_stolen (void *arg)
{
    zc_term_t *value = zc_rpc_nb_yield (s_keys [0], 1);
    zc_send (*(zc_pid_t *) arg, "{stolen, ~o}", value != NULL);
}

//  Can another process take the result of key 0?
static void
s_do_steal (char *args, char *answer)
{
    (void) args;
    zc_pid_t self = zc_self ();
    bool stolen = true;
    zc_spawn (s_yield_stolen, &self);
    zc_receive (ZT_LONG, "{stolen, ~o}", &stolen);
    zt_answer_bool (answer, stolen);
}

//  The label and result of the next response to the keys: any COUNT MS
static void
s_do_any (char *args, char *answer)
{
    size_t count = (size_t) atoi (zt_word (&args));
    zc_class_t class;
    zc_term_t *result;
    int label = zc_erpc_wait_any (s_keys, count, zt_ms (atoi (args)), &class, &result);
    int size = sprintf (answer, "%d ", label);
    if (label >= 0)
        zt_answer_class (answer + size, class, result);
}

//  A process that others wait for; opened when it is told so.
static void
s_gate (void *arg)
{
    (void) arg;
    zc_receive (-1, "open");
}

static void
s_do_gate (char *args, char *answer)
{
    (void) args;
    zt_answer_bool (answer, zc_register ("gate", zc_spawn (s_gate, NULL)));
}

//  A server for server_call and sbcast.
static void
s_server (void *arg)
{
    (void) arg;
    zc_pid_t from;
    zc_term_t *message;
    while (zc_receive (-1, "{~p, ~t}", &from, &message)) {
        zc_send (from, "{reply, ~a, {got, ~t}}", zc_node_self (), message);
        zc_term_destroy (&message);
    }
}

static void
s_do_server (char *args, char *answer)
{
    zt_answer_bool (answer, zc_register (args, zc_spawn (s_server, NULL)));
}

//  Processes beside the driver and its starter.
static void
s_do_others (char *args, char *answer)
{
    (void) args;
    sprintf (answer, "%lld", (long long) zt_info ("processes") - 2);
}

//  Many callers at once, all from this node: crowd COUNT NODE
enum { CALLS = 20 };
static const char *s_crowd_node;

static void
s_caller (void *arg)
{
    for (int i = 0; i < CALLS; i++) {
        zc_term_t *value = zc_rpc_call (s_crowd_node, "Victim", "value", ZT_LONG, "[~i]", i);
        int number;
        if (!zc_term_match (value, "~i", &number) || number != i)
            zc_exit ("wrong");
        zc_term_destroy (&value);
    }
    zc_send (*(zc_pid_t *) arg, "done");
}

static void
s_do_crowd (char *args, char *answer)
{
    int count = atoi (zt_word (&args)), done = 0;
    zc_pid_t self = zc_self ();
    s_crowd_node = args;
    for (int i = 0; i < count; i++)
        zc_spawn (s_caller, &self);
    while (done < count && zc_receive (ZT_LONG, "done"))
        done++;
    sprintf (answer, "%d", done);
}

//  The sum of what so many block calls at once return: blocks COUNT NODE
static void
s_blocker (void *arg)
{
    zc_term_t *number = zc_rpc_block_call (s_crowd_node, "Victim", "count", -1, "[]");
    zc_send (*(zc_pid_t *) arg, "{number, ~t}", number);
}

static void
s_do_blocks (char *args, char *answer)
{
    int count = atoi (zt_word (&args)), sum = 0, number;
    zc_pid_t self = zc_self ();
    s_crowd_node = args;
    for (int i = 0; i < count; i++)
        zc_spawn (s_blocker, &self);
    for (int i = 0; i < count && zc_receive (ZT_LONG, "{number, ~i}", &number); i++)
        sum += number;
    sprintf (answer, "%d", sum);
}

//  Requests and responses as terms: by_name NODE
static zc_term_t *
s_erpc (const char *function, zc_term_t *args)
{
    return zc_apply ("erpc", function, args);
}

static zc_term_t *
s_send (const char *node, int number)
{
    return s_erpc ("send_request", zc_term_new ("[~a, Victim, value, [~i]]", node, number));
}

static void
s_do_by_name (char *args, char *answer)
{
    zc_term_t *one = s_send (args, 1), *two = s_send (args, 2), *three = s_send (args, 3);
    zc_term_t *other = zc_term_new ("{other}");
    zc_term_t *answers [4];
    answers [0] = s_erpc ("wait_response", zc_term_new ("[~t, infinity]", one));
    zc_ref_t ref;
    zc_term_match (two, "[_ | ~r]", &ref);
    zc_receive (ZT_LONG, "{:DOWN, ~r, _, _, _}", ref);
    answers [1] = s_erpc ("check_response", zc_term_new ("[~t, ~t]", zc_message (), two));
    answers [2] = s_erpc ("check_response", zc_term_new ("[~t, ~t]", other, three));
    answers [3] = s_erpc ("receive_response", zc_term_new ("[~t, 9999]", three));
    for (int i = 0; i < 4; i++)
        sprintf (answer + strlen (answer), "%s ", zc_term_str (answers [i]));
    zc_term_t *zero = s_erpc ("receive_response", zc_term_new ("[~t]", s_send (args, 0)));
    sprintf (answer + strlen (answer), "%s 4", zc_term_str (zero));
}

//  A promise and what becomes of it, as terms: promise NODE
static void
s_do_promise (char *args, char *answer)
{
    zc_term_t *key = zc_apply ("rpc", "async_call", zc_term_new ("[~a, Victim, gate, [1]]", args));
    zc_term_t *answers [4];
    answers [0] = zc_apply ("rpc", "nb_yield", zc_term_new ("[~t]", key));
    answers [1] = zc_apply ("rpc", "nb_yield", zc_term_new ("[~t, 1]", key));
    zc_send_name ("gate", args, "open");
    answers [2] = zc_apply ("rpc", "nb_yield", zc_term_new ("[~t, infinity]", key));
    key = zc_apply ("rpc", "async_call", zc_term_new ("[~a, Victim, exit, [e]]", args));
    answers [3] = zc_apply ("rpc", "yield", zc_term_new ("[~t]", key));
    for (int i = 0; i < 4; i++)
        sprintf (answer + strlen (answer), "%s%s", i? " ": "", zc_term_str (answers [i]));
}

//  flood NODE: a process that sends it more than it takes, and waits for room.
static void
s_flooder (void *arg)
{
    (void) arg;
    static const char data [64 * 1024];
    zc_register ("flooder", zc_self ());
    for (int i = 0; i < 100; i++)
        zc_send_name ("nobody", s_crowd_node, "~b", (const void *) data, sizeof data);
}

static void
s_do_flood (char *args, char *answer)
{
    static char node [100];
    snprintf (node, sizeof node, "%s", args);
    s_crowd_node = node;
    zc_term_t *info, *state;
    zc_pid_t pid = zc_spawn (s_flooder, NULL);
    do {
        zc_sleep (1);
        info = zc_process_info (pid);
        state = info? zt_get (info, "current"): NULL;
        zc_term_destroy (&info);
    } while (state && !zc_term_match (state, "suspended"));
    zt_answer_bool (answer, state != NULL);
}

static const zt_command_t zt_own [ZT_OWN] = {
    {"rpc", s_do_rpc}, {"erpc", s_do_erpc}, {"block", s_do_block},
    {"async", s_do_async}, {"nb_yield", s_do_nb_yield}, {"steal", s_do_steal}, {"any", s_do_any},
    {"gate", s_do_gate}, {"server", s_do_server}, {"others", s_do_others},
    {"crowd", s_do_crowd}, {"blocks", s_do_blocks}, {"by_name", s_do_by_name},
    {"flood", s_do_flood}, {"promise", s_do_promise}};

//  ---- tests ---------------------------------------------------------------

static void
s_start_two (zt_node_t *a, zt_node_t *b)
{
    zt_start (a, "a@localhost", "faults");
    zt_start (b, "b@localhost", "faults");
    zt_is (a, "connect b@localhost", "true");
}

static void
s_stop_two (zt_node_t *a, zt_node_t *b)
{
    zt_is (a, "left", "0");
    zt_stop (b);
    zt_stop (a);
}

START_TEST (a_function_of_another_node_is_called)
{
    zt_node_t a, b;
    s_start_two (&a, &b);
    zt_is (&a, "rpc b@localhost Kernel abs -1 [-1]", "1");
    zt_is (&a, "rpc b@localhost Kernel node 5000 []", ":b@localhost");
    zt_is (&a, "run rpc call [:b@localhost, Kernel, :abs, [-1]]", "1");
    zt_is (&a, "run erpc call [:b@localhost, Kernel, :abs, [-1], 5000]", "1");
    zt_is (&a, "rpc b@localhost Victim leader -1 []", ":a@localhost");
    s_stop_two (&a, &b);
}
END_TEST

//  One call with rpc and with erpc.
static void
s_both (zt_node_t *a, const char *call, const char *rpc, const char *erpc)
{
    ck_assert_str_eq (zt_do (a, "rpc %s", call), rpc);
    ck_assert_str_eq (zt_do (a, "erpc %s", call), erpc);
}

//  A row of the table of outcomes: here and there, with and without a time-out.
static void
s_row (zt_node_t *a, const char *function, const char *args, const char *rpc, const char *erpc)
{
    for (int i = 0; i < 4; i++) {
        char call [300];
        snprintf (call, sizeof call, "%s Victim %s %s %s", i % 2? "b@localhost": "a@localhost",
                  function, i < 2? "-1": "9999", args);
        s_both (a, call, rpc, erpc);
    }
}

START_TEST (each_way_to_end_has_its_outcome)
{
    zt_node_t a, b;
    s_start_two (&a, &b);
    s_row (&a, "value", "[{1, \"x\"}]", "{1, \"x\"}", "{1, \"x\"}");
    s_row (&a, "throw", "[:ball]", ":ball", "throw :ball");
    s_row (&a, "exit", "[:normal]", "{:badrpc, {:EXIT, :normal}}", "exit {:exception, :normal}");
    s_row (&a, "exit", "[{:a, 1}]", "{:badrpc, {:EXIT, {:a, 1}}}", "exit {:exception, {:a, 1}}");
    s_row (&a, "error", "[:badarith]", "{:badrpc, {:EXIT, {:badarith, []}}}",
           "error {:exception, :badarith, []}");
    s_row (&a, "nope", "[1]", "{:badrpc, {:EXIT, {:undef, [{Victim, :nope, [1], []}]}}}",
           "error {:exception, :undef, [{Victim, :nope, [1], []}]}");
    s_stop_two (&a, &b);
}
END_TEST

//  In a process of its own a call can be ended from outside, and the caller lives.
START_TEST (a_callee_that_is_ended_from_outside_is_told_by_its_signal)
{
    zt_node_t a, b;
    s_start_two (&a, &b);
    s_both (&a, "a@localhost Victim killed 9999 []", "{:badrpc, {:EXIT, :killed}}",
            "exit {:signal, :killed}");
    s_both (&a, "b@localhost Victim killed -1 []", "{:badrpc, {:EXIT, :killed}}",
            "exit {:signal, :killed}");
    s_both (&a, "a@localhost Victim helper_dies 9999 []", "{:badrpc, {:EXIT, :helper}}",
            "exit {:signal, :helper}");
    s_both (&a, "b@localhost Victim helper_dies -1 []", "{:badrpc, {:EXIT, :helper}}",
            "exit {:signal, :helper}");
    s_stop_two (&a, &b);
}
END_TEST

//  Does the answer begin so?
static void
s_begins (zt_node_t *node, const char *command, const char *begin)
{
    const char *answer = zt_do (node, "%s", command);
    ck_assert_msg (strncmp (answer, begin, strlen (begin)) == 0, "%s: %s", command, answer);
}

START_TEST (a_crash_and_a_mistake_say_what_they_were)
{
    zt_node_t a, b;
    s_start_two (&a, &b);
    s_begins (&a, "rpc b@localhost Victim crash -1 []", "{:badrpc, {:EXIT, {:signal, :abrt, \"");
    s_begins (&a, "erpc b@localhost Victim crash -1 []", "exit {:signal, {:signal, :abrt, \"");
    s_begins (&a, "rpc b@localhost Victim mistake -1 []", "{:badrpc, {:EXIT, {:badarg, \"");
    s_begins (&a, "erpc b@localhost Victim mistake -1 []", "error {:exception, :badarg, \"");
    zt_is (&a, "ping b@localhost", "pong");
    s_stop_two (&a, &b);
}
END_TEST

START_TEST (a_call_to_the_own_node_without_a_time_out_runs_in_the_caller)
{
    zt_node_t a;
    zt_start (&a, "a@localhost", "");
    char caller [100];
    snprintf (caller, sizeof caller, "%s", zt_do (&a, "run Kernel self []"));
    zt_is (&a, "rpc a@localhost Kernel self -1 []", caller);
    zt_is (&a, "erpc a@localhost Kernel self -1 []", caller);
    ck_assert_str_ne (zt_do (&a, "rpc a@localhost Kernel self 5000 []"), caller);
    zt_is (&a, "rpc a@localhost Victim exit -1 [:normal]", "{:badrpc, {:EXIT, :normal}}");
    zt_is (&a, "run Kernel self []", caller);
    zt_stop (&a);
}
END_TEST

START_TEST (a_late_result_never_comes)
{
    zt_node_t a, b;
    s_start_two (&a, &b);
    zt_is (&b, "gate", "true");
    int64_t start = zt_now_ms ();
    s_both (&a, "b@localhost Victim gate 50 [late]", "{:badrpc, :timeout}", "error {:erpc, :timeout}");
    ck_assert_int_ge (zt_now_ms () - start, 2 * zt_ms (50));
    zt_until_is (&b, "others", "3");        //  the gate, and two that wait at it
    zt_is (&b, "send gate b@localhost open", "true");
    zt_until_is (&b, "others", "0");
    zt_is (&a, "rpc b@localhost Victim value -1 [1]", "1");     //  after the results, if any
    zt_is (&a, "left", "0");
    s_both (&a, "a@localhost Victim wait 20 [-1]", "{:badrpc, :timeout}",
            "error {:erpc, :timeout}");
    s_stop_two (&a, &b);
}
END_TEST

START_TEST (a_time_out_comes_in_time_though_nobody_answers)
{
    zt_node_t a, b;
    zt_start (&a, "a@localhost", "plain");
    zt_start (&b, "b@localhost", "plain");
    zt_is (&a, "connect b@localhost", "true");
    zt_freeze (&b);
    int64_t start = zt_now_ms ();
    s_both (&a, "b@localhost Kernel node 100 []", "{:badrpc, :timeout}", "error {:erpc, :timeout}");
    ck_assert_int_lt (zt_now_ms () - start, 2 * zt_ms (100) + zt_ms (5000));
    zt_is (&a, "flood b@localhost", "true");        //  the request itself is stuck
    start = zt_now_ms ();
    s_both (&a, "b@localhost Kernel node 100 []", "{:badrpc, :timeout}", "error {:erpc, :timeout}");
    ck_assert_int_lt (zt_now_ms () - start, 2 * zt_ms (100) + zt_ms (5000));
    zt_thaw (&b);
    zt_until_is (&a, "others", "0");
    zt_is (&a, "rpc b@localhost Kernel node -1 []", ":b@localhost");
    s_stop_two (&a, &b);
}
END_TEST

START_TEST (a_node_that_is_not_there_is_told_so)
{
    zt_node_t a;
    zt_start (&a, "a@localhost", "");
    s_both (&a, "nobody@localhost Kernel node -1 []", "{:badrpc, :nodedown}",
            "error {:erpc, :noconnection}");
    s_both (&a, "nobody@localhost Kernel node 9999 []", "{:badrpc, :nodedown}",
            "error {:erpc, :noconnection}");
    zt_is (&a, "block nobody@localhost Kernel node -1 []", "{:badrpc, :nodedown}");
    zt_is (&a, "left", "0");
    zt_stop (&a);
}
END_TEST

START_TEST (a_node_that_dies_during_the_call_is_told_so)
{
    zt_node_t a, b;
    s_start_two (&a, &b);
    zt_is (&a, "rpc b@localhost Victim halt -1 []", "{:badrpc, :nodedown}");
    ck_assert_int_eq (zt_end (&b), 7);
    zt_start (&b, "b@localhost", "");
    zt_is (&a, "erpc b@localhost Victim halt 9999 []", "error {:erpc, :noconnection}");
    ck_assert_int_eq (zt_end (&b), 7);
    zt_is (&a, "left", "0");
    zt_stop (&a);
}
END_TEST

START_TEST (a_node_that_is_killed_or_cut_off_during_the_call_is_told_so)
{
    zt_node_t a, b;
    s_start_two (&a, &b);
    zt_tell (&a, "rpc b@localhost Victim wait -1 [-1]");
    zt_until_is (&b, "others", "1");
    zt_is (&b, "fault a@localhost drop", "true");
    ck_assert_str_eq (zt_hear (&a), "{:badrpc, :nodedown}");
    zt_tell (&a, "rpc b@localhost Victim wait -1 [-1]");
    zt_until_is (&b, "others", "2");        //  the first one waits on: nobody told it
    zt_kill (&b);
    ck_assert_str_eq (zt_hear (&a), "{:badrpc, :nodedown}");
    zt_is (&a, "left", "0");
    zt_stop (&a);
}
END_TEST

START_TEST (a_multicall_asks_all_at_once_and_names_the_bad_nodes)
{
    zt_node_t a, b;
    s_start_two (&a, &b);
    zt_is (&a, "run rpc multicall [[:b@localhost, :x@localhost, :a@localhost, :b@localhost], "
           "Kernel, :node, []]",
           "{[:b@localhost, :a@localhost, :b@localhost], [:x@localhost]}");
    zt_is (&a, "run rpc multicall [Kernel, :node, []]", "{[:a@localhost, :b@localhost], []}");
    zt_is (&a, "run rpc multicall [[:a@localhost, :b@localhost], Victim, :throw, [:t]]",
           "{[:t, :t], []}");
    zt_is (&a, "run rpc multicall [[:b@localhost], Victim, :exit, [:normal], 9999]",
           "{[badrpc: {:EXIT, :normal}], []}");
    zt_is (&a, "run rpc multicall [[:b@localhost], Victim, :wait, [-1], 20]", "{[], [:b@localhost]}");
    s_stop_two (&a, &b);
}
END_TEST

START_TEST (an_erpc_multicall_has_an_item_for_each_node)
{
    zt_node_t a, b;
    s_start_two (&a, &b);
    zt_is (&a, "run erpc multicall [[:b@localhost, :x@localhost, :b@localhost], Kernel, :node, []]",
           "[ok: :b@localhost, error: {:erpc, :noconnection}, ok: :b@localhost]");
    zt_is (&a, "run erpc multicall [[:b@localhost], Victim, :throw, [:t]]", "[throw: :t]");
    zt_is (&a, "run erpc multicall [[:b@localhost], Victim, :exit, [:e]]",
           "[exit: {:exception, :e}]");
    zt_is (&a, "run erpc multicall [[:b@localhost], Victim, :killed, []]",
           "[exit: {:signal, :killed}]");
    zt_is (&a, "run erpc multicall [[:b@localhost], Victim, :error, [:e]]",
           "[error: {:exception, :e, []}]");
    zt_is (&a, "run erpc multicall [[:b@localhost], Victim, :wait, [-1], 20]",
           "[error: {:erpc, :timeout}]");
    zt_is (&a, "run erpc multicall [[], Kernel, :node, []]", "[]");
    s_stop_two (&a, &b);
}
END_TEST

START_TEST (a_node_that_dies_during_a_multicall_is_a_bad_node)
{
    zt_node_t a, b;
    s_start_two (&a, &b);
    zt_is (&a, "run rpc multicall [[:b@localhost, :a@localhost], Victim, :wait, [0]]",
           "{[0, 0], []}");
    zt_tell (&a, "run rpc multicall [[:b@localhost], Victim, :wait, [-1]]");
    zt_until_is (&b, "others", "1");
    zt_kill (&b);
    ck_assert_str_eq (zt_hear (&a), "{[], [:b@localhost]}");
    zt_is (&a, "left", "0");
    zt_stop (&a);
}
END_TEST

START_TEST (promises_are_kept_in_any_order)
{
    zt_node_t a, b;
    s_start_two (&a, &b);
    zt_is (&b, "gate", "true");
    zt_is (&a, "async 0 b@localhost Victim gate 0 [:zero]", "ok");
    zt_is (&a, "async 1 b@localhost Victim value 0 [:one]", "ok");
    zt_is (&a, "async 2 b@localhost Victim throw 0 [:two]", "ok");
    zt_is (&a, "nb_yield 0 0", "timeout");
    zt_is (&a, "nb_yield 2 -1", ":two");
    zt_is (&a, "nb_yield 0 20", "timeout");
    zt_is (&a, "steal", "false");
    zt_is (&a, "nb_yield 1 9999", ":one");
    zt_is (&a, "nb_yield 1 0", "timeout");          //  once
    zt_is (&b, "send gate b@localhost open", "true");
    zt_is (&a, "nb_yield 0 -1", ":zero");
    zt_until_is (&b, "others", "0");                //  the gate, which is to be another
    zt_is (&b, "gate", "true");
    zt_is (&a, "promise b@localhost", ":timeout :timeout {:value, 1} {:badrpc, {:EXIT, :e}}");
    s_stop_two (&a, &b);
}
END_TEST

START_TEST (the_first_of_many_responses_is_taken)
{
    zt_node_t a, b;
    s_start_two (&a, &b);
    zt_is (&b, "gate", "true");
    zt_is (&a, "async 0 b@localhost Victim gate 0 [0]", "ok");
    zt_is (&a, "async 1 b@localhost Victim exit 0 [:e]", "ok");
    zt_is (&a, "async 2 nobody@localhost Victim value 0 [2]", "ok");
    char first [100];
    snprintf (first, sizeof first, "%s", zt_do (&a, "any 3 9999"));
    bool exit_first = strcmp (first, "1 exit {:exception, :e}") == 0;
    zt_is (&a, "any 3 9999", exit_first? "2 error {:erpc, :noconnection}": "1 exit {:exception, :e}");
    zt_is (&a, "any 3 20", "-1 ");
    zt_is (&b, "send gate b@localhost open", "true");
    zt_is (&a, "any 3 9999", "0 0");
    zt_is (&a, "any 3 9999", "-1 ");                //  none is left: no waiting
    s_stop_two (&a, &b);
}
END_TEST

START_TEST (requests_by_name_are_answered_later)
{
    zt_node_t a, b;
    s_start_two (&a, &b);
    zt_is (&a, "by_name b@localhost", "{:response, 1} {:response, 2} :no_response 3 0 4");
    s_stop_two (&a, &b);
}
END_TEST

START_TEST (casts_run_where_there_is_a_node_and_say_nothing)
{
    zt_node_t a, b;
    s_start_two (&a, &b);
    zt_is (&b, "register driver", "true");
    zt_is (&a, "run rpc cast [:b@localhost, Kernel, :send, [:driver, :hi]]", "true");
    zt_is (&b, "next 9999", ":hi");
    zt_is (&a, "run rpc cast [:nobody@localhost, Kernel, :node, []]", "true");
    zt_is (&a, "run erpc cast [:b@localhost, Victim, :exit, [:e]]", ":ok");
    zt_is (&a, "run erpc cast [:nobody@localhost, Kernel, :node, []]", ":ok");
    zt_is (&a, "run erpc multicast [[:b@localhost, :nobody@localhost, :b@localhost], Kernel, :send, "
           "[:driver, :all]]", ":ok");
    zt_is (&b, "next 9999", ":all");
    zt_is (&b, "next 9999", ":all");
    zt_is (&a, "run rpc eval_everywhere [Kernel, :send, [{:driver, :b@localhost}, :every]]",
           ":abcast");
    zt_is (&b, "next 9999", ":every");
    zt_is (&b, "next 9999", ":every");
    s_stop_two (&a, &b);
}
END_TEST

START_TEST (bad_arguments_are_errors_of_the_caller)
{
    zt_node_t a;
    zt_start (&a, "a@localhost", "");
    s_begins (&a, "run rpc call [1, Kernel, :abs, [-1]]", "error {:badarg, [{:rpc, :call, ");
    s_begins (&a, "run rpc call [:a@localhost, Kernel, :abs, :x]", "error {:badarg, [");
    s_begins (&a, "run rpc call [:a@localhost, Kernel, :abs, [-1], -5]", "error {:badarg, [");
    s_begins (&a, "run rpc multicall [[:a@localhost, 1], Kernel, :abs, [-1]]", "error {:badarg, [");
    s_begins (&a, "run erpc cast [:a@localhost, 3, :abs, [-1]]", "error {{:erpc, :badarg}, [");
    s_begins (&a, "run erpc multicast [:no_list, Kernel, :abs, [-1]]", "error {{:erpc, :badarg}, [");
    s_begins (&a, "run erpc multicall [[:a@localhost, 1], Kernel, :abs, [-1]]",
              "error {{:erpc, :badarg}, [");
    s_begins (&a, "run rpc yield [:no_key]", "error {:badarg, [");
    zt_is (&a, "left", "0");
    zt_stop (&a);
}
END_TEST

START_TEST (messages_are_sent_to_a_name_on_many_nodes)
{
    zt_node_t a, b;
    s_start_two (&a, &b);
    zt_is (&b, "register driver", "true");
    zt_is (&a, "run rpc abcast [:driver, :hi]", ":abcast");
    zt_is (&b, "next 9999", ":hi");
    zt_is (&a, "run rpc sbcast [[:a@localhost, :b@localhost, :x@localhost], :driver, {:ho, 1}]",
           "{[:b@localhost], [:a@localhost, :x@localhost]}");
    zt_is (&b, "next 0", "{:ho, 1}");
    s_stop_two (&a, &b);
}
END_TEST

START_TEST (a_server_is_called_by_its_name)
{
    zt_node_t a, b;
    s_start_two (&a, &b);
    zt_is (&b, "server echo", "true");
    zt_is (&a, "run rpc server_call [:b@localhost, :echo, :reply, :hi]", "{:got, :hi}");
    zt_is (&a, "run rpc server_call [:b@localhost, :nobody, :reply, :hi]", "{:error, :nodedown}");
    zt_is (&a, "run rpc server_call [:x@localhost, :echo, :reply, :hi]", "{:error, :nodedown}");
    s_stop_two (&a, &b);
}
END_TEST

START_TEST (block_calls_run_one_after_the_other)
{
    zt_node_t a, b;
    s_start_two (&a, &b);
    zt_is (&a, "blocks 10 b@localhost", "55");      //  1 + 2 + … + 10: no two saw the same
    zt_is (&a, "block b@localhost Victim leader -1 []", ":a@localhost");
    zt_is (&a, "block b@localhost Victim exit -1 [:e]", "{:badrpc, {:EXIT, :e}}");
    zt_is (&a, "block b@localhost Victim throw -1 [:t]", ":t");
    zt_is (&b, "gate", "true");
    zt_is (&a, "block b@localhost Victim gate 20 [:late]", "{:badrpc, :timeout}");
    zt_is (&b, "send gate b@localhost open", "true");
    zt_is (&a, "block b@localhost Victim killed 9999 []", "{:badrpc, {:EXIT, :killed}}");
    zt_is (&a, "run rpc block_call [:b@localhost, Kernel, :abs, [-1]]", "1");
    s_stop_two (&a, &b);
}
END_TEST

START_TEST (many_callers_get_each_its_own)
{
    zt_node_t a, b;
    s_start_two (&a, &b);
    zt_is (&a, "crowd 100 b@localhost", "100");
    zt_is (&a, "crowd 100 a@localhost", "100");
    s_stop_two (&a, &b);
}
END_TEST

ZT_CLUSTER_MAIN ("rpc",
    a_function_of_another_node_is_called,
    each_way_to_end_has_its_outcome,
    a_callee_that_is_ended_from_outside_is_told_by_its_signal,
    a_crash_and_a_mistake_say_what_they_were,
    a_call_to_the_own_node_without_a_time_out_runs_in_the_caller,
    a_late_result_never_comes,
    a_time_out_comes_in_time_though_nobody_answers,
    a_node_that_is_not_there_is_told_so,
    a_node_that_dies_during_the_call_is_told_so,
    a_node_that_is_killed_or_cut_off_during_the_call_is_told_so,
    a_multicall_asks_all_at_once_and_names_the_bad_nodes,
    an_erpc_multicall_has_an_item_for_each_node,
    a_node_that_dies_during_a_multicall_is_a_bad_node,
    promises_are_kept_in_any_order,
    the_first_of_many_responses_is_taken,
    requests_by_name_are_answered_later,
    casts_run_where_there_is_a_node_and_say_nothing,
    bad_arguments_are_errors_of_the_caller,
    messages_are_sent_to_a_name_on_many_nodes,
    a_server_is_called_by_its_name,
    block_calls_run_one_after_the_other,
    many_callers_get_each_its_own)
