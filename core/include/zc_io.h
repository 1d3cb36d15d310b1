//  zc_io.h - output and input through the group leader
//
//  A request to the group leader's process and its answer: so the output of a
//  process appears where its group leader lives, also from another node, and
//  lines of several processes interleave by whole requests.

#ifndef ZC_IO_H_INCLUDED
#define ZC_IO_H_INCLUDED

#include "zc_process.h"

#ifdef __cplusplus
extern "C" {
#endif

//  Write a text and a line feed; printf-style, as it stands; a term as inspect
//  prints it and a line feed.
//  Returns  true; false: the group leader is gone (the process lives on)
//  Blocks   until the group leader answered
//  Elixir   IO.puts/1, IO.inspect/1; Erlang io:format/2
bool zc_io_puts (const char *text);
bool zc_io_format (const char *format, ...) __attribute__ ((format (printf, 1, 2)));
bool zc_io_inspect (const zc_term_t *term);

//  Write some text to a process that speaks the io protocol; ZC_PID_NONE: the group leader.
//  Returns, blocks as above.                       Elixir  IO.write/2
bool zc_io_write (zc_pid_t device, const void *data, size_t size);

//  Write some text to standard error of this program, whoever the group leader is; where a
//  shell has the terminal, beside what is typed there.
//  Returns, blocks as above.                       Elixir  IO.write(:stderr, text)
bool zc_io_write_error (const void *data, size_t size);

//  Read a line, without its line feed. NULL: end of input, or no group leader.
//  Belongs to the process (zc_free).               Elixir  IO.gets/1
char *zc_io_gets (const char *prompt);

//  The same from a process that speaks the io protocol (ZC_PID_NONE: the group leader), as
//  it answers: a binary with the line feed, `eof`, {error, Reason}; NULL: it is gone.
zc_term_t *zc_io_read_line (zc_pid_t device, const zc_term_t *prompt);

#ifdef __cplusplus
}
#endif
#endif
