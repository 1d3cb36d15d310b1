//  zc_portmap_serve.c - the port map's service as a process of its node
//
//  An ordinary process: it sleeps until the server has something to do, and is
//  ended by being killed. What it holds goes with it, since the server's memory
//  is the process's own and closes the sockets when it is released.

#include "zc_complaints.h"
#include "zc_portmap_server.h"
#include "base/zc_caller.h"
#include "process/zc_hooks.h"

#include <errno.h>
#include <time.h>

enum { S_TOUCH_MS = 3600 * 1000 };  //  one sign of life an hour

typedef struct {
    zc_portmap_server_t server;
    zc_complaints_t complaints;
} s_service_t;

static int64_t
s_now_ms (void)
{
    struct timespec now;
    clock_gettime (CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void
s_close (void *memory)
{
    s_service_t *self = memory;
    if (self->server.map)           //  else it never got that far
        zc_portmap_server_close (&self->server);
}

//  "In use" is the everyday case: another user's node serves. Anything else is
//  said once.
static void
s_report (const zc_portmap_server_t *server, int *reported)
{
    if (server->error == *reported)
        return;
    *reported = server->error;
    if (server->error && server->error != EADDRINUSE)
        zc_log (ZC_LOG_WARNING, "the port map cannot listen on %s port %d: %s",
                zc_portmap_address (server->map), zc_portmap_port (server->map),
                strerror (server->error));
}

static void
s_tell_untold (s_service_t *self)
{
    int untold = zc_complaints_untold (&self->complaints, s_now_ms () * 1000000);
    if (untold)
        zc_log (ZC_LOG_WARNING, ZC_COMPLAINTS_UNTOLD, untold);
}

//  Until what was not written is to be told, but at most `wait_ms`.
static int
s_wait_ms (const s_service_t *self, int wait_ms)
{
    int64_t due_ms = zc_complaints_due (&self->complaints) / 1000000 - s_now_ms ();
    return due_ms >= wait_ms? wait_ms: due_ms > 0? (int) due_ms: 0;
}

static void
s_rejected (zc_portmap_server_t *server, const char *address, const char *why)
{
    s_service_t *self = zc_container_of (server, s_service_t, server);
    s_tell_untold (self);
    if (zc_complaints_add (&self->complaints))
        zc_log (ZC_LOG_WARNING, "Request to the port map from %s rejected: %s", address, why);
}

void
zc_portmap_serve (void *arg)
{
    zc_portmap_t *map = arg;
    s_service_t *self = zc_block_new (sizeof *self, s_close);
    zc_portmap_server_t *server = &self->server;
    self->complaints = (zc_complaints_t) {0};
    if (!zc_portmap_server_init (server, map)) {
        server->map = NULL;
        zc_log (ZC_LOG_WARNING, "the port map does not start: %s", strerror (errno));
        return;
    }
    server->rejected = s_rejected;
    int reported = 0;
    int64_t touch_at = s_now_ms () + S_TOUCH_MS;
    for (;;) {
        int64_t now = s_now_ms ();
        int wait_ms = zc_portmap_server_turn (server, now);
        s_tell_untold (self);
        s_report (server, &reported);
        if (now >= touch_at) {
            zc_portmap_touch (map);
            touch_at = now + S_TOUCH_MS;
        }
        zc_wait_fd (server->epoll, false, s_wait_ms (self, wait_ms));
    }
}
