//  test_eval_list.c - long lists in scripts: taken apart and put together
//
//  On the machine's stack a long list is a part of a row (shell/zc_part.h): nothing of that
//  may be seen, but in the time that it takes.

#include "zt_eval.h"

#include <limits.h>

//  It is an error, whichever.
static void
s_check_refused (const char *text)
{
    zc_term_t *binding = zc_term_new ("%{}");
    char *result = zt_eval (text, &binding);
    if (strncmp (result, "** ", 3) != 0)
        zt_fail ("%s is %s", text, result);
    zc_free (result);
    zc_term_destroy (&binding);
}

//  ---- usage ---------------------------------------------------------------

//  What each text may use: lists that are long enough to be parts, and functions.
#define s_with \
    "long = Enum.to_list(1..1000); bytes = Enum.map(long, fn n -> rem(n, 256) end);\n" \
    "rev = fn rev, [], acc -> acc; rev, [h | t], acc -> rev.(rev, t, [h | acc]) end;\n" \
    "drop = fn drop, list, n -> if n == 0, do: list, else: (case list do [_ | t] -> drop.(drop, t, n - 1) end) end;\n"

ZT_TEST (a_list_taken_apart_and_put_together_is_the_same_list)
{
    static const zt_row_t rows [] = {
        {s_with "sum = fn sum, [] -> 0; sum, [h | t] -> h + sum.(sum, t) end; sum.(sum, long)", "500500"},
        {s_with "map = fn map, [] -> []; map, [h | t] -> [2 * h | map.(map, t)] end; map.(map, long) == Enum.map(long, fn n -> 2 * n end)", "true"},
        {s_with "rev.(rev, long, []) == Enum.reverse(long)", "true"},
        {s_with "rev.(rev, rev.(rev, long, []), []) === long", "true"},
        {s_with "rev.(rev, bytes, []) === Enum.reverse(bytes)", "true"},
        {s_with "drop.(drop, long, 998)", "[999, 1000]"},
        {s_with "drop.(drop, long, 1000)", "[]"},
        {s_with "Enum.map(0..1000, fn n -> length(drop.(drop, long, n)) end) == Enum.to_list(1000..0)", "true"}};
    zt_rows (rows);
}

//  ---- who shares a row ----------------------------------------------------

ZT_TEST (lists_that_share_their_end_do_not_disturb_each_other)
{
    static const zt_row_t rows [] = {
        {s_with "[_ | t] = long; a = [:a | t]; b = [:b | t]; {hd(a), hd(b), tl(a) == tl(b), hd(t), length(long)}", "{:a, :b, true, 2, 1000}"},
        {s_with "[_ | t] = long; a = [:x | t]; b = [:b | a]; c = [:c | a]; {hd(b), hd(c), hd(tl(b)), hd(tl(c)), hd(a)}", "{:b, :c, :x, :x, :x}"},
        {s_with "[a, b | t] = whole = long; [b, a | t] == long or {hd([b, a | t]), length(whole), whole == long}", "{2, 1000, true}"},
        {s_with "f = fn f, list, 0 -> list; f, [h | t], n -> f.(f, [h + 1 | t], n - 1) end; r = f.(f, long, 50); {hd(r), tl(r) == tl(long), hd(long)}", "{51, true, 1}"},
        {s_with "[_ | t] = long; f = fn n -> [n | t] end; Enum.map(1..3, fn n -> length(f.(n)) end)", "[1000, 1000, 1000]"}};
    zt_rows (rows);
}

ZT_TEST (what_is_not_a_proper_list_or_not_plain_keeps_its_form)
{
    static const zt_row_t rows [] = {
        {s_with "f = fn f, 0, end_ -> end_; f, n, end_ -> f.(f, n - 1, [n | end_]) end; g = fn g, [_ | t] -> g.(g, t); g, t -> t end; g.(g, f.(f, 500, :tail))", ":tail"},
        {s_with "long = [1 | long]; [:x | rest] = [:x | bytes]; {rest === bytes, is_list(rest), hd(long)}", "{true, true, 1}"},
        {s_with "l = rev.(rev, bytes, []); [a | t] = [300 | l]; {a, t === l, [7 | l] === [7 | Enum.reverse(bytes)]}", "{300, true, true}"},
        {s_with "pairs = Enum.map(long, fn n -> {n, [n]} end); f = fn f, [{n, [m]} | t], s -> f.(f, t, s + n * m); f, [], s -> s end; f.(f, pairs, 0)", "333833500"}};
    zt_rows (rows);
}

ZT_TEST (a_list_is_collected_from_anything)
{
    static const zt_row_t rows [] = {
        {"Enum.reduce([1, 2, 3], [], fn n, all -> [n | all] end)", "[3, 2, 1]"},
        {"Enum.reduce([1, 2, 3], [0], fn n, all -> all ++ [n] end)", "[0, 1, 2, 3]"},
        {"Enum.reduce(1..10//4, [], fn n, all -> [n | all] end)", "[9, 5, 1]"},
        {s_with "Enum.reduce(long, [], fn n, all -> [n | all] end) == Enum.reverse(long)", "true"},
        {s_with "Enum.reduce(long, [0], &[&1 | &2]) == Enum.to_list(1000..0)", "true"},
        {"Enum.reduce(1..1000//333, [], fn n, all -> [n | all] end)", "[1000, 667, 334, 1]"},
        {"Enum.reduce(1000..1//-333, [], fn n, all -> [n | all] end)", "[1, 334, 667, 1000]"},
        {"Enum.reduce(1000..1//1, [:a], fn n, all -> [n | all] end)", "[:a]"},
        {"Enum.reduce(1..1000, [], fn n, _ -> n end)", "1000"},
        {"Enum.reduce(1..1000, [], 7)", "** {{:badfun, 7}, []}"},
        {"Enum.reduce(1..1000, [], fn n -> n end)", NULL},
        {"Enum.reduce(3..1, [], fn n, all -> [n | all] end)", "[1, 2, 3]"},
        {"Enum.reduce(1..0//1, [:a], fn n, all -> [n | all] end)", "[:a]"},
        {"Enum.reduce(%{a: 1}, [], fn {k, v}, all -> [k, v | all] end)", "[:a, 1]"},
        {"Enum.reduce([1, 2], [], fn n, _ -> n end)", "2"},
        {"Enum.reduce([[1], [2]], [], &Kernel.++/2)", "[2, 1]"},
        {"Enum.reduce([1], [], fn n -> n end)", NULL},
        {"Enum.reduce([1 | 2], [], fn n, _ -> n end)", NULL},
        {"Enum.reduce([1], [], 7)", "** {{:badfun, 7}, []}"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows [i].result)
            zt_rows_at (&rows [i], 1, false, __FILE__, __LINE__);
        else
            s_check_refused (rows [i].text);
}

//  ---- where it needs to be a term -----------------------------------------

ZT_TEST (the_end_of_a_list_can_go_anywhere)
{
    static const zt_row_t rows [] = {
        {s_with "[_ | t] = long; send(self(), t); receive do [2, 3 | r] -> length(r) end", "997"},
        {s_with "[_ | t] = long; {length(t), Enum.sum(t), elem({t}, 0) == t, %{t => 1}[t], [t] == [tl(long)]}", "{999, 500499, true, 1, true}"},
        {s_with "[_ | t] = long; case tl(long) do ^t -> :same; _ -> :other end", ":same"},
        {s_with "[_ | t] = long; case {tl(long), %{a: 1}} do {^t, %{a: n}} when length(t) > n -> :same; _ -> :other end", ":same"},
        {s_with "[_ | t] = long; f = fn x when is_list(x) and x == t -> length(x) end; f.(t)", "999"},
        {s_with "[_ | t] = long; byte_size(\"#{inspect(t, limit: :infinity)}\") > 999 and t != [] and t >= []", "true"},
        {s_with "[_ | t] = bytes; \"#{Enum.take(t, 3) ++ []}\" == to_string([2, 3, 4])", "true"},
        {s_with "[_ | t] = long; if t, do: t ++ [:end] == Enum.to_list(2..1000) ++ [:end]", "true"},
        {s_with "[_ | t] = long; same = fn x, x -> true; _, _ -> false end; {same.(t, tl(long)), same.(t, long)}", "{true, false}"}};
    zt_rows (rows);
}

ZT_TEST (an_error_tells_of_the_end_of_a_list)
{
    static const char *const refused [] = {"t and true", "t.(1)", "t.foo", "%{t | a: 1}", "t + 1",
                                           "receive do after t -> 1 end", "case t do [1] -> 1 end"};
    zt_is_value (s_with "[_ | t] = long; short = drop.(drop, t, 996); case short do [1] -> 1 end",
                 "** {{:case_clause, [998, 999, 1000]}, []}");
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        char text [1000];
        snprintf (text, sizeof text, s_with "[_ | t] = long; %s", refused [i]);
        s_check_refused (text);
    }
}

//  ---- time and memory -----------------------------------------------------

//  Milliseconds of this program that a text takes, the least of three.
static double
s_time (const char *text)
{
    double least = 1e9;
    for (int i = 0; i < 3; i++) {
        struct timespec a, b;
        clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &a);
        zt_is_value (text, "true");
        clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &b);
        double ms = (double) (b.tv_sec - a.tv_sec) * 1e3 + (double) (b.tv_nsec - a.tv_nsec) / 1e6;
        least = ms < least? ms: least;
    }
    return least;
}

//  Ten times as many elements: ten times as long, where it was a hundred times.
static void
s_check_linear (const char *walk)
{
    char few [1000], many [1000];
    snprintf (few, sizeof few, "list = Enum.to_list(1..%d); %s", 10000 / ZT_SLOW, walk);
    snprintf (many, sizeof many, "list = Enum.to_list(1..%d); %s", 100000 / ZT_SLOW, walk);
    double one = s_time (few), ten = s_time (many);
    if (ten > 35 * one)
        zt_fail ("%s takes %.1f and %.1f ms", walk, one, ten);
}

ZT_TEST (a_walk_over_a_list_takes_time_in_proportion_to_it)
{
    s_check_linear ("sum = fn sum, [] -> 0; sum, [h | t] -> h + sum.(sum, t) end; sum.(sum, list) > 0");
    s_check_linear ("map = fn map, [] -> []; map, [h | t] -> [h + 1 | map.(map, t)] end; length(map.(map, list)) > 0");
    s_check_linear ("rev = fn rev, [], acc -> acc; rev, [h | t], acc -> rev.(rev, t, [h | acc]) end; is_list(rev.(rev, list, []))");
    s_check_linear ("length(Enum.reduce(list, [], fn n, all -> [n | all] end)) > 0");
    s_check_linear ("length(Enum.reduce(1..length(list), [], fn n, all -> [n | all] end)) > 0");
    s_check_linear ("last = fn last, l -> case l do [x] -> x; [_ | t] -> last.(last, t) end end; last.(last, list) > 0");
}

ZT_TEST (nothing_is_left_of_long_lists)
{
    static const char *const texts [] = {
        s_with "rev.(rev, long, [])", s_with "[_ | t] = long; t",
        s_with "f = fn f, [h | t] -> [h | f.(f, t)] end; f.(f, long)",
        s_with "drop.(drop, long, 2000)"};
    //  What leaks does so at each turn; a thread for who was expelled is made at one
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        long least = LONG_MAX;
        for (int turn = 0; turn < 4; turn++) {
            long blocks = zc_blocks_in_use ();
            zc_term_t *binding = zc_term_new ("%{}"), *result;
            zc_eval (texts [i], NULL, &binding, &result);
            zc_term_destroy (&binding);
            zc_term_destroy (&result);
            long left = zc_blocks_in_use () - blocks;
            least = left < least? left: least;
        }
        zt_check (least <= 0);
    }
}

ZT_MAIN ("eval_list", a_list_taken_apart_and_put_together_is_the_same_list,
    lists_that_share_their_end_do_not_disturb_each_other,
    what_is_not_a_proper_list_or_not_plain_keeps_its_form, a_list_is_collected_from_anything,
    the_end_of_a_list_can_go_anywhere, an_error_tells_of_the_end_of_a_list,
    a_walk_over_a_list_takes_time_in_proportion_to_it, nothing_is_left_of_long_lists)
