//  zc_token_quote.c - strings, charlists, quoted atoms and keys, sigils: see zc_scanner.h
//
//  A quote is a bracket of its own kind: between it and its end the scanner takes
//  fragments, and #{ opens ordinary text again. What is inside stays as it is written;
//  escapes and a heredoc's indentation are the parser's (zc_parse_text.c).

#include "zc_scanner.h"
#include "term/zc_syntax.h"

//  ---- heredocs ------------------------------------------------------------

//  At the begin of a line: are blanks and the closing quotes next? Takes the blanks.
static bool
s_heredoc_ends (zc_scanner_t *self)
{
    zc_token_t *open = zc_scan_innermost (self);
    uint32_t blanks = (uint32_t) strspn (self->text + self->at, " \t");
    if (strncmp (self->text + self->at + blanks, self->text + open->from, 3) != 0)
        return false;
    open->indent = blanks;
    self->at += blanks;
    return true;
}

static bool
s_heredoc_begin (zc_scanner_t *self)
{
    const zc_token_t *open = zc_scan_innermost (self);
    uint32_t at = self->at + (uint32_t) strspn (self->text + self->at, " \t");
    at += self->text [at] == '\r' && self->text [at + 1] == '\n';
    if (at < self->size && self->text [at] != '\n')
        return zc_scan_fail (self, open->from, "heredoc allows only zero or more whitespace characters "
                             "followed by a new line after %.3s", self->text + open->from);
    self->at = at;
    if (at == self->size)
        return true;
    self->at++;
    zc_scan_new_line (self);
    return true;
}

//  ---- quotes --------------------------------------------------------------

static void
s_fragment (zc_scanner_t *self, uint32_t from, uint32_t to)
{
    if (from == to)
        return;
    uint32_t at = self->at;
    self->at = to;
    zc_scan_add (self, ZC_TOKEN_FRAGMENT, from);
    self->at = at;
}

static bool
s_quote_end (zc_scanner_t *self)
{
    zc_token_t *open = zc_scan_innermost (self);
    uint32_t from = self->at;
    bool key = !open->heredoc && open->kind != ZC_TOKEN_QUOTED_ATOM;
    self->at += open->heredoc? 3: 1;
    if (key && self->text [self->at] == ':' && zc_scan_blank (self, self->at + 1)) {
        open->kind = ZC_TOKEN_QUOTED_KEY;
        self->at++;
    }
    zc_scan_add (self, ZC_TOKEN_QUOTE_END, from);
    zc_scan_close (self);
    return true;
}

static bool
s_interpolation (zc_scanner_t *self)
{
    uint32_t line = zc_scan_innermost (self)->line;
    self->at += 2;
    zc_scan_add (self, ZC_TOKEN_INTERPOLATION, self->at - 2)->indent = line;
    zc_scan_open (self);
    return true;
}

bool
zc_scan_interpolation_end (zc_scanner_t *self)
{
    self->at++;
    zc_scan_add (self, ZC_TOKEN_INTERPOLATION_END, self->at - 1);
    zc_scan_close (self);
    return true;
}

//  A line of the content ended. Returns whether the heredoc did, too.
static bool
s_line_in_quotes (zc_scanner_t *self, uint32_t from)
{
    self->at++;
    zc_scan_new_line (self);
    uint32_t line = self->at;
    if (!zc_scan_innermost (self)->heredoc || !s_heredoc_ends (self))
        return false;
    s_fragment (self, from, line);
    return true;
}

bool
zc_scan_quoted (zc_scanner_t *self)
{
    const zc_token_t *open = zc_scan_innermost (self);
    char quote = open->heredoc? 0: self->text [open->to - 1];
    uint32_t from = self->at;
    while (self->at < self->size) {
        const char *text = self->text + self->at;
        if (*text == '\n') {
            if (s_line_in_quotes (self, from))
                return s_quote_end (self);
        }
        else
        if (*text == quote) {
            s_fragment (self, from, self->at);
            return s_quote_end (self);
        }
        else
        if (text [0] == '#' && text [1] == '{') {
            s_fragment (self, from, self->at);
            return s_interpolation (self);
        }
        else
            self->at += *text == '\\' && text [1] && text [1] != '\n'? 2: 1;
    }
    return true;                    //  zc_scan_missing tells
}

bool
zc_scan_quote (zc_scanner_t *self, zc_token_kind_t kind, uint32_t from)
{
    const char *text = self->text + self->at;
    bool heredoc = kind != ZC_TOKEN_QUOTED_ATOM && text [1] == text [0] && text [2] == text [0];
    self->at += heredoc? 3: 1;
    zc_scan_add (self, kind, from)->heredoc = heredoc;
    zc_scan_open (self);
    if (!heredoc)
        return true;
    if (!s_heredoc_begin (self))
        return false;
    return s_heredoc_ends (self)? s_quote_end (self): true;
}

//  ---- sigils --------------------------------------------------------------

static char
s_sigil_end (char delimiter)
{
    static const char ends [] = "()[]{}<>//||\"\"''";
    for (const char *at = ends; *at; at += 2)
        if (*at == delimiter)
            return at [1];
    return 0;
}

//  Only ~w and ~W, words: a list of strings, of atoms (…a) or of charlists (…c).
static bool
s_check_sigil (zc_scanner_t *self)
{
    const char *text = self->text + self->at;
    if (text [1] != 'w' && text [1] != 'W')
        return zc_scan_fail (self, self->at, ZC_SUBSET ("the sigil ~%c"), text [1]);
    return s_sigil_end (text [2])
        || zc_scan_fail (self, self->at, "invalid sigil delimiter: \"%.1s\" (column %u). The available "
                         "delimiters are: //, ||, \"\", '', (), [], {}, <>", text + 2,
                         zc_scan_column (self, self->at) + 2);
}

bool
zc_scan_sigil (zc_scanner_t *self)
{
    const char *text = self->text + self->at;
    if (!zc_is_lower (text [1]) && !zc_is_upper (text [1]))
        return zc_scan_operator (self);
    if (!s_check_sigil (self))
        return false;
    char end = s_sigil_end (text [2]);
    uint32_t from = self->at, at = from + 3;
    zc_token_t *token = zc_scan_add (self, ZC_TOKEN_SIGIL, from);
    token->match = at;
    for (; self->text [at] != end; at++) {
        if (at >= self->size)
            return zc_parse_fail (self->error, self->line, zc_scan_column (self, self->size), true,
                                  "missing terminator: %c (for sigil %.3s starting at line %u)", end,
                                  text, token->line);
        if (text [1] == 'w' && self->text [at] == '#' && self->text [at + 1] == '{')
            return zc_scan_fail (self, at, ZC_SUBSET ("interpolation in ~w"));
        self->at = at;
        if (self->text [at] == '\n') {
            self->at++;
            zc_scan_new_line (self);
        }
        at += self->text [at] == '\\' && self->text [at + 1] && self->text [at + 1] != '\n';
    }
    token->indent = at++;
    while (zc_is_lower (self->text [at]) || zc_is_upper (self->text [at]))
        at++;
    self->at = token->to = at;
    return true;
}
