//  zc_children.h - the children of a supervisor: a list, found by pid
//
//  A list in the order of their start, and buckets by the number in their pid,
//  since what tells of an end is a pid. All memory is the supervisor's own.

#ifndef ZC_CHILDREN_H_INCLUDED
#define ZC_CHILDREN_H_INCLUDED

#include "zc_supervisor.h"

typedef struct zc_supervised_t zc_supervised_t;
struct zc_supervised_t {
    zc_supervised_t *prev, *next;   //  started before, after
    zc_supervised_t *bucket_next;   //  running, in the same bucket
    zc_term_t *term;                //  its spec: owns the texts in (NULL: adopted)
    zc_term_t *id;                  //  any term; NULL: it has none
    zc_child_spec_t spec;
    uint64_t number;                //  never used again
    zc_pid_t pid;                   //  {0}: it does not run
    bool restarting;                //  … but will: it did not start again yet
    zc_ref_t ref;                   //  monitor, while it is being stopped …
    int64_t deadline;               //  … and when that is over
};

typedef struct {
    zc_supervised_t *first, *last;
    zc_supervised_t **buckets;
    size_t bucket_count;            //  a power of two
    size_t count, running;
    uint64_t numbers;
} zc_children_t;

//  Add one at the end, from a copy of its spec. NULL: the term is no spec.
zc_supervised_t *zc_children_add (zc_children_t *self, const zc_term_t *spec);
//  Add a running one that will not be started again; it is linked already.
void zc_children_adopt (zc_children_t *self, zc_pid_t pid, int shutdown_ms);
void zc_children_forget (zc_children_t *self, zc_supervised_t *child);

//  NULL: there is none.
zc_supervised_t *zc_children_by_pid (const zc_children_t *self, zc_pid_t pid);
zc_supervised_t *zc_children_by_id (const zc_children_t *self, const zc_term_t *id);
zc_supervised_t *zc_children_by_number (const zc_children_t *self, uint64_t number);

//  Start a child, which does not run. Returns NULL, or why not (a new term).
//  One that ignores its start does not run either.
zc_term_t *zc_children_start (zc_children_t *self, zc_supervised_t *child);

//  Its id as text, for a line of the log; the caller's to free.
char *zc_children_name (const zc_supervised_t *child);

//  Its end was heard of.
void zc_children_ended (zc_children_t *self, zc_supervised_t *child);

//  Stop one that may be running, as its spec says, and wait for its end; or all
//  at once, at the end of the supervisor: exit signals of others get lost.
void zc_children_stop (zc_children_t *self, zc_supervised_t *child);
void zc_children_stop_at_once (zc_children_t *self);

//  What which_children and count_children tell.
zc_term_t *zc_children_list (const zc_children_t *self);
zc_term_t *zc_children_count (const zc_children_t *self);

//  zc_supervisor_start_as with specs that are terms, whose ids need not be atoms: a list.
zc_start_t zc_supervisor_start_terms (const zc_supervisor_options_t *options,
                                      const zc_term_t *specs, zc_server_t name);

#endif
