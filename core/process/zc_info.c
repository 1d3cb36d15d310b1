//  zc_info.c - what is known of processes and of the node

#include "zc_core.h"
#include "zc_process.h"

//  ---- the caller ----------------------------------------------------------

zc_pid_t
zc_self (void)
{
    return zc_baton_self ()->pid;
}

zc_pid_t
zc_group_leader (void)
{
    zc_process_t *self = zc_baton_enter ();
    zc_pid_t leader = self->leader;
    zc_baton_leave (self);
    return leader;
}

void
zc_set_group_leader (zc_pid_t leader, zc_pid_t pid)
{
    zc_process_t *self = zc_baton_self ();
    zc_term_t *term = zc_term_new ("~p", leader);
    zc_signal_t signal = {.type = ZC_SIG_GROUP_LEADER, .from = self->pid, .to = pid,
                          .data = term->bytes->data, .size = term->bytes->size};
    zc_core_t *core = zc_baton_enter ()->core;
    if (pid.node)
        zc_signal_route (core, &signal, pid.node, 0);
    else
        zc_signal_apply (core, &signal, NULL);
    zc_baton_leave (self);
    zc_term_destroy (&term);
}

void *
zc_alloc (size_t size)
{
    return zc_block_new (size, NULL);
}

void *
zc_realloc (void *memory, size_t size)
{
    return zc_block_resize (memory, size);
}

void
zc_free (void *memory)
{
    zc_block_free (memory);
}

char *
zc_strdup (const char *text)
{
    size_t size = strlen (text) + 1;
    return memcpy (zc_block_new (size, NULL), text, size);
}

void
zc_text_touched (const char *text)
{
    if (!text || strlen (text) > ZC_TERM_SIZE_MAX)
        zc_caller_bug ("a text argument is NULL");
}

void
zc_atom_touched (const char *text)
{
    zc_text_touched (text);
    if (!zc_atom_valid (text, strlen (text)))
        zc_caller_bug ("a name has at most 255 characters, in UTF-8");
}

//  ---- processes -----------------------------------------------------------

bool
zc_process_alive (zc_pid_t pid)
{
    zc_process_t *self = zc_baton_enter ();
    bool alive = zc_process_find (self->core, pid) != NULL;
    zc_baton_leave (self);
    if (pid.node)
        zc_caller_bug ("zc_process_alive: a process of another node");
    return alive;
}

//  Nothing else is ordered by the flag: relaxed.
void
zc_interrupt (zc_pid_t pid)
{
    zc_process_t *self = zc_baton_enter ();
    zc_process_t *process = zc_process_find (self->core, pid);
    if (process)
        atomic_store_explicit (&process->interrupted, true, memory_order_relaxed);
    zc_baton_leave (self);
}

const _Atomic (bool) *
zc_interrupt_flag (void)
{
    zc_process_t *self = zc_baton_self ();
    atomic_store_explicit (&self->interrupted, false, memory_order_relaxed);
    return &self->interrupted;
}

zc_term_t *
zc_processes (void)
{
    zc_process_t *self = zc_baton_enter ();
    zc_core_t *core = self->core;
    zc_buffer_t list = {0};
    zc_buffer_u8 (&list, 108);                  //  LIST
    zc_buffer_u32 (&list, 0);
    uint32_t count = 0;
    for (uint32_t id = 1; id <= core->slot_count; id++) {
        zc_process_t *process = core->chunks [id / ZC_CHUNK] [id % ZC_CHUNK];
        if (process->state != ZC_ENDED) {
            zc_encode_pid (&list, process->pid);
            count++;
        }
    }
    zc_put_u32 (list.data + 1, count);          //  at least the caller
    zc_buffer_u8 (&list, 106);                  //  NIL
    zc_baton_leave (self);
    return zc_term_of (&list);
}

static const char *
s_state (const zc_process_t *process)
{
    switch (process->state) {
        case ZC_READY:
            return "runnable";
        case ZC_WAITING:
            return "waiting";
        case ZC_SUSPENDED:
            return "suspended";
        case ZC_DETACHED:
            return "detached";
        case ZC_RUNNING:
        case ZC_ENDED:
        default:
            return "running";
    }
}

//  The pids at the other ends of a process's bonds of one kind, as a list.
static void
s_add_bonds (zc_buffer_t *out, const zc_process_t *process, bool link, int side)
{
    size_t head = out->size;
    zc_buffer_u8 (out, 108);
    zc_buffer_u32 (out, 0);
    uint32_t count = 0;
    for (zc_end_t *end = process->ends; end; end = end->next) {
        zc_bond_t *bond = end->bond;
        int mine = end == &bond->end [0]? 0: 1;
        if (bond->link != link || bond->unlink || (!link && mine != side))
            continue;
        zc_encode_pid (out, bond->end [1 - mine].pid);
        count++;
    }
    if (count)
        zc_put_u32 (out->data + head + 1, count);
    else
        out->size = head;
    zc_buffer_u8 (out, 106);
}

//  Counts of a process, copied inside the core, made into a term outside.
typedef struct {
    zc_buffer_t links, monitors, monitored_by;
    const char *state, *what;
    char name [ZC_ATOM_BYTES_MAX + 1];
    size_t queue, memory;
    bool trap_exit;
    uint64_t calls;
    zc_pid_t leader;
} zc_facts_t;

static void
s_note (zc_facts_t *facts, const zc_process_t *process)
{
    s_add_bonds (&facts->links, process, true, 0);
    s_add_bonds (&facts->monitors, process, false, 0);
    s_add_bonds (&facts->monitored_by, process, false, 1);
    facts->state = s_state (process);
    facts->what = process->what? process->what: "function";
    facts->queue = zc_queue_count (&process->outer) + zc_queue_count (&process->inner);
    facts->memory = sizeof *process + (process->attached? 0: 4096)
                  + facts->queue * sizeof (zc_message_t);
    facts->trap_exit = process->trap_exit;
    facts->calls = atomic_load_explicit (&process->calls, memory_order_relaxed);
    facts->leader = process->leader;
    strcpy (facts->name, process->name? process->name: "");
}

zc_term_t *
zc_process_info (zc_pid_t pid)
{
    if (pid.node)
        zc_caller_bug ("zc_process_info: a process of another node");
    zc_facts_t facts = {.state = NULL};
    zc_process_t *self = zc_baton_enter ();
    zc_process_t *process = zc_process_find (self->core, pid);
    if (process)
        s_note (&facts, process);
    zc_baton_leave (self);
    if (!process)
        return NULL;
    zc_term_t *links = zc_term_of (&facts.links), *monitors = zc_term_of (&facts.monitors);
    zc_term_t *monitored_by = zc_term_of (&facts.monitored_by);
    zc_term_t *name = facts.name [0]? zc_term_new ("~a", facts.name): zc_term_new ("[]");
    zc_term_t *info = zc_term_new ("[registered_name: ~t, current: ~a, message_queue_len: ~i, "
        "links: ~t, monitors: ~t, monitored_by: ~t, trap_exit: ~o, group_leader: ~p, "
        "initial_call: ~s, memory: ~i, calls: ~i]", name, facts.state, facts.queue, links,
        monitors, monitored_by, facts.trap_exit, facts.leader, facts.what, facts.memory,
        facts.calls);
    zc_term_destroy (&links);
    zc_term_destroy (&monitors);
    zc_term_destroy (&monitored_by);
    zc_term_destroy (&name);
    return info;
}

//  ---- the node ------------------------------------------------------------

void
zc_core_count (zc_core_t *core, zc_counts_t *counts)
{
    counts->processes = core->alive - core->system_alive;
    counts->system_processes = core->system_alive;
    counts->spawned = core->spawned;
    counts->crashes = core->crashes;
    counts->remains = core->remains;
    counts->crowds = core->crowds;
    counts->stacks = core->stacks.total - core->stacks.free_count;
    counts->run_queue = core->run_count;
    pthread_mutex_lock (&core->lock);
    counts->expelled = core->expelled;
    counts->detached = core->detached;
    counts->threads = core->thread_count;
    pthread_mutex_unlock (&core->lock);
}
