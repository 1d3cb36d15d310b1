//  zc_script_use.c - use GenServer, Supervisor, DynamicSupervisor, Application, Task
//
//  What they bring is Elixir: functions that a module gets unless it defines them itself, in
//  core/shell/use/. The texts are part of the library.                  Elixir  use/2

#include "zc_script.h"
#include "zc_eval_error.h"

#include <string.h>

#define TEXT_IN(symbol, path) \
    __asm__ (".section .rodata\n" #symbol ":\n\t.incbin \"core/shell/use/" path "\"\n" \
             "\t.byte 0\n\t.previous\n"); \
    extern const char symbol [] __attribute__ ((visibility ("hidden")))

TEXT_IN (zc_use_gen_server, "gen_server.ex");
TEXT_IN (zc_use_supervisor, "supervisor.ex");
TEXT_IN (zc_use_application, "application.ex");
TEXT_IN (zc_use_task, "task.ex");

static const struct {
    const char *name, *text;
} s_table [] = {
    {"GenServer", zc_use_gen_server}, {"Supervisor", zc_use_supervisor},
    {"DynamicSupervisor", zc_use_supervisor}, {"Application", zc_use_application},
    {"Task", zc_use_task}};

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
        if (use->text == zc_use_gen_server && !zc_compiler_defines (self->compiler, "init", 1))
            s_warn_of_init (self, use);
        zc_compiler_set (self->compiler, "use_options", zc_term_data (use->options),
                         zc_term_size (use->options));
        for (uint32_t k = 0; k < use->source->root->count; k++)
            s_define_missing (self, use->source->root->items [k]);
    }
}
