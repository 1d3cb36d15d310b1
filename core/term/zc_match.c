//  zc_match.c - from a term and a pattern to the variables
//
//  Interface: zc_take in zc_codec.h. Reads the pattern beside the term and
//  stops at the first difference. What directives find is noted in bindings and
//  written to the caller's variables when everything matched.

#include "zc_syntax.h"
#include "zc_walk.h"

#include <math.h>

enum { BINDINGS_MAX = 16 };

typedef struct {
    const zc_arg_t *arg;            //  where to
    const zc_arg_t *size_arg;       //  ~b: where its size goes
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
    zc_syntax_t in;
    zc_names_t *names;
    zc_buffer_t scratch;            //  literals to compare with
    unsigned bound;
    s_binding_t bindings [BINDINGS_MAX];
} s_match_t;

static bool s_value (s_match_t *self, const uint8_t *data);
static bool s_list (s_match_t *self, zc_cursor_t *cursor);

//  ---- directives ----------------------------------------------------------
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

static bool
s_integer (s_match_t *self, s_binding_t *binding, const uint8_t *data)
{
    zc_arg_type_t type = binding->arg->type;
    if (type < ZC_ARG_TO_I8 || type > ZC_ARG_TO_U64)
        return zc_syntax_fail (&self->in, "~i takes a pointer to an integer");
    zc_integer_t integer;
    if (!zc_read_integer (data, &integer) || !s_fits (type, &integer))
        return false;
    binding->integer = integer.negative? -integer.small: integer.small;
    return true;
}

static bool
s_float (s_match_t *self, s_binding_t *binding, const uint8_t *data)
{
    if (binding->arg->type != ZC_ARG_TO_DOUBLE)
        return zc_syntax_fail (&self->in, "~f takes a double *");
    zc_integer_t integer;
    if (data [0] == ZC_TAG_NEW_FLOAT)
        binding->number = zc_read_float (data);
    else
    if (zc_read_integer (data, &integer))
        binding->number = zc_integer_double (&integer);
    else
        return false;
    return isfinite (binding->number);
}

static bool
s_text (s_match_t *self, s_binding_t *binding, const uint8_t *data, bool atom)
{
    if (binding->arg->type != ZC_ARG_TO_TEXT)
        return zc_syntax_fail (&self->in, atom? "~a takes a const char **": "~s takes a const char **");
    if (atom) {
        if (!zc_is_atom (data))
            return false;
        binding->bytes.at = (const uint8_t *) zc_atom_text (data, &binding->bytes.size);
    }
    else {
        if (data [0] != ZC_TAG_BINARY)
            return false;
        binding->bytes.at = data + 5;
        binding->bytes.size = zc_get_u32 (data + 1);
    }
    return !memchr (binding->bytes.at, 0, binding->bytes.size);
}

static bool
s_data (s_match_t *self, s_binding_t *binding, const uint8_t *data)
{
    binding->size_arg = zc_syntax_arg (&self->in);
    if (!binding->size_arg)
        return false;
    zc_arg_type_t size_type = sizeof (size_t) == 8? ZC_ARG_TO_U64: ZC_ARG_TO_U32;
    if (binding->arg->type != ZC_ARG_TO_DATA || binding->size_arg->type != size_type)
        return zc_syntax_fail (&self->in, "~b takes a const void ** and a size_t *");
    if (!binding->size_arg->p)
        return zc_syntax_fail (&self->in, "a directive's pointer is NULL");
    if (data [0] != ZC_TAG_BINARY)
        return false;
    binding->bytes.at = data + 5;
    binding->bytes.size = zc_get_u32 (data + 1);
    return true;
}

static bool
s_bool (s_match_t *self, s_binding_t *binding, const uint8_t *data)
{
    if (binding->arg->type != ZC_ARG_TO_BOOL)
        return zc_syntax_fail (&self->in, "~o takes a bool *");
    binding->truth = zc_atom_is (data, "true");
    return binding->truth || zc_atom_is (data, "false");
}

//  A binding for the directive that comes next, its argument checked to be a
//  pointer that is there.
static s_binding_t *
s_bind (s_match_t *self)
{
    const zc_arg_t *arg = zc_syntax_arg (&self->in);
    if (!arg)
        return NULL;
    if (self->bound == BINDINGS_MAX) {
        zc_syntax_fail (&self->in, "too many directives");
        return NULL;
    }
    if (arg->type >= ZC_ARG_TO_I8 && !arg->p) {
        zc_syntax_fail (&self->in, "a directive's pointer is NULL");
        return NULL;
    }
    s_binding_t *binding = &self->bindings [self->bound++];
    binding->arg = arg;
    binding->is_rest = false;
    return binding;
}

static bool
s_same (const s_match_t *self, const uint8_t *data)
{
    //  Terms carry their sizes in front, so a difference shows before an end.
    size_t size = zc_skip (data);
    return size == self->scratch.size && memcmp (data, self->scratch.data, size) == 0;
}

//  The next argument is a value: the term has to be equal to it. References and
//  pids, which answers are told apart by, are compared without being built.
static bool
s_pinned (s_match_t *self, char letter, const uint8_t *data)
{
    const zc_arg_t *arg = self->in.args;
    zc_ref_t ref;
    zc_pid_t pid;
    if (letter == 'r' && arg->type == ZC_ARG_REF) {
        self->in.args++;
        self->in.at += 2;
        return zc_read_ref (data, self->names, &ref) && zc_ref_equal (ref, arg->ref);
    }
    if (letter == 'p' && arg->type == ZC_ARG_PID) {
        self->in.args++;
        self->in.at += 2;
        return zc_read_pid (data, self->names, &pid) && zc_pid_equal (pid, arg->pid);
    }
    self->scratch.size = 0;
    return zc_syntax_term (&self->in, &self->scratch) && s_same (self, data);
}

static bool
s_directive (s_match_t *self, const uint8_t *data)
{
    char letter = self->in.at [1];
    if (self->in.args < self->in.args_end && self->in.args->type < ZC_ARG_TO_I8)
        return s_pinned (self, letter, data);
    s_binding_t *binding = s_bind (self);
    if (!binding)
        return false;
    zc_arg_type_t type = binding->arg->type;
    self->in.at += 2;
    switch (letter) {
        case 'i': return s_integer (self, binding, data);
        case 'f': return s_float (self, binding, data);
        case 'a': return s_text (self, binding, data, true);
        case 's': return s_text (self, binding, data, false);
        case 'b': return s_data (self, binding, data);
        case 'o': return s_bool (self, binding, data);
        case 'p':
            if (type != ZC_ARG_TO_PID)
                return zc_syntax_fail (&self->in, "~p takes a zc_pid_t *");
            return zc_read_pid (data, self->names, &binding->pid);
        case 'r':
            if (type != ZC_ARG_TO_REF)
                return zc_syntax_fail (&self->in, "~r takes a zc_ref_t *");
            return zc_read_ref (data, self->names, &binding->ref);
        case 't':
            if (type != ZC_ARG_TO_TERM)
                return zc_syntax_fail (&self->in, "~t takes a zc_term_t **");
            binding->bytes.at = data;
            return true;
        default:
            self->in.at--;
            return zc_syntax_fail (&self->in, "~ is followed by one of i f a s b o p r t");
    }
}

//  ---- literals ------------------------------------------------------------

static bool
s_literal (s_match_t *self, const uint8_t *data)
{
    self->scratch.size = 0;
    return zc_syntax_leaf (&self->in, &self->scratch) && s_same (self, data);
}

//  Atoms are what most patterns begin with: bare words, and those with a colon
//  (at `word`), are compared where they stand.
static bool
s_word (s_match_t *self, const uint8_t *data, const char *word)
{
    size_t size = zc_word_size (word);
    if (size > 255 || word [size] == '(')
        return s_literal (self, data);
    self->in.at = word + size;
    return data [0] == ZC_TAG_SMALL_ATOM_UTF8 && data [1] == size
        && memcmp (data + 2, word, size) == 0;
}

//  ---- brackets ------------------------------------------------------------

static bool
s_tuple (s_match_t *self, const uint8_t *data)
{
    const uint8_t *at;
    int64_t left = zc_tuple_arity (data, &at);
    if (left < 0 || !zc_syntax_enter (&self->in))
        return false;
    self->in.at++;
    if (zc_syntax_peek (&self->in) != '}')
        for (;;) {
            if (left-- == 0 || !s_value (self, at))
                return false;
            if (!zc_syntax_take (&self->in, ','))
                break;
            if (left)
                at += zc_skip (at);
        }
    return zc_syntax_leave (&self->in, '}') && left == 0;
}

//  key: pattern, against a tuple of two.
static bool
s_keyword (s_match_t *self, const uint8_t *data)
{
    const uint8_t *at;
    if (zc_tuple_arity (data, &at) != 2)
        return false;
    size_t size = zc_skip (at);
    return size == self->scratch.size && memcmp (at, self->scratch.data, size) == 0
        && s_value (self, at + size);
}

//  What stands behind | against the rest of the list.
static bool
s_tail (s_match_t *self, zc_cursor_t *cursor)
{
    char c = zc_syntax_peek (&self->in);
    if (c == '[') {                             //  [a | [b | c]] is [a, b | c]
        self->in.at++;
        return s_list (self, cursor);
    }
    if (c == '~' && self->in.at [1] == 't') {
        s_binding_t *binding = s_bind (self);
        if (!binding)
            return false;
        if (binding->arg->type != ZC_ARG_TO_TERM)
            return zc_syntax_fail (&self->in, "~t takes a zc_term_t **");
        self->in.at += 2;
        binding->rest = *cursor;
        binding->is_rest = true;
        return true;
    }
    if (cursor->left == 0)
        return s_value (self, zc_cursor_tail (cursor));
    if (c == '_') {
        self->in.at++;
        return true;
    }
    if (c != '\'')                              //  nothing else is a list
        return false;
    zc_buffer_t rest = {0};
    zc_cursor_rest (cursor, &rest);
    bool same = s_literal (self, rest.data);
    zc_buffer_clear (&rest);
    return same;
}

//  The pattern behind [ against the elements from the cursor on.
static bool
s_list (s_match_t *self, zc_cursor_t *cursor)
{
    if (!zc_syntax_enter (&self->in))
        return false;
    if (zc_syntax_peek (&self->in) != ']') {
        do {
            self->scratch.size = 0;
            bool keyword = zc_syntax_key (&self->in, &self->scratch);
            if (self->in.error || cursor->left == 0)
                return false;
            const uint8_t *item = zc_cursor_item (cursor);
            if (!(keyword? s_keyword (self, item): s_value (self, item)))
                return false;
            zc_cursor_next (cursor);
        } while (zc_syntax_take (&self->in, ','));
        if (zc_syntax_take (&self->in, '|'))
            return s_tail (self, cursor) && zc_syntax_leave (&self->in, ']');
    }
    return zc_syntax_leave (&self->in, ']') && cursor->left == 0
        && zc_cursor_tail (cursor) [0] == ZC_TAG_NIL;
}

//  Read a key of the pattern into the scratch buffer: no directives in there.
static bool
s_key (s_match_t *self)
{
    self->scratch.size = 0;
    if (zc_syntax_key (&self->in, &self->scratch))
        return true;
    self->in.literal = true;
    bool good = !self->in.error && zc_syntax_term (&self->in, &self->scratch)
             && zc_syntax_arrow (&self->in);
    self->in.literal = false;
    return good;
}

static bool
s_map (s_match_t *self, const uint8_t *data)
{
    if (self->in.at [1] != '{')
        return zc_syntax_fail (&self->in, "expected %{");
    if (data [0] != ZC_TAG_MAP || !zc_syntax_enter (&self->in))
        return false;
    self->in.at += 2;
    if (zc_syntax_peek (&self->in) != '}')
        do {
            if (!s_key (self))
                return false;
            const uint8_t *value = zc_map_find (data, self->scratch.data, self->scratch.size);
            if (!value || !s_value (self, value))
                return false;
        } while (zc_syntax_take (&self->in, ','));
    return zc_syntax_leave (&self->in, '}');
}

//  ---- the choice ----------------------------------------------------------

static bool
s_value (s_match_t *self, const uint8_t *data)
{
    char c = zc_syntax_peek (&self->in);
    if (zc_is_lower (c))
        return s_word (self, data, self->in.at);
    if (c == ':' && (zc_is_lower (self->in.at [1]) || zc_is_upper (self->in.at [1])))
        return s_word (self, data, self->in.at + 1);
    switch (c) {
        case '~':
            return s_directive (self, data);
        case '{':
            return s_tuple (self, data);
        case '%':
            return s_map (self, data);
        case '[': {
            zc_cursor_t cursor;
            if (!zc_cursor_open (&cursor, data))
                return false;
            self->in.at++;
            return s_list (self, &cursor);
        }
        case '_':
            self->in.at++;
            return !zc_is_word (*self->in.at)
                || zc_syntax_fail (&self->in, "_ is anything; it has no name");
        default:
            return s_literal (self, data);
    }
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
            *(size_t *) (uintptr_t) binding->size_arg->p = binding->bytes.size;
            break;
        case ZC_ARG_INT: case ZC_ARG_UINT: case ZC_ARG_DOUBLE: case ZC_ARG_BOOL: case ZC_ARG_TEXT:
        case ZC_ARG_DATA: case ZC_ARG_PID: case ZC_ARG_REF: case ZC_ARG_TERM:
            zc_check (false, "a binding writes to a pointer");
    }
}

bool
zc_take (const uint8_t *data, size_t size, zc_format_t pattern, zc_names_t *names,
         zc_string_t **strings, const char **error)
{
    (void) size;                            //  canonical: it says its size itself
    *error = "the pattern is NULL";
    if (!pattern.text)
        return false;
    s_match_t self;                         //  bindings are not set before use
    zc_syntax_begin (&self.in, pattern);
    self.names = names;
    self.scratch = (zc_buffer_t) {0};
    self.bound = 0;
    bool matched = s_value (&self, data) && zc_syntax_end (&self.in);
    if (self.scratch.data)
        zc_buffer_clear (&self.scratch);
    for (unsigned i = 0; matched && i < self.bound; i++)
        s_write (&self.bindings [i], strings);
    *error = self.in.error;
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
