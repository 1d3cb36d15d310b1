//  zc_main_history.c - see zc_main_history.h

#include "zc_main_history.h"
#include "base/zc_check.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char *
s_path (void)
{
    const char *path = getenv ("ZCLUSTER_HISTORY");
    if (path)
        return *path? zc_copy_text (path): NULL;
    const char *state = getenv ("XDG_STATE_HOME"), *home = getenv ("HOME");
    const char *folder = state && *state? state: home;
    if (!folder || !*folder)
        return NULL;
    size_t size = strlen (folder) + sizeof "/.zcluster_history";
    char *full = zc_malloc (size);
    snprintf (full, size, "%s/%szcluster_history", folder, folder == home? ".": "");
    return full;
}

static void
s_keep (zc_history_t *self, const char *line)
{
    HistEvent event;
    history (self->lines, &event, H_ENTER, line);
    zc_release (self->last);
    self->last = zc_copy_text (line);
}

//  Write the newest lines to another file and put it in the old one's place.
static void
s_shorten (const zc_history_t *self)
{
    size_t size = strlen (self->path) + sizeof ".new";
    char *path = zc_malloc (size);
    snprintf (path, size, "%s.new", self->path);
    int fd = open (path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    FILE *file = fd >= 0? fdopen (fd, "w"): NULL;
    HistEvent event;
    if (file)
        for (int at = history (self->lines, &event, H_LAST); at >= 0;
             at = history (self->lines, &event, H_PREV))
            fprintf (file, "%s\n", event.str);
    bool failed = !file || ferror (file);
    if (file && (fclose (file) != 0 || failed || rename (path, self->path) != 0))
        unlink (path);
    zc_release (path);
}

static void
s_load (zc_history_t *self)
{
    FILE *file = self->path? fopen (self->path, "re"): NULL;
    if (!file)
        return;
    char *line = NULL;
    size_t room = 0, count = 0;
    for (ssize_t size; (size = getline (&line, &room, file)) > 0; count++) {
        if (line [size - 1] == '\n')
            line [size - 1] = 0;
        s_keep (self, line);
    }
    free (line);
    fclose (file);
    if (count > 2 * ZC_HISTORY_LINES)
        s_shorten (self);
}

void
zc_history_open (zc_history_t *self)
{
    HistEvent event;
    *self = (zc_history_t) {.lines = history_init (), .path = s_path ()};
    history (self->lines, &event, H_SETSIZE, ZC_HISTORY_LINES);
    s_load (self);
}

void
zc_history_close (zc_history_t *self)
{
    history_end (self->lines);
    zc_release (self->path);
    zc_release (self->last);
}

void
zc_history_add (zc_history_t *self, const char *line, size_t size)
{
    char *text = zc_malloc (size + 1);
    memcpy (text, line, size);
    text [size] = 0;
    text [strcspn (text, "\n")] = 0;
    bool again = self->last && strcmp (self->last, text) == 0;
    if (!again && text [strspn (text, " \t")] != 0) {
        s_keep (self, text);
        int fd = self->path? open (self->path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600): -1;
        text [strlen (text)] = '\n';            //  one write, so that two shells do not mix
        if (fd >= 0 && write (fd, text, strcspn (text, "\n") + 1) < 0)
            zc_release (self->path), self->path = NULL;     //  a full disk: from now on without
        if (fd >= 0)
            close (fd);
    }
    zc_release (text);
}
