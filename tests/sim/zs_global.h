//  zs_global.h - global names and locks in the simulator
//
//  Actors, processes of their own beside the workers, register names and take
//  locks while nodes crash and part. What has to hold:
//
//      names   two that stay connected never both get one; who got one and was left
//              alone has it in the end; the tables of all nodes are equal in the end
//      locks   two that stay connected with a node both asked never hold one both
//      contest in a whole mesh one gets a name, and all get a lock in turn, alone
//      ends    no name is left when all actors are gone
//
//      zs_global.c ── orders ──> actors ── what they got ──> zs_global_judge.c

#ifndef ZS_GLOBAL_H_INCLUDED
#define ZS_GLOBAL_H_INCLUDED

#include "zs_sim.h"

enum { ZS_GLOBAL_NAMES = 10, ZS_GLOBAL_LOCKS = 3, ZS_ACTORS = 2, ZS_CONTESTANTS = 12 };

typedef struct zs_actor_t zs_actor_t;
struct zs_actor_t {
    zs_actor_t *next;
    int id, host, incarnation, slot;
    zc_pid_t pid;
    const char *busy_with;          //  NULL: waits for orders
    int64_t busy_since;
};

//  ---- zs_global.c: the workload -------------------------------------------

void zs_global_step (int number);   //  what the seed wants at this step
void zs_global_contest (void);      //  in a mesh that is whole and at rest
void zs_global_end (void);          //  end the actors: nothing may be left over
bool zs_actor_alive (const zs_actor_t *self);

//  ---- zs_global_judge.c: may it be so? ------------------------------------

//  The connections of a host, as both ends number them, when a call begins.
typedef struct zs_links_t zs_links_t;
zs_links_t *zs_links_new (int host);
void zs_links_free (zs_links_t **self_p);

//  How often the name was taken away so far; -1: somebody is about to.
int zs_global_takes (int name);

//  Got a name, a lock. links, takes: from before the call.
void zs_global_named (zs_actor_t *actor, int name, const zs_links_t *links, int takes);
void zs_global_locked (zs_actor_t *actor, int lock, const zs_links_t *links);
//  Begins to give a lock back.
void zs_global_unlocked (zs_actor_t *actor, int lock);
//  Somebody begins, ends to take a name away from whoever has it.
void zs_global_taking (int name);
void zs_global_taken (int name);

//  What a node has in its table, when all is quiet.
typedef struct {
    int64_t size;                   //  names in it
    struct {
        int host;                   //  of who has the name; -1: nobody
        uint32_t id, serial;
    } names [ZS_GLOBAL_NAMES + 1];  //  the last: the contest's
} zs_table_t;

void zs_global_judge_tables (const zs_table_t *tables);
void zs_global_judge_free (void);

//  Nodes of one class see each other's names: the smallest of them.
int zs_class (int host);

#endif
