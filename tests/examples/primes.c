//  primes.c - an example: work that needs a processor, spread over nodes
//
//      make example                        4 nodes, the primes below 10,000,000
//      build/release/examples/primes 2 50000000    as many as you like of both
//
//  The program starts itself again for each other node; they join by themselves
//  (NodeCluster). The numbers are cut into pieces. First one node does all of them, one
//  after the other; then a stream of tasks gives each to the node whose turn it is. Kill
//  one of the other programs in the middle: its piece is done by another node.

#include <zcluster.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { NODES_MAX = 32, PIECES = 64 };

typedef struct {
    int nodes;
    long limit;
    pid_t programs [NODES_MAX];     //  of the other nodes
    bool right;
} example_t;

//  ---- the work ------------------------------------------------------------

static bool
s_is_prime (long number)
{
    if (number < 4)
        return number > 1;
    if (number % 2 == 0)
        return false;
    for (long by = 3; by * by <= number; by += 2)
        if (number % by == 0)
            return false;
    return true;
}

//  Primes:count (From, To): {Node, how many there are, To not included}
static zc_term_t *
s_count (const zc_term_t *args)
{
    long from, to, count = 0;
    if (!zc_term_match (args, "[~i, ~i]", &from, &to))
        zc_exit ("{badarg, ~t}", args);
    for (long number = from; number < to; number++)
        count += s_is_prime (number);
    return zc_term_new ("{~a, ~i}", zc_node_self (), count);
}

ZC_MODULE (Primes, {"count", 2, s_count});

//  ---- one piece -----------------------------------------------------------

static zc_term_t *
s_run_on (const char *node, const zc_term_t *piece)
{
    zc_run_sync_t how = {.node = node, .timeout_ms = ZC_INFINITY, .retries = NODES_MAX};
    zc_term_t *result;
    if (!zc_run_sync (&how, "Primes", "count", &result, "~t", piece))
        zc_exit ("~t", result);
    return result;
}

//  In a task of its own, on the node whose turn it is.
static zc_term_t *
s_run_anywhere (const zc_term_t *piece)
{
    return s_run_on (NULL, piece);
}

//  [[From, To], …]
static zc_term_t *
s_pieces (long limit)
{
    zc_term_t *pieces [PIECES];
    for (long i = 0; i < PIECES; i++)
        pieces [i] = zc_term_new ("[~i, ~i]", limit * i / PIECES, limit * (i + 1) / PIECES);
    return zc_term_list (pieces, PIECES);
}

//  ---- both ways -----------------------------------------------------------

static long
s_alone (const zc_term_t *pieces)
{
    long sum = 0, count = 0;
    for (size_t i = 0; i < PIECES; i++) {
        zc_term_match (s_run_on (zc_node_self (), zc_term_element (pieces, i)), "{_, ~i}", &count);
        sum += count;
    }
    return sum;
}

//  How many pieces a node has done.
static int
s_done_by (const zc_term_t *results, const char *node)
{
    int done = 0;
    for (size_t i = 0; i < PIECES; i++)
        done += zc_term_match (zc_term_element (results, i), "{ok, {~a, _}}", node);
    return done;
}

static long
s_spread (const example_t *self, const zc_term_t *pieces)
{
    zc_task_stream_t options = {.max_concurrency = (size_t) self->nodes, .timeout_ms = -1};
    zc_term_t *results = zc_task_async_stream (NULL, pieces, &options, s_run_anywhere);
    zc_term_t *nodes = zc_node_list (ZC_NODES_VISIBLE | ZC_NODES_THIS);
    long sum = 0, count = 0;
    for (size_t i = 0; i < PIECES; i++) {
        zc_term_match (zc_term_element (results, i), "{ok, {_, ~i}}", &count);
        sum += count;
    }
    for (size_t i = 0; i < zc_term_length (nodes); i++) {
        const char *node;
        zc_term_match (zc_term_element (nodes, i), "~a", &node);
        printf ("    %s did %d of %d pieces\n", node, s_done_by (results, node), PIECES);
    }
    return sum;
}

static void
s_compare (example_t *self)
{
    zc_term_t *pieces = s_pieces (self->limit);
    int64_t start = zc_monotonic_ms ();
    long alone = s_alone (pieces);
    int64_t alone_ms = zc_monotonic_ms () - start;
    printf ("one node:  %ld primes below %ld in %.2f s\n", alone, self->limit,
            (double) alone_ms / 1000);
    start = zc_monotonic_ms ();
    long spread = s_spread (self, pieces);
    int64_t spread_ms = zc_monotonic_ms () - start;
    printf ("%d %s %ld primes below %ld in %.2f s\n", self->nodes,
            self->nodes == 1? "node:   ": "nodes: ", spread, self->limit,
            (double) spread_ms / 1000);
    printf ("speed-up:  %.2f (this machine has %ld processors)\n",
            (double) alone_ms / (double) (spread_ms > 0? spread_ms: 1),
            sysconf (_SC_NPROCESSORS_ONLN));
    self->right = alone == spread;
}

//  ---- the nodes -----------------------------------------------------------

static void
s_first (void *arg)
{
    example_t *self = arg;
    if (zc_cluster_start_link (NULL).error)
        zc_exit ("no_services");
    while (zc_term_length (zc_node_list (ZC_NODES_VISIBLE)) < (size_t) self->nodes - 1)
        zc_sleep (10);
    s_compare (self);
}

//  The other nodes: join the first, and be there until the program is ended.
static void
s_other (void *arg)
{
    const char *first [] = {arg, NULL};
    zc_cluster_start_link (first);
    zc_sleep (-1);
}

static int
s_run_node (const char *name, zc_body_t *body, void *arg)
{
    zc_node_options_t options = {.name = name, .cookie = "primes", .log_level = ZC_LOG_WARNING};
    char *error;
    zc_node_t *node = zc_node_new (&options, &error);
    if (!node) {
        fprintf (stderr, "%s\n", error);
        free (error);
        return 1;
    }
    int rc = zc_run (node, body, arg);
    zc_node_destroy (&node);
    return rc;
}

static void
s_start_program (example_t *self, int number, const char *first)
{
    char name [64];
    snprintf (name, sizeof name, "primes%d-%d@localhost", number + 1, (int) getpid ());
    pid_t parent = getpid (), pid = fork ();
    if (pid == 0) {
        prctl (PR_SET_PDEATHSIG, SIGKILL);
        if (getppid () == parent)
            execl ("/proc/self/exe", "primes", "--node", name, first, (char *) NULL);
        _exit (1);
    }
    self->programs [number] = pid;
}

int
main (int argc, char **argv)
{
    if (argc == 4 && strcmp (argv [1], "--node") == 0)
        return s_run_node (argv [2], s_other, argv [3]);
    example_t self = {.nodes = argc > 1? atoi (argv [1]): 4,
                      .limit = argc > 2? atol (argv [2]): 10000000};
    if (argc > 3 || self.nodes < 1 || self.nodes > NODES_MAX || self.limit < 1) {
        fprintf (stderr, "usage: %s [NODES [LIMIT]]   1 to %d nodes\n", argv [0], NODES_MAX);
        return 2;
    }
    setvbuf (stdout, NULL, _IOLBF, 0);
    char first [64];
    snprintf (first, sizeof first, "primes1-%d@localhost", (int) getpid ());
    for (int i = 1; i < self.nodes; i++)
        s_start_program (&self, i, first);
    int rc = s_run_node (first, s_first, &self);
    for (int i = 1; i < self.nodes; i++) {
        kill (self.programs [i], SIGTERM);
        waitpid (self.programs [i], NULL, 0);
    }
    return rc? rc: !self.right;
}
