//  drive_clash.c - calls what exercise 8.2 asks for, and tells what it sees
//
//      world               nodes in this program, whose texts are delivered when we say so; told:
//          nodes NODE…             a new world; no links. Reports "made"
//          link A B, cut A B       what was on the way is lost by a cut
//          link all                those that are not there yet
//          register A NAME NUMBER  reports yes or no
//          end A NUMBER
//          plan WHAT …             one of link, cut, end: to be done later
//          play SEED               until nothing is left: one of those planned, or the delivery of a
//                                  text, drawn each time. Reports "quiet"
//          all NAME                who has it, as each node knows
//          lost                    who was told a loss, since this was last asked
//      node NAME           a node of zcluster, with the same functions behind it; told:
//          meet NODE…, part NODE… heal NODE…   a link is made, cut, possible again
//          register NAME NUMBER, until MS NAME WHO, loses
//
//  Until an empty line.

#define _GNU_SOURCE
#include "clash.h"
#include "driver_node.h"

enum { TABLES_MAX = 5, TEXTS_MAX = 100, PLANS_MAX = 20, WHO_SIZE = 100, STEPS_MAX = 20000 };

static void
s_who (clash_t *table, const char *name, char *text)
{
    clash_holder_t holder = {"", 0};
    if (!table)
        snprintf (text, WHO_SIZE, "clash_new returned NULL");
    else
    if (clash_whereis (table, name, &holder))
        snprintf (text, WHO_SIZE, "%s %d", holder.node, holder.number);
    else
        snprintf (text, WHO_SIZE, "nobody");
}

static const char *
s_word (char **rest)
{
    char *word = strsep (rest, " ");
    return word? word: "";
}

static int
s_number (char **rest)
{
    return atoi (s_word (rest));
}

//  ---- the nodes of a world ------------------------------------------------

typedef struct {
    char *texts [TEXTS_MAX];
    int count;
} s_line_t;

static struct {
    char name [CLASH_NAME_SIZE];
    clash_t *table;
} s_tables [TABLES_MAX];
static int s_count;
static bool s_linked [TABLES_MAX] [TABLES_MAX];
static s_line_t s_lines [TABLES_MAX] [TABLES_MAX];      //  from, to
static char s_plans [PLANS_MAX] [100], s_losses [400];
static int s_plan_count;
static unsigned s_seed;

static int
s_at (const char *name)
{
    for (int i = 0; i < s_count; i++)
        if (strcmp (s_tables [i].name, name) == 0)
            return i;
    return -1;
}

static void
s_send (void *arg, const char *node, const char *text)
{
    int from = (int) (size_t) arg, to = s_at (node);
    if (to < 0 || !s_linked [from] [to] || s_lines [from] [to].count == TEXTS_MAX)
        dr_say ("%s sent to %s: \"%s\", but there is no link, or it is full", s_tables [from].name, node, text);
    else
        s_lines [from] [to].texts [s_lines [from] [to].count++] = strdup (text);
}

static void
s_lost (void *arg, const char *name, int number)
{
    int node = (int) (size_t) arg;
    size_t used = strlen (s_losses);
    snprintf (s_losses + used, sizeof s_losses - used, "%s%s %d: %s", used? ", ": "", s_tables [node].name, number, name);
}

static void
s_forget (s_line_t *line)
{
    while (line->count > 0)
        free (line->texts [--line->count]);
}

static void
s_end_world (void)
{
    for (int i = 0; i < s_count; i++) {
        clash_destroy (&s_tables [i].table);
        clash_destroy (&s_tables [i].table);
        for (int j = 0; j < s_count; j++) {
            s_forget (&s_lines [i] [j]);
            s_linked [i] [j] = false;
        }
    }
    s_count = s_plan_count = 0;
    *s_losses = 0;
}

static void
s_nodes (char *rest)
{
    char name [CLASH_NAME_SIZE] = "";
    bool good = true;
    s_end_world ();
    while (rest && s_count < TABLES_MAX) {
        clash_calls_t calls = {s_send, s_lost, (void *) (size_t) s_count};
        snprintf (s_tables [s_count].name, CLASH_NAME_SIZE, "%s", s_word (&rest));
        snprintf (name, sizeof name, "%s", s_tables [s_count].name);
        good = (s_tables [s_count].table = clash_new (name, &calls)) && good;
        memset (&calls, 0, sizeof calls);       //  they were to be copied
        memset (name, '?', sizeof name - 1);
        s_count++;
    }
    dr_say ("%s", good? "made": "clash_new returned NULL");
}

//  One that is there already, or a cut where none is, is nothing.
static void
s_link (int one, int two)
{
    if (s_linked [one] [two])
        return;
    s_linked [one] [two] = s_linked [two] [one] = true;
    clash_up (s_tables [one].table, s_tables [two].name);
    clash_up (s_tables [two].table, s_tables [one].name);
}

static void
s_cut (int one, int two)
{
    if (!s_linked [one] [two])
        return;
    s_forget (&s_lines [one] [two]);
    s_forget (&s_lines [two] [one]);
    s_linked [one] [two] = s_linked [two] [one] = false;
    clash_down (s_tables [one].table, s_tables [two].name);
    clash_down (s_tables [two].table, s_tables [one].name);
}

static void
s_obey_world (char *line)
{
    const char *what = s_word (&line), *name = s_word (&line);
    int node = s_at (name);
    for (int pair = 0; strcmp (name, "all") == 0 && pair < s_count * s_count; pair++)
        if (pair / s_count < pair % s_count)
            s_link (pair / s_count, pair % s_count);
    if (node < 0)
        return;
    if (strcmp (what, "link") == 0)
        s_link (node, s_at (line));
    else
    if (strcmp (what, "cut") == 0)
        s_cut (node, s_at (line));
    else
    if (strcmp (what, "end") == 0)
        clash_ended (s_tables [node].table, atoi (line));
    else {
        char copy [CLASH_NAME_SIZE];
        snprintf (copy, sizeof copy, "%s", s_word (&line));
        bool good = clash_register (s_tables [node].table, copy, atoi (line));
        memset (copy, '?', sizeof copy - 1);
        dr_say ("%s", good? "yes": "no");
    }
}

static unsigned
s_draw (unsigned below)
{
    s_seed = s_seed * 1103515245 + 12345;
    return (s_seed >> 16) % below;
}

static void
s_deliver (int from, int to)
{
    s_line_t *line = &s_lines [from] [to];
    char *text = line->texts [0];
    memmove (line->texts, line->texts + 1, (size_t) --line->count * sizeof *line->texts);
    clash_arrives (s_tables [to].table, s_tables [from].name, text);
    free (text);
}

//  One of all that can happen now. false: there is nothing.
static bool
s_step (void)
{
    int pairs [TABLES_MAX * TABLES_MAX], count = 0;
    for (int pair = 0; pair < s_count * s_count; pair++)
        if (s_lines [pair / s_count] [pair % s_count].count > 0)
            pairs [count++] = pair;
    if (count + s_plan_count == 0)
        return false;
    int drawn = (int) s_draw ((unsigned) (count + s_plan_count));
    if (drawn < count) {
        s_deliver (pairs [drawn] / s_count, pairs [drawn] % s_count);
        return true;
    }
    char line [100];
    snprintf (line, sizeof line, "%s", s_plans [drawn - count]);
    memmove (s_plans [drawn - count], s_plans [drawn - count + 1],
             (size_t) (--s_plan_count - (drawn - count)) * sizeof *s_plans);
    s_obey_world (line);
    return true;
}

static void
s_play (char *rest)
{
    int steps = 0;
    s_seed = (unsigned) s_number (&rest);
    while (steps < STEPS_MAX && s_step ())
        steps++;
    dr_say ("%s", steps < STEPS_MAX? "quiet": "they send texts without end");
}

static void
s_all (char *rest)
{
    char text [TABLES_MAX * (WHO_SIZE + CLASH_NAME_SIZE)] = "", who [WHO_SIZE];
    for (int i = 0; i < s_count; i++) {
        size_t used = strlen (text);
        s_who (s_tables [i].table, rest, who);
        snprintf (text + used, sizeof text - used, "%s%s: %s", i? ", ": "", s_tables [i].name, who);
    }
    dr_say ("%s", text);
}

static void
s_world (void)
{
    char line [300];
    while (dr_told (line, sizeof line)) {
        char copy [300], *rest = copy;
        snprintf (copy, sizeof copy, "%s", line);
        const char *what = s_word (&rest);
        if (strcmp (what, "nodes") == 0)
            s_nodes (rest);
        else
        if (strcmp (what, "plan") == 0 && s_plan_count < PLANS_MAX)
            snprintf (s_plans [s_plan_count++], sizeof *s_plans, "%s", rest);
        else
        if (strcmp (what, "play") == 0)
            s_play (rest);
        else
        if (strcmp (what, "all") == 0)
            s_all (rest);
        else
        if (strcmp (what, "lost") == 0) {
            dr_say ("%s", *s_losses? s_losses: "nobody");
            *s_losses = 0;
        }
        else
            s_obey_world (line);
    }
    s_end_world ();
}

//  ---- a node of zcluster --------------------------------------------------

static void
s_node_send (void *arg, const char *node, const char *text)
{
    (void) arg;
    zc_send_name ("table", node, "{text, ~a, ~s}", zc_node_self (), text);
}

static void
s_node_lost (void *arg, const char *name, int number)
{
    (void) arg;
    zc_send_name ("keeper", NULL, "{lost, ~s, ~i}", name, number);
}

//  The process with the table: links, texts, and what the keeper asks.
static void
s_keep_table (void *arg)
{
    (void) arg;
    clash_calls_t calls = {s_node_send, s_node_lost, NULL};
    clash_t *table = clash_new (zc_node_self (), &calls);
    zc_term_t *good = zc_net_kernel_monitor_nodes (true, "[]");
    const char *node, *text;
    char who [WHO_SIZE];
    int number, what = table? 0: 5;
    zc_pid_t from;
    zc_term_destroy (&good);
    zc_register ("table", zc_self ());
    zc_send_name ("keeper", NULL, "{table, ~a}", table? "up": "clash_new returned NULL");
    while (what != 5)
        switch (what = zc_receive_any (-1, ZC_CASE ("{nodeup, ~a}", &node), ZC_CASE ("{nodedown, ~a}", &node),
                                       ZC_CASE ("{text, ~a, ~s}", &node, &text),
                                       ZC_CASE ("{register, ~p, ~s, ~i}", &from, &text, &number),
                                       ZC_CASE ("{whereis, ~p, ~s}", &from, &text), ZC_CASE ("stop"))) {
            case 0: clash_up (table, node); break;
            case 1: clash_down (table, node); break;
            case 2: clash_arrives (table, node, text); break;
            case 3: zc_send (from, "{registered, ~o}", clash_register (table, text, number)); break;
            case 4:
                s_who (table, text, who);
                zc_send (from, "{who, ~s}", who);
                break;
        }
    clash_destroy (&table);
}

static bool
s_is_connected (const char *node)
{
    const char *name;
    size_t at = 0;
    bool found = false;
    zc_term_t *list = zc_node_list (ZC_NODES_VISIBLE);
    for (zc_term_t *item; (item = zc_term_next (list, &at)); zc_term_destroy (&item))
        found = (zc_term_match (item, "~a", &name) && strcmp (name, node) == 0) || found;
    zc_term_destroy (&list);
    return found;
}

//  Do it with each of these nodes, and wait until it shows.
static void
s_with_each (const char *what, char *rest)
{
    bool meets = strcmp (what, "meet") == 0, parts = strcmp (what, "part") == 0;
    while (rest) {
        const char *node = s_word (&rest);
        if (!meets)
            zc_node_fault (node, parts? ZC_FAULT_CUT: ZC_FAULT_HEAL, 0);
        while ((meets || parts) && s_is_connected (node) != meets) {
            if (meets)
                zc_node_connect (node);
            zc_sleep (2);
        }
    }
    dr_say ("done");
}

static void
s_node_register (char *rest)
{
    const char *name = s_word (&rest);
    bool good;
    zc_send_name ("table", NULL, "{register, ~p, ~s, ~i}", zc_self (), name, atoi (rest));
    zc_receive (-1, "{registered, ~o}", &good);
    dr_say ("%s", good? "yes": "no");
}

static void
s_node_until (char *rest)
{
    int64_t limit = zc_monotonic_ms () + s_number (&rest);
    const char *name = s_word (&rest), *who;
    while (true) {
        zc_send_name ("table", NULL, "{whereis, ~p, ~s}", zc_self (), name);
        zc_receive (-1, "{who, ~s}", &who);
        if (strcmp (who, rest) == 0 || zc_monotonic_ms () >= limit)
            break;
        zc_sleep (2);
    }
    dr_say ("%s", who);
}

static void
s_loses (void)
{
    const char *name;
    int number;
    zc_receive (-1, "{lost, ~s, ~i}", &name, &number);
    dr_say ("%d: %s", number, name);
}

static void
s_obey_node (void *arg)
{
    (void) arg;
    char line [300];
    const char *state;
    zc_register ("keeper", zc_self ());
    zc_ref_t monitor;
    zc_spawn_monitor (s_keep_table, NULL, &monitor);
    zc_receive (-1, "{table, ~a}", &state);
    dr_say ("%s", state);
    while (dr_told (line, sizeof line)) {
        char *rest = line;
        const char *what = s_word (&rest);
        if (strcmp (what, "register") == 0)
            s_node_register (rest);
        else
        if (strcmp (what, "until") == 0)
            s_node_until (rest);
        else
        if (strcmp (what, "loses") == 0)
            s_loses ();
        else
            s_with_each (what, rest);
    }
    zc_send_name ("table", NULL, "stop");
    zc_receive (-1, "{:DOWN, ~r, _, _, _}", monitor);
}

//  Links are made only when we say so, and each can be cut by itself.
static void
s_node (const char *name)
{
    char *error = NULL;
    zc_node_options_t options = {.name = name, .cookie = "duck", .containment = ZC_CONTAIN_FATAL,
                                 .log_level = ZC_LOG_ERROR, .fault_hook = true, .auto_connect = ZC_DIAL_NEVER,
                                 .connect_all_off = true, .overlapping_partitions = true};
    zc_node_t *node = zc_node_new (&options, &error);
    if (!node)
        dr_say ("%s", error);
    free (error);
    dr_test = s_obey_node;
    if (node)
        zc_run (node, dr_run_test, NULL);
    zc_node_destroy (&node);
}

int
main (int argc, char **argv)
{
    const char *what = dr_begin (argc, argv);
    if (strcmp (what, "world") == 0)
        s_world ();
    else
        s_node (argv [2]);
    return dr_end ();
}
