//  grade_08_clash.c - the tests of exercise 8.2: a small world, which is split and heals

#include "grade.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { NODES = 4, ROUNDS = 40, SOON_MS = 5000, WHO_SIZE = 40 };

//  In the order of their names: in a split anna and bob are on one side.
enum { ANNA, BOB, JOE, KATE };
static const char *const s_names [NODES] = {"anna", "bob", "joe", "kate"};

//  A world, and a name, another one in each run.
typedef struct {
    gr_t *test;
    gr_node_t *node;
    char name [30];
    char did [1000];                //  all commands since the world was made
} s_world_t;

//  Tell the driver a command; the explanation of a failure has all of them.
__attribute__ ((format (printf, 2, 3))) static void
s_tell (s_world_t *self, const char *format, ...)
{
    char line [200];
    va_list args;
    va_start (args, format);
    vsnprintf (line, sizeof line, format, args);
    va_end (args);
    size_t used = strlen (self->did);
    snprintf (self->did + used, sizeof self->did - used, "%s%s", used? "; ": "", line);
    gr_did (self->test, "%s", self->did);
    gr_tell (self->node, "%s", line);
}

//  The same, for what changes nothing: later failures need not show it.
static void
s_ask (s_world_t *self, const char *line)
{
    gr_did (self->test, "%s; %s", self->did, line);
    gr_tell (self->node, "%s", line);
}

//  Let it all happen, in an order that is drawn.
static void
s_play (s_world_t *self)
{
    s_tell (self, "play %u", gr_random (self->test, 100000));
    gr_expect (self->node, "quiet");
}

//  A new one: the nodes in any order, without links.
static void
s_make (s_world_t *self)
{
    unsigned first = gr_random (self->test, NODES);
    *self->did = 0;
    s_tell (self, "nodes %s %s %s %s", s_names [first], s_names [(first + 1) % NODES], s_names [(first + 2) % NODES],
            s_names [(first + 3) % NODES]);
    gr_expect (self->node, "made");
}

static s_world_t
s_begin (gr_t *test)
{
    static const char *const words [] = {"todo_list", "printer", "phone", "teacher"};
    s_world_t self = {.test = test, .node = gr_start (test, "world", NULL)};
    snprintf (self.name, sizeof self.name, "%s%u", words [gr_random (test, 4)], 100 + gr_random (test, 900));
    s_make (&self);
    return self;
}

static void
s_end (s_world_t *self)
{
    gr_tell (self->node, "%s", "");
    gr_ends (self->node);
}

//  Of these two, one at random is named first.
static void
s_pair (s_world_t *self, const char *what, int one, int two)
{
    bool turned = gr_random (self->test, 2) == 1;
    s_tell (self, "%s %s %s", what, s_names [turned? two: one], s_names [turned? one: two]);
}

//  Within the sides, or across.
static void
s_links (s_world_t *self, const char *what, bool across)
{
    for (int one = 0; one < NODES; one++)
        for (int two = one + 1; two < NODES; two++)
            if ((one <= BOB && two >= JOE) == across)
                s_pair (self, what, one, two);
}

static void
s_register (s_world_t *self, int node, const char *name, int number, bool good)
{
    s_tell (self, "register %s %s %d", s_names [node], name, number);
    gr_expect (self->node, good? "yes": "no");
}

//  On the nodes of one side, or of both, has this one the name.
static void
s_all_know (s_world_t *self, const char *name, const char *left, const char *right)
{
    char text [400] = "", line [60];
    snprintf (line, sizeof line, "all %s", name);
    s_ask (self, line);
    const char *at = strstr (self->did, "nodes ") + 6;
    for (int i = 0; i < NODES; i++) {
        char node [20] = "";
        sscanf (at, "%19[a-z]", node);
        at += strlen (node) + 1;
        size_t used = strlen (text);
        snprintf (text + used, sizeof text - used, "%s%s: %s", i? ", ": "", node, strcmp (node, "joe") < 0? left: right);
    }
    gr_expect (self->node, text);
}

static void
s_have_lost (s_world_t *self, const char *who)
{
    s_ask (self, "lost");
    gr_expect (self->node, who);
}

static int
s_number (s_world_t *self)
{
    return 1 + (int) gr_random (self->test, 99);
}

static void
s_show (char *who, int node, int number)
{
    snprintf (who, WHO_SIZE, "%s %d", s_names [node], number);
}

//  ---- the tests -----------------------------------------------------------

static void
s_finds (gr_t *test)
{
    s_world_t world = s_begin (test);
    char who [WHO_SIZE];
    int node = (int) gr_random (test, NODES), number = s_number (&world);
    s_tell (&world, "link all");
    s_play (&world);
    s_all_know (&world, world.name, "nobody", "nobody");
    s_register (&world, node, world.name, number, true);
    s_play (&world);
    s_show (who, node, number);
    s_all_know (&world, world.name, who, who);
    for (int i = 0; i < NODES; i++)
        s_register (&world, i, world.name, 100, false);
    s_play (&world);
    s_all_know (&world, world.name, who, who);
    s_have_lost (&world, "nobody");
    s_end (&world);
}

static void
s_comes_later (gr_t *test)
{
    s_world_t world = s_begin (test);
    char other [40], who [WHO_SIZE], other_who [WHO_SIZE];
    int number = s_number (&world);
    snprintf (other, sizeof other, "%s_2", world.name);
    s_register (&world, KATE, world.name, number, true);
    s_register (&world, ANNA, other, number, true);
    s_links (&world, "plan link", false);
    s_links (&world, "plan link", true);
    s_play (&world);
    s_show (who, KATE, number);
    s_show (other_who, ANNA, number);
    s_all_know (&world, world.name, who, who);
    s_all_know (&world, other, other_who, other_who);
    s_have_lost (&world, "nobody");
    s_end (&world);
}

static void
s_ended (gr_t *test)
{
    s_world_t world = s_begin (test);
    char who [WHO_SIZE];
    int node = (int) gr_random (test, NODES), other = (node + 1) % NODES, number = s_number (&world);
    s_tell (&world, "link all");
    s_register (&world, node, world.name, number, true);
    s_play (&world);
    s_tell (&world, "end %s %d", s_names [node], number);
    s_play (&world);
    s_all_know (&world, world.name, "nobody", "nobody");
    s_register (&world, other, world.name, number, true);
    s_play (&world);
    s_tell (&world, "end %s %d", s_names [node], number);
    s_play (&world);
    s_show (who, other, number);
    s_all_know (&world, world.name, who, who);
    s_end (&world);
}

//  One on each side has the name: first the one, in the whole cluster, and after the split the
//  other. Returns with no text under way.
static void
s_split (s_world_t *self, int one, int one_number, int two, int two_number)
{
    char one_who [WHO_SIZE], two_who [WHO_SIZE];
    s_show (one_who, one, one_number);
    s_show (two_who, two, two_number);
    s_tell (self, "link all");
    s_register (self, one, self->name, one_number, true);
    s_play (self);
    s_links (self, "plan cut", true);
    s_play (self);
    s_all_know (self, self->name, one <= BOB? one_who: "nobody", one <= BOB? "nobody": one_who);
    s_register (self, two, self->name, two_number, true);
    s_play (self);
    s_all_know (self, self->name, one <= BOB? one_who: two_who, one <= BOB? two_who: one_who);
}

static void
s_both_sides (gr_t *test)
{
    s_world_t world = s_begin (test);
    bool left = gr_random (test, 2) == 0;
    int number = s_number (&world);
    s_split (&world, left? ANNA: KATE, number, left? KATE: ANNA, number);
    s_have_lost (&world, "nobody");
    s_end (&world);
}

//  The names of all four nodes meet. Each of the sides may have been the first.
static void
s_heals (gr_t *test)
{
    s_world_t world = s_begin (test);
    for (int round = 0; round < 4; round++) {
        int left = round & 1? ANNA: BOB, right = round & 2? JOE: KATE, number = s_number (&world);
        char who [WHO_SIZE];
        if (round > 0)
            s_make (&world);
        if (gr_random (test, 2) == 0)
            s_split (&world, left, number, right, number);
        else
            s_split (&world, right, number, left, number);
        s_links (&world, "link", true);
        s_play (&world);
        s_show (who, left, number);
        s_all_know (&world, world.name, who, who);
    }
    s_end (&world);
}

static void
s_is_told (gr_t *test)
{
    s_world_t world = s_begin (test);
    char who [WHO_SIZE], loss [WHO_SIZE * 2];
    int number = s_number (&world);
    s_split (&world, ANNA, number, KATE, number + 1);
    s_links (&world, "link", true);
    s_play (&world);
    snprintf (loss, sizeof loss, "kate %d: %s", number + 1, world.name);
    s_have_lost (&world, loss);
    s_links (&world, "cut", true);
    s_links (&world, "link", true);
    s_play (&world);
    s_show (who, ANNA, number);
    s_all_know (&world, world.name, who, who);
    s_have_lost (&world, "nobody");
    s_end (&world);
}

//  ---- any order -----------------------------------------------------------

//  Who has registered the name: some of the nodes, each alone, a process with this number.
typedef struct {
    int numbers [NODES];            //  0: none
    int first, count;               //  the node with the smallest name among them; how many
} s_claims_t;

//  Two at least.
static s_claims_t
s_claim (s_world_t *self)
{
    s_claims_t claims = {.first = -1};
    int none = (int) gr_random (self->test, NODES + 2), other = (int) gr_random (self->test, NODES + 2);
    for (int i = 0; i < NODES; i++)
        if (i != none && i != other) {
            claims.numbers [i] = s_number (self) + 100 * i;
            claims.count++;
            if (claims.first < 0)
                claims.first = i;
            s_register (self, i, self->name, claims.numbers [i], true);
        }
    return claims;
}

//  All links, and some that are cut on the way; at the end all are there.
static void
s_heal (s_world_t *self)
{
    s_links (self, "plan link", false);
    s_links (self, "plan link", true);
    for (int i = 0; i < 4; i++) {
        int one = (int) gr_random (self->test, NODES), two = (one + 1 + (int) gr_random (self->test, NODES - 1)) % NODES;
        s_pair (self, "plan cut", one, two);
    }
    s_play (self);
    s_tell (self, "link all");
    s_play (self);
}

//  Who was told a loss has to be one of those who registered, and is told once. Takes them out.
static void
s_take_losses (s_world_t *self, s_claims_t *claims)
{
    char report [400], loss [WHO_SIZE * 2];
    const char *wanted = TEXT ("each who registered is told once, and not the one that keeps it",
                               "a cada uno de los que registraron se le dice una vez, y no al que se lo queda");
    int commas = 0, found = 0;
    s_ask (self, "lost");
    snprintf (report, sizeof report, "%s", gr_next (self->node));
    for (const char *at = report; *at; at++)
        commas += *at == ',';
    for (int i = 0; i < NODES; i++) {
        snprintf (loss, sizeof loss, "%s %d: %s", s_names [i], claims->numbers [i], self->name);
        if (claims->numbers [i] == 0 || !strstr (report, loss))
            continue;
        gr_check (self->test, i != claims->first, wanted, report);
        found++;
        claims->numbers [i] = 0;
    }
    claims->count -= found;
    gr_check (self->test, found == (strcmp (report, "nobody") == 0? 0: commas + 1), wanted, report);
}

static void
s_any_order (gr_t *test)
{
    s_world_t world = s_begin (test);
    char who [WHO_SIZE], got [100];
    for (int round = 0; round < ROUNDS; round++) {
        if (round > 0)
            s_make (&world);
        s_claims_t claims = s_claim (&world);
        s_heal (&world);
        s_show (who, claims.first, claims.numbers [claims.first]);
        s_all_know (&world, world.name, who, who);
        s_take_losses (&world, &claims);
        snprintf (got, sizeof got, TEXT ("%d have not been told", "a %d no se les dijo"), claims.count - 1);
        gr_check (test, claims.count == 1, TEXT ("all but one have been told", "se les dijo a todos menos a uno"), got);
    }
    s_end (&world);
}

//  After the winner's end: who was not told a loss still has the name. That can be one, or none.
static void
s_remains (s_world_t *self, s_claims_t *claims)
{
    char who [WHO_SIZE] = "nobody", got [100];
    s_take_losses (self, claims);
    claims->numbers [claims->first] = 0;
    snprintf (got, sizeof got, TEXT ("%d have not been told", "a %d no se les dijo"), claims->count - 1);
    gr_check (self->test, claims->count <= 2, TEXT ("of those that live, all but one have been told",
                                                    "de los que viven, se les dijo a todos menos a uno"), got);
    for (int i = 0; i < NODES; i++)
        if (claims->numbers [i] > 0)
            s_show (who, i, claims->numbers [i]);
    s_all_know (self, self->name, who, who);
}

//  Some know of both, kate only of its own; then the better one ends.
static void
s_ends_halfway (s_world_t *self)
{
    s_claims_t claims = {{0}, ANNA, 2};
    claims.numbers [ANNA] = s_number (self);
    claims.numbers [KATE] = s_number (self) + 100;
    s_split (self, ANNA, claims.numbers [ANNA], KATE, claims.numbers [KATE]);
    s_pair (self, "link", BOB, KATE);
    s_play (self);
    s_tell (self, "end anna %d", claims.numbers [ANNA]);
    s_play (self);
    s_links (self, "link", true);
    s_play (self);
    s_remains (self, &claims);
}

static void
s_winner_ends (gr_t *test)
{
    s_world_t world = s_begin (test);
    int number = s_number (&world);
    s_split (&world, KATE, number + 100, ANNA, number);
    s_links (&world, "link", true);
    s_play (&world);
    s_tell (&world, "end anna %d", number);
    s_play (&world);
    s_all_know (&world, world.name, "nobody", "nobody");
    s_make (&world);
    s_ends_halfway (&world);
    for (int round = 0; round < ROUNDS; round++) {
        s_make (&world);
        s_claims_t claims = s_claim (&world);
        s_tell (&world, "plan end %s %d", s_names [claims.first], claims.numbers [claims.first]);
        s_heal (&world);
        s_remains (&world, &claims);
    }
    s_end (&world);
}

//  ---- on nodes of zcluster ------------------------------------------------

typedef struct {
    gr_t *test;
    gr_node_t *nodes [NODES];
    char name [30];
} s_cluster_t;

//  Each node does something with each other one, or with those of the other side.
static void
s_each (s_cluster_t *self, const char *what, bool across)
{
    for (int i = 0; i < NODES; i++) {
        char line [200];
        snprintf (line, sizeof line, "%s", what);
        for (int other = 0; other < NODES; other++)
            if (other != i && (!across || (i <= BOB) != (other <= BOB))) {
                size_t used = strlen (line);
                snprintf (line + used, sizeof line - used, " %s@localhost", s_names [other]);
            }
        gr_tell (self->nodes [i], "%s", line);
        gr_expect (self->nodes [i], "done");
    }
}

static void
s_registers (s_cluster_t *self, int node, int number)
{
    gr_tell (self->nodes [node], "register %s %d", self->name, number);
    gr_expect (self->nodes [node], "yes");
}

static void
s_comes_to (s_cluster_t *self, int node, int holder, int number)
{
    char who [WHO_SIZE];
    snprintf (who, sizeof who, "%s@localhost %d", s_names [holder], number);
    gr_tell (self->nodes [node], "until %d %s %s", gr_ms (SOON_MS), self->name, who);
    gr_expect (self->nodes [node], who);
}

static void
s_on_nodes (gr_t *test)
{
    s_cluster_t cluster = {.test = test};
    char full [40], loss [60];
    int number = 1 + (int) gr_random (test, 99);
    snprintf (cluster.name, sizeof cluster.name, "phone%u", 100 + gr_random (test, 900));
    gr_did (test, TEXT ("four nodes with your functions behind them were started",
                        "se arrancaron cuatro nodos con tus funciones detrás"));
    for (int i = 0; i < NODES; i++) {
        snprintf (full, sizeof full, "%s@localhost", s_names [i]);
        cluster.nodes [i] = gr_start (test, "node", full, NULL);
        gr_expect (cluster.nodes [i], "up");
    }
    s_each (&cluster, "meet", false);
    gr_did (test, TEXT ("anna and bob were cut off from joe and kate; then anna and kate registered the same name",
                        "se separó a anna y bob de joe y kate; luego anna y kate registraron el mismo nombre"));
    s_each (&cluster, "part", true);
    s_registers (&cluster, ANNA, number);
    s_registers (&cluster, KATE, number + 1);
    s_comes_to (&cluster, BOB, ANNA, number);
    s_comes_to (&cluster, JOE, KATE, number + 1);
    gr_did (test, TEXT ("anna and kate had the same name in a split; all nodes were connected again",
                        "anna y kate tenían el mismo nombre en una partición; se volvieron a conectar todos"));
    s_each (&cluster, "heal", true);
    s_each (&cluster, "meet", true);
    for (int i = 0; i < NODES; i++)
        s_comes_to (&cluster, i, ANNA, number);
    snprintf (loss, sizeof loss, "%d: %s", number + 1, cluster.name);
    gr_tell (cluster.nodes [KATE], "loses");
    gr_expect (cluster.nodes [KATE], loss);
    for (int i = 0; i < NODES; i++) {
        gr_tell (cluster.nodes [i], "%s", "");
        gr_ends (cluster.nodes [i]);
    }
}

GR_EXERCISE (8_2, "8.2", "08_global_names", "clash",
    BOTH ("Resolve a clash when a partition heals", "Resuelve un conflicto tras una partición"),
    BOTH ("chapters/08_global_names/README.md, 8.4 to 8.6", "chapters/08_global_names/README.es.md, 8.4 a 8.6"),
    {"8.2.1", 2, BOTH ("all find who has a name", "todos encuentran a quien tiene un nombre"), .run = s_finds,
     .why = BOTH ("Who registers tells all nodes that are linked; clash_arrives writes down what they say.",
                  "Quien registra lo dice a todos los nodos enlazados; clash_arrives apunta lo que dicen.")},
    {"8.2.2", 2, BOTH ("who is linked later learns the names", "quien se enlaza después los aprende"), .run = s_comes_later,
     .why = BOTH ("clash_up: tell the new one about the names that were registered before.",
                  "clash_up: di al nuevo los nombres que se registraron antes.")},
    {"8.2.3", 2, BOTH ("the end of a process frees its name", "el final de un proceso libera su nombre"), .run = s_ended,
     .why = BOTH ("The others hear it, too. Numbers belong to a node: two nodes may have the same ones.",
                  "También se enteran los demás. Los números son de cada nodo: dos nodos pueden tener los mismos.")},
    {"8.2.4", 2, BOTH ("in a split each side registers", "partidos, cada lado registra"), .run = s_both_sides,
     .why = BOTH ("clash_down frees the names of that node's processes, and no others.",
                  "clash_down libera los nombres de los procesos de ese nodo, y ninguno más.")},
    {"8.2.5", 3, BOTH ("healed: one holder on all nodes", "al cerrarse: un titular en todos los nodos"), .run = s_heals,
     .why = BOTH ("All have to decide alike, whoever hears of whom first: by the names of the nodes, and by nothing else.",
                  "Todos tienen que decidir igual, sepa quien sepa antes de quién: por los nombres de los nodos y por "
                  "nada más.")},
    {"8.2.6", 2, BOTH ("the loser is told, once", "al que pierde se le dice, una vez"), .run = s_is_told,
     .why = BOTH ("Its own node tells it, when it hears of a better one. Then it has the name no more, so another link "
                  "is no new clash.",
                  "Se lo dice su propio nodo, cuando oye de uno mejor. Después ya no tiene el nombre, así que otro "
                  "enlace no es otro conflicto.")},
    {"8.2.7", 3, BOTH ("whatever the order of events", "sea cual sea el orden"), .run = s_any_order,
     .why = BOTH ("Links come and go one by one, and texts of different nodes in any order. Each node has to be right "
                  "with what it has heard so far.",
                  "Los enlaces van y vienen de uno en uno, y los textos de nodos distintos llegan en cualquier orden. "
                  "Cada nodo tiene que acertar con lo que ha oído hasta ahora.")},
    {"8.2.8", 2, BOTH ("the winner ends in the middle", "el ganador acaba a la mitad"), .run = s_winner_ends,
     .why = BOTH ("The second best may not have heard of the best: it still has the name. So do not forget what it has "
                  "said, as long as it has not taken it back.",
                  "El segundo quizá no oyó del mejor: sigue teniendo el nombre. No olvides lo que dijo mientras no lo "
                  "retire.")},
    {"8.2.9", 1, BOTH ("the same on nodes of zcluster", "lo mismo en nodos de zcluster"), .run = s_on_nodes,
     .why = BOTH ("As before; here nodeup, nodedown and messages call your functions.",
                  "Como antes; aquí son nodeup, nodedown y los mensajes quienes llaman a tus funciones.")},
    {"8.2.10", 1, BOTH ("clean memory", "memoria limpia"),
     .why = BOTH ("clash_destroy gives back all names and all links that are left; clash_down those of its node.",
                  "clash_destroy devuelve todos los nombres y enlaces que quedan; clash_down, los de su nodo.")});
