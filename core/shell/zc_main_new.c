//  zc_main_new.c - zcluster new: an application of one's own, ready to build
//
//  What is made is a copy of core/shell/new, a whole application called chat; its files
//  are put into the program by the assembler. In them, and in their names, `chat` and
//  `Chat` become the new application's names, and @ZCLUSTER_HOME@ the folder where this
//  program's library is.  Elixir  mix new chat --sup

#include "zc_main.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NAME_MAX_ = 64 };

//  ---- the files -----------------------------------------------------------

#define FILE_IN(symbol, path) \
    __asm__ (".section .rodata\n" #symbol ":\n\t.incbin \"core/shell/new/" path "\"\n" \
             "\t.byte 0\n\t.previous\n"); \
    extern const char symbol [] __attribute__ ((visibility ("hidden")))

FILE_IN (s_makefile, "Makefile");
FILE_IN (s_ignore, "gitignore");
FILE_IN (s_readme, "README.md");
FILE_IN (s_readme_plain, "README.plain.md");
FILE_IN (s_config, "config/chat.cfg");
FILE_IN (s_module, "lib/chat.c");
FILE_IN (s_application, "lib/chat/application.c");
FILE_IN (s_program, "lib/main.c");
FILE_IN (s_helper, "test/test_helper.h");
FILE_IN (s_test, "test/test_chat.c");
FILE_IN (s_test_application, "test/test_application.c");

//  In which kind of project: one with a supervisor, one without, each.
typedef enum { WITH_SUP = 1, PLAIN = 2, EACH = 3 } s_kind_t;

static const struct {
    const char *path;               //  a folder where text is NULL
    const char *text;
    s_kind_t kind;
} s_files [] = {
    {"Makefile", s_makefile, EACH}, {"README.md", s_readme, WITH_SUP},
    {"README.md", s_readme_plain, PLAIN}, {".gitignore", s_ignore, EACH},
    {"config", NULL, WITH_SUP}, {"config/chat.cfg", s_config, WITH_SUP},
    {"lib", NULL, EACH}, {"lib/chat.c", s_module, EACH}, {"lib/main.c", s_program, WITH_SUP},
    {"lib/chat", NULL, WITH_SUP}, {"lib/chat/application.c", s_application, WITH_SUP},
    {"test", NULL, EACH}, {"test/test_helper.h", s_helper, EACH},
    {"test/test_chat.c", s_test, EACH}, {"test/test_application.c", s_test_application, WITH_SUP}};

//  ---- names ---------------------------------------------------------------

typedef struct {
    const char *folder;             //  as it was given
    char name [NAME_MAX_];          //  chat_room
    char module [NAME_MAX_];        //  ChatRoom
    char home [PATH_MAX];           //  of zcluster
} s_new_t;

//  The last part of a path, without slashes at its end. false: too long, or none.
static bool
s_take_name (s_new_t *self, const char *path)
{
    size_t size = strlen (path);
    while (size && path [size - 1] == '/')
        size--;
    const char *start = path + size;
    while (start > path && start [-1] != '/')
        start--;
    size -= (size_t) (start - path);
    if (size == 0 || size >= sizeof self->name)
        return false;
    memcpy (self->name, start, size);
    self->name [size] = 0;
    return strspn (self->name, "abcdefghijklmnopqrstuvwxyz0123456789_") == size
        && self->name [0] >= 'a' && self->name [0] <= 'z';
}

//  chat_room is ChatRoom.
static void
s_make_module (s_new_t *self)
{
    char *to = self->module;
    bool up = true;
    for (const char *from = self->name; *from; from++) {
        if (*from != '_')
            *to++ = up && *from >= 'a' && *from <= 'z'? (char) (*from - 'a' + 'A'): *from;
        up = *from == '_';
    }
    *to = 0;
}

//  Is it a module of the library, or the name of one before its first dot?
static bool
s_is_taken (const char *module)
{
    size_t size = strlen (module);
    for (const zc_module_t *const *at = __start_zc_modules; at != __stop_zc_modules; at++)
        if (strncmp ((*at)->name, module, size) == 0
        && ((*at)->name [size] == 0 || (*at)->name [size] == '.'))
            return true;
    return false;
}

static bool
s_take (s_new_t *self, const char *path)
{
    self->folder = path;
    if (!s_take_name (self, path)) {
        zc_main_say ("new %s: the name of an application begins with a small letter, and has "
                     "small letters, digits and _ in it, at most %d", path, NAME_MAX_ - 1);
        return false;
    }
    s_make_module (self);
    if (s_is_taken (self->module)) {
        zc_main_say ("new %s: the module name %s is taken by zcluster, choose another name", path,
                     self->module);
        return false;
    }
    return true;
}

//  ---- where zcluster is ---------------------------------------------------

//  The folder above the program that is a build tree, or was installed to.
static void
s_find_home (s_new_t *self)
{
    ssize_t size = readlink ("/proc/self/exe", self->home, sizeof self->home - 1);
    self->home [size > 0? size: 0] = 0;
    for (char *slash; (slash = strrchr (self->home, '/'));) {
        char header [PATH_MAX + 40];
        *slash = 0;
        snprintf (header, sizeof header, "%s/core/include/zcluster.h", self->home);
        if (access (header, R_OK) == 0)
            return;
        snprintf (header, sizeof header, "%s/include/zcluster/zcluster.h", self->home);
        if (access (header, R_OK) == 0)
            return;
    }
    strcpy (self->home, "/usr/local");
}

//  ---- writing -------------------------------------------------------------

//  Write a text with the new names in it.
static void
s_put (const s_new_t *self, FILE *file, const char *text)
{
    static const char home [] = "@ZCLUSTER_HOME@";
    while (*text) {
        bool small = strncmp (text, "chat", 4) == 0, big = strncmp (text, "Chat", 4) == 0;
        if (small || big) {
            fputs (small? self->name: self->module, file);
            text += 4;
        }
        else
        if (strncmp (text, home, sizeof home - 1) == 0) {
            fputs (self->home, file);
            text += sizeof home - 1;
        }
        else
            fputc (*text++, file);
    }
}

//  false: a line said why not.
static bool
s_wrote (const char *path, bool done)
{
    if (!done)
        zc_main_say ("%s: %s", path, strerror (errno));
    else
        printf ("* creating %s\n", path);
    return done;
}

static bool
s_write (const s_new_t *self, const char *path, const char *text)
{
    char full [PATH_MAX];
    FILE *name = fmemopen (full, sizeof full, "w");
    fprintf (name, "%s/", self->folder);
    s_put (self, name, path);
    fclose (name);
    if (!text)
        return s_wrote (full, mkdir (full, 0777) == 0);
    FILE *file = fopen (full, "wex");
    if (!file)
        return s_wrote (full, false);
    s_put (self, file, text);
    bool failed = ferror (file);
    return s_wrote (full, fclose (file) == 0 && !failed);
}

static bool
s_make (const s_new_t *self, s_kind_t kind)
{
    if (mkdir (self->folder, 0777) != 0) {
        zc_main_say ("new %s: %s", self->folder,
                     errno == EEXIST? "it exists already, and nothing was changed"
                                    : strerror (errno));
        return false;
    }
    for (size_t i = 0; i < sizeof s_files / sizeof *s_files; i++)
        if ((s_files [i].kind & kind) && !s_write (self, s_files [i].path, s_files [i].text))
            return false;
    return true;
}

zc_exit_t
zc_main_new (const zc_main_t *self)
{
    s_new_t project;
    if (!s_take (&project, self->target))
        return ZC_EXIT_USAGE;
    s_find_home (&project);
    if (!s_make (&project, self->with_supervisor? WITH_SUP: PLAIN))
        return ZC_EXIT_FAILED;
    printf ("\n    cd %s\n    make test\n%s", project.folder,
            self->with_supervisor? "    make run\n": "");
    return ZC_EXIT_FINE;
}
