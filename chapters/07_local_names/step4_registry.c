//  step4_registry.c - a phone book: processes under keys of any kind

#include <zcluster.h>

//> bob
static zc_term_t *
s_answer (zc_gen_server_t *self, const zc_term_t *request, zc_from_t from)
{
    (void) self, (void) request, (void) from;
    return zc_term_new ("hello_this_is_bob");
}
static const zc_gen_server_callbacks_t bob = {.handle_call = s_answer};
//< bob

//  Joins a room, and tells that it has heard something.
static void
s_listener (void *arg)
{
    zc_pid_t *parent = arg;
    const zc_term_t *room = zc_term_new ("{room, ducks}"), *value = zc_term_new ("[]");
    zc_registry_register ("Chat", room, value);
    zc_send (*parent, "joined");
    zc_receive (-1, "{heard, _}");
    zc_send (*parent, "heard");
}

//> dispatch
static void
s_tell (void *arg, const zc_term_t *entries)
{
    zc_pid_t pid;
    size_t at = 0;
    for (zc_term_t *entry; (entry = zc_term_next (entries, &at)); zc_term_destroy (&entry))
        if (zc_term_match (entry, "{~p, _}", &pid))
            zc_send (pid, "{heard, ~s}", (const char *) arg);
}
//< dispatch

static void
s_main (void *arg)
{
    (void) arg;
    //> unique
    zc_registry_start_link (ZC_UNIQUE, "PhoneBook");
    zc_term_t *key = zc_term_new ("{phone, ~i}", 5551234), *value = zc_term_new ("kitchen");
    zc_term_t *first = zc_registry_register ("PhoneBook", key, value);
    zc_term_t *again = zc_registry_register ("PhoneBook", key, value);
    zc_io_puts (first? "refused": "registered");
    zc_io_puts (zc_term_match (again, "{already_registered, ~p}", zc_self ())? "mine already": "?");
    zc_term_t *found = zc_registry_lookup ("PhoneBook", key);
    zc_io_puts (zc_term_match (found, "[{~p, kitchen}]", zc_self ())? "found, with its value": "?");
    //< unique

    //> via
    zc_term_t *name = zc_term_new ("{:PhoneBook, {phone, bob}}");
    zc_gen_server_start_link (&bob, NULL, zc_server_via ("Registry", name));
    zc_term_t *answer = zc_gen_server_call (zc_server_via ("Registry", name), 5000, "hello");
    zc_io_format ("%s\n", zc_term_str (answer));
    //< via

    //> duplicate
    zc_registry_start_link (ZC_DUPLICATE, "Chat");
    zc_pid_t self = zc_self ();
    for (int i = 0; i < 3; i++) {
        zc_spawn (s_listener, &self);
        zc_receive (-1, "joined");
    }
    zc_term_t *room = zc_term_new ("{room, ducks}");
    char words [] = "quack";
    zc_registry_dispatch ("Chat", room, s_tell, words);
    for (int i = 0; i < 3; i++)
        zc_receive (-1, "heard");
    zc_io_puts ("three have heard it");
    //< duplicate
}

//> elsewhere
static void
s_elsewhere (void *arg)
{
    (void) arg;
    zc_term_t *key = zc_term_new ("{phone, bob}");
    zc_registry_lookup ("PhoneBook", key);
    zc_io_puts ("never printed");
}
//< elsewhere

static void
s_node2 (void *arg)
{
    (void) arg;
    //> down
    zc_ref_t ref;
    const char *why;
    zc_spawn_monitor (s_elsewhere, NULL, &ref);
    zc_receive (-1, "{:DOWN, ~r, _, _, {badarg, ~s}}", ref, &why);
    zc_io_format ("on node2: %s\n", why);
    //< down
}

int
main (void)
{
    zc_node_options_t options = {.name = "node1@localhost", .cookie = "duck", .log_level = ZC_LOG_NONE};
    zc_node_t *node1 = zc_node_new (&options, NULL);
    options.name = "node2@localhost";
    zc_node_t *node2 = zc_node_new (&options, NULL);
    if (!node1 || !node2)
        return 1;
    zc_run (node1, s_main, NULL);
    zc_run (node2, s_node2, NULL);
    zc_node_destroy (&node2);
    zc_node_destroy (&node1);
    return 0;
}
