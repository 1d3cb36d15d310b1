//  zc_io_user.h - the process that owns a node's standard input and output
//
//  Started once by a node's boot and registered as `user`; the group leader of
//  every process that has no other.

#ifndef ZC_IO_USER_H_INCLUDED
#define ZC_IO_USER_H_INCLUDED

#include "zc_term.h"

//  The body of the process `user`. arg: unused.      Erlang  user.erl
//  {terminal, Pid} makes it hand all requests on to Pid, which owns the terminal
//  from now on, as long as Pid lives.
void zc_io_user (void *arg);

//  Ask a group leader and wait: {io_request, Self, Ref, Request}.
//  Returns  the answer, a new term; NULL: it is gone
zc_term_t *zc_io_ask (zc_pid_t leader, const zc_term_t *request);

#endif
