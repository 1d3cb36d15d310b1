//  grade_05.c - the tests of exercises 5.1 and 5.2

#include "grade.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PATIENCE_MS = 3000, SHORT_MS = 1000 };

//  A number as a word.
typedef struct {
    int number;
    char text [12];
} s_number_t;

static s_number_t
s_numbered (int number)
{
    s_number_t self = {.number = number};
    snprintf (self.text, sizeof self.text, "%d", number);
    return self;
}

static s_number_t
s_draw (gr_t *test)
{
    return s_numbered ((int) gr_random (test, 900) + 100);
}

//  The numbers of jobs: each another one.
static void
s_draw_jobs (gr_t *test, s_number_t *jobs, int count)
{
    for (int i = 0; i < count; i++)
        jobs [i] = s_numbered ((int) gr_random (test, 90) + 100 * i + 10);
}

static s_number_t
s_time (int ms)
{
    return s_numbered (gr_ms (ms));
}

//  A node in a program of its own.
static gr_node_t *
s_start_node (gr_t *test, const char *name)
{
    gr_node_t *node = gr_start (test, "node", name, NULL);
    gr_expect (node, "up");
    return node;
}

static void
s_stop_node (gr_node_t *node)
{
    gr_tell (node, "%s", "");
    gr_ends (node);
}

//  ---- 5.1 fan work out ----------------------------------------------------

//  The job's outcome: the square, from this node.
static void
s_expect_square (gr_node_t *teacher, int job, const char *node, int number)
{
    char expected [100];
    snprintf (expected, sizeof expected, "job %d: {:ok, {:%s@localhost, %d}}", job, node, number * number);
    gr_expect (teacher, expected);
}

static void
s_expect_error (gr_node_t *teacher, int job, const char *reason)
{
    char expected [100];
    snprintf (expected, sizeof expected, "job %d: {:error, %s}", job, reason);
    gr_expect (teacher, expected);
}

static void
s_all (gr_t *test)
{
    s_number_t time = s_time (PATIENCE_MS), jobs [3];
    s_draw_jobs (test, jobs, 3);
    gr_node_t *kate = s_start_node (test, "kate@localhost"), *bob = s_start_node (test, "bob@localhost");
    gr_node_t *teacher = gr_start (test, "all", time.text, jobs [0].text, jobs [1].text, jobs [2].text, NULL);
    gr_did (test, TEXT ("fan_out: nodes kate and bob, three numbers to square; the jobs are done one after the other",
                        "fan_out: nodos kate y bob, tres números para elevar al cuadrado; los trabajos acaban uno tras otro"));
    for (int i = 0; i < 3; i++)
        s_expect_square (teacher, i + 1, i % 2? "bob": "kate", jobs [i].number);
    gr_did (test, TEXT ("fan_out without any job", "fan_out sin ningún trabajo"));
    gr_expect (teacher, "no outcomes");
    gr_ends (teacher);
    s_stop_node (kate);
    s_stop_node (bob);
}

static void
s_together (gr_t *test)
{
    s_number_t time = s_time (PATIENCE_MS), jobs [6];
    s_draw_jobs (test, jobs, 6);
    gr_node_t *kate = s_start_node (test, "kate@localhost"), *bob = s_start_node (test, "bob@localhost");
    gr_node_t *teacher = gr_start (test, "together", time.text, jobs [0].text, jobs [1].text, jobs [2].text,
                                   jobs [3].text, jobs [4].text, jobs [5].text, NULL);
    gr_did (test, TEXT ("fan_out: six jobs at two nodes; each says that it has begun, and goes on when all six have",
                        "fan_out: seis trabajos en dos nodos; cada uno avisa de que ha empezado y sigue cuando "
                        "hayan empezado los seis"));
    gr_expect (teacher, "begun 6 of 6");
    for (int i = 0; i < 6; i++)
        s_expect_square (teacher, i + 1, i % 2? "bob": "kate", jobs [i].number);
    gr_ends (teacher);
    s_stop_node (kate);
    s_stop_node (bob);
}

static void
s_backward (gr_t *test)
{
    s_number_t time = s_time (PATIENCE_MS), jobs [4];
    s_draw_jobs (test, jobs, 4);
    gr_node_t *kate = s_start_node (test, "kate@localhost"), *bob = s_start_node (test, "bob@localhost");
    gr_node_t *teacher = gr_start (test, "backward", time.text, jobs [0].text, jobs [1].text, jobs [2].text,
                                   jobs [3].text, NULL);
    gr_did (test, TEXT ("fan_out: four jobs at two nodes; the last one is done first, the first one last",
                        "fan_out: cuatro trabajos en dos nodos; el último acaba el primero, y el primero, el último"));
    gr_expect (teacher, "begun 4 of 4");
    for (int i = 0; i < 4; i++)
        s_expect_square (teacher, i + 1, i % 2? "bob": "kate", jobs [i].number);
    gr_ends (teacher);
    s_stop_node (kate);
    s_stop_node (bob);
}

static void
s_ends (gr_t *test)
{
    s_number_t time = s_time (PATIENCE_MS / 2), torn = s_draw (test), divided = s_draw (test), pretended = s_draw (test);
    char reason [100];
    gr_node_t *kate = s_start_node (test, "kate@localhost");
    gr_node_t *teacher = gr_start (test, "ends", time.text, torn.text, divided.text, pretended.text, NULL);
    gr_did (test, TEXT ("fan_out: the first job returns, the second exits with {torn, %s}, the third fails with "
                        "badarith, the fourth exits with normal, the fifth with {ok, %s}",
                        "fan_out: el primer trabajo devuelve algo, el segundo sale con {torn, %s}, el tercero falla con "
                        "badarith, el cuarto sale con normal y el quinto con {ok, %s}"),
            torn.text, pretended.text);
    gr_expect (teacher, "job 1: {:ok, :done}");
    snprintf (reason, sizeof reason, "{:torn, %d}", torn.number);
    s_expect_error (teacher, 2, reason);
    s_expect_error (teacher, 3, "{:badarith, []}");
    s_expect_error (teacher, 4, ":normal");
    snprintf (reason, sizeof reason, "{:ok, %d}", pretended.number);
    s_expect_error (teacher, 5, reason);
    gr_did (test, TEXT ("fan_out: one job for Classroom.sing/1, a function that nobody has",
                        "fan_out: un trabajo para Classroom.sing/1, una función que nadie tiene"));
    s_expect_error (teacher, 1, "{:undef, [{Classroom, :sing, [:louder], []}]}");
    gr_ends (teacher);
    s_stop_node (kate);
}

static void
s_nobody (gr_t *test)
{
    s_number_t time = s_time (PATIENCE_MS), jobs [3];
    s_draw_jobs (test, jobs, 3);
    gr_node_t *kate = s_start_node (test, "kate@localhost");
    gr_node_t *teacher = gr_start (test, "nobody", time.text, jobs [0].text, jobs [1].text, jobs [2].text, NULL);
    gr_did (test, TEXT ("fan_out: three jobs for the nodes kate, teacher (the caller's own) and nobody (which does not "
                        "exist)",
                        "fan_out: tres trabajos para los nodos kate, teacher (el de quien llama) y nobody (que no "
                        "existe)"));
    s_expect_square (teacher, 1, "kate", jobs [0].number);
    s_expect_square (teacher, 2, "teacher", jobs [1].number);
    s_expect_error (teacher, 3, ":noconnection");
    gr_ends (teacher);
    s_stop_node (kate);
}

static void
s_killed (gr_t *test)
{
    s_number_t time = s_time (PATIENCE_MS), jobs [3];
    s_draw_jobs (test, jobs, 3);
    gr_node_t *kate = s_start_node (test, "kate@localhost"), *bob = s_start_node (test, "bob@localhost");
    gr_node_t *teacher = gr_start (test, "killed", time.text, jobs [0].text, jobs [1].text, jobs [2].text, NULL);
    gr_did (test, TEXT ("fan_out: three jobs at kate, bob and kate; kill -9 of bob's node while its job runs, the two "
                        "others are done",
                        "fan_out: tres trabajos en kate, bob y kate; kill -9 al nodo bob mientras el suyo se ejecuta, "
                        "hechos ya los otros dos"));
    gr_expect (teacher, "begun 3 of 3");
    gr_kill (bob);
    s_expect_square (teacher, 1, "kate", jobs [0].number);
    s_expect_error (teacher, 2, ":noconnection");
    s_expect_square (teacher, 3, "kate", jobs [2].number);
    gr_ends (teacher);
    s_stop_node (kate);
}

static void
s_paused (gr_t *test)
{
    s_number_t time = s_time (SHORT_MS), jobs [8];
    char expected [100], got [100];
    s_draw_jobs (test, jobs, 8);
    gr_node_t *kate = s_start_node (test, "kate@localhost"), *bob = s_start_node (test, "bob@localhost");
    gr_node_t *teacher = gr_start (test, "paused", time.text, jobs [0].text, jobs [1].text, jobs [2].text,
                                   jobs [3].text, jobs [4].text, jobs [5].text, jobs [6].text, jobs [7].text, NULL);
    gr_did (test, TEXT ("bob's node is stopped (SIGSTOP); fan_out: eight jobs, four of them for bob, within %s ms",
                        "el nodo bob está parado (SIGSTOP); fan_out: ocho trabajos, cuatro de ellos para bob, en "
                        "%s ms"), time.text);
    gr_expect (teacher, "connected");
    gr_pause (bob);
    gr_tell (teacher, "go");
    for (int i = 0; i < 8; i++)
        if (i % 2)
            s_expect_error (teacher, i + 1, ":timeout");
        else
            s_expect_square (teacher, i + 1, "kate", jobs [i].number);
    int took = atoi (gr_next (teacher));
    snprintf (expected, sizeof expected, TEXT ("fan_out returns after %d ms", "fan_out vuelve al cabo de %d ms"),
              time.number);
    snprintf (got, sizeof got, TEXT ("it returned after %d ms", "volvió al cabo de %d ms"), took);
    gr_check (test, took >= time.number - 1 && took < 2 * time.number, expected, got);
    gr_resume (bob);
    gr_ends (teacher);
    s_stop_node (kate);
    s_stop_node (bob);
}

static void
s_late (gr_t *test)
{
    s_number_t time = s_time (SHORT_MS), jobs [2];
    s_draw_jobs (test, jobs, 2);
    gr_node_t *kate = s_start_node (test, "kate@localhost"), *bob = s_start_node (test, "bob@localhost");
    gr_node_t *teacher = gr_start (test, "late", time.text, jobs [0].text, jobs [1].text, NULL);
    gr_did (test, TEXT ("fan_out: a job at kate that waits, and one at bob, whose node is stopped; when both have "
                        "timed out, kate's goes on, bob's node too (SIGCONT), and both are done",
                        "fan_out: un trabajo en kate que espera y uno en bob, cuyo nodo está parado; agotado el "
                        "límite de los dos, el de kate sigue, el nodo bob también (SIGCONT), y los dos acaban"));
    gr_expect (teacher, "connected");
    gr_pause (bob);
    gr_tell (teacher, "go");
    gr_expect (teacher, "begun 1 of 1");
    s_expect_error (teacher, 1, ":timeout");
    s_expect_error (teacher, 2, ":timeout");
    gr_resume (bob);
    gr_tell (teacher, "go on");
    gr_expect (teacher, "nothing arrived");
    gr_ends (teacher);
    s_stop_node (kate);
    s_stop_node (bob);
}

static void
s_tidy (gr_t *test)
{
    s_number_t time = s_time (PATIENCE_MS), torn = s_draw (test), letter = s_draw (test);
    char reason [100];
    gr_node_t *kate = s_start_node (test, "kate@localhost");
    gr_node_t *teacher = gr_start (test, "tidy", time.text, torn.text, letter.text, NULL);
    gr_did (test, TEXT ("the caller has a {letter, 0, %s} in its mailbox, a DOWN and a spawn_reply of its own; "
                        "fan_out: two jobs for kate, one for a node that does not exist",
                        "quien llama tiene en su buzón una {letter, 0, %s}, y un DOWN y una spawn_reply suyos; "
                        "fan_out: dos trabajos para kate y uno para un nodo que no existe"), letter.text);
    snprintf (reason, sizeof reason, "{:torn, %d}", torn.number);
    gr_expect (teacher, "job 1: {:ok, :done}");
    s_expect_error (teacher, 2, reason);
    s_expect_error (teacher, 3, ":noconnection");
    gr_expect (teacher, "monitors 0, links 0");
    gr_expect (teacher, "letter there");
    gr_expect (teacher, "DOWN there");
    gr_expect (teacher, "spawn_reply there");
    gr_expect (teacher, "nothing left");
    gr_ends (teacher);
    s_stop_node (kate);
}

GR_EXERCISE (5_1, "5.1", "05_remote_spawn", "fan",
    BOTH ("Fan work out, collect each outcome", "Repartir trabajo y reunir resultados"),
    BOTH ("chapters/05_remote_spawn/README.md, 5.2 and 5.5", "chapters/05_remote_spawn/README.es.md, 5.2 y 5.5"),
    {"5.1.1", 2, BOTH ("each job is done, in turn", "se hace cada trabajo, por turno"), .run = s_all,
     .why = BOTH ("Job number i is for node number i modulo the number of nodes; the result is what the function has "
                  "returned. Where a worker has failed, the log says why.",
                  "El trabajo número i es para el nodo número i módulo el número de nodos; el resultado es lo que ha "
                  "devuelto la función. Si un obrero ha fallado, el registro dice por qué.")},
    {"5.1.2", 2, BOTH ("all at the same time", "todos a la vez"), .run = s_together,
     .why = BOTH ("First all workers are started, then the first answer is waited for.",
                  "Primero se arrancan todos los obreros; solo después se espera la primera respuesta.")},
    {"5.1.3", 1, BOTH ("outcomes in the jobs' order", "resultados en el orden pedido"), .run = s_backward,
     .needs = "5.1.2",
     .why = BOTH ("Answers come in any order: each has to say which job it is of, and the receive has to ask for it.",
                  "Las respuestas llegan en cualquier orden: cada una tiene que decir de qué trabajo es, y al recibir "
                  "hay que pedir justo esa.")},
    {"5.1.4", 2, BOTH ("whose process ends: its reason", "si el proceso acaba: su motivo"), .run = s_ends,
     .why = BOTH ("A worker that ends before it answers sends nothing: a monitor tells, with the reason. Any reason; "
                  "also `normal` is no answer.",
                  "Un obrero que acaba antes de responder no envía nada: lo dice un monitor, con el motivo. Vale "
                  "cualquier motivo; tampoco `normal` es una respuesta.")},
    {"5.1.5", 2, BOTH ("a node that does not exist", "un nodo que no existe"), .run = s_nobody,
     .why = BOTH ("A spawn on such a node does not fail: a DOWN or a spawn_reply with noconnection comes later.",
                  "Crear un proceso en un nodo así no falla: después llega un DOWN o una spawn_reply con "
                  "noconnection.")},
    {"5.1.6", 3, BOTH ("a node is killed meanwhile", "muere un nodo entretanto"), .run = s_killed,
     .why = BOTH ("The monitors of all its workers fire with noconnection; the others' answers count as ever.",
                  "Saltan con noconnection los monitores de todos sus obreros; las respuestas de los demás valen "
                  "igual.")},
    {"5.1.7", 3, BOTH ("a stopped node: one time-out for all", "nodo parado: un límite para todo"), .run = s_paused,
     .limit_s = 5,
     .why = BOTH ("zc_node_spawn waits for the node; zc_spawn_request does not. And the time is one for all jobs: "
                  "compute the end once, and wait for what is left.",
                  "zc_node_spawn espera al nodo; zc_spawn_request, no. Y el tiempo es uno para todos los trabajos: "
                  "calcula una vez cuándo acaba y espera lo que quede.")},
    {"5.1.8", 2, BOTH ("what comes late is dropped", "lo que llega tarde se tira"), .run = s_late, .limit_s = 5,
     .why = BOTH ("An answer sent to a pid arrives whenever it comes. One sent through an alias is dropped once the "
                  "alias is taken back; so are a monitor's and a request's news.",
                  "Una respuesta enviada a un pid llega por tarde que sea. La enviada a través de un alias se tira "
                  "en cuanto se retira el alias; lo mismo, las noticias de un monitor y de una petición.")},
    {"5.1.9", 1, BOTH ("the caller's mailbox stays as it was", "el buzón queda como estaba"), .run = s_tidy,
     .why = BOTH ("Receive with patterns that pin what is yours: alias, monitor, request. Take each monitor back, and "
                  "what it has sent already (ZC_DEMONITOR_FLUSH).",
                  "Recibe con patrones que fijen lo tuyo: alias, monitor, petición. Retira cada monitor, y también "
                  "lo que ya haya enviado (ZC_DEMONITOR_FLUSH).")},
    {"5.1.10", 2, BOTH ("clean memory", "memoria limpia"),
     .why = BOTH ("What is taken from malloc has to be freed, here and in the workers; what zc_alloc and the terms "
                  "take goes with the process.",
                  "Lo que se pide con malloc hay que liberarlo, aquí y en los obreros; lo de zc_alloc y los términos "
                  "se va con el proceso.")});

//  ---- 5.2 an io server ----------------------------------------------------

static void
s_expect_line (gr_node_t *teacher, const char *format, ...) __attribute__ ((format (printf, 2, 3)));

static void
s_expect_line (gr_node_t *teacher, const char *format, ...)
{
    char expected [200] = "line: ";
    va_list args;
    va_start (args, format);
    vsnprintf (expected + strlen (expected), sizeof expected - strlen (expected), format, args);
    va_end (args);
    gr_expect (teacher, expected);
}

static void
s_remote (gr_t *test)
{
    s_number_t time = s_time (PATIENCE_MS), lines = s_numbered ((int) gr_random (test, 6) + 3);
    gr_node_t *kate = s_start_node (test, "kate@localhost");
    gr_node_t *teacher = gr_start (test, "remote", time.text, lines.text, NULL);
    gr_did (test, TEXT ("a process on kate's node, with the scribe as group leader, wrote %s lines with zc_io_format",
                        "un proceso del nodo kate, con el escriba como líder de grupo, escribió %s líneas con "
                        "zc_io_format"), lines.text);
    for (int i = 1; i <= lines.number; i++)
        s_expect_line (teacher, "Kate %d of %d", i, lines.number);
    gr_expect (teacher, "no more lines");
    gr_ends (teacher);
    s_stop_node (kate);
}

static void
s_turns (gr_t *test)
{
    s_number_t time = s_time (PATIENCE_MS), a = s_draw (test), b = s_draw (test), c = s_draw (test);
    gr_node_t *kate = s_start_node (test, "kate@localhost"), *bob = s_start_node (test, "bob@localhost");
    gr_node_t *teacher = gr_start (test, "turns", time.text, a.text, b.text, c.text, NULL);
    gr_did (test, TEXT ("kate wrote \"The duck\", bob \"Quack\", kate \" has %s feathers\", bob \" quack %s\\n\" and "
                        "\"quack\", kate \" and is yellow\\n\", bob \" %s\\n\"",
                        "kate escribió \"The duck\"; bob, \"Quack\"; kate, \" has %s feathers\"; bob, "
                        "\" quack %s\\n\" y \"quack\"; kate, \" and is yellow\\n\"; bob, \" %s\\n\""), a.text, b.text, c.text);
    s_expect_line (teacher, "Quack quack %d", b.number);
    s_expect_line (teacher, "The duck has %d feathers and is yellow", a.number);
    s_expect_line (teacher, "quack %d", c.number);
    gr_expect (teacher, "no more lines");
    gr_ends (teacher);
    s_stop_node (kate);
    s_stop_node (bob);
}

static void
s_crowd (gr_t *test)
{
    s_number_t time = s_time (PATIENCE_MS), lines = s_numbered ((int) gr_random (test, 10) + 15);
    char expected [100];
    gr_node_t *kate = s_start_node (test, "kate@localhost"), *bob = s_start_node (test, "bob@localhost");
    gr_node_t *teacher = gr_start (test, "crowd", time.text, lines.text, NULL);
    gr_did (test, TEXT ("six processes on three nodes wrote %s lines each at the same time, each line in three pieces",
                        "seis procesos de tres nodos escribieron %s líneas cada uno a la vez, cada línea en tres "
                        "trozos"), lines.text);
    snprintf (expected, sizeof expected, "%d lines, whole and in order", 6 * lines.number);
    gr_expect (teacher, expected);
    gr_ends (teacher);
    s_stop_node (kate);
    s_stop_node (bob);
}

static void
s_answers (gr_t *test)
{
    s_number_t time = s_time (PATIENCE_MS), a = s_draw (test), b = s_draw (test);
    char expected [100];
    gr_node_t *teacher = gr_start (test, "answers", time.text, a.text, b.text, NULL);
    gr_did (test, TEXT ("sent three put_chars without waiting: \"one\\ntwo\\nthr\", to be answered as %s, \"ee\\n\" as "
                        "{ticket, %s}, and a text without a byte as []",
                        "se enviaron sin esperar tres put_chars: \"one\\ntwo\\nthr\", con %s para la respuesta; "
                        "\"ee\\n\", con {ticket, %s}, y un texto de cero bytes, con []"), a.text, b.text);
    snprintf (expected, sizeof expected, "answer %d: :ok", a.number);
    gr_expect (teacher, expected);
    snprintf (expected, sizeof expected, "answer {:ticket, %d}: :ok", b.number);
    gr_expect (teacher, expected);
    gr_expect (teacher, "answer []: :ok");
    s_expect_line (teacher, "one");
    s_expect_line (teacher, "two");
    s_expect_line (teacher, "three");
    gr_expect (teacher, "no more lines");
    gr_ends (teacher);
}

static void
s_strange (gr_t *test)
{
    s_number_t time = s_time (PATIENCE_MS), a = s_draw (test);
    gr_node_t *teacher = gr_start (test, "strange", time.text, a.text, NULL);
    gr_did (test, TEXT ("sent hello and {letter, alex, %s}; then the requests {dance, %s}, get_line, put_chars with an "
                        "atom, and quack; then wrote a line, and looked how many messages wait",
                        "se enviaron hello y {letter, alex, %s}; luego las peticiones {dance, %s}, get_line, put_chars "
                        "con un átomo y quack; después se escribió una línea y se miró cuántos mensajes esperan"),
            a.text, a.text);
    for (int i = 0; i < 4; i++)
        gr_expect (teacher, "answer {:error, :request}");
    gr_expect (teacher, "waiting 0");
    s_expect_line (teacher, "still here %d", a.number);
    gr_expect (teacher, "no more lines");
    gr_ends (teacher);
}

static void
s_long (gr_t *test)
{
    s_number_t time = s_time (PATIENCE_MS), size = s_numbered ((int) gr_random (test, 20000) + 100000);
    char expected [100];
    gr_node_t *teacher = gr_start (test, "long", time.text, size.text, NULL);
    gr_did (test, TEXT ("wrote one line of %s bytes, some of them 0, in pieces of 777",
                        "se escribió una línea de %s bytes, algunos de ellos 0, en trozos de 777"), size.text);
    snprintf (expected, sizeof expected, "a line of %d bytes, the same", size.number);
    gr_expect (teacher, expected);
    gr_ends (teacher);
}

static void
s_torn (gr_t *test)
{
    s_number_t time = s_time (PATIENCE_MS), a = s_draw (test), b = s_draw (test);
    gr_node_t *kate = s_start_node (test, "kate@localhost"), *bob = s_start_node (test, "bob@localhost");
    gr_node_t *teacher = gr_start (test, "torn", time.text, a.text, b.text, NULL);
    gr_did (test, TEXT ("a process on kate's node wrote \"Kate %s begins a\", and exited with torn; then another one "
                        "wrote a line",
                        "un proceso del nodo kate escribió \"Kate %s begins a\" y salió con torn; después, otro "
                        "escribió una línea"), a.text);
    s_expect_line (teacher, "Kate %d begins a", a.number);
    s_expect_line (teacher, "The lesson goes on %d", b.number);
    gr_expect (teacher, "no more lines");
    gr_ends (teacher);
    s_stop_node (kate);

    teacher = gr_start (test, "killed", time.text, a.text, b.text, NULL);
    gr_did (test, TEXT ("a process on bob's node wrote \"Bob %s begins a\"; kill -9 of bob's node; then another one "
                        "wrote a line",
                        "un proceso del nodo bob escribió \"Bob %s begins a\"; kill -9 al nodo bob; después, otro "
                        "escribió una línea"), a.text);
    gr_expect (teacher, "begun");
    gr_kill (bob);
    gr_tell (teacher, "killed");
    s_expect_line (teacher, "Bob %d begins a", a.number);
    s_expect_line (teacher, "The lesson goes on %d", b.number);
    gr_expect (teacher, "no more lines");
    gr_ends (teacher);
}

static void
s_slow (gr_t *test)
{
    s_number_t time = s_time (PATIENCE_MS);
    gr_node_t *teacher = gr_start (test, "slow", time.text, NULL);
    gr_did (test, TEXT ("the descriptor is a pipe that nobody reads; a process wrote 100 lines of 900 bytes, each after "
                        "the answer to the one before; then the pipe was read",
                        "el descriptor es una tubería que nadie lee; un proceso escribió 100 líneas de 900 bytes, cada "
                        "una tras la respuesta a la anterior; después se leyó la tubería"));
    gr_expect (teacher, "answered 100 of 100");
    gr_expect (teacher, "100 of 100 lines, whole and in order");
    gr_ends (teacher);
}

static void
s_stops (gr_t *test)
{
    s_number_t time = s_time (PATIENCE_MS), a = s_draw (test);
    char expected [100];
    gr_node_t *teacher = gr_start (test, "stops", time.text, a.text, NULL);
    gr_did (test, TEXT ("into a pipe that nobody reads, 100 long lines were written and a begun \"The end %s\"; "
                        "scribe_stop; 200 ms later the pipe was read",
                        "en una tubería que nadie lee se escribieron 100 líneas largas y un comienzo, \"The end %s\"; "
                        "scribe_stop; 200 ms después se leyó la tubería"), a.text);
    gr_expect (teacher, "scribe_stop waits");
    gr_expect (teacher, "the scribe has ended");
    gr_expect (teacher, "101 lines");
    snprintf (expected, sizeof expected, "the last one: The end %d", a.number);
    gr_expect (teacher, expected);
    gr_ends (teacher);
}

static void
s_expect_few (gr_t *test, gr_node_t *teacher)
{
    int more = 0;
    char rest [20], got [200];
    snprintf (got, sizeof got, "%s", gr_next (teacher));
    bool few = sscanf (got, "%d monitor%19s", &more, rest) == 2 && more <= 1;
    gr_check (test, few, TEXT ("at most 1 monitor", "como mucho 1 monitor"), got);
}

static void
s_forgets (gr_t *test)
{
    s_number_t time = s_time (PATIENCE_MS), visitors = s_numbered ((int) gr_random (test, 30) + 40);
    char expected [100];
    gr_node_t *teacher = gr_start (test, "forgets", time.text, visitors.text, NULL);
    gr_did (test, TEXT ("one process wrote 20 lines", "un proceso escribió 20 líneas"));
    s_expect_few (test, teacher);
    gr_did (test, TEXT ("one process wrote 20 lines; %s others wrote two each, and ended",
                        "un proceso escribió 20 líneas; otros %s escribieron dos cada uno y acabaron"), visitors.text);
    s_expect_few (test, teacher);
    snprintf (expected, sizeof expected, "%d lines", 20 + 2 * visitors.number);
    gr_expect (teacher, expected);
    gr_ends (teacher);
}

GR_EXERCISE (5_2, "5.2", "05_remote_spawn", "scribe",
    BOTH ("A scribe: a group leader of lines", "Un escriba: un líder de grupo por líneas"),
    BOTH ("chapters/05_remote_spawn/README.md, 5.4", "chapters/05_remote_spawn/README.es.md, 5.4"),
    {"5.2.1", 2, BOTH ("lines of another node, in order", "líneas de otro nodo, en orden"), .run = s_remote,
     .why = BOTH ("zc_io_format sends a request to the group leader, and waits until it is answered.",
                  "zc_io_format envía una petición al líder de grupo y espera hasta que la responda.")},
    {"5.2.2", 3, BOTH ("lines of two writers stay whole", "las líneas de dos siguen enteras"), .run = s_turns,
     .why = BOTH ("What a writer has begun has to be kept, for each writer by itself, until its line feed comes.",
                  "Lo que alguien ha empezado hay que guardarlo, lo de cada cual por separado, hasta que llegue su "
                  "salto de línea.")},
    {"5.2.3", 2, BOTH ("many writers at once", "muchos a la vez"), .run = s_crowd,
     .why = BOTH ("The scribe takes one message after the other; a table or list of writers, found by their pids "
                  "(zc_pid_equal), holds the pieces.",
                  "El escriba saca un mensaje tras otro; los trozos están en una tabla o lista de quienes escriben, "
                  "que se buscan por su pid (zc_pid_equal).")},
    {"5.2.4", 2, BOTH ("each request gets its answer", "cada petición, su respuesta"), .run = s_answers,
     .why = BOTH ("The answer carries what the request has brought for it, any term (~t), also when there is nothing "
                  "to write.",
                  "La respuesta lleva lo que la petición traía para ella, cualquier término (~t), aunque no haya nada "
                  "que escribir.")},
    {"5.2.5", 2, BOTH ("what it does not know: an error", "lo que no conoce: un error"), .run = s_strange,
     .why = BOTH ("Who asks waits for an answer: a request that cannot be served gets {error, request}. What is no "
                  "io_request has to leave the mailbox, too.",
                  "Quien pide espera una respuesta: la petición que no se puede atender recibe {error, request}. Lo "
                  "que no es un io_request también tiene que salir del buzón.")},
    {"5.2.6", 1, BOTH ("a line of any length", "una línea de cualquier longitud"), .run = s_long,
     .why = BOTH ("The memory for a line has to grow with it: zc_realloc. And its bytes may be any, also 0: ~b, not ~s.",
                  "La memoria de una línea tiene que crecer con ella: zc_realloc. Y sus bytes pueden ser cualesquiera, "
                  "también 0: ~b, no ~s.")},
    {"5.2.7", 2, BOTH ("a writer ends in mid-line", "alguien acaba a media línea"), .run = s_torn,
     .why = BOTH ("Nobody tells the scribe that a writer has ended, or its node is lost, unless it monitors it. In the "
                  "pattern of the DOWN, &ref is filled in; ref has to be equal.",
                  "Nadie dice al escriba que alguien ha acabado, o que se ha perdido su nodo, si no lo vigila. En el "
                  "patrón del DOWN, &ref se rellena; ref tiene que ser igual.")},
    {"5.2.8", 2, BOTH ("answers while its output is stuck", "responde con la salida atascada"), .run = s_slow,
     .why = BOTH ("write on a full pipe waits. Who has to answer must not wait: a second process can.",
                  "write en una tubería llena espera. Quien tiene que responder no debe esperar: que lo haga otro "
                  "proceso.")},
    {"5.2.9", 1, BOTH ("a stop loses nothing", "al parar no se pierde nada"), .run = s_stops,
     .why = BOTH ("scribe_stop returns when the scribe has ended, and that ends when everything is written, also lines "
                  "that were only begun. A monitor tells when a process has ended.",
                  "scribe_stop vuelve cuando el escriba ha acabado, y este acaba cuando todo está escrito, también las "
                  "líneas solo empezadas. Un monitor dice cuándo ha acabado un proceso.")},
    {"5.2.10", 1, BOTH ("forgets who is gone", "olvida a quien ya no está"), .run = s_forgets,
     .why = BOTH ("One monitor for each writer, made with its first request; its DOWN ends both, the entry and the "
                  "monitor.",
                  "Un monitor para cada uno, creado con su primera petición; su DOWN pone fin a los dos, al monitor y "
                  "a lo apuntado.")},
    {"5.2.11", 2, BOTH ("clean memory", "memoria limpia"),
     .why = BOTH ("What comes from zc_alloc goes with the process; what comes from malloc has to be freed by somebody.",
                  "Lo de zc_alloc se va con el proceso; lo de malloc tiene que liberarlo alguien.")});
