//  zc_registry.c - a server that writes a table which all read
//
//      Registry's table:   keys           unique | duplicate
//                          count          entries
//                          {key, Key}     [{Pid, Value}, …]
//                          {pid, Pid}     [Key, …], as often as it is there
//
//  Only the server writes, and only it monitors; so an entry may be there for a
//  moment after its process has ended. Who reads a unique key, or wants it, looks
//  whether its process is alive. Next: zc_registry_use.c.

#include "zc_registry_table.h"
#include "zc_gen_server_loop.h"
#include "zc_list.h"

#include <string.h>

typedef struct {
    char *table;
    bool unique;
    size_t count;
} s_registry_t;

//  ---- the table -----------------------------------------------------------

//  Put a value at {kind, what}; takes it over.
static void
s_put (const char *table, const char *kind, const zc_term_t *what, zc_term_t *value)
{
    zc_term_t *key = zc_term_new ("{~a, ~t}", kind, what);
    zc_table_insert (table, key, value);
    zc_term_destroy (&key);
    zc_term_destroy (&value);
}

static void
s_remove (const char *table, const char *kind, const zc_term_t *what)
{
    zc_term_t *key = zc_term_new ("{~a, ~t}", kind, what);
    zc_table_remove (table, key);
    zc_term_destroy (&key);
}

static void
s_put_count (const s_registry_t *self)
{
    zc_term_t *key = zc_term_new ("count"), *count = zc_term_new ("~i", self->count);
    zc_table_insert (self->table, key, count);
    zc_term_destroy (&key);
    zc_term_destroy (&count);
}

//  ---- lists in the table --------------------------------------------------

//  A list with one more at its end; takes both. NULL: the empty list.
static zc_term_t *
s_append (zc_term_t *list, zc_term_t *item)
{
    zc_term_t *last = zc_term_list (&item, 1);
    if (!list)
        return last;
    zc_term_t *longer = zc_list_append (list, last);
    zc_term_destroy (&list);
    zc_term_destroy (&last);
    return longer;
}

//  A list without the items that match; takes it. Tells how many these were.
static zc_term_t *
s_without (zc_term_t *list, zc_format_t pattern, size_t *removed)
{
    zc_terms_t kept = {0};
    size_t at = 0;
    *removed = 0;
    for (zc_term_t *item; (item = zc_term_next (list, &at));)
        if (zc_term_take (item, pattern)) {
            zc_term_destroy (&item);
            ++*removed;
        }
        else
            zc_terms_add (&kept, item);
    zc_term_destroy (&list);
    return zc_terms_list (&kept);
}

//  ---- the server ----------------------------------------------------------

static void
s_init (zc_gen_server_t *server, void *arg)
{
    s_registry_t *self = server->state = zc_alloc (sizeof *self);
    const char *name, *keys;
    zc_term_match (arg, "{~a, ~a}", &name, &keys);
    self->table = zc_registry_table (name);
    self->unique = strcmp (keys, "unique") == 0;
    if (!zc_table_new (self->table))
        zc_exit ("{badarg, \"the table of this registry is there already\"}");
    zc_term_t *key = zc_term_new ("keys"), *value = zc_term_new ("~a", keys);
    zc_table_insert (self->table, key, value);
    zc_term_destroy (&key);
    zc_term_destroy (&value);
    s_put_count (self);
}

//  Take the entries of a process under a key out of the key's list.
static void
s_drop (s_registry_t *self, const zc_term_t *key, zc_pid_t pid)
{
    zc_term_t *entries = zc_registry_get (self->table, "key", key);
    if (!entries)
        return;
    size_t removed;
    entries = s_without (entries, ZC_FORMAT ("{~p, _}", pid), &removed);
    if (zc_term_length (entries) > 0)
        s_put (self->table, "key", key, entries);
    else {
        s_remove (self->table, "key", key);
        zc_term_destroy (&entries);
    }
    self->count -= removed;
    s_put_count (self);
}

//  A process has ended: so have its entries.
static void
s_forget (s_registry_t *self, zc_pid_t pid)
{
    zc_term_t *who = zc_term_new ("~p", pid), *list = zc_registry_get (self->table, "pid", who);
    size_t at = 0;
    for (zc_term_t *key; list && (key = zc_term_next (list, &at)); zc_term_destroy (&key))
        s_drop (self, key, pid);
    s_remove (self->table, "pid", who);
    zc_term_destroy (&list);
    zc_term_destroy (&who);
}

//  Who has a unique key; {0}: nobody that lives. One that has ended is forgotten
//  here and now, and not only when its DOWN comes.
static zc_pid_t
s_holder (s_registry_t *self, const zc_term_t *key)
{
    zc_pid_t pid = {0};
    zc_term_t *entries = zc_registry_get (self->table, "key", key);
    if (entries && zc_term_match (entries, "[{~p, _}]", &pid) && !zc_process_alive (pid)) {
        s_drop (self, key, pid);
        pid = (zc_pid_t) {0};
    }
    zc_term_destroy (&entries);
    return pid;
}

static zc_term_t *
s_register (s_registry_t *self, zc_pid_t pid, const zc_term_t *key, const zc_term_t *value)
{
    zc_pid_t holder = self->unique? s_holder (self, key): (zc_pid_t) {0};
    if (!zc_pid_is_null (holder))
        return zc_term_new ("{error, {already_registered, ~p}}", holder);
    if (pid.node)                   //  of another node: not ours to watch
        return zc_term_new ("{error, {nolocal, ~p}}", pid);
    zc_term_t *who = zc_term_new ("~p", pid), *keys = zc_registry_get (self->table, "pid", who);
    if (!keys)
        zc_monitor (pid);
    s_put (self->table, "pid", who, s_append (keys, zc_term_dup (key)));
    s_put (self->table, "key", key, s_append (zc_registry_get (self->table, "key", key),
                                              zc_term_new ("{~p, ~t}", pid, value)));
    self->count++;
    s_put_count (self);
    zc_term_destroy (&who);
    return zc_term_new ("ok");
}

//  The process stays known, and watched, until it ends.
static zc_term_t *
s_unregister (s_registry_t *self, zc_pid_t pid, const zc_term_t *key)
{
    zc_term_t *who = zc_term_new ("~p", pid), *keys = zc_registry_get (self->table, "pid", who);
    if (keys) {
        size_t removed;
        s_drop (self, key, pid);
        s_put (self->table, "pid", who, s_without (keys, ZC_FORMAT ("~t", key), &removed));
    }
    zc_term_destroy (&who);
    return zc_term_new ("ok");
}

static zc_term_t *
s_handle_call (zc_gen_server_t *server, const zc_term_t *request, zc_from_t from)
{
    zc_term_t *key, *value, *answer;
    if (zc_term_match (request, "{register, ~t, ~t}", &key, &value)) {
        answer = s_register (server->state, from.pid, key, value);
        zc_term_destroy (&value);
    }
    else
    if (zc_term_match (request, "{unregister, ~t}", &key))
        answer = s_unregister (server->state, from.pid, key);
    else
        return zc_term_new ("{error, badarg}");
    zc_term_destroy (&key);
    return answer;
}

static void
s_handle_info (zc_gen_server_t *server, const zc_term_t *message)
{
    zc_pid_t pid;
    if (zc_term_match (message, "{:DOWN, _, process, ~p, _}", &pid))
        s_forget (server->state, pid);
}

static const zc_gen_server_callbacks_t s_callbacks = {
    .init = s_init, .handle_call = s_handle_call, .handle_info = s_handle_info};

zc_start_t
zc_registry_start_link (zc_registry_keys_t keys, const char *name)
{
    zc_term_t *arg = zc_term_new ("{~a, ~a}", name, keys == ZC_UNIQUE? "unique": "duplicate");
    zc_start_t start = zc_gen_server_start_term (&s_callbacks, arg, zc_server_name (name), true,
                                                 ZC_INFINITY);
    zc_term_destroy (&arg);
    return start;
}
