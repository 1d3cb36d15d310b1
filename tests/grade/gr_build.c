//  gr_build.c - the student's program: where its files are, and how it is built

#include "gr_inner.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

void
gr_path_work (char *path, const gr_options_t *options, const gr_exercise_t *exercise)
{
    snprintf (path, PATH_MAX, "%s/%s/%s.c", options->work, exercise->folder, exercise->file);
}

void
gr_path_rendered (char *path, const gr_options_t *options, const char *kind, const gr_exercise_t *exercise)
{
    snprintf (path, PATH_MAX, "%s/%s/%s/%s.c", options->build, kind, exercise->folder, exercise->file);
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

int
gr_command (char *const *words, const char *output)
{
    fflush (NULL);
    pid_t pid = fork ();
    if (pid == 0) {
        int fd = output? open (output, O_WRONLY | O_CREAT | O_TRUNC, 0644): -1;
        if (fd >= 0) {
            dup2 (fd, 1);
            dup2 (fd, 2);
        }
        execvp (words [0], words);
        fprintf (stderr, "%s: %s\n", words [0], strerror (errno));
        _exit (127);
    }
    int status;
    if (pid == -1 || waitpid (pid, &status, 0) != pid)
        return -1;
    return WIFEXITED (status)? WEXITSTATUS (status): -1;
}

//  The student's file and our driver, with the library, all under the sanitizers. The file is
//  given by its whole path, so that reports of the sanitizers name it.
bool
gr_build (const gr_options_t *options, const gr_exercise_t *exercise, char *program, char *log)
{
    char work [PATH_MAX], driver [PATH_MAX], include [PATH_MAX];
    gr_path_work (work, options, exercise);
    snprintf (driver, sizeof driver, "%s/%s/drive_%s.c", options->masters, exercise->folder, exercise->file);
    snprintf (include, sizeof include, "-I%s/%s", options->masters, exercise->folder);
    snprintf (program, PATH_MAX, "%s/%s", options->build, exercise->folder);
    mkdir (program, 0755);
    snprintf (program, PATH_MAX, "%s/%s/%s", options->build, exercise->folder, exercise->file);
    snprintf (log, PATH_MAX, "%s.build", program);
    unlink (program);
    char *words [] = {
        (char *) (uintptr_t) options->cc, "-std=gnu11", "-Wall", "-Wextra", "-O1", "-g", "-rdynamic",
        "-fsanitize=address,undefined", "-fno-sanitize-recover=undefined", "-fno-omit-frame-pointer",
        "-Icore/include", "-Itests/grade", include, work, driver, "-o", program,
        (char *) (uintptr_t) options->library, "-lczmq", "-lzmq", "-lsodium", "-lpthread", "-ldl", "-lm", NULL};
    return gr_command (words, log) == 0;
}
