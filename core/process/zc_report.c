//  zc_report.c - the report of a crash: function, file, line, back trace
//
//  Written by the crashed process itself, at its base frame, as ordinary user
//  code that may take its time. Addresses are resolved by addr2line where it is
//  installed (it comes with the compiler), else by the symbols of the program;
//  each place only once, a place that crashes a thousand times costs one look.

#define _GNU_SOURCE             //  dladdr1
#include "zc_core.h"

#include <dlfcn.h>
#include <link.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

//  A resolved address, kept for the life of the node.
typedef struct {
    zc_hash_item_t hash;            //  in core->places, by address
    char text [];                   //  "function (file:line)"
} zc_place_t;

//  ---- resolving -----------------------------------------------------------

//  Ask addr2line about an address of a file. false: no such tool, or no answer.
static bool
s_addr2line (const char *file, uintptr_t offset, char *text, size_t size)
{
    char address [32];
    snprintf (address, sizeof address, "0x%jx", (uintmax_t) offset);
    int ends [2];
    if (pipe (ends) != 0)
        return false;
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init (&actions);
    posix_spawn_file_actions_adddup2 (&actions, ends [1], STDOUT_FILENO);
    posix_spawn_file_actions_addclose (&actions, ends [0]);
    posix_spawn_file_actions_addopen (&actions, STDERR_FILENO, "/dev/null", 1, 0);
    const char *arguments [] = {"addr2line", "-f", "-p", "-s", "-e", file, address, NULL};
    pid_t child;
    int rc = posix_spawnp (&child, "addr2line", &actions, NULL, (char **) (uintptr_t) arguments,
                           environ);
    posix_spawn_file_actions_destroy (&actions);
    close (ends [1]);
    ssize_t got = 0;
    if (rc == 0) {
        ssize_t more;
        while (got < (ssize_t) size - 1
               && (more = read (ends [0], text + got, size - 1 - (size_t) got)) > 0)
            got += more;
        waitpid (child, NULL, 0);
    }
    close (ends [0]);
    text [got > 0? got: 0] = 0;
    text [strcspn (text, "\n")] = 0;
    return text [0] && text [0] != '?';
}

//  "function at file:line" becomes "function (file:line)".
static void
s_tidy (char *text, size_t size)
{
    char *at = strstr (text, " at ");
    char *extra = strstr (text, " (discriminator");
    if (extra)
        *extra = 0;
    if (at && strlen (text) + 1 < size) {
        memmove (at + 2, at + 4, strlen (at + 4) + 1);
        memcpy (at, " (", 2);
        strcat (text, ")");
    }
}

static void
s_resolve (void *address, char *text, size_t size)
{
    Dl_info info;
    struct link_map *map = NULL;
    //  A return address: the call before it is what we want
    char *at = (char *) address - 1;
    if (!dladdr1 (at, &info, (void **) &map, RTLD_DL_LINKMAP)) {
        snprintf (text, size, "%p", address);
        return;
    }
    const char *file = map->l_name [0]? map->l_name: "/proc/self/exe";
    char own [400];
    ssize_t length = map->l_name [0]? -1: readlink (file, own, sizeof own - 1);
    if (length > 0) {
        own [length] = 0;
        file = own;
    }
    if (s_addr2line (file, (uintptr_t) at - map->l_addr, text, size - 4))
        s_tidy (text, size);
    else
        snprintf (text, size, "%.400s+0x%tx", info.dli_sname? info.dli_sname: file,
                  at - (char *) (info.dli_sname? info.dli_saddr: info.dli_fbase));
}

//  The text for an address; the node's, good as long as it.
static const char *
s_place (zc_core_t *core, void *address)
{
    pthread_mutex_lock (&core->lock);
    zc_hash_item_t *item = zc_hash_find (&core->places, (uintptr_t) address);
    pthread_mutex_unlock (&core->lock);
    if (item)
        return zc_container_of (item, zc_place_t, hash)->text;
    char text [512];
    s_resolve (address, text, sizeof text);
    zc_place_t *place = zc_malloc (sizeof *place + strlen (text) + 1);
    strcpy (place->text, text);
    pthread_mutex_lock (&core->lock);
    zc_hash_item_t *other = zc_hash_find (&core->places, (uintptr_t) address);
    if (!other)
        zc_hash_add (&core->places, &place->hash, (uintptr_t) address);
    pthread_mutex_unlock (&core->lock);
    if (!other)
        return place->text;
    zc_release (place);             //  somebody was faster
    return zc_container_of (other, zc_place_t, hash)->text;
}

void
zc_crash_free_places (zc_core_t *self)
{
    zc_hash_item_t *item;
    while ((item = zc_hash_walk (&self->places, NULL))) {
        zc_hash_remove (&self->places, item);
        zc_release (zc_container_of (item, zc_place_t, hash));
    }
    zc_hash_clear (&self->places);
}

//  ---- the report ----------------------------------------------------------

static const char *
s_kind (const zc_crash_t *crash)
{
    if (crash->overflow)
        return "stack_overflow";
    switch (crash->signal) {
        case SIGSEGV:
            return "segv";
        case SIGBUS:
            return "bus";
        case SIGFPE:
            return "fpe";
        case SIGILL:
            return "ill";
        default:
            return "abrt";
    }
}

//  Is it part of a library, and not of the program or a module?
static bool
s_is_library (void *address)
{
    Dl_info info;
    struct link_map *map = NULL;
    if (!dladdr1 ((char *) address - 1, &info, (void **) &map, RTLD_DL_LINKMAP))
        return true;
    return map->l_name [0] && strstr (map->l_name, ".so") && strstr (map->l_name, "/lib")
        && !zc_crash_in_module (map->l_name);
}

//  The innermost frame that is not a library's nor ours (a bad pointer handed to
//  the library faults there): where the programmer looks first.
static int
s_first_user_frame (const zc_crash_t *crash)
{
    for (int i = 0; i < crash->count; i++)
        if (!s_is_library (crash->trace [i]) && !zc_crash_in_library (crash->trace [i]))
            return i;
    return crash->count? 0: -1;
}

void
zc_crash_report (zc_process_t *process)
{
    zc_core_t *core = process->core;
    zc_crash_t crash = process->crash;
    //  The innermost address is where it crashed, not a return address
    if (crash.count > 0)
        crash.trace [0] = (char *) crash.trace [0] + 1;
    int first = s_first_user_frame (&crash);
    const char *where = first >= 0? s_place (core, crash.trace [first]): "unknown";
    char name [ZC_ATOM_BYTES_MAX + 3] = "";
    zc_baton_enter ();
    core->crashes++;
    if (process->name)
        snprintf (name, sizeof name, " %s", process->name);
    zc_baton_leave (process);
    zc_core_log (core, ZC_LOG_ERROR, "process #PID<0.%u.%u>%s crashed: %s, address %p, in %s",
                 process->pid.id, process->pid.serial, name, s_kind (&crash), crash.address,
                 where);
    for (int i = first > 0? first: 0; i < crash.count && i < first + 8; i++)
        zc_core_log (core, ZC_LOG_ERROR, "    %s", s_place (core, crash.trace [i]));
    zc_core_log (core, ZC_LOG_INFO, "    to stop in gdb where it happens: run the program with "
                 "containment set to fatal (see core/README.md)");
    process->reason = zc_term_new ("{signal, ~a, ~s}", s_kind (&crash), where);
    process->crashing = 0;
}
