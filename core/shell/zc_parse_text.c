//  zc_parse_text.c - strings, charlists, quoted atoms and keys, ~w: see zc_parser.h

#include "zc_parser.h"
#include "term/zc_encode.h"
#include "term/zc_syntax.h"
#include "term/zc_utf8.h"

//  ---- escapes -------------------------------------------------------------

//  Fragments of one quote, one after the other.
typedef struct {
    const zc_token_t *quote;        //  for errors, and a heredoc's indentation
    bool line;                      //  at the begin of a line of a heredoc
} s_content_t;

static bool
s_bad_escape (zc_parser_t *self, const zc_token_t *quote, const char *at, const char *end)
{
    //  Elixir counts from the first character of what is quoted.
    uint32_t column = quote->column + (!quote->heredoc && quote->kind != ZC_TOKEN_QUOTED_ATOM);
    const char *why = "invalid hex escape character, expected \\xHH where H is a hexadecimal digit. "
                      "Syntax error after: \\x";
    if (*at == 'u' && at [1] == '{' && memchr (at, '}', (size_t) (end - at)))
        return zc_parse_fail (self->error, quote->line, column, false, "invalid or reserved Unicode code point "
                              "\\%.*s. Syntax error after: \\u",
                              (int) ((const char *) memchr (at, '}', (size_t) (end - at)) - at + 1), at);
    if (*at == 'u')
        why = "invalid Unicode escape character, expected \\uHHHH or \\u{H*} where H is a hexadecimal digit. "
              "Syntax error after: \\u";
    return zc_parse_fail (self->error, quote->line, column, false, "%s", why);
}

//  What stands behind a backslash.
static bool
s_escape (zc_parser_t *self, s_content_t *content, const char **at, const char *end, zc_buffer_t *out)
{
    if (**at == '\n' || (**at == '\r' && (*at) [1] == '\n')) {          //  the line goes on
        *at += **at == '\r'? 2: 1;
        content->line = true;
        return true;
    }
    zc_syntax_t syntax = {.at = *at};
    uint32_t point = 0;
    bool is_byte;
    if (!zc_syntax_escape (&syntax, &point, &is_byte) || syntax.at > end)
        return s_bad_escape (self, content->quote, *at, end);
    *at = syntax.at;
    uint8_t character [4] = {(uint8_t) point};
    zc_buffer_put (out, character, is_byte? 1: zc_utf8_put (character, point));
    return true;
}

//  Append one fragment: escapes are replaced, a heredoc's indentation goes.
static bool
s_fragment (zc_parser_t *self, s_content_t *content, const zc_token_t *token, zc_buffer_t *out)
{
    const char *at = self->text + token->from, *end = self->text + token->to;
    while (at < end) {
        if (content->line && content->quote->heredoc)
            for (uint32_t i = 0; i < content->quote->indent && at < end && (*at == ' ' || *at == '\t'); i++)
                at++;
        content->line = false;
        if (at == end)
            break;
        if (*at == '\\') {
            at++;
            if (!s_escape (self, content, &at, end, out))
                return false;
            continue;
        }
        content->line = *at == '\n';
        zc_buffer_u8 (out, (uint8_t) *at++);
    }
    return true;
}

//  ---- parts ---------------------------------------------------------------

static zc_ast_t *
s_binary (zc_parser_t *self, const zc_token_t *first, const zc_buffer_t *text)
{
    zc_buffer_t value = {0};
    zc_encode_binary (&value, text->data, text->size);
    return zc_parser_value (self, first, &value);
}

static zc_ast_t *
s_fragment_node (zc_parser_t *self, s_content_t *content)
{
    zc_buffer_t text = {0};
    const zc_token_t *token = self->next++;
    zc_ast_t *node = s_fragment (self, content, token, &text)? s_binary (self, token, &text): NULL;
    zc_buffer_clear (&text);
    return node;
}

//  #{…}
static zc_ast_t *
s_interpolation (zc_parser_t *self, s_content_t *content)
{
    self->next++;
    content->line = false;
    zc_ast_t *node = zc_parse_body (self);
    if (node && !zc_parser_take (self, ZC_TOKEN_INTERPOLATION_END))
        return zc_parser_unexpected (self);
    return node;
}

//  A quote with interpolation: STRING [part …].
static zc_ast_t *
s_parts (zc_parser_t *self, const zc_token_t *first)
{
    size_t mark = self->pending.size;
    s_content_t content = {.quote = first, .line = first->heredoc};
    while (!zc_parser_take (self, ZC_TOKEN_QUOTE_END)) {
        zc_ast_t *part = self->next->kind == ZC_TOKEN_FRAGMENT? s_fragment_node (self, &content):
                                                                s_interpolation (self, &content);
        if (!part)
            return NULL;
        zc_parser_push (self, part);
    }
    return zc_parser_node (self, ZC_AST_STRING, first, mark);
}

//  ---- quotes --------------------------------------------------------------

//  A call that makes an atom or a charlist of a string when it runs.
static zc_ast_t *
s_convert (zc_parser_t *self, const zc_token_t *first, zc_ast_t *string)
{
    bool charlist = first->kind == ZC_TOKEN_CHARLIST;
    const char *module = charlist? "Elixir.String": "erlang", *name = charlist? "to_charlist": "binary_to_atom";
    size_t mark = self->pending.size;
    zc_ast_t *receiver = zc_parser_atom (self, first, module, strlen (module));
    zc_ast_t *encoding = receiver? zc_parser_atom (self, first, "utf8", 4): NULL;
    if (!encoding)
        return NULL;
    zc_parser_push (self, receiver);
    zc_parser_push (self, string);
    if (!charlist)
        zc_parser_push (self, encoding);
    return zc_parser_named (self, ZC_AST_REMOTE, first, mark, name, strlen (name));
}

static zc_ast_t *
s_literal (zc_parser_t *self, const zc_token_t *first, const zc_buffer_t *text)
{
    const char *bytes = text->data? (const char *) text->data: "";
    zc_buffer_t value = {0};
    if (first->kind == ZC_TOKEN_STRING)
        return s_binary (self, first, text);
    if (first->kind != ZC_TOKEN_CHARLIST) {
        if (!zc_atom_valid (bytes, text->size))
            return zc_parser_fail (self, first, "atom length must be less than system limit: %.*s",
                                   (int) text->size, bytes);
        return zc_parser_atom (self, first, bytes, text->size);
    }
    if (!zc_encode_charlist (&value, bytes, text->size)) {
        zc_buffer_clear (&value);
        return zc_parser_fail (self, first, "invalid encoding in a charlist");
    }
    return zc_parser_value (self, first, &value);
}

//  A quote without interpolation: a literal.
static zc_ast_t *
s_plain (zc_parser_t *self, const zc_token_t *first)
{
    zc_buffer_t text = {0};
    s_content_t content = {.quote = first, .line = first->heredoc};
    const zc_token_t *token = self->next;
    bool good = token->kind != ZC_TOKEN_FRAGMENT || s_fragment (self, &content, token, &text);
    self->next += token->kind == ZC_TOKEN_FRAGMENT;
    self->next++;
    zc_ast_t *node = good? s_literal (self, first, &text): NULL;
    zc_buffer_clear (&text);
    return node;
}

//  Is there no #{ in it? Then it is one fragment, or none.
static bool
s_is_plain (const zc_token_t *quote)
{
    return quote [1].kind == ZC_TOKEN_QUOTE_END
        || (quote [1].kind == ZC_TOKEN_FRAGMENT && quote [2].kind == ZC_TOKEN_QUOTE_END);
}

zc_ast_t *
zc_parse_quote (zc_parser_t *self)
{
    const zc_token_t *first = self->next++;
    if (s_is_plain (first))
        return s_plain (self, first);
    zc_ast_t *string = s_parts (self, first);
    return string && first->kind != ZC_TOKEN_STRING? s_convert (self, first, string): string;
}

//  name: or "name":
zc_ast_t *
zc_parse_key (zc_parser_t *self)
{
    const zc_token_t *token = self->next;
    if (token->kind == ZC_TOKEN_QUOTED_KEY)
        return zc_parse_quote (self);
    self->next++;
    return zc_parser_atom (self, token, self->text + token->from, token->to - token->from - 1);
}

//  ---- ~w ------------------------------------------------------------------

//  A word as what the sigil's last letter says: a string, an atom, a charlist.
static zc_ast_t *
s_word (zc_parser_t *self, const zc_token_t *sigil, const zc_buffer_t *word)
{
    char modifier = sigil->to > sigil->indent + 1? self->text [sigil->to - 1]: 's';
    zc_token_t kind = *sigil;
    kind.kind = modifier == 'a'? ZC_TOKEN_QUOTED_ATOM: modifier == 'c'? ZC_TOKEN_CHARLIST: ZC_TOKEN_STRING;
    return s_literal (self, &kind, word);
}

//  Pushes the words of a text, which is changed.
static bool
s_words (zc_parser_t *self, const zc_token_t *sigil, zc_buffer_t *text)
{
    zc_buffer_u8 (text, ' ');
    for (size_t at = 0, end; at < text->size; at = end + 1) {
        for (end = at; !strchr (" \t\r\n", text->data [end]);)
            end++;
        if (end == at)
            continue;
        zc_buffer_t word = {.data = text->data + at, .size = end - at};
        zc_ast_t *node = s_word (self, sigil, &word);
        if (!node)
            return false;
        zc_parser_push (self, node);
    }
    return true;
}

//  ~W knows one escape, that of what would end it.
static bool
s_sigil_text (zc_parser_t *self, const zc_token_t *sigil, zc_buffer_t *out)
{
    zc_token_t inside = {.from = sigil->match, .to = sigil->indent};
    s_content_t content = {.quote = sigil};
    if (self->text [sigil->from + 1] == 'w')
        return s_fragment (self, &content, &inside, out);
    for (uint32_t at = inside.from; at < inside.to; at++) {
        bool escape = self->text [at] == '\\' && at + 1 < inside.to;
        if (!escape || self->text [at + 1] != self->text [inside.to])
            zc_buffer_u8 (out, (uint8_t) self->text [at]);
        at += escape;
        if (escape)
            zc_buffer_u8 (out, (uint8_t) self->text [at]);
    }
    return true;
}

//  Escapes come first: ~w(a\tb) is two words.
zc_ast_t *
zc_parse_sigil (zc_parser_t *self)
{
    const zc_token_t *first = self->next++;
    size_t mark = self->pending.size;
    char modifier = self->text [first->to - 1];
    uint32_t modifiers = first->to - first->indent - 1;
    if (modifiers > 1 || (modifiers == 1 && modifier != 's' && modifier != 'a' && modifier != 'c'))
        return zc_parser_fail (self, first, "modifier must be one of: s, a, c");
    zc_buffer_t text = {0};
    bool good = s_sigil_text (self, first, &text) && s_words (self, first, &text);
    zc_buffer_clear (&text);
    return good? zc_parser_node (self, ZC_AST_LIST, first, mark): NULL;
}
