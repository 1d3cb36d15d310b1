//  zc_text.h - how atoms and strings are written down
//
//  Elixir's rules: which atoms need quotes, which bytes are text, what is
//  escaped.

#ifndef ZC_TEXT_H_INCLUDED
#define ZC_TEXT_H_INCLUDED

#include "base/zc_buffer.h"

#include <stdbool.h>

//  An atom as a term, a key and a function's name:  :"a b"   "a b":   "a b"
typedef enum { ZC_ATOM_TERM, ZC_ATOM_KEY, ZC_ATOM_FUNCTION } zc_atom_place_t;
void zc_text_atom (zc_buffer_t *out, const char *text, size_t size, zc_atom_place_t place);

//  'Elixir', 'Elixir.Foo' and so on: printed as an alias.
bool zc_text_is_alias (const char *text, size_t size);

//  Are these bytes printed as "text", as 'text'?
bool zc_text_is_string (const uint8_t *data, size_t size);
bool zc_text_is_charlist (const uint8_t *data, size_t size);

//  In quotes, with escapes.
void zc_text_quote (zc_buffer_t *out, const uint8_t *data, size_t size, char quote);

#endif
