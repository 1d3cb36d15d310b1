//  book.c - exercise 8.1: what each function has to do stands in book.h
//
//  On zc_process.h and zc_node.h. Not on zc_global.h, which is what you build.

#include "book.h"

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
    zc_free (entry->name);
    zc_free (entry);
}

//  Write it down, unless the name is taken. A holder that has ended already sends its DOWN.
static bool
s_add (entry_t **entries, const char *name, zc_pid_t holder)
{
    entry_t **at = s_find (entries, name), *entry;
    if (*at)
        return false;
    entry = zc_alloc (sizeof *entry);
    entry->next = *at;
    entry->name = zc_strdup (name);
    entry->holder = holder;
    entry->monitor = zc_monitor (holder);
    *at = entry;
    return true;
}

//  A DOWN: it frees what its monitor was made for, and nothing that came later.
static void
s_down (entry_t **entries, zc_ref_t monitor)
{
    while (*entries && !zc_ref_equal ((*entries)->monitor, monitor))
        entries = &(*entries)->next;
    if (*entries)
        s_remove (entries);
}

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
        }
}

void
book_start (void)
{
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
    bool good = true;
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
bool
book_register (const char *name, zc_pid_t pid)
{
    size_t count, asked = 0;
    zc_term_t *list = zc_node_list (ZC_NODES_VISIBLE | ZC_NODES_THIS);
    zc_term_t **nodes = zc_term_elements (list, &count);
    qsort (nodes, count, sizeof *nodes, s_compare);
    while (asked < count && s_ask (nodes [asked], name, pid))
        asked++;
    for (size_t i = 0; asked < count && i < asked; i++)
        s_withdraw (nodes [i], name, pid);
    for (size_t i = 0; i < count; i++)
        zc_term_destroy (&nodes [i]);
    zc_free (nodes);
    zc_term_destroy (&list);
    return asked == count;
}

zc_pid_t
book_whereis (const char *name)
{
    zc_pid_t holder = ZC_PID_NONE;
    zc_ref_t call = zc_monitor_alias_name ("book", NULL);
    zc_send_name ("book", NULL, "{find, ~r, ~s}", call, name);
    zc_receive_any (-1, ZC_CASE ("{~r, ~p}", call, &holder), ZC_CASE ("{~r, nobody}", call),
                    ZC_CASE ("{:DOWN, ~r, _, _, _}", call));
    return holder;
}
