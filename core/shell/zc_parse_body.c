//  zc_parse_body.c - what stands between do and end, ( and ), fn and end: see zc_parser.h
//
//      body   = item { separator item }          separator: the end of a line, or ;
//      item   = expression | head expression
//      head   = [ patterns ] [ when guard ] ->
//
//  An expression behind a clause belongs to it: only the next head shows where it ends.

#include "zc_parser.h"

//  ---- separators ----------------------------------------------------------

static bool
s_ends (const zc_parser_t *self)
{
    zc_token_kind_t kind = self->next->kind;
    return kind == ZC_TOKEN_DO_END || kind == ZC_TOKEN_SECTION || kind == ZC_TOKEN_PAREN_END
        || kind == ZC_TOKEN_INTERPOLATION_END || kind == ZC_TOKEN_END;
}

static bool
s_skip_separators (zc_parser_t *self)
{
    bool some = false;
    while (zc_parser_take (self, ZC_TOKEN_EOL) || zc_parser_take (self, ZC_TOKEN_SEMICOLON))
        some = true;
    return some;
}

//  ---- heads of clauses ----------------------------------------------------

//  (a, b) -> and (a, b) when g ->: the parentheses are the head's.
static bool
s_is_parenthesised (const zc_parser_t *self)
{
    if (self->next->kind != ZC_TOKEN_PAREN)
        return false;
    const zc_token_t *behind = &self->tokens [self->next->match + 1];
    if (behind->kind != ZC_TOKEN_OPERATOR)
        return false;
    const char *text = zc_operator (behind->op)->text;
    return strcmp (text, "->") == 0 || strcmp (text, "when") == 0;
}

//  Pushes patterns. false: an error.
static bool
s_patterns (zc_parser_t *self)
{
    do {
        bool keys = zc_parse_is_key (self);
        zc_ast_t *item = keys? zc_parse_key_list (self, ZC_KEYS_NO_PARENS):
                               zc_parse_expression (self, ZC_PRECEDENCE_ANY, true);
        if (!item)
            return false;
        zc_parser_push (self, item);
        if (keys)
            return true;
    } while (zc_parser_take (self, ZC_TOKEN_COMMA));
    return true;
}

//  f (a, b): what was meant is f(a, b).
static zc_ast_t *
s_no_arrow (zc_parser_t *self, const zc_token_t *first)
{
    const zc_token_t *paren = first - 1;
    if (first > self->tokens + 1 && paren->kind == ZC_TOKEN_PAREN && paren [-1].kind == ZC_TOKEN_IDENTIFIER
        && self->next == &self->tokens [paren->match])
        return zc_parser_fail (self, paren, "unexpected parentheses. If you are making a function call, do not "
                               "insert spaces between the function name and the opening parentheses. Syntax "
                               "error before: '('");
    return zc_parser_unexpected (self);
}

//  `a, b when g` came as a and CALL "when" [b, g].
static zc_ast_t *
s_head (zc_parser_t *self, const zc_token_t *first, size_t mark)
{
    zc_ast_t *last = NULL;
    bool guarded = false;
    if (self->pending.size > mark) {
        memcpy (&last, self->pending.data + self->pending.size - sizeof last, sizeof last);
        guarded = last->kind == ZC_AST_CALL && strcmp (last->name, "when") == 0 && last->count == 2;
    }
    if (guarded) {
        self->pending.size -= sizeof last;
        zc_parser_push (self, last->items [0]);
        zc_parser_push (self, last->items [1]);
    }
    zc_ast_t *head = zc_parser_node (self, ZC_AST_CLAUSE, first, mark);
    if (head)
        head->guarded = guarded;
    return head;
}

static zc_ast_t *
s_parenthesised_head (zc_parser_t *self, const zc_token_t *first)
{
    size_t mark = self->pending.size;
    self->next++;
    zc_parser_take (self, ZC_TOKEN_EOL);
    if (!zc_parser_take (self, ZC_TOKEN_PAREN_END)
        && (!s_patterns (self) || !zc_parser_close (self, ZC_TOKEN_PAREN_END)))
        return NULL;
    if (!zc_parser_take_operator (self, "when"))
        return s_head (self, first, mark);
    zc_parser_take (self, ZC_TOKEN_EOL);
    zc_ast_t *guard = zc_parse_expression (self, ZC_PRECEDENCE_ANY, true);
    if (!guard)
        return NULL;
    zc_parser_push (self, guard);
    zc_ast_t *head = zc_parser_node (self, ZC_AST_CLAUSE, first, mark);
    if (head)
        head->guarded = true;
    return head;
}

//  An expression, or the head of a clause (a CLAUSE without its body) in front of its ->.
static zc_ast_t *
s_item (zc_parser_t *self)
{
    const zc_token_t *first = self->next;
    size_t mark = self->pending.size;
    if (zc_parser_is_operator (self, "->"))
        return s_head (self, first, mark);
    if (s_is_parenthesised (self))
        return s_parenthesised_head (self, first);
    bool keys = zc_parse_is_key (self);
    if (!s_patterns (self))
        return NULL;
    if (zc_parser_is_operator (self, "->"))
        return s_head (self, first, mark);
    if (keys || self->pending.size > mark + sizeof (zc_ast_t *))
        return s_no_arrow (self, first);
    zc_ast_t *expression;
    self->pending.size = mark;
    memcpy (&expression, self->pending.data + mark, sizeof expression);
    return expression;
}

//  ---- bodies --------------------------------------------------------------

//  What is above the mark as one node.
static zc_ast_t *
s_block (zc_parser_t *self, const zc_token_t *first, size_t mark)
{
    if (self->pending.size != mark + sizeof (zc_ast_t *))
        return zc_parser_node (self, ZC_AST_BLOCK, first, mark);
    zc_ast_t *only;
    memcpy (&only, self->pending.data + mark, sizeof only);
    self->pending.size = mark;
    return only;
}

//  The clause whose head stands at the mark, and its body above it, are complete.
static bool
s_end_clause (zc_parser_t *self, const zc_token_t *first, const zc_token_t *body_first, size_t mark)
{
    zc_ast_t *head, *body = s_block (self, body_first, mark + sizeof head), *clause;
    if (!body)
        return false;
    memcpy (&head, self->pending.data + mark, sizeof head);
    self->pending.size = mark;
    for (uint32_t i = 0; i < head->count; i++)
        zc_parser_push (self, head->items [i]);
    zc_parser_push (self, body);
    if (!(clause = zc_parser_node (self, ZC_AST_CLAUSE, first, mark)))
        return false;
    clause->guarded = head->guarded;
    zc_parser_push (self, clause);
    return true;
}

static zc_ast_t *
s_late_arrow (zc_parser_t *self)
{
    zc_parse_fail (self->error, self->next->line, 0, false, "unexpected operator ->. If you want to define "
                   "multiple clauses, the first expression must use ->. Syntax error before: '->'");
    return NULL;
}

//  The clause that is being read.
typedef struct {
    const zc_token_t *first, *body;
    size_t mark;                    //  where its head stands
    bool open;
} s_clause_t;

//  Pushes expressions, or clauses. *clauses: which of them.
static bool
s_items (zc_parser_t *self, bool *clauses)
{
    size_t mark = self->pending.size;
    s_clause_t clause = {.open = false};
    while (!s_ends (self)) {
        const zc_token_t *first = self->next;
        zc_ast_t *item = s_item (self);
        if (!item)
            return false;
        bool arrow = item->kind == ZC_AST_CLAUSE && zc_parser_is_operator (self, "->");
        if (arrow && !clause.open && self->pending.size > mark)
            return s_late_arrow (self);
        if (arrow && clause.open && !s_end_clause (self, clause.first, clause.body, clause.mark))
            return false;
        if (arrow) {
            self->next++;
            zc_parser_take (self, ZC_TOKEN_EOL);
            clause = (s_clause_t) {first, self->next, self->pending.size, true};
        }
        zc_parser_push (self, item);
        if (arrow && !s_ends (self) && self->next->kind != ZC_TOKEN_SEMICOLON) {
            zc_ast_t *body = zc_parse_expression (self, ZC_PRECEDENCE_ANY, true);
            if (!body)
                return false;
            zc_parser_push (self, body);
        }
        if (!s_skip_separators (self) && !s_ends (self))
            return zc_parser_unexpected (self);
    }
    *clauses = clause.open;
    return !clause.open || s_end_clause (self, clause.first, clause.body, clause.mark);
}

zc_ast_t *
zc_parse_body (zc_parser_t *self)
{
    s_skip_separators (self);
    const zc_token_t *first = self->next;
    size_t mark = self->pending.size;
    bool clauses = false;
    if (!s_items (self, &clauses))
        return NULL;
    return clauses? zc_parser_node (self, ZC_AST_CLAUSES, first, mark): s_block (self, first, mark);
}

//  ---- fn and parentheses --------------------------------------------------

zc_ast_t *
zc_parse_fn (zc_parser_t *self)
{
    const zc_token_t *first = self->next++;
    size_t mark = self->pending.size;
    bool clauses = false;
    s_skip_separators (self);
    if (!s_items (self, &clauses))
        return NULL;
    if (!clauses && self->pending.size > mark && self->next->kind == ZC_TOKEN_DO_END)
        return zc_parser_fail (self, first, "expected anonymous functions to be defined with -> inside: 'fn'");
    if (!clauses || !zc_parser_take (self, ZC_TOKEN_DO_END))
        return zc_parser_unexpected (self);
    return zc_parser_node (self, ZC_AST_FN, first, mark);
}

zc_ast_t *
zc_parse_parentheses (zc_parser_t *self)
{
    const zc_token_t *first = self->next++;
    zc_ast_t *node = zc_parse_body (self);
    if (!node || !zc_parser_close (self, ZC_TOKEN_PAREN_END))
        return NULL;
    bool unary = node->kind == ZC_AST_CALL && node->count == 1
              && (strcmp (node->name, "not") == 0 || strcmp (node->name, "!") == 0);
    if (unary) {                    //  (not a) in b is not `not a in b`
        size_t mark = self->pending.size;
        zc_parser_push (self, node);
        node = zc_parser_node (self, ZC_AST_BLOCK, first, mark);
    }
    if (node)
        node->shape = ZC_SHAPE_ACCESS;
    return node;
}
