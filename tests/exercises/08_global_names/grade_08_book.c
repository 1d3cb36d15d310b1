//  grade_08_book.c - the tests of exercise 8.1: three towns, each with a book

#include "grade.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

//  DELAY_MS is long enough to be told something on all nodes, SOON_MS for a name to be free.
enum { TOWNS = 3, DELAY_MS = 100, LATE_MS = 600, SOON_MS = 3000, WHO_SIZE = 200 };

//  In the order of their names.
enum { ANNA, BOB, KATE };
static const char *const s_names [TOWNS] = {"anna@localhost", "bob@localhost", "kate@localhost"};

//  The nodes of a test, and a name, another one in each run.
typedef struct {
    gr_t *test;
    gr_node_t *nodes [TOWNS];
    char name [30];
} s_land_t;

static void
s_told (gr_node_t *node, const char *line, const char *answer)
{
    gr_tell (node, "%s", line);
    gr_expect (node, answer);
}

//  All connected with each other, their books started, in any order.
static s_land_t
s_open (gr_t *test)
{
    static const char *const words [] = {"todo_list", "printer", "phone", "teacher"};
    s_land_t self = {.test = test};
    char line [100];
    unsigned first = gr_random (test, TOWNS);
    snprintf (self.name, sizeof self.name, "%s%u", words [gr_random (test, 4)], 100 + gr_random (test, 900));
    for (unsigned i = 0; i < TOWNS; i++) {
        unsigned at = (first + i) % TOWNS;
        self.nodes [at] = gr_start (test, "node", s_names [at], NULL);
        gr_expect (self.nodes [at], "up");
    }
    for (int i = 0; i < TOWNS; i++) {
        snprintf (line, sizeof line, "meet %s %s", s_names [(i + 1) % TOWNS], s_names [(i + 2) % TOWNS]);
        s_told (self.nodes [i], line, "connected");
    }
    for (unsigned i = 0; i < TOWNS; i++)
        s_told (self.nodes [(first + i) % TOWNS], "start", "started");
    return self;
}

static void
s_close (s_land_t *self)
{
    for (int i = 0; i < TOWNS; i++)
        if (self->nodes [i]) {
            gr_tell (self->nodes [i], "%s", "");
            gr_ends (self->nodes [i]);
        }
}

static void
s_kill (s_land_t *self, int town)
{
    gr_kill (self->nodes [town]);
    self->nodes [town] = NULL;
}

//  Whatever any of them sends to another is held back.
static void
s_slow_down (s_land_t *self)
{
    char line [100];
    for (int i = 0; i < TOWNS; i++) {
        snprintf (line, sizeof line, "delay %d %s %s", gr_ms (DELAY_MS), s_names [(i + 1) % TOWNS],
                  s_names [(i + 2) % TOWNS]);
        s_told (self->nodes [i], line, "delayed");
    }
}

//  ---- registering ---------------------------------------------------------

static void
s_ask (s_land_t *self, int town, const char *name, int count)
{
    gr_tell (self->nodes [town], "register %s %d", name, count);
}

//  They have begun: when.
static long
s_begun (s_land_t *self, int town)
{
    long ms = 0;
    const char *report = gr_next (self->nodes [town]);
    if (sscanf (report, "begins %ld", &ms) != 1)
        gr_check (self->test, false, "begins …", report);
    return ms;
}

//  How many got it. who: the one who did, where it is one.
static int
s_winners (s_land_t *self, int town, char *who)
{
    int count = -1, at = 0;
    const char *report = gr_next (self->nodes [town]);
    if (sscanf (report, "%d yes%n", &count, &at) != 1)
        gr_check (self->test, false, "N yes …", report);
    if (count == 1)
        snprintf (who, WHO_SIZE, "%s", report + at + 2);
    return count;
}

//  One new process registers itself, and has to get it. Returns who it is.
static void
s_gets (s_land_t *self, int town, const char *name, char *who)
{
    gr_did (self->test, TEXT ("a process on %s registered itself as %s", "un proceso de %s se registró como %s"),
            s_names [town], name);
    s_ask (self, town, name, 1);
    s_begun (self, town);
    int count = s_winners (self, town, who);
    gr_check (self->test, count == 1, "true", "false");
}

static void
s_is_refused (s_land_t *self, int town, const char *name)
{
    char who [WHO_SIZE];
    gr_did (self->test, TEXT ("%s was taken; a process on %s registered itself under it",
                              "%s estaba ocupado; un proceso de %s se registró con ese nombre"), name, s_names [town]);
    s_ask (self, town, name, 1);
    s_begun (self, town);
    gr_check (self->test, s_winners (self, town, who) == 0, "false", "true");
}

//  ---- looking up ----------------------------------------------------------

static void
s_finds (s_land_t *self, int town, const char *name, const char *who, const char *after)
{
    char line [100];
    gr_did (self->test, TEXT ("%s; then book_whereis (\"%s\") on %s", "%s; después, book_whereis (\"%s\") en %s"), after,
            name, s_names [town]);
    snprintf (line, sizeof line, "whereis %s", name);
    s_told (self->nodes [town], line, who);
}

static void
s_all_find (s_land_t *self, const char *name, const char *who, const char *after)
{
    for (int i = 0; i < TOWNS; i++)
        if (self->nodes [i])
            s_finds (self, i, name, who, after);
}

//  All that are left say so, soon.
static void
s_all_come_to (s_land_t *self, const char *name, const char *who, const char *after)
{
    char line [400];
    for (int i = 0; i < TOWNS; i++)
        if (self->nodes [i]) {
            gr_did (self->test, TEXT ("%s; then book_whereis (\"%s\") on %s, again and again for %d ms",
                                      "%s; después, book_whereis (\"%s\") en %s, una y otra vez durante %d ms"),
                    after, name, s_names [i], gr_ms (SOON_MS));
            snprintf (line, sizeof line, "until %d %s %s", gr_ms (SOON_MS), name, who);
            s_told (self->nodes [i], line, who);
        }
}

static void
s_end (s_land_t *self, int town, const char *name)
{
    char line [100];
    snprintf (line, sizeof line, "end %s", name);
    s_told (self->nodes [town], line, "ended");
}

static const char *
s_registered (void)
{
    return TEXT ("it was registered", "se registró");
}

//  ---- the tests -----------------------------------------------------------

static void
s_here (gr_t *test)
{
    s_land_t land = s_open (test);
    char who [WHO_SIZE], other_who [WHO_SIZE], other [40];
    int town = (int) gr_random (test, TOWNS);
    snprintf (other, sizeof other, "%s_2", land.name);
    s_finds (&land, town, land.name, "nobody", TEXT ("nothing was registered", "no se registró nada"));
    s_gets (&land, town, land.name, who);
    s_gets (&land, town, other, other_who);
    s_finds (&land, town, land.name, who, s_registered ());
    s_finds (&land, town, other, other_who, s_registered ());
    s_close (&land);
}

static void
s_everywhere (gr_t *test)
{
    s_land_t land = s_open (test);
    char who [WHO_SIZE], name [40];
    s_slow_down (&land);
    for (int i = 0; i < TOWNS; i++) {
        snprintf (name, sizeof name, "%s_%d", land.name, i);
        s_gets (&land, i, name, who);
        s_all_find (&land, name, who, TEXT ("book_register had returned true, on a slow network",
                                            "book_register había devuelto true, en una red lenta"));
    }
    s_close (&land);
}

static void
s_taken (gr_t *test)
{
    s_land_t land = s_open (test);
    char who [WHO_SIZE];
    s_gets (&land, (int) gr_random (test, TOWNS), land.name, who);
    for (int i = 0; i < TOWNS; i++)
        s_is_refused (&land, i, land.name);
    s_all_come_to (&land, land.name, who, TEXT ("others were refused", "se rechazó a otros"));
    s_close (&land);
}

//  All ask. true: it was at once, nobody could have heard of another one before it asked.
static bool
s_race (s_land_t *self, const char *name)
{
    char who [WHO_SIZE] = "", got [60];
    long first = 0, last = 0;
    int winners = 0;
    for (int i = 0; i < TOWNS; i++)
        s_ask (self, i, name, 2);
    for (int i = 0; i < TOWNS; i++) {
        long ms = s_begun (self, i);
        first = i == 0 || ms < first? ms: first;
        last = i == 0 || ms > last? ms: last;
    }
    for (int i = 0; i < TOWNS; i++)
        winners += s_winners (self, i, who);
    gr_did (self->test, TEXT ("on a slow network, two processes of each node registered themselves as %s at once",
                              "en una red lenta, dos procesos de cada nodo se registraron a la vez como %s"), name);
    snprintf (got, sizeof got, TEXT ("%d of the six got true", "%d de los seis recibieron true"), winners);
    gr_check (self->test, winners == 1, TEXT ("1 of the six gets true", "1 de los seis recibe true"), got);
    s_all_come_to (self, name, who, TEXT ("six asked at once, one got true", "lo pidieron seis a la vez y uno recibió true"));
    return last - first < gr_ms (DELAY_MS);
}

static void
s_at_once (gr_t *test)
{
    s_land_t land = s_open (test);
    char name [40];
    int races = 0;
    s_slow_down (&land);
    for (int i = 0; i < 5 && races < 2; i++) {
        snprintf (name, sizeof name, "%s_%d", land.name, i);
        races += s_race (&land, name);
    }
    s_close (&land);
}

static void
s_different (gr_t *test)
{
    s_land_t land = s_open (test);
    char who [TOWNS] [WHO_SIZE], names [TOWNS] [40];
    s_slow_down (&land);
    for (int i = 0; i < TOWNS; i++) {
        snprintf (names [i], sizeof names [i], "%s_%d", land.name, i);
        s_ask (&land, i, names [i], 1);
    }
    for (int i = 0; i < TOWNS; i++)
        s_begun (&land, i);
    for (int i = 0; i < TOWNS; i++) {
        gr_did (test, TEXT ("on a slow network, all nodes registered at once, each another name",
                            "en una red lenta, todos los nodos registraron a la vez, cada uno otro nombre"));
        gr_check (test, s_winners (&land, i, who [i]) == 1, TEXT ("true on all", "true en todos"), "false");
    }
    for (int i = 0; i < TOWNS; i++)
        s_all_come_to (&land, names [i], who [i], s_registered ());
    s_close (&land);
}

static void
s_ends (gr_t *test)
{
    s_land_t land = s_open (test);
    char who [WHO_SIZE];
    int town = (int) gr_random (test, TOWNS);
    for (int i = 0; i < TOWNS; i++, town = (town + 1) % TOWNS) {
        s_gets (&land, town, land.name, who);
        s_all_come_to (&land, land.name, who, s_registered ());
        s_end (&land, town, land.name);
        s_all_come_to (&land, land.name, "nobody", TEXT ("the holder of the name ended", "el titular del nombre acabó"));
    }
    s_close (&land);
}

static void
s_killed (gr_t *test)
{
    s_land_t land = s_open (test);
    char who [WHO_SIZE];
    s_gets (&land, BOB, land.name, who);
    s_kill (&land, BOB);
    s_all_come_to (&land, land.name, "nobody", TEXT ("the node of the holder was killed",
                                                     "se mató el nodo del titular del nombre"));
    s_gets (&land, gr_random (test, 2)? ANNA: KATE, land.name, who);
    s_all_come_to (&land, land.name, who, s_registered ());
    s_close (&land);
}

//  Whoever is asked, those who could be asked by it are paused.
static void
s_asks_nobody (gr_t *test)
{
    s_land_t land = s_open (test);
    char who [WHO_SIZE];
    s_gets (&land, BOB, land.name, who);
    s_all_come_to (&land, land.name, who, s_registered ());
    for (int i = 0; i < TOWNS; i++) {
        int one = (i + 1) % TOWNS, two = (i + 2) % TOWNS;
        gr_pause (land.nodes [one]);
        gr_pause (land.nodes [two]);
        s_finds (&land, i, land.name, who, TEXT ("the two other nodes were paused", "se pausó a los otros dos nodos"));
        gr_resume (land.nodes [one]);
        gr_resume (land.nodes [two]);
    }
    s_close (&land);
}

//  Whichever of the nodes decides: first one end of the list goes, then the other.
static void
s_goes_on (gr_t *test)
{
    s_land_t land = s_open (test);
    char who [WHO_SIZE], second_who [WHO_SIZE], second [40];
    snprintf (second, sizeof second, "%s_2", land.name);
    s_gets (&land, BOB, land.name, who);
    s_kill (&land, ANNA);
    s_is_refused (&land, KATE, land.name);
    s_gets (&land, KATE, second, second_who);
    s_all_come_to (&land, second, second_who, TEXT ("anna's node was killed; it was registered",
                                                    "se mató el nodo de anna; se registró"));
    s_kill (&land, KATE);
    s_is_refused (&land, BOB, land.name);
    s_all_come_to (&land, second, "nobody", TEXT ("kate's node was killed, where it was registered",
                                                  "se mató el nodo de kate, donde estaba registrado"));
    s_gets (&land, BOB, second, second_who);
    s_all_come_to (&land, land.name, who, TEXT ("the two other nodes were killed", "se mató a los otros dos nodos"));
    s_all_come_to (&land, second, second_who, s_registered ());
    s_close (&land);
}

//  The name's process has ended. One node knows, one will hear of it much later: there the name
//  is taken. Who asks now may be refused, or get it, but not half of it.
static void
s_late_end (gr_t *test)
{
    s_land_t land = s_open (test);
    char who [WHO_SIZE], line [100];
    s_gets (&land, KATE, land.name, who);
    snprintf (line, sizeof line, "delay %d %s", gr_ms (LATE_MS), s_names [BOB]);
    s_told (land.nodes [KATE], line, "delayed");
    s_end (&land, KATE, land.name);
    snprintf (line, sizeof line, "call %s", s_names [BOB]);
    s_told (land.nodes [KATE], line, "called");
    gr_did (test, TEXT ("the holder of the name ended", "el titular del nombre acabó"));
    snprintf (line, sizeof line, "until %d %s nobody", gr_ms (SOON_MS), land.name);
    s_told (land.nodes [ANNA], line, "nobody");
    s_ask (&land, ANNA, land.name, 1);
    s_begun (&land, ANNA);
    bool good = s_winners (&land, ANNA, who) == 1;
    s_told (land.nodes [BOB], "hear", "heard");
    s_all_come_to (&land, land.name, good? who: "nobody",
                   good? TEXT ("the holder ended, which bob heard late; meanwhile one on anna got true",
                               "el titular acabó, y bob lo supo tarde; entretanto uno de anna recibió true")
                   : TEXT ("the holder ended, which bob heard late; meanwhile one on anna, still alive, got false",
                           "el titular acabó, y bob lo supo tarde; entretanto uno de anna, aún vivo, recibió false"));
    s_close (&land);
}

GR_EXERCISE (8_1, "8.1", "08_global_names", "book",
    BOTH ("Build a name server", "Construye un servidor de nombres"),
    BOTH ("chapters/08_global_names/README.md, 8.1 and 8.3", "chapters/08_global_names/README.es.md, 8.1 y 8.3"),
    {"8.1.1", 2, BOTH ("finds who has a name", "encuentra a quien tiene un nombre"), .run = s_here,
     .why = BOTH ("book_start spawns a process that has the table; book_register and book_whereis send it a message and "
                  "wait for the answer.",
                  "book_start crea un proceso que tiene la tabla; book_register y book_whereis le envían un mensaje y "
                  "esperan la respuesta.")},
    {"8.1.2", 2, BOTH ("every node finds it", "lo encuentran todos los nodos"), .run = s_everywhere,
     .why = BOTH ("book_register returns when all books know: wait for the answer of each, not only of one's own.",
                  "book_register vuelve cuando lo saben todos los libros: espera la respuesta de cada uno, no solo la "
                  "del propio.")},
    {"8.1.3", 2, BOTH ("a taken name is refused", "un nombre ocupado se rechaza"), .run = s_taken,
     .why = BOTH ("A name stays with the process that has it, whichever node asks.",
                  "Un nombre sigue siendo del proceso que lo tiene, pregunte el nodo que pregunte.")},
    {"8.1.4", 4, BOTH ("all at once: one winner", "todos a la vez: un ganador"), .run = s_at_once, .limit_s = 20,
     .why = BOTH ("Looking first and writing then is two steps: others look in between. One book has to decide, by "
                  "looking and writing in one step, and it has to be the same one for all.",
                  "Mirar primero y escribir después son dos pasos: otros miran entretanto. Tiene que decidir un libro, "
                  "que mire y escriba en un solo paso, y tiene que ser el mismo para todos.")},
    {"8.1.5", 2, BOTH ("different names at once", "nombres distintos a la vez"), .run = s_different, .limit_s = 6,
     .why = BOTH ("A book that waits for another book answers nobody meanwhile, and two of them wait for each other. "
                  "Let those wait who ask.",
                  "Un libro que espera a otro libro no responde a nadie entretanto, y dos se esperan entre sí. Que "
                  "espere quien pregunta.")},
    {"8.1.6", 2, BOTH ("free when its process ends", "libre cuando su proceso acaba"), .run = s_ends,
     .why = BOTH ("Each book monitors the process itself, wherever it is; its DOWN frees the name.",
                  "Cada libro vigila al proceso, esté donde esté; su DOWN libera el nombre.")},
    {"8.1.7", 2, BOTH ("free when its node is killed", "libre cuando matan su nodo"), .run = s_killed,
     .why = BOTH ("Nobody on a killed node says goodbye: those on the others have to notice, by a monitor.",
                  "En un nodo al que matan nadie se despide: tienen que notarlo los demás, con un monitor.")},
    {"8.1.8", 1, BOTH ("a look-up asks no other node", "una consulta no pregunta a otro nodo"), .run = s_asks_nobody,
     .limit_s = 6,
     .why = BOTH ("All that book_whereis needs stands in the book of its own node.",
                  "Todo lo que necesita book_whereis está en el libro de su propio nodo.")},
    {"8.1.9", 1, BOTH ("goes on, whichever node is killed", "sigue, maten el nodo que maten"), .run = s_goes_on,
     .limit_s = 8,
     .why = BOTH ("Who asks a node that is lost gets a DOWN, not an answer, and asks those that are left. Which nodes "
                  "there are is asked each time.",
                  "Quien pregunta a un nodo perdido recibe un DOWN, no una respuesta, y pregunta a los que quedan. "
                  "Qué nodos hay se pregunta cada vez.")},
    {"8.1.10", 1, BOTH ("an end that one node hears late", "un final que un nodo sabe tarde"), .run = s_late_end,
     .why = BOTH ("Who is refused by one book takes back what the others have written. And a DOWN frees the name only "
                  "if it is still that process that has it.",
                  "A quien rechaza un libro le toca retirar lo que escribieron los otros. Y un DOWN libera el nombre "
                  "solo si lo sigue teniendo ese proceso.")},
    {"8.1.11", 1, BOTH ("clean memory", "memoria limpia"),
     .why = BOTH ("What a book has from zc_alloc and zc_strdup goes with its process; what is from malloc does not.",
                  "Lo que un libro tiene de zc_alloc y zc_strdup se va con su proceso; lo de malloc, no.")});
