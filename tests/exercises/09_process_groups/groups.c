//  groups.c - exercise 9.1: what each function has to do stands in groups.h
//
//  On zc_process.h and zc_node.h: names, monitors, nodeup and nodedown. Not on zc_pg.h or
//  zc_pg2.h, which are what you build.

#include "groups.h"

#include <stdlib.h>
#include <string.h>

#ifdef SOLUTION
typedef struct {
    char *group;
    zc_pid_t pid;
} entry_t;

//  All members of all nodes: who has joined k times is in it k times. The memory comes from
//  zc_alloc: it goes when the keeper does.
typedef struct {
    entry_t *entries;
    size_t count;
} keeper_t;

//  ---- what the keeper knows -----------------------------------------------

static void
s_add (keeper_t *self, const char *group, zc_pid_t pid)
{
    size_t size = (self->count + 1) * sizeof *self->entries;
#ifdef MUTANT_10    //  loses 9.1.11
    self->entries = realloc (self->entries, size);
#else
    self->entries = zc_realloc (self->entries, size);
#endif
    self->entries [self->count++] = (entry_t) {.group = zc_strdup (group), .pid = pid};
}

static void
s_drop (keeper_t *self, size_t at)
{
    zc_free (self->entries [at].group);
    self->entries [at] = self->entries [--self->count];
}

//  Once less. false: it was no member.
static bool
s_remove (keeper_t *self, const char *group, zc_pid_t pid)
{
    bool was_member = false;
    for (size_t i = self->count; i-- > 0;) {
        const entry_t *entry = &self->entries [i];
        if (!zc_pid_equal (entry->pid, pid) || strcmp (entry->group, group) != 0)
            continue;
        s_drop (self, i);
        was_member = true;
#ifdef MUTANT_11    //  loses 9.1.2
#else
        break;
#endif
    }
    return was_member;
}

//  It has ended.
static void
s_remove_all (keeper_t *self, zc_pid_t pid)
{
    for (size_t i = self->count; i-- > 0;)
        if (zc_pid_equal (self->entries [i].pid, pid))
            s_drop (self, i);
}

static void
s_remove_node (keeper_t *self, const char *node)
{
    for (size_t i = self->count; i-- > 0;)
        if (strcmp (zc_node_of (self->entries [i].pid), node) == 0)
            s_drop (self, i);
}

//  The pids of a group. Without one {Group, Pid} of all, but only our own: of the others we
//  know by hearsay, and they tell it themselves.
static zc_term_t *
s_list (const keeper_t *self, const char *group)
{
    zc_terms_t list = {0};
    for (size_t i = 0; i < self->count; i++) {
        const entry_t *entry = &self->entries [i];
        if (group && strcmp (entry->group, group) == 0)
            zc_terms_add (&list, zc_term_new ("~p", entry->pid));
#ifdef MUTANT_1     //  loses 9.1.6
        if (!group)
#else
        if (!group && !entry->pid.node)
#endif
            zc_terms_add (&list, zc_term_new ("{~s, ~p}", entry->group, entry->pid));
    }
    return zc_terms_list (&list);
}

//  ---- the other keepers ---------------------------------------------------

//  To the keepers of all connected nodes.
static void
s_tell_all (zc_format_t message)
{
    zc_term_t *nodes = zc_node_list (ZC_NODES_VISIBLE);
    const char *node;
    size_t at = 0;
    for (zc_term_t *item; (item = zc_term_next (nodes, &at)); zc_term_destroy (&item))
        if (zc_term_match (item, "~a", &node))
            zc_send_name_format ("groups", node, message);
    zc_term_destroy (&nodes);
}

//  What this node has told us takes the place of all that we knew of it.
static void
s_sync (keeper_t *self, const char *node, const zc_term_t *pairs)
{
    const char *group;
    zc_pid_t pid;
    size_t at = 0;
    s_remove_node (self, node);
    for (zc_term_t *item; (item = zc_term_next (pairs, &at)); zc_term_destroy (&item))
        if (zc_term_match (item, "{~s, ~p}", &group, &pid))
            s_add (self, group, pid);
}

//  ---- what the keeper is told ---------------------------------------------

//  The monitor tells of its end, also when that is already past.
static void
s_join (keeper_t *self, const char *group, zc_pid_t pid)
{
#ifdef MUTANT_7     //  loses 9.1.2
    s_remove (self, group, pid);
#endif
    s_add (self, group, pid);
#ifdef MUTANT_4     //  loses 9.1.3 9.1.5 9.1.9
#else
    zc_monitor (pid);
#endif
    s_tell_all (ZC_FORMAT ("{joined, ~s, ~p}", group, pid));
}

static bool
s_leave (keeper_t *self, const char *group, zc_pid_t pid)
{
    bool was_member = s_remove (self, group, pid);
#ifdef MUTANT_8     //  loses 9.1.4
#else
    if (was_member)
        s_tell_all (ZC_FORMAT ("{left, ~s, ~p}", group, pid));
#endif
    return was_member;
}

static void
s_ended (keeper_t *self, zc_pid_t pid)
{
    s_remove_all (self, pid);
#ifdef MUTANT_5     //  loses 9.1.5
#else
    s_tell_all (ZC_FORMAT ("{ended, ~p}", pid));
#endif
}

static void
s_answer (zc_pid_t to, zc_ref_t ref, zc_term_t *answer)
{
    zc_send (to, "{~r, ~t}", ref, answer);
    zc_term_destroy (&answer);
}

static void
s_serve (keeper_t *self)
{
    zc_pid_t from, pid;
    zc_ref_t ref;
    zc_term_t *term;
    const char *group, *node;
    switch (zc_receive_any (-1, ZC_CASE ("{join, ~p, ~r, ~p, ~s}", &from, &ref, &pid, &group),
                            ZC_CASE ("{leave, ~p, ~r, ~p, ~s}", &from, &ref, &pid, &group),
                            ZC_CASE ("{members, ~p, ~r, _, ~s}", &from, &ref, &group),
                            ZC_CASE ("{:DOWN, _, process, ~p, _}", &pid),
                            ZC_CASE ("{joined, ~s, ~p}", &group, &pid),
                            ZC_CASE ("{left, ~s, ~p}", &group, &pid), ZC_CASE ("{ended, ~p}", &pid),
                            ZC_CASE ("{nodeup, ~a}", &node), ZC_CASE ("{nodedown, ~a}", &node),
                            ZC_CASE ("{discover, ~a}", &node), ZC_CASE ("{sync, ~a, ~t}", &node, &term),
#ifdef MUTANT_12    //  loses 9.1.10
                            ZC_CASE ("nothing_else"))) {
#else
                            ZC_CASE ("_"))) {
#endif
        case 0:
            s_join (self, group, pid);
            s_answer (from, ref, zc_term_new ("true"));
            break;
        case 1: s_answer (from, ref, zc_term_new ("~o", s_leave (self, group, pid))); break;
        case 2: s_answer (from, ref, s_list (self, group)); break;
        case 3: s_ended (self, pid); break;
        case 4: s_add (self, group, pid); break;
        case 5: s_remove (self, group, pid); break;
        case 6: s_remove_all (self, pid); break;
        case 7:
#ifdef MUTANT_2     //  loses 9.1.7 9.1.9
#else
            zc_send_name ("groups", node, "{discover, ~a}", zc_node_self ());
#endif
            break;
        case 8:
#ifdef MUTANT_9     //  loses 9.1.8 9.1.9
#else
#ifdef MUTANT_6     //  loses 9.1.8
            for (size_t i = self->count; i-- > 0;)
                if (self->entries [i].pid.node)
                    s_drop (self, i);
#else
            s_remove_node (self, node);
#endif
#endif
            break;
        case 9:
            term = s_list (self, NULL);
            zc_send_name ("groups", node, "{sync, ~a, ~t}", zc_node_self (), term);
            zc_term_destroy (&term);
            break;
        case 10:
            s_sync (self, node, term);
            zc_term_destroy (&term);
            break;
        default: break;
    }
}

//  Watch first, then look who is there: so no node is missed.
static void
s_keep (void *arg)
{
    keeper_t self = {0};
    zc_pid_t *parent = arg;
    zc_register ("groups", zc_self ());
    zc_net_kernel_monitor_nodes (true, "[]");
#ifdef MUTANT_3     //  loses 9.1.6
#else
    s_tell_all (ZC_FORMAT ("{discover, ~a}", zc_node_self ()));
#endif
    zc_send (*parent, "groups_started");
    while (true)
        s_serve (&self);
}

//  ---- the calls -----------------------------------------------------------

void
groups_start (void)
{
    zc_pid_t self = zc_self ();
    zc_spawn (s_keep, &self);
    zc_receive (-1, "groups_started");
}

//  Ask this node's keeper; its answer carries our reference.
static zc_term_t *
s_ask (const char *what, zc_pid_t pid, const char *group)
{
    zc_ref_t ref = zc_make_ref ();
    zc_term_t *answer;
    zc_send_name ("groups", NULL, "{~a, ~p, ~r, ~p, ~s}", what, zc_self (), ref, pid, group);
    zc_receive (-1, "{~r, ~t}", ref, &answer);
    return answer;
}

void
groups_join (zc_pid_t pid, const char *group)
{
    zc_term_t *answer = s_ask ("join", pid, group);
    zc_term_destroy (&answer);
}

bool
groups_leave (zc_pid_t pid, const char *group)
{
    zc_term_t *answer = s_ask ("leave", pid, group);
    bool was_member = zc_term_match (answer, "true");
    zc_term_destroy (&answer);
    return was_member;
}

zc_term_t *
groups_members (const char *group)
{
    return s_ask ("members", zc_self (), group);
}
#else
//  your code: what the keeper knows, and its body, which takes one message after the other: the
//  questions of this node, what other keepers tell, nodeup, nodedown, and the end of members

void
groups_start (void)
{
    //  your code: spawn it, and wait until it can be asked
}

void
groups_join (zc_pid_t pid, const char *group)
{
    (void) pid;
    (void) group;
    //  your code: ask the keeper, and wait for its answer
}

bool
groups_leave (zc_pid_t pid, const char *group)
{
    (void) pid;
    (void) group;
    //  your code
    return false;
}

zc_term_t *
groups_members (const char *group)
{
    (void) group;
    //  your code
    return NULL;
}
#endif
