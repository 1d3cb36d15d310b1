//  drive_groups.c - calls what exercise 9.1 asks for, and tells what it sees
//
//      node NAME       a node; is told, until an empty line (WHO is a process of this node):
//          start                       groups_start; reports "started"
//          spawn WHO                   reports "WHO lives"
//          join WHO GROUP              reports "joined"
//          leave WHO GROUP             reports yes or no
//          exit WHO                    reports "WHO has ended"
//          members GROUP               who is in it, in the order of the alphabet
//          await GROUP MS WHO…         the same, as soon as it is these, or after so long
//          connect NODE                reports "connected" when both have heard of it
//          knows NODE                  reports "knows NODE" when it is connected
//          cut NODE                    no more connection to it; reports "apart"
//          heal NODE                   connections can be made again; reports "healed"
//          letter                      sends the keeper a letter that it does not know
//          mailbox                     how many messages wait in the keeper's mailbox
//
//  A member is asked for its name: also one of another node, and one that has ended shows.

#define _GNU_SOURCE
#include "groups.h"
#include "driver_node.h"

enum { WHO_MAX = 20, TEXT_SIZE = 400, TURN_MS = 10 };

static char s_who [WHO_MAX] [40];
static zc_pid_t s_pids [WHO_MAX];
static int s_count;

//  ---- members -------------------------------------------------------------

static void
s_swim (void *arg)
{
    const char *who = arg;
    zc_ref_t ref;
    while (zc_receive_any (-1, ZC_CASE ("{who, ~r}", &ref), ZC_CASE ("leave")) == 0)
        zc_send_alias (ref, "{~r, ~s}", ref, who);
}

static zc_pid_t
s_pid (const char *who)
{
    for (int i = 0; i < s_count; i++)
        if (strcmp (s_who [i], who) == 0)
            return s_pids [i];
    return ZC_PID_NONE;
}

static int
s_compare (const void *a, const void *b)
{
    return strcmp (a, b);
}

//  Its name, or that it has ended.
static void
s_ask_name (const zc_term_t *item, char name [40])
{
    zc_pid_t pid;
    const char *answer;
    snprintf (name, 40, "no-pid");
    if (!zc_term_match (item, "~p", &pid))
        return;
    zc_ref_t ref = zc_monitor_alias (pid);
    zc_send (pid, "{who, ~r}", ref);
    bool answers = zc_receive_any (-1, ZC_CASE ("{~r, ~s}", ref, &answer), ZC_CASE ("{:DOWN, ~r, _, _, _}", ref)) == 0;
    snprintf (name, 40, "%s", answers? answer: "one-that-has-ended");
}

static void
s_say_names (const zc_term_t *list, char text [TEXT_SIZE])
{
    char names [WHO_MAX] [40];
    size_t count = 0, at = 0;
    for (zc_term_t *item; count < WHO_MAX && (item = zc_term_next (list, &at)); zc_term_destroy (&item))
        s_ask_name (item, names [count++]);
    qsort (names, count, sizeof *names, s_compare);
    snprintf (text, TEXT_SIZE, "%s", count? "": "nobody");
    for (size_t i = 0; i < count; i++) {
        size_t used = strlen (text);
        snprintf (text + used, TEXT_SIZE - used, "%s%s", used? " ": "", names [i]);
    }
}

//  false: there is no list of members.
static bool
s_see (const char *group, char text [TEXT_SIZE])
{
    zc_term_t *list = groups_members (group);
    bool good = list && zc_list_length (list) >= 0;
    if (good)
        s_say_names (list, text);
    else
        snprintf (text, TEXT_SIZE, "%s", list? "no list": "NULL");
    zc_term_destroy (&list);
    return good;
}

//  ---- what we are told ----------------------------------------------------

static const char *
s_word (char **rest)
{
    char *word = strsep (rest, " ");
    return word? word: "";
}

static void
s_do_start (char *rest)
{
    (void) rest;
    groups_start ();
    dr_say ("started");
}

static void
s_do_spawn (char *rest)
{
    if (s_count == WHO_MAX)
        return;
    snprintf (s_who [s_count], sizeof s_who [s_count], "%s", s_word (&rest));
    s_pids [s_count] = zc_spawn (s_swim, s_who [s_count]);
    dr_say ("%s lives", s_who [s_count++]);
}

//  The text is to be copied: it is written over.
static void
s_do_join (char *rest)
{
    char group [100];
    zc_pid_t pid = s_pid (s_word (&rest));
    snprintf (group, sizeof group, "%s", s_word (&rest));
    groups_join (pid, group);
    memset (group, '?', sizeof group);
    dr_say ("joined");
}

static void
s_do_leave (char *rest)
{
    zc_pid_t pid = s_pid (s_word (&rest));
    dr_say ("%s", groups_leave (pid, s_word (&rest))? "yes": "no");
}

static void
s_do_exit (char *rest)
{
    const char *who = s_word (&rest);
    zc_pid_t pid = s_pid (who);
    zc_ref_t monitor = zc_monitor (pid);
    zc_send (pid, "leave");
    zc_receive (-1, "{:DOWN, ~r, _, _, _}", monitor);
    dr_say ("%s has ended", who);
}

static void
s_do_members (char *rest)
{
    char text [TEXT_SIZE];
    s_see (s_word (&rest), text);
    dr_say ("%s", text);
}

static void
s_do_await (char *rest)
{
    char text [TEXT_SIZE];
    const char *group = s_word (&rest);
    int64_t limit = zc_monotonic_ms () + atoi (s_word (&rest));
    while (s_see (group, text) && strcmp (text, rest? rest: "") != 0 && zc_monotonic_ms () < limit)
        zc_sleep (TURN_MS);
    dr_say ("%s", text);
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

//  When the other one answers, it has heard of us.
static void
s_do_connect (char *rest)
{
    const char *node = s_word (&rest);
    bool good = zc_node_connect (node) == ZC_CONNECTED && zc_node_ping (node);
    dr_say ("%s", good? "connected": "cannot connect");
}

static void
s_do_knows (char *rest)
{
    const char *node = s_word (&rest);
    while (!s_is_connected (node))
        zc_sleep (TURN_MS);
    dr_say ("knows %s", node);
}

static void
s_do_cut (char *rest)
{
    const char *node = s_word (&rest);
    zc_node_fault (node, ZC_FAULT_CUT, 0);
    while (s_is_connected (node))
        zc_sleep (TURN_MS);
    dr_say ("apart");
}

static void
s_do_heal (char *rest)
{
    zc_node_fault (s_word (&rest), ZC_FAULT_HEAL, 0);
    dr_say ("healed");
}

static void
s_do_letter (char *rest)
{
    (void) rest;
    zc_send_name ("groups", NULL, "{letter, to_whom_it_may_concern}");
}

static void
s_do_mailbox (char *rest)
{
    (void) rest;
    dr_say ("waiting %d", dr_known (zc_whereis ("groups"), "message_queue_len"));
}

static const struct {
    const char *name;
    void (*run) (char *rest);
} s_all [] = {{"start", s_do_start}, {"spawn", s_do_spawn}, {"join", s_do_join}, {"leave", s_do_leave},
              {"exit", s_do_exit}, {"members", s_do_members}, {"await", s_do_await}, {"connect", s_do_connect},
              {"knows", s_do_knows}, {"cut", s_do_cut}, {"heal", s_do_heal}, {"letter", s_do_letter},
              {"mailbox", s_do_mailbox}};

static void
s_obey (void *arg)
{
    (void) arg;
    char line [400];
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
                                 .log_level = ZC_LOG_ERROR, .overlapping_partitions = true, .fault_hook = true};
    zc_node_t *node = zc_node_new (&options, &error);
    dr_say ("%s", node? "up": error);
    free (error);
    if (node)
        zc_run (node, dr_run_test, NULL);
    zc_node_destroy (&node);
    return dr_end ();
}
