//  zt_kill.h - nodes of which one is killed in the middle of something: test_cluster_kill*.c
//
//  a, b and c are a mesh; b dies. What is under way at a runs aside, in a process of
//  its own, so that the driver stays free:
//
//      zt_is (&a, "aside global sync []", "ok");
//      zt_until_is (&a, "waits", "true");
//      zt_kill (&b);
//      zt_is (&a, "result", ":ok");
//
//      inside          how many hang here in zt_hang
//      processes       how many there are
//      aside MODULE FUNCTION ARGS | waits | result

#ifndef ZT_KILL_H_INCLUDED
#define ZT_KILL_H_INCLUDED

#include "zt_cluster.h"
#include "zc_module.h"

#include <stdatomic.h>

#define A "a@localhost"
#define B "b@localhost"
#define C "c@localhost"

//  ---- in the node ---------------------------------------------------------

static atomic_int zt_inside;            //  how many hang here

//  Op:hang (_): never returns.
static inline zc_term_t *
zt_hang (const zc_term_t *args)
{
    (void) args;
    zt_inside++;
    zc_sleep (-1);
    return NULL;
}

static inline void
zt_do_inside (char *args, char *answer)
{
    (void) args;
    sprintf (answer, "%d", atomic_load (&zt_inside));
}

static inline void
zt_do_processes (char *args, char *answer)
{
    (void) args;
    sprintf (answer, "%lld", (long long) zt_info ("processes"));
}

#define ZT_LEFT " and in its mailbox: "

//  aside MODULE FUNCTION ARGS: in a process of its own; `result` waits for its end.
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

#define ZT_KILL_COMMANDS \
    {"inside", zt_do_inside}, {"processes", zt_do_processes}, {"aside", zt_do_aside}, \
    {"waits", zt_do_waits}, {"result", zt_do_result}

//  ---- a mesh of three, one of which dies ----------------------------------

static zt_node_t a, b, c;

static inline void
zt_start_b (void)
{
    zt_start (&b, B, "");
    zt_is (&b, "serve", "ok");
    zt_is (&b, "connect " A, "true");
    zt_until_is (&a, "nodes", "b c");
    zt_until_is (&b, "nodes", "a c");
    zt_until_is (&c, "nodes", "a b");
}

static inline void
zt_start_abc (void)
{
    zt_start (&a, A, "");
    zt_start (&c, C, "");
    zt_is (&a, "serve", "ok");
    zt_is (&c, "serve", "ok");
    zt_is (&a, "connect " C, "true");
    zt_start_b ();
}

typedef struct {
    const char *command, *ended;
} zt_case_t;

//  As zt_until_is; in a case.
static inline void
zt_case_until (zt_node_t *node, const char *what, const char *answer, const zt_case_t *now)
{
    int64_t end = zt_now_ms () + ZT_LONG;
    const char *got;
    while (strcmp (got = zt_do (node, "%s", what), answer) != 0 && zt_now_ms () < end)
        zt_sleep_in_c (5);
    ck_assert_msg (strcmp (got, answer) == 0, "%s: %s %s", now->command, got, what);
}

//  How it ended, and nothing is left of it at a.
static inline void
zt_ends (const zt_case_t *now, const char *processes)
{
    char *result = zt_do (&a, "result");
    ck_assert_msg (strncmp (result, now->ended, strlen (now->ended)) == 0, "%s: %s", now->command,
                   result);
    ck_assert_msg (!strstr (result, ZT_LEFT), "%s: %s", now->command, result);
    zt_is (&a, "left", "0");
    zt_case_until (&a, "processes", processes, now);
    zt_until_is (&a, "nodes", "c");
    zt_until_is (&c, "nodes", "a");
}

//  b is frozen, asked for something by a, and killed when a waits for it.
static inline void
zt_freeze_and_kill_b (const zt_case_t *now, const char *processes)
{
    zt_freeze (&b);
    zt_tell (&a, "aside %s", now->command);
    ck_assert_str_eq (zt_hear (&a), "ok");
    zt_until_is (&a, "waits", "true");
    zt_kill (&b);
    zt_ends (now, processes);
}

static inline void
zt_stop_abc (void)
{
    zt_stop (&a);
    zt_stop (&b);
    zt_stop (&c);
}

#endif
