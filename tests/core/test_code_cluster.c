//  test_code_cluster.c - modules spread over nodes, changed there, and lost with them

#include "zt_worker.h"

#include "kernel/zc_code_object.h"

//  ---- commands of the nodes -----------------------------------------------

//  compile N [MIB]: Worker, version N, so large.
static void
s_do_compile (char *args, char *answer)
{
    char head [100];
    char *version = zt_word (&args);
    snprintf (head, sizeof head, "#define VERSION %s\nchar large [%d << 20] = {1};\n", version,
              atoi (args));
    zt_answer_bool (answer, zt_compile (head, zt_worker ()));
}

//  spread [NODE …]: nl (Worker), or nl ([NODE …], Worker).
static void
s_do_spread (char *args, char *answer)
{
    zc_term_t *nodes = *args? zc_term_parse (args, NULL): NULL;
    zt_answer_term (answer, zc_code_spread ("Worker", nodes));
}

static zc_pid_t s_pid;
static zc_ref_t s_ref;

//  start NODE: a worker there, watched.
static void
s_do_start (char *args, char *answer)
{
    s_pid = zc_node_spawn_monitor (args, "Worker", "work", &s_ref, "[]");
    zt_answer_bool (answer, !zc_pid_is_null (s_pid));
}

//  ask local|by_name: the version the worker is in, or the one it calls.
static void
s_do_ask (char *args, char *answer)
{
    int version = -1;
    zc_send (s_pid, "{~a, ~p}", (const char *) args, zc_self ());
    zc_receive (ZT_LONG, "{version, ~i}", &version);
    sprintf (answer, "%d", version);
}

//  tell TERM, down: to the worker; its end.
static void
s_do_tell (char *args, char *answer)
{
    zc_send (s_pid, (const char *) args);
    strcpy (answer, "ok");
}

static void
s_do_down (char *args, char *answer)
{
    (void) args;
    zc_term_t *reason = zt_down (s_ref);
    if (reason)
        zt_answer_term (answer, reason);
}

//  foreign N: overwrite Worker's object by one for another machine, version N.
static void
s_do_foreign (char *args, char *answer)
{
    char *worker = zt_worker (), *source = zc_alloc (strlen (worker) + 100);
    sprintf (source, "#define VERSION %s\n%s", args, worker);
    zc_term_t *names = zc_term_new ("[Worker]");
    zc_code_object_t object = {.arch = "vax-ultrix", .abi = 1, .modules = names, .file = "worker.c",
                               .source = source, .source_size = strlen (source),
                               .code = "", .code_size = 0};
    const char *file;
    size_t size;
    uint8_t *bytes = zc_code_object_write (&object, &size);
    zt_require (zc_term_match (zc_code_which ("Worker"), "~s", &file));
    FILE *out = fopen (file, "w");
    zt_answer_bool (answer, out && fwrite (bytes, 1, size, out) == size && fclose (out) == 0);
}

static void
s_do_no_compiler (char *args, char *answer)
{
    (void) args;
    setenv ("PATH", "/nowhere", 1);
    setenv ("CC", "nocc", 1);
    strcpy (answer, "ok");
}

//  ---- the duck ------------------------------------------------------------

//  A group leader that tells the driver what it is to print.
static void
s_listen (void *arg)
{
    (void) arg;
    for (;;) {
        zc_pid_t from;
        zc_ref_t ref;
        const char *text;
        if (zc_receive_any (-1, ZC_CASE ("{io_request, ~p, ~r, {put_chars, unicode, ~s}}", &from,
                                         &ref, &text), ZC_CASE ("stop")) == 1)
            return;
        zc_send_name ("driver", NULL, "{heard, ~s}", text);
        zc_send (from, "{io_reply, ~r, ok}", ref);
    }
}

//  duck ENDING TEXT: compile the duck of chapter 13, in C or Elixir, with another cry.
static void
s_do_duck (char *args, char *answer)
{
    char name [40], path [100];
    snprintf (name, sizeof name, "quacking_duck.%s", zt_word (&args));
    snprintf (path, sizeof path, "chapters/13_hot_code/%s", name);
    char *source = zt_source (path), *cry = strstr (source, "\"Quack!\"");
    zt_require (cry != NULL);
    size_t size = strlen (source) + 200;
    char *changed = zc_alloc (size);
    *cry = 0;
    snprintf (changed, size, "%s\"%s\"%s", source, args, cry + strlen ("\"Quack!\""));
    zt_answer_term (answer, zc_code_compile (zt_write (name, "", changed),
                                             zt_code_folder ()));
}

static void
s_do_spread_duck (char *args, char *answer)
{
    (void) args;
    zt_answer_term (answer, zc_code_spread ("QuackingDuck", NULL));
}

//  start_duck NODE: what it says is heard here.
static void
s_do_start_duck (char *args, char *answer)
{
    zc_pid_t leader = zc_group_leader (), ear = zc_spawn (s_listen, NULL);
    if (zc_pid_is_null (zc_whereis ("driver")))
        zc_register ("driver", zc_self ());
    zc_set_group_leader (ear, zc_self ());
    s_pid = zc_node_spawn_monitor (args, "QuackingDuck", "loop", &s_ref, "[5]");
    zc_set_group_leader (leader, zc_self ());
    zt_answer_bool (answer, true);
}

//  hear TEXT: wait until the duck says it.
static void
s_do_hear (char *args, char *answer)
{
    char cry [100];
    snprintf (cry, sizeof cry, "%s\n", args);
    int64_t end = zt_now_ms () + ZT_LONG;
    bool heard = false;
    while (!heard && zt_now_ms () < end) {
        const char *text;
        heard = zc_receive (ZT_LONG, "{heard, ~s}", &text) && strcmp (text, cry) == 0;
    }
    zt_answer_bool (answer, heard);
}

static void
s_do_clean (char *args, char *answer)
{
    (void) args;
    zt_code_clean ();
    strcpy (answer, "ok");
}

static const zt_command_t zt_own [ZT_OWN] = {
    {"compile", s_do_compile}, {"spread", s_do_spread}, {"version", zt_do_version},
    {"start", s_do_start}, {"ask", s_do_ask}, {"tell", s_do_tell}, {"down", s_do_down},
    {"foreign", s_do_foreign}, {"no_compiler", s_do_no_compiler}, {"duck", s_do_duck},
    {"spread_duck", s_do_spread_duck}, {"start_duck", s_do_start_duck}, {"hear", s_do_hear},
    {"clean", s_do_clean}};

//  ---- tests ---------------------------------------------------------------

#define A "a@localhost"
#define B "b@localhost"
#define C "c@localhost"

static void
s_stop_node (zt_node_t *node)
{
    zt_is (node, "clean", "ok");
    zt_stop (node);
}

//  a and b, connected; Worker's first version on a.
static void
s_start_two (zt_node_t *a, zt_node_t *b)
{
    zt_start (a, A, "");
    zt_start (b, B, "");
    zt_is (a, "connect " B, "true");
    zt_is (a, "compile 1", "true");
}

START_TEST (a_module_is_spread_to_all_connected_nodes)
{
    zt_node_t a, b, c;
    s_start_two (&a, &b);
    zt_start (&c, C, "");
    zt_is (&b, "version", "undef");
    zt_is (&a, "start " B, "true");
    zt_is (&a, "down", "{:undef, [{Worker, :work, [], []}]}");
    zt_is (&a, "spread", "{:ok, [{:" B ", :loaded, Worker}]}");
    zt_is (&b, "version", "1");
    zt_is (&c, "version", "undef");             //  it was not there
    zt_is (&a, "connect " C, "true");
    zt_is (&c, "version", "undef");             //  who comes later lacks it
    zt_until_is (&a, "nodes", "b c");
    zt_is (&a, "spread [:" C ", :" B "]",
           "{:ok, [{:" C ", :loaded, Worker}, {:" B ", :loaded, Worker}]}");
    zt_is (&c, "version", "1");
    zt_is (&a, "clean", "ok");
    zt_is (&b, "spread", "{:error, :nofile}");  //  it had the file of a, and has no other
    zt_is (&b, "version", "1");
    s_stop_node (&a);
    s_stop_node (&b);
    s_stop_node (&c);
}
END_TEST

START_TEST (a_large_module_is_spread_whole)
{
    zt_node_t a, b;
    s_start_two (&a, &b);
    zt_is (&a, "compile 2 9", "true");
    zt_is (&a, "spread", "{:ok, [{:" B ", :loaded, Worker}]}");
    zt_is (&b, "version", "2");
    s_stop_node (&a);
    s_stop_node (&b);
}
END_TEST

START_TEST (what_came_by_the_network_is_gone_with_the_node)
{
    zt_node_t a, b;
    s_start_two (&a, &b);
    zt_is (&a, "spread", "{:ok, [{:" B ", :loaded, Worker}]}");
    zt_kill (&b);
    zt_until_is (&a, "nodes", "");
    zt_is (&a, "spread", "{:ok, []}");
    zt_is (&a, "spread [:" B "]", "{:ok, [{:" B ", :badrpc, :nodedown}]}");
    zt_start (&b, B, "");
    zt_is (&a, "connect " B, "true");
    zt_is (&b, "version", "undef");
    s_stop_node (&a);
    s_stop_node (&b);
}
END_TEST

START_TEST (a_node_that_dies_while_it_is_spread_to_is_down)
{
    zt_node_t a, b, c;
    s_start_two (&a, &b);
    zt_start (&c, C, "");
    zt_is (&a, "connect " C, "true");
    zt_until_is (&c, "nodes", "a b");
    zt_freeze (&b);
    zt_tell (&a, "spread [:" B ", :" C "]");
    zt_until_is (&c, "version", "1");           //  c does not wait for b
    zt_kill (&b);
    ck_assert_str_eq (zt_hear (&a), "{:ok, [{:" B ", :badrpc, :nodedown}, "
                                    "{:" C ", :loaded, Worker}]}");
    zt_is (&a, "left", "0");
    s_stop_node (&a);
    s_stop_node (&c);
}
END_TEST

START_TEST (the_second_change_kills_who_stayed_in_the_first_version)
{
    zt_node_t a, b;
    s_start_two (&a, &b);
    zt_is (&a, "spread", "{:ok, [{:" B ", :loaded, Worker}]}");
    zt_is (&a, "start " B, "true");
    zt_is (&a, "ask local", "1");
    zt_is (&a, "compile 2", "true");
    zt_is (&a, "ask by_name", "1");             //  the other node does not have it yet
    zt_is (&a, "spread", "{:ok, [{:" B ", :loaded, Worker}]}");
    zt_is (&a, "ask local", "1");
    zt_is (&a, "ask by_name", "2");
    zt_is (&a, "compile 3", "true");
    zt_is (&a, "spread", "{:ok, [{:" B ", :loaded, Worker}]}");
    zt_is (&a, "down", ":killed");
    zt_is (&b, "version", "3");
    s_stop_node (&a);
    s_stop_node (&b);
}
END_TEST

START_TEST (a_remote_process_moves_on_to_what_was_spread)
{
    zt_node_t a, b;
    s_start_two (&a, &b);
    zt_is (&a, "spread", "{:ok, [{:" B ", :loaded, Worker}]}");
    zt_is (&a, "start " B, "true");
    for (int version = 2; version < 5; version++) {
        char command [20], text [12];
        sprintf (command, "compile %d", version);
        sprintf (text, "%d", version);
        zt_is (&a, command, "true");
        zt_is (&a, "spread", "{:ok, [{:" B ", :loaded, Worker}]}");
        zt_is (&a, "tell move", "ok");
        zt_is (&a, "ask local", text);
    }
    zt_is (&a, "tell stop", "ok");
    zt_is (&a, "down", ":normal");
    s_stop_node (&a);
    s_stop_node (&b);
}
END_TEST

START_TEST (a_node_without_a_compiler_runs_objects_of_its_own_kind_only)
{
    zt_node_t a, b, c;
    s_start_two (&a, &b);
    zt_start (&c, C, "");
    zt_is (&a, "connect " C, "true");
    zt_is (&b, "no_compiler", "ok");
    zt_is (&a, "spread [:" B "]", "{:ok, [{:" B ", :loaded, Worker}]}");
    zt_is (&a, "foreign 2", "true");
    char *answer = zt_do (&a, "spread [:" C ", :" B "]");
    const char *start = "{:ok, [{:" C ", :loaded, Worker}, {:" B ", :error, {:wrong_architecture, "
                        "\"it is made for vax-ultrix, interface 1; this node is ";
    ck_assert_msg (strncmp (answer, start, strlen (start)) == 0, "%s", answer);
    ck_assert_msg (strstr (answer, "no C compiler can be run") != NULL, "%s", answer);
    zt_is (&b, "version", "1");
    zt_is (&c, "version", "2");
    s_stop_node (&a);
    s_stop_node (&b);
    s_stop_node (&c);
}
END_TEST

//  Cries come from C and Elixir in turn: what a module is written in may change, too.
START_TEST (a_duck_is_changed_while_it_quacks)
{
    zt_node_t a, b;
    zt_start (&a, A, "");
    zt_start (&b, B, "");
    zt_is (&a, "connect " B, "true");
    zt_is (&a, "duck ex Quack!", "{:ok, [QuackingDuck], \"\"}");
    zt_is (&a, "spread_duck", "{:ok, [{:" B ", :loaded, QuackingDuck}]}");
    zt_is (&a, "start_duck " B, "true");
    zt_is (&a, "hear Quack!", "true");
    for (int i = 0; i < 3; i++) {
        static const char *const cries [] = {"Moo!", "Baa!", "Quack again!"};
        char command [60];
        sprintf (command, "duck %s %s", i == 0? "c": "ex", cries [i]);
        ck_assert_ptr_nonnull (strstr (zt_do (&a, "%s", command), "[QuackingDuck], \"warning: "));
        zt_is (&a, "spread_duck", "{:ok, [{:" B ", :loaded, QuackingDuck}]}");
        sprintf (command, "hear %s", cries [i]);
        zt_is (&a, command, "true");
    }
    zt_kill (&b);
    zt_is (&a, "down", ":noconnection");
    zt_do (&a, "left");
    s_stop_node (&a);
}
END_TEST

ZT_CLUSTER_MAIN ("code_cluster",
    a_module_is_spread_to_all_connected_nodes,
    a_large_module_is_spread_whole,
    what_came_by_the_network_is_gone_with_the_node,
    a_node_that_dies_while_it_is_spread_to_is_down,
    the_second_change_kills_who_stayed_in_the_first_version,
    a_remote_process_moves_on_to_what_was_spread,
    a_node_without_a_compiler_runs_objects_of_its_own_kind_only,
    a_duck_is_changed_while_it_quacks)
