//  zc_compile_fn.c - fn … end, and the clauses of functions
//
//  A fn is a value that carries its own text: it is compiled when it is called, here or
//  on another node (zc_closure.h). Where it is written it is compiled as well, but only
//  to see whether it can be, and which variables it captures.

#include "zc_compiler.h"
#include "zc_closure.h"

//  ---- clauses -------------------------------------------------------------

void
zc_compile_clauses (zc_compiler_t *self, const zc_clause_t *clauses, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        uint32_t names = self->scope->count, from = zc_here (self);
        self->visible = clauses [i].attributes;
        for (uint32_t k = 0; k < clauses [i].count; k++)
            zc_compile_match (self, clauses [i].patterns [k], k, names);
        zc_compile_guard (self, clauses [i].guard);
        zc_compile_expression (self, clauses [i].body, true);
        zc_scope_forget (self->scope, names);
        zc_land_all (self, from, ZC_OP_MATCH);
        zc_land_all (self, from, ZC_OP_GUARD);
    }
    zc_emit (self, ZC_OP_FAIL, ZC_FUNCTION_CLAUSE, 0, 0);
}

//  ---- fn ------------------------------------------------------------------

//  Patterns of a CLAUSE: what is left beside guard and body.
static uint32_t
s_patterns (const zc_ast_t *clause)
{
    return clause->count - 1 - clause->guarded;
}

static void
s_compile_fn (zc_compiler_t *self, zc_ast_t *node)
{
    zc_clause_t *clauses = zc_calloc ((node->count + 1) * sizeof *clauses);
    for (uint32_t i = 0; i < node->count; i++) {
        zc_ast_t *clause = node->items [i];
        uint32_t count = s_patterns (clause);
        if (count != s_patterns (node->items [0]))
            zc_compile_fail (self, clause, "cannot mix clauses with different arities in anonymous "
                             "functions");
        else
            clauses [i] = (zc_clause_t) {clause->items, count,
                clause->guarded? clause->items [count]: NULL, clause->items [clause->count - 1],
                self->visible};
    }
    if (!self->failed)
        zc_compile_clauses (self, clauses, node->count);
    zc_release (clauses);
}

uint32_t
zc_closure_arity (const zc_ast_t *node)
{
    return node->kind == ZC_AST_FN? s_patterns (node->items [0]): zc_capture_arity (node);
}

void
zc_compile_closure_body (zc_compiler_t *self, zc_ast_t *node)
{
    if (node->kind == ZC_AST_FN)
        s_compile_fn (self, node);
    else
        zc_compile_capture_body (self, node);
}

//  ---- where it is written -------------------------------------------------

//  Note what it captures: compiled into a program that is thrown away.
static void
s_look_at (zc_compiler_t *self, zc_ast_t *node, zc_scope_t *scope)
{
    zc_program_t *program = self->program;
    uint32_t visible = self->visible;
    self->program = zc_program_new (NULL);
    zc_program_add_function (self->program, "", 0, zc_closure_arity (node));
    scope->code = self->program->functions [0];
    self->scope = scope;
    zc_compile_closure_body (self, node);
    zc_program_destroy (&self->program);
    self->program = program;
    self->visible = visible;
    self->scope = scope->outer;
}

void
zc_compile_closure_node (zc_compiler_t *self, zc_ast_t *node)
{
    zc_scope_t scope = {.outer = self->scope};
    if (zc_closure_arity (node) > UINT8_MAX)
        zc_compile_fail (self, node, "a function takes at most 255 arguments");
    s_look_at (self, node, &scope);
    for (uint32_t i = 0; i < scope.capture_count; i++)
        zc_compile_variable (self, node, scope.captures [i]);
    zc_buffer_t constant = {0};
    zc_closure_source_t source = {
        .text = self->text + node->from, .size = node->to - node->from, .place = self->place,
        .line = node->line, .names = scope.captures, .count = scope.capture_count,
        .arity = zc_closure_arity (node)};
    zc_closure_describe (&constant, &source);
    zc_emit (self, ZC_OP_CLOSURE,
             zc_program_add_constant (self->program, constant.data, constant.size),
             scope.capture_count, 0);
    zc_buffer_clear (&constant);
    zc_scope_clear (&scope);
}
