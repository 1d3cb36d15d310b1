//  zc_portmap.c - the directory of this host's nodes; see zc_portmap.h

#define _GNU_SOURCE                 //  F_OFD_SETLK

#include "zc_portmap_file.h"
#include "zc_portmap_text.h"
#include "zc_cookie.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define S_DEFAULT_DIR "/tmp/zcluster"
#define S_DEFAULT_ADDRESS "127.0.0.1"
enum { S_DEFAULT_PORT = 4370, S_CLAIM_TRIES = 200, S_CLAIM_PAUSE_NS = 2000000 };

struct zc_portmap_t {
    //  set once
    int dir;
    char *path;
    int port;
    bool address_fixed;             //  the port map was given with an address
    //  set before the service starts
    char address [64];
    //  owner only
    int file;                       //  our entry, locked; -1: not registered
    zc_portmap_entry_t entry;
};

//  Leave a text for the caller. Returns -1, to be passed on.
__attribute__ ((format (printf, 2, 3)))
static int
s_fail (char **error, const char *format, ...)
{
    char text [1024];
    va_list args;
    va_start (args, format);
    vsnprintf (text, sizeof text, format, args);
    va_end (args);
    if (error)
        *error = zc_copy_text (text);
    return -1;
}

static const char *
s_setting (const char *given, const char *variable, const char *otherwise)
{
    if (given && *given)
        return given;
    const char *value = getenv (variable);
    return value && *value? value: otherwise;
}

//  ---- open the directory --------------------------------------------------

static int
s_check_dir (int dir, const char *path, char **error)
{
    struct stat it;
    if (fstat (dir, &it) != 0)
        return s_fail (error, "the directory %s: %s", path, strerror (errno));
    if ((it.st_mode & 022) && !(it.st_mode & S_ISVTX))
        return s_fail (error, "the directory %s is not safe: others can replace its files; "
                       "run: chmod +t %s", path, path);
    return 0;
}

//  Whoever makes the directory sets its mode, whatever the umask is. From then
//  on it is reached by its descriptor: nobody can put another in its place.
static int
s_open_dir (const char *path, char **error)
{
    bool shared = strcmp (path, S_DEFAULT_DIR) == 0;
    bool made = mkdir (path, 0700) == 0;
    int dir = open (path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (dir >= 0 && made && shared && fchmod (dir, 01777) != 0) {
        close (dir);
        dir = -1;
    }
    if (dir < 0)
        return s_fail (error, "the directory %s cannot be used: %s", path, strerror (errno));
    if (s_check_dir (dir, path, error) != 0) {
        close (dir);
        return -1;
    }
    return dir;
}

zc_portmap_t *
zc_portmap_new (const char *runtime_dir, const char *port_map, char **error)
{
    const char *path = s_setting (runtime_dir, "ZCLUSTER_RUNTIME_DIR", S_DEFAULT_DIR);
    const char *endpoint = s_setting (port_map, "ZCLUSTER_PORT_MAP", NULL);
    zc_portmap_t settings = {.file = -1, .port = S_DEFAULT_PORT};
    if (endpoint && !zc_portmap_endpoint_parse (endpoint, settings.address, &settings.port)) {
        s_fail (error, "the port map %s is not [address:]port", endpoint);
        return NULL;
    }
    settings.dir = s_open_dir (path, error);
    if (settings.dir < 0)
        return NULL;
    settings.address_fixed = settings.address [0] != 0;
    settings.path = zc_copy_text (path);
    zc_portmap_t *self = zc_malloc (sizeof *self);
    *self = settings;
    zc_portmap_set_bind (self, NULL);
    return self;
}

void
zc_portmap_destroy (zc_portmap_t **self_p)
{
    zc_portmap_t *self = *self_p;
    if (!self)
        return;
    zc_portmap_unregister (self);
    close (self->dir);
    zc_release (self->path);
    zc_release (self);
    *self_p = NULL;
}

//  ---- our own entry -------------------------------------------------------

//  By chance, not by the clock: a machine without a battery starts each time at the same
//  one. Two starts in a row have the same creation once in four billion.
static uint32_t
s_new_creation (void)
{
    uint32_t creation = 0;
    while (!creation)
        zc_secret_random (&creation, sizeof creation);
    return creation;
}

static void
s_explain (const zc_portmap_t *self, const char *name, int claim, char **error)
{
    int reason = errno;
    zc_portmap_entry_t entry;
    bool alive = zc_portmap_file_read (self->dir, name, &entry) == ZC_PORTMAP_LIVE;
    if (claim == ZC_PORTMAP_FAILED)
        s_fail (error, "%s/%s: %s", self->path, name, strerror (reason));
    else if (claim == ZC_PORTMAP_FOREIGN && !alive)
        s_fail (error, "the name %s is blocked by %s/%s, which is another user's or not a node's "
                "file; remove it", name, self->path, name);
    else
        s_fail (error, "the name %s seems to be in use by another node", name);
}

//  Claim the file of a name. Somebody else's claim lasts for a few system calls
//  if it does not end in a live node, so it is worth asking again. A dead
//  node's file of another user has to go (root may do that, others may not).
static int
s_claim (zc_portmap_t *self, const char *name, char **error)
{
    int claim = ZC_PORTMAP_BUSY;
    for (int i = 0; i < S_CLAIM_TRIES; i++) {
        claim = zc_portmap_file_claim (self->dir, name);
        if (claim == ZC_PORTMAP_BUSY)
            nanosleep (&(struct timespec) {.tv_nsec = S_CLAIM_PAUSE_NS}, NULL);
        else if (claim != ZC_PORTMAP_FOREIGN || !zc_portmap_file_remove (self->dir, name))
            break;
    }
    if (claim < 0)
        s_explain (self, name, claim, error);
    return claim;
}

int
zc_portmap_register (zc_portmap_t *self, const char *name, const char *address, int port,
                     uint32_t *creation, char **error)
{
    zc_check (self->file < 0, "a port map registers one node");
    zc_portmap_entry_t entry = {.port = port};
    if (!zc_nodename_valid (name) || port < 1 || port > 65535
        || !zc_portmap_address_set (entry.address, address))
        return s_fail (error, "not a node's name, address and port: %s %s %d", name, address, port);

    int fd = s_claim (self, name, error);
    if (fd < 0)
        return -1;
    entry.creation = s_new_creation ();
    if (!zc_portmap_file_enter (fd, &entry)) {
        s_fail (error, "%s/%s cannot be written: %s", self->path, name, strerror (errno));
        close (fd);
        return -1;
    }
    strcpy (entry.name, name);
    self->entry = entry;
    self->file = fd;
    *creation = entry.creation;
    return 0;
}

//  Unlocked, and not just closed: a child process that was forked off and has
//  not yet called exec holds a copy.
void
zc_portmap_unregister (zc_portmap_t *self)
{
    if (self->file < 0)
        return;
    struct flock all = {.l_type = F_UNLCK, .l_whence = SEEK_SET};
    fcntl (self->file, F_OFD_SETLK, &all);
    close (self->file);
    self->file = -1;
    zc_portmap_file_remove (self->dir, self->entry.name);
}

void
zc_portmap_touch (zc_portmap_t *self)
{
    if (self->file >= 0)
        utimensat (self->dir, self->entry.name, NULL, AT_SYMLINK_NOFOLLOW);
}

//  ---- look up -------------------------------------------------------------

bool
zc_portmap_find (const zc_portmap_t *self, const char *name, zc_portmap_entry_t *entry)
{
    return zc_portmap_file_read (self->dir, name, entry) == ZC_PORTMAP_LIVE;
}

//  Live or not; the dead are swept away in passing.
static bool
s_find_or_sweep (zc_portmap_t *self, const char *name, zc_portmap_entry_t *entry)
{
    zc_portmap_state_t state = zc_portmap_file_read (self->dir, name, entry);
    if (state == ZC_PORTMAP_DEAD)
        zc_portmap_file_remove (self->dir, name);
    return state == ZC_PORTMAP_LIVE;
}

bool
zc_portmap_local (zc_portmap_t *self, const char *name, zc_portmap_entry_t *entry)
{
    if (!s_find_or_sweep (self, name, entry))
        return false;
    if (zc_portmap_address_is_any (entry->address))
        strcpy (entry->address, strchr (entry->address, ':')? "::1": "127.0.0.1");
    return true;
}

static int
s_by_name (const void *a, const void *b)
{
    return strcmp (((const zc_portmap_entry_t *) a)->name, ((const zc_portmap_entry_t *) b)->name);
}

size_t
zc_portmap_names (zc_portmap_t *self, zc_portmap_entry_t **entries)
{
    zc_buffer_t found = {0};
    size_t count = 0;
    int fd = openat (self->dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *dir = fd < 0? NULL: fdopendir (fd);
    struct dirent *file;
    while (dir && count < ZC_PORTMAP_NAMES_MAX && (file = readdir (dir))) {
        zc_portmap_entry_t entry;
        if (zc_nodename_valid (file->d_name) && s_find_or_sweep (self, file->d_name, &entry)) {
            zc_buffer_put (&found, &entry, sizeof entry);
            count++;
        }
    }
    if (dir)
        closedir (dir);
    *entries = (zc_portmap_entry_t *) (void *) found.data;
    if (count)
        qsort (*entries, count, sizeof **entries, s_by_name);
    return count;
}

//  ---- settings of the service ---------------------------------------------

void
zc_portmap_set_bind (zc_portmap_t *self, const char *bind)
{
    if (self->address_fixed)
        return;
    if (!bind || !zc_portmap_address_set (self->address, bind))
        strcpy (self->address, S_DEFAULT_ADDRESS);
}

const char *
zc_portmap_address (const zc_portmap_t *self)
{
    return self->address;
}

int
zc_portmap_port (const zc_portmap_t *self)
{
    return self->port;
}
