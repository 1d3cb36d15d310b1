//  counter.c - exercise 2.1: what each function has to do stands in counter.h

#include "counter.h"
#ifdef MUTANT_7
#include <string.h>
#endif

#ifdef SOLUTION
#ifdef MUTANT_1     //  loses 2.1.2
static int count;
#endif

void
counter_body (void *arg)
{
    (void) arg;
#ifdef MUTANT_1
    int add;
#else
    int count = 0, add;
#endif
    zc_pid_t from;
#ifdef MUTANT_7     //  loses 2.1.9
    char *name = strdup ("a counter");
    (void) name;
#endif
    while (true)
        switch (zc_receive_any (-1, ZC_CASE ("{add, ~i}", &add), ZC_CASE ("{get, ~p}", &from),
#ifdef MUTANT_2     //  loses 2.1.3
                                ZC_CASE ("stop"))) {
#else
                                ZC_CASE ("stop"), ZC_CASE ("_"))) {
#endif
            case 0:
                count += add;
                break;
            case 1:
                zc_send (from, "{count, ~i}", count);
                break;
            case 2:
                return;
            default:                            //  not for a counter
                break;
        }
}

static void
s_pong (void *arg)
{
    (void) arg;
    int number;
    zc_pid_t from;
#ifdef MUTANT_3     //  loses 2.1.5
    zc_receive (-1, "{ping, ~i, ~p}", &number, &from);
    zc_send (from, "{pong, ~i}", number);
    while (zc_receive (-1, "{ping, ~i, _}", &number))
#else
    while (zc_receive (-1, "{ping, ~i, ~p}", &number, &from))
#endif
        zc_send (from, "{pong, ~i}", number);
}

zc_pid_t
pong_start (void)
{
    return zc_spawn (s_pong, NULL);
}

//  One round. false: the player has ended.
static bool
s_round (zc_pid_t pong, zc_ref_t monitor, int number)
{
    zc_send (pong, "{ping, ~i, ~p}", number, zc_self ());
#ifdef MUTANT_4     //  loses 2.1.6
    return zc_receive_any (-1, ZC_CASE ("{:DOWN, ~r, _, _, _}", monitor), ZC_CASE ("_")) == 1;
#else
#ifdef MUTANT_5     //  loses 2.1.7
    (void) monitor;
    return zc_receive (-1, "{pong, ~i}", &number);
#else
    int answer;
    int which = zc_receive_any (-1, ZC_CASE ("{pong, ~i}", &answer), ZC_CASE ("{:DOWN, ~r, _, _, _}", monitor));
    return which == 0 && answer == number;
#endif
#endif
}

int
ping_play (zc_pid_t pong, int rounds)
{
    zc_ref_t monitor = zc_monitor (pong);
    int played = 0;
    while (played < rounds && s_round (pong, monitor, played + 1))
        played++;
#ifdef MUTANT_6     //  loses 2.1.8
    zc_demonitor (zc_make_ref (), 0);
#else
#ifdef MUTANT_8     //  loses 2.1.8
    zc_demonitor (monitor, 0);
#else
    zc_demonitor (monitor, ZC_DEMONITOR_FLUSH);
#endif
#endif
    return played;
}
#else
void
counter_body (void *arg)
{
    (void) arg;
    //  your code: a count, and a loop that takes one message after the other
}

zc_pid_t
pong_start (void)
{
    //  your code: start a process that answers, and return its pid
    return ZC_PID_NONE;
}

int
ping_play (zc_pid_t pong, int rounds)
{
    (void) pong;
    (void) rounds;
    //  your code: one round after the other, and count them
    return 0;
}
#endif
