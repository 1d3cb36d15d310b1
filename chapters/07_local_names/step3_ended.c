//  step3_ended.c - the end of a process is the end of its name

#include <zcluster.h>

static void
s_duck (void *arg)
{
    (void) arg;
    zc_receive (-1, "stop");
}

static void
s_main (void *arg)
{
    (void) arg;
    //> free
    zc_pid_t duck = zc_spawn (s_duck, NULL);
    zc_register ("donald", duck);
    zc_ref_t ref = zc_monitor (duck);
    zc_send_name ("donald", NULL, "stop");
    zc_receive (-1, "{:DOWN, ~r, process, _, normal}", ref);
    bool is_free = zc_register ("donald", zc_self ());
    zc_io_format ("after DOWN the name is %s\n", is_free? "free": "taken");
    zc_unregister ("donald");
    //< free

    //> race
    zc_register ("donald", zc_spawn (s_duck, NULL));
    zc_pid_t found = zc_whereis ("donald");         //  found …
    ref = zc_monitor (found);
    zc_exit_process (found, "kill");                //  … somebody ends it …
    zc_receive (-1, "{:DOWN, ~r, _, _, _}", ref);
    zc_send (found, "hello");                       //  … and this goes nowhere
    zc_io_puts ("whereis, then send: not a word of it");
    //< race

    //> safe
    zc_term_t *reason;
    ref = zc_monitor_name ("donald", NULL);
    zc_send_name ("donald", NULL, "hello");
    zc_receive (-1, "{:DOWN, ~r, process, _, ~t}", ref, &reason);
    zc_io_format ("monitor, then send: %s\n", zc_term_str (reason));
    //< safe
}

int
main (void)
{
    zc_node_t *node = zc_node_new (&(zc_node_options_t) {.log_level = ZC_LOG_NONE}, NULL);
    int rc = zc_run (node, s_main, NULL);
    zc_node_destroy (&node);
    return rc;
}
