//  zc_parser.h - what the files of the parser share
//
//      zc_parse.c             the whole text, the parser's tools, errors
//      zc_parse_expression.c  operators: precedence climbing
//      zc_parse_operand.c     what operators stand between, and .name [key] behind it
//      zc_parse_call.c        arguments, with and without parentheses; do blocks
//      zc_parse_body.c        expressions and clauses one after the other; fn, ( )
//      zc_parse_container.c   [ ] { } << >> %{ } %Name{ }
//      zc_parse_literal.c     numbers, atoms, aliases
//      zc_parse_text.c        strings and what looks like them
//
//  Recursive descent over the tokens. Every function that returns a node has taken its
//  tokens; NULL after an error, which stays in `error`.
//
//  Items whose number is not known yet wait on one stack: remember `pending.size` as a
//  mark, zc_parser_push them, and make the node of all above the mark (zc_parser_node).

#ifndef ZC_PARSER_H_INCLUDED
#define ZC_PARSER_H_INCLUDED

#include "zc_token.h"
#include "base/zc_limits.h"

typedef struct {
    const char *text;
    zc_token_t *tokens, *next;
    zc_arena_t *arena;
    zc_buffer_t pending;            //  zc_ast_t *
    zc_buffer_t *values;            //  zc_bytes_t *: all literals
    uint32_t depth;                 //  of the recursion
    zc_parse_error_t *error;
} zc_parser_t;

//  ---- tools ---------------------------------------------------------------

//  Take the token if it is of this kind.
bool zc_parser_take (zc_parser_t *self, zc_token_kind_t kind);
bool zc_parser_take_operator (zc_parser_t *self, const char *text);
bool zc_parser_is_operator (const zc_parser_t *self, const char *text);

//  Is the token written right behind the one before?
bool zc_parser_adjacent (const zc_parser_t *self);

//  A closing bracket, after the end of a line or not. false: an error.
bool zc_parser_close (zc_parser_t *self, zc_token_kind_t kind);

//  Always NULL: the next token cannot be there; something about a token.
zc_ast_t *zc_parser_unexpected (zc_parser_t *self);
#define zc_parser_fail(self, token, ...) \
    ((void) zc_parse_fail ((self)->error, (token)->line, (token)->column, false, __VA_ARGS__), \
     (zc_ast_t *) NULL)

bool zc_parser_enter (zc_parser_t *self);           //  a level of recursion, or an error
void zc_parser_leave (zc_parser_t *self);

//  ---- nodes ---------------------------------------------------------------

void zc_parser_push (zc_parser_t *self, zc_ast_t *item);

//  A node from token `first` to the last one taken, with the items above the mark. NULL:
//  the tree is too high.
zc_ast_t *zc_parser_node (zc_parser_t *self, zc_ast_kind_t kind, const zc_token_t *first, size_t mark);

//  The same with a name, of `size` bytes.
zc_ast_t *zc_parser_named (zc_parser_t *self, zc_ast_kind_t kind, const zc_token_t *first, size_t mark,
                           const char *name, size_t size);

//  A literal of the term in `value`, which is freed.
zc_ast_t *zc_parser_value (zc_parser_t *self, const zc_token_t *first, zc_buffer_t *value);
zc_ast_t *zc_parser_atom (zc_parser_t *self, const zc_token_t *first, const char *text, size_t size);

//  ---- expressions ---------------------------------------------------------

//  An expression of operators that bind at least as tight as `precedence`. block: a `do`
//  behind a call in it is the call's, not that of a call around it.
zc_ast_t *zc_parse_expression (zc_parser_t *self, unsigned precedence, bool block);
zc_ast_t *zc_parse_operand (zc_parser_t *self, bool block);

//  Can an expression begin with the token that comes?
bool zc_parse_begins (const zc_parser_t *self);

//  A call whose name, the token before, was taken. receiver NULL: f …; else receiver.f …
zc_ast_t *zc_parse_call (zc_parser_t *self, const zc_token_t *first, zc_ast_t *receiver, bool block);
zc_ast_t *zc_parse_apply (zc_parser_t *self, const zc_token_t *first, zc_ast_t *function, bool block);

//  key: value, key: value …; pushes the pairs. what: "data" or "call", for errors.
typedef enum { ZC_KEYS_DATA, ZC_KEYS_CALL, ZC_KEYS_NO_PARENS } zc_keys_t;
bool zc_parse_is_key (const zc_parser_t *self);
bool zc_parse_keys (zc_parser_t *self, zc_keys_t place);
zc_ast_t *zc_parse_key_list (zc_parser_t *self, zc_keys_t place);      //  as one LIST

//  An expression inside brackets: no `f a, b` there.
zc_ast_t *zc_parse_item (zc_parser_t *self, unsigned precedence);

//  Expressions or clauses up to what ends them, which is not taken.
zc_ast_t *zc_parse_body (zc_parser_t *self);
zc_ast_t *zc_parse_fn (zc_parser_t *self);
zc_ast_t *zc_parse_parentheses (zc_parser_t *self);

zc_ast_t *zc_parse_list (zc_parser_t *self);
zc_ast_t *zc_parse_tuple (zc_parser_t *self);
zc_ast_t *zc_parse_bits (zc_parser_t *self);
zc_ast_t *zc_parse_map (zc_parser_t *self);
zc_ast_t *zc_parse_struct (zc_parser_t *self);

zc_ast_t *zc_parse_number (zc_parser_t *self);
zc_ast_t *zc_parse_character (zc_parser_t *self);
zc_ast_t *zc_parse_atom (zc_parser_t *self);
zc_ast_t *zc_parse_alias (zc_parser_t *self, const zc_token_t *first, zc_ast_t *before);

zc_ast_t *zc_parse_quote (zc_parser_t *self);
zc_ast_t *zc_parse_sigil (zc_parser_t *self);
zc_ast_t *zc_parse_key (zc_parser_t *self);

#endif
