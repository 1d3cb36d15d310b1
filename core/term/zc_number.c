//  zc_number.c - numbers and ?a, see zc_syntax.h

#include "zc_syntax.h"
#include "zc_bignum.h"
#include "zc_utf8.h"

//  Digits of a base, single underscores between them. 0: none.
static size_t
s_count_digits (const char *at, unsigned base)
{
    size_t count = 0;
    for (;; count++) {
        char c = at [count];
        if (c == '_' && count > 0 && at [count - 1] != '_')
            continue;
        unsigned digit = zc_is_digit (c)? (unsigned) (c - '0'):
                         zc_is_lower (c)? (unsigned) (c - 'a') + 10:
                         zc_is_upper (c)? (unsigned) (c - 'A') + 10: 99;
        if (digit >= base)
            break;
    }
    while (count > 0 && at [count - 1] == '_')
        count--;
    return count;
}

//  Small decimal numbers are frequent: no detour over limbs for them.
static bool
s_short (zc_buffer_t *out, bool negative, const char *digits, size_t count)
{
    if (count > 18)
        return false;
    int64_t value = 0;
    for (size_t i = 0; i < count; i++)
        if (digits [i] != '_')
            value = value * 10 + (digits [i] - '0');
    zc_encode_int (out, negative? -value: value);
    return true;
}

static bool
s_float (zc_syntax_t *self, zc_buffer_t *out, bool negative, size_t whole)
{
    const char *end = self->at + whole + 1;
    end += s_count_digits (end, 10);
    if (*end == 'e' || *end == 'E') {
        const char *exponent = end + 1 + (end [1] == '-' || end [1] == '+');
        size_t count = s_count_digits (exponent, 10);
        if (count == 0)
            return zc_syntax_fail (self, "digits are missing in the exponent");
        end = exponent + count;
    }
    double value;
    if (!zc_float_parse (self->at, (size_t) (end - self->at), &value))
        return zc_syntax_fail (self, "the float is too large");
    self->at = end;
    zc_encode_float (out, negative? -value: value);
    return true;
}

static bool
s_character (zc_syntax_t *self, zc_buffer_t *out)
{
    uint32_t point = 0;
    if (*++self->at == '\\') {
        bool is_byte;
        self->at++;
        if (!zc_syntax_escape (self, &point, &is_byte))
            return false;
    }
    else {
        size_t size = *self->at? zc_utf8_get ((const uint8_t *) self->at, strlen (self->at), &point): 0;
        if (size == 0)
            return zc_syntax_fail (self, "a character is missing after ?");
        self->at += size;
    }
    zc_encode_int (out, point);
    return true;
}

bool
zc_syntax_number (zc_syntax_t *self, zc_buffer_t *out)
{
    if (*self->at == '?')
        return s_character (self, out);
    bool negative = *self->at == '-';
    self->at += negative;
    unsigned base = 10;
    if (self->at [0] == '0' && self->at [1])
        base = self->at [1] == 'x'? 16: self->at [1] == 'o'? 8: self->at [1] == 'b'? 2: 10;
    if (base != 10)
        self->at += 2;
    size_t count = s_count_digits (self->at, base);
    if (count == 0)
        return zc_syntax_fail (self, "digits are missing");
    if (base == 10 && self->at [count] == '.' && zc_is_digit (self->at [count + 1]))
        return s_float (self, out, negative, count);
    if (base != 10 || !s_short (out, negative, self->at, count))
        zc_bignum_encode (out, negative, self->at, count, base);
    self->at += count;
    if (zc_is_word (*self->at))
        return zc_syntax_fail (self, "a number ends in letters");
    return true;
}
