//  zc_machine_build.c - tuples, lists, maps, ranges, strings from the values on the stack

#include "zc_machine.h"
#include "zc_process.h"
#include "term/zc_encode.h"
#include "term/zc_walk.h"

//  May these values stand in a term around them? Terms have a greatest size and depth.
static bool
s_fit (zc_bytes_t *const *values, uint32_t count)
{
    size_t size = 16;
    for (uint32_t i = 0; i < count; i++) {
        size += values [i]->size;
        if (size > ZC_TERM_SIZE_MAX
        ||  zc_is_deeper (values [i]->data, values [i]->size, ZC_TERM_DEPTH_MAX - 2))
            return false;
    }
    return true;
}

static void
s_put (zc_buffer_t *out, const zc_bytes_t *value)
{
    zc_buffer_put (out, value->data, value->size);
}

//  The last `count` values are replaced by the one that was made of them; NULL: too large.
static void
s_replace (zc_machine_t *self, uint32_t count, zc_bytes_t *value)
{
    if (!value) {
        zc_machine_fail (self, "{system_limit, []}");
        return;
    }
    zc_machine_drop (self, count);
    zc_machine_push (self, value);
}

//  ---- tuples, lists -------------------------------------------------------

void
zc_do_TUPLE (zc_machine_t *self, const zc_instruction_t *at)
{
    zc_buffer_t out = {0};
    zc_bytes_t **values = zc_machine_last (self, at->a);
    if (!s_fit (values, at->a)) {
        s_replace (self, at->a, NULL);
        return;
    }
    zc_bytes_begin (&out);
    zc_buffer_u8 (&out, at->a > 255? ZC_TAG_LARGE_TUPLE: ZC_TAG_SMALL_TUPLE);
    if (at->a > 255)
        zc_buffer_u32 (&out, at->a);
    else
        zc_buffer_u8 (&out, (uint8_t) at->a);
    for (uint32_t i = 0; i < at->a; i++)
        s_put (&out, values [i]);
    s_replace (self, at->a, zc_bytes_end (&out));
}

zc_bytes_t *
zc_machine_list (const zc_machine_t *self, uint32_t count, const zc_bytes_t *tail)
{
    zc_bytes_t **values = zc_machine_last (self, count + (tail != NULL));
    if (!s_fit (values, count + (tail != NULL)))
        return NULL;
    zc_buffer_t out = {0};
    zc_bytes_begin (&out);
    bool bytes = true;
    size_t list = zc_list_open (&out);
    for (uint32_t i = 0; i < count; i++) {
        s_put (&out, values [i]);
        bytes = bytes && values [i]->data [0] == ZC_TAG_SMALL_INT;
    }
    size_t end = out.size;
    if (tail) {
        s_put (&out, tail);
        zc_list_close_tail (&out, list, count, bytes, end);
    }
    else
        zc_list_close (&out, list, count, bytes);
    return zc_bytes_end (&out);
}

void
zc_do_LIST (zc_machine_t *self, const zc_instruction_t *at)
{
    s_replace (self, at->a, zc_machine_list (self, at->a, NULL));
}

void
zc_do_LIST_TAIL (zc_machine_t *self, const zc_instruction_t *at)
{
    zc_part_open (&self->values [self->top - 1]);
    zc_bytes_t *tail = self->values [self->top - 1];
    if (!zc_is_part (tail)) {
        s_replace (self, at->a + 1, zc_machine_list (self, at->a, tail));
        return;
    }
    self->top--;
    zc_bytes_t *list = zc_part_put (tail, zc_machine_last (self, at->a), at->a);
    self->top++;
    s_replace (self, at->a + 1, list);
}

//  ---- maps ----------------------------------------------------------------

static bool
s_equal (const zc_bytes_t *a, const uint8_t *b, size_t size)
{
    return a->size == size && memcmp (a->data, b, size) == 0;
}

//  Does the key of pair `index` come again?
static bool
s_comes_again (zc_bytes_t *const *pairs, uint32_t count, uint32_t index)
{
    for (uint32_t i = index + 1; i < count; i++)
        if (s_equal (pairs [2 * i], pairs [2 * index]->data, pairs [2 * index]->size))
            return true;
    return false;
}

//  Rarely a key is there twice: then, and only then, all are compared with all.
static zc_bytes_t *
s_map (zc_bytes_t *const *pairs, uint32_t count, bool twice)
{
    zc_buffer_t out = {0};
    zc_bytes_begin (&out);
    uint32_t kept = 0;
    size_t map = zc_map_open (&out);
    for (uint32_t i = 0; i < count; i++)
        if (!twice || !s_comes_again (pairs, count, i)) {
            s_put (&out, pairs [2 * i]);
            s_put (&out, pairs [2 * i + 1]);
            kept++;
        }
    if (zc_map_close (&out, map, kept))
        return zc_bytes_end (&out);
    zc_buffer_clear (&out);
    return s_map (pairs, count, true);
}

void
zc_do_MAP (zc_machine_t *self, const zc_instruction_t *at)
{
    zc_bytes_t **pairs = zc_machine_last (self, 2 * at->a);
    s_replace (self, 2 * at->a, s_fit (pairs, 2 * at->a)? s_map (pairs, at->a, false): NULL);
}

//  The value that a key gets, of the last pair that has it; NULL: it keeps its own.
static const zc_bytes_t *
s_updated (zc_bytes_t *const *pairs, uint32_t count, const uint8_t *key, size_t size)
{
    for (uint32_t i = count; i > 0; i--)
        if (s_equal (pairs [2 * i - 2], key, size))
            return pairs [2 * i - 1];
    return NULL;
}

static zc_bytes_t *
s_update (const uint8_t *map, zc_bytes_t *const *pairs, uint32_t count)
{
    zc_buffer_t out = {0};
    zc_bytes_begin (&out);
    zc_buffer_put (&out, map, 5);
    const uint8_t *key = map + 5;
    for (uint32_t left = zc_get_u32 (map + 1); left > 0; left--) {
        size_t size = zc_skip (key);
        const zc_bytes_t *value = s_updated (pairs, count, key, size);
        zc_buffer_put (&out, key, size);
        if (value)
            s_put (&out, value);
        else
            zc_buffer_put (&out, key + size, zc_skip (key + size));
        key += size + zc_skip (key + size);
    }
    return zc_bytes_end (&out);
}

void
zc_do_UPDATE (zc_machine_t *self, const zc_instruction_t *at)
{
    zc_bytes_t **pairs = zc_machine_last (self, 2 * at->a), *map = pairs [-1];
    if (map->data [0] != ZC_TAG_MAP) {
        zc_machine_fail (self, "{{badmap, ~t}, []}", zc_machine_term (map));
        return;
    }
    for (uint32_t i = 0; i < at->a; i++)
        if (!zc_map_find (map->data, pairs [2 * i]->data, pairs [2 * i]->size)) {
            zc_machine_fail (self, "{{badkey, ~t, ~t}, []}", zc_machine_term (pairs [2 * i]),
                                    zc_machine_term (map));
            return;
        }
    bool fit = s_fit (pairs - 1, 2 * at->a + 1);
    s_replace (self, 2 * at->a + 1, fit? s_update (map->data, pairs, at->a): NULL);
}

//  ---- ranges --------------------------------------------------------------

static bool
s_is_integer (const zc_bytes_t *value)
{
    zc_integer_t integer;
    return zc_read_integer (value->data, &integer);
}

//  %Range{first: a, last: b, step: 1 or -1, or what is given}
void
zc_do_RANGE (zc_machine_t *self, const zc_instruction_t *at)
{
    zc_bytes_t **values = zc_machine_last (self, at->a);
    zc_term_t *first = zc_machine_term (values [0]), *last = zc_machine_term (values [1]);
    int down = zc_order (values [0]->data, values [1]->data) > 0;
    zc_term_t *step = at->a == 3? zc_machine_term (values [2]): zc_term_new ("~i", down? -1: 1);
    if (!s_is_integer (values [0]) || !s_is_integer (values [1]) || !s_is_integer (step->bytes)) {
        zc_machine_fail (self, "{%{:__struct__ => ArgumentError, :__exception__ => true, "
            "message: ~s}, []}", "ranges (first..last) expect both sides to be integers");
        return;
    }
    zc_term_t *range = zc_term_new ("%{:__struct__ => Range, first: ~t, last: ~t, step: ~t}",
                                    first, last, step);
    s_replace (self, at->a, zc_bytes_dup (range->bytes));
    zc_term_destroy (&range);
    zc_term_destroy (&step);
    zc_term_destroy (&last);
    zc_term_destroy (&first);
}

//  ---- strings -------------------------------------------------------------

void
zc_do_TO_STRING (zc_machine_t *self, const zc_instruction_t *at)
{
    (void) at;
    if (self->values [self->top - 1]->data [0] != ZC_TAG_BINARY)
        zc_machine_call_kernel (self, "to_string", 1);
}

void
zc_do_CONCAT (zc_machine_t *self, const zc_instruction_t *at)
{
    zc_bytes_t **parts = zc_machine_last (self, at->a);
    if (!s_fit (parts, at->a)) {
        s_replace (self, at->a, NULL);
        return;
    }
    zc_buffer_t out = {0};
    zc_bytes_begin (&out);
    size_t start = out.size;
    zc_buffer_u8 (&out, ZC_TAG_BINARY);
    zc_buffer_u32 (&out, 0);
    for (uint32_t i = 0; i < at->a; i++)
        zc_buffer_put (&out, parts [i]->data + 5, parts [i]->size - 5);
    zc_put_u32 (out.data + start + 1, (uint32_t) (out.size - start - 5));
    s_replace (self, at->a, zc_bytes_end (&out));
}
