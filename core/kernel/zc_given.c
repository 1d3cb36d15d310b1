//  zc_given.c - see zc_given.h

#include "zc_given.h"

zc_term_t *
zc_given (const zc_term_t *args, size_t index)
{
    zc_term_t *term = zc_term_element (args, index);
    if (!term)
        zc_exit ("{badarg, ~t}", args);
    return term;
}

zc_server_t
zc_given_server (const zc_term_t *args, size_t index)
{
    zc_term_t *term = zc_given (args, index);
    zc_server_t server;
    if (!zc_server_from_term (term, &server))
        zc_exit ("{badarg, ~t}", term);
    return server;
}

int
zc_given_time (const zc_term_t *args, size_t index, int otherwise)
{
    zc_term_t *term = zc_term_element (args, index);
    int ms = otherwise;
    if (term && zc_term_match (term, "infinity"))
        ms = ZC_INFINITY;
    else
    if (term && (!zc_term_match (term, "~i", &ms) || ms < 0))
        zc_exit ("{badarg, ~t}", term);
    zc_term_destroy (&term);
    return ms;
}

const char *
zc_given_atom (const zc_term_t *args, size_t index)
{
    zc_term_t *term = zc_given (args, index);
    const char *text;
    if (!zc_term_match (term, "~a", &text))
        zc_exit ("{badarg, ~t}", term);
    return text;
}

zc_term_t *
zc_given_option (const zc_term_t *options, const char *key)
{
    zc_term_t *value = NULL;
    size_t at = 0;
    for (zc_term_t *item; !value && (item = zc_term_next (options, &at)); zc_term_destroy (&item))
        zc_term_match (item, "{~a, ~t}", key, &value);
    return value;
}

zc_server_t
zc_given_name (const zc_term_t *options)
{
    zc_server_t name = {.name = NULL};
    zc_term_t *term = zc_given_option (options, "name");
    if (term && !zc_server_from_term (term, &name))
        zc_exit ("{badarg, ~t}", options);
    return name;
}
