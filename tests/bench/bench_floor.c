//  bench_floor.c - the same traffic on bare libzmq and on bare TCP
//
//      bench_floor null|curve|tcp server ROW COUNT SIZE
//      bench_floor null|curve|tcp JOB ROW COUNT SIZE ADDRESS
//
//  JOB is `oneway`, or anything else that is there and back in the nodes.
//
//  The server prints "ready ADDRESS". The client is a DEALER, as the node that
//  dials is; the server's ROUTER sends to it. One frame (one write) for each
//  message, no terms and no processes: what is left is the floor. The receiver
//  stops the clock, after a tenth of the work that does not count.

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#include <zmq.h>

enum { KEY_SIZE = 41, BIG = 64 * 1024, BIG_HWM = 16 };

//  What the client asks the server for.
typedef struct {
    bool echo;                      //  send back what comes; else send yourself
    long count;
    size_t size;
} order_t;

//  A connection to the other side, whatever it is made of.
typedef struct {
    void *socket;                   //  libzmq's
    char id [64];                   //  ROUTER only: who asked
    size_t id_size;
    int fd;                         //  TCP's, where socket is NULL
} line_t;

static double
s_now (void)
{
    struct timespec now;
    clock_gettime (CLOCK_MONOTONIC, &now);
    return (double) now.tv_sec * 1e9 + (double) now.tv_nsec;
}

static void
s_need (bool ok, const char *what)
{
    if (ok)
        return;
    fprintf (stderr, "bench_floor: %s (%s)\n", what, strerror (errno));
    exit (1);
}

static void
s_say_ready (const char *address, const char *key)
{
    printf ("ready %s,%s\n", address, key);
    fflush (stdout);
}

//  ---- one message ---------------------------------------------------------

static void
s_send (line_t *self, const void *data, size_t size)
{
    if (!self->socket) {
        for (size_t done = 0; done < size;) {
            ssize_t written = write (self->fd, (const char *) data + done, size - done);
            s_need (written > 0, "cannot write");
            done += (size_t) written;
        }
        return;
    }
    if (self->id_size)
        zmq_send (self->socket, self->id, self->id_size, ZMQ_SNDMORE);
    s_need (zmq_send (self->socket, data, size, 0) >= 0, "cannot send");
}

//  false: the other side is gone.
static bool
s_take (line_t *self, void *data, size_t size)
{
    if (!self->socket) {
        ssize_t got = recv (self->fd, data, size, MSG_WAITALL);
        return got == (ssize_t) size;
    }
    if (self->id_size) {
        int got = zmq_recv (self->socket, self->id, sizeof self->id, 0);
        s_need (got > 0, "no routing id");
        self->id_size = (size_t) got;
    }
    //  As a message, so that a big one is not copied once more.
    zmq_msg_t message;
    zmq_msg_init (&message);
    int got = zmq_msg_recv (&message, self->socket, 0);
    s_need (got == (int) size, "a message of another size");
    if (size < BIG)
        memcpy (data, zmq_msg_data (&message), size);
    zmq_msg_close (&message);
    return true;
}

//  ---- the work ------------------------------------------------------------

static void
s_serve (line_t *self)
{
    order_t order;
    while (s_take (self, &order, sizeof order)) {
        char *data = (char *) calloc (1, order.size);
        for (long i = 0; i < order.count; i++) {
            if (order.echo && !s_take (self, data, order.size))
                break;
            s_send (self, data, order.size);
        }
        free (data);
    }
}

//  A TCP stream has no messages: one way it is read as it comes.
static void
s_read_stream (int fd, size_t total)
{
    char *data = (char *) malloc (BIG);
    while (total) {
        ssize_t got = read (fd, data, total < BIG? total: BIG);
        s_need (got > 0, "cannot read");
        total -= (size_t) got;
    }
    free (data);
}

//  Nanoseconds for all of it.
static double
s_run (line_t *self, order_t order)
{
    char *data = (char *) calloc (1, order.size);
    double start = s_now ();
    s_send (self, &order, sizeof order);
    if (!order.echo && !self->socket)
        s_read_stream (self->fd, (size_t) order.count * order.size);
    else
        for (long i = 0; i < order.count; i++) {
            if (order.echo)
                s_send (self, data, order.size);
            s_need (s_take (self, data, order.size), "the server is gone");
        }
    double taken = s_now () - start;
    free (data);
    return taken;
}

//  ---- libzmq --------------------------------------------------------------

static void *
s_zmq_socket (int type, size_t size)
{
    void *socket = zmq_socket (zmq_ctx_new (), type);
    s_need (socket, "no socket");
    int zero = 0, one = 1, hwm = BIG_HWM;
    zmq_setsockopt (socket, ZMQ_LINGER, &zero, sizeof zero);
    if (type == ZMQ_ROUTER)
        zmq_setsockopt (socket, ZMQ_ROUTER_MANDATORY, &one, sizeof one);
    //  With the default of 1,000 the queues of big messages are slow memory.
    if (size >= BIG) {
        zmq_setsockopt (socket, ZMQ_SNDHWM, &hwm, sizeof hwm);
        zmq_setsockopt (socket, ZMQ_RCVHWM, &hwm, sizeof hwm);
    }
    return socket;
}

static void
s_zmq_serve (bool curve, size_t size)
{
    line_t line = {.socket = s_zmq_socket (ZMQ_ROUTER, size), .id_size = 1};
    char public [KEY_SIZE] = "", secret [KEY_SIZE] = "", endpoint [128];
    int one = 1;
    if (curve) {
        zmq_curve_keypair (public, secret);
        zmq_setsockopt (line.socket, ZMQ_CURVE_SERVER, &one, sizeof one);
        zmq_setsockopt (line.socket, ZMQ_CURVE_SECRETKEY, secret, KEY_SIZE);
    }
    s_need (zmq_bind (line.socket, "tcp://127.0.0.1:*") == 0, "cannot bind");
    size_t endpoint_size = sizeof endpoint;
    zmq_getsockopt (line.socket, ZMQ_LAST_ENDPOINT, endpoint, &endpoint_size);
    s_say_ready (endpoint, public);
    s_serve (&line);
}

static line_t
s_zmq_dial (const char *address, const char *server_key, size_t size)
{
    line_t line = {.socket = s_zmq_socket (ZMQ_DEALER, size)};
    if (*server_key) {
        char public [KEY_SIZE], secret [KEY_SIZE];
        zmq_curve_keypair (public, secret);
        zmq_setsockopt (line.socket, ZMQ_CURVE_SERVERKEY, server_key, KEY_SIZE);
        zmq_setsockopt (line.socket, ZMQ_CURVE_PUBLICKEY, public, KEY_SIZE);
        zmq_setsockopt (line.socket, ZMQ_CURVE_SECRETKEY, secret, KEY_SIZE);
    }
    s_need (zmq_connect (line.socket, address) == 0, "cannot connect");
    return line;
}

//  ---- TCP -----------------------------------------------------------------

static int
s_tcp_socket (void)
{
    int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), one = 1;
    setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    return fd;
}

static void
s_tcp_serve (void)
{
    int listener = s_tcp_socket ();
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl (INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    s_need (bind (listener, (struct sockaddr *) &address, size) == 0 && listen (listener, 1) == 0
                && getsockname (listener, (struct sockaddr *) &address, &size) == 0, "cannot listen");
    char port [16];
    snprintf (port, sizeof port, "%d", ntohs (address.sin_port));
    s_say_ready (port, "");
    line_t line = {.fd = accept (listener, NULL, NULL)};
    s_serve (&line);
}

static line_t
s_tcp_dial (const char *port)
{
    line_t line = {.fd = s_tcp_socket ()};
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl (INADDR_LOOPBACK),
                                  .sin_port = htons ((uint16_t) atoi (port))};
    s_need (connect (line.fd, (struct sockaddr *) &address, sizeof address) == 0, "cannot connect");
    return line;
}

//  ---- the program ---------------------------------------------------------

int
main (int argc, char **argv)
{
    if (argc < 6) {
        fputs ("usage: bench_floor null|curve|tcp server|JOB ROW COUNT SIZE [ADDRESS]\n", stderr);
        return 2;
    }
    bool tcp = strcmp (argv [1], "tcp") == 0;
    order_t order = {strcmp (argv [2], "oneway") != 0, atol (argv [4]), strtoul (argv [5], NULL, 10)};
    if (argc == 6) {
        if (tcp)
            s_tcp_serve ();
        else
            s_zmq_serve (strcmp (argv [1], "curve") == 0, order.size);
        return 0;
    }
    char *key = strchr (argv [6], ',');
    s_need (key, "no address");
    *key++ = 0;
    line_t line = tcp? s_tcp_dial (argv [6]): s_zmq_dial (argv [6], key, order.size);
    order_t warm_up = order;
    warm_up.count = order.count / 10 + 1;
    s_run (&line, warm_up);
    printf ("%s %.1f\n", argv [3], s_run (&line, order) / (double) order.count);
    return 0;
}
