//  zc_token.h - a text as words, numbers, quotes, brackets: what the parser reads
//
//      if x, do: "a#{y}b"
//      IDENTIFIER IDENTIFIER COMMA KEY STRING FRAGMENT INTERPOLATION IDENTIFIER
//      INTERPOLATION_END FRAGMENT QUOTE_END END
//
//  A text becomes tokens as a whole before it is parsed, as in Elixir: so a bracket
//  that does not match is told before any other mistake, and a text with an open
//  bracket asks for more whatever else is wrong with it.
//
//  The scanner does what needs single characters: where a line ends an expression and
//  where it goes on, `f -1` and `f - 1`, `a: 1` and `a :b`, what `end` belongs to.

#ifndef ZC_TOKEN_H_INCLUDED
#define ZC_TOKEN_H_INCLUDED

#include "zc_ast.h"

typedef enum {
    ZC_TOKEN_END,                   //  of the text
    ZC_TOKEN_EOL, ZC_TOKEN_SEMICOLON, ZC_TOKEN_COMMA, ZC_TOKEN_DOT,
    ZC_TOKEN_IDENTIFIER, ZC_TOKEN_ALIAS, ZC_TOKEN_OPERATOR,
    ZC_TOKEN_KEY,                   //  name:
    ZC_TOKEN_ATOM,                  //  :name
    ZC_TOKEN_WORD,                  //  true false nil
    ZC_TOKEN_INTEGER, ZC_TOKEN_FLOAT,
    ZC_TOKEN_CHARACTER,             //  ?a
    ZC_TOKEN_SIGIL,                 //  ~w(…)a
    ZC_TOKEN_STRING, ZC_TOKEN_CHARLIST, ZC_TOKEN_QUOTED_ATOM, ZC_TOKEN_QUOTED_KEY,
    ZC_TOKEN_FRAGMENT, ZC_TOKEN_INTERPOLATION, ZC_TOKEN_INTERPOLATION_END, ZC_TOKEN_QUOTE_END,
    ZC_TOKEN_PAREN, ZC_TOKEN_PAREN_END, ZC_TOKEN_BRACKET, ZC_TOKEN_BRACKET_END,
    ZC_TOKEN_BRACE, ZC_TOKEN_BRACE_END, ZC_TOKEN_BITS, ZC_TOKEN_BITS_END,
    ZC_TOKEN_MAP,                   //  %{
    ZC_TOKEN_PERCENT,               //  % of a struct
    ZC_TOKEN_FN, ZC_TOKEN_DO, ZC_TOKEN_DO_END,
    ZC_TOKEN_SECTION                //  else after rescue catch
} zc_token_kind_t;

typedef struct {
    uint8_t kind;                   //  zc_token_kind_t
    uint8_t op;                     //  OPERATOR: its index in the table
    bool sign;                      //  IDENTIFIER: what follows is a sign of its argument: f -1
    bool heredoc;                   //  quotes
    uint32_t line, column;
    uint32_t from, to;              //  bytes of the text
    uint32_t match;                 //  opening: the index of its closing; SIGIL: byte of its content
    uint32_t indent;                //  heredocs: blanks before the closing quotes; SIGIL: the
                                    //  byte behind the content
} zc_token_t;

typedef struct {
    zc_token_t *list;               //  the last one is END
    uint32_t count, capacity;
} zc_tokens_t;

//  Split a text that has a NUL at its end, and none inside. false: *error says why.
bool zc_tokens_scan (zc_tokens_t *self, const char *text, size_t size, uint32_t first_line,
                     zc_parse_error_t *error);
void zc_tokens_clear (zc_tokens_t *self);

//  Fill in an error; the first one stays. more: the text may be complete with more lines.
//  Always false.
bool zc_parse_fail (zc_parse_error_t *error, uint32_t line, uint32_t column, bool more,
                    const char *format, ...) __attribute__ ((format (printf, 5, 6)));

//  What Elixir says of a `do` in the wrong place, behind its name.
extern const char zc_token_invalid_do [];

//  What is left out.
#define ZC_SUBSET(what) what " is not part of the zcluster shell's subset of Elixir"

//  ---- operators (zc_operator.c) -------------------------------------------

typedef struct {
    const char *text;
    uint16_t precedence;            //  Elixir's numbers: higher binds tighter
    bool right;                     //  a = b = c is a = (b = c)
    bool unary, binary;
} zc_operator_t;

enum {
    ZC_PRECEDENCE_ARROW = 10,       //  ->
    ZC_PRECEDENCE_ANY = 40,         //  the lowest of an expression
    ZC_PRECEDENCE_PAIR = 80,        //  =>
    ZC_PRECEDENCE_CAPTURE = 90,     //  &
    ZC_PRECEDENCE_UNARY = 300
};

//  The operator of symbols at the begin of a text, or the one that a word is; -1: none.
int zc_operator_at (const char *text);
int zc_operator_word (const char *word, size_t size);
const zc_operator_t *zc_operator (unsigned index);

#endif
