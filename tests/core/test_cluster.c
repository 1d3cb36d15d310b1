//  test_cluster.c - nodes find each other, and refuse whom they should

#include "zt_cluster.h"

#include "dist/zc_handshake.h"
#include "dist/zc_portmap.h"

#include <zmq.h>

//  ---- commands of the nodes -----------------------------------------------

//  ping_many COUNT PREFIX: how many answered.
static void
s_do_ping_many (char *args, char *answer)
{
    int count = atoi (zt_word (&args)), pongs = 0;
    for (int i = 0; i < count; i++) {
        char name [100];
        snprintf (name, sizeof name, "%s%d@localhost", args, i);
        pongs += zc_node_ping (name);
    }
    sprintf (answer, "%d", pongs);
}

static void
s_pinger (void *arg)
{
    zc_node_ping (arg);
}

//  ping_all NAME …: all at once, a process each; waits for them.
static void
s_do_ping_all (char *args, char *answer)
{
    int count = 0;
    while (*args) {
        zc_ref_t ref;
        zc_spawn_monitor (s_pinger, zt_word (&args), &ref);
        count++;
    }
    for (int i = 0; i < count; i++)
        zc_receive (-1, "{:DOWN, _, process, _, normal}");
    strcpy (answer, "ok");
}

static zc_pid_t s_remembered;

//  Ask the process NAME on NODE who it is, and remember its pid.
static void
s_do_remember (char *args, char *answer)
{
    char *name = zt_word (&args);
    zc_send_name (name, args, "{who, ~p}", zc_self ());
    zt_answer_bool (answer, zc_receive (ZT_LONG, "{me, ~p}", &s_remembered));
}

static void
s_do_tell_who (char *args, char *answer)
{
    (void) args;
    zc_pid_t pid;
    if (zc_receive (ZT_LONG, "{who, ~p}", &pid))
        zc_send (pid, "{me, ~p}", zc_self ());
    strcpy (answer, "ok");
}

//  What becomes of a monitor of the remembered process.
static void
s_do_monitor_remembered (char *args, char *answer)
{
    (void) args;
    zc_ref_t ref = zc_monitor (s_remembered);
    zc_term_t *reason = zt_down (ref);
    if (reason)
        zt_answer_term (answer, reason);
    zc_term_destroy (&reason);
}

static void
s_do_send_remembered (char *args, char *answer)
{
    zc_send (s_remembered, args);
    strcpy (answer, "ok");
}

//  Calls whose node name is none.
static void
s_misname (void *arg)
{
    char endless [300] = "";
    memset (endless, 'x', sizeof endless - 1);
    switch (*(int *) arg) {
        case 0: zc_node_connect (NULL); break;
        case 1: zc_node_disconnect (NULL); break;
        case 2: zc_node_ping (NULL); break;
        case 3: zc_node_set_cookie_for (NULL, "cookie"); break;
        case 4: zc_net_kernel_allow (NULL); break;
        case 5: zc_node_monitor (NULL, true); break;
        case 6: zc_node_monitor (endless, true); break;
        default: zc_node_fault (NULL, ZC_FAULT_DROP, 0);
    }
}

//  How many of them end their caller with badarg.
static void
s_do_misname (char *args, char *answer)
{
    (void) args;
    int ended = 0;
    for (int i = 0; i < 8; i++) {
        zc_ref_t ref;
        zc_spawn_monitor (s_misname, &i, &ref);
        ended += zc_receive (ZT_LONG, "{:DOWN, ~r, process, _, {badarg, _}}", ref);
    }
    sprintf (answer, "%d", ended);
}

static const zt_command_t zt_own [ZT_OWN] = {
    {"ping_many", s_do_ping_many}, {"ping_all", s_do_ping_all}, {"remember", s_do_remember},
    {"tell_who", s_do_tell_who}, {"monitor_remembered", s_do_monitor_remembered},
    {"send_remembered", s_do_send_remembered}, {"misname", s_do_misname}};

//  ---- the port map, from outside ------------------------------------------

static int
s_port_of (const char *name)
{
    char *error;
    zc_portmap_t *map = zc_portmap_new (NULL, NULL, &error);
    ck_assert_ptr_nonnull (map);
    zc_portmap_entry_t entry;
    ck_assert (zc_portmap_local (map, name, &entry));
    zc_portmap_destroy (&map);
    return entry.port;
}

//  Enter a name in the port map of a directory.
static zc_portmap_t *
s_enter (const char *dir, const char *name, int port)
{
    char *error = NULL;
    uint32_t creation;
    zc_portmap_t *map = zc_portmap_new (dir, NULL, &error);
    ck_assert_msg (map != NULL, "%s", error);
    ck_assert_int_eq (zc_portmap_register (map, name, "127.0.0.1", port, &creation, &error), 0);
    return map;
}

//  ---- meeting -------------------------------------------------------------

START_TEST (two_nodes_connect_and_see_each_other)
{
    zt_node_t a, b;
    zt_start (&a, "a@localhost", "");
    zt_start (&b, "b@localhost", "");
    zt_is (&a, "monitor_nodes on", ":ok");
    zt_is (&a, "connect b@localhost", "true");
    zt_is (&a, "next 1000", "{:nodeup, :b@localhost}");
    zt_is (&a, "nodes", "b");
    zt_until_is (&b, "nodes", "a");
    zt_is (&b, "register bob", "true");
    zt_is (&a, "send bob b@localhost {hello, 1, [2, 3]}", "true");
    zt_is (&b, "next 1000", "{:hello, 1, [2, 3]}");
    zt_stop (&b);
    zt_is (&a, "next 5000", "{:nodedown, :b@localhost}");
    zt_is (&a, "nodes", "");
    zt_stop (&a);
}
END_TEST

START_TEST (a_node_is_connected_to_itself_from_the_start)
{
    zt_node_t a;
    zt_start (&a, "a@localhost", "");
    zt_is (&a, "connect a@localhost", "true");
    zt_is (&a, "ping a@localhost", "pong");
    zt_is (&a, "nodes", "");
    zt_is (&a, "nodes this", "a");
    zt_is (&a, "monitor a@localhost on", "true");
    zt_is (&a, "left", "0");
    zt_stop (&a);
}
END_TEST

START_TEST (a_node_without_a_name_answers_for_itself)
{
    zt_node_t a;
    zt_start (&a, "-", "");
    zt_is (&a, "connect b@localhost", "ignored");
    zt_is (&a, "disconnect b@localhost", "ignored");
    zt_is (&a, "ping b@localhost", "pang");
    zt_is (&a, "nodes", "");
    zt_is (&a, "nodes this", "nonode");
    zt_is (&a, "monitor b@localhost on", "false");
    zt_is (&a, "cookie", ":nocookie");
    zt_is (&a, "set_cookie duck", "false");
    zt_is (&a, "send bob b@localhost hello", "true");
    zt_is (&a, "monitor_nodes on", ":ok");
    zt_is (&a, "left", "0");
    zt_stop (&a);
}
END_TEST

START_TEST (pings_leave_nothing_in_the_mailbox)
{
    zt_node_t a, b;
    zt_start (&a, "a@localhost", "");
    zt_start (&b, "b@localhost", "");
    for (int i = 0; i < 10; i++)
        zt_is (&a, "ping b@localhost", "pong");
    zt_is (&b, "ping a@localhost", "pong");
    zt_kill (&b);
    zt_is (&a, "ping b@localhost", "pang");
    zt_is (&a, "ping b@localhost", "pang");
    zt_is (&a, "left", "0");
    zt_stop (&a);
}
END_TEST

START_TEST (many_unknown_names_do_no_harm)
{
    zt_node_t a, b;
    zt_start (&a, "a@localhost", "");
    zt_is (&a, "ping_many 256 nobody", "0");
    zt_start (&b, "b@localhost", "");
    zt_is (&a, "ping b@localhost", "pong");
    zt_stop (&a);
    zt_stop (&b);
}
END_TEST

START_TEST (only_legal_names_are_used)
{
    static const char *const good [] = {"a1@localhost", "a-1@localhost", "a_1@localhost"};
    zt_node_t node;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        zt_start (&node, good [i], "");
        zt_stop (&node);
    }
    static const char *const bad [] = {"\xc3\xa9@localhost", "a@h\xc3\xa9", "a b@localhost",
                                       "@localhost", "a@", "x@a.b"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        char *answer = zt_start_any (&node, bad [i], "");
        ck_assert_msg (strncmp (answer, "error: ", 7) == 0, "%s: %s", bad [i], answer);
        ck_assert_int_eq (zt_end (&node), 2);
    }
    zt_start (&node, "a@localhost", "");
    zt_is (&node, "ping no_host", "pang");
    zt_is (&node, "ping \xc3\xa9@localhost", "pang");
    zt_is (&node, "ping @", "pang");
    zt_is (&node, "connect a b@localhost", "false");
    zt_stop (&node);
}
END_TEST

START_TEST (a_call_with_a_name_that_is_none_ends_its_caller_only)
{
    zt_node_t a;
    zt_start (&a, "a@localhost", "");
    zt_is (&a, "misname", "8");
    zt_is (&a, "ping a@localhost", "pong");
    zt_stop (&a);
}
END_TEST

START_TEST (a_name_is_used_once_on_a_host)
{
    zt_node_t a, other;
    zt_start (&a, "a@localhost", "");
    char *answer = zt_start_any (&other, "a@localhost", "");
    ck_assert_msg (strstr (answer, "in use by another") != NULL, "%s", answer);
    ck_assert_int_eq (zt_end (&other), 2);
    zt_kill (&a);
    zt_start (&other, "a@localhost", "");
    zt_stop (&other);
}
END_TEST

START_TEST (short_and_long_names_never_meet)
{
    zt_node_t a, b;
    zt_start (&a, "a@localhost", "");
    zt_start (&b, "b@127.0.0.1", "long");
    zt_is (&a, "connect b@127.0.0.1", "false");
    zt_is (&a, "logged Cannot connect to node b@127.0.0.1", "true");
    zt_is (&b, "connect a@localhost", "false");
    zt_is (&b, "logged Cannot connect to node a@localhost", "true");
    zt_is (&a, "nodes", "");
    zt_is (&b, "logged rejected", "false");
    zt_stop (&a);
    zt_stop (&b);
}
END_TEST

START_TEST (long_names_meet)
{
    zt_node_t a, b;
    zt_start (&a, "a@127.0.0.1", "long");
    zt_start (&b, "b@127.0.0.1", "long");
    zt_is (&a, "ping b@127.0.0.1", "pong");
    zt_stop (&a);
    zt_stop (&b);
}
END_TEST

//  ---- limits of a dial ----------------------------------------------------

START_TEST (a_dial_that_nobody_answers_ends_in_time)
{
    void *context = zmq_ctx_new ();
    void *silent = zmq_socket (context, ZMQ_STREAM);    //  accepts, and says nothing
    char endpoint [64];
    size_t size = sizeof endpoint;
    ck_assert_int_eq (zmq_bind (silent, "tcp://127.0.0.1:*"), 0);
    ck_assert_int_eq (zmq_getsockopt (silent, ZMQ_LAST_ENDPOINT, endpoint, &size), 0);
    zc_portmap_t *map = s_enter (zt_dir, "silent", atoi (strrchr (endpoint, ':') + 1));
    zt_node_t a;
    zt_start (&a, "a@localhost", "setup=300");
    int64_t start = zt_now_ms ();
    zt_is (&a, "ping silent@localhost", "pang");
    int64_t took = zt_now_ms () - start;
    ck_assert_int_ge (took, 250);
    ck_assert_int_lt (took, zt_ms (2000));
    zt_stop (&a);
    zc_portmap_destroy (&map);
    int linger = 0;
    zmq_setsockopt (silent, ZMQ_LINGER, &linger, sizeof linger);
    zmq_close (silent);
    zmq_ctx_term (context);
}
END_TEST

//  ---- cookies -------------------------------------------------------------

START_TEST (a_wrong_cookie_is_refused_and_reported)
{
    zt_node_t a, b;
    zt_start (&a, "a@localhost", "");
    zt_start (&b, "b@localhost", "cookie=goose");
    zt_is (&a, "connect b@localhost", "false");
    zt_is (&b, "logged Connection attempt from 127.0.0.1 rejected: wrong cookie", "true");
    zt_is (&a, "ping b@localhost", "pang");
    zt_is (&a, "nodes", "");
    zt_is (&b, "nodes", "");
    zt_is (&a, "set_cookie goose", "true");
    zt_is (&a, "cookie", ":goose");
    zt_is (&a, "connect b@localhost", "true");
    zt_is (&a, "set_cookie duck", "true");      //  does not cut what is there
    zt_is (&a, "ping b@localhost", "pong");
    zt_stop (&a);
    zt_stop (&b);
}
END_TEST

START_TEST (in_plain_mode_the_log_names_who_had_the_wrong_cookie)
{
    zt_node_t a, b, c;
    zt_start (&a, "a@localhost", "plain");
    zt_start (&b, "b@localhost", "plain cookie=goose");
    zt_start (&c, "c@localhost", "plain");
    zt_is (&a, "connect b@localhost", "false");
    zt_is (&b, "logged Connection attempt from node a@localhost (127.0.0.1) rejected: wrong cookie",
           "true");
    zt_is (&a, "connect c@localhost", "true");
    zt_stop (&a);
    zt_stop (&b);
    zt_stop (&c);
}
END_TEST

START_TEST (plain_and_curve_do_not_mix)
{
    zt_node_t a, b;
    zt_start (&a, "a@localhost", "plain setup=1000");
    zt_start (&b, "b@localhost", "setup=1000");
    zt_is (&a, "connect b@localhost", "false");
    zt_is (&b, "connect a@localhost", "false");
    zt_stop (&a);
    zt_stop (&b);
}
END_TEST

START_TEST (a_cookie_for_one_pair_works_and_leaves_the_defaults)
{
    zt_node_t a, b;
    zt_start (&a, "a@localhost", "cookie=one");
    zt_start (&b, "b@localhost", "cookie=two");
    zt_is (&a, "connect b@localhost", "false");
    zt_is (&a, "set_cookie_for b@localhost three", "true");
    zt_is (&b, "connect a@localhost", "false");
    zt_is (&b, "set_cookie_for a@localhost three", "true");
    zt_is (&b, "connect a@localhost", "true");
    zt_is (&a, "cookie", ":one");
    zt_is (&b, "cookie", ":two");
    zt_stop (&a);
    zt_stop (&b);
}
END_TEST

START_TEST (one_side_may_use_the_other_s_default_cookie)
{
    zt_node_t a, b;
    zt_start (&a, "a@localhost", "cookie=one");
    zt_start (&b, "b@localhost", "cookie=two");
    zt_is (&a, "set_cookie_for b@localhost two", "true");
    zt_is (&b, "connect a@localhost", "true");
    zt_is (&b, "disconnect a@localhost", "true");
    zt_until_is (&a, "nodes", "");
    zt_is (&a, "connect b@localhost", "true");
    zt_is (&a, "disconnect b@localhost", "true");
    zt_is (&b, "set_cookie_for a@localhost one", "true");       //  now each uses the other's
    zt_is (&a, "connect b@localhost", "false");
    zt_is (&b, "connect a@localhost", "false");
    zt_stop (&a);
    zt_stop (&b);
}
END_TEST

START_TEST (only_allowed_nodes_connect)
{
    zt_node_t a, b, c;
    zt_start (&a, "a@localhost", "no_mesh");
    zt_start (&b, "b@localhost", "no_mesh");
    zt_start (&c, "c@localhost", "no_mesh");
    zt_is (&a, "allow b@localhost", "ok");
    zt_is (&a, "connect c@localhost", "false");
    zt_is (&c, "connect a@localhost", "false");
    zt_is (&a, "logged from node c@localhost (127.0.0.1) rejected: not allowed", "true");
    zt_is (&b, "connect a@localhost", "true");
    zt_stop (&a);
    zt_stop (&b);
    zt_stop (&c);
}
END_TEST

//  ---- strangers -----------------------------------------------------------

//  A well-formed H from x@localhost to a@localhost.
static const uint8_t s_hello [] = "\x01\x01\x02\0\0\0\x07" "nnnnnnnnnnnnnnnnnnnnnnnn"
                                  "\x0b" "x@localhost" "\x0b" "a@localhost";

static void
s_throw (void *context, int port, const void *data, size_t size)
{
    char endpoint [64];
    void *socket = zmq_socket (context, ZMQ_DEALER);
    int linger = zt_ms (500), patience = zt_ms (500);
    zmq_setsockopt (socket, ZMQ_LINGER, &linger, sizeof linger);
    zmq_setsockopt (socket, ZMQ_RCVTIMEO, &patience, sizeof patience);
    snprintf (endpoint, sizeof endpoint, "tcp://127.0.0.1:%d", port);
    ck_assert_int_eq (zmq_connect (socket, endpoint), 0);
    ck_assert_int_eq (zmq_send (socket, data, size, 0), (int) size);
    char answer [256];
    zmq_recv (socket, answer, sizeof answer, 0);        //  refused, or cut, or silence
    zmq_close (socket);
}

START_TEST (what_strangers_send_does_no_harm)
{
    zt_node_t a, b;
    zt_start (&a, "a@localhost", "plain setup=1000");
    void *context = zmq_ctx_new ();
    int port = s_port_of ("a");
    uint8_t bytes [70000];
    memset (bytes, 1, sizeof bytes);
    s_throw (context, port, "", 0);
    s_throw (context, port, "\xff", 1);
    s_throw (context, port, s_hello, 20);
    s_throw (context, port, s_hello, sizeof s_hello - 1);   //  well formed, and then nothing
    s_throw (context, port, "\x10\0\0\0\0\0\0\0\0", 9); //  a session's frame
    s_throw (context, port, bytes, 60000);
    s_throw (context, port, bytes, sizeof bytes);
    zmq_ctx_term (context);
    zt_is (&a, "nodes connected", "");
    zt_start (&b, "b@localhost", "plain");
    zt_is (&b, "connect a@localhost", "true");
    zt_stop (&a);
    zt_stop (&b);
}
END_TEST

START_TEST (a_crowd_of_silent_strangers_keeps_nobody_out)
{
    enum { CROWD = 300 };
    static void *crowd [CROWD];
    zt_node_t a, b;
    zt_start (&a, "a@localhost", "plain setup=60000");
    void *context = zmq_ctx_new ();
    char endpoint [64], answer [64];
    int patience = ZT_LONG, linger = 0;
    snprintf (endpoint, sizeof endpoint, "tcp://127.0.0.1:%d", s_port_of ("a"));
    for (int i = 0; i < CROWD; i++) {
        crowd [i] = zmq_socket (context, ZMQ_DEALER);
        zmq_setsockopt (crowd [i], ZMQ_LINGER, &linger, sizeof linger);
        zmq_setsockopt (crowd [i], ZMQ_RCVTIMEO, &patience, sizeof patience);
        ck_assert_int_eq (zmq_connect (crowd [i], endpoint), 0);
        ck_assert_int_gt (zmq_send (crowd [i], s_hello, sizeof s_hello - 1, 0), 0);
        ck_assert_int_eq (zmq_recv (crowd [i], answer, sizeof answer, 0), ZC_CHALLENGE_SIZE);
    }
    zt_start (&b, "b@localhost", "plain");
    zt_is (&b, "connect a@localhost", "true");
    zt_is (&b, "ping a@localhost", "pong");
    for (int i = 0; i < CROWD; i++)
        zmq_close (crowd [i]);
    zmq_ctx_term (context);
    zt_stop (&a);
    zt_stop (&b);
}
END_TEST

//  A node of our own making, that knows the cookie: through the handshake, then
//  one frame of a session.
static void
s_impostor (void *context, const char *name, const void *frame, size_t size)
{
    char endpoint [64];
    uint8_t bytes [1000], nonce [ZC_NONCE_SIZE] = {1};
    zc_handshake_host_t host = {.name = name, .creation = 5};
    zc_handshake_t handshake;
    zc_handshake_step_t step = ZC_HANDSHAKE_MORE;
    zc_secret_t secret;
    zc_buffer_t out = {0};
    void *socket = zmq_socket (context, ZMQ_DEALER);
    int patience = ZT_LONG, linger = zt_ms (1000);
    zmq_setsockopt (socket, ZMQ_RCVTIMEO, &patience, sizeof patience);
    zmq_setsockopt (socket, ZMQ_LINGER, &linger, sizeof linger);
    snprintf (endpoint, sizeof endpoint, "tcp://127.0.0.1:%d", s_port_of ("a"));
    ck_assert_int_eq (zmq_connect (socket, endpoint), 0);
    ck_assert (zc_secret_make (&secret, "duck"));
    zc_handshake_dial (&handshake, &host, "a@localhost", &secret, false, nonce, &out);
    while (step == ZC_HANDSHAKE_MORE) {
        ck_assert_int_gt (zmq_send (socket, out.data, out.size, 0), 0);
        zc_buffer_clear (&out);
        int got = zmq_recv (socket, bytes, sizeof bytes, 0);
        ck_assert_int_gt (got, 0);
        step = zc_handshake_take (&handshake, bytes, (size_t) got, &out);
    }
    ck_assert_int_eq (step, ZC_HANDSHAKE_UP);
    ck_assert_int_gt (zmq_send (socket, frame, size, 0), 0);
    zmq_close (socket);
}

START_TEST (a_peer_that_breaks_the_rules_is_cut)
{
    static const struct { const char *frame; size_t size; const char *logged; } rounds [] = {
        {"\x11\0\0\0\0\0\1\0\0\0\0\x3a\x98", 13,        //  consumed too much
         "it sends frames that make no sense"},
        {"\x10\0\0", 3, "it sends frames that make no sense"},
        {"\x11\0\0\0\0\0\0\0\0\0\0\0\x64\0", 14,    //  more than a TICK
         "it sends frames that make no sense"},
        {"\x14\0\0\0\0\0\0\0\0", 9, "it sends frames that make no sense"},      //  BYE, and not why
        {"\x20\0\0\0\0\0\0\0\0", 9, "it sends frames of no known kind"},
        {"\x10\0\0\0\0\0\0\0\0\x01\x01", 11, "it sends what is not a signal"}};
    zt_node_t a, b;
    void *context = zmq_ctx_new ();
    zt_start (&a, "a@localhost", "plain no_mesh");
    zt_is (&a, "monitor_nodes on", ":ok");
    for (size_t i = 0; i < sizeof rounds / sizeof *rounds; i++) {
        char name [40], message [80];
        snprintf (name, sizeof name, "x%zu@localhost", i);
        s_impostor (context, name, rounds [i].frame, rounds [i].size);
        snprintf (message, sizeof message, "{:nodeup, :%s}", name);
        zt_is (&a, "next 5000", message);
        snprintf (message, sizeof message, "{:nodedown, :%s}", name);
        zt_is (&a, "next 5000", message);
        ck_assert_str_eq (zt_do (&a, "logged Connection to node %s ended: %s", name,
                                 rounds [i].logged), "true");
    }
    zmq_ctx_term (context);
    zt_start (&b, "b@localhost", "plain");
    zt_is (&b, "connect a@localhost", "true");
    zt_stop (&a);
    zt_stop (&b);
}
END_TEST

//  ---- hidden, never, once -------------------------------------------------

START_TEST (hidden_nodes_are_on_lists_of_their_own)
{
    zt_node_t a, b, h, i;
    zt_start (&a, "a@localhost", "");
    zt_start (&b, "b@localhost", "");
    zt_start (&h, "h@localhost", "hidden");
    zt_start (&i, "i@localhost", "hidden");
    zt_is (&a, "ping b@localhost", "pong");
    zt_is (&h, "ping a@localhost", "pong");
    zt_is (&h, "ping i@localhost", "pong");
    zt_is (&a, "nodes", "b");
    zt_is (&a, "nodes hidden", "h");
    zt_is (&a, "nodes connected", "b h");
    zt_is (&h, "nodes", "");
    zt_is (&h, "nodes hidden", "a i");
    zt_is (&h, "nodes known", "a h i");
    zt_is (&i, "nodes connected", "h");
    zt_is (&b, "nodes connected", "a");         //  not dragged in
    zt_stop (&h);
    zt_until_is (&a, "nodes hidden", "");
    zt_is (&a, "nodes", "b");
    zt_stop (&a);
    zt_stop (&b);
    zt_stop (&i);
}
END_TEST

START_TEST (never_dial_means_only_when_asked)
{
    zt_node_t a, b;
    zt_start (&a, "a@localhost", "never");
    zt_start (&b, "b@localhost", "");
    zt_is (&b, "register bob", "true");
    zt_is (&a, "ping b@localhost", "pang");
    zt_is (&a, "send bob b@localhost hello", "true");
    zt_is (&b, "nodes", "");
    zt_is (&a, "connect b@localhost", "true");
    zt_is (&a, "ping b@localhost", "pong");
    zt_is (&b, "left", "0");
    zt_stop (&a);
    zt_stop (&b);
}
END_TEST

START_TEST (once_means_once_for_each_node)
{
    zt_node_t a, b;
    zt_start (&a, "a@localhost", "once");
    zt_start (&b, "b@localhost", "");
    zt_is (&a, "ping b@localhost", "pong");
    zt_is (&a, "disconnect b@localhost", "true");
    zt_is (&a, "ping b@localhost", "pang");
    zt_is (&a, "connect b@localhost", "true");
    zt_is (&a, "disconnect b@localhost", "true");
    zt_until_is (&b, "nodes", "");
    zt_is (&b, "ping a@localhost", "pong");     //  the peer may
    zt_stop (&a);
    zt_stop (&b);
}
END_TEST

//  ---- incarnations --------------------------------------------------------

START_TEST (a_restarted_node_is_another_one)
{
    zt_node_t a, b;
    zt_start (&a, "a@localhost", "");
    zt_start (&b, "b@localhost", "");
    zt_is (&b, "register bob", "true");
    zt_tell (&b, "tell_who");
    zt_is (&a, "remember bob b@localhost", "true");
    ck_assert_str_eq (zt_hear (&b), "ok");
    zt_is (&a, "monitor_nodes on", ":ok");
    zt_kill (&b);
    zt_is (&a, "next 5000", "{:nodedown, :b@localhost}");
    zt_start (&b, "b@localhost", "");
    zt_is (&a, "send_remembered hello", "ok");
    zt_is (&a, "monitor_remembered", ":noproc");
    zt_is (&a, "next 5000", "{:nodeup, :b@localhost}");
    zt_is (&b, "left", "0");
    zt_stop (&a);
    zt_stop (&b);
}
END_TEST

START_TEST (a_node_of_the_same_name_past_the_port_map_replaces_the_older)
{
    zt_node_t a, b, other;
    char dir [80], option [100];
    snprintf (dir, sizeof dir, "%s_2", zt_dir);
    snprintf (option, sizeof option, "dir=%s", dir);
    zt_start (&a, "a@localhost", "");
    zt_start (&b, "b@localhost", "");
    zc_portmap_t *map = s_enter (dir, "a", s_port_of ("a"));
    zt_start (&other, "b@localhost", option);
    zt_is (&a, "monitor_nodes on", ":ok");
    zt_is (&a, "connect b@localhost", "true");
    zt_is (&a, "next 1000", "{:nodeup, :b@localhost}");
    zt_is (&b, "monitor_nodes on", ":ok");
    zt_is (&other, "connect a@localhost", "true");
    zt_is (&a, "next 5000", "{:nodedown, :b@localhost}");
    zt_is (&a, "next 5000", "{:nodeup, :b@localhost}");
    zt_is (&b, "next 5000", "{:nodedown, :a@localhost}");
    zt_is (&other, "ping a@localhost", "pong");
    zt_stop (&other);
    zt_is (&a, "next 5000", "{:nodedown, :b@localhost}");
    zt_stop (&a);
    zt_stop (&b);
    zc_portmap_destroy (&map);
    zt_remove_dir (dir);
}
END_TEST

//  ---- at the same time ----------------------------------------------------

START_TEST (two_that_dial_each_other_at_once_get_one_session)
{
    zt_node_t a, b;
    zt_start (&a, "a@localhost", "");
    zt_start (&b, "b@localhost", "");
    zt_is (&a, "monitor_nodes on", ":ok");
    zt_is (&b, "monitor_nodes on", ":ok");
    for (int i = 0; i < 100; i++) {
        zt_tell (&a, "connect b@localhost");
        zt_tell (&b, "connect a@localhost");
        ck_assert_str_eq (zt_hear (&a), "true");
        ck_assert_str_eq (zt_hear (&b), "true");
        zt_is (&a, "next 5000", "{:nodeup, :b@localhost}");
        zt_is (&b, "next 5000", "{:nodeup, :a@localhost}");
        zt_is (&a, "ping b@localhost", "pong");
        zt_is (&b, "ping a@localhost", "pong");
        zt_is (i & 1? &a: &b, i & 1? "disconnect b@localhost": "disconnect a@localhost", "true");
        zt_is (&a, "next 5000", "{:nodedown, :b@localhost}");
        zt_is (&b, "next 5000", "{:nodedown, :a@localhost}");
    }
    zt_is (&a, "left", "0");
    zt_is (&b, "left", "0");
    zt_is (&a, "logged rejected", "false");     //  a dial that was dropped is no stranger's
    zt_is (&b, "logged rejected", "false");
    zt_stop (&a);
    zt_stop (&b);
}
END_TEST

//  The names in an order of its own for each node.
static void
s_tell_to_ping_all (zt_node_t *nodes, int count, int self)
{
    char all [32 * 16] = "";
    for (int i = 0; i < count; i++)
        sprintf (all + strlen (all), "%sn%02d@localhost", i? " ": "", (i * 7 + self) % count);
    zt_tell (&nodes [self], "ping_all %s", all);
}

START_TEST (many_nodes_that_ping_all_at_once_form_a_full_mesh)
{
    enum { MANY = 32 };
    int count = ZT_TSAN? 10: MANY;
    zt_node_t nodes [MANY];
    char name [40], expected [MANY * 4];
    for (int i = 0; i < count; i++) {
        snprintf (name, sizeof name, "n%02d@localhost", i);
        zt_start (&nodes [i], name, "");
    }
    for (int i = 0; i < count; i++)
        s_tell_to_ping_all (nodes, count, i);
    for (int i = 0; i < count; i++)
        ck_assert_str_eq (zt_hear (&nodes [i]), "ok");
    for (int i = 0; i < count; i++) {
        *expected = 0;
        for (int j = 0; j < count; j++)
            if (j != i)
                sprintf (expected + strlen (expected), "%sn%02d", *expected? " ": "", j);
        zt_until_is (&nodes [i], "nodes", expected);
    }
    for (int i = 0; i < count; i++)
        zt_is (&nodes [i], "logged rejected", "false");
    for (int i = 0; i < count; i++)
        zt_stop (&nodes [i]);
}
END_TEST

ZT_CLUSTER_MAIN ("cluster",
    two_nodes_connect_and_see_each_other,
    a_node_is_connected_to_itself_from_the_start,
    a_node_without_a_name_answers_for_itself,
    pings_leave_nothing_in_the_mailbox,
    many_unknown_names_do_no_harm,
    only_legal_names_are_used,
    a_call_with_a_name_that_is_none_ends_its_caller_only,
    a_name_is_used_once_on_a_host,
    short_and_long_names_never_meet,
    long_names_meet,
    a_dial_that_nobody_answers_ends_in_time,
    a_wrong_cookie_is_refused_and_reported,
    in_plain_mode_the_log_names_who_had_the_wrong_cookie,
    plain_and_curve_do_not_mix,
    a_cookie_for_one_pair_works_and_leaves_the_defaults,
    one_side_may_use_the_other_s_default_cookie,
    only_allowed_nodes_connect,
    what_strangers_send_does_no_harm,
    a_crowd_of_silent_strangers_keeps_nobody_out,
    a_peer_that_breaks_the_rules_is_cut,
    hidden_nodes_are_on_lists_of_their_own,
    never_dial_means_only_when_asked,
    once_means_once_for_each_node,
    a_restarted_node_is_another_one,
    a_node_of_the_same_name_past_the_port_map_replaces_the_older,
    two_that_dial_each_other_at_once_get_one_session,
    many_nodes_that_ping_all_at_once_form_a_full_mesh)
