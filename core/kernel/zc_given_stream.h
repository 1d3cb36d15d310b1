//  zc_given_stream.h - streams of tasks, as they are given by name
//
//  [Inputs, Function] or [Inputs, Module, Function, Args], and options behind them:
//  max_concurrency, ordered, timeout, on_timeout. Inputs are whatever Enum takes.

#ifndef ZC_GIVEN_STREAM_H_INCLUDED
#define ZC_GIVEN_STREAM_H_INCLUDED

#include "zc_given.h"
#include "zc_task.h"

//  Run a stream and wait for its list. What is not as it should be is the error badarg.
//  call     "Task:async_stream", for that error
//  before   arguments in front of these
//  options  what is known of them; those in args come on top
zc_term_t *zc_given_stream (const char *call, zc_server_t supervisor, const zc_term_t *args,
                            size_t before, zc_task_stream_t options);

#endif
