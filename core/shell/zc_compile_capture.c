//  zc_compile_capture.c - the & operator, and what `h` is asked about
//
//      &Mod.fun/2        a name: an EXPORT
//      &fun/2            the same where it is one of Kernel or of the helpers, else as the next
//      &(&1 + &2)        a fn of as many arguments as the greatest number; its variables
//                        are called "&1", "&2" …

#include "zc_compiler.h"
#include "process/zc_hooks.h"
#include "zc_module.h"
#include "term/zc_encode.h"

#include <stdio.h>

//  ---- what is there -------------------------------------------------------

static bool
s_is (const zc_ast_t *node, const char *name, uint32_t count)
{
    return node->kind == ZC_AST_CALL && node->count == count && strcmp (node->name, name) == 0;
}

//  A small number that stands there as such; -1: something else.
static int
s_number (const zc_ast_t *node)
{
    bool number = node->kind == ZC_AST_LITERAL && node->value->data [0] == ZC_TAG_SMALL_INT;
    return number? node->value->data [1]: -1;
}

//  Mod.fun/2 or fun/2: what stands before the slash; NULL: it is no such thing.
static zc_ast_t *
s_named (const zc_ast_t *node, uint32_t *arity)
{
    if (!s_is (node, "/", 2) || s_number (node->items [1]) < 0)
        return NULL;
    zc_ast_t *name = node->items [0];
    *arity = (uint32_t) s_number (node->items [1]);
    bool remote = name->kind == ZC_AST_REMOTE && name->count == 1 && name->no_parens;
    bool local = name->kind == ZC_AST_VARIABLE || (name->kind == ZC_AST_CALL && name->count == 0);
    return remote || local? name: NULL;
}

static uint32_t
s_greatest (const zc_ast_t *node)
{
    uint32_t greatest = 0;
    if (s_is (node, "&", 1) && s_number (node->items [0]) > 0)
        return (uint32_t) s_number (node->items [0]);
    for (uint32_t i = 0; i < node->count; i++) {
        uint32_t inside = s_greatest (node->items [i]);
        greatest = inside > greatest? inside: greatest;
    }
    return greatest;
}

//  Does it say &number?
static bool
s_uses (const zc_ast_t *node, uint32_t number)
{
    bool uses = s_is (node, "&", 1) && s_number (node->items [0]) == (int) number;
    for (uint32_t i = 0; !uses && i < node->count; i++)
        uses = s_uses (node->items [i], number);
    return uses;
}

//  Is there an & inside that captures something of its own?
static bool
s_nests (const zc_ast_t *node)
{
    bool nests = s_is (node, "&", 1) && s_number (node->items [0]) < 0;
    for (uint32_t i = 0; !nests && i < node->count; i++)
        nests = s_nests (node->items [i]);
    return nests;
}

uint32_t
zc_capture_arity (const zc_ast_t *node)
{
    uint32_t arity;
    const zc_ast_t *body = node->count == 1? node->items [0]: node;
    return s_named (body, &arity)? arity: s_greatest (body);
}

//  ---- as a function -------------------------------------------------------

static const char *
s_argument (zc_compiler_t *self, uint32_t number)
{
    char text [12];
    snprintf (text, sizeof text, "%u", number);
    return zc_make_text (self, "&", text);
}

//  &fun/2 is fun (&1, &2).
static zc_ast_t *
s_spell_out (zc_compiler_t *self, const zc_ast_t *name, uint32_t arity)
{
    bool remote = name->kind == ZC_AST_REMOTE;
    zc_ast_t *call = zc_make_node (self, name, remote? ZC_AST_REMOTE: ZC_AST_CALL, name->name,
                                   arity + remote);
    if (remote)
        call->items [0] = name->items [0];
    for (uint32_t i = 0; i < arity; i++)
        call->items [i + remote] = zc_make_node (self, name, ZC_AST_VARIABLE,
                                                 s_argument (self, i + 1), 0);
    return call;
}

void
zc_compile_capture_body (zc_compiler_t *self, zc_ast_t *node)
{
    uint32_t arity = zc_capture_arity (node), named;
    zc_ast_t *body = node->count == 1? node->items [0]: node;
    const zc_ast_t *name = s_named (body, &named);
    for (uint32_t i = 0; i < arity; i++)
        zc_scope_name (self->scope, s_argument (self, i + 1), i);
    zc_compile_expression (self, name? s_spell_out (self, name, arity): body, true);
}

//  ---- where it is written -------------------------------------------------

static void
s_emit_export (zc_compiler_t *self, const zc_bytes_t *module, const char *alias, const char *name,
               uint32_t arity)
{
    zc_buffer_t export = {0};
    zc_buffer_u8 (&export, ZC_TAG_EXPORT);
    if (module)
        zc_buffer_put (&export, module->data, module->size);
    else
        zc_encode_atom (&export, alias);
    zc_encode_atom (&export, name);
    zc_encode_int (&export, arity);
    zc_emit_constant (self, export.data, export.size);
    zc_buffer_clear (&export);
}

//  true: it was a name that is a value by itself.
static bool
s_export (zc_compiler_t *self, const zc_ast_t *name, uint32_t arity)
{
    const zc_ast_t *module = name->kind == ZC_AST_REMOTE? name->items [0]: NULL;
    bool own = !module && zc_find_definition (self, name->name, arity);
    if (module && module->kind == ZC_AST_LITERAL)
        s_emit_export (self, module->value, NULL, name->name, arity);
    else
    if (!module && !own && zc_module_own_has ("Kernel", name->name, arity))
        s_emit_export (self, NULL, "Elixir.Kernel", name->name, arity);
    else
    if (!module && !own && self->place.prompt
    &&  zc_module_own_has ("IEx.Helpers", name->name, arity))
        s_emit_export (self, NULL, "Elixir.IEx.Helpers", name->name, arity);
    else
        return false;
    return true;
}

//  &1, &2 … without a gap; false: there is one, which is told.
static bool
s_are_numbered (zc_compiler_t *self, const zc_ast_t *node, const zc_ast_t *body)
{
    uint32_t missing = 1, greatest = s_greatest (body);
    while (missing <= greatest && s_uses (body, missing))
        missing++;
    uint32_t next = missing;
    while (next < greatest && !s_uses (body, next))
        next++;
    if (missing < greatest)
        zc_compile_fail (self, node, "capture argument &%u cannot be defined without &%u (you cannot "
                         "skip arguments, all arguments must be numbered)", next, missing);
    return missing >= greatest;
}

void
zc_compile_capture (zc_compiler_t *self, zc_ast_t *node)
{
    zc_ast_t *body = node->items [0];
    uint32_t arity;
    int number = s_number (body);
    const zc_ast_t *name = s_named (body, &arity);
    const char *argument = number > 0? s_argument (self, (uint32_t) number): NULL;
    if (argument && zc_scope_see (self->scope, argument))
        zc_compile_variable (self, node, argument);     //  a fn inside captures it
    else
    if (number >= 0)
        zc_compile_fail (self, node, "capture argument &%d must be used within the capture operator &",
                         number);
    else
    if (!name && s_greatest (body) == 0)
        zc_compile_fail (self, node, "invalid args for &, expected one of: &Mod.fun/arity, &local/arity, "
                         "an expression with at least one argument, as &1");
    else
    if (!name && s_nests (body))
        zc_compile_fail (self, node, "nested captures are not allowed. You cannot define a function "
                         "using the capture operator & inside another function defined via &");
    else
    if (!name && body->kind == ZC_AST_BLOCK)
        zc_compile_fail (self, node, "block expressions are not allowed inside the capture operator &");
    else
    if ((name || s_are_numbered (self, node, body)) && (!name || !s_export (self, name, arity)))
        zc_compile_closure_node (self, node);
}

//  ---- h -------------------------------------------------------------------

//  h Node -> Node; h Node.connect -> {Node, :connect}; h Node.connect/1 -> {Node, :connect, 1};
//  h spawn, h spawn/1 -> with nil for the module.
void
zc_compile_help (zc_compiler_t *self, zc_ast_t *node, bool tail)
{
    uint32_t arity = 0;
    zc_ast_t *about = node->items [0];
    const zc_ast_t *named = s_named (about, &arity), *name = named? named: about;
    bool remote = name->kind == ZC_AST_REMOTE && name->count == 1;
    bool local = name->kind == ZC_AST_VARIABLE || (name->kind == ZC_AST_CALL && name->count == 0);
    if (local && zc_scope_see (self->scope, name->name))
        remote = local = false;
    zc_emit_atom (self, "Elixir.IEx.Helpers");
    if (remote)
        zc_compile_expression (self, name->items [0], false);
    else
    if (local)
        zc_emit_atom (self, "nil");
    else
        zc_compile_expression (self, about, false);
    if (remote || local) {
        zc_emit_atom (self, name->name);
        if (named)
            zc_compile_expression (self, about->items [1], false);
        zc_emit (self, ZC_OP_TUPLE, named? 3: 2, 0, 0);
    }
    zc_emit_remote (self, "h", 1, tail);
}
