//  test_code_kill.c - kill -9 of a node that compiles, writes or sends a module
//
//  Nothing half done is ever loaded, and what comes after works. Where a node is killed
//  that a module is sent to: test_code_cluster.

#include "zt_worker.h"

#include "process/zc_hooks.h"

#include <sys/file.h>

#define A "a@localhost"
#define B "b@localhost"
#define C "c@localhost"

enum { ROUNDS = 5, LARGE = 8 << 20 };

//  ---- commands of the nodes -----------------------------------------------

//  compile FILE FOLDER
static void
s_do_compile (char *args, char *answer)
{
    char *file = zt_word (&args);
    zt_answer_bool (answer, zc_term_match (zc_code_compile (file, args), "{ok, [Worker], _}"));
}

//  load: Worker.zco of $ZCLUSTER_CODE_PATH.
static void
s_do_load (char *args, char *answer)
{
    (void) args;
    zt_answer_term (answer, zc_code_load_file ("Worker"));
}

static void
s_do_spread (char *args, char *answer)
{
    (void) args;
    zt_answer_term (answer, zc_code_spread ("Worker", NULL));
}

static const zt_command_t zt_own [ZT_OWN] = {
    {"compile", s_do_compile}, {"load", s_do_load}, {"version", zt_do_version},
    {"spread", s_do_spread}};

//  ---- files ---------------------------------------------------------------

static char s_source [400], s_objects [200];

//  A folder for objects, which nodes load from.
static void
s_begin (void)
{
    snprintf (s_objects, sizeof s_objects, "%s/objects", zt_code_folder ());
    ck_assert_int_eq (mkdir (s_objects, 0700), 0);
    setenv ("ZCLUSTER_CODE_PATH", s_objects, 1);
    setenv ("TMPDIR", zt_code_folder (), 1);
}

//  Worker in Elixir: its object is its text, however large.
static void
s_write_elixir (int version, int size)
{
    char *text = malloc ((size_t) size + 200);
    int at = sprintf (text, "defmodule Worker do\n  def version, do: %d\nend\n# ", version);
    memset (text + at, 'x', (size_t) size);
    strcpy (text + at + size, "\n");
    strcpy (s_source, zt_write ("worker.ex", "", text));
    free (text);
}

static void
s_write_c (int version)
{
    char head [60];
    sprintf (head, "#define VERSION %d\n#include \"zcluster.h\"\n", version);
    strcpy (s_source, zt_write ("worker.c", head,
        "static zc_term_t *s_version (const zc_term_t *args)\n"
        "{ (void) args; return zc_term_new (\"~i\", VERSION); }\n"
        "ZC_MODULE (Worker, {\"version\", 0, s_version});\n"));
}

//  How many files of a folder begin so, and one of them.
static int
s_count (const char *folder, const char *start, char *path)
{
    int count = 0;
    DIR *dir = opendir (folder);
    ck_assert_ptr_nonnull (dir);
    for (struct dirent *entry; (entry = readdir (dir));)
        if (strncmp (entry->d_name, start, strlen (start)) == 0) {
            count++;
            if (path)
                sprintf (path, "%s/%s", folder, entry->d_name);
        }
    closedir (dir);
    return count;
}

//  ---- in the middle of writing --------------------------------------------

//  Until so much of the object is written, or all.
static void
s_until_written (long size)
{
    char part [500], whole [300];
    struct stat before = {0}, status;
    snprintf (whole, sizeof whole, "%s/Worker.zco", s_objects);
    bool had = stat (whole, &before) == 0;
    int64_t end = zt_now_ms () + ZT_LONG;
    while (zt_now_ms () < end) {
        if (s_count (s_objects, "Worker.zco.", part) > 0 && stat (part, &status) == 0
        &&  status.st_size >= size)
            return;
        if (stat (whole, &status) == 0 && (!had || status.st_ino != before.st_ino))
            return;
    }
    ck_abort_msg ("nothing is written");
}

START_TEST (an_object_is_there_whole_or_not_at_all_when_its_writer_is_killed)
{
    zt_node_t writer, reader;
    int version = 0;
    s_begin ();
    zt_start (&reader, A, "");
    for (int i = 0; i < ROUNDS; i++) {
        s_write_elixir (i + 1, LARGE);
        zt_start (&writer, B, "");
        zt_tell (&writer, "compile %s %s", s_source, s_objects);
        s_until_written ((long) LARGE / ROUNDS * i);
        zt_kill (&writer);
        const char *loaded = zt_do (&reader, "load");
        if (version || strcmp (loaded, "{:error, :nofile}") != 0) {
            ck_assert_str_eq (loaded, "{:module, Worker}");
            int now = atoi (zt_do (&reader, "version"));
            ck_assert_msg (now == version || now == i + 1, "version %d", now);
            version = now;
        }
        ck_assert_int_le (s_count (s_objects, "Worker.zco.", NULL), 1);     //  not one a round
    }
    zt_start (&writer, B, "");
    zt_tell (&writer, "compile %s %s", s_source, s_objects);
    ck_assert_str_eq (zt_hear (&writer), "true");
    ck_assert_int_eq (s_count (s_objects, "Worker.zco.", NULL), 0);
    zt_is (&reader, "load", "{:module, Worker}");
    ck_assert_int_eq (atoi (zt_do (&reader, "version")), ROUNDS);
    zt_stop (&writer);
    zt_stop (&reader);
    zt_code_clean ();
}
END_TEST

//  A file that its writer has locked, or that has no writer any more.
static int
s_write_part (const char *name, bool lives)
{
    char path [400];
    snprintf (path, sizeof path, "%s/%s", s_objects, name);
    int fd = open (path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    ck_assert_int_ge (fd, 0);
    if (lives)
        ck_assert_int_eq (flock (fd, LOCK_EX), 0);
    else
        close (fd);
    return fd;
}

START_TEST (what_the_dead_have_left_is_removed_and_nothing_else)
{
    zt_node_t a;
    s_begin ();
    s_write_elixir (1, 10);
    s_write_part ("Worker.zco.part-aaaaaa", false);
    s_write_part ("Worker.zco.part-bbbbbb", false);
    int lives = s_write_part ("Worker.zco.part-cccccc", true);
    s_write_part ("Worker.zco.backup", false);              //  six letters, too
    s_write_part ("Worker.zco.part-by-hand", false);
    s_write_part ("OtherWorker.zco.part-dddddd", false);
    zt_start (&a, A, "");
    zt_tell (&a, "compile %s %s", s_source, s_objects);
    ck_assert_str_eq (zt_hear (&a), "true");
    ck_assert_int_eq (s_count (s_objects, "Worker.zco.part-aaaaaa", NULL), 0);
    ck_assert_int_eq (s_count (s_objects, "Worker.zco.part-bbbbbb", NULL), 0);
    ck_assert_int_eq (s_count (s_objects, "Worker.zco.part-cccccc", NULL), 1);
    ck_assert_int_eq (s_count (s_objects, "Worker.zco.backup", NULL), 1);
    ck_assert_int_eq (s_count (s_objects, "Worker.zco.part-by-hand", NULL), 1);
    ck_assert_int_eq (s_count (s_objects, "OtherWorker.zco.part-dddddd", NULL), 1);
    close (lives);
    zt_stop (&a);
    zt_code_clean ();
}
END_TEST

//  ---- in the middle of compiling ------------------------------------------

//  A compiler that does this, tells its pid in a file, and hangs.
static void
s_set_compiler (const char *does)
{
    char script [400];
    snprintf (script, sizeof script, "#!/bin/sh\n%s\necho $$ > %s/pid.new\n"
              "mv %s/pid.new %s/pid\nexec sleep 1000\n", does, zt_code_folder (), zt_code_folder (),
              zt_code_folder ());
    const char *path = zt_write ("compiler", "", script);
    ck_assert_int_eq (chmod (path, 0700), 0);
    setenv ("CC", path, 1);
}

//  Wait for it, and end it when its node is gone.
static pid_t
s_compiler (void)
{
    char path [100];
    int pid = 0;
    snprintf (path, sizeof path, "%s/pid", zt_code_folder ());
    int64_t end = zt_now_ms () + ZT_LONG;
    while (access (path, R_OK) != 0 && zt_now_ms () < end)
        zt_sleep_in_c (5);
    FILE *file = fopen (path, "r");
    ck_assert (file && fscanf (file, "%d", &pid) == 1);
    fclose (file);
    unlink (path);
    return pid;
}

//  Nothing is compiled yet; all is compiled and not yet loaded or written.
START_TEST (a_node_that_is_killed_while_it_compiles_leaves_nothing)
{
    static const char *const compilers [] = {"", "gcc \"$@\""};
    zt_node_t a, b;
    s_begin ();
    zt_start (&a, A, "");
    for (int i = 0; i < 2; i++) {
        s_write_c (i + 1);
        s_set_compiler (compilers [i]);
        zt_start (&b, B, "");
        zt_is (&b, "connect " A, "true");
        zt_tell (&b, "compile %s %s", s_source, s_objects);
        pid_t compiler = s_compiler ();
        zt_kill (&b);
        kill (compiler, SIGKILL);
        zt_until_is (&a, "nodes", "");
        ck_assert_int_eq (s_count (s_objects, "Worker", NULL), i);          //  the one before
        ck_assert_int_eq (s_count (zt_code_folder (), ZC_MODULE_PLACE, NULL), 1);
        unsetenv ("CC");
        zt_start (&b, B, "");
        zt_tell (&b, "compile %s %s", s_source, s_objects);
        ck_assert_str_eq (zt_hear (&b), "true");
        ck_assert_int_eq (s_count (zt_code_folder (), ZC_MODULE_PLACE, NULL), 1);   //  its own
        zt_stop (&b);
        ck_assert_int_eq (s_count (zt_code_folder (), ZC_MODULE_PLACE, NULL), 0);
    }
    zt_is (&a, "load", "{:module, Worker}");
    zt_is (&a, "version", "2");
    zt_stop (&a);
    zt_code_clean ();
}
END_TEST

//  ---- in the middle of sending --------------------------------------------

static void
s_compile_on (zt_node_t *node, int version, int size)
{
    s_write_elixir (version, size);
    zt_tell (node, "compile %s %s", s_source, s_objects);
    ck_assert_str_eq (zt_hear (node), "true");
}

static void
s_start_a (zt_node_t *a, zt_node_t *b, zt_node_t *c)
{
    zt_start (a, A, "");
    zt_is (a, "connect " B, "true");
    zt_until_is (a, "nodes", "b c");
    zt_until_is (b, "nodes", "a c");
    zt_until_is (c, "nodes", "a b");
}

static void
s_kill_a (zt_node_t *a, zt_node_t *b, zt_node_t *c)
{
    zt_kill (a);
    zt_until_is (b, "nodes", "c");
    zt_until_is (c, "nodes", "b");
}

#define LOADED "{:ok, [{:" B ", :loaded, Worker}, {:" C ", :loaded, Worker}]}"

//  b is frozen, so it has not got more than a piece of what was sent to it.
START_TEST (a_module_whose_sender_is_killed_does_not_arrive)
{
    zt_node_t a, b, c;
    s_begin ();
    zt_start (&b, B, "");
    zt_start (&c, C, "");
    zt_is (&b, "connect " C, "true");
    s_start_a (&a, &b, &c);
    s_compile_on (&a, 1, 10);
    zt_is (&a, "spread", LOADED);
    s_compile_on (&a, 2, LARGE);
    zt_freeze (&b);
    zt_tell (&a, "spread");
    zt_until_is (&c, "version", "2");
    zt_kill (&a);
    zt_thaw (&b);
    zt_until_is (&b, "nodes", "c");
    zt_is (&b, "version", "1");
    zt_until_is (&c, "nodes", "b");
    zt_is (&c, "spread", "{:ok, [{:" B ", :loaded, Worker}]}");     //  the file is there
    zt_is (&b, "version", "2");
    zt_stop (&b);
    zt_stop (&c);
    zt_code_clean ();
}
END_TEST

static void
s_sleep_us (int64_t us)
{
    nanosleep (&(struct timespec) {us / 1000000, us % 1000000 * 1000}, NULL);
}

//  After so much of the time that it takes. What has arrived is loaded, also a little later.
START_TEST (whenever_a_sender_is_killed_each_has_a_whole_version)
{
    zt_node_t a, b, c;
    int64_t ms = 0;
    int versions [2] = {1, 1};
    zt_node_t *others [2] = {&b, &c};
    s_begin ();
    zt_start (&b, B, "");
    zt_start (&c, C, "");
    zt_is (&b, "connect " C, "true");
    for (int i = 1; i <= ROUNDS; i++) {
        s_start_a (&a, &b, &c);
        s_compile_on (&a, i, LARGE);
        zt_tell (&a, "spread");
        if (i == 1) {
            int64_t start = zt_now_ms ();
            ck_assert_str_eq (zt_hear (&a), LOADED);
            ms = zt_now_ms () - start;
        }
        else
            s_sleep_us (ms * 1000 * i / ROUNDS);
        s_kill_a (&a, &b, &c);
        for (int j = 0; j < 2; j++) {
            int version = atoi (zt_do (others [j], "version"));
            ck_assert_msg (version >= versions [j] && version <= i, "version %d", version);
            versions [j] = version;
        }
    }
    s_start_a (&a, &b, &c);
    s_compile_on (&a, ROUNDS + 1, 10);
    zt_is (&a, "spread", LOADED);
    zt_stop (&a);
    zt_stop (&b);
    zt_stop (&c);
    zt_code_clean ();
}
END_TEST

ZT_CLUSTER_MAIN ("code_kill",
    an_object_is_there_whole_or_not_at_all_when_its_writer_is_killed,
    what_the_dead_have_left_is_removed_and_nothing_else,
    a_node_that_is_killed_while_it_compiles_leaves_nothing,
    a_module_whose_sender_is_killed_does_not_arrive,
    whenever_a_sender_is_killed_each_has_a_whole_version)
