//  zc_lib_module.c - the module `Module`: names of modules             Elixir  Module

#include "zc_lib.h"
#include "zc_list.h"
#include "zc_module.h"
#include "base/zc_limits.h"

#include <stdio.h>
#include <string.h>

//  Append a part of a name, which is an atom or a text, with a dot in between.
static void
s_append (char *name, size_t size, const zc_term_t *part)
{
    const char *text;
    if (!zc_term_match (part, "~a", &text) && !zc_term_match (part, "~s", &text))
        zc_fail ("badarg", "Module:concat", zc_term_new ("[~t]", part));
    if (strcmp (text, "nil") == 0)
        return;
    text += strncmp (text, "Elixir.", 7) == 0? 7: 0;
    size_t length = strlen (name);
    if (length + strlen (text) + 2 > size)
        zc_fail ("system_limit", "Module:concat", zc_term_new ("[~t]", part));
    snprintf (name + length, size - length, ".%s", text);
}

//  concat ([Chat, "Room"]), concat (Chat, Room): Chat.Room
static zc_term_t *
s_concat (const zc_term_t *args)
{
    char name [ZC_ATOM_BYTES_MAX + 1] = "Elixir";
    bool list = zc_term_length (args) == 1;
    zc_term_t *parts = list? zc_args_term (args, 0): zc_term_dup (args);
    if (zc_list_length (parts) < 0)
        zc_fail ("function_clause", "Module:concat", args);
    size_t at = 0;
    for (zc_term_t *part; (part = zc_term_next (parts, &at)); zc_term_destroy (&part))
        s_append (name, sizeof name, part);
    zc_term_destroy (&parts);
    return zc_term_new ("~a", name);
}

ZC_MODULE_NAMED (module_names, "Module", {"concat", 1, s_concat}, {"concat", 2, s_concat});
