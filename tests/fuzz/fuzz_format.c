//  fuzz_format.c - format and pattern strings, and arguments of any kind
//
//  An input: the arguments, a byte each and what it asks for, up to a byte 0; a
//  format and a pattern, each up to its NUL or line feed. What has to hold: a
//  wrong string or argument is told, and nothing was written; a term built from
//  a format matches that format; variables are filled all or none.

#include "fuzz.h"
#include "term/zc_walk.h"

enum { ARGS_MAX = 12, GUARD = 0xa5 };

//  An argument, and what it points to.
typedef union {
    uint8_t bytes [32];
    zc_term_t *term;
    max_align_t align;
} s_room_t;

typedef struct {
    zc_arg_t head;                  //  tells their number
    zc_arg_t args [ARGS_MAX];
    s_room_t rooms [ARGS_MAX];
    size_t count;
} s_args_t;

static zc_caller_t s_caller;
static zc_term_t *s_term;
static const char s_texts [][sizeof (s_room_t)] = {
    "ok", "", "a b", "\xc3\xa9", "\xff", "Elixir.Duck", "x@y"};

static const zc_arg_t s_one [] = {{.head = {1, false}}, {.type = ZC_ARG_INT, .i = 7}};
static const zc_format_t s_formats [] = {{"{a, [~i, b]}", s_one}, {"~i", s_one}, {"{~s", s_one}};

//  ---- arguments -----------------------------------------------------------

static void
s_set_value (zc_arg_t *arg, fuzz_input_t *input)
{
    static const double doubles [] = {0.0, -1.5, 1e300, 42.0};
    switch ((int) arg->type) {
        case ZC_ARG_INT:
        case ZC_ARG_UINT:
            arg->u = fuzz_u64 (input);
            break;
        case ZC_ARG_DOUBLE:
            arg->d = doubles [fuzz_u8 (input) % 4];
            break;
        case ZC_ARG_BOOL:
            arg->o = fuzz_u8 (input) & 1;
            break;
        case ZC_ARG_TEXT:
            arg->p = s_texts [fuzz_u8 (input) % 7];
            break;
        case ZC_ARG_PID:
            arg->pid = (zc_pid_t) {NULL, 0, fuzz_u8 (input), 1};
            break;
        case ZC_ARG_REF:
            arg->ref = (zc_ref_t) {NULL, 0, {fuzz_u8 (input), 2, 3}};
            break;
        case ZC_ARG_TERM:
            arg->p = s_term;
            break;
        case ZC_ARG_FORMAT:
            arg->p = &s_formats [fuzz_u8 (input) % 3];
            break;
        default:
            break;
    }
}

//  Is there memory at this argument, of which the next one is the size?
static bool
s_is_data (const s_args_t *self, size_t index)
{
    return self->args [index].type == ZC_ARG_DATA || self->args [index].type == ZC_ARG_TEXT;
}

//  Data is followed by its true size, as the macros' callers have to give it.
static void
s_add (s_args_t *self, zc_arg_type_t type, fuzz_input_t *input)
{
    zc_arg_t *arg = &self->args [self->count];
    *arg = (zc_arg_t) {.type = type};
    s_set_value (arg, input);
    if (type >= ZC_ARG_TO_I8 || type == ZC_ARG_DATA)
        arg->p = &self->rooms [self->count];
    bool is_size = self->count && s_is_data (self, self->count - 1);
    if (is_size && (type == ZC_ARG_INT || type == ZC_ARG_UINT))
        arg->u %= sizeof (s_room_t);
    self->count++;
}

//  The highest are formats: so kept inputs mean what they did before there were any.
static zc_arg_type_t
s_type (uint8_t kind)
{
    unsigned type = kind % ZC_ARG_TO_TERM;
    return kind >= 240? ZC_ARG_FORMAT: (zc_arg_type_t) (type < ZC_ARG_FORMAT? type: type + 1);
}

static void
s_take_args (s_args_t *self, fuzz_input_t *input)
{
    uint8_t kind;
    self->count = 0;
    memset (self->rooms, GUARD, sizeof self->rooms);
    while (self->count < ARGS_MAX && (kind = fuzz_u8 (input)) != 0)
        s_add (self, s_type (kind), input);
    self->head = zc_arg_head ((unsigned) self->count, false);
}

static bool
s_untouched (const s_room_t *room)
{
    for (size_t i = 0; i < sizeof room->bytes; i++)
        if (room->bytes [i] != GUARD)
            return false;
    return true;
}

//  ---- build and match -----------------------------------------------------

static void
s_check_canonical (const zc_buffer_t *term)
{
    zc_buffer_t again = {0};
    fuzz_check (zc_skip (term->data) == term->size);
    fuzz_check (zc_decode (&again, term->data, term->size, NULL) == term->size);
    fuzz_check (again.size == term->size && memcmp (again.data, term->data, again.size) == 0);
    zc_buffer_clear (&again);
}

//  Variables that were filled; a term among them is ours.
static size_t
s_filled (s_args_t *args)
{
    size_t filled = 0;
    for (size_t i = 0; i < args->count; i++)
        if (!s_untouched (&args->rooms [i])) {
            fuzz_check (args->args [i].type >= ZC_ARG_TO_I8);
            if (args->args [i].type == ZC_ARG_TO_TERM)
                zc_term_destroy (&args->rooms [i].term);
            filled++;
        }
    return filled;
}

static void
s_match (const zc_buffer_t *term, const char *pattern, s_args_t *args)
{
    zc_string_t *strings = NULL;
    const char *error = NULL;
    zc_format_t format = {pattern, &args->head};
    bool matched = zc_take (term->data, term->size, &format, &s_caller, &strings, &error);
    fuzz_check (!matched || !error);
    size_t filled = s_filled (args);
    if (!matched)
        fuzz_check (filled == 0);
    zc_strings_free (&strings);
}

//  What was built from a format is matched by it, its arguments are then pins;
//  or the format is no pattern (a directive as a key), and that is told.
static void
s_match_itself (const zc_buffer_t *term, const char *text, const s_args_t *args)
{
    zc_string_t *strings = NULL;
    const char *error = NULL;
    zc_format_t format = {text, &args->head};
    bool matched = zc_take (term->data, term->size, &format, &s_caller, &strings, &error);
    fuzz_check (matched || error);
    zc_strings_free (&strings);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
    long blocks = zc_blocks_in_use ();
    s_caller.names = zc_names_new ();
    s_term = zc_term_parse ("{hi, [1, 2 | 3], %{a: \"b\"}}", NULL);
    static s_args_t args;
    fuzz_input_t input = {data, size};
    s_take_args (&args, &input);
    char *text = fuzz_text (&input), *pattern = fuzz_text (&input);

    zc_buffer_t term = {0};
    const char *error = zc_build (&term, (zc_format_t) {text, &args.head},
                                  &s_caller);
    fuzz_check (s_filled (&args) == 0);
    if (!error) {
        s_check_canonical (&term);
        s_match_itself (&term, text, &args);
        s_match (&term, pattern, &args);
    }
    else {
        fuzz_check (term.size == 0 && *error);
        s_match (&(zc_buffer_t) {.data = s_term->bytes->data, .size = s_term->bytes->size}, pattern,
                 &args);
    }
    zc_buffer_clear (&term);
    free (pattern);
    free (text);
    zc_term_destroy (&s_term);
    zc_names_destroy (&s_caller.names);
    fuzz_check (zc_blocks_in_use () == blocks);
    return 0;
}
