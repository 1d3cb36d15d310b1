//  test_term.c - terms: build, match, print, parse, decode, walk
//
//  Read next: test_term_property.c, test_term_erlang.c

#include "zt_suite.h"
#include "zc_term.h"
#include "base/zc_caller.h"
#include "base/zc_check.h"
#include "base/zc_limits.h"
#include "term/zc_codec.h"
#include "term/zc_walk.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

//  ---- helpers -------------------------------------------------------------

static long s_blocks;

static void
s_setup (void)
{
    s_blocks = zc_blocks_in_use ();
}

static void
s_teardown (void)
{
    ck_assert_int_eq (zc_blocks_in_use (), s_blocks);
}

static void
s_prints (zc_term_t *term, const char *expected)
{
    ck_assert_msg (term, "no term for %s: %s", expected, zc_term_error ());
    char *text = zc_term_str (term);
    ck_assert_str_eq (text, expected);
    zc_block_free (text);
    zc_term_destroy (&term);
}

//  The text is read and what it says printed; NULL: the same text comes out.
static void
s_reads (const char *text, const char *printed)
{
    char *error = NULL;
    zc_term_t *term = zc_term_parse (text, &error);
    ck_assert_msg (term, "%s: %s", text, error);
    s_prints (term, printed? printed: text);
}

static void
s_refuses (const char *text, const char *error_expected)
{
    char *error = NULL;
    zc_term_t *term = zc_term_parse (text, &error);
    ck_assert_msg (!term, "%s was taken", text);
    ck_assert_str_eq (error, error_expected);
    zc_block_free (error);
}

#define s_bytes_are(term_, ...) do { \
    zc_term_t *it = term_; \
    const uint8_t expected [] = {__VA_ARGS__}; \
    ck_assert_ptr_nonnull (it); \
    ck_assert_uint_eq (zc_term_size (it), sizeof expected); \
    ck_assert_mem_eq (zc_term_data (it), expected, sizeof expected); \
    zc_term_destroy (&it); \
} while (0)

//  Does the text's term match the pattern?
#define s_matches(text, ...) s_takes (text, ZC_FORMAT (__VA_ARGS__))
static bool
s_takes (const char *text, zc_format_t pattern)
{
    zc_term_t *term = zc_term_parse (text, NULL);
    ck_assert_ptr_nonnull (term);
    bool matched = zc_term_take (term, pattern);
    zc_term_destroy (&term);
    return matched;
}

//  ---- the usage example ---------------------------------------------------

START_TEST (terms_are_built_and_taken_apart)
{
    zc_term_t *term = zc_term_new ("{response, ~i, [1, 2, ~s]}", 42, "x");
    int number;
    const char *text;
    ck_assert (zc_term_match (term, "{response, ~i, [1, _, ~s]}", &number, &text));
    ck_assert_int_eq (number, 42);
    ck_assert_str_eq (text, "x");
    ck_assert (!zc_term_match (term, "{request, ~i, _}", &number));

    char *printed = zc_term_str (term);
    ck_assert_str_eq (printed, "{:response, 42, [1, 2, \"x\"]}");
    zc_block_free (printed);
    zc_term_destroy (&term);
    ck_assert_ptr_null (term);
}
END_TEST

//  ---- build ---------------------------------------------------------------

START_TEST (every_directive_builds_its_value)
{
    zc_pid_t pid = {.id = 7, .serial = 2};
    zc_ref_t ref = {.word = {1, 2, 3}};
    s_prints (zc_term_new ("{~i, ~i, ~i}", (short) -3, 5000000000u * 2ull, UINT64_MAX),
              "{-3, 10000000000, 18446744073709551615}");
    s_prints (zc_term_new ("[~f, ~f, ~f]", 1.5, 2.5f, 3), "[1.5, 2.5, 3.0]");
    s_prints (zc_term_new ("{~a, ~s, ~b}", "two words", "a\"b", "xyz", 2),
              "{:\"two words\", \"a\\\"b\", \"xy\"}");
    s_prints (zc_term_new ("{~o, ~o, ~o}", true, (bool) false, 1 == 2), "{true, false, false}");
    s_prints (zc_term_new ("{~p, ~r}", pid, ref), "{#PID<0.7.2>, #Reference<0.3.2.1>}");
    uint8_t data [] = {0, 200};
    zc_term_t *inner = zc_term_new ("%{a: ~b}", data, sizeof data);
    s_prints (zc_term_new ("[~t, ~t]", inner, inner), "[%{a: <<0, 200>>}, %{a: <<0, 200>>}]");
    zc_term_destroy (&inner);
}
END_TEST

START_TEST (the_smallest_form_is_chosen)
{
    s_bytes_are (zc_term_new ("255"), 97, 255);
    s_bytes_are (zc_term_new ("256"), 98, 0, 0, 1, 0);
    s_bytes_are (zc_term_new ("-1"), 98, 255, 255, 255, 255);
    s_bytes_are (zc_term_new ("~i", INT32_MIN), 98, 128, 0, 0, 0);
    s_bytes_are (zc_term_new ("-2147483648"), 98, 128, 0, 0, 0);
    s_bytes_are (zc_term_new ("-2147483649"), 110, 4, 1, 1, 0, 0, 128);
    s_bytes_are (zc_term_new ("2147483648"), 110, 4, 0, 0, 0, 0, 128);
    s_bytes_are (zc_term_new ("~i", INT64_MIN), 110, 8, 1, 0, 0, 0, 0, 0, 0, 0, 128);
    s_bytes_are (zc_term_new ("0x1_0000_0000_0000_0000"), 110, 9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1);
    s_bytes_are (zc_term_new ("ok"), 119, 2, 'o', 'k');
    s_bytes_are (zc_term_new ("[]"), 106);
    s_bytes_are (zc_term_new ("[1, 2]"), 107, 0, 2, 1, 2);
    s_bytes_are (zc_term_new ("[1 | [2, 3]]"), 107, 0, 3, 1, 2, 3);
    s_bytes_are (zc_term_new ("[1 | [a]]"), 108, 0, 0, 0, 2, 97, 1, 119, 1, 'a', 106);
    s_bytes_are (zc_term_new ("[a | 'b']"), 108, 0, 0, 0, 2, 119, 1, 'a', 97, 'b', 106);
    s_bytes_are (zc_term_new ("[1 | 2]"), 108, 0, 0, 0, 1, 97, 1, 97, 2);
    s_bytes_are (zc_term_new ("<<5::size(3)>>"), 77, 0, 0, 0, 1, 3, 160);
    s_bytes_are (zc_term_new ("%{b: 1, a: 2}"), 116, 0, 0, 0, 2, 119, 1, 'a', 97, 2,
                 119, 1, 'b', 97, 1);
}
END_TEST

START_TEST (tuples_of_more_than_255_are_large)
{
    for (int n = 254; n <= 257; n++) {
        char format [1024] = "{", *at = format + 1;
        for (int i = 0; i < n; i++)
            at += sprintf (at, i? ",a": "a");
        strcpy (at, "}");
        zc_term_t *term = zc_term_new (format);
        ck_assert_int_eq (zc_term_data (term) [0], n > 255? 105: 104);
        ck_assert_uint_eq (zc_term_length (term), (size_t) n);
        ck_assert (zc_term_match (term, format));
        zc_term_destroy (&term);
    }
}
END_TEST

START_TEST (mistakes_in_a_format_are_reported)
{
    const char *text = NULL;
    ck_assert_ptr_null (zc_term_new ("~i", "x"));
    ck_assert_str_eq (zc_term_error (), "~i takes an integer");
    ck_assert_ptr_null (zc_term_new ("{~i, ~i}", 1));
    ck_assert_str_eq (zc_term_error (), "more directives than arguments");
    ck_assert_ptr_null (zc_term_new ("{~i}", 1, 2));
    ck_assert_str_eq (zc_term_error (), "more arguments than directives");
    ck_assert_ptr_null (zc_term_new ("~s", text));
    ck_assert_str_eq (zc_term_error (), "~s takes a const char *");
    ck_assert_ptr_null (zc_term_new ("~f", NAN));
    ck_assert_ptr_null (zc_term_new ("~f", (double) INFINITY));
    ck_assert_ptr_null (zc_term_new ("~b", "x"));
    ck_assert_ptr_null (zc_term_new ("~b", "x", -1));
    ck_assert_ptr_null (zc_term_new ("~t", NULL));
    ck_assert_ptr_null (zc_term_new ("~o", 2));
    ck_assert_ptr_null (zc_term_new ("~p", 2));
    ck_assert_ptr_null (zc_term_new ("~r", 2));
    ck_assert_ptr_null (zc_term_new ("~a", "\xff"));
    ck_assert_ptr_null (zc_term_new ("~x", 1));
    ck_assert_ptr_null (zc_term_new ("~"));
    ck_assert_ptr_null (zc_term_new ("_"));
    ck_assert_str_eq (zc_term_error (), "_ stands in patterns only");
    ck_assert_ptr_null (zc_term_new ("%{a: 1, a: 2}"));
    ck_assert_ptr_null (zc_term_new (text));
    zc_term_t *term = zc_term_new ("ok");
    ck_assert_str_eq (zc_term_error (), "");
    zc_term_destroy (&term);
}
END_TEST

static void
s_check_in_place (const char *outer, const char *inner, const char *whole)
{
    const zc_format_t format = {inner, (const zc_arg_t [1]) {zc_arg_head (0, false)}};
    zc_term_t *built = zc_term_new (outer, &format), *parsed = zc_term_parse (whole, NULL);
    ck_assert_ptr_nonnull (built);
    ck_assert_msg (zc_term_equal (built, parsed), "%s with %s", outer, inner);
    ck_assert (zc_term_match (parsed, outer, &format));
    zc_term_destroy (&built);
    zc_term_destroy (&parsed);
}

//  So a message is built around a request that was given as a format.
START_TEST (a_format_is_built_inside_another)
{
    zc_format_t request = ZC_FORMAT ("{next, ~i, ~s}", 7, "seven");
    zc_term_t *term = zc_term_new ("{call, ~i, ~t}", 1, &request);
    int first, second;
    const char *text;
    ck_assert (zc_term_match (term, "{call, ~i, {next, ~i, ~s}}", &first, &second, &text));
    ck_assert_int_eq (first, 1);
    ck_assert_int_eq (second, 7);
    ck_assert_str_eq (text, "seven");
    zc_term_destroy (&term);
    s_check_in_place ("~t", "ok", "ok");
    s_check_in_place ("[1, ~t]", "2", "[1, 2]");
    s_check_in_place ("[1, ~t, 3]", "{2, [2]}", "[1, {2, [2]}, 3]");
    s_check_in_place ("[1 | ~t]", "[2, 3]", "[1, 2, 3]");
    s_check_in_place ("%{a: ~t, b: 2}", "%{c: [1, 300]}", "%{a: %{c: [1, 300]}, b: 2}");
    s_check_in_place ("{~t, end}", "\"a text that is longer than what is set aside for it at first\"",
                      "{\"a text that is longer than what is set aside for it at first\", end}");
    zc_format_t twice = ZC_FORMAT ("[~t, ~t]", &request, &request);
    term = zc_term_new ("{~t, ~i}", &twice, 2);
    ck_assert (zc_term_match (term, "{[{next, 7, _}, {next, _, \"seven\"}], 2}"));
    zc_term_destroy (&term);
}
END_TEST

START_TEST (mistakes_in_a_format_inside_another_are_reported)
{
    zc_format_t wrong = ZC_FORMAT ("{~i}", "x"), few = ZC_FORMAT ("{~i, ~i}", 1);
    const zc_format_t *none = NULL;
    ck_assert_ptr_null (zc_term_new ("[a, ~t]", &wrong));
    ck_assert_str_eq (zc_term_error (), "~i takes an integer");
    ck_assert_ptr_null (zc_term_new ("[1, ~t]", &few));
    ck_assert_str_eq (zc_term_error (), "more directives than arguments");
    ck_assert_ptr_null (zc_term_new ("~t", none));
    ck_assert_ptr_null (zc_term_new ("~i", &few));
    char text [2 * ZC_TERM_DEPTH_MAX + 1];
    memset (text, '{', ZC_TERM_DEPTH_MAX);
    memset (text + ZC_TERM_DEPTH_MAX, '}', ZC_TERM_DEPTH_MAX);
    text [2 * ZC_TERM_DEPTH_MAX] = 0;
    zc_format_t deep = ZC_FORMAT (text);
    zc_term_t *term = zc_term_new ("~t", &deep);
    ck_assert_ptr_nonnull (term);
    zc_format_t around = ZC_FORMAT ("~t", term), in_two = ZC_FORMAT ("{~t}", &around);
    ck_assert_ptr_null (zc_term_new ("{~t}", &deep));
    ck_assert_str_eq (zc_term_error (), "the term is nested too deep");
    ck_assert_ptr_null (zc_term_new ("~t", &in_two));
    ck_assert_str_eq (zc_term_error (), "the term is nested too deep");
    zc_term_destroy (&term);
}
END_TEST

//  Built from items, a list is the same as built from a format.
START_TEST (a_list_is_made_of_many_terms_and_taken_apart)
{
    static const char *const formats [] = {"[]", "[1, 2, 255]", "[1, 256]", "[{a, 1}, \"x\", [3]]"};
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        zc_term_t *whole = zc_term_new (formats [i]);
        size_t count;
        zc_term_t **items = zc_term_elements (whole, &count);
        ck_assert_uint_eq (count, zc_term_length (whole));
        zc_term_t *list = zc_term_list (items, count);
        ck_assert (zc_term_equal (list, whole));
        for (size_t at = 0; at < count; at++)
            ck_assert_ptr_null (items [at]);
        zc_block_free (items);
        zc_term_destroy (&list);
        zc_term_destroy (&whole);
    }
    char text [2 * ZC_TERM_DEPTH_MAX + 1];
    memset (text, '{', ZC_TERM_DEPTH_MAX);
    memset (text + ZC_TERM_DEPTH_MAX, '}', ZC_TERM_DEPTH_MAX);
    text [2 * ZC_TERM_DEPTH_MAX] = 0;
    zc_term_t *deep = zc_term_new (text);
    ck_assert_ptr_null (zc_term_list (&deep, 1));
    ck_assert_ptr_null (deep);
}
END_TEST

//  It has nothing inside, so it fits in at any depth.
START_TEST (an_empty_list_is_no_level)
{
    static const struct { const char *inside; bool good; } cases [] = {
        {"[]", true}, {"[ ]", true}, {"[[] | []]", false}, {"[a]", false}, {"{}", false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text [2 * ZC_TERM_DEPTH_MAX + 16] = "";
        memset (text, '{', ZC_TERM_DEPTH_MAX);
        strcat (text, cases [i].inside);
        size_t size = strlen (text);
        memset (text + size, '}', ZC_TERM_DEPTH_MAX);
        zc_term_t *term = zc_term_parse (text, NULL);
        ck_assert_msg (!term == !cases [i].good, "%s", cases [i].inside);
        zc_term_destroy (&term);
    }
}
END_TEST

START_TEST (nesting_has_a_limit_however_it_is_made)
{
    char text [2 * ZC_TERM_DEPTH_MAX + 8];
    memset (text, '{', ZC_TERM_DEPTH_MAX);
    memset (text + ZC_TERM_DEPTH_MAX, '}', ZC_TERM_DEPTH_MAX);
    text [2 * ZC_TERM_DEPTH_MAX] = 0;
    zc_term_t *term = zc_term_parse (text, NULL);
    ck_assert_ptr_nonnull (term);
    ck_assert_uint_eq (zc_depth (zc_term_data (term)), ZC_TERM_DEPTH_MAX);
    ck_assert (zc_term_match (term, text));

    ck_assert_ptr_null (zc_term_new ("{~t}", term));
    ck_assert_ptr_null (zc_term_new ("[a | ~t]", term));
    ck_assert_str_eq (zc_term_error (), "the term is nested too deep");

    size_t size;
    uint8_t *data = zc_term_encode (term, &size);
    zc_term_t *again = zc_term_decode (data, size);
    ck_assert (zc_term_equal (term, again));
    zc_term_destroy (&again);
    zc_block_free (data);

    uint8_t deep [2 * (ZC_TERM_DEPTH_MAX + 1) + 2] = {131};
    for (int i = 0; i <= ZC_TERM_DEPTH_MAX; i++)
        memcpy (deep + 1 + 2 * i, (const uint8_t []) {104, 1}, 2);
    deep [sizeof deep - 1] = 106;
    ck_assert_ptr_null (zc_term_decode (deep, sizeof deep));
    zc_term_destroy (&term);
}
END_TEST

//  ---- match ---------------------------------------------------------------

START_TEST (integers_go_only_where_they_fit)
{
    signed char i8 = 1;
    unsigned char u8 = 1;
    short i16;
    unsigned short u16;
    int i32;
    unsigned u32;
    long long i64;
    unsigned long long u64 = 1;
    ck_assert (s_matches ("-128", "~i", &i8) && i8 == -128);
    ck_assert (s_matches ("127", "~i", &i8) && i8 == 127);
    ck_assert (!s_matches ("128", "~i", &i8) && !s_matches ("-129", "~i", &i8) && i8 == 127);
    ck_assert (s_matches ("255", "~i", &u8) && u8 == 255);
    ck_assert (!s_matches ("256", "~i", &u8) && !s_matches ("-1", "~i", &u8) && u8 == 255);
    ck_assert (s_matches ("-32768", "~i", &i16) && i16 == -32768);
    ck_assert (!s_matches ("32768", "~i", &i16));
    ck_assert (s_matches ("65535", "~i", &u16) && u16 == 65535);
    ck_assert (!s_matches ("65536", "~i", &u16));
    ck_assert (s_matches ("-2147483648", "~i", &i32) && i32 == INT32_MIN);
    ck_assert (!s_matches ("2147483648", "~i", &i32) && !s_matches ("-2147483649", "~i", &i32));
    ck_assert (s_matches ("4294967295", "~i", &u32) && u32 == UINT32_MAX);
    ck_assert (!s_matches ("4294967296", "~i", &u32));
    ck_assert (s_matches ("-9223372036854775808", "~i", &i64) && i64 == INT64_MIN);
    ck_assert (s_matches ("9223372036854775807", "~i", &i64) && i64 == INT64_MAX);
    ck_assert (!s_matches ("9223372036854775808", "~i", &i64));
    ck_assert (!s_matches ("-9223372036854775809", "~i", &i64));
    ck_assert (s_matches ("18446744073709551615", "~i", &u64) && u64 == UINT64_MAX);
    ck_assert (!s_matches ("18446744073709551616", "~i", &u64) && !s_matches ("-1", "~i", &u64));
    ck_assert (!s_matches ("1.0", "~i", &i32) && !s_matches ("a", "~i", &i32));
}
END_TEST

START_TEST (every_directive_matches_its_value)
{
    double number;
    ck_assert (s_matches ("1.5", "~f", &number) && number == 1.5);
    ck_assert (s_matches ("-3", "~f", &number) && number == -3);
    ck_assert (s_matches ("100000000000000000000", "~f", &number) && number == 1e20);
    ck_assert (!s_matches ("\"1.5\"", "~f", &number));
    bool truth = false;
    ck_assert (s_matches ("true", "~o", &truth) && truth);
    ck_assert (s_matches ("false", "~o", &truth) && !truth);
    ck_assert (!s_matches ("nil", "~o", &truth));

    const char *text = "untouched";
    ck_assert (!s_matches ("<<97, 0, 98>>", "~s", &text) && !s_matches ("'abc'", "~s", &text));
    ck_assert (!s_matches (":\"a\\0b\"", "~a", &text) && !s_matches ("\"abc\"", "~a", &text));
    ck_assert_str_eq (text, "untouched");
    zc_term_t *term = zc_term_new ("{ok, ~s, ~b}", "text", "\0\1", 2);
    const void *data;
    size_t size;
    zc_term_t *whole;
    ck_assert (zc_term_match (term, "{~a, _, ~b}", &text, &data, &size));
    ck_assert_str_eq (text, "ok");
    ck_assert (size == 2 && memcmp (data, "\0\1", 2) == 0);
    ck_assert (zc_term_match (term, "~t", &whole));
    ck_assert (zc_term_equal (term, whole));
    zc_term_destroy (&whole);
    ck_assert (zc_term_match (term, "{_, ~s, ~t}", &text, &whole));
    ck_assert_str_eq (text, "text");
    zc_term_destroy (&whole);
    zc_term_destroy (&term);
}
END_TEST

START_TEST (pids_and_references_come_back_equal)
{
    zc_names_t *names = zc_names_new ();
    zc_caller_t caller = {.names = names};
    zc_caller_set (&caller);
    const zc_node_name_t *node = zc_names_intern (names, "b@host", 6);
    ck_assert_ptr_eq (zc_names_intern (names, "b@hostile", 6), node);
    ck_assert_str_eq (zc_node_name_text (node), "b@host");
    ck_assert_ptr_null (zc_names_intern (names, "", 0));
    zc_pid_t here = {.id = 5, .serial = 1}, there = {node, 77, 5, 1}, pid;
    zc_ref_t ref = {node, 77, {9, 8, 7}}, other;
    zc_term_t *term = zc_term_new ("{~p, ~p, ~r}", here, there, ref);
    ck_assert (zc_term_match (term, "{~p, _, ~r}", &pid, &other));
    ck_assert (zc_pid_equal (pid, here) && !zc_pid_equal (pid, there) && zc_ref_equal (ref, other));
    ck_assert (zc_term_match (term, "{_, ~p, _}", &pid));
    ck_assert (zc_pid_equal (pid, there));
    ck_assert (!zc_term_match (term, "{~r, _, _}", &ref));
    s_prints (term, "{#PID<0.5.1>, #PID<1.5.1>, #Reference<1.7.8.9>}");
    zc_caller_set (NULL);
    zc_names_destroy (&names);
}
END_TEST

START_TEST (variables_are_written_only_when_all_matched)
{
    int a = 1, b = 2;
    ck_assert (!s_matches ("{10, 20, no}", "{~i, ~i, yes}", &a, &b));
    ck_assert (!s_matches ("{10, 20, 30}", "{~i, ~i}", &a, &b));
    ck_assert (!s_matches ("{10, x}", "{~i, ~i}", &a, &b));
    ck_assert (a == 1 && b == 2);
    zc_term_t *term = zc_term_new ("{x, y}"), *part = NULL;
    ck_assert (!zc_term_match (term, "{~t, z}", &part));
    ck_assert_ptr_null (part);
    zc_term_destroy (&term);
}
END_TEST

START_TEST (literals_match_themselves)
{
    static const char *const terms [] = {
        "ok", ":ok", "nil", "Chat.Room", ":\"a b\"", "12", "-7", "256", "1.5", "\"text\"",
        "<<1, 2, 255>>", "'text'", "[]", "{}", "%{}", "{a, {b, 1}, [c]}", "[a, 1 | b]",
        "[a: 1, b: 2]", "%{1 => 2, a: 3}", "&Duck.quack/2", "123456789012345678901234567890",
        "<<1, 3::size(2)>>", "[1, 2, 3]", "[300, 2]", "{:\"quoted atom\", :+}", "%{[a: 1] => {b}}"
    };
    size_t count = sizeof terms / sizeof *terms;
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < count; j++) {
            bool same = i == j || (i <= 1 && j <= 1);
            bool map = strcmp (terms [j], "%{}") == 0 && terms [i] [0] == '%';
            ck_assert_msg (s_matches (terms [i], terms [j]) == (same || map), "%s against %s",
                           terms [i], terms [j]);
        }
}
END_TEST

START_TEST (lists_match_element_by_element_and_by_tail)
{
    zc_term_t *rest;
    int first, second;
    ck_assert (s_matches ("[1, 2]", "[~i, ~i]", &first, &second) && first == 1 && second == 2);
    ck_assert (!s_matches ("[1, 2]", "[~i]", &first) && !s_matches ("[1]", "[_, _]"));
    ck_assert (s_matches ("[1, 2, 3]", "[~i | ~t]", &first, &rest));
    s_prints (rest, "[2, 3]");
    ck_assert (s_matches ("[a, 2, 3]", "[_ | ~t]", &rest));
    s_bytes_are (rest, 107, 0, 2, 2, 3);
    ck_assert (s_matches ("[a, 2, 3]", "[_, _, _ | ~t]", &rest));
    s_prints (rest, "[]");
    ck_assert (s_matches ("[a, b | c]", "[_ | ~t]", &rest));
    s_prints (rest, "[:b | :c]");
    ck_assert (s_matches ("[a, b | c]", "[_, _ | ~t]", &rest));
    s_prints (rest, ":c");
    ck_assert (s_matches ("[1, 2, 3]", "[1 | [2 | [~i]]]", &first) && first == 3);
    ck_assert (s_matches ("[a, 98, 99]", "[a | 'bc']") && !s_matches ("[a, 98, 99]", "[a | 'b']"));
    ck_assert (s_matches ("[a, b]", "[a | _]") && !s_matches ("[]", "[_ | _]"));
    ck_assert (!s_matches ("[a, b | c]", "[a, b]") && !s_matches ("[a, b]", "[a | b]"));
    ck_assert (s_matches ("[x: 1, y: 2]", "[x: ~i, y: ~i]", &first, &second) && second == 2);
    ck_assert (s_matches ("[1, 2]", "[~t | _]", &rest));
    s_prints (rest, "1");
}
END_TEST

//  What is in a list decides on its form: with holes in it, too.
START_TEST (lists_with_holes_have_the_form_of_lists_without)
{
    double number;
    int value;
    zc_ref_t ref = {.word = {1}}, found;
    s_bytes_are (zc_term_new ("[~i, ~i]", 1, 2), 107, 0, 2, 1, 2);
    s_bytes_are (zc_term_new ("[~i, a]", 1), 108, 0, 0, 0, 2, 97, 1, 119, 1, 'a', 106);
    s_bytes_are (zc_term_new ("[{~i}]", 1), 108, 0, 0, 0, 1, 104, 1, 97, 1, 106);
    s_bytes_are (zc_term_new ("[1 | ~i]", 2), 108, 0, 0, 0, 1, 97, 1, 97, 2);
    s_bytes_are (zc_term_new ("[[~i, a] | b]", 1), 108, 0, 0, 0, 1, 108, 0, 0, 0, 2, 97, 1, 119, 1, 'a',
                 106, 119, 1, 'b');
    s_bytes_are (zc_term_new ("{[a | ~a], x}", "t"), 104, 2, 108, 0, 0, 0, 1, 119, 1, 'a', 119, 1, 't',
                 119, 1, 'x');
    ck_assert (s_matches ("[1, 2]", "[~f, ~i]", &number, &value) && value == 2);
    ck_assert (s_matches ("[1, a]", "[~i, a]", &value) && value == 1);
    ck_assert (s_matches ("[1 | 300]", "[~i | 300]", &value) && value == 1);
    ck_assert (s_matches ("[1 | 300]", "[1 | ~i]", &value) && value == 300);
    ck_assert (!s_matches ("[1, 44]", "[1 | ~i]", &value) && !s_matches ("[]", "[a | ~i]", &value));
    ck_assert (!s_matches ("[a, b]", "[a | ~i]", &value) && !s_matches ("[a, b, 1]", "[a, ~i]", &value));
    zc_term_t *term = zc_term_new ("{[alias | ~r], [[~i, %{a: [~i, x]}]], ~i}", ref, 1, 2, 3);
    ck_assert (zc_term_match (term, "{[alias | ~r], [[1, %{a: [2, x]}]], ~i}", &found, &value));
    ck_assert (zc_ref_equal (ref, found) && value == 3);
    ck_assert (zc_term_match (term, "{[alias | ~r], _, 3}", ref));
    ck_assert (!zc_term_match (term, "{[alias, ~r], _, 3}", ref));
    zc_term_destroy (&term);
}
END_TEST

START_TEST (maps_match_when_each_key_of_the_pattern_is_there)
{
    int number;
    ck_assert (s_matches ("%{a: 1, b: 2, \"c\" => 3}", "%{b: ~i}", &number) && number == 2);
    ck_assert (s_matches ("%{a: 1, b: 2, \"c\" => 3}", "%{\"c\" => ~i, a: 1}", &number));
    ck_assert_int_eq (number, 3);
    ck_assert (!s_matches ("%{a: 1}", "%{b: _}") && !s_matches ("%{a: 1}", "%{a: 2}"));
    ck_assert (s_matches ("%{a: %{b: {1, 2}}}", "%{a: %{b: {_, ~i}}}", &number) && number == 2);
    ck_assert (s_matches ("%{{x, 1} => 9}", "%{{x, 1} => ~i}", &number) && number == 9);
}
END_TEST

START_TEST (mistakes_in_a_pattern_are_reported)
{
    const char *text;
    int number = 3;
    int *nowhere = NULL;
    ck_assert (!s_matches ("1", "~i", &text));
    zc_term_t *term = zc_term_new ("{1, \"x\"}");
    ck_assert (!zc_term_match (term, "{~i, ~i}", &number, &text));
    ck_assert_str_eq (zc_term_error (), "~i takes a pointer to an integer");
    ck_assert (!zc_term_match (term, "{~i, _}", nowhere));
    ck_assert_str_eq (zc_term_error (), "a directive's pointer is NULL");
    ck_assert (!zc_term_match (term, "{_, _}", &number));
    ck_assert_str_eq (zc_term_error (), "more arguments than directives");
    ck_assert (!zc_term_match (term, "{_, _"));
    ck_assert_str_eq (zc_term_error (), "expected , or }");
    ck_assert (!zc_term_match (term, "{_, _} x"));
    ck_assert_str_eq (zc_term_error (), "text after the end of the term");
    ck_assert (!zc_term_match (term, "{~i, _}", number));
    ck_assert (!zc_term_match (term, "{_x, _}"));
    ck_assert (!zc_term_match (term, "{2, _}"));
    ck_assert_str_eq (zc_term_error (), "the term does not match");
    ck_assert_int_eq (number, 3);
    zc_term_destroy (&term);
    term = zc_term_new ("%{a: 1}");
    ck_assert (!zc_term_match (term, "%{~a => 1}", &text));
    ck_assert_str_eq (zc_term_error (), "a directive cannot stand here");
    zc_term_destroy (&term);
}
END_TEST

//  ---- print and parse -----------------------------------------------------

START_TEST (texts_print_as_elixir_prints_them)
{
    static const char *const same [] = {
        ":ok", "true", "nil", ":\"a b\"", ":\"\"", ":Foo", ":foo?", ":a@b", ":node1@localhost",
        ":+", ":<<>>", ":{}", ":\"1a\"", ":\"foo-bar\"", ":ni\303\261o", "Foo", "Chat.Room",
        ":\"Elixir.foo\"", "Elixir", "0", "-1", "1.0", "-0.0", "1.0e-5", "1.0e20", "0.001",
        "123.456", "5.0e-324", "1.7976931348623157e308", "\"a\\nb\\t\\\"\\\\\"", "\"it's\"",
        "\"\\#{x}\"", "\"h\303\251\"", "\"\"", "<<0>>", "<<255, 254>>", "<<1, 2::size(3)>>",
        "'abc'", "'it\\'s \"'", "[]", "[0, 1]", "[255]", "[1 | 2]", "[a: 1]", "[{:a, 1}, 2]",
        "[\"a b\": 1, Foo: 2, +: 3, nil: 4]", "[{Foo, 1}]", "%{}", "%{a: 1, bb: 2, c: 3}",
        "%{Foo => 2, :a => 1}", "%{1 => 2, :a => 3}", "{}", "{:a, [b: 1]}", "&Duck.quack/0",
        "&:erlang.node/0", "[&:erlang.node/0]", "[&: 1]", "&Kernel.+/2", "&Foo.\"a b\"/1", "\"\\a\\b\\d\\e\\f\\r\\v\"",
        "100000000000000000000000000000000000000000000000000"
    };
    for (size_t i = 0; i < sizeof same / sizeof *same; i++)
        s_reads (same [i], NULL);
    s_reads ("%{nil => nil, 1.5 => %{[] => {}}}", "%{1.5 => %{[] => {}}, nil => nil}");
    s_reads (" { ok ,:ok , \"x\" ,? , ?\\n , ?\303\261 } ", "{:ok, :ok, \"x\", 32, 10, 241}");
    s_reads ("[0xff, 0b11, 0o17, 1_000, -0x10]", "[255, 3, 15, 1000, -16]");
    s_reads ("[97, 98]", "'ab'");
    s_reads ("<<\"ab\", 99>>", "\"abc\"");
    s_reads ("\"\\x41\\u00e9\\x{1F600}\\xff\"", "<<65, 195, 169, 240, 159, 152, 128, 255>>");
    s_reads ("\"a\\\nb\"", "\"ab\"");
    s_reads ("'\303\251'", "[233]");
    s_reads ("%{\"b\" => 1, a: 2, 3 => 4, 3.0 => 5}", "%{3 => 4, 3.0 => 5, :a => 2, \"b\" => 1}");
    s_reads ("Elixir.Foo", "Foo");
    s_reads (":\"Elixir.Foo\"", "Foo");
    s_reads ("1.5e3", "1500.0");
    s_reads ("-1.0e10", "-10000000000.0");
    s_reads ("9.999999999999998e15", "9999999999999998.0");
    s_reads ("10000000000000000.0", "1.0e16");
    s_reads ("0.00001", "1.0e-5");
}
END_TEST

START_TEST (errors_say_where)
{
    s_refuses ("{a, b", "character 6: expected , or }");
    s_refuses ("", "character 1: the text ends too early");
    s_refuses ("[a, ~i]", "character 5: a directive cannot stand here");
    s_refuses ("{_}", "character 2: _ stands in patterns only");
    s_refuses ("a b", "character 3: text after the end of the term");
    s_refuses ("\"\303\251\" x", "character 5: text after the end of the term");
    s_refuses ("\"abc", "character 5: the closing quote is missing");
    s_refuses ("%{a}", "character 4: expected =>");
    s_refuses ("12x", "character 3: a number ends in letters");
    s_refuses ("1.0e400", "character 1: the float is too large");
    s_refuses ("<<256>>", "character 6: the number does not fit its bits");
    s_refuses ("f(1)", "character 2: functions cannot be called here");
    static const char *const wrong [] = {
        "{", "[", "%{", "%", "<<", "<<1", "<<1::9>>", "<<1::3, 2>>", "<<a>>", "&", "&a", "&a.b",
        "&a.b/", "&a.b/300", "&a.b/-1", ":", ": a", "?", "-", "0x", "1.", "1.e5", "1.5e", "\"\\",
        "\"\\x", "\"\\u12", "\"\\x{110000}\"", "'\\xd8\\x{d800}'", "'\xff'", ":\"\xff\"", "[|a]",
        "[a|b,c]", "{a,}", "[,]", "%{a: 1,}", "#PID<0.1.2>", "a:", "[a: ]", "\\", "1_", "<<1::",
        "<<1::size(", "<<1::size(3", "{a, b]", "\xff"
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        zc_term_t *term = zc_term_parse (wrong [i], NULL);
        ck_assert_msg (!term, "%s was taken", wrong [i]);
    }
}
END_TEST

//  ---- decode --------------------------------------------------------------

static void
s_decodes (const void *data, size_t size, const char *expected)
{
    uint8_t bytes [300] = {131};
    memcpy (bytes + 1, data, size);
    zc_term_t *term = zc_term_decode (bytes, size + 1);
    if (expected)
        s_prints (term, expected);
    else
        ck_assert_ptr_null (term);
}

#define S_DECODES(expected, ...) \
    s_decodes ((const uint8_t []) {__VA_ARGS__}, sizeof (const uint8_t []) {__VA_ARGS__}, expected)

START_TEST (older_and_longer_forms_are_normalised)
{
    S_DECODES (":\303\251", 100, 0, 1, 0xe9);
    S_DECODES (":ok", 115, 2, 'o', 'k');
    S_DECODES ("[97, 1]", 108, 0, 0, 0, 2, 97, 97, 97, 1, 106);
    S_DECODES ("'ab'", 108, 0, 0, 0, 1, 97, 97, 107, 0, 1, 'b');
    S_DECODES ("'ab'", 108, 0, 0, 0, 1, 97, 97, 108, 0, 0, 0, 1, 97, 98, 106);
    S_DECODES (":ok", 108, 0, 0, 0, 0, 119, 2, 'o', 'k');
    S_DECODES ("[]", 107, 0, 0);
    S_DECODES ("5", 98, 0, 0, 0, 5);
    S_DECODES ("5", 110, 3, 0, 5, 0, 0);
    S_DECODES ("0", 110, 0, 1);
    S_DECODES ("-5", 111, 0, 0, 0, 1, 1, 5);
    S_DECODES ("%{a: 1, b: 2}", 116, 0, 0, 0, 2, 119, 1, 'b', 97, 2, 119, 1, 'a', 97, 1);
    S_DECODES (NULL, 116, 0, 0, 0, 2, 119, 1, 'a', 97, 2, 119, 1, 'a', 97, 1);
    S_DECODES (NULL, 116, 0, 0, 0, 2, 97, 5, 97, 2, 98, 0, 0, 0, 5, 97, 1);
    S_DECODES ("{:a}", 105, 0, 0, 0, 1, 119, 1, 'a');
    S_DECODES ("#PID<a.1.2>", 103, 119, 1, 'a', 0, 0, 0, 1, 0, 0, 0, 2, 3);
    S_DECODES ("#Reference<a.0.0.9>", 101, 119, 1, 'a', 0, 0, 0, 9, 3);
    S_DECODES ("#Reference<a.0.8.9>", 114, 0, 2, 119, 1, 'a', 3, 0, 0, 0, 9, 0, 0, 0, 8);
    S_DECODES ("#Port<a.9>", 102, 119, 1, 'a', 0, 0, 0, 9, 3);
    S_DECODES ("#Port<a.9>", 89, 119, 1, 'a', 0, 0, 0, 9, 0, 0, 0, 3);
    S_DECODES ("<<5::size(3)>>", 77, 0, 0, 0, 1, 3, 0xbf);
    S_DECODES ("\"a\"", 77, 0, 0, 0, 1, 8, 'a');
    uint8_t old_float [32] = {99};
    strcpy ((char *) old_float + 1, "1.50000000000000000000e+00");
    s_decodes (old_float, 32, "1.5");
}
END_TEST

START_TEST (what_is_not_a_term_is_refused)
{
    S_DECODES (NULL, 97);
    S_DECODES (NULL, 97, 1, 97);
    S_DECODES (NULL, 119, 1, 0xff);
    S_DECODES (NULL, 104, 255, 97, 1);
    S_DECODES (NULL, 109, 255, 255, 255, 255, 1);
    S_DECODES (NULL, 108, 255, 255, 255, 255, 97, 1);
    S_DECODES (NULL, 116, 255, 255, 255, 255, 97, 1);
    S_DECODES (NULL, 111, 255, 255, 255, 255, 0, 1);
    S_DECODES (NULL, 70, 0x7f, 0xf0, 0, 0, 0, 0, 0, 0);
    S_DECODES (NULL, 70, 0x7f, 0xf8, 0, 0, 0, 0, 0, 0);
    S_DECODES (NULL, 77, 0, 0, 0, 0, 3);
    S_DECODES (NULL, 77, 0, 0, 0, 1, 9, 1);
    S_DECODES (NULL, 110, 1, 2, 5);
    S_DECODES (NULL, 113, 119, 1, 'a', 119, 1, 'b', 98, 0, 0, 1, 0);
    S_DECODES (NULL, 88, 97, 1, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3);
    S_DECODES (NULL, 88, 119, 0, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3);
    S_DECODES (NULL, 90, 0, 0, 119, 0, 0, 0, 0, 0);
    S_DECODES (NULL, 80, 0, 0, 0, 1, 97, 1);
    S_DECODES (NULL, 82, 0);
    S_DECODES (NULL, 0);
    ck_assert_ptr_null (zc_term_decode ("", 0));
    ck_assert_ptr_null (zc_term_decode ("\203", 1));
    ck_assert_ptr_null (zc_term_decode ("\202a\1", 3));
}
END_TEST

//  A million one-element lists in each other's tails: one list, no recursion.
START_TEST (a_chain_of_tails_is_one_list)
{
    enum { LINKS = 1000000 };
    zc_buffer_t buffer = {0};
    zc_buffer_u8 (&buffer, 131);
    for (int i = 0; i < LINKS; i++)
        zc_buffer_put (&buffer, "\x6c\0\0\0\1\x6a", 6);
    zc_buffer_u8 (&buffer, 106);
    zc_term_t *term = zc_term_decode (buffer.data, buffer.size);
    ck_assert_ptr_nonnull (term);
    ck_assert_uint_eq (zc_term_length (term), LINKS);
    zc_term_destroy (&term);
    zc_buffer_clear (&buffer);
}
END_TEST

static void
s_travels (const zc_origin_t *origin, const char *node, uint32_t creation, const char *to_node,
           uint32_t to_creation)
{
    zc_names_t *names = zc_names_new ();
    zc_buffer_t from = {0}, to = {0}, expected = {0};
    zc_pid_t pid = {zc_names_intern (names, node, strlen (node)), creation, 5, 6};
    zc_encode_pid (&from, pid);
    pid.node = zc_names_intern (names, to_node, strlen (to_node));
    pid.creation = to_creation;
    zc_encode_pid (&expected, pid);
    ck_assert_uint_eq (zc_decode (&to, from.data, from.size, origin), from.size);
    ck_assert_uint_eq (to.size, expected.size);
    ck_assert_mem_eq (to.data, expected.data, to.size);
    zc_buffer_clear (&from);
    zc_buffer_clear (&to);
    zc_buffer_clear (&expected);
    zc_names_destroy (&names);
}

START_TEST (pids_change_their_node_on_the_way)
{
    zc_origin_t origin = {"a@x", 11, "b@x", 22};
    s_travels (&origin, "", 0, "a@x", 11);          //  the sender's own
    s_travels (&origin, "b@x", 22, "", 0);          //  one of ours comes home
    s_travels (&origin, "b@x", 21, "b@x", 21);      //  of our node's life before
    s_travels (&origin, "c@x", 33, "c@x", 33);
    s_travels (NULL, "", 0, "", 0);
    zc_origin_t loop = {"a@x", 11, "a@x", 11};
    s_travels (&loop, "", 0, "", 0);
}
END_TEST

//  ---- handles and walking -------------------------------------------------

START_TEST (terms_can_be_walked)
{
    zc_term_t *term = zc_term_new ("{[1, 2], %{k: v}, \"abc\", [x | y]}");
    ck_assert_int_eq (zc_term_type (term), ZC_TUPLE);
    ck_assert_uint_eq (zc_term_length (term), 4);
    zc_term_t *list = zc_term_element (term, 0), *map = zc_term_element (term, 1);
    zc_term_t *binary = zc_term_element (term, 2), *improper = zc_term_element (term, 3);
    ck_assert_ptr_null (zc_term_element (term, 4));
    ck_assert (zc_term_type (list) == ZC_LIST && zc_term_length (list) == 2);
    s_prints (zc_term_element (list, 1), "2");
    ck_assert_ptr_null (zc_term_element (list, 2));
    ck_assert (zc_term_type (map) == ZC_MAP && zc_term_length (map) == 1);
    zc_term_t *key = zc_term_new ("k");
    s_prints (zc_term_get (map, key), ":v");
    ck_assert_ptr_null (zc_term_get (map, list));
    ck_assert_ptr_null (zc_term_get (list, key));
    ck_assert (zc_term_type (binary) == ZC_BINARY && zc_term_length (binary) == 3);
    ck_assert_uint_eq (zc_term_length (improper), 1);
    ck_assert_uint_eq (zc_term_length (key), 0);
    zc_term_t *all [] = {term, list, map, binary, improper, key};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        zc_term_destroy (&all [i]);
}
END_TEST

static void
s_visits (const char *text, const char *printed)
{
    zc_buffer_t buffer = {0};
    zc_term_t *term = zc_term_parse (text, NULL);
    size_t at = 0;
    for (zc_term_t *item; (item = zc_term_next (term, &at)); zc_term_destroy (&item)) {
        char *one = zc_term_str (item);
        zc_buffer_printf (&buffer, "%s ", one);
        zc_block_free (one);
    }
    ck_assert_ptr_null (zc_term_next (term, &at));
    zc_buffer_printf (&buffer, ".");
    ck_assert_str_eq ((const char *) buffer.data, printed);
    zc_buffer_clear (&buffer);
    zc_term_destroy (&term);
}

START_TEST (elements_come_one_after_the_other)
{
    s_visits ("[:a, {1, 2}, \"b\"]", ":a {1, 2} \"b\" .");
    s_visits ("[1, 2, 255]", "1 2 255 .");
    s_visits ("[:a, :b | :c]", ":a :b .");
    s_visits ("[:a | \"tail\"]", ":a .");
    s_visits ("{:a, [], {}}", ":a [] {} .");
    s_visits ("[]", ".");
    s_visits ("{}", ".");
    s_visits ("\"no list\"", ".");
}
END_TEST

START_TEST (terms_share_their_bytes)
{
    zc_term_t *term = zc_term_new ("{a, \"text\"}");
    zc_term_t *other = zc_term_dup (term);
    ck_assert_ptr_eq (zc_term_data (term), zc_term_data (other));
    const char *text;
    ck_assert (zc_term_match (other, "{a, ~s}", &text));
    zc_term_destroy (&term);
    ck_assert_str_eq (text, "text");
    ck_assert (zc_term_match (other, "{a, _}"));
    zc_term_destroy (&other);
    zc_term_destroy (&other);
}
END_TEST

static char s_bug [100];

static void
s_on_bug (zc_caller_t *self, const char *text)
{
    (void) self;
    snprintf (s_bug, sizeof s_bug, "%s", text);
}

START_TEST (a_process_owns_its_terms_and_hears_of_its_bugs)
{
    zc_caller_t process = {.bug = s_on_bug};
    zc_caller_set (&process);
    const char *text;
    zc_term_t *term = zc_term_new ("{a, \"text\"}");
    ck_assert (zc_term_match (term, "{~a, _}", &text));
    ck_assert_ptr_nonnull (zc_term_str (term));
    zc_term_new ("[~i", 1);
    ck_assert_str_eq (s_bug, "expected , or ]");
    zc_term_match (term, "{~q, _}", &text);
    ck_assert_str_eq (s_bug, "~ is followed by one of i f a s b o p r t");
    zc_caller_release (&process);
    zc_caller_set (NULL);
}
END_TEST

START_TEST (terms_have_an_order)
{
    static const char *const ascending [] = {
        "-100000000000000000000", "-1.0e19", "-9223372036854775809", "-2.5", "-2", "0", "-0.0", "0.0", "1",
        "1.0", "1.5", "255", "256", "9007199254740992", "9.007199254740992e15",
        "9007199254740993", "18446744073709551616", "18446744073709551616.0",
        "18446744073709551617", "1.0e300", "a", "aa", "b", "{}", "{b}", "{a, a}", "{a, b}",
        "%{}", "%{b: 1}", "%{c: 0}", "%{a: 1, b: 1}", "[]", "[1 | {}]", "[1]", "[1, 1]",
        "[1, a]", "[2]", "[300]", "\"\"", "\"a\"", "<<97, 1::size(3)>>", "\"ab\"", "\"b\""
    };
    size_t count = sizeof ascending / sizeof *ascending;
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < count; j++) {
            zc_term_t *a = zc_term_parse (ascending [i], NULL), *b = zc_term_parse (ascending [j], NULL);
            int order = zc_order (zc_term_data (a), zc_term_data (b));
            ck_assert_msg ((order > 0) - (order < 0) == (i > j) - (i < j), "%s and %s: %d",
                           ascending [i], ascending [j], order);
            zc_term_destroy (&a);
            zc_term_destroy (&b);
        }
}
END_TEST

//  ---- main ----------------------------------------------------------------

int
main (void)
{
    TCase *tests = zt_suite_case ("term", 30);
    tcase_add_checked_fixture (tests, s_setup, s_teardown);
    tcase_add_test (tests, terms_are_built_and_taken_apart);
    tcase_add_test (tests, every_directive_builds_its_value);
    tcase_add_test (tests, the_smallest_form_is_chosen);
    tcase_add_test (tests, tuples_of_more_than_255_are_large);
    tcase_add_test (tests, mistakes_in_a_format_are_reported);
    tcase_add_test (tests, a_format_is_built_inside_another);
    tcase_add_test (tests, mistakes_in_a_format_inside_another_are_reported);
    tcase_add_test (tests, a_list_is_made_of_many_terms_and_taken_apart);
    tcase_add_test (tests, an_empty_list_is_no_level);
    tcase_add_test (tests, nesting_has_a_limit_however_it_is_made);
    tcase_add_test (tests, integers_go_only_where_they_fit);
    tcase_add_test (tests, every_directive_matches_its_value);
    tcase_add_test (tests, pids_and_references_come_back_equal);
    tcase_add_test (tests, variables_are_written_only_when_all_matched);
    tcase_add_test (tests, literals_match_themselves);
    tcase_add_test (tests, lists_match_element_by_element_and_by_tail);
    tcase_add_test (tests, lists_with_holes_have_the_form_of_lists_without);
    tcase_add_test (tests, maps_match_when_each_key_of_the_pattern_is_there);
    tcase_add_test (tests, mistakes_in_a_pattern_are_reported);
    tcase_add_test (tests, texts_print_as_elixir_prints_them);
    tcase_add_test (tests, errors_say_where);
    tcase_add_test (tests, older_and_longer_forms_are_normalised);
    tcase_add_test (tests, what_is_not_a_term_is_refused);
    tcase_add_test (tests, a_chain_of_tails_is_one_list);
    tcase_add_test (tests, pids_change_their_node_on_the_way);
    tcase_add_test (tests, terms_can_be_walked);
    tcase_add_test (tests, elements_come_one_after_the_other);
    tcase_add_test (tests, terms_share_their_bytes);
    tcase_add_test (tests, a_process_owns_its_terms_and_hears_of_its_bugs);
    tcase_add_test (tests, terms_have_an_order);
    return zt_suite_run ("term", tests);
}
