//  zc_match.c - from a term and a plan to the variables
//
//  Interface: zc_take in zc_codec.h. Follows the plan beside the term and stops
//  at the first difference. What directives find is noted in bindings and written
//  to the caller's variables when everything matched.

#include "zc_plan.h"
#include "zc_walk.h"
#include "base/zc_check.h"

#include <math.h>

#define NO_POINTER "a directive's pointer is NULL"

//  What a directive has found for its variable.
typedef union {
    uint64_t integer;               //  two's complement if it is negative
    double number;
    bool truth;
    zc_pid_t pid;
    zc_ref_t ref;
    struct { const uint8_t *at; size_t size; } bytes;
    struct { const uint8_t *at, *end; zc_cursor_t rest; } term;     //  at NULL: ~t behind |
    zc_arg_t size;                  //  both have the same size: they are counted alike
} s_binding_t;

typedef struct {
    const uint8_t *steps;           //  where s_follow begins, and has ended
    const zc_arg_t *arg;            //  the next one …
    s_binding_t *binding;           //  … and where to note what was found for it
    const char *error;
    zc_names_t *names;
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

//  Most integers have no more than 32 bits.
static inline const uint8_t *
s_small_integer (const uint8_t *at, int64_t *value)
{
    if (at [0] == ZC_TAG_SMALL_INT) {
        *value = at [1];
        return at + 2;
    }
    if (at [0] != ZC_TAG_INT)
        return NULL;
    *value = (int32_t) zc_get_u32 (at + 1);
    return at + 5;
}

static const uint8_t *
s_big_integer (s_binding_t *binding, zc_arg_type_t type, const uint8_t *at)
{
    zc_integer_t integer;
    if (!zc_read_integer (at, &integer) || integer.size > 8)
        return NULL;
    uint64_t limit = type == ZC_ARG_TO_I64? INT64_MAX + (uint64_t) integer.negative:
                     integer.negative? 0: type == ZC_ARG_TO_U64? UINT64_MAX:
                     type == ZC_ARG_TO_U32? UINT32_MAX: 0;
    if (integer.small > limit)
        return NULL;
    binding->integer = integer.negative? -integer.small: integer.small;
    return at + zc_skip (at);
}

static inline const uint8_t *
s_integer (s_match_t *self, s_binding_t *binding, zc_arg_type_t type, const uint8_t *at)
{
    //  Of those that s_small_integer reads
    static const struct { int64_t min, max; } range [] = {
        {INT8_MIN, INT8_MAX}, {INT16_MIN, INT16_MAX}, {INT32_MIN, INT32_MAX}, {INT64_MIN, INT64_MAX},
        {0, UINT8_MAX}, {0, UINT16_MAX}, {0, UINT32_MAX}, {0, INT64_MAX}};
    if (type < ZC_ARG_TO_I8 || type > ZC_ARG_TO_U64)
        return s_fail (self, "~i takes a pointer to an integer");
    int64_t value;
    const uint8_t *next = s_small_integer (at, &value);
    if (!next)
        return s_big_integer (binding, type, at);
    binding->integer = (uint64_t) value;
    unsigned index = type - ZC_ARG_TO_I8;
    return value >= range [index].min && value <= range [index].max? next: NULL;
}

static const uint8_t *
s_float (s_match_t *self, s_binding_t *binding, zc_arg_type_t type, const uint8_t *at)
{
    if (type != ZC_ARG_TO_DOUBLE)
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
s_atom (s_match_t *self, s_binding_t *binding, zc_arg_type_t type, const uint8_t *at)
{
    if (type != ZC_ARG_TO_TEXT)
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
s_text (s_match_t *self, s_binding_t *binding, zc_arg_type_t type, const uint8_t *at)
{
    if (type != ZC_ARG_TO_TEXT)
        return s_fail (self, "~s takes a const char **");
    at = s_binary (binding, at);
    return at && memchr (binding->bytes.at, 0, binding->bytes.size)? NULL: at;
}

static inline const uint8_t *
s_data (s_match_t *self, s_binding_t *binding, zc_arg_type_t type, const zc_arg_t *size,
        const uint8_t *at)
{
    zc_arg_type_t size_type = sizeof (size_t) == 8? ZC_ARG_TO_U64: ZC_ARG_TO_U32;
    if (type != ZC_ARG_TO_DATA || size->type != size_type)
        return s_fail (self, "~b takes a const void ** and a size_t *");
    if (!size->p)
        return s_fail (self, NO_POINTER);
    return s_binary (binding, at);
}

static const uint8_t *
s_bool (s_match_t *self, s_binding_t *binding, zc_arg_type_t type, const uint8_t *at)
{
    if (type != ZC_ARG_TO_BOOL)
        return s_fail (self, "~o takes a bool *");
    binding->truth = zc_atom_is (at, "true");
    return binding->truth || zc_atom_is (at, "false")? at + zc_skip (at): NULL;
}

static inline const uint8_t *
s_pid (s_match_t *self, s_binding_t *binding, zc_arg_type_t type, const uint8_t *at)
{
    if (type != ZC_ARG_TO_PID)
        return s_fail (self, "~p takes a zc_pid_t *");
    return zc_read_pid (at, self->names, &binding->pid);
}

static const uint8_t *
s_ref (s_match_t *self, s_binding_t *binding, zc_arg_type_t type, const uint8_t *at)
{
    if (type != ZC_ARG_TO_REF)
        return s_fail (self, "~r takes a zc_ref_t *");
    return zc_read_ref (at, self->names, &binding->ref);
}

static const uint8_t *
s_term (s_match_t *self, s_binding_t *binding, zc_arg_type_t type, const uint8_t *at)
{
    if (type != ZC_ARG_TO_TERM)
        return s_fail (self, "~t takes a zc_term_t **");
    binding->term.at = at;
    binding->term.end = at + zc_skip (at);
    return binding->term.end;
}

static const uint8_t *
s_fill (s_match_t *self, uint8_t step, const zc_arg_t *arg, s_binding_t *binding, const uint8_t *at)
{
    zc_arg_type_t type = arg->type;
    if (!arg->p)
        return s_fail (self, NO_POINTER);
    switch (step) {
        case 'i': return s_integer (self, binding, type, at);
        case 'f': return s_float (self, binding, type, at);
        case 'a': return s_atom (self, binding, type, at);
        case 's': return s_text (self, binding, type, at);
        case 'b': return s_data (self, binding, type, arg + 1, at);
        case 'o': return s_bool (self, binding, type, at);
        case 'p': return s_pid (self, binding, type, at);
        case 'r': return s_ref (self, binding, type, at);
        case 't': return s_term (self, binding, type, at);
        default:  __builtin_unreachable ();     //  zc_compile writes no other
    }
}

//  ---- directives with a value: Elixir's ^pin ------------------------------

//  Terms carry their sizes in front, so a difference shows before an end. Most have 8
//  to 16 bytes: two words, which may overlap.
static inline const uint8_t *
s_same (const uint8_t *at, const uint8_t *end, const uint8_t *data, size_t size)
{
    if (size > (size_t) (end - at))
        return NULL;
    bool same = size < 8 || size > 16? memcmp (at, data, size) == 0:
                memcmp (at, data, 8) == 0 && memcmp (at + size - 8, data + size - 8, 8) == 0;
    return same? at + size: NULL;
}

//  What the argument would be as a term: follow a plan of this one step.
static const uint8_t *
s_same_as_built (s_match_t *self, uint8_t step, const zc_arg_t *arg, const uint8_t *at,
                 const uint8_t *end)
{
    const uint8_t plain [] = {step, ';'}, term [] = {'t', 0, 0, ';'};
    zc_buffer_t value = {0};
    self->error = zc_plan_build (step == 't'? term: plain, ZC_LEAF_MAX + ZC_PLAN_BLOCK, arg,
                                 &value);
    at = self->error? NULL: s_same (at, end, value.data, value.size);
    zc_buffer_clear (&value);
    return at;
}

static inline const uint8_t *
s_same_integer (const zc_arg_t *arg, const uint8_t *at)
{
    bool negative = arg->type == ZC_ARG_INT && arg->i < 0;
    int64_t value;
    const uint8_t *next = s_small_integer (at, &value);
    if (next)
        return arg->i == value && negative == (value < 0)? next: NULL;
    zc_integer_t integer;
    return zc_read_integer (at, &integer) && integer.size <= 8 && integer.negative == negative
        && integer.small == (negative? -arg->u: arg->u)? at + zc_skip (at): NULL;
}

//  Numbers, references and pids, which answers are told apart by, are compared
//  without being built.
static inline const uint8_t *
s_pin (s_match_t *self, uint8_t step, const zc_arg_t *arg, const uint8_t *at, const uint8_t *end)
{
    if (step == 'i' && (arg->type == ZC_ARG_INT || arg->type == ZC_ARG_UINT))
        return s_same_integer (arg, at);
    if (step == 'r' && arg->type == ZC_ARG_REF) {
        zc_ref_t ref;
        at = zc_read_ref (at, self->names, &ref);
        return at && zc_ref_equal (ref, arg->ref)? at: NULL;
    }
    if (step == 'p' && arg->type == ZC_ARG_PID) {
        zc_pid_t pid;
        at = zc_read_pid (at, self->names, &pid);
        return at && zc_pid_equal (pid, arg->pid)? at: NULL;
    }
    return s_same_as_built (self, step, arg, at, end);
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
    if (self->steps [0] == 't' && self->arg->type >= ZC_ARG_TO_I8) {
        const zc_arg_t *arg = self->arg++;
        s_binding_t *binding = self->binding++;
        self->steps += 4;                       //  t depth ;
        if (!arg->p)
            return s_fail (self, NO_POINTER);
        if (!s_term (self, binding, arg->type, zc_cursor_tail (cursor)))
            return false;
        binding->term.at = NULL;
        binding->term.rest = *cursor;
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

static const uint8_t *
s_container (s_match_t *self, uint8_t step, const uint8_t *at, const uint8_t *end)
{
    return step == '%'? s_map (self, at, end): s_list (self, at, end, step == '|');
}

//  The next argument, with or without a value.
static __attribute__ ((noinline)) const uint8_t *
s_directive (s_match_t *self, uint8_t step, const zc_arg_t *arg, s_binding_t *binding,
             const uint8_t *at, const uint8_t *end)
{
    return arg->type < ZC_ARG_TO_I8? s_pin (self, step, arg, at, end)
                                   : s_fill (self, step, arg, binding, at);
}

//  Follow the steps at self->steps to the end of their item. The frequent directives
//  stand here in full, with the arguments that they mostly have. Inline: most patterns
//  have no lists and maps, and are followed in zc_take itself. whole: the item is the whole
//  term, so what its last step stands for ends where that does.
ZC_INLINE const uint8_t *
s_steps (s_match_t *self, const uint8_t *at, const uint8_t *end, bool whole)
{
    const uint8_t *steps = self->steps;
    const zc_arg_t *arg = self->arg;
    s_binding_t *binding = self->binding;
    while (at) {
        uint8_t step = *steps++;
        switch (step) {
            case '.':
                at = s_same (at, end, steps + 4, zc_plan_number (steps));
                steps += 4 + zc_plan_number (steps);
                continue;
            case '_':
                at = whole && *steps == ';'? end: at + zc_skip (at);
                continue;
            case ';':
                self->steps = steps;
                self->arg = arg;
                self->binding = binding;
                return at;
            case '[': case '|': case '%':
                self->steps = steps;
                self->arg = arg;
                self->binding = binding;
                at = s_container (self, step, at, end);
                steps = self->steps;
                arg = self->arg;
                binding = self->binding;
                continue;
            case 'i':
                if (arg->type == ZC_ARG_INT)
                    at = s_same_integer (arg, at);
                else
                if (arg->type >= ZC_ARG_TO_I8 && arg->type <= ZC_ARG_TO_U64 && arg->p)
                    at = s_integer (self, binding, arg->type, at);
                else
                    at = s_directive (self, step, arg, binding, at, end);
                break;
            case 'p':
                at = arg->type == ZC_ARG_TO_PID && arg->p? s_pid (self, binding, ZC_ARG_TO_PID, at)
                   : s_directive (self, step, arg, binding, at, end);
                break;
            case 'b':
                at = arg->type == ZC_ARG_TO_DATA && arg->p? s_data (self, binding, ZC_ARG_TO_DATA, arg + 1, at)
                   : s_directive (self, step, arg, binding, at, end);
                arg++;
                binding++;
                break;
            case 't':
                steps += 2;
                if (arg->type == ZC_ARG_TO_TERM && arg->p && whole && *steps == ';') {
                    binding->term.at = at;
                    binding->term.end = at = end;
                }
                else
                    at = s_directive (self, step, arg, binding, at, end);
                break;
            case 'f': case 'a': case 's': case 'o': case 'r':
                at = s_directive (self, step, arg, binding, at, end);
                break;
            default:                            //  zc_compile writes no other
                __builtin_unreachable ();
        }
        arg++;
        binding++;
    }
    return NULL;
}

//  The items of lists and maps.
static const uint8_t *
s_follow (s_match_t *self, const uint8_t *at, const uint8_t *end)
{
    return s_steps (self, at, end, false);
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

//  NOLINTBEGIN(clang-analyzer-core.*): it does not see that a match sets all bindings

static zc_term_t *
s_keep_term (const s_binding_t *binding)
{
    if (binding->term.at)
        return zc_term_copy (binding->term.at, (size_t) (binding->term.end - binding->term.at));
    zc_buffer_t rest = {0};
    zc_cursor_rest (&binding->term.rest, &rest);
    zc_term_t *term = zc_term_copy (rest.data, rest.size);
    zc_buffer_clear (&rest);
    return term;
}

//  Write what was found for the arguments to their variables.
static inline void
s_write (const zc_arg_t *arg, const zc_arg_t *last, const s_binding_t *binding, zc_string_t **strings)
{
    for (; arg < last; arg++, binding++) {
        void *to = (void *) (uintptr_t) arg->p;
        switch (arg->type) {
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
            case ZC_ARG_TO_DATA:                //  and its size, the next argument
                *(const void **) to = binding->bytes.at;
                *(size_t *) (uintptr_t) (++arg)->p = binding++->bytes.size;
                break;
            case ZC_ARG_INT: case ZC_ARG_UINT: case ZC_ARG_DOUBLE: case ZC_ARG_BOOL: case ZC_ARG_TEXT:
            case ZC_ARG_DATA: case ZC_ARG_PID: case ZC_ARG_REF: case ZC_ARG_TERM: case ZC_ARG_FORMAT:
                break;                          //  pins
        }
    }
}

//  NOLINTEND(clang-analyzer-core.*)

bool
zc_take (const uint8_t *data, size_t size, const zc_format_t *pattern, const zc_caller_t *caller,
         zc_string_t **strings, const char **error)
{
    const zc_plan_t *plan = zc_plan_get (caller->plans, *pattern, ZC_PLAN_MATCH);
    s_binding_t bindings [ZC_PLAN_MATCH_MAX];   //  not set before use
    const zc_arg_t *arg = pattern->args + 1, *last = arg + pattern->args->head.count;
    s_match_t self = {plan->steps, arg, bindings, zc_plan_misfit (plan, *pattern), caller->names};
    bool matched = !self.error && s_steps (&self, data, data + size, true);
    if (matched)
        s_write (arg, last, bindings, strings);
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
