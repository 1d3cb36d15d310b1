//  drive_supervisor.c - calls what exercise 6.2 asks for, and tells what it sees
//
//      node NAME       a node, until an empty line
//      park            a node with a keeper, who is the supervisor's parent, and is told:
//          child ID RESTART SHUTDOWN_MS KIND [NODE…]   one more for the next supervisor
//          start MAX_RESTARTS MAX_MS       reports "started"
//          linked                          to how many processes it was linked when sup_start_link returned
//          order, where                    how the children were started, and on which nodes
//          another ID                      a second supervisor, with this child only
//          leave ID REASON                 the child ends with this reason
//          stranger                        sends the supervisor a letter and an exit signal
//          mailbox                         how many messages wait in the supervisor's mailbox
//          stop REASON                     the keeper sends the supervisor an exit signal
//          await                           reports what comes next
//          rest                            reports what has come and was not asked for
//          which                           what sup_which_children returns
//          ask                             another process asks; reports when the question waits
//          answer MS                       what that one's sup_which_children has returned
//
//  A child that runs for the second time is called "duck 2".

#define _GNU_SOURCE
#include "supervisor.h"
#include "driver_node.h"

#include <stdatomic.h>

enum { CHILDREN_MAX = 8, STARTS_MAX = 100, EVENTS_MAX = 100, EVENT_SIZE = 200 };

#define PARK "park@localhost"

//  ---- a child -------------------------------------------------------------

//  One that does not end when it is told to; in this program only.
static const char *s_stubborn;

static atomic_int s_clock;

//  Ends when it is told to leave, and soon after an exit signal.
static zc_term_t *
s_swim (const zc_term_t *args)
{
    int number = atomic_fetch_add (&s_clock, 1);        //  first of all: which of them ran first
    const char *id = "?";
    zc_term_t *reason;
    zc_term_match (args, "[~a]", &id);
    zc_trap_exit (true);
    zc_send_name ("keeper", PARK, "{swims, ~a, ~p, ~i, ~a}", id, zc_self (), number, zc_node_self ());
    while (zc_receive_any (-1, ZC_CASE ("{leave, ~t}", &reason), ZC_CASE ("{:EXIT, _, ~t}", &reason)) == 1) {
        zc_send_name ("keeper", PARK, "{told, ~p, ~t}", zc_self (), reason);
        if (s_stubborn && strcmp (id, s_stubborn) == 0)
            continue;
        zc_sleep (20);
        break;
    }
    zc_exit ("~t", reason);
}
ZC_MODULE (Bird, {"swim", 1, s_swim});

//  ---- what the keeper knows -----------------------------------------------

static sup_child_t s_children [CHILDREN_MAX];
static sup_spec_t s_spec = {.children = s_children};
static zc_pid_t s_supervisor;
static bool s_ended;                            //  the supervisor
static int s_linked;                            //  to so many, when sup_start_link returned
static zc_pid_t s_other;                        //  another supervisor

//  What sup_which_children has returned to another process.
static enum { NOTHING, A_NULL, A_LIST } s_answer;

//  Each start of a child.
static struct {
    char id [40], node [60];
    zc_pid_t pid;
    int which, number;                          //  its second start; when it first ran, among all
} s_starts [STARTS_MAX];
static int s_start_count;

//  What has come and was not yet asked for, in a ring.
static char s_events [EVENTS_MAX] [EVENT_SIZE];
static unsigned s_first, s_count;

__attribute__ ((format (printf, 1, 2))) static void
s_event (const char *format, ...)
{
    va_list args;
    va_start (args, format);
    if (s_count < EVENTS_MAX)
        vsnprintf (s_events [(s_first + s_count++) % EVENTS_MAX], EVENT_SIZE, format, args);
    va_end (args);
}

static int
s_find (zc_pid_t pid)
{
    for (int i = 0; i < s_start_count; i++)
        if (zc_pid_equal (s_starts [i].pid, pid))
            return i;
    return -1;
}

//  The last start of this child; -1: there was none.
static int
s_latest (const char *id)
{
    for (int i = s_start_count; i > 0; i--)
        if (strcmp (s_starts [i - 1].id, id) == 0)
            return i - 1;
    return -1;
}

static void
s_swims (const char *id, zc_pid_t pid, int number, const char *node)
{
    if (s_start_count == STARTS_MAX)
        return;
    int before = s_latest (id), at = s_start_count++;
    snprintf (s_starts [at].id, sizeof s_starts [at].id, "%s", id);
    snprintf (s_starts [at].node, sizeof s_starts [at].node, "%s", node);
    s_starts [at].pid = pid;
    s_starts [at].number = number;
    s_starts [at].which = before < 0? 1: s_starts [before].which + 1;
    s_event ("started %s %d on %s", id, s_starts [at].which, node);
    zc_monitor (pid);
}

//  The end of a child, or that it was told to end. We watch nobody else.
static void
s_about (const char *what, zc_pid_t pid, const zc_term_t *reason)
{
    int at = s_find (pid);
    char *text = zc_term_str (reason);
    if (at >= 0)
        s_event ("%s %s %d %s", what, s_starts [at].id, s_starts [at].which, text);
    else
        s_event ("a DOWN of somebody else %s", text);
    zc_free (text);
}

static void
s_exit_signal (zc_pid_t from, const zc_term_t *reason)
{
    if (!zc_pid_equal (from, s_supervisor))
        return;
    char *text = zc_term_str (reason);
    s_event ("the supervisor ended %s", text);
    zc_free (text);
    s_ended = true;
}

//  Take one message and note it. false: none came.
static bool
s_take (int timeout_ms)
{
    const char *id, *node;
    zc_pid_t pid;
    int number;
    zc_term_t *reason = NULL;
    switch (zc_receive_any (timeout_ms, ZC_CASE ("{swims, ~a, ~p, ~i, ~a}", &id, &pid, &number, &node),
                            ZC_CASE ("{told, ~p, ~t}", &pid, &reason),
                            ZC_CASE ("{:DOWN, _, process, ~p, ~t}", &pid, &reason),
                            ZC_CASE ("{:EXIT, ~p, ~t}", &pid, &reason), ZC_CASE ("{answered, ~i}", &number),
                            ZC_CASE ("~t", &reason))) {
        case 0: s_swims (id, pid, number, node); break;
        case 1: s_about ("told", pid, reason); break;
        case 2: s_about ("ended", pid, reason); break;
        case 3: s_exit_signal (pid, reason); break;
        case 4: s_answer = number? A_LIST: A_NULL; break;
        case 5: s_event ("a message %s", zc_term_str (reason)); break;
        default: return false;
    }
    zc_term_destroy (&reason);
    return true;
}

//  ---- what the keeper is told ---------------------------------------------

static sup_restart_t
s_restart (const char *word)
{
    return strcmp (word, "permanent") == 0? SUP_PERMANENT
         : strcmp (word, "transient") == 0? SUP_TRANSIENT: SUP_TEMPORARY;
}

static const char *
s_word (char **rest)
{
    char *word = strsep (rest, " ");
    return word? word: "";
}

static void
s_child (char *rest)
{
    static char lines [CHILDREN_MAX] [200];
    static const char *nodes [CHILDREN_MAX] [5];
    size_t at = s_spec.count++, node = 0;
    snprintf (lines [at], sizeof lines [at], "%s", rest);
    char *line = lines [at];
    sup_child_t *child = &s_children [at];
    *child = (sup_child_t) {.id = s_word (&line), .module = "Bird", .function = "swim"};
    child->restart = s_restart (s_word (&line));
    child->shutdown_ms = atoi (s_word (&line));
    if (strcmp (s_word (&line), "stubborn") == 0)
        s_stubborn = child->id;
    while (line && node < 4)
        nodes [at] [node++] = s_word (&line);
    if (node > 0)
        child->nodes = nodes [at];
}

//  Start it, and wait until all children run.
static void
s_start (char *rest)
{
    s_spec.max_restarts = atoi (s_word (&rest));
    s_spec.max_ms = atoi (s_word (&rest));
    s_supervisor = sup_start_link (&s_spec);
    s_linked = zc_pid_is_null (s_supervisor)? 0: dr_known (s_supervisor, "links");
    if (zc_pid_is_null (s_supervisor)) {
        s_ended = true;
        dr_say ("sup_start_link returned ZC_PID_NONE");
        return;
    }
    while (s_start_count < (int) s_spec.count && !s_ended)
        s_take (-1);
    dr_say ("%s", s_ended? s_events [(s_first + s_count - 1) % EVENTS_MAX]: "started");
    s_count = 0;
}

static void
s_say_linked (char *rest)
{
    (void) rest;
    dr_say ("linked to %d", s_linked);
}

static void
s_start_another (char *rest)
{
    static char id [40];
    static sup_child_t child = {.id = id, .module = "Bird", .function = "swim", .shutdown_ms = 60000};
    static const sup_spec_t spec = {.children = &child, .count = 1, .max_restarts = 3, .max_ms = 60000};
    snprintf (id, sizeof id, "%s", s_word (&rest));
    s_other = sup_start_link (&spec);
}

//  Slots of the process table that were never used are taken in the order of the spawns, so
//  then pids tell it. A child's first instruction tells less: a child that is held up there
//  (a page fault on a busy machine) is overtaken by the next.
static bool
s_is_before (int a, int b, bool fresh)
{
    return fresh? s_starts [a].pid.id < s_starts [b].pid.id: s_starts [a].number < s_starts [b].number;
}

static void
s_order (char *rest)
{
    (void) rest;
    char text [EVENT_SIZE] = "";
    bool fresh = true;
    for (int i = 0; i < s_start_count; i++)
        fresh = fresh && s_starts [i].pid.serial == 0;
    for (int place = 0; place < s_start_count; place++)
        for (int i = 0; i < s_start_count; i++) {
            int before = 0;
            for (int other = 0; other < s_start_count; other++)
                before += s_is_before (other, i, fresh);
            if (before == place)
                snprintf (text + strlen (text), sizeof text - strlen (text), " %s", s_starts [i].id);
        }
    dr_say ("started%s", text);
}

static void
s_where (char *rest)
{
    (void) rest;
    char text [EVENT_SIZE] = "";
    for (size_t i = 0; i < s_spec.count; i++) {
        int at = s_latest (s_children [i].id);
        snprintf (text + strlen (text), sizeof text - strlen (text), "%s%s on %s", i? ", ": "", s_children [i].id,
                  at < 0? "?": s_starts [at].node);
    }
    dr_say ("%s", text);
}

static void
s_leave (char *rest)
{
    const char *id = s_word (&rest);
    int at = s_latest (id);
    zc_term_t *reason = zc_term_parse (rest, NULL);
    if (at >= 0 && reason)
        zc_send (s_starts [at].pid, "{leave, ~t}", reason);
    zc_term_destroy (&reason);
}

static void
s_stranger (void *arg)
{
    (void) arg;
    zc_send (s_supervisor, "{letter, to_whom_it_may_concern}");
    zc_exit_process (s_supervisor, "go_away");
}

static void
s_send_stranger (char *rest)
{
    (void) rest;
    zc_ref_t monitor;
    zc_spawn_monitor (s_stranger, NULL, &monitor);
    zc_receive (-1, "{:DOWN, ~r, _, _, _}", monitor);
}

static void
s_mailbox (char *rest)
{
    (void) rest;
    dr_say ("waiting %d", dr_known (s_supervisor, "message_queue_len"));
}

static void
s_stop (char *rest)
{
    zc_term_t *reason = zc_term_parse (rest, NULL);
    zc_exit_process (s_supervisor, "~t", reason);
    zc_term_destroy (&reason);
}

//  Report the next event; wait for it so long.
static void
s_report (int timeout_ms)
{
    while (s_count == 0)
        if (!s_take (timeout_ms)) {
            dr_say ("nothing");
            return;
        }
    dr_say ("%s", s_events [s_first]);
    s_first = (s_first + 1) % EVENTS_MAX;
    s_count--;
}

static void
s_await (char *rest)
{
    (void) rest;
    s_report (-1);
}

static void
s_rest (char *rest)
{
    (void) rest;
    s_report (50);
}

//  "duck 2", "duck -": it has ended. A new one may have to say first that it is there.
static void
s_say_child (const zc_term_t *item, char *text, size_t size)
{
    const char *id = "";
    zc_pid_t pid;
    if (zc_term_match (item, "{~a, undefined}", &id))
        snprintf (text, size, "%s -", id);
    else
    if (zc_term_match (item, "{~a, ~p}", &id, &pid)) {
        while (s_find (pid) < 0 && s_take (1000))
            ;
        int at = s_find (pid);
        if (at < 0)
            snprintf (text, size, "%s ?", id);
        else
            snprintf (text, size, "%s %d", s_starts [at].id, s_starts [at].which);
    }
    else
        snprintf (text, size, "%s", zc_term_str (item));
}

static void
s_which (char *rest)
{
    (void) rest;
    char text [EVENT_SIZE] = "";
    size_t at = 0;
    zc_term_t *list = sup_which_children (s_supervisor);
    for (zc_term_t *item; list && (item = zc_term_next (list, &at)); zc_term_destroy (&item)) {
        size_t used = strlen (text);
        if (used > 0)
            used += (size_t) snprintf (text + used, sizeof text - used, ", ");
        s_say_child (item, text + used, sizeof text - used);
    }
    dr_say ("%s", !list? "NULL": *text? text: "nobody");
    zc_term_destroy (&list);
}

static void
s_asker (void *arg)
{
    (void) arg;
    zc_term_t *list = sup_which_children (s_supervisor);
    zc_send_name ("keeper", PARK, "{answered, ~i}", list != NULL);
    zc_term_destroy (&list);
}

//  Another process asks. The supervisor is busy, so the question stays in its mailbox.
static void
s_ask (char *rest)
{
    (void) rest;
    s_answer = NOTHING;
    zc_spawn (s_asker, NULL);
    while (s_answer == NOTHING && dr_known (s_supervisor, "message_queue_len") == 0)
        s_take (5);
    dr_say ("asked");
}

static void
s_say_answer (char *rest)
{
    int timeout_ms = atoi (s_word (&rest));
    while (s_answer == NOTHING && s_take (timeout_ms))
        ;
    dr_say (s_answer == NOTHING? "no answer": s_answer == A_NULL? "answered NULL": "answered a list");
}

static const struct {
    const char *name;
    void (*run) (char *rest);
} s_all [] = {{"child", s_child}, {"start", s_start}, {"linked", s_say_linked}, {"another", s_start_another},
              {"order", s_order}, {"where", s_where}, {"leave", s_leave}, {"stranger", s_send_stranger},
              {"mailbox", s_mailbox}, {"stop", s_stop}, {"await", s_await}, {"rest", s_rest}, {"which", s_which},
              {"ask", s_ask}, {"answer", s_say_answer}};

//  ---- the programs --------------------------------------------------------

//  Until an empty line. A supervisor that still runs is ended then, in good order if it can.
static void
s_keep (void *arg)
{
    (void) arg;
    char line [300];
    zc_trap_exit (true);
    zc_register ("keeper", zc_self ());
    while (dr_told (line, sizeof line)) {
        char *rest = line;
        const char *what = s_word (&rest);
        for (size_t i = 0; i < sizeof s_all / sizeof *s_all; i++)
            if (strcmp (what, s_all [i].name) == 0)
                s_all [i].run (rest);
    }
    if (!s_ended && !zc_pid_is_null (s_supervisor)) {
        zc_exit_process (s_supervisor, "shutdown");
        while (!s_ended && s_take (3000))
            ;
        zc_exit_process (s_supervisor, "kill");
    }
    if (!zc_pid_is_null (s_other)) {
        zc_exit_process (s_other, "shutdown");
        zc_receive (3000, "{:EXIT, ~p, _}", s_other);
        zc_exit_process (s_other, "kill");
    }
}

int
main (int argc, char **argv)
{
    char line [300], name [100] = PARK, *error = NULL;
    const char *what = dr_begin (argc, argv);
    bool is_park = strcmp (what, "park") == 0;
    if (!is_park)
        snprintf (name, sizeof name, "%s@localhost", argc > 2? argv [2]: "node");
    zc_node_options_t options = {.name = name, .cookie = "quack", .containment = ZC_CONTAIN_FATAL,
                                 .log_level = ZC_LOG_ERROR};
    zc_node_t *node = zc_node_new (&options, &error);
    dr_say ("%s", node? "up": error);
    free (error);
    if (node && is_park)
        zc_run (node, s_keep, NULL);
    else
        dr_told (line, sizeof line);
    zc_node_destroy (&node);
    return dr_end ();
}
