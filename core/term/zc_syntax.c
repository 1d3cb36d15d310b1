//  zc_syntax.c - see zc_syntax.h

#include "zc_syntax.h"
#include "zc_utf8.h"

bool
zc_syntax_fail (zc_syntax_t *self, const char *why)
{
    if (!self->error)
        self->error = why;
    return false;
}

bool
zc_syntax_arrow (zc_syntax_t *self)
{
    if (!zc_syntax_take (self, '=') || *self->at != '>')
        return zc_syntax_fail (self, "expected =>");
    self->at++;
    return true;
}

bool
zc_syntax_end (zc_syntax_t *self)
{
    return !zc_syntax_peek (self) || zc_syntax_fail (self, "text after the end of the term");
}

//  ---- strings and escapes -------------------------------------------------

static bool
s_hex (zc_syntax_t *self, unsigned least, unsigned most, uint32_t *point)
{
    bool braces = *self->at == '{';
    self->at += braces;
    if (braces)
        least = 1, most = 6;
    unsigned count = 0;
    for (*point = 0; count < most; count++, self->at++) {
        char c = *self->at;
        uint32_t digit = zc_is_digit (c)? (uint32_t) (c - '0'): (uint32_t) ((c | 0x20) - 'a') + 10;
        if (digit > 15)
            break;
        *point = *point << 4 | digit;
    }
    uint8_t character [4];
    if (count < least || (braces && *self->at++ != '}') || !zc_utf8_put (character, *point))
        return zc_syntax_fail (self, "not a character's number");
    return true;
}

bool
zc_syntax_escape (zc_syntax_t *self, uint32_t *point, bool *is_byte)
{
    static const char names [] = "abdefnrstv0", values [] = "\a\b\177\033\f\n\r \t\v";
    char c = *self->at;
    *is_byte = false;
    if (!c)
        return zc_syntax_fail (self, "the text ends in a backslash");
    if (c == 'x' || c == 'u') {
        self->at++;
        *is_byte = c == 'x' && *self->at != '{';
        return s_hex (self, c == 'x'? 1: 4, c == 'x'? 2: 4, point);
    }
    const char *name = strchr (names, c);
    if (name) {
        *point = (uint8_t) values [name - names];
        self->at++;
        return true;
    }
    size_t size = zc_utf8_get ((const uint8_t *) self->at, strlen (self->at), point);
    self->at += size;
    return size || zc_syntax_fail (self, "not UTF-8");
}

//  Take a quoted text, the opening quote being next. bytes: \xff is a byte and
//  anything goes; else it is a character and the text has to be UTF-8.
static bool
s_quoted (zc_syntax_t *self, zc_buffer_t *text, bool bytes)
{
    char quote = *self->at++;
    while (*self->at != quote) {
        if (!*self->at)
            return zc_syntax_fail (self, "the closing quote is missing");
        if (*self->at != '\\') {
            zc_buffer_u8 (text, (uint8_t) *self->at++);
            continue;
        }
        self->at++;
        if (*self->at == '\n') {                //  a line goes on
            self->at++;
            continue;
        }
        uint32_t point = 0;
        bool is_byte;
        if (!zc_syntax_escape (self, &point, &is_byte))
            return false;
        if (bytes && is_byte)
            zc_buffer_u8 (text, (uint8_t) point);
        else {
            uint8_t character [4];
            zc_buffer_put (text, character, zc_utf8_put (character, point));
        }
    }
    self->at++;
    return true;
}

static bool
s_string (zc_syntax_t *self, zc_buffer_t *out)
{
    size_t start = out->size;
    zc_encode_binary (out, NULL, 0);
    if (!s_quoted (self, out, true))
        return false;
    zc_put_u32 (out->data + start + 1, (uint32_t) (out->size - start - 5));
    return true;
}

static bool
s_charlist (zc_syntax_t *self, zc_buffer_t *out)
{
    zc_buffer_t text = {0};
    bool good = s_quoted (self, &text, false)
             && (zc_encode_charlist (out, text.data, text.size) || zc_syntax_fail (self, "not UTF-8"));
    zc_buffer_clear (&text);
    return good;
}

//  ---- atoms ---------------------------------------------------------------

static bool
s_put_atom (zc_syntax_t *self, zc_buffer_t *out, const char *text, size_t size)
{
    if (!zc_atom_valid (text, size))
        return zc_syntax_fail (self, "an atom has at most 255 characters, in UTF-8");
    zc_encode_atom_bytes (out, text, size);
    return true;
}

static bool
s_quoted_atom (zc_syntax_t *self, zc_buffer_t *out)
{
    zc_buffer_t text = {0};
    bool good = s_quoted (self, &text, false)
             && s_put_atom (self, out, text.data? (const char *) text.data: "", text.size);
    zc_buffer_clear (&text);
    return good;
}

size_t
zc_operator_size (const char *at)
{
    //  Longer ones before those they begin with.
    static const char operators [][5] = {
        "<<>>", "..//", "%{}", "...", "===", "!==", "&&&", "|||", "^^^", "<<<", ">>>", "<<~",
        "~>>", "<~>", "<|>", "~~~", "+++", "---", "{}", "..", "==", "!=", "=~", "<=", ">=", "&&",
        "||", "|>", "<~", "~>", "++", "--", "**", "<>", "->", "<-", "\\\\", "=", "!", "<", ">",
        "+", "-", "*", "/", "^", "&", "|", "@", ".", "%"
    };
    for (size_t i = 0; i < sizeof operators / sizeof *operators; i++) {
        if (operators [i] [0] != *at)
            continue;               //  every element of a list comes by here
        size_t size = strlen (operators [i]);
        if (strncmp (at, operators [i], size) == 0)
            return size;
    }
    return 0;
}

//  Behind a colon: :word :"text" :+
static bool
s_colon_atom (zc_syntax_t *self, zc_buffer_t *out)
{
    self->at++;
    if (*self->at == '"')
        return s_quoted_atom (self, out);
    size_t size = zc_is_digit (*self->at)? 0: zc_is_word (*self->at)? zc_word_size (self->at):
                                              zc_operator_size (self->at);
    if (size == 0)
        return zc_syntax_fail (self, "expected an atom after :");
    const char *text = self->at;
    self->at += size;
    return s_put_atom (self, out, text, size);
}

static bool
s_word (zc_syntax_t *self, zc_buffer_t *out)
{
    const char *text = self->at;
    size_t size = zc_word_size (text);
    self->at += size;
    if (*self->at == '(')
        return zc_syntax_fail (self, "functions cannot be called here");
    return s_put_atom (self, out, text, size);
}

//  Chat.Room is the atom 'Elixir.Chat.Room'.
static bool
s_alias (zc_syntax_t *self, zc_buffer_t *out)
{
    static const char prefix [] = "Elixir.";
    const char *text = self->at, *end = text;
    do {
        end += *end == '.';
        while (zc_is_word (*end) && (unsigned char) *end < 0x80 && *end != '@')
            end++;
    } while (end [0] == '.' && zc_is_upper (end [1]));
    size_t size = (size_t) (end - text);
    self->at = end;
    bool full = strncmp (text, prefix, 6) == 0 && (size == 6 || text [6] == '.');
    if (full)
        return s_put_atom (self, out, text, size);
    if (size + 7 > ZC_ATOM_MAX)
        return zc_syntax_fail (self, "an atom has at most 255 characters, in UTF-8");
    char name [ZC_ATOM_MAX];
    memcpy (name, prefix, 7);
    memcpy (name + 7, text, size);
    return s_put_atom (self, out, name, size + 7);
}

//  Characters of the `key` if `key:` is next, 0 if not.
static size_t
s_key_size (const char *at)
{
    size_t size = 0;
    if (*at == '"') {
        for (size = 1; at [size] && at [size] != '"'; size++)
            if (at [size] == '\\' && at [size + 1])
                size++;
        size += at [size] == '"';
    }
    else
    if (zc_is_word (*at) && !zc_is_digit (*at))
        size = zc_word_size (at);
    else {
        //  "&: 1" has a key, "&:u.f/1" is a function of :u: as in Elixir, a blank tells
        size = zc_operator_size (at);
        return at [size] == ':' && strchr (" \t\r\n", at [size + 1]) && at [size + 1]? size: 0;
    }
    return at [size] == ':' && at [size + 1] != ':'? size: 0;
}

bool
zc_syntax_key (zc_syntax_t *self, zc_buffer_t *out)
{
    char first = zc_syntax_peek (self);
    size_t size = s_key_size (self->at);
    if (size == 0)
        return false;
    const char *text = self->at;
    if (first == '"') {
        if (!s_quoted_atom (self, out))
            return false;
    }
    else {
        self->at += size;
        if (!s_put_atom (self, out, text, size))
            return false;
    }
    self->at++;
    return true;
}

//  ---- binaries and captures -----------------------------------------------

//  ::size(3) or ::3 behind a byte; 8 where there is none, 0 after an error.
static unsigned
s_bits (zc_syntax_t *self)
{
    if (strncmp (self->at, "::", 2) != 0)
        return 8;
    self->at += 2;
    bool call = strncmp (self->at, "size(", 5) == 0;
    self->at += call? 5: 0;
    unsigned bits = (unsigned) (*self->at++ - '0');
    if (bits < 1 || bits > 7 || zc_is_digit (*self->at) || (call && *self->at++ != ')')) {
        zc_syntax_fail (self, "the size of the last byte is 1 to 7 bits");
        return 0;
    }
    return bits;
}

//  One segment: a byte, or a string. *bits: of the last byte.
static bool
s_segment (zc_syntax_t *self, zc_buffer_t *out, unsigned *bits)
{
    if (zc_syntax_peek (self) == '"')
        return s_quoted (self, out, true);
    size_t start = out->size;
    if (!zc_is_digit (*self->at) && *self->at != '?')
        return zc_syntax_fail (self, "expected a byte or a string");
    if (!zc_syntax_number (self, out))
        return false;
    uint8_t value = out->data [start + 1];
    bool small = out->data [start] == ZC_TAG_SMALL_INT;
    *bits = s_bits (self);
    if (!small || (*bits && value >> *bits))
        return zc_syntax_fail (self, "the number does not fit its bits");
    out->size = start;
    zc_buffer_u8 (out, (uint8_t) (value << (8 - *bits)));
    return *bits != 0;
}

static bool
s_binary (zc_syntax_t *self, zc_buffer_t *out)
{
    self->at += 2;
    size_t start = out->size;
    zc_encode_binary (out, NULL, 0);
    unsigned bits = 8;
    if (zc_syntax_peek (self) != '>')
        do {
            if (bits != 8)
                return zc_syntax_fail (self, "only the last byte can be a part of one");
            if (!s_segment (self, out, &bits))
                return false;
        } while (zc_syntax_take (self, ','));
    if (zc_syntax_peek (self) != '>' || self->at [1] != '>')
        return zc_syntax_fail (self, "expected , or >>");
    self->at += 2;
    size_t size = out->size - start - 5;
    zc_put_u32 (out->data + start + 1, (uint32_t) size);
    if (bits != 8) {
        zc_buffer_u8 (out, 0);
        uint8_t *at = out->data + start;
        memmove (at + 6, at + 5, size);
        at [0] = ZC_TAG_BIT_BINARY;
        at [5] = (uint8_t) bits;
    }
    return true;
}

static bool
s_module (zc_syntax_t *self, zc_buffer_t *out)
{
    if (*self->at == ':')
        return s_colon_atom (self, out);
    if (zc_is_upper (*self->at))
        return s_alias (self, out);
    if (zc_is_word (*self->at) && !zc_is_digit (*self->at))
        return s_word (self, out);
    return zc_syntax_fail (self, "expected &Module.function/arity");
}

static bool
s_function (zc_syntax_t *self, zc_buffer_t *out)
{
    if (*self->at == '"')
        return s_quoted_atom (self, out);
    if (zc_is_word (*self->at) && !zc_is_digit (*self->at))
        return s_word (self, out);
    const char *text = self->at;
    size_t size = zc_operator_size (text);
    self->at += size;
    if (size == 0)
        return zc_syntax_fail (self, "expected &Module.function/arity");
    return s_put_atom (self, out, text, size);
}

static bool
s_capture (zc_syntax_t *self, zc_buffer_t *out)
{
    self->at++;
    zc_buffer_u8 (out, ZC_TAG_EXPORT);
    if (!s_module (self, out))
        return false;
    if (*self->at++ != '.')
        return zc_syntax_fail (self, "expected &Module.function/arity");
    if (!s_function (self, out))
        return false;
    size_t start = out->size;
    if (*self->at++ != '/' || !zc_is_digit (*self->at) || !zc_syntax_number (self, out)
        || out->data [start] != ZC_TAG_SMALL_INT)
        return zc_syntax_fail (self, "expected &Module.function/arity");
    return true;
}

//  ---- the choice ----------------------------------------------------------

bool
zc_syntax_leaf (zc_syntax_t *self, zc_buffer_t *out)
{
    char c = zc_syntax_peek (self);
    if (zc_is_lower (c) || (unsigned char) c >= 0x80)
        return s_word (self, out);
    if (zc_is_upper (c))
        return s_alias (self, out);
    if (zc_is_digit (c) || c == '-' || c == '?')
        return zc_syntax_number (self, out);
    if (c == ':')
        return s_colon_atom (self, out);
    if (c == '"')
        return s_string (self, out);
    if (c == '\'')
        return s_charlist (self, out);
    if (c == '<' && self->at [1] == '<')
        return s_binary (self, out);
    if (c == '&')
        return s_capture (self, out);
    return zc_syntax_fail (self, c? "expected a term": "the text ends too early");
}
