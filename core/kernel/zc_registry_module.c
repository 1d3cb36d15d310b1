//  zc_registry_module.c - the module `Registry`: a keeper of names, and by name
//
//  What {via, Registry, {Name, Key}} asks for comes first; the rest is the
//  functions of zc_registry.h in Elixir's words.

#include "zc_function.h"
#include "zc_given.h"
#include "zc_module.h"
#include "zc_registry.h"

//  ---- a keeper of names ---------------------------------------------------

//  The name of {Registry, Key} or {Registry, Key, Value}: the text of the first,
//  and the others as new terms.
static const char *
s_via (const zc_term_t *name, zc_term_t **key, zc_term_t **value)
{
    const char *registry;
    if (zc_term_match (name, "{~a, ~t}", &registry, key))
        *value = zc_term_new ("nil");
    else
    if (!zc_term_match (name, "{~a, ~t, ~t}", &registry, key, value))
        zc_exit ("{badarg, {Registry, via, ~t}}", name);
    return registry;
}

//  Only for the calling process, as in Elixir.
static zc_term_t *
s_register_name (const zc_term_t *args)
{
    zc_term_t *name, *key, *value;
    if (!zc_term_match (args, "[~t, ~p]", &name, zc_self ()))
        zc_exit ("{badarg, ~t}", args);
    const char *registry = s_via (name, &key, &value);
    return zc_term_new ("~a", zc_registry_register (registry, key, value)? "no": "yes");
}

static zc_term_t *
s_unregister_name (const zc_term_t *args)
{
    zc_term_t *key, *value;
    const char *registry = s_via (zc_term_element (args, 0), &key, &value);
    zc_registry_unregister (registry, key);
    return NULL;
}

static zc_pid_t
s_whereis (const zc_term_t *name)
{
    zc_term_t *key, *value;
    const char *registry = s_via (name, &key, &value);
    zc_term_t *entries = zc_registry_lookup (registry, key);
    zc_pid_t pid = {0};
    zc_term_match (entries, "[{~p, _}]", &pid);
    zc_term_destroy (&entries);
    zc_term_destroy (&key);
    zc_term_destroy (&value);
    return pid;
}

static zc_term_t *
s_whereis_name (const zc_term_t *args)
{
    zc_term_t *name = zc_term_element (args, 0);
    zc_pid_t pid = s_whereis (name);
    zc_term_destroy (&name);
    return zc_pid_is_null (pid)? zc_term_new ("undefined"): zc_term_new ("~p", pid);
}

//  Nobody there: {badarg, {Name, Message}}, as global has it.
static zc_term_t *
s_send (const zc_term_t *args)
{
    zc_term_t *name, *message;
    zc_term_match (args, "[~t, ~t]", &name, &message);
    zc_pid_t pid = s_whereis (name);
    if (zc_pid_is_null (pid))
        zc_exit ("{badarg, {~t, ~t}}", name, message);
    zc_send (pid, "~t", message);
    zc_term_destroy (&message);
    zc_term_destroy (&name);
    return zc_term_new ("~p", pid);
}

//  ---- by name -------------------------------------------------------------

//  [[{keys, unique | duplicate}, {name, Name}]]
static zc_term_t *
s_start_link (const zc_term_t *args)
{
    zc_term_t *options = zc_given (args, 0), *keys = zc_given_option (options, "keys");
    zc_server_t name = zc_given_name (options);
    bool unique = keys && zc_term_match (keys, "unique");
    if (!keys || !name.name || (!unique && !zc_term_match (keys, "duplicate")))
        zc_exit ("{badarg, ~t}", options);
    return zc_start_to_term (zc_registry_start_link (unique? ZC_UNIQUE: ZC_DUPLICATE, name.name));
}

static zc_term_t *
s_child_spec (const zc_term_t *args)
{
    zc_term_t *options = zc_given (args, 0), *name = zc_given_option (options, "name");
    return zc_term_new ("%{id: ~t, start: {Registry, start_link, [~t]}, type: supervisor}",
                        name? name: zc_term_new ("Registry"), options);
}

//  {ok, Owner} or {error, {already_registered, Pid}}
static zc_term_t *
s_register (const zc_term_t *args)
{
    zc_term_t *error = zc_registry_register (zc_given_atom (args, 0), zc_given (args, 1),
                                             zc_given (args, 2));
    return error? zc_term_new ("{error, ~t}", error)
                : zc_term_new ("{ok, ~p}", zc_whereis (zc_given_atom (args, 0)));
}

static zc_term_t *
s_unregister (const zc_term_t *args)
{
    zc_registry_unregister (zc_given_atom (args, 0), zc_given (args, 1));
    return zc_term_new ("ok");
}

static zc_term_t *
s_lookup (const zc_term_t *args)
{
    return zc_registry_lookup (zc_given_atom (args, 0), zc_given (args, 1));
}

static void
s_call_with (void *arg, const zc_term_t *entries)
{
    zc_term_t *result = zc_call_with (arg, "[~t]", entries);
    zc_term_destroy (&result);
}

//  dispatch (Registry, Key, Fun)
static zc_term_t *
s_dispatch (const zc_term_t *args)
{
    zc_registry_dispatch (zc_given_atom (args, 0), zc_given (args, 1), s_call_with, zc_given (args, 2));
    return NULL;
}

static zc_pid_t
s_pid (const zc_term_t *args, size_t index)
{
    zc_pid_t pid;
    zc_term_t *term = zc_given (args, index);
    if (!zc_term_match (term, "~p", &pid))
        zc_exit ("{badarg, ~t}", term);
    return pid;
}

static zc_term_t *
s_keys (const zc_term_t *args)
{
    return zc_registry_keys (zc_given_atom (args, 0), s_pid (args, 1));
}

static zc_term_t *
s_values (const zc_term_t *args)
{
    return zc_registry_values (zc_given_atom (args, 0), zc_given (args, 1), s_pid (args, 2));
}

static zc_term_t *
s_count (const zc_term_t *args)
{
    return zc_term_new ("~i", zc_registry_count (zc_given_atom (args, 0)));
}

ZC_MODULE_NAMED (registry, "Registry",
    {"register_name", 2, s_register_name}, {"unregister_name", 1, s_unregister_name},
    {"whereis_name", 1, s_whereis_name}, {"send", 2, s_send}, {"start_link", 1, s_start_link},
    {"child_spec", 1, s_child_spec}, {"register", 3, s_register}, {"unregister", 2, s_unregister},
    {"lookup", 2, s_lookup}, {"dispatch", 3, s_dispatch}, {"keys", 2, s_keys}, {"values", 3, s_values}, {"count", 1, s_count});
