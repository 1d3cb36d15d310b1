//  test_cookie.c - the cookie file, and the keys and proofs made of a cookie

#include "zt_suite.h"
#include "dist/zc_cookie.h"
#include "base/zc_check.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

//  ---- a directory of our own for each test, and nothing left behind --------

static char s_dir [64];
static char s_path [128];
static long s_blocks;
static int s_files;

static int
s_count (const char *path)
{
    DIR *dir = opendir (path);
    int count = 0;
    while (dir && readdir (dir))
        count++;
    if (dir)
        closedir (dir);
    return count;
}

static void
s_setup (void)
{
    strcpy (s_dir, "/tmp/zc_cookie_XXXXXX");
    ck_assert_ptr_nonnull (mkdtemp (s_dir));
    snprintf (s_path, sizeof s_path, "%s/cookie", s_dir);
    s_blocks = zc_blocks_in_use ();
    s_files = s_count ("/proc/self/fd");
}

static void
s_teardown (void)
{
    ck_assert_int_eq (zc_blocks_in_use (), s_blocks);
    ck_assert_int_eq (s_count ("/proc/self/fd"), s_files);
    ck_assert_int_le (s_count (s_dir), 3);      //  . and .. and the cookie
    unlink (s_path);
    rmdir (s_dir);
}

static void
s_write_file (const char *text, size_t size, mode_t mode)
{
    unlink (s_path);
    int fd = open (s_path, O_WRONLY | O_CREAT | O_EXCL, 0600);
    ck_assert_int_ge (fd, 0);
    ck_assert_int_eq (write (fd, text, size), (ssize_t) size);
    ck_assert_int_eq (fchmod (fd, mode), 0);
    close (fd);
}

static void
s_expect_cookie (const char *expected)
{
    char *error = NULL;
    char *cookie = zc_cookie_read (s_path, &error);
    ck_assert_msg (cookie, "%s", error);
    ck_assert_str_eq (cookie, expected);
    zc_release (cookie);
}

static void
s_expect_error (const char *part)
{
    char *error = NULL;
    ck_assert_ptr_null (zc_cookie_read (s_path, &error));
    ck_assert_ptr_nonnull (error);
    ck_assert_msg (strstr (error, part), "%s", error);
    ck_assert_ptr_null (strchr (error, '\n'));
    zc_release (error);
}

//  ---- the file ------------------------------------------------------------

START_TEST (a_missing_file_is_made_once_and_read_ever_after)
{
    char *error = NULL;
    char *cookie = zc_cookie_read (s_path, &error);
    ck_assert_msg (cookie, "%s", error);
    ck_assert_uint_eq (strlen (cookie), 20);
    ck_assert_uint_eq (strspn (cookie, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"), 20);
    struct stat file;
    ck_assert_int_eq (stat (s_path, &file), 0);
    ck_assert_uint_eq (file.st_mode & 07777, 0400);
    s_expect_cookie (cookie);
    char other [24];
    strcpy (other, cookie);
    zc_release (cookie);

    unlink (s_path);
    cookie = zc_cookie_read (s_path, &error);
    ck_assert_str_ne (cookie, other);
    zc_release (cookie);
}
END_TEST

START_TEST (the_default_is_in_the_home_directory)
{
    const char *home = getenv ("HOME");
    char *old = home? strdup (home): NULL;
    setenv ("HOME", s_dir, 1);
    char *error = NULL;
    char *cookie = zc_cookie_read (NULL, &error);
    ck_assert_msg (cookie, "%s", error);
    snprintf (s_path, sizeof s_path, "%s/.zcluster.cookie", s_dir);
    s_expect_cookie (cookie);
    zc_release (cookie);

    unsetenv ("HOME");
    ck_assert_ptr_null (zc_cookie_read (NULL, &error));
    ck_assert_ptr_nonnull (strstr (error, "HOME"));
    zc_release (error);
    ck_assert_ptr_null (zc_cookie_read (NULL, NULL));
    if (old)
        setenv ("HOME", old, 1);
    free (old);
}
END_TEST

START_TEST (a_file_that_others_can_read_is_refused)
{
    static const mode_t bad [] = {0440, 0404, 0644, 0640, 0660, 0420, 0402, 0401};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        s_write_file ("duck\n", 5, bad [i]);
        s_expect_error ("chmod 400");
        s_expect_error (s_path);
    }
    s_write_file ("duck\n", 5, 0600);
    s_expect_cookie ("duck");
    s_write_file ("duck\n", 5, 0400);
    s_expect_cookie ("duck");
}
END_TEST

START_TEST (the_text_must_be_one_cookie)
{
    s_write_file ("duck", 4, 0400);
    s_expect_cookie ("duck");
    s_write_file ("duck\r\n", 6, 0400);
    s_expect_cookie ("duck");
    s_write_file ("", 0, 0400);
    s_expect_error ("empty");
    s_write_file ("\n", 1, 0400);
    s_expect_error ("empty");
    s_write_file ("two words\n", 10, 0400);
    s_expect_error ("no cookie");
    s_write_file ("duck\ngoose\n", 11, 0400);
    s_expect_error ("no cookie");
    s_write_file ("du\0ck\n", 6, 0400);
    s_expect_error ("no cookie");
    s_write_file ("d\xc3\xbc" "ck\n", 6, 0400);
    s_expect_error ("no cookie");

    char text [300];
    memset (text, 'x', sizeof text);
    s_write_file (text, 256, 0400);
    s_expect_error ("no cookie");
    s_write_file (text, sizeof text, 0400);
    s_expect_error ("no cookie");
    text [255] = 0;
    s_write_file (text, 255, 0400);
    s_expect_cookie (text);
    text [255] = '\n';
    s_write_file (text, 256, 0400);
    text [255] = 0;
    s_expect_cookie (text);
}
END_TEST

START_TEST (what_is_not_a_file_is_refused_at_once)
{
    ck_assert_int_eq (mkfifo (s_path, 0600), 0);
    s_expect_error ("not a regular file");
    unlink (s_path);
    ck_assert_int_eq (mkdir (s_path, 0700), 0);
    s_expect_error ("not a regular file");
    rmdir (s_path);
    ck_assert_int_eq (symlink ("nothing", s_path), 0);
    s_expect_error ("cannot be opened");
    unlink (s_path);
    char *error;
    ck_assert_ptr_null (zc_cookie_read ("/no/such/directory/cookie", &error));
    ck_assert_ptr_nonnull (strstr (error, "No such file"));
    zc_release (error);
}
END_TEST

//  Children wait for the starting gun (the pipe's other end is closed), then
//  all read the cookie that is not there, and tell what they got.
static void
s_racer (int start, int result)
{
    char byte;
    char *error = NULL;
    if (read (start, &byte, 1) != 0)
        _exit (1);
    char *cookie = zc_cookie_read (s_path, &error);
    bool told = cookie && write (result, cookie, 20) == 20;
    zc_release (cookie);
    _exit (told? 0: 1);
}

static void
s_race (int racers)
{
    int start [2], result [2];
    ck_assert_int_eq (pipe (start), 0);
    ck_assert_int_eq (pipe (result), 0);
    pid_t pids [16];
    for (int i = 0; i < racers; i++) {
        pids [i] = fork ();
        if (pids [i] == 0) {
            close (start [1]);
            s_racer (start [0], result [1]);
        }
    }
    close (start [0]);
    close (start [1]);
    close (result [1]);
    char first [20], other [20];
    for (int i = 0; i < racers; i++) {
        ck_assert_int_eq (read (result [0], i? other: first, 20), 20);
        ck_assert (i == 0 || memcmp (first, other, 20) == 0);
    }
    close (result [0]);
    for (int i = 0; i < racers; i++) {
        int status;
        ck_assert_int_eq (waitpid (pids [i], &status, 0), pids [i]);
        ck_assert_int_eq (status, 0);
    }
}

START_TEST (nodes_that_start_together_get_the_same_cookie)
{
    for (int round = 0; round < 25; round++) {
        s_race (8);
        ck_assert_int_eq (s_count (s_dir), 3);
        unlink (s_path);
    }
}
END_TEST

START_TEST (a_cookie_is_1_to_255_printable_characters)
{
    ck_assert (zc_cookie_valid ("duck"));
    ck_assert (zc_cookie_valid ("!~"));
    ck_assert (!zc_cookie_valid (""));
    ck_assert (!zc_cookie_valid ("a b"));
    ck_assert (!zc_cookie_valid ("a\t"));
    ck_assert (!zc_cookie_valid ("\x7f"));
    ck_assert (!zc_cookie_valid ("\xc3\xa4"));
    char text [257];
    memset (text, 'x', sizeof text);
    text [256] = 0;
    ck_assert (!zc_cookie_valid (text));
    text [255] = 0;
    ck_assert (zc_cookie_valid (text));
}
END_TEST

//  ---- keys and proofs -----------------------------------------------------

static void
s_expect_hex (const uint8_t key [ZC_KEY_SIZE], const char *hex)
{
    char text [2 * ZC_KEY_SIZE + 1];
    for (int i = 0; i < ZC_KEY_SIZE; i++)
        snprintf (text + 2 * i, 3, "%02x", key [i]);
    ck_assert_str_eq (text, hex);
}

//  The numbers come from other implementations (see the comment at main): they
//  are the protocol, and must not change by accident.
START_TEST (a_cookie_always_makes_the_same_keys)
{
    zc_secret_t secret;
    ck_assert (zc_secret_make (&secret, "duck"));
    s_expect_hex (secret.secret,
                  "d4c1fe8f9922247f34aef9a677d01422194b64126ef29780f0bb85c2f3ba94a3");
    s_expect_hex (secret.public,
                  "faaf0fa852140cb395ab81f51286fbc7b9a0faf08dac647cfdab585a9092f42a");
    zc_secret_t other;
    ck_assert (zc_secret_make (&other, "ducl"));
    ck_assert (!zc_secret_equal (secret.secret, other.secret, ZC_KEY_SIZE));
    ck_assert (!zc_secret_equal (secret.public, other.public, ZC_KEY_SIZE));
    ck_assert (zc_secret_make (&other, "duck"));
    ck_assert (zc_secret_equal (secret.secret, other.secret, ZC_KEY_SIZE));
}
END_TEST

START_TEST (a_proof_depends_on_all_that_goes_into_it)
{
    zc_secret_t duck, goose;
    ck_assert (zc_secret_make (&duck, "duck"));
    ck_assert (zc_secret_make (&goose, "goose"));
    zc_field_t fields [] = {{"ab", 2}, {"c", 1}};
    uint8_t proof [ZC_KEY_SIZE], other [ZC_KEY_SIZE];
    zc_secret_proof (&duck, "zc-acceptor", fields, 2, proof);
    s_expect_hex (proof, "378876f9ca8f12276e866eaffb2dc43ecc4c9016f573d7b9f5ff069ccfc87bc1");

    zc_secret_proof (&duck, "zc-acceptor", fields, 2, other);
    ck_assert (zc_secret_equal (proof, other, ZC_KEY_SIZE));
    zc_secret_proof (&goose, "zc-acceptor", fields, 2, other);
    ck_assert (!zc_secret_equal (proof, other, ZC_KEY_SIZE));
    zc_secret_proof (&duck, "zc-dialler", fields, 2, other);
    ck_assert (!zc_secret_equal (proof, other, ZC_KEY_SIZE));
    zc_secret_proof (&duck, "zc-acceptor", fields, 1, other);
    ck_assert (!zc_secret_equal (proof, other, ZC_KEY_SIZE));
    zc_field_t shifted [] = {{"a", 1}, {"bc", 2}};
    zc_secret_proof (&duck, "zc-acceptor", shifted, 2, other);
    ck_assert (!zc_secret_equal (proof, other, ZC_KEY_SIZE));
    zc_field_t longer [] = {{"ab", 2}, {"c", 1}, {"", 0}};
    zc_secret_proof (&duck, "zc-acceptor", longer, 3, other);
    ck_assert (!zc_secret_equal (proof, other, ZC_KEY_SIZE));
}
END_TEST

START_TEST (comparison_sees_every_byte)
{
    uint8_t a [ZC_NONCE_SIZE], b [ZC_NONCE_SIZE];
    zc_secret_random (a, sizeof a);
    zc_secret_random (b, sizeof b);
    ck_assert (memcmp (a, b, sizeof a) != 0);
    memcpy (b, a, sizeof a);
    ck_assert (zc_secret_equal (a, b, sizeof a));
    for (size_t i = 0; i < sizeof a; i++) {
        b [i] ^= 1;
        ck_assert (!zc_secret_equal (a, b, sizeof a));
        b [i] ^= 1;
    }
}
END_TEST

//  Secret: argon2 (the reference program): echo -n duck | argon2 "zcluster cookie1"
//  -id -t 3 -k 8192 -p 1 -l 32 -r. Public: X25519 of it with the base point.
//  Proof: BLAKE2b-256 with that key over 32-bit lengths and fields (Python's hashlib).
int
main (void)
{
    TCase *tests = zt_suite_case ("cookie", 30);
    tcase_add_checked_fixture (tests, s_setup, s_teardown);
    tcase_add_test (tests, a_missing_file_is_made_once_and_read_ever_after);
    tcase_add_test (tests, the_default_is_in_the_home_directory);
    tcase_add_test (tests, a_file_that_others_can_read_is_refused);
    tcase_add_test (tests, the_text_must_be_one_cookie);
    tcase_add_test (tests, what_is_not_a_file_is_refused_at_once);
    tcase_add_test (tests, nodes_that_start_together_get_the_same_cookie);
    tcase_add_test (tests, a_cookie_is_1_to_255_printable_characters);
    tcase_add_test (tests, a_cookie_always_makes_the_same_keys);
    tcase_add_test (tests, a_proof_depends_on_all_that_goes_into_it);
    tcase_add_test (tests, comparison_sees_every_byte);
    return zt_suite_run ("cookie", tests);
}
