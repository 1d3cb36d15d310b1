//  step4_crash.c - a process crashes, and the node does not

#include <stddef.h>
#include <zcluster.h>

//> divide
static void
s_divide (void *arg)
{
    (void) arg;
    int a, b;
    zc_receive (-1, "{~i, ~i}", &a, &b);
    zc_io_format ("%d / %d is %d\n", a, b, a / b);
}
//< divide

//> write
static void
s_write (void *arg)
{
    int *nowhere = arg;
    *nowhere = 1;                   //  a bad pointer
}
//< write

//> leave
static void
s_leave (void *arg)
{
    (void) arg;
    zc_exit ("{tired, after, 3, quacks}");
}
//< leave

//> watch
//  Start a process and tell how it ended.
static void
s_watch (zc_body_t *body, int a, int b)
{
    zc_ref_t ref;
    zc_term_t *reason;
    zc_pid_t pid = zc_spawn_monitor (body, NULL, &ref);
    zc_send (pid, "{~i, ~i}", a, b);
    zc_receive (-1, "{:DOWN, ~r, process, _, ~t}", ref, &reason);
    zc_io_format ("it ended: %s\n", zc_term_str (reason));
}
//< watch

static void
s_main (void *arg)
{
    (void) arg;
    //> three
    s_watch (s_divide, 6, 3);
    s_watch (s_divide, 6, 0);
    s_watch (s_write, 0, 0);
    s_watch (s_leave, 0, 0);
    zc_io_puts ("and the node lives on");
    //< three
}

int
main (void)
{
    zc_node_options_t options = {.log_level = ZC_LOG_NONE};
    zc_node_t *node = zc_node_new (&options, NULL);
    int rc = zc_run (node, s_main, NULL);
    zc_node_destroy (&node);
    return rc;
}
