//  zc_registry_use.c - who uses a registry: requests to it, looks into its table

#include "zc_registry_table.h"
#include "zc_list.h"
#include "base/zc_caller.h"

#include <stdio.h>
#include <string.h>

//  ---- the table -----------------------------------------------------------

char *
zc_registry_table (const char *name)
{
    if (strncmp (name, "Elixir.", 7) == 0)      //  as terms have it
        name += 7;
    size_t size = strlen (name) + sizeof "registry: ";
    char *table = zc_alloc (size);
    snprintf (table, size, "registry: %s", name);
    return table;
}

zc_term_t *
zc_registry_get (const char *table, const char *kind, const zc_term_t *what)
{
    zc_term_t *key = zc_term_new ("{~a, ~t}", kind, what);
    zc_term_t *value = zc_table_lookup (table, key);
    zc_term_destroy (&key);
    return value;
}

//  Is it a registry with unique keys? One that is not there ends the caller.
static bool
s_is_unique (const char *table)
{
    zc_term_t *key = zc_term_new ("keys"), *keys = zc_table_lookup (table, key);
    if (!keys) {
        char text [300];
        snprintf (text, sizeof text, "unknown %s", table);
        zc_caller_bug (text);
    }
    bool unique = zc_term_match (keys, "unique");
    zc_term_destroy (&keys);
    zc_term_destroy (&key);
    return unique;
}

//  ---- requests ------------------------------------------------------------

zc_term_t *
zc_registry_register (const char *name, const zc_term_t *key, const zc_term_t *value)
{
    char *table = zc_registry_table (name);
    s_is_unique (table);
    zc_free (table);
    zc_term_t *error = NULL;
    zc_term_t *answer = zc_gen_server_call (name, ZC_INFINITY, "{register, ~t, ~t}", key, value);
    zc_term_match (answer, "{error, ~t}", &error);
    zc_term_destroy (&answer);
    return error;
}

void
zc_registry_unregister (const char *name, const zc_term_t *key)
{
    char *table = zc_registry_table (name);
    s_is_unique (table);
    zc_free (table);
    zc_term_t *answer = zc_gen_server_call (name, ZC_INFINITY, "{unregister, ~t}", key);
    zc_term_destroy (&answer);
}

//  ---- reading -------------------------------------------------------------

zc_term_t *
zc_registry_lookup (const char *name, const zc_term_t *key)
{
    char *table = zc_registry_table (name);
    bool unique = s_is_unique (table);
    zc_term_t *entries = zc_registry_get (table, "key", key);
    zc_pid_t pid;
    if (unique && entries && zc_term_match (entries, "[{~p, _}]", &pid) && !zc_process_alive (pid))
        zc_term_destroy (&entries);
    zc_free (table);
    return entries? entries: zc_term_new ("[]");
}

zc_term_t *
zc_registry_values (const char *name, const zc_term_t *key, zc_pid_t pid)
{
    zc_term_t *entries = zc_registry_lookup (name, key);
    zc_terms_t values = {0};
    size_t at = 0;
    for (zc_term_t *item, *value; (item = zc_term_next (entries, &at)); zc_term_destroy (&item))
        if (zc_term_match (item, "{~p, ~t}", pid, &value))
            zc_terms_add (&values, value);
    zc_term_destroy (&entries);
    return zc_terms_list (&values);
}

zc_term_t *
zc_registry_keys (const char *name, zc_pid_t pid)
{
    char *table = zc_registry_table (name);
    s_is_unique (table);
    zc_term_t *who = zc_term_new ("~p", pid), *keys = zc_registry_get (table, "pid", who);
    zc_term_destroy (&who);
    zc_free (table);
    return keys? keys: zc_term_new ("[]");
}

size_t
zc_registry_count (const char *name)
{
    char *table = zc_registry_table (name);
    s_is_unique (table);
    size_t count = 0;
    zc_term_t *key = zc_term_new ("count"), *value = zc_table_lookup (table, key);
    if (value)
        zc_term_match (value, "~i", &count);
    zc_term_destroy (&value);
    zc_term_destroy (&key);
    zc_free (table);
    return count;
}

void
zc_registry_dispatch (const char *name, const zc_term_t *key,
                      void (*function) (void *arg, const zc_term_t *entries), void *arg)
{
    zc_term_t *entries = zc_registry_lookup (name, key);
    if (zc_term_length (entries) > 0)
        function (arg, entries);
    zc_term_destroy (&entries);
}
