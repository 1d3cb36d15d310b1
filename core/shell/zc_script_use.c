//  zc_script_use.c - use GenServer, Supervisor, DynamicSupervisor, Application, Task
//
//  What they bring stands here in Elixir: functions that the module gets unless it defines
//  them itself. Options of `use` are @use_options in there.              Elixir  use/2

#include "zc_script.h"
#include "zc_eval_error.h"

#include <string.h>

//  A child spec as it is, with what `use` was given beside the module.
#define CHILD_SPEC(more) \
    "def child_spec(arg) do\n" \
    "  spec = %{id: __MODULE__, start: {__MODULE__, :start_link, [arg]}" more "}\n" \
    "  Supervisor.child_spec(spec, @use_options)\n" \
    "end\n"

static const char s_gen_server [] =
    CHILD_SPEC ("")
    "def init(init_arg), do: {:ok, init_arg}\n"
    "def handle_call(_request, _from, _state) do\n"
    "  name = case Process.info(self(), :registered_name) do\n"
    "    {_, []} -> self()\n"
    "    {_, name} -> name\n"
    "  end\n"
    "  raise \"attempted to call GenServer #{inspect(name)} but no handle_call/3 clause was \" <>\n"
    "    \"provided\"\n"
    "end\n"
    "def handle_cast(_request, _state) do\n"
    "  name = case Process.info(self(), :registered_name) do\n"
    "    {_, []} -> self()\n"
    "    {_, name} -> name\n"
    "  end\n"
    "  raise \"attempted to cast GenServer #{inspect(name)} but no handle_cast/2 clause was \" <>\n"
    "    \"provided\"\n"
    "end\n"
    "def handle_info(message, state) do\n"
    "  :elixir_module.unexpected(__MODULE__, message)\n"
    "  {:noreply, state}\n"
    "end\n"
    "def terminate(_reason, _state), do: :ok\n"
    "def code_change(_old, state, _extra), do: {:ok, state}\n";

static const char s_supervisor [] = CHILD_SPEC (", type: :supervisor");
static const char s_application [] = "def stop(_state), do: :ok\n";
static const char s_task [] = CHILD_SPEC (", restart: :temporary");

static const struct {
    const char *name, *text;
} s_table [] = {
    {"GenServer", s_gen_server}, {"Supervisor", s_supervisor}, {"DynamicSupervisor", s_supervisor},
    {"Application", s_application}, {"Task", s_task}};

//  ---- noted ---------------------------------------------------------------

static void
s_note (zc_script_t *self, const zc_ast_t *node, const char *name, const char *text)
{
    zc_parse_error_t error;
    if (self->use_count == ZC_USES_MAX)
        zc_script_fail (self, node->line, "more than %d times use", (int) ZC_USES_MAX);
    zc_use_t *use = &self->uses [self->use_count];
    *use = (zc_use_t) {.name = name, .text = text, .line = node->line};
    use->options = node->count > 1? zc_script_evaluate (self, node->items [1]): zc_term_new ("[]");
    if (zc_term_type (use->options) != ZC_LIST)
        zc_script_fail (self, node->line, "use %s: its options are a keyword list", name);
    self->use_count++;
    if (zc_parse (text, strlen (text), node->line, &use->source, &error) != ZC_PARSED)
        zc_raise_parse_error (&error, name);
}

void
zc_script_use (zc_script_t *self, const zc_ast_t *node)
{
    const char *atom;
    const zc_ast_t *alias = node->items [0];
    zc_term_t *value = alias->kind == ZC_AST_LITERAL?
                       zc_term_copy (alias->value->data, alias->value->size): zc_term_new ("nil");
    if (!zc_term_match (value, "~a", &atom))
        atom = "nil";
    for (size_t i = 0; i < sizeof s_table / sizeof *s_table; i++)
        if (strcmp (zc_module_name (atom), s_table [i].name) == 0) {
            s_note (self, node, s_table [i].name, s_table [i].text);
            zc_term_destroy (&value);
            return;
        }
    zc_script_fail (self, node->line, "use %s is not part of the zcluster shell's subset of Elixir",
                    zc_module_name (atom));
}

//  ---- defined -------------------------------------------------------------

static void
s_define_missing (zc_script_t *self, zc_ast_t *definition)
{
    const zc_ast_t *head = definition->items [0];
    if (!zc_compiler_defines (self->compiler, head->name, head->count))
        zc_compiler_define (self->compiler, definition);
}

static void
s_warn_of_init (zc_script_t *self, const zc_use_t *use)
{
    char *text = zc_code_text (
        "warning: function init/1 required by behaviour GenServer is not implemented (in module "
        "%s).\n\nWe will inject a default implementation for now:\n\n    def init(init_arg) do\n"
        "      {:ok, init_arg}\n    end\n\nYou can copy the implementation above or define your own "
        "that converts the arguments given to GenServer.start_link/3 to the server state.\n\n",
        self->name);
    zc_script_warn (self, use->line, text);
    zc_free (text);
}

void
zc_script_define_uses (zc_script_t *self)
{
    for (size_t i = 0; i < self->use_count; i++) {
        const zc_use_t *use = &self->uses [i];
        if (use->text == s_gen_server && !zc_compiler_defines (self->compiler, "init", 1))
            s_warn_of_init (self, use);
        zc_compiler_set (self->compiler, "use_options", zc_term_data (use->options),
                         zc_term_size (use->options));
        for (uint32_t k = 0; k < use->source->root->count; k++)
            s_define_missing (self, use->source->root->items [k]);
    }
}
