//  pond.c - a program outside of the tree: what an installed library must do
//
//  test_install.sh builds it against the installed copy, shared and static, and
//  compares what it prints.

#include <zcluster.h>
#include <stdatomic.h>

//  ---- a module of the program's own ---------------------------------------

static zc_term_t *
s_quack (const zc_term_t *args)
{
    int times = 0;
    zc_term_match (args, "[~i]", &times);
    return zc_term_new ("{quacked, ~i}", times);
}
ZC_MODULE_NAMED (duck, "Pond.Duck", {"quack", 1, s_quack});

//  ---- processes that crash ------------------------------------------------

static volatile int s_zero;

static void
s_divide (void *arg)
{
    (void) arg;
    zc_io_format ("%d", 100 / s_zero);
}

static void
s_overflow (void *arg)
{
    volatile unsigned char room [1000];
    room [0] = 0;
    if (!s_zero)                    //  always, but the compiler must not say so
        s_overflow (arg);
    s_zero = room [0];
}

//  The fault is the library's, the mistake is here.
static void
s_give_nonsense (void *arg)
{
    zc_term_length (arg);
}

static void
s_report (const char *what, zc_body_t *body, void *arg)
{
    zc_ref_t ref;
    zc_term_t *reason = NULL;
    zc_spawn_monitor (body, arg, &ref);
    zc_receive (-1, "{:DOWN, ~r, process, _, ~t}", ref, &reason);
    zc_io_format ("%s: %s\n", what, zc_term_str (reason));
}

//  ---- a process that never calls the library ------------------------------

static void
s_spin (void *arg)
{
    atomic_bool *running = arg;
    atomic_store (running, true);
    for (;;)
        ;
}

static int
s_remains (void)
{
    zc_term_t *info = zc_node_info (), *pair;
    int remains = -1;
    for (size_t i = 0; (pair = zc_term_element (info, i)); i++)
        zc_term_match (pair, "{remains, ~i}", &remains);
    return remains;
}

static void
s_kill_the_endless (void)
{
    static atomic_bool running;
    zc_pid_t pid = zc_spawn (s_spin, &running);
    while (!atomic_load (&running))
        zc_sleep (1);
    zc_ref_t ref = zc_monitor (pid);
    zc_exit_process (pid, "kill");
    zc_receive (-1, "{:DOWN, ~r, process, _, killed}", ref);
    while (s_remains ())            //  its body ends too, as it is in the program's code
        zc_sleep (1);
    zc_io_puts ("endless: killed, nothing remains");
}

static void
s_main (void *arg)
{
    (void) arg;
    zc_io_inspect (zc_apply ("Pond.Duck", "quack", zc_term_new ("[3]")));
    zc_io_inspect (zc_apply ("Kernel", "abs", zc_term_new ("[-1]")));
    s_report ("divide", s_divide, NULL);
    s_report ("overflow", s_overflow, NULL);
    s_report ("nonsense", s_give_nonsense, (void *) 16);
    s_kill_the_endless ();
}

int
main (void)
{
    zc_node_options_t options = {.log_level = ZC_LOG_NONE};
    zc_node_t *node = zc_node_new (&options, NULL);
    int status = zc_run (node, s_main, NULL);
    zc_node_destroy (&node);
    return status;
}
