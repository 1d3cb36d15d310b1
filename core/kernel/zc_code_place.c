//  zc_code_place.c - see zc_code_place.h
//
//  The lock (flock) on a folder, or on a file that is being written, tells the living
//  from the dead: the system lets go of it when the node's program ends, however it ends.

#define _GNU_SOURCE
#include "zc_code_place.h"
#include "zc_boot.h"
#include "base/zc_caller.h"
#include "base/zc_check.h"
#include "process/zc_hooks.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

struct zc_code_place_t {
    char *path;
    int fd;                         //  the folder, locked
    unsigned count;                 //  paths given out; baton holder only
};

//  ---- text ----------------------------------------------------------------

char *
zc_code_text (const char *format, ...)
{
    va_list args;
    va_start (args, format);
    char *text;
    int size = vasprintf (&text, format, args);
    va_end (args);
    zc_check (size >= 0, "no memory for a text");
    char *own = zc_strdup (text);
    free (text);
    return own;
}

//  ---- folders -------------------------------------------------------------

//  Remove a folder of the parent and the files in it; fd: the folder, taken.
static void
s_remove (int parent, const char *name, int fd)
{
    DIR *folder = fdopendir (fd);
    for (struct dirent *entry; folder && (entry = readdir (folder));)
        unlinkat (fd, entry->d_name, 0);
    unlinkat (parent, name, AT_REMOVEDIR);
    if (folder)
        closedir (folder);
    else
        close (fd);
}

//  Open a folder of ours and lock it. -1: it is not ours, or somebody has it.
static int
s_lock (int parent, const char *name)
{
    int fd = openat (parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    struct stat opened, named;
    if (fd < 0)
        return -1;
    if (fstat (fd, &opened) == 0 && opened.st_uid == geteuid ()
        && flock (fd, LOCK_EX | LOCK_NB) == 0
        && fstatat (parent, name, &named, AT_SYMLINK_NOFOLLOW) == 0
        && opened.st_ino == named.st_ino)       //  not removed before we had the lock
        return fd;
    close (fd);
    return -1;
}

//  Remove what the dead have left.
static void
s_sweep (const char *parent, const char *prefix)
{
    DIR *folder = opendir (parent);
    for (struct dirent *entry; folder && (entry = readdir (folder));) {
        if (strncmp (entry->d_name, prefix, strlen (prefix)) != 0)
            continue;
        int fd = s_lock (dirfd (folder), entry->d_name);
        if (fd >= 0)
            s_remove (dirfd (folder), entry->d_name, fd);
    }
    if (folder)
        closedir (folder);
}

//  ---- the node's ----------------------------------------------------------

static zc_code_place_t *
s_new (char **error)
{
    const char *parent = getenv ("TMPDIR");
    char real [PATH_MAX], prefix [64], path [PATH_MAX + 80];
    if (!realpath (parent && *parent? parent: "/tmp", real)) {
        *error = zc_code_text ("no folder for temporary files (TMPDIR): %s\n", strerror (errno));
        return NULL;
    }
    snprintf (prefix, sizeof prefix, ZC_MODULE_PLACE "%u-", (unsigned) geteuid ());
    s_sweep (real, prefix);
    //  Somebody else's sweep may come between making and locking: once more then
    int fd = -1;
    for (int i = 0; fd < 0 && i < 10; i++) {
        snprintf (path, sizeof path, "%s/%sXXXXXX", real, prefix);
        fd = mkdtemp (path)? s_lock (AT_FDCWD, path): -1;
    }
    if (fd < 0) {
        *error = zc_code_text ("cannot make a folder for code in %s: %s\n", real, strerror (errno));
        return NULL;
    }
    zc_code_place_t *self = zc_calloc (sizeof *self);
    self->path = zc_copy_text (path);
    self->fd = fd;
    return self;
}

void
zc_code_place_destroy (zc_code_place_t **self_p)
{
    zc_code_place_t *self = *self_p;
    if (!self)
        return;
    *self_p = NULL;
    s_remove (AT_FDCWD, self->path, self->fd);
    zc_release (self->path);
    zc_release (self);
}

static void
s_drop (void *memory)
{
    zc_code_place_destroy (memory);
}

//  The node's place; made if need be. NULL and *error.
static zc_code_place_t *
s_place (char **error)
{
    zc_code_place_t **at = zc_boot_code_place (zc_node ());
    zc_core_enter ();
    zc_code_place_t *place = *at;
    zc_core_leave ();
    if (place)
        return place;
    //  Ours until the node has it: a kill in between must not leave it lying about
    zc_code_place_t **made = zc_block_new (sizeof (zc_code_place_t *), s_drop);
    *made = s_new (error);
    zc_core_enter ();
    if (!*at) {                     //  else somebody was faster
        *at = *made;
        *made = NULL;
    }
    place = *at;
    zc_core_leave ();
    zc_block_free (made);
    return place;
}

//  The bare name of a file, of characters that are good in a path.
static void
s_stem (const char *name, char *stem, size_t size)
{
    const char *slash = strrchr (name, '/');
    snprintf (stem, size, "%s", slash? slash + 1: name);
    char *dot = strrchr (stem, '.');
    if (dot && dot > stem)
        *dot = 0;
    for (char *at = stem; *at; at++)
        if (!strchr ("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.", *at))
            *at = '_';
}

char *
zc_code_place_path (const char *name, const char *suffix, char **error)
{
    char stem [100];
    s_stem (name, stem, sizeof stem);
    zc_code_place_t *self = s_place (error);
    if (!self)
        return NULL;
    zc_core_enter ();
    unsigned number = ++self->count;
    zc_core_leave ();
    return zc_code_text ("%s/%s-%u%s", self->path, stem, number, suffix);
}

//  ---- writing -------------------------------------------------------------

static bool
s_write_all (int fd, const char *data, size_t size)
{
    while (size > 0) {
        ssize_t written = write (fd, data, size);
        if (written < 0 && errno != EINTR)
            return false;
        if (written > 0) {
            data += written;
            size -= (size_t) written;
        }
    }
    return true;
}

//  What a file has behind its name while it is written: so much that no copy that somebody
//  keeps is called so.
static const char s_suffix [] = ".part-XXXXXX";
enum { s_random = 6 };

static bool
s_is_part (const char *file, const char *name)
{
    size_t size = strlen (name), marked = sizeof s_suffix - 1 - s_random;
    return strlen (file) == size + marked + s_random && strncmp (file, name, size) == 0
        && strncmp (file + size, s_suffix, marked) == 0;
}

//  Remove what those have left who died while they wrote this file.
static void
s_sweep_parts (const char *path)
{
    const char *slash = strrchr (path, '/');
    char *parent = zc_code_text ("%.*s", slash? (int) (slash + 1 - path): 2, slash? path: "./");
    DIR *folder = opendir (parent);
    for (struct dirent *entry; folder && (entry = readdir (folder));) {
        if (!s_is_part (entry->d_name, slash? slash + 1: path))
            continue;
        int fd = openat (dirfd (folder), entry->d_name,
                         O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
        if (fd >= 0 && flock (fd, LOCK_EX | LOCK_NB) == 0)
            unlinkat (dirfd (folder), entry->d_name, 0);
        if (fd >= 0)
            close (fd);
    }
    if (folder)
        closedir (folder);
    zc_free (parent);
}

//  A new file, locked; `part` is its path. Somebody else's sweep may come between making
//  and locking: once more then. -1 and errno.
static int
s_part (char *part)
{
    size_t size = strlen (part);
    for (int i = 0; i < 10; i++) {
        memset (part + size - s_random, 'X', s_random);
        int fd = mkostemp (part, O_CLOEXEC);
        struct stat status;
        if (fd < 0)
            return -1;
        bool swept = flock (fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK;
        if (!swept && fstat (fd, &status) == 0 && status.st_nlink > 0)
            return fd;
        close (fd);
    }
    errno = EBUSY;
    return -1;
}

//  Some file systems tell only at a close that there was no room.
static bool
s_flush (int fd)
{
    int copy = fcntl (fd, F_DUPFD_CLOEXEC, 0);
    return copy >= 0 && close (copy) == 0;
}

char *
zc_code_place_write (const char *path, const void *data, size_t size)
{
    s_sweep_parts (path);
    char *part = zc_code_text ("%s%s", path, s_suffix);
    int fd = s_part (part);
    bool written = fd >= 0 && s_write_all (fd, data, size) && fchmod (fd, 0644) == 0
                && s_flush (fd) && rename (part, path) == 0;
    int error = errno;
    if (!written && fd >= 0)
        unlink (part);
    if (fd >= 0)
        close (fd);                 //  the lock goes when the file has its name
    zc_free (part);
    return written? NULL: zc_code_text ("%s: cannot be written: %s\n", path, strerror (error));
}
