//  drive_scribe.c - calls what exercise 5.2 asks for, and tells what it sees
//
//      scribe node NAME                a node that is there until it is told nothing
//      scribe WHAT TIMEOUT NUMBER …    the node with the scribe, teacher@localhost
//
//  The scribe writes to a pipe, at whose other end a thread reads lines.

#define _GNU_SOURCE
#include "scribe.h"
#include "driver_node.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>

static char **s_words;

static int
s_number (int index)
{
    return atoi (s_words [index + 2]);
}

static int
s_timeout (void)
{
    return s_number (0);
}

//  ---- the paper: what the scribe has written ------------------------------

enum { LINES_MAX = 1000 };

static int s_pipe [2];
static pthread_t s_reader;
static bool s_reading;
static char *s_lines [LINES_MAX];
static atomic_int s_count;
static int s_told;                  //  of them

//  Lines are kept as text: a byte 0 shows as ~.
static void
s_show_zeros (char *line, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (line [i] == 0)
            line [i] = '~';
}

static void *
s_read (void *arg)
{
    (void) arg;
    FILE *file = fdopen (s_pipe [0], "r");
    char *line = NULL;
    size_t room = 0;
    ssize_t size;
    while (file && (size = getline (&line, &room, file)) > 0 && s_count < LINES_MAX) {
        bool ended = line [size - 1] == '\n';
        s_show_zeros (line, (size_t) size);
        line [size - ended] = 0;
        if (asprintf (&s_lines [s_count], "%s%s", line, ended? "": " (no line feed)") > 0)
            atomic_fetch_add (&s_count, 1);
    }
    free (line);
    if (file)
        fclose (file);
    return NULL;
}

static void
s_begin_reading (void)
{
    s_reading = pthread_create (&s_reader, NULL, s_read, NULL) == 0;
}

//  Wait until there are so many lines in all. false: they do not come.
static bool
s_await_lines (int count)
{
    int64_t limit = zc_monotonic_ms () + s_timeout ();
    while (s_count < count && zc_monotonic_ms () < limit)
        zc_sleep (2);
    return s_count >= count;
}

//  Tell the lines that have come since the last time.
static void
s_tell_lines (void)
{
    while (s_told < s_count)
        dr_say ("line: %s", s_lines [s_told++]);
}

//  No more is written: the reader comes to the end.
static void
s_close (void)
{
    close (s_pipe [1]);
    if (!s_reading)
        s_begin_reading ();
    pthread_join (s_reader, NULL);
}

//  ---- writers -------------------------------------------------------------

//  A line of somebody: "Kate 7 of 20", in one piece or in some.
static void
s_write_line (const char *name, int number, int count, bool pieces)
{
    if (!pieces) {
        zc_io_format ("%s %d of %d\n", name, number, count);
        return;
    }
    zc_io_format ("%s ", name);
    zc_yield ();
    zc_io_format ("%d", number);
    zc_io_format (" of %d\n", count);
}

//  [Name, Lines, InPieces]
static zc_term_t *
s_recite (const zc_term_t *args)
{
    const char *name;
    int count;
    bool pieces;
    if (zc_term_match (args, "[~s, ~i, ~o]", &name, &count, &pieces))
        for (int i = 1; i <= count; i++)
            s_write_line (name, i, count, pieces);
    return NULL;
}

//  Writes what it is told, piece by piece, and answers {written, Done}.
static zc_term_t *
s_dictation (const zc_term_t *args)
{
    (void) args;
    zc_pid_t from;
    const void *text;
    size_t size;
    while (zc_receive (-1, "{~p, ~b}", &from, &text, &size))
        zc_send (from, "{written, ~o}", zc_io_write (ZC_PID_NONE, text, size));
    return NULL;
}

//  Begins a line and crashes.
static zc_term_t *
s_break_off (const zc_term_t *args)
{
    int number = 0;
    zc_term_match (args, "[~i]", &number);
    zc_io_format ("Kate %d begins a", number);
    zc_exit ("torn");
}

ZC_MODULE (Pupil, {"recite", 3, s_recite}, {"dictation", 0, s_dictation}, {"break_off", 1, s_break_off});

//  Have this text written by a process in `dictation`.
__attribute__ ((format (printf, 2, 3))) static void
s_dictate (zc_pid_t pupil, const char *format, ...)
{
    bool done = false;
    char text [100];
    va_list args;
    va_start (args, format);
    vsnprintf (text, sizeof text, format, args);
    va_end (args);
    zc_send (pupil, "{~p, ~s}", zc_self (), text);
    if (!zc_receive (s_timeout (), "{written, ~o}", &done))
        dr_say ("no answer to \"%s\"", text);
    else
    if (!done)
        dr_say ("refused: \"%s\"", text);
}

//  ---- the tests: each has a scribe, which is the group leader -------------

static zc_pid_t s_scribe;
static bool s_stopping;

static void
s_stop_scribe (void)
{
    s_stopping = true;
    scribe_stop (s_scribe);
}

static void
s_stop (void)
{
    s_stop_scribe ();
    s_close ();
    s_tell_lines ();
    dr_say ("no more lines");
}

static void
s_remote (void)
{
    zc_ref_t monitor;
    zc_node_spawn_monitor ("kate@localhost", "Pupil", "recite", &monitor, "[~s, ~i, false]", "Kate", s_number (1));
    zc_receive (-1, "{:DOWN, ~r, _, _, _}", monitor);
    s_stop ();
}

static void
s_turns (void)
{
    zc_pid_t kate = zc_node_spawn ("kate@localhost", "Pupil", "dictation", "[]");
    zc_pid_t bob = zc_node_spawn ("bob@localhost", "Pupil", "dictation", "[]");
    s_dictate (kate, "The duck");
    s_dictate (bob, "Quack");
    s_dictate (kate, " has %d feathers", s_number (1));
    s_dictate (bob, " quack %d\n", s_number (2));
    s_dictate (bob, "quack");
    s_dictate (kate, " and is yellow\n");
    s_dictate (bob, " %d\n", s_number (3));
    s_stop ();
}

//  Six writers on three nodes, all at once. Each one's lines, and whether they are whole.
static const char *const s_names [6] = {"Alex", "Bert", "Carl", "Dora", "Emma", "Fred"};

static bool
s_look_at (const char *line, int last [6], int count)
{
    char name [20], rest [20];
    int number, of;
    if (sscanf (line, "%19s %d of %d%19s", name, &number, &of, rest) != 3 || of != count)
        return false;
    for (int i = 0; i < 6; i++)
        if (strcmp (name, s_names [i]) == 0)
            return number == ++last [i];
    return false;
}

static void
s_crowd (void)
{
    static const char *const nodes [3] = {"kate@localhost", "bob@localhost", "teacher@localhost"};
    zc_ref_t monitors [6];
    int last [6] = {0};
    for (int i = 0; i < 6; i++)
        monitors [i] = zc_spawn_request (nodes [i % 3], "Pupil", "recite", ZC_SPAWN_MONITOR | ZC_SPAWN_REPLY_NONE,
                                         "[~s, ~i, true]", s_names [i], s_number (1));
    for (int i = 0; i < 6; i++)
        zc_receive (-1, "{:DOWN, ~r, _, _, _}", monitors [i]);
    s_stop_scribe ();
    s_close ();
    for (int i = 0; i < s_count; i++)
        if (!s_look_at (s_lines [i], last, s_number (1))) {
            dr_say ("line %d is \"%s\"", i + 1, s_lines [i]);
            return;
        }
    dr_say ("%d lines, whole and in order", s_count);
}

//  Take as many answers, and tell them. false: one does not come.
static bool
s_tell_answers (int count)
{
    zc_term_t *reply_as, *answer;
    for (int i = 0; i < count; i++) {
        if (!zc_receive (s_timeout (), "{io_reply, ~t, ~t}", &reply_as, &answer)) {
            dr_say ("no answer");
            return false;
        }
        dr_say ("answer %s: %s", zc_term_str (reply_as), zc_term_str (answer));
        zc_term_destroy (&reply_as);
        zc_term_destroy (&answer);
    }
    return true;
}

static void
s_answers (void)
{
    zc_send (s_scribe, "{io_request, ~p, ~i, {put_chars, unicode, ~s}}", zc_self (), s_number (1), "one\ntwo\nthr");
    zc_send (s_scribe, "{io_request, ~p, {ticket, ~i}, {put_chars, unicode, ~s}}", zc_self (), s_number (2), "ee\n");
    zc_send (s_scribe, "{io_request, ~p, [], {put_chars, unicode, ~s}}", zc_self (), "");
    if (s_tell_answers (3))
        s_stop ();
}

static void
s_strange (void)
{
    zc_send (s_scribe, "hello");
    zc_send (s_scribe, "{letter, alex, ~i}", s_number (1));
    zc_ref_t ref = zc_make_ref ();
    zc_send (s_scribe, "{io_request, ~p, ~r, {dance, ~i}}", zc_self (), ref, s_number (1));
    zc_send (s_scribe, "{io_request, ~p, ~r, {get_line, unicode, ~s}}", zc_self (), ref, "Who? ");
    zc_send (s_scribe, "{io_request, ~p, ~r, {put_chars, unicode, duck}}", zc_self (), ref);
    zc_send (s_scribe, "{io_request, ~p, ~r, quack}", zc_self (), ref);
    for (int i = 0; i < 4; i++) {
        zc_term_t *answer;
        if (!zc_receive (s_timeout (), "{io_reply, ~r, ~t}", ref, &answer)) {
            dr_say ("no answer");
            return;
        }
        dr_say ("answer %s", zc_term_str (answer));
        zc_term_destroy (&answer);
    }
    zc_io_format ("still here %d\n", s_number (1));
    dr_say ("waiting %d", dr_known (s_scribe, "message_queue_len"));
    s_stop ();
}

//  One line of so many bytes, some of them 0, in pieces.
static void
s_long (void)
{
    size_t size = (size_t) s_number (1), at = 0;
    char *line = zc_alloc (size + 1);
    for (size_t i = 0; i < size; i++)
        line [i] = (char) (i % 1000 == 0? 0: 'a' + i % 26);
    while (at < size) {
        size_t piece = size - at < 777? size - at: 777;
        zc_io_write (ZC_PID_NONE, line + at, piece);
        at += piece;
    }
    zc_io_write (ZC_PID_NONE, "\n", 1);
    s_stop_scribe ();
    s_close ();
    s_show_zeros (line, size);
    if (s_count == 1)
        dr_say ("a line of %zu bytes, %s", strlen (s_lines [0]), strcmp (s_lines [0], line) == 0? "the same": "another");
    else
        dr_say ("%d lines", s_count);
}

static void
s_torn (void)
{
    zc_ref_t monitor;
    zc_node_spawn_monitor ("kate@localhost", "Pupil", "break_off", &monitor, "[~i]", s_number (1));
    zc_receive (-1, "{:DOWN, ~r, _, _, _}", monitor);
    if (!s_await_lines (1))
        dr_say ("nothing is written");
    s_tell_lines ();
    zc_io_format ("The lesson goes on %d\n", s_number (2));
    s_stop ();
}

static void
s_killed (void)
{
    zc_pid_t bob = zc_node_spawn ("bob@localhost", "Pupil", "dictation", "[]");
    char line [20];
    s_dictate (bob, "Bob %d begins a", s_number (1));
    dr_say ("begun");
    dr_told (line, sizeof line);                //  bob's node is gone
    if (!s_await_lines (1))
        dr_say ("nothing is written");
    s_tell_lines ();
    zc_io_format ("The lesson goes on %d\n", s_number (2));
    s_stop ();
}

//  ---- a pipe that is full -------------------------------------------------

enum { BIG_LINES = 100, BIG_SIZE = 900 };

//  Writes lines, more than the pipe takes, and tells the test after each.
static void
s_big_writer (void *arg)
{
    zc_pid_t *owner = arg;
    char line [BIG_SIZE + 1];
    for (int i = 1; i <= BIG_LINES; i++) {
        snprintf (line, sizeof line, "%0*d\n", BIG_SIZE - 1, i);
        if (zc_io_write (ZC_PID_NONE, line, strlen (line)))
            zc_send (*owner, "answered");
    }
}

static int
s_fill (void)
{
    static zc_pid_t self;
    int answered = 0;
    self = zc_self ();
    zc_spawn (s_big_writer, &self);
    while (answered < BIG_LINES && zc_receive (s_timeout (), "answered"))
        answered++;
    return answered;
}

static void
s_tell_big_lines (void)
{
    int good = 0;
    while (good < s_count && strlen (s_lines [good]) == BIG_SIZE - 1 && atoi (s_lines [good]) == good + 1)
        good++;
    dr_say ("%d of %d lines, whole and in order", good, s_count);
}

static void
s_slow (void)
{
    dr_say ("answered %d of %d", s_fill (), BIG_LINES);
    s_begin_reading ();
    s_await_lines (BIG_LINES);
    s_tell_big_lines ();
    s_stop_scribe ();
    s_close ();
}

static void
s_stopper (void *arg)
{
    zc_pid_t *owner = arg;
    s_stop_scribe ();
    zc_send (*owner, "stopped");
}

static void
s_stops (void)
{
    static zc_pid_t self;
    zc_ref_t monitor;
    self = zc_self ();
    if (s_fill () < BIG_LINES) {
        dr_say ("not all was answered");
        return;
    }
    zc_io_format ("The end %d", s_number (1));
    monitor = zc_monitor (s_scribe);
    zc_spawn (s_stopper, &self);
    bool early = zc_receive (200, "stopped");
    dr_say ("scribe_stop %s", early? "has returned": "waits");
    s_begin_reading ();
    if (!early && !zc_receive (s_timeout (), "stopped"))
        dr_say ("scribe_stop does not return");
    dr_say ("the scribe %s", zc_receive (0, "{:DOWN, ~r, _, _, _}", monitor)? "has ended": "is still there");
    s_close ();
    dr_say ("%d lines", s_count);
    dr_say ("the last one: %s", s_count > 0? s_lines [s_count - 1]: "");
}

//  ---- who is gone ---------------------------------------------------------

static void
s_short_life (void *arg)
{
    zc_io_format ("%d\n", (int) (intptr_t) arg);
    zc_io_puts ("I was here");
}

static void
s_forgets (void)
{
    int before = dr_known (s_scribe, "monitors"), visitors = s_number (1);
    for (int i = 0; i < 20; i++)
        zc_io_format ("%d of 20\n", i + 1);
    dr_say ("%d monitors", dr_known (s_scribe, "monitors") - before);
    for (intptr_t i = 0; i < visitors; i++) {
        zc_ref_t monitor;
        zc_spawn_monitor (s_short_life, (void *) i, &monitor);
        zc_receive (-1, "{:DOWN, ~r, _, _, _}", monitor);
    }
    int64_t limit = zc_monotonic_ms () + s_timeout ();
    while (dr_known (s_scribe, "monitors") - before > 1 && zc_monotonic_ms () < limit)
        zc_sleep (5);
    dr_say ("%d monitors", dr_known (s_scribe, "monitors") - before);
    s_stop_scribe ();
    s_close ();
    dr_say ("%d lines", s_count);
}

//  ---- which one -----------------------------------------------------------

static const struct {
    const char *name;
    void (*run) (void);
    bool reads_later;
} s_tests [] = {{"remote", s_remote, false}, {"turns", s_turns, false}, {"crowd", s_crowd, false},
                {"answers", s_answers, false}, {"strange", s_strange, false}, {"long", s_long, false},
                {"torn", s_torn, false}, {"killed", s_killed, false}, {"slow", s_slow, true},
                {"stops", s_stops, true}, {"forgets", s_forgets, false}};

//  Tells when the scribe has ended and was not asked to.
static void
s_watch (void *arg)
{
    (void) arg;
    zc_term_t *reason;
    zc_ref_t monitor = zc_monitor (s_scribe);
    zc_receive (-1, "{:DOWN, ~r, _, _, ~t}", monitor, &reason);
    if (!s_stopping)
        dr_say ("the scribe has ended: %s", zc_term_str (reason));
}

//  false: it has ended already.
static bool
s_start_scribe (void)
{
    s_scribe = scribe_start (s_pipe [1]);
    zc_ref_t monitor = zc_monitor (s_scribe);
    bool lives = !zc_receive (20, "{:DOWN, ~r, _, _, _}", monitor);
    zc_demonitor (monitor, ZC_DEMONITOR_FLUSH);
    return lives;
}

static void
s_test (void *arg)
{
    const char *what = arg;
    size_t i = 0;
    while (strcmp (what, s_tests [i].name) != 0)
        i++;
    if (pipe (s_pipe) != 0)
        dr_say ("no pipe");
    if (!s_tests [i].reads_later)
        s_begin_reading ();
    if (!s_start_scribe ()) {
        dr_say ("the scribe has ended at once");
        return;
    }
    zc_spawn (s_watch, NULL);
    zc_set_group_leader (s_scribe, zc_self ());
    s_tests [i].run ();
    for (int line = 0; line < s_count; line++)
        free (s_lines [line]);
}

int
main (int argc, char **argv)
{
    s_words = argv;
    return dr_node (argc, argv, "teacher@localhost", s_test);
}
