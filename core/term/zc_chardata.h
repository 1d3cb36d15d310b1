//  zc_chardata.h - texts in pieces: a binary, a character, or a list of such, nested
//
//  Erlang  chardata () and iodata () of unicode and erlang

#ifndef ZC_CHARDATA_H_INCLUDED
#define ZC_CHARDATA_H_INCLUDED

#include "zc_codec.h"

//  Append the text that a term is, in UTF-8; with `bytes` integers are bytes, as in
//  iodata. false: it is something else, and some of it may have been appended.
bool zc_chardata (zc_buffer_t *out, const uint8_t *data, bool bytes);

//  The same as a new binary; NULL: it is something else.
zc_term_t *zc_chardata_binary (const uint8_t *data, bool bytes);

#endif
