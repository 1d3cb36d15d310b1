//  processes.c - the process layer alone, for a processor that is emulated
//
//  test_aarch64.sh builds and runs it: switches between processes, and the
//  landing of those that crash, are written for each processor. A stack overflow
//  is left out: the emulator (QEMU 7) says yes to guard pages, and makes none.

#include "process/zc_core.h"
#include "process/zc_hooks.h"

#include <stdio.h>
#include <stdlib.h>

static zc_core_t *s_core;

//  In a whole node this is zc_boot.c's.
zc_core_t *
zc_node_core (zc_node_t *node)
{
    (void) node;
    return s_core;
}

//  ---- switching -----------------------------------------------------------

//  Values that live in registers across switches, whole numbers and others.
static void
s_keep_registers (void *arg)
{
    (void) arg;
    zc_pid_t other;
    zc_receive (-1, "{start, ~p}", &other);
    double real = 1.0, step = 0.5;
    long whole = 1, grow = 3;
    for (int i = 0; i < 1000; i++) {
        zc_send (other, "turn");
        zc_receive (-1, "turn");
        real += step;
        whole += grow;
    }
    zc_exit ("{kept, ~i, ~f}", whole, real);
}

static void
s_check_registers (void)
{
    zc_ref_t refs [2];
    zc_pid_t a = zc_spawn_monitor (s_keep_registers, NULL, &refs [0]);
    zc_pid_t b = zc_spawn_monitor (s_keep_registers, NULL, &refs [1]);
    zc_send (a, "{start, ~p}", b);
    zc_send (b, "{start, ~p}", a);
    bool kept = true;
    for (int i = 0; i < 2; i++) {
        long whole = 0;
        double real = 0;
        zc_receive (-1, "{:DOWN, ~r, process, _, {kept, ~i, ~f}}", refs [i], &whole, &real);
        kept = kept && whole == 3001 && real == 501.0;
    }
    printf ("registers: %s\n", kept? "kept": "lost");
}

//  ---- crashing ------------------------------------------------------------

static void
s_null (void *arg)
{
    *(volatile int *) arg = 1;
}

static void
s_abort (void *arg)
{
    (void) arg;
    abort ();
}

static void
s_check_crash (const char *what, zc_body_t *body)
{
    zc_ref_t ref;
    const char *kind = "none";
    zc_spawn_monitor (body, NULL, &ref);
    zc_receive (-1, "{:DOWN, ~r, process, _, {signal, ~a, _}}", ref, &kind);
    printf ("%s: {:signal, :%s}\n", what, kind);
}

static void
s_spin (void *arg)
{
    atomic_store ((atomic_bool *) arg, true);
    for (;;)
        ;
}

static void
s_check_endless (void)
{
    static atomic_bool running;
    zc_ref_t ref;
    zc_pid_t pid = zc_spawn_monitor (s_spin, &running, &ref);
    while (!atomic_load (&running))
        zc_sleep (1);
    zc_exit_process (pid, "kill");
    zc_receive (-1, "{:DOWN, ~r, process, _, killed}", ref);
    printf ("endless: killed\n");
}

static bool
s_stopped (zc_core_t *core)
{
    return zc_core_processes (core, false) == 0;
}

int
main (void)
{
    static const zc_node_options_t options = {.log_level = ZC_LOG_NONE};
    s_core = zc_core_new (NULL, &options, NULL);
    zc_core_start (s_core);
    zc_attach (NULL);
    s_check_registers ();
    s_check_crash ("null", s_null);
    s_check_crash ("abort", s_abort);
    s_check_endless ();
    zc_detach ();
    bool stopped = zc_core_stop (s_core, s_stopped);
    zc_core_destroy (&s_core);
    return stopped? 0: 1;
}
