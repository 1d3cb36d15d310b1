//  test_services_by_name.c - GenServer, Supervisor, Task and Registry called by name

#include "zt_eval.h"
#include "zc_module.h"

//  Apply a function to arguments in a format.
#define APPLY(module, function, ...) s_apply (module, function, ZC_FORMAT (__VA_ARGS__))
static zc_term_t *
s_apply (const char *module, const char *function, zc_format_t args)
{
    return zc_apply (module, function, zc_term_build (args));
}

//  ---- modules of this test ------------------------------------------------

static zc_term_t *
s_init (const zc_term_t *args)
{
    if (zc_term_match (args, "[for_ever]"))
        zc_sleep (-1);
    return zc_term_new ("{ok, ~t}", zc_term_element (args, 0));
}

static zc_term_t *
s_handle_call (const zc_term_t *args)
{
    zc_term_t *from, *state, *more;
    if (zc_term_match (args, "[later, ~t, ~t]", &from, &state)) {
        APPLY ("GenServer", "reply", "[~t, by_hand]", from);
        return zc_term_new ("{noreply, ~t}", state);
    }
    zc_term_match (args, "[{push, ~t}, _, ~t]", &more, &state);
    return zc_term_new ("{reply, [~t | ~t], [~t | ~t]}", more, state, more, state);
}

static zc_term_t *
s_handle_cast (const zc_term_t *args)
{
    return zc_term_new ("{noreply, [cast | ~t]}", zc_term_element (args, 1));
}

static zc_term_t *
s_start_link (const zc_term_t *args)
{
    return APPLY ("GenServer", "start_link", "[Stack, ~t, [name: Stack]]", zc_term_element (args, 0));
}

static zc_term_t *
s_wait (const zc_term_t *args)
{
    (void) args;
    zc_receive (-1, "go");
    return zc_term_new ("gone");
}

//  Starts as one that ignores it, or that has more to tell than its pid.
static zc_term_t *
s_start_how (const zc_term_t *args)
{
    if (zc_term_match (args, "[:ignore]"))
        return zc_term_new ("ignore");
    return zc_term_new ("{ok, ~p, more}", zc_node_spawn_link (NULL, "Stack", "wait", "[]"));
}

ZC_MODULE (Stack, {"start_how", 1, s_start_how}, {"init", 1, s_init}, {"handle_call", 3, s_handle_call},
           {"handle_cast", 2, s_handle_cast}, {"start_link", 1, s_start_link}, {"wait", 0, s_wait});

//  ---- a tree as data ------------------------------------------------------

ZT_TEST (a_tree_is_written_as_in_elixir)
{
    zc_term_t *started = APPLY (
        "Supervisor", "start_link",
        "[[{Stack, [1]}, {Task.Supervisor, [name: Chat.TaskSupervisor]},"
        "  {Registry, [keys: unique, name: Names]}, {DynamicSupervisor, [name: Chat.Rooms]}],"
        " [strategy: rest_for_one, name: Chat.Supervisor]]");
    zt_check_term (started, "{ok, _}");
    zt_check_term (APPLY ("Supervisor", "which_children", "[Chat.Supervisor]"),
                   "[{Stack, _, worker, _}, {Chat.TaskSupervisor, _, supervisor, _},"
                   " {Names, _, supervisor, _}, {Chat.Rooms, _, supervisor, _}]");
    zc_pid_t tasks = zc_whereis ("Chat.TaskSupervisor"), first = zc_whereis ("Stack");
    zt_check (!zc_pid_is_null (tasks));
    zt_check_term (APPLY ("GenServer", "call", "[Stack, {push, 2}]"), "[2, 1]");
    zc_exit_process (first, "kill");            //  it and all after it start again
    zt_until (!zc_pid_is_null (zc_whereis ("Chat.Rooms")) && !zc_process_alive (tasks)
              && !zc_pid_is_null (zc_whereis ("Stack")));
    zt_check_term (APPLY ("GenServer", "call", "[Stack, {push, 3}, infinity]"), "[3, 1]");
    zt_check_term (APPLY ("Supervisor", "terminate_child", "[Chat.Supervisor, Stack]"), "ok");
    zt_check_term (APPLY ("Supervisor", "restart_child", "[Chat.Supervisor, Stack]"), "{ok, _}");
    zt_check_term (APPLY ("Supervisor", "delete_child", "[Chat.Supervisor, Stack]"),
                   "{error, running}");
    zt_check_term (APPLY ("Supervisor", "start_child",
                          "[Chat.Supervisor, %{id: other, start: {Stack, start_link, [[]]}}]"),
                   "{error, {already_started, _}}");
    zt_check_term (APPLY ("Supervisor", "count_children", "[Chat.Supervisor]"),
                   "%{specs: 4, active: 4, supervisors: 3, workers: 1}");
    zt_check_term (APPLY ("Supervisor", "stop", "[Chat.Supervisor]"), "ok");
}

#define CHILD(id, arg) "[Family, %{id: " id ", start: {Stack, start_how, [" arg "]}}]"

ZT_TEST (children_have_ids_of_any_kind)
{
    zt_check_term (APPLY ("Supervisor", "start_link",
                          "[[%{id: {room, 1}, start: {Stack, start_how, [1]}},"
                          "  %{id: <<\"two\">>, start: {Stack, start_how, [1]}}], [name: Family]]"),
                   "{ok, _}");
    zt_check_term (APPLY ("Supervisor", "start_child", CHILD ("3", "1")), "{ok, _}");
    zt_check_term (APPLY ("Supervisor", "start_child", CHILD ("{room, 1}", "1")),
                   "{error, {already_started, _}}");
    zt_check_term (APPLY ("Supervisor", "which_children", "[Family]"),
                   "[{{room, 1}, _, worker, _}, {<<\"two\">>, _, worker, _}, {3, _, worker, _}]");
    zt_check_term (APPLY ("Supervisor", "terminate_child", "[Family, {room, 1}]"), "ok");
    zt_check_term (APPLY ("Supervisor", "restart_child", "[Family, {room, 1}]"), "{ok, _}");
    zt_check_term (APPLY ("Supervisor", "start_child",
                          "[Family, %{start: {Stack, start_how, [1]}}]"), "{error, missing_id}");
    zt_check_term (APPLY ("Supervisor", "start_child", CHILD ("4", "ignore")), "{ok, undefined}");
    zt_check_term (APPLY ("Supervisor", "restart_child", "[Family, 4]"), "{ok, undefined}");
    zt_check_term (APPLY ("Supervisor", "count_children", "[Family]"), "%{specs: 4, active: 3}");
    zc_trap_exit (true);
    zt_check_term (APPLY ("Supervisor", "stop", "[Family, shutdown, 5000]"), "ok");
    zt_check (zc_receive (ZT_LONG, "{:EXIT, _, shutdown}"));
}

ZT_TEST (dynamic_children_are_started_by_their_specs)
{
    zt_check_term (APPLY ("DynamicSupervisor", "start_link", "[[name: Rooms, max_children: 1]]"),
                   "{ok, _}");
    zc_pid_t pid;
    zt_check_term (APPLY ("DynamicSupervisor", "start_child", "[Rooms, {Stack, []}]"), "{ok, ~p}", &pid);
    zt_check_term (APPLY ("DynamicSupervisor", "start_child", "[Rooms, Stack]"), "{error, max_children}");
    zt_check_term (APPLY ("DynamicSupervisor", "which_children", "[Rooms]"),
                   "[{undefined, _, worker, _}]");
    zt_check_term (APPLY ("DynamicSupervisor", "terminate_child", "[Rooms, ~p]", pid), "ok");
    zt_check_term (APPLY ("DynamicSupervisor", "count_children", "[Rooms]"), "%{specs: 0}");
    zt_check_term (APPLY ("DynamicSupervisor", "stop", "[Rooms]"), "ok");
}

//  ---- servers, tasks, keys ------------------------------------------------

static void
s_call_nobody (void *arg)
{
    (void) arg;
    APPLY ("GenServer", "call", "[nobody, x]");
}

ZT_TEST (a_server_is_asked_by_name)
{
    zc_pid_t pid;
    zt_check_term (APPLY ("GenServer", "start_link", "[Stack, [1], [name: {global_not, x}]]"),
                   "{error, {badarg, _}}");
    zt_check_term (APPLY ("GenServer", "start", "[Stack, for_ever, [name: stack, timeout: 1]]"),
                   "{error, timeout}");
    zt_check_term (APPLY ("GenServer", "start", "[Stack, [1], [name: stack]]"), "{ok, ~p}", &pid);
    zt_check_term (APPLY ("GenServer", "whereis", "[stack]"), "~p", pid);
    zt_check_term (APPLY ("GenServer", "whereis", "[nobody]"), "nil");
    zt_check_term (APPLY ("GenServer", "cast", "[stack, x]"), "ok");
    zt_check_term (APPLY ("GenServer", "cast", "[nobody, x]"), "ok");
    zt_check_term (APPLY ("GenServer", "whereis", "[{global, nobody}]"), "nil");
    zt_check_end (s_call_nobody, NULL, "{noproc, {GenServer, call, [nobody, x, 5000]}}");
    zt_check_term (APPLY ("GenServer", "call", "[~p, {push, 2}, 5000]", pid), "[2, cast, 1]");
    zt_check_term (APPLY ("GenServer", "call", "[stack, later]"), "by_hand");
    zt_check_term (APPLY ("GenServer", "abcast", "[stack, x]"), "abcast");
    zt_check_term (APPLY ("GenServer", "abcast", "[[:\"x@y\"], nobody, x]"), "abcast");
    zt_check_term (APPLY ("GenServer", "multi_call", "[stack, {push, 3}]"),
                   "{[{_, [3, cast, 2, cast, 1]}], []}");
    zt_check_term (APPLY ("GenServer", "multi_call", "[[:\"x@y\"], stack, {push, 3}, 1]"),
                   "{[], [:\"x@y\"]}");
    zt_check_term (APPLY ("GenServer", "multi_call", "[[~a, 1], stack, {push, 4}]", zc_node_self ()),
                   "{[{_, [4 | _]}], []}");     //  what is no name is passed over
    zt_check_term (APPLY ("GenServer", "stop", "[stack]"), "ok");
}

ZT_TEST (tasks_are_run_by_name)
{
    APPLY ("Task.Supervisor", "start_link", "[[name: Tasks]]");
    zc_term_t *task = APPLY ("Task.Supervisor", "async", "[Tasks, Kernel, abs, [-7]]");
    zt_check_term (APPLY ("Task", "await", "[~t]", task), "7");
    task = APPLY ("Task.Supervisor", "async_nolink", "[Tasks, Stack, wait, [], [shutdown: brutal_kill]]");
    zt_check_term (APPLY ("Task", "yield", "[~t, 0]", task), "nil");
    zt_check_term (APPLY ("Task.Supervisor", "children", "[Tasks]"), "[_]");
    zt_check_term (APPLY ("Task", "shutdown", "[~t, brutal_kill]", task), "nil");
    task = APPLY ("Task", "async", "[Stack, wait, []]");
    zc_pid_t pid;
    zt_require (zc_term_match (task, "%{pid: ~p}", &pid));
    zc_send (pid, "go");
    zt_check_term (APPLY ("Task", "yield", "[~t, ~i]", task, ZT_LONG), "{ok, gone}");
    zt_check_term (APPLY ("Task.Supervisor", "start_child", "[Tasks, Kernel, abs, [-7]]"), "{ok, _}");
    task = APPLY ("Task.Supervisor", "async_nolink", "[Tasks, Kernel, exit, [oops]]");
    zt_check_term (APPLY ("Task", "yield", "[~t, ~i]", task, ZT_LONG), "{exit, oops}");
    zc_supervisor_stop ("Tasks");
}

//  The results are a list, for whatever walks one.
ZT_TEST (streams_are_run_by_name)
{
    static const zt_row_t rows [] = {
        {"double = fn x -> 2 * x end\nTask.async_stream([1, 2, 3], double)",
         "[ok: 2, ok: 4, ok: 6]"},
        {"1..4 |> Task.async_stream(double, max_concurrency: 2) |> Enum.map(fn {:ok, x} -> x end)",
         "[2, 4, 6, 8]"},
        {"Enum.to_list(Task.async_stream([], double))", "[]"},
        {"Task.async_stream([5, 6], Kernel, :-, [1])", "[ok: 4, ok: 5]"},
        {"Task.async_stream([5, 6], Kernel, :-, [1], ordered: true, timeout: :infinity)",
         "[ok: 4, ok: 5]"},
        {"never = fn _ -> Process.sleep(:infinity) end\n"
         "Task.async_stream([1, 2], never, timeout: 1, on_timeout: :kill_task)",
         "[exit: :timeout, exit: :timeout]"},
        {"Task.async_stream([:infinity], Process, :sleep, [], timeout: 0)",
         "exit {:timeout, {Task.Supervised, :stream, [1]}}"},
        {"Task.Supervisor.start_link(name: Tasks) |> elem(0)", ":ok"},
        {"Task.Supervisor.async_stream(Tasks, [1, 2], double)", "[ok: 2, ok: 4]"},
        {"Task.Supervisor.async_stream(Tasks, [1, 2], double, shutdown: :brutal_kill)",
         "[ok: 2, ok: 4]"},
        {"Task.Supervisor.async_stream({Tasks, node()}, [1], Kernel, :+, [1])", "[ok: 2]"},
        {"Task.Supervisor.async_stream(Tasks, [1], Kernel, :+, [1], ordered: false)", "[ok: 2]"},
        {"fails = fn 1 -> exit(:oops); x -> x end\n"
         "Task.Supervisor.async_stream_nolink(Tasks, [1, 2], fails)", "[exit: :oops, ok: 2]"},
        {"Task.Supervisor.async_stream_nolink(Tasks, [1, 2], fails, max_concurrency: 1)",
         "[exit: :oops, ok: 2]"},
        {"Task.Supervisor.async_stream_nolink(Tasks, [:a], Kernel, :exit, [])", "[exit: :a]"},
        {"Task.Supervisor.async_stream_nolink(Tasks, [:a], Kernel, :exit, [], timeout: 5000)",
         "[exit: :a]"},
        {"Task.Supervisor.async_stream(Tasks, [1, 2], fails)", "exit :oops"},
        {"Task.async_stream([1, 2], fails)", "exit :oops"},
        {"Supervisor.stop(Tasks)", ":ok"}};
    zt_session (rows);
}

//  A gate lets all go when 40 tasks are there; another one the slow task when the quick
//  one has ended.
ZT_TEST (a_stream_by_name_has_a_limit_and_an_order)
{
    static const zt_row_t rows [] = {
        {"gate = fn -> spawn(fn ->\n"
         "  all = Enum.map(1..40, fn _ -> receive do {:here, pid} -> pid end end)\n"
         "  Enum.each(all, fn pid -> send(pid, :go) end)\n"
         "end) end\n"
         "wait = fn x, gate -> send(gate, {:here, self()}); receive do :go -> x end end\n"
         "first = gate.()\n"
         "Enum.count(Task.async_stream(1..40, &(wait.(&1, first)), max_concurrency: 40))", "40"},
        {"gate = fn -> spawn(fn ->\n"
         "  slow = receive do {:slow, pid} -> pid end\n"
         "  quick = receive do {:quick, pid} -> pid end\n"
         "  Process.monitor(quick)\n"
         "  receive do {:DOWN, _, _, _, _} -> send(slow, :go) end\n"
         "end) end\n"
         "work = fn name, gate ->\n"
         "  send(gate, {name, self()})\n"
         "  if name == :slow, do: (receive do :go -> :ok end)\n"
         "  name\n"
         "end\n"
         "run = fn ordered ->\n"
         "  gate = gate.()\n"
         "  options = [ordered: ordered, max_concurrency: 2]\n"
         "  Task.async_stream([:slow, :quick], &(work.(&1, gate)), options)\n"
         "end\n"
         "run.(true)", "[ok: :slow, ok: :quick]"},
        {"run.(false)", "[ok: :quick, ok: :slow]"}};
    zt_session (rows);
}

ZT_TEST (keys_are_registered_by_name)
{
    zt_check_term (APPLY ("Registry", "start_link", "[[keys: unique, name: Names]]"), "{ok, _}");
    zt_check_term (APPLY ("Registry", "register", "[Names, {k, 1}, value]"), "{ok, _}");
    zt_check_term (APPLY ("Registry", "register", "[Names, {k, 1}, value]"),
                   "{error, {already_registered, ~p}}", zc_self ());
    zt_check_term (APPLY ("Registry", "lookup", "[Names, {k, 1}]"), "[{~p, value}]", zc_self ());
    zt_check_term (APPLY ("Registry", "keys", "[Names, ~p]", zc_self ()), "[{k, 1}]");
    zt_check_term (APPLY ("Registry", "values", "[Names, {k, 1}, ~p]", zc_self ()), "[value]");
    zt_check_term (APPLY ("Registry", "count", "[Names]"), "1");
    zt_check_term (APPLY ("Registry", "whereis_name", "[{Names, {k, 1}}]"), "~p", zc_self ());
    zt_check_term (APPLY ("Registry", "send", "[{Names, {k, 1}}, hello]"), "~p", zc_self ());
    zt_check (zc_receive (0, "hello"));
    zt_check_term (APPLY ("Registry", "unregister_name", "[{Names, {k, 1}}]"), "ok");
    zt_check_term (APPLY ("Registry", "whereis_name", "[{Names, {k, 1}}]"), "undefined");
    zc_gen_server_stop ("Names", ZT_LONG, "normal");
}

//  ---- locks ---------------------------------------------------------------

//  A process that sleeps while another holds the lock stands in line for it.
ZT_TEST (who_waits_by_name_gets_the_lock_in_order)
{
    static const zt_row_t rows [] = {
        {"me = self()\n"
         "asleep = fn again, pid ->\n"
         "  Process.info(pid, :status) == {:status, :waiting} || again.(again, pid)\n"
         "end\n"
         "line_up = fn name, work ->\n"
         "  pid = spawn(fn -> send(me, {name, work.(name)}); receive do :stop -> :ok end end)\n"
         "  asleep.(asleep, pid)\n"
         "  pid\n"
         "end\n"
         ":global.set_lock({:r, :me}, [node()], 0)", "true"},
        {"a = line_up.(:a, fn name -> :global.wait_lock({:r, name}) end)\n"
         "b = line_up.(:b, fn name -> :global.wait_lock({:r, name}, [node()]) end)\n"
         "done = fn -> :done end\n"
         "c = line_up.(:c, fn name -> :global.wait_trans({:r, name}, done, [node()], :infinity) end)\n"
         ":global.wait_lock({:r, :late}, [node()], 1)", "false"},
        {":global.wait_trans({:r, :late}, fn -> :never end, [node()], 1)", ":aborted"},
        {":global.del_lock({:r, :me})\nreceive do any -> any end", "{:a, true}"},
        {"receive do any -> any after 0 -> :nobody end", ":nobody"},
        {"send(a, :stop)\nreceive do any -> any end", "{:b, true}"},
        {"receive do any -> any after 0 -> :nobody end", ":nobody"},
        {"send(b, :stop)\nreceive do any -> any end", "{:c, :done}"},
        {"send(c, :stop)\n:global.wait_trans({:r, :me}, fn -> 1 + 1 end)", "2"},
        {":global.wait_trans({:r, :me}, fn -> 1 + 2 end, [node()])", "3"},
        {"{_, ref} = spawn_monitor(fn -> :global.wait_lock({:r, :me}, [], -1) end)\n"
         "receive do {:DOWN, ^ref, _, _, {_, [{:global, name, _, _}]}} -> name end", ":wait_lock"},
        {":global.wait_trans({:r, :me}, :no_fun)", "** {{:badfun, :no_fun}, []}"}};
    zt_session (rows);
}

//  ---- calls to nodes ------------------------------------------------------

ZT_TEST (functions_are_called_on_nodes)
{
    static const zt_row_t rows [] = {
        {"me = self()\n:erpc.cast(node(), fn -> send(me, :cast) end)", ":ok"},
        {"receive do any -> any end", ":cast"},
        {":erpc.multicast([node(), node()], fn -> send(me, :all) end)", ":ok"},
        {"receive do one -> receive do other -> {one, other} end end", "{:all, :all}"},
        {":erpc.multicall([node(), node()], fn -> 3 end)", "[ok: 3, ok: 3]"},
        {":erpc.multicall([node()], fn -> exit(:oops) end, :infinity)",
         "[exit: {:exception, :oops}]"},
        {":erpc.receive_response(:erpc.send_request(node(), fn -> 1 + 1 end))", "2"},
        {":erpc.call(node(), fn -> 1 + 1 end, :infinity)", "2"},
        {":erpc.call(node(), :abs, [1])",
         "** {{:erpc, :badarg}, [{:erpc, :call, [:nonode@nohost, :abs, [1]], []}]}"},
        {":erpc.multicall([node()], &is_nil/1)",
         "** {{:erpc, :badarg}, [{:erpc, :multicall, [[:nonode@nohost], &Kernel.is_nil/1], []}]}"}};
    zt_session (rows);
}

ZT_TEST (requests_are_collected_with_labels)
{
    static const zt_row_t rows [] = {
        {"me = self()\nslow = fn -> send(me, {:slow, self()}); receive do :go -> :done end end\n"
         "none = :erpc.reqids_new()\n"
         "some = :erpc.send_request(node(), slow, :slow, none)\n"
         "all = :erpc.send_request(node(), Kernel, :abs, [-2], {:quick, 1}, some)\n"
         "{:erpc.reqids_size(none), :erpc.reqids_size(some), :erpc.reqids_size(all)}", "{0, 1, 2}"},
        {"Enum.sort(Enum.map(:erpc.reqids_to_list(all), fn {_, label} -> label end))",
         "[:slow, {:quick, 1}]"},
        {"{{:response, 2}, {:quick, 1}, rest} = :erpc.wait_response(all, :infinity, true)\n"
         "rest == some", "true"},
        {":erpc.wait_response(rest, 0, true)", ":no_response"},
        {"receive do {:slow, pid} -> send(pid, :go) end\n"
         "{:done, :slow, same} = :erpc.receive_response(rest, :infinity, false)\n"
         "same == rest", "true"},
        {":erpc.wait_response(same, 0, true)", ":no_response"},
        {":erpc.receive_response(none, :infinity, true)", ":no_request"},
        {":erpc.wait_response(none, :infinity, true)", ":no_request"},
        {":erpc.check_response(:any, none, true)", ":no_request"}};
    zt_session (rows);
}

ZT_TEST (what_becomes_of_a_request_in_a_collection_is_told_with_its_label)
{
    static const zt_row_t rows [] = {
        {"request = :erpc.send_request(node(), fn -> exit(:oops) end)\n"
         "bad = :erpc.reqids_add(request, :bad, :erpc.reqids_new())\n"
         "down = receive do {:DOWN, _, _, _, _} = down -> down end\n"
         ":erpc.check_response(:other, bad, true)", ":no_response"},
        {":erpc.check_response(down, bad, true)", "exit {{:exception, :oops}, :bad, %{}}"},
        {"send(self(), down)\n:erpc.wait_response(bad, :infinity, true)",
         "exit {{:exception, :oops}, :bad, %{}}"},
        {"send(self(), down)\n:erpc.receive_response(bad, :infinity, true)",
         "exit {{:exception, :oops}, :bad, %{}}"},
        {"good = :erpc.send_request(node(), fn -> :fine end, :good, :erpc.reqids_new())\n"
         "down = receive do {:DOWN, _, _, _, _} = down -> down end\n"
         ":erpc.check_response(down, good, true)", "{{:response, :fine}, :good, %{}}"},
        {"me = self()\n"
         "wait = fn -> send(me, self()); receive do :go -> 1 end end\n"
         "late = :erpc.send_request(node(), wait, 1, :erpc.reqids_new())\n"
         ":erpc.receive_response(late, 1, true)", "** {{:erpc, :timeout}, []}"},
        {"pid = receive do pid -> pid end\nref = Process.monitor(pid)\nsend(pid, :go)\n"
         "receive do {:DOWN, ^ref, _, _, _} -> :ok end\n"
         "receive do any -> any after 0 -> :nothing end", ":nothing"}};
    zt_session (rows);
}

//  ---- mistakes ------------------------------------------------------------

static void
s_calls (void *arg)
{
    const char *const *call = arg;
    zc_apply (call [0], call [1], zc_term_parse (call [2], NULL));
}

ZT_TEST (wrong_arguments_end_the_caller)
{
    static const char *const calls [] [3] = {
        {"GenServer", "call", "[{:a, :b, :c}, :x]"}, {"GenServer", "call", "[:a, :x, :soon]"},
        {"GenServer", "reply", "[:nobody, 1]"},
        {"Supervisor", "start_link", "[[%{id: :a}], []]"},
        {"Supervisor", "start_link", "[[], [strategy: :none]]"},
        {"Supervisor", "start_link", "[[], [max_restarts: -1]]"},
        {"Supervisor", "start_link", "[[], [max_seconds: 0]]"},
        {"DynamicSupervisor", "start_link", "[[max_children: -1]]"},
        {"Registry", "start_link", "[[keys: :some, name: :x]]"},
        {"Registry", "register_name", "[{:x, 1}, :other]"}, {"Registry", "lookup", "[1, 2]"},
        {"Task.Supervisor", "async", "[:x, 1, 2, []]"},
        {"Task", "async_stream", "[[], :x]"}, {"Task", "async_stream", "[[], :m, :f, :x]"},
        {"Task", "async_stream", "[[1], :m, :f, [], [max_concurrency: 0]]"},
        {"Task", "async_stream", "[[1], :m, :f, [], [ordered: 1]]"},
        {"Task", "async_stream", "[[1], :m, :f, [], [timeout: -1]]"},
        {"Task", "async_stream", "[[1], :m, :f, [], [on_timeout: :x]]"},
        {"Task.Supervisor", "async_stream", "[:x, [1], :m, :f, [], [shutdown: :x]]"},
        {"erpc", "call", "[:n, :m, :f, [], 1.5]"}, {"erpc", "send_request", "[:n, :m]"},
        {"erpc", "send_request", "[:n, :m, :f, [], :label, :x]"}, {"erpc", "reqids_size", "[[]]"},
        {"erpc", "reqids_to_list", "[%{1 => 2}]"}, {"erpc", "reqids_add", "[1, 2, %{}]"},
        {"erpc", "wait_response", "[%{}, 0, :x]"}, {"erpc", "receive_response", "[%{}, :x, true]"},
        {"erpc", "check_response", "[:x, %{}, 1]"}};
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
        if (strcmp (calls [i] [0], "erpc") == 0)
            zt_check_end (s_calls, (void *) (uintptr_t) calls [i], "{{erpc, badarg}, _}");
        else
            zt_check_end (s_calls, (void *) (uintptr_t) calls [i], "{badarg, _}");
}

ZT_MAIN ("services_by_name",
    a_tree_is_written_as_in_elixir,
    children_have_ids_of_any_kind,
    dynamic_children_are_started_by_their_specs,
    a_server_is_asked_by_name,
    tasks_are_run_by_name,
    streams_are_run_by_name,
    a_stream_by_name_has_a_limit_and_an_order,
    keys_are_registered_by_name,
    who_waits_by_name_gets_the_lock_in_order,
    functions_are_called_on_nodes,
    requests_are_collected_with_labels,
    what_becomes_of_a_request_in_a_collection_is_told_with_its_label,
    wrong_arguments_end_the_caller)
