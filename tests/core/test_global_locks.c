//  test_global_locks.c - global locks on nodes that come, go and part

#include "zt_global.h"

//  Take the lock and give it back so many times, waiting in line or not. Who is
//  inside is alone: a file that may not be there yet says so, to all programs.
typedef struct {
    zc_pid_t driver;
    int times;
    bool waits;
} s_turns_t;

static bool s_met;

static void
s_in_and_out (void *arg)
{
    (void) arg;
    char path [200];
    snprintf (path, sizeof path, "%s/inside", getenv ("ZCLUSTER_RUNTIME_DIR"));
    int file = open (path, O_CREAT | O_EXCL | O_WRONLY, 0600);
    s_met |= file < 0;
    zc_sleep (1);
    close (file);
    unlink (path);
}

static void
s_turns_body (void *arg)
{
    s_turns_t self = *(s_turns_t *) arg;
    int done = 0;
    while (done < self.times
           && (self.waits? zc_global_wait_trans (s_in_and_out, NULL, NULL, -1, "{turn, ~p}",
                                                 zc_self ())
                         : zc_global_trans (s_in_and_out, NULL, NULL, ZC_GLOBAL_INFINITY,
                                            "{turn, ~p}", zc_self ())))
        done++;
    zc_send (self.driver, "{turns, ~i}", done);
}

static void
s_do_turns (char *args, char *answer)
{
    s_turns_t turns = {zc_self (), 0, *zt_word (&args) == 'w'};
    turns.times = atoi (args);
    for (int i = 0; i < 3; i++)
        zc_spawn (s_turns_body, &turns);
    int done, all = 0;
    for (int i = 0; i < 3 && zc_receive (6 * ZT_LONG, "{turns, ~i}", &done); i++)
        all += done;
    sprintf (answer, "%d%s", all, s_met? ", and met another": "");
}

static const zt_command_t zt_own [ZT_OWN] = {
    ZT_GLOBAL_COMMANDS, {"turns", s_do_turns}, {NULL, NULL}};

//  ---- Erlang's way --------------------------------------------------------

START_TEST (a_lock_is_held_on_all_nodes)
{
    zt_node_t n [3];
    zt_start_mesh (n, 3, "");
    for (int i = 0; i < 3; i++) {
        zt_is (&n [i], "start x", "ok");
        zt_is (&n [i], "start y", "ok");
    }
    zt_is (&n [0], "set x 0 all r", "ok");
    zt_is (&n [0], "done x", "true");
    zt_is (&n [0], "set y 0 all r", "ok");
    zt_is (&n [0], "done y", "false");
    zt_is (&n [1], "set x 1 all r", "ok");
    zt_is (&n [1], "done x", "false");
    zt_is (&n [2], "set x 0 all other", "ok");
    zt_is (&n [2], "done x", "true");
    zt_is (&n [1], "del x all r", "ok");            //  a stranger has no effect
    zt_is (&n [1], "done x", "true");
    zt_is (&n [2], "set y 0 all r", "ok");
    zt_is (&n [2], "done y", "false");
    zt_is (&n [0], "del x all r", "ok");
    zt_is (&n [0], "done x", "true");
    zt_is (&n [2], "set y 0 all r", "ok");
    zt_is (&n [2], "done y", "true");
    zt_stop_all (n, 3);
}
END_TEST

START_TEST (a_holder_that_is_killed_frees_the_lock)
{
    zt_node_t n [2];
    zt_start_mesh (n, 2, "");
    zt_is (&n [0], "start x", "ok");
    zt_is (&n [1], "start y", "ok");
    zt_is (&n [0], "set x 0 all r", "ok");
    zt_is (&n [0], "done x", "true");
    zt_is (&n [1], "set y -1 all r", "ok");         //  tries for ever, with pauses
    zt_is (&n [1], "done y 100", "-");
    zt_is (&n [0], "end x", "ok");
    zt_is (&n [1], "done y", "true");
    zt_stop_all (n, 2);
}
END_TEST

START_TEST (two_locks_of_one_process_are_two)
{
    zt_node_t n [2];
    zt_start_mesh (n, 2, "");
    zt_is (&n [0], "start x", "ok");
    zt_is (&n [1], "start y", "ok");
    zt_is (&n [0], "set x 0 all r", "ok");
    zt_is (&n [0], "done x", "true");
    zt_is (&n [0], "set x 0 all s", "ok");
    zt_is (&n [0], "done x", "true");
    zt_is (&n [0], "del x all r", "ok");
    zt_is (&n [0], "done x", "true");
    zt_is (&n [1], "set y 0 all r", "ok");
    zt_is (&n [1], "done y", "true");
    zt_is (&n [1], "set y 0 all s", "ok");
    zt_is (&n [1], "done y", "false");
    zt_stop_all (n, 2);
}
END_TEST

START_TEST (locks_on_different_nodes_are_independent)
{
    zt_node_t n [4];
    zt_start_mesh (n, 4, "");
    for (int i = 0; i < 4; i++)
        zt_is (&n [i], "start x", "ok");
    zt_is (&n [0], "set x 0 a@localhost,b@localhost r", "ok");
    zt_is (&n [0], "done x", "true");
    zt_is (&n [1], "set x 0 c@localhost,d@localhost r", "ok");
    zt_is (&n [1], "done x", "true");
    zt_is (&n [2], "set x 0 b@localhost,c@localhost,d@localhost r", "ok");
    zt_is (&n [2], "done x", "false");
    zt_is (&n [2], "set x 0 a@localhost r", "ok");
    zt_is (&n [2], "done x", "false");
    zt_is (&n [3], "set x 0 d@localhost other", "ok");
    zt_is (&n [3], "done x", "true");
    zt_is (&n [0], "set x 0 b@localhost,c@localhost,d@localhost other", "ok");
    zt_is (&n [0], "done x", "false");
    zt_is (&n [2], "set x 0 b@localhost,c@localhost other", "ok");  //  what it got is free again
    zt_is (&n [2], "done x", "true");
    zt_kill (&n [1]);                               //  the holder of c and d
    zt_until_is (&n [2], "nodes", "a d");
    zt_is (&n [2], "wait x 5000 c@localhost,d@localhost r", "ok");
    zt_is (&n [2], "done x", "true");
    zt_is (&n [3], "set x 0 b@localhost,c@localhost r", "ok");      //  dead ones are skipped
    zt_is (&n [3], "done x", "false");
    zt_is (&n [3], "set x 0 b@localhost,c@localhost another", "ok");
    zt_is (&n [3], "done x", "true");
    zt_stop (&n [0]);
    zt_stop (&n [2]);
    zt_is (&n [3], "wait x 5000 d@localhost r", "ok");
    zt_is (&n [3], "done x", "true");
    zt_stop (&n [3]);
}
END_TEST

//  Two resources in opposite order: both try until one of them is ended.
START_TEST (a_deadlock_is_not_detected)
{
    zt_node_t n [2];
    zt_start_mesh (n, 2, "");
    for (int i = 0; i < 2; i++) {
        zt_is (&n [i], "start x", "ok");
        zt_is (&n [i], i? "set x 0 all s": "set x 0 all r", "ok");
        zt_is (&n [i], "done x", "true");
    }
    zt_is (&n [0], "set x -1 all s", "ok");
    zt_is (&n [1], "set x -1 all r", "ok");
    zt_is (&n [0], "done x 50", "-");
    zt_is (&n [1], "done x 50", "-");
    zt_is (&n [0], "end x", "ok");
    zt_is (&n [1], "done x", "true");
    zt_stop_all (n, 2);
}
END_TEST

START_TEST (a_lock_on_one_other_node_goes_with_its_holder)
{
    zt_node_t n [2];
    zt_start_mesh (n, 2, "");
    zt_is (&n [0], "start x", "ok");
    zt_is (&n [0], "start y", "ok");
    zt_is (&n [1], "start z", "ok");
    zt_is (&n [0], "set x 0 b@localhost r", "ok");
    zt_is (&n [0], "done x", "true");
    zt_is (&n [1], "del z b@localhost r", "ok");
    zt_is (&n [1], "done z", "true");
    zt_is (&n [0], "set y 0 b@localhost r", "ok");
    zt_is (&n [0], "done y", "false");
    zt_is (&n [0], "wait y 10000 b@localhost r", "ok");
    zt_is (&n [0], "end x", "ok");
    zt_is (&n [0], "done y", "true");
    zt_stop_all (n, 2);
}
END_TEST

START_TEST (hidden_nodes_lock_for_themselves)
{
    zt_node_t a, h;
    zt_start (&a, "a@localhost", "");
    zt_start (&h, "h@localhost", "hidden");
    zt_is (&h, "connect a@localhost", "true");
    zt_is (&a, "start x", "ok");
    zt_is (&h, "start x", "ok");
    zt_is (&a, "set x 0 all r", "ok");
    zt_is (&a, "done x", "true");
    zt_is (&h, "set x 0 all r", "ok");
    zt_is (&h, "done x", "true");
    zt_stop (&h);
    zt_stop (&a);
}
END_TEST

//  As the header says: no lock of this kind can do better.
START_TEST (late_joiners_and_parted_sides_grant_again)
{
    zt_node_t n [3];
    zt_start_mesh (n, 2, "faults");
    zt_is (&n [0], "start x", "ok");
    zt_is (&n [1], "start x", "ok");
    zt_is (&n [0], "set x 0 all r", "ok");
    zt_is (&n [0], "done x", "true");
    zt_start (&n [2], "c@localhost", "");
    zt_is (&n [2], "start x", "ok");
    zt_is (&n [2], "connect a@localhost", "true");
    zt_is (&n [2], "set x 0 c@localhost r", "ok");
    zt_is (&n [2], "done x", "true");               //  asked only itself
    zt_is (&n [2], "del x all r", "ok");
    zt_is (&n [2], "done x", "true");
    zt_is (&n [2], "set x 0 all r", "ok");
    zt_is (&n [2], "done x", "false");              //  asked all
    zt_until_is (&n [2], "nodes", "a b");
    zt_is (&n [0], "fault b@localhost cut", "true");
    zt_until_is (&n [1], "nodes", "");
    zt_is (&n [1], "wait x 5000 all r", "ok");
    zt_is (&n [1], "done x", "true");               //  the other side holds it still
    zt_is (&n [0], "fault b@localhost heal", "true");
    zt_stop_all (n, 3);
}
END_TEST

//  ---- in line -------------------------------------------------------------

START_TEST (who_waits_in_line_over_nodes_gets_it_at_last)
{
    zt_node_t n [3];
    zt_start_mesh (n, 3, "");
    for (int i = 0; i < 3; i++)
        zt_is (&n [i], "start x", "ok");
    zt_is (&n [0], "set x 0 all r", "ok");
    zt_is (&n [0], "done x", "true");
    zt_is (&n [1], "wait x -1 all r", "ok");
    zt_is (&n [2], "wait x 50 all r", "ok");
    zt_is (&n [2], "done x", "false");
    zt_is (&n [2], "wait x -1 all r", "ok");
    zt_is (&n [1], "done x 20", "-");
    zt_is (&n [0], "del x all r", "ok");
    zt_is (&n [0], "done x", "true");
    zt_is (&n [1], "done x", "true");
    zt_is (&n [2], "done x 20", "-");
    zt_is (&n [1], "del x all r", "ok");
    zt_is (&n [1], "done x", "true");
    zt_is (&n [2], "done x", "true");
    zt_is (&n [2], "left", "0");
    zt_stop_all (n, 3);
}
END_TEST

//  kill -9 of the node that holds, of one that waits, and of the first in the order.
START_TEST (the_line_moves_on_when_nodes_die)
{
    zt_node_t n [4];
    zt_start_mesh (n, 4, "");
    for (int i = 0; i < 4; i++)
        zt_is (&n [i], "start x", "ok");
    zt_is (&n [2], "wait x -1 all r", "ok");
    zt_is (&n [2], "done x", "true");
    zt_is (&n [0], "wait x -1 all r", "ok");
    zt_is (&n [0], "done x 50", "-");
    zt_is (&n [1], "wait x -1 all r", "ok");
    zt_is (&n [1], "done x 50", "-");
    zt_kill (&n [3]);                               //  the greatest name: all wait there
    zt_is (&n [0], "done x 50", "-");
    zt_is (&n [1], "done x 50", "-");
    zt_kill (&n [2]);                               //  the holder
    bool first = strcmp (zt_do (&n [0], "done x 5000"), "true") == 0;
    zt_node_t *holder = &n [first? 0: 1], *other = &n [first? 1: 0];
    if (!first)
        zt_is (holder, "done x", "true");
    zt_is (other, "done x 50", "-");
    zt_kill (holder);
    zt_is (other, "done x", "true");
    zt_stop (other);
}
END_TEST

static void
s_take_turns (const char *ways, int times)
{
    enum { NODES = 3 };
    zt_node_t n [NODES];
    char expected [40];
    zt_start_mesh (n, NODES, "");
    for (int i = 0; i < NODES; i++)
        zt_tell (&n [i], "turns %c %d", ways [i], times);
    sprintf (expected, "%d", 3 * times);
    for (int i = 0; i < NODES; i++)
        ck_assert_str_eq (zt_hear (&n [i]), expected);
    zt_stop_all (n, NODES);
}

START_TEST (nine_processes_take_turns_in_line)
{
    s_take_turns ("www", 30);
}
END_TEST

//  Those in line hold the lock most of the time; those who try get it in the end.
START_TEST (both_ways_work_beside_each_other)
{
    s_take_turns ("wsw", 3);
}
END_TEST

//  ---- nobody inside with another: nodes of one program ---------------------

enum { S_NODES = 4, S_ROUNDS = 60 };
static _Atomic int s_in;

static void
s_alone (void *arg)
{
    (void) arg;
    zt_check_int (atomic_fetch_add (&s_in, 1), 0);
    zc_yield ();
    zt_check_int (atomic_fetch_sub (&s_in, 1), 1);
}

static void
s_enter_often (void *arg)
{
    zc_pid_t *test = arg;
    for (int i = 0; i < S_ROUNDS; i++)
        zt_require (zc_global_wait_trans (s_alone, NULL, NULL, -1, "{alone, ~p}", zc_self ()));
    zc_send (*test, "finished");
}

typedef struct {
    zc_node_t *node;
    int index;
    pthread_barrier_t *all;
} s_part_t;

static void
s_part (void *arg)
{
    s_part_t *self = arg;
    zc_pid_t me = zc_self ();
    if (self->index)
        zt_check (zc_node_connect ("n0@localhost") == ZC_CONNECTED);
    zc_term_t *nodes = NULL;
    do {
        zc_term_destroy (&nodes);
        zc_sleep (1);
        nodes = zc_node_list (ZC_NODES_VISIBLE);
    } while (zc_term_length (nodes) < S_NODES - 1);
    zc_term_destroy (&nodes);
    pthread_barrier_wait (self->all);               //  all see all
    zc_spawn (s_enter_often, &me);
    zc_spawn (s_enter_often, &me);
    zt_require (zc_receive (6 * ZT_LONG, "finished"));
    zt_require (zc_receive (6 * ZT_LONG, "finished"));
    pthread_barrier_wait (self->all);
}

static void *
s_run_part (void *arg)
{
    s_part_t *self = arg;
    zt_check_int (zc_run (self->node, s_part, self), 0);
    return NULL;
}

START_TEST (nobody_is_inside_with_another)
{
    s_part_t parts [S_NODES];
    pthread_t threads [S_NODES];
    pthread_barrier_t all;
    pthread_barrier_init (&all, NULL, S_NODES);
    for (int i = 0; i < S_NODES; i++) {
        char name [] = "n0@localhost", *error = NULL;
        name [1] = (char) ('0' + i);
        zc_node_options_t options = zt_options ();
        options.name = name;
        options.cookie = "duck";
        parts [i] = (s_part_t) {zc_node_new (&options, &error), i, &all};
        ck_assert_msg (parts [i].node, "%s", error);
    }
    for (int i = 0; i < S_NODES; i++)
        pthread_create (&threads [i], NULL, s_run_part, &parts [i]);
    for (int i = 0; i < S_NODES; i++)
        pthread_join (threads [i], NULL);
    for (int i = 0; i < S_NODES; i++)
        zc_node_destroy (&parts [i].node);
    pthread_barrier_destroy (&all);
    zt_report ();
}
END_TEST

ZT_CLUSTER_MAIN ("global_locks",
    a_lock_is_held_on_all_nodes,
    a_holder_that_is_killed_frees_the_lock,
    two_locks_of_one_process_are_two,
    locks_on_different_nodes_are_independent,
    a_deadlock_is_not_detected,
    a_lock_on_one_other_node_goes_with_its_holder,
    hidden_nodes_lock_for_themselves,
    late_joiners_and_parted_sides_grant_again,
    who_waits_in_line_over_nodes_gets_it_at_last,
    the_line_moves_on_when_nodes_die,
    nine_processes_take_turns_in_line,
    both_ways_work_beside_each_other,
    nobody_is_inside_with_another)
