//  drive_book.c - calls what exercise 8.1 asks for, and tells what it sees
//
//      node NAME                   a node, which is told, until an empty line:
//          meet NODE…              connects with these; reports "connected"
//          start                   book_start; reports "started"
//          delay MS NODE…          from now on, what is sent to these is held back so long
//          register NAME COUNT     so many new processes register themselves at once; reports
//                                  "begins MS", on the machine's clock, then "N yes" and who
//          whereis NAME            reports who, or nobody
//          until MS NAME WHO       the same, asked until it is that one, but not for longer
//          end NAME                who got it on this node ends; reports "ended"
//          call NODE, hear         a word from one keeper to another; "called", "heard"

#define _GNU_SOURCE
#include "book.h"
#include "driver_node.h"

#include <time.h>

enum { HOLDERS_MAX = 20, WHO_SIZE = 100 };

//  Those who got a name here.
static struct {
    char name [40];
    zc_pid_t pid;
} s_holders [HOLDERS_MAX];
static int s_count;

static const char *s_wanted;                    //  the name that is registered now

static void
s_live (void *arg)
{
    (void) arg;
    bool good = book_register (s_wanted, zc_self ());
    zc_send_name ("keeper", NULL, "{did, ~p, ~o}", zc_self (), good);
    zc_receive (-1, "leave");
}

//  The same text for a process on each node.
static const char *
s_who (zc_pid_t pid, char *text)
{
    if (zc_pid_is_null (pid))
        return "nobody";
    snprintf (text, WHO_SIZE, "process %u.%u of %s", pid.id, pid.serial, zc_node_of (pid));
    return text;
}

static long
s_now_ms (void)
{
    struct timespec now;
    clock_gettime (CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000L + now.tv_nsec / 1000000;
}

//  ---- what the keeper is told ---------------------------------------------

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

static void
s_meet (char *rest)
{
    bool good = true;
    while (rest)
        good = zc_node_ping (s_word (&rest)) && good;
    dr_say ("%s", good? "connected": "not connected");
}

static void
s_start (char *rest)
{
    (void) rest;
    book_start ();
    dr_say ("started");
}

static void
s_delay (char *rest)
{
    int ms = s_number (&rest);
    bool good = true;
    while (rest)
        good = zc_node_fault (s_word (&rest), ZC_FAULT_DELAY, ms) && good;
    dr_say ("%s", good? "delayed": "not delayed");
}

static void
s_register (char *rest)
{
    char text [HOLDERS_MAX * WHO_SIZE] = "", who [WHO_SIZE];
    int winners = 0;
    s_wanted = s_word (&rest);
    int count = s_number (&rest);
    dr_say ("begins %ld", s_now_ms ());
    for (int i = 0; i < count; i++)
        zc_spawn (s_live, NULL);
    for (int i = 0; i < count; i++) {
        zc_pid_t pid;
        bool good;
        zc_receive (-1, "{did, ~p, ~o}", &pid, &good);
        if (!good || s_count == HOLDERS_MAX)
            continue;
        snprintf (text + strlen (text), sizeof text - strlen (text), "%s%s", winners++? ", ": ": ", s_who (pid, who));
        snprintf (s_holders [s_count].name, sizeof s_holders [s_count].name, "%s", s_wanted);
        s_holders [s_count++].pid = pid;
    }
    dr_say ("%d yes%s", winners, text);
}

static void
s_whereis (char *rest)
{
    char who [WHO_SIZE];
    dr_say ("%s", s_who (book_whereis (rest), who));
}

static void
s_until (char *rest)
{
    char who [WHO_SIZE];
    long limit = s_now_ms () + s_number (&rest);
    const char *name = s_word (&rest), *got;
    while (strcmp (got = s_who (book_whereis (name), who), rest) != 0 && s_now_ms () < limit)
        zc_sleep (2);
    dr_say ("%s", got);
}

//  Those who have it end, if they have not yet.
static void
s_end (char *rest)
{
    for (int i = 0; i < s_count; i++)
        if (strcmp (s_holders [i].name, rest) == 0) {
            zc_ref_t monitor = zc_monitor (s_holders [i].pid);
            zc_send (s_holders [i].pid, "leave");
            zc_receive (-1, "{:DOWN, ~r, _, _, _}", monitor);
        }
    dr_say ("ended");
}

static void
s_call (char *rest)
{
    zc_send_name ("keeper", rest, "ahoy");
    dr_say ("called");
}

static void
s_hear (char *rest)
{
    (void) rest;
    zc_receive (-1, "ahoy");
    dr_say ("heard");
}

static const struct {
    const char *name;
    void (*run) (char *rest);
} s_all [] = {{"meet", s_meet}, {"start", s_start}, {"delay", s_delay}, {"register", s_register}, {"whereis", s_whereis},
              {"until", s_until}, {"end", s_end}, {"call", s_call}, {"hear", s_hear}};

static void
s_obey (void *arg)
{
    (void) arg;
    char line [300];
    zc_register ("keeper", zc_self ());
    while (dr_told (line, sizeof line)) {
        char *rest = line;
        const char *what = s_word (&rest);
        for (size_t i = 0; i < sizeof s_all / sizeof *s_all; i++)
            if (strcmp (what, s_all [i].name) == 0)
                s_all [i].run (rest);
    }
}

//  A mistake in the arguments of a call of the library ends the keeper: it is told.
int
main (int argc, char **argv)
{
    char *error = NULL;
    dr_begin (argc, argv);
    zc_node_options_t options = {.name = argv [2], .cookie = "duck", .containment = ZC_CONTAIN_FATAL,
                                 .log_level = ZC_LOG_ERROR, .fault_hook = true};
    zc_node_t *node = zc_node_new (&options, &error);
    dr_say ("%s", node? "up": error);
    free (error);
    dr_test = s_obey;
    if (node)
        zc_run (node, dr_run_test, NULL);
    zc_node_destroy (&node);
    return dr_end ();
}
