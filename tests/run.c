//  run.c - runs the test programs and adds up what they found
//
//      run PROGRAM…          (make test calls it)
//
//  Each program gets a home, a runtime directory and a port map of its own, so
//  two can run side by side and none sees the user's nodes. It reports in TAP
//  ("ok 1 - name", "not ok 2 - name"): Check writes that to the file named by
//  CK_TAP_LOG_FILE_NAME, scripts write it to their standard output.
//
//      run ──fork──> keeper ──fork──> program ──> its nodes …
//
//  The keeper adopts whatever the program leaves behind (it is a child
//  subreaper), so processes left over are found, reported as a failure, and
//  ended, and so are those of a program that took too long.
//
//  ZC_TIME multiplies all time limits. ZC_UNDER is a command to run each program
//  under (make valgrind). The last line is "N passed, N failed".

#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { AT_ONCE = 2, LIMIT_S = 300, TAIL_LINES = 60, PATH_SIZE = 512 };

//  One program under way.
typedef struct {
    const char *path;
    char name [128];
    char folder [PATH_SIZE];        //  home/, run/, output, tap, verdict
    pid_t keeper;
    struct timespec started;
} job_t;

static double s_time_scale = 1;
static unsigned s_passed, s_failed;
static volatile sig_atomic_t s_interrupted;

static double
s_seconds_since (const struct timespec *start)
{
    struct timespec now;
    clock_gettime (CLOCK_MONOTONIC, &now);
    return (double) (now.tv_sec - start->tv_sec) + (double) (now.tv_nsec - start->tv_nsec) / 1e9;
}

static void
s_path (char path [PATH_SIZE + 16], const char *folder, const char *file)
{
    snprintf (path, PATH_SIZE + 16, "%s/%s", folder, file);
}

//  ---- the keeper ----------------------------------------------------------

//  A port below the range the kernel hands out, so that no connection takes it.
static int
s_free_port (void)
{
    static unsigned next;
    for (unsigned i = 0; i < 10000; i++) {
        int port = (int) (20000 + ((unsigned) getpid () * 7 + next++) % 10000);
        int fd = socket (AF_INET, SOCK_STREAM, 0);
        struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons ((uint16_t) port),
                                      .sin_addr.s_addr = htonl (INADDR_LOOPBACK)};
        bool isfree = bind (fd, (struct sockaddr *) &address, sizeof address) == 0;
        close (fd);
        if (isfree)
            return port;
    }
    return 0;
}

static void
s_exec_program (const job_t *job)
{
    char path [PATH_SIZE + 16], port_map [64];
    s_path (path, job->folder, "output");
    int output = open (path, O_WRONLY | O_CREAT | O_APPEND, 0600);
    int input = open ("/dev/null", O_RDONLY);
    dup2 (input, 0);
    dup2 (output, 1);
    dup2 (output, 2);
    s_path (path, job->folder, "home");
    setenv ("HOME", path, 1);
    s_path (path, job->folder, "run");
    setenv ("ZCLUSTER_RUNTIME_DIR", path, 1);
    s_path (path, job->folder, "tap");
    setenv ("CK_TAP_LOG_FILE_NAME", path, 1);
    snprintf (port_map, sizeof port_map, "127.0.0.1:%d", s_free_port ());
    setenv ("ZCLUSTER_PORT_MAP", port_map, 1);
    sigset_t none;
    sigemptyset (&none);
    sigprocmask (SIG_SETMASK, &none, NULL);
    if (getenv ("ZC_UNDER"))
        execl ("/bin/sh", "sh", "-c", "exec $ZC_UNDER \"$0\"", job->path, NULL);
    else
        execl (job->path, job->path, NULL);
    printf ("cannot run %s: %s\n", job->path, strerror (errno));
    fflush (stdout);
    _exit (127);
}

//  Call `each` for every child of this process. Returns how many.
static unsigned
s_children (void (*each) (pid_t child, FILE *verdict), FILE *verdict)
{
    char path [64];
    snprintf (path, sizeof path, "/proc/self/task/%d/children", (int) getpid ());
    FILE *file = fopen (path, "r");
    unsigned count = 0;
    int child;
    while (file && fscanf (file, "%d", &child) == 1) {
        each (child, verdict);
        count++;
    }
    if (file)
        fclose (file);
    return count;
}

static void
s_report (pid_t child, FILE *verdict)
{
    char path [64], line [200];
    snprintf (path, sizeof path, "/proc/%d/cmdline", (int) child);
    int fd = open (path, O_RDONLY | O_CLOEXEC);
    ssize_t size = fd == -1? 0: read (fd, line, sizeof line - 1);
    if (fd != -1)
        close (fd);
    for (ssize_t i = 0; i < size; i++)
        if (line [i] == 0)
            line [i] = ' ';
    line [size > 0? size: 0] = 0;
    fprintf (verdict, "left over: process %d: %s\n", (int) child, line);
}

static void
s_kill (pid_t child, FILE *verdict)
{
    (void) verdict;
    kill (child, SIGKILL);
}

//  End all descendants: their children come to us as they die.
static void
s_end_all (void)
{
    do
        s_children (s_kill, NULL);
    while (waitpid (-1, NULL, 0) > 0);
}

//  Wait until `pid` (0: all descendants) ended or the time is over.
//  Returns  true and the status; false: time is over, or we are told to stop
static bool
s_wait (pid_t pid, double seconds, int *status)
{
    struct timespec start;
    clock_gettime (CLOCK_MONOTONIC, &start);
    sigset_t set;
    sigemptyset (&set);
    sigaddset (&set, SIGCHLD);
    sigaddset (&set, SIGTERM);
    for (;;) {
        int child_status;
        pid_t child;
        while ((child = waitpid (-1, &child_status, WNOHANG)) > 0)
            if (child == pid) {
                *status = child_status;
                return true;
            }
        if (child == -1)
            return true;            //  nobody left
        double left = seconds - s_seconds_since (&start);
        if (left <= 0)
            return false;
        struct timespec limit = {(time_t) left, (long) ((left - (double) (time_t) left) * 1e9)};
        if (sigtimedwait (&set, NULL, &limit) == SIGTERM)
            return false;
    }
}

//  How long a program may take. A script says so in its second line if it needs more than most.
static double
s_limit (const char *path)
{
    char line [200];
    int seconds = LIMIT_S;
    FILE *file = strstr (path, ".sh")? fopen (path, "re"): NULL;
    if (file) {
        if (!fgets (line, sizeof line, file) || !fgets (line, sizeof line, file)
        ||  sscanf (line, "#  Takes up to %d seconds", &seconds) != 1)
            seconds = LIMIT_S;
        fclose (file);
    }
    return seconds;
}

static _Noreturn void
s_keep (const job_t *job)
{
    sigset_t set;
    sigemptyset (&set);
    sigaddset (&set, SIGCHLD);
    sigaddset (&set, SIGTERM);
    sigprocmask (SIG_BLOCK, &set, NULL);
    signal (SIGINT, SIG_IGN);       //  the runner decides
    prctl (PR_SET_PDEATHSIG, SIGTERM);
    prctl (PR_SET_CHILD_SUBREAPER, 1);
    pid_t program = fork ();
    if (program == 0) {
        signal (SIGINT, SIG_DFL);
        setpgid (0, 0);
        s_exec_program (job);
    }
    char path [PATH_SIZE + 16];
    s_path (path, job->folder, "verdict");
    FILE *verdict = fopen (path, "we");
    int status = 0;
    double limit = s_limit (job->path) * s_time_scale;
    if (!s_wait (program, limit, &status)) {
        fprintf (verdict, "interrupted, or took longer than %.0f s\n", limit);
        s_end_all ();
    }
    else
    if (WIFSIGNALED (status))
        fprintf (verdict, "ended by signal %d\n", WTERMSIG (status));
    else
    if (WEXITSTATUS (status))
        fprintf (verdict, "exit status %d\n", WEXITSTATUS (status));
    //  What was killed but not reaped needs a moment to go.
    if (!s_wait (0, 0.5 * s_time_scale, &status))
        s_children (s_report, verdict);
    fclose (verdict);
    s_end_all ();
    _exit (0);
}

//  ---- the sum -------------------------------------------------------------

//  Read TAP lines. Returns whether tests were reported; *skipped: none was to
//  run, the program says why ("1..0 # SKIP why").
static bool
s_count_tap (const char *path, unsigned *passed, unsigned *failed, bool *skipped)
{
    FILE *file = fopen (path, "re");
    char line [2000];
    unsigned plan = 0;
    bool planned = false;
    while (file && fgets (line, sizeof line, file)) {
        if (strncmp (line, "ok ", 3) == 0)
            (*passed)++;
        else
        if (strncmp (line, "not ok ", 7) == 0)
            (*failed)++;
        else
        if (sscanf (line, "1..%u", &plan) == 1)
            planned = plan > 0 || strstr (line, "# SKIP ");
    }
    if (file)
        fclose (file);
    unsigned count = *passed + *failed;
    if (planned && plan > count)
        *failed += plan - count;    //  announced, and never came
    *skipped = planned && plan == 0 && count == 0;
    return count > 0 || *skipped;
}

//  Print the lines of a file that begin with `start` ("": the last lines).
static void
s_print_lines (const char *path, const char *start)
{
    char line [2000];
    unsigned lines = 0, line_number = 0;
    FILE *file = fopen (path, "re");
    if (!file)
        return;
    while (!*start && fgets (line, sizeof line, file))
        lines++;
    rewind (file);
    while (fgets (line, sizeof line, file))
        if (*start? strncmp (line, start, strlen (start)) == 0: line_number++ + TAIL_LINES >= lines) {
            line [strcspn (line, "\n")] = 0;
            printf ("      %s\n", line);
        }
    fclose (file);
}

static int
s_remove_one (const char *path, const struct stat *info, int type, struct FTW *walk)
{
    (void) info, (void) type, (void) walk;
    return remove (path);
}

//  The program is done: its line, and what went wrong.
static void
s_conclude (job_t *job)
{
    char output [PATH_SIZE + 16], tap [PATH_SIZE + 16], verdict [PATH_SIZE + 16];
    s_path (output, job->folder, "output");
    s_path (tap, job->folder, "tap");
    s_path (verdict, job->folder, "verdict");
    struct stat info;
    const char *report = stat (tap, &info) == 0? tap: output;
    unsigned passed = 0, failed = 0;
    bool skipped, reported = s_count_tap (report, &passed, &failed, &skipped);
    bool clean = stat (verdict, &info) == 0 && info.st_size == 0;
    if ((!clean && failed == 0) || !reported)
        failed++;

    printf ("%-6s%-28s%5u passed%5u failed%8.1f s\n", failed? "FAIL": skipped? "skip": "ok", job->name, passed,
            failed, s_seconds_since (&job->started));
    s_print_lines (output, skipped? "1..0": "skip");
    if (failed) {
        s_print_lines (verdict, "");
        s_print_lines (report, "not ok");
        if (!reported)
            printf ("      no test reported\n");
        printf ("      --- the end of its output ---\n");
        s_print_lines (output, "");
    }
    fflush (stdout);
    s_passed += passed;
    s_failed += failed;
    nftw (job->folder, s_remove_one, 16, FTW_DEPTH | FTW_PHYS);
    job->keeper = 0;
}

//  ---- the runner ----------------------------------------------------------

static void
s_start (job_t *job, const char *path)
{
    *job = (job_t) {.path = path};
    const char *name = strrchr (path, '/');
    snprintf (job->name, sizeof job->name, "%s", name? name + 1: path);
    const char *tmp = getenv ("TMPDIR");
    snprintf (job->folder, sizeof job->folder, "%.400s/zctest.XXXXXX", tmp && *tmp? tmp: "/tmp");
    char inner [PATH_SIZE + 16];
    if (!mkdtemp (job->folder)) {
        printf ("cannot make %s: %s\n", job->folder, strerror (errno));
        exit (1);
    }
    s_path (inner, job->folder, "home");
    mkdir (inner, 0700);
    s_path (inner, job->folder, "run");
    mkdir (inner, 0700);
    clock_gettime (CLOCK_MONOTONIC, &job->started);
    fflush (stdout);
    job->keeper = fork ();
    if (job->keeper == 0)
        s_keep (job);
}

static void
s_interrupt (int number)
{
    s_interrupted = number;
}

int
main (int argc, char **argv)
{
    if (argc < 2) {
        fputs ("usage: run PROGRAM...\n", stderr);
        return 2;
    }
    const char *scale = getenv ("ZC_TIME");
    if (scale && strtod (scale, NULL) > 0)
        s_time_scale = strtod (scale, NULL);
    char multiplier [32];
    snprintf (multiplier, sizeof multiplier, "%g", s_time_scale);
    setenv ("CK_TIMEOUT_MULTIPLIER", multiplier, 1);
    struct sigaction action = {.sa_handler = s_interrupt};      //  interrupts wait
    sigaction (SIGINT, &action, NULL);
    sigaction (SIGTERM, &action, NULL);

    job_t jobs [AT_ONCE] = {0};
    int next = 1;
    for (;;) {
        unsigned running = 0;
        for (size_t i = 0; i < AT_ONCE; i++) {
            if (!jobs [i].keeper && next < argc && !s_interrupted)
                s_start (&jobs [i], argv [next++]);
            running += jobs [i].keeper != 0;
        }
        if (!running)
            break;
        pid_t ended = wait (NULL);
        for (size_t i = 0; i < AT_ONCE; i++)
            if (jobs [i].keeper == 0)
                continue;
            else
            if (jobs [i].keeper == ended)
                s_conclude (&jobs [i]);
            else
            if (s_interrupted)
                kill (jobs [i].keeper, SIGTERM);
    }
    if (s_interrupted)
        printf ("interrupted: %d programs did not run\n", argc - next);
    printf ("%u passed, %u failed\n", s_passed, s_failed);
    return s_failed || s_interrupted? 1: 0;
}
