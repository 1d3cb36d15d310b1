//  zc_ast.h - Elixir as trees: what the parser makes and the compiler takes
//
//  The grammar knows no keywords but `fn … end`, `do … end` and operators; `case`,
//  `receive`, `def`, `defmodule` are calls like any other, as in Elixir's own quoted
//  form. What they mean is the compiler's business (zc_compile_script.h).
//
//      text                     tree
//      x                        VARIABLE "x"  (or a call without arguments: the compiler knows)
//      :ok  1  1.5  "a"  Chat   LITERAL, its value an encoded term (Chat: 'Elixir.Chat')
//      "a #{x} b"               STRING  [LITERAL "a ", x, LITERAL " b"]
//      {a, b}  [a, b]           TUPLE [a, b]   LIST [a, b]
//      [a | b]  [a, b | c]      LIST [CALL "|" [a, b]]   LIST [a, CALL "|" [b, c]]; the parser lets
//                               a "|" stand anywhere: whether it is the last is for the compiler
//      [k: v]                   LIST [TUPLE [LITERAL :k, v]]; also the last arguments of a call
//      %{a => b, k: v}          MAP [TUPLE [a, b], TUPLE [LITERAL :k, v]]
//      %{m | k: v, a => b}      MAP [CALL "|" [m, LIST [TUPLE …]]]
//      %Name{k: v}              STRUCT [LITERAL Name, TUPLE …]; Name can be VARIABLE, CALL "^"
//      f(a)  f a                CALL "f" [a]
//      a + b  not a  ^a  -1     CALL "+" [a, b]   CALL "not" [a]   CALL "^" [a]   CALL "-" [1]
//      a not in b  not a in b   CALL "not" [CALL "in" [a, b]]
//      @a  @a b                 CALL "@" [VARIABLE "a"]   CALL "@" [CALL "a" [b]]
//      a |> f(b)                CALL "|>" [a, CALL "f" [b]]
//      a..b   a..b//c           CALL ".." [a, b]   CALL "..//" [a, b, c]
//      M.f(a)  :m.f(a)          REMOTE "f" [LITERAL M, a]
//      x.field                  REMOTE "field" [x]; no_parens is set: a field or a call
//      f.(a)                    APPLY [f, a]
//      a[b]                     ACCESS [a, b]
//      &f/1  &(&1 + 1)          CALL "&" [CALL "/" [f, 1]]   CALL "&" [CALL "+" [CALL "&" [1], 1]]
//      a; b                     BLOCK [a, b]; () and nothing: BLOCK []
//      fn a, b when g -> c end  FN [CLAUSE …]
//      … a when g -> c …        CLAUSE [a, CALL "when" …]: see below
//      f a do b else c end      CALL "f" [a, LIST [TUPLE [LITERAL :do, b], TUPLE [LITERAL :else, c]]]
//      ~w(a b)a                 LIST; no other sigils
//      :"a #{x}"  "a #{x}": v   REMOTE "binary_to_atom" [LITERAL :erlang, STRING, LITERAL :utf8]
//      'a #{x}'                 REMOTE "to_charlist" [LITERAL String, STRING]
//      __MODULE__               VARIABLE "__MODULE__"
//      __MODULE__.Room          REMOTE "concat" [LITERAL Module, __MODULE__, LITERAL Room]
//      <<1, 2, x::binary>>      BITS [1, 2, CALL "::" [x, VARIABLE "binary"]]
//
//  Where a body holds `->` clauses (fn, case, receive, cond, after), it is a CLAUSES
//  node of CLAUSE nodes. A CLAUSE has as items its patterns, then its guard where
//  there is one (guarded is set), then its body (BLOCK [] where there is none).
//
//  Parentheses leave no trace but in `(not a)` and `(!a)`, a BLOCK [CALL "not" [a]], so that
//  `(not a) in b` differs from `not a in b`.

#ifndef ZC_AST_H_INCLUDED
#define ZC_AST_H_INCLUDED

#include "base/zc_arena.h"
#include "term/zc_codec.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum {
    ZC_AST_LITERAL, ZC_AST_VARIABLE, ZC_AST_STRING, ZC_AST_TUPLE, ZC_AST_LIST, ZC_AST_MAP,
    ZC_AST_STRUCT, ZC_AST_BITS, ZC_AST_CALL, ZC_AST_REMOTE, ZC_AST_APPLY, ZC_AST_ACCESS,
    ZC_AST_BLOCK, ZC_AST_FN, ZC_AST_CLAUSES, ZC_AST_CLAUSE
} zc_ast_kind_t;

//  The parser's own: what may stand behind a node or around it (zc_parse.h).
typedef enum {
    ZC_SHAPE_ACCESS,                //  f(a)  [a]  1           anything: [b], .c
    ZC_SHAPE_MATCHED,               //  f a   a + b            operators
    ZC_SHAPE_UNMATCHED,             //  f do … end             operators, not as an argument of `f a`
    ZC_SHAPE_NO_PARENS              //  f a, b   f g a, b      nothing: its commas would be unclear
} zc_shape_t;

typedef struct zc_ast_t zc_ast_t;
struct zc_ast_t {
    zc_ast_kind_t kind;
    zc_shape_t shape;
    bool no_parens;                 //  REMOTE, CALL: written without parentheses
    bool guarded;                   //  CLAUSE: the item before the last is a guard
    uint16_t height;                //  levels of the tree from here down, 1 and more
    uint32_t line, column;          //  where it begins, from 1; columns are characters
    uint32_t from, to;              //  its bytes in the source: [from, to), parentheses
                                    //  around it not included
    const char *name;               //  VARIABLE, CALL, REMOTE
    zc_bytes_t *value;              //  LITERAL: canonical term (zc_codec.h)
    uint32_t count;
    zc_ast_t **items;
};

//  ---- parsing -------------------------------------------------------------

//  A parsed text: one BLOCK, with the memory of all its nodes. The text is copied.
typedef struct {
    zc_ast_t *root;
    char *text;                     //  with a NUL at its end, and none inside
    size_t size;
    zc_arena_t *arena;              //  nodes and names
    zc_buffer_t values;             //  zc_bytes_t *: those of the LITERALs
} zc_source_text_t;

typedef enum {
    ZC_PARSED,
    ZC_PARSE_MORE,                  //  the text ends in the middle: a prompt asks for more
    ZC_PARSE_ERROR
} zc_parsed_t;

//  Why a text was not parsed, as Elixir words it.
typedef struct {
    uint32_t line, column;          //  from 1; column 0: it is about the whole line
    bool token;                     //  TokenMissingError (the text ends too early), else SyntaxError
    char message [1024];            //  "syntax error before: ')'"; longer ones are cut
} zc_parse_error_t;

//  Parse a text of valid or invalid UTF-8, any bytes. Nesting is limited
//  (ZC_SCRIPT_DEPTH_MAX levels of the tree), so who walks a tree may recurse.
//  first_line  the number of the text's first line
//  Returns     ZC_PARSED and *self_p; else *error is filled, *self_p is NULL. Where it is
//              ZC_PARSE_MORE, error->token is set: the text may be the begin of a good one
//  Caller      any thread; does not block; takes time in proportion to size
//  Elixir      Code.string_to_quoted/2
zc_parsed_t zc_parse (const char *text, size_t size, uint32_t first_line,
                      zc_source_text_t **self_p, zc_parse_error_t *error);
void zc_source_text_destroy (zc_source_text_t **self_p);

#endif
