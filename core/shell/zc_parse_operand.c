//  zc_parse_operand.c - what operators stand between, see zc_parser.h
//
//      operand = base { "." name | "." Alias | ".(" … ")" | "[" key "]" }

#include "zc_parser.h"

static zc_ast_t *s_base (zc_parser_t *self, bool block);

//  ---- the base ------------------------------------------------------------

static zc_ast_t *
s_call (zc_parser_t *self, const zc_token_t *first, const char *name, zc_ast_t *operand)
{
    if (!operand)
        return NULL;
    size_t mark = self->pending.size;
    zc_parser_push (self, operand);
    zc_ast_t *node = zc_parser_named (self, ZC_AST_CALL, first, mark, name, 1);
    if (node)
        node->shape = operand->shape;
    return node;
}

//  @name: binds tighter than the dot behind it.
static zc_ast_t *
s_attribute (zc_parser_t *self, bool block)
{
    const zc_token_t *first = self->next++;
    zc_parser_take (self, ZC_TOKEN_EOL);
    if (!zc_parser_enter (self))
        return NULL;
    bool unary = self->next->kind == ZC_TOKEN_OPERATOR && !zc_parser_is_operator (self, "@");
    zc_ast_t *name = unary? zc_parse_expression (self, ZC_PRECEDENCE_UNARY, block): s_base (self, block);
    zc_parser_leave (self);
    return s_call (self, first, "@", name);
}

//  &1: an argument of the capture around it. Other uses of & are not operands.
static zc_ast_t *
s_argument (zc_parser_t *self)
{
    const zc_token_t *first = self->next++;
    if (self->next->kind != ZC_TOKEN_INTEGER)
        return zc_parser_unexpected (self);
    return s_call (self, first, "&", zc_parse_number (self));
}

static zc_ast_t *
s_prefix (zc_parser_t *self, bool block)
{
    if (zc_parser_is_operator (self, "@"))
        return s_attribute (self, block);
    if (zc_parser_is_operator (self, "&"))
        return s_argument (self);
    return zc_parser_unexpected (self);
}

static zc_ast_t *
s_base (zc_parser_t *self, bool block)
{
    const zc_token_t *first = self->next;
    switch ((zc_token_kind_t) first->kind) {
        case ZC_TOKEN_IDENTIFIER:
            self->next++;
            return zc_parse_call (self, first, NULL, block);
        case ZC_TOKEN_ALIAS:        return zc_parse_alias (self, first, NULL);
        case ZC_TOKEN_OPERATOR:     return s_prefix (self, block);
        case ZC_TOKEN_ATOM: case ZC_TOKEN_WORD:
            return zc_parse_atom (self);
        case ZC_TOKEN_INTEGER: case ZC_TOKEN_FLOAT:
            return zc_parse_number (self);
        case ZC_TOKEN_CHARACTER:    return zc_parse_character (self);
        case ZC_TOKEN_STRING: case ZC_TOKEN_CHARLIST: case ZC_TOKEN_QUOTED_ATOM:
            return zc_parse_quote (self);
        case ZC_TOKEN_SIGIL:        return zc_parse_sigil (self);
        case ZC_TOKEN_PAREN:        return zc_parse_parentheses (self);
        case ZC_TOKEN_BRACKET:      return zc_parse_list (self);
        case ZC_TOKEN_BRACE:        return zc_parse_tuple (self);
        case ZC_TOKEN_BITS:         return zc_parse_bits (self);
        case ZC_TOKEN_MAP:          return zc_parse_map (self);
        case ZC_TOKEN_PERCENT:      return zc_parse_struct (self);
        case ZC_TOKEN_FN:           return zc_parse_fn (self);
        case ZC_TOKEN_END: case ZC_TOKEN_EOL: case ZC_TOKEN_SEMICOLON: case ZC_TOKEN_COMMA: case ZC_TOKEN_DOT:
        case ZC_TOKEN_KEY: case ZC_TOKEN_QUOTED_KEY: case ZC_TOKEN_FRAGMENT: case ZC_TOKEN_INTERPOLATION:
        case ZC_TOKEN_INTERPOLATION_END: case ZC_TOKEN_QUOTE_END: case ZC_TOKEN_PAREN_END:
        case ZC_TOKEN_BRACKET_END: case ZC_TOKEN_BRACE_END: case ZC_TOKEN_BITS_END: case ZC_TOKEN_DO:
        case ZC_TOKEN_DO_END: case ZC_TOKEN_SECTION:
        default: return zc_parser_unexpected (self);
    }
}

bool
zc_parse_begins (const zc_parser_t *self)
{
    const zc_token_t *token = self->next;
    switch ((zc_token_kind_t) token->kind) {
        case ZC_TOKEN_IDENTIFIER: case ZC_TOKEN_ALIAS: case ZC_TOKEN_ATOM: case ZC_TOKEN_WORD:
        case ZC_TOKEN_KEY: case ZC_TOKEN_QUOTED_KEY:
        case ZC_TOKEN_INTEGER: case ZC_TOKEN_FLOAT: case ZC_TOKEN_CHARACTER: case ZC_TOKEN_STRING:
        case ZC_TOKEN_CHARLIST: case ZC_TOKEN_QUOTED_ATOM: case ZC_TOKEN_SIGIL: case ZC_TOKEN_PAREN:
        case ZC_TOKEN_BRACKET: case ZC_TOKEN_BRACE: case ZC_TOKEN_BITS: case ZC_TOKEN_MAP:
        case ZC_TOKEN_PERCENT: case ZC_TOKEN_FN:
            return true;
        case ZC_TOKEN_OPERATOR:
            return zc_operator (token->op)->unary && !zc_operator (token->op)->binary;
        case ZC_TOKEN_END: case ZC_TOKEN_EOL: case ZC_TOKEN_SEMICOLON: case ZC_TOKEN_COMMA: case ZC_TOKEN_DOT:
        case ZC_TOKEN_FRAGMENT: case ZC_TOKEN_INTERPOLATION: case ZC_TOKEN_INTERPOLATION_END:
        case ZC_TOKEN_QUOTE_END: case ZC_TOKEN_PAREN_END: case ZC_TOKEN_BRACKET_END:
        case ZC_TOKEN_BRACE_END: case ZC_TOKEN_BITS_END: case ZC_TOKEN_DO: case ZC_TOKEN_DO_END:
        case ZC_TOKEN_SECTION:
        default: return false;
    }
}

//  ---- behind it -----------------------------------------------------------

//  x."name": no interpolation there.
static zc_ast_t *
s_quoted_call (zc_parser_t *self, const zc_token_t *first, zc_ast_t *receiver, bool block)
{
    const zc_token_t *quote = self->next;
    if (quote [1].kind != ZC_TOKEN_FRAGMENT || quote [2].kind != ZC_TOKEN_QUOTE_END)
        return zc_parser_fail (self, quote, "interpolation is not allowed when calling function/macro. Found "
                               "interpolation in a call starting with: %.1s", self->text + quote->from);
    self->next += 2;
    return zc_parse_call (self, first, receiver, block);
}

static zc_ast_t *
s_dot (zc_parser_t *self, const zc_token_t *first, zc_ast_t *left, bool block)
{
    zc_parser_take (self, ZC_TOKEN_DOT);
    switch ((int) self->next->kind) {
        case ZC_TOKEN_IDENTIFIER:
            self->next++;
            return zc_parse_call (self, first, left, block);
        case ZC_TOKEN_ALIAS:        return zc_parse_alias (self, first, left);
        case ZC_TOKEN_PAREN:        return zc_parse_apply (self, first, left, block);
        case ZC_TOKEN_STRING:       return s_quoted_call (self, first, left, block);
        case ZC_TOKEN_BRACE:        return zc_parser_fail (self, self->next, ZC_SUBSET ("Alias.{…}"));
        default:                    return zc_parser_unexpected (self);
    }
}

static zc_ast_t *
s_access (zc_parser_t *self, const zc_token_t *first, zc_ast_t *left)
{
    size_t mark = self->pending.size;
    zc_parser_push (self, left);
    self->next++;
    zc_parser_take (self, ZC_TOKEN_EOL);
    zc_ast_t *key = zc_parse_is_key (self)? zc_parse_key_list (self, ZC_KEYS_DATA):
                                            zc_parse_item (self, ZC_PRECEDENCE_ANY);
    if (!key)
        return NULL;
    zc_parser_push (self, key);
    zc_parser_take (self, ZC_TOKEN_COMMA);
    return zc_parser_close (self, ZC_TOKEN_BRACKET_END)? zc_parser_node (self, ZC_AST_ACCESS, first, mark): NULL;
}

//  `a [b]` is a call of a, `f(a) [b]` takes from what f returns.
static bool
s_is_access (const zc_parser_t *self, const zc_ast_t *left)
{
    bool name = left->kind == ZC_AST_VARIABLE || (left->kind == ZC_AST_REMOTE && left->no_parens);
    return self->next->kind == ZC_TOKEN_BRACKET && (!name || zc_parser_adjacent (self));
}

static zc_ast_t *
s_misplaced_key (zc_parser_t *self)
{
    const zc_token_t *key = self->next;
    if (key->to - key->from == 3 && memcmp (self->text + key->from, "do:", 3) == 0)
        return zc_parser_fail (self, key, "unexpected keyword: do:%s", zc_token_invalid_do);
    return zc_parser_fail (self, key, "syntax error before: '%.*s'", (int) (key->to - key->from),
                           self->text + key->from);
}

zc_ast_t *
zc_parse_operand (zc_parser_t *self, bool block)
{
    const zc_token_t *first = self->next;
    zc_ast_t *node = s_base (self, block);
    while (node && node->shape == ZC_SHAPE_ACCESS) {
        if (self->next->kind == ZC_TOKEN_DOT)
            node = s_dot (self, first, node, block);
        else
        if (s_is_access (self, node))
            node = s_access (self, first, node);
        else
        if (self->next->kind == ZC_TOKEN_KEY)
            return s_misplaced_key (self);
        else
            break;
    }
    return node;
}
