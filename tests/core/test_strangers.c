//  test_strangers.c - what strangers can do to a node: nothing much
//
//  In each test a node, the victim, has a friend that goes on pinging it while
//  strangers come; then it still has its memory, its descriptors and its friend,
//  and one line in its log for each of them that did more than look in. Here: who does not get as far as a
//  node's first frame, and who comes to the port map. Further stages:
//  test_strangers_stages.c.

#include "zt_victim.h"

//  ---- bytes ---------------------------------------------------------------

#define S_GREETING(mechanism) 0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f, 3, 0, mechanism
#define S_NULL S_GREETING ('N'), 'U', 'L', 'L'
#define S_CURVE S_GREETING ('C'), 'U', 'R', 'V', 'E'

static const uint8_t s_null [64] = {S_NULL}, s_curve [64] = {S_CURVE};
static const uint8_t s_huge [] = {
    S_CURVE, [64] = 6, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
static const uint8_t s_hello [266] = {S_CURVE, [64] = 4, 200, 5, 'H', 'E', 'L', 'L', 'O', 1};
static const uint8_t s_old [] = {1, 0, 5, 0, 'h', 'e', 'l', 'l', 'o'};
static const uint8_t s_second [] = {0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f, 1, 5, 0, 0};
static const char s_http [] = "GET / HTTP/1.1\r\nHost: victim\r\nAccept: */*\r\n\r\n";

#define S_SILENT ZT_REJECTED "says nothing"
#define S_OTHER ZT_REJECTED "does not speak our protocol"
#define S_SECURITY ZT_REJECTED "other kind of security"

START_TEST (whoever_speaks_something_else_is_gone_with_one_line)
{
    static const struct { const void *data; size_t size; const char *line; } strangers [] = {
        {s_http, sizeof s_http, S_OTHER}, {s_null, 64, S_SECURITY}, {s_null, 20, S_SILENT},
        {s_curve, 64, S_SILENT}, {s_huge, sizeof s_huge, S_OTHER},
        {s_hello, sizeof s_hello, S_OTHER}, {s_old, sizeof s_old, S_OTHER},
        {s_second, sizeof s_second, S_OTHER}, {"", 0, S_SILENT}};
    zt_victim_begin ("");
    zt_victim_watch ();
    for (size_t i = 0; i < sizeof strangers / sizeof *strangers; i++) {
        int fd = zt_raw (zt_victim_port);
        zt_raw_send (fd, strangers [i].data, strangers [i].size);
        ck_assert_msg (zt_raw_ends (fd, ZT_LONG), "stranger %zu is still there", i);
        close (fd);
        zt_victim_until (ZT_REJECTED, (int) i + 1);
        int same = 0;
        for (size_t j = 0; j <= i; j++)
            same += strcmp (strangers [j].line, strangers [i].line) == 0;
        ck_assert_msg (zt_node_number (&zt_victim, strangers [i].line) == same,
                       "the line of stranger %zu gives another reason", i);
    }
    zt_victim_check ("wrong greetings");
    zt_victim_end ();
}
END_TEST

static void
s_flood (const char *options)
{
    enum { STRANGERS = 1000 };
    uint8_t noise [20000];
    zt_victim_begin (options);
    zt_victim_watch ();
    int64_t start = zt_now_ms ();
    for (int i = 0; i < STRANGERS; i++) {
        zc_secret_random (noise, sizeof noise);
        int fd = zt_raw (zt_victim_port);
        zt_raw_send (fd, noise, 1 + (size_t) i * 19);
        close (fd);
    }
    int last = zt_raw (zt_victim_port);         //  comes after all of them, and looks in
    shutdown (last, SHUT_WR);
    ck_assert (zt_raw_ends (last, ZT_LONG));
    close (last);
    zt_victim_until_alone ();
    zt_victim_check ("noise");
    int64_t seconds = (zt_now_ms () - start) / 1000 + 2;
    ck_assert_int_ge (zt_node_number (&zt_victim, S_OTHER), 1);
    ck_assert_int_le (zt_node_number (&zt_victim, "lines rejected"), 10 * seconds);
    zt_victim_end ();
}

START_TEST (a_flood_of_noise_makes_few_lines)
{
    s_flood ("");
}
END_TEST

START_TEST (in_clear_text_a_flood_of_noise_makes_few_lines_too)
{
    s_flood ("plain");
}
END_TEST

START_TEST (lines_that_were_left_out_are_told_though_nobody_comes_any_more)
{
    enum { STRANGERS = 100 };
    zt_victim_begin ("");
    zt_victim_watch ();
    for (int i = 0; i < STRANGERS; i++) {
        int fd = zt_raw (zt_victim_port);
        zt_raw_send (fd, s_http, sizeof s_http);
        ck_assert (zt_raw_ends (fd, ZT_LONG));
        close (fd);
    }
    int64_t over = zt_now_ms () + ZT_LONG;
    int told = 0;
    while (told < STRANGERS && zt_now_ms () < over) {
        zt_sleep_in_c (5);
        told = zt_node_number (&zt_victim, ZT_REJECTED) + zt_node_number (&zt_victim, "untold");
    }
    ck_assert_int_eq (told, STRANGERS);
    zt_victim_check ("a flood that ends");
    zt_victim_end ();
}
END_TEST

//  Closed before the first frame: as of a scan of all ports, or a health check. The
//  line of who comes last says that the others' ends were heard of.
START_TEST (who_only_looks_in_makes_no_line)
{
    zt_victim_begin ("");
    zt_victim_watch ();
    for (int i = 0; i < 20; i++) {
        int fd = zt_raw (zt_victim_port);
        zt_raw_send (fd, s_curve, i % 2? sizeof s_curve: 0);
        shutdown (fd, SHUT_WR);
        ck_assert (zt_raw_ends (fd, ZT_LONG));
        close (fd);
    }
    int last = zt_raw (zt_victim_port);
    zt_raw_send (last, s_http, sizeof s_http);
    ck_assert (zt_raw_ends (last, ZT_LONG));
    close (last);
    zt_victim_until (ZT_REJECTED, 1);
    zt_victim_check ("visitors");
    zt_victim_end ();
}
END_TEST

START_TEST (who_sends_a_byte_now_and_then_is_not_waited_for)
{
    zt_victim_begin ("");
    zt_victim_watch ();
    int fd = zt_raw (zt_victim_port);
    int64_t start = zt_now_ms ();
    for (size_t i = 0; i < sizeof s_curve && !zt_raw_ends (fd, zt_ms (ZT_SETUP_MS) / 10); i++)
        zt_raw_send (fd, s_curve + i, 1);
    ck_assert_int_lt (zt_now_ms () - start, 4 * zt_ms (ZT_SETUP_MS));
    close (fd);
    zt_victim_until (ZT_REJECTED, 1);
    zt_victim_check ("a slow one");
    zt_victim_end ();
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
    zt_victim_begin ("");
    ck_assert_str_eq (zt_do (&zt_victim, "limit %d", LIMIT), "true");
    zt_victim_watch ();
    for (int i = 0; i < STRANGERS; i++)
        fds [i] = zt_raw (zt_victim_port);
    zt_node_t third;
    zt_start (&third, "third@localhost", "");
    zt_until_is (&third, "connect victim@localhost", "true");
    ck_assert_int_lt (zt_node_number (&zt_victim, "descriptors"), LIMIT);
    for (int i = 0; i < STRANGERS; i++)
        if (fds [i] >= 0) {
            ck_assert (zt_raw_ends (fds [i], ZT_LONG));
            close (fds [i]);
        }
    zt_victim_check ("3000 silent ones");
    ck_assert_int_ge (zt_node_number (&zt_victim, "lines rejected: too many at once"), 1);
    zt_is (&third, "ping victim@localhost", "pong");
    zt_stop (&third);
    zt_victim_end ();
}
END_TEST

//  Less than a quarter of all, so the number of strangers alone would not tell.
START_TEST (the_last_descriptors_are_for_friends)
{
    enum { STRANGERS = 300, LIMIT = 200, SPARE = 12 };
    static int fds [STRANGERS];
    zt_victim_begin ("");
    ck_assert_str_eq (zt_do (&zt_victim, "limit %d", LIMIT), "true");
    ck_assert_str_eq (zt_do (&zt_victim, "spare %d", SPARE), "true");
    zt_victim_watch ();
    for (int i = 0; i < STRANGERS; i++)
        fds [i] = zt_raw (zt_victim_port);
    zt_node_t third;
    zt_start (&third, "third@localhost", "");
    zt_until_is (&third, "connect victim@localhost", "true");
    ck_assert_int_lt (zt_node_number (&zt_victim, "descriptors"), LIMIT - 2);
    for (int i = 0; i < STRANGERS; i++) {
        ck_assert (zt_raw_ends (fds [i], ZT_LONG));
        close (fds [i]);
    }
    zt_victim_check ("300 silent ones in a program that has taken nearly all");
    ck_assert_int_ge (zt_node_number (&zt_victim, "lines rejected: too many at once"), 1);
    zt_is (&zt_victim, "spare all", "true");
    zt_stop (&third);
    zt_victim_end ();
}
END_TEST

START_TEST (in_clear_text_the_silent_ones_have_to_go_too)
{
    enum { STRANGERS = 50 };
    static zt_peer_t strangers [STRANGERS];
    zt_victim_begin ("plain");
    for (int i = 0; i < STRANGERS; i++)         //  they greet, as libzmq does by itself
        zt_peer_open (&strangers [i], zt_victim_port, "goose", false);
    zt_victim_watch ();
    zt_node_t third;
    zt_start (&third, "third@localhost", "plain");
    zt_is (&third, "connect victim@localhost", "true");
    zt_stop (&third);
    zt_victim_until_alone ();
    zt_victim_check ("50 silent ones in clear text");
    ck_assert_int_ge (zt_node_number (&zt_victim, "lines rejected: says nothing"), 1);
    for (int i = 0; i < STRANGERS; i++)
        zt_peer_close (&strangers [i]);
    zt_victim_end ();
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

//  Lines in the logs of both nodes, which share the port; and what they left out.
static int
s_map_lines (const char *why)
{
    char command [100];
    snprintf (command, sizeof command, "lines port map from 127.0.0.1 rejected: %s", why);
    return zt_node_number (&zt_victim, command) + zt_node_number (&zt_friend, command);
}

static int
s_map_told (void)
{
    return s_map_lines ("") + zt_node_number (&zt_victim, "untold")
         + zt_node_number (&zt_friend, "untold");
}

static void
s_until_map_lines (const char *why, int lines)
{
    int64_t over = zt_now_ms () + ZT_LONG;
    while (s_map_lines (why) != lines && zt_now_ms () < over)
        zt_sleep_in_c (5);
    ck_assert_int_eq (s_map_lines (why), lines);
}

START_TEST (who_asks_the_port_map_for_something_else_makes_a_line)
{
    enum { FLOOD = 50 };
    zt_victim_begin ("");
    zt_victim_watch ();
    close (zt_raw (zt_map_port ()));                    //  looks in: no line
    s_ask ("names\n");
    ck_assert_str_eq (s_ask ("GET / HTTP/1.1\n"), "error\n");
    int fd = zt_raw (zt_map_port ());
    zt_raw_send (fd, "port vic", 8);
    close (fd);
    zt_victim_check ("other questions for the port map");
    s_until_map_lines ("does not speak our protocol", 1);
    s_until_map_lines ("hung up within a line", 1);
    ck_assert_int_eq (s_map_lines (""), 2);
    zt_victim_watch ();
    int64_t start = zt_now_ms ();
    for (int i = 0; i < FLOOD; i++)
        s_ask ("x\n");
    int seconds = (int) (zt_now_ms () - start) / 1000 + 2;
    zt_victim_check ("many of them");
    ck_assert_int_gt (s_map_lines (""), 2);
    ck_assert_int_le (s_map_lines (""), 2 * 10 * seconds);
    int64_t over = zt_now_ms () + ZT_LONG;
    while (s_map_told () < 2 + FLOOD && zt_now_ms () < over)
        zt_sleep_in_c (5);
    ck_assert_int_eq (s_map_told (), 2 + FLOOD);
    zt_victim_end ();
}
END_TEST

START_TEST (the_port_map_answers_in_any_crowd)
{
    enum { CROWD = 300 };
    int fds [CROWD];
    char wanted [40], noise [2000];
    zt_victim_begin ("");
    zt_victim_watch ();
    for (int i = 0; i < CROWD; i++) {           //  silent, or with half a line
        fds [i] = zt_raw (zt_map_port ());
        if (i % 2)
            zt_raw_send (fds [i], "port vic", 8);
    }
    snprintf (wanted, sizeof wanted, "port %d 127.0.0.1 ", zt_victim_port);
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
    zt_victim_check ("a crowd at the port map");
    ck_assert_int_ge (s_map_lines ("too many at once"), 1);
    zt_victim_end ();
}
END_TEST

ZT_CLUSTER_MAIN ("strangers",
    whoever_speaks_something_else_is_gone_with_one_line,
    a_flood_of_noise_makes_few_lines,
    in_clear_text_a_flood_of_noise_makes_few_lines_too,
    lines_that_were_left_out_are_told_though_nobody_comes_any_more,
    who_only_looks_in_makes_no_line,
    who_sends_a_byte_now_and_then_is_not_waited_for,
    thousands_of_silent_ones_leave_room_for_friends,
    the_last_descriptors_are_for_friends,
    in_clear_text_the_silent_ones_have_to_go_too,
    who_asks_the_port_map_for_something_else_makes_a_line,
    the_port_map_answers_in_any_crowd)
