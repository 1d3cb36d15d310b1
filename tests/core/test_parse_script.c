//  test_parse_script.c - Elixir's text as trees
//
//  Most cases stand in parse/NAME.txt: a text, the tree that it becomes (below) or the
//  error after "=> ", an empty line. An error that ends in … is compared up to there.

#include "zt_suite.h"
#include "shell/zc_ast.h"
#include "base/zc_check.h"
#include "base/zc_limits.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

//  ---- a tree as text ------------------------------------------------------
//
//      1  :a  "b"           a literal as it is inspected
//      x                    VARIABLE
//      (f 1 2)  (f! 1)      CALL f(1, 2), CALL f 1
//      (m.f 1)  (m.f!)      REMOTE m.f(1), REMOTE m.f
//      (f . 1)  (a @ k)     APPLY, ACCESS
//      {a b} [a b] %[a b]   TUPLE, LIST, MAP; %[:name | a b] STRUCT; <<a b>> BITS
//      "(a b)               STRING
//      (a; b)               BLOCK
//      (fn | a ? g -> b)    FN, a CLAUSE with a guard; (| …) CLAUSES

static void s_show (zc_buffer_t *out, const zc_ast_t *node);

static void
s_show_items (zc_buffer_t *out, const zc_ast_t *node, uint32_t from, const char *between)
{
    for (uint32_t i = from; i < node->count; i++) {
        if (i > from)
            zc_buffer_printf (out, "%s", between);
        s_show (out, node->items [i]);
    }
}

static void
s_show_clause (zc_buffer_t *out, const zc_ast_t *node)
{
    uint32_t patterns = node->count - 1 - node->guarded;
    for (uint32_t i = 0; i < node->count; i++) {
        zc_buffer_printf (out, "%s", i == node->count - 1? " -> ": i == patterns? " ? ": " ");
        s_show (out, node->items [i]);
    }
}

static void
s_show_call (zc_buffer_t *out, const zc_ast_t *node)
{
    uint32_t from = node->kind == ZC_AST_REMOTE;
    zc_buffer_printf (out, "(");
    if (from) {
        s_show (out, node->items [0]);
        zc_buffer_printf (out, ".");
    }
    zc_buffer_printf (out, "%s%s%s", node->name, node->no_parens? "!": "", node->count > from? " ": "");
    s_show_items (out, node, from, " ");
    zc_buffer_printf (out, ")");
}

static void
s_show_in (zc_buffer_t *out, const zc_ast_t *node, const char *open, const char *between, const char *close)
{
    zc_buffer_printf (out, "%s", open);
    s_show_items (out, node, 0, between);
    zc_buffer_printf (out, "%s", close);
}

static void
s_show (zc_buffer_t *out, const zc_ast_t *node)
{
    switch (node->kind) {
        case ZC_AST_LITERAL:  zc_print (out, node->value->data, node->value->size, NULL); break;
        case ZC_AST_VARIABLE: zc_buffer_printf (out, "%s", node->name); break;
        case ZC_AST_STRING:   s_show_in (out, node, "\"(", " ", ")"); break;
        case ZC_AST_TUPLE:    s_show_in (out, node, "{", " ", "}"); break;
        case ZC_AST_LIST:     s_show_in (out, node, "[", " ", "]"); break;
        case ZC_AST_MAP:      s_show_in (out, node, "%[", " ", "]"); break;
        case ZC_AST_STRUCT:   s_show_in (out, node, "%", " ", "%"); break;
        case ZC_AST_BITS:     s_show_in (out, node, "<<", " ", ">>"); break;
        case ZC_AST_APPLY:    s_show_in (out, node, "(", " . ", ")"); break;
        case ZC_AST_ACCESS:   s_show_in (out, node, "(", " @ ", ")"); break;
        case ZC_AST_BLOCK:    s_show_in (out, node, "(", "; ", ")"); break;
        case ZC_AST_FN:       s_show_in (out, node, "(fn |", " |", ")"); break;
        case ZC_AST_CLAUSES:  s_show_in (out, node, "(|", " |", ")"); break;
        case ZC_AST_CLAUSE:   s_show_clause (out, node); break;
        case ZC_AST_CALL: case ZC_AST_REMOTE: s_show_call (out, node); break;
        default: ck_abort_msg ("no such kind: %d", node->kind);
    }
}

//  ---- cases ---------------------------------------------------------------

//  The tree of a text, or "more" and the error; for zc_release.
static char *
s_outcome (const char *text, size_t size)
{
    zc_source_text_t *source;
    zc_parse_error_t error;
    zc_buffer_t out = {0};
    zc_parsed_t parsed = zc_parse (text, size, 1, &source, &error);
    ck_assert_int_eq (parsed == ZC_PARSED, source != NULL);
    ck_assert_int_eq (parsed == ZC_PARSE_MORE, error.token);
    if (source)
        s_show_items (&out, source->root, 0, "; ");
    else
        zc_buffer_printf (&out, "%s%u:%u: %s", error.token? "more ": "", error.line, error.column, error.message);
    zc_buffer_u8 (&out, 0);
    zc_source_text_destroy (&source);
    return (char *) out.data;
}

static void
s_check (const char *text, size_t size, const char *expected)
{
    static const char rest [] = "…";
    size_t length = strlen (expected), cut = strlen (rest);
    bool begin = length > cut && strcmp (expected + length - cut, rest) == 0;
    char *outcome = s_outcome (text, size);
    ck_assert_msg (begin? strncmp (outcome, expected, length - cut) == 0: strcmp (outcome, expected) == 0,
                   "%.500s\n--- is\n%.500s\n--- and not\n%.500s", text, outcome, expected);
    zc_release (outcome);
}

//  One case: text, "\n=> " and a line, more of these, an empty line. Returns the next.
static const char *
s_check_case (const char *at)
{
    static const char mark [] = "\n=> ";
    const char *end = strstr (at, mark);
    ck_assert_msg (end, "no => after %.100s", at);
    char *text = strndup (at, (size_t) (end - at));
    zc_buffer_t expected = {0};
    for (; strncmp (end, mark, 4) == 0; end += strcspn (end + 1, "\n") + 1) {
        if (expected.size)
            zc_buffer_u8 (&expected, '\n');
        zc_buffer_put (&expected, end + 4, strcspn (end + 4, "\n"));
    }
    zc_buffer_u8 (&expected, 0);
    s_check (text, strlen (text), (char *) expected.data);
    zc_buffer_clear (&expected);
    free (text);
    return end + strspn (end, "\n") - (strspn (end, "\n") > 2? strspn (end, "\n") - 2: 0);
}

static void
s_check_file (const char *name)
{
    char path [200];
    static char text [1 << 20];
    snprintf (path, sizeof path, "tests/core/parse/%s.txt", name);
    FILE *file = fopen (path, "r");
    ck_assert_msg (file, "no %s here", path);
    size_t size = fread (text, 1, sizeof text - 1, file);
    fclose (file);
    text [size] = 0;
    int count = 0;
    for (const char *at = text; *at; count++)
        at = s_check_case (at);
    ck_assert_int_gt (count, 5);
}

START_TEST (a_text_becomes_a_tree)
{
    zc_source_text_t *source;
    zc_parse_error_t error;
    const char *text = "m = n + 1\nIO.puts \"#{m}\"";
    ck_assert_int_eq (zc_parse (text, strlen (text), 1, &source, &error), ZC_PARSED);
    ck_assert_uint_eq (source->root->count, 2);

    const zc_ast_t *match = source->root->items [0];
    ck_assert_int_eq (match->kind, ZC_AST_CALL);
    ck_assert_str_eq (match->name, "=");
    ck_assert_str_eq (match->items [0]->name, "m");
    ck_assert_str_eq (match->items [1]->name, "+");

    const zc_ast_t *puts = source->root->items [1];
    ck_assert_int_eq (puts->kind, ZC_AST_REMOTE);
    ck_assert (puts->no_parens);
    ck_assert_uint_eq (puts->line, 2);
    ck_assert_int_eq (puts->items [1]->kind, ZC_AST_STRING);
    zc_source_text_destroy (&source);
    ck_assert_ptr_null (source);
}
END_TEST

START_TEST (literals_are_terms)
{
    s_check_file ("literals");
}
END_TEST

START_TEST (strings_hold_expressions)
{
    s_check_file ("strings");
}
END_TEST

START_TEST (heredocs_lose_their_indentation)
{
    s_check_file ("heredocs");
}
END_TEST

START_TEST (operators_bind_as_in_elixir)
{
    s_check_file ("operators");
}
END_TEST

START_TEST (calls_do_without_parentheses)
{
    s_check_file ("calls");
}
END_TEST

START_TEST (blocks_belong_to_the_call_on_the_left)
{
    s_check_file ("blocks");
}
END_TEST

START_TEST (clauses_have_patterns_guards_and_bodies)
{
    s_check_file ("clauses");
}
END_TEST

START_TEST (containers_hold_expressions)
{
    s_check_file ("containers");
}
END_TEST

START_TEST (lines_end_where_an_expression_does)
{
    s_check_file ("lines");
}
END_TEST

START_TEST (the_listings_of_the_course_are_read)
{
    s_check_file ("seeds");
}
END_TEST

START_TEST (errors_have_elixirs_words)
{
    s_check_file ("errors");
}
END_TEST

START_TEST (a_text_that_can_go_on_asks_for_more)
{
    s_check_file ("more");
}
END_TEST

START_TEST (an_empty_text_is_an_empty_block)
{
    s_check ("", 0, "");
    s_check (" \n\n\t", 4, "");
    s_check ("# only a comment", 16, "");
    s_check ("a\r\nb # c\r\n", 10, "a; b");
    s_check ("\r", 1, "1:1: unexpected token: carriage return (column 1, code point U+000D)");
}
END_TEST

//  ---- bytes of any kind ---------------------------------------------------

START_TEST (bytes_that_are_no_text_are_refused)
{
    s_check ("ñ = \"\xff\"", 7, "1:6: invalid encoding starting at <<255>>");
    s_check ("a\n\xc3", 3, "2:1: invalid encoding starting at <<195>>");
    s_check ("a\0b", 3, "1:2: unexpected token: null byte (column 2, code point U+0000)");
    s_check ("\"a\0\"", 4, "1:3: unexpected token: null byte (column 3, code point U+0000)");
    s_check ("é = ñ # 鴨", strlen ("é = ñ # 鴨"), "(= é ñ)");
}
END_TEST

//  head, as many parts as have room in a megabyte, tail
static void
s_check_long (const char *head, const char *part, const char *tail, const char *expected)
{
    zc_buffer_t text = {0};
    zc_buffer_printf (&text, "%s", head);
    while (text.size < 1 << 20)
        zc_buffer_put (&text, part, strlen (part));
    zc_buffer_printf (&text, "%s", tail);
    s_check ((char *) text.data, text.size, expected);
    zc_buffer_clear (&text);
}

START_TEST (long_texts_are_read)
{
    s_check_long ("[", "1, ", "2]", "[1 1 1 …");
    s_check_long ("\"", "ñ", "\"", "\"ññ…");
    s_check_long ("", "f x\n", "", "(f! x); (f! x)…");
    s_check_long ("x", "x", "", "1:1: atom length must be less than system limit: xxx…");
    s_check_long ("1", "1", "", "1:1: the number has more than 16384 digits");
    s_check_long ("[", "12345678901234567890, ", "2]", "[12345678901234567890 …");
    s_check_long ("# ", "x", "", "");
    s_check_long ("\"", "#{x}", "\"", "\"(x x …");
    s_check_long ("", "“", "", "1:1: unexpected token…");
    s_check_long ("x = ", " ", "1", "(= x 1)");
    s_check_long ("\"\"\"\n", "   a\n", "   \"\"\"", "\"a\\na\\n…");
    s_check_long ("f ", "(a) ", "", "1:7: syntax error before: '('");
    s_check_long ("", "fn -> ", "", "more 1:…");
    s_check_long ("", "\"#{", "", "more 1:…");
}
END_TEST

START_TEST (deep_nesting_is_an_error)
{
    static const char *const chains [] [3] = {
        {"1", "+1", ""}, {"a", "<>a", ""}, {"", "- ", "1"}, {"", "@", "a"}, {"", "f ", "a"}, {"a", ".b", ""}, {"a", "[1]", ""},
        {"", "not ", "a"}, {"", "& ", "a"}, {"", "^", "a"}, {"a", ".(1)", ""}, {"", "a = ", "1"}, {"", "f a: ", "1"}
    };
    for (size_t i = 0; i < sizeof chains / sizeof *chains; i++)
        s_check_long (chains [i] [0], chains [i] [1], chains [i] [2], i? "1:…": "1:1: the expression is nested too deep");
}
END_TEST

//  All kinds of brackets, so many of each.
static void
s_nest (size_t depth, const char *expected)
{
    static const char *const pairs [] [2] = {
        {"(", ")"}, {"[", "]"}, {"{", "}"}, {"fn -> ", " end"}, {"\"#{", "}\""}, {"%{a: ", "}"}, {"f do ", " end"}, {"f(", ")"},
        {"<< ", " >>"}, {"f.(", ")"}, {"a[", "]"}, {"%{1 => ", "}"}, {"%A{m | k: ", "}"}, {"(x; ", ")"}, {"fn a -> b; a -> ", " end"}
    };
    zc_buffer_t text = {0};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        text.size = 0;
        for (size_t n = 0; n < 2 * depth; n++)
            zc_buffer_printf (&text, "%s", pairs [i] [n >= depth]);
        char *outcome = s_outcome ((char *) text.data, text.size);
        ck_assert_msg (!expected == !strstr (outcome, "nested too deep"), "%s: %.100s", pairs [i] [0], outcome);
        zc_release (outcome);
    }
    zc_buffer_clear (&text);
}

START_TEST (deep_brackets_are_an_error)
{
    s_nest (ZC_SCRIPT_DEPTH_MAX + 1, "an error");
    s_nest (100000, "an error");
    s_nest (ZC_SCRIPT_DEPTH_MAX / 5, NULL);
}
END_TEST

static void *
s_nest_here (void *unused)
{
    s_nest (ZC_SCRIPT_DEPTH_MAX + 1, "an error");
    return unused;
}

//  Where a process's stack is no bigger than what is left to it.
START_TEST (the_deepest_text_fits_a_process)
{
    pthread_t thread;
    pthread_attr_t attr;
    pthread_attr_init (&attr);
    ck_assert_int_eq (pthread_attr_setstacksize (&attr, ZC_STACK_SIZE - ZC_STACK_GUARD - ZC_STACK_RESERVE), 0);
    ck_assert_int_eq (pthread_create (&thread, &attr, s_nest_here, NULL), 0);
    ck_assert_int_eq (pthread_join (thread, NULL), 0);
    pthread_attr_destroy (&attr);
}
END_TEST

//  ---- places --------------------------------------------------------------

//  Every node's place and text, from the root down.
static void
s_show_spans (zc_buffer_t *out, const zc_source_text_t *source, const zc_ast_t *node)
{
    zc_buffer_printf (out, "%u:%u<%.*s> ", node->line, node->column, (int) (node->to - node->from),
                      source->text + node->from);
    for (uint32_t i = 0; i < node->count; i++)
        s_show_spans (out, source, node->items [i]);
}

static void
s_check_spans (const char *text, const char *expected)
{
    zc_source_text_t *source;
    zc_parse_error_t error;
    zc_buffer_t out = {0};
    ck_assert_int_eq (zc_parse (text, strlen (text), 7, &source, &error), ZC_PARSED);
    s_show_spans (&out, source, source->root->items [0]);
    ck_assert_str_eq ((char *) out.data, expected);
    zc_buffer_clear (&out);
    zc_source_text_destroy (&source);
}

START_TEST (a_node_knows_its_own_text)
{
    s_check_spans (" f(a, (b + 1) * 2) ", "7:2<f(a, (b + 1) * 2)> 7:4<a> 7:7<(b + 1) * 2> 7:8<b + 1> 7:8<b> 7:12<1> 7:17<2> ");
    s_check_spans ("g (\n fn ñ -> ñ end ) # e", "7:1<g (\n fn ñ -> ñ end )> 8:2<fn ñ -> ñ end> 8:5<ñ -> ñ> 8:5<ñ> 8:10<ñ> ");
    s_check_spans ("x.y \"a#{ñ}b\"\n", "7:1<x.y \"a#{ñ}b\"> 7:1<x> 7:5<\"a#{ñ}b\"> 7:6<a> 7:9<ñ> 7:11<b> ");
    s_check_spans ("f do a; b end", "7:1<f do a; b end> 7:3<do a; b end> 7:3<do a; b> 7:3<do> 7:6<a; b> 7:6<a> 7:9<b> ");
    s_check_spans ("A.B.c(&1)", "7:1<A.B.c(&1)> 7:1<A.B> 7:7<&1> 7:8<1> ");
}
END_TEST

int
main (void)
{
    TCase *tests = zt_suite_case ("parse_script", 300);
    tcase_add_test (tests, a_text_becomes_a_tree);
    tcase_add_test (tests, literals_are_terms);
    tcase_add_test (tests, strings_hold_expressions);
    tcase_add_test (tests, heredocs_lose_their_indentation);
    tcase_add_test (tests, operators_bind_as_in_elixir);
    tcase_add_test (tests, calls_do_without_parentheses);
    tcase_add_test (tests, blocks_belong_to_the_call_on_the_left);
    tcase_add_test (tests, clauses_have_patterns_guards_and_bodies);
    tcase_add_test (tests, containers_hold_expressions);
    tcase_add_test (tests, lines_end_where_an_expression_does);
    tcase_add_test (tests, the_listings_of_the_course_are_read);
    tcase_add_test (tests, errors_have_elixirs_words);
    tcase_add_test (tests, a_text_that_can_go_on_asks_for_more);
    tcase_add_test (tests, an_empty_text_is_an_empty_block);
    tcase_add_test (tests, bytes_that_are_no_text_are_refused);
    tcase_add_test (tests, long_texts_are_read);
    tcase_add_test (tests, deep_nesting_is_an_error);
    tcase_add_test (tests, deep_brackets_are_an_error);
    tcase_add_test (tests, the_deepest_text_fits_a_process);
    tcase_add_test (tests, a_node_knows_its_own_text);
    return zt_suite_run ("parse_script", tests);
}
