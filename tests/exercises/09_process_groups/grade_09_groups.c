//  grade_09_groups.c - the tests of exercise 9.1: ducks of several nodes, and the groups they are in

#include "grade.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { DUCKS = 6, AWAIT_MS = 3000 };

//  The names of a test: others in each run. They are in the order of the alphabet.
typedef struct {
    gr_t *test;
    char group [20], other [20];
    const char *ducks [DUCKS];
} s_names_t;

static s_names_t
s_begin (gr_t *test)
{
    static const char *const all [] = {"daisy", "della", "dewey", "donald", "gladstone", "huey", "louie", "ludwig", "scrooge"};
    s_names_t self = {.test = test};
    unsigned number = gr_random (test, 900) + 100, left = sizeof all / sizeof *all;
    snprintf (self.group, sizeof self.group, "flock%u", number);
    snprintf (self.other, sizeof self.other, "choir%u", number);
    size_t taken = 0;
    for (size_t i = 0; taken < DUCKS; i++, left--)
        if (gr_random (test, left) < DUCKS - taken)
            self.ducks [taken++] = all [i];
    gr_did (test, TEXT ("groups_start on each node; then ducks joined %s", "groups_start en cada nodo; luego entraron patos en %s"),
            self.group);
    return self;
}

//  ---- one node ------------------------------------------------------------

static gr_node_t *
s_node (gr_t *test, const char *name)
{
    gr_node_t *node = gr_start (test, "node", name, NULL);
    gr_expect (node, "up");
    return node;
}

static void
s_start (gr_node_t *node)
{
    gr_tell (node, "start");
    gr_expect (node, "started");
}

static void
s_spawn (gr_node_t *node, const char *who)
{
    char text [60];
    gr_tell (node, "spawn %s", who);
    snprintf (text, sizeof text, "%s lives", who);
    gr_expect (node, text);
}

static void
s_join (gr_node_t *node, const char *who, const char *group)
{
    gr_tell (node, "join %s %s", who, group);
    gr_expect (node, "joined");
}

//  A new duck, which joins.
static void
s_comes (gr_node_t *node, const char *who, const char *group)
{
    s_spawn (node, who);
    s_join (node, who, group);
}

static void
s_leave (gr_node_t *node, const char *who, const char *group, bool good)
{
    gr_tell (node, "leave %s %s", who, group);
    gr_expect (node, good? "yes": "no");
}

static void
s_exit (gr_node_t *node, const char *who)
{
    char text [60];
    gr_tell (node, "exit %s", who);
    snprintf (text, sizeof text, "%s has ended", who);
    gr_expect (node, text);
}

//  At once: who is in it? Names, in the order of the alphabet; none: nobody.
__attribute__ ((format (printf, 3, 4))) static void
s_has (gr_node_t *node, const char *group, const char *format, ...)
{
    char text [200];
    va_list args;
    va_start (args, format);
    vsnprintf (text, sizeof text, format, args);
    va_end (args);
    gr_tell (node, "members %s", group);
    gr_expect (node, text);
}

//  Soon: the driver asks until it is so, or the time is up.
__attribute__ ((format (printf, 3, 4))) static void
s_sees (gr_node_t *node, const char *group, const char *format, ...)
{
    char text [200];
    va_list args;
    va_start (args, format);
    vsnprintf (text, sizeof text, format, args);
    va_end (args);
    gr_tell (node, "await %s %d %s", group, gr_ms (AWAIT_MS), text);
    gr_expect (node, text);
}

static void
s_end (gr_node_t *node)
{
    gr_tell (node, "%s", "");
    gr_ends (node);
}

//  ---- several nodes -------------------------------------------------------

static void
s_connect (gr_node_t *node, const char *name)
{
    gr_tell (node, "connect %s@localhost", name);
    gr_expect (node, "connected");
}

static void
s_knows (gr_node_t *node, const char *name)
{
    char text [100];
    snprintf (text, sizeof text, "knows %s@localhost", name);
    gr_tell (node, "%s", text);
    gr_expect (node, text);
}

//  Two nodes that are connected, each with its keeper.
static void
s_two (gr_t *test, gr_node_t **lake, gr_node_t **river)
{
    *lake = s_node (test, "lake");
    *river = s_node (test, "river");
    s_connect (*lake, "river");
    s_start (*lake);
    s_start (*river);
}

//  ---- the tests -----------------------------------------------------------

static void
s_joins (gr_t *test)
{
    s_names_t names = s_begin (test);
    gr_node_t *lake = s_node (test, "lake");
    s_start (lake);
    gr_did (test, TEXT ("nobody has joined %s; groups_members", "nadie ha entrado en %s; groups_members"), names.group);
    s_has (lake, names.group, "nobody");
    gr_did (test, TEXT ("%s joined %s; groups_members right after it", "%s entró en %s; groups_members justo después"),
            names.ducks [1], names.group);
    s_comes (lake, names.ducks [1], names.group);
    s_has (lake, names.group, "%s", names.ducks [1]);
    gr_did (test, TEXT ("%s joined %s, too; groups_members of both groups",
                        "también entró %s en %s; groups_members de los dos grupos"), names.ducks [0], names.group);
    s_comes (lake, names.ducks [0], names.group);
    s_has (lake, names.group, "%s %s", names.ducks [0], names.ducks [1]);
    s_has (lake, names.other, "nobody");
    s_end (lake);
}

static void
s_leaves (gr_t *test)
{
    s_names_t names = s_begin (test);
    const char *duck = names.ducks [0], *friend = names.ducks [1];
    gr_node_t *lake = s_node (test, "lake");
    s_start (lake);
    s_comes (lake, duck, names.group);
    s_join (lake, duck, names.group);
    s_comes (lake, friend, names.group);
    gr_did (test, TEXT ("%s joined twice, %s once", "%s entró dos veces, %s una"), duck, friend);
    s_has (lake, names.group, "%s %s %s", duck, duck, friend);
    gr_did (test, TEXT ("%s, who had joined twice, left once", "%s, que había entrado dos veces, salió una"), duck);
    s_leave (lake, duck, names.group, true);
    s_has (lake, names.group, "%s %s", duck, friend);
    gr_did (test, TEXT ("and once more", "y otra vez"));
    s_leave (lake, duck, names.group, true);
    s_has (lake, names.group, "%s", friend);
    gr_did (test, TEXT ("%s left, but was no member any more; %s left a group it never was in",
                        "%s salió, pero ya no era miembro; %s salió de un grupo en el que nunca estuvo"), duck, friend);
    s_leave (lake, duck, names.group, false);
    s_leave (lake, friend, names.other, false);
    s_has (lake, names.group, "%s", friend);
    s_end (lake);
}

static void
s_ends (gr_t *test)
{
    s_names_t names = s_begin (test);
    gr_node_t *lake = s_node (test, "lake");
    s_start (lake);
    s_comes (lake, names.ducks [0], names.group);
    s_join (lake, names.ducks [0], names.other);
    s_join (lake, names.ducks [0], names.group);
    s_comes (lake, names.ducks [1], names.group);
    s_exit (lake, names.ducks [0]);
    gr_did (test, TEXT ("%s was in %s twice and in %s once, and ended", "%s estaba en %s dos veces y en %s una, y acabó"),
            names.ducks [0], names.group, names.other);
    s_sees (lake, names.group, "%s", names.ducks [1]);
    s_sees (lake, names.other, "nobody");
    s_end (lake);
}

static void
s_elsewhere (gr_t *test)
{
    gr_node_t *lake, *river;
    s_names_t names = s_begin (test);
    s_two (test, &lake, &river);
    gr_did (test, TEXT ("lake and river are connected; %s joined on lake; who is in it on river?",
                        "lake y river están conectados; %s entró en lake; ¿quién está en el grupo en river?"), names.ducks [0]);
    s_comes (lake, names.ducks [0], names.group);
    s_sees (river, names.group, "%s", names.ducks [0]);
    gr_did (test, TEXT ("then %s joined on river", "después entró %s en river"), names.ducks [1]);
    s_comes (river, names.ducks [1], names.group);
    s_has (river, names.group, "%s %s", names.ducks [0], names.ducks [1]);
    s_sees (lake, names.group, "%s %s", names.ducks [0], names.ducks [1]);
    gr_did (test, TEXT ("then %s left on lake; who is in it on river?", "después salió %s en lake; ¿quién está en river?"),
            names.ducks [0]);
    s_leave (lake, names.ducks [0], names.group, true);
    s_sees (river, names.group, "%s", names.ducks [1]);
    s_end (lake);
    s_end (river);
}

static void
s_ends_elsewhere (gr_t *test)
{
    gr_node_t *lake, *river;
    s_names_t names = s_begin (test);
    s_two (test, &lake, &river);
    s_comes (lake, names.ducks [0], names.group);
    s_join (lake, names.ducks [0], names.other);
    s_comes (river, names.ducks [1], names.group);
    gr_did (test, TEXT ("%s joined two groups on lake, %s one of them on river; who is in them on river?",
                        "%s entró en dos grupos en lake, %s en uno de ellos en river; ¿quién está en ellos en river?"),
            names.ducks [0], names.ducks [1]);
    s_sees (river, names.group, "%s %s", names.ducks [0], names.ducks [1]);
    s_sees (river, names.other, "%s", names.ducks [0]);
    gr_did (test, TEXT ("%s, on lake, was in two groups and ended; who is in them on river?",
                        "%s, en lake, estaba en dos grupos y acabó; ¿quién está en ellos en river?"), names.ducks [0]);
    s_exit (lake, names.ducks [0]);
    s_sees (river, names.group, "%s", names.ducks [1]);
    s_sees (river, names.other, "nobody");
    s_end (lake);
    s_end (river);
}

//  The third node is connected with both before its keeper starts.
static void
s_late (gr_t *test)
{
    gr_node_t *lake, *river;
    s_names_t names = s_begin (test);
    const char *const *ducks = names.ducks;
    s_two (test, &lake, &river);
    s_comes (lake, ducks [0], names.group);
    s_comes (river, ducks [1], names.group);
    gr_did (test, TEXT ("%s joined on lake, %s on river", "%s entró en lake, %s en river"), ducks [0], ducks [1]);
    s_sees (lake, names.group, "%s %s", ducks [0], ducks [1]);
    s_sees (river, names.group, "%s %s", ducks [0], ducks [1]);
    gr_node_t *pond = s_node (test, "pond");
    s_connect (pond, "lake");
    s_knows (pond, "river");
    s_knows (river, "pond");
    s_start (pond);
    gr_did (test, TEXT ("%s is on lake, %s on river; pond is connected with both, and then its keeper started",
                        "%s está en lake, %s en river; pond está conectado con los dos, y luego arrancó su encargado"),
            ducks [0], ducks [1]);
    s_sees (pond, names.group, "%s %s", ducks [0], ducks [1]);
    gr_did (test, TEXT ("then %s joined on pond", "después entró %s en pond"), ducks [2]);
    s_comes (pond, ducks [2], names.group);
    s_sees (lake, names.group, "%s %s %s", ducks [0], ducks [1], ducks [2]);
    s_sees (river, names.group, "%s %s %s", ducks [0], ducks [1], ducks [2]);
    s_has (pond, names.group, "%s %s %s", ducks [0], ducks [1], ducks [2]);
    s_end (lake);
    s_end (river);
    s_end (pond);
}

static void
s_meet (gr_t *test)
{
    s_names_t names = s_begin (test);
    gr_node_t *lake = s_node (test, "lake"), *river = s_node (test, "river");
    s_start (lake);
    s_start (river);
    s_comes (lake, names.ducks [0], names.group);
    s_comes (river, names.ducks [1], names.group);
    gr_did (test, TEXT ("%s joined on lake, %s on river, and the two are not connected yet",
                        "%s entró en lake y %s en river, y los dos todavía no están conectados"), names.ducks [0], names.ducks [1]);
    s_has (lake, names.group, "%s", names.ducks [0]);
    s_connect (lake, "river");
    gr_did (test, TEXT ("%s had joined on lake, %s on river; then the two nodes met",
                        "%s había entrado en lake y %s en river; luego se encontraron los dos nodos"),
            names.ducks [0], names.ducks [1]);
    s_sees (lake, names.group, "%s %s", names.ducks [0], names.ducks [1]);
    s_sees (river, names.group, "%s %s", names.ducks [0], names.ducks [1]);
    s_end (lake);
    s_end (river);
}

static void
s_killed (gr_t *test)
{
    gr_node_t *lake, *river;
    s_names_t names = s_begin (test);
    const char *const *ducks = names.ducks;
    s_two (test, &lake, &river);
    gr_node_t *pond = s_node (test, "pond"), *all [] = {lake, river, pond};
    s_connect (pond, "lake");
    s_knows (pond, "river");
    s_start (pond);
    s_comes (pond, ducks [2], names.other);
    gr_did (test, TEXT ("%s joined %s on pond; who is in it on lake and river?",
                        "%s entró en %s en pond; ¿quién está en el grupo en lake y river?"), ducks [2], names.other);
    s_sees (lake, names.other, "%s", ducks [2]);
    s_sees (river, names.other, "%s", ducks [2]);
    for (size_t i = 0; i < 2; i++)
        s_comes (all [i], ducks [i], names.group);
    s_join (pond, ducks [2], names.group);
    gr_did (test, TEXT ("%s joined on lake, %s on river, %s on pond", "%s entró en lake, %s en river, %s en pond"),
            ducks [0], ducks [1], ducks [2]);
    for (size_t i = 0; i < 3; i++)
        s_sees (all [i], names.group, "%s %s %s", ducks [0], ducks [1], ducks [2]);
    size_t gone = 1 + gr_random (test, 2);
    gr_kill (all [gone]);
    gr_did (test, TEXT ("%s is on lake, %s on river, %s on pond; %s was killed",
                        "%s está en lake, %s en river, %s en pond; mataron %s"),
            ducks [0], ducks [1], ducks [2], gone == 1? "river": "pond");
    for (size_t i = 0; i < 3; i++)
        if (i != gone)
            s_sees (all [i], names.group, "%s %s", ducks [0], ducks [3 - gone]);
    for (size_t i = 0; i < 3; i++)
        if (i != gone)
            s_end (all [i]);
}

static void
s_split (gr_t *test)
{
    gr_node_t *lake, *river;
    s_names_t names = s_begin (test);
    const char *const *ducks = names.ducks;
    s_two (test, &lake, &river);
    for (size_t i = 0; i < 4; i++)
        s_comes (i < 2? lake: river, ducks [i], names.group);
    gr_did (test, TEXT ("%s and %s joined on lake, %s and %s on river", "%s y %s entraron en lake, %s y %s en river"),
            ducks [0], ducks [1], ducks [2], ducks [3]);
    s_sees (lake, names.group, "%s %s %s %s", ducks [0], ducks [1], ducks [2], ducks [3]);
    s_sees (river, names.group, "%s %s %s %s", ducks [0], ducks [1], ducks [2], ducks [3]);

    gr_tell (lake, "cut river@localhost");
    gr_tell (river, "cut lake@localhost");
    gr_expect (lake, "apart");
    gr_expect (river, "apart");
    gr_did (test, TEXT ("%s and %s are on lake, %s and %s on river; then the two were cut off from each other",
                        "%s y %s están en lake, %s y %s en river; luego se cortó la conexión entre los dos"),
            ducks [0], ducks [1], ducks [2], ducks [3]);
    s_sees (lake, names.group, "%s %s", ducks [0], ducks [1]);
    s_sees (river, names.group, "%s %s", ducks [2], ducks [3]);
    gr_did (test, TEXT ("while lake and river were apart %s left, %s joined on lake, and %s ended on river",
                        "mientras estaban separados salió %s, entró %s en lake y acabó %s en river"),
            ducks [0], ducks [4], ducks [2]);
    s_leave (lake, ducks [0], names.group, true);
    s_comes (lake, ducks [4], names.group);
    s_exit (river, ducks [2]);
    s_sees (lake, names.group, "%s %s", ducks [1], ducks [4]);
    s_sees (river, names.group, "%s", ducks [3]);

    gr_tell (lake, "heal river@localhost");
    gr_tell (river, "heal lake@localhost");
    gr_expect (lake, "healed");
    gr_expect (river, "healed");
    s_connect (river, "lake");
    gr_did (test, TEXT ("while lake and river were apart %s left, %s joined on lake, and %s ended on river; then they met again",
                        "mientras estaban separados salió %s, entró %s en lake y acabó %s en river; luego se encontraron otra vez"),
            ducks [0], ducks [4], ducks [2]);
    s_sees (river, names.group, "%s %s %s", ducks [1], ducks [3], ducks [4]);
    s_sees (lake, names.group, "%s %s %s", ducks [1], ducks [3], ducks [4]);
    gr_did (test, TEXT ("after lake and river had met again, %s joined on river",
                        "cuando lake y river ya se habían encontrado otra vez, entró %s en river"), ducks [5]);
    s_comes (river, ducks [5], names.group);
    s_sees (lake, names.group, "%s %s %s %s", ducks [1], ducks [3], ducks [4], ducks [5]);
    s_end (lake);
    s_end (river);
}

static void
s_letter (gr_t *test)
{
    s_names_t names = s_begin (test);
    gr_node_t *lake = s_node (test, "lake");
    s_start (lake);
    gr_did (test, TEXT ("the process `groups` was sent a letter; then %s joined", "se envió una carta al proceso `groups`; luego entró %s"),
            names.ducks [0]);
    gr_tell (lake, "letter");
    s_comes (lake, names.ducks [0], names.group);
    s_has (lake, names.group, "%s", names.ducks [0]);
    gr_did (test, TEXT ("the process `groups` was sent a letter, and has answered since; how many messages wait",
                        "se envió una carta al proceso `groups`, y después ha respondido; cuántos mensajes esperan"));
    gr_tell (lake, "mailbox");
    gr_expect (lake, "waiting 0");
    s_end (lake);
}

GR_EXERCISE (9_1, "9.1", "09_process_groups", "groups",
    BOTH ("Build process groups", "Construye los grupos de procesos"),
    BOTH ("chapters/09_process_groups/README.md, 9.1 to 9.4", "chapters/09_process_groups/README.es.md, 9.1 a 9.4"),
    {"9.1.1", 1, BOTH ("who joins is a member", "quien entra es miembro"), .run = s_joins,
     .why = BOTH ("When groups_join returns, the keeper of this node knows it. Nobody: an empty list, not NULL.",
                  "Cuando groups_join vuelve, el encargado de este nodo ya lo sabe. Nadie: una lista vacía, no NULL.")},
    {"9.1.2", 2, BOTH ("who leaves is one once less", "quien sale lo es una vez menos"), .run = s_leaves,
     .why = BOTH ("Who joined k times is in the list k times, and leaves k times.",
                  "Quien entró k veces está k veces en la lista, y sale k veces.")},
    {"9.1.3", 1, BOTH ("who ends is in no group", "quien acaba no está en ningún grupo"), .run = s_ends,
     .why = BOTH ("The keeper monitors its members. One DOWN is for all groups, and all times it joined.",
                  "El encargado vigila a sus miembros. Un DOWN vale para todos los grupos y todas las veces que entró.")},
    {"9.1.4", 2, BOTH ("another node hears of it", "otro nodo se entera"), .run = s_elsewhere,
     .why = BOTH ("Each change goes to the process groups of all connected nodes: zc_node_list, zc_send_name.",
                  "Cada cambio va al proceso groups de todos los nodos conectados: zc_node_list, zc_send_name.")},
    {"9.1.5", 2, BOTH ("and of the end of a member", "y del final de un miembro"), .run = s_ends_elsewhere,
     .why = BOTH ("The end of a member is a change as any other: tell the other nodes.",
                  "El final de un miembro es un cambio como otro cualquiera: díselo a los otros nodos.")},
    {"9.1.6", 2, BOTH ("who starts late learns it all", "quien arranca tarde lo aprende todo"), .run = s_late,
     .why = BOTH ("A new keeper asks those that run already. Each of them tells of its own members, and only of those: "
                  "else some come twice.",
                  "Un encargado nuevo pregunta a los que ya funcionan. Cada uno cuenta sus propios miembros, y solo "
                  "esos: si no, algunos llegan dos veces.")},
    {"9.1.7", 2, BOTH ("two nodes that meet know both", "dos que se encuentran lo saben todo"), .run = s_meet,
     .why = BOTH ("zc_net_kernel_monitor_nodes sends {nodeup, Node}: then each tells the other of its own members.",
                  "zc_net_kernel_monitor_nodes envía {nodeup, Node}: entonces cada uno le cuenta al otro sus miembros.")},
    {"9.1.8", 2, BOTH ("a killed node: its members are gone", "matan un nodo: sus miembros se van"), .run = s_killed,
     .why = BOTH ("{nodedown, Node}: take out all whose zc_node_of is that node, and nobody else.",
                  "{nodedown, Node}: quita a todos aquellos cuyo zc_node_of es ese nodo, y a nadie más.")},
    {"9.1.9", 3, BOTH ("a split that heals", "una partición que se cierra"), .run = s_split,
     .why = BOTH ("Apart, each side has its own. After it, what a node tells of its members takes the place of what was "
                  "known of them.",
                  "Separados, cada lado tiene los suyos. Después, lo que un nodo cuenta de sus miembros sustituye a lo "
                  "que se sabía de ellos.")},
    {"9.1.10", 1, BOTH ("letters of strangers mean nothing", "las cartas de extraños no son nada"), .run = s_letter,
     .why = BOTH ("What the keeper does not know has to leave the mailbox, too: a last case, _.",
                  "Lo que el encargado no conoce también tiene que salir del buzón: un último caso, _.")},
    {"9.1.11", 2, BOTH ("clean memory", "memoria limpia"),
     .why = BOTH ("The keeper never returns, so nothing after its loop is freed. What is from zc_alloc goes with its "
                  "process.",
                  "El encargado no vuelve nunca, así que nada de lo que sigue a su bucle se libera. Lo de zc_alloc se "
                  "va con su proceso.")});
