//  zc_net_zmq_listen.c - to be reachable: the ROUTER, its options, its port
//
//  The order matters: all options and the monitor before the bind. A ROUTER with sessions is never unbound: libzmq would drop them
//  without a word.

#include "zc_net_zmq.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

static bool
s_open_router (zc_zmq_t *self, bool curve)
{
    self->router.drain = zc_zmq_router_drain;
    self->router_monitor.drain = zc_zmq_monitor_drain;
    enum {
        EVENTS = ZMQ_EVENT_ACCEPTED | ZMQ_EVENT_DISCONNECTED | ZMQ_EVENT_HANDSHAKE_SUCCEEDED
                 | ZMQ_EVENT_HANDSHAKE_FAILED_AUTH | ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL
                 | ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL
    };
    //  Without ACCEPT_FAILED: when descriptors run out it comes a million times
    //  a second.
    if (!zc_zmq_open_monitored (self, &self->router, ZMQ_ROUTER, &self->router_monitor,
                                EVENTS))
        return false;
    void *router = self->router.socket;
    zc_zmq_set (router, ZMQ_ROUTER_MANDATORY, 1);
    zc_zmq_set (router, ZMQ_BACKLOG, 1024);
    if (curve) {
        zc_zmq_set (router, ZMQ_CURVE_SERVER, 1);
        zmq_setsockopt (router, ZMQ_CURVE_SECRETKEY, self->acceptor.secret, ZC_KEY_SIZE);
    }
    return true;
}

//  Bind to the first free port of the range (0: to one the system chooses).
static bool
s_bind (zc_zmq_t *self, const char *address, int port_min, int port_max)
{
    bool v6 = strchr (address, ':') != NULL;
    zc_zmq_set (self->router.socket, ZMQ_IPV6, v6);
    for (int port = port_min; port <= port_max; port++) {
        char endpoint [96];
        int size = snprintf (endpoint, sizeof endpoint, v6? "tcp://[%s]:": "tcp://%s:", address);
        snprintf (endpoint + size, sizeof endpoint - (size_t) size, port? "%d": "*", port);
        if (zc_zmq_bind (self->router.socket, endpoint))
            return true;
        if (errno != EADDRINUSE && errno != EACCES)
            return false;
    }
    return false;
}

static int
s_port (zc_zmq_t *self)
{
    char endpoint [256];
    size_t size = sizeof endpoint;
    int rc = zmq_getsockopt (self->router.socket, ZMQ_LAST_ENDPOINT, endpoint, &size);
    zc_check (rc == 0, "no endpoint after bind");
    return atoi (strrchr (endpoint, ':') + 1);
}

static char *
s_listen_error (const zc_net_options_t *options, int port_max, const char *reason)
{
    zc_buffer_t text = {0};
    zc_buffer_printf (&text, "cannot listen on %s port %d", options->bind, options->port_min);
    if (port_max > options->port_min)
        zc_buffer_printf (&text, " to %d", port_max);
    zc_buffer_printf (&text, ": %s", reason);
    return (char *) text.data;
}

int
zc_zmq_listen (zc_net_t *base, const zc_net_options_t *options, char **error)
{
    zc_zmq_t *self = (zc_zmq_t *) base;
    zc_check (!self->router.socket, "listens already");
    int port_max = options->port_max > options->port_min? options->port_max: options->port_min;
    const char *reason = "not an IP address";
    if (options->setup_ms > 0)
        self->setup_ms = options->setup_ms;
    if (strcmp (options->bind, "*") == 0 || zc_zmq_is_address (options->bind)) {
        if (s_open_router (self, options->curve)
            && s_bind (self, options->bind, options->port_min, port_max))
            return s_port (self);
        reason = zmq_strerror (errno);
    }
    *error = s_listen_error (options, port_max, reason);
    zc_zmq_close_monitored (self, &self->router, &self->router_monitor, 0);
    return -1;
}

void
zc_zmq_listen_stop (zc_zmq_t *self)
{
    zc_zmq_strangers_clear (self);
    int linger_ms = self->timers.count? ZC_ZMQ_FLUSH_MS: 0;     //  goodbyes under way
    zc_zmq_close_monitored (self, &self->router, &self->router_monitor, linger_ms);
}
