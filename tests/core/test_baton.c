//  test_baton.c - no user code can stall a node
//
//  Processes that compute, sleep in C or block in a system call, and what the
//  others notice of it: next to nothing. Times are bounds that a node without a
//  baton to hand over would miss by far, not measures of speed.

#include "zc_test.h"

#if defined (__has_include)
#   if __has_include (<valgrind/valgrind.h>)
#       include <valgrind/valgrind.h>
#   endif
#endif
#ifndef RUNNING_ON_VALGRIND
#   define RUNNING_ON_VALGRIND 0
#endif

typedef struct {
    atomic_bool stop;
    atomic_int running;
    int pipe [2];
} s_hogs_t;

//  ---- the ways to keep a thread -------------------------------------------

static void
s_loop_for_ever (void *arg)
{
    s_hogs_t *hogs = arg;
    atomic_fetch_add (&hogs->running, 1);
    //  Long enough in its own code: ThreadSanitizer's look at an atomic is a call into
    //  a library, where a kill waits for it to come out
    while (!atomic_load_explicit (&hogs->stop, memory_order_relaxed))
        for (int i = 0; i < 1000; i++)
            __asm__ volatile("");
}

static void
s_sleep_in_c (void *arg)
{
    s_hogs_t *hogs = arg;
    atomic_fetch_add (&hogs->running, 1);
    while (!atomic_load (&hogs->stop))
        zt_sleep_in_c (50);
}

static void
s_read_a_pipe (void *arg)
{
    s_hogs_t *hogs = arg;
    atomic_fetch_add (&hogs->running, 1);
    char byte;
    while (read (hogs->pipe [0], &byte, 1) == -1 && errno == EINTR)
        ;
}

//  Computes 15 ms at a time; the calls in between make it look well-behaved.
static void
s_compute_between_calls (void *arg)
{
    s_hogs_t *hogs = arg;
    atomic_fetch_add (&hogs->running, 1);
    while (!atomic_load (&hogs->stop)) {
        int64_t end = zt_now_ms () + 15;
        while (zt_now_ms () < end)
            ;
        zc_self ();
        zc_process_alive (zc_self ());
    }
}

//  Calls the core for ever, and never waits.
static void
s_call_for_ever (void *arg)
{
    s_hogs_t *hogs = arg;
    atomic_fetch_add (&hogs->running, 1);
    while (!atomic_load_explicit (&hogs->stop, memory_order_relaxed))
        zc_process_alive (zc_self ());
}

static void
s_start (s_hogs_t *hogs, zc_body_t *body, int count, zc_ref_t *refs)
{
    int running = atomic_load (&hogs->running);
    for (int i = 0; i < count; i++)
        zc_spawn_monitor (body, hogs, &refs [i]);
    zt_until (atomic_load (&hogs->running) == running + count);
}

static void
s_end (s_hogs_t *hogs, int count, const zc_ref_t *refs)
{
    atomic_store (&hogs->stop, true);
    for (int i = 0; i < count; i++)
        zt_check_down (refs [i], "normal");
}

//  ---- a ticker ------------------------------------------------------------

//  Tick a hundred times; the longest time between two ticks.
static int64_t
s_longest_gap (int period_ms)
{
    int64_t longest = 0, last = zt_now_ms ();
    for (int i = 0; i < 100; i++) {
        zc_sleep (period_ms);
        int64_t now = zt_now_ms ();
        if (now - last > longest)
            longest = now - last;
        last = now;
    }
    return longest;
}

static void
s_check_ticker (zc_body_t *body, int count)
{
    s_hogs_t hogs = {.pipe = {-1, -1}};
    zc_ref_t refs [8];
    zt_require (pipe (hogs.pipe) == 0);
    s_start (&hogs, body, count, refs);
    int64_t gap = s_longest_gap (5);
    zt_check (atomic_load (&hogs.running) == count);
    if (gap > zt_ms (250))
        zt_fail ("a period of 5 ms took %d ms", (int) gap);
    zt_check_int (write (hogs.pipe [1], "12345678", 8), 8);
    s_end (&hogs, count, refs);
    close (hogs.pipe [0]);
    close (hogs.pipe [1]);
}

ZT_TEST (a_ticker_keeps_its_period_while_others_loop_for_ever)
{
    s_check_ticker (s_loop_for_ever, 3);
}

ZT_TEST (a_ticker_keeps_its_period_while_others_sleep_in_c)
{
    s_check_ticker (s_sleep_in_c, 8);
}

ZT_TEST (a_ticker_keeps_its_period_while_others_read_a_blocked_pipe)
{
    s_check_ticker (s_read_a_pipe, 8);
}

ZT_TEST (a_ticker_keeps_its_period_while_others_call_the_core_for_ever)
{
    s_check_ticker (s_call_for_ever, 3);
}

//  ---- a server ------------------------------------------------------------

static void
s_echo (void *arg)
{
    zc_pid_t from;
    (void) arg;
    while (zc_receive_any (-1, ZC_CASE ("{ping, ~p}", &from), ZC_CASE ("stop")) == 0)
        zc_send (from, "pong");
}

//  Milliseconds for so many questions and answers, a breath between them.
static int64_t
s_serve (int count)
{
    zc_pid_t echo = zc_spawn (s_echo, NULL);
    int64_t start = zt_now_ms ();
    for (int i = 0; i < count; i++) {
        zc_send (echo, "{ping, ~p}", zc_self ());
        zt_require (zc_receive (ZT_LONG, "pong"));
        zc_sleep (1);
    }
    zc_send (echo, "stop");
    return zt_now_ms () - start;
}

//  Who was expelled stays off the scheduler's thread: else each of the eight
//  costs everybody 5 to 10 ms a turn, 40 to 80 ms for each question.
ZT_TEST (eight_that_compute_between_core_calls_do_not_slow_a_server_down)
{
    enum { HOGS = 8, QUESTIONS = 200 };
    if (RUNNING_ON_VALGRIND) {
        puts ("skip eight that compute: memcheck runs one thread at a time");
        return;
    }
    s_hogs_t hogs = {.stop = false};
    zc_ref_t refs [HOGS];
    s_start (&hogs, s_compute_between_calls, HOGS, refs);
    zc_sleep (zt_ms (200));                 //  each of them has been expelled once
    int64_t took = s_serve (QUESTIONS);
    if (took > zt_ms (3000))
        zt_fail ("%d questions took %d ms", QUESTIONS, (int) took);
    s_end (&hogs, HOGS, refs);
}

//  Without a budget of calls the caller of s_serve would never run again.
ZT_TEST (a_process_that_calls_the_core_for_ever_gives_way)
{
    s_hogs_t hogs = {.stop = false};
    zc_ref_t refs [4];
    s_start (&hogs, s_call_for_ever, 4, refs);
    s_serve (50);
    s_end (&hogs, 4, refs);
}

//  ---- detached ------------------------------------------------------------

static void
s_check_results (void *arg)
{
    s_hogs_t *hogs = arg;
    for (int i = 0; i < 5; i++) {
        zc_term_t *before = zc_term_new ("{number, ~i}", i);
        zc_send (zc_self (), "{mine, ~i}", i);
        zt_sleep_in_c (30);                 //  back on another thread
        int number = -1;
        zt_check (zc_receive (0, "{mine, ~i}", &number) && number == i);
        zt_check_term (before, "{number, ~i}", i);
        zc_sleep (1);
    }
    atomic_fetch_add (&hogs->running, 1);
}

static atomic_int s_turns;

static void
s_take_turns (void *arg)
{
    (void) arg;
    for (;;) {
        atomic_fetch_add (&s_turns, 1);
        zc_yield ();
    }
}

//  Far fewer calls than the budget allows, none of them long enough to be expelled
//  for: it is the watchdog's look that ends its turn.
ZT_TEST (a_process_that_computes_a_little_between_many_calls_gives_way)
{
    zc_pid_t other = zc_spawn (s_take_turns, NULL);
    zt_until (atomic_load (&s_turns) > 0);
    int before = atomic_load (&s_turns);
    for (int i = 0; i < 400; i++) {
        int64_t end = zt_now_ms () + 1;
        while (zt_now_ms () <= end)
            ;
        zc_process_alive (other);
    }
    zt_check (atomic_load (&s_turns) - before >= 10);
    zc_exit_process (other, "kill");
}

ZT_TEST (a_process_goes_on_where_it_was_when_it_comes_back)
{
    s_hogs_t hogs = {.stop = false};
    zc_ref_t refs [6];
    int64_t expelled = zt_info ("expelled");
    for (int i = 0; i < 6; i++)
        zc_spawn_monitor (s_check_results, &hogs, &refs [i]);
    for (int i = 0; i < 6; i++)
        zt_check_down (refs [i], "normal");
    zt_check_int (atomic_load (&hogs.running), 6);
    zt_check (zt_info ("expelled") >= expelled + 6);
}

ZT_TEST (computing_processes_run_in_parallel_with_the_node)
{
    s_hogs_t hogs = {.stop = false};
    zc_ref_t refs [2];
    s_start (&hogs, s_loop_for_ever, 2, refs);
    zt_until (zt_info ("detached") == 2);
    s_end (&hogs, 2, refs);
    zt_until (zt_info ("detached") == 0);
}

//  What it left undone while it was away waits for it in its mailbox.
static void
s_be_away (void *arg)
{
    s_hogs_t *hogs = arg;
    atomic_fetch_add (&hogs->running, 1);
    while (!atomic_load (&hogs->stop))
        zt_sleep_in_c (1);
    for (int i = 0; i < 1000; i++) {
        int number = -1;
        zt_require (zc_receive (0, "{work, ~i}", &number));
        zt_require (zt_check_int (number, i));
    }
}

enum { ROUNDS = 10, HALF = 150 };

//  At the first message of each round it computes until it is released.
static void
s_come_and_go (void *arg)
{
    s_hogs_t *hogs = arg;
    for (int i = 0; i < ROUNDS * 2 * HALF; i++) {
        int number;
        zt_require (zc_receive (ZT_LONG, "{work, ~i}", &number));
        zt_require (zt_check_int (number, i));
        while (atomic_load (&hogs->running) < i / (2 * HALF) + 1)
            ;
    }
}

//  Not all that are: on a busy machine the sender may be one, too.
static bool
s_is_detached (zc_pid_t pid)
{
    zc_term_t *info = zc_process_info (pid), *current = zt_get (info, "current");
    bool detached = zc_term_match (current, "detached");
    zc_term_destroy (&current);
    zc_term_destroy (&info);
    return detached;
}

//  Half of them come while it may be at rest, half while it surely is on a thread of
//  its own.
ZT_TEST (messages_keep_their_order_while_their_receiver_comes_and_goes)
{
    s_hogs_t hogs = {.stop = false};
    zc_ref_t ref;
    zc_pid_t pid = zc_spawn_monitor (s_come_and_go, &hogs, &ref);
    for (int i = 0; i < ROUNDS * 2 * HALF; i++) {
        zc_send (pid, "{work, ~i}", i);
        if (i % (2 * HALF) == HALF)
            zt_until (s_is_detached (pid));
        if (i % (2 * HALF) == 2 * HALF - 1)
            atomic_store (&hogs.running, i / (2 * HALF) + 1);
    }
    zt_check_down (ref, "normal");
}

ZT_TEST (messages_reach_a_process_that_computes)
{
    s_hogs_t hogs = {.stop = false};
    zc_ref_t ref;
    zc_pid_t pid = zc_spawn_monitor (s_be_away, &hogs, &ref);
    zt_until (atomic_load (&hogs.running) == 1 && s_is_detached (pid));
    for (int i = 0; i < 1000; i++)
        zc_send (pid, "{work, ~i}", i);
    zc_term_t *info = zc_process_info (pid);
    zt_check_term (zt_get (info, "current"), "detached");
    zt_check_term (zt_get (info, "message_queue_len"), "1000");
    atomic_store (&hogs.stop, true);
    zt_check_down (ref, "normal");
}

//  ---- the limit of threads ------------------------------------------------

//  From outside: at the limit nothing in the node comes to its turn.
static void *
s_feed_when_crowded (void *arg)
{
    s_hogs_t *hogs = arg;
    int64_t end = zt_now_ms () + ZT_LONG;
    while (!zt_logged ("limit of 256 threads reached") && zt_now_ms () < end)
        zt_sleep_in_c (1);
    static const char bytes [400];
    zt_check_int (write (hogs->pipe [1], bytes, sizeof bytes), sizeof bytes);
    return NULL;
}

ZT_TEST (at_the_limit_of_threads_the_log_says_so_once_and_the_node_comes_back)
{
    enum { HOGS = 256 + 20 };
    s_hogs_t hogs = {.stop = false};
    zc_ref_t refs [HOGS];
    pthread_t feeder;
    zt_require (pipe (hogs.pipe) == 0);
    zt_require (pthread_create (&feeder, NULL, s_feed_when_crowded, &hogs) == 0);
    for (int i = 0; i < HOGS; i++)
        zc_spawn_monitor (s_read_a_pipe, &hogs, &refs [i]);
    for (int i = 0; i < HOGS; i++)
        zt_check_down (refs [i], "normal");
    pthread_join (feeder, NULL);
    const char *line = strstr (zt_log_text, "limit of 256 threads reached");
    zt_check (line && !strstr (line + 1, "limit of 256 threads reached"));
    zt_check (zt_info ("threads") <= 256);
    zt_until (zt_info ("detached") == 0);
    close (hogs.pipe [0]);
    close (hogs.pipe [1]);
    s_check_ticker (s_sleep_in_c, 8);       //  threads are to be had again
}

//  ---- killing what never calls the core -----------------------------------

//  Death is the core's decision: DOWN comes and the name is free although the
//  body runs on; and the body ends, since all its frames are user code.
ZT_TEST (killing_a_process_that_never_calls_the_core_takes_effect_at_once)
{
    s_hogs_t hogs = {.stop = false};
    zc_ref_t ref;
    zc_pid_t pid = zc_spawn_monitor (s_loop_for_ever, &hogs, &ref);
    zt_require (zc_register ("looper", pid));
    zt_until (atomic_load (&hogs.running) == 1 && zt_info ("detached") == 1);
    zc_exit_process (pid, "kill");
    zt_check (!zc_process_alive (pid));
    zt_check (zc_pid_is_null (zc_whereis ("looper")));
    zt_check_down (ref, "killed");
    zt_until (zt_info ("remains") == 0);    //  nobody has set stop
    zt_check (!atomic_load (&hogs.stop));
}

ZT_TEST (killing_a_process_that_sleeps_in_c_leaves_remains_until_it_wakes)
{
    s_hogs_t hogs = {.stop = false};
    zc_ref_t refs [8];
    zc_pid_t pids [8];
    for (int i = 0; i < 8; i++)
        pids [i] = zc_spawn_monitor (s_sleep_in_c, &hogs, &refs [i]);
    zt_until (atomic_load (&hogs.running) == 8);
    for (int i = 0; i < 8; i++)
        zc_exit_process (pids [i], "kill");
    for (int i = 0; i < 8; i++)
        zt_check_down (refs [i], "killed");
    atomic_store (&hogs.stop, true);
    zt_until (zt_info ("remains") == 0);
}

//  Killed while it waits for its turn, runs, or is away: each dies once.
ZT_TEST (killing_at_any_moment_is_safe)
{
    if (RUNNING_ON_VALGRIND) {
        puts ("skip killing at any moment: the unwinder reads what code that was stopped "
              "anywhere has not written yet, and memcheck says so");
        return;
    }
    s_hogs_t hogs = {.stop = false};
    for (int round = 0; round < 60; round++) {
        zc_ref_t refs [6];
        zc_pid_t pids [6];
        for (int i = 0; i < 6; i++)
            pids [i] = zc_spawn_monitor (i % 2? s_compute_between_calls: s_call_for_ever, &hogs,
                                         &refs [i]);
        zc_sleep (round % 12);
        for (int i = 0; i < 6; i++)
            zc_exit_process (pids [i], "kill");
        for (int i = 0; i < 6; i++)
            zt_check_down (refs [i], "killed");
    }
    atomic_store (&hogs.stop, true);
    zt_until (zt_info ("remains") == 0);
}

//  A node ends although bodies loop in it.
START_TEST (a_node_with_looping_processes_can_be_ended)
{
    zt_warm_up ();
    zt_books_t before = zt_books ();
    s_hogs_t hogs = {.stop = false};
    zc_node_options_t options = zt_options ();
    zc_node_t *node = zc_node_new (&options, NULL);
    ck_assert_ptr_nonnull (node);
    zc_attach (node);
    zc_spawn (s_loop_for_ever, &hogs);
    zc_spawn (s_call_for_ever, &hogs);
    zc_spawn (s_compute_between_calls, &hogs);
    while (atomic_load (&hogs.running) < 3)
        zc_sleep (1);
    zc_detach ();
    zc_node_destroy (&node);
    zt_check (!atomic_load (&hogs.stop));
    zt_check_books (before);
    zt_report ();
}
END_TEST

//  ---- many threads of several nodes ---------------------------------------

static void
s_mixed_work (void *arg)
{
    (void) arg;
    s_hogs_t hogs = {.stop = false};
    zc_ref_t refs [2];
    s_start (&hogs, s_compute_between_calls, 2, refs);
    s_serve (30);
    s_end (&hogs, 2, refs);
}

static void *
s_run_a_node (void *arg)
{
    (void) arg;
    zc_node_options_t options = zt_options ();
    zt_node_run (&options, s_mixed_work, NULL);
    return NULL;
}

START_TEST (several_nodes_in_one_program_do_not_disturb_each_other)
{
    enum { NODES = 4 };
    zt_warm_up ();
    zt_books_t before = zt_books ();
    pthread_t threads [NODES];
    for (int i = 0; i < NODES; i++)
        ck_assert_int_eq (pthread_create (&threads [i], NULL, s_run_a_node, NULL), 0);
    for (int i = 0; i < NODES; i++)
        pthread_join (threads [i], NULL);
    zt_check_books (before);
    zt_report ();
}
END_TEST

ZT_MAIN ("baton",
    a_ticker_keeps_its_period_while_others_loop_for_ever,
    a_ticker_keeps_its_period_while_others_sleep_in_c,
    a_ticker_keeps_its_period_while_others_read_a_blocked_pipe,
    a_ticker_keeps_its_period_while_others_call_the_core_for_ever,
    eight_that_compute_between_core_calls_do_not_slow_a_server_down,
    a_process_that_calls_the_core_for_ever_gives_way,
    a_process_that_computes_a_little_between_many_calls_gives_way,
    a_process_goes_on_where_it_was_when_it_comes_back,
    computing_processes_run_in_parallel_with_the_node,
    messages_keep_their_order_while_their_receiver_comes_and_goes,
    messages_reach_a_process_that_computes,
    at_the_limit_of_threads_the_log_says_so_once_and_the_node_comes_back,
    killing_a_process_that_never_calls_the_core_takes_effect_at_once,
    killing_a_process_that_sleeps_in_c_leaves_remains_until_it_wakes,
    killing_at_any_moment_is_safe,
    a_node_with_looping_processes_can_be_ended,
    several_nodes_in_one_program_do_not_disturb_each_other)
