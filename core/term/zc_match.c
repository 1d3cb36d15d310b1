//  zc_match.c - from a term and a plan to the variables
//
//  Interface: zc_take in zc_codec.h. Follows the plan beside the term and stops
//  at the first difference. What directives find is noted in bindings and written
//  to the caller's variables when everything matched.

#include "zc_plan.h"
#include "zc_walk.h"

#include <math.h>

enum { BINDINGS_MAX = 16 };

typedef struct {
    const zc_arg_t *arg;            //  where to; ~b: the next one is for the size
    union {
        uint64_t integer;           //  two's complement if it is negative
        double number;
        bool truth;
        zc_pid_t pid;
        zc_ref_t ref;
        struct { const uint8_t *at; size_t size; } bytes;
        zc_cursor_t rest;           //  ~t behind |
    };
    bool is_rest;
} s_binding_t;

typedef struct {
    const uint8_t *steps;           //  where s_follow begins, and has ended
    const zc_arg_t *args;           //  not yet used
    const char *error;
    zc_names_t *names;
    unsigned bound;
    s_binding_t bindings [BINDINGS_MAX];
} s_match_t;

//  Each function here takes where the term to be matched begins and returns where
//  it ends; NULL: it does not match, or the pattern is wrong.
static const uint8_t *s_follow (s_match_t *self, const uint8_t *at, const uint8_t *end);

static const uint8_t *
s_fail (s_match_t *self, const char *error)
{
    self->error = error;
    return NULL;
}

//  ---- directives that fill a variable -------------------------------------
//  First the argument's type, which is the pattern's business, then the value.

static bool
s_fits (zc_arg_type_t type, const zc_integer_t *integer)
{
    static const uint8_t bits [] = {7, 15, 31, 63, 8, 16, 32, 64};
    unsigned index = type - ZC_ARG_TO_I8;
    bool is_signed = type <= ZC_ARG_TO_I64;
    if (integer->size > 8)
        return false;
    if (integer->negative)
        return is_signed && integer->small <= 1ull << bits [index];
    return bits [index] == 64 || integer->small >> bits [index] == 0;
}

static inline const uint8_t *
s_integer (s_match_t *self, s_binding_t *binding, const uint8_t *at)
{
    zc_arg_type_t type = binding->arg->type;
    if (type < ZC_ARG_TO_I8 || type > ZC_ARG_TO_U64)
        return s_fail (self, "~i takes a pointer to an integer");
    zc_integer_t integer;
    if (!zc_read_integer (at, &integer) || !s_fits (type, &integer))
        return NULL;
    binding->integer = integer.negative? -integer.small: integer.small;
    return at + zc_skip (at);
}

static const uint8_t *
s_float (s_match_t *self, s_binding_t *binding, const uint8_t *at)
{
    if (binding->arg->type != ZC_ARG_TO_DOUBLE)
        return s_fail (self, "~f takes a double *");
    zc_integer_t integer;
    if (at [0] == ZC_TAG_NEW_FLOAT)
        binding->number = zc_read_float (at);
    else
    if (zc_read_integer (at, &integer))
        binding->number = zc_integer_double (&integer);
    else
        return NULL;
    return isfinite (binding->number)? at + zc_skip (at): NULL;
}

static const uint8_t *
s_atom (s_match_t *self, s_binding_t *binding, const uint8_t *at)
{
    if (binding->arg->type != ZC_ARG_TO_TEXT)
        return s_fail (self, "~a takes a const char **");
    if (!zc_is_atom (at))
        return NULL;
    binding->bytes.at = (const uint8_t *) zc_atom_text (at, &binding->bytes.size);
    return memchr (binding->bytes.at, 0, binding->bytes.size)? NULL: at + zc_skip (at);
}

static inline const uint8_t *
s_binary (s_binding_t *binding, const uint8_t *at)
{
    if (at [0] != ZC_TAG_BINARY)
        return NULL;
    binding->bytes.at = at + 5;
    binding->bytes.size = zc_get_u32 (at + 1);
    return binding->bytes.at + binding->bytes.size;
}

static const uint8_t *
s_text (s_match_t *self, s_binding_t *binding, const uint8_t *at)
{
    if (binding->arg->type != ZC_ARG_TO_TEXT)
        return s_fail (self, "~s takes a const char **");
    at = s_binary (binding, at);
    return at && memchr (binding->bytes.at, 0, binding->bytes.size)? NULL: at;
}

static inline const uint8_t *
s_data (s_match_t *self, s_binding_t *binding, const uint8_t *at)
{
    const zc_arg_t *size = self->args++;
    zc_arg_type_t size_type = sizeof (size_t) == 8? ZC_ARG_TO_U64: ZC_ARG_TO_U32;
    if (binding->arg->type != ZC_ARG_TO_DATA || size->type != size_type)
        return s_fail (self, "~b takes a const void ** and a size_t *");
    if (!size->p)
        return s_fail (self, "a directive's pointer is NULL");
    return s_binary (binding, at);
}

static const uint8_t *
s_bool (s_match_t *self, s_binding_t *binding, const uint8_t *at)
{
    if (binding->arg->type != ZC_ARG_TO_BOOL)
        return s_fail (self, "~o takes a bool *");
    binding->truth = zc_atom_is (at, "true");
    return binding->truth || zc_atom_is (at, "false")? at + zc_skip (at): NULL;
}

static inline const uint8_t *
s_pid (s_match_t *self, s_binding_t *binding, const uint8_t *at)
{
    if (binding->arg->type != ZC_ARG_TO_PID)
        return s_fail (self, "~p takes a zc_pid_t *");
    return zc_read_pid (at, self->names, &binding->pid);
}

static const uint8_t *
s_ref (s_match_t *self, s_binding_t *binding, const uint8_t *at)
{
    if (binding->arg->type != ZC_ARG_TO_REF)
        return s_fail (self, "~r takes a zc_ref_t *");
    return zc_read_ref (at, self->names, &binding->ref);
}

static const uint8_t *
s_term (s_match_t *self, s_binding_t *binding, const uint8_t *at)
{
    if (binding->arg->type != ZC_ARG_TO_TERM)
        return s_fail (self, "~t takes a zc_term_t **");
    binding->bytes.at = at;
    return at + zc_skip (at);
}

//  A binding for the next argument, which has to be a pointer that is there.
static inline s_binding_t *
s_bind (s_match_t *self)
{
    if (self->bound == BINDINGS_MAX || !self->args->p) {
        s_fail (self, self->args->p? "too many directives": "a directive's pointer is NULL");
        return NULL;
    }
    s_binding_t *binding = &self->bindings [self->bound++];
    binding->arg = self->args++;
    binding->is_rest = false;
    return binding;
}

static inline const uint8_t *
s_fill (s_match_t *self, char letter, const uint8_t *at)
{
    s_binding_t *binding = s_bind (self);
    if (!binding)
        return NULL;
    switch (letter) {
        case 'i': return s_integer (self, binding, at);
        case 'f': return s_float (self, binding, at);
        case 'a': return s_atom (self, binding, at);
        case 's': return s_text (self, binding, at);
        case 'b': return s_data (self, binding, at);
        case 'o': return s_bool (self, binding, at);
        case 'p': return s_pid (self, binding, at);
        case 'r': return s_ref (self, binding, at);
        default:  return s_term (self, binding, at);
    }
}

//  ---- directives with a value: Elixir's ^pin ------------------------------

//  Terms carry their sizes in front, so a difference shows before an end.
static inline const uint8_t *
s_same (const uint8_t *at, const uint8_t *end, const uint8_t *data, size_t size)
{
    return size <= (size_t) (end - at) && memcmp (at, data, size) == 0? at + size: NULL;
}

//  What the argument would be as a term: follow a plan of this one step.
static const uint8_t *
s_same_as_built (s_match_t *self, char letter, const uint8_t *at, const uint8_t *end)
{
    const uint8_t plain [] = {(uint8_t) letter, ';'}, term [] = {'t', 0, 0, ';'};
    zc_buffer_t value = {0};
    zc_plan_build (letter == 't'? term: plain, self->args, &value, &self->error);
    at = self->error? NULL: s_same (at, end, value.data, value.size);
    zc_buffer_clear (&value);
    self->args += letter == 'b'? 2: 1;
    return at;
}

static inline bool
s_is_integer (const uint8_t *at, const zc_arg_t *arg)
{
    zc_integer_t integer;
    bool negative = arg->type == ZC_ARG_INT && arg->i < 0;
    return zc_read_integer (at, &integer) && integer.size <= 8
        && integer.negative == negative && integer.small == (negative? -arg->u: arg->u);
}

//  Numbers, references and pids, which answers are told apart by, are compared
//  without being built.
static const uint8_t *
s_pin (s_match_t *self, char letter, const uint8_t *at, const uint8_t *end)
{
    const zc_arg_t *arg = self->args;
    if (letter == 'i' && (arg->type == ZC_ARG_INT || arg->type == ZC_ARG_UINT)) {
        self->args++;
        return s_is_integer (at, arg)? at + zc_skip (at): NULL;
    }
    if (letter == 'r' && arg->type == ZC_ARG_REF) {
        zc_ref_t ref;
        self->args++;
        at = zc_read_ref (at, self->names, &ref);
        return at && zc_ref_equal (ref, arg->ref)? at: NULL;
    }
    if (letter == 'p' && arg->type == ZC_ARG_PID) {
        zc_pid_t pid;
        self->args++;
        at = zc_read_pid (at, self->names, &pid);
        return at && zc_pid_equal (pid, arg->pid)? at: NULL;
    }
    return s_same_as_built (self, letter, at, end);
}

//  ---- lists and maps ------------------------------------------------------

//  What follows the list that the cursor is in.
static const uint8_t *
s_behind (const zc_cursor_t *cursor)
{
    if (cursor->bytes)
        return cursor->at + cursor->left;
    const uint8_t *at = cursor->at;
    for (uint32_t left = cursor->left + 1; left; left--)
        at += zc_skip (at);
    return at;
}

//  What stands behind | against the rest of the list. A variable there takes it
//  all; else it is put together, as lists may keep it in pieces.
static bool
s_tail (s_match_t *self, const zc_cursor_t *cursor)
{
    if (self->steps [0] == '_') {
        self->steps += 2;                       //  _ ;
        return true;
    }
    if (self->steps [0] == 't' && self->args->type >= ZC_ARG_TO_I8) {
        s_binding_t *binding = s_bind (self);
        self->steps += 4;                       //  t depth ;
        if (!binding || !s_term (self, binding, zc_cursor_tail (cursor)))
            return false;
        binding->rest = *cursor;
        binding->is_rest = true;
        return true;
    }
    if (cursor->left == 0) {
        const uint8_t *tail = zc_cursor_tail (cursor);
        return s_follow (self, tail, tail + zc_skip (tail));
    }
    zc_buffer_t rest = {0};
    zc_cursor_rest (cursor, &rest);
    bool matched = s_follow (self, rest.data, rest.data + rest.size);
    zc_buffer_clear (&rest);
    return matched;
}

//  Items, one after the other; the cursor moves on.
static bool
s_items (s_match_t *self, zc_cursor_t *cursor, uint32_t count, const uint8_t *end)
{
    for (; count; count--) {
        if (cursor->left == 0)
            return false;
        const uint8_t *item = zc_cursor_item (cursor);
        const uint8_t *next = s_follow (self, item, cursor->bytes? item + 2: end);
        if (!next)
            return false;
        cursor->at = cursor->bytes? cursor->at + 1: next;
        cursor->left--;
    }
    return true;
}

static const uint8_t *
s_list (s_match_t *self, const uint8_t *at, const uint8_t *end, bool has_tail)
{
    zc_cursor_t cursor;
    uint32_t count = zc_plan_number (self->steps);
    self->steps += 4;
    if (!zc_cursor_open (&cursor, at) || !s_items (self, &cursor, count, end))
        return NULL;
    bool ended = has_tail? s_tail (self, &cursor)
                         : cursor.left == 0 && zc_cursor_tail (&cursor) [0] == ZC_TAG_NIL;
    return ended? s_behind (&cursor): NULL;
}

//  A pattern's map asks for some keys; each is there as plain bytes.
static const uint8_t *
s_map (s_match_t *self, const uint8_t *at, const uint8_t *end)
{
    if (at [0] != ZC_TAG_MAP)
        return NULL;
    uint32_t count = zc_plan_number (self->steps);
    self->steps += 4;
    for (; count; count--) {
        size_t size = zc_plan_number (self->steps + 1);
        const uint8_t *key = self->steps + 5, *value = zc_map_find (at, key, size);
        self->steps = key + size + 1;
        if (!value || !s_follow (self, value, end))
            return NULL;
    }
    return at + zc_skip (at);
}

//  ---- the steps -----------------------------------------------------------

//  A list or a map among the steps; they go on behind it.
static const uint8_t *
s_container (s_match_t *self, uint8_t step, const uint8_t **steps, const uint8_t *at,
             const uint8_t *end)
{
    self->steps = *steps;
    at = step == '%'? s_map (self, at, end): s_list (self, at, end, step == '|');
    *steps = self->steps;
    return at;
}

//  Follow the steps at self->steps to the end of their item.
static const uint8_t *
s_follow (s_match_t *self, const uint8_t *at, const uint8_t *end)
{
    const uint8_t *steps = self->steps;
    while (at) {
        uint8_t step = *steps++;
        switch (step) {
            case ';':
                self->steps = steps;
                return at;
            case '.': {
                size_t size = zc_plan_number (steps);
                at = s_same (at, end, steps + 4, size);
                steps += 4 + size;
                break;
            }
            case '_':
                at += zc_skip (at);
                break;
            case '[': case '|': case '%':
                at = s_container (self, step, &steps, at, end);
                break;
            case 't':
                steps += 2;
                //  fall through
            default:
                at = self->args->type < ZC_ARG_TO_I8? s_pin (self, (char) step, at, end)
                                                    : s_fill (self, (char) step, at);
        }
    }
    return NULL;
}

//  ---- writing the variables -----------------------------------------------

static const char *
s_keep_text (zc_string_t **strings, const uint8_t *text, size_t size)
{
    zc_string_t *string = zc_malloc (sizeof *string + size + 1);
    memcpy (string->text, text, size);
    string->text [size] = 0;
    string->next = *strings;
    *strings = string;
    return string->text;
}

static zc_term_t *
s_keep_term (const s_binding_t *binding)
{
    if (!binding->is_rest)
        return zc_term_copy (binding->bytes.at, zc_skip (binding->bytes.at));
    zc_buffer_t rest = {0};
    zc_cursor_rest (&binding->rest, &rest);
    zc_term_t *term = zc_term_copy (rest.data, rest.size);
    zc_buffer_clear (&rest);
    return term;
}

static void
s_write (const s_binding_t *binding, zc_string_t **strings)
{
    void *to = (void *) (uintptr_t) binding->arg->p;
    switch (binding->arg->type) {
        case ZC_ARG_TO_I8: case ZC_ARG_TO_U8:   *(uint8_t *) to = (uint8_t) binding->integer; break;
        case ZC_ARG_TO_I16: case ZC_ARG_TO_U16: *(uint16_t *) to = (uint16_t) binding->integer; break;
        case ZC_ARG_TO_I32: case ZC_ARG_TO_U32: *(uint32_t *) to = (uint32_t) binding->integer; break;
        case ZC_ARG_TO_I64: case ZC_ARG_TO_U64: memcpy (to, &binding->integer, 8); break;
        case ZC_ARG_TO_DOUBLE: *(double *) to = binding->number; break;
        case ZC_ARG_TO_BOOL:   *(bool *) to = binding->truth; break;
        case ZC_ARG_TO_PID:    *(zc_pid_t *) to = binding->pid; break;
        case ZC_ARG_TO_REF:    *(zc_ref_t *) to = binding->ref; break;
        case ZC_ARG_TO_TERM:   *(zc_term_t **) to = s_keep_term (binding); break;
        case ZC_ARG_TO_TEXT:
            *(const char **) to = s_keep_text (strings, binding->bytes.at, binding->bytes.size);
            break;
        case ZC_ARG_TO_DATA:
            *(const void **) to = binding->bytes.at;
            *(size_t *) (uintptr_t) binding->arg [1].p = binding->bytes.size;
            break;
        case ZC_ARG_INT: case ZC_ARG_UINT: case ZC_ARG_DOUBLE: case ZC_ARG_BOOL: case ZC_ARG_TEXT:
        case ZC_ARG_DATA: case ZC_ARG_PID: case ZC_ARG_REF: case ZC_ARG_TERM:
            zc_check (false, "a binding writes to a pointer");
    }
}

bool
zc_take (const uint8_t *data, size_t size, zc_format_t pattern, const zc_caller_t *caller,
         zc_string_t **strings, const char **error)
{
    const zc_plan_t *plan = zc_plan_get (caller->plans, pattern, ZC_PLAN_MATCH);
    s_match_t self;                             //  bindings are not set before use
    self.steps = plan->steps;
    self.args = pattern.args + 1;
    self.names = caller->names;
    self.bound = 0;
    self.error = zc_plan_misfit (plan, pattern);
    bool matched = !self.error && s_follow (&self, data, data + size);
    for (unsigned i = 0; matched && i < self.bound; i++)
        s_write (&self.bindings [i], strings);
    *error = self.error;
    zc_plan_done (plan);
    return matched;
}

void
zc_strings_free (zc_string_t **strings)
{
    while (*strings) {
        zc_string_t *string = *strings;
        *strings = string->next;
        zc_release (string);
    }
}
