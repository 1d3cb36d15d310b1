//  test_portmap_service.c - the port map's server as a process of a node
//
//  What it says on the network is tested in test_portmap_net.c.

#include "zc_test.h"
#include "dist/zc_portmap.h"

#include <arpa/inet.h>
#include <sys/socket.h>

//  Directory: the one that zt_main made. Port: one nobody has.
static zc_portmap_t *
s_map (void)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = {htonl (INADDR_LOOPBACK)}};
    socklen_t size = sizeof address;
    int fd = socket (AF_INET, SOCK_STREAM, 0);
    zt_check (bind (fd, (struct sockaddr *) &address, size) == 0);
    zt_check (getsockname (fd, (struct sockaddr *) &address, &size) == 0);
    close (fd);
    char endpoint [64];
    snprintf (endpoint, sizeof endpoint, "127.0.0.1:%d", ntohs (address.sin_port));
    char *error = NULL;
    zc_portmap_t *map = zc_portmap_new (NULL, endpoint, &error);
    zt_check (map != NULL);
    zc_release (error);
    return map;
}

//  The client blocks in C, on a thread of its own after a moment; the node and
//  the service in it go on. "Refused" means that it does not listen yet.
static bool
s_ask (zc_portmap_t *map, const char *name, zc_portmap_entry_t *entry)
{
    int64_t end = zt_now_ms () + ZT_LONG;
    while (zc_portmap_remote (map, "127.0.0.1", name, ZT_LONG, entry)) {
        if (zt_now_ms () >= end)
            return false;
        zc_sleep (1);
    }
    return true;
}

//  Forget what this test left: the directory has to be empty at the end.
static void
s_forget (const char *name)
{
    char path [256];
    snprintf (path, sizeof path, "%s/%s", getenv ("ZCLUSTER_RUNTIME_DIR"), name);
    unlink (path);
}

ZT_TEST (a_node_serves_its_port_map_until_the_process_is_killed)
{
    zc_portmap_t *map = s_map ();
    uint32_t creation = 0;
    zt_require (zc_portmap_register (map, "node1", "127.0.0.1", 5001, &creation, NULL) == 0);
    zc_ref_t ref;
    zc_pid_t service = zc_spawn_monitor (zc_portmap_serve, map, &ref);

    zc_portmap_entry_t entry;
    if (zt_check (s_ask (map, "node1", &entry))) {
        zt_check_int (entry.port, 5001);
        zt_check_int (entry.creation, creation);
    }
    zc_exit_process (service, "kill");
    zt_check_down (ref, "killed");
    zt_check (zc_portmap_remote (map, "127.0.0.1", "node1", ZT_LONG, &entry));
    zc_portmap_destroy (&map);
    s_forget ("node1");
}

ZT_TEST (two_services_share_the_port)
{
    zc_portmap_t *map = s_map ();
    uint32_t creation = 0;
    zt_require (zc_portmap_register (map, "node2", "127.0.0.1", 5002, &creation, NULL) == 0);
    zc_pid_t first = zc_spawn (zc_portmap_serve, map);
    zc_pid_t second = zc_spawn (zc_portmap_serve, map);
    zc_portmap_entry_t entry;
    zt_check (s_ask (map, "node2", &entry));
    zc_exit_process (first, "kill");
    zt_check (s_ask (map, "node2", &entry));
    zc_exit_process (second, "kill");
    zt_until (!zc_process_alive (first) && !zc_process_alive (second));
    zc_portmap_destroy (&map);
    s_forget ("node2");
}

ZT_MAIN ("portmap_service", a_node_serves_its_port_map_until_the_process_is_killed,
         two_services_share_the_port)
