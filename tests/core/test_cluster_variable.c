//  test_cluster_variable.c - variables: read everywhere, last write wins, mended after splits

#include "zt_cluster.h"

//  ---- commands of the nodes -----------------------------------------------

//  variables [LIFE_MS]: the server, under the driver.
static void
s_do_variables (char *args, char *answer)
{
    strcpy (answer, zc_variable_start_link (atoi (args)).error? "error": "ok");
}

static void
s_do_put (char *args, char *answer)
{
    zc_term_t *key = zc_term_new ("~s", zt_word (&args));
    zc_variable_put (key, "~t", zc_term_parse (args, NULL));
    strcpy (answer, "ok");
}

static void
s_do_delete (char *args, char *answer)
{
    zc_variable_delete (zc_term_new ("~s", args));
    strcpy (answer, "ok");
}

static void
s_do_get (char *args, char *answer)
{
    zc_term_t *value = zc_variable_get (zc_term_new ("~s", args));
    if (value)
        zt_answer_term (answer, value);
    else
        strcpy (answer, "-");
}

static int
s_by_bytes (const void *a, const void *b)
{
    return strcmp (zc_term_str (*(zc_term_t *const *) a), zc_term_str (*(zc_term_t *const *) b));
}

static void
s_answer_sorted (char *answer, zc_term_t *list)
{
    size_t count;
    zc_term_t **items = zc_term_elements (list, &count);
    qsort (items, count, sizeof *items, s_by_bytes);
    zt_answer_term (answer, zc_term_list (items, count));
}

static void
s_do_all (char *args, char *answer)
{
    (void) args;
    s_answer_sorted (answer, zc_variable_all ());
}

//  The table as it is, with stamps and tombstones.
static void
s_do_table (char *args, char *answer)
{
    (void) args;
    s_answer_sorted (answer, zc_table_to_list ("Cluster.Variable"));
}

static void
s_do_size (char *args, char *answer)
{
    (void) args;
    sprintf (answer, "%zu", zc_table_size ("Cluster.Variable"));
}

//  merge ENTRIES, as another server tells them.
static void
s_do_merge (char *args, char *answer)
{
    zc_send_name ("Cluster.Variable", NULL, "{merge, ~t}", zc_term_parse (args, NULL));
    strcpy (answer, "ok");
}

static void
s_do_restart (char *args, char *answer)
{
    zc_pid_t pid = zc_whereis ("Cluster.Variable");
    zc_unlink (pid);
    zc_ref_t ref = zc_monitor (pid);
    zc_exit_process (pid, "kill");
    zc_receive (ZT_LONG, "{:DOWN, ~r, _, _, _}", ref);
    s_do_variables (args, answer);
}

static void
s_do_forget_log (char *args, char *answer)
{
    (void) args;
    zt_forget_log ();
    strcpy (answer, "ok");
}

//  put_many N: so many variables of 1 KB.
static void
s_do_put_many (char *args, char *answer)
{
    static char text [1000];
    memset (text, 'x', sizeof text - 1);
    for (int i = 0; i < atoi (args); i++) {
        zc_term_t *key = zc_term_new ("~i", i);
        zc_variable_put (key, "~s", (const char *) text);
        zc_term_destroy (&key);
    }
    strcpy (answer, "ok");
}

//  In place of the server: counts what it is told.
static atomic_int s_merges, s_seen;

static void
s_count_merges (void *arg)
{
    (void) arg;
    zc_register ("Cluster.Variable", zc_self ());
    for (;;) {
        zc_term_t *entries;
        if (zc_receive_any (-1, ZC_CASE ("{merge, ~t}", &entries), ZC_CASE ("_")) != 0)
            continue;
        atomic_fetch_add (&s_merges, 1);
        if ((int) zc_term_length (entries) > atomic_load (&s_seen))
            atomic_store (&s_seen, (int) zc_term_length (entries));
        zc_term_destroy (&entries);
    }
}

static void
s_do_count (char *args, char *answer)
{
    (void) args;
    zc_spawn (s_count_merges, NULL);
    zt_until (!zc_pid_is_null (zc_whereis ("Cluster.Variable")));
    strcpy (answer, "ok");
}

//  How many merges came, and how many variables were in the greatest.
static void
s_do_merges (char *args, char *answer)
{
    (void) args;
    sprintf (answer, "%d", atomic_load (&s_merges));
}

static void
s_do_seen (char *args, char *answer)
{
    (void) args;
    sprintf (answer, "%d", atomic_load (&s_seen));
}

static const zt_command_t zt_own [ZT_OWN] = {
    {"variables", s_do_variables}, {"put", s_do_put}, {"delete", s_do_delete}, {"get", s_do_get},
    {"all", s_do_all}, {"table", s_do_table}, {"size", s_do_size}, {"merge", s_do_merge},
    {"restart", s_do_restart}, {"forget_log", s_do_forget_log}, {"put_many", s_do_put_many},
    {"count", s_do_count}, {"merges", s_do_merges}, {"seen", s_do_seen}};

//  ---- nodes ---------------------------------------------------------------

#define A "a@localhost"
#define B "b@localhost"

static void
s_start (zt_node_t *node, const char *name, const char *variables)
{
    zt_start (node, name, "faults setup=2000");
    zt_is (node, variables, "ok");
}

static void
s_start_two (zt_node_t *a, zt_node_t *b)
{
    s_start (a, A, "variables");
    s_start (b, B, "variables");
    zt_is (a, "connect " B, "true");
    zt_until_is (b, "nodes", "a");
}

//  ---- one writes, all read ------------------------------------------------

START_TEST (a_variable_is_read_on_every_node)
{
    zt_node_t a, b;
    s_start_two (&a, &b);
    zt_is (&a, "get speed", "-");
    zt_is (&a, "put speed {:limit, 120}", "ok");
    zt_is (&a, "get speed", "{:limit, 120}");           //  at once, where it was written
    zt_until_is (&b, "get speed", "{:limit, 120}");
    zt_is (&b, "put speed 30", "ok");                   //  had seen it: wins
    zt_until_is (&a, "get speed", "30");
    zt_is (&a, "delete speed", "ok");
    zt_is (&a, "get speed", "-");
    zt_until_is (&b, "get speed", "-");
    zt_is (&b, "all", "[]");
    zt_is (&a, "run Cluster.Variable put [{:any, \"key\"}, 1]", ":ok");
    zt_until_is (&b, "run Cluster.Variable get [{:any, \"key\"}]", "1");
    zt_is (&b, "run Cluster.Variable all []", "[{{:any, \"key\"}, 1}]");
    zt_stop (&a);
    zt_stop (&b);
}
END_TEST

START_TEST (a_new_node_gets_all)
{
    zt_node_t a, b, c;
    s_start_two (&a, &b);
    for (int i = 0; i < 200; i++)
        ck_assert_str_eq (zt_do (&a, "put key%d %d", i, i), "ok");
    zt_is (&a, "delete key7", "ok");
    zt_start (&c, "c@localhost", "");
    zt_is (&c, "connect " B, "true");
    zt_is (&c, "variables", "ok");                      //  after it was connected
    zt_until_is (&c, "size", "200");
    zt_is (&c, "get key199", "199");
    zt_is (&c, "get key7", "-");
    zt_kill (&a);                                       //  what it wrote lives on
    zt_is (&c, "restart", "ok");
    zt_until_is (&c, "size", "200");
    zt_is (&b, "get key0", "0");
    zt_stop (&b);
    zt_stop (&c);
}
END_TEST

//  ---- splits --------------------------------------------------------------

START_TEST (after_a_split_the_later_write_is_on_both_sides)
{
    zt_node_t a, b;
    s_start_two (&a, &b);
    zt_is (&a, "put gone 0", "ok");
    zt_until_is (&b, "get gone", "0");
    zt_is (&a, "fault " B " cut", "true");
    zt_until_is (&a, "nodes", "");
    zt_until_is (&b, "nodes", "");
    zt_is (&a, "put both 1", "ok");
    zt_is (&a, "put mine 10", "ok");
    zt_sleep_in_c (5);                                  //  clocks tick in milliseconds
    zt_is (&b, "put both 2", "ok");
    zt_is (&b, "put yours 20", "ok");
    zt_is (&b, "delete gone", "ok");
    zt_is (&a, "get both", "1");
    zt_is (&a, "get gone", "0");
    zt_is (&a, "fault " B " heal", "true");
    zt_is (&a, "connect " B, "true");
    zt_until_is (&a, "all", "[{\"both\", 2}, {\"mine\", 10}, {\"yours\", 20}]");
    zt_until_is (&b, "all", "[{\"both\", 2}, {\"mine\", 10}, {\"yours\", 20}]");
    zt_stop (&a);
    zt_stop (&b);
}
END_TEST

//  a has told b, and ends before it can tell c.
//  What does not fit into its queue is told once, when it takes something again, and not
//  once for each change it missed.
START_TEST (a_frozen_node_gets_all_at_once)
{
    zt_node_t a, b;
    zt_start (&a, A, "plain busy=65536");
    zt_start (&b, B, "plain busy=65536");
    zt_is (&a, "variables", "ok");
    zt_is (&b, "count", "ok");
    zt_is (&a, "connect " B, "true");
    zt_is (&a, "put_many 1", "ok");
    zt_until_is (&b, "merges", "1");
    zt_freeze (&b);
    zt_is (&a, "put_many 9000", "ok");
    zt_thaw (&b);
    zt_until_is (&b, "seen", "9000");
    ck_assert_int_lt (atoi (zt_do (&b, "merges")), 9000);
    zt_stop (&b);
    zt_stop (&a);
}
END_TEST

START_TEST (what_a_lost_node_told_one_all_get)
{
    zt_node_t a, b, c;
    zt_start (&a, A, "faults overlap no_mesh");
    zt_start (&b, B, "overlap no_mesh");
    zt_start (&c, "c@localhost", "overlap no_mesh");
    zt_is (&a, "variables", "ok");
    zt_is (&b, "variables", "ok");
    zt_is (&c, "variables", "ok");
    zt_is (&b, "connect " A, "true");
    zt_is (&b, "connect c@localhost", "true");
    zt_until_is (&c, "nodes", "b");
    zt_is (&a, "put x 1", "ok");
    zt_until_is (&b, "get x", "1");
    zt_is (&c, "get x", "-");
    zt_kill (&a);
    zt_until_is (&c, "get x", "1");
    zt_stop (&b);
    zt_stop (&c);
}
END_TEST

START_TEST (a_deleted_variable_does_not_come_back_while_its_tombstone_lives)
{
    zt_node_t a, b;
    s_start (&a, A, "variables 300");
    zt_is (&a, "put x 1", "ok");
    zt_is (&a, "delete x", "ok");
    zt_is (&a, "merge [{\"x\", {1, 0, :old@localhost}, {:value, 0}}]", "ok");
    zt_is (&a, "put y 1", "ok");                        //  the merge came first
    zt_is (&a, "get x", "-");
    zt_until_is (&a, "size", "1");                      //  the tombstone's life is over
    s_start (&b, B, "variables");
    zt_is (&a, "merge [{\"z\", {1, 0, :old@localhost}, :deleted}]", "ok");
    zt_until_is (&a, "size", "1");                      //  nor does one stay that was old
    zt_stop (&a);
    zt_stop (&b);
}
END_TEST

//  ---- the clock -----------------------------------------------------------

START_TEST (who_has_seen_a_value_wins_over_it_whatever_the_clocks_say)
{
    zt_node_t a;
    s_start (&a, A, "variables");
    zt_is (&a, "merge [{\"x\", {99999999999999, 5, :z@localhost}, {:value, 1}}]", "ok");
    zt_is (&a, "put x 2", "ok");
    zt_is (&a, "get x", "2");
    zt_is (&a, "table", "[{\"x\", {{99999999999999, 6, :a@localhost}, {:value, 2}}}]");
    zt_stop (&a);
}
END_TEST

//  A machine whose clock is far ahead, and this node's tables and log.
START_TEST (a_clock_far_ahead_is_told_once_and_moves_no_other)
{
    zt_node_t a;
    s_start (&a, A, "variables");
    zt_is (&a, "put x 0", "ok");
    zt_is (&a, "logged the clock of", "false");
    zt_is (&a, "merge [{\"x\", {99999999999999, 0, :z@localhost}, {:value, 1}}]", "ok");
    zt_is (&a, "put y 1", "ok");
    zt_is (&a, "get x", "1");                           //  taken: else nodes would not agree
    zt_is (&a, "logged the clock of z@localhost is ", "true");
    const char *y = strstr (zt_do (&a, "table"), "{\"y\", {{");
    ck_assert_ptr_nonnull (y);
    ck_assert_int_lt (atoll (y + strlen ("{\"y\", {{")), 99999999999999);
    zt_is (&a, "forget_log", "ok");
    zt_is (&a, "merge [{\"x\", {99999999999999, 1, :b@localhost}, {:value, 2}}]", "ok");
    zt_is (&a, "merge [{\"z\", {99999999999999, 0, :z@localhost}, {:value, 2}}]", "ok");
    zt_is (&a, "put x 3", "ok");                        //  what was seen can be replaced
    zt_is (&a, "get x", "3");
    zt_is (&a, "delete z", "ok");
    zt_is (&a, "get z", "-");
    zt_is (&a, "logged the clock of", "false");
    zt_stop (&a);
}
END_TEST

START_TEST (of_equal_times_count_then_node_decide)
{
    zt_node_t a;
    s_start (&a, A, "variables");
    zt_is (&a, "merge [{\"x\", {5, 1, :a@h}, {:value, 1}}, {\"x\", {5, 0, :z@h}, {:value, 2}}]", "ok");
    zt_is (&a, "merge [{\"y\", {5, 1, :a@h}, {:value, 1}}, {\"y\", {5, 1, :b@h}, {:value, 2}}]", "ok");
    zt_is (&a, "merge [:nonsense, {\"z\", 1, 2}, {\"z\", {1, 2, 3}, {:value, 1}}, "
               "{\"z\", {1, 2, :a@h}, 7}]", "ok");
    zt_is (&a, "merge [{\"z\", {-1, 0, :a@h}, {:value, 1}}, {\"z\", {1, -1, :a@h}, {:value, 1}}, "
               "{\"z\", {9223372036854775807, 0, :a@h}, {:value, 1}}, "
               "{\"z\", {1, 9223372036854775807, :a@h}, :deleted}]", "ok");
    zt_is (&a, "merge nonsense", "ok");
    zt_is (&a, "put w 0", "ok");
    zt_is (&a, "all", "[{\"w\", 0}, {\"x\", 1}, {\"y\", 2}]");
    zt_stop (&a);
}
END_TEST

//  ---- properties ----------------------------------------------------------

static uint32_t
s_random (uint32_t *state, uint32_t below)
{
    *state = *state * 1664525 + 1013904223;
    return (*state >> 8) % below;
}

//  One of the records of a history; few stamps, so that they meet.
static int
s_record (char *text, size_t size, int number)
{
    char value [40];
    snprintf (value, sizeof value, number % 5 == 0? ":deleted": "{:value, %d}", number);
    return snprintf (text, size, "{\"k%d\", {%d, %d, :n%d@h}, %s}", number % 3,
                     2000000000 + number / 3 % 4, number / 2 % 2, number % 7, value);
}

enum { RECORDS = 24, ORDERS = 60 };

//  Shuffled, with some of them twice.
static void
s_merge_shuffled (zt_node_t *node, uint32_t *state)
{
    int order [RECORDS] = {0};
    for (int i = 0; i < RECORDS; i++) {
        int at = (int) s_random (state, (uint32_t) i + 1);
        order [i] = order [at];
        order [at] = i;
    }
    char text [RECORDS * 2 * 80] = "merge [";
    size_t size = strlen (text);
    for (int i = 0; i < RECORDS; i++)
        for (uint32_t times = 1 + s_random (state, 2); times > 0; times--) {
            size += (size_t) s_record (text + size, sizeof text - size, order [i]);
            size += (size_t) snprintf (text + size, sizeof text - size, ", ");
        }
    strcpy (text + size - 2, "]");
    zt_is (node, text, "ok");
}

START_TEST (merging_gives_the_same_whatever_the_order)
{
    zt_node_t a;
    char first [ZT_LINE] = "";
    uint32_t state = 1;
    zt_start (&a, A, "");
    zt_is (&a, "variables 2000000000", "ok");           //  no tombstone of 1993 is too old
    for (int i = 0; i < ORDERS; i++) {
        if (i)
            zt_is (&a, "restart 2000000000", "ok");
        s_merge_shuffled (&a, &state);
        zt_is (&a, "run Cluster.Variable delete [:last]", ":ok");
        zt_is (&a, "merge []", "ok");
        char *table = strstr (zt_do (&a, "table"), "{\"k0\"");
        ck_assert_ptr_nonnull (table);
        *strstr (table, "{:last") = 0;
        if (i == 0)
            strcpy (first, table);
        ck_assert_msg (strcmp (table, first) == 0, "order %d: %s, not %s", i, table, first);
    }
    zt_stop (&a);
}
END_TEST

//  Three nodes, random writes, cuts, heals and kills; when all is healed, all tables are
//  the same, and hold for each key a value that was written.
enum { NODES = 3, STEPS = 60, KEYS = 5 };
static const char *const s_names [NODES] = {A, B, "c@localhost"};

static void
s_step (zt_node_t *nodes, uint32_t *state, int number)
{
    uint32_t what = s_random (state, 20), one = s_random (state, NODES);
    uint32_t other = (one + 1 + s_random (state, NODES - 1)) % NODES, key = s_random (state, KEYS);
    if (what < 10)
        ck_assert_str_eq (zt_do (&nodes [one], "put k%u %d", key, number), "ok");
    else
    if (what < 13)
        ck_assert_str_eq (zt_do (&nodes [one], "delete k%u", key), "ok");
    else
    if (what < 15)
        zt_do (&nodes [one], "fault %s cut", s_names [other]);
    else
    if (what < 18) {
        zt_do (&nodes [one], "fault %s heal", s_names [other]);
        zt_do (&nodes [other], "fault %s heal", s_names [one]);
        zt_do (&nodes [one], "connect %s", s_names [other]);
    }
    else
    if (what == 18)
        zt_do (&nodes [one], "restart");
    else {
        zt_kill (&nodes [one]);
        s_start (&nodes [one], s_names [one], "variables");
    }
}

static void
s_heal_all (zt_node_t *nodes)
{
    for (int i = 0; i < NODES; i++)
        for (int j = 0; j < NODES; j++)
            if (i != j)
                zt_do (&nodes [i], "fault %s heal", s_names [j]);
    int64_t end = zt_now_ms () + ZT_LONG;
    for (int met = 0; met < 2 * NODES && zt_now_ms () < end; zt_sleep_in_c (5)) {
        met = 0;
        for (int i = 0; i < NODES; i++)
            for (int j = 0; j < NODES; j++)
                if (i != j)
                    met += strcmp (zt_do (&nodes [i], "connect %s", s_names [j]), "true") == 0;
    }
}

START_TEST (after_any_history_all_nodes_agree)
{
    zt_node_t nodes [NODES];
    for (uint32_t seed = 1; seed <= 6; seed++) {
        uint32_t state = seed;
        for (int i = 0; i < NODES; i++)
            s_start (&nodes [i], s_names [i], "variables");
        for (int i = 0; i < STEPS; i++)
            s_step (nodes, &state, i);
        s_heal_all (nodes);
        char wanted [ZT_LINE];
        int64_t end = zt_now_ms () + ZT_LONG;
        bool same = false;
        while (!same && zt_now_ms () < end) {
            same = true;
            strcpy (wanted, zt_do (&nodes [0], "table"));
            for (int i = 1; i < NODES; i++)
                same = same && strcmp (zt_do (&nodes [i], "table"), wanted) == 0;
        }
        ck_assert_msg (same, "seed %u: %s, but %s", seed, wanted, zt_do (&nodes [1], "table"));
        for (int i = 0; i < NODES; i++)
            zt_stop (&nodes [i]);
    }
}
END_TEST

ZT_CLUSTER_MAIN ("variables of a cluster",
    a_variable_is_read_on_every_node,
    a_new_node_gets_all,
    after_a_split_the_later_write_is_on_both_sides,
    a_frozen_node_gets_all_at_once,
    what_a_lost_node_told_one_all_get,
    a_deleted_variable_does_not_come_back_while_its_tombstone_lives,
    who_has_seen_a_value_wins_over_it_whatever_the_clocks_say,
    a_clock_far_ahead_is_told_once_and_moves_no_other,
    of_equal_times_count_then_node_decide,
    merging_gives_the_same_whatever_the_order,
    after_any_history_all_nodes_agree)
