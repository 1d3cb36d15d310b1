//  zc_registry.h - processes under keys of any kind, on this node
//
//      zc_registry_start_link (ZC_UNIQUE, "Ponds");
//
//      zc_term_t *key = zc_term_new ("{depth, ~i}", 3), *value = zc_term_new ("blue");
//      zc_term_t *error = zc_registry_register ("Ponds", key, value);
//      zc_term_t *found = zc_registry_lookup ("Ponds", key);       //  [{Pid, blue}]
//
//  A process registers itself, with a value, under as many keys as it likes.
//  With ZC_UNIQUE keys a key belongs to one process: a name, which servers can
//  be started under and found by:
//      zc_gen_server_start_link (&pond, NULL, zc_server_via ("Registry", key));
//  where the key is the term {Ponds, Key}, or {Ponds, Key, Value}. With ZC_DUPLICATE keys each has
//  many: subscribers, which are sent to by dispatch.
//
//  Entries go with their process. Reading never sends a message: it looks into a
//  table of the node. A registry that does not exist is a mistake of the caller:
//  {badarg, "unknown registry: …"}.
//
//  Elixir  Registry

#ifndef ZC_REGISTRY_H_INCLUDED
#define ZC_REGISTRY_H_INCLUDED

#include "zc_gen_server.h"

#ifdef __cplusplus
extern "C" {
#endif

//  Start a registry of that name, linked to the caller.
//  Elixir  Registry.start_link (keys: …, name: …)
typedef enum { ZC_UNIQUE, ZC_DUPLICATE } zc_registry_keys_t;
zc_start_t zc_registry_start_link (zc_registry_keys_t keys, const char *name);

//  Register the caller under a key, with a value; key and value are terms.
//  Returns  NULL, or {already_registered, Pid} (unique keys), a new term
//  Blocks   until the registry answered
//  Elixir   Registry.register/3
zc_term_t *zc_registry_register (const char *name, const zc_term_t *key, const zc_term_t *value);

//  Take the caller's entries under a key back.      Elixir  Registry.unregister/2
void zc_registry_unregister (const char *name, const zc_term_t *key);

//  [{Pid, Value}, …] under a key, oldest first.     Elixir  Registry.lookup/2
zc_term_t *zc_registry_lookup (const char *name, const zc_term_t *key);

//  The values of a process under a key; its keys.   Elixir  Registry.values/3, keys/2
zc_term_t *zc_registry_values (const char *name, const zc_term_t *key, zc_pid_t pid);
zc_term_t *zc_registry_keys (const char *name, zc_pid_t pid);

//  How many entries there are.                      Elixir  Registry.count/1
size_t zc_registry_count (const char *name);

//  Call a function with the entries of a key, [{Pid, Value}, …], unless there
//  are none; in the calling process.                Elixir  Registry.dispatch/3
void zc_registry_dispatch (const char *name, const zc_term_t *key,
                           void (*function) (void *arg, const zc_term_t *entries), void *arg);

#ifdef __cplusplus
}
#endif
#endif
