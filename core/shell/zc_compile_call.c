//  zc_compile_call.c - calls, operators, and what a bare name refers to
//
//  name (args) is, in this order: a special form; a function of the module that is being
//  written; one of Kernel; at a prompt, one of IEx.Helpers. Anything else does not compile.

#include "zc_compiler.h"
#include "process/zc_hooks.h"
#include "zc_module.h"
#include "term/zc_walk.h"
#include <stdio.h>

//  ---- operators -----------------------------------------------------------

static bool
s_operator (const zc_ast_t *node, zc_arithmetic_t *which)
{
    static const struct {
        const char *name;
        zc_arithmetic_t which;
    } operators [] = {
        {"+", ZC_ADD}, {"-", ZC_SUBTRACT}, {"*", ZC_MULTIPLY}, {"==", ZC_EQUAL},
        {"!=", ZC_NOT_EQUAL}, {"===", ZC_SAME}, {"!==", ZC_NOT_SAME}, {"<", ZC_LESS},
        {">", ZC_GREATER}, {"<=", ZC_AT_MOST}, {">=", ZC_AT_LEAST}
    };
    for (size_t i = 0; node->count == 2 && i < sizeof operators / sizeof *operators; i++)
        if (strcmp (node->name, operators [i].name) == 0) {
            *which = operators [i].which;
            return true;
        }
    return false;
}

//  ---- by name -------------------------------------------------------------

void
zc_emit_remote (zc_compiler_t *self, const char *function, uint32_t count, bool tail)
{
    zc_emit (self, ZC_OP_REMOTE, zc_atom_constant (self, function), count, tail);
}

//  What a guard may call: functions without effects, all of Kernel.
static bool
s_guard_function (const char *name)
{
    static const char *const names [] = {
        "+", "-", "*", "/", "==", "!=", "===", "!==", "<", ">", "<=", ">=", "in", "not", "abs",
        "binary_part", "bit_size", "byte_size", "ceil", "div", "elem", "floor", "hd", "length",
        "map_size", "node", "rem", "round", "self", "tl", "trunc", "tuple_size"
    };
    if (strncmp (name, "is_", 3) == 0)
        return true;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp (name, names [i]) == 0)
            return true;
    return false;
}

//  Erlang's name of a module in an atom.
static void
s_call_of (zc_compiler_t *self, zc_ast_t *node, const char *module, const char *name, bool tail)
{
    char atom [64];
    snprintf (atom, sizeof atom, "Elixir.%s", module);
    zc_emit_atom (self, atom);
    if (node->kind == ZC_AST_CALL)
        zc_compile_items (self, node, 0);
    zc_emit_remote (self, name, node->kind == ZC_AST_CALL? node->count: 0, tail);
}

static void
s_undefined (zc_compiler_t *self, const zc_ast_t *node, const char *name, uint32_t count)
{
    if (self->place.module)
        zc_compile_fail (self, node, "undefined function %s/%u (expected %s to define such a "
                         "function or for it to be imported, but none are available)",
                         name, count, self->place.module);
    else
        zc_compile_fail (self, node, "undefined function %s/%u (there is no such import)",
                         name, count);
}

//  A call of a function that the text has no module for.
void
zc_compile_local (zc_compiler_t *self, zc_ast_t *node, const char *name, bool tail)
{
    uint32_t count = node->kind == ZC_AST_CALL? node->count: 0;
    const zc_definition_t *own = zc_find_definition (self, name, count);
    if (self->guard && (own || !s_guard_function (name)))
        zc_compile_fail (self, node, "cannot invoke local %s/%u inside guard", name, count);
    if (own) {
        if (node->kind == ZC_AST_CALL)
            zc_compile_items (self, node, 0);
        zc_emit (self, ZC_OP_CALL, own->function, count, tail);
    }
    else
    if (zc_module_own_has ("Kernel", name, count))
        s_call_of (self, node, "Kernel", name, tail);
    else
    if (self->place.prompt && zc_module_own_has ("IEx.Helpers", name, count))
        s_call_of (self, node, "IEx.Helpers", name, tail);
    else
    if (self->place.module && self->definition_count == 0) {
        //  A closure of a module: its functions are found when it is called.
        if (node->kind == ZC_AST_CALL)
            zc_compile_items (self, node, 0);
        zc_emit (self, ZC_OP_OWN, zc_atom_constant (self, name), count, tail);
    }
    else
        s_undefined (self, node, name, count);
}

void
zc_compile_call (zc_compiler_t *self, zc_ast_t *node, bool tail)
{
    zc_arithmetic_t which;
    zc_buffer_t number = {0};
    if (s_operator (node, &which)) {
        zc_compile_items (self, node, 0);
        zc_emit (self, ZC_OP_OPERATOR, which, zc_atom_constant (self, node->name), 0);
    }
    else
    if (node->count == 1 && strcmp (node->name, "-") == 0 && zc_negative (node->items [0], &number))
        zc_emit_constant (self, number.data, number.size);
    else
    if (!zc_compile_form (self, node, tail))
        zc_compile_local (self, node, node->name, tail);
    zc_buffer_clear (&number);
}

//  ---- with a module, of a value -------------------------------------------

//  Atoms that are no modules: nil.field is a mistake like 1.field.
static bool
s_is_nil_or_boolean (const zc_bytes_t *literal)
{
    return zc_atom_is (literal->data, "nil") || zc_atom_is (literal->data, "true")
        || zc_atom_is (literal->data, "false");
}

//  Module.function (args); x.field; x.field ()
void
zc_compile_remote (zc_compiler_t *self, zc_ast_t *node, bool tail)
{
    bool module = node->items [0]->kind == ZC_AST_LITERAL
               && !s_is_nil_or_boolean (node->items [0]->value);
    bool field = node->count == 1 && !module;
    if (self->guard && (!field || !node->no_parens))
        zc_compile_fail (self, node, "cannot invoke remote function %s/%u inside a guard",
                         node->name, node->count - 1);
    zc_compile_items (self, node, 0);
    if (field)
        zc_emit (self, ZC_OP_FIELD, zc_atom_constant (self, node->name), !node->no_parens, tail);
    else
        zc_emit_remote (self, node->name, node->count - 1, tail);
}

//  f.(args)
void
zc_compile_apply (zc_compiler_t *self, zc_ast_t *node, bool tail)
{
    if (self->guard)
        zc_compile_fail (self, node, "anonymous functions cannot be called inside a guard");
    zc_compile_items (self, node, 0);
    zc_emit (self, ZC_OP_APPLY, 0, node->count - 1, tail);
}
