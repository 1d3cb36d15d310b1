//  drive_pond.c - the pond of exercise 1.2 in one process, ducks of ours in others
//
//  pond MS: runs the student's actor until it is told an empty line.
//  ducks MS PORT: is told lines, and reports what is heard. D is a duck, from 0 to 9; frames are
//  in hex, "-" for one without bytes. MS is how long to wait for something.
//      duck D [IDENTITY]       one more duck
//      say D FRAME …           send a message
//      babble D COUNT          send a message of so many frames
//      large D SIZE            quack so many bytes, and compare what comes back
//      hear D                  the next message, its frames with | between
//      deaf D COUNT SIZE       a duck with little room says as much, and does not listen
//      listen D                how much of it is still to be heard
//      noise KIND [SEED]       no duck at all: bytes to the port
//      huge SIZE               a duck of its own making, with a frame as large as that

#define _GNU_SOURCE
#include "pond.h"
#include "driver.h"

#include <arpa/inet.h>
#include <stdatomic.h>

enum { DUCKS = 10, FRAMES = 12 };

static zsock_t *s_ducks [DUCKS];
static int s_port, s_patience_ms;

//  ---- the pond ------------------------------------------------------------

static atomic_bool s_has_ended;

static void
s_pond_thread (zsock_t *pipe, void *arg)
{
    pond (pipe, arg);
    s_has_ended = true;
}

static void
s_pond (void)
{
    char line [100];
    zactor_t *actor = zactor_new (s_pond_thread, NULL);
    zsock_set_rcvtimeo (actor, s_patience_ms);
    char *port = zstr_recv (actor);
    if (port && atoi (port) > 0)
        dr_say ("port %s", port);
    else
        dr_say ("no port");
    zstr_free (&port);
    while (dr_told (line, sizeof line))
        ;
    zactor_destroy (&actor);                    //  waits no longer than that
    dr_say (s_has_ended? "it has ended": "it goes on");
}

//  ---- ducks ---------------------------------------------------------------

static void
s_duck (int number, const char *identity)
{
    zsock_destroy (&s_ducks [number]);
    s_ducks [number] = zsock_new (ZMQ_DEALER);
    zsock_set_rcvtimeo (s_ducks [number], s_patience_ms);
    zsock_set_sndtimeo (s_ducks [number], s_patience_ms);
    if (identity)
        zsock_set_identity (s_ducks [number], identity);
    zsock_connect (s_ducks [number], "tcp://127.0.0.1:%d", s_port);
}

static void
s_say (int number, char *const frames [FRAMES])
{
    static uint8_t bytes [2000];
    zmsg_t *message = zmsg_new ();
    for (int i = 0; frames [i]; i++) {
        size_t size = strcmp (frames [i], "-") == 0? 0: strlen (frames [i]) / 2;
        for (size_t j = 0; j < size; j++) {
            unsigned byte;
            sscanf (frames [i] + 2 * j, "%2x", &byte);
            bytes [j] = (uint8_t) byte;
        }
        zmsg_addmem (message, bytes, size);
    }
    zmsg_send (&message, s_ducks [number]);
    zmsg_destroy (&message);
}

static void
s_babble (int number, int count)
{
    zmsg_t *message = zmsg_new ();
    for (int i = 0; i < count; i++)
        zmsg_addstr (message, i == 0? "quack": "bla");
    zmsg_send (&message, s_ducks [number]);
    zmsg_destroy (&message);
}

static void
s_large (int number, size_t size)
{
    zframe_t *text = zframe_new (NULL, size);
    zmsg_t *message = zmsg_new ();
    for (size_t i = 0; i < size; i++)
        zframe_data (text) [i] = (uint8_t) randof (256);
    zmsg_addstr (message, "quack");
    zmsg_addmem (message, zframe_data (text), size);
    zmsg_send (&message, s_ducks [number]);
    message = zmsg_recv (s_ducks [number]);
    zframe_t *back = message? zmsg_last (message): NULL;
    if (back)
        dr_say ("%zu bytes, %s", zframe_size (back), zframe_eq (back, text)? "the same": "others");
    else
        dr_say ("nothing");
    zmsg_destroy (&message);
    zframe_destroy (&text);
}

//  What it says can be read, whatever the bytes are.
static void
s_show (char *line, size_t size, zframe_t *frame)
{
    const uint8_t *bytes = zframe_data (frame);
    for (size_t i = 0, at = strlen (line); i < zframe_size (frame) && at + 5 < size; i++, at = strlen (line))
        if (bytes [i] > ' ' && bytes [i] < 127)
            snprintf (line + at, size - at, "%c", bytes [i]);
        else
            snprintf (line + at, size - at, "\\x%02x", bytes [i]);
}

static void
s_hear (int number)
{
    char line [900] = "";
    zmsg_t *message = zmsg_recv (s_ducks [number]);
    if (!message) {
        dr_say ("nothing");
        return;
    }
    for (zframe_t *frame = zmsg_first (message); frame; frame = zmsg_next (message)) {
        if (*line)
            strcat (line, " | ");
        s_show (line, sizeof line - 4, frame);
    }
    zmsg_destroy (&message);
    dr_say ("%s", line);
}

//  ---- a duck that does not listen -----------------------------------------

static void
s_deaf (int number, int count, size_t size)
{
    zmsg_t *message;
    zsock_destroy (&s_ducks [number]);
    s_ducks [number] = zsock_new (ZMQ_DEALER);
    zsock_set_sndtimeo (s_ducks [number], s_patience_ms);
    zsock_set_rcvtimeo (s_ducks [number], s_patience_ms / 2);
    zsock_set_rcvhwm (s_ducks [number], 1);
    zsock_set_sndhwm (s_ducks [number], 1);
    zsock_set_rcvbuf (s_ducks [number], 4096);
    zsock_set_sndbuf (s_ducks [number], 65536);
    zsock_connect (s_ducks [number], "tcp://127.0.0.1:%d", s_port);
    uint8_t *bytes = malloc (size);
    memset (bytes, 'q', size);
    int sent = 0;
    for (bool good = true; good && sent < count; sent += good) {
        message = zmsg_new ();
        zmsg_addstr (message, "quack");
        zmsg_addmem (message, bytes, size);
        good = zmsg_send (&message, s_ducks [number]) == 0;
        zmsg_destroy (&message);
    }
    free (bytes);
    dr_say ("it could say %d", sent);
}

static void
s_listen (int number)
{
    zmsg_t *message;
    int heard = 0;
    for (; (message = zmsg_recv (s_ducks [number])); zmsg_destroy (&message))
        heard++;
    dr_say ("%d", heard);
}

//  ---- no duck at all ------------------------------------------------------

static int
s_connect (void)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons ((uint16_t) s_port),
                                  .sin_addr.s_addr = htonl (INADDR_LOOPBACK)};
    int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct timeval limit = {s_patience_ms / 1000, s_patience_ms % 1000 * 1000};
    setsockopt (fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    setsockopt (fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    if (connect (fd, (struct sockaddr *) &address, sizeof address) != 0)
        dr_say ("no connection to the port");
    return fd;
}

//  Its connection stays open, as long as we live.
static void
s_noise (const char *kind, int seed)
{
    srandom ((unsigned) seed);
    uint8_t bytes [4096] = "GET /pond HTTP/1.1\r\nHost: localhost\r\n\r\n";
    size_t size = strlen ((char *) bytes);
    if (strcmp (kind, "random") == 0)
        for (size = 0; size < sizeof bytes; size++)
            bytes [size] = (uint8_t) (random () % 255);     //  255 begins a length, of terabytes: 1.2.5
    else
    if (strcmp (kind, "half") == 0)             //  of a ZMTP greeting
        memcpy (bytes, "\xff\0\0\0\0\0\0\0\x01\x7f", size = 10);
    else
    if (strcmp (kind, "old") == 0)              //  ZMTP 1.0: no name; a message of one frame
        memcpy (bytes, "\x01\0\x06\0quack", size = 9);
    if (send (s_connect (), bytes, size, MSG_NOSIGNAL) < 0)
        dr_say ("not even the first bytes could be sent");
}

//  Read until these bytes have come. 0: they have; 1: the time is up; -1: the connection is over.
static int
s_await (int fd, const char *wanted, size_t wanted_size)
{
    static uint8_t bytes [4096];
    size_t size = 0;
    ssize_t got = 1;
    while (size < sizeof bytes && (got = recv (fd, bytes + size, sizeof bytes - size, 0)) > 0)
        if (memmem (bytes, size += (size_t) got, wanted, wanted_size))
            return 0;
    return got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)? 1: -1;
}

//  Speaks ZMTP 3.0 as a DEALER, by hand: a greeting, a handshake, a good message; then a frame
//  that is said to be a gigabyte, and the beginning of it.
static void
s_huge (void)
{
    static const char greeting [64] = "\xff\0\0\0\0\0\0\0\x01\x7f\x03\0NULL",
        ready [] = "\x04\x29\x05READY\x0bSocket-Type\0\0\0\006DEALER\x08Identity\0\0\0",
        quack [] = "\x01\x05quack\0\x05hello", huge [] = "\x01\x05quack\x02\0\0\0\0\x40\0\0";
    static char flesh [65536 * 2];
    int fd = s_connect ();
    send (fd, greeting, sizeof greeting, MSG_NOSIGNAL);
    send (fd, ready, sizeof ready, MSG_NOSIGNAL);
    int rc = s_await (fd, "READY", 5);          //  before that, ZMQ takes no message
    send (fd, quack, sizeof quack - 1, MSG_NOSIGNAL);
    if (rc != 0 || s_await (fd, "hello", 5) != 0) {
        dr_say ("no answer to its quack");
        return;
    }
    send (fd, huge, sizeof huge, MSG_NOSIGNAL);
    for (int i = 0; i < 4; i++)
        send (fd, flesh, sizeof flesh, MSG_NOSIGNAL);
    dr_say (s_await (fd, "hello", 5) < 0? "cut off": "still connected");
}

//  ---- which one -----------------------------------------------------------

static int
s_number (const char *word)
{
    return word? atoi (word): 0;
}

static void
s_one (char *const words [FRAMES + 2])
{
    const char *what = words [0];
    int number = s_number (words [1]) % DUCKS, value = s_number (words [2]);
    if (strcmp (what, "duck") == 0)
        s_duck (number, words [2]);
    else
    if (strcmp (what, "say") == 0)
        s_say (number, words + 2);
    else
    if (strcmp (what, "babble") == 0)
        s_babble (number, value);
    else
    if (strcmp (what, "large") == 0)
        s_large (number, (size_t) value);
    else
    if (strcmp (what, "hear") == 0)
        s_hear (number);
    else
    if (strcmp (what, "deaf") == 0 && words [3])
        s_deaf (number, value, (size_t) atoi (words [3]));
    else
    if (strcmp (what, "listen") == 0)
        s_listen (number);
    else
    if (strcmp (what, "noise") == 0 && words [1])
        s_noise (words [1], value);
    else
    if (strcmp (what, "huge") == 0)
        s_huge ();
}

static void
s_all (const char *port)
{
    char line [2000];
    s_port = atoi (port);
    while (dr_told (line, sizeof line)) {
        char *rest = line, *words [FRAMES + 2] = {NULL};
        for (int i = 0; i < FRAMES + 1 && rest; i++)
            words [i] = strsep (&rest, " ");
        s_one (words);
    }
    for (int i = 0; i < DUCKS; i++)
        zsock_destroy (&s_ducks [i]);
}

int
main (int argc, char **argv)
{
    const char *what = dr_begin (argc, argv);
    s_patience_ms = argc > 2? atoi (argv [2]): 0;
    if (strcmp (what, "pond") == 0)
        s_pond ();
    else
        s_all (argc > 3? argv [3]: "0");
    return dr_end ();
}
