//  zc_compile_form.c - the special forms: what looks like a call and is none

#include "zc_compiler.h"
#include "process/zc_hooks.h"
#include "process/zc_hooks.h"
#include "term/zc_encode.h"

static bool
s_is_key (const zc_ast_t *node, const char *key)
{
    size_t size = strlen (key);
    return node->kind == ZC_AST_LITERAL && node->value->size == size + 2
        && node->value->data [0] == ZC_TAG_SMALL_ATOM_UTF8
        && memcmp (node->value->data + 2, key, size) == 0;
}

zc_ast_t *
zc_block_of (const zc_ast_t *call, const char *key)
{
    const zc_ast_t *last = call->count? call->items [call->count - 1]: NULL;
    for (uint32_t i = 0; last && last->kind == ZC_AST_LIST && i < last->count; i++) {
        const zc_ast_t *pair = last->items [i];
        if (pair->kind == ZC_AST_TUPLE && pair->count == 2 && s_is_key (pair->items [0], key))
            return pair->items [1];
    }
    return NULL;
}

//  ---- pattern = expression ------------------------------------------------

static void
s_match (zc_compiler_t *self, zc_ast_t *node, bool tail)
{
    (void) tail;
    zc_compile_expression (self, node->items [1], false);
    uint32_t slot = zc_scope_slot (self->scope), from = zc_here (self);
    zc_emit (self, ZC_OP_STORE, slot, 0, 0);
    zc_compile_match (self, node->items [0], slot, self->scope->count);
    if (zc_here (self) > from + 1) {
        uint32_t over = zc_emit (self, ZC_OP_JUMP, ZC_OPEN, 0, 0);
        zc_land_all (self, from, ZC_OP_MATCH);
        zc_emit (self, ZC_OP_FAIL, ZC_BADMATCH, slot, 0);
        zc_land (self, over);
    }
    zc_emit (self, ZC_OP_LOAD, slot, 0, 0);
}

//  ---- pipes, ranges, attributes -------------------------------------------

//  false: nothing can be piped into this, which is told.
static bool
s_can_pipe (zc_compiler_t *self, const zc_ast_t *node, const zc_ast_t *call)
{
    bool infix = call->kind == ZC_AST_CALL && strchr ("+-*/<>=!&|^~.@", call->name [0]);
    if (infix && call->count == 2)
        zc_compile_fail (self, node, "cannot pipe into that, the :%s operator can only take two "
                         "arguments", call->name);
    else
    if (call->kind == ZC_AST_FN)
        zc_compile_fail (self, node, "cannot pipe into an anonymous function without calling the "
                         "function; use Kernel.then/2 instead or define the anonymous function as a "
                         "regular private function");
    else
    if (infix || (call->kind != ZC_AST_CALL && call->kind != ZC_AST_REMOTE
                     && call->kind != ZC_AST_APPLY && call->kind != ZC_AST_VARIABLE))
        zc_compile_fail (self, node, "cannot pipe into that, can only pipe into local calls foo(), "
                         "remote calls Foo.bar() or anonymous function calls foo.()");
    else
        return true;
    return false;
}

//  a |> f (b) is f (a, b).
static void
s_pipe (zc_compiler_t *self, zc_ast_t *node, bool tail)
{
    zc_ast_t *call = node->items [1];
    if (!s_can_pipe (self, node, call))
        return;
    zc_ast_kind_t kind = call->kind == ZC_AST_VARIABLE? ZC_AST_CALL: call->kind;
    uint32_t place = kind == ZC_AST_CALL? 0: 1;
    zc_ast_t *piped = zc_make_node (self, call, kind, call->name, call->count + 1);
    for (uint32_t i = 0; i < call->count; i++)
        piped->items [i < place? i: i + 1] = call->items [i];
    piped->items [place] = node->items [0];
    zc_compile_value (self, piped, tail);
}

static void
s_range (zc_compiler_t *self, zc_ast_t *node, bool tail)
{
    (void) tail;
    zc_compile_items (self, node, 0);
    zc_emit (self, ZC_OP_RANGE, node->count, 0, 0);
}

//  @name: a constant of its module. A fn inside it is compiled without the module, some
//  day: it captures a variable "@name".
const char *
zc_see_attribute (zc_compiler_t *self, const zc_ast_t *node)
{
    const char *name = node->items [0]->name? node->items [0]->name: "";
    const char *captured = zc_make_text (self, "@", name);
    bool there = zc_find_attribute (self, name) != NULL;
    zc_scope_t *outermost = self->scope;
    while (outermost->outer)
        outermost = outermost->outer;
    if (there && outermost != self->scope)
        zc_scope_name (outermost, captured, 0);
    if (zc_scope_see (self->scope, captured) || there)
        return captured;
    zc_compile_fail (self, node, "undefined module attribute @%s", name);
    return NULL;
}

static void
s_attribute (zc_compiler_t *self, zc_ast_t *node, bool tail)
{
    (void) tail;
    const char *name = zc_see_attribute (self, node);
    if (name)
        zc_compile_variable (self, node, name);
}

//  ---- forms of others -----------------------------------------------------

//  A module is made by a function of its own, from the text: see zc_module_script.
static void
s_defmodule (zc_compiler_t *self, zc_ast_t *node, bool tail)
{
    zc_buffer_t text = {0};
    zc_encode_binary (&text, self->text + node->from, node->to - node->from);
    zc_emit_atom (self, "elixir_module");
    zc_emit_constant (self, text.data, text.size);
    text.size = 0;
    zc_encode_binary (&text, self->place.file, strlen (self->place.file));
    zc_encode_int (&text, node->line);
    zc_emit_constant (self, text.data, zc_skip (text.data));
    zc_emit_constant (self, text.data + zc_skip (text.data), text.size - zc_skip (text.data));
    zc_emit_remote (self, "compile", 3, tail);
    zc_buffer_clear (&text);
}

static void
s_outside (zc_compiler_t *self, zc_ast_t *node, bool tail)
{
    (void) tail;
    zc_compile_fail (self, node, "cannot invoke %s/%u outside module", node->name, node->count);
}

static void
s_refused (zc_compiler_t *self, zc_ast_t *node, bool tail)
{
    (void) tail;
    zc_compile_fail (self, node, "%s is not part of the zcluster shell's subset of Elixir", node->name);
}

static void
s_misplaced (zc_compiler_t *self, zc_ast_t *node, bool tail)
{
    (void) tail;
    zc_compile_fail (self, node, "misplaced operator %s/%u", node->name, node->count);
}

static void
s_pin (zc_compiler_t *self, zc_ast_t *node, bool tail)
{
    (void) tail;
    zc_compile_fail (self, node, "cannot use ^ outside of match clauses");
}

static void
s_capture (zc_compiler_t *self, zc_ast_t *node, bool tail)
{
    (void) tail;
    zc_compile_capture (self, node);
}

//  h Node.connect: what it is about, and not its value (zc_compile_capture.c).
static void
s_help (zc_compiler_t *self, zc_ast_t *node, bool tail)
{
    if (self->place.prompt && zc_module_own_has ("IEx.Helpers", "h", 1))
        zc_compile_help (self, node, tail);
    else
        zc_compile_local (self, node, node->name, tail);
}

//  ---- the table -----------------------------------------------------------

bool
zc_compile_form (zc_compiler_t *self, zc_ast_t *node, bool tail)
{
    static const struct {
        const char *name;
        uint32_t least, most;
        zc_form_t *compile;
    } forms [] = {
        {"=", 2, 2, s_match}, {"if", 2, 2, zc_form_if}, {"unless", 2, 2, zc_form_unless},
        {"and", 2, 2, zc_form_and}, {"&&", 2, 2, zc_form_and}, {"or", 2, 2, zc_form_or}, {"||", 2, 2, zc_form_or},
        {"!", 1, 1, zc_form_bang}, {"case", 2, 2, zc_form_case}, {"cond", 1, 1, zc_form_cond},
        {"receive", 1, 1, zc_form_receive}, {"|>", 2, 2, s_pipe}, {"..", 2, 2, s_range},
        {"..//", 3, 3, s_range}, {"&", 1, 1, s_capture}, {"^", 1, 1, s_pin},
        {"@", 1, 1, s_attribute}, {"defmodule", 2, 2, s_defmodule}, {"h", 1, 1, s_help},
        {"|", 2, 2, s_misplaced}, {"->", 2, 2, s_misplaced}, {"<-", 2, 2, s_misplaced},
        {"::", 2, 2, s_misplaced}, {"when", 2, 2, s_misplaced}, {"\\\\", 2, 2, s_misplaced},
        {"=>", 2, 2, s_misplaced},
        {"def", 1, 2, s_outside}, {"defp", 1, 2, s_outside}, {"use", 1, 2, s_outside},
        {"try", 1, 1, s_refused}, {"for", 1, 99, s_refused}, {"with", 1, 99, s_refused},
        {"import", 1, 2, s_refused}, {"alias", 1, 2, s_refused}, {"require", 1, 2, s_refused},
        {"quote", 1, 2, s_refused}, {"unquote", 1, 1, s_refused}, {"super", 0, 99, s_refused},
        {"defstruct", 1, 1, s_refused}, {"defmacro", 1, 2, s_refused},
        {"defmacrop", 1, 2, s_refused}, {"defprotocol", 2, 2, s_refused},
        {"defimpl", 2, 3, s_refused}, {"defguard", 1, 1, s_refused},
        {"defdelegate", 2, 2, s_refused}, {"defexception", 1, 1, s_refused}
    };
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        if (node->count >= forms [i].least && node->count <= forms [i].most
        &&  strcmp (node->name, forms [i].name) == 0) {
            forms [i].compile (self, node, tail);
            return true;
        }
    return false;
}
