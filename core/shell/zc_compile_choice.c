//  zc_compile_choice.c - if, unless, and, or, case, cond, receive: where a text goes on
//
//  Each branch ends with a jump behind all of them, or, in tail position, with a return.

#include "zc_compiler.h"

#include <string.h>

//  A body in a scope of its own; nothing is nil.
static void
s_body (zc_compiler_t *self, zc_ast_t *body, bool tail)
{
    uint32_t names = self->scope->count;
    if (body)
        zc_compile_expression (self, body, tail);
    else {
        zc_emit_atom (self, "nil");
        if (tail)
            zc_emit (self, ZC_OP_RETURN, 0, 0, 0);
    }
    zc_scope_forget (self->scope, names);
}

//  The end of a branch: on with what follows all of them.
static void
s_leave (zc_compiler_t *self, bool tail)
{
    if (!tail)
        zc_emit (self, ZC_OP_JUMP, ZC_OPEN, 0, 0);
}

static void
s_fail (zc_compiler_t *self, zc_failure_t which, uint32_t slot)
{
    zc_emit (self, ZC_OP_FAIL, which, slot, 0);
}

//  ---- if, unless, and, or, !  ---------------------------------------------

static void
s_choose (zc_compiler_t *self, zc_ast_t *node, zc_operation_t jump, bool tail)
{
    zc_compile_expression (self, node->items [0], false);
    uint32_t otherwise = zc_emit (self, jump, ZC_OPEN, 0, 0);
    s_body (self, zc_block_of (node, "do"), tail);
    uint32_t end = zc_here (self);
    s_leave (self, tail);
    zc_land (self, otherwise);
    s_body (self, zc_block_of (node, "else"), tail);
    if (!tail)
        zc_land (self, end);
}

void
zc_form_if (zc_compiler_t *self, zc_ast_t *node, bool tail)
{
    s_choose (self, node, ZC_OP_JUMP_UNLESS, tail);
}

void
zc_form_unless (zc_compiler_t *self, zc_ast_t *node, bool tail)
{
    s_choose (self, node, ZC_OP_JUMP_IF, tail);
}

//  The left side is the result, or thrown away for the right one.
static void
s_either (zc_compiler_t *self, zc_ast_t *node, zc_operation_t jump)
{
    zc_compile_expression (self, node->items [0], false);
    if (node->name [0] == 'a' || node->name [0] == 'o')
        zc_emit (self, ZC_OP_BOOLEAN, zc_atom_constant (self, node->name), 0, 0);
    zc_emit (self, ZC_OP_DUP, 0, 0, 0);
    uint32_t end = zc_emit (self, jump, ZC_OPEN, 0, 0);
    zc_emit (self, ZC_OP_POP, 0, 0, 0);
    zc_compile_expression (self, node->items [1], false);
    zc_land (self, end);
}

void
zc_form_and (zc_compiler_t *self, zc_ast_t *node, bool tail)
{
    (void) tail;
    s_either (self, node, ZC_OP_JUMP_UNLESS);
}

void
zc_form_or (zc_compiler_t *self, zc_ast_t *node, bool tail)
{
    (void) tail;
    s_either (self, node, ZC_OP_JUMP_IF);
}

void
zc_form_bang (zc_compiler_t *self, zc_ast_t *node, bool tail)
{
    (void) tail;
    zc_compile_expression (self, node->items [0], false);
    uint32_t otherwise = zc_emit (self, ZC_OP_JUMP_IF, ZC_OPEN, 0, 0);
    zc_emit_atom (self, "true");
    uint32_t end = zc_emit (self, ZC_OP_JUMP, ZC_OPEN, 0, 0);
    zc_land (self, otherwise);
    zc_emit_atom (self, "false");
    zc_land (self, end);
}

//  ---- clauses -------------------------------------------------------------

//  The clauses of a block, each with one pattern (the rest is guard and body); after: one.
static bool
s_clauses (zc_compiler_t *self, const zc_ast_t *at, const zc_ast_t *block, const char *name)
{
    bool clauses = block && block->kind == ZC_AST_CLAUSES, after = strcmp (name, "after") == 0;
    const char *wanted = after && (!clauses || block->count != 1)? "a single -> clause":
                         !clauses? "-> clauses": NULL;
    if (wanted)
        zc_compile_fail (self, block? block: at, "expected %s for :%s in \"%s\"", wanted, name, at->name);
    for (uint32_t i = 0; !wanted && i < block->count; i++)
        if (block->items [i]->count != 2u + block->items [i]->guarded) {
            zc_compile_fail (self, block, "expected one argument for :%s clauses (->) in \"%s\"",
                             name, at->name);
            return false;
        }
    return !wanted;
}

static zc_ast_t *
s_last (const zc_ast_t *clause)
{
    return clause->items [clause->count - 1];
}

//  A pattern and a guard for the value in `slot`; what does not fit goes on with the
//  next clause (zc_land_all from here).
static void
s_head (zc_compiler_t *self, const zc_ast_t *clause, uint32_t slot)
{
    zc_compile_match (self, clause->items [0], slot, self->scope->count);
    zc_compile_guard (self, clause->guarded? clause->items [clause->count - 2]: NULL);
}

static void
s_land_next (zc_compiler_t *self, uint32_t from)
{
    zc_land_all (self, from, ZC_OP_MATCH);
    zc_land_all (self, from, ZC_OP_GUARD);
}

void
zc_form_case (zc_compiler_t *self, zc_ast_t *node, bool tail)
{
    const zc_ast_t *block = zc_block_of (node, "do");
    if (!s_clauses (self, node, block, "do"))
        return;
    zc_compile_expression (self, node->items [0], false);
    uint32_t slot = zc_scope_slot (self->scope), begin = zc_here (self);
    zc_emit (self, ZC_OP_STORE, slot, 0, 0);
    for (uint32_t i = 0; i < block->count; i++) {
        uint32_t from = zc_here (self), names = self->scope->count;
        s_head (self, block->items [i], slot);
        zc_compile_expression (self, s_last (block->items [i]), tail);
        s_leave (self, tail);
        zc_scope_forget (self->scope, names);
        s_land_next (self, from);
    }
    s_fail (self, ZC_CASE_CLAUSE, slot);
    zc_land_all (self, begin, ZC_OP_JUMP);
}

void
zc_form_cond (zc_compiler_t *self, zc_ast_t *node, bool tail)
{
    const zc_ast_t *block = zc_block_of (node, "do");
    if (!s_clauses (self, node, block, "do"))
        return;
    uint32_t begin = zc_here (self);
    for (uint32_t i = 0; i < block->count; i++) {
        uint32_t names = self->scope->count;
        zc_compile_expression (self, block->items [i]->items [0], false);
        uint32_t next = zc_emit (self, ZC_OP_JUMP_UNLESS, ZC_OPEN, 0, 0);
        zc_compile_expression (self, s_last (block->items [i]), tail);
        s_leave (self, tail);
        zc_scope_forget (self->scope, names);
        zc_land (self, next);
    }
    s_fail (self, ZC_COND_CLAUSE, 0);
    zc_land_all (self, begin, ZC_OP_JUMP);
}

//  ---- receive -------------------------------------------------------------

//      [time]  RECEIVE   pattern, guard, ACCEPT   pattern, guard, ACCEPT   REJECT
//      body of the first …   body of the second …   what to do in the end
//
//  Heads first: the machine tries them on each message, and goes on in a body only when
//  the message is taken. The names that a head binds are its body's.
static void
s_heads (zc_compiler_t *self, const zc_ast_t *block, uint32_t slot, uint32_t *accept,
         zc_scope_t *names)
{
    for (uint32_t i = 0; i < block->count; i++) {
        uint32_t from = zc_here (self), count = self->scope->count;
        s_head (self, block->items [i], slot);
        accept [i] = zc_emit (self, ZC_OP_ACCEPT, ZC_OPEN, 0, 0);
        for (uint32_t k = count; k < self->scope->count; k++)
            zc_scope_name (&names [i], self->scope->names [k].name, self->scope->names [k].slot);
        zc_scope_forget (self->scope, count);
        s_land_next (self, from);
    }
    zc_emit (self, ZC_OP_REJECT, 0, 0, 0);
}

static void
s_bodies (zc_compiler_t *self, const zc_ast_t *block, const uint32_t *accept,
          const zc_scope_t *names, bool tail)
{
    for (uint32_t i = 0; i < block->count; i++) {
        uint32_t count = self->scope->count;
        zc_land (self, accept [i]);
        for (uint32_t k = 0; k < names [i].count; k++)
            zc_scope_name (self->scope, names [i].names [k].name, names [i].names [k].slot);
        zc_compile_expression (self, s_last (block->items [i]), tail);
        s_leave (self, tail);
        zc_scope_forget (self->scope, count);
    }
}

void
zc_form_receive (zc_compiler_t *self, zc_ast_t *node, bool tail)
{
    static const zc_ast_t none = {.kind = ZC_AST_CLAUSES};
    const zc_ast_t *after = zc_block_of (node, "after"), *block = zc_block_of (node, "do");
    if (!block || (block->kind == ZC_AST_BLOCK && block->count == 0 && after))
        block = &none;              //  receive do after 10 -> … end
    if (!s_clauses (self, node, block, "do") || (after && !s_clauses (self, node, after, "after")))
        return;
    uint32_t *accept = zc_calloc ((block->count + 1) * sizeof *accept);
    zc_scope_t *names = zc_calloc ((block->count + 1) * sizeof *names);
    if (after)
        zc_compile_expression (self, after->items [0]->items [0], false);
    uint32_t slot = zc_scope_slot (self->scope);
    uint32_t begin = zc_emit (self, ZC_OP_RECEIVE, slot, ZC_OPEN, after != NULL);
    s_heads (self, block, slot, accept, names);
    s_bodies (self, block, accept, names, tail);
    zc_land (self, begin);
    if (after)
        s_body (self, s_last (after->items [0]), tail);
    zc_land_all (self, begin, ZC_OP_JUMP);
    for (uint32_t i = 0; i < block->count; i++)
        zc_scope_clear (&names [i]);
    zc_release (names);
    zc_release (accept);
}
