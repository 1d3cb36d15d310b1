//  test_portmap.c - the directory of this host's nodes
//
//  Real processes: nodes are children that are killed and stopped.

#define _GNU_SOURCE                 //  F_OFD_SETLK

#include "zc_test.h"
#include "zt_suite.h"
#include "dist/zc_portmap.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>

//  ---- each test has a directory of its own ---------------------------------

static char s_dir [64];
static zt_books_t s_before;

static void
s_setup (void)
{
    s_before = zt_books ();
    strcpy (s_dir, "/tmp/zc_portmap_XXXXXX");
    ck_assert_ptr_nonnull (mkdtemp (s_dir));
}

static const char *
s_path (const char *name)
{
    static char path [512];
    snprintf (path, sizeof path, "%s/%s", s_dir, name);
    return path;
}

static void
s_teardown (void)
{
    DIR *dir = opendir (s_dir);
    struct dirent *file;
    while ((file = readdir (dir)))
        if (unlink (s_path (file->d_name)) != 0)
            rmdir (s_path (file->d_name));
    closedir (dir);
    ck_assert_int_eq (rmdir (s_dir), 0);
    zt_check_books (s_before);
    zt_report ();
}

static zc_portmap_t *
s_map (void)
{
    char *error = NULL;
    zc_portmap_t *map = zc_portmap_new (s_dir, "127.0.0.1:4371", &error);
    ck_assert_msg (map, "%s", error);
    return map;
}

static uint32_t
s_register (zc_portmap_t *map, const char *name, int port)
{
    char *error = NULL;
    uint32_t creation = 0;
    int rc = zc_portmap_register (map, name, "127.0.0.1", port, &creation, &error);
    ck_assert_msg (rc == 0, "%s", error);
    return creation;
}

static void
s_expect_refused (zc_portmap_t *map, const char *name, const char *part)
{
    char *error = NULL;
    uint32_t creation;
    ck_assert_int_eq (zc_portmap_register (map, name, "127.0.0.1", 9000, &creation, &error), -1);
    ck_assert_msg (strstr (error, part), "%s", error);
    zc_release (error);
}

static void
s_write_file (const char *name, const void *text, size_t size)
{
    int fd = open (s_path (name), O_WRONLY | O_CREAT | O_TRUNC, 0644);
    ck_assert_int_ge (fd, 0);
    ck_assert_int_eq (write (fd, text, size), (ssize_t) size);
    close (fd);
}

static size_t
s_read_file (const char *name, char text [256])
{
    int fd = open (s_path (name), O_RDONLY);
    ck_assert_int_ge (fd, 0);
    ssize_t size = read (fd, text, 255);
    ck_assert_int_ge (size, 0);
    close (fd);
    text [size] = 0;
    return (size_t) size;
}

static bool
s_exists (const char *name)
{
    struct stat file;
    return lstat (s_path (name), &file) == 0;
}

//  ---- nodes in processes of their own ---------------------------------------

//  A child that registers, tells its creation (0: refused), and stays.
static pid_t
s_node (const char *name, uid_t user, uint32_t *creation)
{
    int tell [2];
    ck_assert_int_eq (pipe (tell), 0);
    pid_t pid = fork ();
    if (pid == 0) {
        uint32_t mine = 0;
        zc_portmap_t *map = user && setuid (user) != 0?
            NULL: zc_portmap_new (s_dir, NULL, NULL);
        if (map)
            zc_portmap_register (map, name, "127.0.0.1", 9001, &mine, NULL);
        if (write (tell [1], &mine, sizeof mine) == (ssize_t) sizeof mine)
            for (;;)
                pause ();
        _exit (1);
    }
    close (tell [1]);
    ck_assert_int_eq (read (tell [0], creation, sizeof *creation), (ssize_t) sizeof *creation);
    close (tell [0]);
    return pid;
}

//  ---- usage -----------------------------------------------------------------

START_TEST (a_node_is_found_while_it_is_registered)
{
    char *error = NULL;
    zc_portmap_t *map = zc_portmap_new (s_dir, NULL, &error);
    ck_assert_msg (map, "%s", error);
    uint32_t creation;
    ck_assert_int_eq (zc_portmap_register (map, "node1", "127.0.0.1", 5001, &creation, &error), 0);
    ck_assert_uint_ne (creation, 0);

    zc_portmap_entry_t entry;
    ck_assert (zc_portmap_local (map, "node1", &entry));
    ck_assert_str_eq (entry.name, "node1");
    ck_assert_str_eq (entry.address, "127.0.0.1");
    ck_assert_int_eq (entry.port, 5001);
    ck_assert_uint_eq (entry.creation, creation);
    ck_assert (!zc_portmap_local (map, "node2", &entry));

    zc_portmap_unregister (map);
    ck_assert (!zc_portmap_local (map, "node1", &entry));
    zc_portmap_unregister (map);
    zc_portmap_destroy (&map);
    ck_assert_ptr_null (map);
    zc_portmap_destroy (&map);
}
END_TEST

START_TEST (all_nodes_are_listed_by_name)
{
    zc_portmap_t *maps [3] = {s_map (), s_map (), s_map ()};
    s_register (maps [0], "goose", 5001);
    s_register (maps [1], "duck", 5002);
    s_register (maps [2], "drake", 5003);
    s_write_file ("dead", "zcluster 1 4000 77 127.0.0.1\n", 29);
    s_write_file ("notes", "buy bread\n", 10);

    zc_portmap_entry_t *entries;
    ck_assert_uint_eq (zc_portmap_names (maps [0], &entries), 3);
    ck_assert_str_eq (entries [0].name, "drake");
    ck_assert_str_eq (entries [1].name, "duck");
    ck_assert_str_eq (entries [2].name, "goose");
    ck_assert_int_eq (entries [1].port, 5002);
    zc_release (entries);
    ck_assert (!s_exists ("dead"));
    ck_assert (s_exists ("notes"));

    for (int i = 0; i < 3; i++)
        zc_portmap_unregister (maps [i]);
    ck_assert_uint_eq (zc_portmap_names (maps [0], &entries), 0);
    zc_release (entries);
    for (int i = 0; i < 3; i++)
        zc_portmap_destroy (&maps [i]);
}
END_TEST

START_TEST (the_file_is_as_documented)
{
    zc_portmap_t *map = s_map ();
    mode_t mask = umask (077);
    uint32_t creation = s_register (map, "node1", 5001);
    umask (mask);
    char text [256], expected [256];
    s_read_file ("node1", text);
    snprintf (expected, sizeof expected, "zcluster 1 5001 %u 127.0.0.1\n", creation);
    ck_assert_str_eq (text, expected);
    struct stat file;
    ck_assert_int_eq (stat (s_path ("node1"), &file), 0);
    ck_assert_uint_eq (file.st_mode & 07777, 0644);
    zc_portmap_destroy (&map);
}
END_TEST

START_TEST (a_node_on_all_addresses_is_dialled_on_loopback)
{
    static const char *cases [] [3] = {
        {"*", "0.0.0.0", "127.0.0.1"}, {"0.0.0.0", "0.0.0.0", "127.0.0.1"},
        {"::", "::", "::1"}, {"192.0.2.7", "192.0.2.7", "192.0.2.7"}, {"::1", "::1", "::1"}
    };
    zc_portmap_t *map = s_map ();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        uint32_t creation;
        zc_portmap_entry_t entry;
        ck_assert_int_eq (zc_portmap_register (map, "n", cases [i] [0], 5001, &creation, NULL), 0);
        ck_assert (zc_portmap_find (map, "n", &entry));
        ck_assert_str_eq (entry.address, cases [i] [1]);
        ck_assert (zc_portmap_local (map, "n", &entry));
        ck_assert_str_eq (entry.address, cases [i] [2]);
        zc_portmap_unregister (map);
    }
    zc_portmap_destroy (&map);
}
END_TEST

//  ---- one name, one node ----------------------------------------------------

START_TEST (a_name_is_taken_once_in_one_program_too)
{
    zc_portmap_t *first = s_map ();
    zc_portmap_t *second = s_map ();
    s_register (first, "node1", 5001);
    s_expect_refused (second, "node1", "the name node1 seems to be in use by another node");
    zc_portmap_entry_t entry;
    ck_assert (zc_portmap_local (second, "node1", &entry));
    ck_assert_int_eq (entry.port, 5001);
    s_register (second, "node2", 5002);
    zc_portmap_destroy (&first);
    ck_assert (!zc_portmap_local (second, "node1", &entry));
    zc_portmap_destroy (&second);
}
END_TEST

static int
s_by_size (const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *) a, y = *(const uint32_t *) b;
    return (x > y) - (x < y);
}

START_TEST (every_registration_has_another_creation)
{
    enum { STARTS = 200 };
    uint32_t creations [STARTS];
    zc_portmap_t *map = s_map ();
    for (int i = 0; i < STARTS; i++) {
        creations [i] = s_register (map, "node1", 5001);
        zc_portmap_unregister (map);
        ck_assert (!s_exists ("node1"));
    }
    qsort (creations, STARTS, sizeof *creations, s_by_size);
    ck_assert_uint_ne (creations [0], 0);
    for (int i = 1; i < STARTS; i++)
        ck_assert_uint_ne (creations [i], creations [i - 1]);
    zc_portmap_destroy (&map);
}
END_TEST

//  Whatever its creation says: the clock may have been set back.
START_TEST (the_entry_of_a_dead_node_is_swept_away)
{
    zc_portmap_t *map = s_map ();
    zc_portmap_entry_t entry;
    s_write_file ("node1", "zcluster 1 4000 4294967295 127.0.0.1\n", 37);
    ck_assert (!zc_portmap_local (map, "node1", &entry));
    ck_assert (!s_exists ("node1"));
    zc_portmap_destroy (&map);
}
END_TEST

START_TEST (what_is_no_entry_is_not_registered)
{
    static const char *names [] = {"", "a/b", "../x", ".", "a.b", "a@b", "a b", "a\nb"};
    zc_portmap_t *map = s_map ();
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        s_expect_refused (map, names [i], "not a node's name");
    uint32_t creation;
    ck_assert_int_eq (zc_portmap_register (map, "a", "localhost", 1, &creation, NULL), -1);
    ck_assert_int_eq (zc_portmap_register (map, "a", "127.0.0.1", 0, &creation, NULL), -1);
    ck_assert_int_eq (zc_portmap_register (map, "a", "127.0.0.1", 65536, &creation, NULL), -1);
    ck_assert (!s_exists ("a"));
    zc_portmap_destroy (&map);
}
END_TEST

//  ---- nodes that die, hang, race ----------------------------------------------

START_TEST (a_killed_node_leaves_its_name)
{
    zc_portmap_t *map = s_map ();
    uint32_t before;
    pid_t pid = s_node ("node1", 0, &before);
    ck_assert_uint_ne (before, 0);
    zc_portmap_entry_t entry;
    ck_assert (zc_portmap_local (map, "node1", &entry));
    ck_assert_uint_eq (entry.creation, before);
    s_expect_refused (map, "node1", "in use by another node");
    zt_child_kill (pid);
    ck_assert (!zc_portmap_local (map, "node1", &entry));
    ck_assert_uint_ne (s_register (map, "node1", 5001), before);
    zc_portmap_destroy (&map);
}
END_TEST

START_TEST (a_stopped_node_keeps_its_name_and_blocks_nobody)
{
    zc_portmap_t *map = s_map ();
    uint32_t before;
    pid_t pid = s_node ("node1", 0, &before);
    zt_child_stop (pid);
    zc_portmap_entry_t entry, *entries;
    ck_assert (zc_portmap_local (map, "node1", &entry));
    s_expect_refused (map, "node1", "in use by another node");
    s_register (map, "node2", 5002);
    ck_assert_uint_eq (zc_portmap_names (map, &entries), 2);
    zc_release (entries);
    zc_portmap_unregister (map);
    zt_child_kill (pid);
    ck_assert_uint_ne (s_register (map, "node1", 5001), before);
    zc_portmap_destroy (&map);
}
END_TEST

START_TEST (a_child_process_of_a_node_does_not_keep_its_name)
{
    zc_portmap_t *map = s_map ();
    s_register (map, "node1", 5001);
    pid_t pid = fork ();            //  as between fork and exec: all is inherited
    if (pid == 0)
        for (;;)
            pause ();
    zc_portmap_unregister (map);
    zc_portmap_t *other = s_map ();
    s_register (other, "node1", 5002);
    zt_child_kill (pid);
    zc_portmap_destroy (&map);
    zc_portmap_destroy (&other);
}
END_TEST

//  All want one name at once, and stay until all have tried. A sweeper looks the
//  dead entry up all the time, and removes it where it can.
enum { S_RACERS = 6 };

static void
s_racer (int start, int result, int stay)
{
    char byte;
    uint32_t creation = 0;
    zc_portmap_t *map = zc_portmap_new (s_dir, NULL, NULL);
    if (map && read (start, &byte, 1) == 0) {
        zc_portmap_register (map, "race", "127.0.0.1", 9001, &creation, NULL);
        if (write (result, &creation, sizeof creation) == (ssize_t) sizeof creation
            && read (stay, &byte, 1) == 0)
            _exit (0);
    }
    _exit (1);
}

static void
s_sweeper (int start, int stay)
{
    char byte;
    zc_portmap_entry_t entry;
    zc_portmap_t *map = zc_portmap_new (s_dir, NULL, NULL);
    if (!map || read (start, &byte, 1) != 0)
        _exit (1);
    struct pollfd end = {.fd = stay, .events = POLLIN};
    while (poll (&end, 1, 0) == 0)
        zc_portmap_local (map, "race", &entry);
    _exit (0);
}

static uint32_t
s_race (void)
{
    int start [2], result [2], stay [2];
    ck_assert_int_eq (pipe (start) + pipe (result) + pipe (stay), 0);
    pid_t pids [S_RACERS + 1];
    for (int i = 0; i <= S_RACERS; i++) {
        pids [i] = fork ();
        if (pids [i] == 0) {
            close (start [1]);
            close (stay [1]);
            if (i == S_RACERS)
                s_sweeper (start [0], stay [0]);
            s_racer (start [0], result [1], stay [0]);
        }
    }
    close (start [1]);
    uint32_t winner = 0;
    for (int i = 0; i < S_RACERS; i++) {
        uint32_t creation;
        ck_assert_int_eq (read (result [0], &creation, sizeof creation),
                          (ssize_t) sizeof creation);
        ck_assert_msg (!creation || !winner, "two winners");
        if (creation)
            winner = creation;
    }
    close (stay [1]);
    for (int i = 0; i <= S_RACERS; i++) {
        int status;
        ck_assert_int_eq (waitpid (pids [i], &status, 0), pids [i]);
        ck_assert_int_eq (status, 0);
    }
    close (start [0]);
    close (stay [0]);
    close (result [0]);
    close (result [1]);
    return winner;
}

START_TEST (of_nodes_that_race_for_a_name_exactly_one_wins)
{
    for (int round = 0; round < 40; round++) {
        //  Every other round there is a dead entry that may be removed.
        if (round % 2)
            s_write_file ("race", "zcluster 1 4000 77 127.0.0.1\n", 29);
        else
            unlink (s_path ("race"));
        ck_assert_uint_ne (s_race (), 0);
    }
}
END_TEST

START_TEST (registering_succeeds_however_often_the_dead_are_swept_away)
{
    int start [2], stay [2];
    ck_assert_int_eq (pipe (start) + pipe (stay), 0);
    pid_t pid = fork ();
    if (pid == 0) {
        close (start [1]);
        close (stay [1]);
        s_sweeper (start [0], stay [0]);
    }
    close (start [1]);
    zc_portmap_t *map = s_map ();
    for (int i = 0; i < 500; i++) {
        s_write_file ("race", "zcluster 1 4000 77 127.0.0.1\n", 29);
        s_register (map, "race", 5001);
        zc_portmap_entry_t entry;
        ck_assert (zc_portmap_find (map, "race", &entry));
        zc_portmap_unregister (map);
    }
    zc_portmap_destroy (&map);
    close (stay [1]);
    int status;
    ck_assert_int_eq (waitpid (pid, &status, 0), pid);
    ck_assert_int_eq (status, 0);
    close (start [0]);
    close (stay [0]);
}
END_TEST

//  ---- hostile files ---------------------------------------------------------

START_TEST (nothing_but_an_exact_line_is_an_entry)
{
    static const char *bad [] = {
        "", "\n", "zcluster 1 5001 7 127.0.0.1", "zcluster 1 5001 7 127.0.0.1\n\n",
        "zcluster 1 5001 7 127.0.0.1\nx", " zcluster 1 5001 7 127.0.0.1\n",
        "zcluster 2 5001 7 127.0.0.1\n", "zcluster 1 0 7 127.0.0.1\n",
        "zcluster 1 65536 7 127.0.0.1\n", "zcluster 1 -1 7 127.0.0.1\n",
        "zcluster 1 +1 7 127.0.0.1\n", "zcluster 1 05001 7 127.0.0.1\n",
        "zcluster 1 5001 0 127.0.0.1\n", "zcluster 1 5001 4294967296 127.0.0.1\n",
        "zcluster 1 5001 99999999999999999999999 127.0.0.1\n", "zcluster 1  5001 7 127.0.0.1\n",
        "zcluster 1 5001 7 localhost\n", "zcluster 1 5001 7 127.0.0.1.\n",
        "zcluster 1 5001 7 127.1\n", "zcluster 1 5001 7 \n", "zcluster 1 5001 7 ::1::\n",
        "zcluster 1 5001 7 127.0.0.1 \n", "zcluster 1 5001 7 127.0.0.1\r\n",
        "zcluster 1 5001 7 127.0.0.1;reboot\n", "zcluster 1 0x10 7 127.0.0.1\n",
        "zcluster 1 5001 7 %s%n%s\n"
    };
    zc_portmap_t *map = s_map ();
    zc_portmap_entry_t entry, *entries;
    //  The lock makes them look alive: what they say must be refused.
    int fd = open (s_path ("evil"), O_RDWR | O_CREAT, 0644);
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 0, .l_len = 1};
    ck_assert_int_eq (fcntl (fd, F_OFD_SETLK, &lock), 0);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        s_write_file ("evil", bad [i], strlen (bad [i]));
        ck_assert_msg (!zc_portmap_local (map, "evil", &entry), "taken: %s", bad [i]);
    }
    s_write_file ("evil", "zcluster 1 5001 7 127.0.0.1\n\0x", 30);
    ck_assert (!zc_portmap_local (map, "evil", &entry));
    char big [5000];
    memset (big, 'a', sizeof big);
    s_write_file ("evil", big, sizeof big);
    ck_assert (!zc_portmap_local (map, "evil", &entry));
    ck_assert_uint_eq (zc_portmap_names (map, &entries), 0);
    s_write_file ("evil", "zcluster 1 5001 7 127.0.0.1\n", 28);
    ck_assert (zc_portmap_local (map, "evil", &entry));
    s_expect_refused (map, "evil", "in use");
    close (fd);
    zc_portmap_destroy (&map);
}
END_TEST

START_TEST (other_things_in_the_directory_are_left_alone)
{
    zc_portmap_t *map = s_map ();
    zc_portmap_entry_t entry, *entries;
    char text [256];
    s_write_file ("target", "precious\n", 9);
    ck_assert_int_eq (symlink ("target", s_path ("link")), 0);
    ck_assert_int_eq (symlink ("nowhere", s_path ("dangling")), 0);
    ck_assert_int_eq (mkfifo (s_path ("pipe"), 0666), 0);
    ck_assert_int_eq (mkdir (s_path ("folder"), 0700), 0);

    static const char *names [] = {"target", "link", "dangling", "pipe", "folder"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        ck_assert (!zc_portmap_local (map, names [i], &entry));
        s_expect_refused (map, names [i], "remove it");
        ck_assert (s_exists (names [i]));
    }
    ck_assert_uint_eq (zc_portmap_names (map, &entries), 0);
    s_read_file ("target", text);
    ck_assert_str_eq (text, "precious\n");
    ck_assert (!s_exists ("nowhere"));
    zc_portmap_destroy (&map);
}
END_TEST

START_TEST (a_file_with_a_second_name_is_not_written_to)
{
    zc_portmap_t *map = s_map ();
    char twin [128], text [256];
    s_write_file ("node1", "zcluster 1 5001 7 127.0.0.1\n", 28);
    snprintf (twin, sizeof twin, "%s/node1.twin", s_dir);
    ck_assert_int_eq (link (s_path ("node1"), twin), 0);
    s_register (map, "node1", 6001);
    ck_assert_uint_eq (s_read_file ("node1.twin", text), 28);
    ck_assert_str_eq (text, "zcluster 1 5001 7 127.0.0.1\n");
    zc_portmap_destroy (&map);
}
END_TEST

START_TEST (a_stranger_with_a_read_lock_does_not_bring_the_dead_to_life)
{
    zc_portmap_t *map = s_map ();
    zc_portmap_entry_t entry;
    s_write_file ("dead", "zcluster 1 4000 4200000000 127.0.0.1\n", 37);
    int fd = open (s_path ("dead"), O_RDONLY);
    struct flock lock = {.l_type = F_RDLCK, .l_whence = SEEK_SET};
    ck_assert_int_eq (fcntl (fd, F_OFD_SETLK, &lock), 0);
    ck_assert (!zc_portmap_local (map, "dead", &entry));
    close (fd);
    zc_portmap_destroy (&map);
}
END_TEST

//  ---- the directory -----------------------------------------------------------

static void
s_expect_no_map (const char *path, const char *endpoint, const char *part)
{
    char *error = NULL;
    ck_assert_ptr_null (zc_portmap_new (path, endpoint, &error));
    ck_assert_msg (strstr (error, part), "%s", error);
    zc_release (error);
}

START_TEST (an_unsafe_directory_is_refused)
{
    char inner [128], other [128];
    snprintf (inner, sizeof inner, "%s/inner", s_dir);
    snprintf (other, sizeof other, "%s/other", s_dir);
    zc_portmap_t *map = zc_portmap_new (inner, NULL, NULL);
    ck_assert_ptr_nonnull (map);
    zc_portmap_destroy (&map);
    struct stat made;
    ck_assert_int_eq (stat (inner, &made), 0);
    ck_assert_uint_eq (made.st_mode & 07777, 0700);

    chmod (inner, 0777);
    s_expect_no_map (inner, NULL, "chmod +t");
    chmod (inner, 0770);
    s_expect_no_map (inner, NULL, "chmod +t");
    chmod (inner, 01777);
    map = zc_portmap_new (inner, NULL, NULL);
    ck_assert_ptr_nonnull (map);
    zc_portmap_destroy (&map);
    ck_assert_int_eq (symlink (inner, other), 0);
    s_expect_no_map (other, NULL, "cannot be used");
    unlink (other);
    s_write_file ("other", "x", 1);
    s_expect_no_map (other, NULL, "Not a directory");
    s_expect_no_map ("/no/such/place", NULL, "No such file");
}
END_TEST

START_TEST (settings_come_from_arguments_then_the_environment)
{
    const char *old = getenv ("ZCLUSTER_RUNTIME_DIR");
    char *kept = old? strdup (old): NULL;
    setenv ("ZCLUSTER_RUNTIME_DIR", s_dir, 1);
    setenv ("ZCLUSTER_PORT_MAP", "192.0.2.1:4444", 1);
    zc_portmap_t *map = zc_portmap_new (NULL, NULL, NULL);
    s_register (map, "node1", 5001);
    ck_assert (s_exists ("node1"));
    ck_assert_str_eq (zc_portmap_address (map), "192.0.2.1");
    ck_assert_int_eq (zc_portmap_port (map), 4444);
    zc_portmap_set_bind (map, "192.0.2.9");
    ck_assert_str_eq (zc_portmap_address (map), "192.0.2.1");
    zc_portmap_destroy (&map);

    unsetenv ("ZCLUSTER_PORT_MAP");
    map = zc_portmap_new (NULL, NULL, NULL);
    ck_assert_str_eq (zc_portmap_address (map), "127.0.0.1");
    ck_assert_int_eq (zc_portmap_port (map), 4370);
    zc_portmap_set_bind (map, "*");
    ck_assert_str_eq (zc_portmap_address (map), "0.0.0.0");
    zc_portmap_destroy (&map);

    map = zc_portmap_new (NULL, "[::1]:99", NULL);
    ck_assert_str_eq (zc_portmap_address (map), "::1");
    ck_assert_int_eq (zc_portmap_port (map), 99);
    zc_portmap_destroy (&map);
    static const char *bad [] = {"x", "0", "65536", "1.2.3.4:", ":1", "1.2.3.4", "a:1", "::1:99",
                                 "[::1]", "[1.2.3.4]:5", "1 ", "[]:1"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        s_expect_no_map (NULL, bad [i], "[address:]port");
    if (kept)
        setenv ("ZCLUSTER_RUNTIME_DIR", kept, 1);
    else
        unsetenv ("ZCLUSTER_RUNTIME_DIR");
    free (kept);
}
END_TEST

//  Two users need root to be played.
START_TEST (users_share_the_directory_and_not_their_names)
{
    if (geteuid () != 0) {
        fputs ("users_share_the_directory_and_not_their_names: skipped, not root\n", stderr);
        return;
    }
    enum { ALICE = 65533, BOB = 65534 };
    chmod (s_dir, 01777);
    uint32_t creation;
    pid_t alice = s_node ("node1", ALICE, &creation);
    ck_assert_uint_ne (creation, 0);
    pid_t bob = s_node ("node1", BOB, &creation);
    ck_assert_uint_eq (creation, 0);
    zt_child_kill (bob);
    zc_portmap_t *map = s_map ();
    s_expect_refused (map, "node1", "in use by another node");
    zc_portmap_entry_t entry;
    ck_assert (zc_portmap_local (map, "node1", &entry));
    zt_child_kill (alice);

    //  What she left behind is hers to remove, or root's.
    bob = s_node ("node1", BOB, &creation);
    ck_assert_uint_eq (creation, 0);
    zt_child_kill (bob);
    ck_assert_uint_ne (s_register (map, "node1", 5001), 0);
    struct stat file;
    ck_assert_int_eq (stat (s_path ("node1"), &file), 0);
    ck_assert_uint_eq (file.st_uid, 0);
    zc_portmap_destroy (&map);
}
END_TEST

int
main (void)
{
    TCase *tests = zt_suite_case ("portmap", 60);
    tcase_add_checked_fixture (tests, s_setup, s_teardown);
    tcase_add_test (tests, a_node_is_found_while_it_is_registered);
    tcase_add_test (tests, all_nodes_are_listed_by_name);
    tcase_add_test (tests, the_file_is_as_documented);
    tcase_add_test (tests, a_node_on_all_addresses_is_dialled_on_loopback);
    tcase_add_test (tests, a_name_is_taken_once_in_one_program_too);
    tcase_add_test (tests, every_registration_has_another_creation);
    tcase_add_test (tests, the_entry_of_a_dead_node_is_swept_away);
    tcase_add_test (tests, what_is_no_entry_is_not_registered);
    tcase_add_test (tests, a_killed_node_leaves_its_name);
    tcase_add_test (tests, a_stopped_node_keeps_its_name_and_blocks_nobody);
    tcase_add_test (tests, a_child_process_of_a_node_does_not_keep_its_name);
    tcase_add_test (tests, of_nodes_that_race_for_a_name_exactly_one_wins);
    tcase_add_test (tests, registering_succeeds_however_often_the_dead_are_swept_away);
    tcase_add_test (tests, nothing_but_an_exact_line_is_an_entry);
    tcase_add_test (tests, other_things_in_the_directory_are_left_alone);
    tcase_add_test (tests, a_file_with_a_second_name_is_not_written_to);
    tcase_add_test (tests, a_stranger_with_a_read_lock_does_not_bring_the_dead_to_life);
    tcase_add_test (tests, an_unsafe_directory_is_refused);
    tcase_add_test (tests, settings_come_from_arguments_then_the_environment);
    tcase_add_test (tests, users_share_the_directory_and_not_their_names);
    return zt_suite_run ("portmap", tests);
}
