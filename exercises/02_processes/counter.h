//  counter.h - exercise 2.1: a counter, and two who play ping-pong

#ifndef COUNTER_H_INCLUDED
#define COUNTER_H_INCLUDED

#include <zcluster.h>

//  The body of a counter: it begins at 0, and takes
//      {add, N}     count N more
//      {get, Pid}   send {count, N} to Pid
//      stop         end
//  and throws away what it does not know.
void counter_body (void *arg);

//  Start a player: each {ping, N, From} is answered with {pong, N} to From.
zc_pid_t pong_start (void);

//  Play with a player, as the calling process: send {ping, 1, Self}, wait for {pong, 1}, then
//  go on with 2. Other messages of the caller stay where they are. When the player ends, so
//  does the game. Nothing is left in the mailbox, not even later.
//  Returns  how many rounds were played
int ping_play (zc_pid_t pong, int rounds);

#endif
