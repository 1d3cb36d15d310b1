//  rooms.c - exercise 9.2: what each function has to do stands in rooms.h
//
//  On zc_pg.h: groups, their members of this node and of all nodes, and monitors of groups.

#include "rooms.h"

#include <string.h>

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
    zc_term_t *here = zc_pg_local_members (s_scope, "~s", room), *all = zc_pg_members (s_scope, "~s", room);
    zc_term_t *others = zc_list_subtract (all, here);
    zc_term_t *list = zc_list_append (here, others);
    zc_term_destroy (&others);
    zc_term_destroy (&all);
    zc_term_destroy (&here);
    return list;
}

//  ---- asking --------------------------------------------------------------

//  The closest one that is in the room now and is not in the list `tried`. false: nobody.
static bool
s_closest (const char *room, const zc_term_t *tried, zc_pid_t *pid)
{
    zc_term_t *who = room_who (room);
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
    zc_receive_any (-1, ZC_CASE ("{~r, ~t}", ref, &answer), ZC_CASE ("{:DOWN, ~r, _, _, _}", ref));
    zc_demonitor (ref, ZC_DEMONITOR_FLUSH);
    return answer;
}

zc_term_t *
room_ask (const char *room, const zc_term_t *question)
{
    zc_pid_t pid;
    zc_term_t *answer = NULL, *tried = zc_term_new ("[~p]", zc_self ());
    while (!answer && s_closest (room, tried, &pid)) {
        zc_term_t *more = zc_term_new ("[~p | ~t]", pid, tried);
        zc_term_destroy (&tried);
        tried = more;
        answer = s_ask (pid, question);
    }
    zc_term_destroy (&tried);
    return answer;
}

//  ---- watching ------------------------------------------------------------

//  The members of now and all changes after it: nothing is missed in between.
void
room_watch (room_watch_t *self, const char *room)
{
    zc_term_t *now = zc_pg_monitor (s_scope, &self->ref, "~s", room);
    self->count = zc_term_length (now);
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
        self->count = joined? before + count: before - count;
        if (before == 0 || self->count == 0)
            return joined? "opens": "closes";
    }
    return NULL;
}
