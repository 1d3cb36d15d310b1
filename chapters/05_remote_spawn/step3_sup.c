//  step3_sup.c - a process over there that waits for a message from here

#include <zcluster.h>

//> sup
static zc_term_t *
s_wait (const zc_term_t *args)
{
    (void) args;
    zc_pid_t alex;
    if (zc_receive (-1, "{hi, ~p}", &alex))
        zc_send (alex, ":sup?");
    return NULL;
}
ZC_MODULE (Kate, {"wait", 0, s_wait});
//< sup

static void
s_main (void *arg)
{
    (void) arg;
    //> hi
    zc_pid_t kate = zc_node_spawn_link ("kate@localhost", "Kate", "wait", "[]");
    zc_send (kate, "{hi, ~p}", zc_self ());
    zc_receive (-1, ":sup?");
    zc_io_puts ("kate asks: sup?");
    //< hi
}

int
main (void)
{
    zc_node_t *alex = zc_node_new (&(zc_node_options_t) {
        .name = "alex@localhost", .cookie = "secret_token"}, NULL);
    zc_node_t *kate = zc_node_new (&(zc_node_options_t) {
        .name = "kate@localhost", .cookie = "secret_token"}, NULL);
    if (!alex || !kate)
        return 1;
    zc_run (alex, s_main, NULL);
    zc_node_destroy (&kate);
    zc_node_destroy (&alex);
    return 0;
}
