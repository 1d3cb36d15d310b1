//  zs_try.c - a seed in a child process, and how a failing one is made smaller

#include "zs_main.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LIMIT_S = 40, MANY_NODES = 50, LIMIT_MANY_S = 240, AT_ONCE = 2 };

//  Seconds of the processor's time that a run may take.
static unsigned
s_limit (const zs_options_t *options)
{
    const char *scale = getenv ("ZC_TIME");
    unsigned times = scale && atoi (scale) > 0? (unsigned) atoi (scale): 1;
    return times * (options->nodes < MANY_NODES? LIMIT_S: LIMIT_MANY_S);
}

//  Other programs may be busy, too: so real time counts only as a last resort, if the run
//  waits for something.
static void
s_limit_time (unsigned seconds)
{
    enum { PATIENCE = 20 };
    struct rlimit limit = {seconds, seconds + 1};
    setrlimit (RLIMIT_CPU, &limit);
    alarm (PATIENCE * seconds);
}

//  loud: its report goes where ours goes.
static pid_t
s_start (const zs_options_t *options, bool loud)
{
    fflush (stdout);
    pid_t child = fork ();
    if (child < 0) {
        perror ("cannot begin a run");
        exit (2);
    }
    if (child)
        return child;
    if (!loud) {
        int null = open ("/dev/null", O_WRONLY);
        dup2 (null, 1);
        dup2 (null, 2);
    }
    zs_options_t filled = *options;
    zs_fill_options (&filled);
    s_limit_time (s_limit (&filled));
    zs_run (&filled);
    exit (0);                       //  not _exit: the leak checker looks now
}

bool
zs_is_verdict (int status)
{
    return WIFEXITED (status) && WEXITSTATUS (status) >= ZS_VERDICT;
}

void
zs_print_end (int status)
{
    int number = WIFSIGNALED (status)? WTERMSIG (status): 0;
    if (number)
        printf ("ended by signal %d%s\n", number,
                number == SIGXCPU || number == SIGALRM? ": it takes too long": "");
    else
    if (status && !zs_is_verdict (status))
        printf ("ended with status %d\n", WEXITSTATUS (status));
}

//  Once more, for all to see.
static int
s_show (const zs_options_t *options)
{
    pid_t child = s_start (options, true);
    int status = 0;
    while (waitpid (child, &status, 0) < 0 && errno == EINTR)
        ;
    zs_print_end (status);
    return status;
}

int
zs_try (const zs_options_t *options)
{
    pid_t child = s_start (options, false);
    int status;
    return child > 0 && waitpid (child, &status, 0) == child? status: -1;
}

int
zs_try_batch (const zs_options_t *options, int count, int *failed_status)
{
    pid_t children [ZS_BATCH] = {0};
    int started = 0, running = 0, failed = -1;
    while (running || (started < count && failed < 0)) {
        while (running < AT_ONCE && started < count && failed < 0) {
            children [started] = s_start (&options [started], false);
            started++;
            running++;
        }
        int status;
        pid_t child = wait (&status);
        running--;
        for (int i = 0; i < started; i++)
            if (children [i] == child && status && (failed < 0 || i < failed)) {
                failed = i;
                *failed_status = status;
            }
    }
    return failed;
}

//  ---- shrinking -----------------------------------------------------------

//  As long as it fails in the same way. Fewer steps: first halves, then single
//  ones.
static void
s_fewer_steps (zs_options_t *options, int status)
{
    for (int less = options->steps / 2; less > 0; less /= 2) {
        zs_options_t fewer = *options;
        fewer.steps -= less;
        while (fewer.steps > 0 && zs_try (&fewer) == status) {
            *options = fewer;
            fewer.steps -= less;
        }
    }
}

static void
s_fewer_nodes (zs_options_t *options, int status)
{
    for (int nodes = 2; nodes < options->nodes; nodes++) {
        zs_options_t fewer = *options;
        fewer.nodes = nodes;
        if (zs_try (&fewer) == status) {
            *options = fewer;
            return;
        }
    }
}

static void
s_less_trouble (zs_options_t *options, int status)
{
    for (int i = 0; i < ZS_TROUBLES; i++) {
        zs_options_t less = *options;
        less.without |= 1U << i;
        if (less.without != options->without && zs_try (&less) == status)
            *options = less;
    }
}

static void
s_print_command (const zs_options_t *options)
{
    printf ("repeat it with:  %s --seed %llu --nodes %d --steps %d", zs_program,
            (unsigned long long) options->seed, options->nodes, options->steps);
    const char *comma = " --without ";
    for (int i = 0; i < ZS_TROUBLES; i++)
        if (options->without >> i & 1) {
            printf ("%s%s", comma, zs_trouble_names [i]);
            comma = ",";
        }
    if (options->plant)
        printf (" --plant %s", zs_plants [options->plant].name);
    printf ("      (--trace shows all that happens)\n");
}

void
zs_shrink (const zs_options_t *options)
{
    zs_options_t smaller = *options;
    zs_fill_options (&smaller);
    printf ("seed %llu fails:\n", (unsigned long long) options->seed);
    int status = s_show (&smaller);
    s_print_command (&smaller);
    if (!status) {
        printf ("it holds when it is run again\n");
        return;
    }
    s_fewer_steps (&smaller, status);
    s_fewer_nodes (&smaller, status);
    s_less_trouble (&smaller, status);
    s_fewer_steps (&smaller, status);
    printf ("smaller, %d nodes and %d steps:\n", smaller.nodes, smaller.steps);
    s_show (&smaller);
    s_print_command (&smaller);
}
