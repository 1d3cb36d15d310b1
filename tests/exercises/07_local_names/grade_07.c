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
    char did [1500];                //  all commands so far
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

//  The explanation of a failure has all commands; of many, the last ones.
static void
s_did (s_pond_t *self, const char *command)
{
    enum { SHOWN = 380 };
    size_t used = strlen (self->did);
    used += (size_t) snprintf (self->did + used, sizeof self->did - used, "%s%s", used? "; ": "", command);
    const char *from = used > SHOWN? strstr (self->did + used - SHOWN, "; "): NULL;
    gr_did (self->test, "%s%s", from? "…": "", from? from: self->did);
}

//  Tell the driver a command.
__attribute__ ((format (printf, 2, 3))) static void
s_tell (s_pond_t *self, const char *format, ...)
{
    char line [200];
    va_list args;
    va_start (args, format);
    vsnprintf (line, sizeof line, format, args);
    va_end (args);
    s_did (self, line);
    gr_tell (self->node, "%s", line);
}

static void
s_end (s_pond_t *self)
{
    s_did (self, "registry_destroy");
    gr_tell (self->node, "%s", "");
    gr_ends (self->node);
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

//  What was told last has returned: nothing more comes of it.
static void
s_done (s_pond_t *self)
{
    gr_expect (self->node, "done");
}

static void
s_monitor (s_pond_t *self, const char *watcher, const char *name)
{
    s_tell (self, "monitor %s %s", watcher, name);
    s_done (self);
}

//  Ends it. The caller expects the DOWNs, and s_done.
static void
s_exits (s_pond_t *self, const char *who, const char *reason)
{
    s_tell (self, "exit %s %s", who, reason);
}

//  Ends it, and nobody hears of that.
static void
s_exit (s_pond_t *self, const char *who, const char *reason)
{
    s_exits (self, who, reason);
    s_done (self);
}

//  ---- the tests -----------------------------------------------------------

//  Two names that differ at their end only, and a third one that is in no other letters.
static void
s_finds (gr_t *test)
{
    s_pond_t pond = s_begin (test);
    char first [80], second [80], third [80];
    snprintf (first, sizeof first, "%s_of_the_pond_behind_the_old_water_mill_1", pond.name);
    snprintf (second, sizeof second, "%s_of_the_pond_behind_the_old_water_mill_2", pond.name);
    snprintf (third, sizeof third, "D%s", first + 1);
    s_spawn (&pond, "duck");
    s_spawn (&pond, "goose");
    s_whereis (&pond, pond.name, "nobody");
    s_register (&pond, first, "duck", true);
    s_register (&pond, second, "goose", true);
    s_whereis (&pond, first, "duck");
    s_whereis (&pond, second, "goose");
    s_whereis (&pond, third, "nobody");
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
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        char longer [40];
        snprintf (longer, sizeof longer, "%s_%s", words [i], pond.name);
        s_register (&pond, words [i], "duck", false);
        s_register (&pond, longer, "duck", true);
        s_unregister (&pond, longer, true);
    }
    s_register (&pond, pond.name, "stranger", false);
    s_exit (&pond, "goose", "normal");
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
    s_exit (&pond, "duck", "normal");
    s_whereis (&pond, pond.name, "nobody");
    s_spawn (&pond, "duckling");
    s_register (&pond, pond.name, "duckling", true);
    s_exit (&pond, "duck", "normal");
    s_whereis (&pond, pond.name, "duckling");
    s_end (&pond);
}

//  The driver asks, registers and spawns while the DOWN goes out.
static void
s_free_first (gr_t *test)
{
    s_pond_t pond = s_begin (test);
    s_spawn (&pond, "duck");
    s_spawn (&pond, "keeper");
    s_spawn (&pond, "duckling");
    s_register (&pond, pond.name, "duck", true);
    s_monitor (&pond, "keeper", pond.name);
    s_tell (&pond, "in-DOWN whereis %s", pond.name);
    s_tell (&pond, "in-DOWN crowd");
    s_tell (&pond, "in-DOWN register %s duck", pond.name);
    s_tell (&pond, "in-DOWN register %s duckling", pond.name);
    s_exits (&pond, "duck", "shot");
    s_hears (&pond, "keeper", pond.name, "shot");
    gr_expect (pond.node, "nobody");
    gr_expect (pond.node, "a crowd lives");
    gr_expect (pond.node, "no");
    gr_expect (pond.node, "yes");
    s_done (&pond);
    s_whereis (&pond, pond.name, "duckling");
    s_end (&pond);
}

static void
s_new_names (gr_t *test)
{
    s_pond_t pond = s_begin (test);
    s_spawn (&pond, "duck");
    s_spawn (&pond, "goose");
    s_spawn (&pond, "keeper");
    s_spawn (&pond, "child");
    s_spawn (&pond, "swan");
    s_register (&pond, pond.name, "duck", true);
    s_monitor (&pond, "keeper", pond.name);
    s_monitor (&pond, "child", pond.name);
    s_monitor (&pond, "keeper", pond.name);
    s_monitor (&pond, "duck", pond.name);
    s_monitor (&pond, "swan", pond.name);
    s_unregister (&pond, pond.name, true);
    s_register (&pond, pond.name, "goose", true);
    s_register (&pond, pond.other, "duck", true);
    s_exit (&pond, "goose", "normal");
    s_exit (&pond, "child", "normal");
    s_exits (&pond, "duck", "shot");
    s_hears (&pond, "keeper", pond.name, "shot");
    s_hears (&pond, "keeper", pond.name, "shot");
    s_hears (&pond, "swan", pond.name, "shot");
    s_done (&pond);
    s_exit (&pond, "duck", "shot");
    s_end (&pond);
}

//  In the first DOWN for the duck, others end: the next monitor in the list goes, and the watcher
//  of the one after it. One monitor is left: nobody hears of that.
static void
s_ends_in_down (gr_t *test)
{
    s_pond_t pond = s_begin (test);
    s_spawn (&pond, "duck");
    s_spawn (&pond, "goose");
    s_spawn (&pond, "keeper");
    s_spawn (&pond, "child");
    s_spawn (&pond, "swan");
    s_register (&pond, pond.name, "duck", true);
    s_register (&pond, pond.other, "goose", true);
    s_monitor (&pond, "keeper", pond.name);
    s_monitor (&pond, "keeper", pond.other);
    s_monitor (&pond, "child", pond.name);
    s_monitor (&pond, "swan", pond.name);
    s_tell (&pond, "in-DOWN exit goose cold");
    s_tell (&pond, "in-DOWN exit child normal");
    s_exits (&pond, "duck", "shot");
    s_hears (&pond, "keeper", pond.name, "shot");
    s_hears (&pond, "keeper", pond.other, "cold");
    s_done (&pond);
    s_done (&pond);
    s_hears (&pond, "swan", pond.name, "shot");
    s_done (&pond);
    s_register (&pond, pond.name, "swan", true);
    s_monitor (&pond, "keeper", pond.name);
    s_tell (&pond, "destroy");
    gr_expect (pond.node, "the pointer is NULL");
    gr_ends (pond.node);
}

static void
s_bound (gr_t *test)
{
    s_new_names (test);
    s_ends_in_down (test);
}

static void
s_noproc (gr_t *test)
{
    s_pond_t pond = s_begin (test);
    s_spawn (&pond, "keeper");
    s_spawn (&pond, "swan");
    s_tell (&pond, "monitor keeper %s", pond.name);
    s_hears (&pond, "keeper", pond.name, "noproc");
    s_done (&pond);
    s_exit (&pond, "swan", "normal");
    s_monitor (&pond, "swan", pond.name);
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
     .why = BOTH ("Who sees a DOWN wants to start anew under the same name: first the name, then the DOWN. Its name "
                  "is the one given to registry_monitor, copied.",
                  "Quien ve un DOWN quiere arrancar de nuevo con el mismo nombre: primero el nombre, después el DOWN. "
                  "El nombre que lleva es el que recibió registry_monitor, copiado.")},
    {"7.1.8", 2, BOTH ("a monitor is bound to the process", "un monitor sigue al proceso"), .run = s_bound,
     .why = BOTH ("The name is looked up once, when the monitor is made. Each monitor is answered once, the oldest "
                  "first, unless its watcher has ended. A DOWN can end others: begin anew after each.",
                  "El nombre se busca una vez, al crear el monitor. Cada monitor responde una vez, el más antiguo "
                  "primero, salvo que quien vigila haya acabado. Un DOWN puede acabar con otros: tras cada uno, "
                  "empieza de nuevo.")},
    {"7.1.9", 1, BOTH ("a monitor of nobody", "un monitor de nadie"), .run = s_noproc,
     .why = BOTH ("Nobody has the name: the DOWN comes at once, with noproc, unless its watcher has ended.",
                  "Nadie tiene el nombre: el DOWN llega enseguida, con noproc, salvo que quien vigila haya acabado.")},
    {"7.1.10", 2, BOTH ("clean memory", "memoria limpia"),
     .why = BOTH ("registry_destroy gives back the processes, their names and the monitors that are left.",
                  "registry_destroy devuelve los procesos, sus nombres y los monitores que quedan.")});
