//  grade_03_nodes.c - the tests of exercise 3.2

#include "grade.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

//  The kinds of nodes.h.
enum { VISIBLE = 1, HIDDEN = 2, THIS = 4, KNOWN = 8, CONNECTED = 3 };

//  A node of the student's, in a process of its own.
typedef struct {
    const char *name;
    gr_node_t *node;
    gr_proxy_t *proxy;
    int port;
} s_member_t;

//  Two names, others in each run.
static void
s_names (gr_t *test, const char *names [2])
{
    static const char *const all [] = {"alex", "bob", "donald", "kate", "moebi", "zoe"};
    unsigned first = gr_random (test, 6), second = (first + 1 + gr_random (test, 5)) % 6;
    names [0] = all [first];
    names [1] = all [second];
}

static int
s_compare (const void *a, const void *b)
{
    return strcmp (*(const char *const *) a, *(const char *const *) b);
}

//  From now on it is like this.
static void
s_set (s_member_t *member, const char *what)
{
    char text [60];
    snprintf (text, sizeof text, "%s does", member->name);
    gr_tell (member->node, "%s", what);
    gr_expect (member->node, text);
}

//  They end one after the other; that they hear of it is not looked at.
static void
s_end_all (s_member_t *all, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        s_set (&all [i], "quiet");
    }
    for (size_t i = 0; i < count; i++) {
        gr_tell (all [i].node, "end");
        gr_ends (all [i].node);
    }
}

static void
s_start (gr_t *test, s_member_t *member, const char *what, const char *name)
{
    gr_did (test, TEXT ("started %s", "se arrancó %s"), name);
    memset (member, 0, sizeof *member);
    member->name = name;
    member->node = gr_start (test, what, name, NULL);
    const char *report = gr_next (member->node);
    bool good = sscanf (report, "at %d", &member->port) == 1 && member->port > 0;
    gr_check (test, good, TEXT ("at PORT", "at PUERTO"), report);
}

static void
s_dial (s_member_t *from, int port)
{
    gr_tell (from->node, "connect %d", port);
}

//  "bob heard nodeup kate, list [kate]": what it hears, and who is listed at that moment.
static void
s_expect_heard (s_member_t *member, const char *event, const s_member_t *other, const char *list)
{
    char text [200];
    snprintf (text, sizeof text, "%s heard %s %s, list [%s]", member->name, event, other->name, list);
    gr_expect (member->node, text);
}

static void
s_expect_up (s_member_t *a, s_member_t *b)
{
    s_expect_heard (a, "nodeup", b, b->name);
    s_expect_heard (b, "nodeup", a, a->name);
}

static void
s_expect_text (s_member_t *member, const s_member_t *from, const char *text)
{
    char expected [200];
    snprintf (expected, sizeof expected, "%s heard text %s %s", member->name, from->name, text);
    gr_expect (member->node, expected);
}

//  This kind of list has these names, in the order of the alphabet; NULL: none.
static void
s_expect_list (s_member_t *member, int kinds, const char *first, const char *second, const char *third)
{
    const char *names [3] = {first, second, third};
    size_t count = 0;
    char text [200];
    while (count < 3 && names [count])
        count++;
    qsort (names, count, sizeof *names, s_compare);
    snprintf (text, sizeof text, "%s lists [", member->name);
    for (size_t i = 0; i < count; i++)
        snprintf (text + strlen (text), sizeof text - strlen (text), "%s%s", i? " ": "", names [i]);
    strcat (text, "]");
    gr_tell (member->node, "list %d", kinds);
    gr_expect (member->node, text);
}

//  What this kind is called in nodes.h, for who reads of a failure.
static void
s_did_list (gr_t *test, const s_member_t *member, const char *kinds)
{
    gr_did (test, TEXT ("asked %s for its list of kind %s", "se pidió a %s su lista de la clase %s"), member->name, kinds);
}

//  All kinds of a node that has one visible connection, or, when other is NULL, none.
static void
s_expect_lists (gr_t *test, s_member_t *member, const char *other)
{
    static const struct {
        const char *name;
        int kinds;
        bool itself, others;
    } all [] = {{"visible", VISIBLE, false, true}, {"hidden", HIDDEN, false, false},
                {"connected", CONNECTED, false, true}, {"this", THIS, true, false},
                {"this | visible", THIS | VISIBLE, true, true}, {"known", KNOWN, true, true},
                {"known | connected | this", KNOWN | CONNECTED | THIS, true, true}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        const char *itself = all [i].itself? member->name: NULL, *others = all [i].others? other: NULL;
        s_did_list (test, member, all [i].name);
        s_expect_list (member, all [i].kinds, itself? itself: others, itself? others: NULL, NULL);
    }
}

static void
s_kinds (gr_t *test)
{
    s_member_t all [2];
    const char *names [2];
    s_names (test, names);
    for (size_t i = 0; i < 2; i++)
        s_start (test, &all [i], "visible", names [i]);
    s_expect_lists (test, &all [0], NULL);
    gr_did (test, TEXT ("%s dialled %s", "%s llamó a %s"), names [0], names [1]);
    s_dial (&all [0], all [1].port);
    s_expect_up (&all [0], &all [1]);
    s_expect_lists (test, &all [0], names [1]);
    s_expect_lists (test, &all [1], names [0]);
    s_end_all (all, 2);
}

//  A text with a number, which arrives.
static void
s_say_number (gr_t *test, s_member_t *from, s_member_t *to)
{
    char text [40];
    snprintf (text, sizeof text, "quack %u", gr_random (test, 1000));
    gr_tell (from->node, "send %s %s", to->name, text);
    s_expect_text (to, from, text);
}

static void
s_hidden (gr_t *test)
{
    s_member_t all [3], *bob = &all [0], *kate = &all [1], *spy = &all [2];
    s_start (test, bob, "visible", "bob");
    s_start (test, kate, "visible", "kate");
    s_start (test, spy, "hidden", "spy");
    gr_did (test, TEXT ("kate dialled bob; then spy, which is hidden, dialled bob and sent a text",
            "kate llamó a bob; luego spy, que es oculto, llamó a bob y envió un texto"));
    s_dial (kate, bob->port);
    s_expect_up (kate, bob);
    s_dial (spy, bob->port);
    s_say_number (test, spy, bob);
    s_did_list (test, bob, "visible");
    s_expect_list (bob, VISIBLE, "kate", NULL, NULL);
    s_did_list (test, bob, "hidden");
    s_expect_list (bob, HIDDEN, "spy", NULL, NULL);
    s_did_list (test, bob, "connected");
    s_expect_list (bob, CONNECTED, "kate", "spy", NULL);
    s_did_list (test, bob, "known");
    s_expect_list (bob, KNOWN, "bob", "kate", "spy");
    s_did_list (test, spy, "visible");
    s_expect_list (spy, VISIBLE, NULL, NULL, NULL);
    s_did_list (test, spy, "hidden");
    s_expect_list (spy, HIDDEN, "bob", NULL, NULL);

    gr_did (test, TEXT ("spy disconnected from bob, dialled him again and sent a text", "spy se desconectó de bob, volvió a "
            "llamarlo y envió un texto"));
    gr_tell (spy->node, "disconnect bob");
    s_dial (spy, bob->port);
    s_say_number (test, spy, bob);
    s_end_all (all, 3);
}

static void
s_order (gr_t *test)
{
    s_member_t all [2];
    const char *names [2];
    s_names (test, names);
    for (size_t i = 0; i < 2; i++) {
        s_start (test, &all [i], "visible", names [i]);
        s_set (&all [i], "greet");
    }
    for (int round = 0; round < 2; round++) {
        s_member_t *one = &all [gr_random (test, 2)], *other = one == all? all + 1: all;
        gr_did (test, TEXT ("%s dialled %s; both send a text as soon as they hear nodeup", "%s llamó a %s; los dos envían un "
                "texto en cuanto oyen nodeup"), one->name, other->name);
        s_dial (one, other->port);
        s_expect_up (one, other);
        s_expect_text (one, other, "hi");
        s_expect_text (other, one, "hi");
        gr_did (test, TEXT ("%s: nodes_disconnect from %s", "%s: nodes_disconnect de %s"), other->name, one->name);
        gr_tell (other->node, "disconnect %s", one->name);
        s_expect_heard (other, "nodedown", one, "");
        s_expect_heard (one, "nodedown", other, "");
    }
    s_end_all (all, 2);
}

static void
s_killed (gr_t *test)
{
    s_member_t all [2], *bob = &all [0], *kate = &all [1];
    const char *names [2];
    char text [60];
    int count = 10 + (int) gr_random (test, 20);
    s_names (test, names);
    for (size_t i = 0; i < 2; i++)
        s_start (test, &all [i], "visible", names [i]);
    s_dial (kate, bob->port);
    s_expect_up (kate, bob);
    gr_did (test, TEXT ("%s was busy for a while; meanwhile %s sent him %d texts and was killed with kill -9; then %s called "
            "nodes_send several times, and nodes_turn once", "%s estuvo ocupado un rato; entretanto, %s le envió %d textos y "
            "murió por kill -9; después, %s llamó varias veces a nodes_send, y una a nodes_turn"), bob->name, kate->name, count, bob->name);
    gr_tell (bob->node, "busy %s", kate->name);
    snprintf (text, sizeof text, "%s is busy", bob->name);
    gr_expect (bob->node, text);
    gr_tell (kate->node, "flood %s %d", bob->name, count);
    snprintf (text, sizeof text, "%s has sent %d", kate->name, count);
    gr_expect (kate->node, text);
    gr_kill (kate->node);
    gr_tell (bob->node, "go on");
    for (int i = 1; i <= count; i++) {
        snprintf (text, sizeof text, "quack %d", i);
        s_expect_text (bob, kate, text);
    }
    s_expect_heard (bob, "nodedown", kate, "");
    snprintf (text, sizeof text, "%s has taken one turn", bob->name);
    gr_expect (bob->node, text);
    s_expect_list (bob, CONNECTED, NULL, NULL, NULL);
    s_end_all (bob, 1);
}

static void
s_cut_off (gr_t *test)
{
    s_member_t all [2];
    const char *names [2];
    bool reset = gr_random (test, 2);
    s_names (test, names);
    for (size_t i = 0; i < 2; i++)
        s_start (test, &all [i], "visible", names [i]);
    all [1].proxy = gr_proxy (test, all [1].port);
    for (int round = 0; round < 2; round++, reset = !reset) {
        gr_did (test, TEXT ("%s dialled %s; then the connection was cut between them", "%s llamó a %s; luego se cortó la "
                "conexión entre los dos"), names [0], names [1]);
        s_dial (&all [0], gr_proxy_port (all [1].proxy));
        s_expect_up (&all [0], &all [1]);
        gr_check (test, gr_cut (all [1].proxy, reset) == 1, TEXT ("one connection", "una conexión"),
                  TEXT ("none, or more than one", "ninguna, o más de una"));
        s_expect_heard (&all [0], "nodedown", &all [1], "");
        s_expect_heard (&all [1], "nodedown", &all [0], "");
    }
    for (size_t i = 0; i < 2; i++) {
        s_did_list (test, &all [i], "connected");
        s_expect_list (&all [i], CONNECTED, NULL, NULL, NULL);
        s_did_list (test, &all [i], "known");
        s_expect_list (&all [i], KNOWN, names [0], names [1], NULL);
    }
    s_end_all (all, 2);
}

//  The proxy has passed on that the old kate has ended.
static bool
s_has_ended (void *arg)
{
    return gr_proxy_counts (arg).ends > 0;
}

static void
s_anew (gr_t *test)
{
    s_member_t bob, kate, anew;
    s_start (test, &bob, "visible", "bob");
    s_start (test, &kate, "visible", "kate");
    bob.proxy = gr_proxy (test, bob.port);
    s_dial (&kate, gr_proxy_port (bob.proxy));
    s_expect_up (&kate, &bob);
    gr_did (test, TEXT ("kate was killed, but bob heard nothing of it, since the network hung; then a new kate dialled bob",
            "se mató a kate, pero bob no oyó nada porque la red se atascó; después, una kate nueva llamó a bob"));
    gr_hold (bob.proxy);
    gr_kill (kate.node);
    gr_quiet (bob.node, 100);
    s_start (test, &anew, "visible", "kate");
    gr_did (test, TEXT ("kate was killed, but bob heard nothing of it, since the network hung; then a new kate dialled bob",
            "se mató a kate, pero bob no oyó nada porque la red se atascó; después, una kate nueva llamó a bob"));
    s_dial (&anew, bob.port);
    s_expect_heard (&bob, "nodedown", &kate, "");
    s_expect_up (&anew, &bob);

    gr_did (test, TEXT ("bob had a connection to a new kate when the end of the old one arrived; then the new kate sent texts",
            "bob tenía una conexión con una kate nueva cuando le llegó el final de la vieja; luego la nueva envió textos"));
    gr_go_on (bob.proxy);
    gr_check (test, gr_until (test, 2000, s_has_ended, bob.proxy), TEXT ("the old connection ends", "la conexión vieja acaba"),
              TEXT ("it goes on", "sigue"));
    s_say_number (test, &anew, &bob);
    s_say_number (test, &anew, &bob);
    s_expect_list (&bob, VISIBLE, "kate", NULL, NULL);
    s_end_all ((s_member_t []) {bob, anew}, 2);
}

static void
s_strangers (gr_t *test)
{
    static const char *const lines [] = {"quack", "hello", "hello eve", "hello eve sideways", "hello bob visible",
                                         "hello eve visible now", "nodeup eve visible"};
    s_member_t bob, kate;
    s_start (test, &bob, "visible", "bob");
    s_start (test, &kate, "visible", "kate");
    gr_node_t *eve = gr_start (test, "stranger", "eve", NULL);
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        gr_did (test, TEXT ("a stranger dialled bob and began with the line \"%s\"", "un extraño llamó a bob y empezó con la "
                "línea «%s»"), lines [i]);
        gr_tell (eve, "line %d %s", bob.port, lines [i]);
        gr_expect (eve, "eve: closed");
    }
    gr_did (test, TEXT ("a stranger sent bob a line without an end", "un extraño envió a bob una línea sin fin"));
    gr_tell (eve, "long %d", bob.port);
    gr_expect (eve, "eve: closed");
    gr_did (test, TEXT ("strangers dialled bob, said half a hello or nothing, and left; then kate dialled him",
            "unos extraños llamaron a bob, dijeron medio hello o nada y se fueron; después lo llamó kate"));
    gr_tell (eve, "half %d hello eve visible", bob.port);
    gr_expect (eve, "eve: has left");
    gr_tell (eve, "half %d ", bob.port);
    gr_expect (eve, "eve: has left");
    s_dial (&kate, bob.port);
    s_expect_up (&kate, &bob);
    s_say_number (test, &kate, &bob);
    s_expect_list (&bob, KNOWN, "bob", "kate", NULL);
    gr_tell (eve, "end");
    gr_ends (eve);
    s_end_all ((s_member_t []) {bob, kate}, 2);
}

GR_EXERCISE (3_2, "3.2", "03_connecting", "nodes",
    BOTH ("Node.list, nodeup and nodedown", "Node.list, nodeup y nodedown"),
    BOTH ("chapters/03_connecting/README.md, 3.3 and 3.4", "chapters/03_connecting/README.es.md, 3.3 y 3.4"),
    {"3.2.1", 3, BOTH ("two nodes, and their lists by kind", "dos nodos, y sus listas por clases"),
     .run = s_kinds, .limit_s = 5,
     .why = BOTH ("A node is connected once its hello has come: then it is in the lists, and then nodeup is told.",
                  "Un nodo está conectado cuando ha llegado su hello: entonces está en las listas, y entonces se dice "
                  "nodeup.")},
    {"3.2.2", 3, BOTH ("hidden nodes are for those who look", "los nodos ocultos, para quien los busca"),
     .run = s_hidden, .needs = "3.2.1", .limit_s = 5,
     .why = BOTH ("A connection is hidden on both sides when one of the two nodes is; nodeup and nodedown are about visible "
                  "ones.",
                  "Una conexión es oculta en los dos lados cuando lo es uno de los dos nodos; nodeup y nodedown hablan de "
                  "las visibles.")},
    {"3.2.3", 3, BOTH ("nodeup, texts, nodedown, in this order", "nodeup, textos, nodedown, en este orden"),
     .run = s_order, .needs = "3.2.1", .limit_s = 5,
     .why = BOTH ("First change the list, then tell. Who disconnects is told as well, and each connection has one nodeup and "
                  "one nodedown.",
                  "Primero se cambia la lista y luego se avisa. También se avisa a quien desconecta, y cada conexión tiene "
                  "un nodeup y un nodedown.")},
    {"3.2.4", 3, BOTH ("kill -9: the last texts, then nodedown", "tras kill -9: los textos y luego nodedown"),
     .run = s_killed, .needs = "3.2.1", .limit_s = 5,
     .why = BOTH ("A turn takes in all that is there: read until tcp_read returns 0 or -1. The end of a connection stands "
                  "behind the last line; a send that fails is no end.",
                  "Un turno recoge todo lo que haya: lee hasta que tcp_read devuelva 0 o -1. El final de una conexión está "
                  "detrás de la última línea; que falle un envío no es el final.")},
    {"3.2.5", 3, BOTH ("a cut connection is told on both sides", "un corte se dice en los dos lados"),
     .run = s_cut_off, .needs = "3.2.1", .limit_s = 5,
     .why = BOTH ("An error ends a connection like an ordinary end does. Who was connected stays known.",
                  "Un error acaba una conexión igual que un final normal. Quien estuvo conectado sigue siendo conocido.")},
    {"3.2.6", 2, BOTH ("a node that was started anew", "un nodo que volvió a arrancar"),
     .run = s_anew, .needs = "3.2.1", .limit_s = 5,
     .why = BOTH ("Of two connections with one name the newer counts. The end of the older is told once, before the nodeup of "
                  "the newer, and takes nothing of it away.",
                  "De dos conexiones con el mismo nombre vale la nueva. El final de la vieja se dice una vez, antes del "
                  "nodeup de la nueva, y no le quita nada.")},
    {"3.2.7", 1, BOTH ("strangers are shown out", "a los extraños se les cierra"),
     .run = s_strangers, .needs = "3.2.1", .limit_s = 5,
     .why = BOTH ("Close what does not begin with a whole hello. Who has not said hello is in no list, and nobody hears of "
                  "its end.",
                  "Cierra lo que no empiece con un hello entero. Quien no ha dicho hello no está en ninguna lista, y de su "
                  "final no se avisa.")},
    {"3.2.8", 2, BOTH ("clean memory", "memoria limpia"),
     .why = BOTH ("A connection that is lost gives back its name and itself; nodes_destroy does so for the rest, and for both "
                  "lists.",
                  "Una conexión perdida devuelve su nombre y a sí misma; nodes_destroy lo hace con las demás y con las dos "
                  "listas.")});
