//  test_net_adm.c - the nodes of hosts: found, listed, joined

#include "zt_aside.h"

//  ---- commands of the nodes -----------------------------------------------

//  How many nodes of this name a host has: count HOST NAME; host -: the directory.
static void
s_do_count (char *args, char *answer)
{
    char *host = zt_word (&args);
    zc_term_t *names = zc_net_adm_names (*host == '-'? NULL: host);
    int count = 0;
    for (size_t i = 0; names && i < zc_term_length (names); i++) {
        const char *name;
        int port;
        count += zc_term_match (zc_term_element (names, i), "{~s, ~i}", &name, &port)
              && port > 0 && strcmp (name, args) == 0;
    }
    sprintf (answer, "%s%d", names? "": "none ", count);
}

//  world_list HOST …: the nodes that answered.
static void
s_do_world_list (char *args, char *answer)
{
    zc_term_t *hosts = zc_term_parse (args, NULL);
    zt_answer_nodes (answer, zc_net_adm_world_list (hosts));
    zc_term_destroy (&hosts);
}

static void
s_do_world (char *args, char *answer)
{
    (void) args;
    zc_term_t *nodes = zc_net_adm_world ();
    if (nodes)
        zt_answer_nodes (answer, nodes);
    else
        strcpy (answer, "no host file");
}

static const zt_command_t zt_own [ZT_OWN] = {
    {"count", s_do_count}, {"world_list", s_do_world_list}, {"world", s_do_world},
    ZT_ASIDE_COMMANDS};

//  ---- tests ---------------------------------------------------------------

START_TEST (the_nodes_of_a_host_are_listed_with_their_ports)
{
    zt_node_t a, b;
    zt_start (&a, "a@localhost", "");
    zt_start (&b, "b@localhost", "");
    zt_is (&a, "count - a", "1");
    zt_is (&a, "count - b", "1");
    zt_is (&a, "count localhost b", "1");       //  asks the port map
    zt_is (&a, "count localhost nobody", "0");
    const char *names = zt_do (&a, "run net_adm names [:localhost]");
    ck_assert_msg (strncmp (names, "{:ok, [{'a', ", 13) == 0, "%s", names);
    zt_stop (&b);
    zt_until_is (&a, "count - b", "0");
    zt_stop (&a);
}
END_TEST

START_TEST (a_node_without_a_name_lists_too)
{
    zt_node_t none, b;
    zt_start (&none, "-", "");
    zt_start (&b, "b@localhost", "");
    zt_is (&none, "count - b", "1");
    zt_is (&none, "count localhost b", "1");
    zt_stop (&b);
    zt_stop (&none);
}
END_TEST

START_TEST (a_host_without_nodes_gives_no_answer)
{
    zt_node_t a;
    zt_start (&a, "-", "");
    zt_is (&a, "count localhost a", "none 0");
    zt_is (&a, "run net_adm names [:localhost]", "{:error, :address}");
    zt_is (&a, "run net_adm names ['host.invalid']", "{:error, :address}");
    zt_stop (&a);
}
END_TEST

START_TEST (the_world_is_joined)
{
    zt_node_t a, b, c, stranger;
    zt_start (&a, "a@localhost", "no_mesh");
    zt_start (&b, "b@localhost", "no_mesh");
    zt_start (&c, "c@localhost", "no_mesh");
    zt_start (&stranger, "stranger@localhost", "cookie=goose");
    zt_is (&a, "world_list [localhost]", "a b c");
    zt_is (&a, "nodes", "b c");
    zt_is (&a, "world_list []", "");
    zt_is (&a, "run net_adm world_list [[:\"host.invalid\", :localhost]]",
           "[:a@localhost, :b@localhost, :c@localhost]");
    ck_assert_ptr_nonnull (strstr (zt_do (&a, "run net_adm world_list [[1]]"), "error {:badarg, "));
    zt_stop (&stranger);
    zt_stop (&c);
    zt_stop (&b);
    zt_stop (&a);
}
END_TEST

//  A home directory with this host file, until s_leave_home.
static char s_home [64];

static void
s_enter_home (const char *text)
{
    char path [100];
    snprintf (s_home, sizeof s_home, "/tmp/zt_home_XXXXXX");
    ck_assert_ptr_nonnull (mkdtemp (s_home));
    setenv ("HOME", s_home, 1);
    snprintf (path, sizeof path, "%s/.hosts.erlang", s_home);
    FILE *file = text? fopen (path, "w"): NULL;
    if (text) {
        ck_assert_ptr_nonnull (file);
        fputs (text, file);
        fclose (file);
    }
}

START_TEST (the_hosts_of_the_world_are_in_a_file)
{
    zt_node_t a, b;
    s_enter_home ("% our hosts\n'localhost'.\n\n  'pond.example.org'. % far\nhost3\n");
    zt_start (&a, "a@localhost", "");
    zt_start (&b, "b@localhost", "");
    zt_is (&a, "run net_adm host_file []", "[:localhost, :\"pond.example.org\", :host3]");
    zt_stop (&a);
    zt_remove_dir (s_home);
    s_enter_home ("'localhost'.\n");
    zt_start (&a, "a@localhost", "");
    zt_is (&a, "nodes", "");
    zt_is (&a, "world", "a b");
    zt_is (&a, "nodes", "b");
    zt_is (&a, "run net_adm world []", "[:a@localhost, :b@localhost]");
    zt_stop (&b);
    zt_stop (&a);
    zt_remove_dir (s_home);
}
END_TEST

START_TEST (without_a_host_file_there_is_no_world)
{
    zt_node_t a;
    s_enter_home (NULL);
    zt_start (&a, "a@localhost", "");
    zt_is (&a, "world", "no host file");
    zt_is (&a, "run net_adm host_file []", "{:error, :enoent}");
    zt_is (&a, "run net_adm world []", "exit {:error, :enoent}");
    zt_stop (&a);
    zt_remove_dir (s_home);
}
END_TEST

START_TEST (nodes_and_hosts_are_asked_for_by_name)
{
    zt_node_t a;
    char host [256] = "";
    gethostname (host, sizeof host - 1);
    zt_start (&a, "a@localhost", "");
    zt_is (&a, "run net_adm ping [:a@localhost]", ":pong");
    zt_is (&a, "run net_adm ping [:nobody@localhost]", ":pang");
    ck_assert_ptr_nonnull (strstr (zt_do (&a, "run net_adm localhost []"), host));
    ck_assert_ptr_nonnull (strstr (zt_do (&a, "run net_adm dns_hostname ['localhost']"), "{:ok, '"));
    zt_is (&a, "run net_adm dns_hostname ['host.invalid']", "{:error, 'host.invalid'}");
    zt_stop (&a);
}
END_TEST

//  ---- in the middle of it -------------------------------------------------

//  Who has given it little time goes on without the frozen; who would wait for a minute,
//  when it is killed.
START_TEST (the_world_goes_on_without_who_is_frozen_or_killed)
{
    zt_node_t a, b, c, d;
    s_enter_home ("'localhost'.\n");
    zt_start (&a, "a@localhost", "no_mesh setup=1500");
    zt_start (&b, "b@localhost", "no_mesh");
    zt_start (&c, "c@localhost", "no_mesh");
    zt_start (&d, "d@localhost", "no_mesh setup=60000");
    zt_freeze (&b);
    zt_is (&a, "world", "a c d");
    zt_is (&d, "aside net_adm world_list [[:localhost]]", "ok");
    zt_until_is (&d, "waits", "true");
    zt_kill (&b);
    zt_is (&d, "result", "[:a@localhost, :c@localhost, :d@localhost]");
    zt_is (&d, "left", "0");
    zt_is (&a, "left", "0");
    zt_stop (&d);
    zt_stop (&c);
    zt_stop (&a);
    zt_remove_dir (s_home);
}
END_TEST

//  A node of another host: it has a directory and a port map of its own.
#define FAR "127.0.0.2"

static char s_far_dir [64];

static void
s_start_far (zt_node_t *node)
{
    char near [40], far [40], dir [80];
    snprintf (near, sizeof near, "%s", getenv ("ZCLUSTER_PORT_MAP"));
    snprintf (far, sizeof far, FAR "%s", strrchr (near, ':'));
    snprintf (dir, sizeof dir, "dir=%s", s_far_dir);
    setenv ("ZCLUSTER_PORT_MAP", far, 1);
    zt_start (node, "x@localhost", dir);
    setenv ("ZCLUSTER_PORT_MAP", near, 1);
}

START_TEST (the_world_goes_on_without_a_host_whose_port_map_is_frozen_or_killed)
{
    zt_node_t a, b, x;
    snprintf (s_far_dir, sizeof s_far_dir, "/tmp/zt_far_XXXXXX");
    ck_assert_ptr_nonnull (mkdtemp (s_far_dir));
    s_start_far (&x);
    zt_start (&a, "a@localhost", "setup=1500");
    zt_start (&b, "b@localhost", "");
    zt_until_is (&a, "count " FAR " x", "1");
    zt_freeze (&x);
    zt_is (&a, "world_list [:\"" FAR "\", localhost]", "a b");
    zt_is (&a, "aside net_adm names [:\"" FAR "\"]", "ok");
    zt_kill (&x);
    zt_is (&a, "result", "{:error, :address}");
    zt_is (&a, "world_list [:\"" FAR "\", localhost]", "a b");
    for (int i = 0; i < 4; i++) {                       //  it may have answered before
        s_start_far (&x);
        zt_until_is (&a, "count " FAR " x", "1");
        zt_is (&a, "aside net_adm names [:\"" FAR "\"]", "ok");
        zt_sleep_in_c (i);
        zt_kill (&x);
        const char *names = zt_do (&a, "result");
        ck_assert_msg (strncmp (names, "{:ok, [{'x', ", 13) == 0
                       || strcmp (names, "{:error, :address}") == 0, "%s", names);
    }
    zt_is (&a, "left", "0");
    zt_stop (&b);
    zt_stop (&a);
    zt_remove_dir (s_far_dir);
}
END_TEST

ZT_CLUSTER_MAIN ("net_adm",
    the_nodes_of_a_host_are_listed_with_their_ports,
    a_node_without_a_name_lists_too,
    a_host_without_nodes_gives_no_answer,
    the_world_is_joined,
    the_hosts_of_the_world_are_in_a_file,
    without_a_host_file_there_is_no_world,
    nodes_and_hosts_are_asked_for_by_name,
    the_world_goes_on_without_who_is_frozen_or_killed,
    the_world_goes_on_without_a_host_whose_port_map_is_frozen_or_killed)
