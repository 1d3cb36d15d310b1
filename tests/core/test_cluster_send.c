//  test_cluster_send.c - order, loss, floods, big messages

#include "zt_cluster.h"

//  ---- commands of the nodes -----------------------------------------------

static uint8_t
s_byte (size_t i)
{
    return (uint8_t) (i * 31 + (i >> 8));
}

static uint8_t *
s_bytes (size_t size)
{
    uint8_t *bytes = zc_alloc (size + 1);
    for (size_t i = 0; i < size; i++)
        bytes [i] = s_byte (i);
    return bytes;
}

static bool
s_same_bytes (const void *data, size_t size)
{
    const uint8_t *bytes = data;
    for (size_t i = 0; i < size; i++)
        if (bytes [i] != s_byte (i))
            return false;
    return true;
}

typedef struct {
    char name [32], node [64];
    int count, size;
} s_job_t;

//  Numbered messages to a name, with so many bytes in each.
static void
s_sender (void *arg)
{
    s_job_t *job = arg;
    uint8_t *bytes = s_bytes ((size_t) job->size);
    for (int i = 0; i < job->count; i++)
        zc_send_name (job->name, job->node, "{data, ~p, ~i, ~b}", zc_self (), i,
                      (const void *) bytes, (size_t) job->size);
}

//  stream NAME NODE COUNT SIZE: in the background.
static s_job_t s_jobs [16];
static int s_job_count;

static void
s_do_stream (char *args, char *answer)
{
    s_job_t *job = &s_jobs [s_job_count++ % 16];
    snprintf (job->name, sizeof job->name, "%s", zt_word (&args));
    snprintf (job->node, sizeof job->node, "%s", zt_word (&args));
    job->count = atoi (zt_word (&args));
    job->size = atoi (args);
    zc_unregister ("streamer");         //  an earlier one may not be quite at its end
    zc_register ("streamer", zc_spawn (s_sender, job));
    strcpy (answer, "ok");
}

static void
s_do_kill_streamer (char *args, char *answer)
{
    (void) args;
    zc_pid_t pid = zc_whereis ("streamer");
    if (!zc_pid_is_null (pid))
        zc_exit_process (pid, "kill");
    strcpy (answer, "ok");
}

//  Is it still sending, or suspended? running, suspended, gone
static void
s_do_streamer (char *args, char *answer)
{
    (void) args;
    zc_pid_t pid = zc_whereis ("streamer");
    zc_term_t *info = zc_pid_is_null (pid)? NULL: zc_process_info (pid);
    zc_term_t *state = zt_get (info, "current");
    const char *text = "gone";
    if (state)
        zc_term_match (state, "~a", &text);
    strcpy (answer, text);
    zc_term_destroy (&state);
    zc_term_destroy (&info);
}

//  take COUNT SIZE: messages of one stream, in order and whole.
static void
s_do_take (char *args, char *answer)
{
    int count = atoi (zt_word (&args)), size = atoi (args);
    for (int i = 0; i < count; i++) {
        int number;
        const void *data;
        size_t got;
        if (!zc_receive (2 * ZT_LONG, "{data, _, ~i, ~b}", &number, &data, &got)) {
            sprintf (answer, "missing %d", i);
            return;
        }
        if (number != i || (int) got != size || !s_same_bytes (data, got)) {
            sprintf (answer, "wrong %d: %d with %zu bytes", i, number, got);
            return;
        }
    }
    strcpy (answer, "ok");
}

static void
s_echo (void *arg)
{
    (void) arg;
    zc_register ("echo", zc_self ());
    zc_pid_t pid;
    zc_ref_t ref;
    while (zc_receive (-1, "{echo, ~p, ~r}", &pid, &ref))
        zc_send (pid, "{~r, back}", ref);
}

static void
s_do_echo_server (char *args, char *answer)
{
    (void) args;
    zc_spawn (s_echo, NULL);
    while (zc_pid_is_null (zc_whereis ("echo")))
        zc_yield ();
    strcpy (answer, "ok");
}

//  echoes NODE COUNT: round trips of small messages, from a process of its own.
static void
s_do_echoes (char *args, char *answer)
{
    char *node = zt_word (&args);
    int count = atoi (args), got = 0;
    for (int i = 0; i < count; i++) {
        zc_ref_t ref = zc_make_ref ();
        zc_send_name ("echo", node, "{echo, ~p, ~r}", zc_self (), ref);
        got += zc_receive (ZT_LONG, "{~r, back}", ref);
    }
    sprintf (answer, "%d", got);
}

static void
s_big_exit (void *arg)
{
    (void) arg;
    zc_pid_t parent;
    zc_receive (-1, "{go, ~p}", &parent);
    uint8_t *bytes = s_bytes (3000000);
    zc_exit ("{big, ~b}", (const void *) bytes, (size_t) 3000000);
}

static void
s_do_big_exit_server (char *args, char *answer)
{
    (void) args;
    zc_register ("big_exit", zc_spawn (s_big_exit, NULL));
    strcpy (answer, "ok");
}

//  big_exit NODE: a monitor's reason of several megabytes.
static void
s_do_big_exit (char *args, char *answer)
{
    zc_ref_t ref = zc_monitor_name ("big_exit", args);
    const void *data;
    size_t size;
    zc_send_name ("big_exit", args, "{go, ~p}", zc_self ());
    bool good = zc_receive (ZT_LONG, "{:DOWN, ~r, process, _, {big, ~b}}", ref, &data, &size);
    zt_answer_bool (answer, good && size == 3000000 && s_same_bytes (data, size));
}

static zc_pid_t s_other;

//  ask_who NAME NODE: whose pid is that?
static void
s_do_ask_who (char *args, char *answer)
{
    char *name = zt_word (&args);
    zc_send_name (name, args, "{who, ~p}", zc_self ());
    zt_answer_bool (answer, zc_receive (ZT_LONG, "{me, ~p}", &s_other));
}

//  Send to that pid until it would block.
static void
s_do_fill (char *args, char *answer)
{
    (void) args;
    uint8_t *bytes = s_bytes (1000);
    int sent = 0;
    while (sent < 1000000
           && zc_send_options (s_other, ZC_SEND_NOSUSPEND,
                               ZC_FORMAT ("{fill, ~b}", (const void *) bytes, (size_t) 1000))
              == ZC_SENT)
        sent++;
    sprintf (answer, "%d", sent);
}

//  Bytes that zc_node_info says are queued for a node; -1: not connected.
static void
s_do_queued (char *args, char *answer)
{
    zc_term_t *info = zc_node_info (), *queues = zt_get (info, "queued");
    long bytes = -1;
    zc_term_t *entry;
    for (size_t i = 0; bytes < 0 && (entry = zc_term_element (queues, i)); i++) {
        zc_term_match (entry, "{~a, ~i}", (const char *) args, &bytes);
        zc_term_destroy (&entry);
    }
    sprintf (answer, "%ld", bytes);
    zc_term_destroy (&queues);
    zc_term_destroy (&info);
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

//  fills COUNT: so many of them, and no more.
static void
s_do_fills (char *args, char *answer)
{
    int wanted = atoi (args), count = 0;
    while (count < wanted && zc_receive (ZT_LONG, "{fill, _}"))
        count++;
    sprintf (answer, "%d", count);
}

//  mixed NAME NODE COUNT: big and small ones of one sender in turn.
static void
s_do_mixed (char *args, char *answer)
{
    char *name = zt_word (&args), *node = zt_word (&args);
    int count = atoi (args);
    uint8_t *bytes = s_bytes (400000);
    for (int i = 0; i < count; i++)
        zc_send_name (name, node, "{data, ~p, ~i, ~b}", zc_self (), i, (const void *) bytes,
                      (size_t) (i % 3? 10: 400000));
    strcpy (answer, "ok");
}

static void
s_do_take_mixed (char *args, char *answer)
{
    int count = atoi (args), number = -1;
    size_t size = 0;
    const void *data;
    for (int i = 0; i < count; i++)
        if (!zc_receive (ZT_LONG, "{data, _, ~i, ~b}", &number, &data, &size) || number != i
        ||  size != (i % 3? 10: 400000) || !s_same_bytes (data, size)) {
            sprintf (answer, "at %d: %d, %zu bytes", i, number, size);
            return;
        }
    strcpy (answer, "ok");
}

//  local_names: to names of this node, by {name, node}.
static void
s_do_local_names (char *args, char *answer)
{
    zc_register ("me", zc_self ());
    uint8_t *bytes = s_bytes (200000);
    zc_send_name ("me", args, "{small, 1}");
    zc_send_name ("nobody", args, "{small, 1}");
    zc_send_name ("me", args, "{big, ~b}", (const void *) bytes, (size_t) 200000);
    zc_send_name ("nobody", args, "{big, ~b}", (const void *) bytes, (size_t) 200000);
    const void *data;
    size_t size;
    bool good = zc_receive (0, "{small, 1}") && zc_receive (0, "{big, ~b}", &data, &size)
             && size == 200000 && s_same_bytes (data, size) && !zc_receive (0, "_");
    zt_answer_bool (answer, good);
}

//  burst NAME NODE COUNT SIZE: by the driver itself, which then disconnects; in
//  between nothing has had its turn.
static void
s_do_burst (char *args, char *answer)
{
    s_job_t job;
    snprintf (job.name, sizeof job.name, "%s", zt_word (&args));
    snprintf (job.node, sizeof job.node, "%s", zt_word (&args));
    job.count = atoi (zt_word (&args));
    job.size = atoi (args);
    s_sender (&job);
    zt_answer_connect (answer, zc_node_disconnect (job.node));
}

//  misname WAY NODE: use a name there that is no atom; what came of it.
typedef struct {
    const char *name, *node;
    char way;
} s_misname_t;

static void
s_misname (void *arg)
{
    const s_misname_t *self = arg;
    if (self->way == 's')
        zc_send_name (self->name, self->node, "hello");
    else
    if (self->way == 'm')
        zc_monitor_name (self->name, self->node);
    else
        zc_gen_server_cast (zc_server_on (self->name, self->node), "hello");
}

static void
s_do_misname (char *args, char *answer)
{
    char name [1000] = "";
    memset (name, 'x', sizeof name - 1);
    s_misname_t self = {name, zt_word (&args), *args};
    zc_term_t *reason;
    zc_class_t class = zc_try (s_misname, &self, &reason);
    self.name = "\xff\xfe";
    if (class == ZC_ERROR)
        class = zc_try (s_misname, &self, &reason);
    zt_answer_class (answer, class, reason? reason: zc_term_new ("done"));
}

static const zt_command_t zt_own [ZT_OWN] = {
    {"misname", s_do_misname},
    {"stream", s_do_stream}, {"burst", s_do_burst}, {"kill_streamer", s_do_kill_streamer}, {"streamer", s_do_streamer},
    {"take", s_do_take}, {"echo_server", s_do_echo_server}, {"echoes", s_do_echoes},
    {"big_exit_server", s_do_big_exit_server}, {"big_exit", s_do_big_exit}, {"fill", s_do_fill},
    {"queued", s_do_queued},
    {"ask_who", s_do_ask_who},
    {"tell_who", s_do_tell_who}, {"fills", s_do_fills}, {"mixed", s_do_mixed},
    {"take_mixed", s_do_take_mixed}, {"local_names", s_do_local_names}};

//  Two nodes, connected; the driver of b is `bob`.
static void
s_start_pair (zt_node_t *a, zt_node_t *b, const char *options)
{
    zt_start (a, "a@localhost", options);
    zt_start (b, "b@localhost", options);
    zt_is (b, "register bob", "true");
    zt_is (a, "connect b@localhost", "true");
}

//  ---- tests ---------------------------------------------------------------

START_TEST (all_arrive_in_order_whatever_their_size)
{
    static const struct { int count, size; } rounds [] = {
        {100000, 16}, {20000, 1000}, {1000, 16 * 1024 - 20}, {1000, 16 * 1024 + 20},
        {500, 70000}, {20, 4 * 1024 * 1024}, {1, 40 * 1024 * 1024}};
    for (int plain = 0; plain < 2; plain++) {
        zt_node_t a, b;
        s_start_pair (&a, &b, plain? "plain": "");
        for (size_t i = 0; i < sizeof rounds / sizeof *rounds; i++) {
            zt_is (&a, "streamer", "gone");
            zt_do (&a, "stream bob b@localhost %d %d", rounds [i].count, rounds [i].size);
            ck_assert_str_eq (zt_do (&b, "take %d %d", rounds [i].count, rounds [i].size), "ok");
            zt_until_is (&a, "streamer", "gone");
        }
        zt_is (&b, "left", "0");
        zt_stop (&a);
        zt_stop (&b);
    }
}
END_TEST

START_TEST (big_and_small_ones_of_one_sender_keep_their_order)
{
    zt_node_t a, b;
    s_start_pair (&a, &b, "");
    zt_is (&a, "mixed bob b@localhost 100", "ok");
    zt_is (&b, "take_mixed 100", "ok");
    zt_stop (&a);
    zt_stop (&b);
}
END_TEST

START_TEST (messages_to_names_of_the_own_node_stay_here)
{
    zt_node_t a;
    zt_start (&a, "a@localhost", "");
    zt_is (&a, "local_names a@localhost", "true");
    zt_stop (&a);
}
END_TEST

START_TEST (small_ones_pass_a_big_one)
{
    zt_node_t a, b;
    s_start_pair (&a, &b, "");
    zt_is (&b, "echo_server", "ok");
    zt_is (&a, "stream bob b@localhost 8 20000000", "ok");
    zt_is (&a, "echoes b@localhost 50", "50");
    zt_is (&b, "take 8 20000000", "ok");
    zt_stop (&a);
    zt_stop (&b);
}
END_TEST

START_TEST (a_big_one_suspends_its_sender_and_nobody_else)
{
    zt_node_t a, b;
    s_start_pair (&a, &b, "tick=600000");
    zt_freeze (&b);
    zt_is (&a, "stream bob b@localhost 1 30000000", "ok");
    zt_until_is (&a, "streamer", "suspended");
    zt_is (&a, "send bob b@localhost small", "true");
    zt_is (&a, "streamer", "suspended");
    zt_thaw (&b);
    zt_is (&b, "next 20000 small", ":small");
    zt_is (&b, "take 1 30000000", "ok");
    zt_stop (&a);
    zt_stop (&b);
}
END_TEST

START_TEST (an_exit_reason_of_megabytes_arrives)
{
    zt_node_t a, b;
    s_start_pair (&a, &b, "");
    zt_is (&b, "big_exit_server", "ok");
    zt_is (&a, "big_exit b@localhost", "true");
    zt_stop (&a);
    zt_stop (&b);
}
END_TEST

START_TEST (a_frozen_receiver_suspends_the_sender_and_loses_nothing)
{
    zt_node_t a, b;
    s_start_pair (&a, &b, "tick=600000");
    int before = atoi (zt_do (&a, "memory"));
    zt_freeze (&b);
    zt_is (&a, "stream bob b@localhost 60000 1000", "ok");
    zt_until_is (&a, "streamer", "suspended");
    ck_assert_int_lt (atoi (zt_do (&a, "memory")) - before, ZT_MIB (30));        //  of 60 MB
    zt_thaw (&b);
    zt_is (&b, "take 60000 1000", "ok");
    zt_until_is (&a, "streamer", "gone");
    zt_stop (&a);
    zt_stop (&b);
}
END_TEST

START_TEST (nosuspend_says_when_it_would_block)
{
    zt_node_t a, b;
    s_start_pair (&a, &b, "tick=600000 busy=100000");
    zt_tell (&b, "tell_who");
    zt_is (&a, "ask_who bob b@localhost", "true");
    ck_assert_str_eq (zt_hear (&b), "ok");
    zt_freeze (&b);
    char count [32];
    snprintf (count, sizeof count, "%s", zt_do (&a, "fill"));
    ck_assert_int_gt (atoi (count), 50);
    ck_assert_int_lt (atoi (count), 10000);
    ck_assert_int_gt (atoi (zt_do (&a, "queued b@localhost")), 100000);
    zt_is (&a, "queued c@localhost", "-1");
    zt_thaw (&b);
    ck_assert_str_eq (zt_do (&b, "fills %s", count), count);
    zt_until_is (&a, "queued b@localhost", "0");
    zt_is (&b, "left", "0");
    zt_stop (&a);
    zt_stop (&b);
}
END_TEST

START_TEST (a_dead_receiver_frees_a_suspended_sender)
{
    zt_node_t a, b;
    s_start_pair (&a, &b, "tick=600000");
    zt_freeze (&b);
    zt_is (&a, "stream bob b@localhost 6000 1000", "ok");
    zt_until_is (&a, "streamer", "suspended");
    zt_kill (&b);
    zt_until_is (&a, "streamer", "gone");       //  goes on: its messages are lost
    zt_stop (&a);
}
END_TEST

START_TEST (a_sender_that_dies_in_the_middle_leaves_nothing_behind)
{
    zt_node_t a, b;
    s_start_pair (&a, &b, "tick=600000");
    int before = 0;
    for (int i = 0; i < 12; i++) {
        if (i % 2)
            zt_freeze (&b);
        zt_is (&a, "stream bob b@localhost 100 8000000", "ok");
        if (i % 2)
            zt_until_is (&a, "streamer", "suspended");
        zt_is (&a, "kill_streamer", "ok");
        zt_until_is (&a, "streamer", "gone");
        if (i % 2)
            zt_thaw (&b);
        zt_is (&a, "send bob b@localhost last", "true");        //  of another sender: passes
        zt_is (&b, "next 20000 last", ":last");
        zt_is (&a, "ping b@localhost", "pong");
        zt_do (&b, "left");
        if (i == 5)
            before = atoi (zt_do (&b, "memory"));
    }
    zt_do (&b, "left");
    ck_assert_int_lt (atoi (zt_do (&b, "memory")) - before, ZT_MIB (64));
    zt_stop (&a);
    zt_stop (&b);
}
END_TEST

START_TEST (a_message_cut_off_in_the_middle_is_dropped)
{
    zt_node_t a, b;
    s_start_pair (&a, &b, "tick=600000");
    int before = atoi (zt_do (&b, "memory"));
    for (int i = 0; i < 5; i++) {
        zt_freeze (&b);
        zt_is (&a, "stream bob b@localhost 1 30000000", "ok");
        zt_until_is (&a, "streamer", "suspended");      //  queued, the window is full
        zt_is (&a, "disconnect b@localhost", "true");
        zt_thaw (&b);
        zt_until_is (&b, "nodes", "");
        zt_is (&b, "left", "0");
        zt_is (&a, "connect b@localhost", "true");
        zt_is (&a, "send bob b@localhost again", "true");
        zt_is (&b, "next 20000 again", ":again");
    }
    ck_assert_int_lt (atoi (zt_do (&b, "memory")) - before, ZT_MIB (100));
    zt_stop (&a);
    zt_stop (&b);
}
END_TEST

START_TEST (what_was_sent_is_drained_at_an_orderly_stop)
{
    zt_node_t a, b;
    s_start_pair (&a, &b, "");
    zt_is (&a, "stream bob b@localhost 2000 1000", "ok");
    zt_until_is (&a, "streamer", "gone");
    zt_stop (&a);
    zt_is (&b, "take 2000 1000", "ok");
    zt_is (&b, "left", "0");
    zt_stop (&b);
}
END_TEST

START_TEST (messages_sent_while_dialling_arrive)
{
    zt_node_t a, b;
    zt_start (&a, "a@localhost", "");
    zt_start (&b, "b@localhost", "");
    zt_is (&b, "register bob", "true");
    zt_is (&a, "stream bob b@localhost 1000 10", "ok");
    zt_is (&b, "take 1000 10", "ok");
    zt_until_is (&a, "streamer", "gone");
    zt_is (&a, "disconnect b@localhost", "true");
    zt_is (&a, "stream bob b@localhost 3 1000000", "ok");
    zt_is (&b, "take 3 1000000", "ok");
    zt_stop (&a);
    zt_stop (&b);
}
END_TEST

START_TEST (what_was_sent_comes_before_the_goodbye)
{
    zt_node_t a, b;
    s_start_pair (&a, &b, "");
    zt_is (&b, "monitor_nodes on", ":ok");
    zt_is (&a, "burst bob b@localhost 100 10", "true");
    zt_is (&b, "take 100 10", "ok");
    zt_is (&b, "next 5000", "{:nodedown, :a@localhost}");
    zt_stop (&a);
    zt_stop (&b);
}
END_TEST

//  A user's mistake costs neither the node nor the connection.
START_TEST (names_that_are_no_atoms_go_nowhere)
{
    static const char *const ways [] = {"s", "m", "c"};
    zt_node_t a, b;
    s_start_pair (&a, &b, "");
    zt_is (&a, "monitor_nodes on", ":ok");
    for (int i = 0; i < 3; i++)
        ck_assert_str_eq (zt_do (&a, "misname b@localhost %s", ways [i]),
                          "error {:badarg, \"a name has at most 255 characters, in UTF-8\"}");
    zt_is (&a, "burst bob b@localhost 10 10", "true");
    zt_is (&b, "take 10 10", "ok");
    zt_is (&a, "next 5000", "{:nodedown, :b@localhost}");      //  the burst's own
    zt_stop (&a);
    zt_stop (&b);
}
END_TEST

ZT_CLUSTER_MAIN ("cluster_send",
    names_that_are_no_atoms_go_nowhere,
    all_arrive_in_order_whatever_their_size,
    big_and_small_ones_of_one_sender_keep_their_order,
    messages_to_names_of_the_own_node_stay_here,
    small_ones_pass_a_big_one,
    a_big_one_suspends_its_sender_and_nobody_else,
    an_exit_reason_of_megabytes_arrives,
    a_frozen_receiver_suspends_the_sender_and_loses_nothing,
    nosuspend_says_when_it_would_block,
    a_dead_receiver_frees_a_suspended_sender,
    a_sender_that_dies_in_the_middle_leaves_nothing_behind,
    a_message_cut_off_in_the_middle_is_dropped,
    what_was_sent_is_drained_at_an_orderly_stop,
    what_was_sent_comes_before_the_goodbye,
    messages_sent_while_dialling_arrive)
