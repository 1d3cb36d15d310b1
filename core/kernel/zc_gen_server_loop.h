//  zc_gen_server_loop.h - what a server's start and its loop share

#ifndef ZC_GEN_SERVER_LOOP_H_INCLUDED
#define ZC_GEN_SERVER_LOOP_H_INCLUDED

#include "zc_server.h"

typedef struct zc_gen_server_loop_t {
    const zc_gen_server_callbacks_t *callbacks;
    zc_pid_t parent;                //  who started it with a link, or {0}
    zc_ref_t starting;              //  alias of who waits for its start
    int timeout_ms;                 //  of the next wait
    zc_term_t *next;                //  for handle_continue; NULL: nothing
    zc_term_t *reason;              //  to stop with; NULL: go on
} zc_gen_server_loop_t;

//  The loop: receives and calls back until the server stops.
_Noreturn void zc_gen_server_run (zc_gen_server_t *self);

//  Start a server whose init gets a term of its own (not an integer).
zc_start_t zc_gen_server_start_term (const zc_gen_server_callbacks_t *callbacks,
                                     const zc_term_t *arg, zc_server_t name, bool link,
                                     int timeout_ms);

//  zc_gen_server_start_module whose init has so long.
zc_start_t zc_gen_server_start_module_in (const char *module, zc_server_t name, bool link,
                                          int timeout_ms, zc_format_t arg);

//  Start a process and wait for what it tells: `ok`, `ignore` or {error, Reason}
//  through the alias it is given as {start, Parent, Alias, What}; Parent is nil
//  without a link. Takes `what` over.            Erlang  proc_lib:start_link/5
zc_start_t zc_start_process (zc_body_t *body, zc_term_t *what, bool link, int timeout_ms);

//  In such a process: what it was started with, and how it tells.
zc_term_t *zc_start_received (zc_pid_t *parent, zc_ref_t *starting);
#define zc_start_tell(starting, ...) \
    zc_start_tell_format (starting, ZC_FORMAT (__VA_ARGS__))
void zc_start_tell_format (zc_ref_t starting, zc_format_t outcome);

//  The exit signal of a linked process is not to reach us, or not any more.
void zc_start_forget (zc_pid_t pid);

#endif
