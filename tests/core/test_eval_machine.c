//  test_eval_machine.c - scripts that run long, run deep, run at once, or are stopped

#include "zt_eval.h"
#include "shell/zc_machine.h"
#include "term/zc_codec.h"

//  ---- memory --------------------------------------------------------------

//  Blocks that a text leaves behind, its value and binding thrown away.
static long
s_left (const char *text)
{
    long blocks = zc_blocks_in_use ();
    zc_term_t *binding = zc_term_new ("%{}"), *result;
    zc_eval (text, NULL, &binding, &result);
    zc_term_destroy (&binding);
    zc_term_destroy (&result);
    return zc_blocks_in_use () - blocks;
}

//  At first formats are read and kept, closures compiled, the pool of messages filled.
#define s_check_balanced(text) \
    (s_left (text), s_left (text), s_left (text), zt_check_int (s_left (text), 0))

ZT_TEST (nothing_is_left_of_a_text)
{
    s_check_balanced ("x = 5; {x, [x | [1]], %{a: x}, \"#{x}\"}");
    s_check_balanced ("f = fn x -> max(x, abs(-3)) end; Enum.map(1..20, f)");
    s_check_balanced ("send(self(), {:a, 1}); receive do {:a, n} when abs(n) == 1 -> n end; receive do after 0 -> 0 end");
}

ZT_TEST (nothing_is_left_of_a_failure)
{
    s_check_balanced ("1 = 2");
    s_check_balanced ("foo(");
    s_check_balanced ("nowhere()");
    s_check_balanced ("{1, 2, abs(:a)}");
    s_check_balanced ("f = fn x -> [x | abs(x)] end; Enum.map([1, :a], f)");
    s_check_balanced ("f = fn x -> exit({x, 1}) end; {1, f.(2)}");
    s_check_balanced ("case 1 do x when hd(x) == 1 -> x end");
    s_check_balanced ("receive do x when hd(x) -> 1 after 0 -> :erlang.error(:late) end");
}

ZT_TEST (a_loop_runs_in_constant_memory)
{
    static const zt_row_t row = {
        "loop = fn loop, n, acc ->\n"
        "  send(self(), {:turn, n})\n"
        "  receive do\n"
        "    {:turn, 0} -> {:done, acc}\n"
        "    {:turn, n} -> loop.(loop, n - 1, max({n, [abs(-n)]}, acc))\n"
        "  end\n"
        "end\n"
        "loop.(loop, 20000, {})", "{:done, {20000, [20000]}}"};
    zt_rows_at (&row, 1, false, __FILE__, __LINE__);
}

//  The greatest number of blocks there was at any of its calls.
static atomic_long s_most;

static zc_term_t *
s_note (const zc_term_t *args)
{
    (void) args;
    long now = zc_blocks_in_use ();
    if (now > atomic_load (&s_most))
        atomic_store (&s_most, now);
    return NULL;
}

ZC_MODULE_NAMED (blocks, "Blocks", {"note", 0, s_note});

ZT_TEST (a_million_tail_calls_take_no_memory)
{
    static const char text [] =
        "f = fn f, n -> if rem(n, 1000) == 0, do: Blocks.note(); if n == 0, do: :done, else: f.(f, n - 1) end\n"
        "f.(f, TIMES)";
    char few [sizeof text + 10], many [sizeof text + 10];
    snprintf (few, sizeof few, "%.*s1000)", (int) (strlen (text) - 6), text);
    snprintf (many, sizeof many, "%.*s%d)", (int) (strlen (text) - 6), text, 1000000 / (ZT_SLOW * ZT_SLOW));
    zt_is_value (few, ":done");
    long most = atomic_exchange (&s_most, 0);
    zt_is_value (many, ":done");
    zt_check (most > 0 && atomic_load (&s_most) <= most + 2);
}

//  ---- depth ---------------------------------------------------------------

ZT_TEST (calls_nest_deep)
{
    zt_is_value ("sum = fn sum, n -> if n == 0, do: 0, else: n + sum.(sum, n - 1) end; sum.(sum, 50000)",
                 "1250025000");
}

ZT_TEST (endless_recursion_is_an_error)
{
    zt_is_value ("f = fn f -> 1 + f.(f) end; f.(f)", "** {:system_limit, []}");
    zt_is_value ("f = fn f -> [f.(f)] end; f.(f)", "** {:system_limit, []}");
    zt_is_value ("1 + 1", "2");
}

ZT_TEST (endless_recursion_through_c_is_an_error)
{
    zt_is_value ("f = fn f -> Enum.map([1], fn _ -> f.(f) end) end; f.(f)", "** {:system_limit, []}");
    zt_is_value ("f = fn f, n -> if n == 0, do: 0, else: hd(Enum.map([1], fn _ -> f.(f, n - 1) end)) + 1 end; f.(f, 10)",
                 "10");
}

ZT_TEST (terms_do_not_nest_without_end)
{
    zt_is_value ("f = fn f, t -> f.(f, {t}) end; f.(f, 1)", "** {:system_limit, []}");
    zt_is_value ("f = fn f, t -> f.(f, [t, t]) end; f.(f, 1)", "** {:system_limit, []}");
    zt_is_value ("f = fn f, t -> f.(f, %{a: t}) end; f.(f, 1)", "** {:system_limit, []}");
}

//  ---- stopping ------------------------------------------------------------

static void
s_loop (void *arg)
{
    zc_term_t *binding = zc_term_new ("%{}"), *result;
    zc_eval_options_t options = {.interrupt = arg};
    zc_class_t end = zc_eval ("f = fn f, n -> if n == 5, do: send(:test, :running); f.(f, n + 1) end; f.(f, 0)",
                              &options, &binding, &result);
    if (end == ZC_EXIT && zc_term_match (result, "interrupted"))
        zc_exit ("stopped");
}

static void
s_loop_in_c (void *arg)
{
    zc_term_t *binding = zc_term_new ("%{}"), *result;
    zc_eval_options_t options = {.interrupt = arg};
    zc_class_t end = zc_eval ("f = fn f -> f.(f) end; Enum.map([1], fn _ -> send(:test, :running); f.(f) end)",
                              &options, &binding, &result);
    if (end == ZC_EXIT && zc_term_match (result, "interrupted"))
        zc_exit ("stopped");
}

static void
s_check_stopped (zc_body_t *body)
{
    atomic_bool interrupt = false;
    zc_ref_t ref;
    zc_spawn_monitor (body, &interrupt, &ref);
    zt_check (zc_receive (ZT_LONG, "running"));
    atomic_store (&interrupt, true);
    zt_check_down (ref, "stopped");
}

ZT_TEST (an_endless_loop_is_interrupted)
{
    zc_register ("test", zc_self ());
    s_check_stopped (s_loop);
}

ZT_TEST (a_loop_of_a_function_in_c_is_interrupted)
{
    zc_register ("test", zc_self ());
    s_check_stopped (s_loop_in_c);
}

ZT_TEST (an_endless_loop_is_killed_and_lets_others_run)
{
    zc_register ("test", zc_self ());
    zc_ref_t ref;
    zc_pid_t pid = zc_spawn_monitor (s_loop, NULL, &ref);
    zt_check (zc_receive (ZT_LONG, "running"));
    zc_exit_process (pid, "kill");
    zt_check_down (ref, "killed");
}

//  Compiles one new text after the other.
static void
s_compile (void *arg)
{
    const char *text = arg;
    for (int i = 0;; i++) {
        zc_term_t *binding = zc_term_new ("%{n: ~i}", i), *result;
        zc_eval (text, NULL, &binding, &result);
        zc_term_destroy (&binding);
        zc_term_destroy (&result);
    }
}

//  That nothing is left the runner checks.
ZT_TEST (a_process_killed_while_it_compiles_leaves_nothing)
{
    static char *const texts [] = {
        "f = fn m -> case {m, n} do {a, b} when a > b -> [a | \"#{b}\"]; _ -> Enum.map([1], fn k -> k + n end) end end; f.(1)",
        "Code.eval_string(\"f = fn a -> abs(a) + #{n} + #{inspect(self())} end; f.(1)\")",
        "{:module, m, _, _} = defmodule Killed do def f(x), do: {x, to_string(x)} end; m.f(n); :code.delete(m); :code.purge(m)"};
    for (int i = 0; i < 300 / ZT_SLOW; i++) {
        zc_ref_t ref;
        zc_pid_t pid = zc_spawn_monitor (s_compile, texts [i % 3], &ref);
        zc_receive (i % 7, "never");
        zc_exit_process (pid, "kill");
        zt_check_down (ref, "killed");
    }
}

//  ---- two at once ---------------------------------------------------------

enum { RUNNERS = 4 };

ZT_TEST (one_program_runs_in_many_processes)
{
    zc_term_t *binding = zc_term_new ("%{}"), *function;
    const char *text = "me = self(); fn n -> f = fn f, i, sum -> if i == 0, do: sum, else: f.(f, i - 1, sum + i) end; send(me, {n, f.(f, 20000, n)}) end";
    zt_check_int (zc_eval (text, NULL, &binding, &function), ZC_VALUE);
    for (int i = 0; i < RUNNERS; i++)
        zc_node_spawn (NULL, "erlang", "apply", "[~t, [~i]]", function, i);
    for (int i = 0; i < RUNNERS; i++)
        zt_check (zc_receive (ZT_LONG, "{~i, ~i}", i, 200010000 + i));
}

//  A slow function lets the watchdog take the process to a thread of its own.
static zc_term_t *
s_compute (const zc_term_t *args)
{
    (void) args;
    int64_t end = zt_now_ms () + 30;
    while (zt_now_ms () < end)
        ;
    return NULL;
}

ZC_MODULE_NAMED (slow, "Slow", {"compute", 0, s_compute});

ZT_TEST (one_program_runs_on_many_threads)
{
    zc_term_t *binding = zc_term_new ("%{}"), *function;
    const char *text = "me = self(); fn n -> Slow.compute(); f = fn i -> Slow.compute(); {i, \"#{i}\"} end; send(me, {n, f.(n), Enum.map(1..3, f)}) end";
    zt_check_int (zc_eval (text, NULL, &binding, &function), ZC_VALUE);
    for (int i = 0; i < RUNNERS; i++)
        zc_node_spawn (NULL, "erlang", "apply", "[~t, [~i]]", function, i);
    for (int i = 0; i < RUNNERS; i++)
        zt_check (zc_receive (ZT_LONG, "{~i, {~i, _}, [_, {2, _} | _]}", i, i));
}

//  ---- closures from elsewhere ---------------------------------------------

//  A closure whose bytes somebody else made: each part wrong once.
ZT_TEST (a_broken_closure_cannot_be_called)
{
    zc_term_t *binding = zc_term_new ("%{}"), *function, *reason;
    zt_check_int (zc_eval ("n = 1; fn x -> x + n end", NULL, &binding, &function), ZC_VALUE);
    size_t size;
    uint8_t *whole = zc_term_encode (function, &size);
    int calls = 0;
    for (size_t i = 1; i < size; i++) {
        for (int bit = 0; bit < 8; bit++) {
            whole [i] ^= (uint8_t) (1 << bit);
            zc_term_t *broken = zc_term_decode (whole, size);
            if (broken && zc_term_type (broken) == ZC_FUNCTION) {
                zt_call_t call = {"erlang", "apply", zc_term_new ("[~t, [1]]", broken), NULL};
                zc_class_t end = zc_try (zt_apply, &call, &reason);
                zt_check (end == ZC_VALUE || end == ZC_ERROR);
                calls++;
            }
            whole [i] ^= (uint8_t) (1 << bit);
        }
    }
    zt_check (calls > 100);
}

//  Says that it takes one argument, and its text takes two.
ZT_TEST (a_closure_whose_text_is_of_something_else_cannot_be_called)
{
    zc_term_t *binding = zc_term_new ("%{}"), *function, *reason;
    zt_check_int (zc_eval ("fn x, y -> {x, y} end", NULL, &binding, &function), ZC_VALUE);
    size_t size;
    uint8_t *whole = zc_term_encode (function, &size);
    whole [6] = 1;
    zt_call_t call = {"erlang", "apply", zc_term_new ("[~t, [1]]", zc_term_decode (whole, size)), NULL};
    zt_check_int (zc_try (zt_apply, &call, &reason), ZC_ERROR);
    zt_check_term (reason, "{badarg, []}");
}

//  A text of one sort of thing repeated.
static char *
s_many (const char *begin, const char *item, int count, const char *end)
{
    size_t size = strlen (begin) + strlen (end) + (size_t) count * (strlen (item) + 8) + 1, at = 0;
    char *text = zc_alloc (size);
    at += (size_t) snprintf (text, size, "%s", begin);
    for (int i = 0; i < count; i++)
        at += (size_t) snprintf (text + at, size - at, "%s%s%d", i? ", ": "", item, i);
    snprintf (text + at, size - at, "%s", end);
    return text;
}

ZT_TEST (large_texts_are_run_or_refused)
{
    zc_term_t *binding = zc_term_new ("%{}");
    char *refused = zt_eval (s_many ("fn ", "a", 256, " -> 1 end"), &binding);
    zt_check (strstr (refused, "at most 255 arguments"));
    zt_is_value (s_many ("tuple_size({", "", 1000, "})"), "1000");
    zt_is_value (s_many ("length([", "", 70000, "])"), "70000");
    zt_is_value (s_many ("apply(fn ", "a", 255, " -> a254 end, Enum.to_list(1..255))"), "255");
    char *long_name = zc_alloc (400);
    memset (long_name, 'y', 300);
    char *answer = zt_eval (long_name, &binding);
    zt_check (strstr (answer, "** {%"));
    strcat (long_name, " = 1");
    answer = zt_eval (long_name, &binding);
    zt_check (strstr (answer, "** {%") || strcmp (answer, "1") == 0);
}

ZT_MAIN ("eval_machine", nothing_is_left_of_a_text, nothing_is_left_of_a_failure,
         a_loop_runs_in_constant_memory, a_million_tail_calls_take_no_memory, calls_nest_deep,
         endless_recursion_is_an_error, endless_recursion_through_c_is_an_error,
         terms_do_not_nest_without_end, an_endless_loop_is_interrupted,
         a_loop_of_a_function_in_c_is_interrupted, an_endless_loop_is_killed_and_lets_others_run,
         a_process_killed_while_it_compiles_leaves_nothing,
         one_program_runs_in_many_processes, one_program_runs_on_many_threads,
         a_broken_closure_cannot_be_called,
         a_closure_whose_text_is_of_something_else_cannot_be_called, large_texts_are_run_or_refused)
