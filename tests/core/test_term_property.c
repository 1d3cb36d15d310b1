//  test_term_property.c - what holds for every term, tried on random ones
//
//  The seed is ZC_SEED, or 1; it is printed when something fails.
//  Read next: test_term_erlang.c

#include "zt_suite.h"
#include "zc_term.h"
#include "base/zc_caller.h"
#include "base/zc_check.h"
#include "term/zc_codec.h"

#include <stdio.h>
#include <stdlib.h>

//  ---- random terms --------------------------------------------------------

static uint64_t s_state;
static unsigned long s_seed = 1;

static uint64_t
s_random (void)
{
    s_state ^= s_state << 13;
    s_state ^= s_state >> 7;
    s_state ^= s_state << 17;
    return s_state;
}

static unsigned
s_below (unsigned limit)
{
    return (unsigned) (s_random () % limit);
}

static long s_blocks;

static void
s_setup (void)
{
    const char *seed = getenv ("ZC_SEED");
    s_seed = seed? strtoul (seed, NULL, 10): 1;
    s_state = 0x9e3779b97f4a7c15ULL + s_seed;
    for (int i = 0; i < 10; i++)
        s_random ();
    s_blocks = zc_blocks_in_use ();
}

static void
s_teardown (void)
{
    ck_assert_int_eq (zc_blocks_in_use (), s_blocks);
}

static zc_term_t *
s_random_integer (void)
{
    static const int64_t borders [] = {0, 255, 256, -1, INT32_MAX, INT32_MIN, INT64_MAX, INT64_MIN};
    if (s_below (2))
        return zc_term_new ("~i", (int64_t) (s_random () >> s_below (64)) * (s_below (2)? 1: -1));
    if (s_below (2))
        return zc_term_new ("~i", (int64_t) ((uint64_t) borders [s_below (8)] + s_below (3) - 1));
    char digits [700] = "-";
    size_t count = 1 + s_below (s_below (8)? 60: 690);
    for (size_t i = 1; i < count; i++)
        digits [i] = (char) ('0' + s_below (10));
    digits [count] = (char) ('1' + s_below (9));
    digits [count + 1] = 0;
    return zc_term_parse (digits + s_below (2), NULL);
}

static zc_term_t *
s_random_float (void)
{
    for (;;) {
        uint64_t bits = s_random ();
        double value;
        memcpy (&value, &bits, 8);
        if (s_below (2))
            value = (double) (int64_t) s_below (100000) / 100 - 300;
        zc_term_t *term = zc_term_new ("~f", value);
        if (term)
            return term;
    }
}

static zc_term_t *
s_random_atom (void)
{
    static const char *const atoms [] = {
        "ok", "true", "nil", "", "a b", "Elixir.Foo", "Elixir", "Foo", "+", "é", "日本", "a\"b\\",
        "x?", "1a", "Elixir.Foo.bar", "Elixir.Elixir.Foo", "#{", "when", "\x01", "\xc2\x85", "::"
    };
    return zc_term_new ("~a", atoms [s_below (sizeof atoms / sizeof *atoms)]);
}

static zc_term_t *
s_random_binary (void)
{
    uint8_t data [40];
    size_t size = s_below (sizeof data);
    bool text = s_below (2);
    for (size_t i = 0; i < size; i++)
        data [i] = text? (uint8_t) (32 + s_below (95)): (uint8_t) s_random ();
    if (s_below (4) || size == 0)
        return zc_term_new ("~b", data, size);
    char bits [40];
    snprintf (bits, sizeof bits, "<<%u, 1::size(%u)>>", data [0], 1 + s_below (7));
    return zc_term_parse (bits, NULL);
}

static zc_term_t *s_random_term (unsigned depth);

//  A list, tuple or map of a few random terms, put together with ~t.
static zc_term_t *
s_random_container (unsigned depth)
{
    zc_term_t *all = zc_term_new (s_below (4)? "[]": "'tail'"), *last = s_random_term (0);
    for (unsigned left = s_below (5); left; left--) {
        zc_term_t *item = s_random_term (depth - 1);
        zc_term_t *more = zc_term_new (s_below (8)? "[~t | ~t]": "[~t, 7 | ~t]", item, all);
        zc_term_destroy (&item);
        zc_term_destroy (&all);
        all = more;
    }
    zc_term_t *term = NULL;
    switch (s_below (6)) {
        case 0:  term = zc_term_new ("{~t, ~t}", all, last); break;
        case 1:  term = zc_term_new ("%{~t => 1, b: ~t, 3 => x}", all, last); break;
        case 2:  term = zc_term_new ("%{key: ~t, \"long key\": ~t}", all, last); break;
        case 3:  term = zc_term_new ("[a: ~t, b: ~t]", all, last); break;
        case 4:  term = zc_term_new ("[~t | ~t]", all, last); break;
        default: term = zc_term_dup (all);
    }
    zc_term_destroy (&all);
    zc_term_destroy (&last);
    ck_assert_ptr_nonnull (term);
    return term;
}

static zc_term_t *
s_random_term (unsigned depth)
{
    if (depth && s_below (3))
        return s_random_container (depth);
    switch (s_below (5)) {
        case 0:  return s_random_integer ();
        case 1:  return s_random_float ();
        case 2:  return s_random_binary ();
        case 3:  return zc_term_new ("&Duck.quack/3");
        default: return s_random_atom ();
    }
}

//  A term that has everything in it, also what cannot be parsed.
static zc_term_t *
s_rich_term (void)
{
    zc_pid_t pid = {.id = 3, .serial = 4};
    zc_ref_t ref = {.word = {1, 2, 3}};
    zc_term_t *random = s_random_term (3), *big = s_random_integer ();
    zc_term_t *term = zc_term_new ("{~p, ~r, ~t, %{1 => ~t, a: 'str'}, &A.b/1, [a, 1 | z], <<1::3>>, 1.5}",
                                   pid, ref, random, big);
    zc_term_destroy (&random);
    zc_term_destroy (&big);
    return term;
}

//  ---- the properties ------------------------------------------------------

START_TEST (what_is_printed_reads_back_as_the_same_term)
{
    for (int i = 0; i < 5000; i++) {
        zc_term_t *term = s_random_term (4);
        char *text = zc_term_str (term), *error = NULL;
        zc_term_t *again = zc_term_parse (text, &error);
        ck_assert_msg (again, "seed %lu: %s: %s", s_seed, text, error);
        ck_assert_msg (zc_term_equal (term, again), "seed %lu: %s", s_seed, text);
        ck_assert_msg (zc_term_match (term, text), "seed %lu: %s does not match itself", s_seed, text);
        zc_block_free (text);
        zc_term_destroy (&term);
        zc_term_destroy (&again);
    }
}
END_TEST

START_TEST (what_is_encoded_decodes_to_the_same_bytes)
{
    for (int i = 0; i < 5000; i++) {
        zc_term_t *term = i % 2? s_random_term (4): s_rich_term ();
        ck_assert_uint_eq (zc_skip (zc_term_data (term)), zc_term_size (term));
        size_t size;
        uint8_t *data = zc_term_encode (term, &size);
        zc_term_t *again = zc_term_decode (data, size);
        ck_assert_msg (again && zc_term_equal (term, again), "seed %lu, term %d", s_seed, i);
        ck_assert_int_eq (zc_order (zc_term_data (term), zc_term_data (again)), 0);
        zc_block_free (data);
        zc_term_destroy (&term);
        zc_term_destroy (&again);
    }
}
END_TEST

//  Bytes in a block of their own size, so that a sanitizer sees a read beyond.
static size_t
s_decode_exactly (zc_buffer_t *out, const uint8_t *data, size_t size)
{
    uint8_t *exact = malloc (size? size: 1);
    ck_assert_ptr_nonnull (exact);
    memcpy (exact, data, size);
    size_t used = zc_decode (out, exact, size, NULL);
    free (exact);
    return used;
}

//  A term of another node that comes in pieces of some size: what it becomes.
static zc_term_t *
s_decode_pieces (const uint8_t *data, size_t size, size_t piece)
{
    zc_decoder_t *decoder = zc_decoder_new (size, NULL);
    zc_decoded_t decoded = ZC_DECODED_MORE;
    for (size_t at = 0; at < size; at += piece) {
        ck_assert_int_eq (decoded, ZC_DECODED_MORE);
        size_t part = size - at < piece? size - at: piece;
        uint8_t *exact = malloc (part);
        ck_assert_ptr_nonnull (exact);
        memcpy (exact, data + at, part);
        decoded = zc_decoder_take (decoder, exact, part);
        free (exact);
    }
    zc_term_t *term = NULL;
    if (decoded == ZC_DECODED_WHOLE) {
        zc_bytes_t *bytes = zc_decoder_bytes (decoder);
        term = zc_term_from_bytes (&bytes);
    }
    zc_decoder_destroy (&decoder);
    return term;
}

START_TEST (a_term_cut_in_pieces_anywhere_arrives_as_it_was)
{
    for (size_t i = 0; i < 200; i++) {
        zc_term_t *term = s_rich_term ();
        const uint8_t *data = zc_term_data (term);
        size_t size = zc_term_size (term);
        for (size_t piece = 1; piece < size; piece += 1 + i % 7) {
            zc_term_t *again = s_decode_pieces (data, size, piece);
            ck_assert_msg (again && zc_term_equal (term, again), "pieces of %zu", piece);
            zc_term_destroy (&again);
        }
        ck_assert (!s_decode_pieces (data, size - 1, 10));
        zc_term_destroy (&term);
    }
}
END_TEST

START_TEST (no_truncation_is_taken)
{
    zc_buffer_t out = {0};
    for (int i = 0; i < 50; i++) {
        zc_term_t *term = s_rich_term ();
        for (size_t size = 0; size < zc_term_size (term); size++) {
            ck_assert_uint_eq (s_decode_exactly (&out, zc_term_data (term), size), 0);
            ck_assert_uint_eq (out.size, 0);
        }
        zc_term_destroy (&term);
    }
    zc_buffer_clear (&out);
}
END_TEST

//  Whatever was taken is canonical: it can be walked, printed, and decodes to
//  itself.
static void
s_check_canonical (const zc_buffer_t *made)
{
    zc_buffer_t again = {0}, text = {0};
    ck_assert_uint_eq (zc_skip (made->data), made->size);
    ck_assert_uint_eq (s_decode_exactly (&again, made->data, made->size), made->size);
    ck_assert_uint_eq (again.size, made->size);
    ck_assert_mem_eq (again.data, made->data, made->size);
    zc_print (&text, made->data, made->size, NULL);
    ck_assert_uint_gt (text.size, 0);
    zc_buffer_clear (&again);
    zc_buffer_clear (&text);
}

START_TEST (every_changed_byte_is_refused_or_gives_a_canonical_term)
{
    zc_buffer_t out = {0};
    for (int i = 0; i < 6; i++) {
        zc_term_t *term = s_rich_term ();
        size_t size = zc_term_size (term);
        uint8_t *data = malloc (size);
        ck_assert_ptr_nonnull (data);
        memcpy (data, zc_term_data (term), size);
        for (size_t at = 0; at < size && at < 400; at++)
            for (unsigned change = 1; change < 256; change++) {
                data [at] = (uint8_t) (data [at] ^ change);
                out.size = 0;
                size_t used = s_decode_exactly (&out, data, size);
                ck_assert_uint_le (used, size);
                if (used)
                    s_check_canonical (&out);
                else
                    ck_assert_uint_eq (out.size, 0);
                data [at] = (uint8_t) (data [at] ^ change);
            }
        free (data);
        zc_term_destroy (&term);
    }
    zc_buffer_clear (&out);
}
END_TEST

START_TEST (random_bytes_and_texts_do_no_harm)
{
    static const char *const pieces [] = {
        "{", "}", "[", "]", "%{", "<<", ">>", "\"", "'", "\\", "a", ":", "=>", ",", "|", "1", "-",
        "&", ".", "/", "~i", "_", "?", "::", "size(", ")", "#", "x", "0x", "e", "Foo", " ", "\xff"
    };
    static const uint8_t tags [] = {70, 77, 88, 89, 90, 97, 98, 99, 100, 101, 102, 103, 104, 105, 106,
                                    107, 108, 109, 110, 111, 112, 113, 114, 115, 116, 118, 119, 120};
    zc_buffer_t out = {0};
    for (int i = 0; i < 30000; i++) {
        uint8_t data [64];
        for (size_t at = 0; at < sizeof data; at++)
            data [at] = s_below (2)? tags [s_below (sizeof tags)]: (uint8_t) s_below (4);
        out.size = 0;
        if (s_decode_exactly (&out, data, sizeof data))
            s_check_canonical (&out);
        char text [200] = "";
        for (unsigned left = s_below (20); left; left--)
            strcat (text, pieces [s_below (sizeof pieces / sizeof *pieces)]);
        zc_term_t *term = zc_term_parse (text, NULL), *target = zc_term_new ("{a, [1, %{a: 1}]}");
        zc_term_match (target, text);
        zc_term_destroy (&term);
        zc_term_destroy (&target);
    }
    zc_buffer_clear (&out);
}
END_TEST

//  The same map, its pairs in any order: one encoding.
START_TEST (equal_terms_encode_equal)
{
    for (int i = 0; i < 300; i++) {
        zc_buffer_t one = {0}, other = {0};
        unsigned pairs = 2 + s_below (40), turn = s_below (pairs);
        zc_buffer_u8 (&one, ZC_TAG_MAP);
        zc_buffer_u32 (&one, pairs);
        zc_buffer_put (&other, one.data, one.size);
        for (unsigned k = 0; k < pairs; k++) {
            const uint8_t pair [] = {98, 0, 0, 7, (uint8_t) k, 106};
            const uint8_t turned [] = {98, 0, 0, 7, (uint8_t) ((k + turn) % pairs), 106};
            zc_buffer_put (&one, pair, sizeof pair);
            zc_buffer_put (&other, turned, sizeof turned);
        }
        zc_buffer_t a = {0}, b = {0};
        ck_assert_uint_eq (zc_decode (&a, one.data, one.size, NULL), one.size);
        ck_assert_uint_eq (zc_decode (&b, other.data, other.size, NULL), other.size);
        ck_assert_uint_eq (a.size, b.size);
        ck_assert_mem_eq (a.data, b.data, a.size);
        zc_buffer_clear (&one);
        zc_buffer_clear (&other);
        zc_buffer_clear (&a);
        zc_buffer_clear (&b);
    }
}
END_TEST

START_TEST (the_order_is_an_order)
{
    enum { COUNT = 60 };
    zc_term_t *terms [COUNT];
    for (int i = 0; i < COUNT; i++)
        terms [i] = s_random_term (2);
    for (int i = 0; i < COUNT; i++)
        for (int j = 0; j < COUNT; j++) {
            const uint8_t *a = zc_term_data (terms [i]), *b = zc_term_data (terms [j]);
            int order = zc_order (a, b), back = zc_order (b, a);
            ck_assert_int_eq ((order > 0) - (order < 0), (back < 0) - (back > 0));
            ck_assert_int_eq (order == 0, zc_term_equal (terms [i], terms [j]));
            for (int k = 0; order <= 0 && k < COUNT; k++) {
                const uint8_t *c = zc_term_data (terms [k]);
                if (zc_order (b, c) <= 0)
                    ck_assert_int_le (zc_order (a, c), 0);
            }
        }
    for (int i = 0; i < COUNT; i++)
        zc_term_destroy (&terms [i]);
}
END_TEST

int
main (void)
{
    TCase *tests = zt_suite_case ("term properties", 120);
    tcase_add_checked_fixture (tests, s_setup, s_teardown);
    tcase_add_test (tests, what_is_printed_reads_back_as_the_same_term);
    tcase_add_test (tests, what_is_encoded_decodes_to_the_same_bytes);
    tcase_add_test (tests, a_term_cut_in_pieces_anywhere_arrives_as_it_was);
    tcase_add_test (tests, no_truncation_is_taken);
    tcase_add_test (tests, every_changed_byte_is_refused_or_gives_a_canonical_term);
    tcase_add_test (tests, random_bytes_and_texts_do_no_harm);
    tcase_add_test (tests, equal_terms_encode_equal);
    tcase_add_test (tests, the_order_is_an_order);
    return zt_suite_run ("term properties", tests);
}
