//  zc_variable.c - a table on each node, the same on all: the last write wins
//
//      the table       Key => {Stamp, What}        Stamp = {Milliseconds, Count, Node}
//                                                  What = {value, Value} | deleted
//
//      {put, Key, What}                ok          asked by processes of this node
//      {merge, [{Key, Stamp, What}]}               told by the other servers: changes, or all
//      {hello, Node}                               a server that starts: it wants all
//
//  Merging keeps the greater stamp. It does not matter in which order, or how often, a
//  record comes: so "send all you have" mends whatever was lost while nodes were parted,
//  and needs no bookkeeping of who knows what. Next: zc_variable_use.c.

#include "zc_servers.h"
#include "zc_node.h"
#include "zc_table.h"
#include "base/zc_limits.h"

#include <string.h>
#include <time.h>

typedef struct {
    int64_t ms;
    int64_t count;
} s_clock_t;

typedef struct {
    s_clock_t clock;                //  the greatest stamp written or seen
    int64_t life_ms;
    zc_term_t *behind;              //  nodes that did not take a change: all is due
} s_variables_t;

//  ---- the clock -----------------------------------------------------------

//  Time of day, for what is to be compared between machines.
static int64_t
s_wall_ms (void)
{
    struct timespec now;
    clock_gettime (CLOCK_REALTIME, &now);
    return (int64_t) now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static bool
s_is_before (s_clock_t a, s_clock_t b)
{
    return a.ms != b.ms? a.ms < b.ms: a.count < b.count;
}

//  Greater than all before.
static zc_term_t *
s_stamp (s_variables_t *self)
{
    s_clock_t now = {s_wall_ms (), 0};
    if (!s_is_before (self->clock, now))
        now = (s_clock_t) {self->clock.ms, self->clock.count + 1};
    self->clock = now;
    return zc_term_new ("{~i, ~i, ~a}", now.ms, now.count, zc_node_self ());
}

//  Is record a, {Stamp, What}, to replace b? Two writes never have one stamp, unless a
//  node was restarted and its clock set back: the bytes decide then, the same everywhere.
static bool
s_wins (const zc_term_t *a, const zc_term_t *b)
{
    s_clock_t time_a, time_b;
    const char *node_a, *node_b;
    if (!zc_term_match (a, "{{~i, ~i, ~a}, _}", &time_a.ms, &time_a.count, &node_a)
    ||  !zc_term_match (b, "{{~i, ~i, ~a}, _}", &time_b.ms, &time_b.count, &node_b))
        return false;
    if (s_is_before (time_a, time_b) || s_is_before (time_b, time_a))
        return s_is_before (time_b, time_a);
    if (strcmp (node_a, node_b) != 0)
        return strcmp (node_a, node_b) > 0;
    size_t size_a = zc_term_size (a), size_b = zc_term_size (b);
    return size_a != size_b? size_a > size_b
                           : memcmp (zc_term_data (a), zc_term_data (b), size_a) > 0;
}

//  ---- the table -----------------------------------------------------------

//  Take a record, {Stamp, What}, if it is newer than what is there.
static void
s_merge_record (s_variables_t *self, const zc_term_t *key, const zc_term_t *record)
{
    s_clock_t time;
    if (!zc_term_match (record, "{{~i, ~i, _}, _}", &time.ms, &time.count))
        return;
    if (s_is_before (self->clock, time))
        self->clock = time;
    zc_term_t *known = zc_table_lookup (ZC_VARIABLE, key);
    if (!known || s_wins (record, known))
        zc_table_insert (ZC_VARIABLE, key, record);
    zc_term_destroy (&known);
}

static void
s_merge (s_variables_t *self, const zc_term_t *entries)
{
    size_t count;
    zc_term_t **items = zc_term_elements (entries, &count), *key, *stamp, *what;
    for (size_t i = 0; i < count; i++) {
        const char *node;
        if (zc_term_match (items [i], "{~t, ~t, ~t}", &key, &stamp, &what)) {
            zc_term_t *record = zc_term_new ("{~t, ~t}", stamp, what);
            if (zc_term_match (stamp, "{_, _, ~a}", &node)
            && (zc_term_match (what, "deleted") || zc_term_match (what, "{value, _}")))
                s_merge_record (self, key, record);
            zc_term_destroy (&record);
            zc_term_destroy (&key);
            zc_term_destroy (&stamp);
            zc_term_destroy (&what);
        }
        zc_term_destroy (&items [i]);
    }
    zc_free (items);
}

//  Everything, as others take it: [{Key, Stamp, What}].
static zc_term_t *
s_all (void)
{
    zc_term_t *pairs = zc_table_to_list (ZC_VARIABLE), *key, *stamp, *what;
    size_t count;
    zc_term_t **items = zc_term_elements (pairs, &count);
    for (size_t i = 0; i < count; i++) {
        zc_term_match (items [i], "{~t, {~t, ~t}}", &key, &stamp, &what);
        zc_term_destroy (&items [i]);
        items [i] = zc_term_new ("{~t, ~t, ~t}", key, stamp, what);
        zc_term_destroy (&key);
        zc_term_destroy (&stamp);
        zc_term_destroy (&what);
    }
    zc_term_t *all = zc_term_list (items, count);
    zc_free (items);
    zc_term_destroy (&pairs);
    return all;
}

//  Tombstones whose life is over. One that comes from another node is taken, however old:
//  else what it deletes could stay here alone.
static bool
s_is_old_tombstone (const s_variables_t *self, const zc_term_t *record)
{
    int64_t ms;
    return zc_term_match (record, "{{~i, _, _}, deleted}", &ms)
        && ms + self->life_ms < s_wall_ms ();
}

static void
s_bury (s_variables_t *self)
{
    zc_term_t *pairs = zc_table_to_list (ZC_VARIABLE), *key, *record;
    size_t count;
    zc_term_t **items = zc_term_elements (pairs, &count);
    for (size_t i = 0; i < count; i++) {
        zc_term_match (items [i], "{~t, ~t}", &key, &record);
        if (s_is_old_tombstone (self, record))
            zc_table_remove (ZC_VARIABLE, key);
        zc_term_destroy (&key);
        zc_term_destroy (&record);
        zc_term_destroy (&items [i]);
    }
    zc_free (items);
    zc_term_destroy (&pairs);
    int64_t pause = self->life_ms / 4 + 1;
    zc_send_after (pause < 60000? (int) pause: 60000, zc_self (), "bury");
}

//  ---- the other servers ---------------------------------------------------

//  A node that does not take what it is sent (more than the node's busy_limit waits for
//  it) is not waited for: it gets everything a little later.
static void
s_post (s_variables_t *self, const char *node, const zc_term_t *entries)
{
    if (zc_term_length (entries) == 0
    ||  zc_send_name_options (ZC_VARIABLE, node, ZC_SEND_NOCONNECT | ZC_SEND_NOSUSPEND,
                              ZC_FORMAT ("{merge, ~t}", entries)) != ZC_NOSUSPEND)
        return;
    if (zc_term_length (self->behind) == 0)
        zc_send_after (ZC_CATCH_UP_MS, zc_self (), "catch_up");
    zc_term_t *behind = zc_term_new ("[~a | ~t]", node, self->behind);
    zc_term_destroy (&self->behind);
    self->behind = behind;
}

static void
s_post_all (s_variables_t *self, const char *node)
{
    zc_term_t *all = s_all ();
    s_post (self, node, all);
    zc_term_destroy (&all);
}

//  Call a function with the name of each node in a list.
static void
s_each (s_variables_t *self, const zc_term_t *nodes, const zc_term_t *arg,
        void (*visit) (s_variables_t *self, const char *node, const zc_term_t *arg))
{
    size_t count;
    zc_term_t **items = zc_term_elements (nodes, &count);
    for (size_t i = 0; i < count; i++) {
        const char *node;
        if (zc_term_match (items [i], "~a", &node))
            visit (self, node, arg);
        zc_term_destroy (&items [i]);
    }
    zc_free (items);
}

static void
s_each_visible (s_variables_t *self, const zc_term_t *arg,
                void (*visit) (s_variables_t *self, const char *node, const zc_term_t *arg))
{
    zc_term_t *nodes = zc_node_list (ZC_NODES_VISIBLE);
    s_each (self, nodes, arg, visit);
    zc_term_destroy (&nodes);
}

static void
s_greet (s_variables_t *self, const char *node, const zc_term_t *arg)
{
    (void) self, (void) arg;
    zc_send_name_options (ZC_VARIABLE, node, ZC_SEND_NOCONNECT,
                          ZC_FORMAT ("{hello, ~a}", zc_node_self ()));
}

static void
s_catch_up_one (s_variables_t *self, const char *node, const zc_term_t *all)
{
    s_post (self, node, all);
}

static void
s_catch_up (s_variables_t *self)
{
    zc_term_t *behind = self->behind, *all = s_all ();
    self->behind = zc_term_new ("[]");
    s_each (self, behind, all, s_catch_up_one);
    zc_term_destroy (&behind);
    zc_term_destroy (&all);
}

//  ---- the server ----------------------------------------------------------

static void
s_init (zc_gen_server_t *server, void *arg)
{
    int life_ms = *(int *) arg;
    s_variables_t *self = server->state = zc_alloc (sizeof *self);
    self->life_ms = life_ms? life_ms: ZC_TOMBSTONE_MS;
    self->behind = zc_term_new ("[]");
    zc_table_new (ZC_VARIABLE);
    zc_term_t *ok = zc_net_kernel_monitor_nodes (true, "[]");
    zc_term_destroy (&ok);
    s_each_visible (self, NULL, s_greet);
    s_bury (self);
}

static void
s_put (s_variables_t *self, const zc_term_t *key, const zc_term_t *what)
{
    zc_term_t *stamp = s_stamp (self), *record = zc_term_new ("{~t, ~t}", stamp, what);
    zc_table_insert (ZC_VARIABLE, key, record);
    zc_term_t *change = zc_term_new ("[{~t, ~t, ~t}]", key, stamp, what);
    s_each_visible (self, change, s_post);
    zc_term_destroy (&change);
    zc_term_destroy (&record);
    zc_term_destroy (&stamp);
}

static zc_term_t *
s_handle_call (zc_gen_server_t *server, const zc_term_t *request, zc_from_t from)
{
    (void) from;
    zc_term_t *key, *what;
    if (!zc_term_match (request, "{put, ~t, ~t}", &key, &what))
        return zc_term_new ("{error, badarg}");
    s_put (server->state, key, what);
    zc_term_destroy (&key);
    zc_term_destroy (&what);
    return zc_term_new ("ok");
}

static void
s_handle_info (zc_gen_server_t *server, const zc_term_t *message)
{
    s_variables_t *self = server->state;
    zc_term_t *entries;
    const char *node;
    if (zc_term_match (message, "{merge, ~t}", &entries)) {
        s_merge (self, entries);
        zc_term_destroy (&entries);
    }
    else
    if (zc_term_match (message, "{nodeup, ~a}", &node)
    ||  zc_term_match (message, "{hello, ~a}", &node))
        s_post_all (self, node);
    else
    if (zc_term_match (message, "catch_up"))
        s_catch_up (self);
    else
    if (zc_term_match (message, "bury"))
        s_bury (self);
}

const zc_gen_server_callbacks_t zc_variable_server = {
    .init = s_init, .handle_call = s_handle_call, .handle_info = s_handle_info};
