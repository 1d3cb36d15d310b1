//  gr_build.c - the student's program: where its files are, and how it is built

#include "gr_inner.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

//  ---- files and folders ---------------------------------------------------

void
gr_path_work (char *path, const gr_options_t *options, const gr_exercise_t *exercise)
{
    snprintf (path, PATH_MAX, "%s/%s/%s.c", options->work, exercise->folder, exercise->file);
}

void
gr_path_rendered (char *path, const gr_options_t *options, const char *kind, const gr_exercise_t *exercise)
{
    snprintf (path, PATH_MAX, "%s/%s/%s/%s.c", options->shipped, kind, exercise->folder, exercise->file);
}

//  A file that is not there is not the same as any.
bool
gr_same_file (const char *a, const char *b)
{
    FILE *first = fopen (a, "re"), *second = fopen (b, "re");
    bool same = first && second;
    int byte = 0;
    while (same && byte != EOF) {
        byte = fgetc (first);
        same = byte == fgetc (second);
    }
    if (first)
        fclose (first);
    if (second)
        fclose (second);
    return same;
}

bool
gr_copy_file (const char *from, const char *to)
{
    char data [4096];
    size_t size;
    FILE *source = fopen (from, "re"), *target = source? fopen (to, "we"): NULL;
    bool good = target != NULL;
    while (good && (size = fread (data, 1, sizeof data, source)) > 0)
        good = fwrite (data, 1, size, target) == size;
    if (source)
        fclose (source);
    if (target && fclose (target) != 0)
        good = false;
    return good;
}

void
gr_make_folder (const char *path)
{
    char part [PATH_MAX];
    gr_copy (part, sizeof part, path);
    for (char *at = part + 1; *at; at++)
        if (*at == '/') {
            *at = 0;
            mkdir (part, 0755);
            *at = '/';
        }
    mkdir (part, 0755);
}

static int
s_remove_one (const char *path, const struct stat *info, int kind, struct FTW *walk)
{
    (void) info;
    (void) kind;
    (void) walk;
    return remove (path);
}

void
gr_remove (const char *path)
{
    nftw (path, s_remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

//  ---- building ------------------------------------------------------------

int
gr_command (char *const *words, const char *output, void limit (void))
{
    fflush (NULL);
    pid_t pid = fork ();
    if (pid == 0) {
        int fd = output? open (output, O_WRONLY | O_CREAT | O_TRUNC, 0644): -1;
        if (fd >= 0) {
            dup2 (fd, 1);
            dup2 (fd, 2);
        }
        dup2 (open ("/dev/null", O_RDONLY), 0);
        if (limit)
            limit ();
        execvp (words [0], words);
        fprintf (stderr, "%s: %s\n", words [0], strerror (errno));
        _exit (127);
    }
    int status;
    while (pid != -1 && waitpid (pid, &status, 0) != pid)
        if (errno != EINTR)
            return -1;
    return pid != -1 && WIFEXITED (status)? WEXITSTATUS (status): -1;
}

//  The student's file and our driver, with the library, all under the sanitizers. The file is
//  given by its whole path, so that reports of the sanitizers name it. -fno-builtin: calls stay
//  as they are written; a compiler may leave out a malloc that nothing comes of, and its leak.
//  -ftrack-macro-expansion=0, gcc's: a warning about the argument of a macro of ours names the
//  student's line, and not that of the header.
static int
s_compile (const gr_options_t *options, const gr_exercise_t *exercise, char *program, const char *log)
{
    char work [PATH_MAX], driver [PATH_MAX], include [PATH_MAX];
    gr_path_work (work, options, exercise);
    snprintf (driver, sizeof driver, "%s/%s/drive_%s.c", options->masters, exercise->folder, exercise->file);
    snprintf (include, sizeof include, "-I%s/%s", options->masters, exercise->folder);
    char *sanitizers = options->threads? "-fsanitize=thread": "-fsanitize=address,undefined";
    char *macros = strstr (options->cc, "gcc")? "-ftrack-macro-expansion=0": "-g";
    char *words [] = {
        (char *) (uintptr_t) options->cc, "-std=gnu11", "-Wall", "-Wextra",
        "-Werror=implicit-function-declaration", "-O1", "-fno-builtin", "-g", macros, "-rdynamic", sanitizers,
        "-fno-sanitize-recover=undefined", "-fno-omit-frame-pointer",
        "-Icore/include", "-Itests/grade", include, work, driver, "-o", program,
        (char *) (uintptr_t) options->library, "-lczmq", "-lzmq", "-lsodium", "-lpthread", "-ldl", "-lm", NULL};
    return gr_command (words, log, gr_limit_compiler);
}

gr_state_t
gr_build (const gr_options_t *options, const gr_exercise_t *exercise, char *program, char *log)
{
    snprintf (program, PATH_MAX, "%s/%s", options->build, exercise->folder);
    gr_make_folder (program);
    snprintf (program, PATH_MAX, "%s/%s/%s", options->build, exercise->folder, exercise->file);
    snprintf (log, PATH_MAX, "%s.build", program);
    unlink (program);
    if (access (options->library, R_OK) != 0) {
        fprintf (stderr, "%s: %s\n", options->library, strerror (errno));
        return GR_ERROR;
    }
    int status = s_compile (options, exercise, program, log);
    if (status == -1) {
        gr_clear ();                            //  what the compiler had started
        FILE *file = fopen (log, "ae");
        if (file) {
            fputs (TEXT ("The compiler needed too much time, or space.\n",
                         "El compilador necesitó demasiado tiempo o espacio.\n"), file);
            fclose (file);
        }
    }
    return status == 0? GR_PASS: status == 127? GR_ERROR: GR_FAIL;
}
