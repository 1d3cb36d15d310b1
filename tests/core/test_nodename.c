//  test_nodename.c - the rules for node names

#include "zt_suite.h"
#include "dist/zc_nodename.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

START_TEST (a_name_is_completed_and_taken_apart)
{
    zc_nodename_t name;
    ck_assert_ptr_null (zc_nodename_own (&name, "node1@localhost", false));
    ck_assert_str_eq (name.full, "node1@localhost");
    ck_assert_str_eq (name.name, "node1");
    ck_assert_str_eq (name.host, "localhost");

    ck_assert_ptr_null (zc_nodename_own (&name, "node1", false));
    ck_assert_ptr_null (strchr (name.host, '.'));
    ck_assert_str_eq (name.name, "node1");
    ck_assert (strncmp (name.full, "node1@", 6) == 0);
    ck_assert_str_eq (name.full + 6, name.host);
    ck_assert (zc_nodename_is_local (name.host));
}
END_TEST

START_TEST (long_and_short_names_have_hosts_of_their_kind)
{
    zc_nodename_t name;
    ck_assert_ptr_nonnull (zc_nodename_own (&name, "x@a.b", false));
    ck_assert_ptr_nonnull (zc_nodename_own (&name, "x@127.0.0.1", false));
    ck_assert_ptr_nonnull (zc_nodename_own (&name, "x@::1", false));
    ck_assert_ptr_null (zc_nodename_own (&name, "x@a.b", true));
    ck_assert_ptr_null (zc_nodename_own (&name, "x@127.0.0.1", true));
    ck_assert_ptr_null (zc_nodename_own (&name, "x@::1", true));
    ck_assert_str_eq (name.host, "::1");
    //  A node starts with it, as in Erlang, but none can reach it.
    ck_assert_ptr_null (zc_nodename_own (&name, "x@nodots", true));
    ck_assert_ptr_nonnull (zc_nodename_peer (&name, "x@nodots", true));
}
END_TEST

START_TEST (a_peer_has_the_same_kind_of_host)
{
    zc_nodename_t name;
    ck_assert_ptr_null (zc_nodename_peer (&name, "duck-2_b@alpha", false));
    ck_assert_str_eq (name.full, "duck-2_b@alpha");
    ck_assert_str_eq (name.name, "duck-2_b");
    ck_assert_ptr_null (zc_nodename_peer (&name, "duck@alpha.example.org", true));
    ck_assert_ptr_null (zc_nodename_peer (&name, "duck@fe80::1", true));
    const char *long_here = zc_nodename_peer (&name, "duck@alpha", true);
    const char *short_here = zc_nodename_peer (&name, "duck@alpha.example.org", false);
    ck_assert_ptr_nonnull (strstr (long_here, "short"));
    ck_assert_ptr_nonnull (strstr (short_here, "long"));
}
END_TEST

START_TEST (what_is_no_name_is_refused)
{
    static const char *bad [] = {
        "", "@", "@host", "a@", "a b@host", "a@host name", "a/b@host", "../x@host", "a.b@host",
        "a@b@c", "\xc3\xa4@host", "a@h\xc3\xb6st", "a\n@host", "a@host\n", "a:b@host", "a@h:1",
        "a@host/", "'a'@host", "a@:", "a@[::1]"
    };
    zc_nodename_t name;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        ck_assert_msg (zc_nodename_own (&name, bad [i], false), "taken: %s", bad [i]);
        ck_assert_msg (zc_nodename_own (&name, bad [i], true), "taken, long: %s", bad [i]);
        ck_assert_str_eq (zc_nodename_peer (&name, bad [i], false), "not a node name");
        ck_assert_str_eq (zc_nodename_peer (&name, bad [i], true), "not a node name");
    }
    ck_assert_str_eq (zc_nodename_peer (&name, "nohost", false), "not a node name");
}
END_TEST

START_TEST (the_length_has_a_limit)
{
    zc_nodename_t name;
    char text [ZC_NODE_NAME_MAX + 2];
    memset (text, 'a', sizeof text - 1);
    text [sizeof text - 1] = 0;
    text [100] = '@';
    ck_assert_ptr_nonnull (zc_nodename_peer (&name, text, false));
    ck_assert_ptr_nonnull (zc_nodename_own (&name, text, false));
    text [ZC_NODE_NAME_MAX] = 0;
    ck_assert_ptr_null (zc_nodename_peer (&name, text, false));
    ck_assert_str_eq (name.full, text);
    ck_assert_uint_eq (strlen (name.name), 100);
    ck_assert_uint_eq (strlen (name.host), ZC_NODE_NAME_MAX - 101);
    //  Room is left for the host that is to be completed.
    memset (text, 'a', ZC_NODE_NAME_MAX);
    ck_assert_ptr_nonnull (zc_nodename_own (&name, text, false));
}
END_TEST

START_TEST (only_letters_digits_minus_and_underscore_are_valid)
{
    for (int c = 1; c < 256; c++) {
        char text [2] = {(char) c, 0};
        bool good = c < 128 && c > 0
            && strchr ("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", c);
        ck_assert_int_eq (zc_nodename_valid (text), good);
    }
    ck_assert (!zc_nodename_valid (""));
}
END_TEST

START_TEST (this_machine_is_known)
{
    ck_assert (zc_nodename_is_local ("localhost"));
    ck_assert (zc_nodename_is_local ("LOCALHOST"));
    ck_assert (zc_nodename_is_local ("127.0.0.1"));
    ck_assert (zc_nodename_is_local ("127.3.2.1"));
    ck_assert (zc_nodename_is_local ("::1"));
    char own [256];
    ck_assert_int_eq (gethostname (own, sizeof own), 0);
    ck_assert (zc_nodename_is_local (own));
    ck_assert (!zc_nodename_is_local ("128.0.0.1"));
    ck_assert (!zc_nodename_is_local ("::2"));
    ck_assert (!zc_nodename_is_local ("no-such-machine-here"));
    ck_assert (!zc_nodename_is_local (""));
    char longer [512];
    snprintf (longer, sizeof longer, "%sx", own);
    ck_assert (!zc_nodename_is_local (longer));
}
END_TEST

int
main (void)
{
    TCase *tests = zt_suite_case ("nodename", 30);
    tcase_add_test (tests, a_name_is_completed_and_taken_apart);
    tcase_add_test (tests, long_and_short_names_have_hosts_of_their_kind);
    tcase_add_test (tests, a_peer_has_the_same_kind_of_host);
    tcase_add_test (tests, what_is_no_name_is_refused);
    tcase_add_test (tests, the_length_has_a_limit);
    tcase_add_test (tests, only_letters_digits_minus_and_underscore_are_valid);
    tcase_add_test (tests, this_machine_is_known);
    return zt_suite_run ("nodename", tests);
}
