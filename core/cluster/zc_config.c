//  zc_config.c - the settings of an application: a file in ZPL, and the environment
//
//  czmq's zconfig reads the same files. It is not used here because it keeps no line
//  numbers, with which a mistake can be shown, and because a program would need czmq and
//  all its libraries at run time for twenty lines of text. Next: zc_config_node.c.

#include "zc_config.h"
#include "base/zc_check.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

//  ---- errors --------------------------------------------------------------

bool
zc_config_wrong (zc_config_t *self, int line, const char *format, ...)
{
    char text [600];
    va_list args;
    va_start (args, format);
    vsnprintf (text, sizeof text, format, args);
    va_end (args);
    size_t size = strlen (self->path) + strlen (text) + 32;
    self->error = malloc (size);
    zc_check (self->error, "memory is out");
    if (line > 0)
        snprintf (self->error, size, "%s:%d: %s", self->path, line, text);
    else
    if (line == ZC_ENVIRONMENT)
        snprintf (self->error, size, "%s", text);
    else
        snprintf (self->error, size, "%s: %s", self->path, text);
    return false;
}

//  ---- settings ------------------------------------------------------------

static const zc_setting_t *
s_find (const zc_config_t *self, const char *path)
{
    for (size_t i = 0; i < self->count; i++)
        if (strcmp (self->settings [i].path, path) == 0)
            return &self->settings [i];
    return NULL;
}

const char *
zc_config_get (const zc_config_t *self, const char *path)
{
    const zc_setting_t *setting = s_find (self, path);
    return setting? setting->value: NULL;
}

static bool
s_add (zc_config_t *self, int line, const char *path, const char *value)
{
    const zc_setting_t *known = s_find (self, path);
    if (known)
        return zc_config_wrong (self, line, "%s is set twice (first in line %d)", path,
                                known->line);
    self->settings = zc_regrow (self->settings, (self->count + 1) * sizeof *self->settings);
    self->settings [self->count++] =
        (zc_setting_t) {zc_copy_text (path), value? zc_copy_text (value): NULL, line};
    return true;
}

void
zc_config_variable (const char *name, char *text, size_t size)
{
    snprintf (text, size, "ZCLUSTER_%s", name);
    for (; *text; text++)
        if (*text >= 'a' && *text <= 'z')
            *text = (char) (*text - 'a' + 'A');
}

//  The environment comes before the file.
static void
s_add_environment (zc_config_t *self)
{
    for (const char *const *name = zc_config_names; *name; name++) {
        char variable [64];
        zc_config_variable (*name, variable, sizeof variable);
        const char *value = getenv (variable);
        if (!value || !*value)
            continue;
        size_t at = 0;
        while (at < self->count && strcmp (self->settings [at].path, *name) != 0)
            at++;
        if (at == self->count)
            s_add (self, ZC_ENVIRONMENT, *name, value);
        else {
            zc_release (self->settings [at].value);
            self->settings [at].value = zc_copy_text (value);
            self->settings [at].line = ZC_ENVIRONMENT;
        }
    }
}

//  ---- the file ------------------------------------------------------------

enum { DEPTH = 8, INDENT = 4, LINE = 1000 };

//  Where we are in the tree: the path of each level.
typedef struct {
    char path [DEPTH][LINE];
    int depth;
} s_place_t;

static char *
s_trim (char *text)
{
    text += strspn (text, " \t");
    size_t size = strlen (text);
    while (size && strchr (" \t\r\n", text [size - 1]))
        text [--size] = 0;
    return text;
}

//  A # begins a comment, unless it stands in quotes. false: quotes that do not end.
static bool
s_cut_comment (char *text)
{
    char quote = 0;
    for (; *text; text++) {
        if (quote)
            quote = *text == quote? 0: quote;
        else
        if (*text == '"' || *text == '\'')
            quote = *text;
        else
        if (*text == '#') {
            *text = 0;
            return true;
        }
    }
    return !quote;
}

static char *
s_unquote (char *text)
{
    size_t size = strlen (text);
    if (size < 2 || (*text != '"' && *text != '\'') || text [size - 1] != *text)
        return text;
    text [size - 1] = 0;
    return text + 1;
}

static bool
s_is_name (const char *text)
{
    size_t size = strspn (text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-");
    return size && !text [size];
}

static bool
s_take_line (zc_config_t *self, s_place_t *place, int number, char *line)
{
    if (!s_cut_comment (line))
        return zc_config_wrong (self, number, "a quote does not end");
    size_t indent = strspn (line, " ");
    char *name = s_trim (line + indent), *equals = strchr (name, '=');
    if (!*name)
        return true;
    if (line [indent] == '\t')
        return zc_config_wrong (self, number, "indent with spaces");
    if (indent % INDENT || indent / INDENT > (size_t) place->depth || indent / INDENT >= DEPTH)
        return zc_config_wrong (self, number, "the indentation is by %d spaces below the line "
                                "it belongs to", INDENT);
    char *value = NULL;
    if (equals) {
        *equals = 0;
        value = s_unquote (s_trim (equals + 1));
        name = s_trim (name);
    }
    if (!s_is_name (name))
        return zc_config_wrong (self, number, "\"name = value\" is wanted, not \"%s\"", name);
    int depth = (int) (indent / INDENT);
    snprintf (place->path [depth], LINE, "%.*s%s%.300s", 300, depth? place->path [depth - 1]: "",
              depth? "/": "", name);
    place->depth = depth + 1;
    return s_add (self, number, place->path [depth], value);
}

static bool
s_read (zc_config_t *self, FILE *file)
{
    s_place_t place = {.depth = 0};
    char line [LINE];
    for (int number = 1; fgets (line, sizeof line, file); number++) {
        if (!strchr (line, '\n') && !feof (file))
            return zc_config_wrong (self, number, "the line is too long");
        if (!s_take_line (self, &place, number, line))
            return false;
    }
    return !ferror (file) || zc_config_wrong (self, 0, "%s", strerror (errno));
}

static bool
s_read_file (zc_config_t *self, const char *path)
{
    FILE *file = fopen (path, "re");
    if (!file)
        return zc_config_wrong (self, 0, "%s", strerror (errno));
    bool done = s_read (self, file);
    fclose (file);
    return done;
}

//  ---- the whole -----------------------------------------------------------

zc_config_t *
zc_config_load (const char *path, char **error)
{
    zc_config_t *self = zc_calloc (sizeof *self);
    self->path = zc_copy_text (path? path: "environment");
    bool done = !path || s_read_file (self, path);
    if (done) {
        s_add_environment (self);
        done = zc_config_understand (self);
    }
    if (!done) {
        *error = self->error;
        self->error = NULL;
        zc_config_destroy (&self);
    }
    return self;
}

void
zc_config_destroy (zc_config_t **self_p)
{
    zc_config_t *self = *self_p;
    if (!self)
        return;
    for (size_t i = 0; i < self->count; i++) {
        zc_release (self->settings [i].path);
        zc_release (self->settings [i].value);
    }
    zc_release (self->settings);
    zc_release (self->list);
    zc_release (self->names);
    zc_release (self->path);
    zc_release (self);
    *self_p = NULL;
}

const zc_node_options_t *
zc_config_node (const zc_config_t *self)
{
    return &self->node;
}

const char *const *
zc_config_nodes (const zc_config_t *self)
{
    return self->nodes;
}
