//  zc_script_language.c - where modules in Elixir come from: files, objects, a prompt
//
//  A file's modules are loaded all or none (kernel/zc_code_language.h). A defmodule at a
//  prompt, or wherever else it is evaluated, is a call of elixir_module:compile/3 with its
//  text. Its object stands in the node's own folder, so that nl finds it, too.

#include "zc_script.h"
#include "zc_code.h"
#include "zc_eval_error.h"
#include "zc_io.h"
#include "zc_node.h"
#include "kernel/zc_code_object.h"

static const char s_name [] = "elixir";

//  ---- files and objects ---------------------------------------------------

typedef struct {
    const char *file, *source;
    size_t size;
    zc_code_opened_t *opened;
    char *messages;
} s_open_t;

static void
s_open_or_fail (void *arg)
{
    s_open_t *call = arg;
    zc_eval_options_t options = {.file = call->file};
    zc_script_t *script = zc_script_new (call->source, call->size, &options);
    zc_script_modules (script);
    call->messages = zc_code_text ("%.*s", (int) script->warnings.size,
                                   (const char *) script->warnings.data);
    *call->opened = script->opened;
    script->opened = (zc_code_opened_t) {.count = 0};
    zc_script_destroy (&script);
}

static bool
s_open (zc_code_opened_t *opened, const char *file, const char *source, size_t size,
        char **messages)
{
    zc_term_t *reason = NULL;
    s_open_t call = {file, source, size, opened, NULL};
    zc_class_t class = zc_try (s_open_or_fail, &call, &reason);
    if (class != ZC_VALUE) {
        char *banner = zc_error_banner (class, reason);
        call.messages = zc_code_text ("\n== Compilation error in file %s ==\n%s\n", file, banner);
        zc_free (banner);
    }
    zc_term_destroy (&reason);
    *messages = call.messages;
    return class == ZC_VALUE;
}

static const zc_code_language_t s_elixir = {s_name, ".ex", s_open};
ZC_LANGUAGE (s_elixir);

//  ---- defmodule -----------------------------------------------------------

//  What a module's name, its object and the last of its expressions come to; loads it.
static zc_term_t *
s_load (zc_script_t *script, const char *name, const void *text, size_t size)
{
    zc_code_object_t object = {.arch = s_name, .abi = ZC_MODULE_ABI, .modules = script->opened.names,
                               .file = script->options->file, .source = text, .source_size = size,
                               .code = ""};
    size_t object_size;
    uint8_t *bytes = zc_code_object_write (&object, &object_size);
    char *error = zc_code_keep (&script->opened, NULL, bytes, object_size);
    if (error)
        zc_script_fail (script, script->options->line, "%s", error);
    zc_term_t *atom = zc_module_atom (name);
    if (zc_code_load (&script->opened))
        zc_script_fail (script, script->options->line, "module %s is the library's own and cannot be "
                        "replaced", name);
    if (script->warnings.size)
        zc_io_write_error (script->warnings.data, script->warnings.size);
    zc_term_t *result = zc_term_new ("{module, ~t, ~b, ~t}", atom, (const void *) bytes, object_size,
                                     script->last);
    zc_term_destroy (&atom);
    zc_free (bytes);
    return result;
}

//  compile (Text, File, Line): the value of a defmodule
static zc_term_t *
s_compile (const zc_term_t *args)
{
    const void *text;
    size_t size;
    zc_eval_options_t options;
    if (!zc_term_match (args, "[~b, ~s, ~i]", &text, &size, &options.file, &options.line))
        zc_error ("{badarg, [{elixir_module, compile, ~t, []}]}", args);
    options = (zc_eval_options_t) {.file = options.file, .line = options.line};
    zc_script_t *script = zc_script_new (text, size, &options);
    zc_script_modules (script);
    //  Those inside of it are done before it
    const char *name = script->outermost;
    zc_term_t *result = s_load (script, name, text, size);
    zc_script_destroy (&script);
    return result;
}

//  server (): the calling process's name, or else its pid
static zc_term_t *
s_server (const zc_term_t *args)
{
    (void) args;
    const char *name;
    zc_term_t *info = zc_process_info (zc_self ()), *term = NULL, *pair;
    size_t at = 0;
    for (; (pair = zc_term_next (info, &at)); zc_term_destroy (&pair))
        if (zc_term_match (pair, "{registered_name, ~a}", &name))
            term = zc_term_new ("~a", name);
    zc_term_destroy (&info);
    return term? term: zc_term_new ("~p", zc_self ());
}

//  unexpected (Module, Message): what a server without handle_info has to say
static zc_term_t *
s_unexpected (const zc_term_t *args)
{
    const char *module;
    zc_term_t *message;
    if (!zc_term_match (args, "[~a, ~t]", &module, &message))
        zc_error ("{badarg, [{elixir_module, unexpected, ~t, []}]}", args);
    zc_term_t *server = s_server (args);
    char *who = zc_term_str (server), *what = zc_term_str (message);
    zc_log (ZC_LOG_ERROR, "%s %s received unexpected message in handle_info/2: %s",
            zc_module_name (module), who, what);
    zc_free (who);
    zc_free (what);
    zc_term_destroy (&server);
    zc_term_destroy (&message);
    return NULL;
}

ZC_MODULE_NAMED (elixir_module, "elixir_module", {"compile", 3, s_compile},
                 {"server", 0, s_server}, {"unexpected", 2, s_unexpected});
