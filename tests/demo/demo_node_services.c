//  demo_node_services.c - commands: global names, groups, calls, locks
//
//  Read next: demo_node_chat.c.

#include "demo_node.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LOOK_MS = 10 };              //  how often to look for what comes a little later

//  ---- global names --------------------------------------------------------

static void
s_global_register (const char *who)
{
    bool yes = zc_global_register_name (zc_self (), "{todo_list, ~s}", who);
    zc_io_puts (yes? ":yes": ":no");
}

static void
s_global_whereis (const char *who)
{
    demo_pid = zc_global_whereis_name ("{todo_list, ~s}", who);
    if (zc_pid_is_null (demo_pid))
        zc_io_puts (":undefined");
    else
        demo_show (zc_term_new ("~p", demo_pid));
}

//  Wait until nobody has the name. `pid` stays what it was.
static void
s_global_gone (const char *who)
{
    int64_t end = zc_monotonic_ms () + demo_limit_ms;
    while (!zc_pid_is_null (zc_global_whereis_name ("{todo_list, ~s}", who))
       &&  zc_monotonic_ms () < end)
        zc_sleep (LOOK_MS);
    zc_pid_t pid = zc_global_whereis_name ("{todo_list, ~s}", who);
    zc_io_puts (zc_pid_is_null (pid)? ":undefined": "it is still there");
}

static void
s_tell (const char *what)
{
    zc_send (demo_pid, "~a", what);
}

//  ---- a server with a global name -----------------------------------------

static zc_term_t *
s_handle_call (zc_gen_server_t *self, const zc_term_t *request, zc_from_t from)
{
    (void) self, (void) from;
    zc_term_t *args;
    if (!zc_term_match (request, "{request, ~t}", &args))
        zc_exit ("{bad_call, ~t}", request);
    return zc_term_new ("{done, ~t, ~a}", args, zc_node_self ());
}

static void
s_start_server (const char *unused)
{
    (void) unused;
    static const zc_gen_server_callbacks_t todo_server = {.handle_call = s_handle_call};
    zc_server_t name = zc_server_global (zc_term_new ("some_global_alias"));
    demo_show (zc_start_to_term (zc_gen_server_start_link (&todo_server, NULL, name)));
}

static void
s_call_server (const char *unused)
{
    (void) unused;
    zc_server_t name = zc_server_global (zc_term_new ("some_global_alias"));
    demo_show (zc_gen_server_call (name, demo_limit_ms, "{request, args}"));
}

//  ---- groups --------------------------------------------------------------

static zc_term_t *
s_pg_members_of_bob (void)
{
    return zc_pg_members (NULL, "{todo_list, \"bob\"}");
}

static zc_term_t *
s_pg2_members_of_bob (void)
{
    return zc_pg2_members ("{todo_list, \"bob\"}");
}

static int
s_compare (const void *a, const void *b)
{
    return strcmp (*(const char *const *) a, *(const char *const *) b);
}

//  [pid, …]  # node, …
static void
s_show_members (const zc_term_t *members)
{
    size_t count;
    zc_term_t **pids = zc_term_elements (members, &count);
    const char **nodes = zc_alloc (count * sizeof *nodes);
    for (size_t i = 0; i < count; i++) {
        zc_pid_t pid;
        nodes [i] = zc_term_match (pids [i], "~p", &pid)? zc_node_of (pid): "";
    }
    qsort (nodes, count, sizeof *nodes, s_compare);
    char text [256] = "";
    for (size_t i = 0; i < count; i++) {
        size_t used = strlen (text);
        snprintf (text + used, sizeof text - used, "%s%s", i? ", ": "", nodes [i]);
    }
    zc_io_format ("%s  # %s\n", zc_term_str (members), text);
    zc_free (nodes);
}

//  Show the members once there are so many: what another node changed is seen a
//  little later.
static void
s_members (zc_term_t *members_of (void), const char *count)
{
    int64_t end = zc_monotonic_ms () + demo_limit_ms;
    zc_term_t *members = members_of ();
    while (zc_term_length (members) != strtoul (count, NULL, 10) && zc_monotonic_ms () < end) {
        zc_sleep (LOOK_MS);
        zc_term_destroy (&members);
        members = members_of ();
    }
    s_show_members (members);
    zc_term_destroy (&members);
}

static void
s_pg2_start (const char *unused)
{
    (void) unused;
    zc_pg2_start ();
    demo_show (zc_term_new ("{ok, ~p}", zc_whereis ("pg2")));
}

static void
s_pg2_create (const char *who)
{
    zc_pg2_create ("{todo_list, ~s}", who);
    zc_io_puts (":ok");
}

static void
s_pg2_groups (const char *unused)
{
    (void) unused;
    demo_show (zc_pg2_which_groups ());
}

static void
s_pg2_join (const char *who)
{
    bool joined = zc_pg2_join (zc_self (), "{todo_list, ~s}", who);
    zc_io_puts (joined? ":ok": "{:error, :no_such_group}");
}

static void
s_pg2_members (const char *count)
{
    s_members (s_pg2_members_of_bob, count);
}

static void
s_pg_start (const char *unused)
{
    (void) unused;
    demo_show (zc_term_new ("{ok, ~p}", zc_pg_start_link (NULL)));
}

static void
s_pg_join (const char *who)
{
    zc_pg_join (NULL, zc_self (), "{todo_list, ~s}", who);
    zc_io_puts (":ok");
}

static void
s_pg_members (const char *count)
{
    s_members (s_pg_members_of_bob, count);
}

//  ---- calls and locks -----------------------------------------------------

static void
s_abs (const char *node)
{
    demo_show (zc_rpc_call (node, "Kernel", "abs", demo_limit_ms, "[~i]", -1));
}

static void
s_set_lock (const char *unused)
{
    (void) unused;
    bool set = zc_global_set_lock (NULL, ZC_GLOBAL_INFINITY, "{some_resource, ~p}", zc_self ());
    zc_io_puts (set? "true": "false");
}

static void
s_del_lock (const char *unused)
{
    (void) unused;
    zc_global_del_lock (NULL, "{some_resource, ~p}", zc_self ());
    zc_io_puts ("true");
}

static void
s_do_something (void *large_data)
{
    zc_io_format ("did something with %s\n", (const char *) large_data);
}

static void
s_trans (int retries)
{
    static char large_data [] = "large data";
    bool done = zc_global_trans (s_do_something, large_data, NULL, retries,
                                 "{some_resource, ~p}", zc_self ());
    zc_io_puts (done? ":done": ":aborted");
}

static void
s_trans_once (const char *unused)
{
    (void) unused;
    s_trans (0);
}

static void
s_trans_until (const char *unused)
{
    (void) unused;
    s_trans (ZC_GLOBAL_INFINITY);
}

const demo_command_t demo_service_commands [] = {
    {"global_register", s_global_register}, {"global_whereis", s_global_whereis},
    {"global_gone", s_global_gone}, {"tell", s_tell}, {"start_server", s_start_server},
    {"call_server", s_call_server}, {"pg2_start", s_pg2_start}, {"pg2_create", s_pg2_create},
    {"pg2_groups", s_pg2_groups}, {"pg2_join", s_pg2_join}, {"pg2_members", s_pg2_members},
    {"pg_start", s_pg_start}, {"pg_join", s_pg_join}, {"pg_members", s_pg_members},
    {"abs", s_abs}, {"set_lock", s_set_lock}, {"del_lock", s_del_lock},
    {"try_trans", s_trans_once}, {"trans", s_trans_until}, {NULL, NULL}
};
