//  step2_server.c - a server with a global name: the first node starts it, the second finds it

#include <zcluster.h>

//> server
static void
s_init (zc_gen_server_t *self, void *arg)
{
    (void) arg;
    self->state = zc_term_new ("[]");
}

//  {add, Item}: the list with it.
static zc_term_t *
s_handle_call (zc_gen_server_t *self, const zc_term_t *request, zc_from_t from)
{
    (void) from;
    zc_term_t *item;
    if (zc_term_match (request, "{add, ~t}", &item))
        self->state = zc_term_new ("[~t | ~t]", item, (const zc_term_t *) self->state);
    return zc_term_dup (self->state);
}
static const zc_gen_server_callbacks_t todo_list = {
    .init = s_init, .handle_call = s_handle_call};
//< server

//  The same on each node: start the list, or find it started; then use it.
static void
s_node (void *item)
{
    //> start
    zc_server_t name = zc_server_global (zc_term_new ("some_global_alias"));
    zc_start_t started = zc_gen_server_start_link (&todo_list, NULL, name);
    zc_pid_t pid;
    if (!started.error)
        zc_io_format ("%s: started\n", zc_node_self ());
    else
    if (zc_term_match (started.error, "{already_started, ~p}", &pid))
        zc_io_format ("%s: already started on %s\n", zc_node_self (), zc_node_of (pid));
    else
        zc_exit ("~t", started.error);
    //< start

    //> call
    zc_term_t *items = zc_gen_server_call (name, 5000, "{add, ~s}", (const char *) item);
    zc_io_format ("%s\n", zc_term_str (items));
    //< call
}

static void
s_connect (void *arg)
{
    zc_node_connect (arg);
    zc_global_sync ();
}

int
main (void)
{
    zc_node_t *node1 = zc_node_new (&(zc_node_options_t) {
        .name = "node1@localhost", .cookie = "duck"}, NULL);
    zc_node_t *node2 = zc_node_new (&(zc_node_options_t) {
        .name = "node2@localhost", .cookie = "duck"}, NULL);
    if (!node1 || !node2)
        return 1;
    //> nodes
    zc_run (node2, s_connect, "node1@localhost");
    zc_run (node1, s_node, "buy bread");
    zc_run (node2, s_node, "buy milk");
    //< nodes
    zc_node_destroy (&node2);
    zc_node_destroy (&node1);
    return 0;
}
