//  zc_scanner.h - what the files of the scanner share
//
//      zc_token.c         the choice, lines, the whole text
//      zc_token_bracket.c ( [ { << %{ fn do, and what closes them
//      zc_token_operator.c
//      zc_token_word.c    identifiers, aliases, keywords, atoms, keys
//      zc_token_number.c  1_000  0xff  1.5e3  ?a
//      zc_token_quote.c   "…"  '…'  """…"""  :"…"  ~w(…)
//
//  Each zc_scan_… takes one token at `at` and appends it; false: an error.

#ifndef ZC_SCANNER_H_INCLUDED
#define ZC_SCANNER_H_INCLUDED

#include "zc_token.h"

typedef struct {
    const char *text;
    uint32_t size, at;
    uint32_t line;
    uint32_t counted, column;       //  the column of the byte `counted`, at most `at`
    zc_tokens_t *tokens;
    zc_buffer_t open;               //  uint32_t: tokens that wait for what closes them
    zc_parse_error_t *error;
} zc_scanner_t;

//  Append a token that begins at `from` on this line and ends at `at`.
zc_token_t *zc_scan_add (zc_scanner_t *self, zc_token_kind_t kind, uint32_t from);

//  The token before, END where there is none.
zc_token_kind_t zc_scan_last (const zc_scanner_t *self);

//  What waits to be closed: the innermost one. NULL: nothing.
zc_token_t *zc_scan_innermost (const zc_scanner_t *self);
void zc_scan_open (zc_scanner_t *self);             //  the last token
void zc_scan_close (zc_scanner_t *self);            //  by the last token

//  The column of a byte of this line that is not before one that was asked for.
uint32_t zc_scan_column (zc_scanner_t *self, uint32_t at);

//  A line ended before `at`.
void zc_scan_new_line (zc_scanner_t *self);

//  Fail at a byte of this line.
#define zc_scan_fail(self, from, ...) \
    zc_parse_fail ((self)->error, (self)->line, zc_scan_column ((self), (from)), false, __VA_ARGS__)
bool zc_scan_unexpected (zc_scanner_t *self, uint32_t at);      //  its character

//  The text ends inside something.
bool zc_scan_missing (zc_scanner_t *self);

//  The line goes on: its end before the token to come does not count.
void zc_scan_join_line (zc_scanner_t *self);

//  Brackets of any kind: the token of `size` bytes; `text`, what it closes is checked.
const char *zc_scan_opening_text (const zc_token_t *token);     //  NULL: it does not open
bool zc_scan_opening (zc_scanner_t *self, zc_token_kind_t kind, uint32_t size);
bool zc_scan_closing (zc_scanner_t *self, zc_token_kind_t kind, const char *text);

bool zc_scan_percent (zc_scanner_t *self);
bool zc_scan_operator (zc_scanner_t *self);
bool zc_scan_operator_word (zc_scanner_t *self, int op, uint32_t size);
bool zc_scan_dot (zc_scanner_t *self);
bool zc_scan_word (zc_scanner_t *self);
bool zc_scan_colon (zc_scanner_t *self);
bool zc_scan_number (zc_scanner_t *self);
bool zc_scan_character (zc_scanner_t *self);
bool zc_scan_sigil (zc_scanner_t *self);
bool zc_scan_quote (zc_scanner_t *self, zc_token_kind_t kind, uint32_t from);    //  `at`: the quote
bool zc_scan_quoted (zc_scanner_t *self);                       //  what is inside
bool zc_scan_interpolation_end (zc_scanner_t *self);

//  Is there a blank, or the end of the text, at this byte?
static inline bool
zc_scan_blank (const zc_scanner_t *self, uint32_t at)
{
    char c = self->text [at];
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || at == self->size;
}

#endif
