//  zc_code_compile.c - see zc_code_compile.h
//
//  Modules are built with the flags that the library itself is built with, as far as
//  a node depends on them: frame pointers and debug information for reports of
//  crashes, probes of the stack for large arrays, own symbols bound within the object
//  so that two versions never call into each other.

#define _GNU_SOURCE             //  pipe2, dladdr
#include "zc_code_compile.h"
#include "zc_code_place.h"
#include "base/zc_buffer.h"
#include "base/zc_caller.h"
#include "base/zc_limits.h"
#include "process/zc_hooks.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

//  ---- where the headers are -----------------------------------------------

static bool
s_has_headers (char *folder, size_t size, const char *below)
{
    size_t length = strlen (folder);
    snprintf (folder + length, size - length, "%s/zcluster.h", below);
    bool found = access (folder, R_OK) == 0;
    folder [length + strlen (below)] = 0;
    if (!found)
        folder [length] = 0;
    return found;
}

//  Look beside a file and in every folder above it, so that a build tree and an
//  installed prefix are both found, wherever they were moved.
static bool
s_headers_near (const char *file, char *folder, size_t size)
{
    snprintf (folder, size, "%s", file);
    for (char *slash; (slash = strrchr (folder, '/'));) {
        *slash = 0;
        if (s_has_headers (folder, size, "/core/include")
        ||  s_has_headers (folder, size, "/include/zcluster"))
            return true;
    }
    return false;
}

//  false: the compiler has to know.
static bool
s_headers (char *folder, size_t size)
{
    const char *told = getenv ("ZCLUSTER_INCLUDE");
    char file [PATH_MAX];
    Dl_info library;
    if (told && *told) {
        snprintf (folder, size, "%s", told);
        return true;
    }
    ssize_t length = readlink ("/proc/self/exe", file, sizeof file - 1);
    if (length > 0) {
        file [length] = 0;
        if (s_headers_near (file, folder, size))
            return true;
    }
    return dladdr ((const void *) (uintptr_t) s_headers, &library)
        && realpath (library.dli_fname, file) && s_headers_near (file, folder, size);
}

//  ---- the compiler's run --------------------------------------------------

//  A block of the process: when that ends, the compiler does.
typedef struct {
    pid_t pid;                      //  0: it has ended
    int fd;                         //  what it says
} s_child_t;

static void
s_drop (void *memory)
{
    s_child_t *self = memory;
    if (self->pid > 0) {
        kill (-self->pid, SIGKILL); //  its children too
        waitpid (self->pid, NULL, 0);
    }
    close (self->fd);
}

//  Start a program with its output in a pipe, in a group of its own and with the
//  signals as a program expects them. 0, or an errno.
static int
s_spawn (const char *const *arguments, int output, pid_t *pid)
{
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init (&files);
    posix_spawn_file_actions_addopen (&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2 (&files, output, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2 (&files, output, STDERR_FILENO);
    posix_spawnattr_t attributes;
    posix_spawnattr_init (&attributes);
    sigset_t none, all;
    sigemptyset (&none);
    sigfillset (&all);
    posix_spawnattr_setsigmask (&attributes, &none);
    posix_spawnattr_setsigdefault (&attributes, &all);
    posix_spawnattr_setpgroup (&attributes, 0);
    posix_spawnattr_setflags (&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF
                                           | POSIX_SPAWN_SETPGROUP);
    int error = posix_spawnp (pid, arguments [0], &files, &attributes,
                              (char *const *) (uintptr_t) arguments, environ);
    posix_spawnattr_destroy (&attributes);
    posix_spawn_file_actions_destroy (&files);
    return error;
}

//  NULL and errno: it does not start.
static s_child_t *
s_start (const char *const *arguments)
{
    int ends [2];
    if (pipe2 (ends, O_CLOEXEC) != 0)
        return NULL;
    pid_t pid;
    int error = s_spawn (arguments, ends [1], &pid);
    close (ends [1]);
    if (error) {
        close (ends [0]);
        errno = error;
        return NULL;
    }
    s_child_t *self = zc_block_new (sizeof *self, s_drop);
    self->pid = pid;
    self->fd = ends [0];
    return self;
}

//  Take up what it says, until it is done. false: it takes too long.
static bool
s_listen (const s_child_t *child, char *text)
{
    int64_t end = zc_core_now (zc_core_self ()) + (int64_t) ZC_COMPILE_MS * 1000000;
    char bytes [4096];
    size_t used = 0;
    for (;;) {
        int64_t left = end - zc_core_now (zc_core_self ());
        if (left <= 0 || !zc_wait_fd (child->fd, false, (int) (left / 1000000) + 1))
            return false;
        ssize_t size = read (child->fd, bytes, sizeof bytes);
        if (size == 0 || (size < 0 && errno != EINTR))
            return true;
        size_t room = ZC_COMPILE_TEXT_MAX - used, more = size > 0? (size_t) size: 0;
        more = more < room? more: room;
        memcpy (text + used, bytes, more);
        used += more;
        text [used] = 0;
    }
}

//  Its exit status; -1 where a signal ended it.
static int
s_wait (s_child_t *child)
{
    int status = -1;
    waitpid (child->pid, &status, 0);
    child->pid = 0;
    return WIFEXITED (status)? WEXITSTATUS (status): -1;
}

typedef enum { NOT_STARTED, FAILED, DONE } s_outcome_t;

//  Run a program; what it says goes to `text`, or why it did not start.
static s_outcome_t
s_run (const char *const *arguments, char *text)
{
    s_child_t *child = s_start (arguments);
    if (!child) {
        snprintf (text, ZC_COMPILE_TEXT_MAX, "no C compiler can be run (gcc, cc, or what CC "
                  "says): %s\n", strerror (errno));
        return NOT_STARTED;
    }
    *text = 0;
    s_outcome_t outcome = FAILED;
    if (!s_listen (child, text))
        snprintf (text, ZC_COMPILE_TEXT_MAX, "%s takes too long\n", arguments [0]);
    else
    if (s_wait (child) == 0)
        outcome = DONE;
    zc_block_free (child);
    return outcome;
}

//  ---- compile -------------------------------------------------------------

static const char s_entry [] = "#include \"zc_module.h\"\nZC_OBJECT;\n";

//  The file that exports the tables of the other one. NULL and *error.
static char *
s_entry_file (char **error)
{
    char *path = zc_code_place_path ("entry", ".c", error);
    if (!path)
        return NULL;
    *error = zc_code_place_write (path, s_entry, sizeof s_entry - 1);
    return *error? NULL: path;
}

static s_outcome_t
s_compile_with (const char *compiler, const char *const files [3], char *text)
{
    char headers [PATH_MAX + 32];
    const char *arguments [] = {
        compiler, "-std=gnu11", "-Wall", "-O2", "-g", "-fPIC", "-shared", "-fvisibility=hidden",
        "-fno-omit-frame-pointer", "-fstack-clash-protection", "-Wl,-Bsymbolic",
        "-fdiagnostics-color=never", "-o", files [0], files [1], files [2], NULL, NULL, NULL};
    if (s_headers (headers, sizeof headers)) {
        size_t count = sizeof arguments / sizeof *arguments;
        arguments [count - 3] = "-I";
        arguments [count - 2] = headers;
    }
    return s_run (arguments, text);
}

bool
zc_code_compile_file (const char *path, const char *output, char **messages)
{
    char *entry = s_entry_file (messages);
    if (!entry)
        return false;
    char *text = *messages = zc_alloc (ZC_COMPILE_TEXT_MAX + 1);
    const char *files [3] = {output, path, entry}, *told = getenv ("CC");
    const char *const names [] = {told && *told? told: "gcc", "gcc", "cc"};
    s_outcome_t outcome = NOT_STARTED;
    for (size_t i = 0; i < sizeof names / sizeof *names && outcome == NOT_STARTED; i++)
        outcome = s_compile_with (names [i], files, text);
    zc_free (entry);
    return outcome == DONE;
}
