//  zc_token_operator.c - operators, of symbols and of letters, see zc_scanner.h

#include "zc_scanner.h"

//  What looks like an operator but is a name: `+: 1`, `&+/2`, `Kernel.+(1, 2)`.
static bool
s_operator_name (zc_scanner_t *self, const char *text, uint32_t size)
{
    if (zc_scan_last (self) == ZC_TOKEN_DOT)
        return true;
    const char *next = text + size;
    next += strspn (next, " \t");
    if (*next != '/' || (size == 2 && strncmp (text, "//", 2) == 0))
        return false;
    //  & //2 captures the operator /, &/2 the operator &.
    return *text != '&' || size > 1 || *(next + 1 + strspn (next + 1, " \t")) != '/';
}

//  f -1: is the sign the argument's? There is a blank before it, none after, and no bracket.
static bool
s_is_sign (const zc_scanner_t *self, uint32_t from, uint32_t size)
{
    const char *text = self->text + from;
    if (size != 1 || (*text != '+' && *text != '-') || zc_scan_last (self) != ZC_TOKEN_IDENTIFIER)
        return false;
    const zc_token_t *name = &self->tokens->list [self->tokens->count - 1];
    return name->to < from && !zc_scan_blank (self, from + 1) && !strchr ("([<{%+-/>:", text [1]);
}

bool
zc_scan_operator (zc_scanner_t *self)
{
    const char *text = self->text + self->at;
    int op = zc_operator_at (text);
    if (op < 0)
        return zc_scan_unexpected (self, self->at);
    const zc_operator_t *found = zc_operator ((unsigned) op);
    uint32_t from = self->at, size = (uint32_t) strlen (found->text);
    if (text [size] == ':' && text [size + 1] && zc_scan_blank (self, from + size + 1)) {
        self->at += size + 1;
        zc_scan_add (self, ZC_TOKEN_KEY, from);
        return true;
    }
    if (s_operator_name (self, text, size)) {
        self->at += size;
        zc_scan_add (self, ZC_TOKEN_IDENTIFIER, from);
        return true;
    }
    if (!found->unary)
        zc_scan_join_line (self);
    if (s_is_sign (self, from, size))
        self->tokens->list [self->tokens->count - 1].sign = true;
    self->at += size;
    zc_scan_add (self, ZC_TOKEN_OPERATOR, from)->op = (uint8_t) op;
    return true;
}

bool
zc_scan_dot (zc_scanner_t *self)
{
    const char *text = self->text + self->at;
    if (strncmp (text, "...", 3) == 0) {
        self->at += 3;
        zc_scan_add (self, ZC_TOKEN_IDENTIFIER, self->at - 3);
        return true;
    }
    if (text [1] == '.')
        return zc_scan_operator (self);
    zc_scan_join_line (self);
    self->at++;
    zc_scan_add (self, ZC_TOKEN_DOT, self->at - 1);
    return true;
}

//  `not` and `in` one after the other are one operator.
static bool
s_follows_not (const zc_scanner_t *self)
{
    return zc_scan_last (self) == ZC_TOKEN_OPERATOR
        && self->tokens->list [self->tokens->count - 1].op == zc_operator_word ("not", 3);
}

static bool
s_not_in (zc_scanner_t *self)
{
    zc_token_t before = self->tokens->list [--self->tokens->count];
    zc_scan_join_line (self);
    zc_token_t *token = zc_scan_add (self, ZC_TOKEN_OPERATOR, self->at);
    before.op = (uint8_t) zc_operator_word ("not in", 6);
    before.to = self->at;
    *token = before;
    return true;
}

bool
zc_scan_operator_word (zc_scanner_t *self, int op, uint32_t size)
{
    uint32_t from = self->at;
    const char *next = self->text + from + size;
    self->at += size;
    if (next [strspn (next, " \t")] == '/') {
        zc_scan_add (self, ZC_TOKEN_IDENTIFIER, from);
        return true;
    }
    if (op == zc_operator_word ("in", 2) && s_follows_not (self))
        return s_not_in (self);
    if (!zc_operator ((unsigned) op)->unary)
        zc_scan_join_line (self);
    zc_scan_add (self, ZC_TOKEN_OPERATOR, from)->op = (uint8_t) op;
    return true;
}
