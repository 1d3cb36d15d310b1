//  zc_compile_value.c - literals, variables, tuples, lists, maps, strings, blocks

#include "zc_compiler.h"
#include "process/zc_hooks.h"
#include "term/zc_encode.h"
#include "term/zc_walk.h"

void
zc_compile_items (zc_compiler_t *self, zc_ast_t *node, uint32_t from)
{
    for (uint32_t i = from; i < node->count; i++)
        zc_compile_expression (self, node->items [i], false);
}

bool
zc_negative (const zc_ast_t *node, zc_buffer_t *out)
{
    if (node->kind != ZC_AST_LITERAL)
        return false;
    const uint8_t *data = node->value->data;
    zc_integer_t integer;
    uint8_t small [8];
    if (data [0] == ZC_TAG_NEW_FLOAT)
        zc_encode_float (out, -zc_read_float (data));
    else
    if (zc_read_integer (data, &integer)) {
        for (size_t i = 0; i < sizeof small; i++)
            small [i] = (uint8_t) (integer.small >> (8 * i));
        bool big = integer.bytes != NULL;
        zc_encode_big (out, !integer.negative, big? integer.bytes: small,
                       big? integer.size: sizeof small);
    }
    else
        return false;
    return true;
}

//  ---- variables -----------------------------------------------------------

//  The variables of the fns around are captured: in this code, that nobody runs, any
//  value stands for them.
void
zc_compile_variable (zc_compiler_t *self, const zc_ast_t *node, const char *name)
{
    uint32_t slot;
    const zc_bytes_t *attribute = name [0] == '@'? zc_find_attribute (self, name + 1): NULL;
    bool seen = zc_scope_see (self->scope, name);
    if (attribute)
        zc_emit_constant (self, attribute->data, attribute->size);
    else
    if (zc_scope_find (self->scope, 0, name, &slot))
        zc_emit (self, ZC_OP_LOAD, slot, 0, 0);
    else
    if (seen)
        zc_emit_atom (self, "nil");
    else
        zc_compile_fail (self, node, "undefined variable \"%s\"", name);
}

static void
s_variable (zc_compiler_t *self, zc_ast_t *node, bool tail)
{
    if (strcmp (node->name, "__MODULE__") == 0) {
        zc_term_t *atom = zc_module_atom (self->place.module? self->place.module: "nil");
        zc_emit_constant (self, zc_term_data (atom), zc_term_size (atom));
        zc_term_destroy (&atom);
    }
    else
    if (strcmp (node->name, "_") == 0)
        zc_compile_fail (self, node, "invalid use of _. \"_\" represents a value to be ignored in a "
                         "pattern and cannot be used in expressions");
    else
    if (zc_scope_see (self->scope, node->name))
        zc_compile_variable (self, node, node->name);
    else
        zc_compile_local (self, node, node->name, tail);
}

//  ---- containers ----------------------------------------------------------

static bool
s_is_cons (const zc_ast_t *node)
{
    return node->kind == ZC_AST_CALL && node->count == 2 && strcmp (node->name, "|") == 0;
}

static void
s_list (zc_compiler_t *self, zc_ast_t *node)
{
    uint32_t count = node->count;
    bool tail = count > 0 && s_is_cons (node->items [count - 1]);
    for (uint32_t i = 0; i < count - tail; i++)
        zc_compile_expression (self, node->items [i], false);
    if (tail)
        zc_compile_items (self, node->items [count - 1], 0);
    zc_emit (self, tail? ZC_OP_LIST_TAIL: ZC_OP_LIST, count, 0, 0);
}

//  Key, value, key, value …; how many pairs.
static uint32_t
s_pairs (zc_compiler_t *self, const zc_ast_t *node, uint32_t from)
{
    for (uint32_t i = from; i < node->count; i++) {
        zc_ast_t *pair = node->items [i];
        if (pair->kind == ZC_AST_TUPLE && pair->count == 2)
            zc_compile_items (self, pair, 0);
        else
            zc_compile_fail (self, pair, "expected key-value pairs in a map");
    }
    return node->count - from;
}

//  A struct's first item is its name.
static void
s_map (zc_compiler_t *self, zc_ast_t *node)
{
    bool is_struct = node->kind == ZC_AST_STRUCT;
    if (node->count == 1u + is_struct && s_is_cons (node->items [is_struct])) {
        zc_ast_t *update = node->items [is_struct];
        zc_compile_expression (self, update->items [0], false);
        zc_emit (self, ZC_OP_UPDATE, s_pairs (self, update->items [1], 0), 0, 0);
        return;
    }
    if (is_struct) {
        zc_emit_atom (self, "__struct__");
        zc_compile_expression (self, node->items [0], false);
    }
    zc_emit (self, ZC_OP_MAP, s_pairs (self, node, is_struct) + is_struct, 0, 0);
}

static void
s_string (zc_compiler_t *self, zc_ast_t *node)
{
    for (uint32_t i = 0; i < node->count; i++) {
        const zc_ast_t *part = node->items [i];
        zc_compile_expression (self, node->items [i], false);
        if (part->kind != ZC_AST_LITERAL || part->value->data [0] != ZC_TAG_BINARY)
            zc_emit (self, ZC_OP_TO_STRING, 0, 0, 0);
    }
    zc_emit (self, ZC_OP_CONCAT, node->count, 0, 0);
}

static void
s_block (zc_compiler_t *self, zc_ast_t *node, bool tail)
{
    if (node->count == 0)
        zc_emit_atom (self, "nil");
    for (uint32_t i = 0; i < node->count; i++) {
        bool last = i + 1 == node->count;
        zc_compile_expression (self, node->items [i], tail && last);
        if (!last)
            zc_emit (self, ZC_OP_POP, 0, 0, 0);
    }
}

void
zc_compile_value (zc_compiler_t *self, zc_ast_t *node, bool tail)
{
    switch (node->kind) {
        case ZC_AST_LITERAL: zc_emit_constant (self, node->value->data, node->value->size); break;
        case ZC_AST_VARIABLE: s_variable (self, node, tail); break;
        case ZC_AST_STRING:  s_string (self, node); break;
        case ZC_AST_TUPLE:
            zc_compile_items (self, node, 0);
            zc_emit (self, ZC_OP_TUPLE, node->count, 0, 0);
            break;
        case ZC_AST_LIST:    s_list (self, node); break;
        case ZC_AST_MAP: case ZC_AST_STRUCT: s_map (self, node); break;
        case ZC_AST_BLOCK:   s_block (self, node, tail); break;
        case ZC_AST_FN:      zc_compile_closure_node (self, node); break;
        case ZC_AST_CALL:    zc_compile_call (self, node, tail); break;
        case ZC_AST_REMOTE:  zc_compile_remote (self, node, tail); break;
        case ZC_AST_APPLY:   zc_compile_apply (self, node, tail); break;
        case ZC_AST_ACCESS:
            zc_emit_atom (self, "Elixir.Access");
            zc_compile_items (self, node, 0);
            zc_emit_remote (self, "get", 2, false);
            break;
        case ZC_AST_BITS:
            zc_compile_fail (self, node, "<<…>> is not part of the zcluster shell's subset of Elixir");
            break;
        case ZC_AST_CLAUSES: case ZC_AST_CLAUSE: default:
            zc_compile_fail (self, node, "unexpected operator ->. If you want to define multiple "
                             "clauses, the first expression must use ->");
            break;
    }
}

void
zc_compile_expression (zc_compiler_t *self, zc_ast_t *node, bool tail)
{
    zc_compile_value (self, node, tail);
    if (tail)
        zc_emit (self, ZC_OP_RETURN, 0, 0, 0);
}
