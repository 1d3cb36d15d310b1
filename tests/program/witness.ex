#  witness.ex - what a node of test_netns.sh sees of the others: a server :witness on each
#  node, with a monitor of and a link to each other one, keeps what happens to these.

defmodule Witness do
  use GenServer

  def start do
    {:ok, _pid} = GenServer.start(Witness, [], name: :witness)
    :ok
  end

  #  The witness does it itself, so that names, locks and bonds are its own.
  def does(function, args), do: GenServer.call(:witness, {function, args})

  #  What happened, node by node: to bonds, sorted; to the node, in the order of events.
  def seen, do: GenServer.call(:witness, :seen)

  #  All it can say of the cluster as it is now: who answers here, who is in the group,
  #  and where the global names are at home.
  def view do
    {Enum.sort(Enum.map([node() | Node.list()], &GenServer.call({:witness, &1}, :node))),
     Enum.sort(Enum.map(:pg.get_members(:ducks), &node/1)),
     Enum.map(Enum.sort(:global.registered_names()), &{&1, node(:global.whereis_name(&1))})}
  end

  #  ---- the server ----------------------------------------------------------

  def init(_) do
    Process.flag(:trap_exit, true)
    :net_kernel.monitor_nodes(true)
    :pg.start_link()
    :pg.join(:ducks, self())
    {:ok, []}
  end

  def handle_call(:node, _from, seen), do: {:reply, node(), seen}

  def handle_call(:seen, _from, seen) do
    nodes = Enum.sort(Enum.uniq(Enum.map(seen, fn {node, _event} -> node end)))
    {:reply, Enum.map(nodes, &seen_of(&1, Enum.reverse(seen))), seen}
  end

  def handle_call({function, args}, _from, seen) do
    {:reply, apply(Witness, function, args), seen}
  end

  def handle_info({:DOWN, _ref, :process, pid, why}, seen) do
    {:noreply, [{node(pid), {:down, why}} | seen]}
  end

  def handle_info({:EXIT, pid, why}, seen), do: {:noreply, [{node(pid), {:exit, why}} | seen]}
  def handle_info({event, node}, seen), do: {:noreply, [{node, event} | seen]}

  defp seen_of(node, events) do
    mine = Enum.filter(events, fn {whose, _event} -> whose == node end)
    its = Enum.map(mine, fn {_node, event} -> event end)
    {node, Enum.sort(Enum.filter(its, &is_tuple/1)), Enum.filter(its, &is_atom/1)}
  end

  #  ---- what it does --------------------------------------------------------

  #  A link has two ends, so one of the two makes it.
  def watch do
    Enum.each(Node.list(), fn other ->
      pid = :rpc.call(other, Process, :whereis, [:witness])
      Process.monitor(pid)
      if other > node(), do: Process.link(pid)
    end)
  end

  def name(name), do: :global.register_name(name, self())

  #  A process with that name, which may lose it, and its life.
  def name_another(name) do
    {pid, _ref} = spawn_monitor(fn -> Process.sleep(:infinity) end)
    :global.register_name(name, pid)
  end

  def lock, do: :global.set_lock({:pond, node()}, [node() | Node.list()], 0)
  def unlock, do: :global.del_lock({:pond, node()})
end
