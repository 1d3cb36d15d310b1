//  zc_cookie.c - see zc_cookie.h

#define _GNU_SOURCE                 //  mkostemp, renameat2

#include "zc_cookie.h"
#include "base/zc_buffer.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { S_COOKIE_LETTERS = 20, S_COOKIE_TRIES = 10 };

//  Leave a text for the caller. Returns NULL, to be passed on.
__attribute__ ((format (printf, 2, 3)))
static char *
s_fail (char **error, const char *format, ...)
{
    char text [1024];
    va_list args;
    va_start (args, format);
    vsnprintf (text, sizeof text, format, args);
    va_end (args);
    if (error)
        *error = zc_copy_text (text);
    return NULL;
}

static char *
s_path (const char *path, char **error)
{
    if (path)
        return zc_copy_text (path);
    const char *home = getenv ("HOME");
    if (!home || !*home)
        return s_fail (error, "no cookie given, and no HOME to look for the cookie file in");
    zc_buffer_t text = {0};
    zc_buffer_printf (&text, "%s/.zcluster.cookie", home);
    return (char *) text.data;
}

//  ---- make the file -------------------------------------------------------

//  Bytes above the last whole alphabet are drawn again: no letter is likelier.
static char
s_random_letter (void)
{
    uint8_t byte;
    do
        zc_secret_random (&byte, sizeof byte);
    while (byte >= 256 / 26 * 26);
    return (char) ('A' + byte % 26);
}

static bool
s_write_cookie (int fd)
{
    char text [S_COOKIE_LETTERS + 1];
    for (int i = 0; i < S_COOKIE_LETTERS; i++)
        text [i] = s_random_letter ();
    text [S_COOKIE_LETTERS] = '\n';
    return fchmod (fd, 0400) == 0 && write (fd, text, sizeof text) == (ssize_t) sizeof text;
}

//  The file gets its name only when it is complete, and never takes the place
//  of another: of two nodes that start together the slower reads what the
//  faster wrote. Not every file system can link; the second call stands in.
static bool
s_publish (const char *temporary, const char *path)
{
    return link (temporary, path) == 0 || errno == EEXIST
        || renameat2 (AT_FDCWD, temporary, AT_FDCWD, path, RENAME_NOREPLACE) == 0
        || errno == EEXIST;
}

static bool
s_create (const char *path)
{
    zc_buffer_t temporary = {0};
    zc_buffer_printf (&temporary, "%s.XXXXXX", path);
    char *name = (char *) temporary.data;
    int fd = mkostemp (name, O_CLOEXEC);
    bool done = false;
    if (fd >= 0) {
        done = s_write_cookie (fd) && s_publish (name, path);
        int reason = errno;
        unlink (name);
        close (fd);
        errno = reason;
    }
    zc_buffer_clear (&temporary);
    return done;
}

//  ---- read it -------------------------------------------------------------

//  Refuse what is no file of one's own. The mode counts, since who reads the
//  cookie can run anything on all nodes.
static bool
s_safe (int fd, const char *path, char **error)
{
    struct stat file;
    if (fstat (fd, &file) != 0 || !S_ISREG (file.st_mode))
        s_fail (error, "the cookie file %s is not a regular file", path);
    else if (file.st_mode & 077)
        s_fail (error, "the cookie file %s can be read by others; run: chmod 400 %s", path, path);
    else
        return true;
    return false;
}

static char *
s_read_text (int fd, const char *path, char **error)
{
    char text [ZC_COOKIE_MAX + 3];  //  one more than cookie, CR and LF: it is seen
    ssize_t size = read (fd, text, sizeof text - 1);
    if (size < 0)
        return s_fail (error, "the cookie file %s cannot be read: %s", path, strerror (errno));
    while (size && (text [size - 1] == '\n' || text [size - 1] == '\r'))
        size--;
    text [size] = 0;
    if (size == 0)
        return s_fail (error, "the cookie file %s is empty", path);
    if (strlen (text) != (size_t) size || !zc_cookie_valid (text))
        return s_fail (error, "the cookie file %s holds no cookie: 1 to 255 printable "
                       "characters without space in one line", path);
    return zc_copy_text (text);
}

char *
zc_cookie_read (const char *path, char **error)
{
    char *name = s_path (path, error);
    if (!name)
        return NULL;
    int fd = -1;
    for (int i = 0; i < S_COOKIE_TRIES && fd < 0; i++) {
        fd = open (name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);    //  a pipe would block
        if (fd < 0 && (errno != ENOENT || !s_create (name)))
            break;
    }
    char *cookie = NULL;
    if (fd < 0)
        s_fail (error, "the cookie file %s cannot be opened: %s", name, strerror (errno));
    else if (s_safe (fd, name, error))
        cookie = s_read_text (fd, name, error);
    if (fd >= 0)
        close (fd);
    zc_release (name);
    return cookie;
}

bool
zc_cookie_valid (const char *cookie)
{
    size_t size = 0;
    while (cookie [size] > ' ' && cookie [size] < 127)
        size++;
    return size >= 1 && size <= ZC_COOKIE_MAX && cookie [size] == 0;
}
