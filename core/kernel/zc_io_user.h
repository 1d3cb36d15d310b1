//  zc_io_user.h - the process that owns a node's standard input and output
//
//  Started once by a node's boot and registered as `user`; the group leader of
//  every process that has no other. Only the boot needs this header.

#ifndef ZC_IO_USER_H_INCLUDED
#define ZC_IO_USER_H_INCLUDED

//  The body of the process `user`. arg: unused.      Erlang  user.erl
void zc_io_user (void *arg);

#endif
