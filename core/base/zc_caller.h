//  zc_caller.h - who is calling: the one thread-local of the library
//
//  Whatever runs user code sets the thread's caller: the process layer puts
//  each process's own there. It holds what goes with the process when it ends
//  (a list of blocks), the node names it can read pids of, the formats its node
//  has read, and what to do about a mistake in a call's arguments.
//
//      caller ── blocks ──> [links|size|on_free|…memory…] ──> […] ──> …
//
//  A process may resume on another thread: never keep the result of zc_caller
//  across a call that blocks. (zc_caller is not inlined for the same reason.)

#ifndef ZC_CALLER_H_INCLUDED
#define ZC_CALLER_H_INCLUDED

#include <stdbool.h>
#include <stddef.h>

typedef struct zc_block_t zc_block_t;
typedef struct zc_names_t zc_names_t;
typedef struct zc_plans_t zc_plans_t;
typedef struct zc_caller_t zc_caller_t;

//  Memory that goes with its owner. Sits before the bytes handed out.
struct zc_block_t {
    zc_block_t *next, *prev;
    zc_caller_t *owner;             //  NULL: of no process
    void (*on_free) (void *memory); //  called before the memory goes; may be NULL
    size_t size;
    bool lasts;                     //  on_free releases it, or who shares it, later
    //  48 bytes: the memory is aligned to 16
};

struct zc_caller_t {
    zc_block_t *blocks;             //  owner only
    zc_names_t *names;              //  node names, NULL outside of nodes
    zc_plans_t *plans;              //  formats that were read, NULL outside of nodes
    //  End the calling process with {badarg, Text}; NULL: outside of processes
    void (*bug) (zc_caller_t *self, const char *text);
};

//  The calling thread's caller; never NULL: a thread outside of all processes
//  has a blank one of its own.
zc_caller_t *zc_caller (void);

//  Set it (NULL: outside).
void zc_caller_set (zc_caller_t *caller);

//  Memory of the calling process, zeroed.
void *zc_block_new (size_t size, void (*on_free) (void *memory));
void zc_block_free (void *memory);

//  What zc_malloc has returned, with the head of a block at its front, becomes a
//  block that lasts. Returns the memory behind the head, as it is.
void *zc_block_adopt (void *block, size_t size, void (*on_free) (void *memory));
void *zc_block_resize (void *memory, size_t size);

//  Release at once what the caller has made since: put a mark, a block of its own, in
//  front of its blocks; later release all that were made after that but one (NULL: all).
void zc_block_mark (void *mark);
void zc_block_release_since (void *mark, void *except);

//  Release all blocks of an owner (at the end of a process).
void zc_caller_release (zc_caller_t *self);

//  A mistake of the caller. Inside a process it ends that process and does not
//  return; outside it leaves the text for zc_caller_error and returns.
void zc_caller_bug (const char *text);
const char *zc_caller_error (void);
void zc_caller_set_error (const char *text);

#endif
