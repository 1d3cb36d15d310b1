//  zc_text.c - see zc_text.h

#include "zc_text.h"
#include "zc_syntax.h"
#include "zc_utf8.h"

//  ---- characters ----------------------------------------------------------

//  The letter behind the backslash for characters that have one, 0 else.
static char
s_escape_letter (uint32_t point)
{
    static const char letters [] = "abtnvfr";       //  7 to 13
    return point >= 7 && point <= 13? letters [point - 7]: point == 27? 'e': point == 127? 'd': 0;
}

static bool
s_is_printable (uint32_t point)
{
    return (point >= 32 && point <= 126) || (point >= 0xa0 && point <= 0xd7ff)
        || (point >= 0xe000 && point <= 0xfffd) || point >= 0x10000;
}

bool
zc_text_is_string (const uint8_t *data, size_t size)
{
    for (size_t at = 0; at < size;) {
        uint32_t point;
        size_t step = zc_utf8_get (data + at, size - at, &point);
        if (step == 0 || !(s_is_printable (point) || s_escape_letter (point)))
            return false;
        at += step;
    }
    return true;
}

bool
zc_text_is_charlist (const uint8_t *data, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (data [i] > 126 || !(data [i] >= 32 || s_escape_letter (data [i])))
            return false;
    return true;
}

static void
s_put_character (zc_buffer_t *out, const uint8_t *at, size_t size, uint32_t point, char quote)
{
    char letter = s_escape_letter (point);
    if (letter)
        zc_buffer_printf (out, "\\%c", letter);
    else
    if (point == (uint8_t) quote || point == '\\')
        zc_buffer_printf (out, "\\%c", (char) point);
    else
    if (s_is_printable (point))
        zc_buffer_put (out, at, size);
    else
    if (point == 0)
        zc_buffer_put (out, "\\0", 2);
    else
        zc_buffer_printf (out, point < 0x100? "\\x%02X": "\\x{%04X}", (unsigned) point);
}

void
zc_text_quote (zc_buffer_t *out, const uint8_t *data, size_t size, char quote)
{
    zc_buffer_u8 (out, (uint8_t) quote);
    for (size_t at = 0; at < size;) {
        uint32_t point = data [at];
        size_t step = zc_utf8_get (data + at, size - at, &point);
        step += step == 0;
        if (point == '#' && at + 1 < size && data [at + 1] == '{')
            zc_buffer_u8 (out, '\\');
        s_put_character (out, data + at, step, point, quote);
        at += step;
    }
    zc_buffer_u8 (out, (uint8_t) quote);
}

//  ---- atoms ---------------------------------------------------------------

//  Letters of Latin, Greek and Cyrillic go without quotes; Elixir knows more.
static bool
s_is_letter (uint32_t point)
{
    return point < 0x80? zc_is_word ((char) point) && point != '@':
           point >= 0xc0 && point <= 0x24f? point != 0xd7 && point != 0xf7:
           (point >= 0x388 && point <= 0x3ff) || (point >= 0x400 && point <= 0x481)
           || (point >= 0x48a && point <= 0x52f);
}

//  Letters, digits, _ and @, perhaps with ? or ! at the end.
static bool
s_is_word (const char *text, size_t size, bool with_at)
{
    if (size && (text [size - 1] == '?' || text [size - 1] == '!'))
        size--;
    if (size == 0 || zc_is_digit (text [0]) || text [0] == '@')
        return false;
    for (size_t at = 0; at < size;) {
        uint32_t point = 0;
        size_t step = zc_utf8_get ((const uint8_t *) text + at, size - at, &point);
        if (step == 0 || !(s_is_letter (point) || (with_at && point == '@')))
            return false;
        at += step;
    }
    return true;
}

static bool
s_is_operator (const char *text, size_t size)
{
    char copy [8];
    if (size == 0 || size >= sizeof copy)
        return false;
    memcpy (copy, text, size);
    copy [size] = 0;
    return zc_operator_size (copy) == size;
}

bool
zc_text_is_alias (const char *text, size_t size)
{
    if (size < 6 || memcmp (text, "Elixir", 6) != 0)
        return false;
    for (size_t at = 6; at < size;) {
        if (text [at] != '.' || at + 1 == size || !zc_is_upper (text [at + 1]))
            return false;
        for (at++; at < size && text [at] != '.'; at++)
            if (!zc_is_word (text [at]) || text [at] == '@' || (unsigned char) text [at] >= 0x80)
                return false;
    }
    return true;
}

//  Elixir.Foo is Foo, unless what remains would be read as something else.
static void
s_alias (zc_buffer_t *out, const char *text, size_t size)
{
    bool whole = size == 6 || (size >= 13 && memcmp (text + 7, "Elixir", 6) == 0
                               && (size == 13 || text [13] == '.'));
    zc_buffer_put (out, whole? text: text + 7, whole? size: size - 7);
}

static bool
s_is (const char *text, size_t size, const char *word)
{
    return size == strlen (word) && memcmp (text, word, size) == 0;
}

static bool
s_is_plain (const char *text, size_t size, zc_atom_place_t place)
{
    if (place != ZC_ATOM_FUNCTION)
        return s_is_word (text, size, true) || s_is_operator (text, size);
    if (s_is (text, size, "{}") || s_is (text, size, "%{}") || s_is (text, size, "<<>>")
        || s_is (text, size, ".") || s_is (text, size, "%") || zc_is_upper (text [0]))
        return false;
    return s_is_word (text, size, false) || s_is_operator (text, size);
}

void
zc_text_atom (zc_buffer_t *out, const char *text, size_t size, zc_atom_place_t place)
{
    bool alias = zc_text_is_alias (text, size);
    if (place == ZC_ATOM_TERM) {
        if (alias) {
            s_alias (out, text, size);
            return;
        }
        if (s_is (text, size, "true") || s_is (text, size, "false") || s_is (text, size, "nil")) {
            zc_buffer_put (out, text, size);
            return;
        }
        zc_buffer_u8 (out, ':');
    }
    if (size && !alias && s_is_plain (text, size, place))
        zc_buffer_put (out, text, size);
    else
        zc_text_quote (out, (const uint8_t *) text, size, '"');
    if (place == ZC_ATOM_KEY)
        zc_buffer_u8 (out, ':');
}
