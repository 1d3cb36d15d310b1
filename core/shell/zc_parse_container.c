//  zc_parse_container.c - [ ] { } << >> %{ } %Name{ }: see zc_parser.h

#include "zc_parser.h"

zc_ast_t *
zc_parse_item (zc_parser_t *self, unsigned precedence)
{
    zc_ast_t *item = zc_parse_expression (self, precedence, true);
    if (!item || item->shape != ZC_SHAPE_NO_PARENS)
        return item;
    zc_parse_fail (self->error, item->line, 0, false,
        "unexpected comma. Parentheses are required to solve ambiguity inside containers.\n\n"
        "This error may happen when you forget a comma in a list or other container:\n\n"
        "    [a, b c, d]\n\n"
        "Or when you have ambiguous calls:\n\n"
        "    [one, two three, four, five]\n\n"
        "In the example above, we don't know if the parameters \"four\" and \"five\" belongs to the list or the "
        "function \"two\". You can solve this by explicitly adding parentheses:\n\n"
        "    [one, two(three, four), five]\n\n"
        "Elixir cannot compile otherwise. Syntax error before: ','");
    return NULL;
}

//  Pushes items up to the closing bracket, which is taken. Keys come last: as pairs in
//  a list, as one list elsewhere.
static bool
s_items (zc_parser_t *self, zc_token_kind_t end)
{
    bool list = end == ZC_TOKEN_BRACKET_END;
    self->next++;
    zc_parser_take (self, ZC_TOKEN_EOL);
    for (bool first = true; self->next->kind != end; first = false) {
        if (zc_parse_is_key (self)) {
            if (list)
                return zc_parse_keys (self, ZC_KEYS_DATA) && zc_parser_close (self, end);
            zc_ast_t *keys = first? zc_parser_unexpected (self): zc_parse_key_list (self, ZC_KEYS_DATA);
            if (keys)
                zc_parser_push (self, keys);
            return keys && zc_parser_close (self, end);
        }
        zc_ast_t *item = zc_parse_item (self, ZC_PRECEDENCE_ANY);
        if (!item)
            return false;
        zc_parser_push (self, item);
        if (!zc_parser_take (self, ZC_TOKEN_COMMA))
            return zc_parser_close (self, end);
    }
    return zc_parser_close (self, end);
}

static zc_ast_t *
s_container (zc_parser_t *self, zc_ast_kind_t kind, zc_token_kind_t end)
{
    const zc_token_t *first = self->next;
    size_t mark = self->pending.size;
    return s_items (self, end)? zc_parser_node (self, kind, first, mark): NULL;
}

zc_ast_t *
zc_parse_list (zc_parser_t *self)
{
    return s_container (self, ZC_AST_LIST, ZC_TOKEN_BRACKET_END);
}

zc_ast_t *
zc_parse_tuple (zc_parser_t *self)
{
    return s_container (self, ZC_AST_TUPLE, ZC_TOKEN_BRACE_END);
}

zc_ast_t *
zc_parse_bits (zc_parser_t *self)
{
    return s_container (self, ZC_AST_BITS, ZC_TOKEN_BITS_END);
}

//  ---- maps ----------------------------------------------------------------

//  Pushes key => value; the key was read.
static bool
s_pair (zc_parser_t *self, const zc_token_t *first, zc_ast_t *key)
{
    size_t mark = self->pending.size;
    if (!zc_parser_take_operator (self, "=>"))
        return zc_parser_unexpected (self);
    zc_parser_push (self, key);
    zc_parser_take (self, ZC_TOKEN_EOL);
    zc_ast_t *value = zc_parse_item (self, ZC_PRECEDENCE_ANY), *pair;
    if (!value)
        return false;
    zc_parser_push (self, value);
    if ((pair = zc_parser_node (self, ZC_AST_TUPLE, first, mark)))
        zc_parser_push (self, pair);
    return pair;
}

//  Pushes pairs up to the closing bracket. key: of the first, if it was read.
static bool
s_pairs (zc_parser_t *self, const zc_token_t *first, zc_ast_t *key)
{
    while (key || self->next->kind != ZC_TOKEN_BRACE_END) {
        if (!key && zc_parse_is_key (self))
            return zc_parse_keys (self, ZC_KEYS_DATA);
        if (!key) {
            first = self->next;
            key = zc_parse_item (self, ZC_PRECEDENCE_PAIR + 1);
        }
        if (!key || !s_pair (self, first, key))
            return false;
        key = NULL;
        if (!zc_parser_take (self, ZC_TOKEN_COMMA))
            return true;
    }
    return true;
}

//  map | pairs: pushes one CALL "|".
static bool
s_update (zc_parser_t *self, const zc_token_t *first, zc_ast_t *map)
{
    size_t mark = self->pending.size;
    zc_parser_push (self, map);
    zc_parser_take_operator (self, "|");
    zc_parser_take (self, ZC_TOKEN_EOL);
    const zc_token_t *pairs_first = self->next;
    size_t pairs_mark = self->pending.size;
    if (self->next->kind == ZC_TOKEN_BRACE_END)
        return zc_parser_unexpected (self);
    if (!s_pairs (self, pairs_first, NULL))
        return false;
    zc_ast_t *pairs = zc_parser_node (self, ZC_AST_LIST, pairs_first, pairs_mark), *update;
    if (!pairs)
        return false;
    zc_parser_push (self, pairs);
    if ((update = zc_parser_named (self, ZC_AST_CALL, first, mark, "|", 1)))
        zc_parser_push (self, update);
    return update;
}

//  Pushes what is in the brackets of a map or a struct, and takes the closing one.
static bool
s_content (zc_parser_t *self)
{
    self->next++;
    zc_parser_take (self, ZC_TOKEN_EOL);
    const zc_token_t *first = self->next;
    zc_ast_t *key = NULL;
    if (!zc_parse_is_key (self) && first->kind != ZC_TOKEN_BRACE_END
        && !(key = zc_parse_item (self, ZC_PRECEDENCE_PAIR + 1)))
        return false;
    bool good = key && zc_parser_is_operator (self, "|")? s_update (self, first, key):
                                                          s_pairs (self, first, key);
    return good && zc_parser_close (self, ZC_TOKEN_BRACE_END);
}

zc_ast_t *
zc_parse_map (zc_parser_t *self)
{
    const zc_token_t *first = self->next;
    size_t mark = self->pending.size;
    return s_content (self)? zc_parser_node (self, ZC_AST_MAP, first, mark): NULL;
}

//  The name of a struct: Chat.Room, __MODULE__, in a pattern a variable or ^variable.
static zc_ast_t *
s_struct_name (zc_parser_t *self)
{
    const zc_token_t *first = self->next;
    size_t mark = self->pending.size;
    bool pinned = zc_parser_take_operator (self, "^");
    const zc_token_t *word = self->next;
    if (!pinned && word->kind != ZC_TOKEN_IDENTIFIER)
        return word->kind == ZC_TOKEN_ALIAS? zc_parse_alias (self, first, NULL): zc_parser_unexpected (self);
    if (!zc_parser_take (self, ZC_TOKEN_IDENTIFIER))
        return zc_parser_unexpected (self);
    zc_ast_t *name = zc_parser_named (self, ZC_AST_VARIABLE, word, mark, self->text + word->from,
                                      word->to - word->from);
    if (!name || !pinned)
        return name;
    zc_parser_push (self, name);
    return zc_parser_named (self, ZC_AST_CALL, first, mark, "^", 1);
}

zc_ast_t *
zc_parse_struct (zc_parser_t *self)
{
    const zc_token_t *first = self->next++, *word = self->next;
    size_t mark = self->pending.size;
    zc_ast_t *name = s_struct_name (self);
    while (name && self->next [0].kind == ZC_TOKEN_DOT && self->next [1].kind == ZC_TOKEN_ALIAS) {
        self->next++;
        name = zc_parse_alias (self, word, name);
    }
    if (!name)
        return NULL;
    zc_parser_push (self, name);
    zc_parser_take (self, ZC_TOKEN_EOL);
    if (self->next->kind != ZC_TOKEN_BRACE)
        return zc_parser_unexpected (self);
    return s_content (self)? zc_parser_node (self, ZC_AST_STRUCT, first, mark): NULL;
}
