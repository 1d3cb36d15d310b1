//  test_list.c - lists as a whole: the results are the canonical terms

#include "zc_test.h"

static zc_term_t *
s_term (const char *text)
{
    zc_term_t *term = zc_term_parse (text, NULL);
    zt_require (term != NULL);
    return term;
}

//  Is it that term, byte for byte? Takes the first.
static void
s_is (zc_term_t *term, const char *text)
{
    zc_term_t *due = s_term (text);
    char *is = zc_term_str (term);
    if (!zc_term_equal (term, due))
        zt_fail ("%s is not %s", is, text);
    zc_free (is);
    zc_term_destroy (&due);
    zc_term_destroy (&term);
}

ZT_TEST (lists_are_joined_and_subtracted)
{
    s_is (zc_list_append (s_term ("[a, {b, 1}]"), s_term ("[c]")), "[a, {b, 1}, c]");
    s_is (zc_list_append (s_term ("[]"), s_term ("[]")), "[]");
    s_is (zc_list_append (s_term ("[1, 2]"), s_term ("[3]")), "[1, 2, 3]");     //  bytes
    s_is (zc_list_append (s_term ("[1, 2]"), s_term ("[x]")), "[1, 2, x]");
    s_is (zc_list_append (s_term ("[x]"), s_term ("[1]")), "[x, 1]");
    s_is (zc_list_subtract (s_term ("[a, b, a, c]"), s_term ("[a, c]")), "[b, a]");
    s_is (zc_list_subtract (s_term ("[a, b]"), s_term ("[b, b, x]")), "[a]");
    s_is (zc_list_subtract (s_term ("[x, 1, 2]"), s_term ("[x]")), "[1, 2]");
    s_is (zc_list_subtract (s_term ("[1, 2, 3]"), s_term ("[3, 1]")), "[2]");
    s_is (zc_list_subtract (s_term ("[]"), s_term ("[a]")), "[]");
    s_is (zc_list_subtract (s_term ("[a]"), s_term ("[a]")), "[]");
}

ZT_TEST (only_proper_lists_have_a_length)
{
    static const struct { const char *text; int length; } rows [] = {
        {"[]", 0}, {"[1, 2]", 2}, {"[a, [b]]", 2}, {"[a | b]", -1}, {"[1 | 2]", -1},
        {"{a}", -1}, {"\"text\"", -1}, {"a", -1}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        zc_term_t *term = s_term (rows [i].text);
        zt_check_int (zc_list_length (term), rows [i].length);
        zc_term_destroy (&term);
    }
}

ZT_TEST (terms_that_are_collected_become_a_list)
{
    zc_terms_t terms = {0};
    s_is (zc_terms_list (&terms), "[]");
    for (int i = 0; i < 5; i++)
        zc_terms_add (&terms, zc_term_new ("~i", i));
    s_is (zc_terms_list (&terms), "[0, 1, 2, 3, 4]");
    zc_terms_add (&terms, zc_term_new ("{a, ~i}", 300));
    s_is (zc_terms_list (&terms), "[{a, 300}]");
    for (int i = 0; i < 1000; i++)
        zc_terms_add (&terms, zc_term_new ("x"));
    zc_term_t *list = zc_terms_list (&terms);
    zt_check_int (zc_list_length (list), 1000);
    zc_term_destroy (&list);
}

ZT_TEST (pairs_become_a_map)
{
    s_is (zc_list_map (s_term ("[{b, 1}, {a, [2]}]")), "%{a => [2], b => 1}");
    s_is (zc_list_map (s_term ("[]")), "%{}");
    s_is (zc_list_map (s_term ("[{a, 1}, no_pair, {1, 2, 3}]")), "%{a => 1}");
}

static void
s_map_twice (void *arg)
{
    (void) arg;
    zc_list_map (s_term ("[{a, 1}, {a, 2}]"));
}

static void
s_append_to_atom (void *arg)
{
    (void) arg;
    zc_list_append (s_term ("a"), s_term ("[b]"));
}

ZT_TEST (what_is_no_list_is_a_mistake)
{
    zt_check_end (s_append_to_atom, NULL, "{badarg, _}");
    zt_check_end (s_map_twice, NULL, "{badarg, _}");
}

ZT_TEST (equal_lists_are_subtracted_in_one_go)
{
    enum { COUNT = 20000 };
    zc_terms_t terms = {0};
    for (int i = 0; i < COUNT; i++)
        zc_terms_add (&terms, zc_term_new ("{~i}", i));
    zc_term_t *list = zc_terms_list (&terms), *rest = zc_list_subtract (list, list);
    zt_check_int (zc_term_length (rest), 0);
    zc_term_destroy (&rest);
    zc_term_destroy (&list);
}

ZT_MAIN ("list", lists_are_joined_and_subtracted, only_proper_lists_have_a_length,
         terms_that_are_collected_become_a_list, pairs_become_a_map, what_is_no_list_is_a_mistake,
         equal_lists_are_subtracted_in_one_go)
