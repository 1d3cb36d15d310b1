//  fuzz_main.c - runs a fuzz target without libFuzzer: the same inputs each time
//
//      fuzz_NAME                   all of the corpus, then mutations of it
//      fuzz_NAME FILE…             just these files
//
//      ZC_FUZZ_CORPUS=folder       instead of tests/fuzz/corpus/NAME
//      ZC_FUZZ_RUNS=100000         mutations
//      ZC_SEED=7                   other mutations
//
//  Reports in TAP, as tests/run.c wants it. An input that fails is printed in
//  hex, after the message of what failed.

#include "fuzz.h"

#include <dirent.h>
#include <limits.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

enum { INPUT_MAX = 8192, INPUTS_MAX = 4096, RUNS = 200000, PATH_SIZE = 600 };

typedef struct {
    char name [256];
    uint8_t *data;
    size_t size;
} s_input_t;

static s_input_t s_inputs [INPUTS_MAX];
static size_t s_count;

//  ---- what runs, for the report of a crash --------------------------------

static uint8_t s_current [INPUT_MAX];
static size_t s_current_size;
static const char *s_current_name = "";
static unsigned long s_mutation;        //  0: as it is in the corpus

static void
s_write (const char *text)
{
    if (write (2, text, strlen (text)) < 0)
        return;
}

//  Only what a signal handler may call.
static void
s_crash (int number)
{
    static const char digits [] = "0123456789abcdef";
    char hex [3] = {0};
    s_write ("failed on ");
    s_write (s_mutation? "a mutation of ": "");
    s_write (s_current_name);
    s_write (":\n");
    for (size_t i = 0; i < s_current_size; i++) {
        hex [0] = digits [s_current [i] >> 4];
        hex [1] = digits [s_current [i] & 15];
        s_write (hex);
    }
    s_write ("\n");
    signal (number, SIG_DFL);
    raise (number);
}

static void
s_run (const char *name, const uint8_t *data, size_t size)
{
    s_current_name = name;
    s_current_size = size;
    memmove (s_current, data, size);
    LLVMFuzzerTestOneInput (s_current, size);
}

//  ---- the corpus ----------------------------------------------------------

static bool
s_read (const char *path, s_input_t *input)
{
    FILE *file = fopen (path, "rb");
    if (!file)
        return false;
    uint8_t *data = malloc (INPUT_MAX);
    if (!data)
        abort ();
    input->size = fread (data, 1, INPUT_MAX, file);
    input->data = data;
    fclose (file);
    return true;
}

static int
s_by_name (const void *a, const void *b)
{
    return strcmp (((const s_input_t *) a)->name, ((const s_input_t *) b)->name);
}

static bool
s_read_folder (const char *folder)
{
    DIR *list = opendir (folder);
    struct dirent *entry;
    while (list && (entry = readdir (list)) && s_count < INPUTS_MAX) {
        char path [PATH_SIZE];
        if (entry->d_name [0] == '.')
            continue;
        s_input_t *input = &s_inputs [s_count];
        snprintf (input->name, sizeof input->name, "%s", entry->d_name);
        snprintf (path, sizeof path, "%.300s/%s", folder, entry->d_name);
        s_count += s_read (path, input);
    }
    if (list)
        closedir (list);
    qsort (s_inputs, s_count, sizeof *s_inputs, s_by_name);
    return s_count > 0;
}

static void
s_free_inputs (void)
{
    for (size_t i = 0; i < s_count; i++)
        free (s_inputs [i].data);
}

//  ---- mutations -----------------------------------------------------------

static uint64_t s_state;

static size_t
s_below (size_t limit)
{
    s_state ^= s_state << 13;
    s_state ^= s_state >> 7;
    s_state ^= s_state << 17;
    return (size_t) (s_state >> 11) % limit;
}

//  Take `size` bytes out at `at`, and put others there.
static void
s_splice (uint8_t *data, size_t *size, size_t at, size_t out, const uint8_t *in, size_t in_size)
{
    if (*size - out + in_size > INPUT_MAX)
        return;
    memmove (data + at + in_size, data + at + out, *size - at - out);
    if (in_size)
        memmove (data + at, in, in_size);
    *size += in_size - out;
}

static void
s_mutate (uint8_t *data, size_t *size)
{
    static const uint8_t special [] = {
        0, 1, 0x7f, 0x80, 0xff, 97, 104, 108, 109, 116, '{', '"', '~'};
    size_t at = s_below (*size + 1), rest = *size - at;
    const s_input_t *other = &s_inputs [s_below (s_count)];
    size_t from = s_below (other->size + 1);
    uint8_t byte = special [s_below (sizeof special)];
    switch (s_below (6)) {
        case 0:
            if (rest)
                data [at] ^= (uint8_t) (1 << s_below (8));
            break;
        case 1:
            if (rest)
                data [at] = byte;
            break;
        case 2:
            s_splice (data, size, at, 0, &byte, 1);
            break;
        case 3:
            s_splice (data, size, at, s_below (rest + 1), NULL, 0);
            break;
        case 4:
            if (rest)
                data [at] = (uint8_t) s_below (256);
            break;
        default:
            s_splice (data, size, at, s_below (rest + 1), other->data + from,
                      s_below (other->size - from + 1));
            break;
    }
}

static void
s_run_mutation (void)
{
    static uint8_t data [INPUT_MAX];
    const s_input_t *input = &s_inputs [s_below (s_count)];
    size_t size = input->size;
    memcpy (data, input->data, size);
    for (size_t times = 1 + s_below (4); times; times--)
        s_mutate (data, &size);
    s_run (input->name, data, size);
}

//  ---- main ----------------------------------------------------------------

static unsigned long
s_number (const char *variable, unsigned long otherwise)
{
    const char *text = getenv (variable);
    return text? strtoul (text, NULL, 10): otherwise;
}

static const char *
s_folder (const char *program)
{
    static char folder [PATH_SIZE];
    const char *name = strstr (program, "fuzz_"), *next;
    while (name && (next = strstr (name + 1, "fuzz_")))
        name = next;
    snprintf (folder, sizeof folder, "tests/fuzz/corpus/%s", name? name + 5: program);
    const char *given = getenv ("ZC_FUZZ_CORPUS");
    return given? given: folder;
}

static int
s_run_all (const char *folder)
{
    printf ("1..2\n");
    if (!s_read_folder (folder)) {
        printf ("not ok 1 - no corpus in %s\n", folder);
        return 1;
    }
    for (size_t i = 0; i < s_count; i++)
        s_run (s_inputs [i].name, s_inputs [i].data, s_inputs [i].size);
    printf ("ok 1 - the %zu inputs of the corpus\n", s_count);
    fflush (stdout);
    unsigned long seed = s_number ("ZC_SEED", 1), runs = s_number ("ZC_FUZZ_RUNS", RUNS);
    s_state = 0x9e3779b97f4a7c15 + seed;
    for (s_mutation = 1; s_mutation <= runs; s_mutation++)
        s_run_mutation ();
    printf ("ok 2 - %lu mutations of them, seed %lu\n", runs, seed);
    s_free_inputs ();
    return 0;
}

int
main (int argc, char **argv)
{
    signal (SIGABRT, s_crash);
    signal (SIGSEGV, s_crash);
    if (argc < 2)
        return s_run_all (s_folder (argv [0]));
    for (int i = 1; i < argc; i++) {
        s_input_t input;
        if (!s_read (argv [i], &input)) {
            printf ("cannot read %s\n", argv [i]);
            return 1;
        }
        s_run (argv [i], input.data, input.size);
        free (input.data);
    }
    return 0;
}
