//  zc_token_word.c - identifiers, aliases, reserved words, atoms, keys: see zc_scanner.h

#include "zc_scanner.h"
#include "base/zc_limits.h"
#include "term/zc_syntax.h"
#include "term/zc_utf8.h"

//  ---- letters -------------------------------------------------------------

//  Beyond ASCII all is a letter but what is known not to be: blanks, signs, arrows,
//  emoji. Quotation marks from a web page are so told as what they are.
static bool
s_is_letter (uint32_t point)
{
    static const uint32_t others [] [2] = {
        {0x80, 0xa9}, {0xab, 0xb4}, {0xb6, 0xb9}, {0xbb, 0xbf}, {0xd7, 0xd7}, {0xf7, 0xf7},
        {0x2000, 0x206f}, {0x20a0, 0x20cf}, {0x2190, 0x2bff}, {0x2e00, 0x2e7f}, {0x3000, 0x3004},
        {0x3008, 0x3020}, {0x3164, 0x3164}, {0xe000, 0xf8ff}, {0xfe00, 0xfe6f}, {0xfeff, 0xff0f},
        {0x1d000, 0x1d3ff}, {0x1f000, 0x1faff}, {0xe0000, 0x10ffff}
    };
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (point >= others [i] [0] && point <= others [i] [1])
            return false;
    return true;
}

//  The byte behind the word at `from`; `from` where there is none.
static uint32_t
s_word_end (const zc_scanner_t *self, uint32_t from)
{
    uint32_t end = from, point = 0;
    while (zc_is_word (self->text [end])) {
        size_t size = zc_utf8_get ((const uint8_t *) self->text + end, self->size - end, &point);
        if (point >= 0x80 && !s_is_letter (point))
            break;
        end += (uint32_t) size;
    }
    if (end > from && (self->text [end] == '?' || self->text [end] == '!'))
        end++;
    return end;
}

//  ---- what a word is ------------------------------------------------------

static bool
s_is (const zc_scanner_t *self, uint32_t end, const char *word)
{
    size_t size = strlen (word);
    return end - self->at == size && memcmp (self->text + self->at, word, size) == 0;
}

//  `do` belongs to what stands before it, which is no comma.
static bool
s_do (zc_scanner_t *self)
{
    zc_token_kind_t last = zc_scan_last (self);
    if (last == ZC_TOKEN_FN)
        return zc_scan_fail (self, self->at, "unexpected reserved word: do. Anonymous functions are "
                             "written as:\n\n    fn pattern -> expression end");
    if (last == ZC_TOKEN_COMMA || last == ZC_TOKEN_SEMICOLON)
        return zc_scan_fail (self, self->at, "unexpected reserved word: do%s", zc_token_invalid_do);
    zc_scan_join_line (self);
    return zc_scan_opening (self, ZC_TOKEN_DO, 2);
}

//  Take the word as this kind of token.
static bool
s_take (zc_scanner_t *self, zc_token_kind_t kind, uint32_t end)
{
    uint32_t from = self->at;
    self->at = end;
    zc_scan_add (self, kind, from);
    return true;
}

//  Reserved words are names behind a dot: x.end
static bool
s_reserved (zc_scanner_t *self, uint32_t end, bool *good)
{
    static const char *const values [] = {"true", "false", "nil"};
    static const char *const sections [] = {"else", "after", "rescue", "catch"};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        if (s_is (self, end, values [i])) {
            *good = s_take (self, ZC_TOKEN_WORD, end);
            return true;
        }
    for (size_t i = 0; i < sizeof sections / sizeof *sections; i++)
        if (s_is (self, end, sections [i])) {
            *good = s_take (self, ZC_TOKEN_SECTION, end);
            return true;
        }
    int op = zc_operator_word (self->text + self->at, end - self->at);
    if (s_is (self, end, "do"))
        *good = s_do (self);
    else
    if (s_is (self, end, "fn"))
        *good = zc_scan_opening (self, ZC_TOKEN_FN, 2);
    else
    if (s_is (self, end, "end"))
        *good = zc_scan_closing (self, ZC_TOKEN_DO_END, "end");
    else
    if (op >= 0)
        *good = zc_scan_operator_word (self, op, end - self->at);
    else
        return false;
    return true;
}

//  ---- words ---------------------------------------------------------------

static bool
s_check_length (zc_scanner_t *self, uint32_t from, uint32_t end)
{
    return zc_atom_valid (self->text + from, end - from)
        || zc_scan_fail (self, from, "atom length must be less than system limit: %.*s",
                         (int) (end - from), self->text + from);
}

static bool
s_alias (zc_scanner_t *self, uint32_t end)
{
    uint32_t at = self->at, point = 0;
    while (at < end && (uint8_t) self->text [at] < 0x80 && self->text [at] != '?' && self->text [at] != '!')
        at++;
    if (at == end)
        return s_take (self, ZC_TOKEN_ALIAS, end);
    size_t size = zc_utf8_get ((const uint8_t *) self->text + at, self->size - at, &point);
    return zc_scan_fail (self, self->at, "invalid character \"%.*s\" (code point U+%04X) in alias (only "
                         "ASCII characters, without punctuation, are allowed): %.*s", (int) size,
                         self->text + at, point, (int) (end - self->at), self->text + self->at);
}

bool
zc_scan_word (zc_scanner_t *self)
{
    const char *text = self->text;
    uint32_t from = self->at, end = s_word_end (self, from);
    int size = (int) (end - from);
    bool good, upper = zc_is_upper (text [from]);
    if (size == 0)
        return zc_scan_unexpected (self, from);
    if (!s_check_length (self, from, end))
        return false;
    if (text [end] == ':' && zc_scan_blank (self, end + 1))
        return s_take (self, ZC_TOKEN_KEY, end + 1);
    if (text [end] == ':' && text [end + 1] != ':')
        return zc_scan_fail (self, from, "keyword argument must be followed by space after: %.*s:",
                             size, text + from);
    if (memchr (text + from, '@', (size_t) size))
        return zc_scan_fail (self, from, "invalid character \"@\" (code point U+0040) in %s: %.*s",
                             upper? "alias": "identifier", size, text + from);
    if (upper)
        return s_alias (self, end);
    if (zc_scan_last (self) != ZC_TOKEN_DOT && s_reserved (self, end, &good))
        return good;
    return s_take (self, ZC_TOKEN_IDENTIFIER, end);
}

//  ---- behind a colon ------------------------------------------------------

//  :word  :"text"  :+  and the operator ::
bool
zc_scan_colon (zc_scanner_t *self)
{
    uint32_t from = self->at;
    const char *next = self->text + from + 1;
    if (*next == ':')
        return zc_scan_operator (self);
    if (*next == '"' || *next == '\'') {
        self->at++;
        return zc_scan_quote (self, ZC_TOKEN_QUOTED_ATOM, from);
    }
    uint32_t end = zc_is_digit (*next) || *next == '@'? from + 1: s_word_end (self, from + 1);
    if (end == from + 1)
        end += (uint32_t) zc_operator_size (next);
    if (end == from + 1)
        return zc_scan_unexpected (self, from);
    return s_check_length (self, from + 1, end) && s_take (self, ZC_TOKEN_ATOM, end);
}
