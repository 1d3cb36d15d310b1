//  fan.h - exercise 5.1: fan work out to other nodes, and collect an answer or a reason for each

#ifndef FAN_H_INCLUDED
#define FAN_H_INCLUDED

#include <zcluster.h>

//  Call a function once for each job, on several nodes, all at the same time, and wait for what
//  becomes of each.
//
//      nodes       [:kate@localhost, :bob@localhost]
//      jobs        [7, 8, 9]: Classroom.square(7) and (9) at kate's, (8) at bob's
//      outcomes    [{ok, 49}, {error, noconnection}, {ok, 81}]
//
//  nodes       names, at least one; job number i is for node number i modulo their count
//  jobs        each is the one argument of a call of Module:Function, a function that each
//              node has, and that may take long, end its process, or never return
//  timeout_ms  for all jobs together; -1 = for ever
//  Returns     a new list, as long as jobs and in the same order, of
//                  {ok, Result}          what the function has returned
//                  {error, Reason}       it has not, and its process ended with this reason;
//                                        `noconnection`: the node cannot be reached, or is lost
//                  {error, timeout}      the time is over; there is nothing of it yet
//  Caller      any process; blocks that process only. Its other messages stay in its mailbox.
//              Nothing is left behind when this returns: no message, no monitor; and nothing
//              of it arrives later, whatever the nodes still do.
zc_term_t *fan_out (const zc_term_t *nodes, const zc_term_t *jobs, const char *module,
                    const char *function, int timeout_ms);

#endif
