//  test_strangers_stages.c - strangers who get further, stage by stage
//
//  As in test_strangers.c, but of those who know how a node begins: in the
//  transport's handshake, in the node's own, and in a session, with the right cookie.

#include "zt_victim.h"

//  ---- the transport's handshake -------------------------------------------

//  A listening socket of the test's, for a peer that takes it for the victim.
static int
s_relay_open (int *port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = {htonl (INADDR_LOOPBACK)}};
    socklen_t size = sizeof address;
    int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    ck_assert (bind (fd, (struct sockaddr *) &address, size) == 0 && listen (fd, 1) == 0);
    ck_assert_int_eq (getsockname (fd, (struct sockaddr *) &address, &size), 0);
    *port = ntohs (address.sin_port);
    return fd;
}

//  Pass on what there is, up to `limit` bytes. Returns how many: 0 at the end.
static size_t
s_pass (int from, int to, size_t limit)
{
    char bytes [1024];
    ssize_t size = recv (from, bytes, limit < sizeof bytes? limit: sizeof bytes, 0);
    if (size > 0)
        zt_raw_send (to, bytes, (size_t) size);
    return size > 0? (size_t) size: 0;
}

//  Let a peer's first `limit` bytes through, and no more; of the victim all. Returns
//  when the victim has hung up.
static void
s_relay (int peer, int victim, size_t limit)
{
    int64_t over = zt_now_ms () + ZT_LONG;
    for (;;) {
        struct pollfd wait [] = {{victim, POLLIN, 0}, {limit? peer: -1, POLLIN, 0}};
        ck_assert_int_gt (poll (wait, 2, (int) (over - zt_now_ms ())), 0);
        if (wait [0].revents && s_pass (victim, peer, SIZE_MAX) == 0)
            return;
        if (wait [1].revents)
            limit -= s_pass (peer, victim, limit);
    }
}

enum { S_GREETING = 64, S_HELLO = S_GREETING + 202 };

//  A real peer with the right cookie that comes no further than so many bytes: not to
//  the end of its greeting, HELLO without INITIATE, half of INITIATE; all, and then no
//  frame.
START_TEST (who_stops_in_the_transport_s_handshake_makes_a_line)
{
    static const size_t limits [] = {S_GREETING - 1, S_GREETING, S_HELLO - 1, S_HELLO, S_HELLO + 100,
                                     SIZE_MAX};
    enum { COUNT = sizeof limits / sizeof *limits };
    int port, listener = s_relay_open (&port);
    zt_victim_begin ("");
    zt_victim_watch ();
    for (int i = 0; i < COUNT; i++) {
        zt_peer_t peer;
        zt_peer_open (&peer, port, "duck", true);
        int ours = accept (listener, NULL, NULL), victim = zt_raw (zt_victim_port);
        s_relay (ours, victim, limits [i]);
        close (victim);
        close (ours);
        zt_peer_close (&peer);
        zt_victim_until (ZT_REJECTED "says nothing", i + 1);
    }
    ck_assert_int_eq (zt_node_number (&zt_victim, ZT_REJECTED), COUNT);
    zt_victim_check ("halves of the transport's handshake");
    close (listener);
    zt_victim_end ();
}
END_TEST

//  ---- a node's handshake --------------------------------------------------

//  A victim with such options, and a stranger who has sent it the first frame.
static void
s_greet (zt_peer_t *peer, zt_login_t *login, const char *options)
{
    bool curve = !strstr (options, "plain");
    zt_victim_begin (options);
    zt_victim_watch ();
    zt_peer_open (peer, zt_victim_port, curve? "duck": "goose", curve);
    ck_assert (zt_peer_greet (peer, "evil@localhost", "victim@localhost", login));
}

static void
s_begin_and_be_silent (const char *options)
{
    zt_peer_t peer;
    zt_login_t login = {0};
    s_greet (&peer, &login, options);
    zt_victim_until ("lines rejected: too slow", 1);
    zt_is (&zt_victim, "nodes connected", "friend");
    zt_victim_check ("a handshake that is not ended");
    zt_peer_close (&peer);
    zt_login_clear (&login);
    zt_victim_end ();
}

START_TEST (who_begins_a_handshake_has_to_end_it)
{
    s_begin_and_be_silent ("plain");
    s_begin_and_be_silent ("");
}
END_TEST

//  ---- cookies, replays, forgeries -----------------------------------------

START_TEST (a_node_with_the_wrong_cookie_never_gives_up_nor_in)
{
    zt_victim_begin ("");
    zt_victim_watch ();
    zt_node_t goose;
    zt_start (&goose, "goose@localhost", "cookie=goose");
    int64_t start = zt_now_ms ();
    ck_assert_str_eq (zt_do (&goose, "dials victim@localhost %d", 1200), "0");
    int64_t seconds = (zt_now_ms () - start) / 1000 + 2;
    zt_victim_check ("a wrong cookie");
    int lines = zt_node_number (&zt_victim, "lines rejected: wrong cookie");
    ck_assert_int_ge (lines, 1);
    ck_assert_int_le (lines, 10 * seconds);
    zt_is (&zt_victim, "nodes connected", "friend");
    zt_stop (&goose);
    zt_victim_end ();
}
END_TEST

//  What it began with tells of a node's program, so it is no mere visitor.
static void
s_hang_up_in_the_handshake (const char *options, bool several_parts, const char *line)
{
    zt_peer_t peer;
    zt_login_t login = {0};
    s_greet (&peer, &login, options);
    if (several_parts) {
        zmq_send (peer.socket, "part", 4, ZMQ_SNDMORE);
        zt_peer_send (&peer, "part", 4);
        zt_victim_until (line, 1);
    }
    zt_peer_close (&peer);
    zt_victim_until (line, 1);
    zt_victim_check ("a handshake left in the middle");
    ck_assert_int_eq (zt_node_number (&zt_victim, ZT_REJECTED), 1);
    zt_login_clear (&login);
    zt_victim_end ();
}

START_TEST (who_hangs_up_in_the_handshake_makes_a_line)
{
    s_hang_up_in_the_handshake ("", false, ZT_REJECTED "hung up in the handshake");
    s_hang_up_in_the_handshake ("plain", false, ZT_REJECTED "hung up in the handshake");
    s_hang_up_in_the_handshake ("plain", true, ZT_REJECTED "does not speak our protocol");
}
END_TEST

START_TEST (a_recorded_handshake_is_worth_nothing)
{
    zt_victim_begin ("plain");
    zt_victim_watch ();
    zt_peer_t peer;
    zt_login_t login = {0};
    uint8_t answer [512];
    zt_peer_open (&peer, zt_victim_port, "duck", false);
    ck_assert (zt_peer_greet (&peer, "evil@localhost", "victim@localhost", &login));
    zt_peer_send (&peer, login.proof.data, login.proof.size);
    ck_assert_int_eq (zt_peer_hear (&peer, answer, sizeof answer, ZT_LONG), 1 + ZC_KEY_SIZE);
    zt_peer_close (&peer);
    zt_until_is (&zt_victim, "nodes hidden", "");

    zt_peer_open (&peer, zt_victim_port, "goose", false);
    zt_peer_send (&peer, login.hello.data, login.hello.size);
    ck_assert_int_eq (zt_peer_hear (&peer, answer, sizeof answer, ZT_LONG), ZC_CHALLENGE_SIZE);
    zt_peer_send (&peer, login.proof.data, login.proof.size);
    ck_assert_int_eq (zt_peer_hear (&peer, answer, sizeof answer, ZT_LONG), 2);
    ck_assert_int_eq (answer [1], ZC_REFUSED_COOKIE);
    zt_victim_until ("lines (127.0.0.1) rejected: wrong cookie", 1);
    zt_is (&zt_victim, "nodes connected", "friend");
    zt_victim_check ("a recorded handshake");
    zt_peer_close (&peer);
    zt_login_clear (&login);
    zt_victim_end ();
}
END_TEST

START_TEST (a_session_id_cannot_be_taken_over)
{
    zt_victim_begin ("plain");
    zt_victim_watch ();
    zt_peer_t first, second;
    uint8_t id [255] = {0, 1, 2, 3, 4};
    zt_peer_open_as (&first, zt_victim_port, "duck", false, id, sizeof id);
    ck_assert (zt_peer_login (&first, "evil@localhost", "victim@localhost"));
    zt_until_is (&zt_victim, "nodes connected", "evil friend");
    zt_peer_open_as (&second, zt_victim_port, "duck", false, id, sizeof id);
    zt_peer_frame (&second, ZC_FRAME_BYE, "", 1);
    zt_victim_until ("lines rejected: says nothing", 1);      //  libzmq never shows us its frames
    zt_is (&zt_victim, "nodes connected", "evil friend");
    zt_peer_frame (&first, ZC_FRAME_BYE, "", 1);
    zt_until_is (&zt_victim, "nodes connected", "friend");
    zt_victim_check ("a forged session id");
    zt_peer_close (&second);
    zt_peer_close (&first);
    zt_victim_end ();
}
END_TEST

//  ---- with the right cookie -----------------------------------------------

static void
s_login (zt_peer_t *peer)
{
    zt_peer_open (peer, zt_victim_port, "duck", true);
    ck_assert (zt_peer_login (peer, "evil@localhost", "victim@localhost"));
    zt_until_is (&zt_victim, "nodes connected", "evil friend");
}

#define S_ENDED "lines Connection to node evil@localhost ended: it "

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
    zt_victim_begin ("");
    zt_victim_watch ();
    size_t deep_size = s_deep (deep);
    for (size_t i = 0; i < count; i++) {
        zt_peer_t peer;
        s_login (&peer);
        zt_peer_frame (&peer, frames [i].kind, frames [i].data,
                       i + 1 == count? deep_size: frames [i].size);
        zt_victim_until (S_ENDED "sends", (int) i + 1);
        zt_until_is (&zt_victim, "nodes connected", "friend");
        zt_peer_close (&peer);
    }
    zt_victim_check ("nonsense");
    zt_victim_end ();
}
END_TEST

//  The bytes that it was sent, up to the answer to a ping.
static int64_t
s_hear_until_pong (zt_peer_t *peer)
{
    uint8_t frame [4096], number [8] = {0, 0, 0, 0, 0, 0, 0, 1};
    int64_t sent = 0;
    zt_peer_frame (peer, ZC_FRAME_PING, number, sizeof number);
    do {
        int size = zt_peer_hear (peer, frame, sizeof frame, ZT_LONG);
        ck_assert (size > 0 && size <= (int) sizeof frame);
        sent += frame [0] == ZC_FRAME_SIGNALS || frame [0] == ZC_FRAME_PONG? size: 0;
    } while (frame [0] != ZC_FRAME_PONG);
    return sent;
}

//  Of what was sent, this far from all of it is said to be consumed: more than all, or
//  less than before.
START_TEST (who_consumes_what_was_not_sent_loses_its_session)
{
    static const int64_t counts [] [2] = {{0, 1000000}, {-5, INT64_MAX / 2}, {0, -1}, {-3, -4}};
    enum { COUNT = sizeof counts / sizeof *counts };
    zt_victim_begin ("");
    zt_victim_watch ();
    for (int i = 0; i < COUNT; i++) {
        zt_peer_t peer;
        s_login (&peer);
        int64_t sent = s_hear_until_pong (&peer);
        for (int j = 0; j < 2; j++)
            zt_peer_frame_as (&peer, ZC_FRAME_TICK, (uint64_t) (sent + counts [i][j]),
                              "\0\0\x3a\x98", 4);
        zt_victim_until (S_ENDED "sends frames that make no sense", i + 1);
        zt_until_is (&zt_victim, "nodes connected", "friend");
        zt_peer_close (&peer);
    }
    zt_victim_check ("wrong counts");
    zt_victim_end ();
}
END_TEST

START_TEST (messages_of_several_parts_end_a_session)
{
    zt_victim_begin ("");
    zt_victim_watch ();
    zt_peer_t peer;
    s_login (&peer);
    for (int i = 0; i < 100; i++)
        zmq_send (peer.socket, "part", 4, ZMQ_DONTWAIT | (i < 99? ZMQ_SNDMORE: 0));
    zt_victim_until (S_ENDED "sends messages of several parts", 1);
    zt_until_is (&zt_victim, "nodes connected", "friend");
    zt_victim_check ("a message of 100 parts");
    zt_peer_close (&peer);
    zt_victim_end ();
}
END_TEST

//  A message to a process that has a name.
static void
s_send (zt_peer_t *peer, const char *name, const char *text)
{
    zc_buffer_t records = {0};
    zc_term_t *term = zc_term_parse (text, NULL);
    ck_assert (term);
    zc_signal_t signal = {.type = ZC_SIG_MESSAGE, .from = {NULL, 0, 5, 1}, .name = name,
                          .data = zc_term_data (term), .size = zc_term_size (term)};
    zc_wire_put_head (&records, &signal, 0);
    zc_buffer_put (&records, signal.data, signal.size);
    zt_peer_frame (peer, ZC_FRAME_SIGNALS, records.data, records.size);
    zc_buffer_clear (&records);
    zc_term_destroy (&term);
}

//  Wait until the victim has taken all that a peer has sent.
static void
s_until_taken (zt_peer_t *peer)
{
    s_send (peer, "driver", "taken");
    zt_is (&zt_victim, "next 10000 taken", ":taken");
}

//  Terms nobody expects, where the system's own processes read them.
START_TEST (the_system_s_processes_put_up_with_any_message)
{
    static const char *const names [] = {"net_kernel", "user", "init", "rex", "global", "code"};
    static const char *const texts [] = {
        "1", "{mesh, 1}", "{mesh, [1, \"a\" | x]}", "{mesh, :\"x@y\", 1, -1, [1, \"a\" | x]}",
        "{mesh, :\"\", 1, 1, [a, {:\"@\", 1}, {:\"a@b@c\", -1}, {:\"\", 0}]}",
        "{lost, a, b, c, d, e}", "{lost, :\"x@y\", 1, -5, :\"z@y\", 0}", "{remove, 1, 2, 3}",
        "{remove, :\"nobody@localhost\", :\"x@y\", 1, 1}", "{io_request, 1, 2, 3}", "[[[]]]",
        "%{a: 1.5}", "{:\"$gen_call\", {1, 2}, x}", "{}", "{io_request, 1}",
        "{:\"EXIT\", 1, kill}"};
    zt_victim_begin ("");
    zt_victim_watch ();
    zt_is (&zt_victim, "register driver", "true");
    zt_peer_t peer;
    s_login (&peer);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        for (size_t j = 0; j < sizeof texts / sizeof *texts; j++)
            s_send (&peer, names [i], texts [j]);
    uint8_t junk [] = {ZC_SIG_SPAWN, 0, 1, 1, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 2, 97, 1};
    zt_peer_frame (&peer, ZC_FRAME_SIGNALS, junk, sizeof junk);
    s_until_taken (&peer);
    zt_victim_check ("odd messages");
    zt_is (&zt_victim, "nodes connected", "evil friend");
    zt_is (&zt_friend, "disconnect victim@localhost", "true");
    zt_is (&zt_friend, "connect victim@localhost", "true");
    zt_peer_close (&peer);
    zt_until_is (&zt_victim, "nodes connected", "friend");
    zt_victim_end ();
}
END_TEST

//  He breaks no rule, so his session lasts as long as he is there.
START_TEST (who_asks_and_does_not_listen_fills_nothing)
{
    zt_victim_begin ("info");
    zt_is (&zt_victim, "register driver", "true");
    zt_peer_t peer;
    s_login (&peer);
    int before = zt_height ();
    zt_victim_watch ();
    for (uint64_t i = 1; i <= 300000; i++) {
        uint8_t number [8];
        zc_put_u64 (number, i);
        zt_peer_frame (&peer, ZC_FRAME_PING, number, sizeof number);
    }
    s_until_taken (&peer);
    zt_victim_check ("pings without end");
    ck_assert_int_le (zt_height (), ZT_MIB (before + 40));
    zt_is (&zt_victim, "nodes connected", "evil friend");
    zt_is (&zt_victim, S_ENDED, "0");
    zt_peer_close (&peer);
    zt_victim_until (S_ENDED "hung up", 1);
    zt_is (&zt_victim, "nodes connected", "friend");
    zt_victim_end ();
}
END_TEST

START_TEST (who_sends_more_than_its_credit_loses_its_session)
{
    zt_victim_begin ("");
    zt_victim_watch ();
    zt_peer_t peer;
    static uint8_t piece [60000] = {15, 1, 0x80, 0x80, 0x80, 0x80, 4, 0, 0xe0, 0xd4, 3};
    s_login (&peer);
    int before = zt_height ();
    //  the first fragment of 1 GiB, and then what does not fit it
    zt_peer_frame (&peer, ZC_FRAME_SIGNALS, piece, 11 + 0xea60 - 100);
    zt_victim_until (S_ENDED "sends", 1);
    ck_assert_int_le (zt_height (), ZT_MIB (before + 20));
    zt_peer_close (&peer);
    zt_victim_check ("a gigabyte announced");
    zt_victim_end ();
}
END_TEST

ZT_CLUSTER_MAIN ("strangers_stages",
    who_stops_in_the_transport_s_handshake_makes_a_line,
    who_begins_a_handshake_has_to_end_it,
    who_hangs_up_in_the_handshake_makes_a_line,
    a_node_with_the_wrong_cookie_never_gives_up_nor_in,
    a_recorded_handshake_is_worth_nothing,
    a_session_id_cannot_be_taken_over,
    a_peer_that_sends_nonsense_loses_its_session,
    who_consumes_what_was_not_sent_loses_its_session,
    messages_of_several_parts_end_a_session,
    the_system_s_processes_put_up_with_any_message,
    who_asks_and_does_not_listen_fills_nothing,
    who_sends_more_than_its_credit_loses_its_session)
