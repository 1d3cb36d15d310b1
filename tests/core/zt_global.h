//  zt_global.h - nodes whose processes have global names and locks: for test_global_*.c
//
//  A node of zt_cluster.h with actors: processes named by a letter, that live on
//  until they are told or killed, and do what the test says.
//
//      zt_is (&a, "start x", "ok");
//      zt_is (&a, "name x {:todo_list, \"bob\"}", "true");
//      zt_is (&b, "who {:todo_list, \"bob\"}", zt_do (&a, "pid x"));
//
//      start A | end A | gone A | pid A    its life; gone: waits until it was killed
//      name A Name | rename A Name         register_name, re_register_name
//      resolve A Function Name             register_name with a resolve function
//      unname Name | who Name | names      who: as pid, "-" nobody; names: how many
//      move Name Other                     give who has the name another one
//      call Name Message | got A           global send; what the actor received last
//      set A Retries Nodes Resource | wait A Milliseconds Nodes Resource | del A Nodes Resource
//          Nodes: "all" or a@localhost,b@localhost. The actor is told; its answer is
//          the answer of `done A`, "-" if it is not there in time

#ifndef ZT_GLOBAL_H_INCLUDED
#define ZT_GLOBAL_H_INCLUDED

#include "zt_cluster.h"

static zc_pid_t zt_actors [26];
static zc_ref_t zt_actor_refs [26];

//  ---- actors --------------------------------------------------------------

static void
zt_actor_lock (zc_pid_t test, char letter, const char *what, int number, const zc_term_t *nodes,
               const zc_term_t *resource)
{
    bool done = true;
    const zc_term_t *on = zc_term_match (nodes, "all")? NULL: nodes;
    if (*what == 's')
        done = zc_global_set_lock (on, number, "{~t, ~p}", resource, zc_self ());
    else
    if (*what == 'w')
        done = zc_global_wait_lock (on, number, "{~t, ~p}", resource, zc_self ());
    else
        zc_global_del_lock (on, "{~t, ~p}", resource, zc_self ());
    zc_send (test, "{done, ~i, ~o}", letter, done);
}

//  `last` is what came last and was no order.
static void
zt_actor (void *arg)
{
    char letter = (char) (intptr_t) arg;
    zc_term_t *last = zc_term_new ("\"-\""), *nodes, *resource, *message;
    zc_pid_t test;
    const char *what;
    int number;
    for (;;)
        switch (zc_receive_any (-1, ZC_CASE ("{lock, ~p, ~a, ~i, ~t, ~t}", &test, &what, &number,
                                             &nodes, &resource),
                                ZC_CASE ("{got, ~p}", &test), ZC_CASE ("stop"),
                                ZC_CASE ("~t", &message))) {
            case 0:
                zt_actor_lock (test, letter, what, number, nodes, resource);
                zc_term_destroy (&nodes);
                zc_term_destroy (&resource);
                break;
            case 1: zc_send (test, "{got, ~t}", last); break;
            case 2: zc_exit ("normal");
            default:
                zc_term_destroy (&last);
                last = message;
        }
}

//  ---- commands ------------------------------------------------------------

static zc_pid_t *
zt_take_actor (char **args)
{
    return &zt_actors [*zt_word (args) - 'a'];
}

static zc_term_t *
zt_take_term (char *text)
{
    zc_term_t *term = zc_term_parse (text, NULL);
    return term? term: zc_term_new ("~s", text);
}

static void
zt_do_start (char *args, char *answer)
{
    int at = *args - 'a';
    zt_actors [at] = zc_spawn_monitor (zt_actor, (void *) (intptr_t) *args, &zt_actor_refs [at]);
    strcpy (answer, "ok");
}

static void
zt_do_end (char *args, char *answer)
{
    zc_exit_process (*zt_take_actor (&args), "kill");
    strcpy (answer, "ok");
}

static void
zt_do_gone (char *args, char *answer)
{
    zt_answer_bool (answer, zc_receive (ZT_LONG, "{:DOWN, ~r, process, _, killed}",
                                        zt_actor_refs [*args - 'a']));
}

static void
zt_do_name (char *args, char *answer)
{
    zc_pid_t *actor = zt_take_actor (&args);
    zc_term_t *name = zt_take_term (args);
    zt_answer_bool (answer, zc_global_register_name (*actor, "~t", name));
    zc_term_destroy (&name);
}

static void
zt_do_rename (char *args, char *answer)
{
    zc_pid_t *actor = zt_take_actor (&args);
    zc_term_t *name = zt_take_term (args);
    zc_global_re_register_name (*actor, NULL, "~t", name);
    strcpy (answer, "ok");
    zc_term_destroy (&name);
}

static void
zt_do_resolve (char *args, char *answer)
{
    zc_pid_t *actor = zt_take_actor (&args);
    const char *function = zt_word (&args);
    zc_term_t *name = zt_take_term (args);
    zt_answer_bool (answer, zc_global_register_name_with (*actor, function, "~t", name));
    zc_term_destroy (&name);
}

static void
zt_do_unname (char *args, char *answer)
{
    zc_term_t *name = zt_take_term (args);
    zc_global_unregister_name ("~t", name);
    strcpy (answer, "ok");
    zc_term_destroy (&name);
}

//  A process, written the same way on every node.
static void
zt_answer_pid (char *answer, zc_pid_t pid)
{
    if (zc_pid_is_null (pid))
        strcpy (answer, "-");
    else
        snprintf (answer, ZT_LINE, "%s %u.%u", zc_node_of (pid), pid.id, pid.serial);
}

static void
zt_do_pid (char *args, char *answer)
{
    zt_answer_pid (answer, *zt_take_actor (&args));
}

static void
zt_do_who (char *args, char *answer)
{
    zc_term_t *name = zt_take_term (args);
    zt_answer_pid (answer, zc_global_whereis_name ("~t", name));
    zc_term_destroy (&name);
}

static void
zt_do_names (char *args, char *answer)
{
    (void) args;
    zc_term_t *names = zc_global_registered_names ();
    sprintf (answer, "%zu", zc_term_length (names));
    zc_term_destroy (&names);
}

//  A name given from here to a process of another node that has one already.
static void
zt_do_move (char *args, char *answer)
{
    zc_term_t *from = zt_take_term (zt_word (&args)), *to = zt_take_term (args);
    zc_pid_t pid = zc_global_whereis_name ("~t", from);
    zc_global_unregister_name ("~t", from);
    zt_answer_bool (answer, zc_global_register_name (pid, "~t", to));
    zc_term_destroy (&from);
    zc_term_destroy (&to);
}

static void
zt_do_call (char *args, char *answer)
{
    zc_term_t *name = zt_take_term (zt_word (&args)), *message = zt_take_term (args);
    zc_global_send (ZC_FORMAT ("~t", name), "~t", message);
    strcpy (answer, "ok");
    zc_term_destroy (&name);
    zc_term_destroy (&message);
}

static void
zt_do_got (char *args, char *answer)
{
    zc_term_t *last = NULL;
    zc_send (*zt_take_actor (&args), "{got, ~p}", zc_self ());
    if (zc_receive (ZT_LONG, "{got, ~t}", &last))
        zt_answer_term (answer, last);
    zc_term_destroy (&last);
}

static void
zt_do_sync (char *args, char *answer)
{
    (void) args;
    zc_global_sync ();
    strcpy (answer, "ok");
}

//  A list of atoms; "all" stays.
static zc_term_t *
zt_take_nodes (char *word)
{
    if (strcmp (word, "all") == 0)
        return zc_term_new ("all");
    zc_term_t *list = zc_term_new ("[]");
    for (char *name = strtok (word, ","); name; name = strtok (NULL, ",")) {
        zc_term_t *longer = zc_term_new ("[~a | ~t]", name, list);
        zc_term_destroy (&list);
        list = longer;
    }
    return list;
}

static void
zt_order (const char *what, char *args, bool has_number, char *answer)
{
    zc_pid_t *actor = zt_take_actor (&args);
    int number = has_number? atoi (zt_word (&args)): 0;
    zc_term_t *nodes = zt_take_nodes (zt_word (&args)), *resource = zt_take_term (args);
    zc_send (*actor, "{lock, ~p, ~a, ~i, ~t, ~t}", zc_self (), what, number, nodes, resource);
    strcpy (answer, "ok");
    zc_term_destroy (&nodes);
    zc_term_destroy (&resource);
}

static void
zt_do_set (char *args, char *answer)
{
    zt_order ("set", args, true, answer);
}

static void
zt_do_wait (char *args, char *answer)
{
    zt_order ("wait", args, true, answer);
}

static void
zt_do_del (char *args, char *answer)
{
    zt_order ("del", args, false, answer);
}

static void
zt_do_done (char *args, char *answer)
{
    bool done;
    char letter = *zt_word (&args);
    int ms = *args? atoi (args): ZT_LONG;
    if (zc_receive (ms, "{done, ~i, ~o}", (int) letter, &done))
        zt_answer_bool (answer, done);
    else
        strcpy (answer, "-");
}

#define ZT_GLOBAL_COMMANDS \
    {"start", zt_do_start}, {"end", zt_do_end}, {"gone", zt_do_gone}, {"name", zt_do_name}, \
    {"rename", zt_do_rename}, {"resolve", zt_do_resolve}, {"unname", zt_do_unname}, \
    {"move", zt_do_move}, {"pid", zt_do_pid}, {"who", zt_do_who}, {"names", zt_do_names}, \
    {"call", zt_do_call}, {"got", zt_do_got}, {"sync", zt_do_sync}, {"set", zt_do_set}, \
    {"wait", zt_do_wait}, {"del", zt_do_del}, {"done", zt_do_done}

//  ---- in the test ---------------------------------------------------------

//  Start nodes a, b, c … connected with each other.
static inline void
zt_start_mesh (zt_node_t *nodes, int count, const char *options)
{
    for (int i = 0; i < count; i++) {
        char name [] = "a@localhost";
        name [0] = (char) ('a' + i);
        zt_start (&nodes [i], name, options);
        if (i)
            zt_is (&nodes [i], "connect a@localhost", "true");
    }
    for (int i = 0; i < count; i++) {
        char expected [60] = "";
        for (int j = 0; j < count; j++)
            if (j != i)
                sprintf (expected + strlen (expected), "%s%c", *expected? " ": "", 'a' + j);
        zt_until_is (&nodes [i], "nodes", expected);
    }
    for (int i = 0; i < count; i++)
        zt_is (&nodes [i], "sync", "ok");
}

static inline void
zt_stop_all (zt_node_t *nodes, int count)
{
    for (int i = 0; i < count; i++)
        zt_stop (&nodes [i]);
}

//  All nodes say the same; `until`: at last.
static inline void
zt_all_say (zt_node_t *nodes, int count, const char *command, const char *answer, bool until)
{
    for (int i = 0; i < count; i++)
        if (until)
            zt_until_is (&nodes [i], command, answer);
        else
            zt_is (&nodes [i], command, answer);
}

#endif
