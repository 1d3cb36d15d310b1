//  grade_09_rooms.c - the tests of exercise 9.2: ducks of several nodes, and the rooms they are in

#include "grade.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { DUCKS = 6 };

//  The names of a test: others in each run. They are in the order of the alphabet.
typedef struct {
    gr_t *test;
    char room [20];
    const char *ducks [DUCKS];
} s_names_t;

static s_names_t
s_begin (gr_t *test)
{
    static const char *const all [] = {"daisy", "della", "dewey", "donald", "gladstone", "huey", "louie", "ludwig",
                                       "scrooge"};
    s_names_t self = {.test = test};
    unsigned left = sizeof all / sizeof *all;
    snprintf (self.room, sizeof self.room, "attic%u", gr_random (test, 900) + 100);
    size_t taken = 0;
    for (size_t i = 0; taken < DUCKS; i++, left--)
        if (gr_random (test, left) < DUCKS - taken)
            self.ducks [taken++] = all [i];
    gr_did (test, TEXT ("ducks entered the room %s; room_enter", "unos patos entraron en la sala %s; room_enter"), self.room);
    return self;
}

//  ---- what the drivers are told -------------------------------------------

//  The next report has to be this.
__attribute__ ((format (printf, 2, 3))) static void
s_hear (gr_node_t *node, const char *format, ...)
{
    char text [200];
    va_list args;
    va_start (args, format);
    vsnprintf (text, sizeof text, format, args);
    va_end (args);
    gr_expect (node, text);
}

static gr_node_t *
s_node (gr_t *test, const char *name)
{
    gr_node_t *node = gr_start (test, "node", name, NULL);
    gr_expect (node, "up");
    return node;
}

static void
s_connect (gr_node_t *node, const char *name)
{
    gr_tell (node, "connect %s@localhost", name);
    gr_expect (node, "connected");
}

//  Two nodes that are connected.
static void
s_two (gr_t *test, gr_node_t **lake, gr_node_t **river)
{
    *lake = s_node (test, "lake");
    *river = s_node (test, "river");
    s_connect (*lake, "river");
}

//  kind: spawn, or wonder for one that thinks before it answers
static void
s_spawn (gr_node_t *node, const char *kind, const char *who)
{
    gr_tell (node, "%s %s", kind, who);
    s_hear (node, "%s lives", who);
}

static void
s_enter (gr_node_t *node, const char *who, const char *room, bool good)
{
    gr_tell (node, "enter %s %s", who, room);
    gr_expect (node, good? "yes": "no");
}

static void
s_leave (gr_node_t *node, const char *who, const char *room, bool good)
{
    gr_tell (node, "leave %s %s", who, room);
    gr_expect (node, good? "yes": "no");
}

//  A new duck, which enters.
static void
s_comes (gr_node_t *node, const char *kind, const char *who, const char *room)
{
    s_spawn (node, kind, who);
    s_enter (node, who, room, true);
}

static void
s_exit (gr_node_t *node, const char *who)
{
    gr_tell (node, "exit %s", who);
    s_hear (node, "%s has ended", who);
}

//  Wait until this node has seen so many.
static void
s_count (gr_node_t *node, const char *room, int count)
{
    gr_tell (node, "count %s %d", room, count);
    s_hear (node, "%d in %s", count, room);
}

//  room_who: first those of this node, then those of others.
__attribute__ ((format (printf, 3, 4))) static void
s_who (gr_node_t *node, const char *room, const char *format, ...)
{
    char text [200];
    va_list args;
    va_start (args, format);
    vsnprintf (text, sizeof text, format, args);
    va_end (args);
    gr_tell (node, "who %s", room);
    gr_expect (node, text);
}

//  Ask for the double of a number. Returns the answer that is right.
static int
s_ask (gr_t *test, gr_node_t *node, const char *who, const char *room)
{
    int number = (int) gr_random (test, 1000);
    gr_tell (node, "ask %s %s %d", who, room, number);
    return 2 * number;
}

static void
s_end (gr_node_t *node)
{
    gr_tell (node, "%s", "");
    gr_ends (node);
}

//  ---- the tests -----------------------------------------------------------

static void
s_enters (gr_t *test)
{
    s_names_t names = s_begin (test);
    const char *duck = names.ducks [0], *friend = names.ducks [1];
    gr_node_t *lake = s_node (test, "lake");
    gr_did (test, TEXT ("%s and %s entered; room_who", "entraron %s y %s; room_who"), duck, friend);
    s_comes (lake, "spawn", friend, names.room);
    s_comes (lake, "spawn", duck, names.room);
    s_who (lake, names.room, "%s %s", duck, friend);
    gr_did (test, TEXT ("then %s left", "después salió %s"), duck);
    s_leave (lake, duck, names.room, true);
    s_who (lake, names.room, "%s", friend);
    gr_did (test, TEXT ("and %s, too", "y también %s"), friend);
    s_leave (lake, friend, names.room, true);
    s_who (lake, names.room, "nobody");
    s_end (lake);
}

static void
s_once (gr_t *test)
{
    s_names_t names = s_begin (test);
    const char *duck = names.ducks [0];
    gr_node_t *lake = s_node (test, "lake");
    s_comes (lake, "spawn", duck, names.room);
    s_comes (lake, "spawn", names.ducks [1], names.room);
    gr_did (test, TEXT ("%s, who was in the room, entered once more", "%s, que estaba en la sala, entró otra vez"), duck);
    s_enter (lake, duck, names.room, false);
    s_who (lake, names.room, "%s %s", duck, names.ducks [1]);
    gr_did (test, TEXT ("%s left, and left again", "%s salió, y volvió a salir"), duck);
    s_leave (lake, duck, names.room, true);
    s_who (lake, names.room, "%s", names.ducks [1]);
    s_leave (lake, duck, names.room, false);
    s_end (lake);
}

//  They enter by turns, so whatever order the group is in, it is not this one.
static void
s_closest_first (gr_t *test)
{
    gr_node_t *lake, *river;
    s_names_t names = s_begin (test);
    const char *const *ducks = names.ducks;
    s_two (test, &lake, &river);
    for (size_t i = 0; i < 4; i++) {
        s_comes (i % 2? river: lake, "spawn", ducks [i], names.room);
        s_count (lake, names.room, (int) i + 1);
        s_count (river, names.room, (int) i + 1);
    }
    gr_did (test, TEXT ("%s and %s of lake, %s and %s of river are in the room; room_who on both nodes",
                        "%s y %s de lake, %s y %s de river están en la sala; room_who en los dos nodos"),
            ducks [0], ducks [2], ducks [1], ducks [3]);
    s_who (lake, names.room, "%s %s | %s %s", ducks [0], ducks [2], ducks [1], ducks [3]);
    s_who (river, names.room, "%s %s | %s %s", ducks [1], ducks [3], ducks [0], ducks [2]);
    s_end (lake);
    s_end (river);
}

//  One of both is the last, or the first, of the group.
static void
s_asks_closest (gr_t *test)
{
    gr_node_t *lake, *river;
    s_names_t names = s_begin (test);
    const char *const *ducks = names.ducks;
    s_two (test, &lake, &river);
    s_comes (lake, "spawn", ducks [0], names.room);
    s_count (river, names.room, 1);
    s_comes (river, "spawn", ducks [1], names.room);
    s_count (lake, names.room, 2);
    s_spawn (lake, "spawn", ducks [2]);
    s_spawn (river, "spawn", ducks [3]);
    gr_did (test, TEXT ("%s of lake and %s of river are in the room; %s, on lake, asked",
                        "%s de lake y %s de river están en la sala; preguntó %s, en lake"), ducks [0], ducks [1], ducks [2]);
    s_hear (lake, "%s answers %d", ducks [0], s_ask (test, lake, ducks [2], names.room));
    gr_did (test, TEXT ("%s of lake and %s of river are in the room; %s, on river, asked",
                        "%s de lake y %s de river están en la sala; preguntó %s, en river"), ducks [0], ducks [1], ducks [3]);
    s_hear (river, "%s answers %d", ducks [1], s_ask (test, river, ducks [3], names.room));
    s_end (lake);
    s_end (river);
}

static void
s_asks_another (gr_t *test)
{
    gr_node_t *lake, *river;
    s_names_t names = s_begin (test);
    const char *const *ducks = names.ducks;
    s_two (test, &lake, &river);
    s_spawn (lake, "spawn", ducks [1]);
    s_comes (river, "spawn", ducks [0], names.room);
    s_count (lake, names.room, 1);
    gr_did (test, TEXT ("only %s, of river, is in the room; %s, on lake, asked",
                        "en la sala solo está %s, de river; preguntó %s, en lake"), ducks [0], ducks [1]);
    s_hear (lake, "%s answers %d", ducks [0], s_ask (test, lake, ducks [1], names.room));
    s_end (lake);
    s_end (river);
}

static void
s_nobody (gr_t *test)
{
    gr_node_t *lake, *river;
    s_names_t names = s_begin (test);
    const char *const *ducks = names.ducks;
    s_two (test, &lake, &river);
    s_comes (lake, "spawn", ducks [0], names.room);
    gr_did (test, TEXT ("%s asked, and was alone in the room", "preguntó %s, que estaba solo en la sala"), ducks [0]);
    s_ask (test, lake, ducks [0], names.room);
    gr_expect (lake, "NULL");
    s_comes (river, "spawn", ducks [1], names.room);
    s_count (lake, names.room, 2);
    gr_did (test, TEXT ("%s, who is in the room, too, asked; %s, of river, is there",
                        "preguntó %s, que también está en la sala; está %s, de river"), ducks [0], ducks [1]);
    s_hear (lake, "%s answers %d", ducks [1], s_ask (test, lake, ducks [0], names.room));
    s_leave (lake, ducks [0], names.room, true);
    s_leave (river, ducks [1], names.room, true);
    s_count (lake, names.room, 0);
    gr_did (test, TEXT ("all have left, and %s asked", "todos salieron, y preguntó %s"), ducks [0]);
    s_ask (test, lake, ducks [0], names.room);
    gr_expect (lake, "NULL");
    s_end (lake);
    s_end (river);
}

static void
s_next (gr_t *test)
{
    gr_node_t *lake, *river;
    s_names_t names = s_begin (test);
    const char *const *ducks = names.ducks;
    s_two (test, &lake, &river);
    s_spawn (lake, "spawn", ducks [2]);
    s_comes (river, "wonder", ducks [1], names.room);
    s_count (lake, names.room, 1);
    s_comes (lake, "wonder", ducks [0], names.room);
    gr_did (test, TEXT ("%s of lake and %s of river are in the room; %s, on lake, asked",
                        "%s de lake y %s de river están en la sala; preguntó %s, en lake"), ducks [0], ducks [1], ducks [2]);
    int right = s_ask (test, lake, ducks [2], names.room);
    s_hear (lake, "%s is asked", ducks [0]);
    gr_did (test, TEXT ("%s was asked first, and ended without an answer; %s is in the room, too",
                        "primero se le preguntó a %s, que acabó sin responder; también está %s"), ducks [0], ducks [1]);
    s_exit (lake, ducks [0]);
    s_hear (river, "%s is asked", ducks [1]);
    gr_tell (river, "answer %s", ducks [1]);
    s_hear (lake, "%s answers %d", ducks [1], right);
    s_ask (test, lake, ducks [2], names.room);
    s_hear (river, "%s is asked", ducks [1]);
    gr_kill (river);
    gr_did (test, TEXT ("%s, of river, was asked, the only one in the room; then river was killed",
                        "se le preguntó a %s, de river, que era quien estaba en la sala; luego mataron river"), ducks [1]);
    gr_expect (lake, "NULL");
    s_end (lake);
}

//  Who stays is neither the first nor the last in the group's order.
static void
s_not_who_left (gr_t *test)
{
    gr_node_t *lake, *river;
    s_names_t names = s_begin (test);
    const char *const *ducks = names.ducks;
    size_t stays = 2 + gr_random (test, 2);
    s_two (test, &lake, &river);
    s_spawn (lake, "spawn", ducks [5]);
    for (size_t i = 1; i < 5; i++)
        s_comes (river, "spawn", ducks [i], names.room);
    s_count (lake, names.room, 4);
    s_comes (lake, "wonder", ducks [0], names.room);
    gr_did (test, TEXT ("%s of lake and four ducks of river are in the room; %s, on lake, asked",
                        "%s de lake y cuatro patos de river están en la sala; preguntó %s, en lake"), ducks [0], ducks [5]);
    int right = s_ask (test, lake, ducks [5], names.room);
    s_hear (lake, "%s is asked", ducks [0]);
    gr_did (test, TEXT ("while %s thought about it, all others but %s left, and lake had seen that; then %s ended",
                        "mientras %s lo pensaba salieron todos los demás menos %s, y lake ya lo había visto; luego acabó %s"),
            ducks [0], ducks [stays], ducks [0]);
    for (size_t i = 1; i < 5; i++)
        if (i != stays)
            s_leave (river, ducks [i], names.room, true);
    s_count (lake, names.room, 2);
    gr_tell (lake, "dismiss %s", ducks [0]);
    s_hear (lake, "%s answers %d", ducks [stays], right);
    s_end (lake);
    s_end (river);
}

static void
s_news (gr_t *test)
{
    gr_node_t *lake, *river;
    s_names_t names = s_begin (test);
    const char *const *ducks = names.ducks;
    s_two (test, &lake, &river);
    s_comes (river, "spawn", ducks [0], names.room);
    s_count (lake, names.room, 1);
    gr_tell (lake, "watch %s", names.room);
    gr_expect (lake, "watched");
    gr_did (test, TEXT ("%s, of river, is in the room, and lake watches it; %s entered on river, then both left",
                        "%s, de river, está en la sala, y lake la vigila; entró %s en river, y luego salieron los dos"),
            ducks [0], ducks [1]);
    s_comes (river, "spawn", ducks [1], names.room);
    s_leave (river, ducks [0], names.room, true);
    s_leave (river, ducks [1], names.room, true);
    s_hear (lake, "%s closes", names.room);
    gr_did (test, TEXT ("it has closed; then %s entered on river", "se cerró; luego entró %s en river"), ducks [1]);
    s_enter (river, ducks [1], names.room, true);
    s_hear (lake, "%s opens", names.room);
    s_enter (river, ducks [0], names.room, true);
    s_count (lake, names.room, 2);
    gr_kill (river);
    gr_did (test, TEXT ("%s and %s, both of river, were in the room; then river was killed",
                        "%s y %s, los dos de river, estaban en la sala; luego mataron river"), ducks [0], ducks [1]);
    s_hear (lake, "%s closes", names.room);
    s_end (lake);
}

static void
s_nothing_late (gr_t *test)
{
    s_names_t names = s_begin (test);
    const char *const *ducks = names.ducks;
    gr_node_t *lake = s_node (test, "lake");
    s_comes (lake, "spawn", ducks [0], names.room);
    s_spawn (lake, "spawn", ducks [1]);
    gr_did (test, TEXT ("%s asked %s, then %s ended; how many messages wait in its mailbox",
                        "%s preguntó a %s, y luego acabó %s; cuántos mensajes esperan en su buzón"),
            ducks [1], ducks [0], ducks [0]);
    s_hear (lake, "%s answers %d", ducks [0], s_ask (test, lake, ducks [1], names.room));
    s_exit (lake, ducks [0]);
    s_count (lake, names.room, 0);
    s_ask (test, lake, ducks [1], names.room);      //  whatever came of the end has come by now
    gr_expect (lake, "NULL");
    gr_tell (lake, "mailbox %s", ducks [1]);
    gr_expect (lake, "waiting 0");
    s_end (lake);
}

GR_EXERCISE (9_2, "9.2", "09_process_groups", "rooms",
    BOTH ("Rooms of a chat", "Salas de un chat"),
    BOTH ("chapters/09_process_groups/README.md, 9.1 to 9.4", "chapters/09_process_groups/README.es.md, 9.1 a 9.4"),
    {"9.2.1", 1, BOTH ("who enters is in the room", "quien entra está en la sala"), .run = s_enters,
     .why = BOTH ("The scope is `rooms`, not NULL; the group is the text of the room, \"~s\".",
                  "El ámbito es `rooms`, no NULL; el grupo es el texto de la sala, \"~s\".")},
    {"9.2.2", 1, BOTH ("once, however often it enters", "una vez, aunque entre más veces"), .run = s_once,
     .why = BOTH ("A group counts how often one has joined. Is the caller among zc_pg_local_members already?",
                  "Un grupo cuenta cuántas veces ha entrado alguien. ¿Está ya quien llama en zc_pg_local_members?")},
    {"9.2.3", 2, BOTH ("the closest first", "los más cercanos primero"), .run = s_closest_first,
     .why = BOTH ("zc_pg_members has those of this node, too: nobody stands in the list twice (zc_list_subtract).",
                  "zc_pg_members tiene también los de este nodo: nadie está dos veces en la lista (zc_list_subtract).")},
    {"9.2.4", 3, BOTH ("asks one of its own node", "pregunta a uno de su nodo"), .run = s_asks_closest,
     .why = BOTH ("Is there one of the caller's node in the room, that one is asked.",
                  "Si en la sala hay alguno del nodo de quien llama, se le pregunta a ese.")},
    {"9.2.5", 1, BOTH ("there is none: one of another", "no hay: a uno de otro"), .run = s_asks_another,
     .why = BOTH ("After those of this node come the others.", "Después de los de este nodo vienen los demás.")},
    {"9.2.6", 2, BOTH ("nobody: NULL; never oneself", "nadie: NULL; nunca a sí mismo"), .run = s_nobody,
     .why = BOTH ("Who asks may be in the room: it would wait for its own answer.",
                  "Quien pregunta puede estar en la sala: esperaría su propia respuesta.")},
    {"9.2.7", 3, BOTH ("one that ends: asks the next", "uno que acaba: al siguiente"), .run = s_next,
     .why = BOTH ("Monitor the one that you ask, and wait for the answer or the DOWN. The next one is asked the same.",
                  "Vigila a quien preguntas y espera la respuesta o el DOWN. Al siguiente se le pregunta lo mismo.")},
    {"9.2.8", 2, BOTH ("nobody who was seen to leave", "a nadie que se vio salir"), .run = s_not_who_left,
     .why = BOTH ("A list is how it was when it was read. Read it again before you ask the next one.",
                  "Una lista es como estaba cuando se leyó. Léela otra vez antes de preguntar al siguiente.")},
    {"9.2.9", 2, BOTH ("rooms open and close", "las salas se abren y se cierran"), .run = s_news,
     .why = BOTH ("zc_pg_monitor returns who is in it now, and each change after it names one or more pids. Count.",
                  "zc_pg_monitor devuelve quién está ahora, y cada cambio posterior trae uno o más pids. Cuenta.")},
    {"9.2.10", 1, BOTH ("nothing late in the mailbox", "nada llega tarde al buzón"), .run = s_nothing_late,
     .why = BOTH ("A monitor stays after the answer: zc_demonitor, with ZC_DEMONITOR_FLUSH.",
                  "Un monitor se queda tras la respuesta: zc_demonitor, con ZC_DEMONITOR_FLUSH.")},
    {"9.2.11", 2, BOTH ("clean memory", "memoria limpia"),
     .why = BOTH ("What malloc or strdup gave has to be freed on each way. What is from zc_alloc goes with its process.",
                  "Lo que dieron malloc o strdup hay que liberarlo por todos los caminos. Lo de zc_alloc se va con su "
                  "proceso.")});
