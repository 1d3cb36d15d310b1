//  test_code.c - modules compiled, loaded and refused on one node

#include "zt_code.h"

#include "kernel/zc_code_object.h"

#include <signal.h>
#include <sys/resource.h>

//  ---- compile and call ----------------------------------------------------

ZT_TEST (a_module_is_compiled_loaded_and_called)
{
    const char *path = zt_write ("duck.c", "", "#include \"zcluster.h\"\n"
        "static zc_term_t *s_quack (const zc_term_t *args)\n"
        "{\n"
        "    int times = 1;\n"
        "    zc_term_match (args, \"[~i]\", &times);\n"
        "    return zc_term_new (\"{quacked, ~i}\", times);\n"
        "}\n"
        "ZC_MODULE (Duck, {\"quack\", 1, s_quack});\n");
    zt_check_term (zc_code_compile (path, NULL), "{ok, [Duck], \"\"}");
    zt_check_term (zc_apply ("Duck", "quack", zc_term_new ("[3]")), "{quacked, 3}");
    zc_ref_t ref;
    zc_node_spawn_monitor (NULL, "Duck", "quack", &ref, "[1]");
    zt_check_down (ref, "normal");
    zt_code_clean ();
}

ZT_TEST (a_mistake_in_the_source_changes_nothing)
{
    zt_require (zt_compile (VERSION_1, zt_worker ()));
    const char *messages;
    const char *path = zt_write ("module.c", VERSION_2, "int x = ;\n");
    zc_term_t *result = zc_code_compile (path, zt_code_folder ());
    if (zt_check_term (result, "{error, ~s}", &messages))
        zt_check (strstr (messages, "module.c:2:9: error: ") != NULL);
    zt_check_term (zt_call ("Worker", "version"), "1");
    zt_check (!zc_code_check_old ("Worker"));
    zt_check_term (zc_code_compile ("/nowhere/x.c", NULL),
                   "{error, \"/nowhere/x.c: No such file or directory\\n\"}");
    zt_check_term (zc_code_compile ("/tmp", NULL), "{error, _}");
    zt_code_clean ();
}

ZT_TEST (warnings_and_redefinitions_are_told)
{
    const char *messages;
    zt_require (zt_compile (VERSION_1, zt_worker ()));
    const char *path = zt_write ("module.c", VERSION_2 "static int s_unused;\n", zt_worker ());
    zc_term_t *result = zc_code_compile (path, zt_code_folder ());
    if (zt_check_term (result, "{ok, [Worker], ~s}", &messages)) {
        zt_check (strstr (messages, "s_unused") != NULL);
        zt_check (strstr (messages, "warning: redefining module Worker (current version loaded "
                                    "from /tmp/zt_code_") != NULL);
    }
    zt_code_clean ();
}

ZT_TEST (a_file_may_hold_several_modules)
{
    const char *path = zt_write ("two.c", "", "#include \"zcluster.h\"\n"
        "static zc_term_t *s_f (const zc_term_t *args) { (void) args; return zc_term_new (\"7\"); }\n"
        "ZC_MODULE (One, {\"f\", 0, s_f});\n"
        "ZC_MODULE_NAMED (two, \"Two.Second\", {\"g\", 0, s_f});\n"
        "ZC_MODULE_NAMED (three, \"three\", {\"h\", 0, s_f});\n");
    zc_term_t *result = zc_code_compile (path, zt_code_folder ());
    zt_check_term (result, "{ok, [One, Two.Second, three], _}");
    zt_check_term (zt_call ("One", "f"), "7");
    zt_check_term (zt_call ("Two.Second", "g"), "7");
    zt_check_term (zt_call ("Elixir.Two.Second", "g"), "7");
    zt_check_term (zt_call ("three", "h"), "7");
    setenv ("ZCLUSTER_CODE_PATH", zt_code_folder (), 1);
    zt_check_term (zc_code_load_file ("Two.Second"), "{module, Two.Second}");
    zt_check_term (zc_code_load_file ("three"), "{module, three}");
    zt_code_clean ();
}

//  ---- what cannot be loaded -----------------------------------------------

//  Is it refused, for this reason?
static void
s_check_refused (const char *text, const char *reason)
{
    const char *messages;
    const char *path = zt_write ("bad.c", "#include \"zcluster.h\"\n", text);
    zc_term_t *result = zc_code_compile (path, NULL);
    if (zt_check_term (result, "{error, ~s}", &messages) && !strstr (messages, reason))
        zt_fail ("%s does not say %s", messages, reason);
}

#define FUNCTION "static zc_term_t *s_f (const zc_term_t *args) { (void) args; return NULL; }\n"
#define CALLS(what) "void " what " (void);\n" \
    "static zc_term_t *s_f (const zc_term_t *args) { (void) args; " what " (); return NULL; }\n"
#define BAD "ZC_MODULE (Bad, {\"f\", 0, s_f});\n"

ZT_TEST (what_is_no_module_is_refused)
{
    s_check_refused ("int x;\n", "there is no ZC_MODULE in it");
    s_check_refused (CALLS ("quack") BAD, "undefined symbol: quack");
    s_check_refused (CALLS ("zc_nothing") BAD, "must be linked with -rdynamic");
    s_check_refused ("char large [17 << 20] = {1};\n" FUNCTION BAD, "it is larger than 16 MiB");
    s_check_refused (FUNCTION "ZC_MODULE_NAMED (bad, \"../../Bad\", {\"f\", 0, s_f});\n",
                     "a module's name is made of");
    s_check_refused (FUNCTION "ZC_MODULE (Kernel, {\"f\", 0, s_f});\n", "sticky_directory");
    zt_check (!zc_function_exported ("Kernel", "f", 0));
    zt_check (zc_function_exported ("Kernel", "abs", 1));
    zt_check (!zc_code_delete ("Kernel"));
    zt_check_term (zc_code_is_loaded ("Bad"), "false");
    zt_code_clean ();
}

static void
s_check_object (const char *data, size_t size, const char *pattern)
{
    zc_term_t *result = zc_code_load_binary ("Worker", "there", data, size);
    zt_check_term (result, pattern);
    zc_term_destroy (&result);
}

ZT_TEST (what_is_no_object_is_refused_and_the_old_version_stays)
{
    zt_require (zt_compile (VERSION_1, zt_worker ()));
    zc_term_t *code = zc_code_object_code ("Worker");
    const void *bytes;
    size_t size;
    zt_require (zt_check_term (code, "{Worker, ~b, _}", &bytes, &size));
    char *data = zc_alloc (size + 1);
    memcpy (data, bytes, size);
    for (size_t cut = 0; cut < size; cut += cut < 100? 1: size / 50)
        s_check_object (data, cut, "{error, badfile}");
    s_check_object (data, size + 1, "{error, badfile}");
    for (size_t at = 0; at < size; at += at < 100? 1: size / 50) {
        data [at] ^= 1;
        s_check_object (data, size, "{error, badfile}");
        data [at] ^= 1;
    }
    zt_check (zt_logged ("loading module Worker from there failed: it is not whole"));
    zt_check (zt_logged ("it is damaged"));
    zt_check_term (zc_code_load_binary ("Duck", "there", data, size), "{error, badfile}");
    zt_check_term (zc_code_load_file ("Nobody"), "{error, nofile}");
    zt_check_term (zc_code_object_code ("Nobody"), "error");
    zt_check_term (zt_call ("Worker", "version"), "1");
    zt_check (!zc_code_check_old ("Worker"));
    s_check_object (data, size, "{module, Worker}");
    zt_code_clean ();
}

//  ---- other machines ------------------------------------------------------

//  Worker, as another machine would send it: for its architecture and interface.
static uint8_t *
s_foreign (const char *arch, unsigned abi, const char *source, size_t *size)
{
    zc_term_t *names = zc_term_new ("[Worker]");
    zc_code_object_t object = {.arch = arch, .abi = abi, .modules = names, .file = "worker.c",
                               .source = source, .source_size = strlen (source),
                               .code = "no code for us", .code_size = 14};
    return zc_code_object_write (&object, size);
}

ZT_TEST (an_object_of_another_machine_is_compiled_from_its_source)
{
    size_t size;
    char *worker = zt_worker (), *source = zc_alloc (strlen (worker) + sizeof VERSION_2);
    sprintf (source, "%s%s", VERSION_2, worker);
    uint8_t *object = s_foreign ("m68k-amiga", ZC_MODULE_ABI, source, &size);
    zt_check_term (zc_code_load_binary ("Worker", "amiga", object, size), "{module, Worker}");
    zt_check_term (zt_call ("Worker", "version"), "2");
    zt_check_term (zc_code_which ("Worker"), "\"amiga\"");
    object = s_foreign (zc_code_arch, ZC_MODULE_ABI + 1, source, &size);
    zt_check_term (zc_code_load_binary ("Worker", "future", object, size), "{module, Worker}");
    zt_check (zc_code_check_old ("Worker"));
    //  Its own, but what it holds cannot be run
    object = s_foreign (zc_code_arch, ZC_MODULE_ABI, source, &size);
    zt_check_term (zc_code_load_binary ("Worker", "liar", object, size), "{error, {unloadable, _}}");
    zt_check_term (zt_call ("Worker", "version"), "2");
    zt_code_clean ();
}

ZT_TEST (without_a_compiler_there_is_a_clear_error)
{
    size_t size;
    const char *text;
    zt_require (zt_compile (VERSION_1, zt_worker ()));
    uint8_t *object = s_foreign ("m68k-amiga", 7, "#error\n", &size);
    zc_term_t *result = zc_code_load_binary ("Worker", "amiga", object, size);
    if (zt_check_term (result, "{error, {wrong_architecture, ~s}}", &text))
        zt_check (strstr (text, "made for m68k-amiga, interface 7; this node is ")
                  && strstr (text, "#error"));
    setenv ("PATH", "/nowhere", 1);
    setenv ("CC", "nocc", 1);
    result = zc_code_load_binary ("Worker", "amiga", object, size);
    if (zt_check_term (result, "{error, {wrong_architecture, ~s}}", &text))
        zt_check (strstr (text, "no C compiler can be run"));
    result = zc_code_compile (zt_write ("module.c", VERSION_2, zt_worker ()), NULL);
    if (zt_check_term (result, "{error, ~s}", &text))
        zt_check (strstr (text, "no C compiler can be run") != NULL);
    zt_check_term (zt_call ("Worker", "version"), "1");
    zt_code_clean ();
}

//  Copy the headers, with another number of the interface.
static void
s_copy_headers (void)
{
    DIR *folder = opendir ("core/include");
    zt_require (folder != NULL);
    for (struct dirent *entry; (entry = readdir (folder));) {
        char path [300];
        size_t size;
        snprintf (path, sizeof path, "core/include/%s", entry->d_name);
        char *text = strstr (path, ".h")? zt_read (path, &size): NULL;
        char *number = text? strstr (text, "(1u << 24 |"): NULL;
        if (number)
            number [1] = '2';
        if (text)
            zt_write (entry->d_name, "", text);
    }
    closedir (folder);
}

ZT_TEST (headers_of_another_version_are_noticed)
{
    s_copy_headers ();
    setenv ("ZCLUSTER_INCLUDE", zt_code_folder (), 1);
    s_check_refused (FUNCTION BAD, "it was compiled with headers of another version of zcluster");
    setenv ("ZCLUSTER_INCLUDE", "core/include", 1);
    const char *path = zt_write ("good.c", "#include \"zcluster.h\"\n", FUNCTION BAD);
    zt_check_term (zc_code_compile (path, NULL), "{ok, [Bad], _}");
    zt_code_clean ();
}

static void
s_compile_something (void *arg)
{
    zc_code_compile (arg, NULL);
}

//  The compiler is a script that never ends, and says who it is.
ZT_TEST (a_killed_process_takes_its_compiler_along)
{
    char pid_file [100], script [400];
    snprintf (pid_file, sizeof pid_file, "%s/pid", zt_code_folder ());
    snprintf (script, sizeof script, "#!/bin/sh\necho $$ >%s.new\nmv %s.new %s\nsleep 1000\n",
              pid_file, pid_file, pid_file);
    const char *compiler = zt_write ("slow_cc", script, "");
    chmod (compiler, 0700);
    setenv ("CC", compiler, 1);
    zc_ref_t ref;
    char *path = zc_strdup (zt_write ("module.c", "", ""));
    zc_pid_t pid = zc_spawn_monitor (s_compile_something, path, &ref);
    zt_until (access (pid_file, R_OK) == 0);
    FILE *file = fopen (pid_file, "r");
    int child = 0;
    zt_check (file && fscanf (file, "%d", &child) == 1);
    fclose (file);
    zt_check (kill (child, 0) == 0);
    zc_exit_process (pid, "kill");
    zt_check_down (ref, "killed");
    zt_until (kill (child, 0) != 0);
    zt_code_clean ();
}

//  ---- nodes of one program ------------------------------------------------

static void
s_load_version (void *arg)
{
    zt_compile (arg, zt_worker ());
    zt_check_term (zt_call ("Worker", "add"), "1");
}

static void
s_check_version (void *arg)
{
    zt_check_term (zt_call ("Worker", "version"), "~i", *(int *) arg);
    zt_check_term (zt_call ("Worker", "add"), "2");
}

START_TEST (each_node_of_a_program_has_modules_of_its_own)
{
    zc_node_options_t options = zt_options ();
    zc_node_t *nodes [2] = {zc_node_new (&options, NULL), zc_node_new (&options, NULL)};
    char *heads [2] = {VERSION_1, VERSION_2};
    for (int i = 0; i < 2; i++)
        zc_run (nodes [i], s_load_version, heads [i]);
    for (int i = 0; i < 2; i++)
        zc_run (nodes [i], s_check_version, &(int) {i + 1});
    for (int i = 0; i < 2; i++)
        zc_node_destroy (&nodes [i]);
    zt_code_clean ();
    zt_report ();
}
END_TEST

//  ---- what cannot be contained --------------------------------------------

static void
s_compile_crash (void *arg)
{
    (void) arg;
    static const char text [] =
        FUNCTION BAD "static int *volatile s_nowhere;\n"
        "__attribute__ ((constructor)) static void s_init (void) { *s_nowhere = 1; }\n";
    zc_code_compile (zt_write ("crash.c", "#include \"zcluster.h\"\n", text), NULL);
}

//  The system's loader would keep its locks: whoever needs it later would wait for ever.
START_TEST (a_crash_while_an_object_is_taken_into_memory_ends_the_node)
{
    zt_code_folder ();
    pid_t child = fork ();
    ck_assert_int_ge (child, 0);
    if (child == 0) {
        setrlimit (RLIMIT_CORE, &(struct rlimit) {0, 0});
        setenv ("TMPDIR", zt_folder, 1);
        zc_node_t *node = zc_node_new (NULL, NULL);
        _exit (node? zc_run (node, s_compile_crash, NULL): 0);
    }
    int status;
    waitpid (child, &status, 0);
    ck_assert_msg (WIFSIGNALED (status) && WTERMSIG (status) == SIGSEGV, "status %x",
                   (unsigned) status);
    zt_code_clean ();
}
END_TEST

ZT_MAIN ("code",
    a_module_is_compiled_loaded_and_called,
    a_mistake_in_the_source_changes_nothing,
    warnings_and_redefinitions_are_told,
    a_file_may_hold_several_modules,
    what_is_no_module_is_refused,
    what_is_no_object_is_refused_and_the_old_version_stays,
    an_object_of_another_machine_is_compiled_from_its_source,
    without_a_compiler_there_is_a_clear_error,
    headers_of_another_version_are_noticed,
    a_killed_process_takes_its_compiler_along,
    each_node_of_a_program_has_modules_of_its_own,
    a_crash_while_an_object_is_taken_into_memory_ends_the_node)
