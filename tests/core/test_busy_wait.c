//  test_busy_wait.c - a scheduler in a conversation looks on before it sleeps
//
//  A process waits for bytes of a pipe that a thread of the program's own writes. How
//  often its own thread, the scheduler's, went to sleep is what the system counts.

#include "zc_test.h"
#include "process/zc_hooks.h"

#include <pthread.h>
#include <sys/resource.h>

enum { s_rounds = 100, s_long_us = 1000000 };

typedef struct {
    int there [2], back [2];
    int rounds, pause_ms;           //  of the other thread, before each byte
    long sleeps, cpu_ms;
    uint64_t crowds;                //  the node has met others that compute
} s_talk_t;

static void
s_measure (s_talk_t *talk, long sign)
{
    struct rusage usage;
    getrusage (RUSAGE_THREAD, &usage);
    talk->sleeps += sign * usage.ru_nvcsw;
    talk->cpu_ms += sign * (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000;
    talk->cpu_ms += sign * (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1000;
}

static void
s_listen (void *arg)
{
    s_talk_t *talk = arg;
    char byte = 0;
    s_measure (talk, -1);
    for (int i = 0; i < talk->rounds; i++) {
        zt_check (zc_wait_fd (talk->there [0], false, ZT_LONG));
        zt_check (read (talk->there [0], &byte, 1) == 1);
        zt_check (write (talk->back [1], &byte, 1) == 1);
    }
    s_measure (talk, 1);
    zc_counts_t counts;
    zc_core_count (zc_core_enter (), &counts);
    zc_core_leave ();
    talk->crowds = counts.crowds;
}

static void *
s_speak (void *arg)
{
    s_talk_t *talk = arg;
    char byte = 0;
    for (int i = 0; i < talk->rounds; i++) {
        zt_sleep_in_c (talk->pause_ms);
        zt_check (write (talk->there [1], &byte, 1) == 1);
        zt_check (read (talk->back [0], &byte, 1) == 1);
    }
    return NULL;
}

//  Let them talk, with a node that looks on so long.
static s_talk_t
s_talk (int busy_wait_us, int rounds, int pause_ms)
{
    s_talk_t talk = {.rounds = rounds, .pause_ms = pause_ms};
    zc_node_options_t options = zt_options ();
    options.busy_wait_us = busy_wait_us;
    zc_node_t *node = zc_node_new (&options, NULL);
    ck_assert_ptr_nonnull (node);
    ck_assert (pipe (talk.there) == 0 && pipe (talk.back) == 0);
    pthread_t speaker;
    pthread_create (&speaker, NULL, s_speak, &talk);
    zt_check_int (zc_run (node, s_listen, &talk), 0);
    pthread_join (speaker, NULL);
    for (int i = 0; i < 2; i++) {
        close (talk.there [i]);
        close (talk.back [i]);
    }
    zc_node_destroy (&node);
    return talk;
}

//  The other side takes its time, so that there is nothing yet at a first look.
START_TEST (in_a_conversation_it_does_not_sleep)
{
    zt_warm_up ();
    zt_books_t before = zt_books ();
    s_talk_t talk = s_talk (s_long_us, s_rounds, 1);
    if (talk.crowds)
        fputs ("skip in_a_conversation_it_does_not_sleep: other programs want the processors\n",
               stderr);
    else
        zt_check (talk.sleeps < s_rounds / 2);
    zt_check_books (before);
    zt_report ();
}
END_TEST

START_TEST (told_never_to_it_sleeps_each_time)
{
    s_talk_t talk = s_talk (-1, s_rounds, 1);
    zt_check (talk.sleeps > s_rounds / 2);
    zt_check_int (talk.crowds, 0);
    zt_report ();
}
END_TEST

static atomic_bool s_enough;

static void *
s_compute (void *unused)
{
    while (!atomic_load_explicit (&s_enough, memory_order_relaxed))
        ;
    return unused;
}

//  Each processor has more than one who wants it: he would go first each time.
START_TEST (beside_others_that_compute_it_sleeps)
{
    enum { MAX = 64 };
    pthread_t others [MAX];
    long count = 2 * sysconf (_SC_NPROCESSORS_ONLN);
    count = count < MAX? count: MAX;
    for (long i = 0; i < count; i++)
        pthread_create (&others [i], NULL, s_compute, NULL);
    s_talk_t talk = s_talk (s_long_us, s_rounds, 1);
    atomic_store (&s_enough, true);
    for (long i = 0; i < count; i++)
        pthread_join (others [i], NULL);
    zt_check (talk.sleeps > s_rounds / 2);
    zt_check (talk.crowds > 0);
    zt_report ();
}
END_TEST

//  One look of 50 ms at most (it begins with one), not one in each round.
START_TEST (who_hears_seldom_sleeps_at_once)
{
    s_talk_t talk = s_talk (50000, 8, 100);
    zt_check (talk.sleeps >= 8);
    zt_check (talk.cpu_ms < 200);
    zt_report ();
}
END_TEST

ZT_MAIN ("busy_wait", in_a_conversation_it_does_not_sleep, told_never_to_it_sleeps_each_time,
         beside_others_that_compute_it_sleeps, who_hears_seldom_sleeps_at_once)
