//  zc_compile_module.c - the functions of a module: clauses collected, then compiled
//
//      def area(r, pi \\ 3), do: …      a call of `def`: head, [do: body]
//      def f(x) when x > 0 do … end     the head is a call of `when`: head, guard
//
//  Interface: zc_compile_script.h

#include "zc_compiler.h"
#include "term/zc_codec.h"

//  ---- attributes ----------------------------------------------------------

void
zc_compiler_set (zc_compiler_t *self, const char *name, const uint8_t *value, size_t size)
{
    if ((self->attribute_count & (self->attribute_count - 1)) == 0)
        self->attributes = zc_regrow (self->attributes, (2 * (size_t) self->attribute_count + 1)
                                                        * sizeof *self->attributes);
    self->attributes [self->attribute_count++] =
        (zc_attribute_t) {name, zc_bytes_new (value, size)};
}

const zc_bytes_t *
zc_find_attribute (const zc_compiler_t *self, const char *name)
{
    for (uint32_t i = self->visible; i > 0; i--)
        if (strcmp (self->attributes [i - 1].name, name) == 0)
            return self->attributes [i - 1].value;
    return NULL;
}

//  ---- definitions ---------------------------------------------------------

zc_definition_t *
zc_find_definition (const zc_compiler_t *self, const char *name, uint32_t arity)
{
    for (uint32_t i = 0; i < self->definition_count; i++) {
        zc_definition_t *definition = &self->definitions [i];
        if (definition->arity == arity && strcmp (definition->name, name) == 0)
            return definition;
    }
    return NULL;
}

bool
zc_compiler_defines (const zc_compiler_t *self, const char *name, size_t arity)
{
    return zc_find_definition (self, name, (uint32_t) arity) != NULL;
}

static zc_definition_t *
s_definition (zc_compiler_t *self, const char *name, uint32_t arity, bool public)
{
    zc_definition_t *found = zc_find_definition (self, name, arity);
    if (found)
        return found;
    if ((self->definition_count & (self->definition_count - 1)) == 0)
        self->definitions = zc_regrow (self->definitions, (2 * (size_t) self->definition_count + 1)
                                                          * sizeof *self->definitions);
    found = &self->definitions [self->definition_count++];
    *found = (zc_definition_t) {.name = name, .arity = arity, .public = public};
    found->function = zc_program_add_function (self->program, name, strlen (name), arity);
    self->program->functions [found->function]->public = public;
    return found;
}

static bool
s_has_default (const zc_ast_t *argument)
{
    return argument->kind == ZC_AST_CALL && strcmp (argument->name, "\\\\") == 0;
}

static uint32_t
s_count_defaults (const zc_ast_t *head)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < head->count; i++)
        count += s_has_default (head->items [i]);
    return count;
}

//  f (a, b \\ 1) is also f (a), which calls f (a, 1).
static void
s_define_defaults (zc_compiler_t *self, zc_ast_t *head, bool public)
{
    uint32_t defaults = s_count_defaults (head);
    for (uint32_t arity = head->count - defaults; arity < head->count; arity++) {
        if (zc_find_definition (self, head->name, arity))
            zc_compile_fail (self, head, "def %s/%u defaults conflicts with %s/%u", head->name,
                             head->count, head->name, arity);
        s_definition (self, head->name, arity, public)->head = head;
    }
}

static void
s_add_clause (zc_definition_t *self, const zc_clause_t *clause)
{
    if ((self->count & (self->count - 1)) == 0)
        self->clauses = zc_regrow (self->clauses, (2 * (size_t) self->count + 1) * sizeof *clause);
    self->clauses [self->count++] = *clause;
}

//  A head without a body names its arguments, and what they are by default.
static void
s_check_head (zc_compiler_t *self, const zc_ast_t *head)
{
    for (uint32_t i = 0; i < head->count; i++)
        if (head->items [i]->kind != ZC_AST_VARIABLE && !s_has_default (head->items [i])) {
            zc_compile_fail (self, head, "only variables and \\\\ are allowed as arguments in "
                             "function head. A body comes with do, as in def add(a, b), do: a + b");
            return;
        }
}

void
zc_compiler_define (zc_compiler_t *self, zc_ast_t *definition)
{
    bool public = strcmp (definition->name, "def") == 0;
    zc_ast_t *head = definition->count? definition->items [0]: definition, *guard = NULL;
    if (head->kind == ZC_AST_CALL && strcmp (head->name, "when") == 0 && head->count == 2) {
        guard = head->items [1];
        head = head->items [0];
    }
    if (head == definition || (head->kind != ZC_AST_CALL && head->kind != ZC_AST_VARIABLE)) {
        zc_compile_fail (self, head, "invalid syntax in %s", definition->name);
        return;
    }
    zc_definition_t *found = s_definition (self, head->name, head->count, public);
    if (found->public != public || found->head) {
        zc_compile_fail (self, head, found->head? "def %s/%u conflicts with defaults":
                         "%s/%u is defined both as def and as defp", head->name, head->count);
        return;
    }
    zc_ast_t *body = zc_block_of (definition, "do");
    zc_clause_t clause = {head->items, head->count, guard, body, self->attribute_count};
    if (body)
        s_add_clause (found, &clause);
    else
        s_check_head (self, head);
    s_define_defaults (self, head, public);
}

//  ---- their code ----------------------------------------------------------

//  The arguments there are, and defaults for the optional ones beyond them.
static void
s_compile_defaults (zc_compiler_t *self, const zc_definition_t *definition)
{
    const zc_ast_t *head = definition->head;
    uint32_t given = definition->arity - (head->count - s_count_defaults (head)), next = 0;
    for (uint32_t i = 0; i < head->count; i++) {
        bool missing = s_has_default (head->items [i]) && given == 0;
        given -= s_has_default (head->items [i]) && given > 0;
        if (missing)
            zc_compile_expression (self, head->items [i]->items [1], false);
        else
            zc_emit (self, ZC_OP_LOAD, next++, 0, 0);
    }
    const zc_definition_t *whole = zc_find_definition (self, head->name, head->count);
    if (!whole || whole->count == 0)
        zc_compile_fail (self, head, "implementation not provided for predefined def %s/%u",
                         head->name, head->count);
    zc_emit (self, ZC_OP_CALL, whole? whole->function: 0, head->count, true);
    zc_emit (self, ZC_OP_RETURN, 0, 0, 0);
}

static void
s_compile_definition (zc_compiler_t *self, const zc_definition_t *definition)
{
    zc_scope_t scope = {.code = self->program->functions [definition->function]};
    self->scope = &scope;
    self->visible = definition->count? 0: self->attribute_count;
    if (definition->head)
        s_compile_defaults (self, definition);
    else
        zc_compile_clauses (self, definition->clauses, definition->count);
    zc_scope_clear (&scope);
    self->scope = NULL;
}

zc_program_t *
zc_compiler_finish (zc_compiler_t *self, zc_compile_error_t *error)
{
    for (uint32_t i = 0; i < self->definition_count; i++)
        s_compile_definition (self, &self->definitions [i]);
    return zc_compiler_take (self, error);
}
