//  grade_01.c - the tests of exercises 1.1 and 1.2

#include "grade.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WORD = 12, TEXT_MAX = 560 };

//  ---- texts ---------------------------------------------------------------

//  A word that nobody knows beforehand, of 2 to 9 letters and the like.
static const char *
s_word (gr_t *test, char word [WORD])
{
    static const char letters [] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
    unsigned size = 2 + gr_random (test, 8);
    for (unsigned i = 0; i < size; i++)
        word [i] = letters [gr_random (test, sizeof letters - 1)];
    word [size] = 0;
    return word;
}

//  A text that may hold any byte but 0, so that a driver can be told it. NULL: "-".
static const char *
s_hex (const char *text)
{
    static char all [4] [2 * TEXT_MAX + 1];
    static int next;
    char *hex = all [next = (next + 1) % 4];
    if (!text)
        return "-";
    size_t size = strlen (text);
    for (size_t i = 0; i < size; i++)
        snprintf (hex + 2 * i, 3, "%02x", (unsigned) (unsigned char) text [i]);
    hex [2 * size] = 0;
    return hex;
}

//  ---- 1.1 names -----------------------------------------------------------

static const char *const s_kinds [] = {"short", "long"}, *const s_constants [] = {"NAME_SHORT", "NAME_LONG"};

enum { SHORT, LONG };

//  name_new of this text has to come to this.
static void
s_name (gr_t *test, gr_node_t *node, int kind, const char *this_host, const char *text, const char *expected)
{
    const char *quote = this_host? "\"": "";
    gr_did (test, TEXT ("called name_new (\"%s\", %s, %s%s%s, &why)", "se llamó a name_new (\"%s\", %s, %s%s%s, &why)"),
            text, s_constants [kind], quote, this_host? this_host: "NULL", quote);
    gr_tell (node, "check %s %s %s", s_kinds [kind], s_hex (this_host), s_hex (text));
    gr_expect (node, expected);
}

static void
s_good (gr_t *test, gr_node_t *node, int kind, const char *this_host, const char *text, const char *name,
        const char *host)
{
    char expected [3 * TEXT_MAX];
    snprintf (expected, sizeof expected, "name %s, host %s, full %s@%s", name, host, name, host);
    s_name (test, node, kind, this_host, text, expected);
}

static void
s_bad (gr_t *test, gr_node_t *node, int kind, const char *this_host, const char *text, const char *why)
{
    char expected [60];
    snprintf (expected, sizeof expected, "NULL, why: %s", why);
    s_name (test, node, kind, this_host, text, expected);
}

static void
s_over (gr_node_t *node)
{
    gr_tell (node, "%s", "");
    gr_ends (node);
}

static void
s_apart (gr_t *test)
{
    gr_node_t *node = gr_start (test, "names", NULL);
    char name [WORD], host [WORD], text [2 * WORD];
    for (int i = 0; i < 4; i++) {
        snprintf (text, sizeof text, "%s@%s", s_word (test, name), s_word (test, host));
        s_good (test, node, SHORT, NULL, text, name, host);
    }
    gr_did (test, TEXT ("called name_destroy (&name) for %s", "se llamó a name_destroy (&name) para %s"), text);
    gr_tell (node, "gone %s", s_hex (text));
    gr_expect (node, "the pointer is NULL");
    s_over (node);
}

//  Which bytes does it take between these two?
static void
s_bytes (gr_t *test, gr_node_t *node, int kind, const char *before, const char *after, const char *expected)
{
    gr_did (test, TEXT ("called name_new (\"%s?%s\", %s …), with each of the 255 bytes instead of the ?",
                        "se llamó a name_new (\"%s?%s\", %s …), con cada uno de los 255 bytes en lugar de ?"),
            before, after, s_constants [kind]);
    gr_tell (node, "bytes %s %s %s", s_kinds [kind], s_hex (before), s_hex (after));
    gr_expect (node, expected);
}

static void
s_before (gr_t *test)
{
    gr_node_t *node = gr_start (test, "names", NULL);
    char a [WORD], b [WORD], after [2 * WORD];
    snprintf (after, sizeof after, "%s@pond", s_word (test, b));
    s_bytes (test, node, SHORT, s_word (test, a), after, "takes - 0..9 A..Z _ a..z");
    s_bytes (test, node, LONG, "", "@pond.example.org", "takes - 0..9 A..Z _ a..z");
    s_bad (test, node, SHORT, NULL, "@pond", "NAME_BAD_NAME");
    s_bad (test, node, SHORT, "pond", "", "NAME_BAD_NAME");
    s_bad (test, node, LONG, NULL, "al ex@pond", "NAME_BAD_NAME");
    s_bad (test, node, SHORT, NULL, "alex.b", "NAME_BAD_NAME");
    s_bad (test, node, SHORT, NULL, "p\xc3\xa1jaro@pond.org", "NAME_BAD_NAME");
    s_over (node);
}

static void
s_after (gr_t *test)
{
    gr_node_t *node = gr_start (test, "names", NULL);
    char a [WORD], before [2 * WORD], after [WORD];
    snprintf (before, sizeof before, "%s@pond", s_word (test, a));
    s_bytes (test, node, SHORT, before, s_word (test, after), "takes - 0..9 A..Z _ a..z");
    s_bytes (test, node, LONG, before, s_word (test, after), "takes - . 0..9 A..Z _ a..z");
    s_bad (test, node, SHORT, "pond", "alex@", "NAME_BAD_HOST");
    s_bad (test, node, SHORT, NULL, "alex@@pond", "NAME_BAD_HOST");
    s_bad (test, node, LONG, NULL, "alex@kate@pond.org", "NAME_BAD_HOST");
    s_bad (test, node, SHORT, NULL, "alex@pond.org:4369", "NAME_BAD_HOST");
    s_bad (test, node, LONG, NULL, "alex@[::1]", "NAME_BAD_HOST");
    s_good (test, node, LONG, NULL, "alex@fe80::1:2", "alex", "fe80::1:2");
    s_over (node);
}

//  A host that goes with long names only.
static void
s_one_long (gr_t *test, gr_node_t *node, const char *name, const char *host)
{
    char text [4 * WORD];
    snprintf (text, sizeof text, "%s@%s", name, host);
    s_bad (test, node, SHORT, NULL, text, "NAME_NEEDS_LONG");
    s_good (test, node, LONG, NULL, text, name, host);
}

static void
s_long (gr_t *test)
{
    gr_node_t *node = gr_start (test, "names", NULL);
    char name [WORD], a [WORD], b [WORD], host [2 * WORD], text [2 * WORD];
    snprintf (host, sizeof host, "%s.%s", s_word (test, a), s_word (test, b));
    s_one_long (test, node, s_word (test, name), host);
    s_one_long (test, node, name, "127.0.0.1");
    s_one_long (test, node, name, "::1");
    snprintf (text, sizeof text, "%s@%s", name, a);
    s_good (test, node, SHORT, NULL, text, name, a);
    s_good (test, node, LONG, NULL, text, name, a);
    s_over (node);
}

static void
s_complete (gr_t *test)
{
    gr_node_t *node = gr_start (test, "names", NULL);
    char name [WORD], host [WORD], full [2 * WORD];
    snprintf (full, sizeof full, "%s.example.org", s_word (test, host));
    s_good (test, node, SHORT, host, s_word (test, name), name, host);
    s_good (test, node, SHORT, full, name, name, host);
    s_good (test, node, LONG, full, name, name, full);
    s_good (test, node, SHORT, full, "alex@lake", "alex", "lake");
    s_bad (test, node, LONG, host, name, "NAME_NO_HOST");
    s_bad (test, node, SHORT, NULL, name, "NAME_NO_HOST");
    s_bad (test, node, SHORT, "po nd", name, "NAME_BAD_HOST");
    s_over (node);
}

//  A name and a host of so many bytes. host_size 0: there is no @.
static void
s_size (gr_t *test, gr_node_t *node, int kind, const char *this_host, unsigned name_size, unsigned host_size,
        const char *expected)
{
    char text [TEXT_MAX];
    memset (text, 'q', sizeof text);
    text [name_size + (host_size? 1 + host_size: 0)] = 0;
    if (host_size)
        text [name_size] = '@';
    gr_did (test, TEXT ("called name_new with a name of %u bytes and a host of %u (%s; this machine is %s)",
                        "se llamó a name_new con un nombre de %u bytes y una máquina de %u (%s; esta máquina es %s)"),
            name_size, host_size, s_constants [kind], this_host);
    gr_tell (node, "sizes %s %s %s", s_kinds [kind], s_hex (this_host), s_hex (text));
    gr_expect (node, expected);
}

static void
s_sizes (gr_t *test)
{
    gr_node_t *node = gr_start (test, "names", NULL);
    char expected [100];
    for (int i = 0; i < 3; i++) {
        unsigned size = 1 + gr_random (test, 253), rest = 255 - 1 - size;
        snprintf (expected, sizeof expected, "name of %u, host of %u, full of 255 bytes", size, rest);
        s_size (test, node, SHORT, "pond", size, rest, expected);
        s_size (test, node, LONG, "pond", size, rest + 1, "NULL, why: NAME_TOO_LONG");
        s_size (test, node, SHORT, "pond", size + 1, rest, "NULL, why: NAME_TOO_LONG");
    }
    s_size (test, node, SHORT, "pond", 250, 0, "name of 250, host of 4, full of 255 bytes");
    s_size (test, node, LONG, "pond.example.org", 250, 0, "NULL, why: NAME_TOO_LONG");
    s_size (test, node, SHORT, "pond", 251, 0, "NULL, why: NAME_TOO_LONG");
    s_size (test, node, SHORT, "pond", 500, 0, "NULL, why: NAME_TOO_LONG");
    s_over (node);
}

static void
s_one_fit (gr_t *test, gr_node_t *node, const char *text, const char *short_fits, const char *long_fits)
{
    const char *const expected [] = {short_fits, long_fits};
    for (int kind = SHORT; kind <= LONG; kind++) {
        gr_did (test, TEXT ("called name_fits (name, %s) for the name %s",
                            "se llamó a name_fits (name, %s) con el nombre %s"), s_constants [kind], text);
        gr_tell (node, "fits %s %s", s_kinds [kind], s_hex (text));
        gr_expect (node, expected [kind]);
    }
}

static void
s_fits (gr_t *test)
{
    gr_node_t *node = gr_start (test, "names", NULL);
    char name [WORD], host [WORD], text [4 * WORD];
    snprintf (text, sizeof text, "%s@%s", s_word (test, name), s_word (test, host));
    s_one_fit (test, node, text, "yes", "no");
    snprintf (text, sizeof text, "%s@%s.example.org", name, host);
    s_one_fit (test, node, text, "no", "yes");
    s_one_fit (test, node, "alex@127.0.0.1", "no", "yes");
    s_one_fit (test, node, "alex@::1", "no", "yes");
    s_over (node);
}

GR_EXERCISE (1_1, "1.1", "01_sockets_and_nodes", "name",
    BOTH ("Names of nodes", "Nombres de nodos"),
    BOTH ("chapters/01_sockets_and_nodes/README.md, 1.5", "chapters/01_sockets_and_nodes/README.es.md, 1.5"),
    {"1.1.1", 3, BOTH ("a name is taken apart", "un nombre se descompone"), .run = s_apart,
     .why = BOTH ("What stands before the @ is the name, what stands after it the host; each is a text of its own.",
                  "Lo que hay antes de la @ es el nombre y lo que hay después, la máquina; cada uno es un texto aparte.")},
    {"1.1.2", 3, BOTH ("what may stand before the @", "qué puede ir antes de la @"), .run = s_before,
     .why = BOTH ("Letters of a to z and A to Z, digits, - and _, at least one of them. Look at each byte, and at none "
                  "at all.",
                  "Letras de la a a la z y de la A a la Z, cifras, - y _, y al menos una. Mira cada byte, y también "
                  "cuando no hay ninguno.")},
    {"1.1.3", 3, BOTH ("what may stand after the @", "qué puede ir después de la @"), .run = s_after,
     .why = BOTH ("The first @ ends the name, and no other may follow. A host has dots, too, or it is an IPv6 address: "
                  "inet_pton knows those.",
                  "La primera @ acaba el nombre y no puede haber otra. Una máquina lleva también puntos, o es una "
                  "dirección IPv6: inet_pton las conoce.")},
    {"1.1.4", 3, BOTH ("a long host needs a long name", "máquina larga, nombre largo"), .run = s_long,
     .why = BOTH ("A short name has a host without a dot. An address is long as well, also one of IPv6.",
                  "Un nombre corto lleva una máquina sin puntos. Una dirección también es larga, incluso una de IPv6.")},
    {"1.1.5", 3, BOTH ("this machine's host is added", "se añade esta máquina"), .run = s_complete,
     .why = BOTH ("Without an @ the host is this machine's: for a short name up to its first dot, for a long one whole.",
                  "Sin @, la máquina es esta: en un nombre corto, hasta su primer punto; en uno largo, entera.")},
    {"1.1.6", 2, BOTH ("at most 255 bytes", "como mucho, 255 bytes"), .run = s_sizes,
     .why = BOTH ("What counts is name@host, once it is complete.", "Lo que cuenta es nombre@máquina, ya completo.")},
    {"1.1.7", 1, BOTH ("a cluster is of one kind", "un clúster es de una sola clase"), .run = s_fits,
     .why = BOTH ("Short connects to short, long to long; nothing else.",
                  "Corto se conecta con corto y largo con largo; nada más.")},
    {"1.1.8", 2, BOTH ("clean memory", "memoria limpia"),
     .why = BOTH ("name_destroy gives back both texts and the name_t; and where a name is refused, name_new gives back "
                  "what it has asked for.",
                  "name_destroy libera los dos textos y el name_t; y si rechaza un nombre, name_new libera lo que "
                  "haya pedido.")});

//  ---- 1.2 a duck pond -----------------------------------------------------

enum { FRAMES = 10 };

typedef struct {
    gr_t *test;
    gr_node_t *node, *ducks;        //  the student's pond; ducks of ours, in a process
    char patience [12], port [12];  //  milliseconds; where the pond listens
} s_pond_t;

static gr_node_t *
s_ducks (s_pond_t *self)
{
    return gr_start (self->test, "ducks", self->patience, self->port, NULL);
}

static s_pond_t
s_open (gr_t *test)
{
    s_pond_t self = {.test = test};
    snprintf (self.patience, sizeof self.patience, "%d", gr_ms (2000));
    self.node = gr_start (test, "pond", self.patience, NULL);
    gr_did (test, TEXT ("started the pond; waited for its signal, and then for its port, on the pipe",
                        "se arrancó el estanque; se esperó su señal y luego su puerto, por la tubería"));
    const char *report = gr_next (self.node);
    int port = 0;
    gr_check (test, sscanf (report, "port %d", &port) == 1 && port > 0,
              TEXT ("the port, in digits", "el puerto, en cifras"), report);
    snprintf (self.port, sizeof self.port, "%d", port);
    self.ducks = s_ducks (&self);
    return self;
}

static void
s_close (s_pond_t *self)
{
    s_over (self->ducks);
    gr_did (self->test, TEXT ("all ducks have left; told the pond to end: $TERM on its pipe",
                              "todos los patos se fueron; se le dijo al estanque que acabara: $TERM por su tubería"));
    gr_tell (self->node, "%s", "");
    gr_expect (self->node, "it has ended");
    gr_ends (self->node);
}

//  A message of text frames, up to NULL.
#define s_say(ducks, duck, ...) s_say_all (ducks, duck, (const char *const [FRAMES]) {__VA_ARGS__})

static void
s_say_all (gr_node_t *ducks, int duck, const char *const frames [FRAMES])
{
    char line [1000];
    snprintf (line, sizeof line, "say %d", duck);
    for (int i = 0; i < FRAMES && frames [i]; i++)
        snprintf (line + strlen (line), sizeof line - strlen (line), " %s", *frames [i]? s_hex (frames [i]): "-");
    gr_tell (ducks, "%s", line);
}

static void
s_hear (gr_node_t *ducks, int duck, const char *expected)
{
    gr_tell (ducks, "hear %d", duck);
    gr_expect (ducks, expected);
}

static void
s_hear_quack (gr_node_t *ducks, int duck, int number, const char *text)
{
    char expected [100];
    snprintf (expected, sizeof expected, "quack | %d | %s", number, text);
    s_hear (ducks, duck, expected);
}

static void
s_hear_sunset (gr_node_t *ducks, int duck, int given, int lost)
{
    char expected [100];
    snprintf (expected, sizeof expected, "sunset | %d | %d", given, lost);
    s_hear (ducks, duck, expected);
}

//  A quack and its answer.
static void
s_quack (s_pond_t *self, gr_node_t *ducks, int duck, int number)
{
    char text [WORD];
    s_say (ducks, duck, "quack", s_word (self->test, text));
    s_hear_quack (ducks, duck, number, text);
}

static void
s_echo (gr_t *test)
{
    s_pond_t pond = s_open (test);
    gr_tell (pond.ducks, "duck 0");
    for (int number = 1; number <= 4; number++) {
        gr_did (test, TEXT ("a duck sent its quack number %d", "un pato envió su quack número %d"), number);
        s_quack (&pond, pond.ducks, 0, number);
    }
    s_close (&pond);
}

static void
s_many_ducks (gr_t *test)
{
    enum { DUCKS = 5, QUACKS = 25 };
    static const char *const identities [DUCKS] = {"", "", "", " alex", " kate"};
    struct { int count, heard; char texts [QUACKS] [WORD]; } ducks [DUCKS];
    memset (ducks, 0, sizeof ducks);
    s_pond_t pond = s_open (test);
    gr_did (test, TEXT ("five ducks, two of them with an identity, quacked %d times, all at once",
                        "cinco patos, dos de ellos con identidad, graznaron %d veces, todos a la vez"), QUACKS);
    for (int i = 0; i < DUCKS; i++)
        gr_tell (pond.ducks, "duck %d%s", i, identities [i]);
    for (int i = 0; i < QUACKS; i++) {
        int duck = i < DUCKS? i: (int) gr_random (test, DUCKS);
        s_say (pond.ducks, duck, "quack", s_word (test, ducks [duck].texts [ducks [duck].count++]));
    }
    for (int duck = 0; duck < DUCKS; duck++)
        for (int i = 0; i < ducks [duck].count; i++)
            s_hear_quack (pond.ducks, duck, i + 1, ducks [duck].texts [i]);
    s_close (&pond);
}

//  Bytes in hex, and how they are shown.
static void
s_one_text (s_pond_t *self, int number, const char *hex, const char *shown)
{
    char expected [100];
    gr_did (self->test, TEXT ("a duck quacked these %zu bytes: %s", "un pato graznó estos %zu bytes: %s"),
            *hex == '-'? 0: strlen (hex) / 2, shown);
    snprintf (expected, sizeof expected, "quack | %d | %s", number, shown);
    gr_tell (self->ducks, "say 0 %s %s", s_hex ("quack"), hex);
    s_hear (self->ducks, 0, expected);
}

static void
s_any_bytes (gr_t *test)
{
    s_pond_t pond = s_open (test);
    char word [WORD], hex [2 * WORD + 20], shown [WORD + 20];
    gr_tell (pond.ducks, "duck 0 alex");
    s_word (test, word);
    snprintf (hex, sizeof hex, "%s00ff%s", s_hex (word), s_hex (word));
    snprintf (shown, sizeof shown, "%s\\x00\\xff%s", word, word);
    s_one_text (&pond, 1, hex, shown);
    s_one_text (&pond, 2, "-", "");
    s_one_text (&pond, 3, s_hex ("%s%s%n%d"), "%s%s%n%d");
    s_one_text (&pond, 4, "00", "\\x00");
    s_one_text (&pond, 5, s_hex ("$TERM"), "$TERM");
    gr_did (test, TEXT ("a duck quacked 65,536 bytes", "un pato graznó 65 536 bytes"));
    gr_tell (pond.ducks, "large 0 65536");
    gr_expect (pond.ducks, "65536 bytes, the same");
    s_close (&pond);
}

static void
s_nonsense (gr_t *test)
{
    char a [WORD], b [WORD], shown [100];
    s_word (test, a);
    s_word (test, b);
    const char *const all [] [FRAMES] = {
        {"quack"}, {"quack", a, b}, {"later"}, {"sunset", a}, {""}, {"", ""}, {"", "quack", a}, {"quac", a},
        {"quacks", a}, {"Quack", a}, {a, b}, {a}, {"later", a, b}, {"quack", "", ""}, {a, a, a, a, b, b, b}};
    s_pond_t pond = s_open (test);
    gr_tell (pond.ducks, "duck 0 alex");
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        *shown = 0;
        for (int j = 0; all [i] [j]; j++)
            snprintf (shown + strlen (shown), sizeof shown - strlen (shown), "%s\"%s\"", j? " | ": "", all [i] [j]);
        gr_did (test, TEXT ("a duck sent %s, which is no message, and then its quack number %zu",
                            "un pato envió %s, que no es un mensaje, y luego su quack número %zu"), shown, i + 1);
        s_say_all (pond.ducks, 0, all [i]);
        s_quack (&pond, pond.ducks, 0, (int) i + 1);
    }
    gr_did (test, TEXT ("a duck sent 500 frames, and then a quack", "un pato envió 500 tramas y luego un quack"));
    gr_tell (pond.ducks, "babble 0 500");
    s_quack (&pond, pond.ducks, 0, sizeof all / sizeof *all + 1);
    gr_did (test, TEXT ("connections to the port sent an HTTP request, 4,096 random bytes, half a greeting of ZMTP, and "
                        "a message of ZMTP 1.0, \"quack\"; then a duck quacked twice",
                        "llegaron al puerto una petición HTTP, 4096 bytes al azar, medio saludo de ZMTP y un mensaje "
                        "de ZMTP 1.0, \"quack\"; luego un pato graznó dos veces"));
    gr_tell (pond.ducks, "noise http");
    gr_tell (pond.ducks, "noise random %u", gr_random (test, 1u << 30));
    gr_tell (pond.ducks, "noise half");
    gr_tell (pond.ducks, "noise old");
    s_quack (&pond, pond.ducks, 0, sizeof all / sizeof *all + 2);
    s_quack (&pond, pond.ducks, 0, sizeof all / sizeof *all + 3);
    s_close (&pond);
}

static void
s_too_much (gr_t *test)
{
    s_pond_t pond = s_open (test);
    gr_tell (pond.ducks, "duck 0 alex");
    gr_did (test, TEXT ("a duck quacked, and then began to send a frame of a gigabyte",
                        "un pato graznó y luego empezó a enviar una trama de un gigabyte"));
    gr_tell (pond.ducks, "huge");
    gr_expect (pond.ducks, "cut off");
    gr_did (test, TEXT ("after that, another duck quacked", "después, graznó otro pato"));
    s_quack (&pond, pond.ducks, 0, 1);
    s_close (&pond);
}

//  A duck says this often `later`, and then quacks, so that all of it is known to have come.
static void
s_say_later (s_pond_t *self, gr_node_t *ducks, int count, char texts [] [WORD])
{
    for (int i = 0; i < count; i++)
        s_say (ducks, 0, "later", s_word (self->test, texts [i]));
    s_quack (self, ducks, 0, count + 1);
}

static void
s_vanishes (gr_t *test)
{
    enum { MOST = 6 };
    char texts [MOST] [WORD];
    int lost = 1 + (int) gr_random (test, MOST), given = 1 + (int) gr_random (test, MOST);
    s_pond_t pond = s_open (test);
    gr_node_t *alex = s_ducks (&pond);
    gr_tell (alex, "duck 0 alex");
    gr_tell (pond.ducks, "duck 0 kate");
    gr_did (test, TEXT ("alex sent later %d times and quack once, then kate later %d times and quack once",
                        "alex envió %d veces later y una vez quack; después, kate %d veces later y una vez quack"), lost, given);
    s_say_later (&pond, alex, lost, texts);
    s_say_later (&pond, pond.ducks, given, texts);
    gr_kill (alex);
    gr_did (test, TEXT ("alex sent later %d times, kate %d times; alex was killed with kill -9; kate sent quack and sunset",
                        "alex envió %d veces later y kate %d; a alex lo mató kill -9; kate envió quack y sunset"), lost, given);
    s_quack (&pond, pond.ducks, 0, given + 2);
    s_say (pond.ducks, 0, "sunset");
    for (int i = 0; i < given; i++)
        s_hear_quack (pond.ducks, 0, i + 1, texts [i]);
    s_hear_sunset (pond.ducks, 0, given, lost);
    gr_did (test, TEXT ("kate sent sunset once more", "kate envió sunset otra vez"));
    s_say (pond.ducks, 0, "sunset");
    s_hear_sunset (pond.ducks, 0, 0, 0);
    gr_did (test, TEXT ("alex was killed, and the pond had something for it; then another one came with the identity "
                        "alex and quacked",
                        "a alex lo mataron y el estanque tenía algo para él; luego llegó otro con la identidad alex "
                        "y graznó"));
    alex = s_ducks (&pond);
    gr_tell (alex, "duck 0 alex");
    s_quack (&pond, alex, 0, 1);
    s_over (alex);
    s_close (&pond);
}

static void
s_does_not_listen (gr_t *test)
{
    enum { COUNT = 4000, SIZE = 16384 };
    char expected [60], got [100];
    s_pond_t pond = s_open (test);
    gr_tell (pond.ducks, "duck 1 kate");
    gr_did (test, TEXT ("a duck that does not listen quacked %d times, %d bytes each",
                        "un pato que no escucha graznó %d veces, %d bytes cada vez"), COUNT, SIZE);
    gr_tell (pond.ducks, "deaf 0 %d %d", COUNT, SIZE);
    snprintf (expected, sizeof expected, "it could say %d", COUNT);
    gr_expect (pond.ducks, expected);
    gr_did (test, TEXT ("a duck that does not listen quacked %d times; then kate quacked",
                        "un pato que no escucha graznó %d veces; luego graznó kate"), COUNT);
    s_quack (&pond, pond.ducks, 1, 1);
    gr_did (test, TEXT ("the duck that did not listen now took what had waited for it",
                        "el pato que no escuchaba sacó ahora lo que le esperaba"));
    gr_tell (pond.ducks, "listen 0");
    int heard = atoi (gr_next (pond.ducks));
    snprintf (got, sizeof got, TEXT ("%d of %d answers", "%d de %d respuestas"), heard, COUNT);
    gr_check (test, heard < COUNT, TEXT ("not all of them: what it has no room for is dropped",
                                         "no todas: lo que no le cabe se tira"), got);
    s_close (&pond);
}

GR_EXERCISE (1_2, "1.2", "01_sockets_and_nodes", "pond",
    BOTH ("A duck pond", "Un estanque de patos"),
    BOTH ("chapters/01_sockets_and_nodes/README.md, 1.1 and 1.2", "chapters/01_sockets_and_nodes/README.es.md, 1.1 y 1.2"),
    {"1.2.1", 3, BOTH ("echoes what a duck quacks", "devuelve lo que un pato grazna"), .run = s_echo, .limit_s = 5,
     .why = BOTH ("First an actor says that it is ready (zsock_signal), then it sends its port, in digits, and serves "
                  "until $TERM. The first frame says who a message is from, and goes in front of the answer.",
                  "Un actor avisa primero de que está listo (zsock_signal), luego envía su puerto, en cifras, y sirve "
                  "hasta $TERM. La primera trama dice de quién es un mensaje, y va delante de la respuesta.")},
    {"1.2.2", 3, BOTH ("keeps many ducks apart", "distingue a muchos patos"), .run = s_many_ducks, .needs = "1.2.1",
     .why = BOTH ("Each address has its own count. An address is bytes, not a text: those that a ROUTER makes begin with 0.",
                  "Cada dirección lleva su cuenta. Una dirección son bytes, no un texto: las que hace un ROUTER "
                  "empiezan por 0.")},
    {"1.2.3", 2, BOTH ("any bytes come back", "vuelven los bytes que sean"), .run = s_any_bytes, .needs = "1.2.1",
     .why = BOTH ("A frame has a size: it does not end at a 0, and is not a format. POND_FRAME_MAX bytes are not too "
                  "many.",
                  "Una trama tiene un tamaño: no acaba en un 0 ni es un formato. POND_FRAME_MAX bytes no son demasiados.")},
    {"1.2.4", 3, BOTH ("survives nonsense", "aguanta disparates"), .run = s_nonsense, .needs = "1.2.1",
     .why = BOTH ("Take a message as a whole, and count its frames before you look into them. Nonsense gets no answer, "
                  "is not counted, and does not end the pond.",
                  "Saca el mensaje entero y cuenta sus tramas antes de mirar dentro. A un disparate no se responde, no "
                  "se cuenta, y el estanque no acaba por él.")},
    {"1.2.5", 2, BOTH ("cuts off who sends too much", "corta a quien envía demasiado"), .run = s_too_much, .needs = "1.2.1",
     .why = BOTH ("ZMQ can do it: a limit for the size of what it takes in, set before the bind.",
                  "Lo puede hacer ZMQ: un límite al tamaño de lo que admite, puesto antes de escuchar.")},
    {"1.2.6", 3, BOTH ("a duck vanishes", "un pato desaparece"), .run = s_vanishes, .needs = "1.2.1",
     .why = BOTH ("A ROUTER drops what is for nobody without a word, unless it is told to say so: then the send fails "
                  "with EHOSTUNREACH, and the duck is forgotten. A later counts when it comes, not at sunset.",
                  "Un ROUTER tira sin decir nada lo que no es para nadie, salvo que se le pida avisar: entonces el "
                  "envío falla con EHOSTUNREACH y se olvida al pato. Un later cuenta cuando llega, no en el sunset.")},
    {"1.2.7", 2, BOTH ("waits for no duck", "no espera a ningún pato"), .run = s_does_not_listen, .needs = "1.2.1",
     .why = BOTH ("A send that may wait lets one duck stop all the others; a queue without a limit fills the memory.",
                  "Un envío que espera deja que un pato pare a todos los demás; una cola sin límite llena la memoria.")},
    {"1.2.8", 2, BOTH ("clean memory", "memoria limpia"),
     .why = BOTH ("A message that could not be sent still belongs to you: zmsg_destroy. And so does what is kept, and the "
                  "table, at the end.",
                  "Un mensaje que no se pudo enviar sigue siendo tuyo: zmsg_destroy. Y lo apartado, y la tabla, al final.")});
