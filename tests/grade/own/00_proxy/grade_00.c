//  grade_00.c - does the grader's proxy do what grade.h says? Run by test_grader.sh

#include "grade.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

//  Two ends, and a proxy between them.
typedef struct {
    gr_node_t *server, *client;
    gr_proxy_t *proxy;
    int port;                       //  the server's
} s_line_t;

static void
s_dial (gr_t *test, s_line_t *line)
{
    char port [12];
    snprintf (port, sizeof port, "%d", gr_proxy_port (line->proxy));
    line->client = gr_start (test, "dial", port, NULL);
    gr_expect (line->client, "connected");
}

static s_line_t
s_begin (gr_t *test)
{
    s_line_t line = {.server = gr_start (test, "listen", NULL)};
    line.port = atoi (gr_next (line.server) + 3);
    line.proxy = gr_proxy (test, line.port);
    s_dial (test, &line);
    return line;
}

static void
s_end (s_line_t *line)
{
    gr_tell (line->client, "end");
    gr_ends (line->client);
    gr_await (line->server, "ended");
    gr_tell (line->server, "end");
    gr_ends (line->server);
}

static void
s_expect_count (gr_t *test, const char *name, size_t got, size_t expected)
{
    char wanted [60], found [60];
    snprintf (wanted, sizeof wanted, "%s: %zu", name, expected);
    snprintf (found, sizeof found, "%s: %zu", name, got);
    gr_check (test, got == expected, wanted, found);
}

static void
s_passes (gr_t *test)
{
    s_line_t line = s_begin (test);
    gr_tell (line.client, "quack");
    gr_expect (line.server, "heard quack");
    gr_tell (line.server, "quack yourself");
    gr_expect (line.client, "heard quack yourself");
    gr_proxy_counts_t counts = gr_proxy_counts (line.proxy);
    s_expect_count (test, "dials", counts.dials, 1);
    s_expect_count (test, "open", counts.open, 1);
    s_expect_count (test, "passed", counts.passed, sizeof "quack\nquack yourself\n" - 1);
    s_end (&line);
    s_expect_count (test, "open", gr_proxy_counts (line.proxy).open, 0);
}

typedef struct {
    const gr_proxy_t *proxy;
    size_t held, open;
} s_state_t;

static bool
s_is (void *arg)
{
    const s_state_t *state = arg;
    gr_proxy_counts_t counts = gr_proxy_counts (state->proxy);
    return counts.held == state->held && counts.open == state->open;
}

//  Neither a byte nor the end that is behind it.
static void
s_holds (gr_t *test)
{
    s_line_t line = s_begin (test);
    gr_hold (line.proxy);
    gr_tell (line.client, "quack");
    gr_tell (line.client, "close");
    gr_check (test, gr_until (test, 2000, s_is, &(s_state_t) {line.proxy, 6, 0}), "6 bytes held", "others");
    gr_quiet (line.server, 100);
    gr_go_on (line.proxy);
    gr_expect (line.server, "heard quack");
    gr_expect (line.server, "ended");
    s_expect_count (test, "held", gr_proxy_counts (line.proxy).held, 0);
    s_expect_count (test, "ends", gr_proxy_counts (line.proxy).ends, 1);
    gr_tell (line.client, "end");
    gr_ends (line.client);
}

//  What was held is lost; after it, everything is as before.
static void
s_cuts (gr_t *test)
{
    s_line_t line = s_begin (test);
    static const char *const ends [] = {"ended", "reset"};
    for (int reset = 0; reset < 2; reset++) {
        gr_hold (line.proxy);
        gr_tell (line.client, "lost");
        gr_check (test, gr_until (test, 2000, s_is, &(s_state_t) {line.proxy, 5, 1}), "5 bytes held", "others");
        s_expect_count (test, "cut", gr_cut (line.proxy, reset), 1);
        gr_expect (line.client, ends [reset]);
        gr_expect (line.server, ends [reset]);
        gr_go_on (line.proxy);
        s_dial (test, &line);
        gr_tell (line.client, "found");
        gr_expect (line.server, "heard found");
    }
    s_expect_count (test, "cut", gr_proxy_counts (line.proxy).cut, 2);
    s_end (&line);
}

//  Who ends with something unread resets its connection.
static bool
s_has_passed (void *arg)
{
    return gr_proxy_counts (arg).passed > 0;
}

static void
s_resets (gr_t *test)
{
    s_line_t line = s_begin (test);
    gr_pause (line.server);
    gr_tell (line.client, "never read");
    gr_check (test, gr_until (test, 2000, s_has_passed, line.proxy), "passed", "it waits");
    gr_kill (line.server);
    gr_expect (line.client, "reset");
    s_dial (test, &line);                       //  nobody is behind the proxy now
    gr_expect (line.client, "reset");
    s_expect_count (test, "open", gr_proxy_counts (line.proxy).open, 0);
    gr_tell (line.client, "end");
    gr_ends (line.client);
}

GR_EXERCISE (0_1, "0.1", "00_proxy", "line", BOTH ("A proxy", "Un intermediario"), BOTH ("grade.h", "grade.h"),
    {"0.1.1", 1, BOTH ("passes and counts", "pasa y cuenta"), .run = s_passes},
    {"0.1.2", 1, BOTH ("holds bytes and the end behind them", "retiene bytes y el final que va detrás"), .run = s_holds},
    {"0.1.3", 1, BOTH ("cuts by an end and by an error", "corta con un final y con un error"), .run = s_cuts},
    {"0.1.4", 1, BOTH ("passes a reset, and that nobody is there", "pasa un error, y que no hay nadie"), .run = s_resets});
