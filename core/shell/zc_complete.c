//  zc_complete.c - what the end of a typed text can become
//
//      text ends in      candidates
//      Tas               modules of capital names, up to the next dot
//      Task.Sup          … and those below Task
//      Node.li           functions of Node
//      :glob  :node1@    Erlang's modules, nodes
//      :global.tr        functions of global
//      task.             the keys of the map in a variable
//      fl  pid           variables, functions of Kernel and the helpers, forms
//
//  A candidate is {Text, Label}: what the word becomes, and how it is listed.
//
//  Elixir  IEx.Autocomplete

#include "zc_shell.h"
#include "zc_code.h"
#include "zc_module.h"
#include "zc_node.h"
#include "term/zc_codec.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CANDIDATES_MAX = 500 };

//  What is looked for, and what was found.
typedef struct {
    const char *word;               //  the last part, to be completed
    size_t size;
    zc_term_t *found [CANDIDATES_MAX];
    size_t count;
} s_search_t;

static void
s_add (s_search_t *self, const char *text, const char *label)
{
    if (self->count == CANDIDATES_MAX || strncmp (text, self->word, self->size) != 0)
        return;
    zc_term_t *candidate = zc_term_new ("{~s, ~s}", text, label);
    bool known = false;
    for (size_t i = 0; i < self->count && !known; i++)
        known = zc_term_equal (self->found [i], candidate);
    if (known)
        zc_term_destroy (&candidate);
    else
        self->found [self->count++] = candidate;
}

//  ---- where candidates come from ------------------------------------------

static void
s_add_functions (s_search_t *self, const char *module)
{
    zc_term_t *exports = zc_module_exports (module);
    size_t at = 0;
    if (!exports)
        return;
    for (zc_term_t *pair; (pair = zc_term_next (exports, &at)); zc_term_destroy (&pair)) {
        const char *name;
        unsigned arity;
        char label [300];
        if (!zc_term_match (pair, "{~a, ~i}", &name, &arity)
        ||  !(islower ((unsigned char) *name) || *name == '_'))
            continue;               //  operators are not typed so
        snprintf (label, sizeof label, "%s/%u", name, arity);
        s_add (self, name, label);
    }
    zc_term_destroy (&exports);
}

//  The part of a module's name from the last dot of the path to the next one.
//  path: "Task." or "".
static void
s_add_part (s_search_t *self, const char *name, const char *path)
{
    char part [300];
    size_t size = strlen (path);
    if (strncmp (name, path, size) != 0)
        return;
    snprintf (part, sizeof part, "%.*s", (int) strcspn (name + size, "."), name + size);
    if (isupper ((unsigned char) *part))
        s_add (self, part, part);
}

//  Modules: of capital names below a path, or, path NULL, of Erlang's names.
static void
s_add_modules (s_search_t *self, const char *path)
{
    zc_term_t *loaded = zc_code_all_loaded ();
    size_t at = 0;
    for (zc_term_t *pair; (pair = zc_term_next (loaded, &at)); zc_term_destroy (&pair)) {
        const char *atom;
        if (!zc_term_match (pair, "{~a, _}", &atom))
            continue;
        bool alias = strncmp (atom, "Elixir.", 7) == 0;
        if (alias && path)
            s_add_part (self, atom + 7, path);
        else
        if (!alias && !path)
            s_add (self, atom, atom);
    }
    zc_term_destroy (&loaded);
}

static void
s_add_atoms (s_search_t *self, zc_term_t *list)
{
    size_t at = 0;
    for (zc_term_t *item; (item = zc_term_next (list, &at)); zc_term_destroy (&item)) {
        const char *name;
        if (zc_term_match (item, "~a", &name))
            s_add (self, name, name);
    }
    zc_term_destroy (&list);
}

//  The keys of a map that are atoms.
static void
s_add_keys (s_search_t *self, const zc_term_t *map)
{
    if (!map || zc_term_type (map) != ZC_MAP)
        return;
    const uint8_t *at = zc_term_data (map) + 5;         //  keys and values in turn
    for (size_t i = 0; i < zc_term_length (map); i++) {
        size_t size = zc_skip (at);
        zc_term_t *key = zc_term_copy (at, size);
        const char *name;
        if (zc_term_match (key, "~a", &name))
            s_add (self, name, name);
        zc_term_destroy (&key);
        at += size;
        at += zc_skip (at);
    }
}

static void
s_add_words (s_search_t *self, const zc_term_t *binding)
{
    static const char *const forms [] = {"case", "cond", "defmodule", "def", "defp", "do", "else",
                                         "end", "false", "fn", "if", "nil", "receive", "true",
                                         "unless", "when"};
    s_add_keys (self, binding);
    s_add_functions (self, "Kernel");
    s_add_functions (self, "IEx.Helpers");
    if (self->size)
        for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
            s_add (self, forms [i], forms [i]);
}

//  ---- what is typed -------------------------------------------------------

static bool
s_is_word (char c)
{
    return isalnum ((unsigned char) c) || strchr ("_@?!", c) || (c & 0x80);
}

//  Where the last expression of names and dots begins, a colon before it included.
static const char *
s_start (const char *text)
{
    const char *start = text + strlen (text);
    while (start > text && (s_is_word (start [-1]) || start [-1] == '.'))
        start--;
    bool colon = start > text && start [-1] == ':' && (start == text + 1 || start [-2] != ':');
    return colon? start - 1: start;
}

//  A variable's map: task.
static void
s_add_fields (s_search_t *self, const char *variable, const zc_term_t *binding)
{
    zc_term_t *key = zc_term_new ("~a", variable);
    zc_term_t *map = zc_term_get (binding, key);
    s_add_keys (self, map);
    zc_term_destroy (&map);
    zc_term_destroy (&key);
}

//  What stands before the last dot says what can follow it.
static void
s_add_after_dot (s_search_t *self, char *before, const zc_term_t *binding)
{
    char path [300];
    if (before [0] == ':')
        s_add_functions (self, before + 1);
    else
    if (isupper ((unsigned char) before [0])) {
        s_add_functions (self, before);
        snprintf (path, sizeof path, "%s.", before);
        s_add_modules (self, path);
    }
    else
    if (!strchr (before, '.'))
        s_add_fields (self, before, binding);
}

static int
s_compare (const void *a, const void *b)
{
    const char *first = "", *second = "";
    zc_term_match (*(zc_term_t *const *) a, "{_, ~s}", &first);
    zc_term_match (*(zc_term_t *const *) b, "{_, ~s}", &second);
    return strcmp (first, second);
}

zc_term_t *
zc_shell_complete (const char *text, const zc_term_t *binding)
{
    s_search_t *self = zc_alloc (sizeof *self);
    char before [256];
    const char *start = s_start (text), *dot = strrchr (start, '.');
    self->word = dot? dot + 1: *start == ':'? start + 1: start;
    self->size = strlen (self->word);
    snprintf (before, sizeof before, "%.*s", dot? (int) (dot - start): 0, start);
    if (dot)
        s_add_after_dot (self, before, binding);
    else
    if (*start == ':') {
        s_add_modules (self, NULL);
        s_add_atoms (self, zc_node_list (ZC_NODES_KNOWN));
    }
    else
    if (isupper ((unsigned char) *start))
        s_add_modules (self, "");
    else
        s_add_words (self, binding);
    qsort (self->found, self->count, sizeof *self->found, s_compare);
    zc_term_t *list = zc_term_list (self->found, self->count);
    zc_term_t *answer = zc_term_new ("{~i, ~t}", strlen (self->word), list);
    zc_term_destroy (&list);
    zc_free (self);
    return answer;
}
