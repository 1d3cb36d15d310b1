//  zc_compile.c - from the notation of terms to a plan
//
//  Interface: zc_plan.h. Reads from left to right and appends steps as it goes.
//  What has no holes becomes plain bytes: a list or map is first written as a
//  step, and when its bracket closes and no hole was seen, the step is followed
//  at once and what it makes takes its place. A list with holes needs no step either
//  if it is certain to have the form LIST (s_is_certain).

#include "zc_syntax.h"
#include "zc_plan.h"

typedef struct {
    zc_syntax_t in;
    zc_buffer_t steps;
    size_t literal;                 //  offset of the size in the open `.` step; 0: none is open
    size_t holes;                   //  seen so far
    size_t args;
    size_t room;                    //  for what directives make
    bool pattern;
} s_compile_t;

static bool s_term (s_compile_t *self);

//  ---- steps ---------------------------------------------------------------

static void
s_number (s_compile_t *self, size_t offset, size_t value)
{
    uint32_t number = (uint32_t) value;
    memcpy (self->steps.data + offset, &number, 4);
}

//  Where bytes can be appended as they are.
static zc_buffer_t *
s_bytes (s_compile_t *self)
{
    if (!self->literal) {
        zc_buffer_u8 (&self->steps, '.');
        self->literal = self->steps.size;
        zc_buffer_add (&self->steps, 4);
    }
    return &self->steps;
}

//  End the open `.` step. Returns where it was, 0 if there is none.
static size_t
s_close (s_compile_t *self)
{
    size_t literal = self->literal, size = self->steps.size - literal - 4;
    self->literal = 0;
    if (!literal)
        return 0;
    if (size == 0) {
        self->steps.size = literal - 1;
        return 0;
    }
    s_number (self, literal, size);
    return literal;
}

static void
s_end (s_compile_t *self)
{
    s_close (self);
    zc_buffer_u8 (&self->steps, ';');
}

//  Append what the steps from `start` on make, which have no holes.
static const char *
s_make (s_compile_t *self, size_t start, zc_buffer_t *out)
{
    s_end (self);
    zc_buffer_room (&self->steps, ZC_PLAN_BLOCK);
    return zc_plan_build (self->steps.data + start, self->steps.size - start + ZC_PLAN_BLOCK, NULL,
                          out);
}

//  Put what the step at `start` makes in its place, behind the bytes before it.
static bool
s_fold (s_compile_t *self, size_t start, size_t before)
{
    zc_buffer_t value = {0};
    const char *error = s_make (self, start, &value);
    self->steps.size = start;
    self->literal = before;
    if (!error)
        zc_buffer_put (s_bytes (self), value.data, value.size);
    zc_buffer_clear (&value);
    return !error || zc_syntax_fail (&self->in, error);
}

//  ---- directives ----------------------------------------------------------

//  The most that one makes, but for texts, terms and names of nodes.
static size_t
s_leaf_max (char letter)
{
    switch (letter) {
        case 'i': return 11;
        case 'f': return 9;
        case 'o': return 7;
        case 'p': return 15;
        case 't': return 0;
        case 'r': return ZC_LEAF_MAX;
        default:  return 5;                     //  the head of a text
    }
}

static bool
s_directive (s_compile_t *self)
{
    char letter = self->in.at [1];
    if (self->in.literal)
        return zc_syntax_fail (&self->in, "a directive cannot stand here");
    self->in.at++;
    if (!letter || !strchr ("ifasboprt", letter))
        return zc_syntax_fail (&self->in, "~ is followed by one of i f a s b o p r t");
    self->in.at++;
    s_close (self);
    zc_buffer_u8 (&self->steps, (uint8_t) letter);
    uint16_t depth = (uint16_t) self->in.depth;
    if (letter == 't')
        zc_buffer_put (&self->steps, &depth, 2);
    self->args += letter == 'b'? 2: 1;
    self->room += s_leaf_max (letter);
    self->holes++;
    return true;
}

static bool
s_anything (s_compile_t *self)
{
    if (!self->pattern)
        return zc_syntax_fail (&self->in, "_ stands in patterns only");
    self->in.at++;
    if (zc_is_word (*self->in.at))
        return zc_syntax_fail (&self->in, "_ is anything; it has no name");
    s_close (self);
    zc_buffer_u8 (&self->steps, '_');
    self->holes++;
    return true;
}

//  ---- tuples --------------------------------------------------------------

//  More elements than a small tuple's head can tell: make room in the step that
//  has the head, at `head`.
static void
s_widen (s_compile_t *self, size_t step, size_t head, size_t arity)
{
    size_t size = self->steps.size - head - 2;
    zc_buffer_add (&self->steps, 3);
    uint8_t *at = self->steps.data + head;
    memmove (at + 5, at + 2, size);
    at [0] = ZC_TAG_LARGE_TUPLE;
    zc_put_u32 (at + 1, (uint32_t) arity);
    if (self->literal == step)
        return;
    s_number (self, step, zc_plan_number (self->steps.data + step) + 3);
    self->literal += self->literal? 3: 0;
}

static size_t
s_tuple_head (s_compile_t *self, uint8_t arity)
{
    uint8_t *head = zc_buffer_add (s_bytes (self), 2);
    head [0] = ZC_TAG_SMALL_TUPLE;
    head [1] = arity;
    return self->steps.size - 2;
}

static bool
s_tuple (s_compile_t *self)
{
    size_t head = s_tuple_head (self, 0), step = self->literal, arity = 0;
    self->in.at++;
    if (!zc_syntax_enter (&self->in))
        return false;
    if (zc_syntax_peek (&self->in) != '}')
        do {
            if (!s_term (self))
                return false;
            arity++;
        } while (zc_syntax_take (&self->in, ','));
    if (arity <= 255)
        self->steps.data [head + 1] = (uint8_t) arity;
    else
        s_widen (self, step, head, arity);
    return zc_syntax_leave (&self->in, '}');
}

//  ---- lists ---------------------------------------------------------------

//  key: value is the tuple {key, value}.
static bool
s_item (s_compile_t *self)
{
    size_t head = s_tuple_head (self, 2);
    if (zc_syntax_key (&self->in, &self->steps)) {
        zc_syntax_deeper (&self->in);
        bool good = s_term (self);
        self->in.depth--;
        return good;
    }
    self->steps.size = head;
    return !self->in.error && s_term (self);
}

//  [] is no level: it has nothing inside.
static bool
s_enter_list (s_compile_t *self)
{
    bool empty = zc_syntax_peek (&self->in) == ']';
    self->in.depth += empty;
    return empty || zc_syntax_enter (&self->in);
}

//  A list whose step is being written.
typedef struct {
    size_t start, before;           //  offsets: of the step, of the `.` step before it
    uint32_t count;
    unsigned nested;                //  brackets opened
    zc_buffer_t ends;               //  offsets (size_t) behind its items
} s_list_t;

//  The items of a list, and its tail. A tail that is a list goes on with the
//  items: [a | [b]] is [a, b].
static bool
s_items (s_compile_t *self, s_list_t *list)
{
    while (zc_syntax_peek (&self->in) != ']' || list->count) {
        if (!s_item (self))
            return false;
        s_end (self);
        list->count++;
        zc_buffer_put (&list->ends, &self->steps.size, sizeof self->steps.size);
        if (zc_syntax_take (&self->in, ','))
            continue;
        if (!zc_syntax_take (&self->in, '|'))
            return true;
        if (zc_syntax_peek (&self->in) != '[') {
            self->steps.data [list->start] = '|';
            bool good = s_term (self);
            s_end (self);
            return good;
        }
        self->in.at++;
        list->nested++;
        if (!s_enter_list (self))
            return false;
        if (zc_syntax_peek (&self->in) == ']')
            return true;
    }
    return true;
}

static size_t
s_list_end (const s_list_t *list, size_t index)
{
    size_t end;
    zc_check (index < list->count, "a tail comes after an item");
    memcpy (&end, list->ends.data + index * sizeof end, sizeof end);
    return end;
}

//  An item that cannot be a byte (~f takes one, too), or a tail that cannot be a list.
static bool
s_is_certain (const uint8_t *steps, bool tail)
{
    if (steps [0] == '.')
        return !tail && steps [5] != ZC_TAG_SMALL_INT;
    return strchr (tail? "ifasbopr": "asbopr", steps [0]) != NULL;
}

static bool
s_is_plain (const s_compile_t *self, const s_list_t *list)
{
    const uint8_t *steps = self->steps.data;
    if (steps [list->start] == '|')
        return s_is_certain (steps + s_list_end (list, list->count - 1), true);
    for (size_t i = 0, at = list->start + 5; i < list->count; at = s_list_end (list, i++))
        if (s_is_certain (steps + at, false))
            return true;
    return false;
}

//  Steps of an item, or of the tail, without their end.
static void
s_append (s_compile_t *self, const uint8_t *steps, const uint8_t *end)
{
    if (*steps == '.') {
        size_t size = zc_plan_number (steps + 1);
        zc_buffer_put (s_bytes (self), steps + 5, size);
        steps += 5 + size;
    }
    if (steps == end)
        return;
    s_close (self);
    zc_buffer_put (&self->steps, steps, (size_t) (end - steps));
}

//  In place of the step: head, items and tail one after the other, as in a tuple.
static void
s_flatten (s_compile_t *self, const s_list_t *list)
{
    zc_buffer_t old = {0};
    bool tail = self->steps.data [list->start] == '|';
    size_t at = list->start + 5;
    zc_buffer_put (&old, self->steps.data, self->steps.size);
    self->steps.size = list->start;
    self->literal = list->before;
    zc_buffer_u8 (s_bytes (self), ZC_TAG_LIST);
    zc_buffer_u32 (&self->steps, list->count);
    for (size_t i = 0; i < list->count; at = s_list_end (list, i++))
        s_append (self, old.data + at, old.data + s_list_end (list, i) - 1);
    if (tail)
        s_append (self, old.data + at, old.data + old.size - 1);
    else
        zc_buffer_u8 (s_bytes (self), ZC_TAG_NIL);
    zc_buffer_clear (&old);
}

//  All of it is read: give it its final form.
static bool
s_list_close (s_compile_t *self, const s_list_t *list, bool holes)
{
    for (unsigned i = 0; i < list->nested; i++)
        if (!zc_syntax_leave (&self->in, ']'))
            return false;
    s_number (self, list->start + 1, list->count);
    if (!holes)
        return s_fold (self, list->start, list->before);
    if (s_is_plain (self, list))
        s_flatten (self, list);
    return true;
}

static bool
s_list (s_compile_t *self)
{
    s_list_t list = {.before = s_close (self), .nested = 1};
    list.start = self->steps.size;
    size_t holes = self->holes;
    zc_buffer_u8 (&self->steps, '[');
    zc_buffer_add (&self->steps, 4);
    self->in.at++;
    bool good = s_enter_list (self) && s_items (self, &list)
             && s_list_close (self, &list, self->holes > holes);
    zc_buffer_clear (&list.ends);
    return good;
}

//  ---- maps ----------------------------------------------------------------

//  A pattern's keys have no holes: they are looked up.
static bool
s_key (s_compile_t *self)
{
    bool literal = self->in.literal, pattern = self->pattern;
    self->in.literal = literal || pattern;
    self->pattern = false;
    bool good = zc_syntax_key (&self->in, s_bytes (self))
             || (!self->in.error && s_term (self) && zc_syntax_arrow (&self->in));
    self->in.literal = literal;
    self->pattern = pattern;
    s_end (self);
    return good;
}

static bool
s_map (s_compile_t *self)
{
    size_t before = s_close (self), start = self->steps.size, holes = self->holes;
    uint32_t count = 0;
    if (self->in.at [1] != '{')
        return zc_syntax_fail (&self->in, "expected %{");
    self->in.at += 2;
    zc_buffer_u8 (&self->steps, '%');
    zc_buffer_add (&self->steps, 4);
    self->holes += self->pattern;               //  it asks for some keys: never plain bytes
    if (!zc_syntax_enter (&self->in))
        return false;
    if (zc_syntax_peek (&self->in) != '}')
        do {
            if (!s_key (self) || !s_term (self))
                return false;
            s_end (self);
            count++;
        } while (zc_syntax_take (&self->in, ','));
    s_number (self, start + 1, count);
    return zc_syntax_leave (&self->in, '}')
        && (self->holes > holes || s_fold (self, start, before));
}

//  ---- the choice ----------------------------------------------------------

static bool
s_term (s_compile_t *self)
{
    switch (zc_syntax_peek (&self->in)) {
        case '{': return s_tuple (self);
        case '[': return s_list (self);
        case '%': return s_map (self);
        case '~': return s_directive (self);
        case '_': return s_anything (self);
        default:  return zc_syntax_leaf (&self->in, s_bytes (self));
    }
}

const char *
zc_compile (const char *text, int kind, zc_buffer_t *steps, zc_plan_t *plan)
{
    s_compile_t self = {.in = {.at = text}, .pattern = kind == ZC_PLAN_MATCH};
    if (s_term (&self) && zc_syntax_end (&self.in))
        s_end (&self);
    *steps = self.steps;
    plan->args = self.args;
    plan->room = self.room + self.steps.size;
    plan->depth = self.in.deepest;
    return self.in.error;
}

const char *
zc_compile_term (const char *text, zc_buffer_t *out, const char **end)
{
    s_compile_t self = {.in = {.at = text, .literal = true}};
    if (s_term (&self) && zc_syntax_end (&self.in))
        self.in.error = s_make (&self, 0, out);
    *end = self.in.at;
    zc_buffer_clear (&self.steps);
    return self.in.error;
}
