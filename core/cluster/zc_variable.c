//  zc_variable.c - a table on each node, the same on all: the last write wins
//
//      the table       Key => {Stamp, What}        zc_stamp.h
//
//      {put, Key, What}                ok          asked by processes of this node
//
//  What the servers tell each other: zc_variable_peers.h. Next: zc_variable_use.c.

#include "zc_stamp.h"
#include "zc_variable_peers.h"
#include "zc_node.h"
#include "zc_table.h"
#include "base/zc_limits.h"

typedef struct {
    zc_variable_peers_t peers;
    int64_t life_ms;                //  of tombstones
    zc_term_t *ahead;               //  nodes whose clock was reported
} s_variables_t;

//  ---- merging -------------------------------------------------------------

static bool
s_has (const zc_term_t *list, const zc_term_t *term)
{
    bool has = false;
    size_t at = 0;
    for (zc_term_t *item; (item = zc_term_next (list, &at)); zc_term_destroy (&item))
        has = has || zc_term_equal (item, term);
    return has;
}

//  Who has a wrong clock is told once. The record is taken all the same: else the nodes
//  would not agree.
static void
s_look_at_clock (s_variables_t *self, const zc_term_t *record)
{
    const char *node;
    int64_t by_ms;
    if (!zc_stamp_is_ahead (record, &node, &by_ms))
        return;
    zc_term_t *name = zc_term_new ("~a", node);
    if (!s_has (self->ahead, name)) {
        zc_log (ZC_LOG_WARNING,
                "Cluster.Variable: the clock of %s is %lld s ahead of this node's: "
                "what it writes wins over what others write at the same time",
                node, (long long) (by_ms / 1000));
        zc_term_t *ahead = zc_term_new ("[~t | ~t]", name, self->ahead);
        zc_term_destroy (&self->ahead);
        self->ahead = ahead;
    }
    zc_term_destroy (&name);
}

//  Take a record if it is later than what is there.
static void
s_merge_record (s_variables_t *self, const zc_term_t *key, const zc_term_t *record)
{
    if (!zc_stamp_is_record (record))
        return;
    zc_term_t *known = zc_table_lookup (ZC_VARIABLE, key);
    if (!known || zc_stamp_wins (record, known)) {
        zc_table_insert (ZC_VARIABLE, key, record);
        s_look_at_clock (self, record);
    }
    zc_term_destroy (&known);
}

static void
s_merge (s_variables_t *self, const zc_term_t *entries)
{
    size_t count;
    zc_term_t **items = zc_term_elements (entries, &count), *key, *stamp, *what;
    for (size_t i = 0; i < count; i++) {
        if (zc_term_match (items [i], "{~t, ~t, ~t}", &key, &stamp, &what)) {
            zc_term_t *record = zc_term_new ("{~t, ~t}", stamp, what);
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

//  ---- tombstones ----------------------------------------------------------

//  Tombstones whose life is over. One that comes from another node is taken, however old:
//  else what it deletes could stay here alone.
static bool
s_is_old_tombstone (const s_variables_t *self, const zc_term_t *record)
{
    int64_t ms;
    return zc_term_match (record, "{{~i, _, _}, deleted}", &ms)
        && ms + self->life_ms < zc_system_time ();
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

//  ---- the server ----------------------------------------------------------

static void
s_init (zc_gen_server_t *server, void *arg)
{
    int life_ms = *(int *) arg;
    s_variables_t *self = server->state = zc_alloc (sizeof *self);
    self->life_ms = life_ms? life_ms: ZC_TOMBSTONE_MS;
    self->ahead = zc_term_new ("[]");
    zc_table_new (ZC_VARIABLE);
    zc_variable_peers_init (&self->peers);
    s_bury (self);
}

static void
s_put (s_variables_t *self, const zc_term_t *key, const zc_term_t *what)
{
    zc_term_t *known = zc_table_lookup (ZC_VARIABLE, key), *stamp = zc_stamp_new (known);
    zc_term_t *record = zc_term_new ("{~t, ~t}", stamp, what);
    zc_table_insert (ZC_VARIABLE, key, record);
    zc_variable_peers_tell (&self->peers, key, stamp, what);
    zc_term_destroy (&record);
    zc_term_destroy (&stamp);
    zc_term_destroy (&known);
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
    int64_t digest;
    if (zc_term_match (message, "{merge, ~t}", &entries)) {
        s_merge (self, entries);
        zc_term_destroy (&entries);
    }
    else
    if (zc_term_match (message, "{nodeup, ~a}", &node)
    ||  zc_term_match (message, "{missing, ~a}", &node))
        zc_variable_peers_up (&self->peers, node);
    else
    if (zc_term_match (message, "{hello, ~a}", &node)) {
        zc_variable_peers_up (&self->peers, node);
        zc_variable_peers_doubt (&self->peers);
    }
    else
    if (zc_term_match (message, "{nodedown, _}"))
        zc_variable_peers_doubt (&self->peers);
    else
    if (zc_term_match (message, "{compare, ~a, ~i}", &node, &digest))
        zc_variable_peers_compare (&self->peers, node, digest);
    else
    if (zc_term_match (message, "bury")) {
        s_bury (self);
        zc_variable_peers_doubt (&self->peers);
    }
    else
        zc_variable_peers_tick (&self->peers, message);
}

const zc_gen_server_callbacks_t zc_variable_server = {
    .init = s_init, .handle_call = s_handle_call, .handle_info = s_handle_info};
