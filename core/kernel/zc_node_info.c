//  zc_node_info.c - the numbers of a node: its processes, and its connections

#include "zcluster.h"
#include "base/zc_buffer.h"
#include "dist/zc_dist.h"
#include "process/zc_hooks.h"

typedef struct {
    zc_buffer_t list;
    uint32_t count;
} s_queues_t;

//  One more {Node, Bytes} of the list.
static void
s_add (void *arg, const char *node, size_t queued)
{
    s_queues_t *queues = arg;
    const char *error = zc_build (&queues->list, ZC_FORMAT ("{~a, ~i}", node, queued),
                                  zc_caller ());
    zc_check (!error, "a node's name is an atom");
    queues->count++;
}

//  The bytes queued for each connected node, as a list.
static void
s_queues (zc_core_t *core, s_queues_t *queues)
{
    zc_dist_t *dist = zc_core_route_self (core);
    zc_buffer_u8 (&queues->list, ZC_TAG_LIST);
    zc_buffer_u32 (&queues->list, 0);
    if (dist)
        zc_dist_each_queue (dist, s_add, queues);
    if (queues->count)
        zc_put_u32 (queues->list.data + 1, queues->count);
    else
        queues->list.size = 0;
    zc_buffer_u8 (&queues->list, ZC_TAG_NIL);
}

zc_term_t *
zc_node_info (void)
{
    zc_counts_t counts;
    s_queues_t queues = {.count = 0};
    zc_core_t *core = zc_core_enter ();
    zc_core_count (core, &counts);
    s_queues (core, &queues);
    zc_core_leave ();
    zc_term_t *list = zc_term_copy (queues.list.data, queues.list.size);
    zc_buffer_clear (&queues.list);
    zc_term_t *info = zc_term_new ("[processes: ~i, system_processes: ~i, spawned: ~i, "
        "crashes: ~i, expelled: ~i, remains: ~i, detached: ~i, threads: ~i, stacks: ~i, "
        "memory: ~i, run_queue: ~i, queued: ~t]", counts.processes, counts.system_processes,
        counts.spawned, counts.crashes, counts.expelled, counts.remains, counts.detached,
        counts.threads, counts.stacks, (size_t) zc_blocks_in_use (), counts.run_queue, list);
    zc_term_destroy (&list);
    return info;
}
