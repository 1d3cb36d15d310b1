//  child.h - for the steps: a node in a program of its own
//
//      pid_t kate = child_start ("kate@localhost", NULL);
//      …
//      kill (kate, SIGKILL);               //  as when its machine loses power
//      waitpid (kate, NULL, 0);
//
//  Call it before the program has nodes of its own: a child has a copy of everything.

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <zcluster.h>

enum { CHILD_TICK_MS = 2000 };      //  all nodes of a cluster have the same

//  In the child: it ends with us, and `out` is where it says that it is up.
static inline pid_t
child_fork (int out [2])
{
    if (pipe (out) != 0)
        exit (1);
    pid_t pid = fork ();
    if (pid == 0)
        prctl (PR_SET_PDEATHSIG, SIGKILL);
    return pid;
}

static inline pid_t
child_wait (pid_t pid, const int out [2])
{
    char byte;
    close (out [1]);
    if (read (out [0], &byte, 1) != 1)
        exit (1);
    return pid;
}

//  Start a child that is this node, with all modules of this program, until it is killed.
//  It prints to the file `terminal` (NULL: where we print). Returns when it is up.
static inline pid_t
child_start (const char *name, const char *terminal)
{
    int out [2];
    pid_t pid = child_fork (out);
    if (pid == 0) {
        if (terminal && !freopen (terminal, "w", stdout))
            _exit (1);
        zc_node_options_t options = {.name = name, .cookie = "duck", .log_level = ZC_LOG_NONE,
                                     .tick_ms = CHILD_TICK_MS};
        zc_node_t *node = zc_node_new (&options, NULL);
        if (!node || write (out [1], "!", 1) != 1)
            _exit (1);
        while (true)
            pause ();
    }
    return child_wait (pid, out);
}

//  Start the program zcluster as a node: it has the library's modules and no others.
static inline pid_t
child_zcluster (const char *name)
{
    int out [2];
    pid_t pid = child_fork (out);
    if (pid == 0) {
        dup2 (open ("/dev/null", O_RDWR), 0);
        dup2 (open ("/dev/null", O_RDWR), 2);
        dup2 (out [1], 1);
        execl ("build/bin/zcluster", "zcluster", "--sname", name, "--cookie", "duck", NULL);
        _exit (127);
    }
    return child_wait (pid, out);
}
