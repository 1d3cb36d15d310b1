//  zs_variable.h - variables of the cluster in the simulator, under clocks that are wrong
//
//  Workers write and delete variables; servers are killed and started again; clocks
//  differ, some by days, and are set anew now and then. What has to hold:
//
//      seen    a write is later than what its worker had seen of that variable
//      never   a table goes back to an earlier write
//      back
//      agree   when all is quiet, nodes that see each other have the same
//      last    it is a value that was written, and no server that still lives has
//              had a later one

#ifndef ZS_VARIABLE_H_INCLUDED
#define ZS_VARIABLE_H_INCLUDED

#include "zs_sim.h"

enum { ZS_VARIABLES = 100 };

void zs_variable_start (void);                      //  in a process of the node
void zs_variable_write (const zs_being_t *self, const zs_order_t *order);
void zs_variable_restart (void);
void zs_variable_step (int number);                 //  what the seed wants at this step
//  In a mesh at rest: a node writes, and crashes before all others have heard. false:
//  there is no node for this. What the others had heard, all have in the end.
bool zs_variable_bequeath (void);
void zs_check_variables (void);                     //  when all is quiet
void zs_variable_end (void);                        //  the servers of all nodes

#endif
