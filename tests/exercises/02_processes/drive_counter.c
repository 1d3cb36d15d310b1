//  drive_counter.c - calls what exercise 2.1 asks for, and tells what it sees

#define _GNU_SOURCE
#include "counter.h"
#include "driver.h"

enum { PATIENCE_MS = 5000 };

static char **s_words;

static int
s_number (int index)
{
    return atoi (s_words [index + 2]);
}

//  How many messages wait at a process, taken out of what is known of it.
static int
s_waiting (zc_pid_t pid)
{
    int waiting = -1;
    size_t at = 0;
    zc_term_t *info = zc_process_info (pid);
    for (zc_term_t *item; info && (item = zc_term_next (info, &at)); zc_term_destroy (&item))
        zc_term_match (item, "{message_queue_len, ~i}", &waiting);
    zc_term_destroy (&info);
    return waiting;
}

//  ---- the counter ---------------------------------------------------------

//  The monitor is there from the beginning: DOWN says why a counter has ended.
typedef struct {
    zc_pid_t pid;
    zc_ref_t monitor;
} s_counter_t;

static s_counter_t
s_start_counter (void)
{
    s_counter_t counter;
    counter.pid = zc_spawn_monitor (counter_body, NULL, &counter.monitor);
    return counter;
}

static void
s_ask (s_counter_t counter)
{
    int count;
    zc_term_t *reason;
    zc_send (counter.pid, "{get, ~p}", zc_self ());
    switch (zc_receive_any (PATIENCE_MS, ZC_CASE ("{count, ~i}", &count),
                            ZC_CASE ("{:DOWN, ~r, _, _, ~t}", counter.monitor, &reason))) {
        case 0: dr_say ("count %d", count); break;
        case 1: dr_say ("no answer: the counter has ended, %s", zc_term_str (reason)); break;
        default: dr_say ("no answer"); break;
    }
}

static void
s_counts (void)
{
    s_counter_t counter = s_start_counter ();
    s_ask (counter);
    for (int i = 0; i < 3; i++)
        zc_send (counter.pid, "{add, ~i}", s_number (i));
    s_ask (counter);
    s_ask (counter);
}

static void
s_two (void)
{
    s_counter_t first = s_start_counter (), second = s_start_counter ();
    zc_send (first.pid, "{add, ~i}", s_number (0));
    zc_send (second.pid, "{add, ~i}", s_number (1));
    s_ask (first);
    s_ask (second);
}

static void
s_strange (void)
{
    s_counter_t counter = s_start_counter ();
    zc_send (counter.pid, "hello");
    zc_send (counter.pid, "{add, many}");
    zc_send (counter.pid, "{letter, alex, ~i}", s_number (0));
    zc_send (counter.pid, "{add, ~i}", s_number (0));
    s_ask (counter);
    dr_say ("waiting %d", s_waiting (counter.pid));
}

static void
s_stops (void)
{
    zc_term_t *reason;
    s_counter_t counter = s_start_counter ();
    zc_send (counter.pid, "{add, ~i}", s_number (0));
    s_ask (counter);
    zc_send (counter.pid, "stop");
    if (zc_receive (PATIENCE_MS, "{:DOWN, ~r, _, _, ~t}", counter.monitor, &reason))
        dr_say ("ended %s", zc_term_str (reason));
    else
        dr_say ("still there");
}

//  ---- ping and pong -------------------------------------------------------

//  Hands on what it gets.
static void
s_friend (void *arg)
{
    zc_pid_t *owner = arg;
    int number;
    zc_receive (-1, "{pong, ~i}", &number);
    zc_send (*owner, "{for_the_friend, ~i}", number);
}

static void
s_pongs (void)
{
    static zc_pid_t self;
    self = zc_self ();
    zc_pid_t pong = pong_start (), friend = zc_spawn (s_friend, &self);
    int number;
    if (zc_pid_equal (pong, ZC_PID_NONE)) {
        dr_say ("pong_start returned ZC_PID_NONE");
        return;
    }
    zc_send (pong, "{ping, ~i, ~p}", s_number (0), zc_self ());
    if (zc_receive (PATIENCE_MS, "{pong, ~i}", &number))
        dr_say ("pong %d", number);
    else
        dr_say ("no answer");
    zc_send (pong, "{ping, ~i, ~p}", s_number (1), friend);
    if (zc_receive (PATIENCE_MS, "{for_the_friend, ~i}", &number))
        dr_say ("the friend got pong %d", number);
    else
        dr_say ("the friend got nothing");
}

//  A player of ours: writes down what is asked, answers so many rounds, then ends. Before
//  each answer it waits a little whether it is asked again, and it may also send a letter.
static char s_asked [200];
static int s_rounds_to_live;
static bool s_letters, s_leaves_at_once;

static void
s_our_pong (void *arg)
{
    (void) arg;
    int number, early;
    zc_pid_t from;
    for (int i = 0; i < s_rounds_to_live; i++) {
        zc_receive (-1, "{ping, ~i, ~p}", &number, &from);
        size_t used = strlen (s_asked);
        snprintf (s_asked + used, sizeof s_asked - used, " %d", number);
        if (zc_receive (20, "{ping, ~i, _}", &early))
            strncat (s_asked, " too early", sizeof s_asked - strlen (s_asked) - 1);
        if (s_letters)
            zc_send (from, "{letter, ~i}", number);
        zc_send (from, "{pong, ~i}", number);
    }
    if (!s_leaves_at_once)
        zc_receive (-1, "{ping, _, _}");
}

static void
s_plays (void)
{
    int letter, expected = 0;
    s_rounds_to_live = 100;
    s_letters = true;
    zc_pid_t pong = zc_spawn (s_our_pong, NULL);
    dr_say ("played %d", ping_play (pong, s_number (0)));
    dr_say ("asked for%s", s_asked);
    while (zc_receive (0, "{letter, ~i}", &letter) && letter == expected + 1)
        expected++;
    dr_say ("letters left %d", expected);
}

static void
s_alone (void)
{
    s_rounds_to_live = s_number (0);
    zc_pid_t pong = zc_spawn (s_our_pong, NULL);
    dr_say ("played %d", ping_play (pong, 50));
}

//  Play with a pong of ours, and look what is left when it has gone.
static void
s_tidy_once (void)
{
    const zc_term_t *message;
    zc_pid_t pong = zc_spawn (s_our_pong, NULL);
    dr_say ("played %d", ping_play (pong, s_number (0)));
    zc_ref_t monitor = zc_monitor (pong);
    zc_exit_process (pong, "kill");
    zc_receive (-1, "{:DOWN, ~r, _, _, _}", monitor);
    if (zc_receive (50, "_") && (message = zc_message ()))
        dr_say ("left %s", zc_term_str (message));
    else
        dr_say ("left nothing");
}

static void
s_tidy (void)
{
    s_rounds_to_live = 100;
    s_tidy_once ();
    s_rounds_to_live = s_number (0);
    s_leaves_at_once = true;
    s_tidy_once ();
}

//  ---- which one -----------------------------------------------------------

static const struct {
    const char *name;
    void (*run) (void);
} s_all [] = {{"counts", s_counts}, {"two", s_two}, {"strange", s_strange}, {"stops", s_stops},
              {"pongs", s_pongs}, {"plays", s_plays}, {"alone", s_alone}, {"tidy", s_tidy}};

static void
s_main (void *arg)
{
    const char *what = arg;
    for (size_t i = 0; i < sizeof s_all / sizeof *s_all; i++)
        if (strcmp (what, s_all [i].name) == 0)
            s_all [i].run ();
}

int
main (int argc, char **argv)
{
    s_words = argv;
    const char *what = dr_begin (argc, argv);
    zc_node_options_t options = {.containment = ZC_CONTAIN_FATAL, .log_level = ZC_LOG_ERROR};
    zc_node_t *node = zc_node_new (&options, NULL);
    zc_run (node, s_main, (void *) (size_t) what);
    zc_node_destroy (&node);
    return dr_end ();
}
