#  What `use Task` brings.

def child_spec(arg) do
  spec = %{id: __MODULE__, start: {__MODULE__, :start_link, [arg]}, restart: :temporary}
  Supervisor.child_spec(spec, @use_options)
end
