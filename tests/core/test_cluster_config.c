//  test_cluster_config.c - the settings of an application: what they say, and what is wrong

#include "zc_test.h"

#include <czmq.h>

//  ---- helpers -------------------------------------------------------------

static char s_path [64];

static const char *
s_write (const char *text)
{
    snprintf (s_path, sizeof s_path, "/tmp/zt_config_%d.cfg", (int) getpid ());
    FILE *file = fopen (s_path, "w");
    fputs (text, file);
    fclose (file);
    return s_path;
}

static zc_config_t *
s_load (const char *text)
{
    char *error = NULL;
    zc_config_t *config = zc_config_load (s_write (text), &error);
    zt_check (config != NULL);
    if (error)
        zt_fail ("%s", error);
    free (error);
    unlink (s_path);
    return config;
}

static void
s_check_wrong (const char *text, const char *wanted)
{
    char *error = NULL, full [700];
    zc_config_t *config = zc_config_load (s_write (text), &error);
    unlink (s_path);
    snprintf (full, sizeof full, "%s%s", s_path, wanted);
    if (config)
        zt_fail ("there is nothing wrong with: %s", text);
    else
    if (strcmp (error, full) != 0)
        zt_fail ("%s, not %s", error, full);
    free (error);
    zc_config_destroy (&config);
}

static void
s_check_text (const char *text, const char *wanted)
{
    if (!text || strcmp (text, wanted) != 0)
        zt_fail ("%s, not %s", text? text: "NULL", wanted);
}

//  ---- what they say -------------------------------------------------------

static const char s_all [] =
    "#   the cluster\n"
    "name = chat@localhost       # of this node\n"
    "cookie = duck\n"
    "nodes = a@localhost, b@localhost\n"
    "port_range = 9100-9109\n"
    "ticktime = 5\n"
    "busy_wait = 0\n"
    "security = plain\n"
    "log = error\n"
    "\n"
    "chat\n"
    "    room = \"the # lobby\"\n"
    "    limits\n"
    "        members = 12\n"
    "    greeting = 'hi'\n";

ZT_TEST (settings_are_read_from_a_file)
{
    zc_config_t *config = s_load (s_all);
    const zc_node_options_t *node = zc_config_node (config);
    s_check_text (node->name, "chat@localhost");
    s_check_text (node->cookie, "duck");
    zt_check_int (node->port_min, 9100);
    zt_check_int (node->port_max, 9109);
    zt_check_int (node->tick_ms, 5000);
    zt_check_int (node->busy_wait_us, -1);
    zt_check_int (node->security, ZC_SECURITY_PLAIN);
    zt_check_int (node->log_level, ZC_LOG_ERROR);
    s_check_text (zc_config_nodes (config) [0], "a@localhost");
    s_check_text (zc_config_nodes (config) [1], "b@localhost");
    zt_check (zc_config_nodes (config) [2] == NULL);
    s_check_text (zc_config_get (config, "chat/room"), "the # lobby");
    s_check_text (zc_config_get (config, "chat/limits/members"), "12");
    s_check_text (zc_config_get (config, "chat/greeting"), "hi");
    zt_check (zc_config_get (config, "chat/nothing") == NULL);
    zt_check (zc_config_get (config, "chat") == NULL);
    zc_config_destroy (&config);
    zt_check (config == NULL);
}

ZT_TEST (czmq_reads_the_same_file_alike)
{
    static const char *const paths [] = {"name", "cookie", "nodes", "port_range", "chat/room",
                                         "chat/limits/members", "chat/greeting"};
    zc_config_t *config = s_load (s_all);
    zconfig_t *theirs = zconfig_load (s_write (s_all));
    unlink (s_path);
    for (size_t i = 0; theirs && i < sizeof paths / sizeof *paths; i++)
        s_check_text (zconfig_get (theirs, paths [i], "?"), zc_config_get (config, paths [i]));
    zt_check (theirs != NULL);
    zconfig_destroy (&theirs);
    zc_config_destroy (&config);
}

ZT_TEST (nothing_is_a_node_without_a_name)
{
    zc_config_t *config = s_load ("");
    zt_check (zc_config_node (config)->name == NULL);
    zt_check (*zc_config_nodes (config) == NULL);
    zc_config_destroy (&config);
    char *error;
    config = zc_config_load (NULL, &error);
    zt_check (config != NULL);
    zc_config_destroy (&config);
}

ZT_TEST (the_environment_comes_first)
{
    setenv ("ZCLUSTER_NAME", "other@localhost", 1);
    setenv ("ZCLUSTER_COOKIE", "", 1);
    setenv ("ZCLUSTER_PORT_RANGE", "1-2", 1);
    zc_config_t *config = s_load ("name = chat@localhost\ncookie = duck\n");
    s_check_text (zc_config_node (config)->name, "other@localhost");
    s_check_text (zc_config_node (config)->cookie, "duck");
    zt_check_int (zc_config_node (config)->port_max, 2);
    zc_config_destroy (&config);
    setenv ("ZCLUSTER_NAME", "o ther", 1);
    char *error;
    zt_check (zc_config_load (NULL, &error) == NULL);
    s_check_text (error, "ZCLUSTER_NAME = o ther: not a node name: letters, digits, - and _ may "
                  "stand before the @");
    free (error);
    unsetenv ("ZCLUSTER_NAME");
    unsetenv ("ZCLUSTER_COOKIE");
    unsetenv ("ZCLUSTER_PORT_RANGE");
}

//  ---- what is wrong -------------------------------------------------------

ZT_TEST (a_mistake_is_told_with_its_line)
{
    s_check_wrong ("cookie = duck\nnam = x\n", ":2: no such setting: nam (the application's own "
                   "stand indented under a heading)");
    s_check_wrong ("name = a@localhost\n\nname = b@localhost\n",
                   ":3: name is set twice (first in line 1)");
    s_check_wrong ("two words\n", ":1: \"name = value\" is wanted, not \"two words\"");
    s_check_wrong ("= 1\n", ":1: \"name = value\" is wanted, not \"\"");
    s_check_wrong ("x\n  y = 1\n", ":2: the indentation is by 4 spaces below the line it belongs to");
    s_check_wrong ("x\n        y = 1\n",
                   ":2: the indentation is by 4 spaces below the line it belongs to");
    s_check_wrong ("x\n\ty = 1\n", ":2: indent with spaces");
    s_check_wrong ("cookie = \"duck\n", ":1: a quote does not end");
    s_check_wrong ("ticktime = soon\n", ":1: ticktime = soon: a number of seconds");
    s_check_wrong ("ticktime = 0\n", ":1: ticktime = 0: a number of seconds");
    s_check_wrong ("ticktime\n", ":1: ticktime = : a number of seconds");
    s_check_wrong ("busy_wait = 1000001\n",
                   ":1: busy_wait = 1000001: microseconds, 0 (never) to 1000000");
    s_check_wrong ("port_range = 10-9\n", ":1: port_range = 10-9: two ports, as in 9100-9109");
    s_check_wrong ("security = none\n", ":1: security = none: curve or plain");
    s_check_wrong ("long_names = yes\n", ":1: long_names = yes: true or false");
    s_check_wrong ("log = loud\n",
                   ":1: log = loud: debug, info, notice, warning, error or none");
    s_check_wrong ("nodes = a@localhost\n", ": nodes can be joined by a node with a name");
}

ZT_TEST (a_file_that_cannot_be_read_is_told)
{
    char *error;
    zt_check (zc_config_load ("/no/such/file.cfg", &error) == NULL);
    s_check_text (error, "/no/such/file.cfg: No such file or directory");
    free (error);
    zt_check (zc_config_load ("/tmp", &error) == NULL);
    s_check_text (error, "/tmp: Is a directory");
    free (error);
    char text [3000];
    memset (text, 'x', sizeof text - 1);
    text [sizeof text - 1] = 0;
    s_check_wrong (text, ":1: the line is too long");
}

ZT_MAIN ("settings of an application",
    settings_are_read_from_a_file,
    czmq_reads_the_same_file_alike,
    nothing_is_a_node_without_a_name,
    the_environment_comes_first,
    a_mistake_is_told_with_its_line,
    a_file_that_cannot_be_read_is_told)
