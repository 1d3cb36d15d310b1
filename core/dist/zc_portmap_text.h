//  zc_portmap_text.h - the lines of the port map: read and written, nothing else
//
//  Everything read here may come from a stranger: another user's file, another
//  host's answer. A line is right to the last character or not taken at all.
//  Layouts: zc_portmap.h. Next: zc_portmap.c.

#ifndef ZC_PORTMAP_TEXT_H_INCLUDED
#define ZC_PORTMAP_TEXT_H_INCLUDED

#include "zc_portmap.h"
#include "base/zc_buffer.h"

#include <sys/socket.h>

//  The address of a connection's other end.
void zc_portmap_address_of (char address [64], const struct sockaddr_storage *peer);

//  A numeric IP address; "*" is stored as 0.0.0.0. false: not one.
bool zc_portmap_address_set (char address [64], const char *text);

//  All addresses of the host at once ("0.0.0.0", "::")? One of the host itself?
bool zc_portmap_address_is_any (const char *address);
bool zc_portmap_address_is_loopback (const char *address);

//  "[address:]port"; address stays as it was where there is none.
bool zc_portmap_endpoint_parse (const char *text, char address [64], int *port);

//  The line of a node's file; the name is not in it.
bool zc_portmap_file_parse (const char *text, zc_portmap_entry_t *entry);
void zc_portmap_file_format (const zc_portmap_entry_t *entry, zc_buffer_t *text);

//  The answers on the network. names_parse adds one zc_portmap_entry_t each
//  (name and port) to `entries`; false: not all of it was right.
bool zc_portmap_port_parse (const char *text, zc_portmap_entry_t *entry);
bool zc_portmap_names_parse (const char *text, zc_buffer_t *entries);

//  The answer to one request line (without its line feed, any bytes). false: it
//  is "error".
bool zc_portmap_answer (zc_portmap_t *map, const char *line, size_t size, zc_buffer_t *answer);

#endif
