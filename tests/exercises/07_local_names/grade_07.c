//  grade_07.c - the tests of exercise 7.1

#include "grade.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

//  The names of a test: others in each run.
typedef struct {
    gr_t *test;
    gr_node_t *node;
    char name [20], other [20];
    char did [600];                 //  all commands so far
} s_pond_t;

static s_pond_t
s_begin (gr_t *test)
{
    s_pond_t self = {.test = test, .node = gr_start (test, "run", NULL)};
    unsigned number = gr_random (test, 900) + 100;
    snprintf (self.name, sizeof self.name, "donald%u", number);
    snprintf (self.other, sizeof self.other, "daisy%u", number);
    return self;
}

static void
s_end (s_pond_t *self)
{
    gr_tell (self->node, "%s", "");
    gr_ends (self->node);
}

//  Tell the driver a command; the explanation of a failure has all of them.
__attribute__ ((format (printf, 2, 3))) static void
s_tell (s_pond_t *self, const char *format, ...)
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

static void
s_spawn (s_pond_t *self, const char *who)
{
    char text [60];
    s_tell (self, "spawn %s", who);
    snprintf (text, sizeof text, "%s lives", who);
    gr_expect (self->node, text);
}

static void
s_register (s_pond_t *self, const char *name, const char *who, bool good)
{
    s_tell (self, "register %s %s", name, who);
    gr_expect (self->node, good? "yes": "no");
}

static void
s_unregister (s_pond_t *self, const char *name, bool good)
{
    s_tell (self, "unregister %s", name);
    gr_expect (self->node, good? "yes": "no");
}

static void
s_whereis (s_pond_t *self, const char *name, const char *who)
{
    s_tell (self, "whereis %s", name);
    gr_expect (self->node, who);
}

static void
s_hears (s_pond_t *self, const char *watcher, const char *name, const char *reason)
{
    char text [100];
    snprintf (text, sizeof text, "DOWN %s %s %s", watcher, name, reason);
    gr_expect (self->node, text);
}

static void
s_nothing_more (s_pond_t *self)
{
    gr_tell (self->node, "done");
    gr_expect (self->node, "done");
}

//  ---- the tests -----------------------------------------------------------

static void
s_finds (gr_t *test)
{
    s_pond_t pond = s_begin (test);
    s_spawn (&pond, "duck");
    s_spawn (&pond, "goose");
    s_whereis (&pond, pond.name, "nobody");
    s_register (&pond, pond.name, "duck", true);
    s_register (&pond, pond.other, "goose", true);
    s_whereis (&pond, pond.name, "duck");
    s_whereis (&pond, pond.other, "goose");
    s_end (&pond);
}

static void
s_taken (gr_t *test)
{
    s_pond_t pond = s_begin (test);
    s_spawn (&pond, "duck");
    s_spawn (&pond, "goose");
    s_register (&pond, pond.name, "duck", true);
    s_register (&pond, pond.name, "goose", false);
    s_whereis (&pond, pond.name, "duck");
    s_register (&pond, pond.other, "goose", true);
    s_end (&pond);
}

static void
s_second_name (gr_t *test)
{
    s_pond_t pond = s_begin (test);
    s_spawn (&pond, "duck");
    s_register (&pond, pond.name, "duck", true);
    s_register (&pond, pond.other, "duck", false);
    s_whereis (&pond, pond.name, "duck");
    s_whereis (&pond, pond.other, "nobody");
    s_end (&pond);
}

static void
s_gives_back (gr_t *test)
{
    s_pond_t pond = s_begin (test);
    s_spawn (&pond, "duck");
    s_spawn (&pond, "goose");
    s_unregister (&pond, pond.name, false);
    s_register (&pond, pond.name, "duck", true);
    s_unregister (&pond, pond.name, true);
    s_whereis (&pond, pond.name, "nobody");
    s_register (&pond, pond.name, "goose", true);
    s_register (&pond, pond.other, "duck", true);
    s_whereis (&pond, pond.name, "goose");
    s_end (&pond);
}

static void
s_refuses (gr_t *test)
{
    static const char *const words [] = {"nil", "true", "false", "undefined"};
    s_pond_t pond = s_begin (test);
    s_spawn (&pond, "duck");
    s_spawn (&pond, "goose");
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        s_register (&pond, words [i], "duck", false);
    s_register (&pond, pond.name, "stranger", false);
    s_tell (&pond, "exit goose normal");
    s_register (&pond, pond.name, "goose", false);
    s_register (&pond, pond.name, "duck", true);
    s_end (&pond);
}

static void
s_end_frees (gr_t *test)
{
    s_pond_t pond = s_begin (test);
    s_spawn (&pond, "duck");
    s_register (&pond, pond.name, "duck", true);
    s_tell (&pond, "exit duck normal");
    s_whereis (&pond, pond.name, "nobody");
    s_spawn (&pond, "duckling");
    s_register (&pond, pond.name, "duckling", true);
    s_tell (&pond, "exit duck normal");
    s_whereis (&pond, pond.name, "duckling");
    s_end (&pond);
}

//  The driver asks and registers while the DOWN goes out.
static void
s_free_first (gr_t *test)
{
    s_pond_t pond = s_begin (test);
    s_spawn (&pond, "duck");
    s_spawn (&pond, "keeper");
    s_spawn (&pond, "duckling");
    s_register (&pond, pond.name, "duck", true);
    s_tell (&pond, "monitor keeper %s", pond.name);
    s_tell (&pond, "heir duckling");
    s_tell (&pond, "exit duck shot");
    s_hears (&pond, "keeper", pond.name, "shot");
    gr_expect (pond.node, "nobody");
    gr_expect (pond.node, "yes");
    s_whereis (&pond, pond.name, "duckling");
    s_end (&pond);
}

static void
s_bound (gr_t *test)
{
    s_pond_t pond = s_begin (test);
    s_spawn (&pond, "duck");
    s_spawn (&pond, "goose");
    s_spawn (&pond, "keeper");
    s_spawn (&pond, "child");
    s_spawn (&pond, "swan");
    s_register (&pond, pond.name, "duck", true);
    s_tell (&pond, "monitor keeper %s", pond.name);
    s_tell (&pond, "monitor child %s", pond.name);
    s_tell (&pond, "monitor keeper %s", pond.name);
    s_tell (&pond, "monitor swan %s", pond.name);
    s_unregister (&pond, pond.name, true);
    s_register (&pond, pond.name, "goose", true);
    s_tell (&pond, "exit goose normal");
    s_nothing_more (&pond);
    s_tell (&pond, "exit child normal");
    s_tell (&pond, "exit duck shot");
    s_hears (&pond, "keeper", pond.name, "shot");
    s_hears (&pond, "keeper", pond.name, "shot");
    s_hears (&pond, "swan", pond.name, "shot");
    s_tell (&pond, "exit duck shot");
    s_nothing_more (&pond);
    s_end (&pond);
}

static void
s_noproc (gr_t *test)
{
    s_pond_t pond = s_begin (test);
    s_spawn (&pond, "keeper");
    s_tell (&pond, "monitor keeper %s", pond.name);
    s_hears (&pond, "keeper", pond.name, "noproc");
    s_nothing_more (&pond);
    s_end (&pond);
}

GR_EXERCISE (7_1, "7.1", "07_local_names", "registry",
    BOTH ("Build the registry", "Construye el registro"),
    BOTH ("chapters/07_local_names/README.md, 7.1 and 7.3", "chapters/07_local_names/README.es.md, 7.1 y 7.3"),
    {"7.1.1", 2, BOTH ("finds who has a name", "encuentra a quien tiene un nombre"), .run = s_finds,
     .why = BOTH ("A pid is a number above 0 that nobody had before; the name is copied.",
                  "Un pid es un número mayor que 0 que nadie ha tenido antes; el nombre se copia.")},
    {"7.1.2", 3, BOTH ("one name, one process", "un nombre, un proceso"), .run = s_taken,
     .why = BOTH ("A name that is taken is refused, and stays with the one that has it.",
                  "Un nombre ocupado se rechaza y sigue siendo de quien lo tiene.")},
    {"7.1.3", 2, BOTH ("one process, one name", "un proceso, un nombre"), .run = s_second_name,
     .why = BOTH ("A process that has a name keeps it, and gets no second one.",
                  "Un proceso que ya tiene nombre lo conserva y no recibe otro.")},
    {"7.1.4", 2, BOTH ("a name can be given back", "un nombre se puede devolver"), .run = s_gives_back,
     .why = BOTH ("After unregister both are free: the name for others, the process for another name.",
                  "Tras unregister los dos quedan libres: el nombre para otros y el proceso para otro nombre.")},
    {"7.1.5", 1, BOTH ("refuses some words, and the dead", "rechaza ciertas palabras y a los muertos"), .run = s_refuses,
     .why = BOTH ("nil, true, false and undefined are no names; who has ended, or never was, gets none.",
                  "nil, true, false y undefined no son nombres; quien ha acabado, o nunca existió, no recibe ninguno.")},
    {"7.1.6", 2, BOTH ("the end frees the name", "el final libera el nombre"), .run = s_end_frees,
     .why = BOTH ("A name goes with its process; and a process ends only once.",
                  "El nombre se va con su proceso; y un proceso acaba una sola vez.")},
    {"7.1.7", 3, BOTH ("free before the DOWN", "libre antes del DOWN"), .run = s_free_first,
     .why = BOTH ("Who sees a DOWN wants to start anew under the same name: first the name, then the DOWN.",
                  "Quien ve un DOWN quiere arrancar de nuevo con el mismo nombre: primero el nombre, después el DOWN.")},
    {"7.1.8", 2, BOTH ("a monitor is bound to the process", "un monitor sigue al proceso"), .run = s_bound,
     .why = BOTH ("The name is looked up once, when the monitor is made. Each monitor is answered once, the oldest "
                  "first, unless its watcher has ended.",
                  "El nombre se busca una vez, al crear el monitor. Cada monitor responde una vez, el más antiguo "
                  "primero, salvo que quien vigila haya acabado.")},
    {"7.1.9", 1, BOTH ("a monitor of nobody", "un monitor de nadie"), .run = s_noproc,
     .why = BOTH ("Nobody has the name: the DOWN comes at once, with noproc.",
                  "Nadie tiene el nombre: el DOWN llega enseguida, con noproc.")},
    {"7.1.10", 2, BOTH ("clean memory", "memoria limpia"),
     .why = BOTH ("registry_destroy gives back the processes, their names and the monitors that are left.",
                  "registry_destroy devuelve los procesos, sus nombres y los monitores que quedan.")});
