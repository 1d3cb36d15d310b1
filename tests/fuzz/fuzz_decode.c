//  fuzz_decode.c - bytes that claim to be an external term
//
//  The first byte chooses whose they are: even, this node's; odd, another's.
//  What has to hold: only valid terms get through, in the canonical form, which
//  the other parts of the codec then read without checks.

#include "fuzz.h"
#include "base/zc_limits.h"
#include "term/zc_walk.h"

//  ---- print and parse -----------------------------------------------------

//  Does it consist of what is printed in a form that can be read again?
static bool
s_is_readable (const uint8_t *data)
{
    const uint8_t *at;
    zc_cursor_t cursor;
    int64_t items = zc_tuple_arity (data, &at);
    bool readable = true;
    if (data [0] == ZC_TAG_MAP) {
        items = 2 * (int64_t) zc_get_u32 (data + 1);
        at = data + 5;
    }
    if (items >= 0) {
        for (; readable && items; items--, at += zc_skip (at))
            readable = s_is_readable (at);
        return readable;
    }
    if (!zc_cursor_open (&cursor, data))
        return data [0] != ZC_TAG_NEW_PID && data [0] != ZC_TAG_NEWER_REF
            && data [0] != ZC_TAG_V4_PORT && data [0] != ZC_TAG_NEW_FUN
            && data [0] != ZC_TAG_BIT_BINARY;
    for (; readable && cursor.left; zc_cursor_next (&cursor))
        readable = s_is_readable (zc_cursor_item (&cursor));
    const uint8_t *tail = zc_cursor_tail (&cursor);
    return readable && (tail [0] == ZC_TAG_NIL || s_is_readable (tail));
}

static void
s_check_text (const zc_buffer_t *term)
{
    zc_buffer_t text = {0};
    zc_print (&text, term->data, term->size, NULL);
    fuzz_check (text.size > 0 && memchr (text.data, 0, text.size) == NULL);
    zc_buffer_u8 (&text, 0);
    if (s_is_readable (term->data)) {
        zc_term_t *again = zc_term_parse ((const char *) text.data, NULL);
        fuzz_check (again);
        fuzz_check (zc_term_size (again) == term->size);
        fuzz_check (memcmp (zc_term_data (again), term->data, term->size) == 0);
        zc_term_destroy (&again);
    }
    zc_buffer_clear (&text);
}

//  ---- the canonical form --------------------------------------------------

static void
s_check_canonical (const zc_buffer_t *term)
{
    zc_buffer_t again = {0};
    uint8_t *copy = fuzz_copy (term->data, term->size);
    fuzz_check (zc_skip (copy) == term->size);
    fuzz_check (zc_depth (copy) <= ZC_TERM_DEPTH_MAX);
    fuzz_check (zc_order (copy, copy) == 0);
    fuzz_check (zc_decode (&again, copy, term->size, NULL) == term->size);
    fuzz_check (again.size == term->size && memcmp (again.data, copy, again.size) == 0);
    fuzz_check (zc_decode (&again, copy, term->size - 1, NULL) == 0);
    zc_buffer_clear (&again);
    free (copy);
}

//  A term as a process has it: each part can be taken out.
static void
s_check_parts (const zc_buffer_t *term)
{
    zc_term_t *handle = zc_term_copy (term->data, term->size);
    zc_type_t type = zc_term_type (handle);
    size_t length = zc_term_length (handle);
    for (size_t i = 0; i < length && i < 20 && (type == ZC_TUPLE || type == ZC_LIST); i++) {
        zc_term_t *part = zc_term_element (handle, i);
        fuzz_check (part && zc_term_size (part) < term->size);
        zc_term_t *none = zc_term_get (handle, part);
        fuzz_check (!none);
        zc_term_destroy (&part);
    }
    if (type == ZC_MAP && length) {
        zc_term_t *key = zc_term_copy (term->data + 5, zc_skip (term->data + 5));
        zc_term_t *value = zc_term_get (handle, key);
        fuzz_check (value);
        zc_term_destroy (&value);
        zc_term_destroy (&key);
    }
    zc_term_destroy (&handle);
}

//  Cut in pieces anywhere, the same comes out, or is refused as well.
static void
s_check_pieces (const uint8_t *data, size_t size, size_t piece, const zc_origin_t *origin,
                const zc_buffer_t *term)
{
    zc_decoder_t *decoder = zc_decoder_new (size, origin);
    zc_decoded_t decoded = ZC_DECODED_MORE;
    for (size_t at = 0; at < size && decoded == ZC_DECODED_MORE; at += piece) {
        size_t part = size - at < piece? size - at: piece;
        uint8_t *copy = fuzz_copy (data + at, part);
        decoded = zc_decoder_take (decoder, copy, part);
        free (copy);
    }
    fuzz_check (decoded == (term->size? ZC_DECODED_WHOLE: ZC_DECODED_BAD));
    if (term->size) {
        zc_bytes_t *bytes = zc_decoder_bytes (decoder);
        fuzz_check (bytes->size == term->size && memcmp (bytes->data, term->data, term->size) == 0);
        zc_bytes_destroy (&bytes);
    }
    zc_decoder_destroy (&decoder);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
    static const zc_origin_t origin = {"a@host", 7, "b@host", 9};
    if (size == 0)
        return 0;
    long blocks = zc_blocks_in_use ();
    bool other = data [0] & 1;
    size_t room = size - 1;
    uint8_t *copy = fuzz_copy (data + 1, room);
    zc_buffer_t term = {0};
    size_t taken = zc_decode (&term, copy, room, other? &origin: NULL);
    fuzz_check (taken <= room);
    fuzz_check (term.size <= 4 * room + 64);            //  memory stays proportional
    fuzz_check (term.capacity <= 16 * room + 4096);
    size_t whole = taken? taken: room;
    for (size_t piece = 1; piece <= 16 && whole; piece = 3 * piece + 1)
        s_check_pieces (copy, whole, piece, other? &origin: NULL, &term);
    if (taken == 0)
        fuzz_check (term.size == 0);
    else {
        s_check_canonical (&term);
        s_check_text (&term);
        s_check_parts (&term);
    }
    zc_buffer_clear (&term);
    free (copy);
    fuzz_check (zc_blocks_in_use () == blocks);
    return 0;
}
