//  zc_net_adm.c - the nodes of hosts: who is there, join them all
//
//  What a process takes from outside of the core (a port map, a file, an answer of
//  the resolver) hangs on a block of its own, so it goes with the process, whichever
//  way that ends.

#include "zcluster.h"
#include "dist/zc_portmap.h"
#include "process/zc_hooks.h"

#include <ctype.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { NAMES_MS = 5000 };           //  a host's port map has this long, or as long as a dial

//  ---- names ---------------------------------------------------------------

typedef struct {
    zc_portmap_t *map;
    zc_portmap_entry_t *entries;
    size_t count;
} s_names_t;

static void
s_names_free (void *memory)
{
    s_names_t *self = memory;
    zc_release (self->entries);
    zc_portmap_destroy (&self->map);
}

//  Ask the directory, or another host. false: no answer.
static bool
s_names_ask (s_names_t *self, const char *host)
{
    const zc_node_options_t *options = zc_core_options (zc_core_self ());
    char *error = NULL;
    self->map = zc_portmap_new (options->runtime_dir, options->port_map, &error);
    if (!self->map) {
        zc_log (ZC_LOG_ERROR, "net_adm: %s", error);
        zc_release (error);
        return false;
    }
    bool hasty = options->setup_ms > 0 && options->setup_ms < NAMES_MS;
    if (host)
        return !zc_portmap_remote_names (self->map, host, hasty? options->setup_ms: NAMES_MS,
                                         &self->entries, &self->count);
    self->count = zc_portmap_names (self->map, &self->entries);
    return true;
}

zc_term_t *
zc_net_adm_names (const char *host)
{
    s_names_t *names = zc_block_new (sizeof *names, s_names_free);
    zc_term_t *list = NULL;
    if (s_names_ask (names, host)) {
        zc_terms_t items = {0};
        for (size_t i = 0; i < names->count; i++) {
            const zc_portmap_entry_t *entry = &names->entries [i];
            zc_terms_add (&items, zc_term_new ("{~s, ~i}", (const char *) entry->name,
                                               entry->port));
        }
        list = zc_terms_list (&items);
    }
    zc_block_free (names);
    return list;
}

//  ---- hosts ---------------------------------------------------------------

char *
zc_net_adm_localhost (void)
{
    char name [256] = "localhost";
    if (gethostname (name, sizeof name - 1) != 0)
        strcpy (name, "localhost");
    return zc_strdup (name);
}

static void
s_address_free (void *memory)
{
    struct addrinfo **info = memory;
    if (*info)
        freeaddrinfo (*info);
}

char *
zc_net_adm_dns_hostname (const char *host)
{
    struct addrinfo **info = zc_block_new (sizeof *info, s_address_free);
    struct addrinfo hints = {.ai_flags = AI_CANONNAME};
    char *name = NULL;
    if (getaddrinfo (host, NULL, &hints, info) == 0 && (*info)->ai_canonname)
        name = zc_strdup ((*info)->ai_canonname);
    zc_block_free (info);
    return name;
}

//  ---- the host file -------------------------------------------------------

static void
s_file_free (void *memory)
{
    FILE **file = memory;
    if (*file)
        fclose (*file);
}

//  Here, else at home; NULL in *file: nowhere.
static FILE **
s_file_open (void)
{
    FILE **file = zc_block_new (sizeof *file, s_file_free);
    *file = fopen (".hosts.erlang", "re");
    const char *home = getenv ("HOME");
    char path [4096];
    if (!*file && home && snprintf (path, sizeof path, "%s/.hosts.erlang", home) < 4096)
        *file = fopen (path, "re");
    return file;
}

//  The host of a line: 'pond.example.org'. is pond.example.org; "": there is none.
static const char *
s_host (char *line)
{
    line [strcspn (line, "%\r\n")] = 0;
    while (isspace ((unsigned char) *line))
        line++;
    size_t size = strlen (line);
    while (size && isspace ((unsigned char) line [size - 1]))
        size--;
    if (size && line [size - 1] == '.')
        size--;
    if (size >= 2 && *line == '\'' && line [size - 1] == '\'') {
        line++;
        size -= 2;
    }
    line [size] = 0;
    return line;
}

zc_term_t *
zc_net_adm_host_file (void)
{
    FILE **file = s_file_open ();
    zc_term_t *hosts = NULL;
    if (*file) {
        zc_terms_t items = {0};
        char line [256];
        while (fgets (line, sizeof line, *file)) {
            const char *host = s_host (line);
            if (*host)
                zc_terms_add (&items, zc_term_new ("~a", host));
        }
        hosts = zc_terms_list (&items);
    }
    zc_block_free (file);
    return hosts;
}

//  ---- the world -----------------------------------------------------------

//  Ping the nodes in a host's list of names; those that answer are added.
static void
s_ping_all (const zc_term_t *names, const char *host, zc_terms_t *nodes)
{
    const char *name;
    char node [ZC_NODE_NAME_MAX + 256];
    size_t at = 0;
    for (zc_term_t *item; (item = zc_term_next (names, &at)); zc_term_destroy (&item))
        if (zc_term_match (item, "{~s, _}", &name)) {
            snprintf (node, sizeof node, "%s@%s", name, host);
            if (zc_node_ping (node))
                zc_terms_add (nodes, zc_term_new ("~a", (const char *) node));
        }
}

zc_term_t *
zc_net_adm_world_list (const zc_term_t *hosts)
{
    zc_terms_t nodes = {0};
    if (zc_list_length (hosts) < 0)
        zc_error ("{badarg, [{net_adm, world_list, [~t], []}]}", hosts);
    const char *host;
    size_t at = 0;
    for (zc_term_t *item; (item = zc_term_next (hosts, &at)); zc_term_destroy (&item)) {
        if (!zc_term_match (item, "~a", &host))
            zc_error ("{badarg, [{net_adm, world_list, [~t], []}]}", hosts);
        zc_term_t *names = zc_net_adm_names (host);
        if (names)
            s_ping_all (names, host, &nodes);
        zc_term_destroy (&names);
    }
    return zc_terms_list (&nodes);
}

zc_term_t *
zc_net_adm_world (void)
{
    zc_term_t *hosts = zc_net_adm_host_file ();
    zc_term_t *nodes = hosts? zc_net_adm_world_list (hosts): NULL;
    zc_term_destroy (&hosts);
    return nodes;
}
