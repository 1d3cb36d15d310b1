//  drive_fan.c - calls what exercise 5.1 asks for, and tells what it sees
//
//      fan node NAME                   a node that is there until it is told nothing
//      fan WHAT TIMEOUT NUMBER …       the teacher, who calls fan_out

#define _GNU_SOURCE
#include "fan.h"
#include "driver_node.h"

static char **s_words;

static int
s_number (int index)
{
    return atoi (s_words [index + 2]);
}

static int
s_timeout (void)
{
    return s_number (0);
}

//  ---- the functions that the jobs are for ---------------------------------

//  Where, and N times N.
static zc_term_t *
s_square (const zc_term_t *args)
{
    int number = 0;
    zc_term_match (args, "[~i]", &number);
    return zc_term_new ("{~a, ~i}", zc_node_self (), number * number);
}

//  Says at the gate that it has begun, and waits there to be let go.
static zc_term_t *
s_wait (const zc_term_t *args)
{
    int number = 0;
    zc_term_match (args, "[~i]", &number);
    zc_send_name ("gate", "teacher@localhost", "{begun, ~p, ~i}", zc_self (), number);
    zc_receive (-1, "go");
    return zc_term_new ("{~a, ~i}", zc_node_self (), number * number);
}

//  Ends in one of several ways.
static zc_term_t *
s_end (const zc_term_t *args)
{
    int number;
    if (zc_term_match (args, "[{tear, ~i}]", &number))
        zc_exit ("{torn, ~i}", number);
    if (zc_term_match (args, "[{divide, ~i}]", &number))
        zc_error ("{badarith, []}");
    if (zc_term_match (args, "[leave]"))
        zc_exit ("normal");
    if (zc_term_match (args, "[{pretend, ~i}]", &number))
        zc_exit ("{ok, ~i}", number);
    return zc_term_new ("done");
}

ZC_MODULE (Classroom, {"square", 1, s_square}, {"wait", 1, s_wait}, {"finish", 1, s_end});

//  ---- the gate: who may go on, and in which order -------------------------

enum { PUPILS_MAX = 12 };

//  The jobs' numbers were given, too: this is the i-th one's, or 0.
static int
s_job (int i)
{
    return i < PUPILS_MAX && s_words [i + 3]? s_number (i + 1): 0;
}

//  Let a pupil go on, and wait until it has ended: its answer is on its way then.
static void
s_let_go (zc_pid_t pupil)
{
    if (zc_pid_is_null (pupil))
        return;
    zc_ref_t monitor = zc_monitor (pupil);
    zc_send (pupil, "go");
    zc_receive (-1, "{:DOWN, ~r, _, _, _}", monitor);
}

//  Wait until the first `count` have begun, in any order, but not for ever. How many have.
static int
s_gather (zc_pid_t *pupils, int count)
{
    int begun = 0, patience = s_timeout () / 2;
    for (int i = 0; i < count; i++)
        if (zc_receive (patience, "{begun, ~p, ~i}", &pupils [i], s_job (i)))
            begun++;
        else {
            pupils [i] = ZC_PID_NONE;
            patience = 0;
        }
    return begun;
}

//  Each may go when those before it are done.
static void
s_in_turn (void *arg)
{
    (void) arg;
    zc_pid_t pupil;
    zc_register ("gate", zc_self ());
    for (int i = 0; s_job (i); i++) {
        zc_receive (-1, "{begun, ~p, ~i}", &pupil, s_job (i));
        s_let_go (pupil);
    }
}

//  All have to be there; then they go, forward or backward.
static void
s_all_first (void *arg)
{
    bool *backward = arg;
    zc_pid_t pupils [PUPILS_MAX];
    int count = 0;
    zc_register ("gate", zc_self ());
    while (s_job (count))
        count++;
    dr_say ("begun %d of %d", s_gather (pupils, count), count);
    for (int i = 0; i < count; i++)
        s_let_go (pupils [*backward? count - 1 - i: i]);
}

//  The first and the third may go, the second has to stay.
static void
s_one_stays (void *arg)
{
    (void) arg;
    zc_pid_t pupils [3];
    zc_register ("gate", zc_self ());
    int begun = s_gather (pupils, 3);
    s_let_go (pupils [0]);
    s_let_go (pupils [2]);
    dr_say ("begun %d of 3", begun);
}

//  Nobody may go before it is opened, then all.
static void
s_opened_later (void *arg)
{
    (void) arg;
    zc_pid_t pupil;
    zc_register ("gate", zc_self ());
    dr_say ("begun %d of 1", s_gather (&pupil, 1));
    zc_receive (-1, "open");
    s_let_go (pupil);
    while (zc_receive (-1, "{begun, ~p, _}", &pupil))
        s_let_go (pupil);
}

static zc_pid_t
s_gate (zc_body_t *body, void *arg)
{
    zc_pid_t gate = zc_spawn (body, arg);
    while (zc_pid_is_null (zc_whereis ("gate")))
        zc_sleep (1);
    return gate;
}

//  ---- calling and telling -------------------------------------------------

//  The numbers that were given, from the second on.
static zc_term_t *
s_numbers (void)
{
    zc_terms_t numbers = {0};
    for (int i = 1; s_words [i + 2]; i++)
        zc_terms_add (&numbers, zc_term_new ("~i", s_number (i)));
    return zc_terms_list (&numbers);
}

//  Call fan_out, and tell what it returns. Takes the jobs.
static void
s_fan (const char *nodes, zc_term_t *jobs, const char *function, int timeout_ms)
{
    zc_term_t *names = zc_term_parse (nodes, NULL);
    zc_term_t *outcomes = fan_out (names, jobs, "Classroom", function, timeout_ms);
    if (!outcomes)
        dr_say ("fan_out returned NULL");
    else
    if (zc_list_length (outcomes) != (int64_t) zc_term_length (jobs))
        dr_say ("outcomes %s", zc_term_str (outcomes));
    else {
        int number = 1;
        size_t at = 0;
        for (zc_term_t *item; (item = zc_term_next (outcomes, &at)); zc_term_destroy (&item))
            dr_say ("job %d: %s", number++, zc_term_str (item));
        if (number == 1)
            dr_say ("no outcomes");
    }
    zc_term_destroy (&outcomes);
    zc_term_destroy (&jobs);
    zc_term_destroy (&names);
}

#define BOTH_NODES "[:kate@localhost, :bob@localhost]"

//  ---- the tests -----------------------------------------------------------

static void
s_all (void)
{
    s_gate (s_in_turn, NULL);
    s_fan (BOTH_NODES, s_numbers (), "wait", s_timeout ());
    s_fan (BOTH_NODES, zc_term_new ("[]"), "wait", s_timeout ());
}

static void
s_together (void)
{
    static bool backward = false;
    s_gate (s_all_first, &backward);
    s_fan (BOTH_NODES, s_numbers (), "wait", s_timeout ());
}

static void
s_backward (void)
{
    static bool backward = true;
    s_gate (s_all_first, &backward);
    s_fan (BOTH_NODES, s_numbers (), "wait", s_timeout ());
}

static void
s_ends (void)
{
    zc_term_t *jobs = zc_term_new ("[stay, {tear, ~i}, {divide, ~i}, leave, {pretend, ~i}]", s_number (1),
                                   s_number (2), s_number (3));
    s_fan ("[:kate@localhost]", jobs, "finish", s_timeout ());
    s_fan ("[:kate@localhost]", zc_term_new ("[louder]"), "sing", s_timeout ());
}

static void
s_nobody (void)
{
    s_gate (s_in_turn, NULL);
    s_fan ("[:kate@localhost, :teacher@localhost, :nobody@localhost]", s_numbers (), "wait", s_timeout ());
}

static void
s_killed (void)
{
    s_gate (s_one_stays, NULL);
    s_fan (BOTH_NODES, s_numbers (), "wait", s_timeout ());
}

//  Both nodes are connected; go on when the grader has paused one.
static void
s_meet (void)
{
    char line [20];
    dr_say ("%s", zc_node_ping ("kate@localhost") && zc_node_ping ("bob@localhost")? "connected": "not connected");
    dr_told (line, sizeof line);
}

static void
s_paused (void)
{
    s_meet ();
    int64_t began = zc_monotonic_ms ();
    s_fan (BOTH_NODES, s_numbers (), "square", s_timeout ());
    dr_say ("%d", (int) (zc_monotonic_ms () - began));
}

//  All that this node was sent by that one before is here when this returns.
static void
s_round_trip (const char *node)
{
    zc_ref_t monitor;
    zc_node_spawn_monitor (node, "Classroom", "square", &monitor, "[1]");
    zc_receive (-1, "{:DOWN, ~r, _, _, _}", monitor);
}

static void
s_late (void)
{
    char line [20];
    zc_pid_t gate = s_gate (s_opened_later, NULL);
    s_meet ();
    s_fan (BOTH_NODES, s_numbers (), "wait", s_timeout ());
    dr_told (line, sizeof line);            //  bob's node goes on
    zc_send (gate, "open");
    for (int i = 0; i < 2; i++) {
        s_round_trip ("kate@localhost");
        s_round_trip ("bob@localhost");
    }
    if (zc_receive (200, "_"))
        dr_say ("arrived: %s", zc_term_str (zc_message ()));
    else
        dr_say ("nothing arrived");
}

static void
s_nothing (void *arg)
{
    (void) arg;
}

//  With a mailbox that is not empty: a letter, a DOWN and a spawn_reply of our own.
static void
s_tidy (void)
{
    zc_ref_t monitor;
    zc_term_t *jobs = zc_term_new ("[stay, {tear, ~i}, leave]", s_number (1));
    zc_send (zc_self (), "{letter, 0, ~i}", s_number (2));
    zc_spawn_monitor (s_nothing, NULL, &monitor);
    zc_ref_t request = zc_spawn_request ("nobody@localhost", "Classroom", "square", 0, "[1]");
    while (dr_known (zc_self (), "message_queue_len") < 3)
        zc_sleep (1);
    s_fan ("[:kate@localhost, :kate@localhost, :nobody@localhost]", jobs, "finish", s_timeout ());
    dr_say ("monitors %d, links %d", dr_known (zc_self (), "monitors"), dr_known (zc_self (), "links"));
    dr_say ("letter %s", zc_receive (0, "{letter, 0, ~i}", s_number (2))? "there": "gone");
    dr_say ("DOWN %s", zc_receive (0, "{:DOWN, ~r, process, _, normal}", monitor)? "there": "gone");
    dr_say ("spawn_reply %s", zc_receive (0, "{spawn_reply, ~r, error, _}", request)? "there": "gone");
    s_round_trip ("kate@localhost");
    if (zc_receive (50, "_"))
        dr_say ("left: %s", zc_term_str (zc_message ()));
    else
        dr_say ("nothing left");
}

//  ---- which one -----------------------------------------------------------

static const struct {
    const char *name;
    void (*run) (void);
} s_tests [] = {{"all", s_all}, {"together", s_together}, {"backward", s_backward}, {"ends", s_ends},
                {"nobody", s_nobody}, {"killed", s_killed}, {"paused", s_paused}, {"late", s_late},
                {"tidy", s_tidy}};

static void
s_test (void *arg)
{
    const char *what = arg;
    for (size_t i = 0; i < sizeof s_tests / sizeof *s_tests; i++)
        if (strcmp (what, s_tests [i].name) == 0)
            s_tests [i].run ();
}

int
main (int argc, char **argv)
{
    s_words = argv;
    return dr_node (argc, argv, "teacher@localhost", s_test);
}
