//  test_supervisor.c - children that are started again, stopped, counted

#include "zc_test.h"

//  ---- children ------------------------------------------------------------

//  A child tells `main` that it has started, under its name, and then does what
//  it is told.
typedef struct {
    const char *name;
    bool trap;                      //  traps exits and does not end by them
    int failures;                   //  so many of its next starts fail
    bool hangs;                     //  its start never returns
    bool ignores;
} kid_t;

static void
s_init (zc_gen_server_t *self, void *arg)
{
    kid_t *kid = self->state = arg;
    if (kid->hangs) {
        zc_send_name ("main", NULL, "{hanging, ~p}", zc_self ());
        zc_sleep (-1);
    }
    if (kid->ignores)
        zc_gen_server_ignore (self);
    if (kid->failures > 0) {
        kid->failures--;
        zc_exit ("not_yet");
    }
    if (kid->trap)
        zc_trap_exit (true);
    zc_send_name ("main", NULL, "{up, ~a, ~p}", kid->name, zc_self ());
}

static void
s_handle_cast (zc_gen_server_t *self, const zc_term_t *request)
{
    (void) self;
    zc_term_t *reason;
    if (zc_term_match (request, "crash"))
        zt_crash ();
    if (zc_term_match (request, "{ends, ~t}", &reason))
        zc_exit ("~t", reason);
}

static void
s_handle_info (zc_gen_server_t *self, const zc_term_t *message)
{
    (void) self, (void) message;
}

static void
s_terminate (zc_gen_server_t *self, const zc_term_t *reason)
{
    kid_t *kid = self->state;
    zc_send_name ("main", NULL, "{down, ~a, ~t}", kid->name, reason);
}

static const zc_gen_server_callbacks_t s_kid = {
    .init = s_init, .handle_cast = s_handle_cast, .handle_info = s_handle_info,
    .terminate = s_terminate};

static zc_start_t
s_start_kid (void *arg)
{
    return zc_gen_server_start_link (&s_kid, arg, NULL);
}

//  The next child that has started. Its pid, if it has this name.
static zc_pid_t
s_up (const char *name)
{
    const char *other;
    zc_pid_t pid = {0};
    if (zt_check (zc_receive (ZT_LONG, "{up, ~a, ~p}", &other, &pid))
    &&  !zt_check (strcmp (name, other) == 0))
        zt_fail ("%s has started and not %s", other, name);
    return pid;
}

//  The next child that stops in order.
static bool
s_down (const char *name)
{
    const char *other;
    return zc_receive (ZT_LONG, "{down, ~a, _}", &other) && strcmp (name, other) == 0;
}

//  Three children, a, b and c, that trap exits to tell when they stop.
static kid_t s_kids [3];
static zc_pid_t s_pids [3];

static zc_pid_t
s_start_family (zc_strategy_t strategy, zc_restart_t restart)
{
    static const char *const names [] = {"a", "b", "c"};
    zc_child_spec_t children [3];
    for (int i = 0; i < 3; i++) {
        s_kids [i] = (kid_t) {.name = names [i], .trap = true};
        children [i] = (zc_child_spec_t) {.id = names [i], .start = s_start_kid,
                                          .arg = &s_kids [i], .restart = restart};
    }
    zc_supervisor_options_t options = {.strategy = strategy, .max_restarts = 20};
    zc_start_t start = zc_supervisor_start_link (&options, children, 3, "family");
    zt_require (!zc_pid_is_null (start.pid));
    for (int i = 0; i < 3; i++)
        s_pids [i] = s_up (names [i]);
    return start.pid;
}

static void
s_stop_family (void)
{
    zc_supervisor_stop ("family");
    zt_check (s_down ("c") && s_down ("b") && s_down ("a"));
}

static void
s_begin (void)
{
    zc_register ("main", zc_self ());
    zc_trap_exit (true);
}

//  EXIT of an ended supervisor, or another child of this test.
#define GONE(pid, ...) zt_check (zc_receive (ZT_LONG, "{:EXIT, ~p, " __VA_ARGS__ "}", pid))

ZT_TEST (a_child_that_crashes_is_started_again)
{
    s_begin ();
    kid_t kid = {.name = "a"};
    const zc_child_spec_t children [] = {{.id = "a", .start = s_start_kid, .arg = &kid}};
    zc_pid_t pid = zc_supervisor_start_link (NULL, children, 1, "family").pid;
    zc_pid_t first = s_up ("a");
    zc_gen_server_cast (first, "crash");
    zc_pid_t second = s_up ("a");
    zt_check (!zc_pid_equal (first, second) && !zc_process_alive (first));
    zc_exit_process (second, "kill");
    s_up ("a");
    zc_supervisor_stop ("family");
    GONE (pid, "normal");
}

//  ---- strategies ----------------------------------------------------------

ZT_TEST (one_for_one_starts_only_the_one_that_ended)
{
    s_begin ();
    zc_pid_t pid = s_start_family (ZC_ONE_FOR_ONE, ZC_PERMANENT);
    zc_gen_server_cast (s_pids [1], "crash");
    zt_check (!zc_pid_equal (s_up ("b"), s_pids [1]));
    zt_check (zc_process_alive (s_pids [0]) && zc_process_alive (s_pids [2]));
    s_stop_family ();
    GONE (pid, "normal");
}

ZT_TEST (one_for_all_stops_all_from_the_last_and_starts_all_from_the_first)
{
    s_begin ();
    zc_pid_t pid = s_start_family (ZC_ONE_FOR_ALL, ZC_PERMANENT);
    zc_gen_server_cast (s_pids [1], "crash");
    zt_check (s_down ("c") && s_down ("a"));
    s_up ("a"), s_up ("b"), s_up ("c");
    s_stop_family ();
    GONE (pid, "normal");
}

ZT_TEST (rest_for_one_starts_those_after_it_again)
{
    s_begin ();
    zc_pid_t pid = s_start_family (ZC_REST_FOR_ONE, ZC_PERMANENT);
    zc_gen_server_cast (s_pids [1], "crash");
    zt_check (s_down ("c"));
    s_up ("b"), s_up ("c");
    zt_check (zc_process_alive (s_pids [0]));
    s_stop_family ();
    GONE (pid, "normal");
}

ZT_TEST (a_group_that_does_not_start_again_is_tried_until_it_does)
{
    s_begin ();
    zc_pid_t pid = s_start_family (ZC_ONE_FOR_ALL, ZC_PERMANENT);
    s_kids [1].failures = 2;
    zc_gen_server_cast (s_pids [0], "crash");
    zt_check (s_down ("c") && s_down ("b"));
    s_up ("a");
    zt_check (s_down ("a"));                    //  b failed: all over again
    s_up ("a");
    zt_check (s_down ("a"));
    s_up ("a"), s_up ("b"), s_up ("c");
    s_stop_family ();
    GONE (pid, "normal");
}

//  ---- restart values ------------------------------------------------------

typedef struct {
    zc_restart_t restart;
    const char *reason;
    const char *then;               //  "up", or its state in which_children, or NULL: forgotten
} ending_t;

static const ending_t s_endings [] = {
    {ZC_PERMANENT, ":normal", "up"}, {ZC_PERMANENT, ":shutdown", "up"}, {ZC_PERMANENT, ":x", "up"},
    {ZC_TRANSIENT, ":normal", "undefined"}, {ZC_TRANSIENT, ":shutdown", "undefined"},
    {ZC_TRANSIENT, "{:shutdown, 1}", "undefined"}, {ZC_TRANSIENT, ":x", "up"},
    {ZC_TEMPORARY, ":normal", NULL}, {ZC_TEMPORARY, ":x", NULL}
};

ZT_TEST (restart_says_which_ends_are_followed_by_a_start)
{
    s_begin ();
    for (size_t i = 0; i < sizeof s_endings / sizeof *s_endings; i++) {
        const ending_t *ending = &s_endings [i];
        kid_t kid = {.name = "a"};
        zc_child_spec_t children [] = {{.id = "a", .start = s_start_kid, .arg = &kid,
                                        .restart = ending->restart}};
        zc_pid_t pid = zc_supervisor_start_link (NULL, children, 1, NULL).pid, child = s_up ("a");
        zc_ref_t ref = zc_monitor (child);
        zc_term_t *reason = zc_term_parse (ending->reason, NULL);
        zc_gen_server_cast (child, "{ends, ~t}", reason);
        zt_check_down (ref, "~t", (const zc_term_t *) reason);
        if (ending->then && strcmp (ending->then, "up") == 0)
            s_up ("a");
        else {
            zc_term_t *known = zc_supervisor_which_children (pid);
            if (ending->then)
                zt_check_term (known, "[{a, undefined, worker, _}]");
            else
                zt_check_term (known, "[]");
        }
        zc_supervisor_stop (pid);
        GONE (pid, "normal");
    }
}

//  ---- too many restarts ---------------------------------------------------

ZT_TEST (too_many_restarts_end_the_supervisor_and_its_children)
{
    s_begin ();
    kid_t loud = {.name = "a"}, quiet = {.name = "b", .trap = true};
    const zc_child_spec_t children [] = {{.id = "a", .start = s_start_kid, .arg = &loud},
                                         {.id = "b", .start = s_start_kid, .arg = &quiet}};
    zc_supervisor_options_t options = {.max_restarts = 4, .max_seconds = 3600};
    zc_pid_t pid = zc_supervisor_start_link (&options, children, 2, "family").pid;
    zc_pid_t child = s_up ("a");
    s_up ("b");
    for (int i = 0; i < 4; i++) {
        zc_gen_server_cast (child, "crash");
        child = s_up ("a");
    }
    zc_gen_server_cast (child, "crash");
    GONE (pid, "shutdown");
    zt_check (s_down ("b"));
    zt_check (zt_logged ("gives up"));
}

ZT_TEST (restarts_that_are_long_ago_do_not_count)
{
    s_begin ();
    kid_t kid = {.name = "a"};
    const zc_child_spec_t children [] = {{.id = "a", .start = s_start_kid, .arg = &kid}};
    zc_supervisor_options_t options = {.max_restarts = 1, .max_seconds = 1};
    zc_pid_t pid = zc_supervisor_start_link (&options, children, 1, NULL).pid;
    zc_pid_t child = s_up ("a");
    for (int i = 0; i < 3; i++) {
        zc_gen_server_cast (child, "crash");
        child = s_up ("a");
        zc_sleep (1001);            //  the period itself
    }
    zc_supervisor_stop (pid);
    GONE (pid, "normal");
}

ZT_TEST (a_child_that_never_starts_again_ends_its_supervisor)
{
    s_begin ();
    kid_t kid = {.name = "a"};
    const zc_child_spec_t children [] = {{.id = "a", .start = s_start_kid, .arg = &kid}};
    zc_pid_t pid = zc_supervisor_start_link (NULL, children, 1, NULL).pid, child = s_up ("a");
    kid.failures = 1000;
    zc_gen_server_cast (child, "crash");
    GONE (pid, "shutdown");
    zt_check_int (kid.failures, 1000 - 3);      //  three tries
}

ZT_TEST (a_limit_of_none_allows_no_restart)
{
    s_begin ();
    kid_t kid = {.name = "a"};
    const zc_child_spec_t children [] = {{.id = "a", .start = s_start_kid, .arg = &kid}};
    zc_supervisor_options_t options = {.max_restarts = -1};
    zc_pid_t pid = zc_supervisor_start_link (&options, children, 1, NULL).pid;
    zc_gen_server_cast (s_up ("a"), "crash");
    GONE (pid, "shutdown");
}

//  ---- start and stop ------------------------------------------------------

ZT_TEST (a_supervisor_whose_child_does_not_start_stops_the_others)
{
    s_begin ();
    kid_t first = {.name = "a", .trap = true}, second = {.name = "b", .trap = true}, third = {.name = "c", .failures = 1};
    const zc_child_spec_t children [] = {{.id = "a", .start = s_start_kid, .arg = &first},
                                         {.id = "b", .start = s_start_kid, .arg = &second},
                                         {.id = "c", .start = s_start_kid, .arg = &third}};
    zc_start_t start = zc_supervisor_start_link (NULL, children, 3, "family");
    zt_check_term (start.error, "{shutdown, {failed_to_start_child, c, not_yet}}");
    s_up ("a"), s_up ("b");
    zt_check (s_down ("b") && s_down ("a"));
}

static zc_start_t
s_start_that_leaves (void *arg)
{
    const char *way = arg;
    if (*way == 'x')
        zc_exit ("{gone, ~s}", way);
    if (*way == 'e')
        zc_error ("{wrong, []}");
    zc_throw ("thrown");
}

ZT_TEST (a_start_that_is_left_by_an_exit_is_an_error_of_that_child)
{
    s_begin ();
    zc_pid_t pid = zc_supervisor_start_link (NULL, NULL, 0, "family").pid;
    static const struct { const char *way, *error; } ways [] = {
        {"x", "{:EXIT, {gone, \"x\"}}"}, {"e", "{:EXIT, {wrong, []}}"}, {"t", "thrown"}};
    for (size_t i = 0; i < 3; i++) {
        zc_child_spec_t spec = {.id = "leaver", .start = s_start_that_leaves,
                                .arg = (void *) (uintptr_t) ways [i].way};
        zt_check_term (zc_supervisor_start_child (pid, &spec).error, ways [i].error);
    }
    zt_check_term (zc_supervisor_count_children (pid), "%{specs: 0}");
    zt_check (zc_process_alive (pid));
    zc_supervisor_stop (pid);
    zt_check (zc_receive (ZT_LONG, "{:EXIT, ~p, normal}", pid));
}

static void
s_start_nothing (void *arg)
{
    zc_supervisor_start_link (NULL, (const zc_child_spec_t *) arg, 1, NULL);
}

ZT_TEST (specs_that_make_no_sense_are_refused)
{
    zc_child_spec_t nothing = {.id = "a"}, half = {.id = "a", .module = "Duck"};
    zt_check_end (s_start_nothing, &nothing, "{badarg, _}");
    zt_check_end (s_start_nothing, &half, "{badarg, _}");
    s_begin ();
    kid_t kid = {.name = "a"};
    const zc_child_spec_t twice [] = {{.id = "a", .start = s_start_kid, .arg = &kid},
                                      {.id = "a", .start = s_start_kid, .arg = &kid}};
    zt_check_term (zc_supervisor_start_link (NULL, twice, 2, NULL).error,
                   "{start_spec, {duplicate_child_name, a}}");
    s_up ("a");
    const zc_child_spec_t missing [] = {{.id = "a", .module = "Nowhere", .function = "start_link"}};
    zt_check_term (zc_supervisor_start_link (NULL, missing, 1, NULL).error,
                   "{shutdown, {failed_to_start_child, a, {undef, [{Nowhere, start_link, [], []}]}}}");
    zc_pid_t pid = zc_supervisor_start_link (NULL, NULL, 0, "family").pid;
    const char *wrong [] = {":x", "%{}", "%{id: :a, start: {:m, :f, 1}}",
                            "%{id: :a, start: {:m, :f, []}, restart: :sometimes}",
                            "%{id: :a, start: {:m, :f, []}, shutdown: -1}"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        zt_check_term (zc_supervisor_ask (zc_server_pid (pid), "start_child",
                                          ZC_FORMAT ("~t", zc_term_parse (wrong [i], NULL))),
                       "{error, {invalid_child_spec, _}}");
    zt_check_term (zc_gen_server_call (pid, 5000, "what"), "{error, badarg}");
    zc_supervisor_stop (pid);
    GONE (pid, "normal");
}

//  Never ends by itself, nor by `shutdown`.
static void
s_stubborn (void *arg)
{
    (void) arg;
    zc_trap_exit (true);
    zc_send_name ("main", NULL, "{up, stubborn, ~p}", zc_self ());
    for (;;)
        zc_receive (-1, "_");
}

//  Never calls the core again.
static void
s_endless (void *arg)
{
    (void) arg;
    zc_send_name ("main", NULL, "{up, endless, ~p}", zc_self ());
    static volatile bool for_ever = true;
    while (for_ever)
        ;
}

ZT_TEST (a_child_that_does_not_end_is_killed_when_its_time_is_over)
{
    s_begin ();
    const zc_child_spec_t children [] = {
        {.id = "stubborn", .body = s_stubborn, .shutdown_ms = 20},
        {.id = "endless", .body = s_endless, .shutdown_ms = 20},
        {.id = "brutal", .body = s_stubborn, .shutdown_ms = ZC_BRUTAL}};
    zc_pid_t pid = zc_supervisor_start_link (NULL, children, 3, NULL).pid;
    zc_ref_t refs [3];
    for (int i = 0; i < 3; i++) {
        zc_pid_t child;
        zt_require (zc_receive (ZT_LONG, "{up, _, ~p}", &child));
        refs [i] = zc_monitor (child);
    }
    zc_supervisor_stop (pid);
    zt_check_down (refs [0], "killed");
    zt_check_down (refs [2], "killed");
    zt_check (zt_down (refs [1]) != NULL);
    zt_check (zt_logged ("child stubborn was stopped and ended with :killed"));
    GONE (pid, "normal");
}

static zc_start_t
s_start_empty (void *arg)
{
    (void) arg;
    return zc_supervisor_start_link (NULL, NULL, 0, "inner");
}

ZT_TEST (a_start_that_never_returns_ends_with_the_time_of_its_supervisor)
{
    s_begin ();
    const zc_child_spec_t children [] = {{.id = "inner", .start = s_start_empty,
                                          .shutdown_ms = 20, .supervisor = true}};
    zc_pid_t top = zc_supervisor_start_link (NULL, children, 1, NULL).pid, hanging;
    kid_t kid = {.name = "a", .hangs = true};
    const zc_child_spec_t child = {.id = "a", .start = s_start_kid, .arg = &kid};
    zc_send_name ("inner", NULL, "{:\"$gen_call\", {~p, ~r}, {start_child, ~t}}", zc_self (),
                  zc_make_ref (), zc_child_spec_to_term (&child));
    zt_require (zc_receive (ZT_LONG, "{hanging, ~p}", &hanging));
    zc_ref_t ref = zc_monitor (hanging);
    zc_supervisor_stop (top);
    zt_check_down (ref, "killed");
    GONE (top, "normal");
}

static zc_start_t
s_start_inner (void *arg)
{
    zc_child_spec_t children [] = {{.id = "a", .start = s_start_kid, .arg = arg}};
    zc_supervisor_options_t options = {.max_restarts = -1};
    return zc_supervisor_start_link (&options, children, 1, "inner");
}

ZT_TEST (a_supervisor_that_gives_up_is_started_again_by_the_one_above)
{
    s_begin ();
    kid_t kid = {.name = "a"};
    const zc_child_spec_t children [] = {{.id = "inner", .start = s_start_inner, .arg = &kid,
                                          .supervisor = true}};
    zc_pid_t top = zc_supervisor_start_link (NULL, children, 1, "top").pid;
    zc_pid_t first = s_up ("a"), inner = zc_whereis ("inner");
    zc_gen_server_cast (first, "crash");
    s_up ("a");
    zt_check (!zc_pid_equal (inner, zc_whereis ("inner")));
    zt_check_term (zc_supervisor_count_children ("top"),
                   "%{specs: 1, active: 1, supervisors: 1, workers: 0}");
    zc_supervisor_stop ("top");
    GONE (top, "normal");
    zt_check (zc_pid_is_null (zc_whereis ("inner")));
}

static void
s_parent (void *arg)
{
    zc_child_spec_t children [] = {{.id = "a", .start = s_start_kid, .arg = arg}};
    zc_supervisor_start_link (NULL, children, 1, "family");
    zc_receive (-1, "end");
}

ZT_TEST (a_supervisor_ends_with_its_parent_and_takes_its_children_along)
{
    s_begin ();
    kid_t kid = {.name = "a", .trap = true};
    zc_ref_t ref;
    zc_pid_t parent = zc_spawn_monitor (s_parent, &kid, &ref);
    s_up ("a");
    zc_pid_t family = zc_whereis ("family");
    zc_ref_t gone = zc_monitor (family);
    zc_send (parent, "end");
    zt_check_down (ref, "normal");
    zt_check_down (gone, "normal");
    zt_check (s_down ("a"));
}

//  ---- requests ------------------------------------------------------------

ZT_TEST (children_are_added_stopped_started_and_deleted_by_their_ids)
{
    s_begin ();
    zc_pid_t pid = s_start_family (ZC_ONE_FOR_ONE, ZC_PERMANENT), holder;
    kid_t kid = {.name = "d"};
    zc_child_spec_t spec = {.id = "d", .start = s_start_kid, .arg = &kid};
    zc_start_t start = zc_supervisor_start_child ("family", &spec);
    zt_check (zc_pid_equal (start.pid, s_up ("d")));
    zt_check_term (zc_supervisor_start_child ("family", &spec).error, "{already_started, ~p}", &holder);
    zt_check (zc_pid_equal (holder, start.pid));
    zt_check_term (zc_supervisor_delete_child ("family", "d"), "{error, running}");
    zt_check_term (zc_supervisor_restart_child ("family", "d"), "{error, running}");
    zt_check_term (zc_supervisor_terminate_child ("family", "d"), "ok");
    zt_check (!zc_process_alive (start.pid));
    zt_check_term (zc_supervisor_which_children ("family"),
                   "[{a, _, worker, _}, {b, _, worker, _}, {c, _, worker, _},"
                   " {d, undefined, worker, _}]");
    zt_check_term (zc_supervisor_count_children ("family"),
                   "%{specs: 4, active: 3, supervisors: 0, workers: 4}");
    zt_check_term (zc_supervisor_start_child ("family", &spec).error, "already_present");
    zt_check_term (zc_supervisor_restart_child ("family", "d"), "{ok, _}");
    s_up ("d");
    zt_check_term (zc_supervisor_terminate_child ("family", "d"), "ok");
    zt_check_term (zc_supervisor_delete_child ("family", "d"), "ok");
    zt_check_term (zc_supervisor_delete_child ("family", "d"), "{error, not_found}");
    zt_check_term (zc_supervisor_restart_child ("family", "d"), "{error, not_found}");
    zt_check_term (zc_supervisor_terminate_child ("family", "d"), "{error, not_found}");
    s_stop_family ();
    GONE (pid, "normal");
}

ZT_TEST (a_child_that_ignores_its_start_stays_known_but_does_not_run)
{
    s_begin ();
    kid_t kid = {.name = "a", .ignores = true};
    zc_child_spec_t children [] = {{.id = "a", .start = s_start_kid, .arg = &kid}};
    zc_pid_t pid = zc_supervisor_start_link (NULL, children, 1, NULL).pid;
    zt_check_term (zc_supervisor_which_children (pid), "[{a, undefined, worker, _}]");
    zt_check_term (zc_supervisor_restart_child (pid, "a"), "{ok, undefined}");
    zc_supervisor_stop (pid);
    GONE (pid, "normal");
}

static zc_term_t *
s_start_by_name (const zc_term_t *args)
{
    (void) args;
    static kid_t kid = {.name = "named"};
    return zc_start_to_term (s_start_kid (&kid));
}

ZC_MODULE (Nursery, {"start_link", 1, s_start_by_name});

ZT_TEST (a_child_can_be_started_by_module_and_function)
{
    s_begin ();
    zc_term_t *args = zc_term_new ("[1]");
    zc_child_spec_t spec = {.id = "n", .module = "Nursery", .function = "start_link", .args = args};
    zc_pid_t pid = zc_supervisor_start_link (NULL, &spec, 1, NULL).pid;
    zc_gen_server_cast (s_up ("named"), "crash");
    s_up ("named");
    zc_term_t *elixir = zc_term_parse ("%{id: :second, start: {Nursery, :start_link, [2]}}", NULL);
    zt_check_term (zc_supervisor_ask (zc_server_pid (pid), "start_child",
                                      ZC_FORMAT ("~t", (const zc_term_t *) elixir)), "{ok, _}");
    s_up ("named");
    zc_supervisor_stop (pid);
    GONE (pid, "normal");
}

//  ---- dynamic children ----------------------------------------------------

ZT_TEST (dynamic_children_come_and_go)
{
    s_begin ();
    zc_supervisor_options_t options = {.strategy = ZC_DYNAMIC, .max_children = 2};
    zc_pid_t pid = zc_supervisor_start_link (&options, NULL, 0, "dynamic").pid;
    kid_t kid = {.name = "a"}, fails = {.name = "b", .failures = 1}, ignores = {.name = "c", .ignores = true};
    zc_child_spec_t spec = {.start = s_start_kid, .arg = &kid};
    zc_child_spec_t failing = {.start = s_start_kid, .arg = &fails};
    zc_child_spec_t ignoring = {.start = s_start_kid, .arg = &ignores};
    zt_check_term (zc_supervisor_start_child ("dynamic", &failing).error, "not_yet");
    zc_start_t none = zc_supervisor_start_child ("dynamic", &ignoring);
    zt_check (zc_pid_is_null (none.pid) && !none.error);
    zc_pid_t one = zc_supervisor_start_child ("dynamic", &spec).pid;
    zc_pid_t two = zc_supervisor_start_child ("dynamic", &spec).pid;
    s_up ("a"), s_up ("a");
    zt_check_term (zc_supervisor_start_child ("dynamic", &spec).error, "max_children");
    zc_gen_server_cast (one, "crash");          //  permanent: comes again
    s_up ("a");
    zt_check_term (zc_supervisor_terminate_child ("dynamic", "~p", two), "ok");
    zt_check_term (zc_supervisor_terminate_child ("dynamic", "~p", two), "{error, not_found}");
    zt_check_term (zc_supervisor_count_children ("dynamic"),
                   "%{specs: 1, active: 1, supervisors: 0, workers: 1}");
    zc_supervisor_stop ("dynamic");
    GONE (pid, "normal");
}

static void
s_sleeper (void *arg)
{
    (void) arg;
    zc_receive (-1, "end");
}

ZT_TEST (many_dynamic_children_end_all_at_once)
{
    enum { COUNT = ZT_SLOW > 1? 2000: 20000 };
    s_begin ();
    zc_supervisor_options_t options = {.strategy = ZC_DYNAMIC};
    zc_pid_t pid = zc_supervisor_start_link (&options, NULL, 0, "dynamic").pid;
    zc_child_spec_t spec = {.body = s_sleeper, .restart = ZC_TEMPORARY};
    zc_pid_t *pids = zc_alloc (COUNT * sizeof *pids);
    for (int i = 0; i < COUNT; i++)
        pids [i] = zc_supervisor_start_child ("dynamic", &spec).pid;
    for (int i = 0; i < COUNT; i += 2)
        zc_send (pids [i], "end");
    zt_until (zt_number (zc_term_new ("[{active, ~t}]",
                                      zc_term_get (zc_supervisor_count_children ("dynamic"),
                                                   zc_term_new ("active"))), "active")
              == COUNT / 2);
    zc_supervisor_stop ("dynamic");
    for (int i = 0; i < COUNT; i++)
        zt_check (!zc_process_alive (pids [i]));
    GONE (pid, "normal");
}

ZT_TEST (dynamic_children_that_do_not_end_are_killed_each_in_its_time)
{
    s_begin ();
    zc_supervisor_options_t options = {.strategy = ZC_DYNAMIC};
    zc_pid_t pid = zc_supervisor_start_link (&options, NULL, 0, NULL).pid;
    const int times [] = {ZC_BRUTAL, 5, 30, 5};
    zc_ref_t refs [4];
    for (int i = 0; i < 4; i++) {
        zc_child_spec_t spec = {.body = i == 3? s_sleeper: s_stubborn, .shutdown_ms = times [i]};
        refs [i] = zc_monitor (zc_supervisor_start_child (pid, &spec).pid);
        if (i < 3)
            s_up ("stubborn");
    }
    zc_supervisor_stop (pid);
    for (int i = 0; i < 3; i++)
        zt_check_down (refs [i], "killed");
    zt_check_down (refs [3], "shutdown");
    GONE (pid, "normal");
}

ZT_MAIN ("supervisor",
    a_child_that_crashes_is_started_again,
    one_for_one_starts_only_the_one_that_ended,
    one_for_all_stops_all_from_the_last_and_starts_all_from_the_first,
    rest_for_one_starts_those_after_it_again,
    a_group_that_does_not_start_again_is_tried_until_it_does,
    restart_says_which_ends_are_followed_by_a_start,
    too_many_restarts_end_the_supervisor_and_its_children,
    restarts_that_are_long_ago_do_not_count,
    a_child_that_never_starts_again_ends_its_supervisor,
    a_limit_of_none_allows_no_restart,
    a_supervisor_whose_child_does_not_start_stops_the_others,
    a_start_that_is_left_by_an_exit_is_an_error_of_that_child,
    specs_that_make_no_sense_are_refused,
    a_child_that_does_not_end_is_killed_when_its_time_is_over,
    a_start_that_never_returns_ends_with_the_time_of_its_supervisor,
    a_supervisor_that_gives_up_is_started_again_by_the_one_above,
    a_supervisor_ends_with_its_parent_and_takes_its_children_along,
    children_are_added_stopped_started_and_deleted_by_their_ids,
    a_child_that_ignores_its_start_stays_known_but_does_not_run,
    a_child_can_be_started_by_module_and_function,
    dynamic_children_come_and_go,
    many_dynamic_children_end_all_at_once,
    dynamic_children_that_do_not_end_are_killed_each_in_its_time)
