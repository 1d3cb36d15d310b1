//  zc_compile_script.c - texts, closures and modules: where programs begin and end
//
//  Interface: zc_compile_script.h; read zc_compiler.h next.

#include "zc_compiler.h"
#include "term/zc_encode.h"
#include "term/zc_walk.h"
#include "base/zc_limits.h"

#include <stdarg.h>
#include <stdio.h>

//  ---- mistakes, instructions, nodes ---------------------------------------

void
zc_compile_fail (zc_compiler_t *self, const zc_ast_t *at, const char *format, ...)
{
    if (self->failed)
        return;
    self->failed = true;
    self->error.line = at? at->line: 1;
    va_list args;
    va_start (args, format);
    vsnprintf (self->error.message, sizeof self->error.message, format, args);
    va_end (args);
}

uint32_t
zc_emit (zc_compiler_t *self, zc_operation_t operation, uint32_t a, uint32_t b, uint32_t c)
{
    return zc_code_add (self->scope->code, operation, a, b, c);
}

uint32_t
zc_here (const zc_compiler_t *self)
{
    return self->scope->code->count;
}

void
zc_emit_constant (zc_compiler_t *self, const uint8_t *data, size_t size)
{
    zc_emit (self, ZC_OP_CONSTANT, zc_program_add_constant (self->program, data, size), 0, 0);
}

uint32_t
zc_atom_constant (zc_compiler_t *self, const char *text)
{
    zc_buffer_t atom = {0};
    zc_encode_atom (&atom, text);
    uint32_t constant = zc_program_add_constant (self->program, atom.data, atom.size);
    zc_buffer_clear (&atom);
    return constant;
}

void
zc_emit_atom (zc_compiler_t *self, const char *text)
{
    zc_emit (self, ZC_OP_CONSTANT, zc_atom_constant (self, text), 0, 0);
}

void
zc_land (zc_compiler_t *self, uint32_t pc)
{
    zc_instruction_t *instruction = &self->scope->code->instructions [pc];
    if (instruction->operation == ZC_OP_MATCH)
        instruction->c = zc_here (self);
    else
    if (instruction->operation == ZC_OP_RECEIVE)
        instruction->b = zc_here (self);
    else
        instruction->a = zc_here (self);
}

void
zc_land_all (zc_compiler_t *self, uint32_t from, zc_operation_t operation)
{
    const zc_instruction_t *instructions = self->scope->code->instructions;
    for (uint32_t pc = from; pc < zc_here (self); pc++) {
        const zc_instruction_t *at = &instructions [pc];
        if (at->operation == operation && (operation == ZC_OP_MATCH? at->c: at->a) == ZC_OPEN)
            zc_land (self, pc);
    }
}

zc_ast_t *
zc_make_node (zc_compiler_t *self, const zc_ast_t *like, zc_ast_kind_t kind, const char *name,
              uint32_t count)
{
    zc_ast_t *node = zc_arena_add (self->made, sizeof *node + count * sizeof *node->items);
    *node = (zc_ast_t) {.kind = kind, .line = like->line, .column = like->column,
                        .from = like->from, .to = like->to, .name = name, .count = count,
                        .items = (zc_ast_t **) (void *) (node + 1)};
    return node;
}

const char *
zc_make_text (zc_compiler_t *self, const char *prefix, const char *name)
{
    size_t size = strlen (prefix) + strlen (name) + 1;
    char *text = zc_arena_add (self->made, size);
    snprintf (text, size, "%s%s", prefix, name);
    return text;
}

//  ---- beginning and end ---------------------------------------------------

zc_compiler_t *
zc_compiler_new (const char *text, const zc_place_t *place)
{
    zc_compiler_t *self = zc_calloc (sizeof *self);
    self->text = text;
    self->place = *place;
    self->program = zc_program_new (place->module);
    self->made = zc_arena_new ();
    return self;
}

void
zc_compiler_destroy (zc_compiler_t **self_p)
{
    zc_compiler_t *self = *self_p;
    if (!self)
        return;
    *self_p = NULL;
    zc_program_destroy (&self->program);
    zc_arena_destroy (&self->made);
    for (uint32_t i = 0; i < self->definition_count; i++)
        zc_release (self->definitions [i].clauses);
    for (uint32_t i = 0; i < self->attribute_count; i++)
        zc_bytes_destroy (&self->attributes [i].value);
    zc_release (self->definitions);
    zc_release (self->attributes);
    zc_release (self);
}

//  Hand the program over, or what is wrong.
zc_program_t *
zc_compiler_take (zc_compiler_t *self, zc_compile_error_t *error)
{
    zc_program_t *program = NULL;
    if (self->failed)
        *error = self->error;
    else {
        program = self->program;
        self->program = NULL;
    }
    return program;
}

//  ---- texts and closures --------------------------------------------------

//  The variables a function begins with, one slot each; their names are the caller's
//  to release.
static char **
s_bind_all (zc_scope_t *scope, const uint8_t *variables)
{
    zc_cursor_t cursor;
    zc_cursor_open (&cursor, variables);
    uint32_t count = cursor.left;
    char **names = zc_calloc ((count + 1) * sizeof *names);
    for (uint32_t i = 0; i < count; i++, zc_cursor_next (&cursor)) {
        size_t size;
        const char *text = zc_atom_text (zc_cursor_item (&cursor), &size);
        names [i] = zc_calloc (size + 1);
        memcpy (names [i], text, size);
        zc_scope_bind (scope, names [i]);
    }
    return names;
}

//  A map of the variables there are: of each name the youngest.
static void
s_emit_binding (zc_compiler_t *self)
{
    const zc_scope_t *scope = self->scope;
    uint32_t pairs = 0, slot;
    for (uint32_t i = 0; i < scope->count; i++) {
        const char *name = scope->names [i].name;
        if (zc_scope_find (scope, i + 1, name, &slot))
            continue;
        zc_emit_atom (self, name);
        zc_emit (self, ZC_OP_LOAD, scope->names [i].slot, 0, 0);
        pairs++;
    }
    zc_emit (self, ZC_OP_MAP, pairs, 0, 0);
}

static void
s_compile_text (zc_compiler_t *self, zc_ast_t *root)
{
    zc_compile_expression (self, root, false);
    s_emit_binding (self);
    zc_emit (self, ZC_OP_TUPLE, 2, 0, 0);
    zc_emit (self, ZC_OP_RETURN, 0, 0, 0);
}

static zc_program_t *
s_compile_one (zc_compiler_t *self, zc_ast_t *node, uint32_t arity, const uint8_t *variables,
               void (*compile) (zc_compiler_t *self, zc_ast_t *node), zc_compile_error_t *error)
{
    uint32_t function = zc_program_add_function (self->program, "", 0, arity);
    zc_scope_t scope = {.code = self->program->functions [function]};
    self->scope = &scope;
    char **names = s_bind_all (&scope, variables);
    compile (self, node);
    zc_program_t *program = zc_compiler_take (self, error);
    self->scope = NULL;
    zc_scope_clear (&scope);
    for (char **name = names; *name; name++)
        zc_release (*name);
    zc_release (names);
    zc_compiler_destroy (&self);
    return program;
}

zc_program_t *
zc_compile_text (const zc_source_text_t *text, const zc_place_t *place, const uint8_t *variables,
                 zc_compile_error_t *error)
{
    return s_compile_one (zc_compiler_new (text->text, place), text->root, 0, variables,
                          s_compile_text, error);
}

zc_program_t *
zc_compile_closure (const zc_source_text_t *text, const zc_place_t *place,
                    const uint8_t *variables, zc_compile_error_t *error)
{
    zc_ast_t *node = text->root->count == 1? text->root->items [0]: text->root;
    return s_compile_one (zc_compiler_new (text->text, place), node, zc_closure_arity (node),
                          variables, zc_compile_closure_body, error);
}
