//  zs_group.h - process groups in the simulator: workers join, leave, and are looked up
//
//  Each node has a scope; workers join and leave on orders, scopes are killed and
//  started again. When all is quiet, the members of this node in every table have to
//  be what its workers were told, and the members of all nodes those of the nodes
//  that it is connected to.

#ifndef ZS_GROUP_H_INCLUDED
#define ZS_GROUP_H_INCLUDED

#include "zs_sim.h"

void zs_group_start (void);                         //  in a process of the node
void zs_group_join (zs_being_t *self, int group);   //  in the worker
void zs_group_leave (zs_being_t *self, int group);
void zs_group_restart (void);

void zs_group_step (zs_random_t *random);           //  an order of this kind
void zs_check_groups (void);                        //  when all is quiet
void zs_group_end (void);                           //  no scopes any more

#endif
