//  bench_place.c - the place where the nodes of a run live
//
//  A folder, a port map and an epmd of their own, so that they meet no other
//  nodes of this machine, and nothing of them is left.

#define _GNU_SOURCE
#include "bench_program.h"

#include <ftw.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static char s_folder [64];
static bench_program_t s_epmd;

static int
s_free_port (struct sockaddr_in *address)
{
    socklen_t size = sizeof *address;
    *address = (struct sockaddr_in) {.sin_family = AF_INET,
                                     .sin_addr.s_addr = htonl (INADDR_LOOPBACK)};
    int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (bind (fd, (struct sockaddr *) address, size) != 0)
        perror ("bench: no port");
    getsockname (fd, (struct sockaddr *) address, &size);
    close (fd);
    return ntohs (address->sin_port);
}

//  Ask it for its names: it is up when it answers.
static bool
s_epmd_answers (const struct sockaddr_in *address)
{
    static const char question [] = {0, 1, 'n'};
    char answer [64];
    int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool up = connect (fd, (const struct sockaddr *) address, sizeof *address) == 0
              && write (fd, question, sizeof question) == sizeof question
              && read (fd, answer, sizeof answer) > 0;
    close (fd);
    return up;
}

static void
s_start_epmd (void)
{
    struct sockaddr_in address;
    char port [16];
    snprintf (port, sizeof port, "%d", s_free_port (&address));
    setenv ("ERL_EPMD_PORT", port, 1);
    setenv ("ERL_EPMD_ADDRESS", "127.0.0.1", 1);
    char *args [] = {"epmd", NULL};
    s_epmd = bench_program_start (args);
    while (!s_epmd_answers (&address) && waitpid (s_epmd.pid, NULL, WNOHANG) == 0)
        usleep (2000);
}

//  A certificate for OTP's TLS; without openssl that side stays empty.
static void
s_write_tls (void)
{
    char text [BENCH_TEXT_MAX], path [128];
    snprintf (text, sizeof text, "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes "
              "-subj /CN=localhost -days 2 "
              "-keyout %s/key.pem -out %s/cert.pem 2>/dev/null", s_folder, s_folder);
    if (system (text) != 0)
        fputs ("bench: no certificate for OTP TLS (is openssl there?)\n", stderr);
    snprintf (path, sizeof path, "%s/tls.conf", s_folder);
    FILE *file = fopen (path, "w");
    if (!file)
        return;
    fprintf (file, "[{server, [{certfile, \"%s/cert.pem\"}, {keyfile, \"%s/key.pem\"}]},\n"
             " {client, [{verify, verify_none}]}].\n", s_folder, s_folder);
    fclose (file);
}

const char *
bench_place_begin (void)
{
    snprintf (s_folder, sizeof s_folder, "/tmp/zcluster-bench-XXXXXX");
    if (!mkdtemp (s_folder)) {
        perror ("bench: no folder");
        exit (1);
    }
    struct sockaddr_in address;
    char map [32];
    snprintf (map, sizeof map, "127.0.0.1:%d", s_free_port (&address));
    setenv ("HOME", s_folder, 1);
    setenv ("ZCLUSTER_RUNTIME_DIR", s_folder, 1);
    setenv ("ZCLUSTER_PORT_MAP", map, 1);
    setenv ("ERL_CRASH_DUMP", "/dev/null", 1);
    s_write_tls ();
    s_start_epmd ();
    return s_folder;
}

static int
s_remove (const char *path, const struct stat *status, int type, struct FTW *ftw)
{
    (void) status, (void) type, (void) ftw;
    return remove (path);
}

void
bench_place_end (void)
{
    bench_program_end (&s_epmd);
    nftw (s_folder, s_remove, 16, FTW_DEPTH | FTW_PHYS);
}
