//  fuzz_portmap.c - the port map: its files, requests and answers; node names
//
//  The first byte chooses what the rest is taken for. What has to hold: a line
//  is right to the last character or not taken; what was taken is within its
//  limits and, written again, reads the same; every request gets one answer.

#include "fuzz.h"
#include "dist/zc_nodename.h"
#include "dist/zc_portmap_text.h"

#include <unistd.h>

//  ---- lines ---------------------------------------------------------------

static void
s_check_address (const char *address)
{
    char again [64];
    fuzz_check (memchr (address, 0, 64) != NULL);
    fuzz_check (zc_portmap_address_set (again, address));
    fuzz_check (strcmp (again, address) == 0);
}

static void
s_file (const char *text)
{
    zc_portmap_entry_t entry = {0}, again = {0};
    if (!zc_portmap_file_parse (text, &entry))
        return;
    fuzz_check (entry.port >= 1 && entry.port <= 65535 && entry.creation);
    s_check_address (entry.address);
    zc_buffer_t line = {0};
    zc_portmap_file_format (&entry, &line);
    zc_buffer_u8 (&line, 0);
    fuzz_check (zc_portmap_file_parse ((const char *) line.data, &again));
    fuzz_check (again.port == entry.port && again.creation == entry.creation);
    fuzz_check (strcmp (again.address, entry.address) == 0);
    zc_buffer_clear (&line);
}

static void
s_port_answer (const char *text)
{
    zc_portmap_entry_t entry = {0};
    if (zc_portmap_port_parse (text, &entry)) {
        fuzz_check (entry.port >= 1 && entry.port <= 65535);
        s_check_address (entry.address);
    }
}

static void
s_names_answer (const char *text)
{
    zc_buffer_t entries = {0};
    zc_portmap_names_parse (text, &entries);
    size_t count = entries.size / sizeof (zc_portmap_entry_t);
    fuzz_check (entries.size % sizeof (zc_portmap_entry_t) == 0);
    fuzz_check (count <= ZC_PORTMAP_NAMES_MAX);
    const zc_portmap_entry_t *entry = (const zc_portmap_entry_t *) (const void *) entries.data;
    for (size_t i = 0; i < count; i++)
        fuzz_check (zc_nodename_valid (entry [i].name) && entry [i].port >= 1
                    && entry [i].port <= 65535);
    zc_buffer_clear (&entries);
}

static void
s_endpoint (const char *text)
{
    char address [64] = "127.0.0.1";
    int port = 0;
    if (zc_portmap_endpoint_parse (text, address, &port)) {
        fuzz_check (port >= 1 && port <= 65535);
        s_check_address (address);
    }
}

static void
s_node_name (const char *text)
{
    zc_nodename_t name;
    bool is_short = zc_nodename_peer (&name, text, false) == NULL;
    if (is_short) {
        fuzz_check (strcmp (name.full, text) == 0 && zc_nodename_valid (name.name));
        fuzz_check (strchr (name.host, '.') == NULL && *name.host);
    }
    if (zc_nodename_peer (&name, text, true) == NULL)
        fuzz_check (!is_short && zc_nodename_valid (name.name) && *name.host);
}

//  ---- requests ------------------------------------------------------------

static char s_dir [] = "/tmp/zc_fuzz_XXXXXX";
static zc_portmap_t *s_map;

static void
s_close_map (void)
{
    zc_portmap_unregister (s_map);
    zc_portmap_destroy (&s_map);
    char path [sizeof s_dir + 8];
    snprintf (path, sizeof path, "%s/duck", s_dir);
    unlink (path);
    rmdir (s_dir);
}

//  A map with one node, made once.
static void
s_open_map (void)
{
    uint32_t creation;
    char *error = NULL;
    fuzz_check (mkdtemp (s_dir));
    s_map = zc_portmap_new (s_dir, "127.0.0.1:4370", &error);
    fuzz_check (s_map);
    atexit (s_close_map);
    fuzz_check (zc_portmap_register (s_map, "duck", "127.0.0.1", 5001, &creation, &error) == 0);
}

static void
s_request (const uint8_t *line, size_t size)
{
    zc_buffer_t answer = {0};
    zc_portmap_answer (s_map, (const char *) line, size, &answer);
    fuzz_check (answer.size > 0 && answer.size <= ZC_PORTMAP_LINE_MAX);
    fuzz_check (answer.data [answer.size - 1] == '\n');
    zc_buffer_u8 (&answer, 0);
    const char *text = (const char *) answer.data;
    zc_portmap_entry_t entry;
    zc_buffer_t entries = {0};
    if (strncmp (text, "port ", 5) == 0)
        fuzz_check (zc_portmap_port_parse (text, &entry) && entry.port == 5001);
    else
    if (strncmp (text, "name ", 5) == 0)
        fuzz_check (zc_portmap_names_parse (text, &entries));
    else
        fuzz_check (strcmp (text, "none\n") == 0 || strcmp (text, "error\n") == 0);
    zc_buffer_clear (&entries);
    zc_buffer_clear (&answer);
}

//  ---- kinds ---------------------------------------------------------------

static void
s_text (size_t kind, const char *text)
{
    switch (kind) {
        case 0:
            s_file (text);
            break;
        case 1:
            s_port_answer (text);
            break;
        case 2:
            s_names_answer (text);
            break;
        case 3:
            s_endpoint (text);
            break;
        default:
            s_node_name (text);
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
    if (!s_map)
        s_open_map ();
    if (size == 0)
        return 0;
    long blocks = zc_blocks_in_use ();
    size_t kind = data [0] % 6;
    uint8_t *copy = fuzz_copy (data, size);
    if (kind == 5)
        s_request (copy + 1, size - 1);
    else {
        memmove (copy, copy + 1, size - 1);
        copy [size - 1] = 0;
        s_text (kind, (const char *) copy);
    }
    free (copy);
    fuzz_check (zc_blocks_in_use () == blocks);
    return 0;
}
