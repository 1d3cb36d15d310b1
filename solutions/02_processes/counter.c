//  counter.c - exercise 2.1: what each function has to do stands in counter.h

#include "counter.h"

void
counter_body (void *arg)
{
    (void) arg;
    int count = 0, add;
    zc_pid_t from;
    while (true)
        switch (zc_receive_any (-1, ZC_CASE ("{add, ~i}", &add), ZC_CASE ("{get, ~p}", &from),
                                ZC_CASE ("stop"), ZC_CASE ("_"))) {
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
    while (zc_receive (-1, "{ping, ~i, ~p}", &number, &from))
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
    int answer;
    int which = zc_receive_any (-1, ZC_CASE ("{pong, ~i}", &answer), ZC_CASE ("{:DOWN, ~r, _, _, _}", monitor));
    return which == 0 && answer == number;
}

int
ping_play (zc_pid_t pong, int rounds)
{
    zc_ref_t monitor = zc_monitor (pong);
    int played = 0;
    while (played < rounds && s_round (pong, monitor, played + 1))
        played++;
    zc_demonitor (monitor, ZC_DEMONITOR_FLUSH);
    return played;
}
