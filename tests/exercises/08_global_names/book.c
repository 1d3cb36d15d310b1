//  book.c - exercise 8.1: what each function has to do stands in book.h
//
//  On zc_process.h and zc_node.h. Not on zc_global.h, which is what you build.

#include "book.h"

#ifdef SOLUTION
#include <stdlib.h>
#include <string.h>

//  ---- the book: a process of each node ------------------------------------

typedef struct entry {
    struct entry *next;
    char *name;
    zc_pid_t holder;
    zc_ref_t monitor;
} entry_t;

//  Where this name stands, or could.
static entry_t **
s_find (entry_t **entries, const char *name)
{
    while (*entries && strcmp ((*entries)->name, name) != 0)
        entries = &(*entries)->next;
    return entries;
}

static void
s_remove (entry_t **at)
{
    entry_t *entry = *at;
    zc_demonitor (entry->monitor, ZC_DEMONITOR_FLUSH);
    *at = entry->next;
#ifdef MUTANT_11
    free (entry->name);
#else
    zc_free (entry->name);
#endif
    zc_free (entry);
}

//  Write it down, unless the name is taken. A holder that has ended already sends its DOWN.
static bool
s_add (entry_t **entries, const char *name, zc_pid_t holder)
{
    entry_t **at = s_find (entries, name), *entry;
#ifdef MUTANT_1     //  loses 8.1.3 8.1.4 8.1.9
    if (*at)
        s_remove (at);
#else
#ifdef MUTANT_3     //  loses 8.1.4
    if (*at)
        s_remove (at);
#else
    if (*at)
        return false;
#endif
#endif
    entry = zc_alloc (sizeof *entry);
    entry->next = *at;
#ifdef MUTANT_11    //  loses 8.1.11
    entry->name = strdup (name);
#else
    entry->name = zc_strdup (name);
#endif
    entry->holder = holder;
#ifdef MUTANT_5     //  loses 8.1.6 8.1.7 8.1.9 8.1.10
    entry->monitor = zc_make_ref ();
#else
#ifdef MUTANT_6     //  loses 8.1.7 8.1.9
    bool mine = strcmp (zc_node_of (holder), zc_node_self ()) == 0;
    entry->monitor = mine? zc_monitor (holder): zc_make_ref ();
#else
    entry->monitor = zc_monitor (holder);
#endif
#endif
    *at = entry;
    return true;
}

//  A DOWN: it frees what its monitor was made for, and nothing that came later.
static void
s_down (entry_t **entries, zc_ref_t monitor)
{
    while (*entries && !zc_ref_equal ((*entries)->monitor, monitor))
        entries = &(*entries)->next;
#ifdef MUTANT_6
    size_t i = 0;
    const char *node;
    zc_term_t *list = zc_node_list (ZC_NODES_VISIBLE);
    for (zc_term_t *item; *entries && (item = zc_term_next (list, &i)); zc_term_destroy (&item))
        if (zc_term_match (item, "~a", &node))
            zc_send_name ("book", node, "{withdraw, ~s, ~p}", (*entries)->name, (*entries)->holder);
    zc_term_destroy (&list);
#endif
    if (*entries)
        s_remove (entries);
}

#ifdef MUTANT_7     //  loses 8.1.4 8.1.5
static bool
s_claim (const char *name, zc_pid_t holder, entry_t **own);
#endif

static void
s_keep (void *arg)
{
    (void) arg;
    entry_t *entries = NULL, **at;
    zc_ref_t ref;
    zc_pid_t holder;
    const char *name;
    while (true)
        switch (zc_receive_any (-1, ZC_CASE ("{add, ~r, ~s, ~p}", &ref, &name, &holder),
                                ZC_CASE ("{find, ~r, ~s}", &ref, &name),
                                ZC_CASE ("{withdraw, ~s, ~p}", &name, &holder),
                                ZC_CASE ("{:DOWN, ~r, _, _, _}", &ref),
#ifdef MUTANT_7
                                ZC_CASE ("{claim, ~r, ~s, ~p}", &ref, &name, &holder),
#endif
                                ZC_CASE ("_"))) {
            case 0:
                zc_send_alias (ref, "{~r, ~o}", ref, s_add (&entries, name, holder));
                break;
            case 1:
                at = s_find (&entries, name);
                if (*at)
                    zc_send_alias (ref, "{~r, ~p}", ref, (*at)->holder);
                else
                    zc_send_alias (ref, "{~r, nobody}", ref);
                break;
            case 2:
                at = s_find (&entries, name);
                if (*at && zc_pid_equal ((*at)->holder, holder))
                    s_remove (at);
                break;
            case 3:
                s_down (&entries, ref);
                break;
#ifdef MUTANT_7
            case 4: {
                char *copy = zc_strdup (name);
                zc_send_alias (ref, "{~r, ~o}", ref, s_claim (copy, holder, &entries));
                zc_free (copy);
                break;
            }
#endif
        }
}

#ifdef MUTANT_9     //  loses 8.1.7 8.1.9
static zc_term_t *s_all;
#endif

void
book_start (void)
{
#ifdef MUTANT_9
    s_all = zc_node_list (ZC_NODES_VISIBLE | ZC_NODES_THIS);
#endif
    zc_register ("book", zc_spawn (s_keep, NULL));
}

//  ---- those who ask -------------------------------------------------------

static int
s_compare (const void *a, const void *b)
{
    const char *first = "", *second = "";
    zc_term_match (*(zc_term_t *const *) a, "~a", &first);
    zc_term_match (*(zc_term_t *const *) b, "~a", &second);
    return strcmp (first, second);
}

//  Ask the book of a node to add it. A node that is lost refuses nothing.
static bool
s_ask (const zc_term_t *node, const char *name, zc_pid_t pid)
{
    const char *to;
#ifdef MUTANT_9
    bool good = false;
#else
    bool good = true;
#endif
    zc_term_match (node, "~a", &to);
    zc_ref_t call = zc_monitor_alias_name ("book", to);
    zc_send_name ("book", to, "{add, ~r, ~s, ~p}", call, name, pid);
    zc_receive_any (-1, ZC_CASE ("{~r, ~o}", call, &good), ZC_CASE ("{:DOWN, ~r, _, _, _}", call));
    return good;
}

static void
s_withdraw (const zc_term_t *node, const char *name, zc_pid_t pid)
{
    const char *to;
    zc_term_match (node, "~a", &to);
    zc_send_name ("book", to, "{withdraw, ~s, ~p}", name, pid);
}

//  All ask in one order, that of the names: so the first book decides, and who was first there
//  meets nobody on the way. Who is refused all the same (an end that one book has not heard of
//  yet) takes back what it was given.
#ifdef MUTANT_7
static bool
s_claim (const char *name, zc_pid_t pid, entry_t **own)
#else
bool
book_register (const char *name, zc_pid_t pid)
#endif
{
    size_t count, asked = 0;
#ifdef MUTANT_3
    if (!zc_pid_is_null (book_whereis (name)))
        return false;
#endif
#ifdef MUTANT_9
    zc_term_t *list = zc_term_dup (s_all);
#else
    zc_term_t *list = zc_node_list (ZC_NODES_VISIBLE | ZC_NODES_THIS);
#endif
    zc_term_t **nodes = zc_term_elements (list, &count);
#ifdef MUTANT_2     //  loses 8.1.4
#else
    qsort (nodes, count, sizeof *nodes, s_compare);
#endif
#ifdef MUTANT_4     //  loses 8.1.2 8.1.10
    if (s_ask (nodes [0], name, pid))
        for (asked = 1; asked < count; asked++) {
            const char *to;
            zc_term_match (nodes [asked], "~a", &to);
            zc_send_name ("book", to, "{add, ~r, ~s, ~p}", zc_make_ref (), name, pid);
        }
#endif
#ifdef MUTANT_7
    while (asked < count && (zc_term_match (nodes [asked], "~a", zc_node_self ())
                             ? s_add (own, name, pid): s_ask (nodes [asked], name, pid)))
#else
    while (asked < count && s_ask (nodes [asked], name, pid))
#endif
        asked++;
#ifdef MUTANT_10    //  loses 8.1.10
#else
    for (size_t i = 0; asked < count && i < asked; i++)
        s_withdraw (nodes [i], name, pid);
#endif
    for (size_t i = 0; i < count; i++)
        zc_term_destroy (&nodes [i]);
    zc_free (nodes);
    zc_term_destroy (&list);
    return asked == count;
}

#ifdef MUTANT_7
bool
book_register (const char *name, zc_pid_t pid)
{
    bool good = false;
    zc_ref_t call = zc_monitor_alias_name ("book", NULL);
    zc_send_name ("book", NULL, "{claim, ~r, ~s, ~p}", call, name, pid);
    zc_receive (-1, "{~r, ~o}", call, &good);
    return good;
}
#endif

zc_pid_t
book_whereis (const char *name)
{
    zc_pid_t holder = ZC_PID_NONE;
#ifdef MUTANT_8     //  loses 8.1.8
    size_t count;
    const char *first;
    zc_term_t *list = zc_node_list (ZC_NODES_VISIBLE | ZC_NODES_THIS), **nodes = zc_term_elements (list, &count);
    qsort (nodes, count, sizeof *nodes, s_compare);
    zc_term_match (nodes [0], "~a", &first);
    zc_ref_t call = zc_monitor_alias_name ("book", first);
    zc_send_name ("book", first, "{find, ~r, ~s}", call, name);
#else
    zc_ref_t call = zc_monitor_alias_name ("book", NULL);
    zc_send_name ("book", NULL, "{find, ~r, ~s}", call, name);
#endif
    zc_receive_any (-1, ZC_CASE ("{~r, ~p}", call, &holder), ZC_CASE ("{~r, nobody}", call),
                    ZC_CASE ("{:DOWN, ~r, _, _, _}", call));
    return holder;
}
#else
//  your code: what stands in a book, and the body of its process, which takes one message after
//  the other: of those who ask, and DOWNs

void
book_start (void)
{
    //  your code: spawn it, and give it a name, the same on each node
}

bool
book_register (const char *name, zc_pid_t pid)
{
    (void) name;
    (void) pid;
    //  your code: ask the books; in which order?
    return false;
}

zc_pid_t
book_whereis (const char *name)
{
    (void) name;
    //  your code: ask the book of this node
    return ZC_PID_NONE;
}
#endif
