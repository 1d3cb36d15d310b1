#  numbers.ex - a stream of numbered messages from a node to another, for test_netns.sh.

defmodule Receiver do
  use GenServer

  def start do
    {:ok, _pid} = GenServer.start(Receiver, [], name: :receiver)
    :ok
  end

  #  What came: {first, last} of numbers without a gap, and ends of the connection
  #  between them. [{1, 5}, :noconnection, {8, 9}]: 6 and 7 were lost, and that was told.
  def came, do: GenServer.call(:receiver, :came)

  def init(_), do: {:ok, []}

  def handle_call({:size, text}, _from, came), do: {:reply, byte_size(text), came}
  def handle_call(:came, _from, came), do: {:reply, Enum.reverse(came), came}

  def handle_info({:number, number, sender, _}, came), do: {:noreply, take(number, sender, came)}
  def handle_info({:DOWN, _ref, :process, _pid, why}, came), do: {:noreply, [why | came]}

  defp take(number, _sender, [{first, last} | before]) when number == last + 1 do
    [{first, number} | before]
  end

  defp take(number, _sender, [{_first, _last} | _] = came), do: [{number, number} | came]

  defp take(number, sender, came) do
    Process.monitor(sender)
    [{number, number} | came]
  end
end

defmodule Sender do
  def start(node) do
    Process.register(spawn(fn -> rest(node, 0, []) end), :sender)
    :ok
  end

  #  The next so many numbers, with so many bytes each, one each millisecond, until the
  #  connection is lost.
  def send_on(count, size) do
    send(:sender, {:send, count, String.duplicate("x", size)})
    :ok
  end

  #  The last number sent, and why it stopped, each time it did.
  def sent do
    send(:sender, {:sent, self()})
    receive do
      {:sent, last, stops} -> {last, stops}
    end
  end

  #  So many bytes over there; the answer is how many came.
  def ask(node, size) do
    GenServer.call({:receiver, node}, {:size, String.duplicate("x", size)}, :infinity)
  end

  #  A question has to wait until it rests.
  defp rest(node, last, stops) do
    receive do
      {:send, count, load} ->
        to = :rpc.call(node, Process, :whereis, [:receiver])
        ref = Process.monitor(to)
        {last, why} = send_until(to, ref, load, last, last + count)
        Process.demonitor(ref, [:flush])
        rest(node, last, [why | stops])

      {:sent, from} ->
        send(from, {:sent, last, Enum.reverse(stops)})
        rest(node, last, stops)
    end
  end

  defp send_until(_to, _ref, _load, last, last), do: {last, :done}

  defp send_until(to, ref, load, last, goal) do
    receive do
      {:DOWN, ^ref, :process, _pid, why} -> {last, why}
    after
      1 ->
        send(to, {:number, last + 1, self(), load})
        send_until(to, ref, load, last + 1, goal)
    end
  end
end
