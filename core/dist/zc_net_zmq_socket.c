//  zc_net_zmq_socket.c - libzmq's sockets and our options for them
//
//  Options are read by libzmq at bind and connect, so all are set before.

#include "zc_net_zmq.h"
#include "base/zc_context.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#if ZC_TSAN
#include <sanitizer/tsan_interface.h>
#endif

//  A frame of dist's and its header; CURVE's command counts as well, and a
//  longer one would end the connection.
enum { S_MESSAGE_MAX = ZC_FRAGMENT_FRAME_MAX + 4096 + 33 };

bool
zc_zmq_is_address (const char *text)
{
    struct in6_addr address;
    return inet_pton (AF_INET, text, &address) == 1 || inet_pton (AF_INET6, text, &address) == 1;
}

//  A signal that comes in the middle of a call of libzmq's ends it before it has begun.
bool
zc_zmq_connect (void *socket, const char *endpoint)
{
    int rc;
    do
        rc = zmq_connect (socket, endpoint);
    while (rc == -1 && errno == EINTR);
    return rc == 0;
}

bool
zc_zmq_bind (void *socket, const char *endpoint)
{
    int rc;
    do
        rc = zmq_bind (socket, endpoint);
    while (rc == -1 && errno == EINTR);
    return rc == 0;
}

void
zc_zmq_set (void *socket, int option, int value)
{
    int rc = zmq_setsockopt (socket, option, &value, sizeof value);
    zc_check (rc == 0, zmq_strerror (errno));
}

bool
zc_zmq_open (zc_zmq_t *self, zc_zmq_source_t *source, int type)
{
    source->socket = zmq_socket (self->context, type);
    if (!source->socket)
        return false;
    zc_zmq_set (source->socket, ZMQ_LINGER, 0);
    size_t size = sizeof source->fd;
    int rc = zmq_getsockopt (source->socket, ZMQ_FD, &source->fd, &size);
    zc_check (rc == 0, zmq_strerror (errno));
    zc_zmq_watch (self, source);
    return true;
}

void
zc_zmq_close (zc_zmq_t *self, zc_zmq_source_t *source)
{
    if (!source->socket)
        return;
    zc_zmq_unwatch (self, source);
    zmq_close (source->socket);
    source->socket = NULL;
}

static void
s_set_peer_options (zc_zmq_t *self, void *socket)
{
    //  Queues have no limit in frames: dist counts bytes, and ends who overdoes.
    zc_zmq_set (socket, ZMQ_SNDHWM, 0);
    zc_zmq_set (socket, ZMQ_RCVHWM, 0);
    int64_t max = S_MESSAGE_MAX;
    int rc = zmq_setsockopt (socket, ZMQ_MAXMSGSIZE, &max, sizeof max);
    zc_check (rc == 0, zmq_strerror (errno));
    //  "Never" dial again. (-1 would say so too, and lose received frames.)
    zc_zmq_set (socket, ZMQ_RECONNECT_IVL, 3600 * 1000);
    zc_zmq_zap_guard (socket);
    zc_zmq_set (socket, ZMQ_HANDSHAKE_IVL, self->setup_ms);
    zc_zmq_set (socket, ZMQ_CONNECT_TIMEOUT, self->setup_ms);
    //  A sweeper for connections whose other end has vanished; dist's tick is
    //  what normally decides.
    zc_zmq_set (socket, ZMQ_TCP_KEEPALIVE, 1);
    zc_zmq_set (socket, ZMQ_TCP_KEEPALIVE_IDLE, 60);
    zc_zmq_set (socket, ZMQ_TCP_KEEPALIVE_INTVL, 10);
    zc_zmq_set (socket, ZMQ_TCP_KEEPALIVE_CNT, 3);
    zc_zmq_set (socket, ZMQ_TCP_MAXRT, 90 * 1000);
}

//  The monitor's reader must not have a limit either: a full one would stop the
//  I/O thread, and with it all traffic.
static bool
s_open_monitor (zc_zmq_t *self, void *socket, zc_zmq_source_t *monitor, int events)
{
    char name [64];
    snprintf (name, sizeof name, "inproc://zc-monitor-%lu", ++self->monitors);
    if (!zc_zmq_open (self, monitor, ZMQ_PAIR))
        return false;
    zc_zmq_set (monitor->socket, ZMQ_RCVHWM, 0);
    int rc;
    do
        rc = zmq_socket_monitor (socket, name, events);
    while (rc == -1 && errno == EINTR);
    return rc == 0 && zc_zmq_connect (monitor->socket, name);
}

bool
zc_zmq_open_monitored (zc_zmq_t *self, zc_zmq_source_t *source, int type,
                       zc_zmq_source_t *monitor, int events)
{
    if (!zc_zmq_open (self, source, type))
        return false;
    s_set_peer_options (self, source->socket);
    if (s_open_monitor (self, source->socket, monitor, events))
        return true;
    zc_zmq_close_monitored (self, source, monitor, 0);
    return false;
}

//  In this order: with the reader closed first, the monitor's writer blocks.
void
zc_zmq_close_monitored (zc_zmq_t *self, zc_zmq_source_t *source, zc_zmq_source_t *monitor,
                        int linger_ms)
{
    if (source->socket) {
        zmq_socket_monitor (source->socket, NULL, 0);
        zc_zmq_set (source->socket, ZMQ_LINGER, linger_ms);
    }
    zc_zmq_close (self, source);
    zc_zmq_close (self, monitor);
}

//  ---- receive and send ----------------------------------------------------

bool
zc_zmq_receive (zc_zmq_t *self, zc_zmq_source_t *source, zmq_msg_t *part)
{
    while (zmq_msg_recv (part, source->socket, ZMQ_DONTWAIT) == -1) {
        if (errno == EINTR)
            continue;
        zc_check (errno == EAGAIN, zmq_strerror (errno));
        zc_zmq_set_drained (self, source);
        return false;
    }
    return true;
}

//  The parts of a message arrive together: none of these receives can wait.
bool
zc_zmq_receive_only (zc_zmq_t *self, zc_zmq_source_t *source, zmq_msg_t *part)
{
    int parts = 0;
    do {
        bool there = zc_zmq_receive (self, source, part);
        zc_check (there, "half a message");
        parts++;
    } while (zmq_msg_more (part));
    return parts == 1;
}

//  Two parts: a 16-bit event and a 32-bit value in the machine's order; and the
//  endpoint, which tells nothing that we do not know.
bool
zc_zmq_receive_event (zc_zmq_t *self, zc_zmq_source_t *monitor, int *event, int *value)
{
    zmq_msg_t part;
    zmq_msg_init (&part);
    bool there = zc_zmq_receive (self, monitor, &part);
    if (there) {
        uint16_t number;
        const uint8_t *data = zmq_msg_data (&part);
        memcpy (&number, data, sizeof number);
        memcpy (value, data + sizeof number, sizeof *value);
        *event = number;
        zc_zmq_receive_only (self, monitor, &part);
    }
    zmq_msg_close (&part);
    return there;
}

//  The frame's memory goes from our thread to libzmq's I/O thread through a queue
//  that ThreadSanitizer cannot see into: it is told.
static inline void
s_hand_over (void *data)
{
#if ZC_TSAN
    __tsan_release (data);
#endif
    (void) data;
}

//  libzmq's I/O thread calls it when the frame is with the kernel.
static void
s_release_frame (void *data, void *hint)
{
    (void) hint;
#if ZC_TSAN
    __tsan_acquire (data);
#endif
    zc_release (data);
}

void
zc_zmq_send_frame (zc_zmq_t *self, zc_zmq_source_t *source, zc_buffer_t *frame)
{
    zmq_msg_t body;
    if (self->core && frame->size > ZC_IO_BUSY_BYTES)
        zc_core_io_busy (self->core);
    s_hand_over (frame->data);
    int rc = frame->data? zmq_msg_init_data (&body, frame->data, frame->size, s_release_frame, NULL)
                        : zmq_msg_init (&body);
    zc_check (rc == 0, "out of memory");
    *frame = (zc_buffer_t) {0};
    do
        rc = zmq_msg_send (&body, source->socket, ZMQ_DONTWAIT);
    while (rc == -1 && errno == EINTR);
    if (rc == -1)
        zmq_msg_close (&body);
    //  A send takes the wake-up of a frame that has come meanwhile.
    zc_zmq_set_ready (self, source);
}
