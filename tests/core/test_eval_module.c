//  test_eval_module.c - definitions compiled into a module of the module table

#include "zt_eval.h"
#include "shell/zc_compile_script.h"
#include "shell/zc_machine.h"

//  Load the definitions of a text as a version of a module; the error's text, or NULL.
static const char *
s_load (const char *name, const char *text)
{
    static zc_compile_error_t error;
    zc_parse_error_t parse_error;
    zc_source_text_t *source;
    zc_place_t place = {.file = "nofile", .module = name};
    zt_require (zc_parse (text, strlen (text), 1, &source, &parse_error) == ZC_PARSED);
    zc_compiler_t *compiler = zc_compiler_new (source->text, &place);
    for (uint32_t i = 0; i < source->root->count; i++) {
        zc_ast_t *node = source->root->items [i];
        if (strcmp (node->name, "@") == 0) {            //  @name literal
            const zc_ast_t *attribute = node->items [0];
            const zc_bytes_t *value = attribute->items [0]->value;
            zc_compiler_set (compiler, attribute->name, value->data, value->size);
        }
        else
            zc_compiler_define (compiler, node);
    }
    zc_program_t *program = zc_compiler_finish (compiler, &error);
    zc_compiler_destroy (&compiler);
    zc_source_text_destroy (&source);
    if (!program)
        return error.message;
    zc_part_t part = {name, &zc_module_script, program, "nofile"};
    zt_check (zc_module_load (zc_core_enter (), &part, 1) == NULL);
    zc_core_leave ();
    return NULL;
}

ZT_TEST (functions_of_a_module_are_called_by_name)
{
    zt_check (!s_load ("Chat.Room",
        "@greeting \"hi \"\n"
        "def greet(name), do: @greeting <> title(name)\n"
        "@greeting \"bye \"\n"
        "def part(name), do: @greeting <> title(name)\n"
        "defp title(:boss), do: \"the boss\"\n"
        "defp title(name) when is_binary(name), do: name\n"
        "def who, do: __MODULE__\n"));
    static const zt_row_t rows [] = {
        {"Chat.Room.greet(\"kate\")", "\"hi kate\""}, {"Chat.Room.part(:boss)", "\"bye the boss\""},
        {"Chat.Room.who", "Chat.Room"}, {"apply(Chat.Room, :who, [])", "Chat.Room"},
        {"f = &Chat.Room.greet/1; f.(\"x\")", "\"hi x\""},
        {"Chat.Room.title(:boss)", "** {:undef, [{Chat.Room, :title, [:boss], []}]}"},
        {"Chat.Room.greet(5)", "** {:function_clause, [{Chat.Room, :title, [5], []}]}"}};
    zt_rows (rows);
    zt_check_term (zc_apply ("Chat.Room", "greet", zc_term_new ("[~s]", "alex")), "\"hi alex\"");
}

ZT_TEST (defaults_stand_for_arguments_that_are_missing)
{
    zt_check (!s_load ("Defaults",
        "def run(node \\\\ nil, m, f \\\\ 1 + 1, a), do: {node, m, f, a}\n"));
    static const zt_row_t rows [] = {
        {"Defaults.run(1, 2)", "{nil, 1, 2, 2}"}, {"Defaults.run(1, 2, 3)", "{1, 2, 2, 3}"},
        {"Defaults.run(1, 2, 3, 4)", "{1, 2, 3, 4}"},
        {"Defaults.run(1)", "** {:undef, [{Defaults, :run, [1], []}]}"}};
    zt_rows (rows);
}

ZT_TEST (a_fn_of_a_module_calls_its_functions_and_reads_its_attributes)
{
    zt_check (!s_load ("Maker",
        "@k 10\n"
        "def adder(n), do: fn x -> twice(x) + n + @k end\n"
        "def nested, do: fn x -> fn y -> {x, twice(y), @k} end end\n"
        "def local, do: &twice/1\n"
        "def is_k(x), do: (fn @k -> true; _ -> false end).(x)\n"
        "defp twice(x), do: 2 * x\n"));
    static const zt_row_t rows [] = {
        {"Maker.adder(1).(5)", "21"}, {"Maker.nested().(1).(2)", "{1, 4, 10}"},
        {"Enum.map([1, 2], Maker.local())", "[2, 4]"}, {"{Maker.is_k(10), Maker.is_k(1)}", "{true, false}"}};
    zt_rows (rows);
}

ZT_TEST (a_full_call_takes_the_current_version_and_a_local_one_its_own)
{
    const char *text =
        "def loop(n) do\n"
        "  receive do\n"
        "    {:which, from} -> send(from, {:version, n, which()}); loop(n + 1)\n"
        "    :renew -> Duck.loop(n)\n"
        "  end\n"
        "end\n"
        "defp which, do: 1\n";
    char second [400];
    snprintf (second, sizeof second, "%s", text);
    *strrchr (second, '1') = '2';
    zt_check (!s_load ("Duck", text));
    zc_ref_t ref;
    zc_pid_t pid = zc_node_spawn_monitor (NULL, "Duck", "loop", &ref, "[0]");
    zc_send (pid, "{which, ~p}", zc_self ());
    zt_check (zc_receive (ZT_LONG, "{version, 0, 1}"));
    zt_check (!s_load ("Duck", second));
    zc_send (pid, "{which, ~p}", zc_self ());
    zt_check (zc_receive (ZT_LONG, "{version, 1, 1}"));
    zc_send (pid, "renew");
    zc_send (pid, "{which, ~p}", zc_self ());
    zt_check (zc_receive (ZT_LONG, "{version, 2, 2}"));
    zt_check (!s_load ("Duck", text));                  //  the first one goes: nobody is in it
    zc_send (pid, "{which, ~p}", zc_self ());
    zt_check (zc_receive (ZT_LONG, "{version, 3, 2}"));
    zt_check (!s_load ("Duck", second));                //  now the second: it is
    zt_check_down (ref, "killed");
}

ZT_TEST (definitions_that_cannot_be_say_why)
{
    zt_check (strstr (s_load ("Bad", "def f, do: nowhere(1)"),
                      "undefined function nowhere/1 (expected Bad to define such a function"));
    zt_check (strstr (s_load ("Bad", "def f(x), do: x\ndefp f(y), do: y"), "both as def and as defp"));
    zt_check (strstr (s_load ("Bad", "def f(x \\\\ 1), do: x\ndef f(), do: 1"), "conflicts"));
    zt_check (strstr (s_load ("Bad", "def 5, do: 1"), "invalid syntax in def"));
    zt_check (strstr (s_load ("Bad", "def f(x \\\\ 1)"), "implementation not provided for predefined def f/1"));
}

ZT_MAIN ("eval_module", functions_of_a_module_are_called_by_name,
         defaults_stand_for_arguments_that_are_missing,
         a_fn_of_a_module_calls_its_functions_and_reads_its_attributes,
         a_full_call_takes_the_current_version_and_a_local_one_its_own,
         definitions_that_cannot_be_say_why)
