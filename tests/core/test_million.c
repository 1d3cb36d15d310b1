//  test_million.c - a million processes alive in one node
//
//  They need some 5 GB. Skipped, with the reason, where that is not to be had.

#define ZT_LIMIT_S 240
#include "zc_test.h"

#include <sys/mman.h>

enum { s_count = 1000000 };

static zc_pid_t s_pids [s_count];

static void
s_wait (void *arg)
{
    (void) arg;
    zc_pid_t from;
    int number;
    while (zc_receive_any (-1, ZC_CASE ("{add, ~p, ~i}", &from, &number), ZC_CASE ("stop")) == 0)
        zc_send (from, "{sum, ~i}", number + 1);
}

static long
s_kilobytes (const char *path, const char *key)
{
    FILE *file = fopen (path, "re");
    char line [200];
    long found = 0;
    while (file && fgets (line, sizeof line, file))
        if (strncmp (line, key, strlen (key)) == 0)
            found = atol (line + strlen (key));
    if (file)
        fclose (file);
    return found;
}

//  Why not here; NULL: it can be done.
static const char *
s_reason (void)
{
    if (ZT_ASAN || ZT_TSAN)
        return "sanitizers need more memory than this machine has";
    if (s_kilobytes ("/proc/meminfo", "MemAvailable:") < 8 * 1024 * 1024)
        return "less than 8 GB of memory are free";
    //  The other kind of guard splits a mapping in two: the system has too few
    char *page = mmap (NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    bool guards = madvise (page, 4096, 102) == 0;       //  MADV_GUARD_INSTALL
    munmap (page, 4096);
    return guards? NULL: "this kernel has no guard pages inside of mappings (Linux 6.13 has)";
}

ZT_TEST (a_million_processes_live_and_answer)
{
    const char *reason = s_reason ();
    if (reason) {
        printf ("skip a million processes: %s\n", reason);
        return;
    }
    long before = s_kilobytes ("/proc/self/status", "VmRSS:");
    int64_t processes = zt_info ("processes");
    for (int i = 0; i < s_count; i++)
        s_pids [i] = zc_spawn (s_wait, NULL);
    zt_check_int (zt_info ("processes"), processes + s_count);
    for (int i = 0; i < s_count; i++)
        zc_send (s_pids [i], "{add, ~p, ~i}", zc_self (), i);
    int64_t total = 0;
    for (int i = 0; i < s_count; i++) {
        int sum = 0;
        zt_require (zc_receive (ZT_LONG, "{sum, ~i}", &sum));
        total += sum;
    }
    zt_check_int (total, (int64_t) s_count * (s_count + 1) / 2);
    long kilobytes = s_kilobytes ("/proc/self/status", "VmRSS:") - before;
    printf ("%ld bytes each\n", kilobytes * 1024 / s_count);
    for (int i = 0; i < s_count; i++)
        zc_send (s_pids [i], "stop");
    int64_t end = zt_now_ms () + 6 * ZT_LONG;
    while (zt_info ("processes") > processes && zt_now_ms () < end)
        zc_sleep (10);
    zt_check_int (zt_info ("processes"), processes);
}

ZT_MAIN ("million", a_million_processes_live_and_answer)
