//  zc_compile_match.c - patterns and guards
//
//  A pattern becomes a tree (zc_pattern.h), its variables slots. A guard is an ordinary
//  expression between GUARD and GUARD_END, of the few functions that have no effects.

#include "zc_compiler.h"
#include "process/zc_hooks.h"

static zc_pattern_t *
s_value (const uint8_t *data, size_t size)
{
    zc_pattern_t *pattern = zc_pattern_new (ZC_PATTERN_VALUE, 0);
    pattern->value = zc_bytes_new (data, size);
    return pattern;
}

static zc_pattern_t *
s_slot (zc_pattern_kind_t kind, uint32_t slot)
{
    zc_pattern_t *pattern = zc_pattern_new (kind, 0);
    pattern->slot = slot;
    return pattern;
}

static zc_pattern_t *
s_refuse (zc_compiler_t *self, const zc_ast_t *node, const char *what)
{
    zc_compile_fail (self, node, "%s", what);
    return zc_pattern_new (ZC_PATTERN_ANY, 0);
}

//  ---- variables -----------------------------------------------------------

static zc_pattern_t *
s_module (const zc_compiler_t *self)
{
    zc_term_t *atom = zc_module_atom (self->place.module);
    zc_pattern_t *pattern = s_value (zc_term_data (atom), zc_term_size (atom));
    zc_term_destroy (&atom);
    return pattern;
}

static zc_pattern_t *
s_variable (zc_compiler_t *self, const zc_ast_t *node, uint32_t since)
{
    uint32_t slot;
    if (strcmp (node->name, "_") == 0)
        return zc_pattern_new (ZC_PATTERN_ANY, 0);
    if (strcmp (node->name, "__MODULE__") == 0 && self->place.module)
        return s_module (self);
    if (zc_scope_find (self->scope, since, node->name, &slot))
        return s_slot (ZC_PATTERN_SAME, slot);
    return s_slot (ZC_PATTERN_BIND, zc_scope_bind (self->scope, node->name));
}

//  A captured variable has no slot in this function: it is read into one here.
static zc_pattern_t *
s_pin (zc_compiler_t *self, zc_ast_t *node)
{
    zc_ast_t *variable = node->items [0];
    if (variable->kind != ZC_AST_VARIABLE || !zc_scope_see (self->scope, variable->name)) {
        const char *name = variable->kind == ZC_AST_VARIABLE? variable->name: "expression";
        zc_compile_fail (self, node, "undefined variable ^%s. No variable \"%s\" has been defined "
                         "before the current pattern", name, name);
        return zc_pattern_new (ZC_PATTERN_ANY, 0);
    }
    uint32_t slot;
    if (!zc_scope_find (self->scope, 0, variable->name, &slot))
        slot = 0;                   //  of the fn around: this code is only looked at
    return s_slot (ZC_PATTERN_SAME, slot);
}

//  @name: in its module a value, in a fn a captured variable.
static zc_pattern_t *
s_attribute (zc_compiler_t *self, const zc_ast_t *node)
{
    uint32_t slot;
    const char *name = zc_see_attribute (self, node);
    const zc_bytes_t *value = name? zc_find_attribute (self, name + 1): NULL;
    if (value)
        return s_value (value->data, value->size);
    if (name && zc_scope_find (self->scope, 0, name, &slot))
        return s_slot (ZC_PATTERN_SAME, slot);
    return zc_pattern_new (ZC_PATTERN_ANY, 0);
}

//  ---- containers ----------------------------------------------------------

static zc_pattern_t *
s_tuple (zc_compiler_t *self, const zc_ast_t *node, uint32_t since)
{
    zc_pattern_t *pattern = zc_pattern_new (ZC_PATTERN_TUPLE, node->count);
    for (uint32_t i = 0; i < node->count; i++)
        pattern->items [i] = zc_compile_pattern (self, node->items [i], since);
    return pattern;
}

static bool
s_is (const zc_ast_t *node, const char *name, uint32_t count)
{
    return node->kind == ZC_AST_CALL && node->count == count && strcmp (node->name, name) == 0;
}

static zc_pattern_t *
s_list (zc_compiler_t *self, const zc_ast_t *node, uint32_t since)
{
    uint32_t count = node->count;
    bool tail = count > 0 && s_is (node->items [count - 1], "|", 2);
    zc_pattern_t *pattern = zc_pattern_new (ZC_PATTERN_LIST, count + 1);
    for (uint32_t i = 0; i < count - tail; i++)
        pattern->items [i] = zc_compile_pattern (self, node->items [i], since);
    if (tail) {
        zc_ast_t *last = node->items [count - 1];
        pattern->items [count - 1] = zc_compile_pattern (self, last->items [0], since);
        pattern->items [count] = zc_compile_pattern (self, last->items [1], since);
    }
    else
        pattern->items [count] = s_value ((const uint8_t []) {ZC_TAG_NIL}, 1);
    return pattern;
}

static zc_pattern_t *
s_key (zc_compiler_t *self, zc_ast_t *key)
{
    zc_pattern_t *pattern = zc_compile_pattern (self, key, self->scope->count);
    if (pattern->kind == ZC_PATTERN_VALUE || pattern->kind == ZC_PATTERN_SAME || self->failed)
        return pattern;
    zc_pattern_destroy (&pattern);
    return s_refuse (self, key, "only literals and pinned variables can be map keys in patterns");
}

//  %{k: a}; of a struct the first item is its name.
static zc_pattern_t *
s_map (zc_compiler_t *self, const zc_ast_t *node, uint32_t since)
{
    static const uint8_t struct_key [] = "\x77\x0a__struct__";
    bool is_struct = node->kind == ZC_AST_STRUCT;
    zc_pattern_t *pattern = zc_pattern_new (ZC_PATTERN_MAP, 2 * node->count);
    for (uint32_t i = 0; i < node->count; i++) {
        zc_ast_t *pair = node->items [i];
        if (is_struct && i == 0) {
            pattern->items [0] = s_value (struct_key, sizeof struct_key - 1);
            pattern->items [1] = zc_compile_pattern (self, pair, since);
        }
        else
        if (pair->kind == ZC_AST_TUPLE && pair->count == 2) {
            pattern->items [2 * i] = s_key (self, pair->items [0]);
            pattern->items [2 * i + 1] = zc_compile_pattern (self, pair->items [1], since);
        }
        else {
            zc_compile_fail (self, pair, "a map cannot be updated in a pattern");
            pattern->items [2 * i] = zc_pattern_new (ZC_PATTERN_ANY, 0);
            pattern->items [2 * i + 1] = zc_pattern_new (ZC_PATTERN_ANY, 0);
        }
    }
    return pattern;
}

//  "text" <> rest
static zc_pattern_t *
s_prefix (zc_compiler_t *self, const zc_ast_t *node, uint32_t since)
{
    const zc_ast_t *text = node->items [0];
    if (text->kind != ZC_AST_LITERAL || text->value->data [0] != ZC_TAG_BINARY)
        return s_refuse (self, node, "the left argument of <> operator inside a match should "
                                     "always be a literal binary");
    zc_pattern_t *pattern = zc_pattern_new (ZC_PATTERN_PREFIX, 1);
    pattern->value = zc_bytes_dup (text->value);
    pattern->items [0] = zc_compile_pattern (self, node->items [1], since);
    return pattern;
}

static zc_pattern_t *
s_call (zc_compiler_t *self, zc_ast_t *node, uint32_t since)
{
    zc_buffer_t number = {0};
    zc_pattern_t *pattern = NULL;
    if (s_is (node, "^", 1))
        return s_pin (self, node);
    if (s_is (node, "@", 1))
        return s_attribute (self, node);
    if (s_is (node, "<>", 2))
        return s_prefix (self, node, since);
    if (s_is (node, "\\\\", 2))
        return zc_compile_pattern (self, node->items [0], since);
    if (s_is (node, "=", 2)) {
        pattern = zc_pattern_new (ZC_PATTERN_BOTH, 2);
        pattern->items [0] = zc_compile_pattern (self, node->items [0], since);
        pattern->items [1] = zc_compile_pattern (self, node->items [1], since);
        return pattern;
    }
    if (s_is (node, "-", 1) && zc_negative (node->items [0], &number))
        pattern = s_value (number.data, number.size);
    zc_buffer_clear (&number);
    if (!pattern) {
        zc_compile_fail (self, node, "cannot invoke local %s/%u inside match", node->name, node->count);
        return zc_pattern_new (ZC_PATTERN_ANY, 0);
    }
    return pattern;
}

zc_pattern_t *
zc_compile_pattern (zc_compiler_t *self, zc_ast_t *node, uint32_t since)
{
    switch (node->kind) {
        case ZC_AST_LITERAL:  return s_value (node->value->data, node->value->size);
        case ZC_AST_VARIABLE: return s_variable (self, node, since);
        case ZC_AST_TUPLE:    return s_tuple (self, node, since);
        case ZC_AST_LIST:     return s_list (self, node, since);
        case ZC_AST_MAP: case ZC_AST_STRUCT: return s_map (self, node, since);
        case ZC_AST_CALL:     return s_call (self, node, since);
        case ZC_AST_BLOCK:
            if (node->count == 1)
                return zc_compile_pattern (self, node->items [0], since);
            return s_refuse (self, node, "invalid pattern");
        case ZC_AST_STRING: return s_refuse (self, node, "an interpolated string cannot be matched");
        case ZC_AST_BITS:   return s_refuse (self, node, "<<…>> in patterns is not part of the "
                                             "zcluster shell's subset of Elixir");
        case ZC_AST_REMOTE: case ZC_AST_APPLY: case ZC_AST_ACCESS: case ZC_AST_FN:
        case ZC_AST_CLAUSES: case ZC_AST_CLAUSE: default:
            return s_refuse (self, node, "invalid pattern");
    }
}

void
zc_compile_match (zc_compiler_t *self, zc_ast_t *node, uint32_t slot, uint32_t since)
{
    uint32_t known;
    bool variable = node->kind == ZC_AST_VARIABLE && strcmp (node->name, "__MODULE__") != 0
        && !zc_scope_find (self->scope, since, node->name, &known);
    if (variable && strcmp (node->name, "_") != 0)
        zc_scope_name (self->scope, node->name, slot);
    if (variable)
        return;
    zc_pattern_t *pattern = zc_compile_pattern (self, node, since);
    zc_emit (self, ZC_OP_MATCH, zc_program_add_pattern (self->program, &pattern), slot, ZC_OPEN);
}

//  ---- guards --------------------------------------------------------------

//  One guard; where it fails is open.
static uint32_t
s_guard (zc_compiler_t *self, zc_ast_t *guard)
{
    uint32_t begin = zc_emit (self, ZC_OP_GUARD, ZC_OPEN, 0, 0);
    self->guard = true;
    zc_compile_expression (self, guard, false);
    self->guard = false;
    zc_emit (self, ZC_OP_GUARD_END, 0, 0, 0);
    return begin;
}

//  g when h: g or h, but an error in g is no more than its failure.
void
zc_compile_guard (zc_compiler_t *self, zc_ast_t *guard)
{
    if (!guard)
        return;
    bool several = s_is (guard, "when", 2);
    uint32_t begin = s_guard (self, several? guard->items [0]: guard);
    if (several) {
        uint32_t good = zc_emit (self, ZC_OP_JUMP, ZC_OPEN, 0, 0);
        zc_land (self, begin);
        zc_compile_guard (self, guard->items [1]);
        zc_land (self, good);
    }
}
