//  test_cluster_kill_global.c - kill -9 in the middle of what all nodes agree on
//
//  Names, locks, groups, joining: who is left agrees, and goes on without the killed.

#include "zt_global.h"
#include "zt_kill.h"

//  ---- operations that are only there in C ---------------------------------

static void
s_with_lock (void *arg)
{
    if (arg)
        zt_hang (NULL);
}

//  Op:trans (Resource, Hang)
static zc_term_t *
s_trans (const zc_term_t *args)
{
    bool hang;
    zc_term_t *resource;
    zc_term_match (args, "[~t, ~o]", &resource, &hang);
    return zc_term_new ("~o", zc_global_trans (s_with_lock, hang? &hang: NULL, NULL, -1,
                                               "{~t, ~p}", resource, zc_self ()));
}

//  Op:wait_lock (Resource)
static zc_term_t *
s_wait_lock (const zc_term_t *args)
{
    return zc_term_new ("~o", zc_global_wait_lock (NULL, -1, "{~t, ~p}",
                                                   zc_term_element (args, 0), zc_self ()));
}

//  Op:name (Name), Op:pg (Group): for the own process, as long as it lives.
static zc_term_t *
s_name (const zc_term_t *args)
{
    return zc_term_new ("~o", zc_global_register_name (zc_self (), "~t",
                                                       zc_term_element (args, 0)));
}

//  Op:rename (Name): take it from whoever has it.
static zc_term_t *
s_rename (const zc_term_t *args)
{
    zc_term_t *name = zc_term_element (args, 0);
    zc_global_re_register_name (zc_self (), NULL, "~t", name);
    return zc_term_new ("~o", zc_pid_equal (zc_global_whereis_name ("~t", name), zc_self ()));
}

//  Op:give (Actor, Name): the same for an actor, which lives on.
static zc_term_t *
s_give (const zc_term_t *args)
{
    const char *actor;
    zc_term_t *name;
    zc_term_match (args, "[~a, ~t]", &actor, &name);
    zc_global_re_register_name (zt_actors [*actor - 'a'], NULL, "~t", name);
    return NULL;
}

//  Op:churn (): give the name n to actor x, have a lock and give it back, until `halt`.
static atomic_bool s_halted;
static atomic_int s_turns;

static zc_term_t *
s_churn (const zc_term_t *args)
{
    (void) args;
    while (!s_halted) {
        zc_global_re_register_name (zt_actors ['x' - 'a'], NULL, "n");
        if (zc_global_set_lock (NULL, 0, "{r, ~p}", zc_self ()))
            zc_global_del_lock (NULL, "{r, ~p}", zc_self ());
        s_turns++;
    }
    return NULL;
}

static zc_term_t *
s_pg (const zc_term_t *args)
{
    zc_pg_join (NULL, zc_self (), "~t", zc_term_element (args, 0));
    return zc_pg_members (NULL, "~t", zc_term_element (args, 0));
}

//  Op:pg2 (Group): make it, join and leave it, remove it.
static zc_term_t *
s_pg2 (const zc_term_t *args)
{
    zc_term_t *group = zc_term_element (args, 0);
    zc_pg2_create ("~t", group);
    bool joined = zc_pg2_join (zc_self (), "~t", group);
    bool left = zc_pg2_leave (zc_self (), "~t", group);
    zc_pg2_delete ("~t", group);
    return zc_term_new ("{~o, ~o, ~i}", joined, left, zc_term_length (zc_pg2_which_groups ()));
}

ZC_MODULE (Op, {"trans", 2, s_trans}, {"wait_lock", 1, s_wait_lock}, {"name", 1, s_name},
           {"rename", 1, s_rename}, {"give", 2, s_give}, {"churn", 0, s_churn}, {"pg", 1, s_pg},
           {"pg2", 1, s_pg2});

//  ---- commands of the nodes -----------------------------------------------

//  serve: what the operations need.
static void
s_do_serve (char *args, char *answer)
{
    (void) args;
    zc_pg_start (NULL);
    zc_pg2_start ();
    strcpy (answer, "ok");
}

//  turns N: have there been so many? again: begin to count anew. halt: no more.
static void
s_do_turns (char *args, char *answer)
{
    zt_answer_bool (answer, s_turns >= atoi (args));
}

static void
s_do_again (char *args, char *answer)
{
    (void) args;
    s_turns = 0;
    strcpy (answer, "ok");
}

static void
s_do_halt (char *args, char *answer)
{
    (void) args;
    s_halted = true;
    strcpy (answer, "ok");
}

//  churn: begin.
static void
s_do_churn (char *args, char *answer)
{
    (void) args;
    char command [] = "Op churn []";
    s_halted = false;
    s_turns = 0;
    zt_do_aside (command, answer);
}

static const zt_command_t zt_own [ZT_OWN] = {
    {"serve", s_do_serve}, {"churn", s_do_churn}, {"turns", s_do_turns}, {"again", s_do_again},
    {"halt", s_do_halt},
    ZT_KILL_COMMANDS, ZT_GLOBAL_COMMANDS};

//  ---- each operation ------------------------------------------------------

static const zt_case_t s_agreements [] = {
    {"global set_lock [{:r, 1}]", "true"},
    {"global set_lock [{:r, 1}, [:" B "]]", "true"},
    {"global del_lock [{:r, 1}]", "true"},
    {"global del_lock [{:r, 1}, [:" B "]]", "true"},
    {"Op trans [:r, false]", "true"},
    {"Op wait_lock [:r]", "true"},
    {"Op name [:n]", "true"},
    {"Op rename [:n]", "true"},
    {"global unregister_name [:n]", ":ok"},
    {"global sync []", ":ok"},
    {"Op pg [:g]", "[#PID<"},
    {"Op pg2 [:g]", "{true, true, 0}"}};

START_TEST (who_agrees_with_others_goes_on_without_the_killed)
{
    zt_start_abc ();
    char processes [20];
    strcpy (processes, zt_do (&a, "processes"));
    for (size_t i = 0; i < sizeof s_agreements / sizeof *s_agreements; i++) {
        zt_freeze_and_kill_b (&s_agreements [i], processes);
        zt_until_is (&c, "run global set_lock [{:r, :c}, [:" A ", :" C "], 0]", "true");
        zt_is (&c, "run global del_lock [{:r, :c}, [:" A ", :" C "]]", "true");
        zt_until_is (&c, "run global registered_names []", "[]");
        zt_until_is (&c, "run pg get_members [:g]", "[]");
        zt_start_b ();
    }
    zt_stop_abc ();
}
END_TEST

//  ---- names ---------------------------------------------------------------

static void
s_both_say (const char *command, const char *answer)
{
    zt_until_is (&a, command, answer);
    zt_until_is (&c, command, answer);
}

//  Its owner's node is asked for it, and does not answer any more.
START_TEST (a_name_is_taken_over_from_a_node_that_is_killed)
{
    char pid [60];
    zt_start_abc ();
    zt_is (&b, "start x", "ok");
    zt_is (&b, "name x n", "true");
    zt_is (&a, "start y", "ok");
    strcpy (pid, zt_do (&a, "pid y"));
    zt_freeze (&b);
    zt_is (&a, "aside Op give [:y, :n]", "ok");
    zt_until_is (&a, "waits", "true");
    zt_kill (&b);
    zt_is (&a, "result", ":ok");
    s_both_say ("who n", pid);
    zt_start_b ();
    zt_is (&b, "sync", "ok");
    zt_is (&b, "who n", pid);
    zt_is (&a, "end y", "ok");
    s_both_say ("who n", "-");
    zt_stop_abc ();
}
END_TEST

//  c has not agreed yet.
START_TEST (a_name_stays_where_it_is_when_who_takes_it_is_killed)
{
    char pid [60];
    zt_start_abc ();
    zt_is (&a, "start x", "ok");
    zt_is (&a, "name x n", "true");
    strcpy (pid, zt_do (&a, "pid x"));
    zt_is (&b, "start y", "ok");
    zt_freeze (&c);
    zt_is (&b, "aside Op give [:y, :n]", "ok");
    zt_until_is (&b, "waits", "true");
    zt_kill (&b);
    zt_thaw (&c);
    zt_until_is (&a, "nodes", "c");
    zt_until_is (&c, "nodes", "a");
    zt_is (&c, "sync", "ok");
    zt_is (&a, "who n", pid);
    zt_is (&c, "who n", pid);
    zt_is (&c, "start z", "ok");
    zt_is (&c, "rename z n", "ok");
    strcpy (pid, zt_do (&c, "pid z"));
    s_both_say ("who n", pid);
    zt_stop (&a);
    zt_stop (&c);
}
END_TEST

//  ---- locks ---------------------------------------------------------------

START_TEST (a_lock_held_by_a_killed_node_is_given_on)
{
    zt_start_abc ();
    zt_is (&b, "aside Op trans [:r, true]", "ok");
    zt_until_is (&b, "inside", "1");
    zt_is (&a, "aside Op wait_lock [:r]", "ok");
    zt_until_is (&a, "waits", "true");
    zt_is (&c, "run global set_lock [{:r, :c}, [:" C "], 0]", "false");
    zt_kill (&b);
    zt_is (&a, "result", "true");
    zt_until_is (&c, "run global set_lock [{:r, :c}, [:" C "], 0]", "true");
    zt_stop (&a);
    zt_stop (&c);
}
END_TEST

//  a waits in line at c. b has told a, and not yet c.
START_TEST (a_lock_is_given_on_when_its_holder_is_killed_while_it_gives_it_back)
{
    zt_start_abc ();
    zt_is (&b, "start x", "ok");
    zt_is (&b, "set x 0 all :r", "ok");
    zt_is (&b, "done x", "true");
    zt_is (&a, "aside Op wait_lock [:r]", "ok");
    zt_until_is (&a, "waits", "true");
    zt_freeze (&c);
    zt_is (&b, "del x all :r", "ok");
    zt_until_is (&a, "run global set_lock [{:r, :probe}, [:" A "], 0]", "true");
    zt_is (&a, "run global del_lock [{:r, :probe}, [:" A "]]", "true");
    zt_is (&b, "done x 0", "-");
    zt_kill (&b);
    zt_thaw (&c);
    zt_is (&a, "result", "true");
    zt_is (&a, "left", "0");
    zt_until_is (&c, "run global set_lock [{:r, :c}, [:" A ", :" C "], 0]", "true");
    zt_stop (&a);
    zt_stop (&c);
}
END_TEST

//  ---- at any moment -------------------------------------------------------

//  All three want the same name and the same lock all the time.
static void
s_churn_until_killed (int turns)
{
    char command [20], owner [60], own [60];
    zt_node_t *left [] = {&a, &c};
    zt_is (&a, "churn", "ok");
    zt_is (&b, "churn", "ok");
    zt_is (&c, "churn", "ok");
    snprintf (command, sizeof command, "turns %d", turns);
    zt_until_is (&a, command, "true");
    zt_kill (&b);
    //  A whole turn of each without b: it may have been the last to take the name
    zt_until_is (&a, "nodes", "c");
    zt_until_is (&c, "nodes", "a");
    s_both_say ("again", "ok");
    s_both_say ("turns 2", "true");
    for (int i = 0; i < 2; i++) {
        zt_is (left [i], "halt", "ok");
        zt_is (left [i], "result", ":ok");
        zt_is (left [i], "left", "0");
    }
    //  One of them has the name, both know who, and can have it; nobody has the lock
    s_both_say ("sync", "ok");
    strcpy (owner, zt_do (&a, "who n"));
    strcpy (own, zt_do (&a, "pid x"));
    if (strcmp (owner, own) != 0)
        zt_is (&a, "who n", zt_do (&c, "pid x"));
    zt_is (&c, "who n", owner);
    zt_is (&c, "rename x n", "ok");
    strcpy (owner, zt_do (&c, "pid x"));
    zt_is (&a, "who n", owner);
    zt_is (&c, "who n", owner);
    zt_until_is (&c, "run global set_lock [{:r, :c}, [:" A ", :" C "], 0]", "true");
    zt_is (&c, "run global del_lock [{:r, :c}, [:" A ", :" C "]]", "true");
}

START_TEST (whenever_a_node_is_killed_names_and_locks_go_on)
{
    zt_start_abc ();
    zt_is (&a, "start x", "ok");
    zt_is (&c, "start x", "ok");
    for (int turns = 1; turns < 60; turns += 9) {
        zt_is (&b, "start x", "ok");
        s_churn_until_killed (turns);
        zt_start_b ();
    }
    zt_stop_abc ();
}
END_TEST

//  ---- joining -------------------------------------------------------------

START_TEST (a_node_that_joins_a_mesh_goes_on_without_the_killed)
{
    zt_node_t d;
    zt_start_abc ();
    zt_start (&d, "d@localhost", "");
    zt_freeze (&b);
    zt_is (&d, "connect " A, "true");
    zt_until_is (&c, "nodes", "a b d");
    zt_kill (&b);
    zt_until_is (&a, "nodes", "c d");
    zt_until_is (&c, "nodes", "a d");
    zt_until_is (&d, "nodes", "a c");
    zt_is (&d, "run global set_lock [{:r, 1}]", "true");
    zt_stop (&a);
    zt_stop (&c);
    zt_stop (&d);
}
END_TEST

ZT_CLUSTER_MAIN ("cluster_kill_global",
    who_agrees_with_others_goes_on_without_the_killed,
    a_name_is_taken_over_from_a_node_that_is_killed,
    a_name_stays_where_it_is_when_who_takes_it_is_killed,
    a_lock_held_by_a_killed_node_is_given_on,
    a_lock_is_given_on_when_its_holder_is_killed_while_it_gives_it_back,
    whenever_a_node_is_killed_names_and_locks_go_on,
    a_node_that_joins_a_mesh_goes_on_without_the_killed)
