//  test_code_pointers.c - who was given pointers into a module is in it, for a purge

#include "zt_code.h"

static void
s_enter (void *arg)
{
    zc_module_enter (arg);
    zc_send_name ("test", NULL, "entered");
    zc_receive (-1, "stop");
}

//  What a library does that was given a table of call-backs, for example.
ZT_TEST (who_keeps_a_pointer_into_a_module_is_in_it_when_it_says_so)
{
    zc_ref_t ref, other;
    uintptr_t address = 0;
    zc_register ("test", zc_self ());
    zt_require (zt_compile ("", "#include \"zcluster.h\"\n"
        "static const char s_data [] = \"data\";\n"
        "static zc_term_t *s_f (const zc_term_t *args)\n"
        "{ (void) args; return zc_term_new (\"~i\", (uintptr_t) s_data); }\n"
        "ZC_MODULE (Pointed, {\"f\", 0, s_f});\n"));
    zt_check_term (zt_call ("Pointed", "f"), "~i", &address);
    zc_pid_t in = zc_spawn_monitor (s_enter, (void *) address, &ref);
    zc_pid_t out = zc_spawn_monitor (s_enter, &ref, &other);
    zt_check (zc_receive (ZT_LONG, "entered") && zc_receive (ZT_LONG, "entered"));
    zt_require (zc_code_delete ("Pointed"));
    zt_check (zc_code_check_process (in, "Pointed"));
    zt_check (!zc_code_check_process (out, "Pointed"));
    zt_check (zc_code_purge ("Pointed"));
    zt_check_down (ref, "killed");
    zc_send (out, "stop");
    zt_check_down (other, "normal");
    zt_code_clean ();
}

//  Its call-backs are pointers, so it can only be in the version it was started in.
ZT_TEST (a_server_is_in_the_module_of_its_call_backs)
{
    zt_require (zt_compile (VERSION_1, zt_source ("tests/code/server.c")));
    zt_check_term (zt_call ("Served", "start"), "{ok, _}");
    zc_ref_t ref = zc_monitor_name ("by_pointer", NULL);
    zt_require (zt_compile (VERSION_2, zt_source ("tests/code/server.c")));
    zt_check (zc_code_check_process (zc_whereis ("by_pointer"), "Served"));
    zt_check_term (zc_gen_server_call ("by_pointer", ZT_LONG, "version"), "1");
    zt_require (zt_compile (VERSION_3, zt_source ("tests/code/server.c")));
    zt_check_down (ref, "killed");
    zt_code_clean ();
}

ZT_TEST (a_server_by_name_outlives_all_versions)
{
    zc_server_t none = {.name = NULL};
    zt_require (zt_compile (VERSION_1, zt_source ("tests/code/server.c")));
    zc_pid_t server = zc_gen_server_start_module ("Served", none, false, ZC_FORMAT ("1")).pid;
    zt_check_term (zc_gen_server_call (server, ZT_LONG, "version"), "1");
    zt_require (zt_compile (VERSION_2, zt_source ("tests/code/server.c")));
    zt_check (!zc_code_check_process (server, "Served"));
    zt_check_term (zc_gen_server_call (server, ZT_LONG, "version"), "2");
    zt_require (zt_compile (VERSION_3, zt_source ("tests/code/server.c")));
    zt_check_term (zc_gen_server_call (server, ZT_LONG, "version"), "3");
    zc_gen_server_stop (server, ZT_LONG, "normal");
    zt_code_clean ();
}

ZT_TEST (a_task_is_in_the_module_of_its_function)
{
    zc_pid_t task;
    zc_trap_exit (true);
    zt_require (zt_compile (VERSION_1, zt_source ("tests/code/server.c")));
    zt_check_term (zt_call ("Served", "start_task"), "~p", &task);
    zt_require (zc_code_delete ("Served"));
    zt_until (zc_code_check_process (task, "Served"));
    zt_check (zc_code_purge ("Served"));
    zt_check (zc_receive (ZT_LONG, "{:DOWN, _, process, ~p, killed}", task));
    zt_check (zc_receive (ZT_LONG, "{:EXIT, ~p, killed}", task));
    zt_code_clean ();
}

//  The supervisor is not in the module, its child is.
ZT_TEST (a_supervised_process_is_in_the_module_of_its_body)
{
    zc_pid_t child, supervisor;
    zt_require (zt_compile (VERSION_1, zt_source ("tests/code/server.c")));
    zc_term_t *started = zt_call ("Served", "start_family");
    zt_require (zc_term_match (started, "~p", &supervisor));
    zc_term_t *children = zc_supervisor_which_children (supervisor);
    zt_check_term (children, "[{child, ~p, worker, []}]", &child);
    zt_require (zt_compile (VERSION_2, zt_source ("tests/code/server.c")));
    zt_check (zc_code_check_process (child, "Served"));
    zt_check (!zc_code_check_process (supervisor, "Served"));
    zc_supervisor_stop (supervisor);
    zt_code_clean ();
}

ZT_MAIN ("code_pointers",
    who_keeps_a_pointer_into_a_module_is_in_it_when_it_says_so,
    a_server_is_in_the_module_of_its_call_backs,
    a_server_by_name_outlives_all_versions,
    a_task_is_in_the_module_of_its_function,
    a_supervised_process_is_in_the_module_of_its_body)
