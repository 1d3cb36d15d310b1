//  test_term_erlang.c - the codec beside a real Erlang, in both directions
//
//  Runs `erl` once. There: our terms through binary_to_term and term_to_binary
//  (files `ours` and `back`), and a corpus of Erlang's own with the text that
//  Elixir prints for them (`theirs`). A file is a row of [size (4)][bytes].
//  Without erl on the path the test says so and ends well.

#include "zt_suite.h"
#include "zc_term.h"
#include "base/zc_buffer.h"
#include "base/zc_caller.h"
#include "term/zc_codec.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

//  ---- the Erlang side -----------------------------------------------------
//  Evaluated by file:script, behind a line that sets Dir.

static const char s_script [] =
    "Rows = fun F (<<N:32, B:N/binary, Rest/binary>>) -> [B | F (Rest)]; F (<<>>) -> [] end,\n"
    "Row = fun (B) -> [<<(byte_size (B)):32>>, B] end,\n"
    "{ok, Ours} = file:read_file (Dir ++ \"/ours\"),\n"
    "Back = [Row (term_to_binary (binary_to_term (B))) || B <- Rows (Ours)],\n"
    "ok = file:write_file (Dir ++ \"/back\", Back),\n"
    "rand:seed (exsss, {1, 2, 3}),\n"
    "Bits = fun (N) -> <<I:N>> = rand:bytes (N div 8), I end,\n"
    "Doubles = [F || _ <- lists:seq (1, 5000), <<F/float>> <- [rand:bytes (8)]]\n"
    "  ++ [I / 100 || I <- lists:seq (-1000, 1000, 7)]\n"
    "  ++ [math:pow (10, I) || I <- lists:seq (-30, 30)] ++ [math:pow (2, I) || I <- lists:seq (-1074, 1023)]\n"
    "  ++ [1.0e15, 123456789012345680.0, 5.0e-324, 2.2250738585072014e-308, 2.225073858507201e-308,\n"
    "      1.7976931348623157e308, 9007199254740991.0, 9007199254740992.0, 0.1, 0.0, 100.0, 1500.0,\n"
    "      123000.0, 0.00012, 0.012],\n"
    "Ints = [S * ((1 bsl N) + D) || S <- [1, -1], D <- [-1, 0, 1],\n"
    "        N <- [0, 7, 8, 15, 16, 27, 28, 31, 32, 59, 60, 63, 64, 65, 128, 2039, 2040, 2041, 4096]]\n"
    "  ++ [Bits (N) || N <- [72, 512, 2032, 2040, 2048, 8000]],\n"
    "Float = fun (F) when abs (F) >= 1, abs (F) < 1.0e16, trunc (F) == F -> [integer_to_list (trunc (F)), \".0\"];\n"
    "            (F) -> io_lib_format:fwrite_g (F) end,\n"
    "Printed = [{F, list_to_binary (Float (F))} || F <- Doubles]\n"
    "  ++ [{I, integer_to_binary (I)} || I <- Ints]\n"
    "  ++ [{ok, <<\":ok\">>}, {'a b', <<\":\\\"a b\\\"\">>}, {'Elixir.Foo.Bar', <<\"Foo.Bar\">>},\n"
    "      {true, <<\"true\">>}, {[], <<\"[]\">>}, {\"abc\", <<\"'abc'\">>}, {[1, 2], <<\"[1, 2]\">>},\n"
    "      {[97 | b], <<\"[97 | :b]\">>}, {[{a, 1}, {b, []}], <<\"[a: 1, b: []]\">>},\n"
    "      {#{b => 1, a => #{}, aa => 2}, <<\"%{a: %{}, aa: 2, b: 1}\">>},\n"
    "      {#{1 => a, \"b\" => 2.0, <<\"c\">> => {}}, <<\"%{1 => :a, 'b' => 2.0, \\\"c\\\" => {}}\">>},\n"
    "      {<<\"h\\303\\251\">>, <<\"\\\"h\\303\\251\\\"\">>}, {<<1, 255>>, <<\"<<1, 255>>\">>},\n"
    "      {<<1, 5:3>>, <<\"<<1, 5::size(3)>>\">>}, {fun erlang:node/0, <<\"&:erlang.node/0\">>},\n"
    "      {{a, {b, [c]}}, <<\"{:a, {:b, [:c]}}\">>}, {[300, 1], <<\"[300, 1]\">>},\n"
    "      {binary_to_atom (<<\"\\303\\251\\303\\261\">>), <<\":\\303\\251\\303\\261\">>}],\n"
    "Atom = fun (C, N) -> list_to_atom (lists:duplicate (N, C)) end,\n"
    "N = 7, Silent = [Atom (C, L) || C <- [$a, 16#e9, 16#20ac, 16#1f600], L <- [1, 63, 64, 127, 128, 254, 255]]\n"
    "  ++ [list_to_tuple (lists:seq (1, L)) || L <- [0, 1, 254, 255, 256, 257]]\n"
    "  ++ [lists:duplicate (L, $x) || L <- [1, 65534, 65535, 65536, 65537]]\n"
    "  ++ [binary:copy (<<\"y\">>, L) || L <- [0, 1, 65535, 65536, 65537]]\n"
    "  ++ [maps:from_list ([{K, K * K} || K <- lists:seq (1, L)]) || L <- [1, 31, 32, 33, 34, 1000]]\n"
    "  ++ [maps:from_list ([{{K, [K]}, #{K => \"v\", \"k\" => K}} || K <- lists:seq (1, L)]) || L <- [2, 50]]\n"
    "  ++ [<<B/bitstring>> || L <- lists:seq (0, 17), <<B:L/bitstring, _/bitstring>> <- [<<16#abcdef:24>>]]\n"
    "  ++ [self (), make_ref (), fun (X) -> X + N end, fun lists:map/2, erlang:alias (),\n"
    "      hd (erlang:ports ()), {self (), [make_ref () | self ()]}, #{self () => make_ref ()}]\n"
    "  ++ [lists:foldl (fun (_, A) -> {A} end, [], lists:seq (1, 500))],\n"
    "Old = [term_to_binary (T, [{minor_version, V}]) || V <- [0, 1], {T, _} <- Printed],\n"
    "Pairs = [{term_to_binary (T), X} || {T, X} <- Printed]\n"
    "  ++ lists:zip (Old, [X || _ <- [0, 1], {_, X} <- Printed]) ++ [{term_to_binary (T), <<>>} || T <- Silent],\n"
    "ok = file:write_file (Dir ++ \"/theirs\", [[Row (B), Row (X)] || {B, X} <- Pairs]),\n"
    "ok.\n";

//  ---- files ---------------------------------------------------------------

static char s_dir [] = "/tmp/zc_term_XXXXXX";

static const char *
s_path (const char *name)
{
    static char path [sizeof s_dir + 16];
    snprintf (path, sizeof path, "%s/%s", s_dir, name);
    return path;
}

static void
s_write_file (const char *name, const void *data, size_t size)
{
    FILE *file = fopen (s_path (name), "wb");
    ck_assert_ptr_nonnull (file);
    ck_assert_uint_eq (fwrite (data, 1, size, file), size);
    ck_assert_int_eq (fclose (file), 0);
}

static zc_buffer_t
s_read_file (const char *name)
{
    zc_buffer_t buffer = {0};
    FILE *file = fopen (s_path (name), "rb");
    ck_assert_msg (file, "erl wrote no file %s", name);
    uint8_t block [65536];
    size_t size;
    while ((size = fread (block, 1, sizeof block, file)) > 0)
        zc_buffer_put (&buffer, block, size);
    fclose (file);
    return buffer;
}

//  The next row of a file; false at its end.
static bool
s_row (const zc_buffer_t *file, size_t *at, const uint8_t **data, size_t *size)
{
    if (*at == file->size)
        return false;
    *size = zc_get_u32 (file->data + *at);
    *data = file->data + *at + 4;
    *at += 4 + *size;
    return true;
}

static void
s_add_row (zc_buffer_t *file, const zc_term_t *term)
{
    size_t size;
    uint8_t *data = zc_term_encode (term, &size);
    zc_buffer_u32 (file, (uint32_t) size);
    zc_buffer_put (file, data, size);
    zc_block_free (data);
}

//  ---- our terms -----------------------------------------------------------

static void
s_add (zc_buffer_t *file, zc_term_t *term)
{
    ck_assert_ptr_nonnull (term);
    s_add_row (file, term);
    zc_term_destroy (&term);
}

static void
s_add_integers (zc_buffer_t *file)
{
    static const unsigned bits [] = {0, 8, 27, 28, 31, 32, 59, 60, 63, 64, 128, 2032, 2040, 2048, 4096};
    for (size_t i = 0; i < sizeof bits / sizeof *bits; i++)
        for (int sign = 0; sign < 2; sign++)
            for (int digit = 0; digit < 2; digit++) {
                //  2^n and 2^n - 1, written in binary
                char text [4200] = "-0b";
                memset (text + 3, digit? '1': '0', bits [i] + 1);
                text [3] = digit? '0': '1';
                text [4 + bits [i]] = 0;
                s_add (file, zc_term_parse (text + sign, NULL));
            }
}

static void
s_add_sizes (zc_buffer_t *file)
{
    static const size_t sizes [] = {0, 1, 255, 256, 65535, 65536};
    char *bytes = malloc (3 * 65536 + 3);
    ck_assert_ptr_nonnull (bytes);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        memset (bytes, 'x', sizes [i] + 2);
        s_add (file, zc_term_new ("~b", bytes, sizes [i]));
        bytes [0] = bytes [sizes [i] + 1] = '\'';
        bytes [sizes [i] + 2] = 0;
        s_add (file, zc_term_parse (bytes, NULL));
        for (size_t j = 0; j < 3 * sizes [i]; j += 3)
            memcpy (bytes + j, "[],", 3);
        char *text = malloc (3 * sizes [i] + 3);
        ck_assert_ptr_nonnull (text);
        int size = (int) (sizes [i]? 3 * sizes [i] - 1: 0);
        sprintf (text, "{%.*s}", size, bytes);
        s_add (file, zc_term_parse (text, NULL));
        sprintf (text, "[%.*s]", size, bytes);
        s_add (file, zc_term_parse (text, NULL));
        free (text);
    }
    free (bytes);
}

static void
s_add_others (zc_buffer_t *file)
{
    static const char *const texts [] = {
        "1.5", "-0.0", "5.0e-324", "2.2250738585072014e-308", "1.7976931348623157e308", "ok", ":\"\"",
        "Foo.Bar", ":\"h\303\251 \342\202\254\"", "{a, [b, {c}], %{d: [1, 2 | e]}}", "[1, 2, 3]",
        "[a: 1, b: 'text']", "%{1 => 2, 1.0 => 3, a: %{b: %{c: %{}}}, \"d\" => [], [1] => {}}",
        "<<1::size(1)>>", "<<1, 2, 127::size(7)>>", "&:lists.map/2", "&Foo.bar/255"
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        s_add (file, zc_term_parse (texts [i], NULL));
    char atom [256 * 4 + 1] = "";
    for (int i = 0; i < 255; i++)
        strcat (atom, i % 2? "\360\237\230\200": "\303\261");
    s_add (file, zc_term_new ("~a", atom));
    zc_names_t *names = zc_names_new ();
    const zc_node_name_t *node = zc_names_intern (names, "b@host", 6);
    zc_pid_t pid = {node, 7, 12, 3};
    zc_ref_t ref = {node, 7, {262143, UINT32_MAX, 1}};
    s_add (file, zc_term_new ("{~p, [~r | ~p]}", pid, ref, pid));
    zc_names_destroy (&names);
}

//  ---- the comparison ------------------------------------------------------

//  Dir is given in the script itself; a bare eval line needs no more quoting.
static void
s_run_erlang (void)
{
    zc_buffer_t script = {0};
    zc_buffer_printf (&script, "Dir = \"%s\",\n%s", s_dir, s_script);
    s_write_file ("script", script.data, script.size);
    zc_buffer_clear (&script);
    char command [300];
    snprintf (command, sizeof command,
              "erl -noshell -eval 'case file:script (\"%s/script\") of {ok, ok} -> halt (0); "
              "E -> io:format (\"~p~n\", [E]), halt (1) end.'", s_dir);
    ck_assert_msg (system (command) == 0, "the script failed in erl");
}

START_TEST (erlang_gives_back_what_we_wrote)
{
    zc_buffer_t ours = s_read_file ("ours"), back = s_read_file ("back");
    size_t at = 0, back_at = 0, size, back_size, rows = 0;
    const uint8_t *data, *back_data;
    for (; s_row (&ours, &at, &data, &size); rows++) {
        ck_assert (s_row (&back, &back_at, &back_data, &back_size));
        zc_term_t *term = zc_term_decode (data, size), *again = zc_term_decode (back_data, back_size);
        ck_assert_ptr_nonnull (term);
        ck_assert_ptr_nonnull (again);
        char *text = zc_term_str (term);
        ck_assert_msg (zc_term_equal (term, again), "row %zu: %.200s", rows, text);
        zc_block_free (text);
        zc_term_destroy (&term);
        zc_term_destroy (&again);
    }
    ck_assert_uint_eq (back_at, back.size);
    ck_assert_uint_gt (rows, 80);
    zc_buffer_clear (&ours);
    zc_buffer_clear (&back);
}
END_TEST

START_TEST (what_erlang_writes_is_read_and_printed_as_elixir_does)
{
    zc_buffer_t theirs = s_read_file ("theirs");
    size_t at = 0, size, text_size, rows = 0;
    const uint8_t *data, *text;
    for (; s_row (&theirs, &at, &data, &size); rows++) {
        ck_assert (s_row (&theirs, &at, &text, &text_size));
        zc_term_t *term = zc_term_decode (data, size);
        ck_assert_msg (term, "row %zu, tag %d, %.*s", rows, data [1], (int) text_size, text);
        char *printed = zc_term_str (term);
        if (text_size)
            ck_assert_msg (strlen (printed) == text_size && memcmp (printed, text, text_size) == 0,
                           "%s, not %.*s", printed, (int) text_size, text);
        zc_block_free (printed);
        zc_term_destroy (&term);
    }
    ck_assert_uint_gt (rows, 10000);
    zc_buffer_clear (&theirs);
}
END_TEST

//  Once, before the first test.
static void
s_set_up (void)
{
    ck_assert_ptr_nonnull (mkdtemp (s_dir));
    zc_buffer_t ours = {0};
    s_add_integers (&ours);
    s_add_sizes (&ours);
    s_add_others (&ours);
    s_write_file ("ours", ours.data, ours.size);
    zc_buffer_clear (&ours);
    s_run_erlang ();
}

static void
s_clean_up (void)
{
    static const char *const files [] = {"script", "ours", "back", "theirs"};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        unlink (s_path (files [i]));
    rmdir (s_dir);
}

int
main (void)
{
    if (system ("command -v erl >/dev/null 2>&1") != 0) {
        puts ("1..0 # SKIP no erl on the path");
        return EXIT_SUCCESS;
    }
    TCase *tests = zt_suite_case ("term and erlang", 60);
    tcase_add_unchecked_fixture (tests, s_set_up, s_clean_up);
    tcase_add_test (tests, erlang_gives_back_what_we_wrote);
    tcase_add_test (tests, what_erlang_writes_is_read_and_printed_as_elixir_does);
    return zt_suite_run ("term and erlang", tests);
}
