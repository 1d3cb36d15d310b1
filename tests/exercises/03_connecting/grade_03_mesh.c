//  grade_03_mesh.c - the tests of exercise 3.1

#include "grade.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MEMBERS_MAX = 6 };

//  Names in another order in each run.
static void
s_names (gr_t *test, const char *names [MEMBERS_MAX])
{
    static const char *const all [MEMBERS_MAX] = {"alex", "bob", "donald", "kate", "moebi", "zoe"};
    for (size_t i = 0; i < MEMBERS_MAX; i++) {
        size_t at = gr_random (test, (unsigned) i + 1);
        names [i] = names [at];
        names [at] = all [i];
    }
}

static int
s_compare (const void *a, const void *b)
{
    return strcmp (*(const char *const *) a, *(const char *const *) b);
}

//  ---- members of a mesh -----------------------------------------------------

//  A node of the student's, in a process of its own; and what the others are to find it at.
typedef struct {
    const char *name;
    gr_node_t *node;
    gr_proxy_t *proxy;
    int port;
    char address [60];
} s_member_t;

static void
s_start (gr_t *test, s_member_t *member, const char *what, const char *name)
{
    gr_did (test, TEXT ("started %s", "se arrancó %s"), name);
    memset (member, 0, sizeof *member);
    member->name = name;
    member->node = gr_start (test, what, name, NULL);
    const char *report = gr_next (member->node);
    bool good = sscanf (report, "at tcp://127.0.0.1:%d", &member->port) == 1 && member->port > 0;
    gr_check (test, good, "at tcp://127.0.0.1:…", report);
    snprintf (member->address, sizeof member->address, "tcp://127.0.0.1:%d", member->port);
}

//  The same, to be found at a proxy before it.
static void
s_start_behind (gr_t *test, s_member_t *member, const char *what, const char *name)
{
    s_start (test, member, what, name);
    member->proxy = gr_proxy (test, member->port);
    snprintf (member->address, sizeof member->address, "tcp://127.0.0.1:%d", gr_proxy_port (member->proxy));
    gr_tell (member->node, "address %s", member->address);
}

static void
s_connect (s_member_t *from, s_member_t *to)
{
    gr_tell (from->node, "connect %s %s", to->name, to->address);
}

//  "bob knows alex kate": all of these but itself.
static void
s_await_known (s_member_t *member, const s_member_t *all, size_t count)
{
    char text [200];
    const char *names [MEMBERS_MAX];
    snprintf (text, sizeof text, "%s knows", member->name);
    for (size_t i = 0; i < count; i++)
        names [i] = all [i].name;
    qsort (names, count, sizeof *names, s_compare);
    for (size_t i = 0; i < count; i++)
        if (strcmp (names [i], member->name) != 0)
            snprintf (text + strlen (text), sizeof text - strlen (text), " %s", names [i]);
    gr_await (member->node, text);
}

static void
s_await_mesh (s_member_t *all, size_t count)
{
    for (size_t i = 0; i < count; i++)
        s_await_known (&all [i], all, count);
}

static void
s_end_all (s_member_t *all, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        gr_tell (all [i].node, "end");
        gr_ends (all [i].node);
    }
}

//  A text from one to the other.
static void
s_talk (gr_t *test, s_member_t *from, s_member_t *to)
{
    char text [100];
    unsigned number = gr_random (test, 1000);
    snprintf (text, sizeof text, "%s got %s: quack %u", to->name, from->name, number);
    gr_tell (from->node, "send %s quack %u", to->name, number);
    gr_expect (to->node, text);
}

//  ---- meeting -------------------------------------------------------------

static void
s_two (gr_t *test)
{
    s_member_t all [2];
    const char *names [MEMBERS_MAX];
    s_names (test, names);
    for (size_t i = 0; i < 2; i++)
        s_start (test, &all [i], "node", names [i]);
    gr_did (test, TEXT ("%s: mesh_connect to %s, twice, and to itself", "%s: mesh_connect con %s, dos veces, y consigo"),
            all [0].name, all [1].name);
    s_connect (&all [0], &all [1]);
    s_await_mesh (all, 2);
    s_connect (&all [0], &all [1]);
    s_connect (&all [0], &all [0]);
    gr_tell (all [0].node, "list");
    s_await_known (&all [0], all, 2);
    s_end_all (all, 2);
}

static void
s_talks (gr_t *test)
{
    s_member_t all [2];
    const char *names [MEMBERS_MAX];
    s_names (test, names);
    for (size_t i = 0; i < 2; i++)
        s_start (test, &all [i], "node", names [i]);
    gr_did (test, TEXT ("%s: mesh_send to %s before there is a session", "%s: mesh_send a %s antes de que haya sesión"),
            all [0].name, all [1].name);
    char text [60];
    snprintf (text, sizeof text, "%s has no session with %s", all [0].name, all [1].name);
    gr_tell (all [0].node, "send %s quack", all [1].name);
    gr_expect (all [0].node, text);
    s_connect (&all [0], &all [1]);
    s_await_mesh (all, 2);
    gr_did (test, TEXT ("%s has dialled %s; then both sent texts with mesh_send", "%s llamó a %s; luego los dos enviaron "
            "textos con mesh_send"), all [0].name, all [1].name);
    for (size_t i = 0; i < 6; i++)
        s_talk (test, &all [i % 2], &all [1 - i % 2]);
    s_end_all (all, 2);
}

static void
s_third (gr_t *test)
{
    s_member_t all [3];
    const char *names [MEMBERS_MAX];
    s_names (test, names);
    for (size_t i = 0; i < 3; i++)
        s_start (test, &all [i], "node", names [i]);
    gr_did (test, TEXT ("%s dialled %s; when they knew each other, %s dialled %s", "%s llamó a %s; cuando ya se conocían, "
            "%s llamó a %s"), all [0].name, all [1].name, all [2].name, all [1].name);
    s_connect (&all [0], &all [1]);
    s_await_mesh (all, 2);
    s_connect (&all [2], &all [1]);
    s_await_mesh (all, 3);
    s_talk (test, &all [2], &all [0]);
    s_end_all (all, 3);
}

static void
s_islands (gr_t *test)
{
    s_member_t all [4];
    const char *names [MEMBERS_MAX];
    s_names (test, names);
    for (size_t i = 0; i < 4; i++)
        s_start (test, &all [i], "node", names [i]);
    gr_did (test, TEXT ("%s and %s knew each other, and so did %s and %s; then %s dialled %s",
            "%s y %s se conocían, y también %s y %s; entonces %s llamó a %s"), all [0].name, all [1].name, all [2].name,
            all [3].name, all [0].name, all [2].name);
    s_connect (&all [0], &all [1]);
    s_connect (&all [2], &all [3]);
    s_await_mesh (all, 2);
    s_await_mesh (all + 2, 2);
    s_connect (&all [0], &all [2]);
    s_await_mesh (all, 4);
    s_end_all (all, 4);
}

//  ---- dials that cross, and others that are under way ---------------------

//  How many connections there are, over the proxies of these.
typedef struct {
    const s_member_t *all;
    size_t count, expected;
} s_wanted_t;

static size_t
s_connections (const s_member_t *all, size_t count)
{
    size_t open = 0;
    for (size_t i = 0; i < count; i++)
        open += gr_proxy_counts (all [i].proxy).open;
    return open;
}

static bool
s_has_connections (void *arg)
{
    const s_wanted_t *wanted = arg;
    return s_connections (wanted->all, wanted->count) == wanted->expected;
}

static void
s_expect_connections (gr_t *test, const s_member_t *all, size_t count, size_t expected)
{
    char wanted [100], got [100];
    bool good = gr_until (test, 2000, s_has_connections, &(s_wanted_t) {all, count, expected});
    snprintf (wanted, sizeof wanted, TEXT ("connections between them: %zu", "conexiones entre ellos: %zu"), expected);
    snprintf (got, sizeof got, TEXT ("connections: %zu", "conexiones: %zu"), s_connections (all, count));
    gr_check (test, good, wanted, got);
}

//  A dial has begun, and what it says waits in the proxy.
static bool
s_is_dialled (void *arg)
{
    const s_member_t *member = arg;
    return gr_proxy_counts (member->proxy).held > 0;
}

static void
s_await_dial (gr_t *test, s_member_t *member)
{
    char expected [100];
    snprintf (expected, sizeof expected, TEXT ("somebody dials %s", "alguien llama a %s"), member->name);
    gr_check (test, gr_until (test, 2000, s_is_dialled, member), expected,
              TEXT ("no connection was made", "no se hizo ninguna conexión"));
}

//  A report of the liar's that begins so.
static void
s_expect_heard (gr_t *test, s_member_t *liar, const char *start)
{
    const char *got = gr_next (liar->node);
    gr_check (test, strncmp (got, start, strlen (start)) == 0, start, got);
}

//  kate dials a name, and hears a HELLO from that name before there is an answer: hers is
//  closed, at once or when NO comes.
static void
s_cross (gr_t *test, s_member_t *kate, s_member_t *eve, const char *name, const char *answer)
{
    char heard [60];
    gr_did (test, TEXT ("kate dialled %s, who was dialling her: she hears HELLO instead of an answer (eve, of the grader, "
            "speaks for %s)", "kate llamó a %s, que la estaba llamando: oye HELLO en vez de una respuesta (eve, del "
            "calificador, habla por %s)"), name, name);
    gr_tell (kate->node, "connect %s %s", name, eve->address);
    snprintf (heard, sizeof heard, "eve heard HELLO|%s|kate|", name);
    s_expect_heard (test, eve, heard);
    gr_tell (eve->node, "say HELLO|kate|%s|%s", name, eve->address);
    s_expect_heard (test, eve, answer);
    gr_did (test, TEXT ("of two dials that crossed, kate's to %s was the one that does not stay: counted whether it is closed",
            "de dos llamadas que se cruzaron, la de kate a %s no se queda: se contó si está cerrada"), name);
    if (strcmp (answer, "eve heard NO") == 0) {
        gr_tell (eve->node, "reply NO");
        gr_expect (eve->node, "eve has replied");
    }
    s_expect_connections (test, eve, 1, 0);
}

static void
s_crossing (gr_t *test)
{
    s_member_t all [2], kate, eve;
    const char *names [MEMBERS_MAX];
    s_names (test, names);
    s_start (test, &kate, "node", "kate");
    s_start_behind (test, &eve, "liar", "eve");
    gr_tell (eve.node, "dial %s", kate.address);
    s_cross (test, &kate, &eve, "bob", "eve heard NO");
    s_cross (test, &kate, &eve, "zoe", "eve heard HELLO|zoe|kate|");
    gr_expect (kate.node, "kate knows zoe");
    gr_kill (eve.node);
    s_end_all (&kate, 1);
    for (size_t i = 0; i < 2; i++) {
        s_start_behind (test, &all [i], "node", names [i]);
        gr_hold (all [i].proxy);
    }
    gr_did (test, TEXT ("%s and %s dialled each other, and neither heard anything until both had",
            "%s y %s se llamaron el uno al otro, y ninguno oyó nada hasta que habían llamado los dos"), all [0].name,
            all [1].name);
    for (size_t i = 0; i < 2; i++)
        s_connect (&all [i], &all [1 - i]);
    for (size_t i = 0; i < 2; i++)
        s_await_dial (test, &all [i]);
    for (size_t i = 0; i < 2; i++)
        gr_go_on (all [i].proxy);
    s_await_mesh (all, 2);
    s_expect_connections (test, all, 2, 1);
    for (size_t i = 0; i < 2; i++)
        s_talk (test, &all [i], &all [1 - i]);
    s_end_all (all, 2);
}

static void
s_middle (gr_t *test)
{
    s_member_t all [3];
    const char *names [MEMBERS_MAX];
    s_names (test, names);
    for (size_t i = 0; i < 2; i++)
        s_start (test, &all [i], "node", names [i]);
    s_start_behind (test, &all [2], "node", names [2]);
    gr_did (test, TEXT ("%s dialled %s, whose answer took its time; meanwhile %s dialled %s", "%s llamó a %s, que tardó en "
            "responder; entretanto, %s llamó a %s"), all [1].name, all [2].name, all [0].name, all [1].name);
    gr_hold (all [2].proxy);
    s_connect (&all [1], &all [2]);
    s_await_dial (test, &all [2]);
    s_connect (&all [0], &all [1]);
    s_await_mesh (all, 2);
    gr_pause (all [0].node);                    //  a dial of its own comes too late to cross
    gr_go_on (all [2].proxy);
    s_await_known (&all [2], all + 1, 2);
    s_await_known (&all [1], all, 3);
    gr_resume (all [0].node);
    s_await_known (&all [0], all, 3);
    s_await_known (&all [2], all, 3);
    s_end_all (all, 3);
}

static void
s_joins (gr_t *test)
{
    s_member_t all [MEMBERS_MAX];
    const char *names [MEMBERS_MAX];
    size_t count = 4 + gr_random (test, 3);
    s_names (test, names);
    for (size_t i = 0; i < count; i++)
        s_start_behind (test, &all [i], "node", names [i]);
    for (size_t i = 1; i < count; i++) {
        s_member_t *one = &all [gr_random (test, (unsigned) i)];
        gr_did (test, TEXT ("there were %zu; then %s dialled %s", "había %zu; entonces %s llamó a %s"), i, all [i].name,
                one->name);
        s_connect (&all [i], one);
        s_await_mesh (all, i + 1);
    }
    gr_did (test, TEXT ("%zu nodes joined, one after the other; the connections were counted",
            "se unieron %zu nodos, uno tras otro; se contaron las conexiones"), count);
    s_expect_connections (test, all, count, count * (count - 1) / 2);
    s_end_all (all, count);
}

//  ---- what is no session --------------------------------------------------

//  Each is thrown away.
static void
s_say_nonsense (s_member_t *liar, const s_member_t *to)
{
    const char *formats [] = {"", "HELLO", "HELLO|%s", "HELLO|%s|eve", "HELLO|%s|eve|%s|kate", "QUACK|%s|eve|%s",
                              "TEXT|quack", "TEXT", "|HELLO|%s|eve|%s"};
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        char text [200] = "say ";
        for (const char *at = formats [i], *word = to->name; *at; at++)
            if (*at == '%') {
                strcat (text, word);
                word = liar->address;
                at++;
            }
            else
                strncat (text, at, 1);
        gr_tell (liar->node, "%s", text);
    }
    gr_tell (liar->node, "noise %d", to->port);
}

static void
s_lies (gr_t *test)
{
    s_member_t liar, all [2];
    s_start (test, &all [0], "node", "bob");
    s_start (test, &all [1], "node", "kate");
    s_start (test, &liar, "liar", "eve");
    const char *eve = liar.address;

    gr_did (test, TEXT ("a stranger sent bob messages that are none, and then a HELLO for kate, and one from bob",
            "un extraño envió a bob mensajes que no lo son, y luego un HELLO para kate y otro de bob"));
    gr_tell (liar.node, "dial %s", all [0].address);
    s_say_nonsense (&liar, &all [0]);
    gr_tell (liar.node, "say HELLO|kate|eve|%s", eve);
    gr_expect (liar.node, "eve heard NO");
    gr_tell (liar.node, "say HELLO|bob|bob|%s", eve);
    gr_expect (liar.node, "eve heard NO");

    gr_did (test, TEXT ("eve said HELLO to bob, and told him of a ghost where nobody is, of nobody at two addresses that "
            "are none (nonsense, and tcp://%%n%%n%%s%%s), and of kate, but at eve's address", "eve dijo HELLO a bob y le habló de un fantasma donde no hay nadie, "
            "de nadie en dos direcciones que no lo son (nonsense y tcp://%%n%%n%%s%%s), y de kate, pero en la dirección de eve"));
    gr_tell (liar.node, "say HELLO|bob|eve|%s|ghost|tcp://127.0.0.1:1|nobody|nonsense|none|tcp://%%n%%n%%s%%s|kate|%s", eve, eve);
    gr_expect (all [0].node, "bob knows eve");
    for (bool dialled = false, answered = false; !dialled || !answered;) {      //  in any order
        const char *got = gr_next (liar.node);
        dialled |= strstr (got, "HELLO|kate|bob|") != NULL;
        answered |= strstr (got, "HELLO|eve|bob|") != NULL;
    }
    gr_tell (liar.node, "reply ");
    gr_expect (liar.node, "eve has replied");
    gr_tell (liar.node, "reply HELLO|bob");
    gr_expect (liar.node, "eve has replied");

    gr_did (test, TEXT ("bob dialled kate at eve's address, and heard nonsense; he dialled amy there, and heard HELLO from "
            "eve; then kate herself dialled bob", "bob llamó a kate en la dirección de eve y oyó disparates; llamó allí a "
            "amy y oyó HELLO de eve; después, la propia kate llamó a bob"));
    gr_tell (all [0].node, "connect amy %s", eve);
    s_expect_heard (test, &liar, "eve heard HELLO|amy|bob|");
    gr_tell (liar.node, "reply HELLO|bob|eve|%s", eve);
    gr_expect (liar.node, "eve has replied");
    s_connect (&all [1], &all [0]);
    gr_expect (all [1].node, "kate knows bob");
    gr_expect (all [0].node, "bob knows eve kate");
    s_talk (test, &all [1], &all [0]);
    gr_tell (all [0].node, "list");
    gr_expect (all [0].node, "bob knows eve kate");
    gr_kill (liar.node);
    s_end_all (all, 2);
}

GR_EXERCISE (3_1, "3.1", "03_connecting", "mesh",
    BOTH ("Build the mesh", "Construye la malla"),
    BOTH ("chapters/03_connecting/README.md, 3.2", "chapters/03_connecting/README.es.md, 3.2"),
    {"3.1.1", 3, BOTH ("two nodes know each other", "dos nodos se conocen"),
     .run = s_two, .limit_s = 5,
     .why = BOTH ("A dial is a HELLO. Both have a session: who answers, at once; who has dialled, when the answer is there.",
                  "Una llamada es un HELLO. Los dos tienen sesión: quien responde, en el acto; quien llamó, cuando está la "
                  "respuesta.")},
    {"3.1.2", 2, BOTH ("a session is used both ways", "una sesión se usa en los dos sentidos"),
     .run = s_talks, .needs = "3.1.1", .limit_s = 5,
     .why = BOTH ("Who was dialled answers through its ROUTER: the frame that says to whom comes first.",
                  "Quien fue llamado envía por su ROUTER: primero va la trama que dice a quién.")},
    {"3.1.3", 3, BOTH ("a third that joins one knows both", "el tercero conoce a los dos"),
     .run = s_third, .needs = "3.1.1", .limit_s = 5,
     .why = BOTH ("The answer to a dial tells whom its sender knows. Dial those that you do not know yet.",
                  "La respuesta a una llamada dice a quién conoce quien la envía. Llama a los que aún no conoces.")},
    {"3.1.4", 2, BOTH ("two meshes that meet become one", "dos mallas que se juntan son una"),
     .run = s_islands, .needs = "3.1.1", .limit_s = 5,
     .why = BOTH ("Who is dialled learns as well: a HELLO tells whom its sender knows, whoever sends it.",
                  "Quien es llamado también aprende: un HELLO dice a quién conoce quien lo envía, sea quien sea.")},
    {"3.1.5", 3, BOTH ("two dials that cross: one session", "dos llamadas que se cruzan: una sesión"),
     .run = s_crossing, .needs = "3.1.1", .limit_s = 5,
     .why = BOTH ("Both must decide the same without asking: the dial of the greater name stays, the other one is answered "
                  "NO and closed.",
                  "Los dos tienen que decidir lo mismo sin preguntarse: queda la llamada del nombre mayor; a la otra se "
                  "responde NO y se cierra.")},
    {"3.1.6", 2, BOTH ("who joins during a dial knows all", "quien llega en medio conoce a todos"),
     .run = s_middle, .needs = "3.1.1", .limit_s = 5,
     .why = BOTH ("A HELLO that is under way does not tell of who came after it. So tell newcomers also of those that you "
                  "are still dialling.",
                  "Un HELLO que va de camino no habla de quien llegó después. Por eso hay que hablar a los nuevos también "
                  "de aquellos a los que aún se está llamando.")},
    {"3.1.7", 1, BOTH ("any order of joining ends in one mesh", "en cualquier orden resulta una malla"),
     .run = s_joins, .needs = "3.1.1", .limit_s = 8,
     .why = BOTH ("n nodes have n (n - 1) / 2 connections: one for each pair, whoever has dialled.",
                  "n nodos tienen n (n - 1) / 2 conexiones: una por pareja, llame quien llame.")},
    {"3.1.8", 2, BOTH ("nonsense and lies do no harm", "disparates y mentiras no hacen daño"),
     .run = s_lies, .needs = "3.1.1", .limit_s = 5,
     .why = BOTH ("Count the frames before you take them, compare both names, and look at what zsock_connect returns. Its "
                  "text is a format, and an address comes from anybody: zsock_connect (dealer, \"%s\", address).",
                  "Cuenta las tramas antes de sacarlas, compara los dos nombres y mira lo que devuelve zsock_connect. Su texto "
                  "es un formato, y una dirección la da cualquiera: zsock_connect (dealer, \"%s\", address).")},
    {"3.1.9", 2, BOTH ("clean memory", "memoria limpia"),
     .why = BOTH ("Each message and frame that is received has to be destroyed, also when it was thrown away.",
                  "Cada mensaje y cada trama que se recibe hay que destruirlo, también si se tira.")});
