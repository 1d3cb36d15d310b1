//  zc_net_adm_module.c - the module `net_adm`: the calls of zc_net_adm.h by name
//
//  Texts are Erlang's strings here, lists of characters.

#include "zcluster.h"

#include <string.h>

_Noreturn static void
s_badarg (const char *function, const zc_term_t *args)
{
    zc_error ("{badarg, [{net_adm, ~a, ~t, []}]}", function, args);
}

static zc_term_t *
s_chars (const char *text)
{
    zc_terms_t chars = {0};
    for (; *text; text++)
        zc_terms_add (&chars, zc_term_new ("~i", (unsigned char) *text));
    return zc_terms_list (&chars);
}

//  A host as Erlang takes it: an atom or a string; a binary will do.
static char *
s_text (const zc_term_t *term, const char *function, const zc_term_t *args)
{
    const char *text;
    if (zc_term_match (term, "~a", &text) || zc_term_match (term, "~s", &text))
        return zc_strdup (text);
    int64_t length = zc_list_length (term);
    if (length < 0)
        s_badarg (function, args);
    char *chars = zc_alloc ((size_t) length + 1);
    size_t at = 0, size = 0;
    unsigned char c;
    for (zc_term_t *item; (item = zc_term_next (term, &at)); chars [size++] = (char) c)
        if (!zc_term_match (item, "~i", &c) || !c)
            s_badarg (function, args);
    return chars;
}

static zc_term_t *
s_names (const zc_term_t *args)
{
    zc_term_t *host = zc_term_element (args, 0);
    zc_term_t *names = zc_net_adm_names (host? s_text (host, "names", args): NULL);
    if (!names)
        return zc_term_new ("{error, address}");
    zc_terms_t items = {0};
    const char *name;
    int port;
    size_t at = 0;
    for (zc_term_t *item; (item = zc_term_next (names, &at));)
        if (zc_term_match (item, "{~s, ~i}", &name, &port))
            zc_terms_add (&items, zc_term_new ("{~t, ~i}", s_chars (name), port));
    return zc_term_new ("{ok, ~t}", zc_terms_list (&items));
}

static zc_term_t *
s_ping (const zc_term_t *args)
{
    const char *node;
    if (!zc_term_match (args, "[~a]", &node))
        s_badarg ("ping", args);
    return zc_term_new ("~a", zc_node_ping (node)? "pong": "pang");
}

static zc_term_t *
s_localhost (const zc_term_t *args)
{
    (void) args;
    return s_chars (zc_net_adm_localhost ());
}

static zc_term_t *
s_dns_hostname (const zc_term_t *args)
{
    zc_term_t *host = zc_term_element (args, 0);
    char *name = zc_net_adm_dns_hostname (s_text (host, "dns_hostname", args));
    return name? zc_term_new ("{ok, ~t}", s_chars (name)): zc_term_new ("{error, ~t}", host);
}

static zc_term_t *
s_host_file (const zc_term_t *args)
{
    (void) args;
    zc_term_t *hosts = zc_net_adm_host_file ();
    return hosts? hosts: zc_term_new ("{error, enoent}");
}

static zc_term_t *
s_world (const zc_term_t *args)
{
    (void) args;
    zc_term_t *nodes = zc_net_adm_world ();
    if (!nodes)
        zc_exit ("{error, enoent}");
    return nodes;
}

static zc_term_t *
s_world_list (const zc_term_t *args)
{
    return zc_net_adm_world_list (zc_term_element (args, 0));
}

ZC_MODULE_NAMED (net_adm, "net_adm", {"names", 0, s_names}, {"names", 1, s_names},
    {"ping", 1, s_ping}, {"localhost", 0, s_localhost}, {"dns_hostname", 1, s_dns_hostname},
    {"host_file", 0, s_host_file}, {"world", 0, s_world}, {"world_list", 1, s_world_list});
