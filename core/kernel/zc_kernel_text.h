//  zc_kernel_text.h - values to text and back, for other modules

#ifndef ZC_KERNEL_TEXT_H_INCLUDED
#define ZC_KERNEL_TEXT_H_INCLUDED

#include "term/zc_codec.h"

//  Print as inspect/2 does, with a keyword list of options or NULL.
void zc_kernel_print (zc_buffer_t *out, const uint8_t *data, const zc_term_t *options);

//  The text that a value is, as to_string/1 makes it: a new binary. Fails where there is
//  none.
zc_term_t *zc_kernel_text_of (const uint8_t *data);

//  {%{__struct__: Protocol.UndefinedError, …}, []}: no text, nothing to count.
_Noreturn void zc_fail_protocol (const char *protocol, const uint8_t *value);

//  The integer that a text is, a new term; NULL: it is none.
zc_term_t *zc_kernel_integer_of (const char *text, size_t size);

//  The own process "0.85.0"; NULL: it is none.
zc_term_t *zc_kernel_pid_of (const char *text);

#endif
