//  demo_place.c - see demo_place.h

#define _GNU_SOURCE
#include "demo_place.h"

#include <ftw.h>
#include <limits.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

static char s_folder [PATH_MAX];

static int
s_free_port (void)
{
    int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_addr.s_addr = htonl (INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    bool bound = bind (fd, (struct sockaddr *) &address, size) == 0
              && getsockname (fd, (struct sockaddr *) &address, &size) == 0;
    close (fd);
    return bound? ntohs (address.sin_port): 0;
}

void
demo_place_make (void)
{
    const char *tmp = getenv ("TMPDIR");
    snprintf (s_folder, sizeof s_folder, "%s/zcluster-demo.XXXXXX", tmp && *tmp? tmp: "/tmp");
    if (!mkdtemp (s_folder) || chdir (s_folder) != 0 || !getcwd (s_folder, sizeof s_folder)) {
        perror (s_folder);
        exit (1);
    }
    char text [PATH_MAX + 8];
    snprintf (text, sizeof text, "%s/run", s_folder);
    setenv ("HOME", s_folder, 1);
    setenv ("TMPDIR", s_folder, 1);
    setenv ("ZCLUSTER_RUNTIME_DIR", text, 1);
    snprintf (text, sizeof text, "127.0.0.1:%d", s_free_port ());
    setenv ("ZCLUSTER_PORT_MAP", text, 1);
}

bool
demo_place_copy (const char *path, const char *name)
{
    FILE *from = fopen (path, "r"), *to = from? fopen (name, "w"): NULL;
    bool good = to;
    for (int c; good && (c = getc (from)) != EOF;)
        good = putc (c, to) != EOF;
    good = from && !ferror (from) && good;
    if (from)
        fclose (from);
    return (!to || fclose (to) == 0) && good;
}

static int
s_remove_one (const char *path, const struct stat *info, int type, struct FTW *walk)
{
    (void) info, (void) type, (void) walk;
    return remove (path);
}

void
demo_place_remove (void)
{
    if (chdir ("/") == 0)
        nftw (s_folder, s_remove_one, 16, FTW_DEPTH | FTW_PHYS);
}
