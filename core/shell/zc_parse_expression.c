//  zc_parse_expression.c - operators: precedence climbing, see zc_parser.h
//
//      expression (p) = operand { operator expression (p') }
//
//  The operators taken have a precedence of p and more; p' is that of the operator for
//  one that groups to the right, one more for one that groups to the left.

#include "zc_parser.h"

static zc_shape_t
s_shape (const zc_ast_t *left, const zc_ast_t *right)
{
    if (right->shape == ZC_SHAPE_NO_PARENS && left->shape != ZC_SHAPE_UNMATCHED)
        return ZC_SHAPE_NO_PARENS;
    return left->shape >= ZC_SHAPE_UNMATCHED || right->shape >= ZC_SHAPE_UNMATCHED?
           ZC_SHAPE_UNMATCHED: ZC_SHAPE_MATCHED;
}

static zc_ast_t *
s_call (zc_parser_t *self, const zc_token_t *first, const char *name, zc_ast_t *left, zc_ast_t *right)
{
    size_t mark = self->pending.size;
    zc_parser_push (self, left);
    if (right)
        zc_parser_push (self, right);
    return zc_parser_named (self, ZC_AST_CALL, first, mark, name, strlen (name));
}

//  `a not in b` is not (a in b), and so is the older `not a in b`.
static zc_ast_t *
s_in (zc_parser_t *self, const zc_token_t *first, const char *name, zc_ast_t *left, zc_ast_t *right)
{
    const char *outer = strcmp (name, "not in") == 0? "not": NULL;
    bool unary = left->kind == ZC_AST_CALL && left->count == 1 && !left->no_parens;
    if (!outer && unary && (strcmp (left->name, "not") == 0 || strcmp (left->name, "!") == 0)) {
        outer = left->name;
        left = left->items [0];
    }
    zc_ast_t *in = s_call (self, first, "in", left, right);
    return in && outer? s_call (self, first, outer, in, NULL): in;
}

//  a..b//c is one call.
static zc_ast_t *
s_step (zc_parser_t *self, const zc_token_t *first, const zc_token_t *token, zc_ast_t *left, zc_ast_t *right)
{
    if (left->kind != ZC_AST_CALL || strcmp (left->name, "..") != 0 || left->count != 2)
        return zc_parser_fail (self, token, "the range step operator (//) must immediately follow the range "
                               "definition operator (..), for example: 1..9//2. If you wanted to define a "
                               "default argument, use (\\\\) instead. Syntax error before: '//'");
    size_t mark = self->pending.size;
    zc_parser_push (self, left->items [0]);
    zc_parser_push (self, left->items [1]);
    zc_parser_push (self, right);
    return zc_parser_named (self, ZC_AST_CALL, first, mark, "..//", 4);
}

static zc_ast_t *
s_binary (zc_parser_t *self, const zc_token_t *first, const zc_token_t *token, zc_ast_t *left, zc_ast_t *right)
{
    const char *name = zc_operator (token->op)->text;
    zc_ast_t *node = strcmp (name, "//") == 0? s_step (self, first, token, left, right):
                     strcmp (name, "in") == 0 || strcmp (name, "not in") == 0?
                     s_in (self, first, name, left, right): s_call (self, first, name, left, right);
    if (node)
        node->shape = s_shape (left, right);
    return node;
}

//  -a  not a  &a: the operand of & is a whole expression, that of the others what stands next.
static zc_ast_t *
s_unary (zc_parser_t *self, bool block)
{
    const zc_token_t *first = self->next++;
    const zc_operator_t *op = zc_operator (first->op);
    zc_parser_take (self, ZC_TOKEN_EOL);
    unsigned least = op->precedence == ZC_PRECEDENCE_CAPTURE? ZC_PRECEDENCE_CAPTURE + 1: ZC_PRECEDENCE_UNARY;
    zc_ast_t *operand = zc_parse_expression (self, least, block);
    zc_ast_t *node = NULL;
    if (operand && strcmp (op->text, "//") != 0)
        node = s_call (self, first, op->text, operand, NULL);
    else
    if (operand) {                  //  &//2: the function / with two arguments
        zc_ast_t *name = zc_parser_named (self, ZC_AST_VARIABLE, first, self->pending.size, "/", 1);
        node = name? s_call (self, first, "/", name, operand): NULL;
    }
    if (node)
        node->shape = operand->shape > ZC_SHAPE_MATCHED? operand->shape: ZC_SHAPE_MATCHED;
    return node;
}

static bool
s_is_unary (const zc_parser_t *self)
{
    const zc_token_t *token = self->next;
    if (token->kind != ZC_TOKEN_OPERATOR || !zc_operator (token->op)->unary)
        return false;
    bool argument = zc_parser_is_operator (self, "&") && token [1].kind == ZC_TOKEN_INTEGER;
    return !argument && !zc_parser_is_operator (self, "@");         //  &1 and @a are operands
}

//  The operator that comes, where it belongs to this expression.
static const zc_operator_t *
s_next_operator (const zc_parser_t *self, unsigned precedence)
{
    if (self->next->kind != ZC_TOKEN_OPERATOR)
        return NULL;
    const zc_operator_t *op = zc_operator (self->next->op);
    return op->binary && op->precedence >= precedence
        && op->precedence != ZC_PRECEDENCE_PAIR? op: NULL;
}

//  f(a) :: b when a: var: only a type has keys there.
static zc_ast_t *
s_right (zc_parser_t *self, const zc_operator_t *op, bool block)
{
    zc_parser_take (self, ZC_TOKEN_EOL);
    if (strcmp (op->text, "when") != 0 || !zc_parse_is_key (self))
        return zc_parse_expression (self, op->precedence + !op->right, block);
    zc_ast_t *keys = zc_parse_key_list (self, ZC_KEYS_NO_PARENS);
    if (keys)
        keys->shape = ZC_SHAPE_NO_PARENS;
    return keys;
}

static zc_ast_t *
s_climb (zc_parser_t *self, unsigned precedence, bool block)
{
    const zc_token_t *first = self->next;
    const zc_operator_t *op;
    zc_ast_t *left = s_is_unary (self)? s_unary (self, block): zc_parse_operand (self, block);
    while (left && (op = s_next_operator (self, precedence))) {
        const zc_token_t *token = self->next++;
        zc_ast_t *right = s_right (self, op, block);
        left = right? s_binary (self, first, token, left, right): NULL;
    }
    return left;
}

zc_ast_t *
zc_parse_expression (zc_parser_t *self, unsigned precedence, bool block)
{
    if (!zc_parser_enter (self))
        return NULL;
    zc_ast_t *node = s_climb (self, precedence, block);
    zc_parser_leave (self);
    return node;
}
