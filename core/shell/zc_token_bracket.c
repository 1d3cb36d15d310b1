//  zc_token_bracket.c - what opens and what closes, see zc_scanner.h

#include "zc_scanner.h"

//  What Elixir calls the token that opened, and the one that closes it.
const char *
zc_scan_opening_text (const zc_token_t *token)
{
    static const char *const names [ZC_TOKEN_SECTION + 1] = {
        [ZC_TOKEN_PAREN] = "(", [ZC_TOKEN_BRACKET] = "[", [ZC_TOKEN_BRACE] = "{",
        [ZC_TOKEN_MAP] = "{", [ZC_TOKEN_BITS] = "<<", [ZC_TOKEN_FN] = "fn", [ZC_TOKEN_DO] = "do"
    };
    return names [token->kind];
}

static const char *
s_closing (const zc_token_t *token)
{
    static const char *const names [ZC_TOKEN_SECTION + 1] = {
        [ZC_TOKEN_PAREN] = ")", [ZC_TOKEN_BRACKET] = "]", [ZC_TOKEN_BRACE] = "}",
        [ZC_TOKEN_MAP] = "}", [ZC_TOKEN_BITS] = ">>", [ZC_TOKEN_FN] = "end", [ZC_TOKEN_DO] = "end"
    };
    return names [token->kind];
}

bool
zc_scan_opening (zc_scanner_t *self, zc_token_kind_t kind, uint32_t size)
{
    if (kind == ZC_TOKEN_PAREN && zc_scan_last (self) == ZC_TOKEN_ALIAS) {
        const zc_token_t *alias = &self->tokens->list [self->tokens->count - 1];
        return zc_parse_fail (self->error, self->line, zc_scan_column (self, self->at) + 1, false,
            "unexpected ( after alias %.*s. Function names and identifiers in Elixir start with "
            "lowercase characters or underscore. For example:\n\n"
            "    hello_world()\n    _starting_with_underscore()\n    numb3rs_are_allowed()\n"
            "    may_finish_with_question_mark?()\n    may_finish_with_exclamation_mark!()\n\n"
            "Unexpected token: (", (int) (alias->to - alias->from), self->text + alias->from);
    }
    self->at += size;
    zc_scan_add (self, kind, self->at - size);
    zc_scan_open (self);
    return true;
}

//  `end` and the closing brackets: do they close what was opened last?
bool
zc_scan_closing (zc_scanner_t *self, zc_token_kind_t kind, const char *text)
{
    const zc_token_t *open = zc_scan_innermost (self);
    const char *what = kind == ZC_TOKEN_DO_END? "reserved word": "token";
    if (open && open->kind == ZC_TOKEN_INTERPOLATION && kind == ZC_TOKEN_BRACE_END)
        return zc_scan_interpolation_end (self);
    if (!open || open->kind == ZC_TOKEN_INTERPOLATION)
        return zc_scan_fail (self, self->at, "unexpected %s: %s", what, text);
    if (strcmp (s_closing (open), text) != 0)
        return zc_scan_fail (self, self->at,
                             "unexpected %s: %s. The \"%s\" at line %u is missing terminator \"%s\"",
                             what, text, zc_scan_opening_text (open), open->line, s_closing (open));
    self->at += (uint32_t) strlen (text);
    zc_scan_add (self, kind, self->at - (uint32_t) strlen (text));
    zc_scan_close (self);
    return true;
}

bool
zc_scan_percent (zc_scanner_t *self)
{
    char next = self->text [self->at + 1];
    if (next == '(' || next == '[')
        return zc_scan_fail (self, self->at, "expected %%{ to define a map, got: %%%c", next);
    if (next == '{')
        return zc_scan_opening (self, ZC_TOKEN_MAP, 2);
    self->at++;
    zc_scan_add (self, ZC_TOKEN_PERCENT, self->at - 1);
    return true;
}

static bool
s_missing_quote (zc_scanner_t *self, const zc_token_t *open)
{
    uint32_t column = zc_scan_column (self, self->size);
    const char *what = open->heredoc? "heredoc":
                       open->kind == ZC_TOKEN_QUOTED_ATOM? "atom":
                       open > self->tokens->list && open [-1].kind == ZC_TOKEN_DOT? "function name": "string";
    const char *quote = self->text + open->to - (open->heredoc? 3: 1);
    return zc_parse_fail (self->error, self->line, column, true,
                          "missing terminator: %.*s (for %s starting at line %u)",
                          open->heredoc? 3: 1, quote, what, open->line);
}

bool
zc_scan_missing (zc_scanner_t *self)
{
    const zc_token_t *open = zc_scan_innermost (self);
    if (open->kind == ZC_TOKEN_INTERPOLATION)
        return zc_parse_fail (self->error, open->line, open->column, true,
                              "missing interpolation terminator: \"}\" (for string starting at line %u)",
                              open->indent);
    if (!zc_scan_opening_text (open))
        return s_missing_quote (self, open);
    return zc_parse_fail (self->error, self->line, zc_scan_column (self, self->size), true,
                          "missing terminator: %s (for \"%s\" starting at line %u)",
                          s_closing (open), zc_scan_opening_text (open), open->line);
}

