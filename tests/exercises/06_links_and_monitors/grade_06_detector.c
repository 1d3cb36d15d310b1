//  grade_06_detector.c - the tests of exercise 6.1: several programs, each with a detector

#include "grade.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

//  On a busy machine a program may have to wait for the processor for some 100 ms: that must
//  not look like silence. SETTLE_MS is long enough for whatever would be told too often, CALL_MS
//  longer than a pause.
enum { FRIENDS_MAX = 4, BEAT_MS = 200, SUSPECT_MS = 800, DOWN_MS = 1600, SETTLE_MS = 300, CALL_MS = 3000 };

//  A program with a detector.
typedef struct {
    char name [20];
    int port;
    gr_node_t *node;
} s_friend_t;

//  So many different names, in any order. With numbers: another test on this machine, whose
//  programs may get the port of one that was killed here, has other names.
static void
s_draw_names (gr_t *test, s_friend_t *friends, size_t count)
{
    const char *names [] = {"alex", "kate", "moebi", "bob", "anna", "joe"};
    for (size_t i = 0; i < count; i++) {
        size_t other = i + gr_random (test, (unsigned) (6 - i));
        snprintf (friends [i].name, sizeof friends [i].name, "%s%u", names [other], 100 + gr_random (test, 900));
        names [other] = names [i];
    }
}

static gr_node_t *
s_start_detector (gr_t *test, const char *what, const char *name, int suspect_ms)
{
    char beat [12], suspect [12], down [12];
    snprintf (beat, sizeof beat, "%d", gr_ms (BEAT_MS));
    snprintf (suspect, sizeof suspect, "%d", gr_ms (suspect_ms));
    snprintf (down, sizeof down, "%d", gr_ms (suspect_ms * DOWN_MS / SUSPECT_MS));
    return gr_start (test, what, name, beat, suspect, down, NULL);
}

static void
s_start_friend (gr_t *test, s_friend_t *friend, int suspect_ms)
{
    gr_did (test, TEXT ("a detector for %s was made, and asked for its port",
                        "se creó un detector para %s y se le preguntó su puerto"), friend->name);
    friend->node = s_start_detector (test, "watch", friend->name, suspect_ms);
    const char *got = gr_next (friend->node);
    gr_check (test, sscanf (got, "port %d", &friend->port) == 1 && friend->port > 0, "port N", got);
}

//  The next that this one tells has to be this.
static void
s_tells (gr_t *test, const s_friend_t *friend, const char *name, const char *state, const char *did)
{
    char text [100];
    gr_did (test, TEXT ("%s; what does %s tell?", "%s; ¿qué dice %s?"), did, friend->name);
    snprintf (text, sizeof text, "%s %s", name, state);
    gr_expect (friend->node, text);
}

//  Nobody tells anything, for so many milliseconds.
static void
s_quiet (gr_t *test, const s_friend_t *friends, size_t count, int ms, const char *did)
{
    for (size_t i = 0; i < count; i++) {
        gr_did (test, TEXT ("%s; what does %s tell?", "%s; ¿qué dice %s?"), did, friends [i].name);
        gr_quiet (friends [i].node, ms);
        ms = 0;                                 //  the reports of the others came in meanwhile
    }
}

//  Start them, and let each watch all the others: first the next one, and so on.
static void
s_meet (gr_t *test, s_friend_t *friends, size_t count, int suspect_ms)
{
    const char *did = TEXT ("all watch each other", "todos se vigilan entre sí");
    s_draw_names (test, friends, count);
    for (size_t i = 0; i < count; i++)
        s_start_friend (test, &friends [i], suspect_ms);
    for (size_t next = 1; next < count; next++) {
        for (size_t i = 0; i < count; i++) {
            const s_friend_t *other = &friends [(i + next) % count];
            gr_tell (friends [i].node, "watch %s %d", other->name, other->port);
        }
        for (size_t i = 0; i < count; i++)
            s_tells (test, &friends [i], friends [(i + next) % count].name, "up", did);
    }
}

//  One after the other: the first may still be in a long call, and would miss the others.
static void
s_part (gr_t *test, s_friend_t *friends, size_t count)
{
    gr_did (test, TEXT ("then the programs were told to end, with detector_destroy",
                        "después se dijo a los programas que acabaran, con detector_destroy"));
    for (size_t i = 0; i < count; i++) {
        gr_tell (friends [i].node, "%s", "");
        gr_ends (friends [i].node);
    }
}

static void
s_up (gr_t *test)
{
    s_friend_t friends [FRIENDS_MAX];
    size_t count = 2 + gr_random (test, 2);
    s_meet (test, friends, count, SUSPECT_MS);
    s_quiet (test, friends, count, SUSPECT_MS * 3 / 2, TEXT ("all watch each other, and nothing happens for a while",
             "todos se vigilan entre sí y durante un rato no pasa nada"));
    s_part (test, friends, count);
}

//  Far shorter than suspect_ms, and far longer than a beat.
static void
s_short_pause (gr_t *test)
{
    s_friend_t friends [2];
    char did [200];
    s_meet (test, friends, 2, 5 * SUSPECT_MS);
    snprintf (did, sizeof did, TEXT ("%s was paused for much less than suspect_ms, but for many beats",
              "se pausó a %s mucho menos que suspect_ms, pero más que muchos latidos"), friends [1].name);
    gr_pause (friends [1].node);
    s_quiet (test, friends, 1, 7 * BEAT_MS, did);
    gr_resume (friends [1].node);
    s_quiet (test, friends, 2, SETTLE_MS, did);
    s_part (test, friends, 2);
}

//  What the paused one thinks of its own pause is for 6.1.6: it is killed before it is asked.
static void
s_suspect (gr_t *test)
{
    s_friend_t friends [3];
    char did [200];
    s_meet (test, friends, 3, SUSPECT_MS);
    snprintf (did, sizeof did, TEXT ("%s was paused, and went on when the others had noticed it",
              "se pausó a %s, que siguió cuando los otros lo habían notado"), friends [0].name);
    gr_pause (friends [0].node);
    s_tells (test, &friends [1], friends [0].name, "suspect", did);
    s_tells (test, &friends [2], friends [0].name, "suspect", did);
    gr_resume (friends [0].node);
    s_tells (test, &friends [1], friends [0].name, "up", did);
    s_tells (test, &friends [2], friends [0].name, "up", did);
    s_quiet (test, &friends [1], 2, SETTLE_MS, did);
    gr_kill (friends [0].node);
    s_part (test, &friends [1], 2);
}

static void
s_long_pause (gr_t *test)
{
    s_friend_t friends [2];
    char did [200];
    s_meet (test, friends, 2, SUSPECT_MS);
    snprintf (did, sizeof did, TEXT ("%s was paused for longer than down_ms, and then went on",
              "se pausó a %s más que down_ms, y luego siguió"), friends [1].name);
    gr_pause (friends [1].node);
    s_tells (test, &friends [0], friends [1].name, "suspect", did);
    s_tells (test, &friends [0], friends [1].name, "down", did);
    s_quiet (test, friends, 1, SETTLE_MS, did);
    gr_resume (friends [1].node);
    s_tells (test, &friends [0], friends [1].name, "up", did);
    s_quiet (test, friends, 1, SETTLE_MS, did);
    gr_kill (friends [1].node);                 //  as in 6.1.3
    s_part (test, friends, 1);
}

static void
s_killed (gr_t *test)
{
    s_friend_t friends [3];
    char did [200];
    s_meet (test, friends, 3, SUSPECT_MS);
    snprintf (did, sizeof did, TEXT ("%s was killed", "se mató a %s"), friends [2].name);
    gr_kill (friends [2].node);
    for (size_t i = 0; i < 2; i++) {
        s_tells (test, &friends [i], friends [2].name, "suspect", did);
        s_tells (test, &friends [i], friends [2].name, "down", did);
    }
    s_quiet (test, friends, 2, SETTLE_MS, did);
    s_part (test, friends, 2);
}

//  In the middle of a call, and for longer than down_ms: the others have its last beat from before
//  the pause, so when they call it down there may still be a beat missing.
static void
s_sleep (gr_t *test, s_friend_t *friends, size_t count)
{
    char did [200];
    snprintf (did, sizeof did, TEXT ("%s was paused for longer than down_ms", "se pausó a %s más que down_ms"),
              friends [0].name);
    gr_tell (friends [0].node, "wait %d", gr_ms (CALL_MS));
    gr_expect (friends [0].node, "waits");
    s_quiet (test, friends, count, BEAT_MS, TEXT ("all watch each other", "todos se vigilan entre sí"));
    gr_pause (friends [0].node);
    for (size_t i = 1; i < count; i++) {
        s_tells (test, &friends [i], friends [0].name, "suspect", did);
        s_tells (test, &friends [i], friends [0].name, "down", did);
    }
    s_quiet (test, friends + 1, count - 1, BEAT_MS, did);
}

static void
s_wake (gr_t *test, s_friend_t *friends, size_t count, const char *did)
{
    gr_resume (friends [0].node);
    for (size_t i = 1; i < count; i++)
        s_tells (test, &friends [i], friends [0].name, "up", did);
}

static void
s_slept (gr_t *test)
{
    s_friend_t friends [3];
    char did [200];
    s_meet (test, friends, 3, SUSPECT_MS);
    s_sleep (test, friends, 3);
    snprintf (did, sizeof did, TEXT ("%s itself was paused for longer than down_ms, while the others were there",
              "el pausado, más que down_ms, fue %s; los otros seguían ahí"), friends [0].name);
    s_wake (test, friends, 3, did);
    s_quiet (test, friends, 3, SETTLE_MS, did);
    s_part (test, friends, 3);
}

static void
s_slept_and_died (gr_t *test)
{
    s_friend_t friends [4];
    char did [200];
    s_meet (test, friends, 4, SUSPECT_MS);
    s_sleep (test, friends, 4);
    snprintf (did, sizeof did, TEXT ("%s itself was paused for longer than down_ms, and %s was killed meanwhile",
              "el pausado, más que down_ms, fue %s, y entretanto se mató a %s"), friends [0].name, friends [3].name);
    gr_kill (friends [3].node);
    s_wake (test, friends, 3, did);
    for (size_t i = 0; i < 3; i++) {
        s_tells (test, &friends [i], friends [3].name, "suspect", did);
        s_tells (test, &friends [i], friends [3].name, "down", did);
    }
    s_part (test, friends, 3);
}

//  Nobody is at that port any more.
static void
s_never_comes (gr_t *test)
{
    s_friend_t friends [2];
    char did [200];
    s_draw_names (test, friends, 2);
    s_start_friend (test, &friends [0], SUSPECT_MS);
    s_start_friend (test, &friends [1], SUSPECT_MS);
    gr_kill (friends [1].node);
    snprintf (did, sizeof did, TEXT ("%s watches %s, who never comes", "%s vigila a %s, que no llega nunca"),
              friends [0].name, friends [1].name);
    gr_tell (friends [0].node, "watch %s %d", friends [1].name, friends [1].port);
    s_tells (test, &friends [0], friends [1].name, "suspect", did);
    s_tells (test, &friends [0], friends [1].name, "down", did);
    s_part (test, friends, 1);
}

static void
s_idle (gr_t *test)
{
    s_friend_t friend;
    long waited = 0, rests = 0;
    char change [100] = "", got [200];
    s_draw_names (test, &friend, 1);
    gr_node_t *node = s_start_detector (test, "idle", friend.name, SUSPECT_MS);
    gr_did (test, TEXT ("called detector_next with 300 ms, with nobody to watch",
                        "se llamó a detector_next con 300 ms, sin nadie a quien vigilar"));
    const char *report = gr_next (node);
    if (sscanf (report, "%ld %ld %99s", &waited, &rests, change) != 3)
        gr_check (test, false, "", report);
    snprintf (got, sizeof got, TEXT ("%s, after %ld ms; the processor was given away %ld times",
              "%s, después de %ld ms; el procesador se cedió %ld veces"), change, waited, rests);
    gr_check (test, strcmp (change, "nothing") == 0 && waited >= 299 && rests > 0,
              TEXT ("nothing, after 300 ms, with the processor idle",
                    "nothing, después de 300 ms, sin ocupar el procesador"), got);
    gr_ends (node);
}

GR_EXERCISE (6_1, "6.1", "06_links_and_monitors", "detector",
    BOTH ("Build a failure detector", "Construye un detector de fallos"),
    BOTH ("chapters/06_links_and_monitors/README.md, 6.4", "chapters/06_links_and_monitors/README.es.md, 6.4"),
    {"6.1.1", 2, BOTH ("who beats is up, and stays up", "quien late está, y sigue estando"), .run = s_up, .limit_s = 5,
     .why = BOTH ("The first beat makes it up; the others only show that it still is. One's own beats have to go out "
                  "while detector_next waits; and a SUB socket hears nothing before it subscribes.",
                  "El primer latido lo pone en up; los demás solo muestran que sigue ahí. Los latidos propios tienen que "
                  "salir mientras detector_next espera; y un socket SUB no oye nada hasta que se suscribe.")},
    {"6.1.2", 2, BOTH ("a short pause is no news", "una pausa corta no es noticia"), .run = s_short_pause, .limit_s = 6,
     .why = BOTH ("A beat may be late, or several. Only a silence of suspect_ms counts.",
                  "Un latido puede retrasarse, o varios. Solo cuenta un silencio de suspect_ms.")},
    {"6.1.3", 3, BOTH ("silent: suspect; heard again: up", "calla: suspect; se oye: up"), .run = s_suspect, .limit_s = 6,
     .why = BOTH ("A state for each, told when it changes and only then. A suspect that beats is up.",
                  "Un estado para cada uno, que se cuenta cuando cambia y solo entonces. Un sospechoso que late "
                  "está up.")},
    {"6.1.4", 3, BOTH ("a long pause: down, and up again", "pausa larga: down, y otra vez up"), .run = s_long_pause, .limit_s = 7,
     .why = BOTH ("Down comes after suspect, once. It is an opinion: who beats again is up.",
                  "Down llega después de suspect, una vez. Es una opinión: quien vuelve a latir está up.")},
    {"6.1.5", 2, BOTH ("a killed one is down for all", "al que matan lo ven todos down"), .run = s_killed, .limit_s = 6,
     .why = BOTH ("The silence of each one counts by itself: those who beat stay up.",
                  "El silencio de cada uno cuenta por separado: los que laten siguen up.")},
    {"6.1.6", 3, BOTH ("who slept blames nobody", "quien durmió no culpa a nadie"), .run = s_slept, .limit_s = 7,
     .why = BOTH ("Who was paused has heard nobody, because it did not listen. Count only the time when you were "
                  "awake.",
                  "Quien estuvo en pausa no oyó a nadie porque no escuchaba. Cuenta solo el tiempo en que estuviste "
                  "despierto.")},
    {"6.1.7", 1, BOTH ("and still finds who died meanwhile", "y encuentra a quien murió mientras"),
     .run = s_slept_and_died, .limit_s = 9,
     .why = BOTH ("After a pause of its own a detector goes on judging, from the moment when it woke.",
                  "Después de su propia pausa, un detector sigue juzgando, desde el momento en que despertó.")},
    {"6.1.8", 1, BOTH ("who never comes is down", "quien no llega nunca está down"), .run = s_never_comes, .limit_s = 6,
     .why = BOTH ("The silence of a new one begins when it is watched; before the first beat it is not up.",
                  "El silencio de uno nuevo empieza cuando se vigila; antes del primer latido no está up.")},
    {"6.1.9", 1, BOTH ("waits without using the processor", "espera sin ocupar el procesador"), .run = s_idle, .limit_s = 3,
     .why = BOTH ("Wait on the socket until the next beat is due or the time is up, whichever comes first.",
                  "Espera en el socket hasta el próximo latido o hasta el límite, lo que llegue antes.")},
    {"6.1.10", 2, BOTH ("clean memory", "memoria limpia"),
     .why = BOTH ("detector_destroy gives back the sockets, and the name of each one that was watched.",
                  "detector_destroy devuelve los sockets y el nombre de cada uno de los vigilados.")});
