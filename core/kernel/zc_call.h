//  zc_call.h - call a function on another node and wait for its result
//
//  The smallest remote call: spawn with a monitor, and an answer. Either the
//  answer or the monitor's DOWN comes, so the caller never waits for nobody.
//
//      caller                              node
//        ── spawn_monitor Zcluster.Call.run ──>  apply (Module, Function, Args)
//        <── {Ref, {ok, Result}} ──────────────  … and ends, or
//        <── DOWN, Reason ─────────────────────  … it crashed, or is gone

#ifndef ZC_CALL_H_INCLUDED
#define ZC_CALL_H_INCLUDED

#include "zc_process.h"

//  Call Module:function with a list of arguments on a node (NULL: here), in a
//  process of its own there; its output goes to the caller's group leader.
//  Returns  true and *outcome is the result, a new term; false and *outcome is
//           the reason that process ended with: {undef, …}, noconnection, …
//  Blocks   until it is done; leaves nothing in the mailbox
//  Erlang   erpc:call/4, roughly
bool zc_call (const char *node, const char *module, const char *function, const zc_term_t *args,
              zc_term_t **outcome);

#endif
