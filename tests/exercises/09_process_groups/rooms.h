//  rooms.h - exercise 9.2: the rooms of a chat, on process groups
//
//  A room is a group of zc_pg.h in the scope `rooms`; its name is a text (the format "~s"). The
//  scope runs on each node already. Who is in a room answers questions:
//
//      {ask, From, Ref, Question}      what it is sent
//      {Ref, Answer}                   what it sends to From
//
//  A room is there as long as somebody is in it: it opens and closes.

#ifndef ROOMS_H_INCLUDED
#define ROOMS_H_INCLUDED

#include <zcluster.h>

//  The caller enters a room, and leaves it. It is in there once at most.
//  Returns  false: it is in there already; it is not in there. Nothing has changed then
//  Caller   any process
bool room_enter (const char *room);
bool room_leave (const char *room);

//  Who is in a room, the closest first: the processes of this node, then those of others.
//  Returns  a list of pids, a new term
//  Caller   any process
zc_term_t *room_who (const char *room);

//  Ask somebody who is in the room, and is not the caller: the closest. One that ends before it
//  has answered, or whose node is lost, was asked in vain; then ask the closest of those who
//  are in the room at that time, and were not asked yet.
//  Returns  the answer, a new term; NULL: there is nobody (more) to ask. Nothing is left in the
//           caller's mailbox, also later
//  Caller   any process; blocks
zc_term_t *room_ask (const char *room, const zc_term_t *question);

//  One who watches a room: what it needs to know, and no more.
typedef struct {
    zc_ref_t ref;                   //  of the monitor
    size_t count;                   //  how many are in the room, as far as it was told
} room_watch_t;

//  Watch a room from now on. Whether it is open now is no news.
//  Caller   any process; only this one may ask for the news
void room_watch (room_watch_t *self, const char *room);

//  What has come of the room, in order and each once.
//  timeout_ms  wait so long for each message, -1 = for ever
//  Returns     "opens": somebody is in it now, and nobody was; "closes": the last one is gone.
//              NULL: nothing within that time
const char *room_news (room_watch_t *self, int timeout_ms);

#endif
