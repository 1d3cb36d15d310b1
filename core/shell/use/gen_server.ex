#  What `use GenServer, options` brings: a module gets these functions unless it defines
#  them itself. Options: @use_options.

def child_spec(arg) do
  Supervisor.child_spec(%{id: __MODULE__, start: {__MODULE__, :start_link, [arg]}}, @use_options)
end

def init(init_arg), do: {:ok, init_arg}

def handle_call(_request, _from, _state) do
  raise "attempted to call GenServer #{inspect(:elixir_module.server())} " <>
          "but no handle_call/3 clause was provided"
end

def handle_cast(_request, _state) do
  raise "attempted to cast GenServer #{inspect(:elixir_module.server())} " <>
          "but no handle_cast/2 clause was provided"
end

def handle_info(message, state) do
  :elixir_module.unexpected(__MODULE__, message)
  {:noreply, state}
end

def terminate(_reason, _state), do: :ok

def code_change(_old, state, _extra), do: {:ok, state}
