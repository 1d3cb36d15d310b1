//  test_global_names.c - global names on nodes that come, go, part and meet again

#include "zt_global.h"

//  ---- resolve functions of our own ----------------------------------------

//  [Name, Pid, OwnPid]: keep the first or the second, nobody, …; how often one was called.
static int s_calls;

static zc_term_t *
s_keep_first (const zc_term_t *args)
{
    s_calls++;
    return zc_term_element (args, 1);
}

static zc_term_t *
s_keep_second (const zc_term_t *args)
{
    s_calls++;
    return zc_term_element (args, 2);
}

static zc_term_t *
s_keep_none (const zc_term_t *args)
{
    (void) args;
    s_calls++;
    return zc_term_new ("none");
}

static zc_term_t *
s_crash (const zc_term_t *args)
{
    (void) args;
    s_calls++;
    zc_exit ("{crashed, here}");
}

static zc_term_t *
s_rubbish (const zc_term_t *args)
{
    (void) args;
    s_calls++;
    return zc_term_new ("{what, ~p}", zc_self ());
}

static zc_term_t *
s_lock_and_keep_second (const zc_term_t *args)
{
    s_calls++;
    zc_global_set_lock (NULL, ZC_GLOBAL_INFINITY, "{resolving, ~p}", zc_self ());
    zc_global_del_lock (NULL, "{resolving, ~p}", zc_self ());
    return zc_term_element (args, 2);
}

static zc_term_t *
s_disconnect_and_keep_second (const zc_term_t *args)
{
    zc_pid_t pid;
    zc_term_match (args, "[_, ~p, _]", &pid);
    zc_node_disconnect (zc_node_of (pid));
    return zc_term_element (args, 2);
}

//  Not one of them: a process that stays.
static zc_term_t *
s_stay (const zc_term_t *args)
{
    (void) args;
    zc_receive (-1, "stop");
    return NULL;
}

ZC_MODULE_NAMED (keep, "keep", {"first", 3, s_keep_first}, {"second", 3, s_keep_second},
                 {"none", 3, s_keep_none}, {"crash", 3, s_crash}, {"rubbish", 3, s_rubbish},
                 {"lock", 3, s_lock_and_keep_second}, {"cut", 3, s_disconnect_and_keep_second},
                 {"stay", 0, s_stay});

//  ---- many names at once --------------------------------------------------

//  So many processes with names {many, Node, Number}; and the end of all.
static zc_pid_t s_many [1000];

static void
s_do_many (char *args, char *answer)
{
    int count = atoi (args);
    for (int i = 0; i < count; i++) {
        s_many [i] = zc_spawn (zt_actor, NULL);
        if (!zc_global_register_name (s_many [i], "{many, ~a, ~i}", zc_node_self (), i))
            return;
    }
    strcpy (answer, "ok");
}

static void
s_do_end_many (char *args, char *answer)
{
    for (int i = atoi (args); i-- > 0;)
        zc_exit_process (s_many [i], "kill");
    strcpy (answer, "ok");
}

//  Register and unregister one name all the time, until told to stop.
static zc_pid_t s_busy;

static void
s_busy_body (void *arg)
{
    (void) arg;
    int rounds = 0;
    for (; !zc_receive (0, "stop"); rounds++) {
        zc_global_register_name (zc_self (), "busy");
        zc_global_unregister_name ("busy");
    }
    zc_send_name ("driver", NULL, "{rounds, ~i}", rounds);
}

static void
s_do_busy (char *args, char *answer)
{
    (void) args;
    zc_register ("driver", zc_self ());
    s_busy = zc_spawn (s_busy_body, NULL);
    strcpy (answer, "ok");
}

static void
s_do_idle (char *args, char *answer)
{
    (void) args;
    int rounds = 0;
    zc_send (s_busy, "stop");
    zc_receive (3 * ZT_LONG, "{rounds, ~i}", &rounds);
    zt_answer_bool (answer, rounds > 0);
}

//  All nodes try for one name at once: how many did get it.
static void
s_racer (void *arg)
{
    bool won = zc_global_register_name (zc_self (), "{race, ~i}", (int) (intptr_t) arg);
    zc_send_name ("driver", NULL, "{raced, ~o}", won);
    zc_receive (-1, "stop");
}

static void
s_do_race (char *args, char *answer)
{
    int races = atoi (args), won = 0;
    bool first;
    zc_register ("driver", zc_self ());
    for (int i = 0; i < races; i++)
        zc_spawn (s_racer, (void *) (intptr_t) i);
    for (int i = 0; i < races && zc_receive (3 * ZT_LONG, "{raced, ~o}", &first); i++)
        won += first;
    sprintf (answer, "%d", won);
}

//  try A Name: as `name`; "unknown" comes before "true", "false" where nobody had the name yet.
static void
s_do_try (char *args, char *answer)
{
    zc_pid_t *actor = zt_take_actor (&args);
    bool unknown = zc_pid_is_null (zc_global_whereis_name ("~a", args));
    bool won = zc_global_register_name (*actor, "~a", args);
    sprintf (answer, "%s%s", unknown? "unknown ": "", won? "true": "false");
}

//  also Name Other: who has a name is given another one, too.
static void
s_do_also (char *args, char *answer)
{
    zc_pid_t pid = zc_global_whereis_name ("~a", zt_word (&args));
    zt_answer_bool (answer, zc_global_register_name (pid, "~a", args));
}

//  look Name: look it up all the time; looked: how often it was nobody's, if at all.
static zc_pid_t s_looker;

static void
s_looker_body (void *arg)
{
    int nobody = 0;
    for (; !zc_receive (0, "stop"); zc_yield ())
        nobody += zc_pid_is_null (zc_global_whereis_name ("~a", (const char *) arg));
    zc_send_name ("driver", NULL, "{nobody, ~i}", nobody);
}

static void
s_do_look (char *args, char *answer)
{
    static char name [20];
    snprintf (name, sizeof name, "%s", args);
    zc_register ("driver", zc_self ());
    s_looker = zc_spawn (s_looker_body, name);
    strcpy (answer, "ok");
}

static void
s_do_looked (char *args, char *answer)
{
    (void) args;
    int nobody = -1;
    zc_send (s_looker, "stop");
    zc_receive (ZT_LONG, "{nobody, ~i}", &nobody);
    sprintf (answer, "%d", nobody);
}

static void
s_do_calls (char *args, char *answer)
{
    (void) args;
    sprintf (answer, "%d", s_calls);
}

//  name_on NODE Name: of a new process over there.
static void
s_do_name_on (char *args, char *answer)
{
    zc_pid_t pid = zc_node_spawn (zt_word (&args), "keep", "stay", "[]");
    zt_answer_bool (answer, zc_global_register_name (pid, "~a", args));
}

static const zt_command_t zt_own [ZT_OWN] = {
    ZT_GLOBAL_COMMANDS, {"many", s_do_many}, {"end_many", s_do_end_many}, {"busy", s_do_busy},
    {"idle", s_do_idle}, {"race", s_do_race}, {"try", s_do_try}, {"name_on", s_do_name_on},
    {"also", s_do_also}, {"look", s_do_look}, {"looked", s_do_looked}, {"calls", s_do_calls},
    {NULL, NULL}};

//  ---- a mesh at rest ------------------------------------------------------

//  The session of seed 002.
START_TEST (a_name_is_known_everywhere_when_register_returns)
{
    zt_node_t n [4];
    char bob [ZT_LINE];
    zt_start_mesh (n, 4, "");
    for (int i = 0; i < 4; i++)
        zt_is (&n [i], "start x", "ok");
    strcpy (bob, zt_do (&n [1], "pid x"));
    zt_is (&n [1], "name x {:todo_list, \"bob\"}", "true");
    zt_all_say (n, 4, "who {:todo_list, \"bob\"}", bob, false);
    for (int i = 0; i < 4; i++)
        zt_is (&n [i], "name x {:todo_list, \"bob\"}", "false");
    zt_is (&n [3], "call {:todo_list,\"bob\"} {:add, 1}", "ok");
    zt_until_is (&n [1], "got x", "{:add, 1}");
    zt_is (&n [2], "unname {:todo_list, \"bob\"}", "ok");
    zt_all_say (n, 4, "who {:todo_list, \"bob\"}", "-", false);
    zt_is (&n [1], "name x again", "true");
    zt_is (&n [1], "end x", "ok");
    zt_is (&n [1], "gone x", "true");
    zt_all_say (n, 4, "who again", "-", true);
    zt_stop_all (n, 4);
}
END_TEST

START_TEST (re_register_moves_a_name_to_another_node)
{
    zt_node_t n [3];
    char one [ZT_LINE], other [ZT_LINE];
    zt_start_mesh (n, 3, "faults");
    zt_is (&n [0], "start x", "ok");
    zt_is (&n [2], "start y", "ok");
    strcpy (one, zt_do (&n [0], "pid x"));
    strcpy (other, zt_do (&n [2], "pid y"));
    zt_is (&n [0], "name x leader", "true");
    zt_all_say (n, 3, "who leader", one, false);
    zt_is (&n [1], "look leader", "ok");            //  it is somebody's all the time, also
    zt_is (&n [2], "fault b@localhost delay 5", "true");    //  for who hears the new one late
    for (int i = 0; i < 20; i++) {
        zt_is (&n [2], "rename y leader", "ok");
        zt_all_say (n, 3, "who leader", other, false);
        zt_is (&n [0], "rename x leader", "ok");
        zt_all_say (n, 3, "who leader", one, false);
    }
    zt_is (&n [1], "looked", "0");
    zt_is (&n [2], "end y", "ok");                  //  it has lived on
    zt_is (&n [2], "gone y", "true");
    zt_all_say (n, 3, "who leader", one, false);
    zt_is (&n [0], "end x", "ok");
    zt_all_say (n, 3, "who leader", "-", true);
    zt_stop_all (n, 3);
}
END_TEST

START_TEST (any_node_may_name_and_unname_any_process)
{
    zt_node_t n [3];
    char one [ZT_LINE];
    zt_start_mesh (n, 3, "");
    zt_is (&n [0], "start x", "ok");
    zt_is (&n [0], "name x one", "true");
    strcpy (one, zt_do (&n [0], "pid x"));
    zt_is (&n [1], "also one two", "false");        //  a process has one name
    zt_is (&n [1], "move one two", "true");
    zt_all_say (n, 3, "who one", "-", false);
    zt_all_say (n, 3, "who two", one, false);
    zt_is (&n [2], "unname two", "ok");
    zt_all_say (n, 3, "who two", "-", false);
    zt_stop_all (n, 3);
}
END_TEST

START_TEST (of_many_at_once_one_gets_the_name)
{
    enum { RACES = 100, NODES = 4 };
    zt_node_t n [NODES];
    char command [40], owner [ZT_LINE];
    int won = 0;
    zt_start_mesh (n, NODES, "");
    for (int i = 0; i < NODES; i++)
        zt_tell (&n [i], "race %d", RACES);
    for (int i = 0; i < NODES; i++)
        won += atoi (zt_hear (&n [i]));
    ck_assert_int_eq (won, RACES);
    for (int i = 0; i < RACES; i++) {
        sprintf (command, "who {:race, %d}", i);
        strcpy (owner, zt_do (&n [0], "%s", command));
        ck_assert_str_ne (owner, "-");
        zt_all_say (n, NODES, command, owner, false);
    }
    zt_stop_all (n, NODES);
}
END_TEST

//  How long each way between two nodes takes in a round, in milliseconds: nothing in every
//  fourth round, else of three lengths, so that claims reach others in all orders.
static void
s_stretch (zt_node_t *n, int count, int round)
{
    for (int i = 0; i < count; i++)
        for (int j = 0; j < count; j++) {
            int ms = round % 4 == 0? 0: (round / 4 * (2 * i + 3 * j + 1) + i + round) % 3 * 8;
            if (i != j)
                ck_assert_str_eq (zt_do (&n [i], "fault %s delay %d", n [j].name, ms), "true");
        }
}

//  All ask for one name at the same moment. Returns if it was unknown to all: their claims
//  were under way when they met.
static bool
s_meet (zt_node_t *n, int count, int round)
{
    char owner [ZT_LINE] = "-";
    int won = 0, unknown = 0;
    s_stretch (n, count, round);
    for (int i = 0; i < count; i++)
        zt_tell (&n [(i + round) % count], "try x wanted");
    for (int i = 0; i < count; i++) {
        const char *answer = zt_hear (&n [i]);
        unknown += *answer == 'u';
        if (strstr (answer, "true")) {
            won++;
            strcpy (owner, zt_do (&n [i], "pid x"));
        }
        else
            ck_assert_ptr_nonnull (strstr (answer, "false"));
    }
    ck_assert_msg (won == 1, "round %d: %d got one name", round, won);
    zt_all_say (n, count, "who wanted", owner, false);
    zt_is (&n [round % count], "unname wanted", "ok");
    zt_all_say (n, count, "names", "0", false);
    return unknown == count;
}

static void
s_meet_often (int count, int rounds)
{
    zt_node_t n [3];
    int met = 0;
    zt_start_mesh (n, count, "faults");
    for (int i = 0; i < count; i++)
        zt_is (&n [i], "start x", "ok");
    for (int i = 0; i < rounds; i++)
        met += s_meet (n, count, i);
    ck_assert_int_gt (met, 0);
    zt_stop_all (n, count);
}

START_TEST (of_two_claims_that_meet_one_gets_the_name)
{
    s_meet_often (2, 60);
}
END_TEST

START_TEST (of_three_claims_that_meet_one_gets_the_name)
{
    s_meet_often (3, 60);
}
END_TEST

START_TEST (a_name_is_looked_up_here_though_its_node_hangs)
{
    zt_node_t n [2];
    char pid [ZT_LINE];
    zt_start_mesh (n, 2, "");
    zt_is (&n [1], "start x", "ok");
    strcpy (pid, zt_do (&n [1], "pid x"));
    zt_is (&n [1], "name x n", "true");
    zt_freeze (&n [1]);
    zt_is (&n [0], "who n", pid);
    zt_is (&n [0], "who other", "-");
    zt_thaw (&n [1]);
    zt_stop_all (n, 2);
}
END_TEST

START_TEST (names_of_a_dead_node_are_gone_on_the_others)
{
    zt_node_t n [3];
    zt_start_mesh (n, 3, "");
    zt_is (&n [2], "many 50", "ok");
    zt_is (&n [1], "start x", "ok");
    zt_is (&n [1], "name x stays", "true");
    zt_all_say (n, 3, "names", "51", false);
    zt_kill (&n [2]);
    zt_all_say (n, 2, "names", "1", true);
    zt_is (&n [0], "start y", "ok");
    zt_is (&n [0], "name y {:many, :c@localhost, 7}", "true");      //  free again
    zt_stop (&n [1]);
    zt_until_is (&n [0], "names", "1");
    zt_stop (&n [0]);
}
END_TEST

START_TEST (all_names_vanish_when_all_processes_die)
{
    enum { NODES = 5 };
    zt_node_t n [NODES];
    zt_start_mesh (n, NODES, "");
    for (int i = 0; i < NODES; i++)
        zt_tell (&n [i], "many 40");
    for (int i = 0; i < NODES; i++)
        ck_assert_str_eq (zt_hear (&n [i]), "ok");
    zt_all_say (n, NODES, "names", "200", false);
    for (int i = 0; i < NODES; i++)
        zt_tell (&n [i], "end_many 40");
    for (int i = 0; i < NODES; i++)
        ck_assert_str_eq (zt_hear (&n [i]), "ok");
    zt_all_say (n, NODES, "names", "0", true);
    zt_stop_all (n, NODES);
}
END_TEST

//  Names need no lock: one that is held on all nodes does not keep a dead name.
START_TEST (a_held_lock_keeps_no_dead_name)
{
    zt_node_t n [3];
    zt_start_mesh (n, 3, "");
    zt_is (&n [0], "start l", "ok");
    zt_is (&n [0], "set l 0 all :global", "ok");
    zt_is (&n [0], "done l", "true");
    zt_is (&n [1], "start x", "ok");
    zt_is (&n [1], "name x dies", "true");
    zt_is (&n [1], "end x", "ok");
    zt_is (&n [1], "gone x", "true");
    zt_all_say (n, 3, "who dies", "-", true);
    zt_stop_all (n, 3);
}
END_TEST

START_TEST (hidden_nodes_have_names_of_their_own)
{
    zt_node_t a, b, h;
    zt_start (&a, "a@localhost", "");
    zt_start (&b, "b@localhost", "");
    zt_start (&h, "h@localhost", "hidden");
    zt_is (&b, "connect a@localhost", "true");
    zt_is (&h, "connect a@localhost", "true");
    zt_is (&h, "start x", "ok");
    zt_is (&a, "start x", "ok");
    zt_is (&h, "name x n", "true");
    zt_is (&a, "who n", "-");
    zt_is (&a, "name x n", "true");
    zt_is (&b, "sync", "ok");
    zt_is (&b, "who n", zt_do (&a, "pid x"));
    zt_is (&h, "who n", zt_do (&h, "pid x"));
    zt_stop (&h);
    zt_stop (&b);
    zt_stop (&a);
}
END_TEST

//  Such a name has its home where it was given: the others learn from there that the
//  process has ended, and know no way to it themselves.
START_TEST (a_process_of_a_hidden_node_is_watched_by_who_named_it)
{
    zt_node_t n [2], h;
    zt_start_mesh (n, 2, "");
    zt_start (&h, "h@localhost", "hidden");
    zt_is (&h, "connect a@localhost", "true");
    zt_is (&n [0], "name_on h@localhost far", "true");
    zt_is (&n [1], "who far", zt_do (&n [0], "who far"));
    zt_is (&n [1], "sync", "ok");
    zt_is (&n [1], "nodes connected", "a");
    zt_is (&n [0], "call far :stop", "ok");
    zt_all_say (n, 2, "who far", "-", true);
    zt_is (&n [0], "name_on h@localhost far", "true");
    zt_kill (&h);
    zt_all_say (n, 2, "who far", "-", true);
    zt_is (&n [1], "nodes connected", "a");
    zt_stop_all (n, 2);
}
END_TEST

//  ---- nodes that meet -----------------------------------------------------

START_TEST (a_new_node_gets_all_names)
{
    zt_node_t n [3];
    zt_start_mesh (n, 2, "");
    zt_is (&n [0], "many 300", "ok");
    zt_is (&n [1], "many 300", "ok");
    zt_start (&n [2], "c@localhost", "");
    zt_is (&n [2], "start x", "ok");
    zt_is (&n [2], "name x mine", "true");
    zt_is (&n [2], "connect a@localhost", "true");
    zt_until_is (&n [2], "nodes", "a b");
    zt_is (&n [2], "sync", "ok");
    zt_is (&n [2], "names", "601");
    zt_all_say (n, 3, "names", "601", false);       //  sync goes both ways
    zt_stop_all (n, 3);
}
END_TEST

typedef struct {
    const char *resolve;
    const char *kept;               //  a, b or -: whose process has the name in the end
    const char *got_a, *got_b;      //  what they received; "gone": killed
} s_clash_t;

static const s_clash_t s_clashes [] = {
    {"global:random_exit_name", "a", "\"-\"", "gone"},
    {"global:random_notify_name", "a", "\"-\"", "{:global_name_conflict, :n}"},
    {"global:notify_all_name", "-", "{:global_name_conflict, :n, #PID", "{:global_name_conflict, :n, #PID"},
    {"keep:first", "b", "\"-\"", "\"-\""},
    {"keep:second", "a", "\"-\"", "\"-\""},
    {"keep:none", "-", "\"-\"", "\"-\""},
    {"keep:crash", "-", "\"-\"", "\"-\""},
    {"keep:rubbish", "-", "\"-\"", "\"-\""},
    {"keep:missing", "-", "\"-\"", "\"-\""},
    {"keep:lock", "a", "\"-\"", "\"-\""}};

//  … #PID: of the other's process.
static void
s_check_got (zt_node_t *node, const char *got, zt_node_t *other)
{
    char pid [40];
    if (strcmp (got, "gone") == 0) {
        zt_is (node, "gone x", "true");
        return;
    }
    snprintf (pid, sizeof pid, ".%s>}", strchr (zt_do (other, "pid x"), ' ') + 1);
    const char *text = zt_do (node, "got x");
    ck_assert_int_eq (strncmp (text, got, strlen (got)), 0);
    if (strstr (got, "#PID"))
        ck_assert_msg (strstr (text, pid) && !strstr (text, "<0."), "%s is not of %s", text, pid);
}

//  Two and two nodes; the name is on a and on b, which are on different sides. The
//  two that connect are `by` and `to`.
static void
s_clash_once (const s_clash_t *clash, int by, int to)
{
    static const char *const names [] = {"a@localhost", "b@localhost", "c@localhost",
                                         "d@localhost"};
    zt_node_t n [4];                                //  a with c, b with d
    char kept [ZT_LINE] = "-", command [80];
    for (int i = 0; i < 4; i++)
        zt_start (&n [i], names [i], "");
    zt_is (&n [2], "connect a@localhost", "true");
    zt_is (&n [3], "connect b@localhost", "true");
    for (int i = 0; i < 2; i++) {
        zt_is (&n [i], "sync", "ok");
        zt_is (&n [i], "start x", "ok");
        sprintf (command, "resolve x %s n", clash->resolve);
        zt_is (&n [i], command, "true");
        if (*clash->kept == 'a' + i)
            strcpy (kept, zt_do (&n [i], "pid x"));
    }
    sprintf (command, "connect %s", names [to]);
    zt_is (&n [by], command, "true");
    zt_until_is (&n [0], "nodes", "b c d");
    zt_until_is (&n [1], "nodes", "a c d");
    zt_until_is (&n [2], "nodes", "a b d");
    zt_until_is (&n [3], "nodes", "a b c");
    zt_all_say (n, 4, "sync", "ok", false);
    zt_all_say (n, 4, "who n", kept, true);
    s_check_got (&n [0], clash->got_a, &n [1]);
    s_check_got (&n [1], clash->got_b, &n [0]);
    bool called = strncmp (clash->resolve, "keep:", 5) == 0 && !strstr (clash->resolve, "missing");
    zt_is (&n [0], "calls", called? "1": "0");
    for (int i = 1; i < 4; i++)                     //  once, on the side of the smaller name
        zt_is (&n [i], "calls", "0");
    for (int i = 0; i < 4; i++)                     //  who has lost the name may have another
        if (i < 2 && strcmp (i? clash->got_b: clash->got_a, "gone") != 0 && *clash->kept != 'a' + i)
            zt_is (&n [i], i? "name x free_b": "name x free_a", "true");
    zt_stop_all (n, 4);
}

START_TEST (the_resolve_function_decides_who_keeps_the_name)
{
    for (size_t i = 0; i < sizeof s_clashes / sizeof *s_clashes; i++)
        s_clash_once (&s_clashes [i], 2, 3);
}
END_TEST

START_TEST (it_does_not_matter_who_connects)
{
    static const int pairs [] [2] = {{0, 1}, {1, 0}, {3, 0}, {2, 1}};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        s_clash_once (&s_clashes [0], pairs [i] [0], pairs [i] [1]);
        s_clash_once (&s_clashes [3], pairs [i] [0], pairs [i] [1]);
    }
}
END_TEST

START_TEST (a_resolve_function_may_disconnect)
{
    zt_node_t a, b;
    zt_start (&a, "a@localhost", "");
    zt_start (&b, "b@localhost", "");
    zt_is (&a, "start x", "ok");
    zt_is (&b, "start x", "ok");
    zt_is (&a, "resolve x keep:cut n", "true");
    zt_is (&b, "resolve x keep:cut n", "true");
    zt_is (&a, "connect b@localhost", "true");
    zt_until_is (&a, "nodes", "");
    zt_until_is (&b, "nodes", "");
    zt_is (&a, "sync", "ok");
    zt_until_is (&a, "who n", zt_do (&a, "pid x")); //  apart, each keeps its own
    zt_until_is (&b, "who n", zt_do (&b, "pid x"));
    zt_stop (&a);
    zt_stop (&b);
}
END_TEST

START_TEST (each_side_of_a_split_may_register_and_one_keeps_the_name)
{
    zt_node_t n [4];
    char one [ZT_LINE];
    zt_start_mesh (n, 4, "faults");
    zt_is (&n [0], "start x", "ok");
    zt_is (&n [3], "start x", "ok");
    zt_is (&n [3], "name x single", "true");
    zt_is (&n [0], "fault d@localhost cut", "true");
    zt_until_is (&n [0], "nodes", "");              //  {a}, {b, c}, {d}
    zt_until_is (&n [1], "nodes", "c");
    zt_until_is (&n [3], "nodes", "");
    zt_is (&n [0], "who single", "-");
    zt_is (&n [0], "name x single", "true");
    zt_is (&n [1], "start x", "ok");
    zt_is (&n [1], "name x single", "true");
    zt_is (&n [2], "who single", zt_do (&n [1], "pid x"));
    strcpy (one, zt_do (&n [0], "pid x"));
    zt_is (&n [0], "fault d@localhost heal", "true");
    zt_is (&n [3], "connect a@localhost", "true");
    zt_is (&n [2], "connect a@localhost", "true");
    zt_until_is (&n [3], "nodes", "a b c");
    zt_until_is (&n [1], "nodes", "a c d");
    zt_all_say (n, 4, "who single", one, true);     //  a, the smallest
    zt_is (&n [1], "gone x", "true");
    zt_is (&n [3], "gone x", "true");
    zt_is (&n [0], "got x", "\"-\"");
    zt_stop_all (n, 4);
}
END_TEST

//  One pair is cut while a third sees both, and a name goes meanwhile: it must not
//  come back from the one that did not hear of it.
START_TEST (a_name_taken_away_while_a_pair_is_cut_stays_away)
{
    zt_node_t n [3];
    zt_start_mesh (n, 3, "faults overlap");
    zt_is (&n [0], "start x", "ok");
    zt_is (&n [0], "start y", "ok");
    zt_is (&n [0], "name x unnamed", "true");
    zt_is (&n [0], "name y dies", "true");
    zt_is (&n [0], "fault b@localhost cut", "true");
    zt_until_is (&n [1], "nodes", "c");
    zt_until_is (&n [0], "nodes", "c");
    zt_until_is (&n [1], "names", "0");
    zt_is (&n [2], "names", "2");
    zt_is (&n [0], "unname unnamed", "ok");
    zt_is (&n [0], "end y", "ok");
    zt_until_is (&n [2], "names", "0");
    zt_is (&n [0], "fault b@localhost heal", "true");
    zt_is (&n [0], "connect b@localhost", "true");
    zt_all_say (n, 3, "sync", "ok", false);
    zt_all_say (n, 3, "names", "0", false);
    zt_stop_all (n, 3);
}
END_TEST

//  Names come and go while nodes meet and part, over and over.
START_TEST (no_name_is_left_over_when_tables_are_exchanged)
{
    zt_node_t n [2];
    zt_start_mesh (n, 2, "");
    zt_is (&n [0], "busy", "ok");
    for (int i = 0; i < 60; i++) {
        if (i % 3 == 0)
            zt_is (&n [1], "sync", "ok");
        zt_is (&n [1], "leave", "a");
        zt_until_is (&n [0], "nodes", "");
        zt_is (&n [1], "sync", "ok");
        zt_is (&n [1], "names", "0");
        zt_is (&n [1], "connect a@localhost", "true");
    }
    zt_is (&n [0], "idle", "true");
    zt_all_say (n, 2, "sync", "ok", false);
    zt_all_say (n, 2, "names", "0", false);
    zt_stop_all (n, 2);
}
END_TEST

START_TEST (a_node_killed_while_it_registers_leaves_nothing)
{
    zt_node_t n [3];
    zt_start_mesh (n, 2, "");
    for (int i = 0; i < 8; i++) {
        zt_start (&n [2], "c@localhost", "");
        zt_is (&n [2], "connect a@localhost", "true");
        zt_until_is (&n [2], "nodes", "a b");
        zt_is (&n [2], "busy", "ok");
        zt_is (&n [0], "start x", "ok");
        zt_do (&n [0], "name x busy");              //  true or false, it is a race
        zt_kill (&n [2]);
        zt_until_is (&n [1], "nodes", "a");
        int64_t end = zt_now_ms () + ZT_LONG;       //  it may hear of the end after b
        while (strcmp (zt_do (&n [0], "who busy"), zt_do (&n [0], "pid x")) != 0 && zt_now_ms () < end)
            zt_do (&n [0], "name x busy");          //  never hangs
        zt_is (&n [1], "who busy", zt_do (&n [0], "pid x"));
        zt_is (&n [0], "end x", "ok");
        zt_is (&n [0], "gone x", "true");
        zt_all_say (n, 2, "names", "0", true);
    }
    zt_stop_all (n, 2);
}
END_TEST

//  Two partitions meet, one more node joins, one dies, all in the same moment.
START_TEST (partitions_that_meet_amid_trouble_end_with_equal_tables)
{
    enum { NODES = 6 };
    zt_node_t n [NODES];
    for (int i = 0; i < NODES; i++) {
        char name [] = "a@localhost";
        name [0] = (char) ('a' + i);
        zt_start (&n [i], name, "");
        zt_is (&n [i], "start x", "ok");
        zt_is (&n [i], "start y", "ok");
    }
    zt_is (&n [1], "connect a@localhost", "true");  //  {a, b, c}, {d, e}, f
    zt_is (&n [2], "connect a@localhost", "true");
    zt_is (&n [4], "connect d@localhost", "true");
    zt_is (&n [0], "resolve x global:random_notify_name n", "true");
    zt_is (&n [3], "resolve x global:random_notify_name n", "true");
    zt_is (&n [5], "resolve x global:random_notify_name n", "true");
    zt_is (&n [0], "name y even", "true");
    zt_is (&n [4], "name y even", "true");
    zt_is (&n [1], "name y odd", "true");
    zt_is (&n [3], "name y odd", "true");
    zt_tell (&n [0], "ping d@localhost");
    zt_tell (&n [4], "ping b@localhost");
    zt_tell (&n [5], "ping c@localhost");
    zt_kill (&n [1]);
    zt_hear (&n [0]);
    zt_hear (&n [4]);
    zt_hear (&n [5]);
    zt_start (&n [1], "b@localhost", "");
    zt_is (&n [1], "connect f@localhost", "true");
    for (int i = 0; i < NODES; i++)
        zt_do (&n [i], "connect a@localhost");
    for (int i = 0; i < NODES; i++) {
        char others [40] = "";
        for (int j = 0; j < NODES; j++)
            if (j != i)
                sprintf (others + strlen (others), "%s%c", *others? " ": "", 'a' + j);
        zt_until_is (&n [i], "nodes", others);
    }
    zt_all_say (n, NODES, "sync", "ok", false);
    zt_all_say (n, NODES, "who n", zt_do (&n [0], "pid x"), true);
    zt_all_say (n, NODES, "who even", zt_do (&n [0], "pid y"), true);
    char odd [ZT_LINE];
    strcpy (odd, zt_do (&n [0], "who odd"));        //  d's, or b's won before b was killed
    ck_assert (strcmp (odd, "-") == 0 || strcmp (odd, zt_do (&n [3], "pid y")) == 0);
    zt_all_say (n, NODES, "who odd", odd, true);
    zt_stop_all (n, NODES);
}
END_TEST

ZT_CLUSTER_MAIN ("global_names",
    a_name_is_known_everywhere_when_register_returns,
    re_register_moves_a_name_to_another_node,
    any_node_may_name_and_unname_any_process,
    of_many_at_once_one_gets_the_name,
    of_two_claims_that_meet_one_gets_the_name,
    of_three_claims_that_meet_one_gets_the_name,
    a_name_is_looked_up_here_though_its_node_hangs,
    names_of_a_dead_node_are_gone_on_the_others,
    all_names_vanish_when_all_processes_die,
    a_held_lock_keeps_no_dead_name,
    hidden_nodes_have_names_of_their_own,
    a_process_of_a_hidden_node_is_watched_by_who_named_it,
    a_new_node_gets_all_names,
    the_resolve_function_decides_who_keeps_the_name,
    it_does_not_matter_who_connects,
    a_resolve_function_may_disconnect,
    each_side_of_a_split_may_register_and_one_keeps_the_name,
    a_name_taken_away_while_a_pair_is_cut_stays_away,
    no_name_is_left_over_when_tables_are_exchanged,
    a_node_killed_while_it_registers_leaves_nothing,
    partitions_that_meet_amid_trouble_end_with_equal_tables)
