//  zc_script.c - see zc_script.h

#include "zc_script.h"
#include "zc_compiler.h"
#include "zc_eval_error.h"
#include "zc_lib.h"
#include "zc_machine.h"
#include "term/zc_encode.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

//  ---- beginning and end ---------------------------------------------------

//  Parts that were not loaded are nobody's. The array ends with one without a kind.
static void
s_drop_parts (void *memory)
{
    for (const zc_part_t *part = memory; part->kind; part++)
        if (part->code)
            part->kind->release (part->code);
}

static void
s_drop (void *memory)
{
    zc_script_t *self = memory;
    zc_compiler_destroy (&self->compiler);
    for (size_t i = 0; i < self->use_count; i++)
        zc_source_text_destroy (&self->uses [i].source);
    zc_source_text_destroy (&self->source);
    zc_buffer_clear (&self->warnings);
}

void
zc_script_fail (const zc_script_t *self, uint32_t line, const char *format, ...)
{
    zc_compile_error_t error = {.line = line};
    va_list args;
    va_start (args, format);
    vsnprintf (error.message, sizeof error.message, format, args);
    va_end (args);
    zc_raise_compile_error (&error, self->options->file);
}

void
zc_script_warn (zc_script_t *self, uint32_t line, const char *text)
{
    zc_buffer_printf (&self->warnings, "%s  %s:%u: %s (module)\n\n", text, self->options->file, line,
                      self->name);
}

zc_script_t *
zc_script_new (const char *text, size_t size, const zc_eval_options_t *options)
{
    zc_parse_error_t error = {0};
    zc_script_t *self = zc_block_new (sizeof *self, s_drop);
    self->options = options;
    if (zc_parse (text, size, options->line? options->line: 1, &self->source, &error) != ZC_PARSED)
        zc_raise_parse_error (&error, options->file);
    return self;
}

void
zc_script_destroy (zc_script_t **self_p)
{
    zc_script_t *self = *self_p;
    *self_p = NULL;
    zc_code_close (&self->opened);
    zc_term_destroy (&self->last);
    zc_block_free (self);
}

//  ---- expressions in a body -----------------------------------------------

//  The text of an expression. Keywords at the end of a call are a list without brackets.
static char *
s_text (const zc_script_t *self, const zc_ast_t *node)
{
    const char *from = self->source->text + node->from;
    bool bare = node->kind == ZC_AST_LIST && *from != '[' && *from != '~' && *from != '\'';
    return zc_code_text (bare? "[%.*s]": "%.*s", (int) (node->to - node->from), from);
}

zc_term_t *
zc_script_evaluate (zc_script_t *self, const zc_ast_t *node)
{
    char *text = s_text (self, node);
    zc_eval_options_t options = {.file = self->options->file, .line = node->line,
                                 .module = self->name};
    zc_term_t *value;
    zc_class_t how = zc_eval (text, &options, &self->binding, &value);
    zc_free (text);
    if (how != ZC_VALUE)
        zc_raise (how, &value);
    return value;
}

//  @name expression: for the definitions, and the expressions, that come after it.
static void
s_set_attribute (zc_script_t *self, const zc_ast_t *attribute)
{
    static const char *const types [] = {"spec", "type", "typep", "opaque", "callback",
                                         "macrocallback"};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (strcmp (attribute->name, types [i]) == 0)
            return;
    zc_term_t *value = zc_script_evaluate (self, attribute->items [0]), *before = self->binding;
    zc_compiler_set (self->compiler, attribute->name, zc_term_data (value), zc_term_size (value));
    char *name = zc_code_text ("@%s", attribute->name);
    zc_term_t *key = zc_term_new ("~a", name);
    self->binding = zc_lib_map_put (before, zc_term_data (key), zc_term_data (value));
    zc_term_destroy (&before);
    zc_term_destroy (&key);
    zc_term_destroy (&value);
    zc_free (name);
}

//  ---- what stands in a body -----------------------------------------------

//  {name, arity}, the value of a definition.
static zc_term_t *
s_define (zc_script_t *self, zc_ast_t *node)
{
    const zc_ast_t *head = node->items [0];
    if (head->kind == ZC_AST_CALL && strcmp (head->name, "when") == 0 && head->count == 2)
        head = head->items [0];
    zc_compiler_define (self->compiler, node);
    return zc_term_new ("{~a, ~i}", head->name? head->name: "nil", head->count);
}

static bool
s_is_call (const zc_ast_t *node, const char *name)
{
    return node->kind == ZC_AST_CALL && node->count > 0 && strcmp (node->name, name) == 0;
}

//  The value of one item of a body, a new term.
static zc_term_t *
s_item (zc_script_t *self, zc_ast_t *node)
{
    if (s_is_call (node, "def") || s_is_call (node, "defp"))
        return s_define (self, node);
    if (s_is_call (node, "@") && node->items [0]->kind == ZC_AST_CALL
    &&  node->items [0]->count == 1) {
        s_set_attribute (self, node->items [0]);
        return zc_term_new ("ok");
    }
    if (s_is_call (node, "use")) {
        zc_script_use (self, node);
        return zc_term_new ("ok");
    }
    if (s_is_call (node, "defmodule"))          //  it is done already
        return zc_term_new ("ok");
    return zc_script_evaluate (self, node);
}

//  The items of a body: of one that is no block, itself.
static zc_ast_t **
s_items (zc_ast_t **body, uint32_t *count)
{
    bool block = (*body)->kind == ZC_AST_BLOCK;
    *count = block? (*body)->count: 1;
    return block? (*body)->items: body;
}

//  ---- a module ------------------------------------------------------------

//  Chat, :chat; inside another module Room is Chat.Room.
static char *
s_name (zc_script_t *self, const zc_ast_t *node, const char *outer)
{
    const char *atom;
    bool literal = node->kind == ZC_AST_LITERAL;
    self->name = outer;
    if (!self->binding)
        self->binding = zc_term_new ("%{}");
    zc_term_t *value = literal? zc_term_copy (node->value->data, node->value->size)
                              : zc_script_evaluate (self, node);
    if (!zc_term_match (value, "~a", &atom))
        zc_script_fail (self, node->line, "invalid module name: %s", zc_term_str (value));
    const char *name = zc_module_name (atom);
    bool inside = outer && literal && name != atom;
    char *full = zc_code_text ("%s%s%s", inside? outer: "", inside? ".": "", name);
    zc_term_destroy (&value);
    if (!zc_code_is_name (full))
        zc_script_fail (self, node->line, "a module's name is made of letters, digits, _ and dots");
    return full;
}

static void
s_add_part (zc_script_t *self, uint32_t line, zc_program_t *program)
{
    zc_code_opened_t *opened = &self->opened;
    opened->parts [opened->count++] = (zc_part_t) {program->module, &zc_module_script, program, NULL};
    for (size_t i = 0; i + 1 < opened->count; i++)
        if (strcmp (opened->parts [i].name, program->module) == 0)
            zc_script_fail (self, line, "module %s is defined twice", program->module);
    self->outermost = program->module;
    char *warning = zc_code_redefines (program->module);
    if (warning)
        zc_script_warn (self, line, warning);
    zc_free (warning);
}

static void
s_compile (zc_script_t *self, uint32_t line)
{
    zc_compile_error_t error;
    zc_program_t *program = zc_compiler_finish (self->compiler, &error);
    if (!program)
        zc_raise_compile_error (&error, self->options->file);
    zc_compiler_destroy (&self->compiler);
    s_add_part (self, line, program);
}

static void
s_begin (zc_script_t *self, const char *name)
{
    zc_place_t place = {.file = self->options->file, .module = name};
    self->name = name;
    self->compiler = zc_compiler_new (self->source->text, &place);
    zc_term_destroy (&self->binding);
    self->binding = zc_term_new ("%{}");
    for (; self->use_count > 0; self->use_count--)
        zc_source_text_destroy (&self->uses [self->use_count - 1].source);
}

//  Modules inside come first: they stand by themselves.
static void
s_module (zc_script_t *self, zc_ast_t *node, const char *outer)
{
    uint32_t count;
    zc_ast_t *body = node->count == 2? zc_block_of (node, "do"): NULL;
    if (!body)
        zc_script_fail (self, node->line, "invalid arguments for defmodule");
    zc_ast_t **items = s_items (&body, &count);
    char *name = s_name (self, node->items [0], outer);
    for (uint32_t i = 0; i < count; i++)
        if (s_is_call (items [i], "defmodule"))
            s_module (self, items [i], name);
    s_begin (self, name);
    zc_term_destroy (&self->last);
    self->last = zc_term_new ("nil");
    for (uint32_t i = 0; i < count; i++) {
        zc_term_t *value = s_item (self, items [i]);
        zc_term_destroy (&self->last);
        self->last = value;
    }
    zc_script_define_uses (self);
    s_compile (self, node->line);
    self->name = NULL;
    zc_free (name);
}

static uint32_t
s_count_modules (zc_ast_t *node)
{
    uint32_t count, total = 0;
    zc_ast_t *body = s_is_call (node, "defmodule")? zc_block_of (node, "do"): node;
    zc_ast_t **items = body? s_items (&body, &count): NULL;
    for (uint32_t i = 0; items && i < count; i++)
        if (s_is_call (items [i], "defmodule"))
            total += 1 + s_count_modules (items [i]);
    return total;
}

void
zc_script_modules (zc_script_t *self)
{
    uint32_t count;
    zc_ast_t *root = self->source->root, **items = s_items (&root, &count);
    size_t room = s_count_modules (root) + 1;
    self->opened.parts = zc_block_new (room * sizeof (zc_part_t), s_drop_parts);
    for (uint32_t i = 0; i < count; i++) {
        if (!s_is_call (items [i], "defmodule"))
            zc_script_fail (self, items [i]->line, "outside of modules, a file's expressions are "
                            "not part of the zcluster shell's subset of Elixir");
        s_module (self, items [i], NULL);
    }
    zc_code_name_parts (&self->opened);
}
