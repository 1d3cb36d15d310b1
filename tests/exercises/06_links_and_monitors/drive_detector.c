//  drive_detector.c - calls what exercise 6.1 asks for, and tells what it sees
//
//      watch NAME BEAT_MS SUSPECT_MS DOWN_MS   reports its port, then each change; told "watch
//                                              NAME PORT", or "wait MS" in one call, until an
//                                              empty line
//      idle NAME BEAT_MS SUSPECT_MS DOWN_MS    waits once, with nobody to watch

#define _GNU_SOURCE
#include "detector.h"
#include "driver.h"

#include <sys/resource.h>
#include <time.h>

enum { TURN_MS = 20 };

//  Do what we are told, as far as we are told something.
//  Returns  how long the next call of detector_next waits, in ms; 0: to end
static int
s_obey (detector_t *detector)
{
    char line [200], name [100];
    int port, turn_ms = TURN_MS;
    while (dr_has_told ()) {
        if (!dr_told (line, sizeof line))
            return 0;
        if (sscanf (line, "watch %99s %d", name, &port) == 2)
            detector_watch (detector, name, port);
        if (sscanf (line, "wait %d", &turn_ms) == 1)
            dr_say ("waits");
        memset (name, '?', sizeof name);        //  it was to be copied
    }
    return turn_ms;
}

static void
s_watch (detector_t *detector)
{
    dr_say ("port %d", detector_port (detector));
    for (int turn_ms; (turn_ms = s_obey (detector)) > 0;) {
        char *change = detector_next (detector, turn_ms);
        if (change)
            dr_say ("%s", change);
        free (change);
    }
}

static long
s_now_ms (void)
{
    struct timespec now;
    clock_gettime (CLOCK_MONOTONIC, &now);
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
s_idle (detector_t *detector)
{
    long began = s_now_ms (), rests = s_rests ();
    char *change = detector_next (detector, 300);
    dr_say ("%ld %ld %s", s_now_ms () - began, s_rests () - rests, change? change: "nothing");
    free (change);
}

int
main (int argc, char **argv)
{
    const char *what = dr_begin (argc, argv);
    if (argc != 6)
        return 2;
    detector_times_t times = {atoi (argv [3]), atoi (argv [4]), atoi (argv [5])};
    detector_t *detector = detector_new (argv [2], &times);
    memset (argv [2], '?', strlen (argv [2]));  //  they were to be copied
    memset (&times, 0, sizeof times);
    if (!detector)
        dr_say ("detector_new returned NULL");
    else
    if (strcmp (what, "watch") == 0)
        s_watch (detector);
    else
        s_idle (detector);
    detector_destroy (&detector);
    detector_destroy (&detector);
    return dr_end ();
}
