//  test_library.c - what can be called by name: Kernel, Enum, Map, String …

#include "zt_library.h"
#include "zt_eval.h"

#define BADARG(which, what) \
    "** (ArgumentError) errors were found at the given arguments:\n\n  * " which " argument: " \
    what "\n"
#define BADARITH "** (ArithmeticError) bad argument in arithmetic expression"

ZT_TEST (the_library_is_called_by_name)
{
    static const zt_library_t rows [] = {
        {"Kernel", "abs", "[-1]", "1"},
        {"Enum", "map", "[[1, -2], &Kernel.abs/1]", "[1, 2]"},
        {"Kernel", "hd", "[[]]", BADARG ("1st", "not a nonempty list")}};
    zt_calls (rows);
}

//  ---- Kernel --------------------------------------------------------------

ZT_TEST (numbers_of_any_size_are_computed)
{
    static const zt_library_t rows [] = {
        {"Kernel", "+", "[1, 2]", "3"}, {"Kernel", "+", "[1, 2.5]", "3.5"},
        {"Kernel", "+", "[9223372036854775807, 1]", "9223372036854775808"},
        {"Kernel", "-", "[-9223372036854775808, 1]", "-9223372036854775809"},
        {"Kernel", "-", "[9223372036854775808, 1]", "9223372036854775807"},
        {"Kernel", "-", "[18446744073709551616, 18446744073709551616]", "0"},
        {"Kernel", "*", "[4294967296, 4294967296]", "18446744073709551616"},
        {"Kernel", "*", "[-123456789012345678901234567890, 987654321098765432109876543210]",
         "-121932631137021795226185032733622923332237463801111263526900"},
        {"Kernel", "div", "[121932631137021795226185032733622923332237463801111263526900, "
         "987654321098765432109876543210]", "123456789012345678901234567890"},
        {"Kernel", "div", "[-7, 2]", "-3"}, {"Kernel", "rem", "[-7, 2]", "-1"},
        {"Kernel", "rem", "[-100000000000000000000000000000000007, 10000000000]", "-7"},
        {"Kernel", "div", "[-9223372036854775808, -1]", "9223372036854775808"},
        {"Kernel", "rem", "[-9223372036854775808, -1]", "0"},
        {"Kernel", "div", "[1, 18446744073709551616]", "0"},
        {"Kernel", "/", "[1, 2]", "0.5"}, {"Kernel", "/", "[4, 2]", "2.0"},
        {"Kernel", "**", "[2, 100]", "1267650600228229401496703205376"},
        {"Kernel", "**", "[2, -1]", "0.5"}, {"Kernel", "**", "[-1, 3]", "-1"},
        {"Kernel", "**", "[0, 0]", "1"}, {"Kernel", "**", "[1, 99999999999999999999]", "1"},
        {"Kernel", "**", "[2.0, 3]", "8.0"}, {"Integer", "pow", "[2, 3]", "8"},
        {"Integer", "pow", "[2, -1]", BADARITH},
        {"Kernel", "**", "[2, 99999999999999999999]",
         "** (SystemLimitError) a system limit has been reached"},
        {"Kernel", "-", "[5]", "-5"}, {"Kernel", "-", "[-9223372036854775808]", "9223372036854775808"},
        {"Kernel", "abs", "[-99999999999999999999]", "99999999999999999999"},
        {"Kernel", "abs", "[-1.5]", "1.5"},
        {"Kernel", "round", "[2.5]", "3"}, {"Kernel", "round", "[-2.5]", "-3"},
        {"Kernel", "trunc", "[-2.7]", "-2"}, {"Kernel", "floor", "[-2.1]", "-3"},
        {"Kernel", "ceil", "[2.1]", "3"}, {"Kernel", "trunc", "[1.0e20]", "100000000000000000000"},
        {"Kernel", "round", "[7]", "7"},
        {"Kernel", "max", "[1, 1.0]", "1"}, {"Kernel", "min", "[a, 2]", "2"},
        {"Kernel", "+", "[1, a]", BADARITH ": 1 + :a"}, {"Kernel", "-", "[a]", BADARITH ": -(:a)"},
        {"Kernel", "div", "[1, 0]", BADARITH ": div(1, 0)"}, {"Kernel", "/", "[1, 0]", BADARITH ": 1 / 0"},
        {"Kernel", "rem", "[1.0, 1]", BADARITH ": rem(1.0, 1)"},
        {"Kernel", "abs", "[a]", BADARG ("1st", "not a number")},
        {"Kernel", "trunc", "[a]", BADARG ("1st", "not a number")}};
    zt_calls (rows);
}

//  A number of random limbs, some of them all zeros or all ones, where carries happen.
static zc_term_t *
s_random_integer (void)
{
    zc_term_t *sum = zc_term_new ("0");
    for (uint32_t left = zc_random (6) + 1; left; left--) {
        static const uint32_t corners [] = {0, UINT32_MAX, 0x80000000, 1};
        uint32_t limb = zc_random (2)? zc_random (UINT32_MAX): corners [zc_random (4)];
        zc_term_t *moved = zc_apply ("Kernel", "*", zc_term_new ("[~t, 4294967296]", sum));
        sum = zc_apply ("Kernel", "+", zc_term_new ("[~t, ~i]", moved, limb));
    }
    return zc_random (2)? sum: zc_apply ("Kernel", "-", zc_term_new ("[~t]", sum));
}

ZT_TEST (quotient_times_divisor_and_rest_give_the_dividend)
{
    for (int i = 0; i < 1000; i++) {
        zc_term_t *a = s_random_integer (), *b = s_random_integer ();
        if (zc_term_match (b, "0"))
            continue;
        zc_term_t *both = zc_term_new ("[~t, ~t]", a, b);
        zc_term_t *quotient = zc_apply ("Kernel", "div", both), *rest = zc_apply ("Kernel", "rem", both);
        zc_term_t *product = zc_apply ("Kernel", "*", zc_term_new ("[~t, ~t]", quotient, b));
        zc_term_t *sum = zc_apply ("Kernel", "+", zc_term_new ("[~t, ~t]", product, rest));
        zc_term_t *size = zc_apply ("Kernel", "abs", zc_term_new ("[~t]", rest));
        zc_term_t *limit = zc_apply ("Kernel", "abs", zc_term_new ("[~t]", b));
        zt_check (zc_term_equal (sum, a));
        zt_check_term (zc_apply ("Kernel", "<", zc_term_new ("[~t, ~t]", size, limit)), "true");
    }
}

ZT_TEST (values_are_compared_as_erlang_does)
{
    static const zt_library_t rows [] = {
        {"Kernel", "==", "[1, 1.0]", "true"}, {"Kernel", "===", "[1, 1.0]", "false"},
        {"Kernel", "==", "[{1, [2.0]}, {1.0, [2]}]", "true"}, {"Kernel", "!=", "[a, b]", "true"},
        {"Kernel", "==", "[%{a: 1}, %{a: 1.0}]", "true"},
        {"Kernel", "==", "[%{1 => a}, %{1.0 => a}]", "false"},
        {"Kernel", "==", "[0.0, -0.0]", "true"}, {"Kernel", "<", "[1, 1.0]", "false"},
        {"Kernel", "<=", "[1, 1.0]", "true"}, {"Kernel", "<", "[1, a]", "true"},
        {"Kernel", ">", "[\"a\", [1]]", "true"}, {"Kernel", ">=", "[{1}, {0}]", "true"},
        {"Kernel", "!==", "[1, 1]", "false"},
        {"Kernel", "not", "[true]", "false"}, {"Kernel", "!", "[nil]", "true"}, {"Kernel", "!", "[0]", "false"},
        {"Kernel", "not", "[1]", "** (ArgumentError) argument error"},
        {"Kernel", "and", "[true, 1]", "1"}, {"Kernel", "or", "[false, 1]", "1"},
        {"Kernel", "and", "[1, true]",
         "** (BadBooleanError) expected a boolean on left-side of \"and\", got: 1"},
        {"Kernel", "in", "[2, [1, 2]]", "true"}, {"Kernel", "in", "[2, [1, 2.0]]", "false"}};
    zt_calls (rows);
}

ZT_TEST (types_are_told_apart)
{
    static const zt_library_t rows [] = {
        {"Kernel", "is_atom", "[nil]", "true"}, {"Kernel", "is_binary", "[\"a\"]", "true"},
        {"Kernel", "is_boolean", "[false]", "true"}, {"Kernel", "is_boolean", "[nil]", "false"},
        {"Kernel", "is_function", "[&Kernel.abs/1]", "true"},
        {"Kernel", "is_function", "[&Kernel.abs/1, 2]", "false"},
        {"Kernel", "is_function", "[1, a]", BADARG ("2nd", "not an integer")},
        {"Kernel", "is_number", "[1.0]", "true"}, {"Kernel", "is_nil", "[nil]", "true"},
        {"Kernel", "is_map_key", "[%{a: 1}, a]", "true"},
        {"Kernel", "is_map_key", "[1, a]", "** (BadMapError) expected a map, got: 1"},
        {"Kernel", "is_struct", "[%{__struct__: Task}]", "true"},
        {"Kernel", "is_struct", "[%{__struct__: Task}, Range]", "false"},
        {"Kernel", "is_exception", "[%{__struct__: E, __exception__: true}]", "true"},
        {"Kernel", "is_exception", "[%{}]", "false"}, {"Kernel", "is_list", "[[]]", "true"}};
    zt_calls (rows);
}

ZT_TEST (lists_tuples_and_binaries_are_taken_apart)
{
    static const zt_library_t rows [] = {
        {"Kernel", "++", "[[1], [2]]", "[1, 2]"}, {"Kernel", "++", "[[1], a]", "[1 | :a]"},
        {"Kernel", "++", "[[], a]", ":a"}, {"Kernel", "++", "[a, []]", "** (ArgumentError) argument error"},
        {"Kernel", "--", "[[1, 2, 1], [1]]", "[2, 1]"}, {"Kernel", "hd", "[[1, 2]]", "1"},
        {"Kernel", "tl", "[[1 | a]]", ":a"}, {"Kernel", "tl", "[[1, 2]]", "[2]"},
        {"Kernel", "length", "[[1 | 2]]", BADARG ("1st", "not a list")},
        {"Kernel", "elem", "[{a, b}, 1]", ":b"},
        {"Kernel", "elem", "[{a}, 1]", BADARG ("1st", "out of range")},
        {"Kernel", "elem", "[a, 0]", BADARG ("2nd", "not a tuple")},
        {"Kernel", "put_elem", "[{a, b, c}, 1, {x}]", "{:a, {:x}, :c}"},
        {"erlang", "element", "[1, {a}]", ":a"}, {"erlang", "setelement", "[1, {a}, b]", "{:b}"},
        {"Kernel", "tuple_size", "[{}]", "0"}, {"Kernel", "map_size", "[%{a: 1}]", "1"},
        {"Kernel", "map_size", "[a]", "** (BadMapError) expected a map, got: :a"},
        {"Kernel", "byte_size", "[\"ñ\"]", "2"}, {"Kernel", "bit_size", "[\"ab\"]", "16"},
        {"Kernel", "byte_size", "[a]", BADARG ("1st", "not a bitstring")},
        {"Kernel", "binary_part", "[\"hello\", 1, 3]", "\"ell\""},
        {"Kernel", "binary_part", "[\"hello\", 5, -2]", "\"lo\""},
        {"Kernel", "binary_part", "[\"abc\", 1, 9]", BADARG ("3rd", "out of range")},
        {"Kernel", "<>", "[\"a\", \"b\"]", "\"ab\""},
        {"Kernel", "<>", "[\"a\", 1]",
         "** (ArgumentError) expected binary argument in <> operator but got: 1"},
        {"Kernel", "..", "[1, 3]", "1..3"}, {"Kernel", "..", "[3, 1]", "3..1//-1"},
        {"Kernel", "..//", "[1, 9, 3]", "1..9//3"},
        {"Kernel", "..", "[1, a]", "** (ArgumentError) ranges (first..last) expect both sides to be "
         "integers, got: 1..:a"},
        {"Tuple", "to_list", "[{1, a}]", "[1, :a]"}, {"List", "to_tuple", "[[1, a]]", "{1, :a}"},
        {"erlang", "list_to_tuple", "[a]", BADARG ("1st", "not a list")}};
    zt_calls (rows);
}

ZT_TEST (values_become_text_and_back)
{
    static const zt_library_t rows [] = {
        {"Kernel", "inspect", "[{a, 'b'}]", "\"{:a, 'b'}\""},
        {"Kernel", "inspect", "[[1, 2, 3], [limit: 2]]", "\"[1, 2, ...]\""},
        {"Kernel", "inspect", "[100000.0]", "\"100000.0\""}, {"Kernel", "to_string", "[100000.0]", "\"1.0e5\""},
        {"Kernel", "inspect", "['abc', [charlists: as_lists]]", "\"[97, 98, 99]\""},
        {"Kernel", "to_string", "[ok]", "\"ok\""}, {"Kernel", "to_string", "[nil]", "\"\""},
        {"Kernel", "to_string", "[1.5]", "\"1.5\""}, {"Kernel", "to_string", "['añ']", "\"añ\""},
        {"Kernel", "to_string", "[Chat.Room]", "\"Elixir.Chat.Room\""},
        {"Kernel", "to_string", "[{1}]",
         "** (Protocol.UndefinedError) protocol String.Chars not implemented for {1} of type Tuple"},
        {"Kernel", "to_charlist", "[12]", "'12'"},
        {"erlang", "atom_to_list", "[ab]", "'ab'"}, {"Atom", "to_string", "[ab]", "\"ab\""},
        {"erlang", "list_to_atom", "['ab c']", ":\"ab c\""},
        {"erlang", "list_to_atom", "[[a]]", BADARG ("1st", "not a list of characters")},
        {"String", "to_atom", "[\"x\"]", ":x"}, {"String", "to_integer", "[\"-12\"]", "-12"},
        {"String", "to_integer", "[\"1x\"]", BADARG ("1st", "not a textual representation of an integer")},
        {"String", "to_float", "[\"1.5\"]", "1.5"}, {"Integer", "to_string", "[12]", "\"12\""},
        {"Integer", "parse", "[\"12 ducks\"]", "{12, \" ducks\"}"}, {"Integer", "parse", "[\"x\"]", ":error"},
        {"Integer", "mod", "[-7, 3]", "2"}, {"Integer", "mod", "[7, -3]", "-2"},
        {"Float", "round", "[2.675, 2]", "2.67"}, {"Float", "round", "[0.125, 2]", "0.13"},
        {"Float", "round", "[9.99, 1]", "10.0"}, {"Float", "round", "[-2.5]", "-3.0"},
        {"erlang", "binary_to_term", "[<<1>>]", BADARG ("1st", "invalid external representation of a term")},
        {"erlang", "list_to_binary", "[[1, \"a\", [255]]]", "<<1, 97, 255>>"},
        {"erlang", "list_to_pid", "['<0.7.1>']", "#PID<0.7.1>"},
        {"erlang", "list_to_pid", "['x']", BADARG ("1st", "not a textual representation of a pid")},
        {"IEx.Helpers", "pid", "[0, 7, 1]", "#PID<0.7.1>"}, {"IEx.Helpers", "pid", "[\"0.7.1\"]", "#PID<0.7.1>"}};
    zt_calls (rows);
}

//  Each row as Elixir 1.14 has it.
ZT_TEST (what_is_too_long_for_a_line_is_broken_as_in_elixir)
{
    static const zt_library_t rows [] = {
        {"Kernel", "inspect", "[%{a: [1, 2, 3]}, [pretty: true, width: 8]]",
         "\"%{\\n  a: [1,\\n   2, 3]\\n}\""},
        {"Kernel", "inspect", "[[[1, 2, 3], 'ab', [4, 5, 6]], [pretty: true, width: 20]]",
         "\"[\\n  [1, 2, 3],\\n  'ab',\\n  [4, 5, 6]\\n]\""},
        {"Kernel", "inspect", "[['ab', 'cd', 'ef', %{}, {}], [pretty: true, width: 20]]",
         "\"['ab', 'cd', 'ef',\\n %{}, {}]\""},
        {"Kernel", "inspect", "[[{{1, 2, 3}, {5, 6}, 7}, 1], [pretty: true, width: 13]]",
         "\"[\\n  {{1, 2, 3},\\n   {5, 6},\\n   7},\\n  1\\n]\""},
        {"Kernel", "inspect", "[[{1, {20, 30, 40}}, {5}], [pretty: true, width: 19]]",
         "\"[\\n  {1, {20, 30, 40}},\\n  {5}\\n]\""},
        {"Kernel", "inspect", "[[{{1, 2, 3, 4}, 22222}], [pretty: true, width: 18]]",
         "\"[\\n  {{1, 2, 3, 4},\\n   22222}\\n]\""}};
    zt_calls (rows);
}

//  ---- Enum ----------------------------------------------------------------

ZT_TEST (elements_are_gone_through)
{
    static const zt_row_t rows [] = {
        {"Enum.map([1, 2, 3], fn x -> x * 2 end)", "[2, 4, 6]"},
        {"Enum.map(1..3, &(&1 + 1))", "[2, 3, 4]"},
        {"Enum.map(%{a: 1}, fn {k, v} -> {v, k} end)", "[{1, :a}]"},
        {"Enum.map(1..0//1, &(&1))", "[]"},
        {"Enum.filter(1..6, fn x -> rem(x, 2) == 0 end)", "[2, 4, 6]"},
        {"Enum.reject(1..6, fn x -> rem(x, 2) == 0 end)", "[1, 3, 5]"},
        {"Enum.reduce(1..4, &*/2)", "24"}, {"Enum.reduce([1, 2], 10, &+/2)", "13"},
        {"Enum.reduce_while(1..100, 0, fn x, acc -> if x < 4, do: {:cont, acc + x}, else: {:halt, acc} end)", "6"},
        {"Enum.flat_map([1, 2], fn x -> [x, x] end)", "[1, 1, 2, 2]"},
        {"Enum.any?([nil, 1])", "true"}, {"Enum.all?([])", "true"},
        {"Enum.all?([1, nil])", "false"}, {"Enum.any?(1..3, &(&1 > 2))", "true"},
        {"Enum.find(1..9, &(&1 > 4))", "5"}, {"Enum.find([1], :none, &(&1 > 4))", ":none"},
        {"Enum.find_index([5, 6], &(&1 == 6))", "1"},
        {"Enum.count(1..10_000_000_000)", "10000000000"}, {"Enum.count([1, 2, 3], &(&1 > 1))", "2"},
        {"Enum.count(1..10//3)", "4"}, {"Enum.count(9..1//-3)", "3"}, {"Enum.count(2..1//1)", "0"},
        {"Enum.count(-9223372036854775807..9223372036854775807)", "18446744073709551615"},
        {"Enum.sum(1..100)", "5050"}, {"Enum.sum(10..1//-3)", "22"}, {"Enum.sum(2..1//1)", "0"},
        {"Enum.sum(1..10_000_000_000)", "50000000005000000000"}, {"Enum.sum(-5..5)", "0"}, {"Enum.sum([])", "0"}, {"Enum.product([2, 3.0])", "6.0"},
        {"Enum.to_list(10..1//-3)", "[10, 7, 4, 1]"},
        {"Enum.join([1, :a, \"b\"], \"-\")", "\"1-a-b\""}, {"Enum.join([1, 2])", "\"12\""},
        {"Enum.map_join([1, 2], \", \", &(&1 * 2))", "\"2, 4\""},
        {"Enum.into([a: 1], %{b: 2})", "%{a: 1, b: 2}"}, {"Enum.into(%{a: 1}, [])", "[a: 1]"},
        {"Enum.into([1], %{}, fn x -> {x, x} end)", "%{1 => 1}"},
        {"Enum.with_index([:a, :b])", "[a: 0, b: 1]"}, {"Enum.with_index([:a], 5)", "[a: 5]"},
        {"Enum.each([], fn _ -> 1 end)", ":ok"}};
    zt_rows (rows);
}

ZT_TEST (elements_are_ordered_and_chosen)
{
    static const zt_row_t rows [] = {
        {"Enum.sort([3, 1, 2])", "[1, 2, 3]"}, {"Enum.sort([3, 1, 2], :desc)", "[3, 2, 1]"},
        {"Enum.sort([1, 1.0, 0])", "[0, 1, 1.0]"}, {"Enum.sort([1.0, 1])", "[1.0, 1]"},
        {"Enum.sort([\"b\", \"a\"], &(&1 >= &2))", "[\"b\", \"a\"]"},
        {"Enum.sort_by([{1, :b}, {2, :a}], fn {_, x} -> x end)", "[{2, :a}, {1, :b}]"},
        {"Enum.max([1, 3, 2])", "3"}, {"Enum.min([2, 1])", "1"},
        {"Enum.max_by([\"a\", \"bbb\"], &String.length/1)", "\"bbb\""},
        {"Enum.min_by([\"aa\", \"b\", \"c\"], &String.length/1)", "\"b\""},
        {"Enum.uniq([1, 2, 1, 1.0])", "[1, 2, 1.0]"}, {"Enum.reverse(1..3)", "[3, 2, 1]"},
        {"Enum.random([7])", "7"}, {"Enum.random(3..3)", "3"},
        {"Enum.sort(Enum.shuffle(1..5))", "[1, 2, 3, 4, 5]"},
        {"Enum.group_by(1..4, &rem(&1, 2))", "%{0 => [2, 4], 1 => [1, 3]}"},
        {"Enum.frequencies([:a, :b, :a])", "%{a: 2, b: 1}"},
        {"Enum.member?([1, 2], 2)", "true"}, {"Enum.member?(1..10//3, 4)", "true"},
        {"Enum.member?(1..10//3, 5)", "false"}, {"Enum.member?(10..1//-3, 4)", "true"},
        {"Enum.member?(1..2, 0)", "false"}, {"Enum.member?(2..1//1, 2)", "false"},
        {"Enum.member?(-9223372036854775807..9223372036854775807, 5)", "true"}, {"3 in 1..5", "true"}, {"Enum.empty?(%{})", "true"},
        {"Enum.at([1, 2, 3], -1)", "3"}, {"Enum.at([1], 5)", "nil"}, {"Enum.at(1..9, 4)", "5"},
        {"Enum.take([1, 2, 3], 2)", "[1, 2]"}, {"Enum.take([1, 2, 3], -2)", "[2, 3]"},
        {"Enum.drop([1, 2, 3], 1)", "[2, 3]"}, {"Enum.drop([1, 2, 3], -1)", "[1, 2]"},
        {"Enum.take_while(1..9, &(&1 < 3))", "[1, 2]"}, {"Enum.drop_while(1..4, &(&1 < 3))", "[3, 4]"},
        {"Enum.split([1, 2, 3], 1)", "{[1], [2, 3]}"}, {"Enum.chunk_every(1..5, 2)", "[[1, 2], [3, 4], [5]]"},
        {"Enum.zip([1, 2], [:a, :b, :c])", "[{1, :a}, {2, :b}]"},
        {"Enum.zip([[1, 2], 3..4, [5, 6]])", "[{1, 3, 5}, {2, 4, 6}]"},
        {"Enum.concat([[1], 2..3])", "[1, 2, 3]"}, {"Enum.concat([1], [2])", "[1, 2]"}};
    zt_rows (rows);
}

ZT_TEST (what_cannot_be_gone_through_is_an_error)
{
    static const zt_library_t rows [] = {
        {"Enum", "map", "[1, &Kernel.abs/1]",
         "** (Protocol.UndefinedError) protocol Enumerable not implemented for 1 of type Integer"},
        {"Enum", "max", "[[]]", "** (Enum.EmptyError) empty error"},
        {"Enum", "reduce", "[[], &Kernel.+/2]", "** (Enum.EmptyError) empty error"},
        {"Enum", "random", "[[]]", "** (Enum.EmptyError) empty error"},
        {"Enum", "sum", "[[1, a]]", BADARITH ": :a + 1"},
        {"Enum", "map", "[[1], a]", "** (BadFunctionError) expected a function, got: :a"},
        {"Enum", "map", "[[1], &Kernel.+/2]",
         "** (BadArityError) &Kernel.+/2 with arity 2 called with 1 argument (1)"},
        {"Enum", "into", "[[1], %{}]",
         "** (ArgumentError) collecting into a map requires {key, value} tuples, got: 1"},
        {"Enum", "join", "[[1, 2], a]", "** (FunctionClauseError) no function clause matching in Enum.join/2"},
        {"Enum", "chunk_every", "[[1], 0]",
         "** (FunctionClauseError) no function clause matching in Enum.chunk_every/2"}};
    zt_calls (rows);
}

//  ---- Map, Keyword, List, String ------------------------------------------

ZT_TEST (maps_and_keyword_lists_are_read_and_changed)
{
    static const zt_row_t rows [] = {
        {"Map.get(%{a: 1}, :a)", "1"}, {"Map.get(%{}, :a, 0)", "0"}, {"Map.put(%{a: 1}, :b, 2)", "%{a: 1, b: 2}"},
        {"Map.put(%{a: 1}, :a, 2)", "%{a: 2}"}, {"Map.put_new(%{a: 1}, :a, 2)", "%{a: 1}"},
        {"Map.delete(%{a: 1}, :a)", "%{}"}, {"Map.keys(%{b: 1, a: 2})", "[:a, :b]"},
        {"Map.values(%{b: 1, a: 2})", "[2, 1]"}, {"Map.new([{:a, 1}])", "%{a: 1}"},
        {"Map.new(1..2, &{&1, &1})", "%{1 => 1, 2 => 2}"}, {"Map.merge(%{a: 1, b: 1}, %{b: 2})", "%{a: 1, b: 2}"},
        {"Map.merge(%{a: 1}, %{a: 2}, fn _, x, y -> x + y end)", "%{a: 3}"},
        {"Map.has_key?(%{a: 1}, :a)", "true"}, {"Map.update(%{a: 1}, :a, 0, &(&1 + 1))", "%{a: 2}"},
        {"Map.update(%{}, :a, 0, &(&1 + 1))", "%{a: 0}"}, {"Map.update!(%{a: 1}, :a, &(&1 + 1))", "%{a: 2}"},
        {"Map.fetch(%{a: 1}, :a)", "{:ok, 1}"}, {"Map.fetch(%{}, :a)", ":error"}, {"Map.fetch!(%{a: 1}, :a)", "1"},
        {"Map.fetch!(%{}, :a)", "** {{:badkey, :a, %{}}, []}"}, {"Map.pop(%{a: 1}, :a)", "{1, %{}}"},
        {"Map.take(%{a: 1, b: 2}, [:a, :c])", "%{a: 1}"}, {"Map.drop(%{a: 1, b: 2}, [:a])", "%{b: 2}"},
        {"Keyword.get([a: 1], :a)", "1"}, {"Keyword.put([a: 1, b: 2, a: 3], :a, 9)", "[a: 9, b: 2]"},
        {"Keyword.keys([a: 1, b: 2])", "[:a, :b]"}, {"Keyword.has_key?([a: nil], :a)", "true"},
        {"Keyword.merge([a: 1, b: 2], [b: 3])", "[a: 1, b: 3]"}, {"Keyword.delete([a: 1], :a)", "[]"},
        {"%{a: 1}[:a]", "1"}, {"[a: 1][:a]", "1"}, {"[a: 1][:b]", "nil"}, {"nil[:a]", "nil"},
        {"List.first([1, 2])", "1"}, {"List.last([])", "nil"}, {"List.flatten([1, [2, [3]], []])", "[1, 2, 3]"},
        {"List.delete([1, 2, 1], 1)", "[2, 1]"}, {"List.wrap(nil)", "[]"}, {"List.wrap(1)", "[1]"},
        {"List.wrap([1])", "[1]"}, {"List.duplicate(:a, 2)", "[:a, :a]"},
        {"Map.keys(1..2)", "[:__struct__, :first, :last, :step]"}, {"Map.values(1..2)", "[Range, 1, 2, 1]"},
        {"Map.to_list(1..2)", "[__struct__: Range, first: 1, last: 2, step: 1]"},
        {"Map.merge(%{a: 1}, 1..2)", "%Range{a: 1, first: 1, last: 2, step: 1}"}};
    zt_rows (rows);
    static const zt_library_t errors [] = {
        {"Keyword", "merge", "[[a: 1], [1]]",
         "** (ArgumentError) expected a keyword list as the second argument, got: [1]"},
        {"Keyword", "merge", "[[{\"a\", 1}], [a: 1]]",
         "** (ArgumentError) expected a keyword list as the first argument, got: [{\"a\", 1}]"},
        {"Keyword", "keys", "[[1]]",
         "** (ArgumentError) expected a keyword list, but an entry in the list is not a two-element "
         "tuple with an atom as its first element, got: 1"}};
    zt_calls (errors);
}

ZT_TEST (strings_are_utf_8)
{
    static const zt_row_t rows [] = {
        {"String.length(\"mañana\")", "6"}, {"String.upcase(\"mañana æ я\")", "\"MAÑANA Æ Я\""},
        {"String.downcase(\"ÁÉ Ā\")", "\"áé ā\""}, {"String.capitalize(\"áB\")", "\"Áb\""},
        {"String.trim(\" a b \\n\")", "\"a b\""}, {"String.split(\" a  b \")", "[\"a\", \"b\"]"},
        {"String.trim(\"\u00a0á\u2003\")", "\"á\""}, {"String.trim(\" \u3000\")", "\"\""},
        {"String.split(\"á\u2003b\u00a0c \")", "[\"á\", \"b\u00a0c\"]"},
        {"String.split(\"a,b,,c\", \",\")", "[\"a\", \"b\", \"\", \"c\"]"},
        {"String.split(\"a,b,,c\", \",\", trim: true)", "[\"a\", \"b\", \"c\"]"},
        {"String.split(\"a@b@c\", \"@\", parts: 2)", "[\"a\", \"b@c\"]"},
        {"String.split(\"a,b;c\", [\",\", \";\"])", "[\"a\", \"b\", \"c\"]"},
        {"String.split(\"ab\", \"\")", "[\"\", \"a\", \"b\", \"\"]"}, {"String.split(\"\")", "[]"},
        {"String.replace(\"a-b-c\", \"-\", \"+\")", "\"a+b+c\""},
        {"String.replace(\"a-b-c\", \"-\", \"+\", global: false)", "\"a+b-c\""},
        {"String.contains?(\"hello\", \"ell\")", "true"}, {"String.contains?(\"hello\", [\"x\", \"lo\"])", "true"},
        {"String.starts_with?(\"hello\", \"he\")", "true"}, {"String.ends_with?(\"hello\", \"he\")", "false"},
        {"String.reverse(\"añb\")", "\"bña\""}, {"String.duplicate(\"ab\", 3)", "\"ababab\""},
        {"String.slice(\"mañana\", 1, 3)", "\"aña\""}, {"String.at(\"mañana\", 2)", "\"ñ\""},
        {"String.at(\"abc\", 9)", "nil"}, {"String.graphemes(\"añ\")", "[\"a\", \"ñ\"]"}};
    zt_rows (rows);
    static const zt_library_t bytes [] = {{"String", "length", "[<<255, 97>>]", "2"},
        {"String", "reverse", "[<<255, 97>>]", "<<97, 255>>"}};
    zt_calls (bytes);
}

ZT_MAIN ("library", the_library_is_called_by_name, numbers_of_any_size_are_computed,
         quotient_times_divisor_and_rest_give_the_dividend, values_are_compared_as_erlang_does,
         types_are_told_apart, lists_tuples_and_binaries_are_taken_apart,
         values_become_text_and_back,
         what_is_too_long_for_a_line_is_broken_as_in_elixir, elements_are_gone_through, elements_are_ordered_and_chosen,
         what_cannot_be_gone_through_is_an_error, maps_and_keyword_lists_are_read_and_changed,
         strings_are_utf_8)
