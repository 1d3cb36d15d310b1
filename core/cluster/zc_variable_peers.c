//  zc_variable_peers.c - see zc_variable_peers.h

#include "zc_variable_peers.h"
#include "zc_node.h"
#include "zc_table.h"
#include "base/zc_limits.h"
#include "term/zc_codec.h"

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

//  A number for all values, whatever the order: the sum of their stamps, hashed. No two
//  writes of a variable have one stamp. Not tombstones, which each node buries when it
//  is time: where one is missing, there is a value too many, or no harm done.
static int64_t
s_digest (void)
{
    zc_term_t *pairs = zc_table_to_list (ZC_VARIABLE), *stamp;
    uint64_t sum = 0;
    size_t at = 0;
    for (zc_term_t *item; (item = zc_term_next (pairs, &at)); zc_term_destroy (&item)) {
        if (!zc_term_match (item, "{_, {~t, {value, _}}}", &stamp))
            continue;
        sum += zc_hash_mix (zc_term_key (stamp));
        zc_term_destroy (&stamp);
    }
    zc_term_destroy (&pairs);
    return (int64_t) (sum >> 1);
}

//  ---- sending -------------------------------------------------------------

static bool
s_is_behind (const zc_variable_peers_t *self, const char *node)
{
    bool found = false;
    size_t at = 0;
    for (zc_term_t *item; !found && (item = zc_term_next (self->behind, &at));
         zc_term_destroy (&item))
        found = zc_term_match (item, "~a", node);
    return found;
}

//  A node that does not take what it is sent (more than the node's busy_limit waits for
//  it) is not waited for: it is told nothing for a while, and then everything.
static void
s_post (zc_variable_peers_t *self, const char *node, zc_format_t message)
{
    if (s_is_behind (self, node))
        return;
    if (zc_send_name_options (ZC_VARIABLE, node, ZC_SEND_NOCONNECT | ZC_SEND_NOSUSPEND, message)
        != ZC_NOSUSPEND)
        return;
    if (zc_term_length (self->behind) == 0)
        zc_send_after (ZC_CATCH_UP_MS, zc_self (), "catch_up");
    zc_term_t *behind = zc_term_new ("[~a | ~t]", node, self->behind);
    zc_term_destroy (&self->behind);
    self->behind = behind;
}

static void
s_post_each (zc_variable_peers_t *self, const zc_term_t *nodes, zc_format_t message)
{
    size_t at = 0;
    for (zc_term_t *item; (item = zc_term_next (nodes, &at)); zc_term_destroy (&item)) {
        const char *node;
        if (zc_term_match (item, "~a", &node))
            s_post (self, node, message);
    }
}

static void
s_post_visible (zc_variable_peers_t *self, zc_format_t message)
{
    zc_term_t *nodes = zc_node_list (ZC_NODES_VISIBLE);
    s_post_each (self, nodes, message);
    zc_term_destroy (&nodes);
}

//  ---- what happens --------------------------------------------------------

void
zc_variable_peers_init (zc_variable_peers_t *self)
{
    *self = (zc_variable_peers_t) {.behind = zc_term_new ("[]")};
    zc_term_t *ok = zc_net_kernel_monitor_nodes (true, "[]");
    zc_term_destroy (&ok);
    s_post_visible (self, ZC_FORMAT ("{hello, ~a}", zc_node_self ()));
}

void
zc_variable_peers_tell (zc_variable_peers_t *self, const zc_term_t *key, const zc_term_t *stamp,
                        const zc_term_t *what)
{
    zc_term_t *change = zc_term_new ("{merge, [{~t, ~t, ~t}]}", key, stamp, what);
    s_post_visible (self, ZC_FORMAT ("~t", change));
    zc_term_destroy (&change);
}

void
zc_variable_peers_up (zc_variable_peers_t *self, const char *node)
{
    zc_term_t *all = s_all ();
    if (zc_term_length (all) > 0)
        s_post (self, node, ZC_FORMAT ("{merge, ~t}", all));
    zc_term_destroy (&all);
}

//  When many are lost at once, one comparison is enough.
void
zc_variable_peers_doubt (zc_variable_peers_t *self)
{
    if (!self->compares)
        zc_send_after (ZC_CATCH_UP_MS, zc_self (), "compare");
    self->compares = true;
}

static void
s_compare (zc_variable_peers_t *self)
{
    self->compares = false;
    s_post_visible (self, ZC_FORMAT ("{compare, ~a, ~i}", zc_node_self (), s_digest ()));
}

void
zc_variable_peers_compare (zc_variable_peers_t *self, const char *node, int64_t digest)
{
    if (digest == s_digest ())
        return;
    zc_variable_peers_up (self, node);
    s_post (self, node, ZC_FORMAT ("{missing, ~a}", zc_node_self ()));
}

static void
s_catch_up (zc_variable_peers_t *self)
{
    zc_term_t *behind = self->behind, *all = s_all ();
    self->behind = zc_term_new ("[]");
    s_post_each (self, behind, ZC_FORMAT ("{merge, ~t}", all));
    zc_term_destroy (&behind);
    zc_term_destroy (&all);
}

bool
zc_variable_peers_tick (zc_variable_peers_t *self, const zc_term_t *message)
{
    if (zc_term_match (message, "catch_up"))
        s_catch_up (self);
    else
    if (zc_term_match (message, "compare"))
        s_compare (self);
    else
        return false;
    return true;
}
