//  zt_code.h - for tests of modules: C files written, compiled, changed
//
//      zt_compile (VERSION_1, zt_worker ());          // Worker, loaded
//      zt_check_term (zt_call ("Worker", "version"), "1");
//
//  A file's text is put together of two: what tells the versions apart, and what
//  they share. All files are in a folder of the test's own.

#ifndef ZT_CODE_H_INCLUDED
#define ZT_CODE_H_INCLUDED

#include "zc_test.h"

#include <ftw.h>
#include <sys/stat.h>

#define VERSION_1 "#define VERSION 1\n"
#define VERSION_2 "#define VERSION 2\n"
#define VERSION_3 "#define VERSION 3\n"

static char zt_folder [64];

static inline const char *
zt_code_folder (void)
{
    if (!*zt_folder) {
        snprintf (zt_folder, sizeof zt_folder, "/tmp/zt_code_XXXXXX");
        if (!mkdtemp (zt_folder))
            abort ();
    }
    return zt_folder;
}

static inline int
zt_code_remove (const char *path, const struct stat *status, int type, struct FTW *where)
{
    (void) status, (void) type, (void) where;
    return remove (path);
}

//  Remove the folder and all in it.
static inline void
zt_code_clean (void)
{
    nftw (zt_code_folder (), zt_code_remove, 8, FTW_DEPTH | FTW_PHYS);
    *zt_folder = 0;
}

//  A file of the test's folder; the path is good until the next call.
static inline const char *
zt_write (const char *name, const char *head, const char *text)
{
    static char path [400];
    snprintf (path, sizeof path, "%s/%s", zt_code_folder (), name);
    FILE *file = fopen (path, "w");
    if (!file || fputs (head, file) < 0 || fputs (text, file) < 0 || fclose (file) != 0)
        abort ();
    return path;
}

//  All of a file, for zc_free.
static inline char *
zt_read (const char *path, size_t *size)
{
    FILE *file = fopen (path, "r");
    struct stat status;
    if (!file || fstat (fileno (file), &status) != 0)
        return NULL;
    char *data = zc_alloc ((size_t) status.st_size + 1);
    *size = fread (data, 1, (size_t) status.st_size, file);
    fclose (file);
    return data;
}

//  A file of the project: the suite runs in its folder.
static inline char *
zt_source (const char *path)
{
    size_t size;
    char *text = zt_read (path, &size);
    if (!text)
        abort ();
    return text;
}

static inline char *
zt_worker (void)
{
    return zt_source ("tests/code/worker.c");
}

//  Compile a module and load it; what went wrong fails the test.
static inline bool
zt_compile (const char *head, const char *text)
{
    zc_term_t *result = zc_code_compile (zt_write ("module.c", head, text), zt_code_folder ());
    bool good = zt_check_term (result, "{ok, _, _}");
    zc_term_destroy (&result);
    return good;
}

//  Call a function without arguments, or with one that is a number.
static inline zc_term_t *
zt_call (const char *module, const char *function)
{
    return zc_apply (module, function, zc_term_new ("[]"));
}

#endif
