//  zc_parse_literal.c - numbers, atoms, aliases: see zc_parser.h

#include "zc_parser.h"
#include "term/zc_bignum.h"
#include "term/zc_encode.h"
#include "term/zc_syntax.h"
#include "term/zc_utf8.h"

//  ---- numbers -------------------------------------------------------------

static zc_ast_t *
s_float (zc_parser_t *self, const zc_token_t *token)
{
    zc_buffer_t value = {0};
    double number;
    const char *text = self->text + token->from;
    size_t size = token->to - token->from;
    if (!zc_float_parse (text, size, &number))
        return zc_parser_fail (self, token, "invalid float number %.*s", (int) size, text);
    zc_encode_float (&value, number);
    return zc_parser_value (self, token, &value);
}

zc_ast_t *
zc_parse_number (zc_parser_t *self)
{
    const zc_token_t *token = self->next++;
    if (token->kind == ZC_TOKEN_FLOAT)
        return s_float (self, token);
    const char *text = self->text + token->from;
    size_t size = token->to - token->from;
    unsigned base = size < 3 || text [0] != '0'? 10: text [1] == 'x'? 16: text [1] == 'o'? 8: text [1] == 'b'? 2: 10;
    unsigned skip = base == 10? 0: 2;
    zc_buffer_t value = {0};
    zc_bignum_encode (&value, false, text + skip, size - skip, base);
    return zc_parser_value (self, token, &value);
}

zc_ast_t *
zc_parse_character (zc_parser_t *self)
{
    const zc_token_t *token = self->next++;
    const char *text = self->text + token->from + 1;
    uint32_t point = 0;
    if (*text == '\\') {
        static const char names [] = "abdefnrstv0", values [] = "\a\b\177\033\f\n\r \t\v";
        const char *name = strchr (names, text [1]);
        if (name && text [1])
            point = (uint8_t) values [name - names];
        else
            zc_utf8_get ((const uint8_t *) text + 1, token->to - token->from - 2, &point);
    }
    else
        zc_utf8_get ((const uint8_t *) text, token->to - token->from - 1, &point);
    zc_buffer_t value = {0};
    zc_encode_int (&value, point);
    return zc_parser_value (self, token, &value);
}

//  ---- atoms ---------------------------------------------------------------

//  :name, true, false, nil
zc_ast_t *
zc_parse_atom (zc_parser_t *self)
{
    const zc_token_t *token = self->next++;
    uint32_t from = token->from + (token->kind == ZC_TOKEN_ATOM);
    return zc_parser_atom (self, token, self->text + from, token->to - from);
}

//  ---- aliases -------------------------------------------------------------

//  Chat is 'Elixir.Chat', and Elixir is itself.
static zc_ast_t *
s_first_alias (zc_parser_t *self, const zc_token_t *token)
{
    const char *text = self->text + token->from;
    size_t size = token->to - token->from, skip = size == 6 && memcmp (text, "Elixir", 6) == 0? 7: 0;
    char name [ZC_ATOM_MAX + 8] = "Elixir.";
    if (size + 7 - skip > ZC_ATOM_MAX)
        return zc_parser_fail (self, token, "atom length must be less than system limit: %.*s", (int) size, text);
    memcpy (name + 7 - skip, text, size);
    return zc_parser_atom (self, token, name, size + 7 - skip);
}

//  The text of an atom's term.
static const char *
s_atom_text (const zc_bytes_t *value, size_t *size)
{
    *size = value->data [1];
    return (const char *) value->data + 2;
}

//  Chat . Room, both being known.
static zc_ast_t *
s_longer_alias (zc_parser_t *self, const zc_token_t *first, const zc_ast_t *before, const zc_token_t *token)
{
    size_t size, more = token->to - token->from;
    const char *text = s_atom_text (before->value, &size);
    char name [ZC_ATOM_MAX + 1];
    if (size + 1 + more > ZC_ATOM_MAX)
        return zc_parser_fail (self, token, "atom length must be less than system limit: %.*s", (int) more,
                               self->text + token->from);
    memcpy (name, text, size);
    name [size] = '.';
    memcpy (name + size + 1, self->text + token->from, more);
    return zc_parser_atom (self, first, name, size + 1 + more);
}

//  What is before the dot is known only when it runs.
static zc_ast_t *
s_concat (zc_parser_t *self, const zc_token_t *first, zc_ast_t *before, const zc_token_t *token)
{
    static const char module [] = "Elixir.Module";
    size_t mark = self->pending.size;
    zc_ast_t *receiver = zc_parser_atom (self, first, module, sizeof module - 1);
    zc_ast_t *name = receiver? s_first_alias (self, token): NULL;
    if (!name)
        return NULL;
    zc_parser_push (self, receiver);
    zc_parser_push (self, before);
    zc_parser_push (self, name);
    return zc_parser_named (self, ZC_AST_REMOTE, first, mark, "concat", 6);
}

//  before: what stands in front of the dot, NULL where there is none.
zc_ast_t *
zc_parse_alias (zc_parser_t *self, const zc_token_t *first, zc_ast_t *before)
{
    const zc_token_t *token = self->next++;
    if (!before)
        return s_first_alias (self, token);
    if (before->kind != ZC_AST_LITERAL)
        return s_concat (self, first, before, token);
    if (zc_is_upper (self->text [before->from]))
        return s_longer_alias (self, first, before, token);
    return zc_parser_fail (self, token, "atom cannot be followed by an alias. If the '.' was meant to be part of "
                           "the atom's name, the atom name must be quoted. Syntax error before: '.'");
}
