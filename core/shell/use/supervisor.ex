#  What `use Supervisor` and `use DynamicSupervisor` bring.

def child_spec(arg) do
  spec = %{id: __MODULE__, start: {__MODULE__, :start_link, [arg]}, type: :supervisor}
  Supervisor.child_spec(spec, @use_options)
end
