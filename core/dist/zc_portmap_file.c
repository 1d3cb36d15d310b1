//  zc_portmap_file.c - see zc_portmap_file.h

#define _GNU_SOURCE                 //  F_OFD_SETLK

#include "zc_portmap_file.h"
#include "zc_portmap_text.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { S_ALIVE = 0, S_CLAIM = 1 };  //  the bytes that are locked
enum { S_SAFE_OPEN = O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK };

//  ---- locks ---------------------------------------------------------------
//  "Open file description" locks belong to the open file, not to the program:
//  two nodes of one program exclude each other, and a lock goes only when the
//  last copy of the descriptor is closed, which the kernel does for the dead.

static bool
s_lock (int fd, off_t byte)
{
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = byte, .l_len = 1};
    return fcntl (fd, F_OFD_SETLK, &lock) == 0;
}

static bool
s_is_locked (int fd, off_t byte)
{
    struct flock lock = {.l_type = F_RDLCK, .l_whence = SEEK_SET, .l_start = byte, .l_len = 1};
    return fcntl (fd, F_OFD_GETLK, &lock) == 0 && lock.l_type == F_WRLCK;
}

//  Is this still the file of that name? It may have been removed between open
//  and lock; then the lock is worth nothing.
static bool
s_is_current (int fd, int dir, const char *name)
{
    struct stat opened, named;
    return fstat (fd, &opened) == 0
        && fstatat (dir, name, &named, AT_SYMLINK_NOFOLLOW) == 0
        && opened.st_ino == named.st_ino && opened.st_dev == named.st_dev;
}

//  ---- read ----------------------------------------------------------------

static bool
s_parse (int fd, zc_portmap_entry_t *entry)
{
    char text [256];                //  a line has at most 79 bytes
    ssize_t size = pread (fd, text, sizeof text - 1, 0);
    if (size < 0)
        return false;
    text [size] = 0;
    return strlen (text) == (size_t) size && zc_portmap_file_parse (text, entry);
}

zc_portmap_state_t
zc_portmap_file_read (int dir, const char *name, zc_portmap_entry_t *entry)
{
    *entry = (zc_portmap_entry_t) {0};
    if (!zc_nodename_valid (name))
        return ZC_PORTMAP_NONE;
    int fd = openat (dir, name, O_RDONLY | S_SAFE_OPEN);
    if (fd < 0)
        return errno == ENOENT? ZC_PORTMAP_NONE: ZC_PORTMAP_ALIEN;
    struct stat file;
    zc_portmap_state_t state = ZC_PORTMAP_ALIEN;
    if (fstat (fd, &file) == 0 && S_ISREG (file.st_mode)) {
        //  Asked before reading: what a live node wrote is complete.
        bool alive = s_is_locked (fd, S_ALIVE);
        if (s_parse (fd, entry))
            state = alive? ZC_PORTMAP_LIVE: ZC_PORTMAP_DEAD;
        else
            *entry = (zc_portmap_entry_t) {0};
    }
    close (fd);
    strcpy (entry->name, name);
    return state;
}

//  ---- claim, enter, remove ------------------------------------------------

//  A plain file of our own, with this one name: a second name may lie anywhere
//  and be somebody's trap. Mine to write only if it is empty or an entry.
static bool
s_is_ours (int fd)
{
    struct stat file;
    zc_portmap_entry_t entry;
    return fstat (fd, &file) == 0 && S_ISREG (file.st_mode) && file.st_nlink <= 1
        && file.st_uid == geteuid () && (file.st_size == 0 || s_parse (fd, &entry));
}

static int
s_claim_opened (int fd, int dir, const char *name)
{
    if (!s_is_ours (fd))
        return s_is_locked (fd, S_ALIVE)? ZC_PORTMAP_IN_USE: ZC_PORTMAP_FOREIGN;
    bool claimed = s_lock (fd, S_CLAIM);
    if (s_is_locked (fd, S_ALIVE))
        return ZC_PORTMAP_IN_USE;
    return claimed && s_is_current (fd, dir, name)? fd: ZC_PORTMAP_BUSY;
}

int
zc_portmap_file_claim (int dir, const char *name)
{
    int fd = openat (dir, name, O_RDWR | O_CREAT | S_SAFE_OPEN, 0644);
    if (fd < 0) {
        bool foreign = errno == EACCES || errno == ELOOP || errno == EISDIR || errno == ENXIO;
        return foreign? ZC_PORTMAP_FOREIGN: ZC_PORTMAP_FAILED;
    }
    int claim = s_claim_opened (fd, dir, name);
    if (claim < 0)
        close (fd);
    return claim;
}

//  Emptied first: whoever is killed in between leaves an empty file, never half
//  a line. Others learn of it when it is complete, by the lock.
bool
zc_portmap_file_enter (int fd, const zc_portmap_entry_t *entry)
{
    zc_buffer_t text = {0};
    zc_portmap_file_format (entry, &text);
    bool done = fchmod (fd, 0644) == 0 && ftruncate (fd, 0) == 0
        && pwrite (fd, text.data, text.size, 0) == (ssize_t) text.size
        && s_lock (fd, S_ALIVE);
    zc_buffer_clear (&text);
    return done;
}

bool
zc_portmap_file_remove (int dir, const char *name)
{
    int fd = openat (dir, name, O_RDWR | S_SAFE_OPEN);
    if (fd < 0)
        return false;
    zc_portmap_entry_t entry;
    bool done = s_lock (fd, S_CLAIM) && s_is_current (fd, dir, name) && s_parse (fd, &entry)
        && unlinkat (dir, name, 0) == 0;
    close (fd);
    return done;
}
