//  zc_lib.c - see zc_lib.h

#include "zc_lib.h"
#include "zc_machine.h"
#include "base/zc_limits.h"
#include "term/zc_encode.h"

enum { BREATH = 1024 };             //  elements from one to the next

//  ---- long ways -----------------------------------------------------------

static bool
s_interrupted (void)
{
    const zc_machine_t *machine = zc_machine_self ();
    return machine && zc_machine_interrupted (machine);
}

void
zc_lib_breathe (void)
{
    if (s_interrupted ())
        zc_exit ("interrupted");
    zc_yield ();
}

//  ---- ranges --------------------------------------------------------------

bool
zc_lib_range (const zc_term_t *term, int64_t *first, int64_t *last, int64_t *step)
{
    bool range = zc_term_match (term, "%{__struct__: Range, first: ~i, last: ~i, step: ~i}", first,
                                last, step);
    return range && *step != 0;
}

int64_t
zc_lib_range_count (int64_t first, int64_t last, int64_t step)
{
    uint64_t span = step > 0? (uint64_t) last - (uint64_t) first: (uint64_t) first - (uint64_t) last;
    uint64_t stride = step > 0? (uint64_t) step: -(uint64_t) step;
    if (stride == 0 || (step > 0? first > last: first < last))
        return 0;
    return (int64_t) (span / stride > INT64_MAX - 1? INT64_MAX: span / stride + 1);
}

//  ---- one element after the other -----------------------------------------

//  The pairs of a map as a list, in the order of their keys.
static zc_term_t *
s_pairs (const uint8_t *map)
{
    uint32_t count = zc_get_u32 (map + 1);
    const uint8_t **keys = zc_map_keys (map);
    zc_buffer_t out = {0};
    size_t start = zc_list_open (&out);
    for (uint32_t i = 0; i < count; i++) {
        size_t key = zc_skip (keys [i]), value = zc_skip (keys [i] + key);
        zc_buffer_u8 (&out, ZC_TAG_SMALL_TUPLE);
        zc_buffer_u8 (&out, 2);
        zc_buffer_put (&out, keys [i], key + value);
    }
    zc_release (keys);
    zc_list_close (&out, start, count, false);
    return zc_term_of (&out);
}

void
zc_each_open_map (zc_each_t *self, const zc_term_t *map)
{
    *self = (zc_each_t) {.list = s_pairs (zc_term_data (map))};
}

void
zc_each_open (zc_each_t *self, const zc_term_t *enumerable)
{
    *self = (zc_each_t) {.list = NULL};
    zc_type_t type = zc_term_type (enumerable);
    self->range = type == ZC_MAP && zc_lib_range (enumerable, &self->next, &self->last, &self->step);
    if (self->range)
        return;
    if (type == ZC_LIST)
        self->list = zc_term_dup (enumerable);
    else
    if (type == ZC_MAP && !zc_term_match (enumerable, "%{__struct__: _}"))
        self->list = s_pairs (zc_term_data (enumerable));
    else
        zc_fail_protocol ("Enumerable", zc_term_data (enumerable));
    if (zc_list_length (self->list) < 0)
        zc_fail ("function_clause", "Enum:each", zc_term_new ("[~t]", enumerable));
}

zc_term_t *
zc_each_next (zc_each_t *self)
{
    if (++self->count % BREATH == 0)
        zc_lib_breathe ();
    if (!self->range) {
        zc_term_t *item = self->list? zc_term_next (self->list, &self->at): NULL;
        if (!item)
            zc_each_close (self);
        return item;
    }
    if (self->step > 0? self->next > self->last: self->next < self->last)
        return NULL;
    zc_term_t *item = zc_term_new ("~i", self->next);
    if (__builtin_add_overflow (self->next, self->step, &self->next))
        self->last = self->step > 0? INT64_MIN: INT64_MAX;
    return item;
}

void
zc_each_close (zc_each_t *self)
{
    zc_term_destroy (&self->list);
}

//  Appends until it is interrupted: while a buffer is held nobody may leave.
static zc_term_t *
s_range_list (const zc_each_t *range)
{
    zc_buffer_t out = {0};
    size_t start = zc_list_open (&out);
    int64_t count = zc_lib_range_count (range->next, range->last, range->step), i;
    bool bytes = range->next >= 0 && range->next <= 255 && range->last >= 0 && range->last <= 255;
    if (count > ZC_TERM_SIZE_MAX / 6)
        zc_caller_bug ("the term is too large");
    for (i = 0; i < count && (i % BREATH || !s_interrupted ()); i++)
        zc_encode_int (&out, range->next + i * range->step);
    if (i == count) {
        zc_list_close (&out, start, (uint32_t) count, bytes);
        return zc_term_of (&out);
    }
    zc_buffer_clear (&out);
    zc_exit ("interrupted");
}

zc_term_t *
zc_lib_list (const zc_term_t *enumerable)
{
    zc_each_t each;
    zc_each_open (&each, enumerable);
    return each.range? s_range_list (&each): each.list;
}

//  ---- calls ---------------------------------------------------------------

zc_term_t *
zc_lib_call (const zc_term_t *function, const zc_term_t *a, const zc_term_t *b)
{
    return b? zc_call_with (function, "[~t, ~t]", a, b): zc_call_with (function, "[~t]", a);
}

bool
zc_lib_true (zc_term_t *value)
{
    const uint8_t *data = zc_term_data (value);
    bool is = !zc_atom_is (data, "nil") && !zc_atom_is (data, "false");
    zc_term_destroy (&value);
    return is;
}

bool
zc_lib_ask (const zc_term_t *function, const zc_term_t *a)
{
    return zc_lib_true (zc_lib_call (function, a, NULL));
}

//  ---- sorting -------------------------------------------------------------

//  Merge the sorted halves [0, middle) and [middle, count): the left one first where it
//  may be. Its elements are put aside.
static void
s_merge (zc_term_t **items, size_t middle, size_t count, zc_lib_before_t *before, const void *arg,
         zc_term_t **aside)
{
    if (count >= BREATH)
        zc_lib_breathe ();
    memcpy (aside, items, middle * sizeof *items);
    for (size_t left = 0, right = middle, at = 0; left < middle; at++)
        items [at] = right == count || before (aside [left], items [right], arg)?
                     aside [left++]: items [right++];
}

static void
s_sort (zc_term_t **items, size_t count, zc_lib_before_t *before, const void *arg,
        zc_term_t **aside)
{
    if (count < 2)
        return;
    size_t middle = count / 2;
    s_sort (items, middle, before, arg, aside);
    s_sort (items + middle, count - middle, before, arg, aside);
    s_merge (items, middle, count, before, arg, aside);
}

void
zc_lib_sort (zc_term_t **items, size_t count, zc_lib_before_t *before, const void *arg)
{
    zc_term_t **aside = zc_alloc ((count + 1) * sizeof *aside);
    s_sort (items, count, before, arg, aside);
    zc_free (aside);
}

//  ---- maps ----------------------------------------------------------------

//  Append all pairs of a map but that of one key. How many.
static uint32_t
s_others (zc_buffer_t *out, const uint8_t *map, const uint8_t *key)
{
    uint32_t count = 0;
    size_t key_size = zc_skip (key);
    const uint8_t *at = map + 5;
    for (uint32_t left = zc_get_u32 (map + 1); left; left--) {
        size_t size = zc_skip (at), pair = size + zc_skip (at + size);
        if (size != key_size || memcmp (at, key, size) != 0) {
            zc_buffer_put (out, at, pair);
            count++;
        }
        at += pair;
    }
    return count;
}

zc_term_t *
zc_lib_map_put (const zc_term_t *map, const uint8_t *key, const uint8_t *value)
{
    zc_buffer_t out = {0};
    size_t start = zc_map_open (&out);
    uint32_t count = s_others (&out, zc_term_data (map), key);
    zc_buffer_put (&out, key, zc_skip (key));
    zc_buffer_put (&out, value, zc_skip (value));
    zc_map_close (&out, start, count + 1);
    return zc_result_nested (&out);
}

zc_term_t *
zc_lib_map_delete (const zc_term_t *map, const uint8_t *key)
{
    zc_buffer_t out = {0};
    size_t start = zc_map_open (&out);
    uint32_t count = s_others (&out, zc_term_data (map), key);
    zc_map_close (&out, start, count);
    return zc_term_of (&out);
}

zc_term_t *
zc_lib_fetched (zc_term_t *value)
{
    zc_term_t *result = value? zc_term_new ("{ok, ~t}", value): zc_term_new ("error");
    zc_term_destroy (&value);
    return result;
}

_Noreturn void
zc_lib_no_key (const zc_term_t *args)
{
    const zc_term_t *key = zc_args_term (args, 1), *container = zc_args_term (args, 0);
    if (zc_term_type (container) == ZC_MAP)
        zc_error ("{{badkey, ~t, ~t}, []}", key, container);
    zc_error ("{%{__struct__: KeyError, __exception__: true, key: ~t, term: ~t, message: nil}, []}",
              key, container);
}

//  ---- arguments -----------------------------------------------------------

int64_t
zc_lib_integer (const zc_term_t *args, size_t index, const char *call)
{
    int64_t value;
    if (!zc_args_integer (args, index, &value))
        zc_fail ("function_clause", call, args);
    return value;
}

zc_term_t *
zc_lib_map (const zc_term_t *args, size_t index, const char *call)
{
    const uint8_t *data = zc_args_at (args, index);
    if (*data != ZC_TAG_MAP)
        zc_fail_value ("badmap", data, call, args);
    return zc_args_term (args, index);
}

const char *
zc_lib_text (const zc_term_t *args, size_t index, const char *call, size_t *size)
{
    const char *text;
    if (!zc_args_text (args, index, &text, size))
        zc_fail ("function_clause", call, args);
    return text;
}
