//  rooms.c - exercise 9.2: what each function has to do stands in rooms.h
//
//  On zc_pg.h: groups, their members of this node and of all nodes, and monitors of groups.

#include "rooms.h"

#include <string.h>

#ifdef SOLUTION
static const char s_scope [] = "rooms";

//  ---- in and out ----------------------------------------------------------

//  Only the caller itself makes itself a member, so nobody can be faster.
static bool
s_is_in (const char *room)
{
    zc_term_t *here = zc_pg_local_members (s_scope, "~s", room), *item;
    zc_pid_t pid;
    size_t at = 0;
    bool found = false;
    for (; (item = zc_term_next (here, &at)); zc_term_destroy (&item))
        found = found || (zc_term_match (item, "~p", &pid) && zc_pid_equal (pid, zc_self ()));
    zc_term_destroy (&here);
    return found;
}

bool
room_enter (const char *room)
{
    bool is_in = s_is_in (room);
#ifdef MUTANT_1     //  loses 9.2.2
    is_in = false;
#endif
    if (!is_in)
        zc_pg_join (s_scope, zc_self (), "~s", room);
    return !is_in;
}

bool
room_leave (const char *room)
{
    return zc_pg_leave (s_scope, zc_self (), "~s", room);
}

//  ---- who is there --------------------------------------------------------

zc_term_t *
room_who (const char *room)
{
#ifdef MUTANT_2     //  loses 9.2.3 9.2.4
    return zc_pg_members (s_scope, "~s", room);
#else
#ifdef MUTANT_12    //  loses 9.2.11
    room = strdup (room);
#endif
    zc_term_t *here = zc_pg_local_members (s_scope, "~s", room), *all = zc_pg_members (s_scope, "~s", room);
#ifdef MUTANT_3     //  loses 9.2.1 9.2.2 9.2.3 9.2.6
    zc_term_t *others = zc_term_dup (all);
#else
    zc_term_t *others = zc_list_subtract (all, here);
#endif
    zc_term_t *list = zc_list_append (here, others);
    zc_term_destroy (&others);
    zc_term_destroy (&all);
    zc_term_destroy (&here);
    return list;
#endif
}

//  ---- asking --------------------------------------------------------------

//  The closest one that is in the room now and is not in the list `tried`. false: nobody.
static bool
s_closest (const char *room, const zc_term_t *tried, zc_pid_t *pid)
{
#ifdef MUTANT_4     //  loses 9.2.5 9.2.6 9.2.7 9.2.8
    zc_term_t *who = zc_pg_local_members (s_scope, "~s", room);
#else
    zc_term_t *who = room_who (room);
#endif
    zc_term_t *left = zc_list_subtract (who, tried);
    bool found = zc_term_match (left, "[~p | _]", pid);
    zc_term_destroy (&left);
    zc_term_destroy (&who);
    return found;
}

//  Its answer, or NULL: it has ended. One of the two comes.
static zc_term_t *
s_ask (zc_pid_t pid, const zc_term_t *question)
{
    zc_term_t *answer = NULL;
    zc_ref_t ref = zc_monitor (pid);
    zc_send (pid, "{ask, ~p, ~r, ~t}", zc_self (), ref, question);
#ifdef MUTANT_5     //  loses 9.2.7 9.2.8
    zc_receive (-1, "{~r, ~t}", ref, &answer);
#else
    zc_receive_any (-1, ZC_CASE ("{~r, ~t}", ref, &answer), ZC_CASE ("{:DOWN, ~r, _, _, _}", ref));
#endif
#ifdef MUTANT_6     //  loses 9.2.10
#else
    zc_demonitor (ref, ZC_DEMONITOR_FLUSH);
#endif
    return answer;
}

zc_term_t *
room_ask (const char *room, const zc_term_t *question)
{
    zc_pid_t pid;
#ifdef MUTANT_7     //  loses 9.2.6
    zc_term_t *answer = NULL, *tried = zc_term_new ("[]");
#else
    zc_term_t *answer = NULL, *tried = zc_term_new ("[~p]", zc_self ());
#endif
#ifdef MUTANT_8     //  loses 9.2.8
    zc_term_t *who = room_who (room), *item;
    size_t at = 0;
    (void) s_closest;
    while (!answer && (item = zc_term_next (who, &at)))
        if (zc_term_match (item, "~p", &pid) && !zc_pid_equal (pid, zc_self ()))
            answer = s_ask (pid, question);
#else
    while (!answer && s_closest (room, tried, &pid)) {
        zc_term_t *more = zc_term_new ("[~p | ~t]", pid, tried);
        zc_term_destroy (&tried);
        tried = more;
        answer = s_ask (pid, question);
    }
#endif
    zc_term_destroy (&tried);
    return answer;
}

//  ---- watching ------------------------------------------------------------

//  The members of now and all changes after it: nothing is missed in between.
void
room_watch (room_watch_t *self, const char *room)
{
    zc_term_t *now = zc_pg_monitor (s_scope, &self->ref, "~s", room);
#ifdef MUTANT_9     //  loses 9.2.9
    self->count = 0;
#else
    self->count = zc_term_length (now);
#endif
    zc_term_destroy (&now);
}

const char *
room_news (room_watch_t *self, int timeout_ms)
{
    const char *change;
    zc_term_t *pids;
    while (zc_receive (timeout_ms, "{~r, ~a, _, ~t}", self->ref, &change, &pids)) {
        size_t before = self->count, count = zc_term_length (pids);
        bool joined = strcmp (change, "join") == 0;
        zc_term_destroy (&pids);
#ifdef MUTANT_10    //  loses 9.2.9
        count = 1;
#endif
        self->count = joined? before + count: before - count;
#ifdef MUTANT_11    //  loses 9.2.9
        return joined? "opens": "closes";
#endif
        if (before == 0 || self->count == 0)
            return joined? "opens": "closes";
    }
    return NULL;
}
#else
bool
room_enter (const char *room)
{
    (void) room;
    //  your code: is the caller in it already?
    return false;
}

bool
room_leave (const char *room)
{
    (void) room;
    //  your code
    return false;
}

zc_term_t *
room_who (const char *room)
{
    (void) room;
    //  your code: those of this node, and then the others
    return NULL;
}

zc_term_t *
room_ask (const char *room, const zc_term_t *question)
{
    (void) room;
    (void) question;
    //  your code: ask the closest, and wait for the answer or for its end
    return NULL;
}

void
room_watch (room_watch_t *self, const char *room)
{
    (void) self;
    (void) room;
    //  your code
}

const char *
room_news (room_watch_t *self, int timeout_ms)
{
    (void) self;
    //  your code: the changes, until one of them opens or closes the room
    zc_sleep (timeout_ms);
    return NULL;
}
#endif
