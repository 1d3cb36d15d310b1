//  zc_run_sync.h - run a function on some node and have its result here
//
//      zc_term_t *count;
//      zc_run_sync_t how = {.timeout_ms = 60000, .retries = 2};
//      if (zc_run_sync (&how, "Primes", "count", &count, "[~i, ~i]", 1, 1000000))
//          …
//
//  Three ways to do the same, from the course notes:
//
//      zc_run_sync_naive        as the notes have it: right while nothing goes wrong
//      zc_run_sync              with every way to fail told, and other nodes tried
//      zc_subprocess_start      without waiting: a process waits, and hands it on
//
//  The function's output appears at the caller, whose group leader it has.

#ifndef ZC_RUN_SYNC_H_INCLUDED
#define ZC_RUN_SYNC_H_INCLUDED

#include "zc_load_balancer.h"

#ifdef __cplusplus
extern "C" {
#endif

//  All zero is a good default for each field.
typedef struct {
    const char *node;               //  where to try first; NULL: the balancer chooses
    zc_balance_t balance;           //  how it does
    int timeout_ms;                 //  for all tries together; 0: 5,000; -1: none
    int retries;                    //  on how many other nodes to try again
} zc_run_sync_t;

//  Run Module:function (args, a format of a list) on a node, and wait.
//  options   NULL: all defaults
//  Returns   true and the result; false and why there is none. A new term either way:
//                {erpc, noconnection}              the node cannot be reached or was lost
//                {erpc, timeout}                   no result in time
//                {erpc, system_limit}              no room for a process over there
//                {exception, undef, [{M, F, A, _}]}    the node has no such function
//                {exception, Error, Stack}, {exception, Reason}, {signal, Reason},
//                {throw, Term}                     how the function ended (zc_erpc.h)
//  Retries   follow the first, the third and an undef of the function itself. A lost
//            node may have run the function, or some of it: with retries, only what
//            may run twice. A function that fails fails everywhere: no retry. A time-out
//            ends it all
//  Late results never arrive.
#define zc_run_sync(options, module, function, result, ...) \
    zc_run_sync_args (options, module, function, result, ZC_FORMAT (__VA_ARGS__))
bool zc_run_sync_args (const zc_run_sync_t *options, const char *module, const char *function,
                       zc_term_t **result, zc_format_t args);

//  The result of a function run on that node (NULL: the balancer chooses), without a
//  limit of time: it takes as long as it takes, but nothing is waited for in vain.
//  Without a result the caller ends with {Reason, {Cluster, run_sync_auto_detect,
//  [Node, Module, Function, Args]}}, with the reasons above.
//  Elixir  run_sync_auto_detect/4 of the course notes, mended
#define zc_run_sync_auto_detect(node, module, function, ...) \
    zc_run_sync_auto_detect_args (node, module, function, ZC_FORMAT (__VA_ARGS__))
zc_term_t *zc_run_sync_auto_detect_args (const char *node, const char *module,
                                         const char *function, zc_format_t args);

//  The same as the course notes print it, for the lesson: a task waits for {ok, Result},
//  which a process on the other node sends. There is no path for failures: when the
//  function fails, the module is missing, or the node dies before the choice is used or
//  before the answer, the caller waits for ever. Do not use it.
#define zc_run_sync_naive(node, module, function, ...) \
    zc_run_sync_naive_args (node, module, function, ZC_FORMAT (__VA_ARGS__))
zc_term_t *zc_run_sync_naive_args (const char *node, const char *module, const char *function,
                                   zc_format_t args);

//  ---- now the start, later the result -------------------------------------

//  Start a function in a process of that node (NULL: this one), and beside it, here, a
//  process that waits for its end and sends `to` one message: {Pid, {ok, Result}} or
//  {Pid, {error, Reason}}, with its own pid, which is returned. It is linked to the
//  caller, and waits no longer than the caller lives.
#define zc_subprocess_start(node, to, module, function, ...) \
    zc_subprocess_start_args (node, to, module, function, ZC_FORMAT (__VA_ARGS__))
zc_pid_t zc_subprocess_start_args (const char *node, zc_pid_t to, const char *module,
                                   const char *function, zc_format_t args);

//  Wait for that message.
//  Returns  true and the result; false and the reason (a new term either way), which is
//           {erpc, timeout} when there was none in time; it may come later
bool zc_subprocess_await (zc_pid_t subprocess, int timeout_ms, zc_term_t **result);

#ifdef __cplusplus
}
#endif
#endif
