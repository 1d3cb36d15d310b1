//  zt_aside.h - calls in a node that go on while its driver is free
//
//      zt_is (&a, "aside global sync []", "ok");       //  in a process of its own
//      zt_until_is (&a, "waits", "true");              //  it waits, or has ended
//      zt_kill (&b);
//      zt_is (&a, "result", ":ok");                    //  as of `run`

#ifndef ZT_ASIDE_H_INCLUDED
#define ZT_ASIDE_H_INCLUDED

#include "zt_cluster.h"

//  Said behind a result, with how many messages it left.
#define ZT_LEFT " and in its mailbox: "

static zc_pid_t zt_asker, zt_aside;

static inline void
zt_run_aside (void *arg)
{
    char *answer = zc_alloc (ZT_LINE);
    *answer = 0;
    zt_do_run (arg, answer);
    size_t left = zc_flush (false);
    if (left)
        sprintf (answer + strlen (answer), ZT_LEFT "%zu", left);
    zc_send (zt_asker, "{aside, ~s}", (const char *) answer);
}

static inline void
zt_do_aside (char *args, char *answer)
{
    char *text = zc_alloc (strlen (args) + 1);
    strcpy (text, args);
    zt_asker = zc_self ();
    zt_aside = zc_spawn (zt_run_aside, text);
    strcpy (answer, "ok");
}

//  Does it wait for something, or has it ended?
static inline void
zt_do_waits (char *args, char *answer)
{
    (void) args;
    zc_term_t *info = zc_process_info (zt_aside);
    zt_answer_bool (answer, !info || zc_term_match (info, "[_, {current, waiting} | _]"));
    zc_term_destroy (&info);
}

static inline void
zt_do_result (char *args, char *answer)
{
    (void) args;
    const char *text = "nothing";
    zc_receive (ZT_LONG, "{aside, ~s}", &text);
    snprintf (answer, ZT_LINE, "%s", text);
}

#define ZT_ASIDE_COMMANDS \
    {"aside", zt_do_aside}, {"waits", zt_do_waits}, {"result", zt_do_result}

#endif
