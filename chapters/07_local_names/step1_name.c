//  step1_name.c - a duck with a name

#include <zcluster.h>

//> duck
static void
s_duck (void *arg)
{
    (void) arg;
    zc_pid_t from;
    while (zc_receive (-1, "{quack, ~p}", &from))
        zc_send (from, "quack");
}
//< duck

static void
s_main (void *arg)
{
    (void) arg;
    //> register
    zc_pid_t duck = zc_spawn (s_duck, NULL);
    zc_register ("donald", duck);

    zc_send_name ("donald", NULL, "{quack, ~p}", zc_self ());
    zc_receive (-1, "quack");
    zc_io_puts ("donald says quack");
    //< register

    //> whereis
    zc_io_puts (zc_pid_equal (zc_whereis ("donald"), duck)? "donald is that duck": "who?");
    zc_io_puts (zc_pid_is_null (zc_whereis ("daisy"))? "daisy is nobody": "who?");
    //< whereis

    //> rules
    zc_pid_t other = zc_spawn (s_duck, NULL);
    zc_io_format ("the name is taken: %s\n", zc_register ("donald", other)? "yes": "refused");
    zc_io_format ("a second name: %s\n", zc_register ("daisy", duck)? "yes": "refused");
    zc_unregister ("donald");
    zc_io_format ("the name is free: %s\n", zc_register ("donald", other)? "yes": "refused");
    //< rules
}

int
main (void)
{
    zc_node_t *node = zc_node_new (NULL, NULL);
    int rc = zc_run (node, s_main, NULL);
    zc_node_destroy (&node);
    return rc;
}
