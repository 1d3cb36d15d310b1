#  What `use Application` brings.

def stop(_state), do: :ok
