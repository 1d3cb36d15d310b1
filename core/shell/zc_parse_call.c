//  zc_parse_call.c - calls and their arguments, see zc_parser.h
//
//      f   f(a)   f a, b   f a do … end   x.f   x.f(a)   f.(a)

#include "zc_parser.h"

//  ---- keys ----------------------------------------------------------------

bool
zc_parse_is_key (const zc_parser_t *self)
{
    return self->next->kind == ZC_TOKEN_KEY || self->next->kind == ZC_TOKEN_QUOTED_KEY;
}

//  key: value
static bool
s_pair (zc_parser_t *self, zc_keys_t place)
{
    const zc_token_t *first = self->next;
    size_t mark = self->pending.size;
    zc_ast_t *key = zc_parse_key (self);
    if (!key)
        return false;
    zc_parser_push (self, key);
    zc_parser_take (self, ZC_TOKEN_EOL);
    zc_ast_t *value = place == ZC_KEYS_NO_PARENS? zc_parse_expression (self, ZC_PRECEDENCE_ANY, false):
                                                  zc_parse_item (self, ZC_PRECEDENCE_ANY);
    if (!value)
        return false;
    zc_parser_push (self, value);
    zc_ast_t *pair = zc_parser_node (self, ZC_AST_TUPLE, first, mark);
    if (pair)
        zc_parser_push (self, pair);
    return pair;
}

static bool
s_not_a_key (zc_parser_t *self, const zc_token_t *comma, zc_keys_t place)
{
    if (!zc_parse_begins (self))
        return zc_parser_unexpected (self);
    if (place == ZC_KEYS_DATA)
        return zc_parser_fail (self, comma, "unexpected expression after keyword list. Keyword lists must always "
                               "come last in lists and maps. Therefore, this is not allowed:\n\n"
                               "    [some: :value, :another]\n    %%{some: :value, another => value}\n\n"
                               "Instead, reorder it to be the last entry:\n\n    [:another, some: :value]\n"
                               "    %%{another => value, some: :value}\n\nSyntax error after: ','");
    return zc_parser_fail (self, comma, "unexpected expression after keyword list. Keyword lists must always "
                           "come as the last argument. Therefore, this is not allowed:\n\n"
                           "    function_call(1, some: :option, 2)\n\nInstead, wrap the keyword in brackets:\n\n"
                           "    function_call(1, [some: :option], 2)\n\nSyntax error after: ','");
}

static bool
s_closes (const zc_token_t *token)
{
    token += token->kind == ZC_TOKEN_EOL;
    return token->kind == ZC_TOKEN_PAREN_END || token->kind == ZC_TOKEN_BRACKET_END
        || token->kind == ZC_TOKEN_BRACE_END || token->kind == ZC_TOKEN_BITS_END;
}

bool
zc_parse_keys (zc_parser_t *self, zc_keys_t place)
{
    for (;;) {
        if (!s_pair (self, place))
            return false;
        const zc_token_t *comma = self->next;
        if (!zc_parser_take (self, ZC_TOKEN_COMMA) || (place != ZC_KEYS_NO_PARENS && s_closes (self->next)))
            return true;
        if (!zc_parse_is_key (self))
            return s_not_a_key (self, comma, place);
    }
}

zc_ast_t *
zc_parse_key_list (zc_parser_t *self, zc_keys_t place)
{
    const zc_token_t *first = self->next;
    size_t mark = self->pending.size;
    return zc_parse_keys (self, place)? zc_parser_node (self, ZC_AST_LIST, first, mark): NULL;
}

//  ---- arguments in parentheses --------------------------------------------

static bool
s_nested_call (zc_parser_t *self, const zc_ast_t *node)
{
    return zc_parse_fail (self->error, node->line, 0, false,
        "unexpected comma. Parentheses are required to solve ambiguity in nested calls.\n\n"
        "This error happens when you have nested function calls without parentheses. For example:\n\n"
        "    one a, two b, c, d\n\n"
        "In the example above, we don't know if the parameters \"c\" and \"d\" apply to the function \"one\" or "
        "\"two\". You can solve this by explicitly adding parentheses:\n\n"
        "    one a, two(b, c, d)\n\n"
        "Or by adding commas (in case a nested call is not intended):\n\n"
        "    one, a, two, b, c, d\n\n"
        "Elixir cannot compile otherwise. Syntax error before: ','");
}

//  `f(g a, b)` is one argument, `f(x, g a, b)` is unclear.
static bool
s_argument (zc_parser_t *self, size_t mark)
{
    zc_ast_t *item;
    if (zc_parse_is_key (self))
        item = zc_parse_key_list (self, ZC_KEYS_CALL);
    else {
        item = zc_parse_expression (self, ZC_PRECEDENCE_ANY, true);
        if (item && item->shape == ZC_SHAPE_NO_PARENS && self->pending.size > mark)
            return s_nested_call (self, item);
    }
    if (item)
        zc_parser_push (self, item);
    return item;
}

//  Pushes the arguments; mark: where the first one stands.
static bool
s_parentheses (zc_parser_t *self, size_t mark)
{
    self->next++;
    zc_parser_take (self, ZC_TOKEN_EOL);
    if (zc_parser_take (self, ZC_TOKEN_PAREN_END))
        return true;
    for (;;) {
        bool keys = zc_parse_is_key (self);
        if (!s_argument (self, mark))
            return false;
        if (keys || !zc_parser_take (self, ZC_TOKEN_COMMA))
            return zc_parser_close (self, ZC_TOKEN_PAREN_END);
    }
}

//  ---- arguments without ---------------------------------------------------

static bool
s_is_argument (const zc_parser_t *self)
{
    const zc_token_t *name = self->next - 1;
    if (self->next->kind == ZC_TOKEN_BRACKET && zc_parser_adjacent (self))
        return false;
    return zc_parse_begins (self) || name->sign;
}

//  Pushes the arguments. *shape: that of the call.
static bool
s_no_parentheses (zc_parser_t *self, zc_shape_t *shape)
{
    size_t mark = self->pending.size;
    *shape = ZC_SHAPE_MATCHED;
    for (;;) {
        bool keys = zc_parse_is_key (self);
        zc_ast_t *item = keys? zc_parse_key_list (self, ZC_KEYS_NO_PARENS):
                               zc_parse_expression (self, ZC_PRECEDENCE_ANY, false);
        if (!item)
            return false;
        bool first = self->pending.size == mark;
        if (!first && item->shape == ZC_SHAPE_NO_PARENS)
            return s_nested_call (self, item);
        if (!first || item->shape == ZC_SHAPE_NO_PARENS)
            *shape = ZC_SHAPE_NO_PARENS;
        zc_parser_push (self, item);
        if (keys || !zc_parser_take (self, ZC_TOKEN_COMMA))
            return true;
    }
}

//  ---- do … end ------------------------------------------------------------

//  Pushes [do: body, else: body …].
static bool
s_block (zc_parser_t *self)
{
    const zc_token_t *first = self->next;
    size_t mark = self->pending.size;
    do {
        const zc_token_t *word = self->next++;
        size_t pair_mark = self->pending.size;
        zc_ast_t *key = zc_parser_atom (self, word, self->text + word->from, word->to - word->from);
        if (!key)
            return false;
        zc_parser_push (self, key);
        zc_ast_t *body = zc_parse_body (self), *pair;
        if (!body)
            return false;
        zc_parser_push (self, body);
        if (!(pair = zc_parser_node (self, ZC_AST_TUPLE, word, pair_mark)))
            return false;
        zc_parser_push (self, pair);
    } while (self->next->kind == ZC_TOKEN_SECTION);
    if (!zc_parser_take (self, ZC_TOKEN_DO_END))
        return zc_parser_unexpected (self);
    zc_ast_t *list = zc_parser_node (self, ZC_AST_LIST, first, mark);
    if (list)
        zc_parser_push (self, list);
    return list;
}

//  ---- calls ---------------------------------------------------------------

//  What stands behind the name. *shape: that of the call; *bare: there is nothing.
static bool
s_arguments (zc_parser_t *self, zc_shape_t *shape, bool *parens, bool *bare, bool block)
{
    *shape = ZC_SHAPE_ACCESS;
    *parens = self->next->kind == ZC_TOKEN_PAREN && zc_parser_adjacent (self);
    *bare = !*parens && !s_is_argument (self);
    if (*parens && !s_parentheses (self, self->pending.size))
        return false;
    if (!*parens && !*bare && !s_no_parentheses (self, shape))
        return false;
    if (!block || self->next->kind != ZC_TOKEN_DO)
        return true;
    *shape = ZC_SHAPE_UNMATCHED;
    *bare = false;
    return s_block (self);
}

zc_ast_t *
zc_parse_call (zc_parser_t *self, const zc_token_t *first, zc_ast_t *receiver, bool block)
{
    const zc_token_t *name = self->next - 1;
    size_t mark = self->pending.size;
    zc_shape_t shape;
    bool parens, bare;
    if (receiver)
        zc_parser_push (self, receiver);
    if (name->kind == ZC_TOKEN_FRAGMENT)
        self->next++;               //  the quote behind it
    if (!s_arguments (self, &shape, &parens, &bare, block))
        return NULL;
    zc_ast_kind_t kind = receiver? ZC_AST_REMOTE: bare? ZC_AST_VARIABLE: ZC_AST_CALL;
    zc_ast_t *node = zc_parser_named (self, kind, first, mark, self->text + name->from, name->to - name->from);
    if (node) {
        node->no_parens = !parens && kind != ZC_AST_VARIABLE;
        node->shape = shape;
    }
    return node;
}

zc_ast_t *
zc_parse_apply (zc_parser_t *self, const zc_token_t *first, zc_ast_t *function, bool block)
{
    size_t mark = self->pending.size;
    zc_parser_push (self, function);
    if (!s_parentheses (self, self->pending.size))
        return NULL;
    bool has_block = block && self->next->kind == ZC_TOKEN_DO;
    if (has_block && !s_block (self))
        return NULL;
    zc_ast_t *node = zc_parser_node (self, ZC_AST_APPLY, first, mark);
    if (node)
        node->shape = has_block? ZC_SHAPE_UNMATCHED: ZC_SHAPE_ACCESS;
    return node;
}
