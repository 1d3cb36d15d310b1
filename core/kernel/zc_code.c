//  zc_code.c - compile and load: how code gets into a node
//
//      C file ──compile──> shared object ──┐
//                                          ├─open──> tables ──on_load──> current
//      object (file, wire) ──write out─────┘
//          └─ for another machine: its source ──compile──> …
//
//      other languages' text ──open (zc_code_language.h)──────────────^
//
//  All ways end in zc_code_load; before it nothing of the node has changed. Each is
//  gone by the process that asks for it, there is no server: versions change under
//  the baton, all modules of an object at once.
//
//  Next: zc_code_object.h, zc_code_compile.c, zc_code_load.c, process/zc_version.c.

#include "zc_code.h"
#include "zc_code_compile.h"
#include "zc_code_language.h"
#include "zc_code_object.h"
#include "zc_code_place.h"
#include "zc_process.h"
#include "base/zc_limits.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

//  ---- files ---------------------------------------------------------------

//  All of a file. NULL: *error says why.
static char *
s_read (const char *path, size_t *size, char **error)
{
    FILE *file = fopen (path, "re");
    if (!file) {
        *error = zc_code_text ("%s: %s\n", path, strerror (errno));
        return NULL;
    }
    struct stat status;
    char *data = NULL;
    if (fstat (fileno (file), &status) != 0 || !S_ISREG (status.st_mode))
        *error = zc_code_text ("%s: it is no file\n", path);
    else
    if (status.st_size > ZC_OBJECT_MAX)
        *error = zc_code_text ("%s: it is larger than %d MiB\n", path, ZC_OBJECT_MAX >> 20);
    else {
        data = zc_alloc ((size_t) status.st_size + 1);
        *size = fread (data, 1, (size_t) status.st_size, file);
    }
    fclose (file);
    return data;
}

//  The object file of a module, along $ZCLUSTER_CODE_PATH. NULL: there is none.
static char *
s_search (const char *module)
{
    const char *told = getenv ("ZCLUSTER_CODE_PATH");
    char *folders = zc_strdup (told && *told? told: "."), *rest, *found = NULL;
    for (char *folder = strtok_r (folders, ":", &rest); folder && !found;
         folder = strtok_r (NULL, ":", &rest)) {
        char *path = zc_code_text ("%s/%s.zco", folder, zc_module_name (module));
        char real [PATH_MAX];
        if (realpath (path, real))
            found = zc_strdup (real);
        zc_free (path);
    }
    zc_free (folders);
    return found;
}

//  ---- compile -------------------------------------------------------------

//  The file's name without its folder.
static const char *
s_base (const char *path)
{
    const char *slash = strrchr (path, '/');
    return slash? slash + 1: path;
}

//  Write the objects into a folder that has to be there. NULL, or why not.
static char *
s_write_objects (const zc_code_opened_t *opened, const char *folder,
                 const zc_code_object_t *object)
{
    char real [PATH_MAX];
    if (folder && !realpath (folder, real))
        return zc_code_text ("%s: %s\n", folder, strerror (errno));
    size_t size;
    uint8_t *bytes = zc_code_object_write (object, &size);
    char *error = zc_code_keep (opened, folder? real: NULL, bytes, size);
    zc_free (bytes);
    return error;
}

//  Pack source and code together and write them. NULL, or why not.
static char *
s_pack (const zc_code_opened_t *opened, const char *path, const char *output, const char *folder)
{
    zc_code_object_t object = {.arch = zc_code_arch, .abi = ZC_MODULE_ABI,
                               .modules = opened->names, .file = s_base (path)};
    char *error = NULL;
    object.source = s_read (path, &object.source_size, &error);
    if (!error)
        object.code = s_read (output, &object.code_size, &error);
    if (!error)
        error = s_write_objects (opened, folder, &object);
    zc_free ((void *) (uintptr_t) object.source);
    zc_free ((void *) (uintptr_t) object.code);
    return error;
}

//  A reason as a line for the messages; takes it.
static char *
s_reason_line (zc_term_t *reason)
{
    const char *text;
    bool plain = zc_term_match (reason, "{unloadable, ~s}", &text);
    char *printed = plain? NULL: zc_term_str (reason);
    char *line = zc_code_text ("%s\n", plain? text: printed);
    zc_free (printed);
    zc_term_destroy (&reason);
    return line;
}

//  Lines about the modules that will be replaced, after the messages.
static char *
s_redefined (const zc_code_opened_t *opened, const char *messages)
{
    char *lines = zc_strdup (messages);
    for (size_t i = 0; i < opened->count; i++) {
        char *before = lines, *warning = zc_code_redefines (opened->parts [i].name);
        lines = zc_code_text ("%s%s", before, warning? warning: "");
        zc_free (warning);
        zc_free (before);
    }
    return lines;
}

//  Compile, write, load a C file. NULL, or what went wrong beyond the compiler's messages.
static char *
s_make_c (const char *path, const char *folder, zc_code_opened_t *opened, char **messages)
{
    char *error = NULL, *output = zc_code_place_path (path, ".so", &error);
    if (!output || !zc_code_compile_file (path, output, messages)) {
        zc_free (output);
        return error? error: zc_strdup ("");
    }
    zc_term_t *reason = zc_code_open (opened, output);
    error = reason? NULL: s_pack (opened, path, output, folder);
    zc_free (output);
    if (reason || error)
        return reason? s_reason_line (reason): error;
    char *before = *messages, *after = s_redefined (opened, before);
    reason = zc_code_load (opened);
    *messages = reason? before: after;
    zc_free (reason? after: before);
    return reason? s_reason_line (reason): NULL;
}

//  The same with a file in another language.
static char *
s_make_other (const zc_code_language_t *language, const char *path, const char *folder,
              zc_code_opened_t *opened, char **messages)
{
    zc_code_object_t object = {.arch = language->name, .abi = ZC_MODULE_ABI,
                               .file = s_base (path), .code = ""};
    char *error = NULL;
    object.source = s_read (path, &object.source_size, &error);
    if (!error && !language->open (opened, object.file, object.source, object.source_size, messages))
        error = zc_strdup ("");
    object.modules = opened->names;
    if (!error)
        error = s_write_objects (opened, folder, &object);
    zc_term_t *reason = error? NULL: zc_code_load (opened);
    zc_free ((void *) (uintptr_t) object.source);
    return reason? s_reason_line (reason): error;
}

//  The answer to zc_code_compile; takes the texts. error NULL: it went well.
static zc_term_t *
s_answer (const zc_code_opened_t *opened, char *messages, char *error)
{
    char *text = zc_code_text ("%s%s", messages? messages: "", error? error: "");
    zc_term_t *answer = error? zc_term_new ("{error, ~s}", text)
                             : zc_term_new ("{ok, ~t, ~s}", opened->names, text);
    zc_free (text);
    zc_free (messages);
    zc_free (error);
    return answer;
}

zc_term_t *
zc_code_compile (const char *path, const char *dir)
{
    zc_code_opened_t opened = {.count = 0};
    char *messages = NULL, *error, real [PATH_MAX];
    if (!path || !realpath (path, real))
        error = zc_code_text ("%s: %s\n", path? path: "NULL", strerror (path? errno: EINVAL));
    else {
        const zc_code_language_t *language = zc_code_language_of (real);
        error = language? s_make_other (language, real, dir, &opened, &messages)
                        : s_make_c (real, dir, &opened, &messages);
    }
    zc_term_t *answer = s_answer (&opened, messages, error);
    zc_code_close (&opened);
    return answer;
}

//  ---- load ----------------------------------------------------------------

//  An object of another kind: compile its source. NULL, or why not.
static zc_term_t *
s_compile_source (const zc_code_object_t *object, const char *output)
{
    char *messages = NULL, *source = zc_code_place_path (object->file, ".c", &messages);
    if (source)
        messages = zc_code_place_write (source, object->source, object->source_size);
    bool made = !messages && zc_code_compile_file (source, output, &messages);
    char *text = zc_code_text ("it is made for %s, interface %x; this node is %s, interface %x, "
                               "and cannot compile it: %s", object->arch, object->abi,
                               zc_code_arch, ZC_MODULE_ABI, messages);
    zc_term_t *reason = made? NULL: zc_term_new ("{wrong_architecture, ~s}", text);
    zc_free (text);
    zc_free (source);
    zc_free (messages);
    return reason;
}

//  Bring an object's code into a file. NULL, or why not.
static zc_term_t *
s_write_code (const zc_code_object_t *object, const char *output)
{
    if (object->abi != ZC_MODULE_ABI || strcmp (object->arch, zc_code_arch) != 0)
        return s_compile_source (object, output);
    char *error = zc_code_place_write (output, object->code, object->code_size);
    zc_term_t *reason = error? zc_term_new ("{unloadable, ~s}", error): NULL;
    zc_free (error);
    return reason;
}

static zc_term_t *
s_bad_file (const char *module, const char *file, const char *why)
{
    zc_log (ZC_LOG_ERROR, "loading module %s from %s failed: %s", module, file, why);
    return zc_term_new ("badfile");
}

//  Bring the modules of an object into memory. NULL, or the reason.
static zc_term_t *
s_open_object (const char *module, const char *file, const zc_code_object_t *object,
               zc_code_opened_t *opened)
{
    const zc_code_language_t *language = zc_code_language_named (object->arch);
    char *text = NULL, *output = NULL;
    bool good = language? language->open (opened, object->file, object->source,
                                          object->source_size, &text)
              : (output = zc_code_place_path (object->file, ".so", &text)) != NULL;
    zc_term_t *reason = NULL;
    if (!good)
        reason = s_bad_file (module, file, text);
    else
    if (!language) {
        reason = s_write_code (object, output);
        if (!reason)
            reason = zc_code_open (opened, output);
    }
    zc_free (output);
    zc_free (text);
    return reason;
}

//  Open and load. NULL, or the reason.
static zc_term_t *
s_load_object (const char *module, const char *file, const zc_code_object_t *object)
{
    zc_code_opened_t opened = {.count = 0};
    zc_term_t *reason = s_open_object (module, file, object, &opened);
    if (!reason && !zc_term_equal (opened.names, object->modules))
        reason = s_bad_file (module, file, "its modules are not those it names");
    for (size_t i = 0; i < opened.count; i++)
        opened.parts [i].file = zc_strdup (file);
    if (!reason)
        reason = zc_code_load (&opened);
    zc_code_close (&opened);
    return reason;
}

static bool
s_has (const zc_term_t *list, const zc_term_t *atom)
{
    bool has = false;
    size_t at = 0;
    for (zc_term_t *item; !has && (item = zc_term_next (list, &at)); zc_term_destroy (&item))
        has = zc_term_equal (item, atom);
    return has;
}

zc_term_t *
zc_code_load_binary (const char *module, const char *file, const void *data, size_t size)
{
    zc_term_t *atom = zc_module_atom (module);
    zc_code_object_t object;
    const char *wrong = zc_code_object_read (&object, data, size);
    if (!wrong && !s_has (object.modules, atom))
        wrong = "there is no such module in it";
    zc_term_t *reason = wrong? s_bad_file (module, file, wrong)
                             : s_load_object (module, file, &object);
    zc_term_t *answer = reason? zc_term_new ("{error, ~t}", reason)
                              : zc_term_new ("{module, ~t}", atom);
    zc_code_object_clear (&object);
    zc_term_destroy (&reason);
    zc_term_destroy (&atom);
    return answer;
}

//  ---- object files --------------------------------------------------------

zc_term_t *
zc_code_load_file (const char *module)
{
    size_t size;
    char *error = NULL, *path = s_search (module);
    char *data = path? s_read (path, &size, &error): NULL;
    zc_term_t *answer = data? zc_code_load_binary (module, path, data, size)
                            : zc_term_new ("{error, nofile}");
    zc_free (data);
    zc_free (path);
    zc_free (error);
    return answer;
}

zc_term_t *
zc_code_object_code (const char *module)
{
    const char *loaded;
    zc_term_t *which = zc_code_which (module), *atom = zc_module_atom (module);
    char *file = zc_term_match (which, "~s", &loaded)? zc_strdup (loaded): s_search (module);
    size_t size;
    char *error = NULL, *data = file? s_read (file, &size, &error): NULL;
    zc_term_t *code = data? zc_term_new ("{~t, ~b, ~s}", atom, (const void *) data, size, file)
                          : zc_term_new ("error");
    zc_free (data);
    zc_free (file);
    zc_free (error);
    zc_term_destroy (&which);
    zc_term_destroy (&atom);
    return code;
}
