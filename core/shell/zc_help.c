//  zc_help.c - see zc_help.h

#include "zc_help.h"
#include "zc_shell.h"
#include "kernel/zc_chars.h"
#include "zc_io.h"
#include "zc_module.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

//  ---- the texts -----------------------------------------------------------

#define TEXT_IN(symbol, path) \
    __asm__ (".section .rodata\n" #symbol ":\n\t.incbin \"core/shell/help/" path "\"\n" \
             "\t.byte 0\n\t.previous\n"); \
    extern const char symbol [] __attribute__ ((visibility ("hidden")))

TEXT_IN (zc_help_en, "en.txt");
TEXT_IN (zc_help_es, "es.txt");

zc_language_t
zc_help_language (void)
{
    static const char *const names [] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < 3; i++) {
        const char *value = getenv (names [i]);
        if (value && *value)
            return strncmp (value, "es", 2) == 0? ZC_SPANISH: ZC_ENGLISH;
    }
    return ZC_ENGLISH;
}

bool
zc_help_next (zc_language_t language, zc_help_entry_t *entry)
{
    const char *at = entry->head? entry->text + entry->text_size
                                : language == ZC_SPANISH? zc_help_es: zc_help_en;
    while (*at && *at != '@')       //  a comment before the first entry
        at += strcspn (at, "\n") + 1;
    if (!*at)
        return false;
    entry->head = at + 2;
    entry->head_size = strcspn (entry->head, "\n");
    entry->text = entry->head + entry->head_size + 1;
    const char *next = entry->text;
    while (*next && *next != '@')
        next += strcspn (next, "\n") + 1;
    entry->text_size = (size_t) (next - entry->text);
    return true;
}

//  ---- heads ---------------------------------------------------------------

//  The arguments between parentheses, and how many of them may be left out.
static void
s_count_arguments (const char *at, const char *end, zc_help_head_t *head)
{
    int depth = 0, count = *at == ')'? 0: 1, optional = 0;
    for (; at < end && (*at != ')' || depth); at++) {
        depth += strchr ("([{", *at)? 1: strchr (")]}", *at)? -1: 0;
        count += *at == ',' && !depth;
        optional += *at == '\\' && at [-1] == '\\';
    }
    head->most = count;
    head->least = count - optional;
}

//  The name ends at the parenthesis of the arguments, or at a space.
zc_help_head_t
zc_help_head (const zc_help_entry_t *entry)
{
    zc_help_head_t head = {.least = -1, .most = -1};
    const char *at = entry->head, *end = at + entry->head_size;
    while (at < end && *at != '(' && *at != ' ')
        at++;
    head.name_size = (size_t) (at - entry->head);
    if (at < end && *at == '(')
        s_count_arguments (at + 1, end, &head);
    return head;
}

const char *
zc_help_text (const char *key)
{
    static _Thread_local char text [256];
    zc_help_entry_t entry = {0};
    while (zc_help_next (zc_help_language (), &entry))
        if (entry.head [0] == '!' && strlen (key) == entry.head_size - 1
        &&  memcmp (entry.head + 1, key, entry.head_size - 1) == 0) {
            snprintf (text, sizeof text, "%.*s", (int) strcspn (entry.text, "\n"), entry.text);
            return text;
        }
    return "";
}

//  ---- what was asked for --------------------------------------------------

//  Node.connect/1: a name, and an arity or -1.
typedef struct {
    const char *name;
    size_t size;
    int arity;
} s_subject_t;

static s_subject_t
s_subject (const char *text)
{
    s_subject_t subject = {text, strlen (text), -1};
    const char *slash = strrchr (text, '/');
    if (slash && slash > text && slash [1] >= '0' && slash [1] <= '9') {
        subject.size = (size_t) (slash - text);
        subject.arity = atoi (slash + 1);
    }
    return subject;
}

//  Is the entry about it? prefix: the module that bare names are looked up in, "Kernel.".
static bool
s_is_about (const zc_help_entry_t *entry, const s_subject_t *subject, const char *prefix)
{
    zc_help_head_t head = zc_help_head (entry);
    size_t size = strlen (prefix);
    return head.name_size == size + subject->size && memcmp (entry->head, prefix, size) == 0
        && memcmp (entry->head + size, subject->name, subject->size) == 0
        && (subject->arity < 0 || (head.least <= subject->arity && subject->arity <= head.most));
}

//  The head, and the text moved in.
static void
s_put_entry (zc_chars_t *out, const zc_help_entry_t *entry)
{
    zc_chars_put (out, "\n* ", 3);
    zc_chars_put (out, entry->head, entry->head_size);
    zc_chars_put (out, "\n\n", 2);
    const char *at = entry->text, *end = at + entry->text_size;
    while (at < end) {
        size_t size = strcspn (at, "\n") + 1;
        if (size > 1)
            zc_chars_put (out, "    ", 4);
        zc_chars_put (out, at, size);
        at += size;
    }
}

//  The heads of a module's functions.
static void
s_put_functions (zc_chars_t *out, const s_subject_t *module, zc_language_t language)
{
    zc_help_entry_t entry = {0};
    while (zc_help_next (language, &entry)) {
        zc_help_head_t head = zc_help_head (&entry);
        if (head.most < 0 || head.name_size <= module->size || entry.head [module->size] != '.'
        ||  memcmp (entry.head, module->name, module->size) != 0
        ||  memchr (entry.head + module->size + 1, '.', head.name_size - module->size - 1))
            continue;
        zc_chars_put (out, "    ", 4);
        zc_chars_put (out, entry.head, entry.head_size);
        zc_chars_put (out, "\n", 1);
    }
}

char *
zc_help_for (const char *text, zc_language_t language)
{
    static const char *const prefixes [] = {"", "Kernel.", "IEx.Helpers."};
    s_subject_t subject = s_subject (text);
    zc_chars_t out = {0};
    for (size_t i = 0; i < 3 && !out.size; i++) {
        zc_help_entry_t entry = {0};
        while (zc_help_next (language, &entry))
            if (entry.head [0] != '!' && s_is_about (&entry, &subject, prefixes [i])) {
                s_put_entry (&out, &entry);
                if (zc_help_head (&entry).most < 0)
                    s_put_functions (&out, &subject, language);
            }
    }
    if (out.size)
        zc_chars_put (&out, "", 1);
    return out.data;
}

//  ---- h -------------------------------------------------------------------

//  A module without help, written by the user: the functions it has.
static bool
s_print_exports (const char *module)
{
    zc_term_t *exports = zc_module_exports (module);
    if (!exports)
        return false;
    zc_chars_t out = {0};
    char line [300];
    size_t at = 0;
    for (zc_term_t *pair; (pair = zc_term_next (exports, &at)); zc_term_destroy (&pair)) {
        const char *name = "";
        unsigned arity = 0;
        zc_term_match (pair, "{~a, ~i}", &name, &arity);
        snprintf (line, sizeof line, "\n    %s/%u", name, arity);
        zc_chars_put (&out, line, strlen (line));
    }
    zc_chars_put (&out, "", 1);
    zc_io_format ("\n* %s\n\n    %s%s\n", module, zc_help_text ("functions"), out.data);
    zc_free (out.data);
    zc_term_destroy (&exports);
    return true;
}

static zc_term_t *
s_print_help (const char *subject)
{
    char *text = zc_help_for (subject, zc_help_language ());
    if (text)
        zc_io_puts (text);
    else
    if (!s_print_exports (subject + (*subject == ':')))
        zc_io_format ("%s %s\n", zc_help_text ("nothing"), subject);
    zc_free (text);
    return zc_term_new ("~a", ZC_SHELL_DONT_DISPLAY);
}

//  h () and h (Subject). At a prompt, h Node.connect/1 is compiled to a call with what it
//  is about: Node, {Node, connect}, {Node, connect, 1}, {nil, spawn}.
zc_term_t *
zc_shell_h (const zc_term_t *args)
{
    const char *module = "Elixir.IEx.Helpers", *function = NULL;
    int arity = -1;
    bool known = zc_term_length (args) == 0 || zc_term_match (args, "[~a]", &module)
              || zc_term_match (args, "[{~a, ~a}]", &module, &function)
              || zc_term_match (args, "[{~a, ~a, ~i}]", &module, &function, &arity);
    if (!known)
        zc_error ("{badarg, [{IEx.Helpers, h, ~t, []}]}", args);
    char subject [600], end [16] = "";
    if (arity >= 0)
        snprintf (end, sizeof end, "/%d", arity);
    bool alias = strncmp (module, "Elixir.", 7) == 0, none = function && strcmp (module, "nil") == 0;
    snprintf (subject, sizeof subject, "%s%s%s%s%s", alias || none? "": ":",
              alias? module + 7: none? "": module, function && !none? ".": "",
              function? function: "", end);
    return s_print_help (subject);
}
