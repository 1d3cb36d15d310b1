//  zc_shell_helpers.c - IEx.Helpers: what can be called by its bare name at a prompt
//
//      zcluster call node1@localhost IEx.Helpers c '["quacking_duck.c", "./"]'
//      zcluster call node1@localhost IEx.Helpers nl '[QuackingDuck]'
//
//  h is in zc_help.c, v in zc_shell_v.c, the others in zc_lib_helpers.c.                  Elixir  IEx.Helpers

#include "zc_shell.h"
#include "zc_lib_helpers.h"
#include "zc_code.h"
#include "zc_io.h"
#include "zc_list.h"
#include "zc_module.h"
#include "kernel/zc_args.h"
#include "kernel/zc_chars.h"

#include <string.h>
#include <unistd.h>

//  What the compiler says is printed where the caller's output goes. The modules; a file that
//  does not compile is a CompileError.
static zc_term_t *
s_compile (const char *path, const char *folder)
{
    const char *messages;
    zc_term_t *modules, *result = zc_code_compile (path, folder);
    bool good = zc_term_match (result, "{ok, ~t, ~s}", &modules, &messages);
    if (!good && !zc_term_match (result, "{error, ~s}", &messages))
        messages = "";
    if (*messages)
        zc_io_format ("%s", messages);
    if (!good)
        zc_error ("{%{:__struct__ => CompileError, :__exception__ => true, file: nil, line: nil, "
                  "description: \"compile error\"}, []}");
    zc_term_destroy (&result);
    return modules;
}

//  The names of the files that do not exist, with commas; empty: all do.
static void
s_missing (const zc_term_t *files, zc_chars_t *names)
{
    const char *path;
    size_t at = 0;
    for (zc_term_t *file; (file = zc_term_next (files, &at)); zc_term_destroy (&file)) {
        if (!zc_term_match (file, "~s", &path))
            zc_fail_message ("ArgumentError", "expected a binary or a list of binaries as argument");
        if (access (path, F_OK) == 0)
            continue;
        if (names->size)
            zc_chars_put (names, ", ", 2);
        zc_chars_put (names, path, strlen (path));
    }
    zc_chars_put (names, "", 1);
}

//  c ("duck.c"), c ("duck.ex", "./"), c (["duck.c", "pond.ex"], in_memory)
static zc_term_t *
s_c (const zc_term_t *args)
{
    const char *folder = NULL, *path;
    zc_term_t *files = zc_term_element (args, 0), *file;
    if (zc_term_length (args) == 2 && !zc_term_match (args, "[_, in_memory]")
    &&  !zc_term_match (args, "[_, ~s]", &folder))
        zc_fail ("function_clause", "IEx.Helpers:c", args);
    if (zc_list_length (files) < 0)
        files = zc_term_new ("[~t]", files);
    zc_chars_t missing = {0};
    s_missing (files, &missing);
    if (missing.size > 1)
        zc_fail_message ("ArgumentError", "could not find files %s", missing.data);
    zc_terms_t modules = {0};
    size_t at = 0;
    while ((file = zc_term_next (files, &at)) && zc_term_match (file, "~s", &path)) {
        zc_term_t *some = s_compile (path, folder), *module;
        size_t next = 0;
        while ((module = zc_term_next (some, &next)))
            zc_terms_add (&modules, module);
    }
    return zc_terms_list (&modules);
}

//  nl (QuackingDuck) or nl ([node2@localhost], QuackingDuck)
static zc_term_t *
s_nl (const zc_term_t *args)
{
    const char *module;
    zc_term_t *nodes = NULL;
    if (!zc_term_match (args, "[~a]", &module)
    &&  !zc_term_match (args, "[~t, ~a]", &nodes, &module))
        zc_error ("{badarg, [{IEx.Helpers, nl, ~t, []}]}", args);
    return zc_code_spread (module, nodes);
}

ZC_MODULE_NAMED (helpers, "IEx.Helpers",
    {"c", 1, s_c}, {"c", 2, s_c}, {"flush", 0, zc_helper_flush}, {"h", 0, zc_shell_h},
    {"h", 1, zc_shell_h}, {"i", 1, zc_helper_i}, {"nl", 1, s_nl}, {"nl", 2, s_nl},
    {"pid", 1, zc_helper_pid}, {"pid", 3, zc_helper_pid}, {"v", 0, zc_shell_v},
    {"v", 1, zc_shell_v});
