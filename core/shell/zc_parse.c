//  zc_parse.c - the whole text, see zc_ast.h and zc_parser.h

#include "zc_parser.h"
#include "term/zc_encode.h"

//  ---- tokens --------------------------------------------------------------

bool
zc_parser_take (zc_parser_t *self, zc_token_kind_t kind)
{
    if (self->next->kind != kind)
        return false;
    self->next++;
    return true;
}

bool
zc_parser_is_operator (const zc_parser_t *self, const char *text)
{
    return self->next->kind == ZC_TOKEN_OPERATOR && strcmp (zc_operator (self->next->op)->text, text) == 0;
}

bool
zc_parser_take_operator (zc_parser_t *self, const char *text)
{
    if (!zc_parser_is_operator (self, text))
        return false;
    self->next++;
    return true;
}

bool
zc_parser_adjacent (const zc_parser_t *self)
{
    return self->next > self->tokens && self->next [-1].to == self->next->from;
}

bool
zc_parser_close (zc_parser_t *self, zc_token_kind_t kind)
{
    zc_parser_take (self, ZC_TOKEN_EOL);
    return zc_parser_take (self, kind) || zc_parser_unexpected (self);
}

//  The tree's height is what is limited; the recursion ends before the stack does, too.
bool
zc_parser_enter (zc_parser_t *self)
{
    if (self->depth == ZC_SCRIPT_DEPTH_MAX)
        return zc_parser_fail (self, self->next, "the expression is nested too deep");
    self->depth++;
    return true;
}

void
zc_parser_leave (zc_parser_t *self)
{
    self->depth--;
}

//  ---- nodes ---------------------------------------------------------------

void
zc_parser_push (zc_parser_t *self, zc_ast_t *item)
{
    zc_buffer_put (&self->pending, &item, sizeof item);
}

//  Where the last token that was taken ends, separators not counted.
static uint32_t
s_taken (const zc_parser_t *self)
{
    const zc_token_t *last = self->next;
    while (last > self->tokens && (last [-1].kind == ZC_TOKEN_EOL || last [-1].kind == ZC_TOKEN_SEMICOLON))
        last--;
    return last > self->tokens? last [-1].to: 0;
}

zc_ast_t *
zc_parser_node (zc_parser_t *self, zc_ast_kind_t kind, const zc_token_t *first, size_t mark)
{
    uint32_t to = s_taken (self);
    zc_ast_t *node = zc_arena_add (self->arena, sizeof *node);
    *node = (zc_ast_t) {.kind = kind, .line = first->line, .column = first->column, .height = 1,
                        .from = first->from < to? first->from: to, .to = to};
    size_t size = self->pending.size - mark;
    node->count = (uint32_t) (size / sizeof *node->items);
    node->items = zc_arena_add (self->arena, size);
    if (size)
        memcpy (node->items, self->pending.data + mark, size);
    self->pending.size = mark;
    for (uint32_t i = 0; i < node->count; i++)
        if (node->items [i]->height >= node->height)
            node->height = (uint16_t) (node->items [i]->height + 1);
    if (node->height > ZC_SCRIPT_DEPTH_MAX)
        return zc_parser_fail (self, first, "the expression is nested too deep");
    return node;
}

zc_ast_t *
zc_parser_named (zc_parser_t *self, zc_ast_kind_t kind, const zc_token_t *first, size_t mark,
                 const char *name, size_t size)
{
    zc_ast_t *node = zc_parser_node (self, kind, first, mark);
    if (node)
        node->name = zc_arena_text (self->arena, name, size);
    return node;
}

zc_ast_t *
zc_parser_value (zc_parser_t *self, const zc_token_t *first, zc_buffer_t *value)
{
    zc_ast_t *node = zc_parser_node (self, ZC_AST_LITERAL, first, self->pending.size);
    if (node) {
        node->value = zc_bytes_new (value->data, value->size);
        zc_buffer_put (self->values, &node->value, sizeof node->value);
    }
    zc_buffer_clear (value);
    return node;
}

zc_ast_t *
zc_parser_atom (zc_parser_t *self, const zc_token_t *first, const char *text, size_t size)
{
    zc_buffer_t value = {0};
    zc_encode_atom_bytes (&value, text, size);
    return zc_parser_value (self, first, &value);
}

//  ---- errors --------------------------------------------------------------

//  As Erlang prints an atom.
static bool
s_needs_quotes (const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (!((text [i] >= 'a' && text [i] <= 'z')
              || (i && ((text [i] >= 'A' && text [i] <= 'Z') || (text [i] >= '0' && text [i] <= '9')
                        || text [i] == '_' || text [i] == '@'))))
            return true;
    return false;
}

static zc_ast_t *
s_reserved (zc_parser_t *self, const zc_token_t *token, const char *word, int size)
{
    return zc_parser_fail (self, token, "syntax error before: %.*s. \"%.*s\" is a reserved word in Elixir and "
                           "therefore its usage is limited. For instance, it can't be used as a variable or "
                           "be defined nor invoked as a regular function", size, word, size, word);
}

static zc_ast_t *
s_before_text (zc_parser_t *self, const zc_token_t *token)
{
    bool plain = token [1].kind == ZC_TOKEN_FRAGMENT;
    return zc_parser_fail (self, token, "syntax error before: \"%.*s%s",
                           plain? (int) (token [1].to - token [1].from): 0, self->text + token [1].from,
                           plain? "\"": "");
}

//  What stands where it cannot: yecc's and Elixir's words for it.
zc_ast_t *
zc_parser_unexpected (zc_parser_t *self)
{
    const zc_token_t *token = self->next;
    const char *text = self->text + token->from, *quote;
    int size = (int) (token->to - token->from);
    switch ((zc_token_kind_t) token->kind) {
        case ZC_TOKEN_END:
            token -= token > self->tokens;          //  the place is that of the last one
            zc_parse_fail (self->error, token->line, token->column, true,
                           "syntax error: expression is incomplete");
            return NULL;
        case ZC_TOKEN_EOL:
            return zc_parser_fail (self, token, "unexpectedly reached end of line. The current expression "
                                   "is invalid or incomplete");
        case ZC_TOKEN_WORD: case ZC_TOKEN_SECTION: case ZC_TOKEN_FN: case ZC_TOKEN_DO_END:
            return s_reserved (self, token, text, size);
        case ZC_TOKEN_STRING: case ZC_TOKEN_CHARLIST: case ZC_TOKEN_QUOTED_ATOM: case ZC_TOKEN_QUOTED_KEY:
            return s_before_text (self, token);
        case ZC_TOKEN_INTEGER: case ZC_TOKEN_FLOAT:
            return zc_parser_fail (self, token, "syntax error before: \"%.*s\"", size, text);
        case ZC_TOKEN_CHARACTER: case ZC_TOKEN_DO:
            return zc_parser_fail (self, token, "syntax error before: %.*s", size, text);
        case ZC_TOKEN_SIGIL:
            return zc_parser_fail (self, token, "syntax error before: sigil %.2s starting with content '%.*s'",
                                   text, (int) (token->indent - token->match), self->text + token->match);
        case ZC_TOKEN_MAP:
            return zc_parser_fail (self, token, "syntax error before: '%%{}'");
        case ZC_TOKEN_OPERATOR:
            text = zc_operator (token->op)->text;
            size = (int) strlen (text);
            if (*text == '\\')
                return zc_parser_fail (self, token, "syntax error before: '\\\\\\\\'");
            if (text [0] >= 'a' && text [0] <= 'z' && token->op != (uint8_t) zc_operator_word ("not in", 6))
                return s_reserved (self, token, text, size);
            break;
        case ZC_TOKEN_ATOM:
            text++, size--;
            break;
        case ZC_TOKEN_KEY:
            size--;
            break;
        case ZC_TOKEN_SEMICOLON: case ZC_TOKEN_COMMA: case ZC_TOKEN_DOT: case ZC_TOKEN_IDENTIFIER:
        case ZC_TOKEN_ALIAS: case ZC_TOKEN_FRAGMENT: case ZC_TOKEN_INTERPOLATION:
        case ZC_TOKEN_INTERPOLATION_END: case ZC_TOKEN_QUOTE_END: case ZC_TOKEN_PAREN:
        case ZC_TOKEN_PAREN_END: case ZC_TOKEN_BRACKET: case ZC_TOKEN_BRACKET_END: case ZC_TOKEN_BRACE:
        case ZC_TOKEN_BRACE_END: case ZC_TOKEN_BITS: case ZC_TOKEN_BITS_END: case ZC_TOKEN_PERCENT:
        default: break;
    }
    quote = s_needs_quotes (text, (size_t) size)? "'": "";
    return zc_parser_fail (self, token, "syntax error before: %s%.*s%s", quote, size, text, quote);
}

//  ---- the whole text ------------------------------------------------------

static void
s_values_destroy (zc_buffer_t *values)
{
    for (size_t at = 0; at < values->size; at += sizeof (zc_bytes_t *)) {
        zc_bytes_t *bytes;
        memcpy (&bytes, values->data + at, sizeof bytes);
        zc_bytes_destroy (&bytes);
    }
    zc_buffer_clear (values);
}

void
zc_source_text_destroy (zc_source_text_t **self_p)
{
    if (!*self_p)
        return;
    s_values_destroy (&(*self_p)->values);
    zc_arena_destroy (&(*self_p)->arena);
    zc_release (*self_p);
    *self_p = NULL;
}

//  Expressions one after the other, to the end of the text.
static zc_ast_t *
s_root (zc_parser_t *self)
{
    const zc_token_t *first = self->next;
    for (;;) {
        while (zc_parser_take (self, ZC_TOKEN_EOL) || zc_parser_take (self, ZC_TOKEN_SEMICOLON)) {}
        if (self->next->kind == ZC_TOKEN_END)
            return zc_parser_node (self, ZC_AST_BLOCK, first, 0);
        zc_ast_t *item = zc_parse_expression (self, ZC_PRECEDENCE_ANY, true);
        if (!item)
            return NULL;
        zc_parser_push (self, item);
        zc_token_kind_t kind = self->next->kind;
        if (kind != ZC_TOKEN_EOL && kind != ZC_TOKEN_SEMICOLON && kind != ZC_TOKEN_END)
            return zc_parser_unexpected (self);
    }
}

static bool
s_parse (zc_source_text_t *self, uint32_t first_line, zc_parse_error_t *error)
{
    zc_tokens_t tokens = {0};
    if (zc_tokens_scan (&tokens, self->text, self->size, first_line, error)) {
        zc_parser_t parser = {.text = self->text, .tokens = tokens.list, .next = tokens.list,
                              .arena = self->arena, .values = &self->values, .error = error};
        self->root = s_root (&parser);
        zc_buffer_clear (&parser.pending);
    }
    zc_tokens_clear (&tokens);
    return self->root;
}

zc_parsed_t
zc_parse (const char *text, size_t size, uint32_t first_line, zc_source_text_t **self_p,
          zc_parse_error_t *error)
{
    *self_p = NULL;
    *error = (zc_parse_error_t) {0};
    if (size > ZC_TERM_SIZE_MAX) {
        zc_parse_fail (error, first_line, 1, false, "the text is too large");
        return ZC_PARSE_ERROR;
    }
    zc_source_text_t *self = zc_calloc (sizeof *self);
    self->arena = zc_arena_new ();
    self->text = zc_arena_text (self->arena, text, size);
    self->size = size;
    if (s_parse (self, first_line, error)) {
        *self_p = self;
        return ZC_PARSED;
    }
    zc_source_text_destroy (&self);
    return error->token? ZC_PARSE_MORE: ZC_PARSE_ERROR;
}
