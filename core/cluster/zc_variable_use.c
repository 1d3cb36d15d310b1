//  zc_variable_use.c - who uses variables: writes ask the server, reads look into its table

#include "zc_servers.h"
#include "zc_module.h"
#include "zc_table.h"

zc_start_t
zc_variable_start_link (int life_ms)
{
    return zc_gen_server_start_link (&zc_variable_server, &life_ms, ZC_VARIABLE);
}

static void
s_write (const zc_term_t *key, zc_format_t what)
{
    zc_term_t *term = zc_term_build (what);
    zc_term_t *ok = zc_gen_server_call (ZC_VARIABLE, ZC_INFINITY, "{put, ~t, ~t}", key, term);
    zc_term_destroy (&ok);
    zc_term_destroy (&term);
}

void
zc_variable_put_format (const zc_term_t *key, zc_format_t value)
{
    zc_term_t *term = zc_term_build (value);
    s_write (key, ZC_FORMAT ("{value, ~t}", term));
    zc_term_destroy (&term);
}

void
zc_variable_delete (const zc_term_t *key)
{
    s_write (key, ZC_FORMAT ("deleted"));
}

zc_term_t *
zc_variable_get (const zc_term_t *key)
{
    zc_term_t *record = zc_table_lookup (ZC_VARIABLE, key), *value = NULL;
    if (record)
        zc_term_match (record, "{_, {value, ~t}}", &value);
    zc_term_destroy (&record);
    return value;
}

zc_term_t *
zc_variable_all (void)
{
    zc_term_t *pairs = zc_table_to_list (ZC_VARIABLE), *key, *value;
    size_t count, live = 0;
    zc_term_t **items = zc_term_elements (pairs, &count);
    for (size_t i = 0; i < count; i++) {
        bool has_value = zc_term_match (items [i], "{~t, {_, {value, ~t}}}", &key, &value);
        zc_term_destroy (&items [i]);
        if (has_value) {
            items [live++] = zc_term_new ("{~t, ~t}", key, value);
            zc_term_destroy (&key);
            zc_term_destroy (&value);
        }
    }
    zc_term_t *all = zc_term_list (items, live);
    zc_free (items);
    zc_term_destroy (&pairs);
    return all;
}

//  ---- by name -------------------------------------------------------------

//  The one key that many take, a new term.
static zc_term_t *
s_key (const zc_term_t *args)
{
    return zc_term_element (args, 0);
}

static zc_term_t *
s_start_link (const zc_term_t *args)
{
    (void) args;
    return zc_start_to_term (zc_variable_start_link (0));
}

static zc_term_t *
s_put (const zc_term_t *args)
{
    zc_variable_put (s_key (args), "~t", zc_term_element (args, 1));
    return zc_term_new ("ok");
}

static zc_term_t *
s_get (const zc_term_t *args)
{
    zc_term_t *value = zc_variable_get (s_key (args));
    return value? value: zc_term_new ("nil");
}

static zc_term_t *
s_delete (const zc_term_t *args)
{
    zc_variable_delete (s_key (args));
    return zc_term_new ("ok");
}

static zc_term_t *
s_all (const zc_term_t *args)
{
    (void) args;
    return zc_variable_all ();
}

ZC_MODULE_NAMED (cluster_variable, "Cluster.Variable", {"start_link", 1, s_start_link},
    {"put", 2, s_put}, {"get", 1, s_get}, {"delete", 1, s_delete}, {"all", 0, s_all});
