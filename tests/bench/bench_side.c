//  bench_side.c - how the sides do their work: command lines, kinds of rows
//
//  Nodes say "ready", "watching", "full", "nodedown", and "ROW VALUE" for each
//  result.

#define _GNU_SOURCE
#include "bench.h"
#include "bench_program.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { ARGS_MAX = 40, MESH_MAX = 64 };

//  What a program is started with.
typedef struct {
    const char *job, *row;
    long count;
    size_t size;
    const char *name;               //  NULL: not alive
    const char *server, *server_pid;
} start_t;

static const char *s_folder;        //  of this run
static const char *s_programs;      //  where bench_zc, bench_floor and bench_otp.beam are
static unsigned s_names_used;
static char s_why [BENCH_WHY_MAX];  //  the last one waited for gave no more lines

void
bench_sides_begin (const char *programs, const char *log)
{
    s_programs = programs;
    bench_program_set_log (log);
    s_folder = bench_place_begin ();
}

void
bench_sides_end (void)
{
    bench_place_end ();
}

//  ---- command lines -------------------------------------------------------

typedef struct {
    char *args [ARGS_MAX];
    size_t count;
} command_t;

static void
s_add (command_t *self, const char *text)
{
    if (text && self->count < ARGS_MAX - 1)
        self->args [self->count++] = strdup (text);
}

static void
s_add_words (command_t *self, const char *words)
{
    char copy [BENCH_TEXT_MAX], *rest = copy;
    snprintf (copy, sizeof copy, "%s", words);
    for (char *word; (word = strsep (&rest, " "));)
        if (*word)
            s_add (self, word);
}

static void
s_add_job (command_t *self, const start_t *start)
{
    char numbers [64];
    s_add (self, start->job);
    s_add (self, start->row);
    snprintf (numbers, sizeof numbers, "%ld %zu", start->count, start->size);
    s_add_words (self, numbers);
}

//  OTP as it comes; only the million processes need a flag to be allowed.
static void
s_add_erlang (command_t *self, side_t side, const start_t *start)
{
    char text [BENCH_TEXT_MAX];
    s_add_words (self, "erl -noshell -noinput");
    if (strcmp (start->job, "alive") == 0)
        s_add_words (self, "+P 2000000");
    if (start->name) {
        snprintf (text, sizeof text, "-sname %s -setcookie duck -start_epmd false", start->name);
        s_add_words (self, text);
        s_add_words (self, "-kernel inet_dist_use_interface {127,0,0,1}");
    }
    if (side == SIDE_OTP_TLS) {
        snprintf (text, sizeof text, "-proto_dist inet_tls -ssl_dist_optfile %s/tls.conf", s_folder);
        s_add_words (self, text);
    }
    snprintf (text, sizeof text, "-pa %s -s bench_otp main -extra", s_programs);
    s_add_words (self, text);
    s_add_job (self, start);
}

static bench_program_t
s_launch (side_t side, const start_t *start)
{
    static const char *const modes [SIDES] = {
        [SIDE_ZC] = "bench_zc curve", [SIDE_ZC_PLAIN] = "bench_zc plain", [SIDE_NULL] = "bench_floor null",
        [SIDE_CURVE] = "bench_floor curve", [SIDE_TCP] = "bench_floor tcp"
    };
    command_t command = {.count = 0};
    if (modes [side]) {
        char text [BENCH_TEXT_MAX];
        snprintf (text, sizeof text, "%s/%s", s_programs, modes [side]);
        s_add_words (&command, text);
        s_add_job (&command, start);
        if (side == SIDE_ZC || side == SIDE_ZC_PLAIN)
            s_add (&command, start->name);
    }
    else
        s_add_erlang (&command, side, start);
    s_add (&command, start->server);
    s_add (&command, start->server_pid);
    bench_program_t program = bench_program_start (command.args);
    for (size_t i = 0; i < command.count; i++)
        free (command.args [i]);
    return program;
}

//  ---- the kinds of rows ---------------------------------------------------

static const char *
s_new_name (char name [64])
{
    snprintf (name, 64, "bench%u@localhost", ++s_names_used);
    return name;
}

static bool
s_await (bench_program_t *program, const char *word)
{
    bool came = bench_program_await (program, word);
    if (!came)
        bench_program_why (program, s_why, sizeof s_why);
    return came;
}

//  Every line a program prints until it ends is a sample.
static void
s_collect (bench_program_t *program, side_t side, samples_t *samples, int run)
{
    while (bench_program_next_line (program)) {
        char name [64];
        double value;
        if (sscanf (program->line, "%63s %lf", name, &value) != 2)
            continue;
        size_t row = bench_row_find (name);
        if (row < bench_row_count)
            samples->value [run] [row] [side] = value * bench_rows [row].scale;
    }
    bench_program_why (program, s_why, sizeof s_why);
}

static void
s_set (samples_t *samples, int run, const char *name, side_t side, double value)
{
    size_t row = bench_row_find (name);
    samples->value [run] [row] [side] = value * bench_rows [row].scale;
}

static void
s_run_pair (side_t side, start_t start, samples_t *samples, int run)
{
    char server_name [64], client_name [64], server_pid [16];
    bool is_floor = FLOORS >> side & 1;
    start_t serve = start;
    serve.job = "server";
    serve.name = s_new_name (server_name);
    bench_program_t server = s_launch (side, &serve);
    if (s_await (&server, "ready")) {
        snprintf (server_pid, sizeof server_pid, "%d", (int) server.pid);
        start.name = s_new_name (client_name);
        start.server = is_floor? server.line + strlen ("ready "): server_name;
        start.server_pid = is_floor? NULL: server_pid;
        bench_program_t client = s_launch (side, &start);
        s_collect (&client, side, samples, run);
        bench_program_end (&client);
    }
    bench_program_end (&server);
}

//  All at once, so that nobody reports the others.
static void
s_end_all (bench_program_t *nodes, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (nodes [i].pid > 0)                  //  kill (-1) would be everybody
            kill (nodes [i].pid, SIGKILL);
    for (size_t i = 0; i < count; i++)
        bench_program_end (&nodes [i]);
}

//  Servers that have joined the first one, and a client of that.
static void
s_run_cluster (side_t side, start_t start, samples_t *samples, int run)
{
    static bench_program_t servers [MESH_MAX];
    char first [64], name [64];
    start_t serve = start;
    serve.job = "server";
    size_t count = start.size - 1, started = 0;
    bool ready = true;
    s_new_name (first);
    for (; ready && started < count; started++) {
        serve.name = started? s_new_name (name): first;
        serve.server = started? first: NULL;
        servers [started] = s_launch (side, &serve);
        ready = s_await (&servers [started], "ready");
    }
    if (ready) {
        start.name = s_new_name (name);
        start.server = first;
        bench_program_t client = s_launch (side, &start);
        s_collect (&client, side, samples, run);
        bench_program_end (&client);
    }
    s_end_all (servers, started);
}

static double
s_resident (pid_t pid)
{
    char path [64];
    long pages = 0;
    snprintf (path, sizeof path, "/proc/%d/statm", (int) pid);
    FILE *file = fopen (path, "r");
    if (file) {
        if (fscanf (file, "%*d %ld", &pages) != 1)
            pages = 0;
        fclose (file);
    }
    return (double) pages * (double) sysconf (_SC_PAGESIZE);
}

static void
s_run_fresh (side_t side, start_t start, samples_t *samples, int run)
{
    char name [64];
    start.name = s_new_name (name);
    double from = bench_now ();
    bench_program_t server = s_launch (side, &start);
    if (s_await (&server, "ready")) {
        s_set (samples, run, "fresh", side, server.line_at - from);
        s_set (samples, run, "fresh.rss", side, s_resident (server.pid));
    }
    bench_program_end (&server);
}

static void
s_run_nodedown (side_t side, start_t start, samples_t *samples, int run)
{
    char server_name [64], client_name [64];
    start_t serve = start;
    serve.job = "server";
    serve.name = start.server = s_new_name (server_name);
    bench_program_t server = s_launch (side, &serve);
    if (s_await (&server, "ready")) {
        start.name = s_new_name (client_name);
        bench_program_t client = s_launch (side, &start);
        if (s_await (&client, "watching")) {
            double from = bench_now ();
            kill (server.pid, SIGKILL);
            if (s_await (&client, "nodedown"))
                s_set (samples, run, start.row, side, client.line_at - from);
        }
        bench_program_end (&client);
    }
    bench_program_end (&server);
}

//  From the first exec until the last node knows all others.
static void
s_run_mesh (side_t side, start_t start, samples_t *samples, int run)
{
    static bench_program_t nodes [MESH_MAX];
    char first [64], name [64];
    s_new_name (first);
    double from = bench_now (), last = 0;
    for (long i = 0; i < start.count; i++) {
        start.name = i? s_new_name (name): first;
        start.server = first;
        nodes [i] = s_launch (side, &start);
    }
    bool full = true;
    for (long i = 0; i < start.count && full; i++) {
        full = s_await (&nodes [i], "full");
        last = fmax (last, nodes [i].line_at);
    }
    s_end_all (nodes, (size_t) start.count);
    if (full)
        s_set (samples, run, start.row, side, last - from);
}

static void
s_run (side_t side, const row_t *row, long count, samples_t *samples, int run)
{
    start_t start = {.job = row->job, .row = row->name, .count = count, .size = row->size};
    bench_program_t program;
    switch (row->kind) {
        case KIND_LOCAL:
            program = s_launch (side, &start);
            s_collect (&program, side, samples, run);
            bench_program_end (&program);
            break;
        case KIND_PAIR: s_run_pair (side, start, samples, run); break;
        case KIND_FRESH: s_run_fresh (side, start, samples, run); break;
        case KIND_NODEDOWN: s_run_nodedown (side, start, samples, run); break;
        case KIND_MESH: s_run_mesh (side, start, samples, run); break;
        case KIND_CLUSTER: s_run_cluster (side, start, samples, run); break;
        case KIND_BY_PRODUCT: case KIND_HEADING: break;
    }
}

void
bench_side_run (side_t side, const row_t *row, long count, samples_t *samples, int run)
{
    s_run (side, row, count, samples, run);
    size_t index = (size_t) (row - bench_rows);
    if (isnan (samples->value [run] [index] [side]))
        memcpy (samples->why [index] [side], s_why, sizeof s_why);
}
