//  gr_handed.c - take the files of the exercises out of a hand-in, and nothing else of it
//
//  A hand-in is an archive that tar reads (make handin), or a folder, or a folder with such an
//  archive in it. In it FOLDER/FILE.c is looked for, also below other folders, as in a whole
//  checkout; but not below solutions, tests or build.
//
//  Nothing is unpacked: each wanted file is asked for by its name and written to where we want
//  it. So members that are links, or devices, or called ../x or /x, can do no harm: they are
//  only told about.

#include "gr_inner.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SOURCE_MAX = 1 << 20, LISTING_MAX = 4 << 20, READING_S = 20, MEMBERS_MAX = 100000 };

typedef struct {
    const gr_options_t *options;
    const char *target;             //  the folder of exercises that is filled
    gr_handed_t *handed;
    const gr_exercise_t *list [GR_EXERCISES_MAX];
    size_t count;
    bool taken [GR_EXERCISES_MAX];
    const char *folder, *archive;   //  one of them is what we read
    char inner [PATH_MAX];          //  an archive in the folder
    size_t members, others;         //  others: of no exercise
    char other [200];               //  the first of them
} s_taking_t;

static void s_take_archive (s_taking_t *self, const char *archive);

//  ---- what the teacher is told --------------------------------------------

__attribute__ ((format (printf, 2, 3))) static void
s_note (s_taking_t *self, const char *format, ...)
{
    char *notes = self->handed->notes, text [400];
    size_t used = strlen (notes), room = sizeof self->handed->notes - used;
    va_list args;
    va_start (args, format);
    vsnprintf (text, sizeof text, format, args);
    va_end (args);
    if (strlen (text) + 3 < room)
        snprintf (notes + used, room, "%s%s", used? "; ": "", text);
}

//  Why a file is not taken, whatever it is called; NULL: it is a usual one.
static const char *
s_odd (char kind, unsigned long long size, const char *name)
{
    const char *up = strstr (name, "..");
    bool leaves = *name == '/';
    for (; up; up = strstr (up + 2, ".."))
        leaves = leaves || ((up == name || up [-1] == '/') && (up [2] == '/' || up [2] == 0));
    if (leaves)
        return TEXT ("lies outside of the hand-in", "está fuera de la entrega");
    if (kind == 'l' || kind == 'h')
        return TEXT ("is a link", "es un enlace");
    if (kind != '-')
        return TEXT ("is no file", "no es un archivo");
    if (strchr (name, '\\'))
        return TEXT ("has a strange name", "tiene un nombre extraño");
    return size > SOURCE_MAX? TEXT ("is larger than 1 MB", "ocupa más de 1 MB"): NULL;
}

//  ---- which file it is ----------------------------------------------------

//  Is this a folder that a student's own work is never in?
static bool
s_is_foreign (const char *prefix, size_t size)
{
    static const char *const names [] = {"solutions", "tests", "build"};
    for (size_t at = 0; at < size;) {
        size_t length = strcspn (prefix + at, "/");
        for (size_t i = 0; i < sizeof names / sizeof *names; i++)
            if (length == strlen (names [i]) && strncmp (prefix + at, names [i], length) == 0)
                return true;
        at += length + 1;
    }
    return false;
}

//  The exercise whose file this is: its place in the list, or count.
static size_t
s_exercise_of (const s_taking_t *self, const char *name)
{
    size_t size = strlen (name), i;
    for (i = 0; i < self->count; i++) {
        char wanted [PATH_MAX];
        int length = snprintf (wanted, sizeof wanted, "%s/%s.c", self->list [i]->folder, self->list [i]->file);
        size_t before = size - (size_t) length;
        if (size >= (size_t) length && strcmp (name + before, wanted) == 0
            && (before == 0 || name [before - 1] == '/') && !s_is_foreign (name, before))
            break;
    }
    return i;
}

//  Did it come with the exercise, beside the file to edit (a header, the task)?
static bool
s_is_shipped (const s_taking_t *self, const char *name)
{
    char path [PATH_MAX];
    const char *last = strrchr (name, '/'), *at = last;
    while (at && at > name && at [-1] != '/')
        at--;
    snprintf (path, sizeof path, "%s/%s", self->options->masters, at? at: "");
    return last && access (path, F_OK) == 0;
}

static bool
s_is_archive (const char *name)
{
    static const char *const ends [] = {".tar.gz", ".tgz", ".tar", ".tar.xz", ".tar.bz2"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        if (strlen (name) > strlen (ends [i]) && strcmp (name + strlen (name) - strlen (ends [i]), ends [i]) == 0)
            return true;
    return false;
}

//  ---- taking --------------------------------------------------------------

//  Limits of the tar that reads somebody's archive. What it has to say is told by its status.
static void
s_limit_tar (void)
{
    struct rlimit size = {LISTING_MAX, LISTING_MAX};
    setrlimit (RLIMIT_FSIZE, &size);
    alarm ((unsigned) (READING_S * gr_scale ()) + 1);
    setenv ("LC_ALL", "C.UTF-8", 1);
    dup2 (open ("/dev/null", O_WRONLY), 2);
}

static bool
s_copy (s_taking_t *self, const char *name, const char *to)
{
    char from [PATH_MAX];
    if (self->archive) {
        char *words [] = {"tar", "-xOPf", (char *) (uintptr_t) self->archive, "--force-local", "--occurrence=1",
                          "--no-recursion", "--", (char *) (uintptr_t) name, NULL};
        return gr_command (words, to, s_limit_tar) == 0;
    }
    snprintf (from, sizeof from, "%s/%s", self->folder, name);
    return gr_copy_file (from, to);
}

static void
s_consider (s_taking_t *self, char kind, unsigned long long size, const char *name)
{
    char to [PATH_MAX];
    size_t which = s_exercise_of (self, name);
    const char *odd = s_odd (kind, size, name);
    self->members++;
    if (kind == 'd')
        return;
    if (self->folder && s_is_archive (name))
        snprintf (self->inner, sizeof self->inner, "%s/%s", self->folder, name);
    if (odd)
        s_note (self, "%.200s %s", name, odd);
    else
    if (which == self->count) {
        if (!s_is_shipped (self, name) && self->others++ == 0)
            gr_copy (self->other, sizeof self->other, name);
    }
    else
    if (self->taken [which])
        s_note (self, TEXT ("%.200s comes twice; the first one counts", "%.200s viene dos veces; vale la primera"), name);
    else {
        snprintf (to, sizeof to, "%s/%s/%s.c", self->target, self->list [which]->folder, self->list [which]->file);
        self->taken [which] = s_copy (self, name, to);
        self->handed->taken += self->taken [which];
        if (!self->taken [which])
            s_note (self, TEXT ("%.200s cannot be read", "%.200s no se puede leer"), name);
    }
}

//  ---- a folder, an archive ------------------------------------------------

static int
s_by_name (const FTSENT **a, const FTSENT **b)
{
    return strcmp ((*a)->fts_name, (*b)->fts_name);
}

static void
s_take_folder (s_taking_t *self, const char *folder)
{
    char *paths [] = {(char *) (uintptr_t) folder, NULL};
    FTS *walk = fts_open (paths, FTS_PHYSICAL | FTS_NOCHDIR, s_by_name);
    FTSENT *entry;
    self->folder = folder;
    while (walk && (entry = fts_read (walk)) && self->members < MEMBERS_MAX) {
        if (entry->fts_level == 0 || entry->fts_info == FTS_DP)
            continue;
        const char *name = entry->fts_path + strlen (folder) + 1;
        bool known = entry->fts_statp && entry->fts_info != FTS_NS;
        mode_t mode = known? entry->fts_statp->st_mode: 0;
        s_consider (self, S_ISREG (mode)? '-': S_ISDIR (mode)? 'd': S_ISLNK (mode)? 'l': '?',
                    known? (unsigned long long) entry->fts_statp->st_size: 0, name);
    }
    if (walk)
        fts_close (walk);
    if (self->handed->taken == 0 && self->inner [0]) {
        self->folder = NULL;
        s_take_archive (self, self->inner);
    }
}

//  A line of tar's listing: "-rw-r--r-- 0/0 120 2026-01-31 12:00 02_processes/counter.c".
static void
s_take_line (s_taking_t *self, char *line)
{
    char kind;
    unsigned long long size;
    int at = 0;
    if (sscanf (line, "%c%*s %*s %llu %*s %*s %n", &kind, &size, &at) < 2 || at == 0)
        return;
    char *name = line + at, *link = strstr (name, kind == 'l'? " -> ": " link to ");
    name [strcspn (name, "\n")] = 0;
    if ((kind == 'l' || kind == 'h') && link)
        *link = 0;
    s_consider (self, kind, size, name);
}

static void
s_take_archive (s_taking_t *self, const char *archive)
{
    char listing [PATH_MAX], *line = NULL;
    size_t room = 0, before = self->members;
    snprintf (listing, sizeof listing, "%s.list", self->target);
    char *words [] = {"tar", "-tvPf", (char *) (uintptr_t) archive, "--force-local", "--numeric-owner",
                      "--quoting-style=escape", NULL};
    self->archive = archive;
    int status = gr_command (words, listing, s_limit_tar);
    FILE *file = fopen (listing, "re");
    while (file && getline (&line, &room, file) > 0 && self->members < MEMBERS_MAX)
        s_take_line (self, line);
    if (file)
        fclose (file);
    free (line);
    if (status != 0)
        s_note (self, "%s", self->members == before
                ? TEXT ("no archive that tar can read", "no es un paquete que tar pueda leer")
                : TEXT ("the archive is damaged, or too large", "el paquete está dañado o es demasiado grande"));
}

void
gr_take_in (const gr_options_t *options, const char *hand_in, const char *target, gr_handed_t *handed)
{
    struct stat info;
    s_taking_t self = {.options = options, .target = target, .handed = handed};
    *handed = (gr_handed_t) {.taken = 0};
    self.count = gr_exercises (options, self.list);
    bool there = stat (hand_in, &info) == 0;
    if (there && S_ISDIR (info.st_mode))
        s_take_folder (&self, hand_in);
    else
    if (there && S_ISREG (info.st_mode))
        s_take_archive (&self, hand_in);
    else
        s_note (&self, "%s", TEXT ("neither archive nor folder", "ni paquete ni carpeta"));
    if (self.others)
        s_note (&self, TEXT ("not taken, as of no exercise: %zu, the first %s",
                "no se recogen, por no ser de ningún ejercicio: %zu; el primero, %s"), self.others, self.other);
    if (handed->taken == 0)
        s_note (&self, "%s", TEXT ("no file of an exercise in it", "no contiene ningún archivo de un ejercicio"));
}
