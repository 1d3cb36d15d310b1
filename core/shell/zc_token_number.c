//  zc_token_number.c - numbers and characters, see zc_scanner.h

#include "zc_scanner.h"
#include "base/zc_limits.h"
#include "term/zc_syntax.h"
#include "term/zc_utf8.h"

static bool
s_is_digit (char c, unsigned base)
{
    unsigned digit = zc_is_digit (c)? (unsigned) (c - '0'):
                     zc_is_lower (c)? (unsigned) (c - 'a') + 10:
                     zc_is_upper (c)? (unsigned) (c - 'A') + 10: 99;
    return digit < base;
}

//  The byte behind the digits at `at`; single underscores stand between them.
static uint32_t
s_digits_end (const zc_scanner_t *self, uint32_t at, unsigned base)
{
    const char *text = self->text;
    while (s_is_digit (text [at], base) || (text [at] == '_' && s_is_digit (text [at + 1], base)))
        at++;
    return at;
}

//  .digits and an exponent; `at` where there is none.
static uint32_t
s_fraction_end (const zc_scanner_t *self, uint32_t at)
{
    const char *text = self->text;
    if (text [at] != '.' || !zc_is_digit (text [at + 1]))
        return at;
    at = s_digits_end (self, at + 1, 10);
    if (text [at] == 'e' || text [at] == 'E') {
        uint32_t exponent = at + 1 + (text [at + 1] == '+' || text [at + 1] == '-');
        if (zc_is_digit (text [exponent]))
            at = s_digits_end (self, exponent, 10);
    }
    return at;
}

//  Not 12ab and not 1_000_: a name has no digit at its front.
static bool
s_check_end (zc_scanner_t *self, uint32_t from, uint32_t end)
{
    char next = self->text [end];
    if (!zc_is_lower (next) && !zc_is_upper (next) && next != '_')
        return true;
    return zc_scan_fail (self, from, "invalid character \"%c\" after number %.*s. If you intended to write "
                         "a number, make sure to separate the number from the character (using comma, space, "
                         "etc). If you meant to write a function name or a variable, note that identifiers "
                         "in Elixir cannot start with numbers. Unexpected token: %c", next,
                         (int) (end - from), self->text + from, next);
}

bool
zc_scan_number (zc_scanner_t *self)
{
    const char *text = self->text + self->at;
    uint32_t from = self->at, end;
    unsigned base = text [0] != '0'? 10: text [1] == 'x'? 16: text [1] == 'o'? 8: text [1] == 'b'? 2: 10;
    bool based = base != 10 && s_is_digit (text [2], base);
    uint32_t whole = end = s_digits_end (self, from + (based? 2: 0), based? base: 10);
    if (!based) {
        end = s_fraction_end (self, whole);
        if (!s_check_end (self, from, end))
            return false;
    }
    //  Their cost grows with the square of their length.
    if (end - from > ZC_SCRIPT_DIGITS_MAX)
        return zc_scan_fail (self, from, "the number has more than %d digits", ZC_SCRIPT_DIGITS_MAX);
    self->at = end;
    zc_scan_add (self, end > whole? ZC_TOKEN_FLOAT: ZC_TOKEN_INTEGER, from);
    return true;
}

//  ?a  ?\n
bool
zc_scan_character (zc_scanner_t *self)
{
    uint32_t from = self->at, at = from + 1, point;
    at += self->text [at] == '\\';
    size_t size = zc_utf8_get ((const uint8_t *) self->text + at, self->size - at, &point);
    if (size == 0)
        return zc_scan_unexpected (self, from);
    self->at = at + (uint32_t) size;
    zc_scan_add (self, ZC_TOKEN_CHARACTER, from);
    if (point == '\n')
        zc_scan_new_line (self);
    return true;
}
