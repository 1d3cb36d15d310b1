//  grade_04.c - the tests of exercises 4.1 and 4.2

#include "grade.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LIMIT_MS = 2000, SLOW_MS = 1000 };

//  A number as a word.
typedef struct {
    char text [12];
} s_number_t;

static s_number_t
s_number (int number)
{
    s_number_t word;
    snprintf (word.text, sizeof word.text, "%d", number);
    return word;
}

//  A cookie nobody has had before, and that differs from the others of this test.
typedef struct {
    char text [40];
} s_cookie_t;

static s_cookie_t
s_draw (gr_t *test)
{
    static const char *const words [] = {"duck", "goose", "secret_token", "quack", "moebi"};
    static unsigned count;
    s_cookie_t cookie;
    snprintf (cookie.text, sizeof cookie.text, "%s%u%c", words [gr_random (test, 5)], 1000 + gr_random (test, 9000),
              'a' + count++ % 26);
    return cookie;
}

//  ---- 4.1 a handshake -------------------------------------------------------

//  Two who know the cookie: whatever happened before.
static void
s_kate_comes (gr_node_t *node)
{
    gr_expect (node, "kate: come in");
    gr_expect (node, "alex: come in, kate");
}

static void
s_next_kate_comes (gr_t *test, gr_node_t *node)
{
    gr_did (test, TEXT ("after all that kate, who knows the cookie, dialled alex",
                        "después de todo eso, kate, que sabe la cookie, llamó a alex"));
    s_kate_comes (node);
    gr_ends (node);
}

static gr_node_t *
s_start (gr_t *test, const char *what, const char *cookie, const char *more)
{
    return gr_start (test, what, s_number (gr_ms (LIMIT_MS)).text, cookie, more, NULL);
}

static void
s_meets (gr_t *test)
{
    s_cookie_t first = s_draw (test), second = s_draw (test);
    gr_node_t *node = s_start (test, "meets", first.text, second.text);
    gr_did (test, TEXT ("kate dialled alex, both with the cookie %s; then alex dialled bob, both with %s",
                        "kate llamó a alex, los dos con la cookie %s; después alex llamó a bob, los dos con %s"),
            first.text, second.text);
    gr_expect (node, "said: hello kate alex #16");
    gr_expect (node, "said: challenge #16");
    gr_expect (node, "said: proof #32");
    gr_expect (node, "said: welcome #32");
    s_kate_comes (node);
    gr_expect (node, "alex: come in");
    gr_expect (node, "bob: come in, alex");
    gr_ends (node);
}

static void
s_strangers (gr_t *test)
{
    s_cookie_t cookie = s_draw (test), other = cookie;
    strcat (other.text, "s");
    gr_node_t *node = s_start (test, "strangers", cookie.text, other.text);
    gr_did (test, TEXT ("kate dialled alex; her cookie is %s, his is %s",
                        "kate llamó a alex; la cookie de ella es %s y la de él %s"), other.text, cookie.text);
    gr_expect (node, "said at last: no wrong cookie");
    gr_expect (node, "kate: refused");
    gr_expect (node, "alex: wrong cookie");
    gr_did (test, TEXT ("kate dialled alex, but it was mallory who answered: a challenge, and after the proof a "
                        "welcome with 32 random bytes",
                        "kate llamó a alex, pero respondió mallory: un reto y, después de la prueba, un welcome con 32 "
                        "bytes al azar"));
    gr_expect (node, "heard: proof #32");
    gr_expect (node, "heard: no wrong cookie");
    gr_expect (node, "kate: wrong cookie");
    s_next_kate_comes (test, node);
}

static void
s_wire (gr_t *test)
{
    s_cookie_t cookie = s_draw (test);
    gr_node_t *node = s_start (test, "wire", cookie.text, NULL);
    gr_did (test, TEXT ("kate dialled alex twice; everything that was said was searched for the cookie and for plain "
                        "digests of it",
                        "kate llamó a alex dos veces; se buscó en todo lo dicho la cookie y sus resúmenes simples"));
    s_kate_comes (node);
    s_kate_comes (node);
    gr_expect (node, "8 messages, found nothing");
    gr_ends (node);
}

//  A recorded handshake, said again in the same program and in another one.
static void
s_say_again (gr_t *test, const char *to, const char *did, const char *verdict)
{
    s_cookie_t cookie = s_draw (test);
    char tape [1000];
    gr_node_t *node = s_start (test, "replay", cookie.text, to);
    gr_did (test, TEXT ("kate dialled alex", "kate llamó a alex"));
    s_kate_comes (node);
    gr_did (test, "%s", did);
    gr_expect (node, "heard: no wrong cookie");
    gr_expect (node, verdict);
    snprintf (tape, sizeof tape, "%s", gr_next (node));
    gr_ends (node);
    node = s_start (test, "replay_again", cookie.text, to);
    gr_did (test, TEXT ("%s; in a new program", "%s; en un programa nuevo"), did);
    gr_tell (node, "%s", tape);
    gr_expect (node, "heard: no wrong cookie");
    gr_expect (node, verdict);
    s_next_kate_comes (test, node);
}

static void
s_replay_kate (gr_t *test)
{
    s_say_again (test, "alex", TEXT ("mallory, who had listened, dialled alex and said the hello and the proof of kate",
                                     "mallory, que había escuchado, llamó a alex y dijo el hello y la prueba de kate"),
                 "alex: wrong cookie");
}

static void
s_replay_alex (gr_t *test)
{
    s_say_again (test, "kate", TEXT ("kate dialled again, and mallory answered with the challenge and the welcome that "
                                     "alex had said before",
                                     "kate volvió a llamar y mallory respondió con el reto y el welcome que alex había "
                                     "dicho antes"),
                 "kate: wrong cookie");
}

static void
s_reflect (gr_t *test)
{
    gr_node_t *node = s_start (test, "reflect", s_draw (test).text, NULL);
    gr_did (test, TEXT ("alex dialled kate, but it was mallory: a challenge, and as welcome the digest of alex's own proof",
                        "alex llamó a kate, pero era mallory: un reto y, como welcome, el resumen de la prueba del propio "
                        "alex"));
    gr_expect (node, "heard: no wrong cookie");
    gr_expect (node, "alex: wrong cookie");
    gr_did (test, TEXT ("the same, and mallory's challenge was the one that alex had sent",
                        "lo mismo, y el reto de mallory era el que había enviado alex"));
    gr_expect (node, "heard: no wrong cookie");
    gr_expect (node, "alex: wrong cookie");
    s_next_kate_comes (test, node);
}

static void
s_cross (gr_t *test)
{
    gr_node_t *node = s_start (test, "cross", s_draw (test).text, NULL);
    static const struct {
        const char *wanted, *door, *names, *verdict;
    } all [] = {{"kate", "alex", "alex, kate", "wrong name"}, {"kate", "alex", "alex, alex", "wrong name"},
                {"kate", "alex", "kate, alex", "wrong cookie"}, {"bob", "kate", "alex, kate", "wrong cookie"},
                {"katebob", "bob", "alexkate, bob", "wrong cookie"}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        char expected [60];
        gr_did (test, TEXT ("alex dialled %s; mallory took what he said to the door of %s, with these names in the hello: "
                            "%s; and what came from there back to alex. All three have the same cookie",
                            "alex llamó a %s; mallory llevó lo que él decía a la puerta de %s, con estos nombres en el "
                            "hello: %s; y lo que venía de ahí, de vuelta a alex. Los tres tienen la misma cookie"),
                all [i].wanted, all [i].door, all [i].names);
        snprintf (expected, sizeof expected, "%s at the door: %s", all [i].door, all [i].verdict);
        gr_expect (node, expected);
        gr_expect (node, "alex who dials: refused");
    }
    s_next_kate_comes (test, node);
}

//  What is said to alex, who is dialled, or to kate, who dials: # and a number are so many
//  random bytes, @ so many letters; | stands where an answer has come.
static const char *const s_all_garbage [] = {
    "alex #0", "alex hello", "alex hello kate alex", "alex hello kate alex #15", "alex hello kate alex #17",
    "alex hello kate alex #16 #16", "alex hello @256 alex #16", "alex hello #0 alex #16", "alex hello kate @3000 #16",
    "alex challenge #16", "alex proof #32", "alex #100000", "alex hello kate alex #16|proof #0",
    "alex hello kate alex #16|proof #31", "alex hello kate alex #16|proof #64", "alex hello kate alex #16|proof",
    "alex hello kate alex #16|hello kate alex #16", "kate challenge #15", "kate challenge", "kate hello alex kate #16",
    "kate #40", "kate welcome #32", "kate challenge #16|welcome #0", "kate challenge #16|welcome #33",
    "kate challenge #16|welcome", "kate challenge #16|challenge #16"};

static void
s_garbage (gr_t *test)
{
    char expected [40];
    gr_node_t *node = s_start (test, "garbage", s_draw (test).text, NULL);
    for (size_t i = 0; i < sizeof s_all_garbage / sizeof *s_all_garbage; i++) {
        const char *said = s_all_garbage [i];
        gr_did (test, TEXT ("said to %.4s, frame by frame:%s (#16 is a frame of 16 bytes at random, @256 one of 256 letters; "
                            "| stands where an answer was waited for)",
                            "se dijo a %.4s, trama a trama:%s (#16 es una trama de 16 bytes al azar, @256 una de 256 letras; "
                            "| está donde se esperó una respuesta)"),
                said, said + 4);
        gr_tell (node, "%s", said);
        gr_expect (node, "heard: no garbage");
        snprintf (expected, sizeof expected, "%.4s: garbage", said);
        gr_expect (node, expected);
    }
    gr_tell (node, "%s", "");
    s_next_kate_comes (test, node);
}

//  Silent for at least as long as was said.
static void
s_waited (gr_t *test, gr_node_t *node, int limit_ms)
{
    char expected [60];
    const char *got = gr_next (node);
    snprintf (expected, sizeof expected, "after %d", limit_ms);
    gr_check (test, strncmp (got, "after ", 6) == 0 && atoi (got + 6) >= limit_ms - 5, expected, got);
}

static void
s_silent (gr_t *test)
{
    s_cookie_t cookie = s_draw (test);
    int limit_ms = gr_ms (SLOW_MS);
    gr_node_t *node = s_start (test, "silent", cookie.text, s_number (limit_ms).text);
    gr_did (test, TEXT ("somebody was at the other end of alex's wire, with a limit of %d ms, and said nothing",
                        "alguien estaba al otro lado del cable de alex, con un límite de %d ms, y no dijo nada"),
            limit_ms / 5);
    gr_expect (node, "alex: silence");
    s_waited (test, node, limit_ms / 5);
    gr_did (test, TEXT ("kate dialled, with a limit of %d ms, and nobody answered",
                        "kate llamó, con un límite de %d ms, y nadie respondió"), limit_ms / 5);
    gr_expect (node, "kate: silence");
    s_waited (test, node, limit_ms / 5);
    gr_did (test, TEXT ("alex was given %d ms; kate's hello came after %d ms, her proof would have come after %d",
                        "alex tenía %d ms; el hello de kate llegó a los %d ms y su prueba habría llegado a los %d"),
            limit_ms, limit_ms * 6 / 10, limit_ms * 14 / 10);
    gr_expect (node, "alex: silence");
    gr_expect (node, "kate: refused");
    s_next_kate_comes (test, node);
}

static void
s_killed (gr_t *test)
{
    s_cookie_t cookie = s_draw (test);
    char port [12] = "";
    gr_node_t *alex = s_start (test, "killed", cookie.text, NULL);
    if (sscanf (gr_next (alex), "port %11s", port) != 1)
        gr_check (test, false, "port", "");
    gr_node_t *kate = s_start (test, "knocks", cookie.text, port);
    gr_did (test, TEXT ("kate, another program, dialled alex, and was killed (kill -9) before his challenge reached her",
                        "kate, otro programa, llamó a alex y murió (kill -9) antes de que le llegara el reto"));
    gr_expect (alex, "heard: hello kate alex #16");
    gr_expect (alex, "heard: challenge #16");
    gr_kill (kate);
    gr_tell (alex, "killed");
    gr_expect (alex, "alex: silence");
    s_next_kate_comes (test, alex);
}

GR_EXERCISE (4_1, "4.1", "04_cookies", "handshake",
    BOTH ("A handshake with proofs on both sides", "Un saludo con pruebas por ambas partes"),
    BOTH ("chapters/04_cookies/README.md, 4.1 and 4.2", "chapters/04_cookies/README.es.md, 4.1 y 4.2"),
    {"4.1.1", 3, BOTH ("who knows the cookie comes in", "quien sabe la cookie entra"), .run = s_meets, .limit_s = 5,
     .why = BOTH ("The four messages of handshake.h, frame by frame, and then COME_IN at both ends, which make each digest "
                  "of the same things in the same order.",
                  "Los cuatro mensajes de handshake.h, trama a trama, y al final COME_IN en los dos lados, que hacen cada "
                  "resumen con lo mismo y en el mismo orden.")},
    {"4.1.2", 2, BOTH ("who does not is refused, at both ends", "quien no la sabe no entra, en ningún lado"),
     .run = s_strangers, .limit_s = 5,
     .why = BOTH ("Each side compares the digest it gets with the one it expects, and says no before it gives up.",
                  "Cada lado compara el resumen que le llega con el que espera, y dice no antes de dejarlo.")},
    {"4.1.3", 2, BOTH ("the cookie is never on the wire", "la cookie no pasa nunca por el cable"), .run = s_wire,
     .limit_s = 5,
     .why = BOTH ("A digest of the cookie alone is always the same: whoever has heard it once has it as good as the "
                  "cookie.",
                  "Un resumen de la cookie sola es siempre el mismo: quien lo ha oído una vez tiene tanto como la "
                  "cookie.")},
    {"4.1.4", 2, BOTH ("kate's words said again open no door", "lo que dijo kate no abre dos veces"),
     .run = s_replay_kate, .limit_s = 5,
     .why = BOTH ("Who is dialled needs a challenge that was never there before, also after a restart, and has to be part "
                  "of the digest: randombytes_buf.",
                  "Quien recibe la llamada necesita un reto que no haya salido nunca, tampoco antes de volver a "
                  "arrancar, y que entre en el resumen: randombytes_buf.")},
    {"4.1.5", 1, BOTH ("alex's words said again deceive nobody", "lo que dijo alex no engaña dos veces"),
     .run = s_replay_alex, .limit_s = 5,
     .why = BOTH ("Who dials asks, too: a new challenge each time, which is part of the digest of the welcome.",
                  "Quien llama también pregunta: un reto nuevo cada vez, que entra en el resumen del welcome.")},
    {"4.1.6", 2, BOTH ("nobody is convinced by his own digest", "a nadie le vale su propio resumen"), .run = s_reflect,
     .limit_s = 5,
     .why = BOTH ("A digest has to say who gives it: the proof of who dials must not be good as a welcome.",
                  "Un resumen tiene que decir quién lo da: la prueba de quien llama no debe valer como welcome.")},
    {"4.1.7", 2, BOTH ("nobody is led to another door", "a nadie se le lleva a otra puerta"), .run = s_cross,
     .limit_s = 5,
     .why = BOTH ("Both names belong in the digest, each with the zero at its end; and who is dialled looks at them: is it "
                  "me who is wanted, and is it not me who dials?",
                  "Los dos nombres entran en el resumen, cada uno con el cero del final, y quien recibe la llamada los "
                  "mira: ¿preguntan por mí, y no soy yo quien llama?")},
    {"4.1.8", 2, BOTH ("garbage is refused", "los disparates se rechazan"), .run = s_garbage, .limit_s = 8,
     .why = BOTH ("Of each message look at the number of frames, at the word, and at the size of each frame, before you use "
                  "a byte of it.",
                  "De cada mensaje mira cuántas tramas tiene, la palabra y el tamaño de cada trama antes de usar un solo "
                  "byte.")},
    {"4.1.9", 1, BOTH ("waits as long as it is told", "espera lo que se le dice"), .run = s_silent, .limit_s = 5,
     .why = BOTH ("One deadline, taken at the beginning; each wait gets what is left of it.",
                  "Un solo límite, calculado al principio; cada espera recibe lo que queda.")},
    {"4.1.10", 1, BOTH ("a killed peer stops nobody", "un interlocutor que muere no para a nadie"), .run = s_killed,
     .limit_s = 5,
     .why = BOTH ("Every wait has a limit, also the one for the proof.",
                  "Toda espera tiene un límite, también la de la prueba.")},
    {"4.1.11", 2, BOTH ("clean memory", "memoria limpia"),
     .why = BOTH ("Each zmsg that was received is destroyed, on each way out of the function.",
                  "Cada zmsg recibido se destruye, por cualquier camino que acabe la función.")});

//  ---- 4.2 a cookie for all, and a cookie for one ----------------------------

//  What was done, as far as an explanation has room for it: the last one is where it failed, so
//  the oldest are dropped.
enum { SHOWN_MAX = 200 };

typedef struct {
    gr_t *test;
    gr_node_t *node;
    char did [360];
} s_talk_t;

static s_talk_t
s_talk (gr_t *test)
{
    return (s_talk_t) {.test = test, .node = gr_start (test, "talk", s_number (gr_ms (LIMIT_MS)).text, NULL)};
}

//  Tell the driver what to do, and expect its answer.
__attribute__ ((format (printf, 3, 4))) static void
s_do (s_talk_t *self, const char *expected, const char *format, ...)
{
    char line [330];
    va_list args;
    va_start (args, format);
    vsnprintf (line, sizeof line, format, args);
    va_end (args);
    while (*self->did && strlen (self->did) + strlen (line) > SHOWN_MAX) {
        char *next = strchr (self->did, ';');
        memmove (self->did, next? next + 2: "", next? strlen (next + 2) + 1: 1);
    }
    if (*self->did)
        strcat (self->did, "; ");
    strcat (self->did, line);
    gr_did (self->test, "%s", self->did);
    gr_tell (self->node, "%s", line);
    gr_expect (self->node, expected);
}

static void
s_end (s_talk_t *self)
{
    gr_tell (self->node, "%s", "");
    gr_ends (self->node);
}

static void
s_default (gr_t *test)
{
    s_cookie_t first = s_draw (test), second = s_draw (test);
    s_talk_t talk = s_talk (test);
    s_do (&talk, "node", "new alex %s", first.text);
    s_do (&talk, first.text, "cookie alex");
    s_do (&talk, first.text, "cookie_for alex kate");
    s_do (&talk, "true", "set_cookie alex %s", second.text);
    s_do (&talk, second.text, "cookie alex");
    s_do (&talk, second.text, "cookie_for alex kate");
    s_do (&talk, "node", "new kate %s", first.text);
    s_do (&talk, first.text, "cookie kate");
    s_do (&talk, second.text, "cookie alex");
    s_end (&talk);
}

static void
s_for_one (gr_t *test)
{
    s_cookie_t first = s_draw (test), second = s_draw (test), third = s_draw (test);
    s_talk_t talk = s_talk (test);
    s_do (&talk, "node", "new alex %s", first.text);
    s_do (&talk, "true", "set_cookie_for alex kate %s", second.text);
    s_do (&talk, second.text, "cookie_for alex kate");
    s_do (&talk, first.text, "cookie alex");
    s_do (&talk, first.text, "cookie_for alex bob");
    s_do (&talk, "true", "set_cookie_for alex bob %s", first.text);
    s_do (&talk, "true", "set_cookie_for alex kate %s", third.text);
    s_do (&talk, third.text, "cookie_for alex kate");
    s_do (&talk, "true", "set_cookie alex %s", second.text);
    s_do (&talk, second.text, "cookie alex");
    s_do (&talk, third.text, "cookie_for alex kate");
    s_do (&talk, first.text, "cookie_for alex bob");
    s_do (&talk, second.text, "cookie_for alex moebi");
    s_do (&talk, "true", "set_cookie_for alex alex %s", first.text);
    s_do (&talk, first.text, "cookie alex");
    s_do (&talk, first.text, "cookie_for alex moebi");
    s_end (&talk);
}

static void
s_no_cookie (gr_t *test)
{
    static const char *const bad [] = {"%", "@256", "two%20words", "duck%20", "%09duck", "duck%0A", "pi%C3%B1a", "duck%7F"};
    s_cookie_t cookie = s_draw (test), other = s_draw (test);
    s_talk_t talk = s_talk (test);
    s_do (&talk, "node", "new alex %s", cookie.text);
    s_do (&talk, "true", "set_cookie_for alex kate %s", other.text);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        s_do (&talk, "no node", "new bob %s", bad [i]);
        s_do (&talk, "false", "set_cookie alex %s", bad [i]);
        s_do (&talk, "false", "set_cookie_for alex kate %s", bad [i]);
        s_do (&talk, "false", "set_cookie_for alex alex %s", bad [i]);
        s_do (&talk, cookie.text, "cookie alex");
        s_do (&talk, other.text, "cookie_for alex kate");
    }
    s_do (&talk, "true", "set_cookie alex @255");
    s_do (&talk, "true", "set_cookie_for alex kate !~");
    s_do (&talk, "!~", "cookie_for alex kate");
    s_end (&talk);
}

static void
s_many (gr_t *test)
{
    s_cookie_t cookie = s_draw (test);
    s_number_t count = s_number ((int) gr_random (test, 200) + 200);
    s_talk_t talk = s_talk (test);
    s_do (&talk, "node", "new alex %s", cookie.text);
    s_do (&talk, count.text, "many alex %s", count.text);
    s_do (&talk, cookie.text, "cookie alex");
    s_end (&talk);
}

static void
s_connects (gr_t *test)
{
    s_cookie_t cookie = s_draw (test), other = s_draw (test);
    s_talk_t talk = s_talk (test);
    s_do (&talk, "node", "new alex %s", cookie.text);
    s_do (&talk, "node", "new kate %s", cookie.text);
    s_do (&talk, "node", "new moebi %s", cookie.text);
    s_do (&talk, "node", "new goose %s", other.text);
    s_do (&talk, "not sealed", "letter kate alex");
    s_do (&talk, "connected", "connect kate alex");
    s_do (&talk, "genuine", "letter kate alex");
    s_do (&talk, "genuine", "letter alex kate");
    s_do (&talk, "false", "forged kate alex");
    s_do (&talk, "connected", "connect alex moebi");
    s_do (&talk, "genuine", "letter moebi alex");
    s_do (&talk, "genuine", "letter kate alex");
    s_do (&talk, "false", "passed_off kate moebi alex");
    s_do (&talk, "false", "passed_off kate goose alex");
    s_do (&talk, "refused", "connect goose alex");
    s_do (&talk, "refused", "connect alex goose");
    s_do (&talk, "not sealed", "letter goose alex");
    s_do (&talk, "not sealed", "letter alex goose");
    s_end (&talk);
}

static void
s_unequal (gr_t *test)
{
    s_cookie_t ducks = s_draw (test), geese = s_draw (test), third = s_draw (test);
    s_talk_t talk = s_talk (test);
    s_do (&talk, "node", "new alex %s", ducks.text);
    s_do (&talk, "node", "new kate %s", ducks.text);
    s_do (&talk, "node", "new goose %s", geese.text);
    s_do (&talk, "refused", "connect alex goose");
    s_do (&talk, "true", "set_cookie_for alex goose %s", geese.text);
    s_do (&talk, "connected", "connect alex goose");
    s_do (&talk, "connected", "connect goose alex");
    s_do (&talk, "connected", "connect kate alex");
    s_do (&talk, "refused", "connect kate goose");
    s_do (&talk, "true", "set_cookie_for goose alex %s", ducks.text);
    s_do (&talk, "refused", "connect alex goose");
    s_do (&talk, "refused", "connect goose alex");
    s_do (&talk, "true", "set_cookie_for goose alex %s", third.text);
    s_do (&talk, "true", "set_cookie_for alex goose %s", third.text);
    s_do (&talk, "connected", "connect alex goose");
    s_do (&talk, "connected", "connect goose alex");
    s_end (&talk);
}

static void
s_goes_on (gr_t *test)
{
    s_cookie_t first = s_draw (test), second = s_draw (test);
    s_talk_t talk = s_talk (test);
    s_do (&talk, "node", "new alex %s", first.text);
    s_do (&talk, "node", "new kate %s", first.text);
    s_do (&talk, "connected", "connect alex kate");
    s_do (&talk, "true", "set_cookie alex %s", second.text);
    s_do (&talk, "genuine", "letter alex kate");
    s_do (&talk, "genuine", "letter kate alex");
    s_do (&talk, "refused", "connect alex kate");
    s_do (&talk, "refused", "connect kate alex");
    s_do (&talk, "genuine", "letter alex kate");
    s_do (&talk, "genuine", "letter kate alex");
    s_do (&talk, "true", "set_cookie_for kate alex %s", second.text);
    s_do (&talk, "genuine", "letter kate alex");
    s_do (&talk, "connected", "connect kate alex");
    s_do (&talk, "genuine", "letter alex kate");
    s_do (&talk, "genuine", "letter kate alex");
    s_end (&talk);
}

GR_EXERCISE (4_2, "4.2", "04_cookies", "cookies",
    BOTH ("A cookie for all, a cookie for one", "Una cookie para todos, otra para uno"),
    BOTH ("chapters/04_cookies/README.md, 4.3 and 4.4", "chapters/04_cookies/README.es.md, 4.3 y 4.4"),
    {"4.2.1", 2, BOTH ("a node has one cookie for everybody", "un nodo tiene una cookie para todos"), .run = s_default,
     .why = BOTH ("Without one of its own a peer gets the node's cookie, as it is now.",
                  "Un interlocutor sin cookie propia usa la del nodo, la que tenga en ese momento.")},
    {"4.2.2", 3, BOTH ("a peer's own cookie is for that peer only", "la de un interlocutor es solo suya"),
     .run = s_for_one,
     .why = BOTH ("Keep both apart: the node's cookie, and a table with a cookie for each peer that has one. The node's "
                  "own name means the node's cookie.",
                  "Guarda aparte la cookie del nodo y una tabla con la de cada interlocutor que tenga una. El nombre del "
                  "propio nodo se refiere a la cookie del nodo.")},
    {"4.2.3", 2, BOTH ("what is no cookie is refused", "lo que no es una cookie se rechaza"), .run = s_no_cookie,
     .why = BOTH ("Look at all of the text before you change anything (%20: a space; @256: 256 letters; %: nothing).",
                  "Mira todo el texto antes de cambiar nada (%20: un espacio; @256: 256 letras; %: nada).")},
    {"4.2.4", 2, BOTH ("remembers many, and by itself", "recuerda muchas, y por su cuenta"), .run = s_many,
     .why = BOTH ("A caller may use the memory of its texts for something else: keep copies (strdup). And the table has to "
                  "grow.",
                  "Quien llama puede volver a usar la memoria de sus textos: guarda copias (strdup). Y la tabla tiene que "
                  "crecer.")},
    {"4.2.5", 3, BOTH ("the same cookie connects, another does not", "la misma cookie conecta; otra, no"),
     .run = s_connects, .limit_s = 8,
     .why = BOTH ("The key of the handshake is kept with the peer's name, at both ends; without a connection nothing is "
                  "sealed.",
                  "La clave del saludo se guarda con el nombre del interlocutor, en los dos lados; sin conexión no se "
                  "sella nada.")},
    {"4.2.6", 3, BOTH ("both ends have to use the same one", "los dos lados tienen que usar la misma"), .run = s_unequal,
     .limit_s = 8,
     .why = BOTH ("It is the peer's name that decides on the cookie, also for who is dialled: wire_hello tells it.",
                  "La cookie la decide el nombre del interlocutor, también para quien recibe la llamada: wire_hello lo "
                  "dice.")},
    {"4.2.7", 3, BOTH ("a connection outlives its cookie", "una conexión sobrevive a su cookie"), .run = s_goes_on,
     .limit_s = 8,
     .why = BOTH ("A connection has its key; cookies are for handshakes. And a handshake that fails must not write over "
                  "that key.",
                  "Una conexión tiene su clave; las cookies son para los saludos. Y un saludo que falla no debe escribir "
                  "encima de esa clave.")},
    {"4.2.8", 2, BOTH ("clean memory", "memoria limpia"),
     .why = BOTH ("An old cookie is given back when a new one takes its place; node_destroy gives back all peers.",
                  "La cookie vieja se devuelve cuando una nueva ocupa su sitio; node_destroy devuelve todos los "
                  "interlocutores.")});
