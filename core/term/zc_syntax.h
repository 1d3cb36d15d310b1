//  zc_syntax.h - the notation of terms: formats, patterns and texts
//
//  One grammar, read from left to right with one character of look-ahead:
//
//      term   = tuple | list | map | directive | leaf
//      tuple  = "{" [ term { "," term } ] "}"
//      list   = "[" [ item { "," item } [ "|" term ] ] "]"    item = key term | term
//      map    = "%{" [ pair { "," pair } ] "}"                 pair = key term | term "=>" term
//      key    = word ":" | string ":" | operator ":"
//      leaf   = atom | alias | number | string | charlist | binary | capture
//
//  The upper part is read in zc_compile.c, leaves here and in zc_number.c.
//
//  Functions that return bool return false after an error, which stays in
//  `error` with `at` where it happened.

#ifndef ZC_SYNTAX_H_INCLUDED
#define ZC_SYNTAX_H_INCLUDED

#include "zc_encode.h"
#include "base/zc_limits.h"

typedef struct {
    const char *at;                 //  the next character
    const char *error;              //  static text; NULL: none
    unsigned depth;                 //  of open brackets
    unsigned deepest;               //  it has been
    bool literal;                   //  no directives here
} zc_syntax_t;

//  Note what is wrong; the first error stays. Always false.
bool zc_syntax_fail (zc_syntax_t *self, const char *why);

//  The next character that is not blank; not taken.
static inline char
zc_syntax_peek (zc_syntax_t *self)
{
    while (*self->at == ' ' || *self->at == '\n' || *self->at == '\t' || *self->at == '\r')
        self->at++;
    return *self->at;
}

//  Take the character if it comes next.
static inline bool
zc_syntax_take (zc_syntax_t *self, char c)
{
    if (zc_syntax_peek (self) != c)
        return false;
    self->at++;
    return true;
}

//  Brackets: count how deep they nest, and demand the closing one.
static inline void
zc_syntax_deeper (zc_syntax_t *self)
{
    if (++self->depth > self->deepest)
        self->deepest = self->depth;
}

static inline bool
zc_syntax_enter (zc_syntax_t *self)
{
    zc_syntax_deeper (self);
    return self->depth <= ZC_TERM_DEPTH_MAX
        || zc_syntax_fail (self, "the term is nested too deep");
}

static inline bool
zc_syntax_leave (zc_syntax_t *self, char c)
{
    self->depth--;
    return zc_syntax_take (self, c)
        || zc_syntax_fail (self, c == '}'? "expected , or }": "expected , or ]");
}

//  Take an arrow, or fail.
bool zc_syntax_arrow (zc_syntax_t *self);

//  Everything was read, or fail.
bool zc_syntax_end (zc_syntax_t *self);

static inline bool
zc_is_lower (char c)
{
    return (unsigned char) (c - 'a') < 26;
}

static inline bool
zc_is_upper (char c)
{
    return (unsigned char) (c - 'A') < 26;
}

static inline bool
zc_is_digit (char c)
{
    return (unsigned char) (c - '0') < 10;
}

//  A letter, a digit, _ @, or a byte of a character beyond ASCII: one bit each.
static inline bool
zc_is_word (char c)
{
    static const uint64_t word [4] = {0x03ff000000000000, 0x07fffffe87ffffff, UINT64_MAX, UINT64_MAX};
    unsigned char byte = (unsigned char) c;
    return word [byte >> 6] >> (byte & 63) & 1;
}

//  Characters of the bare word at `at`.
static inline size_t
zc_word_size (const char *at)
{
    const char *end = at;
    while (zc_is_word (*end))
        end++;
    if (*end == '?' || *end == '!')
        end++;
    return (size_t) (end - at);
}

//  Characters of the operator at `at` that may be an atom; 0 where there is
//  none.
size_t zc_operator_size (const char *at);

//  Take `key:` if it comes next and append its atom; false without an error
//  if something else does.
bool zc_syntax_key (zc_syntax_t *self, zc_buffer_t *out);

//  Take a leaf and append it.
bool zc_syntax_leaf (zc_syntax_t *self, zc_buffer_t *out);
bool zc_syntax_number (zc_syntax_t *self, zc_buffer_t *out);   //  12 -7 0xff 1.5 ?a

//  Take what stands behind a backslash: a character, or with is_byte a byte.
bool zc_syntax_escape (zc_syntax_t *self, uint32_t *point, bool *is_byte);

#endif
