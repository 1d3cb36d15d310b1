//  zc_portmap_text.c - see zc_portmap_text.h
//
//  The s_take functions move a cursor on past what they took; they leave it
//  where it was, and say false, if that is not there.

#include "zc_portmap_text.h"

#include <arpa/inet.h>

static bool
s_take (const char **at, const char *word)
{
    size_t size = strlen (word);
    if (strncmp (*at, word, size) != 0)
        return false;
    *at += size;
    return true;
}

//  1..max, decimal, without sign or leading zeros: one spelling each.
static bool
s_take_number (const char **at, uint32_t max, uint32_t *number)
{
    const char *digit = *at;
    if (*digit == '0')
        return false;
    uint64_t value = 0;
    for (; *digit >= '0' && *digit <= '9'; digit++) {
        value = value * 10 + (uint64_t) (*digit - '0');
        if (value > max)
            return false;
    }
    if (digit == *at)
        return false;
    *at = digit;
    *number = (uint32_t) value;
    return true;
}

static bool
s_take_port (const char **at, int *port)
{
    uint32_t number;
    if (!s_take_number (at, 65535, &number))
        return false;
    *port = (int) number;
    return true;
}

//  Up to a space or the end of the line.
static bool
s_take_token (const char **at, char *token, size_t room)
{
    size_t size = strcspn (*at, " \n");
    if (size == 0 || size >= room)
        return false;
    memcpy (token, *at, size);
    token [size] = 0;
    *at += size;
    return true;
}

static bool
s_take_address (const char **at, char address [64])
{
    char token [64];
    return s_take_token (at, token, sizeof token) && zc_portmap_address_set (address, token);
}

//  ---- addresses -----------------------------------------------------------

void
zc_portmap_address_of (char address [64], const struct sockaddr_storage *peer)
{
    static const char mapped [] = "::ffff:";    //  an IPv4 address in IPv6's clothes
    size_t skip = sizeof mapped - 1;
    const void *binary = peer->ss_family == AF_INET6
        ? (const void *) &((const struct sockaddr_in6 *) (const void *) peer)->sin6_addr
        : (const void *) &((const struct sockaddr_in *) (const void *) peer)->sin_addr;
    if (!inet_ntop (peer->ss_family, binary, address, 64))
        strcpy (address, "a stranger");
    if (strncmp (address, mapped, skip) == 0)
        memmove (address, address + skip, strlen (address + skip) + 1);
}

bool
zc_portmap_address_set (char address [64], const char *text)
{
    struct in6_addr binary;         //  room for either kind
    if (strcmp (text, "*") == 0)
        text = "0.0.0.0";
    if (inet_pton (AF_INET, text, &binary) != 1 && inet_pton (AF_INET6, text, &binary) != 1)
        return false;
    strcpy (address, text);         //  at most 45 characters
    return true;
}

bool
zc_portmap_address_is_any (const char *address)
{
    struct in_addr v4;
    struct in6_addr v6;
    return (inet_pton (AF_INET, address, &v4) == 1 && v4.s_addr == INADDR_ANY)
        || (inet_pton (AF_INET6, address, &v6) == 1 && IN6_IS_ADDR_UNSPECIFIED (&v6));
}

bool
zc_portmap_address_is_loopback (const char *address)
{
    struct in_addr v4;
    struct in6_addr v6;
    if (strncmp (address, "::ffff:", 7) == 0)
        address += 7;               //  an IPv4 address in IPv6's clothes
    return (inet_pton (AF_INET, address, &v4) == 1 && ntohl (v4.s_addr) >> 24 == 127)
        || (inet_pton (AF_INET6, address, &v6) == 1 && IN6_IS_ADDR_LOOPBACK (&v6));
}

bool
zc_portmap_endpoint_parse (const char *text, char address [64], int *port)
{
    const char *colon = strrchr (text, ':');
    const char *digits = colon? colon + 1: text;
    if (!s_take_port (&digits, port) || *digits)
        return false;
    if (!colon)
        return true;
    size_t size = (size_t) (colon - text);
    bool brackets = size > 2 && text [0] == '[' && colon [-1] == ']';
    if (brackets) {
        text++;
        size -= 2;
    }
    char host [64];
    if (size >= sizeof host)
        return false;
    memcpy (host, text, size);
    host [size] = 0;
    bool is_v6 = strchr (host, ':');
    return is_v6 == brackets && zc_portmap_address_set (address, host);
}

//  ---- the line of a file --------------------------------------------------

bool
zc_portmap_file_parse (const char *text, zc_portmap_entry_t *entry)
{
    return s_take (&text, "zcluster 1 ")
        && s_take_port (&text, &entry->port) && s_take (&text, " ")
        && s_take_number (&text, UINT32_MAX, &entry->creation) && s_take (&text, " ")
        && s_take_address (&text, entry->address) && strcmp (text, "\n") == 0;
}

void
zc_portmap_file_format (const zc_portmap_entry_t *entry, zc_buffer_t *text)
{
    zc_buffer_printf (text, "zcluster 1 %d %u %s\n", entry->port, entry->creation,
                      entry->address);
}

//  ---- the answers on the network ------------------------------------------

bool
zc_portmap_port_parse (const char *text, zc_portmap_entry_t *entry)
{
    return s_take (&text, "port ")
        && s_take_port (&text, &entry->port) && s_take (&text, " ")
        && s_take_address (&text, entry->address) && s_take (&text, " ")
        && s_take_number (&text, UINT32_MAX, &entry->creation) && strcmp (text, "\n") == 0;
}

bool
zc_portmap_names_parse (const char *text, zc_buffer_t *entries)
{
    while (strcmp (text, "end\n") != 0) {
        zc_portmap_entry_t entry = {0};
        if (!s_take (&text, "name ") || !s_take_token (&text, entry.name, sizeof entry.name)
            || !zc_nodename_valid (entry.name) || !s_take (&text, " ")
            || !s_take_port (&text, &entry.port) || !s_take (&text, "\n"))
            return false;
        zc_buffer_put (entries, &entry, sizeof entry);
    }
    return true;
}

static void
s_answer_names (zc_portmap_t *map, zc_buffer_t *answer)
{
    zc_portmap_entry_t *entries;
    size_t count = zc_portmap_names (map, &entries);
    for (size_t i = 0; i < count; i++)
        zc_buffer_printf (answer, "name %s %d\n", entries [i].name, entries [i].port);
    zc_buffer_printf (answer, "end\n");
    zc_release (entries);
}

bool
zc_portmap_answer (zc_portmap_t *map, const char *line, size_t size, zc_buffer_t *answer)
{
    char text [ZC_PORTMAP_LINE_MAX + 1] = "";
    if (size < sizeof text)
        memcpy (text, line, size);
    bool whole = strlen (text) == size;     //  no NUL among them, not too long
    const char *at = text;
    zc_portmap_entry_t entry;
    if (whole && strcmp (text, "names") == 0) {
        s_answer_names (map, answer);
        return true;
    }
    if (!whole || !s_take (&at, "port ") || !zc_nodename_valid (at)) {
        zc_buffer_printf (answer, "error\n");
        return false;
    }
    if (zc_portmap_find (map, at, &entry))
        zc_buffer_printf (answer, "port %d %s %u\n", entry.port, entry.address, entry.creation);
    else
        zc_buffer_printf (answer, "none\n");
    return true;
}
