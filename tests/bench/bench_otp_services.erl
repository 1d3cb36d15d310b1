%%  bench_otp_services.erl - servers, remote calls, groups and code, on Erlang/OTP
%%
%%  The same work as bench_zc_services.c, function by function.

-module (bench_otp_services).
-behaviour (gen_server).
-export ([bench_call/1, bench_full_call/1, bench_rpc/1, bench_callers/1, bench_group/1,
          bench_spread/1]).
-export ([services/1, init/1, handle_call/3, handle_cast/2, handle_info/2]).

-define (CALLERS, 100).
-define (WAIT_MS, 60000).

%%  A tenth of it does not count.
measure ({Row, Count, _, _, _}, Times) ->
    Times (Count div 10 + 1),
    Start = bench_otp:now_ns (),
    Times (Count),
    bench_otp:print (Row, "", (bench_otp:now_ns () - Start) / Count).

%%  ---- the other side: what the jobs start --------------------------------

init (State) -> {ok, State}.

handle_call ({next, Number}, _From, State) -> {reply, Number + 1, State}.

handle_cast (_, State) -> {noreply, State}.

handle_info (_, State) -> {noreply, State}.

%%  Start a server and groups: they live as long as this does.
services (Boss) ->
    pg:start_link (),
    {ok, Server} = gen_server:start_link (?MODULE, [], []),
    Boss ! {started, Server},
    receive stop -> ok end.

start_services (Node) ->
    spawn (Node, ?MODULE, services, [self ()]),
    receive {started, Server} -> Server end.

%%  ---- servers ------------------------------------------------------------

call_times (_, Count, Count) -> ok;
call_times (Server, Number, Count) ->
    Next = Number + 1,
    Next = gen_server:call (Server, {next, Number}, ?WAIT_MS),
    call_times (Server, Next, Count).

bench_call ({_, _, _, Node, _} = Job) ->
    Server = start_services (Node),
    measure (Job, fun (Count) -> call_times (Server, 0, Count) end).

%%  Beside Size messages that the caller has left in its mailbox.
bench_full_call ({_, _, Size, Node, _} = Job) ->
    Server = start_services (Node),
    [self () ! {left, Number} || Number <- lists:seq (1, Size)],
    measure (Job, fun (Count) -> call_times (Server, 0, Count) end).

%%  ---- remote calls -------------------------------------------------------

rpc_times (_, 0) -> ok;
rpc_times (Node, Count) ->
    1 = rpc:call (Node, erlang, abs, [-1], ?WAIT_MS),
    rpc_times (Node, Count - 1).

bench_rpc ({_, _, _, Node, _} = Job) ->
    net_adm:ping (Node),
    measure (Job, fun (Count) -> rpc_times (Node, Count) end).

%%  The same from many processes at once.
callers_times (Node, Count) ->
    Callers = [spawn_monitor (fun () -> rpc_times (Node, Count div ?CALLERS + 1) end)
               || _ <- lists:seq (1, ?CALLERS)],
    [receive {'DOWN', Ref, process, Pid, normal} -> ok end || {Pid, Ref} <- Callers],
    ok.

bench_callers ({_, _, _, Node, _} = Job) ->
    net_adm:ping (Node),
    measure (Job, fun (Count) -> callers_times (Node, Count) end).

%%  ---- groups -------------------------------------------------------------

group_times (Count, Count) -> ok;
group_times (Number, Count) ->
    pg:join ({bench, Number}, self ()),
    pg:leave ({bench, Number}, self ()),
    group_times (Number + 1, Count).

%%  With another node: its scope is told of each change.
bench_group ({_, _, _, Node, _} = Job) ->
    pg:start_link (),
    [start_services (Node) || Node =/= node ()],
    measure (Job, fun (Count) -> group_times (0, Count) end).

%%  ---- code ---------------------------------------------------------------

%%  A module of one function, compiled in the folder of the run.
compile () ->
    Source = filename:join (os:getenv ("HOME"), "bench_duck.erl"),
    ok = file:write_file (Source, "-module (bench_duck).\n-export ([quack/1]).\nquack (X) -> X.\n"),
    {ok, bench_duck} = compile:file (Source, [{outdir, os:getenv ("HOME")}]),
    true = code:add_patha (os:getenv ("HOME")),
    {module, bench_duck} = code:load_file (bench_duck),
    ok.

%%  c:nl does not wait until all have it, ours does.
spread_times (_, 0) -> ok;
spread_times (Size, Count) ->
    {Module, Binary, File} = code:get_object_code (bench_duck),
    {Results, []} = rpc:multicall (nodes (), code, load_binary, [Module, File, Binary]),
    true = length ([loaded || {module, _} <- Results]) + 1 >= Size,
    spread_times (Size, Count - 1).

bench_spread ({_, _, Size, _, _} = Job) ->
    bench_otp:meet (Job),
    compile (),
    measure (Job, fun (Count) -> spread_times (Size, Count) end).
