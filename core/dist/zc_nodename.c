//  zc_nodename.c - see zc_nodename.h

#include "zc_nodename.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

//  Not isalnum: a name means the same whatever the locale is.
static bool
s_is_alnum (char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool
zc_nodename_valid (const char *name)
{
    size_t size = 0;
    while (s_is_alnum (name [size]) || name [size] == '-' || name [size] == '_')
        size++;
    return size > 0 && size <= ZC_NODE_NAME_MAX - 2 && name [size] == 0;
}

static bool
s_is_ipv6 (const char *host)
{
    struct in6_addr address;
    return inet_pton (AF_INET6, host, &address) == 1;
}

static bool
s_host_valid (const char *host)
{
    if (s_is_ipv6 (host))
        return true;
    size_t size = 0;
    while (s_is_alnum (host [size]) || (host [size] && strchr ("-_.", host [size])))
        size++;
    return size > 0 && host [size] == 0;
}

static bool
s_host_is_long (const char *host)
{
    return strchr (host, '.') || s_is_ipv6 (host);
}

//  This machine's name as it was configured. false: it has none.
static bool
s_own_host (char host [ZC_NODE_NAME_MAX + 1])
{
    if (gethostname (host, ZC_NODE_NAME_MAX + 1) != 0)
        return false;
    host [ZC_NODE_NAME_MAX] = 0;
    return host [0] != 0;
}

//  This machine's name with its domain, which may be known to the resolver only.
static bool
s_own_long_host (char host [ZC_NODE_NAME_MAX + 1])
{
    if (!s_own_host (host))
        return false;
    if (strchr (host, '.'))
        return true;
    struct addrinfo hints = {.ai_flags = AI_CANONNAME, .ai_socktype = SOCK_STREAM};
    struct addrinfo *found;
    if (getaddrinfo (host, NULL, &hints, &found) != 0)
        return false;
    const char *full = found->ai_canonname;
    bool good = full && strchr (full, '.') && strlen (full) <= ZC_NODE_NAME_MAX;
    if (good)
        strcpy (host, full);
    freeaddrinfo (found);
    return good;
}

static const char *
s_default_host (char host [ZC_NODE_NAME_MAX + 1], bool long_names)
{
    if (long_names)
        return s_own_long_host (host)?
            NULL: "this machine's full name is not known: give the host part of the node name";
    if (!s_own_host (host))
        return "this machine has no name: give the host part of the node name";
    host [strcspn (host, ".")] = 0;
    return NULL;
}

//  Take a name apart, and look at the part before the @. The host is left
//  empty where there is no @ (*bare).
static const char *
s_split (zc_nodename_t *self, const char *text, bool *bare)
{
    *self = (zc_nodename_t) {.full = ""};
    if (strlen (text) > ZC_NODE_NAME_MAX)
        return "a node name is at most 255 characters long";
    size_t size = strcspn (text, "@");
    memcpy (self->name, text, size);
    *bare = text [size] == 0;
    if (!*bare)
        strcpy (self->host, text + size + 1);
    return zc_nodename_valid (self->name)?
        NULL: "not a node name: letters, digits, - and _ may stand before the @";
}

//  Put the parts together, once both are known.
static const char *
s_join (zc_nodename_t *self)
{
    size_t name_size = strlen (self->name);
    size_t host_size = strlen (self->host);
    if (name_size + 1 + host_size > ZC_NODE_NAME_MAX)
        return "a node name is at most 255 characters long";
    memcpy (self->full, self->name, name_size);
    self->full [name_size] = '@';
    memcpy (self->full + name_size + 1, self->host, host_size + 1);
    return NULL;
}

const char *
zc_nodename_own (zc_nodename_t *self, const char *text, bool long_names)
{
    bool bare;
    const char *error = s_split (self, text, &bare);
    if (!error && bare)
        error = s_default_host (self->host, long_names);
    if (error)
        return error;
    if (!s_host_valid (self->host))
        return "not a node name: the part after the @ is not a host name";
    if (!long_names && s_host_is_long (self->host))
        return "a host part with a dot, or an address, needs a long name (--name)";
    return s_join (self);
}

const char *
zc_nodename_peer (zc_nodename_t *self, const char *text, bool long_names)
{
    bool bare;
    if (s_split (self, text, &bare) || bare || !s_host_valid (self->host) || s_join (self))
        return "not a node name";
    if (long_names && !s_host_is_long (self->host))
        return "its host part is short, this node has a long name";
    if (!long_names && s_host_is_long (self->host))
        return "its host part is long, this node has a short name";
    return NULL;
}

static bool
s_is_loopback (const char *host)
{
    struct in_addr v4;
    if (inet_pton (AF_INET, host, &v4) == 1)
        return ntohl (v4.s_addr) >> 24 == 127;
    struct in6_addr v6;
    return inet_pton (AF_INET6, host, &v6) == 1 && IN6_IS_ADDR_LOOPBACK (&v6);
}

bool
zc_nodename_is_local (const char *host)
{
    if (strcasecmp (host, "localhost") == 0 || s_is_loopback (host))
        return true;
    char own [ZC_NODE_NAME_MAX + 1];
    if (!s_own_host (own))
        return false;
    if (strcasecmp (host, own) == 0)
        return true;
    size_t label = strcspn (own, ".");
    if (strcspn (host, ".") != label || strncasecmp (host, own, label) != 0)
        return false;               //  not even the first label is ours
    return host [label] == 0 || (s_own_long_host (own) && strcasecmp (host, own) == 0);
}
