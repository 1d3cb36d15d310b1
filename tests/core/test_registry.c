//  test_registry.c - processes under keys: unique, duplicate, as names

#include "zc_test.h"

static zc_term_t *
s_term (const char *text)
{
    zc_term_t *term = zc_term_parse (text, NULL);
    zt_require (term != NULL);
    return term;
}

#define REGISTER(name, key, value) zc_registry_register (name, s_term (key), s_term (value))
#define LOOKUP(name, key) zc_registry_lookup (name, s_term (key))

static void
s_start (zc_registry_keys_t keys)
{
    zt_require (!zc_pid_is_null (zc_registry_start_link (keys, "Ponds").pid));
}

static void
s_stop (void)
{
    zc_gen_server_stop ("Ponds", ZT_LONG, "normal");
}

//  Registers itself under the keys it is given as a list, tells, and waits.
static void
s_duck (void *arg)
{
    size_t count;
    zc_term_t **keys = zc_term_elements (s_term (arg), &count);
    zc_term_t *value = zc_term_new ("duck");
    for (size_t i = 0; i < count; i++)
        zc_registry_register ("Ponds", keys [i], value);
    zc_send_name ("main", NULL, "{registered, ~p}", zc_self ());
    zc_receive (-1, "end");
    zc_send_name ("main", NULL, "ended");
}

static zc_pid_t
s_start_duck (const char *keys)
{
    char *text = zc_strdup (keys);
    zc_pid_t pid = zc_spawn (s_duck, text);
    zt_check (zc_receive (ZT_LONG, "{registered, ~p}", pid));
    return pid;
}

static void
s_end_duck (zc_pid_t pid)
{
    zc_ref_t ref = zc_monitor (pid);
    zc_send (pid, "end");
    zt_check_down (ref, "normal");
    zt_check (zc_receive (ZT_LONG, "ended"));
}

ZT_TEST (a_process_is_found_under_its_key)
{
    s_start (ZC_UNIQUE);
    zt_check (REGISTER ("Ponds", "{:depth, 3}", "\"blue\"") == NULL);
    zt_check_term (LOOKUP ("Ponds", "{:depth, 3}"), "[{~p, \"blue\"}]", zc_self ());
    zt_check_term (LOOKUP ("Ponds", "{:depth, 4}"), "[]");
    zt_check_term (zc_registry_keys ("Ponds", zc_self ()), "[{depth, 3}]");
    zt_check_term (zc_registry_values ("Ponds", s_term ("{:depth, 3}"), zc_self ()), "[\"blue\"]");
    zt_check_int (zc_registry_count ("Ponds"), 1);
    zc_registry_unregister ("Ponds", s_term ("{:depth, 3}"));
    zt_check_term (LOOKUP ("Ponds", "{:depth, 3}"), "[]");
    zt_check_term (zc_registry_keys ("Ponds", zc_self ()), "[]");
    zt_check_int (zc_registry_count ("Ponds"), 0);
    s_stop ();
}

ZT_TEST (a_unique_key_has_one_process)
{
    zc_register ("main", zc_self ());
    s_start (ZC_UNIQUE);
    zc_pid_t duck = s_start_duck ("[:pond, :lake]");
    zt_check_term (REGISTER ("Ponds", ":pond", "1"), "{already_registered, ~p}", duck);
    zt_check (REGISTER ("Ponds", ":sea", "1") == NULL);
    zt_check_term (REGISTER ("Ponds", ":sea", "2"), "{already_registered, ~p}", zc_self ());
    zt_check_term (LOOKUP ("Ponds", ":sea"), "[{_, 1}]");
    zt_check_int (zc_registry_count ("Ponds"), 3);
    s_end_duck (duck);
    zt_check_term (LOOKUP ("Ponds", ":pond"), "[]");
    zt_check (REGISTER ("Ponds", ":pond", "1") == NULL);        //  free at once
    zt_until (zc_registry_count ("Ponds") == 2);
    zt_check_term (LOOKUP ("Ponds", ":lake"), "[]");
    s_stop ();
}

ZT_TEST (a_duplicate_key_has_many)
{
    zc_register ("main", zc_self ());
    s_start (ZC_DUPLICATE);
    zc_pid_t duck = s_start_duck ("[:pond, :pond, 7]");
    zt_check (REGISTER ("Ponds", ":pond", "1") == NULL && REGISTER ("Ponds", ":pond", "2") == NULL);
    zt_check_term (LOOKUP ("Ponds", ":pond"), "[{~p, duck}, {~p, duck}, {~p, 1}, {~p, 2}]", duck,
                   duck, zc_self (), zc_self ());
    zt_check_term (zc_registry_values ("Ponds", s_term (":pond"), zc_self ()), "[1, 2]");
    zt_check_term (zc_registry_keys ("Ponds", duck), "[pond, pond, 7]");
    zt_check_int (zc_registry_count ("Ponds"), 5);
    zc_registry_unregister ("Ponds", s_term (":pond"));
    zt_check_int (zc_registry_count ("Ponds"), 3);
    s_end_duck (duck);
    zt_until (zc_registry_count ("Ponds") == 0);
    zt_check_term (LOOKUP ("Ponds", ":pond"), "[]");
    s_stop ();
}

ZT_TEST (entries_go_with_a_process_however_it_ends)
{
    zc_register ("main", zc_self ());
    s_start (ZC_UNIQUE);
    enum { COUNT = 200 };
    zc_pid_t ducks [COUNT];
    char text [80];
    for (int i = 0; i < COUNT; i++) {
        snprintf (text, sizeof text, "[{:pond, %d}, {:lake, %d}]", i, i);
        ducks [i] = s_start_duck (text);
    }
    zt_check_int (zc_registry_count ("Ponds"), 2 * COUNT);
    for (int i = 0; i < COUNT; i++)
        zc_exit_process (ducks [i], "kill");
    zt_until (zc_registry_count ("Ponds") == 0);
    zt_check_int (zc_table_size ("registry: Ponds"), 2);         //  keys and count
    s_stop ();
    zt_check_int (zc_table_size ("registry: Ponds"), 0);
}

//  ---- dispatch ------------------------------------------------------------

static void
s_tell_all (void *arg, const zc_term_t *entries)
{
    size_t count;
    zc_term_t **items = zc_term_elements (entries, &count);
    for (size_t i = 0; i < count; i++) {
        zc_pid_t pid;
        zt_check (zc_term_match (items [i], "{~p, _}", &pid));
        zc_send (pid, "~a", (const char *) arg);
    }
}

ZT_TEST (dispatch_calls_with_the_entries_of_a_key)
{
    s_start (ZC_DUPLICATE);
    REGISTER ("Ponds", ":news", "1"), REGISTER ("Ponds", ":news", "2");
    zc_registry_dispatch ("Ponds", s_term (":news"), s_tell_all, "extra");
    zc_registry_dispatch ("Ponds", s_term (":olds"), s_tell_all, "nothing");
    zt_check (zc_receive (0, "extra") && zc_receive (0, "extra"));
    zt_check_int (zc_flush (false), 0);
    s_stop ();
}

//  ---- names ---------------------------------------------------------------

static zc_term_t *
s_handle_call (zc_gen_server_t *self, const zc_term_t *request, zc_from_t from)
{
    (void) self, (void) from;
    if (zc_term_match (request, "crash"))
        zc_exit ("crashed");
    return zc_term_dup (request);
}

static const zc_gen_server_callbacks_t s_echo = {.handle_call = s_handle_call};

ZT_TEST (servers_can_be_named_through_a_registry)
{
    s_start (ZC_UNIQUE);
    zc_server_t name = zc_server_via ("Registry", s_term ("{Ponds, {:echo, 1}}"));
    zc_pid_t pid = zc_gen_server_start (&s_echo, NULL, name).pid;
    zt_check (zc_pid_equal (zc_gen_server_whereis (name), pid));
    zt_check_term (zc_gen_server_call (name, 5000, "{hi, 1}"), "{hi, 1}");
    zt_check_term (zc_gen_server_start (&s_echo, NULL, name).error, "{already_started, ~p}", pid);
    zt_check_term (LOOKUP ("Ponds", "{:echo, 1}"), "[{~p, nil}]", pid);
    zc_term_t *reason;
    zt_check (!zc_gen_server_try_call (name, 5000, &reason, "crash"));
    zt_check_term (reason, "{crashed, {GenServer, call, [{via, Registry, {Ponds, {echo, 1}}}, _, _]}}");
    zt_check (!zc_gen_server_try_call (name, 5000, &reason, "hi"));
    zt_check_term (reason, "{noproc, {GenServer, call, [{via, Registry, _}, hi, 5000]}}");
    zc_gen_server_cast (name, "lost");

    name = zc_server_via ("Registry", s_term ("{Ponds, {:echo, 1}, \"value\"}"));
    zc_gen_server_start (&s_echo, NULL, name);
    zt_check_term (LOOKUP ("Ponds", "{:echo, 1}"), "[{_, \"value\"}]");
    zc_gen_server_stop (name, ZT_LONG, "normal");
    s_stop ();
}

static zc_start_t
s_start_echo (void *arg)
{
    return zc_gen_server_start_link (&s_echo, NULL, *(zc_server_t *) arg);
}

static zc_start_t
s_start_ponds (void *arg)
{
    (void) arg;
    return zc_registry_start_link (ZC_UNIQUE, "Ponds");
}

ZT_TEST (a_named_server_starts_again_under_its_name_at_once)
{
    zc_server_t name = zc_server_via ("Registry", s_term ("{Ponds, :echo}"));
    const zc_child_spec_t children [] = {
        {.id = "ponds", .start = s_start_ponds}, {.id = "echo", .start = s_start_echo, .arg = &name}};
    zc_supervisor_options_t options = {.strategy = ZC_REST_FOR_ONE, .max_restarts = 60};
    zc_supervisor_start_link (&options, children, 2, "family");
    for (int i = 0; i < 50; i++) {
        zc_term_t *reason;
        zc_pid_t pid = zc_gen_server_whereis (name);
        zt_check (!zc_gen_server_try_call (name, ZT_LONG, &reason, "crash"));
        zt_until (!zc_pid_is_null (zc_gen_server_whereis (name))
                  && !zc_pid_equal (zc_gen_server_whereis (name), pid));
    }
    zt_check (!zt_logged ("does not start again"));
    zc_supervisor_stop ("family");
}

//  ---- mistakes ------------------------------------------------------------

static void
s_uses (void *arg)
{
    zc_term_t *key = zc_term_new ("1");
    switch (*(int *) arg) {
        case 0: zc_registry_lookup ("Nowhere", key); break;
        case 1: zc_registry_register ("Nowhere", key, key); break;
        case 2: zc_registry_unregister ("Nowhere", key); break;
        case 3: zc_registry_keys ("Nowhere", zc_self ()); break;
        case 4: zc_registry_count ("Nowhere"); break;
        default: zc_gen_server_call (zc_server_via ("Registry", s_term ("{Nowhere, 1}")), 1, "x");
    }
}

ZT_TEST (a_registry_that_does_not_exist_is_a_mistake)
{
    for (int i = 0; i < 6; i++)
        zt_check_end (s_uses, &i, "{badarg, \"unknown registry: Nowhere\"}");
}

ZT_TEST (a_registry_is_started_once)
{
    s_start (ZC_UNIQUE);
    zt_check_term (zc_registry_start_link (ZC_DUPLICATE, "Ponds").error, "{already_started, _}");
    s_stop ();
}

ZT_MAIN ("registry",
    a_process_is_found_under_its_key,
    a_unique_key_has_one_process,
    a_duplicate_key_has_many,
    entries_go_with_a_process_however_it_ends,
    dispatch_calls_with_the_entries_of_a_key,
    servers_can_be_named_through_a_registry,
    a_named_server_starts_again_under_its_name_at_once,
    a_registry_that_does_not_exist_is_a_mistake,
    a_registry_is_started_once)
