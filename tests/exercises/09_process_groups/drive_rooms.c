//  drive_rooms.c - calls what exercise 9.2 asks for, and tells what it sees
//
//      node NAME       a node; is told, until an empty line (WHO is a process of this node):
//          spawn WHO                   one who answers; reports "WHO lives"
//          wonder WHO                  the same, but it thinks: reports "WHO is asked", and then
//                                      waits for
//          answer WHO                  what it answers then
//          enter WHO ROOM              reports yes or no, as leave WHO ROOM
//          exit WHO                    reports "WHO has ended"; dismiss WHO the same, silently
//          who ROOM                    room_who: "daisy louie | huey": first those of this node,
//                                      in the order of the alphabet, then those of others
//          count ROOM NUMBER           reports "NUMBER in ROOM" when so many have been seen here
//          ask WHO ROOM NUMBER         WHO calls room_ask, and reports "DUCK answers NUMBER" or
//                                      NULL when that returns
//          mailbox WHO                 how many messages wait in its mailbox
//          watch ROOM                  reports "watched", and then each news of the room
//          connect NODE                reports "connected" when both have heard of it
//          knows NODE                  reports "knows NODE" when it is connected

#define _GNU_SOURCE
#include "rooms.h"
#include "driver_node.h"

enum { WHO_MAX = 20, TEXT_SIZE = 400, TURN_MS = 10, NEWS_MS = 300 };

//  A duck. What its process does is done by its own orders.
static struct {
    char name [40];
    bool thinks;
    zc_pid_t pid;
} s_ducks [WHO_MAX];
static int s_count;

//  ---- a duck --------------------------------------------------------------

static void
s_report_answer (zc_term_t *answer)
{
    const char *who;
    int number;
    if (!answer)
        dr_say ("NULL");
    else
    if (zc_term_match (answer, "{~s, ~i}", &who, &number))
        dr_say ("%s answers %d", who, number);
    else
        dr_say ("%s", zc_term_str (answer));
    zc_term_destroy (&answer);
}

static void
s_ask (const char *text, int number)
{
    char room [100];
    zc_term_t *question = zc_term_new ("{double, ~i}", number);
    snprintf (room, sizeof room, "%s", text);   //  of a message, which the next receive ends
    s_report_answer (room_ask (room, question));
    zc_term_destroy (&question);
}

static void
s_order (bool enter, const char *text)
{
    char room [100];
    snprintf (room, sizeof room, "%s", text);
    bool good = enter? room_enter (room): room_leave (room);
    dr_say ("%s", good? "yes": "no");
}

static void
s_swim (void *arg)
{
    int self = *(int *) arg, number = 0, now;
    zc_pid_t from, asker = ZC_PID_NONE;
    zc_ref_t ref, question = {0};
    const char *room;
    while (true)
        switch (zc_receive_any (-1, ZC_CASE ("{who, ~r}", &ref), ZC_CASE ("{enter, ~s}", &room),
                                ZC_CASE ("{leave, ~s}", &room), ZC_CASE ("{ask_in, ~s, ~i}", &room, &now),
                                ZC_CASE ("{ask, ~p, ~r, {double, ~i}}", &from, &ref, &now), ZC_CASE ("answer"),
                                ZC_CASE ("exit"))) {
            case 0: zc_send_alias (ref, "{~r, ~s}", ref, s_ducks [self].name); break;
            case 1: s_order (true, room); break;
            case 2: s_order (false, room); break;
            case 3: s_ask (room, now); break;
            case 4:
                asker = from;
                question = ref;
                number = now;
                if (s_ducks [self].thinks) {
                    dr_say ("%s is asked", s_ducks [self].name);
                    break;
                }
                zc_send (asker, "{~r, {~s, ~i}}", question, s_ducks [self].name, 2 * number);
                break;
            case 5: zc_send (asker, "{~r, {~s, ~i}}", question, s_ducks [self].name, 2 * number); break;
            default: return;
        }
}

static zc_pid_t
s_pid (const char *who)
{
    for (int i = 0; i < s_count; i++)
        if (strcmp (s_ducks [i].name, who) == 0)
            return s_ducks [i].pid;
    return zc_self ();
}

//  ---- a list of them ------------------------------------------------------

static void
s_ask_name (zc_pid_t pid, char name [40])
{
    const char *answer;
    zc_ref_t ref = zc_monitor_alias (pid);
    zc_send (pid, "{who, ~r}", ref);
    bool answers = zc_receive_any (-1, ZC_CASE ("{~r, ~s}", ref, &answer), ZC_CASE ("{:DOWN, ~r, _, _, _}", ref)) == 0;
    snprintf (name, 40, "%s", answers? answer: "one-that-has-ended");
}

static int
s_compare (const void *a, const void *b)
{
    return strcmp (a, b);
}

//  Those of the list from here on that are as near as the first of them, in order. Returns how
//  many these were.
static size_t
s_say_near (zc_term_t *const *items, size_t count, char text [TEXT_SIZE])
{
    char names [WHO_MAX] [40];
    size_t near = 0;
    bool here = false;
    for (zc_pid_t pid; near < count && near < WHO_MAX; near++) {
        if (!zc_term_match (items [near], "~p", &pid) || (near > 0 && here != !pid.node))
            break;
        here = !pid.node;
        s_ask_name (pid, names [near]);
    }
    qsort (names, near, sizeof *names, s_compare);
    for (size_t i = 0; i < near; i++) {
        size_t used = strlen (text);
        snprintf (text + used, TEXT_SIZE - used, "%s%s", !used? "": i? " ": " | ", names [i]);
    }
    return near;
}

static void
s_say_who (const zc_term_t *list)
{
    char text [TEXT_SIZE] = "";
    size_t count, near = 1;
    zc_term_t **items = zc_term_elements (list, &count);
    for (size_t i = 0; i < count && near > 0; i += near)
        near = s_say_near (items + i, count - i, text);
    dr_say ("%s", near == 0? "there is something else than a pid in it": *text? text: "nobody");
}

//  ---- what we are told ----------------------------------------------------

static const char *
s_word (char **rest)
{
    char *word = strsep (rest, " ");
    return word? word: "";
}

static void
s_start (const char *who, bool thinks)
{
    static int numbers [WHO_MAX];
    if (s_count == WHO_MAX)
        return;
    snprintf (s_ducks [s_count].name, sizeof s_ducks [s_count].name, "%s", who);
    s_ducks [s_count].thinks = thinks;
    numbers [s_count] = s_count;
    s_ducks [s_count].pid = zc_spawn (s_swim, &numbers [s_count]);
    dr_say ("%s lives", s_ducks [s_count++].name);
}

static void
s_do_spawn (char *rest)
{
    s_start (s_word (&rest), false);
}

static void
s_do_wonder (char *rest)
{
    s_start (s_word (&rest), true);
}

static void
s_do_answer (char *rest)
{
    zc_send (s_pid (s_word (&rest)), "answer");
}

static void
s_do_enter (char *rest)
{
    zc_pid_t pid = s_pid (s_word (&rest));
    zc_send (pid, "{enter, ~s}", s_word (&rest));
}

static void
s_do_leave (char *rest)
{
    zc_pid_t pid = s_pid (s_word (&rest));
    zc_send (pid, "{leave, ~s}", s_word (&rest));
}

static void
s_do_exit (char *rest)
{
    const char *who = s_word (&rest);
    zc_pid_t pid = s_pid (who);
    zc_ref_t monitor = zc_monitor (pid);
    zc_send (pid, "exit");
    zc_receive (-1, "{:DOWN, ~r, _, _, _}", monitor);
    dr_say ("%s has ended", who);
}

static void
s_do_dismiss (char *rest)
{
    zc_send (s_pid (s_word (&rest)), "exit");
}

static void
s_do_who (char *rest)
{
    zc_term_t *list = room_who (s_word (&rest));
    if (!list || zc_list_length (list) < 0)
        dr_say ("%s", list? "no list": "NULL");
    else
        s_say_who (list);
    zc_term_destroy (&list);
}

//  This one is no call of the exercise's: what this node has seen.
static void
s_do_count (char *rest)
{
    const char *room = s_word (&rest);
    size_t wanted = (size_t) atoi (s_word (&rest)), seen = wanted + 1;
    while (seen != wanted) {
        zc_term_t *members = zc_pg_members ("rooms", "~s", room);
        seen = zc_term_length (members);
        zc_term_destroy (&members);
        if (seen != wanted)
            zc_sleep (TURN_MS);
    }
    dr_say ("%zu in %s", seen, room);
}

static void
s_do_ask (char *rest)
{
    zc_pid_t pid = s_pid (s_word (&rest));
    const char *room = s_word (&rest);
    zc_send (pid, "{ask_in, ~s, ~i}", room, atoi (s_word (&rest)));
}

static void
s_do_mailbox (char *rest)
{
    dr_say ("waiting %d", dr_known (s_pid (s_word (&rest)), "message_queue_len"));
}

static void
s_listen (void *arg)
{
    const char *room = arg;
    room_watch_t watch;
    memset (&watch, 0, sizeof watch);
    room_watch (&watch, room);
    dr_say ("watched");
    while (true) {
        const char *news = room_news (&watch, NEWS_MS);
        if (news)
            dr_say ("%s %s", room, news);
    }
}

static void
s_do_watch (char *rest)
{
    static char room [100];
    snprintf (room, sizeof room, "%s", s_word (&rest));
    zc_spawn (s_listen, room);
}

//  When the other one answers, it has heard of us.
static void
s_do_connect (char *rest)
{
    const char *node = s_word (&rest);
    bool good = zc_node_connect (node) == ZC_CONNECTED && zc_node_ping (node);
    dr_say ("%s", good? "connected": "cannot connect");
}

static bool
s_is_connected (const char *node)
{
    zc_term_t *nodes = zc_node_list (ZC_NODES_VISIBLE), *item;
    const char *name;
    size_t at = 0;
    bool found = false;
    for (; (item = zc_term_next (nodes, &at)); zc_term_destroy (&item))
        found = found || (zc_term_match (item, "~a", &name) && strcmp (name, node) == 0);
    zc_term_destroy (&nodes);
    return found;
}

static void
s_do_knows (char *rest)
{
    const char *node = s_word (&rest);
    while (!s_is_connected (node))
        zc_sleep (TURN_MS);
    dr_say ("knows %s", node);
}

static const struct {
    const char *name;
    void (*run) (char *rest);
} s_all [] = {{"spawn", s_do_spawn}, {"wonder", s_do_wonder}, {"answer", s_do_answer}, {"enter", s_do_enter},
              {"leave", s_do_leave}, {"exit", s_do_exit}, {"dismiss", s_do_dismiss}, {"who", s_do_who}, {"count", s_do_count}, {"ask", s_do_ask},
              {"mailbox", s_do_mailbox}, {"watch", s_do_watch}, {"connect", s_do_connect}, {"knows", s_do_knows}};

static void
s_obey (void *arg)
{
    (void) arg;
    char line [300];
    zc_pg_start ("rooms");
    dr_say ("up");
    while (dr_told (line, sizeof line)) {
        char *rest = line;
        const char *what = s_word (&rest);
        for (size_t i = 0; i < sizeof s_all / sizeof *s_all; i++)
            if (strcmp (what, s_all [i].name) == 0)
                s_all [i].run (rest);
    }
}

//  ---- the program ---------------------------------------------------------

int
main (int argc, char **argv)
{
    char name [100], *error = NULL;
    dr_begin (argc, argv);
    dr_test = s_obey;
    snprintf (name, sizeof name, "%s@localhost", argc > 2? argv [2]: "lake");
    zc_node_options_t options = {.name = name, .cookie = "quack", .containment = ZC_CONTAIN_FATAL,
                                 .log_level = ZC_LOG_ERROR, .overlapping_partitions = true};
    zc_node_t *node = zc_node_new (&options, &error);
    if (node)
        zc_run (node, dr_run_test, NULL);
    else
        dr_say ("%s", error);
    free (error);
    zc_node_destroy (&node);
    return dr_end ();
}
