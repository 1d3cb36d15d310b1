//  bench_rows.c - what is measured, and the bars
//
//  The programs print nanoseconds, bytes, or messages a second. README.md says
//  in words what each row does. Rows follow the heading they belong to.

#include "bench.h"

#include <string.h>

const char *const bench_side_names [SIDES] = {
    [SIDE_ZC] = "zcluster", [SIDE_ZC_PLAIN] = "zc plain", [SIDE_OTP] = "OTP", [SIDE_OTP_TLS] = "OTP TLS",
    [SIDE_NULL] = "zmq NULL", [SIDE_CURVE] = "zmq CURVE", [SIDE_TCP] = "TCP"
};

#define MEGA (1024 * 1024)
#define US "us", 1e-3
#define MS "ms", 1e-6
#define LOCAL KIND_LOCAL, NODES_ALONE
#define PAIR KIND_PAIR, NODES
#define BESIDE_FLOORS KIND_PAIR, NODES | FLOORS
#define BESIDE_CURVE KIND_PAIR, NODES | 1 << SIDE_CURVE
#define CLUSTER KIND_CLUSTER, NODES_ALONE
#define OURS (1 << SIDE_ZC | 1 << SIDE_ZC_PLAIN)
#define HEADING "", 0, KIND_HEADING, 0, NULL, 0, 0, 0, false
#define BY_PRODUCT KIND_BY_PRODUCT, 0, NULL, 0, 0, 0, false

const row_t bench_rows [] = {
    {"processes", "one node", HEADING},
    {"spawn", "spawn + monitor + exit", US, LOCAL, "spawn", 300000, 10000, 0, false},
    {"local_rtt", "local round trip", US, LOCAL, "rtt", 300000, 10000, 16, false},
    {"local_oneway", "local one-way", US, LOCAL, "oneway", 1000000, 50000, 16, false},
    {"wire", "two nodes", HEADING},
    {"rtt", "remote round trip", US, BESIDE_FLOORS, "rtt", 10000, 1000, 16, false},
    {"rtt.cpu", "  its CPU, both nodes", US, BY_PRODUCT},
    {"oneway_16", "remote one-way 16 B", US, BESIDE_FLOORS, "oneway", 500000, 20000, 16, false},
    {"oneway_16.cpu", "  its CPU, both nodes", US, BY_PRODUCT},
    {"oneway_1k", "remote one-way 1 KiB", US, BESIDE_FLOORS, "oneway", 200000, 10000, 1024, false},
    {"oneway_1k.cpu", "  its CPU, both nodes", US, BY_PRODUCT},
    {"oneway_1m", "remote one-way 1 MiB", US, BESIDE_FLOORS, "oneway", 500, 20, MEGA, false},
    {"oneway_1m.cpu", "  its CPU, both nodes", US, BY_PRODUCT},
    {"fan", "remote one-way, 100 to 100", US, PAIR, "fan", 400000, 20000, 16, false},
    {"remote_spawn", "remote spawn, pipelined", US, PAIR, "rspawn", 50000, 2000, 0, false},
    {"behind_one", "small p99 beside one 200 MB", MS,
        PAIR, "behind", 1, 1, 200 * 1000 * 1000, false},
    {"behind_one.median", "  its median", MS, BY_PRODUCT},
    {"behind_one.worst", "  the worst", MS, BY_PRODUCT},
    {"behind_many", "small p99 beside 200 x 1 MB", MS, PAIR, "behind", 200, 20, 1000 * 1000, false},
    {"behind_many.median", "  its median", MS, BY_PRODUCT},
    {"behind_many.worst", "  the worst", MS, BY_PRODUCT},
    {"echo_16", "echo, 64 under way, 16 B", "k/s", 1e-3, PAIR, "echo", 200000, 10000, 16, true},
    {"echo_1k", "echo, 64 under way, 1 KiB", "k/s", 1e-3, PAIR, "echo", 100000, 5000, 1024, true},
    {"echo_16k", "echo, 64 under way, 16 KiB", "k/s", 1e-3, PAIR, "echo", 20000, 1000, 16 * 1024, true},
    {"echo_256k", "echo, 64 under way, 256 KiB", "k/s", 1e-3, PAIR, "echo", 1000, 100, 256 * 1024, true},
    {"global", "global names and locks", HEADING},
    {"gname", "register + unregister", US, PAIR, "gname", 3000, 200, 0, false},
    {"gname_5", "register + unregister, 5 nodes", US, CLUSTER, "gname", 1000, 100, 5, false},
    {"trans", "trans, free lock", US, PAIR, "trans", 5000, 300, 0, false},
    {"handover", "lock to the next in line", US, KIND_PAIR, OURS, "handover", 300, 20, 0, false},
    {"whereis", "whereis", US, LOCAL, "whereis", 1000000, 50000, 0, false},
    {"services", "services", HEADING},
    {"call", "gen_server call", US, LOCAL, "call", 200000, 10000, 0, false},
    {"full_call", "  beside 10^5 messages", US, LOCAL, "full_call", 200000, 10000, 100000, false},
    {"group", "pg join + leave", US, LOCAL, "group", 100000, 5000, 0, false},
    {"group_2", "pg join + leave, two nodes", US, PAIR, "group", 50000, 2000, 0, false},
    {"callers", "rpc, 100 callers", US, PAIR, "callers", 50000, 2000, 16, false},
    {"rpc", "rpc", US, BESIDE_CURVE, "rpc", 10000, 500, 16, false},
    {"remote_call", "remote gen_server call", US, BESIDE_CURVE, "call", 10000, 500, 16, false},
    {"remote_task", "remote task", US, KIND_PAIR, OURS | 1 << SIDE_CURVE, "task", 5000, 500, 16, false},
    {"spread", "module to 8 nodes (nl)", MS, CLUSTER, "spread", 50, 10, 9, false},
    {"nodes", "whole nodes", HEADING},
    {"fresh", "fresh node, exec to ready", MS, KIND_FRESH, NODES, "server", 1, 1, 0, false},
    {"fresh.rss", "fresh node, resident", "MB", 1e-6, BY_PRODUCT},
    {"mesh", "32 nodes to a full mesh", "s", 1e-9, KIND_MESH, NODES_ALONE, "mesh", 32, 6, 0, false},
    {"nodedown", "nodedown after kill -9", MS, KIND_NODEDOWN, NODES, "nodedown", 1, 1, 0, false},
    {"alive_10k", "10^4 processes, bytes each", "B", 1, LOCAL, "alive", 10000, 10000, 0, false},
    {"alive_100k", "10^5 processes, bytes each", "B", 1, LOCAL, "alive", 100000, 10000, 0, false},
    {"alive_1m", "10^6 processes, bytes each", "B", 1, LOCAL, "alive", 1000000, 10000, 0, false},
    {"ticker", "ticker's worst gap, 32 loops", MS, LOCAL, "ticker", 3000, 1000, 0, false},
    {"ticker.settled", "  the same, second half", MS, BY_PRODUCT}
};
const size_t bench_row_count = sizeof bench_rows / sizeof *bench_rows;
_Static_assert (sizeof bench_rows / sizeof *bench_rows <= BENCH_ROWS_MAX, "more rows than room");

const bar_t bench_bars [] = {
    {"spawn", SIDE_OTP, SIDE_ZC, true, 4},
    {"local_rtt", SIDE_OTP, SIDE_ZC, true, 2.5},
    {"local_oneway", SIDE_OTP, SIDE_ZC, true, 1.5},
    {"oneway_16", SIDE_OTP, SIDE_ZC, true, 6},
    {"oneway_1k", SIDE_OTP, SIDE_ZC, true, 2},
    {"fan", SIDE_OTP, SIDE_ZC, true, 4},
    {"remote_spawn", SIDE_OTP, SIDE_ZC, true, 5},
    {"gname", SIDE_OTP, SIDE_ZC, true, 4},
    {"gname_5", SIDE_OTP, SIDE_ZC, true, 4},
    {"trans", SIDE_OTP, SIDE_ZC, true, 2},
    {"handover", SIDE_ZC, SIDE_NONE, false, 2000},
    {"whereis", SIDE_OTP, SIDE_ZC, true, 1.5},
    {"call", SIDE_OTP, SIDE_ZC, true, 2},
    {"group", SIDE_OTP, SIDE_ZC, true, 4},
    {"group_2", SIDE_OTP, SIDE_ZC, true, 4},
    {"callers", SIDE_OTP, SIDE_ZC, true, 4},
    {"rpc", SIDE_ZC, SIDE_CURVE, false, 1.5},
    {"remote_call", SIDE_ZC, SIDE_CURVE, false, 1.5},
    {"remote_task", SIDE_ZC, SIDE_CURVE, false, 1.5},
    {"rtt", SIDE_ZC_PLAIN, SIDE_NULL, false, 1.3},
    {"rtt", SIDE_ZC, SIDE_CURVE, false, 1.3},
    {"oneway_1m", SIDE_NULL, SIDE_ZC_PLAIN, true, 0.8},
    {"oneway_1m", SIDE_CURVE, SIDE_ZC, true, 0.8},
    {"behind_one", SIDE_ZC, SIDE_NONE, false, 2},
    {"behind_many", SIDE_ZC, SIDE_NONE, false, 2},
    {"fresh", SIDE_ZC, SIDE_NONE, false, 150},
    {"fresh.rss", SIDE_ZC, SIDE_NONE, false, 12},
    {"mesh", SIDE_ZC, SIDE_NONE, false, 5},
    {"nodedown", SIDE_ZC, SIDE_NONE, false, 300}
};
const size_t bench_bar_count = sizeof bench_bars / sizeof *bench_bars;

//  The heading a row stands under; a heading stands under itself. The first row is one.
size_t
bench_row_heading (size_t row)
{
    while (bench_rows [row].kind != KIND_HEADING)
        row--;
    return row;
}

//  By-products follow what prints them.
size_t
bench_row_source (size_t row)
{
    while (bench_rows [row].kind == KIND_BY_PRODUCT)
        row--;
    return row;
}

bool
bench_is_wanted (const samples_t *samples, size_t row, side_t side)
{
    return samples->wanted [row] && bench_rows [bench_row_source (row)].sides & samples->sides & 1 << side;
}

size_t
bench_row_find (const char *name)
{
    for (size_t i = 0; i < bench_row_count; i++)
        if (strcmp (bench_rows [i].name, name) == 0)
            return i;
    return bench_row_count;
}
