//  zt_worker.h - what nodes say of the module Worker, in tests of code on several nodes
//
//      zt_is (&b, "version", "2");

#ifndef ZT_WORKER_H_INCLUDED
#define ZT_WORKER_H_INCLUDED

#include "zt_cluster.h"
#include "zt_code.h"

//  version: the one that this node has, or undef.
static inline void
zt_do_version (char *args, char *answer)
{
    (void) args;
    if (zc_function_exported ("Worker", "version", 0))
        zt_answer_term (answer, zt_call ("Worker", "version"));
    else
        strcpy (answer, "undef");
}

#endif
