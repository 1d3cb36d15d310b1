//  zt_kill.h - a mesh of which a node is killed in the middle: test_cluster_kill*.c
//
//  a, b and c are the mesh; b dies. Its test has a command of its own, `serve`, with which
//  each node starts what the operations need.
//
//      zt_start_abc ();
//      zt_freeze_and_kill_b (&(zt_case_t) {"global sync []", ":ok"}, zt_do (&a, "processes"));
//      zt_start_b ();
//      zt_stop_abc ();
//
//      inside          how many hang in this node in zt_hang
//      processes       how many there are

#ifndef ZT_KILL_H_INCLUDED
#define ZT_KILL_H_INCLUDED

#include "zt_aside.h"
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

#define ZT_KILL_COMMANDS \
    {"inside", zt_do_inside}, {"processes", zt_do_processes}, ZT_ASIDE_COMMANDS

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
