//  zc_given.c - see zc_given.h

#include "zc_given.h"

#include <stdio.h>

_Noreturn static void
s_bad (const zc_term_t *what)
{
    char text [500];
    snprintf (text, sizeof text, "argument error: %.400s", zc_term_str (what));
    zc_error ("{badarg, ~s}", text);
}

zc_term_t *
zc_given (const zc_term_t *args, size_t index)
{
    zc_term_t *term = zc_term_element (args, index);
    if (!term)
        s_bad (args);
    return term;
}

zc_server_t
zc_given_server (const zc_term_t *args, size_t index)
{
    zc_term_t *term = zc_given (args, index);
    zc_server_t server;
    if (!zc_server_from_term (term, &server))
        s_bad (term);
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
        s_bad (term);
    zc_term_destroy (&term);
    return ms;
}

const char *
zc_given_atom (const zc_term_t *args, size_t index)
{
    zc_term_t *term = zc_given (args, index);
    const char *text;
    if (!zc_term_match (term, "~a", &text))
        s_bad (term);
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
        s_bad (options);
    return name;
}
