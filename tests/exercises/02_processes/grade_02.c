//  grade_02.c - the tests of exercises 2.1 and 2.2

#include "grade.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

//  A number as a word, from 1 to 1000.
typedef struct {
    int number;
    char text [12];
} s_number_t;

static s_number_t
s_draw (gr_t *test)
{
    s_number_t drawn = {.number = (int) gr_random (test, 1000) + 1};
    snprintf (drawn.text, sizeof drawn.text, "%d", drawn.number);
    return drawn;
}

//  The next report has to be this word and this number.
static void
s_expect (gr_node_t *node, const char *word, int number)
{
    char text [200];
    snprintf (text, sizeof text, "%s %d", word, number);
    gr_expect (node, text);
}

//  ---- 2.1 a counter, and two who play ping-pong ---------------------------

static void
s_counts (gr_t *test)
{
    s_number_t a = s_draw (test), b = s_draw (test), c = s_draw (test);
    gr_node_t *node = gr_start (test, "counts", a.text, b.text, c.text, NULL);
    gr_did (test, TEXT ("asked a new counter; sent add %s, add %s, add %s; asked it twice",
                             "se preguntó a un contador nuevo; se envió add %s, add %s, add %s; se le preguntó dos veces"),
                 a.text, b.text, c.text);
    s_expect (node, "count", 0);
    s_expect (node, "count", a.number + b.number + c.number);
    s_expect (node, "count", a.number + b.number + c.number);
    gr_ends (node);
}

static void
s_two (gr_t *test)
{
    s_number_t a = s_draw (test), b = s_draw (test);
    gr_node_t *node = gr_start (test, "two", a.text, b.text, NULL);
    gr_did (test, TEXT ("sent add %s to one counter and add %s to another; asked both",
                             "se envió add %s a un contador y add %s a otro; se preguntó a los dos"), a.text, b.text);
    s_expect (node, "count", a.number);
    s_expect (node, "count", b.number);
    gr_ends (node);
}

static void
s_strange (gr_t *test)
{
    s_number_t a = s_draw (test);
    gr_node_t *node = gr_start (test, "strange", a.text, NULL);
    gr_did (test, TEXT ("sent hello, {add, many}, {letter, alex, %s} and then {add, %s}; asked; "
                             "looked how many messages wait in the counter's mailbox",
                             "se envió hello, {add, many}, {letter, alex, %s} y luego {add, %s}; se preguntó; "
                             "se miró cuántos mensajes esperan en el buzón del contador"), a.text, a.text);
    s_expect (node, "count", a.number);
    gr_expect (node, "waiting 0");
    gr_ends (node);
}

static void
s_stops (gr_t *test)
{
    s_number_t a = s_draw (test);
    gr_node_t *node = gr_start (test, "stops", a.text, NULL);
    gr_did (test, TEXT ("sent add %s, asked, and sent stop", "se envió add %s, se preguntó y se envió stop"), a.text);
    s_expect (node, "count", a.number);
    gr_expect (node, "ended :normal");
    gr_ends (node);
}

static void
s_pongs (gr_t *test)
{
    s_number_t a = s_draw (test), b = s_draw (test);
    gr_node_t *node = gr_start (test, "pongs", a.text, b.text, NULL);
    gr_did (test, TEXT ("sent {ping, %s, self}, then {ping, %s, friend}, to one pong",
                             "se envió {ping, %s, self} y luego {ping, %s, friend} al mismo pong"), a.text, b.text);
    s_expect (node, "pong", a.number);
    s_expect (node, "the friend got pong", b.number);
    gr_ends (node);
}

static void
s_plays (gr_t *test)
{
    int rounds = (int) gr_random (test, 6) + 3;
    char text [12], asked [100] = "asked for";
    snprintf (text, sizeof text, "%d", rounds);
    for (int i = 1; i <= rounds; i++)
        snprintf (asked + strlen (asked), sizeof asked - strlen (asked), " %d", i);
    gr_node_t *node = gr_start (test, "plays", text, NULL);
    gr_did (test, TEXT ("played %s rounds with a pong of ours, which also sends a {letter, N} before each answer",
                             "se jugaron %s rondas con un pong nuestro, que antes de cada respuesta envía también "
                             "{letter, N}"), text);
    s_expect (node, "played", rounds);
    gr_expect (node, asked);
    s_expect (node, "letters left", rounds);
    gr_ends (node);
}

static void
s_alone (gr_t *test)
{
    int rounds = (int) gr_random (test, 6) + 2;
    char text [12];
    snprintf (text, sizeof text, "%d", rounds);
    gr_node_t *node = gr_start (test, "alone", text, NULL);
    gr_did (test, TEXT ("asked for 50 rounds with a pong that ends after %s",
                             "se pidieron 50 rondas con un pong que acaba después de %s"), text);
    s_expect (node, "played", rounds);
    gr_ends (node);
}

static void
s_tidy (gr_t *test)
{
    int rounds = (int) gr_random (test, 4) + 2;
    char text [12];
    snprintf (text, sizeof text, "%d", rounds);
    gr_node_t *node = gr_start (test, "tidy", text, NULL);
    gr_did (test, TEXT ("played %s rounds to the end; then the pong was killed",
                             "se jugaron %s rondas hasta el final; después se mató al pong"), text);
    s_expect (node, "played", rounds);
    gr_expect (node, "left nothing");
    gr_did (test, TEXT ("played %s rounds with a pong that ends as soon as it has answered the last",
                             "se jugaron %s rondas con un pong que acaba en cuanto ha respondido a la última"), text);
    s_expect (node, "played", rounds);
    gr_expect (node, "left nothing");
    gr_ends (node);
}

GR_EXERCISE (2_1, "2.1", "02_processes", "counter",
    BOTH ("A counter, and a game of ping-pong", "Un contador y una partida de ping-pong"),
    BOTH ("chapters/02_processes/README.md, 2.1 to 2.3", "chapters/02_processes/README.es.md, 2.1 a 2.3"),
    {"2.1.1", 3, BOTH ("counts what it is told to", "cuenta lo que se le dice"), .run = s_counts,
     .why = BOTH ("The counter has to live on after a message: a loop around the receive. And what a pattern finds needs an "
                  "address: &add.",
                  "El contador tiene que seguir vivo después de un mensaje: un bucle alrededor de la recepción. Y lo que "
                  "encuentra un patrón necesita una dirección: &add.")},
    {"2.1.2", 2, BOTH ("each counter has its own count", "cada contador lleva su cuenta"), .run = s_two,
     .why = BOTH ("A variable outside of the function is shared by all counters.",
                  "Una variable fuera de la función es común a todos los contadores.")},
    {"2.1.3", 2, BOTH ("throws away what it does not know", "tira lo que no conoce"), .run = s_strange,
     .why = BOTH ("What no pattern matches stays in the mailbox for ever. A last pattern can match anything.",
                  "Lo que no encaja con ningún patrón se queda en el buzón para siempre. Un último patrón puede "
                  "encajar con todo.")},
    {"2.1.4", 1, BOTH ("ends when it is told to stop", "acaba cuando se le dice stop"), .run = s_stops,
     .why = BOTH ("A process ends normally when its function returns.",
                  "Un proceso acaba con normalidad cuando su función vuelve.")},
    {"2.1.5", 3, BOTH ("pong answers whoever asked", "pong responde a quien preguntó"), .run = s_pongs,
     .why = BOTH ("Each ping carries the address for its own answer.",
                  "Cada ping lleva la dirección para su propia respuesta.")},
    {"2.1.6", 4, BOTH ("ping takes its answers only", "ping solo saca sus respuestas"), .run = s_plays,
     .why = BOTH ("Receive with the pattern of the answer, send the next ping after it has come, and count a round when it "
                  "has been answered.",
                  "Recibe con el patrón de la respuesta, envía el ping siguiente cuando haya llegado y cuenta una ronda "
                  "cuando te hayan respondido.")},
    {"2.1.7", 2, BOTH ("the game ends with the pong", "la partida acaba con el pong"), .run = s_alone,
     .limit_s = 4,
     .why = BOTH ("Who waits for an answer has to wait for a DOWN as well.",
                  "Quien espera una respuesta tiene que esperar también un DOWN.")},
    {"2.1.8", 1, BOTH ("ping leaves nothing behind", "ping no deja nada atrás"), .run = s_tidy,
     .why = BOTH ("A monitor that nobody needs any more has to be taken back: zc_demonitor, and a DOWN that has come already "
                  "with it.",
                  "Un monitor que ya no hace falta hay que retirarlo: zc_demonitor, y con él un DOWN que ya haya llegado.")},
    {"2.1.9", 2, BOTH ("clean memory", "memoria limpia"),
     .why = BOTH ("What a process gets from malloc stays when it ends; what it gets from zc_alloc does not.",
                  "Lo que un proceso pide con malloc queda cuando acaba; lo que pide con zc_alloc, no.")});

//  ---- 2.2 a mailbox -------------------------------------------------------

static void
s_match (gr_t *test, gr_node_t *node, const char *pattern, const char *message, const char *expected)
{
    gr_did (test, TEXT ("pattern \"%s\", message \"%s\"", "patrón \"%s\", mensaje \"%s\""), pattern, message);
    gr_tell (node, "%s", pattern);
    gr_tell (node, "%s", message);
    gr_expect (node, expected);
}

static void
s_matches (gr_t *test)
{
    static const char *const names [] = {"alex", "kate", "moebi", "bob"};
    const char *name = names [gr_random (test, 4)];
    char letter [40], longer [60];
    snprintf (letter, sizeof letter, "letter %s", name);
    snprintf (longer, sizeof longer, "letter %s today", name);
    gr_node_t *node = gr_start (test, "matches", NULL);
    s_match (test, node, letter, letter, "yes");
    s_match (test, node, "letter _", letter, "yes");
    s_match (test, node, "_ _", letter, "yes");
    s_match (test, node, "letter _", "parcel kate", "no");
    s_match (test, node, "letter _", "letter", "no");
    s_match (test, node, "letter _", longer, "no");
    s_match (test, node, "let _", letter, "no");
    s_match (test, node, "letter _ today", longer, "yes");
    gr_tell (node, "%s", "");
    gr_ends (node);
}

static void
s_oldest (gr_t *test)
{
    s_number_t all [4];
    for (size_t i = 0; i < 4; i++)
        all [i] = s_draw (test);
    gr_node_t *node = gr_start (test, "oldest", all [0].text, all [1].text, all [2].text, all [3].text, NULL);
    gr_did (test, TEXT ("put four letters; took five times, whatever is there",
                        "se metieron cuatro cartas; se sacó cinco veces lo que hubiera"));
    for (size_t i = 0; i < 4; i++)
        s_expect (node, "letter", all [i].number);
    gr_expect (node, "NULL");
    gr_ends (node);
}

static void
s_order (gr_t *test)
{
    s_number_t all [6];
    for (size_t i = 0; i < 6; i++)
        all [i] = s_draw (test);
    gr_node_t *node = gr_start (test, "order", all [0].text, all [1].text, all [2].text, all [3].text, all [4].text,
                                all [5].text, NULL);
    gr_did (test, TEXT ("put letters, something urgent and more letters; took what is urgent, twice; then the letters",
                        "se metieron cartas, algo urgente y más cartas; se sacó lo urgente, dos veces; luego, las cartas"));
    s_expect (node, "urgent", all [2].number);
    s_expect (node, "urgent", all [4].number);
    s_expect (node, "letter", all [0].number);
    s_expect (node, "letter", all [1].number);
    s_expect (node, "letter", all [3].number);
    s_expect (node, "letter", all [5].number);
    gr_ends (node);
}

static void
s_timeout (gr_t *test)
{
    s_number_t letter = s_draw (test);
    gr_node_t *node = gr_start (test, "timeout", letter.text, NULL);
    gr_did (test, TEXT ("put a letter; took what is urgent, with time-outs 0 and 300; then whatever is there",
                        "se metió una carta; se sacó lo urgente, con límites 0 y 300; luego, lo que hubiera"));
    gr_expect (node, "NULL");
    gr_expect (node, "NULL");
    //  On a busy machine a loop gets little of the processor, but it never rests by itself.
    long waited = 0, busy = 0, rests = 0;
    char got [100];
    if (sscanf (gr_next (node), "%ld %ld %ld", &waited, &busy, &rests) != 3)
        waited = 0;
    snprintf (got, sizeof got, TEXT ("it waited %ld ms, was busy for %ld ms, and rested %ld times",
              "esperó %ld ms, estuvo ocupado %ld ms y descansó %ld veces"), waited, busy, rests);
    gr_check (test, waited >= 299 && busy < 150 && rests > 0, TEXT ("it waits 300 ms, the processor idle",
              "espera 300 ms sin ocupar el procesador"), got);
    s_expect (node, "letter", letter.number);
    gr_ends (node);
}

static void
s_wakes (gr_t *test)
{
    s_number_t urgent = s_draw (test);
    gr_node_t *node = gr_start (test, "wakes", urgent.text, NULL);
    gr_did (test, TEXT ("took what is urgent, for ever; another thread put a letter, then something urgent",
                        "se esperó lo urgente, sin límite; otro hilo metió una carta y luego algo urgente"));
    s_expect (node, "urgent", urgent.number);
    gr_expect (node, "letter 1");
    gr_ends (node);
}

static void
s_many (gr_t *test)
{
    int each = (int) gr_random (test, 200) + 200;
    char text [12], expected [60];
    snprintf (text, sizeof text, "%d", each);
    snprintf (expected, sizeof expected, "%d messages, in order", 4 * each);
    gr_node_t *node = gr_start (test, "many", text, NULL);
    gr_did (test, TEXT ("four threads put %s messages each, all at once",
                             "cuatro hilos metieron %s mensajes cada uno, a la vez"), text);
    gr_expect (node, expected);
    gr_ends (node);
}

static void
s_once (gr_t *test)
{
    int before = (int) gr_random (test, 20) + 60, after = (int) gr_random (test, 10) + 40;
    char first [12], second [12], expected [100], got [100];
    snprintf (first, sizeof first, "%d", before);
    snprintf (second, sizeof second, "%d", after);
    gr_node_t *node = gr_start (test, "once", first, second, NULL);
    gr_did (test, TEXT ("put %s letters; took what is urgent; meanwhile %s letters came one by one, "
                             "then what is urgent",
                             "se metieron %s cartas; se esperó lo urgente; entretanto llegaron %s cartas de una en "
                             "una y luego lo urgente"), first, second);
    int looks = atoi (gr_next (node));
    snprintf (expected, sizeof expected, TEXT ("it asks match %d times",
              "pregunta a match %d veces"), before + after + 1);
    snprintf (got, sizeof got, TEXT ("it asked %d times", "preguntó %d veces"), looks);
    gr_check (test, looks == before + after + 1, expected, got);
    gr_ends (node);
}

GR_EXERCISE (2_2, "2.2", "02_processes", "mailbox",
    BOTH ("Build a mailbox", "Construye un buzón"),
    BOTH ("chapters/02_processes/README.md, 2.3", "chapters/02_processes/README.es.md, 2.3"),
    {"2.2.1", 2, BOTH ("a pattern matches word by word", "un patrón encaja por palabras"), .run = s_matches,
     .why = BOTH ("Both have to end at the same time; and _ stands for one whole word.",
                  "Los dos tienen que acabar a la vez, y _ vale por una palabra entera.")},
    {"2.2.2", 3, BOTH ("takes the oldest that matches", "saca el más antiguo que encaja"), .run = s_oldest,
     .why = BOTH ("A queue: in at one end, out at the other.", "Una cola: se entra por un extremo y se sale por el otro.")},
    {"2.2.3", 4, BOTH ("the others keep their order", "los demás conservan su orden"), .run = s_order,
     .why = BOTH ("What was looked at and not wanted goes to the end of the save queue, and comes first next time.",
                  "Lo que se miró y no se quería va al final de la cola de apartados, y la próxima vez va primero.")},
    {"2.2.4", 3, BOTH ("waits as long as it is told", "espera lo que se le dice"), .run = s_timeout,
     .why = BOTH ("Wait on a condition with a deadline, not in a loop that looks again and again; a time-out takes "
                  "nothing out.",
                  "Espera a una condición con un límite, no en un bucle que mira una y otra vez; si se agota el "
                  "límite no se saca nada.")},
    {"2.2.5", 2, BOTH ("a message wakes who waits", "un mensaje despierta al que espera"), .run = s_wakes,
     .limit_s = 5,
     .why = BOTH ("Each put has to signal; and a message that does not match must not end the waiting.",
                  "Cada put tiene que avisar, y un mensaje que no encaja no debe acabar la espera.")},
    {"2.2.6", 2, BOTH ("many threads may put at once", "varios hilos meten a la vez"), .run = s_many,
     .why = BOTH ("The queue is shared: each use of it under the lock.",
                  "La cola es de todos: se toca solo con el cerrojo puesto.")},
    {"2.2.7", 2, BOTH ("looks at each message once", "mira cada mensaje una vez"), .run = s_once,
     .why = BOTH ("When a new message comes, only that one has to be looked at: the saved ones were not wanted.",
                  "Cuando llega un mensaje nuevo basta con mirar ese: los apartados no se querían.")},
    {"2.2.8", 2, BOTH ("clean memory", "memoria limpia"),
     .why = BOTH ("mailbox_destroy gives back what is still inside: both queues.",
                  "mailbox_destroy devuelve también lo que queda dentro: las dos colas.")});
