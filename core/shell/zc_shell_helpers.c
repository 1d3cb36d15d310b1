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
#include "zc_module.h"

//  c ("duck.c"), c ("duck.ex", "./"): what the compiler says is printed where the caller's
//  output goes. The modules; a file that does not compile is a CompileError.
static zc_term_t *
s_c (const zc_term_t *args)
{
    const char *path, *folder = NULL, *messages;
    if (!zc_term_match (args, "[~s]", &path) && !zc_term_match (args, "[~s, ~s]", &path, &folder))
        zc_error ("{badarg, [{IEx.Helpers, c, ~t, []}]}", args);
    zc_term_t *modules, *result = zc_code_compile (path, folder);
    bool good = zc_term_match (result, "{ok, ~t, ~s}", &modules, &messages);
    if (!good && !zc_term_match (result, "{error, ~s}", &messages))
        messages = "";
    if (*messages)
        zc_io_format ("%s", messages);
    if (!good)
        zc_error ("{%{:__struct__ => CompileError, :__exception__ => true, file: nil, line: nil, "
                  "description: \"compile error\"}, []}");
    return modules;
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
