//  test_strangers.c - what strangers can do to a node: nothing much
//
//  In each test a node, the victim, has a friend that goes on pinging it while
//  strangers come; then it still has its memory, its descriptors and its friend,
//  and one line in its log for each of them. The worst round trip is printed.

#include "zt_stranger.h"

//  ---- in the nodes --------------------------------------------------------

//  lines TEXT: how many lines of the log have it.
static void
s_do_lines (char *args, char *answer)
{
    int count = 0;
    pthread_mutex_lock (&zt_lock);
    for (const char *at = zt_log_text; (at = strstr (at, args)); at++)
        count++;
    pthread_mutex_unlock (&zt_lock);
    sprintf (answer, "%d", count);
}

static void
s_do_descriptors (char *args, char *answer)
{
    (void) args;
    sprintf (answer, "%d", zt_entries ("/proc/self/fd"));
}

//  limit N: descriptors it may have.
static void
s_do_limit (char *args, char *answer)
{
    struct rlimit limit = {(rlim_t) atoi (args), (rlim_t) atoi (args)};
    zt_answer_bool (answer, setrlimit (RLIMIT_NOFILE, &limit) == 0);
}

//  pings NODE MS: one after the other for so long: "count failed worst" in µs.
static void
s_do_pings (char *args, char *answer)
{
    char *name = zt_word (&args);
    int64_t over = zt_now_ms () + atoi (args), worst = 0;
    int count = 0, failed = 0;
    while (zt_now_ms () < over) {
        struct timespec before, after;
        clock_gettime (CLOCK_MONOTONIC, &before);
        failed += !zc_node_ping (name);
        clock_gettime (CLOCK_MONOTONIC, &after);
        int64_t took = (after.tv_sec - before.tv_sec) * 1000000
                     + (after.tv_nsec - before.tv_nsec) / 1000;
        worst = took > worst? took: worst;
        count++;
        zc_sleep (1);
    }
    sprintf (answer, "%d %d %ld", count, failed, (long) worst);
}

//  dials NODE MS: again and again for so long: how many went through.
static void
s_do_dials (char *args, char *answer)
{
    char *name = zt_word (&args);
    int64_t over = zt_now_ms () + atoi (args);
    int through = 0;
    while (zt_now_ms () < over)
        through += zc_node_connect (name) == ZC_CONNECTED;
    sprintf (answer, "%d", through);
}

static const zt_command_t zt_own [ZT_OWN] = {
    {"lines", s_do_lines}, {"descriptors", s_do_descriptors}, {"limit", s_do_limit},
    {"pings", s_do_pings}, {"dials", s_do_dials}};

//  ---- the scene -----------------------------------------------------------

enum { SETUP_MS = 300 };            //  the victim's patience

static zt_node_t s_victim, s_friend;
static int s_port, s_descriptors, s_memory;

static int
s_number (zt_node_t *node, const char *command)
{
    return atoi (zt_do (node, "%s", command));
}

static void
s_begin (const char *options)
{
    char all [200];
    snprintf (all, sizeof all, "%s setup=%d", options, zt_ms (SETUP_MS));
    zt_start (&s_victim, "victim@localhost", all);
    zt_start (&s_friend, "friend@localhost", strstr (options, "plain")? "plain": "");
    zt_is (&s_friend, "connect victim@localhost", "true");
    s_port = zt_port_of (&s_victim);
    s_descriptors = s_number (&s_victim, "descriptors");
    s_memory = s_number (&s_victim, "memory");
}

static void
s_watch (int ms)
{
    zt_tell (&s_friend, "pings victim@localhost %d", ms);
}

//  How it was for the friend.
static void
s_check_watch (const char *during)
{
    int count, failed;
    long worst;
    ck_assert_int_eq (sscanf (zt_hear (&s_friend), "%d %d %ld", &count, &failed, &worst), 3);
    printf ("# %s: %d round trips of a friend, the worst took %ld us\n", during, count, worst);
    ck_assert_int_gt (count, 0);
    ck_assert_int_eq (failed, 0);
    ck_assert_int_lt (worst, zt_ms (2000) * 1000);
}

//  All that strangers took is given back.
static void
s_end (void)
{
    int64_t over = zt_now_ms () + ZT_LONG;
    while (s_number (&s_victim, "descriptors") > s_descriptors && zt_now_ms () < over)
        zt_sleep_in_c (20);
    ck_assert_int_le (s_number (&s_victim, "descriptors"), s_descriptors);
    ck_assert_int_le (s_number (&s_victim, "memory"), ZT_MIB (s_memory + 40));
    zt_is (&s_friend, "ping victim@localhost", "pong");
    zt_stop (&s_friend);
    zt_stop (&s_victim);
}

#define S_REJECTED "lines rejected: "

static void
s_until_lines (const char *command, int lines)
{
    char text [16];
    snprintf (text, sizeof text, "%d", lines);
    zt_until_is (&s_victim, command, text);
}

//  ---- bytes ---------------------------------------------------------------

#define S_GREETING(mechanism) 0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f, 3, 0, mechanism
#define S_NULL S_GREETING ('N'), 'U', 'L', 'L'
#define S_CURVE S_GREETING ('C'), 'U', 'R', 'V', 'E'

static const uint8_t s_null [64] = {S_NULL}, s_curve [64] = {S_CURVE};
static const uint8_t s_huge [] = {
    S_CURVE, [64] = 6, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
static const uint8_t s_hello [264] = {S_CURVE, [64] = 4, 200, 5, 'H', 'E', 'L', 'L', 'O', 1};
static const uint8_t s_old [] = {1, 0, 5, 0, 'h', 'e', 'l', 'l', 'o'};
static const uint8_t s_second [] = {0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f, 1, 5, 0, 0};
static const char s_http [] = "GET / HTTP/1.1\r\nHost: victim\r\nAccept: */*\r\n\r\n";

START_TEST (whoever_speaks_something_else_is_gone_with_one_line)
{
    static const struct { const void *data; size_t size; } strangers [] = {
        {s_http, sizeof s_http}, {s_null, 64}, {s_null, 20}, {s_curve, 64}, {s_huge, sizeof s_huge},
        {s_hello, sizeof s_hello}, {s_old, sizeof s_old}, {s_second, sizeof s_second}, {"", 0}};
    s_begin ("");
    s_watch (1500);
    for (size_t i = 0; i < sizeof strangers / sizeof *strangers; i++) {
        int fd = zt_raw (s_port);
        zt_raw_send (fd, strangers [i].data, strangers [i].size);
        ck_assert_msg (zt_raw_ends (fd, ZT_LONG), "stranger %zu is still there", i);
        close (fd);
        s_until_lines (S_REJECTED, (int) i + 1);
    }
    s_check_watch ("wrong greetings");
    s_end ();
}
END_TEST

START_TEST (a_flood_of_noise_makes_few_lines)
{
    enum { STRANGERS = 1000 };
    uint8_t noise [20000];
    s_begin ("");
    s_watch (1500);
    int64_t start = zt_now_ms ();
    for (int i = 0; i < STRANGERS; i++) {
        zc_secret_random (noise, sizeof noise);
        int fd = zt_raw (s_port);
        zt_raw_send (fd, noise, 1 + (size_t) i * 19);
        close (fd);
    }
    s_check_watch ("noise");
    int64_t seconds = (zt_now_ms () - start) / 1000 + 2;
    ck_assert_int_le (s_number (&s_victim, "lines rejected"), 10 * seconds);
    s_end ();
}
END_TEST

START_TEST (who_sends_a_byte_now_and_then_is_not_waited_for)
{
    s_begin ("");
    s_watch (1000);
    int fd = zt_raw (s_port);
    int64_t start = zt_now_ms ();
    for (size_t i = 0; i < sizeof s_curve && !zt_raw_ends (fd, zt_ms (SETUP_MS) / 10); i++)
        zt_raw_send (fd, s_curve + i, 1);
    ck_assert_int_lt (zt_now_ms () - start, 4 * zt_ms (SETUP_MS));
    close (fd);
    s_until_lines (S_REJECTED, 1);
    s_check_watch ("a slow one");
    s_end ();
}
END_TEST

//  ---- many ----------------------------------------------------------------

START_TEST (thousands_of_silent_ones_leave_room_for_friends)
{
    enum { STRANGERS = 3000, LIMIT = 200 };
    static int fds [STRANGERS];
    struct rlimit limit = {STRANGERS + 100, STRANGERS + 100};
    if (setrlimit (RLIMIT_NOFILE, &limit) != 0)
        ck_abort_msg ("no descriptors for the strangers");
    s_begin ("");
    ck_assert_str_eq (zt_do (&s_victim, "limit %d", LIMIT), "true");
    s_watch (2000);
    for (int i = 0; i < STRANGERS; i++)
        fds [i] = zt_raw (s_port);
    zt_node_t third;
    zt_start (&third, "third@localhost", "");
    zt_until_is (&third, "connect victim@localhost", "true");
    ck_assert_int_lt (s_number (&s_victim, "descriptors"), LIMIT);
    s_check_watch ("3000 silent ones");
    for (int i = 0; i < STRANGERS; i++)
        if (fds [i] >= 0) {
            ck_assert (zt_raw_ends (fds [i], ZT_LONG));
            close (fds [i]);
        }
    ck_assert_int_ge (s_number (&s_victim, "lines rejected: too many at once"), 1);
    zt_is (&third, "ping victim@localhost", "pong");
    zt_stop (&third);
    s_end ();
}
END_TEST

START_TEST (in_clear_text_the_silent_ones_have_to_go_too)
{
    enum { STRANGERS = 50 };
    static zt_peer_t strangers [STRANGERS];
    s_begin ("plain");
    for (int i = 0; i < STRANGERS; i++)         //  they greet, as libzmq does by itself
        zt_peer_open (&strangers [i], s_port, "goose", false);
    s_watch (1000);
    zt_node_t third;
    zt_start (&third, "third@localhost", "plain");
    zt_is (&third, "connect victim@localhost", "true");
    s_check_watch ("50 silent ones in clear text");
    zt_stop (&third);
    int64_t over = zt_now_ms () + ZT_LONG;
    while (s_number (&s_victim, "descriptors") > s_descriptors && zt_now_ms () < over)
        zt_sleep_in_c (20);
    ck_assert_int_le (s_number (&s_victim, "descriptors"), s_descriptors);
    ck_assert_int_ge (s_number (&s_victim, "lines rejected: says nothing"), 1);
    for (int i = 0; i < STRANGERS; i++)
        zt_peer_close (&strangers [i]);
    s_end ();
}
END_TEST

START_TEST (who_begins_a_handshake_has_to_end_it)
{
    zt_peer_t peer;
    zt_login_t login = {0};
    s_begin ("plain");
    zt_peer_open (&peer, s_port, "goose", false);
    ck_assert (zt_peer_greet (&peer, "evil@localhost", "victim@localhost", &login));
    s_until_lines ("lines rejected: too slow", 1);
    zt_is (&s_victim, "nodes connected", "friend");
    zt_peer_close (&peer);
    zt_login_clear (&login);
    s_end ();
}
END_TEST

//  ---- cookies, replays, forgeries -----------------------------------------

START_TEST (a_node_with_the_wrong_cookie_never_gives_up_nor_in)
{
    s_begin ("");
    s_watch (1500);
    zt_node_t goose;
    zt_start (&goose, "goose@localhost", "cookie=goose");
    int64_t start = zt_now_ms ();
    ck_assert_str_eq (zt_do (&goose, "dials victim@localhost %d", 1200), "0");
    int64_t seconds = (zt_now_ms () - start) / 1000 + 2;
    s_check_watch ("a wrong cookie");
    int lines = s_number (&s_victim, "lines rejected: wrong cookie");
    ck_assert_int_ge (lines, 1);
    ck_assert_int_le (lines, 10 * seconds);
    zt_is (&s_victim, "nodes connected", "friend");
    zt_stop (&goose);
    s_end ();
}
END_TEST

START_TEST (a_recorded_handshake_is_worth_nothing)
{
    s_begin ("plain");
    zt_peer_t peer;
    zt_login_t login = {0};
    uint8_t answer [512];
    zt_peer_open (&peer, s_port, "duck", false);
    ck_assert (zt_peer_greet (&peer, "evil@localhost", "victim@localhost", &login));
    zt_peer_send (&peer, login.proof.data, login.proof.size);
    ck_assert_int_eq (zt_peer_hear (&peer, answer, sizeof answer, ZT_LONG), 1 + ZC_KEY_SIZE);
    zt_peer_close (&peer);
    zt_until_is (&s_victim, "nodes hidden", "");

    zt_peer_open (&peer, s_port, "goose", false);
    zt_peer_send (&peer, login.hello.data, login.hello.size);
    ck_assert_int_eq (zt_peer_hear (&peer, answer, sizeof answer, ZT_LONG), ZC_CHALLENGE_SIZE);
    zt_peer_send (&peer, login.proof.data, login.proof.size);
    ck_assert_int_eq (zt_peer_hear (&peer, answer, sizeof answer, ZT_LONG), 2);
    ck_assert_int_eq (answer [1], ZC_REFUSED_COOKIE);
    s_until_lines ("lines (127.0.0.1) rejected: wrong cookie", 1);
    zt_is (&s_victim, "nodes connected", "friend");
    zt_peer_close (&peer);
    zt_login_clear (&login);
    s_end ();
}
END_TEST

START_TEST (a_session_id_cannot_be_taken_over)
{
    s_begin ("plain");
    zt_peer_t first, second;
    uint8_t id [255] = {0, 1, 2, 3, 4};
    zt_peer_open_as (&first, s_port, "duck", false, id, sizeof id);
    ck_assert (zt_peer_login (&first, "evil@localhost", "victim@localhost"));
    zt_until_is (&s_victim, "nodes connected", "evil friend");
    zt_peer_open_as (&second, s_port, "duck", false, id, sizeof id);
    zt_peer_frame (&second, ZC_FRAME_BYE, "", 1);
    s_until_lines ("lines rejected: says nothing", 1);      //  libzmq never shows us its frames
    zt_is (&s_victim, "nodes connected", "evil friend");
    zt_peer_frame (&first, ZC_FRAME_BYE, "", 1);
    zt_until_is (&s_victim, "nodes connected", "friend");
    zt_peer_close (&second);
    zt_peer_close (&first);
    s_end ();
}
END_TEST

//  ---- with the right cookie -----------------------------------------------

static void
s_login (zt_peer_t *peer)
{
    zt_peer_open (peer, s_port, "duck", true);
    ck_assert (zt_peer_login (peer, "evil@localhost", "victim@localhost"));
    zt_until_is (&s_victim, "nodes connected", "evil friend");
}

//  A record of a message to net_kernel: head, from, name, and the data to come.
#define S_TO_NET_KERNEL "\x41\x01\x01\x0anet_kernel"

//  A message of 600 nested lists.
static size_t
s_deep (uint8_t *data)
{
    enum { DEPTH = 600 };
    static const uint8_t one [] = {108, 0, 0, 0, 1};
    size_t head = sizeof S_TO_NET_KERNEL - 1, size = DEPTH * (sizeof one + 1) + 1;
    memcpy (data, S_TO_NET_KERNEL, head);
    data [head] = (uint8_t) (0x80 | (size & 127));
    data [head + 1] = (uint8_t) (size >> 7);
    uint8_t *at = data + head + 2;
    for (int i = 0; i < DEPTH; i++, at += sizeof one)
        memcpy (at, one, sizeof one);
    memset (at, 106, DEPTH + 1);
    return head + 2 + size;
}

START_TEST (a_peer_that_sends_nonsense_loses_its_session)
{
    static uint8_t deep [8000];
    static const struct { uint8_t kind; const char *data; size_t size; } frames [] = {
        {0, "", 0}, {99, "", 0},                                //  no such kind
        {ZC_FRAME_SIGNALS, "\0", 1}, {ZC_FRAME_SIGNALS, "\x0e", 1},
        {ZC_FRAME_SIGNALS, "\x01\x01\x01\x01\x01\xff\xff\xff\xff\xff\xff\xff\xff\x7f", 14},
        {ZC_FRAME_SIGNALS, "\x0f\x01\xff\xff\xff\xff\x7f\x00\x01" "a", 10},
        {ZC_FRAME_SIGNALS, "\x0f\x01\x05\x03\x01" "a", 6},
        {ZC_FRAME_PING, "1", 1}, {ZC_FRAME_PONG, "", 0},
        {ZC_FRAME_SIGNALS, (const char *) deep, 0}};
    size_t count = sizeof frames / sizeof *frames;
    s_begin ("");
    s_watch (2000);
    size_t deep_size = s_deep (deep);
    for (size_t i = 0; i < count; i++) {
        zt_peer_t peer;
        s_login (&peer);
        zt_peer_frame (&peer, frames [i].kind, frames [i].data,
                       i + 1 == count? deep_size: frames [i].size);
        s_until_lines ("lines Connection to node evil@localhost ended: it sends", (int) i + 1);
        zt_until_is (&s_victim, "nodes connected", "friend");
        zt_peer_close (&peer);
    }
    s_check_watch ("nonsense");
    s_end ();
}
END_TEST

START_TEST (messages_of_several_parts_end_a_session)
{
    s_begin ("");
    zt_peer_t peer;
    s_login (&peer);
    for (int i = 0; i < 100; i++)
        zmq_send (peer.socket, "part", 4, ZMQ_DONTWAIT | (i < 99? ZMQ_SNDMORE: 0));
    zt_until_is (&s_victim, "nodes connected", "friend");
    zt_peer_close (&peer);
    s_end ();
}
END_TEST

//  Terms nobody expects, where the system's own processes read them.
START_TEST (the_system_s_processes_put_up_with_any_message)
{
    static const char *const names [] = {"net_kernel", "user", "init", "rex", "global", "code"};
    static const char *const texts [] = {
        "1", "{mesh, 1}", "{mesh, [1, \"a\" | x]}", "{mesh, [a, :\"@\", :\"a@b@c\", :\"\"]}",
        "{lost, a, b, c, d, e}", "{lost, :\"x@y\", 1, -5, :\"z@y\", 0}", "{remove, 1, 2, 3}",
        "{remove, :\"nobody@localhost\", :\"x@y\", 1}", "{io_request, 1, 2, 3}", "[[[]]]",
        "%{a: 1.5}", "{:\"$gen_call\", {1, 2}, x}", "{}", "{io_request, 1}", "{:\"EXIT\", 1, kill}"};
    s_begin ("");
    s_watch (500);
    zt_peer_t peer;
    s_login (&peer);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        for (size_t j = 0; j < sizeof texts / sizeof *texts; j++) {
            zc_buffer_t records = {0};
            zc_term_t *term = zc_term_parse (texts [j], NULL);
            ck_assert (term);
            zc_signal_t signal = {.type = ZC_SIG_MESSAGE, .from = {NULL, 0, 5, 1},
                                  .name = names [i], .data = zc_term_data (term), .size = zc_term_size (term)};
            zc_wire_put_head (&records, &signal, 0);
            zc_buffer_put (&records, signal.data, signal.size);
            zt_peer_frame (&peer, ZC_FRAME_SIGNALS, records.data, records.size);
            zc_buffer_clear (&records);
            zc_term_destroy (&term);
        }
    uint8_t junk [] = {ZC_SIG_SPAWN, 0, 1, 1, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 2, 97, 1};
    zt_peer_frame (&peer, ZC_FRAME_SIGNALS, junk, sizeof junk);
    s_check_watch ("odd messages");
    zt_is (&s_victim, "nodes connected", "evil friend");
    zt_is (&s_friend, "disconnect victim@localhost", "true");
    zt_is (&s_friend, "connect victim@localhost", "true");
    zt_peer_close (&peer);
    zt_until_is (&s_victim, "nodes connected", "friend");
    s_end ();
}
END_TEST

START_TEST (who_asks_and_does_not_listen_fills_nothing)
{
    s_begin ("");
    zt_peer_t peer;
    s_login (&peer);
    int before = s_number (&s_victim, "memory");
    s_watch (2000);
    for (uint64_t i = 1; i <= 300000; i++) {
        uint8_t number [8];
        zc_put_u64 (number, i);
        zt_peer_frame (&peer, ZC_FRAME_PING, number, sizeof number);
    }
    s_check_watch ("pings without end");
    ck_assert_int_le (s_number (&s_victim, "memory"), ZT_MIB (before + 40));
    zt_peer_close (&peer);
    s_end ();
}
END_TEST

START_TEST (who_sends_more_than_its_credit_loses_its_session)
{
    s_begin ("");
    s_watch (1000);
    zt_peer_t peer;
    static uint8_t piece [60000] = {15, 1, 0x80, 0x80, 0x80, 0x80, 4, 0, 0xe0, 0xd4, 3};
    s_login (&peer);
    int before = s_number (&s_victim, "memory");
    //  the first fragment of 1 GiB, and then what does not fit it
    zt_peer_frame (&peer, ZC_FRAME_SIGNALS, piece, 11 + 0xea60 - 100);
    s_until_lines ("lines Connection to node evil@localhost ended: it sends", 1);
    ck_assert_int_le (s_number (&s_victim, "memory"), ZT_MIB (before + 20));
    zt_peer_close (&peer);
    s_check_watch ("a gigabyte announced");
    s_end ();
}
END_TEST

//  ---- the port map --------------------------------------------------------

//  Its answer to a request, up to 100 bytes.
static const char *
s_ask (const char *request)
{
    static char answer [100];
    int fd = zt_raw (zt_map_port ());
    ck_assert_int_ge (fd, 0);
    struct timeval limit = {ZT_LONG / 1000, 0};
    setsockopt (fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    zt_raw_send (fd, request, strlen (request));
    ssize_t size = recv (fd, answer, sizeof answer - 1, MSG_WAITALL);
    answer [size > 0? size: 0] = 0;
    close (fd);
    return answer;
}

START_TEST (the_port_map_answers_in_any_crowd)
{
    enum { CROWD = 300 };
    int fds [CROWD];
    char wanted [40], noise [2000];
    s_begin ("");
    s_watch (1000);
    for (int i = 0; i < CROWD; i++) {           //  silent, or with half a line
        fds [i] = zt_raw (zt_map_port ());
        if (i % 2)
            zt_raw_send (fds [i], "port vic", 8);
    }
    snprintf (wanted, sizeof wanted, "port %d 127.0.0.1 ", s_port);
    ck_assert (strncmp (s_ask ("port victim\n"), wanted, strlen (wanted)) == 0);
    ck_assert_str_eq (s_ask ("port nobody\n"), "none\n");
    ck_assert_str_eq (s_ask ("give me everything\n"), "error\n");
    memset (noise, 'x', sizeof noise);
    noise [sizeof noise - 1] = 0;
    ck_assert_int_eq (strncmp (s_ask (noise), "error\n", 6) == 0 || !*s_ask (noise), true);
    for (int i = 0; i < CROWD; i++) {
        ck_assert (zt_raw_ends (fds [i], ZT_LONG));
        close (fds [i]);
    }
    s_check_watch ("a crowd at the port map");
    s_end ();
}
END_TEST

ZT_CLUSTER_MAIN ("strangers",
    whoever_speaks_something_else_is_gone_with_one_line, a_flood_of_noise_makes_few_lines,
    who_sends_a_byte_now_and_then_is_not_waited_for,
    thousands_of_silent_ones_leave_room_for_friends,
    in_clear_text_the_silent_ones_have_to_go_too, who_begins_a_handshake_has_to_end_it,
    a_node_with_the_wrong_cookie_never_gives_up_nor_in, a_recorded_handshake_is_worth_nothing,
    a_session_id_cannot_be_taken_over, a_peer_that_sends_nonsense_loses_its_session,
    messages_of_several_parts_end_a_session, the_system_s_processes_put_up_with_any_message,
    who_asks_and_does_not_listen_fills_nothing, who_sends_more_than_its_credit_loses_its_session,
    the_port_map_answers_in_any_crowd)
