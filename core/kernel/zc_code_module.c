//  zc_code_module.c - the module `code`: modules and their versions, by name
//
//      zcluster call node1@localhost code which '[QuackingDuck]'
//
//  Erlang  code, the parts of it that concern a running node

#include "zc_kernel_functions.h"
#include "zc_code.h"
#include "zc_process.h"
#include "term/zc_chardata.h"

static _Noreturn void
s_badarg (const char *function, const zc_term_t *args)
{
    zc_error ("{badarg, [{code, ~a, ~t, []}]}", function, args);
}

//  The one module that many take.
static const char *
s_module (const char *function, const zc_term_t *args)
{
    const char *module;
    if (!zc_term_match (args, "[~a]", &module))
        s_badarg (function, args);
    return module;
}

static zc_term_t *
s_bool (bool value)
{
    return zc_term_new ("~o", value);
}

static zc_term_t *
s_load_file (const zc_term_t *args)
{
    return zc_code_load_file (s_module ("load_file", args));
}

//  A file's name as a binary: as Elixir has it, or as Erlang does, a list of characters.
//  NULL: it is none.
static zc_term_t *
s_file_name (const zc_term_t *name)
{
    bool text = zc_term_type (name) == ZC_LIST || zc_term_type (name) == ZC_BINARY;
    return text? zc_chardata_binary (zc_term_data (name), false): NULL;
}

static zc_term_t *
s_load_binary (const zc_term_t *args)
{
    const char *module, *file;
    const void *data;
    size_t size;
    zc_term_t *name = zc_term_element (args, 1), *text = s_file_name (name);
    if (!text || !zc_term_match (text, "~s", &file)
    ||  !zc_term_match (args, "[~a, _, ~b]", &module, &data, &size))
        s_badarg ("load_binary", args);
    zc_term_t *answer = zc_code_load_binary (module, file, data, size);
    zc_term_destroy (&text);
    zc_term_destroy (&name);
    return answer;
}

static zc_term_t *
s_get_object_code (const zc_term_t *args)
{
    return zc_code_object_code (s_module ("get_object_code", args));
}

static zc_term_t *
s_purge (const zc_term_t *args)
{
    return s_bool (zc_code_purge (s_module ("purge", args)));
}

static zc_term_t *
s_soft_purge (const zc_term_t *args)
{
    return s_bool (zc_code_soft_purge (s_module ("soft_purge", args)));
}

static zc_term_t *
s_delete (const zc_term_t *args)
{
    return s_bool (zc_code_delete (s_module ("delete", args)));
}

//  These two are Erlang's module `erlang`'s, too.
zc_term_t *
zc_code_has_old (const zc_term_t *args)
{
    return s_bool (zc_code_check_old (s_module ("check_old_code", args)));
}

zc_term_t *
zc_code_is_in_old (const zc_term_t *args)
{
    zc_pid_t pid;
    const char *module;
    if (!zc_term_match (args, "[~p, ~a]", &pid, &module) || pid.node)
        s_badarg ("check_process_code", args);
    return s_bool (zc_code_check_process (pid, module));
}

static zc_term_t *
s_is_loaded (const zc_term_t *args)
{
    return zc_code_is_loaded (s_module ("is_loaded", args));
}

static zc_term_t *
s_which (const zc_term_t *args)
{
    return zc_code_which (s_module ("which", args));
}

static zc_term_t *
s_all_loaded (const zc_term_t *args)
{
    (void) args;
    return zc_code_all_loaded ();
}

ZC_MODULE_NAMED (code, "code",
    {"load_file", 1, s_load_file}, {"load_binary", 3, s_load_binary},
    {"get_object_code", 1, s_get_object_code}, {"purge", 1, s_purge},
    {"soft_purge", 1, s_soft_purge}, {"delete", 1, s_delete}, {"check_old_code", 1, zc_code_has_old},
    {"check_process_code", 2, zc_code_is_in_old}, {"is_loaded", 1, s_is_loaded},
    {"which", 1, s_which}, {"all_loaded", 0, s_all_loaded});
