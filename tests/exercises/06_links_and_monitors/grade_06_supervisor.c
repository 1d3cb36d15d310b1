//  grade_06_supervisor.c - the tests of exercise 6.2: a pond in a park, and birds on several nodes

#include "grade.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { BIRDS = 3, LONG_MS = 60000 };

//  A pond in a park: its keeper has a supervisor, and the birds are its children.
typedef struct {
    gr_node_t *node;
    const char *names [BIRDS];
} s_park_t;

static void
s_open (gr_t *test, s_park_t *park)
{
    const char *names [] = {"duck", "swan", "goose", "heron", "teal"};
    for (size_t i = 0; i < BIRDS; i++) {
        size_t other = i + gr_random (test, (unsigned) (5 - i));
        park->names [i] = names [other];
        names [other] = names [i];
    }
    park->node = gr_start (test, "park", NULL);
    gr_expect (park->node, "up");
}

static void
s_child (const s_park_t *park, size_t bird, const char *restart, int shutdown_ms, const char *nodes)
{
    gr_tell (park->node, "child %s %s %d plain%s", park->names [bird], restart, gr_ms (shutdown_ms), nodes);
}

static void
s_start (gr_t *test, const s_park_t *park, int max_restarts, int max_ms)
{
    gr_did (test, TEXT ("sup_start_link with children %s, %s and %s", "sup_start_link con los hijos %s, %s y %s"),
            park->names [0], park->names [1], park->names [2]);
    gr_tell (park->node, "start %d %d", max_restarts, gr_ms (max_ms));
    gr_expect (park->node, "started");
}

//  All permanent, and on the node of the supervisor.
static void
s_open_and_start (gr_t *test, s_park_t *park, int max_restarts, int max_ms)
{
    s_open (test, park);
    for (size_t i = 0; i < BIRDS; i++)
        s_child (park, i, "permanent", LONG_MS, "");
    s_start (test, park, max_restarts, max_ms);
}

//  What comes next has to be this.
__attribute__ ((format (printf, 2, 3))) static void
s_await (const s_park_t *park, const char *format, ...)
{
    char text [200];
    va_list args;
    va_start (args, format);
    vsnprintf (text, sizeof text, format, args);
    va_end (args);
    gr_tell (park->node, "await");
    gr_expect (park->node, text);
}

//  sup_which_children has to be this: "duck 2" is its second start, "duck -" one that has ended.
__attribute__ ((format (printf, 2, 3))) static void
s_which (const s_park_t *park, const char *format, ...)
{
    char text [200];
    va_list args;
    va_start (args, format);
    vsnprintf (text, sizeof text, format, args);
    va_end (args);
    gr_tell (park->node, "which");
    gr_expect (park->node, text);
}

static void
s_close (gr_t *test, const s_park_t *park)
{
    gr_did (test, TEXT ("then the program was told to end", "después se dijo al programa que acabara"));
    gr_tell (park->node, "%s", "");
    gr_ends (park->node);
}

//  This bird ends, with a reason nobody can know before.
static void
s_storm (gr_t *test, const s_park_t *park, size_t bird, int which)
{
    int number = (int) gr_random (test, 1000);
    gr_did (test, TEXT ("%s %d ended with {storm, %d}", "%s %d acabó con {storm, %d}"), park->names [bird], which, number);
    gr_tell (park->node, "leave %s {storm, %d}", park->names [bird], number);
    s_await (park, "ended %s %d {:storm, %d}", park->names [bird], which, number);
}

static void
s_starts_again (const s_park_t *park, size_t bird, int which)
{
    s_await (park, "started %s %d on park@localhost", park->names [bird], which);
}

//  The supervisor stops this one.
static void
s_is_stopped (const s_park_t *park, size_t bird, int which, const char *reason)
{
    s_await (park, "told %s %d :shutdown", park->names [bird], which);
    s_await (park, "ended %s %d %s", park->names [bird], which, reason);
}

static void
s_in_order (gr_t *test)
{
    s_park_t park;
    char text [100];
    s_open_and_start (test, &park, 3, LONG_MS);
    gr_did (test, TEXT ("to how many processes was the supervisor linked when sup_start_link returned: its parent, three "
                        "children",
                        "con cuántos procesos estaba enlazado el supervisor al volver sup_start_link: su padre y tres hijos"));
    gr_tell (park.node, "linked");
    gr_expect (park.node, "linked to 4");
    gr_did (test, TEXT ("sup_start_link: the order of the starts", "sup_start_link: el orden de los arranques"));
    snprintf (text, sizeof text, "started %s %s %s", park.names [0], park.names [1], park.names [2]);
    gr_tell (park.node, "order");
    gr_expect (park.node, text);
    gr_did (test, TEXT ("sup_which_children, after the start", "sup_which_children, tras el arranque"));
    s_which (&park, "%s 1, %s 1, %s 1", park.names [0], park.names [1], park.names [2]);
    gr_did (test, TEXT ("another supervisor was started, whose only child is egret; then sup_which_children of the first",
                        "se arrancó otro supervisor, con egret como único hijo; luego, sup_which_children del primero"));
    gr_tell (park.node, "another egret");
    s_await (&park, "started egret 1 on park@localhost");
    s_which (&park, "%s 1, %s 1, %s 1", park.names [0], park.names [1], park.names [2]);
    s_close (test, &park);
}

static void
s_only_that_one (gr_t *test)
{
    s_park_t park;
    int which [BIRDS] = {1, 1, 1};
    s_open_and_start (test, &park, 3, LONG_MS);
    for (int round = 0; round < 2; round++) {
        size_t bird = gr_random (test, BIRDS);
        s_storm (test, &park, bird, which [bird]++);
        s_starts_again (&park, bird, which [bird]);
    }
    s_which (&park, "%s %d, %s %d, %s %d", park.names [0], which [0], park.names [1], which [1], park.names [2], which [2]);
    gr_did (test, TEXT ("a stranger sent the supervisor a letter and the exit signal go_away",
                        "un desconocido envió al supervisor una carta y la señal de salida go_away"));
    gr_tell (park.node, "stranger");
    s_which (&park, "%s %d, %s %d, %s %d", park.names [0], which [0], park.names [1], which [1], park.names [2], which [2]);
    gr_did (test, TEXT ("the letter and the signal have come, and sup_which_children was answered since; how many messages wait",
                        "llegaron la carta y la señal, y después se respondió a sup_which_children; cuántos mensajes esperan"));
    gr_tell (park.node, "mailbox");
    gr_expect (park.node, "waiting 0");
    s_close (test, &park);
}

//  A child leaves, and is not started again.
static void
s_leaves (gr_t *test, const s_park_t *park, size_t bird, int which, const char *reason, const char *shown,
          const char *restart)
{
    gr_did (test, TEXT ("%s %d, which is %s, ended with %s", "%s %d, que es %s, acabó con %s"), park->names [bird], which,
            restart, reason);
    gr_tell (park->node, "leave %s %s", park->names [bird], reason);
    s_await (park, "ended %s %d %s", park->names [bird], which, shown);
}

static const char *const s_good_ends [BIRDS] [2] = {
    {"normal", ":normal"}, {"shutdown", ":shutdown"}, {"{shutdown, evening}", "{:shutdown, :evening}"}};

static void
s_transient (gr_t *test)
{
    s_park_t park;
    s_open (test, &park);
    for (size_t i = 0; i < BIRDS; i++)
        s_child (&park, i, "transient", LONG_MS, "");
    s_start (test, &park, 3, LONG_MS);
    size_t bird = gr_random (test, BIRDS), shift = gr_random (test, BIRDS);
    s_storm (test, &park, bird, 1);
    s_starts_again (&park, bird, 2);
    for (size_t i = 0; i < BIRDS; i++) {
        const char *const *reason = s_good_ends [(i + shift) % BIRDS];
        s_leaves (test, &park, i, i == bird? 2: 1, reason [0], reason [1], "transient");
    }
    s_which (&park, "%s -, %s -, %s -", park.names [0], park.names [1], park.names [2]);
    s_close (test, &park);
}

static void
s_others (gr_t *test)
{
    s_park_t park;
    const char *const *reason = s_good_ends [gr_random (test, BIRDS)];
    s_open (test, &park);
    s_child (&park, 0, "temporary", LONG_MS, "");
    s_child (&park, 1, "permanent", LONG_MS, "");
    s_child (&park, 2, "temporary", LONG_MS, "");
    s_start (test, &park, 3, LONG_MS);
    s_leaves (test, &park, 1, 1, reason [0], reason [1], "permanent");
    s_starts_again (&park, 1, 2);
    s_leaves (test, &park, 2, 1, "storm", ":storm", "temporary");
    s_which (&park, "%s 1, %s 2", park.names [0], park.names [1]);
    s_leaves (test, &park, 0, 1, reason [0], reason [1], "temporary");
    s_which (&park, "%s 2", park.names [1]);
    s_close (test, &park);
}

static void
s_stops (gr_t *test)
{
    s_park_t park;
    int number = (int) gr_random (test, 1000);
    s_open_and_start (test, &park, 3, LONG_MS);
    gr_did (test, TEXT ("its parent sent it the exit signal {closing, %d}; each child takes 20 ms to end",
                        "su padre le envió la señal de salida {closing, %d}; cada hijo tarda 20 ms en acabar"), number);
    gr_tell (park.node, "stop {closing, %d}", number);
    for (size_t i = BIRDS; i > 0; i--)
        s_is_stopped (&park, i - 1, 1, ":shutdown");
    s_await (&park, "the supervisor ended {:closing, %d}", number);
    s_close (test, &park);
}

static void
s_stubborn (gr_t *test)
{
    s_park_t park;
    s_open (test, &park);
    s_child (&park, 0, "permanent", LONG_MS, "");
    gr_tell (park.node, "child %s permanent %d stubborn", park.names [1], gr_ms (200));
    s_child (&park, 2, "permanent", LONG_MS, "");
    s_start (test, &park, 3, LONG_MS);
    gr_did (test, TEXT ("its parent sent it the exit signal shutdown; %s takes no notice of that",
                        "su padre le envió la señal de salida shutdown; %s no hace caso"), park.names [1]);
    gr_tell (park.node, "stop shutdown");
    s_is_stopped (&park, 2, 1, ":shutdown");
    s_is_stopped (&park, 1, 1, ":killed");
    s_is_stopped (&park, 0, 1, ":shutdown");
    s_await (&park, "the supervisor ended :shutdown");
    s_close (test, &park);
}

//  Each of them ends once.
static void
s_too_often (gr_t *test)
{
    s_park_t park;
    s_open_and_start (test, &park, 2, LONG_MS);
    size_t first = gr_random (test, BIRDS), last = (first + 2) % BIRDS;
    for (size_t i = first; i < first + BIRDS; i++) {
        s_storm (test, &park, i % BIRDS, 1);
        if (i % BIRDS != last)
            s_starts_again (&park, i % BIRDS, 2);
    }
    gr_did (test, TEXT ("with max_restarts 2, each of the three children ended once, %s the last",
                        "con max_restarts 2, cada uno de los tres hijos acabó una vez, %s el último"), park.names [last]);
    for (size_t i = BIRDS; i > 0; i--)
        if (i - 1 != last)
            s_is_stopped (&park, i - 1, 2, ":shutdown");
    s_await (&park, "the supervisor ended :shutdown");
    s_close (test, &park);
}

//  A window that slides: the first end leaves it while the second is still in there.
static void
s_long_ago (gr_t *test)
{
    s_park_t park;
    s_open_and_start (test, &park, 2, 1500);
    size_t bird = gr_random (test, BIRDS);
    s_storm (test, &park, bird, 1);
    s_starts_again (&park, bird, 2);
    gr_quiet (park.node, 800);
    s_storm (test, &park, bird, 2);
    s_starts_again (&park, bird, 3);
    gr_quiet (park.node, 800);                  //  now the first is forgotten
    s_storm (test, &park, bird, 3);
    gr_did (test, TEXT ("with max_restarts 2 and max_ms 1500, %s ended at 0, 800 and 1600 ms",
                        "con max_restarts 2 y max_ms 1500, %s acabó a los 0, 800 y 1600 ms"), park.names [bird]);
    s_starts_again (&park, bird, 4);
    s_storm (test, &park, bird, 4);
    gr_did (test, TEXT ("with max_restarts 2 and max_ms 1500, %s ended at 0, 800, 1600 ms, and at once again",
                        "con max_restarts 2 y max_ms 1500, %s acabó a los 0, 800 y 1600 ms, y enseguida otra vez"),
            park.names [bird]);
    for (size_t i = BIRDS; i > 0; i--)
        if (i - 1 != bird)
            s_is_stopped (&park, i - 1, 1, ":shutdown");
    s_await (&park, "the supervisor ended :shutdown");
    s_close (test, &park);
}

static gr_node_t *
s_start_node (gr_t *test, const char *name)
{
    gr_node_t *node = gr_start (test, "node", name, NULL);
    gr_expect (node, "up");
    return node;
}

static void
s_killed_node (gr_t *test)
{
    s_park_t park;
    char text [200];
    gr_node_t *lake = s_start_node (test, "lake"), *river = s_start_node (test, "river");
    s_open (test, &park);
    size_t bird = gr_random (test, BIRDS), other = (bird + 1) % BIRDS;
    for (size_t i = 0; i < BIRDS; i++)
        s_child (&park, i, "transient", LONG_MS, i == bird? " lake@localhost river@localhost":
                 i == other? " river@localhost lake@localhost": "");
    s_start (test, &park, 3, LONG_MS);
    gr_did (test, TEXT ("%s has the nodes lake and river, %s river and lake, the third no list; where do they run?",
                        "%s tiene los nodos lake y river, %s river y lake, el tercero no tiene lista; ¿dónde están?"),
            park.names [bird], park.names [other]);
    *text = 0;
    for (size_t i = 0; i < BIRDS; i++)
        snprintf (text + strlen (text), sizeof text - strlen (text), "%s%s on %s@localhost", i? ", ": "", park.names [i],
                  i == bird? "lake": i == other? "river": "park");
    gr_tell (park.node, "where");
    gr_expect (park.node, text);

    gr_kill (lake);
    gr_did (test, TEXT ("the node lake, where %s ran, was killed; river is next in its list",
                        "se mató el nodo lake, donde estaba %s; river es el siguiente de su lista"), park.names [bird]);
    s_await (&park, "ended %s 1 :noconnection", park.names [bird]);
    s_await (&park, "started %s 2 on river@localhost", park.names [bird]);
    s_which (&park, "%s %d, %s %d, %s %d", park.names [0], bird == 0? 2: 1, park.names [1], bird == 1? 2: 1,
             park.names [2], bird == 2? 2: 1);

    lake = s_start_node (test, "lake");
    s_storm (test, &park, bird, 2);
    gr_did (test, TEXT ("the node lake was started again, and then %s, now on river, ended; lake is first in its list",
                        "se arrancó otra vez el nodo lake, y luego acabó %s, ahora en river; lake es el primero de su lista"),
            park.names [bird]);
    s_await (&park, "started %s 3 on lake@localhost", park.names [bird]);
    s_close (test, &park);
    gr_tell (lake, "%s", "");
    gr_ends (lake);
    gr_tell (river, "%s", "");
    gr_ends (river);
}

static void
s_no_node (gr_t *test)
{
    s_park_t park;
    gr_node_t *lake = s_start_node (test, "lake");
    s_open (test, &park);
    size_t bird = gr_random (test, BIRDS);
    for (size_t i = 0; i < BIRDS; i++)
        s_child (&park, i, "permanent", LONG_MS, i == bird? " lake@localhost": "");
    s_start (test, &park, 3, LONG_MS);
    gr_kill (lake);
    gr_did (test, TEXT ("the node lake, the only one for %s, was killed", "se mató el nodo lake, el único de %s"),
            park.names [bird]);
    s_await (&park, "ended %s 1 :noconnection", park.names [bird]);
    for (size_t i = BIRDS; i > 0; i--)
        if (i - 1 != bird)
            s_is_stopped (&park, i - 1, 1, ":shutdown");
    s_await (&park, "the supervisor ended :shutdown");
    s_close (test, &park);
}

//  The last child does not stop, so the supervisor is busy when another process asks, until the
//  test lets that child go. The keeper has asked before, and nothing may be left of that, nor come.
static void
s_asked_late (gr_t *test)
{
    s_park_t park;
    s_open (test, &park);
    s_child (&park, 0, "permanent", LONG_MS, "");
    s_child (&park, 1, "permanent", LONG_MS, "");
    gr_tell (park.node, "child %s permanent %d stubborn", park.names [2], gr_ms (LONG_MS));
    s_start (test, &park, 3, LONG_MS);
    s_which (&park, "%s 1, %s 1, %s 1", park.names [0], park.names [1], park.names [2]);
    gr_tell (park.node, "stop shutdown");
    s_await (&park, "told %s 1 :shutdown", park.names [2]);
    gr_did (test, TEXT ("sup_which_children of a supervisor that is busy: it waits for the end of %s",
                        "sup_which_children de un supervisor ocupado: espera a que acabe %s"), park.names [2]);
    gr_tell (park.node, "ask");
    gr_expect (park.node, "asked");
    gr_tell (park.node, "answer %d", gr_ms (800));
    gr_expect (park.node, "no answer");
    gr_did (test, TEXT ("sup_which_children of a supervisor that was busy, and ended without an answer",
                        "sup_which_children de un supervisor que estaba ocupado y acabó sin responder"));
    gr_tell (park.node, "leave %s shutdown", park.names [2]);
    s_await (&park, "ended %s 1 :shutdown", park.names [2]);
    s_is_stopped (&park, 1, 1, ":shutdown");
    s_is_stopped (&park, 0, 1, ":shutdown");
    s_await (&park, "the supervisor ended :shutdown");
    gr_tell (park.node, "answer -1");
    gr_expect (park.node, "answered NULL");
    gr_did (test, TEXT ("sup_which_children while the supervisor lived, and after its end; then looked into the mailbox",
                        "sup_which_children con el supervisor vivo, y tras su final; luego se miró el buzón"));
    s_which (&park, "NULL");
    gr_tell (park.node, "rest");
    gr_expect (park.node, "nothing");
    s_close (test, &park);
}

GR_EXERCISE (6_2, "6.2", "06_links_and_monitors", "supervisor",
    BOTH ("Build a supervisor", "Construye un supervisor"),
    BOTH ("chapters/06_links_and_monitors/README.md, 6.1 to 6.3", "chapters/06_links_and_monitors/README.es.md, 6.1 a 6.3"),
    {"6.2.1", 2, BOTH ("starts its children in order", "arranca a sus hijos en orden"), .run = s_in_order, .limit_s = 4,
     .why = BOTH ("Each child runs Module:function with its id: zc_node_spawn_link, with \"[~a]\". sup_start_link "
                  "waits until they are started. And who asks for the children gets an answer, each supervisor's own.",
                  "Cada hijo ejecuta Module:function con su id: zc_node_spawn_link, con \"[~a]\". sup_start_link espera "
                  "a que estén arrancados. Y quien pregunta por los hijos recibe respuesta, la de cada supervisor.")},
    {"6.2.2", 2, BOTH ("starts again the one that ended", "vuelve a arrancar al que acabó"), .run = s_only_that_one,
     .limit_s = 4,
     .why = BOTH ("Who traps exits gets {:EXIT, Pid, Reason}. The pid says which child it was; the others are left "
                  "alone. What is for nobody has to leave the mailbox, too: a last case, _.",
                  "Quien atrapa las salidas recibe {:EXIT, Pid, Reason}. El pid dice qué hijo era; a los demás no se los "
                  "toca. Lo que no es para nadie también tiene que salir del buzón: un último caso, _.")},
    {"6.2.3", 2, BOTH ("transient: unless it was in order", "transient: salvo si fue en regla"), .run = s_transient,
     .limit_s = 4,
     .why = BOTH ("In order are normal, shutdown and {shutdown, _}. A transient child that ended so is still listed.",
                  "En regla son normal, shutdown y {shutdown, _}. Un hijo transient que acabó así sigue en la lista.")},
    {"6.2.4", 1, BOTH ("permanent: always; temporary: never", "permanent: siempre; temporary: nunca"), .run = s_others,
     .limit_s = 4,
     .why = BOTH ("A permanent child is started again also after an end in order. A temporary one is forgotten, and "
                  "listed no more.",
                  "Un hijo permanent vuelve a arrancar también tras un final en regla. Uno temporary se olvida y ya no "
                  "sale en la lista.")},
    {"6.2.5", 2, BOTH ("stops them in the reverse order", "los detiene en orden inverso"), .run = s_stops, .limit_s = 4,
     .why = BOTH ("The last first; and the next one when this one's EXIT has come. Then the supervisor ends, and its "
                  "parent hears that by the link, with the reason of the signal that the parent has sent.",
                  "Primero el último, y el siguiente cuando haya llegado el EXIT de este. Luego acaba el supervisor, y su "
                  "padre lo sabe por el enlace, con el motivo de la señal que él mismo envió.")},
    {"6.2.6", 1, BOTH ("kills one that does not stop", "mata al que no se detiene"), .run = s_stubborn, .limit_s = 4,
     .why = BOTH ("Wait for its EXIT for shutdown_ms, then send kill.",
                  "Espera su EXIT durante shutdown_ms y luego envía kill.")},
    {"6.2.7", 2, BOTH ("gives up when it is too often", "se rinde si pasa demasiado"), .run = s_too_often, .limit_s = 4,
     .why = BOTH ("The restarts of all children count together. Then stop the children, and zc_exit (\"shutdown\").",
                  "Los arranques de todos los hijos cuentan juntos. Después, detén a los hijos y zc_exit (\"shutdown\").")},
    {"6.2.8", 1, BOTH ("forgets what was long ago", "olvida lo de hace tiempo"), .run = s_long_ago, .limit_s = 6,
     .why = BOTH ("Remember when each of the last max_restarts was: only those of the last max_ms count, counted back "
                  "from now.",
                  "Recuerda cuándo fue cada uno de los últimos max_restarts: solo cuentan los de los últimos max_ms, "
                  "contados desde ahora hacia atrás.")},
    {"6.2.9", 3, BOTH ("a killed node: on the next one", "matan un nodo: en el siguiente"), .run = s_killed_node, .limit_s = 6,
     .why = BOTH ("The link fires with noconnection. Then take the first node of the list that answers now "
                  "(zc_node_ping).",
                  "El enlace salta con noconnection. Toma entonces el primer nodo de la lista que responda "
                  "(zc_node_ping).")},
    {"6.2.10", 1, BOTH ("no node left: gives up", "no queda ningún nodo: se rinde"), .run = s_no_node, .limit_s = 6,
     .why = BOTH ("A child that could not be started counts as one that ended: its link fires with noconnection, too.",
                  "Un hijo que no se pudo arrancar cuenta como uno que acabó: su enlace también salta con noconnection.")},
    {"6.2.11", 1, BOTH ("asked after its end: NULL", "preguntado tras su final: NULL"), .run = s_asked_late,
     .limit_s = 4,
     .why = BOTH ("Monitor, ask, and wait for the answer or the DOWN, however long; then zc_demonitor with "
                  "ZC_DEMONITOR_FLUSH.",
                  "Vigila, pregunta y espera la respuesta o el DOWN, tarde lo que tarde; luego, zc_demonitor con "
                  "ZC_DEMONITOR_FLUSH.")},
    {"6.2.12", 2, BOTH ("clean memory", "memoria limpia"),
     .why = BOTH ("zc_exit does not return, so nothing after it is freed. What is from zc_alloc goes with its process.",
                  "zc_exit no vuelve, así que nada de lo que sigue se libera. Lo de zc_alloc se va con su proceso.")});
