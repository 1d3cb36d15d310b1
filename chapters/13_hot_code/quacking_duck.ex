#  quacking_duck.ex - a duck that quacks, and can be changed while it does
#
#      c("quacking_duck.ex", "./")
#      pid = QuackingDuck.start
#      nl QuackingDuck
#
#  quacking_duck.c, beside this file, is the same in C.

defmodule QuackingDuck do
  #  QuackingDuck.start(): the pid of a new duck, which quacks once a second.
  #  QuackingDuck.start(ms): … as often as that.
  def start(ms \\ 1000) do
    spawn(QuackingDuck, :loop, [ms])
  end

  #  One quack, and on to the next, in whatever is the current version by then.
  def loop(ms) do
    IO.puts("Quack!")

    receive do
      :stop -> :ok
    after
      ms -> QuackingDuck.loop(ms)
    end
  end
end
