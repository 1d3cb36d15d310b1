//  drive_mailbox.c - calls what exercise 2.2 asks for, and tells what it sees

#define _GNU_SOURCE
#include "mailbox.h"
#include "driver.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <sys/resource.h>
#include <time.h>

static mailbox_t *s_box;
static char **s_words;

static int
s_number (int index)
{
    return atoi (s_words [index + 2]);
}

//  ---- questions to a message ----------------------------------------------

static bool
s_any (const char *message, void *arg)
{
    (void) message;
    (void) arg;
    return true;
}

//  Begins with this word. (Not mailbox_matches: that is the student's, and tested by itself.)
static bool
s_begins (const char *message, void *arg)
{
    return strncmp (message, arg, strlen (arg)) == 0;
}

static atomic_int s_looks;

static bool
s_counted (const char *message, void *arg)
{
    bool found = s_begins (message, arg);
    atomic_fetch_add (&s_looks, 1);
    return found;
}

static void
s_take (const char *word, int timeout_ms)
{
    char *message = mailbox_take (s_box, word? s_begins: s_any, (void *) (uintptr_t) word, timeout_ms);
    dr_say ("%s", message? message: "NULL");
    free (message);
}

static void
s_put (const char *word, int number)
{
    char message [100];
    snprintf (message, sizeof message, "%s %d", word, number);
    mailbox_put (s_box, message);
}

//  ---- the tests -----------------------------------------------------------

//  Pairs of a pattern and a message, told until an empty line.
static void
s_matches (void)
{
    char pattern [200], message [200];
    while (dr_told (pattern, sizeof pattern) && dr_told (message, sizeof message))
        dr_say ("%s", mailbox_matches (pattern, message)? "yes": "no");
}

static void
s_oldest (void)
{
    for (int i = 0; i < 4; i++)
        s_put ("letter", s_number (i));
    for (int i = 0; i < 4; i++)
        s_take (NULL, 0);
    s_take (NULL, 0);
}

static void
s_order (void)
{
    s_put ("letter", s_number (0));
    s_put ("letter", s_number (1));
    s_put ("urgent", s_number (2));
    s_put ("letter", s_number (3));
    s_take ("urgent", 0);
    s_put ("urgent", s_number (4));
    s_put ("letter", s_number (5));
    s_take ("urgent", 0);
    for (int i = 0; i < 4; i++)
        s_take ("letter", 0);
}

static long
s_ms (clockid_t clock)
{
    struct timespec now;
    clock_gettime (clock, &now);
    return now.tv_sec * 1000L + now.tv_nsec / 1000000;
}

//  How often this thread has given the processor away by itself.
static long
s_rests (void)
{
    struct rusage usage;
    getrusage (RUSAGE_THREAD, &usage);
    return usage.ru_nvcsw;
}

static void
s_timeout (void)
{
    s_put ("letter", s_number (0));
    s_take ("urgent", 0);
    long began = s_ms (CLOCK_MONOTONIC), busy = s_ms (CLOCK_PROCESS_CPUTIME_ID), rests = s_rests ();
    s_take ("urgent", 300);
    dr_say ("%ld %ld %ld", s_ms (CLOCK_MONOTONIC) - began, s_ms (CLOCK_PROCESS_CPUTIME_ID) - busy, s_rests () - rests);
    s_take (NULL, 0);
}

static void *
s_later (void *arg)
{
    (void) arg;
    usleep (50000);
    s_put ("letter", 1);
    usleep (50000);
    s_put ("urgent", s_number (0));
    return NULL;
}

static void
s_wakes (void)
{
    pthread_t thread;
    pthread_create (&thread, NULL, s_later, NULL);
    s_take ("urgent", -1);
    pthread_join (thread, NULL);
    s_take (NULL, 0);
}

enum { SENDERS = 4 };

static void *
s_sender (void *arg)
{
    for (int i = 1; i <= s_number (0); i++) {
        char message [100];
        snprintf (message, sizeof message, "%d %d", (int) (intptr_t) arg, i);
        mailbox_put (s_box, message);
    }
    return NULL;
}

//  Messages of several threads: all are there, and each thread's in their order.
static void
s_many (void)
{
    pthread_t threads [SENDERS];
    int sender, number, count = 0, last [SENDERS] = {0};
    bool ordered = true;
    for (intptr_t i = 0; i < SENDERS; i++)
        pthread_create (&threads [i], NULL, s_sender, (void *) i);
    while (count < SENDERS * s_number (0)) {
        char *message = mailbox_take (s_box, s_any, NULL, 3000);
        if (!message)
            break;
        ordered = sscanf (message, "%d %d", &sender, &number) == 2 && ordered && number == ++last [sender];
        free (message);
        count++;
    }
    for (int i = 0; i < SENDERS; i++)
        pthread_join (threads [i], NULL);
    dr_say ("%d messages, %s", count, ordered? "in order": "not in order");
}

//  One after the other, each when the one before was looked at.
static void *
s_one_by_one (void *arg)
{
    (void) arg;
    for (int i = 0; i < s_number (1); i++) {
        int before = atomic_load (&s_looks);
        s_put ("letter", i);
        for (int j = 0; j < 1000 && atomic_load (&s_looks) == before; j++)
            usleep (200);
    }
    s_put ("urgent", 1);
    return NULL;
}

static void
s_once (void)
{
    pthread_t thread;
    for (int i = 0; i < s_number (0); i++)
        s_put ("letter", i);
    pthread_create (&thread, NULL, s_one_by_one, NULL);
    free (mailbox_take (s_box, s_counted, (void *) (uintptr_t) "urgent", 5000));
    pthread_join (thread, NULL);
    dr_say ("%d", atomic_load (&s_looks));
}

//  ---- which one -----------------------------------------------------------

static const struct {
    const char *name;
    void (*run) (void);
} s_all [] = {{"matches", s_matches}, {"oldest", s_oldest}, {"order", s_order}, {"timeout", s_timeout},
              {"wakes", s_wakes}, {"many", s_many}, {"once", s_once}};

int
main (int argc, char **argv)
{
    s_words = argv;
    const char *what = dr_begin (argc, argv);
    bool needs_box = strcmp (what, "matches") != 0;
    if (needs_box && !(s_box = mailbox_new ())) {
        dr_say ("mailbox_new returned NULL");
        return dr_end ();
    }
    for (size_t i = 0; i < sizeof s_all / sizeof *s_all; i++)
        if (strcmp (what, s_all [i].name) == 0)
            s_all [i].run ();
    if (needs_box) {                            //  with something inside, and twice
        mailbox_put (s_box, "letter for nobody");
        free (mailbox_take (s_box, s_begins, (char []) {"urgent"}, 0));
        mailbox_put (s_box, "letter for nobody else");
        mailbox_destroy (&s_box);
        mailbox_destroy (&s_box);
    }
    return dr_end ();
}
