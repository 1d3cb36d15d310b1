//  zc_task_call.h - what a task runs, as a term on its way to the task
//
//      {c, Function, Arg}          a C function of this program
//      {c_each, Function, Input}   the same for a stream
//      {Module, Function, Args}    by name: on any node
//
//  A task answers {Ref, Result} through Ref: zc_task_start.c.

#ifndef ZC_TASK_CALL_H_INCLUDED
#define ZC_TASK_CALL_H_INCLUDED

#include "zc_task.h"

zc_term_t *zc_task_call_c (zc_task_fn *function, void *arg);
zc_term_t *zc_task_call_each (zc_task_each_fn *function, const zc_term_t *input);
zc_term_t *zc_task_call_named (const char *module, const char *function, const zc_term_t *args);
zc_term_t *zc_task_call_build (const char *module, const char *function, zc_format_t args);

//  Start a task with such a call; takes it over. supervisor: {0} for none.
zc_task_t zc_task_start (zc_server_t supervisor, int options, int shutdown_ms, zc_term_t *call);

//  A C function means nothing on another node: badarg for a supervisor there.
void zc_task_check_near (zc_server_t supervisor);

//  Run it, in the calling process: the result, a new term.
zc_term_t *zc_task_call_run (const zc_term_t *call);

#endif
