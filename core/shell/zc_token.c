//  zc_token.c - see zc_token.h and zc_scanner.h

#include "zc_scanner.h"
#include "base/zc_limits.h"
#include "term/zc_syntax.h"
#include "term/zc_utf8.h"

//  ---- tokens --------------------------------------------------------------

uint32_t
zc_scan_column (zc_scanner_t *self, uint32_t at)
{
    for (; self->counted < at; self->counted++)
        self->column += (self->text [self->counted] & 0xc0) != 0x80;
    return self->column;
}

void
zc_scan_new_line (zc_scanner_t *self)
{
    self->line++;
    self->counted = self->at;
    self->column = 1;
}

zc_token_t *
zc_scan_add (zc_scanner_t *self, zc_token_kind_t kind, uint32_t from)
{
    zc_tokens_t *tokens = self->tokens;
    if (!tokens->list || tokens->count == tokens->capacity) {
        tokens->capacity = tokens->capacity? tokens->capacity * 2: 64;
        tokens->list = zc_regrow (tokens->list, tokens->capacity * sizeof *tokens->list);
    }
    zc_token_t *token = &tokens->list [tokens->count++];
    *token = (zc_token_t) {.kind = (uint8_t) kind, .line = self->line, .from = from, .to = self->at,
                           .column = zc_scan_column (self, from)};
    return token;
}

zc_token_kind_t
zc_scan_last (const zc_scanner_t *self)
{
    const zc_tokens_t *tokens = self->tokens;
    return tokens->list && tokens->count? tokens->list [tokens->count - 1].kind: ZC_TOKEN_END;
}

zc_token_t *
zc_scan_innermost (const zc_scanner_t *self)
{
    if (self->open.size == 0)
        return NULL;
    uint32_t index;
    memcpy (&index, self->open.data + self->open.size - sizeof index, sizeof index);
    return &self->tokens->list [index];
}

void
zc_scan_open (zc_scanner_t *self)
{
    uint32_t index = self->tokens->count - 1;
    zc_buffer_put (&self->open, &index, sizeof index);
}

void
zc_scan_close (zc_scanner_t *self)
{
    zc_token_t *open = zc_scan_innermost (self);
    zc_check (open, "a token closes what was opened");
    open->match = self->tokens->count - 1;
    self->open.size -= sizeof (uint32_t);
}

//  ---- lines ---------------------------------------------------------------

//  A line's end ends an expression but after a comma, a dot, another end; and
//  not before a binary operator (zc_scan_join_line).
static bool
s_line_end (zc_scanner_t *self)
{
    uint32_t from = self->at;
    self->at += self->text [self->at] == '\r'? 2: 1;
    zc_token_kind_t last = zc_scan_last (self);
    if (last != ZC_TOKEN_COMMA && last != ZC_TOKEN_DOT && last != ZC_TOKEN_EOL && last != ZC_TOKEN_SEMICOLON)
        zc_scan_add (self, ZC_TOKEN_EOL, from);
    zc_scan_new_line (self);
    return true;
}

void
zc_scan_join_line (zc_scanner_t *self)
{
    self->tokens->count -= zc_scan_last (self) == ZC_TOKEN_EOL;
}

static bool
s_comment (zc_scanner_t *self)
{
    const char *end = strchr (self->text + self->at, '\n');
    self->at = end? (uint32_t) (end - self->text): self->size;
    return true;
}

//  A backslash at the end of a line: it goes on.
static bool
s_backslash (zc_scanner_t *self)
{
    const char *next = self->text + self->at + 1;
    uint32_t size = *next == '\n'? 2: next [0] == '\r' && next [1] == '\n'? 3: 1;
    if (self->at + size == self->size)
        return zc_parse_fail (self->error, self->line, zc_scan_column (self, self->at), true,
                              "invalid escape \\ at end of file");
    if (size == 1)
        return zc_scan_unexpected (self, self->at);
    self->at += size;
    zc_scan_new_line (self);
    return true;
}

static bool
s_semicolon (zc_scanner_t *self)
{
    if (zc_scan_last (self) == ZC_TOKEN_SEMICOLON)
        return zc_scan_unexpected (self, self->at);
    self->at++;
    zc_scan_add (self, ZC_TOKEN_SEMICOLON, self->at - 1);
    return true;
}

//  ---- the choice ----------------------------------------------------------

static bool
s_one (zc_scanner_t *self, zc_token_kind_t kind)
{
    self->at++;
    zc_scan_add (self, kind, self->at - 1);
    return true;
}

//  Brackets are chosen before operators, but <<< and >>> are operators.
static bool
s_bracket_or_operator (zc_scanner_t *self)
{
    const char *text = self->text + self->at;
    if (strncmp (text, "<<", 2) == 0 && text [2] != '<' && text [2] != '~')
        return zc_scan_opening (self, ZC_TOKEN_BITS, 2);
    if (strncmp (text, ">>", 2) == 0 && text [2] != '>')
        return zc_scan_closing (self, ZC_TOKEN_BITS_END, ">>");
    return zc_scan_operator (self);
}

static bool
s_token (zc_scanner_t *self)
{
    const zc_token_t *open = zc_scan_innermost (self);
    if (open && !zc_scan_opening_text (open) && open->kind != ZC_TOKEN_INTERPOLATION)
        return zc_scan_quoted (self);
    const char *text = self->text + self->at;
    switch (*text) {
        case ' ': case '\t': self->at++; return true;
        case '\r':           return text [1] == '\n'? s_line_end (self): zc_scan_unexpected (self, self->at);
        case '\n':           return s_line_end (self);
        case '#':            return s_comment (self);
        case '\\':           return text [1] == '\\'? zc_scan_operator (self): s_backslash (self);
        case ';':            return s_semicolon (self);
        case ',':            return s_one (self, ZC_TOKEN_COMMA);
        case '.':            return zc_scan_dot (self);
        case '(':            return zc_scan_opening (self, ZC_TOKEN_PAREN, 1);
        case '[':            return zc_scan_opening (self, ZC_TOKEN_BRACKET, 1);
        case '{':            return zc_scan_opening (self, ZC_TOKEN_BRACE, 1);
        case ')':            return zc_scan_closing (self, ZC_TOKEN_PAREN_END, ")");
        case ']':            return zc_scan_closing (self, ZC_TOKEN_BRACKET_END, "]");
        case '}':            return zc_scan_closing (self, ZC_TOKEN_BRACE_END, "}");
        case '<': case '>':  return s_bracket_or_operator (self);
        case '%':            return zc_scan_percent (self);
        case ':':            return zc_scan_colon (self);
        case '?':            return zc_scan_character (self);
        case '"':            return zc_scan_quote (self, ZC_TOKEN_STRING, self->at);
        case '\'':           return zc_scan_quote (self, ZC_TOKEN_CHARLIST, self->at);
        case '~':            return zc_scan_sigil (self);
        default: break;
    }
    if (zc_is_digit (*text))
        return zc_scan_number (self);
    if (zc_is_word (*text) && *text != '@')
        return zc_scan_word (self);
    return zc_scan_operator (self);
}

//  ---- the whole text ------------------------------------------------------

//  Bytes that can stand nowhere: refused first, so that nothing else needs to care.
static bool
s_check (zc_scanner_t *self)
{
    if (self->size > ZC_TERM_SIZE_MAX)
        return zc_scan_fail (self, 0, "the text is too large");
    while (self->at < self->size) {
        uint32_t point;
        size_t step = zc_utf8_get ((const uint8_t *) self->text + self->at, self->size - self->at, &point);
        if (step == 0)
            return zc_scan_fail (self, self->at, "invalid encoding starting at <<%u>>",
                                 (uint8_t) self->text [self->at]);
        if (point == 0)
            return zc_scan_unexpected (self, self->at);
        self->at += (uint32_t) step;
        if (point == '\n')
            zc_scan_new_line (self);
    }
    return true;
}

bool
zc_tokens_scan (zc_tokens_t *self, const char *text, size_t size, uint32_t first_line,
                zc_parse_error_t *error)
{
    error->message [0] = 0;
    zc_scanner_t scanner = {.text = text, .size = (uint32_t) size, .line = first_line, .column = 1,
                            .tokens = self, .error = error};
    bool good = s_check (&scanner);
    scanner.at = scanner.counted = 0;
    scanner.column = 1;
    scanner.line = first_line;
    while (good && scanner.at < scanner.size)
        good = s_token (&scanner);
    if (good && scanner.open.size)
        good = zc_scan_missing (&scanner);
    if (good)
        zc_scan_add (&scanner, ZC_TOKEN_END, scanner.at);
    zc_buffer_clear (&scanner.open);
    return good;
}

void
zc_tokens_clear (zc_tokens_t *self)
{
    zc_release (self->list);
    *self = (zc_tokens_t) {0};
}
