//  zt_victim.h - a node that strangers come to, and its friend
//
//      zt_victim_begin ("plain");                  options of the victim
//      zt_victim_watch ();                         the friend pings it from now on …
//      … strangers come to zt_victim_port …
//      zt_victim_until (ZT_REJECTED, 1);           … and each makes a line in its log
//      zt_victim_check ("what they did");          it is over: how was it for the friend?
//      zt_victim_end ();                           all is given back
//
//  The worst round trip of the friend is printed. Until the check it hears no command.

#ifndef ZT_VICTIM_H_INCLUDED
#define ZT_VICTIM_H_INCLUDED

#include "zt_stranger.h"
#include "dist/zc_complaints.h"

//  ---- in the nodes --------------------------------------------------------

//  lines TEXT: how many lines of the log have it.
static void
zt_do_lines (char *args, char *answer)
{
    int count = 0;
    pthread_mutex_lock (&zt_lock);
    for (const char *at = zt_log_text; (at = strstr (at, args)); at++)
        count++;
    pthread_mutex_unlock (&zt_lock);
    sprintf (answer, "%d", count);
}

//  untold: how many lines the log says that it left out.
static void
zt_do_untold (char *args, char *answer)
{
    (void) args;
    int sum = 0, count;
    pthread_mutex_lock (&zt_lock);
    for (const char *at = zt_log_text; (at = strstr (at, "… and ")); at++)
        if (sscanf (at, ZC_COMPLAINTS_UNTOLD, &count) == 1)
            sum += count;
    pthread_mutex_unlock (&zt_lock);
    sprintf (answer, "%d", sum);
}

static void
zt_do_descriptors (char *args, char *answer)
{
    (void) args;
    sprintf (answer, "%d", zt_entries ("/proc/self/fd"));
}

//  limit N: descriptors it may have.
static void
zt_do_limit (char *args, char *answer)
{
    struct rlimit limit = {(rlim_t) atoi (args), (rlim_t) atoi (args)};
    zt_answer_bool (answer, setrlimit (RLIMIT_NOFILE, &limit) == 0);
}

static int
zt_descriptors_left (void)
{
    struct rlimit limit;
    getrlimit (RLIMIT_NOFILE, &limit);
    int taken = zt_entries ("/proc/self/fd");
    return taken < 0? -1: (int) limit.rlim_cur - taken;
}

//  spare N: take descriptors until so many are left; spare all: give them back.
static void
zt_do_spare (char *args, char *answer)
{
    static int taken [1024], count;
    if (strcmp (args, "all") == 0)
        while (count)
            close (taken [--count]);
    else
        while (zt_descriptors_left () > atoi (args) && count < 1024)
            taken [count++] = open ("/dev/null", O_RDONLY | O_CLOEXEC);
    zt_answer_bool (answer, zt_descriptors_left () >= atoi (args));
}

//  pings NODE N: one after the other until the test's next line, and N at least: "count
//  failed worst waited" in µs; waited: in those that took over 100 ms, all together.
static void
zt_do_pings (char *args, char *answer)
{
    static char line [ZT_LINE];
    char *name = zt_word (&args);
    int64_t worst = 0, waited = 0;
    int least = atoi (args), count = 0, failed = 0;
    for (bool over = false; !over || count < least; count++) {
        struct timespec before, after;
        clock_gettime (CLOCK_MONOTONIC, &before);
        failed += !zc_node_ping (name);
        clock_gettime (CLOCK_MONOTONIC, &after);
        int64_t took = (after.tv_sec - before.tv_sec) * 1000000
                     + (after.tv_nsec - before.tv_nsec) / 1000;
        worst = took > worst? took: worst;
        waited += took > 100000? took: 0;
        over = zc_wait_fd (0, false, 1);
    }
    zt_read_line (line);
    sprintf (answer, "%d %d %ld %ld", count, failed, (long) worst, (long) waited);
}

//  dials NODE MS: again and again for so long: how many went through.
static void
zt_do_dials (char *args, char *answer)
{
    char *name = zt_word (&args);
    int64_t over = zt_now_ms () + atoi (args);
    int through = 0;
    while (zt_now_ms () < over)
        through += zc_node_connect (name) == ZC_CONNECTED;
    sprintf (answer, "%d", through);
}

static const zt_command_t zt_own [ZT_OWN] = {
    {"lines", zt_do_lines}, {"untold", zt_do_untold}, {"descriptors", zt_do_descriptors},
    {"limit", zt_do_limit}, {"spare", zt_do_spare},
    {"pings", zt_do_pings}, {"dials", zt_do_dials}};

//  ---- the scene -----------------------------------------------------------

enum {
    ZT_SETUP_MS = 300,              //  the victim's patience
    ZT_PINGS = 100                  //  of the friend, at least
};

static zt_node_t zt_victim, zt_friend;
static int zt_victim_port, zt_victim_descriptors, zt_victim_height;

static inline int
zt_node_number (zt_node_t *node, const char *command)
{
    const char *answer = zt_do (node, "%s", command);
    int number, size = 0;
    ck_assert_msg (sscanf (answer, "%d%n", &number, &size) == 1 && !answer [size], "%s of %s: %s",
                   command, node->name, answer);
    return number;
}

//  The most memory that the victim has had so far, in MiB: given back or not.
static inline int
zt_height (void)
{
    char path [40], line [200];
    long kib = 0;
    snprintf (path, sizeof path, "/proc/%d/status", (int) zt_victim.pid);
    FILE *file = fopen (path, "r");
    while (file && !kib && fgets (line, sizeof line, file))
        if (strncmp (line, "VmHWM:", 6) == 0)
            kib = atol (line + 6);
    if (file)
        fclose (file);
    ck_assert_msg (kib > 0, "%s does not tell how much memory there was at most", path);
    return (int) (kib >> 10);
}

static inline void
zt_victim_begin (const char *options)
{
    char all [200];
    snprintf (all, sizeof all, "%s setup=%d", options, zt_ms (ZT_SETUP_MS));
    zt_start (&zt_victim, "victim@localhost", all);
    zt_start (&zt_friend, "friend@localhost", strstr (options, "plain")? "plain": "");
    zt_is (&zt_friend, "connect victim@localhost", "true");
    zt_victim_port = zt_port_of (&zt_victim);
    zt_victim_descriptors = zt_node_number (&zt_victim, "descriptors");
    zt_victim_height = zt_height ();
}

static inline void
zt_victim_watch (void)
{
    zt_tell (&zt_friend, "pings victim@localhost %d", ZT_PINGS);
}

//  The strangers are done: how it was for the friend.
static inline void
zt_victim_check (const char *during)
{
    int count, failed;
    long worst, waited;
    zt_tell (&zt_friend, "over");
    ck_assert_int_eq (sscanf (zt_hear (&zt_friend), "%d %d %ld %ld", &count, &failed, &worst, &waited),
                      4);
    printf ("# %s: %d round trips of a friend, the worst took %ld us\n", during, count, worst);
    ck_assert_int_ge (count, ZT_PINGS);
    ck_assert_int_eq (failed, 0);
    ck_assert_int_lt (worst, zt_ms (1000) * 1000);
    ck_assert_int_lt (waited, zt_ms (1000) * 1000);
}

//  All that strangers took is given back.
static inline void
zt_victim_until_alone (void)
{
    int64_t over = zt_now_ms () + ZT_LONG;
    int now;
    while ((now = zt_node_number (&zt_victim, "descriptors")) > zt_victim_descriptors
    &&     zt_now_ms () < over)
        zt_sleep_in_c (20);
    ck_assert_int_le (now, zt_victim_descriptors);
}

static inline void
zt_victim_end (void)
{
    zt_victim_until_alone ();
    ck_assert_int_le (zt_height (), ZT_MIB (zt_victim_height + 40));
    zt_is (&zt_friend, "ping victim@localhost", "pong");
    zt_stop (&zt_friend);
    zt_stop (&zt_victim);
}

#define ZT_REJECTED "lines rejected: "

static inline void
zt_victim_until (const char *command, int lines)
{
    char text [16];
    snprintf (text, sizeof text, "%d", lines);
    zt_until_is (&zt_victim, command, text);
}

#endif
