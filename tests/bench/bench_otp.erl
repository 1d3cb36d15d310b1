%%  bench_otp.erl - one node of the benchmarks, on Erlang/OTP
%%
%%      erl ... -s bench_otp main -extra JOB ROW COUNT SIZE [SERVER SERVER_PID]
%%
%%  The same work as bench_zc.c, bench_zc_jobs.c and bench_zc_global.c, function by
%%  function. Next: bench_otp_services.erl.

-module (bench_otp).
-export ([main/0, print/3, now_ns/0, meet/1, nothing/0, echo/0, sender/3, sender_on_go/3, bulk/4, receiver/2, idle/1, loop/1]).

-define (PAIRS, 100).
-define (SPAWN_BATCH, 1000).
-define (WINDOW, 64).
-define (LOOPS, 32).
-define (INTERVAL_NS, 100000).

main () ->
    [Job, Row, Count, Size | Rest] = init:get_plain_arguments (),
    {Server, ServerPid} = case Rest of
        [Name, Pid] -> {list_to_atom (Name), Pid};
        [Name]      -> {list_to_atom (Name), none};
        []          -> {node (), none}
    end,
    job (list_to_atom (Job), {Row, list_to_integer (Count), list_to_integer (Size), Server, ServerPid}),
    halt (0).

job (server, J)    -> join (J), say ("ready"), receive stop -> ok end;
job (spawn, J)     -> bench_spawn (J);
job (rtt, J)       -> bench_rtt (J);
job (echo, J)      -> bench_echo (J);
job (oneway, J)    -> bench_oneway (J);
job (fan, J)       -> bench_fan (J);
job (rspawn, J)    -> bench_rspawn (J);
job (behind, J)    -> bench_behind (J);
job (gname, J)     -> bench_gname (J);
job (whereis, J)   -> bench_whereis (J);
job (trans, J)     -> bench_trans (J);
job (alive, J)     -> bench_alive (J);
job (ticker, J)    -> bench_ticker (J);
job (nodedown, J)  -> bench_nodedown (J);
job (mesh, J)      -> bench_mesh (J);
job (call, J)      -> bench_otp_services:bench_call (J);
job (full_call, J) -> bench_otp_services:bench_full_call (J);
job (rpc, J)       -> bench_otp_services:bench_rpc (J);
job (callers, J)   -> bench_otp_services:bench_callers (J);
job (group, J)     -> bench_otp_services:bench_group (J);
job (spread, J)    -> bench_otp_services:bench_spread (J).

say (Text) -> io:put_chars ([Text, $\n]).

print (Row, Suffix, Value) ->
    say ([Row, Suffix, $\s, io_lib:format ("~.1f", [float (Value)])]).

now_ns () -> erlang:monotonic_time (nanosecond).

cpu_of (Pid) ->
    {ok, Line} = file:read_file ("/proc/" ++ Pid ++ "/stat"),
    [_, After] = string:split (Line, ")", trailing),
    Fields = string:lexemes (After, " "),
    (binary_to_integer (lists:nth (12, Fields)) + binary_to_integer (lists:nth (13, Fields))) * 10000000.

cpu (none) -> cpu_of ("self");
cpu (ServerPid) -> cpu_of ("self") + cpu_of (ServerPid).

warm_up (Count) -> Count div 10 + 1.

times (0, _) -> ok;
times (N, F) -> F (), times (N - 1, F).

%%  ---- the other side: what the jobs start --------------------------------

nothing () -> ok.

echo () ->
    receive {ping, From, Number, Data} when is_binary (Data) -> From ! {pong, Number, Data} end,
    echo ().

send_all (_, Count, Count, _) -> ok;
send_all (To, Number, Count, Data) ->
    To ! {data, Number, Data},
    send_all (To, Number + 1, Count, Data).

receive_all (Count, Count) -> ok;
receive_all (Number, Count) ->
    receive {data, Number, Data} when is_binary (Data) -> ok end,
    receive_all (Number + 1, Count).

sender (To, Count, Size) ->
    send_all (To, 0, Count, binary:copy (<<"x">>, Size)).

bulk (Boss, To, Count, Size) ->
    Data = binary:copy (<<"x">>, Size),
    Boss ! started,
    send_all (To, 0, Count, Data).

sender_on_go (To, Count, Size) ->
    receive go -> ok end,
    sender (To, Count, Size).

receiver (Boss, Count) ->
    receive_all (0, Count),
    Boss ! finished.

%%  ---- spawn, monitor, exit -----------------------------------------------

spawn_times (0) -> ok;
spawn_times (N) ->
    {Pid, Ref} = spawn_monitor (fun nothing/0),
    receive {'DOWN', Ref, process, Pid, normal} -> ok end,
    spawn_times (N - 1).

bench_spawn ({Row, Count, _, _, _}) ->
    spawn_times (warm_up (Count)),
    Start = now_ns (),
    spawn_times (Count),
    print (Row, "", (now_ns () - Start) / Count).

%%  ---- there and back -----------------------------------------------------

rtt_times (_, Count, Count, _) -> ok;
rtt_times (Echo, Number, Count, Data) ->
    Echo ! {ping, self (), Number, Data},
    receive {pong, Number, Back} when is_binary (Back) -> ok end,
    rtt_times (Echo, Number + 1, Count, Data).

bench_rtt ({Row, Count, Size, Server, ServerPid}) ->
    Data = binary:copy (<<"x">>, Size),
    Echo = spawn (Server, ?MODULE, echo, []),
    rtt_times (Echo, 0, warm_up (Count), Data),
    Cpu = cpu (ServerPid),
    Start = now_ns (),
    rtt_times (Echo, 0, Count, Data),
    print (Row, "", (now_ns () - Start) / Count),
    print (Row, ".cpu", (cpu (ServerPid) - Cpu) / Count).

%%  A window of messages is under way at any time; the result is a rate.
echo_times (_, Count, _, Count, _) -> ok;
echo_times (Echo, Number, Sent, Count, Data) when Sent < Count, Sent < Number + ?WINDOW ->
    Echo ! {ping, self (), Sent, Data},
    echo_times (Echo, Number, Sent + 1, Count, Data);
echo_times (Echo, Number, Sent, Count, Data) ->
    receive {pong, Number, Back} when is_binary (Back) -> ok end,
    echo_times (Echo, Number + 1, Sent, Count, Data).

bench_echo ({Row, Count, Size, Server, _}) ->
    Data = binary:copy (<<"x">>, Size),
    Echo = spawn (Server, ?MODULE, echo, []),
    echo_times (Echo, 0, 0, warm_up (Count), Data),
    Start = now_ns (),
    echo_times (Echo, 0, 0, Count, Data),
    print (Row, "", Count * 1.0e9 / (now_ns () - Start)).

%%  ---- one way ------------------------------------------------------------

oneway_times (Server, Count, Size) ->
    spawn (Server, ?MODULE, sender, [self (), Count, Size]),
    receive_all (0, Count).

bench_oneway ({Row, Count, Size, Server, ServerPid}) ->
    oneway_times (Server, warm_up (Count), Size),
    Cpu = cpu (ServerPid),
    Start = now_ns (),
    oneway_times (Server, Count, Size),
    print (Row, "", (now_ns () - Start) / Count),
    print (Row, ".cpu", (cpu (ServerPid) - Cpu) / Count).

fan_times (Server, Each, Size) ->
    Self = self (),
    Senders = [begin
        Receiver = spawn (?MODULE, receiver, [Self, Each]),
        spawn (Server, ?MODULE, sender_on_go, [Receiver, Each, Size])
    end || _ <- lists:seq (1, ?PAIRS)],
    Start = now_ns (),
    [Sender ! go || Sender <- Senders],
    times (?PAIRS, fun () -> receive finished -> ok end end),
    now_ns () - Start.

bench_fan ({Row, Count, Size, Server, _}) ->
    Each = Count div ?PAIRS + 1,
    fan_times (Server, warm_up (Each), Size),
    print (Row, "", fan_times (Server, Each, Size) / (Each * ?PAIRS)).

%%  ---- remote spawns, without waiting for each ----------------------------

spawn_requests (_, 0) -> ok;
spawn_requests (Node, Batches) ->
    Requests = [spawn_request (Node, ?MODULE, nothing, []) || _ <- lists:seq (1, ?SPAWN_BATCH)],
    [receive {spawn_reply, Request, ok, Pid} when is_pid (Pid) -> ok end || Request <- Requests],
    spawn_requests (Node, Batches - 1).

bench_rspawn ({Row, Count, _, Server, _}) ->
    Batches = Count div ?SPAWN_BATCH + 1,
    spawn_requests (Server, warm_up (Batches)),
    Start = now_ns (),
    spawn_requests (Server, Batches),
    print (Row, "", (now_ns () - Start) / (Batches * ?SPAWN_BATCH)).

%%  ---- global names and locks ---------------------------------------------

%%  Connected, to Size nodes where it says so, and names exchanged.
meet ({_, _, Size, Server, _}) ->
    net_adm:ping (Server),
    await_nodes (Size),
    global:sync ().

await_nodes (Size) ->
    case length (nodes ()) + 1 < Size of
        true  -> timer:sleep (10), await_nodes (Size);
        false -> ok
    end.

name_times (Count, Count) -> ok;
name_times (Number, Count) ->
    global:register_name ({bench, Number}, self ()),
    global:unregister_name ({bench, Number}),
    name_times (Number + 1, Count).

bench_gname ({Row, Count, _, _, _} = Job) ->
    meet (Job),
    name_times (0, warm_up (Count)),
    Start = now_ns (),
    name_times (0, Count),
    print (Row, "", (now_ns () - Start) / Count).

bench_whereis ({Row, Count, _, _, _}) ->
    global:register_name (bench, self ()),
    Start = now_ns (),
    times (Count, fun () -> global:whereis_name (bench) end),
    print (Row, "", (now_ns () - Start) / Count).

trans_times (Count) ->
    times (Count, fun () -> global:trans ({bench, self ()}, fun nothing/0) end).

bench_trans ({Row, Count, _, _, _} = Job) ->
    meet (Job),
    trans_times (warm_up (Count)),
    Start = now_ns (),
    trans_times (Count),
    print (Row, "", (now_ns () - Start) / Count).

%%  ---- small messages beside big ones -------------------------------------

bench_behind ({Row, Count, Size, Server, _}) ->
    Small = binary:copy (<<0>>, 16),
    Echo = spawn (Server, ?MODULE, echo, []),
    rtt_times (Echo, 0, 100, Small),
    Sink = spawn (Server, ?MODULE, receiver, [self (), Count]),
    spawn (?MODULE, bulk, [self (), Sink, Count, Size]),
    receive started -> ok end,
    Sorted = lists:sort (behind_pings (Echo, 0, Small, [])),
    Pings = length (Sorted),
    print (Row, "", lists:nth (Pings * 99 div 100 + 1, Sorted)),
    print (Row, ".median", lists:nth (Pings div 2 + 1, Sorted)),
    print (Row, ".worst", lists:last (Sorted)).

%%  While a ping is late no other is sent: what those would have seen counts as
%%  well, as if one had been sent every INTERVAL_NS.
sample (Value, Samples) when Value =< 0 -> Samples;
sample (Value, Samples) -> sample (Value - ?INTERVAL_NS, [Value | Samples]).

behind_pings (Echo, Number, Small, Samples) ->
    Start = now_ns (),
    Echo ! {ping, self (), Number, Small},
    Finished = await_pong (Number, false),
    All = sample (now_ns () - Start, Samples),
    case Finished of
        true  -> All;
        false -> behind_pings (Echo, Number + 1, Small, All)
    end.

%%  true: meanwhile the bulk has arrived.
await_pong (Number, Finished) ->
    receive
        {pong, Number, Back} when is_binary (Back) -> Finished;
        finished -> await_pong (Number, true)
    end.

%%  ---- jobs about the node ------------------------------------------------

idle (Boss) ->
    Boss ! up,
    receive stop -> ok end.

resident () ->
    {ok, Line} = file:read_file ("/proc/self/statm"),
    binary_to_integer (lists:nth (2, string:lexemes (Line, " \n"))) * 4096.

bench_alive ({Row, Count, _, _, _}) ->
    Self = self (),
    Before = resident (),
    Batches = (Count + ?SPAWN_BATCH - 1) div ?SPAWN_BATCH,
    times (Batches, fun () ->
        times (?SPAWN_BATCH, fun () -> spawn (?MODULE, idle, [Self]) end),
        times (?SPAWN_BATCH, fun () -> receive up -> ok end end)
    end),
    print (Row, "", (resident () - Before) / (Batches * ?SPAWN_BATCH)).

loop (Counter) -> loop (Counter + 1).

bench_ticker ({Row, Count, _, _, _}) ->
    times (?LOOPS, fun () -> spawn (?MODULE, loop, [0]) end),
    Start = now_ns (),
    Half = Count * 500000,
    First = ticks (Start, Start + Half, 0),
    Second = ticks (now_ns (), Start + 2 * Half, 0),
    print (Row, "", max (First, Second)),
    print (Row, ".settled", Second).

ticks (Last, End, Worst) when Last >= End -> Worst;
ticks (Last, End, Worst) ->
    receive after 1 -> ok end,
    Now = now_ns (),
    ticks (Now, End, max (Worst, Now - Last)).

%%  A server may belong to a cluster.
join ({_, _, _, Server, _}) -> net_kernel:connect_node (Server).

bench_nodedown ({_, _, _, Server, _}) ->
    net_kernel:connect_node (Server),
    monitor_node (Server, true),
    say ("watching"),
    receive {nodedown, Server} -> ok end,
    say ("nodedown").

bench_mesh ({_, Count, _, Server, _}) ->
    net_kernel:monitor_nodes (true),
    mesh_join (Server),
    mesh_wait (Count),
    say ("full"),
    receive stop -> ok end.

mesh_join (Server) when Server =:= node () -> ok;
mesh_join (Server) ->
    case net_kernel:connect_node (Server) of
        true -> ok;
        _    -> timer:sleep (20), mesh_join (Server)
    end.

mesh_wait (Count) ->
    case length (nodes ()) + 1 >= Count of
        true -> ok;
        false ->
            receive {nodeup, _} -> ok; {nodedown, _} -> ok end,
            mesh_wait (Count)
    end.
