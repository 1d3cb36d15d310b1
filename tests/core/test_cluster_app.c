//  test_cluster_app.c - services of a cluster: balancer, run_sync, subprocesses, joining

#include "zt_cluster.h"

//  ---- work that is sent around --------------------------------------------

static atomic_int s_sleepers;

static zc_term_t *
s_add (const zc_term_t *args)
{
    int a = 0, b = 0;
    zc_term_match (args, "[~i, ~i]", &a, &b);
    return zc_term_new ("~i", a + b);
}

static zc_term_t *
s_where (const zc_term_t *args)
{
    (void) args;
    return zc_term_new ("~a", zc_node_self ());
}

static zc_term_t *
s_crash (const zc_term_t *args)
{
    (void) args;
    zt_crash ();
    return NULL;
}

static zc_term_t *
s_fail (const zc_term_t *args)
{
    zc_term_t *how = zc_term_element (args, 0);
    if (zc_term_match (how, "throw"))
        zc_throw ("ball");
    if (zc_term_match (how, "error"))
        zc_error ("{badarith, []}");
    if (zc_term_match (how, "undef"))
        zc_apply ("Nowhere", "nothing", zc_term_new ("[]"));
    zc_exit ("gone");
}

static zc_term_t *
s_sleep (const zc_term_t *args)
{
    (void) args;
    s_sleepers++;
    zc_sleep (-1);
    return NULL;
}

static zc_term_t *
s_sleepers_of (const zc_term_t *args)
{
    (void) args;
    return zc_term_new ("~i", atomic_load (&s_sleepers));
}

static zc_term_t *
s_print (const zc_term_t *args)
{
    (void) args;
    char text [100];
    snprintf (text, sizeof text, "printed on %s", zc_node_self ());
    zc_io_puts (text);
    return NULL;
}

ZC_MODULE (Work, {"add", 2, s_add}, {"where", 0, s_where}, {"crash", 0, s_crash},
           {"fail", 1, s_fail}, {"sleep", 0, s_sleep}, {"sleepers", 0, s_sleepers_of},
           {"print", 0, s_print});

//  Only on nodes whose test gives it a name: see only_here.
static zc_term_t *
s_only (const zc_term_t *args)
{
    return s_where (args);
}

//  ---- commands of the nodes -----------------------------------------------

//  services [NODE …]: under the driver.
static void
s_do_services (char *args, char *answer)
{
    const char **nodes = zc_alloc (10 * sizeof *nodes);
    char *names = zc_strdup (args);
    for (int i = 0; i < 9 && *names; i++)
        nodes [i] = zt_word (&names);
    zc_start_t started = zc_cluster_start_link (nodes);
    strcpy (answer, started.error? "error": "ok");
}

//  turns N: does the balancer answer in the order of Node.list() ++ [node()]?
static void
s_do_turns (char *args, char *answer)
{
    zc_term_t *nodes = zc_node_list (ZC_NODES_VISIBLE);
    size_t count = zc_term_length (nodes), position = 0;
    bool right = true;
    for (int i = 0; i < atoi (args); i++) {
        position = position + 1 < count + 1? position + 1: 0;
        const char *wanted = zc_node_self ();
        if (position < count)
            zc_term_match (zc_term_element (nodes, position), "~a", &wanted);
        right = right && strcmp (zc_load_balancer_get_node (), wanted) == 0;
    }
    zt_answer_bool (answer, right);
}

//  busy N: so many processes that compute, until `idle`.
static atomic_bool s_computing;

static void
s_compute (void *arg)
{
    (void) arg;
    while (s_computing)
        continue;
}

static void
s_do_busy (char *args, char *answer)
{
    s_computing = true;
    for (int i = 0; i < atoi (args); i++)
        zc_spawn (s_compute, NULL);
    strcpy (answer, "ok");
}

static void
s_do_idle (char *args, char *answer)
{
    (void) args;
    s_computing = false;
    strcpy (answer, "ok");
}

//  load NODE: idle, or loaded, as the balancer here was told; nothing sent since.
static void
s_do_load (char *args, char *answer)
{
    zc_term_t *loads = zc_load_balancer_loads ();
    int64_t load;
    strcpy (answer, "unknown");
    for (size_t i = 0; i < zc_term_length (loads); i++)
        if (zc_term_match (zc_term_element (loads, i), "{~a, ~i, 0}", args, &load))
            strcpy (answer, load > 0? "loaded": "idle");
}

//  naive NODE FUNCTION: in a process of its own; state: waiting, or how it ended.
typedef struct {
    char *node, *function;
    zc_ref_t ref;
    zc_pid_t pid;
} s_naive_t;
static s_naive_t s_naive_one;

static void
s_naive (void *arg)
{
    (void) arg;
    zc_term_t *result = zc_run_sync_naive (s_naive_one.node, "Work", s_naive_one.function, "[]");
    zc_exit ("{result, ~t}", result);
}

static void
s_do_naive (char *args, char *answer)
{
    s_naive_one.node = zc_strdup (zt_word (&args));
    s_naive_one.function = zc_strdup (args);
    s_naive_one.pid = zc_spawn_monitor (s_naive, NULL, &s_naive_one.ref);
    strcpy (answer, "ok");
}

static void
s_do_state (char *args, char *answer)
{
    zc_term_t *reason;
    strcpy (answer, "waiting");
    if (zc_receive (zt_ms (atoi (args)), "{:DOWN, ~r, process, _, ~t}", s_naive_one.ref, &reason))
        zt_answer_term (answer, reason);
}

static void
s_do_end_naive (char *args, char *answer)
{
    (void) args;
    zc_exit_process (s_naive_one.pid, "kill");
    s_do_state (strcpy (answer + 100, "10000"), answer);
}

//  send_naive TERM: to the task that waits for the result.
static void
s_do_send_naive (char *args, char *answer)
{
    zc_pid_t task;
    zc_term_t *info = zc_process_info (s_naive_one.pid), *links, *item;
    size_t at = 0;
    bool found = false;
    for (; !found && (item = zc_term_next (info, &at)); zc_term_destroy (&item))
        if (zc_term_match (item, "{links, ~t}", &links))
            found = zc_term_match (links, "[~p]", &task);
    if (found)
        zc_send (task, (const char *) args);
    zt_answer_bool (answer, found);
}

//  subprocess NODE MODULE FUNCTION ARGS: the driver is to have the message.
static zc_pid_t s_subprocess;

static void
s_do_subprocess (char *args, char *answer)
{
    char *node = zt_word (&args), *module = zt_word (&args), *function = zt_word (&args);
    s_subprocess = zc_subprocess_start (node, zc_self (), module, function, "~t",
                                        zc_term_parse (args, NULL));
    strcpy (answer, "ok");
}

static void
s_do_await (char *args, char *answer)
{
    zc_term_t *result;
    bool done = zc_subprocess_await (s_subprocess, zt_ms (atoi (args)), &result);
    zt_answer_term (answer, zc_term_new ("{~a, ~t}", done? "ok": "error", result));
}

static void
s_do_handed_on (char *args, char *answer)
{
    (void) args;
    zc_term_t *what;
    strcpy (answer, "nothing");
    if (zc_receive (ZT_LONG, "{~p, ~t}", s_subprocess, &what))
        zt_answer_term (answer, what);
}

static void
s_do_end_subprocess (char *args, char *answer)
{
    (void) args;
    zc_unlink (s_subprocess);
    zc_exit_process (s_subprocess, "kill");
    strcpy (answer, "ok");
}

//  kill NAME: a registered process; alive NAME.
static void
s_do_kill (char *args, char *answer)
{
    zc_ref_t ref = zc_monitor_name (args, NULL);
    zc_exit_process (zc_whereis (args), "kill");
    zt_answer_bool (answer, zc_receive (ZT_LONG, "{:DOWN, ~r, _, _, killed}", ref));
}

static void
s_do_alive (char *args, char *answer)
{
    zt_answer_bool (answer, !zc_pid_is_null (zc_whereis (args)));
}

//  only: this node has the module Only from now on.
static void
s_do_only (char *args, char *answer)
{
    (void) args;
    static const zc_export_t exports [] = {{"where", 0, s_only}};
    static const zc_module_t module = {"Only", 1, exports};
    zc_part_t part = {.name = "Only", .kind = &zc_module_c, .code = (void *) (uintptr_t) &module,
                      .file = "test"};
    zc_core_t *core = zc_core_enter ();
    const char *refused = zc_module_load (core, &part, 1);
    zc_core_leave ();
    strcpy (answer, refused? "refused": "ok");
}

//  How often NodeCluster has tried to dial that node; -1: it does not want to.
static int
s_tries (const char *node)
{
    int tries = -1;
    zc_term_t *status = zc_node_cluster_status ();
    zc_term_match (status, "[{~a, ~i} | _]", node, &tries);
    zc_term_destroy (&status);
    return tries;
}

//  flap NODE: it comes and goes many times in a row, and then stays away. Milliseconds
//  until it has been dialled twice.
static void
s_do_flap (char *args, char *answer)
{
    int64_t before = zc_monotonic_ms ();
    for (int i = 0; i < 30; i++) {
        zc_send_name ("NodeCluster", NULL, "{nodedown, ~a}", (const char *) args);
        zc_send_name ("NodeCluster", NULL, "{nodeup, ~a}", (const char *) args);
    }
    zc_send_name ("NodeCluster", NULL, "{nodedown, ~a}", (const char *) args);
    zt_until (s_tries (args) >= 2);
    sprintf (answer, "%d", (int) (zc_monotonic_ms () - before));
}

static const zt_command_t zt_own [ZT_OWN] = {
    {"services", s_do_services}, {"turns", s_do_turns}, {"busy", s_do_busy}, {"idle", s_do_idle},
    {"load", s_do_load}, {"naive", s_do_naive}, {"state", s_do_state},
    {"end_naive", s_do_end_naive}, {"send_naive", s_do_send_naive},
    {"subprocess", s_do_subprocess}, {"await", s_do_await},
    {"handed_on", s_do_handed_on}, {"end_subprocess", s_do_end_subprocess}, {"kill", s_do_kill},
    {"alive", s_do_alive}, {"only", s_do_only},
    {"flap", s_do_flap}};

//  ---- two nodes -----------------------------------------------------------

#define A "a@localhost"
#define B "b@localhost"
#define C "c@localhost"

static void
s_start (zt_node_t *node, const char *name)
{
    zt_start (node, name, "faults setup=2000");
    zt_is (node, "services", "ok");
}

static void
s_start_two (zt_node_t *a, zt_node_t *b)
{
    s_start (a, A);
    s_start (b, B);
    zt_is (a, "connect " B, "true");
    zt_until_is (b, "nodes", "a");
}

static void
s_stop_two (zt_node_t *a, zt_node_t *b)
{
    zt_stop (a);
    zt_stop (b);
}

//  ---- run_sync ------------------------------------------------------------

START_TEST (a_function_runs_on_another_node_and_its_result_is_here)
{
    zt_node_t a, b;
    s_start_two (&a, &b);
    zt_is (&a, "run Cluster run_sync_auto_detect [:\"" B "\", Work, :add, [1, 2]]", "3");
    zt_is (&a, "run Cluster run_sync_auto_detect [nil, Work, :where, []]", ":" A);
    zt_is (&a, "run Cluster run_sync_auto_detect [Work, :where, []]", ":" B);
    zt_is (&a, "run Cluster run_sync_naive [:\"" B "\", Work, :where, []]", ":" B);
    zt_is (&a, "run Cluster run_sync [Work, :add, [1, 2], [node: :\"" B "\"]]", "{:ok, 3}");
    zt_is (&a, "left", "0");
    s_stop_two (&a, &b);
}
END_TEST

START_TEST (output_appears_at_the_caller)
{
    zt_node_t a, b;
    s_start_two (&a, &b);
    zt_tell (&a, "run Cluster run_sync_auto_detect [:\"" B "\", Work, :print, []]");
    ck_assert_str_eq (zt_hear (&a), "printed on " B);
    ck_assert_str_eq (zt_hear (&a), ":ok");
    zt_tell (&a, "run Cluster run_sync_naive [:\"" B "\", Work, :print, []]");
    ck_assert_str_eq (zt_hear (&a), "printed on " B);
    ck_assert_str_eq (zt_hear (&a), ":ok");
    s_stop_two (&a, &b);
}
END_TEST

#define RUN_ON_B(call, more) "run Cluster run_sync [" call ", [node: :\"" B "\"" more "]]"

START_TEST (every_way_to_fail_is_told)
{
    zt_node_t a, b;
    s_start_two (&a, &b);
    ck_assert_ptr_nonnull (strstr (zt_do (&a, RUN_ON_B ("Work, :crash, []", "")),
                                   "{:error, {:signal, {:signal, :segv, "));
    zt_is (&a, RUN_ON_B ("Work, :fail, [:throw]", ""), "{:error, {:throw, :ball}}");
    zt_is (&a, RUN_ON_B ("Work, :fail, [:exit]", ""), "{:error, {:exception, :gone}}");
    zt_is (&a, RUN_ON_B ("Work, :fail, [:error]", ""), "{:error, {:exception, :badarith, []}}");
    zt_is (&a, RUN_ON_B ("Nowhere, :go, [1]", ""),
           "{:error, {:exception, :undef, [{Nowhere, :go, [1], []}]}}");
    zt_is (&a, RUN_ON_B ("Work, :sleep, []", ", timeout: 50"), "{:error, {:erpc, :timeout}}");
    zt_is (&a, "run Cluster run_sync [Work, :where, [], [node: :\"" C "\"]]",
           "{:error, {:erpc, :noconnection}}");
    zt_is (&a, "run Cluster run_sync_auto_detect [:\"" B "\", Work, :fail, [:exit]]",
           "exit {{:exception, :gone}, {Cluster, :run_sync_auto_detect, "
           "[:b@localhost, Work, :fail, [:exit]]}}");
    zt_is (&a, "left", "0");
    s_stop_two (&a, &b);
}
END_TEST

START_TEST (another_node_is_tried_where_the_node_is_to_blame)
{
    zt_node_t a, b;
    s_start_two (&a, &b);
    zt_is (&b, "only", "ok");
    zt_is (&a, "run Cluster run_sync [Only, :where, [], [node: :\"" A "\"]]",
           "{:error, {:exception, :undef, [{Only, :where, [], []}]}}");
    zt_is (&a, "run Cluster run_sync [Only, :where, [], [node: :\"" A "\", retries: 1]]",
           "{:ok, :" B "}");
    zt_is (&a, "run Cluster run_sync [Work, :where, [], [node: :\"" C "\", retries: 2]]",
           "{:ok, :" A "}");
    //  Not to blame: it lacks what the function calls, not the function
    zt_is (&a, RUN_ON_B ("Work, :fail, [:undef]", ", retries: 5"),
           "{:error, {:exception, :undef, [{Nowhere, :nothing, [], []}]}}");
    //  No more nodes than there are
    zt_is (&a, RUN_ON_B ("Nowhere, :go, []", ", retries: 5"),
           "{:error, {:exception, :undef, [{Nowhere, :go, [], []}]}}");
    s_stop_two (&a, &b);
}
END_TEST

//  ---- a node dies at the wrong moment (scenario 92) -----------------------

//  What waits for ever cannot be seen; that it still waits when all that could happen
//  has, can.
enum { A_WHILE = 300 };

START_TEST (a_node_that_dies_before_the_spawn_hangs_only_the_naive_version)
{
    zt_node_t a, b;
    s_start_two (&a, &b);
    zt_is (&a, "run LoadBalancer get_node []", ":" A);
    zt_is (&a, "run LoadBalancer get_node []", ":" B);      //  chosen …
    zt_kill (&b);                                           //  … and gone
    zt_until_is (&a, "nodes", "");
    zt_is (&a, "naive " B " where", "ok");
    zt_until_is (&a, "logged cannot start a process on", "true");
    ck_assert_str_eq (zt_do (&a, "state %d", A_WHILE), "waiting");
    zt_is (&a, "end_naive", ":killed");
    zt_is (&a, RUN_ON_B ("Work, :where, []", ""), "{:error, {:erpc, :noconnection}}");
    zt_is (&a, RUN_ON_B ("Work, :where, []", ", retries: 1"), "{:ok, :" A "}");
    zt_stop (&a);
}
END_TEST

START_TEST (a_node_that_dies_before_the_reply_hangs_only_the_naive_version)
{
    zt_node_t a, b;
    s_start_two (&a, &b);
    zt_is (&a, "naive " B " sleep", "ok");
    zt_until_is (&b, "run Work sleepers []", "1");
    zt_tell (&a, RUN_ON_B ("Work, :sleep, []", ", timeout: :infinity"));
    zt_until_is (&b, "run Work sleepers []", "2");
    zt_kill (&b);
    ck_assert_str_eq (zt_hear (&a), "{:error, {:erpc, :noconnection}}");
    zt_until_is (&a, "nodes", "");
    ck_assert_str_eq (zt_do (&a, "state %d", A_WHILE), "waiting");
    zt_is (&a, "end_naive", ":killed");
    zt_stop (&a);
}
END_TEST

START_TEST (the_naive_version_says_so_when_something_else_comes)
{
    zt_node_t a, b;
    s_start_two (&a, &b);
    zt_is (&a, "naive " B " sleep", "ok");
    zt_until_is (&b, "run Work sleepers []", "1");
    zt_tell (&a, "send_naive rubbish");
    char *first = zt_hear (&a), *second = zt_hear (&a);
    bool in_order = strcmp (first, "true") == 0;
    ck_assert_str_eq (in_order? first: second, "true");
    ck_assert_str_eq (in_order? second: first, "\"Error, something when wrong\"");
    ck_assert_str_eq (zt_do (&a, "state %d", ZT_LONG), "{:result, {:error}}");
    s_stop_two (&a, &b);
}
END_TEST

START_TEST (the_naive_version_hangs_on_a_crash_and_a_missing_module)
{
    zt_node_t a, b;
    s_start_two (&a, &b);
    zt_is (&a, "naive " B " crash", "ok");
    ck_assert_str_eq (zt_do (&a, "state %d", A_WHILE), "waiting");
    zt_is (&a, "end_naive", ":killed");
    zt_is (&a, "naive " B " no_such_function", "ok");
    ck_assert_str_eq (zt_do (&a, "state %d", A_WHILE), "waiting");
    zt_is (&a, "end_naive", ":killed");
    s_stop_two (&a, &b);
}
END_TEST

//  ---- subprocesses --------------------------------------------------------

START_TEST (a_subprocess_hands_the_result_or_the_error_on)
{
    zt_node_t a, b;
    s_start_two (&a, &b);
    zt_is (&a, "subprocess " B " Work add [1, 2]", "ok");
    zt_is (&a, "handed_on", "{:ok, 3}");
    zt_is (&a, "subprocess " A " Work where []", "ok");
    zt_is (&a, "await 10000", "{:ok, :" A "}");
    zt_is (&a, "subprocess " B " Work fail [:throw]", "ok");
    zt_is (&a, "handed_on", "{:error, {:throw, :ball}}");
    zt_is (&a, "subprocess " B " Nowhere go []", "ok");
    zt_is (&a, "await 10000", "{:error, {:exception, :undef, [{Nowhere, :go, [], []}]}}");
    zt_is (&a, "subprocess " B " Work sleep []", "ok");
    zt_is (&a, "await 50", "{:error, {:erpc, :timeout}}");
    zt_is (&a, "end_subprocess", "ok");
    zt_is (&a, "await 10000", "{:error, {:exit, :noproc}}");
    zt_is (&a, "subprocess " B " Work sleep []", "ok");
    zt_until_is (&b, "run Work sleepers []", "2");
    zt_kill (&b);
    zt_is (&a, "await 10000", "{:error, {:erpc, :noconnection}}");
    zt_is (&a, "left", "0");
    zt_stop (&a);
}
END_TEST

//  ---- the balancer --------------------------------------------------------

START_TEST (nodes_are_chosen_in_turn)
{
    zt_node_t a, b, c;
    s_start (&a, A);
    zt_is (&a, "turns 3", "true");
    zt_is (&a, "run LoadBalancer get_node []", ":" A);
    zt_is (&a, "kill LoadBalancer", "true");
    zt_until_is (&a, "alive LoadBalancer", "true");
    s_start (&b, B);
    s_start (&c, C);
    zt_is (&b, "connect " A, "true");
    zt_is (&c, "connect " A, "true");
    zt_until_is (&a, "nodes", "b c");
    zt_until_is (&b, "nodes", "a c");
    zt_is (&a, "turns 20", "true");
    zt_is (&b, "turns 20", "true");
    zt_stop (&a);
    s_stop_two (&b, &c);
}
END_TEST

START_TEST (the_busy_are_spared)
{
    zt_node_t a, b;
    s_start_two (&a, &b);
    zt_is (&b, "busy 6", "ok");
    zt_until_is (&a, "load " B, "loaded");
    zt_until_is (&a, "load " A, "idle");
    zt_is (&a, "run LoadBalancer get_node [:least_loaded]", ":" A);
    zt_until_is (&a, "load " A, "idle");        //  a new report: what was sent is in it
    zt_is (&a, "run LoadBalancer get_node [:random_two]", ":" A);
    zt_is (&b, "idle", "ok");
    zt_until_is (&a, "load " B, "idle");
    s_stop_two (&a, &b);
}
END_TEST

//  ---- joining -------------------------------------------------------------

START_TEST (a_node_joins_when_the_reference_node_comes_and_again_after_a_loss)
{
    zt_node_t a, b;
    zt_start (&a, A, "setup=2000");
    zt_is (&a, "services " B, "ok");
    zt_until_is (&a, "logged trying again", "true");
    s_start (&b, B);
    zt_until_is (&a, "nodes", "b");
    zt_until_is (&a, "run NodeCluster status []", "[b@localhost: :connected]");
    zt_kill (&b);
    zt_until_is (&a, "nodes", "");
    s_start (&b, B);
    zt_until_is (&a, "nodes", "b");
    zt_is (&a, "disconnect " B, "true");
    zt_until_is (&a, "nodes", "b");
    s_stop_two (&a, &b);
}
END_TEST

START_TEST (a_pair_that_was_kept_apart_meets_again)
{
    zt_node_t a, b;
    s_start_two (&a, &b);                       //  nobody's reference
    zt_is (&a, "fault " B " cut", "true");
    zt_until_is (&a, "nodes", "");
    zt_until_is (&b, "nodes", "");
    zt_until_is (&a, "logged trying again", "true");
    zt_is (&a, "fault " B " heal", "true");
    zt_until_is (&a, "nodes", "b");
    zt_until_is (&b, "nodes", "a");
    zt_until_is (&a, "run NodeCluster status []", "[]");
    s_stop_two (&a, &b);
}
END_TEST

//  Pauses of at least 250 and 500 ms: one dial follows the other, and not all at once.
START_TEST (a_node_that_comes_and_goes_is_dialled_as_one)
{
    zt_node_t a;
    s_start (&a, A);
    ck_assert_int_ge (atoi (zt_do (&a, "flap nobody@localhost")), 740);
    zt_stop (&a);
}
END_TEST

START_TEST (joining_one_node_of_a_cluster_joins_all)
{
    zt_node_t a, b, c;
    s_start_two (&a, &b);
    zt_start (&c, C, "");
    zt_is (&c, "services " B " nobody@localhost " C, "ok");
    zt_until_is (&c, "nodes", "a b");
    zt_until_is (&a, "nodes", "b c");
    zt_stop (&c);
    s_stop_two (&a, &b);
}
END_TEST

START_TEST (services_that_end_are_started_again)
{
    static const char *const names [] = {"LoadBalancer", "Cluster.Variable", "NodeCluster"};
    zt_node_t a;
    s_start (&a, A);
    for (int i = 0; i < 3; i++) {
        ck_assert_str_eq (zt_do (&a, "kill %s", names [i]), "true");
        char command [100];
        snprintf (command, sizeof command, "alive %s", names [i]);
        zt_until_is (&a, command, "true");
    }
    zt_stop (&a);
}
END_TEST

ZT_CLUSTER_MAIN ("cluster application",
    a_function_runs_on_another_node_and_its_result_is_here,
    output_appears_at_the_caller,
    every_way_to_fail_is_told,
    another_node_is_tried_where_the_node_is_to_blame,
    a_node_that_dies_before_the_spawn_hangs_only_the_naive_version,
    a_node_that_dies_before_the_reply_hangs_only_the_naive_version,
    the_naive_version_says_so_when_something_else_comes,
    the_naive_version_hangs_on_a_crash_and_a_missing_module,
    a_subprocess_hands_the_result_or_the_error_on,
    nodes_are_chosen_in_turn,
    the_busy_are_spared,
    a_node_joins_when_the_reference_node_comes_and_again_after_a_loss,
    a_pair_that_was_kept_apart_meets_again,
    a_node_that_comes_and_goes_is_dialled_as_one,
    joining_one_node_of_a_cluster_joins_all,
    services_that_end_are_started_again)
