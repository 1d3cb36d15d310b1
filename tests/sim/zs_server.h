//  zs_server.h - servers in the simulator: workers call them, near and far
//
//  Each node has a server that answers after a while. What has to hold: a call
//  ends in its time, whatever happens to the other node, with an answer or one of
//  a few reasons; a multi_call tells of each node once; and no answer comes late
//  (the worker would find a message nobody sent).

#ifndef ZS_SERVER_H_INCLUDED
#define ZS_SERVER_H_INCLUDED

#include "zs_sim.h"

void zs_server_start (void);                        //  in a process of the node
void zs_server_ask (const zs_being_t *self, const zs_order_t *order);
void zs_server_ask_all (const zs_being_t *self, const zs_order_t *order);
void zs_server_restart (void);
void zs_server_step (int number);                   //  what the seed wants at this step
void zs_server_end (void);                          //  the servers of all nodes

#endif
