//  test_code_versions.c - versions of a module: who is in which, and what becomes of them

#include "zt_code.h"

#include "process/zc_hooks.h"

static zc_pid_t
s_start_by_name (zc_ref_t *ref)
{
    return zc_node_spawn_monitor (NULL, "Worker", "work", ref, "[]");
}

//  The version that a worker is in, or that it calls.
static int
s_ask (zc_pid_t worker, const char *what)
{
    int version = -1;
    zc_send (worker, "{~a, ~p}", what, zc_self ());
    zc_receive (ZT_LONG, "{version, ~i}", &version);
    return version;
}

//  ---- versions ------------------------------------------------------------

ZT_TEST (calls_by_name_take_the_new_version_local_calls_stay)
{
    zc_ref_t ref;
    zt_require (zt_compile (VERSION_1, zt_worker ()));
    zc_pid_t old = s_start_by_name (&ref);
    zt_check_int (s_ask (old, "local"), 1);
    zt_check_term (zt_call ("Worker", "add"), "1");
    zt_check (zc_function_exported ("Worker", "only_in_1", 0));
    zt_require (zt_compile (VERSION_2, zt_worker ()));
    zt_check_int (s_ask (old, "local"), 1);             //  it waits in the old code
    zt_check_int (s_ask (old, "by_name"), 2);
    zt_check (!zc_function_exported ("Worker", "only_in_1", 0));
    zt_check_term (zt_call ("Worker", "version"), "2");
    zt_check_term (zt_call ("Worker", "add"), "1");     //  variables of its own
    zt_check (zc_code_check_old ("Worker"));
    zt_check (zc_code_check_process (old, "Worker"));
    zt_check (!zc_code_check_process (zc_self (), "Worker"));
    zc_send (old, "stop");
    zt_check_down (ref, "normal");
    zt_code_clean ();
}

ZT_TEST (become_moves_a_process_to_the_new_version)
{
    zc_ref_t ref;
    zt_require (zt_compile (VERSION_1, zt_worker ()));
    zc_pid_t worker = s_start_by_name (&ref);
    zt_check (zc_register ("worker", worker));
    zt_check_int (s_ask (worker, "local"), 1);
    zt_require (zt_compile (VERSION_2, zt_worker ()));
    zc_send (worker, "later");                          //  stays in the mailbox
    zc_send (worker, "move");
    zt_check_int (s_ask (worker, "local"), 2);
    zt_check (!zc_code_check_process (worker, "Worker"));
    zt_check (zc_pid_equal (zc_whereis ("worker"), worker));
    zc_term_t *info = zc_process_info (worker);
    zt_check_int (zt_number (info, "message_queue_len"), 1);
    zt_require (zt_compile (VERSION_3, zt_worker ()));
    zt_require (zc_process_alive (worker));             //  it is in version 2, now the old one
    zc_send (worker, "stop");
    zt_check_down (ref, "normal");
    zt_code_clean ();
}

static zc_term_t *
s_countdown (const zc_term_t *args)
{
    int left;
    zc_alloc (1000);
    if (!zc_term_match (args, "[~i]", &left) || left == 0)
        return NULL;
    zc_become ("Countdown", "run", "[~i]", left - 1);
}

ZC_MODULE (Countdown, {"run", 1, s_countdown});

static void
s_become_nothing (void *arg)
{
    (void) arg;
    zc_become ("Countdown", "walk", "[]");
}

//  A loop of zc_become is a loop: neither stack nor memory grow.
ZT_TEST (become_is_a_tail_call)
{
    int turns = 100000;
    zc_ref_t ref;
    long before = zc_blocks_in_use ();
    zc_pid_t pid = zc_node_spawn_monitor (NULL, "Countdown", "run", &ref, "[~i]", turns);
    long most = 0;
    for (zc_term_t *info; (info = zc_process_info (pid)); zc_term_destroy (&info)) {
        long now = zc_blocks_in_use () - before;
        most = now > most? now: most;
        zc_yield ();
    }
    zt_check (most < 200);
    zt_check_down (ref, "normal");
    zt_check_end (s_become_nothing, NULL, "{undef, [{Countdown, walk, [], []}]}");
}

static void *
s_become_on_a_thread (void *arg)
{
    zc_attach (arg);
    zc_become ("Countdown", "run", "[0]");
}

ZT_TEST (an_attached_thread_cannot_become)
{
    pthread_t thread;
    zt_require (pthread_create (&thread, NULL, s_become_on_a_thread, zc_node ()) == 0);
    pthread_join (thread, NULL);
    zt_check (zt_logged ("zc_become: a thread has no base frame"));
}

ZT_TEST (a_third_version_kills_who_is_in_the_first)
{
    zc_ref_t by_name, by_pointer, second;
    zc_pid_t pid;
    zt_require (zt_compile (VERSION_1, zt_worker ()));
    s_start_by_name (&by_name);
    zt_check_term (zt_call ("Worker", "start"), "~p", &pid);
    by_pointer = zc_monitor (pid);
    zt_check_int (s_ask (pid, "local"), 1);
    zt_require (zt_compile (VERSION_2, zt_worker ()));
    zc_pid_t in_second = s_start_by_name (&second);
    zt_check_int (s_ask (in_second, "local"), 2);
    zt_check_int (s_ask (pid, "local"), 1);
    zt_require (zt_compile (VERSION_3, zt_worker ()));
    zt_check_down (by_name, "killed");
    zt_check_down (by_pointer, "killed");
    zt_check_int (s_ask (in_second, "local"), 2);
    zc_send (in_second, "stop");
    zt_check_down (second, "normal");
    zt_code_clean ();
}

#define REPLACER(function) "#include \"zcluster.h\"\n" \
    "static zc_term_t *s_f (const zc_term_t *args) { (void) args; return NULL; }\n" \
    "ZC_MODULE (Replacer, {\"" function "\", 0, s_f});\n"

static zc_term_t *
s_replace (const zc_term_t *args)
{
    (void) args;
    zt_compile ("", REPLACER ("first"));
    zt_compile ("", REPLACER ("second"));
    zt_fail ("the version that this function is in was purged");
    return NULL;
}

ZC_MODULE (Replacer, {"run", 0, s_replace});

//  The old version here is one that was linked into the program.
ZT_TEST (who_purges_its_own_version_is_killed_and_the_new_code_is_there)
{
    zc_ref_t ref;
    zc_node_spawn_monitor (NULL, "Replacer", "run", &ref, "[]");
    zt_check_down (ref, "killed");
    zt_check (zc_function_exported ("Replacer", "second", 0));
    zt_check (zc_code_check_old ("Replacer"));
    zt_code_clean ();
}

ZT_TEST (purge_kills_those_in_old_code_and_no_others)
{
    int count = ZT_ASAN || ZT_TSAN? 200: 1000;
    zc_pid_t *old = zc_alloc ((size_t) count * sizeof *old);
    zc_pid_t *others = zc_alloc ((size_t) count * sizeof *others);
    zc_ref_t *refs = zc_alloc ((size_t) count * sizeof *refs);
    zt_require (zt_compile (VERSION_1, zt_worker ()));
    for (int i = 0; i < count; i++)
        old [i] = s_start_by_name (&refs [i]);
    for (int i = 0; i < count; i++)
        zt_require (s_ask (old [i], "local") == 1);
    zt_require (zt_compile (VERSION_2, zt_worker ()));
    for (int i = 0; i < count; i++) {
        zc_ref_t ref;
        others [i] = s_start_by_name (&ref);
        zc_demonitor (ref, 0);
    }
    zt_check (!zc_code_soft_purge ("Worker"));
    zt_check (zc_code_purge ("Worker"));
    for (int i = 0; i < count; i++)
        zt_check_down (refs [i], "killed");
    zt_check (!zc_code_check_old ("Worker"));
    zt_check (!zc_code_purge ("Worker"));
    zt_check (zc_code_soft_purge ("Worker"));
    for (int i = 0; i < count; i++)
        zt_require (s_ask (others [i], "local") == 2);
    for (int i = 0; i < count; i++)
        zc_send (others [i], "stop");
    zt_code_clean ();
}

ZT_TEST (soft_purge_waits_for_the_last_one_to_move_on)
{
    zc_ref_t ref;
    zt_require (zt_compile (VERSION_1, zt_worker ()));
    zc_pid_t worker = s_start_by_name (&ref);
    zt_check_int (s_ask (worker, "local"), 1);
    zt_check (zc_code_soft_purge ("Worker"));           //  there is no old version
    zt_require (zt_compile (VERSION_2, zt_worker ()));
    zt_check (!zc_code_soft_purge ("Worker"));
    zt_check (zc_code_check_old ("Worker"));
    zc_send (worker, "move");
    zt_check_int (s_ask (worker, "local"), 2);
    zt_check (zc_code_soft_purge ("Worker"));
    zt_check (!zc_code_check_old ("Worker"));
    zc_send (worker, "stop");
    zt_check_down (ref, "normal");
    zt_code_clean ();
}

ZT_TEST (what_is_deleted_is_undefined_until_it_is_loaded_again)
{
    zc_ref_t ref;
    zt_require (zt_compile (VERSION_1, zt_worker ()));
    zc_pid_t worker = s_start_by_name (&ref);
    zt_check_int (s_ask (worker, "local"), 1);
    zt_check (zc_code_delete ("Worker"));
    zt_check_int (s_ask (worker, "local"), 1);          //  its process goes on
    zt_check (!zc_function_exported ("Worker", "version", 0));
    zt_check_term (zc_code_is_loaded ("Worker"), "false");
    zt_check_term (zc_code_which ("Worker"), "non_existing");
    zc_send (worker, "{by_name, ~p}", zc_self ());
    zt_check_down (ref, "{undef, [{Worker, version, [], []}]}");
    setenv ("ZCLUSTER_CODE_PATH", zt_code_folder (), 1);
    zt_check_term (zc_code_load_file ("Worker"), "{module, Worker}");
    zt_check_term (zt_call ("Worker", "version"), "1");
    zt_require (zt_compile (VERSION_2, zt_worker ()));
    zt_check (!zc_code_delete ("Worker"));              //  there is an old one
    zt_check (zt_logged ("module Worker must be purged before it is deleted"));
    zt_check (!zc_code_delete ("Nobody"));
    zt_code_clean ();
}

ZT_TEST (it_is_known_what_is_loaded_and_where_from)
{
    const char *file;
    zt_check_term (zc_code_which ("Kernel"), "preloaded");
    zt_check_term (zc_code_is_loaded ("Countdown"), "{file, preloaded}");
    zt_check_term (zc_code_object_code ("Countdown"), "error");
    zt_require (zt_compile (VERSION_1, zt_worker ()));
    if (zt_check_term (zc_code_which ("Worker"), "~s", &file))
        zt_check (strncmp (file, zt_code_folder (), strlen (zt_folder)) == 0
                  && strstr (file, "/Worker.zco") != NULL);
    zt_check_term (zc_code_is_loaded ("Worker"), "{file, ~s}", file);
    zc_term_t *all = zc_code_all_loaded ();
    size_t found = 0;
    for (size_t i = 0; i < zc_term_length (all); i++) {
        zc_term_t *item = zc_term_element (all, i);
        found += zc_term_match (item, "{Worker, ~s}", file)
              || zc_term_match (item, "{Kernel, preloaded}");
    }
    zt_check_int (found, 2);
    zt_code_clean ();
}

static void
s_call_missing (void *arg)
{
    (void) arg;
    zc_apply ("QuackingDuck", "start", zc_term_new ("[]"));
}

//  It is logged where a process ends of it.
ZT_TEST (a_missing_function_is_told_as_elixir_tells_it)
{
    zc_ref_t ref;
    zc_term_t *reason;
    zt_check (zc_try (s_call_missing, NULL, &reason) == ZC_ERROR);
    zt_check (zc_term_match (reason, "{undef, [{QuackingDuck, start, [], []}]}"));
    zt_check (!zt_logged ("QuackingDuck.start/0"));
    zc_node_spawn_monitor (NULL, "QuackingDuck", "start", &ref, "[]");
    zt_check_down (ref, "{undef, [{QuackingDuck, start, [], []}]}");
    zt_check (zt_logged ("function QuackingDuck.start/0 is undefined "
                         "(module QuackingDuck is not available)"));
    zc_node_spawn_monitor (NULL, "Countdown", "run", &ref, "[1, 2]");
    zt_check_down (ref, "{undef, [{Countdown, run, [1, 2], []}]}");
    zt_check (zt_logged ("function Countdown.run/2 is undefined or private"));
    zt_check (strcmp (zc_module_undefined ("lists", "sort", 1),
                      "function :lists.sort/1 is undefined (module :lists is not available)") == 0);
}

//  ---- crashes and endless loops in a module -------------------------------

ZT_TEST (a_crash_in_a_module_is_contained_and_names_its_line)
{
    zc_ref_t ref;
    const char *where;
    zt_require (zt_compile (VERSION_1, zt_worker ()));
    zc_pid_t worker = s_start_by_name (&ref);
    zc_send (worker, "crash");
    zc_term_t *reason = zt_down (ref);
    if (zt_check_term (reason, "{signal, segv, ~s}", &where)) {
        if (!strstr (where, "s_work (module.c:69)"))
            zt_fail ("it crashed in %s", where);
        zt_check (zt_logged ("crashed: segv, address (nil), in s_work (module.c:69)"));
    }
    zt_check_term (zt_call ("Worker", "version"), "1");
    zt_code_clean ();
}

ZT_TEST (a_killed_endless_loop_in_a_module_ends)
{
    zc_ref_t ref;
    zt_require (zt_compile (VERSION_1, zt_worker ()));
    zc_pid_t worker = s_start_by_name (&ref);
    zc_send (worker, "spin");
    zt_until (zt_info ("expelled") > 0);
    zc_exit_process (worker, "kill");
    zt_check_down (ref, "killed");
    zt_until (zt_info ("remains") == 0);
    zt_code_clean ();
}

ZT_TEST (a_purged_endless_loop_is_killed_and_ends)
{
    zc_ref_t ref;
    zt_require (zt_compile (VERSION_1, zt_worker ()));
    zc_pid_t worker = s_start_by_name (&ref);
    zc_send (worker, "spin");
    zt_until (zt_info ("expelled") > 0);
    zt_require (zt_compile (VERSION_2, zt_worker ()));
    zt_check (zc_code_check_process (worker, "Worker"));
    zt_check (zc_code_purge ("Worker"));
    zt_check_down (ref, "killed");
    zt_until (zt_info ("remains") == 0);
    zt_code_clean ();
}

//  ---- on_load -------------------------------------------------------------

#define HOOKED(result) "#include \"zcluster.h\"\n" \
    "static zc_term_t *s_on_load (const zc_term_t *args)\n" \
    "{ (void) args; zc_send_name (\"test\", NULL, \"loading\"); return " result "; }\n" \
    "ZC_MODULE (Hooked, {\"on_load\", 0, s_on_load});\n"

ZT_TEST (a_module_whose_on_load_fails_is_not_loaded)
{
    zc_register ("test", zc_self ());
    zt_require (zt_compile ("", HOOKED ("NULL")));
    zt_check (zc_receive (0, "loading"));
    const char *path = zt_write ("bad.c", "", HOOKED ("zc_term_new (\"no_hardware\")"));
    zt_check_term (zc_code_compile (path, NULL), "{error, \"{:on_load_failure, :no_hardware}\\n\"}");
    path = zt_write ("bad.c", "", HOOKED ("(zc_exit (\"tired\"), NULL)"));
    zt_check_term (zc_code_compile (path, NULL), "{error, \"{:on_load_failure, :tired}\\n\"}");
    path = zt_write ("bad.c", "", HOOKED ("*(zc_term_t *volatile *) 8"));
    zt_check_term (zc_code_compile (path, NULL), "{error, ~s}", &path);
    zt_check (strstr (path, "{:on_load_failure, {:signal, :segv, \"s_on_load (bad.c:") != NULL);
    zt_check_int (zc_flush (false), 3);
    zt_check (!zc_code_check_old ("Hooked"));
    zt_code_clean ();
}

static void
s_compile_slow (void *arg)
{
    const char *path = zt_write ("slow.c", "", HOOKED ("(zc_register (\"hook\", zc_self ()), "
                                                       "zc_receive (-1, \"go\"), NULL)"));
    (void) arg;
    zt_check_term (zc_code_compile (path, NULL), "{ok, [Hooked], _}");
}

ZT_TEST (a_module_is_there_when_its_on_load_has_returned)
{
    zc_ref_t ref;
    zc_register ("test", zc_self ());
    zc_spawn_monitor (s_compile_slow, NULL, &ref);
    zt_require (zc_receive (ZT_LONG, "loading"));
    zt_check (!zc_function_exported ("Hooked", "on_load", 0));
    zt_until (zc_send_name ("hook", NULL, "go"));
    zt_check_down (ref, "normal");
    zt_check (zc_function_exported ("Hooked", "on_load", 0));
    zt_code_clean ();
}

//  ---- many at once --------------------------------------------------------

enum { s_crowd = 16, s_crowd_turns = 20 };

//  arg: which of the four modules
static void
s_load_and_purge (void *arg)
{
    char name [8];
    snprintf (name, sizeof name, "Mod%d", (int) (intptr_t) arg % 4);
    for (int i = 0; i < s_crowd_turns; i++) {
        zc_term_t *loaded = zc_code_load_file (name);
        zt_check_term (loaded, "{module, _}");
        zc_term_destroy (&loaded);
        if (i % 2)
            zc_code_purge (name);
        else
            zc_code_soft_purge (name);
    }
}

ZT_TEST (loads_and_purges_of_many_processes_are_all_answered)
{
    zc_ref_t refs [s_crowd];
    setenv ("ZCLUSTER_CODE_PATH", zt_code_folder (), 1);
    for (int i = 0; i < 4; i++) {
        char name [30];
        snprintf (name, sizeof name, "#define NAME Mod%d\n", i);
        zt_require (zt_compile (name, "#include \"zcluster.h\"\n"
            "static zc_term_t *s_f (const zc_term_t *args) { (void) args; return NULL; }\n"
            "#define MODULE(name) ZC_MODULE (name, {\"f\", 0, s_f})\n"
            "MODULE (NAME);\n"));
    }
    for (int i = 0; i < s_crowd; i++)
        zc_spawn_monitor (s_load_and_purge, (void *) (intptr_t) i, &refs [i]);
    for (int i = 0; i < s_crowd; i++)
        zt_check_down (refs [i], "normal");
    zt_check (zc_function_exported ("Mod0", "f", 0) && zc_function_exported ("Mod3", "f", 0));
    zt_code_clean ();
}

//  ---- another kind of module ----------------------------------------------
//  A script of one letter: the function `run` answers with it.

static atomic_int s_scripts;

static const void *
s_script_find (const void *code, const char *function, size_t arity)
{
    return strcmp (function, "run") == 0 && arity < 2? code: NULL;
}

static zc_term_t *
s_script_call (const void *code, const void *function, const zc_term_t *args)
{
    zt_check (function == code);
    if (zc_term_length (args) == 1)             //  until it is told to stop
        zc_receive (-1, "stop");
    return zc_term_new ("{said, ~i}", *(const char *) code);
}

static void
s_script_release (void *code)
{
    free (code);
    s_scripts--;
}

static const zc_kind_t s_script = {s_script_find, s_script_call, s_script_release, NULL};

static void
s_load_script (char letter)
{
    char *code = malloc (1);
    *code = letter;
    s_scripts++;
    zc_part_t part = {"Script", &s_script, code, "a prompt"};
    zt_check (zc_module_load (zc_core_enter (), &part, 1) == NULL);
    zc_core_leave ();
}

ZT_TEST (a_module_can_be_of_another_kind_than_c)
{
    zc_ref_t ref;
    s_load_script ('a');
    zt_check_term (zt_call ("Script", "run"), "{said, ?a}");
    zc_pid_t pid = zc_node_spawn_monitor (NULL, "Script", "run", &ref, "[wait]");
    zt_check (zc_function_exported ("Script", "run", 1));
    zt_check (!zc_function_exported ("Script", "walk", 0));
    zc_yield ();
    s_load_script ('b');
    zt_check_term (zt_call ("Script", "run"), "{said, ?b}");
    zt_check (zc_code_check_process (pid, "Script"));
    zt_check (!zc_code_soft_purge ("Script"));
    zt_check_int (s_scripts, 2);
    s_load_script ('c');                        //  a's process ends, and its code goes
    zt_check_down (ref, "killed");
    zt_until ((zc_code_purge ("Script"), s_scripts == 1));
    zt_check_term (zc_code_which ("Script"), "\"a prompt\"");
}

//  ---- files ---------------------------------------------------------------

static int
s_places (void)
{
    char prefix [64];
    int count = 0;
    snprintf (prefix, sizeof prefix, ZC_MODULE_PLACE "%u-", (unsigned) geteuid ());
    DIR *folder = opendir (zt_code_folder ());
    for (struct dirent *entry; folder && (entry = readdir (folder));)
        count += strncmp (entry->d_name, prefix, strlen (prefix)) == 0;
    if (folder)
        closedir (folder);
    return count;
}

static void
s_compile_and_die (void *arg)
{
    (void) arg;
    zt_compile (VERSION_1, zt_worker ());
    zt_check_int (s_places (), 1);
    _exit (0);
}

START_TEST (a_node_removes_its_files_and_those_of_the_dead)
{
    setenv ("TMPDIR", zt_code_folder (), 1);
    pid_t child = fork ();
    ck_assert_int_ge (child, 0);
    zc_node_options_t options = zt_options ();
    if (child == 0)
        zt_node_run (&options, s_compile_and_die, NULL);
    waitpid (child, NULL, 0);
    ck_assert_int_eq (s_places (), 1);
    child = fork ();
    if (child == 0) {
        zt_node_run (&options, s_compile_and_die, NULL);
        _exit (1);
    }
    waitpid (child, NULL, 0);
    ck_assert_int_eq (s_places (), 1);          //  the dead one's was removed by the next
    zt_code_clean ();
}
END_TEST

ZT_MAIN ("code_versions",
    calls_by_name_take_the_new_version_local_calls_stay,
    become_moves_a_process_to_the_new_version,
    become_is_a_tail_call,
    an_attached_thread_cannot_become,
    a_third_version_kills_who_is_in_the_first,
    who_purges_its_own_version_is_killed_and_the_new_code_is_there,
    purge_kills_those_in_old_code_and_no_others,
    soft_purge_waits_for_the_last_one_to_move_on,
    what_is_deleted_is_undefined_until_it_is_loaded_again,
    it_is_known_what_is_loaded_and_where_from,
    a_missing_function_is_told_as_elixir_tells_it,
    a_crash_in_a_module_is_contained_and_names_its_line,
    a_killed_endless_loop_in_a_module_ends,
    a_purged_endless_loop_is_killed_and_ends,
    a_module_whose_on_load_fails_is_not_loaded,
    a_module_is_there_when_its_on_load_has_returned,
    loads_and_purges_of_many_processes_are_all_answered,
    a_module_can_be_of_another_kind_than_c,
    a_node_removes_its_files_and_those_of_the_dead)
