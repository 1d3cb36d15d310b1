//  test_portmap_net.c - the port map's lines, its server and its client
//
//  The server runs without a node here, in real processes that are killed and
//  stopped. test_portmap_service.c runs it as a process of a node.

#include "zc_test.h"
#include "zt_suite.h"
#include "dist/zc_portmap_server.h"
#include "dist/zc_portmap_text.h"

#include <arpa/inet.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>

//  ---- each test has a directory and a port of its own ------------------------

static char s_dir [64];
static char s_endpoint [64];
static int s_port;
static zc_portmap_t *s_map;
static zt_books_t s_before;

static struct sockaddr_in
s_address (int port)
{
    return (struct sockaddr_in) {.sin_family = AF_INET, .sin_port = htons ((uint16_t) port),
                                 .sin_addr = {htonl (INADDR_LOOPBACK)}};
}

//  A port nobody has.
static int
s_free_port (void)
{
    struct sockaddr_in address = s_address (0);
    socklen_t size = sizeof address;
    int fd = socket (AF_INET, SOCK_STREAM, 0);
    ck_assert_int_eq (bind (fd, (struct sockaddr *) &address, size), 0);
    ck_assert_int_eq (getsockname (fd, (struct sockaddr *) &address, &size), 0);
    close (fd);
    return ntohs (address.sin_port);
}

static void
s_setup (void)
{
    s_before = zt_books ();
    strcpy (s_dir, "/tmp/zc_portmap_XXXXXX");
    ck_assert_ptr_nonnull (mkdtemp (s_dir));
    s_port = s_free_port ();
    snprintf (s_endpoint, sizeof s_endpoint, "127.0.0.1:%d", s_port);
    s_map = zc_portmap_new (s_dir, s_endpoint, NULL);
    ck_assert_ptr_nonnull (s_map);
}

static void
s_teardown (void)
{
    zc_portmap_destroy (&s_map);
    DIR *dir = opendir (s_dir);
    struct dirent *file;
    while ((file = readdir (dir)))
        unlinkat (dirfd (dir), file->d_name, 0);
    closedir (dir);
    ck_assert_int_eq (rmdir (s_dir), 0);
    zt_check_books (s_before);
    zt_report ();
}

static uint32_t
s_register (const char *name, const char *address, int port)
{
    char *error = NULL;
    uint32_t creation = 0;
    int rc = zc_portmap_register (s_map, name, address, port, &creation, &error);
    ck_assert_msg (rc == 0, "%s", error);
    return creation;
}

//  ---- servers in processes of their own ---------------------------------------

//  A node without anything but its port map's server. Returns when it listens.
static pid_t
s_serve (const char *endpoint)
{
    int tell [2];
    ck_assert_int_eq (pipe (tell), 0);
    pid_t pid = fork ();
    if (pid == 0) {
        zc_portmap_t *map = zc_portmap_new (s_dir, endpoint, NULL);
        static zc_portmap_server_t server;
        if (!map || !zc_portmap_server_init (&server, map))
            _exit (1);
        bool told = false;
        for (;;) {
            int wait_ms = zc_portmap_server_turn (&server, zt_now_ms ());
            if (!told && server.listener >= 0)
                told = write (tell [1], "x", 1) == 1;
            struct pollfd item = {.fd = server.epoll, .events = POLLIN};
            poll (&item, 1, wait_ms);
        }
    }
    close (tell [1]);
    char byte;
    ck_assert_int_eq (read (tell [0], &byte, 1), 1);
    close (tell [0]);
    return pid;
}

//  A stranger: connects, says something, and reads until the other end hangs up.
static int
s_connect (void)
{
    struct sockaddr_in address = s_address (s_port);
    int fd = socket (AF_INET, SOCK_STREAM, 0);
    ck_assert_int_eq (connect (fd, (struct sockaddr *) &address, sizeof address), 0);
    return fd;
}

static void
s_expect_reply (int fd, const char *expected)
{
    char text [4096];
    size_t size = 0;
    ssize_t got;
    struct pollfd item = {.fd = fd, .events = POLLIN};
    while (poll (&item, 1, ZT_LONG) == 1
           && (got = recv (fd, text + size, sizeof text - 1 - size, 0)) > 0)
        size += (size_t) got;
    text [size] = 0;
    ck_assert_str_eq (text, expected);
    close (fd);
}

static void
s_expect_answer (const char *request, size_t size, const char *expected)
{
    int fd = s_connect ();
    ck_assert_int_eq (send (fd, request, size, MSG_NOSIGNAL), (ssize_t) size);
    s_expect_reply (fd, expected);
}

//  ---- usage -------------------------------------------------------------------

START_TEST (another_host_is_asked_for_a_node)
{
    pid_t server = s_serve (s_endpoint);
    uint32_t creation = s_register ("node1", "127.0.0.1", 5001);

    zc_portmap_entry_t entry;
    ck_assert (!zc_portmap_remote (s_map, "127.0.0.1", "node1", ZT_LONG, &entry));
    ck_assert_str_eq (entry.name, "node1");
    ck_assert_str_eq (entry.address, "127.0.0.1");
    ck_assert_int_eq (entry.port, 5001);
    ck_assert_uint_eq (entry.creation, creation);
    ck_assert_str_eq (zc_portmap_remote (s_map, "127.0.0.1", "node2", ZT_LONG, &entry),
                      "no such node on the host");

    zc_portmap_entry_t *entries;
    size_t count;
    ck_assert (!zc_portmap_remote_names (s_map, "127.0.0.1", ZT_LONG, &entries, &count));
    ck_assert_uint_eq (count, 1);
    ck_assert_str_eq (entries [0].name, "node1");
    ck_assert_str_eq (entries [0].address, "127.0.0.1");
    ck_assert_int_eq (entries [0].port, 5001);
    zc_release (entries);

    zc_portmap_unregister (s_map);
    ck_assert (!zc_portmap_remote_names (s_map, "127.0.0.1", ZT_LONG, &entries, &count));
    ck_assert_uint_eq (count, 0);
    zc_release (entries);
    zt_child_kill (server);
}
END_TEST

//  ---- lines -------------------------------------------------------------------

static void
s_expect_line (const char *line, size_t size, const char *expected)
{
    zc_buffer_t answer = {0};
    zc_portmap_answer (s_map, line, size, &answer);
    zc_buffer_u8 (&answer, 0);
    ck_assert_str_eq ((char *) answer.data, expected);
    zc_buffer_clear (&answer);
}

START_TEST (each_request_has_one_answer)
{
    char expected [128];
    snprintf (expected, sizeof expected, "port 5001 0.0.0.0 %u\n", s_register ("duck", "*", 5001));
    s_expect_line ("port duck", 9, expected);
    s_expect_line ("port goose", 10, "none\n");
    s_expect_line ("names", 5, "name duck 5001\nend\n");
    zc_portmap_unregister (s_map);
    s_expect_line ("port duck", 9, "none\n");
    s_expect_line ("names", 5, "end\n");
}
END_TEST

START_TEST (a_hostile_request_is_an_error)
{
    static const char *bad [] = {
        "", "port", "port ", "port  duck", "port duck ", "PORT duck", " port duck", "port ../duck",
        "port /etc/passwd", "port .", "port ..", "port duck\r", "names ", "names\r", "namesx",
        "port duck@localhost", "port \xff\xfe", "GET / HTTP/1.1", "port %n%n%s", "port duck\tx"
    };
    s_register ("duck", "127.0.0.1", 5001);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        s_expect_line (bad [i], strlen (bad [i]), "error\n");
    s_expect_line ("port du\0ck", 10, "error\n");
    s_expect_line ("names\0", 6, "error\n");
    s_expect_line ("port duck", SIZE_MAX, "error\n");
    char big [ZC_PORTMAP_LINE_MAX + 100];
    memset (big, 'a', sizeof big);
    memcpy (big, "port ", 5);
    s_expect_line (big, 5 + ZC_NODE_NAME_MAX - 2, "none\n");
    s_expect_line (big, 5 + ZC_NODE_NAME_MAX - 1, "error\n");
    s_expect_line (big, ZC_PORTMAP_LINE_MAX, "error\n");
    s_expect_line (big, sizeof big, "error\n");
}
END_TEST

//  Numbers that are the same in every run.
static uint32_t
s_chance (uint64_t *state, uint32_t limit)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t) (*state >> 33) % limit;
}

//  Change a good line here and there.
static size_t
s_mutate (uint64_t *state, const char *seed, char text [300])
{
    size_t size = strlen (seed);
    memcpy (text, seed, size);
    for (uint32_t change = s_chance (state, 4); change > 0 && size > 0; change--) {
        size_t at = s_chance (state, (uint32_t) size);
        static const char spice [] = "0129 \n\r:./%-_*azAZ\xff\x80";
        switch (s_chance (state, 4)) {
            case 0:
                text [at] = spice [s_chance (state, sizeof spice)];     //  the NUL, too
                break;
            case 1:
                text [at] = (char) s_chance (state, 256);
                break;
            case 2:
                memmove (text + at, text + at + 1, size - at - 1);
                size--;
                break;
            default:
                memmove (text + at + 1, text + at, size - at);
                size++;
                break;
        }
    }
    text [size] = 0;
    return size;
}

START_TEST (whatever_is_asked_the_answer_is_one_of_the_four)
{
    static const char *seeds [] = {"port duck", "names", "port a-b_c", "port goose"};
    uint64_t state = 1;
    char text [300], port [128], names [128];
    s_register ("duck", "127.0.0.1", 5001);
    zc_portmap_entry_t mine;
    ck_assert (zc_portmap_find (s_map, "duck", &mine));
    snprintf (port, sizeof port, "port 5001 127.0.0.1 %u\n", mine.creation);
    strcpy (names, "name duck 5001\nend\n");
    int errors = 0;
    for (int i = 0; i < 50000; i++) {
        size_t size = s_mutate (&state, seeds [i % 4], text);
        zc_buffer_t answer = {0};
        zc_portmap_answer (s_map, text, size, &answer);
        zc_buffer_u8 (&answer, 0);
        const char *said = (char *) answer.data;
        bool error = strcmp (said, "error\n") == 0;
        errors += error;
        ck_assert (error || strcmp (said, "none\n") == 0 || strcmp (said, port) == 0
                   || strcmp (said, names) == 0);
        zc_buffer_clear (&answer);
    }
    ck_assert_int_gt (errors, 1000);
    ck_assert_int_lt (errors, 49000);
}
END_TEST

//  Whatever is taken is a spelling that is written again the same way.
START_TEST (what_a_parser_takes_is_exactly_what_would_be_written)
{
    static const char *seeds [] = {
        "zcluster 1 5001 7 127.0.0.1\n", "zcluster 1 65535 4294967295 0.0.0.0\n",
        "zcluster 1 1 1 ::1\n", "zcluster 1 4370 1700000000 2001:db8::7\n"
    };
    uint64_t state = 2;
    char text [300];
    int taken = 0;
    for (int i = 0; i < 200000; i++) {
        s_mutate (&state, seeds [i % 4], text);
        zc_portmap_entry_t entry;
        if (!zc_portmap_file_parse (text, &entry) || strchr (text, '*'))
            continue;
        zc_buffer_t again = {0};
        zc_portmap_file_format (&entry, &again);
        ck_assert_str_eq ((char *) again.data, text);
        ck_assert (entry.port >= 1 && entry.port <= 65535 && entry.creation > 0);
        zc_buffer_clear (&again);
        taken++;
    }
    ck_assert_int_gt (taken, 50000);
    ck_assert_int_lt (taken, 150000);
}
END_TEST

START_TEST (answers_are_taken_whole_or_not_at_all)
{
    zc_portmap_entry_t entry;
    ck_assert (zc_portmap_port_parse ("port 5001 10.0.0.1 7\n", &entry));
    ck_assert_int_eq (entry.port, 5001);
    ck_assert_str_eq (entry.address, "10.0.0.1");
    ck_assert_uint_eq (entry.creation, 7);
    static const char *bad_port [] = {"", "none\n", "port 5001 10.0.0.1 7", "port 5001 host 7\n",
                                      "port 5001 10.0.0.1\n", "port 5001 10.0.0.1 7\n\n",
                                      "port 99999 10.0.0.1 7\n", "port 5001 10.0.0.1 0\n"};
    for (size_t i = 0; i < sizeof bad_port / sizeof *bad_port; i++)
        ck_assert_msg (!zc_portmap_port_parse (bad_port [i], &entry), "taken: %s", bad_port [i]);

    zc_buffer_t entries = {0};
    ck_assert (zc_portmap_names_parse ("name a 1\nname b 65535\nend\n", &entries));
    ck_assert_uint_eq (entries.size, 2 * sizeof entry);
    ck_assert_str_eq (((zc_portmap_entry_t *) (void *) entries.data) [1].name, "b");
    static const char *bad_names [] = {"", "end", "name a 1\n", "name a 1\nend\nx", "name a\nend\n",
                                       "name a/b 1\nend\n", "name a 0\nend\n", "error\n",
                                       "name  1\nend\n", "name a 1 \nend\n"};
    for (size_t i = 0; i < sizeof bad_names / sizeof *bad_names; i++)
        ck_assert_msg (!zc_portmap_names_parse (bad_names [i], &entries), "taken: %s",
                       bad_names [i]);
    zc_buffer_clear (&entries);
}
END_TEST

START_TEST (addresses_are_told_apart)
{
    ck_assert (zc_portmap_address_is_any ("0.0.0.0"));
    ck_assert (zc_portmap_address_is_any ("::"));
    ck_assert (zc_portmap_address_is_any ("0::0"));
    ck_assert (!zc_portmap_address_is_any ("127.0.0.1"));
    ck_assert (zc_portmap_address_is_loopback ("127.0.0.1"));
    ck_assert (zc_portmap_address_is_loopback ("127.9.9.9"));
    ck_assert (zc_portmap_address_is_loopback ("::1"));
    ck_assert (zc_portmap_address_is_loopback ("::ffff:127.0.0.1"));
    ck_assert (!zc_portmap_address_is_loopback ("0.0.0.0"));
    ck_assert (!zc_portmap_address_is_loopback ("::ffff:10.0.0.1"));
    ck_assert (!zc_portmap_address_is_loopback ("10.127.0.1"));
}
END_TEST

//  ---- the server and strangers ---------------------------------------------------

START_TEST (a_stranger_gets_an_answer_and_a_closed_connection)
{
    pid_t server = s_serve (s_endpoint);
    s_register ("duck", "127.0.0.1", 5001);
    s_expect_answer ("names\n", 6, "name duck 5001\nend\n");
    s_expect_answer ("port goose\n", 11, "none\n");
    s_expect_answer ("\n", 1, "error\n");
    s_expect_answer ("hello\n", 6, "error\n");
    char big [ZC_PORTMAP_LINE_MAX];
    memset (big, 'x', sizeof big);
    s_expect_answer (big, sizeof big, "error\n");
    zt_child_kill (server);
}
END_TEST

START_TEST (a_request_may_come_in_pieces)
{
    pid_t server = s_serve (s_endpoint);
    int fd = s_connect ();
    int on = 1;
    setsockopt (fd, IPPROTO_TCP, 1 /* TCP_NODELAY */, &on, sizeof on);
    for (const char *at = "names\n"; *at; at++) {
        ck_assert_int_eq (send (fd, at, 1, MSG_NOSIGNAL), 1);
        s_expect_answer ("port x\n", 7, "none\n");     //  others are served meanwhile
    }
    s_expect_reply (fd, "end\n");
    zt_child_kill (server);
}
END_TEST

START_TEST (silent_strangers_do_not_keep_others_out)
{
    pid_t server = s_serve (s_endpoint);
    enum { CROWD = ZC_PORTMAP_GUESTS_MAX * 3 };
    int crowd [CROWD];
    for (int i = 0; i < CROWD; i++) {
        crowd [i] = s_connect ();
        if (i % 2)
            ck_assert_int_eq (send (crowd [i], "po", 2, MSG_NOSIGNAL), 2);
    }
    s_expect_answer ("names\n", 6, "end\n");
    //  The oldest were sent home for those who came later.
    struct pollfd first = {.fd = crowd [0], .events = POLLIN};
    ck_assert_int_eq (poll (&first, 1, ZT_LONG), 1);
    char byte;
    ck_assert_int_le (recv (crowd [0], &byte, 1, 0), 0);
    for (int i = 0; i < CROWD; i++)
        close (crowd [i]);
    s_expect_answer ("names\n", 6, "end\n");
    zt_child_kill (server);
}
END_TEST

//  The server's clock is the caller's: no need to wait for a deadline.
static const char *s_why;           //  … the last guest was sent away

static void
s_rejected (zc_portmap_server_t *self, const char *address, const char *why)
{
    (void) self;
    ck_assert_str_eq (address, "127.0.0.1");
    s_why = why;
}

START_TEST (a_visit_ends_at_its_deadline)
{
    zc_portmap_server_t server;
    ck_assert (zc_portmap_server_init (&server, s_map));
    server.rejected = s_rejected;
    zc_portmap_server_turn (&server, 1000);
    ck_assert_int_ge (server.listener, 0);
    int fd = s_connect ();
    struct pollfd item = {.fd = server.epoll, .events = POLLIN};
    ck_assert_int_eq (poll (&item, 1, ZT_LONG), 1);
    ck_assert_int_eq (zc_portmap_server_turn (&server, 2000), ZC_PORTMAP_GUEST_MS);
    ck_assert_int_eq (zc_portmap_server_turn (&server, 2001), ZC_PORTMAP_GUEST_MS - 1);
    struct pollfd guest = {.fd = fd, .events = POLLIN};
    ck_assert_int_eq (poll (&guest, 1, 0), 0);
    zc_portmap_server_turn (&server, 2000 + ZC_PORTMAP_GUEST_MS);
    ck_assert_int_eq (poll (&guest, 1, ZT_LONG), 1);
    char byte;
    ck_assert_int_eq (recv (fd, &byte, 1, 0), 0);
    ck_assert_str_eq (s_why, "says nothing");
    close (fd);
    zc_portmap_server_close (&server);
}
END_TEST

START_TEST (closing_the_server_leaves_nothing_behind)
{
    zc_portmap_server_t server;
    ck_assert (zc_portmap_server_init (&server, s_map));
    int fds [10];
    for (int i = 0; i < 10; i++) {
        zc_portmap_server_turn (&server, 1000);
        fds [i] = s_connect ();
    }
    for (int i = 0; i < 20; i++)
        zc_portmap_server_turn (&server, 1000);
    zc_portmap_server_close (&server);
    for (int i = 0; i < 10; i++)
        close (fds [i]);
}
END_TEST

//  ---- servers that die, hang, or lie ------------------------------------------------

START_TEST (nobody_there_is_known_at_once)
{
    zc_portmap_entry_t entry, *entries;
    size_t count;
    int64_t start = zt_now_ms ();
    ck_assert_str_eq (zc_portmap_remote (s_map, "127.0.0.1", "node1", 10 * ZT_LONG, &entry),
                      "no port map on the host");
    ck_assert (zc_portmap_remote_names (s_map, "127.0.0.1", 10 * ZT_LONG, &entries, &count));
    ck_assert_int_lt (zt_now_ms () - start, 10 * ZT_LONG);
    ck_assert_str_eq (zc_portmap_remote (s_map, "no such host", "node1", ZT_LONG, &entry),
                      "the host is not known");
    ck_assert_str_eq (zc_portmap_remote (s_map, "127.0.0.1", "x\nnames", ZT_LONG, &entry),
                      "not a node name");
}
END_TEST

START_TEST (a_hanging_server_costs_a_time_out)
{
    pid_t server = s_serve (s_endpoint);
    zt_child_stop (server);
    zc_portmap_entry_t entry;
    int64_t start = zt_now_ms ();
    ck_assert_str_eq (zc_portmap_remote (s_map, "127.0.0.1", "node1", 700, &entry),
                      "the port map does not answer");
    ck_assert_int_ge (zt_now_ms () - start, 700);
    zt_child_kill (server);
}
END_TEST

START_TEST (another_server_answers_for_one_that_hangs)
{
    pid_t servers [3] = {s_serve (s_endpoint), s_serve (s_endpoint), s_serve (s_endpoint)};
    s_register ("node1", "127.0.0.1", 5001);
    zt_child_stop (servers [0]);
    zc_portmap_entry_t entry;
    for (int i = 0; i < 12; i++)
        ck_assert (!zc_portmap_remote (s_map, "127.0.0.1", "node1", ZT_LONG, &entry));
    zt_child_stop (servers [1]);
    for (int i = 0; i < 4; i++)
        ck_assert (!zc_portmap_remote (s_map, "127.0.0.1", "node1", ZT_LONG, &entry));
    for (int i = 0; i < 3; i++)
        zt_child_kill (servers [i]);
}
END_TEST

START_TEST (another_server_takes_over_from_one_that_dies)
{
    pid_t servers [2] = {s_serve (s_endpoint), s_serve (s_endpoint)};
    s_register ("node1", "127.0.0.1", 5001);
    zc_portmap_entry_t entry;
    for (int i = 0; i < 10; i++) {
        zt_child_kill (servers [i % 2]);
        for (int j = 0; j < 4; j++)
            ck_assert (!zc_portmap_remote (s_map, "127.0.0.1", "node1", ZT_LONG, &entry));
        servers [i % 2] = s_serve (s_endpoint);
    }
    zt_child_kill (servers [0]);
    zt_child_kill (servers [1]);
}
END_TEST

//  As when another user's node has the port: bound without sharing.
START_TEST (a_server_that_cannot_listen_waits_for_its_turn)
{
    struct sockaddr_in address = s_address (s_port);
    int other = socket (AF_INET, SOCK_STREAM, 0);
    ck_assert_int_eq (bind (other, (struct sockaddr *) &address, sizeof address), 0);
    ck_assert_int_eq (listen (other, 1), 0);
    zc_portmap_server_t server;
    ck_assert (zc_portmap_server_init (&server, s_map));
    ck_assert_int_eq (zc_portmap_server_turn (&server, 1000), ZC_PORTMAP_TURN_MS);
    ck_assert_int_eq (server.listener, -1);
    ck_assert_int_eq (server.error, EADDRINUSE);
    close (other);
    zc_portmap_server_turn (&server, 1000 + ZC_PORTMAP_TURN_MS - 1);
    ck_assert_int_eq (server.listener, -1);
    zc_portmap_server_turn (&server, 1000 + ZC_PORTMAP_TURN_MS);
    ck_assert_int_ge (server.listener, 0);
    ck_assert_int_eq (server.error, 0);
    zc_portmap_server_close (&server);
}
END_TEST

//  A liar: takes connections, says the same to all, and hangs up.
static pid_t
s_liar (const char *text, size_t size)
{
    struct sockaddr_in address = s_address (s_port);
    int fd = socket (AF_INET, SOCK_STREAM, 0), on = 1;
    setsockopt (fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    ck_assert_int_eq (bind (fd, (struct sockaddr *) &address, sizeof address), 0);
    ck_assert_int_eq (listen (fd, 16), 0);
    pid_t pid = fork ();
    if (pid == 0)
        for (;;) {
            int guest = accept (fd, NULL, NULL);
            char request [600];
            if (recv (guest, request, sizeof request, 0) > 0)
                send (guest, text, size, MSG_NOSIGNAL);
            close (guest);
        }
    close (fd);
    return pid;
}

START_TEST (lies_are_not_believed)
{
    static const char *lies [] = {
        "", "error\n", "port 5001 127.0.0.1 7", "port 5001 127.0.0.1 7\nport 5002 127.0.0.1 7\n",
        "port 0 127.0.0.1 7\n", "port 5001 evil.example.org 7\n", "name a 1\n", "end\nend\n"
    };
    zc_portmap_entry_t entry, *entries;
    size_t count;
    for (size_t i = 0; i < sizeof lies / sizeof *lies; i++) {
        pid_t liar = s_liar (lies [i], strlen (lies [i]));
        ck_assert_msg (zc_portmap_remote (s_map, "127.0.0.1", "a", 200, &entry),
                       "believed: %s", lies [i]);
        ck_assert_msg (zc_portmap_remote_names (s_map, "127.0.0.1", 200, &entries, &count),
                       "believed: %s", lies [i]);
        zt_child_kill (liar);
    }
}
END_TEST

START_TEST (an_answer_without_end_is_given_up)
{
    enum { BIG = 1 << 20 };
    char *text = malloc (BIG);
    for (int i = 0; i < BIG; i += 8)
        memcpy (text + i, "name a 1", 8);
    pid_t liar = s_liar (text, BIG);
    zc_portmap_entry_t *entries;
    size_t count;
    ck_assert (zc_portmap_remote_names (s_map, "127.0.0.1", 300, &entries, &count));
    zt_child_kill (liar);
    free (text);
}
END_TEST

START_TEST (a_node_on_all_addresses_is_dialled_where_its_port_map_is)
{
    char everywhere [64];
    snprintf (everywhere, sizeof everywhere, "*:%d", s_port);
    pid_t server = s_serve (everywhere);
    s_register ("node1", "*", 5001);
    zc_portmap_entry_t entry;
    ck_assert (!zc_portmap_remote (s_map, "127.0.0.1", "node1", ZT_LONG, &entry));
    ck_assert_str_eq (entry.address, "127.0.0.1");
    ck_assert (!zc_portmap_remote (s_map, "127.5.5.5", "node1", ZT_LONG, &entry));
    ck_assert_str_eq (entry.address, "127.5.5.5");
    zt_child_kill (server);
}
END_TEST

int
main (void)
{
    TCase *tests = zt_suite_case ("portmap_net", 60);
    tcase_add_checked_fixture (tests, s_setup, s_teardown);
    tcase_add_test (tests, another_host_is_asked_for_a_node);
    tcase_add_test (tests, each_request_has_one_answer);
    tcase_add_test (tests, a_hostile_request_is_an_error);
    tcase_add_test (tests, whatever_is_asked_the_answer_is_one_of_the_four);
    tcase_add_test (tests, what_a_parser_takes_is_exactly_what_would_be_written);
    tcase_add_test (tests, answers_are_taken_whole_or_not_at_all);
    tcase_add_test (tests, addresses_are_told_apart);
    tcase_add_test (tests, a_stranger_gets_an_answer_and_a_closed_connection);
    tcase_add_test (tests, a_request_may_come_in_pieces);
    tcase_add_test (tests, silent_strangers_do_not_keep_others_out);
    tcase_add_test (tests, a_visit_ends_at_its_deadline);
    tcase_add_test (tests, closing_the_server_leaves_nothing_behind);
    tcase_add_test (tests, nobody_there_is_known_at_once);
    tcase_add_test (tests, a_hanging_server_costs_a_time_out);
    tcase_add_test (tests, another_server_answers_for_one_that_hangs);
    tcase_add_test (tests, another_server_takes_over_from_one_that_dies);
    tcase_add_test (tests, a_server_that_cannot_listen_waits_for_its_turn);
    tcase_add_test (tests, lies_are_not_believed);
    tcase_add_test (tests, an_answer_without_end_is_given_up);
    tcase_add_test (tests, a_node_on_all_addresses_is_dialled_where_its_port_map_is);
    return zt_suite_run ("portmap_net", tests);
}
